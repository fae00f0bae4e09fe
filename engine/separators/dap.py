"""Deep Audio Prior: small untrained networks, fitted to this one recording.

After Tian, Xu & Li 2019 (arXiv 1912.10292): one generator per source fed with structured noise,
1-D activation masks, exclusion, time-gradient, non-zero-mask and binary losses, dynamic noise
with abrupt change, restart of a dead source. Here on a grid of 64 bands of compressed
magnitudes, from a blind consensus on, with boxes as evidence, and always as a ratio mask.
The preset "published" is the original configuration.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import torch

from engine.answering import always
from engine.beside import beside
from engine.devices import choose_device
from engine.guidance import Guidance, rasterise
from engine.masks import Masks, equal_masks
from engine.propagation import Features, prepare
from engine.recording import Recording
from engine.sentences import Sentence
from engine.separators.base import SavedState, Separator, SeparatorSettings, Step, Steps
from engine.separators.consensus import consensus_steps
from engine.separators.dap_model import PUBLISHED, DapModel, Fitted, ModelSettings, NoiseInputs
from engine.separators.dap_model import Targets as WindowTargets
from engine.separators.dap_state import saved_run, take_saved
from engine.separators.scene import Scene
from engine.separators.simple_mixtures import SIMPLE, cost_of, simplest_steps
from engine.separators.stage import Stage
from engine.separators.windows import lenses
from engine.spectrogram import erb_number
from engine.stems import interpolate

# Frames that pass through the networks at once: half a minute; longer recordings take turns.
WINDOW_FRAMES = 1920
# The networks' share of the shown mask, where they go on from a simple start or from masks that
# were taken over. Beside the blind start they have none: they blur it, and sure as well as doubtful
# starts lose by it (measured on mixtures outside the benchmark's test clips).
NETWORK_SHARE = 0.3
_AVERAGING = 0.9
_START_UNTIL = 0.3


@dataclass(frozen=True, kw_only=True)
class DapSettings(SeparatorSettings):
    """Settings of Deep Audio Prior; the switches are the elements of the published ablations.

    thorough_start: the blind start judges more hypotheses, and networks that nobody would hear
    beside it rest: the run ends with it. further_windows: a thorough start also
    looks at the recording through other lengths of the analysis window.
    """

    iterations: int = 150
    consensus_start: bool = field(default=True, metadata={"label": "Blind consensus as the start"})
    thorough_start: bool = field(default=False, metadata={"label": "Thorough blind start"})
    further_windows: bool = field(default=False, metadata={"label": "Further windows as well"})
    activation_masks: bool = field(default=True, metadata={"label": "1-D activation masks"})
    temporal_noise: bool = field(default=True, metadata={"label": "Temporal noise"})
    dynamic_noise: bool = field(default=True, metadata={"label": "Dynamic noise"})
    abrupt_change: bool = field(default=True, metadata={"label": "Abrupt change of the noise"})
    exclusion: bool = field(default=True, metadata={"label": "Exclusion loss"})
    time_gradient: bool = field(default=True, metadata={"label": "Time-gradient loss"})
    nonzero_mask: bool = field(default=True, metadata={"label": "Non-zero-mask loss"})
    binary: bool = field(default=True, metadata={"label": "Binary-mask loss"})
    restart_dead_source: bool = field(default=True, metadata={"label": "Restart a dead source"})
    published: bool = field(default=False, metadata={"label": "Published configuration"})

    def model(self) -> ModelSettings:
        """The networks' settings with these switches."""
        base = PUBLISHED if self.published else ModelSettings(schedule=max(self.iterations, 1))
        switches = {
            name: getattr(self, name)
            for name in (
                "activation_masks",
                "temporal_noise",
                "dynamic_noise",
                "abrupt_change",
                "exclusion",
                "time_gradient",
                "nonzero_mask",
                "binary",
                "restart_dead_source",
            )
        }
        return replace(base, **switches)


