"""Which channels and addressees a statement may have, and what speaks for each: features for the model to weigh.

In: an article's statements in their places and its mentions of occasions. Out: for each statement its candidates, each
a value with named features. Only the nearest mentions are looked at, so that cost stays linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from onrecord.read import occasion_words as words
from onrecord.read.occasion_cues import of_cue, of_source, wrote
from onrecord.read.occasion_evidence import Kind, Mention
from onrecord.read.places import Placed
from onrecord.text import excerpt

Label = Literal["channel", "addressee"]
Features = dict[str, float]
SAYINGS = ("own", "mine before", "mine after")
_FAR = ("0", "1", "3", "3", "8", "8", "8", "8", "8", "far")
"""The names of distances; the last is of all that are longer."""
_OWN = tuple(f"own {kind.name}" for kind in Kind)
BACK, AHEAD = 8, 5
"""How many mentions before and after a statement are looked at."""

WRITTEN = frozenset({"tweet", "social", "letter", "email", "newsletter", "statement", "report", "court", "book"})
_USUAL = frozenset({"report", "conversation", "court", "tweet"})
_LONG = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = (
    "that this with from have been were they them their there than then about would could should will what when where "
    "which who whom more most some such only also into over very just becaus after before other "
    "said says being does"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_THESE_DAYS = re.compile(r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|later)$")
_QUOTED = re.compile(r"\W{0,2}[\"“]|''")


class _Named:
    """The names of the features of one group of mentions. Spelled once: a statement has dozens for each candidate."""

    def __init__(self, group: str) -> None:
        self.group, self.nearest, self.alike = group, f"{group} nearest", f"{group} alike"
        self.far = tuple(f"{group} {far}" for far in _FAR)
        self.nearest_far = tuple(f"{group} nearest {far}" for far in _FAR)
        self.kinds = tuple(f"{group} {kind.name}" for kind in Kind)
        self.days = {day: f"{group} {day}" for day in ("same day", "another day", "undated", "dated", "day there")}
        self.between = tuple(f"{group} {n} between" for n in range(5))
        self.nested = f"{group} nested"
        self.shares = tuple(f"{group} shares {n}" for n in range(5))
        self.mine, self.compared = group.startswith("mine"), group.startswith(("mine", "parent"))


_GROUPS = {
    group: _Named(group)
    for group in (
        *SAYINGS, "before", "after", "parent", "inside before", "inside after", "parent before", "child",
        "same channel", "no channel",
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a statement's channel or addressee may have, the mention it goes by (None: none), its features.

    What tells of the statement (`about`) weighs otherwise for each kind of value (`classes`) and of evidence
    (`strong`): each pair of the three is a feature, too. There are many, and few have a weight, so `named` alone spells
    them out.
    """

    value: str
    by: Mention | None
    features: Features
    strong: Sequence[str] = ()
    about: Sequence[str] = ()
    classes: Sequence[str] = ()

    def named(self) -> Features:
        """Return all features by their names, pairs included."""
        lefts = (*self.strong, *self.classes)
        pairs = [(left, a) for a in self.about for left in ("", *lefts)]
        pairs += [(e, c) for e in self.strong for c in self.classes]
        return self.features | {f"{left} * {right}".lstrip(): 1.0 for left, right in pairs}


