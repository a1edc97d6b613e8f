"""Confidences become what they say: of the statements or labels given 0.8, about eight in ten are right.

What a step gives (the encoder's probabilities, a rule's own share) is mapped through a rising curve, one for the words
of outermost statements, one for those of nested ones, one for each label. The curves ship beside the weights in
calibration.json and are fitted by `python eval/calibration.py --fit`, on annotated articles: isotonic regression
(Zadrozny and Elkan, KDD 2002) by pooling adjacent violators.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from onrecord.domain import Reading, Statement

WORDS, NESTED = "words", "words_nested"
"""The names of the curves for source, cue and content together; the others are named as their labels are."""
FEW = 15
"""A step of a curve rests on at least so many cases where there are so many."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising curve through the points (raw[k], share[k]), flat before the first and after the last."""

    raw: tuple[float, ...]
    share: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """Return the share right among cases that were given `value`."""
        k = bisect_left(self.raw, value)
        if k == 0:
            return self.share[0]
        if k == len(self.raw):
            return self.share[-1]
        low, high = self.raw[k - 1], self.raw[k]
        at = (value - low) / (high - low)
        return self.share[k - 1] + at * (self.share[k] - self.share[k - 1])


Calibration = Mapping[str, Curve]


@lru_cache(maxsize=1)
def shipped() -> Calibration:
    """Return the curves that ship with the model."""
    kept = json.loads((files("onrecord.read") / "weights" / "calibration.json").read_text(encoding="utf8"))
    return {name: Curve(tuple(c["raw"]), tuple(c["share"])) for name, c in kept["curves"].items()}


def calibrated(reading: Reading, calibration: Calibration) -> Reading:
    """Return `reading` with each confidence mapped through its curve; what has no curve stays as it is."""
    return replace(reading, statements=tuple(_statement(s, calibration) for s in reading.statements))


def _statement(s: Statement, calibration: Calibration) -> Statement:
    words = calibration.get(WORDS if s.parent is None else NESTED)
    confidences = [
        (name, round(value if (curve := calibration.get(name)) is None else curve(value), 3))
        for name, value in s.confidences
    ]
    return replace(
        s,
        confidence=s.confidence if words is None else round(words(s.confidence), 3),
        confidences=tuple(confidences),
    )


def fit(cases: Sequence[tuple[float, bool]]) -> Curve:
    """Return the rising curve that fits `cases`, pairs of a raw confidence and whether it was right.

    Each step holds at least FEW cases; a share is drawn to the share of all by one case's weight, so that none is 0
    or 1.
    Raises ValueError where there are no cases.
    """
    if not cases:
        raise ValueError("no cases to fit a curve to")
    overall = sum(right for _, right in cases) / len(cases)
    steps: list[list[float]] = []  # each: the sum of the raw confidences, how many were right, how many there are
    for value, right in sorted(cases):
        if steps and (steps[-1][2] < FEW or steps[-1][3] == value):
            _add(steps[-1], value, right)
        else:
            steps.append([value, float(right), 1.0, value])
    if len(steps) > 1 and steps[-1][2] < FEW:
        last = steps.pop()
        steps[-1] = _pooled(steps[-1], last)
    pooled: list[list[float]] = []
    for step in steps:
        pooled.append(step)
        while len(pooled) > 1 and pooled[-2][1] / pooled[-2][2] >= pooled[-1][1] / pooled[-1][2]:
            last = pooled.pop()
            pooled[-1] = _pooled(pooled[-1], last)
    return Curve(
        tuple(round(total / n, 4) for total, _, n, _ in pooled),
        tuple(round((right + overall) / (n + 1), 4) for _, right, n, _ in pooled),
    )


def _add(step: list[float], value: float, right: bool) -> None:
    step[0] += value
    step[1] += right
    step[2] += 1
    step[3] = value


def _pooled(a: list[float], b: list[float]) -> list[float]:
    return [a[0] + b[0], a[1] + b[1], a[2] + b[2], b[3]]
