"""Say when each saying happened: the date of its reporting clause, or that of the occasion it plainly belongs to.

In: the text, its statements with their spans (and speakers, where they have been read), the day of publication, the
blocks. Out: one `Dating` for each statement, in their order. A date is taken from

1. the sentence of the cue, outside all that is said in it, in the clause of the cue: "said on Monday that ...", "In a
   tweet Tuesday, ..."; for a nested statement, inside what its parent says, and counted from the day of that;
2. an earlier statement of the same speaker, or a sentence that sets the scene for it, a few paragraphs away at most,
   with no new date and no sign of another occasion between: "..., she added";
3. for headlines and leads, the speaker's first dated statement of the paragraphs that follow.

What has no one day gets none: attitudes inside what somebody says, habits ("often says"), the perfect ("has said").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from onrecord.domain import Block, Span, Statement
from onrecord.read.clause_dates import ASIDE, SPEECH, Item, outside, own_dates, tells_time, within, words_of
from onrecord.read.dates import Mention, find
from onrecord.text import paragraphs
from onrecord.text import sentences as sentences_of

CARRY = 12
"""Over how many paragraphs an occasion goes on. Tuned, as LEAD and HEAD are, on the 42 articles of gold/train."""
HEAD = 3
"""How many paragraphs count as headline and lead."""
LEAD = 3
"""How many paragraphs below a headline or a lead its saying may be dated."""
OWN, CARRIED = 0.9, 0.8
"""The confidence in a date of the reporting clause, and in one of an occasion: their shares right on gold/train."""

_SAME = "the same occasion, "
_SCENE = re.compile(
    rf"\b(?:{SPEECH}|spoke|speaking|talked|met|meet|appeared|took the stage|testified)\b", re.IGNORECASE
)
_OTHER_TIME = re.compile(
    r"\b(?:has|have|had|hasn['’]t|haven['’]t)\b|\b(?:in the past|previously|earlier|later|once|repeatedly|often"
    r"|frequently|regularly|always|at the time|last time|continue[sd]?|recently|used to|subsequent(?:ly)?)\b"
    r"|\b(?:not|declin\w+ to)\s+(?:\w+\s+)?(?:comment|respond|return)|n['’]t\s+(?:\w+\s+)?(?:comment|respond|return)",
    re.IGNORECASE,
)
"""Reporting words that speak of no one occasion."""
_WHILE = re.compile(r"^\W*(?:While|As|When|Although|Though)\b[^,]*,")
_ANOTHER_OCCASION = re.compile(
    rf"\b(?:in|at|during|on|to|via)\s+(?:an?|another|one)\s+(?:[\w-]+\s+){{0,3}}?(?:{SPEECH})\b", re.IGNORECASE
)
_PRESENT = re.compile(r"\b(?:is|are|plans?|wants?|hopes?|thinks?|believes?|knows?|likes?|fears?|will|intends?)\b", re.I)
_HABIT = re.compile(r"(?!was|has|does)[a-z]+s\b|say\b|tell\b|acknowledge\b|argue\b|note\b", re.I)
_PAPER = re.compile(rf"\b(?:it|{SPEECH})\b", re.IGNORECASE)
_SAID = re.compile(r"\b(?:told|said|wrote|asked|added|tweeted|talk|talked)\b", re.I)
_SAYING_NOW = re.compile(r"(?<!\w)(?:say|tell|telling|ask|asking|assure|promise|assuring)\b", re.I)
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PRONOUN = re.compile(r"(?:he|she|they|it|i|we|who|which|that)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dating:
    """When something was said: an EDTF value or None, which words say so or why none do, and a share of certainty."""

    value: str | None
    reason: str
    confidence: float


_NONE = Dating(None, "no date in the words that report it", 0.0)


@dataclass(frozen=True, slots=True)
class _Scene:
    """A sentence that sets a dated scene without reporting anything, and the speakers that it names."""

    sentence: int
    paragraph: int
    named: frozenset[str]
    dating: Dating


def said_on(
    text: str, statements: Sequence[Statement], *, published: date | None, blocks: Sequence[Block]
) -> list[Dating]:
    """Return for each of `statements` when it was said, in their order.

    Dates in `blocks` that are furniture (a byline's, a caption's) are not read; without blocks all of the text is.
    """
    parts = paragraphs(text)
    sentences = [(k, s) for k, (begin, end) in enumerate(parts) for s in sentences_of(text, begin, end)]
    starts = [s.start for _, s in sentences]
    furniture = [b.span for b in blocks if b.kind == "furniture"]
    mentions = [m for m in find(text, published=published) if not within(m.span.start, furniture)]
    placed = [(i, s) for i, s in enumerate(statements) if sentences and (s.cue or s.source or s.content)]
    items = _speaking(text, [_place(i, s, sentences, starts) for i, s in placed])
    out = [_NONE] * len(statements)
    inner: dict[int, Mention] = {}
    for k, group in groupby(sorted(items, key=lambda item: item.sentence), key=lambda item: item.sentence):
        inside = [m for m in mentions if sentences[k][1].start <= m.span.start < sentences[k][1].end]
        for item, mention in own_dates(text, inside, list(group), statements):
            out[item.index] = _dating(text, mention)
            if item.statement.parent is not None:
                inner[item.index] = mention
    items.sort(key=lambda item: item.at)
    top = [item for item in items if item.statement.parent is None]
    told = [item for item in items if item.statement.parent and _SAID.search(words_of(text, item.statement.cue))]
    _carry(text, top, _scenes(text, sentences, mentions, items), out)
    _lead(text, top, out, _first_paragraph(parts, furniture))
    _recount(text, statements, inner, out)
    _carry(text, told, [], out)
    _first_person(text, statements, out)
    return out


def _place(index: int, statement: Statement, sentences: Sequence[tuple[int, Span]], starts: Sequence[int]) -> Item:
    at = min((s.start for s in statement.cue or statement.source or statement.content), default=0)
    k = max(bisect_right(starts, at) - 1, 0)
    return Item(index, statement, at, k, sentences[k][0], sentences[k][1])


def _first_paragraph(parts: Sequence[tuple[int, int]], furniture: Sequence[Span]) -> int:
    return next((k for k, (begin, _) in enumerate(parts) if not within(begin, furniture)), 0)


def _dating(text: str, mention: Mention) -> Dating:
    words = " ".join(mention.span.of(text).split())
    return Dating(mention.value, f"“{words}”: {mention.reason}", 0.0 if mention.value is None else OWN)


def _speaking(text: str, items: Sequence[Item]) -> list[Item]:
    """Say who speaks: the speaker read, else the last word of the source; a pronoun is whoever spoke before."""
    out: list[Item] = []
    last: str | None = None
    for item in sorted(items, key=lambda item: item.at):
        words = re.findall(r"[\w’'-]+", words_of(text, item.statement.source))
        if item.statement.speaker is not None:
            key: str | None = item.statement.speaker
        elif not words or _PRONOUN.match(words[-1]):
            key = last
        else:
            key = re.sub(r"['’]s$", "", words[-1]).lower()
        out.append(replace(item, speaker=key))
        last = key if item.statement.parent is None else last
    return out


def _scenes(
    text: str, sentences: Sequence[tuple[int, Span]], mentions: Sequence[Mention], items: Sequence[Item]
) -> list[_Scene]:
    """Return the sentences that report nothing but set a dated scene: "She spoke at a rally on Monday."."""
    starts = [s.start for _, s in sentences]
    contents = sorted(c for item in items if item.statement.parent is None for c in item.statement.content)
    speakers = sorted({item.speaker for item in items if item.speaker})
    names = {who: re.compile(rf"\b{re.escape(who.split()[-1])}\b", re.IGNORECASE) for who in speakers if who.split()}
    reporting = {item.sentence for item in items}
    out = []
    for mention in mentions:
        k = max(bisect_right(starts, mention.span.start) - 1, 0)
        if k in reporting or mention.value is None or mention.ahead or len(mention.value) == 4:
            continue
        if not tells_time(text, mention) or within(mention.span.start, contents):
            continue
        words = sentences[k][1].of(text)
        named = frozenset(who for who, name in names.items() if name.search(words))
        if named and _SCENE.search(words):
            out.append(_Scene(k, sentences[k][0], named, _dating(text, mention)))
    return out


def _carry(text: str, ordered: Sequence[Item], scenes: Sequence[_Scene], out: list[Dating]) -> None:
    """Let an occasion go on: undated statements get the date of their speaker's last one, where nothing parts them."""
    held: dict[str, tuple[Dating, int]] = {}
    to_come = list(reversed(scenes))
    for item in ordered:
        while to_come and to_come[-1].sentence < item.sentence:
            scene = to_come.pop()
            held.update((who, (scene.dating, scene.paragraph)) for who in scene.named)
        if item.speaker is None:
            continue
        have = out[item.index]
        if have.value is not None:
            members = (item.speaker, *item.speaker.split(" and "))  # "Ann Lee and Bo Ray": each of them was there
            held.update((who, (have, item.paragraph)) for who in members)
            continue
        if item.speaker not in held:
            continue
        dating, paragraph = held[item.speaker]
        words = _reporting(text, item)
        reach = 0 if len(dating.value or "") < 8 else CARRY  # a bare month or year is no occasion
        moved_on = item.paragraph != paragraph and _ANOTHER_OCCASION.search(
            outside(text, item.span.start, item.span.end, item.statement.content)
        )
        if item.paragraph - paragraph > reach or have is not _NONE or moved_on:
            del held[item.speaker]
            continue
        if _OTHER_TIME.search(words) or _undated(text, item.statement):
            continue
        out[item.index] = Dating(dating.value, f"{_SAME}{dating.reason.removeprefix(_SAME)}", CARRIED)
        held[item.speaker] = dating, item.paragraph


