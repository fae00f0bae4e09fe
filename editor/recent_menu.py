"""The menu of recordings and sessions opened lately."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from editor.opener import Opener
from editor.preferences import Preferences
from editor.translation import tr


class RecentMenu(QMenu):
    """Filled afresh whenever it is about to be shown."""

    def __init__(
        self, preferences: Preferences, opener: Opener, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Open &recent"), parent)
        self._preferences = preferences
        self._opener = opener
        self.aboutToShow.connect(self.refresh)

    def refresh(self) -> None:
        """Show the present list."""
        self.clear()
        for number, path in enumerate(self._preferences.recent_files, start=1):
            name = path.name.replace("&", "&&")
            action = self.addAction(f"&{number} {name}" if number < 10 else name)
            action.setToolTip(str(path))
            action.triggered.connect(self._opening(path))
        self.setToolTipsVisible(True)
        if self.isEmpty():
            self.addAction(tr("Nothing yet")).setEnabled(False)
        else:
            self.addSeparator()
            self.addAction(tr("&Clear the list")).triggered.connect(
                self._preferences.clear_recent_files
            )

    def _opening(self, path: Path) -> Callable[[], None]:
        return lambda: self._opener.open(path)
