"""What people hold of statements' labels, looked up for many statements at once: to stand beside the machine's reading.

The machine's reading stays as it is. What people only confirmed is left out, but where somebody else corrected it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from onrecord.record.judgements import Verdict
from onrecord.record.label_values import JUDGEABLE
from onrecord.record.tables import judgement

_SOME: Final = 400  # values in one question
_j = judgement.c


@dataclass(frozen=True, slots=True)
class View:
    """What one person says of one label or part. value: as it is kept, of a part [[start, end], ...]; None: unknown."""

    field: str
    value: Any
    by: str
    at: str
    verdict: Verdict


def spoken(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[View, ...]]:
    """Return for statements (keys) what people say of each label that anybody corrected: each person's last word."""
    last: dict[str, dict[tuple[str, str], View]] = {}
    wanted = sorted(set(keys))
    for k in range(0, len(wanted), _SOME):
        query = select(_j.subject, _j.value, _j.who, _j.at, _j.verdict).where(
            _j.kind == "statement", _j.undone_at.is_(None), _j.subject.in_(wanted[k : k + _SOME])
        )
        for row in connection.execute(query.order_by(_j.id)):
            for field, value in (row.value or {}).items():
                if field in JUDGEABLE:
                    views = last.setdefault(row.subject, {})
                    views[field, row.who] = View(field, value, row.who, row.at, row.verdict)
    return {key: found for key, views in last.items() if (found := _corrected(views.values()))}


def _corrected(views: Iterable[View]) -> tuple[View, ...]:
    every = list(views)
    fields = {v.field for v in every if v.verdict == "corrected"}
    kept = [v for v in every if v.field in fields]
    return tuple(sorted(kept, key=lambda v: (JUDGEABLE.index(v.field), v.by)))
