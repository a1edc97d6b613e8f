from __future__ import annotations

from dataclasses import replace

import pytest
from serve_examples import labelled, plain_record, spans, story

from onrecord.domain import Span, Statement
from onrecord.serve.outline import Outline, printable


def test_a_chain_begins_at_the_outlet_and_ends_at_the_speaker() -> None:
    outline = Outline(story())
    hops = outline.chain(outline.by_id["s3"])
    assert [h.name for h in hops] == ["Harbour Wire", "Ondine Vass", "Piet Lorne", "Mayor Alder"]


def test_what_the_outlet_states_itself_is_on_its_word_alone() -> None:
    said = replace(_said("s1", None), speaker="Harbour Wire")
    inside = replace(_said("s2", "s1"), speaker="Alder")
    outline = Outline(plain_record("x", said, inside, outlet="Harbour wire"))
    assert [h.name for h in outline.chain(said)] == ["Harbour wire"]
    assert [h.name for h in outline.chain(inside)] == ["Harbour wire", "Alder"]


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ({}, ()),
        ({"addressee": "reporters", "channel": "press_conference"}, ("to reporters", "at a press conference")),
        # a channel that this version does not know keeps its own word
        ({"channel": "telegraph", "said_on": "2031-03~"}, ("by telegraph", "about March 2031")),
    ],
)
def test_the_occasion_in_words(labels: dict[str, str], words: tuple[str, ...]) -> None:
    said = replace(_said("s1", None), **labels)  # type: ignore[arg-type]
    assert Outline(plain_record("x", said)).occasion(said) == words


def test_statements_stand_after_the_one_that_they_stand_in() -> None:
    assert [(s.id, depth) for s, depth in Outline(story()).order] == [
        ("s1", 0), ("s2", 1), ("s3", 2), ("s4", 0), ("s5", 0), ("s6", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("id", "who", "how"),
    [
        # an act that has been read is shown as a verb
        ("s4", "Mayor Alder", "denies"),
        # what the source does not do is said to be not done
        ("s3", "Mayor Alder", "does not commit"),
        # without a speaker and an act the article's own words stand for them
        ("s5", "A clerk", "said"),
        # without words either, nobody is guessed
        ("s6", "unknown", "unknown"),
    ],
)
def test_who_and_how(id: str, who: str, how: str) -> None:
    outline = Outline(story())
    s = outline.by_id[id]
    assert (outline.who(s), outline.how(s)) == (who, how)


def test_relations_are_seen_from_both_ends_and_grouped() -> None:
    outline = Outline(story())
    assert outline.notes(outline.by_id["s4"]) == ("denies s3 (It is not true)",)
    assert outline.notes(outline.by_id["s3"]) == ("denied by s4 (It is not true)",)


def _said(id: str, parent: str | None) -> Statement:
    return Statement(id, parent, (), (), (Span(0, 1),), 1.0)


@pytest.mark.parametrize(
    ("statements", "order"),
    [
        # a parent that is not there
        ([("a", "gone")], [("a", 0)]),
        # its own parent
        ([("a", "a")], [("a", 0)]),
        # two in a circle, beside one that is well
        ([("a", "b"), ("b", "a"), ("c", None)], [("c", 0), ("a", 0), ("b", 1)]),
        # a child that is read before its parent
        ([("b", "a"), ("a", None)], [("a", 0), ("b", 1)]),
    ],
)
def test_a_broken_record_loses_no_statement(
    statements: list[tuple[str, str | None]], order: list[tuple[str, int]]
) -> None:
    outline = Outline(plain_record("x", *(_said(*s) for s in statements)))
    assert [(s.id, depth) for s, depth in outline.order] == order
    assert all(len(outline.chain(s)) <= len(statements) + 1 for s, _ in outline.order)


def test_a_chain_of_thousands_is_no_deep_recursion() -> None:
    record = plain_record("x", *(_said(f"s{n}", f"s{n - 1}" if n else None) for n in range(3000)))
    outline = Outline(record)
    assert outline.depths["s2999"] == 2999
    assert len(outline.chain(outline.by_id["s2999"])) == 3001


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain “words”\nand\ttabs", "plain “words”\nand\ttabs"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("\x9b2J\x07", "�2J�"),
        ("abc\u202edcba\u2066", "abcdcba"),
        ("half \ud800 a pair", "half � a pair"),
    ],
)
def test_nothing_printed_steers_the_terminal(given: str, shown: str) -> None:
    assert printable(given) == shown


def test_the_words_of_an_interrupted_quotation_are_joined() -> None:
    outline = Outline(story())
    assert outline.what(outline.by_id["s4"]) == "“It is not true,” … “The bridge is open.”"
    assert spans("“It is not true,”")[0] == outline.by_id["s4"].content[0]


def test_relations_to_several_are_one_phrase() -> None:
    outline = Outline(labelled())
    assert outline.notes(outline.by_id["s3"]) == ("denies s1, s2",)
    assert outline.notes(outline.by_id["s1"]) == ("denied by s3", "repeated by s5 (too)")


@pytest.mark.parametrize(
    ("id", "credit", "how"),
    [
        ("s1", "Two aides (unnamed)", "asserts"),
        ("s2", "Ines Vass", "wants"),
        ("s3", "Ines Vass", "denies"),
        # words that stand for nobody in particular
        ("s4", "Nobody (unnamed)", "does not assert"),
        # whether it is named is not known; an act is not known either, and that it was not done is still said
        ("s5", "the ferry’s owner", "hinted (negated)"),
    ],
)
def test_who_is_unnamed_and_what_was_not_said_is_shown(id: str, credit: str, how: str) -> None:
    outline = Outline(labelled())
    s = outline.by_id[id]
    assert (outline.hop(s).credit, outline.how(s)) == (credit, how)


def test_all_that_is_known_beside_who_how_and_what() -> None:
    outline = Outline(labelled())
    assert outline.remarks(outline.by_id["s1"]) == (
        "to The Ellery Courier", "in an interview", "between 1 and 5 May 2031", "denied by s3", "repeated by s5 (too)",
        "unnamed because: who feared for their posts",
    )  # fmt: skip
    assert outline.remarks(outline.by_id["s2"]) == ("denied by s3", "low confidence 0.31")


def test_what_is_not_known_is_counted() -> None:
    assert Outline(labelled()).gaps == {"speaker": 2, "act": 1, "addressee": 4, "channel": 3, "said_on": 3}


def test_an_act_of_a_later_version_keeps_its_word() -> None:
    said = replace(_said("s1", None), act="swear")  # type: ignore[arg-type]
    outline = Outline(plain_record("x", said))
    assert (outline.how(said), outline.how(replace(said, negated=True))) == ("swear", "does not swear")


@pytest.mark.parametrize(
    ("source", "who"), [("two officials,", "two officials"), ("Brandt —", "Brandt"), ("—", "—"), ("  ", "unknown")]
)
def test_a_comma_after_a_source_is_no_part_of_its_name(source: str, who: str) -> None:
    said = Statement("s1", None, (Span(0, len(source)),), (), (), 1.0)
    outline = Outline(plain_record(source, said))
    assert outline.who(said) == who
    assert outline.words(said, "source") == source.strip()
