"""Where several performances of one sound lie in several files: lag, stretch and pitch of each.

Two steps a pair of files. First their pictures of peaks on a logarithmic frequency axis are slid
over each other, for every stretch and pitch. Then the pitch is told to a fraction of a cent: with
the right one the phases of each partial keep their distance for a second and more.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import fft, ndimage

from engine.coseparation.material import Material, Resampler
from engine.coseparation.placement import Alignment, Placement
from engine.coseparation.refinement import refined
from engine.coseparation.view import View
from engine.spectrogram import StftSettings

# Of the likeness of pictures times the root of the agreement of phases.
LEAST_HEIGHT = 11.0
MOST_STRETCH = 0.06
STRETCH_STEP = 0.004
BANDS_PER_OCTAVE = 60
MOST_BANDS = 3
PEAKS_PER_CURVE, CANDIDATES = 4, 20
_RATE = 16_000
_HOP_SECONDS = 0.016
_N_FFT = 2048
_LOW_HZ, _HIGH_HZ = 120.0, 6000.0
_NEAR_SECONDS = 0.1
_LEAST_OVERLAP_SECONDS = 1.0
# Of the refinement: how far the pitch may be off, and over how long phases are compared.
_PITCH_RANGE, _PITCH_STEP = 0.008, 0.0001
_COMPARED_FRAMES = 32
_DETUNED = (0.997, 1.003)
# Of longer files the ends would leave the range of shifts that is looked at.
_LONGEST_REFINED_SECONDS = 120.0


@dataclass(frozen=True)
class Match:
    """The second file against the first: t2 = lag + stretch * t1, `pitch` times as high."""

    lag: float
    stretch: float
    pitch: float
    likeness: float
    agreement: float = 0.0

    @property
    def height(self) -> float:
        """What the best match is chosen by: neither pictures nor phases are trusted alone."""
        return self.likeness * math.sqrt(max(self.agreement, 0.0))

    def reversed(self) -> Match:
        """The first file against the second."""
        stretch = 1.0 / self.stretch
        return replace(self, lag=-self.lag * stretch, stretch=stretch, pitch=1.0 / self.pitch)

    def after(self, known: Placement) -> Placement:
        """The second file's placement where the first one's is known."""
        return Placement(
            self.lag + self.stretch * known.lag,
            self.stretch * known.stretch,
            self.pitch * known.pitch,
        )


def peak_picture(material: Material) -> np.ndarray:
    """How far each band stands above its surroundings: float32 (bands, frames), mean 0."""
    rate = min(_RATE, material.rate)
    sound = Resampler(len(material.mono), rate / material.rate).there(material.mono)
    n_fft = int(_N_FFT * rate / _RATE) // 2 * 2
    hop = round(_HOP_SECONDS * rate)
    padded = np.pad(sound, (n_fft // 2, n_fft))
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(n_fft + 1)[:-1]))).T
    octaves = np.log2(_HIGH_HZ / _LOW_HZ)
    hertz = _LOW_HZ * 2.0 ** (np.arange(int(octaves * BANDS_PER_OCTAVE)) / BANDS_PER_OCTAVE)
    level = np.log(power + 1e-6 * power.mean() + 1e-12)
    places = np.clip(hertz * n_fft / rate, 0, len(level) - 2)
    left = places.astype(int)
    part = (places - left)[:, None]
    level = level[left] * (1 - part) + level[left + 1] * part
    level = level - ndimage.uniform_filter(level, (BANDS_PER_OCTAVE // 2, 31))
    level[hertz > 0.47 * rate] = 0.0
    picture: np.ndarray = np.clip(level, 0.0, 3.0)
    return (picture - picture.mean()).astype(np.float32)


def candidates(first: np.ndarray, second: np.ndarray, near: float | None = None) -> list[Match]:
    """The likeliest ways the second picture may lie to the first, best first.

    near: s, the second file's lag behind the first at the first one's start.
    """
    n_fft = int(fft.next_fast_len(int(first.shape[1] + second.shape[1] * (1 + MOST_STRETCH)) + 2))
    spectrum = fft.rfft(first, n_fft).conj()
    steps = int(np.log1p(MOST_STRETCH) / STRETCH_STEP)
    found: list[Match] = []
    for step in range(-steps, steps + 1):
        stretch = float(np.exp(step * STRETCH_STEP))
        faster = _faster(second, stretch)
        moved = fft.rfft(faster, n_fft)
        for bands in range(-MOST_BANDS, MOST_BANDS + 1):
            kept = slice(max(0, -bands), len(first) - max(0, bands))
            above = slice(max(0, bands), len(first) - max(0, -bands))
            curve = fft.irfft((spectrum[kept] * moved[above]).sum(0), n_fft)
            pitch = 2.0 ** (bands / BANDS_PER_OCTAVE)
            for lag, height in _best_lags(curve, first.shape[1], faster.shape[1], near, stretch):
                found.append(Match(lag * stretch * _HOP_SECONDS, stretch, pitch, height))
    found.sort(key=lambda match: -match.likeness)
    middle = 0.5 * first.shape[1] * _HOP_SECONDS
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


def _faster(picture: np.ndarray, stretch: float) -> np.ndarray:
    """The picture with its time axis divided by `stretch`."""
    places = np.arange(0, picture.shape[1] - 1, stretch)
    left = places.astype(int)
    part = (places - left).astype(np.float32)
    faster: np.ndarray = picture[:, left] * (1 - part) + picture[:, left + 1] * part
    return faster


def _best_lags(
    curve: np.ndarray, first: int, second: int, near: float | None, stretch: float
) -> list[tuple[float, float]]:
    """Lags in frames and heights of a correlation's peaks, in standard deviations."""
    n_fft = len(curve)
    lags = np.arange(n_fft)
    lags = np.where(lags < second, lags, lags - n_fft)
    overlap = np.minimum(first, second - lags) - np.maximum(0, -lags)
    allowed = overlap * _HOP_SECONDS >= _LEAST_OVERLAP_SECONDS
    if not allowed.any():
        return []
    scaled = np.where(allowed, curve / np.sqrt(np.maximum(overlap, 1)), 0.0)
    chance = float(np.median(np.abs(scaled[allowed]))) / 0.6745 or 1.0
    if near is not None:
        allowed = allowed & (np.abs(lags * _HOP_SECONDS * stretch - near) <= _NEAR_SECONDS)
    highest = allowed & (scaled > np.roll(scaled, 1)) & (scaled >= np.roll(scaled, -1))
    places = np.flatnonzero(highest & (scaled > 0))
    best = places[np.argsort(-scaled[places])[:PEAKS_PER_CURVE]]
    return [(float(lags[place]), float(scaled[place]) / chance) for place in best]


