"""Measure the quality of the reading, print it, and hold it to its floors.

python eval/run.py [--save NAME]      read PolNeAR's dev split and the ledger gold; write eval/results.json
python eval/run.py --check            the same figures against eval/floors.json; fails below a floor, writes no results
python eval/run.py --check --sample   on the fixed sample that eval/floors.json names
python eval/run.py --raise            raise the floors to what is reached now (never lowers one)

Records are kept in eval/runs/NAME (default: latest, or sample), for eval/compare.py.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import calibration
from corpus import HERE, RUNS, SHARED, dev_articles, fingerprint, save, scorer

FLOORS = HERE / "floors.json"
RESULTS = HERE / "results.json"
MARGIN, MARGIN_OF_FEW, FEW = 0.5, 1.0, 1000
"""A floor lies this far under the figure it was raised to, further for one that counts fewer than FEW things:
processors round differently, and of 370 quotations two are half a point."""

FIGURES = {  # figure: (a second human annotator, the target)
    "who_said_what": (75.1, 77.0),
    "direct": (94.6, 94.0),
    "content_found": (82.1, 84.0),
    "strict": (59.7, 58.0),
    "span_source": (78.9, 80.0),
    "span_cue": (71.2, 74.0),
    "span_content": (69.1, 70.0),
}
Figures = dict[str, dict[str, Any]]


def measure(articles: list[Path], shared: Path, folder: Path) -> tuple[Figures, dict[str, str]]:
    """Read and score `articles`; return the figures and what the records say made them."""
    attributions = scorer(shared, "attributions")
    made: dict[str, str] = {}
    for record in save(articles, folder):
        made = record["provenance"]
    wanted = {a.stem for a in articles}
    docs = [
        (text, gold, attributions.predicted(str(folder), stem, text))
        for stem, text, gold in attributions.load(str(shared / "data/polnear/dev"))
        if stem in wanted
    ]
    scores: Figures = attributions.score(docs)
    figures = {name: scores[name] for name in (*FIGURES, *sorted(scores.keys() - FIGURES.keys()))}
    return figures, {key: made[key] for key in ("code_version", "model", "model_sha256")}


def measure_ledger(shared: Path, folder: Path) -> dict[str, Figures]:
    """Read and score the ledger gold (nested statements and labels too) and the seed page."""
    ledger = scorer(shared, "ledger")
    out = {}
    for name in ("dev", "seed"):
        gold = shared / "gold" / name
        for _ in save(sorted(gold.glob("*.txt")), folder / f"ledger-{name}"):
            pass
        scores: Figures = ledger.main(str(gold), str(folder / f"ledger-{name}"))
        out[name] = scores
    return out


def show(figures: Figures, floors: Mapping[str, float]) -> None:
    print(f"{'':14} {'P':>6} {'R':>6} {'F1':>6} {'n':>6} | {'human':>6} {'target':>6} {'floor':>6}")
    for name, value in figures.items():
        human, target = FIGURES.get(name, (None, None))
        beside = " ".join(f"{x:6.1f}" if x is not None else f"{'':6}" for x in (human, target, floors.get(name)))
        print(f"{name:14} {value['p']:6.1f} {value['r']:6.1f} {value['f']:6.1f} {value['n']:6} | {beside}".rstrip())


def show_ledger(scores: Mapping[str, Figures]) -> None:
    for name, figures in scores.items():
        print(f"\nledger gold, {name}")
        for key, value in figures.items():
            print(f"{key:20}", " ".join(f"{k} {v}" for k, v in value.items()))


def below_in_ledger(figures: Figures, floors: Mapping[str, float]) -> list[str]:
    """Return a sentence for every figure of the ledger gold under its floor: F1, or the share right where found."""
    reached = {name: figures[name].get("f", figures[name].get("given_found")) for name in floors}
    return [
        f"{name} of the ledger gold is {reached[name]}, its floor is {floor}"
        for name, floor in floors.items()
        if (reached[name] or 0.0) < floor
    ]


def below(figures: Figures, floors: Mapping[str, float]) -> list[str]:
    """Return a sentence for every figure under its floor."""
    return [
        f"{name} F1 is {figures[name]['f']}, its floor is {floor}"
        for name, floor in floors.items()
        if figures[name]["f"] < floor
    ]


def raised(figures: Figures, floors: Mapping[str, float]) -> dict[str, float]:
    """Return floors a margin under the figures, none lower than it was."""
    margins = {name: MARGIN if figures[name]["n"] >= FEW else MARGIN_OF_FEW for name in FIGURES}
    reached = {name: math.floor(10 * (figures[name]["f"] - margins[name]) + 1e-6) / 10 for name in FIGURES}
    return {name: max(floors.get(name, 0.0), value) for name, value in reached.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--check", action="store_true", help="fail where a figure is below its floor")
    parser.add_argument("--sample", action="store_true", help="read the fixed sample only")
    parser.add_argument("--raise", action="store_true", dest="raise_floors", help="raise the floors")
    parser.add_argument("--save", metavar="NAME", help="keep the records in eval/runs/NAME")
    args = parser.parse_args()

    part = "sample" if args.sample else "dev"
    all_floors = json.loads(FLOORS.read_text(encoding="utf8"))
    held = all_floors[part]
    articles = dev_articles(args.shared)
    if args.sample:
        articles = [a for a in articles if a.stem in set(held["articles"])]
    print_of_data = fingerprint(articles)
    if args.check and print_of_data != held["fingerprint"]:
        sys.exit(f"the data of {part} is not what the floors were set on: {print_of_data}")

    folder = RUNS / (args.save or ("sample" if args.sample else "latest"))
    figures, made = measure(articles, args.shared, folder)
    print(f"PolNeAR {part}: {len(articles)} articles, {made['model']} ({made['model_sha256'][:12]})\n")
    show(figures, held["floors"])
    if args.raise_floors:
        held["floors"], held["fingerprint"] = raised(figures, held["floors"]), print_of_data
        FLOORS.write_text(json.dumps(all_floors, indent=1) + "\n", encoding="utf8")
        print(f"\nraised the floors of {part} in {FLOORS.name}")
    if args.check:
        failures = below(figures, held["floors"])
        if not args.sample:
            ledger = measure_ledger(args.shared, folder)
            show_ledger(ledger)
            failures += below_in_ledger(ledger["dev"], all_floors["ledger"])
        if failures:
            sys.exit("\n" + "\n".join(failures))
        print("\nno figure is below its floor")
    elif not args.sample:
        ledger = measure_ledger(args.shared, folder)
        show_ledger(ledger)
        confidences = calibration.report(calibration.cases(args.shared))
        command = " ".join(["python", "eval/run.py", *(["--save", args.save] if args.save else [])])
        results = {"command": command, **made, "articles": len(articles), "data_sha256": print_of_data}
        results |= {"figures": figures, "ledger": ledger, "calibration": confidences}
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")
        print(f"\nwrote {RESULTS.name}")


if __name__ == "__main__":
    main()
