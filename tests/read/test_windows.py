"""Paragraphs become windows: every unit is read once, none is too long, context repeats only what was read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.units import Paragraph
from onrecord.read.windows import plan


def paragraph(begin: int, n: int) -> Paragraph:
    """A paragraph of n one-letter words, one piece each."""
    starts = begin + 2 * np.arange(n)
    none = np.zeros(n, dtype=np.int64)
    return Paragraph(starts, starts + 1, np.arange(n), np.arange(n) + 5, none, none, none)


def article(sizes: list[int]) -> tuple[list[Paragraph], str]:
    out, at = [], 0
    for n in sizes:
        out.append(paragraph(at, n))
        at += 2 * n + 2
    return out, "a " * (at // 2 + 1)


@given(st.lists(st.integers(0, 90), max_size=12), st.integers(20, 60), st.integers(0, 15))
def test_every_unit_is_read_once_and_no_window_is_too_long(sizes: list[int], limit: int, context: int) -> None:
    paragraphs, text = article(sizes)
    plans = plan(paragraphs, text, limit=limit, context=context)
    own = [(i, u) for p in plans for i, a, b in p.stretches[p.n_context :] for u in range(a, b)]
    assert own == [(i, u) for i, n in enumerate(sizes) for u in range(n)]
    assert all(sum(b - a for _, a, b in p.stretches) <= limit for p in plans)
    for before, now in pairwise(plans):
        assert now.stretches[: now.n_context] == before.stretches[len(before.stretches) - now.n_context :]


@pytest.mark.parametrize(("sizes", "n_windows"), [([], 0), ([0, 0], 0), ([5], 1), ([5, 5], 1), ([15, 15], 2)])
def test_number_of_windows(sizes: list[int], n_windows: int) -> None:
    paragraphs, text = article(sizes)
    assert len(plan(paragraphs, text, limit=20, context=0)) == n_windows


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    paragraphs, text = article([30])
    text = text[: 2 * 14] + ". " + text[2 * 15 :]  # the fifteenth unit ends a sentence
    first = plan(paragraphs, text, limit=20, context=0)[0]
    assert first.stretches == ((0, 0, 15),)
