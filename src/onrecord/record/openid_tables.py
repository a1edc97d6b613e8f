"""Tables of those who sign in at an OpenID provider: whom a provider's people are here, and which addresses may come.

Like the accounts they belong to, they are of one desk, and no part of what is exported.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from onrecord.record.tables import metadata

openid_identity: Final = Table(
    "openid_identity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("issuer", Text, nullable=False),  # the provider, exactly as its tokens name it
    Column("subject", Text, nullable=False),  # the person, by the name that the provider never gives to another
    Column("linked_at", Text, nullable=False),
    UniqueConstraint("issuer", "subject"),
)
"""One person of a provider, and which account is theirs. An e-mail address says nothing of that: it changes hands."""

invited_address: Final = Table(
    "invited_address",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("invitation_id", ForeignKey("invitation.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("address", Text, nullable=False, index=True),  # an e-mail address, as `openid.address_key` writes it
)
"""For whom an invitation is: whoever's e-mail address a provider says this is may use it without the link."""
