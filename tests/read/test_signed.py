"""A quotation, a dash and a name: the form alone says who speaks."""

from __future__ import annotations

import pytest

from onrecord.domain import Span
from onrecord.read.signed import sign
from onrecord.read.statements import Draft
from onrecord.text import paragraphs


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("“The ferry was late again.” ― Ines Okafor", "Ines Okafor", "―", "“The ferry was late again.”"),
        # without spaces, with two hyphens, with a word on who it is
        ('"The ferry was late."--Tom Reyes, a baker.', "Tom Reyes, a baker", "--", '"The ferry was late."'),
        # a mark that was set the wrong way round
        ("”The ferry was late again.” – Ines Okafor", "Ines Okafor", "–", "”The ferry was late again.”"),
        # a quotation inside the quotation
        ("“They said “soon” and left.” — Ines Okafor", "Ines Okafor", "—", "“They said “soon” and left.”"),
        # a sentence goes on after the dash
        ("“The ferry was late” – he said so himself.", None, None, None),
        ("“The ferry was late” – Ines Okafor said.", None, None, None),
        ("“The ferry” – Ines Okafor called it “a wreck” again.", None, None, None),
        ("“The ferry” - " + "A very long line of words that is no name " * 2, None, None, None),
        # no quotation, no name
        ("The ferry was late – Ines Okafor", None, None, None),
        ("“The ferry was late.”", None, None, None),
    ],
)
def test_signing(text: str, source: str | None, cue: str | None, content: str | None) -> None:
    drafts = sign(text, paragraphs(text), [])
    if source is None:
        assert drafts == []
        return
    (d,) = drafts
    assert [s.of(text) for s in d.source] == [source]
    assert d.cue.of(text) == cue
    assert [s.of(text) for s in d.content] == [content]


def test_neighbours_lose_the_words_and_nested_ones_stay() -> None:
    text = "Ines said: “It is late.”\n\n“He says it sank.” ― Tom Reyes"
    at = text.index
    whole = Span(at("“He"), at(" ―"))
    neighbour = Draft((Span(0, 4),), Span(5, 9), (Span(11, 24), whole), 0.0, 0.8)
    nested = Draft(
        (Span(at("He"), at("He") + 2),), Span(at("says"), at("says") + 4), (Span(at("it"), at(".”", 30)),), 0.9, 0.8
    )
    wrong = Draft((), Span(at("―"), at("―") + 1), (Span(11, 24),), 0.0, 0.4)
    out = sign(text, paragraphs(text), [neighbour, nested, wrong])
    assert [d.content for d in out] == [(Span(11, 24),), nested.content, (whole,)]
    assert out[1] is nested
    assert out[2].source[0].of(text) == "Tom Reyes"
