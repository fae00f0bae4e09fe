"""Placements of performances made exact: each file against all others together.

Where two files hold the same partial, its phases keep their distance for longer than chance. For
two Gaussian signals in a window the logarithm of the likelihood ratio of "coherent" to "unrelated"
is -log(1 - coherence) for every bin (Carter 1987, "Coherence and time delay estimation"). Summed
over bins it says for every moment of a file by how much it should be moved: a map of shifts over
time, in which the best straight line gives lag and stretch. The pitch is found alike, by turning
the phases as another pitch would.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy import ndimage

from engine.answering import go_on
from engine.coseparation.material import Material
from engine.coseparation.placement import Placement
from engine.coseparation.view import View
from engine.coseparation.watch import UNWATCHED, Watch
from engine.spectrogram import StftSettings

_WINDOW_SECONDS, _HOPS = 0.128, 8
_COHERENT_SECONDS = 0.6
_SHIFTS = 10
_SWEEPS = 2
_MOST_STRETCH, _STRETCH_STEP = 0.04, 0.001
_MOST_CENTS, _CENTS_STEP = 12.0, 1.0
_LOW_HZ, _HIGH_HZ = 120.0, 5000.0
_FLOOR, _MOST_COHERENCE = 1e-5, 0.999


def refined(
    materials: Sequence[Material],
    placements: Sequence[Placement],
    rate: int,
    watch: Watch = UNWATCHED,
) -> list[Placement]:
    """Placements close to these at which the files agree best with each other.

    rate: the common one, in samples a second. Raises Unwanted where the watch does.
    """
    search = _Search(materials, list(placements), rate)
    # Of two files one stands still.
    moved = range(len(materials)) if len(materials) > 2 else range(1, 2)
    for sweep, here in watch.over(range(_SWEEPS)):
        for index, file in here.over(moved):
            search.move(index, _MOST_STRETCH / (1 + sweep), file.between(0.0, 0.5))
            search.tune(index, file.between(0.5, 1.0))
    return search.placements


class _Search:
    def __init__(
        self, materials: Sequence[Material], placements: list[Placement], rate: int
    ) -> None:
        self._materials, self.placements, self._rate = materials, placements, rate
        n_fft = 2 ** max(7, round(math.log2(_WINDOW_SECONDS * rate)))
        self._settings = StftSettings(n_fft, n_fft // _HOPS)
        self._hop = self._settings.hop_length / rate
        self._wide = int(_COHERENT_SECONDS / self._hop) | 1
        hertz = self._settings.frequencies(rate)
        used = np.flatnonzero((hertz > _LOW_HZ) & (hertz < min(_HIGH_HZ, 0.45 * rate)))
        # Neighbouring bins tell the same.
        self._used = used[::2]
        self._hertz = hertz[self._used]

    def move(self, index: int, most_stretch: float, watch: Watch) -> None:
        """Shift and stretch one file to where it agrees best with the others."""
        first, last = self._frames(index)
        own = self._spectrum(index, first - _SHIFTS, last + _SHIFTS)
        map_ = np.zeros((2 * _SHIFTS + 1, last - first))
        for other, begin, end in self._others(index, first, last):
            watch.at(0.0)
            gains = np.stack(
                [
                    self._gain(other, own[:, begin - first + k : end - first + k])
                    for k in range(2 * _SHIFTS + 1)
                ]
            )
            map_[:, begin - first : end - first] += gains - np.median(gains, axis=0)
        middle = 0.5 * (first + last)
        shift, bend = _best_line(map_, np.arange(first, last) - middle, most_stretch)
        place = self.placements[index]
        ahead = (shift - bend * middle) * self._hop
        self.placements[index] = replace(
            place, lag=place.lag + place.stretch * ahead, stretch=place.stretch * (1 + bend)
        )

    def tune(self, index: int, watch: Watch) -> None:
        """Give one file the pitch at which it agrees best with the others.

        What agrees at wrong moments too is not shared: two songs may be tuned alike.
        """
        first, last = self._frames(index)
        own = self._spectrum(index, first, last)
        others = list(self._others(index, first, last))

        def agreement(cents: float, rolled: int) -> float:
            go_on(watch.wanted)
            drift = self._hertz * (2.0 ** (cents / 1200) - 1.0)
            total = 0.0
            for other, begin, end in others:
                part = np.roll(own[:, begin - first : end - first], rolled * (end - begin) // 3, 1)
                turns = np.outer(drift, np.arange(end - begin) * self._hop)
                total += float(self._gain(other, part * _turned(turns)).sum())
            return total

        whole = round(_MOST_CENTS / _CENTS_STEP)
        coarse = [_CENTS_STEP * step for step in range(-whole, whole + 1)]
        above = [
            agreement(cents, 0) - 0.5 * (agreement(cents, 1) + agreement(cents, 2))
            for cents, _ in watch.over(coarse)
        ]
        cents = coarse[int(np.argmax(above))]
        fine = cents + _CENTS_STEP * np.arange(-3, 4) / 4
        cents = float(fine[int(np.argmax([agreement(one, 0) for one in fine]))])
        place = self.placements[index]
        self.placements[index] = replace(place, pitch=place.pitch * 2.0 ** (cents / 1200))

    def _frames(self, index: int) -> tuple[int, int]:
        """The frames of the common clock in which a file sounds."""
        place = self.placements[index]
        start, end = (place.common_time(t) for t in (0.0, self._materials[index].duration))
        return math.ceil(start / self._hop), math.floor(end / self._hop)

    def _spectrum(self, index: int, first: int, last: int) -> np.ndarray:
        place, material = self.placements[index], self._materials[index]
        view = View(material, place, self._rate, self._settings)
        return view.forward(first, last).numpy()[self._used]

    def _others(
        self, index: int, first: int, last: int
    ) -> Iterator[tuple[tuple[np.ndarray, np.ndarray], int, int]]:
        """Spectra and their powers of all other files, where they sound together with this one."""
        for other in range(len(self._materials)):
            start, end = self._frames(other)
            begin, end = max(first, start), min(last, end)
            if other == index or end - begin < 2 * self._wide:
                continue
            spectrum = self._spectrum(other, begin, end)
            yield (spectrum.conj(), self._power(spectrum)), begin, end

    def _gain(self, other: tuple[np.ndarray, np.ndarray], own: np.ndarray) -> np.ndarray:
        """The logarithm of the likelihood ratio at every frame: (frames,)."""
        conjugate, power = other
        cross = conjugate * own
        agreed = np.square(self._mean(cross.real)) + np.square(self._mean(cross.imag))
        coherence = np.minimum(agreed / (power * self._power(own)), _MOST_COHERENCE)
        gain: np.ndarray = -np.log1p(-coherence).sum(axis=0)
        return gain

    def _power(self, spectrum: np.ndarray) -> np.ndarray:
        power = self._mean(np.square(spectrum.real) + np.square(spectrum.imag))
        return power + _FLOOR * float(power.mean()) + 1e-20

    def _mean(self, values: np.ndarray) -> np.ndarray:
        mean: np.ndarray = ndimage.uniform_filter1d(values, self._wide, axis=1)
        return mean


def _turned(turns: np.ndarray) -> np.ndarray:
    factors: np.ndarray = np.exp(-2j * np.pi * turns).astype(np.complex64)
    return factors


def _best_line(map_: np.ndarray, frames: np.ndarray, most: float) -> tuple[float, float]:
    """Offset in frames and slope of the line with the highest sum over (shifts, frames).

    frames: those of the map from its middle. most: the steepest slope.
    """
    middle = len(map_) // 2
    offsets = np.arange(-middle + 1, middle, 0.25)
    columns = np.arange(map_.shape[1])
    best = (-np.inf, 0.0, 0.0)
    for slope in np.arange(-most, most + _STRETCH_STEP / 2, _STRETCH_STEP):
        rows = middle + offsets[:, None] + slope * frames
        inside = (rows >= 0) & (rows < len(map_) - 1)
        low = np.clip(rows.astype(int), 0, len(map_) - 2)
        part = rows - low
        values = map_[low, columns] * (1 - part) + map_[low + 1, columns] * part
        sums = np.where(inside, values, 0.0).sum(axis=1)
        top = int(np.argmax(sums))
        if sums[top] > best[0]:
            best = (float(sums[top]), float(offsets[top]), float(slope))
    return best[1], best[2]
