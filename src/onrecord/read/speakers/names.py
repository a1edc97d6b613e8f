"""Runs of capitalised words in a text: where names may stand, and what speaks for a person or a body.

In: the article's layout. Out: `Run`s in text order, titles parted from names ("Sen. | Ida Holm").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

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
    "Mr Mrs Ms Dr Sen Sens Rep Reps Gov Gen Lt Col Rev Prof Capt Sgt Adm Maj Jr Sr Inc Corp Co Ltd St Messrs Atty Pres"
    " Supt Det Cmdr"
).split()
# Where a run can begin is looked for by its first letter alone, for at most places of a text none begins; that a full
# stop ends a short form is then asked behind the word, the forms of one length together.
_STOPPED = "|".join(
    rf"(?<=\b(?:{'|'.join(w for w in _SHORT if len(w) == n)}))" for n in sorted({len(w) for w in _SHORT})
)
_REST = (
    rf"(?:\.(?:[{_UP}]\.){{0,3}}(?![a-z])"
    rf"|\w*(?:(?=\.)(?:{_STOPPED})\.|(?:[’'](?!s\b|S\b)\w+|-[{_UP}0-9]\w*)*))"
)
_CAP = rf"[{_UP}]{_REST}"
_PARTICLE = r"(?:(?:de|la|del|van|von|der|den|al|bin|ibn|el|di|da|dos|du|ter)[ \u00a0])?"
_RUN = re.compile(
    rf"[{_UP}](?<![\w@#].)(?!(?<=[A-Z])-){_REST}(?:[ \u00a0]{_PARTICLE}{_CAP}"
    rf"|,[ \u00a0](?:Jr|Sr)\.?|-al-{_CAP})*"
)
_FULL = re.compile(rf"(?<![\w'’-])(?P<first>[{_UP}]\w+)[ \u00a0](?=(?P<last>[{_UP}]\w+))")
_OF = re.compile(r"[ \u00a0](?:of|for|on|of the|for the|on the)[ \u00a0]")
_APOSTROPHE = re.compile(r"['’]")
_SHORTENED = re.compile(r"['’](?:m|ve|ll|re|d|t|s)$")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,4}|[A-Z]")
_POSSESSIVE = re.compile(r"['’‘]s?\b|['’](?=\s)")
_MARKS = ("'", "’", "‘")
_TO_PLACE = re.compile(r"\b(?:to|of|for)[ \u00a0]$")
_SUFFIX = frozenset(("jr", "sr", "ii", "iii", "iv"))
_ORG_OF = vocabulary(
    """department university bank house board institute committee council union federation association ministry
    office bureau center centre school court league college academy society fund trust commission agency church
    state army chamber foundation"""
)


class Run(NamedTuple):
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
        initials = [w[0] for w in layout.text[span.start : span.end].split()]
        letters = list(filter(str.isalpha, initials))
        while n < len(pending) and pending[n].start < span.start:
            n += 1
        if not titled(letters):
            if len(letters) > 1:
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


def titled(letters: Sequence[str]) -> bool:
    """Whether a line whose words begin with `letters` is set in title case or capitals: there none is a name's sign."""
    return len(letters) > 3 and len(list(filter(str.isupper, letters))) >= 0.72 * len(letters)


def in_span(text: str, span: Span) -> list[Run]:
    """Return the runs of one stretch of text."""
    found = _joined(text, [m.span() for m in _RUN.finditer(text, span.start, span.end)])
    return [run for start, end in found if (run := _run(text, start, end)) is not None]


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


def _run(text: str, start: int, end: int) -> Run | None:
    """Return the run at `start`, without the words at its head that are no name, or None."""
    tokens = text[start:end].split()  # with one space between any two
    low = [w.lower() for w in tokens]
    while _plain(tokens, low):
        start += len(tokens[0]) + 1
        del tokens[0], low[0]
        if not tokens:
            return None
    if len(tokens) == 1:
        return _single(text, start, end, low[0])
    if _shouts(tokens, low):
        return None
    cut = _cut(low)
    titles = tuple([w.strip(".,") for w in low[:cut]])
    if _posted(text, start, tokens, low, cut):
        titles += (low[cut],)  # "Ambassador to Norway | Ida Holm"
        cut += 1
    if not titles and _prefix(tokens, low):
        titles = (low[0],)
        cut = 1
    if cut == len(tokens):
        return Run(start, end, tuple(tokens), titles, "role", False, _owns(text, end), start)
    words = tuple([w.rstrip(",") for w in tokens[cut:]])
    kind, sure = _kind(words, [w.rstrip(",") for w in low[cut:]], titles, text, start)
    at = start + sum(map(len, tokens[:cut])) + cut
    return Run(at, end, words, titles, kind, sure, _owns(text, end), start)


def _single(text: str, start: int, end: int, low: str) -> Run:
    """Return the run of one word."""
    word, bare = text[start:end], low.rstrip(".,")
    if _titles(low, bare) or is_role(bare):
        return Run(start, end, (word,), (low.strip(".,"),), "role", False, _owns(text, end), start)
    kind, sure = _kind_of_word(word, low)
    return Run(start, end, (word,), (), kind, sure, _owns(text, end), start)


def _owns(text: str, end: int) -> bool:
    return text[end : end + 1] in _MARKS and _POSSESSIVE.match(text, end) is not None


def _plain(tokens: list[str], low: list[str]) -> bool:
    """Whether the first token is an ordinary word that has its capital from the sentence's beginning."""
    first = low[0]
    if ("'" in first or "’" in first) and _SHORTENED.search(first):
        first = _APOSTROPHE.split(first)[0]
    if first not in FUNCTION_WORDS or (len(tokens[0]) > 1 and tokens[0].isupper()):
        return False
    return not (len(tokens) > 1 and first in FIRST_NAMES and low[1] not in FUNCTION_WORDS)


