"""The chains of a record as a drawing: outlet, whom it reports, whom those report. SVG made here, no library.

Statements with the same chain share its line. Two layouts of one tree: `wide` runs from left to right, `narrow` is
indented like a table of contents, for phones; a nested list says the same in words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Final

from onrecord.serve.outline import UNKNOWN, Hop, Outline

_ROW: Final = 26
_CHAR: Final = 7.1
"""Width of a small letter at 13 px, on the generous side: there are no font metrics here."""
_LONGEST: Final = 30
_INDENT: Final = 20
_GAP: Final = 56
_PAPER: Final = (670, 950)
"""What of an A4 sheet is left between the margins, in pixels; half the size is the smallest print that is read."""
_DEEPEST: Final = 12
"""Deeper hops are drawn no further to the right; the nested list has them in full."""


@dataclass
class Node:
    """A source at one place of the tree, with the numbers of the statements that end there."""

    hop: Hop
    numbers: list[str] = field(default_factory=list)
    children: dict[tuple[str, bool], Node] = field(default_factory=dict)

    def total(self) -> int:
        """Return how many statements end here or further down."""
        return sum(len(node.numbers) for node, _ in walk(self))


def tree(outline: Outline, numbers: dict[str, str]) -> Node:
    """Return the record's chains as one tree, busiest branches first."""
    root = Node(outline.origin())
    for s, _ in outline.order:
        at = root
        for hop in outline.chain(s)[1:]:
            at = at.children.setdefault((hop.name.casefold(), hop.resolved), Node(hop))
        at.numbers.append(numbers[s.id])
    totals: dict[int, int] = {}
    for node, _ in reversed(list(walk(root))):
        totals[id(node)] = len(node.numbers) + sum(totals[id(c)] for c in node.children.values())
    for node, _ in list(walk(root)):
        ordered = sorted(node.children.items(), key=lambda item: -totals[id(item[1])])
        node.children = dict(ordered)
    return root


def walk(root: Node) -> Iterator[tuple[Node, int]]:
    """Yield every node with its depth, each before those under it."""
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        stack.extend((child, depth + 1) for child in reversed(node.children.values()))


def narrow(root: Node, label: str) -> str:
    """Return the tree as SVG with one source a line, indented by its depth."""
    rows = list(walk(root))
    places: dict[int, tuple[float, float]] = {}
    lines, marks = [], []
    width = 0.0
    above: list[Node] = []
    for i, (node, depth) in enumerate(rows):
        x, y = 8 + _INDENT * min(depth, _DEEPEST), i * _ROW + _ROW / 2
        places[id(node)] = x, y
        del above[depth:]
        if above:
            px, py = places[id(above[-1])]
            lines.append(f'<path d="M{px:g} {py + 6:g}V{y - 6:g}Q{px:g} {y:g} {px + 6:g} {y:g}H{x - 6:g}"/>')
        above.append(node)
        marks.append(_mark(node, x, y))
        width = max(width, x + 14 + _width(_caption(node)))
    return _svg("narrow", label, (width, len(rows) * _ROW), lines, marks)


def wide(root: Node, label: str) -> str:
    """Return the tree as SVG that runs from left to right, a column for each hop."""
    nodes = list(walk(root))
    starts, size = _columns(nodes)
    ys = _rows(nodes)
    lines, marks = [], []
    for node, depth in nodes:
        nx, ny = starts[min(depth, _DEEPEST)], ys[id(node)]
        begin = nx + 14 + _width(_caption(node)) + 4
        for child in node.children.values():
            cx, cy = starts[min(depth + 1, _DEEPEST)], ys[id(child)]
            bend = cx - _GAP / 2
            lines.append(
                f'<path d="M{begin:g} {ny:g}H{bend - 20:g}C{bend:g} {ny:g} {bend:g} {cy:g} {cx - 7:g} {cy:g}"/>'
            )
        marks.append(_mark(node, nx, ny))
    return _svg("wide", label, size, lines, marks)


def fits_paper(root: Node) -> bool:
    """Say whether the wide drawing can still be read when it is made to fit a sheet of paper."""
    _, (width, height) = _columns(list(walk(root)))
    return width <= _PAPER[0] * 2 and height * min(1, _PAPER[0] / width) <= _PAPER[1]


