"""Scores become spans: which units are cues, and which units are the source and the content of each cue.

Everything here is arithmetic on arrays of one article; nothing knows about the network that made the scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

# Tags of a unit as part of a cue, and labels of a unit as seen from one cue.
OUT, B_CUE, I_CUE, B_NESTED, I_NESTED = range(5)
NONE, B_SOURCE, I_SOURCE, B_CONTENT, I_CONTENT = range(5)


@dataclass(frozen=True, slots=True)
class Cue:
    """A run of units [first, last] that reports; probability that one begins here, and that it is a nested one."""

    first: int
    last: int
    probability: float
    nested: float


class Piece(NamedTuple):
    """A run of units [first, last] with the mean probability of its labels."""

    first: int
    last: int
    probability: float


class Run(NamedTuple):
    """A run of units [first, last] of one kind, which is the label that it begins with: B_SOURCE or B_CONTENT."""

    kind: int
    first: int
    last: int


def log_softmax(x: FloatArray, axis: int = -1) -> FloatArray:
    """Log probabilities over one axis: of large arrays the first, along which numpy is several times as fast."""
    y = x - np.maximum.reduce(x, axis, keepdims=True)
    return np.asarray(y - np.log(np.add.reduce(np.exp(y), axis, keepdims=True)), dtype=np.float32)


def find_cues(tags: FloatArray, *, threshold: float, nested_threshold: float | None = None) -> list[Cue]:
    """Find cues in tag logits [n_units, 5]: one begins where the chance of it is at least `threshold`.

    It goes on while going on is likelier than stopping. Outermost and nested cues are found alike; which of the two a
    cue is stands in `nested`. One that looks nested by half needs `nested_threshold`, if that is given.
    """
    p = np.exp(log_softmax(np.ascontiguousarray(tags.T), axis=0))
    begins = p[B_CUE] + p[B_NESTED]
    inside = p[I_CUE] + p[I_NESTED]
    needed = np.where(p[B_NESTED] > p[B_CUE], nested_threshold or threshold, threshold)
    lowest = min(threshold, nested_threshold or threshold)
    out: list[Cue] = []
    n = len(begins)
    for i in np.flatnonzero(begins >= needed).tolist():
        if out and i <= out[-1].last:
            continue
        # Two neighbours may both look like a beginning; the likelier one wins.
        if i + 1 < n and begins[i + 1] > begins[i] and inside[i + 1] < begins[i + 1] and begins[i] < 0.5:
            continue
        last = i
        while last + 1 < n and inside[last + 1] > 0.5 * (1.0 - begins[last + 1]) and begins[last + 1] < lowest:
            last += 1
        out.append(Cue(i, last, float(begins[i]), float(p[B_NESTED, i] / max(begins[i], 1e-9))))
    return out


def best_runs(scores: FloatArray, ends: Sequence[int]) -> list[list[Run]]:
    """Most probable sources and contents under the BIO constraint (Viterbi, IEEE Trans. Information Theory 1967).

    scores: [5, n_cells] log probabilities of each label; a cell is a unit as seen from one cue, and the cells of a cue
    stand together. ends: where the cells of each cue end, rising; the last is n_cells.
    Returns the runs of each cue in order. A run goes on only from its own kind, so that none begins in its middle.

    A path is worth what it gains over the one that is NONE throughout. It can only gain where some label is likelier
    than NONE, so these cells alone are gone through one by one; a run may begin at a loss before one of them, but then
    at the cheapest of the cells since the last one.
    """
    gains = np.maximum.reduce(scores[B_SOURCE:]) > scores[NONE]
    gains[np.array(ends) - 1] = True
    at = gains.nonzero()[0]
    none = scores[NONE].astype(np.float64)
    begins, whole = scores[B_SOURCE::2] - none, scores[I_SOURCE::2] - none
    since = np.zeros_like(at)
    since[1:] = at[:-1] + 1
    # The labels of going on, summed up from the first cell of all: what a run gains after its first cell is a
    # difference of two, of which one belongs to where it begins.
    np.cumsum(whole, axis=1, out=whole)
    begins -= whole
    cheapest = np.maximum.reduceat(begins, since, axis=1).tolist()
    steps = zip(at.tolist(), since.tolist(), *cheapest, *whole.take(at, axis=1).tolist(), strict=True)
    out: list[list[Run]] = []
    for first, end in pairwise([0, *ends]):
        path = [(kind, _cheapest(begins[kind // 2], a, b), last) for kind, a, b, last, _ in _best_path(steps, end - 1)]
        out.append([Run(kind, begin - first, last - first) for kind, begin, last in path])
    return out


# A run of some kind that begins somewhere from one cell to another, goes on to a last one, and has so many before it.
_Found = tuple[int, int, int, int, int]


def _best_path(steps: Iterator[tuple[int, int, float, float, float, float]], end: int) -> list[_Found]:
    """Go through the steps up to the cell `end`, and return the runs of the best path to there."""
    # Each run is the last one of a path that is better than all before it.
    found: list[_Found] = []
    best, source, content = 0.0, -inf, -inf
    source_from = content_from = (0, 0, 0)
    for at, since, source_begins, content_begins, source_whole, content_whole in steps:
        begun = best + source_begins
        if begun >= source:
            source, source_from = begun, (since, at, len(found))
        begun = best + content_begins
        if begun >= content:
            content, content_from = begun, (since, at, len(found))
        with_source, with_content = source + source_whole, content + content_whole
        if with_source > best or with_content > best:
            if with_source >= with_content:
                best = with_source
                found.append((B_SOURCE, source_from[0], source_from[1], at, source_from[2]))
            else:
                best = with_content
                found.append((B_CONTENT, content_from[0], content_from[1], at, content_from[2]))
        if at == end:
            break
    path: list[_Found] = []
    before = len(found)
    while before:
        path.append(found[before - 1])
        before = path[-1][-1]
    return path[::-1]


def _cheapest(begins: NDArray[np.float64], since: int, until: int) -> int:
    return since if since == until else since + int(begins[since : until + 1].argmax())


def piece(first: int, last: int, probabilities: FloatArray) -> Piece:
    """Return the units [first, last] with the mean of their probabilities, out of those [n_units] of all."""
    return Piece(first, last, mean(probabilities[first : last + 1]))


def mean(probabilities: NDArray[np.floating]) -> float:
    """Return the mean of some probabilities, one at least: what their own method gives, without its ceremony."""
    n = len(probabilities)
    return float(np.add.reduce(probabilities) / n if n > 1 else probabilities[0])
