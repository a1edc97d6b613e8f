"""Find English expressions of date in a text and resolve them to EDTF (ISO 8601-2).

In: the text, the day it was published, a range of it. Out: a `Mention` for each expression, in reading order, with the
span of its words, its value at the precision that the words have, and the reason. Where the words leave more than one
reading open, or there is nothing to count from, the value is None: nothing is guessed. What all rules share:

- News looks back: "Monday" is the last one up to the day of publication, unless the nearest verb looks ahead.
- "last week" is the Monday to Sunday before the article's own; "late May" is the 21st to the 31st.
- Approximate values carry `~`; a time of day is read as part of the words, and left out of the value.
- Each rule is one regular expression without nested repetition, tried only at words that it may begin with, so the time
  is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.domain import Span
from onrecord.read.date_rules import BY_OPENER, FIGURE, RULES, Rule
from onrecord.read.date_values import Frame, Kind
from onrecord.read.edtf import bounds

_REACH = 80
"""How far, in characters, the verb is looked for that says whether a date lies ahead."""
_WORD = re.compile(r"\w+")
_STOP = re.compile(r"[;!?“”\"]|\.(?=\s+[A-Z“\"])|\n\s*\n")
# Both are for words in lower case: patterns that mind no case are several times slower.
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|would|scheduled|slated|due|expected|expects?|set (?:for|to)|plans?|planned|planning"
    r"|upcoming|going to|likely to|must|begins?|starts?|is to|are to|to be|ahead of|deadline|expires?)\b|['’]ll\b",
)
_BACK = re.compile(
    r"\b(?:was|were|had|has|have|did|said|told|won|held|met|made|took|came|went|wrote|began|got|gave|saw|found|led|left"
    r"|lost|ran|sent|spoke|thought|became|fell|rose|broke|since|last|after|ago|(?!need|feed|seed|speed)\w{2,}ed)\b",
)
_UNTIL = re.compile(r"(?<!\A)\b(?:by|until|till|as (?:early|soon|late) as)\s+$", re.IGNORECASE)
_OPENING = re.compile(r"\b(from|between)\s+(?:the\s+)?$", re.IGNORECASE)
_JOINT = re.compile(r"\s?(?:(to|through|until|till)|(and)|([-–—]))\s?(?:the\s)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """An expression of date: the span of its words, its EDTF value (None: not known), what kind it is, and why.

    `ahead` says that it lies ahead of the publication: the verb beside it says so ("will meet Monday").
    """

    span: Span
    value: str | None
    kind: Kind
    reason: str
    ahead: bool = False


def find(text: str, *, published: date | None, begin: int = 0, end: int | None = None) -> list[Mention]:
    """Return the expressions of date in `text[begin:end]`, in reading order, none overlapping another.

    `published` is what relative expressions are counted from; without it they are found, and their value is None.
    """
    hits = _hits(text, begin, len(text) if end is None else end)
    out: list[Mention] = []
    reached = begin
    for start, minus_stop, order, match in hits:
        span = Span(start, -minus_stop)
        mention = _resolve(text, span, match, RULES[order], published) if start >= reached else None
        if mention is not None:
            out.append(mention)
            reached = mention.span.end
    return _ranges(text, out)


def _hits(text: str, begin: int, end: int) -> list[tuple[int, int, int, re.Match[str]]]:
    """Return all matches of all rules: where each begins, minus where it ends, the rule's place, the match.

    The earliest comes first, of these the longest. No two of one rule overlap.
    """
    out: list[tuple[int, int, int, re.Match[str]]] = []
    reached = [begin] * len(RULES)
    words = list(_WORD.finditer(text, begin, end))
    for k, first in enumerate(words):
        word = first[0]
        opened = BY_OPENER.get(FIGURE if word[0].isdecimal() else word.casefold())
        if opened is None:
            continue
        rules, by_second = opened
        if by_second and k + 1 < len(words):
            second = words[k + 1][0]
            rules = by_second.get(FIGURE if second[0].isdecimal() else second.casefold(), rules)
        at = first.start()
        for order in rules:
            match = RULES[order].pattern.match(text, at, end) if at >= reached[order] else None
            if match is not None:
                reached[order] = match.end()
                named = "words" if "words" in match.re.groupindex else 0
                out.append((match.start(named), -match.end(named), order, match))
    return sorted(out, key=lambda hit: hit[:3])


def _resolve(text: str, span: Span, match: re.Match[str], rule: Rule, published: date | None) -> Mention | None:
    if rule.anchored and published is None:
        return Mention(span, None, "vague", "no day of publication to count from")
    ahead = _looks_ahead(text, span) if rule.anchored else None
    try:
        answer = rule.resolve(match, Frame(published or date.max, ahead))
    except (OverflowError, ValueError):  # before the year 1, after 9999
        return Mention(span, None, "vague", "outside the calendar")
    if answer is None:
        return None
    kind, value, reason = answer
    covered = bounds(value) if ahead and published and value else None
    return Mention(span, value, kind, reason, covered is not None and covered[0] >= (published or date.max))


def _looks_ahead(text: str, span: Span) -> bool | None:
    """Say whether the verb nearest to `span` in its sentence looks ahead (True) or back (False), or None."""
    before = text[max(0, span.start - _REACH) : span.start]
    if _UNTIL.search(before):
        return True
    cuts = [m.end() for m in _STOP.finditer(before)]
    before = before[cuts[-1] :] if cuts else before
    after = text[span.end : span.end + _REACH]
    stop = _STOP.search(after)
    before, after = before.lower(), (after[: stop.start()] if stop else after).lower()
    nearest: tuple[int, bool] | None = None
    for ahead, pattern in ((True, _AHEAD), (False, _BACK)):
        # "expected" and "planned" look ahead although they are past forms: on a tie the first pattern stays.
        distances = [len(before) - m.end() for m in pattern.finditer(before)]
        first = pattern.search(after)
        distances += [first.start()] if first else []
        if distances and (nearest is None or min(distances) < nearest[0]):
            nearest = min(distances), ahead
    return nearest[1] if nearest else None


def _ranges(text: str, mentions: list[Mention]) -> list[Mention]:
    """Join neighbours that are the two ends of one range: "from May to July", "between 2010 and 2014", "2010-2014"."""
    out: list[Mention] = []
    for mention in mentions:
        joined = _joined(text, out[-1], mention) if out else None
        if joined is None:
            out.append(mention)
        else:
            out[-1] = joined
    return out


def _joined(text: str, a: Mention, b: Mention) -> Mention | None:
    gap = text[a.span.end : b.span.start]
    joint = _JOINT.fullmatch(gap) if len(gap) < 16 else None
    if joint is None or a.value is None or b.value is None or a.kind != b.kind or "/" in a.value + b.value:
        return None
    opening = _OPENING.search(text, max(0, a.span.start - 16), a.span.start)
    word = opening[1].lower() if opening else ""
    if not (
        (joint[1] and (word == "from" or joint[1].lower() == "through")) or (joint[2] and word == "between") or joint[3]
    ):
        return None
    first, last = a.value, b.value
    if a.kind == "day" and a.span.of(text).lower().endswith("day") and first > last:
        first = (date.fromisoformat(first.rstrip("~")) - timedelta(weeks=1)).isoformat()
    elif not a.span.of(text)[-4:].isdigit() and first[:4].isdigit() and last[:4].isdigit() and first > last:
        # The year that only the second one has, or that the verb gave it, holds for the first one too.
        year = int(last[:4])
        first = next((f"{y}{first[4:]}" for y in (year, year - 1) if f"{y}{first[4:]}" < last), first)
    one, two = bounds(first), bounds(last)
    if one is None or two is None or one[0] >= two[0]:
        return None
    start = opening.start() if opening else a.span.start
    return Mention(Span(start, b.span.end), f"{first}/{last}", "interval", "a range from one date to another")
