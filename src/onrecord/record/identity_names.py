"""Names as keys: the same name written otherwise has one key, and a bare surname is known as such."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from onrecord.record.identity_fields import FIELD, NEUTRAL, SHORT

TITLES: Final = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame lord lady sen senator rep representative gov governor gen general
    rev reverend capt captain lt sgt col hon judge justice president minister mayor pope father sister rabbi
    imam""".split()
)
"""What stands before names, without full stops."""
_HONOURS: Final = frozenset("phd md mp qc kc obe mbe cbe esq msp mep jp frs dphil".split())
_GENERATIONS: Final = frozenset("jr sr ii iii iv".split())
_LEGAL: Final = frozenset("inc corp corporation ltd limited llc plc gmbh ag sa spa nv bv co company".split())
_PARTICLES: Final = frozenset("de da di du del della van von der den la le al el bin ibn ben st dos das".split())
_ALSO_GIVEN: Final = frozenset("al ben del della".split())
"""Particles that are given names, too: at the beginning of a name they are taken for such."""
_LOWER: Final = _PARTICLES | frozenset("of the and for on in".split())
_UNFOLDED: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
# Words that name a kind of body. Of two outlets that write "the city council" each means its own.
_GENERIC: Final = frozenset(
    """a an and of for the on in to at city town county state district regional local national federal central general
    public council commission committee department ministry office board bureau agency authority court supreme high
    appeal appeals police force sheriff sheriffs fire service services school schools university college hospital health
    education transport justice interior foreign affairs defence defense finance treasury home parliament senate house
    congress assembly legislature government cabinet administration party club company firm bank church army
    navy military coast guard prosecutor prosecutors attorney mayor mayors governor governors president presidents
    press newspaper courier times post news herald tribune gazette daily journal ferry team group association society
    trust labour labor pac pacs super ngo ngos think tank campaign foundation institute center centre embassy consulate
    delegation mission charity network station channel magazine website coalition alliance caucus chamber panel inquiry
    jury tribunal union unions lobby""".split()
)
# The most frequent given names and surnames of the English-speaking world: together they tell nobody apart.
_COMMON_GIVEN: Final = frozenset(
    """james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark
    paul steven andrew kenneth george kevin brian edward ronald timothy jason jeffrey ryan peter stephen simon ian alan
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret sandra ashley emily
    laura helen anna emma claire rachel jane amy mike jim bob bill dave chris dan matt steve andy tom tim jeff
    jose juan maria luis carlos antonio mohammed muhammad ahmed ali""".split()
)
_COMMON_SURNAMES: Final = frozenset(
    """smith johnson williams brown jones davis miller wilson moore taylor anderson thomas jackson white harris martin
    thompson garcia martinez robinson clark rodriguez lewis lee walker hall allen young hernandez king wright lopez
    hill scott green adams baker gonzalez nelson carter mitchell perez roberts turner phillips campbell parker evans
    edwards collins stewart morris murphy cook rogers morgan cooper bailey reed kelly howard ward cox wood watson
    brooks bennett gray james hughes price sanders ross myers long foster davies khan patel singh ali ahmed hussain
    ahmad hassan chen wang li zhang liu nguyen kim park""".split()
)
_NO_NAMES: Final = frozenset(
    "i he she they we you it his her their him them who this that these those mr mrs ms sir".split()
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart. `key` is what all ways of writing it share; `surname` is None for organisations.

    whole: whether it is more than a bare surname. middle: the initials between given name and surname.
    """

    key: str
    surname: str | None
    whole: bool
    middle: str = ""
    generic: bool = False


def exact(name: str) -> str:
    """Return a name without differences of width, case and space; diacritics stay."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def folded(name: str) -> str:
    """Return a name as `exact` does, without diacritics and in one kind of apostrophe and hyphen."""
    plain = unicodedata.normalize("NFKD", exact(name)).translate(_UNFOLDED)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.replace("’", "'").replace("‐", "-").replace("‑", "-")


def parse(name: str, type: str | None) -> Name | None:
    """Take a name apart; None where there is no name in it (no capital letter, nothing but an article)."""
    if not any(c.isupper() for c in name) and any(c != c.upper() for c in name):
        return None
    return _person(name) if type == "person" else _organisation(name)


def _person(name: str) -> Name | None:
    shouted = name.upper() == name
    words = _WORD.findall(re.sub(r"(?<=\b[^\W\d_])\.", " ", name.replace("’", "'")))
    while words and folded(words[0]) in TITLES and len(words) > 1:
        words.pop(0)
    while len(words) > 1 and folded(words[-1]) in _HONOURS:
        words.pop()
    suffix = ""
    if len(words) > 1 and folded(words[-1]) in _GENERATIONS:
        suffix = " " + folded(words.pop())
    if not words or folded(words[0]) in {"the", "a", "an"}:
        return None
    # "J. D.", "J.D." and "JD" are one.
    initials = ""
    while len(words) > 1 and (len(words[0]) == 1 or (len(words[0]) == 2 and words[0].isupper() and not shouted)):
        initials += folded(words.pop(0))
    parts = [folded(w) for w in words]
    last = len(parts) - 1
    while last > 0 and parts[last - 1] in _PARTICLES and not (last == 1 and parts[0] in _ALSO_GIVEN):
        last -= 1
    surname = " ".join(parts[last:])
    given = [initials] if initials else parts[:1] if last > 0 else []
    between = parts[:last] if initials else parts[1:last]
    middle = "".join(w for w in between if len(w) == 1)
    rest = [w for w in between if len(w) > 1]
    if not given:
        return Name(surname + suffix, surname, False)
    return Name(" ".join([*given, *rest, surname]) + suffix, surname, True, middle)


def _organisation(name: str) -> Name | None:
    parts = [folded(w) for w in _WORD.findall(name.replace("’", "'").replace(".", ""))]
    while parts and parts[0] in {"the", "a", "an"}:
        parts.pop(0)
    while len(parts) > 1 and parts[-1] in _LEGAL:
        parts.pop()
    if not parts:
        return None
    bare = [p.removesuffix("'s") for p in parts]
    return Name(" ".join(parts), None, True, generic=all(p in _GENERIC for p in bare))


def is_common(key: str) -> bool:
    """Say whether so many people bear a name (its key) that it alone tells nobody apart."""
    words = [w for w in key.split() if w not in _GENERATIONS]
    return len(words) > 1 and words[0] in _COMMON_GIVEN and words[-1] in _COMMON_SURNAMES


def proper(mention: str, name: str, type: str) -> str | None:
    """Return the name in the words that an article uses for `name`: "Mayor Ilse Brandt, 43" gives "Ilse Brandt".

    None where there is none: pronouns, descriptions, what has no word in common with the name (of bodies, nor its
    initials).
    """
    words = re.split(r"[,(:;–—\]]| of (?=[A-Z])| in\b", mention, maxsplit=1)[0].split()
    if type == "person":
        titled = [n for n, w in enumerate(words) if folded(w).strip(".") in TITLES or is_role(w)]
        words = words[titled[-1] + 1 :] if titled else words
    elif words and folded(words[0]) == "the":
        words.pop(0)
    if not words or not all(w[0].isupper() or folded(w) in _LOWER for w in words) or not words[0][0].isupper():
        return None
    found = re.sub(r"[’'‘]s?$", "", " ".join(words)).strip(" .")
    own = set(folded(name).split())
    theirs = set(folded(found).split())
    acronym = "".join(w[0] for w in name.split() if w[0].isupper())
    if folded(found) in _NO_NAMES or not (theirs & own - _LOWER or (type != "person" and found == acronym)):
        return None
    if type == "person" and len(theirs - own) > len(theirs & own):
        return None
    return found or None


def is_role(word: str) -> bool:
    """Say whether a word names what somebody does or is."""
    plain = folded(word).strip(".,").removeprefix("then-").removeprefix("ex-")
    return plain in FIELD or plain in NEUTRAL or folded(word) in SHORT


def fullest(names: Iterable[str]) -> str:
    """Return the name that says most: the longest, not in capitals alone; of several the first in the alphabet."""
    return min(names, key=lambda n: (n.upper() == n, -len(n), n))
