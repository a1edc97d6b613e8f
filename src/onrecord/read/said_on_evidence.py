"""What speaks for each date of an article as the day of a saying: the candidates of a statement, in numbers.

In: a `Story`. Out: for each statement its `Candidate`s, the values that stand near it or belong to its speaker, each
with one number for every name of `NAMES`, in that order. What they weigh is learned (training/said_on.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from onrecord.domain import Span
from onrecord.read.clause_dates import ASIDE, SPEECH, Item, outside, within, words_of
from onrecord.read.edtf import bounds
from onrecord.read.said_on_story import Anchor, Story, Thread, names_another_occasion

BEFORE, AFTER = 24, 12
"""How many dated places before and after a statement are looked at."""
NEVER, FAR = 90.0, 40
"""The distance of what is not there, and the largest of what is, in sentences or paragraphs."""
OCCASION_GOES_ON = 12
"""Over how many paragraphs, at most, a speaker's occasion is taken to go on: the step that `on_thread` allows."""
LEAD, BELOW = 4, 3
"""How many paragraphs are headline and lead, and how far below them their saying may be dated."""

_OTHER_TIME = re.compile(
    r"\b(?:has|have|had|hasn['’]t|haven['’]t)\b|\b(?:in the past|previously|earlier|later|once|repeatedly|often"
    r"|frequently|regularly|always|at the time|last time|continue[sd]?|recently|used to|subsequent(?:ly)?)\b"
    r"|\b(?:not|declin\w+ to)\s+(?:\w+\s+)?(?:comment|respond|return)|n['’]t\s+(?:\w+\s+)?(?:comment|respond|return)",
    re.IGNORECASE,
)
"""Reporting words that speak of no one occasion."""
_NAME_WORD = re.compile(r"[A-Za-z][\w’']{2,}")
_HAD = re.compile(r"\bhad\b|\bhadn['’]t\b", re.IGNORECASE)
_WHILE = re.compile(r"^\W*(?:While|As|When|Although|Though)\b[^,]*,")
_PRESENT = re.compile(r"\b(?:is|are|plans?|wants?|hopes?|thinks?|believes?|knows?|likes?|fears?|will|intends?)\b", re.I)
_HABIT = re.compile(r"(?!was|has|does)[a-z]+s\b|say\b|tell\b|acknowledge\b|argue\b|note\b", re.I)
_PAPER = re.compile(rf"\b(?:it|{SPEECH})\b", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:has|have|hasn['’]t|haven['’]t|['’]ve)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:\w{2,}ed|said|told|wrote|made|gave|spoke|thought|knew|saw|took|went|came|put|held|found|left|sent|met|was"
    r"|were|did)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:earlier|previously|in the past|once|at the time|last time|used to|originally|already|first)\b", re.IGNORECASE
)
_LATER = re.compile(r"\b(?:later|subsequent(?:ly)?|then|another|separately|again|also)\b", re.IGNORECASE)
_MANY_TIMES = re.compile(
    r"\b(?:repeatedly|often|frequently|regularly|always|continu\w+|recent(?:ly)?|long|multiple|many times|never)\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(r"\b(?:respond|comment|return|reached|contacted|available)\b", re.IGNORECASE)
_OCCASION = re.compile(
    rf"\b(?=\w)({SPEECH}|talks|vote|session|lawsuit|complaint|order|decision|ceremony|trip|visit|dinner|podcast|show"
    r"|program)s?\b",
    re.IGNORECASE,
)
_ATTITUDES = ("believe", "know", "want")
_NO_NAME = frozenset(
    "the his her its their who which that this they she him and for from with you your former state house some".split()
)

_OF_STATEMENT = (
    "doc", "had", "past", "other_time", "another_occasion", "undated", "have_own", "vague",
    "act_assert", "act_direct", "earlier", "later", "many_times", "no_answer", "lead",
)  # fmt: skip
_OF_VALUE = (
    "own", "own_other", "grain", "dated_before", "free_before",
    "named_before", "same_sentence", "in_content", "told_beside", "dated_beside", "in_paragraph", "to_cue",
    "noun", "noun_last", "noun_other", "last",
    "earlier_at", "earlier_last", "later_at", "later_first", "speaker_others",
    "thread", "thread_other", "thread_at", "thread_gap", "thread_scene", "below", "below_at", "on_thread", "in_lead",
    "alike_before", "alike_before_at", "alike_after", "alike_after_at", "main_day",
)  # fmt: skip
NAMES = _OF_STATEMENT + _OF_VALUE
_its_numbers = itemgetter(*_OF_VALUE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may be the day of a saying, what speaks for it, and the dated place that it is taken from."""

    value: str
    features: tuple[float, ...]
    anchor: Anchor | None


@dataclass(frozen=True, slots=True)
class _View:
    """What a statement sees: the dated places around it, its thread, the nearest with a name or a noun of its own."""

    item: Item
    near: Sequence[Anchor]
    by_value: Mapping[str, Sequence[Anchor]]
    thread: Thread
    earlier: Sequence[Anchor]
    later: Sequence[Anchor]
    nouns: frozenset[str]
    last: str | None
    noun_last: str | None
    alike_before: Anchor | None
    alike_after: Anchor | None


def reporting(text: str, item: Item) -> str:
    """Return the words that report a statement: source and cue, what stands between them, how the sentence opens."""
    statement = item.statement
    spans = [*statement.source, *statement.cue] or list(statement.content)
    low, high = min(s.start for s in spans), max(s.end for s in spans)
    low = item.span.start if low - item.span.start < 80 else low
    return _WHILE.sub(" ", ASIDE.sub(" ", outside(text, max(low, item.span.start), high, statement.content)))


def undated(text: str, item: Item) -> bool:
    """Say whether the cue names an attitude or a habit, which no one day has: "wants", "describes" (not of a paper)."""
    cue = words_of(text, item.statement.cue)
    return _PRESENT.search(cue) is not None or (
        _HABIT.match(cue) is not None and not _PAPER.search(words_of(text, item.statement.source))
    )


def speaks_of_other_times(text: str, item: Item) -> bool:
    """Say whether the words that report a statement speak of no one occasion, or of another than the last."""
    return _OTHER_TIME.search(reporting(text, item)) is not None or undated(text, item)


def grain(value: str) -> int:
    """Return how coarse a value is: 0 a day, 1 up to two weeks, 2 a month, 3 longer, 4 a year, 5 a decade."""
    if "/" in value:
        ends = bounds(value)
        return 1 if ends and (ends[1] - ends[0]).days < 15 else 3
    bare = value.rstrip("~")
    return 5 if "X" in bare else {10: 0, 7: 2}.get(len(bare), 4)


class Evidence:
    """The candidates of a story's statements."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._owned = Counter(a.value for a in story.anchors if a.item and a.item.statement.parent is None)
        self._most = max(self._owned.values(), default=0)
        self._nouns: dict[int, frozenset[str]] = {}
        self._names = {item.index: self._name_words(item) for item in story.items}

    def candidates(self) -> Iterator[tuple[Item, list[Candidate]]]:
        """Give the statements to be weighed, each with its candidates, in reading order.

        Weighed are outermost statements that have a date of their own or may be of one day: no attitudes, and below
        headline and lead nothing in the present and nothing of an occasion named as new. Of such, few have a day
        in gold/train that is not their clause's own.
        """
        for item in self._story.items:
            if item.statement.parent is not None:
                continue
            about = self._of_statement(item)
            if about["have_own"] or self._open(item, about):
                view = self._view(item)
                told = tuple(float(about[name]) for name in _OF_STATEMENT)
                yield item, [self._candidate(view, about, told, value) for value in self._values(view)]

    def _open(self, item: Item, about: Mapping[str, float]) -> bool:
        s = item.statement
        if s.act in _ATTITUDES or about["vague"] or _PERFECT.search(words_of(self._story.text, s.cue)):
            return False
        return bool(about["lead"]) or not (about["undated"] or about["another_occasion"])

    def _candidate(self, view: _View, about: Mapping[str, float], told: tuple[float, ...], value: str) -> Candidate:
        """Return a value with what speaks for it; `told` is `about`, what its statement tells, in numbers."""
        here = view.by_value.get(value, ())
        found = self._of_value(view, value)
        found |= self._around(view, here)
        found |= _of_speaker(view, value)
        found |= self._on_thread(view, about, value, found["grain"])
        return Candidate(value, (*told, *map(float, _its_numbers(found))), _source(view, here, value))

    def _values(self, view: _View) -> list[str]:
        own = self._story.own.get(view.item.index)
        values = [own.value] if own and own.value else []
        values += [a.value for a in view.near if a.item is not None or not a.mention.ahead]
        values += [a.value for a in (*view.earlier, *view.later)]
        values += [a.value for a in (view.thread.before, view.thread.after) if a is not None]
        values += [self._story.published.isoformat()] if self._story.published else []
        return list(dict.fromkeys(values))

    def _view(self, item: Item) -> _View:
        story = self._story
        k = bisect_right(story.places, item.at)
        near = story.anchors[max(0, k - BEFORE) : k + AFTER]
        by_value: dict[str, list[Anchor]] = {}
        for a in near:
            by_value.setdefault(a.value, []).append(a)
        others = [a for a in near if a.item is None or a.item.index != item.index]
        nouns = self._said_outside(item.sentence)
        last = noun_last = alike_before = alike_after = None
        for a in others:
            nested = a.item is not None and a.item.statement.parent is not None
            if a.at < item.at and not nested:
                last = a.value
            if a.at < item.at and not a.told and a.sentence != item.sentence and nouns & self._said_outside(a.sentence):
                noun_last = a.value
            if a.item is not None and not nested and self._names[item.index] & self._names[a.item.index]:
                if a.at < item.at:
                    alike_before = a
                elif alike_after is None:
                    alike_after = a
        thread = story.threads.get(item.index, Thread())
        return _View(
            item, near, by_value, thread,
            [a for a in thread.earlier if a.item is not item], [a for a in thread.later if a.item is not item],
            nouns, last, noun_last, alike_before, alike_after,
        )  # fmt: skip

    def _said_outside(self, sentence: int) -> frozenset[str]:
        """Return the nouns of occasions in a sentence, outside what is said in it ("the letter", "at the forum")."""
        if sentence not in self._nouns:
            words = _outside(self._story.text, self._story.sentences[sentence][1], self._story.told)
            self._nouns[sentence] = frozenset(m[1].lower() for m in _OCCASION.finditer(words))
        return self._nouns[sentence]

    def _name_words(self, item: Item) -> frozenset[str]:
        words = f"{item.speaker or ''} {words_of(self._story.text, item.statement.source)}"
        found = _NAME_WORD.findall(words)
        return frozenset(w[:5].lower() for w in found if w.lower() not in _NO_NAME)

    def _of_statement(self, item: Item) -> dict[str, float]:
        text, s = self._story.text, item.statement
        cue, words = words_of(text, s.cue), reporting(text, item)
        own = self._story.own.get(item.index)
        depth = item.paragraph - self._story.first
        return {
            "doc": s.source_type == "document",
            "had": _HAD.search(cue) is not None,
            "past": _PAST.search(cue) is not None,
            "other_time": _OTHER_TIME.search(words) is not None,
            "another_occasion": names_another_occasion(text, item),
            "undated": undated(text, item),
            "have_own": own is not None and own.value is not None,
            "vague": own is not None and own.value is None,
            "act_assert": s.act == "assert",
            "act_direct": s.act == "direct",
            "earlier": _EARLIER.search(words) is not None,
            "later": _LATER.search(words) is not None,
            "many_times": _MANY_TIMES.search(words) is not None,
            "no_answer": _NO_ANSWER.search(cue) is not None,
            "lead": depth <= LEAD,
        }

    def _of_value(self, view: _View, value: str) -> dict[str, float]:
        own = self._story.own.get(view.item.index)
        mine = own.value if own is not None else None
        return {
            "own": mine == value,
            "own_other": mine is not None and mine != value,
            "grain": grain(value),
            "last": view.last == value,
            "noun_last": view.noun_last == value,
            "noun_other": view.noun_last not in (None, value),
        }

    def _around(self, view: _View, here: Sequence[Anchor]) -> dict[str, float]:
        """Return where a value stands around a statement: how far before it, what is beside it in its sentence."""
        item = view.item
        beside = [a for a in here if a.sentence == item.sentence]
        dated = [a for a in here if a.item is not None and a.item.statement.parent is None and a.item is not item]
        free = [a for a in here if a.item is None and not a.told]
        cue = item.statement.cue[0].start if item.statement.cue else item.at
        elsewhere = [a for a in here if a.sentence != item.sentence and not a.told]
        return {
            "dated_before": _back(item, dated),
            "free_before": _back(item, free),
            "named_before": _back(item, [a for a in free if item.speaker in a.named]),
            "same_sentence": any(a.item is None and not a.told for a in beside),
            "in_content": any(within(a.at, item.statement.content) for a in beside),
            "told_beside": any(a.told for a in beside),
            "dated_beside": any(a.item is not None and a.item is not item for a in beside),
            "in_paragraph": any(a.paragraph == item.paragraph and a.at < item.at for a in here),
            "to_cue": min((abs(a.at - cue) for a in beside), default=400),
            "noun": max((len(view.nouns & self._said_outside(a.sentence)) for a in elsewhere), default=0),
        }

    def _on_thread(self, view: _View, about: Mapping[str, float], value: str, coarse: float) -> dict[str, float]:
        """Return whether the speaker's occasion before or below a statement has this value."""
        item, thread = view.item, view.thread
        before, after = thread.before, thread.after if thread.after and thread.after.item is not item else None
        follows, leads = before is not None and before.value == value, after is not None and after.value == value
        clean = follows and not about["other_time"] and not about["undated"] and not thread.moved
        main = self._owned[value] == self._most >= 2 and coarse == 0 and before is None
        return {
            "thread": follows,
            "thread_other": before is not None and not follows,
            "thread_at": min(item.paragraph - before.paragraph, FAR) if before and follows else NEVER,
            "thread_gap": min(thread.gap, FAR) if follows else NEVER,
            "thread_scene": -1 if not follows else before is not None and before.item is None,
            "below": leads,
            "below_at": min(after.paragraph - item.paragraph, FAR) if after and leads else NEVER,
            "on_thread": clean and coarse < 2 and thread.gap <= OCCASION_GOES_ON,
            "in_lead": bool(after and leads and not about["other_time"] and after.paragraph - item.paragraph <= BELOW),
            **_alike(item, "alike_before", view.alike_before, value),
            **_alike(item, "alike_after", view.alike_after, value),
            "main_day": main and about["past"] and not about["other_time"],
        }


def _of_speaker(view: _View, value: str) -> dict[str, float]:
    """Return how a value stands to the other dated sayings of the same speaker: how far, and how many others are."""
    item = view.item
    before, after = ([a for a in found if a.value == value] for found in (view.earlier, view.later))
    return {
        "earlier_at": min(item.paragraph - before[0].paragraph, FAR) if before else NEVER,
        "earlier_last": bool(before) and view.earlier[0].value == value,
        "later_at": min(after[0].paragraph - item.paragraph, FAR) if after else NEVER,
        "later_first": bool(after) and view.later[0].value == value,
        "speaker_others": len({a.value for a in (*view.earlier, *view.later)} - {value}),
    }


def _alike(item: Item, name: str, anchor: Anchor | None, value: str) -> dict[str, float]:
    hit = anchor is not None and anchor.value == value
    away = abs(item.paragraph - anchor.paragraph) if anchor is not None else 0
    return {name: hit, f"{name}_at": min(away, FAR) if hit else NEVER}


def _back(item: Item, anchors: Sequence[Anchor]) -> float:
    before = [a.sentence for a in anchors if a.at < item.at]
    return min(item.sentence - before[-1], FAR) if before else NEVER


def _source(view: _View, here: Sequence[Anchor], value: str) -> Anchor | None:
    """Return the dated place that a value is best explained by: the statement's own, its speaker's, the nearest."""
    for a in here:
        if a.item is view.item:
            return a
    for told in (view.thread.before, *view.earlier, view.thread.after, *view.later):
        if told is not None and told.value == value:
            return told
    return min(here, key=lambda a: abs(a.at - view.item.at), default=None)


def _outside(text: str, sentence: Span, told: Sequence[Span]) -> str:
    """Return the words of a sentence outside `told`, which is in order."""
    k = max(bisect_right(told, Span(sentence.start, sentence.start)) - 1, 0)
    out, at = [], sentence.start
    for span in told[max(k - 8, 0) : k + 32]:
        if span.start >= sentence.end:
            break
        if span.start > at:
            out.append(text[at : span.start])
        at = max(at, span.end)
    return " ".join([*out, text[at : sentence.end]]) if at < sentence.end else " ".join(out)
