"""Frames: paragraphs that are one speaker's by the page's layout alone, as notes and the turns of a transcript are.

A frame is placed among the encoder's drafts before they are arranged, so that what is reported inside it is nested in
it, and its labels are settled after all statements have theirs: what the layout shows goes before what words suggest.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from onrecord.domain import Reading, Span, Speaker, Statement
from onrecord.read.speakers.words import vocabulary
from onrecord.read.statements import Draft

SURE = 0.9
"""The confidence in a label that the layout shows: no count stands behind it, such pages are rare in the gold."""

# Which reason a label goes under.
_REASONS = {
    "speaker": "speaker", "source_type": "speaker", "named": "speaker", "act": "act", "negated": "act",
    "channel": "occasion", "addressee": "occasion", "said_on": "said_on",
}  # fmt: skip
_FIRST_PERSON = re.compile(r"(?:I|me|my|we|us|our)$", re.IGNORECASE)
_SMALL = vocabulary("a an the of to in on at by for and or as")
_ARTICLE = re.compile(r"\W*(?:the|an?)\W*", re.IGNORECASE)
_NAME_BEFORE_CUE = re.compile(r"(?:\s+[\w’'-]+){1,4}\s+")
_WORD = re.compile(r"\w+")
# The rest of a clause: up to twelve words without a mark or a conjunction.
_CLAUSE = re.compile(
    r"(?:[ \u00a0]+(?!(?:and|but|or|which|who|because|while|though)\b)[\w$€£%][^\s,.;:!?\"“”()]*){1,12}"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A statement that the layout shows. `room` holds its label and its content: no other draft may straddle its edges.

    labels: what the layout tells of the statement, by the names of its fields; reason: what that went by. letters: a
    source that names nobody ("Q"), which the statement gets when all that reads names has been done.
    """

    draft: Draft
    room: Span
    labels: tuple[tuple[str, Any], ...]
    reason: str
    letters: tuple[Span, ...] = ()


def place(frames: Iterable[Frame], drafts: Iterable[Draft]) -> list[Draft]:
    """Add the drafts of `frames`, which do not overlap, to `drafts`; these lose what straddles a frame's edges.

    A draft whose cue stands in a frame keeps the pieces that lie in the frame's content, and goes where none does;
    every other draft loses the pieces that lie in a frame.
    """
    ordered = sorted(frames, key=lambda f: f.room.start)
    if not ordered:
        return list(drafts)
    starts = [f.room.start for f in ordered]

    def around(s: Span) -> Frame | None:
        k = bisect_right(starts, s.start) - 1
        return ordered[k] if k >= 0 and s.start < ordered[k].room.end else None

    out: list[Draft] = []
    for d in drafts:
        frame = around(d.cue)
        if frame is not None and not _within(d.cue, frame.draft.content):
            continue  # the frame's own label, read as a cue
        kept = tuple(s for s in d.content if around(s) is frame)
        source = tuple(s for s in d.source if around(s) is frame)
        if frame is not None:
            kept = tuple(s for s in kept if _within(s, frame.draft.content))
            source = tuple(s for s in source if _within(s, frame.draft.content))
        if kept == d.content and source == d.source:
            out.append(d)
        elif kept:
            out.append(replace(d, content=kept, source=source, sureness=()))
    return [*out, *(f.draft for f in ordered)]


def _within(s: Span, content: Sequence[Span]) -> bool:
    return any(o.start <= s.start and s.end <= o.end for o in content)


def tidy(text: str, drafts: Iterable[Draft]) -> list[Draft]:
    """Mend what no marks are needed for: sources that run over a line's end, contents that are one small word.

    A headline or a time of day above a paragraph is otherwise read into the name that the paragraph begins with; a
    content that stops at its first "to" or "the" goes on to the end of its clause. One without a word is dropped. A
    source that stops at its article ("The", before "mayor wants") goes on to its cue.
    """
    out = []
    for d in drafts:
        found = list(islice((m for s in d.content for m in _WORD.finditer(text, s.start, s.end)), 2))
        if not found:
            continue
        if len(found) == 1 and found[0].group().lower() in _SMALL:
            m = _CLAUSE.match(text, d.content[-1].end)
            if m is None:
                continue
            d = replace(d, content=(*d.content[:-1], Span(d.content[-1].start, m.end())), sureness=())
        if len(d.source) == 1 and _ARTICLE.fullmatch(d.source[0].of(text)):
            d = replace(d, source=_whole_source(text, d.source[0], d.cue))
        if any("\n" in s.of(text) for s in d.source):
            d = replace(d, source=tuple(_nearer_line(text, s, d.cue) for s in d.source))
        out.append(d)
    return out


def _whole_source(text: str, s: Span, cue: Span) -> tuple[Span, ...]:
    """Return a source that is an article alone with the words up to its cue; none where those are no name."""
    between = _NAME_BEFORE_CUE.fullmatch(text, s.end, cue.start) if s.end < cue.start else None
    return (Span(s.start, s.end + len(between.group().rstrip())),) if between else ()


