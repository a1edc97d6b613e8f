"""Drafts become statements: parents and forms."""

from __future__ import annotations

import pytest

from onrecord.domain import Span
from onrecord.read.nesting import arrange
from onrecord.read.quotations import form
from onrecord.read.statements import Draft


def draft(source: tuple[int, int] | None, cue: tuple[int, int], content: tuple[int, int], nested: float = 0.0) -> Draft:
    return Draft((Span(*source),) if source else (), Span(*cue), (Span(*content),), nested, 0.9)


def test_a_chain_of_three() -> None:
    # "Ruiz wrote that Ode told him Lam said it was over": each stands in the content of the one before
    text = "Ruiz wrote that Ode told him Lam said it was over"
    ruiz = draft((0, 4), (5, 10), (11, len(text)))
    ode = draft((16, 19), (20, 28), (29, len(text)), nested=0.9)
    lam = draft((29, 32), (33, 37), (38, len(text)), nested=0.9)
    assert arrange([lam, ruiz, ode]) == [(ruiz, None), (ode, 0), (lam, 1)]


def test_a_nested_looking_one_without_a_parent_is_dropped() -> None:
    assert arrange([draft((0, 3), (4, 8), (9, 20), nested=0.8)]) == []


def test_neighbours_are_not_nested() -> None:
    a, b = draft((0, 3), (4, 8), (9, 20)), draft((22, 25), (26, 30), (31, 40))
    assert arrange([b, a]) == [(a, None), (b, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will not go,”", "direct"),
        ('"We will not go."', "direct"),
        ("that they will not go", "indirect"),
        # a leading "that" does not count
        ("that “we will not go”", "direct"),
        # scare quotes make it mixed
        ("that the “peace plan” was dead", "mixed"),
        # the mark that opens a running quotation need not close
        ("“We will not go", "direct"),
        ("", "indirect"),
    ],
)
def test_form(text: str, expected: str) -> None:
    assert form(text, [Span(0, len(text))]) == expected