class Places:
    """An article's statements in their places, and what both labels ask of each of them."""

    def __init__(self, text: str, items: Sequence[Placed], days: words.DayIndex | None = None) -> None:
        self.text, self.items = text, items
        self.by_id = {i.statement.id: i for i in items}
        self.names = {i.name for i in items if i.name}
        self.children: dict[str, list[Placed]] = defaultdict(list)
        self.turn: dict[int, int] = {}
        self._stems: dict[int, frozenset[str]] = {}
        self.gap: dict[int, tuple[str, str]] = {}
        self.said: dict[str | None, list[int]] = defaultdict(list)
        self.days: dict[int, frozenset[str]] = {}
        self.cues: dict[int, str] = {}
        self._about: dict[int, tuple[str, ...]] = {}
        days = days or words.DayIndex(text)
        for k, i in enumerate(items):
            if i.statement.parent:
                self.children[i.statement.parent].append(i)
            self.turn[i.index] = k
            self.said[i.speaker].append(i.cue.start)
            self.cues[i.index] = excerpt(text, i.statement.cue)
            self.days[i.index] = days.of(i.sentence, [*i.statement.source, *i.statement.content])
        for step, side in ((1, 0), (-1, 1)):
            spoke: dict[str | None, int] = {}
            for i in items[::step]:
                far = _FAR[min(abs(i.paragraph - spoke.get(i.speaker, 1000)), 9)]
                self.gap[i.index] = (far, "") if side == 0 else (self.gap[i.index][0], far)
                spoke[i.speaker] = i.paragraph

    def shared(self, a: int, b: int) -> int:
        """Return how many content words two statements, by their numbers, share."""
        return len(self._stems_of(a) & self._stems_of(b))

    def _stems_of(self, index: int) -> frozenset[str]:
        """Return the beginnings of the content words of what is said."""
        known = self._stems.get(index)
        if known is None:
            said = excerpt(self.text, self.items[self.turn[index]].statement.content).lower()
            known = frozenset(w[:6] for w in _LONG.findall(said[:1000]) if w[:6] not in _COMMON)
            self._stems[index] = known
        return known

    def parent(self, item: Placed) -> Placed | None:
        """Return the statement in whose content one stands."""
        return self.by_id.get(item.statement.parent or "")

    def about(self, item: Placed) -> tuple[str, ...]:
        """Return the names of what a statement itself tells."""
        known = self._about.get(item.index)
        if known is None:
            known = self._about[item.index] = self._told(item)
        return known

    def _told(self, item: Placed) -> tuple[str, ...]:
        s, text, parent = item.statement, self.text, self.parent(item)
        source, cue, days = excerpt(text, s.source), of_cue(self.cues[item.index]), self.days[item.index]
        kinds = of_source(source)
        k = self.turn[item.index]
        on = [*cue, *kinds, f"act {s.act}", f"form {s.form}", f"type {s.source_type}"]
        if parent is not None:
            on += ["nested", f"in {parent.statement.act}"]
            if parent.speaker == item.speaker:
                on.append("own words")
        if _QUOTED.match(excerpt(text, s.content)):
            on.append("quoted")
        if days:
            on.append("dated")
            if not all(map(_THESE_DAYS.match, days)):
                on.append("another time")
        if k > 0 and self.items[k - 1].speaker == item.speaker:
            on.append("goes on")
        before, after = self.gap[item.index]
        on += [f"gap {before}", f"then {after}"]
        # It reads like one of several on one occasion: no attitude, no habit, no afterthought.
        attitude = s.act in ("believe", "know", "want", "commit", "decline")
        habit = "perfect" in cue or "afterthought" in kinds
        if parent is None and not attitude and not habit and (source or "said" in cue):
            on.append("may go on")
        if item.paragraph <= 2:
            on.append("lead" if item.paragraph else "headline")
        return tuple(dict.fromkeys(on))

    def between(self, item: Placed, m: Mention) -> int:
        """Return how many sayings of the same speaker stand between a statement and a mention."""
        said = self.said[item.speaker]
        return max(abs(bisect_left(said, m.at.start) - bisect_left(said, item.cue.start)) - 1, 0)

    def same_day(self, m: Mention, item: Placed) -> str:
        """Say how the days of a statement and of a mention compare."""
        when, then = self.days[item.index], m.days
        if when and then:
            return "same day" if when & then else "another day"
        return "undated" if not when and not then else "dated" if when else "day there"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What stands around a statement: its own mentions' kinds and values, and the others by group and value.

    sure: the first value that its own words show. firsts: for each group and value its nearest mention, and how many
    other values stand nearer. mine: the values of its speaker's. about: see `Candidate`.
    """

    item: Placed
    own: Sequence[tuple[Kind, str]]
    sure: str | None
    firsts: Sequence[tuple[_Named, Mapping[str, tuple[int, Mention]]]]
    mine: Sequence[str]
    about: Sequence[str]


class Candidates:
    """All candidates of one label in one article."""

    def __init__(self, places: Places, found: Sequence[Mention], label: Label) -> None:
        self.places, self.label = places, label
        self.value: Callable[[Mention], str] = attrgetter(label)
        has = [m for m in found if self.value(m) is not None]
        self._none = not has
        self.owned: dict[int, list[Mention]] = defaultdict(list)
        for m in has:
            if m.owner is not None:
                self.owned[m.owner].append(m)
        # What stands near one statement says nothing of others, and whom somebody urges or asks is not whom the rest
        # is said to.
        wanting = {i.index for i in places.items if i.statement.act in ("direct", "ask")}
        self.all = [
            m for m in has if m.kind <= Kind.SCENE and (label == "channel" or m.channel or m.owner not in wanting)
        ]
        self.starts = [m.at.start for m in self.all]
        self.mine: dict[str, list[Mention]] = defaultdict(list)
        for m in self.all:
            for who in m.speakers:
                self.mine[who].append(m)
        self.mine_starts = {who: [m.at.start for m in ms] for who, ms in self.mine.items()}
        self.counts = Counter(self.value(m) for m in self.all)
        self._pair()

    def _pair(self) -> None:
        """Gather what one tells inside what another says: "Lee says Ray told me" is one occasion, too."""
        at = {i.index: i for i in self.places.items}
        self.pairs: dict[tuple[str | None, str | None], list[Mention]] = defaultdict(list)
        for m in self.all:
            child = at[m.owner] if m.nested and m.owner is not None else None
            parent = self.places.parent(child) if child else None
            if child is not None and parent is not None and parent.speaker != child.speaker:
                self.pairs[parent.speaker, child.speaker].append(m)
        self.pair_starts = {pair: [m.at.start for m in ms] for pair, ms in self.pairs.items()}

    def of(self, item: Placed, channel: str | None = None) -> list[Candidate]:
        """Return the candidates of one statement; for an addressee, `channel` is the channel that has been chosen."""
        cue = self.places.cues[item.index]
        groups = {} if self._none else self._groups(item)
        values: dict[str, Mention | None] = {}
        for group in groups.values():
            for m in group:
                values.setdefault(self.value(m), m)
        if values and wrote(cue):
            values = {v: m for v, m in values.items() if m is None or m.owner == item.index or _in_writing(m)}
        if self.label == "channel":
            for usual in _usual(item, of_cue(cue)):
                values.setdefault(usual, None)
        if not values:
            return []
        about = self.places.about(item)
        if self.label == "addressee":
            about = (*about, "channel" if channel else "no channel", f"by {channel}")
            sayings = [m for g in SAYINGS for m in groups.get(g, ())]
            groups["same channel"] = [m for m in sayings if channel and m.channel == channel]
            groups["no channel"] = [m for m in sayings if not channel and not m.channel]
        firsts = [(_GROUPS[name], self._firsts(group)) for name, group in groups.items() if name != "own" and group]
        mine = [self.value(m) for name in ("mine before", "mine after") for m in groups.get(name, ())]
        own = [(m.kind, self.value(m)) for m in groups.get("own", ())]
        sure = next((value for kind, value in own if kind <= Kind.SOURCE), None)
        return self._weighed(values, _Seen(item, own, sure, firsts, mine, about))

    def _groups(self, item: Placed) -> dict[str, Sequence[Mention]]:
        """Return the mentions that stand near a statement in each of several ways, the nearest first."""
        parent = self.places.parent(item)
        # Inside what is said, whom the cue itself names comes before the other words of the sentence; outside, a
        # channel goes by the words that show it.
        own = self.owned.get(item.index, [])
        if len(own) > 1:
            own = sorted(
                own, key=lambda m: (m.kind, (m.nested or self.label == "channel") and (m.at != item.cue) == m.nested)
            )
        groups: dict[str, Sequence[Mention]] = {"own": own}
        mine = self.mine.get(item.speaker or "", [])
        groups["mine before"], groups["mine after"] = _around(mine, self.mine_starts.get(item.speaker or ""), item)
        groups["before"], groups["after"] = _around(self.all, self.starts, item)
        if parent is not None:
            above = self.owned.get(parent.index, [])
            groups["parent"] = [m for m in above if m.kind <= Kind.SCENE]
            mine = self.mine.get(parent.speaker or "", [])
            pair = self.pairs.get((parent.speaker, item.speaker), [])
            starts = self.pair_starts.get((parent.speaker, item.speaker))
            groups["inside before"], groups["inside after"] = _around(pair, starts, item)
            groups["parent before"] = _around(mine, self.mine_starts.get(parent.speaker or ""), parent)[0]
        children = self.places.children.get(item.statement.id, [])[:4]
        groups["child"] = [m for c in children for m in self.owned.get(c.index, []) if m.kind <= Kind.SCENE]
        return groups

    def _firsts(self, group: Sequence[Mention]) -> dict[str, tuple[int, Mention]]:
        """Return the nearest mention of each value, and how many other values stand nearer."""
        out: dict[str, tuple[int, Mention]] = {}
        for m in group:
            value = self.value(m)
            if value not in out:
                out[value] = len(out), m
        return out

    def _weighed(self, values: Mapping[str, Mention | None], seen: _Seen) -> list[Candidate]:
        """Return the values with what speaks for and against each."""
        found: dict[str, tuple[Features, list[str]]] = {}
        for value in values:
            its: Features = {_OWN[kind]: 1.0 for kind, own in seen.own if own == value}
            found[value] = its, list(its)
            if seen.sure is not None and seen.sure != value:
                its["own is another"] = 1.0
        for named, first in seen.firsts:
            for value, (rank, m) in first.items():
                if value in found:
                    self._place(*found[value], named, rank, m, seen)
        count, mine, rivals = max(len(self.all), 1), max(len(seen.mine), 1), min(len(self.counts), 8) / 8
        out = []
        for value, by in values.items():
            its, strong = found[value]
            classes = self._classes(value, seen.item)
            its.update(dict.fromkeys(classes, 1.0))
            its["share"] = self.counts[value] / count
            its["share of mine"] = seen.mine.count(value) / mine
            its["rivals"] = rivals
            if len(self.counts) == 1 and value in self.counts:
                its["only one"] = 1.0
            out.append(Candidate(value, by, its, strong, seen.about, classes))
        return out

    def _place(self, its: Features, strong: list[str], named: _Named, rank: int, m: Mention, seen: _Seen) -> None:
        """Add to a value's features, and to the strong ones, what its nearest mention in one group tells."""
        places, item = self.places, seen.item
        far = min(abs(m.paragraph - item.paragraph), 9)
        its[named.group] = its[named.far[far]] = 1.0
        if rank == 0:
            its[named.nearest] = its[named.nearest_far[far]] = 1.0
            if seen.sure is None and far < 9:
                strong.append(named.nearest)
        its[named.kinds[m.kind]] = 1.0
        its[named.days[places.same_day(m, item)]] = 1.0
        if named.mine:
            its[named.between[min(places.between(item, m), 4)]] = 1.0
        if m.nested:
            its[named.nested] = 1.0
        if named.compared and m.owner is not None and m.owner in places.turn:
            shared = places.shared(m.owner, item.index)
            its[named.shares[min(shared, 4)]] = 1.0
            if shared > 1 and rank == 0:
                strong.append(named.alike)

    def _classes(self, value: str, item: Placed) -> list[str]:
        if self.label == "channel":
            return [f"= {value}"] * (value in _USUAL) + ["= written" if value in WRITTEN else "= spoken"]
        out = ["= name" if value[0].isupper() else "= description"]
        out += ["= speaker here"] * (value in self.places.names)
        out += ["= itself"] * (value == item.name)
        out += ["= audience"] * bool(words.of_audience(value))
        return out


def _in_writing(m: Mention) -> bool:
    """Say whether what a mention tells of may be in writing."""
    return m.channel is None or m.channel in WRITTEN or m.channel == "other"


def _usual(item: Placed, cue: Sequence[str]) -> list[str]:
    """Return the channels that need no words: documents report, courts rule, what is told inside is talk."""
    out = []
    if item.statement.source_type in ("document", "organisation"):
        out.append("report")
    if item.statement.parent is not None:
        out.append("conversation")
    if "ruled" in cue:
        out.append("court")
    return out


def _around(ms: Sequence[Mention], starts: Sequence[int] | None, item: Placed) -> tuple[list[Mention], list[Mention]]:
    """Return the nearest of `ms` before and after a statement, its own not counted, nearest first."""
    if not ms or starts is None:
        return [], []
    k = bisect_left(starts, item.cue.start)
    before = [m for m in ms[max(k - BACK - 4, 0) : k] if m.owner != item.index][::-1][:BACK]
    after = [m for m in ms[k : k + AHEAD + 4] if m.owner != item.index][:AHEAD]
    return before, after
