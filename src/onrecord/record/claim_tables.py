"""The tables of claims: statements of one substance on their two sides, and what similar statements are found by."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table

from onrecord.record.tables import metadata
from onrecord.record.utterance_tables import group_table, link_table, member_table

claim: Final = group_table("claim")
"""One substance, stated or denied by two or more statements."""

claim_statement: Final = member_table("claim_statement", "claim")
"""The statements about it. Those of one side say the same; the other side says that it is not so."""

claim_link: Final = link_table("claim_link")
"""Which pairs of statements are taken to be of the same or of opposite substance, and why: suggested by the program."""

fingerprint: Final = Table(
    "fingerprint",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("statement_id", ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Index("ix_fingerprint_statement_id", "statement_id"),
    sqlite_with_rowid=False,
)
"""What similar statements have in common: digests of runs of their words, and of pairs of their rarest words."""
