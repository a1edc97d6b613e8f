"""What the words that report a statement say of its time: of one day, of none, of another than the last one named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onrecord.read.clause_dates import ASIDE, SPEECH, Item, outside, words_of

_REMEMBERED = 10_000
# The patterns of times are for words in lower case: those that mind no case are several times slower.
_ANY_TIME = re.compile(
    r"\b(?:ha[sdv]|in the past|previous|earl|lat|once|repeat|often|freq|regul|always|at the time|last time|continu"
    r"|recent|used|subseq|then|another|separat|again|also|long|multip|many|never|original|already|first)"
    r"|(?:not|n['’]t|to)\s+(?:\w+\s+)?(?:comment|respond|return)",
)
"""All words in which _OTHER_TIME, _EARLIER, _LATER or _MANY_TIMES is found hold one of these; most hold none."""
_OTHER_TIME = re.compile(
    r"\b(?:has|have|had|hasn['’]t|haven['’]t)\b|\b(?:in the past|previously|earlier|later|once|repeatedly|often"
    r"|frequently|regularly|always|at the time|last time|continue[sd]?|recently|used to|subsequent(?:ly)?)\b"
    r"|\b(?:not|declin\w+ to)\s+(?:\w+\s+)?(?:comment|respond|return)|n['’]t\s+(?:\w+\s+)?(?:comment|respond|return)",
)
"""Reporting words that speak of no one occasion."""
_HAD = re.compile(r"\bhad\b|\bhadn['’]t\b", re.IGNORECASE)
_WHILE = re.compile(r"^\W*(?:While|As|When|Although|Though)\b[^,]*,")
_PRESENT = re.compile(r"\b(?:is|are|plans?|wants?|hopes?|thinks?|believes?|knows?|likes?|fears?|will|intends?)\b", re.I)
_HABIT = re.compile(r"(?!was|has|does)[a-z]+s\b|say\b|tell\b|acknowledge\b|argue\b|note\b", re.I)
_PAPER = re.compile(rf"\b(?:it|{SPEECH})\b", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:has|have|hasn['’]t|haven['’]t|['’]ve)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:\w{2,}ed|said|told|wrote|made|gave|spoke|thought|knew|saw|took|went|came|put|held|found|left|sent|met|was"
    r"|were|did)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:earlier|previously|in the past|once|at the time|last time|used to|originally|already|first)\b",
)
_LATER = re.compile(r"\b(?:later|subsequent(?:ly)?|then|another|separately|again|also)\b")
_MANY_TIMES = re.compile(
    r"\b(?:repeatedly|often|frequently|regularly|always|continu\w+|recent(?:ly)?|long|multiple|many times|never)\b",
)
_NO_ANSWER = re.compile(r"\b(?:respond|comment|return|reached|contacted|available)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """What the words of a cue say of its time."""

    had: bool
    past: bool
    no_answer: bool
    present: bool
    habit: bool
    perfect: bool


@lru_cache(maxsize=_REMEMBERED)
def of_cue(cue: str) -> Cue:
    """Return what a cue says of its time; articles have few cues, but often."""
    return Cue(
        had=_HAD.search(cue) is not None,
        past=_PAST.search(cue) is not None,
        no_answer=_NO_ANSWER.search(cue) is not None,
        present=_PRESENT.search(cue) is not None,
        habit=_HABIT.match(cue) is not None,
        perfect=_PERFECT.search(cue) is not None,
    )


@dataclass(frozen=True, slots=True)
class Times:
    """What times the words that report a statement speak of."""

    other: bool = False
    earlier: bool = False
    later: bool = False
    many: bool = False


_NO_TIMES = Times()


def times(words: str) -> Times:
    """Return what times the words that report a statement speak of."""
    words = words.lower()
    if _ANY_TIME.search(words) is None:
        return _NO_TIMES
    return Times(
        other=_OTHER_TIME.search(words) is not None,
        earlier=_EARLIER.search(words) is not None,
        later=_LATER.search(words) is not None,
        many=_MANY_TIMES.search(words) is not None,
    )


def reporting(text: str, item: Item) -> str:
    """Return the words that report a statement: source and cue, what stands between them, how the sentence opens."""
    statement = item.statement
    spans = [*statement.source, *statement.cue] or list(statement.content)
    low, high = min(s.start for s in spans), max(s.end for s in spans)
    low = item.span.start if low - item.span.start < 80 else low
    words = outside(text, max(low, item.span.start), high, statement.content)
    return _WHILE.sub(" ", ASIDE.sub(" ", words)) if "," in words or "(" in words else words


def undated(text: str, item: Item) -> bool:
    """Say whether the cue names an attitude or a habit, which no one day has: "wants", "describes" (not of a paper)."""
    cue = of_cue(words_of(text, item.statement.cue))
    return cue.present or (cue.habit and not _PAPER.search(words_of(text, item.statement.source)))


def speaks_of_other_times(text: str, item: Item) -> bool:
    """Say whether the words that report a statement speak of no one occasion, or of another than the last."""
    return times(reporting(text, item)).other or undated(text, item)
