"""What an input is made of, before anybody made an article of it: pages, and what is wrong with those that are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from onrecord.ingest.sidecar import Known

PAGE_LIMIT: Final = 16 * 1024 * 1024
"""Bytes of one page from which on it is left out: no page of news is as large, and its tree would take gigabytes."""

FaultKind = Literal["input", "record", "length", "size", "status", "media", "page", "time", "crash", "error"]
"""What went wrong: the input as a whole, a damaged record, one whose length is not the one it states, one that is too
large, an HTTP status other than 200, something other than HTML, a page without an article, one that took too long, one
at which the process died, and anything else."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in its input something stands: at which byte (of a folder: file; of Parquet: row), and there as which one.

    Several records may stand in one gzip member, which can only be read from its beginning on.
    """

    offset: int
    nth: int = 0


Lost = tuple[FaultKind, str]
"""Why a page was lost with the process that read it: `time` or `crash`, and the reason in words."""

NOTHING: Final = Known()


@dataclass(frozen=True, slots=True)
class Raw:
    """One page as it came. `data` of None stands for a file that is still to be opened, at `address`."""

    place: Place
    address: str | None
    data: bytes | None
    media_type: str
    known: Known = NOTHING
    name: str | None = None
    fetched: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read, and why."""

    place: Place
    address: str | None
    kind: FaultKind
    reason: str


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that is no page and no fault either: a request, a line without anything."""

    place: Place


Piece = Raw | Fault | Passed
