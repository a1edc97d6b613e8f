"""Two things that share some numbers are compared, by the record's own rules."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from onrecord.record.claim_candidates import Saying
from onrecord.record.claim_rules import one_substance
from onrecord.record.nearness import Full, Overlap, Sketch, exact, overlap
from onrecord.record.origin_copies import (
    CONTAINED,
    CREDITED,
    FEWEST,
    SHORTEST,
    SURE,
    WHOLE,
    Text,
    credited,
    explain,
)
from onrecord.record.utterances import Match, one_saying

COPY: Final = pa.schema(
    [("one", pa.string()), ("other", pa.string()), ("shared", pa.int64()), ("of_one", pa.float64()),
     ("of_other", pa.float64()), ("resemblance", pa.float64()), ("whole", pa.bool_()), ("explanation", pa.string())]
)  # fmt: skip
_ALIKE_ENOUGH: Final = 0.4  # as in the record: a long quotation makes several claims


def sayings(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the ties between two statements: that they report one saying, that they are of one substance."""
    a, b = sorted((Saying(first), Saying(second)), key=lambda s: str(s.key))  # type: ignore[arg-type]
    if a.touches(b):
        return []
    out = []
    said = one_saying(a, b)
    if said is not None:
        out.append(_tie("utterance", a, b, said))
    same = one_substance(a, b)
    if same is None and said is not None and _much_shared(a, b):
        same = Match(said.score, said.explanation)
    if same is not None:
        out.append(_tie("claim", a, b, same))
    return out


def _tie(kind: str, a: Saying, b: Saying, match: Match) -> dict[str, Any]:
    return {"kind": kind, "one": a.key, "other": b.key, "sign": match.sign, "score": match.score,
            "explanation": match.explanation}  # fmt: skip


def _much_shared(a: Saying, b: Saying) -> bool:
    shared = a.words.stems.keys() & b.words.stems.keys()
    most = max(a.words.weight, b.words.weight)
    return most > 0 and sum(a.words.stems[w] for w in shared) >= _ALIKE_ENOUGH * most


def copies(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tie between two articles of which one is a copy of the other, none where that is not so."""
    one, other = sorted((first, second), key=lambda x: str(x["id"]))
    left, right = _text(one), _text(other)
    both = overlap(left.sketch, right.sketch)
    bar = CREDITED if credited(left, right) else CONTAINED
    low, high = _bounds(both)
    how = "sampled "
    if both.shared < FEWEST or high < bar:
        return []
    if not (both.shared >= SHORTEST and low >= max(SURE, bar)):
        # The samples leave doubt: the texts themselves are compared.
        how = ""
        full, rest = Full(one["paragraphs"]), Full(other["paragraphs"])
        both = exact(full.runs, rest.runs)
        if both.shared < SHORTEST or both.contained < bar:
            return []
        part, whole = (full, rest) if both.of_first >= both.of_second else (rest, full)
        # Two reporters may quote the same words at length: what is between the quotations tells whose text it is.
        if exact(part.unquoted, whole.unquoted).of_first < bar or not part.spread(whole):
            return []
    return [
        {"one": one["id"], "other": other["id"], "shared": both.shared, "of_one": round(both.of_first, 4),
         "of_other": round(both.of_second, 4), "resemblance": round(both.alike, 4), "whole": both.covered >= WHOLE,
         "explanation": explain(both, credited(left, right), how)}
    ]  # fmt: skip


def _text(row: Mapping[str, Any]) -> Text:
    made = Sketch(np.array(row["runs"], dtype=np.int64), row["bound"], row["size"])
    return Text(0, row["id"], row["outlet"], row["agency"], row["published"], 0, made)


def _bounds(both: Overlap) -> tuple[float, float]:
    """Return between which shares the true one lies, two and a half standard errors around that of the samples."""
    size = both.shared / both.contained if both.shared else 1
    wide = 2.5 * max(0.05, math.sqrt(both.contained * (1 - both.contained) / size))
    return both.contained - wide, both.contained + wide
