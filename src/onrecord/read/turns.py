"""Turns of a conversation: transcripts ("SMITH: ..."), questions and answers ("Q: ... A: ..."), printed interviews.

No verb reports anything there; the page's layout alone says who speaks. So a layout has to be plain before anything is
read into it: three turns at least, labels that come back, sentences behind them. Where the layout does not say who
answers, the words are kept and their speaker is not known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.domain import Article, Span
from onrecord.read.frames import Frame
from onrecord.read.speakers.words import (
    FEMALE,
    FEMALE_TITLES,
    MALE,
    MALE_TITLES,
    ROLES,
    SHORT_TITLES,
    vocabulary,
)
from onrecord.read.statements import Draft
from onrecord.read.units import plain

_FEWEST = 3
_GAP = 4
"""How many paragraphs of a turn may follow its first one."""
_SPOKEN_WORDS, _SPOKEN = 4, 0.6
"""So many words make a turn speech, and so large a share of the turns must be: a table of scores is none."""
_SHARE = 0.5
_QUESTION_WORDS = 45
_OWN_VOICE = 0.5
"""The share of the answers that must say "I" or "we": an explainer asks and answers, too, but is nobody's speech."""
_CONFIDENCE = 0.85
_INTRO = 8_000
"""How many characters above an interview may say whom it is with."""

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_CAPITAL = r"(?:[A-Z][\w’'-]*\.?|[A-Z]\.)"
_TURN = re.compile(
    r"\W{0,3}(?P<label>(?P<qa>Q|A|Question|Answer)(?: ?\d{1,2})?(?=[:.])"
    rf"|{_CAPITAL}(?: (?:{_CAPITAL}|(?:de|van|von|bin|al|of|the)\b)){{0,5}})"
    r"(?: ?[(\[][^)\]\n]{1,40}[)\]])?(?P<cue>(?(qa)[:.]|:))[*_]{0,2}\s+(?=\S)"
)
_LETTER = re.compile(r"(Q|A)(?:uestion|nswer)?(?: ?\d+)?")
# What comes back before a colon without being anybody.
_NOBODY = vocabulary(
    """claim claims fact facts myth reality verdict rating ruling truth false true pros cons time date day when where
    what who why how which price cost venue place location address tickets ticket info information note notes update
    updated correction editor source sources photo picture video audio image caption read more watch listen related
    see also share score result results final record winner home away prediction odds line monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october november
    december am pm gmt est edt step tip example background context analysis summary conclusion headline title topic
    phone email website twitter facebook instagram tv radio genre director cast rated runtime ingredients
    method"""
)
_NO_SURNAME = re.compile(
    r"\b(?:UNIDENTIFIED|UNKNOWN|AUDIENCE|ALL|CROWD|VOICE|PANEL|MALE|FEMALE|[B-DF-HJ-NP-TV-Z]{2,4})\b"
)
_ASIDE = re.compile(r"[(\[*].*[)\]*]$", re.DOTALL)
_NAME = r"[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+|de|van|von|bin|al|da)){0,2} [A-Z][\w’'-]+"
_FULL_NAME = re.compile(rf"\b{_NAME}")
_WITH = re.compile(
    r"\b(?:interview|Q\s?&\s?A|Q and A|conversation|questions (?:for|to))\s*(?:with|to|:|for|)\s+(?:[a-z’'-]+ ){0,4}"
    rf"(?P<name>{_NAME})"
)
_WITHIN = re.compile(r"\b(?:in|during|after|for) (?:an?|the|his|her|their) (?:[\w-]+ ){0,2}$")
_INTERVIEW = re.compile(
    r"\binterview|\bQ\s?&\s?A\b|\bQ and A\b|\b(?:spoke|speaks|talk(?:s|ed)|sat down|sits down|chatted) (?:to|with)\b"
    r"|\banswers? (?:our|your|some|the|\w+) questions\b|\bquestions (?:for|to)\b",
    re.IGNORECASE,
)
_VOICE = re.compile(r"\b(?:I|we|my|our|me)\b|\bI[’']", re.IGNORECASE)


