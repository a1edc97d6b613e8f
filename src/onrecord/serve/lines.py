"""Records as plain lines, for `print` and for places without colours or columns."""

from __future__ import annotations

import textwrap
from typing import Final

from onrecord.domain import Record, Statement
from onrecord.serve.outline import Outline, confidence_words, is_low, printable

_WIDTH: Final = 96
_DEEPEST: Final = 6
"""Indents grow no further than this, else a long chain leaves no room for its words."""


def title(record: Record) -> tuple[str, ...]:
    """Return the lines that say which article it is: headline or name; outlet, agency, date, authors."""
    a = record.article
    agency = a.agency if a.agency != a.outlet else None
    about = (a.outlet, agency, a.published and f"published {a.published}", a.updated and f"updated {a.updated}")
    line = " · ".join(p for p in (*about, ", ".join(a.authors) or a.byline) if p)
    name = next((x for x in (a.headline, a.name, a.id) if x and x.strip()), "Untitled")
    return tuple(printable(" ".join(x.split())) for x in (name, line) if x)


def tally(outline: Outline) -> str:
    """Return how much was read, in one line."""
    statements = outline.record.reading.statements
    if not statements:
        return "No statements were found."
    nested = sum(1 for depth in outline.depths.values() if depth)
    who = {outline.who(s) for s in statements}
    parts = [_count(len(statements), "statement"), _count(len(who), "source")]
    if nested:
        parts.insert(1, f"{nested} inside another")
    return " · ".join(parts)


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def one_line(outline: Outline, s: Statement) -> str:
    """Return a statement as one line: who, how, what, and the occasion in brackets."""
    occasion = ", ".join(outline.occasion(s))
    low = f" ({confidence_words(s)})" if is_low(s) else ""
    said = f"{outline.who(s)} | {outline.how(s)}{f' ({occasion})' if occasion else ''} | {outline.what(s)}"
    return printable(said + low)


def as_lines(record: Record, *, width: int = _WIDTH) -> str:
    """Return a record as a readable list, each statement under the one that it stands in."""
    outline = Outline(record)
    out = [*title(record), tally(outline), ""]
    margin = max((len(s.id) for s in record.reading.statements), default=0) + 2
    for s, depth in outline.order:
        indent = " " * (margin + 2 * min(depth, _DEEPEST))
        first = printable(s.id).ljust(margin) + indent[margin:]
        out += textwrap.wrap(
            one_line(outline, s), width, initial_indent=first, subsequent_indent=f"{indent}  ", break_on_hyphens=False
        )
    out += [f"warning: {printable(w)}" for w in record.warnings]
    return "\n".join(out).rstrip()
