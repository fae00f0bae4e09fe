"""A small meter of what leaves the loudspeaker: a bar per channel, with its latest peak."""

from __future__ import annotations

import math
import time

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QBrush,
    QColor,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor import theme
from editor.translation import tr

FLOOR_DB = -60.0
TOP_DB = 6.0
FALL_DB_PER_SECOND = 30.0
HOLD_SECONDS = 1.2
_CALM, _LOUD, _OVER = "#3fae6b", "#e0b341", "#e0564f"
_TICKS_DB = (-48, -36, -24, -12, 0)


def to_db(peak: float) -> float:
    """A linear peak in dB of full scale, not below the meter's floor."""
    return 20.0 * math.log10(peak) if peak > 10.0 ** (FLOOR_DB / 20.0) else FLOOR_DB


class LevelMeter(QWidget):
    """Shows peaks from FLOOR_DB to TOP_DB dB of full scale. A click forgets that it was over.

    A slim one, for a stem, is as wide as its place and has neither scale nor lamp.
    """

    def __init__(self, parent: QWidget | None = None, *, slim: bool = False) -> None:
        super().__init__(parent)
        self._slim = slim
        self._bar, self._gap = (2, 1) if slim else (6, 2)
        self._lamp_room = 0 if slim else 10
        self._levels = [FLOOR_DB, FLOOR_DB]
        self._held = [(FLOOR_DB, 0.0), (FLOOR_DB, 0.0)]
        self.over = False
        self._drawn_at = time.monotonic()
        self._colours = QBrush()
        self._timer = QTimer(self)
        self._timer.setInterval(66 if slim else 33)
        self._timer.timeout.connect(self._fall)
        if slim:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("Level"))
        self._describe()

    @property
    def levels(self) -> tuple[float, ...]:
        """What is shown, in dB."""
        return tuple(self._levels)

    @property
    def held(self) -> tuple[float, ...]:
        """The peaks that are held for a while, in dB."""
        return tuple(level for level, _ in self._held)

    def sizeHint(self) -> QSize:
        """Room for two bars and their scale."""
        return QSize(60, 2 * self._bar + self._gap) if self._slim else QSize(150, 24)

    def show_peaks(self, peaks: np.ndarray) -> None:
        """Take new linear peaks, (2,); a bar rises at once and falls slowly."""
        now = time.monotonic()
        for channel, peak in enumerate(peaks[:2]):
            level = min(to_db(float(peak)), TOP_DB)
            self._levels[channel] = max(self._levels[channel], level)
            if level >= self._held[channel][0]:
                self._held[channel] = (level, now)
        if max(float(peak) for peak in peaks[:2]) > 1.0 and not self.over:
            self.over = True
            self._describe()
        if not self._timer.isActive() and max(self._levels) > FLOOR_DB:
            self._drawn_at = now
            self._timer.start()
            self.update()  # while it runs, its next tick draws what has come

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Forget that it was over."""
        self.over = False
        self._describe()
        self.update()
        if self._slim:
            event.ignore()  # the stem's row is chosen by it

    def hideEvent(self, event: object) -> None:
        """Nothing falls where nobody looks."""
        self._timer.stop()
        self._levels = [FLOOR_DB, FLOOR_DB]

    def _describe(self) -> None:
        what = tr("this stem, as loud as it is heard") if self._slim else tr("what is heard")
        text = tr("Peaks of {what}, in dB of full scale.").format(what=what)
        if self.over:
            text += tr(" It was over full scale and is clipped when heard: turn stems down.")
        self.setToolTip(text)
        self.setAccessibleDescription(text)

    def _fall(self) -> None:
        now = time.monotonic()
        step = FALL_DB_PER_SECOND * (now - self._drawn_at)
        self._drawn_at = now
        self._levels = [max(FLOOR_DB, level - step) for level in self._levels]
        self._held = [
            held if now - held[1] < HOLD_SECONDS else (level, held[1])
            for held, level in zip(self._held, self._levels, strict=True)
        ]
        if max(self._levels + [level for level, _ in self._held]) <= FLOOR_DB:
            self._timer.stop()
        self.update()

    def _x(self, db: float) -> float:
        return (db - FLOOR_DB) / (TOP_DB - FLOOR_DB) * (self.width() - self._lamp_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Colours go by levels, whose places are others now."""
        gradient = QLinearGradient(0.0, 0.0, self._x(TOP_DB), 0.0)
        span = TOP_DB - FLOOR_DB
        for db, colour in ((FLOOR_DB, _CALM), (-12, _CALM), (-6, _LOUD), (-0.5, _LOUD), (0, _OVER)):
            gradient.setColorAt((db - FLOOR_DB) / span, QColor(colour))
        self._colours = QBrush(gradient)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two bars, marks every 12 dB, a lamp at the right."""
        painter = QPainter(self)
        middle, ground, right = self.height() / 2, QColor(theme.BORDER), self._x(TOP_DB)
        for channel, level in enumerate(self._levels):
            top = middle + self._gap / 2 + (channel - 1) * (self._bar + self._gap)
            painter.fillRect(QRectF(0, top, right, self._bar), ground)
            if level > FLOOR_DB:
                painter.fillRect(QRectF(0, top, self._x(level), self._bar), self._colours)
            held = self._held[channel][0]
            if held > FLOOR_DB:
                mark = QRectF(self._x(held) - 1, top, 1.5, self._bar)
                painter.fillRect(mark, QColor(theme.TEXT))
        if self._slim:
            painter.end()
            return
        painter.setPen(QColor(theme.FAINT))
        for db in _TICKS_DB:
            painter.drawLine(int(self._x(db)), int(middle - 7), int(self._x(db)), int(middle + 7))
        lamp = QColor(_OVER if self.over else theme.BORDER)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(QRectF(self.width() - 7, middle - 7, 6, 14), lamp)
        painter.end()
