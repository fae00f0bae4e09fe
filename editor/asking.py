""" "Where would a box help most?": the program proposes a place, the user says whose it is.

The view goes there and the passage is played; of a place that is no box only its own sound. A
number key says whose it is, Escape that it is mixed (then parts of it or other places are asked
about), Enter ends it. Proposals are made in the background.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.grounds import Grounds
from editor.key_texts import with_keys
from editor.passage import Passage
from editor.place_item import PlaceItem
from editor.player import Player
from editor.spectrogram_view import SpectrogramView
from editor.threads import stay_on_one_core
from editor.translation import tr
from editor.view_commands import ViewCommands
from editor.view_state import ViewState
from engine.guidance import Guidance, Mark, Patch
from engine.masks import Masks
from engine.recording import Recording

if TYPE_CHECKING:
    from engine.asking import Asker, Place
    from engine.separators.stage import Stage

# Seconds that are seen, and that are heard, before and after a place.
_SEEN, _HEARD = 1.0, 0.15
LOOKING = tr("Looking for the place that would help most …")
ANSWERED = tr("What was drawn tells the place in question: ask again ({key:ask}) for another one.")
# A place is answered where newer marks cover more than this share of it.
_ANSWERED_SHARE = 0.1
_GRID = 48
NOTHING = tr(
    "There is nothing left to ask: every place that can be heard is told or was passed over."
)


class _Question(NamedTuple):
    """Everything on which the next place depends."""

    recording: Recording
    masks: Masks | None
    guidance: Guidance
    sources: int
    seed: int
    passed_over: tuple[Place, ...]


class Asking(QObject):
    """Asks about one place after the other. looking carries a sentence while one is sought, ""
    afterwards; noticed and failed carry sentences for the user."""

    looking = Signal(str)
    noticed = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        view: SpectrogramView,
        player: Player,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._view = view
        self._player = player
        self._commands = ViewCommands(document, view_state)
        self._proposer = _Proposer(view.grounds)
        self._place: Place | None = None
        self._passed_over: tuple[Place, ...] = ()
        self._wanted = False
        self._ends_at: float | None = None
        self._told: tuple[Mark, ...] = ()
        self._question: _Question | None = None
        self._item = PlaceItem(view.canvas)
        self._worker = NewestWorker("asking", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail)
        view.canvas.installEventFilter(self)
        document.recording_changed.connect(self._forget)
        document.choice_changed.connect(self.stop)
        document.sources_changed.connect(self._show)
        document.guidance_changed.connect(self._guidance_changed)
        player.position_changed.connect(self._stop_after_passage)
        player.playing_changed.connect(self._playing_changed)

    @property
    def place(self) -> Place | None:
        """The place in question."""
        return self._place

    def ask(self) -> None:
        """Look for the place where an answer would help most, and go there."""
        document = self._document
        if document.recording is None:
            return
        self._propose(None)
        self._wanted = True
        self._told = document.guidance.marks
        self.looking.emit(LOOKING)
        question = _Question(
            document.recording,
            document.masks,
            document.guidance,
            len(document.sources),
            document.choice.seed,
            self._passed_over,
        )
        self._question = question
        self._worker.submit(partial(self._proposer.propose, question))

    def choose_source(self, index: int) -> None:
        """The place in question is this source's; without one, marks are drawn for it."""
        self._commands.choose_source(index)
        place = self._place
        if place is not None and index < len(self._document.sources):
            self.stop()
            self._document.add_mark(place.mark(index))

    def pass_over(self) -> None:
        """Nobody can say whose it is: ask about another place."""
        if self._place is not None:
            self._passed_over = (*self._passed_over, self._place)
            self.ask()

    def stop(self) -> None:
        """Ask no more, for now."""
        self._wanted = False
        self.looking.emit("")
        self._propose(None)

    def shutdown(self) -> None:
        """Cancel and join."""
        self._worker.shutdown()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape and Enter on the picture, while a place is in question."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if self._place is None or self._view.canvas.is_dragging:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.pass_over()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stop()
        else:
            return False
        return True

    def _forget(self) -> None:
        self._passed_over = ()
        self.stop()

    def _guidance_changed(self) -> None:
        """What is being looked for depends on all that is told; a place that was drawn over is
        answered, and a mark elsewhere leaves the question as it is."""
        if self._wanted:
            self.ask()
        elif self._place is not None:
            known = set(map(id, self._told))
            newer = [mark for mark in self._document.guidance.marks if id(mark) not in known]
            if covered_share(self._place, newer) > _ANSWERED_SHARE:
                self.stop()
                self.noticed.emit(with_keys(ANSWERED))

    def _fail(self, sentence: str) -> None:
        self.stop()
        self.failed.emit(tr("No place can be proposed: {sentence}").format(sentence=sentence))

    def _take(self, kind: str, value: tuple[_Question, Place | None]) -> None:
        question, place = value
        if question is not self._question or not self._wanted:
            return  # something else has been asked since
        self._wanted = False
        self.looking.emit("")
        if place is None:
            self._passed_over = ()
            self.noticed.emit(NOTHING)
            return
        self._propose(place)
        self._go_to(place)
        self._play(place)

    def _propose(self, place: Place | None) -> None:
        self._stop_listening()
        self._place = place
        self._show()

    def _show(self) -> None:
        sources = self._document.sources if self._place is not None else ()
        self._item.show_place(self._place, tuple((s.name, s.colour) for s in sources))

    def _go_to(self, place: Place) -> None:
        canvas = self._view.canvas
        self._view.show_range(place.start - _SEEN, place.end + _SEEN)
        low, high = (float(canvas.scale_map.position(hz)) for hz in (place.low, place.high))
        room = 0.1 * (high - low)
        if low < canvas.stretch.low or high > canvas.stretch.high:
            view = canvas.stretch
            canvas.show_positions(min(view.low, low - room), max(view.high, high + room))
        canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _play(self, place: Place) -> None:
        """Once, or again and again while the transport loops."""
        player = self._player
        player.stop()
        self._view_state.band = None
        if player.loop is not None:
            # A place ends with its last bins, which can reach beyond the last sample.
            self._view_state.selection = (place.start, min(place.end, player.duration))
        if place.rectangles:
            self._listen_to(place)
            return
        player.seek(place.start - _HEARD)
        player.play()
        if player.loop is None and player.is_playing:
            self._ends_at = place.end + _HEARD

    def _listen_to(self, place: Place) -> None:
        """Nothing but the place's own sound, until it is no longer in question."""
        edges = place.start, place.end, place.low, place.high
        patch = Patch(0, "activate", place.rectangles)
        self._player.set_passage(Passage(*edges, only=patch))
        self._player.seek(place.start)
        self._player.play()

    def _stop_listening(self) -> None:
        passage = self._player.passage
        if passage is not None and passage.only is not None:
            self._player.stop()
            self._player.set_passage(None)

    def _stop_after_passage(self, position: float) -> None:
        if self._ends_at is not None and position >= self._ends_at:
            self._player.stop()

    def _playing_changed(self, playing: bool) -> None:
        if not playing:
            self._ends_at = None


