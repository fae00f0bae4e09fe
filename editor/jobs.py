"""JobRunner: one worker thread iterates a separator's generator and shows its newest masks.

The worker leaves its newest preview in a mailbox that a timer of the GUI thread empties, so a
fast separator can never flood the event loop. Guidance travels the other way in the same manner
and is handed to the generator between two iterations; until the generator has heard it, an
answerer (answers.py) says what it means.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from editor.answers import Answer, Answerer, Asked
from editor.cutout import Cutout
from editor.job_worker import Job, Preview, Reached, Resumed, Worker
from editor.loss_curve import LossCurve
from engine.answering import Answering
from engine.guidance import Guidance
from engine.masks import Masks
from engine.recording import Recording
from engine.session import Leg, Network, SeparationChoice

MAILBOX_MS = 30
JOIN_SECONDS = 1.0
# While boxes are being answered the worker leaves them the cores, until the newest answer has
# been there for so long that it is painted and heard.
SETTLED_MS = 80


@dataclass(frozen=True)
class _Origin:
    """What a state to continue from belongs to."""

    recording: Recording
    method: str
    preset: str
    sources: int
    seed: int


def _origin(recording: Recording, choice: SeparationChoice) -> _Origin:
    return _Origin(recording, choice.method, choice.preset, choice.sources, choice.seed)


class JobRunner(QObject):
    """Runs one separation at a time, in one worker thread.

    preview and answered carry the newest masks for what is asked: a Preview of the running
    method, or an Answer to guidance that it has not heard yet. Neither follows a newer one.
    hurried: somebody waits for an answer that is being made.
    finished carries the method's last Preview, or None where the run ended before its first
    step; failed comes before it where something went wrong.
    """

    started = Signal()
    preview = Signal(object)
    answered = Signal(object)
    hurried = Signal()
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._thread: threading.Thread | None = None
        self._state: Any = None
        self._state_origin: _Origin | None = None
        self._network: Network | None = None
        self._recipe: tuple[Leg, ...] | None = ()
        self._answering: Answering | None = None
        self._heard = Guidance()
        self._losses = LossCurve()
        self._answerer = Answerer(self)
        self._answerer.answered.connect(self._take_answer)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLED_MS)
        self._settling.timeout.connect(self._settle)
        self._timer = QTimer(self)
        self._timer.setInterval(MAILBOX_MS)
        self._timer.timeout.connect(self._empty_mailbox)

    @property
    def is_running(self) -> bool:
        """Whether a run is under way whose end has not been announced yet."""
        return self._job is not None

    @property
    def sources(self) -> int:
        """Number of sources of the running separation; 0 where none is running."""
        return self._job.choice.sources if self._job is not None else 0

    def state_for(self, recording: Recording | None, choice: SeparationChoice) -> Any:
        """The state from which a run of this choice can go on, or None."""
        if recording is None or self._state_origin != _origin(recording, choice):
            return None
        return self._state

    def network_for(self, recording: Recording | None, choice: SeparationChoice) -> Network | None:
        """The same state as plain data, for a session; None while a run is under way."""
        if self._job is not None or self.state_for(recording, choice) is None:
            return None
        return self._network

    def moment(self) -> Future[Reached | None] | None:
        """What the run under way has reached once its present step is done; None without a run."""
        return None if self._job is None else self._job.await_reached()

    def adopt(
        self, recording: Recording, network: Network, masks: Masks | None, recipe: tuple[Leg, ...]
    ) -> None:
        """Go on later from what a session has kept of a run; recipe: the runs that led there."""
        self.forget()
        self._state = Resumed(network.state, masks)
        self._state_origin = _origin(recording, network.choice)
        self._network, self._recipe = network, recipe or None

    def answering_for(
        self, recording: Recording | None, choice: SeparationChoice
    ) -> Answering | None:
        """How the newest step of such a run answers guidance; None where there is none that can."""
        job = self._job
        origin = self._state_origin if job is None else _origin(job.recording, job.choice)
        if recording is None or origin != _origin(recording, choice):
            return None
        return self._answering if job is None else job.answering

    def start(
        self,
        recording: Recording,
        guidance: Guidance,
        choice: SeparationChoice,
        state: Any = None,
        cutout: Cutout | None = None,
    ) -> None:
        """Begin a run, or go on from `state`: a run's, or Masks; of a cut-out alone, or of
        everything. Raises RuntimeError while one is running."""
        if self._job is not None:
            raise RuntimeError("a separation is running already")
        goes_on = state is not None and not isinstance(state, Masks)
        losses = self._losses.copy() if goes_on else LossCurve()
        job = Job(recording, Asked(0, guidance), choice, state, losses, cutout=cutout)
        if goes_on:
            job.answering, job.recipe = self._answering, self._recipe
        earlier = self._thread

        def work() -> None:
            if earlier is not None:
                earlier.join()
            Worker(job).run()

        self._job = job
        if guidance != self._heard:
            self._ask(job)
        self._thread = threading.Thread(target=work, name="separation", daemon=False)
        self._thread.start()
        self._timer.start()
        self.started.emit()

    def stop(self) -> None:
        """End the run after the present iteration; what is reached stays."""
        if self._job is not None:
            self._job.cancelled.set()
            self._job.settled.set()

    def discard(self) -> None:
        """End the run and forget what it reached; no signal follows."""
        self.stop()
        self._timer.stop()
        self._settling.stop()
        self._job = None

    def forget(self) -> None:
        """Forget the state to continue from, which may hold much memory."""
        self._state = self._state_origin = self._answering = self._network = None
        self._recipe = ()
        self._losses = LossCurve()

    def set_guidance(self, guidance: Guidance, *, drawing: bool = False) -> None:
        """Hand newer guidance to the running separation: answered at once, where the method can,
        and taken up before its next iteration.

        drawing: it will soon be another; what is being answered is answered before it.
        """
        job = self._job
        if job is None:
            return
        if guidance == job.asked.guidance:
            if not drawing and job.answering is not None and not job.is_answered:
                self._answerer.hurry()
                self.hurried.emit()
            return
        job.asked = Asked(job.asked.number + 1, guidance)
        with job.lock:
            job.wanted = job.asked
        self._ask(job, urgent=not drawing)

    def _ask(self, job: Job, *, urgent: bool = True) -> None:
        if job.answering is not None:
            job.settled.clear()
            self._settling.stop()
            self._answerer.ask(job, job.answering, job.asked, urgent=urgent)
            if urgent:
                self.hurried.emit()

    def _settle(self) -> None:
        if self._job is not None:
            self._job.settled.set()

    def _take_answer(self, answer: Answer) -> None:
        job = self._job
        if job is None or answer.run is not job:
            return
        if answer.asked.number > job.shown:
            job.shown, job.answer = answer.asked.number, answer
        if job.is_answered:
            self._settling.start()
        if job.answer is not answer:
            return
        self.answered.emit(answer)

    def shutdown(self) -> bool:
        """Cancel and wait for the worker, a second at most; whether it has ended."""
        self.discard()
        self._answerer.shutdown()
        if self._thread is None:
            return True
        self._thread.join(JOIN_SECONDS)
        return not self._thread.is_alive()

    def _empty_mailbox(self) -> None:
        job = self._job
        if job is None:
            return
        ended = job.ended  # asked before the mail is taken, so that the last one is not missed
        mail = job.take_mail()
        if mail is not None:
            self._show(job, mail)
        if ended and self._job is job:
            self._end(job)

    def _show(self, job: Job, mail: Preview) -> None:
        answer = job.answer
        if answer is not None and mail.asked.number < answer.asked.number:
            mail = replace(mail, masks=answer.masks, asked=answer.asked, recipe=())
        elif job.shown < 0 and mail.asked.number < job.asked.number:
            self._ask(job)  # the first step is there: what was drawn before it could not be asked
        job.shown = max(job.shown, mail.asked.number)
        if mail.asked is job.asked:
            job.settled.set()  # an answer that comes only now, or never, is not waited for
        self.preview.emit(mail)

    def _end(self, job: Job) -> None:
        self._timer.stop()
        self._settling.stop()
        self._job = None
        if job.state is not None and not job.error:
            self._state, self._state_origin = job.state, _origin(job.recording, job.choice)
            self._answering, self._heard = job.answering, job.heard.guidance
            self._network = None if job.saved is None else Network(job.choice, job.saved)
            self._recipe = None if job.last is None else job.last.recipe or None
            self._losses = job.losses
        if job.error:
            self.failed.emit(job.error)
        self.finished.emit(job.last)
