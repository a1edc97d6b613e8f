"""The tables of utterances: one saying that several statements report, and why each pair is taken for one."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.schema import SchemaItem

from onrecord.record.tables import metadata


def group_table(name: str, *more: SchemaItem) -> Table:
    """Return a table of groups of statements. `smallest`: the least key of its statements, which its key is made of."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("key", Text, nullable=False, unique=True),
        Column("smallest", Text, nullable=False),
        *more,
    )


def member_table(name: str, group: str) -> Table:
    """Return a table of which statement belongs to which group, and on which of its two sides (1 or -1)."""
    return Table(
        name,
        metadata,
        Column("statement_id", ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        Column(f"{group}_id", ForeignKey(f"{group}.id", ondelete="CASCADE"), nullable=False, index=True),
        Column("side", Integer, nullable=False),
    )


def link_table(name: str) -> Table:
    """Return a table of pairs of statements that are taken to belong together, with the score and the explanation.

    from_id is the statement with the lesser key. sign: 1 for the same substance, -1 for the opposite.
    """
    return Table(
        name,
        metadata,
        Column("from_id", ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        Column("to_id", ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        Column("sign", Integer, nullable=False),
        Column("score", Float, nullable=False),
        Column("explanation", Text, nullable=False),
        Index(f"ix_{name}_to_id", "to_id"),
    )


utterance: Final = group_table(
    "utterance",
    # How many report it, so that lists need not count; written once a new one has its statements.
    Column("outlets", Integer, nullable=False, server_default="0"),
    Index("ix_utterance_outlets", "outlets", "id"),
)
"""One saying, reported by two or more statements."""

utterance_statement: Final = member_table("utterance_statement", "utterance")
"""The statements that report it, each with its wording."""

utterance_link: Final = link_table("utterance_link")
"""Which pairs of statements are taken to report one saying, and why: suggested by the program."""
