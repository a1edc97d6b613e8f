"""Who and what an article names: runs of capitals become persons and bodies, each under its fullest name.

In: the layout. Out: a `Cast`: its entities, which run names which entity, what roles and gender the text gives them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from onrecord.domain import Span
from onrecord.read.speakers import names
from onrecord.read.speakers.layout import Layout
from onrecord.read.speakers.names import Run
from onrecord.read.speakers.words import (
    DOCUMENTS,
    FEMALE_TITLES,
    FIRST_NAMES,
    MALE_TITLES,
    ORGANISATIONS,
    PLACES,
    SHORT_TITLES,
    gender_of_first_name,
    is_role,
    vocabulary,
)

_SUFFIX = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SEAT = re.compile(r",? \(?(?P<party>[DR])-(?P<state>[A-Z][\w.]*[\w])")
_PARTY_OF = {"D": "democrat", "R": "republican"}
_AGE_OR_PARTY = re.compile(r",? ?\d\d,|,? \(?[DRI]-[A-Z]")
_APPOSITIVE = re.compile(r",? (?:the|a|an|who|whose|his|her|their|[a-z-]+) ?[^,;:.()—\"”“]{0,120}")
_SPEAKS = re.compile(
    r"['’]s? (?:spokes|lawyer|campaign)|,? (?:who\b|said|says|told|tweeted|wrote|added|argued|insisted|testified)"
)
_ARTICLE_BEFORE = re.compile(r"\b(?:the|an?)\s$", re.IGNORECASE)
_APPOSED_TO = re.compile(r"([\w-]+),\s$")
_AFTER = re.compile(r"[a-z]+(?:-[a-z]+)*")
_TOKEN = re.compile(r"[\w.'’-]+")
_LEADS = re.compile(r"\b((?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er|[A-Z]\w+['’]s?) [^,.;:()“”\"]{3,70}), $")
_OWNS = re.compile(r"['’]s?$")
# Looked for by the first letter alone, which few words begin with; to IGNORECASE "ſ" is an "s".
_GENDERED = re.compile(r"[HhSsſ](?<!\w.)(?i:(?<=h)(?:e|is|im|imself|er|ers|erself)|(?<=s)he)\b")
_INITIAL_STOP = vocabulary("of the and for in on")


@dataclass(eq=False, slots=True)
class Entity:
    """Somebody or something that the article speaks of. `places` are where it is mentioned, in order."""

    name: str
    kind: Literal["person", "organisation", "group", "document", "place", "author"]
    named: bool = True
    gender: str | None = None
    roles: Counter[str] = field(default_factory=Counter)
    places: list[int] = field(default_factory=list)
    seat: str | None = None
    """The state that a legislator sits for, as the party's brackets have it ("vt", "utah")."""
    descriptions: list[Span] = field(default_factory=list)
    """Where the words stand that describe one who has no name."""


def _owned(word: str) -> str:
    """Return a word without its possessive ending; a role keeps it: the mayor's chief of staff is no mayor."""
    bare = _OWNS.sub("", word)
    return word if bare != word and is_role(bare) else bare


