"""Identities as people see them: with their names, roles, links, and what was judged about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, func, or_, select

from onrecord.record import tables as t
from onrecord.record.identity_names import exact, parse, proper
from onrecord.record.identity_tables import identity as table
from onrecord.record.identity_tables import identity_alias, identity_link, identity_role
from onrecord.record.judgements import Judgement, about

_CANDIDATES: Final = 8
_PAGE: Final = 200
_i, _l = table.c, identity_link.c


@dataclass(frozen=True, slots=True)
class RoleSeen:
    """What articles call somebody: the words, whether as past, from when to when (published), in how many articles."""

    words: str
    past: bool
    first: str | None
    last: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Link:
    """One speaker of one version as this identity. `score` in [0, 1] orders links by their evidence."""

    speaker: str
    version: str
    article: str
    outlet: str | None
    published: str | None
    name: str
    score: float
    explanation: str
    state: Literal["suggested", "judged"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another identity that this one could be, and why it was not tied."""

    key: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Identity:
    """One person or body. `joined` are the keys of identities that people judged to be this one.

    articles, outlets, statements: how many; an article counts once, with its newest version.
    """

    key: str
    name: str
    type: str
    aliases: tuple[str, ...]
    roles: tuple[RoleSeen, ...]
    identifiers: tuple[str, ...]
    links: tuple[Link, ...]
    judgements: tuple[Judgement, ...]
    could_be: tuple[Candidate, ...]
    joined: tuple[str, ...]
    articles: int
    outlets: int
    statements: int


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


