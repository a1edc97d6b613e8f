"""Words that two statements claim go to the surer one, unless one statement stands inside the other."""

from __future__ import annotations

import pytest

from onrecord.domain import Span
from onrecord.read.rivals import settle
from onrecord.read.statements import Draft


def draft(cue: tuple[int, int], *pieces: tuple[int, int, float]) -> Draft:
    content = tuple(Span(a, b) for a, b, _ in pieces)
    return Draft((), Span(*cue), content, 0.0, 0.9, tuple(p for *_, p in pieces))


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        # the second piece of one is the first of the next, which is surer of it
        ([draft((10, 14), (0, 9, 0.9), (20, 40, 0.6)), draft((41, 45), (20, 40, 0.9))], [[(0, 9)], [(20, 40)]]),
        # the other way about: the last statement keeps what nobody else wants
        ([draft((10, 14), (20, 40, 0.9)), draft((41, 45), (20, 40, 0.6), (50, 60, 0.9))], [[(20, 40)], [(50, 60)]]),
        # one that is surer, but has other words, leaves them to one that has none
        ([draft((10, 14), (0, 9, 0.9), (20, 40, 0.9)), draft((41, 45), (20, 40, 0.6))], [[(0, 9)], [(20, 40)]]),
        # nobody loses the last piece
        ([draft((10, 14), (20, 40, 0.6)), draft((41, 45), (20, 40, 0.9))], [[(20, 40)], [(20, 40)]]),
        # a nested statement shares its words with its parent
        ([draft((0, 4), (5, 40, 0.6), (50, 60, 0.9)), draft((10, 14), (15, 40, 0.9))], None),
        # a small overlap is a question of boundaries, not of whose words they are
        ([draft((0, 4), (5, 21, 0.6), (50, 60, 0.9)), draft((41, 45), (20, 40, 0.9))], None),
        ([], None),
    ],
)
def test_settling(drafts: list[Draft], expected: list[list[tuple[int, int]]] | None) -> None:
    settled = settle(drafts)
    if expected is None:
        assert settled == drafts
    else:
        assert [[(s.start, s.end) for s in d.content] for d in settled] == expected
        assert all(len(d.sureness) == len(d.content) for d in settled)
