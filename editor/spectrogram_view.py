"""The mixture's spectrogram with masks, marks, playhead and selection: the editor's main view.

Composes the canvas and the colour bar, has levels and pictures made in the background, and
shows the newest. Nothing here waits: until a picture is ready, the last one is shown.
"""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from editor.axes import FrequencyMap, note_name
from editor.background import JobContext, NewestWorker
from editor.canvas import HintItem
from editor.colour_bar import ColourBar
from editor.document import Document
from editor.gestures import GestureCanvas
from editor.grounds import Grounds
from editor.key_texts import with_keys
from editor.local_number import LocalNumber
from editor.mark_commands import MarkCommands
from editor.mask_overlay import nearest
from editor.picture import KeptLevels, Look, Picture, Stretch, render, with_margin
from editor.place_item import short_name
from editor.tiles import DISPLAY_WINDOW_SECONDS, LevelPyramid, compute_levels
from editor.translation import tr
from editor.view_history import ViewHistory
from editor.view_state import ViewState
from engine.masks import Masks
from engine.recording import Recording

COARSE_SIZE = (1024, 384)
_PAGE_LEAD = 0.05
_BUTTON_ZOOM = 0.5
NO_RECORDING = tr("Open a recording to see it here ({key:open}), or drop one on the window.")
NO_VERSION = tr(
    "There is no other version to compare with. Keep one with {key:keep_version}, then go on."
)
PREPARING = tr("Preparing spectrogram…")


