"""Statements get their labels: who, on whose word, how they stand, to whom, where and when, each with its reason.

The steps build on one another: acts and speakers come first, for occasions, days and relations ask for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from onrecord.domain import Article, Reading, Statement
from onrecord.read.acts import Judgement, acts
from onrecord.read.hints import Hints
from onrecord.read.occasion import occasions
from onrecord.read.relations import relations
from onrecord.read.said_on import said_on
from onrecord.read.speakers import resolve
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
    spoken = [
        _told(
            s,
            (("act", j.reason), ("speaker", r.reason)),
            {
                "act": j.confidence, "negated": j.confidence,
                "speaker": r.confidence, "source_type": r.type_confidence, "named": r.named_confidence,
            },
            act=j.act, negated=j.negated, speaker=r.speaker, source_type=r.source_type, named=r.named,
            description=r.description, justification=r.justification, rivals=r.rivals,
        )
        for s, j, r in zip(statements, judged, resolution.labels, strict=True)
    ]  # fmt: skip
    days = said_on(text, spoken, published=day_of(article.published), blocks=article.blocks, cut=cut)
    out = [
        _told(
            s,
            (("occasion", o.reason), ("said_on", d.reason)),
            {"addressee": o.addressee_confidence, "channel": o.channel_confidence, "said_on": d.confidence},
            addressee=o.addressee, channel=o.channel, said_on=d.value,
        )
        for s, o, d in zip(spoken, occasions(text, spoken, cut), days, strict=True)
    ]  # fmt: skip
    return Reading(tuple(out), resolution.speakers, tuple(relations(text, spoken, cut)))


def _told(
    statement: Statement, reasons: Sequence[tuple[str, str]], confidences: Mapping[str, float], **labels: Any
) -> Statement:
    """Return the statement with `labels`, their reasons, and the confidence in each one that is not None."""
    given = tuple((name, value) for name, value in confidences.items() if labels[name] is not None)
    return replace(
        statement,
        **labels,
        reasons=(*statement.reasons, *reasons),
        confidences=(*statement.confidences, *given),
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
