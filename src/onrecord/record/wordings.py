"""How several reports word one saying: what each leaves out, adds and alters, beside the fullest one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

Mark = Literal["whole", "cut", "ellipsis", "bracketed", "altered", "longer", "indirect", "partly quoted"]
Op = Literal["same", "missing", "added", "altered"]

_TOKEN: Final = re.compile(r"\[[^\]\n]{0,200}\]|\.\s?\.\s?\.(?:\s?\.)?|…|[^\W_]+(?:['’.,][^\W_]+)*%?|\S")
_WORD: Final = re.compile(r"[^\W_]")
_LEFT_OUT: Final = 3  # words
_QUOTATION: Final = frozenset("“”„«»\"'‘’`")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a wording as they stand beside the fullest one.

    op: `same`, `missing` (the fullest wording's, left out here), `added` (not in the fullest wording) or `altered`
    (these words stand where the fullest wording has `instead`).
    """

    op: Op
    words: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One report's words. statement: its key. marks: in which ways it differs; `whole` where it does in none."""

    statement: str
    text: str
    marks: tuple[Mark, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    shown: str
    same_as: str  # in which spelling it is compared
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return bool(_WORD.search(self.shown)) and not self.is_bracket

    @property
    def is_bracket(self) -> bool:
        return self.shown.startswith("[") and self.shown.endswith("]") and len(self.shown) > 1

    @property
    def is_ellipsis(self) -> bool:
        return self.shown == "…" or self.shown.startswith(("..", ". ."))


def compare(wordings: Sequence[tuple[str, Sequence[str], str | None]]) -> tuple[Wording, ...]:
    """Set wordings side by side. Each is a statement's key, its pieces of content in order, and its form.

    Returns them beginning with the fullest: the longest that is direct speech without an ellipsis or a bracket, else
    the longest; of several that are nearly as long the one that most of the others agree with. All others are
    compared with it.
    """
    if not wordings:
        return ()
    read = [(key, " ".join(" ".join(p.split()) for p in pieces), form) for key, pieces, form in wordings]
    tokens = {key: _tokens(text) for key, text, _ in read}

    order = _fullest_first(read, tokens)
    base = tokens[order[0][0]]
    return tuple(_beside(key, text, form, tokens[key], base, first=n == 0) for n, (key, text, form) in enumerate(order))


def _fullest_first(
    read: Sequence[tuple[str, str, str | None]], tokens: Mapping[str, list[_Token]]
) -> list[tuple[str, str, str | None]]:
    """Order wordings by how full they are, direct speech first; of the nearly longest the one that most agree with."""

    def fullness(one: tuple[str, str, str | None]) -> tuple[int, bool, int, str]:
        key, _, form = one
        edited = any(x.is_ellipsis or x.is_bracket for x in tokens[key])
        return {"direct": 0, "mixed": 1}.get(form or "", 2), edited, -len(tokens[key]), key

    order = sorted(read, key=fullness)
    longest = fullness(order[0])
    rivals = [one for one in order if fullness(one)[:2] == longest[:2] and 10 * fullness(one)[2] <= 9 * longest[2]]
    bags = {key: Counter(x.same_as for x in there) for key, there in tokens.items()}
    # How many wordings have a word so many times or more: with that all are looked at once, not each with each.
    often = Counter((word, k) for bag in bags.values() for word, n in bag.items() for k in range(1, n + 1))

    def agreement(one: tuple[str, str, str | None]) -> tuple[int, tuple[int, bool, int, str]]:
        shared = sum(often[word, k] for word, n in bags[one[0]].items() for k in range(1, n + 1))
        return -shared, fullness(one)

    first = min(rivals, key=agreement) if len(rivals) > 1 else rivals[0]
    return [first, *(one for one in order if one[0] != first[0])]


def _tokens(text: str) -> list[_Token]:
    out = []
    for m in _TOKEN.finditer(text):
        shown = m.group()
        if shown in _QUOTATION:
            continue
        if _WORD.search(shown) or shown in ("…",) or shown.startswith(("..", ". .")):
            out.append(_Token(shown, shown.casefold().replace("’", "'"), m.start(), m.end()))
    return out


def _beside(key: str, text: str, form: str | None, mine: list[_Token], base: list[_Token], *, first: bool) -> Wording:
    if first:
        marks: list[Mark] = ["whole", *_own_marks(mine, form)]
        return Wording(key, text, tuple(marks if len(marks) == 1 else marks[1:]), (Run("same", text),))
    matcher = SequenceMatcher(None, [x.same_as for x in mine], [x.same_as for x in base], autojunk=False)
    runs: list[Run] = []
    ops: set[Op] = set()
    for tag, i, j, k, m in matcher.get_opcodes():
        here, there = mine[i:j], base[k:m]
        words, instead = _joined(here, text), " ".join(x.shown for x in there)
        if tag == "equal":
            runs.append(Run("same", words))
        elif not any(x.is_word for x in there) and not any(x.is_word for x in here):
            if here:  # marks of editing alone
                runs.append(Run("added", words))
        elif not any(x.is_word for x in here):
            runs.append(Run("missing", instead) if not here else Run("altered", words, instead))
            ops.add("missing")
        elif not any(x.is_word for x in there):
            runs.append(Run("added", words))
            ops.add("added")
        else:
            runs.append(Run("altered", words, instead))
            # Much fewer words in the place of many: most of them were left out.
            ops |= {"altered", "missing"} if len(there) >= len(here) + _LEFT_OUT else {"altered"}
    marks = [*_own_marks(mine, form)]
    if "missing" in ops:
        marks.append("cut")
    if "added" in ops:
        marks.append("longer")
    if "altered" in ops and form != "indirect":
        marks.append("altered")
    return Wording(key, text, tuple(marks) or ("whole",), tuple(runs))


def _own_marks(tokens: Sequence[_Token], form: str | None) -> list[Mark]:
    """Return the marks that a wording carries whatever it is compared with."""
    out: list[Mark] = []
    if form == "indirect":
        out.append("indirect")
    if form == "mixed":
        out.append("partly quoted")
    if any(x.is_bracket for x in tokens):
        out.append("bracketed")
    if any(x.is_ellipsis for x in tokens):
        out.append("ellipsis")
    return out


def _joined(tokens: Sequence[_Token], text: str) -> str:
    """Return the words as they stand in the text, with what stands between them."""
    return text[tokens[0].start : tokens[-1].end] if tokens else ""
