"""Archives become tables: each page once, with what could not be read and why; after a kill the same."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

for _needed in ("daft", "fastwarc", "pyarrow", "sqlalchemy"):
    pytest.importorskip(_needed)

from archives import address, day, page, paragraphs
from built import BROKEN, GERMAN, Built

from onrecord.corpus import build
from onrecord.corpus.extract import Extracted, LeftOut, Wanted, extract, month_of
from onrecord.corpus.layout import CorpusError, Layout
from onrecord.corpus.pages import Place, Raw
from onrecord.errors import InputError
from onrecord.ingest import from_html, from_text
from onrecord.ingest.load import parse
from onrecord.pipeline import read_article
from onrecord.serve.plain import as_dict

READ = {address(n) for n in range(9)} | {"https://other.example/copied", None}


def test_every_page_is_an_article_once(built: Built):
    rows = built.rows("articles")
    assert Counter(r["url"] for r in rows) == Counter(READ)
    assert built.manifest["counts"]["articles"] == len(rows) == 11


def test_every_page_that_is_none_is_a_failure_with_its_reason(built: Built):
    found = {(r["kind"], r["address"]) for r in built.rows("failures")}
    pages = Path(built.sources[3])
    assert found == {
        ("media", BROKEN + "picture"),
        ("length", BROKEN + "length"),
        ("page", BROKEN + "empty"),
        ("record", None),  # the line that is not JSON
        ("record", address(95)),  # the archive's end, which is cut off
        ("record", BROKEN + "row"),
        ("input", str(pages / "scan.txt")),
    }
    assert all(r["reason"] and r["source"] and r["offset"] is not None for r in built.rows("failures"))


def test_what_was_left_out_is_counted(built: Built):
    left = built.manifest["left_out"]
    assert left["language"] == 1
    assert left["repeat"] == 1, "the page that stands under http://www., too"


def test_rows_are_filed_by_the_month_of_publication(built: Built):
    months = {r["url"]: r["month"] for r in built.rows("articles")}
    assert all(months[address(n)] == day(n)[:7] for n in range(9))
    by_article = {r["id"]: r["month"] for r in built.rows("articles")}
    for table in ("statements", "speakers", "relations"):
        assert all(r["month"] == by_article[r["article"]] for r in built.rows(table)), table


def test_addresses_have_their_canonical_form(built: Built):
    assert {r["address"] for r in built.rows("articles")} - {None} == READ - {None}
    assert {r["host"] for r in built.rows("articles") if r["host"]} >= {"paper0.example", "other.example"}


def test_a_near_duplicate_is_read_and_marked_with_the_article_that_was_there_first(built: Built):
    by_url = {r["url"]: r for r in built.rows("articles")}
    copy = by_url["https://other.example/copied"]
    assert copy["duplicate_of"] == by_url[address(2)]["id"]
    assert copy["statements"] > 0
    assert {r["url"] for r in by_url.values() if r["duplicate_of"]} == {"https://other.example/copied"}
    assert built.manifest["duplicates"] == 1


def test_the_record_in_the_tables_is_what_reading_the_page_gives(built: Built):
    from onrecord.corpus.loading import records
    from onrecord.domain import Page
    from onrecord.ingest.sidecar import Known

    found = {r.article.url: r for r in records(built.folder)}
    data = page(3)
    direct = from_html(data, name=address(3), url=address(3))
    as_page = parse(Page(address(3), data, "text/html", address(3), None, direct.sha256 or ""), Known(), input="x")
    assert found[address(3)] == read_article(as_page)
    text = "\n\n".join(paragraphs(5))
    line = read_article(from_text(text, name=address(5), url=address(5), published=day(5)))
    mine = as_dict(found[address(5)])
    assert {**mine, "sha256": None, "provenance": None} == {**as_dict(line), "sha256": None, "provenance": None}


def test_a_statements_row_has_the_words_of_its_spans(built: Built):
    texts = {r["id"]: r["text"] for r in built.rows("articles")}
    rows = built.rows("statements")
    assert len(rows) == built.manifest["counts"]["statements"] > 20
    assert len({r["key"] for r in rows}) == len(rows)
    for r in rows:
        words = [texts[r["article"]][s["start"] : s["end"]] for s in r["content_spans"]]
        assert all(w in r["content"] for w in words)
        assert r["chain"][0] == (r["outlet"] or "this article")


def test_the_manifest_names_every_file_with_its_digest(built: Built):
    import hashlib

    there = {p.relative_to(built.folder).as_posix() for p in built.folder.glob("[!l]*/**/*.parquet")}
    assert there == set(built.manifest["files"])
    for name, known in built.manifest["files"].items():
        assert hashlib.sha256((built.folder / name).read_bytes()).hexdigest() == known["sha256"]
    assert {i["place"] for i in built.manifest["inputs"]} == set(built.sources[:3])
    assert built.manifest["versions"]["daft"]
    assert built.manifest["models"][0]["sha256"]
    assert not (built.folder / "work").exists()


def test_near_duplicates_can_be_listed_without_being_read(built: Built, tmp_path: Path):
    manifest = build(built.sources[0], tmp_path / "c", duplicates="drop")
    rows = {r["url"]: r for r in Built(tmp_path / "c", manifest, []).rows("articles")}
    assert rows["https://other.example/copied"]["statements"] is None
    assert rows["https://other.example/copied"]["duplicate_of"] == rows[address(2)]["id"]
    assert "https://other.example/copied" not in {
        r["url"] for r in Built(tmp_path / "c", manifest, []).rows("statements")
    }


FILTERS = {
    "English": (Wanted(), page(1), address(1), Extracted),
    "German": (Wanted(), page(1, GERMAN), address(1), LeftOut("language")),
    "German, where all is wanted": (Wanted(languages=()), page(1, GERMAN), address(1), Extracted),
    "German, where it is wanted, too": (Wanted(languages=("en", "de")), page(1, GERMAN), address(1), Extracted),
    "news": (Wanted(news=True), page(1), address(1), Extracted),
    "a front page": (Wanted(news=True), page(1), "https://paper1.example/", LeftOut("news")),
    "no date": (Wanted(news=True), page(1).replace(b"2024-", b"no-"), "https://a.example/x", LeftOut("news")),
    "few words": (Wanted(news=True), page(1, paragraphs(1)[:1]), address(1), LeftOut("news")),
}


@pytest.mark.parametrize("case", FILTERS)
def test_filters(case: str):
    wanted, data, url, expected = FILTERS[case]
    found = extract(Raw(Place(0), url, data, "text/html", name=url), wanted)
    assert type(found) is expected if isinstance(expected, type) else found == expected


@pytest.mark.parametrize(
    ("published", "month"),
    [
        ("2024-03-14T08:00:00Z", "2024-03"),
        ("2024-03", "2024-03"),
        ("2024", "unknown"),
        ("2024-21", "unknown"),
        (None, "unknown"),
    ],
)
def test_the_month_is_told_or_unknown(published: str | None, month: str):
    assert month_of(published) == month


def test_nothing_at_all_is_a_corpus_too(tmp_path: Path):
    (tmp_path / "empty.jsonl").write_text("\n\n", encoding="utf-8")
    manifest = build(tmp_path / "empty.jsonl", tmp_path / "c")
    assert manifest["counts"] == dict.fromkeys(("articles", "statements", "speakers", "relations", "failures"), 0)


def test_what_is_there_is_not_written_over(built: Built, tmp_path: Path):
    with pytest.raises(CorpusError, match="there is a corpus already"):
        build(built.sources, built.folder)
    assert build(built.sources, built.folder, resume=True) == built.manifest
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CorpusError, match="not empty"):
        build(built.sources, tmp_path / "else")


@pytest.mark.parametrize("source", ["nowhere.warc.gz", "empty folder", "a file of another kind"])
def test_sources_that_are_none_are_refused_before_anything_is_written(source: str, tmp_path: Path):
    (tmp_path / "empty folder").mkdir()
    (tmp_path / "a file of another kind").write_bytes(b"\0\1\2\3" * 30)
    with pytest.raises(InputError):
        build(tmp_path / source, tmp_path / "c")
    assert not (tmp_path / "c").exists()


PROGRAM = """
import sys
from onrecord.corpus import build
from onrecord.corpus.engine import Engine
if __name__ == "__main__":
    build(sys.argv[2:], sys.argv[1], resume=True, engine=Engine(workers=2), unit_bytes=1500)
