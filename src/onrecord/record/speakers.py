"""Speakers as people look for them: lists by name and of late, and everything that one of them said, by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, func, or_, select

from onrecord.record import identity_names
from onrecord.record import tables as t
from onrecord.record.claim_tables import claim, claim_statement
from onrecord.record.claim_words import words_of
from onrecord.record.identity_tables import identity, identity_alias, identity_link
from onrecord.record.search import Hit, hits_of

PAGE: Final = 50
_LATE: Final = 2_000
"""Who was quoted of late is counted over so many of the newest links of speakers."""
_SURVEYED: Final = 400
"""Topics, outlets and those who pass words on are counted over so many of somebody's newest statements."""
_TURNED: Final = 1_000

_i, _l, _s = identity.c, identity_link.c, t.statement.c


@dataclass(frozen=True, slots=True)
class Listed:
    """A speaker in a list, with how many articles (versions) quote them; `many`: counted of late only."""

    key: str
    name: str
    type: str
    articles: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What somebody's newest statements show: topics, acts, outlets and those who pass their words on, each counted.

    statements: how many were looked at; more: whether there are others.
    """

    statements: int
    more: bool
    topics: tuple[tuple[str, int], ...]
    acts: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    relays: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int, int], ...]
    """(month, statements, denials among them), oldest first."""
    newest: tuple[tuple[int, str | None], ...]
    """Their numbers and acts, newest first."""


@dataclass(frozen=True, slots=True)
class Said:
    """A page of somebody's statements, newest published first; `after` begins the next one, None at the end."""

    hits: tuple[Hit, ...]
    after: int | None


def of_late(connection: Connection, *, limit: int = PAGE) -> list[Listed]:
    """Return who was quoted most in what was added last."""
    newest = select(_l.id, _l.identity_id).order_by(_l.id.desc()).limit(_LATE).subquery()
    root = func.coalesce(_i.same_as_id, _i.id).label("root")
    count = func.count().label("n")
    rows = connection.execute(
        select(root, count).select_from(newest.join(identity, _i.id == newest.c.identity_id))
        .group_by(root).order_by(count.desc(), root).limit(limit)
    ).all()  # fmt: skip
    known = {r.id: r for r in connection.execute(select(identity).where(_i.id.in_([r.root for r in rows])))}
    return [Listed(known[r.root].key, known[r.root].name, known[r.root].type, r.n) for r in rows]


def by_name(
    connection: Connection, begins: str = "", *, after: tuple[str, int] | None = None, limit: int = PAGE
) -> tuple[list[Listed], tuple[str, int] | None]:
    """Return speakers in the order of their folded names, those that begin with `begins`; the last begins the next."""
    query = select(_i.id, _i.key, _i.name, _i.type, _i.name_key).where(func.coalesce(_i.same_as_id, 0) == 0)
    start = identity_names.folded(begins)
    if start:
        query = query.where(_i.name_key >= start, _i.name_key < start + "\U0010ffff")
    if after is not None:
        query = query.where(or_(_i.name_key > after[0], (_i.name_key == after[0]) & (_i.id > after[1])))
    rows = connection.execute(query.order_by(_i.name_key, _i.id).limit(limit + 1)).all()
    shown = rows[:limit]
    following = (shown[-1].name_key, shown[-1].id) if len(rows) > limit else None
    return _counted(connection, shown), following


def called(connection: Connection, name: str, *, limit: int = PAGE) -> list[Listed]:
    """Return the speakers that go by a name: as written, by the surname, or as an alias file has it."""
    plain = " ".join(name.split())
    spoken = plain.title() if plain == plain.lower() else plain
    parsed = [p for p in (identity_names.parse(spoken, "person"), identity_names.parse(spoken, "organisation")) if p]
    keys = {p.key for p in parsed}
    a = identity_alias.c
    keys |= set(connection.execute(select(a.name_key).where(a.alias_key.in_(sorted(keys)))).scalars())
    surnames = sorted({p.surname for p in parsed if p.surname and not p.whole})
    ways: list[Select[Any]] = [
        select(_i.id).where(_i.name_key.in_(sorted(keys))).limit(limit * 4),
        select(_l.identity_id).where(_l.own_key.in_(sorted(keys))).distinct().limit(limit * 4),
        select(_l.identity_id).where(_l.surname.in_(surnames)).distinct().limit(limit * 4),
    ]
    ids = {id for way in ways for id in connection.execute(way).scalars() if id is not None}
    roots = set(connection.execute(select(func.coalesce(_i.same_as_id, _i.id)).where(_i.id.in_(sorted(ids)))).scalars())
    rows = connection.execute(select(_i.id, _i.key, _i.name, _i.type).where(_i.id.in_(sorted(roots)))).all()
    listed = _counted(connection, rows)
    if len(listed) < limit:
        more, _ = by_name(connection, plain, limit=limit)
        listed += [m for m in more if m.key not in {x.key for x in listed}]
    return sorted(listed, key=lambda x: (-x.articles, x.name, x.key))[:limit]


