"""Notes of the outlet's own: corrections, clarifications, editor's notes, and the sentence that each corrects.

A note is one statement of the outlet. Its label ("Correction:") is the cue and all after it the content, as the
annotation guide has it; what the note reports ("An earlier version of this story said ...") stands inside it. A note
that says no more than that the page was updated states nothing that anybody could check, and makes no statement.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from onrecord.domain import Article, Correction, Reading, Span
from onrecord.read.dates import find
from onrecord.read.frames import Frame, labelled
from onrecord.read.speakers.words import vocabulary
from onrecord.read.statements import Draft
from onrecord.text import sentences

_CONFIDENCE = 0.9
_INNER_CONFIDENCE = 0.7
_FEWEST_WORDS = 3
_WORD = re.compile(r"\w+(?:[.,:’'-]\w+)*")

_EDITOR = r"editor[’']?s?[’']?"
_KINDS = r"corrections?|clarifications?|errat(?:um|a)"
_ANY = rf"(?:{_EDITOR}|{_KINDS}|note|updated?)"
# The label at a note's beginning, with a date in brackets or between dashes and its closing colon or dash.
_LABEL = re.compile(
    rf"\W{{0,3}}{_ANY}(?:(?: and| &)? ?{_ANY})?\b(?: (?:appended|added)\b)?\.?\s*"
    r"(?:\([^)\n]{1,60}\)"
    r"|(?:[,—–-]\s*)?(?:[A-Z][a-z]+\.? \d{1,2}|\d{1,2} [A-Z][a-z]+\.?|\d{4}-\d\d-\d\d)(?:,? \d{4})?)?\s*"
    r"(?:[:—–|]|-(?=\s))?",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?=\D*\d)(?:(?:[A-Z][a-z]+\.?|\d{1,4}(?:-\d\d-\d\d)?)[,.]?\s*){2,5}")
_DATED_LABEL = re.compile(r"[^\n]+")
# A label that makes a note of a paragraph that is not known as one: "Update" heads news as well.
_EDITORS = re.compile(rf"\W{{0,3}}(?:{_EDITOR} notes?|{_KINDS})\b(?:[,—–(-][^:\n]{{0,40}})?:\s", re.IGNORECASE)
_WRONG = re.compile(
    r"\b(?:correct\w*|incorrect\w*|error|erroneous\w*|mistake\w*|wrong\w*|mis(?:stated|spelled|spelt|identified|reported"
    r"|quoted|attributed|represented|characteri[sz]ed|labell?ed)|inaccurate\w*|clarif\w+|not|should|in fact|reflect"
    r"|retract\w*|omitted|imprecise\w*)\b",
    re.IGNORECASE,
)
_PIECE = r"(?:article|story|report|post|page|piece|headline|column|caption|item|review|interview|version|live ?blog)"
_VERSION = re.compile(
    rf"(?:(?:an|the|this) (?:earlier|previous|prior|original|initial|older|first) (?:\w+ )?(?:version|edition|report"
    rf"|publication|headline|post|caption)(?: (?:of|on|for) (?:this|the) {_PIECE})?|this {_PIECE})",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"(?!this\b)" + _VERSION.pattern, re.IGNORECASE)
_SAID = re.compile(
    r"\s+((?:(?:had|originally|initially|previously|incorrectly|mistakenly|wrongly|erroneously|inaccurately|also)\s+)*"
    r"(?:stated|said|gave|reported|listed|named|identified|referred to|described|indicated|attributed|spelled|quoted"
    r"|claimed|suggested|implied|mis(?:stated|spelled|spelt|identified|reported|quoted|attributed|represented)))\s+",
    re.IGNORECASE,
)
_OUTLET_SAYS = (
    r"\s+((?:(?:has|have|had|incorrectly|mistakenly|wrongly|erroneously)\s+)*"
    r"(?:regrets?|apologi[sz]es?|corrected|updated|clarified|misstated|misidentified|misspelled|reported|said|gave"
    r"|published|retracted|removed))\s+"
)
# Where a sentence begins: a capital there makes no name.
_OPENS = re.compile(r"[.!?:]['\"”’)]*\s+['\"“‘(]*$|^['\"“‘(]+$")
_ENDING = re.compile(r"(?:ies|es|s|ing|ed)$")
_HEADLINE = re.compile(r"\bheadline\b", re.IGNORECASE)
_CAPTION = re.compile(r"\b(?:photo|caption|picture|graphic|chart|video)\b", re.IGNORECASE)
_DATED = re.compile(
    r"\b(?:updated|corrected|clarified|amended|revised|edited|changed|on)\W+(?:\w+\W+)?$", re.IGNORECASE
)
# What notes speak of in any article, and small words: they tie a note to no sentence.
_COMMON = vocabulary(
    """a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it
    its more most no not of on one or our over she so some such than that the their them then there they this those to
    under was we were what when where which while who whom whose will with would about after all also before between
    because out up only other s t mr mrs ms said says told
    correction corrections clarification editor editors note notes update updated version earlier previous original
    originally incorrectly incorrect correct corrected error errors mistake mistakenly wrong wrongly misstated
    misspelled misidentified article story post report page piece headline caption name number year time date day gave
    stated listed identified amended clarify reflect regret regrets initially previously should read"""
)
_MOST_PLACES = 200
_LEAST, _AHEAD = 4.0, 1.25
"""The weight that a sentence must share with a note, about two words that no other sentence has, and by how much it
must go before the next best; set by hand on invented notes, since the gold has two real ones."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the outlet: the frame that makes it a statement, its words, whether it corrects, what it reports."""

    frame: Frame
    span: Span
    corrects: bool
    inner: Draft | None


