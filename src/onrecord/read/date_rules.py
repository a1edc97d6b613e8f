"""The rules of English dates: each is a regular expression, the words it may begin with, and what its match means.

`onrecord.read.dates` applies the rules to a text. Most places of a text begin no date; so that no rule is tried there,
each says with which words its expressions begin, and for common ones ("the", "in") which word comes next.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from onrecord.read import date_values as value
from onrecord.read.date_values import Resolve


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of expression. `anchored` says that its value depends on the day of publication.

    `openers` are the first words (runs of word characters) of all that `pattern` can match, their case folded; FIGURE
    stands for each that begins with a digit. `seconds` are, for those openers that stand everywhere, the words of which
    one has to come next.
    """

    pattern: re.Pattern[str]
    resolve: Resolve
    anchored: bool
    openers: frozenset[str]
    seconds: Mapping[str, frozenset[str]]


FIGURE = "0"
"""The opener of expressions that begin with a digit."""

_SP = r"(?:[^\S\n]{1,8}(?:\n[^\S\n]{0,12})?|\n[^\S\n]{1,12}|\n(?!\n))"
_LONG = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SHORT = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_MONTH = rf"(?:{_LONG}\b|{_SHORT})"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1[5-9]|20)\d\d(?![\d%]|[.,]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%]|[.,:]\d)"
_PART = rf"(?:{_SP}(?:early{_SP}|late{_SP})?(?:morning|afternoon|evening|night|midnight|noon)s?\b)"
_CLOCK = rf"(?:{_SP}at{_SP}\d{{1,2}}(?:[:.]\d\d)?{_SP}?[ap]\.?m\b\.?)"
_HOUR = rf"(?:(?:noon|midnight|\d{{1,2}}(?::\d\d)?{_SP}?[ap]\.?m\b\.?(?:{_SP}[A-Z]{{2,3}}\b)?){_SP}(?:on{_SP})?)"
_OF = rf"(?:,?{_SP}(?:of{_SP})?)"
_DASH = r"[-–—]"
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(value.NUMBERS, key=len, reverse=True))})"
_APPROX = (
    r"(?:about|around|roughly|approximately|nearly|almost|some|more than|less than|over|under|at least|just over"
    r"|just under)"
)
_UNIT = r"(?P<unit>weekend|week|month|year|decade|century|quarter)"
_STAGE = rf"(?P<stage>early|earlier|late|later|mid)(?:{_SP}|{_DASH})(?:in{_SP})?(?:the{_SP})?"

# The words that expressions begin with.
_STAGES = "early earlier late later mid"
_LONG_MONTHS = " ".join(name.lower() for name in calendar.month_name if name)
_MONTHS = _LONG_MONTHS + " jan feb mar apr jun jul aug sep sept oct nov dec"
_WEEKDAYS = " ".join(name.lower() for name in calendar.day_name)
_NUMBERS = f"{FIGURE} {' '.join(value.NUMBERS)}"
_SEASONS = " ".join(value.SEASONS)
_SPANS = "minutes hours days nights weeks weekends months quarters years decades centuries"
_TIME_WORDS = "in since until till by during of from through between before after for to and as"
_APPROXIMATELY = "about around roughly approximately nearly almost some more less over under at just"
_QUARTERS = "the fiscal first second third fourth q1 q2 q3 q4"
_NEAR = "last previous this current next coming"
_ONE_SPAN = "day night week weekend month quarter year decade century"


def _rule(
    openers: str,
    pattern: str,
    resolve: Resolve,
    *,
    then: Mapping[str, str] = MappingProxyType({}),
    anchored: bool = True,
    cased: bool = False,
) -> Rule:
    """Return a rule; `then` says of some openers, each key a list of them, which words may come second."""
    guarded = rf"(?<![\w$€£#])(?<!\d[.,/-]){pattern}"
    seconds = {first: frozenset(words.split()) for some, words in then.items() for first in some.split()}
    return Rule(
        re.compile(guarded, 0 if cased else re.IGNORECASE), resolve, anchored, frozenset(openers.split()), seconds
    )


def _dated(year: str, *, anchored: bool) -> list[Rule]:
    """Return the rules of "Friday, Sept. 12 at 5 p.m.", "May 3-5" and "3 to 5 May", with `year` after them."""
    more = rf"(?:{_SP}?(?:{_DASH}|to|through|and){_SP}?(?P<until>{_DAY})\b)?"
    orders = (
        (_MONTHS, rf"(?P<month>{_MONTH}){_SP}?(?P<day>{_DAY})\b{more}{year}"),
        (FIGURE, rf"(?P<day>{_DAY})\b{more}{_SP}(?:day{_SP})?(?:of{_SP})?(?P<month>{_MONTH}){year}"),
    )
    lead = rf"(?:{_WEEKDAY},?{_SP}(?:the{_SP})?)?"
    return [
        _rule(f"{_WEEKDAYS} {openers}", rf"{lead}{dated}(?:{_PART}|{_CLOCK})?", value.full_date, anchored=anchored)
        for openers, dated in orders
    ]


