"""The task bar of a desktop: a real bus hears how far a real separation in a real window is."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.desktop.process import DRIVER, editor_process
from tests.desktop.screen import Screen, wait_until

TOOLS = ("dbus-daemon", "dbus-monitor", "stdbuf")
ENTRY = "com.canonical.Unity.LauncherEntry"


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    """The address of a session bus of this test's own."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"a private session bus needs {', '.join(missing)}")
    address = f"unix:path={tmp_path / 'bus'}"
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--address", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as daemon:
        wait_until((tmp_path / "bus").exists, "the bus")
        yield address
        daemon.terminate()


class Listener:
    """A desktop's dock: what it hears of the program's button."""

    def __init__(self, address: str) -> None:
        rule = f"type='signal',interface='{ENTRY}'"
        command = ["stdbuf", "-oL", "dbus-monitor", "--address", address, rule]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.strip())

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(60)
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def signals(self) -> list[tuple[float, bool, float]]:
        """When each was sent, whether progress was visible, and how much."""
        told = "\n".join(self.lines).split("signal time=")[1:]
        own = [text for text in told if f"interface={ENTRY}" in text and "visible" in text]
        for text in own:
            assert "member=Update" in text
            assert 'string "application://unbraid.desktop"' in text
        return [
            (
                float(text.split()[0]),
                _value(text, "progress-visible", "boolean") == "true",
                float(_value(text, "progress", "double")),
            )
            for text in own
        ]


def _value(text: str, key: str, kind: str) -> str:
    found = re.search(rf'string "{key}"\s+variant\s+{kind} (\S+)', text)
    assert found, text
    return found[1]


def test_the_bus_hears_how_far_a_separation_is(
    screen: Screen, own_home: dict[str, str], bus: str, tmp_path: Path
) -> None:
    sound = tmp_path / "tone.wav"
    soundfile.write(sound, 0.3 * np.sin(np.arange(16_000)), 8_000)
    listener = Listener(bus)
    try:
        environment = {**own_home, "DBUS_SESSION_BUS_ADDRESS": bus}
        with editor_process([DRIVER, str(sound)], screen, environment) as editor:
            wait_until(lambda: editor.said("ready"), "the ready line")
            wait_until(lambda: editor.ask("engine_is_here"), "the engine", 120)
            wait_until(lambda: editor.state()["recording"] == str(sound), "the recording")
            screen.await_keys("Unbraid")
            screen.press("ctrl+r")
            wait_until(lambda: len(listener.signals) > 8, "progress", 200)
            screen.press("ctrl+period")
            wait_until(lambda: not listener.signals[-1][1], "its end", 60)
            assert "rror" not in "".join(editor.log)
    finally:
        listener.end()
    *running, last = listener.signals
    shares = [share for _, visible, share in running if visible]
    assert len(shares) == len(running)
    assert shares == sorted(set(shares))
    assert 0.0 <= shares[0] < shares[-1] <= 1.0
    assert last[2] == 0.0
    # Not from the first on, which waited for the bus; how late one was heard counts for little.
    _, second, *later = running
    assert len(later) <= 5 * (later[-1][0] - second[0]) + 2
