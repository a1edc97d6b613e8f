"""What runs through many articles is tied anew with each one that comes, in the same transaction.

Each linker has `link`, called once the statements of a reading are written, and `unlink`, called before a newer reading
takes its place. Whatever a person judged is no linker's to change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.record import claims, identities, likeness, search, version_placing


@dataclass(frozen=True, slots=True)
class Linker:
    """One thing that runs through many articles; both functions get the connection and a reading's number."""

    name: str
    link: Callable[[Connection, int], None]
    unlink: Callable[[Connection, int], None]


LINKERS: tuple[Linker, ...] = (
    Linker("claims", claims.link, claims.unlink),
    Linker("versions", version_placing.link, version_placing.unlink),
    Linker("identities", identities.link, identities.unlink),
    Linker("search", search.link, search.unlink),
    Linker("likeness", likeness.link, likeness.unlink),
)


def link(connection: Connection, reading_id: int) -> None:
    """Tie a new reading to all that is there."""
    for linker in LINKERS:
        linker.link(connection, reading_id)


def unlink(connection: Connection, reading_id: int) -> None:
    """Untie a reading that is no longer the current one, in the opposite order."""
    for linker in reversed(LINKERS):
        linker.unlink(connection, reading_id)
