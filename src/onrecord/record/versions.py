"""The versions of an article side by side: what was added, changed and withdrawn; corrections; withdrawn stories.

Nothing is ever overwritten: a withdrawn story stays, marked, with the reason and who says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from onrecord.errors import OnrecordError
from onrecord.record import log, rows
from onrecord.record import tables as t
from onrecord.record.nearness import words
from onrecord.record.origin_copies import blocks_of
from onrecord.record.origin_lookup import statements
from onrecord.record.origin_occasions import Told, alike, may_be_one
from onrecord.record.origin_tables import withdrawal
from onrecord.record.version_placing import settle
from onrecord.text import excerpt, sentences

SAME: Final = 0.5
"""Share of the shorter wording's words from which two statements of one speaker are one, changed."""
_SAME_SENTENCE: Final = 0.4
_COMPARED: Final = ("speaker", "act", "negated", "addressee", "channel", "said_on")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a statement: `added` (before is None), `withdrawn` (after is None) or `changed`.

    differences: which labels differ, "words" for the content, in the order of the record's labels.
    """

    state: str
    before: Told | None
    after: Told | None
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a version was withdrawn: why, and who says so (None: its own text). undone_at is None while it holds."""

    version: str
    reason: str
    who: str | None
    at: str | None
    undone_at: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """A correction note, the sentence of its own version that it corrects, and that of the version before.

    corrects, before: None where they cannot be found.
    """

    version: str
    note: str
    statement: str
    corrects: str | None
    before: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it was at one time, and what changed in its statements since the version before."""

    key: str
    number: int
    headline: str | None
    name: str | None
    url: str | None
    published: str | None
    updated: str | None
    added_at: str
    statements: int
    changes: tuple[Change, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class History:
    """An article with all its versions, oldest first. state: current or withdrawn."""

    article: str
    address: str | None
    outlet: str | None
    state: str
    versions: tuple[Version, ...]
    withdrawals: tuple[Withdrawal, ...]


def history(connection: Connection, key: str) -> History | None:
    """Return the article that `key` is of (an article's key or a version's), None where the record has none."""
    a, v = t.article.c, t.version.c
    article = connection.execute(select(t.article).where(a.key == key)).first()
    if article is None:
        id = connection.execute(select(v.article_id).where(v.key == key)).scalar()
        article = connection.execute(select(t.article).where(a.id == id)).first() if id is not None else None
    if article is None:
        return None
    found = connection.execute(select(t.version).where(v.article_id == article.id).order_by(v.number)).all()
    out, before = [], None
    for row in found:
        count = len(_ids(connection, row.key))
        changed = changes(connection, before.key, row.key) if before is not None else ()
        notes = tuple(_notes(connection, row, before))
        known = {n: getattr(row, n) for n in Version.__slots__ if n in t.version.c}
        out.append(Version(**known, statements=count, changes=tuple(changed), notes=notes))
        before = row
    w = withdrawal.c
    keys = {row.id: row.key for row in found}
    marks = connection.execute(select(withdrawal).where(w.version_id.in_(keys)).order_by(w.id)).all()
    withdrawals = tuple(Withdrawal(keys[m.version_id], m.reason, m.who, m.at, m.undone_at) for m in marks)
    return History(article.key, article.address, article.outlet, article.state, tuple(out), withdrawals)


def changes(connection: Connection, older: str, newer: str) -> list[Change]:
    """Return what is added, changed and withdrawn in the statements of `newer` against `older` (versions' keys).

    Statements are matched by their words and their speaker, wherever they stand in the text. What is the same in both
    is left out. In the order of the newer text, what was withdrawn last.
    """
    before = _in_order(connection, older)
    after = _in_order(connection, newer)
    partner: dict[int, Told] = {}
    taken: set[int] = set()
    ranked = []
    for n, b in enumerate(before):
        for m, a in enumerate(after):
            score = alike(b, a)
            if score >= SAME and may_be_one(b, a):
                union = len(a.words | b.words) or 1
                whole = len(a.words & b.words) / union  # of two that hold the words, the one that adds fewest
                same = sum(getattr(a, label) == getattr(b, label) for label in _COMPARED)
                ranked.append((-whole, -same, abs(n - m), n, m))
    for _, _, _, n, m in sorted(ranked):
        if after[m].id not in partner and before[n].id not in taken:
            partner[after[m].id] = before[n]
            taken.add(before[n].id)
    out = []
    for a in after:
        old = partner.get(a.id)
        if old is None:
            out.append(Change("added", None, a))
            continue
        differences = [label for label in _COMPARED if getattr(a, label) != getattr(old, label)]
        if words(a.content) != words(old.content):
            differences.insert(0, "words")
        if differences:
            out.append(Change("changed", old, a, tuple(differences)))
    return out + [Change("withdrawn", b, None) for b in before if b.id not in taken]


def _ids(connection: Connection, version: str) -> list[int]:
    s = t.statement.c
    query = (
        select(s.id)
        .select_from(t.statement.join(t.reading, s.reading_id == t.reading.c.id).join(t.version))
        .where(t.version.c.key == version, t.reading.c.is_current)
    )
    return list(connection.execute(query.order_by(s.number)).scalars())


def _in_order(connection: Connection, version: str) -> list[Told]:
    ids = _ids(connection, version)
    place = {id: n for n, id in enumerate(ids)}
    return sorted(statements(connection, ids), key=lambda s: place[s.id])


def corrections(connection: Connection, key: str) -> list[Note]:
    """Return the correction notes of an article (its key or a version's), with what each corrects, oldest first."""
    found = history(connection, key)
    return [n for v in found.versions for n in v.notes] if found else []


def _notes(connection: Connection, version: Row[Any], before: Row[Any] | None) -> list[Note]:
    c = t.correction.c
    query = (
        select(t.correction, t.statement.c.key.label("statement_key"))
        .join(t.statement, c.statement_id == t.statement.c.id)
        .join(t.reading, c.reading_id == t.reading.c.id)
        .where(t.reading.c.version_id == version.id, t.reading.c.is_current)
        .order_by(c.note_start, c.id)
    )
    out = []
    for row in connection.execute(query):
        text = version.text
        corrects = None if row.corrects_start is None else _plain(text[row.corrects_start : row.corrects_end])
        was = _former(before, corrects) if before is not None and corrects else None
        out.append(Note(version.key, _plain(text[row.note_start : row.note_end]), row.statement_key, corrects, was,
                        row.reason))  # fmt: skip
    return out


def _former(before: Row[Any], sentence: str) -> str | None:
    """Return the sentence of the version before that stood where `sentence` stands now, if it was another."""
    own = set(words(sentence))
    best, share = None, _SAME_SENTENCE
    for block in blocks_of(before.blocks):
        if block.kind not in ("body", "headline"):
            continue
        for span in sentences(before.text, block.span.start, block.span.end):
            there = excerpt(before.text, [span])
            other = set(words(there))
            now = len(own & other) / (len(own | other) or 1)
            if now > share:
                best, share = there, now
    return best if best != sentence else None


def _plain(words: str) -> str:
    return " ".join(words.split())


def withdraw(connection: Connection, article_key: str, reason: str, who: str) -> None:
    """Mark an article as withdrawn. Everything of it stays. Raises OnrecordError where it is not there."""
    article = _article(connection, article_key)
    v = t.version.c
    newest = connection.execute(
        select(v.id, v.key).where(v.article_id == article.id).order_by(v.number.desc()).limit(1)
    ).one()
    id = rows.next_id(connection, withdrawal)
    connection.execute(
        insert(withdrawal).values(id=id, version_id=newest.id, reason=reason, who=who, at=log.now())
    )  # fmt: skip
    log.append(connection, "withdraw", newest.key, {"article": article.key, "reason": reason}, who=who)
    settle(connection, article.id)


def reinstate(connection: Connection, article_key: str, who: str) -> None:
    """Take back what people marked as withdrawn; the marks stay, with who undid them. Raises OnrecordError."""
    article = _article(connection, article_key)
    v, w = t.version.c, withdrawal.c
    ids = connection.execute(
        select(w.id).join(t.version, w.version_id == v.id)
        .where(v.article_id == article.id, w.who.is_not(None), w.undone_at.is_(None))
    ).scalars().all()  # fmt: skip
    if not ids:
        raise OnrecordError(f"{article_key}: nobody marked it as withdrawn. See its marks with `onrecord versions`.")
    connection.execute(update(withdrawal).where(w.id.in_(ids)).values(undone_at=log.now(), undone_by=who))
    log.append(connection, "reinstate", article.key, {}, who=who)
    settle(connection, article.id)


def _article(connection: Connection, key: str) -> Row[Any]:
    found: Sequence[Row[Any]] = connection.execute(select(t.article).where(t.article.c.key == key)).all()
    if not found:
        raise OnrecordError(f"the record has no article {key!r}. Find its key with `onrecord versions`.")
    return found[0]
