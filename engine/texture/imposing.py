"""The statistics of a stretch imposed on a sound by descending a gradient.

As McDermott & Simoncelli 2011 do, but on the waveform itself, and in every window as long as the
stretch (3 s at most): so no part of a long sound strays from it. Two filterbanks take turns, one's
bands between the other's, so that what one bank alone cannot hear is not spoilt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.spectrogram import erb_number
from engine.texture.expected import expected
from engine.texture.filterbank import Filterbank, filterbank, frame_hop, padded_length
from engine.texture.statistics import EDGE, Levels, Statistics, statistics

STEPS = 36
RATE = 0.07
# Impulses are only nudged, so that they stay as sharp as they are.
GENTLE_RATE = 0.03
_WARMING = 5
_WINDOW_SECONDS = 3.0
_SHIFTS = (0.0, 0.5)
# Of fewer frames (0.7 s) all statistics are chance.
LEAST_FRAMES = 240
# Windows begin so far apart, of their length, in each step at other places.
_APART = 0.5
# What is closer than this needs no work: variances for each class.
_CLOSE = {"level": 0.01, "power": 0.01, "modulation": 0.01}
_CLOSE_ELSE = 1e-4
# Loudness is matched (to some dB) however much the stretch's own changes.
_CHANCE = {"loudness": 1.0}
_CLICKS = 100.0


@dataclass(frozen=True)
class _Wanted:
    """Statistics of windows of so many frames, and the variance of chance in each class."""

    statistics: Statistics
    chance: dict[str, float]


class _Heard:
    """The stretch as one filterbank hears it."""

    def __init__(self, given: np.ndarray, sample_rate: int, shift: float) -> None:
        self._rate, self._shift = sample_rate, shift
        length = padded_length(given.shape[1], sample_rate)
        self._bank = self.bank(length)
        padded = np.pad(given, ((0, 0), (0, length - given.shape[1])))
        self._subbands = self._bank.analyse(torch.from_numpy(padded.astype(np.float32)))
        frames = given.shape[1] // self._bank.hop
        self._frames = frames - 2 * EDGE
        self._channels = len(given)
        self.levels = Levels(self._bank, self._subbands, frames)
        self._wanted: dict[int, _Wanted] = {}

    def bank(self, samples: int) -> Filterbank:
        """For such blocks."""
        return filterbank(self._rate, samples, self._shift)

    def wanted(self, length: int) -> _Wanted:
        """Of windows of so many frames."""
        if length not in self._wanted:
            half = self._frames // 2
            halves = (self._mean(0, half, length), self._mean(self._frames - half, half, length))
            whole = self._mean(0, self._frames, length)
            self._wanted[length] = _Wanted(*expected(whole, halves, self._channels))
        return self._wanted[length]

    def _mean(self, first: int, frames: int, length: int) -> Statistics:
        """Of the windows in so many frames."""
        length = min(length, frames)
        starts = [EDGE + first + at for at in spread(frames - length, length)]
        found = statistics(self._bank, self._subbands, self.levels, starts, length)
        return {name: values.mean(0) for name, values in found.items()}

    def distance(self, sound: Tensor, starts: list[int], length: int) -> Tensor:
        """Of the windows of a block from what is wanted: 1 for each class that is off by chance."""
        bank, wanted = self.bank(sound.shape[1]), self.wanted(length)
        found = statistics(bank, bank.analyse(sound), self.levels, starts, length)
        total = sound.new_zeros(())
        for name, values in found.items():
            chance = _CHANCE.get(name, wanted.chance[name]) + _CLOSE.get(name, _CLOSE_ELSE)
            total = total + (values - wanted.statistics[name]).square().mean() / chance
        return total


class Imposing:
    """What brings sounds to the statistics of float32 (channels, samples)."""

    def __init__(self, given: np.ndarray, sample_rate: int) -> None:
        self._heard = [_Heard(given, sample_rate, shift) for shift in _SHIFTS]
        hop = frame_hop(sample_rate)
        longest = round(_WINDOW_SECONDS * sample_rate / hop)
        self._longest = min(longest, given.shape[1] // hop - 2 * EDGE)
        self._sharpest = float(np.abs(np.diff(given, 2, axis=1)).max()) + 1e-9

    def descent(
        self,
        sound: Tensor,
        frames: int,
        joined: Callable[[Tensor], Tensor],
        random: np.random.Generator,
        steps: int = STEPS,
        rate: float = RATE,
    ) -> Descent:
        """From a block (channels, samples), for the statistics of its first frames.

        joined: what is done to the block in the end. rate: of the block's spread, a step at most.
        """
        return Descent(self, sound, frames, joined, random, steps, rate)

    def window(self, frames: int) -> int:
        """Frames of the windows of so long a block; 0 if all statistics would be chance."""
        length = min(self._longest, frames - 2 * EDGE)
        return length if length >= LEAST_FRAMES else 0

    def distance(self, sound: Tensor, starts: list[int], length: int, turn: int) -> Tensor:
        """Of the windows of a block from what is wanted, as the bank whose turn it is hears it."""
        distance = self._heard[turn % len(self._heard)].distance(sound, starts, length)
        over = (sound.diff(2).abs() / self._sharpest - 1).clamp(min=0)
        return distance + _CLICKS * over.square().sum()

    def spectrum(self, samples: int) -> Tensor:
        """The stretch's smooth spectrum of magnitudes, its highest 1: (bins,)."""
        heard = self._heard[0]
        bank = heard.bank(samples)
        density = heard.levels.power.mean(0).numpy() / np.gradient(bank.frequencies)
        level = 10 * np.log10(np.maximum(density / density.max(), 1e-7))
        position = erb_number(np.fft.rfftfreq(samples, 1 / bank.sample_rate))
        shape = np.interp(position, erb_number(bank.frequencies), level)
        return torch.tensor(10 ** (shape / 20), dtype=torch.float32)


