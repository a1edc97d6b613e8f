"""Whom a pronoun or "the senator" means: who is in mind at that place and can be meant by it.

In: the timeline, a place, what the words demand. Out: an `Answer`. Where two are equally good, neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from operator import itemgetter

from onrecord.domain import Span
from onrecord.read.speakers.answers import Answer
from onrecord.read.speakers.cast import Entity
from onrecord.read.speakers.layout import covers
from onrecord.read.speakers.timeline import FADE, Timeline
from onrecord.read.speakers.words import INDEFINITE, STATES, is_plural_role, is_role, vocabulary

TIE = 0.94
"""A rival with this share of the first one's weight is as good as it; tuned on gold/train."""
_SIDES = (frozenset(("republican", "gop", "conservative", "tory")), frozenset(("democratic", "democrat", "labour")))
_WOMAN = frozenset(("lady", "woman", "wife", "mother", "widow"))
_AS_THEY = {"group": 1.0, "organisation": 0.5, "place": 0.35}
_GENDER = {"he": "m", "she": "f"}

_SAME_ROLE = (
    vocabulary("candidate nominee front-runner frontrunner hopeful contender"),
    vocabulary("spokesman spokeswoman spokesperson"),
    vocabulary("lawyer attorney counsel"),
    vocabulary("minister premier pm"),
    vocabulary("billionaire mogul businessman businesswoman tycoon developer investor entrepreneur magnate"),
    vocabulary("lawmaker senator representative congressman congresswoman legislator"),
    vocabulary("company firm corporation maker automaker manufacturer retailer"),
    vocabulary("newspaper paper outlet publication tabloid"),
    vocabulary("network channel broadcaster"),
    vocabulary("university school college"),
    vocabulary("group organization organisation association"),
    vocabulary("poll survey"),
    vocabulary("report study review analysis"),
    vocabulary("ad advertisement commercial"),
    vocabulary("lawsuit suit complaint filing"),
    vocabulary("video footage"),
    vocabulary("reporter journalist correspondent writer author columnist"),
    vocabulary("judge justice"),
    vocabulary("article story piece editorial column op-ed"),
    vocabulary("ceo executive"),
)
_ROLE_FAMILY = {word: family for family in _SAME_ROLE for word in family}

PLAIN_ROLES = vocabulary(
    """spokesman spokeswoman spokesperson source official aide witness lawyer attorney judge man woman person insider
    reporter victim suspect officer driver clerk caller attendee participant voter member friend resident employee
    worker parent boy girl child student narrator moderator interviewer host jury magistrate"""
)
"""Roles that often come without a name: the nearest person need not be the one who has them."""
EPITHETS = vocabulary(
    """candidate nominee front-runner frontrunner hopeful contender billionaire mogul businessman tycoon developer
    senator governor president leader politician lawmaker congressman congresswoman democrat republican conservative
    star celebrity chairman chief director secretary mayor minister premier author host"""
)
"""Roles that a text gives to the one it is about without ever having said so."""

_RUNS_FOR = _ROLE_FAMILY["candidate"]
_SERVES = vocabulary(
    """spokesman spokeswoman spokesperson manager chairman chairwoman professor reporter journalist editor lawyer
    attorney analyst strategist expert director aide adviser advisor host author judge justice consultant pollster
    columnist scholar scientist economist commentator president"""
)
"""Roles of those who speak about candidates and are none."""

_DETERMINER = re.compile(
    rf"\b(?:the|this|that|these|those|his|her|their|its|our|my|{'|'.join(sorted(INDEFINITE))})\s", re.I
)
_WORD = re.compile(r"[\w’'-]+")
_CLAUSAL = vocabulary("i he she it we they you will would can could may is was are were has have had do does did")
"""Words that no noun phrase holds before its complement: with one of them it is a clause."""
_COMPLEMENT = re.compile(r"\s(?:of|for|from|in|at|with|to|on|by|among|within|who|across)\s")


def family(head: str) -> frozenset[str]:
    """Return the nouns that can stand for the same person or thing as `head`."""
    return _ROLE_FAMILY.get(head, frozenset((head,)))


def choose(scored: list[tuple[float, Entity]], confidence: float, reason: str) -> Answer:
    """Take the heaviest; none where the next is as heavy."""
    if not scored:
        return Answer(None, 0.4, f"{reason}: nobody before it fits")
    best, entity = scored[0]
    rivals = [e for w, e in scored[1:] if w >= TIE * best]
    if rivals:
        both = " or ".join(f"“{e.name}”" for e in (entity, *rivals[:2]))
        return Answer(None, 0.5, f"{reason}: {both}", (entity, *rivals))
    share = best / (best + (scored[1][0] if len(scored) > 1 else 0.0))
    return Answer(entity, round(confidence * (0.6 + 0.4 * share), 2), f"{reason} “{entity.name}”, who is in mind there")


def third_person(
    timeline: Timeline, at: int, pronoun: str, barred: Iterable[Entity] = (), favoured: Entity | None = None
) -> Answer:
    """Return whom "he" or "she" at `at` means.

    barred: who cannot be meant (the speaker of the quotation that it stands in). favoured: who is meant unless the
    gender speaks against it (the speaker whose words are reported).
    """
    gender = _GENDER[pronoun]
    out = tuple(barred)
    if favoured is not None and favoured.kind == "person" and favoured.gender in (None, gender):
        return Answer(favoured, 0.85, f"“{pronoun}” in what “{favoured.name}” says")
    scored = timeline.salience(at, lambda e: e.kind == "person" and e.gender in (None, gender) and e not in out)
    known = [(w if e.gender else w * 0.45, e) for w, e in scored]
    known.sort(key=itemgetter(0), reverse=True)
    if not known:
        known = [
            (0.1, m.entity) for m in timeline.after(at, 6) if m.entity.kind == "person" and m.entity.gender == gender
        ][:1]
    return choose(known, 0.85, f"“{pronoun}”")


