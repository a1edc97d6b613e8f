"""Measure the record: adding, searching, linking. Not run in CI: it takes long, and other work shows in it.

python eval/record.py add                  PolNeAR articles read, and read and added: how much of the rate is left
python eval/record.py search [--db URL]    a million statements, made from read ones with altered words: a search
python eval/record.py link [--articles N]  one more article into a record of N: time of adding it, memory

What is made lies in eval/runs/record and is made anew each time. Figures go into eval/record.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from corpus import HERE, RUNS, SHARED
from onrecord.domain import Article, Record, Span, Statement
from onrecord.ingest import load
from onrecord.pipeline import read_article
from onrecord.record import rows
from onrecord.record import tables as t
from onrecord.record.search import Query, facets, link, search
from onrecord.record.store import Store
from onrecord.serve.adding import add_all, read_new
from onrecord.serve.one import Wish
from speed import hold_to_cores

RESULTS = HERE / "record.json"
FOLDER = RUNS / "record"
WORD = re.compile(r"[a-z]{4,}")
ARTICLES = 840


def articles(shared: Path, count: int) -> list[Article]:
    """Return the first `count` articles of PolNeAR's training split, as a user's files."""
    found = sorted((shared / "data/polnear/train/text").glob("*.txt"))[:count]
    if not found:
        raise SystemExit(f"{shared}/data/polnear/train: no articles here. Say where the data lies with --shared.")
    out = []
    for path in found:
        outlet, published = path.stem.split("_")[:2]
        out.append(load(str(path), outlet=outlet, published=published))
    return out


def add(args: argparse.Namespace) -> dict[str, Any]:
    """Compare the rate of reading with that of reading and adding."""
    given = [str(p) for p in sorted((args.shared / "data/polnear/train/text").glob("*.txt"))[:ARTICLES]]
    read_new(given[0], Wish())
    begin = time.perf_counter()
    for path in given:
        read_new(path, Wish())
    reading = time.perf_counter() - begin
    with Store(fresh("add.db")) as store:
        begin = time.perf_counter()
        failed = sum(result.added is None for result in add_all(store, given, Wish()))
        both = time.perf_counter() - begin
        statements = store.counts()["statement"]
    if failed:
        raise SystemExit(f"{failed} articles were not added")
    return {
        "articles": len(given), "statements": statements, "reading_per_second": round(len(given) / reading, 2),
        "adding_per_second": round(len(given) / both, 2), "share": round(reading / both, 3), "target": 0.8,
    }  # fmt: skip


Words = dict[int, list[str]]
"""Words by their number of letters."""


def altered(record: Record, words: Words, chance: random.Random, n: int, share: float = 0.3) -> Record:
    """Return the record with a share of its words replaced by others as long, under another name and date."""

    def other(m: re.Match[str]) -> str:
        return chance.choice(words[len(m[0])]) if chance.random() < share and len(m[0]) in words else m[0]

    text = WORD.sub(other, record.article.text)
    day = date(2012, 1, 1) + timedelta(days=chance.randrange(4000))
    outlet = f"Outlet {chance.randrange(60)}"
    key = rows.digest("altered", n, text)
    article = replace(record.article, id=key, text=text, name=f"{key}.txt", url=None, outlet=outlet,
                      published=day.isoformat(), agency=None)  # fmt: skip
    names = {s.speaker: f"{s.speaker} {chance.randrange(40)}" for s in record.reading.statements if s.speaker}
    statements = tuple(replace(s, speaker=names.get(s.speaker or "")) for s in record.reading.statements)
    speakers = tuple(replace(p, name=names.get(p.name, p.name)) for p in record.reading.speakers)
    return Record(article, replace(record.reading, statements=statements, speakers=speakers), record.provenance)


def source_records(shared: Path, count: int) -> tuple[list[Record], Words]:
    """Read some articles, and gather the words that others are made with."""
    records = [read_article(a) for a in articles(shared, count)]
    words: Words = {}
    for w in sorted({w for r in records for w in WORD.findall(r.article.text)}):
        words.setdefault(len(w), []).append(w)
    return records, words


def fresh(name: str) -> Path:
    """Return a path in the folder of what is made, where nothing lies."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"{name}*"):
        old.unlink()
    return FOLDER / name


def search_speed(args: argparse.Namespace) -> dict[str, Any]:
    """Fill a record with a million statements and time searches of many kinds."""
    chance = random.Random(11)
    records, words = source_records(args.shared, 60)
    wanted = args.statements
    with Store(args.db or fresh("search.db")) as store:
        made = store.counts()["statement"]
        begin = time.perf_counter()
        n = made
        while made < wanted:
            with store.writing() as connection:
                for _ in range(200):
                    record = altered(records[n % len(records)], words, chance, n)
                    n += 1
                    made += put(connection, record)
        filled = time.perf_counter() - begin
        if store.engine.dialect.name == "postgresql":
            with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        times: dict[str, list[float]] = {}
        counting = []
        asked = list(queries(records, chance))
        with store.looking() as connection:
            for kind, query in asked:
                begin = time.perf_counter()
                search(connection, query)
                times.setdefault(kind, []).append(1000 * (time.perf_counter() - begin))
            for _, query in asked[:50]:
                begin = time.perf_counter()
                facets(connection, query)
                counting.append(1000 * (time.perf_counter() - begin))
    every = [x for some in times.values() for x in some]
    return {
        "database": store.engine.dialect.name, "statements": made, "filled_s": round(filled), "searches": len(every),
        "p50_ms": at(every, 0.5), "p95_ms": at(every, 0.95), "worst_ms": at(every, 1.0), "target_p95_ms": 50,
        "p95_by_kind_ms": {kind: at(some, 0.95) for kind, some in times.items()}, "facets_p95_ms": at(counting, 0.95),
    }  # fmt: skip


