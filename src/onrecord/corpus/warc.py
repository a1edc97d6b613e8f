"""Web archives (WARC): a range of bytes of one becomes pages, and whatever is broken in it is told and passed over.

A range begins with the first record that begins in it and ends with the last one that does: the ranges of a file hold
each of its records once. Every gzip member is looked at by itself, and after damage the next one is searched for;
one bad record costs no other. fastwarc reads the headers and undoes what HTTP did to the content.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from onrecord.corpus.pages import PAGE_LIMIT, Fault, Passed, Piece, Place, Raw
from onrecord.corpus.streams import DamagedError, Member, Stream, is_gzip, next_member, plain

_START: Final = b"WARC/"
_AFTER: Final = b"\r\n\r\nWARC/1."
_HEADER_LIMIT: Final = 64 * 1024
_DRAIN: Final = 512 * 1024 * 1024
"""Bytes of a record that is too large that are passed over, so that those after it in one gzip member are found."""
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_TYPE: Final = re.compile(rb"^warc-type:[ \t]*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_ADDRESS: Final = re.compile(rb"^warc-target-uri:[ \t]*<?([^\r\n>]+)", re.IGNORECASE | re.MULTILINE)
_HTML: Final = ("text/html", "application/xhtml+xml")
_PAGES: Final = frozenset((b"response", b"resource", b"conversion"))


def pieces(file: BinaryIO, begin: int, end: int) -> Iterator[Piece]:
    """Yield what the records that begin in a range of bytes are."""
    return _members(file, begin, end) if is_gzip(file) else _plain(file, begin, end)


def _members(file: BinaryIO, begin: int, end: int) -> Iterator[Piece]:
    at = next_member(file, begin, _START) if begin else 0
    if at is None and begin == 0:
        yield Fault(Place(0), None, "input", "there is no WARC record in it")
    while at is not None and at < end:
        stream = Member(file, at)
        nth = 0
        whole = False
        try:
            for piece in _records(stream, at, fixed=True):
                yield piece
                nth = piece.place.nth + 1
            whole = not stream.need(1) and stream.end is not None
        except DamagedError as error:
            yield Fault(Place(at, nth), error.address, "record", f"the record cannot be decompressed: {error}")
        at = stream.end if whole and stream.end is not None else next_member(file, at + 1, _START)
        if whole and at is not None:
            file.seek(at)
            mark = file.read(3)
            if mark != b"\x1f\x8b\x08":
                if mark.strip(b"\0\r\n") and at < end:
                    yield Fault(Place(at), None, "record", "there is something other than a WARC record")
                at = next_member(file, at, _START)


def _plain(file: BinaryIO, begin: int, end: int) -> Iterator[Piece]:
    # A record that begins exactly at `begin` has its mark's first four bytes before.
    start = max(0, begin - 4)
    stream = plain(file, start)
    if begin:
        if not stream.find(_AFTER, within=end - start):
            return
        stream.skip(4)
    for piece in _records(stream, start, fixed=False):
        if piece.place.offset >= end:
            return
        yield piece


def _records(stream: Stream, base: int, *, fixed: bool) -> Iterator[Piece]:
    """Yield the records of a stream; `fixed`: all of them stand at `base`, else at how far the stream has come."""
    nth = 0
    while True:
        while stream.peek(1) in (b"\r", b"\n"):
            stream.skip(1)
        if not stream.need(1):
            return
        place = Place(base, nth) if fixed else Place(base + stream.taken)
        nth += 1
        yield _record(stream, place)


def _record(stream: Stream, place: Place) -> Piece:
    if not stream.peek(len(_START)).startswith(_START):
        stream.find(_AFTER, within=_DRAIN)
        return Fault(place, None, "record", "there is something other than a WARC record")
    head = stream.seen(_HEADER_LIMIT)
    size = head.find(b"\r\n\r\n")
    if size < 0:
        stream.skip(len(_START))
        stream.find(_AFTER, within=_DRAIN)
        return Fault(place, None, "record", "the record's header does not end")
    header = stream.take(size + 4)
    try:
        return _content(stream, place, header)
    except DamagedError as error:
        error.address = _address(header)
        raise


def _content(stream: Stream, place: Place, header: bytes) -> Piece:
    address = _address(header)
    length = _LENGTH.search(header)
    if length is None:
        stream.find(_AFTER, within=_DRAIN)
        return Fault(place, address, "length", "the record does not state its length")
    stated = int(length[1])
    type_ = _TYPE.search(header)
    if type_ is None or type_[1].lower() not in _PAGES:
        return _over(stream, place, address, stated)
    if stated > PAGE_LIMIT:
        _over(stream, place, address, stated)
        reason = f"the record is too large ({stated / 2**20:.0f} MB; the limit is {PAGE_LIMIT // 2**20} MB)"
        return Fault(place, address, "size", reason)
    content = stream.take(stated)
    problem = _misfit(stream, content, stated)
    if problem is not None:
        return Fault(place, address, "length", problem)
    return _page(place, address, header, content, type_[1].lower())


def _over(stream: Stream, place: Place, address: str | None, stated: int) -> Piece:
    """Pass over what is not wanted."""
    there = stream.skip(min(stated, _DRAIN))
    if there < min(stated, _DRAIN):
        return Fault(place, address, "length", f"the record states {stated} bytes, {there} are there")
    if stated > _DRAIN:
        stream.find(_AFTER, within=_DRAIN)
    return Passed(place)


def _misfit(stream: Stream, content: bytes, stated: int) -> str | None:
    """Say what is wrong with a record's length; then the stream stands before the next record, if one can be found."""
    following = stream.peek(len(_AFTER) - 2)
    ends = following.startswith((b"\r\n\r\nWARC/", b"\r\n\r\n")) or not following.strip()
    if len(content) == stated and ends:
        return None
    inside = content.find(_AFTER)
    if inside >= 0:  # it states more than it has, and took from the records after it
        stream.put_back(content[inside:])
        return f"the record states {stated} bytes, {inside} are there"
    if len(content) < stated:
        return f"the record states {stated} bytes, {len(content)} are there"
    before = stream.taken
    stream.find(_AFTER, within=_DRAIN)
    return f"the record states {stated} bytes, {stated + stream.taken - before} are there"


