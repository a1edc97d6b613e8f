"""Reads of a large record: the newest links of somebody by an index; none on whether a reading is current.

Nearly all are, but SQLite took that index for a narrow one and began most questions with all readings there are.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Drop the one index and make the other."""
    op.drop_index("ix_reading_is_current", table_name="reading")
    op.create_index("ix_identity_link_newest", "identity_link", ["identity_id", "day"], unique=False)


def downgrade() -> None:
    """Turn it round."""
    op.drop_index("ix_identity_link_newest", table_name="identity_link")
    op.create_index("ix_reading_is_current", "reading", ["is_current"], unique=False)
