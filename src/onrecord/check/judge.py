"""From the places where a quotation's words were found to its verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from onrecord.check.align import Aligned, along, along_pieces, along_runs
from onrecord.check.draft import SHORT, Item
from onrecord.check.findings import Difference, Finding, Match, Verdict
from onrecord.check.seek import Candidate, Vocabulary, spread
from onrecord.check.sought import Sought
from onrecord.check.turning import turning
from onrecord.check.voices import Heard, credited, heard, in_chain, same
from onrecord.domain import Span

ALTERED: Final = 0.6
"""Words this near, by rarity, are the source's words altered; below they are other words (eval/check.py)."""
_SPREAD: Final = 0.75
"""Below it is looked whether a quotation joins what stands apart in one source."""
_GAIN: Final = 0.2
"""That must explain so much more of it than one place does."""
_COVERED: Final = 0.8
_HEARD: Final = 8
"""In so many places it is asked who says the words there."""
_JUST_BEFORE: Final = re.compile(r"((?:\bdo(?:es)? )?\b(?:not|never|no|hardly|[a-z]+n[’']t))[\s“\"‘']+$", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"[\[\]]|\(\s*sic")
_SPACE: Final = re.compile(r"\s+")
_CONTEXT: Final = 160
_LONGEST: Final = 400
Agreement = Literal["same", "other", "unclear", "unknown"]


@dataclass(frozen=True, slots=True)
class Option:
    """A place that was looked at closely: how the quotation lies there, and the verdict that its words alone have."""

    candidate: Candidate
    aligned: Aligned
    verdict: Verdict
    nearness: float

    @property
    def rank(self) -> tuple[int, float]:
        """How good it is: by verdict, then by nearness."""
        return ("not_found", "altered", "marked_change", "verbatim").index(self.verdict), self.nearness

    @property
    def span(self) -> Span:
        """The passage in its source's text."""
        return self.candidate.source.words.span(self.aligned.first, self.aligned.last)


def judge(item: Item, candidates: Sequence[Candidate], vocabulary: Vocabulary) -> Finding:
    """Return the verdict on a quotation, given every place where its words, or some of them, were found."""
    options = [o for c in candidates if (o := _option(item.sought, c, vocabulary)) is not None]
    best = max(options, key=lambda o: o.rank, default=None)
    if best is None or best.nearness < _SPREAD:
        apart = _spread_out(item.sought, candidates, vocabulary)
        options += [o for o in apart if best is None or o.nearness >= best.nearness + _GAIN]
        best = max(options, key=lambda o: o.rank, default=None)
    if best is None:
        note = "No source has anything like it."
        return finding(item, "not_found", 0.95, notes=(note,))
    if best.verdict == "not_found":
        return finding(item, "not_found", round(0.98 - best.nearness / 2, 2), match=match_of(best))
    equal = [
        o for o in options if o.verdict == best.verdict and (o.nearness >= best.nearness or o.verdict != "altered")
    ]
    chosen, voice, agreement = _said_by(item, sorted(equal, key=lambda o: o.rank, reverse=True))
    notes = _notes(item, chosen, voice, agreement)
    verdict = chosen.verdict
    if agreement == "other" and verdict != "altered":
        verdict = "other_speaker"
    confidence = _confidence(verdict, chosen, voice, agreement)
    return finding(item, verdict, confidence, chosen.aligned.differences, match_of(chosen, voice), notes)


def _option(item: Sought, c: Candidate, vocabulary: Vocabulary) -> Option | None:
    aligned: Aligned | None
    if c.pieces:
        aligned = along_pieces(item, c.source, c.pieces)
    elif c.exact:
        words = item.raw if len(item.raw) == c.last - c.first else item.all
        aligned = along_pieces(Sought(item.text, words, words, words, ()), c.source, ((c.first, c.last),))
        span = c.source.words.span(c.first, c.last)
        if not _BRACKETS.search(c.source.text, max(0, span.start - 2), span.end + 2):
            written = tuple(
                Difference("changed", change.span.of(item.text), change.text, True, None, change.span)
                for change in item.changes
                if change.kind != "ellipsis"
            )
            aligned = replace(aligned, differences=(*aligned.differences, *written))
    else:
        aligned = along(item, c.source, c.first, c.last)
    return None if aligned is None else _judged(item, c, aligned, vocabulary)


