"""Measure speed and memory, print them, and write eval/speed.json. Not run in CI: other work on a machine shows in it.

python eval/speed.py [--shared DIR]

throughput  from text to record over PolNeAR's dev split, in one process held to two cores, model load excluded
memory      the largest resident set of that process
start       from the start of `onrecord read` to its first output: one page, in a new process each time
jobs        many small files with --jobs 1 and with --jobs 2; the dev split with --jobs 2, start of the program included
length      one article of 50,000 words: its time a word against that of the dev split
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from corpus import HERE, SHARED, dev_articles, read

SPEED = HERE / "speed.json"
CORES = 2
ROUNDS = 3
LONG_WORDS = 50_000
SMALL_FILES = 300
SMALL_CHARACTERS = 1_200
ONRECORD = (sys.executable, "-m", "onrecord")

TARGETS = {
    "articles_per_second": (">=", 10.0),
    "peak_memory_mb": ("<=", 500.0),
    "first_record_s": ("<=", 1.5),
    "jobs_2_against_1": ("<=", 1.0),
    "long_article_against_average": ("<=", 1.2),
}


def hold_to_cores() -> None:
    """Let this process, and those that it starts, use two cores at most, where the system can do so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:CORES]))


def peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6


def words_in(articles: list[Path]) -> int:
    return sum(len(a.read_text(encoding="utf8").split()) for a in articles)


def reading_time(articles: list[Path]) -> float:
    begin = time.perf_counter()
    for article in articles:
        read(article)
    return time.perf_counter() - begin


def measure_inside(articles: list[Path], long_article: Path) -> dict[str, float]:
    """Measure what a process can measure of itself; runs in a process of its own."""
    reading_time(articles[:2])  # loads the model, and warms what is warm in any long run
    seconds = statistics.median(reading_time(articles) for _ in range(ROUNDS))
    peak = peak_memory_mb()  # before the long article, which no ordinary reading holds
    per_word = seconds / words_in(articles)
    long_per_word = reading_time([long_article]) / words_in([long_article])
    return {
        "articles": len(articles),
        "words": words_in(articles),
        "seconds": round(seconds, 2),
        "articles_per_second": round(len(articles) / seconds, 2),
        "words_per_second": round(1 / per_word),
        "peak_memory_mb": round(peak, 1),
        "peak_memory_with_long_article_mb": round(peak_memory_mb(), 1),
        "long_article_words": words_in([long_article]),
        "long_article_against_average": round(long_per_word / per_word, 3),
    }


def first_output(command: list[str]) -> float:
    """Return the seconds from a process's start to its first byte of output."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = process.stdout.read(1)
        seconds = time.perf_counter() - begin
        process.stdout.read()
    if not first or process.returncode:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}")
    return seconds


def measure_start(page: Path) -> dict[str, Any]:
    rounds = [first_output([*ONRECORD, "read", str(page)]) for _ in range(5)]
    return {
        "first_record_s": round(statistics.median(rounds), 3),
        "first_record_rounds_s": [round(r, 3) for r in rounds],
    }


def whole_run(folder: Path, out: Path, jobs: int) -> float:
    command = [*ONRECORD, "read", str(folder), "--out", str(out), "--format", "json", "--jobs", str(jobs)]
    begin = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - begin


def measure_jobs(folder: Path, out: Path) -> dict[str, Any]:
    one, two = (statistics.median(whole_run(folder, out, jobs) for _ in range(ROUNDS)) for jobs in (1, 2))
    return {
        "small_files": len(list(folder.iterdir())),
        "jobs_1_s": round(one, 2),
        "jobs_2_s": round(two, 2),
        "jobs_2_against_1": round(two / one, 3),
    }


def write_small(articles: list[Path], folder: Path) -> None:
    """Cut articles into many small files, whole paragraphs each."""
    made = 0
    for article in articles:
        piece = ""
        for line in article.read_text(encoding="utf8").splitlines(keepends=True):
            piece += line
            if len(piece) >= SMALL_CHARACTERS and made < SMALL_FILES:
                (folder / f"small-{made:04}.txt").write_text(piece, encoding="utf8")
                piece, made = "", made + 1


def write_long(articles: list[Path], path: Path) -> None:
    """Join articles, over again where they do not suffice, until the text has enough words."""
    texts, count = [], 0
    while count < LONG_WORDS:
        for article in articles:
            if count < LONG_WORDS:
                texts.append(article.read_text(encoding="utf8"))
                count += len(texts[-1].split())
    path.write_text("\n\n".join(texts), encoding="utf8")


def vnni() -> bool | None:
    """Return whether the processor has instructions for eight-bit products, which the encoder gains most by.

    None where the system does not tell.
    """
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf8").splitlines() if info.exists() else []
    able = next((x.split() for x in lines if x.startswith(("flags", "Features"))), None)
    return None if able is None else not {"avx512_vnni", "avx_vnni", "asimddp"}.isdisjoint(able)


def processor() -> str:
    info = Path("/proc/cpuinfo")
    names = [x for x in info.read_text().splitlines() if x.startswith("model name")] if info.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor()


def met(figures: dict[str, Any]) -> dict[str, bool]:
    return {
        name: figures[name] >= target if sign == ">=" else figures[name] <= target
        for name, (sign, target) in TARGETS.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)  # the long article, for the process measured
    args = parser.parse_args()
    hold_to_cores()
    articles = dev_articles(args.shared)
    if args.inside:
        json.dump(measure_inside(articles, args.inside), sys.stdout)
        return

    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        long_article, small, out = Path(scratch, "long.txt"), Path(scratch, "small"), Path(scratch, "out")
        small.mkdir()
        write_long(articles, long_article)
        write_small(articles, small)
        inside = [sys.executable, __file__, "--shared", str(args.shared), "--inside", str(long_article)]
        figures: dict[str, Any] = json.loads(subprocess.run(inside, check=True, capture_output=True, text=True).stdout)
        figures |= measure_start(HERE.parent / "examples" / "harbour.txt")
        figures |= measure_jobs(small, out)
        figures["articles_per_second_jobs_2"] = round(len(articles) / whole_run(articles[0].parent, out, 2), 2)

    for name, (sign, target) in TARGETS.items():
        print(f"{name:30} {figures[name]:8} {'met' if met(figures)[name] else 'MISSED'} ({sign} {target:g})")
    if load_before > 0.5:
        print(f"the machine was busy before the measurement (load {load_before:.1f}): repeat it when it is idle")
    machine = {"processor": processor(), "cores": CORES, "python": platform.python_version(), "load": load_before}
    report = {"command": "python eval/speed.py", "machine": machine, "figures": figures, "met": met(figures)}
    SPEED.write_text(json.dumps(report, indent=1) + "\n", encoding="utf8")
    print(f"wrote {SPEED.name}")


if __name__ == "__main__":
    main()
