"""Whether two names in two texts may be one speaker's: a bare surname and a full name, an acronym and what it is of."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from onrecord.read.speakers.words import (
    FEMALE_TITLES,
    FUNCTION_WORDS,
    GROUPS,
    MALE_TITLES,
    ROLES,
    SHORT_TITLES,
)

_TITLES: Final = {w.strip(".").lower() for w in (*SHORT_TITLES, *MALE_TITLES, *FEMALE_TITLES, *ROLES, *GROUPS)}
_SUFFIXES: Final = frozenset("jr sr ii iii iv phd md mp qc kc obe mbe cbe esq".split())
_PARTICLES: Final = frozenset("de da di du del della van von der den la le al el bin ibn ben st dos das of the".split())
_EMPTY: Final = frozenset("the of for and in a an on".split())
_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_PRONOUNS: Final = frozenset("i he she they we you it him her them who this that these those".split())
_SAME_LETTERS: Final = 3
"""So many first letters make two given names one: "Mike" and "Michael" share too few, "Tom" and "Thomas" too."""
_SHORT_FORMS: Final = {
    short: full.split()[0]
    for full in """william bill will billy|robert bob rob bobby|richard dick rick|james jim jimmy jamie|john jack johnny
    |michael mike mick|edward ed ted eddie|thomas tom tommy|joseph joe|anthony tony|charles chuck charlie|elizabeth liz
    beth betty|margaret maggie peggy|katherine kate kathy katie|patricia pat patty|henry harry hank|lawrence larry
    |francis frank|andrew andy drew|stephen steve|steven steve|nicholas nick|daniel dan|samuel sam|benjamin ben
    |alexander alex sandy|christopher chris|matthew matt|gregory greg|jeffrey jeff|geoffrey geoff|ronald ron|donald don
    |timothy tim|rebecca becky|deborah debbie|susan sue|theodore ted teddy|vincent vince|leonard len|gerald jerry
    |antonio tony|barack barry|albert al|alfred al|alan al|philip phil|phillip phil|raymond ray|russell russ""".split(
        "|"
    )
    for short in full.split()
}


def plain(name: str) -> str:
    """Return a name in lower case, without accents, possessives and abbreviating stops."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    flat = re.sub(r"['’]s\b|(?<=s)['’](?=\s|$)", "", flat)
    return flat.replace("’", "'").replace(".", " " if re.search(r"\b[A-Z]\.[A-Z]", flat) else "").lower()


def proper(mention: str) -> str | None:
    """Return the name in the words that a text uses for somebody: "Mayor Ilse Brandt, 43" gives "Ilse Brandt".

    None where there is none: pronouns, descriptions, roles alone.
    """
    words = re.split(r"[,(:;–—]", mention, maxsplit=1)[0].split()
    while words and words[0].strip(".").lower().removeprefix("then-").removeprefix("ex-") in _TITLES | {
        "the",
        "former",
    }:
        words.pop(0)
    if not words or (words[-1].strip(".,").lower() in _TITLES and len(words) == 1):
        return None
    if any(w.lower() in _PRONOUNS for w in words) or not words[0][:1].isupper() or not words[-1][:1].isupper():
        return None
    if sum(not w[0].isupper() and w.lower() not in _PARTICLES | _EMPTY for w in words if w[0].isalpha()):
        return None
    return None if len(words) == 1 and words[0].lower() in FUNCTION_WORDS else " ".join(words)


def one_person(a: str, b: str) -> bool:
    """Say whether two people's names may be one's: one surname, and given names that do not contradict."""
    x, y = _parts(a), _parts(b)
    if not x or not y or _surname(x) != _surname(y):
        return False
    p, q = x[: -len(_surname(x).split())], y[: -len(_surname(y).split())]
    if not p or not q:
        return True
    first, second = (_SHORT_FORMS.get(n, n) for n in (p[0], q[0]))
    return first.startswith(second) or second.startswith(first) or p[0][:_SAME_LETTERS] == q[0][:_SAME_LETTERS]


def maybe_given_name(a: str, b: str) -> bool:
    """Say whether one of two names is a single word of the other: "Lula" and "Lula da Silva"."""
    x, y = _parts(a), _parts(b)
    return (len(x) == 1 and x[0] in y) or (len(y) == 1 and y[0] in x)


def one_body(a: str, b: str) -> bool:
    """Say whether two names may be one organisation's: the same words, fewer of them, or their initials."""
    p, q = (set(_WORD.findall(plain(n))) - _EMPTY for n in (a, b))
    return (bool(p and q) and (p <= q or q <= p)) or _initials(a, b) or _initials(b, a)


def shares_word(a: str, b: str) -> bool:
    """Say whether descriptions share a word that tells something: "police" and "a police spokesman"."""
    p, q = ({w for w in _WORD.findall(plain(n)) if len(w) > 3} for n in (a, b))
    return bool(p & q)


def last_words(name: str) -> str:
    """Return the word by which a text would go on naming somebody."""
    words = [w for w in name.split() if plain(w).strip(".,") not in _SUFFIXES]
    return words[-1] if words else name


def _parts(name: str) -> list[str]:
    words = _WORD.findall(plain(name))
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return words


def _surname(words: list[str]) -> str:
    last = len(words) - 1
    while last > 1 and words[last - 1] in _PARTICLES:
        last -= 1
    return " ".join(words[last:])


def _initials(short: str, long: str) -> bool:
    letters = re.sub(r"[.\s]", "", short)
    heads = "".join(w[0] for w in re.findall(r"[^\W_]+", long) if w[0].isupper())
    return letters.isupper() and len(letters) > 1 and letters == heads
