"""Bytes of an archive, a buffer at a time: as they are, or out of gzip members, found again after damage."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import BinaryIO, Final

_STEP: Final = 256 * 1024
_MAGIC: Final = b"\x1f\x8b\x08"
_HEAD: Final = 512


class DamagedError(Exception):
    """The bytes cannot be decompressed any further, or end too early; `address` of the page in them, if known."""

    address: str | None = None


class Stream:
    """Bytes that are taken one after another, never more of them in memory than was asked for."""

    def __init__(self, pull: Callable[[], bytes]):
        self._pull = pull
        self._held = bytearray()
        self.taken = 0
        """How many bytes have been taken or skipped."""

    def need(self, count: int) -> bool:
        """Return whether `count` more bytes are there. Raises DamagedError."""
        while len(self._held) < count:
            piece = self._pull()
            if not piece:
                return False
            self._held += piece
        return True

    def peek(self, count: int) -> bytes:
        """Return the next bytes, at most `count`, and leave them there."""
        self.need(count)
        return bytes(self._held[:count])

    def seen(self, count: int) -> bytes:
        """Return the next bytes, at most `count`, and leave them there; of damaged data what comes before the damage.

        Raises DamagedError where there is nothing before it.
        """
        try:
            return self.peek(count)
        except DamagedError:
            if not self._held:
                raise
            return bytes(self._held[:count])

    def take(self, count: int) -> bytes:
        """Return the next bytes, at most `count`."""
        self.need(count)
        out = bytes(self._held[:count])
        del self._held[:count]
        self.taken += len(out)
        return out

    def skip(self, count: int) -> int:
        """Pass over the next bytes, at most `count`, and return how many there were."""
        left = count
        while left and self.need(1):
            here = min(left, len(self._held))
            del self._held[:here]
            left -= here
        self.taken += count - left
        return count - left

    def put_back(self, data: bytes) -> None:
        """Give back bytes that were taken last."""
        self._held[:0] = data
        self.taken -= len(data)

    def find(self, pattern: bytes, *, within: int) -> bool:
        """Go forward to `pattern`, and return whether it stands in the next `within` bytes; if not, they are passed."""
        end = self.taken + within
        while self.taken < end:
            if not self.need(len(pattern)):
                self.skip(len(pattern))
                return False
            at = self._held.find(pattern)
            if at >= 0:
                self.skip(at)
                return True
            self.skip(max(1, len(self._held) - len(pattern) + 1))
        return False


def plain(file: BinaryIO, at: int) -> Stream:
    """Return the bytes of a file from `at` on."""
    file.seek(at)
    return Stream(lambda: file.read(_STEP))


class Member(Stream):
    """The bytes of one gzip member that begins at `at`; `end` is where the next begins, once this one is exhausted."""

    def __init__(self, file: BinaryIO, at: int):
        super().__init__(self._inflated)
        self._file, self._at = file, at
        self._inflater = zlib.decompressobj(wbits=31)
        self._left = b""
        self.end: int | None = None

    def _inflated(self) -> bytes:
        while not self._inflater.eof:
            if not self._left:
                self._file.seek(self._at)
                self._left = self._file.read(_STEP)
                self._at += len(self._left)
                if not self._left:
                    raise DamagedError("it is cut short")
            piece = self._step()
            if piece:
                return piece
        return b""

    def _step(self) -> bytes:
        try:
            piece = self._inflater.decompress(self._left, _STEP)
        except zlib.error as error:
            raise DamagedError("its gzip data is damaged") from error
        self._left = self._inflater.unconsumed_tail
        if self._inflater.eof:
            self.end = self._at - len(self._inflater.unused_data)
        return piece


def is_gzip(file: BinaryIO) -> bool:
    """Return whether a file begins as gzip."""
    file.seek(0)
    return file.read(len(_MAGIC)) == _MAGIC


def next_member(file: BinaryIO, at: int, begins: bytes) -> int | None:
    """Return where, at `at` or later, the next gzip member begins whose content begins with `begins`; None: nowhere."""
    file.seek(at)
    held = b""
    base = at
    while True:
        piece = file.read(_STEP)
        held += piece
        found = held.find(_MAGIC)
        while found >= 0 and (found + _HEAD <= len(held) or not piece):
            if _begins(held[found : found + _HEAD], begins):
                return base + found
            found = held.find(_MAGIC, found + 1)
        if not piece:
            return None
        keep = found if found >= 0 else max(0, len(held) - len(_MAGIC) + 1)
        held, base = held[keep:], base + keep


def _begins(data: bytes, begins: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, len(begins)).startswith(begins)
    except zlib.error:
        return False
