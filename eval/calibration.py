"""Measure how far confidences can be believed: the expected calibration error, and risk against coverage.

python eval/calibration.py          with curves fitted on the other articles (five folds): what new articles will see
python eval/calibration.py --fit    fit the curves on all articles and write them beside the weights

Cases are, of every statement of PolNeAR's dev split, whether its words are right (as who_said_what counts), and of
every statement of the ledger gold that was found, whether each label is. The expected calibration error is that of Guo
et al.
(ICML 2017): ten bins of equal width, the mean distance between confidence and share right, weighted by cases.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from corpus import HERE, SHARED, dev_articles, scorer
from onrecord.domain import Provenance, Reading, Record
from onrecord.ingest import load
from onrecord.read.calibration import NESTED, WORDS, Curve, fit
from onrecord.read.reader import Reader
from onrecord.serve.plain import as_dict

CURVES = HERE.parent / "src/onrecord/read/weights/calibration.json"
TARGET = 0.05
FOLDS = 5
BOUNDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
LEARNT = ("addressee", "channel", "said_on")
"""Labels that models of their own give, which learnt from gold/train. What these gave there to articles that they had
not seen stands beside their weights (training/occasion.py, training/said_on.py)."""
LABELS = ("speaker", "source_type", "named", "act", "negated", "addressee", "channel", "said_on")


@dataclass(frozen=True, slots=True)
class Case:
    """One confidence as the reader's steps gave it, and whether it was about something right."""

    article: str
    name: str
    raw: float
    right: bool


def cases(shared: Path) -> list[Case]:
    """Read the articles without calibration and say of each confidence whether it was right."""
    reader = Reader(calibration={})
    out: list[Case] = []

    def read(path: Path) -> dict[str, Any]:
        parts = path.stem.split("_")
        outlet, published = (parts[0], parts[1]) if len(parts) > 2 else (None, None)
        if path.with_suffix(".meta.json").exists():
            outlet, published = None, None  # the sidecar says it
        article = load(str(path), outlet=outlet, published=published)
        reading: Reading = reader.read(article)
        return as_dict(Record(article, reading, Provenance("", "", "")))

    attributions, ledger = scorer(shared, "attributions"), scorer(shared, "ledger")
    golds = {stem: gold for stem, _, gold in attributions.load(str(shared / "data/polnear/dev"))}
    for path in dev_articles(shared):
        out += _words(attributions, path.stem, golds[path.stem], read(path))
    for part in ("train", "dev", "seed"):
        for path in sorted((shared / "gold" / part).glob("*.txt")):
            gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf8"))
            out += _labels(ledger, path.stem, gold, read(path), learnt=part == "train")
    for weights in ("occasion.json", "said_on.json"):
        kept = json.loads((CURVES.parent / weights).read_text(encoding="utf8"))["out_of_fold"]
        for name, unseen in kept.items():
            out += [Case(f"fold {fold}", name, raw, right) for fold, raw, right in unseen]
    return out


def _words(attributions: ModuleType, stem: str, gold: list[Any], record: dict[str, Any]) -> Iterator[Case]:
    """Pair outermost statements with gold's as who_said_what does, best first."""
    text = record["text"]
    statements = [s for s in record["statements"] if s["parent"] is None and s["content"]]

    def sets(a: Mapping[str, Any]) -> tuple[Any, Any]:
        return tuple(attributions.words(text, [s[:2] for s in a[role]]) for role in ("content", "source"))

    theirs = [sets(a) for a in gold if a["content"]]
    pairs = []
    for i, s in enumerate(statements):
        content, source = sets(s)
        for j, (c, w) in enumerate(theirs):
            said, who = attributions.dice(content, c), attributions.dice(source, w)
            if said >= 0.5 and who >= 0.5:
                pairs.append((said + who, i, j))
    left: set[int] = set()
    right: set[int] = set()
    for _, i, j in sorted(pairs, reverse=True):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
    for i, s in enumerate(statements):
        yield Case(stem, WORDS, s["confidence"], i in left)


