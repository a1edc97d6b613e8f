"""Two things that share some numbers are compared, by the record's own rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from onrecord.corpus.fingerprints import Told, unpacked
from onrecord.record.claim_rules import tied
from onrecord.record.nearness import Full, overlap, sampled
from onrecord.record.origin_copies import WHOLE, Text, bar, by_samples, credited, explain, in_full
from onrecord.record.utterances import Match

COPY: Final = pa.schema(
    [("one", pa.string()), ("other", pa.string()), ("shared", pa.int64()), ("of_one", pa.float64()),
     ("of_other", pa.float64()), ("resemblance", pa.float64()), ("whole", pa.bool_()), ("explanation", pa.string())]
)  # fmt: skip


def sayings(first: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the ties of a statement to others: that they report one saying, that they are of one substance."""
    mine = Told(first)  # type: ignore[arg-type]  # it asks for columns by their names alone
    for other in others:
        a, b = sorted((mine, Told(other)), key=lambda s: str(s.key))  # type: ignore[arg-type]
        if a.touches(b):
            continue
        said, same = tied(a, b)
        if said is not None:
            yield _tie("utterance", a, b, said)
        if same is not None:
            yield _tie("claim", a, b, same)


def _tie(kind: str, a: Told, b: Told, match: Match) -> dict[str, Any]:
    return {"kind": kind, "one": a.key, "other": b.key, "sign": match.sign, "score": match.score,
            "explanation": match.explanation}  # fmt: skip


def copies(first: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the ties of an article to others of which one is a copy of the other."""
    mine = _Told(first)
    for other in others:
        one, two = sorted((mine, _Told(other)), key=lambda x: x.text.key)
        both, least, how = overlap(one.text.sketch, two.text.sketch), bar(one.text, two.text), "sampled "
        found = by_samples(both, least)
        if found is None:
            exact = in_full(one.full, two.full, least)
            both, how, found = exact or both, "", exact is not None
        if found:
            yield {
                "one": one.text.key, "other": two.text.key, "shared": both.shared, "of_one": round(both.of_first, 4),
                "of_other": round(both.of_second, 4), "resemblance": round(both.alike, 4),
                "whole": both.covered >= WHOLE, "explanation": explain(both, credited(one.text, two.text), how),
            }  # fmt: skip


class _Told:
    """An article as `fingerprints` tells it."""

    def __init__(self, row: Mapping[str, Any]):
        parts = np.split(unpacked(row["runs"]), np.cumsum(row["sizes"])[:-1]) if row["sizes"] else ()
        self.full = Full(tuple(parts), unpacked(row["unquoted"]))
        self.text = Text(0, row["id"], row["outlet"], row["agency"], row["published"], 0, sampled(self.full.runs))
