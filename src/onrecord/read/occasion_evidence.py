"""What an article tells of its occasions: each mention of a channel or of an addressee, and which statement has it.

In: the text and its statements in their places. Out: mentions in text order, of five kinds (see `Kind`): some belong to
one statement's own words, some stand in a sentence that reports nothing itself ("Lee spoke at a rally on Monday").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter

from onrecord.domain import Span
from onrecord.read import occasion_words as words
from onrecord.read import reporting_words as lexicon
from onrecord.read.channel_words import ChannelIndex, source_channels
from onrecord.read.occasion_words import Hint
from onrecord.read.places import Placed
from onrecord.text import excerpt, sentences_of

_WAS_ASKED = re.compile(r"(?:when |if |after being )?(?:asked|pressed|questioned)\b", re.IGNORECASE)
_FULL_NAME = re.compile(r"\b[A-Z][\w.’'-]+(?: [A-Z][\w.-]*){1,3}")
_ANSWERS = re.compile(
    r"\b(?:reject|rebuff|spurn|declin|refus|ignor|accept|answer|respon|repl|rebut|turned down)\w*", re.I
)
_TO = re.compile(r"\bto (?=[A-Z]|(?:an?|the|his|her|its|their) )")
_WORD = re.compile(r"[\w-]+")
_PRONOUN = re.compile(r"\W*(?:he|she|they)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?) ")
_HEAD = re.compile(r"\b(?:forum|town hall|panel|event|special|breakfast)$", re.I)
_TALKED = re.compile(r"(?:spoke|speaking|talk\w*|discussion|sat down)\b", re.I)
_OWNED = re.compile(r"['’]s? ")
_MONTH = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December) (?=[A-Z])"
)
_BRIEFING = re.compile(
    r"(?:the|an?|his|her|its|their) (?:[\w-]+ ){0,2}(?:briefing|press conference|news conference)$", re.I
)
_NAMED = re.compile(r"((?:[A-Z][\w.&-]* )+)(?:(?:television|radio|news|tv) )?(?:station|network|channel)$")
_BY_WHOM = re.compile(r"\b(?:interviewed|spoke|speaking|in an?|at an?)\b", re.I)
_REPLIES = re.compile(
    r"\b(?:answered|repli(?:ed|es)|respond(?:ed|s)|(?:wrote|shot|fired|hit) back|countered|retorted)\b", re.I
)
_HIM = re.compile(r"(?:him|her|them)\b", re.I)
_PUBLISHES = re.compile(
    r"\b(?:wr(?:ote|ites|iting|itten)|releas\w+|publish\w+|post\w+|issu\w+|gave|giv\w+|deliver\w+|sent|sends?|ran|runs?"
    r"|launch\w+|air\w+|sign\w+|fil(?:ed|es|ing))\b",
    re.I,
)

OPENING = 12
"""Within so many characters words open a sentence: "In her last note"."""


class Kind(IntEnum):
    """How a mention belongs to its statement, the surest first."""

    OWN = 0  # its own words: "told", "in an interview with"
    SOURCE = 1  # its source is itself a paper, a court, a poll
    SCENE = 2  # a sentence without a cue
    ANSWER = 3  # whoever asked, whoever is asked, whose offer is answered
    NEAR = 4  # who else stands near: the one who tells it, whoever speaks before and after, the object of an order


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a channel, an addressee or both; `owner` is the index of the statement that has it, None if none.

    `speakers` are the keys of those who may be meant to speak; `days` the words that put it at another time.
    """

    at: Span
    paragraph: int
    kind: Kind
    channel: str | None
    addressee: str | None
    owner: int | None
    speakers: frozenset[str]
    nested: bool
    days: frozenset[str]


def mentions(
    text: str,
    items: Sequence[Placed],
    cut: Sequence[tuple[int, Span]] | None = None,
    days: words.DayIndex | None = None,
) -> list[Mention]:
    """Return all mentions in `text`, in text order.

    cut: its sentences with the numbers of their paragraphs, and days: its index, where they are known.
    """
    cut = sentences_of(text) if cut is None else cut
    contents = sorted(c for i in items if i.statement.parent is None for c in i.statement.content)
    by_id = {item.statement.id: item for item in items}
    groups: dict[Span, list[Placed]] = defaultdict(list)
    for item in items:
        groups[item.sentence].append(item)
    out: list[Mention] = []
    keys, seen = _keys(items), _Text(text, days or words.DayIndex(text))
    for group in groups.values():
        out += _opened(text, group[0].sentence, _own(seen, group, contents, by_id), keys)
    for item in items:
        out += _source(seen, item)
    out += _scenes(seen, cut, items, contents, groups)
    out += _near(seen, items, by_id)
    out = _televised(text, out)
    canon = _Canon(text, items, cut)
    out.sort(key=lambda m: (m.at, m.kind))
    return [canon.named(m) for m in out]


