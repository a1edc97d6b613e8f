"""The table of statements' vectors."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table

from onrecord.record.tables import metadata

statement_vector: Final = Table(
    "statement_vector",
    metadata,
    Column("statement_id", Integer, ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # vectors.SIZE numbers of int8
)
"""What a statement says, as a vector: those of statements that are alike lie near one another."""
