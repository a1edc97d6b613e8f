"""Utterances over the shared stories: how many shared quotations are found, and how many links are right.

python eval/utterances.py [--shared DIR] [--links]

Found: two articles whose quotations share eight or more words in a row inside quotation marks share an utterance.
Right: of the links in utterance_links.json, which were checked by hand (files, offsets of the contents, verdict).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import select

from corpus import HERE, SHARED
from onrecord.domain import Record
from onrecord.record import tables as t
from onrecord.record.store import Store
from onrecord.record.utterance_tables import utterance_link, utterance_statement
from shared_stories import event, records, stored

CHECKED = HERE / "utterance_links.json"
_QUOTATION = re.compile(r'“[^”\n]*(?:”|$)|"[^"\n]*(?:"|$)', re.MULTILINE)
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)*")
_RUN = 8

Runs = dict[tuple[str, ...], list[tuple[int, int]]]


def quoted_runs(text: str) -> Runs:
    """Return every run of eight words inside quotation marks, with where it stands."""
    out: Runs = defaultdict(list)
    for m in _QUOTATION.finditer(text):
        words = [(w.group().replace("’", "'"), m.start() + w.start(), m.start() + w.end())
                 for w in _WORD.finditer(m.group().lower())]  # fmt: skip
        for k in range(len(words) - _RUN + 1):
            some = words[k : k + _RUN]
            out[tuple(w[0] for w in some)].append((some[0][1], some[-1][2]))
    return out


def groups(store: Store) -> dict[str, set[int]]:
    """Return the utterances (numbers) of each story."""
    out: dict[str, set[int]] = defaultdict(set)
    query = (
        select(t.version.c.name, utterance_statement.c.utterance_id)
        .select_from(utterance_statement.join(t.statement).join(t.reading).join(t.version))
    )  # fmt: skip
    with store.looking() as connection:
        for name, group in connection.execute(query):
            out[name].add(group)
    return out


def recall(read: dict[str, Record], store: Store) -> None:
    """Print how many pairs of articles that share a quotation share an utterance, and why the others do not."""
    runs = {name: quoted_runs(r.article.text) for name, r in read.items()}
    contents = {name: [(x.start, x.end) for s in r.reading.statements for x in s.content] for name, r in read.items()}
    mine = groups(store)

    def inside(name: str, run: tuple[str, ...]) -> bool:
        return any(a <= i and j <= b for i, j in runs[name][run] for a, b in contents[name])

    count: Counter[str] = Counter()
    for one, other in combinations(sorted(read), 2):
        shared = runs[one].keys() & runs[other].keys()
        if not shared:
            continue
        if mine[one] & mine[other]:
            count["found"] += 1
        elif any(inside(one, run) and inside(other, run) for run in shared):
            count["lost in tying"] += 1
            print(f"  lost: {one} {other}: {' '.join(min(shared))}")
        else:
            count["lost in reading"] += 1
    total = sum(count.values())
    print(f"pairs of articles that share {_RUN} words in quotation marks: {total}")
    for what, n in sorted(count.items()):
        print(f"  {what}: {n} ({n / total:.1%})")


def links(store: Store) -> list[dict[str, Any]]:
    """Return every link as it is written down in the checked list, without its verdict."""
    where = {}
    query = select(
        t.statement.c.id, t.version.c.name, t.statement.c.spans, t.statement.c.content, t.statement.c.speaker
    )
    with store.looking() as connection:
        for row in connection.execute(query.select_from(t.statement.join(t.reading).join(t.version))):
            where[row.id] = ({"file": row.name, "content": row.spans["content"]}, row.content, row.speaker)
        rows = connection.execute(select(utterance_link)).mappings().all()
    out = []
    for link in rows:
        (a, *said_a), (b, *said_b) = sorted((where[link["from_id"]], where[link["to_id"]]), key=lambda x: str(x[0]))
        out.append({"a": a, "b": b, "score": link["score"], "why": link["explanation"], "said": (said_a, said_b)})
    return sorted(out, key=lambda x: (str(x["a"]), str(x["b"])))


def precision(store: Store) -> None:
    """Print how many of the links that were checked by hand are right."""
    made = {(json.dumps(x["a"]), json.dumps(x["b"])): x for x in links(store)}
    across = sum(x["a"]["file"] != x["b"]["file"] for x in made.values())
    stray = sum(event(x["a"]["file"]) != event(x["b"]["file"]) for x in made.values())
    print(f"links: {len(made)}, {across} between articles, {stray} between events")
    if not CHECKED.exists():
        return
    checked = json.loads(CHECKED.read_text(encoding="utf8"))["links"]
    verdicts = Counter(c["verdict"] for c in checked if (json.dumps(c["a"]), json.dumps(c["b"])) in made)
    total = sum(verdicts.values())
    if total:
        print(f"checked by hand: {len(checked)}, still made: {total}, right: {verdicts['right'] / total:.1%}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--cache", type=Path, help="keep what was read in this file")
    parser.add_argument("--links", action="store_true", help="print every link, for checking by hand")
    args = parser.parse_args()
    read = records(args.shared, args.cache)
    with stored(read) as store:
        recall(read, store)
        precision(store)
        if args.links:
            for n, x in enumerate(links(store)):
                files = f"{x['a']['file'][:4]}{x['a']['file'][-7:-5]} {x['b']['file'][-7:-5]}"
                print(f"--- {n} {x['score']} {files}: {x['why']}")
                for content, speaker in x["said"]:
                    print(f"   {speaker}: {content[:330]}")


if __name__ == "__main__":
    main()
