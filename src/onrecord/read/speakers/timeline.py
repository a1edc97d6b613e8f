"""The course of mentions through an article, and who is in mind at a place of it.

Each mention weighs by how it is made (a source or a subject more than a possessor or a name inside a quotation), and
what it weighs halves with each sentence that follows: the salience of Lappin and Leass, with fewer factors.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import NamedTuple

from onrecord.read.speakers.cast import Cast, Entity

SOURCE, SUBJECT, OBJECT, OWNER, QUOTED = 1.5, 1.0, 0.6, 0.35, 0.25
"""What a mention weighs; tuned, as FADE is, on gold/train."""
FADE = 0.5
_FAR = 12
"""How many sentences back anybody is in mind."""
_FADED = tuple(FADE**n for n in range(_FAR + 1))
REACH = 60
"""How many mentions back are looked at, so that time stays linear."""


class Mention(NamedTuple):
    """Entity `entity` is spoken of at `at`, which is in sentence `sentence`; `quoted` inside quotation marks."""

    at: int
    sentence: int
    weight: float
    quoted: bool
    entity: Entity


class Timeline:
    """All mentions in text order; more can be added as they are understood."""

    def __init__(self, cast: Cast):
        self.layout = cast.layout
        found: list[Mention] = []
        last = led = -1
        for run, entity in zip(cast.runs, cast.who, strict=True):
            if entity is None:
                continue
            sentence = self.layout.sentence(run.start)
            beside = led >= 0 and self.layout.text[led : run.whole] in (" and ", ", ", ", and ")
            first = (sentence != last or beside) and not run.possessive  # "Holm and Osei": both are the subject
            led = run.end if first else -1
            weight = OWNER if run.possessive else SUBJECT if first else OBJECT
            found.append(Mention(run.start, sentence, weight, self.layout.quoted(run.start), entity))
            if first:
                last = sentence
        self._mentions = sorted(found, key=itemgetter(0, 2))
        self._keys = [(m.at, m.weight) for m in self._mentions]
        """The order of the mentions: their places, the lighter first of those at one place."""

    def add(self, at: int, entity: Entity, weight: float) -> None:
        """Note one more mention."""
        key = (at, weight)
        k = bisect_right(self._keys, key)
        self._keys.insert(k, key)
        self._mentions.insert(k, Mention(at, self.layout.sentence(at), weight, self.layout.quoted(at), entity))

    def before(self, at: int, reach: int = REACH) -> Iterator[Mention]:
        """Yield the mentions before `at`, the nearest first."""
        k = bisect_left(self._keys, (at,))
        for n in range(k - 1, max(-1, k - 1 - reach), -1):
            yield self._mentions[n]

    def after(self, at: int, reach: int = REACH) -> Iterator[Mention]:
        """Yield the mentions from `at` on, in order."""
        k = bisect_left(self._keys, (at,))
        for n in range(k, min(len(self._mentions), k + reach)):
            yield self._mentions[n]

    def salience(self, at: int, fits: Callable[[Entity], bool]) -> list[tuple[float, Entity]]:
        """Return who fits among what was mentioned before `at`, each with its weight, the heaviest first.

        Of equals, the one mentioned last comes first.
        """
        here = self.layout.sentence(at)
        inside = self.layout.quoted(at)
        scores: dict[Entity, float] = {}
        unfit: set[Entity] = set()
        k = bisect_left(self._keys, (at,))
        for n in range(k - 1, max(-1, k - 1 - REACH), -1):
            _, sentence, weight, quoted, entity = self._mentions[n]
            distance = here - sentence
            if distance > _FAR:
                break
            if entity not in scores:
                if entity in unfit:
                    continue
                if not fits(entity):
                    unfit.add(entity)
                    continue
                scores[entity] = 0.0
            scores[entity] += (weight * QUOTED if quoted and not inside else weight) * _FADED[distance]
        return sorted([(score, e) for e, score in scores.items()], key=itemgetter(0), reverse=True)
