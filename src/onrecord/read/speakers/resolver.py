"""The order in which an article's sources are settled: names first, then outer statements, then those inside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.domain import Article, SourceType, Span, Speaker, Statement
from onrecord.read.speakers import anaphora
from onrecord.read.speakers.anonymity import description, justification
from onrecord.read.speakers.answers import Answer, Label, Resolution
from onrecord.read.speakers.cast import Entity
from onrecord.read.speakers.described import described
from onrecord.read.speakers.phrases import Phrase
from onrecord.read.speakers.pronouns import pronoun
from onrecord.read.speakers.scene import Scene
from onrecord.read.speakers.silent import silent
from onrecord.read.speakers.timeline import OWNER, SUBJECT
from onrecord.read.speakers.words import is_plural_role, vocabulary
from onrecord.text import excerpt

_TYPES: dict[str, SourceType] = {"place": "organisation"}
# Looked for by the first letter alone, which few words begin with; to IGNORECASE "ſ" is an "s".
_HE = re.compile(r"[HhSsſ](?<![\w’'].)(?i:(?P<who>(?<=h)e|(?<=s)he)|(?<=h)(?:is|er|im))(?![\w-])")
_PLURAL = re.compile(r"[^\w’'-](?P<noun>[a-z]{4,}(?:s|men|ple)|every(?:one|body))\b(?!['’])")
_LEADS = re.compile(
    r"(?<![\w’'-])(?:(?:the|some|many|several|two|three|four|most|other|former|senior|top|federal|local|state|[A-Z][\w.]+)\s)"
    r"{1,3}\Z"
)
_NO_GROUPS = vocabulary("forces members others sides camps camps elites circles families heads leads")
NAME, FULL = 0.95, 0.98
"""The confidence in a name found in the source's own words, and in one with more than a surname; from gold/train."""


def resolve(article: Article, statements: Sequence[Statement]) -> Resolution:
    """Return who speaks in each of `statements` of `article`.

    The statements are in text order; their spans and parents are read, their labels are not. Pure: the same input
    gives the same answer, and nothing outside is asked.
    """
    scene = Scene(article, statements)
    _names(scene)
    _groups(scene)
    _article_pronouns(scene)
    for k in _order(scene):
        if scene.answers[k] is None:
            scene.settle(k, _answer(scene, k))
    labels = _unnamed(scene, [_label(scene, k) for k in range(len(statements))])
    return Resolution(labels, _speakers(scene, labels))


def _names(scene: Scene) -> None:
    for k, phrase in enumerate(scene.phrases):
        if phrase.shape == "name" and phrase.entity is not None:
            sure = FULL if len(phrase.words.split()) > 1 else NAME
            scene.settle(k, Answer(phrase.entity, sure, f"“{phrase.words}” names “{phrase.entity.name}”"))


def _groups(scene: Scene) -> None:
    """Note the groups that the article speaks of ("two former aides"), so that "they" can mean them."""
    text = scene.text
    taken = set[int]().union(*(range(x.start, x.end) for s in scene.statements for x in s.source))
    padded = f" {text}"  # so that something stands before every word; what does, is one further on in the text
    for span in scene.layout.body:
        floor = span.start
        for m in _PLURAL.finditer(padded, span.start, span.end + 1):
            noun, at = m["noun"], m.start()
            if is_plural_role(noun) and noun not in _NO_GROUPS and at not in taken:
                start, end = _led(text, floor, at), at + len(noun)
                phrase = Phrase("group", text[start:end], Span(start, end), noun)
                scene.timeline.add(start, scene.described(phrase, phrase.words, "group"), OWNER)
            floor = at + len(noun)


def _led(text: str, floor: int, at: int) -> int:
    """Return where what leads to the noun at `at` begins ("the two former | aides"), not before `floor`."""
    low = max(floor, at - 60)
    if text.count(" ", low, at) < 4:  # too long words for three of them to be in there
        low = floor
    m = _LEADS.search(text, low, at)
    return m.start() if m else at


def _article_pronouns(scene: Scene) -> None:
    """Note whom the article's own "he" and "she" mean, so that a person stays in mind who is not named again."""
    held = {s.start for x in scene.statements for s in x.source}
    for span in scene.layout.body:
        for m in _HE.finditer(scene.text, span.start, span.end):
            if m.start() in held or scene.layout.quoted(m.start()):
                continue
            word = "he" if m.group().lower() in ("he", "his", "him") else "she"
            answer = anaphora.third_person(scene.timeline, m.start(), word)
            if answer.entity is not None:
                scene.timeline.add(m.start(), answer.entity, 0.8 * SUBJECT if m["who"] else OWNER)


