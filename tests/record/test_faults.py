"""What goes wrong: killed writers, many writers, a full disk, a lost connection, a locked or read-only file."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from stories import harbour, plain
from writer import story

from onrecord.errors import RecordError
from onrecord.record import log, schema
from onrecord.record import tables as t
from onrecord.record.store import Store

WRITER = Path(__file__).with_name("writer.py")
NOT_COMPARED = {"id", "seq", "at", "added_at", "read_at", "previous", "digest"}
"""Numbers and times differ from one database to another; all else must not."""


def start(db: str, first: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), db, str(first), str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows(store: Store) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """Return all rows of all tables, numbers of other rows replaced by the lasting names of what they point to."""
    with store.looking() as connection:
        names: dict[str, dict[int, str]] = {}
        for table in schema.metadata.sorted_tables:
            if "key" in table.c and "id" in table.c:
                found = connection.execute(select(table.c.id, table.c.key)).all()
                names[table.name] = {row[0]: row[1] for row in found}
        out = {}
        for table in schema.metadata.sorted_tables:
            if table.name == "lasting_identity":
                continue  # which ids were ever given out depends on what was there first
            out[table.name] = sorted(
                tuple(sorted(named(table, dict(row), names).items()))
                for row in connection.execute(select(table)).mappings()
            )
        return out


def named(table: Any, row: dict[str, Any], names: dict[str, dict[int, str]]) -> dict[str, str]:
    out = {}
    for column in table.c:
        if column.name in NOT_COMPARED:
            continue
        value = row[column.name]
        for key in column.foreign_keys:
            value = names.get(key.column.table.name, {}).get(value, "…" if value is not None else None)
        out[column.name] = repr(value)
    return out


def test_what_was_acknowledged_outlives_a_kill_and_nothing_is_doubled(db: str) -> None:
    chance = random.Random(5)
    acknowledged: set[str] = set()
    for _ in range(4):
        writer = start(db, 0, 60)
        assert writer.stdout is not None
        stop_after = chance.randint(1, 12)
        for line in writer.stdout:
            acknowledged.add(line.strip())
            if len(acknowledged) >= stop_after:
                break
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged |= {line.strip() for line in writer.stdout if line.endswith("\n")}
        writer.wait()
        writer.stdout.close()
    acknowledged.discard("ready")
    with Store(db) as store, store.looking() as connection:
        kept = connection.execute(select(t.version.c.key)).scalars().all()
        logged = connection.execute(select(t.log.c.subject)).scalars().all()
        assert acknowledged <= set(kept)
        assert sorted(kept) == sorted(set(kept)) == sorted(logged)
        assert list(log.faults(connection)) == []


def test_eight_processes_end_with_the_same_rows_as_one(db: str, tmp_path: Path) -> None:
    with Store(db):
        pass
    writers = [start(db, first, 8) for first in range(0, 16, 2)]
    for writer in writers:
        _, problems = writer.communicate(timeout=120)
        assert writer.returncode == 0, problems
    with Store(tmp_path / "one.db") as alone, Store(db) as store:
        for n in range(22):
            alone.add(story(n))
        expected = rows(alone)
        assert len(expected["version"]) == 22
        assert rows(store) == expected


def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path) -> None:
    with Store(tmp_path / "small.db") as store:
        store.add(plain("Ada said pier 0 is safe.", "pier 0 is safe", "Ada"))

        @event.listens_for(store.engine, "connect")
        def _small(connection: Any, _: Any) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

        store.engine.dispose()
        long = "The pier is safe. " * 40_000
        with pytest.raises(RecordError, match=r"small.db: the disk is full. Make room"):
            store.add(plain(f"Ada said pier 1 is safe. {long}", "pier 1 is safe", "Ada"))
        assert store.counts()["version"] == store.counts()["log"] == 1


def test_a_lost_connection_loses_nothing_and_says_so(server: str, request: pytest.FixtureRequest) -> None:
    import psycopg

    with psycopg.connect(server.format(name="postgres"), autocommit=True) as other:
        other.execute("CREATE DATABASE lost")
        with Store(server.format(name="lost")) as store:
            store.add(harbour())

            def lose() -> None:
                with store.writing() as connection:
                    connection.execute(text("SELECT 1"))
                    other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lost'")
                    connection.execute(text("SELECT 1"))

            with pytest.raises(RecordError, match="the connection failed"):
                lose()
            assert store.add(harbour()).state == "known"  # the next step finds a new connection


def test_a_locked_record_is_waited_for_and_then_named(db: str) -> None:
    with Store(db) as holder, Store(db, patience=0.2) as other, holder.writing() as connection:
        connection.execute(select(t.article.c.id)).all()
        with pytest.raises(RecordError, match="another program has it locked"):
            other.add(harbour())


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_read_only_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    with Store(path):
        pass
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with Store(path) as store, pytest.raises(RecordError, match="it must not be written to"):
            store.add(harbour())
    finally:
        tmp_path.chmod(0o755)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    with Store(path) as store:
        for n in range(40):
            store.add(story(n))
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = b"\x5a" * (len(data) - 4096 * 2)
    path.write_bytes(data)
    with pytest.raises(RecordError, match=r"the file is damaged. Restore a backup"), Store(path) as store:
        store.add(harbour())
