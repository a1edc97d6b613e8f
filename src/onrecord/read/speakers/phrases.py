"""What a source's words are: a pronoun, a name, a list of names, a role, a group, a body, a document.

In: the source's spans and the cast. Out: a `Phrase`. Who the words mean, where other sentences decide it, is not
settled here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from onrecord.domain import Span
from onrecord.read.speakers.cast import Cast, Entity
from onrecord.read.speakers.names import Run
from onrecord.read.speakers.words import (
    COLLECTIVES,
    COUNTRY_OF,
    DOCUMENTS,
    INDEFINITE,
    ORGANISATIONS,
    PLACES,
    SHORT_TITLES,
    is_plural_role,
    is_role,
    vocabulary,
)

Shape = Literal["empty", "pronoun", "name", "list", "role", "group", "organisation", "document", "open"]

PRONOUNS = {
    "i": "i", "me": "i", "my": "i", "mine": "i", "myself": "i", "we": "we", "us": "we", "our": "we", "ours": "we",
    "ourselves": "we", "he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she",
    "hers": "she", "herself": "she", "they": "they", "them": "they", "their": "they", "theirs": "they",
    "themselves": "they", "it": "it", "its": "it", "itself": "it", "who": "who", "whom": "who", "whose": "who",
    "which": "which", "that": "which", "you": "you", "your": "you", "yours": "you",
}  # fmt: skip
_QUANTITY = COLLECTIVES | vocabulary(
    "percent number lot one two three group slice majority handful series half batch pair"
)
_BEFORE_BODY = frozenset(("the", "a", "an", "newspaper", "website", "network", "magazine"))
_OWNERS = frozenset(("his", "her", "their", "its", "my", "our", "your", "whose"))

_EDGE = ' \t\n ,;:—–-"“”„«»‘([])'
_LEAD = re.compile(r"(?:But|And|Yet|So|While|When|[Bb]oth(?=.* and )|even|Even|only|Only)\s+(?=\S)")
_OWNED_BY = ("s", "'", "’", "‘")
_TAIL_OWNS = re.compile(r"(?:['’‘]s|(?<=s)['’‘])$")
_CUT = re.compile(
    r"[,\s](?:(?<=,)\s|(?<!,)(?:--\s|[—–]\s|\(|(?:who|whom|which|that|whose)\b"
    r"|\s*including\s|\s*(?:like|such as)\s(?=[A-Z])))"
)
_RELATIVE = re.compile(r"\s(who|whom|which|that|whose)\s*(?:\w+)?$")
_JOINED = re.compile(r"\s(?:and|&|as well as|or)\s")
_AND = re.compile(r",?\s+(?:and|&|as well as|or)\s+")
_TWO_PARTS = re.compile(r"[^,]+, [^,]+")
_COMMA = re.compile(r",\s")
_GOES_ON_OF = re.compile(r"\s+of\b")
_OWNS = re.compile(r"['’]s\b")
_PREPOSITION = re.compile(
    r"\s(?:of|for|from|in|at|with|to|on|by|within|into|about|near|behind|against|across|around|under|among"
    r"|familiar|close|speaking|seen|called|named|running|involved|briefed|released|obtained|interviewed|submitted"
    r"|\w+ed\s(?:of|by|in|with|to|from|on|for)|made|he|she|they|who|over|during|between|as|themselves|himself|herself|itself|earlier|previously|published|alike)\b"
)
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_OTHERS = re.compile(
    r"(?:(?:many|several|some|two|three|\d+|most)\s+)?(?:other|others|another|those|his|her|their|its)\b", re.I
)
_APPOSED = re.compile(r"(?:the|a|an|who|whose|which|his|her|now|then|formerly|former|\d\d|[a-z])", re.ASCII)
_APPOSITION = re.compile(r",\s(?!(?:including|led|such|like|with)\b)(?:(?!by|from|and|of|for|to|than)[a-z-]+\s){0,5}")
_BY = re.compile(r"\s(?:by|from|of|to)\s")
_NAME_TAIL = re.compile(r"\s*(?:$|['’]s?$|of\b|\(|in\b|at\b|from\b|,|himself|herself|--|—|who\b|for\b)")


@dataclass(slots=True)
class Phrase:
    """A source's words taken apart. `words` are the core as the article has it; `head` its noun, lower case.

    owner: the pronoun or entity that a possessive before the head names. parts: of a list, in order.
    """

    shape: Shape
    words: str = ""
    core: Span = field(default_factory=lambda: Span(0, 0))
    head: str = ""
    pronoun: str = ""
    definite: bool = False
    indefinite: bool = False
    entity: Entity | None = None
    owner: Entity | str | None = None
    parts: tuple[Phrase, ...] = ()
    relative: str = ""
    named_inside: bool = False
    modifiers: frozenset[str] = field(default_factory=frozenset)


def parse(cast: Cast, spans: Sequence[Span]) -> Phrase:
    """Return what the words of a source are; no spans, or none with a letter, give the shape "empty"."""
    text = cast.layout.text
    for span in spans:
        if text[span.start : span.start + 1].isalpha() or any(c.isalpha() for c in span.of(text)):
            return _parse(cast, _whole_name(cast, _trim(text, span)))
    return Phrase("empty")


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and (text[start] in _EDGE or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1].isspace()):
        end -= 1
    if m := _LEAD.match(text, start, end):
        start = m.end()
    if text[end - 1 : end] in _OWNED_BY and (m := _TAIL_OWNS.search(text[start:end])):
        end = start + m.start()
    return Span(start, end)


def _whole_name(cast: Cast, span: Span) -> Span:
    """Return the span with the rest of the name of which it holds the title alone ("Mrs." of "Mrs. Holm")."""
    for run, _ in cast.within(Span(span.end, span.end + 3)):
        if run.whole <= span.start and run.titles:
            return Span(span.start, run.end)
    return span


def _parse(cast: Cast, span: Span) -> Phrase:
    text = cast.layout.text
    raw = span.of(text)
    low = raw.lower()
    if low in PRONOUNS:
        return Phrase("pronoun", raw, span, low, pronoun=PRONOUNS[low])
    if low.startswith("whose "):
        return _described(cast, Span(span.start, span.end), "who")
    if len(raw.split()) < 2:  # nothing to be taken apart
        return _named(cast, span, span) or _described(cast, span, "")
    if listed := _list(cast, span):
        return listed
    relative = m.group(1) if (m := _RELATIVE.search(raw)) else ""
    cut = _CUT.search(raw)
    core = Span(span.start, span.start + cut.start()) if cut and cut.start() > 0 else span
    if named := _named(cast, core, span):
        named.relative = relative
        return named
    return _described(cast, core, relative)


# -- lists ----------------------------------------------------------------------------------------------------------


def _list(cast: Cast, span: Span) -> Phrase | None:
    """Return the parts of "X and Y", "X, Y"; None where the words are one thing with something said about it."""
    text = cast.layout.text
    raw = span.of(text)
    joint = None
    for m in _AND.finditer(raw) if _JOINED.search(raw) else ():
        right = _side(cast, Span(span.start + m.end(), span.end))
        left_words = raw[: m.start()]
        apposed = any(_APPOSED.match(p) for p in left_words.split(", ")[1:])
        if right is not None and (not apposed or m.group().startswith(",")):
            joint = (m, right)
            break
    if joint is None:
        if ", " in raw and _TWO_PARTS.fullmatch(raw) and len(found := cast.within(span)) == 2:
            (a, x), (b, y) = found
            at = span.start + raw.index(",")
            alone = a.whole <= span.start and a.end == at and b.end == span.end and b.whole == at + 2
            if x and y and x.kind == y.kind == "person" and alone:
                return Phrase("list", raw, span, parts=tuple(_whole(cast, Span(r.whole, r.end)) for r in (a, b)))
        return None
    m, right = joint
    cuts = [0, *(c.end() for c in _COMMA.finditer(raw[: m.start()]))]
    left: list[Phrase] = []
    for begin, stop in zip(cuts, [*cuts[1:], m.start()], strict=True):
        side = _side(cast, Span(span.start + begin, span.start + stop))
        if side is not None:
            left.append(side)
        elif begin == 0:
            return None
    return Phrase("list", raw, span, parts=(*left, right)) if left else None


def _side(cast: Cast, span: Span) -> Phrase | None:
    """Return one side of a list where it can stand alone: a name, a pronoun, "others"; else None."""
    span = _trim(cast.layout.text, span)
    raw = span.of(cast.layout.text)
    if raw.lower() in PRONOUNS or _OTHERS.match(raw):
        return _whole(cast, span)
    cut = _CUT.search(raw)
    core = Span(span.start, span.start + cut.start()) if cut and cut.start() > 0 else span
    named = _named(cast, core, span)
    return named if named is not None and named.shape == "name" else None


def _whole(cast: Cast, span: Span) -> Phrase:
    raw = span.of(cast.layout.text)
    if raw.lower() in PRONOUNS:
        return Phrase("pronoun", raw, span, raw.lower(), pronoun=PRONOUNS[raw.lower()])
    return _named(cast, span, span) or _described(cast, span, "")


# -- names ----------------------------------------------------------------------------------------------------------


def _named(cast: Cast, core: Span, span: Span) -> Phrase | None:
    """Return the name that the core, or an apposition of it, ends with; None where the words only describe."""
    text = cast.layout.text
    runs = cast.within(span)
    if not runs and core.of(text).istitle() and (bearer := cast.bearer(core.of(text))) is not None:
        return Phrase("name", core.of(text), core, core.of(text).lower(), entity=bearer)  # "told CBN Holm had left"
    for run, entity in runs:
        if entity is None or run.start >= core.end:
            continue
        tail = text[run.end : core.end]
        if entity.kind == "person":
            if _NAME_TAIL.match(tail) and not _names_place(text, core, run):
                return Phrase("name", core.of(text), core, run.words[-1].lower(), entity=entity)
        elif not tail.strip(" '’.") or (len(run.words) > 1 and _GOES_ON_OF.match(tail)):
            before = _WORD.findall(text[core.start : run.whole].lower())
            plain = all(w in _BEFORE_BODY or w in COUNTRY_OF or is_adjective(w) for w in before)
            if plain or _appositive_body(before):
                return Phrase("name", core.of(text), core, run.words[-1].lower(), entity=entity)
    for run, entity in runs:  # "the editor in chief, Ida Holm,"
        if entity is not None and entity.kind == "person" and run.whole >= core.end:
            if (
                _APPOSITION.fullmatch(text, core.end, run.whole)
                and _singular(cast, core)
                and _NAME_TAIL.match(text[run.end : span.end])
            ):
                return Phrase("name", core.of(text), core, run.words[-1].lower(), entity=entity)
            break
    return _bare_title(cast, core)


def _singular(cast: Cast, core: Span) -> bool:
    """Whether the core can be one person, so that a name after it is that person's."""
    return not is_plural_role(_head(core.of(cast.layout.text)))


