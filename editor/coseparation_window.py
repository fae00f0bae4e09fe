"""The window of co-separation: what several files share, found, corrected, heard and exported."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from editor.coseparation_document import Corrections, CoseparationDocument, LoadedFile
from editor.coseparation_files import CoseparationFiles
from editor.coseparation_lane import Lane
from editor.coseparation_set import ENDING, SavedSet
from editor.coseparation_sound import part_recording
from editor.coseparation_work import CoseparationWork, Preview, Wish
from editor.local_number import LocalNumber
from editor.low_screen import screen_is_low
from editor.messages import MessageBar
from editor.player import Player
from editor.translation import tr
from engine.coseparation.material import MAX_FILES
from engine.coseparation.names import file_names
from engine.coseparation.parts import Parts
from engine.coseparation.placement import Alignment
from engine.guidance import Box

log = logging.getLogger(__name__)
HINTS = (
    tr("Add two or more files, or drop them here: what they share is found and taken out."),
    tr("Add one more file: what both share is found and taken out."),
)
PART, PART_AGAIN = tr("Find and part"), tr("Part again")
OUTDATED = tr("The parts are still those from before: press “Part again” to heed what you changed.")
RIGHTS = tr("Rights in the material are your own business: take out only what you may take out.")
_KINDS = (
    (tr("Found by itself"), None),
    (tr("The same waveform"), "same"),
    (tr("Performances"), "varied"),
)


class CoseparationWindow(QWidget):
    """Files side by side on one clock."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None, player: Player | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Sound that several files share – Unbraid"))
        self.setAcceptDrops(True)
        # Less what the window's frame takes.
        self.resize(QSize(1180, 720).boundedTo(self.screen().availableSize() - QSize(8, 40)))
        self.document = CoseparationDocument(self)
        self.work = CoseparationWork(self)
        self.player = player or Player(self)
        self.files = CoseparationFiles(self.document, self)
        self.lanes: list[Lane] = []
        self._heard: tuple[int, str] | None = None
        self._preview: Preview | None = None
        self._compose()
        self._connect()
        self._refresh()

    # --- composition ----------------------------------------------------------------------------

    def _compose(self) -> None:
        self.add_button = QPushButton(tr("Add files …"))
        self.clear_button = QPushButton(tr("Remove all"))
        self.part_button = QPushButton(PART)
        self.part_button.setObjectName("primary")
        self.stop_button = QPushButton(tr("Cancel"))
        self.open_button = QPushButton(tr("Open set …"))
        self.save_button = QPushButton(tr("Save set …"))
        self.save_button.setToolTip(
            tr(
                "Which files they are, lags, gains, boxes and seed; "
                "the parts are made again from it"
            )
        )
        self.export_button = QPushButton(tr("Export all …"))
        self.kind = QComboBox()
        for text, kind in _KINDS:
            self.kind.addItem(text, kind)
        self.kind.setAccessibleName(tr("Kind of the shared sound"))
        self.kind.setToolTip(tr("Whether all files hold the same waveform, or performances of it"))
        self.seed = QSpinBox()
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setPrefix(tr("Seed "))
        self.seed.setAccessibleName(tr("Seed"))
        self.seed.setToolTip(tr("The same seed gives the same parts"))
        self.says_shared = QRadioButton(tr("Boxes say: shared"))
        self.says_clean = QRadioButton(tr("clean"))
        self.says_shared.setChecked(True)
        self.exact = QPushButton(tr("Exact"))
        self.exact.setCheckable(True)
        self.exact.setToolTip(tr("Inside a new box it is so, bin by bin"))
        self.no_boxes = QPushButton(tr("Delete boxes"))
        self._says = QButtonGroup(self)
        bar = QHBoxLayout()
        for button in (self.add_button, self.clear_button, self.part_button, self.stop_button):
            bar.addWidget(button)
        second = QHBoxLayout()
        second.addWidget(self.kind)
        second.addWidget(self.seed)
        second.addSpacing(12)
        for choice in (self.says_shared, self.says_clean):
            self._says.addButton(choice)
            second.addWidget(choice)
        second.addWidget(self.exact)
        self.found_again = QPushButton(tr("Find lags again"))
        # Low screens are narrow too.
        third = QHBoxLayout()
        last, above = (third, third) if screen_is_low() else (second, bar)
        last.addWidget(self.no_boxes)
        last.addWidget(self.found_again)
        for row in (bar, second, third):
            row.addStretch(1)
        for button in (self.open_button, self.save_button, self.export_button):
            above.addWidget(button)
        self.rights = QLabel(RIGHTS)
        self.rights.setProperty("faint", True)
        self.rights.setWordWrap(True)
        self.hint = QLabel(HINTS[0])
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self._stack = QVBoxLayout()
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.hint)
        inside = QWidget()
        inside.setLayout(self._stack)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("Progress"))
        self.messages = MessageBar()
        layout = QVBoxLayout(self)
        layout.addLayout(bar)
        layout.addLayout(second)
        layout.addLayout(third)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.messages)
        layout.addWidget(self.rights)
        for text, keys, slot in (
            (tr("Undo"), ["Ctrl+Z"], self.document.undo_stack.undo),
            (tr("Redo"), ["Ctrl+Shift+Z", "Ctrl+Y"], self.document.undo_stack.redo),
        ):
            action = QAction(text, self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.triggered.connect(slot)
            self.addAction(action)

    def _connect(self) -> None:
        document, work = self.document, self.work
        self.add_button.clicked.connect(self.ask_for_files)
        self.clear_button.clicked.connect(self._remove_all)
        self.part_button.clicked.connect(self.part)
        self.stop_button.clicked.connect(self._cancel)
        self.export_button.clicked.connect(lambda: self.files.ask_to_export(self._parts()))
        self.save_button.clicked.connect(
            lambda: self.files.ask_to_save(self.kind.currentData(), self.seed.value())
        )
        self.open_button.clicked.connect(self.ask_for_set)
        self.no_boxes.clicked.connect(document.clear_boxes)
        self.found_again.clicked.connect(document.forget_lags)
        document.files_changed.connect(self._make_lanes)
        document.corrected.connect(self._take_corrections)
        for changed in (document.aligned, document.parted, document.corrected):
            changed.connect(self._refresh)
        work.loaded.connect(self._take_loaded)
        work.refused.connect(lambda sentence: self._say(sentence, "error"))
        work.failed.connect(lambda sentence: self._say(sentence, "error"))
        work.searched.connect(self._take_searched)
        work.aligned.connect(self._take_alignment)
        work.preview.connect(self._take_preview)
        work.finished.connect(document.set_parts)
        work.ended.connect(self._refresh)
        work.opened.connect(self._take_set)
        work.noticed.connect(lambda sentence: self._say(sentence, "warning"))
        self.files.said.connect(self._say)
        self.player.playing_changed.connect(self._take_playing)
        self.player.position_changed.connect(self._take_position)
        self.player.unavailable.connect(lambda sentence: self._say(sentence, "warning"))

    def _say(self, sentence: str, level: str = "info") -> None:
        self.messages.show_message(sentence, level)  # type: ignore[arg-type]

    # --- files ----------------------------------------------------------------------------------

    def ask_for_files(self) -> None:
        """Choose files to add."""
        self.add_files(self.files.ask_for_sounds())

    def add_files(self, paths: list[Path]) -> None:
        """Read these files and put them beside those that are there; a set is opened instead."""
        if self.work.is_running:
            self._say(tr("Wait until this is done, or cancel it; then add files."), "warning")
            return
        if len(paths) == 1 and paths[0].suffix == ENDING:
            self.open_set(paths[0])
            return
        there = {(file.material.recording.path or Path()).resolve() for file in self.document.files}
        new: list[Path] = []
        for path in paths:
            if path.resolve() in there:
                self._say(
                    tr(
                        "{name} is there already: what a file shares with itself is all of it."
                    ).format(name=path.name)
                )
                continue
            there.add(path.resolve())
            new.append(path)
        room = MAX_FILES - len(self.document.files)
        if len(new) > room:
            self._say(
                tr("No more than {max_files} files can be parted together.").format(
                    max_files=MAX_FILES
                ),
                "warning",
            )
        if new[:room]:
            self._show_reading()
            self.work.load(
                new[:room],
                [
                    f.material.recording.path
                    for f in self.document.files
                    if f.material.recording.path
                ],
            )
        self._refresh()

    def ask_for_set(self) -> None:
        """Choose a set that was saved."""
        path = self.files.ask_for_set()
        if path is not None:
            self.open_set(path)

    def open_set(self, path: Path) -> None:
        """Open a set that was saved in place of the files that are there."""
        self._show_reading()
        self.work.open(path)
        self._refresh()

    def _show_reading(self) -> None:
        self.progress.setRange(0, 0)
        self.progress.setFormat(tr("Reading the files …"))

    def _take_set(self, saved: SavedSet, files: tuple[LoadedFile, ...]) -> None:
        self._take_files(files)
        self.document.put(saved.corrections)
        self.kind.setCurrentIndex(self.kind.findData(saved.kind))
        self.seed.setValue(saved.seed)
        if saved.parted:
            self.part()

    def _take_loaded(self, files: tuple[LoadedFile, ...]) -> None:
        if files:
            self._take_files((*self.document.files, *files))
        self._refresh()

    def _take_files(self, files: tuple[LoadedFile, ...]) -> None:
        self.player.stop()
        kept = {id(file) for file in files}
        for file in self.document.files:
            if id(file) not in kept:
                file.material.recording.close()
        self.document.set_files(files)

    def _make_lanes(self) -> None:
        for lane in self.lanes:
            self._stack.removeWidget(lane)
            lane.deleteLater()
        self.lanes = []
        self._preview = None
        files = self.document.files
        names = file_names([file.material.recording.path or Path(file.name) for file in files])
        for index, (file, name) in enumerate(zip(files, names, strict=True)):
            material = file.material
            lane = Lane(name, material.duration, material.rate / 2, file.picture)
            lane.lag_changed.connect(partial(self.document.set_lag, index))
            lane.trim_changed.connect(partial(self.document.set_trim, index))
            lane.listen.connect(partial(self.listen, index))
            lane.left_out.connect(partial(self._leave_out, index))
            lane.picture.moved.connect(partial(self._move, index))
            lane.picture.boxed.connect(partial(self._box, index))
            self._stack.addWidget(lane, 1)
            self.lanes.append(lane)
        self._show_places()
        self._refresh()

    def _remove_all(self) -> None:
        self.messages.dismiss_all()  # they spoke of these files
        self._take_files(())

    def _leave_out(self, index: int) -> None:
        files = self.document.files
        self._take_files(files[:index] + files[index + 1 :])

    # --- finding and parting ----------------------------------------------------------------------

    def part(self) -> None:
        """Find the shared sound where it was not said where it lies, and take it out."""
        if len(self.document.files) < 2 or self.work.is_running:
            return
        self.player.stop()
        self.messages.dismiss_all()  # what went wrong before is tried anew
        self.document.set_parts(None)
        wish = Wish(
            tuple(file.material for file in self.document.files),
            self.document.corrections,
            self.kind.currentData(),
            self.seed.value(),
        )
        self.progress.setRange(0, 100)
        self.progress.setValue(0)
        self.progress.setFormat(tr("Looking for the shared sound … %p %"))
        self.work.part(wish)
        self._refresh()

    def _cancel(self) -> None:
        self.stop_button.setEnabled(False)
        self.progress.setFormat(tr("Cancelling …"))
        self.work.cancel()

    def _take_searched(self, part: float) -> None:
        self.progress.setValue(int(100 * part))

    def _take_alignment(self, alignment: Alignment, asked: Corrections) -> None:
        self.document.set_alignment(alignment, asked)
        self._show_places()

    def _take_preview(self, preview: Preview) -> None:
        self.progress.setRange(0, preview.total)
        self.progress.setValue(preview.iteration)
        self.progress.setFormat(tr("Iteration %v of %m ({part})").format(part=preview.part))
        self._preview = preview
        self._show_shares()

    def _show_shares(self) -> None:
        """What is shared, where it was found: of files that were moved since, nothing."""
        preview = None if self.document.is_moved else self._preview
        if preview is None:
            for lane in self.lanes:
                lane.picture.show_share(None, 0.0, 1.0)
            return
        end = preview.start + preview.shares.shape[2] * preview.frame_seconds
        for lane, share in zip(self.lanes, preview.shares, strict=True):
            lane.picture.show_share(share, preview.start, end)

    def _take_corrections(self) -> None:
        self._show_places()
        self._show_shares()
        if self.work.is_running:
            self.work.draw(self.document.corrections)

    def _move(self, index: int, seconds: float) -> None:
        # Dragged to the right it lies later on the common clock: that begins earlier in the file.
        self.document.set_lag(index, self.document.lags[index] - seconds)

    def _box(self, index: int, start: float, end: float, low: float, high: float) -> None:
        source = 1 if self.says_shared.isChecked() else 0
        exact = self.exact.isChecked()
        self.document.add_box(index, Box(source, "activate", start, end, low, high, exact=exact))

    # --- what is shown ----------------------------------------------------------------------------

    def _show_places(self) -> None:
        document = self.document
        lags, alignment = document.lags, document.alignment
        stretches = [1.0] * len(self.lanes)
        if alignment is not None:
            stretches = [place.stretch for place in alignment.placements]
        durations = [file.material.duration for file in document.files]
        places = list(zip(lags, stretches, durations, strict=True))
        start = min((-lag / stretch for lag, stretch, _ in places), default=0.0)
        end = max(((d - lag) / stretch for lag, stretch, d in places), default=1.0)
        for index, lane in enumerate(self.lanes):
            lane.picture.place((start, end), lags[index], stretches[index])
            lane.picture.show_boxes(document.corrections.boxes[index])
            for field, value in (
                (lane.lag, lags[index]),
                (lane.trim, document.corrections.trims[index]),
            ):
                with QSignalBlocker(field):
                    field.setValue(value)

    def _refresh(self) -> None:
        document, running = self.document, self.work.is_running
        parted = document.parts is not None
        self.add_button.setEnabled(not running)
        self.clear_button.setEnabled(bool(document.files) and not running)
        self.part_button.setEnabled(len(document.files) >= 2 and not running)
        self.part_button.setText(PART_AGAIN if document.is_outdated else PART)
        hints = (*HINTS, OUTDATED if document.is_outdated else "")
        self.hint.setText(hints[min(len(document.files), len(HINTS))])
        self.hint.setVisible(bool(self.hint.text()))
        self.stop_button.setEnabled(running)
        self.export_button.setEnabled(parted and not running)
        self.open_button.setEnabled(not running)
        self.save_button.setEnabled(bool(document.files) and not running)
        self.no_boxes.setEnabled(any(document.corrections.boxes))
        self.found_again.setEnabled(document.corrections.lags is not None)
        self.progress.setVisible(running)
        for index, lane in enumerate(self.lanes):
            for what, button in lane.buttons.items():
                button.setEnabled(what == "mix" or parted)
                button.setChecked(self._heard == (index, what))
            lane.found.setText(self._found(index))
            for field in (lane.lag, lane.trim, lane.leave_out):
                field.setEnabled(not running)

    def _found(self, index: int) -> str:
        alignment, parts = self.document.alignment, self.document.parts
        if alignment is None:
            return ""
        place = alignment.placements[index]
        if self.document.is_moved:
            moved = abs(self.document.lags[index] - place.lag) > 1e-6
            return tr("Moved by hand") if moved else ""
        said = tr("Peak {value:.1f}").format(value=LocalNumber(alignment.peaks[index]))
        if alignment.kind == "varied":
            stretch = LocalNumber(100 * (place.stretch - 1))
            said += f", {stretch:+.1f} %, {1200 * np.log2(place.pitch):+.0f} cents"
        if parts is not None:
            ratio = parts[index].level / (parts[0].level or 1.0)
            said += tr(", {value:+.1f} dB to the first").format(
                value=LocalNumber(20 * np.log10(max(ratio, 1e-06)))
            )
        return said.replace("-", "−")

    # --- listening --------------------------------------------------------------------------------

    def listen(self, index: int, what: str) -> None:
        """Play a file's mix, clean or shared part from the start; the same again stops."""
        again = self._heard == (index, what)
        self.player.stop()
        if again:
            return
        file = self.document.files[index]
        recording = file.material.recording
        if what != "mix":
            recording = part_recording(self._parts()[index], what)
        self.player.set_recording(recording)
        self._heard = (index, what)
        self.player.play()
        self._refresh()

    def _parts(self) -> list[Parts]:
        """The parts as the gains that were set have them."""
        trims = self.document.corrections.trims
        parts = self.document.parts or ()
        return [part.trimmed(trim) for part, trim in zip(parts, trims, strict=True)]

    def _take_playing(self, playing: bool) -> None:
        if not playing:
            self._heard = None
            for lane in self.lanes:
                lane.picture.show_playhead(None)
        self._refresh()

    def _take_position(self, seconds: float) -> None:
        if self._heard is not None and self.player.is_playing:
            self.lanes[self._heard[0]].picture.show_playhead(seconds)

    # --- drops and good-bye ------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.add_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.work.cancel()
        self.player.stop()
        self.closed.emit()
        super().closeEvent(event)

    def shutdown(self) -> None:
        """Cancel everything, and wait for it; the window cannot be used afterwards."""
        self.work.shutdown()
        self.files.shutdown()
        self.player.shutdown()
        for file in self.document.files:
            file.material.recording.close()
