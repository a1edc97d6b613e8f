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
    def _nodes(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], int]:
        """The nodes of all trees in one row, [nodes] each, and how deep the deepest tree is.

        The feature of each node; its threshold, a leaf's score; [nodes, 2] the nodes to its left and right, a leaf's
        itself. The roots come first.
        """
        at = [len(self.trees)]  # where each tree goes on after its root
        for tree in self.trees:
            at.append(at[-1] + len(tree) - 1)
        feature, value = np.zeros(at[-1], dtype=np.int64), np.zeros(at[-1])
        after = np.repeat(np.arange(at[-1])[:, None], 2, axis=1)
        deepest = 0
        for k, tree in enumerate(self.trees):
            place = [k, *range(at[k], at[k + 1])]
            depth = [0] * len(tree)
            for n, (its_feature, threshold, left, right) in enumerate(tree):
                value[place[n]] = left if its_feature < 0 else threshold
                if its_feature >= 0:
                    feature[place[n]] = its_feature
                    after[place[n]] = place[int(left)], place[right]
                    depth[int(left)] = depth[right] = depth[n] + 1
            deepest = max(deepest, *depth)
        return feature, value, after, deepest

    def scores(self, features: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Return the scores of candidates, [n]: the bias and what each tree adds. features: [n, len(NAMES)]."""
        if not self.trees:
            return np.full(len(features), self.bias)
        x = np.asarray(features, dtype=np.float64)
        feature, value, after, deepest = self._nodes
        # All trees of all candidates go down one step at a time; a leaf stays where it is. `take` on flat arrays costs
        # a third of indexing with two indices.
        rows = np.arange(0, x.size, x.shape[1])[:, None]
        at = np.arange(len(self.trees))[None, :]
        for _ in range(deepest):
            at = after.take(2 * at + (x.take(rows + feature.take(at)) > value.take(at)))
        return self.bias + np.asarray(value.take(at).sum(1), dtype=np.float64)


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
    return all_chances([candidates], trees)[0]


def all_chances(found: Sequence[Sequence[Candidate]], trees: Trees | None = None) -> list[list[float]]:
    """Return the chances of the candidates of many statements; the trees are gone through once for all of them."""
    every = [c.features for candidates in found for c in candidates]
    if not every:
        return [[] for _ in found]
    powers = np.exp(np.minimum(np.maximum((trees or shipped()).scores(every), -30.0), 30.0))
    out: list[list[float]] = []
    at = 0
    for candidates in found:
        its = powers[at : at + len(candidates)]
        at += len(candidates)
        out.append((its / (1.0 + its.sum())).tolist())
    return out
