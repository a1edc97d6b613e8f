"""Everything that can be derived is derived anew, and what does not hold is named with its table and key.

Keys come from texts and spans, words from spans, parents and chains from one another, and the log, whose entries are
sealed to one another, says what was added and decided. Versions and the log are read side by side in the order of the
versions' keys, so that a record of any size goes through little memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, collate, select

from onrecord.errors import RecordError
from onrecord.record import items, items_marks, log, rows
from onrecord.record import tables as t
from onrecord.record.imports import ADDING
from onrecord.record.items_seal import article_sha256, reading_sha256
from onrecord.record.store import Store
from onrecord.record.verify_groups import group_faults
from onrecord.record.verify_readings import reading_faults, version_faults
from onrecord.record.verify_tables import (
    Fault,
    article_faults,
    counts,
    file_faults,
    index_faults,
    link_faults,
    search_faults,
)

__all__ = ["Check", "Fault"]


@dataclass(slots=True)
class Check:
    """A check of a whole record. `counts` and `head` (the digest of the log's last entry) are known once it has run.

    kept: a digest that somebody kept of the log's end at some time; the log must still have it.
    """

    kept: str | None = None
    counts: dict[str, int] = field(default_factory=dict, init=False)
    head: str = field(default=log.BEGINNING, init=False)

    def store(self, store: Store) -> Iterator[Fault]:
        """Yield what does not hold in the record of `store`, in the state in which it was when this began."""
        broken = file_faults(store)
        yield from broken
        if broken:
            return
        with store.looking() as connection:
            yield from self.inside(connection)
        try:
            yield from index_faults(store)
        except RecordError as e:  # a record that must not be written to can still be checked, but for its index
            if "written to" not in e.problem:
                raise

    def inside(self, connection: Connection) -> Iterator[Fault]:
        """Yield what does not hold in what a transaction sees; the database's own file and index are left out."""
        self.counts = counts(connection)
        self.head = items.head(connection)[1]
        yield from link_faults(connection)
        yield from self._log(connection)
        yield from article_faults(connection)
        yield from _versions(connection)
        yield from _judgements(connection)
        yield from _marks(connection)
        yield from group_faults(connection)
        yield from search_faults(connection)

    def _log(self, connection: Connection) -> Iterator[Fault]:
        for found in log.faults(connection):
            yield Fault("log", str(found.seq), found.problem)
        if self.kept is None or self.kept == log.BEGINNING:
            return
        if connection.execute(select(t.log.c.seq).where(t.log.c.digest == self.kept)).first() is None:
            yield Fault("log", self.kept, "the log does not have this digest: entries were removed or written anew")


@dataclass(frozen=True, slots=True)
class _Said:
    """What one entry of the log says of a reading."""

    seq: int
    payload: Mapping[str, Any]


def _versions(connection: Connection) -> Iterator[Fault]:
    """Go through the versions and what the log says of each, side by side."""
    said = groupby(_entries(connection), key=lambda pair: pair[0])
    at = next(said, None)
    for key in _keys(connection):
        while at is not None and at[0] < key:
            yield from _gone(at[0], [entry for _, entry in at[1]])
            at = next(said, None)
        mine: list[_Said] = []
        if at is not None and at[0] == key:
            mine = [entry for _, entry in at[1]]
            at = next(said, None)
        try:
            yield from _version(connection, key, mine)
        except (ValueError, TypeError, KeyError, AttributeError) as e:
            yield Fault("version", key, f"its rows cannot be read ({type(e).__name__}: {e})")
    while at is not None:
        yield from _gone(at[0], [entry for _, entry in at[1]])
        at = next(said, None)


def _keys(connection: Connection) -> Iterator[str]:
    key = _in_order(connection, t.version.c.key)
    yield from connection.execute(select(t.version.c.key).order_by(key).execution_options(yield_per=1000)).scalars()


def _entries(connection: Connection) -> Iterator[tuple[str, _Said]]:
    c = t.log.c
    query = select(c.seq, c.subject, c.payload).where(c.what.in_(ADDING))
    query = query.order_by(_in_order(connection, c.subject), c.seq).execution_options(yield_per=200)
    for row in connection.execute(query):
        try:
            payload = json.loads(row.payload)
        except ValueError:  # its digest shows that it was changed
            payload = {}
        yield row.subject, _Said(row.seq, payload if isinstance(payload, dict) else {})


def _in_order(connection: Connection, column: Any) -> Any:
    """Return a column to be sorted by code points, as Python sorts, whatever the language of the server."""
    return collate(column, "C") if connection.dialect.name == "postgresql" else column


def _gone(key: str, said: Sequence[_Said]) -> Iterator[Fault]:
    for entry in said:
        yield Fault("version", key, f"entry {entry.seq} of the log says that it was added; it is not there")


def _version(connection: Connection, key: str, said: Sequence[_Said]) -> Iterator[Fault]:
    version = connection.execute(select(t.version).where(t.version.c.key == key)).mappings().one()
    readings = connection.execute(
        select(t.reading).where(t.reading.c.version_id == version["id"]).order_by(t.reading.c.id)
    ).mappings().all()  # fmt: skip
    yield from version_faults(version)
    current = sum(bool(r["is_current"]) for r in readings)
    if current != 1:
        yield Fault("version", key, f"{current} of its {len(readings)} readings are current, expected 1")
    unmatched = list(said)
    for reading in readings:
        broken = False
        for fault in reading_faults(connection, version, reading):
            broken = True
            yield fault
        entry = next((e for e in unmatched if _speaks_of(e, reading)), None)
        if entry is None:
            yield Fault("reading", reading["key"], f"the log does not say that it was added to the version {key}")
            continue
        unmatched.remove(entry)
        yield from _against_log(connection, version, reading, entry, sealed=not broken)
    for entry in unmatched:
        name = str(entry.payload.get("reading") or entry.payload.get("model"))
        problem = f"entry {entry.seq} of the log says that it was added to the version {key}; it is not there"
        yield Fault("reading", name, problem)


def _speaks_of(entry: _Said, reading: RowMapping) -> bool:
    return bool(entry.payload.get("reading") == reading["key"])


_MAKERS: Final = ("model", "model_sha256", "code_version")


def _against_log(
    connection: Connection, version: RowMapping, reading: RowMapping, entry: _Said, *, sealed: bool
) -> Iterator[Fault]:
    """Yield how a reading differs from what the log says was added."""
    payload, key, where = entry.payload, reading["key"], f"entry {entry.seq} of the log"
    for name in _MAKERS:
        if payload.get(name) != reading[name]:
            yield Fault("reading", key, f"its {name} is {reading[name]}, but {where} has {payload.get(name)}")
    s = t.statement.c
    keys = connection.execute(select(s.key).where(s.reading_id == reading["id"]).order_by(s.number)).scalars().all()
    for gone in [k for k in payload.get("statements", ()) if k not in set(keys)]:
        yield Fault("statement", gone, f"{where} says that it was added with the reading {key}; it is not there")
    for new in [k for k in keys if k not in set(payload.get("statements", ()))]:
        yield Fault("statement", new, f"{where} does not say that it was added with the reading {key}")
    record = rows.read_record(connection, version, reading) if sealed else None
    if record is None:
        return
    if payload.get("reading_sha256", wanted := reading_sha256(record)) != wanted:
        yield Fault("reading", key, f"its labels, speakers or relations are not those that {where} was sealed over")
    if payload.get("article_sha256", wanted := article_sha256(record.article)) != wanted:
        problem = f"its page, blocks, names or dates are not those that {where} was sealed over"
        yield Fault("version", version["key"], problem)


def _judgements(connection: Connection) -> Iterator[Fault]:
    """Yield judgements that the log does not have so, and those of the log that are not there."""
    c, j = t.log.c, t.judgement.c
    query = select(c.seq, c.what, c.who, c.subject, c.payload).where(c.what.in_(["judge", "undo"])).order_by(c.seq)
    known: set[int] = set()
    undone: dict[int, str] = {}
    for row in connection.execute(query.execution_options(yield_per=500)):
        id = int(row.subject) if row.subject.isdecimal() else -1
        found = connection.execute(select(t.judgement).where(j.id == id)).mappings().first()
        if found is None:
            yield Fault("judgement", row.subject, f"entry {row.seq} of the log speaks of it; it is not there")
        elif row.what == "undo":
            undone[id] = row.who
        else:
            known.add(id)
            said = {"kind": found["kind"], "pair": [found["subject"], found["object"]], "verdict": found["verdict"],
                    "value": found["value"], "note": found["note"]}  # fmt: skip
            same = json.dumps(said, ensure_ascii=True, sort_keys=True) == row.payload
            if not same or found["who"] != row.who:
                yield Fault("judgement", row.subject, f"it is not what entry {row.seq} of the log says was decided")
    for found in items.paged(connection, select(t.judgement), j.id, 500):
        id, name = found["id"], str(found["id"])
        if id not in known:
            yield Fault("judgement", name, "the log does not have it")
        if found["undone_by"] != undone.get(id):
            expected = f"undone by {undone[id]}" if id in undone else "not undone"
            yield Fault("judgement", name, f"by the log it is {expected}, but it is not kept so")


def _marks(connection: Connection) -> Iterator[Fault]:
    """Yield lines of alias files and withdrawals that the log does not have, and those of the log that are gone."""
    said = items_marks.logged(connection)
    there = {item.cells for item in items_marks.aliases(connection)}
    marked = {(item.version, item.who, item.reason) for item in items_marks.withdrawals(connection)}
    tables: Sequence[tuple[str, set[Any], Mapping[Any, int]]] = (
        ("identity_alias", there, said.aliases), ("withdrawal", marked, said.withdrawals),
    )  # fmt: skip
    for table, rows_there, entries in tables:
        for mark in sorted(rows_there - entries.keys()):
            yield Fault(table, " ".join(filter(None, mark)), "the log does not have it")
        for mark in sorted(entries.keys() - rows_there):
            problem = f"entry {entries[mark]} of the log says that it was added; it is not there"
            yield Fault(table, " ".join(filter(None, mark)), problem)
