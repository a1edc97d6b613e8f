"""Statements marked in a text: <1s ...> is the source of the first, <1c ...> its cue, <1q ...> what is said.

One that begins inside what another says is nested in it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.domain import Span, Statement
from onrecord.read.acts import acts

_MARK = re.compile(r"<(\d)([scq]) |>")


def marked(marks: str) -> tuple[str, list[Statement]]:
    """Take the marks out of a text; return it with the statements that they mark, ids "1" and on."""
    text, open_marks, at = "", list[tuple[str, str, int]](), 0
    spans: dict[str, dict[str, list[Span]]] = {}
    parents: dict[str, str] = {}
    for m in _MARK.finditer(marks):
        text += marks[at : m.start()]
        at = m.end()
        if m.group(1):
            outer = [number for number, part, _ in open_marks if part == "q"]
            if outer and m.group(1) != outer[-1]:
                parents[m.group(1)] = outer[-1]
            open_marks.append((m.group(1), m.group(2), len(text)))
        else:
            number, part, begin = open_marks.pop()
            spans.setdefault(number, {}).setdefault(part, []).append(Span(begin, len(text)))
    text += marks[at:]
    out = []
    for number in sorted(spans):
        source, cue, content = (tuple(spans[number].get(part, ())) for part in "scq")
        out.append(Statement(number, parents.get(number), source, cue, content, 1.0))
    return text, out


def acted(marks: str) -> tuple[str, list[Statement]]:
    """The same, with acts filled in."""
    text, out = marked(marks)
    return text, [replace(s, act=j.act, negated=j.negated) for s, j in zip(out, acts(text, out), strict=True)]
