"""Pair the dates of a sentence with the statements that it reports: which date is of the clause that a cue stands in.

In: a sentence's expressions of date and its statements, as `Item`s. Out: pairs of the two. A date belongs to a cue
where it stands outside all that is said (for a nested statement: inside what its parent says), and where no clause of
its own, no conjunction and no other cue parts the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.domain import Span, Statement
from onrecord.read.dates import Mention

SPEECH = (
    r"interview|letter|email|e-mail|memo|statement|speech|address|remarks?|debate|tweets?|posts?|column|op-ed|report"
    r"|briefing|conference|call|hearing|testimony|rally|event|appearance|meeting|ruling|filing|editorial|article"
    r"|broadcast|segment|panel|discussion|town hall|message|note|newsletter|video|ad|book|blog|study|poll|forum|brief"
)
_NOUN_AFTER = re.compile(rf"(?:['’]s)?\s+(?:[\w.&'’-]+\s+){{0,3}}?(?:{SPEECH})\b", re.IGNORECASE)
_NOT_ITS_TIME = re.compile(
    r"\b(?:since|after|before|until|till|by|from|for|through|following|to|of|than|ahead of|as of|scheduled"
    r"|(?:days?|weeks?|months?|years?) (?:after|before))(?: the)?\s+$",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"\b(?:an?|the|his|her|its|their|my|our|this|that|[\w.]+['’]s)\s+$", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\b(?:who|whom|whose|which|that|where|after|since|before|because|until|following|while|even as)\b", re.IGNORECASE
)
ASIDE = re.compile(r",\s+(?:who|whose|which|while|when|as)\b[^,;]*,|\([^)]*\)")
_OCCASION = re.compile(
    r"\b(?:in|at|during|on|from|via|into)\s+(?:(?:an?|the|his|her|its|their|this|that)\s+)?$", re.IGNORECASE
)
_AHEAD = re.compile(r"\b(?:will|to)\b|['’]ll\b", re.IGNORECASE)
_AFTER_EVENT = re.compile(
    r"\b(?:after|before|following)\s+(?:an?|the|his|her|their|its)\s+(?:[\w-]+\s+){1,3}(?:on|in)?\s*$"
)
_CLAUSE = re.compile(r"[,;—-]\s+(?:and|but|while|though|although|as|with)\b", re.IGNORECASE)
_AND = re.compile(r"\b(?:and|but|while|though|although)\b", re.IGNORECASE)
_ATTITUDE = re.compile(
    r"\b(?:think|thinks|thought|believe[sd]?|hope[sd]?|want(?:s|ed)?|know[s]?|knew|feel[s]?|felt|expect(?:s|ed)?"
    r"|fear(?:s|ed)?|wish(?:es)?|like[sd]?|love[sd]?|understand[s]?|remember[s]?|doubt(?:s|ed)?|saw|see[s]?)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:\w{2,}ed|said|told|wrote|made|gave|took|went|came|put|held|left|sent|met|struck|did)\b", re.IGNORECASE
)
_CLAUSE_WITHIN = re.compile(
    r"\b(?:that|is|are|was|were|be|been|has|have|had|will|would|could|should|who|which|whether|how|why|what|when|if"
    r"|because|after|before|since)\b|[\"“”]|''",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*(?:,|,?\s(?:and|or))\s+(?:(?:in|on)\s+)?")


@dataclass(frozen=True, slots=True)
class Item:
    """A statement with its place: its first reporting word, the sentence and the paragraph of it; who speaks."""

    index: int
    statement: Statement
    at: int
    sentence: int
    paragraph: int
    span: Span
    speaker: str | None = None


def words_of(text: str, spans: Sequence[Span]) -> str:
    """Return the words of `spans`, with a blank between them."""
    return " ".join(s.of(text) for s in spans)


def within(place: int, spans: Sequence[Span]) -> bool:
    """Say whether `place` lies in one of `spans`."""
    return any(s.start <= place < s.end for s in spans)


def outside(text: str, low: int, high: int, spans: Sequence[Span]) -> str:
    """Return `text[low:high]` with blanks where one of `spans` lies."""
    words = text[low:high]
    for s in spans:
        a, b = max(s.start, low) - low, min(s.end, high) - low
        if a < b:
            words = words[:a] + " " * (b - a) + words[b:]
    return words


def own_dates(
    text: str, mentions: Sequence[Mention], group: Sequence[Item], statements: Sequence[Statement]
) -> list[tuple[Item, Mention]]:
    """Pair the dates of one sentence with the statements whose cues stand in it: to each the nearest it may have."""
    by_id = {s.id: s for s in statements}
    best: dict[int, tuple[int, Item, Mention]] = {}
    for k, mention in enumerate(mentions):
        telling = tells_time(text, mention)
        for item in group:
            statement = item.statement
            # "the 2013 memo" that speaks, "a 2007 address" that reports: the date of the paper itself
            if not (telling or _is_of_paper(text, mention, (*statement.source, *statement.cue))):
                continue
            if mention.ahead and not _AHEAD.search(words_of(text, statement.cue)):
                continue
            if not _open_to(text, mention.span.start, statement, by_id.get(statement.parent or ""), group):
                continue
            if _cut_off(text, mention.span, item, group):
                continue
            d = _distance(mention.span, item)
            if item.index not in best or d < best[item.index][0]:
                best[item.index] = d, item, _listed(text, mentions[k:])
    return [(item, mention) for _, item, mention in best.values()]


def object_dates(text: str, mentions: Sequence[Mention], group: Sequence[Item]) -> list[tuple[Item, Mention]]:
    """Pair statements with the date that stands in what they are about: "voted against the toll in 2014".

    Only where that is a noun without a clause of its own up to the date, and the cue tells of something done.
    """
    out = []
    for item in group:
        s = item.statement
        if s.act not in ("direct", "judge") or s.form != "indirect" or not s.cue or not s.content:
            continue
        content = s.content[0]
        inside = [m for m in mentions if content.start <= m.span.start < content.end]
        if not inside or content.start < s.cue[0].end or not _DONE.search(words_of(text, s.cue)):
            continue
        first = inside[0]
        if first.value is None or first.ahead or not tells_time(text, first):
            continue
        if not _CLAUSE_WITHIN.search(text, content.start, first.span.start):
            out.append((item, _listed(text, inside)))
    return out


def _listed(text: str, mentions: Sequence[Mention]) -> Mention:
    """Return the first of `mentions`, as an interval where others follow in a list: "in 2001, 2003 and 2005"."""
    first = last = mentions[0]
    for mention in mentions[1:]:
        if mention.kind != first.kind or not _COMMA.fullmatch(text, last.span.end, mention.span.start):
            break
        last = mention
    if last is first or first.value is None or last.value is None or "/" in first.value + last.value:
        return first
    if first.value >= last.value:
        return first
    value = f"{first.value}/{last.value}"
    return replace(
        first, span=Span(first.span.start, last.span.end), value=value, reason="several dates, first to last"
    )


def _open_to(text: str, place: int, statement: Statement, parent: Statement | None, group: Sequence[Item]) -> bool:
    """Say whether a date at `place` is on a statement's level: outside what it says, inside what its parent says."""
    if within(place, statement.content):
        return False
    if statement.parent is not None:
        return (
            parent is not None and within(place, parent.content) and not _ATTITUDE.search(words_of(text, statement.cue))
        )
    cue = statement.cue[0].start if statement.cue else -1
    others = [o.statement.content for o in group if o.statement.parent is None and o.statement is not statement]
    return not any(within(place, content) or within(cue, content) for content in others)


