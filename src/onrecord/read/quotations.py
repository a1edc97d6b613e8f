"""Quotation marks: what they prove about where a content begins and ends, and the form of a statement.

The encoder decides who says what; marks only settle what it left between a mark and its partner. A mark without a
partner reaches to the end of its paragraph and no further, so that a stray one costs at most that paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.domain import Form, Span
from onrecord.read.statements import LOOKS_NESTED, Draft
from onrecord.read.units import CLOSING, OPENING, plain, quote_states

_MARK = re.compile('"')
_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"([“”„«»\"])")
# Single ones, too, where they open before a word or close after one; an apostrophe inside a word is none.
_MARKS_NESTED = re.compile(r"([“”„«»\"]|(?<!\w)['‘](?=\w)|(?<=[\w.,!?…])['’](?!\w))")
_OPENS, _CLOSES = frozenset("“„«‘"), frozenset("”»’")
_THAT = re.compile(r"\s*that\b", re.IGNORECASE)
_SENTENCE_END = ".!?…"
# What an apostrophe ties to the word before it: "don't", "I've". Units part there, so a cue may end between the two.
_REST = re.compile(r"(?:(?<=\w)['’])?(?<=['’])(?:t|s|d|m|ve|re|ll)\b", re.IGNORECASE)
# A helping verb alone reports nothing: the cue goes on with its verb, one or two words further ("don't" "really buy").
_HELPING = re.compile(r"(?:do|does|did|is|are|was|were|has|have|had|ca|could|would|wo|should)n['’]t", re.IGNORECASE)
_VERB_NEXT = re.compile(r"(?:\s[a-z]+){1,2}\s")
_PRONOUN_BEFORE = re.compile(r"(?<!\w)(?:I|he|she|we|they)(?=\s$)", re.IGNORECASE)
_LONGEST_BEFORE = 6
# "PORT ELLERY, March 4 (Wire) — ": places in capitals, perhaps a country, a day and an agency, and a dash.
_CAPITALS = r"[A-Z][A-Z.'’-]+"
_DATELINE = re.compile(
    rf"{_CAPITALS}(?: {_CAPITALS})*(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?)*(?:,? [A-Z][a-z]+\.? \d{{1,2}})?"
    r"(?: ?[(][^()\n]{2,40}[)])? ?(?:[—–]|--?) (?=\S)"
)
# A passage in marks is taken for speech of its own, not for a title or scare quotes, from so many words on.
_SPEECH_WORDS = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in double quotation marks, marks included: [start, end). `closed` where the mark has its partner."""

    start: int
    end: int
    closed: bool
    paragraph: int


def passages(text: str, blocks: Sequence[tuple[int, int]]) -> list[Passage]:
    """Find every quoted passage of the paragraphs `blocks`, in order."""
    out: list[Passage] = []
    for number, (begin, stop) in enumerate(blocks):
        flat = plain(text[begin:stop])
        if '"' not in flat:
            continue
        marks = [m.start() for m in _MARK.finditer(flat)]
        states = quote_states(flat, marks)
        opened: int | None = None
        for at, state in zip(marks, states, strict=True):
            # A mark of two characters ('') was read as one; the span takes both.
            after = begin + at + (2 if text.startswith("''", begin + at) else 1)
            if state == OPENING:
                if opened is not None:
                    out.append(Passage(opened, begin + at, False, number))
                opened = begin + at
            elif state == CLOSING and opened is not None:
                out.append(Passage(opened, after, True, number))
                opened = None
        if opened is not None:
            out.append(Passage(opened, stop, False, number))
    return out


def mend(text: str, blocks: Sequence[tuple[int, int]], drafts: Sequence[Draft]) -> list[Draft]:
    """Adjust drafts to the marks around them and within words, and give a passage without a cue to the last speaker.

    text: the article's. blocks: its paragraphs. drafts: in any order; their order is kept.
    """
    begins = frozenset(begin for begin, _ in blocks)
    drafts = [_whole(text, _without_strays(text, _undated(text, d, begins))) for d in drafts]
    quoted = passages(text, blocks)
    if not quoted:
        return drafts
    starts = [q.start for q in quoted]
    return _adopt(text, blocks, [_snapped(text, d, quoted, starts) for d in drafts], quoted)


