"""A desk over a small invented record, for every test of it."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

# The invented stories are those of the record's own tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "record"))

from sayings import Says, report, says
from stories import harbour, retitled

from onrecord.domain import Record, Speaker
from onrecord.record.store import Store
from onrecord.serve.desk.app import create_app
from onrecord.serve.desk.settings import Settings

LEASED = "that the harbour was leased to a dredging firm before the election"
QUAY = "“The quay belongs to the people who built it with their own hands and nobody else”"
AIDE = "that two of the cranes had failed their inspection in the spring"


def quoting(outlet: str, *statements: Says, published: str = "2031-03-04") -> Record:
    """Return the record of a report whose speakers are listed, so that they are people across articles."""
    made = report(outlet, *statements, published=published)
    named = dict.fromkeys((s.speaker, s.named) for s in made.reading.statements if s.speaker)
    speakers = tuple(Speaker(name, (name,), "person", known) for name, known in named)
    return replace(made, reading=replace(made.reading, speakers=speakers))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a record of several articles: versions, a contested claim, one saying twice, an unnamed source."""
    path = tmp_path_factory.mktemp("desk") / "record.db"
    first = harbour(url="https://wire.example/harbour")
    with Store(path) as store:
        store.add(first)
        store.add(retitled(first, "Harbour not sold, mayor says", url="https://wire.example/harbour"))
        store.add(quoting("Quay Post", says("Ilse Brandt", LEASED), says("Jon Pell", QUAY)))
        store.add(quoting("Lock Times", says("Jon Pell", LEASED, "denied", act="deny"), says("Jon Pell", QUAY)))
        store.add(quoting("Mole News", says("an aide", AIDE, named=False), says("Ilse Brandt", LEASED)))
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
    """A browser before that desk."""
    with TestClient(desk, base_url="http://127.0.0.1", follow_redirects=False) as browser:
        yield browser


def token(browser: TestClient, page: str = "/") -> str:
    """Return the token that the forms of a browser must send back."""
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get(page).text)
    return found[1] if found else browser.cookies["onrecord_csrf"]


@pytest.fixture
def store(desk: FastAPI) -> Store:
    """The record behind the desk."""
    opened: Store = desk.state.store
    return opened
