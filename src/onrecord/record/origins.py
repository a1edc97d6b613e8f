"""Where statements come from in the end: which are independent, and which lead back to one origin.

Given the statements of an utterance or a claim, those are merged that come from one wire copy, from one report of an
outlet, from one occasion, or from one speaker. What is left counts as independent. Each merge names its evidence; where
there is none, nothing is merged: two unnamed sources in two texts of their own stay two, for nobody can tell.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from sqlalchemy import Connection

from onrecord.record import origin_copies, rows
from onrecord.record.origin_copies import Copy, same_house
from onrecord.record.origin_lookup import known_outlets, own_report, statements
from onrecord.record.origin_occasions import (
    SAME_WORDS,
    Told,
    alike,
    may_be_one,
    news_hop,
    occasion,
    runs_of,
    without_work,
)
from onrecord.record.version_placing import moment

TRACED: Final = 100
"""Of an utterance or a claim with more statements so many, those that were added first, are traced for an answer."""
Kind = Literal["wire", "version", "report", "occasion", "speaker", "source"]
_NEAR: Final = 12
"""With how many earlier statements of the same speaker one is compared for the best evidence."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two statements (keys) lead back to one origin. score: how sure that is, in [0, 1].

    kind: `wire` (copies of one text), `version` (of one article), `report` (one has it from the other's outlet),
    `occasion` (one saying), `speaker` (the same one, whenever), `source` (the same words for an unnamed source, in one
    text).
    """

    kind: Kind
    one: str
    other: str
    score: float
    explanation: str


@dataclass(frozen=True, slots=True)
class Lead:
    """An outlet that a statement (key) is known from. report: its own article's statement, if the record has it.

    several: whether several of its statements fit alike, so that none was chosen.
    """

    statement: str
    outlet: str
    report: Told | None
    several: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """One independent origin: its first speaker, the statements that lead to it, earliest first, and why they do.

    named: whether any article names the speaker. outlets, articles, texts: how many there are; copies are one text.
    """

    key: str
    speaker: str
    named: bool | None
    told: tuple[Told, ...]
    merges: tuple[Merge, ...]
    leads: tuple[Lead, ...]
    outlets: int
    articles: int
    texts: int


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of a set of statements, those with the most articles first, and how many there are of what."""

    origins: tuple[Origin, ...]
    outlets: int
    articles: int
    texts: int

    @property
    def independent(self) -> int:
        """How many origins there are that nothing shows to be one."""
        return len(self.origins)


class _Forest:
    """Statements as they are merged, with the evidence; no two speakers that are known apart end in one origin."""

    def __init__(self, every: Sequence[Told], outlets: Collection[int]):
        """outlets: the statements that an outlet makes about what others told it, which is nobody's own word."""
        self.root = {s.id: s.id for s in every}
        self.people = {s.id: {s.person} - {None} if s.id not in outlets else set() for s in every}
        self.merges: list[Merge] = []

    def find(self, id: int) -> int:
        while self.root[id] != id:
            self.root[id] = self.root[self.root[id]]
            id = self.root[id]
        return id

    def join(self, kind: Kind, a: Told, b: Told, why: tuple[float, str], *, whoever: bool = False) -> bool:
        """Merge two statements if they are not yet; whoever: also where their speakers are read as two."""
        x, y = self.find(a.id), self.find(b.id)
        if x == y:
            return True
        if not whoever and self.people[x] and self.people[y] and self.people[x].isdisjoint(self.people[y]):
            return False
        self.root[y] = x
        self.people[x] |= self.people[y]
        one, other = sorted((a.key, b.key))
        self.merges.append(Merge(kind, one, other, round(why[0], 3), why[1]))
        return True


def origins(connection: Connection, statement_ids: Iterable[int]) -> Origins:
    """Return the independent origins of some statements (their rows' numbers), with the evidence for every merge."""
    every = sorted(statements(connection, statement_ids), key=lambda s: (moment(s.published), s.key))
    copies = origin_copies.family(connection, {s.version_id for s in every})
    known = _known_from(connection, every)
    relayed = {
        s.id for s in every if s.id in known and s.speaker and same_house(without_work(s.speaker), known[s.id][0])
    }
    forest = _Forest(every, relayed)
    _wire(forest, every, copies)
    leads = _reports(connection, forest, every, known)
    _quotations(forest, every)
    _speakers(forest, [s for s in every if s.id not in relayed])
    text_of = _texts(every, copies, forest)
    parts: dict[int, list[Told]] = defaultdict(list)
    for s in every:
        parts[forest.find(s.id)].append(s)
    found = [_origin(told, forest.merges, leads, text_of) for told in parts.values()]
    found.sort(key=lambda o: (-o.articles, moment(o.told[0].published), o.key))
    return Origins(tuple(found), _outlets(every), len({s.article_id for s in every}), len(set(text_of.values())))


def _origin(told: list[Told], merges: Sequence[Merge], leads: Sequence[Lead], text_of: Mapping[int, int]) -> Origin:
    keys = {s.key for s in told}
    # The fullest name that any of the articles gives stands for all.
    first = min(told, key=lambda s: (s.named is not True, s.person is None, -len(s.who), s.who, s.key))
    named = True if any(s.named for s in told) else False if any(s.named is False for s in told) else None
    return Origin(
        rows.digest("origin", *sorted(keys)), first.who, named, tuple(told),
        tuple(m for m in merges if m.one in keys), tuple(x for x in leads if x.statement in keys),
        _outlets(told), len({s.article_id for s in told}), len({text_of[s.article_id] for s in told}),
    )  # fmt: skip


def _outlets(told: Iterable[Told]) -> int:
    return len({(s.outlet or f"article {s.article_id}").casefold().removeprefix("the ") for s in told})


def _texts(every: Sequence[Told], copies: Sequence[Copy], forest: _Forest) -> dict[int, int]:
    """Return for each article a number that it shares with those whose text is the same, as far as it bears on this."""
    ties = [(c.one, c.other) for c in copies if c.whole]
    by_key = {s.key: s.version_id for s in every}
    ties += [(by_key[m.one], by_key[m.other]) for m in forest.merges if m.kind == "wire"]
    kin = _components([*ties, *_article_ties(every)])
    return {s.article_id: kin.get(s.version_id, s.version_id) for s in every}


def _article_ties(every: Sequence[Told]) -> list[tuple[int, int]]:
    """Return pairs of versions that hold those of each article together."""
    first: dict[int, int] = {}
    return [(first.setdefault(s.article_id, s.version_id), s.version_id) for s in every]


def _components(ties: Iterable[tuple[int, int]]) -> dict[int, int]:
    root: dict[int, int] = {}

    def find(x: int) -> int:
        root.setdefault(x, x)
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    for a, b in ties:
        root[find(b)] = find(a)
    return {x: find(x) for x in list(root)}


def _wire(forest: _Forest, every: Sequence[Told], copies: Sequence[Copy]) -> None:
    """Merge what stands in copies of one text, and one unnamed source within a text."""
    versions = {s.version_id for s in every}
    ties = _article_ties(every)
    kin = _components([*ties, *((c.one, c.other) for c in copies)])
    whole = _components([*ties, *((c.one, c.other) for c in copies if c.whole)])
    paths = _Paths(copies)
    families: dict[int, list[Told]] = defaultdict(list)
    for s in every:
        families[kin.get(s.version_id, s.version_id)].append(s)
    for told in families.values():
        seen: dict[str, list[Told]] = defaultdict(list)  # by what they may be found by again
        heads: list[Told] = []
        for s in told:
            match = next((h for h in seen[_wording(s)] or heads if _one_sentence(h, s)), None)
            if match is None:
                heads.append(s)
            elif match.version_id != s.version_id and len(versions) > 1:
                same = match.article_id == s.article_id
                why = (1.0, "two versions of one article") if same else paths.why(match, s)
                kind: Kind = "version" if same else "wire"
                forest.join(kind, match, s, why, whoever=_wording(match) == _wording(s))
            seen[_wording(s)].append(s)
    unnamed: dict[tuple[int, str], Told] = {}
    for s in every:
        if s.named is not False:
            continue
        mark = (whole.get(s.version_id, s.version_id), " ".join(s.who.casefold().split()))
        first = unnamed.setdefault(mark, s)
        if first is not s:
            forest.join("source", first, s, (0.6, f"one text speaks of “{s.who}” both times, without a name"))


def _wording(s: Told) -> str:
    return f"{' '.join(sorted(s.words))} | {s.source.casefold()}"


def _one_sentence(a: Told, b: Told) -> bool:
    if _wording(a) == _wording(b):
        return True
    sizes = sorted((len(a.words), len(b.words)))
    return alike(a, b) >= SAME_WORDS and sizes[0] * 2 >= sizes[1] and may_be_one(a, b)


class _Paths:
    """What leads from one text to another over copies."""

    def __init__(self, copies: Sequence[Copy]):
        self.near: dict[int, dict[int, Copy]] = defaultdict(dict)
        for c in copies:
            self.near[c.one][c.other] = self.near[c.other][c.one] = c

    def why(self, a: Told, b: Told) -> tuple[float, str]:
        """Return how sure it is that two texts are copies, and why."""
        steps = self._path(a.version_id, b.version_id)
        if not steps:
            return 0.5, "both texts belong to one family of copies"
        weakest = min(steps, key=lambda c: c.score)
        if len(steps) == 1:
            return weakest.score, f"copies of one text: {weakest.explanation}"
        by = len(steps) - 1
        between = f"by way of {by} other cop{'y' if by == 1 else 'ies'}; the least alike pair"
        return weakest.score, f"copies of one text, {between}: {weakest.explanation}"

    def _path(self, begin: int, end: int) -> list[Copy]:
        came: dict[int, int] = {begin: begin}
        queue = deque([begin])
        while queue and end not in came:
            at = queue.popleft()
            for other in sorted(self.near[at]):
                if other not in came:
                    came[other] = at
                    queue.append(other)
        if end not in came:
            return []
        path = [end]
        while path[-1] != begin:
            path.append(came[path[-1]])
        return [self.near[x][y] for x, y in pairwise(path)]


def _known_from(connection: Connection, every: Sequence[Told]) -> dict[int, tuple[str, str]]:
    """Return for each statement that is known from another outlet that outlet, and the words that name it."""
    outlets = {s.outlet for s in every if s.outlet} | {s.agency for s in every if s.agency}
    outlets |= known_outlets(connection, {without_work(h) for s in every for h in s.hops[1:]})
    found = ((s.id, _house_of(s, outlets)) for s in every)
    return {id: hop for id, hop in found if hop is not None}


def _reports(
    connection: Connection, forest: _Forest, every: Sequence[Told], known: Mapping[int, tuple[str, str]]
) -> list[Lead]:
    """Merge what an outlet has from another with that one's own report, or with what else is had from it."""
    leads = []
    by_house: dict[str, list[Told]] = defaultdict(list)
    for s in every:
        if s.id not in known:
            continue
        house, words = known[s.id]
        theirs = [o for o in every if o.outlet and same_house(o.outlet, house) and o.article_id != s.article_id]
        ranked = sorted(theirs, key=lambda o: (_fit(s, o), moment(o.published), o.key))
        # Where two of its statements fit alike and lead to two origins, which one was meant is not to be told.
        fitting = [o for o in ranked if _fit(s, o) == _fit(s, ranked[0])]
        plain = len({forest.find(o.id) for o in fitting}) == 1
        if ranked and plain:
            why = f"{s.place} has it from {house} (“{words}”), whose own article is among these"
            forest.join("report", ranked[0], s, (0.9, why))
            leads.append(Lead(s.key, house, ranked[0]))
        else:
            leads.append(Lead(s.key, house, None if ranked else own_report(connection, s, house), bool(ranked)))
        for other in by_house[house.casefold()][-_NEAR:]:
            why = f"{other.place} and {s.place} both have it from {house}"
            if may_be_one(other, s) and forest.join("report", other, s, (0.8, why)):
                break
        by_house[house.casefold()].append(s)
    return leads


def _fit(s: Told, other: Told) -> tuple[float, bool]:
    """Return how badly another outlet's statement fits as what `s` goes back to; less is better."""
    return -round(alike(s, other), 4), s.who.casefold() != other.who.casefold()


def _house_of(s: Told, outlets: set[str]) -> tuple[str, str] | None:
    """Return the outlet that a statement is known from, other than its own, and the words that name it."""
    for words in s.hops[1:]:
        name = without_work(words)
        house = next((o for o in sorted(outlets) if same_house(o, name)), None)
        if house is None and news_hop(name) and (words != s.speaker or s.source_type != "person"):
            house = name
        if house and not (s.outlet and same_house(house, s.outlet)):
            return house, words
    return None


def _quotations(forest: _Forest, every: Sequence[Told]) -> None:
    """Merge statements that quote the same words at length, where nothing says that the speakers are two."""
    by_run: dict[str, list[Told]] = defaultdict(list)
    runs: dict[int, dict[str, None]] = {}
    for s in every:
        runs[s.id] = dict.fromkeys(run for row in s.quoted for run in runs_of(row))
        before = {o.id: o for run in runs[s.id] for o in by_run[run][-_NEAR:]}
        for other in before.values():
            if other.article_id == s.article_id or forest.find(other.id) == forest.find(s.id):
                continue
            run = next((run for run in runs[s.id] if run in runs[other.id]), None)
            if run and may_be_one(other, s):
                forest.join("occasion", other, s, (0.85, f"both quote the same words: “{run} …”"))
        for row in s.quoted:
            for run in runs_of(row):
                by_run[run].append(s)


def _speakers(forest: _Forest, every: Sequence[Told]) -> None:
    """Merge what the same speaker said: on one occasion where the articles show it, else whenever it was."""
    by_person: dict[str, list[Told]] = defaultdict(list)
    for s in every:
        if s.person is None:
            continue
        before = by_person[s.person][-_NEAR:]
        for other in before:
            why = occasion(other, s) if forest.find(other.id) != forest.find(s.id) else None
            if why:
                forest.join("occasion", other, s, (0.9, f"{s.who} said it on one occasion: {why}"))
                break
        if before:
            by = "identity" if s.identity else "name"
            forest.join("speaker", before[0], s, (0.8, f"{s.who} is the speaker both times, by {by}"))
        by_person[s.person].append(s)
