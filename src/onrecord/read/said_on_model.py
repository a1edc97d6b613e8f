"""The model that weighs what speaks for each date: boosted trees, and a softmax over a statement's candidates and none.

The trees lie in weights/said_on.json; training/said_on.py makes them. A node is (feature, threshold, left, right): to
the left where the feature is at most the threshold; a leaf has feature -1 and bears its score in place of `left`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from onrecord.errors import ModelError
from onrecord.read.said_on_evidence import NAMES, Candidate

Node = tuple[int, float, float, int]


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees (Friedman, Annals of Statistics 2001) over the features of `NAMES`, by their place in it."""

    bias: float
    trees: tuple[tuple[Node, ...], ...]

    def score(self, features: Sequence[float]) -> float:
        """Return the score of one candidate: the bias and what each tree adds."""
        total = self.bias
        for tree in self.trees:
            feature, threshold, left, right = tree[0]
            while feature >= 0:
                feature, threshold, left, right = tree[int(left) if features[feature] <= threshold else right]
            total += left
        return total


@lru_cache(maxsize=1)
def shipped() -> Trees:
    """Return the trees that ship with the package. Raises ModelError where they cannot be read or do not fit."""
    file = files("onrecord.read") / "weights" / "said_on.json"
    try:
        kept = json.loads(file.read_text(encoding="utf8"))
        place = [NAMES.index(name) for name in kept["features"]]
        trees = [[(place[f] if f >= 0 else -1, t, left, right) for f, t, left, right in tree] for tree in kept["trees"]]
        return Trees(float(kept["bias"]), tuple(map(tuple, trees)))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as e:
        raise ModelError(f"{file} cannot be read ({e}). Install the package again.") from e


def chances(candidates: Sequence[Candidate], trees: Trees | None = None) -> list[float]:
    """Return the probability that each of one statement's candidates is its day; what is left is that none is."""
    model = trees or shipped()
    powers = [math.exp(max(min(model.score(c.features), 30.0), -30.0)) for c in candidates]
    total = 1.0 + sum(powers)
    return [p / total for p in powers]
