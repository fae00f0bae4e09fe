"""The export dialog: what will be written is shown before anything is."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QColor, QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from editor import theme
from editor.document import Document
from editor.export_form import ExportForm
from editor.export_mix import ExportMix
from editor.export_settings import ExportSettings
from editor.exporting import ExportJob
from editor.local_number import LocalNumber
from editor.low_screen import screen_is_low
from editor.session_state import References
from editor.task_bar import follow_export
from editor.translation import told, tr
from editor.word_breaks import breakable
from engine.exported import ExportOptions
from engine.recording import RecordingError
from engine.render import ExportReport, export_paths
from engine.session import Result, SessionError, Version
from engine.session.exports import write_making

_EXISTS = tr("exists already")


class ExportDialog(QDialog):
    """Asks, exports in the background and tells the outcome; accepted once files were written."""

    def __init__(
        self,
        document: Document,
        parent: QWidget | None = None,
        *,
        job: ExportJob | None = None,
        version: Version | None = None,
    ) -> None:
        """version: whose stems are to be exported, instead of those that are there now."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export stems"))
        self.setMinimumWidth(560)
        self._recording, self._masks = document.recording, document.masks
        sources, result = document.sources, document.result
        added = document.added_stems.items if version is None else ()
        if version is not None:
            self._masks, sources, result = version.result.masks, version.sources, version.result
            self.setWindowTitle(tr("Export stems of “{name}”").format(name=version.name))
        if self._masks is not result.masks:
            result = Result(self._masks, document.guidance)
        self._result = result
        if self._masks is None and added:
            sources = ()
        self._sources = tuple(source.name for source in sources)
        self._names = (*self._sources, *(stem.state.name for stem in added))
        self._added = tuple(stem.sound for stem in added)
        self._mix = ExportMix(tuple(sources), tuple(stem.state for stem in added))
        self._left_out: tuple[str, ...] = ()
        self._existing: tuple[Path, ...] = ()
        self._exported_to: Path | None = None
        self.job = job or ExportJob()
        self.job.setParent(self)
        settings = ExportSettings.load()
        folder = settings.folder_for(self._recording)
        states = (*sources, *(stem.state for stem in added))
        self.form = ExportForm(states, settings, folder, kept=version is not None)
        self._lay_out()
        self._connect()
        self._preview()

    def _lay_out(self) -> None:
        self.files = QListWidget()
        self.files.setAccessibleName(tr("Files that will be written"))
        self.files.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.files.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.files.setFixedHeight(self.fontMetrics().height() * (3 if screen_is_low() else 8))
        self.overwrite = QCheckBox()
        self.overwrite.setAccessibleName(tr("Overwrite existing files"))
        self.message = QLabel()
        self.message.setObjectName("message")
        self.message.setWordWrap(True)
        self.message.setMinimumWidth(1)  # a long word must not widen the dialog
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setContentsMargins(8, 6, 8, 6)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(tr("Progress of the export"))
        self.bar.setFormat("%p %")
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.form)
        layout.addWidget(QLabel(tr("Files")))
        for widget in (self.files, self.overwrite, self.message, self.bar):
            layout.addWidget(widget)
        layout.addLayout(self._make_buttons())
        self.message.hide()
        self.bar.hide()

    def _make_buttons(self) -> QHBoxLayout:
        self.open_folder = QPushButton(tr("Open folder"))
        self.close_button = QPushButton(tr("Cancel"))
        self.export_button = QPushButton(tr("Export"))
        self.export_button.setObjectName("primary")
        self.export_button.setDefault(True)
        self.open_folder.hide()
        line = QHBoxLayout()
        line.addWidget(self.open_folder)
        line.addStretch(1)
        line.addWidget(self.close_button)
        line.addWidget(self.export_button)
        return line

    def _connect(self) -> None:
        self.form.changed.connect(self._preview)
        self.overwrite.toggled.connect(self._enable)
        self.export_button.clicked.connect(self._start)
        self.close_button.clicked.connect(self.reject)
        self.open_folder.clicked.connect(self._open_folder)
        self.job.progressed.connect(lambda fraction: self.bar.setValue(round(fraction * 1000)))
        self.job.finished.connect(self._on_finished)
        self.job.failed.connect(self._on_failed)
        self.job.cancelled.connect(self._on_cancelled)
        follow_export(self.job)

    # --- before -------------------------------------------------------------------------------

    def _preview(self) -> None:
        """Show the files that would be written, and what is wrong or in the way."""
        options = self._options(overwrite=False)
        self._say("")
        paths, problem = self._paths(options)
        existing = tuple(path for path in paths if os.path.lexists(path))
        if existing != self._existing:
            self._existing = existing
            self.overwrite.setChecked(False)
        self.files.clear()
        for path in paths:
            self._list(path, _EXISTS if path in existing else "")
        self.overwrite.setVisible(bool(existing))
        count = len(existing)
        self.overwrite.setText(
            tr("Overwrite the existing file")
            if count == 1
            else tr("Overwrite the {count} existing files").format(count=count)
        )
        self._problem = problem
        if problem:
            self._say(problem, "error")
        self._enable()

    def _options(self, *, overwrite: bool) -> ExportOptions:
        settings = self.form.settings
        options = self.form.options(overwrite=overwrite)
        return self._mix.options(options, mixed=settings.mixed, mix=settings.mix)

    def _paths(self, options: ExportOptions) -> tuple[tuple[Path, ...], str]:
        if self._recording is None or (self._masks is None and not self._added):
            return (), tr("There are no stems yet: separate the recording first.")
        if len(self._sources) != (self._masks.sources if self._masks else 0):
            return (), tr("The number of sources has changed: separate again first.")
        if not options.stems and not options.residual and options.mix is None:
            return (), tr("Choose at least one stem.")
        if not self.form.folder.text().strip():
            return (), tr("Choose a folder.")
        # Unlike Path's, these take a name that is too long for one that is not there.
        if os.path.exists(options.directory) and not os.path.isdir(options.directory):
            return (), tr("{directory} is not a folder: choose another.").format(
                directory=options.directory
            )
        try:
            paths = export_paths(self._recording, self._names, options)
            making = (self._making_path(options),) if self.form.settings.making else ()
            return (*paths, *making), ""
        except RecordingError as error:
            return (), told(error)

    def _list(self, path: Path, remark: str) -> None:
        item = QListWidgetItem(f"{path.name}    {remark}" if remark else path.name)
        item.setToolTip(str(path))
        if remark == _EXISTS:
            item.setForeground(QColor(theme.WARNING_INK))
        self.files.addItem(item)

    def _enable(self) -> None:
        running = self.job.is_running
        may = not self._problem and (not self._existing or self.overwrite.isChecked())
        self.export_button.setEnabled(may and not running)
        self.form.setEnabled(not running)
        self.overwrite.setEnabled(not running)

    # --- while and after ----------------------------------------------------------------------

    def _start(self) -> None:
        self._preview_again_if_files_came()
        if not self.export_button.isEnabled() or self._recording is None:
            return
        options = self._options(overwrite=self.overwrite.isChecked())
        self.form.settings.save()
        self._say("")
        self.open_folder.hide()
        self.bar.setValue(0)
        self.bar.show()
        self.close_button.setText(tr("Cancel"))
        after = partial(self._write_making, options) if self.form.settings.making else None
        self.job.start(self._recording, self._masks, self._names, options, after, self._added)
        self._enable()

    def _making_path(self, options: ExportOptions) -> Path:
        name = "recording" if self._recording is None else self._recording.name
        return options.directory / f"{name}_stems.json"

    def _write_making(self, options: ExportOptions, report: ExportReport) -> None:
        """In the thread of the export: how the stems that are there now were made."""
        path, recording = self._making_path(options), self._recording
        reference = None if recording is None else References().to(recording, None, path)
        if reference is None:
            raise SessionError(
                tr("{name} was not written: the recording has no file.").format(name=path.name)
            )
        names = [written.name for written in report.paths]
        kept, self._left_out = self._mix.repeatable(options, names, report.gain)
        write_making(path, reference, self._sources, self._result, kept, self._left_out)

    def _preview_again_if_files_came(self) -> None:
        """What was agreed to may be outdated: files come and go while the dialog is open."""
        paths, _ = self._paths(self._options(overwrite=False))
        existing = tuple(path for path in paths if os.path.lexists(path))
        if existing != self._existing:
            self._preview()

    def _on_finished(self, report: ExportReport) -> None:
        self._exported_to = report.paths[0].parent
        self.bar.hide()
        options = self._options(overwrite=False)
        making = (self._making_path(options),) if self.form.settings.making else ()
        self._existing = (*report.paths, *making)
        self.files.clear()
        for path in self._existing:
            self._list(path, tr("written"))
        self.overwrite.setChecked(False)
        self.overwrite.hide()
        self._enable()
        self._say(success_text(report, self._left_out if making else ()), "info")
        self.open_folder.show()
        self.close_button.setText(tr("Close"))
        self.close_button.setFocus()

    def _on_failed(self, sentence: str) -> None:
        self.bar.hide()
        self._preview()
        self._say(sentence, "error")

    def _on_cancelled(self) -> None:
        self.bar.hide()
        self._preview()
        self._say(tr("Cancelled; no file was written."), "info")

    def _say(self, text: str, level: str = "info") -> None:
        self.message.setText(breakable(text))
        ground = theme.ERROR if level == "error" else theme.INFO
        self.message.setStyleSheet(f"#message {{ background: {ground}; border-radius: 4px; }}")
        # A wrapped text asks for its height only when its width is known.
        height = self.message.heightForWidth(self.files.width())  # -1 without a text
        self.message.setMinimumHeight(max(0, height))
        self.message.setVisible(bool(text))

    def _open_folder(self) -> None:
        if self._exported_to is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._exported_to)))

    def reject(self) -> None:
        """Cancel a running export first; afterwards close."""
        if self.job.is_running:
            self.job.cancel()
            return
        self.done(QDialog.DialogCode.Accepted if self._exported_to else QDialog.DialogCode.Rejected)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing gives up a running export and waits for its thread."""
        self.job.shutdown()
        super().closeEvent(event)


def success_text(report: ExportReport, left_out: Sequence[str] = ()) -> str:
    """What was written, where, and what was done to the level.

    left_out: files that cannot be made again.
    """
    count = len(report.paths)
    parts = [
        (
            tr("{count} file written to {folder}.")
            if count == 1
            else tr("{count} files written to {folder}.")
        ).format(count=count, folder=report.paths[0].parent)
    ]
    if report.gain < 1.0:
        lower = LocalNumber(-20 * math.log10(report.gain))
        parts.append(
            tr("All were turned down by {value:.1f} dB to fit.").format(value=lower)
            if lower >= 0.05
            else tr("All were turned down by less than 0.1 dB to fit.")
        )
    if report.clipped:
        parts.append(tr("{clipped} samples were clipped.").format(clipped=report.clipped))
    if left_out:
        parts.append(
            tr("Added stems cannot be made again from the JSON file: {names}.").format(
                names=", ".join(left_out)
            )
        )
    return " ".join((*parts, *map(told, report.notices)))
