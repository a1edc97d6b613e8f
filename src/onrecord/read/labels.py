"""Statements get their labels: who, on whose word, how they stand, to whom, where and when, each with its reason.

The steps build on one another: acts come first, for occasions and relations ask for them; speakers next, for an
occasion goes on with its speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from onrecord.domain import Article, Reading, Statement
from onrecord.read.acts import Judgement, acts
from onrecord.read.hints import Hints
from onrecord.read.occasion import occasions
from onrecord.read.relations import relations
from onrecord.read.said_on import said_on
from onrecord.read.speakers import resolve

# Below this confidence of a rule the encoder is asked, and is believed from the second on.
UNSURE, BELIEVED = 0.6, 0.6


def label(article: Article, statements: Sequence[Statement], hints: Sequence[Hints | None]) -> Reading:
    """Return the reading of `article`: its statements with their labels, its speakers, and how statements relate.

    hints: for each statement what the encoder makes of its cue, or None. Confidences are as each step gives them, not
    yet calibrated.
    """
    judged = [_judged(j, h) for j, h in zip(acts(article.text, statements), hints, strict=True)]
    out = [
        _told(replace(s, act=j.act, negated=j.negated), ("act", j.reason), act=j.confidence, negated=j.confidence)
        for s, j in zip(statements, judged, strict=True)
    ]
    resolution = resolve(article, out)
    out = [
        _told(
            replace(
                s, speaker=r.speaker, source_type=r.source_type, named=r.named, description=r.description,
                justification=r.justification, rivals=r.rivals,
            ),
            ("speaker", r.reason),
            speaker=r.confidence, source_type=r.type_confidence, named=r.named_confidence,
        )
        for s, r in zip(out, resolution.labels, strict=True)
    ]  # fmt: skip
    out = [
        _told(
            replace(s, addressee=o.addressee, channel=o.channel),
            ("occasion", o.reason),
            addressee=o.addressee_confidence,
            channel=o.channel_confidence,
        )
        for s, o in zip(out, occasions(article.text, out), strict=True)
    ]
    days = said_on(article.text, out, published=day_of(article.published), blocks=article.blocks)
    out = [
        _told(replace(s, said_on=d.value), ("said_on", d.reason), said_on=d.confidence)
        for s, d in zip(out, days, strict=True)
    ]
    return Reading(tuple(out), resolution.speakers, tuple(relations(article.text, out)))


def _told(statement: Statement, reason: tuple[str, str], **confidences: float) -> Statement:
    """Add a reason, and the confidence in each label that has been given."""
    given = tuple((name, value) for name, value in confidences.items() if getattr(statement, name) is not None)
    return replace(statement, reasons=(*statement.reasons, reason), confidences=(*statement.confidences, *given))


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
