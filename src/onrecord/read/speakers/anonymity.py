"""Why a source is not named, in the article's own words: "who was not authorized to speak publicly"."""

from __future__ import annotations

import re

from onrecord.domain import Span
from onrecord.read.speakers.layout import Layout

_NOT = r"(?:not|n['’]t|never)"
_AUTHORISED = (
    r"(?:authori[sz]ed|permitted|allowed|cleared|empowered)\s+to\s+"
    r"(?:speak|talk|discuss|comment|give|be|disclose|share|brief|address|describe)"
)
_UNNAMED = (
    r"(?:anonym\w+|not\s+(?:to\s+)?be(?:ing)?\s+(?:named|identified|quoted)|condition\s+(?:that|of)|unnamed"
    r"|(?:to\s+be|being)\s+(?:named|identified|quoted)|without\s+(?:attribution|being\s+(?:named|identified))|on\s+background"
    r"|(?:withh[eo]ld|use|give|publish|disclos|reveal)\w*\s+(?:\w+\s+){0,2}names?)"
)
_REASON = re.compile(
    rf"\b(?:(?:because|as|since)\s+(?:he|she|they)\s+(?:was|were|is|are|had)\s*{_NOT}\s+(?:\w+\s+)?{_AUTHORISED}"
    rf"|who\s+(?:was|were|is|are|wasn|weren|isn|aren)\s*{_NOT}\s+(?:\w+\s+)?{_AUTHORISED}"
    rf"|{_NOT}\s+(?:\w+\s+)?{_AUTHORISED}"
    rf"|(?:who|speaking|talking|and|he|she|they)\s+(?:(?:was|were|had|has|also|would|only)\s+)?"
    rf"(?:spoke|spoken|speak|ask\w*|request\w*|declin\w+|insist\w*|agree\w*|demand\w*|refus\w+|speaking|grant\w*"
    rf"|want\w*|did\s*{_NOT}\s+want|on|only|\w+ly)?[^.,;“”\"]{{0,60}}?{_UNNAMED}"
    rf"|(?:on|under)\s+(?:the\s+)?condition\s+(?:of\s+anonymity|that\s+\w+\s+{_NOT}\s+be)|anonymously\b)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[,.;:“”\"—]|\s(?:and|but)\s(?:is|was|are|were|has|had|said|told|added|who)\b|\s--|\s[–]|''")
_GOES_ON = re.compile(
    r",?\s+(?:because|since|as\s+(?:he|she|they)|in\s+order\s+to|to\s+(?:discuss|speak|describe|talk)|citing|for\s+fear|out\s+of\s+fear|so\s+as)\b"
)
_NEXT = re.compile(r"\W*(?:The\s+(?:\w+\s+){1,4})?")
"""What may stand before the reason in a sentence of its own: nothing ("He asked ..."), or the source again."""


def justification(layout: Layout, source: Span, cues: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the words near an unnamed source that say why it is not named; none where the article gives none.

    Looked for in the source's own sentence, then in the next one where it begins with the source.
    """
    text = layout.text
    k = layout.sentence(source.start)
    here = layout.sentences[k]
    m = _REASON.search(text, source.start, here.end)
    if m is None and k + 1 < len(layout.sentences):
        following = layout.sentences[k + 1]
        m = _REASON.search(text, following.start, following.end)
        if m is not None and not _NEXT.fullmatch(text, following.start, m.start()):
            m = None
        here = following
    if m is None or layout.quoted(m.start()):
        return ()
    stop = _end(text, m.end(), here.end)
    for cue in cues:
        if m.end() <= cue.start < stop:
            stop = cue.start
    while stop > m.end() and text[stop - 1].isspace():
        stop -= 1
    return (Span(m.start(), stop),)


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
