"""Seals: digests over all that an article and a reading of it say. The log keeps them, so that a changed label shows.

What has its default is left out, so that a field that a later version adds does not change the seals of old records.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields, replace
from functools import cache
from typing import Any, Final

from onrecord.domain import Article, Record
from onrecord.record import rows

_NUMBERS: Final = ("confidence", "confidences")


def article_sha256(article: Article) -> str:
    """Return the SHA-256 of everything that is kept of a version: its text, its blocks, what is known of its making."""
    return _sha256(article)


def reading_sha256(record: Record) -> str:
    """Return the SHA-256 of everything that is kept of a reading, and of what made it; the article is left out."""
    reading = record.reading
    there = {s.id for s in reading.statements}
    kept = replace(
        reading,
        statements=tuple(s if s.parent in there else replace(s, parent=None) for s in reading.statements),
        relations=tuple(r for r in reading.relations if r.from_id in there and r.to_id in there),
        corrections=tuple(c for c in reading.corrections if c.statement_id in there),
    )
    # The same text may come from a page with other bytes: those are the version's, not the reading's.
    made = replace(record.provenance, page_sha256=None)
    return _sha256((kept, made, record.warnings))


def entry_of(record: Record, story: str, *, first: bool) -> dict[str, Any]:
    """Return what the log says of a reading that came in. story: the key of the piece of news.

    first: whether the version came in with it. The seals cover what keys do not: labels, names, dates.
    """
    by, article = record.provenance, record.article
    out = {
        "article": story, "reading": rows.reading_key(article.id, by), "reading_sha256": reading_sha256(record),
        "page_sha256": article.sha256, "model": by.model, "model_sha256": by.model_sha256,
        "code_version": by.code_version,
        "statements": [rows.statement_key(article.id, s) for s in record.reading.statements],
    }  # fmt: skip
    return out | {"article_sha256": article_sha256(article)} if first else out


def _sha256(value: Any) -> str:
    words = json.dumps(value, default=_plain, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, f.default) for f in fields(kind))


def _plain(value: Any) -> dict[str, Any]:
    """Return the fields of a dataclass that have not their default; JSON itself knows what else there is."""
    out = {}
    for name, default in _fields(type(value)):  # type: ignore[arg-type]
        held = getattr(value, name)
        if default is MISSING or held != default:
            out[name] = _floats(held) if name in _NUMBERS else held
    return out


def _floats(value: Any) -> Any:
    """Return numbers as floats, however deep they lie: a database may give 1 for 1.0."""
    if isinstance(value, tuple | list):
        return [_floats(item) for item in value]
    return float(value) if isinstance(value, int) else value
