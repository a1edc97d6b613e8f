"""Text becomes units: the words and marks that the encoder labels, with what is plain to see about each.

A *unit* is a whole word or a single punctuation mark as BERT's pre-tokeniser cuts them; a *piece* is one word piece of
a unit. Labels live on units, so that no span can begin inside a word. Offsets are code points into the text as given:
the normalisation below replaces one character by one character and never moves anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

IntArray = NDArray[np.int64]

# One for one. Curly and angle marks become the straight ones that the base vocabulary was trained on.
_SAME_LENGTH = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"', "＂": '"',
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "‹": "'", "›": "'", "´": "'",
        "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "−": "-",
        "\u00a0": " ", "\u200b": " ", "\ufeff": " ", "\u00ad": "-", "\t": " ", "\x1b": " ",
    }
)  # fmt: skip
_DOUBLED = re.compile(r"''")
_WIDE = re.compile("[\U00010000-\U0010ffff]")

# Shapes and quotation states: small closed vocabularies, embedded by the encoder beside the word pieces (whose
# vocabulary is uncased, so that capitals would otherwise be lost).
LOWER, TITLE, UPPER, MIXED, DIGIT, MARK = range(6)
OUTSIDE, INSIDE, OPENING, CLOSING, INSIDE_SINGLE = range(5)
N_SHAPES, N_QUOTES, N_PLACES = 6, 5, 3


def plain(text: str) -> str:
    """Return `text` with typographic marks made plain, character for character (the length never changes)."""
    out = text.translate(_SAME_LENGTH)
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


def split(tokenizer: Tokenizer, text: str, blocks: Sequence[tuple[int, int]]) -> list[Paragraph]:
    """Cut `text` into paragraphs of units.

    blocks: half-open code point ranges, one a paragraph; nothing is read across their edges.
    Returns one Paragraph a block, empty ones included, in order.
    """
    flat = plain(text)
    out = []
    encodings = tokenizer.encode_batch([flat[b:e] for b, e in blocks], add_special_tokens=False)
    for (begin, stop), enc in zip(blocks, encodings, strict=True):
        words = np.array([-1 if w is None else w for w in enc.word_ids], dtype=np.int64)
        offsets = np.array(enc.offsets, dtype=np.int64).reshape(-1, 2)
        n = len(words)
        new = np.ones(n, dtype=bool)
        new[1:] = words[1:] != words[:-1]
        first = np.flatnonzero(new)
        last = np.append(first[1:], n) - 1 if n else first
        starts, ends = offsets[first, 0] + begin, offsets[last, 1] + begin
        s_list, e_list = starts.tolist(), ends.tolist()
        shape = [_shape(text[s:e] or ".") for s, e in zip(s_list, e_list, strict=True)]
        quote = quote_states(flat[begin:stop], [s - begin for s in s_list], [e - begin for e in e_list])
        place = np.zeros(len(first), dtype=np.int64)
        if len(first):
            place[0] = 1
        if "''" in text[begin:stop]:  # a mark of two characters was read as one
            ends = np.array(
                [e + (text[s : s + 2] == "''") for s, e in zip(s_list, e_list, strict=True)], dtype=np.int64
            )
        glued = np.zeros(len(first), dtype=bool)
        if len(first) > 1:
            glued[1:] = starts[1:] == ends[:-1]
        place[glued] = 2
        out.append(
            Paragraph(
                starts, ends, first, np.array(enc.ids, dtype=np.int64),
                np.array(shape, dtype=np.int64), np.array(quote, dtype=np.int64), place,
            )
        )  # fmt: skip
    return out