def _distance(span: Span, item: Item) -> int:
    cues = item.statement.cue or (Span(item.at, item.at + 1),)
    return min(max(c.start - span.end, span.start - c.end, 0) for c in cues)


def tells_time(text: str, mention: Mention) -> bool:
    """Say whether the words around a date leave it to be the time of the clause, and not part of a name or a noun."""
    before, after = text[max(0, mention.span.start - 24) : mention.span.start], text[mention.span.end :][:80]
    if _NOT_ITS_TIME.search(before):
        return False
    if after.startswith(("'s", "’s")) or _DETERMINER.search(before):
        return _NOUN_AFTER.match(after) is not None and _OCCASION.search(before) is not None
    return True


def _is_of_paper(text: str, mention: Mention, spans: Sequence[Span]) -> bool:
    after = text[mention.span.end : mention.span.end + 80]
    return within(mention.span.start, spans) and _NOUN_AFTER.match(after) is not None


def _cut_off(text: str, span: Span, item: Item, group: Sequence[Item]) -> bool:
    """Say whether a date and a cue stand in clauses of their own: a conjunction or another's cue parts them."""
    statement, others = item.statement, [c for o in group if o is not item for c in o.statement.cue]
    if not statement.cue:
        return False
    cue = min(statement.cue, key=lambda c: max(c.start - span.end, span.start - c.end, 0))
    low, high = min(cue.end, span.end), max(cue.start, span.start)
    between = outside(text, low, high, statement.content)
    between = _AFTER_EVENT.sub(" ", ASIDE.sub(" ", between))
    parted = any(low <= c.start < high for c in others)
    if span.end <= cue.start:
        comma = max(text.rfind(mark, item.span.start, span.start) for mark in ",—-")
        clause = text[max(comma, item.span.start) : span.start]
        if _SUBORDINATE.search(clause) and "," in between:
            return True
        opening = not any(c.start < span.start for c in (*statement.cue, *others))
        return _SUBORDINATE.search(between) is not None or (
            not opening and (parted or (statement.parent is None and _AND.search(between) is not None))
        )
    return (
        parted
        or ("," in between and len(between.strip()) > 40)
        or _SUBORDINATE.search(between) is not None
        or _CLAUSE.search(between) is not None
    )
