"""A unit of work becomes pages: of an archive, of JSON lines, of a Parquet table, of files."""

from __future__ import annotations

import gzip
import json
import os
import socket
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, Final, cast

from onrecord.corpus import warc
from onrecord.corpus.pages import PAGE_LIMIT, Fault, Passed, Piece, Place, Raw
from onrecord.corpus.remote import is_remote
from onrecord.corpus.sources import Unit, opened
from onrecord.errors import InputError, OnrecordError
from onrecord.ingest import dates
from onrecord.ingest.sidecar import known

_TEXTS: Final = ("text", "content", "body", "maintext", "article")
_HTMLS: Final = ("html", "raw_html")
_ADDRESSES: Final = ("url", "address", "link", "source_url")
_DATES: Final = ("published", "date", "date_publish", "published_at", "publish_date", "pubdate")
_OUTLETS: Final = ("outlet", "publisher", "source_name", "site_name")
_HEADLINES: Final = ("headline", "title")
_NAMES: Final = ("name", "filename", "id")
"""What the columns of other collections of news are called; the first that is there counts."""
_BATCH: Final = 64


def pieces(unit: Unit) -> Iterator[Piece]:
    """Yield what a unit consists of. An input that cannot be read at all is a Fault.

    Raises OnrecordError where it is gone, or was and cannot be reached any more: the same may work later.
    """
    try:
        if unit.kind == "files":
            _seen(unit)
            for n, path in enumerate(unit.files, start=unit.begin):
                yield Raw(Place(n), path, None, "")
            return
        with opened(unit.place) as file:
            if unit.kind == "warc":
                yield from warc.pieces(file, unit.begin, unit.end)
            elif unit.kind == "jsonl":
                yield from _lines(file, unit)
            else:
                yield from _rows(file, unit)
    except InputError as error:
        _seen(unit)
        yield Fault(Place(unit.begin), unit.place, "input", error.problem)


def _seen(unit: Unit) -> None:
    """Raise OnrecordError where what a unit is a part of is gone, or is not to be seen from here.

    It was there when the build was planned: it is a disk's or a node's fault, and no failure of its pages.
    """
    if not is_remote(unit.place) and not os.path.exists(unit.place):
        raise OnrecordError(
            f"{unit.place} is not there any more, or the node {socket.gethostname()} does not see it. Bring it back (on"
            " a cluster every node must see it under the same path), then go on with --resume."
        )


def _lines(file: BinaryIO, unit: Unit) -> Iterator[Piece]:
    packed = unit.place.lower().endswith(".gz")
    # Wrapped anew, for what reads an address lacks some of a file's methods that lines are read by.
    lines = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
    at = 0 if packed else unit.begin
    try:
        if at:
            lines.seek(at - 1)
            at += len(_line(lines, None)) - 1
        while packed or at < unit.end:
            line = _line(lines, PAGE_LIMIT)
            if not line:
                return
            place = Place(at)
            at += len(line)
            if len(line) >= PAGE_LIMIT and not line.endswith(b"\n"):
                at += len(_line(lines, None))
                yield Fault(place, None, "size", f"the line is too long (the limit is {PAGE_LIMIT // 2**20} MB)")
            else:
                yield _from_line(line, place)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Fault(Place(at), None, "record", f"the rest cannot be decompressed ({error})")


def _line(file: BinaryIO, limit: int | None) -> bytes:
    """Return the next line; of a longer one the first `limit` bytes, or (None) only so many as count it."""
    if limit is not None:
        return file.readline(limit)
    size = 0
    while piece := file.readline(1 << 20):
        size += len(piece)
        if piece.endswith(b"\n"):
            break
    return b"\0" * size


def _from_line(line: bytes, place: Place) -> Piece:
    if not line.strip():
        return Passed(place)
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Fault(place, None, "record", f"the line is not valid JSON ({error})"[:300])
    if not isinstance(value, dict):
        return Fault(place, None, "record", "the line is not a JSON object")
    return _from_values(value, place)


def _rows(file: BinaryIO, unit: Unit) -> Iterator[Piece]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
        before = sum(table.metadata.row_group(k).num_rows for k in range(unit.begin))
        groups = list(range(unit.begin, min(unit.end, table.metadata.num_row_groups)))
        wanted = {*_TEXTS, *_HTMLS, *_ADDRESSES, *_DATES, *_OUTLETS, *_HEADLINES, *_NAMES}
        columns = [c for c in table.schema_arrow.names if c in wanted]
        for batch in table.iter_batches(_BATCH, row_groups=groups, columns=columns):
            for row in batch.to_pylist():
                yield _from_values(row, Place(before))
                before += 1
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Fault(Place(unit.begin), unit.place, "input", f"the Parquet file cannot be read ({error})"[:300])


def _from_values(value: Mapping[str, Any], place: Place) -> Piece:
    """Return the page that a row of a table or a line of JSON holds."""
    address = _first(value, _ADDRESSES)
    html, text = _first(value, _HTMLS), _first(value, _TEXTS)
    words = html or text
    if not words:
        names = ", ".join((*_HTMLS, *_TEXTS))
        return Fault(place, address, "record", f"there is no text in it (looked for: {names})")
    data = words.encode("utf-8", "replace")
    if len(data) > PAGE_LIMIT:
        return Fault(place, address, "size", f"the page is too large (the limit is {PAGE_LIMIT // 2**20} MB)")
    published = _first(value, _DATES)
    facts = {"outlet": _first(value, _OUTLETS), "url": address, "headline": _first(value, _HEADLINES)}
    said = known(address or "row", published=dates.read(published) if published else None, **facts)
    name = _first(value, _NAMES) or address
    return Raw(place, address, data, "text/html; charset=utf-8" if html else "text/plain; charset=utf-8", said, name)


def _first(value: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        found = value.get(name)
        if isinstance(found, date):
            return found.isoformat()
        if isinstance(found, bytes):
            found = found.decode("utf-8", "replace")
        if isinstance(found, str) and found.strip():
            return found
    return None
