"""An indirect statement against the sources: whether the same speaker is said there to say as much, in whatever words.

It goes by what a fact-checker goes by: the names and numbers must be there, most of the telling words (in any form)
must, the polarity must be the same, and the speaker. What is found is called a paraphrase, never verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from onrecord import vectors
from onrecord.check.draft import Item
from onrecord.check.findings import Finding
from onrecord.check.judge import finding, passage
from onrecord.check.seek import Candidate, Vocabulary
from onrecord.check.turning import negations
from onrecord.check.voices import Heard, Voice, covering, reading, same, voice_of
from onrecord.check.words import WORD, folded
from onrecord.domain import Record, Span, Statement
from onrecord.text import sentences

ALIKE: Final = 0.6
"""From so much likeness on a passage has a statement's substance, whoever says it."""
ALIKE_SAME: Final = 0.42
"""The same where the same speaker says it: on the pairs of eval/utterance_links.json 97 of 100 pass, and of statements
that are not one 25 (15 at 0.6), of which names, numbers and polarity leave 2."""
NEAR: Final = 0.25
_READ: Final = 2
"""So many windows are read, the best first, to know who speaks there."""
_AROUND: Final = 300
_NAMED: Final = 600
_EMPTY: Final = frozenset(
    """a an the and or but of to in on at by for from with as is are was were be been being am has have had do does did
    will would shall should can could may might must it its he his him she her they their them we our us i my me you
    your that this these those there here which who whom whose what when where why how if than then so too very just
    also not no never none nt s said says say told tells that into out up down over about after before again more most
    some any all both each other such own same""".split()
)
_ENDINGS: Final = re.compile(r"(?:ments?|ations?|ings?|ness|ies|ied|ers?|ed|es|ly|s|y|e)$")
_NUMBER: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a statement's substance a passage has. opposite: it says so with the other polarity."""

    value: float
    opposite: bool = False
    missing: tuple[str, ...] = ()


def judge(item: Item, candidates: Sequence[Candidate], vocabulary: Vocabulary) -> Finding:  # noqa: ARG001 - as for quotations
    """Return the verdict on an indirect statement, given the windows that hold most of its words."""
    best: tuple[tuple[int, float], Candidate, Span, Heard, Likeness] | None = None
    rough = sorted((r for c in candidates if (r := _rough(c, item)) is not None), key=lambda r: -r.value)
    for n, r in enumerate(rough):
        for span, who in _passages(r) if n < _READ and r.value >= NEAR else [(r.spans[0], Heard(None, None, None))]:
            text = r.candidate.source.text
            alike = likeness(item, span.of(text), who.statement, text[max(0, span.start - _NAMED) : span.end + _NAMED])
            agreement = _agreement(item.voice, who.voice)
            enough = alike.value >= (ALIKE_SAME if agreement == "same" else ALIKE)
            fits = enough and not alike.opposite and not alike.missing
            rank = ({"same": 4, "other": 3}.get(agreement, 2) if fits else 0, alike.value)
            if best is None or rank > best[0]:
                best = rank, r.candidate, span, who, alike
        if best is not None and best[0][0] == 4:
            break
    if best is None:
        return finding(item, "not_found", 0.9, notes=("No source has anything like it.",))
    (grade, value), c, span, who, alike = best
    match = passage(c, span, round(value, 3), who)
    name = item.voice.name if item.voice is not None else None
    if grade == 3:
        note = f"In the source {match.speaker} says so, not {name}."
        return finding(item, "other_speaker", round(0.5 * value + 0.3, 2), match=match, notes=(note,))
    if grade:
        known = grade == 4
        notes = () if known else ("Who says so in the source is not clear.",)
        return finding(item, "paraphrase", round((0.5 if known else 0.35) + 0.45 * value, 2), match=match, notes=notes)
    notes = ()
    if alike.opposite and value >= ALIKE:
        notes = ("The nearest passage says the opposite.",)
    elif alike.missing and value >= ALIKE:
        notes = (f"The nearest passage lacks: {', '.join(alike.missing)}.",)
    return finding(item, "not_found", round(0.95 - 0.6 * min(value, 1.0), 2), match=match, notes=notes)


