"""Runs of capitalised words in a text: where names may stand, and what speaks for a person or a body.

In: the article's layout. Out: `Run`s in text order, titles parted from names ("Sen. | Ida Holm").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.domain import Span
from onrecord.read.speakers.layout import Layout
from onrecord.read.speakers.words import (
    ADJECTIVES,
    CAPITALS,
    COUNTRY_OF,
    DOCUMENTS,
    FIRST_NAMES,
    FUNCTION_WORDS,
    ORGANISATIONS,
    PARTIES,
    PLACES,
    SEATS,
    SHORT_TITLES,
    is_plural_role,
    is_role,
    vocabulary,
)

Kind = Literal["person", "organisation", "place", "adjective", "role", "open"]

_UP = "A-ZÀ-ÖØ-ÞĀŁŚŠŽČ"
_SHORT = (
    "Mr|Mrs|Ms|Dr|Sens?|Reps?|Gov|Gen|Lt|Col|Rev|Prof|Capt|Sgt|Adm|Maj|Jr|Sr|Inc|Corp|Co|Ltd|St|Messrs|Atty|Pres|Supt"
    "|Det|Cmdr"
)
_CAP = rf"(?:(?:{_SHORT})\.|(?:[{_UP}]\.){{1,4}}(?![a-z])|[{_UP}][\w]*(?:[’'](?!s\b|S\b)\w+|-[{_UP}0-9]\w*)*)"
_PARTICLE = r"(?:(?:de|la|del|van|von|der|den|al|bin|ibn|el|di|da|dos|du|ter)[ \u00a0])?"
_RUN = re.compile(
    rf"(?<![\w@#])(?![A-Z]-){_CAP}(?:[ \u00a0]{_PARTICLE}{_CAP}"
    rf"|,[ \u00a0](?:Jr|Sr)\.?|-al-{_CAP})*"
)
_FULL = re.compile(rf"(?<![\w'’-])(?P<first>[{_UP}]\w+)[ \u00a0](?=(?P<last>[{_UP}]\w+))")
_OF = re.compile(r"[ \u00a0](?:of|for|on|of the|for the|on the)[ \u00a0]")
_TOKEN = re.compile(r"\S+")
_APOSTROPHE = re.compile(r"['’]")
_SHORTENED = re.compile(r"['’](?:m|ve|ll|re|d|t|s)$")
_BEFORE = re.compile(r"([\w-]+)[ \u00a0]$")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,4}|[A-Z]")
_POSSESSIVE = re.compile(r"['’‘]s?\b|['’](?=\s)")
_TO_PLACE = re.compile(r"\b(?:to|of|for)[ \u00a0]$")
_SUFFIX = frozenset(("jr", "sr", "ii", "iii", "iv"))
_ORG_OF = vocabulary(
    """department university bank house board institute committee council union federation association ministry
    office bureau center centre school court league college academy society fund trust commission agency church
    state army chamber foundation"""
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of capitalised words: the span and words of the name proper, and what stood before it.

    titles: the title and role words cut off from its head, lower case ("senate majority leader"). kind: what it most
    likely names by itself. sure: whether that is plain without the rest of the article. possessive: "'s" follows.
    """

    start: int
    end: int
    words: tuple[str, ...]
    titles: tuple[str, ...]
    kind: Kind
    sure: bool
    possessive: bool
    whole: int
    """Where the run begins with its titles."""

    @property
    def name(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)


def find(layout: Layout, sources: Sequence[Span] = ()) -> list[Run]:
    """Return the runs of all body paragraphs, in text order.

    In a line set in title case capitals mean little: looked at there are what is a source, each by itself, and a first
    name before a word that other lines have as a name, so that a headline gives the full name of who is "Holm" below.
    """
    out: list[Run] = []
    pending = sorted(sources)
    n = 0
    set_in_title: list[Span] = []
    for span in layout.body:
        words = [w for w in layout.text[span.start : span.end].split() if w[0].isalpha()]
        while n < len(pending) and pending[n].start < span.start:
            n += 1
        if not titled(words):
            if len(words) > 1:
                out += in_span(layout.text, span)
            continue
        at = span.start
        while n < len(pending) and pending[n].start < span.end:
            if pending[n].start >= at:
                out += in_span(layout.text, pending[n])
                at = pending[n].end
            n += 1
        set_in_title.append(span)
    return sorted([*out, *_full_names(layout.text, set_in_title, out)], key=lambda r: r.start) if set_in_title else out


