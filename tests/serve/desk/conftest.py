"""What the tests of the desk's pages stand before."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_desk import fill

from onrecord.record.store import Store


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small record."""
    path = tmp_path_factory.mktemp("desk") / "record.db"
    with Store(path) as store:
        fill(store)
    return path
