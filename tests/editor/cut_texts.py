"""Finds texts for which a widget has no room: German ones are longer than those in the code."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QWidget,
)

from editor.coseparation_lane import Lane
from editor.export_dialog import ExportDialog
from editor.main_window import MainWindow
from editor.preferences_dialog import PreferencesDialog
from editor.shortcut_sheet import ShortcutSheet

# Around a text in a tab, a heading or a tool button; a label with less room is meant to be cut.
MARGIN, ROOM = 6, 16_000


def cut_texts(window: MainWindow) -> set[str]:
    """What is cut in panels and dialogs of a window of common size."""
    window.resize(1400, 880)
    window.show()
    found: set[str] = set()
    for dock in window.docks:
        dock.show()
        dock.raise_()
        QApplication.processEvents()
        found |= set(_cut())
    window.coseparation.show()
    parts: tuple[QWidget, ...] = (
        PreferencesDialog(window.preferences, window.output_choice, {}, window),
        ExportDialog(window.document, window),
        ShortcutSheet(window.actions_table.bindings, window),
        Lane("take.wav", 1.0, 4000.0, np.zeros((8, 8), np.float32)),
    )
    for part in parts:
        part.show()
    QApplication.processEvents()
    found |= set(_cut())
    for part in parts:
        part.close()
    return found


def _cut() -> Iterator[str]:
    for widget in QApplication.allWidgets():
        if not widget.isVisible():
            continue
        if isinstance(widget, QTabBar):
            for index in range(widget.count()):
                if widget.tabRect(index).width() < _advance(widget, widget.tabText(index)):
                    yield widget.tabText(index)
        elif isinstance(widget, QHeaderView) and widget.model() is not None:
            for section in range(widget.count()):
                text = str(widget.model().headerData(section, widget.orientation()) or "")
                if text and widget.sectionSize(section) < _advance(widget, text):
                    yield text
        elif isinstance(widget, QAbstractButton | QLabel) and _has_no_room(widget):
            yield widget.text()


def _has_no_room(widget: QAbstractButton | QLabel) -> bool:
    if not widget.text():
        return False
    if isinstance(widget, QToolButton):
        pictured = widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        fits = widget.width() >= _advance(widget, widget.text().replace("&", ""))
        return not fits and (not pictured or widget.icon().isNull())
    if isinstance(widget, QLabel):
        cuts = widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored
        if cuts or widget.wordWrap() or widget.maximumWidth() < ROOM:
            return False
    return widget.width() < widget.minimumSizeHint().width()


def _advance(widget: QWidget, text: str) -> int:
    return widget.fontMetrics().horizontalAdvance(text) + MARGIN
