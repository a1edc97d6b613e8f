"""People who use a desk: accounts with roles, sessions in browsers, invitations.

Every time is ISO 8601 in UTC, so that times compare as texts. What changes an account is written into the log, by name
and role; secrets never are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from onrecord.errors import OnrecordError
from onrecord.record import log, passwords
from onrecord.record.account_tables import account, api_key, invitation, session
from onrecord.record.rows import next_id

Rank = Literal["reader", "commenter", "editor", "admin"]
RANKS: Final[tuple[Rank, ...]] = get_args(Rank)
SESSION_DAYS: Final = 14
INVITATION_DAYS: Final = 7
_a, _s, _i = account.c, session.c, invitation.c
_MOST_SESSIONS: Final = 20
_ALIKE: Final = {"LATIN", "CYRILLIC", "GREEK"}
_TAKEN: Final = {"desk", "onrecord", "thecommandline", "openidconnect"}
"""In whose names judgements and entries of the log are made where nobody is signed in."""
_NO_PASSWORD: Final = "!"
"""What is kept for who signs in at a provider only: no password's hash."""
_PROGRAM: Final = 120


@dataclass(frozen=True, slots=True)
class Account:
    """One person. state: `active` or `disabled`; seen_on: the day of the last sign-in."""

    id: int
    name: str
    role: Rank
    state: str
    made_at: str
    made_by: str
    seen_on: str | None


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which somebody is signed in: how it names itself, since when and until when."""

    id: int
    program: str
    made_at: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets one person in. state: `open`, `used`, `expired` or `revoked`; account: who came in by it."""

    id: int
    role: Rank
    note: str | None
    made_by: str
    made_at: str
    expires_at: str
    state: str
    account: str | None = None


def in_days(days: int) -> str:
    """Return the time so many days from now as it is written in the record."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def name_key(name: str) -> str:
    """Return what names have in common that a reader would take for one another: case, width, and blanks left out."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def check_name(name: str) -> str:
    """Return a name as it is kept. Raises OnrecordError where it is empty, too long, or holds what cannot be seen."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if not 2 <= len(plain) <= 60:
        raise OnrecordError("A name has between 2 and 60 characters.")
    if any(unicodedata.category(c)[0] == "C" for c in plain) or not any(c.isalnum() for c in plain):
        raise OnrecordError("The name holds characters that cannot be seen. Write letters, digits, blanks, - or .")
    scripts = {unicodedata.name(c, "").split(" ")[0] for c in plain if c.isalpha()} & _ALIKE
    if len(scripts) > 1:
        raise OnrecordError("The name mixes alphabets whose letters look alike. Write it in one of them.")
    if name_key(plain) in _TAKEN:
        raise OnrecordError("That name stands for the desk itself. Choose another.")
    return plain


def add(connection: Connection, name: str, role: Rank, password: str, *, who: str) -> Account:
    """Make an account and return it. Raises OnrecordError where the name is taken, or name or password are unfit."""
    passwords.check_new(password, check_name(name))
    return _add(connection, name, role, passwords.hashed(password), who)


def add_without_password(connection: Connection, name: str, role: Rank, *, who: str) -> Account:
    """Make an account that no password opens, as `add` does otherwise."""
    return _add(connection, name, role, _NO_PASSWORD, who)


def _add(connection: Connection, name: str, role: Rank, kept: str, who: str) -> Account:
    plain, kept_role = check_name(name), rank(role)
    if connection.execute(select(_a.id).where(_a.name_key == name_key(plain))).first() is not None:
        raise OnrecordError(
            f"There is an account {plain!r} already, or one that differs in case or blanks only. Choose another name."
        )
    made = Account(next_id(connection, account), plain, kept_role, "active", log.now(), who, None)
    values = {f: getattr(made, f) for f in Account.__slots__}
    values |= {"name_key": name_key(plain), "password": kept}
    connection.execute(insert(account).values(**values))
    _note(connection, made.name, {"did": "add", "role": kept_role}, who)
    return made


def accounts(connection: Connection) -> list[Account]:
    """Return all accounts, in the order of their names."""
    rows = connection.execute(select(account).order_by(_a.name_key)).mappings()
    return [_account(row) for row in rows]


def find(connection: Connection, name: str) -> Account:
    """Return the account of that name. Raises OnrecordError where there is none."""
    row = connection.execute(select(account).where(_a.name_key == name_key(name))).mappings().first()
    if row is None:
        raise OnrecordError(f"There is no account {name!r}. List them with `onrecord account list`.")
    return _account(row)


def by_id(connection: Connection, id: int) -> Account:
    """Return the account with this number. Raises OnrecordError where there is none."""
    row = connection.execute(select(account).where(_a.id == id)).mappings().first()
    if row is None:
        raise OnrecordError("There is no such account.")
    return _account(row)


def set_role(connection: Connection, name: str, role: Rank, *, who: str) -> Account:
    """Give an account another role. Raises OnrecordError where there is none, or it is the last admin's."""
    found = find(connection, name)
    if found.role == "admin" and role != "admin":
        _keep_one_admin(connection, found)
    connection.execute(update(account).where(_a.id == found.id).values(role=rank(role)))
    _note(connection, found.name, {"did": "role", "role": role}, who)
    return by_id(connection, found.id)


