"""Axes of the pictures: seconds and frequency, their ticks, labels and common widths.

Every view lays its picture between the same left and right margin, so that times line up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QWidget

from editor import theme
from editor.view_state import FrequencyScale

LOWEST_LOG_HZ = 20.0
_NOTES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
_TIME_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_MAJOR, _MINOR = 1.0, 0.5
# Lengths of ticks with and without a label, in pixels.
_LONG, _SHORT = 6.0, 4.0
# 1000 mel are 1000 Hz; up to about so many Hz the scale is nearly linear.
_NEARLY_LINEAR_HZ = 1500.0
_MELS, _MEL_HZ = 2595.0 / math.log(10.0), 700.0
_ADVANCES: dict[tuple[str, str], float] = {}


def left_margin(widget: QWidget) -> int:
    """Width of the left axis in every view."""
    return math.ceil(_advance(widget.font(), "00.000k") * 1.35)


def right_margin(widget: QWidget) -> int:
    """Width right of the picture in every view; the colour bar of the spectrogram."""
    return math.ceil(_advance(widget.font(), "−100 dB") * 1.75)


def _advance(font: QFont, text: str) -> float:
    """Width of a text; measured once, for every paint asks."""
    key = (font.key(), text)
    if key not in _ADVANCES:
        _ADVANCES[key] = QFontMetricsF(font).horizontalAdvance(text)
    return _ADVANCES[key]


@dataclass(frozen=True)
class FrequencyMap:
    """Hz to positions on the picture's axis and back; positions start at 0.

    Linear positions are Hz, mel ones those of O'Shaughnessy (1987); logarithmic ones octaves
    above the floor, the lowest frequency that is shown (0 Hz cannot be): min(20 Hz, Nyquist / 100).
    """

    scale: FrequencyScale
    nyquist: float

    @property
    def floor(self) -> float:
        """Lowest frequency on the picture, in Hz."""
        return min(LOWEST_LOG_HZ, self.nyquist / 100) if self.scale == "log" else 0.0

    @property
    def top(self) -> float:
        """Position of the Nyquist frequency."""
        return float(self.position(self.nyquist))

    def position(self, hz: Any) -> Any:
        """Position of a frequency or an array of them; below the floor: 0."""
        if self.scale == "linear":
            return np.maximum(hz, 0.0)
        if self.scale == "mel":
            return _MELS * np.log1p(np.maximum(hz, 0.0) / _MEL_HZ)
        return np.log2(np.maximum(hz, self.floor) / self.floor)

    def hz(self, position: Any) -> Any:
        """Frequency at a position or at an array of them."""
        if self.scale == "linear":
            return position
        if self.scale == "mel":
            return _MEL_HZ * np.expm1(np.asarray(position) / _MELS)
        return self.floor * np.exp2(position)


def format_hz(hz: float) -> str:
    """An axis label: 440, 1k, 2.5k, 22.05k."""
    if hz >= 1000:
        return f"{hz / 1000:.5g}k"
    return f"{hz:.6g}"


def format_seconds(seconds: float, step: float, long: bool) -> str:
    """An axis label with as many decimals as the step needs; m:ss where `long`."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0
    if not long:
        return f"{seconds:.{decimals}f}"
    minutes = int((seconds + 1e-9) // 60)
    rest = max(0.0, seconds - 60 * minutes)
    width = 2 if decimals == 0 else decimals + 3
    return f"{minutes}:{rest:0{width}.{decimals}f}"


def note_name(hz: float) -> str:
    """The nearest note of equal temperament at A4 = 440 Hz with its deviation: "A4 +3 ct"."""
    if hz < 8.0:
        return ""
    number = 69 + 12 * math.log2(hz / 440.0)
    nearest = round(number)
    return f"{_NOTES[nearest % 12]}{nearest // 12 - 1} {round(100 * (number - nearest)):+d} ct"


def nice_step(smallest: float, steps: Sequence[float] = (1, 2, 5)) -> float:
    """The least of 1, 2, 5 × a power of ten that is not below `smallest`."""
    power = 10.0 ** math.floor(math.log10(smallest))
    for factor in (*steps, 10):
        if factor * power >= smallest * (1 - 1e-9):
            return float(factor * power)
    return 10 * power


def time_step(smallest: float) -> float:
    """The least readable step of a time axis that is not below `smallest` seconds."""
    if smallest <= 1:
        return nice_step(smallest)
    return float(next((step for step in _TIME_STEPS if step >= smallest), 7200))


def multiples(step: float, low: float, high: float) -> list[float]:
    """All multiples of `step` in [low, high]."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def frequency_ticks(
    scale: FrequencyMap, low: float, high: float, room: float
) -> tuple[list[float], list[float]]:
    """(labelled, unlabelled) ticks in Hz between two positions; labels at least `room` apart."""
    bottom, top = float(scale.hz(low)), float(scale.hz(high))
    nearly_linear = scale.scale == "mel" and top < _NEARLY_LINEAR_HZ
    if scale.scale == "linear" or top < 3 * bottom or nearly_linear:
        # The tightest pair on a logarithmic axis is the topmost.
        per_position = {
            "linear": (top - bottom) / (high - low),
            "log": top * math.log(2),
            "mel": (top + _MEL_HZ) / _MELS,
        }[scale.scale]
        step = nice_step(max(room * per_position, 1e-6))
        return multiples(step, bottom, top), multiples(step / 5, bottom, top)
    if scale.scale == "mel":
        return _apart(scale, _ladder((1, 2, 3, 5, 7), max(bottom, 100.0), top), room), _ladder(
            tuple(range(1, 10)), max(bottom, 100.0), top
        )
    ladders = ((1, 1.5, 2, 3, 4, 5, 7), (1, 2, 5), (1, 3), (1,))
    tightest = (1.25, 2.0, 3.0, 10.0)
    fitting = [
        ladder for ladder, ratio in zip(ladders, tightest, strict=True) if math.log2(ratio) >= room
    ]
    return _ladder(fitting[0] if fitting else (1,), bottom, top), _ladder(
        tuple(range(1, 10)), bottom, top
    )


def _apart(scale: FrequencyMap, values: Sequence[float], room: float) -> list[float]:
    """Of increasing values those that leave room for each other, the roundest of them first."""
    kept: list[float] = []
    for roundest in (1, 5, 2, 3, 7):
        for value in values:
            if round(value / 10 ** math.floor(math.log10(value) + 1e-9)) == roundest:
                place = float(scale.position(value))
                if all(abs(place - float(scale.position(other))) >= room for other in kept):
                    kept.append(value)
    return sorted(kept)


def _ladder(factors: Sequence[float], bottom: float, top: float) -> list[float]:
    powers = range(math.floor(math.log10(bottom)), math.ceil(math.log10(top)) + 1)
    values = (factor * 10.0**power for power in powers for factor in factors)
    return [value for value in values if bottom <= value <= top]


class _PictureAxis(pg.AxisItem):
    """Common look of both axes: labels at every labelled tick, short unlabelled ones between.

    They are painted straight away: pyqtgraph records a picture for every change of the range,
    which while the view moves took more time than everything else on it. Qt keeps the pixels, for
    everything that changes in the picture touches the axes beside it.
    """

    range: Sequence[float] = ()
    _alignment: Qt.AlignmentFlag

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, maxTickLength=6)
        self._laid_out: object = None
        self._lines: list[QLineF] = []
        self._labels: list[tuple[QRectF, str]] = []
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.enableAutoSIPrefix(False)
        self.setStyle(textFillLimits=[(0, 10.0)], hideOverlappingLabels=False, tickAlpha=255)

    def setRange(self, mn: float, mx: float) -> None:
        if (mn, mx) != tuple(self.range):
            self.range = (mn, mx)
            self.update()

    def paint(self, p: QPainter, opt: Any, widget: QWidget | None) -> None:
        room = self.mapRectFromParent(self.geometry())
        key = (room.getRect(), tuple(self.range), self._meaning())
        if key != self._laid_out:
            self._laid_out = key
            self._lay_out(room)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setFont(self.style["tickFont"])
        p.setPen(QPen(QColor(theme.FRAME_LINE), 1.0))
        p.drawLines(self._lines)
        p.setPen(QPen(QColor(theme.FRAME_TEXT), 1.0))
        for place, label in self._labels:
            p.drawText(place, self._alignment, label)

    def _lay_out(self, room: QRectF) -> None:
        """Where the lines and labels are, until the range is another one."""
        low, high = self.range
        size = room.height() if self.orientation == "left" else room.width()
        self._lines, self._labels = [self._edge(room)], []
        for kind, values in self.tickValues(low, high, size):
            length = _LONG if kind == _MAJOR else _SHORT
            texts = self.tickStrings(values, 1.0, kind)
            for value, label in zip(values, texts, strict=True):
                at = (value - low) / (high - low) * size
                self._lines.append(self._tick(room, at, length))
                if label:
                    self._labels.append((self._place(room, at), label))

    def _meaning(self) -> object:
        """What else the labels depend on."""
        raise NotImplementedError

    def _edge(self, room: QRectF) -> QLineF:
        """The edge of the picture."""
        raise NotImplementedError

    def _tick(self, room: QRectF, at: float, length: float) -> QLineF:
        """A tick at so many pixels from the axis's beginning."""
        raise NotImplementedError

    def _place(self, room: QRectF, at: float) -> QRectF:
        """Where its label is written."""
        raise NotImplementedError

    def _levels(
        self, labelled: list[float], unlabelled: list[float]
    ) -> list[tuple[float, list[float]]]:
        return [(_MAJOR, labelled), (_MINOR, unlabelled)]


class TimeAxis(_PictureAxis):
    """Seconds below a picture; minutes and seconds in recordings of a minute or more."""

    _alignment = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop

    def __init__(self) -> None:
        super().__init__("bottom")
        self.duration = 0.0
        self._step = 1.0
        self._fitting = (0.0, 1.0)

    def set_duration(self, seconds: float) -> None:
        """Label the axis as fits a recording of this duration."""
        self.duration = seconds
        self.update()

    def _meaning(self) -> object:
        return self.duration

    def _edge(self, room: QRectF) -> QLineF:
        return QLineF(room.topLeft(), room.topRight())

    def _tick(self, room: QRectF, at: float, length: float) -> QLineF:
        x = room.left() + at
        return QLineF(x, room.top(), x, room.top() + length)

    def _place(self, room: QRectF, at: float) -> QRectF:
        return QRectF(room.left() + at - 60, room.top() + _LONG + 2, 120, room.height())

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[Any]:
        if maxVal <= minVal or size <= 0:
            return []
        room = QFontMetricsF(self.font()).horizontalAdvance("00:00.000") * 1.4
        self._step = time_step((maxVal - minVal) * room / size)
        half = 0.35 * room * (maxVal - minVal) / size
        self._fitting = minVal - half, maxVal - half
        return self._levels(
            multiples(self._step, minVal, maxVal), multiples(self._step / 5, minVal, maxVal)
        )

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if spacing != _MAJOR:
            return [""] * len(values)
        long, (first, last) = self.duration >= 60, self._fitting
        return [
            format_seconds(value, self._step, long) if first <= value <= last else ""
            for value in values
        ]


class FrequencyAxis(_PictureAxis):
    """Hz left of a picture, on the scale of its FrequencyMap."""

    _alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

    def __init__(self) -> None:
        super().__init__("left")
        self.scale_map = FrequencyMap("log", 22050.0)
        self._highest = 0.0

    def set_scale_map(self, scale_map: FrequencyMap) -> None:
        """Label the axis by this map."""
        self.scale_map = scale_map
        self.update()

    def _meaning(self) -> object:
        return self.scale_map

    def _edge(self, room: QRectF) -> QLineF:
        return QLineF(room.topRight(), room.bottomRight())

    def _tick(self, room: QRectF, at: float, length: float) -> QLineF:
        y = room.bottom() - at
        return QLineF(room.right() - length, y, room.right(), y)

    def _place(self, room: QRectF, at: float) -> QRectF:
        return QRectF(room.left(), room.bottom() - at - 30, room.width() - _LONG - 5, 60)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[Any]:
        if maxVal <= minVal or size <= 0:
            return []
        line = QFontMetricsF(self.font()).height() * (maxVal - minVal) / size
        room = line * (1.7 if self.scale_map.scale == "log" else 2.5)
        self._highest = maxVal - 0.45 * line
        labelled, unlabelled = frequency_ticks(self.scale_map, minVal, maxVal, room)
        position = self.scale_map.position
        return self._levels(
            [float(position(hz)) for hz in labelled], [float(position(hz)) for hz in unlabelled]
        )

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if spacing != _MAJOR:
            return [""] * len(values)
        return [
            format_hz(round(float(self.scale_map.hz(value)), 6)) if value <= self._highest else ""
            for value in values
        ]
