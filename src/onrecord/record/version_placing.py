"""Which article a text is a version of: the one at its address, or one of near-identical text from the same outlet.

Where texts without an address are alike, the closest pairs are joined first and no two addresses ever end in one
article, unless a person says so; what results is the same in whatever order the texts came. An article's key is that of
its address, or of its first version by key where it has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from onrecord.domain import Article, Block
from onrecord.record import identities, judgements, origin_copies, rows, search
from onrecord.record import tables as t
from onrecord.record.addresses import canonical
from onrecord.record.nearness import Sketch, body, overlap, sketch
from onrecord.record.origin_tables import text_sketch, text_version, withdrawal

ALIKE: Final = 0.7
"""Resemblance from which two texts of one outlet, one of them without an address, are versions of one article. A story
that was told anew, or that goes on with the next day's events, has less (eval/origins.py)."""
DAYS: Final = 1
"""How far apart in days their dates of publication may lie: daily notices on one pattern are not one article."""
_WITHDRAWN: Final = re.compile(
    r"\b(?:this|the|an? (?:earlier|previous)) (?:story|article|report|item|post|column|piece|dispatch)\b[^.!?]{0,60}?"
    r"\b(?:has|have|was|is|had) (?:been )?(?:retracted|withdrawn|removed|taken down|unpublished|killed)\b"
    r"|\b(?:has|have) (?:retracted|withdrawn|unpublished|killed) (?:this|the) (?:story|article|report|item|piece)\b"
    r"|^\W*(?:retraction|story (?:removed|withdrawn|retracted|killed)|kill(?:ed)?(?: (?:bulletin|story|notice))?)"
    r"\s*[:—–-]",
    re.IGNORECASE,
)
_NOTE_WORDS: Final = 80


@dataclass
class _Node:
    """A version while it is placed; `id` is None for one that comes."""

    id: int | None
    key: str
    address: str | None
    article_id: int | None


@dataclass
class _Group:
    """Versions of one article."""

    members: list[_Node] = field(default_factory=list)

    @property
    def addresses(self) -> set[str]:
        return {n.address for n in self.members if n.address}

    @property
    def keys(self) -> set[str]:
        return {n.key for n in self.members}

    @property
    def lasting(self) -> str:
        """The article's key."""
        return rows.digest("article", min(self.addresses or self.keys))


def place(connection: Connection, article: Article) -> tuple[int, str, int]:
    """Return the article that a new text is a version of (its number and key), and which one; a new one if need be.

    Articles that it shows to be one become one; one that it shows to be two is parted.
    """
    address = canonical(article.url)
    own = _Node(None, article.id, address, None)
    made = origin_copies.sketch_of(article)
    found = origin_copies.sharing(connection, made)
    near = _alike(connection, made, found, (article.outlet, article.published, address))
    nodes, edges = _reach(connection, own, near)
    verdicts = _verdicts(connection, nodes)
    mine = _assign(connection, _groups(nodes, edges, verdicts), own, article.outlet)
    number = connection.execute(select(func.max(t.version.c.number)).where(t.version.c.article_id == mine[0])).scalar()
    return *mine, (number or 0) + 1


def link(connection: Connection, reading_id: int) -> None:
    """Keep what a new version is told by, and tie it to the texts that share its words; a reading anew changes none."""
    v = t.version.c
    query = select(v.id, v.key, v.article_id, v.url, v.outlet, v.published, v.text, v.blocks, v.headline)
    row = connection.execute(query.join(t.reading).where(t.reading.c.id == reading_id)).one()
    if connection.execute(select(text_sketch.c.version_id).where(text_sketch.c.version_id == row.id)).first():
        return
    blocks = origin_copies.blocks_of(row.blocks)
    made = sketch(body(row.text, blocks))
    address = canonical(row.url)
    found = origin_copies.sharing(connection, made)
    near = _alike(connection, made, found, (row.outlet, row.published, address))
    keys = {id: key for id, key, _ in near} | {row.id: row.key}
    pairs = [(*sorted((row.id, id), key=keys.__getitem__), score) for id, _, score in near]
    if pairs:
        connection.execute(
            insert(text_version), [{"one_id": a, "other_id": b, "score": score} for a, b, score in pairs]
        )
    origin_copies.keep(connection, row.id, address, made)
    origin_copies.link(connection, row.id, found)
    reason = says_withdrawn(row.text, blocks, row.headline)
    if reason:
        id = rows.next_id(connection, withdrawal)
        connection.execute(insert(withdrawal).values(id=id, version_id=row.id, reason=reason))
    settle(connection, row.article_id)


