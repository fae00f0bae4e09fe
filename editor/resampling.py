"""A streaming resampler for sound devices that refuse the recording's own rate.

Windowed-sinc interpolation (Smith & Gossett 1984) at every output instant; used for listening
only, never for files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_ZERO_CROSSINGS = 24


@dataclass(frozen=True)
class ResamplerState:
    """What is carried from block to block.

    history: float32 (channels, n), the newest input; first: stream index of its first sample.
    produced: outputs made so far.
    """

    history: np.ndarray
    first: int
    produced: int


class Resampler:
    """Turns blocks at one rate (Hz) into blocks at another. Its state is outside: immutable."""

    def __init__(self, source_rate: int, target_rate: int) -> None:
        self.ratio = source_rate / target_rate
        self._source_rate, self._target_rate = source_rate, target_rate
        self._cutoff = min(1.0, target_rate / source_rate)
        self._half = int(np.ceil(_ZERO_CROSSINGS / self._cutoff))

    @property
    def delay(self) -> int:
        """Input samples that are held back before an output can be made."""
        return self._half

    def begin(self, channels: int) -> ResamplerState:
        """The state before the first block: silence."""
        return ResamplerState(np.zeros((channels, self._half), np.float32), -self._half, 0)

    def process(
        self, state: ResamplerState, block: np.ndarray
    ) -> tuple[np.ndarray, ResamplerState]:
        """Outputs (channels, m) that a further block (channels, n) makes possible."""
        samples = np.concatenate([state.history, block], axis=1)
        end = state.first + samples.shape[1]
        # Output k stands at input k * source / target and needs `half` inputs on either side.
        last = ((end - self._half) * self._target_rate - 1) // self._source_rate + 1
        numbers = np.arange(state.produced, max(last, state.produced), dtype=np.int64)
        scaled = numbers * self._source_rate
        whole, fraction = scaled // self._target_rate, scaled % self._target_rate
        output = self._interpolate(samples, whole - state.first, fraction / self._target_rate)
        produced = state.produced + len(numbers)
        next_whole = produced * self._source_rate // self._target_rate
        keep = max(0, next_whole - self._half - state.first)
        history = samples[:, keep:].copy()
        return output, ResamplerState(history, state.first + keep, produced)

    def _interpolate(
        self, samples: np.ndarray, centres: np.ndarray, fractions: np.ndarray
    ) -> np.ndarray:
        taps = np.arange(1 - self._half, self._half + 1)
        distance = taps[None, :] - fractions[:, None]
        window = np.cos(np.pi / 2 * np.clip(distance / self._half, -1.0, 1.0)) ** 2
        kernel = (self._cutoff * np.sinc(self._cutoff * distance) * window).astype(np.float32)
        gathered = samples[:, np.clip(centres[:, None] + taps, 0, samples.shape[1] - 1)]
        result: np.ndarray = np.einsum("kt,ckt->ck", kernel, gathered)
        return result
