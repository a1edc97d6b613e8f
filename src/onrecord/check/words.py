"""A text as the words that a comparison sees: typographic marks, white space and capitals aside, each with its place.

A word is compared by a number, the CRC-32 of its folded form: numbers fit arrays, which make searching many sources
fast. Two words with one number are rare (one pair in four thousand million); the differences that are shown are made
from the words themselves.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.domain import Span

Numbers = npt.NDArray[np.uint32]
# What may stand inside a word: apostrophes, soft hyphens, joiners of no width, combining accents.
_INSIDE: Final = r"[’'‘ʼ`´\u00ad\u200b-\u200d\u2060\u0300-\u036f]"
WORD: Final = re.compile(
    r"\d+(?:[.,:]\d+)+"  # 1,500 and 3.5 and 10:30
    r"|[^\W\d_](?:\.[^\W\d_])+\b\.?"  # U.S. and p.m.
    rf"|[^\W_]+(?:{_INSIDE}+[^\W_]+)*[\u0300-\u036f]*"
    r"|[%$£€¥&]"
)
_DROPPED: Final = re.compile(_INSIDE)
_SAME: Final = {"%": "percent", "&": "and"}
_numbers: dict[str, int] = {}
_MOST_KEPT: Final = 500_000


def folded(word: str) -> str:
    """Return the form in which a word (as WORD finds it) is compared."""
    if word.isascii() and word.isalpha():
        return word.lower()
    word = _SAME.get(word, word)
    if word[0].isdigit():
        word = word.replace(",", "")
    elif "." in word:
        word = word.replace(".", "")
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word)
    return _DROPPED.sub("", word).casefold()


def number(word: str) -> int:
    """Return the number by which a word is compared."""
    known = _numbers.get(word)
    if known is None:
        if len(_numbers) > _MOST_KEPT:
            _numbers.clear()
        known = _numbers[word] = zlib.crc32(folded(word).encode("utf8", "surrogatepass"))
    return known


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in parallel arrays: their numbers, and where each begins and ends. All are uint32 [n]."""

    numbers: Numbers
    starts: Numbers
    ends: Numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def span(self, first: int, last: int) -> Span:
        """Return the place of words `first` up to, but without, `last`."""
        return Span(int(self.starts[first]), int(self.ends[last - 1]))

    def cut(self, first: int, last: int, offset: int) -> Words:
        """Return words `first` up to, but without, `last`, in a text that begins at `offset` of this one."""
        at = np.uint32(offset)
        return Words(self.numbers[first:last], self.starts[first:last] - at, self.ends[first:last] - at)


def words_of(text: str) -> Words:
    """Return the words of a text."""
    numbers, starts, ends = array("I"), array("I"), array("I")
    for m in WORD.finditer(text):
        numbers.append(number(m[0]))
        start, end = m.span()
        starts.append(start)
        ends.append(end)
    return _arrays(numbers, starts, ends)


def words_under(text: str, spans: Sequence[Span]) -> Words:
    """Return the words of a text that stand under some spans, in their order."""
    numbers, starts, ends = array("I"), array("I"), array("I")
    for span in spans:
        for m in WORD.finditer(text, span.start, span.end):
            numbers.append(number(m[0]))
            start, end = m.span()
            starts.append(start)
            ends.append(end)
    return _arrays(numbers, starts, ends)


def _arrays(numbers: array[int], starts: array[int], ends: array[int]) -> Words:
    return Words(*(np.frombuffer(x, dtype=np.uint32) if len(x) else np.zeros(0, np.uint32)
                   for x in (numbers, starts, ends)))  # fmt: skip