_PRESETS = {
    # The blind start alone.
    "draft": DapSettings(iterations=0),
    # Networks only where they are heard: in simple mixtures, and from masks that were taken over.
    "standard": DapSettings(iterations=150, thorough_start=True),
    # Elsewhere what five lengths of the window lead to.
    "best": DapSettings(iterations=300, thorough_start=True, further_windows=True),
    "published": DapSettings(iterations=5000, published=True, consensus_start=False),
}


class _Bands:
    """The networks' bands over the analysis grid, and the way back.

    down: (network bands, grid bands), shares of power. up: (grid bands, network bands).
    frequencies: their centres in Hz. Where the grid has fewer bands the last ones stay empty.
    """

    def __init__(self, frequencies: np.ndarray, bands: int, device: str) -> None:
        positions = erb_number(frequencies)
        centres = positions
        if bands < len(frequencies):
            centres = np.linspace(positions[0], positions[-1], bands)
        empty = bands - len(centres)
        found = np.interp(centres, positions, frequencies)
        self.frequencies = np.append(found, found[-1] + 1.0 + np.arange(empty))
        spread = np.stack([np.interp(positions, centres, row) for row in np.eye(len(centres))], 1)
        up = np.pad(spread.astype(np.float32), ((0, 0), (0, empty)))
        self.up = torch.from_numpy(up).to(device)
        self.down = torch.from_numpy(up.T.copy()).to(device)