def _judged(item: Sought, c: Candidate, aligned: Aligned, vocabulary: Vocabulary) -> Option:
    nearness = _nearness(item, aligned, vocabulary)
    bent = [d for d in aligned.differences if not d.marked or d.turns or d.kind in ("joined", "reordered")]
    verdict: Verdict
    if not bent:
        verdict = "marked_change" if aligned.differences else "verbatim"
    else:
        verdict = "altered" if nearness >= ALTERED else "not_found"
    return Option(c, aligned, verdict, nearness)


def _nearness(item: Sought, aligned: Aligned, vocabulary: Vocabulary) -> float:
    """Return how near a quotation lies: the share of its words that are there, rare ones counting more.

    Words of the source that the draft leaves out without a mark count against it a little.
    """
    own = item.own if len(item.own) else item.all
    weights = vocabulary.weights()[vocabulary.ids(own.numbers)]
    lost = np.zeros(len(own), bool)
    extra = 0
    for d in aligned.differences:
        if d.kind in ("changed", "put_in", "joined") and d.draft and d.span is not None and not d.marked:
            a, b = own.starts.searchsorted(d.span.start), own.starts.searchsorted(d.span.end)
            lost[a:b] = True
        if d.kind in ("left_out", "changed") and not d.marked:
            extra += len(d.source.split())
    total = float(weights.sum())
    kept = float(weights[~lost].sum()) / total if total else 0.0
    return round(kept * len(own) / (len(own) + 0.3 * min(extra, len(own))), 3)


def _spread_out(item: Sought, candidates: Sequence[Candidate], vocabulary: Vocabulary) -> list[Option]:
    """Return how a quotation lies in a source of which it joins far-apart places, if it does."""
    out = []
    for c in list({id(c.source): c for c in candidates}.values())[:3]:
        runs = spread(item.own.numbers, c.source)
        if len(runs) > 1 and sum(r[2] for r in runs) >= _COVERED * len(item.own):
            out.append(_judged(item, c, along_runs(item, c.source, runs), vocabulary))
    return [o for o in out if any(d.kind in ("joined", "reordered") for d in o.aligned.differences)]


def _said_by(item: Item, options: Sequence[Option]) -> tuple[Option, Heard | None, Agreement]:
    """Return the place to rest on, who speaks there, and whether that is who the draft says.

    A place where the draft's speaker says it goes before any other; only where some place is known to be another's and
    none is this one's are the words another's.
    """
    found: list[tuple[Option, Heard, Agreement]] = []
    if item.voice is None:
        return options[0], heard(options[0].candidate.source, options[0].span), "unknown"
    for whole in (False, True):  # first by what is around each; where none is the speaker's, by all of the source
        found = []
        for o in options[:_HEARD]:
            who = heard(o.candidate.source, o.span, whole=whole)
            agreement = _agreement(item, o, who)
            if agreement == "same":
                return o, who, agreement
            found.append((o, who, agreement))
    order = ("other", "unclear", "unknown")
    return min(found, key=lambda f: order.index(f[2]))


def _agreement(item: Item, o: Option, who: Heard) -> Agreement:
    """Say whether the words are the speaker's whom the draft names; "other" only where nothing speaks against it."""
    mine, theirs = item.voice, who.voice
    if mine is None or theirs is None:
        return "unknown"
    agreement = same(mine, theirs)
    if agreement != "other":
        return agreement
    if in_chain(mine, theirs.chain) or in_chain(theirs, mine.chain) or len(item.sought.all) <= SHORT:
        return "unclear"
    for text, span, beside, read in (
        (item.sought.text, item.span, theirs, mine),
        (o.candidate.source.text, o.span, mine, theirs),
    ):
        if credited(text, span, beside) and not credited(text, span, read):
            return "unclear"
    return "other"


