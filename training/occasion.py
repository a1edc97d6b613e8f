"""Fit the model that weighs occasions: to whom, and by which channel, where a statement's own words do not say.

    python training/occasion.py --shared DIR [--out src/onrecord/read/weights/occasion.json]

For each statement of the ledger gold's train articles, the candidates of `onrecord.read.occasion_features` and which of
them is right make one case; statements as the reader finds them and statements as annotated are both taken, for the
reader meets the first and the second are more. A conditional logistic regression (softmax over a statement's
candidates, and over "none of them", with an L2 penalty) is fitted by L-BFGS. Cross-validation leaves whole articles out
and prints, for the statements as read, the share right among those where gold or model gives a value. What the model
of addressees is told of the channel is always what a model chose that had not seen the article.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.domain import Article, Span, Statement
from onrecord.ingest import load
from onrecord.read.labels import label as labelled
from onrecord.read.occasion import ENOUGH, OWN, carries, own, stands_apart
from onrecord.read.occasion_evidence import mentions
from onrecord.read.occasion_features import Candidate, Candidates, Label, Places
from onrecord.read.occasion_model import BIAS
from onrecord.read.places import place
from onrecord.read.quotations import form
from onrecord.read.reader import Reader

FOLDS, RARE, PENALTY = 7, 4, 12.0
"""Parts of the cross-validation; features seen less often are left out; the weight of the L2 penalty."""
ATTITUDES = ("judge", "believe", "know", "want")

Floats = NDArray[np.float64]


@dataclass
class Text:
    """One article with statements, as read or as annotated, and the gold statement that each is paired with."""

    name: str
    as_read: bool
    article: Article
    statements: Sequence[Statement]
    gold: Mapping[str, Mapping[str, Any]]
    aliases: Mapping[str, set[str]]


@dataclass
class Case:
    """The candidates of one statement, which of them are right, and what gold says."""

    key: tuple[str, bool, str]
    candidates: list[Candidate]
    right: list[bool]
    gold: str | None
    attitude: bool
    apart: bool

    @property
    def open(self) -> bool:
        return own(self.candidates) is None


def scorer(shared: Path) -> ModuleType:
    """Import the scorer of the ledger gold from its file."""
    spec = importlib.util.spec_from_file_location("ledger", shared / "score" / "ledger.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer in {shared}")
    ledger = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(ledger)
    return ledger


def texts(shared: Path, ledger: ModuleType) -> Iterator[Text]:
    """Read the train articles, once with the reader's statements and once with gold's."""
    reader = Reader()
    for path in sorted((shared / "gold" / "train").glob("*.txt")):
        article = load(str(path))
        gold = json.loads(path.with_name(f"{path.stem}.gold.json").read_text(encoding="utf8"))
        aliases = {ledger.norm(s["name"]): {ledger.norm(m) for m in s["mentions"]} for s in gold["speakers"]}
        annotated = [_annotated(article.text, s) for s in gold["statements"]]
        marked = labelled(article, annotated, [None] * len(annotated)).statements
        for as_read, statements in ((True, reader.read(article).statements), (False, marked)):
            yield Text(path.stem, as_read, article, statements, _pairs(ledger, gold, statements, article.text), aliases)


def _annotated(text: str, s: Mapping[str, Any]) -> Statement:
    source, cue, content = (tuple(Span(a, b) for a, b, _ in s[part]) for part in ("source", "cue", "content"))
    how = form(text, content, nested=s["parent"] is not None)
    return Statement(s["id"], s["parent"], source, cue, content, 1.0, form=how)


def _pairs(
    ledger: ModuleType, gold: Mapping[str, Any], statements: Sequence[Statement], text: str
) -> dict[str, Mapping[str, Any]]:
    plain = [
        {"id": s.id, "parent": s.parent, **{k: [[x.start, x.end] for x in getattr(s, k)] for k in parts}}
        for parts in [("source", "cue", "content")]
        for s in statements
    ]
    return {p["id"]: g for g, p in ledger.pair(gold["statements"], plain, text)}


def cases(
    articles: Sequence[Text],
    name: Label,
    same: Callable[..., bool],
    channels: Mapping[tuple[str, bool, str], str | None],
) -> list[Case]:
    """Return the cases of one label; `channels` is what has been chosen for each statement."""
    out = []
    for t in articles:
        items = place(t.article.text, t.statements)
        every = Candidates(Places(t.article.text, items), mentions(t.article.text, items), name)
        for item in items:
            gold = t.gold.get(item.statement.id)
            if gold is None:
                continue
            key = (t.name, t.as_read, item.statement.id)
            found = every.of(item, channels.get(key))
            value = gold[name]
            right = [bool(value) and same(value, c.value, t.aliases) for c in found]
            attitude = item.statement.parent is not None and item.statement.act in ATTITUDES
            apart = stands_apart(t.article.text, item.statement)
            out.append(Case(key, found, right, value or None, attitude, apart))
    return out


class Problem:
    """The open cases as numbers: one row a candidate."""

    def __init__(self, found: Sequence[Case]) -> None:
        self.found = found
        counts = Counter(f for c in found for x in c.candidates for f in x.named())
        self.names = [*sorted(f for f, n in counts.items() if n >= RARE), BIAS]
        number = {f: k for k, f in enumerate(self.names)}
        rows = [x.named() for c in found for x in c.candidates]
        self.x = np.zeros((len(rows), len(self.names)))
        self.x[:, -1] = 1.0
        for row, features in enumerate(rows):
            for f, value in features.items():
                if f in number:
                    self.x[row, number[f]] = value
        self.case = np.repeat(np.arange(len(found)), [len(c.candidates) for c in found])
        right = np.array([r for c in found for r in c.right], dtype=float)
        # Where two candidates are right (two forms of one name), each is half the answer.
        self.y = right / np.maximum(np.bincount(self.case, right, len(found))[self.case], 1.0)

    def fit(self, use: NDArray[np.bool_]) -> Floats:
        """Return the weights that fit the cases `use`."""
        rows = use[self.case]
        x, y, case = self.x[rows], self.y[rows], self.case[rows]

        def loss(w: Floats) -> tuple[float, Floats]:
            z = np.clip(x @ w, -30, 30)
            power = np.exp(z)
            total = 1 + np.bincount(case, power, len(self.found))
            penalty = np.append(w[:-1], 0.0)
            value = np.log(total).sum() - y @ z + PENALTY / 2 * penalty @ penalty
            return float(value), x.T @ (power / total[case] - y) + PENALTY * penalty

        return lbfgs(loss, np.zeros(self.x.shape[1]))

    def chances(self, w: Floats) -> list[Floats]:
        """Return the probabilities of each case's candidates."""
        power = np.exp(np.clip(self.x @ w, -30, 30))
        p = power / (1 + np.bincount(self.case, power, len(self.found)))[self.case]
        ends = np.cumsum([len(c.candidates) for c in self.found])[:-1]
        return np.split(p, ends)