def _names_place(text: str, core: Span, run: Run) -> bool:
    """Whether a preposition before the run makes it part of a description ("a lawyer for Holm")."""
    if run.titles and run.titles[-1] in PLACES:
        return False  # "Ambassador to Norway Ida Holm"
    lead = text[core.start : run.whole]
    if not lead:
        return False
    if _BY.search(lead) and _head(lead) in DOCUMENTS:
        return True  # "a study by law professor Ida Holm"
    before = lead.rstrip().rsplit(" ", 1)[-1].lower()
    return before in (
        "for",
        "of",
        "to",
        "with",
        "by",
        "from",
        "against",
        "around",
        "behind",
        "about",
        "like",
        "on",
        "near",
    )


def is_adjective(word: str) -> bool:
    """Whether a word before a body's name only qualifies it ("conservative", "federal")."""
    return word.endswith(("ive", "al", "ing", "ian", "based", "ar", "ous", "ish", "ic")) and not is_role(word)


def _appositive_body(before: list[str]) -> bool:
    return bool(before) and len(before) < 6 and before[-1] in ORGANISATIONS and "of" not in before


def _bare_title(cast: Cast, core: Span) -> Phrase | None:
    """Return a role of capitals alone ("CNN President", "House Speaker") as a definite role."""
    found = cast.within(core)
    if len(found) != 1:
        return None
    run, entity = found[0]
    if run.kind == "role" and entity is None and run.end == core.end and run.whole == core.start:
        if _shape(run.words[-1].lower(), [w.lower() for w in run.words], run.name) not in ("role", "group"):
            return None
        words = run.name
        low = frozenset(SHORT_TITLES.get(w, w) for w in (x.lower().rstrip(".") for x in run.words))
        head = run.words[-1].lower()
        plural = is_plural_role(head)
        return Phrase("group" if plural else "role", words, core, head, definite=not plural, modifiers=low - {head})
    return None