def put(connection: Any, record: Record) -> int:
    """Write a record and index it for searching, without tying it to others."""
    number = rows.next_id(connection, t.article)
    key = rows.digest("article", record.article.id)
    connection.execute(t.article.insert().values(id=number, key=key, outlet=record.article.outlet, state="current"))
    at_time = "2031-01-01T00:00:00Z"
    version = rows.write_version(connection, number, 1, record.article, at_time)
    chains = {s.id: [record.article.outlet or "", s.speaker or ""] for s in record.reading.statements}
    link(connection, rows.write_reading(connection, version, record, chains, at_time))
    return len(record.reading.statements)


def queries(records: list[Record], chance: random.Random) -> Iterator[tuple[str, Query]]:
    """Yield searches as people make them: of words common and rare, phrases, filters, both."""
    said = [(r, s) for r in records for s in r.reading.statements if len(words_of(r, s)) > 4]
    for _ in range(60):
        record, s = chance.choice(said)
        words = words_of(record, s)
        k = chance.randrange(len(words) - 3)
        speaker = f"{s.speaker} {chance.randrange(40)}"
        day = date(2012, 1, 1) + timedelta(days=chance.randrange(3900))
        yield "one word", Query(chance.choice(words))
        yield "two words", Query(" ".join(chance.sample(words, 2)))
        yield "a common word", Query(chance.choice(["the", "said", "that", "president", "would"]))
        yield "a phrase", Query(f'"{" ".join(words[k : k + 3])}"')
        yield "a speaker", Query(speaker=speaker)
        yield "a word and a speaker", Query(chance.choice(["the", "would"]), speaker=speaker)
        yield (
            "a word, an outlet, a month",
            Query(
                chance.choice(words), outlet=f"Outlet {chance.randrange(60)}", since=day, until=day + timedelta(days=30)
            ),
        )
        yield "unnamed denials", Query(named=False, act="deny")
        yield "no such word", Query("qwertzuiop")


def words_of(record: Record, s: Statement) -> list[str]:
    return re.findall(r"[a-z]{3,}", " ".join(span.of(record.article.text) for span in s.content).lower())


def at(times: list[float], share: float) -> float:
    """Return the time under which `share` of them lie, in milliseconds."""
    ordered = sorted(times)
    return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1)


def link_speed(args: argparse.Namespace) -> dict[str, Any]:
    """Time adding one article, all linking included, as the record grows to `--articles`.

    Those that fill the record are made from many articles and share few runs of words with one another: of a hundred
    thousand real ones no thousand would be retellings of one. Those that are timed are whole, and nearer to others.
    """
    chance = random.Random(12)
    records, words = source_records(args.shared, 400)
    short = [shortened(r) for r in records]
    steps = [n for n in (1_000, 5_000, 10_000, 30_000, 100_000) if n <= args.articles] or [args.articles]
    out: dict[str, Any] = {"target_ms": 1000, "at": {}}
    done = 0
    begin = time.perf_counter()
    with Store(fresh("link.db")) as store:
        for step in steps:
            while done < step:
                store.add(altered(short[done % len(short)], words, chance, done, 0.45))
                done += 1
            times = []
            for k in range(20):
                whole = altered(records[k % len(records)], words, chance, done)
                started = time.perf_counter()
                store.add(whole)
                times.append(1000 * (time.perf_counter() - started))
                done += 1
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            out["at"][step] = {"p50_ms": at(times, 0.5), "p95_ms": at(times, 0.95), "memory_mb": memory,
                               "minutes": round((time.perf_counter() - begin) / 60, 1)}  # fmt: skip
            print(step, out["at"][step], flush=True)
    return out


def shortened(record: Record, most: int = 1_500) -> Record:
    """Return a record of the first `most` code points of its text, with the statements that lie in them."""
    text = record.article.text[:most]
    kept = {s.id for s in record.reading.statements if all(x.end <= most for p in parts(s) for x in p)}
    statements = tuple(s for s in record.reading.statements if s.id in kept and (s.parent is None or s.parent in kept))
    names = {s.speaker for s in statements}
    reading = replace(record.reading, statements=statements, relations=(), corrections=(),
                      speakers=tuple(p for p in record.reading.speakers if p.name in names))  # fmt: skip
    blocks = tuple(b for b in record.article.blocks if b.span.end <= most)
    return Record(replace(record.article, text=text, blocks=blocks), reading, record.provenance)


def parts(s: Statement) -> tuple[tuple[Span, ...], ...]:
    return s.source, s.cue, s.content, s.justification, s.description


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["add", "search", "link"])
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--db", help="search: an empty database other than an SQLite file of its own")
    parser.add_argument("--statements", type=int, default=1_000_000, help="search: how many")
    parser.add_argument("--articles", type=int, default=100_000, help="link: how many")
    args = parser.parse_args()
    hold_to_cores()
    figures = {"add": add, "search": search_speed, "link": link_speed}[args.what](args)
    for name, value in figures.items():
        print(f"{name:20} {value}")
    results = json.loads(RESULTS.read_text(encoding="utf8")) if RESULTS.exists() else {}
    name = f"{args.what}_{figures['database']}" if "database" in figures else args.what
    results[name] = figures | {"cores": 2, "python": platform.python_version(), "load": os.getloadavg()[0]}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
