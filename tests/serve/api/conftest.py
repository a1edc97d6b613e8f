"""The interface of a desk over a small invented record, for every test of it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

# The invented stories are those of the record's own tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "record"))

from sayings import report, says
from stories import harbour, retitled

from onrecord.record import judgements
from onrecord.record.judgements import Decision
from onrecord.record.store import Store
from onrecord.serve.desk.app import create_app
from onrecord.serve.desk.settings import Settings

LEASED = "that the harbour was leased to a dredging firm before the election"
QUAY = "“The quay belongs to the people who built it with their own hands and nobody else”"
AIDE = "that two of the cranes had failed their inspection in the spring"


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a record with versions, a chain, a contested claim, a saying twice, an unnamed source, judgements."""
    path = tmp_path_factory.mktemp("api") / "record.db"
    first = harbour(url="https://wire.example/harbour")
    with Store(path) as store:
        store.add(first)
        store.add(retitled(first, "Harbour not sold, mayor says", url="https://wire.example/harbour"))
        store.add(report("Quay Post", says("Ilse Brandt", LEASED), says("Jon Pell", QUAY)))
        store.add(report("Lock Times", says("Jon Pell", LEASED, "denied", act="deny"), says("Jon Pell", QUAY)))
        store.add(report("Mole News", says("an aide", AIDE, named=False), says("Ilse Brandt", LEASED)))
        with store.writing() as connection:
            for verdict in ("same", "different"):
                judgements.judge(connection, Decision("claim", ("aa", "bb"), verdict), who=verdict)  # type: ignore[arg-type]
    return path


@pytest.fixture
def db(filled: Path, tmp_path: Path) -> str:
    """The file of a record of one's own with the same in it."""
    return str(shutil.copy(filled, tmp_path / "record.db"))


@pytest.fixture
def desk(db: str) -> FastAPI:
    """The desk without accounts: whoever asks may do everything."""
    return create_app(Settings(db=db))


@pytest.fixture
def client(desk: FastAPI) -> Iterator[TestClient]:
    """A program before that desk."""
    with TestClient(desk, base_url="http://127.0.0.1", follow_redirects=False) as program:
        yield program
