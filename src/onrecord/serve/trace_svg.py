"""Where statements come from in the end, as a drawing: articles on the left, first speakers on the right.

Each line runs from an article over those on whose word it has the statement to the first speaker; articles whose lines
end in one dot lead back to one origin. Words beside a line say what ties it to those above, its tooltip says why. SVG
made here, no library; it carries its own colours, for light and for dark.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape
from typing import Final

from onrecord.record.origin_lookup import Subject
from onrecord.record.origins import Origin, Origins
from onrecord.serve.outline import printable
from onrecord.serve.trace import MOST, Row, counted, folded, heading, named, rows

_ROW: Final = 28
_TOP: Final = 66
_PART: Final = 40
_GAP: Final = 18
_CHAR: Final = 7.1
"""Width of a small letter at 13 px, on the generous side: there are no font metrics here."""
_LONGEST: Final = 40
_EDGE: Final = 14
_STYLE: Final = """
svg{--ink:#1b1b1b;--soft:#5b5b5b;--line:#8a8a8a;--mark:#0b5fa5;--paper:#ffffff;background:var(--paper)}
@media (prefers-color-scheme:dark){svg{--ink:#ececec;--soft:#b0b0b0;--line:#7d7d7d;--mark:#7ab8f0;--paper:#16181b}}
text{font:13px system-ui,sans-serif;fill:var(--ink)}
.head{font-weight:600}.soft{fill:var(--soft);font-size:12px}.name{font-weight:600}
path{fill:none;stroke:var(--line);stroke-width:1.3}.dot{fill:var(--mark)}
.hollow{fill:var(--paper);stroke:var(--mark);stroke-width:1.6}.hop{fill:var(--line)}.back{fill:var(--paper)}
"""


def draw(subject: Subject, parts: Sequence[Origins]) -> str:
    """Return the drawing as an SVG document, with a title and a text that says the same."""
    title = _clean(heading(subject))
    every = [[folded(rows(o)) for o in p.origins] for p in parts]
    shown = [r for p in every for o in p for r in o[:MOST]]
    left = max([_width(_cut(r.label)) for r in shown] or [0.0]) + _EDGE
    columns = max([len(r.path) - 1 for r in shown] or [0])
    hop = max([_width(_cut(h)) for r in shown for h in r.path[1:]] or [0.0]) + 46
    ties = max([_width(r.links) for r in shown] or [0.0]) * 0.93 + 30
    right = left + max(60.0, ties) + columns * hop + 40
    body: list[str] = []
    y, widest = float(_TOP), right
    for part, found, its_rows in zip(subject.parts, parts, every, strict=True):
        words = counted(found.outlets, found.articles, found.texts, found.independent)
        body.append(_text(_EDGE, y - 12, f"{part.label}: {words}" if part.label else words, "soft"))
        widest = max(widest, _EDGE + _width(words) + 120)
        y += 8
        for origin, its in zip(found.origins, its_rows, strict=True):
            drawn, y = _origin(origin, its, (left, right, hop), y)
            body += drawn
            widest = max(widest, right + 14 + _width(_cut(_clean(named(origin)))) + 20,
                         right + 14 + _width(counted(origin.outlets, origin.articles, origin.texts)))  # fmt: skip
            y += _GAP
        y += _PART
    head = _text(_EDGE, 26, _cut(title, int(widest / _CHAR) - 6), "head")
    size = f'viewBox="0 0 {widest + _EDGE:.0f} {y:.0f}" width="{widest + _EDGE:.0f}" height="{y:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" {size}>'
        f'<title id="title">{escape(title)}</title><desc id="desc">{escape(_clean(in_words(parts)))}</desc>'
        f"<style>{_STYLE}</style>{head}{''.join(body)}</svg>\n"
    )


def in_words(parts: Sequence[Origins]) -> str:
    """Return what the drawing shows in sentences, for those who do not see it."""
    out = []
    for found in parts:
        out.append(f"{counted(found.outlets, found.articles, found.texts, found.independent)}.")
        for n, origin in enumerate(found.origins, start=1):
            every = folded(rows(origin))
            by = "; ".join(" on the word of ".join([r.label, *r.path[1:]]) for r in every[:MOST])
            more = f"; and {len(every) - MOST} more" if len(every) > MOST else ""
            out.append(f"Origin {n}, {named(origin)}: {by}{more}.")
    return " ".join(out)


def _origin(
    origin: Origin, every: list[Row], columns: tuple[float, float, float], top: float
) -> tuple[list[str], float]:
    """Draw one origin from `top` on; return its marks and where it ends."""
    left, right, hop = columns
    shown = every[:MOST]
    lines = len(shown) + (len(every) > MOST)
    height = max(2, lines) * _ROW
    middle = top + height / 2
    out = []
    for n, row in enumerate(shown):
        y = top + (n + 0.5) * _ROW if lines > 1 else middle
        why = "; ".join((*(m.explanation for m in row.merges), *row.leads))
        told = row.told
        tip = _clean(f"{told.place}: {told.headline or told.content} ({told.version} {told.local_id}). {why}".strip())
        bend = right - 34
        marks = [f"<title>{escape(tip)}</title>", f'<path d="M{left + 6:g} {y:g}H{bend - 10:g}'
                 f'C{right - 14:g} {y:g} {bend:g} {middle:g} {right - 7:g} {middle:g}"/>']  # fmt: skip
        marks.append(_text(left, y + 4.5, _cut(_clean(row.label)), "", "end"))
        for k, name in enumerate(reversed(row.path[1:])):
            x = right - 40 - (k + 1) * hop + 8
            words = _cut(_clean(name))
            marks.append(f'<rect class="back" x="{x - 8:g}" y="{y - 9:g}" width="{_width(words) + 24:g}" height="18"/>')
            marks.append(f'<circle class="hop" cx="{x:g}" cy="{y:g}" r="3"/>{_text(x + 8, y + 4.5, words)}')
        if row.links:
            words = row.links
            marks.append(f'<rect class="back" x="{left + 14:g}" y="{y - 9:g}" width="{_width(words) * 0.93 + 8:g}" '
                         f'height="18"/>{_text(left + 18, y + 4.5, words, "soft")}')  # fmt: skip
        out.append(f"<g>{''.join(marks)}</g>")
    if len(every) > MOST:
        out.append(_text(left, top + (lines - 0.5) * _ROW + 4.5, f"and {len(every) - MOST} more", "soft", "end"))
    kind = "hollow" if origin.named is False else "dot"
    out.append(f'<circle class="{kind}" cx="{right:g}" cy="{middle:g}" r="6"/>')
    out.append(_text(right + 14, middle - 1, _cut(_clean(named(origin))), "name"))
    out.append(_text(right + 14, middle + 15, counted(origin.outlets, origin.articles, origin.texts), "soft"))
    return out, top + height


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    look = f' class="{kind}"' if kind else ""
    at = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{look}{at} x="{x:g}" y="{y:g}">{escape(_clean(words))}</text>'


def _clean(words: str) -> str:
    """Return words without what XML does not allow, or would turn the reading direction."""
    return " ".join(printable(words).replace("\ufffe", "").replace("\uffff", "").split())


def _cut(words: str, most: int = _LONGEST) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _width(words: str) -> float:
    return sum(_CHAR * (2 if unicodedata.east_asian_width(c) in "WF" else 1.25 if c.isupper() else 1) for c in words)
