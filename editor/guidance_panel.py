"""The guidance panel: a list of everything drawn, and a form for what is selected in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from editor import theme
from editor.document import Document
from editor.effects import Effects
from editor.mark_commands import MarkCommands
from editor.mark_form import MarkForm
from editor.mark_menu import mark_menu
from editor.mark_table import (
    EFFECT,
    FREQUENCY,
    HEADERS,
    LOCKED,
    MARK,
    SHORT_NAMES,
    STRENGTH,
    TIME,
    VISIBLE,
    MarkTable,
)
from editor.translation import tr
from editor.view_state import ViewState

_WIDEST = {
    TIME: "10.00–20.00",
    FREQUENCY: "1.25k–12.5k",
    EFFECT: "99.9 %",
    STRENGTH: tr("Weight"),
}
_ICON_WIDTH = 24
_SWATCH_WIDTH = 22
_PADDING = 10


class MarkList(QTreeView):
    """A row a mark; its eye and its lock are switches. toggled carries row and column."""

    toggled = Signal(int, int)
    looked_at = Signal()

    def __init__(self, table: MarkTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(table)
        self.setAccessibleName(tr("Guidance list"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        theme.changes.happened.connect(self._take_colours)
        self._take_colours()
        self.setIconSize(QSize(16, 16))
        self._size_columns()
        self.verticalScrollBar().valueChanged.connect(self.looked_at)

    def _take_colours(self) -> None:
        self.setStyleSheet(_style())

    def _size_columns(self) -> None:
        header = self.header()
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(_ICON_WIDTH)
        header.setStretchLastSection(False)
        metrics = self.fontMetrics()
        for column, text in _WIDEST.items():
            texts = (text, HEADERS[column])
            width = max(metrics.horizontalAdvance(each) for each in texts)
            header.resizeSection(column, width + _PADDING)
        for column in (VISIBLE, LOCKED):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, _ICON_WIDTH)
        header.setSectionResizeMode(MARK, QHeaderView.ResizeMode.Stretch)
        longest = max(metrics.horizontalAdvance(f"✓ {name}") for name in SHORT_NAMES.values())
        mark = longest + _PADDING + _SWATCH_WIDTH
        needed = sum(header.sectionSize(column) for column in range(header.count()) if column)
        self.setMinimumWidth(needed + mark + self.verticalScrollBar().sizeHint().width())

    @property
    def visible_rows(self) -> range:
        """The rows that can be seen."""
        area, count = self.viewport().rect(), self.model().rowCount()
        first = self.indexAt(area.topLeft()).row()
        last = self.indexAt(QPoint(0, area.bottom())).row()
        return range(max(first, 0), count if last < 0 else last + 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The eye and the lock leave the selection as it is."""
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and index.column() in (VISIBLE, LOCKED):
            self.toggled.emit(index.row(), index.column())
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks, also on a switch."""
        self.mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.looked_at.emit()


class GuidancePanel(QWidget):
    """Selects both ways: its rows are the marks that are selected on the picture.

    chosen is sent when the user selected rows, to bring their marks into view.
    """

    chosen = Signal()

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        commands: MarkCommands,
        effects: Effects,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._view_state = document, view_state
        self._commands, self._effects = commands, effects
        self._following = False
        self.table = MarkTable(document, effects)
        self.list = MarkList(self.table)
        self.form = MarkForm(document, commands)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.form)
        self.list.selectionModel().selectionChanged.connect(self._choose)
        self.list.toggled.connect(self._toggle)
        self.list.looked_at.connect(self._want_effects)
        self.list.customContextMenuRequested.connect(self._show_menu)
        document.guidance_changed.connect(self._follow)
        view_state.marks.changed.connect(self._follow)
        self._follow()

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self._effects.shutdown()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._want_effects()

    def _choose(self) -> None:
        """The user selected rows."""
        if not self._following:
            rows = self.list.selectionModel().selectedRows()
            self._view_state.marks.select(index.row() for index in rows)
            self.chosen.emit()

    def _follow(self) -> None:
        """Select the rows of the selected marks, and show one of them."""
        chosen = sorted(self._view_state.marks.indices)
        chosen = [row for row in chosen if row < self.table.rowCount()]
        model = self.list.selectionModel()
        ranges = cast(Iterable[QItemSelectionRange], model.selection())
        rows = {row for part in ranges for row in range(part.top(), part.bottom() + 1)}
        if rows != set(chosen):
            self._following = True
            try:
                self._select_rows(chosen)
            finally:
                self._following = False
        self._want_effects()

    def _select_rows(self, chosen: list[int]) -> None:
        flags = QItemSelectionModel.SelectionFlag
        selection = QItemSelection()
        for first, last in _runs(chosen):
            selection.select(self.table.index(first, 0), self.table.index(last, LOCKED))
        model = self.list.selectionModel()
        model.select(selection, flags.ClearAndSelect | flags.Rows)
        if chosen:
            newest = self.table.index(chosen[-1], 0)
            model.setCurrentIndex(newest, flags.NoUpdate)
            self.list.scrollTo(newest)

    def _want_effects(self) -> None:
        """Only what is looked at is measured: the selected marks, then all that can be seen."""
        if self.isVisible():
            rows = self.list.visible_rows
            selected = sorted(self._view_state.marks.indices.intersection(rows))
            self._effects.want(dict.fromkeys([*selected, *rows]))
        else:
            self._effects.want(())

    def _toggle(self, row: int, column: int) -> None:
        """A switch of a selected row is that of all selected ones."""
        selected = self._view_state.marks.indices
        rows = selected if row in selected else {row}
        if column == VISIBLE:
            self._commands.set_hidden(rows)
        else:
            self._commands.set_locked(rows)

    def _show_menu(self, at: QPoint) -> None:
        if self._view_state.marks.indices:
            menu = mark_menu(self._document, self._view_state, self._commands, self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.list.viewport().mapToGlobal(at))


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Sorted numbers as (first, last) of each run without gaps."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _style() -> str:
    return f"""
QTreeView {{ background: {theme.GROUND}; outline: none; }}
QTreeView::item {{ padding: 2px 1px; border: none; }}
QTreeView::item:selected {{ background: {theme.INFO}; color: {theme.TEXT}; }}
QTreeView::item:hover:!selected {{ background: {theme.PANEL}; }}
QHeaderView {{ background: {theme.PANEL}; }}
QHeaderView::section {{ background: {theme.PANEL}; color: {theme.FAINT}; border: none;
  border-bottom: 1px solid {theme.BORDER}; padding: 3px 4px; font-weight: 400; }}
"""
