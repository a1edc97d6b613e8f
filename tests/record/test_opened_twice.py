"""A record that one process opens twice stays one record for others: what they write is seen, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import select
from stories import harbour

from onrecord.record import log
from onrecord.record import tables as t
from onrecord.record.store import Store

OTHER = """
import sys
from onrecord.record import log
from onrecord.record.store import Store
with Store(sys.argv[1], create=False) as store, store.writing() as connection:
    log.append(connection, "test", "other", {}, who="another program")
"""


def test_another_program_leaves_the_journal_to_who_has_the_record_open(tmp_path: Path):
    place = tmp_path / "record.db"
    with Store(place) as store:
        store.add(harbour())
        with Store(place) as second:
            second.has(harbour().article, harbour().provenance)
        subprocess.run([sys.executable, "-c", OTHER, str(place)], check=True)
        assert place.with_name("record.db-wal").exists()
        with store.writing() as connection:
            log.append(connection, "test", "own", {}, who="this one")
    with Store(place) as store, store.looking() as connection:
        told = connection.execute(select(t.log.c.subject).order_by(t.log.c.seq)).scalars().all()
        assert list(log.faults(connection)) == []
    assert told[-2:] == ["other", "own"]