def _columns(nodes: list[tuple[Node, int]]) -> tuple[dict[int, float], tuple[float, float]]:
    """Return where each depth's column begins, and how large the drawing is."""
    columns: dict[int, float] = {}
    for node, depth in nodes:
        d = min(depth, _DEEPEST)
        columns[d] = max(columns.get(d, 0), 14 + _width(_caption(node)))
    starts, x = {}, 8.0
    for d in sorted(columns):
        starts[d] = x
        x += columns[d] + _GAP
    leaves = sum(1 for node, _ in nodes if not node.children)
    return starts, (x - _GAP + 8, leaves * _ROW)


def _rows(nodes: list[tuple[Node, int]]) -> dict[int, float]:
    """Give each leaf a line of its own and each other node the middle of those under it, but the first's if many."""
    ys: dict[int, float] = {}
    leaf = 0
    for node, _ in nodes:
        if not node.children:
            ys[id(node)] = leaf * _ROW + _ROW / 2
            leaf += 1
    for node, depth in reversed(nodes):
        if node.children:
            under = [ys[id(c)] for c in node.children.values()]
            # The outlet stands at the top, where a reader begins, however tall the tree is.
            ys[id(node)] = under[0] if depth == 0 or len(under) > 6 else (under[0] + under[-1]) / 2
    return ys


def key(root: Node) -> str:
    """Return what the dots mean, as far as they are there."""
    kinds = {_dot(node.hop) for node, _ in walk(root)}
    words = {"hollow": "Hollow dots: the article does not name them.", "open": "Grey dots: not known whether it does."}
    return " ".join(text for kind, text in words.items() if kind in kinds)


def _dot(hop: Hop) -> str:
    """Return "" for a source that the article names, "hollow" for one it does not, "open" where that is unknown."""
    if hop.unnamed:
        return "hollow"
    return "" if hop.named or (hop.resolved and hop.statement is None) else "open"


def in_words(root: Node) -> str:
    """Return the tree as a nested list, for those who do not see the drawing."""
    out: list[str] = []
    level = -1
    for node, depth in walk(root):
        if depth > level:
            out.append("<ul>")
        else:
            out.append("</li>" + "</ul></li>" * (level - depth))
        level = depth
        links = ", ".join(f'<a href="#st-{n}">{n}</a>' for n in node.numbers)
        unnamed = " (unnamed)" if node.hop.unnamed else ""
        out.append(f"<li>{_name(node.hop)}{unnamed}{f' <small>({links})</small>' if links else ''}")
    return "".join(out) + "</li></ul>" * (level + 1)


def _name(hop: Hop) -> str:
    return escape(hop.name) if hop.resolved else f"<i>{escape(hop.name)}</i>"


def _caption(node: Node) -> str:
    name = " ".join(node.hop.name.split())
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
    return f"{short}  {len(node.numbers)}" if node.numbers else short


def _width(caption: str) -> float:
    return sum(_CHAR * (2 if unicodedata.east_asian_width(c) in "WF" else 1.25 if c.isupper() else 1) for c in caption)


def _mark(node: Node, x: float, y: float) -> str:
    hop = node.hop
    kind = "unknown" if hop.name == UNKNOWN and not hop.resolved else "quoted" if not hop.resolved else "name"
    look = f"dot {_dot(hop)}".rstrip()
    caption = escape(_caption(node).rpartition("  ")[0] if node.numbers else _caption(node))
    count = f'<tspan class="count" dx="6">{len(node.numbers)}</tspan>' if node.numbers else ""
    body = (
        f"<title>{escape(hop.credit)}</title>"
        f'<circle class="{look}" cx="{x:g}" cy="{y:g}" r="4"/>'
        f'<text class="{kind}" x="{x + 12:g}" y="{y + 4.5:g}">{caption}{count}</text>'
    )
    return f'<a href="#st-{node.numbers[0]}">{body}</a>' if node.numbers else f"<g>{body}</g>"


def _svg(kind: str, label: str, size: tuple[float, float], lines: list[str], marks: list[str]) -> str:
    w, h = size
    return (
        f'<svg class="chains {kind}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}" height="{h:.0f}">'
        f'<g class="lines">{"".join(lines)}</g>{"".join(marks)}</svg>'
    )