class _Text:
    """An article's text as all the searches for mentions need it: as it is, with plain spaces, and indexed."""

    def __init__(self, text: str, days: words.DayIndex) -> None:
        self.text, self.plain, self.channels, self.days = text, words.plain(text), ChannelIndex(text), days


def _televised(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Let "the forum" be broadcast where it is called a station's forum once."""
    heads = {m.group().lower() for x in found if x.channel == "broadcast" and (m := _HEAD.search(x.at.of(text)))}
    if not heads:
        return list(found)
    return [
        replace(x, channel="broadcast")
        if x.channel == "speech" and (m := _HEAD.search(x.at.of(text))) and m.group().lower() in heads
        else x
        for x in found
    ]


def _own(seen: _Text, group: Sequence[Placed], contents: Sequence[Span], by_id: dict[str, Placed]) -> list[Mention]:
    """Give each hint of one sentence to the nearest cue of its level."""
    text, sentence = seen.text, group[0].sentence
    channels = seen.channels.within(sentence.start, sentence.end)
    out: list[Mention] = []
    for nested in (False, True):
        items = [i for i in group if (i.statement.parent is not None) == nested]
        if not items:
            continue
        found: list[Hint] = []
        if channels:
            own = [s for i in items for s in i.statement.content] if nested else words.within(sentence, contents)
            said = words.blank(seen.plain, sentence, [*own, *(s for i in group for s in i.statement.source)])
            hinted = words.hints(said, sentence.start, channels)
            found = [h for h in hinted if not nested or words.inside(h.at.start, contents)]
        if nested:
            found = [replace(h, channel="conversation") if _TALKED.match(h.at.of(text)) else h for h in found]
        given = [(h, words.nearest(h.at, items)) for h in found]
        for item in items:
            hints = [h for h, nearest in given if nearest is item]
            told = words.told(text, item)
            if told and words.PRONOUN.match(told):
                listener = _listener(told, item, by_id)
                hints[:0] = [Hint(item.cue, "conversation" if nested else None, listener)] if listener else []
            elif told:
                # "Told the station in an interview": the words that name the channel decide.
                shown = None if hints else words.of_audience(told)
                hints.insert(0, Hint(item.cue, shown, told))
            if hints:
                when = seen.days.of(sentence, [*item.statement.source, *item.statement.content])
                out += [_mention(item, _complete(h, hints), Kind.OWN, when) for h in hints]
    return out


def _opened(text: str, sentence: Span, own: Sequence[Mention], keys: Mapping[str, str]) -> list[Mention]:
    """Let "In a note on Monday, Lee ..." be an occasion of Lee's, whoever speaks further on in the sentence."""
    out = []
    for m in own:
        if m.at.start - sentence.start < OPENING and not m.nested:
            after = _WORD.findall(text[m.at.end : min(sentence.end, m.at.end + 150)].lower())
            who = next((keys[w] for w in after if w in keys), None)
            m = replace(m, speakers=m.speakers | {who}) if who else m
        out.append(m)
    return out


def _complete(hint: Hint, hints: Sequence[Hint]) -> Hint:
    """Give whom a statement names the channel that its other words show."""
    channel = hint.channel or next((h.channel for h in hints if h.channel), None)
    return hint if hint.channel else replace(hint, channel=channel or words.of_audience(hint.addressee))


def _mention(item: Placed, hint: Hint, kind: Kind, when: frozenset[str] = frozenset()) -> Mention:
    speakers = frozenset({item.speaker} if item.speaker else ())
    channel = hint.channel
    nested = item.statement.parent is not None
    return Mention(hint.at, item.paragraph, kind, channel, hint.addressee, item.index, speakers, nested, when)


def _listener(pronoun: str, item: Placed, by_id: dict[str, Placed]) -> str | None:
    """Return whom "told me", "told him" means: whoever says so, in what is said, else the author, if it is "me"."""
    parent = by_id.get(item.statement.parent or "")
    if parent is not None:
        return parent.name if parent.speaker != item.speaker else None
    return "the author" if pronoun.lower() in ("me", "us") else None


def _source(seen: _Text, item: Placed) -> list[Mention]:
    """Return the channel of a source that is itself a paper, a post, a court or a poll."""
    text, channels, statement = seen.text, seen.channels, item.statement
    source = excerpt(text, statement.source[:1])
    cue = excerpt(text, statement.cue)
    for reporting, channel in source_channels(source):
        if reporting.search(cue):
            return [_mention(item, Hint(statement.source[0], channel, None), Kind.SOURCE)]
    if source:
        first = statement.source[0]
        shown = channels.within(first.start, first.end)
        own = words.hints(words.blank(seen.plain, first, ()), first.start, shown) if shown else []
        if own and _BY_WHOM.search(source):
            return [_mention(item, own[0], Kind.OWN)]
    if statement.content and 0 <= statement.content[0].start - item.cue.end <= 2:
        cue_at = statement.cue[-1].start if statement.cue else 0
        said = text[cue_at : statement.content[0].start + 60].replace("\n", " ")
        shown = channels.within(cue_at, cue_at + len(said))
        if shown and _PUBLISHES.search(cue):
            hints = (h for h in words.hints(said, cue_at, shown) if h.at.start < item.cue.end)
            return [_mention(item, h, Kind.OWN) for h in hints][:1]
    return []


def _keys(items: Iterable[Placed]) -> dict[str, str]:
    """Return the keys of the outermost speakers by the last words of their names."""
    keys: dict[str, str] = {}
    for item in items:
        if item.speaker and item.name and item.statement.parent is None:
            keys.setdefault(item.name.split()[-1].lower(), item.speaker)
    return keys


def _scenes(
    seen: _Text,
    cut: Sequence[tuple[int, Span]],
    items: Sequence[Placed],
    contents: Sequence[Span],
    groups: dict[Span, list[Placed]],
) -> list[Mention]:
    """Return the hints of sentences that have no cue of their own, outside all that is said."""
    keys = _keys(items)
    out: list[Mention] = []
    k, last = 0, ""
    for number, sentence in cut:
        while k < len(items) and items[k].cue.start < sentence.start:
            if items[k].statement.parent is None:
                last = items[k].speaker or last
            k += 1
        if any(i.statement.parent is None for i in groups.get(sentence, ())):
            continue
        shown = seen.channels.within(sentence.start, sentence.end)
        if not shown:
            continue
        said = words.blank(seen.plain, sentence, words.within(sentence, contents))
        found = words.hints(said, sentence.start, shown)
        if not found:
            continue
        who = [keys[w] for w in _WORD.findall(said.lower()) if w in keys]
        if not who and _PRONOUN.match(said) and last:
            who = [last]
        when = seen.days.of(sentence, words.within(sentence, contents))
        out += [
            Mention(h.at, number, Kind.SCENE, h.channel, h.addressee, None, frozenset(who), False, when) for h in found
        ]
    return out


def _near(seen: _Text, items: Sequence[Placed], by_id: dict[str, Placed]) -> list[Mention]:
    """Return who may be addressed for where they stand."""
    text = seen.text
    out: list[Mention] = []
    levels: dict[str | None, list[Placed]] = defaultdict(list)
    for item in items:
        levels[item.statement.parent].append(item)
    for parent, level in levels.items():
        for k, item in enumerate(level):
            before, after = level[k - 1] if k else None, level[k + 1] if k + 1 < len(level) else None
            unsaid = item.statement.act == "ask" and not item.statement.source
            for other in (before, after):
                if (
                    other is None
                    or not other.name
                    or (other.speaker == item.speaker and not (unsaid and other is after))
                ):
                    continue
                if abs(other.paragraph - item.paragraph) <= 1:
                    out.append(_mention(item, Hint(other.cue, None, other.name), _exchange(text, item, other)))
            if before is not None and before.name and before.speaker != item.speaker and _pronoun(text, item):
                out.append(_mention(item, Hint(before.cue, None, before.name), Kind.ANSWER))
            above = by_id.get(parent or "")
            if above is not None and above.name and above.speaker != item.speaker:
                kind = Kind.ANSWER if item.statement.act == "ask" and above.statement.act == "decline" else Kind.NEAR
                out.append(_mention(item, Hint(above.cue, None, above.name), kind))
            out += _object(seen, item)
    return out


def _pronoun(text: str, item: Placed) -> bool:
    """Say whether him or her is told, asked, urged."""
    told = words.told(text, item)
    first = item.statement.content[:1]
    return bool(told and _HIM.match(told)) or bool(
        item.statement.act == "direct" and first and _HIM.match(text[first[0].start : first[0].start + 8])
    )


def _exchange(text: str, item: Placed, other: Placed) -> Kind:
    """Say whether of two that speak in turn one asks what the other answers."""
    if item.sentence == other.sentence:
        for one in (item, other):
            if one.statement.act == "ask" and _WAS_ASKED.match(one.cue.of(text)):
                return Kind.ANSWER
    before = other.cue.start < item.cue.start and item.statement.act != "decline"
    return Kind.ANSWER if before and _REPLIES.search(item.cue.of(text)) else Kind.NEAR


def _object(seen: _Text, item: Placed) -> list[Mention]:
    """Return whom an order, a question or an answer names: the first name of what is said, or "to" somebody."""
    text = seen.text
    content = item.statement.content[:1]
    out: list[Mention] = []
    cue = item.cue.of(text)
    if content:
        opening = text[content[0].start : content[0].start + 120]
        if _ANSWERS.search(cue) and (who := words.whose_request(opening)):
            out.append(_mention(item, Hint(content[0], None, who), Kind.ANSWER))
        elif item.statement.act in ("direct", "ask") and (who := words.name(opening)):
            out.append(_mention(item, Hint(content[0], None, who), Kind.NEAR))
    if seen.plain.find("to ", item.sentence.start, item.sentence.end) < 0:
        return out
    own = [*item.statement.content, *item.statement.source]
    said = words.blank(seen.plain, item.sentence, own)
    for m in islice(_TO.finditer(said), 3):
        if who := words.name(said[m.end() : m.end() + 100]):
            begin = item.sentence.start + m.start()
            out.append(_mention(item, Hint(Span(begin, begin + len(m.group()) + len(who)), None, who), Kind.NEAR))
    return out


def _names(text: str, items: Sequence[Placed], cut: Sequence[tuple[int, Span]]) -> dict[str, set[str]]:
    """Return the names of several words in the article by their last word; the headline's capitals tell nothing."""
    out: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if item.name and " " in item.name:
            out[item.name.split()[-1]].add(item.name)
    known = set(out)
    for _, paragraph in groupby(cut, key=itemgetter(0)):
        its = [sentence for _, sentence in paragraph]
        if its[0] is cut[0][1]:
            continue
        for m in _FULL_NAME.finditer(text, its[0].start, its[-1].end):
            who = lexicon.TITLE.sub("", m.group()).rstrip(".,’'")
            if " " not in who or _MONTH.match(who):
                continue
            parts = who.split()
            if parts[-1] not in known and not _OWNED.search(who) and parts[0].lower() not in lexicon.STOP:
                out[parts[-1]].add(who)
    return out


class _Canon:
    """Gives one form to what an article calls by several: "the Herald" and "Herald", "Lee" and "Ann Lee"."""

    def __init__(self, text: str, items: Sequence[Placed], cut: Sequence[tuple[int, Span]]) -> None:
        self._text, self._items, self._cut = text, items, cut
        self.forms: dict[str, str] = {}

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """The article's names of several words by their last word."""
        return _names(self._text, self._items, self._cut)

    def named(self, m: Mention) -> Mention:
        """Return a mention with the one form of its addressee."""
        if not m.addressee:
            return m
        who = self.of(m.addressee)
        return m if who == m.addressee else replace(m, addressee=who)

    def of(self, who: str) -> str:
        """Return the fullest plain form of a name: "the Tarn TV station" is Tarn TV, "the Herald's Lee" is Lee."""
        who = who.rstrip("’'")
        who = _MONTH.sub("", who)
        if _BRIEFING.match(who):
            return "reporters"
        m = _OWNED.search(who)
        rest = who[m.end() :].strip() if m else ""
        if rest and rest[0].isupper() and not lexicon.PROGRAMME.search(rest):
            who = rest
        if kept := _NAMED.match(who):
            who = kept.group(1).rstrip()
        if " " not in who and len(full := self.names.get(who, set())) == 1:
            who = next(iter(full))
        key = _ARTICLE.sub("", who.lower())
        return self.forms.setdefault(key, who)
