"""The separator panel: what to separate with, start and stop, and how the run goes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from editor.document import Document
from editor.enabling import enable
from editor.engine_loader import EngineFacts
from editor.job_worker import Preview
from editor.key_texts import tip_with_keys
from editor.loss_view import LossView
from editor.number_box import NumberBox
from editor.separation import Separation
from editor.steady_label import LabelPlace
from editor.translation import told, tr
from engine.separators import separator_names, separator_title
from engine.separators.base import MAX_SOURCES, MIN_SOURCES, PRESETS

MAX_SEED = 2**31 - 1
DEVICES = {"auto": tr("Automatic"), "cpu": "CPU"}
PRESET_TITLES = {
    "draft": tr("Draft"),
    "standard": tr("Standard"),
    "best": tr("Best"),
    "published": tr("As published"),
}


def clock_text(seconds: float) -> str:
    """Seconds as 0:07, 12:34 or 1:02:03."""
    whole = int(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    if hours:
        return f"{hours}:{minutes:02}:{whole % 60:02}"
    return f"{minutes}:{whole % 60:02}"


def progress_text(preview: Preview, *, running: bool = True) -> str:
    """One line about a run; time is left only while it goes on."""
    parts = [tr("Iteration {iteration}").format(iteration=preview.done)]
    if preview.planned is not None:
        parts[0] += tr(" of {total}").format(total=preview.planned)
    if preview.planned == 0:
        parts = [tr("Without iterations")]
    elif running and preview.done == 0:
        parts = [tr("Blind start")]
    parts.append(tr("{time} elapsed").format(time=clock_text(preview.elapsed)))
    if running and preview.remaining is not None and preview.iteration != preview.total:
        parts.append(tr("{time} left").format(time=clock_text(preview.remaining + 0.5)))
    return "  ·  ".join(parts)


class SeparatorPanel(QWidget):
    """Form, buttons and progress of the separation."""

    def __init__(
        self, document: Document, separation: Separation, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._separation = separation
        self._facts: EngineFacts | None = None
        self._newest: Preview | None = None
        self._make_form()
        self._make_buttons()
        self._make_progress()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addLayout(self._form)
        layout.addWidget(self.refine)
        layout.addLayout(self._buttons)
        layout.addWidget(self.bar)
        layout.addWidget(LabelPlace(self.progress, lines=2))
        layout.addWidget(self.losses)
        layout.addStretch(1)
        self._connect()
        self._show_choice()
        self._show_state()

    def set_facts(self, facts: EngineFacts) -> None:
        """The engine is there: offer its devices and each method's own presets."""
        self._facts = facts
        with QSignalBlocker(self.device):
            self.device.clear()
            for request, title in facts.devices.items():
                self.device.addItem(title, request)
        self._show_choice()

    def _make_form(self) -> None:
        self.sources = NumberBox()
        self.sources.setRange(MIN_SOURCES, MAX_SOURCES)
        self.method = QComboBox()
        for name in separator_names():
            self.method.addItem(separator_title(name), name)
        self.preset = QComboBox()
        self.seed = NumberBox()
        self.seed.setRange(0, MAX_SEED)
        self.seed.setKeyboardTracking(False)
        self.device = QComboBox()
        for request, title in DEVICES.items():
            self.device.addItem(title, request)
        self.device_reason = QLabel()
        self.device_reason.setWordWrap(True)
        self.device_reason.setProperty("faint", True)
        self.device_reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Its place is kept before the engine has told it, so that no button moves under a click.
        self.device_reason.setMinimumHeight(2 * self.device_reason.fontMetrics().height())
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows = (
            (tr("S&ources"), self.sources, tr("How many sources to take the recording apart into")),
            (tr("Me&thod"), self.method, tr("The algorithm that finds the masks")),
            (
                tr("&Quality"),
                self.preset,
                tr(
                    "Higher quality takes longer. Of the deep audio prior, best hears recordings "
                    "of up to five minutes through five windows instead of one. The same "
                    "seed repeats a run"
                ),
            ),
            (
                tr("Seed"),
                self.seed,
                tr("Another seed gives another attempt; the same one repeats it"),
            ),
            (tr("Dev&ice"), self.device, tr("Where it is computed")),
        )
        for label, widget, tip in rows:
            widget.setToolTip(tip)
            widget.setAccessibleName(label.replace("&", ""))
            self._form.addRow(label, widget)
        self._form.addRow("", self.device_reason)
        self.refine = QCheckBox(tr("&Refine while drawing"))
        self.refine.setToolTip(tr("Drawing or changing a box sets the separation going by itself"))

    def _make_buttons(self) -> None:
        self.separate = QPushButton(tr("Separate"))
        self.separate.setObjectName("primary")
        tip_with_keys(self.separate, tr("Separate afresh, with all boxes drawn ({key:separate})"))
        self.stop = QPushButton(tr("Stop"))
        tip_with_keys(self.stop, tr("Stop and keep what is reached ({key:stop})"))
        self.resume = QPushButton(tr("Continue"))
        tip_with_keys(self.resume, tr("Go on from where the last run stands ({key:continue})"))
        self._buttons = QHBoxLayout()
        for button in (self.separate, self.stop, self.resume):
            button.setAutoDefault(True)  # Enter presses the focused one; Space is for playing
            self._buttons.addWidget(button)

    def _make_progress(self) -> None:
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Progress of the separation"))
        self.bar.setFormat("%p %")
        self.bar.setRange(0, 1)
        self.progress = QLabel()
        self.progress.setProperty("faint", True)
        self.progress.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.losses = LossView()

    def _connect(self) -> None:
        document, separation = self._document, self._separation
        self.sources.valueChanged.connect(lambda value: document.set_choice(sources=value))
        self.seed.valueChanged.connect(lambda value: document.set_choice(seed=value))
        self.method.activated.connect(self._choose_method)
        self.preset.activated.connect(lambda: document.set_choice(preset=self.preset.currentData()))
        self.device.activated.connect(lambda: document.set_choice(device=self.device.currentData()))
        self.refine.toggled.connect(separation.set_refine_while_drawing)
        self.separate.clicked.connect(separation.separate)
        self.stop.clicked.connect(separation.stop)
        self.resume.clicked.connect(separation.resume)
        document.choice_changed.connect(self._show_choice)
        document.recording_changed.connect(self._clear_progress)
        separation.changed.connect(self._show_state)
        separation.progressed.connect(self._show_progress)

    def _choose_method(self) -> None:
        method = self.method.currentData()
        offered = self._presets(method)
        preset = self._document.choice.preset
        if preset not in offered:
            preset = "standard" if "standard" in offered else offered[-1]
        self._document.set_choice(method=method, preset=preset)

    def _presets(self, method: str) -> tuple[str, ...]:
        return PRESETS if self._facts is None else self._facts.presets[method]

    def _show_choice(self) -> None:
        choice = self._document.choice
        widgets = (self.sources, self.method, self.preset, self.seed, self.device)
        blockers = [QSignalBlocker(widget) for widget in widgets]
        self.sources.setValue(choice.sources)
        self.seed.setValue(choice.seed)
        self.method.setCurrentIndex(self.method.findData(choice.method))
        self.preset.clear()
        for name in self._presets(choice.method):
            self.preset.addItem(PRESET_TITLES.get(name, name.capitalize()), name)
        self.preset.setCurrentIndex(self.preset.findData(choice.preset))
        if self.device.findData(choice.device) < 0:
            self.device.addItem(choice.device, choice.device)
        self.device.setCurrentIndex(self.device.findData(choice.device))
        if self._facts is not None:
            self.device_reason.setText(self._facts.reasons.get(choice.device, ""))
        del blockers

    def _show_state(self) -> None:
        separation = self._separation
        running = separation.is_running
        enable(
            (self.separate, separation.can_separate),
            (self.stop, running and not separation.is_stopping),
            (self.resume, separation.can_continue),
        )
        with QSignalBlocker(self.refine):
            self.refine.setChecked(separation.refine_while_drawing)
        self.stop.setText(tr("Stopping …") if separation.is_stopping else tr("Stop"))
        if running and not separation.has_progress:
            self.bar.setRange(0, 0)
            self.progress.setText(tr("Preparing …"))
        elif not running:
            self._show_reached(separation.reached)

    def _show_reached(self, reached: Preview | None) -> None:
        """What led to the document's result, also after an undo or redo."""
        if reached is not self._newest or self.bar.maximum() == 0:
            self._clear_progress()
            if reached is not None:
                self._show_progress(reached)
        if reached is not None:
            self.progress.setText(progress_text(reached, running=False))

    def _show_progress(self, preview: Preview) -> None:
        self._newest = preview
        # A run without iterations is over with its first masks; 0 of 0 would look busy for ever.
        self.bar.setRange(0, 1 if preview.planned == 0 else preview.planned or 0)
        self.bar.setValue(1 if preview.planned == 0 else preview.done)
        self.progress.setText(progress_text(preview))
        self.losses.set_losses(preview.losses, preview.done)
        self.device_reason.setText(f"{preview.device}: {told(preview.device_reason)}")

    def _clear_progress(self) -> None:
        self._newest = None
        self.bar.setRange(0, 1)
        self.bar.reset()
        self.progress.clear()
        self.losses.set_losses(np.empty(0))
