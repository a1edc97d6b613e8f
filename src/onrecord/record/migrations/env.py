"""What Alembic runs: the migrations, over the connection that it is given."""

from __future__ import annotations

from alembic import context

from onrecord.record.schema import metadata

# SQLite cannot change a table in place; batch mode makes a new one and copies.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True,
    transaction_per_migration=False,
)  # fmt: skip
context.run_migrations()
