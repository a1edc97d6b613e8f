"""Two lists of terms, or two statements, side by side: what they share and where they differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.errors import OnrecordError
from onrecord.record.claim_words import Words, opposed, words_of
from onrecord.record.search import standing
from onrecord.record.store import Store
from onrecord.record.wordings import Run, Wording
from onrecord.record.wordings import compare as beside
from onrecord.serve.desk.reading import READING
from onrecord.serve.desk.web import page, store_of
from onrecord.serve.outline import Outline

router = APIRouter()
MOST = 60
"""So many points of each list are compared."""
_POINT: Final = 600
_MARK: Final = re.compile(r"^\s*(?:[-*•–—·]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")
_KEY: Final = re.compile(r"[0-9a-f]{16}")
_ALIKE: Final = 0.6
"""Share of what the longer point says from which two points are taken to say the same; a person checks."""
_NEAR: Final = 0.28
_WRITTEN: Final = frozenset(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion half third
    quarter twice double""".split()
)
"""Figures that are written out. “one” is none of them: it mostly counts nothing (“one of”, “no one”)."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a list. statement: its key, where the point is a statement of the record; who: who says it."""

    text: str
    statement: str | None = None
    who: str = ""
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two points that are about the same. alike: whether they say the same; differ: in what they do not.

    wording: the second point beside the first, as runs of words.
    """

    one: Point
    other: Point
    score: float
    alike: bool
    differ: tuple[str, ...]
    wording: Wording


@router.get("/compare", response_class=HTMLResponse, dependencies=READING)
def compare(
    request: Request,
    one: Annotated[str, Query(max_length=20_000)] = "",
    other: Annotated[str, Query(max_length=20_000)] = "",
) -> HTMLResponse:
    """Set two lists beside each other, a point a line; a line may be a statement's key or the address of its page."""
    store = store_of(request)
    first, second = _points(store, one), _points(store, other)
    pairs, only_one, only_other = matched(first, second)
    return page(
        request, "compare.html", one=one, other=other, pairs=pairs, only_one=only_one, only_other=only_other,
        single=first[0] if len(first) == len(second) == 1 else None, most=MOST,
    )  # fmt: skip


def _points(store: Store, given: str) -> list[Point]:
    lines = [line.strip()[:_POINT] for line in given.splitlines() if line.strip()][:MOST]
    return [_point(store, line) for line in lines]


def _point(store: Store, line: str) -> Point:
    """Return a line as a point: a statement's words where it is a key that the record has, else its own words."""
    key = line.rsplit("/", 1)[-1]
    if _KEY.fullmatch(key):
        try:
            with store.looking() as connection:
                version, local_id = standing(connection, key)
            outline = Outline(store.record(version))
            s = outline.by_id[local_id]
        except (OnrecordError, KeyError):
            return Point(line)
        occasion = outline.occasion(s)
        labels = (
            ("speaker", outline.hop(s).credit), ("outlet", outline.record.article.outlet or ""),
            ("act", outline.how(s)), ("occasion", ", ".join(occasion)), ("form", s.form or ""),
            ("on whose word", " › ".join(h.name for h in outline.chain(s))),
        )  # fmt: skip
        return Point(outline.what(s), key, outline.hop(s).credit, tuple(x for x in labels if x[1]))
    return Point(_MARK.sub("", line) or line)


def matched(first: list[Point], second: list[Point]) -> tuple[list[Pair], list[Point], list[Point]]:
    """Return which points of two lists are about the same, best first matched, and those that only one list has."""
    one, other = ([words_of(p.text) for p in points] for points in (first, second))
    ranked = sorted(
        ((_score(a, b), n, m) for n, a in enumerate(one) for m, b in enumerate(other)), key=lambda x: (-x[0], x[1:])
    )
    lone = len(first) == len(second) == 1
    partner: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, n, m in ranked:
        if (score >= _NEAR or lone) and n not in partner and m not in taken:
            partner[n] = m, score
            taken.add(m)
    pairs = [_pair(first[n], second[m], (one[n], other[m]), score) for n, (m, score) in sorted(partner.items())]
    return (
        pairs,
        [p for n, p in enumerate(first) if n not in partner],
        [p for m, p in enumerate(second) if m not in taken],
    )


def _score(a: Words, b: Words) -> float:
    """Return the share of what two points say together that both say, by the weights of their words."""
    either = {**a.stems, **b.stems}
    shared = sum(min(a.stems[w], b.stems[w]) for w in a.stems.keys() & b.stems.keys())
    return shared / sum(either.values()) if either else 0.0


def _pair(one: Point, other: Point, words: tuple[Words, Words], score: float) -> Pair:
    a, b = words
    differ = []
    if (figures := _figures(a)) != (others := _figures(b)):
        differ.append(f"figures: {_listed(figures)} against {_listed(others)}")
    turned = {w for w in a.stems.keys() & b.stems.keys() if (w in a.denied) != (w in b.denied)}
    if turned or a.overturned != b.overturned:
        differ.append("one denies what the other says")
    if found := opposed(a, b):
        differ.append(f"opposite words: {_written(found[0], one.text)}, {_written(found[1], other.text)}")
    if a.names - b.stems.keys() and b.names - a.stems.keys():
        differ.append("other names")
    runs = beside([("one", [one.text], "direct"), ("other", [other.text], "direct")])
    wording = runs[1] if len(runs) > 1 else runs[0]
    if wording.statement == "one":  # the fuller one came second: turn it round, so that the first is the measure
        wording = _turned(wording)
    return Pair(one, other, score, score >= _ALIKE and not differ, tuple(differ), wording)


def _figures(words: Words) -> frozenset[str]:
    return words.numbers | _WRITTEN.intersection(words.tokens)


def _written(stem: str, text: str) -> str:
    """Return the word of a text that has this stem."""
    return next((w for w in re.findall(r"[^\W_]+", text.lower()) if w.startswith(stem)), stem)


def _turned(w: Wording) -> Wording:
    runs = []
    for r in w.runs:
        if r.op == "same":
            runs.append(r)
        elif r.op == "missing":
            runs.append(Run("added", r.words))
        elif r.op == "added":
            runs.append(Run("missing", r.words))
        else:
            runs.append(Run("altered", r.instead, r.words))
    return Wording("other", w.text, w.marks, tuple(runs))


def _listed(numbers: frozenset[str]) -> str:
    return ", ".join(sorted(numbers)) or "none"
