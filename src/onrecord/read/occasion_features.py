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
from functools import lru_cache
from operator import attrgetter
from typing import Literal

from onrecord.domain import Statement
from onrecord.read import occasion_words as words
from onrecord.read import reporting_words as lexicon
from onrecord.read.occasion_evidence import Kind, Mention
from onrecord.read.places import Placed
from onrecord.text import excerpt

Label = Literal["channel", "addressee"]
Features = dict[str, float]
SAYINGS = ("own", "mine before", "mine after")
_REMEMBERED = 10_000
_KINDS = [kind.name for kind in Kind]
BACK, AHEAD = 8, 5
"""How many mentions before and after a statement are looked at."""

WRITTEN = frozenset({"tweet", "social", "letter", "email", "newsletter", "statement", "report", "court", "book"})
_CUES = {
    "perfect": lexicon.PERFECT,
    "written": re.compile(r"\b(?:wr(?:ote|ites?|iting|itten)|post(?:s|ed|ing)?|shar(?:ed|ing)|releas\w+)\b", re.I),
    "said": re.compile(r"\b(?:s(?:ay|ays|aid|aying)|t(?:ell|ells|old|elling)|add(?:s|ed|ing)?|continued)\b", re.I),
    "reported": re.compile(
        r"\b(?:report(?:s|ed|ing)?|according|show(?:s|ed|ing)?|reveal\w*|found|quot\w+|detail\w*|list(?:s|ed))\b", re.I
    ),
    "ruled": re.compile(
        r"\b(?:rul\w+|sue[sd]?|suing|plead\w*|sentenc\w+|convict\w*|charg\w+|testif\w+|struck)\b", re.I
    ),
    "answered": re.compile(r"\b(?:respon\w+|repl\w+|answer\w*|comment\w*|return\w*|reject\w*|refus\w*)\b", re.I),
    "told": lexicon.TELLING,
    "present": re.compile(r"\b(?:say|says|is|are|thinks|believes|wants|likes|supports|calls|argues|claims)\b", re.I),
    "participle": re.compile(r"\w+ing$"),
    "no cue": re.compile(r"$"),
}
_SOURCES = {
    "pronoun": re.compile(r"(?:he|she|they|it)$", re.I),
    "me": re.compile(r"(?:i|we|me|us)$", re.I),
    "afterthought": re.compile(r".*(?:['’]s?|\b(?:who|which|that))$", re.I | re.S),
    "no source": re.compile(r"$"),
}
_USUAL = frozenset({"report", "conversation", "court", "tweet"})
_WROTE = re.compile(r"\b(?:wr(?:ote|ites|iting|itten)|post(?:s|ed|ing)|tweet\w*)\b", re.I)
_LONG = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = (
    "that this with from have been were they them their there than then about would could should will what when where "
    "which who whom more most some such only also into over very just becaus after before other "
    "said says being does"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_THESE_DAYS = re.compile(r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|later)$")
_QUOTED = re.compile(r"\W{0,2}[\"“]|''")


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

    def __init__(self, text: str, items: Sequence[Placed]) -> None:
        self.text, self.items = text, items
        self.by_id = {i.statement.id: i for i in items}
        self.names = {i.name for i in items if i.name}
        self.children: dict[str, list[Placed]] = defaultdict(list)
        self.turn: dict[int, int] = {}
        self.stems: dict[int, frozenset[str]] = {}
        self.gap: dict[int, tuple[str, str]] = {}
        self.said: dict[str | None, list[int]] = defaultdict(list)
        self.days: dict[int, frozenset[str]] = {}
        self._about: dict[int, tuple[str, ...]] = {}
        for k, i in enumerate(items):
            if i.statement.parent:
                self.children[i.statement.parent].append(i)
            self.turn[i.index] = k
            self.said[i.speaker].append(i.cue.start)
            self.days[i.index] = words.days(text, i.sentence, [*i.statement.source, *i.statement.content])
            said = excerpt(text, i.statement.content).lower()
            self.stems[i.index] = frozenset(w[:6] for w in _LONG.findall(said[:1000]) if w[:6] not in _COMMON)
        for step, side in ((1, 0), (-1, 1)):
            spoke: dict[str | None, int] = {}
            for i in items[::step]:
                far = _bucket(abs(i.paragraph - spoke.get(i.speaker, 1000)))
                self.gap[i.index] = (far, "") if side == 0 else (self.gap[i.index][0], far)
                spoke[i.speaker] = i.paragraph

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
        source, cue = excerpt(text, s.source), excerpt(text, s.cue)
        k = self.turn[item.index]
        on = [*_of_cue(cue)]
        on += [n for n, pattern in _SOURCES.items() if pattern.match(source)]
        on += [f"act {s.act}", f"form {s.form}", f"type {s.source_type}"]
        if parent is not None:
            on += ["nested", f"in {parent.statement.act}"]
            on += ["own words"] * (parent.speaker == item.speaker)
        on += ["quoted"] * bool(_QUOTED.match(excerpt(text, s.content)))
        on += ["dated"] * bool(self.days[item.index])
        on += ["another time"] * any(not _THESE_DAYS.match(day) for day in self.days[item.index])
        on += ["goes on"] * (k > 0 and self.items[k - 1].speaker == item.speaker)
        on += [f"gap {self.gap[item.index][0]}", f"then {self.gap[item.index][1]}"]
        on += ["may go on"] * self._may_go_on(s, source, cue, parent)
        on += ["headline"] * (item.paragraph == 0)
        on += ["lead"] * (item.paragraph in (1, 2))
        return tuple(dict.fromkeys(on))

    @staticmethod
    def _may_go_on(s: Statement, source: str, cue: str, parent: Placed | None) -> bool:
        """Say whether a statement reads like one of several on one occasion: no attitude, no habit, no afterthought."""
        attitude = s.act in ("believe", "know", "want", "commit", "decline")
        habit = lexicon.PERFECT.search(cue) or _SOURCES["afterthought"].match(source)
        return parent is None and not attitude and not habit and bool(source or _CUES["said"].search(cue))

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
    """What stands around a statement: its own mentions, and the others by group and value.

    firsts: for each group and value its nearest mention, and how many other values stand nearer. mine: the values of
    its speaker's. about: see `Candidate`.
    """

    item: Placed
    own: Sequence[Mention]
    firsts: Mapping[str, Mapping[str, tuple[int, Mention]]]
    mine: Sequence[str]
    about: Sequence[str]


class Candidates:
    """All candidates of one label in one article."""

    def __init__(self, places: Places, found: Sequence[Mention], label: Label) -> None:
        self.places, self.label = places, label
        self.value: Callable[[Mention], str] = attrgetter(label)
        has = [m for m in found if self.value(m) is not None]
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
        groups = self._groups(item)
        values: dict[str, Mention | None] = {}
        for group in groups.values():
            for m in group:
                values.setdefault(self.value(m), m)
        if _WROTE.search(excerpt(self.places.text, item.statement.cue)):
            values = {v: m for v, m in values.items() if m is None or m.owner == item.index or _in_writing(m)}
        about = self.places.about(item)
        if self.label == "addressee":
            about = (*about, "channel" if channel else "no channel", f"by {channel}")
            groups["same channel"] = [m for g in SAYINGS for m in groups.get(g, ()) if channel and m.channel == channel]
            groups["no channel"] = [m for g in SAYINGS for m in groups.get(g, ()) if not channel and not m.channel]
        else:
            for usual in _usual(item, about):
                values.setdefault(usual, None)
        firsts = {name: self._firsts(group) for name, group in groups.items() if name != "own" and group}
        mine = [self.value(m) for name in ("mine before", "mine after") for m in groups[name]]
        seen = _Seen(item, groups["own"], firsts, mine, about)
        return [self._weigh(value, by, seen) for value, by in values.items()]

    def _groups(self, item: Placed) -> dict[str, Sequence[Mention]]:
        """Return the mentions that stand near a statement in each of several ways, the nearest first."""
        parent = self.places.parent(item)
        # Inside what is said, whom the cue itself names comes before the other words of the sentence; outside, a
        # channel goes by the words that show it.
        own = sorted(
            self.owned.get(item.index, []),
            key=lambda m: (m.kind, (m.nested or self.label == "channel") and (m.at != item.cue) == m.nested),
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

    def _weigh(self, value: str, by: Mention | None, seen: _Seen) -> Candidate:
        """Return one value with what speaks for and against it."""
        places, item = self.places, seen.item
        out: Features = {f"own {_KINDS[m.kind]}": 1.0 for m in seen.own if self.value(m) == value}
        strong = list(out)
        sure = [self.value(m) for m in seen.own if m.kind <= Kind.SOURCE]
        if sure and sure[0] != value:
            out["own is another"] = 1.0
        for name, first in seen.firsts.items():
            if value not in first:
                continue
            rank, m = first[value]
            far = _bucket(abs(m.paragraph - item.paragraph))
            out[name] = out[f"{name} {far}"] = 1.0
            if rank == 0:
                out[f"{name} nearest"] = out[f"{name} nearest {far}"] = 1.0
                if not sure and far != "far":
                    strong.append(f"{name} nearest")
            out[f"{name} {_KINDS[m.kind]}"] = 1.0
            out[f"{name} {places.same_day(m, item)}"] = 1.0
            if name.startswith("mine"):
                out[f"{name} {min(places.between(item, m), 4)} between"] = 1.0
            if m.nested:
                out[f"{name} nested"] = 1.0
            if m.owner is not None and m.owner in places.stems and name.startswith(("mine", "parent")):
                shared = len(places.stems[m.owner] & places.stems[item.index])
                out[f"{name} shares {min(shared, 4)}"] = 1.0
                if shared > 1 and rank == 0:
                    strong.append(f"{name} alike")
        classes = self._classes(value, item)
        for name in classes:
            out[name] = 1.0
        out["share"] = self.counts[value] / max(len(self.all), 1)
        out["share of mine"] = seen.mine.count(value) / max(len(seen.mine), 1)
        out["rivals"] = min(len(self.counts), 8) / 8
        if len(self.counts) == 1 and value in self.counts:
            out["only one"] = 1.0
        return Candidate(value, by, out, strong, seen.about, classes)

    def _classes(self, value: str, item: Placed) -> list[str]:
        if self.label == "channel":
            return [f"= {value}"] * (value in _USUAL) + ["= written" if value in WRITTEN else "= spoken"]
        out = ["= name" if value[0].isupper() else "= description"]
        out += ["= speaker here"] * (value in self.places.names)
        out += ["= itself"] * (value == item.name)
        out += ["= audience"] * bool(words.of_audience(value))
        return out


@lru_cache(maxsize=_REMEMBERED)
def _of_cue(cue: str) -> tuple[str, ...]:
    """Return what the words of a cue are; articles have few cues, but often."""
    return tuple(n for n, pattern in _CUES.items() if (pattern.match if n == "no cue" else pattern.search)(cue))


def _in_writing(m: Mention) -> bool:
    """Say whether what a mention tells of may be in writing."""
    return m.channel is None or m.channel in WRITTEN or m.channel == "other"


def _usual(item: Placed, about: Sequence[str]) -> list[str]:
    """Return the channels that need no words: documents report, courts rule, what is told inside is talk."""
    usual = {
        "report": item.statement.source_type in ("document", "organisation"),
        "conversation": item.statement.parent is not None,
        "court": "ruled" in about,
    }
    return [channel for channel, holds in usual.items() if holds]


def _around(ms: Sequence[Mention], starts: Sequence[int] | None, item: Placed) -> tuple[list[Mention], list[Mention]]:
    """Return the nearest of `ms` before and after a statement, its own not counted, nearest first."""
    k = bisect_left(starts or [], item.cue.start)
    before = [m for m in ms[max(k - BACK - 4, 0) : k] if m.owner != item.index][::-1][:BACK]
    after = [m for m in ms[k : k + AHEAD + 4] if m.owner != item.index][:AHEAD]
    return before, after


def _bucket(distance: int) -> str:
    return "0" if distance == 0 else "1" if distance == 1 else "3" if distance <= 3 else "8" if distance <= 8 else "far"