def _undated(text: str, d: Draft, begins: frozenset[int]) -> Draft:
    """Take the dateline at the beginning of a paragraph away from a source or content: nobody says it."""
    if begins.isdisjoint([s.start for s in (*d.source, *d.content)]):
        return d
    source, content = (tuple(_after_dateline(text, s, begins) for s in some) for some in (d.source, d.content))
    return d if (source, content) == (d.source, d.content) else replace(d, source=source, content=content, sureness=())


def _after_dateline(text: str, piece: Span, begins: frozenset[int]) -> Span:
    found = _DATELINE.match(text, piece.start, piece.end) if piece.start in begins else None
    return Span(found.end(), piece.end) if found else piece


def _without_strays(text: str, d: Draft) -> Draft:
    """Drop pieces in a later paragraph than the one before them: a headline runs into whatever is read after it.

    A quotation's next paragraph stays, and what a colon announces.
    """
    if len(d.content) == 1:
        return d
    kept = list(d.content[:1])
    for piece in d.content[1:]:
        before = kept[-1]
        goes_on = plain(text[piece.start : piece.start + 1]) in "\"'" or text[before.start : before.end].endswith(":")
        if goes_on or "\n" not in text[before.end : piece.start]:
            kept.append(piece)
    return d if len(kept) == len(d.content) else replace(d, content=tuple(kept), sureness=())


def _whole(text: str, d: Draft) -> Draft:
    """Let a cue end with its word, and give a nested one without a source the pronoun that stands right before it."""
    rest = _REST.match(text, d.cue.end) if d.cue.end > d.cue.start else None
    if rest is not None:
        cue = Span(d.cue.start, rest.end())
        content = tuple(Span(max(s.start, cue.end) if s.start >= cue.start else s.start, s.end) for s in d.content)
        if all(s.start < s.end for s in content):
            d = replace(d, cue=cue, content=content)
    if _HELPING.fullmatch(d.cue.of(text)):
        between = text[d.cue.end : min((s.start for s in d.content if s.start >= d.cue.end), default=d.cue.end)]
        if _VERB_NEXT.fullmatch(between):
            d = replace(d, cue=Span(d.cue.start, d.cue.end + len(between.rstrip())))
    if d.nested > LOOKS_NESTED and not d.source:
        before = max(d.cue.start - _LONGEST_BEFORE, 0)
        pronoun = _PRONOUN_BEFORE.search(text[before : d.cue.start])
        if pronoun is not None:
            d = replace(d, source=(Span(before + pronoun.start(), before + pronoun.end()),))
    return d


def _around(at: int, quoted: Sequence[Passage], starts: Sequence[int]) -> Passage | None:
    """The passage in which the character at `at` stands, if any."""
    k = bisect_right(starts, at) - 1
    return quoted[k] if k >= 0 and quoted[k].start <= at < quoted[k].end else None


def _snapped(text: str, d: Draft, quoted: Sequence[Passage], starts: Sequence[int]) -> Draft:
    content = _snap(text, d, quoted, starts)
    return d if content == d.content else replace(d, content=content, sureness=())


