"""What two of a kind a person can judge to be one or not, in words, and what people have judged of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from onrecord.errors import OnrecordError
from onrecord.record import tables as t
from onrecord.record.claim_groups import CLAIMS, UTTERANCES, Tables
from onrecord.record.claim_members import key_of
from onrecord.record.identity_reading import identity
from onrecord.record.identity_tables import identity as identity_table
from onrecord.record.identity_tables import identity_link
from onrecord.record.judgements import Judgement, Kind, about

PAIRED: Final[tuple[Kind, ...]] = ("identity", "utterance", "claim", "version")
_GROUPED: Final[dict[str, Tables]] = {"utterance": UTTERANCES, "claim": CLAIMS}
_MOST: Final = 200
_WORDS: Final = 120


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be judged together with what. whole: whether `key` is a group, of which two members are judged.

    names: of every key that is shown, what it is in words. others: the keys that it can be judged with.
    """

    kind: Kind
    key: str
    whole: bool
    others: tuple[str, ...]
    names: dict[str, str]
    judgements: tuple[Judgement, ...]


def subject(connection: Connection, kind: Kind, key: str) -> Subject:
    """Return what `key` can be judged with. Raises OnrecordError where there is nothing of this kind with this key."""
    if kind not in PAIRED:
        raise OnrecordError(f"{kind!r} cannot be judged. What can be: {', '.join(PAIRED)}.")
    whole, others = False, []
    if kind == "identity":
        others = _of_identity(connection, key)
    elif kind == "version":
        others = _versions(connection, key)
    else:
        whole, others = _members(connection, _GROUPED[kind], key)
    found = about(connection, kind, {key, *others} if whole else {key})
    keys = {key, *others, *(k for j in found for k in (j.subject, j.object))}
    return Subject(kind, key, whole, tuple(o for o in others if o != key), names(connection, keys), tuple(found))


def names(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Return for each key what it is in words: whose statement, which person, which article; unknown ones left out."""
    some = sorted(set(keys))[: 4 * _MOST]
    s, v, i, p = t.statement.c, t.version.c, identity_table.c, identity_link.c
    out: dict[str, str] = {}
    said = (
        select(s.key, s.speaker, s.content, v.outlet)
        .join(t.reading, s.reading_id == t.reading.c.id)
        .join(t.version, t.reading.c.version_id == v.id)
        .where(s.key.in_(some))
    )
    for key, speaker, content, outlet in connection.execute(said):
        out[key] = f"{speaker or 'unknown'}: {_short(content)} ({outlet or 'unknown outlet'})"
    for key, name in connection.execute(select(i.key, i.name).where(i.key.in_(some))):
        out[key] = f"{name} (everywhere)"
    for key, name, outlet, day in connection.execute(select(p.key, p.name, p.outlet, p.day).where(p.key.in_(some))):
        out[key] = f"{name} in {outlet or 'unknown outlet'}" + (f", {day}" if day else "")
    for key, title, name, number in connection.execute(
        select(v.key, v.headline, v.name, v.number).where(v.key.in_(some))
    ):
        out[key] = f"{_short(title or name or key)} (version {number})"
    return out


def latest(connection: Connection, limit: int, before: int | None = None) -> list[Judgement]:
    """Return the newest judgements, those that were undone too; those before number `before`, if it is given."""
    j = t.judgement.c
    query = select(t.judgement).order_by(j.id.desc()).limit(limit)
    rows = connection.execute(query if before is None else query.where(j.id < before)).mappings()
    return [Judgement(**{f: row[f] for f in Judgement.__slots__}) for row in rows]


def by_number(connection: Connection, number: int) -> Judgement | None:
    """Return the judgement with this number, None where there is none."""
    row = connection.execute(select(t.judgement).where(t.judgement.c.id == number)).mappings().first()
    return Judgement(**{f: row[f] for f in Judgement.__slots__}) if row else None


def _of_identity(connection: Connection, key: str) -> list[str]:
    found = identity(connection, key)
    if found is None:
        raise OnrecordError(f"there is no identity or speaker {key!r}.")
    speakers = [link.speaker for link in found.links][:_MOST]
    return list(dict.fromkeys([found.key, *(c.key for c in found.could_be), *found.joined, *speakers]))


def _versions(connection: Connection, key: str) -> list[str]:
    v = t.version.c
    article = connection.execute(select(v.article_id).where(v.key == key)).scalar()
    if article is None:
        raise OnrecordError(f"there is no version {key!r}.")
    query = select(v.key).where(v.article_id == article).order_by(v.number).limit(_MOST)
    return list(connection.execute(query).scalars())


def _members(connection: Connection, tables: Tables, key: str) -> tuple[bool, list[str]]:
    group = key_of(connection, tables, key)
    statement = connection.execute(select(t.statement.c.id).where(t.statement.c.key == key).limit(1)).first()
    if group is None and statement is None:
        raise OnrecordError(f"there is no {tables.kind} or statement {key!r}.")
    if group is None:
        return False, []
    query = (
        select(t.statement.c.key)
        .select_from(tables.member.join(tables.group).join(t.statement))
        .where(tables.group.c.key == group)
        .order_by(t.statement.c.key)
        .limit(_MOST)
    )
    return statement is None, list(connection.execute(query).scalars())


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _WORDS else plain[:_WORDS].rsplit(" ", 1)[0] + " …"
