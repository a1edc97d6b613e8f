"""What English dates mean: functions that turn the match of a rule into a value.

In: a match and the `Frame` it is counted from. Out: its kind, its EDTF value (ISO 8601-2) and the reason; None where
the words turn out to be no date. The rules themselves are in `onrecord.read.date_rules`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from onrecord.read.edtf import monday, shift, third_of_month, third_of_year, year_month

Kind = Literal["day", "week", "month", "quarter", "season", "year", "decade", "century", "interval", "vague"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What an expression is counted from: the day of publication, and whether the clause looks ahead (None: unsaid)."""

    today: date
    ahead: bool | None


Answer = tuple[Kind, str | None, str]
Resolve = Callable[[re.Match[str], Frame], Answer | None]

UNSURE = 60
"""A day without its year is left to the verb where the nearest two lie equally far away, to within so many days."""
MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
DAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_COUNTS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
NUMBERS = {word: n for n, word in enumerate(_COUNTS)} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50}
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def _month(name: str) -> int:
    return next(n for full, n in MONTHS.items() if full.startswith(name.lower().rstrip(".")[:3]))


def _year_of_month(month: int, frame: Frame) -> int:
    """Choose the year of a month that stands without one: by the verb, else the nearest."""
    now = frame.today.year * 12 + frame.today.month - 1
    back = now - (now - (month - 1)) % 12
    if back == now:
        return back // 12
    nearer_ahead = back + 12 - now < now - back
    ahead = frame.ahead if frame.ahead is not None else nearer_ahead
    return (back + 12 if ahead else back) // 12


def _nearest_year(month: int, day: int, frame: Frame) -> int | None:
    """Choose the year of a day that stands without one: nobody leaves it out of a day far away, whatever the verb."""
    away = {
        y: (date(y, month, min(day, 28)) - frame.today).days for y in range(frame.today.year - 1, frame.today.year + 2)
    }
    near, next_best = sorted(away, key=lambda y: abs(away[y]))[:2]
    if abs(away[next_best]) - abs(away[near]) > UNSURE:
        return near
    return None if frame.ahead is None else next(y for y in (near, next_best) if (away[y] > 0) == frame.ahead)


def full_date(m: re.Match[str], frame: Frame) -> Answer | None:
    """Resolve a day of a month, or several, with or without the year."""
    if not m["month"][0].isupper():
        return None  # "they march 5 miles"
    month, groups = _month(m["month"]), m.groupdict()
    days = [int(re.sub(r"\D", "", d)) for d in (groups.get("day"), groups.get("until")) if d]
    if groups.get("year"):
        year, reason = int(groups["year"]), "a full date"
    else:
        found, reason = _nearest_year(month, days[0], frame), "a day without its year: the nearest"
        if found is None:
            return "vague", None, "a day as far behind as ahead, and no verb that says which"
        year = found
    try:
        values = [date(year, month, d).isoformat() for d in days]
    except ValueError:
        return None
    if len(values) == 2:
        return ("interval", "/".join(values), reason) if days[0] < days[1] else None
    return "day", values[0], reason


