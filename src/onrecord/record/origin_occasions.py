"""Whether two statements were made on one occasion: words, speakers, channel, addressee and day side by side."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from onrecord.record.nearness import words as plain_words

QUOTE_RUN: Final = 8
"""So many words in a row inside two quotations are one saying, whoever reports it."""
SAME_WORDS: Final = 0.8
"""Share of words from which two wordings are one sentence in two house styles."""
_CIRCA: Final = 3  # days around a date that an article gives with "about"
_SMALL: Final = frozenset(
    "the a an of to in on at by for and or but that this it its he she they his her their was were is are be been has"
    " have had with as from not said says will would".split()
) - {"not"}
_QUOTED: Final = re.compile(r"[“„«\"]([^“”„«»\"]+)[”»\"]?")
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)", re.ASCII)
_OUTLET: Final = re.compile(
    r"\b(?:news|newspaper|times|post|journal|gazette|herald|tribune|press|magazine|radio|tv|television|broadcaster"
    r"|broadcasting|news ?wire|wire|bulletin|newsletter)\b",
    re.IGNORECASE,
)
_WORK: Final = re.compile(r"\b(?:report|story|article|newsletter|broadcast|interview|investigation|column)s?\b", re.I)


@dataclass(frozen=True)
class Told:
    """A statement in its article, as far as its origin goes. `identity` is the key of its speaker's identity.

    number tells an article's versions apart; hops are the names on whose word it is known, the outlet first.
    """

    id: int
    key: str
    local_id: str
    version_id: int
    version: str
    article_id: int
    article: str
    state: str
    outlet: str | None
    agency: str | None
    published: str | None
    headline: str | None
    name: str | None
    url: str | None
    speaker: str | None
    source_type: str | None
    named: bool | None
    identity: str | None
    act: str | None
    negated: bool | None
    form: str | None
    source: str
    content: str
    addressee: str | None
    channel: str | None
    said_on: str | None
    hops: tuple[str, ...]

    @property
    def who(self) -> str:
        """The speaker as far as it is read, else the article's own words for the source."""
        return self.speaker or self.source or "unknown"

    @property
    def place(self) -> str:
        """The outlet, or what else the article is known by."""
        return self.outlet or self.name or self.version

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that carry the content, without what house styles change."""
        found = plain_words(self.content)
        return frozenset(w for w in found if w not in _SMALL) or frozenset(found)

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """What it quotes, as one row of words for each quotation that is long enough, joined by spaces."""
        pieces = [self.content] if self.form == "direct" else []
        pieces = _QUOTED.findall(self.content) or pieces
        rows = [plain_words(p) for p in pieces]
        return tuple(" ".join(r) for r in rows if len(r) >= QUOTE_RUN)

    @cached_property
    def person(self) -> str | None:
        """What the speaker is the same by wherever it speaks: an identity, or a full name; None where that is open."""
        if self.named is not True or not self.speaker or self.source_type in ("author", "unknown", None):
            return None
        if self.identity:
            return self.identity
        plain = " ".join(self.speaker.casefold().split())
        if self.source_type == "person" and " " not in plain:
            return None  # a bare surname may be anybody's
        return f"{self.source_type} {plain}"


def alike(a: Told, b: Told) -> float:
    """Return what share of the shorter wording's words the other has, 0 where there are too few to tell."""
    small = min(len(a.words), len(b.words))
    shared = len(a.words & b.words)
    if small < 4:
        return shared / max(len(a.words), len(b.words), 1)
    return shared / small


def may_be_one(a: Told, b: Told) -> bool:
    """Say whether nothing speaks against two statements having one speaker."""
    if a.person and b.person:
        return a.person == b.person
    if a.speaker and b.speaker and a.named is True and b.named is True:
        one, two = a.speaker.casefold().split(), b.speaker.casefold().split()
        return one[-1] == two[-1]
    return True


def days(edtf: str | None) -> tuple[date, date] | None:
    """Return the first and the last day that an EDTF date or interval may mean, None where that is open."""
    if not edtf:
        return None
    begin, slash, end = edtf.partition("/")
    first, last = _span(begin), _span(end if slash else begin)
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


def _span(value: str) -> tuple[date, date] | None:
    m = _DATE.fullmatch(value)
    if not m:
        return None
    year, month, day = int(m[1]), int(m[2] or 0), int(m[3] or 0)
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
        wide = timedelta(days=_CIRCA if m[4] and day else 0)
        return first - wide, last + wide
    except (ValueError, OverflowError, IndexError):
        return None


def occasion(a: Told, b: Told) -> str | None:
    """Return why two statements of one speaker were made on one occasion, None where the articles do not show it.

    Channel or addressee have to be the same and the days may not exclude each other; or the days are the same day and
    the words are much alike.
    """
    if a.channel and b.channel and a.channel != b.channel:
        return None
    first, second = days(a.said_on), days(b.said_on)
    known = first is not None and second is not None
    if first and second and (first[1] < second[0] or second[1] < first[0]):
        return None
    one_day = known and first == second and first is not None and (first[1] - first[0]).days <= 1
    to = _same(a.addressee, b.addressee)
    channel = a.channel if a.channel and a.channel == b.channel else None
    when = f", {a.said_on}" if one_day else ""
    if to and known:
        return f"both to {a.addressee}{f' ({channel})' if channel else ''}{when or ', on days that agree'}"
    if channel and known and alike(a, b) >= 0.5:
        return f"both in one {channel.replace('_', ' ')}{when or ', on days that agree'}, in like words"
    if one_day and alike(a, b) >= SAME_WORDS:
        return f"both on {a.said_on}, in the same words"
    return None


def _same(a: str | None, b: str | None) -> bool:
    return bool(a and b) and " ".join((a or "").casefold().split()) == " ".join((b or "").casefold().split())


def news_hop(name: str) -> bool:
    """Say whether a name on a chain is an outlet's by its own words (the Harbour Times), or of a work of one."""
    return bool(_OUTLET.search(name)) and len(name.split()) <= 5


def without_work(name: str) -> str:
    """Return an outlet's name without the words for its report: "a Harbour Times report" is the Harbour Times."""
    plain = re.sub(r"['’]s?(?= |$)", "", _WORK.sub("", name))
    return re.sub(r"^(?:an?|the) ", "", " ".join(plain.split()), flags=re.IGNORECASE)


def runs_of(row: str) -> list[str]:
    """Return every run of QUOTE_RUN words of a quotation."""
    found = row.split()
    return [" ".join(found[k : k + QUOTE_RUN]) for k in range(len(found) - QUOTE_RUN + 1)]
