"""A copy of a record while others write to it, and a record put back in its place: whole, checked, or not at all."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, delete, select

from onrecord.errors import RecordError
from onrecord.record import items
from onrecord.record import tables as t
from onrecord.record.database import told
from onrecord.record.imports import Importer
from onrecord.record.items import Head, Whole
from onrecord.record.schema import metadata
from onrecord.record.store import Store
from onrecord.record.verify import Check, Fault

_SHOWN: Final = 5
_MAGIC: Final = b"SQLite format 3\0"
_SIDE: Final = ("-wal", "-shm", "-journal")


def is_file(store: Store) -> bool:
    """Say whether a record is one file, which can be copied as it is."""
    return store.engine.dialect.name == "sqlite"


def is_database(path: Path) -> bool:
    """Say whether a file is an SQLite database, going by how it begins. Raises OSError where it cannot be read."""
    with path.open("rb") as f:
        return f.read(len(_MAGIC)) == _MAGIC


def copy(store: Store, path: Path) -> None:
    """Write a record that is a file to another file, in the state in which it is now, while others write to it.

    The copy is one file, without a journal beside it. Raises RecordError where that fails; nothing is left then.
    """
    with _beside(path) as made:
        raw = store.engine.raw_connection()
        try:
            with told(store.name):
                raw.cursor().execute("VACUUM INTO ?", (os.fspath(made),))
        finally:
            raw.close()
        _sync(made)
        os.replace(made, path)
        _sync(path.absolute().parent)


def put_back(source: Path, place: Path, *, force: bool) -> Check:
    """Put a backup that is an SQLite file in the place of a record; return what it was found to hold.

    force: whether a record that is there is replaced. Raises RecordError where one is there, or in use, or where the
    backup does not hold; what was there is left as it was then.
    """
    refuse_to_overwrite(place, force=force)
    with _beside(place) as made:
        duplicate(source, made)
        return _checked_in(made, place)


def build(made_of: Iterable[Whole], place: Path, *, name: str, force: bool) -> Check:
    """Make a record in the file `place` from the items of an export called `name`; as `put_back` does it."""
    refuse_to_overwrite(place, force=force)
    with _beside(place) as made:
        with Store(made) as store, store.writing() as connection:
            _fill(connection, made_of, name)
        return _checked_in(made, place)


def refill(store: Store, made_of: Iterable[Whole], *, name: str, force: bool) -> Check:
    """Fill a record on a server from the items of an export called `name`, in one transaction.

    force: whether what it has is deleted. Raises RecordError where it has something, or where the backup does not
    hold; the record is left as it was then.
    """
    with store.writing() as connection:
        if (
            connection.execute(select(t.log.c.seq).limit(1)).first()
            or connection.execute(select(t.version.c.id).limit(1)).first()
        ):
            if not force:
                raise RecordError(store.name, "there is a record already", "Give --force to replace it.")
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
        _fill(connection, made_of, name)
        check = Check()
        _refuse_faults(name, check.inside(connection))
    return check


def everything(path: Path) -> Iterator[Whole]:
    """Yield all items of a backup that is an SQLite file, which is not changed."""
    with _beside(path.absolute().with_name("onrecord.db")) as made:
        duplicate(path, made)
        with Store(made, create=False) as store, store.looking() as connection:
            yield from items.everything(connection)


def duplicate(source: Path, made: Path) -> None:
    """Copy an SQLite file, which may be in use. Raises RecordError where it is damaged."""
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            raw.execute("VACUUM INTO ?", (os.fspath(made),))
    except sqlite3.Error as e:
        raise RecordError(str(source), f"this backup cannot be read ({e})", "Take another one.") from None


def refuse_to_overwrite(place: Path, *, force: bool) -> None:
    """Raise RecordError where a file is there that may not be replaced."""
    if not place.exists():
        return
    if place.is_dir():
        raise RecordError(str(place), "this is a folder", "Name a file in it.")
    if place.stat().st_size and not is_database(place):
        raise RecordError(str(place), "what is there is no record, and is not replaced", "Name another file with --db.")
    if not force:
        raise RecordError(str(place), "there is a record already", "Give --force to replace it.")


def _fill(connection: Connection, made_of: Iterable[Whole], name: str) -> None:
    importer = Importer("restore")
    for item in made_of:
        if not isinstance(item, Head) and importer.take(connection, item) == "foreign":
            raise RecordError(name, "entries of its log are missing", "Take another backup.")


def _checked_in(made: Path, place: Path) -> Check:
    """Check a record that was made beside its place, and put it there."""
    check = Check()
    with Store(made, create=False) as store:
        _refuse_faults(str(place), check.store(store))
    with closing(sqlite3.connect(made)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
    _sync(made)
    _let_go(place)
    os.replace(made, place)
    _sync(place.absolute().parent)
    return check


def _refuse_faults(name: str, faults: Iterable[Fault]) -> None:
    found = [f"{f.table} {f.key}: {f.problem}" for f in faults]
    if found:
        more = f"; {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        problem = f"the backup does not hold, and nothing was replaced ({'; '.join(found[:_SHOWN])}{more})"
        raise RecordError(name, problem, "Take another backup.")


def _let_go(place: Path) -> None:
    """Bring what is in the journal of an old record into its file, and make sure that nobody has it open."""
    if not place.exists():
        return
    try:
        with closing(sqlite3.connect(place, timeout=2)) as raw:
            raw.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as e:
        if "locked" in str(e):
            raise RecordError(str(place), "another program has it open", "End that, then run this again.") from None
    except sqlite3.DatabaseError:
        pass  # it is damaged: that is why it is replaced
    for ending in _SIDE:  # a journal of the old file must never be taken for one of the new
        place.with_name(place.name + ending).unlink(missing_ok=True)


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """Give the name of a file that is not there yet, in the folder of another; what is left of it goes at the end."""
    made = place.absolute().with_name(f".onrecord-{secrets.token_hex(6)}.part")
    try:
        yield made
    finally:
        for ending in ("", *_SIDE):
            made.with_name(made.name + ending).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