_UNITS = r"(?:minute|hour|day|night|week|weekend|month|quarter|year|decade|centurie)s"
_SOME = rf"(?:a{_SP}few|a{_SP}couple(?:{_SP}of)?|several|many|some)"
_TIME_WORD = r"(?:in|since|until|till|by|during|of|from|through|between|before|after|for|to|and|as)"
_BARE_MONTH = rf"(?P<words>(?P<month>{_LONG}))\b(?(sure)|(?!{_SP}[A-Z]))"
_NTH = r"(?P<nth>first|second|third|fourth)"

RULES: tuple[Rule, ...] = (
    _rule(FIGURE, r"(?P<iso>\d{4}-\d\d-\d\d)(?!\d)", value.iso, then={FIGURE: FIGURE}, anchored=False),
    _rule(
        FIGURE,
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})(?![\d/])",
        value.numeric,
        then={FIGURE: FIGURE},
        anchored=False,
    ),
    _rule(FIGURE, r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d\d)(?![\d/])", value.numeric, then={FIGURE: FIGURE}),
    _rule(
        "sept september",
        rf"Sept(?:ember|\.)?{_SP}11(?:th)?(?={_SP}(?:terror|attack|hijack))",
        value.fixed("day", "2001-09-11"),
        anchored=False,
    ),
    *_dated(rf"{_OF}(?P<year>{_YEAR})", anchored=False),
    *_dated("", anchored=True),
    _rule(
        f"{_STAGES} {_MONTHS}",
        rf"(?:{_STAGE})?(?P<month>{_MONTH}){_OF}(?P<year>{_YEAR})",
        value.month_alone,
        anchored=False,
    ),
    # A bare month needs its capital, and where it may be a person or a verb, a word of time before it.
    _rule(
        f"{_STAGES} last this next past",
        rf"(?i:{_STAGE}|(?P<which>last|this|next|past){_SP})(?P<month>{_LONG})\b",
        value.month_alone,
        cased=True,
    ),
    _rule(_LONG_MONTHS, rf"(?P<month>(?!May|March|April|June|August){_LONG})\b", value.month_alone, cased=True),
    _rule(
        _TIME_WORDS,
        rf"(?i:(?P<sure>in|since|during|until)|{_TIME_WORD}){_SP}{_BARE_MONTH}",
        value.month_alone,
        then={_TIME_WORDS: _LONG_MONTHS},
        cased=True,
    ),
    _rule(
        f"early late earlier later noon midnight {FIGURE} last this past next coming {_WEEKDAYS}",
        rf"(?:(?:early|late|earlier|later)(?:{_SP}on)?{_SP})?{_HOUR}?(?:(?P<which>last|this|past|next|coming){_SP})?"
        rf"(?P<weekday>{_WEEKDAY})\b{_PART}?{_CLOCK}?(?:{_SP}(?:of{_SP})?(?P<week>(?:last|this|next){_SP}week)\b)?",
        value.weekday,
    ),
    _rule(
        "early late earlier later the day yesterday tomorrow today tonight this last",
        rf"(?:(?:early|late|earlier|later){_SP})?(?:(?:the{_SP})?day{_SP}(?:before{_SP}yesterday|after{_SP}tomorrow)"
        rf"|(?:yesterday|tomorrow|today)\b{_PART}?|(?:tonight|this{_SP}(?:morning|afternoon|evening)"
        rf"|last{_SP}(?:night|evening))\b)",
        value.near_day,
        then={"the": "day", "this": "morning afternoon evening", "last": "night evening"},
    ),
    _rule(
        f"{_STAGES} the last previous this current next coming",
        rf"(?:{_STAGE})?(?:the{_SP})?(?P<which>last|previous|this|current|next|coming){_SP}{_UNIT}\b",
        value.relative,
        then={f"the {_NEAR}": f"{_NEAR} {_ONE_SPAN}"},
    ),
    _rule(
        "over during on at for",
        rf"(?:over|during|on|at|for){_SP}(?P<words>the{_SP}weekend)\b",
        value.weekend_near,
        then={"over during on at for": "the"},
    ),
    _rule(
        f"{_APPROXIMATELY} {_NUMBERS}",
        rf"(?:(?P<approx>{_APPROX}){_SP})?(?P<n>{_NUMBER})(?:{_SP}|-)(?P<unit>day|week|month|year|decade)s?"
        rf"(?:{_SP}|-)(?:ago\b|(?P<future>from{_SP}now\b))",
        value.ago,
        then={_APPROXIMATELY: f"than least over under {_NUMBERS}", _NUMBERS: f"{_ONE_SPAN} {_SPANS}"},
    ),
    _rule(
        f"{_STAGES} the {_SEASONS}",
        rf"(?:{_STAGE})?(?:the{_SP})?(?P<which>)(?P<season>spring|summer|autumn|fall|winter){_OF}(?P<year>{_YEAR})",
        value.season,
        then={"the": _SEASONS},
        anchored=False,
    ),
    _rule(
        "this last next past",
        rf"(?:this{_SP})?(?P<which>last|this|next|past){_SP}(?P<season>spring|summer|autumn|fall|winter)\b(?P<year>)",
        value.season,
        then={"this last next past": f"{_SEASONS} last this next past"},
    ),
    _rule(
        _QUARTERS,
        rf"(?:the{_SP})?(?:fiscal{_SP})?(?:{_NTH}(?:{_SP}|-)quarter|Q(?P<q>[1-4])){_OF}(?P<which>)(?P<year>{_YEAR})",
        value.quarter,
        then={"the": _QUARTERS},
        anchored=False,
    ),
    _rule(
        _QUARTERS,
        rf"(?:the{_SP})?(?:fiscal{_SP})?(?:{_NTH}(?:{_SP}|-)quarter|Q(?P<q>[1-4]))\b(?P<year>)"
        rf"(?:{_OF}(?P<which>last|this|next){_SP}year\b)?",
        value.quarter,
        then={"the": _QUARTERS},
    ),
    _rule(
        f"the {_STAGES}",
        rf"(?:the{_SP})?{_STAGE}(?P<year>(?:19|20)\d\d)\b(?!['’]s|[.,]\d)",
        value.year,
        then={"the": _STAGES},
        anchored=False,
    ),
    _rule(
        FIGURE,
        r"(?P<first>(?:19|20)\d\d)[-–](?P<last>(?:19|20)\d\d)\b(?![.,/–-]\d)",
        value.years,
        then={FIGURE: FIGURE},
        anchored=False,
    ),
    _rule(FIGURE, r"(?P<stage>)(?P<year>(?:19|20)\d\d)\b(?![.,-]\d|%)", value.year, anchored=False),
    _rule(
        _TIME_WORDS,
        rf"{_TIME_WORD}{_SP}(?P<words>(?P<stage>)(?P<year>1[5-8]\d\d))\b(?![.,]\d|%)",
        value.year,
        then={_TIME_WORDS: FIGURE},
        anchored=False,
    ),
    _rule(
        f"the {_STAGES} {FIGURE}",
        rf"(?:the{_SP})?(?:{_STAGE})?(?P<decade>(?:1[5-9]|20)\d0)['’]?s\b",
        value.decade,
        then={"the": f"{_STAGES} {FIGURE}"},
        anchored=False,
    ),
    _rule(
        "the",
        rf"the{_SP}(?:{_STAGE})?['’]?(?P<decade>[2-9]0)s\b",
        value.decade,
        then={"the": f"{_STAGES} {FIGURE}"},
        anchored=False,
    ),
    _rule(
        f"the {FIGURE}",
        rf"(?:the{_SP})?(?P<nth>1?\d|2[01])(?:st|nd|rd|th){_SP}century\b",
        lambda m, _: ("century", f"{int(m['nth']) - 1:02d}XX", "a century"),
        then={"the": FIGURE, FIGURE: "century"},
        anchored=False,
    ),
    _rule(
        f"a several many some {_SPANS}",
        rf"(?:{_SOME}{_SP})?{_UNITS}{_SP}ago\b",
        value.unclear("how many is left open"),
        then={"a": "few couple", "several many some": _SPANS},
        anchored=False,
    ),
    _rule(
        "recently lately in over during",
        rf"(?:recently|lately|(?:in|over|during){_SP}(?:the{_SP})?(?:recent|past|last|coming){_SP}"
        rf"(?:{_NUMBER}{_SP}|few{_SP}|several{_SP})?{_UNITS})\b",
        value.unclear("a stretch of time without edges"),
        then={"in over during": "the recent past last coming"},
        anchored=False,
    ),
    _rule(
        f"the same next previous following a an {_NUMBERS}",
        rf"(?:the{_SP})?(?:same|next|previous|following){_SP}(?:day|night|morning|evening)\b"
        rf"|(?:the{_SP})?(?:same|previous|following){_SP}(?:{_WEEKDAY}|week|month|year)\b"
        rf"|(?:the|a|an|{_NUMBER}){_SP}(?:day|night|week|month|year|decade)s?{_SP}(?:before|earlier|later|after)\b",
        value.unclear("counted from another date of the story"),
        then={
            "the": f"same next previous following {_ONE_SPAN} {_SPANS}",
            f"a an {_NUMBERS}": f"{_ONE_SPAN} {_SPANS}",
        },
        anchored=False,
    ),
)


def _by_opener() -> Mapping[str, tuple[tuple[int, ...], Mapping[str, tuple[int, ...]]]]:
    alone: dict[str, set[int]] = defaultdict(set)
    followed: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for number, rule in enumerate(RULES):
        for opener in rule.openers:
            if opener not in rule.seconds:
                alone[opener].add(number)
            for second in rule.seconds.get(opener, ()):
                followed[opener][second].add(number)
    return {
        opener: (
            tuple(sorted(alone[opener])),
            {second: tuple(sorted(alone[opener] | numbers)) for second, numbers in followed[opener].items()},
        )
        for opener in {*alone, *followed}
    }


BY_OPENER: Mapping[str, tuple[tuple[int, ...], Mapping[str, tuple[int, ...]]]] = _by_opener()
"""The places in RULES of those that may begin with each word: whatever comes second, and by the second word."""
