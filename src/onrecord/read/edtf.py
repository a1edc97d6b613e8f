"""Values of EDTF (ISO 8601-2): the calendar's arithmetic, and the days that a value covers.

In: years, months and days. Out: values as strings; `bounds` goes the other way.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

# Seasons and quarters stand where months do: 21 is spring, 33 the first quarter. Each is given with its first month.
_SEASON_MONTHS = {21: 3, 22: 6, 23: 9, 24: 12, 33: 1, 34: 4, 35: 7, 36: 10}


def year_month(year: int, month: int) -> str:
    """Return a month."""
    return f"{year:04d}-{month:02d}"


def shift(day: date, months: int) -> tuple[int, int]:
    """Return the year and month that lie `months` after (before, where negative) the month of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def third_of_month(year: int, month: int, stage: str) -> str:
    """Return a third of a month as an interval: early to the 10th, mid to the 20th, late to its end."""
    first, last = {"e": (1, 10), "m": (11, 20), "l": (21, calendar.monthrange(year, month)[1])}[stage[0]]
    return f"{year_month(year, month)}-{first:02d}/{year_month(year, month)}-{last:02d}"


def third_of_year(year: int, stage: str) -> str:
    """Return a third of a year as an interval of months."""
    first, last = {"e": (1, 4), "m": (5, 8), "l": (9, 12)}[stage[0]]
    return f"{year_month(year, first)}/{year_month(year, last)}"


def bounds(value: str) -> tuple[date, date] | None:
    """Return the first and the last day that an EDTF value covers (of the kinds that are read here), or None."""
    ends = [_edges(part.rstrip("~?%")) for part in value.split("/")]
    if len(ends) > 2 or ends[0] is None or ends[-1] is None:
        return None
    return ends[0][0], ends[-1][1]


def _edges(value: str) -> tuple[date, date] | None:
    try:
        if "X" in value:
            low, high = int(value[:4].replace("X", "0")), int(value[:4].replace("X", "9"))
            return date(max(low, 1), 1, 1), date(high, 12, 31)
        parts = [int(p) for p in value.split("-")]
        if len(parts) == 1:
            return date(parts[0], 1, 1), date(parts[0], 12, 31)
        if len(parts) == 3:
            return date(*parts), date(*parts)
        year, month = parts[0], _SEASON_MONTHS.get(parts[1], parts[1])
        last = year * 12 + month - 1 + (2 if parts[1] > 12 else 0)
        end = date(last // 12, last % 12 + 1, calendar.monthrange(last // 12, last % 12 + 1)[1])
        return date(year, month, 1), end
    except ValueError:
        return None
