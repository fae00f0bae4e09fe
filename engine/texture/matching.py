"""Rows of envelopes given the statistics of others: projections one after another.

Modulation spectrum of each row, correlations of all rows, distribution of each row: every
statistic is imposed exactly in its turn, as in Portilla & Simoncelli 2000 for images and
McDermott & Simoncelli 2011 for sounds (who descend a gradient instead).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

_TAPS = 256
_POINTS = 129
_LARGEST_GAIN = 5.0


class Target:
    """The statistics of normalised rows (rows, frames)."""

    def __init__(self, rows: Tensor) -> None:
        self.spectrum = _modulation_spectrum(rows)
        self.root = _root(torch.cov(rows))
        self.quantiles = _quantiles(rows)


class Matching:
    """Maps, fitted on a sample of rows, that bring such rows to a target's statistics."""

    def __init__(self, sample: Tensor, target: Target) -> None:
        gain = (target.spectrum / _modulation_spectrum(sample)).sqrt()
        gain = gain.clamp(1 / _LARGEST_GAIN, _LARGEST_GAIN)
        gain[:, 0] = gain[:, 1]
        taps = torch.fft.fftshift(torch.fft.irfft(gain), dim=1) * torch.hann_window(_TAPS)
        self._taps = taps[:, None].flip(-1)
        rows = self._filtered(sample)
        self._mean = rows.mean(1, keepdim=True)
        self._recolouring = target.root @ _root(torch.cov(rows), inverse=True)
        rows = self._recoloured(rows)
        self._quantiles = _quantiles(rows)
        self._wanted = target.quantiles

    def __call__(self, rows: Tensor) -> Tensor:
        """The rows (rows, frames) mapped."""
        return self._levelled(self._recoloured(self._filtered(rows)))

    def _filtered(self, rows: Tensor) -> Tensor:
        mode = "reflect" if rows.shape[1] > _TAPS else "replicate"
        padded = functional.pad(rows[None], (_TAPS // 2, _TAPS // 2 - 1), mode=mode)
        return functional.conv1d(padded, self._taps, groups=len(rows))[0]

    def _recoloured(self, rows: Tensor) -> Tensor:
        return self._recolouring @ (rows - self._mean)

    def _levelled(self, rows: Tensor) -> Tensor:
        """Each value at the same quantile of the target's distribution."""
        rows = rows.contiguous()
        above = torch.searchsorted(self._quantiles, rows).clamp(1, _POINTS - 1)
        low, high = self._quantiles.gather(1, above - 1), self._quantiles.gather(1, above)
        part = ((rows - low) / (high - low + 1e-6)).clamp(0, 1)
        start, end = self._wanted.gather(1, above - 1), self._wanted.gather(1, above)
        return start + part * (end - start)


def _quantiles(rows: Tensor) -> Tensor:
    ordered = rows.sort(1)[0][None]
    return functional.interpolate(ordered, size=_POINTS, mode="linear", align_corners=True)[0]


def _modulation_spectrum(rows: Tensor) -> Tensor:
    """Power (rows, _TAPS / 2 + 1), smoothed over a quarter octave: few seconds tell no finer."""
    centred = rows - rows.mean(1, keepdim=True)
    if centred.shape[1] < _TAPS:
        centred = functional.pad(centred, (0, _TAPS - centred.shape[1]))
    pieces = centred.unfold(1, _TAPS, _TAPS // 4) * torch.hann_window(_TAPS)
    power = torch.fft.rfft(pieces).abs().square().mean(1)
    position = torch.log2(torch.arange(power.shape[1]) + 1.0)
    near = torch.exp(-0.5 * ((position - position[:, None]) / 0.25) ** 2)
    smoothed: Tensor = power @ (near / near.sum(1, keepdim=True)).T
    return smoothed + 1e-6


def _root(covariance: Tensor, *, inverse: bool = False) -> Tensor:
    """Symmetric square root, of the inverse if asked for; what hardly varies is held still."""
    values, vectors = torch.linalg.eigh(covariance)
    values = values.clamp(min=1e-3 * float(values.max().clamp(min=1e-6)))
    return (vectors * values.pow(-0.5 if inverse else 0.5)) @ vectors.T
