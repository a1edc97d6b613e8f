"""A page at which a worker hangs or dies is one failure, and those after it are read."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from onrecord.corpus.sources import Unit
from onrecord.corpus.watch import Watched
from onrecord.corpus.worker import Task
from onrecord.errors import OnrecordError

STUB = (sys.executable, str(Path(__file__).with_name("stub_worker.py")))


@pytest.fixture
def watched() -> Iterator[Watched]:
    one = Watched(0.5, STUB)
    yield one
    one.stop()


def run(watched: Watched, letters: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Return what was read, and each failure with where it is, of what kind, and why."""
    rows, faults = [], []
    for word, place, value in watched.run(Task("extract", Unit(0, letters, "files", 0, 0), {})):
        if word == "row":
            rows.append(value)
        else:
            assert word == "fault"
            faults.append((place.offset, value.kind, value.reason))
            assert value.address == f"https://a.example/{place.offset}"
    return "".join(rows), faults


def test_all_is_read_where_nothing_is_wrong(watched: Watched):
    assert run(watched, "abc") == ("abc", [])


CASES = {
    "ahb": ("time", "it took longer than 0.5 seconds"),
    "akb": ("crash", "the process that read it died (SIGKILL)"),
    "axb": ("crash", "the process that read it died (exit status 7)"),
}


@pytest.mark.parametrize("letters", CASES)
def test_one_page_is_lost_and_no_other(watched: Watched, letters: str):
    assert run(watched, letters) == ("ab", [(1, *CASES[letters])])


def test_it_goes_on_after_several_and_with_the_next_unit(watched: Watched):
    begin = time.monotonic()
    read, faults = run(watched, "hakxbh")
    assert read == "ab"
    assert [f[:2] for f in faults] == [(0, "time"), (2, "crash"), (3, "crash"), (5, "time")]
    assert run(watched, "cd"[:1]) == ("c", [])
    assert time.monotonic() - begin < 20


def test_a_worker_that_dies_before_it_begins_is_told_at_last(watched: Watched):
    with pytest.raises(OnrecordError, match="dies"):
        run(watched, "ad")
