"""Named stand-ins that tests share, in one place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from engine.answering import always
from engine.guidance import Guidance, rasterise
from engine.masks import Masks
from engine.recording import Recording
from engine.separators.base import SavedState, SeparatorSettings, Step, Steps

GRID_FRAMES, GRID_BINS = 20, 8


@dataclass(eq=False)
class SteppedSeparator:
    """A separator whose every iteration waits until the test allows it.

    Masks obey the boxes; elsewhere source 0 has 1 / (1 + iteration). seen holds the guidance of
    every iteration, runs the `start` of every run, which may be masks. error is raised at
    iteration error_at. begun: iterations that have taken up their guidance, also the one that
    waits.
    answers: whether its steps answer newer guidance between two iterations.
    """

    iterations: int = 5
    allowed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    seen: list[Guidance] = field(default_factory=list)
    runs: list[Any] = field(default_factory=list)
    error: Exception | None = None
    error_at: int = 1
    begun: int = 0
    masks_made: int = 0
    closed: int = 0
    answers: bool = False
    starts_from_masks: bool = True
    title: str = "Stepped"
    presets: tuple[str, ...] = ("draft", "standard", "best", "published")

    def allow(self, iterations: int) -> None:
        """Let so many iterations happen."""
        for _ in range(iterations):
            self.allowed.release()

    def preset(self, name: str, *, sources: int, device: str = "auto") -> SeparatorSettings:
        return SeparatorSettings(sources=sources, iterations=self.iterations, device=device)

    def steps(
        self,
        mixture: Recording,
        guidance: Guidance,
        settings: SeparatorSettings,
        *,
        seed: int = 0,
        start: Any = None,
    ) -> Steps:
        self.runs.append(start)
        first = start if isinstance(start, int) else 0
        total = first + settings.iterations
        try:
            for iteration in range(first + 1, total + 1):
                self.begun += 1
                if not self.allowed.acquire(timeout=120):
                    raise TimeoutError("the test never allowed this iteration")
                if self.error is not None and iteration == self.error_at:
                    raise self.error
                self.seen.append(guidance)
                masks = self._masks(mixture, guidance, settings.sources, iteration)
                notice = "the first" if iteration == 1 else ""
                loss = 1.0 / iteration
                step = Step(
                    iteration, total, loss, lambda made=masks: made, iteration, "cpu", notice
                )
                if self.answers:
                    answer = partial(self._answer, mixture, settings.sources, iteration)
                    step = replace(step, answer=answer)
                sent = yield step
                guidance = guidance if sent is None else sent
        finally:
            self.closed += 1

    def save_state(self, state: Any) -> SavedState:
        return SavedState({"iteration": state}, {})

    def load_state(
        self, saved: SavedState, mixture: Recording, settings: SeparatorSettings, *, seed: int
    ) -> int:
        return int(saved.number("iteration"))

    def _answer(
        self,
        mixture: Recording,
        sources: int,
        iteration: int,
        guidance: Guidance,
        wanted: Callable[[], bool] = always,
    ) -> Masks:
        return self._masks(mixture, guidance, sources, iteration)

    def _masks(self, mixture: Recording, guidance: Guidance, sources: int, iteration: int) -> Masks:
        self.masks_made += 1
        times = np.linspace(0.0, mixture.duration, GRID_FRAMES)
        frequencies = np.linspace(0.0, mixture.sample_rate / 2, GRID_BINS)
        share = 1.0 / (1 + iteration)
        values = np.full((sources, GRID_BINS, GRID_FRAMES), (1 - share) / (sources - 1), np.float32)
        values[0] = share
        evidence = rasterise(guidance, sources, times, frequencies)
        active = (evidence.target == 1).any(axis=0)
        values[:, active] = evidence.target[:, active]
        return Masks(values, times, frequencies, values.mean(axis=1))


@dataclass(eq=False)
class CountedSeparator:
    """A separator that splits at 1 kHz and does one matrix product of known size an iteration.

    The published preset has ten times the size and a hundred times the iterations. runs holds
    (preset's size, seed, iterations) of every run.
    """

    runs: list[tuple[int, int, int]] = field(default_factory=list)
    presets: tuple[str, ...] = ("draft", "standard", "best", "published")

    def preset(self, name: str, *, sources: int, device: str = "auto") -> SeparatorSettings:
        iterations = 2000 if name == "published" else 20
        return SeparatorSettings(sources=sources, iterations=iterations, device=device)

    def steps(
        self,
        mixture: Recording,
        guidance: Guidance,
        settings: SeparatorSettings,
        *,
        seed: int = 0,
        start: Any = None,
    ) -> Steps:
        import torch

        size = 100 if settings.iterations == 2000 else 10
        self.runs.append((size, seed, settings.iterations))
        times, frequencies = np.array([0.0, mixture.duration]), np.array([0.0, 999.0, 1001.0])
        masks = np.full((settings.sources, 3, 2), 0.05 / (settings.sources - 1), np.float32)
        masks[0, :2], masks[1, 2:] = 0.95, 0.95
        masks[0, 2:], masks[1, :2] = 0.05, 0.05
        made = Masks(masks, times, frequencies)
        for iteration in range(1, settings.iterations + 1):
            torch.ones(size, 5) @ torch.ones(5, 7)
            yield Step(iteration, settings.iterations, 1.0 / iteration, lambda: made)
