"""Keys for the interface: per person, for certain things only, until a certain day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from onrecord.errors import OnrecordError
from onrecord.record import log, passwords
from onrecord.record.account_tables import account, api_key
from onrecord.record.accounts import Account, by_id, in_days
from onrecord.record.rows import next_id

Scope = Literal["read", "comment", "judge", "add"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
"""What a key can be for. No key can do more than its owner, and none can manage people or keys."""
DAYS: Final = (7, 30, 90, 365)
PREFIX: Final = "onrecord_"
"""What every key begins with, so that programs which look for leaked secrets find it."""
_MOST: Final = 20
_HINT: Final = len(PREFIX) + 4
_k = api_key.c


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. hint: its first characters; state: `active`, `expired` or `revoked`."""

    id: int
    name: str
    hint: str
    scopes: tuple[Scope, ...]
    made_at: str
    expires_at: str
    used_on: str | None
    state: str


def make(connection: Connection, account_id: int, name: str, scopes: Sequence[str], days: int) -> tuple[Key, str]:
    """Make a key; return it and its secret, which is kept nowhere.

    Raises OnrecordError where the name is empty, a scope is unknown, or the person has too many.
    """
    plain = " ".join(name.split())
    wanted = tuple(s for s in SCOPES if s in scopes)
    if not 1 <= len(plain) <= 60:
        raise OnrecordError("Say in up to 60 characters what the key is for.")
    if not wanted or len(wanted) != len(set(scopes)):
        raise OnrecordError(f"Choose what the key may do: {', '.join(SCOPES)}.")
    if days not in DAYS:
        raise OnrecordError(f"A key lasts for {', '.join(map(str, DAYS))} days.")
    held = select(func.count()).select_from(api_key).where(_k.account_id == account_id, _k.revoked_at.is_(None))
    if connection.execute(held.where(_k.expires_at > log.now())).scalar_one() >= _MOST:
        raise OnrecordError(f"Nobody has more than {_MOST} keys. Revoke one first.")
    secret = PREFIX + passwords.new_token()
    id = next_id(connection, api_key)
    made = Key(id, plain, secret[:_HINT], wanted, log.now(), in_days(days), None, "active")
    connection.execute(
        insert(api_key).values(
            id=id, account_id=account_id, name=plain, digest=passwords.digest_of(secret), hint=made.hint,
            scopes=list(wanted), made_at=made.made_at, expires_at=made.expires_at,
        )
    )  # fmt: skip
    owner = by_id(connection, account_id).name
    log.append(connection, "account", owner, {"did": "key", "key": plain, "scopes": list(wanted)}, who=owner)
    return made, secret


def keys(connection: Connection, account_id: int) -> list[Key]:
    """Return the keys of an account, newest first, former ones too."""
    query = select(api_key).where(_k.account_id == account_id).order_by(_k.id.desc()).limit(100)
    return [_key(row) for row in connection.execute(query).mappings()]


def revoke(connection: Connection, account_id: int, id: int) -> None:
    """Revoke a key of an account. Raises OnrecordError where it has no such key, or it was revoked before."""
    mine = (_k.id == id, _k.account_id == account_id, _k.revoked_at.is_(None))
    if not connection.execute(update(api_key).where(*mine).values(revoked_at=log.now())).rowcount:
        raise OnrecordError("There is no such key, or it was revoked before.")


def opened_by(connection: Connection, secret: str) -> tuple[Account, Key] | None:
    """Return whose key a secret is, and which; None where it is none that still holds."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    query = select(api_key).join(account).where(_k.digest == passwords.digest_of(secret), account.c.state == "active")
    row = connection.execute(query).mappings().first()
    if row is None or (found := _key(row)).state != "active":
        return None
    return by_id(connection, row["account_id"]), found


def used(connection: Connection, id: int) -> None:
    """Note that a key was used today. To be called once a day: it writes."""
    connection.execute(update(api_key).where(_k.id == id).values(used_on=log.now()[:10]))


def _key(row: RowMapping) -> Key:
    state = "active" if row["expires_at"] > log.now() else "expired"
    values = {f: row[f] for f in Key.__slots__ if f not in ("state", "scopes")}
    return Key(**values, scopes=tuple(row["scopes"]), state="revoked" if row["revoked_at"] else state)
