"""What is done with a corpus once it is there: links, counts, and the way into a record."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

for _needed in ("daft", "fastwarc", "pyarrow", "sqlalchemy", "altair"):
    pytest.importorskip(_needed)

import pyarrow.parquet as pq
from archives import address
from built import Built
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.corpus import link, load, report
from onrecord.corpus.layout import CorpusError
from onrecord.corpus.loading import Selection
from onrecord.record import claims, origin_copies, utterances
from onrecord.record.store import Store


@pytest.fixture(scope="module")
def store(built: Built, tmp_path_factory: pytest.TempPathFactory):
    db = tmp_path_factory.mktemp("record") / "all.db"
    assert load(built.folder, db) == {"added": built.manifest["counts"]["articles"]}
    assert load(built.folder, db) == {"known": built.manifest["counts"]["articles"]}, "a second time nothing is new"
    with Store(db) as one:
        yield one


@pytest.fixture(scope="module")
def links(built: Built) -> dict[str, list[dict]]:
    done = link(built.folder)
    found = {n: pq.read_table(built.folder / "links" / f"{n}.parquet").to_pylist() for n in done["counts"]}
    assert {n: len(rows) for n, rows in found.items()} == done["counts"]
    return found


def groups(rows: list[dict]) -> set[frozenset[tuple[str, int]]]:
    out = defaultdict(set)
    for r in rows:
        out[r["key"]].add((r["statement"], r["side"]))
    return {frozenset(g) for g in out.values()}


def test_the_links_are_those_of_the_record_with_the_same_articles(store: Store, links: dict[str, list[dict]]):
    with store.looking() as connection:
        for name, find in (("utterances", utterances.utterances), ("claims", claims.claims)):
            recorded = {frozenset((m.statement, m.side) for m in g.members) for g in find(connection)}
            assert groups(links[name]) == recorded, name
            assert recorded, name


def test_a_copy_leads_back_to_the_article_that_was_first(built: Built, links: dict[str, list[dict]]):
    ids = {r["url"]: r["id"] for r in built.rows("articles")}
    pairs = {frozenset((c["one"], c["other"])) for c in links["copies"]}
    assert frozenset((ids[address(2)], ids["https://other.example/copied"])) in pairs
    origin = {r["article"]: r["origin"] for r in links["origins"]}
    assert origin.keys() == {r["id"] for r in built.rows("articles")}
    assert origin[ids["https://other.example/copied"]] == ids[address(2)]
    assert min(max(c["of_one"], c["of_other"]) for c in links["copies"]) > origin_copies.CONTAINED


def test_a_selection_goes_into_a_record(built: Built, tmp_path: Path):
    articles = built.rows("articles")
    done = load(built.folder, tmp_path / "a.db", chosen=Selection(since="2024-02", until="2024-03"))
    assert done == {"added": sum((r["published"] or "").startswith("2024-02") for r in articles)}
    speaker = "Ruth Abara"
    said = {r["article"] for r in built.rows("statements") if r["speaker"] == speaker}
    assert load(built.folder, tmp_path / "b.db", chosen=Selection(speaker="ruth abara")) == {"added": len(said)}
    done = load(built.folder, tmp_path / "c.db", chosen=Selection(outlet="Paper 2", duplicates=False))
    assert done == {"added": sum(r["outlet"] == "Paper 2" and not r["duplicate_of"] for r in articles)}


def test_the_report_counts_what_the_tables_hold(built: Built, tmp_path: Path):
    found = report(built.folder, out=tmp_path)
    rows = built.rows("statements")
    who = Counter("(unnamed)" if r["named"] is False else r["speaker"] or "(unknown)" for r in rows)
    assert {r["speaker"]: r["statements"] for r in found.speakers} == dict(who)
    assert sum(r["first"] for r in found.speakers) == sum(r["duplicate_of"] is None for r in rows) < len(rows)
    houses = Counter((r["outlet"] or r["host"] or "(unknown)", r["month"]) for r in rows)
    assert {(r["outlet"], r["month"]): r["statements"] for r in found.outlets} == dict(houses)
    for r in found.outlets:
        assert r["named"] + r["unnamed"] + r["unknown"] == r["statements"]
    assert sum(r["statements"] for r in found.acts) == len(rows)
    acts = Counter(r["act"] for r in rows if r["speaker"] == "Ruth Abara" and r["named"] is not False)
    (ruth,) = (r for r in found.speakers if r["speaker"] == "Ruth Abara")
    assert {a: ruth[a] for a in acts if a} == {a: n for a, n in acts.items() if a}
    for name, table in found.tables().items():
        text = (tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(text)))) == len(table), name


def test_the_page_needs_nothing_beside_itself(built: Built, tmp_path: Path):
    report(built.folder, out=tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 4
    assert not re.search(r"https?://|<script|<link|src=|@import|url\((?!#)", page)
    assert "Ruth Abara" in page


def test_a_cell_that_a_spreadsheet_would_run_is_defused():
    from onrecord.corpus.reporting import as_csv

    assert as_csv([{"speaker": "=HYPERLINK(1)", "statements": 3}]) == "speaker,statements\n'=HYPERLINK(1),3\n"


def test_a_folder_without_a_corpus_is_refused(tmp_path: Path):
    for do in (link, report, lambda folder: load(folder, tmp_path / "x.db")):
        with pytest.raises(CorpusError, match="no corpus"):
            do(tmp_path)
    assert not (tmp_path / "x.db").exists()


def test_the_command_builds_links_loads_and_reports(built: Built, tmp_path: Path):
    run, folder = CliRunner(), tmp_path / "c"
    done = run.invoke(app, ["corpus", "build", built.sources[1], "-o", str(folder), "-j", "1"])
    assert done.exit_code == 0, done.output
    assert "2 articles" in done.output
    again = run.invoke(app, ["corpus", "build", built.sources[1], "-o", str(folder)])
    assert again.exit_code == 1
    assert "there is a corpus already" in again.output
    assert run.invoke(app, ["corpus", "link", str(folder), "-j", "1"]).exit_code == 0
    loaded = run.invoke(app, ["corpus", "load", str(folder), "--db", str(tmp_path / "r.db")])
    assert "2 added" in loaded.output
    told = run.invoke(app, ["corpus", "report", str(folder), "--out", str(tmp_path / "out")])
    assert told.exit_code == 0, told.output
    assert (tmp_path / "out" / "report.html").exists()
    wrong = run.invoke(app, ["corpus", "report", str(folder), "--ray-address", "a:1"])
    assert wrong.exit_code == 2
