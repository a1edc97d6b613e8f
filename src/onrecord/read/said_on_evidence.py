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

from onrecord.domain import Span
from onrecord.read.clause_dates import SPEECH, Item, within, words_of
from onrecord.read.edtf import bounds
from onrecord.read.said_on_story import Anchor, Story, Thread, names_another_occasion
from onrecord.read.said_on_words import of_cue, reporting, times, undated

BEFORE, AFTER = 24, 12
"""How many dated places before and after a statement are looked at."""
NEVER, FAR = 90.0, 40
"""The distance of what is not there, and the largest of what is, in sentences or paragraphs."""
OCCASION_GOES_ON = 12
"""Over how many paragraphs, at most, a speaker's occasion is taken to go on: the step that `on_thread` allows."""
LEAD, BELOW = 4, 3
"""How many paragraphs are headline and lead, and how far below them their saying may be dated."""

_NAME_WORD = re.compile(r"[A-Za-z][\w’']{2,}")
_OCCASION = re.compile(
    rf"\b(?=\w)({SPEECH}|talks|vote|session|lawsuit|complaint|order|decision|ceremony|trip|visit|dinner|podcast|show"
    r"|program)s?\b",
)
_ATTITUDES = ("believe", "know", "want")
_NO_NAME = frozenset(
    "the his her its their who which that this they she him and for from with you your former state house some".split()
)

