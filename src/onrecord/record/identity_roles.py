"""What an article calls a person beside the name: titles before it, descriptions after it, between commas.

Only words that touch the name count, so that nobody gets a role of somebody who stands near. "then-", "former" and
"was" mark a role as past.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from onrecord.record.identity_fields import COMPOUNDS, FIELD, NEUTRAL, PAST, QUALIFIERS, SEATS, SHORT
from onrecord.record.identity_names import TITLES, folded

_MOST: Final = 12
"""How many places of a name are looked at: an article gives a role early."""
_BEFORE: Final = re.compile(r"(?:[^\W_][\w’'.&-]*[ \t\u00a0]+){1,8}$")
_AFTER: Final = re.compile(
    r"\s?,\s+(?:\(?\d{1,3}\)?,\s+)?(?P<rel>who\s+(?P<verb>is|was|has been|had been|served as|became|is now)\s+)?"
    r"(?P<phrase>[^,.;:()—–\n“”\"]{3,90}(?:\.[A-Z]\.?)*)(?=[,.;:()—–\n]|$)"
)
_COMMA_BEFORE: Final = re.compile(
    r"(?P<phrase>(?:\b[Tt]he|\b[Aa]n?|\b(?:[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)|\b[A-Z][\w-]*[’']s)\s[^,.;:()—–\n“”\"]{2,60}),\s+$"
)
_STOP: Final = frozenset(
    "of for at in from with who that which and or but on to by whose as since until during after before".split()
)
_TELLS: Final = frozenset("said says told tells wrote added asked warned claimed has had was is".split())
_PLACED: Final = frozenset("of for at in from".split())
_WORD: Final = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Role:
    """One role: its words and their place in the text, its noun, of what (folded, or empty), whether it is past.

    field: the field of work, empty where the noun names none; near: whether the words touch the name.
    """

    words: str
    head: str
    place: str
    past: bool
    field: str
    start: int | None = None
    end: int | None = None
    near: bool = True


def roles(text: str, name: str, mentions: Sequence[str]) -> list[Role]:
    """Return the roles that `text` gives the person `name`, each once, those beside the name first.

    mentions: the words that the reader took for this person, of which "Mayor Brandt" and "the mayor" tell a role too.
    """
    found = [role for start in _places(text, name) for role in _beside(text, start, start + len(name))]
    surname = name.split()[-1]
    for mention in dict.fromkeys(mentions):
        if name in mention:
            continue
        at = text.find(mention)
        start = at if at >= 0 else None
        called, comma, rest = mention.partition(", ")
        if surname in called.split():
            role = _title(called[: called.index(surname)], start)
            if comma and role is None:  # "Brandt, the former mayor"
                after = None if start is None else start + len(called) + len(comma)
                role = _described(rest, after, past=False)
        elif mention[:1].isupper() or mention.startswith("the "):
            role = _described(mention, start, past=False)
            # "the mayor of Ashford", but not "Secretary of State Jon Pell", which is somebody else
            role = replace(role, near=False) if role and len(role.place.split()) < 3 else None
        else:
            continue
        found += [role] if role else []
    best: dict[tuple[str, str, bool], Role] = {}
    for role in found:
        best.setdefault((role.head, role.place, role.past), role)
    placed = {(r.head, r.past) for r in best.values() if r.place}
    return sorted(
        (r for r in best.values() if r.place or (r.head, r.past) not in placed),
        key=lambda r: (not r.near, r.past, r.start or 0, r.words),
    )


def signature(found: Iterable[Role], middle: str) -> str:
    """Return what speaks for or against one person, as JSON in one order: fields now and past, seats, initials."""
    every = list(found)
    near = [r for r in every if r.near] or every
    return json.dumps(
        {
            "middle": middle,
            "now": sorted({r.field for r in near if r.field and not r.past}),
            "past": sorted({r.field for r in near if r.field and r.past}),
            "seats": sorted({(r.head, r.place) for r in near if r.head in SEATS and r.place and not r.past}),
        },
        ensure_ascii=True,
    )


def _places(text: str, name: str) -> Iterator[int]:
    at, count = text.find(name), 0
    while at >= 0 and count < _MOST:
        if not (at and text[at - 1].isalnum()) and not text[at + len(name) : at + len(name) + 1].isalnum():
            yield at
            count += 1
        at = text.find(name, at + len(name))


def _beside(text: str, start: int, end: int) -> Iterator[Role]:
    left = text[max(0, start - 90) : start].rsplit("\n", 1)[-1]
    before = _BEFORE.search(left)
    if before:
        role = _title(before.group(), start - len(before.group()))
        if role:
            yield role
        elif before.group().split()[-1][0].isupper() and " " not in text[start:end]:
            return  # "Tom Pell" is not the one who goes by "Pell" alone
    right = text[end : end + 140].split("\n", 1)[0]
    after = _AFTER.match(right)
    if after:
        past = after["verb"] in ("was", "had been", "served as")
        role = _described(after["phrase"], end + after.start("phrase"), past=past)
        if role:
            yield role
    comma = _COMMA_BEFORE.search(left)
    if comma and re.match(r"[,.;:)]|\s+(?:said|says|told|has|had|was|is)\b|$", right):
        role = _described(comma["phrase"], start - len(left) + comma.start("phrase"), past=False)
        if role:
            yield role


def _noun(words: Sequence[str], k: int) -> tuple[str, str, int] | None:
    """Return the role that the word at `k` names, its field, and where its words begin; None where it names none."""
    if words[k].endswith((".", "?", "!")):
        word = SHORT.get(folded(words[k]), "")
        return (word, FIELD.get(word, ""), k) if word else None
    word = SHORT.get(folded(words[k]), _bare(words[k]))
    pair = f"{_bare(words[k - 1])} {word}" if k else ""
    if pair in COMPOUNDS:
        return (*COMPOUNDS[pair], k - 1)
    word = word.removeprefix("then-").removeprefix("ex-")
    if word in FIELD or word in NEUTRAL:
        return word, FIELD.get(word, ""), k
    return None


def _bare(word: str) -> str:
    return folded(word).rstrip(".,").removesuffix("'s") if not folded(word).endswith("'s") else folded(word)


def _title(words: str, start: int | None) -> Role | None:
    """Return the role that ends `words`, which stand right before a name: "former Ashford mayor "."""
    spans = [(m.start(), m.end()) for m in _WORD.finditer(words)]
    tokens = [words[a:b] for a, b in spans]
    if not tokens:
        return None
    k, place = len(tokens) - 1, ""
    found = _noun(tokens, k)
    if found is None:  # "Secretary of State ", "Mayor of Ashford "
        of = next((n for n in range(len(tokens) - 1, 0, -1) if tokens[n] == "of"), None)
        if of is None or not all(t[0].isupper() or t == "the" for t in tokens[of + 1 :]) or of == len(tokens) - 1:
            return None
        k = of - 1
        found = _noun(tokens, k) if re.match(r"(?:then-|ex-)?[A-Z]", tokens[k]) else None
        place = " ".join(folded(t) for t in tokens[of + 1 :] if t != "the")
        if found is None:
            return None
    head, field, first = found
    begin, qualifiers = first, list[str]()
    while begin and _qualifies(tokens[begin - 1]):
        begin -= 1
        qualifiers.insert(0, tokens[begin])
    past = any(_is_past(t) for t in tokens[begin : k + 1])
    a, b = spans[begin][0], spans[-1][1]
    return Role(
        " ".join(words[a:b].split()), head, place or _place(qualifiers), past, field,
        None if start is None else start + a, None if start is None else start + b,
    )  # fmt: skip


def _qualifies(word: str) -> bool:
    ends = word.endswith((".", "?", "!")) and len(word.strip(".")) > 2 and "." not in word[:-1]
    if ends or word in ("The", "A", "An", "But", "And", "When", "As", "In", "On", "If", "With", "While", "That"):
        return False
    return word[0].isupper() or _bare(word) in QUALIFIERS or word.lower().startswith(("then-", "ex-"))


def _is_past(word: str) -> bool:
    return _bare(word) in PAST or word.lower().startswith(("then-", "ex-", "former-"))


def _place(words: Iterable[str]) -> str:
    kept = [folded(w).removesuffix("'s").strip(".") for w in words if w[0].isupper()]
    return " ".join(w for w in kept if w not in QUALIFIERS and w not in FIELD and w not in NEUTRAL)


def _described(phrase: str, start: int | None, *, past: bool) -> Role | None:
    """Return the role that a noun phrase names by its head: "the former mayor of Ashford"."""
    spans = [(m.start(), m.end()) for m in _WORD.finditer(phrase)]
    tokens = [phrase[a:b] for a, b in spans]
    core = list(takewhile(lambda t: t.lower() not in _STOP and t.lower() not in _TELLS, tokens))
    told = len(core) < len(tokens) and tokens[len(core)].lower() in _TELLS
    if told or not core or len(core) > 7:
        return None  # ", the doctor said, ": that is somebody else
    k = len(core) - 1
    found = _noun(core, k)
    if found is None:
        return None
    head, field, first = found
    end = k
    place = ""
    if len(tokens) > k + 2 and tokens[k + 1] in _PLACED:
        more = [t for t in tokens[k + 2 : k + 3] if t == "the" or t[0].isupper()]
        more += takewhile(lambda t: t[0].isupper(), tokens[k + 2 + len(more) :]) if more else []
        more = [] if more and folded(more[-1]).strip(".") in TITLES else more  # "spokesman for Mr."
        place = " ".join(folded(t).removesuffix("'s") for t in more if t != "the")
        end = k + 1 + len(more) if place else k
    before = [w for w in core[:first] if w.lower() not in ("a", "an", "the")]
    past = past or any(_is_past(t) for t in core)
    a, b = spans[0][0], spans[end][1]
    if core[0].lower() in ("a", "an", "the") and len(spans) > 1:
        a = spans[1][0]
    return Role(
        " ".join(phrase[a:b].split()), head, place or _place(before), past, field,
        None if start is None else start + a, None if start is None else start + b,
    )  # fmt: skip
