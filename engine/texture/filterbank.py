"""A cochlear filterbank that inverts: bands on the ERB scale, each at a rate of its own.

A non-stationary Gabor transform (Balazs, Dörfler, Jaillet, Holighaus & Velasco 2011, "Theory,
implementation and applications of nonstationary Gabor frames"): the spectrum of a block is cut by
windows whose squares sum to one; each band is the inverse transform of its part, sampled as
densely as its width asks for. Blocks are circular: what is wanted must stand away from their ends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import torch
from torch import Tensor

from engine.spectrogram import erb_number

# Envelopes of the ear's bands are followed up to some 170 Hz (McDermott & Simoncelli 2011: 200).
FRAME_RATE = 344.0
LOWEST_HZ = 30.0
# Subbands are sampled this much more densely than they are wide, so that magnitudes alias little.
_OVERSAMPLING = 1.5


def frame_hop(sample_rate: int) -> int:
    """Samples between two frames of the envelopes: a power of two."""
    return int(2 ** max(0, round(math.log2(sample_rate / FRAME_RATE))))


@dataclass(frozen=True)
class _Group:
    """Bands with equally many coefficients.

    bands: their numbers. size: coefficients of each. index: int64 (bands, width), bins of the
    spectrum. place: int64 (bands, width), where they go among the coefficients. window: float32
    (bands, width).
    """

    bands: Tensor
    size: int
    index: Tensor
    place: Tensor
    window: Tensor


class Filterbank:
    """Bands of blocks of `samples` samples.

    samples: a multiple of the hop. spacing: between the bands' centres, in ERB. hop: samples
    between two frames of the envelopes.
    """

    def __init__(
        self, sample_rate: int, samples: int, spacing: float = 1.0, shift: float = 0.0
    ) -> None:
        self.sample_rate = sample_rate
        self.samples = samples
        self.spacing = spacing
        self.hop = frame_hop(sample_rate)
        if samples % (2 * self.hop):
            raise ValueError(f"{samples} samples are not pairs of frames of {self.hop}")
        self.frames = samples // self.hop
        self.frequencies = _centres(sample_rate, spacing, shift)
        self.bands = len(self.frequencies)

    @cached_property
    def groups(self) -> tuple[_Group, ...]:
        """The bands, by how many coefficients they have."""
        bins = np.arange(self.samples // 2 + 1)
        position = erb_number(bins * (self.sample_rate / self.samples))
        centres = erb_number(self.frequencies)
        step = centres[1] - centres[0]
        by_size: dict[int, list[tuple[int, np.ndarray, np.ndarray]]] = {}
        for band, centre in enumerate(centres):
            distance = (position - centre) / step
            if band == 0:
                distance = np.maximum(distance, 0)
            if band == len(centres) - 1:
                distance = np.minimum(distance, 0)
            chosen = np.flatnonzero(np.abs(distance) < 1)
            window = np.cos(np.pi / 2 * distance[chosen])
            size = _size(math.ceil(len(chosen) * _OVERSAMPLING), self.samples)
            by_size.setdefault(size, []).append((band, chosen, window))
        return tuple(_group(size, members) for size, members in by_size.items())

    def analyse(self, sound: Tensor) -> list[Tensor]:
        """Subbands of float32 (channels, samples): complex64 (channels, bands, size) a group.

        Scaled so that their squared magnitudes mean the band's power at any size.
        """
        spectrum = torch.fft.rfft(sound)
        out = []
        for group in self.groups:
            part = spectrum[:, group.index] * (group.window * (2 * group.size / self.samples))
            full = torch.zeros((*part.shape[:2], group.size), dtype=part.dtype, device=part.device)
            full.scatter_(2, group.place.expand_as(part), part)
            out.append(torch.fft.ifft(full))
        return out

    def synthesise(self, subbands: list[Tensor]) -> Tensor:
        """The sound of subbands, the inverse of `analyse`: float32 (channels, samples)."""
        channels = subbands[0].shape[0]
        spectrum = subbands[0].new_zeros((channels, self.samples // 2 + 1))
        for group, values in zip(self.groups, subbands, strict=True):
            full = torch.fft.fft(values)
            part = full.gather(2, group.place.expand(channels, -1, -1))
            part = part * (group.window * (self.samples / (2 * group.size)))
            spectrum.index_add_(1, group.index.reshape(-1), part.reshape(channels, -1))
        return torch.fft.irfft(spectrum, n=self.samples)

    def envelopes(self, subbands: list[Tensor], power: float) -> Tensor:
        """|subband|^power brought to the frames: float32 (channels, bands, frames), positive."""
        channels = subbands[0].shape[0]
        out = torch.empty((channels, self.bands, self.frames), device=subbands[0].device)
        for group, values in zip(self.groups, subbands, strict=True):
            out[:, group.bands] = resampled(values.abs().clamp(min=1e-8).pow(power), self.frames)
        return out.clamp(min=1e-8**power)


def resampled(rows: Tensor, size: int) -> Tensor:
    """Real rows (..., n) as circular band-limited rows (..., size)."""
    before = rows.shape[-1]
    if before == size:
        return rows
    spectrum = torch.fft.rfft(rows)
    keep = min(before, size) // 2
    # The bin at half of the smaller rate is left out: it cannot be told from its mirror.
    cut = spectrum[..., :keep]
    padded = torch.nn.functional.pad(cut, (0, size // 2 + 1 - keep))
    return torch.fft.irfft(padded, n=size) * (size / before)


def _centres(sample_rate: int, spacing: float, shift: float) -> np.ndarray:
    """Centres of the bands in Hz, evenly on the ERB scale from LOWEST_HZ to half the rate."""
    low = float(erb_number(np.array(LOWEST_HZ))) + shift * spacing
    high = float(erb_number(np.array(sample_rate / 2)))
    positions = np.arange(low, max(high - spacing / 4, low + 3 * spacing), spacing)
    return (10.0 ** (positions / 21.4) - 1.0) / 4.37e-3


def _size(least: int, most: int) -> int:
    """The next length of the form 2^k or 3·2^k, at least 8 and at most `most`."""
    power = 2 ** math.ceil(math.log2(max(8, least)))
    return min(most, power * 3 // 4 if power * 3 // 4 >= least else power)


def _group(size: int, members: list[tuple[int, np.ndarray, np.ndarray]]) -> _Group:
    width = max(len(chosen) for _, chosen, _ in members)
    index = np.zeros((len(members), width), np.int64)
    window = np.zeros((len(members), width), np.float32)
    for row, (_, chosen, weights) in enumerate(members):
        # Padding continues the run of bins (with no weight), so that no place is written twice.
        first = min(int(chosen[0]), max(0, int(chosen[-1]) + 1 - width))
        index[row] = first + np.arange(width)
        window[row, chosen - first] = weights
    bands = torch.tensor([band for band, _, _ in members])
    places = torch.from_numpy(index % size)
    return _Group(bands, size, torch.from_numpy(index), places, torch.from_numpy(window))


@lru_cache(maxsize=8)
def filterbank(sample_rate: int, samples: int, shift: float = 0.0) -> Filterbank:
    """The filterbank of such blocks, made once."""
    return Filterbank(sample_rate, samples, shift=shift)


def padded_length(samples: int, sample_rate: int) -> int:
    """The shortest good block that holds so many samples and a tenth of a second of margin."""
    return _size(samples + sample_rate // 10, 2**62)