def numeric(m: re.Match[str], frame: Frame) -> Answer | None:
    """Resolve "9/12/2016"; which is the day has to be plain."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    year += 0 if year > 99 else (2000 if year <= (frame.today.year + 1) % 100 else 1900)
    readings = {(x, y) for x, y in ((a, b), (b, a)) if 1 <= x <= 12 and y > 0}
    valid = {(x, y) for x, y in readings if y <= calendar.monthrange(year, x)[1]}
    if len(valid) != 1:
        return ("vague", None, "day and month could stand either way round") if valid else None
    month, day = valid.pop()
    return "day", f"{year_month(year, month)}-{day:02d}", "a full date in figures"


def iso(m: re.Match[str], _: Frame) -> Answer | None:
    """Resolve "2016-09-12"."""
    try:
        return "day", date.fromisoformat(m["iso"]).isoformat(), "a full date"
    except ValueError:
        return None


def month_alone(m: re.Match[str], frame: Frame) -> Answer | None:
    """Resolve a month, or a third of it, with or without the year."""
    month, groups = _month(m["month"]), m.groupdict()
    which = (groups.get("which") or "").lower()
    ahead = {"last": False, "past": False, "next": True}.get(which, frame.ahead)
    if groups.get("year"):
        year, reason = int(groups["year"]), "a month with its year"
    elif which == "this":
        year, reason = frame.today.year, "this year's"
    else:
        year, reason = _year_of_month(month, Frame(frame.today, ahead)), "a month without its year: the nearest"
        if which in ("last", "next") and month == frame.today.month:
            year += 1 if which == "next" else -1
    if groups.get("stage"):
        return "interval", third_of_month(year, month, groups["stage"].lower()), reason + ", a third of it"
    return "month", year_month(year, month), reason


def weekday(m: re.Match[str], frame: Frame) -> Answer | None:
    """Resolve "Monday", "last Monday", "Monday of last week"."""
    want, today = DAYS[m["weekday"].lower()], frame.today
    which, week = (m["which"] or "").lower(), (m["week"] or "").lower()
    if week:
        start = monday(today) + timedelta(days={"last": -7, "this": 0, "next": 7}[week.split()[0]])
        return "day", (start + timedelta(days=want)).isoformat(), f"the weekday of {' '.join(week.split())}"
    back = (today.weekday() - want) % 7
    if which in ("last", "past"):
        return "day", (today - timedelta(days=back or 7)).isoformat(), "the last such weekday before publication"
    if which == "this":
        return "day", (monday(today) + timedelta(days=want)).isoformat(), "the weekday of the article's week"
    if which in ("next", "coming") or (which == "" and frame.ahead):
        step = (want - today.weekday()) % 7
        step = step or (7 if which else 0)
        return "day", (today + timedelta(days=step)).isoformat(), "the next such weekday after publication"
    return "day", (today - timedelta(days=back)).isoformat(), "the last such weekday up to publication"


def near_day(m: re.Match[str], frame: Frame) -> Answer | None:
    """Resolve "yesterday", "tonight", "the day after tomorrow"."""
    words = " ".join(m[0].lower().split())
    steps = {"before yesterday": -2, "yesterday": -1, "last ": -1, "day after": 2, "tomorrow": 1}
    step = next((step for mark, step in steps.items() if mark in words), 0)
    return "day", (frame.today + timedelta(days=step)).isoformat(), "counted from the day of publication"


def relative(m: re.Match[str], frame: Frame) -> Answer | None:
    """Resolve "last week", "earlier this month", "early next year", "this quarter"."""
    unit, stage, which = m["unit"].lower(), (m["stage"] or "").lower(), m["which"].lower()
    step = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[which]
    today, reason = frame.today, f"{which} {unit}, counted from the day of publication"
    if unit == "week":
        first = monday(today) + timedelta(weeks=step)
        last = first + timedelta(days=6)
        if step == 0 and (stage.startswith("late") or (frame.ahead and stage != "earlier")):
            first = today
        elif step == 0:
            last = today
        value = first.isoformat() if first == last else f"{first}/{last}"
        return "week", value, reason
    if unit == "weekend":
        return "interval", _weekend(today, step, frame.ahead), reason
    if unit == "month":
        year, month = shift(today, step)
        in_third = stage in ("early", "mid", "late")
        return "month", third_of_month(year, month, stage) if in_third else year_month(year, month), reason
    if unit == "quarter":
        year, month = shift(today, 3 * step)
        return "quarter", f"{year}-{33 + (month - 1) // 3}", reason
    if unit == "year":
        year = today.year + step
        return "year", third_of_year(year, stage) if stage in ("early", "mid", "late") else f"{year}", reason
    if unit == "decade":
        return "decade", f"{today.year // 10 + step}X", reason
    return "century", f"{today.year // 100 + step}XX", reason


def _weekend(today: date, step: int, ahead: bool | None) -> str:
    """Return a Saturday and Sunday; "this" one lies behind until Friday, unless the verb looks ahead."""
    saturday = monday(today) + timedelta(days=5)
    if step < 0 or (step == 0 and not ahead and today.weekday() < 4):
        saturday -= timedelta(weeks=1)
    saturday += timedelta(weeks=max(step, 0))
    return f"{saturday}/{saturday + timedelta(days=1)}"


def weekend_near(_: re.Match[str], frame: Frame) -> Answer:
    """Resolve "over the weekend"."""
    return "interval", _weekend(frame.today, 0, frame.ahead), "the weekend nearest to publication"


def ago(m: re.Match[str], frame: Frame) -> Answer | None:
    """Count back, or ahead, to a unit of the size of the words; weeks lead to a day that is only approximate."""
    raw, unit, reason = m["n"].lower(), m["unit"].lower(), "counted from the day of publication"
    n = (int(raw) if raw.isdigit() else NUMBERS[raw]) * (-1 if m["future"] else 1)
    tilde = "~" if m["approx"] else ""
    try:
        if unit == "day":
            return "day", f"{frame.today - timedelta(days=n)}{tilde}", reason
        if unit == "week":
            return "day", f"{frame.today - timedelta(weeks=n)}~", reason
    except OverflowError:
        return None
    if unit == "month":
        return "month", year_month(*shift(frame.today, -n)) + tilde, reason
    if unit == "decade":
        return "year", f"{frame.today.year - 10 * n}~", reason
    year = frame.today.year - n
    return ("year", f"{year:04d}{tilde}", reason) if year > 0 else None


def year(m: re.Match[str], _: Frame) -> Answer | None:
    """Resolve a year, or a third of it."""
    stage = (m["stage"] or "").lower()
    return "year", third_of_year(int(m["year"]), stage) if stage else m["year"], "a year"


def years(m: re.Match[str], _: Frame) -> Answer | None:
    """Resolve "2010-2014"."""
    return ("interval", f"{m['first']}/{m['last']}", "from year to year") if m["first"] < m["last"] else None


def decade(m: re.Match[str], _: Frame) -> Answer | None:
    """Resolve "the 1990s", "the late 90s"."""
    tens, stage = m["decade"][:-1].rjust(3, " ").replace("  ", "19"), (m["stage"] or "").lower()
    if stage:
        first, last = {"e": (0, 3), "m": (4, 6), "l": (7, 9)}[stage[0]]
        return "interval", f"{tens}{first}/{tens}{last}", "a third of a decade"
    return "decade", f"{tens}X", "a decade"


def season(m: re.Match[str], frame: Frame) -> Answer | None:
    """Resolve "last spring", "the winter of 2015"."""
    code, which = SEASONS[m["season"].lower()], (m["which"] or "").lower()
    if m["year"]:
        return "season", f"{m['year']}-{code}", "a season with its year"
    # A winter bears the year that it begins in, so its turn comes after the autumn's.
    begins = {21: 3, 22: 6, 23: 9, 24: 12}[code]
    year, now = frame.today.year, frame.today.month
    if which == "last":
        year -= (now < begins + 3) + (code == 24 and now < 3)
    elif which == "next":
        year += now >= begins
    elif code == 24 and now < 3:
        year -= 1
    return "season", f"{year}-{code}", "a season counted from the day of publication"


def quarter(m: re.Match[str], frame: Frame) -> Answer | None:
    """Resolve "the third quarter", "Q3 2016"."""
    nth = ORDINALS[(m["nth"] or m["q"]).lower()]
    if m["year"]:
        return "quarter", f"{m['year']}-{32 + nth}", "a quarter with its year"
    now, which = (frame.today.month - 1) // 3 + 1, (m["which"] or "").lower()
    if which:
        year = frame.today.year + {"last": -1, "this": 0, "next": 1}[which]
    else:
        # A report on the quarter that has just ended comes in the next one, and often speaks of what it will say.
        ahead = frame.ahead is True and (now - nth) % 4 != 1
        year = frame.today.year + (nth < now if ahead else -(nth > now))
    return "quarter", f"{year}-{32 + nth}", "a quarter counted from the day of publication"


def fixed(kind: Kind, value: str) -> Resolve:
    """Return the rule of a date that has become a name: always this value."""
    return lambda _m, _f: (kind, value, "a date that has become a name")


def unclear(reason: str) -> Resolve:
    """Return the rule of words that leave the date open, for this reason."""
    return lambda _m, _f: ("vague", None, reason)
