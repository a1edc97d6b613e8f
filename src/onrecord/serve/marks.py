"""An article's text as marked HTML: spans overlap and nest, elements must not, so the text is cut at every boundary.

Everything that comes from the article goes through `escape`; nothing else in a page does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from onrecord.domain import Block, Span
from onrecord.serve.outline import Outline
from onrecord.text import paragraphs

_ROLES: Final = (("source", "s"), ("cue", "c"), ("content", "t"))
_DEEPEST: Final = 4
"""The tint grows deeper with each content inside another, this many times."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A statement's part over one span: `role` is s, c or t (source, cue, content)."""

    span: Span
    role: str
    number: str
    depth: int
    low: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text with the same marks from end to end, outermost first."""

    span: Span
    marks: tuple[Mark, ...]


def numbers(outline: Outline) -> dict[str, str]:
    """Return a number for each statement id: its own ("s12" is 12), unless the ids are of another kind."""
    ids = [s.id for s, _ in outline.order]
    if all(i[:1] == "s" and i[1:].isascii() and i[1:].isdigit() for i in ids):
        return {i: i[1:] for i in ids}
    return {i: str(n) for n, i in enumerate(dict.fromkeys(ids), 1)}


def blocks(text: str, given: Sequence[Block]) -> list[Block]:
    """Return blocks that together hold all words of `text`, in order and none twice, whatever was given."""
    out: list[Block] = []
    at = 0
    for b in sorted(given, key=lambda b: b.span):
        start, end = max(at, b.span.start), min(len(text), b.span.end)
        if start < end:
            out += _unclaimed(text, at, start)
            out.append(Block(Span(start, end), b.kind, b.label))
            at = end
    return out + _unclaimed(text, at, len(text))


def _unclaimed(text: str, start: int, end: int) -> list[Block]:
    return [Block(Span(start + a, start + b), "body") for a, b in paragraphs(text[start:end])]


class Marked:
    """The marks of a record, cut into segments, and where each statement's number stands."""

    def __init__(self, outline: Outline):
        self.text = outline.record.article.text
        self.numbers = numbers(outline)
        marks = [
            Mark(
                Span(max(0, span.start), min(len(self.text), span.end)),
                role,
                self.numbers[s.id],
                depth,
                outline.is_low(s),
            )
            for s, depth in outline.order
            for part, role in _ROLES
            for span in getattr(s, part)
        ]
        self._marks = sorted((m for m in marks if m.span.start < m.span.end), key=lambda m: m.span)
        first: dict[str, int] = {}
        for m in self._marks:
            first.setdefault(m.number, m.span.start)
        for number in self.numbers.values():  # one without any words has its number at the end
            first.setdefault(number, len(self.text))
        # Where several begin at one place, the outer one's number comes first, as in the list of statements.
        rank = {number: i for i, number in enumerate(self.numbers.values())}
        self._anchors = sorted(((at, n) for n, at in first.items()), key=lambda pair: (pair[0], rank[pair[1]]))
        self._next_mark = self._next_anchor = 0
        self._open: list[Mark] = []

    def html(self, span: Span) -> str:
        """Return the text under `span` as HTML with its marks. Spans must be asked for in reading order."""
        out = []
        for segment in self._segments(span):
            out.append(self._numbers_up_to(segment.span.start))
            words = escape(segment.span.of(self.text))
            out.append(f"<span {_attributes(segment.marks)}>{words}</span>" if segment.marks else words)
        return "".join(out)

    def any_in(self, span: Span) -> bool:
        """Say whether a mark touches `span`."""
        return any(m.span.start < span.end and span.start < m.span.end for m in self._marks)

    def leftovers(self) -> str:
        """Return the numbers whose statements begin after the last block."""
        return self._numbers_up_to(len(self.text) + 1)

    def _numbers_up_to(self, at: int) -> str:
        out = []
        while self._next_anchor < len(self._anchors) and self._anchors[self._next_anchor][0] <= at:
            n = self._anchors[self._next_anchor][1]
            self._next_anchor += 1
            out.append(f'<a class="n" id="m-{n}" href="#st-{n}" data-n="{n}" aria-label="Statement {n}">{n}</a>')
        return "".join(out)

    def _segments(self, within: Span) -> Iterator[Segment]:
        while self._next_mark < len(self._marks) and self._marks[self._next_mark].span.start < within.end:
            self._open.append(self._marks[self._next_mark])
            self._next_mark += 1
        self._open = [m for m in self._open if m.span.end > within.start]
        edges = {within.start, within.end}
        for m in self._open:
            edges |= {e for e in (m.span.start, m.span.end) if within.start < e < within.end}
        cuts = sorted(edges)
        live: list[Mark] = []
        waiting = sorted(self._open, key=lambda m: -m.span.start)
        for start, end in pairwise(cuts):
            while waiting and waiting[-1].span.start <= start:
                live.append(waiting.pop())
            live = [m for m in live if m.span.end > start]
            # The innermost comes last: the deepest, and of equals the shorter.
            yield Segment(Span(start, end), tuple(sorted(live, key=lambda m: (m.depth, m.span.start - m.span.end))))


def _attributes(marks: Sequence[Mark]) -> str:
    contents = sum(m.role == "t" for m in marks)
    inner = marks[-1]
    classes = ["g", *(["t", f"t{min(contents, _DEEPEST)}"] if contents else [])]
    # A word can be one statement's content and another's source; of two sources or cues the inner one shows.
    named = next((m.role for m in reversed(marks) if m.role != "t"), None)
    classes += [named] if named else []
    classes += ["low"] if inner.low else []
    tokens = " ".join(f"{m.role}{m.number}" for m in marks)
    return f'class="{" ".join(classes)}" data-m="{tokens}"'