def find(connection: Connection, name: str) -> list[Identity]:
    """Return the identities that go by `name` (in any case, with or without accents), most articles first.

    A surname alone finds all who bear it, a listed alias whom it stands for.
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
    found = [_identity(connection, root) for root in _roots(connection, ids)]
    return sorted(found, key=lambda i: (-i.articles, i.name, i.key))


def identity(connection: Connection, key: str) -> Identity | None:
    """Return the identity with this key, or the one that the speaker with this key is; None where there is none."""
    id = connection.execute(select(_i.id).where(_i.key == key)).scalar()
    if id is None:
        id = connection.execute(select(_l.identity_id).where(_l.key == key).limit(1)).scalar()
    roots = _roots(connection, {id})
    return _identity(connection, roots[0]) if roots else None


def identities(connection: Connection, *, type: str | None = None) -> Iterator[Identity]:
    """Yield every identity that has speakers, in the order of their keys; `type` is person or organisation."""
    last = ""
    while True:
        query = select(_i.id, _i.key).where(_i.key > last, _i.same_as_id.is_(None)).order_by(_i.key).limit(_PAGE)
        page = connection.execute(query.where(_i.type == type) if type else query).all()
        for row in page:
            found = _identity(connection, row.id)
            if found.links:
                yield found
        if len(page) < _PAGE:
            return
        last = page[-1].key


def said(connection: Connection, key: str, *, limit: int = 5) -> list[Said]:
    """Return the latest statements of an identity, newest first, each from the newest version of its article."""
    id = connection.execute(select(_i.id).where(_i.key == key)).scalar()
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


def _identity(connection: Connection, root: int) -> Identity:
    rows = connection.execute(select(table).where(or_(_i.id == root, _i.same_as_id == root))).all()
    members = [row.id for row in rows]
    head = next(row for row in rows if row.id == root)
    v = t.version.c
    links = connection.execute(
        select(identity_link, v.key.label("version"), v.number, v.published, t.article.c.key.label("article"),
               t.speaker.c.mentions)
        .join(t.speaker, t.speaker.c.id == _l.speaker_id)
        .join(t.reading, t.reading.c.id == t.speaker.c.reading_id)
        .join(t.version, v.id == t.reading.c.version_id)
        .join(t.article, t.article.c.id == v.article_id)
        .where(_l.identity_id.in_(members))
        .order_by(func.coalesce(_l.day, "9999"), v.key, _l.key)
    ).all()  # fmt: skip
    listed, identifiers = _listed(connection, {(row.type, row.name_key) for row in rows})
    keys = {row.key for row in rows}
    judgements = about(connection, "identity", keys | {k.key for k in links if k.judged})
    names = Counter(k.name for k in links)
    name = head.name if len(rows) == 1 or not names else min(names, key=lambda n: (-names[n], -len(n), n))
    current = _newest(links)
    return Identity(
        head.key, name, head.type, _aliases(name, links, listed), _roles(connection, members), identifiers,
        tuple(_link(k, len(rows) > 1) for k in links), tuple(judgements), _could_be(connection, head, links, keys),
        tuple(sorted(keys - {head.key})), len(current), len({k.outlet for k in current.values() if k.outlet}),
        _statements(connection, [k.speaker_id for k in current.values()]),
    )  # fmt: skip


def _newest(links: Sequence[Row[Any]]) -> dict[str, Row[Any]]:
    out: dict[str, Row[Any]] = {}
    for k in links:
        if k.article not in out or out[k.article].number < k.number:
            out[k.article] = k
    return out


def _statements(connection: Connection, speakers: Sequence[int]) -> int:
    n = 0
    for k in range(0, len(speakers), 400):
        some = t.statement.c.speaker_id.in_(speakers[k : k + 400])
        n += connection.execute(select(func.count()).select_from(t.statement).where(some)).scalar_one()
    return n


def _link(k: Row[Any], joined: bool) -> Link:
    why = k.explanation
    if k.own_key != k.name_key:
        why += f" An alias file lists “{k.name}” as another form of the name."
    if k.years_away is not None:
        why += f" But the nearest other article with this name is {k.years_away} years away."
    if joined:
        why += " People judged this and another identity to be the same."
    state: Literal["suggested", "judged"] = "judged" if joined or k.judged or k.apart else "suggested"
    return Link(k.key, k.version, k.article, k.outlet, k.published, k.name, k.score, why, state)


def _aliases(name: str, links: Iterable[Row[Any]], listed: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    mentioned = (proper(m, k.name, k.type) for k in links for m in k.mentions)
    for other in [*(k.name for k in links), *sorted(m for m in mentioned if m), *listed]:
        found.setdefault(exact(other), other)
    found.pop(exact(name), None)
    return tuple(sorted(found.values(), key=lambda n: (-len(n), n)))


def _listed(connection: Connection, blocks: set[tuple[str, str]]) -> tuple[list[str], tuple[str, ...]]:
    """Return what alias files say of names: other forms, and identifiers."""
    names: set[str] = set()
    identifiers: set[str] = set()
    a = identity_alias.c
    for type, name_key in blocks:
        rows = connection.execute(select(identity_alias).where(a.name_key == name_key, a.type.in_((type, "")))).all()
        names |= {row.alias for row in rows if row.alias}
        identifiers |= {row.identifier for row in rows if row.identifier}
    return sorted(names), tuple(sorted(identifiers))


def _roles(connection: Connection, members: Sequence[int]) -> tuple[RoleSeen, ...]:
    r = identity_role.c
    rows = connection.execute(
        select(r.words, r.head, r.place, r.past, r.day, t.version.c.article_id)
        .join(identity_link, _l.id == r.link_id)
        .join(t.version, t.version.c.id == _l.version_id)
        .where(_l.identity_id.in_(members))
    ).all()
    grouped: dict[tuple[str, str, bool], list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.head, row.place, row.past].append(row)
    seen = []
    for (_, _, past), some in grouped.items():
        days = sorted(row.day for row in some if row.day)
        counts = Counter(row.words for row in some)
        words = min(counts, key=lambda w: (-counts[w], w))
        first, last = (days[0], days[-1]) if days else (None, None)
        seen.append(RoleSeen(words, past, first, last, len({row.article_id for row in some})))
    return tuple(sorted(seen, key=lambda s: (-s.articles, s.first or "", s.words)))


def _could_be(
    connection: Connection, head: Row[Any], links: Sequence[Row[Any]], own: set[str]
) -> tuple[Candidate, ...]:
    """Return other identities of the name, or of the surname where that is all there is."""
    surnames = {k.surname for k in links if not k.whole and k.surname}
    same = select(_i.key, _i.name, _i.id).where(_i.name_key == head.name_key, _i.type == head.type).limit(50)
    out = {row.key: Candidate(row.key, row.name, "the same name") for row in connection.execute(same)
           if any(k.whole for k in links)}  # fmt: skip
    for surname in sorted(surnames):
        bearers = (
            select(_i.key, _i.name)
            .join(identity_link, _l.identity_id == _i.id)
            .where(_l.surname == surname, _l.whole)
            .distinct()
            .limit(50)
        )
        for row in connection.execute(bearers):
            out.setdefault(row.key, Candidate(row.key, row.name, "the same surname"))
    kept = [c for key, c in sorted(out.items()) if key not in own and any(not k.firm or k.whole for k in links)]
    return tuple(kept[:_CANDIDATES])
