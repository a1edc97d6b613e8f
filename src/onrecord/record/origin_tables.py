"""The tables of near-duplicate texts: their samples, who shares whose words, and which articles were withdrawn."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from onrecord.record.tables import metadata


def _version(name: str, *, key: bool = False, index: bool = True) -> Column[int]:
    target = ForeignKey("version.id", ondelete="CASCADE")
    return Column(name, target, primary_key=key, nullable=False, index=index and not key, autoincrement=False)


text_sketch: Final = Table(
    "text_sketch",
    metadata,
    _version("version_id", key=True),
    Column("address", Text, index=True),  # canonical, of this version
    Column("size", Integer, nullable=False),  # runs of words in all
    Column("bound", BigInteger, nullable=False),  # the runs below it are kept
    Column("runs", LargeBinary, nullable=False),  # those, sorted, as 64-bit integers, least byte first
)
"""What near-duplicates of one version are told by (see nearness.py)."""

text_run: Final = Table(
    "text_run",
    metadata,
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    _version("version_id", key=True),
    sqlite_with_rowid=False,  # the key is the whole row: half the size
)
"""Where each sampled run of words stands: what finds the texts that share it."""

text_copy: Final = Table(
    "text_copy",
    metadata,
    _version("one_id", key=True),
    _version("other_id", key=True),
    Column("shared", Integer, nullable=False),  # sampled runs that both have
    Column("of_one", Float, nullable=False),  # the share of the one's that these are
    Column("of_other", Float, nullable=False),
    Column("resemblance", Float, nullable=False),
    Column("score", Float, nullable=False),  # the share of the text of which more is shared
    Column("explanation", Text, nullable=False),
    CheckConstraint("one_id <> other_id"),
)
"""Which texts are copies of one another, whole or in part: the closest pairs that hold each family of texts together.

The one is that whose key sorts first. A family of a hundred copies has 99 rows, the same ones in whatever order its
texts came (the maximum spanning tree over the resemblances; equal ones by their keys).
"""

text_version: Final = Table(
    "text_version",
    metadata,
    _version("one_id", key=True),
    _version("other_id", key=True),
    Column("score", Float, nullable=False),  # their resemblance
)
"""Which texts of one outlet are so alike that they may be versions of one article; at least one has no address."""

Index("ix_text_copy_other_id", text_copy.c.other_id)
Index("ix_text_version_other_id", text_version.c.other_id)

withdrawal: Final = Table(
    "withdrawal",
    metadata,
    Column("id", Integer, primary_key=True),
    _version("version_id"),
    Column("reason", Text, nullable=False),  # the text's own words, or a person's
    Column("who", Text),  # NULL where the text itself says so
    Column("at", Text),
    Column("undone_at", Text),
    Column("undone_by", Text),
)
"""Which version was withdrawn, why and by whom. Never changed and never deleted; undoing one marks it."""
