"""Fit the model that weighs the dates of sayings: which date of an article, if any, is the day of a statement.

    python training/said_on.py --shared DIR [--out src/onrecord/read/weights/said_on.json]

For each statement of the ledger gold's train articles, the candidates of `onrecord.read.said_on_evidence` and which of
them is right make one case; statements as the reader finds them and statements as annotated are both taken. Small trees
are boosted (Friedman, Annals of Statistics 2001) on the softmax over a statement's candidates and "none of them", each
tree on four fifths of the cases and three tenths of the features. Cross-validation leaves whole articles out and
prints, for the statements as read and as annotated, the share right among those that the model is asked about and gold
or model gives a value.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from occasion import Text, scorer, texts
from onrecord.read.labels import day_of
from onrecord.read.said_on import ENOUGH, OWN
from onrecord.read.said_on_evidence import NAMES, Candidate, Evidence
from onrecord.read.said_on_model import Node, Trees, chances
from onrecord.read.said_on_story import read_story

FOLDS, TREES, DEPTH, RATE = 7, 150, 2, 0.08
CASES, FEATURES = 0.8, 0.3
"""The shares of the cases and of the features that each tree is grown on."""
PENALTY, LEAST, BINS = 6.0, 4.0, 24
"""The L2 penalty on leaves, the least weight (of second derivatives) in one, the thresholds tried for a feature."""
ANNOTATED = 0.7
"""The weight of a case as annotated, where one as read weighs 1: the reader meets the latter."""
BIAS = -1.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class Case:
    """The candidates of one statement and what gold says."""

    name: str
    as_read: bool
    candidates: list[Candidate]
    gold: str | None


def cases(articles: Iterable[Text]) -> list[Case]:
    """Return the cases of all statements that gold knows and the model is asked about."""
    out = []
    for t in articles:
        a = t.article
        story = read_story(a.text, t.statements, published=day_of(a.published), blocks=a.blocks)
        for item, candidates in Evidence(story).candidates():
            gold = t.gold.get(item.statement.id)
            if gold is not None:
                out.append(Case(t.name, t.as_read, candidates, gold["said_on"] or None))
    return out


class Boosting:
    """The cases as numbers, one row a candidate, and the trees grown on them."""

    def __init__(self, found: Sequence[Case]) -> None:
        self.x = np.array([c.features for case in found for c in case.candidates], dtype=float)
        self.y = np.array([float(c.value == case.gold) for case in found for c in case.candidates])
        self.case: Ints = np.repeat(np.arange(len(found)), [len(case.candidates) for case in found])
        self.weight = np.array([1.0 if case.as_read else ANNOTATED for case in found])[self.case]
        self.edges = [_thresholds(column) for column in self.x.T]
        self.bins = np.stack([np.searchsorted(e, column) for e, column in zip(self.edges, self.x.T, strict=True)], 1)

    def fit(self) -> Trees:
        """Grow the trees, each on what those before it leave open."""
        rng = np.random.default_rng(0)
        score = np.full(len(self.y), BIAS)
        trees = []
        for _ in range(TREES):
            power = np.exp(np.clip(score, -30, 30))
            p = power / (1 + np.bincount(self.case, power))[self.case]
            slope, bend = (p - self.y) * self.weight, np.maximum(p * (1 - p), 1e-6) * self.weight
            rows = np.flatnonzero((rng.random(self.case.max() + 1) < CASES)[self.case])
            columns = np.sort(rng.choice(len(NAMES), int(len(NAMES) * FEATURES), replace=False))
            tree: list[Node] = []
            added = np.zeros(len(score))
            self._grow(tree, slope, bend, rows, np.arange(len(score)), columns, added)
            score += added
            trees.append(tuple(tree))
        return Trees(BIAS, tuple(trees))

    def _grow(
        self, tree: list[Node], slope: Floats, bend: Floats, rows: Ints, every: Ints, columns: Ints, added: Floats,
        depth: int = 0,
    ) -> int:  # fmt: skip
        """Add a node over `rows` (and of `every` row, what falls there) and all below it; return its place."""
        place = len(tree)
        tree.append((-1, 0.0, 0.0, 0))
        split = self._split(slope, bend, rows, columns) if depth < DEPTH else None
        if split is None:
            value = round(float(-RATE * slope[rows].sum() / (bend[rows].sum() + PENALTY)), 4)
            tree[place] = (-1, 0.0, value, 0)
            added[every] = value
            return place
        column, k = split
        low, all_low = self.bins[rows, column] <= k, self.bins[every, column] <= k
        left = self._grow(tree, slope, bend, rows[low], every[all_low], columns, added, depth + 1)
        right = self._grow(tree, slope, bend, rows[~low], every[~all_low], columns, added, depth + 1)
        tree[place] = (int(column), round(float(self.edges[column][k]), 4), left, right)
        return place

    def _split(self, slope: Floats, bend: Floats, rows: Ints, columns: Ints) -> tuple[int, int] | None:
        """Return the column and the threshold that gain most, None where none gains."""
        s, b = slope[rows].sum(), bend[rows].sum()
        best, found = 1e-3, None
        for column in columns:
            bins = self.bins[rows, column]
            low_s = np.cumsum(np.bincount(bins, slope[rows], BINS + 1))[:-1]
            low_b = np.cumsum(np.bincount(bins, bend[rows], BINS + 1))[:-1]
            high_s, high_b = s - low_s, b - low_b
            gain = low_s**2 / (low_b + PENALTY) + high_s**2 / (high_b + PENALTY) - s**2 / (b + PENALTY)
            gain[(low_b <= LEAST) | (high_b <= LEAST)] = -1.0
            k = int(gain.argmax())
            if gain[k] > best:
                best, found = float(gain[k]), (int(column), k)
        return found


def _thresholds(column: Floats) -> Floats:
    """Return at most `BINS` places between the values of a feature."""
    values = np.unique(column)
    middle = (values[:-1] + values[1:]) / 2
    return middle if len(middle) <= BINS else middle[np.linspace(0, len(middle) - 1, BINS).astype(int)]


def said(case: Case, trees: Trees) -> tuple[str | None, float]:
    """Return the day that is given, with its confidence: that of the statement's own words, else the likeliest."""
    own = NAMES.index("own")
    for c in case.candidates:
        if c.features[own]:
            return c.value, OWN
    found = chances(case.candidates, trees)
    best = max(range(len(found)), key=found.__getitem__, default=None)
    if best is None or found[best] < ENOUGH:
        return None, 0.0
    return case.candidates[best].value, found[best]


