"""A check as plain values and as JSON: keys may be added in later versions, none is renamed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from onrecord.check.findings import Checked, Difference, Finding, Match
from onrecord.domain import Span


def as_values(checked: Checked) -> dict[str, Any]:
    """Return a checked draft as plain values, as docs/check.md describes them."""
    return {
        "draft": checked.name,
        "fine": checked.fine,
        "items": [_finding(f) for f in checked.findings],
        "counts": dict(checked.counts()),
        "warnings": list(checked.warnings),
        "problems": list(checked.problems),
    }


def as_json(checked: Sequence[Checked]) -> str:
    """Return one checked draft as an object, several as an array. All but ASCII is escaped."""
    values = [as_values(c) for c in checked]
    return json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=True, indent=2)


def _finding(f: Finding) -> dict[str, Any]:
    return {
        "kind": f.kind,
        "quote": f.quote,
        "span": _span(f.span),
        "line": f.line,
        "speaker": f.speaker,
        "verdict": f.verdict,
        "confidence": f.confidence,
        "differences": [_difference(d) for d in f.differences],
        "match": _match(f.match) if f.match is not None else None,
        "notes": list(f.notes),
        "counted": f.counted,
    }


def _difference(d: Difference) -> dict[str, Any]:
    return {
        "kind": d.kind, "draft": d.draft, "source": d.source, "marked": d.marked, "turns": d.turns,
        "span": _span(d.span), "source_span": _span(d.source_span),
    }  # fmt: skip


def _match(m: Match) -> dict[str, Any]:
    return {
        "source": m.source, "span": _span(m.span), "line": m.line, "text": m.text, "before": m.before, "after": m.after,
        "speaker": m.speaker, "chain": list(m.chain), "nearness": m.nearness, "permalink": m.permalink,
        "version": m.version,
    }  # fmt: skip


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]
