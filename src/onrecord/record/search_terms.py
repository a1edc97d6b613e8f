"""Filters as words: what a statement is filtered by stands in the full-text index beside its words.

So a question such as "said by X, in outlet Y, in May" is answered inside the index, however common its words are. A
term is letters and digits that no text has, ending in a digit, so that no stemmer shortens it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_MOST: Final = 400
"""A range of dates is at most this many terms; a wider one is cut to whole years."""


def term(field: str, value: str | None) -> str:
    """Return the term for one value of a field, equal for values that differ in case and spaces alone."""
    plain = " ".join((value or "").casefold().split())
    return f"q{field}{hashlib.sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}0"


def days(field: str, written: str | None) -> tuple[str, ...]:
    """Return the terms for the year, month and day with which an ISO or EDTF date begins; none where it has none."""
    found = _DAY.match(written or "")
    if found is None:
        return ()
    year, month, day = found.groups()
    terms = [f"q{field}y{year}0"]
    terms += [f"q{field}m{year}{month}0"] if month else []
    terms += [f"q{field}d{year}{month}{day}0"] if day else []
    return tuple(terms)


def between(field: str, first: date | None, last: date | None) -> tuple[str, ...]:
    """Return terms of which a date from `first` to `last` (both included) has at least one.

    Whole years and months are one term each. An open end reaches from year 1 or to year 9999, by years.
    """
    first, last = first or date(1, 1, 1), last or date(9999, 12, 31)
    return tuple(_pieces(field, first, last)) or ("qnever0",)


def _pieces(field: str, first: date, last: date) -> Iterator[str]:
    # Nothing that is read was said or published before 1400 or after 2200; more terms would only slow the question.
    at = max(first, date(1400, 1, 1))
    last = min(last, date(2200, 12, 31))
    while at <= last:
        year_end, month_end = date(at.year, 12, 31), _month_end(at)
        if at.month == at.day == 1 and year_end <= last:
            yield f"q{field}y{at:%Y}0"
            at = year_end + timedelta(days=1)
        elif at.day == 1 and month_end <= last:
            yield f"q{field}m{at:%Y%m}0"
            at = month_end + timedelta(days=1)
        else:
            yield f"q{field}d{at:%Y%m%d}0"
            at += timedelta(days=1)


def _month_end(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)
