"""One file seen on the grid that all share: frames at common times, bins at common pitches.

The file is resampled so that its shared sound has the common pitch, and its frames are centred
where the common clock's frames are heard in it. The phase that a tone at a bin's centre gains by
being heard faster or slower is taken out, so that the shared sound looks alike in all views: equal
where the waveform is the same, equal up to slowly drifting phases where it was stretched.
"""

from __future__ import annotations

import numpy as np
import torch

from engine.coseparation.material import Material, Resampler
from engine.coseparation.placement import Placement
from engine.spectrogram import StftSettings

# Above this part of a file's own band its resampler leaves nothing to compare.
_USABLE_BAND = 0.95
_LEAST_WEIGHT = 0.2


class View:
    """A file on the common grid of a transform; frame k lies at second k * hop / rate."""

    def __init__(
        self, material: Material, placement: Placement, rate: int, settings: StftSettings
    ) -> None:
        """rate: the common one, in samples a second."""
        self.material, self.placement = material, placement
        self.rate, self.settings = rate, settings
        ratio = rate * placement.pitch / material.rate
        self._resampler = Resampler(len(material.mono), ratio)
        self._sound = self._resampler.there(material.mono)
        # Samples of the resampled sound that one second of the file's own clock takes.
        self._pace = self._resampler.ratio * material.rate
        self._window = np.hanning(settings.n_fft + 1)[:-1]
        self._hertz = settings.frequencies(rate)

    @property
    def frequencies(self) -> np.ndarray:
        """The bins' centres in the file itself, in Hz."""
        return self._hertz * self.placement.pitch

    def times(self, first: int, last: int) -> np.ndarray:
        """Centres of the frames [first, last) on the file's clock, in seconds."""
        common = np.arange(first, last) * (self.settings.hop_length / self.rate)
        return self.placement.lag + self.placement.stretch * common

    def _centres(self, first: int, last: int) -> np.ndarray:
        return np.round(self.times(first, last) * self._pace).astype(np.int64)

    def _turns(self, first: int, last: int) -> np.ndarray:
        """Factors (bins, frames) that bring the phases to the common clock."""
        common = np.arange(first, last) * (self.settings.hop_length / self.rate)
        ahead = (self._centres(first, last) - self.placement.lag * self._pace) / self.rate - common
        turns: np.ndarray = np.exp(-2j * np.pi * self._hertz[:, None] * ahead)
        return turns

    def sounding(self, first: int, last: int) -> np.ndarray:
        """Where the file has something to say: bool (bins, frames)."""
        half = self.settings.n_fft // 4
        centres = self._centres(first, last)
        frames = (centres > -half) & (centres < len(self._sound) + half)
        bins = self.frequencies < _USABLE_BAND * self.material.rate / 2
        return np.asarray(bins[:, None] & frames)

    def forward(self, first: int, last: int) -> torch.Tensor:
        """Frames [first, last): complex64 (bins, frames), phases on the common clock."""
        n_fft = self.settings.n_fft
        starts = self._centres(first, last) - n_fft // 2
        index = starts[:, None] + np.arange(n_fft)
        inside = (index >= 0) & (index < len(self._sound))
        frames = np.where(inside, self._sound[np.clip(index, 0, len(self._sound) - 1)], 0.0)
        frames = np.roll(frames * self._window, n_fft // 2, axis=1)
        spectrum = np.fft.rfft(frames).T * self._turns(first, last)
        return torch.from_numpy(spectrum.astype(np.complex64))

    def inverse(self, spectrum: torch.Tensor, first: int) -> np.ndarray:
        """Frames from `first` on as sound in the file: float32 (samples,), its own rate and clock.

        Least-squares overlap-add, silence outside the frames.
        """
        n_fft, count = self.settings.n_fft, spectrum.shape[1]
        turned = spectrum.numpy() * self._turns(first, first + count).conj()
        frames = np.roll(np.fft.irfft(turned.T, n_fft), n_fft // 2, axis=1) * self._window
        starts = self._centres(first, first + count) - n_fft // 2
        sound = np.zeros(len(self._sound) + 2 * n_fft)
        weight = np.zeros(len(sound))
        squares = self._window**2
        for start, frame in zip(starts, frames, strict=True):
            place = start + n_fft
            if 0 <= place <= len(sound) - n_fft:
                sound[place : place + n_fft] += frame
                weight[place : place + n_fft] += squares
        sound = (sound / np.maximum(weight, _LEAST_WEIGHT))[n_fft:-n_fft]
        return self._resampler.back(sound).astype(np.float32)
