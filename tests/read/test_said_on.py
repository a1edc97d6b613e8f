"""A saying has the date of its own clause or of its plain occasion; where neither says so, it has none.

Statements are marked in the text: <1s ...> is the source of the first, <1c ...> its cue, <1q ...> what is said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from marking import acted

from onrecord.domain import Block, Span, Statement
from onrecord.errors import ModelError
from onrecord.read import said_on_model
from onrecord.read.quotations import form
from onrecord.read.said_on import ENOUGH, said_on
from onrecord.read.said_on_evidence import NAMES, Candidate, Evidence, grain
from onrecord.read.said_on_model import Trees, chances
from onrecord.read.said_on_story import read_story
from onrecord.text import paragraphs

PUBLISHED = date(2021, 6, 16)  # a Wednesday

FURTHER_ON = "\n\nThe ferry is the talk of the town.\n\nThe harbour is deep.\n\nIts piers are old." * 2 + "\n\n"

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
        f"<1s Lindqvist> <1c said> Monday that <1q the ferry was late>.{FURTHER_ON}"
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
        "the date of what was done to a thing",
        "<1s Lindqvist> <1c voted against> <1q the toll in 2014>.",
        ["2014"],
    ),
    (
        "not of a clause about it",
        "<1s Lindqvist> <1c voted against> <1q the toll that was raised in 2014>.",
        [None],
    ),
    (
        "the next day is counted from the last one named",
        "On June 9, <1s Lindqvist> <1c called> <1q the ferry safe>. The next day, <2s Osei> <2c said> <2q it was not>.",
        ["2021-06-09", "2021-06-10"],
    ),
    (
        "so is the day before",
        "On June 9, <1s Lindqvist> <1c said> <1q it is safe>. The day before, <2s Osei> <2c said> <2q it was not>.",
        ["2021-06-09", "2021-06-08"],
    ),
    (
        "from nothing it is not",
        "The next day, <1s Osei> <1c said> <1q it was not>.",
        [None],
    ),
    (
        "a nested saying goes on too",
        "<1s Lindqvist> <1c said> <1q <2s Osei> <2c told> her on Monday that <2q the ferry was late>>.\n\n"
        "<3s She> <3c said> <3q <4s Osei> <4c told> her <4q the captain slept>>.",
        [None, "2021-06-14", None, "2021-06-14"],
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
    text, statements = acted(marks)
    formed = [replace(s, form=form(text, s.content, nested=s.parent is not None)) for s in statements]
    return text, [replace(s, speaker="Ada Lindqvist" if named else None) for s in formed]


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
    assert 0.8 < own.confidence <= 1
    assert ENOUGH <= carried.confidence <= 1


def test_a_speaker_that_has_been_read_holds_over_other_names() -> None:
    marked = "<1s Lindqvist> <1c said> Monday that <1q it was late>.\n\n“<2q It is>,” <2s the minister> <2c said>."
    assert dated(marked) == ["2021-06-14", None]
    assert dated(marked, named=True) == ["2021-06-14", "2021-06-14"]


def test_a_reason_names_the_statement_that_a_date_is_taken_from() -> None:
    text, statements = read(
        "<1s Lindqvist> <1c blames> <1q ferry>\n\n<2s Lindqvist> <2c said> Monday that <2q the ferry was late>.\n\n"
        "“<3q It always is>,” <3s she> <3c added>."
    )
    above, _, below = said_on(text, statements, published=PUBLISHED, blocks=())
    assert above.reason.startswith("told below in statement 2: “Monday”")
    assert below.reason.startswith("the same occasion as statement 2, “Monday”")


@pytest.mark.parametrize(
    "marks",
    [
        "<1s Lindqvist> <1c said> Monday that <1q it was late>.",
        "<1s Lindqvist> <1c said> <1q it was late>.",
        "“<1q The ferry is late>,” <1s Lindqvist> <1c said>. It was Monday.",
    ],
)
def test_without_a_day_of_publication_there_is_none_and_the_reason_says_so(marks: str) -> None:
    text, statements = read(marks)
    (dating,) = said_on(text, statements, published=None, blocks=())
    assert (dating.value, dating.confidence) == (None, 0.0)
    assert "no day of publication to count from" in dating.reason


def test_without_a_day_of_publication_full_dates_count() -> None:
    assert dated("<1s Lindqvist> <1c said> on May 3, 2019, that <1q it was late>.", published=None) == ["2019-05-03"]


@pytest.mark.parametrize(
    ("value", "coarse"),
    [("2021-06-14", 0), ("2021-06-14~", 0), ("2021-06-07/2021-06-13", 1), ("2021-06", 2), ("2021-21", 2),
     ("2019/2021", 3), ("2021", 4), ("199X", 5)],
)  # fmt: skip
def test_values_have_a_grain(value: str, coarse: int) -> None:
    assert grain(value) == coarse


def test_what_speaks_for_a_date_is_read_from_the_article() -> None:
    text, statements = read(
        "<1s Lindqvist> <1c said> Monday that <1q the ferry was late>.\n\n“<2q It always is>,” <2s she> <2c said>."
    )
    story = read_story(text, statements, published=PUBLISHED, blocks=())
    (_, first), (_, second) = Evidence(story).candidates()
    assert [c.value for c in second] == ["2021-06-14", "2021-06-16"]  # the day of publication is one, too
    told = [dict(zip(NAMES, c.features, strict=True)) for c in (first[0], *second)]
    assert [(f["own"], f["thread"], f["earlier_at"]) for f in told] == [(1, 0, 90), (0, 1, 1), (0, 0, 90)]


def test_attitudes_and_nested_sayings_are_not_weighed() -> None:
    text, statements = read(
        "<1s Lindqvist> <1c wants> <1q the ferry gone>. <2s She> <2c said> <2q <3s Osei> <3c claims> <3q it is late>>."
    )
    story = read_story(text, statements, published=PUBLISHED, blocks=())
    assert [item.statement.id for item, _ in Evidence(story).candidates()] == ["2"]


def test_trees_add_up_and_chances_leave_room_for_none() -> None:
    split = ((0, 0.5, 1, 2), (-1, 0.0, -2.0, 0), (-1, 0.0, 3.0, 0))
    trees = Trees(-1.0, (split, split))
    assert trees.scores([(x,) for x in (0.0, 0.5, 1.0)]).tolist() == [-5.0, -5.0, 5.0]
    low, high = chances([Candidate("2021", (0.0,), None), Candidate("2020", (1.0,), None)], trees)
    assert high == pytest.approx(0.99326, abs=1e-4)
    assert 0 < low < 1 - high
    assert chances([], trees) == []


def test_a_model_that_does_not_fit_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said_on_model, "NAMES", ("something else",))
    said_on_model.shipped.cache_clear()
    with pytest.raises(ModelError, match=r"said_on\.json"):
        said_on_model.shipped()
    said_on_model.shipped.cache_clear()


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
