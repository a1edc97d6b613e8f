"""The measurement of a cluster whose nodes are killed sees every row that is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

import corpora
from onrecord.corpus.layout import Layout, write_json, write_rows
from onrecord.corpus.tables import FAILURES

ROWS = [{"source": "news.warc.gz", "offset": n, "address": None, "kind": "page", "reason": "no text"} for n in range(4)]


def corpus(folder: Path, *files: list[dict]) -> Path:
    layout = Layout(folder)
    for n, rows in enumerate(files):
        write_rows(layout.part("failures", None, f"{n:06d}"), rows, FAILURES)
    write_json(layout.manifest, {"counts": {"failures": sum(map(len, files))}})
    return folder


@pytest.mark.parametrize(
    ("spread", "equal", "lost", "doubled"),
    [
        pytest.param([ROWS[:2], ROWS[2:]], True, 0, 0, id="the same"),
        pytest.param([ROWS[:2], ROWS[2:3]], False, 1, 0, id="a row is lost"),
        pytest.param([ROWS[:2], ROWS[1:]], False, 0, 1, id="a row is there twice"),
        pytest.param([ROWS[:3], ROWS[3:]], False, 0, 0, id="the same rows in other files"),
        pytest.param([ROWS[:2]], False, 2, 0, id="a file is lost"),
    ],
)
def test_what_a_cluster_lost_or_doubled_is_counted(
    spread: list[list[dict]], equal: bool, lost: int, doubled: int, tmp_path: Path
):
    alone = corpus(tmp_path / "alone", ROWS[:2], ROWS[2:])
    found = corpora.compared(alone, corpus(tmp_path / "spread", *spread))
    assert (found["equal"], found["lost"], found["doubled"], found["rows"]) == (equal, lost, doubled, 4)
