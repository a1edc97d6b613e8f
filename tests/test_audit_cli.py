"""`onrecord verify`, `backup`, `restore`, `export` and `import` as they are typed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onrecord.cli import app
from onrecord.domain import Provenance, Reading, Record, Span, Speaker, Statement
from onrecord.ingest import from_text
from onrecord.serve.plain import as_jsonl

TEXT = "Ada Thorn said the pier is safe."


def story(n: int) -> Record:
    text = TEXT.replace("pier", f"pier {n}")
    content = f"the pier {n} is safe"
    start = text.index(content)
    said = Statement("s1", None, (Span(0, 9),), (Span(10, 14),), (Span(start, start + len(content)),), 0.9,
                     speaker="Ada Thorn", source_type="person", named=True, act="assert", form="indirect",
                     negated=False)  # fmt: skip
    article = from_text(text, name=f"pier{n}.txt", outlet="Harbour Wire", published="2031-03-04")
    reading = Reading((said,), (Speaker("Ada Thorn", ("Ada Thorn",), "person", True),))
    return Record(article, reading, Provenance("0.1.0", "small", "ab" * 32, article.sha256))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with two stories as `onrecord read` writes them, and a record of the first, onrecord.db."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD_DB", raising=False)
    Path("read.jsonl").write_text(as_jsonl(story(1)))
    Path("more.jsonl").write_text(as_jsonl(story(1)) + as_jsonl(story(2)))
    assert run("import", "read.jsonl").exit_code == 0
    return tmp_path


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def test_what_was_read_is_imported_once(folder: Path) -> None:
    again = run("import", "more.jsonl")
    assert (again.exit_code, again.stdout) == (0, "onrecord.db: 1 added, 1 known already\n")


def test_lines_come_from_standard_input_too(folder: Path) -> None:
    done = run("import", "-", "--db", "other.db", stdin=Path("more.jsonl").read_bytes())
    assert (done.exit_code, done.stdout) == (0, "other.db: 2 added\n")


def test_broken_lines_are_named_and_the_status_says_so(folder: Path) -> None:
    Path("broken.jsonl").write_text("{\n" + as_jsonl(story(2)))
    done = run("import", "broken.jsonl", "none.jsonl")
    assert done.exit_code == 1
    assert "broken.jsonl, line 1: this is not JSON" in done.stderr
    assert "none.jsonl cannot be read: No such file" in done.stderr
    assert len(run("export", "articles").stdout.splitlines()) == 2


def test_all_holds_until_something_is_changed(folder: Path) -> None:
    held = run("verify")
    assert held.exit_code == 0
    first, second = held.stdout.splitlines()
    assert first == "onrecord.db: 1 version, 1 statement, 0 judgements, 1 entry of the log; all holds."
    digest = second.removeprefix("The log ends with ")
    assert run("verify", "--head", digest.upper()).exit_code == 0
    with sqlite3.connect("onrecord.db") as raw:
        raw.execute("UPDATE statement SET act = 'deny'")
    raw.close()
    changed = run("verify", "--head", "0" * 63 + "1")
    assert changed.exit_code == 1
    assert "its labels, speakers or relations are not those that entry 1 of the log was sealed over" in changed.stdout
    assert "the log does not have this digest" in changed.stdout
    assert "2 things do not hold" in changed.stdout


def test_a_record_that_is_not_there_is_not_made_by_looking(folder: Path) -> None:
    for arguments in (["verify"], ["export"], ["backup", "copy.db"]):
        done = run(*arguments, "--db", "none.db")
        assert (done.exit_code, "there is no record here" in done.stderr) == (1, True)
    assert not Path("none.db").exists()


def test_a_backup_comes_back(folder: Path) -> None:
    saved = run("backup", "copy.db")
    assert saved.exit_code == 0
    assert saved.stdout.startswith("copy.db: 1 entry of the log; the log ends with ")
    run("import", "more.jsonl")
    refused = run("restore", "copy.db")
    assert (refused.exit_code, "Give --force to replace it" in refused.stderr) == (1, True)
    assert len(run("export", "articles").stdout.splitlines()) == 2
    restored = run("restore", "copy.db", "--force")
    assert restored.exit_code == 0
    assert "restored 1 version, 1 statement" in restored.stdout
    assert len(run("export", "articles").stdout.splitlines()) == 1


def test_a_whole_export_is_a_backup_too(folder: Path) -> None:
    assert run("export", "--out", "all.jsonl").exit_code == 0
    assert run("restore", "all.jsonl", "--db", "again.db").exit_code == 0
    assert run("export", "--db", "again.db").stdout_bytes == Path("all.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "begin"),
    [
        (["statements"], b'{"id":"'),
        (["statements", "-f", "csv"], b"id,local_id,article_id,"),
        (["statements", "-f", "jsonld"], b'{"@context":"https://schema.org","@graph":['),
        (["statements", "-f", "annotation"], b'{"@context":"http://www.w3.org/ns/anno.jsonld"'),
        (["-f", "prov"], b'{"@context":{"prov":"http://www.w3.org/ns/prov#"'),
        ([], b'{"onrecord":{"versions":1,'),
    ],
)
def test_exports_go_to_standard_output(folder: Path, arguments: list[str], begin: bytes) -> None:
    done = run("export", *arguments)
    assert done.exit_code == 0
    assert done.stdout_bytes.startswith(begin)


def test_the_end_of_a_files_name_says_its_format(folder: Path) -> None:
    assert run("export", "statements", "--out", "s.csv").exit_code == 0
    assert Path("s.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert run("export", "statements", "--out", "s.txt").exit_code == 0
    assert json.loads(Path("s.txt").read_text())["speaker"] == "Ada Thorn"


def test_what_cannot_be_had_so_is_wrong_usage(folder: Path) -> None:
    done = run("export", "relations", "-f", "annotation", "--out", "x.json")
    assert done.exit_code == 2
    assert "relations cannot be had as annotation" in done.stderr
    assert not Path("x.json").exists()


def test_a_file_that_cannot_be_written_is_named(folder: Path) -> None:
    done = run("export", "statements", "--out", "none/s.csv")
    assert (done.exit_code, "none/s.csv could not be written" in done.stderr) == (1, True)
