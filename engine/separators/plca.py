"""Posterior-regularised PLCA, the method of ISSE: boxes are penalties in the E-step.

Bryan & Mysore 2013, "An efficient posterior regularized latent variable model for interactive
sound source separation" (ICML). Each source owns a group of components; the model is fitted by
EM to the magnitude and goes on from where it stands whenever the boxes change. Output masks are
the groups' models without the penalties: paint teaches the model rather than cutting bins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import torch

from engine.guidance import Evidence, Guidance, pin_exact, rasterise
from engine.masks import Masks, normalised
from engine.recording import Recording
from engine.sentences import Sentence
from engine.separators.base import SavedState, Separator, SeparatorSettings, Step, Steps
from engine.separators.stage import Stage

_TINY = 1e-12


@dataclass(frozen=True, kw_only=True)
class PlcaSettings(SeparatorSettings):
    """Settings of PR-PLCA."""

    iterations: int = 100
    components: int = field(
        default=10, metadata={"label": "Components per source", "minimum": 1, "maximum": 50}
    )
    penalty: float = field(
        default=10.0,
        metadata={
            "label": "Weight of boxes",
            "help": "How much a box forbids the other sources; 10 forbids them.",
            "minimum": 0.0,
            "maximum": 20.0,
        },
    )


_PRESETS = {
    "draft": PlcaSettings(iterations=30),
    "standard": PlcaSettings(iterations=100),
    "best": PlcaSettings(iterations=400),
}


class PlcaModel:
    """Templates W (sources, bins, components) that sum to one over bins, and activations H
    (sources, components, frames), fitted to a magnitude (bins, frames)."""

    def __init__(self, magnitude: np.ndarray, sources: int, components: int, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        bins, frames = magnitude.shape
        self._magnitude = torch.from_numpy(magnitude)
        templates = torch.rand(sources, bins, components, generator=generator) + 0.1
        self._templates = templates / templates.sum(1, keepdim=True)
        activations = torch.rand(sources, components, frames, generator=generator) + 0.1
        self._activations = activations * (float(magnitude.sum()) / float(activations.sum()))
        self._allowed: torch.Tensor | None = None

    def take(self, evidence: Evidence | None, penalty: float) -> None:
        """Heed this evidence from the next iteration on; None: no boxes."""
        if evidence is None:
            self._allowed = None
            return
        denied = torch.from_numpy(np.where(evidence.known, 1.0 - evidence.target, 0.0))
        self._allowed = torch.exp(-penalty * denied.float())

    def iterate(self) -> float:
        """One EM iteration; returns the generalised Kullback-Leibler divergence per energy."""
        models = self._templates @ self._activations
        allowed = models if self._allowed is None else self._allowed * models
        model = allowed.sum(0) + _TINY
        ratio = self._magnitude / model
        ratios = ratio if self._allowed is None else ratio * self._allowed
        templates = self._templates * (ratios @ self._activations.transpose(1, 2))
        self._activations = self._activations * (self._templates.transpose(1, 2) @ ratios)
        self._templates = templates / (templates.sum(1, keepdim=True) + _TINY)
        divergence = torch.xlogy(self._magnitude, ratio) - self._magnitude + model
        return float(divergence.sum() / self._magnitude.sum())

    def masks(self) -> np.ndarray:
        """Masks of the groups: float32 (sources, bins, frames), summing to one."""
        return normalised((self._templates @ self._activations).numpy())

    def arrays(self) -> dict[str, np.ndarray]:
        """Templates and activations, copied."""
        parts = {"templates": self._templates, "activations": self._activations}
        return {name: np.array(part.numpy()) for name, part in parts.items()}

    def restore(self, saved: SavedState) -> None:
        """Go on from these."""
        templates, activations = tuple(self._templates.shape), tuple(self._activations.shape)
        self._templates = torch.from_numpy(saved.array("templates", templates))
        self._activations = torch.from_numpy(saved.array("activations", activations))


class _Run:
    """A model and the stage that it stands on; continued by warm starts."""

    def __init__(self, stage: Stage, settings: PlcaSettings, seed: int) -> None:
        self.stage = stage
        self.iteration = 0
        self.model = PlcaModel(stage.magnitude, stage.sources, settings.components, seed)

    def evidence(self, guidance: Guidance) -> Evidence | None:
        stage = self.stage
        if not guidance:
            return None
        return rasterise(guidance, stage.sources, stage.times, stage.frequencies)

    def masks(self, evidence: Evidence | None) -> Masks:
        values = self.model.masks()
        if evidence is not None:
            values = pin_exact(values, evidence)
        return Masks(values, self.stage.times, self.stage.frequencies)


def missing_boxes(guidance: Guidance, sources: int) -> str:
    """A sentence for the user while a source has no box of its own, else ""."""
    told = {mark.source for mark in guidance.marks if mark.kind == "activate"}
    missing = [str(source + 1) for source in range(sources) if source not in told]
    if not missing:
        return ""
    if len(missing) == 1:
        return Sentence(
            "PLCA needs at least one activate box for each source; draw one for source {value}.",
            value=", ".join(missing),
        )
    return Sentence(
        "PLCA needs at least one activate box for each source; draw one for sources {value}.",
        value=", ".join(missing),
    )


class PosteriorRegularisedPlca(Separator):
    """PR-PLCA (ISSE): needs a box per source."""

    name: ClassVar[str] = "plca"
    title: ClassVar[str] = "PLCA"
    summary: ClassVar[str] = "Learns each source's spectra from its boxes; needs one per source."
    Settings: ClassVar[type[SeparatorSettings]] = PlcaSettings
    settings_of_presets: ClassVar[Mapping[str, SeparatorSettings]] = _PRESETS

    def steps(
        self,
        mixture: Recording,
        guidance: Guidance,
        settings: Any,
        *,
        seed: int = 0,
        start: Any = None,
    ) -> Steps:
        run = start or _Run(Stage(mixture, settings.sources, seed=seed), settings, seed)
        total = run.iteration + settings.iterations
        heard: Guidance | None = None
        while run.iteration < total:
            notice = ""
            if guidance != heard:
                evidence = run.evidence(guidance)
                run.model.take(evidence, settings.penalty)
                notice = missing_boxes(guidance, settings.sources)
                heard = guidance
            loss = run.model.iterate()
            run.iteration += 1
            step = Step(
                iteration=run.iteration,
                total=total,
                loss=loss,
                masks=lambda evidence=evidence: run.masks(evidence),  # type: ignore[misc]
                state=run,
                notice=notice,
            )
            sent = yield step
            guidance = guidance if sent is None else sent

    def save_state(self, state: Any) -> SavedState | None:
        if not isinstance(state, _Run):
            return None
        return SavedState({"iteration": state.iteration}, state.model.arrays())

    def load_state(
        self, saved: SavedState, mixture: Recording, settings: Any, *, seed: int
    ) -> _Run:
        run = _Run(Stage(mixture, settings.sources, seed=seed), settings, seed)
        run.model.restore(saved)
        run.iteration = int(saved.number("iteration"))
        return run