def _labels(
    ledger: ModuleType, stem: str, gold: dict[str, Any], record: dict[str, Any], *, learnt: bool
) -> Iterator[Case]:
    """Say of each label that a found statement was given whether it is gold's, and of nested ones if they are there.

    learnt: the article is one that the models learnt from. Then the words of outermost statements and the labels of
    LEARNT say nothing.
    """
    aliases = {ledger.norm(s["name"]): {ledger.norm(m) for m in s["mentions"]} for s in gold["speakers"]}
    pairs = ledger.pair(gold["statements"], record["statements"], record["text"])
    found = {p["id"] for _, p in pairs}
    for s in record["statements"]:
        if s["parent"] is not None:
            yield Case(stem, NESTED, s["confidence"], s["id"] in found)
        elif not learnt:
            yield Case(stem, WORDS, s["confidence"], s["id"] in found)
    for g, p in pairs:
        for name, raw in p["confidences"].items():
            if learnt and name in LEARNT:
                continue
            if name in ("speaker", "addressee"):
                ok = ledger.same_name(g[name], p[name], aliases)
            else:
                ok = (g[name] or None) == (p[name] or None)
            yield Case(stem, name, raw, ok)


def error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error of pairs of a confidence and whether it was right, in [0, 1]."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in pairs:
        bins[min(int(confidence * 10), 9)].append((confidence, right))
    return sum(abs(sum(c for c, _ in b) - sum(r for _, r in b)) for b in bins.values()) / max(len(pairs), 1)


def crossed(some: Sequence[Case]) -> list[tuple[float, bool]]:
    """Return the cases of one curve, each with the confidence that a curve fitted on other articles gives it."""
    articles = sorted({c.article for c in some})
    fold = {article: k % FOLDS for k, article in enumerate(articles)}
    out = []
    for k in range(FOLDS):
        others = [(c.raw, c.right) for c in some if fold[c.article] != k]
        curve = fit(others) if others else Curve((0.0,), (0.5,))
        out += [(curve(c.raw), c.right) for c in some if fold[c.article] == k]
    return out


def report(found: Sequence[Case]) -> dict[str, Any]:
    """Print the figures and return them."""
    by_name: dict[str, list[Case]] = defaultdict(list)
    for c in found:
        by_name[c.name].append(c)
    figures: dict[str, Any] = {}
    print(f"\nconfidence      {'n':>6} {'right':>6} {'error':>6}   (expected calibration error, target {TARGET})")
    every: list[tuple[float, bool]] = []
    curves: dict[str, list[tuple[float, bool]]] = {}
    for name in (WORDS, NESTED, *LABELS):
        pairs = crossed(by_name[name])
        curves[name] = pairs
        every += pairs
        figures[name] = _line(name, pairs)
    figures["all"] = _line("all", every)
    for name in (WORDS, "speaker"):
        print(f"\n{name}: what is left, and how much of it is wrong, from a confidence on")
        figures[name]["risk_coverage"] = []
        for bound in BOUNDS:
            kept = [right for confidence, right in curves[name] if confidence >= bound]
            coverage = len(kept) / max(len(curves[name]), 1)
            risk = 1 - sum(kept) / len(kept) if kept else 0.0
            figures[name]["risk_coverage"].append([bound, round(coverage, 3), round(risk, 3)])
            print(
                f"  {bound:4.2f}  coverage {100 * coverage:5.1f} %  wrong {100 * risk:5.1f} %  {'#' * round(60 * risk)}"
            )
    return figures


def _line(name: str, pairs: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    right, value = sum(r for _, r in pairs) / max(len(pairs), 1), error(pairs)
    print(f"{name:15} {len(pairs):6} {right:6.3f} {value:6.3f}")
    return {"n": len(pairs), "right": round(right, 3), "error": round(value, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--fit", action="store_true", help="write the curves beside the weights")
    args = parser.parse_args()
    found = cases(args.shared)
    report(found)
    if args.fit:
        names = sorted({c.name for c in found})
        curves = {name: fit([(c.raw, c.right) for c in found if c.name == name]) for name in names}
        kept = {name: {"raw": c.raw, "share": c.share} for name, c in curves.items()}
        CURVES.write_text(json.dumps({"curves": kept}, indent=1) + "\n", encoding="utf8")
        print(f"\nwrote {CURVES.name}")


if __name__ == "__main__":
    main()
