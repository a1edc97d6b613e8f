"""Full-text search over all statements, with filters, facets and stable paging.

SQLite keeps the words in an FTS5 table, PostgreSQL in a tsvector column; both stem English words, so that "ferries"
finds "ferry". Answers come newest first (last added), for then a page of them costs the same however many there are,
and what is added meanwhile moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    bindparam,
    column,
    func,
    select,
    table,
    text,
    update,
)

from onrecord.errors import OnrecordError
from onrecord.record import tables as t
from onrecord.record.labels_spoken import View, spoken
from onrecord.record.search_index import CONFIGURATION, folded
from onrecord.record.search_terms import between, days, term

PAGE: Final = 20
COUNTED: Final = 2_000
"""Facets are counted over so many matches at most, the newest; more are said to be more."""
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PHRASE: Final = re.compile(r'["“”]([^"“”]+)["“”]')
_FTS: Final = table("statement_search", column("rowid"), column("statement_search"))
FACETS: Final = ("outlet", "speaker", "act", "channel", "named", "year")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. `words`: words and "phrases in quotation marks", all of which must stand there.

    speaker, outlet, act, channel: exactly these, but for case; named: whether the source is; since, until: publication;
    said_since, said_until: the day of the saying; depth: at least so many speakers behind the outlet; former: with the
    statements of former versions and readings too.
    """

    words: str = ""
    speaker: str | None = None
    outlet: str | None = None
    act: str | None = None
    channel: str | None = None
    named: bool | None = None
    since: date | None = None
    until: date | None = None
    said_since: date | None = None
    said_until: date | None = None
    depth: int | None = None
    former: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One statement that was found, with the article that it stands in.

    All but `judged` is the machine's reading; `judged` is what people say of labels that somebody corrected.
    """

    statement: str
    version: str
    speaker: str | None
    source: str
    act: str | None
    negated: bool | None
    content: str
    chain: tuple[str, ...]
    outlet: str | None
    headline: str | None
    name: str | None
    url: str | None
    published: str | None
    said_on: str | None
    channel: str | None
    confidence: float
    judged: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was found: `after` begins the next page, None at the end."""

    hits: tuple[Hit, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many matches have which value, most frequent first; `total` were counted, `more` if there are others."""

    total: int
    more: bool
    counts: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


def search(connection: Connection, query: Query, *, limit: int = PAGE, after: int | None = None) -> Page:
    """Return a page of what matches, newest first. `after` is what the page before gave."""
    matching = _matching(connection, query, limit + 1, after)
    rows = connection.execute(
        _with_articles().where(t.statement.c.id.in_(matching)).order_by(t.statement.c.id.desc())
    ).mappings().all()  # fmt: skip
    views = spoken(connection, (row["key"] for row in rows[:limit]))
    hits = tuple(_hit(row, views) for row in rows[:limit])
    return Page(hits, rows[limit - 1]["id"] if len(rows) > limit else None)


def numbers(connection: Connection, query: Query, *, limit: int) -> list[int]:
    """Return the numbers of the newest statements that match, newest first."""
    ids = _matching(connection, query, limit, None).subquery().c[0]
    return list(connection.execute(select(ids).order_by(ids.desc())).scalars())


def standing(connection: Connection, key: str) -> tuple[str, str]:
    """Return where a statement stands: its version's key, and its id there in the newest reading that has it.

    Raises OnrecordError where there is no such statement.
    """
    row = connection.execute(
        select(t.version.c.key, t.statement.c.local_id)
        .join(t.reading, t.statement.c.reading_id == t.reading.c.id)
        .join(t.version, t.reading.c.version_id == t.version.c.id)
        .where(t.statement.c.key == key)
        .order_by(t.reading.c.is_current.desc(), t.reading.c.id.desc())
    ).first()
    if row is None:
        raise OnrecordError(
            f"there is no statement {key!r} in this record. Its key stands last in what searches print."
        )
    return row[0], row[1]


def hits_of(connection: Connection, ids: Sequence[int]) -> dict[int, Hit]:
    """Return the statements with these numbers, those that are there."""
    rows = connection.execute(_with_articles().where(t.statement.c.id.in_(list(ids)))).mappings().all()
    views = spoken(connection, (row["key"] for row in rows))
    return {row["id"]: _hit(row, views) for row in rows}


def _with_articles() -> Select[Any]:
    s, v = t.statement, t.version
    return (
        select(s, v.c.key.label("version_key"), v.c.outlet, v.c.headline, v.c.name, v.c.url, v.c.published)
        .join(t.reading, s.c.reading_id == t.reading.c.id)
        .join(v, t.reading.c.version_id == v.c.id)
    )


def facets(connection: Connection, query: Query, *, most: int = 10) -> Facets:
    """Count the values of FACETS over what matches."""
    ids = _matching(connection, query, COUNTED + 1, None).subquery()
    s, v = t.statement, t.version
    rows = connection.execute(
        select(v.c.outlet, s.c.speaker, s.c.act, s.c.channel, s.c.named, func.substr(v.c.published, 1, 4).label("year"))
        .select_from(ids)
        .join(s, s.c.id == ids.c[0])
        .join(t.reading, s.c.reading_id == t.reading.c.id)
        .join(v, t.reading.c.version_id == v.c.id)
        .limit(COUNTED + 1)
    ).all()  # fmt: skip
    counts = {}
    for k, name in enumerate(FACETS):
        values: dict[str, int] = {}
        for row in rows[:COUNTED]:
            if row[k] is not None:
                value = str(row[k]) if name != "named" else ("named" if row[k] else "unnamed")
                values[value] = values.get(value, 0) + 1
        counts[name] = tuple(sorted(values.items(), key=lambda item: (-item[1], item[0]))[:most])
    return Facets(min(len(rows), COUNTED), len(rows) > COUNTED, counts)


def _hit(row: RowMapping, views: Mapping[str, tuple[View, ...]]) -> Hit:
    return Hit(
        statement=row["key"], version=row["version_key"], chain=tuple(row["chain"]), judged=views.get(row["key"], ()),
        **{name: row[name] for name in Hit.__slots__ if name not in ("statement", "version", "chain", "judged")},
    )  # fmt: skip


def _matching(connection: Connection, query: Query, limit: int, after: int | None) -> Select[Any]:
    """Return the question for the numbers of the newest `limit` statements that match, before `after`."""
    words, phrases = _words(query.words)
    wanted = _filters(query)
    if connection.dialect.name == "sqlite":
        parts = [f'{{source content speaker}} : "{w}"' for w in (*phrases, *words)]
        parts += [f"facets : ({' OR '.join(some)})" for some in wanted]
        rowid = _FTS.c.rowid
        found = select(rowid.label("id")).where(_FTS.c.statement_search.op("MATCH")(" AND ".join(parts)))
        if after is not None:
            found = found.where(rowid < after)
        return select(found.order_by(rowid.desc()).limit(limit).subquery().c.id)
    indexed: ColumnClause[Any] = column("search")
    conditions = [
        *(indexed.op("@@")(func.phraseto_tsquery(text(f"'{CONFIGURATION}'"), folded(w))) for w in (*phrases, *words)),
        *(indexed.op("@@")(func.to_tsquery(text("'simple'"), " | ".join(some))) for some in wanted),
    ]
    return _newest(connection, conditions, limit, after)


_NEAR: Final = 3_000
_NEARER: Final = 60_000
_DENSE: Final = 0.1
"""A share of matches from which on walking back through all statements beats asking PostgreSQL's index for them."""


def _newest(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], limit: int, after: int | None
) -> Select[Any]:
    """Return the question for the newest `limit` statements of PostgreSQL that meet the conditions.

    Left to itself, the planner walks back through all statements where it takes a rare word for a common one: it knows
    the thousand most frequent alone. So the newest few thousand are looked through first, which answers for common
    words; then the index is asked, for a newer part of the statements, and for all in the end. The three numbers above
    come from a million statements, where each step took 20 ms at most.
    """
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")  # for these words, not for any
    id = t.statement.c.id
    top = after if after is not None else (connection.execute(select(func.max(id))).scalar() or 0) + 1
    older = select(id).where(id < top, *conditions)
    near = older.where(id >= top - _NEAR).order_by(id.desc()).limit(min(limit, _NEAR))
    found = connection.execute(near).scalars().all()
    if len(found) == limit or top <= _NEAR:
        return select(id).where(id.in_(found))
    if len(found) >= _NEAR * _DENSE:
        return select(older.order_by(id.desc()).limit(limit).subquery().c.id)
    if limit < _NEAR:
        of_part = older.where(id >= top - _NEARER).cte().prefix_with("MATERIALIZED")
        found = connection.execute(select(of_part.c.id).order_by(of_part.c.id.desc()).limit(limit)).scalars().all()
        if len(found) == limit:
            return select(id).where(id.in_(found))
    indexed = older.cte().prefix_with("MATERIALIZED")
    return select(select(indexed.c.id).order_by(indexed.c.id.desc()).limit(limit).subquery().c.id)


