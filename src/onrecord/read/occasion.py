"""To whom each statement was made, and by which channel: the words that report it, or the occasion it goes on with.

In: the article's text and its statements in text order (their `act` and `speaker` are used where they are read). Out:
one `Occasion` for each, in their order. What is known of an occasion comes from

1. the sentence of the cue, outside all that is said in it, each hint going to the nearest cue: "told a crowd", "in an
   interview with", "tweeted"; for a nested statement, inside what its parent says;
2. the source, where that is itself a paper, a court, a poll: "the report said";
3. the last occasion of the same speaker, a few paragraphs before at most, where nothing tells of another one;
4. for headlines and leads, the speaker's first occasion in the paragraphs that follow.

Attitudes inside what somebody says have none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from onrecord.domain import Span, Statement
from onrecord.read import reporting_words as lexicon
from onrecord.read.relations import Placed, place
from onrecord.text import excerpt

CARRY = 8
"""Over how many paragraphs an occasion goes on. Tuned, as BRIEF, LEAD and BACK are, on gold/train."""
BRIEF = 1
"""The same for what is written."""
LONGEST, MOST = 9, 40
"""The most words of an addressee, and the most hints of a sentence: no news has more, and cost stays linear."""
HEAD, LEAD, BACK = 3, 6, 1
"""How many paragraphs count as headline and lead; how far below them, and below others, an occasion may be told."""
OWN, CARRIED = 0.85, 0.75
"""The confidence in what a statement's own words tell, and in what is carried: the shares right on gold/train."""

