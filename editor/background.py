"""Background work for pictures: one job at a time, the newest wins, results through a mailbox.

A job is a plain function. It runs in a thread that waits a moment for the next job, because to
start one takes milliseconds of a busy window, and then ends: an idle editor has no threads.
`shutdown` cancels and joins. Results of one kind replace each other until
the GUI thread takes them, so a fast job never floods the event queue.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from editor.translation import told
from engine.recording import RecordingError

JOIN_SECONDS = 1.0
# How long a thread without work waits for some.
LINGER_SECONDS = 1.0
JOB_ERRORS = (RecordingError, OSError, ImportError, ValueError, RuntimeError, MemoryError)


class JobContext(Protocol):
    """What a running job may ask and say."""

    def superseded(self) -> bool:
        """Whether a newer job waits or the worker is shutting down."""
        ...

    def publish(self, kind: str, value: object) -> None:
        """Hand a result to the GUI thread; it replaces an untaken one of the same kind."""
        ...


Job = Callable[[JobContext], None]


class NewestWorker(QObject):
    """Runs submitted jobs one after the other; a job that waits is replaced by a newer one."""

    published = Signal(str, object)
    failed = Signal(str)
    _arrived = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._lock = threading.Condition()
        self._pending: Job | None = None
        self._thread: threading.Thread | None = None
        self._running = False
        self._stopping = False
        self._mailbox: dict[str, object] = {}
        self._error: str | None = None
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Whether a job runs or waits, or its result or failure waits to be taken."""
        with self._lock:
            return self._running or bool(self._mailbox) or self._error is not None

    def submit(self, job: Job) -> None:
        """Run this job after the present one, instead of any job that waits."""
        with self._lock:
            if self._stopping:
                return
            self._pending, self._running = job, True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name)
                self._thread.start()
            else:
                self._lock.notify_all()

    def shutdown(self, timeout: float = JOIN_SECONDS) -> None:
        """Cancel and join; later jobs are ignored.

        A job that cannot be interrupted, such as an import, is left alone after `timeout`
        seconds: it ends by itself and finds nobody to tell.
        """
        with self._lock:
            self._stopping = True
            self._pending = None
            thread = self._thread
            self._lock.notify_all()
        if thread is not None:
            thread.join(timeout)
        with self._lock:
            self._mailbox.clear()
            self._error = None

    def finish(self, timeout: float) -> None:
        """Wait for everything that was submitted, then shut down."""
        with self._lock:
            self._lock.wait_for(lambda: not self._running, timeout)
        self.shutdown(0.0)

    def superseded(self) -> bool:
        """Whether a newer job waits or the worker is shutting down."""
        with self._lock:
            return self._stopping or self._pending is not None

    def publish(self, kind: str, value: object) -> None:
        """Hand a result to the GUI thread; it replaces an untaken one of the same kind."""
        with self._lock:
            if self._stopping:
                return
            first = not self._mailbox and self._error is None
            self._mailbox[kind] = value
        if first:
            self._arrived.emit()

    def _run(self) -> None:
        try:
            while (job := self._next()) is not None:
                try:
                    job(self)
                except JOB_ERRORS as error:
                    self._report(told(error) or type(error).__name__)
        finally:
            with self._lock:
                self._end()

    def _next(self) -> Job | None:
        """The next job, which may be waited for; None where none comes."""
        with self._lock:
            if self._pending is None:
                self._running = False
                self._lock.notify_all()
                self._lock.wait_for(lambda: self._stopping or self._pending, LINGER_SECONDS)
            job, self._pending = self._pending, None
            if job is None:
                self._end()
            return job

    def _end(self) -> None:
        """This thread takes no more jobs; the lock is held, so that none is given to it."""
        if self._thread is threading.current_thread():
            self._thread, self._running = None, False
            self._lock.notify_all()

    def _report(self, sentence: str) -> None:
        with self._lock:
            if self._stopping:
                return
            self._error = sentence
        self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            values, self._mailbox = self._mailbox, {}
            error, self._error = self._error, None
        for kind, value in values.items():
            self.published.emit(kind, value)
        if error is not None:
            self.failed.emit(error)
