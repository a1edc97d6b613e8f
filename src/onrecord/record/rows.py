"""Domain values become rows, and rows domain values again, without loss."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, Table, func, insert, select

from onrecord.domain import (
    Article,
    Block,
    Correction,
    Provenance,
    Reading,
    Record,
    Relation,
    Span,
    Speaker,
    Statement,
)
from onrecord.record import tables as t
from onrecord.record.naming import digest as digest
from onrecord.record.naming import statement_key as statement_key
from onrecord.text import excerpt

_VERSION_FIELDS: Final = (
    "name", "url", "headline", "byline", "outlet", "agency", "section", "published", "updated", "language", "text",
)  # fmt: skip
_LABELS: Final = (
    "speaker", "source_type", "named", "act", "form", "negated", "addressee", "channel", "said_on"
)  # fmt: skip
_PARTS: Final = ("source", "cue", "content", "justification", "description")


def reading_key(version_key: str, made: Provenance) -> str:
    """Return a reading's lasting name: of its version and of what made it."""
    return digest(version_key, made.model, made.model_sha256, made.code_version, sorted(made.settings))


def next_id(connection: Connection, table: Table) -> int:
    """Return the first free number of `table`. Only for a transaction that writes alone."""
    return (connection.execute(_greatest(table)).scalar() or 0) + 1


@cache
def _greatest(table: Table) -> Select[Any]:
    return select(func.max(table.c.id))


def insert_one(connection: Connection, table: Table, **values: Any) -> int:
    """Insert a row under the first free number of `table`; return that. Only for a transaction that writes alone."""
    free = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
    made = insert(table).values(id=free, **values).returning(table.c.id)
    return int(connection.execute(made).scalar_one())


def write_version(connection: Connection, article_id: int, number: int, article: Article, at: str) -> int:
    """Write one version of an article and return its number."""
    id = next_id(connection, t.version)
    values = {name: getattr(article, name) for name in _VERSION_FIELDS}
    text_sha256 = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    blocks = [[b.span.start, b.span.end, b.kind, b.label] for b in article.blocks]
    connection.execute(
        insert(t.version).values(
            id=id, key=article.id, article_id=article_id, number=number, added_at=at, authors=list(article.authors),
            page_sha256=article.sha256, text_sha256=text_sha256, blocks=blocks, **values,
        )
    )  # fmt: skip
    return id


def write_reading(
    connection: Connection, version_id: int, record: Record, chains: Mapping[str, Sequence[str]], at: str
) -> int:
    """Write what one model made of a version, as its current reading, and return its number.

    chains: for each statement's id on whose word it is known, the outlet first.
    """
    id = next_id(connection, t.reading)
    made, article, reading = record.provenance, record.article, record.reading
    connection.execute(
        insert(t.reading).values(
            id=id, key=reading_key(article.id, made), version_id=version_id, model=made.model,
            model_sha256=made.model_sha256, code_version=made.code_version, settings=dict(made.settings),
            warnings=list(record.warnings), read_at=at, is_current=True,
        )
    )  # fmt: skip
    speakers = _write_speakers(connection, id, reading.speakers)
    ids = _write_statements(connection, id, record, chains, speakers)
    _bulk(connection, t.relation, [
        {"reading_id": id, "type": r.type, "from_id": ids[r.from_id], "to_id": ids[r.to_id], "reason": r.reason,
         "confidence": r.confidence}
        for r in reading.relations if r.from_id in ids and r.to_id in ids
    ])  # fmt: skip
    _bulk(connection, t.correction, [
        {"reading_id": id, "statement_id": ids[c.statement_id], "note_start": c.note.start, "note_end": c.note.end,
         "corrects_start": c.corrects.start if c.corrects else None,
         "corrects_end": c.corrects.end if c.corrects else None, "reason": c.reason}
        for c in reading.corrections if c.statement_id in ids
    ])  # fmt: skip
    return id


def _write_speakers(connection: Connection, reading_id: int, speakers: Sequence[Speaker]) -> dict[str, int]:
    rows = [
        {"reading_id": reading_id, "number": n, "name": p.name, "type": p.type, "named": p.named,
         "mentions": list(p.mentions)}
        for n, p in enumerate(speakers, start=1)
    ]  # fmt: skip
    first = _bulk(connection, t.speaker, rows)
    out: dict[str, int] = {}
    for n, p in enumerate(speakers):
        out.setdefault(p.name, first + n)
    return out


