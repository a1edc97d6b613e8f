"""Which body a person speaks for: "Brisk Foods spokesman Olle Berg", "Ida Holm, president of the Osby Bank"."""

from __future__ import annotations

import re

from onrecord.domain import Span
from onrecord.read.speakers.cast import Cast, Entity
from onrecord.read.speakers.names import Run
from onrecord.read.speakers.words import FUNCTION_WORDS, PLACES, is_role

_OF = re.compile(r",[ \u00a0][^,.;“”\"]{0,60}?\b(?:of|for|at|with|to)[ \u00a0](?:(?:the|our|Our|The)[ \u00a0])?$")
_CAMPAIGN = re.compile(r"(?:['’]s?)?[ \u00a0](?:\w+[ \u00a0])?(campaign|administration)\b")
_HELPER = re.compile(
    r"[ \u00a0](?:senior[ \u00a0]|top[ \u00a0]|chief[ \u00a0]|campaign[ \u00a0])*"
    r"(?:advis[eo]r|strategist|spokes\w+|communications director|pollster)[ \u00a0]"
)
_THE_CAMPAIGN = re.compile(r",[ \u00a0]the[ \u00a0]campaign['’]s[ \u00a0]")
_SPEAKING = re.compile(
    r"\b(?:spokes|president|chair|director|chief|head|ceo|founder|manager|executive|strategist|secretary|leader|adviser|editor)\w*",
    re.I,
)


def affiliation(cast: Cast, person: Entity) -> str | None:
    """Return the body that a person speaks for, by the first title or apposition to name one; None where none does."""
    for k, (run, named) in enumerate(zip(cast.runs, cast.who, strict=True)):
        if named is person and (body := _in_title(cast, run) or _before(cast, k, run) or _after(cast, k, run)):
            return body
    return None


def campaign_of(owner: Entity, noun: str) -> str:
    """Return the name of somebody's campaign or administration: the surname and the noun."""
    name = owner.name if owner.kind != "person" else owner.name.split()[-1]
    return f"{name} {noun}"


def _in_title(cast: Cast, run: Run) -> str | None:
    """Return the body among the capitals before the name: "CBN President Ida Holm"."""
    text = cast.layout.text
    words = text[run.whole : run.start].split()
    kept = []
    for word in words:
        if is_role(word.lower().strip(".,")):
            break
        kept.append(word)
    else:
        return None
    if not kept or not _SPEAKING.search(" ".join(words)) or kept[-1].endswith("."):
        return None
    if kept[-1].lower() in ("majority", "minority", "vice", "prime", "former", "deputy") or kept[0].lower() in PLACES:
        return None
    if kept[-1].lower() == "campaign" and len(kept) > 1:
        kept = [*kept[-2:-1], "campaign"]
    return " ".join(kept)


def _before(cast: Cast, k: int, run: Run) -> str | None:
    """Return the body named right before lower-case role words: "Brisk campaign spokesman Olle Berg"."""
    if k == 0:
        return None
    text, other, entity = cast.layout.text, cast.runs[k - 1], cast.who[k - 1]
    between = text[other.end : run.whole]
    if entity is None or len(between) > 45 or not _SPEAKING.search(between + text[run.whole : run.start]):
        return None
    if m := _CAMPAIGN.match(between):
        return campaign_of(entity, m.group(1))
    if entity.kind == "person" and _HELPER.fullmatch(between + text[run.whole : run.start]):
        return campaign_of(entity, "campaign")
    plain = all(w not in FUNCTION_WORDS and w.isalpha() for w in between.split())
    return entity.name if plain and entity.kind == "organisation" else None


def _after(cast: Cast, k: int, run: Run) -> str | None:
    """Return the body that an apposition after the name gives: "Olle Berg, a spokesman for the Holm campaign"."""
    text = cast.layout.text
    for n in range(k + 1, min(k + 3, len(cast.runs))):
        other, entity = cast.runs[n], cast.who[n]
        lead = text[run.end : other.whole]
        if entity is None or not _OF.match(lead) or not _SPEAKING.search(lead):
            continue
        if m := _CAMPAIGN.match(text, other.end):
            return campaign_of(entity, m.group(1))
        if entity.kind == "organisation":
            return entity.name
        if entity.kind == "person" and re.search(r"\badvis[eo]r|strategist|spokes", lead):
            return campaign_of(entity, "campaign")
    m = _THE_CAMPAIGN.match(text[run.end : run.end + 30])
    if m is not None:
        before = [
            e for _, e in cast.within(Span(max(0, run.start - 400), run.start)) if e is not None and e.kind == "person"
        ]
        return campaign_of(before[-1], "campaign") if before else None
    return None