def _shouts(tokens: list[str], low: list[str]) -> bool:
    """Whether several words are a phrase in capitals and no name ("FULL TEXT", "LET HIM IN")."""
    return (
        tokens[0].isupper()
        and all(w.isupper() and "." not in w for w in tokens)
        and (any(len(w) > 3 for w in tokens) or not FUNCTION_WORDS.isdisjoint(low))
    )


def _cut(low: list[str]) -> int:
    """Return how many of several words are title, at the head: up to the last title or role word before the last."""
    cut = 0
    for n, word in enumerate(low):
        bare = word.rstrip(".,")
        if _titles(word, bare):
            cut = n + 1
        elif is_role(bare) and not _office(low, n):
            last = n == len(low) - 1 or low[n + 1].strip(".,") in _SUFFIX
            if last and not all(_role_like(w) for w in low[:n]):
                continue
            if n and not last and low[n - 1] in FIRST_NAMES and n + 2 >= len(low):
                continue  # "Olle Marshall Live": a surname that is also a role
            cut = n + 1
    return cut


def _titles(low: str, bare: str) -> bool:
    """Whether a word is a title that stands before names alone ("Sen.", "Mrs"); `bare` is it without its marks."""
    return (bare in SHORT_TITLES and low.endswith(".")) or bare in ("mr", "mrs", "ms", "ceo")


def _office(low: list[str], n: int) -> bool:
    """Whether the role at `n` is part of a body's name ("Justice Department")."""
    return n + 2 == len(low) and low[n + 1] in _ORG_OF


def _role_like(word: str) -> bool:
    bare = word.rstrip(".,")
    return (
        is_role(bare)
        or bare in ORGANISATIONS
        or bare in ("majority", "minority", "prime", "vice", "first", "white", "deputy")
    )


def _posted(text: str, start: int, tokens: list[str], low: list[str], cut: int) -> bool:
    """Whether the first word after the titles is the place to which somebody is sent."""
    if len(low) - cut < 3 or low[cut] not in PLACES or low[-1] in ORGANISATIONS:
        return False
    at = start + sum(map(len, tokens[:cut])) + cut
    return _TO_PLACE.search(text, max(0, at - 8), at) is not None


def _prefix(tokens: list[str], low: list[str]) -> bool:
    """Whether the first token stands before a whole name of a person ("Democrat Ida Holm", "State | Ida Holm")."""
    return len(low) > 2 and low[1] in FIRST_NAMES and low[0] not in FIRST_NAMES and not _INITIALS.fullmatch(tokens[0])


def _is_title(low: Sequence[str], words: Sequence[str]) -> bool:
    """Whether several words are a role without a name: "CBN President", "Utah Republican"."""
    if not is_role(low[-1]) or low[0] in FIRST_NAMES:
        return False
    where = words[0].isupper() or low[0] in PLACES or low[0] in PARTIES or low[0] in COUNTRY_OF
    return where or low[-2] in ORGANISATIONS


def _several(low: str) -> bool:
    """Whether a last word that is part of no body's name stands for several humans or documents."""
    return (low.endswith("s") and (low in DOCUMENTS or low[:-1] in DOCUMENTS)) or is_plural_role(low)


def _kind_of_word(word: str, low: str, *, titled: bool = False) -> tuple[Kind, bool]:
    """Return what a single word names by itself, or after a title, and whether it makes that plain."""
    body = low in ORGANISATIONS
    if not titled and (low in ("pm", "vp") or (not body and _several(low))):
        return "role", False
    if low in SEATS:
        return "organisation", True
    if low in PLACES or low in CAPITALS:
        return "place", True
    if low in COUNTRY_OF or low in PARTIES or low in ADJECTIVES:
        return "adjective", True
    if len(low) > 1 and word.isupper() and not _INITIALS.fullmatch(word):
        return "organisation", True
    return ("organisation" if body else "open"), False


def _kind(
    words: tuple[str, ...], low: Sequence[str], titles: tuple[str, ...], text: str, whole: int
) -> tuple[Kind, bool]:
    """Return what a run that begins at `whole` names by its own words, and whether they make that plain."""
    last, body = low[-1], low[-1] in ORGANISATIONS
    if titles and not body and len(words) <= 4 and not is_plural_role(titles[-1]):
        return "person", titles[-1] not in PARTIES and titles[-1] not in COUNTRY_OF
    if len(words) == 1:
        return _kind_of_word(words[0], last, titled=True)
    if not titles and ((not body and _several(last)) or _is_title(low, words)):
        return "role", False
    joined = " ".join(low)
    if joined in SEATS:
        return "organisation", True
    if joined in PLACES or joined in CAPITALS:
        return "place", True
    if joined in COUNTRY_OF:
        return "adjective", True
    if low[0] in _ORG_OF or not ORGANISATIONS.isdisjoint(low[1:]):
        return "organisation", True
    known = low[0] in FIRST_NAMES
    if not known and any(len(w) > 2 and w.isupper() and "." not in w for w in words):
        return "organisation", len(words) < 4
    if known and len(words) <= 5:
        return "person", True
    if len(words) <= 4 and (_after_role(text, whole) or _INITIALS.fullmatch(words[0])):
        return "person", True
    return "open", False


def _after_role(text: str, whole: int) -> bool:
    """Whether the word before a run tells in lower case what a person is."""
    stop = whole - (2 if text[whole - 1 : whole] == "\n" else 1)
    if stop < 1 or text[stop] not in " \u00a0":
        return False
    at, least = stop, max(0, whole - 30)
    while at > least and (text[at - 1].isalnum() or text[at - 1] in "_-"):
        at -= 1
    return text[at:stop].islower() and is_role(text[at:stop])
