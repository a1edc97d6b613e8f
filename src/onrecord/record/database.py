"""Opening the database that holds a record: one SQLite file, or a PostgreSQL server.

Whoever writes waits for the others: an SQLite transaction that writes begins IMMEDIATE, a PostgreSQL one takes an
advisory lock. So the log is one chain, and linking sees all that was added before.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from onrecord.errors import RecordError
from onrecord.record.migrate import HEAD, KNOWN, upgrade

DEFAULT: Final = "onrecord.db"
APPLICATION_ID: Final = 0x6F6E7265  # "onre", which marks an SQLite file as a record
PATIENCE: Final = 60.0
"""For how many seconds a writer waits for others before it gives up."""
_LOCK: Final = 0x6F6E7265636F7264  # "onrecord": the number of PostgreSQL's advisory lock


def place_of(db: str | os.PathLike[str] | None) -> str:
    """Return where the record lies: what is given, else ONRECORD_DB, else onrecord.db in the working directory."""
    return os.fspath(db) if db else os.environ.get("ONRECORD_DB") or DEFAULT


def connect(
    db: str | os.PathLike[str] | None = None, *, create: bool = True, patience: float = PATIENCE
) -> tuple[Engine, str]:
    """Open the record at `db`, a file or a postgresql:// address; return its engine and its name for people.

    Its tables are brought up to date. create: whether a file that is not there is made. patience: for how many seconds
    to wait for other writers. Raises RecordError where it cannot be opened: no such file, not a database, one of
    another program, one from a newer version, no permission, no server.
    """
    place = place_of(db)
    url, name = _url(place)
    path = Path(place.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
    if path is not None:
        _check_file(path, name, create=create, patience=patience)
    try:
        engine = create_engine(url, pool_pre_ping=path is None, connect_args=_arguments(path, patience))
    except ModuleNotFoundError as e:
        remedy = "Install it with: pip install 'onrecord[postgres]'."
        raise RecordError(name, f"the driver {e.name} is not installed", remedy) from None
    except NoSuchModuleError:
        raise RecordError(name, "this kind of database is not known", _KINDS) from None
    _prepare(engine)
    with told(name):
        _open(engine, name, create=create)
    return engine, name


_KINDS: Final = "Give a file, or an address such as postgresql://user@host/name."


def _url(place: str) -> tuple[str, str]:
    """Return the address for SQLAlchemy, and the name for people, which holds no password."""
    if "://" not in place:
        return f"sqlite:///{place}", place
    try:
        url = make_url(place)
    except ArgumentError:
        raise RecordError(place, "this is no address of a database", _KINDS) from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        return place, url.database or place
    if kind not in ("postgresql", "postgres"):
        raise RecordError(place, f"a record cannot be kept in {kind}", _KINDS)
    url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False), url.set(drivername="postgresql").render_as_string()


def _arguments(path: Path | None, patience: float) -> dict[str, Any]:
    if path is not None:
        return {"timeout": patience}
    return {"connect_timeout": 10, "options": f"-c lock_timeout={int(patience * 1000)}"}


def _check_file(path: Path, name: str, *, create: bool, patience: float) -> None:
    if path.is_dir():
        raise RecordError(name, "this is a folder", f"Name a file in it, such as {path / DEFAULT}.")
    if not path.exists():
        if not create:
            raise RecordError(
                name, "there is no record here", "Make one with `onrecord add`, or name another with --db."
            )
        if not path.absolute().parent.is_dir():
            raise RecordError(name, f"there is no folder {path.absolute().parent}", "Make it first.")
        return
    # SQLite itself looks: this process may have the file open, and by closing a second handle of it would let go of the
    # locks that SQLite has on it. The next program to leave would then delete the journal under the feet of this one.
    with told(name), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", patience, uri=True)) as raw:
        (owner,) = raw.execute("PRAGMA application_id").fetchone()
    if owner not in (0, APPLICATION_ID):
        raise RecordError(name, "this is the database of another program", "Name another file with --db.")


def _prepare(engine: Engine) -> None:
    """Set what holds for every connection and every transaction."""
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, _: Any) -> None:
            connection.isolation_level = None  # transactions begin where the next listener says, not by themselves
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a loss of power

        @event.listens_for(engine, "begin")
        def _on_begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    else:

        @event.listens_for(engine, "begin")
        def _on_begin_there(connection: Connection) -> None:
            if connection.get_execution_options().get("writes"):
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


@contextmanager
def writing(engine: Engine, name: str) -> Iterator[Connection]:
    """Open a transaction that writes, alone; it is committed at the end, or undone where an error comes."""
    with told(name), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def looking(engine: Engine, name: str) -> Iterator[Connection]:
    """Open a transaction that only reads, and sees one state of the record throughout."""
    with told(name), engine.connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":  # SQLite's transactions see one state by themselves
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection


def _open(engine: Engine, name: str, *, create: bool) -> None:
    with engine.connect() as connection:
        found = _revision(connection)
        foreign = found is None and bool(inspect(connection).get_table_names())
    if found == HEAD:
        return
    if foreign:
        raise RecordError(name, "this is the database of another program", "Name another with --db.")
    if found is not None and found not in KNOWN:
        remedy = "Install that version, or name another record with --db."
        raise RecordError(name, f"it was made by a newer version of onrecord (its tables are {found})", remedy)
    if found is None and not create:
        raise RecordError(name, "there is no record here", "Make one with `onrecord add`, or name another with --db.")
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()  # the mode cannot be changed inside a transaction
        raw.cursor().execute("PRAGMA journal_mode = WAL")
        raw.close()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if _revision(connection) != HEAD:  # another process may have been faster
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


_LATER: Final = "Wait until that has ended, then run this again; nothing was lost."
_FAULTS: Final = (
    ("lock timeout", "another program has it locked", _LATER),
    ("not a database", "this is not a database", "Name the record's own file with --db, or another new one."),
    ("malformed", "the file is damaged", "Restore a backup with `onrecord restore`."),
    ("locked", "another program has it locked", _LATER),
    ("readonly", "it must not be written to", "Check the permissions of the file and of its folder."),
    ("read-only", "it must not be written to", "Check the permissions of the database's user."),
    ("disk is full", "the disk is full", "Make room, then run this again: what was added before is kept."),
    ("No space left", "the disk is full", "Make room, then run this again: what was added before is kept."),
    ("disk I/O error", "the disk failed", "Check the disk and its room, then run this again."),
    ("unable to open", "it cannot be opened", "Check that its folder is there and may be written to."),
    ("authentication", "the server refused the user", "Check user and password."),
    ("does not exist", "the server has no such database or user", "Make it with createdb, or check the name."),
    ("permission denied", "the user may not do this", "Ask for the rights to create and write tables."),
)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the database says into a RecordError with the place, the problem and the remedy."""
    try:
        yield
    except DBAPIError as e:
        raise _plain(name, e) from e
    except sqlite3.Error as e:
        raise _plain(name, e) from e


def _plain(name: str, error: Exception) -> RecordError:
    cause = getattr(error, "orig", None) or error
    words = " ".join(str(cause).split())
    for sign, problem, remedy in _FAULTS:
        if sign.lower() in words.lower():
            return RecordError(name, problem, remedy)
    if getattr(error, "connection_invalidated", False) or "connect" in words.lower():
        remedy = "Check that the server runs, then run this again: what was added before is kept."
        return RecordError(name, f"the connection failed ({words[:200]})", remedy)
    return RecordError(name, f"the database refused ({words[:300]})", "Nothing was changed by this step.")
