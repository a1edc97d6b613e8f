"""The rules of English dates: each is a regular expression and the function that turns its match into a value.

In: a match and the `Frame` it is counted from. Out: its kind, its EDTF value (ISO 8601-2) and the reason; None where
the words turn out to be no date. `onrecord.read.dates` applies the rules to a text.
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


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of expression. `anchored` says that its value depends on the day of publication."""

    pattern: re.Pattern[str]
    resolve: Resolve
    anchored: bool


_SP = r"(?:[^\S\n]{1,8}(?:\n[^\S\n]{0,12})?|\n[^\S\n]{1,12}|\n(?!\n))"
UNSURE = 60
"""A day without its year is left to the verb where the nearest two lie equally far away, to within so many days."""
_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_LONG = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SHORT = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_MONTH = rf"(?:{_LONG}\b|{_SHORT})"
_DAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1[5-9]|20)\d\d(?![\d%]|[.,]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%]|[.,:]\d)"
_PART = rf"(?:{_SP}(?:early{_SP}|late{_SP})?(?:morning|afternoon|evening|night|midnight|noon)s?\b)"
_CLOCK = rf"(?:{_SP}at{_SP}\d{{1,2}}(?:[:.]\d\d)?{_SP}?[ap]\.?m\b\.?)"
_HOUR = rf"(?:(?:noon|midnight|\d{{1,2}}(?::\d\d)?{_SP}?[ap]\.?m\b\.?(?:{_SP}[A-Z]{{2,3}}\b)?){_SP}(?:on{_SP})?)"
_OF = rf"(?:,?{_SP}(?:of{_SP})?)"
_DASH = r"[-–—]"
_COUNTS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBERS = {word: n for n, word in enumerate(_COUNTS)} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_APPROX = (
    r"(?:about|around|roughly|approximately|nearly|almost|some|more than|less than|over|under|at least|just over"
    r"|just under)"
)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_UNIT = r"(?P<unit>weekend|week|month|year|decade|century|quarter)"
_STAGE = rf"(?P<stage>early|earlier|late|later|mid)(?:{_SP}|{_DASH})(?:in{_SP})?(?:the{_SP})?"


def _month(name: str) -> int:
    return next(n for full, n in _MONTHS.items() if full.startswith(name.lower().rstrip(".")[:3]))


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


def _full_date(m: re.Match[str], frame: Frame) -> Answer | None:
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


def _numeric(m: re.Match[str], frame: Frame) -> Answer | None:
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    year += 0 if year > 99 else (2000 if year <= (frame.today.year + 1) % 100 else 1900)
    readings = {(x, y) for x, y in ((a, b), (b, a)) if 1 <= x <= 12 and y > 0}
    valid = {(x, y) for x, y in readings if y <= calendar.monthrange(year, x)[1]}
    if len(valid) != 1:
        return ("vague", None, "day and month could stand either way round") if valid else None
    month, day = valid.pop()
    return "day", f"{year_month(year, month)}-{day:02d}", "a full date in figures"


def _iso(m: re.Match[str], _: Frame) -> Answer | None:
    try:
        return "day", date.fromisoformat(m["iso"]).isoformat(), "a full date"
    except ValueError:
        return None


def _month_alone(m: re.Match[str], frame: Frame) -> Answer | None:
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


def _weekday(m: re.Match[str], frame: Frame) -> Answer | None:
    want, today = _DAYS[m["weekday"].lower()], frame.today
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


def _near_day(m: re.Match[str], frame: Frame) -> Answer | None:
    words = " ".join(m[0].lower().split())
    steps = {"before yesterday": -2, "yesterday": -1, "last ": -1, "day after": 2, "tomorrow": 1}
    step = next((step for mark, step in steps.items() if mark in words), 0)
    return "day", (frame.today + timedelta(days=step)).isoformat(), "counted from the day of publication"


def _relative(m: re.Match[str], frame: Frame) -> Answer | None:
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


def _weekend_near(_: re.Match[str], frame: Frame) -> Answer:
    return "interval", _weekend(frame.today, 0, frame.ahead), "the weekend nearest to publication"


def _ago(m: re.Match[str], frame: Frame) -> Answer | None:
    """Count back, or ahead, to a unit of the size of the words; weeks lead to a day that is only approximate."""
    raw, unit, reason = m["n"].lower(), m["unit"].lower(), "counted from the day of publication"
    n = (int(raw) if raw.isdigit() else _NUMBERS[raw]) * (-1 if m["future"] else 1)
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


def _year(m: re.Match[str], _: Frame) -> Answer | None:
    stage = (m["stage"] or "").lower()
    return "year", third_of_year(int(m["year"]), stage) if stage else m["year"], "a year"


