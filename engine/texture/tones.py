"""Steady tones in a texture: hum, a fan's whine, a generator. Found, and taken out of the noise.

A tone is what stands above the spectrum around it through the whole stretch with an even envelope
and a phase that goes on. Water, bells and speech have none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage, stats

from engine.texture.tone_tracks import FRAME_SECONDS, Amplitudes, Track, amplitudes, track

LOWEST_HZ = 20.0
CONTROL_SECONDS = 0.01
MOST_TONES = 96
_WINDOW_SECONDS = 1.0
# Bins on either side that tell how loud the noise is, from and to.
_NEAR, _FAR = 4, 24
_FALSE_ALARM = 1e-8
_MOST_UNEVEN = 0.4
_LEAST_COHERENCE = 0.6
_LEAST_RISING = 0.8
# Half a frame apart.
_STEP = 2
_TOLERANCE_HZ = 0.1
_LEAST_MEMBERS = 3
_LOWEST_SERIES_HZ = 15.0
_FAINT = 8.0


@dataclass(frozen=True)
class Tones:
    """frequencies in Hz (tones,); orders: their numbers in a series; track: in the stretch."""

    sample_rate: int
    frequencies: np.ndarray
    orders: np.ndarray
    track: Track

    def followed(self, sound: np.ndarray) -> Track:
        """The same tones in another piece of the recording (channels, samples)."""
        return track(amplitudes(sound, self.sample_rate, self.frequencies), self.orders)

    @property
    def step(self) -> int:
        """Samples between two controls."""
        return max(1, round(CONTROL_SECONDS * self.sample_rate))

    def heard(self, samples: int) -> np.ndarray:
        """The tones in the stretch itself: float32 (channels, samples)."""
        times = np.arange(0, samples + self.step, self.step) / self.sample_rate
        return self.sung(self.track.at(times), 0, samples)

    def sung(self, controls: np.ndarray, first: int, samples: int) -> np.ndarray:
        """Tones of complex amplitudes (tones, channels, controls), the first at sample `first`.

        Between two controls an amplitude goes straight, so that a cell is two products of
        matrices.
        """
        cells = controls.shape[2] - 1
        within = np.arange(self.step)
        turns = self.frequencies[:, None] / self.sample_rate
        carrier = np.exp(2j * np.pi * turns * within)
        begin = np.exp(2j * np.pi * ((turns * (first + self.step * np.arange(cells))) % 1.0))
        heard = np.zeros((controls.shape[1], cells, self.step))
        for at, shape in (
            (controls[:, :, :-1], carrier),
            (np.diff(controls, axis=2), carrier * (within / self.step)),
        ):
            turned = at * begin[:, None]
            heard += np.tensordot(turned.real, shape.real, (0, 0))
            heard -= np.tensordot(turned.imag, shape.imag, (0, 0))
        out: np.ndarray = heard.reshape(len(heard), -1)[:, :samples].astype(np.float32)
        return out


def steady_tones(given: np.ndarray, sample_rate: int) -> Tones | None:
    """The steady tones of float32 (channels, samples); None where there are none."""
    candidates = _peaks(given, sample_rate)
    if not len(candidates):
        return None
    frequencies = candidates
    for _ in range(2):
        found = amplitudes(given, sample_rate, frequencies)
        frequencies = frequencies + _offset(found)
        if len(frequencies) > 1:
            # Two candidates that turn out to be the same tone.
            apart = np.diff(frequencies, prepend=-np.inf) > 2 / _window_seconds(given, sample_rate)
            frequencies = frequencies[apart]
    found = amplitudes(given, sample_rate, frequencies)
    steady = _is_steady(found)
    if not steady.any():
        return None
    frequencies = frequencies[steady]
    strength = np.square(np.abs(found.values)).sum(1).mean(1)[steady]
    kept = np.sort(np.argsort(-strength)[:MOST_TONES])
    frequencies, orders = _in_series(frequencies[kept], strength[kept])
    frequencies, orders = _with_faint(given, sample_rate, frequencies, orders)
    found = amplitudes(given, sample_rate, frequencies)
    return Tones(sample_rate, frequencies, orders, track(found, orders))


def _window_seconds(given: np.ndarray, sample_rate: int) -> float:
    return min(_WINDOW_SECONDS, given.shape[1] / sample_rate / 2.5)


def _peaks(given: np.ndarray, sample_rate: int) -> np.ndarray:
    """Frequencies that stand out of the mean spectrum, in Hz, rising."""
    length = round(_window_seconds(given, sample_rate) * sample_rate)
    window = np.hanning(length)
    starts = np.linspace(0, given.shape[1] - length, 2 * (given.shape[1] // length) - 1)
    pieces = [given[:, int(at) : int(at) + length] * window for at in starts]
    power = np.mean([np.square(np.abs(np.fft.rfft(piece))).sum(0) for piece in pieces], 0)
    width = _FAR - _NEAR + 1
    middles = ndimage.median_filter(power, width, mode="nearest")
    shift = (_NEAR + _FAR) // 2
    left, right = np.roll(middles, shift), np.roll(middles, -shift)
    left[:shift], right[-shift:] = middles[:shift], middles[-shift:]
    floor = np.maximum(left, right) + 1e-12 * power.max()
    # Half overlapping windows count as two thirds of independent ones.
    independent = max(1.0, 2 / 3 * len(starts))
    least = stats.gamma.isf(_FALSE_ALARM, independent) / stats.gamma.median(independent)
    highest = ndimage.maximum_filter(power, 2 * _NEAR - 1) == power
    stands = np.flatnonzero(highest & (power > least * floor))
    hertz = stands * (sample_rate / length)
    return hertz[(hertz >= LOWEST_HZ) & (hertz <= 0.45 * sample_rate)]


def _offset(found: Amplitudes) -> np.ndarray:
    """How much higher each tone is than it was taken for, in Hz."""
    step = np.diff(found.seconds).mean()
    product = (found.values[:, :, 1:] * found.values[:, :, :-1].conj()).sum((1, 2))
    offset: np.ndarray = np.angle(product) / (2 * np.pi * step)
    return offset


def _is_steady(found: Amplitudes) -> np.ndarray:
    """Which tones are there all the time, with a phase that goes on."""
    level = np.sqrt(np.square(np.abs(found.values)).sum(1))
    uneven = level.std(1) / (level.mean(1) + 1e-30)
    turn = _turns(found.values, _STEP).sum(1)
    even = _one_way(turn)
    # A tone that rises or falls turns ever faster or slower: that evenly.
    rising = _one_way(_turns(turn[:, None], 2 * _STEP)[:, 0])
    goes_on = (even > _LEAST_COHERENCE) | (rising > _LEAST_RISING)
    steady: np.ndarray = (uneven < _MOST_UNEVEN) & goes_on
    return steady


def _turns(values: np.ndarray, frames: int) -> np.ndarray:
    """How values turn in so many frames, the last axis."""
    frames = min(frames, values.shape[-1] - 1)
    out: np.ndarray = values[..., frames:] * values[..., :-frames].conj()
    return out


def _one_way(turns: np.ndarray) -> np.ndarray:
    """Of each row from 0 to 1: do they all turn alike?"""
    out: np.ndarray = np.abs(turns.sum(1)) / (np.abs(turns).sum(1) + 1e-30)
    return out


def _in_series(frequencies: np.ndarray, strength: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies of a fundamental's multiples made exact ones, and their orders (0: none).

    So the overtones of hum keep their phases to each other however long it goes on.
    """
    orders = np.zeros(len(frequencies))
    best, fundamental = np.zeros(len(frequencies), bool), 0.0
    for base in np.concatenate([frequencies / part for part in (1, 2, 3)]):
        if base < _LOWEST_SERIES_HZ:
            continue
        members, refined = _members(frequencies, strength, base)
        # Of two that explain as much, the higher: every series is one of its half, too.
        if (members.sum(), refined) > (best.sum(), fundamental):
            best, fundamental = members, refined
    if best.sum() < _LEAST_MEMBERS:
        return frequencies, orders
    orders[best] = np.round(frequencies[best] / fundamental)
    return np.where(best, orders * fundamental, frequencies), orders


