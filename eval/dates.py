"""Measure the reading of dates on TimeML news (TimeBank, AQUAINT), and of `said_on` on the ledger gold.

python eval/dates.py [--shared DIR] [--wrong]      print two tables; --wrong lists what was read wrong, too

Dates. Gold are the TIMEX3 of type DATE and TIME in the text (not the one that gives the document's own time), each
with the document's creation time to count from. An expression is picked up if a mention with a value overlaps it. It is
right if the days that our value covers lie within the days that gold's value covers: so a finer value than gold's
counts as gold's precision has it, a coarser one is wrong. Where gold has the two ends of a range apart, the end counts.
Gold's values are mapped so:

    1998-02-13, 1998-02-13T09:00, 1998-02-13TMO   the day; times of day are left out
    1998-02, 1998, 199, 199X, 19                  the month, year, decade, century
    1998-W07, 1998-W07-WE                         Monday to Sunday of the ISO week, its Saturday and Sunday
    1998-Q1, 1998-H1, 1998-SP|SU|FA|WI            the quarter, half, season (a winter from December of its year on)
    1998-WXX, 1998-QX, 1998-XX                    what is left of it: the year
    PAST_REF, P1W, XXXX-...                       no calendar value: if we give one, it counts as wrong

said_on. The gold's own spans are given, with speakers (`named`) and without (`bare`). As score/ledger.py does, a pair
where both sides are null is left out; else the two values must be equal.
"""

from __future__ import annotations

import argparse
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from corpus import SHARED
from onrecord.domain import Block, Span, Statement
from onrecord.read.dates import Mention, find
from onrecord.read.edtf import bounds
from onrecord.read.said_on import said_on
from onrecord.text import paragraphs

