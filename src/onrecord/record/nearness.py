"""Near-duplicate text: which texts share their words, however one was cut, reordered or put into another house style.

A text is the set of its runs of five words within paragraphs, each as a number (a hash). Of these a sample is kept: all
below a bound that is the same for every text, so the sample of a part lies in the sample of the whole and the share of
one text that stands in another can be told from samples alone (Broder 1997, "On the resemblance and containment of
documents"; a bound instead of MinHash, for a copy that was cut to a third is contained, not alike). Nothing here knows
of articles or of the order in which they came.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from onrecord.domain import Block

RUN: Final = 5
"""Words a run has: long enough that two reporters seldom share one outside quotations, short enough that a changed word
costs five runs of the sample, not all."""
_BITS: Final = 47  # six bytes in SQLite, and positive in every database
BOUND: Final = (1 << _BITS) // 8
"""One run in eight is kept: about sixty of an article of five hundred words."""
LEAST: Final = 24
"""Of a short text more is kept, up to so many runs."""
LEAD: Final = 8
"""Runs that a paragraph has to have to count as one; shorter ones are datelines and headings."""

_PER_CENT: Final = re.compile(r"\bper cent\b|%")
_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['.][^\W\d_]+)*")
_QUOTATION: Final = re.compile(r"[“„«][^“”„«»]*[”»]?|\"[^\"]*(?:\"|$)")
_ENDING: Final = re.compile(r"(?:'s|')$")
_STYLE: Final = re.compile(r"(?<=[a-z]{2})(?:is(?=(?:e|ed|es|ing|ation|ations)$)|our(?=s?$|ed$|ing$))")
_TITLES: Final = frozenset(
    """mr mrs ms miss dr sir sen sens senator senators rep reps representative representatives gov governor
    congressman congresswoman prof professor gen general lt capt captain sgt sergeant rev reverend president
    prime minister the secretary former then us an a that""".split()
)
"""Titles, and small words that house styles add and take away; they are left out."""
_NUMBERS: Final = {
    w: str(n)
    for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"percent": "pct"}  # fmt: skip

Hashes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text: its sampled runs (sorted), the bound they lie below, and how many runs it has in all."""

    runs: Hashes
    bound: int
    size: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts share, by their sampled runs: how many, and what share of the first and of the second that is."""

    shared: int
    of_first: float
    of_second: float

    @property
    def contained(self) -> float:
        """The share of the text of which more is shared."""
        return max(self.of_first, self.of_second)

    @property
    def covered(self) -> float:
        """The share of the text of which less is shared: of the longer one, for a copy that was cut."""
        return min(self.of_first, self.of_second)

    @property
    def alike(self) -> float:
        """Their resemblance (Jaccard): what is shared, of all that either has."""
        if not self.shared:
            return 0.0
        return 1 / (1 / self.of_first + 1 / self.of_second - 1)


def body(text: str, blocks: Sequence[Block]) -> list[str]:
    """Return the paragraphs that the article itself consists of, without headline, correction notes and furniture."""
    return [b.span.of(text) for b in blocks if b.kind == "body"]


def words(text: str) -> list[str]:
    """Return the words of `text` without what house styles change: case, quotation marks, titles, spellings."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("\xad", "")
    out = []
    for token in _TOKEN.findall(_PER_CENT.sub(" percent ", plain)):
        word = _ENDING.sub("", token).replace(".", "").replace("'", "").replace(",", "")
        if word not in _TITLES:
            out.append(_NUMBERS.get(word) or _STYLE.sub(lambda m: "iz" if m[0] == "is" else "or", word))
    return out


@lru_cache(maxsize=1 << 16)
def _number(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def runs(paragraphs: Sequence[str]) -> Hashes:
    """Return the numbers of all runs of words in `paragraphs`, sorted, each once. A shorter paragraph is one run."""
    parts = []
    for paragraph in paragraphs:
        row = np.array([_number(w) for w in words(paragraph)], dtype=np.uint64)
        if not len(row):
            continue
        size = min(RUN, len(row))
        count = len(row) - size + 1
        mixed = np.full(count, size, dtype=np.uint64)
        for j in range(size):
            mixed = _mix(mixed * np.uint64(0x9E3779B97F4A7C15) + row[j : j + count])
        parts.append(mixed)
    if not parts:
        return np.empty(0, dtype=np.int64)
    return np.unique((np.concatenate(parts) >> np.uint64(64 - _BITS)).astype(np.int64))


def _mix(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread the bits evenly (the finaliser of SplitMix64, Steele 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def sketch(paragraphs: Sequence[str]) -> Sketch:
    """Return what is to be kept of a text."""
    return _sketched(tuple(paragraphs))


@lru_cache(maxsize=2)  # a text that is added is placed first, and tied to others then
def _sketched(paragraphs: tuple[str, ...]) -> Sketch:
    every = runs(paragraphs)
    bound = BOUND
    if len(every) and int(np.searchsorted(every, BOUND)) < LEAST:
        bound = int(every[min(LEAST, len(every)) - 1]) + 1 if len(every) > LEAST else 1 << _BITS
    return Sketch(every[: int(np.searchsorted(every, bound))], max(bound, BOUND), len(every))


def overlap(first: Sketch, second: Sketch) -> Overlap:
    """Return what two texts share, by as much of their samples as can be compared."""
    bound = min(first.bound, second.bound)
    a = first.runs[: int(np.searchsorted(first.runs, bound))]
    b = second.runs[: int(np.searchsorted(second.runs, bound))]
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return Overlap(shared, shared / len(a) if len(a) else 0.0, shared / len(b) if len(b) else 0.0)


class Full:
    """A text with all its runs, worked out as far as they are asked for."""

    def __init__(self, paragraphs: Sequence[str]):
        self.paragraphs = paragraphs

    @cached_property
    def parts(self) -> list[Hashes]:
        """The runs of each paragraph."""
        return [runs([p]) for p in self.paragraphs]

    @cached_property
    def runs(self) -> Hashes:
        """The runs of the whole."""
        return np.unique(np.concatenate(self.parts)) if self.parts else np.empty(0, dtype=np.int64)

    @cached_property
    def unquoted(self) -> Hashes:
        """The runs of what is not in quotation marks."""
        quotes = any(_QUOTATION.search(p) for p in self.paragraphs)
        return runs(unquoted(self.paragraphs)) if quotes else self.runs

    def spread(self, other: Full) -> bool:
        """Say whether what this text shares with another is more than one standing paragraph.

        That is, half of its lead, or half of each of two paragraphs.
        """
        shares = [float(np.isin(own, other.runs).mean()) for own in self.parts if len(own) >= LEAD]
        return bool(shares) and (shares[0] >= 0.5 or sum(x >= 0.5 for x in shares) >= 2)


def exact(first: Hashes, second: Hashes) -> Overlap:
    """Return what two texts share, by all their runs."""
    return overlap(Sketch(first, 1 << _BITS, len(first)), Sketch(second, 1 << _BITS, len(second)))


def unquoted(paragraphs: Sequence[str]) -> list[str]:
    """Return paragraphs without what stands in quotation marks, one piece for each stretch between quotations."""
    return [piece for p in paragraphs for piece in _QUOTATION.split(p) if piece.strip()]
