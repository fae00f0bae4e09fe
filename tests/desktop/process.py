"""The editor as a process of its own, asked through its driver (tests/desktop/driven.py)."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.desktop.screen import Point, Screen, wait_until

XDG_KINDS = ("CONFIG", "DATA", "CACHE", "STATE")
CHECKOUT = Path(__file__).resolve().parents[2]
DRIVER = str(Path(__file__).with_name("driven.py"))
ANSWER_SECONDS = END_SECONDS = 120.0


def home_environment(home: Path) -> dict[str, str]:
    """Variables of a user who never started the editor and keeps everything under this folder."""
    places = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in XDG_KINDS}
    return {"HOME": str(home), "PYTHONPATH": str(CHECKOUT), "LC_ALL": "C.UTF-8", **places}


class EditorProcess:
    """A running editor; `log` collects what it writes to stderr."""

    def __init__(self, command: list[str], screen: Screen, environment: dict[str, str]) -> None:
        self.screen = screen
        self.log: list[str] = []
        self._answers: queue.Queue[str] = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, *command],
            cwd=CHECKOUT,
            env={**screen.environment, "UNBRAID_LOG": "info", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._readers = [
            _reader(self._process.stdout, self._answers.put),
            _reader(self._process.stderr, self.log.append),
        ]

    @property
    def exit_status(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def said(self, words: str) -> bool:
        """Whether a line of the log has these words; raises AssertionError once it has ended."""
        found = any(words in line for line in self.log)
        assert found or self.exit_status is None, f"it ended: {''.join(self.log)}"
        return found

    def ask(self, question: str, *arguments: object) -> Any:
        """The driver's answer; see tests/desktop/driven.py."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([question, *arguments]) + "\n")
        self._process.stdin.flush()
        try:
            return json.loads(self._answers.get(timeout=ANSWER_SECONDS))
        except queue.Empty as error:
            raise AssertionError(f"no answer to {question}: {''.join(self.log)}") from error

    def state(self) -> dict[str, Any]:
        """What the document, the separation and the player say."""
        state: dict[str, Any] = self.ask("state")
        return state

    def place(self, name: str, number: int = 0) -> Point:
        """The screen point of the widget of this name, once it can be used."""
        wait_until(lambda: self.ask("place", name, number) is not None, f"the widget {name!r}")
        x, y = self.ask("place", name, number)
        return x, y

    def click(self, name: str, number: int = 0) -> None:
        """Click on the widget of this name."""
        self.screen.click(self.place(name, number))

    def drag_on_picture(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag from one (seconds, Hz) to another on the spectrogram."""
        (from_x, from_y), (to_x, to_y) = (self.ask("picture_point", *at) for at in (start, end))
        self.screen.drag((from_x, from_y), (to_x, to_y))

    def has_boxes(self, count: int) -> bool:
        """Whether so many boxes are drawn."""
        return len(self.state()["boxes"]) == count

    def wait(self) -> int:
        """Its exit status once it has ended."""
        return self._process.wait(timeout=END_SECONDS)

    def end(self) -> None:
        """Kill it if it still runs."""
        self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()


@contextmanager
def editor_process(
    command: list[str], screen: Screen, environment: dict[str, str]
) -> Iterator[EditorProcess]:
    """Start `python` with this command; it is gone afterwards."""
    process = EditorProcess(command, screen, environment)
    try:
        yield process
    finally:
        process.end()


def _reader(pipe: IO[str] | None, take: Any) -> threading.Thread:
    assert pipe is not None
    lines = pipe

    def read() -> None:
        for line in lines:
            take(line)

    thread = threading.Thread(target=read)
    thread.start()
    return thread
