"""What happened to a thing that somebody follows: who said something new, who denied, what was corrected or withdrawn.

An event is known by what was said where, not by the row that holds it: a newer version of an article, or a newer
reading of it, that says the same is not news. Its number in the log is that of the version that first had it; on a
claim it is the number by which the statement came to the claim that is followed, which may be later: a new article or a
judgement can tie two claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import Connection, RowMapping, func, or_, select

from onrecord.record import lasting
from onrecord.record import search as finder
from onrecord.record import tables as t
from onrecord.record.claim_groups import CLAIMS
from onrecord.record.claim_members import key_of
from onrecord.record.claims import Stand, claims
from onrecord.record.event_articles import article_of, contradicted, newer_versions, version_key
from onrecord.record.event_joining import joined
from onrecord.record.identity_tables import identity, identity_link
from onrecord.record.origin_tables import withdrawal
from onrecord.record.rows import digest

Kind = Literal["topic", "speaker", "claim", "article", "source", "search"]
What = Literal["statement", "confirmation", "declined", "denial", "correction", "withdrawal", "version"]
LOOKED_AT: Final = 500
"""So many statements of what is followed are looked at, the newest."""
_SOME: Final = 400  # values in one question
_CAME_IN: Final = ("add", "import")  # a newer reading of a text is no news
_OF_ACT: Final[Mapping[str, What]] = {"deny": "denial", "confirm": "confirmation", "decline": "declined"}
_OF_STAND: Final[Mapping[Stand, What]] = {
    "asserts": "statement", "supports": "confirmation", "declines": "declined", "denies": "denial",
}  # fmt: skip
_SAME_SENTENCE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Followed:
    """What is followed. key: of a speaker's identity, a claim or an article; an outlet's name; words; "" for a search.

    anchor: a statement of the claim or a version of the article, by which it is found where its key has changed.
    query: what a search asks for.
    name: the speaker's, for where no identity has the key.
    """

    kind: Kind
    key: str
    anchor: str | None = None
    query: finder.Query | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as an outlet reports it.

    key: its lasting name. seq, at: its number in the log and that entry's time. hit: the statement, None for a
    correction, a withdrawal or a new version, of which `words` are the note, the reason or what it is, and `corrects`
    the sentence, where it is known. stand: on the claim that is followed, or to the article that is.
    """

    key: str
    what: What
    seq: int
    at: str
    article: str
    version: str
    outlet: str | None
    headline: str | None
    published: str | None
    hit: finder.Hit | None = None
    words: str | None = None
    corrects: str | None = None
    stand: Stand | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """Events, newest first. more: whether there were others than these."""

    events: tuple[Event, ...]
    more: bool


def head(connection: Connection) -> int:
    """Return the number of the log's last entry, 0 where it is empty."""
    return connection.execute(select(func.max(t.log.c.seq))).scalar() or 0


def since(connection: Connection, followed: Followed, seq: int = 0, *, most: int = 50) -> Happened:
    """Return what happened after the log's entry `seq`, at most `most` events, the newest."""
    stands = _stands(connection, followed) if followed.kind == "claim" else {}
    if followed.kind == "article":
        return _newest(connection, _of_article(connection, followed), seq, most)
    ids = _ids(connection, followed, stands)
    said = _rows(connection, t.statement.c.id.in_(ids)) if ids else []
    numbers = _Numbers(connection, {row["article_id"] for row in said})
    came = joined(connection, said, numbers.of_version, _anchor(followed, said)) if stands else {}
    notes = set(_note_ids(connection, {row["article_id"] for row in said}))
    hits = _hits(connection, said)
    found: dict[str, Event] = {}
    for row in said:
        if row["id"] in notes and not stands:
            continue  # the note is an event of its own
        event = _statement(row, hits[row["id"]], stands.get(row["key"]), numbers)
        _keep(found, replace(event, seq=max(event.seq, came.get(row["id"], 0))))
    articles = {row["article_id"] for row in said}
    for event in (*_corrections(connection, said, numbers, followed), *_withdrawals(connection, articles, numbers)):
        _keep(found, event)
    return _newest(connection, found, seq, most)


