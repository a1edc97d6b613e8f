"""Show the statements that one saved run gained and lost against another.

python eval/compare.py RUN_A RUN_B [--only ARTICLE] [--color auto|always|never]

A run is a folder of records: a name under eval/runs (see eval/run.py --save), or a path, such as what
`onrecord read ... --out DIR --format json` wrote. A line begins with - (only in A), + (only in B); - and + that share
content stand together as one change.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RUNS = Path(__file__).resolve().parent / "runs"
RED, GREEN, BOLD, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Line:
    """One statement, reduced to what is compared: its spans, and whether it is nested."""

    source: Spans
    cue: Spans
    content: Spans
    nested: bool

    @property
    def begin(self) -> int:
        return min(start for start, _ in self.source + self.cue + self.content)

    def shared(self, other: Line) -> int:
        """Return how many characters of content two statements have in common."""
        return sum(max(0, min(b, d) - max(a, c)) for a, b in self.content for c, d in other.content)

    def show(self, text: str) -> str:
        parts = [" … ".join(" ".join(text[a:b].split()) for a, b in s) for s in (self.source, self.cue, self.content)]
        return ("    " if self.nested else "") + " | ".join(part or "–" for part in parts)


def lines(record: dict[str, Any]) -> set[Line]:
    def spans(statement: dict[str, Any], role: str) -> Spans:
        return tuple(sorted((s[0], s[1]) for s in statement.get(role) or []))

    found = {
        Line(spans(s, "source"), spans(s, "cue"), spans(s, "content"), s.get("parent") is not None)
        for s in record["statements"]
    }
    return {line for line in found if line.source + line.cue + line.content}


def changes(lost: set[Line], gained: set[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Pair what was lost with what was gained by the content they share, most first; then order by place."""
    by_overlap = sorted(((a.shared(b), a, b) for a in lost for b in gained if a.shared(b)), key=lambda x: -x[0])
    pairs: list[tuple[Line | None, Line | None]] = []
    a_left, b_left = set(lost), set(gained)
    for _, a, b in by_overlap:
        if a in a_left and b in b_left:
            a_left.remove(a)
            b_left.remove(b)
            pairs.append((a, b))
    pairs += [(a, None) for a in a_left] + [(None, b) for b in b_left]
    yield from sorted(pairs, key=lambda p: min(line.begin for line in p if line is not None))


def load(run: str) -> dict[str, dict[str, Any]]:
    folder = next((f for f in (RUNS / run, Path(run)) if f.is_dir()), None)
    files = sorted(folder.rglob("*.json")) if folder else []
    if not folder or not files:
        sys.exit(f"{run}: no run of this name under {RUNS.parent.name}/{RUNS.name}, and no folder of records")
    return {str(f.relative_to(folder).with_suffix("")): json.loads(f.read_text(encoding="utf8")) for f in files}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run_a")
    parser.add_argument("run_b")
    parser.add_argument("--only", metavar="ARTICLE", default="", help="only articles whose name contains this")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    args = parser.parse_args()

    auto = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    color = args.color == "always" or (args.color == "auto" and auto)

    def paint(style: str, words: str) -> str:
        return f"{style}{words}{PLAIN}" if color else words

    a_run, b_run = load(args.run_a), load(args.run_b)
    counts = {"changed": 0, "lost": 0, "gained": 0, "same": 0}
    for name in sorted(a_run.keys() & b_run.keys()):
        if args.only not in name:
            continue
        a, b = a_run[name], b_run[name]
        if a["text"] != b["text"]:
            sys.exit(f"{name}: the two runs read different texts")
        before, after = lines(a), lines(b)
        counts["same"] += len(before & after)
        found = list(changes(before - after, after - before))
        if found:
            print(paint(BOLD, f"\n{name}"))
        for old, new in found:
            counts["changed" if old and new else "lost" if old else "gained"] += 1
            if old:
                print(paint(RED, f"- {old.show(a['text'])}"))
            if new:
                print(paint(GREEN, f"+ {new.show(b['text'])}"))
            print()
    for name in sorted(a_run.keys() ^ b_run.keys()):
        print(f"{name}: only in {args.run_a if name in a_run else args.run_b}")
    print(", ".join(f"{n} {what}" for what, n in counts.items()))


if __name__ == "__main__":
    main()
