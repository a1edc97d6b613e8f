"""What a front page shows beside the latest statements: contested claims, and claims of many outlets and one origin.

Both look at the newest claims only, so that they cost the same however large the record is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from onrecord.record.claim_members import FIRST
from onrecord.record.claim_tables import claim, claim_statement
from onrecord.record.claims import Claim, several
from onrecord.record.origins import Origins, origins
from onrecord.record.tables import log

NEWEST: Final = 2_000
"""So many of the newest claims are looked at."""
_TRIED: Final = 12
"""Of so many claims, those with the most statements, origins are traced for one list."""
_FEWEST_OUTLETS: Final = 3
_MOST: Final = 60
"""Claims with more statements are left out there: to trace them takes too long, and few have one origin."""

_c, _m = claim.c, claim_statement.c


@dataclass(frozen=True, slots=True)
class Spread:
    """A claim with where its statements come from."""

    claim: Claim
    origins: Origins


def head(connection: Connection) -> int:
    """Return the number of the newest entry of the log, 0 before the first."""
    return connection.execute(select(func.max(log.c.seq))).scalar() or 0


def claim_keys(
    connection: Connection, *, contested: bool = False, after: int | None = None, limit: int = 20
) -> tuple[list[str], int | None]:
    """Return the keys of the newest claims, and what `after` begins the next page with (None at the end).

    contested: those alone that one side of which somebody takes and somebody else the other, among the NEWEST.
    """
    query = select(_c.id, _c.key).order_by(_c.id.desc())
    if after is not None:
        query = query.where(_c.id < after)
    if contested:
        window = _newest(after).subquery()
        other_side = select(_m.statement_id).where(_m.claim_id == _c.id, _m.side == -1).exists()
        query = query.where(_c.id.in_(select(window.c.id)), other_side)
    rows = connection.execute(query.limit(limit + 1)).all()
    return [row.key for row in rows[:limit]], rows[limit - 1].id if len(rows) > limit else None


def contested(connection: Connection, *, limit: int = 5) -> list[Claim]:
    """Return the newest claims that some assert or support and others deny."""
    keys, _ = claim_keys(connection, contested=True, limit=limit * 3)
    found = several(connection, keys, most=FIRST)
    both = [c for c in found if "denies" in c.sides and {"asserts", "supports"} & c.sides.keys()]
    return both[:limit]


def one_origin(connection: Connection, *, limit: int = 5) -> list[Spread]:
    """Return claims that several outlets report and that all lead back to one origin, most outlets first.

    Of those that have no more than 60 statements.
    """
    window = _newest(None).subquery()
    size = func.count().label("size")
    largest = (
        select(_m.claim_id, size)
        .where(_m.claim_id.in_(select(window.c.id)))
        .group_by(_m.claim_id)
        .having(size.between(_FEWEST_OUTLETS, _MOST))
        .order_by(size.desc(), _m.claim_id.desc())
        .limit(_TRIED)
    )
    traced: list[tuple[int, Origins]] = []
    for row in connection.execute(largest).all():
        ids = connection.execute(select(_m.statement_id).where(_m.claim_id == row.claim_id)).scalars().all()
        found = origins(connection, ids)
        if found.independent == 1 and found.outlets >= _FEWEST_OUTLETS:
            traced.append((row.claim_id, found))
    wanted = dict(sorted(traced, key=lambda one: -one[1].outlets)[: 2 * limit])
    of_key = {r.key: wanted[r.id] for r in connection.execute(select(_c.key, _c.id).where(_c.id.in_(wanted)))}
    spread = [Spread(c, of_key[c.key]) for c in several(connection, list(of_key), most=FIRST)]
    return sorted(spread, key=lambda s: (-s.origins.outlets, s.claim.key))[:limit]


def _newest(before: int | None) -> Select[Any]:
    query = select(_c.id).order_by(_c.id.desc()).limit(NEWEST)
    return query if before is None else query.where(_c.id < before)
