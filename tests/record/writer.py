"""A process that adds invented articles: `python writer.py DB FIRST COUNT`, one line for each that was acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from stories import plain

from onrecord.domain import Record
from onrecord.record.store import Store


def story(n: int) -> Record:
    """Return the record of article `n`."""
    speaker = ("Ada Quill", "Bo Renn", "Cléo Marsh")[n % 3]
    said = f"pier {n} is safe and ferry {n % 7} will sail in the morning"
    return plain(f"{speaker} said {said}. It was the {n}th time.", said, speaker, url=f"https://wire.example/pier/{n}")


def main() -> None:
    """Add COUNT articles from FIRST on, each again and again where it is known already."""
    db, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with Store(db) as store:
        print("ready", flush=True)
        for n in range(first, first + count):
            print(store.add(story(n)).version, flush=True)


if __name__ == "__main__":
    main()
