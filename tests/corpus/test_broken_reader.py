"""A reader that fails at everything stops the build; one that fails at some articles costs these alone."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

for _needed in ("daft", "fastwarc", "pyarrow"):
    pytest.importorskip(_needed)

from onrecord.corpus import duplicates, units
from onrecord.corpus.engine import Engine
from onrecord.corpus.extract import Wanted
from onrecord.corpus.layout import Layout
from onrecord.corpus.sources import inputs, plan
from onrecord.pipeline import shared_reader

MANY = 25


class Faulty:
    """A reader that cannot read what has a word in it."""

    def __init__(self, word: str):
        self._word, self._real = word, shared_reader()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def read(self, article: Any) -> Any:
        if self._word in article.text:
            raise ZeroDivisionError("a fault of the program")
        return self._real.read(article)


def last_word(folder: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> tuple[str, Any]:
    """Read invented pages with a reader that fails at `word`; return the last thing that the worker says."""
    pages = folder / "pages"
    pages.mkdir()
    for n in range(MANY):
        text = f"Ferry {n} stops.\n\nMayor Ilse Brandt said that ferry number {n} of the harbour would stop on Monday."
        (pages / f"{n:02}.txt").write_text(text, encoding="utf8")
    (unit,) = plan(*inputs([str(pages)]))
    layout = Layout(str(folder / "out"))
    wanted = Wanted(languages=()).as_dict()
    assert list(units.steps(units.Task(units.EXTRACT, str(layout.root), unit, wanted)))[-1][0] == "end"
    duplicates.find(Engine("local", 1), layout, [unit.name])
    monkeypatch.setattr(units, "shared_reader", lambda: Faulty(word))
    return list(units.steps(units.Task(units.READ, str(layout.root), unit, wanted)))[-1]


def test_a_reader_that_fails_at_everything_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    word, said = last_word(tmp_path, monkeypatch, "harbour")
    assert word == "problem"
    assert "None of 20 articles can be read" in said
    assert "--resume" in said


def test_one_that_fails_at_some_articles_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    word, note = last_word(tmp_path, monkeypatch, "number 7 ")
    assert word == "end"
    assert (note["counts"]["articles"], note["counts"]["failures"]) == (MANY - 1, 1)
