"""The menu of a mark: what it says, for whom, how exactly; and taking it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from editor.mark_editor import MarkEditor
from editor.mark_names import mark_name
from engine.guidance import KINDS, Span

_KIND_TEXT = {
    "activate": "Activate: this is the source's",
    "deactivate": "Deactivate: it is not",
    "release": "Erase: nothing is known here",
}
_SPAN_TEXT = {"activate": "Only this source", "deactivate": "This source is silent"}


def mark_menu(editor: MarkEditor, index: int) -> QMenu:
    """Kind, source, exact and delete of one mark."""
    mark = editor.document.guidance.marks[index]
    menu = QMenu(editor.canvas)
    menu.setAccessibleName(mark_name(mark).capitalize())
    kinds = QActionGroup(menu)
    texts = _KIND_TEXT | (_SPAN_TEXT if isinstance(mark, Span) else {})
    for kind in KINDS:
        _radio(
            menu.addAction(texts[kind]),
            kinds,
            mark.kind == kind,
            _changer(editor, index, kind=kind),
        )
    menu.addSeparator()
    if mark.kind != "release":
        sources = QActionGroup(menu)
        for number, source in enumerate(editor.document.sources):
            action = menu.addAction(source.name.replace("&", "&&"))
            change = _changer(editor, index, source=number)
            _radio(action, sources, mark.source == number, change)
        menu.addSeparator()
        exact = menu.addAction("Exact: pin the mask inside")
        exact.setCheckable(True)
        exact.setChecked(mark.exact)
        exact.triggered.connect(_changer(editor, index, exact=not mark.exact))
        menu.addSeparator()
    if mark.kind != "release":
        menu.addAction("Similar to this").triggered.connect(lambda: _ask_similar(editor))
    menu.addAction("Delete").triggered.connect(editor.remove_selected)
    return menu


def _ask_similar(editor: MarkEditor) -> None:
    """The tool asks about the selected mark when it is taken up."""
    editor.view_state.tool = "select"
    editor.view_state.tool = "similar"


def _changer(editor: MarkEditor, index: int, **changes: Any) -> Callable[[], None]:
    def change() -> None:
        marks = editor.document.guidance.marks
        if index < len(marks):
            editor.commit({index: replace(marks[index], **changes)}, "")

    return change


def _radio(action: QAction, group: QActionGroup, checked: bool, change: Callable[[], None]) -> None:
    action.setCheckable(True)
    action.setChecked(checked)
    group.addAction(action)
    action.triggered.connect(change)
