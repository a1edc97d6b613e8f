"""What several test modules share: where the project and the evaluation data lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Other work on a machine is no fault of a test: speed is measured in eval/.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation data beside the project; the test is skipped where it is absent."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("the evaluation data is not at ../shared")
    return SHARED