def _write_statements(
    connection: Connection,
    reading_id: int,
    record: Record,
    chains: Mapping[str, Sequence[str]],
    speakers: Mapping[str, int],
) -> dict[str, int]:
    article, statements = record.article, record.reading.statements
    first = next_id(connection, t.statement)
    ids = {s.id: first + n for n, s in enumerate(statements)}
    depths = {s.id: _depth(s, {x.id: x for x in statements}) for s in statements}
    rows = []
    for n, s in enumerate(statements, start=1):
        spans = {part: [[x.start, x.end] for x in getattr(s, part)] for part in _PARTS}
        rows.append(
            {"id": ids[s.id], "key": statement_key(article.id, s), "reading_id": reading_id, "number": n,
             "local_id": s.id, "parent_id": ids.get(s.parent or ""), "depth": depths[s.id],
             "speaker_id": speakers.get(s.speaker or ""), "chain": list(chains[s.id]), "spans": spans,
             "rivals": list(s.rivals), "reasons": [list(r) for r in s.reasons], "confidence": s.confidence,
             "confidences": dict(s.confidences),
             **{part: excerpt(article.text, getattr(s, part)) for part in _PARTS[:3]},
             **{label: getattr(s, label) for label in _LABELS}}
        )  # fmt: skip
    # Parents first: a row may only point to one that is there.
    _bulk(connection, t.statement, sorted(rows, key=lambda row: (row["depth"], row["id"])), numbered=True)
    return ids


def _depth(s: Statement, by_id: Mapping[str, Statement]) -> int:
    depth, at = 0, by_id.get(s.parent or "")
    while at is not None and depth < len(by_id):
        depth, at = depth + 1, by_id.get(at.parent or "")
    return depth


def _bulk(connection: Connection, table: Table, rows: list[dict[str, Any]], *, numbered: bool = False) -> int:
    """Insert rows, numbered from the first free number on unless they are already; return the first number."""
    first = next_id(connection, table)
    if not numbered:
        for n, row in enumerate(rows):
            row["id"] = first + n
    if rows:
        connection.execute(insert(table), rows)
    return first


def read_record(connection: Connection, version: RowMapping, reading: RowMapping) -> Record:
    """Return the record that was written as `version` and `reading`."""
    article = Article(
        id=version["key"],
        authors=tuple(version["authors"]),
        blocks=tuple(Block(Span(a, b), kind, label) for a, b, kind, label in version["blocks"]),
        sha256=version["page_sha256"],
        **{name: version[name] for name in _VERSION_FIELDS},
    )
    here = reading["id"]

    def rows(table: Table, order: Any) -> Iterable[RowMapping]:
        return connection.execute(select(table).where(table.c.reading_id == here).order_by(order)).mappings().all()

    found = list(rows(t.statement, t.statement.c.number))
    names = {row["id"]: row["local_id"] for row in found}
    return Record(
        article,
        Reading(
            tuple(_statement(row, names) for row in found),
            tuple(
                Speaker(row["name"], tuple(row["mentions"]), row["type"], row["named"])
                for row in rows(t.speaker, t.speaker.c.number)
            ),
            tuple(
                Relation(row["type"], names[row["from_id"]], names[row["to_id"]], row["reason"], row["confidence"])
                for row in rows(t.relation, t.relation.c.id)
            ),
            tuple(_correction(row, names) for row in rows(t.correction, t.correction.c.id)),
        ),
        Provenance(
            reading["code_version"], reading["model"], reading["model_sha256"], version["page_sha256"],
            tuple(reading["settings"].items()),
        ),
        tuple(reading["warnings"]),
    )  # fmt: skip


def _statement(row: RowMapping, names: Mapping[int, str]) -> Statement:
    values: dict[str, Any] = {part: tuple(Span(a, b) for a, b in row["spans"].get(part, ())) for part in _PARTS}
    values |= {label: row[label] for label in _LABELS}
    return Statement(
        id=row["local_id"], parent=names.get(row["parent_id"]), confidence=row["confidence"], **values,
        reasons=tuple((label, reason) for label, reason in row["reasons"]), rivals=tuple(row["rivals"]),
        confidences=tuple(row["confidences"].items()),
    )  # fmt: skip


def _correction(row: RowMapping, names: Mapping[int, str]) -> Correction:
    corrects = None if row["corrects_start"] is None else Span(row["corrects_start"], row["corrects_end"])
    return Correction(Span(row["note_start"], row["note_end"]), names[row["statement_id"]], corrects, row["reason"])
