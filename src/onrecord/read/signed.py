"""Signed quotations: a paragraph that is one quotation, a dash and a name, as lists of readers' voices print them.

No verb reports anything there, so the encoder is unsure, and a neighbour's cue may claim the words. The form alone
is plain enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.domain import Span
from onrecord.read.statements import Draft
from onrecord.read.units import plain

# "…" - Name, perhaps with a few words on who that is; the name begins with a capital and nothing is quoted after it.
_SIGNED = re.compile(r'\s*("\S[^\n]*?")\s{0,2}(-{1,2})\s{0,2}([A-Z][^"\n]{1,90})')
_WORDS = re.compile(r"\w+")
# More words than this are a sentence that goes on, not a signature.
_MOST_WORDS = 12
_CONFIDENCE = 0.9
# Small words that stand in names and titles.
_PARTICLES = frozenset(
    {"a", "and", "at", "bin", "da", "de", "del", "der", "di", "du", "in", "la", "le", "of", "on", "the", "van", "von"}
)


def sign(text: str, blocks: Sequence[tuple[int, int]], drafts: Sequence[Draft]) -> list[Draft]:
    """Give each signed quotation of the paragraphs `blocks` to who signed it, and take it from all others."""
    out = list(drafts)
    for begin, stop in blocks:
        if text[begin : begin + 1].isalnum():
            continue  # as most do: it begins with a word, not with a mark
        m = _SIGNED.fullmatch(plain(text[begin:stop]).rstrip())
        if m is None or not _is_signature(name := m[3].rstrip()):
            continue
        quotation = Span(begin + m.start(1), begin + m.end(1))
        source = Span(begin + m.start(3), begin + m.start(3) + len(name.rstrip(".,")))
        out = [kept for d in out if (kept := _without(d, quotation, Span(quotation.end, stop))) is not None]
        cue = Span(begin + m.start(2), begin + m.end(2))
        out.append(Draft((source,), cue, (quotation,), 0.0, _CONFIDENCE))
    return sorted(out, key=lambda d: d.cue.start)


def _is_signature(words: str) -> bool:
    """Whether `words` are a name with perhaps something on who that is, and no sentence that goes on."""
    name = re.split(r"[,(]", words, maxsplit=1)[0].split()
    return (
        words[-1] not in "!?:;"
        and len(_WORDS.findall(words)) <= _MOST_WORDS
        and all(w[0].isupper() or w[0].isdigit() or w in _PARTICLES for w in name)
    )


def _without(d: Draft, quotation: Span, signature: Span) -> Draft | None:
    """Return `d` without the pieces that lie in the quotation; None where nothing is left, or the signature is its cue.

    What is reported inside the quotation stays: it is nested there.
    """
    if signature.start <= d.cue.start < signature.end:
        return None
    if quotation.start <= d.cue.start < quotation.end:
        return d
    kept = [n for n, s in enumerate(d.content) if not (quotation.start <= s.start and s.end <= quotation.end)]
    if len(kept) == len(d.content):
        return d
    return replace(d, content=tuple(d.content[n] for n in kept), sureness=()) if kept else None
