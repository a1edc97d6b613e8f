"""Every table of the record, imported in one place: what migrations and tests go by."""

from onrecord.record import (
    account_tables,
    claim_tables,
    comment_tables,
    follow_tables,
    identity_tables,
    lasting_tables,
    likeness_tables,
    openid_tables,
    origin_tables,
    tables,
    tip_tables,
    utterance_tables,
)

metadata = tables.metadata

__all__ = [
    "account_tables",
    "claim_tables",
    "comment_tables",
    "follow_tables",
    "identity_tables",
    "lasting_tables",
    "likeness_tables",
    "metadata",
    "openid_tables",
    "origin_tables",
    "tip_tables",
    "utterance_tables",
]