def disable(connection: Connection, name: str, *, who: str) -> Account:
    """Let an account in no more: its sessions end, its keys too. What it did stays. Raises as `set_role` does."""
    found = find(connection, name)
    _keep_one_admin(connection, found)
    connection.execute(update(account).where(_a.id == found.id).values(state="disabled"))
    sign_out_everywhere(connection, found.id)
    keys = update(api_key).where(api_key.c.account_id == found.id, api_key.c.revoked_at.is_(None))
    connection.execute(keys.values(revoked_at=log.now()))
    _note(connection, found.name, {"did": "disable"}, who)
    return by_id(connection, found.id)


def enable(connection: Connection, name: str, *, who: str) -> Account:
    """Let a disabled account in again; its keys stay revoked. Raises OnrecordError where there is none."""
    found = find(connection, name)
    connection.execute(update(account).where(_a.id == found.id).values(state="active"))
    _note(connection, found.name, {"did": "enable"}, who)
    return by_id(connection, found.id)


def set_password(connection: Connection, id: int, password: str, *, who: str) -> None:
    """Give an account another password, which ends all its sessions. Raises OnrecordError where it is unfit."""
    found = by_id(connection, id)
    passwords.check_new(password, found.name)
    connection.execute(update(account).where(_a.id == id).values(password=passwords.hashed(password)))
    sign_out_everywhere(connection, id)
    _note(connection, found.name, {"did": "password"}, who)


def renew_hash(connection: Connection, id: int, kept: str) -> None:
    """Keep the same password in a newer form."""
    connection.execute(update(account).where(_a.id == id).values(password=kept))


def kept_password(connection: Connection, name: str) -> tuple[int | None, str | None]:
    """Return the number and the kept password of an active account of that name, (None, None) where there is none.

    The password is None, too, where the account has none: it is then refused as slowly as any other.
    Apart from `passwords.matches`, which is slow on purpose, so that no transaction waits for it.
    """
    query = select(_a.id, _a.password).where(_a.name_key == name_key(name), _a.state == "active")
    row = connection.execute(query).first()
    if row is None:
        return None, None
    return row.id, None if row.password == _NO_PASSWORD else row.password


def has_password(connection: Connection, id: int) -> bool:
    """Say whether a password opens an account. Raises OnrecordError where there is no such account."""
    kept = connection.execute(select(_a.password).where(_a.id == by_id(connection, id).id)).scalar_one()
    return bool(kept != _NO_PASSWORD)


def sign_in(connection: Connection, id: int, program: str) -> str:
    """Open a session for an account whose password was checked, and return its token, which is kept nowhere.

    Raises OnrecordError where the account is not active.
    """
    if by_id(connection, id).state != "active":
        raise OnrecordError("The account is disabled.")
    now, token = log.now(), passwords.new_token()
    connection.execute(delete(session).where(_s.expires_at <= now))
    old = select(_s.id).where(_s.account_id == id).order_by(_s.id.desc()).offset(_MOST_SESSIONS - 1)
    connection.execute(delete(session).where(_s.id.in_(list(connection.execute(old).scalars()))))
    connection.execute(
        insert(session).values(
            id=next_id(connection, session), account_id=id, digest=passwords.digest_of(token),
            program=" ".join(program.split())[:_PROGRAM], made_at=now, expires_at=in_days(SESSION_DAYS),
        )
    )  # fmt: skip
    connection.execute(update(account).where(_a.id == id).values(seen_on=now[:10]))
    return token


