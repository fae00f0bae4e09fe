"""JobRunner: one worker thread iterates a separator's generator and shows its newest masks.

The worker leaves its newest preview in a mailbox that a timer of the GUI thread empties, so a
fast separator can never flood the event loop. Guidance travels the other way in the same manner
and is handed to the generator between two iterations; until the generator has heard it, an
answerer (answers.py) says what it means.
"""

from __future__ import annotations

import copy
import logging
import math
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from editor.answers import Answer, Answerer, Answering, Asked, read_only
from editor.document import SeparationChoice
from editor.loss_curve import LossCurve
from engine.devices import DeviceError, choose_device
from engine.guidance import Guidance, GuidanceError
from engine.masks import Masks
from engine.recording import Recording, RecordingError
from engine.separators import load_separator
from engine.separators.base import SeparationError, Step, Steps

MAILBOX_MS = 30
# Masks are made when newer guidance was heard; else at most 12 and at least 5 times a second, and
# in between for at most a third of the worker's time.
FASTEST_PREVIEW, SLOWEST_PREVIEW, PREVIEW_SHARE = 1 / 12, 1 / 5, 1 / 3
JOIN_SECONDS = 1.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Preview:
    """What a running separation has reached.

    masks: read-only copies; losses: float64 (n,), the loss of each of the last n iterations.
    elapsed, remaining: seconds of this run; remaining is None where it cannot be told.
    device, device_reason: where it runs, and why. notice: a sentence, or "".
    asked: the guidance that these masks follow.
    """

    masks: Masks
    iteration: int
    total: int | None
    loss: float
    losses: np.ndarray
    elapsed: float
    remaining: float | None
    device: str
    device_reason: str
    notice: str
    asked: Asked

    @property
    def guidance(self) -> Guidance:
        """The guidance that these masks follow."""
        return self.asked.guidance


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


@dataclass(eq=False)
class _Job:
    """One run. The GUI thread writes `cancelled`, `asked`, `wanted`, `answer` and `shown`, the
    worker everything else.

    heard: the guidance that the worker has taken up. asked: the newest one. answering: how the
    newest step answers. answer: the newest one. shown: number of the guidance of what is shown.
    """

    recording: Recording
    heard: Asked
    choice: SeparationChoice
    start: Any
    losses: LossCurve
    asked: Asked = field(init=False)
    answering: Answering | None = None
    answer: Answer | None = None
    shown: int = -1
    cancelled: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: Asked | None = None
    mail: Preview | None = None
    last: Preview | None = None
    state: Any = None
    error: str = ""
    ended: bool = False

    def __post_init__(self) -> None:
        self.asked = self.heard

    def take_wanted(self) -> Asked | None:
        with self.lock:
            wanted, self.wanted = self.wanted, None
        return wanted

    def take_mail(self) -> Preview | None:
        with self.lock:
            mail, self.mail = self.mail, None
        return mail

    def post(self, preview: Preview) -> None:
        with self.lock:
            unread = self.mail.notice if self.mail is not None else ""
            if unread and not preview.notice:
                preview = replace(preview, notice=unread)
            self.mail = self.last = preview


class _Worker:
    """Runs one job in its thread."""

    def __init__(self, job: _Job) -> None:
        self.job = job
        self.began = time.monotonic()
        self.previewed = 0.0
        self.preview_cost = 0.0
        self.device_reason = ""
        self.notice = ""
        self.ticks: deque[tuple[int, float]] = deque(maxlen=30)

    def run(self) -> None:
        job = self.job
        try:
            if not job.cancelled.is_set():
                self._iterate()
        except (SeparationError, RecordingError, GuidanceError, DeviceError) as error:
            job.error = str(error)
        except MemoryError:
            log.exception("a separation ran out of memory")
            job.error = "There is not enough memory for this separation; try the draft preset."
        except Exception as error:
            log.exception("a separation failed")
            job.error = f"The separation failed ({type(error).__name__}: {error}); see the log."
        finally:
            job.ended = True

    def _steps(self) -> Steps:
        job, choice = self.job, self.job.choice
        self.device_reason = choose_device(choice.device).reason
        separator = load_separator(choice.method)
        settings = separator.preset(choice.preset, sources=choice.sources, device=choice.device)
        job.heard = job.take_wanted() or job.heard
        return separator.steps(
            job.recording, job.heard.guidance, settings, seed=choice.seed, start=job.start
        )

    def _iterate(self) -> None:
        job, steps = self.job, self._steps()
        step: Step | None = None
        shown = False
        try:
            while not job.cancelled.is_set():
                wanted = job.take_wanted() if step is not None else None
                try:
                    step = steps.send(None if wanted is None else wanted.guidance)
                except StopIteration:
                    break
                shown = self._take(step, wanted)
            if step is not None and not shown:
                self._show(step)
        finally:
            steps.close()

    def _take(self, step: Step, wanted: Asked | None) -> bool:
        """Note a step down and show it if it is time to; whether it was shown."""
        job, now = self.job, time.monotonic()
        job.heard = wanted or job.heard
        job.answering = step.answer
        job.losses.add(step.iteration, step.loss)
        job.state = step.state
        self._tick(step, now)
        self.notice = step.notice or self.notice
        wait = min(max(FASTEST_PREVIEW, self.preview_cost / PREVIEW_SHARE), SLOWEST_PREVIEW)
        is_due = now - self.previewed >= wait or step.iteration == step.total
        if not is_due and wanted is None:
            return False
        self._show(step)
        return True

    def _show(self, step: Step) -> None:
        before = time.monotonic()
        masks = read_only(step.masks())
        self.previewed = time.monotonic()
        self.preview_cost = self.previewed - before
        preview = Preview(
            masks=masks,
            iteration=step.iteration,
            total=step.total,
            loss=step.loss,
            losses=self.job.losses.values(),
            elapsed=self.previewed - self.began,
            remaining=self._remaining(step),
            device=step.device,
            device_reason=self.device_reason,
            notice=self.notice,
            asked=self.job.heard,
        )
        self.notice = ""
        self.job.post(preview)

    def _tick(self, step: Step, now: float) -> None:
        """Note when each iteration came; its further steps and the preparation do not count."""
        is_new = not self.ticks or step.iteration != self.ticks[-1][0]
        if is_new and math.isfinite(step.loss):
            self.ticks.append((step.iteration, now))

    def _remaining(self, step: Step) -> float | None:
        if step.total is None or len(self.ticks) < 2:
            return None
        (first, began), (last, reached) = self.ticks[0], self.ticks[-1]
        return max(0, step.total - step.iteration) * (reached - began) / (last - first)


