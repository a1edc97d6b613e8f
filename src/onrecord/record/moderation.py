"""What editors do with remarks: look at what was reported, hide, restore, lock a discussion, change the house rules.

Each decision is in the log, by number, without the words of the remark.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, get_args

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from onrecord.record import log
from onrecord.record.comment_tables import comment, comment_lock, comment_report, house_rules
from onrecord.record.comments import (
    LONGEST,
    Author,
    Comment,
    Hold,
    RefusedError,
    Subject,
    about_condition,
    ago,
    comment_of,
    made_of,
    plain,
)
from onrecord.record.rows import next_id

REPORTS: Final = 20
"""So many reports of one person within a day."""
ENOUGH: Final = 3
"""So many people's reports take a remark out of sight until an editor has seen it."""
_c, _r = comment.c, comment_report.c


@dataclass(frozen=True, slots=True)
class Queued:
    """A remark that an editor should see, with what people reported of it: (who, why)."""

    comment: Comment
    reports: tuple[tuple[str, str], ...]


def report(connection: Connection, id: int, author: Author, reason: str) -> Comment:
    """Keep that somebody holds a remark to be against the rules; the reports of several take it out of sight.

    Reporting the same remark twice changes nothing. Raises OnrecordError where there is none, Refused where somebody
    reports too much or gives no reason.
    """
    found = comment_of(connection, id)
    why = plain(reason)[:500]
    if not why:
        raise RefusedError("Say in a few words what is wrong with it.")
    if found.state in ("hidden", "gone"):
        return found
    since = ago(timedelta(days=1))
    mine = select(func.count()).select_from(comment_report).where(_r.who == author.name, _r.at > since)
    if connection.execute(mine).scalar_one() >= REPORTS:
        raise RefusedError("You reported much today. The editors will look at it first.", 429)
    if connection.execute(select(_r.id).where(_r.comment_id == id, _r.who == author.name)).first() is not None:
        return found
    connection.execute(
        insert(comment_report).values(
            id=next_id(connection, comment_report), comment_id=id, account_id=author.account, who=author.name,
            reason=why, at=log.now(),
        )
    )  # fmt: skip
    open_ = select(func.count()).select_from(comment_report).where(_r.comment_id == id, _r.settled_at.is_(None))
    if found.state == "shown" and connection.execute(open_).scalar_one() >= ENOUGH:
        values = {"state": "waiting", "reason": "several people reported it"}
        connection.execute(update(comment).where(_c.id == id).values(**values))
    return found


def decide(connection: Connection, id: int, *, show: bool, reason: str, who: str) -> Comment:
    """Hide a remark, or show it (again); its reports are settled with that. Raises OnrecordError without one."""
    found = comment_of(connection, id)
    why = plain(reason)[:500] or None
    if found.state == "gone":
        raise RefusedError("Its author took it back.")
    if not show and why is None:
        raise RefusedError("Say why it is hidden: its author will see it.")
    at, state = log.now(), "shown" if show else "hidden"
    values = {"state": state, "reason": why, "decided_by": who, "decided_at": at}
    connection.execute(update(comment).where(_c.id == id).values(**values))
    connection.execute(
        update(comment_report).where(_r.comment_id == id, _r.settled_at.is_(None)).values(settled_at=at)
    )  # fmt: skip
    log.append(connection, "moderate", str(id), {"comment": id, "state": state, "reason": why}, who=who)
    return comment_of(connection, id)


def lock(connection: Connection, about: Subject, reason: str, who: str) -> None:
    """Let nobody add anything to a discussion. Raises RefusedError without a reason."""
    why = plain(reason)[:500]
    if not why:
        raise RefusedError("Say why: everybody will see it.")
    unlock(connection, about, who, quiet=True)
    connection.execute(
        insert(comment_lock).values(
            id=next_id(connection, comment_lock), kind=about.kind, subject=about.key, anchor=about.anchor, reason=why,
            who=who, at=log.now(),
        )
    )  # fmt: skip
    log.append(connection, "moderate", about.key, {"kind": about.kind, "state": "locked", "reason": why}, who=who)


def unlock(connection: Connection, about: Subject, who: str, *, quiet: bool = False) -> None:
    """Open a discussion again. quiet: without an entry in the log."""
    done = connection.execute(delete(comment_lock).where(about_condition(comment_lock, about)))
    if done.rowcount and not quiet:
        log.append(connection, "moderate", about.key, {"kind": about.kind, "state": "open"}, who=who)


def queue(connection: Connection, *, most: int = 100) -> list[Queued]:
    """Return what editors should see: what waits or was reported, what most people reported first."""
    reported = select(_r.comment_id).where(_r.settled_at.is_(None))
    rows = connection.execute(
        select(comment).where(or_(_c.state == "waiting", and_(_c.state == "shown", _c.id.in_(reported))))
        .order_by(_c.made_at).limit(most)
    ).mappings().all()  # fmt: skip
    said: dict[int, list[tuple[str, str]]] = {}
    for id, who, reason in connection.execute(
        select(_r.comment_id, _r.who, _r.reason)
        .where(_r.settled_at.is_(None), _r.comment_id.in_([row["id"] for row in rows]))
        .order_by(_r.id)
    ):
        said.setdefault(id, []).append((who, reason))
    found = [Queued(made_of(row), tuple(said.get(row["id"], ()))) for row in rows]
    return sorted(found, key=lambda q: -len(q.reports))


def hidden(connection: Connection, *, most: int = 50) -> list[Comment]:
    """Return what was hidden, the latest first."""
    query = select(comment).where(_c.state == "hidden").order_by(_c.decided_at.desc(), _c.id.desc()).limit(most)
    return [made_of(row) for row in connection.execute(query).mappings()]


def set_rules(connection: Connection, text: str, hold: str, who: str) -> None:
    """Let other house rules hold from now on. Raises RefusedError where there are no words, or too many."""
    words = plain(text)
    if not words or len(words) > 2 * LONGEST or hold not in get_args(Hold):
        raise RefusedError(f"The rules have between 1 and {2 * LONGEST} characters.")
    number = next_id(connection, house_rules)
    connection.execute(insert(house_rules).values(id=number, text=words, hold=hold, who=who, at=log.now()))
    log.append(connection, "moderate", "house rules", {"number": number, "hold": hold}, who=who)
