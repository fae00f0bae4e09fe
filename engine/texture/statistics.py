"""Statistics of a texture by which the ear knows it, in windows of time, with gradients.

McDermott & Simoncelli 2011, "Sound texture perception via statistics of the auditory periphery",
Neuron 71: moments of the compressed envelopes of cochlear bands, their correlations, their
modulation power and the correlations of their modulations; of several channels the coherence, too.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from engine.texture.filterbank import Filterbank, resampled
from engine.texture.quick_gradients import cross_power, power, raised

COMPRESSION = 0.3
# Frames at the ends of a sound that know of what is around it.
EDGE = 8
_MODULATION_HZ = 0.7 * 2.0 ** (np.arange(16) / 2.0)
_OCTAVE_HZ = 1.4 * 2.0 ** np.arange(7)
# A band so far under the loudest is not heard beside it.
_HEARD = 1e-7
# Of a band's mean power: below it the compressed envelope is flat, or its slope had no bound.
_QUIET = 1e-5

Statistics = dict[str, Tensor]


class Levels:
    """Mean powers of a sound's bands: what is loud enough in others like it to be compared.

    power, quiet: (channels, bands). heard: 1 or 0 for each of them.
    """

    def __init__(self, bank: Filterbank, subbands: list[Tensor], frames: int) -> None:
        self.power = torch.zeros((len(subbands[0]), bank.bands))
        for group, values in zip(bank.groups, subbands, strict=True):
            part = values[:, :, : max(1, round(group.size * frames / bank.frames))]
            self.power[:, group.bands] = part.abs().square().mean(2)
        loudest = self.power.max().clamp(min=1e-12)
        self.quiet = _QUIET * self.power + 1e-9 * loudest
        self.heard = (self.power > _HEARD * loudest).float()


def statistics(
    bank: Filterbank, subbands: list[Tensor], levels: Levels, starts: list[int], length: int
) -> Statistics:
    """Statistics of windows of `length` frames from `starts` on: a class (windows, ...) each.

    level in dB; variance as log of variance / mean²; kurtosis as log; modulation in dB of each
    band's share per half octave.
    """
    envelopes, powers, coherence = _envelopes(bank, subbands, levels, starts, length)
    windows = torch.stack([envelopes[:, :, at : at + length] for at in starts])
    found = _marginals(windows, levels.heard)
    found["power"] = 10 * torch.log10(powers) * levels.heard
    found["loudness"] = 10 * torch.log10(powers.sum(2)) * levels.heard.amax(1)
    mean = windows.mean(3, keepdim=True)
    centred = windows - mean
    spread = (centred.square().mean(3, keepdim=True) + 1e-10 * mean.square()).sqrt()
    unit = centred / spread * levels.heard[:, :, None]
    rows = unit.flatten(1, 2)
    found["correlation"] = rows @ rows.transpose(1, 2) / length
    spectrum = torch.fft.rfft(unit * torch.hann_window(length))
    rates, octaves = _modulation_bands(length, bank.sample_rate / bank.hop)
    strength = spectrum.real.square() + spectrum.imag.square()
    share = strength @ rates / (strength[..., 1:].mean(-1, keepdim=True) + 1e-6)
    found["modulation"] = 10 * torch.log10(share + 1e-3) * levels.heard[:, :, None]
    if octaves:
        parts = [_correlations(spectrum[..., first:last]) for first, last in octaves]
        found["co-modulation"] = torch.stack(parts, 2)
    if coherence is not None:
        found["coherence"] = coherence * levels.heard[:-1] * levels.heard[1:]
    return found


def _marginals(windows: Tensor, heard: Tensor) -> Statistics:
    mean = windows.mean(3)
    centred = windows - mean[..., None]
    square = centred.square()
    variance = square.mean(3) + 1e-10 * mean.square()
    return {
        "level": 20 / COMPRESSION * torch.log10(mean) * heard,
        "variance": torch.log(variance / mean.square()) * heard,
        "skewness": (square * centred).mean(3) / variance.pow(1.5) * heard,
        "kurtosis": torch.log(square.square().mean(3) / variance.square() + 0.1) * heard,
    }


def _correlations(spectrum: Tensor) -> Tensor:
    rows = torch.view_as_real(spectrum).flatten(-2)
    rows = rows / (rows.norm(dim=-1, keepdim=True) + 1e-6)
    return rows @ rows.transpose(-1, -2)


def _envelopes(
    bank: Filterbank, subbands: list[Tensor], levels: Levels, starts: list[int], length: int
) -> tuple[Tensor, Tensor, Tensor | None]:
    """Compressed envelopes (channels, bands, frames), mean powers and neighbours' coherence.

    Powers are (windows, channels, bands), the coherence of neighbouring channels is (windows,
    channels - 1, bands), None for one channel.
    """
    envelopes, powers, coherence = [], [], []
    for group, values in zip(bank.groups, subbands, strict=True):
        soft = power(values) + levels.quiet[:, group.bands, None]
        envelopes.append(resampled(raised(soft, COMPRESSION / 2), bank.frames))
        mean = _means(group.size, bank.frames, starts, length)
        means = soft @ mean
        powers.append(means.permute(2, 0, 1))
        if len(values) > 1:
            cross = cross_power(values[:-1], values[1:]) @ mean
            coherence.append((cross / (means[:-1] * means[1:]).sqrt()).permute(2, 0, 1))
    order = torch.cat([group.bands for group in bank.groups]).argsort()
    least = 1e-3 * levels.quiet[:, :, None].pow(COMPRESSION / 2)
    together = torch.cat(envelopes, 1)[:, order].clamp(min=least)
    means = torch.cat(powers, 2)[:, :, order]
    return together, means, torch.cat(coherence, 2)[:, :, order] if coherence else None


def _means(size: int, frames: int, starts: list[int], length: int) -> Tensor:
    """Weights (size, windows) that take the means over windows of frames."""
    place = (torch.arange(size) + 0.5) * (frames / size)
    inside = [((place >= at) & (place < at + length)).float() for at in starts]
    weights = torch.stack(inside, 1)
    return weights / weights.sum(0).clamp(min=1.0)


@lru_cache(maxsize=16)
def _modulation_bands(length: int, rate: float) -> tuple[Tensor, list[tuple[int, int]]]:
    """Weights (bins, half octaves) and the bins of octaves, those that so many frames resolve."""
    hertz = np.fft.rfftfreq(length, 1 / rate)
    weights, octaves = [], []
    for centre in (at for at in _MODULATION_HZ if at < 0.85 * hertz[-1]):
        width = max(centre * 1.2 * (2**0.25 - 2**-0.25), 1.7 * hertz[1])
        near = np.clip(1 - np.abs(hertz - centre) / width, 0, None)
        near[0] = 0.0
        if centre >= 2 * hertz[1]:
            weights.append(near / near.sum())
    for centre in _OCTAVE_HZ:
        bins = np.flatnonzero((hertz > centre / 2**0.5) & (hertz <= centre * 2**0.5))
        if len(bins) >= 3:
            octaves.append((int(bins[0]), int(bins[-1]) + 1))
    return torch.tensor(np.stack(weights, 1), dtype=torch.float32), octaves
