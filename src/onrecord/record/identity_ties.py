"""Speakers are tied to identities: by what is said of a name anywhere, or, for bare surnames, by what stands near.

All of it can be done anew at any time with the same result, and touches no more rows than it must.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Float, Row, Update, bindparam, case, delete, func, insert, or_, select, update

from onrecord.record import lasting
from onrecord.record import tables as t
from onrecord.record.identity_groups import Place, conflict, evidence, plan
from onrecord.record.identity_names import folded, fullest, is_common
from onrecord.record.identity_tables import identity, identity_alias, identity_link, identity_profile, identity_role
from onrecord.record.identity_verdicts import told_apart
from onrecord.record.judgements import about
from onrecord.record.rows import digest, insert_one, next_id

DISTANT_YEARS: Final = 10
"""An article so far from every other one with the same name may well be about somebody else: its score is halved."""
_l, _p, _v = identity_link.c, identity_profile.c, t.version.c
Block = tuple[str, str]
"""A type and the key of a name."""
# What is asked for every name of every article is put together once.
_BY_KEY: Final = select(identity.c.id).where(identity.c.key == bindparam("key"))
_OF_KEYS: Final = select(identity.c.id, identity.c.key).where(identity.c.key.in_(bindparam("keys", expanding=True)))
_FIRST_OF: Final = (
    select(_l.profile_id, func.min(_l.speaker_id))
    .where(_l.profile_id.in_(bindparam("profiles", expanding=True)))
    .group_by(_l.profile_id)
)
_PLACE: Final = (
    update(identity_profile)
    .where(_p.id == bindparam("of"))
    .values(identity_id=bindparam("to"), score=bindparam("sure"), explanation=bindparam("why"))
)


def _move(*, somewhere: bool, only_new: bool) -> Update:
    which = [_l.profile_id == bindparam("of"), _l.apart.is_(False)]
    if only_new:
        which.append(_l.identity_id.is_(None))
    moved = update(identity_link).where(*which)
    if not somewhere:
        return moved.values(firm=False)
    halved = case((_l.years_away.is_not(None), bindparam("half", type_=Float)), else_=bindparam("sure", type_=Float))
    return moved.values(identity_id=bindparam("to"), firm=True, score=halved, explanation=bindparam("why"))


_MOVE: Final = {
    (somewhere, only_new): _move(somewhere=somewhere, only_new=only_new)
    for somewhere in (True, False)
    for only_new in (True, False)
}
"""What the speakers of a profile become, by whether they have an identity and whether it is for those without alone."""


@dataclass(slots=True)
class Change:
    """What one addition touches: identities that lost or got speakers, blocks that were regrouped, new names."""

    identities: set[int] = field(default_factory=set)
    regrouped: set[Block] = field(default_factory=set)
    listed: bool = True
    """Whether there are alias files at all."""


def identity_of(connection: Connection, key: str, name: str, block: Block, speaker: int | None) -> int:
    """Return the number of the identity with this key, made if it is not there. speaker: one that it stands for."""
    found = connection.execute(_BY_KEY, {"key": key}).scalar()
    if found is not None:
        return int(found)
    id = insert_one(connection, identity, key=key, name=name, type=block[0], name_key=block[1])
    if speaker is not None:
        lasting.keep_identities(connection, {key: speaker})
    return id


@dataclass(frozen=True, slots=True)
class _Tie:
    """A profile, the place that it has among those of its name, and the key of its identity, None where it has none."""

    profile: Row[Any]
    block: Block
    place: Place
    key: str | None


def regroup(
    connection: Connection, blocks: Collection[Block], change: Change, untied: Collection[int] | None = None
) -> None:
    """Decide anew who of one name is one person, and tie the speakers whose place is another or who have none.

    untied: the profiles of speakers who have none; None where any may have such.
    """
    of_block: dict[Block, list[Row[Any]]] = {block: [] for block in sorted(blocks)}
    names = sorted({name_key for _, name_key in blocks})
    for k in range(0, len(names), 400):
        query = select(identity_profile, identity.c.key.label("identity_key")).join(identity, isouter=True)
        for row in connection.execute(query.where(_p.name_key.in_(names[k : k + 400])).order_by(_p.id)):
            if (row.type, row.name_key) in of_block:
                of_block[row.type, row.name_key].append(row)
    ties = [tie for block, some in of_block.items() if some for tie in _ties(connection, block, some, change)]
    _tie(connection, ties, change, untied)


def _ties(connection: Connection, block: Block, profiles: Sequence[Row[Any]], change: Change) -> Iterator[_Tie]:
    type, name_key = block

    def counted() -> dict[str, int]:
        n = select(_l.profile_id, func.count()).where(_l.profile_id.in_([p.id for p in profiles]))
        speakers = {row[0]: row[1] for row in connection.execute(n.group_by(_l.profile_id))}
        return {p.signature: speakers.get(p.id, 0) for p in profiles}

    places = plan(
        [p.signature for p in profiles], counted, type=type, common=_common(connection, block, change),
        apart=told_apart(connection, block) if len(profiles) > 1 else (),
    )  # fmt: skip
    for p in profiles:
        place = places[p.signature]
        key = None if place.anchor is None else digest("identity", type, name_key, place.anchor)
        yield _Tie(p, block, place, key)


def _tie(connection: Connection, ties: Sequence[_Tie], change: Change, untied: Collection[int] | None) -> None:
    """Write what is new of some ties: a few statements for all of them, for each takes longer than what it does."""
    ids = _known_as(connection, [tie for tie in ties if tie.key not in (None, tie.profile.identity_key)])
    rows: list[dict[str, Any]] = []
    moved: dict[tuple[bool, bool], list[dict[str, Any]]] = defaultdict(list)
    for tie in ties:
        p, place = tie.profile, tie.place
        to = None if tie.key is None else p.identity_id if p.identity_key == tie.key else ids[tie.key]
        kept = (p.identity_id, p.score, p.explanation) == (to, place.score, place.explanation)
        row = {"of": p.id, "to": to, "sure": place.score, "half": place.score / 2, "why": place.explanation}
        if not kept:
            if p.explanation and (p.identity_id != to or to is None):  # it is no new one
                change.regrouped.add(tie.block)
            change.identities |= {i for i in (p.identity_id, to) if i is not None}
            rows.append(row)
        if not kept or untied is None or p.id in untied:
            moved[to is not None, kept].append(row)
    if rows:
        connection.execute(_PLACE, [{name: row[name] for name in ("of", "to", "sure", "why")} for row in rows])
    for (somewhere, only_new), some in moved.items():
        names = ("of", "to", "sure", "half", "why") if somewhere else ("of",)
        connection.execute(_MOVE[somewhere, only_new], [{name: row[name] for name in names} for row in some])


def _known_as(connection: Connection, ties: Sequence[_Tie]) -> dict[str, int]:
    """Return by their keys the identities that ties lead to, made where they are not there."""
    first = {tie.key: tie for tie in reversed(ties) if tie.key is not None}
    keys = sorted(first)
    out: dict[str, int] = {}
    for k in range(0, len(keys), 400):
        out |= {row.key: row.id for row in connection.execute(_OF_KEYS, {"keys": keys[k : k + 400]})}
    new = [(tie.key, tie) for tie in ties if tie.key is not None and tie.key not in out and first[tie.key] is tie]
    if not new:
        return out
    start = next_id(connection, identity)
    out |= {key: id for id, (key, _) in enumerate(new, start=start)}
    connection.execute(
        insert(identity),
        [{"id": out[key], "key": key, "name": tie.block[1].title(), "type": tie.block[0], "name_key": tie.block[1]}
         for key, tie in new],
    )  # fmt: skip
    speakers: dict[int, int] = {}
    profiles = [tie.profile.id for _, tie in new]
    for k in range(0, len(profiles), 400):
        speakers |= {row[0]: row[1] for row in connection.execute(_FIRST_OF, {"profiles": profiles[k : k + 400]})}
    stand = {key: speakers[tie.profile.id] for key, tie in new if tie.profile.id in speakers}
    lasting.keep_identities(connection, stand)
    return out


def _common(connection: Connection, block: Block, change: Change) -> bool:
    """Say whether many bear a name: it is a frequent one, or an authority file gives it two identifiers."""
    type, name_key = block
    if type == "person" and is_common(name_key):
        return True
    if not change.listed:
        return False
    a = identity_alias.c
    known = select(a.identifier).distinct().where(a.name_key == name_key, a.identifier != "", a.type.in_((type, "")))
    return len(connection.execute(known.limit(2)).all()) > 1


def near(connection: Connection, links: Sequence[Row[Any]], change: Change) -> set[int]:
    """Return the loose speakers whose place may depend on `links`, or on names that were regrouped."""
    out: set[int] = set()
    loose = select(_l.id).where(_l.firm.is_(False), _l.apart.is_(False))
    cells = {(k.surname, k.outlet, k.month) for k in links if k.surname and k.outlet and k.month is not None}
    for surname, outlet, month in cells:
        nearby = (_l.surname == surname, _l.outlet == outlet, _l.month.between(month - 1, month + 1))
        out |= set(connection.execute(loose.where(*nearby)).scalars())
    r = identity_role.c
    whole = {k.id for k in links if k.whole and k.surname}
    seats = select(r.surname, r.head, r.place).where(r.link_id.in_(sorted(whole)), r.place != "").distinct()
    for seat in connection.execute(seats).all() if whole else ():
        same = (r.surname == seat.surname, r.head == seat.head, r.place == seat.place)
        bare = loose.join(identity_role, r.link_id == _l.id).where(*same)
        out |= set(connection.execute(bare).scalars())
    for type, name_key in change.regrouped:
        some = select(_l.surname).where(_l.name_key == name_key, _l.type == type).limit(1)
        surname = connection.execute(some).scalar()
        out |= set(connection.execute(loose.where(or_(_l.surname == surname, _l.name_key == name_key))).scalars())
    return out


def settle_loose(connection: Connection, ids: Iterable[int], change: Change) -> None:
    """Tie speakers by what stands near them: to the one person that they can be, or each article's to its own."""
    wanted = sorted(ids)
    cells: dict[tuple[Any, ...], list[Row[Any]]] = defaultdict(list)
    for k in range(0, len(wanted), 400):
        rows = connection.execute(
            select(identity_link, _p.signature, _p.explanation.label("unclear"), t.article.c.key.label("article_key"))
            .join(identity_profile, _l.profile_id == _p.id, isouter=True)
            .join(t.version, _v.id == _l.version_id)
            .join(t.article, t.article.c.id == _v.article_id)
            .where(_l.id.in_(wanted[k : k + 400]), _l.firm.is_(False), _l.apart.is_(False))
        ).all()
        for row in rows:
            cells[row.type, row.whole, row.surname, row.name_key, row.outlet, row.month].append(row)
    for rows in cells.values():
        found, several = _candidates(connection, rows[0])
        for row in rows:
            _place(connection, row, found, several, change)


