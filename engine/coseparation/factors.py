"""Non-negative factors of a power spectrogram under the Itakura-Saito divergence.

Févotte, Bertin & Durrieu 2009: the divergence is the likelihood of a complex Gaussian whose
variance the factors are, so that they belong into an expectation-maximisation over such sounds.
"""

from __future__ import annotations

import torch

_FLOOR = 1e-10
_BEGINNING = 30


class Factors:
    """Templates (bins, components) times activations (components, frames)."""

    def __init__(self, power: torch.Tensor, components: int, generator: torch.Generator) -> None:
        """Fitted to a power spectrogram (bins, frames) from a random start."""
        bins, frames = power.shape
        self._templates = torch.rand(bins, components, generator=generator) + 0.1
        self._activations = torch.rand(components, frames, generator=generator) + 0.1
        mean = power.mean() + 1e-30
        self._activations *= mean / (self._templates @ self._activations).mean()
        self._floor = _FLOOR * mean
        for _ in range(_BEGINNING):
            self.update(power)

    def variance(self) -> torch.Tensor:
        """The model's power, float32 (bins, frames)."""
        return self._templates @ self._activations + self._floor

    def update(self, power: torch.Tensor) -> None:
        """One multiplicative step towards a power spectrogram (bins, frames)."""
        model = self.variance()
        above, below = power / model.square(), 1.0 / model
        templates, activations = self._templates, self._activations
        ratio = (above @ activations.T) / (below @ activations.T).clamp(min=1e-30)
        templates = templates * ratio.sqrt()
        self._templates = templates
        model = self.variance()
        above, below = power / model.square(), 1.0 / model
        ratio = (templates.T @ above) / (templates.T @ below).clamp(min=1e-30)
        activations = activations * ratio.sqrt()
        total = templates.sum(0).clamp(min=1e-30)
        self._templates, self._activations = templates / total, activations * total[:, None]
