"""Ids that never lead nowhere: what a group's or an identity's former key stands for today.

A group's key is made of its least statement, so it changes when a smaller one joins, and when groups are joined or
split. Each statement that comes into a group leaves the key that it would give one; a former key then leads to the
group in which that statement is now. An identity's key is made of a name and what is said of its bearer; the first
speaker that it stood for is kept with it. Where a newer reading no longer has the statement or the speaker, the one
whose words stand at its place takes its part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, or_, select

from onrecord.record import tables as t
from onrecord.record.identity_tables import identity, identity_link
from onrecord.record.lasting_tables import lasting_group, lasting_identity
from onrecord.record.rows import digest

_SOME: Final = 400  # values in one question
_SAME_PLACE: Final = 0.5
"""Share of the shorter content that two readings' statements have in common where one takes the other's part."""
_s, _r = t.statement.c, t.reading.c


def keep_statements(connection: Connection, kind: str, statements: Mapping[int, str]) -> None:
    """Keep the keys that statements (their numbers and keys) give the groups of a kind that they come into."""
    rows = {digest(kind, key): id for id, key in statements.items()}
    new = sorted(rows.keys() - _known(connection, lasting_group.c.key, rows))
    if new:
        connection.execute(
            insert(lasting_group), [{"key": key, "kind": kind, "statement_id": rows[key]} for key in new]
        )


def keep_identities(connection: Connection, speakers: Mapping[str, int]) -> None:
    """Keep the first speaker that each identity (by its key) stands for; one that was kept before stays."""
    new = sorted(speakers.keys() - _known(connection, lasting_identity.c.key, speakers))
    if new:
        connection.execute(insert(lasting_identity), [{"key": key, "speaker_id": speakers[key]} for key in new])


def _known(connection: Connection, column: Any, keys: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for some in _chunks(keys):
        found |= set(connection.execute(select(column).where(column.in_(some))).scalars())
    return found


@dataclass(frozen=True, slots=True)
class Heir:
    """A statement of a current reading, by its number and its key."""

    id: int
    key: str


def statement_of(connection: Connection, kind: str, key: str) -> Heir | None:
    """Return the current statement that a group's former key is made of.

    None where the key was none of a group of this kind, or no newer reading has anything at the statement's place.
    """
    g = lasting_group.c
    id = connection.execute(select(g.statement_id).where(g.key == key, g.kind == kind)).scalar()
    return _now(connection, id) if id is not None else None


def _now(connection: Connection, id: int) -> Heir | None:
    """Return the statement of the current reading that is what the one with this number was."""
    was = connection.execute(
        select(_s.id, _s.key, _s.spans, _r.version_id, _r.is_current).join(t.reading).where(_s.id == id)
    ).first()
    if was is None or was.is_current:
        return Heir(was.id, was.key) if was is not None else None
    query = select(_s.id, _s.key, _s.spans).join(t.reading).where(_r.version_id == was.version_id, _r.is_current)
    best: tuple[float, Heir | None] = (0.0, None)
    for row in connection.execute(query.order_by(_s.number)):
        share = 2.0 if row.key == was.key else _common(row.spans["content"], was.spans["content"])
        if share >= _SAME_PLACE and share > best[0]:
            best = (share, Heir(row.id, row.key))
    return best[1]


def _common(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> float:
    """Return how much of the shorter of two contents stands at one place, in [0, 1]."""
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)
    size = min(sum(b - a for a, b in x) for x in (one, other))
    return shared / size if size else 0.0


def forebears(connection: Connection, statements: Sequence[str]) -> list[str]:
    """Return the keys of statements of former readings whose part current ones (keys) take now."""
    wanted = set(statements)
    out: list[str] = []
    for some in _chunks(wanted):
        versions = select(_r.version_id).join(t.statement, _s.reading_id == _r.id).where(_s.key.in_(some))
        former = (
            select(_s.id, _s.key)
            .join(t.reading)
            .where(_r.version_id.in_(versions), _r.is_current.is_(False), ~_s.key.in_(some))
        )
        for row in connection.execute(former.order_by(_s.id)):
            now = _now(connection, row.id)
            if now is not None and now.key in wanted and row.key != now.key:
                out.append(row.key)
    return list(dict.fromkeys(out))


def identity_id(connection: Connection, key: str) -> int | None:
    """Return the number of the identity with this key, or of whom a former key stands for today; None without one.

    What people judged to be one keeps its own number: `same_as_id` says which stands for all.
    """
    own = select(identity.c.id).where(identity.c.key == key)
    # One without speakers may be kept for a judgement's sake; whom its key leads to is said by its first speaker.
    borne = select(identity_link.c.id).where(identity_link.c.identity_id == identity.c.id).exists()
    other = identity.alias()
    stands_for_others = select(other.c.id).where(other.c.same_as_id == identity.c.id).exists()
    found = connection.execute(own.where(or_(borne, identity.c.same_as_id.is_not(None), stands_for_others))).scalar()
    if found is None:
        first = select(lasting_identity.c.speaker_id).where(lasting_identity.c.key == key)
        speaker = connection.execute(first).scalar()
        found = _identity_of(connection, speaker) if speaker is not None else None
    if found is None:
        found = connection.execute(own).scalar()
    return found


def _identity_of(connection: Connection, speaker_id: int) -> int | None:
    """Return the identity of whoever one speaker of a reading, which may be a former one, is today."""
    p, k = t.speaker.c, identity_link.c
    was = connection.execute(
        select(p.name, _r.version_id, _r.is_current).join(t.reading, p.reading_id == _r.id).where(p.id == speaker_id)
    ).first()
    if was is None:
        return None
    by_name = select(k.identity_id).where(k.version_id == was.version_id, k.name == was.name).order_by(k.id).limit(1)
    found: int | None = connection.execute(by_name).scalar()
    if found is not None or was.is_current:
        return found
    for id in connection.execute(select(_s.id).where(_s.speaker_id == speaker_id).order_by(_s.number)).scalars().all():
        now = _now(connection, id)
        if now is not None:
            of = select(k.identity_id).join(t.statement, _s.speaker_id == k.speaker_id).where(_s.id == now.id)
            heir: int | None = connection.execute(of).scalar()
            if heir is not None:
                return heir
    return None


def _chunks(values: Iterable[str]) -> Iterable[list[str]]:
    every = sorted(values)
    return (every[k : k + _SOME] for k in range(0, len(every), _SOME))
