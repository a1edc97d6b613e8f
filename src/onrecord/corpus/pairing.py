"""Two things that share some numbers are compared, by the record's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from onrecord.record.claim_candidates import Saying
from onrecord.record.claim_rules import tied
from onrecord.record.nearness import Full, Sketch, overlap
from onrecord.record.origin_copies import WHOLE, Text, bar, by_samples, credited, explain, in_full
from onrecord.record.utterances import Match

COPY: Final = pa.schema(
    [("one", pa.string()), ("other", pa.string()), ("shared", pa.int64()), ("of_one", pa.float64()),
     ("of_other", pa.float64()), ("resemblance", pa.float64()), ("whole", pa.bool_()), ("explanation", pa.string())]
)  # fmt: skip


def sayings(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the ties between two statements: that they report one saying, that they are of one substance."""
    a, b = sorted((Saying(first), Saying(second)), key=lambda s: str(s.key))  # type: ignore[arg-type]
    if a.touches(b):
        return []
    out = []
    said, same = tied(a, b)
    if said is not None:
        out.append(_tie("utterance", a, b, said))
    if same is not None:
        out.append(_tie("claim", a, b, same))
    return out


def _tie(kind: str, a: Saying, b: Saying, match: Match) -> dict[str, Any]:
    return {"kind": kind, "one": a.key, "other": b.key, "sign": match.sign, "score": match.score,
            "explanation": match.explanation}  # fmt: skip


def copies(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tie between two articles of which one is a copy of the other, none where that is not so."""
    one, other = sorted((first, second), key=lambda x: str(x["id"]))
    left, right = _text(one), _text(other)
    both, least, how = overlap(left.sketch, right.sketch), bar(left, right), "sampled "
    sampled = by_samples(both, least)
    if sampled is None:
        full = in_full(Full(one["paragraphs"]), Full(other["paragraphs"]), least)
        both, how, sampled = full or both, "", full is not None
    if not sampled:
        return []
    return [
        {"one": one["id"], "other": other["id"], "shared": both.shared, "of_one": round(both.of_first, 4),
         "of_other": round(both.of_second, 4), "resemblance": round(both.alike, 4), "whole": both.covered >= WHOLE,
         "explanation": explain(both, credited(left, right), how)}
    ]  # fmt: skip


def _text(row: Mapping[str, Any]) -> Text:
    made = Sketch(np.array(row["runs"], dtype=np.int64), row["bound"], row["size"])
    return Text(0, row["id"], row["outlet"], row["agency"], row["published"], 0, made)
