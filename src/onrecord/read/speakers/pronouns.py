"""Sources that are pronouns: I, we, you, he, she, they, it, who."""

from __future__ import annotations

import re

from onrecord.domain import Span
from onrecord.read.speakers import anaphora
from onrecord.read.speakers.answers import Answer
from onrecord.read.speakers.cast import Entity
from onrecord.read.speakers.phrases import Phrase
from onrecord.read.speakers.scene import Scene
from onrecord.read.speakers.words import DOCUMENTS, ORGANISATIONS, is_plural_role, is_role


def pronoun(scene: Scene, k: int, word: str, at: int) -> Answer:
    """Return whom the pronoun `word` (its basic form) at `at`, a source of statement k or part of it, means."""
    if word == "i":
        return first_person(scene, k, at)
    if word == "we":
        return we(scene, k)
    if word == "you":
        return Answer(scene.described(Phrase("group", "you", head="you"), "you", "group"), 0.7, "“you”, anybody")
    if word in ("who", "which"):
        return relative(scene, k, word, at)
    barred, favoured = _bounds(scene, k, at)
    if word in ("he", "she"):
        return anaphora.third_person(scene.timeline, at, word, barred, favoured)
    if favoured is not None and _stands_for(favoured, word):
        return Answer(favoured, 0.75, f"“{word}” in what “{favoured.name}” says")
    if word == "it":
        return anaphora.thing(scene.timeline, at, word, barred)
    return anaphora.plural(scene.timeline, at, word, barred)


def _stands_for(entity: Entity, word: str) -> bool:
    if word == "it":
        return entity.kind in ("organisation", "document", "place")
    return entity.kind in ("group", "organisation")


def _bounds(scene: Scene, k: int, at: int) -> tuple[tuple[Entity, ...], Entity | None]:
    """Return who a third-person source cannot mean, and whom it means unless its form speaks against that.

    Inside a quotation the quoted speaker says "I" and not "he"; in reported speech "he" is first of all the speaker.
    """
    up = scene.parent(k)
    if up is None:
        return (), None
    if scene.layout.quoted(at):
        quoting = scene.outermost(k)
        speakers = (scene.speaker(quoting),)
        return tuple(e for e in speakers if e is not None), None
    return (), scene.speaker(up)


def first_person(scene: Scene, k: int, at: int) -> Answer:
    """Return who says "I": whose quotation it stands in, else the author."""
    up = scene.outermost(k)
    if up is not None:
        speaker = scene.speaker(up)
        if speaker is None:
            return Answer(None, 0.5, "“I” of an unknown speaker", scene.rivals(up))
        return Answer(speaker, 0.92, f"“I” in what “{speaker.name}” says")
    if scene.layout.quoted(at):
        for m in scene.timeline.before(at, 10):
            if m.entity.kind == "person" and not m.quoted:
                return Answer(m.entity, 0.5, f"“I” in a quotation near “{m.entity.name}”")
    return Answer(scene.author, 0.8, "“I” outside quotations: the author")


def we(scene: Scene, k: int) -> Answer:
    """Return whom "we" means: the body that the speaker speaks for where a title says so, else "we" itself."""
    up = scene.outermost(k)
    speaker = scene.speaker(up)
    if up is None:
        return Answer(scene.author, 0.5, "“we” outside quotations: the author")
    if speaker is not None and speaker.kind in ("organisation", "group"):
        return Answer(speaker, 0.75, f"“we” in what “{speaker.name}” says")
    if speaker is not None and (body := scene.spoken_for(speaker)) is not None:
        return Answer(scene.body(body), 0.6, f"“we” of “{speaker.name}”, who speaks for “{body}”")
    entity = scene.described(Phrase("group", "we", head="we"), "we", "group")
    return Answer(entity, 0.55, "“we”, whom the article does not name")


