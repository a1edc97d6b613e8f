"""A plain text too large to be held at once, such as a year's transcripts: read in parts that overlap."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onrecord.ingest import files
from onrecord.ingest.decode import decode, encoding_of, refuse_binary
from onrecord.ingest.mail import is_mail
from onrecord.ingest.pdf import is_pdf
from onrecord.ingest.sniff import is_html
from onrecord.ingest.subtitles import is_subtitles
from onrecord.ingest.unpack import GZIP_MAGIC

LARGE: Final = 8 * 1024 * 1024
"""From so many bytes on a plain text is read in parts."""
_HEAD: Final = 65536
_STEP: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text: its characters, at which character of the whole it begins, and at which line."""

    text: str
    offset: int
    line: int


def is_large(input: str) -> bool:
    """Return whether `input` is a file with so much plain text that it is read in parts."""
    if input == files.STDIN or files.is_address(input):
        return False
    try:
        if not os.path.isfile(input) or os.path.getsize(input) < LARGE:
            return False
        with open(input, "rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError):
        return False
    if head.startswith(GZIP_MAGIC) or is_pdf(head) or is_mail(head):
        return False
    text = decode(head)
    return not (is_html(text) or is_subtitles(text))


def parts(input: str, *, size: int, overlap: int) -> Iterator[Part]:
    """Yield the text of a file in parts of about `size` characters, each with the end of the one before.

    A part ends at a line's end where it has one. Raises InputError where the file cannot be read or is no text.
    """
    try:
        with open(input, "rb") as file:
            head = file.read(_HEAD)
            refuse_binary(head, name=input)
            decoder = codecs.getincrementaldecoder(encoding_of(head))("replace")
            file.seek(0)
            held, offset, line = "", 0, 1
            while True:
                data = file.read(_STEP)
                held += decoder.decode(data, final=not data)
                if offset == 0 and held.startswith("\ufeff"):
                    held = held[1:]
                while len(held) > size + overlap or (not data and held):
                    cut = held.rfind("\n", size // 2, size) + 1 or min(size, len(held))
                    cut = len(held) if not data and len(held) <= size + overlap else cut
                    yield Part(held[:cut], offset, line)
                    if cut == len(held):
                        return
                    kept = max(cut - overlap, 1)
                    line += held.count("\n", 0, kept)
                    offset += kept
                    held = held[kept:]
                if not data:
                    return
    except OSError as error:
        raise files.unreadable(input, error) from error
