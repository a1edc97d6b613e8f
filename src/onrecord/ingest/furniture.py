"""What one line of a page is, by its own words: furniture of which kind, a correction note, or None for body."""

from __future__ import annotations

from onrecord.ingest.boilerplate import BOILERPLATE
from onrecord.ingest.endings import ENDINGS
from onrecord.ingest.rules import CORRECTIONS, CREDITS, DATELINES

_LONGEST = 1200
# Corrections come first: they are read, and what they hold must not be taken for anything else.
_RULES = (*CORRECTIONS, *BOILERPLATE, *ENDINGS, *CREDITS, *DATELINES)


def label(line: str) -> str | None:
    """Return what a line is: CORRECTION, the kind of its furniture, or None where its words do not give it away.

    `line` has no line break. Bylines are told by `byline.parse`, captions that only their neighbours give away by
    `plain`. A line of more than 1,200 characters is furniture of no kind.
    """
    line = " ".join(line.split())
    count, lower = line.count(" ") + 1, line.lower()
    for rule in CORRECTIONS if len(line) > _LONGEST else _RULES:
        if rule.matches(line, lower, count):
            return rule.label
    return None
