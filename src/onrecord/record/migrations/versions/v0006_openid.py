"""The desk: who signs in at an OpenID provider."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "openid_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_openid_identity_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openid_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_openid_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_openid_identity_account_id"), "openid_identity", ["account_id"], unique=False)
    op.create_table(
        "invited_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_invited_address_invitation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invited_address")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_invited_address_invitation_id")),
    )
    op.create_index(op.f("ix_invited_address_address"), "invited_address", ["address"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("invited_address")
    op.drop_table("openid_identity")
