"""The model that weighs what speaks for each candidate of a channel or an addressee: a logistic regression.

Its weights, one for each named feature, lie in weights/occasion.json; training/occasion.py makes them.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from onrecord.errors import ModelError
from onrecord.read.occasion_features import Candidate

BIAS = "bias"


class Weights:
    """The weights of one label: of the bias, of each feature by its name, of each pair by its right, then its left."""

    def __init__(self, by_name: Mapping[str, float]) -> None:
        self.bias = by_name.get(BIAS, 0.0)
        self.single: dict[str, float] = {}
        self.pairs: dict[str, dict[str, float]] = defaultdict(dict)
        for name, weight in by_name.items():
            left, of_two, right = name.rpartition("* ")
            if of_two:
                self.pairs[right][left.rstrip()] = weight
            else:
                self.single[name] = weight

    def rows(self, about: Sequence[str]) -> list[dict[str, float]]:
        """Return the weights of the pairs with each of `about` that has any, by what stands to the left."""
        return [self.pairs[right] for right in about if right in self.pairs]

    def score(self, c: Candidate, rows: Sequence[dict[str, float]] | None = None) -> float:
        """Return the sum of the weights of all that speaks for a candidate; `rows` are those of its `about`."""
        single, pairs = self.single, self.pairs
        out = 0.0
        for name, x in c.features.items():
            out += single.get(name, 0.0) * x
        lefts = ("", *c.strong, *c.classes)
        for weights in self.rows(c.about) if rows is None else rows:
            for left in lefts:
                if left in weights:
                    out += weights[left]
        for left in c.strong:
            for right in c.classes:
                out += pairs[right].get(left, 0.0) if right in pairs else 0.0
        return self.bias + out


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Weights]:
    """Return the weights that ship with the package, by label. Raises ModelError where they cannot be read."""
    file = files("onrecord.read") / "weights" / "occasion.json"
    try:
        kept = json.loads(file.read_text(encoding="utf8"))["weights"]
        return {str(label): Weights(dict(by_name)) for label, by_name in kept.items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as e:
        raise ModelError(f"{file} cannot be read ({e}). Install the package again.") from e


def chances(candidates: Sequence[Candidate], weights: Weights) -> list[float]:
    """Return the probability that each of one statement's candidates is right; what is left is that none is."""
    rows = weights.rows(candidates[0].about) if candidates else []  # one statement's: they tell the same of it
    powers = [math.exp(max(min(weights.score(c, rows), 30.0), -30.0)) for c in candidates]
    total = 1.0 + sum(powers)
    return [p / total for p in powers]
