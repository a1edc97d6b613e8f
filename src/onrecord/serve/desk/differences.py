"""Two texts beside each other: paragraph by paragraph, and, where one was changed, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, Literal

from onrecord.text import paragraphs

Op = Literal["same", "added", "removed"]
_WORD: Final = re.compile(r"\S+\s*")
_MOST_WORDS: Final = 1_500
"""A longer paragraph is not compared word by word: that would take time that grows with its square."""


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph that differs, as runs of words that are the same in both, added or removed."""

    runs: tuple[tuple[Op, str], ...]


def between(older: str, newer: str) -> list[Change]:
    """Return the paragraphs in which two texts differ, in order; what is the same in both is left out."""
    before = [older[a:b] for a, b in paragraphs(older)]
    after = [newer[a:b] for a, b in paragraphs(newer)]
    out: list[Change] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            pairs = zip_longest(before[i:j], after[k:m])
            out += [Change(tuple(_words(old or "", new or ""))) for old, new in pairs]
    return out


def _words(old: str, new: str) -> Iterator[tuple[Op, str]]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if not before or not after or len(before) + len(after) > _MOST_WORDS:
        yield from (("removed", old),) if old else ()
        yield from (("added", new),) if new else ()
        return
    matcher = SequenceMatcher(None, [w.strip() for w in before], [w.strip() for w in after], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield "same", "".join(after[k:m])
            continue
        if i < j:
            yield "removed", "".join(before[i:j])
        if k < m:
            yield "added", "".join(after[k:m])