def _snap(text: str, d: Draft, quoted: Sequence[Passage], starts: Sequence[int]) -> tuple[Span, ...]:
    """Let pieces end with their marks: a mark next to a piece is part of it, half a quotation becomes whole."""
    other = (*d.source, d.cue)

    def free(start: int, end: int) -> bool:
        return not any(s.start < end and start < s.end for s in other)

    out: list[Span] = []
    for piece in d.content:
        start, end = piece.start, piece.end
        before = _around(start - 1, quoted, starts) if start else None
        if before is not None and start - before.start <= 2 and not _WORD.search(text, before.start, start):
            start = before.start
        first = _around(start, quoted, starts)
        last = _around(end - 1, quoted, starts)
        if last is not None and end < last.end and last.closed:
            rest = len(_WORD.findall(text, end, last.end))
            opens_here = last.start >= start
            # What is reported inside a quotation does not have the quotation's own mark at its end.
            if (opens_here or (rest == 0 and not last.start <= d.cue.start < last.end)) and free(end, last.end):
                end = last.end
        if first is not None and first.start < start and first.closed and first.end <= end and free(first.start, start):
            start = first.start
        if last is not None and last.closed and end == last.end and last.start < d.cue.start < start:
            end = last.end - (2 if text.startswith("''", last.end - 2) else 1)
        out.append(Span(start, end))
    return _merged(out)


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    if len(spans) == 1:
        return tuple(spans)
    out: list[Span] = []
    for s in sorted(spans):
        if out and s.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, s.end))
        else:
            out.append(s)
    return tuple(out)


def _adopt(text: str, blocks: Sequence[tuple[int, int]], drafts: list[Draft], quoted: Sequence[Passage]) -> list[Draft]:
    """Give each passage that nobody claims, and that is plainly speech, to the statement that it continues.

    That is the last one before it in its paragraph, or, where the whole paragraph is one quotation, the last one of
    the paragraph before; in both cases only if that statement quotes, too.
    """
    taken = sorted((s.start, s.end) for d in drafts for s in (*d.source, d.cue, *d.content))
    begins = [t[0] for t in taken]
    starts = [q.start for q in quoted]
    out = list(drafts)
    order = sorted(range(len(out)), key=lambda k: out[k].cue.start)
    for q in quoted:
        near = taken[max(0, bisect_right(begins, q.start) - 12) : bisect_right(begins, q.end)]
        if any(a < q.end and q.start < b for a, b in near) or not _is_speech(text, q):
            continue
        block = blocks[q.paragraph]
        whole = not _WORD.search(text, block[0], q.start) and not _WORD.search(text, q.end, block[1])
        lowest = blocks[max(q.paragraph - 1, 0)][0] if whole else block[0]
        k = next((k for k in reversed(order) if lowest <= out[k].cue.start < q.start and out[k].nested < 0.5), None)
        if k is None or not any(_around(s.end - 1, quoted, starts) for s in out[k].content):
            continue
        out[k] = replace(out[k], content=_merged((*out[k].content, Span(q.start, q.end))))
    return out


def _is_speech(text: str, q: Passage) -> bool:
    """Whether a passage is a sentence of its own: it follows one, begins with a capital and ends as sentences do."""
    inner = text[q.start : q.end].strip("“”\"'„«» \n\u00a0")
    before = text[max(0, q.start - 20) : q.start].rstrip()[-1:]
    return (
        len(_WORD.findall(inner)) >= _SPEECH_WORDS
        and inner[:1].isupper()
        and (not q.closed or inner[-1:] in _SENTENCE_END)
        and (before in _SENTENCE_END or before in '”"»' or before == "")
    )


def form(text: str, content: Sequence[Span], *, nested: bool = False) -> Form:
    """Return whether all, none or some of a content's words are in quotation marks; a leading "that" is not counted.

    nested: the statement stands inside another, where single marks may be its own.
    """
    inside = outside = False
    marks = _MARKS_NESTED if nested else _MARKS
    for n, span in enumerate(content):
        words = span.of(text).replace("''", '"')
        if n == 0 and (m := _THAT.match(words)):
            words = words[m.end() :]
        pieces = marks.split(words)
        quoted = False
        for k, piece in enumerate(pieces):
            if piece in _OPENS:
                quoted = True
            elif piece in _CLOSES:
                quoted = False
            elif piece in ('"', "'"):
                # A straight single mark after a letter opens nothing: it is an apostrophe ("the owners' fault").
                quoted = not quoted and not (piece == "'" and pieces[k - 1][-1:].isalnum())
            elif quoted:
                inside = inside or _WORD.search(piece) is not None
            else:
                outside = outside or _WORD.search(piece) is not None
    if inside and not outside:
        return "direct"
    return "mixed" if inside else "indirect"
