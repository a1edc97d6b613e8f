"""What readers say about articles, statements and claims: kept as plain text, moderated by editors.

What is hidden stays and can be restored; each decision is in the log, by number, without the words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, insert, or_, select, update

from onrecord.errors import OnrecordError
from onrecord.record import lasting, log
from onrecord.record import tables as t
from onrecord.record.claim_groups import CLAIMS
from onrecord.record.claim_members import key_of
from onrecord.record.claims import claims
from onrecord.record.comment_tables import comment, comment_lock, comment_report, house_rules
from onrecord.record.rows import next_id

Kind = Literal["article", "statement", "claim"]
State = Literal["shown", "waiting", "hidden", "gone"]
Hold = Literal["none", "first", "all"]
LONGEST: Final = 4000
LIMITS: Final = ((timedelta(minutes=10), 5), (timedelta(days=1), 40))
"""So many remarks within so long a time."""
MANY_LINKS: Final = 3
"""A remark with more links than these waits until an editor has seen it."""
FIRST_RULES: Final = (
    "Talk about what was reported, not about each other.\n"
    "Say where you know something from. Links are welcome.\n"
    "No insults, no threats, no private addresses or numbers.\n"
    "An editor may hide what breaks these rules, and says why."
)
_c, _r, _k = comment.c, comment_report.c, comment_lock.c


class RefusedError(OnrecordError):
    """A remark or a report that is not taken. status: what a web server says of it."""

    def __init__(self, words: str, status: int = 422):
        super().__init__(words)
        self.status = status


@dataclass(frozen=True, slots=True)
class Subject:
    """What is talked about. members: the statements of a claim, by any of which it is found again.

    version: the key of an article's newest version.
    """

    kind: Kind
    key: str
    label: str
    anchor: str | None = None
    members: tuple[str, ...] = ()
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """One remark. account: of its author, None on a desk without accounts, or where the account is gone."""

    id: int
    kind: Kind
    subject: str
    reply_to: int | None
    account: int | None
    author: str
    text: str
    state: State
    reason: str | None
    made_at: str
    decided_by: str | None
    decided_at: str | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The house rules. hold: which remarks wait until an editor has seen them."""

    text: str
    hold: Hold
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Discussion:
    """All that was said of one thing: threads of a remark with its replies, oldest first. locked: why, where it is."""

    subject: Subject
    threads: tuple[tuple[Comment, ...], ...]
    locked: str | None
    rules: Rules


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes or reports."""

    account: int | None
    name: str


def subject(connection: Connection, kind: str, key: str) -> Subject:
    """Return what a key names: of an article or of one of its versions, of a statement, of a claim.

    Raises OnrecordError where the record has none.
    """
    v, s = t.version.c, t.statement.c
    match kind if key.isprintable() else "":
        case "article":
            of_version = select(v.article_id).where(v.key == key)
            which = select(t.article.c.id).where(or_(t.article.c.key == key, t.article.c.id.in_(of_version)))
            row = connection.execute(
                select(t.article.c.key, v.headline, v.name, v.key.label("version"))
                .select_from(t.article.join(t.version)).where(t.article.c.id.in_(which)).order_by(v.number.desc()).limit(1)
            ).first()  # fmt: skip
            if row is not None:
                return Subject("article", row.key, row.headline or row.name or row.key, version=row.version)
        case "statement":
            words = connection.execute(select(s.content).where(s.key == key).order_by(s.id.desc()).limit(1)).scalar()
            if words is not None:
                return Subject("statement", key, words)
        case "claim":
            name = key_of(connection, CLAIMS, key)
            found = next(claims(connection, name), None) if name else None
            if found is not None:
                members = sorted(found.stands)
                # What was said while a former reading had other statements here is said of these.
                every = (*members, *lasting.forebears(connection, members))
                return Subject("claim", found.key, found.label, members[0], every)
    raise OnrecordError(f"There is no {kind if kind in get_args(Kind) else 'such thing as'} {key!r} in this record.")


def discussion(
    connection: Connection, about: Subject, reader: Author | None = None, *, editor: bool = False
) -> Discussion:
    """Return what was said of a thing. reader: who sees their own remarks, whatever became of them.

    editor: with the words of what is hidden or waits. Others see that something is not shown only where somebody
    replied to it.
    """
    where = about_condition(comment, about)
    rows = connection.execute(select(comment).where(where).order_by(_c.made_at, _c.id)).mappings()
    every = [made_of(row) for row in rows]
    seen = {c.id for c in every if c.state == "shown" or editor or (reader is not None and wrote(c, reader))}
    threads: dict[int, list[Comment]] = {c.id: [c] for c in every if c.reply_to is None}
    for c in every:
        if c.reply_to is not None and c.id in seen:
            threads.setdefault(c.reply_to, []).append(c)
    shown = [tuple(c if c.id in seen else _silent(c) for c in some) for some in threads.values()
             if any(c.id in seen for c in some)]  # fmt: skip
    return Discussion(about, tuple(shown), locked(connection, about), rules(connection))


def write(connection: Connection, about: Subject, author: Author, text: str, *, reply_to: int | None = None) -> Comment:
    """Keep a remark; return it, shown or waiting.

    reply_to: a remark on the same thing; a reply to a reply joins that one's thread. Raises RefusedError where the
    thing is locked, the words are none, too many or the same as before, or somebody writes too much.
    """
    if (why := locked(connection, about)) is not None:
        raise RefusedError(f"Nothing can be added here for now: {why}", 403)
    words = plain(text)
    if not words:
        raise RefusedError("There are no words in it. Write some.")
    if len(words) > LONGEST:
        raise RefusedError(f"It is longer than {LONGEST} characters. Shorten it, or send it in two.")
    _refuse_too_much(connection, author, words)
    thread = _thread(connection, about, reply_to)
    reason = _held(connection, author, words)
    made = Comment(
        next_id(connection, comment), about.kind, about.key, thread, author.account, author.name, words,
        "waiting" if reason else "shown", reason, log.now(), None, None,
    )  # fmt: skip
    values = {name: getattr(made, name) for name in Comment.__slots__ if name != "account"}
    connection.execute(insert(comment).values(account_id=author.account, anchor=about.anchor, **values))
    return made


def take_back(connection: Connection, id: int, author: Author) -> Comment:
    """Blank somebody's own remark; what was said stays said that something stood there. Raises OnrecordError."""
    found = comment_of(connection, id)
    if not wrote(found, author) or found.state == "gone":
        raise RefusedError("That is not yours to take back.", 403)
    connection.execute(update(comment).where(_c.id == id).values(state="gone", text="", reason=None))
    connection.execute(update(comment_report).where(_r.comment_id == id).values(settled_at=log.now()))
    return found


