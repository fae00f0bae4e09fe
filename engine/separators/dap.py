"""Deep Audio Prior: small untrained networks, fitted to this one recording.

After Tian, Xu & Li 2019 (arXiv 1912.10292): one generator per source fed with structured noise,
1-D activation masks, exclusion, time-gradient, non-zero-mask and binary losses, dynamic noise
with abrupt change, restart of a dead source. Here on a grid of 64 bands of compressed
magnitudes, from a blind consensus on, with boxes as evidence, and always as a ratio mask.
The preset "published" is the original configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

import numpy as np
import torch

from engine.answering import always
from engine.beside import beside
from engine.devices import choose_device
from engine.guidance import Guidance
from engine.masks import Masks, equal_masks
from engine.propagation import Features, prepare
from engine.recording import Recording
from engine.separators.base import SavedState, Separator, SeparatorSettings, Step, Steps
from engine.separators.consensus import consensus_steps
from engine.separators.dap_networks import Goal, Networks
from engine.separators.dap_settings import PRESETS, DapSettings
from engine.separators.dap_state import saved_run, take_saved
from engine.separators.scene import Scene
from engine.separators.simple_mixtures import SIMPLE, cost_of, simplest_steps
from engine.separators.stage import Stage
from engine.separators.windows import lenses
from engine.stems import interpolate

# The networks' share of the shown mask, where they go on from a simple start or from masks that
# were taken over. Beside the blind start they have none: they blur it, and sure as well as doubtful
# starts lose by it (measured on mixtures outside the benchmark's test clips).
NETWORK_SHARE = 0.3
_START_UNTIL = 0.3


class Run:
    """Everything of one separation: it goes on from wherever it stands."""

    def __init__(self, mixture: Recording, settings: DapSettings, seed: int) -> None:
        self.settings = settings
        self.seed = seed
        divisions = float("inf") if settings.published else 12.0
        self.recording = mixture
        self.stage = Stage(mixture, settings.sources, seed=seed, divisions=divisions)
        self.bins = self.stage.magnitude.shape[0]
        model = settings.model()
        if settings.published:
            self.bins = min(self.bins, model.bands)
        self._request = settings.device
        self.networks = Networks(
            self.stage.magnitude[: self.bins],
            self.stage.times,
            self.stage.frequencies[: self.bins],
            model,
            sources=settings.sources,
            seed=seed,
            device=choose_device(settings.device).device,
        )
        self.iteration = self.skipped = 0
        self.total = settings.iterations
        self.simple = False
        self.share = NETWORK_SHARE
        self.loss = float("nan")
        self._refined = Guidance()
        self.heard = Guidance()
        self.order = np.arange(settings.sources)
        self.start: np.ndarray | None = None
        self.taken_over = False
        # Where a run that is interrupted stands: whether the blind start is done.
        self.prepared = False

    # ------------------------------------------------------------------ the blind start

    def prepare(self) -> Iterator[None]:
        """The blind start, a piece at a time; sets `start`, `simple` and `share`.

        Equal masks come first: boxes that are there already are answered at once. Where masks
        were taken over, these are the start.
        """
        if self.taken_over:
            yield
            self.stage.get_ready_for_boxes()
            return
        if not self.settings.consensus_start:
            return
        yield
        magnitude = self.stage.magnitude[: self.bins]
        scene = Scene(magnitude, self.stage.frequencies[: self.bins], self.seed)
        # Both take about as long, and boxes need these features in any case.
        with beside(self.stage.get_ready_for_boxes) as until_ready:
            for simple in simplest_steps(scene, self.stage.sources):  # noqa: B007 - the last counts
                yield
            until_ready()
        if simple.cost < SIMPLE:
            self.start, self.simple = simple.masks, not simple.tracked
            self.share = 0.0 if simple.tracked else self.share
            yield
            return
        settings, hinted = self.settings, False
        further = settings.further_windows and settings.thorough_start
        for heard in consensus_steps(
            scene,
            self._features_of,
            self.stage.sources,
            thorough=settings.thorough_start,
            lenses=lenses(self.recording, self.stage, self.bins) if further else (),
        ):
            self.start = heard.masks
            self.share = 0.0
            yield
            if heard.windows and not hinted:
                # Boxes that come while other windows are looked through have a hint already.
                self.stage.take_hint(self._whole(self.start))
                hinted = True

    def end_preparation(self) -> None:
        """The blind start is complete: from now on it hints at what belongs together."""
        self.prepared = True
        if self.start is not None and not self.taken_over:
            self.stage.take_hint(self._whole(self.start))

    def _features_of(self, magnitude: np.ndarray) -> Features:
        """What makes bins alike: that of the whole mixture serves boxes as well."""
        stage = self.stage
        if magnitude.base is stage.magnitude and magnitude.shape == stage.magnitude.shape:
            return stage.features
        return prepare(magnitude, stage.times, stage.frequencies[: self.bins], seed=self.seed)

    # ------------------------------------------------------------------ the networks

    def sweep(self, guidance: Guidance) -> Iterator[float]:
        """One iteration, or the rest of it: the loss after a step on each window."""
        networks = self.networks
        for _ in networks.windows[networks.window :]:
            fitted = networks.fit_next(self._goal(guidance), self.iteration)
            if not networks.window:
                self.iteration += 1
            yield fitted.loss

    def go_on_from(self, start: np.ndarray) -> None:
        """Take these masks (sources, bins, frames) for the start, as if nothing had run yet."""
        self.start, self.networks.average = start[:, : self.bins], None
        self.iteration = self.skipped = 0

    def take_over(self, masks: Masks) -> None:
        """Begin from masks that a person has before them: no network leaves them with a jump."""
        values = torch.from_numpy(np.array(masks.values))
        wanted = interpolate(values, masks, self.stage.times, self.stage.frequencies)
        self.go_on_from(wanted.numpy())
        self.taken_over = True

    def network_masks(self) -> np.ndarray:
        """What the networks alone say: float32 (sources, bins, frames), in their own order."""
        return self._whole(self.networks.masks())

    def _goal(self, guidance: Guidance) -> Goal:
        return Goal(
            guidance, self.order, self.start, self._start_weight(), averaged=self.taken_over
        )

    def _start_weight(self) -> float:
        """Networks leave an ordinary start after 3/10 of the schedule, a simple one never."""
        if self.simple:
            return 1.0
        schedule = self.networks.settings.schedule
        return max(0.0, 1.0 - self.iteration / (_START_UNTIL * schedule))

    def use(self, request: str) -> None:
        """Go on where the request (auto, cpu, cuda, cuda:n) says; nothing of the run is lost."""
        if request != self._request:
            self._request = request
            self.networks.move(choose_device(request).device)

    # ------------------------------------------------------------------ boxes

    def hear(self, guidance: Guidance) -> None:
        """Find out which of the networks' sources the boxes mean by each of theirs."""
        if guidance == self.heard and self.iteration:
            return
        self.heard = guidance
        self.order = self.stage.order(self._own_values(), guidance, self.order)

    def advance(self, guidance: Guidance) -> Iterator[float]:
        """The next stage of the answer to the boxes, or else one iteration: losses to show.

        Once boxes have told of every source the regressions' answer is what counts: networks
        fitted to the same boxes measure worse than it (`unbraid benchmark guided`), so they rest:
        once the answer is complete no iteration is left. So do networks that nobody would hear.
        """
        if guidance and self.stage.all_told(guidance):
            if not self._refine(guidance):
                self._skip_the_rest()
            yield self.loss
            return
        if self._is_unheard and self.settings.thorough_start:
            self._skip_the_rest()
            yield self.loss
            return
        for loss in self.sweep(guidance):
            self.loss = loss
            yield loss

    def _skip_the_rest(self) -> None:
        self.skipped += self.total - self.iteration
        self.iteration = self.total

    @property
    def _is_unheard(self) -> bool:
        return self.share == 0.0 and self.start is not None

    def owes_answer(self, guidance: Guidance) -> bool:
        """Whether a stage of the answer to these boxes may still be missing."""
        if not guidance or not self.stage.all_told(guidance):
            return False
        return self._refined != guidance or not self.stage.refinement.is_complete

    def _refine(self, guidance: Guidance) -> bool:
        """Work out a stage of the refined answer; False when there is none (left)."""
        refinement = self.stage.refinement
        if self._refined != guidance:
            base = self.stage.base(self._values(), guidance)
            refinement.begin(guidance, base, lambda: self.stage.instant(base, guidance))
            self._refined = guidance
        return refinement.advance()

    # ------------------------------------------------------------------ what is shown

    def masks(self, guidance: Guidance) -> Masks:
        """The present masks, boxes included."""
        return self.stage.masks(self._values(), guidance, self.networks.activations_of(self.order))

    def answer(self, guidance: Guidance, wanted: Callable[[], bool] = always) -> Masks:
        """The instant answer to these boxes; may be asked for in another thread than the run's.

        Raises Unwanted where it is not `wanted` any more.
        """
        stage = self.stage
        # Once each source has been told of, the present masks say nothing to the answer.
        values = stage.equal if stage.all_told(guidance) else self._own_values()
        order = stage.order(values, guidance, self.order)
        return stage.answer(values[order], guidance, self.networks.activations_of(order), wanted)

    def _values(self) -> np.ndarray:
        return self._own_values()[self.order]

    def _own_values(self) -> np.ndarray:
        """Masks in the networks' own order of the sources."""
        if self.networks.average is None:
            if self.start is not None:
                return self._whole(self.start)
            stage = self.stage
            return equal_masks(stage.sources, stage.times, stage.frequencies).values
        networks = self.network_masks()
        if self.start is None:
            return networks
        networks = networks[:, : self.bins]
        blended = (1 - self.share) * self.start + self.share * networks
        if self.simple:
            magnitude = self.stage.magnitude[: self.bins]
            candidates = (self.start, blended, networks)
            blended = min(candidates, key=lambda masks: cost_of(masks, magnitude))
        return self._whole(blended)

    def _whole(self, values: np.ndarray) -> np.ndarray:
        """The bins above the networks' range take the top bin's mask."""
        missing = self.stage.magnitude.shape[0] - values.shape[1]
        return np.pad(values, ((0, 0), (0, missing), (0, 0)), mode="edge") if missing else values


