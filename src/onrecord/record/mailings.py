"""Digests by e-mail: to whom, how often, what goes out, and what became of it.

What somebody is to be told is written down, with the message, before anything is sent; the message is then tried until
it has arrived. So no event is told twice and none is lost: only a program that dies while the server takes a message
leaves it in doubt, and such a message is not sent again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, RowMapping, func, insert, or_, select, update

from onrecord.errors import OnrecordError
from onrecord.record import events, follows, log
from onrecord.record.account_tables import account as accounts
from onrecord.record.follow_tables import mailing, mailing_event, mailing_message
from onrecord.record.rows import next_id

Often = Literal["daily", "weekly", "off"]
TRIES: Final = 8
"""So often a message is tried; after that its address gets nothing more until its owner asks anew."""
_FIRST_WAIT: Final = timedelta(minutes=10)  # doubled at each attempt: eight take about a day
_DOUBT: Final = timedelta(hours=1)
# A little less than a day and a week, so that a job that starts some minutes earlier than last time sends.
_EVERY: Final = {"daily": timedelta(hours=20), "weekly": timedelta(days=6, hours=20)}
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{4,255}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_m, _g = mailing.c, mailing_message.c


@dataclass(frozen=True, slots=True)
class Mailing:
    """Where somebody's digests go. problem: why the last message did not arrive."""

    id: int
    account: int | None
    email: str
    often: Often
    token: str
    asked_at: str | None
    confirmed_at: str | None
    last_at: str | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """One message on its way."""

    id: int
    mailing: int
    email: str
    token: str
    message_id: str
    subject: str
    body: str
    tries: int


def mailing_of(connection: Connection, account: int | None) -> Mailing | None:
    """Return where somebody's digests go, None where they never asked for any."""
    return _one(connection, follows.owned(_m.account_id, account))


def by_token(connection: Connection, token: str) -> Mailing | None:
    """Return the mailing that a link in a message belongs to."""
    return _one(connection, _m.token == token) if token.isprintable() else None


def subscribe(connection: Connection, account: int | None, email: str, often: str) -> Mailing:
    """Let digests go to an address from now on; return that.

    A new address is asked first whether it wants them, unless the desk has only one user. Raises OnrecordError where
    the address is none or `often` is not known.
    """
    email = email.strip()
    if often not in get_args(Often):
        raise OnrecordError(f"Digests come {', '.join(get_args(Often))}.")
    if not _ADDRESS.fullmatch(email):
        raise OnrecordError("That is no e-mail address. Write it as name@example.org.")
    before = mailing_of(connection, account)
    if before is None or before.often == "off":
        follows.told(connection, account, events.head(connection))  # what came in while nothing was wanted is no news
    now = log.now()
    confirmed = now if account is None else before.confirmed_at if before and before.email == email else None
    asked = before.asked_at if before and before.email == email else None
    values: dict[str, Any] = {"email": email, "often": often, "confirmed_at": confirmed, "asked_at": asked,
                              "problem": None}  # fmt: skip
    if before is None:
        id = next_id(connection, mailing)
        row = {"id": id, "account_id": account, "token": secrets.token_urlsafe(24), "made_at": now, "last_at": None}
        connection.execute(insert(mailing).values(**row, **values))
    else:
        # A new address gets a token of its own: whoever reads the old one's mail must not end the new one's.
        token = before.token if before.email == email else secrets.token_urlsafe(24)
        connection.execute(update(mailing).where(_m.id == before.id).values(token=token, **values))
        failed = (_g.mailing_id == before.id, _g.state == "failed")
        connection.execute(update(mailing_message).where(*failed).values(state="waiting", tries=0, next_at=now))
    made = mailing_of(connection, account)
    assert made is not None
    return made


def confirm(connection: Connection, token: str) -> bool:
    """Note that an address wants its digests; return whether there is one with this token."""
    found = by_token(connection, token)
    if found is None:
        return False
    connection.execute(update(mailing).where(_m.id == found.id).values(confirmed_at=log.now()))
    return True


def unsubscribe(connection: Connection, token: str) -> bool:
    """End the digests that this token belongs to; return whether there are any. Messages on their way are dropped."""
    found = by_token(connection, token)
    if found is None:
        return False
    connection.execute(update(mailing).where(_m.id == found.id).values(often="off"))
    waiting = (_g.mailing_id == found.id, _g.state == "waiting")
    connection.execute(update(mailing_message).where(*waiting).values(state="dropped", problem="no longer wanted"))
    return True


def due(connection: Connection, *, now: datetime | None = None, all_due: bool = False) -> list[Mailing]:
    """Return the mailings whose time has come, or that are to be asked first. all_due: whatever the time."""
    now = now or datetime.now(UTC)
    active = or_(_m.account_id.is_(None), accounts.c.state == "active")
    rows = connection.execute(
        select(mailing).select_from(mailing.outerjoin(accounts)).where(_m.often != "off", active).order_by(_m.id)
    ).mappings()
    out = []
    for row in rows:
        wait = _EVERY[row["often"]]
        if row["confirmed_at"] is None:
            out += [_mailing(row)] if row["asked_at"] is None else []
        elif all_due or row["last_at"] is None or _time(row["last_at"]) + wait <= now:
            out.append(_mailing(row))
    return out


