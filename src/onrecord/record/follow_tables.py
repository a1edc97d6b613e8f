"""Tables of what people follow, and of the digests that go to them by e-mail.

They are of one desk, and no part of what is exported. `account_id` is empty on a desk without accounts: what it holds
belongs to the one user.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, Text

from onrecord.record.tables import log, metadata

follow: Final = Table(
    "follow",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), index=True),
    Column("kind", Text, nullable=False),  # topic, speaker, claim, article, source, search
    Column("key", Text, nullable=False),  # of the speaker, claim or article; the outlet; words; a digest of the search
    Column("anchor", Text),  # a statement of the claim or a version of the article, by which it is found again
    Column("query", JSON),  # of a search: what was asked for
    Column("label", Text, nullable=False),
    # Kept as it is, for its owner must be able to see it again; it opens no more than the database itself holds.
    Column("token", Text, nullable=False, unique=True),
    Column("made_at", Text, nullable=False),
    Column("told", Integer, nullable=False),  # up to which number of the log digests have told of it
)
"""One thing that somebody follows. The token stands in the addresses of its feeds."""

mailing: Final = Table(
    "mailing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), unique=True),
    Column("email", Text, nullable=False),
    Column("often", Text, nullable=False),  # daily, weekly, off
    Column("token", Text, nullable=False, unique=True),  # in the links that confirm the address and end the digests
    Column("made_at", Text, nullable=False),
    Column("asked_at", Text),  # when the address was asked whether it wants digests
    Column("confirmed_at", Text),
    Column("last_at", Text),  # when it was last looked for news
    Column("problem", Text),  # why the last message did not arrive
)
"""To which address somebody's digests go, and how often."""

mailing_message: Final = Table(
    "mailing_message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mailing_id", ForeignKey("mailing.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("message_id", Text, nullable=False, unique=True),  # the same at every attempt
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),  # waiting, sending, sent, failed, dropped
    Column("made_at", Text, nullable=False),
    Column("next_at", Text, nullable=False),  # not to be tried before
    Column("tries", Integer, nullable=False),
    Column("problem", Text),
    Column("sent_at", Text),
)
"""A message as it goes out: kept until it has arrived, tried again where it did not."""

mailing_event: Final = Table(
    "mailing_event",
    metadata,
    Column("mailing_id", ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("event", Text, primary_key=True),
    Column("message_id", ForeignKey("mailing_message.id", ondelete="SET NULL"), index=True),
)
"""Which events somebody has been told of: none is told twice."""

Index("ix_log_subject", log.c.subject)
