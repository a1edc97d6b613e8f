"""Which words of a draft are a quotation: by the marks alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.check.marks import quotations

QUOTED = [
    # American double marks, with single ones inside; what is inside is part of the outer quotation's words.
    ("She said “we will ‘go now’ or never.”", ["we will ‘go now’ or never."]),
    # British single marks, with double ones inside, and apostrophes that are no marks.
    ("‘We’ll “never” go,’ he said. ‘It’s the owners’ fault.’", ["We’ll “never” go,", "It’s the owners’ fault."]),
    # Straight ones of both kinds.
    ("He said \"no\" and 'it isn't so' and left the owners' house.", ["no", "it isn't so"]),
    # Typewriter and continental marks.
    ("He said ``yes it is'' today. „Das ist es“, «Oui mais non»", ["yes it is", "Das ist es", "Oui mais non"]),
    # Interrupted by the reporting clause: two quotations.
    ("“I saw it,” she said, “and I ran.”", ["I saw it,", "and I ran."]),
    # Over two paragraphs: each opens with a mark, only the last one closes.
    ("“It began in May.\n\n“It ended in June.”\n\nHe left.", ["It began in May.|It ended in June."]),
    ("‘It began in May.\n\n‘It ended in June,’ he said.", ["It began in May.|It ended in June,"]),
    # Double marks inside double marks, as sloppy typing has them.
    ("“He said “no” to me,” she said.", ["He said “no” to me,"]),
    # Apostrophes at the beginnings and ends of words, inches, years.
    ('’Tis the season of rock ’n’ roll, a 6" pipe, the ’90s and the boys’ "real quote".', ["real quote"]),
    ("The boys' and girls' schools won't 'ever' close.", ["ever"]),
    # Nothing between the marks.
    ('He wrote “” and "..." there.', []),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_a_quotation_is_what_stands_between_a_mark_and_its_partner(text: str, expected: list[str]):
    assert ["|".join(s.of(text) for s in q.spans) for q in quotations(text)] == expected
    assert all(q.closed for q in quotations(text))


STRAY = [
    # The closing mark is missing: what the mark opens reaches to the end of its paragraph and no further.
    ("“Lost mark here\n\nNext “paragraph” here.", [("Lost mark here", False), ("paragraph", True)]),
    # The next quotation's mark ends one that was never closed.
    ("“A, he said, “B is it.” Then “C.”", [("A, he said, ", False), ("B is it.", True), ("C.", True)]),
    # A closing mark without an opening one.
    ("It was lost” and “found again” there.", [("found again", True)]),
    # A stray single mark does not swallow what comes after it.
    ("The ‘ stray one and “the real one” and ‘another” here.", [("the real one", True)]),
]


@pytest.mark.parametrize(("text", "expected"), STRAY)
def test_a_stray_mark_costs_no_more_than_its_own_quotation(text: str, expected: list[tuple[str, bool]]):
    assert [("".join(s.of(text) for s in q.spans), q.closed) for q in quotations(text)] == expected


@given(st.text(alphabet="ab .,\n“”‘’'\"«»„`", max_size=80))
def test_whatever_the_marks_quotations_lie_in_the_text_in_order_and_apart(text: str):
    found = quotations(text)
    for q in found:
        assert q.spans
        assert all(0 <= s.start < s.end <= len(text) for s in q.spans)
        assert q.outer.start <= q.spans[0].start
        assert q.spans[-1].end <= q.outer.end
    starts = [q.outer.start for q in found]
    assert starts == sorted(starts)


def test_a_long_paragraph_of_stray_marks_takes_no_longer_than_its_length():
    begin = time.perf_counter()
    quotations("‘ab “cd ‘ef " * 4000)
    assert time.perf_counter() - begin < 5
