"""What one line of a page is, by its own words: furniture of which kind, a correction note, or None for body."""

from __future__ import annotations

from functools import cache, lru_cache

from onrecord.ingest.boilerplate import BOILERPLATE
from onrecord.ingest.endings import ENDINGS
from onrecord.ingest.rules import CORRECTIONS, CREDITS, DATELINES, Rule

_LONGEST = 1200
# Corrections come first: they are read, and what they hold must not be taken for anything else.
_RULES = (*CORRECTIONS, *BOILERPLATE, *ENDINGS, *CREDITS, *DATELINES)
_MOST_WORDS = max(rule.words for rule in _RULES)
_REMEMBERED = 4096
"""Lines whose label is remembered: the furniture of a site stands on each of its pages."""


@lru_cache(maxsize=_REMEMBERED)
def label(line: str) -> str | None:
    """Return what a line is: CORRECTION, the kind of its furniture, or None where its words do not give it away.

    `line` has no line break. Bylines are told by `byline.parse`, captions that only their neighbours give away by
    `plain`. A line of more than 1,200 characters is furniture of no kind.
    """
    line = " ".join(line.split())
    count, lower = line.count(" ") + 1, line.lower()
    for rule in _fitting(min(count, _MOST_WORDS + 1), long=len(line) > _LONGEST):
        if rule.matches(line, lower):
            return rule.label
    return None


def is_correction(line: str) -> bool:
    """Return whether `label` of a line is CORRECTION, which is told sooner than what else it may be."""
    line = " ".join(line.split())
    count, lower = line.count(" ") + 1, line.lower()
    return any(count <= rule.words and rule.matches(line, lower) for rule in CORRECTIONS)


@cache
def _fitting(count: int, *, long: bool) -> tuple[Rule, ...]:
    """Return the rules for a line of `count` words."""
    return tuple(rule for rule in (CORRECTIONS if long else _RULES) if count <= rule.words)
