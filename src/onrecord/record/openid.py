"""Who signs in at an OpenID provider: whose account a person of the provider has, and how one comes to have one.

A person of a provider is known by issuer and subject alone. An e-mail address lets somebody in who was invited under
it, once; afterwards it says nothing, because addresses are given to others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from onrecord.errors import OnrecordError
from onrecord.record import accounts, log
from onrecord.record.accounts import Account, Invitation, Rank
from onrecord.record.openid_tables import invited_address, openid_identity
from onrecord.record.rows import next_id

BY: Final = "OpenID Connect"
"""In whose name the log has what a provider decides."""
_o, _d = openid_identity.c, invited_address.c
_LONGEST: Final = 254  # of an e-mail address: RFC 5321, 4.5.3.1.3, without its brackets


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person of a provider who has no account yet: by which invitation they come, None by none, and as what."""

    issuer: str
    subject: str
    role: Rank
    invitation: int | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """One person of a provider, linked to an account."""

    issuer: str
    linked_at: str


def address_key(address: str) -> str:
    """Return an e-mail address as it is compared, "" for what is none.

    Capitals count as small letters in ASCII only: some letters beyond it become others when their case is changed, and
    would let in who has another address.
    """
    plain = address.strip()
    name, _, host = plain.rpartition("@")
    if not name or "." not in host.strip(".") or len(plain) > _LONGEST or not plain.isprintable() or " " in plain:
        return ""
    return plain.lower() if plain.isascii() else plain


def owner(connection: Connection, issuer: str, subject: str) -> Account | None:
    """Return whose account a person of a provider has, active or not; None where they have none."""
    query = select(_o.account_id).where(_o.issuer == issuer, _o.subject == subject)
    id = connection.execute(query).scalar()
    return None if id is None else accounts.by_id(connection, id)


def identities(connection: Connection, account_id: int) -> list[Identity]:
    """Return with which providers an account is linked, oldest first."""
    query = select(_o.issuer, _o.linked_at).where(_o.account_id == account_id).order_by(_o.id)
    return [Identity(*row) for row in connection.execute(query)]


def link(connection: Connection, account_id: int, issuer: str, subject: str, *, who: str) -> None:
    """Let a person of a provider sign in to an account.

    Raises OnrecordError where they have one already, or it is linked with somebody of that provider.
    """
    found = accounts.by_id(connection, account_id)
    if owner(connection, issuer, subject) is not None:
        raise OnrecordError("Whoever signed in at the provider has an account here already.")
    if any(i.issuer == issuer for i in identities(connection, account_id)):
        raise OnrecordError("The account is linked with somebody of this provider already. End that first.")
    connection.execute(
        insert(openid_identity).values(
            id=next_id(connection, openid_identity), account_id=account_id, issuer=issuer, subject=subject,
            linked_at=log.now(),
        )
    )  # fmt: skip
    log.append(connection, "account", found.name, {"did": "link", "issuer": issuer}, who=who)


def unlink(connection: Connection, account_id: int, *, who: str) -> None:
    """End all links of an account. Raises OnrecordError where it has no password: nothing else would open it."""
    found = accounts.by_id(connection, account_id)
    if not accounts.has_password(connection, account_id):
        raise OnrecordError("This account has no password. Ask an admin for one, then end the link.")
    if connection.execute(delete(openid_identity).where(_o.account_id == account_id)).rowcount:
        log.append(connection, "account", found.name, {"did": "unlink"}, who=who)


def invite(connection: Connection, found: Invitation, address: str) -> None:
    """Let an invitation be used by whoever has that e-mail address. Raises OnrecordError where it is none."""
    key = address_key(address)
    if not key:
        raise OnrecordError("That is no e-mail address. Write it as name@newsroom.example, or leave it out.")
    id = next_id(connection, invited_address)
    connection.execute(insert(invited_address).values(id=id, invitation_id=found.id, address=key))


def invited(connection: Connection, address: str) -> Invitation | None:
    """Return the newest open invitation for an e-mail address, None where there is none."""
    query = select(_d.invitation_id).where(_d.address == address_key(address), _d.address != "")
    for id in connection.execute(query.order_by(_d.invitation_id.desc())).scalars().all():
        found = accounts.open_invitation(connection, id)
        if found is not None:
            return found
    return None


def addresses(connection: Connection) -> dict[int, str]:
    """Return for which e-mail address each invitation is, by its number, of those that are for one."""
    return {row.invitation_id: row.address for row in connection.execute(select(_d.invitation_id, _d.address))}


def join(connection: Connection, newcomer: Newcomer, name: str) -> Account:
    """Make the account of somebody who has none, under the name that they chose, and link it.

    Raises OnrecordError where their invitation holds no more, they have an account meanwhile, or as `accounts.add`.
    """
    by = None if newcomer.invitation is None else accounts.open_invitation(connection, newcomer.invitation)
    if newcomer.invitation is not None and by is None:
        raise OnrecordError("This invitation was used, taken back, or is too old. Ask for another one.")
    made = accounts.add_without_password(connection, name, newcomer.role, who=by.made_by if by else BY)
    link(connection, made.id, newcomer.issuer, newcomer.subject, who=made.name)
    if by is not None:
        accounts.use(connection, by, made)
    return made


def give_role(connection: Connection, found: Account, role: Rank) -> bool:
    """Give an account the role that its provider names. Returns False where it was the last admin's, and stays so."""
    if found.role == role:
        return True
    try:
        accounts.set_role(connection, found.name, role, who=BY)
    except OnrecordError:
        return False
    return True
