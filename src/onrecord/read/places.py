"""Where each statement of an article stands, and who speaks: its cue, its sentence, its paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.domain import Span, Statement
from onrecord.read.reporting_words import TITLE
from onrecord.text import paragraphs, sentences

_PRONOUN = re.compile(r"(?:he|she|they|it|i|we|who|which|that|him|her|them|me|us|his|their|its|my|our)$", re.IGNORECASE)
_OWNER = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement in its place: its number, its cue, its sentence and paragraph, who speaks (a key, and a name)."""

    index: int
    statement: Statement
    cue: Span
    sentence: Span
    paragraph: int
    speaker: str | None = None
    name: str | None = None


def place(text: str, statements: Sequence[Statement]) -> list[Placed]:
    """Put each statement that has any words into its sentence, and say who speaks; in the order of their cues.

    The key of a speaker is the speaker read, else the last word of the source; a pronoun is whoever spoke before.
    """
    cut = [(k, s) for k, (begin, end) in enumerate(paragraphs(text)) for s in sentences(text, begin, end)]
    starts = [s.start for _, s in cut]
    out = []
    for i, s in enumerate(statements):
        spans = s.cue or s.source or s.content
        if spans and cut:
            k = max(bisect_right(starts, spans[0].start) - 1, 0)
            out.append(Placed(i, s, Span(spans[0].start, max(x.end for x in spans)), cut[k][1], cut[k][0]))
    return _speaking(text, sorted(out, key=lambda item: item.cue.start))


def _speaking(text: str, items: Iterable[Placed]) -> list[Placed]:
    out: list[Placed] = []
    last: Placed | None = None
    for item in items:
        source = re.sub(r",.*", "", " ".join(s.of(text) for s in item.statement.source[:1]), flags=re.DOTALL)
        words = re.findall(r"[\w’'-]+", source)
        if item.statement.speaker is not None:
            placed = replace(item, speaker=item.statement.speaker, name=item.statement.speaker)
        elif words and not _PRONOUN.match(words[-1]):
            placed = replace(
                item, speaker=_OWNER.sub("", words[-1]).lower(), name=_OWNER.sub("", TITLE.sub("", source))
            )
        else:
            placed = item if last is None else replace(item, speaker=last.speaker, name=last.name)
        out.append(placed)
        last = placed if item.statement.parent is None else last
    return out
