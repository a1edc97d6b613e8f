"""Why a statement was read as it was: its words with their place, and each label with what it went by."""

from __future__ import annotations

import textwrap
from typing import Final

from onrecord.domain import Record, Statement
from onrecord.errors import InputError
from onrecord.read.least import SETTING
from onrecord.serve.outline import Outline, printable
from onrecord.text import excerpt

_WIDTH: Final = 96
_MARGIN: Final = 14
_SUREST: Final = 0.99
"""What is rounded to two places shall not claim to be certain."""
# Which labels rest on which reason; a reason that stands alone explains the label of its own name.
_RESTS_ON: Final = {
    "speaker": "speaker", "source_type": "speaker", "named": "speaker", "act": "act", "negated": "act",
    "addressee": "occasion", "channel": "occasion", "said_on": "said_on",
}  # fmt: skip


def explain(record: Record, statement_id: str) -> str:
    """Return, in lines, what the statement `statement_id` of `record` says and why each of its labels was given.

    Raises InputError where the record has no such statement.
    """
    found = {s.id: s for s in record.reading.statements}
    if statement_id not in found:
        last = record.reading.statements[-1].id if found else None
        remedy = f"Its statements are s1 to {last}." if last else "No statements were found in it."
        raise InputError(record.article.name or record.article.id, f"there is no statement {statement_id!r}", remedy)
    return "\n".join(_lines(record, found[statement_id]))


def _lines(record: Record, s: Statement) -> list[str]:
    text = record.article.text
    out = []
    for role in ("source", "cue", "content", "description", "justification"):
        spans = getattr(s, role)
        if spans or role in ("source", "cue", "content"):
            places = ", ".join(f"{span.start}..{span.end}" for span in spans)
            out += _row(role, f"{excerpt(text, spans)} ({places})" if spans else "none in the text")
    if s.parent:
        out += _row("inside", f"{s.parent}: its words stand in that statement's content")
    reasons, confidences = dict(s.reasons), dict(s.confidences)
    for label, reason in _RESTS_ON.items():
        value = getattr(s, label)
        shown = "unknown" if value is None else {True: "yes", False: "no"}.get(value, value)
        shown += f" ({min(confidences[label], _SUREST):.2f})" if label in confidences else ""
        out += _row(label.replace("_", " "), f"{shown}, because: {reasons[reason]}" if reason in reasons else shown)
    if s.rivals:
        out += _row("could be", " or ".join(s.rivals))
    if SETTING in reasons:
        out += _row("left out", reasons[SETTING])
    out += _row("form", f"{s.form or 'unknown'}, by what stands in quotation marks")
    outline = Outline(record)
    chain = outline.chain(s)
    hops = "1 hop" if len(chain) == 2 else f"{len(chain) - 1} hops"
    out += _row("chain", f"{' > '.join(hop.credit for hop in chain)}, {hops} behind the outlet")
    if s.id in outline.corrections:
        why = outline.corrections[s.id].reason
        found = f"“{outline.corrected(s)}”" if outline.corrected(s) else "no sentence that was found"
        out += _row("corrects", f"{found}, because: {why}" if why else found)
    for note in outline.notes(s):
        out += _row("relation", note)
    return [*out, *_row("confidence", f"{s.confidence:.2f} that these words are its source, cue and content")]


def _row(name: str, words: str) -> list[str]:
    return textwrap.wrap(
        printable(words), _WIDTH, initial_indent=name.ljust(_MARGIN), subsequent_indent=" " * _MARGIN,
        break_on_hyphens=False,
    )  # fmt: skip
