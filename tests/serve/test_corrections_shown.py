"""A correction note is shown with the sentence that it corrects, in every view."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from serve_examples import TEXT, story

from onrecord.domain import Correction, Record, Span
from onrecord.library import Document
from onrecord.serve.explain import explain
from onrecord.serve.notebook import as_fragment
from onrecord.serve.page import as_page
from onrecord.serve.rows import as_csv
from onrecord.serve.table import as_table

WRONG = "“It is not true,”"


@pytest.fixture
def corrected() -> Record:
    """The example, its note s6 tied to a sentence."""
    at = TEXT.index(WRONG)
    notes = (Correction(Span(0, 5), "s6", Span(at, at + len(WRONG)), "both have “true”"),)
    record = story()
    return replace(record, reading=replace(record.reading, corrections=notes))


def test_the_table_and_the_notebook_say_what_is_corrected(corrected: Record) -> None:
    assert "corrects: ““It is not true,””" in " ".join(as_table(corrected, width=200).split())
    assert "corrects: ““It is not true,””" in as_fragment(corrected)
    assert "corrects" not in as_table(story(), width=200)


def test_the_page_says_it(corrected: Record) -> None:
    assert "<dt>corrects</dt><dd>“It is not true,”</dd>" in as_page(corrected)


def test_a_row_has_it(corrected: Record) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(corrected))))
    assert [r["corrects"] for r in rows] == ["", "", "", "", "", WRONG]


def test_it_is_explained(corrected: Record) -> None:
    assert f"corrects      “{WRONG}”, because: both have “true”" in explain(corrected, "s6").splitlines()


def test_python_has_it(corrected: Record) -> None:
    document = Document(corrected)
    assert document["s6"].corrects == WRONG
    assert document["s1"].corrects == ""
    assert document.corrections == corrected.reading.corrections
