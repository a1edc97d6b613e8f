"""Pairs that belong together become groups, on two sides where some say the opposite, as people decided.

The groups follow from the pairs and the judgements alone, not from the order in which they came: the strongest pairs
are joined first, what people call the same before all, and what they call different is never joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from onrecord.record import lasting
from onrecord.record import tables as t
from onrecord.record.claim_tables import claim, claim_link, claim_statement
from onrecord.record.judgements import about, settled
from onrecord.record.rows import digest, next_id
from onrecord.record.utterance_tables import utterance, utterance_link, utterance_statement

Kind = Literal["utterance", "claim"]
_SOME: Final = 400  # values in one question


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements (keys) that are taken to belong together. sign: 1 for the same substance, -1 for the opposite."""

    one: str
    other: str
    sign: int
    score: float


@dataclass(frozen=True, slots=True)
class Member:
    """A statement in a group, with what a reader needs to check it.

    statement, article: keys. side: 1 or -1. score, explanation: of its best tie within the group; judged: whether
    people put it there. pieces: its words as they stand in the article.
    """

    statement: str
    article: str
    outlet: str | None
    published: str | None
    url: str | None
    name: str | None
    headline: str | None
    speaker: str | None
    named: bool | None
    source_type: str | None
    act: str | None
    form: str | None
    negated: bool | None
    cue: str
    content: str
    pieces: tuple[str, ...]
    side: int
    score: float
    explanation: str
    judged: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """Where the groups of one kind are kept."""

    kind: Kind
    group: Table
    member: Table
    link: Table


UTTERANCES: Final = Tables("utterance", utterance, utterance_statement, utterance_link)
CLAIMS: Final = Tables("claim", claim, claim_statement, claim_link)


def grouped(
    pairs: Iterable[Pair], same: Iterable[tuple[str, str]] = (), different: Iterable[tuple[str, str]] = ()
) -> list[dict[str, int]]:
    """Return groups of two or more keys, each key with its side: 1 for that of the least key, else -1."""
    apart: dict[str, set[str]] = {}
    for a, b in different:
        apart.setdefault(a, set()).add(b)
        apart.setdefault(b, set()).add(a)
    settled_pairs = [Pair(a, b, 1, 2.0) for a, b in same]
    return joined(sorted([*settled_pairs, *pairs], key=lambda p: (-p.score, *sorted((p.one, p.other)), -p.sign)), apart)


def joined(order: Iterable[Pair], apart: Mapping[str, set[str]] | None = None) -> list[dict[str, int]]:
    """Return the groups that pairs make one after the other, the surest first; see `grouped`.

    Where there are millions, whoever has them in order need not hold them all. apart: for each key those that it must
    not share a group with.
    """
    home: dict[str, str] = {}
    side: dict[str, int] = {}
    members: dict[str, list[str]] = {}

    def root(key: str) -> str:
        if key not in home:
            home[key], side[key], members[key] = key, 1, [key]
        return home[key]

    for p in order:
        a, b = root(p.one), root(p.other)
        if a == b:
            continue
        if len(members[a]) < len(members[b]):
            a, b = b, a
        there = members[a]
        if apart and any(not apart.get(key, set()).isdisjoint(there) for key in members[b]):
            continue
        turn = side[p.one] * side[p.other] * p.sign
        for key in members.pop(b):
            home[key], side[key] = a, side[key] * turn
            there.append(key)
    out = []
    for keys in members.values():
        if len(keys) > 1:
            first = side[min(keys)]
            out.append({key: side[key] * first for key in sorted(keys)})
    return sorted(out, key=min)


@dataclass(frozen=True, slots=True)
class Link:
    """A pair to keep, by numbers, `one` being the statement with the lesser key."""

    one: int
    other: int
    sign: int
    score: float
    explanation: str


