"""The worker's side of a run: iterates a separator's generator and leaves previews in the job."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from editor.answers import Answer, Asked, read_only
from editor.cutout import Cutout
from editor.loss_curve import LossCurve
from editor.threads import give_way
from editor.translation import told, tr
from engine.answering import Answering
from engine.devices import DeviceError, choose_device
from engine.guidance import Guidance, GuidanceError
from engine.masks import Masks
from engine.recording import Recording, RecordingError
from engine.separators import load_separator
from engine.separators.base import SavedState, SeparationError, Separator, Step, Steps
from engine.session import Leg, Network, Result, SeparationChoice

# Masks are made when newer guidance was heard; else at most 12 and at least 5 times a second, and
# in between for at most a third of the worker's time.
FASTEST_PREVIEW, SLOWEST_PREVIEW, PREVIEW_SHARE = 1 / 12, 1 / 5, 1 / 3
# How long the worker leaves the cores to answers, at most, before each step.
HOLD_SECONDS = 2.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Preview:
    """What a running separation has reached.

    masks: read-only copies; losses: float64 (n,), the loss of each of the last n iterations.
    elapsed, remaining: seconds of this run; remaining is None where it cannot be told.
    device, device_reason: where it runs, and why. notice: a sentence, or "".
    asked: the guidance that these masks follow. recipe: the runs that led to them, or ().
    skipped: how many of the iterations were counted without being done.
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
    recipe: tuple[Leg, ...] = ()
    skipped: int = 0

    @property
    def done(self) -> int:
        """The iterations that there really were."""
        return self.iteration - self.skipped

    @property
    def planned(self) -> int | None:
        """Those that there will have been at the end, as far as is known; or None."""
        return None if self.total is None else self.total - self.skipped

    @property
    def guidance(self) -> Guidance:
        """The guidance that these masks follow."""
        return self.asked.guidance


@dataclass(frozen=True, eq=False)
class Reached:
    """What a run has reached at one moment, all of it after the same step.

    network: its state as plain data; None where the method has none.
    """

    result: Result
    network: Network | None


