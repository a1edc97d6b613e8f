"""Measure how surely copies of a wire story are led back to it, and whether stories of their own are left alone.

python eval/origins.py [--shared DIR] [--seed N] [--wrong] [--many N]

Stories are those of data/stories: 40 events, each in three outlets. Fifty of them are syndicated: six copies each, by
six other outlets, in which an editor retitled, cut from the end, added a local paragraph, changed the house style,
reordered paragraphs, or did several of these. All stories and copies go into one empty record (without readings: no
model is needed) in a shuffled order.

- copies: share of copies that lead to their story (they are in one family of texts with it);
- strangers: share of pairs of different stories, copied or not, that a family holds together;
- events: pairs of different outlets' own stories on one event that are held for copies (listed with --wrong).

--many N: how long it takes to link an article in a record of N others, of which every tenth is a copy of another.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import insert, select

from corpus import SHARED
from onrecord.domain import Provenance, Reading, Record
from onrecord.ingest import from_text
from onrecord.record import origin_copies
from onrecord.record import tables as t
from onrecord.record.nearness import BOUND
from onrecord.record.origin_tables import text_run, text_sketch
from onrecord.record.store import Store

STORIES = 50
LEAST_WORDS = 40
"""An editor leaves at least so many words of a story when cutting it."""
_MADE = Provenance("0", "none", "0" * 64)
_SWAPS = (
    (r"\bpercent\b", "per cent"), (r"(\d)%", r"\1 percent"), (r"\bSen\.", "Senator"), (r"\bRep\.", "Representative"),
    (r"\bSenator (?=[A-Z])", "Sen. "), (r"\bMr\. ", ""), (r"\bMs\. |\bMrs\. ", ""), (r"\bU\.S\.", "US"),
    (r"“|”", '"'), (r"‘|’", "'"), (r"\btwo\b", "2"), (r"\bfive\b", "5"), (r"\bGov\.", "Governor"),
    (r"\bPresident (?=[A-Z])", ""), (r" — |--", " - "), (r"\bsaid Monday\b", "said on Monday"),
    (r"\btoward\b", "towards"),
    (r"\b(\w+)ization\b", r"\1isation"), (r"\bcolor\b", "colour"), (r"\bPresident Obama\b", "Mr. Obama"),
)  # fmt: skip
_LOCAL = (
    "In {place}, residents gathered at the town hall on Friday evening to hear what the news would mean for them, and "
    "several of those who came said that they had written to their council about it more than once this year.",
    "The {place} chamber of trade said it would discuss the matter at its next meeting, which is open to the public. "
    "Members have been asked to send in their questions by the end of the month.",
    "A spokesman for the {place} county fair, which opens in June, said no change to the programme was planned "
    "and that tickets already bought would remain valid.",
)
_PLACES = ("Harwick", "Port Ellery", "Ostrava Falls", "Millbrook Bay", "Saint Anselm", "Dunmore")


class Story(NamedTuple):
    """One story: its event, outlet, day, title and paragraphs; for a copy, the number of the one that it is of."""

    event: str
    outlet: str
    day: str
    title: str
    paragraphs: tuple[str, ...]
    of: int | None = None
    how: str = "own"


def stories(root: Path) -> list[Story]:
    """Return the stories under `root`, one JSON file each."""
    out = []
    for path in sorted(root.glob("*/*.json")):
        data = json.loads(path.read_text("utf-8"))
        found: Any = data["body-paragraphs"]
        if isinstance(found, str):
            found = ast.literal_eval(found)
        paragraphs = tuple(p if isinstance(p, str) else " ".join(p) for p in found)
        out.append(Story(data["triplet-uuid"], data["source"].upper(), data["date"], data["title"],
                         tuple(p for p in paragraphs if p.strip())))  # fmt: skip
    return out


def retitled(s: Story, dice: random.Random) -> Story:
    """Return the story under a title of its own making."""
    words = re.findall(r"\w+", " ".join(s.paragraphs[:2]))
    return s._replace(title=" ".join(dice.sample(words, min(7, len(words)))).capitalize())


def cut(s: Story, dice: random.Random) -> Story:
    """Return the story cut from the end, to between a third and four fifths of its words."""
    total = sum(p.count(" ") + 1 for p in s.paragraphs)
    room = max(LEAST_WORDS, total * dice.uniform(1 / 3, 4 / 5))
    kept: list[str] = []
    while len(kept) < len(s.paragraphs) and sum(p.count(" ") + 1 for p in kept) < room:
        kept.append(s.paragraphs[len(kept)])
    return s._replace(paragraphs=tuple(kept))


def local(s: Story, dice: random.Random) -> Story:
    """Return the story with a paragraph of local interest."""
    at = dice.randint(1, len(s.paragraphs))
    more = dice.choice(_LOCAL).format(place=dice.choice(_PLACES))
    return s._replace(paragraphs=(*s.paragraphs[:at], more, *s.paragraphs[at:]))


def restyled(s: Story, _: random.Random) -> Story:
    """Return the story in another house style."""
    out = []
    for p in s.paragraphs:
        for pattern, other in _SWAPS:
            p = re.sub(pattern, other, p)
        out.append(p)
    return s._replace(paragraphs=tuple(out))


def reordered(s: Story, dice: random.Random) -> Story:
    """Return the story with its paragraphs after the first in another order."""
    rest = list(s.paragraphs[1:])
    dice.shuffle(rest)
    return s._replace(paragraphs=(*s.paragraphs[:1], *rest))


EDITS: tuple[tuple[str, tuple[Callable[[Story, random.Random], Story], ...]], ...] = (
    ("retitled", (retitled,)),
    ("cut", (retitled, cut)),
    ("local paragraph", (retitled, local)),
    ("house style", (retitled, restyled)),
    ("reordered", (retitled, reordered)),
    ("all of these", (retitled, cut, local, restyled, reordered)),
)


def syndicate(own: list[Story], dice: random.Random) -> list[Story]:
    """Return six copies of each of fifty of the stories."""
    out = []
    for n in sorted(dice.sample(range(len(own)), STORIES)):
        for k, (how, edits) in enumerate(EDITS):
            copy = own[n]
            for edit in edits:
                copy = edit(copy, dice)
            out.append(copy._replace(outlet=f"{_PLACES[k]} Gazette", of=n, how=how))
    return out


def record_of(s: Story, name: str) -> Record:
    """Return the record of a story, without statements."""
    text = "\n\n".join((s.title, *s.paragraphs))
    return Record(from_text(text, name=name, published=s.day, outlet=s.outlet, headline=s.title), Reading(()), _MADE)


def measure(own: list[Story], copies: list[Story], dice: random.Random) -> tuple[dict[str, Any], list[str]]:
    """Add all to a record, and return the figures, with what went wrong in words."""
    every = [*own, *copies]
    order = list(range(len(every)))
    dice.shuffle(order)
    place: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "record.db") as store:
        for n in order:
            added = store.add(record_of(every[n], f"{n}.txt"))
            if added.state != "added":
                place[n] = -1
        with store.looking() as connection:
            rows = dict(connection.execute(select(t.version.c.name, t.version.c.id)).all())
            place |= {n: rows[f"{n}.txt"] for n in order}
            pairs = origin_copies.family(connection, rows.values())
    root = {id: id for id in rows.values()}

    def find(x: int) -> int:
        while root[x] != x:
            x = root[x]
        return x

    for c in pairs:
        root[find(c.one)] = find(c.other)
    kin = [find(place[n]) for n in range(len(every))]
    wrong = []
    done: dict[str, list[bool]] = defaultdict(list)
    for n, s in enumerate(copies, start=len(own)):
        right = kin[n] == kin[s.of or 0]
        done[s.how].append(right)
        if not right:
            wrong.append(f"missed: {s.how}: {own[s.of or 0].title}")
    story = [n if s.of is None else s.of for n, s in enumerate(every)]
    strangers = merged = 0
    for a, b in combinations(range(len(every)), 2):
        if story[a] != story[b]:
            strangers += 1
            merged += kin[a] == kin[b]
    events = [(a, b) for a, b in combinations(range(len(own)), 2) if own[a].event == own[b].event]
    same = [(a, b) for a, b in events if kin[a] == kin[b]]
    wrong += [f"merged: {own[a].outlet}: {own[a].title} / {own[b].outlet}: {own[b].title}" for a, b in same]
    flat = [x for xs in done.values() for x in xs]
    figures = {
        "copies": (sum(flat), len(flat)),
        **{f"  {how}": (sum(xs), len(xs)) for how, xs in done.items()},
        "strangers": (merged, strangers),
        "events": (len(same), len(events)),
    }
    return figures, wrong


def fill(store: Store, many: int, seed: int) -> None:
    """Put sketches of `many` articles into an empty record: made-up runs of words, every tenth a copy of another."""
    dice = np.random.default_rng(seed)
    with store.writing() as connection:
        last = np.empty(0, dtype=np.int64)
        for begin in range(1, many + 1, 2000):
            ids = range(begin, min(begin + 2000, many + 1))
            connection.execute(insert(t.article), [
                {"id": i, "key": f"a{i}", "outlet": f"Outlet {i % 500}", "state": "current"} for i in ids
            ])  # fmt: skip
            connection.execute(insert(t.version), [
                {"id": i, "key": f"v{i}", "article_id": i, "number": 1, "added_at": "", "authors": [],
                 "outlet": f"Outlet {i % 500}", "published": "2031-03-04", "text_sha256": str(i), "text": "",
                 "blocks": []}
                for i in ids
            ])  # fmt: skip
            sketches, runs = [], []
            for i in ids:
                own = np.unique(dice.integers(0, BOUND, 60))
                if i % 10 == 0:
                    own = np.unique(np.concatenate([last[:50], own[:10]]))
                last = own
                sketches.append({"version_id": i, "size": 480, "bound": BOUND, "runs": own.astype("<i8").tobytes()})
                runs += [{"run": r, "version_id": i} for r in own.tolist()]
            connection.execute(insert(text_sketch), sketches)
            connection.execute(insert(text_run), runs)


def speed(own: list[Story], many: int, seed: int) -> str:
    """Return how long placing and linking one article takes in a record of many, in words."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "record.db") as store:
        fill(store, many, seed)
        spent = []
        for n, s in enumerate(own):
            record = record_of(s, f"{n}.txt")
            before = time.perf_counter()
            added = store.add(record)
            spent.append(time.perf_counter() - before)
            assert added.state == "added", added
        size = (Path(folder) / "record.db").stat().st_size / many
    middle, most = np.percentile(spent, [50, 95])
    return (
        f"linking one of {len(own)} into {many}: {1000 * middle:.0f} ms in the middle, {1000 * most:.0f} ms at the "
        f"95th percentile, adding included; {size:.0f} bytes an article of made-up sketches"
    )


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--wrong", action="store_true", help="list what went wrong")
    parser.add_argument("--many", type=int, default=0, metavar="N", help="measure the time in a record of N articles")
    options = parser.parse_args()
    root = options.shared / "data" / "stories"
    if not root.is_dir():
        print(f"{root}: not here, so nothing is measured on it. Say where the data lies with --shared.")
        return
    own = stories(root)
    dice = random.Random(options.seed)
    figures, wrong = measure(own, syndicate(own, dice), dice)
    for name, (n, of) in figures.items():
        print(f"{name:20} {n:>6} of {of:>6}  {100 * n / of:6.2f} %")
    if options.wrong:
        print(*wrong, sep="\n")
    if options.many:
        print(speed(own, options.many, options.seed))


if __name__ == "__main__":
    main()