# -- descriptions ---------------------------------------------------------------------------------------------------


def _described(cast: Cast, core: Span, relative: str) -> Phrase:
    """Return what a noun phrase without a name at its head is."""
    text = cast.layout.text
    words = core.of(text)
    low = [w.lower() for w in _WORD.findall(words)]
    if not low:
        return Phrase("open", words, core)
    head = _head(words)
    out = Phrase("open", words, core, head, relative=relative)
    out.definite = low[0] in ("the", "this", "that", "these", "those")
    out.indefinite = words.lower().startswith(("at least ", "more than ")) or low[0] in INDEFINITE or low[0].isdigit()
    if low[0] in _OWNERS and len(low) > 1:
        out.owner = PRONOUNS[low[0]]
        out.definite = True
    runs = cast.within(core)
    for run, entity in runs:
        if entity is not None and run.kind != "adjective":
            out.named_inside = True
            if run.start - core.start < 5 and run.end < core.end and out.owner is None:
                out.owner = entity
    out.modifiers = frozenset(SHORT_TITLES.get(w.rstrip("."), w) for w in low if w not in ("the", "a", "an", head))
    out.shape = _shape(head, low, words)
    return out


def _head(words: str) -> str:
    """Return the head noun: the word before the first preposition; of "many of us", "a number of X" the X's."""
    flat = " " + " ".join(_OWNS.sub("", words).split())
    m = _PREPOSITION.search(flat, 2)
    first = _WORD.findall((flat[: m.start()] if m else flat).lower()) or _WORD.findall(flat.lower())
    head: str = first[-1]
    if m and flat.startswith(" of ", m.start()) and (head in _QUANTITY or head.isdigit()):
        rest: str = _head(flat[m.start() + 4 :])
        if head == "one":
            return _single(rest)
        if head not in ("group",) or is_plural_role(rest):
            return rest if is_plural_role(rest) or rest in DOCUMENTS or rest in ORGANISATIONS else head
    return head


