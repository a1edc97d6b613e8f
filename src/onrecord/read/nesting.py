"""Which statement stands inside whose content: the parents that make chains."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from onrecord.domain import Span
from onrecord.read.statements import LOOKS_NESTED, Draft

# A nested one must be this sure, and surer where nobody is named as its source: it would put words into somebody's
# mouth. Below the first bound 21 of 66 are right on the ledger gold, between the two 1 of 11 without a source.
SURE, SURE_WITHOUT_SOURCE = 0.3, 0.45
# Bare readiness is no saying ("is willing to talk"): none of the 7 that look like one on the ledger gold is annotated.
_READY = re.compile(r"\b(?:ready|willing|prepared|inclined|able)\b", re.IGNORECASE)

# "denied a claim that ...", "the notion that", "recent criticism over": a claim that the content only names is a
# statement of its own, which the encoder seldom sees. On the ledger gold 5 of the 6 added are annotated so.
_NAMED_CLAIM = re.compile(
    r"\W*(?:(?P<owner>(?:[Tt]he )?[A-Z][\w.-]*(?: [A-Z][\w.-]*)*['’]s?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)\s"
    r"|(?:[Tt]he|[Aa]n?|[Aa]ny|[Tt]hese|[Tt]hose|[Ss]uch)\s)?(?:(?!(?:that|of|to|by|as)\b)[\w-]+\s){0,2}?"
    r"(?P<cue>(?:claims?|accusations?|allegations?|assertions?|contentions?|complaints?|criticisms?|insinuations?"
    r"|notions?|suggestions?|reports?|rumou?rs?)(?:\s(?:of|over|about|on|against))?)"
    r"(?:\sby\s(?P<by>[A-Z][\w.-]*(?: [A-Z][\w.-]*)*))?"
    r"(?:(?<=\sof)|(?<=\sover)|(?<=\sabout)|(?<=\son)|(?<=\sagainst)|(?=\s(?:that|he|she|they|it)\s))\s"
    r"(?P<content>\w.+)",
    re.DOTALL,
)
_NAMED_RIGHT = 0.85


def _begin(d: Draft) -> int:
    return min(s.start for s in (*d.source, d.cue, *d.content))


def _within(s: Span, content: Sequence[Span]) -> bool:
    return any(o.start <= s.start and s.end <= o.end for o in content)


def _holders(drafts: Sequence[Draft]) -> dict[int, Draft | None]:
    """For each draft (by identity) the one with the smallest content that holds all of it: cue, source and content.

    What has its source outside is no part of what is said there: mostly the outer statement's own source, taken twice.
    """
    pieces = sorted(((s.start, s.end, k) for k, d in enumerate(drafts) for s in d.content))
    starts = [p[0] for p in pieces]
    # No piece is longer than this, so the search for holders looks back no further: cost stays linear in the text.
    reach = max((end - start for start, end, _ in pieces), default=0)
    out: dict[int, Draft | None] = {}
    for d in drafts:
        near = pieces[bisect_left(starts, d.cue.start - reach) : bisect_right(starts, d.cue.start)]
        held_by = [
            drafts[k]
            for start, end, k in near
            if end >= d.cue.end
            and drafts[k] is not d
            and all(_within(s, drafts[k].content) for s in (*d.source, *d.content))
        ]
        out[id(d)] = min(held_by, key=_size, default=None)
    return out


def _size(d: Draft) -> int:
    return sum(s.end - s.start for s in d.content)


def _named_claim(d: Draft, text: str) -> Draft | None:
    """Return the statement that the content of `d` begins by naming, with whose claim it is where that is said."""
    first = d.content[0]
    m = _NAMED_CLAIM.fullmatch(text, first.start, first.end) if text else None
    if m is None:
        return None
    source = next((Span(*m.span(part)) for part in ("owner", "by") if m[part]), None)
    spans = (source,) if source else ()
    return Draft(spans, Span(*m.span("cue")), (Span(*m.span("content")),), 1.0, d.confidence * _NAMED_RIGHT)


def _with_named_claims(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """Add the claims that outermost contents name, where no draft has its cue there already."""
    cues = sorted((d.cue.start, d.cue.end) for d in drafts)
    out = list(drafts)
    for d in drafts:
        claim = _named_claim(d, text) if d.nested <= LOOKS_NESTED else None
        if claim is None:
            continue
        at = bisect_left(cues, (d.content[0].start, 0))
        if at == len(cues) or cues[at][0] >= claim.cue.end:
            out.append(claim)
    return out


def _holds_up(d: Draft, text: str) -> bool:
    """Whether a draft may stand: one that looks nested must be sure enough and a saying."""
    if d.nested <= LOOKS_NESTED:
        return True
    return d.confidence >= (SURE if d.source else SURE_WITHOUT_SOURCE) and not _READY.search(d.cue.of(text))


def arrange(drafts: Sequence[Draft], text: str = "") -> list[tuple[Draft, int | None]]:
    """Order drafts by where they begin and give each the index of its parent, the smallest content that holds it.

    A draft that looks nested but has no parent is dropped: it is a part of something that was not found. So is one
    that nobody could rely on. Where `text` (the article's) is given, a cue that says no more than readiness is dropped,
    too, and a claim that a content only names is added.
    """
    drafts = _with_named_claims([d for d in drafts if _holds_up(d, text)], text)
    holders = _holders(drafts)
    kept = [d for d in drafts if holders[id(d)] is not None or d.nested <= LOOKS_NESTED]
    # A parent that was dropped hands its children to its own parent; a dropped one has none, so they stand alone.
    kept_ids = {id(d) for d in kept}
    ordered = sorted(kept, key=lambda d: (_begin(d), -_size(d), d.cue.start))
    index = {id(d): k for k, d in enumerate(ordered)}
    out: list[tuple[Draft, int | None]] = []
    for d in ordered:
        holder = holders[id(d)]
        out.append((d, index[id(holder)] if holder is not None and id(holder) in kept_ids else None))
    return out
