"""The tool bar: tools, and the sources for which they draw."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from editor.actions import Actions
from editor.document import Document
from editor.key_texts import changes, with_keys
from editor.patterns import swatch
from editor.tools import TOOL_SPECS
from editor.translation import tr
from editor.view_state import ViewState
from engine.separators.base import MAX_SOURCES

# Letters that the names of all sources may take together; the transport needs the rest.
_LETTERS = 36
_FEWEST_LETTERS = 8


def short_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names cut so that all have room beside each other; numbers where that would say nothing."""
    room = _LETTERS // len(names)
    if all(len(name) <= room for name in names):
        return names
    if room < _FEWEST_LETTERS:
        return tuple(str(number + 1) for number in range(len(names)))
    return tuple(name if len(name) <= room else f"{name[: room - 1].rstrip()}…" for name in names)


class ToolBar(QToolBar):
    """Tools with their icons, then one button a source in its colour and name."""

    def __init__(
        self,
        actions: Actions,
        document: Document,
        view_state: ViewState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Tools"), parent)
        self.setObjectName("tools")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._actions = actions
        self._document = document
        self._view_state = view_state
        for tool, spec in TOOL_SPECS.items():
            if spec.new_section:
                self.addSeparator()
            action = actions[f"tool_{tool}"]
            self.addAction(action)
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setProperty("tool", True)
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.addSeparator()
        for number in range(1, MAX_SOURCES + 1):
            self.addAction(actions[f"source_{number}"])
        document.sources_changed.connect(self._show_sources)
        view_state.tool_changed.connect(self._show_choice)
        view_state.active_source_changed.connect(self._show_choice)
        changes.happened.connect(self._show_sources)
        self._show_sources()
        self._show_choice()

    def _show_sources(self) -> None:
        sources = self._document.sources
        labels = short_names(tuple(source.name for source in sources))
        for index in range(MAX_SOURCES):
            action = self._actions[f"source_{index + 1}"]
            there = index < len(sources)
            action.setVisible(there)
            if there:
                name = sources[index].name
                action.setText(name.replace("&", "&&"))
                action.setIconText(labels[index].replace("&", "&&"))
                action.setIcon(swatch(index, sources[index].colour))
                key = with_keys(f" ({{key:source_{index + 1}}})")
                action.setToolTip(tr("Draw for {name}").format(name=name) + key)

    def _show_choice(self) -> None:
        self._actions.choose("tool", self._view_state.tool)
        self._actions.choose("source", self._view_state.active_source)
