"""Text becomes units: the words and marks that the encoder labels, with what is plain to see about each.

A *unit* is a whole word or a single mark; a *piece* is one word piece of a unit. Labels live on units, so that no span
can begin inside a word. Offsets are code points into the text as given: the normalisation below replaces one character
by one character and never moves anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord import wordpiece
from onrecord.wordpiece import WordPiece

IntArray = NDArray[np.int64]

# One for one. Curly and angle marks become the straight ones that the base vocabulary was trained on.
_SAME_LENGTH = (
    {
        "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"', "＂": '"',
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "‹": "'", "›": "'", "´": "'",
        "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "−": "-",
        "\u00a0": " ", "\u200b": " ", "\ufeff": " ", "\u00ad": "-", "\t": " ", "\x1b": " ",
    }
)  # fmt: skip
_ODD = re.compile(f"[{''.join(_SAME_LENGTH)}]")
_DOUBLED = re.compile(r"''")
_WIDE = re.compile("[\U00010000-\U0010ffff]")

# Shapes and quotation states: small closed vocabularies, embedded by the encoder beside the word pieces (whose
# vocabulary is uncased, so that capitals would otherwise be lost).
LOWER, TITLE, UPPER, MIXED, DIGIT, MARK = range(6)
OUTSIDE, INSIDE, OPENING, CLOSING, INSIDE_SINGLE = range(5)
N_SHAPES, N_QUOTES, N_PLACES = 6, 5, 3


def plain(text: str) -> str:
    """Return `text` with typographic marks made plain, character for character (the length never changes)."""
    out = _ODD.sub(lambda m: _SAME_LENGTH[m[0]], text)
    if "''" in out:
        out = _DOUBLED.sub('" ', out)
    return _WIDE.sub("*", out)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The units of one stretch of text, in parallel arrays.

    starts, ends: [n_units] code point offsets into the article's text.
    first: [n_units] index of each unit's first piece; pieces: [n_pieces] ids.
    shape, quote, place: [n_units] feature ids.
    """

    starts: IntArray
    ends: IntArray
    first: IntArray
    pieces: IntArray
    shape: IntArray
    quote: IntArray
    place: IntArray

    def __len__(self) -> int:
        return len(self.starts)


def quote_states(text: str, starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    """State of each unit towards double quotation marks, read left to right and reset with the paragraph.

    A mark opens where none is open; it opens, too, after a space and before a word (the next paragraph of a running
    quotation opens with a mark of its own). A mark that is never closed reaches the paragraph's end and no further.
    """
    states: list[int] = []
    inside = False
    for s, e in zip(starts, ends, strict=True):
        if text[s] == '"':
            before = text[s - 1] if s else " "
            after = text[e] if e < len(text) else " "
            opens = not inside or (before in " ([-" and not after.isspace())
            states.append(OPENING if opens else CLOSING)
            inside = opens
        else:
            states.append(INSIDE if inside else OUTSIDE)
    return states


def _shape(word: str) -> int:
    if word.islower():
        return LOWER
    if word.isdigit():
        return DIGIT
    if word.isupper():
        return UPPER if len(word) > 1 else TITLE
    if word[0].isupper() and word[1:].islower():
        return TITLE
    return MIXED if any(c.isalnum() for c in word) else MARK


def split(tokenizer: WordPiece, text: str, blocks: Sequence[tuple[int, int]]) -> list[Paragraph]:
    """Cut `text` into paragraphs of units.

    blocks: half-open code point ranges, one a paragraph; nothing is read across their edges.
    Returns one Paragraph a block, empty ones included, in order.
    """
    return [_paragraph(tokenizer, text, begin, stop) for begin, stop in blocks]


def _paragraph(tokenizer: WordPiece, text: str, begin: int, stop: int) -> Paragraph:
    flat = plain(text[begin:stop])
    found = wordpiece.units(flat)
    n = len(found)
    spelled = [tokenizer.spell(flat[s:e]) for s, e in found]
    lengths = np.array([len(x) for x in spelled], dtype=np.int64)
    starts = np.array([s for s, _ in found], dtype=np.int64) + begin
    ends = np.array([e for _, e in found], dtype=np.int64) + begin
    shape = [_shape(text[begin + s : begin + e]) for s, e in found]
    quote = quote_states(flat, [s for s, _ in found], [e for _, e in found])
    if "''" in text[begin:stop]:  # a mark of two characters was read as one
        doubled = [text[s : s + 2] == "''" for s in starts.tolist()]
        ends = ends + np.array(doubled, dtype=np.int64)
    place = np.zeros(n, dtype=np.int64)
    place[1:][starts[1:] == ends[:-1]] = 2
    place[:1] = 1
    return Paragraph(
        starts, ends, np.cumsum(lengths) - lengths, np.array([i for x in spelled for i in x], dtype=np.int64),
        np.array(shape, dtype=np.int64), np.array(quote, dtype=np.int64), place,
    )  # fmt: skip
