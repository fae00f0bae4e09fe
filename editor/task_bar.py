"""How far the work of all windows is, for the desktop's task bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, SignalInstance
from shiboken6 import isValid

from editor.launcher_entry import LauncherEntry, has_session_bus

if TYPE_CHECKING:
    from editor.coseparation_work import CoseparationWork
    from editor.coseparation_work import Preview as CoseparationPreview
    from editor.exporting import ExportJob
    from editor.job_worker import Preview
    from editor.main_window import MainWindow
    from editor.separation import Separation
    from editor.texture_work import Progress
    from editor.texturing import Texturing

# What is over sooner is not shown at all, and what is shown changes no faster than this.
FIRST_MS, PERIOD_MS = 1000, 200


class TaskBar(QObject):
    """Collects the shares of what is running. One of these, a child of the application.

    shown carries the mean share, 0 to 1, or None where nothing is running any more.
    """

    shown = Signal(object)

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        self._shares: dict[QObject, float] = {}
        self._shown: float | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show)

    def tell(self, job: QObject, share: float | None) -> None:
        """How much of this job is done, from 0 to 1; None when it is not running."""
        if share is not None:
            if job not in self._shares:
                job.destroyed.connect(self._take_gone)
            self._shares[job] = min(1.0, max(0.0, share))
        elif self._shares.pop(job, None) is None:
            return
        if self._shares:
            self._soon()
        else:
            self._timer.stop()
            self._show()

    def _take_gone(self, _: object) -> None:
        if self._shares:  # perhaps its own share, which is dropped when the others are shown
            self._soon()

    def _soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start(FIRST_MS if self._shown is None else PERIOD_MS)

    def _show(self) -> None:
        self._shares = {job: share for job, share in self._shares.items() if isValid(job)}
        shares = self._shares.values()
        share = sum(shares) / len(shares) if shares else None
        if share != self._shown:
            self._shown = share
            self.shown.emit(share)


def task_bar() -> TaskBar:
    """That of this program."""
    application = QCoreApplication.instance()
    assert application is not None
    found = application.findChild(TaskBar)
    return found if found is not None else TaskBar(application)


def show_in_desktop() -> None:
    """Tell the desktop, where it has means for it."""
    if has_session_bus():
        entry = LauncherEntry(task_bar())
        task_bar().shown.connect(entry.show)


def follow_window(window: MainWindow) -> None:
    """Count a window's separations and textures in, until it is closed."""
    separation, texturing = window.separation, window.texturing
    _follow_separation(separation)
    _follow_texturing(texturing)
    for job in (separation, texturing):
        window.closed.connect(partial(task_bar().tell, job, None))


def _follow_separation(separation: Separation) -> None:

    def progressed(preview: Preview) -> None:
        if preview.planned:
            task_bar().tell(separation, preview.done / preview.planned)

    separation.progressed.connect(progressed)
    _end_with(separation, separation.changed, lambda: separation.is_running)


def _follow_texturing(texturing: Texturing) -> None:

    def progressed(progress: Progress) -> None:
        task_bar().tell(texturing, progress.share)

    texturing.progressed.connect(progressed)
    _end_with(texturing, texturing.changed, lambda: texturing.is_running)


def follow_coseparation(work: CoseparationWork) -> None:
    """Count the finding of what files share in."""

    def progressed(preview: CoseparationPreview) -> None:
        task_bar().tell(work, preview.iteration / preview.total)

    work.preview.connect(progressed)
    _end_with(work, work.ended, lambda: work.is_running)


def follow_export(job: ExportJob) -> None:
    """Count an export in."""
    job.progressed.connect(partial(task_bar().tell, job))
    for over in (job.finished, job.failed, job.cancelled):
        over.connect(lambda *_: task_bar().tell(job, None))


def _end_with(job: QObject, changed: SignalInstance, is_running: Callable[[], bool]) -> None:
    def end() -> None:
        if not is_running():
            task_bar().tell(job, None)

    changed.connect(end)
