"""What keys and menus change in the view state and on the active source."""

from __future__ import annotations

from editor.document import Document
from editor.view_state import FrequencyScale, MaskView, Tool, ViewState


class ViewCommands:
    """Targets of the action table; each is one line of intent."""

    def __init__(self, document: Document, view_state: ViewState) -> None:
        self._document = document
        self._view_state = view_state

    def choose_tool(self, tool: Tool) -> None:
        """What a drag on the picture does."""
        self._view_state.tool = tool

    def scale_brush(self, factor: float) -> None:
        """Make brush and eraser larger or smaller."""
        self._view_state.brush_radius *= factor

    def choose_source(self, index: int) -> None:
        """The source for which marks are drawn."""
        if index < len(self._document.sources):
            self._view_state.active_source = index

    def choose_mask_view(self, mask_view: MaskView) -> None:
        """How masks are shown."""
        self._view_state.mask_view = mask_view

    def choose_scale(self, scale: FrequencyScale) -> None:
        """The frequency axis."""
        self._view_state.frequency_scale = scale

    def set_following(self, follows: bool) -> None:
        """Whether the picture follows the playhead."""
        self._view_state.follows_playhead = follows

    def clear_selection(self) -> None:
        """Nothing is selected, neither a time nor a region."""
        self._view_state.selection = None

    def toggle_solo(self) -> None:
        """Solo the active source, or no longer."""
        index = self._view_state.active_source
        self._document.set_source(index, solo=not self._document.sources[index].solo)

    def toggle_mute(self) -> None:
        """Mute the active source, or no longer."""
        index = self._view_state.active_source
        self._document.set_source(index, mute=not self._document.sources[index].mute)
