"""The tools: what each is called, its key, and what it says a drag will do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from editor.translation import tr
from editor.view_state import Tool


@dataclass(frozen=True)
class ToolSpec:
    """text: in the menu; tip: in the tool bar; hint: while the pointer is over the picture.

    In a hint {source} is the name of the source for which it draws.
    """

    text: str
    key: str
    tip: str
    hint: str
    new_section: bool = False


_OTHERWISE = " · Shift: without it"
_SIZE = " · [ ]: size"

_SPECS: dict[Tool, ToolSpec] = {
    "select": ToolSpec(
        "&Select", "V", "Select and change marks; drag on empty ground selects a time",
        "Drag: select a time · Click: play from here · Ctrl + drag: select marks",
    ),
    "region": ToolSpec(
        "Select a re&gion", "R", "Select a time and a band: hear, measure or separate it alone",
        "Drag: select a time and a band · inside it: move it · Esc: nothing selected",
    ),
    "activate": ToolSpec(
        "&Activate", "A", "Draw a box whose energy is the active source's",
        "Drag a box: all of it is {source}" + _OTHERWISE, new_section=True,
    ),
    "deactivate": ToolSpec(
        "&Deactivate", "D", "Draw a box in which the active source has no energy",
        "Drag a box: nothing of it is {source} · Shift: all of it",
    ),
    "brush": ToolSpec(
        "&Paint", "P", "Paint over what is the active source's; Shift paints what is not",
        "Drag: paint what is {source}" + _OTHERWISE + _SIZE,
    ),
    "eraser": ToolSpec(
        "&Erase", "E", "Take back what was said of a place, for every source",
        "Drag: take back what was drawn here" + _SIZE,
    ),
    "lasso": ToolSpec(
        "&Lasso", "G", "Draw a line around what is the active source's",
        "Drag around what is {source}" + _OTHERWISE,
    ),
    "solo": ToolSpec(
        "S&olo a time", "T", "Mark a stretch of time in which only the active source sounds",
        "Drag: here only {source} sounds · Shift: here it is silent",
    ),
    "off": ToolSpec(
        "S&ilence in a time", "O", "Mark a stretch of time in which the active source is silent",
        "Drag: here {source} is silent · Shift: here only it sounds",
    ),
    "band": ToolSpec(
        "&Band", "F", "Mark a band of frequencies that is the active source's all the time",
        "Drag up or down: this band is {source}" + _OTHERWISE,
    ),
    "harmonics": ToolSpec(
        "&Tone", "W", "Click a partial: it and its overtones, for as long as they sound",
        "Click a partial: the whole tone is {source}" + _OTHERWISE,
    ),
    "similar": ToolSpec(
        "Si&milar", "Y", "Draw a box and see what it would spread to, before you say so",
        "Drag a box: shows what is alike · Enter: all of it is {source} · Esc: give up",
    ),
    "pan": ToolSpec(
        "&Hand", "H", "Drag the picture", "Drag: move the picture", new_section=True,
    ),
}  # fmt: skip
TOOL_SPECS = {
    tool: replace(spec, text=tr(spec.text), tip=tr(spec.tip), hint=tr(spec.hint))
    for tool, spec in _SPECS.items()
}
