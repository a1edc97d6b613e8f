"""Spans, words and paragraphs of a text: arithmetic that every room shares, written once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise

from onrecord.domain import Span

ID_LENGTH = 16
"""How many hexadecimal digits an article's id has."""
_BREAK = re.compile(r"\n\s*")
_WORD = re.compile(r"\w+")
# Full stops after these, and after initials, end no sentence. They are looked for behind the mark, for most places of a
# text have none; those of one length at once.
_ABBREVIATIONS = "[A-Z] Mr|Ms|Dr|St|Lt|Jr|vs Mrs|Sen|Rep|Gov|Gen|Rev Sens|Reps|Prof".split()
_SENTENCE_END = re.compile(
    "[.!?]" + "".join(rf"(?<!\b(?:{a})[.!?])" for a in _ABBREVIATIONS) + r"['\"”’)\]]*\s+(?=[\"“‘'(\[]*[A-Z])"
)


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


def sentences(text: str, begin: int, end: int) -> list[Span]:
    """Cut the paragraph [begin, end) of `text` into sentences, the space after each included; none is empty."""
    edges = [begin, *(m.end() for m in _SENTENCE_END.finditer(text, begin, end)), end]
    return [Span(a, b) for a, b in pairwise(edges) if a < b]


def sentences_of(text: str) -> list[tuple[int, Span]]:
    """Cut a whole text into sentences, each with the number of its paragraph."""
    return [(k, s) for k, (begin, end) in enumerate(paragraphs(text)) for s in sentences(text, begin, end)]


def excerpt(text: str, spans: Sequence[Span], between: str = " … ") -> str:
    """Return the words of `spans` in reading order, white space collapsed, pieces joined by `between`."""
    if len(spans) == 1:  # nearly always
        span = spans[0]
        return " ".join(text[span.start : span.end].split())
    return between.join(" ".join(s.of(text).split()) for s in sorted(spans))


def words(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """Return where each word (a run of word characters) under `spans` begins."""
    return frozenset(m.start() for s in spans for m in _WORD.finditer(text, s.start, s.end))


def article_id(place: str, text: str) -> str:
    """Return an article's id: 16 hexadecimal digits of the SHA-256 of its address (or else its name) and its text.

    The same page read again has the same id; a corrected one has another.
    """
    whole = f"{place}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:ID_LENGTH]
