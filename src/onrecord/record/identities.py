"""One person or body across articles: names, roles with dates, and by what each speaker was tied to it.

Named persons and bodies only: an unnamed source never gets an identity. `link` and `unlink` tie the speakers of one
reading; whichever order articles come in, the result is the same. What is read from it is in `identity_reading`, what
people decide in `identity_judged`, alias files in `identity_files`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select

from onrecord.record import identity_files, identity_names
from onrecord.record import tables as t
from onrecord.record.identity_groups import NOTHING
from onrecord.record.identity_judged import judged, prepared, settle
from onrecord.record.identity_names import Name
from onrecord.record.identity_reading import Identity, find, identities, identity
from onrecord.record.identity_roles import roles, signature
from onrecord.record.identity_tables import identity as table
from onrecord.record.identity_tables import identity_link, identity_profile, identity_role
from onrecord.record.identity_ties import Change, measure, near, regroup, settle_loose, tidy
from onrecord.record.rows import digest, next_id

__all__ = ["Identity", "find", "identities", "identity", "judged", "link", "moved", "prepared", "speaker_key", "unlink"]

_TYPES: Final = ("person", "organisation")
BARE: Final = "bare surname"
"""The type that profiles of bare surnames have: they never make a group."""
_l, _p = identity_link.c, identity_profile.c


def speaker_key(version_key: str, name: str) -> str:
    """Return the lasting name of a speaker: of its version and of how the reading names it."""
    return digest("speaker", version_key, name)


@dataclass(frozen=True, slots=True)
class _Source:
    """The version that a reading is of: what its speakers are tied by."""

    id: int
    article_id: int
    key: str
    text: str
    outlet: str | None
    day: str | None

    @property
    def month(self) -> int | None:
        """The month of publication, counted from year 0."""
        return None if self.day is None else int(self.day[:4]) * 12 + int(self.day[5:7])


def link(connection: Connection, reading_id: int) -> None:
    """Tie the named speakers of a reading to identities."""
    source = _source(connection, reading_id)
    change = Change(listed=identity_files.any_listed(connection))
    ids = _write(connection, source, _speakers(connection, reading_id), listed=change.listed)
    links = _links(connection, ids)
    if not links:
        return
    regroup(connection, {(k.type, k.name_key) for k in links if k.firm}, change, {k.profile_id for k in links})
    fresh = {k.id for k in links}
    settle_loose(connection, near(connection, links, change) | _loose_of(connection, source.article_id), change)
    measure(connection, links)
    now = {k.identity_id for k in _links(connection, fresh)}
    settle(connection, {k.key for k in links}, now | change.identities, change)
    tidy(connection, _outgrown(connection, fresh) | change.identities)


def unlink(connection: Connection, reading_id: int) -> None:
    """Untie the speakers of a reading that is no longer the current one."""
    of_reading = select(t.speaker.c.id).where(t.speaker.c.reading_id == reading_id)
    links = connection.execute(select(identity_link).where(_l.speaker_id.in_(of_reading))).all()
    if not links:
        return
    change = Change(identities={k.identity_id for k in links})
    ids = [k.id for k in links]
    loose = near(connection, links, change) - set(ids)
    connection.execute(delete(identity_role).where(identity_role.c.link_id.in_(ids)))
    connection.execute(delete(identity_link).where(_l.id.in_(ids)))
    for profile in sorted({k.profile_id for k in links if k.profile_id is not None}):
        unused = ~select(_l.id).where(_l.profile_id == profile).exists()
        connection.execute(delete(identity_profile).where(_p.id == profile, unused))
    regroup(connection, {(k.type, k.name_key) for k in links}, change)
    settle_loose(connection, loose | near(connection, (), change), change)
    measure(connection, links, gone=True)
    settle(connection, {k.key for k in links}, change.identities, change)
    tidy(connection, change.identities)


def _source(connection: Connection, reading_id: int) -> _Source:
    v = t.version.c
    row = connection.execute(
        select(v.id, v.article_id, v.key, v.text, v.outlet, v.published)
        .join(t.reading, t.reading.c.version_id == v.id)
        .where(t.reading.c.id == reading_id)
    ).one()
    day = (row.published or "")[:10]
    whole = len(day) == 10 and day[:4].isdigit() and day[5:7].isdigit()
    return _Source(row.id, row.article_id, row.key, row.text, row.outlet, day if whole else None)


def _speakers(connection: Connection, reading_id: int) -> list[Any]:
    s = t.speaker.c
    query = select(s.id, s.name, s.type, s.mentions).order_by(s.number)
    named = query.where(s.reading_id == reading_id, s.named.is_(True), s.type.in_(_TYPES))
    return list(connection.execute(named).all())


def _links(connection: Connection, ids: Iterable[int]) -> list[Row[Any]]:
    wanted = sorted(ids)
    return list(connection.execute(select(identity_link).where(_l.id.in_(wanted)).order_by(_l.id)).all())


def _write(connection: Connection, source: _Source, speakers: Iterable[Any], *, listed: bool) -> list[int]:
    """Write the links of speakers, without identities yet, with their roles; return the links' numbers."""
    first = next_id(connection, identity_link)
    links: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    parsed = [(s, name) for s in speakers if (name := identity_names.parse(s.name, s.type)) is not None]
    meant = [identity_files.meant(connection, name, s.type) if listed else name for s, name in parsed]
    profiles = _Profiles(connection, {name.key for name in meant})
    for id, ((speaker, own), name) in enumerate(zip(parsed, meant, strict=True), start=first):
        found = roles(source.text, speaker.name, speaker.mentions) if speaker.type == "person" else []
        told = signature(found, name.middle) if found or name.middle else NOTHING
        links.append(
            {"id": id, "speaker_id": speaker.id, "identity_id": None, "version_id": source.id, "own_key": own.key,
             "profile_id": None if name.generic else profiles.of(name, speaker.type, told),
             "key": speaker_key(source.key, speaker.name), "name": speaker.name, "name_key": name.key,
             "surname": name.surname, "type": speaker.type, "whole": name.whole, "outlet": source.outlet,
             "firm": name.whole and not name.generic, "month": source.month, "day": source.day, "years_away": None,
             "score": 0.0, "explanation": "", "judged": False, "apart": False}
        )  # fmt: skip
        said += [
            {"link_id": id, "words": r.words, "head": r.head, "place": r.place, "past": r.past, "day": source.day,
             "start": r.start, "end": r.end, "surname": name.surname}
            for r in found
        ]  # fmt: skip
    profiles.write()
    if links:
        connection.execute(insert(identity_link), links)
    if said:
        number = next_id(connection, identity_role)
        connection.execute(insert(identity_role), [{"id": number + n, **row} for n, row in enumerate(said)])
    return [row["id"] for row in links]