def lbfgs(loss: Callable[[Floats], tuple[float, Floats]], w: Floats, steps: int = 200, memory: int = 10) -> Floats:
    """Minimise a smooth convex function (Nocedal and Wright, Numerical Optimization, algorithm 7.5)."""
    value, slope = loss(w)
    kept: list[tuple[Floats, Floats]] = []
    for _ in range(steps):
        d = slope.copy()
        alphas = []
        for s, y in reversed(kept):
            alphas.append((s @ d) / (s @ y))
            d -= alphas[-1] * y
        if kept:
            d *= (kept[-1][0] @ kept[-1][1]) / (kept[-1][1] @ kept[-1][1])
        for (s, y), alpha in zip(kept, reversed(alphas), strict=True):
            d += s * (alpha - (y @ d) / (s @ y))
        step = 1.0 if kept else 1.0 / max(float(np.abs(slope).sum()), 1.0)
        while True:
            after, steep = loss(w - step * d)
            if after <= value - 1e-4 * step * (slope @ d) or step < 1e-10:
                break
            step /= 2
        s, y = -step * d, steep - slope
        if s @ y > 1e-10:
            kept = [*kept, (s, y)][-memory:]
        done = value - after < 1e-6 * max(abs(value), 1.0)
        w, value, slope = w + s, after, steep
        if done:
            break
    return w