_TAG = re.compile(r"<[^>]*>")
_TIMEX = re.compile(r"<TIMEX3\b([^>]*)>(.*?)</TIMEX3>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_SEASONS = {"SP": "21", "SU": "22", "FA": "23", "WI": "24"}
Gold = tuple[Span, str, str]  # where, the TIMEX3 value, its words


def days(value: str) -> tuple[date, date] | None:
    """Return the first and last day of a TIMEX3 value, or None where it is no place in the calendar."""
    value = value.split("T")[0]
    week = re.fullmatch(r"(\d{4})-W(\d{1,2})(-WE)?", value)
    if week:
        try:
            monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        except ValueError:
            return None
        return monday + timedelta(days=5 if week[3] else 0), monday + timedelta(days=6)
    if re.fullmatch(r"\d{4}-(?:W|Q|H)?X.*", value):
        value = value[:4]
    value = re.sub(r"(?<=\d{4}-\d\d)-XX$", "", value)
    if re.fullmatch(r"\d{4}-Q[1-4]", value):
        return bounds(f"{value[:4]}-{32 + int(value[-1])}")
    if re.fullmatch(r"\d{4}-H[12]", value):
        return bounds(f"{value[:4]}-01/{value[:4]}-06" if value[-1] == "1" else f"{value[:4]}-07/{value[:4]}-12")
    if value[5:] in _SEASONS:
        return bounds(f"{value[:4]}-{_SEASONS[value[5:]]}")
    if re.fullmatch(r"\d{2,3}X{0,2}|\d{4}(?:-\d\d){0,2}", value):
        return bounds(value.ljust(4, "X"))
    return None


def documents(folder: Path) -> Iterator[tuple[str, str, date | None, list[Gold]]]:
    """Yield each TimeML file's name, plain text, creation time and DATE and TIME expressions."""
    for path in sorted(folder.glob("*.tml")):
        raw = path.read_text(encoding="utf-8")
        made = re.search(r"<DCT>.*?\bvalue=\"([^\"]*)\"", raw, re.DOTALL)
        created = days(made[1]) if made else None
        body = raw[raw.index("<TEXT>") + 6 : raw.index("</TEXT>")]
        text, gold, at = "", [], 0
        for m in _TIMEX.finditer(body):
            text += html.unescape(_TAG.sub("", body[at : m.start()]))
            words = html.unescape(_TAG.sub("", m[2]))
            attributes = dict(_ATTRIBUTE.findall(m[1]))
            if attributes.get("type") in ("DATE", "TIME"):
                gold.append((Span(len(text), len(text) + len(words)), attributes.get("value", ""), words))
            text += words
            at = m.end()
        text += html.unescape(_TAG.sub("", body[at:]))
        yield path.stem, text, created[0] if created else None, gold


def judge(gold: Gold, mentions: list[Mention]) -> tuple[str, Mention | None]:
    """Say what became of a gold expression: missed, declined (found without value), right, wrong; by which mention."""
    span, value, _ = gold
    over = [m for m in mentions if m.span.start < span.end and span.start < m.span.end]
    valued = [m for m in over if m.value is not None]
    if not valued:
        return ("declined", over[0]) if over else ("missed", None)
    want = days(value)
    for m in valued:
        value = m.value or ""
        for part in (value, *(value.split("/") if m.kind == "interval" else ())):
            have = bounds(part)
            if want and have and want[0] <= have[0] and have[1] <= want[1]:
                return "right", m
    return "wrong", valued[0]


def measure(folder: Path, wrong: list[str]) -> Counter[str]:
    """Count what became of the gold expressions of a folder, and our mentions with a value that gold does not know."""
    counts: Counter[str] = Counter()
    for name, text, created, gold in documents(folder):
        mentions = find(text, published=created)
        for g in gold:
            verdict, mention = judge(g, mentions)
            counts[verdict] += 1
            counts["calendar"] += days(g[1]) is not None
            counts["calendar picked up"] += days(g[1]) is not None and verdict in ("right", "wrong")
            if mention is not None and verdict == "wrong":
                words = " ".join(mention.span.of(text).split())
                around = " ".join(text[max(0, g[0].start - 60) : g[0].end + 50].split())
                wrong.append(f"{name} ({created}) {words!r}: {mention.value}, gold {g[1]} | {around}")
        spans = [g[0] for g in gold]
        counts["not in gold"] += sum(
            m.value is not None and not any(m.span.start < s.end and s.start < m.span.end for s in spans)
            for m in mentions
        )
    return counts


def print_dates(root: Path, *, wrong: bool) -> None:
    print("dates          gold  picked up  right   share  recall  declined  not in gold")
    total: Counter[str] = Counter()
    faults: list[str] = []
    for name in ("AQUAINT", "TimeBank"):
        counts = measure(root / name, faults)
        total += counts
        print_row(name, counts)
    print_row("all", total)
    if wrong:
        print(*faults, sep="\n")


def print_row(name: str, c: Counter[str]) -> None:
    picked, gold = c["right"] + c["wrong"], sum(c[k] for k in ("right", "wrong", "declined", "missed"))
    share, recall = 100 * c["right"] / max(picked, 1), 100 * c["calendar picked up"] / max(c["calendar"], 1)
    print(f"{name:12s} {gold:6d} {picked:10d} {c['right']:6d} {share:7.1f} {recall:7.1f}", end=" ")
    print(f"{c['declined']:9d} {c['not in gold']:12d}")


def statements(gold: list[dict[str, Any]], *, named: bool) -> list[Statement]:
    """Return gold's statements with nothing but their spans, parents and, if `named`, speakers."""
    return [
        Statement(
            id=s["id"],
            parent=s["parent"],
            source=tuple(Span(a, b) for a, b, *_ in s["source"]),
            cue=tuple(Span(a, b) for a, b, *_ in s["cue"]),
            content=tuple(Span(a, b) for a, b, *_ in s["content"]),
            confidence=1.0,
            speaker=s["speaker"] if named else None,
        )
        for s in gold
    ]


def measure_said_on(folder: Path, wrong: list[str], *, named: bool) -> Counter[str]:
    """Count how often said_on gives gold's value, another one, one that gold lacks, and none where gold has one."""
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = gold["text"]
        blocks = [Block(Span(a, b), "body" if k else "headline") for k, (a, b) in enumerate(paragraphs(text))]
        read = statements(gold["statements"], named=named)
        published = date.fromisoformat(gold["published"])
        for s, dating in zip(gold["statements"], said_on(text, read, published=published, blocks=blocks), strict=True):
            want, have = s["said_on"] or None, dating.value
            if want is None and have is None:
                continue
            verdict = "right" if want == have else "missed" if have is None else "invented" if want is None else "other"
            counts[verdict] += 1
            if verdict != "right":
                wrong.append(f"{folder.name} {gold['id']} {s['id']} {verdict}: {have}, gold {want} | {dating.reason}")
    return counts


def print_said_on(root: Path, *, wrong: bool) -> None:
    print("\nsaid_on               n  given_found  right  missed  invented  other")
    faults: list[str] = []
    for named in (True, False):
        for name in ("train", "dev", "seed"):
            c = measure_said_on(root / name, faults, named=named)
            n, label = sum(c.values()), f"{name}, {'named' if named else 'bare'}"
            print(f"{label:16s} {n:6d} {100 * c['right'] / max(n, 1):12.1f} {c['right']:6d} {c['missed']:7d}", end=" ")
            print(f"{c['invented']:9d} {c['other']:6d}")
    if wrong:
        print(*faults, sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--wrong", action="store_true", help="list what was read wrong")
    options = parser.parse_args()
    for name, show in (("data/time", print_dates), ("gold", print_said_on)):
        root = options.shared / name
        if root.is_dir():
            show(root, wrong=options.wrong)
        else:
            print(f"{root}: not here, so nothing is measured on it. Say where the data lies with --shared.")


if __name__ == "__main__":
    main()
