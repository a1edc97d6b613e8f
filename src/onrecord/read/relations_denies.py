"""Which statement says that another is not so.

Only what words say is taken: a cue that rejects ("denied", "disputes"), a negative answer ("said she had not ..."), a
content that calls what somebody says wrong, a ruling that overturns another, somebody who takes back a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.domain import Relation
from onrecord.read.places import Placed
from onrecord.read.relations_article import BARE, ENOUGH, Meant, Sayings, by, relation, says_so

_REJECTS = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject\w*|refut\w*|rebut\w*|disput\w*|contest\w*|push\w* back|t(?:ook"
    r"|ak\w+) issue|contradict\w*"
    r"|dismiss\w*|counter\w*|defend\w*|debunk\w*|repudiat\w*|disagree\w*|(?:hit|fired?|shot) back)",
    re.IGNORECASE,
)
_HAS_NOT = re.compile(r"\W*(?:that )?\w+ (?:(?:has|had|have)(?:n['’]t| not| never)|never)\b", re.IGNORECASE)
_OVERTURNS = re.compile(r"\b(?:overturn|overrul|revers|vacat|struck down|quash|strik\w+ down)\w*", re.IGNORECASE)
_DECISION = re.compile(r"\b(?:decision|ruling|finding|order|verdict|conviction|judgment)\b", re.IGNORECASE)
_TAKES_BACK = re.compile(
    r"\b(?:walk(?:s|ed|ing)? back|backtrack\w*|retract\w*|recant\w*|took back|tak(?:es|en|ing) back)\b", re.IGNORECASE
)
_WRONG = re.compile(
    r"\b(?:false(?:ly)?|untrue|not true|baseless|unfounded|a lie|lies|lied|wrong|mistaken|nonsense|no such thing"
    r"|nothing of the (?:kind|sort))\b",
    re.IGNORECASE,
)
# "... think that I am extreme. I am not." right after what others are said to think.
_AFTER = re.compile(
    r"[^\w\n]*(?:but )?(?:I|we|he|she|it|that|they)(?:(?:['’](?:s|m|re)| is| am| are) not|(?: is| are)n['’]t)\b"
    r"[ \w]{0,12}(?:[.,!”\"]|$)",
    re.IGNORECASE,
)
_PROVED_WRONG = re.compile(
    r"[^\n.!?]{0,40}(?:\b(?:prov(?:e[ds]?|en|ing)|is|are|was|were)|['’](?:s|re))\b[^\n.!?]{0,15}\bwrong\b",
    re.IGNORECASE,
)


def denies(sayings: Sayings, item: Placed, known: Sequence[Relation]) -> Relation | None:
    """Return the relation to what `item` denies, None where it denies nothing or nothing that can be told.

    known: the relations found so far.
    """
    statement, cue, content = item.statement, sayings.cue(item), sayings.content(item)
    if statement.parent and statement.act == "believe" and statement.negated and BARE.fullmatch(content):
        before = sayings.last_word(item)
        return relation("denies", item, by(before, "this"), f"cue “{cue}”")
    if statement.parent is not None:
        return None
    if statement.act == "direct" and _OVERTURNS.search(cue) and _DECISION.search(content):
        inner = next(iter(sayings.children.get(statement.id, ())), None)
        bench = [o for o in sayings.before(item, 6) if o.statement.act == "direct" and o.speaker != item.speaker]
        overturned = inner or next(iter(bench), None)
        return relation("denies", item, by(overturned, "overturned"), f"cue “{cue}”")
    back = _TAKES_BACK.search(cue)
    if back:
        own = next((o for o in sayings.before(item, 4) if o.speaker == item.speaker and says_so(o)), None)
        return relation("denies", item, by(own, "taken back"), f"“{back.group()}”")
    if statement.act == "deny" and not statement.negated:
        found = _rejected(sayings, item) or _negative_answer(sayings, item, known)
        return relation("denies", item, found, f"cue “{cue}”")
    return _called_wrong(sayings, item, known)


def _rejected(sayings: Sayings, item: Placed) -> Meant | None:
    if not _REJECTS.search(sayings.cue(item)):
        return None
    return sayings.meant(item, says_so)


def _negative_answer(sayings: Sayings, item: Placed, known: Sequence[Relation]) -> Meant | None:
    """Find what "said he had not" answers: what the same speaker denied before, else what is in the same words."""
    if _REJECTS.search(sayings.cue(item)):
        return None
    again = sayings.answered(item, known)
    if again is not None:
        return Meant(again, "again")
    if sayings.children.get(item.statement.id) and (inside := sayings.meant(item, says_so)):
        return inside
    enough = ENOUGH + 2 if _HAS_NOT.match(sayings.content(item)) else ENOUGH
    same = sayings.alike(item, enough, says_so)
    return by(same, "alike")


def _called_wrong(sayings: Sayings, item: Placed, known: Sequence[Relation]) -> Relation | None:
    """Return the relation of an outermost statement that calls wrong what another says, or denied it before."""
    if item.statement.act not in ("assert", "judge", "believe") or item.statement.negated:
        return None
    text = sayings.text
    if not known and item.statement.id not in sayings.children:
        return None  # nobody said before that something is not so, and nobody is told of who might be wrong
    stop = max((s.end for s in item.statement.content), default=item.cue.end)
    for inner in sayings.inside(item):
        end = max((s.end for s in inner.statement.content), default=inner.cue.end)
        after = _AFTER.match(text, end, stop) or _PROVED_WRONG.match(text, end, stop)
        if after and inner.speaker != item.speaker and inner.statement.act in ("assert", "believe", "judge"):
            return relation("denies", item, Meant(inner, "wrong"), f"“{' '.join(after.group().split())}”")
    wrong = _WRONG.search(sayings.content(item)) if known else None
    again = sayings.answered(item, known) if wrong else None
    if wrong and again and sayings.shared(again, item) >= ENOUGH - 1:
        return relation("denies", item, Meant(again, "again"), f"“{wrong.group()}”")
    return None