class Run:
    """Everything of one separation: it goes on from wherever it stands."""

    def __init__(self, mixture: Recording, settings: DapSettings, seed: int) -> None:
        self.settings = settings
        self.seed = seed
        self.model_settings = settings.model()
        divisions = float("inf") if settings.published else 12.0
        self.recording = mixture
        self.stage = Stage(mixture, settings.sources, seed=seed, divisions=divisions)
        self.bins = self.stage.magnitude.shape[0]
        if settings.published:
            self.bins = min(self.bins, self.model_settings.bands)
        self._request = settings.device
        self.device = choose_device(settings.device).device
        self.iteration = 0
        self.total = settings.iterations
        self.simple = False
        self.share = NETWORK_SHARE
        self.loss = float("nan")
        self._refined = Guidance()
        self.heard = Guidance()
        self.order = np.arange(settings.sources)
        self.start: np.ndarray | None = None
        self.average: torch.Tensor | None = None
        self.taken_over = False
        # Where a run that is interrupted stands: whether the blind start is done, and which
        # window of the iteration under way comes next.
        self.prepared = False
        self.window = 0
        self.notice = ""
        frames = self.stage.magnitude.shape[1]
        count = max(1, -(-frames // WINDOW_FRAMES))
        edges = np.linspace(0, frames, count + 1).round().astype(int)
        self.windows = [slice(int(a), int(b)) for a, b in pairwise(edges)]
        self.activations = torch.zeros(settings.sources, frames)
        self._evidence: tuple[Guidance, torch.Tensor | None, torch.Tensor | None] | None = None
        self._noise: dict[int, NoiseInputs] = {}
        # Held while `average` changes or is read: answers are made in a thread of their own.
        self._averaging = threading.Lock()

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

    @cached_property
    def model(self) -> DapModel:
        """The networks, made when they are first asked for."""
        return DapModel(
            self.settings.sources, self.model_settings, seed=self.seed, device=self.device
        )

    @cached_property
    def bands(self) -> _Bands:
        count = self.model_settings.bands
        return _Bands(self.stage.frequencies[: self.bins], count, self.device)

    @cached_property
    def mixture(self) -> torch.Tensor:
        """The mixture on the networks' bands, compressed and scaled: (bands, frames)."""
        power = torch.from_numpy(np.square(self.stage.magnitude[: self.bins])).to(self.device)
        compressed = (self.bands.down @ power).sqrt().pow(self.model_settings.compression)
        return compressed / (2 * compressed.mean()).clamp(min=1e-12)

    @cached_property
    def start_on_bands(self) -> torch.Tensor | None:
        if self.start is None:
            return None
        power = torch.from_numpy(np.square(self.stage.magnitude[: self.bins])).to(self.device)
        start = torch.from_numpy(self.start).to(self.device)
        total = (self.bands.down @ power).clamp(min=1e-20)
        return torch.stack([(self.bands.down @ (part * power)) / total for part in start])

    def sweep(self, guidance: Guidance) -> Iterator[Fitted]:
        """One iteration, or the rest of it: an optimisation step on every window."""
        for number in range(self.window, len(self.windows)):
            window = self.windows[number]
            targets = self._targets(window, guidance)
            try:
                fitted = self.model.fit(self._noise_of(number), targets, self.iteration)
            except torch.OutOfMemoryError:
                if self.device == "cpu":
                    raise
                self._move("cpu")
                self.notice = Sentence(
                    "The GPU's memory is full: the separation goes on on the CPU."
                )
                targets = self._targets(window, guidance)
                fitted = self.model.fit(self._noise_of(number), targets, self.iteration)
            self._take(window, fitted)
            self.window = (number + 1) % len(self.windows)
            if not self.window:
                self.iteration += 1
            yield fitted

    def go_on_from(self, start: np.ndarray) -> None:
        """Take these masks (sources, bins, frames) for the start, as if nothing had run yet."""
        self.start, self.iteration, self.average = start[:, : self.bins], 0, None
        self.__dict__.pop("start_on_bands", None)

    def take_over(self, masks: Masks) -> None:
        """Begin from masks that a person has before them: no network leaves them with a jump."""
        values = torch.from_numpy(np.array(masks.values))
        wanted = interpolate(values, masks, self.stage.times, self.stage.frequencies)
        self.go_on_from(wanted.numpy())
        self.taken_over = True

    def network_masks(self) -> np.ndarray:
        """What the networks alone say: float32 (sources, bins, frames), in their own order."""
        with self._averaging:
            masks = torch.einsum("fb,sbt->sft", self.bands.up, self.average).cpu().numpy()
        return self._whole(masks)

    def _targets(self, window: slice, guidance: Guidance) -> WindowTargets:
        wanted, known = self._evidence_of(guidance)
        start = self.start_on_bands
        return WindowTargets(
            mixture=self.mixture[:, window],
            start=None if start is None else start[..., window],
            start_weight=self._start_weight(),
            wanted=None if wanted is None else wanted[..., window],
            known=None if known is None else known[..., window],
        )

    def _start_weight(self) -> float:
        """Networks leave an ordinary start after 3/10 of the schedule, a simple one never."""
        if self.simple:
            return 1.0
        return max(0.0, 1.0 - self.iteration / (_START_UNTIL * self.model_settings.schedule))

    def _evidence_of(self, guidance: Guidance) -> tuple[torch.Tensor | None, torch.Tensor | None]:
        if self._evidence is None or self._evidence[0] != guidance:
            self._evidence = (guidance, *self._rasterised(guidance))
        return self._evidence[1:]

    def _rasterised(self, guidance: Guidance) -> tuple[torch.Tensor | None, torch.Tensor | None]:
        if not guidance:
            return None, None
        evidence = rasterise(guidance, self.stage.sources, self.stage.times, self.bands.frequencies)
        own = np.argsort(self.order)
        return (
            torch.from_numpy(evidence.target[own]).to(self.device),
            torch.from_numpy(evidence.known[own].astype(np.float32)).to(self.device),
        )

    def _noise_of(self, number: int) -> NoiseInputs:
        if number not in self._noise:
            # Long recordings make their noise again instead of holding all of it.
            if len(self._noise) >= 8:
                self._noise.clear()
            window = self.windows[number]
            frames = window.stop - window.start
            noise = NoiseInputs(
                self.stage.sources, self.model_settings, frames, seed=self.seed, window=number
            )
            self._noise[number] = noise.to(self.device)
        return self._noise[number]

    def _take(self, window: slice, fitted: Fitted) -> None:
        with self._averaging:
            if self.average is None:
                shape = (self.stage.sources, *self.mixture.shape)
                start = self.start_on_bands
                self.average = (
                    torch.full(shape, 1.0 / shape[0], device=self.device)
                    if start is None
                    else start
                ).clone()
            weight = 1 - _AVERAGING if self.iteration or self.taken_over else 1.0
            self.average[..., window].lerp_(fitted.ratios, weight)
            if fitted.activations is not None:
                self.activations[:, window] = fitted.activations.cpu()
        if fitted.dead and self.model_settings.restart_dead_source:
            for source in fitted.dead:
                self.model.restart(source)
            name = int(np.argsort(self.order)[fitted.dead[0]]) + 1
            self.notice = Sentence("Source {name} had died out and was started again.", name=name)

    def use(self, request: str) -> None:
        """Go on where the request (auto, cpu, cuda, cuda:n) says; nothing of the run is lost."""
        if request != self._request:
            self._request = request
            self._move(choose_device(request).device)

    def _move(self, device: str) -> None:
        self.device = device
        if "model" in self.__dict__:
            self.model.to(device)
        self._noise.clear()
        with self._averaging:
            if self.average is not None:
                self.average = self.average.to(device)
            for name in ("bands", "mixture", "start_on_bands"):
                self.__dict__.pop(name, None)
        self._evidence = None

    # ------------------------------------------------------------------ boxes

    def hear(self, guidance: Guidance) -> None:
        """Find out which of the networks' sources the boxes mean by each of theirs."""
        if guidance == self.heard and self.iteration:
            return
        self.heard = guidance
        order = self.stage.order(self._own_values(), guidance, self.order)
        if not np.array_equal(order, self.order):
            self.order = order
            self._evidence = None

    def advance(self, guidance: Guidance) -> Iterator[float]:
        """The next stage of the answer to the boxes, or else one iteration: losses to show.

        Once boxes have told of every source the regressions' answer is what counts: networks
        fitted to the same boxes measure worse than it (`unbraid benchmark guided`), so they rest:
        once the answer is complete no iteration is left. So do networks that nobody would hear.
        """
        if guidance and self.stage.all_told(guidance):
            if not self._refine(guidance):
                self.iteration = self.total
            yield self.loss
            return
        if self._is_unheard and self.settings.thorough_start:
            self.iteration = self.total
            yield self.loss
            return
        for fitted in self.sweep(guidance):
            self.loss = fitted.loss
            yield self.loss

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
        return self.stage.masks(self._values(), guidance, self._activations(self.order))

    def answer(self, guidance: Guidance, wanted: Callable[[], bool] = always) -> Masks:
        """The instant answer to these boxes; may be asked for in another thread than the run's.

        Raises Unwanted where it is not `wanted` any more.
        """
        stage = self.stage
        # Once each source has been told of, the present masks say nothing to the answer.
        values = stage.equal if stage.all_told(guidance) else self._own_values()
        order = stage.order(values, guidance, self.order)
        return stage.answer(values[order], guidance, self._activations(order), wanted)

    def _activations(self, order: np.ndarray) -> np.ndarray | None:
        if self.average is None or not self.model_settings.activation_masks:
            return None
        with self._averaging:
            activations: np.ndarray = self.activations.numpy()[order]
        return activations

    def _values(self) -> np.ndarray:
        return self._own_values()[self.order]

    def _own_values(self) -> np.ndarray:
        """Masks in the networks' own order of the sources."""
        if self.average is None:
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
    settings_of_presets: ClassVar[Mapping[str, SeparatorSettings]] = _PRESETS
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
            notice, run.notice = run.notice, ""
            return Step(
                iteration=run.iteration,
                total=total,
                loss=loss,
                masks=lambda: run.masks(current),
                state=run,
                device=run.device,
                notice=notice,
                blank=run.start is None and run.average is None and not current,
                answer=run.answer,
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
                    guidance, run.window = sent, 0
                    break

    def save_state(self, state: Any) -> SavedState | None:
        return saved_run(state) if isinstance(state, Run) else None

    def load_state(self, saved: SavedState, mixture: Recording, settings: Any, *, seed: int) -> Run:
        run = Run(mixture, settings, seed)
        take_saved(run, saved)
        return run