def untold(connection: Connection, id: int, keys: Iterable[str]) -> set[str]:
    """Return which of these events a mailing has not told of."""
    wanted = sorted(set(keys))
    e = mailing_event.c
    known: set[str] = set()
    for k in range(0, len(wanted), 400):
        query = select(e.event).where(e.mailing_id == id, e.event.in_(wanted[k : k + 400]))
        known |= set(connection.execute(query).scalars())
    return set(wanted) - known


def put(connection: Connection, id: int, subject: str, body: str, told: Iterable[str], *, domain: str) -> None:
    """Write a message down that is to go out, with the events that it tells of."""
    number, now = next_id(connection, mailing_message), log.now()
    name = f"<{secrets.token_hex(12)}.{number}@{domain}>"
    connection.execute(
        insert(mailing_message).values(
            id=number, mailing_id=id, message_id=name, subject=subject, body=body, state="waiting", made_at=now,
            next_at=now, tries=0,
        )
    )  # fmt: skip
    rows = [{"mailing_id": id, "event": key, "message_id": number} for key in sorted(set(told))]
    if rows:
        connection.execute(insert(mailing_event), rows)


def looked(connection: Connection, m: Mailing, seq: int) -> None:
    """Note that a mailing was looked through for news up to the log's number `seq`, or that its address was asked."""
    if m.confirmed_at is None:
        connection.execute(update(mailing).where(_m.id == m.id).values(asked_at=log.now()))
        return
    connection.execute(update(mailing).where(_m.id == m.id).values(last_at=log.now()))
    follows.told(connection, m.account, seq)


def waiting(connection: Connection, *, now: datetime | None = None) -> int:
    """Return how many messages are to be tried now."""
    due = (_g.state == "waiting", _g.next_at <= _written(now or datetime.now(UTC)))
    return connection.execute(select(func.count()).select_from(mailing_message).where(*due)).scalar_one()


def take(connection: Connection, *, now: datetime | None = None) -> Message | None:
    """Take the next message that is to be tried, so that nobody else tries it; None where there is none."""
    now = now or datetime.now(UTC)
    row = connection.execute(
        select(mailing_message, _m.email, _m.token).join(mailing, _g.mailing_id == _m.id)
        .where(_g.state == "waiting", _g.next_at <= _written(now)).order_by(_g.id).limit(1)
    ).mappings().first()  # fmt: skip
    if row is None:
        return None
    values = {"state": "sending", "tries": row["tries"] + 1, "next_at": _written(now)}
    connection.execute(update(mailing_message).where(_g.id == row["id"]).values(**values))
    return Message(row["id"], row["mailing_id"], row["email"], row["token"], row["message_id"], row["subject"],
                   row["body"], row["tries"] + 1)  # fmt: skip


def sent(connection: Connection, message: Message) -> None:
    """Note that a message was taken by the server; its words are no longer kept."""
    connection.execute(
        update(mailing_message)
        .where(_g.id == message.id)
        .values(state="sent", sent_at=log.now(), body="", problem=None)
    )
    connection.execute(update(mailing).where(_m.id == message.mailing).values(problem=None))


def failed(
    connection: Connection, message: Message, problem: str, *, for_good: bool, now: datetime | None = None
) -> None:
    """Note why a message did not go out. It is tried again later, unless that is of no use or was done too often."""
    now = now or datetime.now(UTC)
    end = for_good or message.tries >= TRIES
    wait = _FIRST_WAIT * 2 ** (message.tries - 1)
    values = {"state": "failed" if end else "waiting", "problem": problem, "next_at": _written(now + wait)}
    connection.execute(update(mailing_message).where(_g.id == message.id).values(**values))
    told = {"problem": problem} | ({"often": "off"} if end else {})
    connection.execute(update(mailing).where(_m.id == message.mailing).values(**told))


def doubtful(connection: Connection, *, now: datetime | None = None) -> int:
    """Give up messages that a program died over; return how many. Whether they arrived cannot be known."""
    before = _written((now or datetime.now(UTC)) - _DOUBT)
    problem = "the program ended while it was sent; it may have arrived"
    stale = (_g.state == "sending", _g.next_at < before)
    ids = connection.execute(select(_g.mailing_id).where(*stale)).scalars().all()
    connection.execute(update(mailing_message).where(*stale).values(state="dropped", problem=problem))
    connection.execute(update(mailing).where(_m.id.in_(ids)).values(problem=problem))
    return len(ids)


def _one(connection: Connection, which: Any) -> Mailing | None:
    row = connection.execute(select(mailing).where(which)).mappings().first()
    return _mailing(row) if row is not None else None


def _mailing(row: RowMapping) -> Mailing:
    return Mailing(row["id"], row["account_id"], row["email"], row["often"], row["token"], row["asked_at"],
                   row["confirmed_at"], row["last_at"], row["problem"])  # fmt: skip


def _written(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)
