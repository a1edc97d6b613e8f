"""A saying has the date of its own clause or of its plain occasion; where neither says so, it has none.

Statements are marked in the text: <1s ...> is the source of the first, <1c ...> its cue, <1q ...> what is said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from marking import marked

from onrecord.domain import Block, Span, Statement
from onrecord.read.said_on import said_on
from onrecord.text import paragraphs

PUBLISHED = date(2021, 6, 16)  # a Wednesday

CASES: list[tuple[str, str, list[str | None]]] = [
    (
        "beside the cue",
        "<1s Lindqvist> <1c said> Monday that <1q the ferry was late>.",
        ["2021-06-14"],
    ),
    (
        "at the head of the sentence",
        "On Monday, <1s Lindqvist> <1c told> reporters <1q the ferry was late>.",
        ["2021-06-14"],
    ),
    (
        "after what is said",
        "“<1q The ferry was late>,” <1s Lindqvist> <1c said> in an interview with The Tarn Herald last week.",
        ["2021-06-07/2021-06-13"],
    ),
    (
        "a year before the noun of an occasion",
        "In a 2019 speech <1s Lindqvist> <1c said> <1q the ferry was late>.",
        ["2019"],
    ),
    (
        "a paper that speaks bears its own date",
        "<1s The 2019 memo> <1c says> <1q the ferry was late>.",
        ["2019"],
    ),
    (
        "several dates are an interval",
        "<1s Lindqvist> <1c objected to> <1q the ferry> in 2017, 2018 and 2020.",
        ["2017/2020"],
    ),
    (
        "a date inside what is said is not when it was said",
        "<1s Lindqvist> <1c said> <1q the ferry was late on Monday>.",
        [None],
    ),
    (
        "a date inside what somebody else says neither",
        "<1s Lindqvist> <1c said> <1q the ferry came on Monday>, and <2s Osei> <2c denied> <2q it>.",
        [None, None],
    ),
    (
        "nor the date of another noun",
        "<1s Lindqvist> <1c spoke against> <1q the ferry> ahead of Tuesday's vote.",
        [None],
    ),
    (
        "nor of a clause of its own",
        "<1s Lindqvist> <1c said> <1q the ferry is late>, which it was on Monday.",
        [None],
    ),
    (
        "two clauses have two dates",
        "<1s Lindqvist>, <2s who> on Monday <2c backed> <2q the mayor>, <1c said> Tuesday <1q he was wrong>.",
        ["2021-06-15", "2021-06-14"],
    ),
    (
        "a date that lies ahead is not when it was said",
        "<1s Lindqvist>, who will travel Friday, <1c said> <1q the ferry was late>.",
        [None],
    ),
    (
        "a vague time is none",
        "<1s Lindqvist> <1c said> recently that <1q the ferry was late>.",
        [None],
    ),
    (
        "the occasion goes on",
        "<1s Lindqvist> <1c said> Monday that <1q the ferry was late>.\n\n“<2q It always is>,” <2s she> <2c added>.",
        ["2021-06-14", "2021-06-14"],
    ),
    (
        "not for somebody else",
        "<1s Lindqvist> <1c said> Monday that <1q the ferry was late>.\n\n“<2q It is not>,” <2s Osei> <2c said>.",
        ["2021-06-14", None],
    ),
    (
        "a bare month is no occasion that goes on",
        "In May <1s Lindqvist> <1c called> <1q the ferry late>.\n\n“<2q It always is>,” <2s she> <2c said>.",
        ["2021-05", None],
    ),
    (
        "not on another occasion",
        "<1s Lindqvist> <1c said> Monday that <1q the ferry was late>.\n\n"
        "In an interview with The Tarn Herald, <2s she> <2c said> <2q it was not>.",
        ["2021-06-14", None],
    ),
    (
        "not for a habit, nor for the perfect",
        "<1s Lindqvist> <1c said> Monday that <1q the ferry was late>. <2s She> <2c wants> <2q it gone>.\n\n"
        "<3s She> <3c has said> <3q so>.",
        ["2021-06-14", None, None],
    ),
    (
        "a scene dates what is said in it",
        "Lindqvist spoke at a rally on Monday.\n\n“<1q The ferry is late>,” <1s Lindqvist> <1c said>.",
        ["2021-06-14"],
    ),
    (
        "each of two who were there",
        "<1s Lindqvist and Osei> <1c debated> <1q the ferry> Monday.\n\n“<2q It is late>,” <2s Osei> <2c said>.",
        ["2021-06-14", "2021-06-14"],
    ),
    (
        "a headline is dated by what follows",
        "<1s Lindqvist> <1c blames> <1q ferry>\n\n<2s Lindqvist> <2c said> Monday that <2q the ferry was late>.",
        ["2021-06-14", "2021-06-14"],
    ),
    (
        "a nested saying has its own date",
        "<1s Lindqvist> <1c said> <1q <2s Osei> <2c told> her on Monday that <2q the ferry was late>>.",
        [None, "2021-06-14"],
    ),
    (
        "counted from when it was told",
        "On Monday <1s Lindqvist> <1c said>: “<1q <2s Osei> <2c told> me yesterday that <2q the ferry was late>>.”",
        ["2021-06-14", "2021-06-13"],
    ),
    (
        "a nested attitude has none",
        "<1s Lindqvist> <1c said> Monday that <1q <2s Osei> <2c thought> on Sunday that <2q the ferry was late>>.",
        ["2021-06-14", None],
    ),
    (
        "what is said in the saying itself has its date",
        "“<1q <2s I> <2c can tell> you <2q the ferry is late>>,” <1s Lindqvist> <1c said> Monday.",
        ["2021-06-14", "2021-06-14"],
    ),
]


def read(marks: str, *, named: bool = False) -> tuple[str, list[Statement]]:
    text, statements = marked(marks)
    return text, [replace(s, speaker="Ada Lindqvist" if named else None) for s in statements]


def dated(marks: str, *, published: date | None = PUBLISHED, named: bool = False) -> list[str | None]:
    text, statements = read(marks, named=named)
    return [d.value for d in said_on(text, statements, published=published, blocks=())]


@pytest.mark.parametrize(("marked", "values"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_saying_has_the_date_of_its_clause_or_its_occasion(marked: str, values: list[str | None]) -> None:
    assert dated(marked) == values


def test_the_reason_quotes_the_words_and_says_how_sure_it_is() -> None:
    text, statements = read(
        "<1s Lindqvist> <1c said> Monday that <1q the ferry was late>. “<2q It is>,” <2s she> <2c added>."
    )
    own, carried = said_on(text, statements, published=PUBLISHED, blocks=())
    assert "Monday" in own.reason
    assert "same occasion" in carried.reason
    assert own.confidence > carried.confidence > 0


def test_a_speaker_that_has_been_read_holds_over_other_names() -> None:
    marked = "<1s Lindqvist> <1c said> Monday that <1q it was late>.\n\n“<2q It is>,” <2s the minister> <2c said>."
    assert dated(marked) == ["2021-06-14", None]
    assert dated(marked, named=True) == ["2021-06-14", "2021-06-14"]


def test_without_a_day_of_publication_only_full_dates_count() -> None:
    assert dated("<1s Lindqvist> <1c said> Monday that <1q it was late>.", published=None) == [None]
    assert dated("<1s Lindqvist> <1c said> on May 3, 2019, that <1q it was late>.", published=None) == ["2019-05-03"]


def test_a_date_in_furniture_dates_nothing() -> None:
    text, statements = read("Speech given Monday, Lindqvist.\n\n“<1q It is late>,” <1s Lindqvist> <1c said>.")
    (first, second) = (Span(a, b) for a, b in paragraphs(text))
    body = Block(second, "body")
    (seen,) = said_on(text, statements, published=PUBLISHED, blocks=(Block(first, "body"), body))
    (unseen,) = said_on(text, statements, published=PUBLISHED, blocks=(Block(first, "furniture", "caption"), body))
    assert (seen.value, unseen.value) == ("2021-06-14", None)


def test_no_statements_and_no_text_are_no_trouble() -> None:
    empty = Statement(id="1", parent=None, source=(), cue=(), content=(), confidence=0.5)
    assert said_on("", (), published=PUBLISHED, blocks=()) == []
    assert [d.value for d in said_on("", (empty,), published=PUBLISHED, blocks=())] == [None]
    assert [d.value for d in said_on("On Monday.", (empty,), published=PUBLISHED, blocks=())] == [None]