def _order(scene: Scene) -> list[int]:
    """Return the statements' numbers, outer ones before those inside them, each level in text order."""
    keyed: list[tuple[int, int, int]] = []
    depths: dict[int, int] = {}
    for k in range(len(scene.statements)):
        depth, up = 0, scene.parent(k)
        trail = []
        while up is not None and up not in depths and up not in trail and up != k:
            trail.append(up)
            up = scene.parent(up)
        depth = (depths[up] + 1 if up is not None and up in depths else 0) + len(trail)
        depths[k] = depth
        keyed.append((depth, scene.at(k), k))
    return [k for _, _, k in sorted(keyed)]


def _answer(scene: Scene, k: int) -> Answer:
    phrase = scene.phrases[k]
    if phrase.shape == "empty":
        return silent(scene, k)
    if phrase.shape == "pronoun":
        return pronoun(scene, k, phrase.pronoun, phrase.core.start)
    return described(scene, k)


# -- what comes out -------------------------------------------------------------------------------------------------


def _label(scene: Scene, k: int) -> Label:
    answer = scene.answers[k]
    if answer is None:  # cannot be: every statement is in the order
        return Label(None, "unknown", False, 0.0, 0.0, 0.0, "not looked at")
    entity, reason = answer.entity, " ".join(answer.reason.split())
    if entity is None:
        return _unsettled(scene, k, answer, reason)
    kind: SourceType = _TYPES.get(entity.kind, entity.kind)  # type: ignore[arg-type] # a place is an organisation
    certain = round(min(0.98, 0.5 + answer.confidence / 2), 2)
    return Label(entity.name, kind, entity.named, answer.confidence, certain, certain, reason)


def _unnamed(scene: Scene, labels: Sequence[Label]) -> tuple[Label, ...]:
    """Return the labels, those of unnamed sources with the words that describe them and that say why they are unnamed.

    Both are found once for each source and hold for all that it says.
    """
    held: dict[int, list[int]] = {}
    for k in range(len(labels)):
        entity = scene.speaker(k)
        if entity is not None and not entity.named and entity.kind != "author":
            held.setdefault(id(entity), []).append(k)
    places = sorted(scene.phrases[k].core.start for same in held.values() for k in _described(scene, same))
    out = list(labels)
    reasons: dict[int, tuple[Span, ...]] = {}
    for key, same in held.items():
        own = {scene.phrases[k].core.start for k in same}
        for k in _described(scene, same):
            phrase = scene.phrases[k]
            why = justification(scene.layout, phrase.core, scene.statements[k].cue, phrase.head, places, own)
            if why:
                reasons[key] = why
                break
    stops = [x.start for s in scene.statements for x in (*s.cue, *s.content)]
    stops = sorted([*stops, *(x.start for why in reasons.values() for x in why)])
    for key, same in held.items():
        entity = scene.speaker(same[0])
        spans = [description(scene.layout, x, stops) for x in entity.descriptions] if entity is not None else []
        fullest = max(spans, key=lambda x: len(x.of(scene.text).split()), default=None)
        for k in same:
            out[k] = replace(
                out[k], description=(fullest,) if fullest is not None else (), justification=reasons.get(key, ())
            )
    return tuple(out)


def _described(scene: Scene, same: Sequence[int]) -> list[int]:
    """Return which of the statements describe their source, and neither leave it out nor have a pronoun for it."""
    return [k for k in same if scene.phrases[k].shape not in ("empty", "pronoun")]


def _unsettled(scene: Scene, k: int, answer: Answer, reason: str) -> Label:
    """Return the label where no one speaker is plain: what the rivals have in common is still said."""
    kinds = {_TYPES.get(e.kind, e.kind) for e in answer.rivals}
    word = scene.phrases[k].pronoun
    rivals = tuple(dict.fromkeys(e.name for e in answer.rivals))
    open_label = Label(None, "unknown", False, answer.confidence, 0.6, 0.7, reason, rivals=rivals)
    if len(kinds) == 1:
        kind: SourceType = kinds.pop()  # type: ignore[assignment] # an entity's kind is a source type
        named = all(e.named for e in answer.rivals)
        return replace(open_label, source_type=kind, named=named, type_confidence=0.8, named_confidence=0.8)
    if word in ("he", "she", "i") or scene.phrases[k].shape == "role":
        return replace(open_label, source_type="person", named=True, type_confidence=0.9, named_confidence=0.6)
    if word == "they" and "group" in kinds:
        return replace(open_label, source_type="group", named=answer.rivals[0].named)
    return open_label


def _speakers(scene: Scene, labels: Sequence[Label]) -> tuple[Speaker, ...]:
    order: list[Entity] = []
    mentions: dict[int, list[str]] = {}
    for k in range(len(labels)):
        entity = scene.speaker(k)
        if entity is None:
            continue
        if id(entity) not in mentions:
            mentions[id(entity)] = []
            order.append(entity)
        words = excerpt(scene.text, scene.statements[k].source).rstrip(" ,-—–")
        if words and words not in mentions[id(entity)]:
            mentions[id(entity)].append(words)
    return tuple(
        Speaker(e.name, tuple(mentions[id(e)]), _TYPES.get(e.kind, e.kind), e.named)  # type: ignore[arg-type] # as above
        for e in order
    )