class _Proposer:
    """Finds places; used by one thread at a time, and keeps what it knows of a recording."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._stage: Stage | None = None
        self._asker: Asker | None = None

    def propose(self, question: _Question, context: JobContext) -> None:
        from engine.asking import Asker

        stay_on_one_core()
        stage = self._grounds.stage(question.recording, question.sources, question.seed)
        if self._asker is None or self._stage is not stage:
            self._stage, self._asker = stage, Asker(stage.features)
        if context.superseded():
            return
        values = values_on(stage, question.masks, question.guidance)
        place = self._asker.next_place(values, question.guidance, question.passed_over)
        context.publish("place", (question, place))


def covered_share(place: Place, marks: Iterable[Mark]) -> float:
    """How much of a place on the picture these marks cover, in [0, 1]."""
    times = np.linspace(place.start, place.end, _GRID)
    frequencies = np.geomspace(max(place.low, 1.0), place.high, _GRID)
    asked = _inside(place.mark(0), times, frequencies)
    covered = np.zeros((_GRID, _GRID), bool)
    for mark in marks:
        around = mark.extent
        apart = around.start >= place.end or around.end <= place.start
        if not apart and around.low < place.high and around.high > place.low:
            covered |= _inside(mark, times, frequencies)
    return float((covered & asked).sum() / max(1, asked.sum()))


def _inside(mark: Mark, times: np.ndarray, frequencies: np.ndarray) -> np.ndarray:
    inside = np.zeros((len(frequencies), len(times)), bool)
    area = mark.area(times, frequencies)
    inside[area.part] = area.inside
    return inside


def values_on(stage: Stage, masks: Masks | None, guidance: Guidance) -> np.ndarray:
    """Masks on a stage's grid: (sources, bins, frames). Without any, those that what is drawn
    makes of equal shares."""
    import torch

    from engine.stems import interpolate

    if masks is None or masks.sources != stage.sources:
        return stage.answer(stage.equal, guidance).values
    if masks.values.shape == stage.equal.shape:
        return masks.values
    values = torch.tensor(masks.values)
    moved: np.ndarray = interpolate(values, masks, stage.times, stage.frequencies).numpy()
    return moved
