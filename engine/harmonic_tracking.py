"""Finds the tone to which a partial belongs, and follows its course in time.

Which partial was pointed at is decided by subharmonic summation (Hermes 1988, "Measurement of
pitch by subharmonic summation"), less what lies half-way between the partials. The fundamental is
then followed both ways by dynamic programming over its salience, as pitch trackers do (Talkin
1995, "A robust algorithm for pitch tracking"), until the tone fades.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.ndimage import uniform_filter1d

from engine.guidance.lines import without_needless
from engine.recording import Recording

HOP_SECONDS = 0.01
WINDOW_SECONDS = 0.085
LOWEST_HZ = 40.0
MOST_PARTIALS = 60
# How far a click may miss the partial, as a ratio; what counts as one, in dB above its ground.
MISS = 1.06
LEAST_CONTRAST_DB = 10.0
_FULL_CONTRAST_DB = 30.0
# The ground from which partials rise is the mean over so many Hz.
_GROUND_HZ = 400.0
_WEIGHT = 0.84
_SUMMED = 10
_CANDIDATES = 10
# A partial this far above both of its neighbours is no part of their tone.
_TOWERING_DB = 15.0
# Which partial it is, in doubt: rather a lower one.
_DOUBT = 0.97
_STATES_PER_OCTAVE = 120
_REACH_OCTAVES = 1.0
_JUMP = 5
_JUMP_COST = 0.012
_SEED_FRAMES, _SEED_OCTAVES = 6, 1 / 8
# The tone has faded where its salience stays below this share of that at the click for so long.
_FADED = 0.5
_LEAST_SALIENCE = 0.035
_FADED_FRAMES = 4
_FADED_DB = 35.0
# Another note: both sides of a short change are steady, and this far apart.
_STEP_FRAMES, _STEADY_FRAMES = 8, 14
_STEP_CENTS, _STEADY_CENTS = 80.0, 40.0
_SHORTEST_FRAMES = 4
# Partials this far below the loudest at the click say nothing of the course.
_COUNTED_DB = 30.0
# The tone that is found must go through the partial that was clicked.
_MISSED_BINS = 3.0
_MISSING_PARTIALS = 3
_PARTIAL_DB = 3.0
# From one partial to the next the level does not fall further.
_STEP_DB = 25.0
_FIRST_REACH, _FARTHEST_REACH = 3.0, 48.0


class Tone(NamedTuple):
    """Course of a fundamental: times in s, increasing, and frequencies in Hz; how many partials
    rise above the ground, and the width in Hz that holds each."""

    times: tuple[float, ...]
    frequencies: tuple[float, ...]
    partials: int
    width: float


class _Spectra(NamedTuple):
    """contrast: dB above the ground, float32 (bins, frames), at times (frames,) in s.

    level: the same in dB of the recording.
    """

    contrast: np.ndarray
    level: np.ndarray
    times: np.ndarray
    bin_hz: float
    resolution: float
    whole: bool

    def at(self, hz: np.ndarray) -> np.ndarray:
        """Contrast at frequencies (states,) in all frames: float (states, frames)."""
        return self.along(hz[:, None], np.arange(len(self.times))[None])

    def along(self, hz: np.ndarray, frames: np.ndarray, level: bool = False) -> np.ndarray:
        """Contrast, or level, at frequencies in frames that go with them; 0 beyond the bins."""
        values = self.level if level else self.contrast
        place = hz / self.bin_hz
        last = len(self.contrast) - 2
        row = np.minimum(place.astype(np.int32), last)
        share = np.minimum(place - row, 1.0)
        low, high = values[row, frames], values[row + 1, frames]
        return np.where(place <= last, low + share * (high - low), 0.0)


def find_tone(recording: Recording, seconds: float, hz: float) -> Tone | None:
    """The tone with a partial at this time and frequency; None where nothing rises there."""
    seconds = min(max(seconds, 0.0), recording.duration)
    reach = _FIRST_REACH
    while True:
        spectra = _spectra(recording, seconds - reach, seconds + reach)
        seed = int(np.abs(spectra.times - seconds).argmin())
        partial = _partial(spectra, seed, hz)
        if partial is None:
            return None
        tone, touches = _tone(spectra, seed, partial)
        if tone is None or not touches or spectra.whole or reach >= _FARTHEST_REACH:
            return tone
        reach *= 4.0


def _spectra(recording: Recording, start: float, end: float) -> _Spectra:
    rate = recording.sample_rate
    n_fft = 2 ** round(np.log2(WINDOW_SECONDS * rate))
    hop = max(1, round(HOP_SECONDS * rate))
    first = max(0, round(start * rate))
    stop = min(recording.samples, round(end * rate) + 1)
    sound = np.pad(recording.read(first, stop), ((0, 0), (n_fft // 2, n_fft // 2)))
    frames = np.lib.stride_tricks.sliding_window_view(sound, n_fft, axis=1)[:, ::hop]
    window = np.hanning(n_fft + 1)[:-1].astype(np.float32)
    power = np.zeros((n_fft + 1, frames.shape[1]), np.float32)
    for channel in frames:
        power += np.square(np.abs(np.fft.rfft(channel * window, 2 * n_fft, axis=1))).T
    power = uniform_filter1d(power, 3, axis=1)
    level = 10.0 * np.log10(power + 1e-12 * max(float(power.max()), 1e-20))
    bin_hz = rate / (2 * n_fft)
    ground = uniform_filter1d(level, max(3, round(_GROUND_HZ / bin_hz)), axis=0, mode="nearest")
    times = (first + hop * np.arange(frames.shape[1])) / rate
    whole = first == 0 and stop == recording.samples
    return _Spectra(level - ground, level, times, bin_hz, rate / n_fft, whole)


def _partial(spectra: _Spectra, seed: int, hz: float) -> float | None:
    """Frequency of the strongest peak near a click, or None where none stands out."""
    low, high = hz / MISS - 2 * spectra.bin_hz, hz * MISS + 2 * spectra.bin_hz
    rows = np.arange(max(1, int(low / spectra.bin_hz)), int(high / spectra.bin_hz) + 1)
    rows = rows[rows < len(spectra.contrast) - 1]
    if not len(rows):
        return None
    near = spectra.contrast[:, max(0, seed - 2) : seed + 3].mean(axis=1)
    best = int(rows[near[rows].argmax()])
    if near[best] < LEAST_CONTRAST_DB:
        return None
    return (best + _vertex(near[best - 1], near[best], near[best + 1])) * spectra.bin_hz


def _vertex(left: float, middle: float, right: float) -> float:
    """Where a parabola through three neighbours is highest, from the middle one, within ±0.5."""
    bend = left - 2 * middle + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def _tone(spectra: _Spectra, seed: int, partial: float) -> tuple[Tone | None, bool]:
    """The tone with this partial at frame `seed`, and whether it touches an end of the frames."""
    count = min(_CANDIDATES, max(1, int(partial / LOWEST_HZ)))
    around = slice(max(0, seed - _SEED_FRAMES), seed + _SEED_FRAMES + 1)
    short = spectra._replace(contrast=spectra.contrast[:, around], times=spectra.times[around])
    weights = _WEIGHT ** np.arange(_SUMMED)
    scores = []
    for number in range(1, count + 1):
        _, salience = _follow(short, seed - around.start, partial, number, weights, _SEED_OCTAVES)
        fits = _has_neighbours(spectra, seed, partial, number)
        scores.append(float(salience.mean()) * _DOUBT ** (number - 1) if fits else -1.0)
    clicked = 1 + int(np.argmax(scores))
    weights = weights * _shares(spectra, seed, partial / clicked)
    course, salience = _follow(spectra, seed, partial, clicked, weights, _REACH_OCTAVES)
    if abs(clicked * course[seed] - partial) > spectra.resolution * _MISSED_BINS:
        return None, False
    salience = np.where(_loud(spectra, course, seed, weights > 0), salience, 0.0)
    first, last = _within_steps(course, seed, *_sounding(salience, seed))
    if last - first < _SHORTEST_FRAMES:
        return None, False
    frames = np.arange(first, last + 1)
    partials = _rising_partials(spectra, course[frames], frames)
    # The window's main lobe; partials that are nearer to each other must not flow together.
    width = min(4 * spectra.resolution, 0.6 * float(course[frames].min()))
    line = np.stack([spectra.times[frames], course[frames]], axis=1)
    line = without_needless(line, np.array([HOP_SECONDS, width / (8 * partials)]))
    tone = Tone(tuple(line[:, 0].tolist()), tuple(line[:, 1].tolist()), partials, width)
    return tone, first == 0 or last == len(spectra.times) - 1


def _has_neighbours(spectra: _Spectra, seed: int, partial: float, number: int) -> bool:
    """Whether the partial, if it has this number, does not tower above both of its neighbours."""
    if number == 1:
        return True
    hz = partial / number * np.array([number - 1, number, number + 1])
    rows = np.minimum(np.rint(hz / spectra.bin_hz).astype(int), len(spectra.level) - 1)
    around = slice(max(0, seed - 2), seed + 3)
    below, own, above = (spectra.level[row - 1 : row + 2, around].max() for row in rows)
    return bool(max(below, above) >= own - _TOWERING_DB)


def _shares(spectra: _Spectra, seed: int, fundamental: float) -> np.ndarray:
    """How much each of the partials counts: 1 the loudest at the seed, 0 from far below it."""
    hz = fundamental * np.arange(1, _SUMMED + 1)
    around = slice(max(0, seed - 2), seed + 3)
    rows = np.rint(hz / spectra.bin_hz).astype(int)
    last = len(spectra.level) - 2
    level = [spectra.level[r - 1 : r + 2, around].max() if r < last else -np.inf for r in rows]
    return np.clip(1.0 + (np.array(level) - max(level)) / _COUNTED_DB, 0.0, 1.0)


def _follow(
    spectra: _Spectra,
    seed: int,
    partial: float,
    number: int,
    weights: np.ndarray,
    octaves: float,
) -> tuple[np.ndarray, np.ndarray]:
    """A fundamental's course (frames,) in Hz, and its salience (frames,).

    In frame `seed` its partial of this number is where it was clicked.
    """
    half = round(octaves * _STATES_PER_OCTAVE)
    states = partial / number * 2.0 ** (np.arange(-half, half + 1) / _STATES_PER_OCTAVE)
    salience = _salience(spectra, states, weights)
    slack = 1 + round(_STATES_PER_OCTAVE * float(np.log2(1 + spectra.resolution / partial)))
    start = slice(max(0, half - slack), half + slack + 1)
    forward = _best_path(salience[:, seed:], start)
    backward = _best_path(salience[:, seed::-1], start)
    path = np.concatenate([backward[:0:-1], forward])
    frames = np.arange(len(path))
    inner = np.clip(path, 1, len(states) - 2)
    around = [salience[inner + shift, frames] for shift in (-1, 0, 1)]
    fine = np.array([_vertex(*values) for values in zip(*around, strict=True)])
    course = states[inner] * 2.0 ** (fine / _STATES_PER_OCTAVE)
    return course, salience[path, frames]


def _salience(spectra: _Spectra, states: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """How much each fundamental (states,) explains in each frame: float (states, frames)."""
    total = np.zeros((len(states), len(spectra.times)))
    for number, weight in enumerate(weights, start=1):
        if weight == 0.0:
            continue
        on = np.clip(spectra.at(number * states), 0.0, _FULL_CONTRAST_DB)
        between = np.clip(spectra.at((number - 0.5) * states), 0.0, _FULL_CONTRAST_DB)
        total += weight * (on - 0.5 * between)
    return total / (_FULL_CONTRAST_DB * weights.sum())


def _best_path(salience: np.ndarray, start: slice) -> np.ndarray:
    """States (frames,) with the greatest salience in sum, first one of `start`, no far jumps."""
    states, frames = salience.shape
    score = np.full(states, -np.inf)
    score[start] = salience[start, 0]
    jumps = np.arange(-_JUMP, _JUMP + 1)
    costs = _JUMP_COST * np.abs(jumps) ** 1.5 / _JUMP**0.5
    origin = np.zeros((frames, states), np.int32)
    for frame in range(1, frames):
        padded = np.pad(score, _JUMP, constant_values=-np.inf)
        options = np.lib.stride_tricks.sliding_window_view(padded, len(jumps)) - costs
        choice = options.argmax(axis=1)
        origin[frame] = np.clip(np.arange(states) + jumps[choice], 0, states - 1)
        score = options[np.arange(states), choice] + salience[:, frame]
    path = np.empty(frames, np.int32)
    path[-1] = int(score.argmax())
    for frame in range(frames - 1, 0, -1):
        path[frame - 1] = origin[frame, path[frame]]
    return path


def _sounding(salience: np.ndarray, seed: int) -> tuple[int, int]:
    """First and last frame before the salience has faded on either side of the seed."""
    near = salience[max(0, seed - 5) : seed + 6]
    least = max(_LEAST_SALIENCE, _FADED * float(np.median(near)))
    sounds = uniform_filter1d(salience, 3, mode="nearest") >= least
    last = seed + _until_faded(sounds[seed:])
    return seed - _until_faded(sounds[seed::-1]), last


def _loud(spectra: _Spectra, course: np.ndarray, seed: int, counted: np.ndarray) -> np.ndarray:
    """Bool (frames,): whether a partial that counts is about as loud as the loudest at the seed."""
    frames = np.arange(len(course))
    last = len(spectra.level) - 1
    rows = [np.rint(n * course / spectra.bin_hz).astype(int) for n in 1 + np.flatnonzero(counted)]
    level = np.max([spectra.level[np.minimum(row, last), frames] for row in rows], axis=0)
    near = level[max(0, seed - 5) : seed + 6]
    return np.asarray(level >= np.median(near) - _FADED_DB)


def _within_steps(course: np.ndarray, seed: int, first: int, last: int) -> tuple[int, int]:
    """Frames without those beyond a step from one steady note to another.

    Vibrato and glides are not steady on both sides.
    """
    cents = 1200.0 * np.log2(course)
    half = _STEP_FRAMES // 2
    for frame in range(max(first, _STEADY_FRAMES), min(last, len(course) - _STEADY_FRAMES)):
        before = cents[frame - _STEADY_FRAMES : frame - half]
        after = cents[frame + half : frame + _STEADY_FRAMES]
        leap = abs(float(np.median(after) - np.median(before)))
        if leap > _STEP_CENTS and max(np.ptp(before), np.ptp(after)) < _STEADY_CENTS:
            if frame > seed:
                return first, max(seed, frame - half)
            first = min(seed, frame + half)
    return first, last


def _until_faded(sounds: np.ndarray) -> int:
    """Index of the last True before a long run of False."""
    last = 0
    for index in np.flatnonzero(sounds):
        if index - last > _FADED_FRAMES:
            break
        last = int(index)
    return last


def _rising_partials(spectra: _Spectra, course: np.ndarray, frames: np.ndarray) -> int:
    """The highest partial that rises above what lies beside it, a few missing ones allowed."""
    highest, before = 1, spectra.along(course, frames, level=True).mean()
    for number in range(2, MOST_PARTIALS + 1):
        if number * course.max() > spectra.bin_hz * (len(spectra.contrast) - 2):
            break
        on = spectra.along(number * course, frames).mean()
        below = spectra.along((number - 0.5) * course, frames).mean()
        above = spectra.along((number + 0.5) * course, frames).mean()
        level = spectra.along(number * course, frames, level=True).mean()
        rises = on - max(below, above) > _PARTIAL_DB and on > _PARTIAL_DB
        if rises and level > before - _STEP_DB:
            highest, before = number, level
        elif number - highest > _MISSING_PARTIALS:
            break
    return highest
