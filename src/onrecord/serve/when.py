"""Dates in words, for people: what the record keeps as ISO 8601 and EDTF. What is not understood is shown as it is."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PARTS_OF_YEAR: Final = {
    21: "spring", 22: "summer", 23: "autumn", 24: "winter",
    33: "the first quarter of", 34: "the second quarter of", 35: "the third quarter of", 36: "the fourth quarter of",
}  # fmt: skip
_HEDGES: Final = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}
_DATE: Final = re.compile(r"(\d{4}|\d{3}X)(?:-(\d{2}))?(?:-(\d{2}))?([~?%]?)", re.ASCII)
_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)


def in_words(edtf: str) -> str:
    """Return when something was said: "on 11 October 2022", "about 2019", "between 3 and 9 October 2022"."""
    begin, slash, end = edtf.partition("/")
    if slash:
        return _interval(begin.removeprefix(".."), end.removeprefix("..")) or edtf
    day = _DATE.fullmatch(edtf)
    words = _name(edtf)
    if not day or not words:
        return edtf
    if day[4] in ("~", "%"):  # "about 3 October 2022" needs no "on" before it
        return words
    perhaps = _HEDGES[day[4]]
    return f"{perhaps}{'on' if day[3] else 'in'} {words.removeprefix(perhaps)}"


def _interval(begin: str, end: str) -> str | None:
    first, last = _name(begin), _name(end)
    if (begin and not first) or (end and not last) or not (first or last):
        return None
    if not first or not last:
        return f"since {first}" if first else f"by {last}"
    if len(begin) == len(end) == len("2022-10-03") and begin[:7] == end[:7]:
        return f"between {int(begin[8:])} and {last}"
    return f"between {first} and {last}"


def _name(value: str) -> str | None:
    """Return one date's own words, without a preposition, or None where it is none."""
    m = _DATE.fullmatch(value)
    if not m:
        return None
    year, month, day, hedge = m.groups()
    if year.endswith("X"):
        words = None if month else f"the {year[:3]}0s"
    elif not month:
        words = year
    elif int(month) in _PARTS_OF_YEAR and not day:
        words = f"{_PARTS_OF_YEAR[int(month)]} {year}"
    else:
        words = _calendar(int(year), int(month), int(day) if day else None)
    return words and _HEDGES[hedge] + words


def _calendar(year: int, month: int, day: int | None) -> str | None:
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    name = f"{_MONTHS[month - 1]} {year:04d}"
    return f"{day} {name}" if day else name


def moment(iso: str) -> str:
    """Return an ISO 8601 date or date-time in words: "18 March 2024, 06:30 UTC"."""
    m = _MOMENT.fullmatch(iso)
    words = _name(m[1]) if m else None
    if not m or not words:
        return iso
    zone = "" if not m[3] else " UTC" if m[3] in ("Z", "+00:00", "-00:00", "+0000", "-0000") else f" UTC{m[3]}"
    return f"{words}, {m[2]}{zone}" if m[2] else words