def _reporting(text: str, item: Item) -> str:
    """Return the words that report a statement: source and cue, what stands between them, how the sentence opens."""
    statement = item.statement
    spans = [*statement.source, *statement.cue] or list(statement.content)
    low, high = min(s.start for s in spans), max(s.end for s in spans)
    low = item.span.start if low - item.span.start < 80 else low
    return _WHILE.sub(" ", ASIDE.sub(" ", outside(text, max(low, item.span.start), high, statement.content)))


def _undated(text: str, statement: Statement) -> bool:
    """Say whether the cue names an attitude or a habit, which no one day has: "wants", "describes" (not of a paper)."""
    cue = words_of(text, statement.cue)
    return _PRESENT.search(cue) is not None or (
        _HABIT.match(cue) is not None and not _PAPER.search(words_of(text, statement.source))
    )


def _lead(text: str, ordered: Sequence[Item], out: list[Dating], first: int) -> None:
    """Date the statements of headline and lead by the speaker's first dated one that follows closely."""
    following: dict[str, tuple[Dating, int]] = {}
    for item in reversed(ordered):
        if item.speaker is None:
            continue
        if out[item.index].value is not None:
            following[item.speaker] = out[item.index], item.paragraph
            continue
        dating, paragraph = following.get(item.speaker, (_NONE, 0))
        if dating is _NONE or item.paragraph - first > HEAD or paragraph - item.paragraph > LEAD:
            continue
        words = _reporting(text, item)
        if out[item.index] is not _NONE or _OTHER_TIME.search(words) or _ANOTHER_OCCASION.search(words):
            continue
        if not _PRESENT.search(words_of(text, item.statement.cue)):
            out[item.index] = Dating(dating.value, f"told below: {dating.reason}", CARRIED)


def _recount(text: str, statements: Sequence[Statement], inner: dict[int, Mention], out: list[Dating]) -> None:
    """Count "last night", inside what somebody said on a known day, from that day."""
    index = {s.id: i for i, s in enumerate(statements)}
    for i, mention in inner.items():
        day = out[index[statements[i].parent or ""]].value or ""
        if _FULL_DAY.fullmatch(day):
            span = mention.span
            for again in find(text, published=date.fromisoformat(day), begin=span.start, end=span.end):
                out[i] = _dating(text, again)


def _first_person(text: str, statements: Sequence[Statement], out: list[Dating]) -> None:
    """Give "I can assure you", inside what somebody says, the date of the saying that it stands in."""
    index = {s.id: i for i, s in enumerate(statements)}
    for i, statement in enumerate(statements):
        parent = index.get(statement.parent or "")
        if parent is None or out[i] is not _NONE or out[parent].value is None:
            continue
        who = words_of(text, statement.source).lower()
        if who in ("", "i", "we", "me") and _SAYING_NOW.search(words_of(text, statement.cue)):
            out[i] = Dating(out[parent].value, f"{_SAME}{out[parent].reason.removeprefix(_SAME)}", CARRIED)
