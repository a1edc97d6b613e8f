"""People and bodies as they are loaded: several at once, with a handful of questions however many they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, RowMapping, func, or_, select

from onrecord.record import tables as t
from onrecord.record.identity_names import exact, proper
from onrecord.record.identity_tables import identity as table
from onrecord.record.identity_tables import identity_alias, identity_link, identity_role
from onrecord.record.judgements import Judgement, about

_CANDIDATES: Final = 8
_BEARERS: Final = 50
"""Of those who share a name or a surname so many are looked at."""
_SOME: Final = 400  # values in one question
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

    articles, outlets, statements: how many; an article counts once, with its newest version. size: how many links there
    are in all, of which `links` may be the newest alone; then the roles are of these.
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
    size: int


def several(connection: Connection, roots: Sequence[int], *, most: int | None = None) -> dict[int, Identity]:
    """Return identities by their numbers, which are of those that stand for all that people judged to be one.

    most: of each so many of the newest links are loaded; None for all.
    """
    rows: dict[int, list[Any]] = defaultdict(list)
    for some in _chunks(roots):
        for row in connection.execute(
            select(table).where(or_(_i.id.in_(some), _i.same_as_id.in_(some))).order_by(_i.id)
        ):
            rows[row.same_as_id or row.id].append(row)
    root_of = {row.id: root for root, some in rows.items() for row in some}
    links, sizes = _links(connection, root_of, most)
    cut = {id: root for id, root in root_of.items() if sizes[root] > len(links[root])}
    names = _names(connection, cut)
    for root, found in links.items():
        if root not in names:
            names[root] = Counter(k["name"] for k in found)
    counts = _counted(connection, links, cut)
    roles = _roles(connection, links)
    listed = _listed(connection, {row.name_key for some in rows.values() for row in some})
    keys = {root: {row.key for row in some} for root, some in rows.items()}
    judgements = _judgements(connection, root_of, keys)
    heads = {root: next(row for row in some if row.id == root) for root, some in rows.items()}
    could_be = _could_be(connection, heads, links, keys)
    out = {}
    for root, some in rows.items():
        head, found = heads[root], links[root]
        joined = len(some) > 1
        many = names[root]
        name = head.name if not joined or not many else min(many, key=lambda n: (-many[n], -len(n), n))
        blocks = {(row.type, row.name_key) for row in some}
        others = {a["alias"] for a in listed if a["alias"] and _of_block(a, blocks)}
        identifiers = {a["identifier"] for a in listed if a["identifier"] and _of_block(a, blocks)}
        out[root] = Identity(
            head.key, name, head.type, _aliases(name, many, found, sorted(others)), roles[root],
            tuple(sorted(identifiers)), tuple(_link(k, joined) for k in found), tuple(judgements[root]),
            could_be.get(root, ()), tuple(sorted(keys[root] - {head.key})), *counts[root], sizes[root],
        )  # fmt: skip
    return out


_LINK: Final = (
    "id", "speaker_id", "identity_id", "key", "name", "own_key", "name_key", "surname", "type", "whole", "firm",
    "outlet", "day", "years_away", "score", "explanation", "judged", "apart",
)  # fmt: skip


def _links(
    connection: Connection, root_of: Mapping[int, int], most: int | None
) -> tuple[dict[int, list[RowMapping]], dict[int, int]]:
    """Return the links of some identities by their roots, oldest article first, and how many each has in all."""
    v = t.version.c
    out: dict[int, list[RowMapping]] = {root: [] for root in root_of.values()}
    sizes: Counter[int] = Counter()
    for some in _chunks(root_of):
        query = (
            select(*(_l[name] for name in _LINK), v.key.label("version"), v.number, v.published,
                   t.article.c.key.label("article"), t.speaker.c.mentions)
            .join(t.speaker, t.speaker.c.id == _l.speaker_id)
            .join(t.version, v.id == _l.version_id)
            .join(t.article, t.article.c.id == v.article_id)
        )  # fmt: skip
        count = select(_l.identity_id, func.count()).where(_l.identity_id.in_(some)).group_by(_l.identity_id)
        there = {row[0]: row[1] for row in connection.execute(count)}
        for id, n in there.items():
            sizes[root_of[id]] += n
        large = {id for id, n in there.items() if most is not None and n > most}
        parts = [query.where(_l.identity_id.in_([id for id in some if id not in large]))]
        parts += [query.where(_l.id.in_(_newest_of(connection, id, most or 0))) for id in sorted(large)]
        for row in (row for part in parts for row in connection.execute(part).mappings()):
            out[root_of[row["identity_id"]]].append(row)
    for root, found in out.items():
        found.sort(key=lambda k: (k["day"] or "9999", k["version"], k["key"]))
        if most is not None and len(found) > most:  # several that people judged to be one
            newest = sorted(found, key=lambda k: (k["day"] or "", k["id"]))[-most:]
            out[root] = [k for k in found if k in newest]
    return out, {root: sizes[root] for root in out}


def _newest_of(connection: Connection, id: int, most: int) -> list[int]:
    """Return the numbers of the newest links of one identity; those without a date come after all others."""
    dated = select(_l.id).where(_l.identity_id == id, _l.day.is_not(None))
    out = list(connection.execute(dated.order_by(_l.day.desc(), _l.id.desc()).limit(most)).scalars())
    if len(out) < most:
        undated = select(_l.id).where(_l.identity_id == id, _l.day.is_(None)).order_by(_l.id.desc())
        out += connection.execute(undated.limit(most - len(out))).scalars()
    return out


def _names(connection: Connection, cut: Mapping[int, int]) -> dict[int, Counter[str]]:
    """Return how often each name is used for those of whom not all links were loaded, by their roots."""
    out: dict[int, Counter[str]] = defaultdict(Counter)
    for some in _chunks(cut):
        query = select(_l.identity_id, _l.name, func.count()).where(_l.identity_id.in_(some))
        for id, name, n in connection.execute(query.group_by(_l.identity_id, _l.name)):
            out[cut[id]][name] += n
    return out


def _counted(
    connection: Connection, links: Mapping[int, Sequence[RowMapping]], cut: Mapping[int, int]
) -> dict[int, tuple[int, int, int]]:
    """Return how many articles, outlets and statements, by roots; an article counts once, with its newest version."""
    out: dict[int, tuple[int, int, int]] = {}
    current = {root: _newest(found) for root, found in links.items()}
    speakers = {k["speaker_id"]: root for root, some in current.items() for k in some.values()}
    said: Counter[int] = Counter()
    s = t.statement.c
    for chunk in _chunks(speakers):
        query = select(s.speaker_id, func.count()).where(s.speaker_id.in_(chunk)).group_by(s.speaker_id)
        for id, n in connection.execute(query):
            said[speakers[id]] += n
    for root, some in current.items():
        out[root] = (len(some), len({k["outlet"] for k in some.values() if k["outlet"]}), said[root])
    for root in set(cut.values()):
        out[root] = _counted_all(connection, [id for id in cut if cut[id] == root])
    return out


def _counted_all(connection: Connection, members: Sequence[int]) -> tuple[int, int, int]:
    """Return the same for one of whom not all links were loaded."""
    v, s = t.version.c, t.statement.c
    order = (v.number.desc(), func.coalesce(_l.day, "9999"), _l.key)
    rank = func.row_number().over(partition_by=v.article_id, order_by=order).label("rank")
    ranked = (
        select(_l.speaker_id, _l.outlet, rank)
        .join(t.version, v.id == _l.version_id)
        .where(_l.identity_id.in_(members))
        .subquery()
    )
    newest = select(ranked).where(ranked.c.rank == 1).subquery()
    said = select(func.count(s.id)).where(s.speaker_id == newest.c.speaker_id).scalar_subquery()
    query = select(func.count(), func.count(func.nullif(newest.c.outlet, "").distinct()), func.sum(said))
    found = connection.execute(query.select_from(newest)).one()
    return found[0], found[1], int(found[2] or 0)


def _newest(links: Iterable[RowMapping]) -> dict[str, RowMapping]:
    out: dict[str, RowMapping] = {}
    for k in links:
        if k["article"] not in out or out[k["article"]]["number"] < k["number"]:
            out[k["article"]] = k
    return out


def _link(k: RowMapping, joined: bool) -> Link:
    why = k["explanation"]
    if k["own_key"] != k["name_key"]:
        why += f" An alias file lists “{k['name']}” as another form of the name."
    if k["years_away"] is not None:
        why += f" But the nearest other article with this name is {k['years_away']} years away."
    if joined:
        why += " People judged this and another identity to be the same."
    state: Literal["suggested", "judged"] = "judged" if joined or k["judged"] or k["apart"] else "suggested"
    return Link(k["key"], k["version"], k["article"], k["outlet"], k["published"], k["name"], k["score"], why, state)


def _aliases(name: str, names: Iterable[str], links: Iterable[RowMapping], listed: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    forms = {(m, k["name"], k["type"]) for k in links for m in k["mentions"]}
    mentioned = (proper(*form) for form in forms)
    written = dict.fromkeys([*(k["name"] for k in links), *names])
    for other in [*written, *sorted({m for m in mentioned if m}), *listed]:
        found.setdefault(exact(other), other)
    found.pop(exact(name), None)
    return tuple(sorted(found.values(), key=lambda n: (-len(n), n)))


def _listed(connection: Connection, name_keys: Iterable[str]) -> list[RowMapping]:
    """Return what alias files say of names: other forms, and identifiers."""
    a = identity_alias.c
    columns = select(a.name_key, a.type, a.alias, a.identifier)
    return [
        row for some in _chunks(name_keys) for row in connection.execute(columns.where(a.name_key.in_(some))).mappings()
    ]


def _of_block(listed: RowMapping, blocks: set[tuple[str, str]]) -> bool:
    return any(listed["name_key"] == name_key and listed["type"] in (type, "") for type, name_key in blocks)


def _roles(connection: Connection, links: Mapping[int, Sequence[RowMapping]]) -> dict[int, tuple[RoleSeen, ...]]:
    """Return what the articles of some links call their speakers, by the roots of these."""
    r = identity_role.c
    of = {k["id"]: (root, k["article"]) for root, found in links.items() for k in found}
    grouped: dict[int, dict[tuple[str, str, bool], list[tuple[RowMapping, str]]]] = {
        root: defaultdict(list) for root in links
    }
    for some in _chunks(of):
        query = select(r.link_id, r.words, r.head, r.place, r.past, r.day).where(r.link_id.in_(some))
        for row in connection.execute(query).mappings():
            root, article = of[row["link_id"]]
            grouped[root][row["head"], row["place"], row["past"]].append((row, article))
    return {root: _seen(some) for root, some in grouped.items()}


def _seen(grouped: Mapping[tuple[str, str, bool], Sequence[tuple[RowMapping, str]]]) -> tuple[RoleSeen, ...]:
    seen = []
    for (_, _, past), some in grouped.items():
        days = sorted(row["day"] for row, _ in some if row["day"])
        counts = Counter(row["words"] for row, _ in some)
        words = min(counts, key=lambda w: (-counts[w], w))
        first, last = (days[0], days[-1]) if days else (None, None)
        seen.append(RoleSeen(words, past, first, last, len({article for _, article in some})))
    return tuple(sorted(seen, key=lambda s: (-s.articles, s.first or "", s.words)))


def _judgements(
    connection: Connection, root_of: Mapping[int, int], keys: Mapping[int, set[str]]
) -> dict[int, list[Judgement]]:
    """Return what was judged about some identities, or about their single speakers, by their roots."""
    about_whom = {root: set(own) for root, own in keys.items()}
    for some in _chunks(root_of):
        query = select(_l.identity_id, _l.key).where(_l.identity_id.in_(some), _l.judged)
        for id, key in connection.execute(query):
            about_whom[root_of[id]].add(key)
    every = about(connection, "identity", {key for some in about_whom.values() for key in some})
    return {root: [j for j in every if {j.subject, j.object} & own] for root, own in about_whom.items()}


def _could_be(
    connection: Connection, heads: Mapping[int, Any], links: Mapping[int, Sequence[RowMapping]],
    keys: Mapping[int, set[str]],
) -> dict[int, tuple[Candidate, ...]]:  # fmt: skip
    """Return other identities of the name, or of the surname where that is all there is, by roots."""
    open_ones = {root: head for root, head in heads.items() if any(not k["firm"] or k["whole"] for k in links[root])}
    namesakes: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for some in _chunks({head.name_key for head in open_ones.values()}):
        query = select(_i.key, _i.name, _i.name_key, _i.type).where(_i.name_key.in_(some)).order_by(_i.id)
        for row in connection.execute(query):
            namesakes[row.name_key, row.type].append(row)
    bearers: dict[str, Sequence[Any]] = {}
    out = {}
    for root, head in open_ones.items():
        found: dict[str, Candidate] = {}
        if any(k["whole"] for k in links[root]):
            for row in namesakes[head.name_key, head.type][:_BEARERS]:
                found[row.key] = Candidate(row.key, row.name, "the same name")
        for surname in sorted({k["surname"] for k in links[root] if not k["whole"] and k["surname"]}):
            if surname not in bearers:
                bearers[surname] = _bearers(connection, surname)
            for row in bearers[surname]:
                found.setdefault(row.key, Candidate(row.key, row.name, "the same surname"))
        out[root] = tuple([c for key, c in sorted(found.items()) if key not in keys[root]][:_CANDIDATES])
    return out


def _bearers(connection: Connection, surname: str) -> Sequence[Any]:
    return connection.execute(
        select(_i.key, _i.name)
        .join(identity_link, _l.identity_id == _i.id)
        .where(_l.surname == surname, _l.whole)
        .distinct()
        .limit(_BEARERS)
    ).all()


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    every = sorted(values)
    return (every[k : k + _SOME] for k in range(0, len(every), _SOME))
