"""The words of one sentence that show to whom and by which channel something is said.

In: a sentence, with all that is said in it blanked out, or a statement's cue. Out: channels with the words that show
them ("in an interview with"), and the names or descriptions of whoever is told ("told a crowd").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.domain import Span
from onrecord.read import reporting_words as lexicon
from onrecord.read.channel_words import CHANNELS, ChannelWords
from onrecord.read.places import Placed

LONGEST, MOST = 9, 40
"""The most words of an addressee, and the most hints of a sentence: no news has more, and cost stays linear."""

_REMEMBERED = 10_000
PRONOUN = re.compile(r"(?:he|she|they|it|i|we|who|which|that|him|her|them|me|us)$", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_](?:[\w.&-]|['’](?=\w))*['’]?|\S")
_TO_WHOM = re.compile(
    r"(?:\s+[\w’\'-]+){0,2}?\s+(?:with|to|before|by)\s+"
    r'(?=[A-Z“"]|(?:an?|the|his|her|its|their)\s|(?:[\w-]+\s)?(?:\w+s|staff|police|congress)\b)'
)
_PLACE = re.compile(
    r" (?:in|at|on|of|from) (?:the )?(?!\w+day\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)"
    r"(?:[A-Z][\w.-]*\b ?)+"
)
_IN_MARKS = re.compile(r"[\"“]([A-Z][^”\"\n]{2,40})[”\"]")
_NAME_AFTER = re.compile(r"\s+[\"“‘]?[A-Z]")
_TO_DO = re.compile(r"\s*(?:\([^)]{1,20}\)\s*)?,?\s*(?:not |never )?to\b")
_OBJECT = re.compile(r"\W{0,2}(me|us|him|her|them)\b", re.IGNORECASE)
_REQUEST = re.compile(
    r"['’]s?\s+(?:[\w-]+\s+){0,2}?(?:requests?|questions?|inquir(?:y|ies)|calls?|offers?|proposals?|invitations?"
    r"|demands?|letters?|emails?|subpoenas?)\b"
)

_DAY = re.compile(
    r"\b(?=[a-z12])(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|(?:jan|febr)uary|march|april"
    r"|may(?= \d)|june|july|august|(?:septem|octo|novem|decem)ber|(?:jan|feb|aug|sept|oct|nov|dec)\."
    r"|(?:years?|months?|weeks?) ago|last (?:week|month|year|fall|spring|summer|winter)|(?:19|20)\d\d"
    r"|later|earlier|previously)\b",
)


_DAY_STEMS = (
    "day", "jan", "feb", "march", "april", "may", "june", "july", "aug", "sept", "oct", "nov", "dec", "ago",
    "last", "19", "20", "later", "earlier", "previously",
)  # fmt: skip
"""Lower-case beginnings and ends of words; whatever _DAY matches holds one."""
_UNDATED: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Telling:
    """Where the word of telling ends in a cue, and whether it tells of an answer, or of whom is told."""

    end: int
    answers: bool
    tells: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """Words that show a channel, an addressee, or both."""

    at: Span
    channel: str | None
    addressee: str | None


def hints(said: str, start: int, channels: Sequence[ChannelWords] = CHANNELS) -> list[Hint]:
    """Find `channels` in the words of one sentence (what is said in it blanked out), first pattern first."""
    out: list[Hint] = []
    for words in channels:
        for m in words.pattern.finditer(said):
            at = Span(start + m.start(), start + m.end())
            if len(out) > MOST or any(h.at.start < at.end and at.start < h.at.end for h in out):
                continue
            to = _TO_WHOM.match(said[m.end() : m.end() + 200])
            who = name(said[m.end() + to.end() :]) if to else None
            if who is None and m.group().endswith((" by", " with")):
                who = name(said[m.end() :])
            if who is None and words.channel == "interview" and (by := lexicon.INTERVIEWER.search(m.group())):
                who = by.group(1)
            if who is None and (listed := lexicon.LISTENERS.search(m.group())):
                who = listed.group()
            out.append(Hint(at, words.channel, who))
    return out


@lru_cache(maxsize=1000)
def of_audience(addressee: str | None) -> str | None:
    """Return the channel that an audience stands for: reporters are told things in a press conference."""
    if addressee is None:
        return None
    if lexicon.PROGRAMME.search(addressee):
        return "broadcast"
    for pattern, channel in lexicon.AUDIENCES:
        if pattern.search(addressee):
            return channel
    return None


def told(text: str, item: Placed) -> str | None:
    """Return whom the cue names in or after it: "told [a crowd] that", "urged [the council] to"; pronouns, too."""
    telling = _telling(item.cue.of(text))
    if telling is None:
        return None
    begin = item.cue.start + telling.end
    if any(s.start - 2 <= begin < s.end for s in item.statement.source):
        return None
    stop = min((c.start for c in item.statement.content if c.start > begin + 2), default=begin + 100)
    words = text[begin : min(stop, begin + 100, item.sentence.end)]
    who = name(words)
    if who is None:
        m = _OBJECT.match(words)
        return m.group(1) if m and telling.tells else None
    there = _where(words, who)
    if there is None:
        return None
    at = begin + there.start
    rest = text[begin + there.end : begin + there.end + 40]
    if telling.answers:
        return who if _REQUEST.match(rest) else None
    if any(c.start <= at < c.end for c in item.statement.content) and not _TO_DO.match(rest):
        # Part of what is said: an addressee only where somebody is told to do something ("urged the council to").
        return None
    return who


@lru_cache(maxsize=_REMEMBERED)
def _telling(cue: str) -> _Telling | None:
    """Return the word of telling in a cue, None where there is none; articles have few cues, but often."""
    if m := lexicon.RESPOND.search(cue):
        return _Telling(m.end(), answers=True, tells=False)
    if m := lexicon.TELLING.search(cue):
        return _Telling(m.end(), answers=False, tells=True)
    return None


def name(words: str) -> str | None:
    """Return the name or description at the beginning of `words`, without titles; None for pronouns and clauses."""
    if m := lexicon.ROLE.match(words):
        return m.group(1)
    if m := _IN_MARKS.match(words):
        return m.group(1).rstrip(",.")
    begin, end, proper, owner = -1, 0, False, False
    for count, m in enumerate(_TOKEN.finditer(words)):
        token = m.group()
        bare = token.rstrip(".")
        goes_on = token[0].isalnum() or (token in '“‘&"' and proper)
        if not goes_on or (token.lower() in lexicon.STOP and not (owner and token[0].isupper())):
            break
        if proper and token.islower() and (token.endswith(("ed", "ly")) or token[0].isdigit()):
            break
        if count >= LONGEST:
            return None
        begin = m.start() if begin < 0 else begin
        owner = token.endswith(("’s", "'s"))
        last = owner and not _NAME_AFTER.match(words[m.end() :])
        end = m.end() - 2 * last
        proper = proper or token[0].isupper()
        if last or (token != bare and bare not in lexicon.SHORT_FORMS and len(bare) > 2):
            break
    who = lexicon.TITLE.sub("", words[begin:end].rstrip(".,")) if begin >= 0 else ""
    first = who.split(" ", maxsplit=1)[0]
    if not who or PRONOUN.match(who) or who.lower() in lexicon.NOT_NAMES or who.endswith(("“", "‘")):
        return None
    if not (first[0].isupper() or lexicon.AUDIENCE.search(who)):
        return None
    if who.islower() and who != "reporters" and (place := _PLACE.match(words[end:])):
        who += place.group().rstrip()
    return who + "”" * (who.count("“") > who.count("”"))


def whose_request(words: str) -> str | None:
    """Return whose request, offer or question opens `words`: "the harbour board's offer", None if nobody's."""
    who = name(words)
    if who is None:
        return None
    there = _where(words, who)
    return who if there is not None and _REQUEST.match(words[there.end :][:60]) else None