@dataclass(eq=False)
class Job:
    """One run. The GUI thread writes `cancelled`, `asked`, `wanted`, `answer` and `shown`, the
    worker everything else.

    heard: the guidance that the worker has taken up. asked: the newest one. answering: how the
    newest step answers. answer: the newest one. shown: number of the guidance of what is shown.
    settled: nothing asked waits for its answer. recipe: the runs before this one, None where they
    are not known. saved: the state as plain data, once the run has ended. cutout: what alone is
    separated, None for everything. awaited: those who wait for what it reaches, to be answered
    between two steps.
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
    settled: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: Asked | None = None
    mail: Preview | None = None
    last: Preview | None = None
    state: Any = None
    saved: SavedState | None = None
    awaited: list[Future[Reached | None]] = field(default_factory=list)
    recipe: tuple[Leg, ...] | None = ()
    cutout: Cutout | None = None
    error: str = ""
    ended: bool = False

    def __post_init__(self) -> None:
        self.asked = self.heard
        self.settled.set()

    @property
    def is_answered(self) -> bool:
        """Whether what is shown follows what was asked last, by an answer or by the run itself."""
        return self.shown >= self.asked.number

    def take_wanted(self) -> Asked | None:
        with self.lock:
            wanted, self.wanted = self.wanted, None
        return wanted

    def take_mail(self) -> Preview | None:
        with self.lock:
            mail, self.mail = self.mail, None
        return mail

    def await_reached(self) -> Future[Reached | None]:
        """What it has reached, after its present step or, where it has ended, at its end."""
        future: Future[Reached | None] = Future()
        with self.lock:
            if self.ended:
                future.set_result(self.reached_at_the_end())
            else:
                self.awaited.append(future)
        return future

    def reached_at_the_end(self) -> Reached | None:
        last, saved = self.last, self.saved
        if last is None:
            return None
        network = None if saved is None else Network(self.choice, saved)
        return Reached(Result(last.masks, last.guidance, last.recipe), network)

    def end(self) -> None:
        with self.lock:
            self.ended = True
            awaited, self.awaited = self.awaited, []
            for future in awaited:
                future.set_result(self.reached_at_the_end())

    def post(self, preview: Preview) -> None:
        with self.lock:
            unread = self.mail.notice if self.mail is not None else ""
            if unread and not preview.notice:
                preview = replace(preview, notice=unread)
            self.mail = self.last = preview


@dataclass(frozen=True, eq=False)
class Resumed:
    """A state that a session has kept, to go on from; masks: for where it does not fit."""

    saved: SavedState
    masks: Masks | None


class Worker:
    """Runs one job in its thread."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.began = time.monotonic()
        self.previewed = 0.0
        self.preview_cost = 0.0
        self.device_reason = ""
        self.notice = ""
        self.ticks: deque[tuple[int, float]] = deque(maxlen=30)
        self.separator: Separator | None = None
        self.leg: Leg | None = None

    def run(self) -> None:
        job = self.job
        give_way()
        try:
            if not job.cancelled.is_set():
                self._iterate()
                self._save_state()
        except (SeparationError, RecordingError, GuidanceError, DeviceError) as error:
            job.error = told(error)
        except MemoryError:
            log.exception("a separation ran out of memory")
            job.error = tr("There is not enough memory for this separation; try the draft preset.")
        except Exception as error:
            log.exception("a separation failed")
            job.error = tr("The separation failed ({name}: {error}); see the log.").format(
                name=type(error).__name__, error=error
            )
        finally:
            job.end()

    def _steps(self) -> Steps:
        job, choice = self.job, self.job.choice
        device = choose_device(choice.device)
        self.device_reason = device.reason
        separator = self.separator = load_separator(choice.method)
        settings = separator.preset(choice.preset, sources=choice.sources, device=choice.device)
        job.heard = job.take_wanted() or job.heard
        start = job.start
        if isinstance(start, Resumed):
            start = self._resumed(separator, settings, start)
        if isinstance(start, Masks) and not separator.starts_from_masks:
            start, self.notice = (
                None,
                tr("{title} begins afresh with these sources.").format(title=separator.title),
            )
        goes_on = start is not None and not isinstance(start, Masks)
        if not goes_on:
            job.recipe = ()
        self.leg = Leg(
            choice=choice,
            settings=asdict(settings),
            device=device.device,
            heard=((0, 0, job.heard.guidance),),
            steps=0,
            iteration=0,
            start=start if isinstance(start, Masks) else None,
            goes_on=goes_on,
        )
        if job.cutout is not None:
            job.recipe = None
            recording, heard = job.recording, job.heard.guidance
            return job.cutout.steps(separator, recording, heard, settings, choice.seed)
        return separator.steps(
            job.recording, job.heard.guidance, settings, seed=choice.seed, start=start
        )

    def _resumed(self, separator: Separator, settings: Any, start: Resumed) -> Any:
        """The state that a session kept, or else its masks."""
        seed = self.job.choice.seed
        try:
            return separator.load_state(start.saved, self.job.recording, settings, seed=seed)
        except SeparationError as error:
            self.notice = tr("{error} The separation goes on from its masks.").format(
                error=told(error)
            )
            return start.masks

    def _save_state(self) -> None:
        job = self.job
        if self.separator is not None and job.state is not None:
            job.saved = self.separator.save_state(job.state)

    def _iterate(self) -> None:
        job, steps = self.job, self._steps()
        step: Step | None = None
        shown = False
        try:
            while not job.cancelled.is_set():
                job.settled.wait(HOLD_SECONDS)
                wanted = job.take_wanted() if step is not None else None
                try:
                    step = steps.send(None if wanted is None else wanted.guidance)
                except StopIteration:
                    break
                shown = self._take(step, wanted)
                self._tell_reached(step)
            if step is not None and not shown:
                self._show(step)
        finally:
            steps.close()

    def _take(self, step: Step, wanted: Asked | None) -> bool:
        """Note a step down and show it if it is time to; whether it was shown."""
        job, now = self.job, time.monotonic()
        job.heard = wanted or job.heard
        job.answering = step.answer
        job.losses.add(step.done, step.loss)
        job.state = step.state
        self._note(step, wanted)
        self._tick(step, now)
        self.notice = step.notice or self.notice
        wait = min(max(FASTEST_PREVIEW, self.preview_cost / PREVIEW_SHARE), SLOWEST_PREVIEW)
        is_due = now - self.previewed >= wait or step.iteration == step.total
        if not is_due and wanted is None:
            return False
        self._show(step)
        return True

    def _tell_reached(self, step: Step) -> None:
        """Between two steps nothing changes: all who wait get the same moment.

        What was drawn in the meantime is heard first, so that it is in the masks.
        """
        job = self.job
        if not job.awaited or job.wanted is not None or self.separator is None:
            return
        masks = read_only(step.masks())
        saved = None if step.state is None else self.separator.save_state(step.state)
        result = Result(masks, job.heard.guidance, self._recipe)
        reached = Reached(result, None if saved is None else Network(job.choice, saved))
        with job.lock:
            awaited, job.awaited = job.awaited, []
        for future in awaited:
            future.set_result(reached)

    def _note(self, step: Step, wanted: Asked | None) -> None:
        """What this run has done so far, so that it can be done again."""
        leg = self.leg
        if leg is not None:
            heard = leg.heard
            if wanted is not None:
                heard = (*heard, (leg.steps, leg.iteration, wanted.guidance))
            self.leg = replace(leg, heard=heard, steps=leg.steps + 1, iteration=step.iteration)

    @property
    def _recipe(self) -> tuple[Leg, ...]:
        known = self.job.recipe
        return () if known is None or self.leg is None else (*known, self.leg)

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
            recipe=self._recipe,
            skipped=step.skipped,
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