def _words(asked: str) -> tuple[list[str], list[str]]:
    """Return the single words and the phrases of a question, in letters and digits alone."""
    phrases = [" ".join(_WORD.findall(p)) for p in _PHRASE.findall(asked)]
    words = _WORD.findall(_PHRASE.sub(" ", asked))
    return words, [p for p in phrases if p]


def _filters(query: Query) -> list[tuple[str, ...]]:
    """Return the terms that a statement must have: of each entry at least one."""
    out: list[tuple[str, ...]] = [] if query.former else [("qcurrent0",)]
    for name in ("speaker", "outlet", "act", "channel"):
        if (value := getattr(query, name)) is not None:
            out.append((term(name, value),))
    if query.named is not None:
        out.append((f"qnamed{int(query.named)}0",))
    if query.since or query.until:
        out.append(between("published", query.since, query.until))
    if query.said_since or query.said_until:
        out.append(between("said", query.said_since, query.said_until))
    if query.depth is not None:
        out.append(tuple(f"qdepth{n}0" for n in range(query.depth, _DEEPEST + 1)))
    return out or [("qstatement0",)]


_DEEPEST: Final = 12


def _terms(row: RowMapping, views: Sequence[View], *, current: bool) -> str:
    terms = [term(name, row[name]) for name in ("speaker", "outlet", "act", "channel") if row[name] is not None]
    terms += [f"qnamed{int(row['named'])}0"] if row["named"] is not None else []
    terms += [*days("published", row["published"]), *days("said", row["said_on"])]
    terms += [f"qdepth{min(len(row['chain']) - 1, _DEEPEST)}0", "qstatement0", *(["qcurrent0"] if current else [])]
    # What people say is found beside what was read, not instead of it.
    for view in views:
        terms += _judged_terms(view) if view.value is not None else ()
    return " ".join(dict.fromkeys(terms))