def _single(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word[:-1] if word.endswith("s") else word


def _shape(head: str, low: list[str], words: str) -> Shape:
    """Return what kind of thing a head noun names; the last resort is whether it is plural."""
    if len(low) == 1 and head in COUNTRY_OF:
        return "open"
    if low[0] in ("both", "neither", "each", "either") or head.isdigit():
        return "group"
    if head in ("us", "we", "you", "them", "everyone", "everybody", "anyone", "anybody", "nobody", "no-one"):
        return "group"
    if low[:2] == ["no", "one"] or "no one" in words.lower():
        return "group"
    if head in ("someone", "somebody", "one"):
        return "role"
    if head in ("media", "press", "public", "base", "world", "party"):
        return "organisation" if head == "party" else "group"
    if is_role(head):
        return "role"
    if (head in DOCUMENTS or head.removesuffix("s") in DOCUMENTS) and head not in ("paper", "papers"):
        return "document"
    if is_plural_role(head):
        return "group"
    if head in ORGANISATIONS:
        return "organisation"
    if head.endswith(("ers", "ors", "ees", "ants", "ists", "ians", "crats")) and len(head) > 5:
        return "group"
    if head.endswith(("er", "or", "ist", "ian", "ee", "ant", "eon")) and len(head) > 5 and head.islower():
        return "role"
    if head.endswith("s") and not head.endswith(("ss", "us", "is")) and words[-1:].islower() and head.islower():
        return "group" if low[0] not in ("his", "her", "its", "the") else "open"
    return "open"
