"""Tables of what readers say about articles, statements and claims, and of the rules of the house.

They are of one desk, and no part of what is exported. `account_id` is empty on a desk without accounts.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from onrecord.record.tables import metadata

comment: Final = Table(
    "comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # article, statement, claim
    Column("subject", Text, nullable=False),  # its key
    Column("anchor", Text),  # a statement of the claim, by which it is found again where its key has changed
    Column("reply_to", ForeignKey("comment.id", ondelete="SET NULL"), index=True),
    Column("account_id", ForeignKey("account.id", ondelete="SET NULL"), index=True),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),  # as it was written; empty once its author took it back
    Column("state", Text, nullable=False, index=True),  # shown, waiting, hidden, gone
    Column("reason", Text),  # why it waits or is hidden
    Column("made_at", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Text),
    Index("ix_comment_subject", "kind", "subject"),
    Index("ix_comment_anchor", "anchor"),
    Index("ix_comment_author", "author", "made_at"),
)
"""One remark, in plain text."""

comment_report: Final = Table(
    "comment_report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("comment_id", ForeignKey("comment.id", ondelete="CASCADE"), nullable=False),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), index=True),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("settled_at", Text, index=True),
    UniqueConstraint("comment_id", "who"),
)
"""That somebody holds a remark to be against the rules. Each person once a remark."""

comment_lock: Final = Table(
    "comment_lock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("anchor", Text),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    UniqueConstraint("kind", "subject"),
)
"""Where nobody may add anything for now."""

house_rules: Final = Table(
    "house_rules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("hold", Text, nullable=False),  # none, first, all: which remarks wait until an editor has seen them
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
)
"""What holds for remarks; the last counts, those before it are kept."""
