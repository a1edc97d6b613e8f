"""What the resolution of one article works with: its text, cast, timeline, statements, and the answers so far."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.domain import Article, Span, Statement
from onrecord.read.speakers.affiliation import affiliation
from onrecord.read.speakers.answers import Answer
from onrecord.read.speakers.cast import Cast, Entity
from onrecord.read.speakers.layout import Layout
from onrecord.read.speakers.phrases import Phrase, parse
from onrecord.read.speakers.timeline import SOURCE, Timeline
from onrecord.read.speakers.words import SHORT_TITLES

_WORD = re.compile(r"[\w-]+(?:['’]\w+)*")


class Scene:
    """One article being resolved. `answers[k]` is statement k's, None until it is settled."""

    def __init__(self, article: Article, statements: Sequence[Statement]):
        self.article = article
        self.text = article.text
        self.layout = Layout(article, [x.start for s in statements for x in (*s.source, *s.cue)])
        self.cast = Cast(self.layout, [x for s in statements for x in s.source])
        self.timeline = Timeline(self.cast)
        self.statements = statements
        self.numbers = {s.id: k for k, s in enumerate(statements)}
        self.phrases: list[Phrase] = [parse(self.cast, s.source) for s in statements]
        self.answers: list[Answer | None] = [None] * len(statements)
        self.author = Entity("the author", "author", named=False)
        self._described: dict[str, Entity] = {}
        self._spoken_for: dict[Entity, str | None] = {}
        self._bodies: dict[str, Entity] = {b.name.lower(): b for b in self.cast.bodies}

    def at(self, k: int) -> int:
        """Return where statement k's source stands, or its cue where it has none."""
        s = self.statements[k]
        if self.phrases[k].shape != "empty":
            return self.phrases[k].core.start
        return min((x.start for x in (*s.cue, *s.content)), default=0)

    def parent(self, k: int) -> int | None:
        """Return the number of the statement inside whose content statement k stands."""
        name = self.statements[k].parent
        return self.numbers.get(name) if name is not None else None

    def speaker(self, k: int | None) -> Entity | None:
        """Return the settled speaker of statement k."""
        answer = self.answers[k] if k is not None else None
        return answer.entity if answer is not None else None

    def rivals(self, k: int | None) -> tuple[Entity, ...]:
        """Return who can be meant alike in statement k, where that is why it has no speaker."""
        answer = self.answers[k] if k is not None else None
        return answer.rivals if answer is not None and answer.entity is None else ()

    def settle(self, k: int, answer: Answer) -> None:
        """Keep statement k's answer, and note that its speaker is spoken of there."""
        self.answers[k] = answer
        if answer.entity is not None and answer.entity.kind != "author":
            weight = SOURCE if self.statements[k].parent is None else 0.8 * SOURCE
            self.timeline.add(self.at(k), answer.entity, weight)

    def body(self, name: str) -> Entity:
        """Return the body called `name`, entered if it is new."""
        low = name.lower()
        if low not in self._bodies:
            self._bodies[low] = Entity(name, "organisation")
        return self._bodies[low]

    def spoken_for(self, person: Entity) -> str | None:
        """Return the body that a person speaks for, as far as a title says so."""
        if person not in self._spoken_for:
            self._spoken_for[person] = affiliation(self.cast, person) if person.kind == "person" else None
        return self._spoken_for[person]

    def outlet(self) -> Entity:
        """Return the article's outlet, or its author where no outlet is known."""
        if not self.article.outlet:
            return self.author
        known = self.article.outlet.lower().removeprefix("the ")
        return self._bodies.get(known) or self.body(self.article.outlet)

    def described(self, phrase: Phrase, name: str, kind: str, *, named: bool = False, fresh: bool = False) -> Entity:
        """Return the entity that has no name but these words; a fresh one is another than the one before it."""
        name = " ".join(name.split())
        low = name.lower()
        if fresh or low not in self._described:
            made = Entity(name, kind, named=named)  # type: ignore[arg-type] # its callers pass literals
            made.roles.update(SHORT_TITLES.get(w, w) for w in _WORD.findall(low))
            made.roles[phrase.head] += 1
            self._described[low] = made
        if phrase.core.start < phrase.core.end:
            self._described[low].descriptions.append(phrase.core)
        return self._described[low]

    def outermost(self, k: int) -> int | None:
        """Return the statement whose quotation the words of k stand in: the nearest one above that is not quoted."""
        up = self.parent(k)
        for _ in self.statements:  # no more steps than statements, should parents ever go in a circle
            if up is None:
                break
            above = self.parent(up)
            if above is None or not self.layout.quoted(self.at(up)):
                return up
            up = above
        return None

    def sentence(self, at: int) -> Span:
        """Return the sentence that `at` lies in."""
        return self.layout.sentences[self.layout.sentence(at)]
