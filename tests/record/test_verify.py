"""Whatever is changed behind the record's back is named, with its table and key."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from stories import harbour, plain, retitled

from onrecord.record import log, rows
from onrecord.record import tables as t
from onrecord.record.claim_tables import claim
from onrecord.record.identity_tables import identity_link
from onrecord.record.imports import Importer
from onrecord.record.judgements import Decision, judge
from onrecord.record.store import Store
from onrecord.record.verify import Check

ADDRESS = "https://harbourwire.example/harbour"
PIER = plain("Ada Thorn said the pier is safe.", "the pier is safe", "Ada Thorn", name="pier.txt")
HARBOUR = harbour(url=ADDRESS)
LARGER = replace(HARBOUR.provenance, model="larger")


@pytest.fixture
def kept(store: Store) -> Store:
    """A record of three versions of two articles, one of them read twice, with a judgement."""
    importer = Importer("tests")
    for record in (HARBOUR, retitled(harbour(), "Harbour not sold", url=ADDRESS), PIER,
                   replace(HARBOUR, provenance=LARGER)):  # fmt: skip
        with store.writing() as connection:
            importer.take(connection, record)
    with store.writing() as connection:
        judge(connection, Decision("version", (HARBOUR.article.id, PIER.article.id), "different"), who="ada")
    return store


def faults(store: Store, *, kept: str | None = None) -> list[tuple[str, str, str]]:
    return [(f.table, f.key, f.problem) for f in Check(kept).store(store)]


def test_what_was_added_holds(kept: Store) -> None:
    check = Check()
    assert list(check.store(kept)) == []
    assert {k: check.counts[k] for k in ("version", "reading", "judgement", "log")} == {
        "version": 3, "reading": 4, "judgement": 1, "log": 5,
    }  # fmt: skip
    assert len(check.head) == 64


def test_what_the_store_adds_holds_too(store: Store) -> None:
    store.add(HARBOUR)
    store.add(replace(HARBOUR, provenance=LARGER))
    store.add(PIER)
    assert faults(store) == []


def test_an_empty_record_holds(store: Store) -> None:
    assert faults(store) == []


V, R, S, J = t.version.c, t.reading.c, t.statement.c, t.judgement.c
SAFE = rows.statement_key(PIER.article.id, PIER.reading.statements[0])
READING = rows.reading_key(PIER.article.id, PIER.provenance)


def of_pier(connection: Connection) -> int:
    return connection.execute(select(R.id).where(R.key == READING)).scalar_one()


def a_relation_elsewhere(connection: Connection) -> None:
    other = connection.execute(select(S.id).where(S.key == SAFE)).scalar_one()
    first = connection.execute(select(t.relation.c.id).limit(1)).scalar_one()
    connection.execute(update(t.relation).where(t.relation.c.id == first).values(to_id=other))


def a_judgement_by_hand(connection: Connection) -> None:
    values = {"kind": "claim", "subject": "a", "object": "b", "verdict": "same", "who": "eve", "at": log.now()}
    connection.execute(insert(t.judgement).values(id=77, **values))


def a_claim_by_another_key(connection: Connection) -> None:
    first = connection.execute(select(claim.c.id).limit(1)).scalar_one()
    connection.execute(update(claim).where(claim.c.id == first).values(key="0" * 16))


def change(table: object, where: object, **values: object) -> Callable[[Connection], object]:
    return lambda c: c.execute(update(table).where(where).values(**values))  # type: ignore[arg-type]


def drop(table: object, where: object) -> Callable[[Connection], object]:
    return lambda c: c.execute(delete(table).where(where))  # type: ignore[arg-type]


PIER_KEY = PIER.article.id
CASES = [
    ("text", change(t.version, V.key == PIER_KEY, text="Ada Thorn said the pier is sage."),
     "version", PIER_KEY, "its key does not follow from its address and text"),
    ("words under a span", change(t.version, V.key == PIER_KEY, text="Ada Thorn said the pier is sage."),
     "statement", SAFE, "but the text has “the pier is sage” there"),
    ("digest of the text", change(t.version, V.key == PIER_KEY, text_sha256="0" * 64),
     "version", PIER_KEY, "its text_sha256 is"),
    ("digest of the page", change(t.version, V.key == PIER_KEY, page_sha256="0" * 64),
     "version", PIER_KEY, "its page, blocks, names or dates are not those"),
    ("headline", change(t.version, V.key == PIER_KEY, headline="Pier unsafe"),
     "version", PIER_KEY, "its page, blocks, names or dates are not those"),
    ("outlet", change(t.version, V.key == PIER_KEY, outlet="The Other"),
     "statement", SAFE, "its chain is Harbour Wire > Ada Thorn, expected The Other > Ada Thorn"),
    ("blocks", change(t.version, V.key == PIER_KEY, blocks=[[0, 999, "body", None]]),
     "version", PIER_KEY, "the body block 0..999 does not lie in its text"),
    ("model", change(t.reading, R.key == READING, model="other"),
     "reading", READING, "its key does not follow from what made it"),
    ("no current reading", change(t.reading, R.key == READING, is_current=False),
     "version", PIER_KEY, "0 of its 1 readings are current, expected 1"),
    ("kept words", change(t.statement, S.key == SAFE, content="the pier is unsafe"),
     "statement", SAFE, "its content is “the pier is unsafe”, but the text has “the pier is safe” there"),
    ("spans", change(t.statement, S.key == SAFE, spans={"content": [[0, 3]]}),
     "statement", SAFE, "its key does not follow from its spans"),
    ("spans outside", change(t.statement, S.key == SAFE, spans={"content": [[0, 3000]]}),
     "statement", SAFE, "its content (0..3000) does not lie in the text"),
    ("spans that are none", change(t.statement, S.key == SAFE, spans={"content": "all"}),
     "version", PIER_KEY, "its rows cannot be read"),
    ("act", change(t.statement, S.key == SAFE, act="deny"),
     "reading", READING, "its labels, speakers or relations are not those"),
    ("confidence", change(t.statement, S.key == SAFE, confidence=0.91),
     "reading", READING, "its labels, speakers or relations are not those"),
    ("speaker", change(t.statement, S.key == SAFE, speaker="Eve Low"),
     "statement", SAFE, "its speaker is Eve Low, but it is tied to Ada Thorn"),
    ("depth", change(t.statement, S.key == SAFE, depth=3), "statement", SAFE, "its depth is 3, expected 0"),
    ("chain", change(t.statement, S.key == SAFE, chain=["Ada Thorn"]),
     "statement", SAFE, "its chain is Ada Thorn, expected Harbour Wire > Ada Thorn"),
    ("facets", change(t.statement, S.key == SAFE, facets=None), "statement", SAFE, "searches cannot find it"),
    ("facets of a former one", change(t.statement, S.key == SAFE, facets="qstatement0"),
     "statement", SAFE, "searches take it for a former one"),
    ("statement gone", drop(t.statement, S.key == SAFE), "statement", SAFE, "says that it was added"),
    ("reading gone", drop(t.reading, R.key == READING), "reading", READING, "says that it was added to the version"),
    ("version gone", drop(t.version, V.key == PIER_KEY), "version", PIER_KEY, "says that it was added; it is not"),
    ("article's key", change(t.article, t.article.c.address.is_(None), key="0" * 16),
     "article", "0" * 16, "its key does not follow from its versions"),
    ("article's address", change(t.article, t.article.c.address.is_not(None), address="https://x.example/"),
     "article", "*", "its address is https://x.example/, expected https://harbourwire.example/harbour"),
    ("number of a version", change(t.version, V.key == PIER_KEY, number=2),
     "article", "*", "its versions are numbered [2], expected 1 to 1"),
    ("relation", a_relation_elsewhere, "relation", "1", "it does not stay within the reading"),
    ("claim", a_claim_by_another_key,
     "claim", "0" * 16, "its key does not follow from its statements"),
    ("identity", change(identity_link, identity_link.c.name == "Ada Thorn", key="0" * 16),
     "identity_link", "0" * 16, "its key does not follow from its speaker Ada Thorn"),
    ("verdict", change(t.judgement, J.id == 1, verdict="same"), "judgement", "1", "it is not what entry 5"),
    ("who judged", change(t.judgement, J.id == 1, who="eve"), "judgement", "1", "it is not what entry 5"),
    ("judgement undone", change(t.judgement, J.id == 1, undone_by="eve"), "judgement", "1", "it is not undone"),
    ("judgement gone", drop(t.judgement, J.id == 1), "judgement", "1", "speaks of it; it is not there"),
    ("judgement by hand", a_judgement_by_hand, "judgement", "77", "the log does not have it"),
    ("entry changed", change(t.log, t.log.c.seq == 2, who="eve"), "log", "2", "it was changed after"),
    ("entry gone", drop(t.log, t.log.c.seq == 2), "log", "3", "entries 2 to 2 are missing"),
    ("last entry gone", drop(t.log, t.log.c.seq == 5), "judgement", "1", "the log does not have it"),
]  # fmt: skip


def test_what_is_changed_is_named(kept: Store) -> None:
    missed = {}
    with kept.writing() as connection:
        for name, tamper, table, key, problem in CASES:
            with connection.begin_nested() as undone:
                tamper(connection)
                found = list(Check().inside(connection))
                undone.rollback()
            if not any(f.table == table and key in (f.key, "*") and problem in f.problem for f in found):
                missed[name] = found
        assert list(Check().inside(connection)) == []
    assert missed == {}


def test_a_log_written_anew_shows_against_a_digest_that_was_kept(kept: Store) -> None:
    check = Check()
    assert list(check.store(kept)) == []
    assert faults(kept, kept=check.head) == []
    with kept.writing() as connection:  # the last entry and what it speaks of go together: the chain itself is sound
        connection.execute(delete(t.log).where(t.log.c.seq == 5))
        connection.execute(delete(t.judgement))
    assert faults(kept) == []
    problem = "the log does not have this digest: entries were removed or written anew"
    assert faults(kept, kept=check.head) == [("log", check.head, problem)]


def test_a_reading_that_the_log_does_not_have_is_named(kept: Store) -> None:
    with kept.writing() as connection:
        connection.execute(delete(t.log))
    named = {(table, problem) for table, _, problem in faults(kept)}
    assert ("reading", f"the log does not say that it was added to the version {PIER_KEY}") in named


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A record in a file that nobody has open."""
    with Store(tmp_path / "record.db") as store:
        store.add(PIER)
    return tmp_path / "record.db"