def validated(
    found: Sequence[Case], name: Label
) -> tuple[dict[str, float], dict[tuple[str, bool, str], str | None], list[tuple[int, float, bool]]]:
    """Fit on all cases and print cross-validated figures.

    Return the weights, what was chosen out of fold, and of each value chosen so its fold, its confidence and whether it
    was right: what the calibration is fitted on.
    """
    problem = Problem([c for c in found if c.open])
    articles = sorted({c.key[0] for c in found})
    order = np.random.default_rng(0).permutation(len(articles))
    fold = {articles[a]: k % FOLDS for k, a in enumerate(order)}
    part = np.array([fold[c.key[0]] for c in problem.found])
    chances: list[Floats] = [np.zeros(0)] * len(problem.found)
    for k in range(FOLDS):
        w = problem.fit(part != k)
        for i, p in enumerate(problem.chances(w)):
            if part[i] == k:
                chances[i] = p
    by_key = {c.key: p for c, p in zip(problem.found, chances, strict=True)}
    chosen: dict[tuple[str, bool, str], str | None] = {}
    right, seen, wrong = 0, 0, 0
    unseen: list[tuple[int, float, bool]] = []
    for c in found:
        best = _best(c, by_key.get(c.key), name)
        if best is not None and c.key[1]:
            is_own = own(c.candidates) is not None
            sureness = OWN[name] if is_own else float(by_key[c.key][best])
            unseen.append((fold[c.key[0]], round(sureness, 3), bool(c.right[best])))
        chosen[c.key] = None if best is None else c.candidates[best].value
        if c.key[1] and (best is not None or c.gold):
            seen += 1
            right += best is not None and c.right[best]
            wrong += best is not None and not c.right[best]
    read = [c for c in found if c.key[1] and not c.attitude]
    sure = [c.right[c.candidates.index(shown)] for c in read if (shown := own(c.candidates)) is not None]
    print(f"{name}: {right} of {seen} right ({right / seen:.1%}), {wrong} wrong values")
    print(f"  own words: {np.mean(sure):.1%} of {len(sure)} right (OWN is {OWN[name]:.0%})")
    w = problem.fit(np.ones(len(problem.found), dtype=bool))
    return {f: round(float(v), 3) for f, v in zip(problem.names, w, strict=True) if abs(v) >= 0.005}, chosen, unseen


def _best(c: Case, chances: Floats | None, name: Label) -> int | None:
    if c.attitude or not c.candidates:
        return None
    if (shown := own(c.candidates)) is not None:
        return c.candidates.index(shown)
    if chances is None:
        return None
    k = int(chances.argmax())
    return k if chances[k] >= ENOUGH[name] and carries(c.candidates[k], c.apart) else None


def compact(kept: dict[str, dict[str, Any]]) -> str:
    """Return JSON with a line for each weight, and one for all cases of a label."""
    weights = json.dumps(kept["weights"], indent=0, sort_keys=True)
    return f'{{"weights": {weights},\n"out_of_fold": {json.dumps(kept["out_of_fold"], separators=(",", ":"))}}}'


def main() -> None:
    """Fit both models and write their weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("src/onrecord/read/weights/occasion.json"))
    args = parser.parse_args()
    ledger = scorer(args.shared)
    articles = list(texts(args.shared, ledger))
    channel, chosen, unseen = validated(cases(articles, "channel", lambda g, p, _: g == p, {}), "channel")
    addressee, _, unseen_too = validated(cases(articles, "addressee", ledger.same_name, chosen), "addressee")
    kept = {
        "weights": {"channel": channel, "addressee": addressee},
        "out_of_fold": {"channel": unseen, "addressee": unseen_too},
    }
    args.out.write_text(compact(kept) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
