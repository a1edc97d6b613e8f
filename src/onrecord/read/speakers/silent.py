"""Statements without source words: the last speaker goes on, the article speaks itself, or nobody can be told.

What a cue in the passive ("was accused of"), or a saying made a noun without its owner ("criticism of", "questions"),
leaves open stays open.
"""

from __future__ import annotations

import re

from onrecord.domain import Span
from onrecord.read.speakers.answers import Answer
from onrecord.read.speakers.phrases import Phrase
from onrecord.read.speakers.scene import Scene
from onrecord.text import excerpt

_NOTE = re.compile(r"\W*(?:editor['’]?s['’]? note|correction|clarification|update|editors['’] note)\b", re.I)
_SEEMS = re.compile(
    r"\b(?:seem\w*|appear(?:s|ed)?|seemingly|apparently|looks? like|sounds? like|not clear|unclear|remains to be seen"
    r"|the question (?:is|of)|question is|no doubt|it is clear|clearly)\b",
    re.I,
)
_REQUEST = re.compile(r"\b(?:requests?|calls?|inquir(?:y|ies)|e-?mails?|messages?|questions?)\b", re.I)
_COMMENT = re.compile(r"\b(?:comment|interview|response|clarification|details)\b", re.I)
_OPEN = re.compile(
    r"\b(?:(?:was|were|is|are|be|been|being|gets?|got|had been|has been)\b(?:\s+\w+){0,4}?\s+(?:\w+ed|known|said|told"
    r"|seen|thought|held|asked)|known (?:for|as)|accused|critici[sz]ed|considered|expected|reported(?:ly)?|allegedly"
    r"|alleged|rumou?red|suspected|asked|believed|supposed(?:ly)?|perceived|dubbed|called|identified|nicknamed|charged"
    r"|suspicions?|criticisms?|accusations?|allegations?|reports?|questions?|concerns?|rumou?rs?|claims?|charges|notion|attacks?"
    r"|calls? for|queries|mockery|outrage|recognition|attitude|expectations?|speculation|fears|doubts|complaints"
    r"|debate)\b",
    re.I,
)
_VOICED = re.compile(
    r"\b(?:express|voic|rais|shar|reiterat|repeat|hav|had|has|his|her|their|its)\w*\s+(?:\w+\s+)?$", re.I
)
_ASKED = re.compile(r"\W*(?:(?:when|after being|being)\s+)?asked\b", re.I)
_TOLD = re.compile(r"\b(?:told|tells|telling)\s+(?P<group>(?:the\s+)?(?:reporters|journalists))?")
_PARTICIPLE = re.compile(r"\W*(?:\w+ly\s+)?\w+ing\b", re.I)


def silent(scene: Scene, k: int) -> Answer:
    """Return whose word statement k is, although it names nobody."""
    s = scene.statements[k]
    cue = excerpt(scene.text, s.cue)
    up = scene.parent(k)
    if _NOTE.match(cue):
        return Answer(scene.outlet(), 0.85, f"a note of the outlet's own: “{cue}”")
    if _ASKED.match(cue) and (asker := _asker(scene, k)) is not None:
        return asker
    if up is not None:
        return _inside(scene, k, cue, up)
    if not cue:
        return _goes_on(scene, k, "a quotation without a source: the last speaker")
    if _SEEMS.search(cue):
        return Answer(scene.author, 0.65, f"nobody is named for “{cue}”: the article's own words")
    if _PARTICIPLE.match(cue):
        return _goes_on(scene, k, f"“{cue}” hangs on the speaker before it")
    if _OPEN.search(cue):
        return Answer(None, 0.75, f"“{cue}” does not say by whom")
    if scene.text[scene.at(k) - 4 : scene.at(k)].rstrip().endswith(("and", "but", "or", ",")):
        return _goes_on(scene, k, f"“{cue}” goes on with the last speaker")
    return _goes_on(scene, k, "no source words: the last speaker")


def _asker(scene: Scene, k: int) -> Answer | None:
    """Return who asked, where the sentence goes on with whom the answer was given to: "Asked ..., he told CBN"."""
    sentence = scene.sentence(scene.at(k))
    told = _TOLD.search(scene.text, sentence.start, sentence.end)
    if told is None:
        return None
    reason = "was asked, and answered to “{}”"
    if told["group"]:
        phrase = Phrase("group", told["group"], Span(told.start("group"), told.end()), told["group"].split()[-1])
        return Answer(scene.described(phrase, told["group"], "group"), 0.7, reason.format(told["group"]))
    for run, entity in scene.cast.within(Span(told.end(), min(told.end() + 30, sentence.end))):
        near = len(scene.text[told.end() : run.whole].split()) < 2  # "told CBN", "told the Osby Courier"
        return Answer(entity, 0.7, reason.format(entity.name)) if entity is not None and near else None
    return None


def _inside(scene: Scene, k: int, cue: str, up: int) -> Answer:
    speaker = scene.speaker(up)
    content = excerpt(scene.text, scene.statements[k].content)
    if _REQUEST.search(cue) and (_COMMENT.search(f"{cue} {content}")):
        return Answer(scene.author, 0.6, f"“{cue}” in what was asked for by the article's author")
    before = scene.text[max(0, scene.at(k) - 30) : scene.at(k)]
    if _OPEN.search(cue) and not _SEEMS.search(cue) and not _VOICED.search(before):
        return Answer(None, 0.6, f"“{cue}” does not say by whom")
    if speaker is None:
        return Answer(None, 0.5, "stands in what an unknown speaker says", scene.rivals(up))
    return Answer(speaker, 0.5, f"no source words: in what “{speaker.name}” says")


def _goes_on(scene: Scene, k: int, reason: str) -> Answer:
    """Return the speaker of the nearest statement of the same level before it, within two paragraphs."""
    here = scene.at(k)
    for n in range(k - 1, max(-1, k - 8), -1):
        if scene.statements[n].parent is not None or scene.answers[n] is None:
            continue
        if scene.layout.paragraph(here) - scene.layout.paragraph(scene.at(n)) > 2:
            break
        speaker = scene.speaker(n)
        if speaker is not None:
            return Answer(speaker, 0.6, f"{reason}, “{speaker.name}”")
        if scene.rivals(n):
            return Answer(None, 0.5, f"{reason}, who is not plain", scene.rivals(n))
    return Answer(None, 0.5, f"{reason} is not plain")