def test_a_row_that_points_nowhere_is_named(file: Path) -> None:
    with sqlite3.connect(file) as raw:  # which does not hold the links by itself
        raw.execute("DELETE FROM reading")
    raw.close()
    with Store(file) as store:
        assert ("speaker", "1", "its reading_id is 1, which is not in reading") in faults(store)


def test_an_index_that_lacks_a_statement_is_named(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.execute(
            "INSERT INTO statement_search(statement_search, rowid, source, content, speaker, facets) "
            "SELECT 'delete', id, source, content, speaker, facets FROM statement"
        )
    raw.close()
    with Store(file) as store:
        ((table, _, problem),) = faults(store)
    assert table == "statement_search"
    assert "it does not hold what the statements say" in problem


def test_a_damaged_file_is_named_with_the_remedy(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        page = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'version'").fetchone()[0] - 1
    raw.close()
    data = bytearray(file.read_bytes())
    data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(data)
    with Store(file) as store:
        found = faults(store)
    assert found
    assert all(table == "file" for table, _, _ in found)
    assert "Restore a backup with `onrecord restore`" in found[0][2]


def test_a_record_that_must_not_be_written_to_can_be_verified(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.errors import RecordError

    def refuse() -> None:
        raise RecordError(kept.name, "it must not be written to", "Check.")

    monkeypatch.setattr(kept, "writing", refuse)
    assert faults(kept) == []
