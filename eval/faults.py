"""Kill a process that adds articles, again and again, and see whether the record holds. Not run in CI.

python eval/faults.py [--kills 200] [--db URL]

Each round starts a writer (tests/record/writer.py), takes note of what it acknowledges, and ends it with SIGKILL at a
random moment, also while it opens the record. After every round all that was acknowledged must be there, nothing twice;
at the end `verify` must find no fault. Only the process dies here, not the machine: that the disk keeps what it was
told to keep is left to the database.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

from corpus import HERE, RUNS
from onrecord.record.store import Store
from onrecord.record.verify import Check

WRITER = HERE.parent / "tests/record/writer.py"


def round_of(db: str, first: int, chance: random.Random) -> set[str]:
    """Start a writer, kill it after up to a second, and return what it acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, str(WRITER), db, str(first), "500"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert writer.stdout is not None
    said: list[str] = []
    stdout = writer.stdout
    listener = threading.Thread(target=lambda: said.extend(line.strip() for line in stdout if line.endswith("\n")))
    listener.start()
    time.sleep(chance.uniform(0.05, 1.6))
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    listener.join()
    stdout.close()
    return set(said) - {"ready"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--db", default=str(RUNS / "faults.db"), help="an empty record, made anew where it is a file")
    args = parser.parse_args()
    if "://" not in args.db:
        RUNS.mkdir(parents=True, exist_ok=True)
        for ending in ("", "-wal", "-shm"):
            (RUNS / f"faults.db{ending}").unlink(missing_ok=True)
    chance = random.Random(3)
    acknowledged: set[str] = set()
    for n in range(args.kills):
        acknowledged |= round_of(args.db, chance.randrange(2000), chance)
        with Store(args.db) as store:
            there = Counter(store.versions())
        lost, doubled = acknowledged - there.keys(), [key for key, count in there.items() if count > 1]
        if lost or doubled:
            sys.exit(f"after {n + 1} kills {len(lost)} acknowledged articles are lost, {len(doubled)} are there twice")
    with Store(args.db) as store:
        faults = list(Check().store(store))
        print(
            f"{args.kills} kills, {len(acknowledged)} articles acknowledged, {len(there)} there, {len(faults)} faults"
        )
    for fault in faults[:10]:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
