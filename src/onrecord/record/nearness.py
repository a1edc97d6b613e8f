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
from collections.abc import Iterator, Sequence
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
    return [word for token in _tokens(text) if (word := _plain(token)) is not None]


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("\xad", "")
    return _TOKEN.findall(_PER_CENT.sub(" percent ", plain))


def _plain(token: str) -> str | None:
    word = _ENDING.sub("", token).replace(".", "").replace("'", "").replace(",", "")
    if word in _TITLES:
        return None
    return _NUMBERS.get(word) or _STYLE.sub(lambda m: "iz" if m[0] == "is" else "or", word)


@lru_cache(maxsize=1 << 16)
def _number(token: str) -> int:
    """Return the number of the word that a token stands for, -1 where it is left out."""
    word = _plain(token)
    return -1 if word is None else crc32(word.encode("utf-8", "surrogatepass"))


def _numbers(text: str) -> npt.NDArray[np.uint64]:
    return np.array([n for token in _tokens(text) if (n := _number(token)) >= 0], dtype=np.uint64)


def runs(paragraphs: Sequence[str]) -> Hashes:
    """Return the numbers of all runs of words in `paragraphs`, sorted, each once. A shorter paragraph is one run."""
    return _joined(_runs([_numbers(p) for p in paragraphs]))


def _joined(parts: Sequence[Hashes]) -> Hashes:
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)


def _runs(rows: Sequence[npt.NDArray[np.uint64]]) -> list[Hashes]:
    """Return the numbers of the runs in each of some rows of words, in their order."""
    out = [np.empty(0, dtype=np.int64)] * len(rows)
    for size in {min(RUN, len(row)) for row in rows} - {0}:
        # All at once: numpy takes as long for one paragraph. Runs across two of them are made too, and dropped.
        some = [n for n, row in enumerate(rows) if min(RUN, len(row)) == size]
        every = np.concatenate([rows[n] for n in some])
        mixed = np.full(len(every) - size + 1, size, dtype=np.uint64)
        for j in range(size):
            mixed = _mix(mixed * np.uint64(0x9E3779B97F4A7C15) + every[j : j + len(mixed)])
        kept = (mixed >> np.uint64(64 - _BITS)).astype(np.int64)
        at = 0
        for n in some:
            out[n] = kept[at : at + len(rows[n]) - size + 1]
            at += len(rows[n])
    return out


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
    return sampled(runs(paragraphs))


def sampled(every: Hashes) -> Sketch:
    """Return what is to be kept of a text with these runs, sorted."""
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


@dataclass(frozen=True)
class Full:
    """All runs of a text: those of each paragraph, and those of what is not in quotation marks, sorted."""

    parts: tuple[Hashes, ...]
    unquoted: Hashes

    @cached_property
    def runs(self) -> Hashes:
        """The runs of the whole."""
        return _joined(self.parts)

    def spread(self, other: Full) -> bool:
        """Say whether what this text shares with another is more than one standing paragraph.

        That is, half of its lead, or half of each of two paragraphs.
        """
        shares = [float(np.isin(own, other.runs).mean()) for own in self.parts if len(own) >= LEAD]
        return bool(shares) and (shares[0] >= 0.5 or sum(x >= 0.5 for x in shares) >= 2)


def full(paragraphs: Sequence[str]) -> Full:
    """Return all runs of a text."""
    # A quotation mark ends a word, so the words of a paragraph are those of its stretches.
    rows = [[(quoted, _numbers(piece)) for quoted, piece in _stretches(p)] for p in paragraphs]
    parts = _runs([np.concatenate([numbers for _, numbers in row]) for row in rows])
    own = _runs([numbers for row in rows for quoted, numbers in row if not quoted])
    return Full(tuple(np.unique(part) for part in parts), _joined(own))


def exact(first: Hashes, second: Hashes) -> Overlap:
    """Return what two texts share, by all their runs."""
    return overlap(Sketch(first, 1 << _BITS, len(first)), Sketch(second, 1 << _BITS, len(second)))


def _stretches(paragraph: str) -> Iterator[tuple[bool, str]]:
    """Yield a paragraph piece by piece, each with whether it is a quotation, marks and all."""
    at = 0
    for m in _QUOTATION.finditer(paragraph):
        yield False, paragraph[at : m.start()]
        yield True, m[0]
        at = m.end()
    yield False, paragraph[at:]