def relative(scene: Scene, k: int, word: str, at: int) -> Answer:
    """Return what "who" or "which" at `at` hangs on: the name or the noun phrase right before it."""
    text = scene.text
    sentence = scene.sentence(at)
    gap = at
    while gap > sentence.start and text[gap - 1] in " ,\n—–-(":
        gap -= 1
    near = [(r, e) for r, e in scene.cast.within(Span(max(sentence.start, at - 250), at)) if e is not None]
    touching = next(((r, e) for r, e in reversed(near) if r.end >= gap - 1), None)
    named = touching is not None and touching[1].kind == "person" and not touching[0].possessive
    if touching is not None and named and not _complement(text, touching[0].whole):
        return Answer(touching[1], 0.9, f"hangs on “{touching[1].name}”")
    noun = anaphora.noun_before(text, max(sentence.start, at - 250), at)
    if noun is not None and noun[0].start == sentence.start and (led := _led(scene, at, sentence)):
        return led
    for run, entity in reversed(near):  # "Ida Holm, a lawyer from Osby, who"
        between = text[run.end : noun[0].start] if noun is not None else ""
        if noun is not None and noun[0].start >= run.end and between.strip(" ,(") == "" and "," in between:
            return Answer(entity, 0.8, f"hangs on “{entity.name}” over “{noun[0].of(text)}”")
    if touching is not None and (noun is None or not (is_role(noun[1]) or is_plural_role(noun[1]))):
        return Answer(touching[1], 0.75, f"hangs on “{touching[1].name}”")
    if noun is not None and word == "who" and text[noun[0].end : at] == " " and " " not in noun[0].of(text):
        said = [c.end for c in scene.statements[k].content if c.start >= at]
        span = Span(noun[0].start, min(said)) if said else noun[0]  # "sailors who say so": the clause tells which
        return _noun(scene, span, noun[1])
    if noun is not None:
        return _noun(scene, noun[0], noun[1])
    if near and text[near[-1][0].end : at].count(",") in (2, 1):
        person = next((e for _, e in reversed(near) if e.kind == "person"), None)
        if person is not None:
            return Answer(person, 0.55, f"hangs on “{person.name}”, the last one named")
    first = next(
        (e for r, e in scene.cast.within(Span(sentence.start, at)) if e is not None and e.kind == "person"), None
    )
    if first is not None and word == "who":
        return Answer(first, 0.5, f"hangs on “{first.name}”, the sentence's first one")
    return Answer(None, 0.4, "hangs on nothing that is plain")


def _led(scene: Scene, at: int, sentence: Span) -> Answer | None:
    """Return the name that a description at the sentence's head leads to: "A lawyer who lives in Osby, Holm ..."."""
    comma = scene.text.find(", ", at, min(at + 90, sentence.end))
    if comma < 0:
        return None
    for run, entity in scene.cast.within(Span(comma, comma + 3)):
        if entity is not None and entity.kind == "person" and run.whole == comma + 2:
            return Answer(entity, 0.7, f"hangs on the description of “{entity.name}”")
    return None


def _complement(text: str, whole: int) -> bool:
    """Whether a preposition stands before the name, so that the noun before that may be meant ("aides to Holm who")."""
    before = text[max(0, whole - 8) : whole].split()
    return bool(before) and before[-1] in ("of", "to", "for")


def _noun(scene: Scene, span: Span, head: str) -> Answer:
    words = " ".join(span.of(scene.text).split())
    kind = (
        "group"
        if is_plural_role(head)
        else "document"
        if head in DOCUMENTS
        else "organisation"
        if head in ORGANISATIONS
        else "person"
    )
    if kind in ("person",) and words.lower().startswith("the ") and is_role(head):
        found = anaphora.role(
            scene.timeline,
            span.start,
            head,
            frozenset(re.findall(r"[\w-]+", words.lower())),
            lambda e: e.kind == "person",
        )
        if found:
            return Answer(found[0][1], 0.6, f"hangs on “{words}”, “{found[0][1].name}”")
    phrase = Phrase("group", words, span, head)
    return Answer(scene.described(phrase, words, kind), 0.65, f"hangs on “{words}”")