_OF_STATEMENT = (
    "doc", "had", "past", "other_time", "another_occasion", "undated", "have_own", "vague",
    "act_assert", "act_direct", "earlier", "later", "many_times", "no_answer", "lead",
)  # fmt: skip
_OF_OWN = ("own", "own_other", "grain", "last", "noun_last", "noun_other")
_OF_PLACES = (
    "dated_before", "free_before", "named_before", "same_sentence", "in_content", "told_beside", "dated_beside",
    "in_paragraph", "to_cue", "noun",
)  # fmt: skip
_OF_SPEAKER = ("earlier_at", "earlier_last", "later_at", "later_first", "speaker_others")
_OF_THREAD = (
    "thread", "thread_other", "thread_at", "thread_gap", "thread_scene", "below", "below_at", "on_thread", "in_lead",
    "alike_before", "alike_before_at", "alike_after", "alike_after_at", "main_day",
)  # fmt: skip
NAMES = _OF_STATEMENT + _OF_OWN + _OF_PLACES + _OF_SPEAKER + _OF_THREAD
_NOWHERE = (NEVER, NEVER, NEVER, False, False, False, False, False, 400, 0)
"""The numbers of `_OF_PLACES` for a value that stands nowhere near."""
_NOTHING: frozenset[str] = frozenset()
_Numbers = tuple[float, ...]


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
        self._names: dict[int, frozenset[str]] = {}

    def candidates(self) -> Iterator[tuple[Item, list[Candidate]]]:
        """Give the statements to be weighed, each with its candidates, in reading order.

        Weighed are outermost statements that have a date of their own or may be of one day: no attitudes, and below
        headline and lead nothing in the present and nothing of an occasion named as new. Of such, few have a day
        in gold/train that is not their clause's own.
        """
        for item in self._story.items:
            own = self._story.own.get(item.index)
            dated = own is not None and own.value is not None
            if item.statement.parent is not None or not (dated or (own is None and self._of_one_day(item))):
                continue
            about = self._of_statement(item)
            if dated or about["lead"] or not (about["undated"] or about["another_occasion"]):
                view = self._view(item)
                told = tuple(float(about[name]) for name in _OF_STATEMENT)
                yield item, [self._candidate(view, about, told, value) for value in self._values(view)]

    def _of_one_day(self, item: Item) -> bool:
        s = item.statement
        return s.act not in _ATTITUDES and not of_cue(words_of(self._story.text, s.cue)).perfect

    def _candidate(self, view: _View, about: Mapping[str, float], told: _Numbers, value: str) -> Candidate:
        """Return a value with what speaks for it; `told` is `about`, what its statement tells, in numbers."""
        here = view.by_value.get(value, ())
        coarse = grain(value)
        numbers = (
            *self._own(view, value, coarse),
            *(self._around(view, here) if here else _NOWHERE),
            *_of_speaker(view, value),
            *self._on_thread(view, about, value, coarse),
        )
        return Candidate(value, (*told, *map(float, numbers)), _source(view, here, value))

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
        last = noun_last = alike_before = alike_after = None
        # The nouns of its own sentence are asked for only where another one, outside what is said, has a date.
        told_of = any(not a.told and a.sentence != item.sentence for a in near)
        nouns = self._said_outside(item.sentence) if told_of else _NOTHING
        for a in near:
            if a.item is not None and a.item.index == item.index:
                continue
            nested = a.item is not None and a.item.statement.parent is not None
            before = a.at < item.at
            if before and not nested:
                last = a.value
            if (
                before
                and nouns
                and not a.told
                and a.sentence != item.sentence
                and nouns & self._said_outside(a.sentence)
            ):
                noun_last = a.value
            if a.item is not None and not nested and self._names_of(item) & self._names_of(a.item):
                if before:
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
            self._nouns[sentence] = frozenset(m[1] for m in _OCCASION.finditer(words.lower()))
        return self._nouns[sentence]

    def _names_of(self, item: Item) -> frozenset[str]:
        """Return the beginnings of the words that name who speaks."""
        known = self._names.get(item.index)
        if known is None:
            found = _NAME_WORD.findall(f"{item.speaker or ''} {words_of(self._story.text, item.statement.source)}")
            known = frozenset(w[:5].lower() for w in found if w.lower() not in _NO_NAME)
            self._names[item.index] = known
        return known

    def _of_statement(self, item: Item) -> dict[str, float]:
        text, s = self._story.text, item.statement
        cue, when = of_cue(words_of(text, s.cue)), times(reporting(text, item))
        own = self._story.own.get(item.index)
        depth = item.paragraph - self._story.first
        return {
            "doc": s.source_type == "document",
            "had": cue.had,
            "past": cue.past,
            "other_time": when.other,
            "another_occasion": names_another_occasion(text, item),
            "undated": undated(text, item),
            "have_own": own is not None and own.value is not None,
            "vague": own is not None and own.value is None,
            "act_assert": s.act == "assert",
            "act_direct": s.act == "direct",
            "earlier": when.earlier,
            "later": when.later,
            "many_times": when.many,
            "no_answer": cue.no_answer,
            "lead": depth <= LEAD,
        }

    def _own(self, view: _View, value: str, coarse: int) -> _Numbers:
        """Return the numbers of `_OF_OWN`: how a value stands to the clause's own, and to the last one named."""
        own = self._story.own.get(view.item.index)
        mine = own.value if own is not None else None
        return (
            mine == value,
            mine is not None and mine != value,
            coarse,
            view.last == value,
            view.noun_last == value,
            view.noun_last not in (None, value),
        )

    def _around(self, view: _View, here: Sequence[Anchor]) -> _Numbers:
        """Return the numbers of `_OF_PLACES`: how far before a statement a value stands, what is beside it."""
        item = view.item
        cue = item.statement.cue[0].start if item.statement.cue else item.at
        dated = free = named = None  # the sentences of the last ones before
        same, content, told, dated_beside, paragraph = False, False, False, False, False
        away: int | None = None
        noun = 0
        for a in here:
            before, of_another, bare = a.at < item.at, a.item is not None and a.item is not item, a.item is None
            if before:
                if of_another and a.item is not None and a.item.statement.parent is None:
                    dated = a.sentence
                elif bare and not a.told:
                    free = a.sentence
                    named = a.sentence if item.speaker in a.named else named
                paragraph = paragraph or a.paragraph == item.paragraph
            if a.sentence == item.sentence:
                same = same or (bare and not a.told)
                content = content or within(a.at, item.statement.content)
                told = told or a.told
                dated_beside = dated_beside or of_another
                away = abs(a.at - cue) if away is None else min(away, abs(a.at - cue))
            elif not a.told and view.nouns:
                noun = max(noun, len(view.nouns & self._said_outside(a.sentence)))
        back = (NEVER if at is None else min(item.sentence - at, FAR) for at in (dated, free, named))
        return *back, same, content, told, dated_beside, paragraph, 400 if away is None else away, noun

    def _on_thread(self, view: _View, about: Mapping[str, float], value: str, coarse: float) -> _Numbers:
        """Return the numbers of `_OF_THREAD`: whether the speaker's occasion before or below has this value."""
        item, thread = view.item, view.thread
        before, after = thread.before, thread.after if thread.after and thread.after.item is not item else None
        follows, leads = before is not None and before.value == value, after is not None and after.value == value
        clean = follows and not about["other_time"] and not about["undated"] and not thread.moved
        main = self._owned[value] == self._most >= 2 and coarse == 0 and before is None
        return (
            follows,
            before is not None and not follows,
            min(item.paragraph - before.paragraph, FAR) if before and follows else NEVER,
            min(thread.gap, FAR) if follows else NEVER,
            -1 if not follows else before is not None and before.item is None,
            leads,
            min(after.paragraph - item.paragraph, FAR) if after and leads else NEVER,
            clean and coarse < 2 and thread.gap <= OCCASION_GOES_ON,
            bool(after and leads and not about["other_time"] and after.paragraph - item.paragraph <= BELOW),
            *_alike(item, view.alike_before, value),
            *_alike(item, view.alike_after, value),
            main and about["past"] and not about["other_time"],
        )


def _of_speaker(view: _View, value: str) -> _Numbers:
    """Return the numbers of `_OF_SPEAKER`: how a value stands to the other dated sayings of the same speaker."""
    item, earlier, later = view.item, view.earlier, view.later
    if not earlier and not later:
        return NEVER, False, NEVER, False, 0
    before = next((a for a in earlier if a.value == value), None)
    after = next((a for a in later if a.value == value), None)
    return (
        NEVER if before is None else min(item.paragraph - before.paragraph, FAR),
        before is not None and before is earlier[0],
        NEVER if after is None else min(after.paragraph - item.paragraph, FAR),
        after is not None and after is later[0],
        len({a.value for a in (*earlier, *later)} - {value}),
    )


def _alike(item: Item, anchor: Anchor | None, value: str) -> tuple[bool, float]:
    if anchor is None or anchor.value != value:
        return False, NEVER
    return True, min(abs(item.paragraph - anchor.paragraph), FAR)


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
