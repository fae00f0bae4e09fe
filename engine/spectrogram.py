"""Spectrograms: forward and inverse by blocks, and the analysis grids on which masks live.

Frame t is centred on sample t * hop_length; sound outside the recording counts as zero. Frames
before the first and after the last sample take part, so that overlap-add is exact at the edges.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from engine.recording import Recording

# 93 ms resolve partials 20 Hz apart; the Universal-150 systems use the same (science.md D.2).
WINDOW_SECONDS = 0.093
ANALYSIS_HOP_SECONDS = 0.0156
BLOCK_FRAMES = 1024


@dataclass(frozen=True)
class StftSettings:
    """A short-time Fourier transform with a periodic Hann window of n_fft samples."""

    n_fft: int
    hop_length: int

    def __post_init__(self) -> None:
        if self.n_fft < 4 or self.n_fft % 2 or not 1 <= self.hop_length <= self.n_fft // 2:
            raise ValueError(f"n_fft {self.n_fft} with hop_length {self.hop_length} cannot invert")

    @property
    def bins(self) -> int:
        """Number of frequency bins."""
        return self.n_fft // 2 + 1

    def frames(self, samples: int) -> int:
        """Number of frames whose centres cover a recording of that many samples."""
        return math.ceil(samples / self.hop_length) + 1

    def times(self, frames: int, sample_rate: int) -> np.ndarray:
        """Centres of the first `frames` frames in seconds."""
        return np.arange(frames) * (self.hop_length / sample_rate)

    def frequencies(self, sample_rate: int) -> np.ndarray:
        """Centres of all bins in Hz."""
        return np.arange(self.bins) * (sample_rate / self.n_fft)

    def seconds_to_frame(self, seconds: float, sample_rate: int) -> float:
        """Position on the frame axis, not rounded."""
        return seconds * sample_rate / self.hop_length

    def frame_to_seconds(self, frame: float, sample_rate: int) -> float:
        """Centre of a frame in seconds."""
        return frame * self.hop_length / sample_rate

    def hz_to_bin(self, hz: float, sample_rate: int) -> float:
        """Position on the bin axis, not rounded."""
        return hz * self.n_fft / sample_rate

    def bin_to_hz(self, position: float, sample_rate: int) -> float:
        """Centre of a bin in Hz."""
        return position * sample_rate / self.n_fft


def render_settings(sample_rate: int) -> StftSettings:
    """The transform in which masks are applied: 93 ms rounded to a power of two, hop a quarter."""
    n_fft = 2 ** max(5, round(math.log2(WINDOW_SECONDS * sample_rate)))
    return StftSettings(n_fft, n_fft // 4)


def hann(n_fft: int, device: torch.device | str = "cpu") -> torch.Tensor:
    """The periodic Hann window, float32 (n_fft,)."""
    return torch.hann_window(n_fft, periodic=True, device=device)


def read_padded(mixture: Recording, start: int, stop: int) -> np.ndarray:
    """Samples [start, stop) as float32 (channels, samples), zero outside the recording."""
    inside = mixture.read(min(max(start, 0), mixture.samples), min(max(stop, 0), mixture.samples))
    left = min(max(-start, 0), stop - start)
    return np.pad(inside, ((0, 0), (left, stop - start - left - inside.shape[1])))


def forward(
    mixture: Recording,
    settings: StftSettings,
    first: int,
    last: int,
    device: torch.device | str = "cpu",
) -> torch.Tensor:
    """Frames [first, last) of every channel: complex64 (channels, bins, frames).

    Frames may lie before the first or after the last sample.
    """
    half = settings.n_fft // 2
    hop = settings.hop_length
    samples = read_padded(mixture, first * hop - half, (last - 1) * hop + half)
    framed = torch.from_numpy(samples).to(device).unfold(1, settings.n_fft, hop)
    return torch.fft.rfft(framed * hann(settings.n_fft, device)).transpose(1, 2)


def frames_around(settings: StftSettings, start: int, stop: int) -> tuple[int, int]:
    """[first, last) of all frames that overlap the samples [start, stop)."""
    half = settings.n_fft // 2
    first = math.floor((start - half) / settings.hop_length) + 1
    last = math.ceil((stop + half) / settings.hop_length)
    return first, last


def inverse(
    spectra: torch.Tensor, settings: StftSettings, first: int, start: int, stop: int
) -> torch.Tensor:
    """Samples [start, stop) from frames that begin with frame `first`: float32 (..., samples).

    spectra: complex64 (..., bins, frames) holding at least `frames_around(start, stop)`.
    Least-squares overlap-add (Griffin & Lim 1984): windowed again, divided by the summed squares.
    """
    n_fft, hop = settings.n_fft, settings.hop_length
    window = hann(n_fft, spectra.device)
    lead = spectra.shape[:-2]
    frames = torch.fft.irfft(spectra, n=n_fft, dim=-2) * window[:, None]
    count = frames.shape[-1]
    length = (count - 1) * hop + n_fft
    summed = torch.nn.functional.fold(
        frames.reshape(-1, n_fft, count), (1, length), (1, n_fft), stride=(1, hop)
    ).reshape(*lead, length)
    weight = torch.nn.functional.fold(
        window.square()[None, :, None].expand(1, n_fft, count).contiguous(),
        (1, length),
        (1, n_fft),
        stride=(1, hop),
    ).reshape(length)
    offset = start - (first * hop - n_fft // 2)
    part = slice(offset, offset + stop - start)
    return summed[..., part] / weight[part]


def spectrogram_blocks(
    mixture: Recording,
    settings: StftSettings,
    device: torch.device | str = "cpu",
    block_frames: int = BLOCK_FRAMES,
) -> Iterator[tuple[int, torch.Tensor]]:
    """(first frame, power) by blocks: power float32 (bins, frames), the mean over channels."""
    total = settings.frames(mixture.samples)
    for first in range(0, total, block_frames):
        last = min(first + block_frames, total)
        yield first, forward(mixture, settings, first, last, device).abs().square().mean(0)


@dataclass(frozen=True)
class AnalysisGrid:
    """The grid on which a separator thinks: bands of STFT bins, one column a hop.

    edges: int (bands + 1,), first STFT bin of each band; bands are contiguous.
    """

    settings: StftSettings
    sample_rate: int
    edges: tuple[int, ...]

    @classmethod
    def for_rate(
        cls, sample_rate: int, divisions: float = 12.0, *, window: float = 1.0
    ) -> AnalysisGrid:
        """Bands of one STFT bin where these are wider than 1/divisions ERB, else of that width.

        ERB (equivalent rectangular bandwidth) after Glasberg & Moore 1990. divisions = inf
        gives the plain STFT. window: length of its window beside that of `render_settings`.
        """
        n_fft = 2 * round(render_settings(sample_rate).n_fft * window / 2)
        hop = max(1, round(ANALYSIS_HOP_SECONDS * sample_rate))
        settings = StftSettings(n_fft, min(hop, n_fft // 2))
        edges = [0]
        while edges[-1] < settings.bins:
            centre = edges[-1] * sample_rate / settings.n_fft
            width = erb_width(centre) / divisions * settings.n_fft / sample_rate
            edges.append(min(settings.bins, edges[-1] + max(1, round(width))))
        return cls(settings, sample_rate, tuple(edges))

    @property
    def bands(self) -> int:
        """Number of bands."""
        return len(self.edges) - 1

    @cached_property
    def frequencies(self) -> np.ndarray:
        """Centres of the bands in Hz, float64 (bands,)."""
        edges = np.asarray(self.edges)
        return (edges[:-1] + edges[1:] - 1) / 2 * (self.sample_rate / self.settings.n_fft)

    def times(self, samples: int) -> np.ndarray:
        """Centres of the frames of a recording of that many samples, in seconds."""
        return self.settings.times(self.settings.frames(samples), self.sample_rate)

    def magnitude(self, mixture: Recording, device: torch.device | str = "cpu") -> torch.Tensor:
        """Root of the power per band, mean over channels: float32 (bands, frames)."""
        edges = torch.as_tensor(self.edges, device=device)
        columns = []
        for _, power in spectrogram_blocks(mixture, self.settings, device):
            cumulative = torch.cat([torch.zeros_like(power[:1]), power]).double().cumsum(0)
            columns.append((cumulative[edges[1:]] - cumulative[edges[:-1]]).clamp(min=0))
        return torch.cat(columns, 1).sqrt().float()


def erb_width(hz: float) -> float:
    """Equivalent rectangular bandwidth of the ear at that frequency, in Hz."""
    return 24.7 * (4.37e-3 * hz + 1.0)


def erb_number(hz: np.ndarray) -> np.ndarray:
    """Position on the ERB-number scale (Glasberg & Moore 1990), in Cams."""
    return 21.4 * np.log10(1.0 + 4.37e-3 * np.asarray(hz, float))