def locked(connection: Connection, about: Subject) -> str | None:
    """Return why nothing can be added to a discussion, None where it is open."""
    return connection.execute(select(_k.reason).where(about_condition(comment_lock, about)).limit(1)).scalar()


def comment_of(connection: Connection, id: int) -> Comment:
    """Return a remark by its number. Raises OnrecordError where there is none."""
    row = connection.execute(select(comment).where(_c.id == id)).mappings().first()
    if row is None:
        raise OnrecordError("There is no such remark.")
    return made_of(row)


def rules(connection: Connection) -> Rules:
    """Return the house rules that hold now."""
    h = house_rules.c
    row = connection.execute(select(house_rules).order_by(h.id.desc()).limit(1)).mappings().first()
    return Rules(row["text"], row["hold"], row["who"], row["at"]) if row else Rules(FIRST_RULES, "none", "", "")


def plain(text: str) -> str:
    """Return text without what cannot be seen or turns its direction, with at most one empty line in a row."""
    kept = "".join(
        c for c in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        if c in "\n\t\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )  # fmt: skip
    lines: list[str] = []
    for line in (line.rstrip() for line in kept.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()


def about_condition(table: Any, about: Subject) -> ColumnElement[bool]:
    """Return the condition that a row is about a thing; of a claim, by any statement that it has now."""
    c = table.c
    exactly = and_(c.kind == about.kind, c.subject == about.key)
    if not about.members:
        return exactly
    parts = [about.members[n : n + 400] for n in range(0, len(about.members), 400)]
    return or_(exactly, and_(c.kind == "claim", or_(*(c.anchor.in_(some) for some in parts))))


def _thread(connection: Connection, about: Subject, reply_to: int | None) -> int | None:
    if reply_to is None:
        return None
    row = connection.execute(
        select(_c.id, _c.reply_to, _c.state).where(_c.id == reply_to, about_condition(comment, about))
    ).first()  # fmt: skip
    if row is None or row.state != "shown":
        raise RefusedError("What you reply to is no longer there.")
    return int(row.reply_to or row.id)


def _refuse_too_much(connection: Connection, author: Author, words: str) -> None:
    mine = _c.author == author.name
    for time, most in LIMITS:
        count = select(func.count()).select_from(comment).where(mine, _c.made_at > ago(time))
        if connection.execute(count).scalar_one() >= most:
            raise RefusedError("You wrote much in a short time. Wait a little, then send it again.", 429)
    again = select(_c.id).where(mine, _c.made_at > ago(timedelta(days=1)), _c.text == words)
    if connection.execute(again).first() is not None:
        raise RefusedError("You wrote the very same today.")


def _held(connection: Connection, author: Author, words: str) -> str | None:
    """Return why a remark waits until an editor has seen it, None where it is shown at once."""
    if words.count("http://") + words.count("https://") > MANY_LINKS:
        return "it has many links"
    hold = rules(connection).hold
    if hold == "all":
        return "all remarks are looked at first"
    seen = select(_c.id).where(_c.author == author.name, _c.state == "shown").limit(1)
    if hold == "first" and connection.execute(seen).first() is None:
        return "it is its author's first"
    return None


def ago(time: timedelta) -> str:
    """Return the time so long ago as it is written in the record."""
    return (datetime.now(UTC) - time).strftime("%Y-%m-%dT%H:%M:%SZ")


def wrote(c: Comment, author: Author) -> bool:
    """Say whether a remark is somebody's own."""
    return c.author == author.name and c.account == author.account


def _silent(c: Comment) -> Comment:
    """Return a remark without its words and its author: what others see of one that is not shown."""
    return Comment(c.id, c.kind, c.subject, c.reply_to, None, "", "", c.state, None, c.made_at, None, None)


def made_of(row: RowMapping | Mapping[str, Any]) -> Comment:
    """Return a row as a remark."""
    names: Iterable[str] = (name for name in Comment.__slots__ if name != "account")
    return Comment(account=row["account_id"], **{name: row[name] for name in names})
