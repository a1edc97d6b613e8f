"""In spaCy: the statements that the library reads, and their words as spans."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import pytest

spacy = pytest.importorskip("spacy", reason="spaCy is not installed (pip install 'onrecord[spacy]')")

from onrecord import read_text

TEXT = "Mayor Ruth Abara said on Monday that the bridge would close. “Nobody asked us,” said Tom Okafor of the port."


@pytest.fixture(scope="module")
def nlp():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("onrecord", config={"published": "2024-03-14"})
    return pipeline


def test_a_document_has_the_statements_that_the_library_reads(nlp):
    doc = nlp(TEXT)
    there = read_text(TEXT, published="2024-03-14")
    assert [s.statement for s in doc._.statements] == [s.statement for s in there.statements]
    assert [s.who for s in doc._.statements] == ["Ruth Abara", "Tom Okafor"]


def test_spans_have_the_words_their_part_and_their_statement(nlp):
    doc = nlp(TEXT)
    spans = doc.spans["onrecord"]
    assert ("content", "s1", "that the bridge would close") in {(s.label_, s.id_, s.text) for s in spans}
    assert {s.label_ for s in spans} == {"source", "cue", "content"}


def test_a_document_may_know_its_own_day(nlp):
    doc = nlp.make_doc(TEXT)
    doc.user_data["published"] = "2024-03-21"
    assert nlp(doc)._.statements[0].said_on == "2024-03-18"


def test_an_empty_document_has_none(nlp):
    doc = nlp("")
    assert doc._.statements == ()
    assert len(doc.spans["onrecord"]) == 0
