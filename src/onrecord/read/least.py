"""What is left of a record when only what is sure enough is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from onrecord.domain import Record, Statement

SETTING = "min_confidence"
"""Under which name a record's settings keep the bound."""
_LABELS = ("speaker", "source_type", "named", "act", "negated", "addressee", "channel", "said_on")


def at_least(record: Record, bound: float) -> Record:
    """Return `record` without the statements, labels and relations whose confidence is below `bound`.

    What stands inside a statement that is left out is left out too: without it, its chain would be a false one. A label
    below the bound becomes None, and its reason says so. The settings keep the bound. Raises ValueError where `bound`
    does not lie in [0, 1].
    """
    marked = with_bound(record, bound)
    by_id = {s.id: s for s in record.reading.statements}
    kept = {s.id: _without_unsure(s, bound) for s in record.reading.statements if _is_sure(s, by_id, bound)}
    names = {name for s in kept.values() for name in (s.speaker, *s.rivals)}
    reading = replace(
        record.reading,
        statements=tuple(kept.values()),
        speakers=tuple(p for p in record.reading.speakers if p.name in names),
        relations=tuple(
            r
            for r in record.reading.relations
            if r.from_id in kept and r.to_id in kept and (r.confidence is None or r.confidence >= bound)
        ),
        corrections=tuple(c for c in record.reading.corrections if c.statement_id in kept),
    )
    return replace(marked, reading=reading)


def with_bound(record: Record, bound: float) -> Record:
    """Return `record` whole, its settings saying below which confidence it is to be shown set back."""
    if not 0 <= bound <= 1:
        raise ValueError(f"a confidence lies between 0 and 1, and {bound} does not")
    others = tuple(item for item in record.provenance.settings if item[0] != SETTING)
    return replace(record, provenance=replace(record.provenance, settings=(*others, (SETTING, f"{bound:g}"))))


def bound_of(record: Record) -> float | None:
    """Return the bound that a record's settings keep, None where there is none that can be read."""
    try:
        return float(dict(record.provenance.settings)[SETTING])
    except (KeyError, ValueError):
        return None


def _is_sure(s: Statement, by_id: Mapping[str, Statement], bound: float) -> bool:
    """Say whether a statement and all that it stands in reach the bound."""
    seen: set[str] = set()
    at: Statement | None = s
    while at is not None and at.id not in seen:
        if at.confidence < bound:
            return False
        seen.add(at.id)
        at = by_id.get(at.parent) if at.parent is not None else None
    return True


def _without_unsure(s: Statement, bound: float) -> Statement:
    unsure = {name: value for name, value in s.confidences if name in _LABELS and value < bound}
    if not unsure:
        return s
    gone = ", ".join(f"{name.replace('_', ' ')} ({value:.2f})" for name, value in unsure.items())
    labels: dict[str, object] = dict.fromkeys(unsure)
    if "source_type" in labels:
        labels["source_type"] = "unknown"
    return replace(
        s,
        **labels,  # type: ignore[arg-type]
        confidences=tuple(item for item in s.confidences if item[0] not in unsure),
        reasons=(*s.reasons, (SETTING, f"less sure than {bound:g}, so not given: {gone}")),
    )
