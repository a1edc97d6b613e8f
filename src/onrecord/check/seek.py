"""Where in many sources a quotation's words stand: exactly, in pieces, or nearly.

Sources are joined into one row of word numbers, translated into the draft's own vocabulary; each question is then a few
passes over an array. What comes back are candidates: windows of one source, to be looked at closely.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.check.sought import Sought
from onrecord.check.sources import Source
from onrecord.check.words import Numbers

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
MOST_EXACT: Final = 24
"""So many places of one quotation are looked at, each for who says it there."""
MOST_NEAR: Final = 3
MOST_WORDS: Final = 3_000_000
"""So many words are searched at a time."""
_SLACK: Final = 1.6
"""How much longer than the quotation a window of near words is."""
_FAR_GAP: Final = 4_000
"""Pieces that stand further apart, in words, are not tied together."""
_WORTH: Final = 0.12
"""A window that holds a smaller share of a quotation's words is not looked at."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window of a source's words, [first, last). exact: all of the quotation's words stand there, and no others.

    pieces: where each piece between its marks of change stands, if they do.

    share: how much of the quotation's words are there, rare words counting more.
    """

    source: Source
    first: int
    last: int
    share: float
    pieces: tuple[tuple[int, int], ...] = ()
    exact: bool = False


class Vocabulary:
    """The words of a draft's quotations, and how rare each is in the sources seen so far."""

    def __init__(self, wanted: Iterable[Numbers]):
        arrays = [w for w in wanted if len(w)]
        self.known: Numbers = np.unique(np.concatenate(arrays)) if arrays else np.zeros(0, np.uint32)
        self.size = len(self.known)
        self.counts = np.zeros(self.size + 1, np.int64)
        self.seen = 0

    def ids(self, numbers: Numbers) -> Ids:
        """Return each word's place in the vocabulary; `size` for words that are not in it."""
        if not self.size:
            return np.zeros(len(numbers), np.int32)
        at = np.searchsorted(self.known, numbers)
        at[at == self.size] = 0
        return np.where(self.known[at] == numbers, at, self.size).astype(np.int32)

    def saw(self, ids: Ids) -> None:
        """Count the words of more sources."""
        self.counts += np.bincount(ids[ids >= 0], minlength=self.size + 1)
        self.seen += len(ids)

    def weights(self) -> Floats:
        """Return how much each word tells: the logarithm of how rare it is; 0 for words that are not in it."""
        out = np.log((self.seen + 100.0) / (self.counts + 1.0)).astype(np.float32)
        out = np.clip(out - 2.0, 0.5, 9.0)
        out[self.size] = 0
        return np.asarray(out, np.float32)


class Batch:
    """Some sources as one row of words. A -1 stands between two, so that nothing is found across them."""

    def __init__(self, sources: Sequence[Source], vocabulary: Vocabulary):
        self.sources = sources
        gap = np.full(1, -1, np.int32)
        rows = [part for s in sources for part in (vocabulary.ids(s.words.numbers), gap)]
        self.ids: Ids = np.concatenate(rows) if rows else gap
        self.begins = np.cumsum([0, *(len(s.words) + 1 for s in sources)])[:-1]
        self.vocabulary = vocabulary
        vocabulary.saw(self.ids)
        self.weights = vocabulary.weights()

    def place(self, at: int) -> tuple[int, int]:
        """Return which source a word of the row is in, and which word of it."""
        k = int(np.searchsorted(self.begins, at, side="right")) - 1
        return k, at - int(self.begins[k])

    def exact(self, wanted: Ids) -> npt.NDArray[np.int64]:
        """Return where these words stand one after the other."""
        if not len(wanted):
            return np.zeros(0, np.int64)
        rarest = int(np.argmin(self.vocabulary.counts[wanted]))
        found = np.flatnonzero(self.ids == wanted[rarest]) - rarest
        found = found[(found >= 0) & (found + len(wanted) <= len(self.ids))]
        for k, word in enumerate(wanted):
            if k != rarest and len(found):
                found = found[self.ids[found + k] == word]
        return found


def seek(item: Sought, batch: Batch) -> list[Candidate]:
    """Return the candidates for one quotation in a batch, whole ones first."""
    for wanted in (item.raw, item.all) if item.changes else (item.raw,):
        ids = batch.vocabulary.ids(wanted.numbers)
        out = [_candidate(batch, int(at), len(ids)) for at in batch.exact(ids)[:MOST_EXACT]]
        if out:
            return out
    if item.changes:
        out = _in_pieces(item, batch)
    return [*out, *near(item.own.numbers, batch)]


def _candidate(batch: Batch, at: int, length: int) -> Candidate:
    k, first = batch.place(at)
    return Candidate(batch.sources[k], first, first + length, 1.0, exact=True)