def plural(timeline: Timeline, at: int, word: str, barred: Iterable[Entity] = ()) -> Answer:
    """Return whom "they" at `at` means: a group, else a body; inside a quotation a country, but never the sources.

    The sources are the article's, and who is quoted does not speak of them.
    """
    out = tuple(barred)
    quoted = timeline.layout.quoted(at)

    def fits(e: Entity) -> bool:
        kinds = ("group", "organisation")
        of_article = quoted and (e.roles["sources"] or e.roles["source"])
        return e.kind in kinds and not of_article and e.name not in ("you", "we") and e not in out

    scored = [(w * _AS_THEY.get(e.kind, 0.5), e) for w, e in timeline.salience(at, fits)]
    scored.sort(key=itemgetter(0), reverse=True)
    return choose(scored, 0.7, f"“{word}”")


def thing(timeline: Timeline, at: int, word: str, barred: Iterable[Entity] = ()) -> Answer:
    """Return what "it" at `at` means: a document or a body."""
    out = tuple(barred)
    scored = timeline.salience(at, lambda e: e.kind in ("organisation", "document", "place") and e not in out)
    scored = [(w * (0.6 if e.kind == "place" else 1.0), e) for w, e in scored]
    scored.sort(key=itemgetter(0), reverse=True)
    return choose(scored, 0.7, f"“{word}”")


def role(
    timeline: Timeline, at: int, head: str, modifiers: frozenset[str], fits: Callable[[Entity], bool]
) -> list[tuple[float, Entity]]:
    """Return who has the role `head` by the article's own words, each with a weight, the heaviest first."""
    kin = family(head)
    found: list[tuple[float, Entity]] = []
    seen: set[Entity] = set()
    order = [*timeline.before(at, 400), *timeline.after(at, 100)]
    here = timeline.layout.sentence(at)
    for m in order:
        entity = m.entity
        if entity in seen:
            continue
        seen.add(entity)
        if not fits(entity) or entity.roles.keys().isdisjoint(kin) or conflict(entity, modifiers):
            continue
        shared = sum(1 for w in modifiers if w in entity.roles or seated(entity, w))
        near = FADE ** abs(here - m.sentence)
        exact = 2.0 if head in entity.roles else 1.0
        found.append((exact + 2 * shared + near + 0.02 * min(20, len(entity.places)), entity))
    return sorted(found, key=itemgetter(0), reverse=True)


def conflict(entity: Entity, modifiers: frozenset[str]) -> bool:
    """Whether the words speak against this person: another party, another state, or a woman's role."""
    if modifiers & _WOMAN and entity.gender != "f":
        return True
    states = modifiers & STATES
    if entity.seat is not None and states and not any(seated(entity, s) for s in states):
        return True
    return any(modifiers & a and any(entity.roles[w] for w in b) for a, b in (_SIDES, _SIDES[::-1]))


def seated(entity: Entity, state: str) -> bool:
    """Whether a legislator sits for the state, by its name or a shortening of it ("Vt." is Vermont)."""
    if entity.seat is None or entity.seat[0] != state[0]:
        return False
    letters = iter(state)
    return all(c in letters for c in entity.seat)


def without_role(entity: Entity, head: str) -> bool:
    """Whether the text gives a person no role that is another than `head`: such a one needs no introduction."""
    kin = family(head)
    if entity.kind != "person" or not entity.named:
        return False
    if head in _RUNS_FOR:
        return not any(w in _SERVES for w in entity.roles)
    return not any(is_role(w) and w not in kin for w in entity.roles)


def noun_before(text: str, start: int, at: int) -> tuple[Span, str] | None:
    """Return the noun phrase that ends right before a relative pronoun at `at`, and its head; None where none does.

    start: where to look from (the sentence's beginning). The phrase runs from its determiner, or is the last noun.
    """
    stop = at
    while stop > start and text[stop - 1] in " ,\n—–-(":
        stop -= 1
    before = text[start:stop]
    cut = max(before.rfind(mark) for mark in ",.;:()") + 1
    determiners = [m.start() for m in _DETERMINER.finditer(before, cut)]
    for begin in reversed(determiners):
        found = _WORD.findall(_COMPLEMENT.split(before[begin:])[0].lower())
        if len(found) > 1 and (is_role(found[-1]) or is_plural_role(found[-1])) and not _CLAUSAL & set(found):
            return Span(start + begin, stop), found[-1]
    for begin in determiners:
        found = _WORD.findall(_COMPLEMENT.split(before[begin:])[0].lower())
        if len(found) > 1 and len(_WORD.findall(before[begin:])) <= 9 and not _CLAUSAL & set(found):
            return Span(start + begin, stop), found[-1]
    found_words = list(_WORD.finditer(before))
    for n in range(len(found_words) - 1, max(-1, len(found_words) - 7), -1):
        word = found_words[n].group().lower()
        if is_plural_role(word) or is_role(word):
            begin = n
            while begin and (
                found_words[begin - 1].group()[0].isupper()
                or found_words[begin - 1].group().endswith(("al", "ic", "ed", "ive", "an"))
            ):
                begin -= 1
            return Span(start + found_words[begin].start(), stop), word
    return None


def in_content(content: tuple[Span, ...], at: int) -> bool:
    """Whether `at` lies in what is said."""
    return covers(content, at)