def validated(found: Sequence[Case]) -> list[tuple[int, float, bool]]:
    """Print what models reach that have not seen the article.

    Return of each day given so its fold, its confidence and whether it was right: what the calibration is fitted on.
    """
    names = sorted({c.name for c in found})
    fold = {names[a]: k % FOLDS for k, a in enumerate(np.random.default_rng(0).permutation(len(names)))}
    pairs: list[tuple[Case, str | None]] = []
    unseen: list[tuple[int, float, bool]] = []
    for k in range(FOLDS):
        trees = Boosting([c for c in found if fold[c.name] != k and c.candidates]).fit()
        for c in found:
            if fold[c.name] == k:
                value, sureness = said(c, trees)
                pairs.append((c, value))
                if value is not None and c.as_read:
                    unseen.append((k, round(sureness, 3), value == c.gold))
    for as_read, words in ((True, "as read"), (False, "as annotated")):
        of = [(c.gold, value) for c, value in pairs if c.as_read == as_read and (c.gold or value)]
        right, given = sum(g == v for g, v in of), sum(v is not None for _, v in of)
        print(f"{words}: {right} of {len(of)} right ({right / len(of):.1%}); {given} given, {right / given:.1%} right")
    return unseen


def main() -> None:
    """Cross-validate, fit on all and write the trees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("src/onrecord/read/weights/said_on.json"))
    args = parser.parse_args()
    if not args.out.exists():
        write(Trees(BIAS, ()), args.out)  # the reader, which makes the cases, needs one
    found = cases(texts(args.shared, scorer(args.shared)))
    unseen = validated(found)
    write(Boosting([c for c in found if c.candidates]).fit(), args.out, unseen)


def write(trees: Trees, out: Path, unseen: Sequence[tuple[int, float, bool]] = ()) -> None:
    """Write trees as JSON, one a line, and what was given out of fold."""
    head = f'"bias": {trees.bias}, "features": {json.dumps(NAMES)}'
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees.trees)
    out.write_text(
        f'{{{head}, "trees": [\n{lines}\n],\n"out_of_fold": {json.dumps({"said_on": unseen})}}}\n', encoding="utf8"
    )


if __name__ == "__main__":
    main()
