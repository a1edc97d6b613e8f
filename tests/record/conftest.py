"""Both kinds of database: a file, and a real PostgreSQL server started for these tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from onrecord.record.store import Store


def _programs() -> Path | None:
    """Return where PostgreSQL's programs are: on the path, or where Debian keeps them off it."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in places if (p / "initdb").exists() and (p / "pg_ctl").exists()), None)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, which listens on a socket in a folder of its own only."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here (on Debian: apt install postgresql)")
    # Not among pytest's own folders: those are for root alone where root runs the tests.
    folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="onrecord-pg-")))
    # The server refuses to run as root; Debian's package brings a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(programs / program), *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            user=user,
            extra_groups=[] if user else None,
            env={**os.environ, "HOME": str(folder)},
        )
        assert done.returncode == 0, done.stdout + done.stderr

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "onrecord", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://onrecord@/{{name}}?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of one kind."""
    if request.param == "sqlite":
        return str(tmp_path / "record.db")
    server: str = request.getfixturevalue("server")
    name = f"r{uuid4().hex}"
    import psycopg

    with psycopg.connect(server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    return server.format(name=name)


@pytest.fixture
def store(db: str) -> Iterator[Store]:
    """An empty record in a database of one kind."""
    with Store(db) as opened:
        yield opened
