"""The record's tables change with the program; what is kept is brought along, step by step (Alembic)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection

KNOWN: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Every state that the tables have ever been in, oldest first; each is a script in migrations/versions."""
HEAD: Final = KNOWN[-1]
"""The state that this version of the program works with."""


def upgrade(connection: Connection) -> None:
    """Bring the tables behind `connection` to HEAD, in its transaction."""
    # Imported here: most openings find the tables as they should be, and Alembic takes longer than they do.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
