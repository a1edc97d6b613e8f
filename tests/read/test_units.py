"""Text becomes units: offsets hold, marks are read, paragraphs are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read import units
from onrecord.read.units import CLOSING, INSIDE, OPENING, OUTSIDE
from onrecord.text import paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # typographic marks become plain ones
        ("“Yes,” she said — ‘no’", "\"Yes,\" she said - 'no'"),
        # a double mark made of two single ones stays two characters long
        ("''Yes,'' he said", '" Yes," " he said'.replace('," "', '," ')),
        # a character outside the basic plane counts as one
        ("a 🙂 b", "a * b"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert units.plain(text) == expected


@given(st.text())
def test_plain_never_moves_anything(text: str) -> None:
    assert len(units.plain(text)) == len(text)


def states(text: str) -> list[int]:
    starts = [i for i, c in enumerate(text) if not c.isspace()]
    return units.quote_states(text, starts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a plain pair
        ('"a" b', [OPENING, INSIDE, CLOSING, OUTSIDE]),
        # never closed: to the end of the paragraph
        ('a "b c', [OUTSIDE, OPENING, INSIDE, INSIDE]),
        # a closing mark without an opening one before it, then a good pair
        ('a" b "c" d', [OUTSIDE, OPENING, INSIDE, OPENING, INSIDE, CLOSING, OUTSIDE]),
        # two quotations side by side
        ('"a" "b"', [OPENING, INSIDE, CLOSING, OPENING, INSIDE, CLOSING]),
    ],
)
def test_quote_states(text: str, expected: list[int]) -> None:
    assert states(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\nTwo.", ["One.", "Two."]),
        # a hard-wrapped line goes on in lower case
        ("One goes\non here.\nTwo.", ["One goes\non here.", "Two."]),
        # a blank line ends a paragraph even before lower case
        ("One\n\ntwo", ["One", "two"]),
        ("  \n\n ", []),
        ("", []),
        ("One.\r\n\r\nTwo.\r\n", ["One.", "Two."]),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in paragraphs(text)] == expected


@given(st.text(alphabet=st.sampled_from('ab A\n\r\t."')))
def test_paragraphs_cover_all_that_is_not_space(text: str) -> None:
    covered = "".join(text[a:b] for a, b in paragraphs(text))
    assert covered.replace("\n", "").replace(" ", "").replace("\r", "").replace("\t", "") == "".join(text.split())
