"""Where a place of the text stands: its paragraph, its sentence, inside or outside quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from onrecord.domain import Article, Span
from onrecord.text import paragraphs, sentences

_DOUBLE = re.compile(r"[\"“”„«»'](?:(?<!')|')")
"""A double quotation mark, or two single ones for it; looked for by the first character alone."""


class Layout:
    """Looks up places of one article's text; every look-up takes logarithmic time.

    read: places that are read in any case (where statements begin). body: spans of the paragraphs that are headline,
    body or correction, or hold such a place; other furniture is left out.
    """

    def __init__(self, article: Article, read: Sequence[int] = ()):
        self.text = article.text
        places = sorted(read)
        kept = [b for b in article.blocks if b.kind != "furniture" or _holds(b.span, places)]
        spans = [b.span for b in kept] or [Span(*p) for p in paragraphs(article.text)]
        self.body: tuple[Span, ...] = tuple(sorted(spans, key=attrgetter("start", "end")))
        self.headline: Span | None = next((b.span for b in kept if b.kind == "headline"), None)
        self._paragraphs = [s.start for s in self.body]
        self.sentences: list[Span] = [s for span in self.body for s in sentences(self.text, span.start, span.end)]
        self._sentence_starts = [s.start for s in self.sentences]
        self._marks: list[int] = []
        self._inside: list[bool] = []
        for span in self.body:
            self._quotations(span)

    def paragraph(self, at: int) -> int:
        """Return the number of the paragraph that `at` lies in, or of the last one before it."""
        return max(0, bisect_right(self._paragraphs, at) - 1)

    def sentence(self, at: int) -> int:
        """Return the number of the sentence that `at` lies in, or of the last one before it."""
        return max(0, bisect_right(self._sentence_starts, at) - 1)

    def quoted(self, at: int) -> bool:
        """Whether the character at `at` stands inside double quotation marks."""
        k = bisect_right(self._marks, at) - 1
        return k >= 0 and self._inside[k]

    def _quotations(self, span: Span) -> None:
        """Note where quotations begin and end in one paragraph; a mark that is never closed ends with it."""
        inside = False
        for m in _DOUBLE.finditer(self.text, span.start, span.end):
            mark = m.group()
            before = self.text[m.start() - 1] if m.start() > span.start else " "
            after = self.text[m.end()] if m.end() < span.end else " "
            if mark in "“„«":
                inside = True
            elif mark in "”»":
                inside = False
            else:
                inside = not inside or (before in " ([-—" and not after.isspace())
            self._marks.append(m.end() if inside else m.start())
            self._inside.append(inside)
        self._marks.append(span.end)
        self._inside.append(False)


def _holds(span: Span, places: Sequence[int]) -> bool:
    k = bisect_left(places, span.start)
    return k < len(places) and places[k] < span.end


def covers(spans: Sequence[Span], at: int) -> bool:
    """Whether one of `spans` holds the place `at`."""
    return any(s.start <= at < s.end for s in spans)
