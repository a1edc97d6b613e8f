"""What the tests of the desk's pages stand before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from newsroom import quick_hashes, staff
from openid_provider import OpenIdProvider
from openid_visits import desk_at
from small_desk import fill

from onrecord.record.store import Store


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small record."""
    path = tmp_path_factory.mktemp("desk") / "record.db"
    with Store(path) as store:
        fill(store)
    return path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes are made quickly here."""
    quick_hashes(monkeypatch)


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    """A provider at which everybody is Nils."""
    made = OpenIdProvider()
    yield made
    made.close()


@pytest.fixture
def openid_house(db: str, provider: OpenIdProvider) -> FastAPI:
    """A desk with a provider, with one account of each role."""
    staff(db)
    return desk_at(db, provider)
