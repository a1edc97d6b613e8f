"""`onrecord trace` and `onrecord versions`: what a person sees of origins and versions."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("sqlalchemy")
sys.path.insert(0, str(Path(__file__).parent / "record"))

from test_origins import AIDE, PELL, SALE, report
from test_versions import OTHER, PARAGRAPHS

from onrecord.cli import app
from onrecord.record.origin_lookup import Part, Subject
from onrecord.record.origin_occasions import Told
from onrecord.record.origins import Origin, Origins
from onrecord.record.store import Store
from onrecord.serve import trace, trace_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def db(tmp_path: Path) -> str:
    """The file of a record with a story, its copy, and a report of it."""
    with Store(tmp_path / "r.db") as store:
        store.add(report("Harbour Wire", AIDE, PELL, paragraphs=PARAGRAPHS))
        store.add(report("Coast Post", AIDE, PELL, paragraphs=PARAGRAPHS, title="<Sold> & gone\x1b[31m"))
        store.add(report("Valley News", ("Harbour Wire > an aide", SALE), paragraphs=OTHER))
    return str(tmp_path / "r.db")


def run(*arguments: str) -> tuple[int, str]:
    """Return the exit status and the output of a command."""
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def keys(db: str) -> dict[str, str]:
    """Return the key of each version by its input's name."""
    with Store(db) as store:
        return {store.record(key).article.name or "": key for key in store.versions()}


def test_the_tree_shows_counts_origins_and_evidence(db: str) -> None:
    status, out = run("trace", keys(db)["Harbour Wire.txt"], "--db", db)
    assert status == 0
    assert "2 outlets, 2 articles, 1 text, 2 independent origins" in out
    assert "an aide (not named): 2 outlets, 2 articles, 1 text" in out
    assert "Jon Pell: 2 outlets" in out
    assert "copies of one text: " in out
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines()) <= 100


def test_a_statement_known_from_another_outlet_shows_the_way(db: str) -> None:
    status, out = run("trace", keys(db)["Valley News.txt"], "--db", db)
    assert status == 0
    assert "Valley News, 4 March 2031 ‹ Harbour Wire" in out


def test_the_drawing_is_well_formed_and_says_the_same_in_words(db: str, tmp_path: Path) -> None:
    file = tmp_path / "trace.svg"
    status, out = run("trace", keys(db)["Harbour Wire.txt"], "--format", "svg", "--out", str(file), "--db", db)
    assert (status, out) == (0, "")
    root = ET.fromstring(file.read_text("utf-8"))
    texts = ["".join(x.itertext()) for x in root.iter(f"{SVG}text")]
    assert texts.count("Harbour Wire, 4 March 2031") == 2
    assert "an aide (not named)" in texts
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert "Origin 1, " in (desc.text or "")
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {desc.attrib['id']}"
    assert any("<Sold> & gone" in "".join(x.itertext()) for x in root.iter(f"{SVG}title"))


def test_what_is_not_there_is_named_with_a_remedy(db: str, tmp_path: Path) -> None:
    status, out = run("trace", "0123", "--db", db)
    assert status == 1
    assert re.search(r"it has nothing named '0123'\. Find names with `onrecord search`\.", out)
    status, out = run("versions", "0123", "--db", db)
    assert status == 1
    assert "it has no article '0123'" in out
    status, out = run("trace", keys(db)["Harbour Wire.txt"], "--out", str(tmp_path / "no" / "x.txt"), "--db", db)
    assert status == 1
    assert "it cannot be written" in out


def test_the_versions_of_an_article(tmp_path: Path) -> None:
    db, url = str(tmp_path / "r.db"), "https://harbourwire.example/sold"
    with Store(db) as store:
        first = store.add(report("Harbour Wire", AIDE, PELL, paragraphs=PARAGRAPHS, known={"url": url}))
        later = ("Jon Pell", "the harbour would be sold before the end of May")
        store.add(report("Harbour Wire", later, ("a clerk", "nobody had asked her"), paragraphs=PARAGRAPHS,
                         known={"url": url, "published": "2031-03-06"}))  # fmt: skip
    status, out = run("versions", first.version, "--db", db)
    assert status == 0
    assert f"Article {first.article}: Harbour Wire, {url}" in out
    assert "1 added, 1 changed, 1 withdrawn" in out
    assert "~ Jon Pell [words]: the harbour would be sold before the end of May" in out
    assert f"was: {SALE}" in out
    assert "+ a clerk: nobody had asked her" in out
    assert f"- an aide: {SALE}" in out
    assert run("versions", first.article, "--db", db) == (0, out)


def many(n: int) -> tuple[Subject, Origins]:
    """Return an origin that n statements lead to, in long and odd words."""
    told = tuple(
        Told(
            **dict.fromkeys((f for f in Told.__dataclass_fields__), None)  # type: ignore[arg-type]
            | {"id": k, "key": f"k{k}", "local_id": "s1", "version_id": k, "version": f"v{k}", "article_id": k,
               "state": "current", "outlet": "漢字" * 30 + "\u202e", "speaker": "W" * 90, "source": "", "content": "x",
               "published": "2031-03-04", "hops": ("漢字", "Harbour Wire", "W" * 90)}
        )
        for k in range(n)
    )  # fmt: skip
    origin = Origin("o", "W" * 90, True, told, (), (), n, n, n)
    return Subject("claim", "c", "y" * 500, (Part("", ()),)), Origins((origin,), n, n, n)


@pytest.mark.parametrize("width", [20, 60, 200])
def test_a_hundred_articles_with_long_names_stay_within_the_width(width: int) -> None:
    subject, found = many(100)
    drawn = trace.draw(subject, [found], width)
    assert max(len(line) for line in drawn.splitlines()) <= max(width, 40)
    assert f"and {100 - trace.MOST} more" in drawn
    assert "\u202e" not in drawn


def test_the_drawing_of_a_hundred_articles_is_bounded() -> None:
    subject, found = many(100)
    root = ET.fromstring(trace_svg.draw(subject, [found, replace(found, origins=())][:1]))
    assert len(list(root.iter(f"{SVG}path"))) == trace.MOST
    assert float(root.attrib["width"]) < 2500
    assert "\u202e" not in "".join(root.itertext())
