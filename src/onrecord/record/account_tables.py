"""Tables of the people who use a desk: their accounts, sessions, invitations and keys.

They are of one desk, and no part of what is exported. Of whatever opens a door only a digest is kept: a copy of the
database lets nobody in.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Column, ForeignKey, Integer, Table, Text

from onrecord.record.tables import metadata


def _of(name: str, *, optional: bool = False) -> Column[int]:
    """Return a column that points to an account; the row goes with it, or stays without it where it is optional."""
    then = "SET NULL" if optional else "CASCADE"
    return Column(name, ForeignKey("account.id", ondelete=then), nullable=optional, index=True)


account: Final = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),  # as it is shown; judgements hold it, so it never changes
    Column("name_key", Text, nullable=False, unique=True),  # the same for names that look alike
    Column("role", Text, nullable=False),  # reader, commenter, editor, admin
    Column("state", Text, nullable=False),  # active, disabled
    Column("password", Text, nullable=False),  # argon2id, with its salt and settings
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("seen_on", Text),  # the day of the last sign-in
)
"""One person."""

session: Final = Table(
    "session",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("account_id"),
    Column("digest", Text, nullable=False, unique=True),  # SHA-256 of the token in the browser's cookie
    Column("program", Text, nullable=False),  # how the browser names itself, so that its owner knows it again
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False, index=True),
)
"""One browser in which somebody is signed in."""

invitation: Final = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("note", Text),  # for whom it is, in the words of who made it
    Column("made_by", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("revoked_at", Text),
    Column("used_at", Text),
    _of("account_id", optional=True),  # who came in by it
)
"""A link by which one person can make an account of a certain role, once."""

api_key: Final = Table(
    "api_key",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("account_id"),
    Column("name", Text, nullable=False),  # what it is for
    Column("digest", Text, nullable=False, unique=True),
    Column("hint", Text, nullable=False),  # its first characters, by which its owner knows it again
    Column("scopes", JSON, nullable=False),  # ["read", "judge", ...]
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("revoked_at", Text),
    Column("used_on", Text),  # the day of its last use
)
"""What a program of somebody's shows to use the interface in their name."""