def unlink(connection: Connection, reading_id: int) -> None:
    """Do nothing: a reading anew does not change a text."""


def judged(connection: Connection, kind: str, pair: Sequence[str]) -> None:
    """Bring in order what a judgement on two versions touches, made or undone; other kinds are not for here."""
    if kind != "version":
        return
    nodes_at = _nodes(connection, t.version.c.key.in_(list(pair)))
    for own in nodes_at:
        nodes, edges = _reach(connection, own, [])
        _assign(connection, _groups(nodes, edges, _verdicts(connection, nodes)), own, None)
    ids = [n.id for n in nodes_at if n.id is not None]
    if ids:
        origin_copies.regroup(connection, ids, _pairs(connection, ids))
    for id in {n.article_id for n in _nodes(connection, t.version.c.key.in_(list(pair)))}:
        if id is not None:
            settle(connection, id)
            search.refresh(connection, id)


def _pairs(connection: Connection, ids: Sequence[int]) -> list[origin_copies.Copy]:
    """Return all pairs of the given versions with those that share their words, weighed anew."""
    out = {}
    for own in origin_copies.texts(connection, ids).values():
        near = origin_copies.sharing(connection, own.sketch, besides=own.id).values()
        for made in origin_copies.copies(connection, ((own, other) for other in near)):
            out[made.one, made.other] = made
    return list(out.values())


def says_withdrawn(text: str, blocks: Iterable[Block], headline: str | None) -> str | None:
    """Return the words in which a text says that it was withdrawn: in its headline, a note, its first or last lines."""
    ours = [b for b in blocks if b.kind in ("headline", "body", "correction")]
    inner = [b for b in ours if b.kind == "body"]
    edges = [b for b in ours if b.kind != "body" or b in inner[:2] or b in inner[-2:]]
    for words in (headline or "", *(b.span.of(text) for b in edges)):
        plain = " ".join(words.split())
        m = _WITHDRAWN.search(plain)
        # Reporting on somebody else's retraction is news, not a note: a note is short and speaks for itself.
        if m and plain.count(" ") < _NOTE_WORDS and not re.search(r"[\"“”]|\b(?:said|says|told)\b", plain):
            return plain
    return None


def _alike(
    connection: Connection,
    made: Sketch,
    found: Mapping[int, origin_copies.Text],
    known: tuple[str | None, str | None, str | None],
) -> list[tuple[int, str, float]]:
    """Return the versions (number, key, resemblance) that may be of the same article as a text.

    found: those that share words with it. known: its outlet, date of publication and address.
    """
    outlet, published, address = known
    if not outlet:
        return []
    out = []
    for other in found.values():
        if not other.outlet or other.outlet.casefold() != outlet.casefold() or _apart(published, other.published):
            continue
        score = round(overlap(made, other.sketch).alike, 4)
        if score >= ALIKE:
            out.append((other.id, other.key, score))
    if address and out:
        s = text_sketch.c
        without = set(
            connection.execute(
                select(s.version_id).where(s.version_id.in_([x[0] for x in out]), s.address.is_(None))
            ).scalars()
        )
        out = [x for x in out if x[0] in without]
    return out


def _apart(first: str | None, second: str | None) -> bool:
    a, b = moment(first), moment(second)
    return bool(first and second) and abs((a - b).days) > DAYS


def moment(value: str | None) -> datetime:
    """Return an ISO 8601 date or date-time as a time in UTC; the earliest one where there is none."""
    try:
        found = datetime.fromisoformat(value or "")
    except ValueError:
        try:
            day = date.fromisoformat((value or "")[:10])
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)
        found = datetime(day.year, day.month, day.day)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _nodes(connection: Connection, where: Any) -> list[_Node]:
    v, s = t.version.c, text_sketch.c
    query = select(v.id, v.key, s.address, v.article_id).join(text_sketch, s.version_id == v.id).where(where)
    return [_Node(*row) for row in connection.execute(query.order_by(v.id))]


