"""Statements get their labels: who, on whose word, how they stand, to whom, where and when, each with its reason.

The steps build on one another: acts and speakers come first, for occasions, days and relations ask for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from onrecord.domain import Article, Reading, Statement
from onrecord.read.acts import Judgement, acts
from onrecord.read.hints import Hints
from onrecord.read.occasion import Occasion, occasions
from onrecord.read.relations import relations
from onrecord.read.said_on import Dating, said_on
from onrecord.read.speakers import Label, resolve
from onrecord.text import sentences_of

# Below this confidence of a rule the encoder is asked, and is believed from the second on.
UNSURE, BELIEVED = 0.6, 0.6


def label(article: Article, statements: Sequence[Statement], hints: Sequence[Hints | None]) -> Reading:
    """Return the reading of `article`: its statements with their labels, its speakers, and how statements relate.

    hints: for each statement what the encoder makes of its cue, or None. Confidences are as each step gives them, not
    yet calibrated.
    """
    text, cut = article.text, sentences_of(article.text)
    judged = [_judged(j, h) for j, h in zip(acts(text, statements), hints, strict=True)]
    resolution = resolve(article, statements)
    spoken = [_told(s, j, r) for s, j, r in zip(statements, judged, resolution.labels, strict=True)]
    days = said_on(text, spoken, published=day_of(article.published), blocks=article.blocks, cut=cut)
    out = [_placed(s, o, d) for s, o, d in zip(spoken, occasions(text, spoken, cut), days, strict=True)]
    return Reading(tuple(out), resolution.speakers, tuple(relations(text, spoken, cut)))


def _told(statement: Statement, judged: Judgement, who: Label) -> Statement:
    """Return the statement with its act and its speaker, their reasons, and the confidence in each label it has."""
    spoken = (("speaker", who.confidence),) if who.speaker is not None else ()
    return replace(
        statement,
        act=judged.act,
        negated=judged.negated,
        speaker=who.speaker,
        source_type=who.source_type,
        named=who.named,
        description=who.description,
        justification=who.justification,
        rivals=who.rivals,
        reasons=(*statement.reasons, ("act", judged.reason), ("speaker", who.reason)),
        confidences=(
            *statement.confidences,
            ("act", judged.confidence),
            ("negated", judged.confidence),
            *spoken,
            ("source_type", who.type_confidence),
            ("named", who.named_confidence),
        ),
    )


def _placed(statement: Statement, occasion: Occasion, day: Dating) -> Statement:
    """Return the statement with to whom, where and when it was said, likewise."""
    given = list(statement.confidences)
    if occasion.addressee is not None:
        given.append(("addressee", occasion.addressee_confidence))
    if occasion.channel is not None:
        given.append(("channel", occasion.channel_confidence))
    if day.value is not None:
        given.append(("said_on", day.confidence))
    return replace(
        statement,
        addressee=occasion.addressee,
        channel=occasion.channel,
        said_on=day.value,
        reasons=(*statement.reasons, ("occasion", occasion.reason), ("said_on", day.reason)),
        confidences=tuple(given),
    )


def _judged(rule: Judgement, hints: Hints | None) -> Judgement:
    """Return the rule's judgement, or the encoder's where the rule is unsure and the encoder is not."""
    if hints is None or rule.confidence >= UNSURE:
        return rule
    act, chance = max(hints.acts.items(), key=lambda item: item[1])
    if act == rule.act or chance < BELIEVED:
        return rule
    return replace(rule, act=act, confidence=chance, reason=f"read from the whole sentence ({chance:.0%})")


def day_of(published: str | None) -> date | None:
    """Return the day of an ISO 8601 date or date-time, None where it gives no day."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
