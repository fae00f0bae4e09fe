"""The networks of Deep Audio Prior on a whole recording, one window of it after the other.

They are fitted on bands of compressed magnitudes; their masks are averaged over the iterations.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import torch

from engine.guidance import Guidance, rasterise
from engine.sentences import Sentence
from engine.separators.dap_model import DapModel, Fitted, ModelSettings, NoiseInputs, Targets
from engine.spectrogram import erb_number

# Frames that pass through the networks at once: half a minute; longer recordings take turns.
WINDOW_FRAMES = 1920
_AVERAGING = 0.9
# Windows whose noise is held; of longer recordings it is made again.
_NOISES = 8


@dataclass(frozen=True)
class Goal:
    """What an iteration is to come nearer to.

    start: float32 masks (sources, bins, frames) to stay near, in the networks' order, or None.
    start_weight: how strongly. order: for each source of the guidance the networks' source that it
    means. averaged: whether the very first masks count as little as any others.
    """

    guidance: Guidance
    order: np.ndarray
    start: np.ndarray | None
    start_weight: float
    averaged: bool


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


class Networks:
    """Fitted to a magnitude; they go on from wherever they stand.

    window: which comes next. average: masks (sources, bands, frames), None before the first.
    activations: of the sources, (sources, frames). notice: what a person should be told.
    """

    def __init__(
        self,
        magnitude: np.ndarray,
        times: np.ndarray,
        frequencies: np.ndarray,
        settings: ModelSettings,
        *,
        sources: int,
        seed: int,
        device: str,
    ) -> None:
        """magnitude: (bins, frames). times: (frames,) in s. frequencies: (bins,) in Hz."""
        self._magnitude, self._times, self._frequencies = magnitude, times, frequencies
        self.settings, self.sources, self.seed, self.device = settings, sources, seed, device
        frames = magnitude.shape[1]
        count = max(1, -(-frames // WINDOW_FRAMES))
        edges = np.linspace(0, frames, count + 1).round().astype(int)
        self.windows = [slice(int(a), int(b)) for a, b in pairwise(edges)]
        self.window = 0
        self.notice = ""
        self.average: torch.Tensor | None = None
        self.activations = torch.zeros(sources, frames)
        # The newest start and evidence on the networks' bands, with what they were made of.
        self._start: tuple[np.ndarray, torch.Tensor] | None = None
        self._evidence: tuple[Guidance, np.ndarray, torch.Tensor, torch.Tensor] | None = None
        self._noise: dict[int, NoiseInputs] = {}
        # Held while `average` changes or is read: answers are made in a thread of their own.
        self._averaging = threading.Lock()

    @cached_property
    def model(self) -> DapModel:
        """The networks, made when they are first asked for."""
        return DapModel(self.sources, self.settings, seed=self.seed, device=self.device)

    @cached_property
    def _bands(self) -> _Bands:
        return _Bands(self._frequencies, self.settings.bands, self.device)

    @cached_property
    def _mixture(self) -> torch.Tensor:
        """The mixture on the networks' bands, compressed and scaled: (bands, frames)."""
        compressed = (self._bands.down @ self._power).sqrt().pow(self.settings.compression)
        return compressed / (2 * compressed.mean()).clamp(min=1e-12)

    @property
    def _power(self) -> torch.Tensor:
        return torch.from_numpy(np.square(self._magnitude)).to(self.device)

    def fit_next(self, goal: Goal, iteration: int) -> Fitted:
        """An optimisation step on the next window; an iteration ends with the last of them."""
        number = self.window
        try:
            fitted = self._fit(number, goal, iteration)
        except torch.OutOfMemoryError:
            if self.device == "cpu":
                raise
            self.move("cpu")
            self.notice = Sentence("The GPU's memory is full: the separation goes on on the CPU.")
            fitted = self._fit(number, goal, iteration)
        self._take(number, fitted, goal, 1 - _AVERAGING if iteration or goal.averaged else 1.0)
        self.window = (number + 1) % len(self.windows)
        return fitted

    def masks(self) -> np.ndarray:
        """What they say: float32 (sources, bins, frames), in their own order."""
        with self._averaging:
            masks: np.ndarray = (
                torch.einsum("fb,sbt->sft", self._bands.up, self.average).cpu().numpy()
            )
        return masks

    def activations_of(self, order: np.ndarray) -> np.ndarray | None:
        """1-D masks of the sources in an order, (sources, frames), if there are any."""
        if self.average is None or not self.settings.activation_masks:
            return None
        with self._averaging:
            activations: np.ndarray = self.activations.numpy()[order]
        return activations

    def move(self, device: str) -> None:
        """Go on there; nothing is lost."""
        self.device = device
        if "model" in self.__dict__:
            self.model.to(device)
        self._noise.clear()
        with self._averaging:
            if self.average is not None:
                self.average = self.average.to(device)
            for name in ("_bands", "_mixture"):
                self.__dict__.pop(name, None)
        self._start = self._evidence = None

    def _fit(self, number: int, goal: Goal, iteration: int) -> Fitted:
        return self.model.fit(self._noise_of(number), self._targets(number, goal), iteration)

    def _targets(self, number: int, goal: Goal) -> Targets:
        window = self.windows[number]
        wanted, known = self._evidence_of(goal)
        start = self._start_of(goal)
        return Targets(
            mixture=self._mixture[:, window],
            start=None if start is None else start[..., window],
            start_weight=goal.start_weight,
            wanted=None if wanted is None else wanted[..., window],
            known=None if known is None else known[..., window],
        )

    def _start_of(self, goal: Goal) -> torch.Tensor | None:
        """The start on the networks' bands: (sources, bands, frames)."""
        if goal.start is None:
            return None
        if self._start is None or self._start[0] is not goal.start:
            power, start = self._power, torch.from_numpy(goal.start).to(self.device)
            total = (self._bands.down @ power).clamp(min=1e-20)
            on_bands = torch.stack([(self._bands.down @ (part * power)) / total for part in start])
            self._start = (goal.start, on_bands)
        return self._start[1]

    def _evidence_of(self, goal: Goal) -> tuple[torch.Tensor | None, torch.Tensor | None]:
        """What boxes want, and where they say anything: both (sources, bands, frames)."""
        if not goal.guidance:
            return None, None
        held = self._evidence
        if held is None or held[0] != goal.guidance or not np.array_equal(held[1], goal.order):
            frequencies = self._bands.frequencies
            evidence = rasterise(goal.guidance, self.sources, self._times, frequencies)
            own = np.argsort(goal.order)
            wanted = torch.from_numpy(evidence.target[own]).to(self.device)
            known = torch.from_numpy(evidence.known[own].astype(np.float32)).to(self.device)
            self._evidence = held = (goal.guidance, goal.order, wanted, known)
        return held[2:]

    def _noise_of(self, number: int) -> NoiseInputs:
        if number not in self._noise:
            if len(self._noise) >= _NOISES:
                self._noise.clear()
            window = self.windows[number]
            frames = window.stop - window.start
            noise = NoiseInputs(self.sources, self.settings, frames, seed=self.seed, window=number)
            self._noise[number] = noise.to(self.device)
        return self._noise[number]

    def _take(self, number: int, fitted: Fitted, goal: Goal, weight: float) -> None:
        window = self.windows[number]
        with self._averaging:
            if self.average is None:
                shape = (self.sources, *self._mixture.shape)
                start = self._start_of(goal)
                if start is None:
                    start = torch.full(shape, 1.0 / self.sources, device=self.device)
                self.average = start.clone()
            self.average[..., window].lerp_(fitted.ratios, weight)
            if fitted.activations is not None:
                self.activations[:, window] = fitted.activations.cpu()
        if fitted.dead and self.settings.restart_dead_source:
            for source in fitted.dead:
                self.model.restart(source)
            name = int(np.argsort(goal.order)[fitted.dead[0]]) + 1
            self.notice = Sentence("Source {name} had died out and was started again.", name=name)
