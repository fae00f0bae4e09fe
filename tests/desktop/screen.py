"""A virtual screen with a window manager, and the hands of a person in front of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NEEDED = ("Xvfb", "openbox", "xdotool", "import")
SIZE = (1400, 900)

# How long one of its programs may take on a busy machine.
PROGRAM_SECONDS = 120
# How long a window manager may take to hand over the keys, and when it is asked to.
FOCUS_SECONDS, ASKED_AFTER_SECONDS = 20.0, 2.0

Point = tuple[int, int]


def missing_tools() -> list[str]:
    """The programs a virtual screen needs that are not installed."""
    return [name for name in NEEDED if shutil.which(name) is None]


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Ask again and again until the condition holds; raises AssertionError naming `what`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain for {what}"
        time.sleep(0.02)


@dataclass(frozen=True)
class Screen:
    """One running X display; every act goes through its input devices."""

    display: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a program that shall show its windows here."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def drag(self, start: Point, end: Point, steps: int = 10) -> None:
        """Press the left button at start, move to end in steps, release."""
        self.xdotool("mousemove", *start, "mousedown", 1)
        for step in range(1, steps + 1):
            x, y = (round(a + (b - a) * step / steps) for a, b in zip(start, end, strict=True))
            self.xdotool("mousemove", x, y)
        self.xdotool("mouseup", 1)

    def click(self, point: Point) -> None:
        """Click the left button there."""
        self.xdotool("mousemove", *point, "click", 1)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, named as in "ctrl+e" or "space"."""
        self.xdotool("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.xdotool("type", "--delay", 5, text)

    def windows(self, title: str) -> list[str]:
        """The visible windows whose title matches the regular expression."""
        return self._ask("search", "--onlyvisible", "--name", title).split()

    def await_keys(self, title: str) -> None:
        """Give keys time to go to a window whose title matches the regular expression.

        The window manager sees to that some time after a window is seen, or another one has gone;
        where it does not by itself it is asked to. What the keys do then is for the test to judge.
        """
        began = time.monotonic()
        while not self._has_keys(title) and time.monotonic() < began + FOCUS_SECONDS:
            if time.monotonic() > began + ASKED_AFTER_SECONDS:
                for window in self.windows(title)[:1]:
                    self._ask("windowactivate", window)
            time.sleep(0.05)

    def _has_keys(self, title: str) -> bool:
        return re.search(title, self._ask("getwindowfocus", "getwindowname")) is not None

    def picture(self, path: Path) -> Path:
        """Save what the screen shows, without its empty margin."""
        command = ["import", "-window", "root", "-trim", "+repage", str(path)]
        subprocess.run(command, env=self.environment, check=True, timeout=PROGRAM_SECONDS)
        return path

    def xdotool(self, *arguments: object) -> None:
        """Act; raises CalledProcessError."""
        command = ["xdotool", *map(str, arguments)]
        subprocess.run(command, env=self.environment, check=True, timeout=PROGRAM_SECONDS)

    def has_window_manager(self) -> bool:
        """Whether the window manager is up."""
        return bool(self._ask("get_desktop"))

    def _ask(self, *arguments: str) -> str:
        command = ["xdotool", *arguments]
        answer = subprocess.run(
            command,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=PROGRAM_SECONDS,
        )
        return answer.stdout.strip()


@contextmanager
def virtual_screen(size: Point = SIZE) -> Iterator[Screen]:
    """Xvfb on a free display with openbox in it; both are gone afterwards."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        screen = Screen(f":{server.stdout.readline().strip()}")
        with _running(["openbox"], screen.environment):
            wait_until(screen.has_window_manager, "the window manager")
            yield screen
    finally:
        _stop(server)


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=PROGRAM_SECONDS)
    if process.stdout is not None:
        process.stdout.close()
