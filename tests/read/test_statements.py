"""Scores become drafts, and drafts statements: contents, parents and forms."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.domain import Span
from onrecord.read import decode
from onrecord.read.encoder import Window
from onrecord.read.nesting import arrange
from onrecord.read.quotations import form
from onrecord.read.statements import Draft, read_windows


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


class Fixed:
    """An encoder whose scores are given: [n_units, 5] logits, the same for every cue."""

    def __init__(self, scores: np.ndarray):
        self.scores = scores

    def score(self, window: Window, cues: np.ndarray) -> np.ndarray:
        return np.repeat(self.scores.T[:, None], len(cues), axis=1)


def one_cue(cue: int, labels: list[tuple[int, float]]) -> tuple[Window, Fixed]:
    """A window of units of two letters: the first is a cue (tag `cue`), the others lead by a margin as their labels."""
    n = len(labels) + 1
    tags = np.zeros((n, 5), dtype=np.float32)
    tags[0, cue] = tags[1:, 0] = 9.0
    scores = np.full((n, 5), -9.0, dtype=np.float32)
    scores[:, 0] = 0.0
    for k, (label, margin) in enumerate(labels, start=1):
        scores[k, label] = margin
    starts = np.arange(n) * 3
    zeros = np.zeros((n, 19), dtype=np.float32)
    return Window(starts, starts + 2, np.zeros(n, dtype=np.int64), 0, tags, zeros, zeros, zeros), Fixed(scores)


B, GO_ON, OUTERMOST, NESTED = decode.B_CONTENT, decode.I_CONTENT, decode.B_CUE, decode.B_NESTED


@pytest.mark.parametrize(
    ("cue", "margin", "end"),
    [
        # going on is a little less likely than stopping: only a nested content goes on all the same
        (OUTERMOST, -0.2, 5),
        (NESTED, -0.2, 8),
        (NESTED, -0.6, 5),
    ],
)
def test_a_nested_content_rather_goes_on(cue: int, margin: float, end: int) -> None:
    window, encoder = one_cue(cue, [(B, 9.0), (GO_ON, margin)])
    [found] = read_windows(encoder, [window])  # type: ignore[arg-type]
    assert found.content == (Span(3, end),)


@pytest.mark.parametrize(("cue", "pieces"), [(OUTERMOST, 1), (NESTED, 2)])
def test_a_nested_one_keeps_weaker_pieces(cue: int, pieces: int) -> None:
    # the second piece has a probability of 0.75
    window, encoder = one_cue(cue, [(B, 9.0), (0, 9.0), (B, 1.1)])
    [found] = read_windows(encoder, [window])  # type: ignore[arg-type]
    assert len(found.content) == pieces
