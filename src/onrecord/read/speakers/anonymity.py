"""What an article says of a source that it does not name: the words that describe it, and why it is not named."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Sequence
from itertools import takewhile

from onrecord.domain import Span
from onrecord.read.speakers.layout import Layout
from onrecord.read.speakers.words import vocabulary

_NOT = r"(?:not|n['’]t|never)"
_WITHOUT_LEAVE = (
    rf"(?:{_NOT}\s+(?:\w+\s+){{0,2}}(?:authori[sz]ed|permitted|allowed|cleared|empowered|free)"
    r"|unauthori[sz]ed|(?:lack\w*|without)\s+(?:the\s+)?(?:authori[sz]ation|authority|permission|clearance))\s+to\s+"
    r"(?:publicly\s+|openly\s+)?(?:speak|talk|discuss|comment|give|be|disclose|share|brief|address|describe|reveal)"
)
_NAMED = r"(?:named|identified|quoted|attributed)"
_WITHOUT_NAME = (
    rf"(?:anonymity\b|anonymously\b|on\s+(?:deep\s+)?background\b|off\s+the\s+record\b|condition\s+(?:that|of)\b"
    rf"|(?:not|n['’]t|never)\s+(?:\w+\s+){{0,3}}be(?:ing)?\s+{_NAMED}|(?:to\s+be|being)\s+{_NAMED}|not\s+for\s+attribution"
    rf"|without\s+(?:attribution|being\s+{_NAMED})|{_NOT}\s+want\s+to\s+speak\s+on\s+the\s+record"
    r"|(?:withh[eo]ld|use|give|provide|publish|disclos|reveal)\w*\s+(?:\w+\s+){0,2}names?\b)"
)
_SPEAK = (
    r"(?:spoke|spoken|speak|talk\w*|ask\w*|request\w*|sought|seek\w*|declin\w+|insist\w*|agree\w*|demand\w*|refus\w+"
    r"|speaking|grant\w*|want\w*|wish\w*|prefer\w*|did|do|does|on|only|\w+ly)"
)
_REASON = re.compile(
    rf"\b(?:(?:because|as|since)\s+(?:he|she|they)\s+(?:was|were|is|are|had)\s*{_WITHOUT_LEAVE}"
    rf"|who\s+(?:was|were|is|are|wasn|weren|isn|aren|lack\w*)\s*{_WITHOUT_LEAVE}|{_WITHOUT_LEAVE}"
    rf"|(?:who,?\s+like\s+[^.;“”\"]{{3,70}}?|(?:who|speaking|talking|asking|requesting|insisting|and|he|she|they))\s+"
    rf"(?:(?:was|were|had|has|also|would|only|all|both)\s+)*{_SPEAK}?[^.,;“”\"]{{0,60}}?{_WITHOUT_NAME}"
    rf"|(?:on|under)\s+(?:the\s+)?condition\s+(?:of\s+anonymity|that\s+\w+\s+{_NOT}\s+be)|anonymously\b)",
    re.IGNORECASE,
)
_SIGNS = (
    "author", "perm", "allowed", "cleared", "clearance", "empowered", "free", "anonym", "background", "record", "cond",
    "name", "dent", "quoted", "attr",
)  # fmt: skip
"""Every reason for not naming a source holds one of these, and most sentences hold none."""
_STOP = re.compile(r"[,.;:“”\"—]|\s(?:and|but)\s(?:is|was|are|were|has|had|said|told|added|who)\b|\s--|\s[–]|''")
_GOES_ON = re.compile(
    r",?\s+(?:because|since|as\s+(?:he|she|they)|in\s+order\s+to|to\s+(?:discuss|speak|describe|talk|share|reveal)"
    r"|citing|for\s+fear|out\s+of\s+fear|fearing|so\s+as)\b"
)
_AGAIN = re.compile(
    r"(?:He|She|They|Both|All|Neither|None|(?:The|Those|These|Both|All)\s+(?:\w+\s+){0,3}?(?P<noun>\w+)),?\s+"
    rf"(?P<who>who,?\s+)?(?:(?:was|were|had|has|is|are|also|all|both|would|only)\s*)*"
    rf"(?:{_WITHOUT_LEAVE}|{_SPEAK}\b[^.,;“”\"]{{0,60}}?{_WITHOUT_NAME})"
)
"""A sentence that begins with the source again and says why it is not named: "The two officials were not allowed"."""
_ANYBODY = vocabulary("person people source individual man men woman women")
_DETAIL = re.compile(
    r"\s(?:familiar\s+with|briefed\s+on|close\s+to|involved\s+in|present\s+at|(?:with|who\s+ha[sd]|having)\s+"
    r"(?:\w+\s+)?knowledge\s+of|(?:who|that)\s+(?:\w+ly\s+)?(?:was|were|is|are|has|have|had|\w+ed|works?|knows?|knew)\b)"
)
_CLAUSE_END = re.compile(r"[,.;:()“”\"\n]|\s--|\s[—–]|''|\s(?:and|but)\b(?=\s(?:\w+ed|spoke|said|was|were|has|had)\b)")
_TRAILS = re.compile(r"(?:\s+(?:and|but|who|that))?\s*$")


def justification(
    layout: Layout, source: Span, cues: tuple[Span, ...], head: str, places: Sequence[int], own: Container[int]
) -> tuple[Span, ...]:
    """Return the words near an unnamed source that say why it is not named; none where the article gives none.

    Looked for in the source's own sentence, then in the next one where that begins with the source: a pronoun, or the
    noun `head` again. places: where the article's unnamed sources stand, in order; what comes after one that is none of
    this source's `own` is said of that one.
    """
    text = layout.text
    k = layout.sentence(source.start)
    here = layout.sentences[k]
    following_places = (places[n] for n in range(bisect_left(places, source.end), len(places)))
    later = takewhile(lambda at: at < here.end, following_places)
    limit = next((at for at in later if at not in own), here.end)
    signed = text[source.start : limit].lower()
    found = _REASON.search(text, source.start, limit) if any(sign in signed for sign in _SIGNS) else None
    if found is not None and not layout.quoted(found.start()) and _hangs(found, source, cues):
        return (_upto(text, found.start(), _end(text, found.end(), here.end), found.end(), cues),)
    ahead = _REASON.match(text, here.start, source.start)
    if ahead is not None:
        return (_upto(text, ahead.start(), _end(text, ahead.end(), source.start), ahead.end(), cues),)
    if k + 1 == len(layout.sentences) or limit < here.end:
        return ()
    following = layout.sentences[k + 1]
    again = _AGAIN.match(text, following.start, following.end)
    if again is None or (again["noun"] and again["noun"].lower().rstrip("s") not in _ANYBODY | {head.rstrip("s")}):
        return ()
    start = again.start("who") if again["who"] else again.start()
    return (_upto(text, start, _end(text, again.end(), following.end), again.end(), cues),)


def description(layout: Layout, core: Span, stops: Sequence[int]) -> Span:
    """Return the words that describe an unnamed source: `core`, and what right after it tells more of who it is.

    stops: where statements' cues and contents and the reasons for not naming begin, in order; a description ends there.
    """
    text = layout.text
    detail = _DETAIL.match(text, core.end)
    if detail is None:
        return core
    here = layout.sentences[layout.sentence(core.start)]
    mark = _CLAUSE_END.search(text, core.end, here.end)
    limit = mark.start() if mark else here.end
    n = bisect_left(stops, core.end)
    if n < len(stops):
        limit = min(limit, stops[n])
    end = core.end + len(_TRAILS.sub("", text[core.end : limit]))
    return Span(core.start, end) if end > detail.end() else core


def _hangs(found: re.Match[str], source: Span, cues: tuple[Span, ...]) -> bool:
    """Whether a clause with "who" is the source's: one beyond the reporting words is somebody else's."""
    relative = found.group()[:3].lower() == "who"
    return not relative or not any(source.end <= cue.start < found.start() for cue in cues)


def _upto(text: str, start: int, stop: int, least: int, cues: tuple[Span, ...]) -> Span:
    """Return the span without the cue that follows in it, and without space at its end."""
    for cue in cues:
        if least <= cue.start < stop:
            stop = cue.start
    while stop > least and text[stop - 1].isspace():
        stop -= 1
    return Span(start, stop)


def _end(text: str, at: int, limit: int) -> int:
    """Return where the clause ends that runs on from `at`: at a mark, unless the reason follows it."""
    while at < limit:
        stop = _STOP.search(text, at, limit)
        if stop is None:
            return limit
        if _GOES_ON.match(text, stop.start(), limit) and stop.group() == ",":
            at = stop.end()
            continue
        return stop.start()
    return limit