def _notes(item: Item, o: Option, who: Heard | None, agreement: Agreement) -> tuple[str, ...]:
    notes = list(item.notes)
    speaker = who.voice.name if who is not None and who.voice is not None else None
    if agreement == "other" and item.voice is not None:
        notes.append(f"In the source these are the words of {speaker}, not of {item.voice.name}.")
    elif agreement == "unclear" and item.voice is not None:
        notes.append(f"Whether {speaker}, who says it in the source, is {item.voice.name} is not clear.")
    elif item.voice is None:
        notes.append("The draft does not make clear who says it.")
    elif speaker is None:
        notes.append("Who says it in the source is not clear.")
    before = _cut_off(o)
    if before is not None:
        notes.append(f"Right before these words the source has “{before}”.")
    if o.aligned.interrupted:
        notes.append("The source breaks off in the middle to say who speaks.")
    for d in o.aligned.differences:
        if d.kind == "joined":
            notes.append("Joins two places that stand far apart in the source.")
        elif d.kind == "reordered":
            notes.append("The source has the pieces in another order.")
    return tuple(dict.fromkeys(notes))


def _cut_off(o: Option) -> str | None:
    """Return what turns the sense just before the passage, in its sentence, if anything does."""
    text, start = o.candidate.source.text, o.span.start
    m = _JUST_BEFORE.search(text, max(0, start - 40), start)
    return m[1] if m and turning(m[1]) else None


def _confidence(verdict: Verdict, o: Option, who: Heard | None, agreement: Agreement) -> float:
    said = who.statement.confidence if who is not None and who.statement is not None else 0.5
    match verdict:
        case "verbatim":
            value = 0.99 if agreement == "same" else 0.9 if agreement == "unclear" else 0.85
        case "marked_change":
            value = 0.95 if agreement == "same" else 0.8
        case "other_speaker":
            value = 0.5 + 0.45 * said
        case _:
            value = 0.4 + 0.58 * o.nearness
    return round(value, 2)


def match_of(o: Option, who: Heard | None = None) -> Match:
    """Return the passage that an option rests on."""
    voice = who.voice if who is not None else None
    s = who.statement if who is not None else None
    return passage(o.candidate, o.span, o.nearness, who if voice is not None or s is not None else None)


def passage(c: Candidate, span: Span, nearness: float, who: Heard | None = None) -> Match:
    """Return a passage of a source as a match, with what stands around it."""
    source = c.source
    voice = who.voice if who is not None else None
    permalink = None
    if source.version is not None and who is not None and who.statement is not None:
        from onrecord.record.rows import statement_key

        permalink = statement_key(source.version, who.statement)
    return Match(
        source=source.name,
        span=Span(span.start + source.offset, span.end + source.offset),
        text=shortened(span.of(source.text)),
        line=source.line + source.text.count("\n", 0, span.start),
        before=_SPACE.sub(" ", source.text[max(0, span.start - _CONTEXT) : span.start]).lstrip(),
        after=_SPACE.sub(" ", source.text[span.end : span.end + _CONTEXT]).rstrip(),
        nearness=nearness,
        speaker=voice.name if voice is not None else None,
        chain=voice.chain if voice is not None else (),
        permalink=permalink,
        version=source.version,
    )


def shortened(words: str) -> str:
    """Return a passage, with its middle left out where it is long."""
    return words if len(words) <= 4 * _LONGEST else f"{words[:_LONGEST].rstrip()} […] {words[-_LONGEST:].lstrip()}"


def finding(
    item: Item,
    verdict: Verdict,
    confidence: float,
    differences: tuple[Difference, ...] = (),
    match: Match | None = None,
    notes: tuple[str, ...] = (),
) -> Finding:
    """Return what was found for an item."""
    return Finding(
        kind=item.kind,
        quote=item.text,
        span=item.span,
        line=item.line,
        speaker=item.voice.name if item.voice is not None else None,
        verdict=verdict,
        confidence=confidence,
        differences=differences,
        match=match,
        notes=tuple(dict.fromkeys((*item.notes, *notes))),
        counted=item.counted,
    )
