"""What the tests of the interface stand before."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_desk import fill

from onrecord.record import judgements
from onrecord.record.judgements import Decision
from onrecord.record.store import Store


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small record, with two judgements that differ."""
    path = tmp_path_factory.mktemp("api") / "record.db"
    with Store(path) as store:
        fill(store)
        with store.writing() as connection:
            for verdict in ("same", "different"):
                judgements.judge(connection, Decision("claim", ("aa", "bb"), verdict), who=verdict)  # type: ignore[arg-type]
    return path