def _in_pieces(item: Sought, batch: Batch) -> list[Candidate]:
    """Return where all pieces between the marks of change stand, in whatever order, the nearest to one another."""
    own = batch.vocabulary.ids(item.own.numbers)
    cuts = sorted({c.at for c in item.inner})
    pieces = [(a, b) for a, b in zip([0, *cuts], [*cuts, len(own)], strict=True) if b > a]
    if not pieces:
        return []
    places = [batch.exact(own[a:b]) for a, b in pieces]
    if any(not len(p) for p in places):
        return []
    longest = max(range(len(pieces)), key=lambda k: pieces[k][1] - pieces[k][0])
    out = []
    for at in places[longest][:MOST_EXACT]:
        chain = _chain(int(at), longest, pieces, places, batch)
        if chain is not None:
            k, first = batch.place(min(a for a, _ in chain))
            begin = int(batch.begins[k])
            out.append(
                Candidate(batch.sources[k], first, max(b for _, b in chain) - begin, 1.0,
                          tuple((a - begin, b - begin) for a, b in chain))
            )  # fmt: skip
    return out


def _chain(
    at: int, longest: int, pieces: list[tuple[int, int]], places: list[npt.NDArray[np.int64]], batch: Batch
) -> list[tuple[int, int]] | None:
    """Return where each piece stands, nearest to the longest one at `at`, after the one before it if any does."""
    k, _ = batch.place(at)
    begin = int(batch.begins[k])
    stop = begin + len(batch.sources[k].words)
    chosen: dict[int, tuple[int, int]] = {longest: (at, at + pieces[longest][1] - pieces[longest][0])}
    for order, step in ((range(longest + 1, len(pieces)), 1), (range(longest - 1, -1, -1), -1)):
        edge = chosen[longest]
        for j in order:
            length = pieces[j][1] - pieces[j][0]
            here = places[j][(places[j] >= begin) & (places[j] + length <= stop)]
            here = here[np.abs(here - at) < _FAR_GAP]
            if not len(here):
                return None
            fit = here[here >= edge[1]] if step > 0 else here[here + length <= edge[0]]
            best = (int(fit[0]) if step > 0 else int(fit[-1])) if len(fit) else int(here[np.abs(here - at).argmin()])
            chosen[j] = edge = (best, best + length)
    return [chosen[j] for j in range(len(pieces))]


def near(numbers: Numbers, batch: Batch, *, most: int = MOST_NEAR) -> list[Candidate]:
    """Return the windows that hold most of some words, best first, no two of them overlapping."""
    vocabulary = batch.vocabulary
    wanted = vocabulary.ids(numbers)
    total = float(batch.weights[wanted].sum())
    width = int(len(wanted) * _SLACK) + 3
    if not total or len(batch.ids) < 2:
        return []
    value = np.zeros(vocabulary.size + 2, np.float32)
    value[np.unique(wanted)] = batch.weights[np.unique(wanted)]
    sums = np.concatenate([np.zeros(1, np.float64), np.cumsum(value[batch.ids], dtype=np.float64)])
    width = min(width, len(batch.ids))
    scores = sums[width:] - sums[:-width]
    tries = min(len(scores), 8 * most * width)
    order = np.argpartition(scores, len(scores) - tries)[len(scores) - tries :]
    taken: list[int] = []
    found: list[Candidate] = []
    for at in order[np.argsort(scores[order])[::-1]]:
        if scores[at] < _WORTH * total or len(taken) >= 4 * most:
            break
        if any(abs(int(at) - t) < width for t in taken):
            continue
        taken.append(int(at))
        k, middle = batch.place(int(at) + width // 2)
        size = len(batch.sources[k].words)
        reach = width // 2 + len(wanted) // 2 + 3
        first, last = max(0, middle - reach), min(size, middle + reach)
        if last > first:
            share = _share(vocabulary.ids(batch.sources[k].words.numbers[first:last]), wanted, batch.weights)
            found.append(Candidate(batch.sources[k], first, last, share))
    return sorted(found, key=lambda c: -c.share)[:most]


def _share(window: Ids, wanted: Ids, weights: Floats) -> float:
    """Return how much of `wanted` is in the window, each word as often as it is wanted."""
    size = len(weights)
    have = np.bincount(window, minlength=size)
    want = np.bincount(wanted, minlength=size)
    total = float((want * weights).sum())
    return float((np.minimum(have, want) * weights).sum()) / total if total else 0.0


def spread(numbers: Numbers, source: Source, *, shortest: int = 4) -> list[tuple[int, int, int]]:
    """Return the runs of a quotation's words that stand somewhere in one source: (item word, source word, length).

    Longest first from the left; runs shorter than `shortest` are left out. For quotations that join what stands apart.
    """
    there = source.words.numbers
    out: list[tuple[int, int, int]] = []
    at = 0
    while at + shortest <= len(numbers):
        places = np.flatnonzero(there == numbers[at])
        length = 0
        best = -1
        while len(places):
            length += 1
            best = int(places[0])
            if at + length >= len(numbers):
                break
            places = places[places + length < len(there)]
            places = places[there[places + length] == numbers[at + length]]
        if length >= shortest:
            out.append((at, best, length))
            at += length
        else:
            at += 1
    return out
