"""Measure how well pages in HTML are taken in: titles, authors, dates and bodies, against real pages described by hand.

python eval/pages.py [--shared DIR] [--words N]

Every page of data/pages is read as a user's is, from its file. A title is right if it is the gold's, but for
typographic quotation marks and white space; authors are right if they are the gold's, in their order; a date is right
if the day is. Of the body, `paragraphs` counts whole paragraphs, headings among them (right: the same letters and
digits), `words` counts words, wherever they stand; both are P, R and F1 over all pages together. Under the table stands
every page that is not right in all of it, with what is missing and what is too much. Where the data is absent,
nothing is measured.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import SHARED
from onrecord.domain import Article
from onrecord.errors import InputError
from onrecord.ingest import load

READ = ("body", "correction")
SHOWN_WORDS = 12


@dataclass(frozen=True, slots=True)
class Result:
    """What one page came to: which facts are right, the pieces of its body, and in words what is wrong."""

    name: str
    right: dict[str, bool]
    found: dict[str, Counter[str]] = field(repr=False)
    wanted: dict[str, Counter[str]] = field(repr=False)
    faults: tuple[str, ...] = ()


def pages(shared: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each page's file with its description; none where the data is absent."""
    for described in sorted((shared / "data" / "pages").glob("*/*.json")):
        files = sorted(described.parent.glob(f"{described.stem}_*.html.gz"))
        versions = json.loads(described.read_text(encoding="utf8")).values()
        yield from zip(files, versions, strict=True)


def wanted_paragraphs(gold: dict[str, Any]) -> list[str]:
    """Return the body of a description: its summary, then headings and paragraphs section by section."""
    sections = gold["body"]["sections"]
    return [*gold["body"]["summary"], *(p for s in sections for p in (*s["headline"], *s["paragraphs"]))]


def compare(name: str, article: Article, gold: dict[str, Any]) -> Result:
    """Hold an article to the description of its page."""
    found = [b.span.of(article.text) for b in article.blocks if b.kind in READ]
    wanted = wanted_paragraphs(gold)
    day = gold["publishing_date"][:10]
    facts: list[tuple[str, Any, Any]] = [
        ("title", plain(article.headline or ""), plain(gold["title"])),
        ("authors", list(article.authors), gold.get("authors") or []),
        ("date", (article.published or "")[:10], day),
    ]
    faults = [f"{what}: {ours!r}, not {theirs!r}" for what, ours, theirs in facts if ours != theirs]
    faults += [f"missing: {line}" for line in without(wanted, found)]
    faults += [f"too much: {line}" for line in without(found, wanted)]
    return Result(
        name,
        {what: ours == theirs for what, ours, theirs in facts},
        {"paragraphs": paragraphs(found), "words": words(found)},
        {"paragraphs": paragraphs(wanted), "words": words(wanted)},
        tuple(faults),
    )


def failed(name: str, error: InputError, gold: dict[str, Any]) -> Result:
    """Return the result of a page that was refused."""
    nothing = {"paragraphs": Counter[str](), "words": Counter[str]()}
    wanted = wanted_paragraphs(gold)
    right = dict.fromkeys(("title", "authors", "date"), False)
    whole = {"paragraphs": paragraphs(wanted), "words": words(wanted)}
    return Result(name, right, nothing, whole, (f"refused: {error.problem}",))


def measure(shared: Path) -> list[Result]:
    """Read every page and return what each came to."""
    results = []
    for path, gold in pages(shared):
        name = path.name.removesuffix(".html.gz")
        try:
            results.append(compare(name, load(str(path)), gold))
        except InputError as error:
            results.append(failed(name, error, gold))
    return results


def shares(results: list[Result]) -> dict[str, float]:
    """Return, in percent, how many pages have the right title, authors and date."""
    return {what: 100 * sum(r.right[what] for r in results) / len(results) for what in results[0].right}


def overlap(results: Iterable[Result], what: str) -> tuple[float, float, float]:
    """Return P, R and F1, in percent, of the "paragraphs" or "words" of some pages together."""
    found = wanted = both = 0
    for result in results:
        found += result.found[what].total()
        wanted += result.wanted[what].total()
        both += (result.found[what] & result.wanted[what]).total()
    return 100 * both / max(1, found), 100 * both / max(1, wanted), 200 * both / max(1, found + wanted)


def paragraphs(texts: Iterable[str]) -> Counter[str]:
    return Counter(key for text in texts if (key := letters(text)))


def words(texts: Iterable[str]) -> Counter[str]:
    return Counter(re.findall(r"\w+", " ".join(texts).casefold()))


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def plain(title: str) -> str:
    return " ".join(title.split()).translate(str.maketrans("‘’“”", "''\"\""))


def without(texts: list[str], others: list[str]) -> Iterator[str]:
    """Yield the texts that are not among the others, nor part of one of them or made up of it."""
    keys = [k for k in map(letters, others) if k]
    for text in texts:
        key = letters(text)
        if key and not any(key in k for k in keys) and not any(k in key for k in keys if len(k) > len(key) / 2):
            yield text


def show(results: list[Result], shown_words: int) -> None:
    count = len(results)
    print(f"{count} pages, {sum(r.wanted['words'].total() for r in results)} words of body\n")
    print(f"{'':11} {'right %':>8}")
    for what, share in shares(results).items():
        print(f"{what:11} {share:8.1f}  ({sum(r.right[what] for r in results)} of {count})")
    print(f"\n{'':11} {'P':>8} {'R':>8} {'F1':>8}")
    for what in ("paragraphs", "words"):
        print(f"{what:11}", " ".join(f"{x:8.1f}" for x in overlap(results, what)))
    print(f"\n{'page':36} {'P words':>8} {'R words':>8}")
    for result in results:
        precision, recall, _ = overlap([result], "words")
        if result.faults:
            print(f"{result.name:36} {precision:8.1f} {recall:8.1f}")
        for fault in result.faults:
            parts = fault.split()
            print("   ", " ".join(parts[:shown_words]) + (" …" if len(parts) > shown_words else ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--words", type=int, default=SHOWN_WORDS, help="how many words of a fault are shown")
    args = parser.parse_args()
    results = measure(args.shared)
    if not results:
        print(f"{args.shared / 'data' / 'pages'}: no pages here; nothing measured. Say where they lie with --shared.")
        return
    show(results, args.words)


if __name__ == "__main__":
    main()
