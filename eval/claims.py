"""Claims: how good the suggested groups are, on pairs of statements labelled by hand and on ClaimDiff.

python eval/claims.py [--shared DIR] [--pairs]

Pairs: claim_pairs.json holds pairs of statements of the shared stories (files, offsets, label), labelled before any
output was seen. Suggested means that the program puts both into one claim; it is right where the label is "same" and
both are on one side, or the label is "opposite" and they are on different sides.

Checked: claim_links.json holds pairs that the program suggested, with a verdict. These were looked at afterwards.

ClaimDiff-S: pairs of sentences of two outlets on one topic, and whether one strengthens the other (69 % do). It has no
label for the same substance; what strengthens is the nearest to it, so of what is suggested most should strengthen.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import select

from corpus import HERE, SHARED
from onrecord.record import tables as t
from onrecord.record.claim_candidates import Saying
from onrecord.record.claim_rules import one_substance
from onrecord.record.claim_tables import claim_statement
from onrecord.record.store import Store
from shared_stories import records, stored

PAIRS = HERE / "claim_pairs.json"
CHECKED = HERE / "claim_links.json"
CLAIMDIFF = "data/claims/claimdiff-strength-train.json"


def statements(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return the statements of each story, with the claim that each is in and its side."""
    query = (
        select(t.version.c.name, t.statement.c.id, t.statement.c.spans, t.statement.c.speaker, t.statement.c.act,
               t.statement.c.content, claim_statement.c.claim_id, claim_statement.c.side)
        .select_from(t.statement.join(t.reading).join(t.version).outerjoin(claim_statement))
    )  # fmt: skip
    out: dict[str, list[dict[str, Any]]] = {}
    with store.looking() as connection:
        for row in connection.execute(query).mappings():
            out.setdefault(row["name"], []).append(dict(row))
    return out


def nearest(there: list[dict[str, Any]], content: list[list[int]]) -> dict[str, Any] | None:
    """Return the statement whose content overlaps the labelled one's most, None where it is less than half."""
    labelled = {k for a, b in content for k in range(a, b)}

    def alike(s: dict[str, Any]) -> float:
        mine = {k for a, b in s["spans"]["content"] for k in range(a, b)}
        return len(mine & labelled) / len(mine | labelled)

    best = max(there, key=alike, default=None)
    return best if best is not None and alike(best) >= 0.5 else None


def labelled(store: Store, *, show: bool) -> None:
    """Print how many labelled pairs are suggested, and how many of those rightly."""
    by_story = statements(store)
    pairs = json.loads(PAIRS.read_text(encoding="utf8"))["pairs"]
    for drawn in ("overlap", "polarity", None):
        count: Counter[str] = Counter()
        for n, pair in enumerate(pairs):
            if drawn is not None and pair["drawn"] != drawn:
                continue
            a, b = (nearest(by_story.get(pair[k]["file"], []), pair[k]["content"]) for k in "ab")
            same = a is not None and b is not None and a["claim_id"] is not None and a["claim_id"] == b["claim_id"]
            found = ("same" if a["side"] == b["side"] else "opposite") if same and a and b else "different"
            count[f"{pair['label']} {found}"] += 1
            if show and drawn is None and found != pair["label"] and a and b:
                print(f"  {n} is {pair['label']}, found {found}")
                for s in (a, b):
                    print(f"     {s['speaker']} ({s['act']}): {s['content'][:220]}")
        _print(drawn or "all", count)


def _print(drawn: str, count: Counter[str]) -> None:
    right = count["same same"] + count["opposite opposite"]
    suggested = sum(n for what, n in count.items() if not what.endswith(" different"))
    wanted = sum(n for what, n in count.items() if not what.startswith("different "))
    precision = f"{right / suggested:.1%}" if suggested else "-"
    print(f"pairs ({drawn}): {sum(count.values())}, suggested {suggested}, right {right}: precision {precision}, "
          f"recall {right / max(1, wanted):.1%}")  # fmt: skip


def checked(store: Store) -> None:
    """Print how many of the suggested pairs that were checked by hand are right."""
    by_story = statements(store)
    links = json.loads(CHECKED.read_text(encoding="utf8"))["links"]
    count: Counter[str] = Counter()
    for link in links:
        a, b = (nearest(by_story.get(link[k]["file"], []), link[k]["content"]) for k in "ab")
        if a and b and a["claim_id"] is not None and a["claim_id"] == b["claim_id"]:
            count[link["verdict"]] += (a["side"] == b["side"]) == (link["sign"] > 0)
    made = count.total()
    print(
        f"suggested pairs checked by hand: {len(links)}, still made {made}, right {count['right'] / max(1, made):.1%}"
    )


def claimdiff(shared: Path, *, show: bool) -> None:
    """Print how many of the suggested pairs of ClaimDiff strengthen each other."""
    pairs = json.loads((shared / CLAIMDIFF).read_text(encoding="utf8"))["data"]
    seen: set[frozenset[str]] = set()
    count: Counter[tuple[int, int]] = Counter()
    either: dict[frozenset[str], int] = {}  # the label goes one way, substance both
    for pair in pairs:
        key = frozenset((pair["claim_a"], pair["claim_b"]))
        either[key] = max(either.get(key, 0), pair["relation"])
    for pair in pairs:
        key = frozenset((pair["claim_a"], pair["claim_b"]))
        if key in seen:
            continue
        seen.add(key)
        match = one_substance(*(_sentence(pair[k], pair["date"], n) for n, k in enumerate(("claim_a", "claim_b"))))
        count[either[key], match.sign if match else 0] += 1
        if match and show and (either[key] == 0 or match.sign < 0):
            print(f"  relation {either[key]}, {match}\n     {pair['claim_a']}\n     {pair['claim_b']}")
    total, strengthens = sum(count.values()), sum(n for (r, _), n in count.items() if r)
    made = sum(n for (_, sign), n in count.items() if sign)
    right = sum(n for (r, sign), n in count.items() if sign and r)
    print(f"ClaimDiff: {total} pairs, {strengthens / total:.1%} strengthen; suggested {made}, "
          f"of which strengthen {right / max(1, made):.1%}")  # fmt: skip


def _sentence(words: str, day: str, number: int) -> Saying:
    """Return a sentence as a statement of which nothing else is known."""
    row = {
        "id": number, "key": str(number), "content": words, "speaker": None, "named": None, "act": "assert", "cue": "",
        "negated": False, "form": "indirect", "said_on": None, "published": day, "version_id": number,
    }  # fmt: skip
    return Saying(row)  # type: ignore[arg-type]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--cache", type=Path, help="keep what was read in this file")
    parser.add_argument("--pairs", action="store_true", help="print what is suggested wrongly, or missed")
    args = parser.parse_args()
    with stored(records(args.shared, args.cache)) as store:
        labelled(store, show=args.pairs)
        checked(store)
    claimdiff(args.shared, show=args.pairs)


if __name__ == "__main__":
    main()
