"""Which channels and addressees a statement may have, and what speaks for each: features for the model to weigh.

In: an article's statements in their places and its mentions of occasions. Out: for each statement its candidates, each
a value with named features. Only the nearest mentions are looked at, so that cost stays linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    """A value that a statement's channel or addressee may have, the mention it goes by (None: none), its features."""

    value: str
    by: Mention | None
    features: Features


class Candidates:
    """All candidates of one label in one article."""

    def __init__(self, text: str, items: Sequence[Placed], found: Sequence[Mention], label: Label) -> None:
        self.text, self.items, self.label = text, items, label
        has = [m for m in found if getattr(m, label) is not None]
        self.owned: dict[int, list[Mention]] = defaultdict(list)
        for m in has:
            if m.owner is not None:
                self.owned[m.owner].append(m)
        # What stands near one statement says nothing of others, and whom somebody urges or asks is not whom the rest
        # is said to.
        wanting = {i.index for i in items if i.statement.act in ("direct", "ask")}
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
        self.by_id = {i.statement.id: i for i in items}
        self.children: dict[str, list[Placed]] = defaultdict(list)
        for i in items:
            if i.statement.parent:
                self.children[i.statement.parent].append(i)
        self.names = {i.name for i in items if i.name}
        self._pair()
        self._place()

    def _pair(self) -> None:
        """Gather what one tells inside what another says: "Lee says Ray told me" is one occasion, too."""
        at = {i.index: i for i in self.items}
        self.pairs: dict[tuple[str | None, str | None], list[Mention]] = defaultdict(list)
        for m in self.all:
            child = at[m.owner] if m.nested and m.owner is not None else None
            parent = self.by_id.get(child.statement.parent or "") if child else None
            if child is not None and parent is not None and parent.speaker != child.speaker:
                self.pairs[parent.speaker, child.speaker].append(m)
        self.pair_starts = {pair: [m.at.start for m in ms] for pair, ms in self.pairs.items()}

    def _place(self) -> None:
        """Note of each statement its turn, its dates, its words, and how far its speaker's others are."""
        self.turn: dict[int, int] = {}
        self.stems: dict[int, frozenset[str]] = {}
        self.gap: dict[int, tuple[str, str]] = {}
        self.said: dict[str | None, list[int]] = defaultdict(list)
        self.days: dict[int, frozenset[str]] = {}
        for k, i in enumerate(self.items):
            self.turn[i.index] = k
            self.said[i.speaker].append(i.cue.start)
            self.days[i.index] = _days(self.text, i)
            said = excerpt(self.text, i.statement.content).lower()
            self.stems[i.index] = frozenset(w[:6] for w in _LONG.findall(said[:1000]) if w[:6] not in _COMMON)
        for step, side in ((1, 0), (-1, 1)):
            spoke: dict[str | None, int] = {}
            for i in self.items[::step]:
                far = _bucket(abs(i.paragraph - spoke.get(i.speaker, 1000)))
                self.gap[i.index] = (far, "") if side == 0 else (self.gap[i.index][0], far)
                spoke[i.speaker] = i.paragraph

    def value(self, m: Mention) -> str:
        """Return the value of this label that a mention has."""
        return str(getattr(m, self.label))

    def of(self, item: Placed, channel: str | None = None) -> list[Candidate]:
        """Return the candidates of one statement; for an addressee, `channel` is the channel that has been chosen."""
        parent = self.by_id.get(item.statement.parent or "")
        # Inside what is said, whom the cue itself names comes before the other words of the sentence; outside, a
        # channel goes by the words that show it.
        own = sorted(
            self.owned.get(item.index, []),
            key=lambda m: (m.kind, (m.nested or self.label == "channel") and (m.at != item.cue) == m.nested),
        )
        groups: dict[str, Sequence[Mention]] = {"own": own}
        mine = self.mine.get(item.speaker or "", [])
        groups["mine before"], groups["mine after"] = self._around(mine, self.mine_starts.get(item.speaker or ""), item)
        groups["before"], groups["after"] = self._around(self.all, self.starts, item)
        if parent is not None:
            above = self.owned.get(parent.index, [])
            groups["parent"] = [m for m in above if m.kind <= Kind.SCENE]
            mine = self.mine.get(parent.speaker or "", [])
            pair = self.pairs.get((parent.speaker, item.speaker), [])
            starts = self.pair_starts.get((parent.speaker, item.speaker))
            groups["inside before"], groups["inside after"] = self._around(pair, starts, item)
            groups["parent before"] = self._around(mine, self.mine_starts.get(parent.speaker or ""), parent)[0]
        children = self.children.get(item.statement.id, [])[:4]
        groups["child"] = [m for c in children for m in self.owned.get(c.index, []) if m.kind <= Kind.SCENE]
        values: dict[str, Mention | None] = {}
        for m in (m for group in groups.values() for m in group):
            values.setdefault(self.value(m), m)
        if _WROTE.search(excerpt(self.text, item.statement.cue)):
            values = {v: m for v, m in values.items() if m is None or m.owner == item.index or self._in_writing(m)}
        about = self.about(item, parent)
        if self.label == "addressee":
            about["channel" if channel else "no channel"] = 1.0
            about[f"by {channel}"] = 1.0
            groups["same channel"] = [m for g in SAYINGS for m in groups.get(g, ()) if channel and m.channel == channel]
            groups["no channel"] = [m for g in SAYINGS for m in groups.get(g, ()) if not channel and not m.channel]
        for usual in self._usual(item, about):
            values.setdefault(usual, None)
        return [Candidate(v, by, self._weigh(v, item, groups, about)) for v, by in values.items()]

    @staticmethod
    def _in_writing(m: Mention) -> bool:
        """Say whether what a mention tells of may be in writing."""
        return m.channel is None or m.channel in WRITTEN or m.channel == "other"

    def _usual(self, item: Placed, about: Features) -> list[str]:
        """Return the channels that need no words: documents report, courts rule, what is told inside is talk."""
        if self.label == "addressee":
            return []
        usual = {
            "report": item.statement.source_type in ("document", "organisation"),
            "conversation": item.statement.parent is not None,
            "court": "ruled" in about,
        }
        return [channel for channel, holds in usual.items() if holds]

    @staticmethod
    def _around(
        ms: Sequence[Mention], starts: Sequence[int] | None, item: Placed
    ) -> tuple[list[Mention], list[Mention]]:
        """Return the nearest of `ms` before and after a statement, its own not counted, nearest first."""
        k = bisect_left(starts or [], item.cue.start)
        before = [m for m in ms[max(k - BACK - 4, 0) : k] if m.owner != item.index][::-1][:BACK]
        after = [m for m in ms[k : k + AHEAD + 4] if m.owner != item.index][:AHEAD]
        return before, after

    def about(self, item: Placed, parent: Placed | None) -> Features:
        """Return what a statement itself tells."""
        s, text = item.statement, self.text
        source, cue = excerpt(text, s.source), excerpt(text, s.cue)
        k = self.turn[item.index]
        on = [n for n, pattern in _CUES.items() if (pattern.match if n == "no cue" else pattern.search)(cue)]
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
        return dict.fromkeys(on, 1.0)

    @staticmethod
    def _may_go_on(s: Statement, source: str, cue: str, parent: Placed | None) -> bool:
        """Say whether a statement reads like one of several on one occasion: no attitude, no habit, no afterthought."""
        attitude = s.act in ("believe", "know", "want", "commit", "decline")
        habit = lexicon.PERFECT.search(cue) or _SOURCES["afterthought"].match(source)
        return parent is None and not attitude and not habit and bool(source or _CUES["said"].search(cue))

    def _weigh(self, value: str, item: Placed, groups: dict[str, Sequence[Mention]], about: Features) -> Features:
        """Return what speaks for and against one value."""
        own = groups["own"]
        out: Features = {f"own {m.kind.name}": 1.0 for m in own if self.value(m) == value}
        sure = [self.value(m) for m in own if m.kind <= Kind.SOURCE]
        if sure and sure[0] != value:
            out["own is another"] = 1.0
        strong = [n for n in out if n != "own is another"]
        for name, group in groups.items():
            if name == "own":
                continue
            rank, m = self._first(value, group)
            if m is None:
                continue
            far = _bucket(abs(m.paragraph - item.paragraph))
            out.update({name: 1.0, f"{name} {far}": 1.0})
            if rank == 0:
                out.update({f"{name} nearest": 1.0, f"{name} nearest {far}": 1.0})
                if not sure and far != "far":
                    strong.append(f"{name} nearest")
            out[f"{name} {m.kind.name}"] = 1.0
            out[f"{name} {self._same_day(m, item)}"] = 1.0
            if name.startswith("mine"):
                between = self._between(item, m)
                out[f"{name} {min(between, 4)} between"] = 1.0
            if m.nested:
                out[f"{name} nested"] = 1.0
            if m.owner is not None and m.owner in self.stems and name.startswith(("mine", "parent")):
                shared = len(self.stems[m.owner] & self.stems[item.index])
                out[f"{name} shares {min(shared, 4)}"] = 1.0
                if shared > 1 and rank == 0:
                    strong.append(f"{name} alike")
        classes = self._classes(value, item)
        out.update(dict.fromkeys(classes, 1.0))
        every = [self.value(m) for name in ("mine before", "mine after") for m in groups[name]]
        out["share"] = self.counts[value] / max(len(self.all), 1)
        out["share of mine"] = every.count(value) / max(len(every), 1)
        out["rivals"] = min(len(self.counts), 8) / 8
        if len(self.counts) == 1 and value in self.counts:
            out["only one"] = 1.0
        for a in about:
            out[f"* {a}"] = 1.0
            out.update({f"{e} * {a}": 1.0 for e in strong})
            out.update({f"{c} * {a}": 1.0 for c in classes})
        out.update({f"{e} * {c}": 1.0 for e in strong for c in classes})
        return out

    def _first(self, value: str, group: Iterable[Mention]) -> tuple[int, Mention | None]:
        """Return the nearest mention of a value, and how many other values stand nearer."""
        others: set[str] = set()
        for m in group:
            if self.value(m) == value:
                return len(others), m
            others.add(self.value(m))
        return 0, None

    def _between(self, item: Placed, m: Mention) -> int:
        """Return how many sayings of the same speaker stand between a statement and a mention."""
        said = self.said[item.speaker]
        return max(abs(bisect_left(said, m.at.start) - bisect_left(said, item.cue.start)) - 1, 0)

    def _same_day(self, m: Mention, item: Placed) -> str:
        when, then = self.days[item.index], m.days
        if when and then:
            return "same day" if when & then else "another day"
        return "undated" if not when and not then else "dated" if when else "day there"

    def _classes(self, value: str, item: Placed) -> list[str]:
        if self.label == "channel":
            return [f"= {value}"] * (value in _USUAL) + ["= written" if value in WRITTEN else "= spoken"]
        out = ["= name" if value[0].isupper() else "= description"]
        out += ["= speaker here"] * (value in self.names)
        out += ["= itself"] * (value == item.name)
        out += ["= audience"] * bool(words.of_audience(value))
        return out


def _bucket(distance: int) -> str:
    return "0" if distance == 0 else "1" if distance == 1 else "3" if distance <= 3 else "8" if distance <= 8 else "far"


def _days(text: str, item: Placed) -> frozenset[str]:
    return words.days(text, item.sentence, [*item.statement.source, *item.statement.content])
