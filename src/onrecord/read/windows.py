"""Paragraphs become windows: what the encoder sees at once.

Whole paragraphs are packed until the window is full; a paragraph that is longer than a window is cut between units,
after the end of a sentence where there is one. Each window but the first opens with the end of the one before it as
context, so that a paragraph that begins "He added ..." is read with its neighbour in sight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.read.units import Paragraph

LIMIT = 254  # word pieces; two more are the start and end marks
CONTEXT = 32  # word pieces of the window before that are shown again; 64 is no better and costs 8 % more

# (paragraph, first unit, end unit)
Stretch = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """One window: its stretches, of which the first `n_context` were already read by the window before."""

    stretches: tuple[Stretch, ...]
    n_context: int


def _pieces(p: Paragraph, a: int, b: int) -> int:
    return int((p.first[b] if b < len(p) else len(p.pieces)) - p.first[a])


def _cut(p: Paragraph, text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Cut one paragraph into stretches of at most `limit` pieces."""
    a, n = 0, len(p)
    while a < n:
        b = a + 1
        while b < n and _pieces(p, a, b + 1) <= limit:
            b += 1
        if b < n:
            for k in range(b, a + (b - a) // 2, -1):
                if text[p.starts[k - 1]] in ".!?" and text[p.ends[k - 1] : p.ends[k - 1] + 1].isspace():
                    b = k
                    break
        yield a, b
        a = b


def plan(paragraphs: Sequence[Paragraph], text: str, *, limit: int = LIMIT, context: int = CONTEXT) -> list[Plan]:
    """Return the windows that cover every unit of `paragraphs` once, context aside, in order."""
    stretches = [
        (i, a, b)
        for i, p in enumerate(paragraphs)
        if len(p)
        for a, b in (_cut(p, text, limit - context) if len(p.pieces) > limit - context else [(0, len(p))])
    ]
    out: list[Plan] = []
    held: list[Stretch] = []
    size = n_context = 0
    for s in stretches:
        cost = _pieces(paragraphs[s[0]], s[1], s[2])
        if held and size + cost > limit:
            out.append(Plan(tuple(held), n_context))
            last = held[-1]
            before = _pieces(paragraphs[last[0]], last[1], last[2])
            keep = before <= context and before + cost <= limit
            held, size, n_context = ([last], before, 1) if keep else ([], 0, 0)
        held.append(s)
        size += cost
    if len(held) > n_context:
        out.append(Plan(tuple(held), n_context))
    return out