def _years(m: re.Match[str], _: Frame) -> Answer | None:
    return ("interval", f"{m['first']}/{m['last']}", "from year to year") if m["first"] < m["last"] else None


def _decade(m: re.Match[str], _: Frame) -> Answer | None:
    tens, stage = m["decade"][:-1].rjust(3, " ").replace("  ", "19"), (m["stage"] or "").lower()
    if stage:
        first, last = {"e": (0, 3), "m": (4, 6), "l": (7, 9)}[stage[0]]
        return "interval", f"{tens}{first}/{tens}{last}", "a third of a decade"
    return "decade", f"{tens}X", "a decade"


def _season(m: re.Match[str], frame: Frame) -> Answer | None:
    code, which = _SEASONS[m["season"].lower()], (m["which"] or "").lower()
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


def _quarter(m: re.Match[str], frame: Frame) -> Answer | None:
    nth = _ORDINALS[(m["nth"] or m["q"]).lower()]
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


def _fixed(kind: Kind, value: str) -> Resolve:
    return lambda _m, _f: (kind, value, "a date that has become a name")


def _unclear(reason: str) -> Resolve:
    return lambda _m, _f: ("vague", None, reason)


def _rule(pattern: str, resolve: Resolve, *, anchored: bool = True, cased: bool = False) -> Rule:
    guarded = rf"(?<![\w$€£#])(?<!\d[.,/-]){pattern}"
    return Rule(re.compile(guarded, 0 if cased else re.IGNORECASE), resolve, anchored)


def _dated(year: str, *, anchored: bool) -> list[Rule]:
    """Return the rules of "Friday, Sept. 12 at 5 p.m.", "May 3-5" and "3 to 5 May", with `year` after them."""
    more = rf"(?:{_SP}?(?:{_DASH}|to|through|and){_SP}?(?P<until>{_DAY})\b)?"
    orders = (
        rf"(?P<month>{_MONTH}){_SP}?(?P<day>{_DAY})\b{more}{year}",
        rf"(?P<day>{_DAY})\b{more}{_SP}(?:day{_SP})?(?:of{_SP})?(?P<month>{_MONTH}){year}",
    )
    lead = rf"(?:{_WEEKDAY},?{_SP}(?:the{_SP})?)?"
    return [_rule(rf"{lead}{dated}(?:{_PART}|{_CLOCK})?", _full_date, anchored=anchored) for dated in orders]


_UNITS = r"(?:minute|hour|day|night|week|weekend|month|quarter|year|decade|centurie)s"
_SOME = rf"(?:a{_SP}few|a{_SP}couple(?:{_SP}of)?|several|many|some)"
_TIME_WORD = r"(?:in|since|until|till|by|during|of|from|through|between|before|after|for|to|and|as)"
_BARE_MONTH = rf"(?P<words>(?P<month>{_LONG}))\b(?(sure)|(?!{_SP}[A-Z]))"
_NTH = r"(?P<nth>first|second|third|fourth)"

