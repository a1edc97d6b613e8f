"""The contract of the store, on both kinds of database: in whole, once, out as it went in."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update
from stories import harbour, plain, retitled

from onrecord.domain import Span
from onrecord.errors import RecordError
from onrecord.record import log
from onrecord.record import tables as t
from onrecord.record.schema import metadata
from onrecord.record.store import Store

ADDRESS = "https://harbourwire.example/2031/03/04/harbour"


def test_a_record_comes_out_as_it_went_in(store: Store) -> None:
    record = harbour()
    added = store.add(record)
    assert (added.state, added.statements) == ("added", 5)
    assert store.record(added.version) == record


def test_adding_again_changes_nothing(store: Store) -> None:
    store.add(harbour())
    before = store.counts()
    assert store.add(harbour()).state == "known"
    assert store.counts() == before


def test_another_text_at_the_same_address_is_a_new_version(store: Store) -> None:
    first = store.add(harbour(url=ADDRESS))
    second = store.add(retitled(harbour(), "Harbour not sold after all", url=f"{ADDRESS}/?utm_source=mail#top"))
    assert (second.state, second.article) == ("version", first.article)
    with store.looking() as connection:
        numbers = connection.execute(select(t.version.c.number).order_by(t.version.c.id)).scalars().all()
    assert numbers == [1, 2]
    assert store.record(first.version) == harbour(url=ADDRESS)  # nothing is overwritten


def test_a_newer_reading_takes_the_place_of_the_old_one_which_is_kept(store: Store) -> None:
    old = harbour()
    store.add(old)
    newer = replace(old, reading=replace(old.reading, statements=old.reading.statements[:2], relations=(),
                    corrections=()), provenance=replace(old.provenance, model="larger"))  # fmt: skip
    assert store.add(newer).state == "reread"
    assert store.record(old.article.id) == newer
    with store.looking() as connection:
        keys = connection.execute(select(t.reading.c.key).order_by(t.reading.c.id)).scalars().all()
    assert store.record(old.article.id, reading=keys[0]) == old


def test_a_statement_keeps_its_name_over_readings(store: Store) -> None:
    store.add(harbour())
    store.add(replace(harbour(), provenance=replace(harbour().provenance, model="larger")))
    with store.looking() as connection:
        query = select(t.statement.c.key).where(t.statement.c.local_id == "s3")
        assert len(set(connection.execute(query).scalars().all())) == 1


def test_what_does_not_lie_in_the_text_is_refused(store: Store) -> None:
    record = harbour()
    s = replace(record.reading.statements[0], content=(Span(5, 10_000),))
    with pytest.raises(RecordError, match=r"harbour.txt: the content of statement s1 \(5..10000\) does not lie"):
        store.add(replace(record, reading=replace(record.reading, statements=(s,))))
    assert store.counts()["version"] == 0


def test_what_fails_half_way_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(log, "append", broken)
    with pytest.raises(RuntimeError, match="half way"):
        store.add(harbour())
    assert set(store.counts().values()) == {0}


def test_every_addition_is_logged_and_a_changed_entry_shows(store: Store) -> None:
    store.add(harbour())
    store.add(plain("Ada said the pier is safe.", "the pier is safe", "Ada"))
    with store.looking() as connection:
        assert list(log.faults(connection)) == []
    with store.writing() as connection:
        connection.execute(update(t.log).where(t.log.c.seq == 1).values(who="somebody else"))
    with store.looking() as connection:
        assert [(f.seq, f.problem) for f in log.faults(connection)] == [(1, "it was changed after it was written")]


def test_a_missing_entry_of_the_log_shows(store: Store) -> None:
    for n in range(3):
        store.add(plain(f"Ada said pier {n} is safe.", f"pier {n} is safe", "Ada"))
    with store.writing() as connection:
        connection.execute(t.log.delete().where(t.log.c.seq == 2))
    with store.looking() as connection:
        assert [f.problem for f in log.faults(connection)] == ["entries 2 to 2 are missing"]


def test_several_writers_wait_for_one_another(db: str) -> None:
    with Store(db):
        pass
    problems: list[BaseException] = []

    def write(who: int) -> None:
        try:
            with Store(db) as own:
                for n in range(8):
                    own.add(plain(f"Ada said pier {(n + who) % 8} is safe.", f"pier {(n + who) % 8} is safe", "Ada"))
        except BaseException as e:
            problems.append(e)

    threads = [threading.Thread(target=write, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with Store(db) as store, store.looking() as connection:
        assert store.counts()["version"] == store.counts()["log"] == 8
        assert list(log.faults(connection)) == []


def test_what_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(RecordError, match="it has no article 'nothing'"):
        store.record("nothing")


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        pytest.param(lambda p: p.write_bytes(b"hello" * 40), "this is not a database", id="not a database"),
        pytest.param(lambda p: p.mkdir(), "this is a folder", id="a folder"),
        pytest.param(lambda p: None, "there is no record here", id="nothing"),
    ],
)
def test_what_cannot_be_opened_is_named_with_the_remedy(tmp_path: Path, make: object, problem: str) -> None:
    path = tmp_path / "x.db"
    make(path)  # type: ignore[operator]
    with pytest.raises(RecordError, match=problem):
        Store(path, create=False)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("mysql://a@b/c", "a record cannot be kept in mysql"),
        ("what://", "a record cannot be kept in what"),
        ("://", "this is no address of a database"),
        ("postgresql://nobody@127.0.0.1:1/none", "the connection failed"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, problem: str) -> None:
    with pytest.raises(RecordError, match=problem):
        Store(address)


def test_a_record_from_a_newer_version_is_not_touched(db: str) -> None:
    from sqlalchemy import text

    with Store(db) as store, store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordError, match="newer version of onrecord"):
        Store(db)


def test_the_database_of_another_program_is_not_touched(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE plants (name TEXT)")
    other.close()
    with pytest.raises(RecordError, match="another program"):
        Store(tmp_path / "other.db")


def test_the_migrations_make_the_tables_that_the_code_has(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def declared(_: object, name: str, *__: object) -> bool:
        return not name.startswith("statement_search") and name not in ("search", "ix_statement_search")

    with store.looking() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": declared})
        assert compare_metadata(context, metadata) == []
