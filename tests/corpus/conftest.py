"""Corpora that several test modules look at; each is built once."""

from __future__ import annotations

import pytest
from built import BROKEN, GERMAN, Built


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """An archive with broken records, JSON lines, a Parquet table and a folder of pages."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    from archives import JPEG, address, day, lines, packed, page, paragraphs, record, stories

    folder = tmp_path_factory.mktemp("sources")
    short = page(90, ["Nothing here."])
    german = page(91, GERMAN)
    bad = [
        record(BROKEN + "picture", b"\xff\xd8\xff", JPEG),
        record(BROKEN + "length", page(92), length=77),
        record(BROKEN + "empty", short),
        record(BROKEN + "german", german),
    ]
    warc = folder / "news.warc.gz"
    again = record(address(1).replace("https://", "http://www."), page(1))
    near = record("https://other.example/copied", page(2, [*paragraphs(2), "Copied in full."], date="2024-03-30"))
    warc.write_bytes(packed(*stories(range(3)), *bad, again, near, *stories(range(3, 5)), *stories(range(95, 96)))[:-9])
    lines(folder / "more.jsonl", range(5, 7))
    rows = [{"url": address(n), "html": page(n).decode(), "publisher": "The Table"} for n in range(7, 9)]
    pq.write_table(pa.Table.from_pylist([*rows, {"url": BROKEN + "row"}]), folder / "more.parquet")
    (folder / "pages").mkdir()
    (folder / "pages" / "story.html").write_bytes(page(9))
    (folder / "pages" / "scan.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert day(2) < "2024-03-30"
    return [str(warc), str(folder / "more.jsonl"), str(folder / "more.parquet"), str(folder / "pages")]


@pytest.fixture(scope="session")
def built(sources: list[str], tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The corpus of `sources`, built on this machine with two workers."""
    for name in ("daft", "fastwarc", "sqlalchemy"):
        pytest.importorskip(name)
    from onrecord.corpus import build
    from onrecord.corpus.engine import Engine

    folder = tmp_path_factory.mktemp("corpus") / "built"
    return Built(folder, build(sources, folder, engine=Engine(workers=2), unit_bytes=1500), sources)
