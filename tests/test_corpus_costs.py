"""What many articles cost follows from the figures that were measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import corpus_costs

SMALL = {
    "articles": 1000, "articles_per_second": 5.0, "words_per_second": 500, "parquet_bytes_per_article": 9000,
    "peak_memory_mb": 900, "vnni": True,
}  # fmt: skip
LARGE = SMALL | {"articles": 100_000, "articles_per_second": 20.0, "words_per_second": 2000}
OLDER = LARGE | {"articles": 50_000, "articles_per_second": 5.0, "words_per_second": 500, "vnni": False}


def rows(text: str) -> dict[str, list[str]]:
    """Return the table's cells by the number of articles."""
    lines = [re.split(r"\s*\|\s*", line.strip("| ")) for line in text.splitlines() if line.startswith("| 1")]
    return {cells[0]: cells[1:] for cells in lines}


def test_the_largest_run_that_was_measured_counts():
    found = rows(corpus_costs.table({"build": [SMALL, LARGE]}, price=0.04))
    # 20 a second on two cores are 10 a second on one: 100,000 seconds for a million, 27.8 hours.
    assert found["1,000,000"] == ["yes", "28", "14 hours", "0.4 hours", "1.1", "9.0 GB"]
    assert found["100,000,000"] == ["yes", "2,800", "58 days", "43 hours", "110", "900 GB"]


def test_each_kind_of_processor_has_its_own_rows():
    text = corpus_costs.table({"build": [SMALL, OLDER, LARGE]})
    lines = [line.split(" | ")[1:3] for line in text.splitlines() if line.startswith("| 1")]
    assert lines == [["yes", "28"], ["no", "110"], ["yes", "2,800"], ["no", "11,000"]]
    assert "100,000 articles of 100 words (VNNI: yes): 20 a second" in text
    assert "50,000 articles of 100 words (VNNI: no): 5 a second" in text


def test_the_assumptions_are_told():
    text = corpus_costs.table({"build": [LARGE], "link": [{"articles": 100_000, "seconds": 360.0}]})
    assert "100,000 articles of 100 words (VNNI: yes): 20 a second on two cores" in text
    assert "1.0 hours for 1,000,000, 4.2 days for 100,000,000" in text


def test_a_price_changes_the_cost_alone():
    cheap, dear = (rows(corpus_costs.table({"build": [LARGE]}, price=p))["1,000,000"] for p in (0.04, 0.4))
    assert [a == b for a, b in zip(cheap, dear, strict=True)] == [True, True, True, True, False, True]
    assert dear[4] == "11"


def test_what_was_not_measured_is_a_dash():
    text = corpus_costs.table({})
    assert rows(text)["1,000,000"] == ["–"] * 6
    assert "corpora.py speed --save" in text


@pytest.mark.parametrize(
    ("value", "shown"), [(0.44, "0.4"), (9.96, "10.0"), (10.4, "10"), (1234.0, "1,200"), (27_777.0, "28,000")]
)
def test_numbers_have_two_digits_that_count(value: float, shown: str):
    assert corpus_costs._number(value) == shown


def test_the_documentation_has_the_costs_that_follow_from_the_saved_figures(root: Path):
    saved = root / "eval" / "corpora.json"
    figures = json.loads(saved.read_text(encoding="utf8")) if saved.exists() else {}
    page = (root / "docs" / "corpus.md").read_text(encoding="utf8")
    found = re.search(corpus_costs.MARKED, page)
    assert found is not None
    # Where this fails: python eval/corpora.py costs --save
    assert found[0] == f"{found[1]}{corpus_costs.table(figures)}\n{found[2]}"


def test_the_costs_are_written_between_their_marks(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("Before.\n<!-- costs -->\nold\n<!-- /costs -->\nAfter.\n", encoding="utf8")
    for text in ("| new |", "| newer |"):
        corpus_costs.write(page, text)
        assert page.read_text(encoding="utf8") == f"Before.\n<!-- costs -->\n{text}\n<!-- /costs -->\nAfter.\n"
    page.write_text("Nothing.", encoding="utf8")
    with pytest.raises(ValueError, match="no place for the costs"):
        corpus_costs.write(page, "| new |")
