"""What can be done now: the conditions that the table of actions names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.comparison import LETTERS
from engine.separators.base import MAX_SOURCES

if TYPE_CHECKING:
    from editor.main_window import MainWindow


def conditions_of(window: MainWindow) -> dict[str, bool]:
    """Whether each condition is met in a window."""
    document, separation = window.document, window.separation
    view_state, commands = window.view_state, window.source_commands
    stack, selected = document.undo_stack, bool(view_state.marks.indices)
    found = {
        "recording": document.recording is not None,
        "stems": document.masks is not None or bool(document.added_stems.items),
        "result": document.result.masks is not None,
        "marks": bool(document.guidance),
        "selected": selected,
        "hidden": any(state.hidden for state in document.mark_states),
        "selection": view_state.selection is not None,
        "undo": stack.canUndo(),
        "redo": stack.canRedo(),
        "can_add_source": commands.can_add,
        "can_remove_source": commands.can_remove,
        "can_separate": separation.can_separate,
        "can_continue": separation.can_continue,
        "can_separate_selection": separation.can_separate and view_state.selection is not None,
        "running": separation.is_running and not separation.is_stopping,
    }
    for index in range(MAX_SOURCES):
        found[f"source_{index}"] = index < len(document.sources)
        found[f"copy_to_{index}"] = selected and index < len(document.sources)
    for index in range(len(LETTERS)):
        found[f"version_{index}"] = index < len(window.comparison.lettered)
    return found
