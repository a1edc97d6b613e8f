"""What origins are told by, looked up: statements with their articles, outlets by name, an outlet's own report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, case, select

from onrecord.record import lasting, origin_copies
from onrecord.record import tables as t
from onrecord.record.claim_groups import CLAIMS, UTTERANCES, Tables
from onrecord.record.claim_members import key_of
from onrecord.record.identity_tables import identity, identity_link
from onrecord.record.origin_occasions import Told, alike
from onrecord.record.utterance_tables import utterance_statement
from onrecord.record.version_placing import moment

_SOME: Final = 500
_LIKE: Final = 0.5
"""Share of words from which another outlet's statement by the same speaker is taken for what was reported."""
_DAYS_BEFORE: Final = 14
_TITLED: Final = 200


@dataclass(frozen=True, slots=True)
class Part:
    """Statements (their rows' numbers) to be traced together, and what they are; a claim has two sides."""

    label: str
    statements: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a key stands for: `kind` (statement, version, utterance, claim), words for a title, and its parts."""

    kind: str
    key: str
    title: str
    parts: tuple[Part, ...]


def _told() -> Select[Any]:
    same = identity.alias()
    s, v, a = t.statement.c, t.version.c, t.article.c
    return (
        select(
            s.id, s.key, s.local_id, v.id, v.key, a.id, a.key, a.state, v.outlet, v.agency, v.published, v.headline,
            v.name, v.url, s.speaker, s.source_type, s.named,
            case((same.c.key.is_not(None), same.c.key), else_=identity.c.key), s.act, s.negated, s.form, s.source,
            s.content, s.addressee, s.channel, s.said_on, s.chain,
        )
        .select_from(
            t.statement.join(t.reading, s.reading_id == t.reading.c.id)
            .join(t.version, t.reading.c.version_id == v.id)
            .join(t.article, v.article_id == a.id)
            .outerjoin(identity_link, identity_link.c.speaker_id == s.speaker_id)
            .outerjoin(identity, identity_link.c.identity_id == identity.c.id)
            .outerjoin(same, identity.c.same_as_id == same.c.id)
        )
    )  # fmt: skip


def _as_told(row: Row[Any]) -> Told:
    values: dict[str, Any] = dict(zip((f.name for f in fields(Told)), row, strict=True))
    return Told(**{**values, "hops": tuple(values["hops"])})


def statements(connection: Connection, ids: Iterable[int]) -> list[Told]:
    """Return statements by their rows' numbers; those that are not there are left out."""
    out = []
    for some in _chunks(ids):
        out += [_as_told(row) for row in connection.execute(_told().where(t.statement.c.id.in_(some)))]
    return out


def known_outlets(connection: Connection, names: Iterable[str]) -> set[str]:
    """Return which of `names`, with or without "The", are outlets that the record has articles of."""
    forms = {f for n in names for f in (n, f"The {n}", f"the {n}", n.removeprefix("The ").removeprefix("the "))}
    out: set[str] = set()
    for some in _chunks(forms):
        query = select(t.version.c.outlet).where(t.version.c.outlet.in_(some)).distinct()
        out |= set(connection.execute(query).scalars())
    return out


def own_report(connection: Connection, s: Told, house: str) -> Told | None:
    """Return the statement of an outlet's own article that another outlet's statement goes back to, if it is there.

    That is the one of the same named speaker in the most alike words, published in the two weeks before.
    """
    if s.named is not True or not s.speaker:
        return None
    outlets = known_outlets(connection, [house])
    if not outlets:
        return None
    query = _told().where(
        t.statement.c.speaker == s.speaker, t.version.c.outlet.in_(sorted(outlets)), t.reading.c.is_current
    )
    fitting = []
    for row in connection.execute(query):
        other = _as_told(row)
        days = (moment(s.published) - moment(other.published)).days if s.published and other.published else 0
        if -1 <= days <= _DAYS_BEFORE and other.article_id != s.article_id and alike(s, other) >= _LIKE:
            fitting.append(other)
    return min(fitting, key=lambda o: (-alike(s, o), o.key), default=None)