class _Profiles:
    """The profiles of some names (their keys), each made when it is first asked for, and written with `write`."""

    def __init__(self, connection: Connection, name_keys: set[str]):
        self._connection = connection
        query = select(_p.id, _p.name_key, _p.type, _p.signature).where(_p.name_key.in_(sorted(name_keys)))
        self._known: dict[tuple[str, str, str], int] = {
            (row.name_key, row.type, row.signature): row.id for row in connection.execute(query)
        }
        self._new: list[dict[str, Any]] = []
        self._next: int | None = None

    def of(self, name: Name, type: str, told: str) -> int:
        """Return the profile of a name of which this is told."""
        which = (name.key, type if name.whole else BARE, told)
        if which not in self._known:
            if self._next is None:
                self._next = next_id(self._connection, identity_profile)
            values = dict(zip(("name_key", "type", "signature"), which, strict=True))
            self._new.append({"id": self._next, **values, "score": 0.0, "explanation": ""})
            self._known[which] = self._next
            self._next += 1
        return self._known[which]

    def write(self) -> None:
        """Write those that were made."""
        if self._new:
            self._connection.execute(insert(identity_profile), self._new)


def moved(connection: Connection, article_id: int) -> None:
    """Follow versions that came to another article: a name that stands alone is one within all versions of its own."""
    change = Change()
    settle_loose(connection, _loose_of(connection, article_id), change)
    tidy(connection, change.identities)


def _loose_of(connection: Connection, article_id: int) -> set[int]:
    of_article = select(t.version.c.id).where(t.version.c.article_id == article_id)
    loose = select(_l.id).where(_l.version_id.in_(of_article), _l.firm.is_(False), _l.apart.is_(False))
    return set(connection.execute(loose).scalars())


def _outgrown(connection: Connection, ids: set[int]) -> set[int]:
    """Return the identities of links with a fuller name than the identity has."""
    rows = connection.execute(
        select(table.c.id, table.c.name, _l.name.label("new"))
        .join(identity_link, _l.identity_id == table.c.id)
        .where(_l.id.in_(sorted(ids)))
    )
    return {row.id for row in rows if identity_names.fullest((row.name, row.new)) != row.name}
