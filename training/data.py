"""Training examples from PolNeAR (brat standoff) and the ledger gold (nested statements).

Every example is one article: its paragraphs of units, the outermost statements by each annotator, and, for the
articles of the ledger gold, the nested statements too. Articles without nested annotation are marked so that the loss
can leave the question open inside their contents (partial labels) instead of teaching that nothing is nested.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from onrecord.read.units import Paragraph, split
from onrecord.text import paragraphs
from onrecord.wordpiece import WordPiece

ROLES = ("source", "cue", "content")
# What the encoder also says of a cue, in the order of its outputs.
ACTS = ("assert", "deny", "confirm", "decline", "ask", "direct", "commit", "judge", "believe", "know", "want")
TYPES = ("person", "organisation", "group", "document", "author", "unknown")
Spans = list[tuple[int, int]]
Statement = dict[str, Spans]


@dataclass
class Example:
    name: str
    text: str
    paragraphs: list[Paragraph]
    readings: list[list[Statement]]  # one list of outermost statements an annotator
    nested: list[Statement] = field(default_factory=list)
    nested_known: bool = False
    # (first code point of the cue, act, negated, type of source, named), as numbers; of the ledger gold alone
    labels: list[tuple[int, int, int, int, int]] = field(default_factory=list)


def read_ann(path: Path) -> list[Statement]:
    """Read one brat file: a list of {role: [(start, end), ...]}, code points, as PolNeAR writes its attributions."""
    spans: dict[str, Spans] = {}
    lines = path.read_text(encoding="utf8").split("\n")
    for line in lines:
        if re.match(r"T\d+\t\w+ \d", line):
            key, rest = line.split("\t", 1)
            where = rest.split("\t")[0].split(" ", 1)[1]
            spans[key] = [(int(a), int(b)) for a, b in (piece.split() for piece in where.split(";"))]
    out = []
    for line in lines:
        if re.match(r"E\d+\t", line):
            statement: Statement = {r: [] for r in ROLES}
            for part in line.split("\t", 1)[1].split():
                role, key = part.split(":")
                role = re.sub(r"\d+$", "", role).lower()
                if role in statement and key in spans:
                    statement[role] += spans[key]
            out.append({r: sorted(v) for r, v in statement.items()})
    return out


def load(split_dir: Path, tokenizer: WordPiece, ledger_dir: Path | None = None) -> list[Example]:
    by_name: dict[str, list[Path]] = defaultdict(list)
    for ann in sorted((split_dir / "attributions").glob("*.ann")):
        by_name[ann.stem.rsplit("_", 1)[0]].append(ann)
    out = []
    for path in sorted((split_dir / "text").glob("*.txt")):
        text = path.open(encoding="utf8", newline="").read()
        example = Example(
            path.stem, text, split(tokenizer, text, paragraphs(text)), [read_ann(a) for a in by_name[path.stem]]
        )
        gold = ledger_dir / f"{path.stem}.gold.json" if ledger_dir else None
        if gold and gold.exists():
            record = json.loads(gold.read_text(encoding="utf8"))
            if record["text"] == text:
                example.nested_known = True
                example.nested = [
                    {r: [(s[0], s[1]) for s in st[r]] for r in ROLES} for st in record["statements"] if st["parent"]
                ]
                example.labels = [
                    (st["cue"][0][0], ACTS.index(st["act"]), int(bool(st["negated"])),
                     TYPES.index(st["source_type"]), int(bool(st["named"])))
                    for st in record["statements"] if st["cue"]
                ]  # fmt: skip
        out.append(example)
    return out


# Labels of a unit as a cue, and of a unit seen from one cue.
OUT, B_CUE, I_CUE, B_NESTED, I_NESTED = range(5)
NONE, B_SOURCE, I_SOURCE, B_CONTENT, I_CONTENT = range(5)


@dataclass
class Window:
    """One input of the encoder. Arrays over pieces have the two special pieces at their ends.

    pieces, shape, quote, place: [n_pieces]; first: [n_units] index of a unit's first piece; para: [n_units].
    tags: [n_units]; open_: [n_units] True where a nested cue may or may not begin.
    cues: [n_cues] unit index; args: [n_cues, n_units] labels, -100 where the unit belongs to the cue itself.
    labels: [n_labelled, 5] unit index, act, negated, type of source, named.
    """

    pieces: np.ndarray
    shape: np.ndarray
    quote: np.ndarray
    place: np.ndarray
    first: np.ndarray
    para: np.ndarray
    tags: np.ndarray
    open_: np.ndarray
    cues: np.ndarray
    args: np.ndarray
    labels: np.ndarray


def units_in(starts: np.ndarray, ends: np.ndarray, begin: int, stop: int) -> np.ndarray:
    """Indices of the units that overlap [begin, stop)."""
    return np.arange(np.searchsorted(ends, begin, side="right"), np.searchsorted(starts, stop, side="left"))


def window(example: Example, chosen: list[tuple[int, int, int]], reading: list[Statement]) -> Window:
    """Make one window of `chosen` = (paragraph, first unit, last unit + 1) stretches, labelled after `reading`."""
    parts = [(example.paragraphs[p], a, b, p) for p, a, b in chosen]
    starts = np.concatenate([p.starts[a:b] for p, a, b, _ in parts])
    ends = np.concatenate([p.ends[a:b] for p, a, b, _ in parts])
    n = len(starts)
    pieces, first, at = [np.array([0])], [], 1
    for p, a, b, _ in parts:
        lo, hi = p.first[a], p.first[b] if b < len(p) else len(p.pieces)
        pieces.append(p.pieces[lo:hi])
        first.append(p.first[a:b] - lo + at)
        at += hi - lo
    pieces.append(np.array([2]))
    first = np.concatenate(first)
    ids = np.concatenate(pieces)
    owner = np.zeros(len(ids), dtype=np.int64)
    owner[first] = 1
    owner = np.clip(np.cumsum(owner) - 1, 0, n - 1)

    def feature(name: str) -> np.ndarray:
        return np.concatenate([getattr(p, name)[a:b] for p, a, b, _ in parts])[owner]

    tags = np.zeros(n, dtype=np.int64)
    open_ = np.zeros(n, dtype=bool)
    cues, rows = [], []

    def units(spans: Spans) -> list[np.ndarray]:
        return [u for u in (units_in(starts, ends, *s) for s in spans) if len(u)]

    for level, statements in ((0, reading), (1, example.nested)):
        for st in statements:
            cue = units(st["cue"])
            if not cue:
                continue
            row = np.zeros(n, dtype=np.int64)
            for role, begin, inside in (("content", B_CONTENT, I_CONTENT), ("source", B_SOURCE, I_SOURCE)):
                for u in units(st[role]):
                    row[u] = inside
                    row[u[0]] = begin
                    if role == "content" and level == 0 and not example.nested_known:
                        open_[u] = True
            for u in cue:
                if not tags[u].any():
                    tags[u] = I_CUE + 2 * level
                    tags[u[0]] = B_CUE + 2 * level
                row[u] = -100
            if not (row > 0).any() and level == 0:
                continue
            cues.append(cue[0][0])
            rows.append(row)
    open_ &= tags == 0
    labels = [(u[0], *rest) for at, *rest in example.labels if len(u := units_in(starts, ends, at, at + 1))]
    para = np.concatenate([np.full(b - a, p) for _, a, b, p in parts])
    return Window(
        ids, feature("shape"), feature("quote"), feature("place"), first, para, tags, open_,
        np.array(cues, dtype=np.int64), np.array(rows, dtype=np.int64).reshape(-1, n),
        np.array(labels, dtype=np.int64).reshape(-1, 5),
    )  # fmt: skip