class Descent:
    """One block on its way; Adam (Kingma & Ba 2015) on its samples."""

    def __init__(
        self,
        imposing: Imposing,
        sound: Tensor,
        frames: int,
        joined: Callable[[Tensor], Tensor],
        random: np.random.Generator,
        steps: int,
        rate: float,
    ) -> None:
        self._imposing, self._joined, self._random, self._rate = imposing, joined, random, rate
        self._frames, self._steps, self._step = frames, steps, 0
        self._length = imposing.window(frames) if sound.any() else 0
        # Brought to an even spectrum, so that every band learns as fast.
        self._shape = imposing.spectrum(sound.shape[1])
        even = torch.fft.irfft(torch.fft.rfft(sound) / self._shape, n=sound.shape[1])
        scale = even.std().clamp(min=1e-9)
        self._shape = self._shape * scale
        self._even = (even / scale).requires_grad_(True)
        self._optimiser = torch.optim.Adam([self._even], betas=(0.9, 0.99))

    def step(self) -> None:
        """One step of as many as there are."""
        if not self._length:
            return
        rising, falling = (self._step + 1) / _WARMING, 1 - 0.9 * self._step / self._steps
        self._optimiser.param_groups[0]["lr"] = self._rate * min(1.0, rising) * falling
        room = self._frames - 2 * EDGE - self._length
        starts = [EDGE + at for at in spread(room, self._length, self._random)]
        loss = self._imposing.distance(self._heard(), starts, self._length, self._step)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._optimiser.step()
        self._step += 1

    def sound(self) -> Tensor:
        """The block (channels, samples) as it is by now, joined."""
        return self._heard().detach()

    def _heard(self) -> Tensor:
        spectrum = torch.fft.rfft(self._even) * self._shape
        return self._joined(torch.fft.irfft(spectrum, n=self._even.shape[1]))


def spread(room: int, length: int, random: np.random.Generator | None = None) -> list[int]:
    """Where windows begin in so much room: evenly, or around that by chance."""
    count = round(room / (_APART * length)) + 1 if room else 1
    places = np.linspace(0, room, count)
    if random is not None and count > 1:
        places = places + random.uniform(-0.5, 0.5, count) * room / (count - 1)
    return sorted({int(at) for at in np.clip(np.round(places), 0, room)})
