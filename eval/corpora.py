"""Measure corpora: how fast they are built and linked, with how much memory, and whether a cluster loses anything.

python eval/corpora.py speed [--articles N ...]          from WARC to Parquet, beside the bare encoder on the same text
python eval/corpora.py link [--articles N]               links over tables made by altering read ones, and their recall
python eval/corpora.py nodes [--kills K] [--articles N]  a Ray cluster on this machine, its nodes killed at random
python eval/corpora.py costs [--price P]                 what a million articles cost, from the figures that are saved

Held to two cores. --save writes the figures into eval/corpora.json. Not run in CI.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import corpus_costs
from altered import Exchange, openings, write_warc
from corpus import HERE, SHARED
from speed import CORES, hold_to_cores, vnni

FIGURES = HERE / "corpora.json"
SAMPLE = 1000
ONRECORD = [sys.executable, "-m", "onrecord", "corpus"]


class Memory:
    """The most memory that a process and all that it started hold together; what they share counts once."""

    def __init__(self, pid: int):
        self.peak_mb, self._pid, self._over = 0.0, pid, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(2):  # looking at a process's pages takes time, too
            self.peak_mb = max(self.peak_mb, sum(_proportional_kb(p) for p in _family(self._pid)) / 1000)

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return round(self.peak_mb)


def _family(pid: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
    out = [pid]
    for one in out:
        out += [p for p, parent in parents.items() if parent == one]
    return out


def _proportional_kb(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def run(command: list[str]) -> tuple[float, float, float]:
    """Run a command; return its seconds, those of its processors (all its processes), its peak of memory in MB."""
    begin, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    memory = Memory(process.pid)
    if process.wait():
        raise SystemExit(f"failed: {' '.join(command)}")
    seconds, now = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime, memory.stop()


BARE = """
import json, sys, time
from onrecord import pipeline
pipeline.configure(1)
from onrecord.corpus.tables import article_of
from onrecord.read import reader, units, windows
articles, whole = [article_of(row) for row in json.load(open(sys.argv[1]))], sys.argv[2] == "read"
one = pipeline.shared_reader()
def encode(a):
    spans = [(b.span.start, b.span.end) for b in a.blocks if b.kind in reader.READ_KINDS]
    paragraphs = units.split(one.encoder.tokenizer, a.text, spans)
    one.encoder.run(paragraphs, windows.plan(paragraphs, a.text))
for a in articles[:20]:
    encode(a)
begin, used = time.perf_counter(), time.process_time()
for a in articles:
    one.read(a) if whole else encode(a)
print(time.perf_counter() - begin, time.process_time() - used)
"""
"""Reads the articles that a corpus holds as the build does, one window a run, and nothing else: no pages, no tables."""


def bare(articles: list[dict[str, Any]], folder: Path, what: str) -> tuple[float, float]:
    """Return how many articles a second the encoder alone ("encode") or the reader ("read") does on all cores.

    It is given the rows of a corpus, so that its texts are those that the build read: a process a core with one thread
    each, as the build has them, its start and the loading of the model left out. The second number is milliseconds of
    processor an article, which other work on the machine changes less.
    """
    running = []
    for k in range(CORES):
        path = folder / f"bare-{k}.json"
        path.write_text(json.dumps(articles[k::CORES]))
        running.append(
            subprocess.Popen([sys.executable, "-c", BARE, str(path), what], stdout=subprocess.PIPE, text=True)
        )
    took = [[float(x) for x in process.communicate()[0].split()] for process in running]
    rate = len(articles) / max(seconds for seconds, _ in took)
    return rate, 1000 * sum(used for _, used in took) / len(articles)


def sample(corpus: Path) -> list[dict[str, Any]]:
    """Return the rows of articles of a corpus, SAMPLE at most."""
    from onrecord.corpus.layout import Layout, batches

    return list(islice((row for _, rows in batches(Layout(corpus), "articles") for row in rows), SAMPLE))


def speed(shared: Path, counts: list[int]) -> dict[str, Any]:
    """Build corpora of so many articles; compare each with the encoder and the reader alone on the same text."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in counts:
            write_warc(folder / "news.warc.gz", shared, count)
            out = folder / "corpus"
            source = str(folder / "news.warc.gz")
            command = [*ONRECORD, "build", source, "-o", str(out), "-j", str(CORES), "--language", "any"]
            seconds, used, memory = run(command)
            counted = json.loads((out / "manifest.json").read_text())["counts"]
            articles = sample(out)
            words = sum(a["words"] for a in articles) / len(articles)
            (encoder, encoder_ms), (reader, reader_ms) = (bare(articles, folder, what) for what in ("encode", "read"))
            rate, ms = counted["articles"] / seconds, 1000 * used / counted["articles"]
            rows.append(
                {
                    "articles": count,
                    "vnni": vnni(),
                    "read": counted["articles"],
                    "failures": counted["failures"],
                    "seconds": round(seconds, 1),
                    "articles_per_second": round(rate, 2),
                    "words_per_second": round(rate * words),
                    "of_the_encoder": round(rate / encoder, 3),
                    "of_the_reader": round(rate / reader, 3),
                    "cpu_ms_per_article": round(ms, 2),
                    "of_the_encoder_by_cpu": round(encoder_ms / ms, 3),
                    "of_the_reader_by_cpu": round(reader_ms / ms, 3),
                    "peak_memory_mb": memory,
                    "parquet_bytes_per_article": round(_size(out) / counted["articles"]),
                }
            )
            print(rows[-1], flush=True)
            shutil.rmtree(out)
    return {"build": rows}


