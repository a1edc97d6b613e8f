"""Statements that are like a given one or like given words, by the vectors of what they say.

All vectors are compared, a batch at a time: exact, a second or so for a million statements, in bounded memory.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy import Connection, delete, insert, select

from onrecord.errors import OnrecordError
from onrecord.record import tables as t
from onrecord.record.likeness_tables import statement_vector
from onrecord.record.search import Hit, hits_of
from onrecord.vectors import Vector, likeness, shipped

_BATCH: Final = 50_000
ALIKE: Final = 0.6
"""Chosen by eye on a handful of invented pairs: what is below it seldom helps who looks for the same in other words."""


@dataclass(frozen=True, slots=True)
class Like:
    """A statement that is like the one asked for, and how like, in [-1, 1]."""

    hit: Hit
    likeness: float


def like(connection: Connection, key: str, *, limit: int = 10, least: float = ALIKE) -> list[Like]:
    """Return the statements most like the one with `key`, but not its own article's.

    Raises OnrecordError where there is no such statement.
    """
    row = connection.execute(
        select(t.statement.c.content, t.version.c.article_id)
        .join(t.reading, t.statement.c.reading_id == t.reading.c.id)
        .join(t.version)
        .where(t.statement.c.key == key)
        .order_by(t.statement.c.id.desc())
    ).first()
    if row is None:
        raise OnrecordError(f"there is no statement {key!r}. Its key stands last in what `onrecord search` prints.")
    return _nearest(connection, shipped().of(row.content), limit, least, but=row.article_id)


def like_words(connection: Connection, words: str, *, limit: int = 10, least: float = ALIKE) -> list[Like]:
    """Return the statements most like `words`."""
    return _nearest(connection, shipped().of(words), limit, least, but=None)


def _nearest(connection: Connection, vector: Vector, limit: int, least: float, *, but: int | None) -> list[Like]:
    best: list[tuple[float, int]] = []
    for ids, rows in _batches(connection, but):
        near = likeness(vector, rows)
        for k in np.flatnonzero(near >= least):
            heapq.heappush(best, (float(near[k]), -int(ids[k])))
            if len(best) > limit:
                heapq.heappop(best)
    ranked = sorted(best, key=lambda item: (-item[0], -item[1]))
    found = hits_of(connection, [-id for _, id in ranked])
    return [Like(found[-id], round(score, 3)) for score, id in ranked if -id in found]


def _batches(connection: Connection, but: int | None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield numbers and vectors of the statements of current readings of last versions, a batch at a time."""
    v, s, r = statement_vector, t.statement, t.reading
    query = (
        select(v.c.statement_id, v.c.vector)
        .join(s, s.c.id == v.c.statement_id)
        .join(r, s.c.reading_id == r.c.id)
        .where(r.c.is_current, s.c.facets.like("%qcurrent0%"))
    )
    if but is not None:
        query = query.join(t.version, r.c.version_id == t.version.c.id).where(t.version.c.article_id != but)
    for rows in connection.execution_options(yield_per=_BATCH).execute(query).partitions(_BATCH):
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        yield ids, np.frombuffer(b"".join(row[1] for row in rows), dtype=np.int8).reshape(len(rows), -1)


def link(connection: Connection, reading_id: int) -> None:
    """Keep the vector of each statement of a new reading."""
    rows = connection.execute(
        select(t.statement.c.id, t.statement.c.content).where(t.statement.c.reading_id == reading_id)
    ).all()
    if rows:
        made = shipped()
        connection.execute(
            insert(statement_vector), [{"statement_id": id, "vector": made.of(words).tobytes()} for id, words in rows]
        )


def unlink(connection: Connection, reading_id: int) -> None:
    """Let go of the vectors of a reading that is no longer the current one."""
    ids = select(t.statement.c.id).where(t.statement.c.reading_id == reading_id)
    connection.execute(delete(statement_vector).where(statement_vector.c.statement_id.in_(ids)))
