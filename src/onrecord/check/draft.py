"""A draft's items: every quotation in quotation marks, and every statement that it reports in its own words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from onrecord.check.findings import Kind
from onrecord.check.marks import Quotation, quotations
from onrecord.check.sought import Sought, sought
from onrecord.check.voices import Voice, covering, voice_of
from onrecord.domain import Record, Span, Statement

SHORT: Final = 2
"""A quotation of so many words at most may be a title or scare quotes; it counts where somebody is said to say it."""
_FEWEST: Final = 4
"""A reported statement with fewer words of its own says too little to be looked up."""
_WORD: Final = re.compile(r"\w+")
_QUOTED: Final = re.compile(r"[“”„«»\"]")
_LOOKED_UP: Final = frozenset(
    ("assert", "deny", "confirm", "commit", "judge", "believe", "ask", "direct", "want", "know")
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look up. text: its words as the draft has them; voice: to whom the draft gives it, if it does."""

    kind: Kind
    text: str
    span: Span
    line: int
    sought: Sought
    voice: Voice | None
    negated: bool = False
    counted: bool = True
    notes: tuple[str, ...] = ()


def items_of(record: Record, *, statements: bool = True) -> list[Item]:
    """Return the items of a draft, in the order in which they stand. statements: reported ones too."""
    text = record.article.text
    breaks = [m.start() for m in re.finditer("\n", text)]
    found = quotations(text)
    out = [i for q in found if (i := _quotation(record, q, breaks)) is not None]
    if statements:
        outers = [q.outer for q in found]
        out += [i for s in record.reading.statements if (i := _reported(record, s, outers, breaks)) is not None]
    return sorted(out, key=lambda i: (i.span.start, i.span.end))


def _quotation(record: Record, q: Quotation, breaks: list[int]) -> Item | None:
    text = record.article.text
    wanted = sought(text, q.spans)
    if not len(wanted.all):
        return None
    span = Span(q.spans[0].start, q.spans[-1].end)
    s = covering(record, q.spans)
    line = bisect_right(breaks, span.start) + 1
    short = len(wanted.all) <= SHORT
    notes = () if q.closed else ("The closing quotation mark is missing: where the quotation ends was not clear.",)
    counted = q.closed and not (short and s is None)
    voice = voice_of(record, s) if s is not None else None
    words = "\n".join(x.of(text) for x in q.spans)
    return Item("quotation", words, span, line, wanted, voice, counted=counted, notes=notes)


def _reported(record: Record, s: Statement, outers: list[Span], breaks: list[int]) -> Item | None:
    """Return the item that an indirect statement is, None where it is none to look up."""
    text = record.article.text
    if s.form not in (None, "indirect") or not s.content or (s.act is not None and s.act not in _LOOKED_UP):
        return None
    outer = next((x for x in record.reading.statements if x.id == s.parent), None)
    if outer is not None and outer.speaker == s.speaker and outer.form in (None, "indirect"):
        return None  # "she said she thinks": one saying
    if s.source_type == "author" or not (s.speaker or s.source):
        return None
    words = [x.of(text) for x in s.content]
    if any(_QUOTED.search(w) for w in words) or sum(len(_WORD.findall(w)) for w in words) < _FEWEST:
        return None
    if any(o.start <= x.start < o.end for o in outers for x in s.content):
        return None
    span = Span(min(x.start for x in s.content), max(x.end for x in s.content))
    line = bisect_right(breaks, span.start) + 1
    denied = bool(s.negated) or s.act == "deny"
    return Item("statement", " … ".join(words), span, line, sought(text, s.content), voice_of(record, s), denied)
