"""Dates as people and pages write them: checked, and brought to ISO 8601 / EDTF.

`checked` is strict, for what a user says; `read` is lenient, for what a page says. Neither ever guesses a day.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_EDTF = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[~?%]?")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?")
_SLASHED = re.compile(r"(\d{4})/(\d\d?)/(\d\d?)(?=\D|$)")
_ZONE = re.compile(r"\s*(?:UTC|GMT)$|\s+(?=[+-]\d\d:?\d\d$)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED = re.compile(
    r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b"
    r"|\b(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})\b"
)
_MAIL = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d")
_SEASONS = range(21, 25)


def checked(value: str) -> str:
    """Return `value` if it is an EDTF date (2022-10-11, 2022-10, 2022, 2022-10~) or an ISO 8601 date-time.

    Raises ValueError, with the reason, for anything else, such as 11/10/2022 (which of the two is the day?).
    """
    value = value.strip()
    if m := _EDTF.fullmatch(value):
        year, month, day = int(m[1]), int(m[2] or 1), int(m[3] or 1)
        if month in _SEASONS and m[3] is None:
            month = 1
        date(year, month, day)
        return value
    if _DATE_TIME.fullmatch(value):
        datetime.fromisoformat(value)
        return value
    raise ValueError("not written as a date")


def read(value: str) -> str | None:
    """Return what a page's metadata gives as a date, in ISO 8601, or None where it cannot be told.

    Takes ISO in its many spellings, RFC 2822, "20240428", "2024/04/28" and dates with a named month. The time of day
    and the zone are kept as the page has them.
    """
    value = _ZONE.sub(lambda m: "" if m[0].isspace() else "+00:00", " ".join(value.split()))
    try:
        return _iso(value) or (parsedate_to_datetime(value).isoformat() if _MAIL.match(value) else _named(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _iso(value: str) -> str | None:
    if m := _COMPACT.fullmatch(value):
        value = f"{m[1]}-{m[2]}-{m[3]}" + (f"T{m[4]}:{m[5]}:{m[6] or '00'}{m[7] or ''}" if m[4] else "")
    elif m := _SLASHED.match(value):
        value = f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}{value[m.end() :]}"
    if not re.match(r"\d{4}-\d\d-\d\d", value):
        return None
    try:
        return checked(value)
    except ValueError:
        return checked(value[:10])


def _named(value: str) -> str | None:
    for m in _NAMED.finditer(value):
        name, day, year = (m[1], m[2], m[3]) if m[1] else (m[5], m[4], m[6])
        if name[:3].lower() in _MONTHS:
            return date(int(year), _MONTHS.index(name[:3].lower()) + 1, int(day)).isoformat()
    return None