def add_links(connection: Connection, tables: Tables, links: Sequence[Link], new: Mapping[int, str]) -> None:
    """Keep new pairs and bring the groups that they touch up to date.

    new: the keys of the new statements by their numbers, with or without pairs: people may have judged them before.
    """
    if links:
        connection.execute(insert(tables.link), [
            {"from_id": x.one, "to_id": x.other, "sign": x.sign, "score": x.score, "explanation": x.explanation}
            for x in links
        ])  # fmt: skip
    touched = {id for x in links for id in (x.one, x.other)}
    if _anything_judged(connection, tables.kind):
        decided = about(connection, tables.kind, set(new.values()))
        keys = {key for j in decided for key in (j.subject, j.object)}
        touched |= {id for id, key in new.items() if key in keys}
    elif touched and _joined(connection, tables, links, touched):
        return
    if touched:
        regroup(connection, tables, touched)


def _joined(connection: Connection, tables: Tables, links: Sequence[Link], touched: set[int]) -> bool:
    """Join groups by new pairs without looking at the old ones, where that comes to the same as making them anew.

    It does where nothing was judged and no pair contradicts another about the sides. Returns whether it was done.
    """
    member, group, column = tables.member, tables.group, f"{tables.kind}_id"
    keys = _keys(connection, touched)
    places: dict[int, tuple[int, int]] = {}  # statement: its group (or itself, below zero), its side there
    for some in _chunks(touched):
        query = select(member.c.statement_id, member.c[column], member.c.side).where(member.c.statement_id.in_(some))
        places |= {id: (number, side) for id, number, side in connection.execute(query)}
    least = {-id: key for id, key in keys.items() if id not in places}
    for some in _chunks({number for number, _ in places.values()}):
        query = select(group.c.id, group.c.smallest).where(group.c.id.in_(some))
        least |= {row.id: row.smallest for row in connection.execute(query)}
    places = {id: places.get(id, (-id, 1)) for id in touched}

    parts: dict[int, dict[int, int]] = {number: {number: 1} for number in least}  # root: what hangs there, turned how
    root = {number: number for number in least}
    for x in links:
        (a, side_a), (b, side_b) = places[x.one], places[x.other]
        turn = side_a * side_b * x.sign * parts[root[a]][a] * parts[root[b]][b]
        if root[a] == root[b]:
            if turn < 0:
                return False
            continue
        into, gone = root[a], root[b]
        for number, turned in parts.pop(gone).items():
            parts[into][number], root[number] = turned * turn, into
    for part in parts.values():
        if len(part) > 1:
            _join(connection, tables, part, least)
    return True


def _join(connection: Connection, tables: Tables, part: Mapping[int, int], least: Mapping[int, str]) -> None:
    """Make one group of some groups (numbers above zero) and single statements (below), each turned or not."""
    member, group, column = tables.member, tables.group, tables.member.c[f"{tables.kind}_id"]
    first = min(part, key=lambda number: least[number])  # the least key of all: its side is 1, its group's key stays
    old = [number for number in part if number > 0]
    key = digest(tables.kind, least[first])
    if old:
        into = first if first > 0 else max(old)
        if first < 0:
            connection.execute(update(group).where(group.c.id == into).values(key=key, smallest=least[first]))
    else:
        into = next_id(connection, group)
        connection.execute(insert(group).values(id=into, key=key, smallest=least[first]))
    for number in old:
        turn = part[number] * part[first]
        if turn < 0 or number != into:
            values = {column.name: into, "side": member.c.side * turn}
            connection.execute(update(member).where(column == number).values(values))
    for some in _chunks(number for number in old if number != into):
        connection.execute(delete(group).where(group.c.id.in_(some)))
    rows = [{"statement_id": -n, column.name: into, "side": turn * part[first]} for n, turn in part.items() if n < 0]
    if rows:
        connection.execute(insert(member), rows)
        lasting.keep_statements(
            connection, tables.kind, {row["statement_id"]: least[-row["statement_id"]] for row in rows}
        )
    _count(connection, tables, [into])


