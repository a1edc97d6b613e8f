"""The way from each outlet back to the first speaker as a drawing: outlets on the left, first speakers on the right.

Lines that end in one dot are one origin. SVG made here; its colours are those of the page's style sheet, its words come
from articles and are escaped. A table says the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape
from typing import Final

from markupsafe import Markup

from onrecord.record.origins import Origin, Origins
from onrecord.serve.outline import printable
from onrecord.serve.trace import Row, counted, folded, named, rows

SHOWN: Final = 24
"""So many articles of one origin are drawn; the table has more."""
_ROW: Final = 26
_CHAR: Final = 7.1
_LONGEST: Final = 44
_STEP: Final = 42


def draw(found: Origins, label: str) -> tuple[Markup, Markup]:
    """Return the drawing twice: from left to right, and, for phones, indented under each first speaker."""
    every = [(o, folded(rows(o))) for o in found.origins]
    name = escape(f"{label}. {counted(found.outlets, found.articles, found.texts, found.independent)}.")
    return Markup(_wide(every, name)), Markup(_narrow(every, name))


def _wide(every: Sequence[tuple[Origin, list[Row]]], label: str) -> str:
    shown = [row for _, its in every for row in its[:SHOWN]]
    left = max([_width(_cut(row.label)) for row in shown] or [0.0]) + 10
    depth = max([len(row.path) - 1 for row in shown] or [0])
    column = max([_width(_cut(hop)) for row in shown for hop in row.path[1:]] or [0.0]) + 34
    right = left + 40 + depth * column + _STEP
    size, y = right, 4.0
    lines: list[str] = []
    marks: list[str] = []
    for origin, its in every:
        some = its[:SHOWN]
        height = max(2, len(some) + (len(its) > SHOWN)) * _ROW
        middle = y + height / 2
        for n, row in enumerate(some):
            at = y + (n + 0.5) * _ROW if len(its) > 1 else middle
            lines.append(f'<path d="M{left + 6:g} {at:g}H{right - _STEP:g}C{right - 14:g} {at:g} {right - 30:g} '
                         f'{middle:g} {right - 7:g} {middle:g}"/>')  # fmt: skip
            marks.append(_linked(row, _text(left, at + 4.5, row.label, anchor="end")))
            for k, hop in enumerate(row.path[1:]):
                x = left + 34 + k * column
                marks.append(f'<rect class="gap" x="{x - 8:g}" y="{at - 9:g}" width="{_width(_cut(hop)) + 26:g}" '
                             f'height="18"/><circle class="hop" cx="{x:g}" cy="{at:g}" r="3"/>'
                             f'{_text(x + 8, at + 4.5, hop)}')  # fmt: skip
        if len(its) > SHOWN:
            marks.append(_text(left, y + (SHOWN + 0.5) * _ROW + 4.5, f"and {len(its) - SHOWN} more", anchor="end"))
        marks.append(_end(origin, right, middle))
        size = max(size, right + 14 + _width(_cut(named(origin))), right + 14 + _width(_counts(origin)) * 0.95)
        y += height + 14
    return _svg("wide", label, (size + 8, y), lines, marks)


def _narrow(every: Sequence[tuple[Origin, list[Row]]], label: str) -> str:
    lines: list[str] = []
    marks: list[str] = []
    y, size = 4.0, 0.0
    for origin, its in every:
        top = y + 16
        marks.append(_end(origin, 12, top))
        size = max(size, 26 + _width(_cut(named(origin))), 26 + _width(_counts(origin)) * 0.95)
        y += 42
        for row in its[:SHOWN]:
            words = " ‹ ".join([row.label, *row.path[1:]])
            at = y + _ROW / 2
            lines.append(f'<path d="M12 {top + 7:g}V{at - 6:g}Q12 {at:g} 18 {at:g}H22"/>')
            marks.append(_linked(row, _text(28, at + 4.5, words, most=40)))
            size = max(size, 28 + _width(_cut(words, 40)))
            y += _ROW
        if len(its) > SHOWN:
            marks.append(_text(28, y + _ROW / 2 + 4.5, f"and {len(its) - SHOWN} more"))
            y += _ROW
        y += 12
    return _svg("narrow", label, (size + 8, y), lines, marks)


def _end(origin: Origin, x: float, y: float) -> str:
    look = "dot hollow" if origin.named is False else "dot"
    return (
        f'<circle class="{look}" cx="{x:g}" cy="{y:g}" r="5.5"/>{_text(x + 14, y - 1, named(origin), "name")}'
        f"{_text(x + 14, y + 14, _counts(origin), 'count', most=80)}"
    )


def _counts(origin: Origin) -> str:
    return counted(origin.outlets, origin.articles, origin.texts)


def _linked(row: Row, body: str) -> str:
    told = row.told
    why = "; ".join((*(m.explanation for m in row.merges), *row.leads))
    tip = _clean(f"{told.headline or told.content}. {why}".strip())
    return f'<a href="/statements/{escape(told.key)}"><title>{escape(tip)}</title>{body}</a>'


def _text(x: float, y: float, words: str, look: str = "name", anchor: str = "", most: int = _LONGEST) -> str:
    at = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{look}"{at} x="{x:g}" y="{y:g}">{escape(_cut(words, most))}</text>'


def _svg(kind: str, label: str, size: tuple[float, float], lines: list[str], marks: list[str]) -> str:
    w, h = size
    return (
        f'<svg class="chains {kind}" xmlns="http://www.w3.org/2000/svg" role="group" aria-label="{label}" '
        f'viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}" height="{h:.0f}">'
        f'<g class="lines">{"".join(lines)}</g>{"".join(marks)}</svg>'
    )


def _clean(words: str) -> str:
    return " ".join(printable(words).replace("\ufffe", "").replace("\uffff", "").split())


def _cut(words: str, most: int = _LONGEST) -> str:
    plain = _clean(words)
    return plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"


def _width(words: str) -> float:
    return sum(_CHAR * (2 if unicodedata.east_asian_width(c) in "WF" else 1.25 if c.isupper() else 1) for c in words)