def _nearer_line(text: str, s: Span, cue: Span) -> Span:
    """Return the last line of a source before its cue, the first of one after it; a wrapped line is no end."""
    breaks = [m for m in re.finditer(r"\s*\n\s*", s.of(text)) if not text[s.start + m.end()].islower()]
    if not breaks:
        return s
    if s.end <= cue.start:
        return Span(s.start + breaks[-1].end(), s.end)
    return Span(s.start, s.start + breaks[0].start())


def settle(text: str, reading: Reading, frames: Sequence[Frame]) -> Reading:
    """Return `reading` with what the layout shows of the statements that `frames` have become, and of those inside."""
    if not frames:
        return reading
    by_content = {f.draft.content: f for f in frames}
    out: list[Statement] = []
    before: dict[str, Statement] = {}
    """The statements of frames and those inside them that speak for them, as they were, by id."""
    now: dict[str, Statement] = {}
    for s in reading.statements:
        frame = by_content.get(s.content)
        settled = s
        if frame is not None and frame.draft.source == s.source:
            settled = labelled(s, _as_known(s, frame.labels), frame.reason)
            settled = replace(settled, source=(*frame.letters, *settled.source))
            before[s.id] = s
        elif s.parent in before and _speaks_for_parent(text, s, before[s.parent].speaker):
            above = now[s.parent]
            same = tuple((k, getattr(above, k)) for k in ("speaker", "source_type", "named"))
            settled = labelled(s, same, "it stands in what they say themselves")
            before[s.id] = s
        now[s.id] = settled
        out.append(settled)
    # Who was a body and turns out to be a person heads a turn, and was found in "the council" for want of a better.
    retyped = {
        (s.speaker, s.source_type)
        for k, s in before.items()
        if s.speaker == now[k].speaker and s.source_type != now[k].source_type
    }
    out = [
        replace(s, speaker=None, named=False)
        if s.id not in before and s.speaker is not None and (s.speaker, s.source_type) in retyped
        else s
        for s in out
    ]
    changed = {k for k, s in before.items() if (s.speaker, s.source_type) != (now[k].speaker, now[k].source_type)}
    if not changed:
        return replace(reading, statements=tuple(out))
    return Reading(
        tuple(out),
        _speakers(text, reading, out, {before[k].speaker for k in changed}),
        tuple(r for r in reading.relations if r.from_id not in changed and r.to_id not in changed),
        reading.corrections,
    )


def _as_known(s: Statement, labels: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return `labels` with the speaker's name as the article's other statements have it: fuller, or without "The"."""
    given = dict(labels)
    name, known = given.get("speaker"), s.speaker
    if name and known and (_without_the(name) == _without_the(known) or known.endswith(f" {name}")):
        given["speaker"] = known
    return list(given.items())


def _without_the(name: str) -> str:
    return name.removeprefix("The ").removeprefix("the ")


def _speaks_for_parent(text: str, s: Statement, before: str | None) -> bool:
    """Whether `s`, inside a frame, says "I", or was given the name that its parent had before."""
    first = len(s.source) == 1 and _FIRST_PERSON.match(s.source[0].of(text)) is not None
    return first or (not s.source and s.speaker is not None and s.speaker == before)


def labelled(s: Statement, labels: Iterable[tuple[str, Any]], reason: str, *, sure: float = SURE) -> Statement:
    """Return a statement with other labels; their reasons and confidences take the place of those that it had."""
    given = dict(labels)
    about = {_REASONS[k] for k in given}
    return replace(
        s,
        **given,
        description=() if "speaker" in given else s.description,
        justification=() if "speaker" in given else s.justification,
        rivals=() if "speaker" in given else s.rivals,
        reasons=(*((k, r) for k, r in s.reasons if k not in about), *((k, reason) for k in sorted(about))),
        confidences=(
            *((k, c) for k, c in s.confidences if k not in given),
            *((k, sure) for k, value in given.items() if value is not None),
        ),
    )


def _speakers(
    text: str, reading: Reading, statements: Sequence[Statement], left: set[str | None]
) -> tuple[Speaker, ...]:
    """Return the speakers without those of `left` whom nothing is said by any more, and with those that are new."""
    names = {s.speaker for s in statements}
    out = [p for p in reading.speakers if p.name in names or p.name not in left]
    known = {p.name for p in out}
    mentions: dict[str, list[str]] = {}
    first: dict[str, Statement] = {}
    for s in statements:
        if s.speaker is not None and s.speaker not in known:
            first.setdefault(s.speaker, s)
            mentions.setdefault(s.speaker, []).extend(" ".join(x.of(text).split()) for x in s.source)
    out += [
        Speaker(name, tuple(dict.fromkeys(mentions[name])), s.source_type, s.named)
        for name, s in first.items()
        if s.source_type is not None
    ]
    return tuple(out)
