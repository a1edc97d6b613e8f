"""Identities as people see them: with their names, roles, links, and what was judged about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select

from onrecord.record import lasting
from onrecord.record import tables as t
from onrecord.record.identity_loading import Candidate, Identity, Link, RoleSeen, several
from onrecord.record.identity_names import parse
from onrecord.record.identity_tables import identity as table
from onrecord.record.identity_tables import identity_alias, identity_link

_PAGE: Final = 200
_i, _l = table.c, identity_link.c


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of an identity: its key, its article's version, outlet and day, the act, and the words."""

    key: str
    version: str
    outlet: str | None
    published: str | None
    act: str | None
    form: str | None
    content: str


def find(connection: Connection, name: str, *, limit: int | None = None, most: int | None = None) -> list[Identity]:
    """Return the identities that go by `name` (in any case, with or without accents), most articles first.

    A surname alone finds all who bear it, a listed alias whom it stands for. limit: so many of those with the most
    links; most: of each so many of the newest links (see `several`).
    """
    plain = " ".join(name.split())
    spoken = plain.title() if plain == plain.lower() else plain
    parsed = [p for p in (parse(spoken, "person"), parse(spoken, "organisation")) if p]
    keys = {p.key for p in parsed}
    a = identity_alias.c
    keys |= set(connection.execute(select(a.name_key).where(a.alias_key.in_(sorted(keys)))).scalars())
    some: list[Any] = [
        _l.own_key.in_(sorted(keys)),
        _l.identity_id.in_(select(_i.id).where(_i.name_key.in_(sorted(keys)))),
    ]
    some += [_l.surname == p.surname for p in parsed if p.surname and not p.whole]
    ids: set[int | None] = set(connection.execute(select(_l.identity_id).where(or_(*some)).distinct()).scalars())
    roots = _roots(connection, ids)
    if limit is not None and len(roots) > limit:
        roots = _largest(connection, roots, limit)
    found = several(connection, roots, most=most)
    return sorted(found.values(), key=lambda i: (-i.articles, i.name, i.key))


def _largest(connection: Connection, roots: list[int], limit: int) -> list[int]:
    counts: Counter[int] = Counter()
    root = func.coalesce(_i.same_as_id, _i.id)
    query = select(root, func.count()).select_from(table.join(identity_link, _l.identity_id == _i.id)).group_by(root)
    for k in range(0, len(roots), 400):
        some = roots[k : k + 400]
        for id, n in connection.execute(query.where(or_(_i.id.in_(some), _i.same_as_id.in_(some)))):
            counts[id] += n
    return sorted(roots, key=lambda id: (-counts[id], id))[:limit]


def identity(connection: Connection, key: str, *, most: int | None = None) -> Identity | None:
    """Return the identity with this key, or that a former key or a speaker's leads to; None where there is none."""
    id = lasting.identity_id(connection, key)
    if id is None:
        id = connection.execute(select(_l.identity_id).where(_l.key == key).limit(1)).scalar()
    roots = _roots(connection, {id})
    return several(connection, roots, most=most)[roots[0]] if roots else None


def identities(connection: Connection, *, type: str | None = None) -> Iterator[Identity]:
    """Yield every identity that has speakers, in the order of their keys; `type` is person or organisation."""
    last = ""
    while True:
        query = select(_i.id, _i.key).where(_i.key > last, func.coalesce(_i.same_as_id, 0) == 0)
        query = query.order_by(_i.key).limit(_PAGE)
        page = connection.execute(query.where(_i.type == type) if type else query).all()
        found = several(connection, [row.id for row in page])
        yield from (found[row.id] for row in page if found[row.id].links)
        if len(page) < _PAGE:
            return
        last = page[-1].key


def said(connection: Connection, key: str, *, limit: int = 5) -> list[Said]:
    """Return the latest statements of an identity, newest first, each from the newest version of its article."""
    id = lasting.identity_id(connection, key)
    if id is None:
        return []
    s, v = t.statement.c, t.version.c
    newer = t.version.alias()
    rows = connection.execute(
        select(s.key, v.key.label("version"), v.outlet, v.published, s.act, s.form, s.content)
        .join(identity_link, _l.speaker_id == s.speaker_id)
        .join(t.reading, t.reading.c.id == s.reading_id)
        .join(t.version, v.id == t.reading.c.version_id)
        .where(_l.identity_id.in_(_members(connection, int(id))))
        .where(~select(newer.c.id).where(newer.c.article_id == v.article_id, newer.c.number > v.number).exists())
        .order_by(func.coalesce(v.published, "").desc(), v.key, s.number)
        .limit(limit)
    )
    return [Said(*row) for row in rows]


def _roots(connection: Connection, ids: set[int | None]) -> list[int]:
    roots: set[int] = set()
    wanted = sorted(i for i in ids if i)
    for k in range(0, len(wanted), 400):
        query = select(func.coalesce(_i.same_as_id, _i.id)).where(_i.id.in_(wanted[k : k + 400]))
        roots |= set(connection.execute(query).scalars())
    return sorted(roots)


def _members(connection: Connection, root: int) -> list[int]:
    return list(connection.execute(select(_i.id).where(or_(_i.id == root, _i.same_as_id == root))).scalars())


__all__ = [
    "Candidate", "Identity", "Link", "RoleSeen", "Said", "find", "identities", "identity", "said", "several",
]  # fmt: skip
