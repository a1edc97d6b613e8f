"""A copy while others write, and a record put back: whole, checked, or not at all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from stories import harbour, plain

from onrecord.errors import OnrecordError, RecordError
from onrecord.record import items
from onrecord.record.store import Store
from onrecord.record.verify import Check
from onrecord.serve.export import restore, save
from onrecord.serve.export_lines import as_line, values

PIER = plain("Ada Thorn said the pier is safe.", "the pier is safe", "Ada Thorn", name="pier.txt")
LATER = plain("Bo Fell said the dam is dry.", "the dam is dry", "Bo Fell", name="dam.txt")


@pytest.fixture
def kept(store: Store) -> Store:
    store.add(harbour())
    store.add(PIER)
    return store


def lines(store: Store) -> list[str]:
    with store.looking() as connection:
        return [as_line(values(item)) for item in items.everything(connection)]


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir() if p.is_file()}


def test_a_backup_put_back_is_the_same_record(kept: Store, tmp_path: Path) -> None:
    entries, digest = save(kept, tmp_path / "copy", force=False)
    check = restore(tmp_path / "copy", str(tmp_path / "again.db"), force=False)
    assert (entries, check.head) == (2, digest)
    with Store(tmp_path / "again.db", create=False) as again:
        assert lines(again) == lines(kept)
        assert list(Check().store(again)) == []
        assert again.add(LATER).state == "added"


def test_a_backup_goes_back_into_its_own_kind_of_database(kept: Store, db: str, tmp_path: Path) -> None:
    before = lines(kept)
    save(kept, tmp_path / "copy", force=False)
    kept.add(LATER)
    kept.close()
    with pytest.raises(RecordError, match=r"there is a record already\. Give --force"):
        restore(tmp_path / "copy", db, force=False)
    restore(tmp_path / "copy", db, force=True)
    with Store(db, create=False) as again:
        assert lines(again) == before
        assert again.add(LATER).state == "added"
        assert list(Check().store(again)) == []


def test_from_one_kind_of_database_to_the_other(kept: Store, db: str, server: str, tmp_path: Path) -> None:
    with Store(tmp_path / "file.db") as file:
        file.add(harbour())
        save(file, tmp_path / "copy.db", force=False)
        expected = lines(file)
    kept.close()
    restore(tmp_path / "copy.db", db, force=True)
    with Store(db, create=False) as again:
        assert lines(again) == expected


def test_a_copy_is_one_state_while_others_write(kept: Store, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        n = 0
        while not done.is_set():
            kept.add(plain(f"Ada Thorn said pier {n} is safe.", f"pier {n} is safe", "Ada Thorn"))
            n += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for n in range(3):
            save(kept, tmp_path / f"copy{n}", force=False)
    finally:
        done.set()
        thread.join()
    for n in range(3):
        restore(tmp_path / f"copy{n}", str(tmp_path / f"again{n}.db"), force=False)  # which verifies it


def test_what_is_there_is_not_overwritten(kept: Store, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(OnrecordError, match=r"notes is there already\. Give --force"):
        save(kept, tmp_path / "notes", force=False)
    with pytest.raises(OnrecordError, match="is a folder"):
        save(kept, tmp_path, force=True)
    save(kept, tmp_path / "copy", force=False)
    with pytest.raises(RecordError, match="what is there is no record, and is not replaced"):
        restore(tmp_path / "copy", str(tmp_path / "notes"), force=True)
    assert (tmp_path / "notes").read_text() == "mine"
    save(kept, tmp_path / "notes", force=True)
    assert (tmp_path / "notes").read_bytes() == (tmp_path / "copy").read_bytes()


def test_a_backup_that_cannot_be_written_leaves_nothing(kept: Store, tmp_path: Path) -> None:
    before = names(tmp_path)
    with pytest.raises(OnrecordError):
        save(kept, tmp_path / "nowhere" / "copy", force=False)
    assert names(tmp_path) == before


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with Store(tmp_path / "record.db") as store:
        store.add(harbour())
        save(store, tmp_path / "copy.db", force=False)
        (tmp_path / "copy.jsonl").write_text("".join(lines(store)))
        store.add(LATER)
    return tmp_path / "record.db"


def tampered(data: bytes) -> bytes:
    return data.replace(b"Mayor Ilse Brandt said", b"Mayor Ilse Brandt lied")


@pytest.mark.parametrize(
    ("copy", "spoil", "problem"),
    [
        ("copy.db", tampered, "the backup does not hold, and nothing was replaced"),
        ("copy.db", lambda b: b[: len(b) // 2], "this backup cannot be read"),
        ("copy.jsonl", tampered, "line 3: the cue of statement s1 is not what stands at 44..48"),
        ("copy.jsonl", lambda b: b[:-2], "line 3: this is not JSON"),
        ("copy.jsonl", lambda b: b.rsplit(b"\n", 2)[0], "the file ends too early: 0 of 1 versions"),
        ("copy.jsonl", lambda b: b"".join(b.splitlines(keepends=True)[1:]), "this is no backup"),
        ("copy.jsonl", lambda b: b.replace(b'"negated":false', b'"negated":true', 1),
         "the backup does not hold, and nothing was replaced"),
        ("copy.jsonl", lambda b: b"hello", "line 1: this is not JSON"),
    ],
)  # fmt: skip
def test_a_backup_that_does_not_hold_replaces_nothing(file: Path, copy: str, spoil: object, problem: str) -> None:
    with Store(file) as store:
        before = lines(store)
    path = file.with_name(copy)
    if "negated" in problem or copy == "copy.jsonl":
        _sealed(file)
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    there = names(file.parent)
    with pytest.raises(OnrecordError) as told:
        restore(path, str(file), force=True)
    assert problem in str(told.value)
    with Store(file, create=False) as store:
        assert lines(store) == before
    assert names(file.parent) == there


def _sealed(file: Path) -> None:
    """Write copy.jsonl from a record whose log holds seals over the labels."""
    from onrecord.record.imports import Importer

    with Store(file.with_name("sealed.db")) as store:
        with store.writing() as connection:
            Importer("tests").take(connection, harbour())
        file.with_name("copy.jsonl").write_text("".join(lines(store)))


def test_a_damaged_record_can_be_replaced(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:100] + b"\xff" * (len(data) - 100))
    restore(file.with_name("copy.db"), str(file), force=True)
    with Store(file, create=False) as store:
        assert list(Check().store(store)) == []


def test_a_record_that_is_in_use_is_not_replaced(file: Path) -> None:
    with Store(file) as store, store.looking() as connection:
        items.head(connection)
        with pytest.raises(RecordError, match="another program has it open"):
            restore(file.with_name("copy.db"), str(file), force=True)
        assert items.head(connection)[0] == 2


def test_the_record_itself_is_no_place_for_its_backup(file: Path) -> None:
    with Store(file) as store, pytest.raises(OnrecordError, match="is the record itself"):
        save(store, file, force=True)
    with pytest.raises(OnrecordError, match="is the record itself"):
        restore(file, str(file), force=True)


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OnrecordError, match="cannot be read: No such file"):
        restore(tmp_path / "none", str(tmp_path / "record.db"), force=False)
    assert not (tmp_path / "record.db").exists()
