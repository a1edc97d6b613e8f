"""Where an article names times, and which of them each speaker's sayings follow on: what datings are weighed on.

In: the text, its statements, its expressions of date. Out: a `Story`: the statements in reading order, the dates of
their own clauses, every dated place (`Anchor`), and for each statement its `Thread`, the dated places of its speaker
before and after it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from onrecord.domain import Block, Span, Statement
from onrecord.read.clause_dates import SPEECH, Item, object_dates, outside, own_dates, tells_time, within, words_of
from onrecord.read.dates import Mention, find
from onrecord.text import sentences_of

EARLIER, LATER = 8, 4
"""How many dated sayings of the same speaker are kept before and after a statement."""
# "in an interview". It looks for the white space behind the preposition first, which few places of a text have. Like
# _SCENE it is for words in lower case: patterns that mind no case are several times slower.
_ANOTHER_OCCASION = re.compile(
    r"\s(?<=[agnot]\s)(?:(?<=\b(?:in|at|on|to)\s)|(?<=\bvia\s)|(?<=\bduring\s))\s*(?:an?|another|one)\s+"
    rf"(?:[\w-]+\s+){{0,3}}?(?:{SPEECH})\b",
)
_SCENE = re.compile(
    rf"\b(?:{SPEECH}|spoke|speaking|talked|met|meet|appear\w*|took the stage|testified|talks|vote[ds]?|visit\w*"
    r"|ruling|ruled|releas\w+|publish\w+|announc\w+|issued|sent|filed)\b",
)
_RELATIVE = re.compile(
    r"(?:the\s)?(same|next|previous|following)\s(?:day|night|morning|evening)"
    r"|(?:the|a)\s(?:day|night)\s(before|earlier|later|after)",
    re.IGNORECASE,
)
_STEPS = {"same": 0, "next": 1, "following": 1, "later": 1, "after": 1, "previous": -1, "before": -1, "earlier": -1}
FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORD = re.compile(r"[\w’'-]+")
_OWNER = re.compile(r"['’]s$")
_PRONOUN = re.compile(r"(?:he|she|they|it|i|we|who|which|that)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A dated place: of the clause that reports `item`, or of a sentence, `told` where somebody says it.

    `named` are the speakers whom its sentence names; `tells` says that its words are a time of their clause, `scene`
    that its sentence tells of an occasion at which those it names may have said things.
    """

    value: str
    at: int
    sentence: int
    paragraph: int
    mention: Mention
    item: Item | None = None
    told: bool = False
    named: frozenset[str] = frozenset()
    tells: bool = True
    scene: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """The dated places of a statement's speaker: the last one before it and the first one after it.

    `gap` is the widest step, in paragraphs, from `before` over the speaker's sayings to this one; `moved` says that one
    of them names another occasion. `earlier` and `later` are the speaker's dated sayings, the nearest first.
    """

    before: Anchor | None = None
    gap: int = 0
    moved: bool = False
    after: Anchor | None = None
    earlier: tuple[Anchor, ...] = ()
    later: tuple[Anchor, ...] = ()


@dataclass(frozen=True)
class Story:
    """An article as dating sees it. `told` is what is said in outermost statements, in order."""

    text: str
    items: Sequence[Item]
    sentences: Sequence[tuple[int, Span]]
    first: int
    published: date | None
    own: Mapping[int, Mention]
    told: Sequence[Span]
    anchors: Sequence[Anchor] = ()
    threads: Mapping[int, Thread] = field(default_factory=dict)

    @cached_property
    def places(self) -> list[int]:
        """Where the anchors stand, in order."""
        return [a.at for a in self.anchors]