def signed_in(connection: Connection, token: str) -> tuple[Account, Session] | None:
    """Return whose session a token opens, and which; None where it opens none that still holds."""
    query = (
        select(account, _s.id.label("session_id"), _s.program, _s.made_at.label("since"), _s.expires_at)
        .join(session, _s.account_id == _a.id)
        .where(_s.digest == passwords.digest_of(token), _s.expires_at > log.now(), _a.state == "active")
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    return _account(row), Session(row["session_id"], row["program"], row["since"], row["expires_at"])


def sessions(connection: Connection, id: int) -> list[Session]:
    """Return where an account is signed in, newest first."""
    query = select(_s.id, _s.program, _s.made_at, _s.expires_at).where(_s.account_id == id, _s.expires_at > log.now())
    return [Session(*row) for row in connection.execute(query.order_by(_s.id.desc()))]


def sign_out(connection: Connection, token: str) -> None:
    """End the session that a token opens, if it opens one."""
    connection.execute(delete(session).where(_s.digest == passwords.digest_of(token)))


def sign_out_everywhere(connection: Connection, id: int) -> None:
    """End all sessions of an account."""
    connection.execute(delete(session).where(_s.account_id == id))


def invite(connection: Connection, role: Rank, note: str | None, *, who: str) -> tuple[Invitation, str]:
    """Make an invitation; return it and its token, which is kept nowhere."""
    token = passwords.new_token()
    made = Invitation(
        next_id(connection, invitation), rank(role), (note or "").strip() or None, who, log.now(),
        in_days(INVITATION_DAYS), "open",
    )  # fmt: skip
    connection.execute(
        insert(invitation).values(
            id=made.id, digest=passwords.digest_of(token), role=made.role, note=made.note, made_by=who,
            made_at=made.made_at, expires_at=made.expires_at,
        )
    )  # fmt: skip
    return made, token


def invited(connection: Connection, token: str) -> Invitation | None:
    """Return the open invitation of a token, None where there is none."""
    return _open_invitation(connection, _i.digest == passwords.digest_of(token))


def open_invitation(connection: Connection, id: int) -> Invitation | None:
    """Return the open invitation with this number, None where there is none."""
    return _open_invitation(connection, _i.id == id)


def _open_invitation(connection: Connection, which: ColumnElement[bool]) -> Invitation | None:
    row = connection.execute(select(invitation).where(which)).mappings().first()
    found = _invitation({**row, "account": None}) if row else None
    return found if found is not None and found.state == "open" else None


def accept(connection: Connection, token: str, name: str, password: str) -> Account:
    """Make the account that an invitation is for. Raises OnrecordError where it is not open, or as `add` does."""
    found = invited(connection, token)
    if found is None:
        raise OnrecordError("This invitation was used, taken back, or is too old. Ask for another one.")
    made = add(connection, name, found.role, password, who=found.made_by)
    use(connection, found, made)
    return made


def use(connection: Connection, found: Invitation, by: Account) -> None:
    """Note that an invitation was used by who came in by it."""
    connection.execute(update(invitation).where(_i.id == found.id).values(used_at=log.now(), account_id=by.id))


def invitations(connection: Connection) -> list[Invitation]:
    """Return the last hundred invitations, newest first."""
    query = select(invitation, _a.name.label("account")).join(account, _i.account_id == _a.id, isouter=True)
    rows = connection.execute(query.order_by(_i.id.desc()).limit(100)).mappings()
    return [_invitation(row) for row in rows]


def uninvite(connection: Connection, id: int) -> None:
    """Take an invitation back. Raises OnrecordError where there is none that is open."""
    open_ones = (_i.id == id, _i.used_at.is_(None), _i.revoked_at.is_(None))
    if not connection.execute(update(invitation).where(*open_ones).values(revoked_at=log.now())).rowcount:
        raise OnrecordError("There is no such open invitation.")


def _account(row: RowMapping | dict[str, Any]) -> Account:
    return Account(**{f: row[f] for f in Account.__slots__})


def _invitation(row: RowMapping | dict[str, Any]) -> Invitation:
    state = "open" if row["expires_at"] > log.now() else "expired"
    state = "used" if row["used_at"] else "revoked" if row["revoked_at"] else state
    values = {f: row[f] for f in Invitation.__slots__ if f != "state"}
    return Invitation(**values, state=state)


def rank(role: str) -> Rank:
    """Return a role by its name. Raises OnrecordError where there is none of that name."""
    for known in RANKS:
        if known == role:
            return known
    raise OnrecordError(f"There is no role {role!r}. Roles are {', '.join(RANKS)}.")


def _keep_one_admin(connection: Connection, found: Account) -> None:
    query = select(func.count()).select_from(account).where(_a.role == "admin", _a.state == "active", _a.id != found.id)
    if found.role == "admin" and not connection.execute(query).scalar_one():
        raise OnrecordError(f"{found.name} is the last admin. Make another one first.")


def _note(connection: Connection, name: str, payload: Mapping[str, Any], who: str) -> None:
    log.append(connection, "account", name, payload, who=who)