class _Phases:
    """Finds by the phases of the partials how well a match agrees, and its exact pitch."""

    def __init__(self, first: Material, second: Material, rate: int) -> None:
        self._first, self._second, self._rate = first, second, rate
        self._settings = StftSettings(_N_FFT, _N_FFT // 4)
        self._hop = self._settings.hop_length / rate
        view = View(first, Placement(0.0), rate, self._settings)
        hertz = self._settings.frequencies(rate)
        self._usable = (hertz > _LOW_HZ) & (hertz < min(_HIGH_HZ, 0.45 * second.rate))
        self._hertz = hertz[self._usable]
        self._frames = math.ceil(first.duration / self._hop) + 1
        self._one = _whitened(view.forward(0, self._frames).numpy()[self._usable])
        self._offsets = np.arange(-_PITCH_RANGE, _PITCH_RANGE + _PITCH_STEP / 2, _PITCH_STEP)

    def agreed(self, found: Match) -> Match:
        """The match with the pitch at which phases agree best, and how well they do.

        Looked for from a little beside either way: close to no drift at all, unrelated sounds
        agree too, as neighbouring frames overlap.
        """
        beside = [self._agreed(replace(found, pitch=found.pitch * d)) for d in _DETUNED]
        return max(beside, key=lambda match: match.agreement)

    def _agreed(self, found: Match) -> Match:
        first = max(0, math.floor(-found.lag / found.stretch / self._hop))
        heard = (self._second.duration - found.lag) / found.stretch
        last = min(self._frames, math.ceil(heard / self._hop))
        if last - first < 2 * _COMPARED_FRAMES:
            return replace(found, agreement=0.0)
        placement = Placement(found.lag, found.stretch, found.pitch)
        view = View(self._second, placement, self._rate, self._settings)
        two = _whitened(view.forward(first, last).numpy()[self._usable])
        one = self._one[:, first:last].conj()
        # What unrelated moments give.
        chance = _drifts(np.roll(two, two.shape[1] // 2, axis=1) * one).mean(0)
        drifts = _drifts(two * one) / chance
        turns = self._hertz[:, None] * self._offsets * (self._hop * len(chance))
        places = np.round(turns).astype(int)
        within = np.abs(places) < len(chance) // 4
        values = np.take_along_axis(drifts, places % len(chance), axis=1) - 1.0
        count = np.maximum(within.sum(0), 1)
        heights = np.where(within, values, 0.0).sum(0) / np.sqrt(count)
        best = int(np.argmax(heights))
        agreement = float(heights[best] - np.median(heights))
        pitch = found.pitch * (1.0 + float(self._offsets[best]))
        return replace(found, pitch=pitch, agreement=agreement)


def _drifts(cross: np.ndarray) -> np.ndarray:
    """How strongly each bin's phase drifts at each speed: (bins, speeds), mean over moments."""
    n_fft = 8 * _COMPARED_FRAMES
    window = np.hanning(_COMPARED_FRAMES)
    starts = range(0, cross.shape[1] - _COMPARED_FRAMES + 1, _COMPARED_FRAMES // 2)
    summed = np.zeros((len(cross), n_fft))
    for start in starts:
        block = cross[:, start : start + _COMPARED_FRAMES] * window
        summed += np.square(np.abs(np.fft.fft(block, n_fft)))
    return summed / len(starts)


def _whitened(spectrum: np.ndarray) -> np.ndarray:
    """Over the level around each bin, so that loud moments do not decide alone."""
    level = ndimage.uniform_filter(np.abs(spectrum), (9, 9))
    whitened: np.ndarray = spectrum / (level + 1e-3 * level.mean() + 1e-12)
    return whitened


def performances(
    materials: Sequence[Material], rate: int, lags: Sequence[float] | None = None
) -> Alignment:
    """Where performances of one sound lie in all files; `peaks` says how far they stand out.

    lags: seconds, as a person gave them; only what is close to their differences is looked for.
    """
    pictures = [peak_picture(material) for material in materials]
    count = len(materials)
    tried: dict[tuple[int, int], list[Match]] = {}
    for first, second in itertools.combinations(range(count), 2):
        near = None if lags is None else lags[second] - lags[first]
        tried[first, second] = candidates(pictures[first], pictures[second], near)
    matches: dict[tuple[int, int], Match] = {}
    group = list(range(count))
    # The likeliest pairs first; two files that are joined through others need no look.
    for first, second in sorted(tried, key=lambda pair: -_likeliest(tried[pair])):
        if group[first] == group[second]:
            continue
        phases = _Phases(materials[first], materials[second], rate)
        agreed = [phases.agreed(one) for one in tried[first, second]]
        given = Match(0.0 if lags is None else lags[second] - lags[first], 1.0, 1.0, 0.0)
        best = max(agreed, key=lambda match: match.height, default=given)
        matches[first, second] = best
        matches[second, first] = best.reversed()
        if best.height >= LEAST_HEIGHT:
            joined = group[second]
            group = [group[first] if number == joined else number for number in group]
    start = max(matches, key=lambda pair: matches[pair].height)[0]
    placed = {start: Placement(0.0)}
    peaks: dict[int, float] = {}
    while len(placed) < count:
        links = [pair for pair in matches if pair[0] in placed and pair[1] not in placed]
        first, second = max(links, key=lambda pair: matches[pair].height)
        placed[second] = matches[first, second].after(placed[first])
        peaks[second] = matches[first, second].height
        peaks.setdefault(first, peaks[second])
    placements = _centred([placed[index] for index in range(count)])
    return Alignment(placements, "varied", tuple(peaks[index] for index in range(count)))


def varied_exactly(alignment: Alignment, materials: Sequence[Material], rate: int) -> Alignment:
    """The same with placements refined; of files too long for that as they are."""
    if max(material.duration for material in materials) > _LONGEST_REFINED_SECONDS:
        return alignment
    placements = refined(materials, alignment.placements, rate)
    return replace(alignment, placements=_centred(placements))


def _likeliest(matches: Sequence[Match]) -> float:
    return max((match.likeness for match in matches), default=0.0)


def _centred(placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """On the clock and at the pitch of the middle file, with the earliest lag at zero."""
    stretch = float(np.median([p.stretch for p in placements]))
    pitch = float(np.median([p.pitch for p in placements]))
    earliest = min(p.lag / p.stretch for p in placements)
    return tuple(
        Placement(p.lag - p.stretch * earliest, p.stretch / stretch, p.pitch / pitch, p.gain)
        for p in placements
    )
