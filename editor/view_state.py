"""View state: what the window shows and where the person is; never undone, no change to save.

Panels share it instead of calling each other: each property has one signal that carries its
new value, sent only when the value really changed.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

from editor.selection import MarkSelection

Tool = Literal[
    "select", "region", "activate", "deactivate", "brush", "eraser", "lasso",
    "solo", "off", "band", "harmonics", "similar", "pan",
]  # fmt: skip
MaskView = Literal["tint", "single", "off", "stem", "difference"]
FrequencyScale = Literal["log", "linear", "mel"]
ColourMap = Literal["magma", "inferno", "viridis", "cividis", "grey"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
MASK_VIEWS: tuple[MaskView, ...] = get_args(MaskView)
SMALLEST_BRUSH, LARGEST_BRUSH = 2.0, 150.0
FREQUENCY_SCALES: tuple[FrequencyScale, ...] = get_args(FrequencyScale)
COLOUR_MAPS: tuple[ColourMap, ...] = get_args(ColourMap)
# Lengths of the spectrogram's window in ms; 0: chosen by the program.
WINDOWS_MS = (0, 12, 23, 46, 93, 186)


class ViewState(QObject):
    """The shared state of all views of one document."""

    active_source_changed = Signal(object)
    tool_changed = Signal(object)
    selection_changed = Signal(object)
    band_changed = Signal(object)
    position_changed = Signal(object)
    dragging_playhead_changed = Signal(object)
    mask_opacity_changed = Signal(object)
    mask_view_changed = Signal(object)
    frequency_scale_changed = Signal(object)
    brush_radius_changed = Signal(object)
    compared_version_changed = Signal(object)
    colour_map_changed = Signal(object)
    window_ms_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.marks = MarkSelection(self)
        self._active_source = 0
        self._tool: Tool = "select"
        self._selection: tuple[float, float] | None = None
        self._band: tuple[float, float] | None = None
        self._position = 0.0
        self._dragging_playhead = False
        self._mask_opacity = 0.7
        self._mask_view: MaskView = "tint"
        self._compared_version = ""
        self._frequency_scale: FrequencyScale = "log"
        self._brush_radius = 14.0
        self._colour_map: ColourMap = "magma"
        self._window_ms = 0
        self.follows_playhead = True
        """Whether the picture turns the page when the playhead leaves it while it plays."""
        self.wheel_scrolls = False
        """Whether the wheel scrolls along the time; else it zooms, and Shift scrolls."""

    @property
    def active_source(self) -> int:
        """Index of the source for which boxes are drawn."""
        return self._active_source

    @active_source.setter
    def active_source(self, value: int) -> None:
        if value < 0:
            raise ValueError(f"active_source must be 0 or more, not {value}")
        if value != self._active_source:
            self._active_source = value
            self.active_source_changed.emit(value)

    @property
    def tool(self) -> Tool:
        """What a drag on the picture does; see TOOLS."""
        return self._tool

    @tool.setter
    def tool(self, value: Tool) -> None:
        _check("tool", value, TOOLS)
        if value != self._tool:
            self._tool = value
            self.tool_changed.emit(value)

    @property
    def selection(self) -> tuple[float, float] | None:
        """Selected stretch (start, end) in seconds with start < end, or None."""
        return self._selection

    @selection.setter
    def selection(self, value: tuple[float, float] | None) -> None:
        if value is not None:
            start, end = sorted(float(edge) for edge in value)
            if not (math.isfinite(start) and math.isfinite(end)):
                raise ValueError(f"selection must be finite, not {value}")
            value = (start, end) if start < end else None
        if value is None:
            self.band = None
        if value != self._selection:
            self._selection = value
            self.selection_changed.emit(value)

    @property
    def band(self) -> tuple[float, float] | None:
        """Selected band (low, high) in Hz of the selected stretch, None for every frequency.

        There is none where no stretch is selected.
        """
        return self._band

    @band.setter
    def band(self, value: tuple[float, float] | None) -> None:
        if value is not None:
            low, high = sorted(float(edge) for edge in value)
            if not (low >= 0.0 and math.isfinite(high)):
                raise ValueError(f"band must be finite and not below 0 Hz, not {value}")
            value = (low, high) if low < high and self._selection is not None else None
        if value != self._band:
            self._band = value
            self.band_changed.emit(value)

    @property
    def position(self) -> float:
        """The playhead, in seconds from the recording's start."""
        return self._position

    @position.setter
    def position(self, value: float) -> None:
        if not math.isfinite(value):
            raise ValueError(f"position must be finite, not {value}")
        value = max(0.0, float(value))
        if value != self._position:
            self._position = value
            self.position_changed.emit(value)

    @property
    def dragging_playhead(self) -> bool:
        """Whether the playhead is being dragged."""
        return self._dragging_playhead

    @dragging_playhead.setter
    def dragging_playhead(self, value: bool) -> None:
        if value != self._dragging_playhead:
            self._dragging_playhead = value
            self.dragging_playhead_changed.emit(value)

    @property
    def mask_opacity(self) -> float:
        """How strongly the masks colour the mixture, from 0 to 1."""
        return self._mask_opacity

    @mask_opacity.setter
    def mask_opacity(self, value: float) -> None:
        value = min(1.0, max(0.0, float(value)))
        if value != self._mask_opacity:
            self._mask_opacity = value
            self.mask_opacity_changed.emit(value)

    @property
    def mask_view(self) -> MaskView:
        """How masks are shown: "tint" over the mixture, the "single" active one, "off", the
        active "stem": the mixture's levels as its mask leaves them, or the "difference" of the
        active one to that of another version."""
        return self._mask_view

    @mask_view.setter
    def mask_view(self, value: MaskView) -> None:
        _check("mask_view", value, MASK_VIEWS)
        if value != self._mask_view:
            self._mask_view = value
            self.mask_view_changed.emit(value)

    @property
    def compared_version(self) -> str:
        """Id of the version to which differences are shown; "" for the newest other one."""
        return self._compared_version

    @compared_version.setter
    def compared_version(self, value: str) -> None:
        if value != self._compared_version:
            self._compared_version = value
            self.compared_version_changed.emit(value)

    @property
    def frequency_scale(self) -> FrequencyScale:
        """The picture's frequency axis: "log", "linear" or "mel"."""
        return self._frequency_scale

    @frequency_scale.setter
    def frequency_scale(self, value: FrequencyScale) -> None:
        _check("frequency_scale", value, FREQUENCY_SCALES)
        if value != self._frequency_scale:
            self._frequency_scale = value
            self.frequency_scale_changed.emit(value)

    @property
    def colour_map(self) -> ColourMap:
        """The colours of levels; see COLOUR_MAPS."""
        return self._colour_map

    @colour_map.setter
    def colour_map(self, value: ColourMap) -> None:
        _check("colour_map", value, COLOUR_MAPS)
        if value != self._colour_map:
            self._colour_map = value
            self.colour_map_changed.emit(value)

    @property
    def window_ms(self) -> int:
        """Length of the spectrogram's window in ms; 0 where the program chooses it."""
        return self._window_ms

    @window_ms.setter
    def window_ms(self, value: int) -> None:
        if value not in WINDOWS_MS:
            raise ValueError(f"window_ms must be one of {WINDOWS_MS}, not {value!r}")
        if value != self._window_ms:
            self._window_ms = value
            self.window_ms_changed.emit(value)

    @property
    def brush_radius(self) -> float:
        """Radius of brush and eraser in pixels of the picture."""
        return self._brush_radius

    @brush_radius.setter
    def brush_radius(self, value: float) -> None:
        value = min(LARGEST_BRUSH, max(SMALLEST_BRUSH, float(value)))
        if value != self._brush_radius:
            self._brush_radius = value
            self.brush_radius_changed.emit(value)


def _check(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
