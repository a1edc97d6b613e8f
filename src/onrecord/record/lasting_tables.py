"""The tables of ids that were given out: what each was derived from, so that it leads to where that belongs today."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Table, Text

from onrecord.record.tables import metadata

lasting_group: Final = Table(
    "lasting_group",
    metadata,
    Column("key", Text, primary_key=True),  # the key that a group has while this statement is its least
    Column("kind", Text, nullable=False),  # utterance, claim
    Column("statement_id", ForeignKey("statement.id", ondelete="CASCADE"), nullable=False, index=True),
)
"""For every statement that ever was in a group: the key that it gives one. Only added to."""

lasting_identity: Final = Table(
    "lasting_identity",
    metadata,
    Column("key", Text, primary_key=True),
    Column("speaker_id", ForeignKey("speaker.id", ondelete="CASCADE"), nullable=False, index=True),
)
"""For every identity that ever was: the first speaker whom it stood for. Only added to."""
