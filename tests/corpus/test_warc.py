"""Ranges of archives become pages; what is broken is told, and costs nothing else."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable

import pytest
from archives import GONE, HTML, JPEG, address, packed, page, record, stories

pytest.importorskip("fastwarc")

from onrecord.corpus import pages, streams, warc
from onrecord.corpus.pages import Fault, Passed, Piece, Raw


def read(data: bytes, begin: int = 0, end: int | None = None) -> list[Piece]:
    return list(warc.pieces(io.BytesIO(data), begin, len(data) if end is None else end))


def addresses(found: Iterable[Piece]) -> list[str | None]:
    return [p.address for p in found if isinstance(p, Raw)]


def faults(found: Iterable[Piece]) -> list[tuple[str, str | None]]:
    return [(p.kind, p.address) for p in found if isinstance(p, Fault)]


WANTED = [address(n) for n in range(4)]
FORMS = {
    "gzip members": lambda r: packed(*r),
    "one gzip member": lambda r: gzip.compress(b"".join(r)),
    "plain": b"".join,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_record_is_read_once_with_its_content(form):
    found = read(FORMS[form](stories(range(4))))
    assert addresses(found) == WANTED
    assert [p.data for p in found if isinstance(p, Raw)] == [page(n) for n in range(4)]
    assert {p.fetched for p in found if isinstance(p, Raw)} == {"2024-03-14T10:00:00Z"}


@pytest.mark.parametrize("form", ["gzip members", "plain"])
@pytest.mark.parametrize("size", [1, 7, 100, 333, 1000, 100_000])
def test_ranges_hold_each_record_once_wherever_they_are_cut(form, size):
    data = FORMS[form](stories(range(4)))
    step = max(size, len(data) // 60)  # a range of one byte each would take long
    found = [p for a in range(0, len(data), step) for p in read(data, a, min(a + step, len(data)))]
    assert addresses(found) == WANTED
    assert faults(found) == []


BAD = {
    "states too many bytes": (record("https://bad.example/", page(9), length=99_999), "length"),
    "states too few bytes": (record("https://bad.example/", page(9), length=90), "length"),
    "states no length": (record("https://bad.example/", page(9)).replace(b"Content-Length", b"Content-Size"), "length"),
    "states a length that is none": (
        record("https://bad.example/", page(9)).replace(b"Content-Length: ", b"Content-Length: x"),
        "length",
    ),
    "is a picture": (record("https://bad.example/", b"\xff\xd8\xff", JPEG), "media"),
    "was not found": (record("https://bad.example/", page(9), GONE), "status"),
    "has no HTTP header": (record("https://bad.example/", b"just some bytes", b""), "record"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_record_is_one_fault_and_its_neighbours_are_read(form, bad):
    data, kind = BAD[bad]
    first, *rest = stories(range(4))
    found = read(FORMS[form]([first, data, *rest]))
    assert faults(found) == [(kind, "https://bad.example/")]
    assert addresses(found) == WANTED


def test_damaged_gzip_costs_its_own_record():
    one, two, three = (bytearray(packed(r)) for r in stories(range(3)))
    two[len(two) // 2 :] = bytes(len(two) - len(two) // 2)
    found = read(bytes(one + two + three))
    assert [kind for kind, _ in faults(found)] == ["record"]
    assert addresses(found) == [WANTED[0], WANTED[2]]
    (fault,) = (p for p in found if isinstance(p, Fault))
    assert fault.place.offset == len(one)


def test_an_archive_that_is_cut_short_gives_all_before_the_cut():
    data = packed(*stories(range(3)))
    found = read(data[:-40])
    assert addresses(found) == WANTED[:2]
    assert faults(found) == [("record", WANTED[2])]
    plain = b"".join(stories(range(3)))[:-40]
    assert addresses(read(plain)) == WANTED[:2]
    assert faults(read(plain)) == [("length", WANTED[2])]


@pytest.mark.parametrize("form", FORMS)
def test_a_page_that_is_too_large_is_left_out_without_being_held(form, monkeypatch):
    monkeypatch.setattr(warc, "PAGE_LIMIT", 50_000)
    first, *rest = stories(range(4))
    bomb = record("https://bad.example/", b"<p>" + b"a" * 2_000_000)
    found = read(FORMS[form]([first, bomb, *rest]))
    assert faults(found) == [("size", "https://bad.example/")]
    assert addresses(found) == WANTED


def test_a_bomb_within_http_is_left_out(monkeypatch):
    monkeypatch.setattr(warc, "PAGE_LIMIT", 50_000)
    http = HTML.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n")
    data = packed(record("https://bad.example/", gzip.compress(b"a" * 5_000_000), http), *stories(range(1)))
    found = read(data)
    assert faults(found) == [("size", "https://bad.example/")]
    assert addresses(found) == WANTED[:1]


@pytest.mark.parametrize(
    ("http", "body"),
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"5\r\nhello\r\n0\r\n\r\n",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"hello"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
            gzip.compress(b"hello", mtime=0),
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n", b"hello"),
        (b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n", b"hello"),
        (b"HTTP/2 200 \r\ncontent-type: text/html\r\n\r\n", b"hello"),
    ],
)
def test_what_http_did_to_a_page_is_undone_and_not_where_the_header_lies(http, body):
    (found,) = read(packed(record("https://a.example/", body, http)))
    assert isinstance(found, Raw)
    assert found.data == b"hello"


def test_requests_and_what_describes_the_archive_are_passed_over():
    rows = [record("https://a.example/", b"x", b"GET / HTTP/1.1\r\n\r\n", type=t) for t in ("request", "warcinfo")]
    found = read(packed(*rows, *stories(range(1))))
    assert [type(p) for p in found] == [Passed, Passed, Raw]


def test_bytes_between_records_that_are_none_are_told():
    one, two = (packed(r) for r in stories(range(2)))
    found = read(one + b"some garbage" + two)
    assert addresses(found) == WANTED[:2]
    assert [(p.kind, p.place.offset) for p in found if isinstance(p, Fault)] == [("record", len(one))]
    assert read(gzip.compress(b"no archive at all")) != []


def test_limits_are_what_the_documents_say():
    assert pages.PAGE_LIMIT == 16 * 1024 * 1024
    assert issubclass(streams.Member, streams.Stream)
