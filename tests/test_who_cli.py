"""`onrecord who`, `judge`, `undo` and `aliases`, as a person runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onrecord.cli import app
from onrecord.domain import Provenance, Reading, Record, Span, Speaker, Statement
from onrecord.ingest import from_text
from onrecord.record.store import Store

STORIES = {
    "Harbour Wire": "Mayor Ilse Brandt opened the pier.\n\nIlse Brandt said the pier is safe.",
    "The Courier": "A nurse speaks out.\n\nIlse Brandt, a nurse, said the ward is full.",
}


def record(outlet: str, text: str, name: str) -> Record:
    a = from_text(text, outlet=outlet, published="2031-03-04")
    start = text.index("said ") + 5
    s = Statement("s1", None, (), (), (Span(start, len(text)),), 0.9, speaker=name, source_type="person", named=True,
                  act="assert", form="indirect", negated=False)  # fmt: skip
    reading = Reading((s,), (Speaker(name, (name,), "person", True),))
    return Record(a, reading, Provenance("0.1.0", "small", "ab" * 32, a.sha256))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    place = tmp_path / "record.db"
    with Store(place) as store:
        for outlet, text in STORIES.items():
            store.add(record(outlet, text, "Ilse Brandt"))
        store.add(record("The Courier", "News.\n\nBrandt said all is well.", "Brandt"))
    return place


def run(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--db", str(db)], env={"COLUMNS": "100", "ONRECORD_WHO": ""})


def keys(db: Path, name: str = "Ilse Brandt") -> list[str]:
    return [i["key"] for i in json.loads(run(db, "who", name, "-f", "json").stdout)]


def test_who_shows_two_people_of_one_name(db: Path) -> None:
    shown = run(db, "who", "ilse brandt")
    assert shown.exit_code == 0
    assert len(re.findall(r"^Ilse Brandt \(person\)  [0-9a-f]{16}$", shown.stdout, re.MULTILINE)) == 2
    for line in (
        "    Mayor · 4 March 2031 · 1 article", "    1 statement, 1 article, 1 outlet",
        "        0.75 suggested  “Ilse Brandt” in Harbour Wire, 4 March 2031: Named in full, with a role in",
        "        asserts: the pier is safe. (Harbour Wire, 4 March 2031)",
    ):  # fmt: skip
        assert line in shown.stdout
    assert "    could be: Ilse Brandt (the same name)" in shown.stdout


def test_a_surname_alone_tells_whom_it_could_mean(db: Path) -> None:
    shown = run(db, "who", "Brandt").stdout
    assert shown.count("Ilse Brandt (person)") == 2
    assert run(db, "who", "Brandt", "-f", "json").exit_code == 0


def test_judge_joins_and_undo_parts(db: Path) -> None:
    one, other = keys(db)
    done = run(db, "judge", "identity", one, other, "same", "--who", "ada", "--note", "she trained as one")
    assert done.exit_code == 0
    assert "judgement 1: identity" in done.stdout
    assert "`onrecord undo 1`" in done.stdout
    shown = run(db, "who", "Ilse Brandt").stdout
    assert shown.count("Ilse Brandt (person)") == 1
    assert "judgement 1: " in shown
    assert "“she trained as one”" in " ".join(shown.split())
    assert run(db, "undo", "1", "--who", "bo").exit_code == 0
    assert sorted(keys(db)) == sorted([one, other])
    assert run(db, "undo", "1", "--who", "bo").exit_code == 1


def test_aliases_are_added_and_taken_back(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("name,alias,identifier\nIlse Brandt,Else Brandt,Q42\nIlse Brandt,,42\n")
    added = run(db, "aliases", str(file), "--who", "ada")
    assert added.exit_code == 1
    assert f"{file}:3: the identifier '42' is neither" in added.stderr
    assert added.stdout == "1 line added, 1 passed over\n"
    assert len(keys(db, "Else Brandt")) == 2
    assert run(db, "aliases", str(file), "--who", "ada", "--remove").stdout.startswith("1 line taken back")
    assert run(db, "who", "Else Brandt").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("who", "Nobody Known"), 1, "Nobody in the record goes by that name."),
        (("judge", "identity", "x", "y", "same", "--who", "ada"), 1, "there is no identity or speaker 'x'"),
        (("judge", "claim", "x", "y", "same", "--who", "ada"), 1, "there is no statement 'x'"),
        (("judge", "identity", "x", "y", "same"), 2, "--who"),
        (("judge", "identity", "x", "y", "true", "--who", "ada"), 2, "'true' is not one of"),
        (("judge", "identity", "x", "y", "same", "--who", " "), 2, "in whose name"),
        (("undo", "7", "--who", "ada"), 1, "judgement 7 is not there"),
        (("aliases", "nowhere.csv", "--who", "ada"), 1, "nowhere.csv: it cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(db: Path, arguments: tuple[str, ...], status: int, words: str) -> None:
    done = run(db, *arguments)
    assert (done.exit_code, words in done.stderr) == (status, True), done.stderr


def test_a_record_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run(tmp_path / "none.db", "who", "Ilse Brandt")
    assert done.exit_code == 1
    assert "there is no record here" in done.stderr
    assert not (tmp_path / "none.db").exists()