def _full_names(text: str, lines: list[Span], known: list[Run]) -> Iterator[Run]:
    """Yield "Ida Holm" in lines of title case, where Ida is a first name and Holm a name of other lines."""
    alone = {r.words[-1] for r in known if len(r.words) == 1 and r.kind == "open"}
    taken = {r.start for r in known}
    for line in lines:
        for m in _FULL.finditer(text, line.start, line.end):
            if m["first"].lower() in FIRST_NAMES and m["last"] in alone and not taken & {m.start(), m.start("last")}:
                words = (m["first"], m["last"])
                end = m.end("last")
                yield Run(m.start(), end, words, (), "person", True, _owns(text, end), m.start())


def titled(words: list[str]) -> bool:
    """Whether a line is set in title case or capitals, where a capital is no sign of a name."""
    return len(words) > 3 and len([w for w in words if w[0].isupper()]) >= 0.72 * len(words)


def in_span(text: str, span: Span) -> list[Run]:
    """Return the runs of one stretch of text."""
    found = [(m.start(), m.end()) for m in _RUN.finditer(text, span.start, span.end)]
    out = []
    for start, end in _joined(text, found):
        out += list(_runs(text, start, end))
    return out


def _joined(text: str, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join "Department" and "Justice" over the "of" between them."""
    out: list[tuple[int, int]] = []
    for start, end in found:
        if out and start - out[-1][1] <= 9 and _OF.fullmatch(text, out[-1][1], start):
            last = text[out[-1][0] : out[-1][1]].split()[-1].lower()
            if last in _ORG_OF:
                out[-1] = (out[-1][0], end)
                continue
        out.append((start, end))
    return out


def _runs(text: str, start: int, end: int) -> Iterator[Run]:
    """Yield the run at `start`, without the words at its head that are no name, or nothing."""
    tokens = [(m.start() + start, m.group()) for m in _TOKEN.finditer(text[start:end])]
    while tokens and _plain(tokens):
        tokens = tokens[1:]
    if not tokens or _shouts(tokens):
        return
    whole = tokens[0][0]
    cut = _cut(tokens)
    titles = tuple(w.lower().strip(".,") for _, w in tokens[:cut])
    rest = tokens[cut:]
    posted = len(rest) > 2 and _TO_PLACE.search(text, max(0, rest[0][0] - 8), rest[0][0]) is not None
    if posted and rest[0][1].lower() in PLACES and rest[-1][1].lower() not in ORGANISATIONS:
        titles, rest = (*titles, rest[0][1].lower()), rest[1:]  # "Ambassador to Norway | Ida Holm"
    while len(rest) > 1 and not titles and _prefix(rest):
        titles += (rest[0][1].lower(),)
        rest = rest[1:]
    if not rest:
        last = tokens[-1]
        stop = last[0] + len(last[1])
        yield Run(whole, stop, tuple(w for _, w in tokens), titles, "role", False, _owns(text, stop), whole)
        return
    words = tuple(w.rstrip(",") for _, w in rest)
    before = m.group(1) if len(words) > 1 and (m := _BEFORE.search(text, max(0, whole - 30), whole)) else ""
    kind, sure = _kind(words, titles, before)
    yield Run(rest[0][0], end, words, titles, kind, sure, _owns(text, end), whole)


def _owns(text: str, end: int) -> bool:
    return _POSSESSIVE.match(text, end) is not None


def _plain(tokens: list[tuple[int, str]]) -> bool:
    """Whether the first token is an ordinary word that has its capital from the sentence's beginning."""
    word = tokens[0][1]
    low = word.lower()
    if _SHORTENED.search(low):
        low = _APOSTROPHE.split(low)[0]
    if len(tokens) > 1 and low in FIRST_NAMES and tokens[1][1].lower() not in FUNCTION_WORDS:
        return False
    return low in FUNCTION_WORDS and not (word.isupper() and len(word) > 1)


def _shouts(tokens: list[tuple[int, str]]) -> bool:
    """Whether the run is a phrase in capitals and no name ("FULL TEXT", "LET HIM IN")."""
    words = [w for _, w in tokens]
    return (
        len(words) > 1
        and all(w.isupper() and "." not in w for w in words)
        and (any(len(w) > 3 for w in words) or any(w.lower() in FUNCTION_WORDS for w in words))
    )


def _cut(tokens: list[tuple[int, str]]) -> int:
    """Return how many tokens at the head are title: up to the last title or role word that is not the last token."""
    cut = 0
    for n, (_, word) in enumerate(tokens):
        low = word.lower().rstrip(".,")
        last = n == len(tokens) - 1 or tokens[n + 1][1].lower().strip(".,") in _SUFFIX
        if (word.endswith(".") and low in SHORT_TITLES) or low in ("mr", "mrs", "ms", "ceo"):
            cut = n + 1
        elif (
            is_role(low)
            and not _office(tokens, n)
            and (not last or (len(tokens) == 1 or all(_role_like(w) for _, w in tokens[:n])))
        ):
            if n and not last and tokens[n - 1][1].lower() in FIRST_NAMES and n + 2 >= len(tokens):
                continue  # "Olle Marshall Live": a surname that is also a role
            cut = n + 1
    return cut


def _office(tokens: list[tuple[int, str]], n: int) -> bool:
    """Whether the role at `n` is part of a body's name ("Justice Department")."""
    return n + 2 == len(tokens) and tokens[n + 1][1].lower() in _ORG_OF


def _role_like(word: str) -> bool:
    low = word.lower().rstrip(".,")
    return (
        is_role(low)
        or low in ORGANISATIONS
        or low in ("majority", "minority", "prime", "vice", "first", "white", "deputy")
    )


def _prefix(rest: list[tuple[int, str]]) -> bool:
    """Whether the first token stands before a whole name of a person ("Democrat Ida Holm", "State | Ida Holm")."""
    low = rest[0][1].lower()
    second = rest[1][1].lower()
    return len(rest) > 2 and low not in FIRST_NAMES and second in FIRST_NAMES and not _INITIALS.fullmatch(rest[0][1])


def _is_title(low: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the run is a role without a name: "CBN President", "Utah Republican", "PM"."""
    if len(low) == 1:
        return low[0] in ("pm", "ceo", "vp")
    where = words[0].isupper() or low[0] in PLACES or low[0] in PARTIES or low[0] in COUNTRY_OF
    return is_role(low[-1]) and low[0] not in FIRST_NAMES and (where or low[-2] in ORGANISATIONS)


def _kind(words: tuple[str, ...], titles: tuple[str, ...], before: str) -> tuple[Kind, bool]:
    """Return what a run names by its own words, and whether they make that plain."""
    low = tuple(w.lower() for w in words)
    joined = " ".join(low)
    paper = low[-1] in DOCUMENTS or low[-1].removesuffix("s") in DOCUMENTS
    documents = paper and low[-1].endswith("s") and low[-1] not in ORGANISATIONS
    if not titles and ((is_plural_role(low[-1]) and low[-1] not in ORGANISATIONS) or documents):
        return "role", False
    if titles and not is_plural_role(titles[-1]) and len(words) <= 4 and low[-1] not in ORGANISATIONS:
        return "person", titles[-1] not in PARTIES and titles[-1] not in COUNTRY_OF
    if not titles and _is_title(low, words):
        return "role", False
    if joined in SEATS:
        return "organisation", True
    if joined in PLACES or joined in CAPITALS:
        return "place", True
    if joined in COUNTRY_OF or (len(low) == 1 and (low[0] in PARTIES or low[0] in ADJECTIVES)):
        return "adjective", True
    if len(low) > 1 and (low[-1] in ORGANISATIONS or any(w in ORGANISATIONS for w in low[1:]) or low[0] in _ORG_OF):
        return "organisation", True
    if len(words) == 1 and words[0].isupper() and len(words[0]) > 1 and not _INITIALS.fullmatch(words[0]):
        return "organisation", True
    if any(w.isupper() and len(w) > 2 and "." not in w for w in words) and low[0] not in FIRST_NAMES:
        return "organisation", len(words) < 4
    if 2 <= len(words) <= 5 and low[0] in FIRST_NAMES:
        return "person", True
    if 2 <= len(words) <= 4 and is_role(before.lower()) and before.islower():
        return "person", True
    if len(low) == 1 and low[0] in ORGANISATIONS:
        return "organisation", False
    if len(words) >= 2 and _INITIALS.fullmatch(words[0]) and len(words) <= 4:
        return "person", True
    return "open", False