"""


def killed(folder: Path, sources: list[str], when: str) -> bool:
    """Build until `when` (a pattern of files) is there, then kill the process; return whether it was still at work."""
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder), *sources], start_new_session=True)
    try:
        deadline = time.monotonic() + 90
        while process.poll() is None and not list(folder.glob(when)) and time.monotonic() < deadline:
            time.sleep(0.005)
        alive = process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
        return alive
    finally:
        process.wait()


def test_a_build_that_is_killed_ends_with_the_same_tables(built: Built, tmp_path: Path):
    folder = tmp_path / "c"
    for when in ("work/pages/*.json", "work/compared.json", "work/read/*.json"):
        assert killed(folder, built.sources, when), f"it was over before {when}"
        with pytest.raises(CorpusError, match="not complete"):
            Layout(folder).finished()
        for path in folder.rglob("*.parquet"):
            assert path.read_bytes().endswith(b"PAR1"), "a file is there whole or not at all"
    before = {p: p.stat().st_mtime_ns for p in (folder / "work").glob("*/*.json")}
    assert before
    seen: list[int] = []
    manifest = build(
        built.sources, folder, resume=True, on_progress=lambda p: seen.append(p.done) if p.stage == "extract" else None
    )
    assert manifest["files"] == built.manifest["files"]
    assert manifest["counts"] == built.manifest["counts"]


def test_what_is_done_is_not_done_again(built: Built, tmp_path: Path):
    folder = tmp_path / "c"
    assert killed(folder, built.sources, "work/compared.json")
    notes = list((folder / "work" / "pages").glob("*.json"))
    for note in notes:  # whoever reads an input again finds nothing there
        assert json.loads(note.read_text(encoding="utf-8"))
    moved = tmp_path / "moved"
    sources = [Path(s) for s in built.sources]
    plan = json.loads((folder / "work" / "plan.json").read_text(encoding="utf-8"))
    assert len(notes) == len(plan["units"])
    for unit in plan["units"]:
        unit["place"] = str(moved)
    (folder / "work" / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    assert build([str(s) for s in sources], folder, resume=True)["counts"] == built.manifest["counts"]


def test_going_on_with_other_options_or_other_inputs_is_refused(built: Built, tmp_path: Path):
    folder = tmp_path / "c"
    copy = tmp_path / "news.warc.gz"
    copy.write_bytes(Path(built.sources[0]).read_bytes())
    assert killed(folder, [str(copy)], "work/plan.json")
    with pytest.raises(CorpusError, match="did not end"):
        build(copy, folder)
    with pytest.raises(CorpusError, match="other options"):
        build(copy, folder, resume=True, news=True)
    plan = folder / "work" / "plan.json"
    whole = plan.read_text(encoding="utf-8")
    plan.write_text(json.dumps({k: v for k, v in json.loads(whole).items() if k != "work"}), encoding="utf-8")
    with pytest.raises(CorpusError, match="another version"):  # one that left its work in another form, and did not say
        build(copy, folder, resume=True)
    plan.write_text(whole, encoding="utf-8")
    copy.write_bytes(copy.read_bytes()[:-1])
    with pytest.raises(CorpusError, match="not what they were"):
        build(copy, folder, resume=True)
