"""Files, folders and standard input: what is readable, and its bytes."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from onrecord.errors import InputError
from onrecord.ingest.unpack import GZIP_MAGIC, MAX_BYTES, gunzip, too_large

SUFFIXES = (".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".pdf", ".srt", ".vtt", ".eml")
SIDECAR = ".meta.json"
STDIN = "-"
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def is_address(input: str) -> bool:
    """Return whether an input is an http(s) address."""
    return _ADDRESS.match(input) is not None


def find(input: str) -> Iterator[str]:
    """Yield the inputs that `input` stands for.

    A folder stands for its readable files, sorted, those of its folders too: .txt, .text, .md, .html, .htm, .xhtml,
    .pdf, .srt, .vtt and .eml, each also with .gz; not hidden ones, and not sidecars. Anything else (a file, an address,
    "-") stands for itself.
    Raises InputError for a folder without such files, or one that may not be listed.
    """
    if input == STDIN or is_address(input) or not os.path.isdir(input):
        yield input
        return
    found = False
    for path in _walk(input):
        found = True
        yield path
    if not found:
        remedy = f"Name a folder that holds files ending in {', '.join(SUFFIXES)} (or the same with .gz)."
        raise InputError(input, "there is nothing to read in this folder", remedy)


def _walk(folder: str) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        raise unreadable(error.filename or folder, error)

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and stem(name) != name and os.path.isfile(os.path.join(here, name)):
                yield os.path.join(here, name)


def stem(name: str) -> str:
    """Return a file's name without the endings that make it readable: "page" for "page.html.gz"."""
    base = name[: -len(".gz")] if name.lower().endswith(".gz") else name
    root, suffix = os.path.splitext(base)
    return root if suffix.lower() in SUFFIXES and root else name


def read_file(input: str) -> bytes:
    """Return the bytes of a file, decompressed where it is gzip. Raises InputError where it cannot be read."""
    path = Path(input)
    try:
        if path.is_dir():
            raise InputError(input, "this is a folder", "Name one of its files, or let `find` list them.")
        if path.exists() and not path.is_file():
            raise InputError(
                input, "this is no ordinary file", "Save what it gives as a file and read that, or pipe it to -."
            )
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a zero character in a path
        raise unreadable(input, error) from error
    return _bounded(data, input)


def read_stdin() -> bytes:
    """Return the bytes of standard input, decompressed where they are gzip."""
    return _bounded(sys.stdin.buffer.read(MAX_BYTES + 1), STDIN)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MAX_BYTES:
        raise too_large(name)
    return gunzip(data, name=name) if data.startswith(GZIP_MAGIC) else data


def unreadable(input: str, error: Exception) -> InputError:
    """Return what the operating system's refusal means for whoever named `input`."""
    if isinstance(error, FileNotFoundError):
        return InputError(input, "there is no such file", "Check the path and its spelling.")
    if isinstance(error, PermissionError):
        return InputError(input, "there is no permission to read it", "Change its permissions, or read a copy of it.")
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return InputError(input, f"it cannot be read ({reason})", "Check the path, or read a copy of the file.")