def _reach(
    connection: Connection, own: _Node, near: Sequence[tuple[int, str, float]]
) -> tuple[dict[str, _Node], list[tuple[float, str, str]]]:
    """Return all versions that can bear on where `own` belongs, and which are alike (resemblance, two keys)."""
    nodes = {own.key: own}
    edges = {tuple(sorted((own.key, key))): score for _, key, score in near}
    rim: list[Any] = [t.version.c.id.in_([id for id, _, _ in near])] if near else []
    if own.address:
        rim.append(text_sketch.c.address == own.address)
    rim += _around(connection, [own], edges)
    while rim:
        new = [n for where in rim for n in _nodes(connection, where) if n.key not in nodes]
        new = list({n.key: n for n in new}.values())
        nodes |= {n.key: n for n in new}
        rim = _around(connection, new, edges) if new else []
    return nodes, sorted((-score, a, b) for (a, b), score in edges.items())


def _around(connection: Connection, new: Sequence[_Node], edges: dict[Any, float]) -> list[Any]:
    """Return what finds the versions next to some, and note how alike they are."""
    ids = [n.id for n in new if n.id is not None]
    out: list[Any] = []
    e = text_version.c
    one, other = t.version.alias(), t.version.alias()
    query = (
        select(one.c.key, other.c.key, one.c.id, other.c.id, e.score)
        .select_from(text_version.join(one, e.one_id == one.c.id).join(other, e.other_id == other.c.id))
        .where(or_(e.one_id.in_(ids), e.other_id.in_(ids)))
    )
    found = connection.execute(query).all() if ids else ()
    for row in found:
        edges[tuple(sorted((row[0], row[1])))] = row[4]
    if found:
        out.append(t.version.c.id.in_({id for row in found for id in (row[2], row[3])}))
    articles = {n.article_id for n in new if n.article_id is not None}
    if articles:
        out.append(t.version.c.article_id.in_(articles))
    addresses = {n.address for n in new if n.address}
    if addresses:
        out.append(text_sketch.c.address.in_(addresses))
    said = judgements.about(connection, "version", {n.key for n in new})
    if said:
        out.append(t.version.c.key.in_({k for j in said for k in (j.subject, j.object)}))
    return out


def _verdicts(connection: Connection, nodes: Mapping[str, _Node]) -> dict[tuple[str, str], judgements.Verdict]:
    return judgements.settled(judgements.about(connection, "version", set(nodes)))


def _groups(
    nodes: Mapping[str, _Node],
    edges: Sequence[tuple[float, str, str]],
    verdicts: Mapping[tuple[str, str], judgements.Verdict],
) -> list[_Group]:
    """Return the versions by article: one address first, then what people say, then what is most alike."""
    group = {key: _Group([n]) for key, n in nodes.items()}
    apart = [pair for pair, verdict in verdicts.items() if verdict == "different"]

    def join(a: str, b: str, *, whatever: bool) -> None:
        one, two = group.get(a), group.get(b)
        if one is None or two is None or one is two:
            return
        if not whatever:
            k, m = one.keys, two.keys
            if any((x in k and y in m) or (y in k and x in m) for x, y in apart):
                return
        one.members += two.members
        for n in two.members:
            group[n.key] = one

    by_address: dict[str, str] = {}
    for key in sorted(nodes):
        address = nodes[key].address
        if address:
            join(by_address.setdefault(address, key), key, whatever=True)
    for (a, b), verdict in sorted(verdicts.items()):
        if verdict == "same":
            join(a, b, whatever=False)
    for _, a, b in edges:
        one, two = group.get(a), group.get(b)
        if one and two and not (one.addresses and two.addresses and one.addresses.isdisjoint(two.addresses)):
            join(a, b, whatever=False)
    return list({id(g): g for g in group.values()}.values())


