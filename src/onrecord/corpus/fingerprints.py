"""The few numbers that an article or a statement is found by, worked out file by file."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq

from onrecord.corpus.layout import Layout
from onrecord.corpus.tables import Row
from onrecord.domain import Block, Span
from onrecord.record import claim_rules
from onrecord.record.claim_candidates import BUCKET_DAYS, Saying, comparable, pairs
from onrecord.record.claim_words import Words
from onrecord.record.nearness import Hashes, body, full, sampled

_ARTICLE: Final = ("id", "outlet", "agency", "published", "text", "blocks")
_STATEMENT: Final = (
    "key", "article", "statement", "parent", "published", "speaker", "named", "source_type", "act", "form", "negated",
    "cue", "content", "content_spans", "said_on", "channel",
)  # fmt: skip
_SHOWN: Final = ("key", "speaker", "named", "source_type", "act", "form", "negated", "cue", "said_on", "channel",
                 "published", "version_id", "spans")  # fmt: skip
_BYTES: Final = 6
"""Of a run's number: it has 47 bits (nearness)."""
_NOTHING: Final = np.empty(0, dtype=np.int64)


def number_of(key: str) -> int:
    """Return a key of 16 hexadecimal digits as a number of 63 bits: Daft takes Python's larger ones for floats."""
    return int(key, 16) >> 1


def packed(runs: Hashes) -> str:
    """Return the numbers of runs in letters: a table holds them for each pair in which a text is compared."""
    return b64encode(runs.astype("<i8").view(np.uint8).reshape(-1, 8)[:, :_BYTES].tobytes()).decode()


def unpacked(letters: str) -> Hashes:
    """Return the numbers that `packed` made letters of."""
    short = np.frombuffer(b64decode(letters), dtype=np.uint8).reshape(-1, _BYTES)
    out = np.zeros((len(short), 8), dtype=np.uint8)
    out[:, :_BYTES] = short
    return out.view("<i8").reshape(-1)


def article_files(path: Path) -> Iterator[dict[str, Any]]:
    """Yield of each article in a file what near-duplicates of it are found by, and what they are judged by."""
    for row in pq.read_table(path, columns=list(_ARTICLE), partitioning=None).to_pylist():
        blocks = [Block(Span(b["start"], b["end"]), b["kind"], b["label"]) for b in row.pop("blocks")]
        whole = full(body(row.pop("text"), blocks))
        found_by = sampled(whole.runs).runs.tolist()
        shown = {
            **row, "runs": packed(np.concatenate([_NOTHING, *whole.parts])), "sizes": [len(p) for p in whole.parts],
            "unquoted": packed(whole.unquoted),
        }  # fmt: skip
        yield {"n": number_of(row["id"]), "asks": found_by, "has": found_by, "row": json.dumps(shown)}


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
            rare = {b: pairs(s, b) for b in near}
            shown = {name: s.row[name] for name in _SHOWN} | {"words": told(s.words)}
            yield {
                "n": number_of(s.key),
                "asks": sorted(s.runs.union(*rare.values())),
                "has": sorted(s.runs | rare[bucket]),
                "row": json.dumps(shown),
            }


def told(words: Words) -> list[Any]:
    """Return words as JSON has them: to find them in a text takes several times as long as to read them here."""
    return [
        " ".join(words.tokens), words.quoted, dict(words.stems), sorted(words.denied), sorted(words.numbers),
        sorted(words.names), words.overturned,
    ]  # fmt: skip


class Told(Saying):
    """A statement as `statement_files` tells it."""

    @cached_property
    def words(self) -> Words:  # worked out once, as the other's
        """The words of its content."""
        tokens, quoted, stems, denied, numbers, names, overturned = self.row["words"]
        return Words(tuple(tokens.split()), quoted, stems, frozenset(denied), frozenset(numbers), frozenset(names),
                     overturned)  # fmt: skip


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