def _agreement(mine: Voice | None, theirs: Voice | None) -> str:
    return "unknown" if mine is None or theirs is None else same(mine, theirs)


@dataclass(frozen=True, slots=True)
class _Rough:
    """A window before anybody has read it: its sentences (one, or two in a row) that are most like the item."""

    candidate: Candidate
    spans: tuple[Span, ...]
    value: float
    within: Span


def _rough(c: Candidate, item: Item) -> _Rough | None:
    text = c.source.text
    window = c.source.words.span(c.first, c.last)
    low = max(text.rfind("\n", 0, max(0, window.start - 1)) + 1, window.start - _AROUND, 0)
    high = min(window.end + _AROUND, len(text))
    cuts = sentences(text, low, high)
    spans = [*cuts, *(Span(a.start, b.end) for a, b in pairwise(cuts))]
    values = sorted(((likeness(item, s.of(text), None).value, s) for s in spans), key=lambda v: -v[0])
    return _Rough(c, tuple(s for _, s in values[:2]), values[0][0], Span(low, high)) if values else None


def _passages(r: _Rough) -> list[tuple[Span, Heard]]:
    """Return the passages of a window to compare with: what statements there say, and its sentences."""
    record, offset = reading(r.candidate.source, r.spans[0])
    out = [(s, _heard(record, s, offset)) for s in r.spans]
    for s in record.reading.statements:
        if s.content:
            whole = Span(min(x.start for x in s.content) + offset, max(x.end for x in s.content) + offset)
            if whole.start < r.within.end and r.within.start < whole.end:
                out.append((whole, Heard(voice_of(record, s), s, record, offset)))
    return out


def _heard(record: Record, span: Span, offset: int) -> Heard:
    s = covering(record, (Span(span.start - offset, span.end - offset),))
    return Heard(voice_of(record, s) if s is not None else None, s, record, offset)


def likeness(item: Item, words: str, statement: Statement | None, around: str = "") -> Likeness:
    """Return how much of an item's substance some words have: by telling words, and by the vectors' likeness.

    around: what stands around them; a name may stand there.
    """
    mine, theirs = _telling(item.text), _telling(words)
    if not mine:
        return Likeness(0.0)
    stems = {s for _, s in theirs}
    weight = sum(len(s) for _, s in mine)
    there = sum(len(s) for _, s in mine if s in stems) / weight
    shipped = vectors.shipped()
    near = float(vectors.likeness(shipped.of(item.text), np.stack([shipped.of(words)]))[0])
    value = 0.6 * there + 0.4 * max(0.0, min(1.0, (near - 0.4) / 0.5))
    near_by = {s for _, s in _telling(around)}
    missing = tuple(
        w for w, s in mine
        if s not in stems and (_NUMBER.search(w) or (_is_name(w, item.text) and s not in near_by))
    )  # fmt: skip
    denied = statement is not None and (bool(statement.negated) or statement.act == "deny")
    opposite = (negations(item.text) + item.negated) % 2 != (negations(words) + denied) % 2
    return Likeness(round(value, 3), opposite, missing)


def _telling(words: str) -> list[tuple[str, str]]:
    out: dict[str, str] = {}
    for m in WORD.finditer(words):
        plain = folded(m[0])
        if plain not in _EMPTY and len(plain) > 1:
            out.setdefault(_stem(plain), m[0])
    return [(word, stem) for stem, word in out.items()]


def _stem(word: str) -> str:
    if _NUMBER.search(word) or len(word) < 5:
        return word.removesuffix("s") if len(word) > 3 else word
    return _ENDINGS.sub("", word)[:7]


def _is_name(word: str, text: str) -> bool:
    if not word[0].isupper() or re.match(r"I['’]", word):
        return False
    return re.search(rf"(?:^|[.!?…:]\W*){re.escape(word)}\b", text.strip("“”\"‘’' ")) is None
