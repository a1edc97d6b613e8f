"""A quotation's words against a window of a source: which words are changed, left out or put in, and where.

The steps between the two rows of words are rapidfuzz's; here they are moved to where a person would see them, and each
is told apart: marked by the draft or not, turning the sense or not, or no change at all (the source itself interrupts
the quotation to say who speaks).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from onrecord.check.findings import Difference, DifferenceKind
from onrecord.check.sought import Change, Sought
from onrecord.check.sources import Source
from onrecord.check.steps import Step, steps_of
from onrecord.check.turning import cut_turns, turning
from onrecord.check.words import folded
from onrecord.domain import Span

FAR: Final = 80
"""Two pieces that stand further apart in the source, in words, are from two places."""
FAR_UNMARKED: Final = 25
"""The same where the draft does not even mark that something is left out."""
_BRACKETED: Final = 8
"""So many words of the source a bracket may stand for; more are left out."""
_JOINT: Final = 3
"""So many words of the draft's own may stand where it joins two places."""
_PARTED: Final = re.compile(r"[\n“”\"]|[.!?]\s")
_INTERRUPTED: Final = 14
_SHOWN: Final = 40
_INTERRUPTION: Final = re.compile(r"[^\w“”\"‘’']*[”\"’'][^“”\"]*[“\"‘']\W*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Aligned:
    """A quotation laid along a source: the source's words [first, last), and what differs.

    share: how many of the quotation's own words are there; interrupted: the source says who speaks in the middle.
    """

    first: int
    last: int
    differences: tuple[Difference, ...]
    share: float
    interrupted: bool = False


def along_pieces(item: Sought, source: Source, pieces: Sequence[tuple[int, int]]) -> Aligned:
    """Lay a quotation along a source in which each of its pieces stands word for word, at these places."""
    steps: list[Step] = []
    at = 0
    for n, (k, m) in enumerate(pieces):
        if n and k >= pieces[n - 1][1]:
            steps.append(Step(False, at, at, pieces[n - 1][1], k))
        steps.append(Step(True, at, at + m - k, k, m))
        at += m - k
    ordered = all(a[1] <= b[0] for a, b in pairwise(pieces))
    aligned = _told_apart(item, source, steps)
    if ordered:
        return aligned
    return _reordered(item, source, aligned)


def along_runs(item: Sought, source: Source, runs: Sequence[tuple[int, int, int]]) -> Aligned:
    """Lay a quotation along a source of which it joins places: runs of (its word, the source's word, length)."""
    steps: list[Step] = []
    i, k = 0, runs[0][1]
    for at, there, length in runs:
        if at > i or there > k:
            steps.append(Step(False, i, at, k, max(k, there)) if there >= k else Step(False, i, at, k, k))
        steps.append(Step(True, at, at + length, there, there + length))
        i, k = at + length, there + length
    if i < len(item.own):
        steps.append(Step(False, i, len(item.own), k, k))
    aligned = _told_apart(item, source, [s for s in steps if s.j > s.i or s.m > s.k])
    if all(a[1] + a[2] <= b[1] for a, b in pairwise(runs)):
        return aligned
    return _reordered(item, source, aligned)


def _reordered(item: Sought, source: Source, aligned: Aligned) -> Aligned:
    passage = " ".join(source.words.span(aligned.first, aligned.last).of(source.text).split())
    whole = Difference(
        "reordered", item_words(item, 0, len(item.own)), _capped(passage), span=item.own.span(0, len(item.own))
    )
    return replace(aligned, differences=(*aligned.differences, whole))


def along(item: Sought, source: Source, first: int, last: int) -> Aligned | None:
    """Lay a quotation's own words along words [first, last) of a source; None where none of them stands there.

    Raises OnrecordError where rapidfuzz is not installed.
    """

    def parted(k: int, m: int) -> bool:
        begin, end = int(source.words.ends[first + k - 1]), int(source.words.starts[first + m])
        return _PARTED.search(source.text, begin, end) is not None

    steps = steps_of(item.own.numbers.tolist(), source.words.numbers[first:last].tolist(), parted)
    if not any(s.same for s in steps):
        return None
    return _told_apart(item, source, [Step(s.same, s.i, s.j, s.k + first, s.m + first) for s in steps])


def _told_apart(item: Sought, source: Source, steps: Sequence[Step]) -> Aligned:
    """Say of each step what kind of change it is."""
    first, last = min(s.k for s in steps), max(s.m for s in steps)
    differences: list[Difference] = []
    interrupted = False
    by_place: dict[int, list[Change]] = {}
    for c in item.changes:
        by_place.setdefault(c.at, []).append(c)
    for s in steps:
        if s.same:
            differences += _cases(item, source, s)
            for at in range(s.i if s.i == 0 else s.i + 1, s.j):
                differences += [_written(item, c) for c in by_place.pop(at, ()) if c.kind != "ellipsis"]
            continue
        marks = by_place.pop(s.i, None) or by_place.pop(s.j, None) or []
        if s.i == s.j and not marks and _is_interruption(source, s):
            interrupted = True
            continue
        differences.append(_difference(item, source, s, marks))
    differences += [_written(item, c) for some in by_place.values() for c in some if c.kind != "ellipsis"]
    kept = sum(s.j - s.i for s in steps if s.same)
    return Aligned(first, last, tuple(differences), kept / max(1, len(item.own)), interrupted)


def _difference(item: Sought, source: Source, s: Step, marks: Sequence[Change]) -> Difference:
    own, there = item.own, source.words
    span = own.span(s.i, s.j) if s.j > s.i else None
    source_span = there.span(s.k, s.m) if s.m > s.k else None
    mine, theirs = item_words(item, s.i, s.j), _capped(source_span.of(source.text)) if source_span else ""
    kind: DifferenceKind = "changed" if span and source_span else "put_in" if span else "left_out"
    gone = s.m - s.k
    if not marks:
        if gone > FAR_UNMARKED and s.j - s.i <= _JOINT:
            kind = "joined"
        turns = _changed_turn(mine, theirs) if kind != "joined" else None
        return Difference(kind, mine, theirs, False, turns, span, source_span)
    written = " ".join(c.text for c in marks if c.kind != "ellipsis")
    marked = span is None
    mark_span = Span(min(c.span.start for c in marks), max(c.span.end for c in marks))
    if written and (gone <= _BRACKETED or not any(c.kind == "ellipsis" for c in marks)):
        turns = _changed_turn(f"{mine} {written}", theirs)
        if gone > _BRACKETED and turns is None and source_span is not None:
            turns = cut_turns(source.text, _gap(source, s))
        kind = "changed" if mine or theirs else "put_in"
        return Difference(kind, f"{mine} [{written}]".strip(), theirs, marked, turns, mark_span, source_span)
    if gone > FAR:
        return Difference("joined", mine, theirs, marked, None, span or mark_span, source_span)
    turns = cut_turns(source.text, _gap(source, s)) if source_span is not None else None
    put = f"{mine} […]".strip() if mine else "…"
    return Difference(kind, put, theirs, marked, turns, mark_span, source_span)


def _gap(source: Source, s: Step) -> Span:
    """Return the source's text between the words that are kept."""
    there = source.words
    begin = int(there.ends[s.k - 1]) if s.k else int(there.starts[s.k])
    end = int(there.starts[s.m]) if s.m < len(there) else int(there.ends[s.m - 1])
    return Span(begin, end)


def _changed_turn(mine: str, theirs: str) -> str | None:
    """Return what turns the sense in one of two wordings and not in the other."""
    a, b = (
        set((turning(mine) or "").lower().split(", ")) - {""},
        set((turning(theirs) or "").lower().split(", ")) - {""},
    )
    return ", ".join(sorted(a ^ b)) or None


def _written(item: Sought, c: Change) -> Difference:
    """Return the difference that words in brackets are where the source has none in their place."""
    turns = turning(c.text) if c.kind == "bracket" else None
    return Difference("put_in", c.span.of(item.text), "", True, turns, c.span, None)


def _cases(item: Sought, source: Source, s: Step) -> list[Difference]:
    """Return the words that differ in their capitals beyond the first letter, where capitals say anything there."""
    out = []
    for n in range(s.j - s.i):
        a = item.own.span(s.i + n, s.i + n + 1)
        b = source.words.span(s.k + n, s.k + n + 1)
        mine, theirs = a.of(item.text), b.of(source.text)
        if mine[1:] == theirs[1:] or not _differ_in_case(mine, theirs):
            continue
        if _shouts(source.text, b) or _shouts(item.text, a):
            continue
        out.append(Difference("case", mine, theirs, False, None, a, b))
    return out


def _differ_in_case(mine: str, theirs: str) -> bool:
    a, b = (re.sub(r"[\W_]", "", w) for w in (mine, theirs))
    return a[1:] != b[1:] and folded(mine) == folded(theirs) and a.lower() == b.lower()


def _shouts(text: str, span: Span) -> bool:
    """Say whether the words around are in capitals throughout, as subtitles and headlines are."""
    around = text[max(0, span.start - 40) : span.end + 40]
    letters = [c for c in around if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _is_interruption(source: Source, s: Step) -> bool:
    """Say whether a source's words in the middle stand outside its quotation marks: “…,” she said, “…”."""
    if s.m - s.k > _INTERRUPTED:
        return False
    between = _gap(source, s).of(source.text)
    return _INTERRUPTION.fullmatch(between) is not None


def item_words(item: Sought, i: int, j: int) -> str:
    """Return words [i, j) of a quotation as the draft has them."""
    return " ".join(item.own.span(i, j).of(item.text).split()) if j > i else ""


def _capped(words: str) -> str:
    """Return some words of a source, with their middle left out where they are many."""
    some = words.split()
    return " ".join(some if len(some) <= 2 * _SHOWN else [*some[:_SHOWN], "[…]", *some[-_SHOWN:]])
