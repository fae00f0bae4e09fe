"""Tones of known frequencies followed through a sound: gain and phase, and how these change.

Frame by frame the least squares fit of all tones at once, so that none leaks into another; what
the noise around a tone explains of its changes is taken off them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FRAME_SECONDS = 0.5
_FRAMES_APART = 4
_NOISE_BINS = 8
_LEAST_GAIN = 1e-9
# Chance gives a few frames more spread than is expected of it.
_CHANCE = 1.5


@dataclass(frozen=True)
class Amplitudes:
    """Complex amplitudes of tones (tones, channels, frames), phases counted from sample 0.

    seconds: the frames' middles. noise: mean square (tones,) of what the noise around each adds to
    an amplitude, over all channels.
    """

    seconds: np.ndarray
    values: np.ndarray
    noise: np.ndarray


def amplitudes(sound: np.ndarray, sample_rate: int, frequencies: np.ndarray) -> Amplitudes:
    """Of tones of these frequencies in Hz in float32 (channels, samples)."""
    samples = sound.shape[1]
    half = max(8, min(round(FRAME_SECONDS * sample_rate), samples // 2) // 2)
    hop = max(1, 2 * half // _FRAMES_APART)
    middles = np.linspace(0, samples, max(2, -(-samples // hop) + 1)).astype(np.int64)
    place = np.arange(-half, half)
    turns = 2 * np.pi / sample_rate * frequencies * place[:, None]
    basis = np.concatenate([np.cos(turns), -np.sin(turns)], 1).astype(np.float32)
    window = np.hanning(2 * half + 1)[:-1].astype(np.float32)
    padded = np.pad(sound, ((0, 0), (half, half)))
    values = np.empty((len(frequencies), len(sound), len(middles)), np.complex128)
    power = np.zeros(half + 1)
    whole: np.ndarray | None = None
    for number, middle in enumerate(middles):
        inside = (middle + place >= 0) & (middle + place < samples)
        weights = window * inside
        if inside.all() and whole is not None:
            gram = whole
        else:
            gram = basis.T @ (basis * weights[:, None])
            whole = gram if inside.all() else whole
        frame = padded[:, middle : middle + 2 * half]
        seen = basis.T @ (frame * weights).T
        solved = np.linalg.solve(gram + 1e-4 * np.eye(len(gram)) * gram.max(), seen)
        rest = (frame - (basis @ solved).T) * weights
        power += np.square(np.abs(np.fft.rfft(rest))).sum(0) * (2 / weights.sum()) ** 2
        found = solved[: len(frequencies)] + 1j * solved[len(frequencies) :]
        turned = np.exp(-2j * np.pi * frequencies * (middle / sample_rate))
        values[:, :, number] = found * turned[:, None]
    return Amplitudes(
        middles / sample_rate,
        values,
        _around(power / len(middles), frequencies * (2 * half / sample_rate)),
    )


def _around(power: np.ndarray, bins: np.ndarray) -> np.ndarray:
    sums = np.concatenate([[0.0], np.cumsum(power)])
    first = np.clip(np.round(bins).astype(int) - _NOISE_BINS, 0, len(power) - 1)
    last = np.clip(np.round(bins).astype(int) + _NOISE_BINS + 1, first + 1, len(power))
    return (sums[last] - sums[first]) / (last - first)


@dataclass(frozen=True)
class Track:
    """seconds (frames,); gain, phase: natural logarithm and radians (tones, channels), the mean;
    loudness, turn: the changes of both (tones, frames), the same in all channels."""

    seconds: np.ndarray
    gain: np.ndarray
    phase: np.ndarray
    loudness: np.ndarray
    turn: np.ndarray

    def at(self, seconds: np.ndarray) -> np.ndarray:
        """Complex amplitudes (tones, channels, times)."""
        changes = [
            np.exp(
                np.interp(seconds, self.seconds, loud) + 1j * np.interp(seconds, self.seconds, turn)
            )
            for loud, turn in zip(self.loudness, self.turn, strict=True)
        ]
        return np.exp(self.gain + 1j * self.phase)[:, :, None] * np.array(changes)[:, None, :]


def track(found: Amplitudes, orders: np.ndarray) -> Track:
    """What the noise leaves of the changes.

    orders (tones,): the number of each tone in a series whose phases turn together (0: in none).
    """
    channels = found.values.shape[1]
    mixing = np.linalg.svd(found.values, full_matrices=False)[0][:, :, 0]
    summed = np.einsum("kc,kcm->km", mixing.conj(), found.values)
    level = np.maximum(np.sqrt(np.square(np.abs(summed)).mean(1)), _LEAST_GAIN)
    # Of the noise half lies across the amplitude and turns it, half along it.
    chance = np.minimum(found.noise / channels / (2 * level**2), 1.0)
    turned = np.unwrap(np.angle(summed), axis=1)
    phase = turned.mean(1)
    turn = turned - phase[:, None]
    common = _common(turn, orders, chance)
    turn = common + _believed(turn - common, chance)
    loudness = np.log(np.maximum(np.abs(summed), 1e-3 * level[:, None]))
    mean = loudness.mean(1)
    # A steady tone's power is the mean power less the noise's, whatever its frames' logarithms say.
    loudness = _believed(loudness - mean[:, None], chance)
    coherent = np.abs((summed * np.exp(-1j * (turn + phase[:, None]) - loudness)).mean(1))
    gain = (
        np.log(np.maximum(np.abs(mixing), 1e-9))
        + np.log(np.maximum(coherent, _LEAST_GAIN))[:, None]
    )
    return Track(found.seconds, gain, np.angle(mixing) + phase[:, None], loudness, turn)


def _common(turn: np.ndarray, orders: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """What the tones of a series turn together."""
    weights = orders / np.maximum(chance, 1e-12)
    total = float((weights * orders).sum())
    if total == 0.0:
        return np.zeros_like(turn)
    shared = weights @ turn / total
    shared = _believed(shared[None], np.array([1 / total]))[0]
    return orders[:, None] * shared


def _believed(changes: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Changes (tones, frames) less what chance adds to them."""
    power = np.square(changes).mean(1) + 1e-30
    share = np.maximum(0.0, 1 - _CHANCE * chance / power)
    return changes * share[:, None]
