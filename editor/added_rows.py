"""Rows of the stem panel for stems that were added beside those of the separation."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QGridLayout,
    QLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from editor.added_stems import AddedStem
from editor.document import Document
from editor.local_number import LocalNumber
from editor.player import Player
from editor.stem_row import StemRow
from editor.translation import tr


def drop_rows(layout: QLayout, rows: list[StemRow] | list[AddedRow], count: int) -> None:
    """Take the last rows away until there are no more than that many."""
    while len(rows) > count:
        row = rows.pop()
        layout.removeWidget(row)
        row.hide()
        row.deleteLater()


class AddedRow(StemRow):
    """One added stem; nothing can be drawn for it, but it can be taken away."""

    removed = Signal(int)

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        self.remove = QToolButton()  # named together with the rest
        self.remove.setText("✕")
        self.remove.setProperty("tool", True)
        self.remove.setFixedSize(24, 24)
        super().__init__(index, parent)
        self.swatch.setText("+")
        self.boxes.hide()
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        grid.addWidget(self.remove, 0, 2, Qt.AlignmentFlag.AlignRight)
        self.remove.clicked.connect(lambda: self.removed.emit(self.index))
        self.show_active(False)

    def show_stem(self, stem: AddedStem, *, audible: bool) -> None:
        """Show an added stem."""
        self.show_source(stem.state, audible=audible)
        seconds = LocalNumber(stem.start / stem.sound.sample_rate)
        self.swatch.setToolTip(
            tr("Added beside the separation’s stems, from {seconds:.2f} s on").format(
                seconds=seconds
            )
        )

    def _name_parts(self, name: str) -> None:
        super()._name_parts(name)
        self.setAccessibleName(tr("Added stem: {name}").format(name=name))
        self.solo.setToolTip(tr("Hear only what is soloed"))
        self.mute.setToolTip(tr("Silence this stem"))
        self.remove.setAccessibleName(tr("Remove {name}").format(name=name))
        self.remove.setToolTip(tr("Take this stem away"))


class AddedRows(QWidget):
    """A row for every added stem of a document. grown carries a row that was just made."""

    grown = Signal(object)

    def __init__(self, document: Document, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._stems = document, document.added_stems
        self.rows: list[AddedRow] = []
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        player.stem_levels_changed.connect(self._show_levels)

    def show_stems(self, *, soloed: bool) -> None:
        """Show the document's. soloed: whether any stem is, added or not."""
        items = self._stems.items
        drop_rows(self._list, self.rows, len(items))
        while len(self.rows) < len(items):
            self._add_row()
        for row, stem in zip(self.rows, items, strict=True):
            state = stem.state
            row.show_stem(stem, audible=not state.mute and (state.solo or not soloed))

    def _add_row(self) -> None:
        row = AddedRow(len(self.rows), self)
        row.edited.connect(self._stems.edit)
        row.removed.connect(self._stems.remove)
        row.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        row.customContextMenuRequested.connect(lambda at, row=row: self._show_menu(row, at))
        self._list.addWidget(row)
        self.rows.append(row)
        self.grown.emit(row)

    def _show_levels(self, peaks: np.ndarray) -> None:
        first = len(peaks) - len(self.rows)
        for row in self.rows:
            row.show_level(peaks[first + row.index] if first > 0 else np.zeros(2, np.float32))

    def _show_menu(self, row: AddedRow, at: QPoint) -> None:
        self.row_menu(row).popup(row.mapToGlobal(at))

    def row_menu(self, row: AddedRow) -> QMenu:
        """What can be done with one added stem."""
        menu, stems, index = QMenu(row), self._stems, row.index
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Rename"), row.rename)
        menu.addAction(tr("Colour …"), lambda: self._ask_colour(index))
        menu.addAction(tr("Gain to 0 dB"), lambda: stems.edit(index, {"gain_db": 0.0}))
        menu.addAction(tr("Pan to the middle"), lambda: stems.edit(index, {"pan": 0.0}))
        menu.addSeparator()
        menu.addAction(tr("Remove stem"), lambda: stems.remove(index))
        return menu

    def _ask_colour(self, index: int) -> None:
        state = self._stems.items[index].state
        dialog = QColorDialog(QColor(state.colour), self)
        dialog.setWindowTitle(tr("Colour of {name}").format(name=state.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(
            lambda colour: self._stems.edit(index, {"colour": colour.name()})
        )
        dialog.open()
