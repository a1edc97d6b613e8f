"""A page at which a worker hangs or dies is one failure, and those after it are read."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from onrecord.corpus.sources import Unit
from onrecord.corpus.units import EXTRACT, Task
from onrecord.corpus.watch import Crew, Watched, crew, dismiss
from onrecord.errors import OnrecordError

STUB = (sys.executable, str(Path(__file__).with_name("stub_worker.py")))


@pytest.fixture
def watched() -> Iterator[Watched]:
    one = Watched(0.5, STUB)
    yield one
    one.stop()


def task(letters: str) -> Task:
    return Task(EXTRACT, "nowhere", Unit(0, letters, "files", 0, 0), {})


def run(watched: Watched, letters: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Return what was read, and of each page that was lost where it is, of what kind the failure is, and why."""
    note = watched.run(task(letters))
    return note["read"], note["lost"]


def test_all_is_read_where_nothing_is_wrong(watched: Watched):
    assert run(watched, "abc") == ("abc", [])


CASES = {
    "ahb": ("time", "it took longer than 0.5 seconds"),
    "asb": ("time", "it took longer than 0.5 seconds"),
    "akb": ("crash", "the process that read it died (SIGKILL)"),
    "axb": ("crash", "the process that read it died (exit status 7)"),
}


@pytest.mark.parametrize("letters", CASES)
def test_one_page_is_lost_and_no_other(watched: Watched, letters: str):
    assert run(watched, letters) == ("ab", [(1, *CASES[letters])])


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell what a process computes")
def test_a_page_is_not_lost_because_the_machine_is_busy(watched: Watched):
    # It takes 1.3 seconds by the clock, 0.3 of them of a processor, as where others take the rest.
    assert run(watched, "awb") == ("awb", [])


def test_it_goes_on_after_several_and_with_the_next_unit(watched: Watched):
    read, lost = run(watched, "hakxbh")
    assert read == "ab"
    assert [x[:2] for x in lost] == [(0, "time"), (2, "crash"), (3, "crash"), (5, "time")]
    assert run(watched, "c") == ("c", [])


def test_a_worker_that_dies_between_pages_is_told_at_last(watched: Watched):
    with pytest.raises(OnrecordError, match="dies"):
        run(watched, "ad")


def test_what_is_no_pages_fault_is_told_at_once_and_the_worker_stays(watched: Watched):
    before = watched.run(task("a"))["process"]
    with pytest.raises(OnrecordError, match="the disk is full"):
        run(watched, "ap")
    assert watched.run(task("a"))["process"] == before


def test_a_crew_keeps_its_workers_and_gives_each_task_a_free_one():
    some = Crew(5, 2, STUB)
    some.start()
    with ThreadPoolExecutor(4) as pool:
        notes = list(pool.map(some.run, [task(letters) for letters in ("ab", "c", "d" * 0, "efg") * 5]))
    assert [n["read"] for n in notes] == ["ab", "c", "", "efg"] * 5
    assert len({n["process"] for n in notes}) <= 2
    some.stop()


def test_a_crew_that_is_stopped_lets_nobody_wait():
    some = Crew(60, 1, STUB)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(some.run, task("h"))
        time.sleep(0.5)
        some.stop()
        with pytest.raises(OnrecordError, match="stopped"):
            waiting.result(10)


def test_a_corpus_has_one_crew_in_a_process_until_it_is_dismissed():
    one = crew("here", 1.0, 1)
    assert crew("here", 1.0, 1) is one
    assert crew("there", 1.0, 1) is not one
    dismiss("here")
    dismiss("there")
    assert crew("here", 1.0, 1) is not one
    dismiss("here")