def _newest(connection: Connection, found: Mapping[str, Event], seq: int, most: int) -> Happened:
    new = sorted((e for e in found.values() if e.seq > seq), key=lambda e: (-e.seq, e.key))
    times = _times(connection, {e.seq for e in new[:most]})
    return Happened(tuple(replace(e, at=times.get(e.seq, "")) for e in new[:most]), len(new) > most)


def _of_article(connection: Connection, followed: Followed) -> dict[str, Event]:
    """Return by its name what happened to an article: newer versions, corrections, a withdrawal, who contradicts it."""
    about = article_of(connection, followed.anchor, followed.key)
    if about is None:
        return {}
    against = contradicted(connection, about.id, LOOKED_AT)
    own = _rows(connection, t.version.c.article_id == about.id)
    others = _rows(connection, t.statement.c.id.in_(sorted(against)))
    numbers = _Numbers(connection, {about.id, *(row["article_id"] for row in others)})
    hits = _hits(connection, others)
    found: dict[str, Event] = {}
    for row in others:
        what: What = "denial" if row["act"] == "deny" or row["negated"] else "statement"
        event = _statement(row, hits[row["id"]], "denies", numbers)
        # It is news from when both stood in the record.
        since = max(event.seq, numbers.of_version.get(against[row["id"]], 0))
        _keep(found, replace(event, what=what, seq=since))
    for row in newer_versions(connection, about.id):
        words = f"version {row['number']}, with {row['statements']} statement{'' if row['statements'] == 1 else 's'}"
        _keep(found, Event(version_key(row), "version", numbers.of_version.get(row["version_key"], 0), "",
                           row["article_key"], row["version_key"], row["outlet"], row["headline"] or row["name"],
                           row["published"], words=words))  # fmt: skip
    for event in (*_corrections(connection, own, numbers, followed), *_withdrawals(connection, {about.id}, numbers)):
        _keep(found, event)
    return found


def query_of(followed: Followed) -> finder.Query:
    """Return the question for the statements of what is followed, where a search finds them."""
    match followed.kind:
        case "topic":
            return finder.Query(words=followed.key)
        case "source":
            return finder.Query(outlet=followed.key)
        case "search" if followed.query is not None:
            return followed.query
        case _:
            return finder.Query(speaker=followed.name or followed.key)


def query_values(query: finder.Query) -> dict[str, Any]:
    """Return a question as plain values, without what it does not ask for."""
    values = {name: getattr(query, name) for name in finder.Query.__slots__}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items() if v not in (None, "", False)} | (
        {"named": False} if query.named is False else {}
    )


def query_from(values: Mapping[str, Any]) -> finder.Query:
    """Return the question that `query_values` made plain."""
    days = ("since", "until", "said_since", "said_until")
    known: dict[str, Any] = {k: v for k, v in values.items() if k in finder.Query.__slots__}
    return finder.Query(**known | {k: date.fromisoformat(known[k]) for k in days if k in known})


def speaker_ids(connection: Connection, key: str) -> list[int]:
    """Return the numbers of all identities that are the one with this key, or a former one; none without one."""
    i = identity.c
    own = lasting.identity_id(connection, key)
    root = connection.execute(select(func.coalesce(i.same_as_id, i.id)).where(i.id == own)).scalar()
    if root is None:
        return []
    return list(connection.execute(select(i.id).where(or_(i.id == root, i.same_as_id == root))).scalars())


def _ids(connection: Connection, followed: Followed, stands: Mapping[str, Stand]) -> list[int]:
    """Return the newest current statements of what is followed."""
    s = t.statement.c
    current = select(s.id).join(t.reading, s.reading_id == t.reading.c.id).where(t.reading.c.is_current)
    newest = current.order_by(s.id.desc()).limit(LOOKED_AT)
    if followed.kind == "claim":
        keys = sorted(stands)
        return [
            id for k in range(0, len(keys), _SOME)
            for id in connection.execute(current.where(s.key.in_(keys[k : k + _SOME]))).scalars()
        ]  # fmt: skip
    if followed.kind == "speaker" and (members := speaker_ids(connection, followed.key)):
        of = select(identity_link.c.speaker_id).where(identity_link.c.identity_id.in_(members))
        return list(connection.execute(newest.where(s.speaker_id.in_(of))).scalars())
    hits = finder.search(connection, query_of(followed), limit=LOOKED_AT).hits
    found = [h.statement for h in hits]
    return [
        id for k in range(0, len(found), _SOME)
        for id in connection.execute(current.where(s.key.in_(found[k : k + _SOME]))).scalars()
    ]  # fmt: skip