def subject(connection: Connection, key: str) -> Subject | None:
    """Return what a key stands for, None where the record does not have it.

    A statement stands for the utterance that it belongs to, else for itself and its like in copies of its text; a
    version for all its statements and their like.
    """
    for tables in (UTTERANCES, CLAIMS):
        if (found := _grouped(connection, tables, key)) is not None:
            return found
    s = t.statement.c
    query = select(s.id, s.content).join(t.reading).where(s.key == key).order_by(t.reading.c.is_current.desc())
    row = connection.execute(query).first()
    if row is not None:
        column = utterance_statement.c
        group_id = connection.execute(select(column.utterance_id).where(column.statement_id == row.id)).scalar()
        ids = {row.id, *_copied(connection, [row.id])}
        if group_id is not None:
            ids |= set(connection.execute(select(column.statement_id).where(column.utterance_id == group_id)).scalars())
        return Subject("statement", key, row.content, (Part("", tuple(sorted(ids))),))
    v = t.version.c
    version = connection.execute(select(v.id, v.headline, v.name).where(v.key == key)).first()
    if version is None:
        return _former(connection, key)
    query = select(s.id).join(t.reading).where(t.reading.c.version_id == version.id, t.reading.c.is_current)
    own = list(connection.execute(query).scalars())
    ids = {*own, *_copied(connection, own)}
    return Subject("version", key, version.headline or version.name or key, (Part("", tuple(sorted(ids))),))


def _former(connection: Connection, key: str) -> Subject | None:
    """Return what a group's former key leads to today: the group of the statement it is made of, or that statement."""
    for tables in (UTTERANCES, CLAIMS):
        heir = lasting.statement_of(connection, tables.kind, key)
        if heir is not None:
            now = key_of(connection, tables, key)
            return _grouped(connection, tables, now) if now is not None else subject(connection, heir.key)
    return None


def _grouped(connection: Connection, tables: Tables, key: str) -> Subject | None:
    """Return a saying or a claim by its own key, None where there is none of this kind."""
    group, member = tables.group, tables.member
    id = connection.execute(select(group.c.id).where(group.c.key == key)).scalar()
    if id is None:
        return None
    return _group(connection, (tables.kind, key), member, member.c[f"{tables.kind}_id"] == id)


def _group(connection: Connection, what: tuple[str, str], member: Any, where: Any) -> Subject:
    rows = connection.execute(select(member.c.statement_id, member.c.side).where(where)).all()
    # The title of a very large one is that of the earliest among those that were added first.
    told = {x.id: x for x in statements(connection, sorted(r.statement_id for r in rows)[:_TITLED])}
    sides = {side: tuple(sorted(r.statement_id for r in rows if r.side == side)) for side in (1, -1)}
    first = min(told.values(), key=lambda x: (moment(x.published), x.key))
    labels = {1: "", -1: "the other side"} if all(sides.values()) else {1: "", -1: ""}
    if all(sides.values()):
        labels[1] = "one side"
    return Subject(*what, first.content, tuple(Part(labels[k], ids) for k, ids in sides.items() if ids))


def _copied(connection: Connection, ids: Iterable[int]) -> Iterator[int]:
    """Yield the statements that stand, in the same words, in copies of the texts that some stand in."""
    own = statements(connection, ids)
    pairs = origin_copies.family(connection, {s.version_id for s in own})
    versions = {x for c in pairs for x in (c.one, c.other)} - {s.version_id for s in own}
    wordings = {s.words for s in own}
    for some in _chunks(versions):
        query = _told().where(t.reading.c.version_id.in_(some), t.reading.c.is_current)
        for row in connection.execute(query):
            other = _as_told(row)
            if other.words in wordings or any(alike(s, other) >= 0.9 for s in own if len(own) < 4):
                yield other.id


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    every = sorted(values)
    for k in range(0, len(every), _SOME):
        yield every[k : k + _SOME]
