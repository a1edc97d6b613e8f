"""When two statements are of one substance, or one says that what the other says is not so.

Compared are the rarer words that both have, weighed by how rare they are, their numbers, their names and their
negations. What one denies and the other states is of opposite substance. All of it is symmetrical, and hangs on the two
statements alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import sqrt
from typing import Any, Final

from onrecord.record.claim_candidates import Saying
from onrecord.record.claim_words import Words, opposed
from onrecord.record.utterances import Match, days_between, one_saying, speakers_of

_DAYS: Final = 60  # between the publications: later ones may speak of another event in the same words
DENIES: Final = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|dismiss\w*|reject\w*|refut\w*|disput\w*|contradict\w*|rebut\w*)\b", re.I
)
# Kinds of acts that may be of one substance: what is so, what ought to be done, what is thought of it.
_KIND: Final = {
    "assert": "fact", "deny": "fact", "confirm": "fact", "decline": "fact", "believe": "fact", "know": "fact",
    "direct": "deed", "commit": "deed", "want": "deed", "judge": "view",
}  # fmt: skip
_SHARED: Final = 3.0  # what the shared words must say at least,
_FEW_SHARED: Final = 2.3  # where one speaker's statements are very much alike
_VERY_ALIKE: Final = 0.65
_BESIDES_NAMES: Final = 1.4  # what the shared words that are no names must say at least
_ALIKE: Final = {"same": 0.5, "open": 0.6, "other": 0.62}  # least likeness by whether the speaker is the same
_WITHIN: Final = {"same": 0.75, "open": 0.82, "other": 0.85}  # least part of the shorter one that the other holds
_LIKE_AT_LEAST: Final = {"same": 0.35, "open": 0.45, "other": 0.5}  # and the likeness that this needs besides
_MANY: Final = 6  # shared words: fewer are easily a topic, not a substance, where the speakers differ,
_FEW_WORDS: Final = 0.06  # so the statements must be this much more alike
_OTHER_KIND: Final = 0.15  # how much more alike statements must be if one is of what is so, one of what should be
# Words that turn what they rule against, though they deny nothing: without them on both sides, the sides are unclear.
_AGAINST: Final = frozenset(
    "oppos opposit opposition against reject refus block stop ban halt prevent repeal end avoid lack withdraw abandon "
    "without unless except criticis criticiz condemn denounc blam wrong".split()
)


def polarity(s: Saying) -> int:
    """Return -1 where the statement as a whole says that its content is not so, 1 where it is so, 0 where neither.

    "denied that he sent it" and "does not believe that he sent it" say that it is not so. Negations inside the content
    are a matter of the words ("said he had not sent it").
    """
    turned = 1
    if s.act == "deny":
        if DENIES.search(s.cue):
            turned = 0 if s.negated else -1  # "does not deny" says neither
        elif s.words.overturned:
            turned = 1
    elif s.negated:
        turned = -1
    return -turned if s.words.overturned else turned


def one_substance(a: Saying, b: Saying) -> Match | None:
    """Return how sure it is that two statements are of one substance (sign 1) or of opposite substance (sign -1).

    None where that is not to be taken for granted.
    """
    kinds = _KIND.get(a.act or "assert"), _KIND.get(b.act or "assert")
    if None in kinds:
        return None
    days = days_between(a, b)
    if days is not None and days > _DAYS:
        return None
    first, second = a.words, b.words
    shared = sorted(first.stems.keys() & second.stems.keys())
    says = sum(first.stems[w] for w in shared)
    if says < _FEW_SHARED or len(shared) < 3:
        return None
    who = speakers_of(a, b)
    if who != "same" and "view" in kinds:
        return None
    alike = says / sqrt(first.weight * second.weight)
    within = says / min(first.weight, second.weight)
    if (says < _SHARED or len(shared) < 4) and not (who == "same" and alike >= _VERY_ALIKE):
        return None
    if sum(first.stems[w] for w in shared if w not in first.names and w not in second.names) < _BESIDES_NAMES:
        return None
    more = _FEW_WORDS if who != "same" and len(shared) < _MANY else 0.0
    more += _penalty(first, second) + (_OTHER_KIND if "deed" in kinds and kinds[0] != kinds[1] else 0.0)
    if alike < _ALIKE[who] + more and not (within >= _WITHIN[who] + more and alike >= _LIKE_AT_LEAST[who] + more):
        return None
    sign, turn = _sign(a, b, shared), opposed(first, second)
    if turn is not None:
        sign = -sign
    # One speaker seldom says the opposite: there, a negation that one wording has is a matter of where it was cut.
    certain = who == "other" or "deny" in (a.act, b.act)
    if sign == 0 or (sign < 0 and not (certain and who != "same" and "decline" not in (a.act, b.act))):
        return None
    return Match(round(min(0.99, 0.4 * alike + 0.4 * within + (0.15 if who == "same" else 0.1)), 3),
                 _explanation(shared, first, alike, sign, turn), sign)  # fmt: skip


def _sign(a: Saying, b: Saying, shared: list[str]) -> int:
    """Return 1 where both say so or both say not, -1 where one says what the other says is not so, 0 where unclear."""
    if bool(_AGAINST & a.words.stems.keys()) != bool(_AGAINST & b.words.stems.keys()):
        return 0
    return polarity(a) * polarity(b) * _negations(a.words, b.words, shared)


def _penalty(a: Words, b: Words) -> float:
    """Return how much more alike two contents must be because their numbers or names differ."""
    more = 0.0
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        more += 0.3
    elif a.numbers - b.numbers and b.numbers - a.numbers:
        more += 0.1
    if a.names and b.names and not a.names & b.names:
        more += 0.15
    elif (a.names - b.stems.keys()) and (b.names - a.stems.keys()):
        more += 0.05
    return more


def _negations(a: Words, b: Words, shared: list[str]) -> int:
    """Return 1 where what both share is negated in both or in neither, -1 where in one, 0 where that is unclear."""
    differ = sum(a.stems[w] for w in shared if (w in a.denied) != (w in b.denied))
    all_ = sum(a.stems[w] for w in shared)
    if differ <= 0.2 * all_:
        return 1
    return -1 if differ >= 0.4 * all_ else 0


def _explanation(shared: list[str], a: Words, alike: float, sign: int, turn: tuple[str, str] | None) -> str:
    rarest = sorted(shared, key=lambda w: (-a.stems[w], w))[:8]
    why = f"{len(shared)} words of substance are shared ({', '.join(rarest)}), likeness {alike:.2f}"
    if sign > 0:
        return why
    return why + (f"; one says {min(turn)}, the other {max(turn)}" if turn else "; one says that it is not so")


_SURE_RELATION: Final = 0.6  # the reader's own confidence in "denies", "supports", "repeats"
_ALIKE_ENOUGH: Final = 0.4  # part of the longer wording's substance that one saying's wordings share, to be one claim
_SIGNS: Final = {"denies": -1, "supports": 1, "repeats": 1}


def tied(a: Saying, b: Saying) -> tuple[Match | None, Match | None]:
    """Return how two statements report one saying, and how they are of one substance; None where they do not."""
    said, same = one_saying(a, b), one_substance(a, b)
    if same is None and said is not None and _much_shared(a, b):
        same = Match(said.score, said.explanation)
    return said, same


def _much_shared(a: Saying, b: Saying) -> bool:
    """Say whether two wordings of one saying are of one substance, too: a long quotation makes several claims."""
    shared = a.words.stems.keys() & b.words.stems.keys()
    most = max(a.words.weight, b.words.weight)
    return most > 0 and sum(a.words.stems[w] for w in shared) >= _ALIKE_ENOUGH * most


def related(row: Mapping[Any, Any], a: Saying | None, b: Saying | None) -> Match | None:
    """Return how the article itself ties two of its statements to one claim, None where it does not surely.

    row: the relation from `a` to `b`, with `type`, `reason` and `confidence`.
    """
    sure = row["confidence"] if row["confidence"] is not None else 1.0
    if a is None or b is None or a.key == b.key or sure < _SURE_RELATION or row["type"] not in _SIGNS:
        return None
    if row["type"] == "denies" and a.touches(b) and not DENIES.search(a.cue):
        return None  # what somebody says while denying something else
    why = f"the article says that one {row['type']} the other" + (f" ({row['reason']})" if row["reason"] else "")
    return Match(round(sure, 3), why, _SIGNS[row["type"]])