RULES: tuple[Rule, ...] = (
    _rule(r"(?P<iso>\d{4}-\d\d-\d\d)(?!\d)", _iso, anchored=False),
    _rule(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})(?![\d/])", _numeric, anchored=False),
    _rule(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d\d)(?![\d/])", _numeric),
    _rule(
        rf"Sept(?:ember|\.)?{_SP}11(?:th)?(?={_SP}(?:terror|attack|hijack))",
        _fixed("day", "2001-09-11"),
        anchored=False,
    ),
    *_dated(rf"{_OF}(?P<year>{_YEAR})", anchored=False),
    *_dated("", anchored=True),
    _rule(rf"(?:{_STAGE})?(?P<month>{_MONTH}){_OF}(?P<year>{_YEAR})", _month_alone, anchored=False),
    # A bare month needs its capital, and where it may be a person or a verb, a word of time before it.
    _rule(rf"(?i:{_STAGE}|(?P<which>last|this|next|past){_SP})(?P<month>{_LONG})\b", _month_alone, cased=True),
    _rule(rf"(?P<month>(?!May|March|April|June|August){_LONG})\b", _month_alone, cased=True),
    _rule(rf"(?i:(?P<sure>in|since|during|until)|{_TIME_WORD}){_SP}{_BARE_MONTH}", _month_alone, cased=True),
    _rule(
        rf"(?:(?:early|late|earlier|later)(?:{_SP}on)?{_SP})?{_HOUR}?(?:(?P<which>last|this|past|next|coming){_SP})?"
        rf"(?P<weekday>{_WEEKDAY})\b{_PART}?{_CLOCK}?(?:{_SP}(?:of{_SP})?(?P<week>(?:last|this|next){_SP}week)\b)?",
        _weekday,
    ),
    _rule(
        rf"(?:(?:early|late|earlier|later){_SP})?(?:(?:the{_SP})?day{_SP}(?:before{_SP}yesterday|after{_SP}tomorrow)"
        rf"|(?:yesterday|tomorrow|today)\b{_PART}?|(?:tonight|this{_SP}(?:morning|afternoon|evening)"
        rf"|last{_SP}(?:night|evening))\b)",
        _near_day,
    ),
    _rule(rf"(?:{_STAGE})?(?:the{_SP})?(?P<which>last|previous|this|current|next|coming){_SP}{_UNIT}\b", _relative),
    _rule(rf"(?:over|during|on|at|for){_SP}(?P<words>the{_SP}weekend)\b", _weekend_near),
    _rule(
        rf"(?:(?P<approx>{_APPROX}){_SP})?(?P<n>{_NUMBER})(?:{_SP}|-)(?P<unit>day|week|month|year|decade)s?"
        rf"(?:{_SP}|-)(?:ago\b|(?P<future>from{_SP}now\b))",
        _ago,
    ),
    _rule(
        rf"(?:{_STAGE})?(?:the{_SP})?(?P<which>)(?P<season>spring|summer|autumn|fall|winter){_OF}(?P<year>{_YEAR})",
        _season,
        anchored=False,
    ),
    _rule(
        rf"(?:this{_SP})?(?P<which>last|this|next|past){_SP}(?P<season>spring|summer|autumn|fall|winter)\b(?P<year>)",
        _season,
    ),
    _rule(
        rf"(?:the{_SP})?(?:fiscal{_SP})?(?:{_NTH}(?:{_SP}|-)quarter|Q(?P<q>[1-4])){_OF}(?P<which>)(?P<year>{_YEAR})",
        _quarter,
        anchored=False,
    ),
    _rule(
        rf"(?:the{_SP})?(?:fiscal{_SP})?(?:{_NTH}(?:{_SP}|-)quarter|Q(?P<q>[1-4]))\b(?P<year>)"
        rf"(?:{_OF}(?P<which>last|this|next){_SP}year\b)?",
        _quarter,
    ),
    _rule(rf"(?:the{_SP})?{_STAGE}(?P<year>(?:19|20)\d\d)\b(?!['’]s|[.,]\d)", _year, anchored=False),
    _rule(r"(?P<first>(?:19|20)\d\d)[-–](?P<last>(?:19|20)\d\d)\b(?![.,/–-]\d)", _years, anchored=False),
    _rule(r"(?P<stage>)(?P<year>(?:19|20)\d\d)\b(?![.,-]\d|%)", _year, anchored=False),
    _rule(rf"{_TIME_WORD}{_SP}(?P<words>(?P<stage>)(?P<year>1[5-8]\d\d))\b(?![.,]\d|%)", _year, anchored=False),
    _rule(rf"(?:the{_SP})?(?:{_STAGE})?(?P<decade>(?:1[5-9]|20)\d0)['’]?s\b", _decade, anchored=False),
    _rule(rf"the{_SP}(?:{_STAGE})?['’]?(?P<decade>[2-9]0)s\b", _decade, anchored=False),
    _rule(
        rf"(?:the{_SP})?(?P<nth>1?\d|2[01])(?:st|nd|rd|th){_SP}century\b",
        lambda m, _: ("century", f"{int(m['nth']) - 1:02d}XX", "a century"),
        anchored=False,
    ),
    _rule(rf"(?:{_SOME}{_SP})?{_UNITS}{_SP}ago\b", _unclear("how many is left open"), anchored=False),
    _rule(
        rf"(?:recently|lately|(?:in|over|during){_SP}(?:the{_SP})?(?:recent|past|last|coming){_SP}"
        rf"(?:{_NUMBER}{_SP}|few{_SP}|several{_SP})?{_UNITS})\b",
        _unclear("a stretch of time without edges"),
        anchored=False,
    ),
    _rule(
        rf"(?:the{_SP})?(?:same|next|previous|following){_SP}(?:day|night|morning|evening)\b"
        rf"|(?:the{_SP})?(?:same|previous|following){_SP}(?:{_WEEKDAY}|week|month|year)\b"
        rf"|(?:the|a|an|{_NUMBER}){_SP}(?:day|night|week|month|year|decade)s?{_SP}(?:before|earlier|later|after)\b",
        _unclear("counted from another date of the story"),
        anchored=False,
    ),
)