def _size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*.parquet"))


def link(shared: Path, count: int, copies: float = 0.02) -> dict[str, Any]:
    """Read a thousand articles, alter their tables until there are `count`, with built copies among them, and link."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base, made = folder / "base", folder / "made"
        write_warc(folder / "news.warc.gz", shared, min(count, SAMPLE))
        run([*ONRECORD, "build", str(folder / "news.warc.gz"), "-o", str(base), "-j", str(CORES), "--language", "any"])
        known = _multiply(base, made, shared, count, copies)
        seconds, _, memory = run([*ONRECORD, "link", str(made), "-j", str(CORES)])
        import pyarrow.parquet as pq

        origin = {r["article"]: r["origin"] for r in pq.read_table(made / "links" / "origins.parquet").to_pylist()}
        found = sum(origin[a] == origin[b] for a, b in known)
        out = {
            "articles": count,
            "vnni": vnni(),
            "seconds": round(seconds, 1),
            "peak_memory_mb": memory,
            "built_copies": len(known),
            "recall": round(found / max(1, len(known)), 4),
            "counts": json.loads((made / "links" / "manifest.json").read_text())["counts"],
        }
        print(out)
        return {"link": [out]}


def _multiply(base: Path, made: Path, shared: Path, count: int, copies: float) -> list[tuple[str, str]]:
    """Write tables of `count` articles, altered from those of `base`; return pairs of an article and a copy of it.

    A copy has two words in a hundred changed and stands in another outlet, a day later.
    """
    from onrecord.corpus.layout import Layout, write_json, write_rows
    from onrecord.corpus.loading import records
    from onrecord.corpus.tables import SCHEMAS, page_row, rows_of

    source, target = Layout(base), Layout(made)
    exchange = Exchange(openings(shared))
    every = list(records(base))
    pairs: list[tuple[str, str]] = []
    held: dict[str, list[Any]] = {}
    part = done = n = 0
    while done < count:
        record = every[n % len(every)]
        one = _altered(record, exchange, n, 0.35)
        some = [one]
        if n % round(1 / copies) == 0:
            some.append(_altered(one, exchange, -n - 1, 0.04, digits=False))
            pairs.append((some[0].article.id, some[1].article.id))
        for r in some:
            page = {**page_row(r.article, r.article.url, ()), "fetched": None, "source": "made", "offset": done}
            for table, rows in rows_of(r, page).items():
                held.setdefault(table, []).extend(row | {"duplicate_of": None} for row in rows)
            done += 1
        n += 1
        if len(held["articles"]) >= 2000 or done >= count:
            for table, rows in held.items():
                write_rows(target.part(table, "2022-01", f"{part:06d}"), rows, SCHEMAS[table])
            held, part = {}, part + 1
    write_json(target.manifest, source.finished())
    return pairs


def _altered(record: Any, exchange: Exchange, seed: int, share: float, *, digits: bool = True) -> Any:
    from dataclasses import replace

    from onrecord.text import article_id

    text = exchange(record.article.text, seed, share, digits=digits)
    url = f"https://made{abs(seed) % 40}.example/{seed}"
    article = replace(record.article, text=text, url=url, outlet=f"Made {abs(seed) % 40}", id=article_id(url, text))
    return replace(record, article=article)


NODES = """
import json, sys
from onrecord.corpus import build
from onrecord.corpus.engine import Engine
if __name__ == "__main__":
    build(sys.argv[2], sys.argv[1], engine=Engine("ray", 2, sys.argv[3]), unit_bytes=int(sys.argv[4]), languages=())
