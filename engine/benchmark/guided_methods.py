"""What answers to a simulated user's boxes: one small class a method."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np

from engine.guidance import Guidance, pin_exact, rasterise
from engine.masks import Masks, equal_masks, normalised
from engine.propagation import Features, Refiner
from engine.recording import Recording
from engine.separators.dap import NETWORK_SHARE, Run
from engine.separators.dap_settings import DapSettings
from engine.separators.plca import PlcaModel, PlcaSettings
from engine.spectrogram import AnalysisGrid, StftSettings

PAINT_STFT = StftSettings(1022, 172)
PLCA_ITERATIONS = 30
# The networks go on so many iterations after each box.
NETWORK_ITERATIONS = 10


class GuidedMethod(Protocol):
    """Answers to boxes on one mixture."""

    def start(self, mixture: Recording, sources: int, seed: int) -> Masks:
        """Masks before the first box; called once."""

    def answer(self, guidance: Guidance) -> Masks:
        """Masks for all boxes drawn so far."""


class Painting:
    """Mask 1 or 0 inside the boxes, equal shares outside."""

    def start(self, mixture: Recording, sources: int, seed: int) -> Masks:
        times = PAINT_STFT.times(PAINT_STFT.frames(mixture.samples), mixture.sample_rate)
        self._equal = equal_masks(sources, times, PAINT_STFT.frequencies(mixture.sample_rate))
        return self._equal

    def answer(self, guidance: Guidance) -> Masks:
        equal = self._equal
        evidence = rasterise(guidance, equal.sources, equal.times, equal.frequencies)
        values = np.where(evidence.known, evidence.target, equal.values)
        return Masks(values, equal.times, equal.frequencies)


class Plca:
    """PR-PLCA, continued after every box."""

    def start(self, mixture: Recording, sources: int, seed: int) -> Masks:
        grid = AnalysisGrid.for_rate(mixture.sample_rate)
        settings = PlcaSettings(sources=sources)
        self._penalty = settings.penalty
        magnitude = grid.magnitude(mixture).numpy()
        self._model = PlcaModel(magnitude, sources, settings.components, seed)
        self._equal = equal_masks(sources, grid.times(mixture.samples), grid.frequencies)
        return self._equal

    def answer(self, guidance: Guidance) -> Masks:
        equal = self._equal
        evidence = rasterise(guidance, equal.sources, equal.times, equal.frequencies)
        self._model.take(evidence, self._penalty)
        for _ in range(PLCA_ITERATIONS):
            self._model.iterate()
        return Masks(pin_exact(self._model.masks(), evidence), equal.times, equal.frequencies)


class Instant:
    """The instant answer of the default method.

    It starts from equal masks, as the protocol says; once each source has been told of, what the
    blind start has found is a hint, as in the editor.
    """

    def start(self, mixture: Recording, sources: int, seed: int) -> Masks:
        settings = DapSettings(sources=sources, iterations=0, device="cpu")
        run = Run(mixture, settings, seed)
        for _ in run.prepare():
            pass
        run.end_preparation()
        self._stage = run.stage
        return self._masks(self._stage.equal)

    def answer(self, guidance: Guidance) -> Masks:
        return self._stage.answer(self._stage.equal, guidance)

    @property
    def features(self) -> Features:
        """What makes bins alike, from the start on."""
        return self._stage.features

    def _masks(self, values: np.ndarray) -> Masks:
        return Masks(values, self._stage.times, self._stage.frequencies)


class Refined(Instant):
    """The regression refined to its end; no networks."""

    def start(self, mixture: Recording, sources: int, seed: int) -> Masks:
        masks = super().start(mixture, sources, seed)
        self._refiner = Refiner(self._stage.features)
        return masks

    def answer(self, guidance: Guidance) -> Masks:
        base = self._stage.base(self._stage.equal, guidance)
        *_, answer = self._refiner.improve(base, guidance)
        return self._masks(answer.masks)


class Networks(Refined):
    """The refined answer, and the deep prior's networks going on from it with the evidence as
    losses; mixed in as in a blind separation. What they add is measured, not gated."""

    def start(self, mixture: Recording, sources: int, seed: int) -> Masks:
        masks = super().start(mixture, sources, seed)
        settings = replace(DapSettings(), sources=sources, device="cpu", restart_dead_source=False)
        self._run = Run(mixture, settings, seed)
        return masks

    def answer(self, guidance: Guidance) -> Masks:
        refined = super().answer(guidance)
        run = self._run
        run.go_on_from(refined.values)
        for _ in range(NETWORK_ITERATIONS):
            for _ in run.sweep(guidance):
                pass
        stage = self._stage
        masks = (1 - NETWORK_SHARE) * refined.values + NETWORK_SHARE * run.network_masks()
        evidence = rasterise(guidance, stage.sources, stage.times, stage.frequencies)
        return self._masks(pin_exact(normalised(masks), evidence))


METHODS: dict[str, type[GuidedMethod]] = {
    "painting": Painting,
    "plca": Plca,
    "instant": Instant,
    "refined": Refined,
    "networks": Networks,
}