_PRONOUN = re.compile(r"(?:he|she|they|it|i|we|who|which|that|him|her|them|me|us)$", re.IGNORECASE)
_ME = re.compile(r"(?:i|we|me|us)?$", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_](?:[\w.&-]|['’](?=\w))*['’]?|\S")
_TO_WHOM = re.compile(
    r"(?:\s+[\w’'-]+){0,2}?\s+(?:with|to|before|by)\s+(?=[A-Z“]|(?:an?|the|his|her|its|their)\s|(?:[\w-]+\s)?(?:\w+s|staff|police|congress)\b)"
)
_TO_DO = re.compile(r"\s*(?:\([^)]{1,20}\)\s*)?,?\s*(?:not |never )?to\b")
_WAS_ASKED = re.compile(r"(?:when |if |after being )?(?:asked|pressed|questioned)\b", re.IGNORECASE)
_OBJECT = re.compile(r"\W{0,2}(me|us|him|her|them)\b", re.IGNORECASE)
_REQUEST = re.compile(r"['’]s?\s+(?:\w+\s+)?(?:requests?|questions?|inquir(?:y|ies)|calls?)\b")


@dataclass(frozen=True, slots=True)
class Occasion:
    """To whom something was said and by which channel, None where not shown; how sure, and which words say so."""

    addressee: str | None
    channel: str | None
    confidence: float
    reason: str
    days: frozenset[str] = field(default=frozenset(), compare=False, repr=False)


_NONE = Occasion(None, None, 0.0, "nothing shows it")
_SAME = "the same occasion, "
_WROTE = re.compile(r"\b(?:wr(?:ote|ites|iting|itten)|post(?:s|ed|ing))\b", re.IGNORECASE)
_IN_WRITING = frozenset(
    {"tweet", "social", "letter", "email", "newsletter", "statement", "report", "court", "book", "other"}
)
_AFTERTHOUGHT = re.compile(r"(?:['’]s?|\b(?:who|which|that))$", re.IGNORECASE)
_PARTICIPLE = re.compile(r"\w+ing\b|\bsaid\b|\badded\b")
_QUOTED = re.compile(r"\W{0,2}[\"“]|''")
_WRITTEN = frozenset({"tweet", "social", "email", "statement", "report", "court", None})
"""What is written is written for once: it goes on over fewer paragraphs."""


@dataclass(frozen=True, slots=True)
class _Hint:
    """Words that show a channel, an addressee, or both."""

    at: Span
    channel: str | None
    addressee: str | None


def occasions(text: str, statements: Sequence[Statement]) -> list[Occasion]:
    """Return to whom and by which channel each of `statements` was made, in their order."""
    items = place(text, statements)
    contents = sorted(c for s in statements if s.parent is None for c in s.content)
    out = [_NONE] * len(statements)
    by_sentence: dict[Span, list[Placed]] = {}
    for item in items:
        by_sentence.setdefault(item.sentence, []).append(item)
    by_id = {item.statement.id: item for item in items}
    for group in by_sentence.values():
        _read(text, group, contents, by_id, out)
    top = [item for item in items if item.statement.parent is None]
    for item in items:
        out[item.index] = _by_source(text, item, out[item.index])
    _carry(text, top, out)
    _carry(text, _told_inside(items, by_id), out)
    _lead(text, top, out)
    _asked(text, items, out)
    _nested(text, statements, out)
    return out


def _read(
    text: str, group: Sequence[Placed], contents: Sequence[Span], by_id: dict[str, Placed], out: list[Occasion]
) -> None:
    """Give each hint of one sentence to the nearest cue of its level."""
    sentence = group[0].sentence
    for nested in (False, True):
        items = [i for i in group if (i.statement.parent is not None) == nested]
        if not items:
            continue
        own = [s for i in items for s in i.statement.content] if nested else _within(sentence, contents)
        sources = [s for i in group for s in i.statement.source]
        said = _blank(text, sentence, [*own, *sources])
        hints = [h for h in _hints(said, sentence.start) if not nested or _inside(h.at.start, contents)]
        given = [(h, _nearest(h.at, items)) for h in hints]
        for item in items:
            for_it = [h for h, nearest in given if nearest is item]
            told = _told(text, item)
            if told and _PRONOUN.match(told):
                listener = _listener(told, item, by_id)
                if listener:
                    for_it.insert(0, _Hint(item.cue, "conversation" if nested else None, listener))
            elif told:
                for_it.insert(0, _Hint(item.cue, None, told))
            if for_it:
                out[item.index] = replace(_sum(text, for_it), days=_days(text, item))


def _listener(pronoun: str, item: Placed, by_id: dict[str, Placed]) -> str | None:
    """Return whom "told me", "told him" means: whoever says so, in what is said, else the author, if it is "me"."""
    parent = by_id.get(item.statement.parent or "")
    if parent is not None:
        return parent.name if parent.speaker != item.speaker else None
    return "the author" if pronoun.lower() in ("me", "us") else None


def _sum(text: str, hints: Sequence[_Hint]) -> Occasion:
    addressee = next((h.addressee for h in hints if h.addressee), None)
    telling = next((h for h in hints if h.channel), None)
    channel = telling.channel if telling else _of_audience(addressee)
    return Occasion(addressee, channel, OWN, f"“{excerpt(text, [(telling or hints[0]).at])}”")


def _of_audience(addressee: str | None) -> str | None:
    """Return the channel that an audience stands for: reporters are told things in a press conference."""
    if addressee is None:
        return None
    if lexicon.PROGRAMME.search(addressee):
        return "broadcast"
    for pattern, channel in lexicon.AUDIENCES:
        if pattern.search(addressee):
            return channel
    return None


def _hints(said: str, start: int) -> list[_Hint]:
    """Find the channels in the words of one sentence (what is said in it blanked out), first pattern first."""
    out: list[_Hint] = []
    for pattern, channel in lexicon.CHANNELS:
        for m in pattern.finditer(said):
            at = Span(start + m.start(), start + m.end())
            if len(out) > MOST or any(h.at.start < at.end and at.start < h.at.end for h in out):
                continue
            to = _TO_WHOM.match(said[m.end() :])
            name = _name(said[m.end() + to.end() :]) if to else None
            if name is None and channel == "interview" and (by := lexicon.INTERVIEWER.search(m.group())):
                name = by.group(1)
            if name is None and (listed := lexicon.LISTENERS.search(m.group())):
                name = listed.group()
            out.append(_Hint(at, channel, name))
    return out


def _told(text: str, item: Placed) -> str | None:
    """Return whom the cue names in or after it: "told [a crowd] that", "urged [the council] to"."""
    cue = item.cue.of(text)
    telling = lexicon.RESPOND.search(cue) or lexicon.TELLING.search(cue)
    if telling is None:
        return None
    begin = item.cue.start + telling.end()
    if any(s.start - 2 <= begin < s.end for s in item.statement.source):
        return None
    stop = min((c.start for c in item.statement.content if c.start > begin + 2), default=begin + 100)
    words = text[begin : min(stop, begin + 100, item.sentence.end)]
    name = _name(words)
    if name is None:
        m = _OBJECT.match(words)
        return m.group(1) if m and telling.re is lexicon.TELLING else None
    at = begin + words.index(name)
    rest = text[at + len(name) : at + len(name) + 40]
    if lexicon.RESPOND.search(cue):
        return name if _REQUEST.match(rest) else None
    if any(c.start <= at < c.end for c in item.statement.content) and not _TO_DO.match(rest):
        # Part of what is said: an addressee only where somebody is told to do something ("urged the council to").
        return None
    return name


def _name(words: str) -> str | None:
    """Return the name or description at the beginning of `words`, without titles; None for pronouns and clauses."""
    if m := lexicon.ROLE.match(words):
        return m.group(1)
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
        last = owner and not re.match(r"\s+[\"“‘]?[A-Z]", words[m.end() :])
        end = m.end() - 2 * last
        proper = proper or token[0].isupper()
        if last or (token != bare and bare not in lexicon.SHORT_FORMS and len(bare) > 2):
            break
    name = lexicon.TITLE.sub("", words[begin:end].rstrip(".,")) if begin >= 0 else ""
    first = name.split(" ", maxsplit=1)[0]
    if not name or _PRONOUN.match(name) or name.lower() in lexicon.NOT_NAMES or name.endswith(("“", "‘")):
        return None
    if not (first[0].isupper() or lexicon.AUDIENCE.search(name)):
        return None
    return name + "”" * (name.count("“") > name.count("”"))


def _by_source(text: str, item: Placed, own: Occasion) -> Occasion:
    """Add the channel of a source that is itself a paper, a post, a court or a poll."""
    if own.channel is not None:
        return own
    source = excerpt(text, item.statement.source[:1])
    cue = excerpt(text, item.statement.cue)
    for words, reporting, channel in lexicon.SOURCE_CHANNELS:
        if words.search(source) and reporting.search(cue):
            return replace(own, channel=channel, confidence=OWN, reason=f"“{' '.join(source.split())}”")
    return own


def _carry(text: str, top: Sequence[Placed], out: list[Occasion]) -> None:
    """Let an occasion go on to its speaker's next statements, where these tell of no other one."""
    held: dict[str, tuple[Occasion, int]] = {}
    for item in top:
        if item.speaker is None:
            continue
        own = out[item.index]
        # Whom somebody urges or asks is not whom the rest is said to.
        keep = replace(own, addressee=None) if item.statement.act in ("direct", "ask") else own
        known, paragraph = held.get(item.speaker, (_NONE, -99))
        near = item.paragraph - paragraph <= (BRIEF if known.channel in _WRITTEN else CARRY)
        if own is not _NONE:
            out[item.index] = _joined(own, known if near else _NONE)
            if keep.channel or keep.addressee:
                held[item.speaker] = _joined(keep, known if near else _NONE), item.paragraph
        elif known is not _NONE and near and _goes_on(text, item, known, paragraph == item.paragraph):
            out[item.index] = replace(known, confidence=CARRIED, reason=_SAME + known.reason.removeprefix(_SAME))
            held[item.speaker] = known, item.paragraph


def _told_inside(items: Sequence[Placed], by_id: dict[str, Placed]) -> list[Placed]:
    """Return what is said inside what another says, its speaker's key made that of the pair: "Lee says Ray told me"."""
    pairs = [(item, by_id.get(item.statement.parent or "")) for item in items]
    return [
        replace(item, speaker=f"{parent.speaker} > {item.speaker}")
        for item, parent in pairs
        if parent is not None and parent.speaker != item.speaker and item.statement.act not in ("judge", "direct")
    ]


def _joined(own: Occasion, known: Occasion) -> Occasion:
    """Complete what a statement's own words tell with the occasion known, where the two agree."""
    if own.channel is None and own.addressee and own.addressee == known.addressee:
        return replace(own, channel=known.channel)
    if own.addressee is None and own.channel == known.channel:
        return replace(own, addressee=known.addressee)
    return own


def _goes_on(text: str, item: Placed, known: Occasion, same_paragraph: bool) -> bool:
    """Say whether a statement may belong to an occasion told before: no attitude, no other time."""
    statement = item.statement
    cue = excerpt(text, statement.cue)
    if statement.act in ("believe", "know", "want", "commit") or (statement.act == "decline" and not same_paragraph):
        return False
    if _WROTE.search(cue) and known.channel not in _IN_WRITING:
        return False
    if any(_AFTERTHOUGHT.search(s.of(text)) for s in statement.source):
        return False
    quoted = _QUOTED.match(excerpt(text, statement.content))
    if not statement.source and cue and not quoted and not _PARTICIPLE.search(cue):
        return False
    return not lexicon.PERFECT.search(cue) and not _another_day(text, item, known)


def _another_day(text: str, item: Placed, known: Occasion) -> bool:
    """Say whether a statement's sentence names a time that the occasion's own sentence does not."""
    when = _days(text, item)
    return bool(when) and not when & known.days


def _days(text: str, item: Placed) -> frozenset[str]:
    spans = [*item.statement.source, *item.statement.content]
    words = _blank(text, item.sentence, spans)
    return frozenset(m.group().lower() for m in lexicon.DAY.finditer(words))


def _lead(text: str, top: Sequence[Placed], out: list[Occasion]) -> None:
    """Give the statements of headline and lead their speaker's first occasion of the paragraphs below."""
    if not top:
        return
    first = top[0].paragraph
    following: dict[str, tuple[Occasion, int]] = {}
    for item in reversed(top):
        if item.speaker is None:
            continue
        if out[item.index] is not _NONE:
            following[item.speaker] = out[item.index], item.paragraph
            continue
        known, paragraph = following.get(item.speaker, (_NONE, 0))
        reach = LEAD if item.paragraph - first <= HEAD else BACK
        if known is _NONE or paragraph - item.paragraph > reach:
            continue
        if _goes_on(text, item, known, paragraph == item.paragraph):
            out[item.index] = replace(known, confidence=CARRIED, reason=f"told below: {known.reason}")


def _asked(text: str, items: Sequence[Placed], out: list[Occasion]) -> None:
    """Let "Asked by Lee whether ..., Ray said" tell that Ray was asked, and that Lee was told."""
    for k, item in enumerate(items):
        if item.statement.act != "ask" or not _WAS_ASKED.match(item.cue.of(text)):
            continue
        beside = [*items[max(k - 2, 0) : k][::-1], *items[k + 1 : k + 3]]
        level = [o for o in beside if (o.statement.parent, o.sentence) == (item.statement.parent, item.sentence)]
        answer = next((o for o in level if o.speaker != item.speaker or not item.statement.source), None)
        if answer is None:
            continue
        if out[item.index].addressee is None:
            channel = out[item.index].channel or out[answer.index].channel
            out[item.index] = Occasion(answer.name, channel, CARRIED, "asked whoever answers")
        if item.statement.source and out[answer.index].addressee is None:
            out[answer.index] = replace(
                out[answer.index], addressee=item.name, confidence=CARRIED, reason="answers who asked"
            )


def _nested(text: str, statements: Sequence[Statement], out: list[Occasion]) -> None:
    """Take attitudes their occasion away, and give "I can tell you", inside what somebody says, that of the saying."""
    index = {s.id: i for i, s in enumerate(statements)}
    for i, s in enumerate(statements):
        parent = index.get(s.parent or "")
        if parent is None:
            continue
        source, cue = excerpt(text, s.source), excerpt(text, s.cue)
        if s.act in ("judge", "believe", "know", "want"):
            out[i] = _NONE
        elif s.act == "ask" and statements[parent].act == "decline" and out[i].addressee is None:
            asked = statements[parent].speaker or _name(excerpt(text, statements[parent].source))
            out[i] = replace(out[i], addressee=asked, confidence=CARRIED, reason="asked whoever declines")
        elif out[i] is _NONE and _ME.match(source) and lexicon.NOW.search(cue):
            out[i] = replace(out[parent], confidence=CARRIED)


def _blank(text: str, sentence: Span, spans: Iterable[Span]) -> str:
    """Return a sentence with `spans` of it made into dots, so that offsets stay."""
    words = sentence.of(text)
    for s in spans:
        a, b = max(s.start, sentence.start) - sentence.start, min(s.end, sentence.end) - sentence.start
        if a < b:
            words = words[:a] + "." * (b - a) + words[b:]
    return words


def _inside(at: int, spans: Sequence[Span]) -> bool:
    k = bisect_right(spans, Span(at, 1 << 60)) - 1
    return k >= 0 and spans[k].start <= at < spans[k].end


def _within(sentence: Span, spans: Sequence[Span]) -> Sequence[Span]:
    """Return those of the sorted `spans` that may reach into a sentence."""
    k = bisect_right(spans, Span(sentence.start, sentence.start))
    return spans[max(k - 3, 0) : bisect_right(spans, Span(sentence.end, sentence.end))]


def _nearest(hint: Span, items: Sequence[Placed]) -> Placed:
    k = bisect_right(items, hint.start, key=lambda item: item.cue.start)
    return min(items[max(k - 1, 0) : k + 1], key=lambda item: _distance(hint, item.cue, item.sentence))


def _distance(hint: Span, cue: Span, sentence: Span) -> int:
    """Return how far a hint is from a cue: what follows the cue is nearer, but for words that open the sentence."""
    if hint.start >= cue.start:
        return max(hint.start - cue.end, 0)
    away = cue.start - hint.end
    return away if hint.start - sentence.start < 4 else 2 * away + 20
