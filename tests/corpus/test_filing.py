"""What units read is filed by month: in few files, by rules that know no engine, and whole after whatever ended it."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

for _needed in ("daft", "fastwarc", "pyarrow", "sqlalchemy"):
    pytest.importorskip(_needed)

from built import Built

from onrecord.cli.corpora import in_words
from onrecord.corpus import build, filing
from onrecord.corpus.building import Progress
from onrecord.corpus.filing import groups
from onrecord.corpus.layout import Layout
from onrecord.corpus.sources import Unit
from onrecord.errors import OnrecordError

TABLES = ("articles", "statements", "speakers", "relations", "failures")


def note(held: int) -> dict[str, Any]:
    return {"staged": {"articles": {"months": [["2024-03", 1]], "bytes": held}}}


def cut(sizes: list[int], limit: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    monkeypatch.setattr(filing, "GROUP", limit)
    units = [Unit(n, "news.warc.gz", "warc", n, n + 1) for n in range(len(sizes))]
    return [(g.begin, g.end) for g in groups(units, [note(s) for s in sizes])]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([5], [(0, 1)]),
        ([5, 5, 5], [(0, 2), (2, 3)]),
        ([5, 50, 1, 1], [(0, 2), (2, 4)]),
        ([0, 0, 0], [(0, 3)]),
        ([10, 10], [(0, 1), (1, 2)]),
    ],
)
def test_units_are_grouped_by_what_they_hold_each_in_one_group(
    sizes: list[int], expected: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
):
    assert cut(sizes, 10, monkeypatch) == expected


def test_a_month_of_a_small_corpus_is_one_file_a_table_however_many_units_read_it(built: Built):
    files = Counter(Path(name).parent.as_posix() for name in built.manifest["files"])
    assert set(files.values()) == {1}
    assert "failures" in files
    assert built.manifest["files"]["failures/000000.parquet"]["rows"] == built.manifest["counts"]["failures"]


def test_in_many_groups_the_rows_are_the_same(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(filing, "GROUP", 1)
    manifest = build(built.sources, tmp_path / "c", unit_bytes=1500)
    other = Built(tmp_path / "c", manifest, [])
    assert len(manifest["files"]) > len(built.manifest["files"])
    assert manifest["counts"] == built.manifest["counts"]
    for table in TABLES:
        assert sorted(map(str, other.rows(table))) == sorted(map(str, built.rows(table))), table


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (
            Progress("read", 1, 2, 100, 3, 4.0),
            "read: 1 of 2 units, 100 articles (25.0 a second), 3 failures, about 4 s left",
        ),
        (Progress("file", 1, 3, 100, 3, 4.0), "file: 1 of 3 units, about 8 s left"),
        (Progress("file", 3, 3, 100, 3, 12.0), "file: 3 of 3 units"),
    ],
)
def test_progress_counts_articles_where_they_are_what_is_done(progress: Progress, words: str):
    assert in_words(progress) == words


class EndedError(Exception):
    """The build was ended by the test."""


def ended_while_filing(built: Built, folder: Path) -> None:
    """Build until one group is filed, and no further."""

    def end(p: Progress) -> None:
        if p.stage == "file":
            raise EndedError

    with pytest.raises(EndedError):
        build(built.sources, folder, unit_bytes=1500, on_progress=end)


def test_a_build_that_ended_while_it_filed_goes_on_there(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(filing, "GROUP", 1)
    whole = build(built.sources, tmp_path / "whole", unit_bytes=1500)
    ended_while_filing(built, tmp_path / "c")
    there = Layout(tmp_path / "c")
    notes = [json.loads(p.read_text(encoding="utf-8")) for p in there.filed.glob("*.json")]
    filed = {there.root / name: (there.root / name).stat().st_mtime_ns for note in notes for name in note["files"]}
    stages: list[str] = []
    manifest = build(built.sources, there.root, resume=True, on_progress=lambda p: stages.append(p.stage))
    assert filed
    assert all(path.stat().st_mtime_ns == written for path, written in filed.items()), "what is filed is left alone"
    assert stages[-1] == "file"
    assert manifest["files"] == whole["files"]
    assert not there.work.exists()


def test_rows_that_were_lost_before_they_were_filed_are_named_and_can_be_read_again(built: Built, tmp_path: Path):
    ended_while_filing(built, tmp_path / "c")
    there = Layout(tmp_path / "c")
    for note in there.filed.glob("*.json"):
        note.unlink()
    lost = min(there.read.glob("*.statements.arrow"))
    lost.write_bytes(lost.read_bytes()[:-20])
    with pytest.raises(OnrecordError, match=r"statements\.arrow: it cannot be read") as error:
        build(built.sources, there.root, resume=True)
    note = lost.with_name(lost.name.partition(".")[0] + ".json")
    assert note.name in str(error.value)
    note.unlink()
    assert build(built.sources, there.root, resume=True)["files"] == built.manifest["files"]
