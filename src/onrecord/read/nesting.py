"""Which statement stands inside whose content: the parents that make chains."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from onrecord.domain import Span
from onrecord.read.statements import Draft

# A cue that looks nested but stands in nobody's content is kept as an outermost one only if it looks it by half.
LONELY = 0.5
# A nested one must be this sure: half of what lies below is wrong (on the ledger gold's dev articles the bound lifts
# precision from 72 to 76 and lowers F1 from 64 to 62), and it would put words into somebody's mouth.
SURE = 0.3


def _begin(d: Draft) -> int:
    return min(s.start for s in (*d.source, d.cue, *d.content))


def _within(s: Span, content: Sequence[Span]) -> bool:
    return any(o.start <= s.start and s.end <= o.end for o in content)


def _holders(drafts: Sequence[Draft]) -> dict[int, Draft | None]:
    """For each draft (by identity) the one with the smallest content that holds its cue and all of its content."""
    pieces = sorted(((s.start, s.end, k) for k, d in enumerate(drafts) for s in d.content))
    starts = [p[0] for p in pieces]
    # No piece is longer than this, so the search for holders looks back no further: cost stays linear in the text.
    reach = max((end - start for start, end, _ in pieces), default=0)
    out: dict[int, Draft | None] = {}
    for d in drafts:
        near = pieces[bisect_left(starts, d.cue.start - reach) : bisect_right(starts, d.cue.start)]
        held_by = [
            drafts[k]
            for start, end, k in near
            if end >= d.cue.end and drafts[k] is not d and all(_within(s, drafts[k].content) for s in d.content)
        ]
        out[id(d)] = min(held_by, key=_size, default=None)
    return out


def _size(d: Draft) -> int:
    return sum(s.end - s.start for s in d.content)


def arrange(drafts: Sequence[Draft]) -> list[tuple[Draft, int | None]]:
    """Order drafts by where they begin and give each the index of its parent, the smallest content that holds it.

    A draft that looks nested but has no parent is dropped: it is a part of something that was not found. So is one
    that nobody could rely on.
    """
    drafts = [d for d in drafts if d.nested <= LONELY or d.confidence >= SURE]
    holders = _holders(drafts)
    kept = [d for d in drafts if holders[id(d)] is not None or d.nested <= LONELY]
    # A parent that was dropped hands its children to its own parent; a dropped one has none, so they stand alone.
    kept_ids = {id(d) for d in kept}
    ordered = sorted(kept, key=lambda d: (_begin(d), -_size(d), d.cue.start))
    index = {id(d): k for k, d in enumerate(ordered)}
    out: list[tuple[Draft, int | None]] = []
    for d in ordered:
        holder = holders[id(d)]
        out.append((d, index[id(holder)] if holder is not None and id(holder) in kept_ids else None))
    return out
