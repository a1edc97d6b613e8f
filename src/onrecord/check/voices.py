"""Who says a passage: by the reader's reading of what is around it, and whether two names are one speaker's.

Where the reader does not know, nobody is guessed: the passage then has no speaker, and no quotation is called somebody
else's for that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onrecord.check.names import last_words, maybe_given_name, one_body, one_person, proper, shares_word
from onrecord.check.sources import Source
from onrecord.domain import Record, SourceType, Span, Statement

_WHOLE: Final = 6_000
"""A source of so many characters at most is read whole."""
_REACH: Final = 2_500
_LONGEST: Final = 30_000
"""So much of a source is read where what is around a passage left it unclear who speaks."""
_BEFORE, _AFTER = 900, 400
"""So much around a passage must have been read for a reading to serve it."""
_COVERS: Final = 0.6
_LABEL: Final = re.compile(
    r"[ \t>*_]*(?P<name>[A-Z][\w.’'-]*(?: [A-Z(][\w.’')-]*){0,4})\s?(?:\([^()\n]{1,40}\))?:[*_]* "
)
_NO_SPEAKER: Final = re.compile(
    r"(?:note|correction|update|read more|source|photo|caption|subject|from|to|date|question|answer|q|a|speaker|male"
    r"|female|unknown|moderator)\b",
    re.IGNORECASE,
)
_LINKING: Final = re.compile(
    r"\b(?:spokes\w+|minister|secretary|chief|head|president|chair\w*|director|officer|official|mayor|governor|leader"
    r"|sheriff|commissioner|editor|founder|manager|owner|lawyer|attorney)\b",
    re.IGNORECASE,
)
_TAIL: Final = 400
_SLOT: Final = 100
_MARKS: Final = r"[ \u00a0,.!?…:“”\"‘’']{0,6}"
_SAYS: Final = (
    "said|says|added|adds|wrote|writes|tweeted|told|asked|asks|replied|continued|explained|noted|argued|argues|warned"
    "|recalled|insisted|testified|concluded|declared|announced|stated"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as a text has it: `name`, the other words it goes by there, its type, whether it is named.

    chain: on whose word it is known, the outlet first, this speaker last. text: what the name stands in.
    """

    name: str
    mentions: tuple[str, ...] = ()
    type: SourceType | None = None
    named: bool | None = None
    chain: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Who says a passage (None: not known), in which statement of which reading; that begins at `low` in the source."""

    voice: Voice | None
    statement: Statement | None
    record: Record | None
    low: int = 0


def reading(source: Source, span: Span, *, whole: bool = False) -> tuple[Record, int]:
    """Return a reading of the source that has `span`, and where in the source it begins. Made once where it can be.

    whole: of all of the source, unless that is very long; otherwise what is around is enough.
    """
    if source.record is not None:
        return source.record, 0
    kept = source.shared.setdefault("readings", [])
    assert isinstance(kept, list)
    size = len(source.text)
    before, after = (_LONGEST, _LONGEST) if whole else (_BEFORE, _AFTER)
    for low, high, record in kept:
        if (low == 0 or low <= span.start - before) and (high == size or high >= span.end + after):
            return record, low
    from onrecord.ingest import from_text
    from onrecord.pipeline import read_article

    reach = _LONGEST if whole else _REACH
    if size <= (_LONGEST if whole else _WHOLE):
        low, high = 0, size
        article = source.again() if source.again is not None else from_text(source.text, name=source.name)
    else:
        low = max(0, span.start - reach)
        low = 0 if low == 0 else max(source.text.rfind("\n", 0, low) + 1, low - reach, 0)
        high = min(size, span.end + reach // 2)
        article = from_text(source.text[low:high], name=source.name)
    record = read_article(article)
    kept.append((low, high, record))
    return record, low


def heard(source: Source, span: Span, *, whole: bool = False) -> Heard:
    """Return who says a passage of a source. whole: by a reading of all of it, which is slower and surer."""
    record, low = reading(source, span, whole=whole)
    here = Span(span.start - low, span.end - low)
    s = covering(record, (here,))
    if s is not None:
        voice = voice_of(record, s)
        if voice is not None:
            return Heard(voice, s, record, low)
    label = _labelled(source.text, span)
    if label is not None:
        outlet = record.article.outlet or "this article"
        text = source.text[max(0, span.start - _TAIL) : span.end]
        return Heard(Voice(label, (label,), "person", True, (outlet, label), text), s, record, low)
    return Heard(None, s, record, low)


def covering(record: Record, spans: Sequence[Span]) -> Statement | None:
    """Return the innermost statement in whose content these words stand, or most of them."""
    total = sum(s.end - s.start for s in spans)
    depth = _depths(record.reading.statements)
    best: tuple[float, int, int] | None = None
    chosen = None
    for n, s in enumerate(record.reading.statements):
        shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in s.content for b in spans)
        share = round(shared / max(1, total), 1)
        rank = (share, depth[s.id], -n)
        if share >= _COVERS and (best is None or rank > best):
            best, chosen = rank, s
    return chosen


def _depths(statements: Sequence[Statement]) -> dict[str, int]:
    parents = {s.id: s.parent for s in statements}
    out = {}
    for id in parents:
        at, seen = parents[id], {id}
        while at is not None and at in parents and at not in seen:
            seen.add(at)
            at = parents[at]
        out[id] = len(seen)
    return out


def voice_of(record: Record, s: Statement) -> Voice | None:
    """Return the speaker of a statement, with the names that it goes by; None where it is not known."""
    chain = chain_of(record, s)
    if s.speaker is None:
        words = " ".join(" ".join(x.of(record.article.text) for x in s.source).split())
        return Voice(words, (words,), s.source_type, False, chain) if words and s.named is False else None
    known = next((p for p in record.reading.speakers if p.name == s.speaker), None)
    mentions = known.mentions if known is not None else ()
    return Voice(s.speaker, mentions, s.source_type, s.named, chain, record.article.text)


def chain_of(record: Record, s: Statement) -> tuple[str, ...]:
    """Return on whose word a statement is known: the outlet first, its speaker last."""
    by_id = {x.id: x for x in record.reading.statements}
    hops: list[str] = []
    at: Statement | None = s
    seen: set[str] = set()
    while at is not None and at.id not in seen:
        seen.add(at.id)
        words = " ".join(" ".join(x.of(record.article.text) for x in at.source).split())
        hops.append(at.speaker or words or "unknown")
        at = by_id.get(at.parent or "")
    return (record.article.outlet or "this article", *reversed(hops))


def _labelled(text: str, span: Span) -> str | None:
    """Return the name with which the passage's paragraph begins, as in a transcript: "MAYOR QUAYLE: We ..."."""
    begin = text.rfind("\n", 0, span.start) + 1
    m = _LABEL.match(text, begin)
    if m is None or m.end() > span.start + 2 or _NO_SPEAKER.match(m["name"]):
        return None
    return m["name"].title() if m["name"].isupper() else m["name"]