def remove(connection: Connection, tables: Tables, ids: Sequence[int]) -> None:
    """Take statements out of their groups, with all their pairs, and regroup those that they leave behind."""
    left: set[int] = set()
    for k in range(0, len(ids), _SOME):
        some = ids[k : k + _SOME]
        of = select(tables.member.c[f"{tables.kind}_id"]).where(tables.member.c.statement_id.in_(some))
        for group in set(connection.execute(of).scalars()):
            left |= set(_members(connection, tables, group))
        connection.execute(delete(tables.link).where(
            or_(tables.link.c.from_id.in_(some), tables.link.c.to_id.in_(some))))  # fmt: skip
    left |= set(ids)
    if left:
        regroup(connection, tables, left, without=frozenset(ids))


def judged(connection: Connection, kind: str, pair: tuple[str, str]) -> None:
    """Bring the groups up to date after a judgement about `pair` was made or undone. Other kinds are left alone."""
    for tables in (UTTERANCES, CLAIMS):
        if tables.kind == kind:
            ids = _ids(connection, set(pair))
            if ids:
                regroup(connection, tables, set(ids.values()))


def regroup(connection: Connection, tables: Tables, ids: set[int], *, without: frozenset[int] = frozenset()) -> None:
    """Make the groups of all statements that hang together with `ids` anew."""
    member, of = tables.member, tables.member.c[f"{tables.kind}_id"]
    reached, links, same, different = _reach(connection, tables, ids)
    keys = {id: key for id, key in _keys(connection, reached).items() if id not in without}
    by_key = {key: id for id, key in keys.items()}
    pairs = [Pair(keys[a], keys[b], sign, score) for a, b, sign, score in links if a in keys and b in keys]
    groups = grouped(pairs, *([p for p in x if p[0] in by_key and p[1] in by_key] for x in (same, different)))
    old: set[int] = set()
    was: dict[int, tuple[int, int]] = {}
    for some in _chunks(reached | without):
        for id, group, side in connection.execute(
            select(member.c.statement_id, of, member.c.side).where(member.c.statement_id.in_(some))
        ):
            old.add(group)
            was[id] = (group, side)
    _write(connection, tables, [{by_key[key]: side for key, side in g.items()} for g in groups], keys, was, old)


def _write(
    connection: Connection,
    tables: Tables,
    groups: list[dict[int, int]],
    keys: Mapping[int, str],
    was: Mapping[int, tuple[int, int]],
    old: set[int],
) -> None:
    """Write what changed of the groups, and only that. A group keeps its number where it holds its least member."""
    member, group, column = tables.member, tables.group, f"{tables.kind}_id"
    names: dict[str, int] = {}
    for some in _chunks(old):
        names |= {row.key: row.id for row in connection.execute(
            select(group.c.id, group.c.key).where(group.c.id.in_(some)))}  # fmt: skip
    free = next_id(connection, group)
    now: dict[int, tuple[int, int]] = {}
    made, kept = [], set()
    for sides in groups:
        smallest = min(keys[id] for id in sides)
        key = digest(tables.kind, smallest)
        number = names.get(key)
        if number is None:
            number, free = free, free + 1
            made.append({"id": number, "key": key, "smallest": smallest})
        kept.add(number)
        now |= {id: (number, side) for id, side in sides.items()}
    if made:
        connection.execute(insert(group), made)
    gone = [id for id in was if was[id] != now.get(id)]
    for some in _chunks(gone):
        connection.execute(delete(member).where(member.c.statement_id.in_(some)))
    rows = [{"statement_id": id, column: g, "side": s} for id, (g, s) in sorted(now.items()) if was.get(id) != (g, s)]
    if rows:
        connection.execute(insert(member), rows)
        lasting.keep_statements(
            connection, tables.kind, {row["statement_id"]: keys[row["statement_id"]] for row in rows}
        )
    for some in _chunks(old - kept):
        connection.execute(delete(group).where(group.c.id.in_(some)))
    changed = {number for id in (*gone, *(row["statement_id"] for row in rows))
               for number, _ in (was.get(id, (-1, 0)), now.get(id, (-1, 0)))}  # fmt: skip
    _count(connection, tables, changed & kept)


