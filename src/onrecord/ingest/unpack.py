"""Bytes out of gzip, never more than a limit, whatever the bytes claim about themselves."""

from __future__ import annotations

import zlib

from onrecord.errors import InputError

MAX_BYTES = 64 * 1024 * 1024
"""The most that is read of any one input, before and after decompression, in bytes."""

GZIP_MAGIC = b"\x1f\x8b"
_STEP = 1024 * 1024


def gunzip(data: bytes, *, name: str, limit: int = MAX_BYTES) -> bytes:
    """Return the decompressed bytes of one or more gzip members.

    Trailing bytes that are no gzip member are ignored, as gzip(1) does. Raises InputError, naming `name`, where the
    data is damaged, cut short, or grows beyond `limit` bytes.
    """
    out = bytearray()
    while data.startswith(GZIP_MAGIC):
        inflater = zlib.decompressobj(wbits=31)
        while not inflater.eof:
            try:
                piece = inflater.decompress(data, _STEP)
            except zlib.error as error:
                raise InputError(name, "the gzip data is damaged", "Download or compress the file again.") from error
            out += piece
            if len(out) > limit:
                raise too_large(name, limit, "it is too large once decompressed")
            data = inflater.unconsumed_tail
            if not piece and not data and not inflater.eof:
                raise InputError(name, "the gzip data is cut short", "Download or compress the file again.")
        data = inflater.unused_data
    return bytes(out)


def too_large(name: str, limit: int = MAX_BYTES, problem: str = "it is too large") -> InputError:
    """Return the error for an input beyond `limit` bytes."""
    return InputError(name, f"{problem} (the limit is {limit // 2**20} MB)", "Cut it into parts and read each of them.")
