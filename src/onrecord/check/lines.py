"""A check for the terminal: a block a finding, the words that differ side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from onrecord.check.findings import VERDICTS, Checked, Difference, Finding, Verdict

NAMES: Final[dict[Verdict, str]] = {
    "verbatim": "verbatim",
    "marked_change": "marked change",
    "altered": "altered",
    "other_speaker": "another speaker",
    "paraphrase": "paraphrase found",
    "not_found": "not found",
}
KINDS: Final = {
    "changed": "changed", "left_out": "left out", "put_in": "put in", "case": "capitals", "joined": "joined",
    "reordered": "in another order",
}  # fmt: skip
_COLORS: Final[dict[Verdict, str]] = {
    "verbatim": "32", "marked_change": "32", "altered": "31", "other_speaker": "31", "paraphrase": "33",
    "not_found": "31",
}  # fmt: skip
_QUOTE: Final = 240
_PASSAGE: Final = 400
_SIDE: Final = 160


def as_lines(checked: Sequence[Checked], *, width: int = 100, color: bool = False) -> str:
    """Return checked drafts as text, at most `width` columns wide."""
    return "\n".join(_draft(c, width, color) for c in checked)


def _draft(c: Checked, width: int, color: bool) -> str:
    out = [c.name]
    out += textwrap.wrap(" ".join(c.warnings), width) if c.warnings else []
    for f in c.findings:
        out += ["", *_finding(f, width, color)]
    return "\n".join([*out, "", *textwrap.wrap(summary(c), width)]) + "\n"


def summary(c: Checked) -> str:
    """Return in a sentence what was found."""
    counts = c.counts()
    parts = [f"{counts[v]} {NAMES[v]}" for v in VERDICTS if counts[v]]
    aside = sum(not f.counted for f in c.findings)
    parts += [f"{aside} set apart"] if aside else []
    parts += [f"{len(c.problems)} sources not read"] if c.problems else []
    return " · ".join(parts) or "nothing to check"


def _finding(f: Finding, width: int, color: bool) -> list[str]:
    name = NAMES[f.verdict] + ("" if f.counted else " (set apart)")
    name = f"\x1b[1;{_COLORS[f.verdict]}m{name}\x1b[0m" if color else name
    who = f", {f.speaker}" if f.speaker else ""
    marks = "“”" if f.kind == "quotation" else ("", "")
    out = [f"line {f.line}{who}: {name}", *_wrapped(f"{marks[0]}{_short(f.quote, _QUOTE)}{marks[1]}", width)]
    for d in f.differences:
        out += _wrapped(difference(d), width, "    ")
    m = f.match
    if m is not None:
        near = f", {m.nearness:.0%} of its words" if f.verdict in ("not_found", "altered", "paraphrase") else ""
        chain = f" · {' › '.join(m.chain)}" if m.chain else ""
        out += _wrapped(
            f"{'nearest' if f.verdict == 'not_found' else 'in'} {m.source}, line {m.line}{near}{chain}", width
        )
        if f.verdict != "verbatim":
            out += _wrapped(f"“{_short(m.text, _PASSAGE)}”", width, "    ")
        if m.permalink or m.version:
            out += _wrapped(f"in the record: {m.permalink or m.version}", width)
    for note in f.notes:
        out += _wrapped(note, width)
    return out


def difference(d: Difference) -> str:
    """Return a difference in words: what it is, the draft's words, the source's."""
    kind = KINDS[d.kind] + (", marked" if d.marked else "")
    mine = f"“{_short(d.draft, _SIDE)}”" if d.draft else "–"
    theirs = f"“{_short(d.source, _SIDE)}”" if d.source else "–"
    turns = f" (turns the sense: {d.turns})" if d.turns else ""
    return f"{kind}: draft {mine} | source {theirs}{turns}"


def _short(words: str, most: int) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else f"{flat[: most // 2].rstrip()} […] {flat[-most // 2 :].lstrip()}"


def _wrapped(words: str, width: int, indent: str = "  ") -> list[str]:
    return textwrap.wrap(words, max(40, width), initial_indent=indent, subsequent_indent=indent + "  ") or [indent]
