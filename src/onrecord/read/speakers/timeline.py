"""The course of mentions through an article, and who is in mind at a place of it.

Each mention weighs by how it is made (a source or a subject more than a possessor or a name inside a quotation), and
what it weighs halves with each sentence that follows: the salience of Lappin and Leass, with fewer factors.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from onrecord.read.speakers.cast import Cast, Entity

SOURCE, SUBJECT, OBJECT, OWNER, QUOTED = 1.5, 1.0, 0.6, 0.35, 0.25
"""What a mention weighs; tuned, as FADE is, on gold/train."""
FADE = 0.5
REACH = 60
"""How many mentions back are looked at, so that time stays linear."""


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """Entity `entity` is spoken of at `at`, which is in sentence `sentence`; `quoted` inside quotation marks."""

    at: int
    sentence: int
    weight: float
    quoted: bool
    entity: Entity = field(compare=False)


class Timeline:
    """All mentions in text order; more can be added as they are understood."""

    def __init__(self, cast: Cast):
        self.layout = cast.layout
        self._mentions: list[Mention] = []
        last = led = -1
        for run, entity in zip(cast.runs, cast.who, strict=True):
            if entity is None:
                continue
            sentence = self.layout.sentence(run.start)
            beside = led >= 0 and self.layout.text[led : run.whole] in (" and ", ", ", ", and ")
            first = (sentence != last or beside) and not run.possessive  # "Holm and Osei": both are the subject
            led = run.end if first else -1
            self._add(run.start, entity, OWNER if run.possessive else SUBJECT if first else OBJECT)
            if first:
                last = sentence
        self._mentions.sort()

    def _add(self, at: int, entity: Entity, weight: float) -> None:
        self._mentions.append(Mention(at, self.layout.sentence(at), weight, self.layout.quoted(at), entity))

    def add(self, at: int, entity: Entity, weight: float) -> None:
        """Note one more mention."""
        insort(self._mentions, Mention(at, self.layout.sentence(at), weight, self.layout.quoted(at), entity))

    def before(self, at: int, reach: int = REACH) -> Iterator[Mention]:
        """Yield the mentions before `at`, the nearest first."""
        k = bisect_left(self._mentions, at, key=lambda m: m.at)
        for n in range(k - 1, max(-1, k - 1 - reach), -1):
            yield self._mentions[n]

    def after(self, at: int, reach: int = REACH) -> Iterator[Mention]:
        """Yield the mentions from `at` on, in order."""
        k = bisect_left(self._mentions, at, key=lambda m: m.at)
        for n in range(k, min(len(self._mentions), k + reach)):
            yield self._mentions[n]

    def salience(self, at: int, fits: Callable[[Entity], bool]) -> list[tuple[float, Entity]]:
        """Return who fits among what was mentioned before `at`, each with its weight, the heaviest first.

        Of equals, the one mentioned last comes first.
        """
        here = self.layout.sentence(at)
        inside = self.layout.quoted(at)
        scores: dict[int, float] = {}
        found: list[Entity] = []
        for m in self.before(at):
            distance = here - m.sentence
            if distance > 12:
                break
            if not fits(m.entity):
                continue
            if id(m.entity) not in scores:
                scores[id(m.entity)] = 0.0
                found.append(m.entity)
            weight = m.weight * (QUOTED if m.quoted and not inside else 1.0)
            scores[id(m.entity)] += weight * FADE**distance
        return sorted(((scores[id(e)], e) for e in found), key=lambda pair: -pair[0])
