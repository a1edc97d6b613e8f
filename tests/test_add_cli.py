"""`onrecord add`: each page once, whatever fails beside it, and the same again after a failure."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli import Run, _bad

from onrecord.record.store import Store


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, thing in (("a", "bridge"), ("b", "ferry"), ("c", "school")):
        # Other words throughout: two texts of one outlet that are nearly alike would be two versions of one article.
        said = f"Alder: the {thing} is open to everybody from today, and it will stay so.\n"
        more = " ".join(f"{thing}{k}" for k in range(60))
        (folder / f"{name}.txt").write_text(
            f"{thing.title()} opens\n\n{said}\nOf the {thing} no more is known: {more}.\n"
        )
    return folder


@pytest.mark.parametrize("jobs", [1, 2])
def test_pages_are_added_once(pages: Path, tmp_path: Path, jobs: int) -> None:
    db = tmp_path / "kept.db"
    first = Run("add", pages, "--db", db, "--outlet", "Harbour Wire", "-j", jobs, ALIKE="1")
    assert (first.status, first.err) == (0, "")
    assert first.out.count("  added  ") == 3
    again = Run("add", pages, "--db", db, "--outlet", "Harbour Wire", "-j", jobs, ALIKE="1")
    assert again.out.endswith(f"{db}: 3 known already\n")
    with Store(db) as store:
        assert len(list(store.versions())) == 3


def test_what_cannot_be_read_is_named_and_the_rest_is_added(pages: Path, tmp_path: Path) -> None:
    _bad(pages, "b", "BOOM")
    run = Run("add", pages, tmp_path / "nothing.txt", "--db", tmp_path / "kept.db")
    assert run.status == 1
    assert run.out.endswith("2 added; 2 failed\n")
    assert "nothing.txt: there is no such file" in run.err
    assert "something broke" in run.err


@pytest.mark.parametrize(
    ("db", "problem"),
    [
        pytest.param("pages", "this is a folder", id="a folder"),
        pytest.param("pages/a.txt", "this is not a database", id="no database"),
        pytest.param("nowhere/kept.db", "there is no folder", id="no folder"),
    ],
)
def test_a_record_that_cannot_be_opened_is_named(pages: Path, tmp_path: Path, db: str, problem: str) -> None:
    run = Run("add", pages, "--db", tmp_path / db)
    assert (run.status, run.out) == (1, "")
    assert problem in run.err
    assert "Traceback" not in run.err


def test_the_record_may_be_named_by_the_environment(pages: Path, tmp_path: Path) -> None:
    db = tmp_path / "named.db"
    assert Run("add", pages / "a.txt", ONRECORD_DB=str(db)).status == 0
    assert db.exists()
    assert Run("search", "bridge", ONRECORD_DB=str(db)).out.count("the bridge is open") == 1


def test_searching_a_record_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    run = Run("search", "bridge", "--db", tmp_path / "nothing.db")
    assert run.status == 1
    assert "there is no record here. Make one with `onrecord add`" in run.err
