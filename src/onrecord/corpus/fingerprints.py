"""The few numbers that an article or a statement is found by, worked out file by file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from onrecord.corpus.layout import Layout
from onrecord.corpus.tables import Row
from onrecord.domain import Block, Span
from onrecord.record import claim_rules
from onrecord.record.claim_candidates import BUCKET_DAYS, Saying, comparable, pairs
from onrecord.record.nearness import body, sketch

_ARTICLE: Final = ("id", "outlet", "agency", "published", "text", "blocks")
_STATEMENT: Final = (
    "key", "article", "statement", "parent", "published", "speaker", "named", "source_type", "act", "form", "negated",
    "cue", "content", "content_spans", "said_on", "channel",
)  # fmt: skip
_SHOWN: Final = ("key", "speaker", "named", "source_type", "act", "form", "negated", "cue", "content", "said_on",
                 "channel", "published", "version_id", "spans")  # fmt: skip


def number_of(key: str) -> int:
    """Return a key of 16 hexadecimal digits as a number."""
    return int(key, 16)


def article_files(path: Path) -> Iterator[dict[str, Any]]:
    """Yield of each article in a file what near-duplicates of it are found by, and what they are judged by."""
    for row in pq.read_table(path, columns=list(_ARTICLE), partitioning=None).to_pylist():
        blocks = [Block(Span(b["start"], b["end"]), b["kind"], b["label"]) for b in row.pop("blocks")]
        paragraphs = body(row.pop("text"), blocks)
        made = sketch(paragraphs)
        sampled = made.runs.tolist()
        shown = {**row, "paragraphs": paragraphs, "runs": sampled, "bound": made.bound, "size": made.size}
        yield {"n": number_of(row["id"]), "asks": sampled, "has": sampled, "row": json.dumps(shown)}


def sayings(rows: list[Row]) -> list[Saying]:
    """Return the statements of one article as they are compared with others."""
    out = []
    for row in rows:
        spans = [[s["start"], s["end"]] for s in row["content_spans"]]
        values = {
            **row, "id": row["statement"], "parent_id": row["parent"], "version_id": row["article"],
            "cue": row["cue"] or "", "content": row["content"] or "", "spans": {"content": spans},
        }  # fmt: skip
        out.append(Saying(values))  # type: ignore[arg-type]  # it asks for columns by their names alone
    return out


def statement_files(path: Path) -> Iterator[dict[str, Any]]:
    """Yield of each statement in a file that is compared with others what these are found by, and judged by."""
    rows = pq.read_table(path, columns=list(_STATEMENT), partitioning=None).to_pylist()
    for _, some in groupby(rows, key=lambda r: r["article"]):
        for s in comparable(sayings(list(some))):
            bucket = None if s.day is None else s.day // BUCKET_DAYS
            near = [None] if bucket is None else [bucket - 1, bucket, bucket + 1]
            same = s.runs
            shown = {name: s.row[name] for name in _SHOWN}
            yield {
                "n": number_of(s.key),
                "asks": sorted(same.union(*(pairs(s.words, b) for b in near))),
                "has": sorted(same | pairs(s.words, bucket)),
                "row": json.dumps(shown),
            }


def related(layout: Layout) -> Iterator[dict[str, Any]]:
    """Yield what articles themselves say of how their statements stand to each other, as pairs of one claim."""
    for path in layout.files("relations"):
        month, name = Path(path).parent.name.removeprefix("month="), Path(path).stem
        rows = pq.read_table(path, partitioning=None).to_pylist()
        there = pq.read_table(layout.part("statements", month, name), columns=list(_STATEMENT), partitioning=None)
        by_key = {s.key: s for s in sayings(there.to_pylist())}
        for row in rows:
            a, b = by_key.get(row["from_key"]), by_key.get(row["to_key"])
            match = claim_rules.related(row, a, b)
            if match is not None and a is not None and b is not None:
                one, other = sorted((a.key, b.key))
                yield {"one": one, "other": other, "sign": match.sign, "score": match.score,
                       "explanation": match.explanation}  # fmt: skip