def read_story(
    text: str,
    statements: Sequence[Statement],
    *,
    published: date | None,
    blocks: Sequence[Block],
    cut: Sequence[tuple[int, Span]] | None = None,
) -> Story:
    """Return what dating needs to know of an article. Dates in `blocks` that are furniture are not read.

    cut: the sentences of the text with the numbers of their paragraphs, where they are known.
    """
    sentences = sentences_of(text) if cut is None else cut
    starts = [s.start for _, s in sentences]
    furniture = [b.span for b in blocks if b.kind == "furniture"]
    mentions = _counted(text, [m for m in find(text, published=published) if not within(m.span.start, furniture)])
    items = _placed(text, statements, sentences, starts)
    own: dict[int, Mention] = {}
    for k, group in groupby(sorted(items, key=_sentence), key=_sentence) if mentions else ():
        inside = [m for m in mentions if sentences[k][1].start <= m.span.start < sentences[k][1].end]
        if not inside:
            continue
        found = list(group)
        own.update((item.index, m) for item, m in object_dates(text, inside, found))
        own.update((item.index, m) for item, m in own_dates(text, inside, found, statements))
    first = _first_paragraph(sentences, furniture)
    told = sorted(c for item in items if item.statement.parent is None for c in item.statement.content)
    story = Story(text, items, sentences, first, published, own, told)
    anchors = _anchors(story, mentions, starts)
    if not anchors:
        return story  # nothing that a thread could follow on
    story = replace(story, anchors=anchors)
    return replace(story, threads=_threads(story))


def _first_paragraph(sentences: Sequence[tuple[int, Span]], furniture: Sequence[Span]) -> int:
    """Return the number of the first paragraph that is no furniture."""
    last = -1
    for k, sentence in sentences:
        if k != last and not within(sentence.start, furniture):
            return k
        last = k
    return 0


def _placed(
    text: str, statements: Sequence[Statement], sentences: Sequence[tuple[int, Span]], starts: Sequence[int]
) -> list[Item]:
    """Return the statements that have any words, in their places, in the order of their reporting words.

    Who speaks is the speaker read, else the last word of the source; a pronoun is whoever spoke before.
    """
    found: list[tuple[int, int, Statement]] = []
    for index, s in enumerate(statements):
        spans = s.cue or s.source or s.content
        if sentences and spans:
            found.append((min(x.start for x in spans), index, s))
    out: list[Item] = []
    last: str | None = None
    for at, index, s in sorted(found, key=lambda item: item[0]):
        key: str | None = s.speaker
        if key is None:
            words = _WORD.findall(words_of(text, s.source))
            pronoun = not words or _PRONOUN.match(words[-1])
            key = last if pronoun else _OWNER.sub("", words[-1]).lower()
        k = max(bisect_right(starts, at) - 1, 0)
        out.append(Item(index, s, at, k, sentences[k][0], sentences[k][1], key))
        last = key if s.parent is None else last
    return out


