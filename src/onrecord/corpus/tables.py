"""The tables' columns, and records as rows of them: what went in comes out again (`rows_of`, `record_of`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

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
from onrecord.record.naming import digest, statement_key
from onrecord.serve.outline import Outline

Row = dict[str, Any]

_TEXT, _INT, _YES, _REAL = pa.string(), pa.int64(), pa.bool_(), pa.float64()
_TEXTS = pa.list_(_TEXT)
_SPAN = pa.struct([("start", pa.int32()), ("end", pa.int32())])
_SPANS = pa.list_(_SPAN)

ARTICLES: Final = pa.schema(
    [
        *((n, _TEXT) for n in ("id", "address", "host", "name", "url", "headline", "byline")),
        ("authors", _TEXTS),
        *((n, _TEXT) for n in ("outlet", "agency", "section", "published", "updated", "language", "sha256", "text")),
        ("words", pa.int32()),
        ("blocks", pa.list_(pa.struct([*_SPAN, ("kind", _TEXT), ("label", _TEXT)]))),
        (
            "corrections",
            pa.list_(pa.struct([("note", _SPAN), ("statement", _TEXT), ("corrects", _SPAN), ("reason", _TEXT)])),
        ),
        ("warnings", _TEXTS),
        ("statements", pa.int32()),
        ("duplicate_of", _TEXT),
        *((n, _TEXT) for n in ("code_version", "model", "model_sha256", "fetched", "source")),
        ("offset", _INT),
    ]
)
STATEMENTS: Final = pa.schema(
    [
        *((n, _TEXT) for n in ("key", "article", "statement", "parent")),
        ("depth", pa.int32()),
        ("chain", _TEXTS),
        *((n, _TEXT) for n in ("published", "outlet", "host", "url", "speaker", "source", "cue", "content")),
        ("source_type", _TEXT),
        ("named", _YES),
        ("act", _TEXT),
        ("form", _TEXT),
        ("negated", _YES),
        *((n, _TEXT) for n in ("addressee", "channel", "said_on", "justification", "description")),
        ("rivals", _TEXTS),
        ("confidence", _REAL),
        ("confidences", pa.list_(pa.struct([("label", _TEXT), ("value", _REAL)]))),
        ("reasons", pa.list_(pa.struct([("label", _TEXT), ("reason", _TEXT)]))),
        *((f"{n}_spans", _SPANS) for n in ("source", "cue", "content", "justification", "description")),
        ("duplicate_of", _TEXT),
    ]
)
SPEAKERS: Final = pa.schema(
    [("article", _TEXT), ("name", _TEXT), ("mentions", _TEXTS), ("type", _TEXT), ("named", _YES)]
)
RELATIONS: Final = pa.schema(
    [
        *((n, _TEXT) for n in ("article", "type", "from", "to", "from_key", "to_key", "reason")),
        ("confidence", _REAL),
    ]
)
FAILURES: Final = pa.schema(
    [("source", _TEXT), ("offset", _INT), ("address", _TEXT), ("kind", _TEXT), ("reason", _TEXT)]
)
SCHEMAS: Final = {
    "articles": ARTICLES, "statements": STATEMENTS, "speakers": SPEAKERS, "relations": RELATIONS, "failures": FAILURES,
}  # fmt: skip
_OF_THE_READING: Final = ("corrections", "statements", "duplicate_of", "code_version", "model", "model_sha256")
PAGES: Final = pa.schema(
    [("unit", _TEXT), ("row", _INT), ("key", _TEXT), *(f for f in ARTICLES if f.name not in _OF_THE_READING)]
)
"""What is known of an article before it is read, and `key`: the same for the same text under the same address."""

_FIELDS: Final = (
    "id", "name", "url", "headline", "byline", "outlet", "agency", "section", "published", "updated", "language",
    "sha256", "text",
)  # fmt: skip
_LABELS: Final = (
    "speaker", "source_type", "named", "act", "form", "negated", "addressee", "channel", "said_on"
)  # fmt: skip
_PARTS: Final = ("source", "cue", "content", "justification", "description")


def page_row(article: Article, address: str | None, warnings: Sequence[str]) -> Row:
    """Return an article as a row of PAGES, but for where it stands."""
    row: Row = {name: getattr(article, name) for name in _FIELDS}
    row["address"] = address
    row["key"] = digest(address, article.text) if address else article.id
    row["host"] = host_of(address)
    row["authors"] = list(article.authors)
    row["words"] = len(article.text.split())
    row["blocks"] = [
        {"start": b.span.start, "end": b.span.end, "kind": b.kind, "label": b.label} for b in article.blocks
    ]
    row["warnings"] = list(warnings)
    return row


def host_of(address: str | None) -> str | None:
    """Return the host of a canonical address."""
    return address.split("/")[2] if address else None


def article_of(row: Mapping[str, Any]) -> Article:
    """Return the article that a row of PAGES or ARTICLES holds."""
    return Article(
        **{name: row[name] for name in _FIELDS},
        authors=tuple(row["authors"]),
        blocks=tuple(Block(Span(b["start"], b["end"]), b["kind"], b["label"]) for b in row["blocks"]),
    )


def rows_of(record: Record, page: Row) -> dict[str, list[Row]]:
    """Return a record as rows of every table; `page` is its article's row of PAGES."""
    outline = Outline(record)
    made, reading, id = record.provenance, record.reading, record.article.id
    article = {
        **page,
        "language": record.article.language,
        "warnings": list(record.warnings),
        "corrections": [_correction_row(c) for c in reading.corrections],
        "statements": len(reading.statements),
        "code_version": made.code_version,
        "model": made.model,
        "model_sha256": made.model_sha256,
    }
    keys = {s.id: statement_key(id, s) for s in reading.statements}
    return {
        "articles": [article],
        "statements": [_statement_row(s, outline, keys[s.id], page) for s in reading.statements],
        "speakers": [
            {"article": id, "name": p.name, "mentions": list(p.mentions), "type": p.type, "named": p.named}
            for p in reading.speakers
        ],
        "relations": [
            {
                "article": id, "type": r.type, "from": r.from_id, "to": r.to_id, "from_key": keys.get(r.from_id),
                "to_key": keys.get(r.to_id), "reason": r.reason, "confidence": r.confidence,
            }
            for r in reading.relations
        ],
    }  # fmt: skip


