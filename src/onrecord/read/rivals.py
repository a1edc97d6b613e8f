"""Two statements that claim the same words: which of them has them.

The encoder scores each cue's content by itself, so a second piece of one quotation may be the first piece of the
next. Where neither statement stands inside the other, words belong to the one that has no others, or
else to the one that is surer of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from onrecord.domain import Span
from onrecord.read.statements import Draft


def settle(drafts: Sequence[Draft]) -> list[Draft]:
    """Take shared pieces away from all but the surest statement. Order is kept; none loses its last piece.

    Cost is linear in the number of pieces, save where many lie upon one another.
    """
    pieces = sorted((span.start, span.end, k, n) for k, d in enumerate(drafts) for n, span in enumerate(d.content))
    starts = [p[0] for p in pieces]
    lost: dict[int, set[int]] = {}
    for at, (start, end, k, n) in enumerate(pieces):
        for other in pieces[at + 1 : bisect_left(starts, end)]:
            _, stop, j, m = other
            if j == k or _inside(drafts[k], drafts[j]) or _inside(drafts[j], drafts[k]):
                continue
            shared = min(end, stop) - other[0]
            if 2 * shared < min(end - start, stop - other[0]):
                continue
            # Who has nothing else is left with it: the other one would be a quotation that goes on after its end.
            alone, other_alone = len(drafts[k].content) == 1, len(drafts[j].content) == 1
            surer = drafts[k].sureness[n] >= drafts[j].sureness[m] if alone == other_alone else alone
            loser, piece = (j, m) if surer else (k, n)
            lost.setdefault(loser, set()).add(piece)
    return [_without(d, lost[k]) if k in lost else d for k, d in enumerate(drafts)]


def _inside(a: Draft, b: Draft) -> bool:
    """Whether the cue of `a` stands in the content of `b`."""
    return any(s.start <= a.cue.start and a.cue.end <= s.end for s in b.content)


def _without(d: Draft, pieces: set[int]) -> Draft:
    kept = [n for n in range(len(d.content)) if n not in pieces]
    if not kept:
        return d
    content: tuple[Span, ...] = tuple(d.content[n] for n in kept)
    return replace(d, content=content, sureness=tuple(d.sureness[n] for n in kept))
