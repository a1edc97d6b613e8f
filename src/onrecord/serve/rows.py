"""Records as rows of CSV, one a statement, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from onrecord.domain import Record, Span, Statement
from onrecord.serve.outline import Outline

COLUMNS: Final = (
    "article", "record", "published", "outlet", "url", "statement", "parent", "depth", "speaker", "source", "cue",
    "content", "source_type", "named", "act", "form", "negated", "addressee", "channel", "said_on", "description",
    "justification", "rivals", "corrects", "confidence", "chain", "relations", "source_spans",
    "cue_spans", "content_spans",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula and may run it; the full-width forms count in some of them.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BOM: Final = "\ufeff"
"""What a file begins with that a spreadsheet is to open: without it some take UTF-8 for something else."""
_BREAKS: Final = re.compile(r"[\0\t\r\n]+")


def header() -> str:
    """Return the line that names the columns."""
    return _lines([COLUMNS])


def as_csv(record: Record, *, with_header: bool = True) -> str:
    """Return one row a statement, in reading order; a cell that a spreadsheet would run gets an apostrophe."""
    outline = Outline(record)
    body = _lines([_row(outline, s) for s in record.reading.statements])
    return header() + body if with_header else body


def _row(outline: Outline, s: Statement) -> list[str]:
    a = outline.record.article
    values = {
        "article": a.name,
        "record": a.id,
        "statement": s.id,
        "depth": outline.depths[s.id],
        "confidence": f"{s.confidence:.3f}",
        "chain": " > ".join(hop.name for hop in outline.chain(s)),
        "relations": "; ".join(outline.notes(s)),
        "rivals": "; ".join(s.rivals),
        "corrects": outline.corrected(s),
    }
    values |= {part: outline.words(s, part) for part in ("source", "cue", "content", "description", "justification")}
    values |= {f"{part}_spans": _offsets(getattr(s, part)) for part in ("source", "cue", "content")}
    return [_cell(values[c] if c in values else getattr(s if hasattr(s, c) else a, c)) for c in COLUMNS]


def _offsets(spans: Sequence[Span]) -> str:
    # Neither a colon nor a dash: a spreadsheet would make a time or a date of it.
    return " ".join(f"{s.start}..{s.end}" for s in spans)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    # A cell is one line: the readers of CSV do not agree on what else a line break within one would be.
    text = _BREAKS.sub(" ", str(value).encode("utf-8", "replace").decode("utf-8"))
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _lines(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