def _count(connection: Connection, tables: Tables, groups: Iterable[int]) -> None:
    """Write how many outlets report each of some sayings, an unknown one counted as one. Claims keep no such number."""
    if "outlets" not in tables.group.c:
        return
    member, v = tables.member, t.version.c
    outlets = (
        select(func.count(func.coalesce(v.outlet, "").distinct()))
        .select_from(member.join(t.statement).join(t.reading).join(t.version))
        .where(member.c[f"{tables.kind}_id"] == tables.group.c.id)
        .scalar_subquery()
    )
    for some in _chunks(groups):
        connection.execute(update(tables.group).where(tables.group.c.id.in_(some)).values(outlets=outlets))


_Reached = tuple[set[int], set[tuple[int, int, int, float]], list[tuple[str, str]], list[tuple[str, str]]]


def _reach(connection: Connection, tables: Tables, ids: set[int]) -> _Reached:
    """Return all statements that hang together with `ids`, their pairs, and what people decided about them."""
    link = tables.link
    reached: set[int] = set()
    links: set[tuple[int, int, int, float]] = set()
    same: list[tuple[str, str]] = []
    different: list[tuple[str, str]] = []
    anything = _anything_judged(connection, tables.kind)
    front = set(ids)
    while front:
        reached |= front
        found: set[int] = set()
        for some in _chunks(front):
            for end in (link.c.from_id, link.c.to_id):
                query = select(link.c.from_id, link.c.to_id, link.c.sign, link.c.score).where(end.in_(some))
                for a, b, sign, score in connection.execute(query):
                    links.add((a, b, sign, score))
                    found |= {a, b}
        if anything:
            verdicts = settled(about(connection, tables.kind, set(_keys(connection, front).values())))
            same += [pair for pair, verdict in verdicts.items() if verdict == "same"]
            different += [pair for pair, verdict in verdicts.items() if verdict == "different"]
            others = {key for pair, verdict in verdicts.items() if verdict == "same" for key in pair}
            found |= set(_ids(connection, others).values())
        front = found - reached
    return reached, links, sorted(set(same)), sorted(set(different))


def _anything_judged(connection: Connection, kind: Kind) -> bool:
    query = select(t.judgement.c.id).where(t.judgement.c.kind == kind, t.judgement.c.undone_at.is_(None)).limit(1)
    return connection.execute(query).first() is not None


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    wanted = sorted(ids)
    return (wanted[k : k + _SOME] for k in range(0, len(wanted), _SOME))


def _members(connection: Connection, tables: Tables, group: int) -> Sequence[int]:
    member = tables.member
    return connection.execute(
        select(member.c.statement_id).where(member.c[f"{tables.kind}_id"] == group)
    ).scalars().all()  # fmt: skip


def _keys(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    out: dict[int, str] = {}
    for some in _chunks(ids):
        query = select(t.statement.c.id, t.statement.c.key).where(t.statement.c.id.in_(some))
        out |= {row.id: row.key for row in connection.execute(query)}
    return out


def _ids(connection: Connection, keys: set[str]) -> dict[str, int]:
    """Return the numbers of statements in current readings by their keys; what no reading has now is left out."""
    out: dict[str, int] = {}
    wanted = sorted(keys)
    for k in range(0, len(wanted), _SOME):
        query = (
            select(t.statement.c.key, t.statement.c.id)
            .join(t.reading)
            .where(t.statement.c.key.in_(wanted[k : k + _SOME]), t.reading.c.is_current)
        )
        out |= {row.key: row.id for row in connection.execute(query)}
    return out
