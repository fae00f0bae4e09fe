"""The spectrogram, or in its place the stems side by side."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from editor.spectrogram_view import SpectrogramView
from editor.stems_view import StemsView
from editor.view_state import ViewState

# What works on the panes of the stems too; every other tool draws, on the large picture.
_TOOLS_OF_BOTH = ("select", "region", "pan")


class PictureStack(QStackedWidget):
    """stems_shown: whether it is the stems."""

    stems_shown = Signal(bool)

    def __init__(
        self,
        spectrogram: SpectrogramView,
        stems: StemsView,
        view_state: ViewState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._spectrogram, self._stems = spectrogram, stems
        self._view_state = view_state
        self.addWidget(spectrogram)
        self.addWidget(stems)
        self.setFocusProxy(spectrogram)
        view_state.tool_changed.connect(self._tool_changed)

    @property
    def shows_stems(self) -> bool:
        """Whether the stems are shown."""
        return self.currentWidget() is self._stems

    def show_stems(self, shown: bool) -> None:
        """The stems side by side, or the one picture that can be drawn on."""
        if shown == self.shows_stems:
            return
        if shown and self._view_state.tool not in _TOOLS_OF_BOTH:
            self._view_state.tool = "select"
        widget: QWidget = self._stems if shown else self._spectrogram
        self.setCurrentWidget(widget)
        self.setFocusProxy(widget)
        widget.setFocus()
        self.stems_shown.emit(shown)

    def _tool_changed(self, tool: str) -> None:
        if tool not in _TOOLS_OF_BOTH:
            self.show_stems(False)