def notes(article: Article, *, published: date | None) -> list[Note]:
    """Return the notes of `article` that state something, in text order; `published` is what their dates count from."""
    blocks = [b for b in article.blocks if b.kind in ("body", "correction")]
    out: list[Note] = []
    k = 0
    while k < len(blocks):
        b = blocks[k]
        k += 1
        known = b.kind == "correction"
        if not known and _EDITORS.match(article.text, b.span.start, b.span.end) is None:
            continue
        m = _LABEL.match(article.text, b.span.start, b.span.end)
        content = _trimmed(article.text, Span(m.end() if m else _opened(article.text, b.span), b.span.end))
        if m and content is not None and _DAY.fullmatch(content.of(article.text)):
            m, content = _DATED_LABEL.match(article.text, b.span.start, b.span.end), None
        if m and content is None and known and k < len(blocks) and blocks[k].kind == "correction":
            content = blocks[k].span  # a label alone heads the paragraph after it
            k += 1
        if content is not None and (note := _note(article, m, content, known, published)) is not None:
            out.append(note)
    return out


def _opened(text: str, s: Span) -> int:
    """Return where a note without a label begins, behind an asterisk or the like."""
    m = re.compile(r"[*•†\s]*").match(text, s.start, s.end)
    return m.end() if m else s.start


def _trimmed(text: str, s: Span) -> Span | None:
    words = s.of(text)
    begin = s.start + len(words) - len(words.lstrip())
    end = s.start + len(words.rstrip())
    return Span(begin, end) if begin < end else None


def _note(
    article: Article, label: re.Match[str] | None, content: Span, known: bool, published: date | None
) -> Note | None:
    text = article.text
    words = content.of(text)
    if len(_WORD.findall(words)) < _FEWEST_WORDS or not (label or _WRONG.search(words) or _EARLIER.match(words)):
        return None
    source, cue = _reporting(article, label, content)
    whole = Span(label.start() if label else content.start, content.end)
    head = _trimmed(text, Span(whole.start, content.start))
    said = Span(max((s.end for s in (*source, *cue)), default=content.start), content.end) if not label else content
    stated = _trimmed(text, said) or content
    draft = Draft(source, cue[0] if cue else Span(stated.start, stated.start), (stated,), 0.0, _CONFIDENCE)
    day, why_day = _day(text, whole, head, published)
    name = head.of(text) if head else words.split(maxsplit=1)[0]
    labels: tuple[tuple[str, Any], ...] = (
        ("speaker", article.outlet or None),
        ("source_type", "organisation" if article.outlet else "unknown"),
        ("named", bool(article.outlet)),
        ("act", "assert"),
        ("negated", False),
        ("addressee", None),
        ("channel", "statement"),
        ("said_on", day),
    )
    reason = f"a note of the outlet's own: “{' '.join(name.split())}”" + (
        "" if article.outlet else "; the outlet is not known"
    )
    return Note(Frame(draft, whole, labels, reason + why_day), whole, known, _inner(text, content))


