"""What is done with a corpus once it is there: links, counts, and the way into a record."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pytest

for _needed in ("daft", "fastwarc", "pyarrow", "sqlalchemy", "altair"):
    pytest.importorskip(_needed)

import daft
import pyarrow as pa
import pyarrow.parquet as pq
from archives import address
from built import Built
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.corpus import link, linking, load, report
from onrecord.corpus.engine import Engine, spread
from onrecord.corpus.fingerprints import number_of
from onrecord.corpus.layout import CorpusError
from onrecord.corpus.linking import PER_ONE, meeting
from onrecord.corpus.loading import Selection
from onrecord.record import claims, origin_copies, utterances
from onrecord.record.claim_groups import Pair, grouped, joined
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


def test_how_many_are_compared_at_once_changes_nothing(
    built: Built, links: dict[str, list[dict]], monkeypatch: pytest.MonkeyPatch
):
    before = link(built.folder)
    assert before["counts"]["copies"] == len(links["copies"]) > 0
    monkeypatch.setattr(linking, "_AT_ONCE", 4)
    monkeypatch.setattr(linking, "_PAIRS_AT_ONCE", 3)
    assert link(built.folder) == before


@pytest.mark.parametrize("seed", range(20))
def test_links_in_order_make_the_groups_that_the_record_makes(seed: int):
    r = random.Random(seed)
    keys = [f"{n:016x}" for n in r.sample(range(1 << 40), 12)]
    rows = [
        {"one": min(pair), "other": max(pair), "sign": r.choice((1, 1, -1)), "score": r.choice((0.5, 0.75, 1.0))}
        for pair in (r.sample(keys, 2) for _ in range(r.randint(0, 20)))
    ]
    table = pa.Table.from_pylist([row | {"explanation": ""} for row in rows], schema=linking._LINK)
    pairs = [Pair(**row) for row in rows]
    assert joined(linking._surest_first(table)) == grouped(pairs)


def test_keys_are_told_apart_after_they_went_through_the_engine():
    keys = ["ffffffffffffffff", "fffffffffffffffd", "8000000000000002", "8000000000000004", "0000000000000006"]
    daft_type = daft.DataType.list(daft.DataType.struct({"n": daft.DataType.uint64()}))
    tells = spread(Engine("local", 1), lambda c: [[{"n": number_of(k)} for k in keys] for _ in c], daft_type, batch=1)
    told = daft.from_pydict({"file": ["one"]}).select(tells(daft.col("file")).alias("t")).explode("t")
    told = told.select(daft.col("t").get("n").alias("n")).collect()
    assert [row["n"] for row in told.to_pylist()] == [number_of(k) for k in keys]
    assert len(set(map(number_of, keys))) == len(keys)
    halves = [part.count_rows() for part in linking._parts(daft, told, "n", 2)]
    assert sorted(halves) == [2, 3], "by their last digit, which a float would have lost"


def test_how_many_are_looked_up_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    things = {(1 << 63) + 7919 * n: [n // 3, n // 5, n // 7] for n in range(40)}
    numbers = pa.array(list(things.values()), pa.list_(pa.uint64()))
    told = daft.from_arrow(pa.table({"n": pa.array(list(things), pa.uint64()), "asks": numbers, "has": numbers}))
    found = []
    for at_once in (1000, 9, 1):
        monkeypatch.setattr(linking, "_AT_ONCE", at_once)
        found.append(sorted((m["one"], m["other"]) for m in meeting(daft, told, 2).to_pylist()))
    assert found[0] == found[1] == found[2]
    assert len(set(found[0])) == len(found[0]) > len(things) / 2
    assert {x for pair in found[0] for x in pair} <= things.keys()


def test_where_many_hang_together_a_copy_still_meets_its_original():
    # Sixty have the same numbers, and more than are looked at for one of them; the last two have rare ones besides.
    common, rare = list(range(1, 9)), list(range(101, 105))
    things = dict.fromkeys(range(58), common) | dict.fromkeys((58, 59), common + rare)
    told = daft.from_pydict({"n": list(things), "asks": list(things.values()), "has": list(things.values())})
    met = meeting(daft, told, 4).to_pylist()
    assert {"one": 58, "other": 59} in met
    assert len(met) <= len(things) * PER_ONE


def test_a_selection_goes_into_a_record(built: Built, tmp_path: Path):
    articles = built.rows("articles")
    done = load(built.folder, tmp_path / "a.db", chosen=Selection(since="2024-02", until="2024-03"))
    assert done == {"added": sum((r["published"] or "").startswith("2024-02") for r in articles)}
    speaker = "Ruth Abara"
    said = {r["article"] for r in built.rows("statements") if r["speaker"] == speaker}
    assert load(built.folder, tmp_path / "b.db", chosen=Selection(speaker="ruth abara")) == {"added": len(said)}
    done = load(built.folder, tmp_path / "c.db", chosen=Selection(outlet="Paper 2", duplicates=False))
    assert done == {"added": sum(r["outlet"] == "Paper 2" and not r["duplicate_of"] for r in articles)}


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
