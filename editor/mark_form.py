"""The form under the guidance list: what the selected marks say, and their edges in numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QWidget,
)

from editor.document import Document
from editor.key_texts import tip_with_keys
from editor.mark_commands import MarkCommands
from editor.mark_names import beginning, marks_name
from editor.number_box import DecimalBox
from editor.patterns import swatch
from editor.translation import tr
from engine.guidance import KINDS, Kind, Mark

_KIND_TEXTS: dict[Kind, str] = {
    "activate": tr("✓ Activate"),
    "deactivate": tr("✕ Deactivate"),
    "release": tr("⌫ Take back"),
}
_EDGES: tuple[tuple[str, str, str, int, float], ...] = (
    ("start", tr("Start"), " s", 3, 0.01),
    ("end", tr("End"), " s", 3, 0.01),
    ("low", tr("Lowest frequency"), " Hz", 1, 10.0),
    ("high", tr("Highest frequency"), " Hz", 1, 10.0),
)
_Value = TypeVar("_Value", bound=Hashable)


def common(values: Iterable[_Value]) -> _Value | None:
    """The value that all have, or None where they differ or there are none."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


class MarkForm(QWidget):
    """Shows what the selected marks have in common, and changes all of them together."""

    def __init__(
        self, document: Document, commands: MarkCommands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._commands = commands
        self.title = QLabel()
        self.title.setProperty("faint", True)
        self.source = self._combo(tr("Source of the marks"), tr("For which source the marks speak"))
        self.kind = self._combo(
            tr("Kind of the marks"), tr("What the marks say of the source ({key:opposite})")
        )
        for kind in KINDS:
            self.kind.addItem(_KIND_TEXTS[kind], kind)
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(1, 100)
        self.strength.setPageStep(10)
        self.strength.setAccessibleName(tr("Strength of the marks"))
        self.strength.setToolTip(tr("How strongly the marks count beside others"))
        self.percent = DecimalBox()
        self.percent.setDecimals(0)
        self.percent.setMaximum(100.0)
        self.percent.setSuffix(" %")
        self.percent.setAccessibleName(tr("Strength in percent"))
        self.exact = QCheckBox(tr("Exact"))
        tip_with_keys(
            self.exact,
            tr("Pin the masks inside instead of letting the method soften them ({key:exact})"),
        )
        self.edges = {edge[0]: self._edge(*edge[1:]) for edge in _EDGES}
        self._lay_out()
        self._connect()
        self.show_selected()

    def _combo(self, name: str, tip: str) -> QComboBox:
        combo = QComboBox()
        combo.setPlaceholderText("—")
        combo.setAccessibleName(name)
        tip_with_keys(combo, tip)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(7)
        return combo

    def _edge(self, name: str, suffix: str, decimals: int, step: float) -> DecimalBox:
        box = DecimalBox()
        box.setDecimals(decimals)
        box.setSingleStep(step)
        box.setSuffix(suffix)
        box.setAccessibleName(tr("{name} of the marks").format(name=name))
        box.setToolTip(tr("{name} of the selected marks").format(name=name))
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 6, 10, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.addWidget(self.title, 0, 0, 1, 3)
        says = QHBoxLayout()
        says.addWidget(self.source, 1)
        says.addWidget(self.kind, 1)
        strength = QHBoxLayout()
        strength.addWidget(self.strength, 1)
        strength.addWidget(self.percent)
        strength.addWidget(self.exact)
        times, bands = QHBoxLayout(), QHBoxLayout()
        for row, names in ((times, ("start", "end")), (bands, ("low", "high"))):
            row.addWidget(self.edges[names[0]], 1)
            row.addWidget(QLabel("–"))
            row.addWidget(self.edges[names[1]], 1)
        for line in (says, strength, times, bands):
            line.setSpacing(6)
        rows = (
            (tr("Says"), says),
            (tr("Strength"), strength),
            (tr("Time"), times),
            (tr("Band"), bands),
        )
        for number, (text, row) in enumerate(rows, start=1):
            grid.addWidget(QLabel(text), number, 0)
            grid.addLayout(row, number, 1)
        grid.setColumnStretch(1, 1)

    def _connect(self) -> None:
        commands, document = self._commands, self._document
        self.source.activated.connect(lambda index: commands.change(source=index))
        self.kind.activated.connect(lambda: commands.change(kind=self.kind.currentData()))
        self.exact.clicked.connect(lambda: commands.toggle_exact())
        self.strength.valueChanged.connect(self._set_strength)
        self.percent.valueChanged.connect(self._set_strength)
        for name, box in self.edges.items():
            box.valueChanged.connect(self._edge_setter(name))
        for changed in (
            document.guidance_changed, document.sources_changed,
            document.mark_states_changed, commands.selection.changed,
        ):  # fmt: skip
            changed.connect(self.show_selected)

    def _set_strength(self, percent: float) -> None:
        if percent >= 1:
            self._commands.change("strength", strength=percent / 100)
        self.show_selected()

    def _edge_setter(self, name: str) -> Callable[[float], None]:
        def put(value: float) -> None:
            if value >= 0.0:
                self._commands.set_edge(name, value)
            self.show_selected()

        return put

    def show_selected(self) -> None:
        """Show what the selected marks are now."""
        count = len(self._document.guidance.marks)
        chosen = [index for index in self._commands.selection.indices if index < count]
        marks = [self._document.guidance.marks[index] for index in sorted(chosen)]
        free = [index for index in chosen if not self._commands.is_locked(index)]
        self.title.setText(self._title(marks, len(chosen) - len(free)))
        told = [mark for mark in marks if mark.kind != "release"]
        self._show_says(marks, told, enabled=bool(free))
        self._show_strength(told, enabled=bool(free) and bool(told))
        self._show_edges(marks, enabled=bool(free))

    def _title(self, marks: Sequence[Mark], locked: int) -> str:
        if not marks:
            drawn = bool(self._document.guidance)
            return (
                tr("Nothing selected") if drawn else tr("Draw on the picture: it is listed here.")
            )
        text = tr("{marks} selected").format(marks=beginning(marks_name(marks)))
        if not locked:
            return text
        return f"{text} · " + (
            tr("locked")
            if locked == len(marks)
            else tr("{locked} of them locked").format(locked=locked)
        )

    def _show_says(self, marks: Sequence[Mark], told: Sequence[Mark], *, enabled: bool) -> None:
        with QSignalBlocker(self.source), QSignalBlocker(self.kind):
            names = [source.name for source in self._document.sources]
            if [self.source.itemText(i) for i in range(self.source.count())] != names:
                self.source.clear()
                self.source.addItems(names)
            for number, source in enumerate(self._document.sources):
                self.source.setItemIcon(number, swatch(number, source.colour))
            source_of_all = common(mark.source for mark in told)
            self.source.setCurrentIndex(-1 if source_of_all is None else source_of_all)
            self.kind.setCurrentIndex(self.kind.findData(common(mark.kind for mark in marks)))
        self.source.setEnabled(enabled and bool(told))
        self.kind.setEnabled(enabled)

    def _show_strength(self, told: Sequence[Mark], *, enabled: bool) -> None:
        strength = common(round(100 * mark.strength) for mark in told)
        with QSignalBlocker(self.strength):
            highest = max((mark.strength for mark in told), default=1.0)
            self.strength.setValue(round(100 * highest))
        self.percent.show_value(strength if told else None)
        exact = common(mark.exact for mark in told)
        with QSignalBlocker(self.exact):
            state = Qt.CheckState.PartiallyChecked if told and exact is None else None
            self.exact.setTristate(state is not None)
            self.exact.setCheckState(
                state or (Qt.CheckState.Checked if exact else Qt.CheckState.Unchecked)
            )
        for widget in (self.strength, self.percent, self.exact):
            widget.setEnabled(enabled)

    def _show_edges(self, marks: Sequence[Mark], *, enabled: bool) -> None:
        for name, box in self.edges.items():
            there = bool(marks) and all(hasattr(mark, name) for mark in marks)
            box.show_value(common(getattr(mark, name) for mark in marks) if there else None)
            box.setEnabled(enabled and there)
