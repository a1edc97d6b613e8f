"""Expressions of date are found, and resolved against the day of publication; what is open stays open."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain import Span
from onrecord.read.date_rules import FIGURE, RULES
from onrecord.read.dates import find
from onrecord.read.edtf import bounds

PUBLISHED = date(2021, 6, 16)  # a Wednesday

CASES = [  # the words around it, the expression, its value
    # weekdays: the last one up to publication
    ("Lindqvist spoke on |Monday night| in Tarn.", "2021-06-14"),
    ("The council met |Wednesday|.", "2021-06-16"),
    ("The council met |Thursday|.", "2021-06-10"),
    ("It closed |last Friday|.", "2021-06-11"),
    ("It closed |last Wednesday|.", "2021-06-09"),
    ("It closes |this Friday|.", "2021-06-18"),
    ("It closes |next Tuesday|.", "2021-06-22"),
    ("It closed on |Tuesday of last week|.", "2021-06-08"),
    # ... unless the nearest verb looks ahead
    ("The council will meet |Friday| in Tarn.", "2021-06-18"),
    ("Lindqvist said |Monday| that she will resign.", "2021-06-14"),
    ("The offer stands until |Friday|.", "2021-06-18"),
    ("They meet at |9 a.m. Tuesday|.", "2021-06-15"),
    # days near publication
    ("It rained |yesterday|.", "2021-06-15"),
    ("It rained |late yesterday|.", "2021-06-15"),
    ("It rained |last night|.", "2021-06-15"),
    ("It rains |today|.", "2021-06-16"),
    ("It rains |tonight|.", "2021-06-16"),
    ("It rained |this morning|.", "2021-06-16"),
    ("It rains |tomorrow morning|.", "2021-06-17"),
    ("It rained |the day before yesterday|.", "2021-06-14"),
    # weeks, months, years
    ("She left |last week|.", "2021-06-07/2021-06-13"),
    ("She left |this week|.", "2021-06-14/2021-06-16"),
    ("She left |earlier this week|.", "2021-06-14/2021-06-16"),
    ("She leaves |later this week|.", "2021-06-16/2021-06-20"),
    ("She leaves |next week|.", "2021-06-21/2021-06-27"),
    ("She left over |the weekend|.", "2021-06-12/2021-06-13"),
    ("She left |last month|.", "2021-05"),
    ("She left |late last month|.", "2021-05-21/2021-05-31"),
    ("She left |earlier this month|.", "2021-06"),
    ("She left |last year|.", "2020"),
    ("She leaves |early next year|.", "2022-01/2022-04"),
    # counted back
    ("She left |three days ago|.", "2021-06-13"),
    ("She left |about two weeks ago|.", "2021-06-02~"),
    ("She left |two months ago|.", "2021-04"),
    ("She left |about 18 months ago|.", "2019-12~"),
    ("She left |12 years ago|.", "2009"),
    ("She left |a decade ago|.", "2011~"),
    # calendar dates, with and without a year
    ("It began on |September 12, 2016|.", "2016-09-12"),
    ("It began on |12 October 2016|.", "2016-10-12"),
    ("It began on |the 2nd of March|.", "2021-03-02"),
    ("It began on |2016-09-12|.", "2016-09-12"),
    ("It began on |Monday, Sept. 12, 2016|.", "2016-09-12"),
    ("The fair opens |Sept. 12|.", "2021-09-12"),  # three months ahead, nine behind
    ("The fair: |Dec. 15|.", None),  # six ahead, six behind, and no verb
    ("It began |June 2|.", "2021-06-02"),
    ("It was built in |March 2015|.", "2015-03"),
    ("It was built in |August|.", "2020-08"),
    ("It will be built in |August|.", "2021-08"),
    ("In |May| Lindqvist left.", "2021-05"),
    ("She was born in |the '80s|.", "198X"),
    ("It was built in |late May|.", "2021-05-21/2021-05-31"),
    ("It was built in |mid-February 2019|.", "2019-02-11/2019-02-20"),
    ("It was built |last April|.", "2021-04"),
    ("It was built in |2014|.", "2014"),
    ("It was built in |early 2014|.", "2014-01/2014-04"),
    ("It was built in |the 1990s|.", "199X"),
    ("It was built in |the mid-1990s|.", "1994/1996"),
    ("It was built in |the 19th century|.", "18XX"),
    # seasons and quarters
    ("It was built |last fall|.", "2020-23"),
    ("It was built |this spring|.", "2021-21"),
    ("It was built in |the summer of 2019|.", "2019-22"),
    ("It lost money in |the first quarter|.", "2021-33"),
    ("It lost money in |the fourth quarter of last year|.", "2020-36"),
    ("It lost money in |Q3 2018|.", "2018-35"),
    # ranges
    ("It lasted |from 3 to 5 May|.", "2021-05-03/2021-05-05"),
    ("It lasted |May 3-5|.", "2021-05-03/2021-05-05"),
    ("It was built |between May and July 2019|.", "2019-05/2019-07"),
    ("It was built |from 2010 to 2014|.", "2010/2014"),
    ("It was built in |2010-2014|.", "2010/2014"),
    ("It lasted |from Thursday to Monday|.", "2021-06-10/2021-06-14"),
    # what is open
    ("She left |recently|.", None),
    ("She has written |in recent weeks|.", None),
    ("She left |several years ago|.", None),
    ("She left |the next day|.", None),
    ("It began on |3/4/2019|.", None),
]


def split(marked: str) -> tuple[str, Span]:
    before, words, after = marked.split("|")
    return before + words + after, Span(len(before), len(before) + len(words))


@pytest.mark.parametrize(("marked", "value"), CASES)
def test_an_expression_has_its_words_and_its_value(marked: str, value: str | None) -> None:
    text, span = split(marked)
    (mention,) = find(text, published=PUBLISHED)
    words = mention.span.of(text).removeprefix("the ").removeprefix("from ").removeprefix("between ")
    assert words in span.of(text)
    assert mention.value == value
    assert mention.reason


OTHERS = [  # of each rule the opening words that CASES lack
    "It began on 6/14/21.", "Sept. 11 attacks", "The 3rd of May, 2019, and May 3 to 5, 2019.", "noon Friday",
    "over the weekend, at the weekend", "mid-2019", "In 1848 and by 1712.", "some days ago, several weeks ago",
    "the same day, a week later, next morning", "recently, over the past few months", "Q3 of last year",
    "fiscal third quarter of 2019", "the late 80s", "the 19th century", "early this morning", "until March",
    "Early in May 2018", "less than two years ago", "at least ten days ago", "summer of 2012", "this past summer",
]  # fmt: skip


def test_rules_say_with_which_words_they_begin() -> None:
    texts = [*(split(marked)[0] for marked, _ in CASES), *OTHERS]
    for rule in RULES:
        begun = [text[m.start() :] for text in texts for m in rule.pattern.finditer(text)]
        assert begun, rule
        words = {re.match(r"\w+", text)[0].lower() for text in begun}  # type: ignore[index]
        assert {FIGURE if word[0].isdigit() else word for word in words} <= rule.openers


def test_rules_say_which_words_come_second() -> None:
    texts = [*(split(marked)[0] for marked, _ in CASES), *OTHERS]
    for rule in RULES:
        for text in texts:
            for m in rule.pattern.finditer(text):
                first, second, *_ = [*re.findall(r"\w+", text[m.start() :].lower()), ""]
                seconds = rule.seconds.get(FIGURE if first[0].isdigit() else first)
                assert seconds is None or (FIGURE if second[:1].isdigit() else second) in seconds, text


NOT_DATES = [
    ("a verb", "You may go, and they march 5 miles."),
    ("a person", "April Osei met August Brandt."),
    ("a sum", "It cost $2000, or €1999."),
    ("a number", "He counted 1,990 seats and 2,015 people."),
    ("a part of a number", "Version 1.2014 and 20145."),
    ("no such day", "It began on 2019-02-30."),
    ("no such day without a year", "It began on June 31."),
    ("a word in a word", "Mondayish todays secondary"),
    ("the end of a word", "They met in Elba day after day, and in Ohio years later."),
]


@pytest.mark.parametrize("text", [text for _, text in NOT_DATES], ids=[word for word, _ in NOT_DATES])
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert find(text, published=PUBLISHED) == []


def test_without_a_day_of_publication_only_full_dates_have_values() -> None:
    text = "He spoke Monday, last week, in August, on Sept. 12 and on September 12, 2016, in 2014 and in the 1990s."
    values = [m.value for m in find(text, published=None)]
    assert values == [None, None, None, None, "2016-09-12", "2014", "199X"]
    assert "publication" in find(text, published=None)[0].reason


def test_a_range_of_the_text_is_searched_alone() -> None:
    text = "Monday, Tuesday, Wednesday"
    assert [m.span.of(text) for m in find(text, published=PUBLISHED, begin=8, end=15)] == ["Tuesday"]


def test_a_date_ahead_of_publication_is_marked() -> None:
    ahead, back = find("They will meet Friday. They met Monday.", published=PUBLISHED)
    assert (ahead.ahead, back.ahead) == (True, False)


PIECES = [
    "Monday",
    "May",
    "Sept. 12",
    ", ",
    " to ",
    " and ",
    "from ",
    "2016",
    "-",
    "\n",
    " last week",
    "3",
    "a week ago",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=30), st.one_of(st.none(), st.dates()))
def test_spans_lie_in_the_text_in_order_and_values_can_be_placed(parts: list[str], published: date | None) -> None:
    text = "".join(parts)
    reached = 0
    for mention in find(text, published=published):
        assert reached <= mention.span.start < mention.span.end <= len(text)
        reached = mention.span.end
        if mention.value is not None:
            days = bounds(mention.value)
            assert days is not None
            assert days[0] <= days[1]


def test_a_long_text_takes_time_in_proportion() -> None:
    for piece in ("from Monday to ", "the early last ", "1 ", "Sept. ", "a a a ", "2010-"):
        begun = time.perf_counter()
        find(piece * 5_000, published=PUBLISHED)
        assert time.perf_counter() - begun < 5, piece


BOUNDS = [
    ("2016", "2016-01-01", "2016-12-31"),
    ("2016-02", "2016-02-01", "2016-02-29"),
    ("2016-02-03~", "2016-02-03", "2016-02-03"),
    ("2016-24", "2016-12-01", "2017-02-28"),
    ("2016-36", "2016-10-01", "2016-12-31"),
    ("199X", "1990-01-01", "1999-12-31"),
    ("18XX", "1800-01-01", "1899-12-31"),
    ("2016-02/2016-04", "2016-02-01", "2016-04-30"),
]


@pytest.mark.parametrize(("value", "first", "last"), BOUNDS)
def test_a_value_covers_its_days(value: str, first: str, last: str) -> None:
    assert bounds(value) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("value", ["", "soon", "2016-13", "2016-02-30", "a/b/c"])
def test_what_is_no_value_covers_nothing(value: str) -> None:
    assert bounds(value) is None
