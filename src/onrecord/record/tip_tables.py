"""Tables of tips: sealed for the desk before they are stored, without anything about who sent them.

No account, no address, no program, no time of day, and no entry in the log. They are no part of what is exported.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint

from onrecord.record.tables import metadata

tip_key: Final = Table(
    "tip_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recipient", Text, nullable=False, unique=True),  # age1...
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("retired_at", Text),
)
"""The desk's public keys. Tips are sealed for each that is not retired; the private ones are not kept here."""

tip: Final = Table(
    "tip",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),  # of the receipt code
    Column("recipient", Text, nullable=False),  # what replies are sealed for; only the receipt code opens them
    Column("day", Text, nullable=False),
)
"""One tip. Whoever has the receipt code can add to it and read what the desk replies."""

tip_message: Final = Table(
    "tip_message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tip_id", ForeignKey("tip.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("from_desk", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # an age file
    Column("day", Text, nullable=False),
    UniqueConstraint("tip_id", "number"),
)
"""What was sent, either way."""