def _assign(connection: Connection, groups: Sequence[_Group], own: _Node, outlet: str | None) -> tuple[int, str]:
    """Give each group its article, moving versions where need be; return the number and key of that of `own`."""
    a = t.article.c
    there = {n.article_id for g in groups for n in g.members if n.article_id is not None}
    held = {row.id: row for row in connection.execute(select(t.article).where(a.id.in_(there)))} if there else {}
    free = dict(held)
    chosen: dict[int, int] = {}
    for by_key in (True, False):
        for n, g in sorted(enumerate(groups), key=lambda item: item[1].lasting):
            ours = sorted({m.article_id for m in g.members if m.article_id in free})  # type: ignore[type-var]
            fitting = [id for id in ours if id is not None and (not by_key or free[id].key == g.lasting)]
            if n not in chosen and fitting:
                chosen[n] = fitting[0]
                del free[fitting[0]]
    moved = [(n, g) for n, g in enumerate(groups) if _differs(g, chosen.get(n), held)]
    for n, _ in moved:
        if n in chosen:  # two keys may change places
            connection.execute(
                update(t.article).where(a.id == chosen[n]).values(key=f"moving {chosen[n]}", address=None)
            )
    for id in free:
        connection.execute(update(t.article).where(a.id == id).values(key=f"leaving {id}", address=None))
    for n, g in moved:
        address = min(g.addresses) if g.addresses else None
        values = {"key": g.lasting, "address": address}
        if n in chosen:
            connection.execute(update(t.article).where(a.id == chosen[n]).values(**values))
        else:
            chosen[n] = rows.next_id(connection, t.article)
            connection.execute(insert(t.article).values(id=chosen[n], outlet=outlet, state="current", **values))
    for n, g in moved:
        _move(connection, g, chosen[n])
    if any(n in chosen and any(m.id is not None for m in g.members) for n, g in moved):
        for id in chosen.values():
            settle(connection, id)
            identities.moved(connection, id)
            search.refresh(connection, id)
    for id in free:
        connection.execute(delete(t.article).where(a.id == id))
    mine = next(n for n, g in enumerate(groups) if own.key in g.keys)
    return chosen[mine], groups[mine].lasting


def _differs(group: _Group, chosen: int | None, held: Mapping[int, Row[Any]]) -> bool:
    address = min(group.addresses) if group.addresses else None
    return (
        chosen is None
        or (held[chosen].key, held[chosen].address) != (group.lasting, address)
        or any(n.id is not None and n.article_id != chosen for n in group.members)
    )


def _move(connection: Connection, group: _Group, article_id: int) -> None:
    v = t.version.c
    for n in group.members:
        if n.id is not None and n.article_id != article_id:
            n.article_id = article_id
            connection.execute(update(t.version).where(v.id == n.id).values(article_id=article_id, number=-n.id))


def settle(connection: Connection, article_id: int) -> None:
    """Number the versions of an article by their dates, then as they were added, and bring its outlet and state up."""
    v, w = t.version.c, withdrawal.c
    query = select(v.id, v.number, v.published, v.updated, v.outlet).where(v.article_id == article_id)
    found = sorted(connection.execute(query.order_by(v.id)), key=lambda r: (moment(r.updated or r.published), r.id))
    if not found:
        return
    if [r.number for r in found] != list(range(1, len(found) + 1)):
        for r in found:  # out of the way first: a number is only given once
            connection.execute(update(t.version).where(v.id == r.id).values(number=-r.id))
        for number, r in enumerate(found, start=1):
            connection.execute(update(t.version).where(v.id == r.id).values(number=number))
    marks = connection.execute(
        select(w.version_id, w.who).where(w.version_id.in_([r.id for r in found]), w.undone_at.is_(None))
    ).all()
    # What a text says of itself holds until a newer text; what a person says holds until it is undone.
    gone = any(m.who is not None or m.version_id == found[-1].id for m in marks)
    outlet = next((r.outlet for r in found if r.outlet), None)
    state = "withdrawn" if gone else "current"
    connection.execute(update(t.article).where(t.article.c.id == article_id).values(outlet=outlet, state=state))
