from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from serve_examples import labelled, plain_record, records, story

from onrecord.domain import Record, Span, Statement
from onrecord.serve.rows import COLUMNS, as_csv, header


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_one_row_a_statement_with_its_chain_and_where_it_stands() -> None:
    rows = _rows(as_csv(story()))
    assert [r["statement"] for r in rows] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    third = rows[2]
    assert third["article"] == "bridge.txt"
    assert third["chain"] == "Harbour Wire > Ondine Vass > Piet Lorne > Mayor Alder"
    assert (third["parent"], third["depth"], third["negated"], third["confidence"]) == ("s2", "2", "true", "0.400")
    start, end = map(int, third["content_spans"].split(".."))
    assert story().article.text[start:end] == third["content"]


def test_the_header_is_left_out_where_another_record_has_given_it() -> None:
    assert as_csv(story()) == header() + as_csv(story(), with_header=False)
    assert header().rstrip("\n").split(",") == list(COLUMNS)


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", " =1", '=HYPERLINK("http://x.example")'])
def test_a_spreadsheet_runs_nothing(bad: str) -> None:
    said = Statement("s1", None, (), (), (Span(0, len(bad)),), 1.0, speaker=bad)
    (row,) = _rows(as_csv(plain_record(bad, said, outlet=bad)))
    assert row["speaker"] == row["outlet"] == f"'{bad}"
    assert row["content"] == f"'{bad.strip()}"
    assert row["chain"].startswith("'")


@given(records())
def test_every_record_has_a_row_a_statement_and_can_be_written(record: Record) -> None:
    text = as_csv(record)
    text.encode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == 1 + len(record.reading.statements)
    assert {len(r) for r in rows} == {len(COLUMNS)}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_every_label_has_its_cell_and_what_is_not_known_an_empty_one() -> None:
    first, _, third, _, fifth = _rows(as_csv(labelled()))
    assert {k: first[k] for k in ("speaker", "source_type", "named", "act", "negated", "addressee", "channel")} == {
        "speaker": "Two aides", "source_type": "group", "named": "false", "act": "assert", "negated": "false",
        "addressee": "The Ellery Courier", "channel": "interview",
    }  # fmt: skip
    assert (first["said_on"], first["justification"]) == ("2031-05-01/2031-05-05", "who feared for their posts")
    assert (third["relations"], first["relations"]) == ("denies s1, s2", "denied by s3; repeated by s5 (too)")
    assert [fifth[k] for k in ("speaker", "named", "act", "addressee", "channel", "said_on")] == [""] * 6


def test_no_spreadsheet_makes_a_time_or_a_date_of_offsets() -> None:
    cells = [row[f"{part}_spans"] for row in _rows(as_csv(story())) for part in ("source", "cue", "content")]
    assert all(re.fullmatch(r"(\d+\.\.\d+( |$))*", cell) for cell in cells)
