"""What is left of a record when only what is sure enough is wanted."""

from __future__ import annotations

import pytest

from onrecord.domain import Article, Correction, Provenance, Reading, Record, Relation, Span, Speaker, Statement
from onrecord.read.least import at_least, bound_of, with_bound


def said(id: str, parent: str | None, confidence: float, **labels: float) -> Statement:
    values = {"speaker": "Ada Quill", "act": "assert", "source_type": "person", "channel": "letter"}
    given = {name: values[name] for name in labels}
    return Statement(id, parent, (), (), (), confidence, **given, confidences=tuple(labels.items()))  # type: ignore[arg-type]


def record(*statements: Statement, relations: tuple[Relation, ...] = ()) -> Record:
    reading = Reading(
        statements,
        (Speaker("Ada Quill", ("Quill",)), Speaker("Bo Renn", ("Renn",))),
        relations,
        (Correction(Span(0, 1), "s3"),),
    )
    return Record(Article("a", "x", ()), reading, Provenance("0", "m", "0"))


def ids(of: Record) -> list[str]:
    return [s.id for s in of.reading.statements]


def test_a_statement_below_goes_with_all_that_stands_inside_it() -> None:
    given = record(said("s1", None, 0.5), said("s2", "s1", 0.9), said("s3", "s2", 0.9), said("s4", None, 0.8))
    assert ids(at_least(given, 0.8)) == ["s4"]
    assert ids(at_least(given, 0.5)) == ["s1", "s2", "s3", "s4"]
    assert at_least(given, 0.8).reading.corrections == ()


def test_a_label_below_becomes_unknown_and_says_why() -> None:
    given = record(said("s1", None, 0.9, speaker=0.95, channel=0.41, source_type=0.3))
    (s,) = at_least(given, 0.8).reading.statements
    assert (s.speaker, s.channel, s.source_type) == ("Ada Quill", None, "unknown")
    assert s.confidences == (("speaker", 0.95),)
    assert s.reasons == (("min_confidence", "less sure than 0.8, so not given: channel (0.41), source type (0.30)"),)


def test_relations_and_speakers_of_what_is_gone_go_too() -> None:
    links = (Relation("denies", "s1", "s2"), Relation("repeats", "s3", "s1", None, 0.7), Relation("denies", "s3", "s1"))
    given = record(said("s1", None, 0.9, speaker=0.9), said("s2", None, 0.2), said("s3", None, 0.9), relations=links)
    left = at_least(given, 0.8).reading
    assert left.relations == (links[2],)
    assert [p.name for p in left.speakers] == ["Ada Quill"]


def test_greying_keeps_everything_and_remembers_the_bound() -> None:
    given = record(said("s1", None, 0.2))
    grey = with_bound(given, 0.75)
    assert grey.reading == given.reading
    assert bound_of(grey) == 0.75
    assert bound_of(given) is None


@pytest.mark.parametrize("bound", [-0.1, 1.5, float("nan")])
def test_a_bound_that_is_no_confidence_is_refused(bound: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        at_least(record(), bound)