def _candidates(connection: Connection, k: Row[Any]) -> tuple[list[int], bool]:
    """Return who of the name is named in full in the same outlet, a month around; and whether that leaves doubt."""
    if k.type != "person" or k.outlet is None or k.month is None:
        return [], False
    where = [_l.surname == k.surname, _l.outlet == k.outlet, _l.month.between(k.month - 1, k.month + 1)]
    where += [_l.whole, _l.apart.is_(False), _l.type == "person"]
    if k.whole:
        where += [_l.name_key == k.name_key, _l.firm]
    rows = connection.execute(
        select(_l.name_key, _l.firm, _l.identity_id).where(*where).distinct()
    ).all()  # fmt: skip
    unclear = any(not row.firm for row in rows)
    return sorted({row.identity_id for row in rows if row.firm}), unclear or len({row.name_key for row in rows}) > 1


def _place(connection: Connection, k: Row[Any], found: Sequence[int], several: bool, change: Change) -> None:
    who = "Only the surname here" if not k.whole else "Named in full without a role"
    fitting = [i for i in found if _fits(connection, k, i)]
    to, score, why = None, 0.3, ""
    if len(fitting) == 1 and not several:
        to, score = fitting[0], 0.6
        why = f"{who}; within a month of it this outlet names just one such person in full."
    elif not found and not k.whole and k.type == "person":
        by_seat = _by_seat(connection, k)
        if len(by_seat) == 1:
            to, score = by_seat[0], 0.6
            why = "Only the surname here, but with the same office as one person who is named in full elsewhere."
    if to is None:
        block = (k.type, k.name_key)
        to = identity_of(connection, _own_key(k), k.name, block, k.speaker_id)
        if k.type != "person":
            score, why = 0.5, "A name that many bodies bear: taken for one within an outlet only."
        elif k.whole:
            why = f"{k.unclear or who} It stands alone until somebody judges it."
        elif found:
            why = "Only the surname here, and it may mean several people who are named in full near it."
        else:
            why = "Only the surname here, and nothing near it says whose."
    if (k.identity_id, k.score, k.explanation) != (to, score, why):
        change.identities |= {i for i in (k.identity_id, to) if i is not None}
        values = {"identity_id": to, "score": score, "explanation": why}
        connection.execute(update(identity_link).where(_l.id == k.id).values(values))