def _address(header: bytes) -> str | None:
    found = _ADDRESS.search(header)
    return found[1].decode("utf-8", "replace").strip() if found else None


def _page(place: Place, address: str | None, header: bytes, content: bytes, type_: bytes) -> Piece:
    try:
        found = _opened(header, content, decoded=True)
    except Exception:  # its errors are of several kinds, and a broken record is none of ours
        # Crawlers often leave "Transfer-Encoding: chunked" in the header of what they have put together already.
        try:
            found = _opened(header, content, decoded=False)
        except Exception as error:
            return Fault(place, address, "record", f"the record cannot be read ({_short(error)})")
    if type_ == b"response":
        if found.status is None:
            return Fault(place, address, "record", "the response has no HTTP header")
        if found.status != 200:
            return Fault(place, address, "status", f"the server answered with status {found.status}")
    if len(found.body) > PAGE_LIMIT:
        reason = f"the page is too large once decompressed (the limit is {PAGE_LIMIT // 2**20} MB)"
        return Fault(place, address, "size", reason)
    plain_text = type_ == b"conversion"
    media = found.media.split(";")[0].strip().lower()
    if not plain_text and media not in _HTML and not (media == "" and _looks_like_html(found.body)):
        return Fault(place, address, "media", f"it is {media or 'of no stated type'}, not HTML")
    kind = "text/plain" if plain_text else "text/html"
    kind = f"{kind}; charset={found.charset}" if found.charset else kind
    return Raw(place, address, found.body, kind, name=address, fetched=found.fetched)


@dataclass(frozen=True, slots=True)
class _Opened:
    status: int | None
    media: str
    charset: str | None
    fetched: str | None
    body: bytes


def _opened(header: bytes, content: bytes, *, decoded: bool) -> _Opened:
    from fastwarc.warc import ArchiveIterator  # imported here: what does not read archives needs no part for them

    whole = io.BytesIO(header + content + b"\r\n\r\n")
    records = ArchiveIterator(whole, parse_http=True, auto_decode="all" if decoded else "none")
    record = next(iter(records))
    http = record.is_http and record.http_headers is not None
    media = record.http_content_type if http else record.headers.get("Content-Type")
    return _Opened(
        record.http_headers.status_code if http else None,
        media or "",
        record.http_charset if http else None,
        record.headers.get("WARC-Date"),
        record.reader.read(PAGE_LIMIT + 1),  # never all of it: it may be a bomb
    )


def _looks_like_html(body: bytes) -> bool:
    from onrecord.ingest.sniff import is_html

    return is_html(body[:4096].decode("utf-8", "replace"))


def _short(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]
