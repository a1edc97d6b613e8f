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
from itertools import repeat
from operator import mul

from onrecord.errors import ModelError
from onrecord.read.occasion_features import Candidate

BIAS = "bias"


class Weights:
    """The weights of one label: of the bias, of each feature by its name, of each pair by its left, then its right."""

    def __init__(self, by_name: Mapping[str, float]) -> None:
        self.bias = by_name.get(BIAS, 0.0)
        self.single: dict[str, float] = {}
        self.pairs: dict[str, dict[str, float]] = defaultdict(dict)
        for name, weight in by_name.items():
            left, of_two, right = name.rpartition("* ")
            if of_two:
                self.pairs[left.rstrip()][right] = weight
            else:
                self.single[name] = weight

    def score(self, c: Candidate, sums: dict[str, float] | None = None) -> float:
        """Return the sum of the weights of all that speaks for a candidate.

        sums: what the pairs of its `about` with each left weigh. A statement's candidates have the same `about`, and
        share it: what one has summed up the next ones find.
        """
        sums = {} if sums is None else sums
        out: float = sum(map(mul, map(self.single.get, c.features, repeat(0.0)), c.features.values()))
        for left in ("", *c.strong, *c.classes):
            found = sums.get(left)
            if found is None:
                found = sums[left] = self._paired(left, c.about)
            out += found
        for left in c.strong:
            out += self._paired(left, c.classes)
        return self.bias + out

    def _paired(self, left: str, rights: Sequence[str]) -> float:
        """Return what the pairs of `left` with each of `rights` weigh together."""
        weights = self.pairs.get(left)
        return sum(map(weights.get, rights, repeat(0.0))) if weights else 0.0


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
    sums: dict[str, float] = {}
    powers = [math.exp(max(min(weights.score(c, sums), 30.0), -30.0)) for c in candidates]
    total = 1.0 + sum(powers)
    return [p / total for p in powers]