def _counted(connection: Connection, rows: Sequence[Any]) -> list[Listed]:
    ids = [r.id for r in rows]
    query = select(_l.identity_id, func.count()).where(_l.identity_id.in_(ids)).group_by(_l.identity_id)
    counts: dict[int | None, int] = {row[0]: row[1] for row in connection.execute(query)}
    return [Listed(r.key, r.name, r.type, counts.get(r.id, 0)) for r in rows]


def members(connection: Connection, key: str) -> list[int]:
    """Return the numbers of an identity and of those that people judged to be the same."""
    id = connection.execute(select(_i.id).where(_i.key == key)).scalar()
    if id is None:
        return []
    return list(connection.execute(select(_i.id).where(or_(_i.id == id, _i.same_as_id == id))).scalars())


_WINDOWS: Final = (400, 4_000)
"""Among so many of somebody's newest links statements are looked for, before all are."""


def _statements(
    connection: Connection,
    ids: Sequence[int],
    columns: Sequence[Any],
    conditions: Sequence[Any],
    *,
    offset: int,
    limit: int,
) -> Sequence[Any]:
    """Return what some identities said, newest first, in the newest version of each article."""
    newer, v = t.version.alias(), t.version.c
    query = (
        select(*columns)
        .select_from(
            identity_link.join(t.statement, _s.speaker_id == _l.speaker_id)
            .join(t.reading, t.reading.c.id == _s.reading_id)
            .join(t.version, v.id == t.reading.c.version_id)
        )
        .where(_l.identity_id.in_(ids), *conditions)
        .where(~select(newer.c.id).where(newer.c.article_id == v.article_id, newer.c.number > v.number).exists())
        .order_by(func.coalesce(_l.day, "").desc(), _s.id.desc())
        .offset(offset)
        .limit(limit)
    )
    for window in _WINDOWS:
        since = _since(connection, ids, max(window, 2 * (offset + limit)))
        if since is None:
            break
        found = connection.execute(query.where(_l.day >= since)).all()
        if len(found) == limit:
            return found
    return connection.execute(query).all()


def _since(connection: Connection, ids: Sequence[int], links: int) -> str | None:
    """Return the day since which there are so many links or more, None where there are fewer that have a day."""
    query = select(_l.day).where(_l.identity_id.in_(ids), _l.day.is_not(None)).order_by(_l.day.desc())
    return connection.execute(query.offset(links - 1).limit(1)).scalar()


def said(
    connection: Connection, ids: Sequence[int], *, act: str = "", words: str = "", page: int = 1, limit: int = 20
) -> Said:
    """Return what some identities (numbers) said, newest first; act, words: only these. `page` counts from 1."""
    conditions = [_s.act == act] if act else []
    if words:
        conditions.append(func.lower(_s.content).contains(words.lower(), autoescape=True))
    rows = _statements(connection, ids, [_s.id], conditions, offset=(page - 1) * limit, limit=limit + 1)
    found = [row.id for row in rows]
    hits = hits_of(connection, found[:limit])
    return Said(tuple(hits[id] for id in found[:limit]), page + 1 if len(found) > limit else None)


