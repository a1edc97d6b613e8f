"""To whom each statement was made, and by which channel: its own words, or an occasion that the article tells of.

In: the article's text and its statements in text order (their `act`, `speaker`, `source_type` and `form` are used where
they are read). Out: one `Occasion` for each, in their order. A statement's own words decide where they show it: "told a
crowd", "in an interview with", "tweeted", a source that is itself a report. Otherwise the candidates are what the
statements around it tell, and sentences that report nothing themselves ("Lee spoke at a rally"); a small model learnt
from annotated articles weighs them, and an unlikely one is left out. Attitudes inside what somebody says have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.domain import Span, Statement
from onrecord.read.occasion_cues import of_cue
from onrecord.read.occasion_evidence import Kind, Mention, mentions
from onrecord.read.occasion_features import Candidate, Candidates, Label, Places
from onrecord.read.occasion_model import chances, shipped
from onrecord.read.occasion_words import DayIndex
from onrecord.read.places import place
from onrecord.text import excerpt, sentences_of

OWN: dict[Label, float] = {"channel": 0.91, "addressee": 0.86}
"""The confidence in what a statement's own words show: the share right on gold/train."""

ENOUGH: dict[Label, float] = {"channel": 0.3, "addressee": 0.3}
"""How likely the best candidate must be. A little above what gives the most right labels in cross-validation on
gold/train, for silence is better than a wrong label."""

_ATTITUDES = frozenset({"judge", "believe", "know", "want"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """To whom something was said and by which channel, None where not shown, and which words say so.

    The confidences are probabilities that each is right, 0 where it is None; `confidence` is the lower one of those
    given.
    """

    addressee: str | None
    channel: str | None
    reason: str
    addressee_confidence: float = 0.0
    channel_confidence: float = 0.0

    @property
    def confidence(self) -> float:
        return min((c for c in (self.addressee_confidence, self.channel_confidence) if c), default=0.0)


@dataclass(frozen=True, slots=True)
class _Choice:
    value: str
    confidence: float
    by: Mention | None


NOTHING = Occasion(None, None, "nothing shows it")


def occasions(
    text: str, statements: Sequence[Statement], cut: Sequence[tuple[int, Span]] | None = None
) -> list[Occasion]:
    """Return to whom and by which channel each of `statements` was made, in their order.

    cut: the sentences of the text with the numbers of their paragraphs, where they are known.
    """
    cut = sentences_of(text) if cut is None else cut
    items = place(text, statements, cut)
    days = DayIndex(text)
    found = mentions(text, items, cut, days)
    places = Places(text, items, days)
    by_channel = Candidates(places, found, "channel")
    by_addressee = Candidates(places, found, "addressee")
    out = [NOTHING] * len(statements)
    for item in items:
        if item.statement.parent is not None and item.statement.act in _ATTITUDES:
            continue
        apart = stands_apart(text, item.statement)
        channel = _choose(by_channel.of(item), "channel", apart)
        addressee = _choose(by_addressee.of(item, channel.value if channel else None), "addressee", apart)
        if channel is None and addressee is None:
            continue
        out[item.index] = Occasion(
            addressee.value if addressee else None,
            channel.value if channel else None,
            "; ".join(dict.fromkeys(_reason(text, c, item.index) for c in (channel, addressee) if c)),
            addressee.confidence if addressee else 0.0,
            channel.confidence if channel else 0.0,
        )
    return out


def own(candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the candidate that the statement's own words show first, None where they show none."""
    for sure in ("own OWN", "own SOURCE"):
        for c in candidates:
            if sure in c.features and "own is another" not in c.features:
                return c
    return None


def stands_apart(text: str, statement: Statement) -> bool:
    """Say whether a statement is of no one occasion ("has often said") or is no saying but an attitude ("wants")."""
    return statement.act in ("believe", "know", "want") or "perfect" in of_cue(excerpt(text, statement.cue))


def carries(candidate: Candidate, apart: bool) -> bool:
    """Say whether a value may go on to a statement: not to one that stands `apart`, nor to another time."""
    if not candidate.features.keys().isdisjoint(("own ANSWER", "own NEAR")):
        return True
    if apart or any(f.endswith("same day") for f in candidate.features):
        return not apart
    return "another time" not in candidate.about and not any(f.endswith("another day") for f in candidate.features)


def _choose(candidates: Sequence[Candidate], label: Label, apart: bool) -> _Choice | None:
    """Return what a statement's own words show, or else the likeliest candidate, if it is likely enough."""
    shown = own(candidates)
    if shown is not None:
        return _Choice(shown.value, OWN[label], shown.by)
    if not candidates:
        return None
    chance, k = max((p, -k) for k, p in enumerate(chances(candidates, shipped()[label])))
    best = candidates[-k]
    if chance < ENOUGH[label] or not carries(best, apart):
        return None
    return _Choice(best.value, round(chance, 3), best.by)


def _reason(text: str, choice: _Choice, index: int) -> str:
    """Say which words a choice went by, and where they stand."""
    m = choice.by
    if m is None:
        return f"read from what is reported, and how ({choice.confidence:.0%})"
    words = f"“{excerpt(text, [m.at])}”"
    if m.owner == index:
        return words if m.kind <= Kind.SOURCE else f"whoever stands near, {words} ({choice.confidence:.0%})"
    return f"the same occasion, {words} ({choice.confidence:.0%})"