def _stands(connection: Connection, followed: Followed) -> Mapping[str, Stand]:
    for name in (followed.key, followed.anchor):
        key = key_of(connection, CLAIMS, name) if name else None
        found = next(claims(connection, key), None) if key else None
        if found is not None:
            return found.stands
    return {}


def _anchor(followed: Followed, said: Sequence[RowMapping]) -> int | None:
    """Return the statement that stands for the claim as it was when it was followed."""
    own = [row["id"] for row in said if row["key"] == followed.anchor]
    return own[0] if own else min((row["id"] for row in said), default=None)


def _rows(connection: Connection, which: Any) -> list[RowMapping]:
    s, v = t.statement.c, t.version.c
    query = (
        select(t.statement, v.key.label("version_key"), v.number.label("version_number"), v.article_id, v.outlet,
               v.headline, v.name, v.url, v.published, t.article.c.key.label("article_key"))
        .select_from(t.statement.join(t.reading, s.reading_id == t.reading.c.id).join(t.version).join(t.article))
        .where(which, t.reading.c.is_current)
    )  # fmt: skip
    return list(connection.execute(query.order_by(s.id)).mappings().all())


class _Numbers:
    """The log's numbers of all versions of some articles, and of what each first said."""

    def __init__(self, connection: Connection, articles: set[int]):
        v = t.version.c
        self.articles = {}
        several = set()
        for some in _parts(articles):
            for id, key, number in connection.execute(
                select(v.article_id, v.key, v.number).where(v.article_id.in_(some))
            ):
                self.articles[key] = id
                several |= {id} if number > 1 else set()
        self.of_version = _came_in(connection, self.articles)
        self._first: dict[str, int] = {}
        for some in _parts(several):
            for row in _rows(connection, v.article_id.in_(some)):
                name, seq = event_key(row), self.of_version.get(row["version_key"], 0)
                self._first[name] = min(seq, self._first.get(name, seq))

    def first(self, key: str, version: str) -> int:
        """Return the number by which an event first came in. version: one that has it."""
        return self._first.get(key, self.of_version.get(version, 0))


def _hits(connection: Connection, said: Sequence[RowMapping]) -> dict[int, finder.Hit]:
    parts = _parts(row["id"] for row in said)
    return {id: hit for some in parts for id, hit in finder.hits_of(connection, some).items()}


def event_key(row: RowMapping) -> str:
    """Return the lasting name of a statement as an event: its article, who, the words, and whether it is a denial."""
    denies = row["act"] == "deny" or bool(row["negated"])
    who, words = _plain(row["speaker"] or row["source"]), _plain(row["content"])
    return digest("event", row["article_key"], who, denies, words)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _parts(values: Iterable[Any]) -> list[list[Any]]:
    every = sorted(values)
    return [every[k : k + _SOME] for k in range(0, len(every), _SOME)]


def _came_in(connection: Connection, versions: Iterable[str]) -> dict[str, int]:
    g = t.log.c
    out: dict[str, int] = {}
    for some in _parts(versions):
        query = select(g.subject, func.min(g.seq).label("seq")).where(g.subject.in_(some), g.what.in_(_CAME_IN))
        out |= {row.subject: row.seq for row in connection.execute(query.group_by(g.subject))}
    return out


def _times(connection: Connection, numbers: set[int]) -> dict[int, str]:
    g = t.log.c
    return {
        seq: at for some in _parts(numbers)
        for seq, at in connection.execute(select(g.seq, g.at).where(g.seq.in_(some)))
    }  # fmt: skip


def _keep(found: dict[str, Event], event: Event) -> None:
    """Keep an event; of one that several versions have, the first number with the newest wording."""
    before = found.get(event.key)
    found[event.key] = event if before is None else replace(event, seq=min(event.seq, before.seq))


