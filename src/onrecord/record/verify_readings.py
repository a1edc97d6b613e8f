"""One version and its readings: every key, every word and every chain is derived anew from the text and the spans."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from onrecord.domain import Provenance, Span, Statement
from onrecord.record import rows
from onrecord.record import tables as t
from onrecord.record.store import chains
from onrecord.record.verify_tables import Fault
from onrecord.text import article_id, excerpt

_PARTS: Final = ("source", "cue", "content", "justification", "description")
_WORDS: Final = _PARTS[:3]


def version_faults(version: RowMapping) -> Iterator[Fault]:
    """Yield what does not follow from a version's text."""
    key, words = version["key"], version["text"]
    expected = article_id(version["url"] or version["name"] or "", words)
    if key != expected:
        yield Fault("version", key, f"its key does not follow from its address and text, expected {expected}")
    sha = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    if version["text_sha256"] != sha:
        yield Fault("version", key, f"its text_sha256 is {version['text_sha256']}, expected {sha}")
    for begin, end, kind, _ in version["blocks"]:
        if not 0 <= begin < end <= len(words):
            yield Fault("version", key, f"the {kind} block {begin}..{end} does not lie in its text")


def reading_faults(connection: Connection, version: RowMapping, reading: RowMapping) -> Iterator[Fault]:
    """Yield what does not follow from the text of a version in one of its readings."""
    key = reading["key"]
    made = Provenance(
        reading["code_version"], reading["model"], reading["model_sha256"], None, tuple(reading["settings"].items())
    )
    expected = rows.reading_key(version["key"], made)
    if key != expected:
        yield Fault("reading", key, f"its key does not follow from what made it, expected {expected}")
    found = connection.execute(
        select(t.statement).where(t.statement.c.reading_id == reading["id"]).order_by(t.statement.c.number)
    ).mappings().all()  # fmt: skip
    faults = [
        *(f for row in found for f in _statement(row, version)),
        *_tree(found),
        *_speakers(connection, reading, found),
        *_ends(connection, reading, version, {row["id"] for row in found}),
    ]
    yield from faults
    if not faults:
        record = rows.read_record(connection, version, reading)
        derived = chains(record)
        for row in found:
            if list(row["chain"]) != derived[row["local_id"]]:
                shown = " > ".join(derived[row["local_id"]])
                yield Fault("statement", row["key"], f"its chain is {' > '.join(row['chain'])}, expected {shown}")


def _statement(row: RowMapping, version: RowMapping) -> Iterator[Fault]:
    key, words = row["key"], version["text"]
    spans: dict[str, tuple[Span, ...]] = {}
    for part in _PARTS:
        spans[part] = tuple(Span(a, b) for a, b in row["spans"].get(part, ()))
        for span in spans[part]:
            if not 0 <= span.start < span.end <= len(words):
                yield Fault("statement", key, f"its {part} ({span.start}..{span.end}) does not lie in the text")
                return
    for part in _WORDS:
        expected = excerpt(words, spans[part])
        if row[part] != expected:
            yield Fault("statement", key, f"its {part} is “{row[part]}”, but the text has “{expected}” there")
    bare = Statement(row["local_id"], None, spans["source"], spans["cue"], spans["content"], 0)
    derived = rows.statement_key(version["key"], bare)
    if key != derived:
        yield Fault("statement", key, f"its key does not follow from its spans, expected {derived}")


def _tree(found: Sequence[RowMapping]) -> Iterator[Fault]:
    """Yield statements whose depth is not that of the one they stand in and one more."""
    by_id = {row["id"]: row for row in found}
    for row in found:
        parent = row["parent_id"]
        if parent is not None and parent not in by_id:
            yield Fault("statement", row["key"], "the statement that it stands in is not one of its reading")
            continue
        expected = 0 if parent is None else by_id[parent]["depth"] + 1
        if row["depth"] != expected:
            yield Fault("statement", row["key"], f"its depth is {row['depth']}, expected {expected}")
    numbers = [row["number"] for row in found]
    if numbers != list(range(1, len(found) + 1)):
        yield Fault("statement", found[0]["key"], f"statements are missing: their numbers are {numbers}")


def _speakers(connection: Connection, reading: RowMapping, found: Sequence[RowMapping]) -> Iterator[Fault]:
    p = t.speaker.c
    query = select(p.id, p.name).where(p.reading_id == reading["id"])
    names: Mapping[int, str] = {row.id: row.name for row in connection.execute(query)}
    for row in found:
        tied = row["speaker_id"]
        if tied is not None and names.get(tied) != row["speaker"]:
            yield Fault(
                "statement", row["key"], f"its speaker is {row['speaker']}, but it is tied to {names.get(tied)}"
            )


def _ends(connection: Connection, reading: RowMapping, version: RowMapping, here: set[int]) -> Iterator[Fault]:
    """Yield relations and corrections that do not stay within the reading, or whose words do not lie in the text."""
    key, size = reading["key"], len(version["text"])
    r, c = t.relation.c, t.correction.c
    for row in connection.execute(select(r.id, r.from_id, r.to_id).where(r.reading_id == reading["id"])):
        if row.from_id not in here or row.to_id not in here:
            yield Fault("relation", str(row.id), f"it does not stay within the reading {key}")
    for row in connection.execute(select(t.correction).where(c.reading_id == reading["id"])):
        if row.statement_id not in here:
            yield Fault("correction", str(row.id), f"its statement is not one of the reading {key}")
        ends: list[Any] = [(row.note_start, row.note_end)]
        if row.corrects_start is not None:
            ends.append((row.corrects_start, row.corrects_end))
        for begin, end in ends:
            if not 0 <= begin < end <= size:
                yield Fault("correction", str(row.id), f"{begin}..{end} does not lie in the text")
