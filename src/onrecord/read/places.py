"""Where each statement of an article stands, and who speaks: its cue, its sentence, its paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.domain import Span, Statement
from onrecord.read.reporting_words import TITLE
from onrecord.text import sentences_of

_PRONOUN = re.compile(r"(?:he|she|they|it|i|we|who|which|that|him|her|them|me|us|his|their|its|my|our)$", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")
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


def place(text: str, statements: Sequence[Statement], cut: Sequence[tuple[int, Span]] | None = None) -> list[Placed]:
    """Put each statement that has any words into its sentence, and say who speaks; in the order of their cues.

    cut: the sentences of the text with the numbers of their paragraphs, where they are known. The key of a speaker is
    the speaker read, else the last word of the source; a pronoun is whoever spoke before.
    """
    cut = sentences_of(text) if cut is None else cut
    starts = [s.start for _, s in cut]
    found: list[tuple[int, Statement, Span]] = []
    for i, s in enumerate(statements):
        spans = s.cue or s.source or s.content
        if spans and cut:
            found.append((i, s, Span(spans[0].start, max(x.end for x in spans))))
    out: list[Placed] = []
    last: tuple[str | None, str | None] = None, None
    for i, s, cue in sorted(found, key=lambda item: item[2].start):
        paragraph, sentence = cut[max(bisect_right(starts, cue.start) - 1, 0)]
        speaker, name = _speaking(text, s) or last
        out.append(Placed(i, s, cue, sentence, paragraph, speaker, name))
        last = (speaker, name) if s.parent is None else last
    return out


def _speaking(text: str, s: Statement) -> tuple[str, str] | None:
    """Return the key and the name of who speaks, None where a pronoun or nothing says so."""
    if s.speaker is not None:
        return s.speaker, s.speaker
    source = " ".join(x.of(text) for x in s.source[:1]).partition(",")[0]
    words = _WORD.findall(source)
    if not words or _PRONOUN.match(words[-1]):
        return None
    return _OWNER.sub("", words[-1]).lower(), _OWNER.sub("", TITLE.sub("", source))
