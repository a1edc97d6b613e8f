"""What is to be read: sources become inputs, and inputs units of work that are done whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Final, Literal

from onrecord.corpus import remote
from onrecord.errors import InputError
from onrecord.ingest import files

Kind = Literal["warc", "jsonl", "parquet", "files", "units"]

_ENDINGS: Final[dict[str, Kind]] = {
    ".warc": "warc", ".warc.gz": "warc", ".warc.wet.gz": "warc", ".arc.gz": "warc",
    ".jsonl": "jsonl", ".jsonl.gz": "jsonl", ".ndjson": "jsonl", ".ndjson.gz": "jsonl", ".json.gz": "jsonl",
    ".parquet": "parquet",
}  # fmt: skip
LEAST_UNIT: Final = 32 << 10
MOST_UNIT: Final = 64 << 20
"""Bytes of one unit. A job that is killed loses what was done of the units in hand, so they do not grow with the input
beyond a point: 64 MB of a compressed archive are about 2,000 pages."""
_UNITS: Final = 64
_FILES_A_UNIT: Final = 100
_EDGE: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Input:
    """One file: where it lies, what it is, its size in bytes, and a digest of its size, beginning and end."""

    place: str
    kind: Kind
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an input that is read at once: its bytes from `begin` to `end`, or (Parquet) groups of rows.

    `files` are pages that lie in a file each, of which `place` is the folder. Of the kind `units` are groups of such
    parts, which are filed together (see `filing`).
    """

    number: int
    place: str
    kind: Kind
    begin: int
    end: int
    files: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the unit's files are called."""
        return f"{self.number:06d}"

    def as_dict(self) -> dict[str, Any]:
        """Return the unit as plain values."""
        return {**asdict(self), "files": list(self.files)}


def unit_of(data: dict[str, Any]) -> Unit:
    """Return the unit that `as_dict` made `data` from."""
    return Unit(**{**data, "files": tuple(data["files"])})


@contextmanager
def opened(place: str) -> Iterator[BinaryIO]:
    """Open a place to read from it, and to go to and fro in it. Raises InputError where that cannot be done."""
    try:
        if remote.is_remote(place):
            with remote.opened(place) as file:
                yield file
        else:
            with open(place, "rb") as file:
                yield file
    except InputError:
        raise
    except OSError as error:
        raise files.unreadable(place, error) from error


def inputs(sources: Sequence[str]) -> tuple[list[Input], list[str]]:
    """Return the archives and tables that sources stand for, and the files of single pages, each once and in order.

    A source is a file, a folder, or an address, with * and ** where several are meant. Raises InputError where one is
    not there or nothing is in it.
    """
    found: dict[str, int] = {}
    pages: dict[str, None] = {}
    for source in sources:
        there = False
        for place, size in _listed(source):
            there = True
            if kind_by_name(place) or remote.is_remote(place):
                found.setdefault(place, size)
            elif files.stem(place) != place:
                pages.setdefault(place)
            elif not os.path.isdir(source):
                found.setdefault(place, size)
        if not there:
            raise InputError(source, "there is nothing to read there", "Name archives, tables, pages or their folder.")
    return [_input(place, size) for place, size in found.items()], list(pages)


def kind_by_name(place: str) -> Kind | None:
    """Return what a place is by its ending."""
    name = place.lower().split("?")[0]
    return next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)


def _listed(source: str) -> Iterator[tuple[str, int]]:
    if remote.is_remote(source):
        yield from remote.listed(source)
        return
    if any(c in source for c in "*?[") and not os.path.exists(source):
        import glob

        for place in sorted(glob.glob(source, recursive=True)):
            if os.path.isfile(place):
                yield place, os.path.getsize(place)
        return
    if not os.path.isdir(source):
        try:
            yield source, os.path.getsize(source)
        except OSError as error:
            raise files.unreadable(source, error) from error
        return
    for here, folders, names in os.walk(source):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            place = os.path.join(here, name)
            known = kind_by_name(name) or files.stem(name) != name
            if known and not name.startswith(".") and not name.endswith(files.SIDECAR) and os.path.isfile(place):
                yield place, os.path.getsize(place)


def _input(place: str, size: int) -> Input:
    with opened(place) as file:
        head = file.read(_EDGE)
        file.seek(max(0, size - _EDGE))
        tail = file.read(_EDGE)
    kind = kind_by_name(place) or _kind_by_bytes(head)
    if kind is None:
        problem = "this is no WARC, JSON lines, Parquet or page"
        raise InputError(place, problem, "Name the file by what it is: .warc.gz, .jsonl, .parquet, .html or .txt.")
    digest = hashlib.sha256(f"{size}\0".encode() + head + tail).hexdigest()
    return Input(place, kind, size, digest)


def _kind_by_bytes(head: bytes) -> Kind | None:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        import zlib

        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 64)
        except zlib.error:
            return None
    if head.startswith(b"WARC/"):
        return "warc"
    return "jsonl" if head.lstrip()[:1] == b"{" else None


def plan(found: Sequence[Input], pages: Sequence[str], *, unit_bytes: int | None = None) -> list[Unit]:
    """Return the units that inputs and files of single pages are read in.

    unit_bytes: how large one is; None for a size that fits all of the inputs together.
    """
    whole = sum(i.size for i in found)
    size = unit_bytes or min(max(whole // _UNITS, LEAST_UNIT), MOST_UNIT)
    parts: list[tuple[str, Kind, int, int, tuple[str, ...]]] = []
    for i in found:
        if i.kind == "parquet":
            parts += [(i.place, i.kind, a, b, ()) for a, b in _row_groups(i.place, size)]
        elif i.kind == "jsonl" and i.place.lower().endswith(".gz"):
            parts.append((i.place, i.kind, 0, max(i.size, 1), ()))  # gzip of lines can only be read from its beginning
        else:
            parts += [(i.place, i.kind, a, min(a + size, i.size), ()) for a in range(0, max(i.size, 1), size)]
    for k in range(0, len(pages), _FILES_A_UNIT):
        some = tuple(pages[k : k + _FILES_A_UNIT])
        parts.append((os.path.dirname(some[0]) or ".", "files", k, k + len(some), some))
    return [Unit(n, *part) for n, part in enumerate(parts)]


def _row_groups(place: str, size: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of a Parquet file's groups of rows, of about `size` bytes each."""
    import pyarrow.parquet as pq

    try:
        with opened(place) as file:
            meta = pq.ParquetFile(file).metadata
            sizes = [meta.row_group(k).total_byte_size for k in range(meta.num_row_groups)]
    except (OSError, ValueError):
        yield 0, 1  # whoever reads it says what is wrong with it
        return
    begin = held = 0
    for k, one in enumerate(sizes):
        held += one
        if held >= size or k + 1 == len(sizes):
            yield begin, k + 1
            begin, held = k + 1, 0
