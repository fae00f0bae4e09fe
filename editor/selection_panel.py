"""The selection panel: its edges in numbers, what is in it, and what can be done with it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from editor.actions import Actions
from editor.axes import note_name
from editor.background import JobContext, NewestWorker
from editor.cutout import Cutout
from editor.document import Document
from editor.key_texts import label_with_keys, with_keys
from editor.local_number import LocalNumber
from editor.number_box import DecimalBox
from editor.separation import Separation
from editor.threads import give_way, stay_on_one_core
from editor.translation import tr
from editor.view_state import ViewState
from engine.masks import Masks
from engine.recording import Recording

if TYPE_CHECKING:
    from engine.region import Measurement

# A selection is measured when it rests for so long; that of newer masks so much later.
SETTLED_MS = 200
MASKS_MS = 1000
NOTHING = tr(
    "Nothing is selected. Drag across the picture with the arrow tool ({key:tool_select}) to "
    "select a time, or with the region tool ({key:tool_region}) to select a time and a band."
)
_EDGES: tuple[tuple[str, str, str, int, float], ...] = (
    ("start", tr("Start"), " s", 3, 0.01),
    ("end", tr("End"), " s", 3, 0.01),
    ("low", tr("Lowest frequency"), " Hz", 1, 10.0),
    ("high", tr("Highest frequency"), " Hz", 1, 10.0),
)
# The methods look at windows of some 100 ms.
SHORTEST_SECONDS = 0.3
TOO_SHORT = tr(
    "The selection is too short to be separated alone: select at least 0.3 s, or separate all."
)
_ACTIONS = {
    "play_once": tr("Play"),
    "loop": tr("Loop"),
    "zoom_selection": tr("Zoom to it"),
    "select_nothing": tr("Clear"),
    "separate_selection": tr("Separate"),
}
_LONGEST = 12
_LEVEL_TIP = tr("Root mean square in dB of a full-scale sine; the mean over all channels")


class SelectionPanel(QWidget):
    """summary carries the selection in a few words for the status bar and in full, or ""."""

    summary = Signal(str, str)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        separation: Separation,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._view_state = document, view_state
        self._separation = separation
        self._measured: Measurement | None = None
        self._worker = NewestWorker("measuring", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._measure)
        self.edges = {edge[0]: self._edge(*edge) for edge in _EDGES}
        self.hint = QLabel()
        label_with_keys(self.hint, NOTHING)
        self.hint.setWordWrap(True)
        self.hint.setProperty("faint", True)
        self.told = {name: QLabel() for name in ("duration", "mixture", "stem", "centroid")}
        self.stem_title = QLabel()
        self.stem_title.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QGridLayout()
        self._lay_out()
        self._connect()
        self._show()

    def _edge(self, key: str, name: str, suffix: str, decimals: int, step: float) -> DecimalBox:
        box = DecimalBox()
        box.setDecimals(decimals)
        box.setSingleStep(step)
        box.setSuffix(suffix)
        box.setAccessibleName(tr("{name} of the selection").format(name=name))
        box.setToolTip(tr("{name} of the selection").format(name=name))
        box.valueChanged.connect(lambda value: self._put(key, value))
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, names in ((tr("Time"), ("start", "end")), (tr("Band"), ("low", "high"))):
            line = QHBoxLayout()
            line.addWidget(self.edges[names[0]], 1)
            line.addWidget(QLabel("–"))
            line.addWidget(self.edges[names[1]], 1)
            form.addRow(title, line)
        form.addRow(tr("Duration"), self.told["duration"])
        form.addRow(tr("Level"), self.told["mixture"])
        form.addRow(self.stem_title, self.told["stem"])
        form.addRow(tr("Centroid"), self.told["centroid"])
        titles = {
            "duration": tr("Duration"),
            "mixture": tr("Level of the mixture"),
            "stem": tr("Level of the active stem"),
            "centroid": tr("Centroid"),
        }
        for name, label in self.told.items():
            label.setAccessibleName(titles[name])
        for name in ("mixture", "stem"):
            self.told[name].setToolTip(_LEVEL_TIP)
        self.told["centroid"].setToolTip(
            tr("The mean frequency of the mixture's power in the band")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self.hint)
        layout.addLayout(form)
        layout.addLayout(self.buttons)
        layout.addStretch(1)

    def add_actions(self, actions: Actions) -> None:
        """What can be done with the selection, as buttons under it."""
        for number, (name, text) in enumerate(_ACTIONS.items()):
            button = QToolButton()
            actions[name].setIconText(text)
            button.setDefaultAction(actions[name])
            button.setProperty("boxed", True)
            button.setAccessibleName(tr("Selection: {text}").format(text=text))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.buttons.addWidget(button, number // 2, number % 2)

    def separate(self) -> None:
        """Separate the selection alone."""
        selection, band = self._view_state.selection, self._view_state.band
        if selection is not None and selection[1] - selection[0] < SHORTEST_SECONDS:
            self._separation.failed.emit(TOO_SHORT)
        elif selection is not None:
            before = self._document.result.masks
            cutout = Cutout(*selection, *(band or (0.0, math.inf)), before)
            self._separation.separate_part(cutout)

    def _connect(self) -> None:
        document, state = self._document, self._view_state
        for changed in (state.selection_changed, state.band_changed, document.recording_changed):
            changed.connect(self._changed)
        document.masks_changed.connect(self._masks_changed)
        for changed in (state.active_source_changed, document.sources_changed):
            changed.connect(lambda _=None: self._show())

    def shutdown(self) -> None:
        """Cancel and join what is measured in the background."""
        self._settled.stop()
        self._worker.shutdown()

    # --- the edges ----------------------------------------------------------------------------

    def _put(self, key: str, value: float) -> None:
        """Move one edge; an edge that would pass its partner stays."""
        recording, state = self._document.recording, self._view_state
        if recording is None or state.selection is None:
            return
        nyquist = recording.sample_rate / 2
        times = dict(zip(("start", "end"), state.selection, strict=True))
        band = dict(zip(("low", "high"), state.band or (0.0, nyquist), strict=True))
        edges, most = (times, recording.duration) if key in times else (band, nyquist)
        edges[key] = min(max(value, 0.0), most)
        first, last = edges.values()
        if first < last:
            if edges is times:
                state.selection = (first, last)
            else:
                state.band = None if (first, last) == (0.0, nyquist) else (first, last)
        self._show()

    # --- what is in it ------------------------------------------------------------------------

    def _changed(self, _: object = None) -> None:
        self._measured = None
        if self._view_state.selection is None:
            self._settled.stop()
        else:
            self._settled.start(SETTLED_MS)
        self._show()

    def _masks_changed(self) -> None:
        """The levels of before stay until the newer ones are known."""
        if self._view_state.selection is not None and not self._settled.isActive():
            self._settled.start(MASKS_MS)

    def _measure(self) -> None:
        recording, selection = self._document.recording, self._view_state.selection
        if recording is not None and selection is not None:
            edges = (*selection, *(self._view_state.band or (0.0, math.inf)))
            self._worker.submit(partial(_measure, recording, edges, self._document.masks))

    def _take(self, kind: str, value: tuple[tuple[float, ...], Measurement]) -> None:
        edges, measured = value
        selection, band = self._view_state.selection, self._view_state.band
        if selection is not None and edges == (*selection, *(band or (0.0, math.inf))):
            self._measured = measured
            self._show()

    def _fail(self, sentence: str) -> None:
        self.hint.setText(sentence)
        self.hint.show()

    def _show(self) -> None:
        recording, state = self._document.recording, self._view_state
        selection, band, measured = state.selection, state.band, self._measured
        there = selection is not None and recording is not None
        label_with_keys(self.hint, NOTHING)
        self.hint.setVisible(not there)
        for box in self.edges.values():
            box.setEnabled(there)
        nyquist = 0.0 if recording is None else recording.sample_rate / 2
        values = (*(selection or (None, None)), *(band or (0.0, nyquist)))
        for box, value in zip(self.edges.values(), values, strict=True):
            box.show_value(value if there else None)
        sources, active = self._document.sources, state.active_source
        name = sources[active].name if active < len(sources) else ""
        self.stem_title.setText(name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…")
        stems = () if measured is None else measured.stems_db
        start, end = selection or (0.0, 0.0)
        texts = {
            "duration": f"{LocalNumber(end - start):.3f} s" if there and selection else "",
            "mixture": "" if measured is None else level_text(measured.mixture_db),
            "stem": level_text(stems[active]) if active < len(stems) else "",
            "centroid": "" if measured is None else _centroid_text(measured.centroid),
        }
        for key, label in self.told.items():
            label.setText(texts[key] or "—")
        self._tell(texts, name)

    def _tell(self, texts: dict[str, str], stem: str) -> None:
        if not texts["duration"]:
            self.summary.emit("", "")
            return
        band = self._view_state.band
        parts = [texts["duration"], "" if band is None else f"{band[0]:.0f}–{band[1]:.0f} Hz"]
        parts.append(texts["mixture"])
        short = " · ".join(part for part in parts if part)
        more = [f"{stem} {texts['stem']}" if texts["stem"] else ""]
        more.append(
            tr("centroid {value}").format(value=texts["centroid"]) if texts["centroid"] else ""
        )
        full = " · ".join(
            (tr("Selected: {short}").format(short=short), *(part for part in more if part))
        )
        self.summary.emit(
            tr("Selected: {short}").format(short=short),
            tr("{full}. All of it in numbers: {key}").format(
                full=full, key=with_keys("{key:show_selection}")
            ),
        )


def level_text(level: float) -> str:
    """A level in dB of full scale; silence has none."""
    if math.isinf(level):
        return tr("silence")
    return f"{LocalNumber(level):.1f} dBFS".replace("-", "−")


def _centroid_text(hz: float | None) -> str:
    return (
        ""
        if hz is None
        else tr("{hz:.0f} Hz ({note_name})")
        .format(hz=hz, note_name=note_name(hz))
        .replace("-", "−")
    )


def _measure(
    recording: Recording, edges: tuple[float, ...], masks: Masks | None, context: JobContext
) -> None:
    from engine.region import Region, measure  # torch: only when something is selected

    give_way()
    stay_on_one_core()
    measured = measure(recording, Region(*edges), masks, context.superseded)
    if measured is not None:
        context.publish("measured", (edges, measured))
