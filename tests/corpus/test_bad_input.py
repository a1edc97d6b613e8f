"""Whatever is wrong with a page is in the table of failures, with its address, where it stands, and why."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

for _needed in ("daft", "fastwarc", "pyarrow"):
    pytest.importorskip(_needed)

from archives import HTML, JPEG, address, page, record, stories

from onrecord.corpus import build, warc
from onrecord.corpus.layout import Layout, batches
from onrecord.corpus.pages import Fault

BAD = "https://bad.example/"
MB = 1 << 20
SECONDS = 4.0
"""How long a page may take here. The slow one below takes minutes, others less than a tenth of a second."""
SLOW = b"<html><body>" + b"<div>" * 200 + b"<p>a b c d</p>" * 300_000

EXPECTED = {
    "picture": ("media", "it is image/jpeg, not HTML"),
    "long": ("length", "the record states 99999 bytes"),
    "short": ("length", "the record states 90 bytes"),
    "bomb": ("size", "the page is too large once decompressed (the limit is 16 MB)"),
    "large": ("size", "the record is too large (200 MB; the limit is 16 MB)"),
    "slow": ("time", "it took longer than 4 seconds"),
    "cut": ("record", "the record cannot be decompressed: it is cut short"),
}


def large(size: int) -> Iterator[bytes]:
    """Yield a record with a page of so many bytes as a gzip member, without ever holding it."""
    packer = zlib.compressobj(wbits=31)
    head = record(BAD + "large", b"<p>", length=len(HTML) + 3 + size).removesuffix(b"\r\n\r\n")
    yield packer.compress(head)
    for _ in range(size // MB):
        yield packer.compress(b"a" * MB)
    yield packer.compress(b"\r\n\r\n") + packer.flush()


def bomb(size: int) -> bytes:
    """Return a record of some kilobytes with a page that a browser would unpack to `size` bytes."""
    http = HTML.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n")
    return record(BAD + "bomb", gzip.compress(b"a" * size), http)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """An archive of bad records between good ones, and the byte at which each bad one begins."""
    path = tmp_path_factory.mktemp("bad") / "bad.warc.gz"
    good = [gzip.compress(r) for r in stories(range(len(EXPECTED)))]
    bad = {
        "picture": [gzip.compress(record(BAD + "picture", b"\xff\xd8\xff", JPEG))],
        "long": [gzip.compress(record(BAD + "long", page(90), length=99_999))],
        "short": [gzip.compress(record(BAD + "short", page(91), length=90))],
        "bomb": [gzip.compress(bomb(100 * MB))],
        "large": large(200 * MB),
        "slow": [gzip.compress(record(BAD + "slow", SLOW))],
        "cut": [gzip.compress(record(BAD + "cut", page(92)))[:-20]],
    }
    places = {}
    with path.open("wb") as file:
        for story, (name, pieces) in zip(good, bad.items(), strict=True):
            file.write(story)
            places[name] = file.tell()
            file.writelines(pieces)
    return path, places


@pytest.fixture(scope="module")
def corpus(archive: tuple[Path, dict[str, int]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """The articles and failures of the corpus built from it, all of it in one unit."""
    folder = tmp_path_factory.mktemp("corpus") / "built"
    build(archive[0], folder, page_seconds=SECONDS, unit_bytes=64 * MB)
    layout = Layout(folder)
    return {table: [r for _, rows in batches(layout, table) for r in rows] for table in ("articles", "failures")}


def test_all_good_pages_are_read(corpus: dict[str, list[Any]]):
    assert [r["url"] for r in sorted(corpus["articles"], key=lambda r: r["offset"])] == [
        address(n) for n in range(len(EXPECTED))
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_each_bad_one_is_told_with_its_address_its_place_and_why(
    name: str, corpus: dict[str, list[Any]], archive: tuple[Path, dict[str, int]]
):
    path, places = archive
    (found,) = (r for r in corpus["failures"] if r["address"] == BAD + name)
    kind, reason = EXPECTED[name]
    assert (found["kind"], found["offset"], found["source"]) == (kind, places[name], str(path))
    assert found["reason"].startswith(reason)


def test_nothing_else_is_told(corpus: dict[str, list[Any]]):
    assert len(corpus["failures"]) == len(EXPECTED)


def test_a_large_page_is_never_held_whole():
    data = b"".join(large(200 * MB))
    tracemalloc.start()
    found = list(warc.pieces(io.BytesIO(data), 0, len(data)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [type(f) for f in found] == [Fault]
    assert most < 4 * MB