class DeepAudioPrior(Separator):
    """Deep Audio Prior, from a blind consensus on."""

    name: ClassVar[str] = "dap"
    title: ClassVar[str] = "Deep audio prior"
    summary: ClassVar[str] = "Small networks fitted to this recording, from a blind start."
    Settings: ClassVar[type[SeparatorSettings]] = DapSettings
    settings_of_presets: ClassVar[Mapping[str, SeparatorSettings]] = PRESETS
    starts_from_masks: ClassVar[bool] = True

    def steps(
        self,
        mixture: Recording,
        guidance: Guidance,
        settings: Any,
        *,
        seed: int = 0,
        start: Any = None,
    ) -> Steps:
        run: Run = start if isinstance(start, Run) else Run(mixture, settings, seed)
        if isinstance(start, Masks):
            run.take_over(start)
        run.use(settings.device)
        total = run.total = run.iteration + settings.iterations

        def step(loss: float) -> Step:
            current = guidance
            run.hear(current)
            networks = run.networks
            notice, networks.notice = networks.notice, ""
            return Step(
                iteration=run.iteration,
                total=total,
                loss=loss,
                masks=lambda: run.masks(current),
                state=run,
                device=networks.device,
                notice=notice,
                blank=run.start is None and networks.average is None and not current,
                answer=run.answer,
                skipped=run.skipped,
            )

        if not run.prepared:
            for _ in run.prepare():
                sent = yield step(float("nan"))
                guidance = guidance if sent is None else sent
            run.end_preparation()
        elif not settings.iterations:
            sent = yield step(run.loss)  # no iteration would say what the boxes mean
            guidance = guidance if sent is None else sent
        while run.iteration < total or run.owes_answer(guidance):
            run.hear(guidance)
            for loss in run.advance(guidance):
                sent = yield step(loss)
                if sent is not None and sent != guidance:
                    guidance, run.networks.window = sent, 0
                    break

    def save_state(self, state: Any) -> SavedState | None:
        return saved_run(state) if isinstance(state, Run) else None

    def load_state(self, saved: SavedState, mixture: Recording, settings: Any, *, seed: int) -> Run:
        run = Run(mixture, settings, seed)
        take_saved(run, saved)
        return run