def _with_faint(
    given: np.ndarray, sample_rate: int, frequencies: np.ndarray, orders: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Fainter members of the series, too: where they would be is known, so that less is proof."""
    if not orders.any():
        return frequencies, orders
    fundamental = frequencies[orders > 0][0] / orders[orders > 0][0]
    more = np.setdiff1d(np.arange(1, 2 * orders.max() + 1), orders)
    hertz = more * fundamental
    apart = np.abs(hertz[:, None] - frequencies).min(1) > 4 / FRAME_SECONDS
    more = more[apart & (hertz >= LOWEST_HZ) & (hertz < 0.45 * sample_rate)]
    more = more[: MOST_TONES - len(frequencies)]
    together = np.concatenate([frequencies, more * fundamental])
    found = amplitudes(given, sample_rate, together)
    coherent = np.square(np.abs(found.values.mean(2))).sum(1)
    independent = max(1.0, given.shape[1] / sample_rate / FRAME_SECONDS)
    proven = coherent > _FAINT * found.noise / independent
    kept = np.concatenate([np.ones(len(frequencies), bool), proven[len(frequencies) :]])
    order = np.argsort(together[kept])
    return together[kept][order], np.concatenate([orders, more])[kept][order]


def _members(
    frequencies: np.ndarray, strength: np.ndarray, base: float
) -> tuple[np.ndarray, float]:
    """Which are multiples of about `base`, and that made exact, from the low ones upwards."""
    members = np.zeros(len(frequencies), bool)
    fundamental = base
    for number in np.argsort(frequencies):
        order = np.round(frequencies[number] / fundamental)
        if order >= 1 and abs(frequencies[number] - order * fundamental) < _TOLERANCE_HZ:
            members[number] = True
            which = np.round(frequencies[members] / fundamental)
            weights = strength[members]
            fundamental = float(
                (weights * which * frequencies[members]).sum() / (weights * which**2).sum()
            )
    return members, fundamental