class Cast:
    """The named entities of one article. `runs` are in text order; `who[k]` is what run k names, if that is known."""

    def __init__(self, layout: Layout, sources: Sequence[Span] = ()):
        self.layout = layout
        self.runs: list[Run] = names.find(layout, sources)
        self.who: list[Entity | None] = [None] * len(self.runs)
        self.people: list[Entity] = []
        self.bodies: list[Entity] = []
        self._starts = [r.start for r in self.runs]
        self._bare = [_bare(r.words) for r in self.runs]
        """The words of each run without "Jr." and the like."""
        self._by_last: dict[str, list[Entity]] = {}
        self._by_first: dict[str, list[Entity]] = {}
        single = [(r, r.words[0].lower()) for r in self.runs if len(r.words) == 1]
        self._singles: Counter[str] = Counter([word for r, word in single if self._stands_alone(r)])
        self._full: Counter[int] = Counter()
        self._heads: dict[str, int] = {}
        """Where a run of two open words begins with this word: a family name that stands first."""
        self._alike: dict[tuple[str, ...], list[int]] = {}
        self._leading: dict[int, list[int]] = {}
        """Where each person is the first one named in a sentence, in order."""
        starts = {s.start for s in layout.sentences}
        self._mid = {word for r, word in single if self._within_sentence(r, starts)}
        self._persons()
        self._bodies()
        self._genders()

    def within(self, span: Span) -> list[tuple[Run, Entity | None]]:
        """Return the runs whose names proper begin inside `span`, each with what it names."""
        lo, hi = bisect_left(self._starts, span.start), bisect_right(self._starts, span.end - 1)
        return [(self.runs[k], self.who[k]) for k in range(lo, hi)]

    def bearer(self, surname: str) -> Entity | None:
        """Return the one person with a surname, None where nobody or more than one has it."""
        known = self._by_last.get(surname.lower(), [])
        return known[0] if len(known) == 1 else None

    def _within_sentence(self, run: Run, starts: set[int]) -> bool:
        at = run.whole
        while at and self.layout.text[at - 1] in "\"“”‘’'([— -":
            if at in starts:
                return False
            at -= 1
        return (at not in starts and self.layout.text[at - 1 : at].isalnum()) or self.layout.text[at - 1 : at] in ",;"

    def _stands_alone(self, run: Run) -> bool:
        """Whether a single word stands as persons' names do: no article before it, no noun qualified after it."""
        text = self.layout.text
        before = text[max(0, run.whole - 5) : run.whole]
        if before.rstrip()[-1:] in "eEaAnN" and _ARTICLE_BEFORE.search(before):
            return False
        m = _AFTER.match(text, run.end + 1) if text[run.end : run.end + 1] == " " else None
        return m is None or not (is_role(m.group()) or m.group() in ORGANISATIONS)

    # -- persons ------------------------------------------------------------------------------------------------

    def _persons(self) -> None:
        order = [k for k, r in enumerate(self.runs) if len(self._bare[k]) >= 2 and r.kind in ("person", "open")]
        sure = [k for k in order if self.runs[k].kind == "person"]
        for k in sure + [k for k in order if self.runs[k].kind == "open" and self._acts_human(k)]:
            self._enter(k)
        for k in order:
            if self.who[k] is None and (known := self._namesake(k)) is not None:
                self._attach(k, known)
        for k, run in enumerate(self.runs):
            if self.who[k] is None and run.kind == "open" and len(run.words) == 2:
                self._heads.setdefault(run.words[0].lower(), k)
                self._alike.setdefault(run.words, []).append(k)
        for k, person in enumerate(self.who):
            if person is not None:
                self._note_leading(k, person)
        single = [k for k, words in enumerate(self._bare) if self.who[k] is None and len(words) == 1]
        for k in [k for k in single if self.runs[k].titles] + [k for k in single if not self.runs[k].titles]:
            if self.runs[k].kind in ("person", "open", "organisation", "adjective"):
                self._short(k)

    def _acts_human(self, k: int) -> bool:
        """Whether what surrounds a run of two to four words speaks for a person."""
        run, words, text = self.runs[k], self._bare[k], self.layout.text
        if words[-1].lower() in DOCUMENTS:
            return False
        if len(words) > 4 or any(w.lower() in ORGANISATIONS or is_role(w.lower()) for w in words[:-1]):
            return False
        if text[max(0, run.whole - 4) : run.whole].lower() == "the ":
            return False
        if self._singles[words[0].lower()] > self._singles[words[-1].lower()]:
            return False
        if self._singles[words[-1].lower()] and not self._singles[words[0].lower()]:
            return True
        if _AGE_OR_PARTY.match(text, run.end) or _SPEAKS.match(text, run.end):
            return True
        m = _APPOSITIVE.match(text, run.end) if text[run.end : run.end + 1] == "," else None
        return m is not None and any(is_role(w) for w in _AFTER.findall(m.group())[:8])

    def _enter(self, k: int) -> None:
        """Give a full name to the person who has it, or to a new one."""
        run, words = self.runs[k], self._bare[k]
        last = words[-1].lower()
        if run.kind == "open" and len(words) == 2 and last in FIRST_NAMES and len(self._by_first.get(last, ())) == 1:
            self._attach(k, self._by_first[last][0])  # a nickname's adjective before a first name
            return
        for person in self._by_last.get(last, ()):
            held = _bare(tuple(person.name.split()))
            if _same_first(words, held):
                if len(words) > len(held):
                    person.name = run.name
                break
        else:
            person = Entity(run.name, "person")
            self.people.append(person)
            self._by_last.setdefault(last, []).append(person)
        self._full[id(person)] += 1
        bearers = self._by_first.setdefault(words[0].lower(), [])
        if person not in bearers:
            bearers.append(person)
        self._attach(k, person)

    def _namesake(self, k: int) -> Entity | None:
        """Return the person who has this very name elsewhere, where the article makes plain that it is a person's."""
        low = [w.lower() for w in self._bare[k]]
        return next((p for p in self._by_last.get(low[-1], ()) if p.name.lower().split()[: len(low)] == low), None)

    def _attach(self, k: int, entity: Entity) -> None:
        self.who[k] = entity
        run = self.runs[k]
        entity.places.append(run.start)
        for title in run.titles:
            entity.roles[SHORT_TITLES.get(title, title)] += 1
        if entity.kind == "person":
            self._roles(k, entity)

    def _roles(self, k: int, entity: Entity) -> None:
        """Note the role words beside a name: "professor Ida Holm", "Ida Holm, president of ..."."""
        run, text = self.runs[k], self.layout.text
        if text[run.whole - 1 : run.whole] in " \u00a0":
            before = [w.lower() for w in _TOKEN.findall(text, max(0, run.whole - 60), run.whole)[-5:]]
            if before and is_role(before[-1]):
                entity.roles.update(_owned(word) for word in before)
        if seat := _SEAT.match(text, run.end):  # "Ida Holm (D-Utah)"
            entity.roles[_PARTY_OF[seat["party"]]] += 1
            entity.seat = seat["state"].lower().replace(".", "")
        comma = ", " in text[max(0, run.whole - 3) : run.whole]
        if comma and (m := _LEADS.search(text, max(0, run.whole - 90), run.whole)):
            words = [_owned(w.lower()) for w in _TOKEN.findall(m.group(1))]
            if any(is_role(w) for w in words):
                entity.roles.update(words)
        if text[run.end : run.end + 2] == ", " and (m := _APPOSITIVE.match(text, run.end)):
            words = [_owned(w.lower()) for w in _TOKEN.findall(m.group())][:14]
            if any(is_role(w) for w in words):
                entity.roles.update(words)

    def _short(self, k: int) -> None:
        """Give a single name, titled or bare, to the one person whose last name it is; else to a first name."""
        run = self.runs[k]
        word = self._bare[k][0].lower()
        known = self._by_last.get(word) or self._by_last.get(word.rsplit("-", 1)[-1])
        if known:
            person = self._of_several(known, run)
            self._attach(k, person)
            if len(known) > 1:
                self._note_leading(k, person)
            return
        if run.kind == "adjective":
            return
        firsts = self._by_first.get(word, ())
        if len(firsts) == 1 and run.kind != "organisation" and not run.titles:
            self._attach(k, firsts[0])
        elif (run.kind == "person" and run.sure and run.titles) or self._apposed(run):
            head = self._heads.get(word)
            person = Entity(self.runs[head].name if head is not None else run.name, "person")
            self.people.append(person)
            self._by_last.setdefault(word, []).append(person)
            for n in self._alike.get(self.runs[head].words, ()) if head is not None else ():
                if self.who[n] is None:
                    self._attach(n, person)
            self._attach(k, person)

    def _apposed(self, run: Run) -> bool:
        """Whether a single name stands between commas after a role: "her son, Olle,"."""
        text = self.layout.text
        if run.kind != "open" or text[run.end : run.end + 1] not in (",", "."):
            return False
        m = _APPOSED_TO.search(text[max(0, run.whole - 25) : run.whole])
        return m is not None and is_role(m.group(1))

    def _of_several(self, known: list[Entity], run: Run) -> Entity:
        """Choose among bearers of one surname: title and gender, then who is mentioned by the full name most."""
        if len(known) == 1:
            return known[0]
        gender = _gender_of_titles(run.titles)
        fit = [p for p in known if gender is None or _first_gender(p) in (None, gender)] or known
        roles = [p for p in fit if any(p.roles[SHORT_TITLES.get(t, t)] for t in run.titles if t)]
        fit = roles or fit
        whole = [p for p in fit if self._full[id(p)] < 4]  # who is given the whole name each time is not meant by half
        if whole and len(fit) > len(whole) and max(len(p.places) for p in whole) > 1:
            fit = whole
        near = {id(p): self._before(p, run.start) for p in fit}
        last = max(near.values())
        return max(
            fit,
            key=lambda p: (len(p.places) + (6 if 0 <= near[id(p)] == last > run.start - 700 else 0), -known.index(p)),
        )

    def _before(self, person: Entity, at: int) -> int:
        """Return where, before `at`, somebody was last the first one named in a sentence; -1 where nowhere."""
        led = self._leading.get(id(person), [])
        k = bisect_left(led, at)
        return led[k - 1] if k else -1

    def _note_leading(self, k: int, person: Entity) -> None:
        """Note a mention that is its sentence's first one of a person."""
        run = self.runs[k]
        sentence = self.layout.sentences[self.layout.sentence(run.start)]
        for n in range(k - 1, max(-1, k - 12), -1):
            if self.runs[n].start < sentence.start:
                break
            other = self.who[n]
            if other is not None and other.kind == "person":
                return
        insort(self._leading.setdefault(id(person), []), run.start)

    # -- bodies -------------------------------------------------------------------------------------------------

    def _bodies(self) -> None:
        """Enter what is no person: bodies under their own names, short forms and initials under the full one."""
        long: dict[str, Entity] = {}
        for k, run in enumerate(self.runs):
            if self.who[k] is None and len(run.words) >= 2 and run.kind in ("organisation", "open", "place"):
                sort: Literal["place", "organisation"] = "place" if run.kind == "place" else "organisation"
                name = run.name
                body = long.get(name.lower())
                if body is None:
                    body = long[name.lower()] = Entity(name, sort)
                    self.bodies.append(body)
                self._attach(k, body)
        short = self._short_forms(self.bodies)
        for k, run in enumerate(self.runs):
            if self.who[k] is not None or len(run.words) != 1 or run.kind in ("adjective", "role"):
                continue
            low = run.words[0].lower().rstrip(".")
            found = short.get(low)
            if found is None and run.kind == "open" and low not in self._mid:
                continue
            if found is None:
                kind: Literal["place", "organisation"] = "place" if run.kind == "place" else "organisation"
                found = short[low] = Entity(run.name, kind)
                self.bodies.append(found)
            self._attach(k, found)

    def _short_forms(self, long: Iterable[Entity]) -> dict[str, Entity]:
        out: dict[str, Entity] = {}
        for body in sorted(long, key=lambda b: -len(b.places)):
            words = [w for w in body.name.split() if w.lower() not in _INITIAL_STOP]
            forms = ["".join(w[0] for w in words).lower()] if len(words) > 1 else []
            first = words[0].lower()
            if first in self._singles and first not in ORGANISATIONS and first not in PLACES and not words[0].isupper():
                forms.append(first)
            if words[-1].lower() in ("post", "times", "journal", "tribune", "herald", "gazette", "globe"):
                forms.append(words[-1].lower())
            for form in forms:
                out.setdefault(form, body)
        return out

    # -- gender -------------------------------------------------------------------------------------------------

    def _genders(self) -> None:
        """Set each person's gender: by first name, by title, else by the pronouns that follow it alone."""
        votes: dict[Entity, dict[str, int]] = {}
        for person in self.people:
            person.gender = _first_gender(person) or _gender_of_roles(person)
            if person.gender is None:
                votes[person] = {"m": 0, "f": 0}
        if not votes:
            return
        text = self.layout.text
        for k, run in enumerate(self.runs):
            someone = self.who[k]
            vote = votes.get(someone) if someone is not None else None
            if vote is None:
                continue
            if g := _gender_of_titles(run.titles):
                vote[g] += 5
            end = self.runs[k + 1].whole if k + 1 < len(self.runs) else len(text)
            m = _GENDERED.search(text, run.end, min(end, run.end + 200))
            if m:
                vote["m" if m.group().lower() in ("he", "his", "him", "himself") else "f"] += 1
        for person, vote in votes.items():
            best = max(vote, key=lambda g: vote[g])
            if vote[best] and vote[best] >= 0.7 * sum(vote.values()):
                person.gender = best


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name's words without "Jr." and the like."""
    if len(words) == 1:
        return words
    kept = [w for w in words if w.lower().strip(".,") not in _SUFFIX]
    return words if len(kept) == len(words) else tuple(kept) or words


def _same_first(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    x, y = a[0].lower().rstrip("."), b[0].lower().rstrip(".")
    if x == y or (min(len(x), len(y)) == 1 and x[0] == y[0]):
        return True
    return len(x) >= 3 and len(y) >= 3 and (x.startswith(y) or y.startswith(x))  # "Chris", "Christopher"


def _first_gender(person: Entity) -> str | None:
    words = person.name.split()
    return gender_of_first_name(words[0]) if len(words) > 1 or words[0].lower() in FIRST_NAMES else None


def _gender_of_roles(person: Entity) -> str | None:
    if any(r.endswith("woman") for r in person.roles):
        return "f"
    return "m" if "spokesman" in person.roles or "businessman" in person.roles else None


def _gender_of_titles(titles: tuple[str, ...]) -> str | None:
    for title in titles:
        if title in MALE_TITLES or title == "mr":
            return "m"
        if title in FEMALE_TITLES or title.endswith("woman"):
            return "f"
    return None
