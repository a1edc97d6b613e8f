"""A statement as a vector, so that statements that are alike lie near one another, in whatever words.

The sum of its word pieces' vectors, which come from the encoder's own word embeddings (training/vectors.py). No network
is run: a vector costs a few microseconds, and depends on the words alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.errors import ModelError
from onrecord.wordpiece import WordPiece, units

SIZE: Final = 64
"""How many numbers a vector has."""
MAGIC: Final = b"onrecord vectors 1\n"
_WORD: Final = re.compile(r"\w")
Vector = npt.NDArray[np.int8]


class Vectors:
    """The vectors of all word pieces. Safe to share between threads."""

    def __init__(self, pieces: list[str], data: bytes):
        n = len(pieces)
        if not data.startswith(MAGIC) or len(data) != len(MAGIC) + n * (4 + SIZE):
            raise ModelError("the vectors that ship with the model are damaged. Install the package again.")
        self._speller = WordPiece(pieces)
        self._scale = np.frombuffer(data, dtype="<f4", count=n, offset=len(MAGIC))
        self._rows = np.frombuffer(data, dtype=np.int8, offset=len(MAGIC) + 4 * n).reshape(n, SIZE)

    def of(self, words: str) -> Vector:
        """Return the vector of `words`, [SIZE] int8, of length 127 (about); zeros where there are no words."""
        ids = [i for s, e in units(words) if _WORD.match(words, s) for i in self._speller.spell(words[s:e])]
        if not ids:
            return np.zeros(SIZE, dtype=np.int8)
        total = self._scale[ids] @ self._rows[ids].astype(np.float32)
        length = float(np.linalg.norm(total))
        return np.round(total * (127 / length) if length else total).astype(np.int8)


@lru_cache(maxsize=1)
def shipped() -> Vectors:
    """Return the vectors that ship with the package. Raises ModelError where they are missing."""
    weights = files("onrecord.read") / "weights"
    try:
        pieces = (weights / "pieces.txt").read_text(encoding="utf8").split("\n")
        return Vectors(pieces, (weights / "vectors.bin").read_bytes())
    except OSError as e:
        raise ModelError(f"the vectors in {weights} cannot be read ({e}). Install the package again.") from e


def likeness(one: Vector, others: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    """Return how like `one` [SIZE] each of `others` [n, SIZE] is: their cosines, [n], in [-1, 1]."""
    there = others.astype(np.float32)
    lengths = np.linalg.norm(there, axis=1) * float(np.linalg.norm(one.astype(np.float32)))
    return np.asarray(there @ one.astype(np.float32) / np.maximum(lengths, 1e-6), dtype=np.float32)
