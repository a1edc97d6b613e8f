"""Alias and authority files: other forms of a name, and the identifiers that libraries and Wikidata give people.

CSV with a header; the columns are `name` (needed), `alias`, `identifier` (Q42, or another authority's as viaf:123) and
`type` (person, organisation, or empty). A bad line is named and the others are taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from onrecord.record import identity_names, log
from onrecord.record import tables as t
from onrecord.record.identity_names import Name
from onrecord.record.identity_tables import identity_alias, identity_link
from onrecord.record.rows import next_id

COLUMNS: Final = ("name", "alias", "identifier", "type")
_IDENTIFIER: Final = re.compile(r"Q[1-9]\d{0,14}|[a-z][a-z0-9.-]*:\S+")
_TYPES: Final = ("", "person", "organisation")
_a = identity_alias.c


@dataclass(frozen=True, slots=True)
class Alias:
    """One line: `name` is also written `alias` (or empty) and has `identifier` (or empty)."""

    name: str
    alias: str
    identifier: str
    type: str

    def key(self, name: str) -> str | None:
        """Return the key of one of its names; None where that is no name."""
        found = identity_names.parse(name, self.type or "person") if name else None
        return found.key if found else None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was passed over, and why."""

    number: int
    problem: str


def read_aliases(data: bytes) -> tuple[list[Alias], list[BadLine]]:
    """Read an alias file; return what it says, and the lines that are passed over."""
    lines = data.decode("utf-8-sig", "replace")
    reader = csv.reader(io.StringIO(lines, newline=""))
    out: list[Alias] = []
    bad: list[BadLine] = []
    header: list[str] | None = None
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as e:
            bad.append(BadLine(reader.line_num, str(e)))
            continue
        cells = [" ".join(c.split()) for c in cells]
        if not any(cells):
            continue
        if header is None:
            header = [c.lower() for c in cells]
            problem = _bad_header(header)
            if problem:
                return [], [BadLine(reader.line_num, problem)]
            continue
        found = _line(header, cells)
        if isinstance(found, Alias):
            out.append(found)
        else:
            bad.append(BadLine(reader.line_num, found))
    if header is None:
        bad.append(BadLine(1, "the file is empty"))
    return out, bad


def _bad_header(header: Sequence[str]) -> str | None:
    strange = [c for c in header if c not in COLUMNS]
    if strange or "name" not in header or len(set(header)) < len(header):
        return f"the first line must name the columns, of {', '.join(COLUMNS)}; `name` is needed"
    return None


def _line(header: Sequence[str], cells: Sequence[str]) -> Alias | str:
    if len(cells) != len(header):
        return f"it has {len(cells)} cells, and the header {len(header)}"
    if any("\N{REPLACEMENT CHARACTER}" in c for c in cells):
        return "it is not UTF-8"
    values = {**dict.fromkeys(COLUMNS, ""), **dict(zip(header, cells, strict=True))}
    found = Alias(**{**values, "type": values["type"].lower()})
    if found.type not in _TYPES:
        return f"the type {found.type!r} is neither person nor organisation"
    if found.key(found.name) is None:
        return f"{found.name!r} is no name" if found.name else "it has no name"
    if found.alias and found.key(found.alias) is None:
        return f"the alias {found.alias!r} is no name"
    if found.identifier and not _IDENTIFIER.fullmatch(found.identifier):
        return f"the identifier {found.identifier!r} is neither a Q-number nor like viaf:123"
    if not found.alias and not found.identifier:
        return "it gives neither an alias nor an identifier"
    return found


def import_aliases(connection: Connection, aliases: Iterable[Alias], *, source: str, who: str) -> int:
    """Keep what an alias file says, and tie anew the speakers that it is about; return how many lines were new."""
    new: list[Alias] = []
    for alias in dict.fromkeys(aliases):
        if connection.execute(select(_a.id).where(*_same(alias))).first() is None:
            new.append(alias)
            connection.execute(
                insert(identity_alias).values(
                    id=next_id(connection, identity_alias), name=alias.name, alias=alias.alias,
                    identifier=alias.identifier, type=alias.type, name_key=alias.key(alias.name),
                    alias_key=alias.key(alias.alias) or "", source=source, added_at=log.now(), who=who,
                )
            )  # fmt: skip
    if new:
        log.append(connection, "aliases", source, {"added": [_cells(a) for a in new]}, who=who)
        retie(connection, new)
    return len(new)


def remove_aliases(connection: Connection, aliases: Iterable[Alias], *, source: str, who: str) -> int:
    """Take back what an alias file says; return how many lines were there."""
    gone: list[Alias] = []
    for alias in dict.fromkeys(aliases):
        if connection.execute(delete(identity_alias).where(*_same(alias))).rowcount:
            gone.append(alias)
    if gone:
        log.append(connection, "aliases", source, {"removed": [_cells(a) for a in gone]}, who=who)
        retie(connection, gone)
    return len(gone)


def _cells(alias: Alias) -> list[str]:
    return [getattr(alias, column) for column in COLUMNS]


def _same(alias: Alias) -> list[ColumnElement[bool]]:
    return [getattr(_a, column) == getattr(alias, column) for column in COLUMNS]


def retie(connection: Connection, aliases: Sequence[Alias]) -> None:
    """Untie and tie the readings with speakers whose names the lines speak of."""
    from onrecord.record import identities  # it ties by what is kept here

    keys = sorted({key for a in aliases for key in (a.key(a.alias), a.key(a.name)) if key})
    readings: set[int] = set()
    link, s = identity_link.c, t.speaker.c
    for k in range(0, len(keys), 400):
        some = keys[k : k + 400]
        rows = select(s.reading_id).join(identity_link, link.speaker_id == s.id)
        readings |= set(connection.execute(rows.where(or_(link.own_key.in_(some), link.name_key.in_(some)))).scalars())
    for id in sorted(readings):
        identities.unlink(connection, id)
    for id in sorted(readings):
        identities.link(connection, id)


def any_listed(connection: Connection) -> bool:
    """Say whether there is anything from alias files."""
    return connection.execute(select(_a.id).limit(1)).first() is not None


def meant(connection: Connection, name: Name, type: str) -> Name:
    """Return the name that a name stands for: the one that alias files list it under, if just one; else itself.

    A single word that they list is a whole name, no bare surname.
    """
    of_type = _a.type.in_((type, ""))
    is_main = select(_a.id).where(_a.name_key == name.key, of_type).limit(1)
    if connection.execute(is_main).first() is not None:
        return replace(name, whole=True, generic=False)
    listed = select(_a.name, _a.name_key).where(_a.alias_key == name.key, of_type)
    rows = connection.execute(listed).all()
    if len({row.name_key for row in rows}) != 1:
        return name
    main = identity_names.parse(min(row.name for row in rows), type)
    if main is None:
        return name
    return replace(main, whole=True, middle=name.middle, generic=False)
