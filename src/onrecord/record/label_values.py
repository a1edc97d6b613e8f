"""What a statement's labels can be, and how what a person writes into a form becomes a value that can be kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, get_args

from onrecord.domain import Act, Form, SourceType
from onrecord.errors import OnrecordError

LABELS: Final = (
    "speaker", "source_type", "named", "act", "form", "negated", "addressee", "channel", "said_on"
)  # fmt: skip
PARTS: Final = ("source", "cue", "content", "justification")
"""The words of a statement that a person can say stand elsewhere."""
JUDGEABLE: Final = (*LABELS, *PARTS)
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "source_type": get_args(SourceType),
    "act": get_args(Act),
    "form": get_args(Form),
    "channel": tuple(
        "tweet social interview press_conference speech statement letter email newsletter report court broadcast book "
        "conversation poll other".split()
    ),
}
"""Labels with a closed list of values; all but these and the yes-or-no ones are words."""
YES_NO: Final = ("named", "negated")
_LONGEST: Final = 300
_MOST_WORDS: Final = 5000
_DAY: Final = re.compile(r"(\d{4}|\d{3}X)(?:-(\d{2}))?(?:-(\d{2}))?[~?%]?", re.ASCII)
_SEASONS: Final = (*range(21, 25), *range(33, 37))

Spans = list[list[int]]


def parse(label: str, words: str, text: str, near: Sequence[Sequence[int]]) -> Any:
    """Return the value of a label that `words` of a form stand for; None where they are empty: it is not known.

    text: of the article. near: where the part stood before. Raises OnrecordError where it is no value of that label.
    """
    plain = " ".join(words.split())
    if label in PARTS:
        return _spans(label, words, text, near)
    if not plain:
        return None
    if label in YES_NO:
        if plain not in ("yes", "no"):
            raise OnrecordError(f"{_title(label)}: write yes or no, or leave it empty.")
        return plain == "yes"
    if label in CHOICES and plain not in CHOICES[label]:
        raise OnrecordError(f"{_title(label)}: choose one of {', '.join(CHOICES[label])}.")
    if label == "said_on" and not is_edtf(plain):
        raise OnrecordError(
            "Said on: write a date as 2022-10-11, a month as 2022-10, or a span as 2022-10-03/2022-10-09."
        )
    if len(plain) > _LONGEST:
        raise OnrecordError(f"{_title(label)}: that is longer than {_LONGEST} characters.")
    return plain


def show(label: str, value: Any, text: str) -> str:
    """Return a value as it stands in a form: the opposite of `parse`."""
    if label in PARTS:
        return "\n".join(" ".join(text[a:b].split()) for a, b in value or ())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""


def is_edtf(value: str) -> bool:
    """Say whether a date or span of dates is one that the record keeps (EDTF, ISO 8601-2)."""
    begin, slash, end = value.partition("/")
    if not slash:
        return _is_date(begin)
    ends = [x for x in (begin, end) if x not in ("", "..")]
    return bool(ends) and all(map(_is_date, ends)) and (len(ends) < 2 or begin[:10] <= end[:10])


def _is_date(value: str) -> bool:
    found = _date_parts(value)
    if found is None:
        return False
    year, month, day = found
    if year.endswith("X"):
        return month is None
    if month is not None and int(month) in _SEASONS:
        return day is None
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def _date_parts(value: str) -> tuple[str, str | None, str | None] | None:
    m = _DAY.fullmatch(value)
    return (m[1], m[2], m[3]) if m else None


def _spans(part: str, words: str, text: str, near: Sequence[Sequence[int]]) -> Spans:
    """Return where the pieces (one a line) stand in the text; of several places the one nearest to `near`."""
    if len(words) > _MOST_WORDS:
        raise OnrecordError(f"{_title(part)}: that is longer than {_MOST_WORDS} characters.")
    out: Spans = []
    for n, line in enumerate(x for x in words.splitlines() if x.strip()):
        wanted = re.compile(r"\s+".join(map(re.escape, line.split())))
        at = near[min(n, len(near) - 1)][0] if near else 0
        places = [[m.start(), m.end()] for m in wanted.finditer(text)]
        free = [p for p in places if all(p[1] <= a or b <= p[0] for a, b in out)]
        if not free:
            raise OnrecordError(
                f"{_title(part)}: the words “{line.strip()[:80]}” do not stand in the article. Copy them from it, each "
                "piece on a line of its own."
            )
        out.append(min(free, key=lambda p: (abs(p[0] - at), p[0])))
    if part == "content" and not out:
        raise OnrecordError("Content: a statement has words of its own; it cannot be empty.")
    return sorted(out)


def _title(label: str) -> str:
    return label.replace("_", " ").capitalize()
