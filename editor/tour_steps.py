"""What the five cards of the tour say, and what they point at."""

from __future__ import annotations

from typing import Any

from editor.guided_tour import Step
from editor.translation import tr


def tour_steps(window: Any) -> tuple[Step, ...]:
    """The steps over the main window; their targets are looked up when they are shown."""
    return (
        Step(
            tr("What you hear, as a picture"),
            tr(
                "Time runs from left to right, low sounds are below, high ones above. In the demo "
                "a guitar and a blackbird sound together. {key:play} plays and stops; a click "
                "moves the playhead, the wheel zooms."
            ),
            lambda: window.overview,
        ),
        Step(
            tr("Take it apart"),
            tr(
                "Separate divides the recording into as many sources as you say. It goes on "
                "improving while you watch and listen; Stop keeps what is reached."
            ),
            lambda: window.separator_panel.separate,
        ),
        Step(
            tr("Listen to each stem"),
            tr(
                "Every source has its row: {key:solo} hears it alone, {key:mute} without it, below "
                "are gain and pan. Give it a name. All stems together are always the recording "
                "again."
            ),
            lambda: window.stem_panel.rows[0],
        ),
        Step(
            tr("Say what is wrong by drawing"),
            tr(
                "Choose a source, take Activate ({key:tool_activate}) and drag a box over what is "
                "its sound; Deactivate ({key:tool_deactivate}) over what is not. Picture and sound "
                "follow at once, and what sounds alike elsewhere goes along. {key:undo} "
                "undoes all of it."
            ),
            lambda: window.tool_bar,
        ),
        Step(
            tr("Keep it"),
            tr(
                "{key:save} saves everything in one session, {key:export} exports the stems. "
                "{key:palette} finds any command by its words, {key:shortcuts} lists all keys. "
                "This tour is in the Help menu."
            ),
            lambda: window.menuBar(),
        ),
    )
