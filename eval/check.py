"""Measure `onrecord check` on built drafts, on real quotations against their own articles, and its speed.

python eval/check.py [--seed N] [--each N] [--show WAY] [--save]

Drafts are built from the shared stories and PolNeAR's dev split, each quotation kept or bent in one way, with a fixed
seed (one for development, another for the figures that are reported). Each is checked against all articles at once.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from check_drafts import Builder, Built, Real, draft_of, real_quotations, stories
from corpus import HERE, SHARED
from onrecord import read_text
from onrecord.check.findings import Checked, Finding
from onrecord.check.run import check_drafts
from onrecord.check.sources import Source
from onrecord.check.words import words_of
from onrecord.domain import Record
from onrecord.ingest import load

DEVELOPMENT, REPORTED = 11, 2029
RESULTS = HERE / "check.json"
TARGETS = {"kept": 1.0, "others": 0.99, "speaker": 0.97, "own": 1.0, "cold_s": 5.0}
FOREIGN = 60
OWN = 500


def read_all(shared: Path) -> dict[str, Record]:
    """Read every article once: who says what in it is what drafts are built with."""
    out = {name: read_text(text, name=name, outlet=outlet, published=day).record
           for name, text, outlet, day in stories(shared)}  # fmt: skip
    if not out:
        raise SystemExit(f"{shared}: no articles here. Say where the data lies with --shared.")
    return out


def foreign(shared: Path, texts: list[str]) -> list[str]:
    """Return quotations of other articles: what nobody says in any of the sources."""
    everything = "\n".join(texts)
    out = []
    for path in sorted((shared / "data/polnear/train/text").glob("*.txt"))[:FOREIGN]:
        record = Record(load(str(path)), read_text("Nothing.").record.reading, read_text("Nothing.").record.provenance)
        out += [q.text for q in real_quotations(path.stem, record, fewest=12) if q.text[:40] not in everything]
    return out


def source_of(record: Record) -> Source:
    """Return an article as a source that nobody has read."""
    text = record.article.text
    return Source(record.article.name or "", text, words_of(text))


def built_drafts(records: dict[str, Record], strange: list[str], seed: int, each: int) -> dict[str, list[Built]]:
    chance = random.Random(seed)
    out = {}
    for name, record in records.items():
        real: list[Real] = real_quotations(name, record)
        if real:
            elsewhere = "\n".join(r.article.text for n, r in records.items() if n != name)
            out[name] = list(Builder(record, real, strange, elsewhere, chance).build(each))
    return out


def came_out(b: Built, f: Finding | None) -> bool:
    """Say whether a built quotation came out as what it is."""
    if f is None or f.verdict != b.verdict:
        return False
    if b.difference is not None and all(d.kind != b.difference for d in f.differences):
        return False
    return not b.turns or any(d.turns for d in f.differences)


def measure_built(args: argparse.Namespace, records: dict[str, Record]) -> dict[str, Any]:
    strange = foreign(args.shared, [r.article.text for r in records.values()])
    built = built_drafts(records, strange, args.seed, args.each)
    drafts = [read_text(draft_of(some), name=name).record for name, some in built.items()]
    begin = time.perf_counter()
    checked = check_drafts(drafts, [source_of(r) for r in records.values()], statements=False)
    took = time.perf_counter() - begin
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong: dict[str, list[str]] = defaultdict(list)
    unheard = 0
    for some, draft, result in zip(built.values(), drafts, checked, strict=True):
        for b, f in paired(some, draft, result):
            if (
                b.way == "speaker"
                and f is not None
                and (f.match is None or f.match.speaker is None or f.speaker is None)
            ):
                unheard += 1  # the reader does not know who says it, in the source or in the draft
                continue
            total[b.way] += 1
            if came_out(b, f):
                right[b.way] += 1
            else:
                wrong[b.way].append(f"{b.article}: {b.paragraph!r}\n      {shown(f)}")
    for way in total:
        print(f"{way:24} {right[way]:5} of {total[way]:5}  {right[way] / total[way]:.4f}")
        for line in wrong[way] if args.show in (way, "all") else ():
            print("   ", line)
    kept = [w for w in total if w.startswith("kept")]
    others = [w for w in total if w not in kept and w != "speaker"]
    return {
        "seed": args.seed, "drafts": len(drafts), "quotations": total.total(), "seconds": round(took, 1),
        "ways": {w: [right[w], total[w]] for w in total},
        "kept": share(right, total, kept), "others": share(right, total, others),
        "speaker": share(right, total, ["speaker"]), "speaker_unheard": unheard,
    }  # fmt: skip


def share(right: Counter[str], total: Counter[str], ways: list[str]) -> float:
    return round(sum(right[w] for w in ways) / max(1, sum(total[w] for w in ways)), 4)


def paired(built: list[Built], draft: Record, result: Checked) -> list[tuple[Built, Finding | None]]:
    """Return each built quotation with what was found for it."""
    out = []
    at = 0
    text = draft.article.text
    for b in built:
        start = text.index(b.paragraph, at)
        at = start + len(b.paragraph)
        out.append((b, next((f for f in result.findings if start <= f.span.start < at), None)))
    return out


def shown(f: Finding | None) -> str:
    if f is None:
        return "nothing was found in the draft"
    where = f.match and (f.match.source, f.match.text[:300], f.match.speaker, f.match.nearness)
    differences = [(d.kind, d.draft, d.source[:80], d.marked, d.turns) for d in f.differences]
    return f"{f.verdict} {f.quote[:60]!r} by {f.speaker!r} {differences} {where}"


def measure_own(args: argparse.Namespace, records: dict[str, Record]) -> dict[str, Any]:
    """Check real quotations of the stories against their own articles."""
    wanted = [(n, r) for n, r in records.items() if r.article.outlet is not None]
    found = []
    for name, record in wanted:
        (result,) = check_drafts([record], [source_of(record)], statements=False)
        found += [(name, f) for f in result.findings if f.counted and len(f.quote.split()) > 2]
    some = random.Random(args.seed).sample(found, min(OWN, len(found)))
    wrong = [(n, f) for n, f in some if f.verdict != "verbatim"]
    if args.show in ("own", "all"):
        for name, f in [(n, f) for n, f in found if f.verdict != "verbatim"]:
            print("   ", name, shown(f), f.notes)
    return {"own": round(1 - len(wrong) / len(some), 4), "own_quotations": len(some),
            "own_all": [sum(f.verdict == "verbatim" for _, f in found), len(found)]}  # fmt: skip


def measure_speed(args: argparse.Namespace, records: dict[str, Record]) -> dict[str, Any]:
    """Time the command on a draft of 1,500 words against 200 documents, with an empty and with a full cache."""
    chance = random.Random(args.seed)
    names = chance.sample(sorted(records), min(200, len(records)))
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "sources").mkdir()
        for name in names:
            (place / "sources" / f"{name}.txt").write_text(records[name].article.text, encoding="utf8")
        draft = place / "draft.txt"
        draft.write_text(thousand_words(records, names), encoding="utf8")
        command = [sys.executable, "-m", "onrecord", "check", str(draft), "--against", str(place / "sources"),
                   "--cache", str(place / "cache"), "--format", "json"]  # fmt: skip
        times = []
        for _ in range(3):
            begin = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            times.append(round(time.perf_counter() - begin, 2))
        items = json.loads(done.stdout)["items"]
    words = len(thousand_words(records, names).split())
    return {"cold_s": times[0], "warm_s": times[1:], "documents": len(names), "items": len(items), "words": words}


def thousand_words(records: dict[str, Record], names: list[str], words: int = 1500) -> str:
    """Return an article of about so many words that quotes about fifteen of the sources, as a long report does."""
    out: list[str] = ["The week in politics", ""]
    count = 0
    for name in names:
        real = real_quotations(name, records[name])[:3]
        rest = [p for p in records[name].article.text.split("\n") if "“" not in p and '"' not in p and len(p) > 100][:1]
        for paragraph in [*rest, *(f"“{q.text.rstrip('.,')},” {q.speaker or 'an official'} said." for q in real)]:
            out += [paragraph, ""]
            count += len(paragraph.split())
            if count >= words:
                return "\n".join(out)
    return "\n".join(out)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--seed", type=int, default=DEVELOPMENT, help=f"{REPORTED} for the figures that are reported")
    parser.add_argument("--each", type=int, default=2, help="how many of each way an article")
    parser.add_argument("--show", default="", help="a way whose failures are shown, own, or all")
    parser.add_argument("--parts", default="built,own,speed", help="what is measured")
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    args = parser.parse_args()
    records = read_all(args.shared)
    parts = {"built": measure_built, "own": measure_own, "speed": measure_speed}
    figures: dict[str, Any] = {}
    for name in args.parts.split(","):
        figures |= parts[name](args, records)
    for key, target in TARGETS.items():
        if key in figures:
            met = figures[key] <= target if key == "cold_s" else figures[key] >= target
            print(f"{key:12} {figures[key]:8} target {target}  {'met' if met else 'MISSED'}")
    print({k: v for k, v in figures.items() if k not in ("ways", *TARGETS)})
    if args.save:
        figures |= {"python": platform.python_version(), "load": round(os.getloadavg()[0], 1)}
        RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
