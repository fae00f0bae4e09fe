"""The desktop ring: real windows on a virtual screen, sound on a virtual sound card.

The editor runs as a process of its own, so Qt's platform plugin for X11 never meets the offscreen
one of tests/editor. Tests see it as a person does; where to click they ask its driver.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.process import home_environment
from tests.desktop.screen import Screen, missing_tools, virtual_screen


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """A virtual screen with a window manager; skips, and says so, where one cannot be had."""
    missing = missing_tools()
    if missing:
        pytest.skip(f"a virtual screen needs {', '.join(missing)}")
    with virtual_screen() as running:
        yield running


@pytest.fixture
def own_home(tmp_path: Path) -> dict[str, str]:
    """Variables of a user who never started the editor."""
    home = tmp_path / "home"
    home.mkdir()
    return home_environment(home)
