"""Quotations of a draft, found by their marks alone, so that none escapes because nobody is said to have said it.

American “double ‘single’” and British ‘single “double”’ marks, straight ones of both kinds, « », „ “; quotations inside
quotations; quotations over several paragraphs, each of which opens with a mark of its own. An apostrophe is no mark,
and a mark without a partner costs no more than its own quotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from onrecord.domain import Span
from onrecord.text import paragraphs

_MARK: Final = re.compile("``|''|[“”„‟«»\"‘’‚'＂]")
_SINGLES: Final = frozenset("‘’‚'")
_DOUBLE_OPENS: Final = frozenset(("“", "„", "‟", "«", "``"))
_DOUBLE_CLOSES: Final = frozenset("”»")
_SPACE_BEFORE: Final = frozenset(" \t\n\u00a0([")
_BEFORE_OPENING: Final = frozenset(' \t\n\u00a0([{—–-/“”"„«…:')
_FIRST: Final = frozenset('“"[…($£€')
_DROPS_LETTERS: Final = re.compile(r"(?:\d0s|em|til|tis|twas|cause|cos|bout|round|n|neath|ere)\b", re.IGNORECASE)
_MAY_LACK: Final = re.compile(r"(?:s|in|\b(?:o|an|th|n))$", re.IGNORECASE)
"""Ends of words after which an apostrophe may stand for something: "the owners' fault", "goin' home"."""
_ENDS: Final = frozenset('.,!?…;:—–-)]”"')
_LETTER_AFTER: Final = re.compile(r"[‘'…\[.($£€\s]{0,6}[^\W_]")
_LATER: Final = re.compile(r"‘|(?<![\w\s])['’](?!\w)|(?<=\w)['’](?=[\s.,;:!?)\]—–]|$)|[“”\"]")
_WORDS: Final = re.compile(r"\w")
_MOST_STRAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks. spans: the words without the marks, one a paragraph; outer: with its marks.

    closed: False where the closing mark is missing; the quotation is then taken to reach to its paragraph's end.
    """

    spans: tuple[Span, ...]
    outer: Span
    closed: bool = True


@dataclass(slots=True)
class _Open:
    single: bool
    start: int
    after: int


def quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of a text, in order. What is quoted inside one is part of its words."""
    out: list[Quotation] = []
    running: _Running | None = None
    blocks = paragraphs(text)
    for k, (begin, end) in enumerate(blocks):
        following = blocks[k + 1][0] if k + 1 < len(blocks) else None
        found, left = _in_paragraph(text, begin, end, following)
        if running is not None:
            if found and found[0].outer.start == begin:
                out.append(Quotation((*running.spans, *found[0].spans), Span(running.start, found[0].outer.end)))
                found, running = found[1:], None
            elif left is None or left.start != begin:
                out.append(running.cut_short())
                running = None
        out += found
        if left is not None:
            before = running.spans if running is not None else ()
            running = _Running(running.start if running is not None else left.start, (*before, Span(left.after, end)))
    if running is not None:
        out.append(running.cut_short())
    full = [replace(q, spans=tuple(s for s in q.spans if _WORDS.search(s.of(text)))) for q in out]
    return [q for q in full if q.spans]


@dataclass(frozen=True, slots=True)
class _Running:
    """A quotation that a paragraph leaves open."""

    start: int
    spans: tuple[Span, ...]

    def cut_short(self) -> Quotation:
        return Quotation(self.spans, Span(self.start, self.spans[-1].end), closed=False)


def _in_paragraph(text: str, begin: int, end: int, following: int | None) -> tuple[list[Quotation], _Open | None]:
    """Return the outermost quotations that begin in [begin, end), and the mark that is left open, if any.

    following: where the next paragraph begins; a single mark is left open only where that one goes on with another.
    """
    strays: set[int] = set()
    while True:
        found, stack = _scan(text, begin, end, strays)
        left = stack[0] if stack else None
        if left is None or not left.single:
            return found, left
        if following is not None and _opens_alike(text, following):
            return found, left
        # It was an apostrophe, or lost its partner: read the paragraph again without it.
        strays.update(
            {left.start} if len(strays) < _MOST_STRAYS else {m.start() for m in _MARK.finditer(text, begin, end)}
        )


def _opens_alike(text: str, at: int) -> bool:
    return text[at] in "‘'" and text[at + 1 : at + 2].isalnum()


def _scan(text: str, begin: int, end: int, strays: set[int]) -> tuple[list[Quotation], list[_Open]]:
    """Return the outermost quotations that close in [begin, end), and the marks that are left open."""
    found: list[Quotation] = []
    stack: list[_Open] = []
    for m in _MARK.finditer(text, begin, end):
        start, after = m.span()
        if start in strays and m[0] in _SINGLES:
            continue
        single = m[0] in _SINGLES
        step = (_single if single else _double)(text, m, begin, end, stack)
        if step == "reopen":
            lost = stack[0]
            found.append(Quotation((Span(lost.after, start),), Span(lost.start, start), closed=False))
            stack.clear()
        if step in ("open", "reopen"):
            stack.append(_Open(single, start, after))
        elif step == "close":
            while stack[-1].single != single:
                stack.pop()  # an inner mark without a partner
            opened = stack.pop()
            if not stack:
                found.append(Quotation((Span(opened.after, start),), Span(opened.start, after)))
    return found, stack


def _double(text: str, m: re.Match[str], begin: int, end: int, stack: list[_Open]) -> str:
    """Say whether a double mark opens ("open"), closes ("close"), opens though one is open, or is none ("")."""
    mark, start, after = m[0], m.start(), m.end()
    before = text[start - 1] if start > begin else " "
    follows = text[after] if after < end else " "
    opened = next((o for o in reversed(stack) if not o.single), None)
    if mark in _DOUBLE_CLOSES:
        return "close" if opened else ""
    if mark in _DOUBLE_OPENS:
        if opened is not None and mark == "“" and text[opened.start] == "„":
            return "close"
        if opened is None or stack[-1].single:
            return "open"
        return "open" if _nests(text, after, end) else "reopen"
    if opened is None and before.isdigit() and not follows.isalpha():
        return ""  # inches, seconds
    if opened is None and follows.isspace() and not before.isspace():
        return ""  # a closing mark that has lost its partner
    if opened is None or (before in _SPACE_BEFORE and not follows.isspace()):
        if not _LETTER_AFTER.match(text, after, end):
            return "" if opened is None else "close"
        return "open" if opened is None or stack[-1].single else "reopen"
    return "close"


def _nests(text: str, start: int, end: int) -> bool:
    """Say whether two marks that are open, the second just before `start`, both have partners further on."""
    depth = 2
    for m in _MARK.finditer(text, start, end):
        depth += (m[0] in _DOUBLE_OPENS) - (m[0] in _DOUBLE_CLOSES)
        if depth == 0:
            return True
    return False


def _single(text: str, m: re.Match[str], begin: int, end: int, stack: list[_Open]) -> str:
    """Say whether a single mark opens ("open"), closes ("close") or is an apostrophe ("")."""
    mark, start, after = m[0], m.start(), m.end()
    before = text[start - 1] if start > begin else " "
    follows = text[after] if after < end else " "
    if before.isalnum() and follows.isalnum():
        return ""
    if mark != "’" and before in _BEFORE_OPENING and (follows.isalnum() or follows in _FIRST):
        apostrophe = _DROPS_LETTERS.match(text, after, end) or (stack and stack[-1].single)
        return "" if apostrophe else "open"
    if mark == "‘" or not any(o.single for o in stack) or not (before in _ENDS or before.isalnum() or before == "%"):
        return ""
    if before.isalnum() and _MAY_LACK.search(text, max(start - 3, begin), start) and _closes_later(text, after, end):
        return ""
    return "close"


def _closes_later(text: str, start: int, end: int) -> bool:
    """Say whether another mark further on closes the quotation that is open: then the one before is an apostrophe."""
    m = _LATER.search(text, start, end)
    return m is not None and m[0] in "'’"
