"""Export in the background: one thread writes, a timer in the window's thread tells how far."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from editor.translation import told, tr
from engine.exported import ExportCancelled, ExportOptions
from engine.masks import Masks
from engine.recording import Recording, RecordingError
from engine.render import ExportReport, export_stems
from engine.session import SessionError

POLL_MS = 50

Export = Callable[..., ExportReport]


class ExportJob(QObject):
    """Runs one export at a time. Every start ends in finished, failed or cancelled."""

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None, *, export: Export = export_stems) -> None:
        super().__init__(parent)
        self._export = export
        self._thread: threading.Thread | None = None
        self._cancel = threading.Event()
        self._fraction = 0.0
        self._outcomes: deque[tuple[str, object]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def is_running(self) -> bool:
        """Whether an export is under way."""
        return self._thread is not None

    def start(
        self,
        recording: Recording,
        masks: Masks | None,
        names: Sequence[str],
        options: ExportOptions,
        after: Callable[[ExportReport], None] | None = None,
        added: tuple[Recording, ...] = (),
    ) -> None:
        """Begin; recording and masks are kept as they are now, whatever happens meanwhile.

        after: called in the thread once the stems are written. added: as for export_stems.
        """
        if self._thread is not None:
            raise RuntimeError("an export is running already")
        self._cancel.clear()
        self._fraction = 0.0
        self._thread = threading.Thread(
            target=self._work,
            args=(recording, masks, tuple(names), options, after, added),
            name="unbraid-export",
        )
        self._thread.start()
        self._timer.start()

    def cancel(self) -> None:
        """Give up at the next block; no file is left."""
        self._cancel.set()

    def shutdown(self) -> None:
        """Give up and wait until the thread is gone; says nothing any more."""
        self._timer.stop()
        self._cancel.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._outcomes.clear()

    def _work(
        self,
        recording: Recording,
        masks: Masks | None,
        names: tuple[str, ...],
        options: ExportOptions,
        after: Callable[[ExportReport], None] | None,
        added: tuple[Recording, ...],
    ) -> None:
        try:
            report = self._export(
                recording, masks, names, options, self._note_progress, self._cancel.is_set, added
            )
            if after is not None:
                after(report)
        except ExportCancelled:
            self._outcomes.append(("cancelled", None))
        except (RecordingError, SessionError) as error:
            self._outcomes.append(("failed", told(error)))
        except (OSError, RuntimeError, ValueError, MemoryError, ImportError) as error:
            self._outcomes.append(
                (
                    "failed",
                    tr("The export failed: {value}.").format(
                        value=told(error) or type(error).__name__
                    ),
                )
            )
        else:
            self._outcomes.append(("finished", report))

    def _note_progress(self, fraction: float) -> None:
        self._fraction = fraction

    def _poll(self) -> None:
        self.progressed.emit(self._fraction)
        if not self._outcomes or self._thread is None:
            return
        self._thread.join()
        self._thread = None
        self._timer.stop()
        kind, what = self._outcomes.popleft()
        if kind == "finished":
            self.finished.emit(what)
        elif kind == "failed":
            self.failed.emit(str(what))
        else:
            self.cancelled.emit()
