"""What is in a group of statements, with what a reader needs to check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, func, or_, select

from onrecord.record import lasting
from onrecord.record import tables as t
from onrecord.record.claim_groups import Member, Tables
from onrecord.record.judgements import about, settled

FIRST: Final = 40
"""Of a larger group, so many statements of each side tell what it is about: those that were added first."""
_PAGE: Final = 50
"""So many groups are loaded at a time where all are asked for."""
_SOME: Final = 400  # values in one question
_SHOWN: Final = (
    "article", "outlet", "published", "url", "name", "headline", "speaker", "named", "source_type", "act", "form",
    "negated", "cue", "content", "side",
)  # fmt: skip
_READ: Final = ("id", "key", "speaker", "named", "source_type", "act", "form", "negated", "cue", "content", "spans")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Statements of a group in the order of their keys, and how many there are in all.

    first: those (keys) that tell what it is about, of each side FIRST. confirmed: whether people put any two together.
    """

    members: tuple[Member, ...]
    size: int
    first: frozenset[str]
    confirmed: bool


def gather(
    connection: Connection, tables: Tables, groups: Sequence[int], *, most: int | None = None
) -> dict[int, Gathered]:
    """Return what is in some groups (numbers), each statement with its best tie within its group.

    most: of each side so many alone, those that were added first. A handful of questions, however many groups.
    """
    places = {row["id"]: row for row in _places(connection, tables, groups, most)}
    best = _best_ties(connection, tables, {id: row["group_id"] for id, row in places.items()})
    rows = _rows(connection, places)
    judged = _judged(connection, tables, {row["key"] for row in rows})
    pieces = _pieces(connection, rows)
    members: dict[int, list[Member]] = {group: [] for group in groups}
    first: dict[int, set[str]] = {group: set() for group in groups}
    sizes: dict[int, int] = {}
    for row in rows:
        place = places[row["id"]]
        score, explanation = best.get(row["id"], (1.0, "people put it here"))
        shown = {name: row[name] for name in _SHOWN if name != "side"}
        made = Member(statement=row["key"], side=place["side"], pieces=pieces[row["id"]], score=score,
                      explanation=explanation, judged=row["key"] in judged, **shown)  # fmt: skip
        members[place["group_id"]].append(made)
        sizes[place["group_id"]] = place["size"]
        if place["rank"] <= FIRST:
            first[place["group_id"]].add(row["key"])
    out = {}
    for group, found in members.items():
        confirmed = any(m.judged for m in found)
        if not confirmed and sizes.get(group, 0) > len(found):
            confirmed = bool(_judged(connection, tables, _spoken_of(connection, tables, group)))
        out[group] = Gathered(tuple(found), sizes.get(group, 0), frozenset(first[group]), confirmed)
    return out


def _places(connection: Connection, tables: Tables, groups: Sequence[int], most: int | None) -> Iterable[RowMapping]:
    """Yield which statements are in some groups: on which side, their rank there, and how large the group is."""
    member, of = tables.member, tables.member.c[f"{tables.kind}_id"]
    rank = func.row_number().over(partition_by=(of, member.c.side), order_by=member.c.statement_id)
    size = func.count().over(partition_by=of)
    for some in _chunks(groups):
        ranked = select(member.c.statement_id.label("id"), of.label("group_id"), member.c.side, rank.label("rank"),
                        size.label("size")).where(of.in_(some)).subquery()  # fmt: skip
        query = select(ranked) if most is None else select(ranked).where(ranked.c.rank <= most)
        yield from connection.execute(query).mappings()


def _best_ties(connection: Connection, tables: Tables, group_of: Mapping[int, int]) -> dict[int, tuple[float, str]]:
    """Return for statements (numbers) the best of their ties to others of their group, with what it goes by."""
    member, link, of = tables.member, tables.link, tables.member.c[f"{tables.kind}_id"]
    best: dict[int, tuple[float, str]] = {}
    for end, other in ((link.c.from_id, link.c.to_id), (link.c.to_id, link.c.from_id)):
        ties = select(end, of, link.c.score, link.c.explanation).join(member, member.c.statement_id == other)
        for some in _chunks(group_of):
            for id, group, score, explanation in connection.execute(ties.where(end.in_(some))):
                if group == group_of[id]:
                    best[id] = max(best.get(id, (-1.0, "")), (score, explanation))
    return best


def _rows(connection: Connection, ids: Iterable[int]) -> list[RowMapping]:
    """Return statements with their articles, in the order of their keys; of their columns what is needed alone."""
    s, v = t.statement.c, t.version.c
    query: Select[Any] = (
        select(*(s[name] for name in _READ), v.published, v.url, v.name, v.headline, v.outlet,
               t.article.c.key.label("article"))
        .select_from(t.statement.join(t.reading).join(t.version).join(t.article))
    )  # fmt: skip
    rows = [row for some in _chunks(ids) for row in connection.execute(query.where(s.id.in_(some))).mappings()]
    return sorted(rows, key=lambda row: str(row["key"]))


