""" "Similar to this": what a mark alone would spread to, shown before anything is said.

The propagation of just this mark, from equal shares, is computed in the background and glows on
the picture in the active source's colour. Enter says it, Escape gives it up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from editor.background import JobContext, NewestWorker
from editor.canvas import Canvas, Overlay
from editor.drawing import BoxDrag
from editor.grounds import Grounds
from editor.mark_editor import MarkEditor
from editor.mask_overlay import nearest
from editor.translation import tr
from engine.guidance import Guidance, Kind, Mark

if TYPE_CHECKING:
    from engine.separators.stage import Stage

# Quieter than this below the loudest a glow would only say that nothing is there.
_QUIET_DB, _LOUD_DB = -70.0, -35.0
_GLOW = 0.85
# A mark alone leans on everything a little: only what it says clearly glows.
_UNSURE, _SURE = 0.25, 0.75


@dataclass(frozen=True, eq=False)
class Spread:
    """glow: float32 (bins, frames) in [0, 1], how much a mark says of each bin that can be heard;
    share: of the mixture's energy that glows."""

    mark: Mark
    glow: np.ndarray
    times: np.ndarray
    frequencies: np.ndarray
    share: float


class Similar(QObject):
    """The mark in question and what it would spread to. said: a sentence for the user."""

    said = Signal(str)

    def __init__(self, editor: MarkEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._candidate: Mark | None = None
        self._origin: int | None = None
        self.grounds = Grounds()
        self.overlay = SpreadItem(editor.canvas)
        self._worker = NewestWorker("similar", self)
        self._worker.published.connect(self._deliver)
        self._worker.failed.connect(self._fail)
        editor.document.recording_changed.connect(self.give_up)
        editor.document.guidance_changed.connect(self.give_up)
        editor.view_state.active_source_changed.connect(self._change_source)
        editor.view_state.tool_changed.connect(self._change_tool)

    @property
    def candidate(self) -> Mark | None:
        """The mark in question."""
        return self._candidate

    @property
    def spread(self) -> Spread | None:
        """What it would spread to, once that is known."""
        return self.overlay.spread

    def ask(self, mark: Mark, origin: int | None = None) -> None:
        """Show what this mark alone would spread to; origin: its index, if it is drawn already."""
        document = self._editor.document
        recording, sources = document.recording, len(document.sources)
        if recording is None or mark.kind == "release":
            return
        self._candidate, self._origin = mark, origin
        marks = list(document.guidance.marks)
        if origin is not None:
            marks[origin] = mark
        self._editor.layer.show_marks(marks, mark if origin is None else None)
        if self.overlay.spread is None:
            self.said.emit(tr("Looking for what is alike …"))
        grounds, seed = self.grounds, document.choice.seed

        def job(context: JobContext) -> None:
            context.publish("spread", _spread(grounds.stage(recording, sources, seed), mark))

        self._worker.submit(job)

    def ask_selected(self) -> None:
        """Ask about the only selected mark, for the active source."""
        editor, chosen = self._editor, self._editor.selection.indices
        if len(chosen) == 1:
            (index,) = chosen
            mark = editor.document.guidance.marks[index]
            self.ask(replace(mark, source=editor.source), index)

    def accept(self) -> None:
        """Say it: one undo step."""
        mark, origin, editor = self._candidate, self._origin, self._editor
        self.give_up()
        if mark is not None and origin is None:
            editor.add(mark)
        elif mark is not None and origin is not None:
            editor.commit({origin: mark}, tr("Change mark"))

    def give_up(self) -> None:
        """Say nothing."""
        if self._candidate is None:
            return
        self._candidate = self._origin = None
        self.overlay.show_spread(None, "")
        self._editor.end_preview()
        self.said.emit("")

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self._worker.shutdown()

    def _change_source(self, _: object) -> None:
        if self._candidate is not None:
            self.ask(replace(self._candidate, source=self._editor.source), self._origin)

    def _change_tool(self, tool: object) -> None:
        if tool == "similar":
            self.ask_selected()
        else:
            self.give_up()

    def _deliver(self, kind: str, spread: Spread) -> None:
        if spread.mark is not self._candidate:
            return
        source = self._editor.document.sources[spread.mark.source]
        self.overlay.show_spread(spread, source.colour)
        its = tr("Alike: {value:.0f} % of the sound would be {name} · Enter: say so · Esc: give up")
        no = tr(
            "Alike: {value:.0f} % of the sound would lose {name} · Enter: say so · Esc: give up"
        )
        text = its if spread.mark.kind == "activate" else no
        self.said.emit(text.format(value=100 * spread.share, name=source.name))

    def _fail(self, sentence: str) -> None:
        self.give_up()
        self.said.emit(tr("What is alike cannot be found: {sentence}").format(sentence=sentence))


class SimilarDrag(BoxDrag):
    """Draws a box as a question; the glow follows while it is drawn."""

    def __init__(self, similar: Similar, editor: MarkEditor, point: QPointF, kind: Kind) -> None:
        super().__init__(editor, point, kind)
        self._similar = similar

    def move(self, point: QPointF) -> None:
        """Ask again."""
        self._follow(point)
        if self._mark is not None:
            self._similar.ask(self._mark)

    def finish(self) -> None:
        """The question stays; a click asks about what is there."""
        if self._mark is None and not self._far:
            self._select_clicked()
            self._similar.give_up()
            self._similar.ask_selected()

    def cancel(self) -> None:
        """No question."""
        self._similar.give_up()


def _spread(stage: Stage, mark: Mark) -> Spread:
    from engine.propagation import propagate

    sources = stage.sources
    even = np.full((sources, *stage.magnitude.shape), 1.0 / sources, np.float32)
    mask = propagate(stage.features, even, Guidance((mark,))).masks[mark.source]
    gained = (mask * sources - 1.0) / (sources - 1.0)
    told = np.clip(gained if mark.kind == "activate" else 1.0 - mask * sources, 0.0, 1.0)
    energy = np.square(stage.magnitude)
    level = 10.0 * np.log10(energy / energy.max() + 1e-12)
    heard = np.clip((level - _QUIET_DB) / (_LOUD_DB - _QUIET_DB), 0.0, 1.0)
    clear = np.clip((told - _UNSURE) / (_SURE - _UNSURE), 0.0, 1.0)
    # Only of what glows: the slight lean of all the rest is nothing that one mark could claim.
    share = float((clear * energy).sum() / energy.sum())
    glow = (clear * heard).astype(np.float32)
    return Spread(mark, glow, stage.times, stage.frequencies, share)


class SpreadItem(Overlay):
    """The glow over everything that is alike."""

    def __init__(self, canvas: Canvas) -> None:
        self.spread: Spread | None = None
        self._colour = ""
        self._image: QImage | None = None
        super().__init__(canvas, z=15)

    def show_spread(self, spread: Spread | None, colour: str) -> None:
        """Show what a mark would spread to, in its source's colour; None: nothing."""
        self.spread, self._colour = spread, colour
        self.refresh()

    def refresh(self) -> None:
        """The view or what is shown changed."""
        self._image = None
        super().refresh()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.spread is None:
            return
        if self._image is None:
            self._image = self._render(self.spread)
        # The rest steps back, so that what is alike stands out.
        painter.fillRect(self.canvas.area, QColor(0, 0, 0, 170))
        painter.drawImage(self.canvas.area, self._image)

    def _render(self, spread: Spread) -> QImage:
        view, area = self.canvas.stretch, self.canvas.area
        width, height = round(area.width()), round(area.height())
        seconds = np.linspace(view.start, view.end, 2 * width + 1)[1::2]
        hz = self.canvas.scale_map.hz(np.linspace(view.high, view.low, 2 * height + 1)[1::2])
        rows, columns = nearest(spread.frequencies, hz), nearest(spread.times, seconds)
        alpha = spread.glow.take(rows, 0).take(columns, 1) * _GLOW
        colour = QColor(self._colour)
        pixels = np.empty((height, width, 4), np.uint8)
        parts = (colour.blueF(), colour.greenF(), colour.redF(), 1.0)
        for part, value in enumerate(parts):
            pixels[..., part] = alpha * (255.0 * value)
        form = QImage.Format.Format_ARGB32_Premultiplied
        return QImage(pixels.data, width, height, 4 * width, form).copy()
