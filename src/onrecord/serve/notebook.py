"""A record as a fragment of HTML for a notebook: no ids, no script, and styles that reach nothing outside it."""

from __future__ import annotations

from html import escape
from typing import Final

from onrecord.domain import Record, Statement
from onrecord.serve.lines import not_known, tally, title
from onrecord.serve.outline import UNKNOWN, Outline

_MOST: Final = 200
"""A notebook cell that is longer than this is no longer read; the rest is counted."""

_STYLE: Final = """
.onrecord-doc{font:14px/1.45 system-ui,sans-serif;max-width:60rem}
.onrecord-doc h4{font:600 17px/1.3 Georgia,serif;margin:.2em 0}
.onrecord-doc p{margin:.1em 0 .6em;opacity:.75}
.onrecord-doc table{border-collapse:collapse;width:100%;margin:0}
.onrecord-doc th,.onrecord-doc td{text-align:left;vertical-align:top;padding:.35em .8em .35em 0;
  border-bottom:1px solid rgba(128,128,128,.28);background:none}
.onrecord-doc th{font-weight:500;opacity:.7}
.onrecord-doc .what{font-family:Georgia,serif}
.onrecord-doc .who{font-weight:600;white-space:normal}
.onrecord-doc small{display:block;opacity:.75;font-weight:400;font-family:system-ui,sans-serif}
.onrecord-doc .low{opacity:.6}
"""


def as_fragment(record: Record) -> str:
    """Return the record as a table with its own styles, fit to stand among others on one page."""
    outline = Outline(record)
    head = title(record)
    shown = outline.order[:_MOST]
    rows = "".join(_row(outline, s, depth) for s, depth in shown)
    more = len(outline.order) - len(shown)
    rest = f"<p>and {more} more; iterate over the document to see them all</p>" if more else ""
    table = (
        f"<table><thead><tr><th></th><th>who</th><th>how</th><th>what</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    lines = "".join(
        f"<p>{escape(line)}</p>" for line in (*head[1:], tally(outline), not_known(outline), *record.warnings) if line
    )
    body = table if rows else ""
    return f'<div class="onrecord-doc"><style>{_STYLE}</style><h4>{escape(head[0])}</h4>{lines}{body}{rest}</div>'


def _row(outline: Outline, s: Statement, depth: int) -> str:
    remarks = outline.remarks(s)
    small = f"<small>{escape(' · '.join(remarks))}</small>" if remarks else ""
    indent = f'<span aria-hidden="true">{"&emsp;" * (min(depth, 6) - 1)}└ </span>' if depth else ""
    hop = outline.hop(s)
    who = _words(hop.name) + (" <small>unnamed</small>" if hop.unnamed else "")
    low = ' class="low"' if outline.is_low(s) else ""
    return (
        f'<tr{low}><td>{escape(s.id)}</td><td class="who">{indent}{who}</td>'
        f'<td>{_words(outline.how(s))}</td><td class="what">{_words(outline.what(s))}{small}</td></tr>'
    )


def _words(words: str) -> str:
    return f"<i>{words}</i>" if words == UNKNOWN else escape(words)
