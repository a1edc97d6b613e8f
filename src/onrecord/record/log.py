"""The append-only log: each entry holds the digest of the one before it, so that a changed one shows.

The digest is the SHA-256 of the previous digest, the number, the time, who, what, the subject and the payload, each on
a line of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from onrecord.record.tables import log

BEGINNING: Final = "0" * 64
"""What the first entry has for the digest of the one before it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry of the log that does not hold, and why."""

    seq: int
    problem: str


def now() -> str:
    """Return the time as it is written everywhere in the record: ISO 8601, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seal(previous: str, seq: int, entry: tuple[str, str, str, str, str]) -> str:
    """Return the digest of an entry: (at, who, what, subject, payload) after the one with the digest `previous`."""
    return hashlib.sha256("\n".join((previous, str(seq), *entry)).encode("utf-8", "surrogatepass")).hexdigest()


def append(connection: Connection, what: str, subject: str, payload: Mapping[str, Any], *, who: str) -> int:
    """Add an entry and return its number. To be called inside a transaction that holds the record's write lock."""
    last = connection.execute(select(log.c.seq, log.c.digest).order_by(log.c.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, BEGINNING)
    entry = (now(), who, what, subject, json.dumps(payload, ensure_ascii=True, sort_keys=True))
    connection.execute(
        insert(log).values(
            seq=seq, at=entry[0], who=who, what=what, subject=subject, payload=entry[4], previous=previous,
            digest=seal(previous, seq, entry),
        )
    )  # fmt: skip
    return seq


def faults(connection: Connection) -> Iterator[Fault]:
    """Yield every entry that is missing, was changed, or does not follow the one before it."""
    previous, expected = BEGINNING, 1
    rows = connection.execute(select(log).order_by(log.c.seq).execution_options(yield_per=1000))
    for row in rows:
        if row.seq != expected:
            yield Fault(row.seq, f"entries {expected} to {row.seq - 1} are missing")
        if row.previous != previous and row.seq == expected:
            yield Fault(row.seq, "it does not follow the entry before it")
        if seal(row.previous, row.seq, (row.at, row.who, row.what, row.subject, row.payload)) != row.digest:
            yield Fault(row.seq, "it was changed after it was written")
        previous, expected = row.digest, row.seq + 1
