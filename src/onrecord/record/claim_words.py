"""The words of a statement as they are compared: in one spelling, how much each says, which are quoted, which denied.

Words that an outlet put in brackets are its own, so they are left out; where a quotation was interrupted, it goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from onrecord.record.claim_commonness import weight

_TOKEN: Final = re.compile(
    r"(?P<bracket>\[[^\]\n]{0,200}\]|(?<=\w)\([^)\n]{1,3}\))"
    r"|(?P<number>[$£€]?\d[\d,]*(?:\.\d+)?%?)"
    r"|(?P<word>[^\W_]+(?:['’][^\W_]+)*)"
    r"|(?P<open>[“„«])|(?P<close>[”»])|(?P<mark>\"|'')|(?P<stop>[.!?;:,–—…]|--)"
)
_NEGATIONS: Final = frozenset(
    "not no never none nobody nothing neither nor without cannot cant dont didnt wont isnt arent wasnt werent doesnt "
    "hasnt havent hadnt wouldnt couldnt shouldnt mustnt aint hardly".split()
)
_FALSE: Final = frozenset("false untrue baseless unfounded incorrect fabricated bogus".split())
_REACH: Final = 5  # words that a negation is taken to reach over
# What says nothing of the substance: helping words and words of reporting, common in news though not in books.
_EMPTY: Final = frozenset(
    "say says said saying tell told telling ask asked added adding according called stated statement told reporters "
    "think thinks believe believes mr mrs ms dr sen rep gov president senator secretary congressman spokesman "
    "spokeswoman also really just going thing things im hes shes theyre weve ive youre thats dont its lets theres well "
    "get got getting make made want wants need needs monday tuesday wednesday thursday friday saturday sunday "
    "today yesterday tomorrow week month year".split()
)
_OPPOSITES: Final = (
    "support oppose", "raise lower", "raise cut", "increase decrease", "increase cut", "increase reduce", "rise fall",
    "win lose", "accept reject", "approve reject", "legal illegal", "guilty innocent", "true false", "ban allow",
    "more less", "more fewer", "grow shrink", "better worse", "start end", "begin end", "pass fail", "succeed fail",
    "best worst", "safe unsafe", "possible impossible", "constitutional unconstitutional", "hire fire", "buy sell",
    "keep drop", "stay leave", "strong weak", "right wrong", "guilty acquit", "confirm deny", "agree disagree",
    "likely unlikely", "above below", "high low", "higher lower", "create destroy", "expand shrink", "improve worsen",
    "spend save", "repeal keep", "known unknown", "enough insufficient", "majority minority", "rich poor",
    "safer dangerous", "attend skip", "yes no", "praise criticise", "praise criticize", "before after",
)  # fmt: skip


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """Return the word without the endings that one saying changes from wording to wording (plural, tense)."""
    if len(word) <= 3 or word.isdigit():
        return word
    for ending, instead in (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if ending == "s" and word[-2] in "su":
                break
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


_OPPOSITE_OF: Final[Mapping[str, frozenset[str]]] = {
    one: frozenset(_stem(b if a == w else a) for a, b in (p.split() for p in _OPPOSITES) if w in (a, b))
    for one, w in {(_stem(w), w) for p in _OPPOSITES for w in p.split()}
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one content.

    tokens: in lower case, in order. quoted: how many stand in quotation marks. stems: what is compared for substance,
    each with its weight in [0, 1]. denied: the stems that a negation reaches. numbers: as written, without commas.
    names: stems of the words with a capital inside a sentence. overturned: whether the whole is called false.
    """

    tokens: tuple[str, ...]
    quoted: int
    stems: Mapping[str, float]
    denied: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    overturned: bool

    @property
    def weight(self) -> float:
        """What all its words say together."""
        return sum(self.stems.values())


@lru_cache(maxsize=20_000)
def words_of(content: str) -> Words:
    """Return the words of a content, as the record keeps it: pieces joined by an ellipsis."""
    tokens: list[str] = []
    stems: dict[str, float] = {}
    shown: dict[str, set[bool]] = {}
    numbers, names = set(), set()
    quoted, inside, since, starts, overturned = 0, False, _REACH + 1, True, False
    for m in _TOKEN.finditer(content):
        kind = m.lastgroup
        if kind == "bracket":
            continue
        if kind in ("open", "close", "mark"):
            inside = kind == "open" or (kind == "mark" and not inside)
            starts = starts or inside
            continue
        if kind == "stop":
            if m.group() in ".!?;:":
                since, starts = _REACH + 1, True
            elif m.group() != ",":
                since = _REACH + 1
            continue
        written = m.group().replace("’", "'")
        token = written.lower()
        bare = token.replace("'", "")
        tokens.append(token)
        quoted += inside
        since += 1
        if bare in _NEGATIONS or token.endswith("n't"):
            since = 0
        elif bare in _FALSE:
            overturned = not overturned
        elif kind == "number":
            number = token.strip("$£€%").replace(",", "")
            numbers.add(number)
            stems[number] = 1.0
        elif bare not in _EMPTY:
            base = token.removesuffix("'s").replace("'", "")
            much = weight(base)
            if much > 0 and len(base) > 1:
                stem = _stem(base)
                stems[stem] = max(much, stems.get(stem, 0.0))
                shown.setdefault(stem, set()).add(since <= _REACH)
                if written[0].isupper() and not starts:
                    names.add(stem)
        starts = False
    denied = frozenset(stem for stem, ways in shown.items() if ways == {True})
    return Words(
        tuple(tokens), quoted, stems, denied, frozenset(numbers), frozenset(names), overturned
    )  # fmt: skip


def shared_run(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    """Return where in `a` the longest run of words lies that `b` holds too: [start, end), empty where there is none."""
    places: dict[str, list[int]] = {}
    for j, word in enumerate(b):
        places.setdefault(word, []).append(j)
    before: dict[int, int] = {}
    best, stop = 0, 0
    for i, word in enumerate(a):
        here: dict[int, int] = {}
        for j in places.get(word, ()):
            here[j] = length = before.get(j - 1, 0) + 1
            if length > best:
                best, stop = length, i + 1
        before = here
    return stop - best, stop


def covered(a: Sequence[str], b: Sequence[str], least: int = 4) -> int:
    """Return how many words of `a` lie in runs of at least `least` words that `b` holds too."""
    grams = {tuple(b[j : j + least]) for j in range(len(b) - least + 1)}
    taken = [False] * len(a)
    for i in range(len(a) - least + 1):
        if tuple(a[i : i + least]) in grams:
            taken[i : i + least] = [True] * least
    return sum(taken)


def heaviness(tokens: Iterable[str]) -> float:
    """Return what sharing these words says: the sum of their weights, each word counted once."""
    return sum(weight(t.removesuffix("'s").replace("'", "")) for t in set(tokens) if t.replace("'", "") not in _EMPTY)


def opposed(a: Words, b: Words) -> tuple[str, str] | None:
    """Return a word that `a` has and `b` lacks, and its opposite of which the reverse holds, if there are such."""
    only_b = b.stems.keys() - a.stems.keys()
    for one in sorted(a.stems.keys() - b.stems.keys()):
        other = _OPPOSITE_OF.get(one, frozenset()) & only_b
        if other:
            return one, min(other)
    return None
