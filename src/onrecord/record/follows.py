"""What people follow: topics, speakers, claims, articles, sources (outlets) and searches, each with its own feeds."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from onrecord.errors import OnrecordError
from onrecord.record import events, lasting, log
from onrecord.record import tables as t
from onrecord.record.claim_groups import CLAIMS
from onrecord.record.claim_members import key_of
from onrecord.record.claims import claims
from onrecord.record.event_articles import article_of
from onrecord.record.events import Followed, Kind
from onrecord.record.follow_tables import follow as table
from onrecord.record.identity_tables import identity
from onrecord.record.rows import digest, next_id

MOST: Final = 200
"""So many things one person can follow."""
_LONGEST: Final = 300
_f = table.c


@dataclass(frozen=True, slots=True)
class Follow:
    """One thing that somebody follows. account: whose; None on a desk without accounts. token: of its feeds.

    label: how people see it. told: up to which number of the log digests have told of it.
    """

    id: int
    account: int | None
    followed: Followed
    label: str
    token: str
    made_at: str
    told: int


def owned(column: Column[Any], account: int | None) -> ColumnElement[bool]:
    """Return the condition that a row belongs to an account, or to the one user of a desk without accounts."""
    return column.is_(None) if account is None else column == account


def resolve(
    connection: Connection, kind: str, key: str, query: Mapping[str, Any] | None = None
) -> tuple[Followed, str]:
    """Return what is to be followed, and its label for people.

    key: of a speaker's identity or a speaker's name; of a claim or of a statement in it; of an article or a version of
    it; an outlet; words. query: of a search, as `events.query_values` makes it. Raises OnrecordError where the record
    has no such thing.
    """
    key = "".join(c for c in " ".join(key.split()) if c.isprintable())
    if len(key) > _LONGEST:
        raise OnrecordError(f"That is longer than {_LONGEST} characters. Follow something shorter.")
    match kind:
        case "claim":
            return _claim(connection, key)
        case "speaker":
            return _speaker(connection, key)
        case "article":
            article = article_of(connection, key)
            if article is None:
                raise OnrecordError(f"There is no article {key!r} in this record.")
            return Followed("article", article.story, article.version), article.label[:_LONGEST]
        case "source":
            query_ = select(t.version.c.outlet).where(func.lower(t.version.c.outlet) == key.lower()).limit(1)
            outlet = connection.execute(query_).scalar() if key else None
            if outlet is None:
                raise OnrecordError(f"The record has nothing from an outlet {key!r}. Take its name from an article.")
            return Followed("source", outlet), outlet
        case "topic" if any(c.isalnum() for c in key):
            return Followed("topic", key), key
        case "search" if query:
            asked = events.query_from(query)
            plain = events.query_values(asked)
            name = digest("search", sorted(plain.items()))
            return Followed("search", name, query=asked), ", ".join(_told(k, v) for k, v in plain.items())[:_LONGEST]
    raise OnrecordError(f"There is nothing to follow. What can be followed: {', '.join(get_args(Kind))}.")


def _told(name: str, value: object) -> str:
    if name == "words":
        return str(value)
    if name == "named":
        return "named sources" if value else "unnamed sources"
    return f"{name.replace('_', ' ')} {value}"


def _claim(connection: Connection, key: str) -> tuple[Followed, str]:
    name = key_of(connection, CLAIMS, key)
    found = next(claims(connection, name), None) if name else None
    if found is None:
        raise OnrecordError(f"There is no claim {key!r} in this record.")
    s = t.statement.c
    keys = sorted(found.stands)[:400]
    first = select(s.key).where(s.key.in_(keys)).order_by(s.id).limit(1)
    anchor = key if key in found.stands else connection.execute(first).scalar()
    return Followed("claim", found.key, anchor), found.label[:_LONGEST]


def _speaker(connection: Connection, key: str) -> tuple[Followed, str]:
    id = lasting.identity_id(connection, key) if key else None
    if id is not None:
        own = select(identity.c.key, identity.c.name).where(identity.c.id == id)
        key, name = connection.execute(own).one()
        return Followed("speaker", key, name=name), name
    said = select(t.statement.c.speaker).where(t.statement.c.speaker == key).limit(1)
    name = connection.execute(said).scalar() if key else None
    if name is None:
        raise OnrecordError(f"Nobody in this record goes by {key!r}.")
    return Followed("speaker", key, name=name), name


def follow(
    connection: Connection, account: int | None, kind: str, key: str, query: Mapping[str, Any] | None = None
) -> Follow:
    """Let somebody follow a thing from now on; return it, as it was where they follow it already.

    Raises OnrecordError where there is no such thing, or they follow too much.
    """
    wanted, label = resolve(connection, kind, key, query)
    mine = owned(_f.account_id, account)
    for begun in connection.execute(select(table).where(mine, _f.kind == wanted.kind)).mappings().all():
        if wanted.key in (begun["key"], _now(connection, _follow(begun).followed)):
            return _follow(begun)
    count = connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one()
    if count >= MOST:
        raise OnrecordError(f"Nobody can follow more than {MOST} things. Stop following something first.")
    plain = events.query_values(wanted.query) if wanted.query else None
    row = {
        "id": next_id(connection, table), "account_id": account, "kind": wanted.kind, "key": wanted.key,
        "anchor": wanted.anchor, "query": plain, "label": label, "token": _token(), "made_at": log.now(),
        "told": events.head(connection),
    }  # fmt: skip
    connection.execute(insert(table).values(**row))
    return _follow(row)


def _now(connection: Connection, followed: Followed) -> str | None:
    """Return the key that what is followed has today, None where it is not there or has none that changes."""
    match followed.kind:
        case "claim":
            return key_of(connection, CLAIMS, followed.key)
        case "speaker":
            own = select(identity.c.key).where(identity.c.id == lasting.identity_id(connection, followed.key))
            return connection.execute(own).scalar()
        case "article":
            found = article_of(connection, followed.anchor, followed.key)
            return found.story if found else None
    return None


def follows_of(connection: Connection, account: int | None) -> list[Follow]:
    """Return what somebody follows, in the order in which they began."""
    rows = connection.execute(select(table).where(owned(_f.account_id, account)).order_by(_f.id)).mappings()
    return [_follow(row) for row in rows]


def by_token(connection: Connection, token: str) -> Follow | None:
    """Return what the feeds with this token are of, None where it was revoked or never was."""
    if not token.isprintable():
        return None
    row = connection.execute(select(table).where(_f.token == token)).mappings().first()
    return _follow(row) if row is not None else None


def unfollow(connection: Connection, account: int | None, id: int) -> None:
    """End one of somebody's follows, and with it its feeds. Raises OnrecordError where it is not theirs."""
    done = connection.execute(delete(table).where(_f.id == id, owned(_f.account_id, account)))
    _refuse_none(done.rowcount)


def renew(connection: Connection, account: int | None, id: int) -> None:
    """Give a follow new feed addresses; the old ones lead nowhere. Raises OnrecordError where it is not theirs."""
    done = connection.execute(
        update(table).where(_f.id == id, owned(_f.account_id, account)).values(token=_token())
    )  # fmt: skip
    _refuse_none(done.rowcount)


def told(connection: Connection, account: int | None, seq: int) -> None:
    """Keep up to which number of the log somebody was told of what they follow."""
    connection.execute(update(table).where(owned(_f.account_id, account), _f.told < seq).values(told=seq))


def _refuse_none(count: int) -> None:
    if not count:
        raise OnrecordError("You do not follow that.")


def _token() -> str:
    return secrets.token_urlsafe(24)


def _follow(row: RowMapping | Mapping[str, Any]) -> Follow:
    query = events.query_from(row["query"]) if row["query"] else None
    name = row["label"] if row["kind"] == "speaker" else None
    followed = Followed(row["kind"], row["key"], row["anchor"], query, name)
    return Follow(row["id"], row["account_id"], followed, row["label"], row["token"], row["made_at"], row["told"])