def _where(words: str, who: str) -> Span | None:
    """Return where a name that `name` finds in words stands there, None where they do not have it word for word."""
    bare = who if who in words else who.removesuffix("”")  # a mark that is open in the text is closed in the name
    at = words.find(bare)
    return Span(at, at + len(bare)) if at >= 0 else None


def plain(text: str) -> str:
    """Return a text with odd spaces made plain; every place stays where it is."""
    return text.replace("\xa0", " ").replace("\n", " ")


class DayIndex:
    """The words that date an article's sentences. Most sentences hold none, and are not searched."""

    def __init__(self, text: str) -> None:
        self._text = plain(text)
        lower = self._text.lower()
        found = []
        for stem in _DAY_STEMS:
            at = lower.find(stem)
            while at >= 0:
                found.append(at)
                at = lower.find(stem, at + 1)
        self._places = sorted(found)
        # A letter that becomes two in lower case moves all after it.
        self._exact = len(lower) == len(text)

    def of(self, sentence: Span, spans: Iterable[Span] = ()) -> frozenset[str]:
        """Return the words of a sentence, outside `spans`, that date it."""
        k = bisect_left(self._places, sentence.start)
        if self._exact and (k == len(self._places) or self._places[k] >= sentence.end):
            return _UNDATED
        return frozenset(m.group() for m in _DAY.finditer(blank(self._text, sentence, spans).lower()))


def blank(text: str, sentence: Span, spans: Iterable[Span]) -> str:
    """Return a sentence of a text, whose spaces are plain, with `spans` of it made into dots, so that offsets stay."""
    words = sentence.of(text)
    for s in spans:
        a, b = max(s.start, sentence.start) - sentence.start, min(s.end, sentence.end) - sentence.start
        if a < b:
            words = words[:a] + "." * (b - a) + words[b:]
    return words


def inside(at: int, spans: Sequence[Span]) -> bool:
    """Say whether a place stands in one of the sorted `spans`."""
    k = bisect_right(spans, Span(at, 1 << 60)) - 1
    return k >= 0 and spans[k].start <= at < spans[k].end


def within(sentence: Span, spans: Sequence[Span]) -> Sequence[Span]:
    """Return those of the sorted `spans` that may reach into a sentence."""
    k = bisect_right(spans, Span(sentence.start, sentence.start))
    return spans[max(k - 3, 0) : bisect_right(spans, Span(sentence.end, sentence.end))]


def nearest(hint: Span, items: Sequence[Placed]) -> Placed:
    """Return the statement, of those of one sentence in the order of their cues, whose cue is nearest to a hint."""
    k = bisect_right(items, hint.start, key=lambda item: item.cue.start)
    return min(items[max(k - 1, 0) : k + 1], key=lambda item: _distance(hint, item.cue, item.sentence))


def _distance(hint: Span, cue: Span, sentence: Span) -> int:
    """Return how far a hint is from a cue: what follows the cue is nearer, but for words that open the sentence."""
    if hint.start >= cue.start:
        return max(hint.start - cue.end, 0)
    away = cue.start - hint.end
    return away if hint.start - sentence.start < 4 else 2 * away + 20