"""


def nodes(shared: Path, count: int, kills: int) -> dict[str, Any]:
    """Build on this machine alone, then on a cluster of which a node is killed and replaced `kills` times; compare.

    When a node is killed, and which, is by chance: each time after so many units of both stages as are drawn before.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    from onrecord.corpus import build

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warc = folder / "news.warc.gz"
        write_warc(warc, shared, count)
        unit = max(4000, warc.stat().st_size // 100)
        build(warc, folder / "alone", unit_bytes=unit, languages=())
        node = {"num_cpus": 1, "object_store_memory": 120 * 2**20}
        cluster = Cluster(initialize_head=True, head_node_args={**node, "num_cpus": 0, "include_dashboard": False})
        workers = [cluster.add_node(**node) for _ in range(2)]
        arguments = [str(folder / "ray"), str(warc), cluster.address, str(unit)]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen([sys.executable, "-c", NODES, *arguments], stdout=log, stderr=log)
            killed: list[list[int]] = []  # how many units of each stage were done when a node was killed
            units = -(-warc.stat().st_size // unit)
            for due in sorted(random.sample(range(2 * units), kills)):
                while (done := _done(folder / "ray")) and sum(done) < due and process.poll() is None:
                    time.sleep(0.1)
                if process.poll() is not None:
                    break
                killed.append(done)
                time.sleep(random.uniform(0, 2))  # not always just when a unit is done
                one = workers.pop(random.randrange(len(workers)))
                cluster.remove_node(one, allow_graceful=False)
                workers.append(cluster.add_node(**node))
            status = process.wait()
        if status:
            raise SystemExit((folder / "log").read_text()[-3000:])
        cluster.shutdown()
        if len(killed) < kills:
            raise SystemExit(f"it was over after {len(killed)} kills: give more --articles")
        out = compared(folder / "alone", folder / "ray") | {"articles": count, "kills": len(killed)}
        out["units_done_at_each_kill"] = killed
        print(out)
        return {"nodes": out}


def _done(corpus: Path) -> list[int]:
    """Return how many units of a build are extracted, and how many are read."""
    return [len(list((corpus / "work" / stage).glob("*.json"))) for stage in ("pages", "read")]


def compared(alone: Path, spread: Path) -> dict[str, Any]:
    """Return whether two corpora hold the same files, byte for byte, and which rows of the first the second lacks.

    lost: rows of all tables that only the first has. doubled: those that the second has, or has more often.
    """
    from onrecord.corpus.layout import SCHEMAS, Layout, batches

    lost = doubled = rows = 0
    for table in SCHEMAS:
        one, other = (
            Counter(json.dumps([month, r], default=str) for month, some in batches(Layout(c), table) for r in some)
            for c in (alone, spread)
        )
        lost, doubled, rows = lost + (one - other).total(), doubled + (other - one).total(), rows + one.total()
    names = [sorted(p.relative_to(c) for p in c.rglob("*.parquet")) for c in (alone, spread)]
    equal = names[0] == names[1] and all((alone / n).read_bytes() == (spread / n).read_bytes() for n in names[0])
    counts = json.loads((spread / "manifest.json").read_text())["counts"]
    return {"equal": equal, "rows": rows, "lost": lost, "doubled": doubled, "counts": counts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "link", "nodes", "costs"))
    parser.add_argument("--articles", type=int, nargs="+", help="how many")
    parser.add_argument("--kills", type=int, default=10, help="how often a node is killed")
    parser.add_argument("--price", type=float, default=corpus_costs.PRICE, help="of one core for an hour")
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument(
        "--save", action="store_true", help=f"write the figures into {FIGURES.name}, or the costs into docs/corpus.md"
    )
    args = parser.parse_args()
    if args.what == "costs":
        figures = json.loads(FIGURES.read_text(encoding="utf8")) if FIGURES.exists() else {}
        print(costs := corpus_costs.table(figures, args.price))
        if args.save:
            corpus_costs.write(HERE.parent / "docs" / "corpus.md", costs)
        return
    hold_to_cores()
    if args.what == "speed":
        found = speed(args.shared, args.articles or [1000, 10_000, 100_000])
    elif args.what == "link":
        found = link(args.shared, (args.articles or [100_000])[0])
    else:
        found = nodes(args.shared, (args.articles or [2000])[0], args.kills)
    if args.save:
        known = json.loads(FIGURES.read_text(encoding="utf8")) if FIGURES.exists() else {}
        for what in found.keys() & {"build", "link"}:  # those of other sizes and of the other kind of processor stay
            rows = {(r["vnni"], r["articles"]): r for r in (*known.get(what, []), *found[what])}
            found[what] = [rows[key] for key in sorted(rows, key=lambda key: (not key[0], key[1]))]
        FIGURES.write_text(json.dumps(known | found, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
