"""Records as plain values and as JSON: what is kept, sent and scored. `from_dict(as_dict(record)) == record`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

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
from onrecord.serve.outline import Outline

_ARTICLE_FIELDS: Final = (
    "id", "name", "url", "headline", "byline", "outlet", "agency", "section", "published", "updated", "language",
    "sha256",
)  # fmt: skip
_LABELS: Final = (
    "speaker", "source_type", "named", "act", "form", "negated", "addressee", "channel", "said_on"
)  # fmt: skip
_PARTS: Final = ("source", "cue", "content")
# Half a surrogate pair cannot be written as UTF-8, and the other three end a line for some readers of JSON lines.
_AWKWARD: Final = re.compile("[\ud800-\udfff\u0085\u2028\u2029]")


def as_dict(record: Record) -> dict[str, Any]:
    """Return a record as plain values, in the shape of the annotation guide with more keys beside it."""
    a, reading, made = record.article, record.reading, record.provenance
    out: dict[str, Any] = {key: getattr(a, key) for key in _ARTICLE_FIELDS}
    out["authors"] = list(a.authors)
    out["text"] = a.text
    outline = Outline(record)
    out["statements"] = [statement_as_dict(s, outline) for s in reading.statements]
    out["relations"] = [
        {"type": r.type, "from": r.from_id, "to": r.to_id, "reason": r.reason, "confidence": r.confidence}
        for r in reading.relations
    ]
    out["speakers"] = [
        {"name": p.name, "mentions": list(p.mentions), "type": p.type, "named": p.named} for p in reading.speakers
    ]
    out["blocks"] = [{"kind": b.kind, "label": b.label, "span": [b.span.start, b.span.end]} for b in a.blocks]
    out["corrections"] = _pieces([b.span for b in a.blocks if b.kind == "correction"], a.text)
    out["correction_notes"] = [
        {
            "note": _pieces([c.note], a.text)[0],
            "statement": c.statement_id,
            "corrects": None if c.corrects is None else _pieces([c.corrects], a.text)[0],
            "reason": c.reason,
        }
        for c in reading.corrections
    ]
    out["warnings"] = list(record.warnings)
    out["provenance"] = {
        "code_version": made.code_version,
        "model": made.model,
        "model_sha256": made.model_sha256,
        "page_sha256": made.page_sha256,
        "settings": dict(made.settings),
    }
    return out


def statement_as_dict(s: Statement, outline: Outline) -> dict[str, Any]:
    """Return one statement of the record that `outline` shows as plain values, its spans with their words."""
    text = outline.record.article.text
    out: dict[str, Any] = {"id": s.id, "parent": s.parent}
    out |= {part: _pieces(getattr(s, part), text) for part in _PARTS}
    out |= {label: getattr(s, label) for label in _LABELS}
    out["justification"] = _pieces(s.justification, text)
    out["description"] = _pieces(s.description, text)
    out["rivals"] = list(s.rivals)
    out["chain"] = [hop.name for hop in outline.chain(s)]
    out["depth"] = outline.depths[s.id]
    out["confidence"] = s.confidence
    out["confidences"] = dict(s.confidences)
    out["reasons"] = [{"label": label, "reason": reason} for label, reason in s.reasons]
    return out


def _pieces(spans: Sequence[Span], text: str) -> list[list[Any]]:
    return [[s.start, s.end, s.of(text)] for s in spans]


def from_dict(data: Mapping[str, Any]) -> Record:
    """Return the record that `as_dict` made `data` from.

    Keys that this version does not know are passed over, and those that a shorter form leaves out (the guide's own
    annotations have no blocks, confidence or provenance) are taken as not known. Raises KeyError where the text, a
    statement's id or its content is missing.
    """
    article = Article(
        **{key: data.get(key) for key in _ARTICLE_FIELDS if key != "id"},
        id=data["id"],
        text=data["text"],
        authors=tuple(data.get("authors", ())),
        blocks=tuple(Block(Span(*b["span"]), b["kind"], b.get("label")) for b in data.get("blocks", ())),
    )
    made = data.get("provenance", {})
    reading = Reading(
        statements=tuple(_read_statement(s) for s in data["statements"]),
        speakers=tuple(
            Speaker(p["name"], tuple(p["mentions"]), p.get("type"), p.get("named")) for p in data.get("speakers", ())
        ),
        relations=tuple(
            Relation(r["type"], r["from"], r["to"], r.get("reason"), r.get("confidence"))
            for r in data.get("relations", ())
        ),
        corrections=tuple(_read_correction(c) for c in data.get("correction_notes", ())),
    )
    provenance = Provenance(
        code_version=made.get("code_version", ""),
        model=made.get("model", ""),
        model_sha256=made.get("model_sha256", ""),
        page_sha256=made.get("page_sha256"),
        settings=tuple(made.get("settings", {}).items()),
    )
    return Record(article, reading, provenance, tuple(data.get("warnings", ())))


def _read_correction(data: Mapping[str, Any]) -> Correction:
    begin, end, *_ = data["note"]
    found = _spans([data["corrects"]] if data.get("corrects") is not None else ())
    return Correction(Span(begin, end), data["statement"], found[0] if found else None, data.get("reason"))


def _read_statement(data: Mapping[str, Any]) -> Statement:
    labels: dict[str, Any] = {label: data.get(label) for label in _LABELS}
    return Statement(
        id=data["id"],
        parent=data.get("parent"),
        source=_spans(data.get("source", ())),
        cue=_spans(data.get("cue", ())),
        content=_spans(data["content"]),
        confidence=data.get("confidence", 1.0),
        **labels,
        description=_spans(data.get("description", ())),
        justification=_spans(data.get("justification", ())),
        rivals=tuple(data.get("rivals", ())),
        reasons=tuple((r["label"], r["reason"]) for r in data.get("reasons", ())),
        confidences=tuple(data.get("confidences", {}).items()),
    )


def _spans(pieces: Sequence[Sequence[Any]]) -> tuple[Span, ...]:
    return tuple(Span(piece[0], piece[1]) for piece in pieces)


def as_json(record: Record, *, indent: int | None = 2) -> str:
    """Return a record as JSON that can always be written as UTF-8; without `indent` it is one line."""
    separators = (",", ": ") if indent is not None else (",", ":")
    out = json.dumps(as_dict(record), ensure_ascii=False, indent=indent, separators=separators, allow_nan=False)
    return _AWKWARD.sub(lambda m: f"\\u{ord(m[0]):04x}", out)


def as_jsonl(record: Record) -> str:
    """Return a record as one line of JSON with its line break."""
    return as_json(record, indent=None) + "\n"
