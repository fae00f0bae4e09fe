"""Stems side by side: the mixture and every stem above each other, on one time axis.

The panes share the visible stretch with the spectrogram, so that going from one view to the
other changes nothing of where one is. All pictures are made in one background job, which samples
the levels once; while it works, the last pictures are shown, moved and stretched.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from editor import axes, colour_maps, theme
from editor.added_pictures import AddedPictures
from editor.background import JobContext, NewestWorker
from editor.canvas import BY_KEY, paint_focus, paint_hint, paint_selection
from editor.document import Document
from editor.key_texts import with_keys
from editor.patterns import swatch
from editor.picture import Picture, Stretch, render_stems, with_margin
from editor.region_drags import RegionDrag
from editor.selection_item import paint_region
from editor.spectrogram_view import NO_RECORDING, PREPARING, SpectrogramView
from editor.translation import tr
from editor.view_drags import Drag, PanDrag, SeekDrag, SelectDrag
from editor.view_state import ViewState

NO_STEMS = tr("The stems appear here once they are separated ({key:separate}).")
COARSE_SIZE = (1024, 128)
_GAP = 3.0
_ICON = 14


class StemsView(QWidget):
    """One pane for the mixture, one a source and one an added stem.

    A click on a source's pane chooses it.
    """

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        view: SpectrogramView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._view_state, self._view = document, view_state, view
        self._drag: Drag | None = None
        self._by_key = False
        self._pane = 0  # in which the drag began
        self._fine: list[Picture] = []
        self._coarse: list[Picture] = []
        self._version, self._coarse_version = 0, -1
        self._added = AddedPictures()
        self._playhead_x = 0.0
        self._worker = NewestWorker("stems' pictures", self)
        self._worker.published.connect(self._take)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._request)
        self.setAccessibleName(tr("Stems side by side"))
        self.setAccessibleDescription(
            tr(
                "The mixture and every stem above each other. Click a pane to choose its source "
                "and to play from there, drag to select; the wheel moves all of them together."
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumHeight(120)
        self._connect()

    def _connect(self) -> None:
        document, state = self._document, self._view_state
        self._view.canvas.view_changed.connect(self._view_changed)
        self._view.look_changed.connect(self._look_changed)
        document.recording_changed.connect(self._forget)
        document.added_stems.changed.connect(self._look_changed)
        state.position_changed.connect(self._playhead_moved)
        for changed in (state.selection_changed, state.band_changed, state.active_source_changed):
            changed.connect(self._repaint)

    @property
    def is_busy(self) -> bool:
        """Whether pictures are still being made."""
        return self._timer.isActive() or self._worker.is_running

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self._timer.stop()
        self._worker.shutdown()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shutdown()
        super().closeEvent(event)

    # --- panes --------------------------------------------------------------------------------

    @property
    def panes(self) -> list[QRectF]:
        """The mixture's pane and one for every stem, added ones last, from top to bottom."""
        line = QFontMetricsF(self.font()).height()
        left, right = axes.left_margin(self), axes.right_margin(self)
        count = 1 + self._stems + len(self._document.added_stems.items)
        room = max(1.0, self.height() - 1.7 * line - _GAP * count)
        width = max(1.0, self.width() - left - right)
        height = room / count
        return [QRectF(left, n * (height + _GAP), width, height) for n in range(count)]

    @property
    def _stems(self) -> int:
        """How many stems the masks make."""
        masks = self._document.masks
        return 0 if masks is None else masks.sources

    def _source_of(self, pane: int) -> int | None:
        """The source whose stem a pane shows."""
        return pane - 1 if 0 < pane <= min(self._stems, len(self._document.sources)) else None

    def _pane_at(self, y: float) -> int:
        panes = self.panes
        return next((n for n, pane in enumerate(panes) if y < pane.bottom()), len(panes) - 1)

    def _on_canvas(self, point: QPointF, number: int) -> QPointF:
        """A point of a pane on the spectrogram's canvas, whose gestures work here too."""
        pane, area = self.panes[number], self._view.canvas.area
        x = (point.x() - pane.left()) / pane.width() * area.width()
        return QPointF(x, (point.y() - pane.top()) / pane.height() * area.height())

    def _place(self, pane: QRectF, stretch: Stretch) -> QRectF:
        """Where a stretch of time and frequency lies on a pane."""
        view = self._view.canvas.stretch
        across = pane.width() / (view.end - view.start)
        upwards = pane.height() / (view.high - view.low)
        left = pane.left() + (stretch.start - view.start) * across
        top = pane.top() + (view.high - stretch.high) * upwards
        width = (stretch.end - stretch.start) * across
        return QRectF(left, top, width, (stretch.high - stretch.low) * upwards)

    def _x_of(self, seconds: float) -> float:
        pane, view = self.panes[0], self._view.canvas.stretch
        return pane.left() + (seconds - view.start) / (view.end - view.start) * pane.width()

    # --- pictures -----------------------------------------------------------------------------

    def _view_changed(self) -> None:
        if self.isVisible():
            self._timer.start()
            self.update()

    def _look_changed(self) -> None:
        self._version += 1
        self._view_changed()

    def _forget(self) -> None:
        self._fine, self._coarse = [], []
        self.cancel_drag()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def _request(self) -> None:
        levels, recording, canvas = self._view.levels, self._document.recording, self._view.canvas
        if levels is None or recording is None or not self.isVisible():
            return
        look, scale, version = self._view.look, canvas.scale_map, self._version
        panes, ratio = self.panes, self.devicePixelRatioF()
        width, height = round(panes[0].width() * ratio), round(panes[0].height() * ratio)
        stretch, width, height = with_margin(
            canvas.stretch, canvas.duration, max(1, width), max(1, height), len(panes)
        )
        everything = Stretch(0.0, canvas.duration, 0.0, scale.top)
        coarse, added, sounds = (
            version != self._coarse_version, self._added, self._document.added_stems.sounds
        )  # fmt: skip

        def job(context: JobContext) -> None:
            place = (scale, stretch, width, height)
            fine = render_stems(levels, look, *place)
            context.publish("fine", (recording, version, fine))
            if sounds and added.prepare(sounds, context):
                fine = fine + added.render(sounds, look, *place)
                context.publish("fine", (recording, version, fine))
            if coarse and not context.superseded():
                place = (scale, everything, *COARSE_SIZE)
                whole = render_stems(levels, look, *place)
                context.publish(
                    "coarse", (recording, version, whole + added.render(sounds, look, *place))
                )

        self._worker.submit(job)

    def _take(self, kind: str, value: tuple[object, int, list[Picture]]) -> None:
        recording, version, pictures = value
        if recording is not self._document.recording:
            return
        if kind == "fine":
            self._fine = pictures
        else:
            self._coarse, self._coarse_version = pictures, version
        self.update()

    # --- painting -----------------------------------------------------------------------------

    def _repaint(self, _: object = None) -> None:
        self.update()

    def _playhead_moved(self, seconds: float) -> None:
        """Paint only the strips that the playhead leaves and enters."""
        if not self.isVisible():
            return
        for x in (self._playhead_x, self._x_of(seconds)):
            self.update(round(x) - 3, 0, 7, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.FRAME))
        panes = self.panes
        for number, pane in enumerate(panes):
            if event.rect().intersects(pane.toAlignedRect()):
                self._paint_pane(painter, number, pane)
        whole = self.rect().toRectF()
        if event.rect().left() < panes[0].left():
            for pane in panes:
                self._paint_frequencies(painter, pane)
        if event.rect().bottom() > panes[-1].bottom():
            self._paint_times(painter, panes[-1])
        self._paint_hint(painter, panes)
        if self._document.recording is not None:
            painter.setClipRect(whole.adjusted(panes[0].left(), 0, -axes.right_margin(self), 0))
            x = self._playhead_x = self._x_of(self._view_state.position)
            painter.setPen(QPen(QColor(colour_maps.PLAYHEAD), 1.0))
            at = round(x) + 0.5
            painter.drawLine(QPointF(at, 0.0), QPointF(at, panes[-1].bottom()))
        if self._by_key:
            paint_focus(painter, panes[0].united(panes[-1]))

    def _paint_pane(self, painter: QPainter, number: int, pane: QRectF) -> None:
        painter.setClipRect(pane)
        painter.fillRect(pane, QColor(colour_maps.PICTURE_BACKGROUND))
        for pictures in (self._coarse, self._fine):
            if number < len(pictures) and pictures[number].scale == self._view.canvas.scale_map:
                picture = pictures[number]
                painter.drawImage(self._place(pane, picture.stretch), picture.image)
        self._paint_selection(painter, pane)
        self._paint_name(painter, number, pane)
        painter.setClipping(False)

    def _paint_selection(self, painter: QPainter, pane: QRectF) -> None:
        selection, band = self._view_state.selection, self._view_state.band
        if selection is None:
            return
        if band is None:
            paint_selection(painter, pane, *(self._x_of(edge) for edge in selection))
            return
        scale = self._view.canvas.scale_map
        low, high = (float(scale.position(hz)) for hz in band)
        paint_region(painter, pane, self._place(pane, Stretch(*selection, low, high)))
        painter.setClipRect(pane)

    def _paint_name(self, painter: QPainter, number: int, pane: QRectF) -> None:
        """The name on a dark plate; the chosen source's has a frame in its colour."""
        source, state = self._source_of(number), None
        if source is not None:
            state = self._document.sources[source]
        elif number:
            added = self._document.added_stems.states
            if not self._stems < number <= self._stems + len(added):
                return
            state = added[number - 1 - self._stems]
        name = tr("Mixture") if state is None else state.name
        metrics = painter.fontMetrics()
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, round(pane.width() / 3))
        icon = 0 if state is None else _ICON + 6
        width, height = metrics.horizontalAdvance(name) + icon + 14, metrics.height() + 6
        plate = QRectF(pane.left() + 6, pane.top() + 5, width, height)
        ground = QColor(colour_maps.BACKGROUND)
        ground.setAlpha(215)
        painter.setPen(Qt.PenStyle.NoPen)
        if state is not None and source == self._view_state.active_source:
            painter.setPen(QPen(QColor(state.colour), 1.0))
        painter.setBrush(ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if state is not None:
            place = QRectF(plate.left() + 6, plate.center().y() - _ICON / 2, _ICON, _ICON)
            swatch(number - 1, state.colour).paint(painter, place.toRect())
        painter.setPen(QColor(colour_maps.BRIGHT_TEXT))
        text = plate.adjusted(7 + icon, 0, -4, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_frequencies(self, painter: QPainter, pane: QRectF) -> None:
        view, scale = self._view.canvas.stretch, self._view.canvas.scale_map
        line = QFontMetricsF(self.font()).height()
        per_pixel = (view.high - view.low) / pane.height()
        labelled, _ = axes.frequency_ticks(scale, view.low, view.high, 2.2 * line * per_pixel)
        for hz in labelled:
            y = pane.top() + (view.high - float(scale.position(hz))) / per_pixel
            if not pane.top() + line / 2 <= y <= pane.bottom() - line / 2:
                continue
            painter.setPen(QColor(theme.FRAME_LINE))
            painter.drawLine(QPointF(pane.left() - 5, y), QPointF(pane.left() - 1, y))
            painter.setPen(QColor(theme.FRAME_TEXT))
            place = QRectF(0, y - line / 2, pane.left() - 8, line)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, right, axes.format_hz(round(hz, 6)))

    def _paint_times(self, painter: QPainter, pane: QRectF) -> None:
        view, metrics = self._view.canvas.stretch, QFontMetricsF(self.font())
        room = metrics.horizontalAdvance("00:00.000") * 1.4
        step = axes.time_step((view.end - view.start) * room / pane.width())
        long = self._view.canvas.duration >= 60
        for seconds in axes.multiples(step, view.start, view.end):
            x = self._x_of(seconds)
            painter.setPen(QColor(theme.FRAME_LINE))
            painter.drawLine(QPointF(x, pane.bottom()), QPointF(x, pane.bottom() + 4))
            if x <= pane.right() - 0.3 * room:
                painter.setPen(QColor(theme.FRAME_TEXT))
                place = QRectF(x - room / 2, pane.bottom() + 5, room, metrics.height())
                text = axes.format_seconds(seconds, step, long)
                painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, text)

    def _paint_hint(self, painter: QPainter, panes: list[QRectF]) -> None:
        if self._document.recording is None:
            text = NO_RECORDING
        elif self._view.levels is None:
            text = PREPARING
        else:
            text = "" if len(panes) > 1 else NO_STEMS
        if text:
            painter.setFont(self.font())
            paint_hint(painter, panes[0], with_keys(text))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_key = event.reason() in BY_KEY
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._by_key = False
        self.update()

    # --- mouse and keys -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._document.recording is None or self._drag is not None:
            return
        number = self._pane_at(event.position().y())
        point = self._on_canvas(event.position(), number)
        self._pane = number
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = PanDrag(self._view.canvas, point)
        elif event.button() == Qt.MouseButton.LeftButton:
            source = self._source_of(number)
            if source is not None:
                self._view_state.active_source = source
            self._drag = self._begin(event.position(), point)

    def _begin(self, place: QPointF, point: QPointF) -> Drag:
        canvas, state = self._view.canvas, self._view_state
        if place.y() > self.panes[-1].bottom():
            return SeekDrag(canvas, state, point)
        if state.tool == "pan":
            return PanDrag(canvas, point)
        if state.tool == "region":
            return RegionDrag(canvas, state, point, None)
        return SelectDrag(canvas, state, point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._drag is not None:
            self._drag.move(self._on_canvas(event.position(), self._pane))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._drag is not None and event.button() != Qt.MouseButton.RightButton:
            drag, self._drag = self._drag, None
            drag.finish()

    def cancel_drag(self) -> None:
        """End the present gesture without effect."""
        if self._drag is not None:
            drag, self._drag = self._drag, None
            drag.cancel()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if self._document.recording is not None:
            number = self._pane_at(event.position().y())
            self._view.canvas.turn(self._on_canvas(event.position(), number), event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self.cancel_drag()
        else:
            self._view.canvas.keyPressEvent(event)
