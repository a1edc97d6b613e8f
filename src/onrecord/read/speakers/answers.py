"""What the resolution of speakers says: a label for each statement, and the speakers of the article."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.domain import SourceType, Span, Speaker
from onrecord.read.speakers.cast import Entity


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks in one statement. `speaker` is None where the article leaves it open.

    confidence is that of `speaker`; each is in [0, 1]. reason: one line that a person can check, with the rivals where
    two were equally good. For an unnamed source, description: the fullest words that describe it, justification: those
    that say why it is not named. rivals: the names that fit equally well, where that is why `speaker` is None.
    """

    speaker: str | None
    source_type: SourceType
    named: bool
    confidence: float
    type_confidence: float
    named_confidence: float
    reason: str
    description: tuple[Span, ...] = ()
    justification: tuple[Span, ...] = ()
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """One label for each statement, in their order, and the article's speakers in the order of their first words."""

    labels: tuple[Label, ...]
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whom a source's words mean, as far as it is settled; `rivals` where two or more are equally good."""

    entity: Entity | None
    confidence: float
    reason: str
    rivals: tuple[Entity, ...] = ()
