"""The display panel: brightness and range of the picture, its colours, axis and window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from editor.colour_bar import NARROWEST_DB
from editor.preferences import Preferences
from editor.spectrogram_view import SpectrogramView
from editor.tiles import CEILING_DB, FLOOR_DB
from editor.translation import tr
from editor.view_state import COLOUR_MAPS, FREQUENCY_SCALES, WINDOWS_MS, ViewState

WIDEST_DB = 120.0
_SCALES = {"log": tr("Logarithmic"), "linear": tr("Linear"), "mel": tr("Mel")}
_COLOURS = {name: name.capitalize() for name in COLOUR_MAPS}
_WINDOWS = {ms: f"{ms} ms" if ms else tr("Automatic") for ms in WINDOWS_MS}


class DisplayPanel(QWidget):
    """Follows view state and picture, and changes them. Axis, colours and window are remembered."""

    def __init__(
        self,
        view_state: ViewState,
        view: SpectrogramView,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view_state, self._view, self._preferences = view_state, view, preferences
        self._recall()
        self.top = _slider(round(FLOOR_DB + NARROWEST_DB), round(CEILING_DB))
        self.range = _slider(round(NARROWEST_DB), round(WIDEST_DB))
        self.top_text, self.range_text = QLabel(), QLabel()
        self.automatic = QPushButton(tr("Automatic"))
        self.automatic.setToolTip(tr("Brightness and range as the recording's levels suggest"))
        self.scale, self.colours = _combo(_SCALES), _combo(_COLOURS)
        self.window_length = _combo(_WINDOWS)
        self._lay_out()
        self._connect()
        self._show_range(view.range_db)
        self._show_choices()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget, str], ...] = (
            (tr("&Loudest level"), self.top, tr("The level that has the brightest colour")),
            ("", self.top_text, ""),
            (tr("Dyn&amic range"), self.range, tr("From the brightest colour down to the darkest")),
            ("", self.range_text, ""),
            ("", self.automatic, ""),
            (
                tr("Freq&uencies"),
                self.scale,
                tr("How frequencies are spread over the picture's height"),
            ),
            (tr("&Colours"), self.colours, tr("The colours of quiet and loud")),
            (tr("&Window"), self.window_length, tr("Longer: finer in frequency, blurred in time")),
        )
        for label, widget, tip in rows:
            form.addRow(label, widget)
            if label:
                widget.setAccessibleName(label.replace("&", ""))
                widget.setToolTip(tip)
        for text in (self.top_text, self.range_text):
            text.setProperty("faint", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addLayout(form)
        layout.addStretch(1)

    def _connect(self) -> None:
        state = self._view_state
        self.top.valueChanged.connect(self._choose_range)
        self.range.valueChanged.connect(self._choose_range)
        self.automatic.clicked.connect(lambda: self._view.choose_range(None))
        self._view.range_changed.connect(self._show_range)
        for combo, name, changed in (
            (self.scale, "frequency_scale", state.frequency_scale_changed),
            (self.colours, "colour_map", state.colour_map_changed),
            (self.window_length, "window_ms", state.window_ms_changed),
        ):
            combo.activated.connect(self._setter(combo, name))
            changed.connect(self._remember)

    def _setter(self, combo: QComboBox, name: str) -> Any:
        return lambda _: setattr(self._view_state, name, combo.currentData())

    def _choose_range(self) -> None:
        top, span = float(self.top.value()), float(self.range.value())
        self._view.choose_range((max(top - span, FLOOR_DB), top))

    def _show_range(self, range_db: tuple[float, float]) -> None:
        low, high = range_db
        with QSignalBlocker(self.top), QSignalBlocker(self.range):
            self.top.setValue(round(high))
            self.range.setValue(round(high - low))
        self.top_text.setText(tr("{high:.0f} dB of full scale").format(high=high).replace("-", "−"))
        self.range_text.setText(tr("{value:.0f} dB").format(value=high - low))

    def _remember(self) -> None:
        state, kept = self._view_state, self._preferences
        kept.set_view("frequency_scale", state.frequency_scale)
        kept.set_view("colour_map", state.colour_map)
        kept.set_view("window_ms", str(state.window_ms))
        self._show_choices()

    def _recall(self) -> None:
        """What was chosen the last time; what cannot be read stays as the program has it."""
        state, kept = self._view_state, self._preferences
        for name, allowed in (("frequency_scale", FREQUENCY_SCALES), ("colour_map", COLOUR_MAPS)):
            if kept.view(name) in allowed:
                setattr(state, name, kept.view(name))
        windows = {str(ms): ms for ms in WINDOWS_MS}
        state.window_ms = windows.get(kept.view("window_ms"), state.window_ms)

    def _show_choices(self) -> None:
        state = self._view_state
        for combo, value in (
            (self.scale, state.frequency_scale),
            (self.colours, state.colour_map),
            (self.window_length, state.window_ms),
        ):
            combo.setCurrentIndex(combo.findData(value))


def _slider(least: int, most: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(least, most)
    slider.setPageStep(6)
    return slider


def _combo(choices: Mapping[Any, str]) -> QComboBox:
    combo = QComboBox()
    for value, text in choices.items():
        combo.addItem(text, value)
    return combo
