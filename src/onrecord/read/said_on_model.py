"""The model that weighs what speaks for each date: boosted trees, and a softmax over a statement's candidates and none.

The trees lie in weights/said_on.json; training/said_on.py makes them. A node is (feature, threshold, left, right): to
the left where the feature is at most the threshold; a leaf has feature -1 and bears its score in place of `left`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import ModelError
from onrecord.read.said_on_evidence import NAMES, Candidate

Node = tuple[int, float, float, int]


@dataclass(frozen=True)
class Trees:
    """Boosted trees (Friedman, Annals of Statistics 2001) over the features of `NAMES`, by their place in it."""

    bias: float
    trees: tuple[tuple[Node, ...], ...]

    @cached_property
    def _nodes(self) -> NDArray[np.float64]:
        """The nodes of all trees, [trees, nodes, 4], padded with leaves that add nothing."""
        out = np.zeros((len(self.trees), max(map(len, self.trees)), 4))
        out[:, :, 0] = -1
        for k, tree in enumerate(self.trees):
            out[k, : len(tree)] = tree
        return out

    def scores(self, features: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Return the scores of candidates, [n]: the bias and what each tree adds. features: [n, len(NAMES)]."""
        if not self.trees:
            return np.full(len(features), self.bias)
        x = np.asarray(features, dtype=np.float64)
        nodes, every = self._nodes, np.arange(len(self.trees))
        rows = np.arange(len(x))[:, None]
        at = np.zeros((len(x), len(self.trees)), dtype=np.int64)
        while True:  # all trees of all candidates go down one step at a time
            here = nodes[every, at]
            feature = here[:, :, 0].astype(np.int64)
            inner = feature >= 0
            if not inner.any():
                return self.bias + np.asarray(here[:, :, 2].sum(1), dtype=np.float64)
            left = x[rows, np.maximum(feature, 0)] <= here[:, :, 1]
            at = np.where(inner, np.where(left, here[:, :, 2], here[:, :, 3]).astype(np.int64), at)


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
    if not candidates:
        return []
    powers = np.exp(np.clip((trees or shipped()).scores([c.features for c in candidates]), -30.0, 30.0))
    shares: list[float] = (powers / (1.0 + powers.sum())).tolist()
    return shares
