"""How the statements of one article stand to each other: which denies, supports or repeats which.

In: the article's text and its statements in text order (their `act`, `negated` and `speaker` are used where they are
read). Out: relations, each with the words that say so. Only what a reporting word says is taken ("denied", "echoed",
"reiterated"), and only where one statement is plainly meant: the claim that stands inside ("denied a claim that ..."),
what the person named said ("rejected Lee's claim"), what was said just before ("disputes this"), or an earlier
statement in largely the same words. Also here: `place`, which says where each statement stands and who speaks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.domain import Relation, RelationType, Span, Statement
from onrecord.read.reporting_words import TITLE
from onrecord.text import excerpt, paragraphs, sentences

ENOUGH = 3
"""How many content words two statements share, at least, for the one to answer the other. Tuned on gold/train."""

SHORT = 5
"""Of so few words at most, "Lee's claim" says nothing of what was claimed, and the last thing that Lee said is "
"meant."""

_RECENT = 40
_SPOKEN = frozenset({"assert", "deny", "confirm", "judge"})
_PRONOUN = re.compile(r"(?:he|she|they|it|i|we|who|which|that|him|her|them|me|us|his|their|its|my|our)$", re.IGNORECASE)
_OWNER = re.compile(r"['’]s?$")

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = (
    "that this with from have been were they them their there than then about would could should will what when where "
    "which who whom more most some such only also into over very just because after before other said says "
    "being does"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_SAYINGS = (
    r"(?:claims?|accusations?|allegations?|charges?|arguments?|criticisms?|attacks?|remarks?|comments?"
    r"|statements?|reports?"
    r"|suggestions?|assertions?|view|views|position|account|assessment|approach|complaints?|concerns?|words"
    r"|warnings?|notion)"
)
_OWNED = re.compile(rf"([A-Z][\w.-]+|\b(?:his|her|their|its))(?:['’]s?)?,? (?:\w+ ){{0,3}}?{_SAYINGS}\b")
_BARE = re.compile(
    rf"\W*(?:that|this|it|them|those|as much|so|(?:the|that|this|those|such) (?:\w+ )?{_SAYINGS})\W*", re.IGNORECASE
)
_ECHO = re.compile(
    r"\b(?:echo(?:es|ed|ing)?|agree[sd]? with|concur\w*|second(?:ed|s)\b|back(?:s|ed) up|shor\w+ up"
    r"|corroborat\w+|support(?:s|ed)?"
    r"|embrac\w+|endors\w+|defend(?:s|ed)?)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:reiterat\w+|repeat(?:s|ed|ing)|continu\w+ to (?:express|insist|say|argue|maintain|claim))\b", re.IGNORECASE
)
_STANDS_BY = re.compile(r"\b(?:defend\w*|st(?:ands?|ood|anding) by|doubl\w+ down on)\b", re.IGNORECASE)
_OWN = re.compile(r"\W*(?:his|her|its|their|my|our) (?:\w+ )?([a-z]{5,})\b", re.IGNORECASE)
_REJECTS = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject\w*|refut\w*|rebut\w*|disput\w*|contest\w*|push\w* back|t(?:ook"
    r"|ak\w+) issue|contradict\w*"
    r"|dismiss\w*|counter\w*|defend\w*|debunk\w*|repudiat\w*|disagree\w*|(?:hit|fired?|shot) back)",
    re.IGNORECASE,
)
_HAS_NOT = re.compile(r"\W*(?:that )?\w+ (?:(?:has|had|have)(?:n['’]t| not| never)|never)\b", re.IGNORECASE)
_CLAIMS = re.compile(r"\b(?:claim|alleg|accus|charg|assert|contend)\w*", re.IGNORECASE)
_OVERTURNS = re.compile(r"\b(?:overturn|overrul|revers|vacat|struck down|quash|strik\w+ down)\w*", re.IGNORECASE)
_DECISION = re.compile(r"\b(?:decision|ruling|finding|order|verdict|conviction|judgment)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement in its place: its number, its cue, its sentence and paragraph, who speaks (a key, and a name)."""

    index: int
    statement: Statement
    cue: Span
    sentence: Span
    paragraph: int
    speaker: str | None = None
    name: str | None = None


def place(text: str, statements: Sequence[Statement]) -> list[Placed]:
    """Put each statement that has any words into its sentence, and say who speaks; in the order of their cues.

    The key of a speaker is the speaker read, else the last word of the source; a pronoun is whoever spoke before.
    """
    cut = [(k, s) for k, (begin, end) in enumerate(paragraphs(text)) for s in sentences(text, begin, end)]
    starts = [s.start for _, s in cut]
    out = []
    for i, s in enumerate(statements):
        spans = s.cue or s.source or s.content
        if spans and cut:
            k = max(bisect_right(starts, spans[0].start) - 1, 0)
            out.append(Placed(i, s, Span(spans[0].start, max(x.end for x in spans)), cut[k][1], cut[k][0]))
    return _speaking(text, sorted(out, key=lambda item: item.cue.start))


def _speaking(text: str, items: Iterable[Placed]) -> list[Placed]:
    out: list[Placed] = []
    last: Placed | None = None
    for item in items:
        source = re.sub(r",.*", "", " ".join(s.of(text) for s in item.statement.source[:1]), flags=re.DOTALL)
        words = re.findall(r"[\w’'-]+", source)
        if item.statement.speaker is not None:
            placed = replace(item, speaker=item.statement.speaker, name=item.statement.speaker)
        elif words and not _PRONOUN.match(words[-1]):
            placed = replace(
                item, speaker=_OWNER.sub("", words[-1]).lower(), name=_OWNER.sub("", TITLE.sub("", source))
            )
        else:
            placed = item if last is None else replace(item, speaker=last.speaker, name=last.name)
        out.append(placed)
        last = placed if item.statement.parent is None else last
    return out


def relations(text: str, statements: Sequence[Statement]) -> list[Relation]:
    """Return the relations between `statements`, in the order of the statements that they start from."""
    article = _Article(text, statements)
    out: list[Relation] = []
    for item in article.items:
        found = _denies(article, item, out) or _supports(article, item, out) or _repeats(article, item, out)
        if found is not None and found.to_id != item.statement.id:
            out.append(found)
    return out


class _Article:
    """The statements of one article with what is asked of them again and again."""

    def __init__(self, text: str, statements: Sequence[Statement]) -> None:
        self.text = text
        self.items = place(text, statements)
        self.at = {item.statement.id: k for k, item in enumerate(self.items)}
        self.stems = [_stems(excerpt(text, (*item.statement.source, *item.statement.content))) for item in self.items]
        self.children: dict[str, list[Placed]] = {}
        for item in self.items:
            if item.statement.parent:
                self.children.setdefault(item.statement.parent, []).append(item)

    def cue(self, item: Placed) -> str:
        return excerpt(self.text, item.statement.cue)

    def content(self, item: Placed) -> str:
        return excerpt(self.text, item.statement.content)

    def shared(self, a: Placed, b: Placed) -> int:
        return len(self.stems[self.at[a.statement.id]] & self.stems[self.at[b.statement.id]])

    def around(self, item: Placed, reach: int) -> list[Placed]:
        """Return the outermost statements near `item`, in text order."""
        k = self.at[item.statement.id]
        return [o for o in self.items[max(k - reach, 0) : k + reach] if o.statement.parent is None and o is not item]

    def last_word(self, item: Placed) -> Placed | None:
        """Return what somebody else said last before `item`, on its level."""
        k = self.at[item.statement.id]
        near = self.items[max(k - 4, 0) : k][::-1]
        return next(
            (o for o in near if o.statement.parent == item.statement.parent and o.speaker != item.speaker), None
        )

    def alike(self, item: Placed, enough: int, fits: Callable[[Placed], bool]) -> Placed | None:
        """Return the earlier statement of somebody else that shares most words with `item`, and enough of them."""
        same = [
            o for o in self.before(item, 60) if fits(o) and o.speaker != item.speaker and self.shared(o, item) >= enough
        ]
        return max(same, key=lambda o: (self.shared(o, item), o.index), default=None)

    def answered(self, item: Placed, known: Sequence[Relation]) -> Placed | None:
        """Return what the speaker of `item` denied before, in words that come again."""
        for r in reversed(known[-_RECENT:]):
            earlier = self.items[self.at[r.from_id]]
            if r.type == "denies" and earlier.speaker == item.speaker and self.shared(earlier, item) >= 1:
                return self.items[self.at[r.to_id]]
        return None

    def before(self, item: Placed, reach: int) -> list[Placed]:
        """Return the outermost statements before `item`, the nearest first."""
        k = self.at[item.statement.id]
        near = self.items[max(k - reach, 0) : k][::-1]
        return [o for o in near if o.statement.parent is None]


def _stems(words: str) -> frozenset[str]:
    """Return the beginnings of the content words: enough to find "spoke" again in "spoken"."""
    return frozenset(w[:5].lower() for w in _WORD.findall(words) if w.lower() not in _COMMON)


def _denies(article: _Article, item: Placed, known: Sequence[Relation]) -> Relation | None:
    statement, cue = item.statement, article.cue(item)
    if statement.parent and statement.act == "believe" and statement.negated and _BARE.fullmatch(article.content(item)):
        return _relation("denies", item, article.last_word(item), f"cue “{cue}”")
    if statement.parent is not None:
        return None
    if statement.act == "direct" and _OVERTURNS.search(cue) and _DECISION.search(article.content(item)):
        inner = next(iter(article.children.get(statement.id, ())), None)
        bench = [o for o in article.before(item, 6) if o.statement.act == "direct" and o.speaker != item.speaker]
        return _relation("denies", item, inner or next(iter(bench), None), f"cue “{cue}”")
    if statement.act != "deny" or statement.negated:
        return None
    plain = _REJECTS.search(cue)
    target = _meant(article, item, _says_so) if plain or article.children.get(statement.id) else None
    if not plain:  # "said he had not": what the same speaker denied before, else something said in the same words
        enough = ENOUGH + 2 if _HAS_NOT.match(article.content(item)) else ENOUGH
        target = article.answered(item, known) or target or article.alike(item, enough, _says_so)
    return _relation("denies", item, target, f"cue “{cue}”")


def _says_so(o: Placed) -> bool:
    return o.statement.act not in ("decline", "deny", "direct")


def _supports(article: _Article, item: Placed, _: Sequence[Relation]) -> Relation | None:
    cue, content = article.cue(item), article.content(item)
    m = _ECHO.search(f"{cue} {content}")
    if item.statement.parent is not None or item.statement.negated or m is None or m.start() > len(cue) + 4:
        return None
    rest = f"{cue} {content}"[m.end() :]
    owned = _OWNED.search(rest)
    if not (owned and owned.start() < 4) and not _BARE.fullmatch(content):
        return None
    return _relation("supports", item, _meant(article, item, _says_so), f"“{m.group()}”")


def _repeats(article: _Article, item: Placed, _: Sequence[Relation]) -> Relation | None:
    cue, content = article.cue(item), article.content(item)
    m = _AGAIN.search(cue)
    own = _OWN.match(content)
    if item.statement.parent is not None or not (m or (own and _STANDS_BY.search(cue))):
        return None
    earlier = [o for o in article.before(item, 200) if o.speaker == item.speaker and o.statement.act != "decline"]
    if own:  # "his claim": where the same word reported it
        named = [o for o in earlier if own.group(1)[:5].lower() in article.cue(o).lower()]
        target = named[-1] if named else None
    else:
        best = max(earlier, key=lambda o: article.shared(o, item), default=None)
        target = best if best is not None and article.shared(best, item) >= ENOUGH else None
    return _relation("repeats", item, target, f"cue “{cue}”")


def _relation(kind: RelationType, item: Placed, target: Placed | None, reason: str) -> Relation | None:
    return None if target is None else Relation(kind, item.statement.id, target.statement.id, reason)


def _meant(article: _Article, item: Placed, fits: Callable[[Placed], bool]) -> Placed | None:
    """Return the statement that is denied or supported, None where none is plainly meant.

    The outermost one that carries the claim comes before the bare noun inside ("denied a claim that ...").
    """
    content = article.content(item)
    if _BARE.fullmatch(content):
        return next((o for o in article.before(item, 6) if fits(o) and o.speaker != item.speaker), None)
    children = article.children.get(item.statement.id, ())
    child = next((c for c in children if c.speaker != item.speaker or not c.statement.source), None)
    around = [o for o in article.around(item, 40) if fits(o) and o.speaker != item.speaker]
    owner = _OWNED.search(f"{article.cue(item)} {content}")
    if owner is not None:
        others = [o for o in article.before(item, 40) if _is(o, owner.group(1)) and o.speaker != item.speaker]
        if len(content.split()) <= SHORT:
            return next((o for o in others if o.statement.act in _SPOKEN and not o.statement.negated), child)
        named = [o for o in around if _is(o, owner.group(1))]
        best = max(named, key=lambda o: (article.shared(o, item), -abs(o.index - item.index)), default=None)
        if best is not None and article.shared(best, item) >= 1:
            return best
    if child is not None:
        told = [o for o in around if _told_elsewhere(article, child, o)]
        return max(told, key=lambda o: (article.shared(o, item), -o.index), default=child)
    return article.alike(item, ENOUGH + 1, fits)


def _told_elsewhere(article: _Article, child: Placed, o: Placed) -> bool:
    """Say whether an outermost statement makes the claim that `child` only names: same speaker, or claimed by "
    "somebody."""
    if child.statement.source:
        return o.speaker == child.speaker and article.shared(o, child) >= 2
    return bool(_CLAIMS.search(article.cue(o))) and article.shared(o, child) >= 1


def _is(item: Placed, name: str) -> bool:
    """Say whether a statement's speaker goes by `name`."""
    return bool(item.speaker) and name.lower() in re.findall(r"[\w.-]+", f"{item.speaker} {item.name or ''}".lower())
