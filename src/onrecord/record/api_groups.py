"""What the interface reads of what runs through many articles, by key and page by page, in the shapes of exports.

A group is also found by the key of a statement in it, which outlasts whatever joins or leaves the group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, func, select

from onrecord.record import identity_reading, items_groups
from onrecord.record import tables as t
from onrecord.record.api_reads import Item, Slice
from onrecord.record.claim_groups import CLAIMS, UTTERANCES, Tables
from onrecord.record.claim_members import FIRST, key_of
from onrecord.record.claims import several as several_claims
from onrecord.record.identity_reading import Identity
from onrecord.record.identity_tables import identity as identity_table
from onrecord.record.identity_tables import identity_link
from onrecord.record.origin_lookup import subject
from onrecord.record.origins import TRACED, origins
from onrecord.record.utterances import of_statements
from onrecord.record.utterances import several as several_utterances

LISTED: Final = 10
"""Lists show so many statements of each side of a group, and so many ties of a person; one thing alone shows more."""
TIES: Final = 100
"""So many of a person's newest ties are shown."""
_NAMESAKES: Final = 200
"""Of more people of one name, those with the most ties are looked at."""


def identity(connection: Connection, key: str) -> Item | None:
    """Return the person or body with this key, or that the speaker of an article with this key is; None if none is."""
    one = identity_reading.identity(connection, key, most=TIES)
    return _identity(one, TIES) if one is not None and one.links else None


def _identity(one: Identity, most: int) -> Item:
    return {
        "id": one.key, "name": one.name, "type": one.type, "aliases": list(one.aliases),
        "identifiers": list(one.identifiers), "joined": list(one.joined),
        "roles": [asdict(role) for role in one.roles],
        "speakers": [
            {"id": link.speaker, "name": link.name, "score": link.score, "explanation": link.explanation,
             "state": link.state, "article": {"id": link.version, "outlet": link.outlet, "published": link.published}}
            for link in one.links[-most:]
        ],
        "could_be": [{"id": c.key, "name": c.name, "why": c.why} for c in one.could_be],
        "judgements": [j.id for j in one.judgements],
        "articles": one.articles, "outlets": one.outlets, "said": one.statements, "size": one.size,
    }  # fmt: skip


def identities(
    connection: Connection, *, type: str | None = None, limit: int, after: tuple[str] | None = None
) -> Slice:
    """Return a page of people and bodies in the order of their keys; `type` is person or organisation."""
    i = identity_table.c
    linked = select(identity_link.c.id).where(identity_link.c.identity_id == i.id).exists()
    query = select(i.key, i.id).where(func.coalesce(i.same_as_id, 0) == 0, linked).order_by(i.key).limit(limit + 1)
    if type is not None:
        query = query.where(i.type == type)
    if after is not None:
        query = query.where(i.key > after[0])
    rows = connection.execute(query).all()
    found = identity_reading.several(connection, [row.id for row in rows[:limit]], most=TIES)
    return _slice([row.key for row in rows], limit, [_identity(found[row.id], LISTED) for row in rows[:limit]])


def named(connection: Connection, name: str, *, type: str | None = None, limit: int) -> Slice:
    """Return the people and bodies (or those of one type) that go by a name, in any case, most articles first."""
    found = identity_reading.find(connection, name, limit=_NAMESAKES, most=TIES)
    some = [one for one in found if type in (None, one.type) and one.links][:limit]
    return Slice(tuple(_identity(one, LISTED) for one in some), None)


def utterance(connection: Connection, key: str) -> Item | None:
    """Return the saying with this key, or that the statement with this key reports; None where there is none."""
    own = key_of(connection, UTTERANCES, key)
    return _utterances(connection, [own], FIRST)[0] if own is not None else None


def _utterances(connection: Connection, keys: Sequence[str], most: int) -> list[Item]:
    out = []
    found = several_utterances(connection, keys, most=most)
    where = _articles_of(connection, t.statement.c.key, [m.statement for one in found for m in one.members])
    for one in found:
        marks = {w.statement: list(w.marks) for w in one.wordings}
        out.append({
            "id": one.key, "speaker": one.speaker, "confirmed": one.confirmed, "size": one.size,
            "statements": [{**items_groups.member(m, where), "marks": marks.get(m.statement, [])}
                           for m in one.members],
        })  # fmt: skip
    return out


def claim(connection: Connection, key: str) -> Item | None:
    """Return the claim with this key, or that the statement with this key is about; None where there is none."""
    own = key_of(connection, CLAIMS, key)
    return _claims(connection, [own], FIRST)[0] if own is not None else None