def same(a: Voice, b: Voice) -> Literal["same", "other", "unclear"]:
    """Say whether two speakers, each named in a text of its own, are one; "other" only where that is plain."""
    mine, theirs = _names(a), _names(b)
    for x in mine:
        for y in theirs:
            if _agree(x, y, a.type, b.type):
                return "same"
    if not (mine and theirs) and shares_word(a.name, b.name):
        return "same"
    if any(maybe_given_name(x, y) for x in mine for y in theirs):
        return "unclear"
    if not mine or not theirs or a.named is False or b.named is False:
        return "unclear"
    if "author" in (a.type, b.type) or "document" in (a.type, b.type) or "unknown" in (a.type, b.type):
        return "unclear"
    bodies = {"organisation", "group"} & {a.type, b.type}
    if bodies and (_tied(a, b) or _tied(b, a) or shares_word(a.name, b.name)):
        return "unclear"
    return "other"


def credited(text: str, span: Span, voice: Voice) -> bool:
    """Say whether a name stands right beside a quotation as its speaker's does: “…,” said Lee; Lee said: “…”."""
    names = "|".join(re.escape(last_words(n)) for n in _names(voice))
    if not names:
        return False
    says_who = rf"(?:{_SAYS}) (?:[\w.’'-]+ ){{0,3}}(?:{names})\b"
    who_says = rf"(?:[A-Z][\w.’'-]* ){{0,3}}(?:{names}),? (?:[a-z]+ )?(?:{_SAYS})\b"
    after = rf"{_MARKS}(?:{says_who}|{who_says})"
    before = rf"\b(?:{names}),? (?:[a-z]+ )?(?:{_SAYS})\b[^.\n“”\"]{{0,30}}{_MARKS}$"
    return (
        re.compile(after).match(text, span.end) is not None
        or re.search(before, text[max(0, span.start - _SLOT) : span.start]) is not None
    )


def in_chain(voice: Voice, chain: Sequence[str]) -> bool:
    """Say whether a speaker is one of those on whose word something is known."""
    return any(same(voice, Voice(name, (name,))) == "same" for name in chain[1:-1])


def _names(v: Voice) -> list[str]:
    found = [proper(m) or "" for m in (v.name, *v.mentions)]
    return [n for n in dict.fromkeys(found) if n]


def _agree(x: str, y: str, one: SourceType | None, other: SourceType | None) -> bool:
    return (one_body if {"organisation", "group"} & {one, other} else one_person)(x, y)


def _tied(a: Voice, b: Voice) -> bool:
    """Say whether one stands beside the other in what was read: "Ann Lee, a spokeswoman for the ministry"."""
    for name in _names(a):
        key = name.split()[-1]
        for other in _names(b):
            for m in re.finditer(re.escape(key), b.text):
                around = b.text[max(0, m.start() - 120) : m.end() + 120]
                if other.split()[-1] in around and _LINKING.search(around):
                    return True
    return False
