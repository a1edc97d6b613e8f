"""Which statement stands inside which: chains, and what is too unsure to stand anywhere."""

from __future__ import annotations

import pytest

from onrecord.domain import Span
from onrecord.read.nesting import arrange
from onrecord.read.statements import Draft


def draft(cue: int, content: tuple[int, int], *, nested: float = 0.0, confidence: float = 0.9) -> Draft:
    return Draft((), Span(cue, cue + 3), (Span(*content),), nested, confidence)


@pytest.mark.parametrize(
    ("drafts", "parents"),
    [
        # a chain of three, in whatever order they were found
        ([draft(20, (24, 60), nested=0.9), draft(0, (4, 60)), draft(40, (44, 60), nested=0.9)], [None, 0, 1]),
        # side by side
        ([draft(0, (4, 20)), draft(30, (34, 60))], [None, None]),
        # two inside one
        ([draft(0, (4, 90)), draft(10, (14, 40), nested=0.9), draft(50, (54, 90), nested=0.9)], [None, 0, 0]),
        # what looks nested and stands in nobody's content is dropped, what does not stays
        ([draft(0, (4, 20)), draft(30, (34, 60), nested=0.9)], [None]),
        # a nested one that is a guess is dropped, an outermost one is shown with its low confidence
        ([draft(0, (4, 60)), draft(20, (24, 60), nested=0.9, confidence=0.2)], [None]),
        ([draft(0, (4, 60), confidence=0.2)], [None]),
        ([], []),
    ],
)
def test_parents(drafts: list[Draft], parents: list[int | None]) -> None:
    assert [parent for _, parent in arrange(drafts)] == parents


def from_text(text: str, source: str, cue: str, content: str, nested: float = 0.0, confidence: float = 0.9) -> Draft:
    """A draft whose words stand in `text`, each after the one before."""
    out, at = [], 0
    for words in (source, cue, content):
        at = text.index(words, at)
        out.append(Span(at, at + len(words)))
        at += len(words)
    return Draft((out[0],) if source else (), out[1], (out[2],), nested, confidence)


@pytest.mark.parametrize(
    ("source", "confidence", "kept"),
    [("Ode", 0.4, True), ("Ode", 0.25, False), ("", 0.4, False), ("", 0.5, True)],
)
def test_a_nested_one_without_a_source_must_be_surer(source: str, confidence: float, kept: bool) -> None:
    text = "Ruiz said that Ode thinks it is over"
    outer = from_text(text, "Ruiz", "said", "that Ode thinks it is over")
    inner = from_text(text, source, "thinks", "it is over", nested=0.9, confidence=confidence)
    assert len(arrange([outer, inner], text)) == 1 + kept


@pytest.mark.parametrize(("cue", "kept"), [("is willing", False), ("was ready", False), ("wants", True)])
def test_bare_readiness_is_no_nested_statement(cue: str, kept: bool) -> None:
    text = f"Ruiz said that Ode {cue} to talk"
    outer = from_text(text, "Ruiz", "said", f"that Ode {cue} to talk")
    inner = from_text(text, "Ode", cue, "to talk", nested=0.9)
    assert len(arrange([outer, inner], text)) == 1 + kept


def test_readiness_stays_where_it_is_the_outermost_saying() -> None:
    text = "Ode was prepared to talk"
    assert len(arrange([from_text(text, "Ode", "was prepared", "to talk")], text)) == 1


def test_what_has_its_source_outside_is_not_nested_there() -> None:
    text = "Ruiz warned and cautioned against it"
    outer = from_text(text, "Ruiz", "warned", "and cautioned against it")
    same_source = Draft(outer.source, Span(16, 25), (Span(34, 36),), 0.9, 0.9)
    assert arrange([outer, same_source], text) == [(outer, None)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a claim that she sold the ferry", ("", "claim", "that she sold the ferry")),
        ("claim she sold the ferry", ("", "claim", "she sold the ferry")),
        ("recent criticism over the ferry", ("", "criticism over", "the ferry")),
        ("Okafor’s accusation that she lied", ("Okafor’s", "accusation", "that she lied")),
        ("his allegations about the ferry", ("his", "allegations about", "the ferry")),
        ("accusations by Ben Okafor that she lied", ("Ben Okafor", "accusations", "that she lied")),
        # names a claim, but not what is claimed
        ("his claim", None),
        ("the allegation", None),
        # the noun is not what the content is
        ("that the claim was late", None),
        ("to report on the ferry", None),
    ],
)
def test_a_claim_that_is_only_named(content: str, expected: tuple[str, str, str] | None) -> None:
    text = f"Lindqvist rejected {content}"
    outer = from_text(text, "Lindqvist", "rejected", content)
    found = [d for d, parent in arrange([outer], text) if parent == 0]
    words = [("".join(s.of(text) for s in d.source), d.cue.of(text), d.content[0].of(text)) for d in found]
    assert words == ([] if expected is None else [expected])


def test_a_named_claim_that_was_read_is_not_added_again() -> None:
    text = "Lindqvist rejected a claim that she lied"
    outer = from_text(text, "Lindqvist", "rejected", "a claim that she lied")
    inner = from_text(text, "", "claim", "that she lied", nested=0.9)
    assert arrange([outer, inner], text) == [(outer, None), (inner, 0)]
