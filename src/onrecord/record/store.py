"""The store: records go in whole or not at all, once each, and come out as they went in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select, update

from onrecord.domain import Article, Provenance, Record, Statement
from onrecord.errors import RecordError
from onrecord.record import database, linking, log, rows, version_placing
from onrecord.record import tables as t
from onrecord.record.items_seal import entry_of

State = Literal["added", "version", "reread", "known"]


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a record did.

    state: `added` (an article that was not there), `version` (another text of one that was), `reread` (a newer reading
    of a text that was) or `known` (nothing was new). version, article: their keys. statements: how many there are.
    """

    state: State
    version: str
    article: str
    statements: int


class Store:
    """A record of many articles. Safe to use from several threads and processes at once.

    db: a file, or a postgresql:// address; None for ONRECORD_DB or onrecord.db. who: in whose name entries of the log
    are made. patience: for how many seconds to wait for other writers. Raises RecordError where it cannot be opened,
    and from every method where the database fails.
    """

    def __init__(
        self,
        db: str | os.PathLike[str] | None = None,
        *,
        create: bool = True,
        who: str = "onrecord",
        patience: float = database.PATIENCE,
    ):
        self.engine, self.name = database.connect(db, create=create, patience=patience)
        self.who = who

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction that writes, alone; undone where an error comes."""
        return database.writing(self.engine, self.name)

    def looking(self) -> AbstractContextManager[Connection]:
        """Open a transaction that only reads and sees one state throughout."""
        return database.looking(self.engine, self.name)

    def has(self, article: Article, made: Provenance) -> bool:
        """Say whether this text, read by this model and code, is stored already."""
        with self.looking() as connection:
            key = rows.reading_key(article.id, made)
            return connection.execute(select(t.reading.c.id).where(t.reading.c.key == key)).first() is not None

    def add(self, record: Record) -> Added:
        """Store a record, whole or not at all; adding the same again changes nothing.

        Raises RecordError where a span does not lie in the text: what is not verbatim is not kept.
        """
        _refuse_unfounded(record)
        with self.writing() as connection:
            return _add(connection, record, self.who)

    def record(self, version: str, *, reading: str | None = None) -> Record:
        """Return the record of a version (its key) as it was added; `reading` names one that is not the current one.

        Raises RecordError where there is none.
        """
        with self.looking() as connection:
            found = connection.execute(select(t.version).where(t.version.c.key == version)).mappings().first()
            if found is None:
                raise RecordError(self.name, f"it has no article {version!r}", "List them with `onrecord search`.")
            wanted = t.reading.c.is_current if reading is None else t.reading.c.key == reading
            made = connection.execute(
                select(t.reading).where(t.reading.c.version_id == found["id"], wanted)
            ).mappings().first()  # fmt: skip
            if made is None:
                raise RecordError(self.name, f"it has no reading {reading!r} of {version!r}", "Leave it out.")
            return rows.read_record(connection, found, made)

    def versions(self) -> Iterator[str]:
        """Yield the key of every version, in the order in which they were added."""
        with self.looking() as connection:
            yield from connection.execute(select(t.version.c.key).order_by(t.version.c.id)).scalars().all()

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has; of statements, those of current readings."""
        with self.looking() as connection:
            out = {}
            for table in t.metadata.sorted_tables:
                query = select(func.count()).select_from(table)
                if table is t.statement:
                    query = query.join(t.reading).where(t.reading.c.is_current)
                out[table.name] = connection.execute(query).scalar_one()
            return out


def _add(connection: Connection, record: Record, who: str) -> Added:
    article = record.article
    at = log.now()
    known = connection.execute(
        select(t.version.c.id, t.article.c.key).join(t.article).where(t.version.c.key == article.id)
    ).first()
    state: State = "added"
    if known is not None:
        key = rows.reading_key(article.id, record.provenance)
        if connection.execute(select(t.reading.c.id).where(t.reading.c.key == key)).first() is not None:
            return Added("known", article.id, known[1], len(record.reading.statements))
        state, version_id, article_key = "reread", known[0], known[1]
        set_aside(connection, version_id)
    else:
        article_id, article_key, number = version_placing.place(connection, article)
        state = "added" if number == 1 else "version"
        version_id = rows.write_version(connection, article_id, number, article, at)
    reading_id = rows.write_reading(connection, version_id, record, chains(record), at)
    linking.link(connection, reading_id)
    payload = entry_of(record, article_key, first=state != "reread")
    log.append(connection, "reread" if state == "reread" else "add", article.id, payload, who=who)
    return Added(state, article.id, article_key, len(record.reading.statements))


def set_aside(connection: Connection, version_id: int) -> None:
    """Make the current reading of a version a former one."""
    current = select(t.reading.c.id).where(t.reading.c.version_id == version_id, t.reading.c.is_current)
    for id in connection.execute(current).scalars().all():
        linking.unlink(connection, id)
        connection.execute(update(t.reading).where(t.reading.c.id == id).values(is_current=False))


def chains(record: Record) -> dict[str, list[str]]:
    """Say of each statement on whose word it is known: the outlet first, its speaker last."""
    by_id = {s.id: s for s in record.reading.statements}
    outlet = record.article.outlet

    def name(s: Statement) -> str:
        words = " ".join(span.of(record.article.text) for span in s.source)
        return s.speaker or " ".join(words.split()) or "unknown"

    out = {}
    for s in record.reading.statements:
        hops: list[str] = []
        seen: set[str] = set()
        at: Statement | None = s
        while at is not None and at.id not in seen:
            seen.add(at.id)
            hops.append(name(at))
            at = by_id.get(at.parent or "")
        if outlet and hops[-1].casefold() == outlet.casefold():
            hops.pop()
        out[s.id] = [outlet or "unknown outlet", *reversed(hops)]
    return out


def _refuse_unfounded(record: Record) -> None:
    size = len(record.article.text)
    if broken := re.search("[\ud800-\udfff]", record.article.text):
        place = record.article.name or record.article.id
        problem = f"the text has half a character at {broken.start()}, which no database keeps"
        raise RecordError(place, problem, "Save the page again as UTF-8.")
    for s in record.reading.statements:
        for part in ("source", "cue", "content", "justification", "description"):
            for span in getattr(s, part):
                if not 0 <= span.start < span.end <= size:
                    place = record.article.name or record.article.id
                    problem = f"the {part} of statement {s.id} ({span.start}..{span.end}) does not lie in the text"
                    raise RecordError(place, problem, "Read the page anew: what is not verbatim is not kept.")
