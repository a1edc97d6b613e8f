"""The same saying reported in several articles: whole, cut, altered, or turned into indirect speech.

Two statements are taken for reports of one saying where they share so many words in a row that chance is ruled out, and
speaker and day do not speak against it. Indirect speech, which shares few words in a row, needs the same speaker, the
same day and nearly all of its rare words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, func, select, tuple_

from onrecord.record import tables as t
from onrecord.record.claim_candidates import Saying
from onrecord.record.claim_groups import UTTERANCES, Member
from onrecord.record.claim_members import Gathered, gather, ids_of, pages
from onrecord.record.claim_words import covered, heaviness, shared_run
from onrecord.record.utterance_tables import utterance
from onrecord.record.wordings import Wording, compare

Speakers = Literal["same", "open", "other"]
_SURE_RUN: Final = 8  # words in a row, in quotation marks
_SHORT_RUN: Final = 5  # enough where it is nearly all of the shorter wording
_LONG_RUN: Final = 15  # enough in itself: nobody says so many words twice by chance
_NEARLY_ALL: Final = 0.8
_PART: Final = 0.45  # of the shorter wording: less may be a phrase that a speaker uses time and again,
_PASSAGE: Final = 12  # unless it is as long as this
_RARE_RUN: Final = 2.2  # what the words in a row must say at least; stock phrases say less
_DAYS: Final = 10  # between two reports of one saying
_FEW_DAYS: Final = 3
_PEOPLE: Final = ("person", "group")
_NAME_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_NOBODY: Final = frozenset(
    "the of and for spokesman spokeswoman spokesperson office campaign statement letter ad".split()
)


@dataclass(frozen=True, slots=True)
class Match:
    """How sure it is that two statements belong together, in [0, 1], and why, in words that a person can check."""

    score: float
    explanation: str
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Utterance:
    """One saying. speaker: None where it is unknown, or where one article names it and another does not want to.

    statements: their keys. wordings: how each has it, the fullest first. members: the same statements with what ties
    them. confirmed: whether people called any two of its statements the same. size: how many there are in all.
    """

    key: str
    speaker: str | None
    statements: tuple[str, ...]
    wordings: tuple[Wording, ...]
    members: tuple[Member, ...]
    confirmed: bool
    size: int


def speakers_of(a: Saying, b: Saying) -> Speakers:
    """Say whether two statements name the same speaker, leave it open, or name different ones.

    A name is the same as a fuller one that holds all its words, or ends with the same one. A source that is not named
    leaves it open, and so does one that speaks for a person or a body of that name.
    """
    if a.speaker is None or b.speaker is None:
        return "open"
    one, other = a.speaker.casefold(), b.speaker.casefold()
    if one == other:
        return "same"
    if not (a.named and b.named):
        return "open"
    first, second = _name_words(one), _name_words(other)
    if not first or not second or (" and " in one) != (" and " in other):
        return "open"
    if set(first) <= set(second) or set(second) <= set(first):
        return "same" if first[-1] == second[-1] else "open"
    if first[-1] == second[-1] and first[0][0] == second[0][0]:
        return "same"
    return "open" if first[-1] in second or second[-1] in first else "other"


def _name_words(name: str) -> list[str]:
    return [w for w in _NAME_WORD.findall(re.sub(r"['’]s\b", "", name)) if w not in _NOBODY]


def days_between(a: Saying, b: Saying) -> int | None:
    """Return how many days lie between the two sayings where both days are known, else between the publications."""
    if a.day is None or b.day is None:
        return None
    return abs(a.day - b.day)


def days_differ(a: Saying, b: Saying) -> bool:
    """Say whether both articles give a day of the saying, and they are not the same."""
    one, other = (re.fullmatch(r"\d{4}-\d{2}-\d{2}", s.said_on or "") for s in (a, b))
    return one is not None and other is not None and one.group() != other.group()


def one_saying(a: Saying, b: Saying) -> Match | None:
    """Return how sure it is that two statements report one saying, None where that is not to be taken for granted."""
    if (a.act == "ask") != (b.act == "ask") and "decline" in (a.act, b.act):
        return None
    first, second = a.words, b.words
    start, stop = shared_run(first.tokens, second.tokens)
    run = stop - start
    if run < _SHORT_RUN:
        return None
    says = heaviness(first.tokens[start:stop])
    quoted = first.quoted >= _SHORT_RUN and second.quoted >= _SHORT_RUN
    sizes = [w.quoted if quoted else len(w.tokens) for w in (first, second)]
    shares = max(covered(first.tokens, second.tokens), covered(second.tokens, first.tokens))
    share = min(1.0, shares / max(1, min(sizes)))
    who, days = speakers_of(a, b), days_between(a, b)
    if not quoted and (a.act == "deny") != (b.act == "deny"):
        return None
    how = _verbatim if quoted else _indirect
    score = how(run, says, share, who, days, differ=days_differ(a, b))
    if score is None:
        return None
    words = " ".join(first.tokens[start:stop] if run <= 12 else [*first.tokens[start : start + 12], "..."])
    named = {"same": f"both name {_shortest(a, b)}", "open": "the speakers may be one",
             "other": f"the articles name {' and '.join(sorted((a.speaker or '', b.speaker or '')))}"}[who]  # fmt: skip
    why = f"{run} words in a row are the same ({words}), {share:.0%} of the shorter wording; {named}"
    return Match(round(score, 3), why + (f"; published {days} days apart" if days else ""))


def _shortest(a: Saying, b: Saying) -> str:
    return min(str(a.speaker), str(b.speaker), key=lambda name: (len(name), name))


def _verbatim(run: int, says: float, share: float, who: Speakers, days: int | None, *, differ: bool) -> float | None:
    """Score two quotations that share words in a row."""
    enough = (run >= _SURE_RUN and says >= _RARE_RUN) or (share >= _NEARLY_ALL and says >= _RARE_RUN * 0.8)
    if not enough or (run < _SURE_RUN and who == "other") or (share < _PART and run < _PASSAGE):
        return None
    near = days is None or days <= _DAYS
    if not near or (differ and run < _LONG_RUN):
        # Words that are said again on another day: only a long passage shows that it is the same day's after all.
        if not (run >= _LONG_RUN and share >= 0.5 and who != "other"):
            return None
        return 0.7
    if who == "other":
        close = days is not None and days <= _FEW_DAYS
        if not ((share >= 0.7 and says >= _RARE_RUN * 1.2) or (run >= 12 and close)):
            return None
        return 0.6 + 0.2 * min(1.0, run / 25)
    base = 0.9 if who == "same" else 0.8
    return base + 0.09 * min(1.0, (run - 4) / 20 + share / 3)


def _indirect(run: int, says: float, share: float, who: Speakers, days: int | None, *, differ: bool) -> float | None:
    """Score two wordings of which at least one is indirect speech."""
    if who != "same" or differ or days is None or days > _FEW_DAYS:
        return None
    return 0.7 + 0.15 * share if run >= _SURE_RUN and says >= _RARE_RUN and share >= 0.5 else None


def utterances(connection: Connection, key: str | None = None, *, most: int | None = None) -> Iterator[Utterance]:
    """Yield every utterance (or the one of that key) with its wordings, in the order of their keys.

    most: how many reports are loaded and compared, those that were added first; all where it is None.
    """
    if key is not None:
        yield from several(connection, [key], most=most)
        return
    for page in pages(connection, UTTERANCES):
        yield from several(connection, page, most=most)


def several(connection: Connection, keys: Sequence[str], *, most: int | None = None) -> list[Utterance]:
    """Return the utterances of some keys, in their order; those that are not there are left out."""
    ids = ids_of(connection, UTTERANCES, keys)
    found = gather(connection, UTTERANCES, list(ids.values()), most=most)
    return [_utterance(connection, key, id, found[id]) for key, id in ids.items()]


def _utterance(connection: Connection, key: str, id: int, group: Gathered) -> Utterance:
    wordings = compare([(m.statement, m.pieces, m.form) for m in group.members])
    place = {w.statement: n for n, w in enumerate(wordings)}
    ordered = tuple(sorted(group.members, key=lambda m: place[m.statement]))
    speaker = _speaker([m for m in ordered if m.statement in group.first])
    if speaker is not None and group.size > len(group.first) and _left_unnamed(connection, id):
        speaker = None
    return Utterance(key, speaker, tuple(w.statement for w in wordings), wordings, ordered, group.confirmed, group.size)


def _left_unnamed(connection: Connection, id: int) -> bool:
    """Say whether any report of a saying keeps a person or a group unnamed."""
    s, m = t.statement.c, UTTERANCES.member
    query = (
        select(s.id)
        .select_from(m.join(t.statement))
        .where(m.c.utterance_id == id, s.named.is_(False), s.source_type.in_(_PEOPLE), s.speaker != "")
        .limit(1)
    )
    return connection.execute(query).first() is not None


def _speaker(members: Sequence[Member]) -> str | None:
    """Return the name that most articles give, of several the fullest; a name goes before a description.

    None where an article keeps a person or a group unnamed: that another names somebody does not name them.
    """
    if any(m.speaker and m.named is False and m.source_type in _PEOPLE for m in members):
        return None
    counts: dict[str, int] = {}
    for m in members:
        if m.speaker is not None and m.named:
            counts[m.speaker] = counts.get(m.speaker, 0) + 1
    if not counts:
        return next((m.speaker for m in members if m.speaker), None)
    return max(counts, key=lambda name: (counts[name], len(name), name))


@dataclass(frozen=True, slots=True)
class Listed:
    """A saying in a list. outlets, reports: how many. The rest is of one of its reports, as its article has it."""

    key: str
    outlets: int
    reports: int
    content: str
    speaker: str | None
    source: str
    named: bool | None
    outlet: str | None
    published: str | None


Place = tuple[int, int]
"""Where a page of a list ends: how many outlets the last saying has, and its number."""


def listed(
    connection: Connection, *, widest: bool = False, after: Place | None = None, limit: int = 20
) -> tuple[list[Listed], Place | None]:
    """Return a page of sayings, newest first or those of most outlets first, and where the next begins (None: nowhere).

    One question that an index answers; no group is loaded.
    """
    u, s, v, m = utterance.c, t.statement.c, t.version.c, UTTERANCES.member.c
    order = (u.outlets.desc(), u.id.desc()) if widest else (u.id.desc(),)
    some = select(u.id, u.key, u.smallest, u.outlets).order_by(*order).limit(limit + 1)
    if after is not None:
        some = some.where(tuple_(u.outlets, u.id) < tuple_(*after) if widest else u.id < after[1])
    page = some.subquery()
    size = select(func.count()).where(m.utterance_id == page.c.id).scalar_subquery()
    rows = connection.execute(
        select(page.c.id, page.c.key, page.c.outlets, size.label("reports"), s.content, s.speaker, s.source, s.named,
               v.outlet, v.published)
        .select_from(
            page.join(t.statement, s.key == page.c.smallest)
            .join(t.reading, (t.reading.c.id == s.reading_id) & t.reading.c.is_current)
            .join(t.version)
        )
        .order_by(*((page.c.outlets.desc(), page.c.id.desc()) if widest else (page.c.id.desc(),)))
    ).mappings().all()  # fmt: skip
    found = [Listed(**{name: row[name] for name in Listed.__slots__}) for row in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return found, (last["outlets"], last["id"]) if last is not None else None


def of_statements(connection: Connection, keys: Sequence[str]) -> Mapping[str, str]:
    """Return for statements (keys) the utterance (key) that each belongs to; those that belong to none are left out."""
    out: dict[str, str] = {}
    wanted = sorted(set(keys))
    member = UTTERANCES.member
    for k in range(0, len(wanted), 400):
        query = (
            select(t.statement.c.key, utterance.c.key)
            .select_from(member.join(utterance).join(t.statement))
            .where(t.statement.c.key.in_(wanted[k : k + 400]))
        )
        out |= {row[0]: row[1] for row in connection.execute(query)}
    return out
