"""Fixtures for all rings of tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from editor.__main__ import leave_one_core, paint_in_one_thread

leave_one_core()
paint_in_one_thread()

# That a machine is busy is no failure, and what is found is found each time, not by chance.
settings.register_profile(
    "unbraid", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unbraid")

SHARED_DATA = Path(
    os.environ.get("UNBRAID_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real test sounds; tests that need it are skipped where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder of real test sounds (../shared/data) is not here")
    return SHARED_DATA
