"""Words become word pieces: the longest pieces of a fixed vocabulary, from the left (WordPiece, Wu et al. 2016).

Uncased and without accents, as the base weights were trained. It is here, and not in the `tokenizers` package, because
that one brings a hub client and 40 MB with it, and because units need the word before its pieces; `training` uses this
module too, so that training and reading spell alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import compress

# A unit: letters and digits with the accents that follow them, or one mark of any other kind.
_UNIT = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*|[^\s\u0300-\u036f]|[\u0300-\u036f]")
_ENDS = frozenset(".,:;?!\"'")
# Longer "words" are not words; they are read as one unknown one.
LONGEST = 100
# What stands for a word that the vocabulary cannot spell: a piece that it always has.
UNKNOWN = "*"
START, PAD, END = "<s>", "<pad>", "</s>"
# Spellings that are remembered, so that an article's common words are looked up once; then memory stays bounded.
_REMEMBERED = 50_000


class WordPiece:
    """Spells words with the pieces of `vocabulary`, in the order of their numbers. Safe to share between threads.

    Raises ValueError where the vocabulary lacks a piece that reading cannot do without.
    """

    def __init__(self, vocabulary: Iterable[str]):
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        lacking = [p for p in (START, PAD, END, UNKNOWN) if p not in self._ids]
        if lacking:
            raise ValueError(f"the vocabulary has no {', '.join(lacking)}")
        self.start, self.end = self._ids[START], self._ids[END]
        self._known: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def spell(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the pieces that make up `word`, one at least."""
        known = self._known.get(word)
        if known is None:
            known = self._spell(_bare(word))
            if len(self._known) < _REMEMBERED:
                self._known[word] = known
        return known

    def spell_all(self, words: Iterable[str]) -> list[tuple[int, ...]]:
        """Spell each word."""
        known = self._known.get
        return [known(word) or self.spell(word) for word in words]

    def _spell(self, word: str) -> tuple[int, ...]:
        out: list[int] = []
        at = 0
        while at < len(word) <= LONGEST:
            for stop in range(len(word), at, -1):
                piece = self._ids.get(("##" if at else "") + word[at:stop])
                if piece is not None:
                    out.append(piece)
                    at = stop
                    break
            else:
                break
        return tuple(out) if out and at == len(word) else (self._ids[UNKNOWN],)


def cut(text: str) -> tuple[list[str], list[int]]:
    """Cut `text` into words and single marks, and return these and where each begins.

    White space and control characters are in none.
    """
    words: list[str] = []
    starts: list[int] = []
    begin = 0
    for run in text.split(" "):
        if run.isalnum():  # most are a word and no more
            words.append(run)
            starts.append(begin)
        elif run[-1:] in _ENDS and run[:-1].isalnum():  # most others are one and a mark
            words += (run[:-1], run[-1])
            starts += (begin, begin + len(run) - 1)
        elif run:
            for m in _UNIT.finditer(run):
                words.append(m.group())
                starts.append(begin + m.start())
        begin += len(run) + 1
    if text.isprintable():
        return words, starts
    shown = [len(w) > 1 or w.isprintable() for w in words]
    return list(compress(words, shown)), list(compress(starts, shown))


def units(text: str) -> list[tuple[int, int]]:
    """Cut `text` as `cut` does, and return the half-open ranges."""
    return [(start, start + len(word)) for word, start in zip(*cut(text), strict=True)]


def _bare(word: str) -> str:
    """Return `word` in lower case and without accents."""
    word = word.lower()
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