def _reporting(
    article: Article, label: re.Match[str] | None, content: Span
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return source and cue: the label, or the outlet and its verb where it is the subject of a note without one."""
    if label is not None:
        cue = _trimmed(article.text, Span(label.start(), label.end()))
        return (), (cue,) if cue else ()
    names = "|".join(re.escape(n) for n in {article.outlet, (article.outlet or "").removeprefix("The ")} if n)
    m = re.compile(rf"((?:the )?(?:{names or 'we'}|we)){_OUTLET_SAYS}", re.IGNORECASE).match(
        article.text, content.start, content.end
    )
    return ((Span(*m.span(1)),), (Span(*m.span(2)),)) if m else ((), ())


def _day(text: str, whole: Span, head: Span | None, published: date | None) -> tuple[str | None, str]:
    """Return the day that a note gives for itself, in its label or as "was updated on ...", and the reason's end."""
    for mention in find(text, published=published, begin=whole.start, end=whole.end):
        in_label = head is not None and mention.span.end <= head.end
        if mention.value and (
            in_label or (_DATED.search(text, whole.start, mention.span.start) and _edits(text, mention.span))
        ):
            return mention.value, f", dated “{mention.span.of(text)}”"
    return None, ""


def _edits(text: str, day: Span) -> bool:
    """Whether the words before a day say that the page was edited on it."""
    before = text[max(0, day.start - 60) : day.start]
    return re.search(r"\b(?:updated|corrected|clarified|amended|revised|edited|changed)\b[^.]*$", before) is not None


def _inner(text: str, content: Span) -> Draft | None:
    """Return what the note says that an earlier version said: nested in it, "An earlier version" its source."""
    first = next(iter(sentences(text, content.start, content.end)), content)
    for m in _VERSION.finditer(text, first.start, first.end):
        said = _SAID.match(text, m.end(), first.end)
        if said is None:
            continue
        rest = text[said.end() : first.end].rstrip().rstrip(".")
        if rest:
            told = Span(said.end(), said.end() + len(rest))
            return Draft((Span(*m.span()),), Span(*said.span(1)), (told,), 1.0, _INNER_CONFIDENCE)
    return None


def add_inner(found: Sequence[Note], drafts: Iterable[Draft]) -> list[Draft]:
    """Add what notes report of earlier versions to `drafts`, where the encoder has not found it itself."""
    out = list(drafts)
    cues = sorted((d.cue for d in out), key=lambda c: c.start)
    starts = [c.start for c in cues]
    for note in found:
        if note.inner is None:
            continue
        cue = note.inner.cue
        near = cues[max(0, bisect_left(starts, cue.start) - 1) : bisect_left(starts, cue.end)]
        if not any(c.start < cue.end and cue.start < c.end for c in near):
            out.append(note.inner)
    return out


def link(article: Article, reading: Reading, found: Sequence[Note]) -> Reading:
    """Return `reading` with its corrections, each tied to the sentence that it corrects where that can be found.

    Earlier versions that notes speak of are settled as the documents that they are.
    """
    if not found:
        return reading
    ids = {s.content: s.id for s in reading.statements if s.parent is None}
    kept = [n for n in found if n.frame.draft.content in ids]
    inside = {ids[n.frame.draft.content] for n in kept}
    statements = []
    for s in reading.statements:
        words = " ".join(s.source[0].of(article.text).split()) if len(s.source) == 1 else ""
        if s.parent in inside and _VERSION.fullmatch(words):
            given = (("speaker", words), ("source_type", "document"), ("named", False), ("channel", None))
            s = labelled(s, given, f"“{words}” is the article as it was before")
        statements.append(s)
    index = _Index(article, [n.span for n in found])
    corrections = tuple(
        Correction(n.span, ids[n.frame.draft.content], *_corrected(article, n, index)) for n in kept if n.corrects
    )
    return replace(reading, statements=tuple(statements), corrections=corrections)


class _Index:
    """The sentences of an article's body by their telling words; `left_out` are the notes, which are none of it."""

    def __init__(self, article: Article, left_out: Sequence[Span]):
        text = article.text
        notes = {s.start for s in left_out}
        self.sentences = [
            s
            for b in article.blocks
            if b.kind == "body" and b.span.start not in notes
            for s in sentences(text, b.span.start, b.span.end)
        ]
        self.common = _COMMON | {w.lower() for w in _WORD.findall(article.outlet or "")}
        self.places: dict[str, list[int]] = {}
        for k, s in enumerate(self.sentences):
            for term in _terms(s.of(text), self.common):
                self.places.setdefault(term, []).append(k)

    def best(self, sought: Mapping[str, tuple[str, bool]]) -> list[tuple[float, Span, list[str]]]:
        """Return the sentences that share most with the words `sought`, by weight: at most two, the better first."""
        weights: Counter[int] = Counter()
        shared: dict[int, list[tuple[float, str]]] = {}
        for term, (word, telling) in sought.items():
            places = self.places.get(term, ())
            if len(places) > _MOST_PLACES:
                continue  # so common a word tells no sentence, and cost stays linear
            # Names and numbers count double; two letters are easily shared.
            weight = math.log(1 + len(self.sentences) / len(places)) * (2.0 if telling else 1.0) if places else 0.0
            weight *= 1.0 if term.isdigit() else min(1.0, len(term) / 4)
            for k in places:
                weights[k] += weight  # type: ignore[assignment] # a Counter adds up floats as well
                shared.setdefault(k, []).append((weight, word))
        ranked = sorted(weights, key=lambda k: (-weights[k], k))[:2]
        return [(weights[k], self.sentences[k], [w for _, w in sorted(shared[k], reverse=True)]) for k in ranked]


def _corrected(article: Article, note: Note, index: _Index) -> tuple[Span | None, str]:
    """Return the sentence that a note corrects, or None where none is clearly it, and what that went by.

    It is the sentence that shares the rarest words with the note: one that has the right or the wrong version of the
    fact has more of them than others.
    """
    text = article.text
    content = note.frame.draft.content[0]
    opening = next(iter(sentences(text, content.start, content.end)), content).of(text)
    if _HEADLINE.search(opening):
        head = next((b.span for b in article.blocks if b.kind == "headline"), None)
        return head, "it speaks of the headline"
    if _CAPTION.search(opening):
        return None, "it speaks of a picture or its caption, which is not read"
    best = index.best(_terms(content.of(text), index.common))
    if not best or best[0][0] < _LEAST:
        return None, "no sentence shares enough of its words"
    if len(best) > 1 and best[0][0] < _AHEAD * best[1][0]:
        return None, "several sentences share its words"
    _, span, shared = best[0]
    return Span(span.start, span.start + len(span.of(text).rstrip())), f"both have “{'”, “'.join(shared[:4])}”"


def _terms(words: str, common: Collection[str]) -> dict[str, tuple[str, bool]]:
    """Return the telling words of a passage by stem: how each is written, whether it is a name or a number."""
    out: dict[str, tuple[str, bool]] = {}
    for m in _WORD.finditer(words):
        word = re.sub(r"[’']s?$", "", m.group())
        low = word.lower()
        if low in common or (len(low) < 3 and not low.isdigit()):
            continue
        opens = _OPENS.search(words, max(0, m.start() - 6), m.start()) is not None or m.start() == 0
        telling = any(c.isdigit() for c in word) or (word[0].isupper() and not opens)
        stem = low if telling or len(low) < 5 else _ENDING.sub("", low)
        if telling or stem not in out:
            out[stem] = (word, telling)
    return out