def _statement_row(s: Statement, outline: Outline, key: str, page: Row) -> Row:
    row: Row = {"key": key, "article": page["id"], "statement": s.id, "parent": s.parent, "depth": outline.depths[s.id]}
    row |= {name: page[name] for name in ("published", "outlet", "host", "url")}
    row["chain"] = [hop.name for hop in outline.chain(s)]
    row |= {label: getattr(s, label) for label in _LABELS}
    row |= {part: outline.words(s, part) or None for part in _PARTS}
    row |= {f"{part}_spans": _spans(getattr(s, part)) for part in _PARTS}
    row |= {"rivals": list(s.rivals), "confidence": s.confidence}
    row["confidences"] = [{"label": label, "value": value} for label, value in s.confidences]
    row["reasons"] = [{"label": label, "reason": reason} for label, reason in s.reasons]
    return row


def _spans(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": s.start, "end": s.end} for s in spans]


def _correction_row(c: Correction) -> Row:
    (note,) = _spans([c.note])
    corrects = _spans([c.corrects])[0] if c.corrects is not None else None
    return {"note": note, "statement": c.statement_id, "corrects": corrects, "reason": c.reason}


def record_of(
    article: Mapping[str, Any],
    statements: Iterable[Mapping[str, Any]],
    speakers: Iterable[Mapping[str, Any]],
    relations: Iterable[Mapping[str, Any]],
) -> Record:
    """Return the record that `rows_of` made an article's rows from. The rows may come in any order of the articles."""
    reading = Reading(
        tuple(_statement_of(r) for r in statements),
        tuple(Speaker(r["name"], tuple(r["mentions"]), r["type"], r["named"]) for r in speakers),
        tuple(Relation(r["type"], r["from"], r["to"], r["reason"], r["confidence"]) for r in relations),
        tuple(
            Correction(_span(c["note"]), c["statement"], _span(c["corrects"]) if c["corrects"] else None, c["reason"])
            for c in article["corrections"]
        ),
    )
    made = Provenance(article["code_version"], article["model"], article["model_sha256"], article["sha256"])
    return Record(article_of(article), reading, made, tuple(article["warnings"]))


def _span(value: Mapping[str, int]) -> Span:
    return Span(value["start"], value["end"])


def _statement_of(row: Mapping[str, Any]) -> Statement:
    spans: dict[str, Any] = {part: tuple(_span(s) for s in row[f"{part}_spans"]) for part in _PARTS}
    labels: dict[str, Any] = {label: row[label] for label in _LABELS}
    return Statement(
        id=row["statement"],
        parent=row["parent"],
        confidence=row["confidence"],
        rivals=tuple(row["rivals"]),
        reasons=tuple((r["label"], r["reason"]) for r in row["reasons"]),
        confidences=tuple((c["label"], c["value"]) for c in row["confidences"]),
        **spans,
        **labels,
    )
