"""Two rows of words against one another: what is the same, and what stands for what. The steps are rapidfuzz's.

Here they are moved to where a person would see them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from onrecord.errors import OnrecordError

_FEW: Final = 3
"""So many words in a row, at an end, may be there by accident."""
_FAR: Final = 12


@dataclass(frozen=True, slots=True)
class Step:
    """Words [i, j) of the quotation are words [k, m) of the source; `same` where they are equal."""

    same: bool
    i: int
    j: int
    k: int
    m: int


def steps_of(item: list[int], there: list[int], parted: Callable[[int, int], bool]) -> list[Step]:
    """Return the steps from a quotation's words to a window's, without what the window has before and after.

    parted: whether a sentence or a quotation ends between words k - 1 and m of the window. Raises OnrecordError where
    rapidfuzz is not installed.
    """
    try:
        from rapidfuzz.distance import Indel, Levenshtein
    except ModuleNotFoundError:
        raise OnrecordError(
            "Checking a draft needs rapidfuzz, which is not installed. Install it with: pip install 'onrecord[check]'"
        ) from None
    # Indel keeps the most words, wherever they stand: it says where in the window the quotation begins and ends.
    # Levenshtein then pairs what stands for what.
    kept = [
        Step(True, o.src_start, o.src_end, o.dest_start, o.dest_end)
        for o in Indel.opcodes(item, there)
        if o.tag == "equal"
    ]
    if not kept:
        return []
    kept = _without_strays(kept, parted)
    first = max(0, kept[0].k - kept[0].i)
    last = min(len(there), kept[-1].m + len(item) - kept[-1].j)
    first, last = _trimmed(item, there, first, last)
    steps = [
        Step(o.tag == "equal", o.src_start, o.src_end, o.dest_start + first, o.dest_end + first)
        for o in Levenshtein.opcodes(item, there[first:last])
    ]
    while steps and steps[0].i == steps[0].j:
        steps.pop(0)
    while steps and steps[-1].i == steps[-1].j:
        steps.pop()
    return _joined(_drawn_together(steps, item, there))


def _without_strays(kept: list[Step], parted: Callable[[int, int], bool]) -> list[Step]:
    """Drop a word or two at either end that merely occur in another sentence, far from the rest."""
    out = list(kept)
    while len(out) > 1 and _strays(out[0], out[0], out[1], parted):
        out.pop(0)
    while len(out) > 1 and _strays(out[-1], out[-2], out[-1], parted):
        out.pop()
    return out


def _strays(run: Step, a: Step, b: Step, parted: Callable[[int, int], bool]) -> bool:
    gap = (b.k - a.m) - (b.i - a.j)
    return run.j - run.i <= _FEW and gap > _FEW and (gap > _FAR or parted(a.m, b.k))


def _trimmed(item: list[int], there: list[int], first: int, last: int) -> tuple[int, int]:
    """Return a window without a first or last word that stands far from the rest: a "the" that merely comes before."""
    while len(item) > 1 and item[0] in there[first + 1 : last] and there[first] == item[0]:
        again = there.index(item[0], first + 1, last)
        if again + 1 < last and there[again + 1] == item[1] and there[first + 1] != item[1]:
            first = again
        else:
            break
    return first, last


def _drawn_together(steps: list[Step], item: list[int], there: list[int]) -> list[Step]:
    """Move a gap between two runs to where the shorter run is whole: "the [old] plan", not "[the old] the plan"."""
    out = list(steps)
    for n in range(1, len(out) - 1):
        a, gap, b = out[n - 1], out[n], out[n + 1]
        if not (a.same and b.same) or gap.same or (gap.j > gap.i and gap.m > gap.k):
            continue
        row, low, high = (there, gap.k, gap.m) if gap.m > gap.k else (item, gap.i, gap.j)
        shorter_first = a.j - a.i < b.j - b.i
        moved = 0
        if shorter_first:  # move all of the first run behind the gap
            while moved < a.j - a.i and row[low - 1 - moved] == row[high - 1 - moved]:
                moved += 1
            if moved < a.j - a.i:
                continue
            moved = -moved
        else:
            while moved < b.j - b.i and row[low + moved] == row[high + moved]:
                moved += 1
            if moved < b.j - b.i:
                continue
        out[n - 1] = Step(True, a.i, a.j + moved, a.k, a.m + moved)
        out[n] = Step(False, gap.i + moved, gap.j + moved, gap.k + moved, gap.m + moved)
        out[n + 1] = Step(True, b.i + moved, b.j, b.k + moved, b.m)
    out = [s for s in out if s.j > s.i or s.m > s.k]
    while out and out[0].i == out[0].j:
        out.pop(0)
    while out and out[-1].i == out[-1].j:
        out.pop()
    return out


def _joined(steps: list[Step]) -> list[Step]:
    """Return the steps with neighbours of one kind made one."""
    out: list[Step] = []
    for s in steps:
        if out and out[-1].same == s.same and out[-1].j == s.i and out[-1].m == s.k:
            out[-1] = Step(s.same, out[-1].i, s.j, out[-1].k, s.m)
        else:
            out.append(s)
    return out
