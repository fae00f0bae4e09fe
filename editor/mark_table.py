"""The table of all marks: what the guidance list shows of each, in the order drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QIcon

from editor.document import Document
from editor.effects import DEFINITION, Effects
from editor.icons import icon
from editor.local_number import LocalNumber
from editor.mark_names import beginning, mark_name
from editor.mark_states import MarkState
from editor.patterns import swatch
from editor.translation import tr
from engine.guidance import Band, Box, Harmonics, Lasso, Mark, Patch, Span, Stroke

MARK, TIME, FREQUENCY, EFFECT, STRENGTH, VISIBLE, LOCKED = range(7)
HEADERS = (tr("Mark"), tr("Time s"), tr("Band Hz"), tr("Effect"), tr("Weight"), "", "")
SHORT_NAMES: dict[type[Mark], str] = {
    Box: tr("Box"),
    Stroke: tr("Stroke"),
    Lasso: tr("Lasso"),
    Span: tr("Span"),
    Band: tr("Band"),
    Harmonics: tr("Tone"),
    Patch: tr("Patch"),
}
_SIGNS = {"activate": "✓", "deactivate": "✕", "release": "⌫"}
_KINDS = {
    "activate": tr("all of it is {name}"),
    "deactivate": tr("nothing of it is {name}"),
    "release": tr("what was said here before is taken back"),
}
_HEADER_TIPS = (
    tr(
        "The source's colour and pattern, what is said (✓ all of it, ✕ nothing of it, ⌫ taken "
        "back), and the shape. Where marks overlap, the later one wins: the one further down."
    ),
    tr("From when to when, in seconds"),
    tr("From which frequency to which, in Hz"),
    DEFINITION,
    tr("How strongly the mark counts, or “exact” where it pins the masks"),
    tr("Whether the mark is drawn on the picture; a hidden one counts all the same"),
    tr("Whether the mark is locked: neither moved, changed nor deleted by hand"),
)
Index = QModelIndex | QPersistentModelIndex


def seconds_text(start: float, end: float) -> str:
    """A stretch of time: "0.15–2.60"."""
    if not math.isfinite(end):
        return tr("all")
    digits = 2 if end < 100.0 else 1
    first, last = LocalNumber(max(0.0, start)), LocalNumber(end)
    return f"{first:.{digits}f}–{last:.{digits}f}"


def hz_text(low: float, high: float, nyquist: float) -> str:
    """A range of frequencies: "85–1.25k"."""
    return f"{_hz(low)}–{_hz(min(high, nyquist))}" if math.isfinite(high) else tr("all")


def _hz(value: float) -> str:
    value = max(0.0, value)
    return f"{value:.0f}" if value < 999.5 else f"{LocalNumber(value / 1000):.3g}k"


def effect_text(share: float | None) -> str:
    """A share of the energy in percent; "…" while it is not known."""
    if share is None:
        return "…"
    percent = 100 * share
    return f"{LocalNumber(percent):.1f} %" if percent < 99.95 else "100 %"


class MarkTable(QAbstractTableModel):
    """One row a mark, with its index as the row."""

    def __init__(self, document: Document, effects: Effects) -> None:
        super().__init__()
        self._document = document
        self._effects = effects
        # Its own, so that rows and what they show always belong together.
        self._marks: tuple[Mark, ...] = ()
        self._states: tuple[MarkState, ...] = ()
        self._names: list[str] = []
        self._swatches: list[QIcon] = []
        self._first, self._last = 0, -1
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._say_changed)
        quiet = {"shown": "FAINT", "unlocked": "DISABLED"}
        names = ("shown", "hidden", "locked", "unlocked", "blank")
        self._icons = {name: icon(name, quiet.get(name, "TEXT")) for name in names}
        role = Qt.ItemDataRole
        self._answers: dict[int, Callable[[int, int, Mark], Any]] = {
            role.DisplayRole: self._text,
            role.DecorationRole: self._icon,
            role.ToolTipRole: self._tip,
            role.AccessibleTextRole: self._spoken,
            role.TextAlignmentRole: self._alignment,
        }
        document.guidance_changed.connect(self._take_marks)
        document.mark_states_changed.connect(self._take_marks)
        document.sources_changed.connect(self._take_sources)
        effects.changed.connect(lambda: self._repaint())
        self._take_sources()
        self._take_marks()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._marks)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.DecorationRole and section in (VISIBLE, LOCKED):
            return self._icons["shown" if section == VISIBLE else "unlocked"]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _HEADER_TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENTS.get(section, _LEFT)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        # A table in sight asks a thousand times for each paint, mostly for what no cell has.
        answer = self._answers.get(role)
        if answer is None:
            return None
        row = index.row()
        return answer(row, index.column(), self._marks[row])

    def _spoken(self, row: int, column: int, mark: Mark) -> str | None:
        """What a screen reader says instead of a sign."""
        return self._tip(row, column, mark) if column in (MARK, VISIBLE, LOCKED) else None

    def _alignment(self, row: int, column: int, mark: Mark) -> Qt.AlignmentFlag:
        return _ALIGNMENTS.get(column, _LEFT)

    def _text(self, row: int, column: int, mark: Mark) -> str:
        if column == MARK:
            return f"{_SIGNS[mark.kind]} {SHORT_NAMES[type(mark)]}"
        if column == TIME:
            extent = mark.extent
            return seconds_text(extent.start, extent.end)
        if column == FREQUENCY:
            extent = mark.extent
            return hz_text(extent.low, extent.high, self._nyquist)
        if column == EFFECT:
            return effect_text(self._effects.of(row))
        if column == STRENGTH:
            return tr("exact") if mark.exact else f"{100 * mark.strength:.0f} %"
        return ""

    @property
    def _nyquist(self) -> float:
        recording = self._document.recording
        return math.inf if recording is None else recording.sample_rate / 2

    def _icon(self, row: int, column: int, mark: Mark) -> QIcon | None:
        state = self._states[row]
        if column == MARK and mark.kind != "release" and mark.source < len(self._swatches):
            return self._swatches[mark.source]
        if column == MARK:
            return self._icons["blank"]
        if column == VISIBLE:
            return self._icons["hidden" if state.hidden else "shown"]
        if column == LOCKED:
            return self._icons["locked" if state.locked else "unlocked"]
        return None

    def _tip(self, row: int, column: int, mark: Mark) -> str:
        state = self._states[row]
        if column == VISIBLE:
            return tr("Hidden; it still counts. Click: show") if state.hidden else tr("Click: hide")
        if column == LOCKED:
            return tr("Locked. Click: unlock") if state.locked else tr("Click: lock")
        if column == EFFECT:
            return DEFINITION
        name = self._names[mark.source] if mark.source < len(self._names) else ""
        what = beginning(mark_name(mark))
        return tr("{what}, {value} of {count}: {format}").format(
            what=what,
            value=row + 1,
            count=len(self._marks),
            format=_KINDS[mark.kind].format(name=name),
        )

    def _take_marks(self) -> None:
        """Rows come and go at the end, so that what is selected and scrolled to stays."""
        marks, states = self._document.guidance.marks, self._document.mark_states
        old, old_states = self._marks, self._states
        count, new = len(old), len(marks)
        if new > count:
            self.beginInsertRows(QModelIndex(), count, new - 1)
            self._marks, self._states = marks, states
            self.endInsertRows()
        elif new < count:
            self.beginRemoveRows(QModelIndex(), new, count - 1)
            self._marks, self._states = marks, states
            self.endRemoveRows()
        self._marks, self._states = marks, states
        kept = range(min(count, new))
        changed = [i for i in kept if marks[i] is not old[i] or states[i] is not old_states[i]]
        if changed:
            self._repaint(changed[0], changed[-1])

    def _take_sources(self) -> None:
        sources = self._document.sources
        self._names = [source.name for source in sources]
        self._swatches = [swatch(i, source.colour) for i, source in enumerate(sources)]
        self._repaint()

    def _repaint(self, first: int = 0, last: int | None = None) -> None:
        """These rows show something else: said once the picture has had its turn."""
        last = len(self._marks) - 1 if last is None else last
        self._first, self._last = min(self._first, first), max(self._last, last)
        self._later.start()

    def _say_changed(self) -> None:
        first, last = self._first, min(self._last, len(self._marks) - 1)
        self._first, self._last = len(self._marks), -1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(HEADERS) - 1))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ALIGNMENTS = {TIME: _RIGHT, FREQUENCY: _RIGHT, EFFECT: _RIGHT, STRENGTH: _RIGHT}