class SpectrogramView(QWidget):
    """The spectrogram of the document's recording.

    readout: what is under the pointer, "" where nothing is. drag_hint: what a drag will do there.
    guidance_preview: the guidance while a mark is dragged, None when the drag ended.
    visible_range_changed: (start, end) in seconds. range_changed: of levels, (low, high) in dB.
    look_changed: the pixels mean something else, or there are more of them.
    """

    readout = Signal(str)
    drag_hint = Signal(str)
    guidance_preview = Signal(object)
    visible_range_changed = Signal(object)
    range_changed = Signal(object)
    look_changed = Signal()

    def __init__(
        self, document: Document, view_state: ViewState, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.view_state = view_state
        self.canvas = GestureCanvas(document, view_state)
        self.colour_bar = ColourBar()
        self._hint = HintItem(self.canvas)
        self._history = ViewHistory(self.canvas)
        self._levels: LevelPyramid | None = None
        self._chosen_range: tuple[float, float] | None = None
        self._told_range = (0.0, 0.0)
        self._painted = False
        self._problem = ""
        self._pointer: QPointF | None = None
        # Counts every change of what the pixels mean; a coarse picture of an older one is stale.
        self._version = 0
        self._coarse_version = -1
        self._levels_worker = NewestWorker("levels", self)
        self._picture_worker = NewestWorker("picture", self)
        self._kept_levels = KeptLevels()  # for that worker alone
        self._request_timer = QTimer(self)
        self._request_timer.setSingleShot(True)
        self._request_timer.setInterval(0)
        self._lay_out()
        self._connect()
        self._recording_changed()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.colour_bar)
        self.setAccessibleName(tr("Spectrogram with marks"))
        self.canvas.setAccessibleName(tr("Spectrogram"))
        self.canvas.setAccessibleDescription(
            tr(
                "Time from left to right, frequency from bottom to top. Drag to draw marks, select "
                "time or move the view, by the chosen tool; arrow keys move selected marks, Delete "
                "removes them, Escape cancels."
            )
        )
        self.setFocusProxy(self.canvas)

    def _connect(self) -> None:
        self.canvas.view_changed.connect(self._view_changed)
        self.canvas.pointed.connect(self._pointed)
        self.canvas.marks.preview.connect(self.guidance_preview)
        self.canvas.hint_changed.connect(self.drag_hint)
        self.colour_bar.range_chosen.connect(self.choose_range)
        self._request_timer.timeout.connect(self._request)
        self._levels_worker.published.connect(self._take_levels)
        self._levels_worker.failed.connect(self._levels_failed)
        self._picture_worker.published.connect(self._take_picture)
        self._picture_worker.failed.connect(self._picture_failed)
        document, view_state = self.document, self.view_state
        document.recording_changed.connect(self._recording_changed)
        document.masks_changed.connect(self._masks_changed)
        document.sources_changed.connect(self._sources_changed)
        view_state.active_source_changed.connect(self._look_changed)
        view_state.mask_opacity_changed.connect(self._look_changed)
        view_state.mask_view_changed.connect(self._look_changed)
        view_state.compared_version_changed.connect(self._look_changed)
        document.versions.changed.connect(self._look_changed)
        view_state.frequency_scale_changed.connect(self._scale_changed)
        view_state.colour_map_changed.connect(self._look_changed)
        view_state.window_ms_changed.connect(self._window_changed)
        view_state.position_changed.connect(self._follow)
        self._followed = view_state.position

    # --- for the window ------------------------------------------------------------------------

    @property
    def visible_range(self) -> tuple[float, float]:
        """The visible stretch of time in seconds."""
        return self.canvas.stretch.start, self.canvas.stretch.end

    @property
    def is_complete(self) -> bool:
        """Whether the levels of the whole recording are there and shown as newest known."""
        levels = self._levels
        return levels is not None and levels.complete and not self.is_busy

    @property
    def is_busy(self) -> bool:
        """Whether something is still computed for the picture."""
        return (
            self._levels_worker.is_running
            or self._picture_worker.is_running
            or self._request_timer.isActive()
        )

    @property
    def hint(self) -> str:
        """The sentence shown over the picture; "" where there is nothing to say."""
        return self._hint.text

    @property
    def mark_commands(self) -> MarkCommands:
        """What can be done with the selected marks."""
        return self.canvas.marks.commands

    @property
    def grounds(self) -> Grounds:
        """What questions about marks need of the recording."""
        return self.canvas.similar.grounds

    def bring_selected_into_view(self) -> None:
        """Show the selected marks."""
        self.canvas.marks.bring_into_view()

    def viewport(self) -> QWidget:
        """The widget that takes the mouse."""
        return self.canvas.viewport()

    def show_range(self, start: float, end: float) -> None:
        """Make this stretch of time visible (s)."""
        self.canvas.show_times(start, end)

    def back(self) -> None:
        """Show what was shown before."""
        self._history.back()

    def forward(self) -> None:
        """Show what was shown before going back."""
        self._history.forward()

    def fit(self) -> None:
        """Show the whole recording."""
        self.canvas.fit()

    def zoom_in(self) -> None:
        """Show half as much time, around the playhead where it is visible."""
        self.canvas.zoom_time(_BUTTON_ZOOM, self._zoom_centre())

    def zoom_out(self) -> None:
        """Show twice as much time."""
        self.canvas.zoom_time(1 / _BUTTON_ZOOM, self._zoom_centre())

    def zoom_to_selection(self) -> None:
        """Show the selected stretch of time, and of the frequencies the selected band."""
        if self.view_state.selection is not None:
            self.canvas.show_times(*self.view_state.selection)
        if self.view_state.band is not None:
            low, high = self.view_state.band
            scale = self.canvas.scale_map
            self.canvas.show_positions(float(scale.position(low)), float(scale.position(high)))

    def select_all_marks(self) -> None:
        """Select every mark."""
        self.view_state.marks.select(range(len(self.document.guidance.marks)))

    def delete_selected_marks(self) -> None:
        """Delete the selected marks, one undo step."""
        self.mark_commands.remove()

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self._request_timer.stop()
        self._history.shutdown()
        self.canvas.shutdown()
        self._levels_worker.shutdown()
        self._picture_worker.shutdown()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shutdown()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Levels need torch, whose import stalls the window: not before the first paint."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._start_levels)

    def _zoom_centre(self) -> float:
        start, end = self.visible_range
        position = self.view_state.position
        return position if start <= position <= end else (start + end) / 2

    # --- levels --------------------------------------------------------------------------------

    def _recording_changed(self) -> None:
        recording = self.document.recording
        self._levels, self._chosen_range, self._problem = None, None, ""
        item = self.canvas.picture_item
        item.fine = item.coarse = None
        duration, nyquist = (1.0, 22050.0)
        if recording is not None:
            duration, nyquist = recording.duration, recording.sample_rate / 2
        self.view_state.selection = None
        self.view_state.position = 0.0
        self.canvas.playhead.setVisible(recording is not None)
        self.canvas.scale_map = FrequencyMap(self.view_state.frequency_scale, nyquist)
        self.canvas.set_recording(duration, nyquist)
        self._history.clear()
        self._look_changed()
        if self._painted:
            self._start_levels()

    def _start_levels(self) -> None:
        recording = self.document.recording
        if recording is None:
            self._levels_worker.submit(_nothing)
        elif self._levels is None:
            seconds = self.view_state.window_ms / 1000 or DISPLAY_WINDOW_SECONDS
            self._levels_worker.submit(partial(compute_levels, recording, window_seconds=seconds))

    def _window_changed(self, value: object) -> None:
        """Other levels; until they come the picture stays."""
        self._levels = None
        if self._painted:
            self._start_levels()
        self._update_hint()

    def _take_levels(self, kind: str, value: tuple[Recording, LevelPyramid]) -> None:
        recording, levels = value
        if recording is self.document.recording:
            self._levels = levels
            self._look_changed()

    def _levels_failed(self, sentence: str) -> None:
        self._problem = tr("The spectrogram could not be computed: {sentence}").format(
            sentence=sentence
        )
        self._update_hint()

    def _picture_failed(self, sentence: str) -> None:
        self._problem = tr("The spectrogram could not be drawn: {sentence}").format(
            sentence=sentence
        )
        self._update_hint()

    def _update_hint(self) -> None:
        levels = self._levels
        if self.document.recording is None:
            text = NO_RECORDING
        elif self._problem:
            text = self._problem
        elif levels is None:
            text = PREPARING
        elif not levels.complete:
            text = f"{PREPARING} {math.floor(100 * levels.ready / levels.columns)} %"
        elif self.view_state.mask_view == "difference" and self._reference() is None:
            text = NO_VERSION
        else:
            text = ""
        self._hint.set_text(with_keys(text))

    # --- what the pixels mean ------------------------------------------------------------------

    @property
    def levels(self) -> LevelPyramid | None:
        """The mixture's levels, as far as they are known; None before the first of them."""
        return self._levels

    @property
    def look(self) -> Look:
        """What the pixels mean."""
        return self._look()

    def _look(self) -> Look:
        return Look(
            levels_db=self._range_db(),
            masks=self.document.masks,
            colours=tuple(source.colour for source in self.document.sources),
            opacity=self.view_state.mask_opacity,
            mask_view=self.view_state.mask_view,
            active_source=self.view_state.active_source,
            colour_map=self.view_state.colour_map,
            reference=self._reference(),
        )

    def _reference(self) -> Masks | None:
        """The masks of the version to which differences are shown; None without another one."""
        document, state = self.document, self.view_state
        if state.mask_view != "difference":
            return None
        chosen = document.versions.find(state.compared_version)
        others = [v.result.masks for v in document.versions.items if v is not chosen]
        others.append(None if chosen is None else chosen.result.masks)
        others = [masks for masks in others if masks is not None and masks is not document.masks]
        return others[-1] if others else None

    def _range_db(self) -> tuple[float, float]:
        if self._chosen_range is not None:
            return self._chosen_range
        return self.colour_bar.range_db if self._levels is None else self._levels.auto_range()

    @property
    def range_db(self) -> tuple[float, float]:
        """The levels in dB between which the colours run."""
        return self._range_db()

    def choose_range(self, range_db: tuple[float, float] | None) -> None:
        """Colours from one level in dB to another; None: as the recording's levels suggest."""
        self._chosen_range = range_db
        self._look_changed()

    def _sources_changed(self) -> None:
        last = len(self.document.sources) - 1
        if 0 <= last < self.view_state.active_source:
            self.view_state.active_source = last
        self._look_changed()

    def _look_changed(self, value: object = None) -> None:
        self._version += 1
        look = self._look()
        self.colour_bar.set_range(look.levels_db)
        self.colour_bar.set_colour_map(look.colour_map)
        if look.levels_db != self._told_range:
            self._told_range = look.levels_db
            self.range_changed.emit(look.levels_db)
        active = look.active_source
        single = look.shows_single and active < len(look.colours)
        self.colour_bar.set_mask_colour(look.colours[active] if single else None)
        self.colour_bar.set_difference(look.shows_difference)
        self._update_hint()
        self._request_timer.start()
        self.look_changed.emit()

    def _masks_changed(self) -> None:
        """Somebody waits to see them: nothing that is to be painted goes first."""
        self._look_changed()
        self._request_timer.stop()
        self._request()

    def _scale_changed(self, scale: object) -> None:
        nyquist = self.canvas.scale_map.nyquist
        self.canvas.set_scale(FrequencyMap(self.view_state.frequency_scale, nyquist))
        self._look_changed()

    # --- pictures ------------------------------------------------------------------------------

    def _view_changed(self) -> None:
        self.colour_bar.set_bottom_margin(self.canvas.height() - self.canvas.area.height())
        self.visible_range_changed.emit(self.visible_range)
        self._request_timer.start()

    def _request(self) -> None:
        levels, recording = self._levels, self.document.recording
        if self._pointer is not None:
            self.readout.emit(self._describe(self._pointer))
        if levels is None or recording is None:
            self.canvas.picture_item.refresh()
            return
        if self._is_covered:
            return
        stretch, width, height = self._wanted()
        scale, look, version = self.canvas.scale_map, self._look(), self._version
        everything = Stretch(0.0, self.canvas.duration, 0.0, scale.top)
        coarse, kept = version != self._coarse_version, self._kept_levels

        def job(context: JobContext) -> None:
            fine = render(levels, look, scale, stretch, width, height, kept)
            context.publish("fine", (recording, version, fine))
            if stretch.covers(everything):
                context.publish("coarse", (recording, version, fine))
            elif coarse and not context.superseded():
                whole = render(levels, look, scale, everything, *COARSE_SIZE)
                context.publish("coarse", (recording, version, whole))

        self._picture_worker.submit(job)

    @property
    def _is_covered(self) -> bool:
        """Whether another view stands in its place: then nothing is drawn until it is back."""
        return self._painted and not self.isVisible() and self.window().isVisible()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._request_timer.start()

    def _wanted(self) -> tuple[Stretch, int, int]:
        """The stretch to render and its size on the screen's grid."""
        canvas, ratio = self.canvas, self.devicePixelRatioF()
        area = canvas.area
        width, height = max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio))
        return with_margin(canvas.stretch, canvas.duration, width, height)

    def _take_picture(self, kind: str, value: tuple[Recording, int, Picture]) -> None:
        recording, version, picture = value
        if recording is not self.document.recording:
            return
        item = self.canvas.picture_item
        if kind == "fine":
            item.fine = picture
        else:
            item.coarse = picture
            self._coarse_version = version
        item.refresh()

    # --- playhead and pointer ------------------------------------------------------------------

    def _follow(self, position: float) -> None:
        """While it plays, turn the page when the playhead leaves the view at its right edge."""
        start, end = self.visible_range
        before, self._followed = self._followed, position
        step = position - before
        if not self.view_state.follows_playhead:
            return
        if start <= before <= end < position and step < 0.5 and not self.canvas.is_dragging:
            lead = _PAGE_LEAD * (end - start)
            self.canvas.show_times(position - lead, position - lead + end - start)

    def _pointed(self, point: QPointF | None) -> None:
        self._pointer = point
        self.readout.emit("" if point is None else self._describe(point))

    def _describe(self, point: QPointF) -> str:
        if self.document.recording is None:
            return ""
        seconds = self.canvas.seconds_at(point.x())
        hz = float(self.canvas.scale_map.hz(self.canvas.position_at(point.y())))
        parts = [f"{LocalNumber(seconds):.3f} s", f"{LocalNumber(hz):.{0 if hz >= 100 else 1}f} Hz"]
        parts.append(note_name(hz))
        level = None if self._levels is None else self._levels.level_at(seconds, hz)
        if level is not None:
            parts.append(f"{LocalNumber(level):.1f} dB")
        parts.append(self._describe_mask(seconds, hz))
        return "   ".join(part for part in parts if part).replace("-", "−")

    def _describe_mask(self, seconds: float, hz: float) -> str:
        """The active source's share at a point."""
        masks, active = self.document.masks, self.view_state.active_source
        if masks is None or active >= min(masks.sources, len(self.document.sources)):
            return ""
        row, column = int(nearest(masks.frequencies, hz)), int(nearest(masks.times, seconds))
        share = float(masks.values[active, row, column])
        return f"{short_name(self.document.sources[active].name)} {100 * share:.0f} %"


def _nothing(context: JobContext) -> None:
    """Takes the place of a job whose recording was closed."""
