"""How the statements of one article stand to each other: which denies, supports or repeats which.

In: the article's text and its statements in text order (their `act`, `negated` and `speaker` are used where they are
read). Out: relations, each with the words that say so and how sure it is. Only what words say is taken ("denied",
"echoed", "reiterated", "he is wrong"), and only where one statement is plainly meant: the claim that stands inside
("denied a claim that ..."), what the person named said ("rejected Lee's claim"), what was said just before ("disputes
this"), or an earlier statement in largely the same words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.domain import Relation, Span, Statement
from onrecord.read.places import Placed, place
from onrecord.read.relations_article import BARE, ENOUGH, OWNED, Meant, Sayings, relation, says_so
from onrecord.read.relations_denies import denies

__all__ = ["Placed", "place", "relations"]

# For words in lower case: patterns that mind no case are several times slower.
_ECHO = re.compile(
    r"\b(?:echo(?:es|ed|ing)?|agree[sd]? with|concur\w*|second(?:ed|s)\b|back(?:s|ed) up|shor\w+ up"
    r"|corroborat\w+|support(?:s|ed)?|welcom(?:e[sd]?|ing)(?: by)?"
    r"|embrac\w+|endors\w+|defend(?:s|ed)?)\b",
)
_REACH = 40
"""So many characters after the last place where it may begin tell whether _ECHO is there."""
_SAME = re.compile(r"\W*(?:much |exactly |just )?the same(?: thing)?\b", re.IGNORECASE)
_SAYS_THE_SAME = frozenset({"assert", "confirm", "know", "believe", "judge"})
_MAYBE = re.compile(r"\b(?:may|might|could|would|should|must)\b", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(?:reiterat\w+|repeat(?:s|ed|ing)|continu\w+ to (?:express|insist|say|argue|maintain|claim))\b", re.IGNORECASE
)
_STANDS_BY = re.compile(r"\b(?:defend\w*|st(?:ands?|ood|anding) by|doubl\w+ down on)\b", re.IGNORECASE)
_OWN = re.compile(r"\W*(?:his|her|its|their|my|our) (?:\w+ )?([a-z]{5,})\b", re.IGNORECASE)


def relations(
    text: str, statements: Sequence[Statement], cut: Sequence[tuple[int, Span]] | None = None
) -> list[Relation]:
    """Return the relations between `statements`, in the order of the statements that they start from.

    cut: the sentences of the text with the numbers of their paragraphs, where they are known.
    """
    sayings = Sayings(text, place(text, statements, cut))
    out: list[Relation] = []
    for item in sayings.items:
        found = denies(sayings, item, out) or _supports(sayings, item) or _repeats(sayings, item)
        if found is not None:
            out.append(found)
    return out


def _supports(sayings: Sayings, item: Placed) -> Relation | None:
    cue, content = sayings.cue(item), sayings.content(item)
    same = _SAME.match(content)
    if same and item.statement.parent is None and not item.statement.negated and item.statement.act in _SAYS_THE_SAME:
        return relation("supports", item, sayings.just_said(item, says_so), f"“{same.group().strip()}”")
    if item.statement.parent is not None or item.statement.negated:
        return None
    # Only what the cue ends with, or what is said begins with, backs anything.
    said, last = f"{cue} {content}", len(cue) + 4
    m = _ECHO.search(said[: last + _REACH].replace("İ", "I").lower())  # the one letter that grows
    if m is None or m.start() > last:
        return None
    rest = said[m.end() :]
    owned = OWNED.search(rest)
    if _MAYBE.search(cue) or (not (owned and owned.start() < 4) and not BARE.fullmatch(content)):
        return None
    return relation("supports", item, sayings.meant(item, says_so), f"“{said[m.start() : m.end()]}”")


def _repeats(sayings: Sayings, item: Placed) -> Relation | None:
    cue, content = sayings.cue(item), sayings.content(item)
    if item.statement.parent is not None:
        return None
    m = _AGAIN.search(cue)
    own = _OWN.match(content)
    if not (m or (own and _STANDS_BY.search(cue))):
        return None
    earlier = [o for o in sayings.before(item, 200) if o.speaker == item.speaker and o.statement.act != "decline"]
    if own:  # "his claim": where the same word reported it
        named = [o for o in earlier if own.group(1)[:5].lower() in sayings.cue(o).lower()]
        found = Meant(named[-1], "owner") if named else None
    else:
        best = max(earlier, key=lambda o: sayings.shared(o, item), default=None)
        found = Meant(best, "alike") if best is not None and sayings.shared(best, item) >= ENOUGH else None
    return relation("repeats", item, found, f"cue “{cue}”")