def _claims(connection: Connection, keys: Sequence[str], most: int) -> list[Item]:
    found = several_claims(connection, keys, most=most)
    where = _articles_of(connection, t.statement.c.key, [m.statement for one in found for m in one.members])
    return [
        {
            "id": one.key, "label": one.label, "confirmed": one.confirmed, "size": one.size,
            "stands": {stand: list(keys) for stand, keys in one.sides.items()},
            "statements": [{**items_groups.member(m, where), "stand": one.stands[m.statement]} for m in one.members],
        }
        for one in found
    ]  # fmt: skip


def all_utterances(connection: Connection, *, limit: int, after: tuple[str] | None = None) -> Slice:
    """Return a page of the sayings that several statements report, in the order of their keys."""
    keys = _keys(connection, UTTERANCES, limit, after)
    return _slice(keys, limit, _utterances(connection, keys[:limit], LISTED))


def all_claims(connection: Connection, *, limit: int, after: tuple[str] | None = None) -> Slice:
    """Return a page of the claims, in the order of their keys."""
    keys = _keys(connection, CLAIMS, limit, after)
    return _slice(keys, limit, _claims(connection, keys[:limit], LISTED))


def _keys(connection: Connection, tables: Tables, limit: int, after: tuple[str] | None) -> list[str]:
    key = tables.group.c.key
    query = select(key).order_by(key).limit(limit + 1)
    if after is not None:
        query = query.where(key > after[0])
    return list(connection.execute(query).scalars())


def _slice(keys: Sequence[str], limit: int, found: Sequence[Item]) -> Slice:
    return Slice(tuple(found), (keys[limit - 1],) if len(keys) > limit else None)


def origins_of(connection: Connection, key: str) -> list[Item] | None:
    """Return the independent origins of what a key stands for (a statement, version, utterance or claim).

    Both sides of a claim are traced together, as exports do; of very many statements, those that were added first.
    None where the record has nothing of that key.
    """
    about = subject(connection, key)
    if about is None:
        return None
    ids = [id for part in about.parts for id in part.statements[: TRACED // len(about.parts)]]
    found = origins(connection, ids)
    where = _articles_of(connection, t.statement.c.id, [s.id for one in found.origins for s in one.told])
    of = {"kind": about.kind, "id": about.key, "origins": found.independent, "outlets": found.outlets,
          "articles": found.articles, "texts": found.texts, "traced": len(ids),
          "size": sum(len(part.statements) for part in about.parts)}  # fmt: skip
    return [items_groups.origin(one, of, where) for one in found.origins]


def _articles_of(connection: Connection, column: Any, values: Sequence[Any]) -> Mapping[str, Item]:
    """Return for statements, by their keys, the article that each stands in. column: what `values` are of them."""
    v, s = t.version.c, t.statement.c
    out: dict[str, Item] = {}
    for k in range(0, len(values), 400):
        query = (
            select(s.key.label("statement"), v.key.label("id"), v.name, v.url, v.outlet, v.headline, v.published,
                   t.article.c.key.label("story"))
            .select_from(t.statement.join(t.reading).join(t.version).join(t.article))
            .where(column.in_(values[k : k + 400]))
        )  # fmt: skip
        for row in connection.execute(query).mappings():
            article = {name: row[name] for name in items_groups.PLACE}
            out[row["statement"]] = {"article": article}
    return out


def chain(connection: Connection, key: str) -> Item | None:
    """Return on whose word a statement is known, and what it leads back to; None where there is no such statement.

    hops: the outlet first, its speaker last, each with the statement that says so. utterance, claim: the groups that it
    belongs to, None where it is in none. origins: the independent origins of what it reports.
    """
    s = t.statement.c
    query = (
        select(s.id, s.chain, s.parent_id, s.named)
        .join(t.reading, s.reading_id == t.reading.c.id)
        .where(s.key == key)
        .order_by(t.reading.c.is_current.desc(), t.reading.c.id.desc())
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    said: list[tuple[str, bool | None]] = [(key, row.named)]
    parent = row.parent_id
    while parent is not None and len(said) <= len(row.chain):
        above = connection.execute(select(s.key, s.named, s.parent_id).where(s.id == parent)).one()
        said.append((above.key, above.named))
        parent = above.parent_id
    said = said[: len(row.chain) - 1]  # what the outlet says itself is on its own word
    hops: list[Any] = [{"name": row.chain[0], "named": None, "statement": None}]
    hops += [
        {"name": name, "named": is_named, "statement": its}
        for name, (its, is_named) in zip(row.chain[1:], reversed(said), strict=False)
    ]
    return {
        "statement": key, "hops": hops, "utterance": of_statements(connection, [key]).get(key),
        "claim": key_of(connection, CLAIMS, key), "origins": origins_of(connection, key) or [],
    }  # fmt: skip


__all__ = [
    "all_claims", "all_utterances", "chain", "claim", "identities", "identity", "named", "origins_of", "utterance",
]  # fmt: skip
