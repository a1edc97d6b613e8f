"""What stands beside an article: its versions, whether it was withdrawn, and what its statements belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from onrecord.record import tables as t
from onrecord.record.claim_tables import claim, claim_statement
from onrecord.record.identity_tables import identity, identity_link
from onrecord.record.origin_tables import withdrawal
from onrecord.record.utterance_tables import utterance, utterance_statement

_MOST_VERSIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Dated:
    """One version of an article: its key, its place among them, and its dates."""

    key: str
    number: int
    headline: str | None
    published: str | None
    updated: str | None
    added_at: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An article: its key, its versions, newest first, and why it was withdrawn (empty where it was not)."""

    article: str
    state: str
    versions: tuple[Dated, ...]
    withdrawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tied:
    """What one statement belongs to: its own key, and those of its speaker's identity, its utterance and its claim.

    claim_size, utterance_size: of how many statements, this one counted.
    """

    statement: str
    identity: str | None
    utterance: str | None
    utterance_size: int
    claim: str | None
    claim_size: int


def standing(connection: Connection, version: str) -> Standing | None:
    """Return the article that a version (its key) is of, None where there is none."""
    v, a = t.version.c, t.article.c
    row = connection.execute(select(a.id, a.key, a.state).join(t.version).where(v.key == version)).first()
    if row is None:
        return None
    columns = [getattr(v, name) for name in Dated.__slots__]
    query = select(*columns).where(v.article_id == row.id).order_by(v.number.desc()).limit(_MOST_VERSIONS)
    versions = tuple(Dated(*found) for found in connection.execute(query))
    reasons = connection.execute(
        select(withdrawal.c.reason)
        .join(t.version, withdrawal.c.version_id == v.id)
        .where(v.article_id == row.id, withdrawal.c.undone_at.is_(None))
    ).scalars()
    return Standing(row.key, row.state, versions, tuple(reasons) if row.state == "withdrawn" else ())


def tied(connection: Connection, version: str) -> Mapping[str, Tied]:
    """Return for each statement of a version's current reading, by its id there (s1, ...), what it belongs to."""
    s, link, same = t.statement.c, identity_link.c, identity.alias()
    rows = connection.execute(
        select(s.local_id, s.key, func.coalesce(same.c.key, identity.c.key).label("identity"),
               utterance.c.key.label("utterance"), utterance.c.id.label("utterance_id"),
               claim.c.key.label("claim"), claim.c.id.label("claim_id"))
        .join(t.reading, s.reading_id == t.reading.c.id)
        .join(t.version, t.reading.c.version_id == t.version.c.id)
        .outerjoin(identity_link, link.speaker_id == s.speaker_id)
        .outerjoin(identity, link.identity_id == identity.c.id)
        .outerjoin(same, identity.c.same_as_id == same.c.id)
        .outerjoin(utterance_statement, utterance_statement.c.statement_id == s.id)
        .outerjoin(utterance, utterance_statement.c.utterance_id == utterance.c.id)
        .outerjoin(claim_statement, claim_statement.c.statement_id == s.id)
        .outerjoin(claim, claim_statement.c.claim_id == claim.c.id)
        .where(t.version.c.key == version, t.reading.c.is_current)
    ).all()  # fmt: skip
    said = _sizes(connection, utterance_statement.c.utterance_id, {r.utterance_id for r in rows if r.utterance_id})
    made = _sizes(connection, claim_statement.c.claim_id, {r.claim_id for r in rows if r.claim_id})
    return {
        r.local_id: Tied(r.key, r.identity, r.utterance, said.get(r.utterance_id, 0), r.claim, made.get(r.claim_id, 0))
        for r in rows
    }


def _sizes(connection: Connection, column: Any, ids: set[int]) -> dict[int, int]:
    out: dict[int, int] = {}
    wanted = sorted(ids)
    for k in range(0, len(wanted), 400):
        query = select(column, func.count()).where(column.in_(wanted[k : k + 400])).group_by(column)
        out |= {row[0]: row[1] for row in connection.execute(query)}
    return out
