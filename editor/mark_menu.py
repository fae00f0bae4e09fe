"""The menu of the selected marks: what they say, for whom, how exactly; copies; hide and lock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from editor.document import Document
from editor.mark_commands import MarkCommands
from editor.mark_names import beginning, marks_name
from editor.patterns import swatch
from editor.translation import tr
from editor.view_state import ViewState
from engine.guidance import KINDS, Span

_KIND_TEXT = {
    "activate": tr("Activate: this is the source's"),
    "deactivate": tr("Deactivate: it is not"),
    "release": tr("Erase: nothing is known here"),
}
_SPAN_TEXT = {"activate": tr("Only this source"), "deactivate": tr("This source is silent")}


def mark_menu(
    document: Document, view_state: ViewState, commands: MarkCommands, parent: QWidget
) -> QMenu:
    """Everything that can be done with the selected marks, of which there is at least one."""
    marks = [mark for _, mark in commands.selected]
    states = [document.mark_states[index] for index, _ in commands.selected]
    menu = QMenu(parent)
    menu.setAccessibleName(beginning(marks_name(marks)))
    says = menu.addMenu(tr("Says")) if len(marks) > 1 else menu
    kinds = QActionGroup(menu)
    texts = _KIND_TEXT | (_SPAN_TEXT if all(isinstance(mark, Span) for mark in marks) else {})
    for kind in KINDS:
        checked = all(mark.kind == kind for mark in marks)
        _check(says.addAction(texts[kind]), checked, partial(commands.change, kind=kind), kinds)
    menu.addSeparator()
    told = [mark for mark in marks if mark.kind != "release"]
    if told:
        sources = QActionGroup(menu)
        for number, source in enumerate(document.sources):
            action = menu.addAction(swatch(number, source.colour), source.name.replace("&", "&&"))
            checked = all(mark.source == number for mark in told)
            _check(action, checked, partial(commands.change, source=number), sources)
        menu.addSeparator()
        exact = menu.addAction(tr("Exact: pin the mask inside"))
        _check(exact, all(mark.exact for mark in told), commands.toggle_exact)
    hidden, locked = menu.addAction(tr("Hide; it still counts")), menu.addAction(tr("Lock"))
    _check(hidden, all(state.hidden for state in states), commands.toggle_hidden)
    _check(locked, all(state.locked for state in states), commands.toggle_locked)
    menu.addSeparator()
    menu.addAction(tr("Duplicate")).triggered.connect(lambda: commands.duplicate())
    if told:
        copies = menu.addMenu(tr("Copy to"))
        for number, source in enumerate(document.sources):
            action = copies.addAction(swatch(number, source.colour), source.name.replace("&", "&&"))
            action.triggered.connect(_bound(commands.copy_to_source, number))
    if len(marks) == 1 and told:
        menu.addAction(tr("Similar to this")).triggered.connect(lambda: _ask_similar(view_state))
    menu.addSeparator()
    menu.addAction(tr("Delete")).triggered.connect(lambda: commands.remove())
    return menu


def _ask_similar(view_state: ViewState) -> None:
    """The tool asks about the selected mark when it is taken up."""
    view_state.tool = "select"
    view_state.tool = "similar"


def _bound(slot: Callable[[int], None], value: int) -> Callable[[], None]:
    return lambda: slot(value)


def _check(
    action: QAction, checked: bool, slot: Callable[[], None], group: QActionGroup | None = None
) -> None:
    action.setCheckable(True)
    action.setChecked(checked)
    if group is not None:
        group.addAction(action)
    action.triggered.connect(lambda: slot())
