"""Spans, words and paragraphs of a text: arithmetic that every room shares, written once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.domain import Span

_BREAK = re.compile(r"[^\S\n]*\n\s*")
_WORD = re.compile(r"\w+")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Cut plain text into paragraphs: half-open code point ranges without surrounding white space.

    Each line break ends a paragraph, unless the next line goes on in lower case (a hard-wrapped text) without a blank
    line between.
    """
    out: list[tuple[int, int]] = []
    begin = 0
    edges = [(m.start(), m.end()) for m in _BREAK.finditer(text)] + [(len(text), len(text))]
    for stop, after in edges:
        if stop < len(text) and text.count("\n", stop, after) == 1 and text[after : after + 1].islower():
            continue
        while begin < stop and text[begin].isspace():
            begin += 1
        while stop > begin and text[stop - 1].isspace():
            stop -= 1
        if stop > begin:
            out.append((begin, stop))
        begin = after
    return out


def excerpt(text: str, spans: Sequence[Span], between: str = " … ") -> str:
    """Return the words of `spans` in reading order, white space collapsed, pieces joined by `between`."""
    return between.join(" ".join(s.of(text).split()) for s in sorted(spans))


def words(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """Return where each word (a run of word characters) under `spans` begins."""
    return frozenset(m.start() for s in spans for m in _WORD.finditer(text, s.start, s.end))
