"""A desk over a copy of the record that `filled` names; each folder of tests says what lies in that."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from onrecord.record.store import Store
from onrecord.serve.desk.app import create_app
from onrecord.serve.desk.settings import Settings


@pytest.fixture
def db(filled: Path, tmp_path: Path) -> str:
    """The file of a record of one's own, with what is in `filled`."""
    return str(shutil.copy(filled, tmp_path / "record.db"))


@pytest.fixture
def desk(db: str) -> FastAPI:
    """The desk without accounts: whoever asks may do everything."""
    return create_app(Settings(db=db))


@pytest.fixture
def client(desk: FastAPI) -> Iterator[TestClient]:
    """A browser, or a program, before that desk."""
    with TestClient(desk, base_url="http://127.0.0.1", follow_redirects=False) as made:
        yield made


@pytest.fixture
def store(desk: FastAPI) -> Store:
    """The record behind the desk."""
    opened: Store = desk.state.store
    return opened
