"""Text becomes units: the words and marks that the encoder labels, with what is plain to see about each.

A *unit* is a whole word or a single mark; a *piece* is one word piece of a unit. Labels live on units, so that no span
can begin inside a word. Offsets are code points into the text as given: the normalisation below replaces one character
by one character and never moves anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

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
# These, and what lies outside the basic plane, which becomes a star.
_ODD = re.compile(f"[{''.join(_SAME_LENGTH)}\U00010000-\U0010ffff]")

# Shapes and quotation states: small closed vocabularies, embedded by the encoder beside the word pieces (whose
# vocabulary is uncased, so that capitals would otherwise be lost).
LOWER, TITLE, UPPER, MIXED, DIGIT, MARK = range(6)
OUTSIDE, INSIDE, OPENING, CLOSING, INSIDE_SINGLE = range(5)
N_SHAPES, N_QUOTES, N_PLACES = 6, 5, 3


def plain(text: str) -> str:
    """Return `text` with typographic marks made plain, character for character (the length never changes)."""
    # Much of a text has nothing to make plain: of the marks above, all but the grave lie outside ASCII or do not show.
    if not text.isascii() or "`" in text or not text.isprintable():
        text = _ODD.sub(lambda m: _SAME_LENGTH.get(m[0], "*"), text)
    return text.replace("''", '" ')


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


def quote_states(text: str, starts: Sequence[int]) -> list[int]:
    """State of each unit towards double quotation marks, read left to right and reset with the paragraph.

    A mark opens where none is open; it opens, too, after a space and before a word (the next paragraph of a running
    quotation opens with a mark of its own). A mark that is never closed reaches the paragraph's end and no further.
    """
    states = [OUTSIDE] * len(starts)
    if '"' not in text:
        return states
    marks = [k for k, s in enumerate(starts) if text[s] == '"']
    inside = False
    for k, following in zip(marks, [*marks[1:], len(starts)], strict=True):
        start = starts[k]
        before = text[start - 1] if start else " "
        after = text[start + 1] if start + 1 < len(text) else " "
        inside = not inside or (before in " ([-" and not after.isspace())
        states[k] = OPENING if inside else CLOSING
        if inside:
            states[k + 1 : following] = [INSIDE] * (following - k - 1)
    return states


def _shape(word: str) -> int:
    """Return the shape of a unit that is not in small letters."""
    if word.isdigit():
        return DIGIT
    if word.isupper():
        return UPPER if len(word) > 1 else TITLE
    if word[0].isupper() and word[1:].islower():
        return TITLE
    return MIXED if word[0].isalnum() else MARK


def split(tokenizer: WordPiece, text: str, blocks: Sequence[tuple[int, int]]) -> list[Paragraph]:
    """Cut `text` into paragraphs of units.

    blocks: half-open code point ranges, one a paragraph; nothing is read across their edges.
    Returns one Paragraph a block, empty ones included, in order.
    """
    words: list[str] = []  # as they are spelled
    seen: list[str] = []  # as they stand in the text
    starts: list[int] = []
    quote: list[int] = []
    doubled: list[int] = []  # marks of two characters that were read as one
    edges = [0]
    for begin, stop in blocks:
        given = text[begin:stop]
        flat = plain(given)
        its_words, its_starts = wordpiece.cut(flat)
        words += its_words
        starts += [begin + s for s in its_starts]
        quote += quote_states(flat, its_starts)
        if "*" in flat:
            its_words = [given[s] if w == "*" else w for w, s in zip(its_words, its_starts, strict=True)]
        seen += its_words
        if "''" in given:
            doubled += [k for k in range(edges[-1], len(starts)) if text.startswith("''", starts[k])]
        edges.append(len(starts))
    # The arrays of all paragraphs are made at once: many small ones take longer than all the rest.
    n = len(starts)
    spelled = tokenizer.spell_all(words)
    start = np.fromiter(starts, np.int64, n)
    end = start + np.fromiter(map(len, words), np.int64, n)
    end[doubled] += 1
    place = np.zeros(n, dtype=np.int64)
    place[1:][start[1:] == end[:-1]] = 2
    place[[a for a, b in pairwise(edges) if a < b]] = 1
    first = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, spelled), np.int64, n), out=first[1:])
    pieces = np.fromiter(chain.from_iterable(spelled), np.int64, first[-1])
    shape = np.fromiter([LOWER if word.islower() else _shape(word) for word in seen], np.int64, n)
    quoted = np.fromiter(quote, np.int64, n)
    return [
        Paragraph(
            start[a:b], end[a:b], first[a:b] - first[a], pieces[first[a] : first[b]], shape[a:b], quoted[a:b],
            place[a:b],
        )
        for a, b in pairwise(edges)
    ]  # fmt: skip