def _pieces(connection: Connection, rows: Sequence[RowMapping]) -> dict[int, tuple[str, ...]]:
    """Return the pieces of statements' contents, by number; texts are looked at where the record leaves doubt."""
    out: dict[int, tuple[str, ...]] = {}
    doubtful: dict[int, Any] = {}
    for row in rows:
        spans, content = row["spans"]["content"], row["content"]
        if content.count("…") == max(0, len(spans) - 1):  # those between the pieces
            out[row["id"]] = tuple(content.split(" … ")) if spans else ()
        else:
            doubtful[row["id"]] = sorted(spans)
    query = select(t.statement.c.id, t.version.c.text).select_from(t.statement.join(t.reading).join(t.version))
    for some in _chunks(doubtful):
        for id, text in connection.execute(query.where(t.statement.c.id.in_(some))):
            out[id] = tuple(" ".join(text[a:b].split()) for a, b in doubtful[id])
    return out


def _judged(connection: Connection, tables: Tables, keys: set[str]) -> set[str]:
    """Return which statements (keys) people agree to be the same as some other."""
    verdicts = settled(about(connection, tables.kind, keys)) if keys and _any_judged(connection, tables) else {}
    return {key for pair, verdict in verdicts.items() if verdict == "same" for key in pair} & keys


def _spoken_of(connection: Connection, tables: Tables, group: int) -> set[str]:
    """Return the statements (keys) of a group that any judgement in force speaks of."""
    j, s, member = t.judgement.c, t.statement.c, tables.member
    query = (
        select(s.key)
        .select_from(member.join(t.statement).join(t.judgement, or_(j.subject == s.key, j.object == s.key)))
        .where(member.c[f"{tables.kind}_id"] == group, j.kind == tables.kind, j.undone_at.is_(None))
    )
    return set(connection.execute(query).scalars()) if _any_judged(connection, tables) else set()


def _any_judged(connection: Connection, tables: Tables) -> bool:
    j = t.judgement.c
    query = select(j.id).where(j.kind == tables.kind, j.undone_at.is_(None)).limit(1)
    return connection.execute(query).first() is not None


def _chunks(values: Iterable[int]) -> Iterable[list[int]]:
    every = sorted(values)
    return (every[k : k + _SOME] for k in range(0, len(every), _SOME))


def count_articles(connection: Connection, tables: Tables, key: str) -> tuple[int, int]:
    """Return how many outlets (an unknown one counts as one) and articles have statements of a group (its key)."""
    member, v = tables.member, t.version.c
    query = (
        select(func.count(func.coalesce(v.outlet, "").distinct()), func.count(v.article_id.distinct()))
        .select_from(member.join(tables.group).join(t.statement).join(t.reading).join(t.version))
        .where(tables.group.c.key == key)
    )
    found = connection.execute(query).one()
    return found[0], found[1]


def pages(connection: Connection, tables: Tables) -> Iterator[Sequence[str]]:
    """Yield the keys of all groups of a kind in their order, some at a time: so many as are loaded together."""
    key = tables.group.c.key
    after = ""
    while page := connection.execute(select(key).where(key > after).order_by(key).limit(_PAGE)).scalars().all():
        yield page
        after = page[-1]


def ids_of(connection: Connection, tables: Tables, keys: Sequence[str]) -> dict[str, int]:
    """Return the numbers of groups by their keys, those that are there, in the order of `keys`."""
    group = tables.group.c
    found = {row.key: row.id for row in connection.execute(select(group.key, group.id).where(group.key.in_(keys)))}
    return {key: found[key] for key in keys if key in found}


def largest(connection: Connection, tables: Tables, limit: int) -> list[str]:
    """Return the keys of the groups with the most statements."""
    column = tables.member.c[f"{tables.kind}_id"]
    size = func.count().label("size")
    sizes = select(column.label("id"), size).group_by(column).order_by(size.desc(), column).limit(limit).subquery()
    query = (
        select(tables.group.c.key)
        .join(sizes, sizes.c.id == tables.group.c.id)
        .order_by(sizes.c.size.desc(), tables.group.c.key)
    )
    return list(connection.execute(query).scalars())


def key_of(connection: Connection, tables: Tables, key: str) -> str | None:
    """Return the key of a group by its own key, a former one, or that of a statement in it; None where there is none.

    A former key leads to the group that holds the statement that it was made of.
    """
    group = tables.group
    own = connection.execute(select(group.c.key).where(group.c.key == key)).scalar()
    if own is not None:
        return str(own)
    query = select(group.c.key).select_from(tables.member.join(group).join(t.statement))
    found = connection.execute(query.where(t.statement.c.key == key)).scalar()
    if found is None and (heir := lasting.statement_of(connection, tables.kind, key)) is not None:
        found = connection.execute(query.where(t.statement.c.id == heir.id)).scalar()
    return found


__all__ = ["FIRST", "Gathered", "Member", "count_articles", "gather", "ids_of", "key_of", "largest", "pages"]
