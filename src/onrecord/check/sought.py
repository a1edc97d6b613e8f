"""What is looked for: the words of a quotation, and where the draft itself says that they were changed.

A draft marks a change by brackets ("[the mayor] said", "work[ing]", "[T]he plan"), by an ellipsis ("we will … stay",
"[...]") or by "[sic]". Words in brackets are the writer's, the rest must be the source's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onrecord.check.words import Words, words_under
from onrecord.domain import Span

_ELLIPSIS: Final = r"…|\.\s?\.\s?\.(?:\s?\.)?"
_CHANGE: Final = re.compile(
    rf"(?P<ellipsis>[\[(]\s*(?:{_ELLIPSIS})\s*[\])]|{_ELLIPSIS})"
    r"|(?P<sic>[\[(]\s*sic\s*[\])])"
    r"|(?P<bracket>[^\W_]*\[[^\[\]\n]{1,200}\][^\W_]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A change that the draft marks: before word `at` of what must be the source's.

    kind: "ellipsis", "sic" or "bracket". span: the mark in the draft. text: what the writer put in, without brackets,
    but with what of a word stands before or after them.
    """

    kind: Literal["ellipsis", "sic", "bracket"]
    at: int
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Sought:
    """The words to look for. raw: as they stand; all: a word that is partly in brackets as one ("[T]he" is "The").

    own: without what is in brackets: those that must be the source's. changes: what is marked, in order.
    """

    text: str
    raw: Words
    all: Words
    own: Words
    changes: tuple[Change, ...]

    @property
    def inner(self) -> tuple[Change, ...]:
        """The changes between two words, where something of the source may be missing."""
        return tuple(c for c in self.changes if 0 < c.at < len(self.own))


def sought(text: str, spans: Sequence[Span]) -> Sought:
    """Return what to look for, given a draft's text and the places of a quotation's words in it."""
    free: list[Span] = []
    marks: list[tuple[str, Span]] = []
    for span in spans:
        begin = span.start
        for m in _CHANGE.finditer(text, span.start, span.end):
            free.append(Span(begin, m.start()))
            marks.append((m.lastgroup or "", Span(*m.span())))
            begin = m.end()
        free.append(Span(begin, span.end))
    own = words_under(text, free)
    changes = tuple(
        Change(kind, int(own.starts.searchsorted(place.start)), place, re.sub(r"[\[\]]", "", place.of(text)).strip())  # type: ignore[arg-type]
        for kind, place in marks
    )
    whole = own if not any(c.kind != "ellipsis" for c in changes) else _with_brackets(text, spans, changes)
    return Sought(text, words_under(text, spans), whole, own, changes)


def _with_brackets(text: str, spans: Sequence[Span], changes: Sequence[Change]) -> Words:
    """Return all words, a word that is partly in brackets as one: "[T]he" is "The"."""
    bare = list(text)
    for c in changes:
        if c.kind == "bracket":
            for k in range(c.span.start, c.span.end):
                # A character that may stand inside a word, and is not compared, keeps the places of all others.
                bare[k] = "\u2060" if text[k] in "[]" else text[k]
    low, high = min(s.start for s in spans), max(s.end for s in spans)
    part = "".join(bare[low:high])
    found = words_under(part, [Span(s.start - low, s.end - low) for s in spans])
    at = found.starts.dtype.type(low)
    return Words(found.numbers, found.starts + at, found.ends + at)
