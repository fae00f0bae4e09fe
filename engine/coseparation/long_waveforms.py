"""The same waveform in long files, of which it may be but a few seconds: chunk against chunk.

The phase transform of two whole files gives a peak as high as the part of them that is shared.
So all chunks of one are first correlated with all of the other at a low rate; what stands out is
looked at through short windows, and there the lag is told exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import gcd

import numpy as np
from scipy import fft, signal

from engine.coseparation.correlation import Correlator, Peak, whitened
from engine.coseparation.material import Material, common_rate
from engine.coseparation.watch import UNWATCHED, Watch

# From here on a file is searched by chunks; of both shorter than the second also as wholes.
LONG_SECONDS, WHOLE_SECONDS = 60.0, 600.0
SEARCH_RATE = 16_000
CHUNK_SECONDS, CHUNK_HOP_SECONDS = 60.0, 40.0
WINDOW_SECONDS, WINDOW_HOP_SECONDS = 16.0, 8.0
_LEAST_SECONDS = 1.0
_CANDIDATES, _LEAST_RAW = 8, 5.5
_KEPT_CHUNKS = 16
_WINDOWS_ASKED = 2
_SAME_SECONDS = 0.005
# Of what is normally distributed.
_MEAN_TO_DEVIATION = 1.2533
# Thousands of pairs of chunks have higher peaks by chance than one pair of files.
_CAUTION = 0.85


@dataclass(frozen=True)
class Plain:
    """A sound (samples,) and its rate in samples a second."""

    mono: np.ndarray
    rate: int

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.mono) / self.rate

    def cut(self, start: float, end: float) -> Plain:
        """What lies between two moments, in seconds."""
        first, last = round(start * self.rate), round(end * self.rate)
        return Plain(self.mono[max(0, first) : max(0, last)], self.rate)


def is_long(materials: Sequence[Material]) -> bool:
    """Whether any file is so long that what is shared may be a small part of it."""
    return any(material.duration > LONG_SECONDS for material in materials)


def slowed(materials: Sequence[Material]) -> list[Plain]:
    """All files at the one rate of the search, float32."""
    rate = min(SEARCH_RATE, common_rate([material.rate for material in materials]))
    return [_resampled(material, rate) for material in materials]


def _resampled(material: Material, rate: int) -> Plain:
    if material.rate == rate:
        return Plain(material.mono, rate)
    common = gcd(material.rate, rate)
    mono = signal.resample_poly(material.mono, rate // common, material.rate // common)
    return Plain(mono.astype(np.float32), rate)


@dataclass(frozen=True)
class _Candidate:
    """start, end: s, of the chunk in the first file. lag: s. height: over chance."""

    start: float
    end: float
    lag: float
    height: float


def long_peak(
    files: tuple[Material, Material],
    slow: tuple[Plain, Plain],
    near: float | None = None,
    watch: Watch = UNWATCHED,
) -> Peak:
    """How far the second file hears the shared sound after the first, whatever their length.

    slow: the same at the rate of the search. near: s, only lags close to it are looked at.
    Raises Unwanted where the watch does.
    """
    found: list[_Candidate]
    whole: Peak | None = None
    if near is not None:
        found = [_Candidate(0.0, files[0].duration, near, np.inf)]
    else:
        found = _candidates(*slow, watch.between(0.0, 0.7))
        if max(file.duration for file in files) <= WHOLE_SECONDS:
            whole = Correlator(slow).peak(0, 1)
    best, place = Peak(near or 0.0, 1.0, 0.0), 0.0
    for one, here in watch.between(0.7, 1.0).over(found):
        for start, peak in _through_windows(slow, one, here):
            if peak.height > best.height:
                best, place = peak, start
    if whole is not None and whole.height > _CAUTION * best.height:
        return whole
    window = _Window.at((_plain(files[0]), _plain(files[1])), place, best.seconds)
    height = best.height if near is not None else _CAUTION * best.height
    return replace(best if window is None else window.peak(), height=height)


def _plain(material: Material) -> Plain:
    return Plain(material.mono, material.rate)


def _candidates(first: Plain, second: Plain, watch: Watch) -> list[_Candidate]:
    """The likeliest lags of chunk against chunk, the highest first."""
    rate = first.rate
    n_fft = int(fft.next_fast_len(2 * round(CHUNK_SECONDS * rate), real=True))
    highest = 0.45 * rate
    found: list[_Candidate] = []
    ones, others = list(_chunks(first)), list(_chunks(second))
    # So many spectra are kept at a time.
    blocks = [others[at : at + _KEPT_CHUNKS] for at in range(0, len(others), _KEPT_CHUNKS)]
    for block, here in watch.over(blocks):
        kept = [
            (begin, whitened(chunk.mono, rate, n_fft, highest))
            for (begin, chunk), _ in here.between(0.0, 0.2).over(block)
        ]
        for (start, chunk), rest in here.between(0.2, 1.0).over(ones):
            phases = whitened(chunk.mono, rate, n_fft, highest).conj()
            for (begin, other), _ in rest.over(kept):
                curve = np.abs(fft.irfft(other * phases, n_fft))
                best = int(np.argmax(curve))
                height = float(curve[best]) / (_MEAN_TO_DEVIATION * float(curve.mean()) + 1e-20)
                if height >= _LEAST_RAW:
                    lag = (best if best < n_fft // 2 else best - n_fft) / rate + begin - start
                    found.append(_Candidate(start, start + chunk.duration, lag, height))
    found.sort(key=lambda one: -one.height)
    distinct: list[_Candidate] = []
    for candidate in found:
        if all(abs(candidate.lag - other.lag) > _SAME_SECONDS for other in distinct):
            distinct.append(candidate)
    return distinct[:_CANDIDATES]


def _chunks(sound: Plain) -> Iterator[tuple[float, Plain]]:
    count = max(1, int(np.ceil((sound.duration - CHUNK_SECONDS) / CHUNK_HOP_SECONDS)) + 1)
    for start in CHUNK_HOP_SECONDS * np.arange(count):
        yield float(start), sound.cut(start, start + CHUNK_SECONDS)


def _through_windows(
    sounds: tuple[Plain, Plain], found: _Candidate, watch: Watch
) -> Iterator[tuple[float, Peak]]:
    """Where the windows that both sound in begin in the first file, s, and their peaks."""
    start = max(found.start, -found.lag)
    end = min(found.end, sounds[0].duration, sounds[1].duration - found.lag)
    count = max(1, int(np.ceil((end - start - WINDOW_SECONDS) / WINDOW_HOP_SECONDS)) + 1)
    places = [start + WINDOW_HOP_SECONDS * number for number in range(count)]
    windows = [_Window.at(sounds, place, found.lag) for place, _ in watch.over(places)]
    known = [window for window in windows if window is not None]
    for window in sorted(known, key=lambda one: -one.rough)[:_WINDOWS_ASKED]:
        yield window.start, window.peak()


@dataclass(frozen=True)
class _Window:
    """A window of both files. start: s in the first file. moved: s by which lags differ there."""

    start: float
    correlator: Correlator
    near: float
    moved: float

    @staticmethod
    def at(sounds: tuple[Plain, Plain], start: float, lag: float) -> _Window | None:
        """From that moment of the first file on; None where one of them says nothing there."""
        first = sounds[0].cut(start, start + WINDOW_SECONDS)
        second = sounds[1].cut(start + lag, start + lag + WINDOW_SECONDS)
        if min(first.duration, second.duration) < _LEAST_SECONDS:
            return None
        if not (np.any(first.mono) and np.any(second.mono)):
            return None
        cut_off = [
            max(0, round(moment * sound.rate)) / sound.rate
            for moment, sound in zip((start, start + lag), sounds, strict=True)
        ]
        moved = cut_off[1] - cut_off[0]
        return _Window(start, Correlator((first, second)), lag - moved, moved)

    @property
    def rough(self) -> float:
        """How far the highest peak close to the lag stands above chance."""
        return self.correlator.rough(0, 1, self.near)

    def peak(self) -> Peak:
        """The peak close to the lag."""
        peak = self.correlator.peak(0, 1, self.near)
        return replace(peak, seconds=peak.seconds + self.moved)
