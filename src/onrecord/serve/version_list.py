"""The versions of an article as text: what was added, changed and withdrawn in each, and what was corrected."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from onrecord.record.versions import Change, History, Version
from onrecord.serve.outline import printable
from onrecord.serve.when import moment

_MARKS: Final = {"added": "+", "changed": "~", "withdrawn": "-"}
_NARROWEST: Final = 40


def draw(found: History, width: int) -> str:
    """Return the history of an article as text no wider than `width`, safe to print."""
    head = f"Article {found.article}: {found.outlet or 'unknown outlet'}"
    lines = _wrapped(head + (f", {found.address}" if found.address else ""), width)
    if found.state == "withdrawn":
        lines.append("WITHDRAWN")
    for w in found.withdrawals:
        by = f"{w.who}, {moment(w.at or '')}" if w.who else f"its own text, version {w.version}"
        undone = f" (undone {moment(w.undone_at)})" if w.undone_at else ""
        lines += _wrapped(f"Withdrawn by {by}: {w.reason}{undone}", width)
    for v in found.versions:
        lines += ["", *_version(v, width)]
    return printable("\n".join(lines))


def _version(v: Version, width: int) -> Iterator[str]:
    when = ", ".join(
        f"{words} {moment(value)}"
        for words, value in (("published", v.published), ("updated", v.updated), ("added", v.added_at))
        if value
    )
    yield from _wrapped(f"{v.number}. {v.headline or v.name or v.key} ({v.key}): {when}", width, "", "   ")
    if v.number > 1:
        counts = {state: sum(c.state == state for c in v.changes) for state in _MARKS}
        words = ", ".join(f"{n} {state}" for state, n in counts.items() if n)
        yield f"   statements: {v.statements}; {words or 'none changed'}"
    else:
        yield f"   statements: {v.statements}"
    for c in v.changes:
        yield from _change(c, width)
    for note in v.notes:
        yield from _wrapped(f"correction: {note.note}", width, "   ! ", "     ")
        if note.before:
            yield from _wrapped(f"was: {note.before}", width, "     ", "     ")
        if note.corrects:
            yield from _wrapped(f"is: {note.corrects}", width, "     ", "     ")


def _change(c: Change, width: int) -> Iterator[str]:
    told = c.after or c.before
    if told is None:
        return
    how = f" [{', '.join(c.differences).replace('_', ' ')}]" if c.differences else ""
    yield from _wrapped(f"{told.who}{how}: {told.content}", width, f"   {_MARKS[c.state]} ", "     ")
    if c.before is not None and c.after is not None:
        labels = [d for d in c.differences if d != "words"]
        was = ", ".join(f"{d.replace('_', ' ')} {getattr(c.before, d)}" for d in labels)
        words = c.before.content if "words" in c.differences else ""
        yield from _wrapped(f"was: {'; '.join(x for x in (words, was) if x)}", width, "       ", "       ")


def _wrapped(words: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        " ".join(words.split()), max(_NARROWEST, width), initial_indent=first, subsequent_indent=rest,
        break_on_hyphens=False,
    )  # fmt: skip
