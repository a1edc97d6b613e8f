"""Scores become spans: which units are cues, and which units are the source and the content of each cue.

Everything here is arithmetic on arrays of one article; nothing knows about the network that made the scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.read.units import IntArray

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


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of units [first, last] with the mean probability of its labels."""

    first: int
    last: int
    probability: float


def log_softmax(x: FloatArray) -> FloatArray:
    """Log probabilities over the last axis."""
    y = x - x.max(-1, keepdims=True)
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
    """Most probable label sequences under the BIO constraint.

    Takes log probabilities [n_cues, n_units, 5], returns labels [n_cues, n_units].

    A span goes on only from its own kind, so that none begins in its middle.
    """
    c, n, _ = scores.shape
    back = np.zeros((c, n, 5), dtype=np.int8)
    state = scores[:, 0].copy()
    state[:, [I_SOURCE, I_CONTENT]] = -1e9
    for t in range(1, n):
        top = state.argmax(1)
        best = state.max(1)
        source_on = state[:, I_SOURCE] > state[:, B_SOURCE]
        content_on = state[:, I_CONTENT] > state[:, B_CONTENT]
        new = np.repeat(best[:, None], 5, axis=1)
        new[:, I_SOURCE] = np.where(source_on, state[:, I_SOURCE], state[:, B_SOURCE])
        new[:, I_CONTENT] = np.where(content_on, state[:, I_CONTENT], state[:, B_CONTENT])
        back[:, t] = top[:, None]
        back[:, t, I_SOURCE] = np.where(source_on, I_SOURCE, B_SOURCE)
        back[:, t, I_CONTENT] = np.where(content_on, I_CONTENT, B_CONTENT)
        state = new + scores[:, t]
    labels = np.zeros((c, n), dtype=np.int64)
    rows = np.arange(c)
    labels[:, -1] = state.argmax(1)
    for t in range(n - 1, 0, -1):
        labels[:, t - 1] = back[rows, t, labels[:, t]]
    return labels


def pieces(labels: IntArray, probabilities: FloatArray, begin: int) -> list[Piece]:
    """Runs of one kind (`begin` is B_SOURCE or B_CONTENT) in one cue's labels [n_units]."""
    out: list[Piece] = []
    first = None
    values = labels.tolist()
    for i, v in enumerate([*values, NONE]):
        if first is not None and v != begin + 1:
            out.append(Piece(first, i - 1, float(probabilities[first:i].mean())))
            first = None
        if v == begin:
            first = i
    return out
