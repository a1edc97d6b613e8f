"""Scores become spans: which units are cues, and which units are the source and the content of each cue.

Everything here is arithmetic on arrays of one article; nothing knows about the network that made the scores.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from onrecord.read.units import IntArray

FloatArray = NDArray[np.float32]

# Tags of a unit as part of a cue, and labels of a unit as seen from one cue.
OUT, B_CUE, I_CUE, B_NESTED, I_NESTED = range(5)
NONE, B_SOURCE, I_SOURCE, B_CONTENT, I_CONTENT = range(5)
# Labels that may follow any other, and those that only follow their own kind's (in the same order, NONE left out).
_FREE, _BOUND = [NONE, B_SOURCE, B_CONTENT], [I_SOURCE, I_CONTENT]
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Cue:
    """A run of units [first, last] that reports; probability that one begins here, and that it is a nested one."""

    first: int
    last: int
    probability: float
    nested: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of units [first, last] with the mean probability of its labels."""

    first: int
    last: int
    probability: float


def log_softmax(x: FloatArray) -> FloatArray:
    """Log probabilities over the last axis."""
    # The greatest of a few, one by one: numpy's own way along a short last axis takes several times as long.
    y = x - reduce(np.maximum, (x[..., k : k + 1] for k in range(x.shape[-1])))
    return np.asarray(y - np.log(np.exp(y).sum(-1, keepdims=True)), dtype=np.float32)


def find_cues(tags: FloatArray, *, threshold: float, nested_threshold: float | None = None) -> list[Cue]:
    """Find cues in tag logits [n_units, 5]: one begins where the chance of it is at least `threshold`.

    It goes on while going on is likelier than stopping. Outermost and nested cues are found alike; which of the two a
    cue is stands in `nested`. One that looks nested by half needs `nested_threshold`, if that is given.
    """
    p = np.exp(log_softmax(tags))
    begins = p[:, B_CUE] + p[:, B_NESTED]
    inside = p[:, I_CUE] + p[:, I_NESTED]
    needed = np.where(p[:, B_NESTED] > p[:, B_CUE], nested_threshold or threshold, threshold)
    lowest = min(threshold, nested_threshold or threshold)
    out: list[Cue] = []
    n = len(p)
    for i in np.flatnonzero(begins >= needed).tolist():
        if out and i <= out[-1].last:
            continue
        # Two neighbours may both look like a beginning; the likelier one wins.
        if i + 1 < n and begins[i + 1] > begins[i] and inside[i + 1] < begins[i + 1] and begins[i] < 0.5:
            continue
        last = i
        while last + 1 < n and inside[last + 1] > 0.5 * (1.0 - begins[last + 1]) and begins[last + 1] < lowest:
            last += 1
        out.append(Cue(i, last, float(begins[i]), float(p[i, B_NESTED] / max(begins[i], 1e-9))))
    return out


def best_labels(scores: FloatArray) -> IntArray:
    """Most probable label sequences under the BIO constraint (Viterbi, IEEE Trans. Information Theory 1967).

    Takes log probabilities [n_cues, n_units, 5], returns labels [n_cues, n_units].

    A span goes on only from its own kind, so that none begins in its middle.
    """
    # [n_units, 5, n_cues]: what may follow any label comes first, then what only its own kind may go before.
    states = np.ascontiguousarray(scores.transpose(1, 2, 0)[:, _FREE + _BOUND])
    free, bound = states[:, : len(_FREE)], states[:, len(_FREE) :]
    starts, none = free[:, 1:], free[:, 0]
    bound[0] = _NEVER
    # The best score up to the unit before: of any label, and of each kind that may go on.
    any_label = np.zeros(states.shape[2], dtype=np.float32)
    same_kind = np.zeros((len(_BOUND), states.shape[2]), dtype=np.float32)
    source, content = same_kind
    for its_free, its_bound, its_starts, its_none in zip(free, bound, starts, none, strict=True):
        np.add(its_free, any_label, out=its_free)
        np.add(its_bound, same_kind, out=its_bound)
        np.maximum(its_starts, its_bound, out=same_kind)
        np.maximum(source, content, out=any_label)
        np.maximum(any_label, its_none, out=any_label)
    best = states[:, [(_FREE + _BOUND).index(label) for label in range(5)]].argmax(1).T
    return _with_runs(best, (bound > starts).transpose(1, 2, 0))


def _with_runs(best: IntArray, going_on: NDArray[np.bool_]) -> IntArray:
    """Return the labels [n_cues, n_units] of the paths, traced from their ends.

    best: [n_cues, n_units] the label of the best path up to each unit. going_on: [2, n_cues, n_units] whether a span of
    each kind that goes on after a unit began before it. Only where a span goes on does a path have to leave `best`.
    """
    out = best.copy()
    begins = [np.maximum.accumulate(np.where(on, -1, np.arange(on.shape[1])), axis=1) for on in going_on]
    for row, labels in enumerate(out):
        stop = len(labels)
        for at in np.flatnonzero((labels == I_SOURCE) | (labels == I_CONTENT))[::-1].tolist():
            if at >= stop:
                continue
            label = best[row, at]
            stop = int(begins[_BOUND.index(label)][row, at - 1])
            labels[stop], labels[stop + 1 : at] = label - 1, label
    return out


def pieces(labels: IntArray, probabilities: FloatArray, begin: int) -> list[Piece]:
    """Runs of one kind (`begin` is B_SOURCE or B_CONTENT) in one cue's labels [n_units]."""
    begins = np.flatnonzero(labels == begin).tolist()
    if not begins:
        return []
    others = [*np.flatnonzero(labels != begin + 1).tolist(), len(labels)]
    stops = (others[bisect_right(others, first)] for first in begins)
    return [Piece(first, stop - 1, mean(probabilities[first:stop])) for first, stop in zip(begins, stops, strict=True)]


def mean(probabilities: NDArray[np.floating]) -> float:
    """Return the mean of some probabilities, one at least: what their own method gives, without its ceremony."""
    return float(np.add.reduce(probabilities) / len(probabilities))
