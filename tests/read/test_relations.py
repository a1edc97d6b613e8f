"""One statement denies, supports or repeats another where a reporting word says so and one is plainly meant.

Statements are marked as in test_occasion: <1s ...> source, <1c ...> cue, <1q ...> what is said.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from marking import acted

from onrecord.read.relations import relations

CLAIM = "<1s Okafor> <1c claimed> that <1q Lindqvist had sold the harbour ferry>.\n\n"
SAID = "<1s Okafor> <1c said> that <1q the harbour ferry was sold for nothing>.\n\n"

CASES: list[tuple[str, str, list[tuple[str, str, str]]]] = [
    ("nothing to do with each other", f"{SAID}<2s Brandt> <2c said> <2q it rained>.", []),
    ("denies this", f"{SAID}<2s Lindqvist> <2c disputes> <2q this>.", [("denies", "2", "1")]),
    ("denies somebody's claim", f"{SAID}<2s Lindqvist> <2c rejected> <2q Okafor’s claim>.", [("denies", "2", "1")]),
    (
        "denies the claim inside",
        "<1s Lindqvist> <1c denied> <1q a <2c claim> that <2q she sold the ferry>>.",
        [("denies", "1", "2")],
    ),
    (
        "denies a claim that is made below",
        "<1s Lindqvist> <1c denied> <1q a <2c claim> that <2q she sold the ferry>>.\n\n"
        "<3s Okafor> <3c claimed> <3q the ferry had been sold>.",
        [("denies", "1", "3")],
    ),
    (
        "does not deny what shares one word with it",
        f"{CLAIM}<2s Lindqvist> <2c has denied> that <2q it rained in the harbour>.",
        [],
    ),
    (
        "denies what shares enough words",
        "<1s Okafor> <1c said> <1q the harbour ferry was secretly sold to sailors>.\n\n"
        "<2s Lindqvist> <2c denied> that <2q the harbour ferry was secretly sold>.",
        [("denies", "2", "1")],
    ),
    ("is no denial: negated", f"{SAID}<2s Lindqvist> <2c did not dispute> <2q this>.", []),
    ("does not deny itself", f"{SAID}<2s Okafor> <2c denied> <2q this>.", []),
    ("echoes that", f"{SAID}<2s Brandt> <2c echoed> <2q that>.", [("supports", "2", "1")]),
    (
        "agrees with somebody's view",
        f"{SAID}<2s Brandt> <2c said> <2q he agrees with Okafor’s view>.",
        [("supports", "2", "1")],
    ),
    ("backs a person, not a saying", f"{SAID}<2s Brandt> <2c endorsed> <2q Okafor>.", []),
    ("reiterates its claim", f"{CLAIM}<2s Okafor> <2c reiterated> <2q his claim>.", [("repeats", "2", "1")]),
    ("stands by its claim", f"{CLAIM}<2s Okafor> <2c defended> <2q his claim>.", [("repeats", "2", "1")]),
    (
        "repeats the substance",
        f"{SAID}<2s Okafor> <2c repeated> that <2q the harbour ferry was sold for nothing>.",
        [("repeats", "2", "1")],
    ),
    ("repeats what is not in the article", f"{SAID}<2s Okafor> <2c repeated> that <2q it rained>.", []),
    ("does not repeat another", f"{CLAIM}<2s Brandt> <2c reiterated> <2q his claim>.", []),
    (
        "denies a claim that only its cue names",
        "<1s Lindqvist> <1c denied a claim> <1q that she sold the harbour ferry>.\n\n"
        "<2s Okafor> <2c claimed> <2q the harbour ferry had been sold>.",
        [("denies", "1", "2")],
    ),
    (
        "this within a sentence is no paragraph before it",
        f"{SAID}The pier by the lake is said to be old, although <2s Lindqvist> <2c disputes> <2q this>.",
        [],
    ),
    (
        "calls wrong what another thinks, in the same breath",
        "<1s Lindqvist> <1c said> <1q <2s Okafor> <2c thinks> <2q that I am greedy>. I am not.>",
        [("denies", "1", "2")],
    ),
    (
        "says that time has proved another wrong",
        "<1s Lindqvist> <1c said> <1q <2s Okafor> <2c thinks> <2q that boats sink> and time has proved him wrong>.",
        [("denies", "1", "2")],
    ),
    (
        "does not deny what went wrong elsewhere",
        "<1s Lindqvist> <1c said> <1q <2s Okafor> <2c thinks> <2q that boats sink> because much went wrong>.",
        [],
    ),
    (
        "says again that it is a lie",
        f"{SAID}<2s Lindqvist> <2c rejected> <2q Okafor’s claim>.\n\n"
        "<3s Lindqvist> <3c said> <3q he lied when he rejected what the harbour ferry was sold for>.",
        [("denies", "2", "1"), ("denies", "3", "1")],
    ),
    ("takes back a word", f"{SAID}<2s Okafor> <2c walked back> <2q that>.", [("denies", "2", "1")]),
    ("takes back nobody's word", f"{SAID}<2s Lindqvist> <2c walked back> <2q that>.", []),
    ("says the same", f"{SAID}<2s Brandt> <2c said> <2q the same thing of the pier>.", [("supports", "2", "1")]),
    ("may embrace it", f"{SAID}<2s Brandt> <2c may embrace> <2q that>.", []),
    (
        "welcomes what somebody said, not what was added",
        f"{SAID}<2s He> <2c added> <2q it was late>.\n\n<3s Brandt> <3c welcomed> <3q Okafor’s remarks>.",
        [("supports", "3", "1")],
    ),
    (
        "a ruling overturned",
        "<1s A judge> <1c ruled> <1q the sale void>.\n\n<2s An appeals court> <2c overturned> <2q his decision>.",
        [("denies", "2", "1")],
    ),
]


@pytest.mark.parametrize(("marks", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_relations(marks: str, expected: list[tuple[str, str, str]]) -> None:
    text, statements = acted(marks)
    assert [(r.type, r.from_id, r.to_id) for r in relations(text, statements)] == expected


def test_each_relation_has_its_reason() -> None:
    text, statements = acted(f"{SAID}<2s Lindqvist> <2c disputes> <2q this>.")
    [relation] = relations(text, statements)
    assert relation.reason == "cue “disputes”"


@pytest.mark.parametrize(
    ("marks", "confidence"),
    [
        (f"{SAID}<2s Lindqvist> <2c disputes> <2q this>.", 0.8),
        (f"{SAID}<2s Okafor> <2c repeated> that <2q the harbour ferry was sold for nothing>.", 0.5),
    ],
)
def test_likeness_makes_a_relation_less_sure_than_plain_words(marks: str, confidence: float) -> None:
    text, statements = acted(marks)
    assert [r.confidence for r in relations(text, statements)] == [confidence]


def test_speakers_read_join_names() -> None:
    text, statements = acted(f"{SAID}<2s The captain> <2c denied> <2q this>.")
    same = [replace(s, speaker="Ben Okafor") for s in statements]
    assert [r.to_id for r in relations(text, statements)] == ["1"]
    assert relations(text, same) == []


def test_no_statements_no_relations() -> None:
    assert relations("", []) == []
