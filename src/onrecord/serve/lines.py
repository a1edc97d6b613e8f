"""Records as plain lines, for `print` and for places without colours or columns."""

from __future__ import annotations

import textwrap
from typing import Final

from onrecord.domain import Article, Record, Statement
from onrecord.serve.outline import LABELS, Outline, printable
from onrecord.serve.when import moment

_WIDTH: Final = 96
_DEEPEST: Final = 6
"""Indents grow no further than this, else a long chain leaves no room for its words."""


def title(record: Record) -> tuple[str, ...]:
    """Return the lines that say which article it is: headline or name; outlet, agency, date, authors."""
    a = record.article
    published, updated = (moment(d) if d else None for d in (a.published, a.updated))
    about = (a.outlet, agency(a), published and f"published {published}", updated and f"updated {updated}")
    line = " · ".join(p for p in (*about, ", ".join(a.authors) or a.byline) if p)
    name = next((x for x in (a.headline, a.name, a.id) if x and x.strip()), "Untitled")
    return tuple(printable(" ".join(x.split())) for x in (name, line) if x)


def agency(a: Article) -> str | None:
    """Return the agency that an article comes from, where that is not its outlet by another spelling."""
    same = a.agency and a.outlet and a.agency.casefold() == a.outlet.casefold()
    return None if same else a.agency


def tally(outline: Outline) -> str:
    """Return how much was read, in one line. Speakers are counted where they have been told apart, not their words."""
    statements = outline.record.reading.statements
    if not statements:
        return "No statements were found."
    nested = sum(1 for depth in outline.depths.values() if depth)
    speakers = {s.speaker.casefold() for s in statements if s.speaker}
    parts = [_count(len(statements), "statement")]
    parts += [f"{nested} inside another"] if nested else []
    parts += [_count(len(speakers), "speaker")] if speakers else []
    return " · ".join(parts)


def not_known(outline: Outline) -> str | None:
    """Return what is not known of the statements, and of how many of them, in one line; None where all is."""
    total = len(outline.record.reading.statements)
    gaps = outline.gaps
    if not gaps:
        return None
    if all(n == total for n in gaps.values()):
        return f"not known of any statement: {', '.join(LABELS[label] for label in gaps)}"
    return "not known: " + ", ".join(f"{LABELS[label]} in {n if n < total else 'all'}" for label, n in gaps.items())


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def one_line(outline: Outline, s: Statement) -> str:
    """Return a statement as one line: who, how, what, the occasion in brackets, and how it stands to others."""
    occasion = ", ".join(outline.occasion(s))
    notes = f" [{'; '.join(outline.notes(s))}]" if outline.notes(s) else ""
    low = f" ({outline.confidence_words(s)})" if outline.is_low(s) else ""
    said = f"{outline.hop(s).credit} | {outline.how(s)}{f' ({occasion})' if occasion else ''} | {outline.what(s)}"
    return printable(said + notes + low)


def as_lines(record: Record, *, width: int = _WIDTH) -> str:
    """Return a record as a readable list, each statement under the one that it stands in."""
    outline = Outline(record)
    out = [line for line in (*title(record), tally(outline), not_known(outline)) if line] + [""]
    margin = max((len(s.id) for s in record.reading.statements), default=0) + 2
    for s, depth in outline.order:
        indent = " " * (margin + 2 * min(depth, _DEEPEST))
        first = printable(s.id).ljust(margin) + indent[margin:]
        out += textwrap.wrap(
            one_line(outline, s), width, initial_indent=first, subsequent_indent=f"{indent}  ", break_on_hyphens=False
        )
    out += [f"warning: {printable(w)}" for w in record.warnings]
    return "\n".join(out).rstrip()
