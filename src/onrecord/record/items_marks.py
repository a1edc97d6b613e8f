"""What people added beside judgements: lines of alias files, and articles that they marked as withdrawn.

The log says of each who did it when; `logged` goes through it, so that what is there can be held against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from onrecord.record import tables as t
from onrecord.record.identity_files import COLUMNS
from onrecord.record.identity_tables import identity_alias
from onrecord.record.origin_tables import withdrawal

_MARKING: Final = ("aliases", "withdraw", "reinstate")
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of an alias file, with the file's name, and when and by whom it was taken in."""

    name: str
    alias: str
    identifier: str
    type: str
    source: str
    added_at: str
    who: str

    @property
    def cells(self) -> Cells:
        """The line itself."""
        return tuple(str(getattr(self, column)) for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That somebody marked an article as withdrawn, by its newest version then. undone_at: None while it holds."""

    version: str
    reason: str
    who: str
    at: str
    undone_at: str | None = None
    undone_by: str | None = None


@dataclass(slots=True)
class Logged:
    """What the log says of aliases and withdrawals: the lines that are listed, and who withdrew which version why."""

    aliases: dict[Cells, int] = field(default_factory=dict)
    withdrawals: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def note(self, seq: int, what: str, entry: tuple[str, str, str]) -> None:
        """Take one entry of the log into account: (who, subject, payload)."""
        who, subject, payload = entry
        try:
            said: Any = json.loads(payload)
            if what == "aliases":
                for cells in said.get("added", ()):
                    self.aliases[tuple(cells)] = seq
                for cells in said.get("removed", ()):
                    self.aliases.pop(tuple(cells), None)
            elif what == "withdraw":
                self.withdrawals[subject, who, said.get("reason", "")] = seq
        except (ValueError, AttributeError, TypeError):
            return  # it was changed, which its digest shows


def logged(connection: Connection) -> Logged:
    """Return what the log says of aliases and withdrawals."""
    c = t.log.c
    query = select(c.seq, c.what, c.who, c.subject, c.payload).where(c.what.in_(_MARKING)).order_by(c.seq)
    out = Logged()
    for row in connection.execute(query.execution_options(yield_per=500)):
        out.note(row.seq, row.what, (row.who, row.subject, row.payload))
    return out


def aliases(connection: Connection) -> Iterator[Listed]:
    """Yield every line of the alias files that were taken in, in that order."""
    columns = [identity_alias.c[name] for name in Listed.__dataclass_fields__]
    for row in connection.execute(select(*columns).order_by(identity_alias.c.id)).all():
        yield Listed(*row)


def withdrawals(connection: Connection) -> Iterator[Withdrawn]:
    """Yield every mark that people made, those that were taken back too, in the order in which they were made."""
    w = withdrawal.c
    query = (
        select(t.version.c.key, w.reason, w.who, w.at, w.undone_at, w.undone_by)
        .join(t.version, w.version_id == t.version.c.id)
        .where(w.who.is_not(None))
        .order_by(w.id)
    )
    for row in connection.execute(query).all():
        yield Withdrawn(*row)