def _judged_terms(view: View) -> Sequence[str]:
    match view.field:
        case "speaker" | "act" | "channel":
            return (term(view.field, view.value),)
        case "named":
            return (f"qnamed{int(view.value)}0",)
        case "said_on":
            return days("said", view.value)
    return ()


def judged(connection: Connection, key: str) -> None:
    """Index a statement anew after people spoke of its labels, or took that back."""
    r, s = t.reading.c, t.statement.c
    held = select(r.id, r.is_current, t.version.c.article_id).join(t.version).join(t.statement, s.reading_id == r.id)
    for row in connection.execute(held.where(s.key == key)).all():
        if row.is_current:
            refresh(connection, row.article_id)
        else:
            _index(connection, row.id, current=False)


def link(connection: Connection, reading_id: int) -> None:
    """Index a new reading; the statements of the article's former versions are no longer current."""
    article_id = connection.execute(
        select(t.version.c.article_id).join(t.reading).where(t.reading.c.id == reading_id)
    ).scalar_one()  # fmt: skip
    refresh(connection, article_id)


def refresh(connection: Connection, article_id: int) -> None:
    """Index the statements of an article anew: those of its last version are current, the others are not."""
    readings = connection.execute(
        select(t.reading.c.id, t.version.c.number)
        .join(t.version)
        .where(t.version.c.article_id == article_id, t.reading.c.is_current)
    ).all()  # fmt: skip
    last = max((number for _, number in readings), default=0)
    for id, number in readings:
        _index(connection, id, current=number == last)


def unlink(connection: Connection, reading_id: int) -> None:
    """Mark the statements of a reading that is no longer the current one."""
    _index(connection, reading_id, current=False)


def _index(connection: Connection, reading_id: int, *, current: bool) -> None:
    s, v = t.statement, t.version
    rows = connection.execute(
        select(s.c.id, s.c.key, s.c.facets, s.c.speaker, s.c.act, s.c.channel, s.c.named, s.c.said_on, s.c.chain,
               v.c.outlet, v.c.published)
        .join(t.reading, s.c.reading_id == t.reading.c.id)
        .join(v, t.reading.c.version_id == v.c.id)
        .where(s.c.reading_id == reading_id)
    ).mappings().all()  # fmt: skip
    views = spoken(connection, (row["key"] for row in rows))
    changed = [
        {"which": row["id"], "terms": terms} for row in rows
        if (terms := _terms(row, views.get(row["key"], ()), current=current)) != row["facets"]
    ]  # fmt: skip
    if changed:
        each = update(s).where(s.c.id == bindparam("which")).values(facets=bindparam("terms"))
        connection.execute(each, changed)


__all__ = [
    "Facets", "Hit", "Page", "Query", "facets", "hits_of", "judged", "link", "numbers", "refresh", "search", "unlink",
]  # fmt: skip