def with_signatures(text: str, blocks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return paragraphs, a signature ("— Ines Okafor, baker") together with the quotation above it."""
    out: list[tuple[int, int]] = []
    for begin, stop in blocks:
        if out and plain(text[begin : begin + 1]) == "-" and _is_quotation(text, *out[-1]) and begin - out[-1][1] <= 2:
            out[-1] = (out[-1][0], stop)
        else:
            out.append((begin, stop))
    return out


def _is_quotation(text: str, begin: int, stop: int) -> bool:
    words = plain(text[begin:stop]).strip()
    return len(words) > 2 and words[0] == words[-1] == '"'


@dataclass(frozen=True, slots=True)
class _Turn:
    """One turn: which paragraph begins it, its label and colon, the paragraphs that it holds."""

    at: int
    label: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    asks: bool


def frames(article: Article) -> list[Frame]:
    """Return the turns that the layout of `article` shows, as frames; none where it is no conversation."""
    text = article.text
    blocks = [b.span for b in article.blocks if b.kind == "body"]
    out: list[Frame] = []
    for run in _runs(text, blocks):
        if _is_conversation(text, run):
            out += _framed(article, run, blocks[run[0].at].start)
    if not out:
        run = _interview(text, blocks)
        out = _framed(article, run, blocks[run[0].at].start) if run else []
    return out


# -- labelled turns -------------------------------------------------------------------------------------------------


def _runs(text: str, blocks: Sequence[Span]) -> Iterator[list[_Turn]]:
    """Yield the turns that stand together, each with the paragraphs after it up to the next one."""
    starts: list[tuple[int, re.Match[str]]] = []
    for k, b in enumerate(blocks):
        m = _TURN.match(text, b.start, b.end)
        if m is not None and not _is_nobody(m["label"]):
            starts.append((k, m))
    run: list[_Turn] = []
    for n, (k, m) in enumerate(starts):
        following = starts[n + 1][0] if n + 1 < len(starts) else None
        together = following is not None and following - k <= _GAP + 1
        # What follows the last turn may be the article again; what follows another one goes on with it.
        more = blocks[k + 1 : following] if together else []
        content = (Span(m.end(), blocks[k].end), *(b for b in more if not _ASIDE.match(b.of(text))))
        asks = m["qa"] is not None and m["qa"][0] == "Q"
        run.append(_Turn(k, Span(*m.span("label")), Span(*m.span("cue")), content, asks))
        if not together:
            yield run
            run = []


def _is_nobody(label: str) -> bool:
    return any(w.lower() in _NOBODY for w in _WORD.findall(label))


def _key(label: str) -> str:
    """Return what two labels of one speaker have in common: the last word, or the letter of "Q" and "Answer 2"."""
    m = _LETTER.fullmatch(label)
    return m[1] if m else label.split()[-1].rstrip(".").casefold()


def _is_conversation(text: str, run: Sequence[_Turn]) -> bool:
    """Whether turns are enough, come back to a speaker, and are speech."""
    if len(run) < _FEWEST or len(run) < _SHARE * (run[-1].at - run[0].at + 1):
        return False
    labels = Counter(_key(t.label.of(text)) for t in run if t.label is not None)
    spoken = sum(len(_WORD.findall(t.content[0].of(text))) >= _SPOKEN_WORDS for t in run)
    return len(labels) > 1 and max(labels.values()) > 1 and spoken >= _SPOKEN * len(run)


# -- questions that stand alone -------------------------------------------------------------------------------------


def _interview(text: str, blocks: Sequence[Span]) -> list[_Turn]:
    """Return the turns of an interview whose questions are paragraphs of their own; none where that is not plain."""
    asked = [k for k, b in enumerate(blocks) if text.endswith("?", b.start, b.end) and _is_question(b.of(text))]
    if len(asked) < _FEWEST or not _INTERVIEW.search(text, 0, blocks[asked[0]].start):
        return []
    run: list[_Turn] = []
    voices = 0
    for n, k in enumerate(asked):
        following = asked[n + 1] if n + 1 < len(asked) else k + 2
        answer = tuple(b for b in blocks[k + 1 : following] if not _ASIDE.match(b.of(text)))
        if not answer or len(answer) > _GAP:
            return []
        voices += any(_VOICE.search(b.of(text)) is not None for b in answer)
        run += [_Turn(k, None, None, (blocks[k],), True), _Turn(k + 1, None, None, answer, False)]
    first = blocks[asked[0]].start
    told = _interviewee(text[max(0, first - _INTRO) : first]) is not None
    return run if told and voices >= _OWN_VOICE * len(asked) else []


def _is_question(words: str) -> bool:
    """Whether a paragraph that ends with a question mark is one question."""
    return (
        words.count(" ") < _QUESTION_WORDS and words[0].isupper() and '"' not in plain(words) and words.count(" ") >= 2
    )


def _interviewee(intro: str) -> str | None:
    """Return whom the words above an interview say that it is with, None where that is not one person.

    "An interview with her" names who answers; "he said in an interview with her", who asks.
    """
    guests: set[str] = set()
    hosts: set[str] = set()
    for m in _WITH.finditer(intro):
        (hosts if _WITHIN.search(intro[max(0, m.start() - 60) : m.start()]) else guests).add(_bare(m["name"]))
    people = {_bare(m.group()) for m in _FULL_NAME.finditer(intro) if any(_is_first(w) for w in m.group().split()[:-1])}
    told = guests - hosts or people - hosts
    return next(iter(told)) if len(told) == 1 else None


def _is_first(word: str) -> bool:
    return word.lower() in MALE or word.lower() in FEMALE


def _bare(name: str) -> str:
    """Return a name from its first name on, where it has a known one; without the titles before it."""
    words = name.split()
    first = next((k for k, w in enumerate(words[:-1]) if _is_first(w)), None)
    return " ".join(words[first:] if first is not None else _without_titles(words) or words)


# -- frames ---------------------------------------------------------------------------------------------------------


def _framed(article: Article, run: Sequence[_Turn], begin: int) -> list[Frame]:
    """Make frames of turns. `begin`: where the first one stands, for what is said above it."""
    text, intro = article.text, article.text[max(0, begin - _INTRO) : begin]
    is_interview = _INTERVIEW.search(intro) is not None
    guest = _interviewee(intro)
    out = []
    for t in run:
        label = t.label.of(text) if t.label is not None else None
        start = t.label.start if t.label is not None else t.content[0].start
        named: tuple[tuple[str, Any], ...]
        head = (t.label,) if t.label is not None else ()
        is_name = label is not None and _key(label) not in ("Q", "A")
        if label is not None and is_name:
            named = _shouted(article, label)
            reason = f"the turn is headed “{label}”"
        else:
            named = _voice(t.asks, guest, is_interview=is_interview)
            reason = f"the interview's {'question' if t.asks else 'answer'}"
            reason += "" if named[0][1] else ": by whom is not said"
        asks = t.asks or t.content[-1].of(text).rstrip('”"* ').endswith("?")
        labels = (*named, *((("act", "ask"), ("negated", False)) if asks else ()))
        draft = Draft(
            head if is_name else (),
            t.cue or Span(t.content[0].start, t.content[0].start),
            t.content,
            0.0,
            _CONFIDENCE,
        )
        out.append(Frame(draft, Span(start, t.content[-1].end), labels, reason, () if is_name else head))
    return out


def _voice(asks: bool, guest: str | None, *, is_interview: bool) -> tuple[tuple[str, Any], ...]:
    if asks and is_interview:
        return (
            ("speaker", "the author"), ("source_type", "author"), ("named", False), ("addressee", guest),
            ("channel", "interview"),
        )  # fmt: skip
    if guest is not None and not asks:
        return ("speaker", guest), ("source_type", "person"), ("named", True), ("channel", "interview")
    return ("speaker", None), ("source_type", "unknown"), ("named", False)


def _shouted(article: Article, label: str) -> tuple[tuple[str, Any], ...]:
    """Return whom a label in capitals names: a person, by the surname at least; nothing for a role, or the outlet."""
    words = _without_titles(label.split())
    outlet = (article.outlet or "").casefold().split()
    if not label.isupper() or not words or words[-1].casefold() in outlet or _NO_SURNAME.search(label):
        return ()
    return ("speaker", " ".join(w.title() for w in words)), ("source_type", "person"), ("named", True)


def _without_titles(words: Sequence[str]) -> list[str]:
    titles = ROLES | MALE_TITLES | FEMALE_TITLES | SHORT_TITLES.keys()
    return [w for w in words if w.lower().rstrip(".") not in titles]
