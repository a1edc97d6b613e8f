"""Views for other programs that open the record."""

from __future__ import annotations

from alembic import op

from onrecord.record import views

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make them."""
    views.install(op.get_bind())


def downgrade() -> None:
    """Take them away."""
    views.remove(op.get_bind())
