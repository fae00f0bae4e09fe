"""What the command line says: results on stdout, everything else on stderr."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from typing import TextIO

TTY_INTERVAL_SECONDS = 0.1
LINE_INTERVAL_SECONDS = 30.0
LINES_PER_TASK = 10


class ResultError(Exception):
    """Stdout that does not take the results; the message is a sentence for the user."""


class Terminal:
    """One writer for both streams. On a terminal progress updates one line, else lines are few.

    live: whether stderr is a terminal.
    """

    def __init__(self, stdout: TextIO | None, stderr: TextIO | None) -> None:
        """A stream that was closed before the start (None) takes everything and shows nothing."""
        self._stdout = stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        self._stderr = stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        self.live = self._stderr.isatty()
        self._shown = False
        self._last_time = -LINE_INTERVAL_SECONDS
        self._last_tenth = -1

    def result(self, line: str) -> None:
        """One line on stdout, at once. Raises ResultError where stdout does not take it."""
        self._clear()
        try:
            self._stdout.write(_printable(line, self._stdout) + "\n")
            self._stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise ResultError(
                f"stdout cannot be written ({error.strerror or error}); "
                "send it to a place with room"
            ) from error

    def say(self, line: str) -> None:
        """One line on stderr."""
        self._clear()
        self._stderr.write(_printable(line, self._stderr) + "\n")
        self._stderr.flush()

    def error(self, sentence: str) -> None:
        """One sentence on stderr about what went wrong."""
        self.say(f"unbraid: {sentence}")

    def begin(self) -> None:
        """A new task: its first progress is shown at once."""
        self._last_time, self._last_tenth = -LINE_INTERVAL_SECONDS, -1

    def progress(self, line: str, fraction: float | None) -> None:
        """Show progress, if it is time to; fraction done from 0 to 1, or None if not known."""
        now = time.monotonic()
        tenth = -1 if fraction is None else int(LINES_PER_TASK * fraction)
        if self.live:
            if now - self._last_time >= TTY_INTERVAL_SECONDS or fraction == 1.0:
                self._last_time = now
                self._update(line)
        elif tenth > self._last_tenth or now - self._last_time >= LINE_INTERVAL_SECONDS:
            self._last_time, self._last_tenth = now, max(tenth, self._last_tenth)
            self.say(line)

    def _update(self, line: str) -> None:
        columns = shutil.get_terminal_size().columns
        line = _printable(line, self._stderr)[: max(1, columns - 1)]
        self._stderr.write(f"\r{line}\x1b[K")
        self._stderr.flush()
        self._shown = True

    def _clear(self) -> None:
        if self._shown:
            self._stderr.write("\r\x1b[K")
            self._shown = False

    def close(self) -> None:
        """Leave a clean line behind."""
        self._clear()
        self._stderr.flush()

    def silence(self) -> None:
        """The reader has gone: send what is still buffered nowhere."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stdout.fileno())


@contextlib.contextmanager
def libraries_are_quiet() -> Iterator[None]:
    """What C libraries say on stderr by themselves (mpg123 on a damaged MP3) goes nowhere.

    For commands only: the redirection holds for the whole process.
    """
    try:
        kept = os.dup(2)
    except OSError:  # stderr is closed
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _printable(line: str, stream: TextIO) -> str:
    """The line with what the stream cannot hold escaped: names may be of any letters or bytes."""
    encoding = stream.encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)


def duration_text(seconds: float) -> str:
    """A duration as a user reads it: "8 s", "3 min 20 s", "2 h 05 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
