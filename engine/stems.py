"""Stems: masks applied to the full-rate complex mixture of every channel.

Masks are interpolated linearly between the centres of their grid. A linear interpolation is a
convex combination, so masks that sum to one still do, and the stems sum to the mixture.
"""

from __future__ import annotations

import numpy as np
import torch

from engine.masks import Masks
from engine.recording import Recording
from engine.spectrogram import (
    StftSettings,
    forward,
    frames_around,
    inverse,
    render_settings,
)


def _neighbours(centres: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the left neighbour and weight of the right one; clamped at both ends."""
    if len(centres) == 1:
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.float32)
    left = np.clip(np.searchsorted(centres, wanted, side="right") - 1, 0, len(centres) - 2)
    weight = (wanted - centres[left]) / (centres[left + 1] - centres[left])
    return left, np.clip(weight, 0.0, 1.0).astype(np.float32)


def interpolate(
    values: torch.Tensor, masks: Masks, times: np.ndarray, frequencies: np.ndarray
) -> torch.Tensor:
    """Masks at other times (s) and frequencies (Hz): float32 (sources, bins, frames).

    values: masks.values as a tensor, (sources, bins, frames), on any device.
    """
    for axis, centres, wanted in ((2, masks.times, times), (1, masks.frequencies, frequencies)):
        left, weight = _neighbours(centres, wanted)
        index = torch.from_numpy(left).to(values.device)
        share = torch.from_numpy(weight).to(values.device)
        share = share[:, None] if axis == 1 else share
        right = (index + 1).clamp(max=len(centres) - 1)
        values = values.index_select(axis, index).lerp(values.index_select(axis, right), share)
    return values


def _around(masks: Masks, times: np.ndarray) -> Masks:
    """A copy of the frames between which masks at these increasing times (s) are interpolated."""
    centres = masks.times
    first = int(np.searchsorted(centres, times[0], side="right")) - 1
    first = max(0, min(first, len(centres) - 2))
    last = max(first + 2, int(np.searchsorted(centres, times[-1], side="right")) + 1)
    frames = slice(first, last)
    return Masks(masks.values[:, :, frames].copy(), centres[frames], masks.frequencies)


class StemRenderer:
    """Audio of every stem of a mixture, by span. Safe to use from one thread at a time."""

    def __init__(
        self,
        mixture: Recording,
        masks: Masks,
        *,
        device: torch.device | str = "cpu",
        settings: StftSettings | None = None,
    ) -> None:
        """masks are on the mixture's clock: time 0 is its first sample."""
        self.mixture = mixture
        self.masks = masks
        self.settings = settings or render_settings(mixture.sample_rate)
        self._device = device

    def render(self, start: int, stop: int) -> np.ndarray:
        """Samples [start, stop) of all stems: float32 (sources, channels, samples).

        The same samples come out however the recording is cut into spans.
        """
        if start == stop:
            shape = (self.masks.sources, self.mixture.channels, 0)
            return np.zeros(shape, np.float32)
        rate = self.mixture.sample_rate
        first, last = frames_around(self.settings, start, stop)
        spectra = forward(self.mixture, self.settings, first, last, self._device)
        times = np.arange(first, last) * (self.settings.hop_length / rate)
        masks = _around(self.masks, times)
        values = torch.from_numpy(masks.values).to(self._device)
        values = interpolate(values, masks, times, self.settings.frequencies(rate))
        stems = inverse(values[:, None] * spectra, self.settings, first, start, stop)
        rendered: np.ndarray = stems.cpu().numpy()
        return rendered
