"""Pictures of peaks on a logarithmic frequency axis, and how one may lie to another."""

from __future__ import annotations

import numpy as np
from scipy import fft, ndimage

from engine.coseparation.material import Material, Resampler
from engine.coseparation.phases import HIGH_HZ, LOW_HZ, N_FFT, Match
from engine.coseparation.watch import UNWATCHED, Watch

MOST_STRETCH = 0.06
STRETCH_STEP = 0.004
BANDS_PER_OCTAVE = 60
MOST_BANDS = 3
PEAKS_PER_CURVE, CANDIDATES = 4, 16
HOP_SECONDS = 0.016
_RATE = 16_000
_NEAR_SECONDS = 0.1
LEAST_OVERLAP_SECONDS = 1.0


def peak_picture(material: Material) -> np.ndarray:
    """How far each band stands above its surroundings: float32 (bands, frames), mean 0."""
    rate = min(_RATE, material.rate)
    sound = Resampler(len(material.mono), rate / material.rate).there(material.mono)
    n_fft = int(N_FFT * rate / _RATE) // 2 * 2
    hop = round(HOP_SECONDS * rate)
    padded = np.pad(sound, (n_fft // 2, n_fft))
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(n_fft + 1)[:-1]))).T
    octaves = np.log2(HIGH_HZ / LOW_HZ)
    hertz = LOW_HZ * 2.0 ** (np.arange(int(octaves * BANDS_PER_OCTAVE)) / BANDS_PER_OCTAVE)
    level = np.log(power + 1e-6 * power.mean() + 1e-12)
    places = np.clip(hertz * n_fft / rate, 0, len(level) - 2)
    left = places.astype(int)
    part = (places - left)[:, None]
    level = level[left] * (1 - part) + level[left + 1] * part
    level = level - ndimage.uniform_filter(level, (BANDS_PER_OCTAVE // 2, 31))
    level[hertz > 0.47 * rate] = 0.0
    picture: np.ndarray = np.clip(level, 0.0, 3.0)
    return (picture - picture.mean()).astype(np.float32)


def candidates(
    first: np.ndarray,
    second: np.ndarray,
    near: float | None = None,
    watch: Watch = UNWATCHED,
    within: float = _NEAR_SECONDS,
) -> list[Match]:
    """The likeliest ways the second picture may lie to the first, best first.

    near: s, the second file's lag behind the first at the first one's start.
    within: s, how close to it is looked. Raises Unwanted where the watch does.
    """
    n_fft = int(fft.next_fast_len(int(first.shape[1] + second.shape[1] * (1 + MOST_STRETCH)) + 2))
    spectrum = fft.rfft(first, n_fft).conj()
    steps = int(np.log1p(MOST_STRETCH) / STRETCH_STEP)
    found: list[Match] = []
    for step, here in watch.over(range(-steps, steps + 1)):
        stretch = float(np.exp(step * STRETCH_STEP))
        quick = faster(second, stretch)
        moved = fft.rfft(quick, n_fft)
        for bands, _ in here.over(range(-MOST_BANDS, MOST_BANDS + 1)):
            kept = slice(max(0, -bands), len(first) - max(0, bands))
            above = slice(max(0, bands), len(first) - max(0, -bands))
            curve = fft.irfft((spectrum[kept] * moved[above]).sum(0), n_fft)
            pitch = 2.0 ** (bands / BANDS_PER_OCTAVE)
            for lag, height in _best_lags(
                curve, first.shape[1], quick.shape[1], stretch, (near, within)
            ):
                found.append(Match(lag * stretch * HOP_SECONDS, stretch, pitch, height))
    found.sort(key=lambda match: -match.likeness)
    middle = 0.5 * first.shape[1] * HOP_SECONDS
    distinct: list[Match] = []
    for one in found:
        if all(_apart(one, other, middle) for other in distinct):
            distinct.append(one)
        if len(distinct) == CANDIDATES:
            break
    return distinct


def _apart(one: Match, other: Match, middle: float) -> bool:
    """Whether two matches differ by more than what refining would find anyway."""
    ahead = [match.lag + match.stretch * middle for match in (one, other)]
    bands = abs(np.log2(one.pitch / other.pitch)) * BANDS_PER_OCTAVE
    return abs(ahead[0] - ahead[1]) > 0.06 or bands > 1.5


def faster(picture: np.ndarray, stretch: float) -> np.ndarray:
    """The picture with its time axis divided by `stretch`."""
    places = np.arange(0, picture.shape[1] - 1, stretch)
    left = places.astype(int)
    part = (places - left).astype(np.float32)
    quick: np.ndarray = picture[:, left] * (1 - part) + picture[:, left + 1] * part
    return quick


def _best_lags(
    curve: np.ndarray, first: int, second: int, stretch: float, around: tuple[float | None, float]
) -> list[tuple[float, float]]:
    """Lags in frames and heights of a correlation's peaks, in standard deviations."""
    near, within = around
    n_fft = len(curve)
    lags = np.arange(n_fft)
    lags = np.where(lags < second, lags, lags - n_fft)
    overlap = np.minimum(first, second - lags) - np.maximum(0, -lags)
    allowed = overlap * HOP_SECONDS >= LEAST_OVERLAP_SECONDS
    if not allowed.any():
        return []
    scaled = np.where(allowed, curve / np.sqrt(np.maximum(overlap, 1)), 0.0)
    chance = float(np.median(np.abs(scaled[allowed]))) / 0.6745 or 1.0
    if near is not None:
        allowed = allowed & (np.abs(lags * HOP_SECONDS * stretch - near) <= within)
    highest = allowed & (scaled > np.roll(scaled, 1)) & (scaled >= np.roll(scaled, -1))
    places = np.flatnonzero(highest & (scaled > 0))
    best = places[np.argsort(-scaled[places])[:PEAKS_PER_CURVE]]
    return [(float(lags[place]), float(scaled[place]) / chance) for place in best]