def survey(connection: Connection, ids: Sequence[int], own: Sequence[str]) -> Survey:
    """Return what the newest statements of some identities (numbers) show. own: their names, which are no topics."""
    columns = (_s.id, _s.act, _s.content, _s.chain, _l.outlet, _l.day)
    rows = _statements(connection, ids, columns, (), offset=0, limit=_SURVEYED + 1)
    shown = rows[:_SURVEYED]
    known = {name.casefold() for name in own}
    acts = Counter(r.act for r in shown if r.act)
    outlets = Counter(r.outlet or "unknown outlet" for r in shown)
    relays = Counter(name for r in shown for name in dict.fromkeys(r.chain[1:-1]) if name.casefold() not in known)
    months: Counter[str] = Counter()
    denials: Counter[str] = Counter()
    for r in shown:
        if r.day:
            months[r.day[:7]] += 1
            denials[r.day[:7]] += r.act == "deny"
    return Survey(
        len(shown), len(rows) > _SURVEYED, _topics([r.content for r in shown], own), tuple(acts.most_common()),
        tuple(outlets.most_common(12)), tuple(relays.most_common(12)),
        tuple((m, months[m], denials[m]) for m in sorted(months)), tuple((r.id, r.act) for r in shown),
    )  # fmt: skip


def newest(connection: Connection, found: Survey, *, limit: int = 20) -> Said:
    """Return the first page of somebody's statements, as a survey found them."""
    ids = [id for id, _ in found.newest[:limit]]
    hits = hits_of(connection, ids)
    return Said(tuple(hits[id] for id in ids), 2 if len(found.newest) > limit else None)


def denied(connection: Connection, ids: Sequence[int], found: Survey, *, limit: int) -> tuple[Hit, ...]:
    """Return the newest denials of some identities (numbers), by a survey of their statements where that has enough."""
    some = [id for id, act in found.newest if act == "deny"][:limit]
    if len(some) < limit and found.more:
        return said(connection, ids, act="deny", limit=limit).hits
    hits = hits_of(connection, some)
    return tuple(hits[id] for id in some)


_TOPIC: Final = 0.45  # what a word must say at least, of 1, to name a topic
_FEWEST: Final = 2


def _topics(contents: Sequence[str], own: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return the words that say most and stand in most contents, each as it is written most often."""
    counts: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    names = {stem for name in own for stem in words_of(name).stems}
    for content in contents:
        tokens = [w.strip("“”\"'‘’.,;:!?()") for w in content.split()]
        for stem, much in words_of(content).stems.items():
            if much >= _TOPIC and stem not in names and not stem.isdigit():
                counts[stem] += 1
                forms = (w for w in tokens if w.casefold().startswith(stem[: max(3, len(stem) - 1)]))
                written.setdefault(stem, Counter()).update([min(forms, key=len, default=stem)])
    often = [(stem, n) for stem, n in counts.most_common(60) if n >= _FEWEST]
    return tuple((written[stem].most_common(1)[0][0], n) for stem, n in often[:14])


def claims_of(connection: Connection, ids: Sequence[int], *, limit: int = 12) -> list[str]:
    """Return the keys of the newest claims that some identities (numbers) spoke to on both sides.

    Of somebody with more links, those of about the newest thousand are looked at.
    """
    since = _since(connection, ids, _TURNED)
    rows = connection.execute(
        select(claim.c.key)
        .select_from(
            identity_link.join(t.statement, _s.speaker_id == _l.speaker_id)
            .join(claim_statement, claim_statement.c.statement_id == _s.id)
            .join(claim, claim.c.id == claim_statement.c.claim_id)
        )
        .where(_l.identity_id.in_(ids), *([_l.day >= since] if since is not None else []))
        .group_by(claim.c.id, claim.c.key)
        .having(func.min(claim_statement.c.side) < func.max(claim_statement.c.side))
        .order_by(claim.c.id.desc())
        .limit(limit)
    )
    return list(rows.scalars())


def identities_of(connection: Connection, statements: Sequence[str]) -> dict[str, str]:
    """Return for statements (keys) the key of their speaker's identity, where there is one."""
    same = identity.alias()
    out: dict[str, str] = {}
    for k in range(0, len(statements), 400):
        rows = connection.execute(
            select(_s.key, func.coalesce(same.c.key, _i.key))
            .join(identity_link, _l.speaker_id == _s.speaker_id)
            .join(identity, _l.identity_id == _i.id)
            .outerjoin(same, _i.same_as_id == same.c.id)
            .where(_s.key.in_(list(statements[k : k + 400])))
        )
        out |= {row[0]: row[1] for row in rows}
    return out
