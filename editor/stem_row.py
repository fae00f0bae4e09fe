"""One source in the stem panel: colour, name, boxes, solo, mute, gain, pan and level."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from editor import theme
from editor.document import SourceState
from editor.gain_slider import GainSlider, gain_text
from editor.key_texts import tip_with_keys
from editor.level_meter import LevelMeter
from editor.pan_slider import PanSlider
from editor.translation import tr

LONGEST_NAME = 60


class NameEdit(QLineEdit):
    """A name that looks like text until it is edited; Escape gives the old name back."""

    focused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = ""
        self.setMaxLength(LONGEST_NAME)
        self.setFrame(False)

    def show_name(self, name: str) -> None:
        """Show the document's name, unless another is being typed."""
        if name != self.shown or not self.hasFocus():
            self.shown = name
            self.setText(name)
            self.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape give the keys back to the window."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self.shown)
            self._leave()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._leave()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double-click is for a new name and takes the whole of the old one."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.selectAll()

    def _leave(self) -> None:
        self.window().setFocus(Qt.FocusReason.OtherFocusReason)


class StemRow(QFrame):
    """Shows one SourceState and says what the user changes. It changes nothing itself."""

    chosen = Signal(int)
    edited = Signal(int, object)
    """Index of the source and the changed fields of its SourceState, as a dict."""

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self.setObjectName("stemRow")
        self.swatch = QToolButton()
        self.swatch.setText(str(index + 1))
        self.swatch.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.swatch.setFixedSize(22, 22)
        self.name = NameEdit()
        self.boxes = QLabel()
        self.boxes.setProperty("faint", True)
        self.solo = self._toggle("solo", tr("S"))
        self.mute = self._toggle("mute", tr("M"))
        self.gain = GainSlider()
        self.gain_label = QLabel()
        self.gain_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.gain_label.setMinimumWidth(self.fontMetrics().horizontalAdvance("−60.0 dB") + 4)
        self.pan = PanSlider()
        self.meter = LevelMeter(slim=True)
        self._lay_out()
        self._connect()

    def _toggle(self, name: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setFixedSize(26, 24)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 4, 8, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.swatch, 0, 0)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(self.boxes, 0, 2)
        grid.addWidget(self.solo, 0, 3)
        grid.addWidget(self.mute, 0, 4)
        grid.addWidget(self.gain, 1, 1)
        grid.addWidget(self.gain_label, 1, 2)
        grid.addWidget(self.pan, 1, 3, 1, 2)
        grid.addWidget(self.meter, 2, 1, 1, 4)
        grid.setColumnStretch(1, 1)

    def _connect(self) -> None:
        self.swatch.clicked.connect(self._choose)
        self.name.focused.connect(self._choose)
        self.name.editingFinished.connect(self._rename)
        self.solo.clicked.connect(lambda on: self.edited.emit(self.index, {"solo": on}))
        self.mute.clicked.connect(lambda on: self.edited.emit(self.index, {"mute": on}))
        self.gain.gain_changed.connect(lambda gain: self.edited.emit(self.index, {"gain_db": gain}))
        self.pan.pan_changed.connect(lambda pan: self.edited.emit(self.index, {"pan": pan}))

    def show_source(self, source: SourceState, *, audible: bool) -> None:
        """Show a state; audible: whether it sounds beside the others' solo and mute."""
        self.name.show_name(source.name)
        self.name.setStyleSheet(
            "QLineEdit { background: transparent; padding: 2px; "
            f"color: {theme.TEXT if audible else theme.DISABLED}; }}"
            f"QLineEdit:focus {{ background: {theme.GROUND}; }}"
        )
        ink = "#101010" if QColor(source.colour).lightness() > 90 else "#ffffff"
        self.swatch.setStyleSheet(
            f"QToolButton {{ background: {source.colour}; color: {ink}; padding: 0; "
            "border: none; border-radius: 4px; font-weight: 700; }"
        )
        for button, on in ((self.solo, source.solo), (self.mute, source.mute)):
            with QSignalBlocker(button):
                button.setChecked(on)
        self.gain.show_gain(source.gain_db)
        self.gain_label.setText(gain_text(source.gain_db))
        self.pan.show_pan(source.pan)
        self._name_parts(source.name)

    def show_level(self, peaks: np.ndarray) -> None:
        """What was heard of this stem, (2,) linear peaks."""
        self.meter.show_peaks(peaks)

    def rename(self) -> None:
        """Let another name be typed."""
        self.name.setFocus()
        self.name.selectAll()

    def show_boxes(self, count: int) -> None:
        """How many boxes are drawn for this source."""
        self.boxes.setText(f"{count} ▭" if count else "")
        one, more = tr("1 box drawn for this source"), tr("{count} boxes drawn for this source")
        self.boxes.setToolTip(one if count == 1 else more.format(count=count))

    def show_active(self, active: bool) -> None:
        """Whether boxes are drawn for this source."""
        edge = theme.ACCENT if active else "transparent"
        ground = theme.RAISED if active else "transparent"
        self.setStyleSheet(
            f"#stemRow {{ background: {ground}; border-left: 3px solid {edge}; "
            "border-radius: 3px; }"
        )
        self.setAccessibleDescription(tr("active") if active else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere beside the controls makes this source the active one."""
        self._choose()
        super().mousePressEvent(event)

    def _name_parts(self, name: str) -> None:
        self.setAccessibleName(tr("Source {value}: {name}").format(value=self.index + 1, name=name))
        parts: tuple[tuple[QWidget, str, str], ...] = (
            (
                self.swatch,
                tr("Choose"),
                tr("Draw boxes for this source") + f" ({{key:source_{self.index + 1}}})",
            ),
            (self.name, tr("Name of"), tr("Click to rename")),
            (self.solo, tr("Solo"), tr("Hear only what is soloed ({key:solo}: the active source)")),
            (self.mute, tr("Mute"), tr("Silence this source ({key:mute}: the active source)")),
            (self.gain, tr("Gain of"), tr("Gain; double-click for 0 dB")),
            (self.pan, tr("Pan of"), ""),
            (self.meter, tr("Level of"), ""),
            (self.boxes, tr("Boxes of"), ""),
        )
        for widget, verb, tip in parts:
            widget.setAccessibleName(f"{verb} {name}")
            if tip:
                tip_with_keys(widget, tip)

    def _choose(self) -> None:
        self.chosen.emit(self.index)

    def _rename(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.name.setText(self.name.shown)
        elif name != self.name.shown:
            self.edited.emit(self.index, {"name": name})