class JobRunner(QObject):
    """Runs one separation at a time, in one worker thread.

    preview and answered carry the newest masks for what is asked: a Preview of the running
    method, or an Answer to guidance that it has not heard yet. Neither follows a newer one.
    finished carries the method's last Preview, or None where the run ended before its first
    step; failed comes before it where something went wrong.
    """

    started = Signal()
    preview = Signal(object)
    answered = Signal(object)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: _Job | None = None
        self._thread: threading.Thread | None = None
        self._state: Any = None
        self._state_origin: _Origin | None = None
        self._answering: Answering | None = None
        self._heard = Guidance()
        self._losses = LossCurve()
        self._answerer = Answerer(self)
        self._answerer.answered.connect(self._take_answer)
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

    def start(
        self,
        recording: Recording,
        guidance: Guidance,
        choice: SeparationChoice,
        state: Any = None,
    ) -> None:
        """Begin a run, or go on from `state`. Raises RuntimeError while one is running."""
        if self._job is not None:
            raise RuntimeError("a separation is running already")
        losses = LossCurve() if state is None else copy.deepcopy(self._losses)
        job = _Job(recording, Asked(0, guidance), choice, state, losses)
        if state is not None:
            job.answering = self._answering
        earlier = self._thread

        def work() -> None:
            if earlier is not None:
                earlier.join()
            _Worker(job).run()

        self._job = job
        self._thread = threading.Thread(target=work, name="separation", daemon=False)
        self._thread.start()
        self._timer.start()
        self.started.emit()
        if guidance != self._heard:
            self._ask(job)

    def stop(self) -> None:
        """End the run after the present iteration; what is reached stays."""
        if self._job is not None:
            self._job.cancelled.set()

    def discard(self) -> None:
        """End the run and forget what it reached; no signal follows."""
        self.stop()
        self._timer.stop()
        self._job = None

    def forget(self) -> None:
        """Forget the state to continue from, which may hold much memory."""
        self._state = self._state_origin = self._answering = None
        self._losses = LossCurve()

    def set_guidance(self, guidance: Guidance) -> None:
        """Hand newer guidance to the running separation: answered at once, where the method can,
        and taken up before its next iteration."""
        job = self._job
        if job is None or guidance == job.asked.guidance:
            return
        job.asked = Asked(job.asked.number + 1, guidance)
        with job.lock:
            job.wanted = job.asked
        self._ask(job)

    def _ask(self, job: _Job) -> None:
        if job.answering is not None:
            self._answerer.ask(job, job.answering, job.asked)

    def _take_answer(self, answer: Answer) -> None:
        job = self._job
        if job is None or answer.run is not job or answer.asked.number <= job.shown:
            return
        job.shown, job.answer = answer.asked.number, answer
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

    def _show(self, job: _Job, mail: Preview) -> None:
        answer = job.answer
        if answer is not None and mail.asked.number < answer.asked.number:
            mail = replace(mail, masks=answer.masks, asked=answer.asked)
        elif job.shown < 0 and mail.asked.number < job.asked.number:
            self._ask(job)  # the first step is there: what was drawn before it could not be asked
        job.shown = max(job.shown, mail.asked.number)
        self.preview.emit(mail)

    def _end(self, job: _Job) -> None:
        self._timer.stop()
        self._job = None
        if job.state is not None and not job.error:
            self._state, self._state_origin = job.state, _origin(job.recording, job.choice)
            self._answering, self._heard = job.answering, job.heard.guidance
            self._losses = job.losses
        if job.error:
            self.failed.emit(job.error)
        self.finished.emit(job.last)
