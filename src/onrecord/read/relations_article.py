"""What relations ask of an article again and again: which statements stand near, and which one is plainly meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.domain import Relation, RelationType
from onrecord.read.places import Placed
from onrecord.text import excerpt

ENOUGH = 3
"""How many content words two statements share, at least, for the one to answer the other. Tuned on gold/train."""

SHORT = 5
"""Of so few words at most, "Lee's claim" says nothing of what was claimed, and the last thing that Lee said is
meant."""

NEAR = 1
"""How many paragraphs back "this" and "that" reach."""

_LEAD = 3
_RECENT = 40
_SPOKEN = frozenset({"assert", "deny", "confirm", "judge"})

Evidence = Literal["inside", "this", "owner", "told", "alike", "again", "overturned", "wrong", "taken back"]

PLAIN, LIKELY = 0.8, 0.5
CONFIDENCE: dict[Evidence, float] = {
    "inside": PLAIN,
    "this": PLAIN,
    "owner": PLAIN,
    "again": PLAIN,
    "overturned": PLAIN,
    "wrong": PLAIN,
    "told": LIKELY,
    "alike": LIKELY,
    "taken back": LIKELY,
}
"""How sure a relation is, by what it went by. On gold/train 13 of the 15 of the first kind are right that start from
statements as they are read; of the second 1 of 4, and 3 of 4 from gold's statements. So few bear no finer scale."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = (
    "that this with from have been were they them their there than then about would could should will what when where "
    "which who whom more most some such only also into over very just because after before other said says "
    "being does"
)
_COMMON = frozenset(_COMMON_WORDS.split())
SAYINGS = (
    r"(?:claims?|accusations?|allegations?|charges?|arguments?|criticisms?|attacks?|remarks?|comments?"
    r"|statements?|reports?"
    r"|suggestions?|assertions?|view|views|position|account|assessment|approach|complaints?|concerns?|words"
    r"|warnings?|notion|tweets?)"
)
_NAME_WORD = re.compile(r"[\w.-]+")
OWNED = re.compile(rf"([A-Z][\w.-]+|\b(?:his|her|their|its))(?:['’]s?)?,? (?:\w+ ){{0,3}}?{SAYINGS}\b")
BARE = re.compile(
    rf"\W*(?:that|this|it|them|those|as much|so|(?:the|that|this|those|such) (?:\w+ )?{SAYINGS})\W*", re.IGNORECASE
)
# What somebody adds goes with what was said before it, and that is what "Lee's remark" means.
_ADDS = re.compile(r"\b(?:add(?:s|ed|ing)|continu(?:es|ed|ing)|went on|goes on)\b", re.IGNORECASE)
_CLAIM_NAMED = re.compile(r"\b(?:an?|the|any|such|this|that|these)\s(?:\w+\s)?(?:claims?|accusations?|allegations?)\b")
_CLAIMS = re.compile(r"\b(?:claim|alleg|accus|charg|assert|contend)\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meant:
    """The statement that is plainly meant, and by what kind of evidence."""

    target: Placed
    evidence: Evidence


def by(target: Placed | None, evidence: Evidence) -> Meant | None:
    """Return `target` as what is meant, None where there is none."""
    return None if target is None else Meant(target, evidence)


class Sayings:
    """The statements of one article in their places, with what is asked of them again and again."""

    def __init__(self, text: str, items: Sequence[Placed]) -> None:
        self.text = text
        self.items = items
        self.at = {item.statement.id: k for k, item in enumerate(self.items)}
        self._cues = [excerpt(text, item.statement.cue) for item in items]
        self._contents = [excerpt(text, item.statement.content) for item in items]
        self._stems: dict[int, frozenset[str]] = {}
        self.children: dict[str, list[Placed]] = {}
        for item in self.items:
            if item.statement.parent:
                self.children.setdefault(item.statement.parent, []).append(item)

    def cue(self, item: Placed) -> str:
        """Return the reporting words."""
        return self._cues[self.at[item.statement.id]]

    def content(self, item: Placed) -> str:
        """Return what is said."""
        return self._contents[self.at[item.statement.id]]

    def shared(self, a: Placed, b: Placed) -> int:
        """Return how many content words two statements share, sources included."""
        return len(self._stems_of(a) & self._stems_of(b))

    def _stems_of(self, item: Placed) -> frozenset[str]:
        known = self._stems.get(item.index)
        if known is None:
            said = excerpt(self.text, (*item.statement.source, *item.statement.content))
            known = self._stems[item.index] = stems(said)
        return known

    def around(self, item: Placed, reach: int) -> list[Placed]:
        """Return the outermost statements near `item`, in text order."""
        k = self.at[item.statement.id]
        return [o for o in self.items[max(k - reach, 0) : k + reach] if o.statement.parent is None and o is not item]

    def before(self, item: Placed, reach: int) -> list[Placed]:
        """Return the outermost statements before `item`, the nearest first."""
        k = self.at[item.statement.id]
        near = self.items[max(k - reach, 0) : k][::-1]
        return [o for o in near if o.statement.parent is None]

    def last_word(self, item: Placed) -> Placed | None:
        """Return what somebody else said last before `item`, on its level."""
        k = self.at[item.statement.id]
        near = self.items[max(k - 4, 0) : k][::-1]
        return next(
            (o for o in near if o.statement.parent == item.statement.parent and o.speaker != item.speaker), None
        )

    def alike(self, item: Placed, enough: int, fits: Callable[[Placed], bool]) -> Placed | None:
        """Return the earlier statement of somebody else that shares most words with `item`, and enough of them."""
        same = [
            o for o in self.before(item, 60) if fits(o) and o.speaker != item.speaker and self.shared(o, item) >= enough
        ]
        return max(same, key=lambda o: (self.shared(o, item), o.index), default=None)

    def answered(self, item: Placed, known: Sequence[Relation]) -> Placed | None:
        """Return what the speaker of `item` denied before, in words that come again."""
        for r in reversed(known[-_RECENT:]):
            earlier = self.items[self.at[r.from_id]]
            if r.type == "denies" and earlier.speaker == item.speaker and self.shared(earlier, item) >= 1:
                return self.items[self.at[r.to_id]]
        return None

    def meant(self, item: Placed, fits: Callable[[Placed], bool]) -> Meant | None:
        """Return the statement that is denied or supported, None where none is plainly meant.

        The outermost one that carries the claim comes before the bare noun inside ("denied a claim that ...").
        """
        content = self.content(item)
        if BARE.fullmatch(content):
            return self.just_said(item, fits)
        inside = self.children.get(item.statement.id, ())
        child = next((c for c in inside if c.speaker != item.speaker or not c.statement.source), None)
        owner = OWNED.search(f"{self.cue(item)} {content}")
        if owner is not None:
            others = [o for o in self.before(item, 40) if is_called(o, owner.group(1)) and o.speaker != item.speaker]
            if len(content.split()) <= SHORT:
                said = [o for o in others if o.statement.act in _SPOKEN and not o.statement.negated]
                found = next((o for o in said if not _ADDS.search(self.cue(o))), None)
                if found is not None:
                    return Meant(found, "owner")
                return None if child is None else Meant(child, "inside")
            named = [o for o in self._others(item, fits) if is_called(o, owner.group(1))]
            best = max(named, key=lambda o: (self.shared(o, item), -abs(o.index - item.index)), default=None)
            if best is not None and self.shared(best, item) >= 1:
                return Meant(best, "owner")
        if child is not None:
            told = [o for o in self._others(item, fits) if self._told_elsewhere(child, o)]
            best = max(told, key=lambda o: (self.shared(o, item), -o.index), default=None)
            return Meant(best, "told") if best else Meant(child, "inside")
        if _CLAIM_NAMED.search(f"{self.cue(item)} {content}"):  # the claim itself was not read as a statement
            claimed = [o for o in self._others(item, fits) if _CLAIMS.search(self.cue(o)) and self.shared(o, item) >= 2]
            best = max(claimed, key=lambda o: (self.shared(o, item), -o.index), default=None)
            if best is not None:
                return Meant(best, "told")
        found = self.alike(item, ENOUGH + 1, fits)
        return by(found, "alike")

    def _others(self, item: Placed, fits: Callable[[Placed], bool]) -> list[Placed]:
        return [o for o in self.around(item, 40) if fits(o) and o.speaker != item.speaker]

    def just_said(self, item: Placed, fits: Callable[[Placed], bool]) -> Meant | None:
        """Return what "this" and "the same" mean: what somebody else said just before, None where that is too far."""
        near = (o for o in self.before(item, 6) if fits(o) and o.speaker != item.speaker)
        found = next(near, None)
        return Meant(found, "this") if found and self._just_before(found, item) else None

    def _just_before(self, o: Placed, item: Placed) -> bool:
        """Whether "this" in `item` may mean `o`: after other words of a sentence it means those, not a paragraph's."""
        begin = min(s.start for s in (*item.statement.source, item.cue))
        if len(self.text[item.sentence.start : begin].split()) > _LEAD:
            return o.sentence == item.sentence
        return item.paragraph - o.paragraph <= NEAR

    def inside(self, item: Placed) -> list[Placed]:
        """Return the statements inside `item`, at any depth, in text order."""
        out = []
        for child in self.children.get(item.statement.id, ()):
            out += [child, *self.inside(child)]
        return out

    def _told_elsewhere(self, child: Placed, o: Placed) -> bool:
        """Whether `o` makes the claim that `child` only names: the same speaker's, or claimed by somebody."""
        if child.statement.source:
            return o.speaker == child.speaker and self.shared(o, child) >= 2
        return bool(_CLAIMS.search(self.cue(o))) and self.shared(o, child) >= 1


def stems(words: str) -> frozenset[str]:
    """Return the beginnings of the content words: enough to find "spoke" again in "spoken"."""
    return frozenset(w[:5].lower() for w in _WORD.findall(words) if w.lower() not in _COMMON)


def is_called(item: Placed, name: str) -> bool:
    """Whether a statement's speaker goes by `name`."""
    return bool(item.speaker) and name.lower() in _NAME_WORD.findall(f"{item.speaker} {item.name or ''}".lower())


def says_so(o: Placed) -> bool:
    """Whether a statement puts something forward that can be denied or backed."""
    return o.statement.act not in ("decline", "deny", "direct")


def relation(kind: RelationType, item: Placed, meant: Meant | None, reason: str) -> Relation | None:
    """Return the relation from `item` to what is meant, as sure as that kind of evidence; None to nothing or itself."""
    if meant is None or meant.target.statement.id == item.statement.id:
        return None
    return Relation(kind, item.statement.id, meant.target.statement.id, reason, CONFIDENCE[meant.evidence])
