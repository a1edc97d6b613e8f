"""`onrecord check` at the command line: what it prints, and with which status it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = """The harbour is not for sale

Mayor Ilse Brandt said: “We will not sell the harbour to anybody, and we never promised that.”

“People here remember when there were four boats a day,” said Ada Vass, a member of the ferry board.
"""
GOOD = "“We will not sell the harbour to anybody,” Ilse Brandt said.\n"
BENT = "“We will sell the harbour to anybody,” Ilse Brandt said.\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "minutes.txt").write_text(SOURCE, encoding="utf8")
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf8")
    (tmp_path / "bent.txt").write_text(BENT, encoding="utf8")
    (tmp_path / "plain.txt").write_text("The harbour has a quay.\n", encoding="utf8")
    return tmp_path


def run(place: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(place / "cache"), "COLUMNS": "90"}
    return subprocess.run(
        [sys.executable, "-m", "onrecord", "check", *arguments],
        cwd=place, input=stdin, capture_output=True, text=True, timeout=60, env=environment, encoding="utf8",
    )  # fmt: skip


STATUS = [
    # All verbatim or marked.
    (["good.txt", "--against", "sources"], 0),
    (["good.txt", "--against", "sources/minutes.txt", "--no-cache"], 0),
    # Anything else: an altered one, a source that is not there, a draft that is not there, nothing to check against it.
    (["bent.txt", "--against", "sources"], 1),
    (["good.txt", "bent.txt", "--against", "sources"], 1),
    (["good.txt", "--against", "sources", "missing.txt"], 1),
    (["missing.txt", "--against", "sources"], 1),
    (["good.txt", "--against", "plain.txt"], 1),
    (["good.txt", "--db", "missing.db"], 1),
    # No quotation: nothing is wrong.
    (["plain.txt", "--against", "sources"], 0),
    # Wrong usage.
    (["good.txt"], 2),
    (["--against", "sources"], 2),
    (["good.txt", "--against", "sources", "--format", "xml"], 2),
    (["good.txt", "--against", ""], 2),
    (["good.txt", "--against", "sources", "--no-cache", "--cache", "x"], 2),
]


@pytest.mark.parametrize(("arguments", "status"), STATUS)
def test_the_exit_status_says_whether_the_draft_may_be_printed(place: Path, arguments: list[str], status: int):
    done = run(place, *arguments)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_json_has_an_object_an_item(place: Path):
    done = run(place, "bent.txt", "--against", "sources", "--format", "json")
    checked = json.loads(done.stdout)
    (item,) = checked["items"]
    assert item["quote"] == "We will sell the harbour to anybody,"
    assert BENT[slice(*item["span"])] == item["quote"]
    assert item["verdict"] == "altered"
    assert item["differences"] == [
        {"kind": "left_out", "draft": "", "source": "not", "marked": False, "turns": "not", "span": None,
         "source_span": item["differences"][0]["source_span"]}
    ]  # fmt: skip
    assert SOURCE[slice(*item["differences"][0]["source_span"])] == "not"
    match = item["match"]
    assert SOURCE[slice(*match["span"])] == match["text"] == "We will not sell the harbour to anybody"
    assert (match["source"], match["speaker"], match["line"]) == ("sources/minutes.txt", "Ilse Brandt", 3)
    assert 0 < item["confidence"] <= 1
    assert checked["counts"]["altered"] == 1
    assert checked["fine"] is False


def test_several_drafts_are_an_array(place: Path):
    done = run(place, "good.txt", "bent.txt", "--against", "sources", "-f", "json")
    assert [c["draft"] for c in json.loads(done.stdout)] == ["good.txt", "bent.txt"]


def test_the_table_shows_the_words_side_by_side(place: Path):
    done = run(place, "bent.txt", "--against", "sources")
    assert "line 1, Ilse Brandt: altered" in done.stdout
    assert "left out: draft – | source “not” (turns the sense: not)" in done.stdout
    assert "1 altered" in done.stdout


def test_sources_that_cannot_be_read_are_named_on_standard_error(place: Path):
    done = run(place, "good.txt", "--against", "sources", "missing.txt", "--format", "json")
    assert "missing.txt: there is no such file" in done.stderr
    assert json.loads(done.stdout)["items"][0]["verdict"] == "verbatim"


def test_a_draft_without_quotations_says_so(place: Path):
    done = run(place, "plain.txt", "--against", "sources")
    assert "no quotation and no attributed statement" in done.stdout + done.stderr


def test_standard_input_is_a_draft_too_and_options_may_come_first(place: Path):
    done = run(place, "--against", "sources", "-", stdin=GOOD)
    assert done.returncode == 0, done.stderr


def test_the_page_is_one_file_that_runs_nothing(place: Path):
    (place / "evil.txt").write_text(
        "“<script>alert(1)</script> will sell the harbour to anybody,” Brandt said.", "utf8"
    )
    done = run(place, "evil.txt", "--against", "sources", "--format", "html")
    assert done.stdout.startswith("<!doctype html>")
    assert "<script" not in done.stdout
    assert "&lt;script&gt;" in done.stdout
    assert "default-src 'none'" in done.stdout


def test_quotations_alone_leaves_indirect_statements_out(place: Path):
    (place / "draft.txt").write_text(GOOD + "\nAda Vass said that the boats were painted green last year.\n", "utf8")
    assert run(place, "draft.txt", "--against", "sources").returncode == 1
    assert run(place, "draft.txt", "--against", "sources", "--quotations").returncode == 0


def test_the_cache_lies_where_it_is_asked_to(place: Path):
    run(place, "good.txt", "--against", "sources", "--cache", "here")
    assert (place / "here" / "sources.sqlite").exists()
    assert not (place / "cache").exists()
    run(place, "good.txt", "--against", "sources", "--no-cache")
    assert not (place / "cache").exists()
    run(place, "good.txt", "--against", "sources")
    assert (place / "cache" / "onrecord" / "sources.sqlite").exists()
