"""How pages are measured; and the floors under what is taken in of real ones, and of annotated texts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pages
from onrecord.domain import Article, Block, Span
from onrecord.errors import NoArticleError
from onrecord.ingest import load

TITLE, FIRST, SECOND = "Bridge opens", "The bridge opened on Monday.", "“It was a long wait,” she said."
GOLD: dict[str, Any] = {
    "title": "Bridge  opens",
    "authors": ["Ines Okafor"],
    "publishing_date": "2031-03-04 08:15:00+00:00",
    "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [FIRST, SECOND]}]},
}


def article(*texts: str) -> Article:
    """An article with a headline and these paragraphs."""
    text = "\n\n".join((TITLE, *texts))
    blocks = [Block(Span(text.index(t), text.index(t) + len(t)), "body") for t in texts]
    return Article("a", text, tuple(blocks), headline=TITLE, authors=("Ines Okafor",), published="2031-03-04")


def test_a_page_that_is_right_has_no_faults():
    result = pages.compare("a", article(FIRST, SECOND), GOLD)
    assert result.right == {"title": True, "authors": True, "date": True}
    assert result.faults == ()
    assert pages.overlap([result], "paragraphs") == pages.overlap([result], "words") == (100, 100, 100)


def test_what_is_missing_and_what_is_too_much_is_named():
    result = pages.compare("a", article(FIRST, "Most read", "More of it"), {**GOLD, "authors": ["Tom Reyes"]})
    assert result.faults == (
        "authors: ['Ines Okafor'], not ['Tom Reyes']",
        f"missing: {SECOND}",
        "too much: Most read",
        "too much: More of it",
    )
    precision, recall, _ = pages.overlap([result], "paragraphs")
    assert (round(precision), recall) == (33, 50)


def test_a_page_that_is_refused_counts_as_empty():
    result = pages.failed("a", NoArticleError("a.html", "there is no article", "None."), GOLD)
    assert pages.shares([result]) == {"title": 0, "authors": 0, "date": 0}
    assert pages.overlap([result], "words") == (0, 0, 0)
    assert result.faults == ("refused: there is no article",)


def test_without_the_data_nothing_is_measured(tmp_path: Path, root: Path):
    command = [sys.executable, str(root / "eval/pages.py"), "--shared", str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "no pages here; nothing measured" in done.stdout


def test_real_pages_are_read_well(shared: Path):
    """The figures of real pages may not fall, and no page may be refused."""
    results = pages.measure(shared)
    if not results:
        pytest.skip("the evaluation data has no pages")
    assert not [r.name for r in results if r.faults and r.faults[0].startswith("refused")]
    right = pages.shares(results)
    assert right["date"] >= 98
    assert right["authors"] >= 98
    assert right["title"] >= 70  # the gold has the search engines' titles here and there
    assert pages.overlap(results, "words")[2] >= 97
    assert pages.overlap(results, "words")[1] >= 99.4
    assert pages.overlap(results, "paragraphs")[2] >= 92.4


def ledger(shared: Path) -> Iterator[tuple[Path, list[list[int]]]]:
    """Yield the ledger gold's articles, each with where its statements' contents lie."""
    for part in ("seed", "dev", "train"):
        for gold in sorted((shared / "gold" / part).glob("*.gold.json")):
            statements = json.loads(gold.read_text(encoding="utf8"))["statements"]
            yield (
                gold.with_name(gold.name.replace(".gold.json", ".txt")),
                [c[:2] for s in statements for c in s["content"]],
            )


def polnear(shared: Path) -> Iterator[tuple[Path, list[list[int]]]]:
    """Yield PolNeAR's dev articles, each with where its contents lie."""
    for text in sorted((shared / "data/polnear/dev/text").glob("*.txt")):
        lines = [
            line
            for ann in (text.parent.parent / "attributions").glob(f"{text.stem}_*.ann")
            for line in ann.read_text(encoding="utf8").splitlines()
        ]
        places = [m[1] for line in lines if (m := re.match(r"T\d+\tContent ([\d ;]+)\t", line))]
        yield text, [[int(n) for n in piece.split()] for place in places for piece in place.split(";")]


@pytest.mark.parametrize("corpus", [ledger, polnear], ids=lambda c: c.__name__)
def test_no_statement_is_thrown_away_as_furniture(shared: Path, corpus: Any):
    seen, lost = 0, Counter[str]()
    for path, contents in corpus(shared):
        blocks = [b for b in load(str(path)).blocks if b.kind == "furniture"]
        seen += len(contents)
        lost.update(b.label or "" for b in blocks for a, z in contents if a < b.span.end and b.span.start < z)
    assert seen > 1500
    assert not lost
