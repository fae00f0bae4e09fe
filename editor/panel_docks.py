"""The docks of the window and what is in them; a panel that is too tall for its place scrolls."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QScrollArea, QTabWidget, QWidget

from editor.dock_share import DockShare
from editor.low_screen import screen_is_low, scrolling

# Taller panels would make the window higher than a small screen.
TALLEST_PIXELS = 360
TALLEST_ON_A_LOW_SCREEN = 110


class PanelDocks:
    """Docks on the right of a window: the first and all but the second share a place as tabs."""

    def __init__(self, window: QMainWindow, panels: Sequence[tuple[str, str, QWidget]]) -> None:
        """panels: name under which the layout is kept in any language, title, panel."""
        self._docks = {id(panel): _dock(window, *about) for *about, panel in panels}
        for dock, (_, _, panel) in zip(self.all, panels, strict=True):
            dock.setWidget(_placed(panel))
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        first, second, *others = self.all
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for earlier, later in itertools.pairwise((first, *others)):
            window.tabifyDockWidget(earlier, later)
        first.raise_()
        DockShare(window, [first, *others], second)

    @property
    def all(self) -> list[QDockWidget]:
        """In the order of the panels."""
        return list(self._docks.values())

    def of(self, panel: QWidget) -> QDockWidget:
        """The dock of a panel."""
        return self._docks[id(panel)]

    def covers(self, widget: QWidget | None) -> bool:
        """Whether a widget is in a panel that another one in the same place hides."""
        return any(
            dock.isAncestorOf(widget) and dock.visibleRegion().isEmpty()
            for dock in self.all
            if widget is not None
        )

    def show(self, panel: QWidget, focus: QWidget) -> None:
        """Bring a panel to the front, and the keyboard to something in it."""
        self.of(panel).show()
        self.of(panel).raise_()
        focus.setFocus(Qt.FocusReason.ShortcutFocusReason)


def reveal(widget: QWidget) -> None:
    """Scroll the panel that a widget is in until it can be seen, once everything has its place."""

    def scroll() -> None:
        above = widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(widget)

    QTimer.singleShot(0, widget, scroll)


def _dock(window: QMainWindow, name: str, title: str) -> QDockWidget:
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    return dock


def _placed(panel: QWidget) -> QWidget:
    tallest = TALLEST_ON_A_LOW_SCREEN if screen_is_low() else TALLEST_PIXELS
    return panel if panel.minimumSizeHint().height() <= tallest else scrolling(panel)
