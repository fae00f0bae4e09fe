"""What the pointer says before a drag begins: its shape, and a sentence for the status bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from editor.key_texts import with_keys
from editor.mark_layer import Hit
from editor.mark_names import mark_name, marks_name
from editor.reshaping import RECTANGULAR, Grip, cursor_of
from editor.tools import TOOL_SPECS
from editor.translation import tr
from editor.view_state import Tool
from engine.guidance import Mark

_CURSORS: dict[Tool, Qt.CursorShape] = {
    "pan": Qt.CursorShape.OpenHandCursor,
    "solo": Qt.CursorShape.SplitHCursor,
    "off": Qt.CursorShape.SplitHCursor,
    "band": Qt.CursorShape.SplitVCursor,
    "harmonics": Qt.CursorShape.PointingHandCursor,
}


def drag_hint(marks: Sequence[Mark], hit: Hit, locked: bool, selected: frozenset[int]) -> str:
    """What a drag from a mark will do."""
    mark = marks[hit.index]
    if locked:
        text = tr("The {mark_name} is locked · {key}, or the guidance list: unlock it")
        return text.format(mark_name=mark_name(mark), key=with_keys("{key:lock}"))
    if hit.grip != Grip.BODY:
        return tr("Drag: resize the {mark_name} · Arrow keys with Alt: a little").format(
            mark_name=mark_name(mark)
        )
    together = [marks[index] for index in sorted(selected)] if hit.index in selected else [mark]
    text = tr("Drag: move the {mark_name}").format(mark_name=mark_name(mark))
    if len(together) > 1:
        text = tr("Drag: move the {marks_name}").format(marks_name=marks_name(together))
    else:
        has_edges = isinstance(mark, RECTANGULAR)
        text += tr(" · its edges: resize it") if has_edges else tr(" · its handles: resize it")
    return text + tr(" · Ctrl + click: select more")


def tool_hint(tool: Tool, source: str) -> str:
    """What a drag on empty ground will do for a source of this name."""
    return TOOL_SPECS[tool].hint.format(source=source)


def shape_of(tool: Tool, hit: Hit | None, *, locked: bool, at_edge: bool) -> Qt.CursorShape:
    """The pointer over the picture; at_edge: at an edge of the selected time."""
    if hit is not None:
        return Qt.CursorShape.ForbiddenCursor if locked else cursor_of(hit.grip)
    if tool in _CURSORS:
        return _CURSORS[tool]
    if tool != "select":
        return Qt.CursorShape.CrossCursor
    return Qt.CursorShape.SplitHCursor if at_edge else Qt.CursorShape.IBeamCursor
