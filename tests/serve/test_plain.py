from __future__ import annotations

import json

from hypothesis import given
from serve_examples import TEXT, plain_record, records, story

from onrecord.domain import Record, Span, Statement
from onrecord.serve.plain import as_dict, as_json, as_jsonl, from_dict

GUIDE = [
    "id", "parent", "source", "cue", "content", "speaker", "source_type", "named", "act", "form", "negated",
    "addressee", "channel", "said_on", "justification",
]  # fmt: skip
BESIDE = ["description", "rivals", "chain", "depth", "confidence", "confidences", "reasons"]


def test_the_record_has_the_shape_of_the_annotation_guide() -> None:
    data = as_dict(story())
    assert {"id", "published", "outlet", "text", "statements", "relations", "speakers", "provenance"} <= data.keys()
    assert list(data["statements"][0]) == [*GUIDE, *BESIDE]
    at = TEXT.index("Ondine")
    assert data["statements"][0]["source"] == [[at, at + 11, "Ondine Vass"]]
    assert data["relations"] == [
        {"type": "denies", "from": "s4", "to": "s3", "reason": "It is not true", "confidence": None}
    ]
    assert data["speakers"][0] == {
        "name": "Mayor Alder", "mentions": ["Mayor Alder", "Alder"], "type": "person", "named": True,
    }  # fmt: skip
    assert data["corrections"][0][2].startswith("Correction: An earlier version")
    assert all(TEXT[a:b] == words for s in data["statements"] for a, b, words in s["content"])


def test_an_annotated_file_can_be_shown_as_if_it_had_been_read() -> None:
    data = {"id": "g", "text": "A said b.", "statements": [{"id": "s1", "content": [[7, 8, "b"]]}]}
    record = from_dict(data)
    assert record.reading.statements == (Statement("s1", None, (), (), (Span(7, 8),), 1.0),)


@given(records())
def test_plain_values_lead_back_to_the_record(record: Record) -> None:
    assert from_dict(as_dict(record)) == record


@given(records())
def test_json_leads_back_to_the_record_and_is_always_utf_8(record: Record) -> None:
    for written in (as_json(record), as_jsonl(record)):
        assert from_dict(json.loads(written.encode("utf-8"))) == record


@given(records())
def test_a_line_of_json_is_one_line_for_every_reader(record: Record) -> None:
    written = as_jsonl(record)
    assert len(written.splitlines()) == 1
    assert written.endswith("\n")


def test_half_a_surrogate_pair_survives() -> None:
    record = plain_record("half \ud83d of it")
    assert "\\ud83d" in as_json(record)
    assert from_dict(json.loads(as_json(record).encode())) == record
