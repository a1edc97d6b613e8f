"""Say when each saying happened: the date of its reporting clause, or that of the occasion it most likely belongs to.

In: the text, its statements with their labels so far, the day of publication, the blocks. Out: one `Dating` for each
statement, in their order. A date is taken from

1. the sentence of the cue, outside all that is said in it, in the clause of the cue: "said on Monday that ...", "In a
   tweet Tuesday, ..."; for a nested statement, inside what its parent says, and counted from the day of that;
2. another dated place of the article: an earlier or later saying of the speaker, a scene, an occasion named again
   ("the letter"). A model weighs them (`said_on_model`) and gives the likeliest where it is likely enough;
3. for "I can assure you", inside what somebody says, the saying that it stands in.

Without a day of publication only full dates count, and the reason says so where nothing else can be said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.domain import Block, Span, Statement
from onrecord.read.clause_dates import Item, words_of
from onrecord.read.dates import Mention, find
from onrecord.read.said_on_evidence import NAMES, Candidate, Evidence
from onrecord.read.said_on_model import all_chances
from onrecord.read.said_on_story import FULL_DAY, Anchor, Story, read_story
from onrecord.read.said_on_words import speaks_of_other_times

ENOUGH = 0.4
"""From which probability on the likeliest date is given. A wrong date costs what a missing one does; where the best
date has the probability p and none has most of the rest, giving it pays from about p = 0.4 on; cross-validated on
gold/train, 0.35 to 0.45 do equally well."""
OWN, NESTED = 0.9, 0.75
"""The confidence in a date of the clause itself where the model is not asked, and in those of nested statements: about
their shares right on gold/train."""
GOES_ON = 12
"""Over how many paragraphs, at most, what somebody is said to have said on one day goes on."""

_SAYING_NOW = re.compile(r"(?<!\w)(?:say|tell|telling|ask|asking|assure|promise|assuring)\b", re.I)
_SAID = re.compile(r"\b(?:told|said|wrote|asked|added|tweeted|talk|talked)\b", re.IGNORECASE)
_SAME = "the same occasion"
_OWN = NAMES.index("own")


@dataclass(frozen=True, slots=True)
class Dating:
    """When something was said: an EDTF value or None, which words say so or why none do, and a share of certainty."""

    value: str | None
    reason: str
    confidence: float


_NONE = Dating(None, "no date in the words that report it, and none elsewhere that is likely enough", 0.0)
_UNPUBLISHED = Dating(None, "no day of publication to count from, and no full date that is its own", 0.0)


def said_on(
    text: str,
    statements: Sequence[Statement],
    *,
    published: date | None,
    blocks: Sequence[Block],
    cut: Sequence[tuple[int, Span]] | None = None,
) -> list[Dating]:
    """Return for each of `statements` when it was said, in their order. Raises ModelError where the model is broken.

    Dates in `blocks` that are furniture (a byline's, a caption's) are not read; without blocks all of the text is.
    cut: the sentences of the text with the numbers of their paragraphs, where they are known.
    """
    story = read_story(text, statements, published=published, blocks=blocks, cut=cut)
    out = [_NONE if published else _UNPUBLISHED] * len(statements)
    for i, mention in story.own.items():
        sure = OWN if statements[i].parent is None else NESTED
        out[i] = Dating(mention.value, _words(story, mention), 0.0 if mention.value is None else sure)
    weighed = list(Evidence(story).candidates())
    shares = all_chances([candidates for _, candidates in weighed])
    for (item, candidates), found in zip(weighed, shares, strict=True):
        out[item.index] = _chosen(story, item, candidates, found) or out[item.index]
    _recount(text, statements, story, out)
    _retold(story, out)
    _first_person(text, statements, out)
    return out


def _chosen(story: Story, item: Item, candidates: Sequence[Candidate], found: Sequence[float]) -> Dating | None:
    """Return the date of the statement's own clause, or the likeliest; None where none is likely enough.

    found: the probability of each candidate.
    """
    own = story.own.get(item.index)
    for candidate, chance in zip(candidates, found, strict=True):
        if own is not None and candidate.features[_OWN]:
            return Dating(own.value, _words(story, own), chance)
    best = max(range(len(found)), key=found.__getitem__, default=None)
    if best is None or found[best] < ENOUGH:
        return None
    return Dating(candidates[best].value, _reason(story, item, candidates[best].anchor), found[best])


def _words(story: Story, mention: Mention) -> str:
    return f"“{' '.join(mention.span.of(story.text).split())}”: {mention.reason}"


def _reason(story: Story, item: Item, anchor: Anchor | None) -> str:
    """Say which words, and of which statement, a date is taken from."""
    if anchor is None:
        return "the day of publication, the likeliest"
    words = _words(story, anchor.mention)
    if anchor.item is None:
        where = "" if anchor.sentence == item.sentence else " before" if anchor.at < item.at else " below"
        return f"{_SAME} as is told{where}, {words}"
    of = f"statement {anchor.item.statement.id}"
    if anchor.item.speaker != item.speaker or item.speaker is None:
        return f"{_SAME} as {of}, of another speaker, {words}"
    return f"{_SAME} as {of}, {words}" if anchor.at < item.at else f"told below in {of}: {words}"


def _recount(text: str, statements: Sequence[Statement], story: Story, out: list[Dating]) -> None:
    """Count "last night", inside what somebody said on a known day, from that day."""
    index = {s.id: i for i, s in enumerate(statements)}
    for i, mention in story.own.items():
        parent = index.get(statements[i].parent or "")
        day = "" if parent is None else out[parent].value or ""
        if FULL_DAY.fullmatch(day):
            span = mention.span
            for again in find(text, published=date.fromisoformat(day), begin=span.start, end=span.end):
                out[i] = Dating(again.value, _words(story, again), out[i].confidence if again.value else 0.0)


def _retold(story: Story, out: list[Dating]) -> None:
    """Let "he told me ..." go on where the same speaker is said, before it, to have said something on a known day."""
    held: dict[str, tuple[Item, Dating]] = {}
    for item in story.items:
        statement, dating = item.statement, out[item.index]
        if statement.parent is None or item.speaker is None or not _SAID.search(words_of(story.text, statement.cue)):
            continue
        before, of = held.get(item.speaker, (item, dating))
        if dating.value is None and of.value is not None and not speaks_of_other_times(story.text, item):
            if item.index in story.own or item.paragraph - before.paragraph > GOES_ON:
                continue
            reason = f"{_SAME} as statement {before.statement.id}, {of.reason}"
            dating = out[item.index] = Dating(of.value, reason, min(NESTED, of.confidence))
        if dating.value is not None and len(dating.value) > 7:
            held[item.speaker] = item, dating


def _first_person(text: str, statements: Sequence[Statement], out: list[Dating]) -> None:
    """Give "I can assure you", inside what somebody says, the date of the saying that it stands in."""
    index: Mapping[str, int] = {s.id: i for i, s in enumerate(statements)}
    for i, statement in enumerate(statements):
        parent = index.get(statement.parent or "")
        if parent is None or out[i].value is not None or out[parent].value is None:
            continue
        who = words_of(text, statement.source).lower()
        if who in ("", "i", "we", "me") and _SAYING_NOW.search(words_of(text, statement.cue)):
            reason = f"{_SAME} as statement {statement.parent}, which it is said in: {out[parent].reason}"
            out[i] = Dating(out[parent].value, reason, min(NESTED, out[parent].confidence))