def _statement(row: RowMapping, hit: finder.Hit, stand: Stand | None, numbers: _Numbers) -> Event:
    key = event_key(row)
    what = _OF_STAND[stand] if stand else _OF_ACT.get(row["act"] or "", "statement")
    return Event(key, what, numbers.first(key, row["version_key"]), "", row["article_key"], row["version_key"],
                 row["outlet"], row["headline"] or row["name"], row["published"], hit, stand=stand)  # fmt: skip


def _note_ids(connection: Connection, articles: set[int]) -> list[int]:
    c = t.correction.c
    return [
        id for some in _parts(articles)
        for id in connection.execute(
            select(c.statement_id).join(t.reading, c.reading_id == t.reading.c.id).join(t.version)
            .where(t.version.c.article_id.in_(some))
        ).scalars()
    ]  # fmt: skip


def _corrections(
    connection: Connection, said: Sequence[RowMapping], numbers: _Numbers, followed: Followed
) -> list[Event]:
    """Return the correction notes that concern any of the statements, or whose sentence is not known."""
    by_article: dict[int, list[RowMapping]] = {}
    for row in said:
        by_article.setdefault(row["article_id"], []).append(row)
    c, v = t.correction.c, t.version.c
    out, first = [], dict[str, int]()
    for some in _parts(by_article):
        query = (
            select(t.correction, v.text, v.key.label("version_key"), v.article_id, v.outlet, v.headline, v.name,
                   v.published, t.article.c.key.label("article_key"))
            .select_from(t.correction.join(t.reading, c.reading_id == t.reading.c.id).join(t.version).join(t.article))
            .where(v.article_id.in_(some), t.reading.c.is_current)
            .order_by(v.number, c.id)
        )  # fmt: skip
        for note in connection.execute(query).mappings():
            words = " ".join(note["text"][note["note_start"] : note["note_end"]].split())
            where = None if note["corrects_start"] is None else (note["corrects_start"], note["corrects_end"])
            corrects = None if where is None else " ".join(note["text"][where[0] : where[1]].split())
            key = digest("correction", note["article_key"], _plain(words))
            first.setdefault(key, numbers.of_version.get(note["version_key"], 0))
            if where is None or followed.kind in ("source", "article") or any(
                _speaks_of(row, note["version_key"], where, corrects or "") for row in by_article[note["article_id"]]
            ):  # fmt: skip
                out.append(
                    Event(key, "correction", first[key], "", note["article_key"], note["version_key"], note["outlet"],
                          note["headline"] or note["name"], note["published"], words=words, corrects=corrects)
                )  # fmt: skip
    return out


def _speaks_of(row: RowMapping, version: str, where: tuple[int, int], sentence: str) -> bool:
    """Say whether a note's sentence is that of a statement: by its place, or in another version by its words."""
    if row["version_key"] == version:
        spans = [x for part in ("source", "cue", "content") for x in row["spans"][part]]
        return any(a < where[1] and where[0] < b for a, b in spans)
    own = set(_plain(row["content"]).split())
    return len(own & set(_plain(sentence).split())) >= _SAME_SENTENCE * len(own) > 0


def _withdrawals(connection: Connection, articles: set[int], numbers: _Numbers) -> list[Event]:
    w, v, g = withdrawal.c, t.version.c, t.log.c
    out = []
    for some in _parts(articles):
        query = (
            select(withdrawal, v.key.label("version_key"), v.outlet, v.headline, v.name, v.published,
                   t.article.c.key.label("article_key"))
            .select_from(withdrawal.join(t.version).join(t.article))
            .where(v.article_id.in_(some), w.undone_at.is_(None))
        )  # fmt: skip
        for row in connection.execute(query).mappings():
            by_people = select(func.max(g.seq)).where(g.subject == row["version_key"], g.what == "withdraw")
            seq = connection.execute(by_people).scalar() if row["who"] else None
            key = digest("withdrawal", row["article_key"], _plain(row["reason"]))
            out.append(
                Event(key, "withdrawal", seq or numbers.of_version.get(row["version_key"], 0), "", row["article_key"],
                      row["version_key"], row["outlet"], row["headline"] or row["name"], row["published"],
                      words=row["reason"])
            )  # fmt: skip
    return out