def _own_key(k: Row[Any]) -> str:
    if k.type != "person" and k.outlet:
        return digest("identity", k.type, "outlet", folded(k.outlet), k.name_key)
    return digest("identity", k.type, "article", k.article_key, k.name_key)


def _fits(connection: Connection, k: Row[Any], identity_id: int) -> bool:
    """Say whether what is said of a loose speaker can be said of an identity."""
    if k.signature is None or evidence(k.signature).empty:
        return True
    known = connection.execute(select(_p.signature).where(_p.identity_id == identity_id)).scalars().all()
    told = [e for e in map(evidence, known) if not e.empty]
    return not told or any(not conflict(evidence(k.signature), e) for e in told)


def _by_seat(connection: Connection, k: Row[Any]) -> list[int]:
    r = identity_role.c
    own = connection.execute(select(r.head, r.place).where(r.link_id == k.id, r.place != "")).all()
    found: set[int] = set()
    for head, place in own:
        same = (
            select(_l.identity_id)
            .join(identity_role, r.link_id == _l.id)
            .where(r.surname == k.surname, r.head == head, r.place == place, _l.whole, _l.firm, _l.apart.is_(False))
        )
        found |= set(connection.execute(same.distinct()).scalars())
    return sorted(found)


def measure(connection: Connection, links: Sequence[Row[Any]], *, gone: bool = False) -> None:
    """Say of these speakers, and of those before and after them in time, how far the nearest other article is.

    gone: whether these speakers were taken away.
    """
    of = select(_v.id, _v.article_id).where(_v.id.in_({k.version_id for k in links}))
    articles = {row.id: row.article_id for row in connection.execute(of)}
    for k in links:
        if k.day is None or not k.whole:
            continue
        block = (k.type, k.name_key)
        days = {day for day in _days_around(connection, *block, k.day, articles[k.version_id]) if day}
        years = _years(k.day, days)
        if not gone and years is not None:
            _write_years(connection, [_l.id == k.id], years)
        for day in days:
            there = [_l.name_key == k.name_key, _l.type == k.type, _l.day == day]
            if not gone and _years(k.day, {day}) is None:
                _write_years(connection, [*there, _l.years_away.is_not(None)], None)
            else:
                _measure_day(connection, there, block, day)


