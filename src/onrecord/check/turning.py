"""What turns the sense of a sentence when it is left out or put in: "not", "only", "if".

A cut inside a sentence must leave none of these out. A whole sentence may be left out, whatever it says, and so may an
aside between commas that hangs on "which" or "who".
"""

from __future__ import annotations

import re
from typing import Final

from onrecord.domain import Span
from onrecord.text import sentences

NEGATION: Final = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|cannot|hardly|scarcely|barely|without|refused?|refuses"
    r"|fail(?:s|ed)?\s+to|den(?:y|ies|ied)|[a-z]+n[’'ʼ]t)\b",
    re.IGNORECASE,
)
CONDITION: Final = re.compile(
    r"\b(?:only|unless|if|except|until|but|although|though|provided|allegedly|reportedly|almost|nearly|might|perhaps"
    r"|may(?=\s+[a-z])|maybe|possibly|probably|less|rather\s+than|instead\s+of|wrong|false|falsely|untrue)\b",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"\s*[,(–—-]+\s*(?:which|who|whom|whose|where)\b[^,()]*[,)–—-]+\s*", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)\]]*\s*$")


def turning(words: str) -> str | None:
    """Return the words among some that turn the sense, or None."""
    found = [m[0] for pattern in (NEGATION, CONDITION) for m in pattern.finditer(words)]
    return ", ".join(dict.fromkeys(found)) or None


def negations(words: str) -> int:
    """Return how many negations stand in some words."""
    return len(NEGATION.findall(words))


def cut_turns(text: str, cut: Span) -> str | None:
    """Return what turns the sense in a part of a source's text that is left out, or None where nothing does.

    Only what belongs to the sentences that stay in part is looked at: whole sentences may be left out.
    """
    words = cut.of(text)
    if _ASIDE.fullmatch(words):
        return None
    parts = sentences(text, cut.start, cut.end)
    if len(parts) < 2:
        return turning(words)
    # The rest of the first sentence, and the beginning of the last one: that one is whole where a sentence ends there.
    head, tail = parts[0], parts[-1]
    lost = "" if re.fullmatch(r"\W*", head.of(text)) else head.of(text)
    before = text[: head.start].rstrip()
    if before and _SENTENCE_END.search(before[-4:]):
        lost = ""
    if not _SENTENCE_END.search(tail.of(text)):
        lost += " " + tail.of(text)
    return turning(lost)