def _counted(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Count "the next day" and "the day before" from the last full day that the text named."""
    out: list[Mention] = []
    last: str | None = None
    for mention in mentions:
        words = _RELATIVE.fullmatch(" ".join(mention.span.of(text).split()))
        if words and last and mention.value is None:
            step = _STEPS[(words[1] or words[2]).lower()]
            day = date.fromisoformat(last) + timedelta(days=step) if last < "9999-12-31" else date.max
            mention = replace(mention, value=day.isoformat(), kind="day", reason=f"counted from {last}, named before")
        if mention.value is not None and FULL_DAY.fullmatch(mention.value):
            last = mention.value
        out.append(mention)
    return out


def _sentence(item: Item) -> int:
    return item.sentence


def _anchors(story: Story, mentions: Sequence[Mention], starts: Sequence[int]) -> list[Anchor]:
    text = story.text
    by_index = {item.index: item for item in story.items}
    of: dict[int, list[int]] = defaultdict(list)
    for index, mention in story.own.items():
        of[mention.span.start].append(index)
    speakers = sorted({item.speaker for item in story.items if item.speaker and item.speaker.split()})
    last_names = [(who, who.split()[-1].lower()) for who in speakers]
    out: list[Anchor] = []
    for mention in mentions:
        at = mention.span.start
        k = max(bisect_right(starts, at) - 1, 0)
        paragraph = story.sentences[k][0]
        if mention.value is None or paragraph < story.first:
            continue
        for index in of.get(at, ()):
            value = story.own[index].value or mention.value
            out.append(Anchor(value, at, k, paragraph, story.own[index], by_index[index]))
        if at not in of:
            plain = story.sentences[k][1].of(text).lower()
            named = frozenset(who for who, last in last_names if last in plain and _is_word(last, plain))
            told = within(at, story.told)
            tells = tells_time(text, mention)
            scene = bool(named) and tells and not told and _SCENE.search(plain) is not None
            out.append(Anchor(mention.value, at, k, paragraph, mention, None, told, named, tells, scene))
    return out


def _is_word(word: str, plain: str) -> bool:
    """Say whether a word, or a name with a mark at its end, stands in a text with its edges where words have theirs.

    As a pattern it would have to be compiled anew for each name.
    """
    begins, ends = _is_of_word(word[0]), _is_of_word(word[-1])
    at = plain.find(word)
    while at >= 0:
        before, after = plain[at - 1 : at] if at else "", plain[at + len(word) : at + len(word) + 1]
        if _is_of_word(before) != begins and _is_of_word(after) != ends:
            return True
        at = plain.find(word, at + 1)
    return False


def _is_of_word(mark: str) -> bool:
    return mark.isalnum() or mark == "_"


def _followed(anchor: Anchor) -> Sequence[str]:
    """Return the speakers whose sayings may follow on a dated place: who says it, or whom a scene names."""
    if anchor.item is not None:
        who = anchor.item.speaker
        # "Ann Lee and Bo Ray": each of them was there.
        return [] if who is None or anchor.item.statement.parent else list(dict.fromkeys((who, *who.split(" and "))))
    if anchor.mention.ahead or not anchor.scene or len(anchor.value) == 4:
        return []
    return sorted(anchor.named)


@dataclass
class _Held:
    """A speaker's last dated place on the way through the text, and what has come since."""

    anchor: Anchor | None = None
    reached: int = 0
    gap: int = 0
    moved: bool = False
    own: list[Anchor] = field(default_factory=list)


def _threads(story: Story) -> dict[int, Thread]:
    before, after = _swept(story, 1), _swept(story, -1)
    return {
        item.index: Thread(b.anchor, b.gap, b.moved, f.anchor, tuple(b.own[::-1][:EARLIER]), tuple(f.own[::-1][:LATER]))
        for item in story.items
        for b, f in [(before[item.index], after[item.index])]
    }


def _swept(story: Story, way: int) -> dict[int, _Held]:
    """Go through anchors and statements, forth (1) or back (-1), and note what each statement's speaker has behind."""
    events: list[tuple[int, int, Anchor | Item]] = [(a.at, 0, a) for a in story.anchors]
    events += [(item.at, 1, item) for item in story.items]
    held: dict[str, _Held] = defaultdict(_Held)
    out: dict[int, _Held] = {}
    for _, _, event in sorted(events, key=lambda e: (way * e[0], e[1])):
        if isinstance(event, Anchor):
            for who in _followed(event):
                own = [*held[who].own, event][-EARLIER:] if event.item is not None else held[who].own
                held[who] = _Held(event, event.paragraph, own=own)
        elif event.speaker is None:
            out[event.index] = _Held()
        else:
            out[event.index] = held[event.speaker] = _passed(story, held[event.speaker], event)
    return out


def _passed(story: Story, held: _Held, item: Item) -> _Held:
    if held.anchor is None:
        return held
    gap = max(held.gap, abs(item.paragraph - held.reached))
    moved = held.moved or (item.paragraph != held.anchor.paragraph and names_another_occasion(story.text, item))
    return _Held(held.anchor, item.paragraph, gap, moved, held.own)


def names_another_occasion(text: str, item: Item) -> bool:
    """Say whether the sentence that reports a statement names an occasion as new: "in an interview with ..."."""
    words = outside(text, item.span.start, item.span.end, item.statement.content)
    return _ANOTHER_OCCASION.search(words.lower()) is not None