def _measure_day(connection: Connection, there: list[Any], block: Block, day: str) -> None:
    rows = connection.execute(
        select(_l.id, _v.article_id).join(t.version, _v.id == _l.version_id).where(*there).limit(9)
    ).all()
    if len({row.article_id for row in rows}) == 1:  # several of one day are near one another, whatever comes or goes
        days = {d for d in _days_around(connection, *block, day, rows[0].article_id) if d}
        _write_years(connection, there, _years(day, days))


def _years(day: str, others: Iterable[str]) -> int | None:
    """Return how many years the nearest of `others` is away, None where that is not far or there is none."""
    gaps = [abs(int(day[:4]) - int(other[:4])) for other in others]
    return min(gaps) if gaps and min(gaps) >= DISTANT_YEARS else None


def _write_years(connection: Connection, which: list[Any], years: int | None) -> None:
    base = select(_p.score).where(_p.id == _l.profile_id).scalar_subquery()
    values = {"years_away": years, "score": base / 2 if years else base}
    changed = _l.years_away.is_not(None) if years is None else _l.years_away.is_distinct_from(years)
    connection.execute(update(identity_link).where(*which, _l.firm, _l.apart.is_(False), changed).values(values))


def _days_around(connection: Connection, type: str, name_key: str, day: str, article: int) -> tuple[str | None, ...]:
    other = (_l.name_key == name_key, _l.type == type, _l.whole, _v.article_id != article)
    query = select(_l.day).join(t.version, _v.id == _l.version_id).where(*other)
    before = query.where(_l.day <= day).order_by(_l.day.desc()).limit(1)
    after = query.where(_l.day >= day).order_by(_l.day).limit(1)
    return connection.execute(before).scalar(), connection.execute(after).scalar()


def tidy(connection: Connection, identities: Iterable[int]) -> None:
    """Name identities by their fullest name; let go of those without speakers, unless a judgement names them."""
    wanted = sorted(set(identities))
    for k in range(0, len(wanted), 400):
        some = wanted[k : k + 400]
        names: dict[int, list[str]] = defaultdict(list)
        for id, name in connection.execute(select(_l.identity_id, _l.name).where(_l.identity_id.in_(some)).distinct()):
            names[id].append(name)
        for row in connection.execute(select(identity).where(identity.c.id.in_(some))).all():
            if names[row.id]:
                name = fullest(names[row.id])
                if name != row.name:
                    connection.execute(update(identity).where(identity.c.id == row.id).values(name=name))
            elif not about(connection, "identity", {row.key}):
                connection.execute(delete(identity).where(identity.c.id == row.id))
