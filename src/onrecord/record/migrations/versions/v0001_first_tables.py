"""The first tables."""

from __future__ import annotations

from alembic import op

from onrecord.record.schema import metadata
from onrecord.record.search_index import install

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    metadata.create_all(op.get_bind())
    install(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    metadata.drop_all(op.get_bind())
