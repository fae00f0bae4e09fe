"""One file's performance against another's: how well a match of two agrees in its phases.

With the right pitch the phases of each partial keep their distance for a second and more. But so
do the steady partials of two songs that are tuned alike, whichever moments are compared: only
what agrees better than moments a second apart do speaks for a match.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import fft, ndimage

from engine.answering import go_on
from engine.coseparation.material import Material
from engine.coseparation.placement import Placement
from engine.coseparation.view import View
from engine.coseparation.watch import UNWATCHED, Watch
from engine.spectrogram import StftSettings

N_FFT = 2048
LOW_HZ, HIGH_HZ = 120.0, 6000.0
# How far the pitch may be off, and over how long phases are compared.
_PITCH_RANGE, _PITCH_STEP = 0.008, 0.0001
_COMPARED_FRAMES = 32
# Frames to the moments that are not the right ones; of short stretches, parts of them.
_ELSEWHERE = (-60, -48, -36, -24, 24, 36, 48, 60)
_LEAST_FRAMES = 160
# Cents, s a second, and s by which a match is moved to find a better one.
_PITCH_STEPS = (-10.0, -5.0, 5.0, 10.0)
_STRETCH_STEPS = (-0.004, 0.004)
_LAG_STEPS = (-0.012, 0.012)
# One tone that two songs share by chance is a few bins that say much: what all say together may
# count so many times where none says more than a little.
_LOUDEST_BIN, _MOST_BY_FEW = 5.0, 2.5
# What unrelated sounds hardly reach (development).
_SURE_LIKENESS, _SURE_AGREEMENT = 6.0, 10.0


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
        """What the best match is chosen by: a spoken sound shows in pictures, a tone in phases."""
        return 10.0 * math.hypot(self.likeness / _SURE_LIKENESS, self.agreement / _SURE_AGREEMENT)

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


class Phases:
    """Finds by the phases of the partials how well a match of two files agrees, and its pitch."""

    def __init__(self, first: Material, second: Material, rate: int) -> None:
        self._second, self._rate = second, rate
        self._settings = StftSettings(N_FFT, N_FFT // 4)
        self._hop = self._settings.hop_length / rate
        view = View(first, Placement(0.0), rate, self._settings)
        hertz = self._settings.frequencies(rate)
        self._usable = (hertz > LOW_HZ) & (hertz < min(HIGH_HZ, 0.45 * second.rate))
        self._frames = math.ceil(first.duration / self._hop) + 1
        self._one = _whitened(view.forward(0, self._frames).numpy()[self._usable]).conj()
        self._offsets = np.arange(-_PITCH_RANGE, _PITCH_RANGE + _PITCH_STEP / 2, _PITCH_STEP)
        speeds = 8 * _COMPARED_FRAMES
        turns = hertz[self._usable][:, None] * self._offsets * (self._hop * speeds)
        places = np.round(turns).astype(int)
        self._within = np.abs(places) < speeds // 4
        self._places = places % speeds

    def agreed(self, found: Match) -> Match:
        """The match with the pitch at which phases agree best, and by how much.

        agreement: in standard deviations, above the moments elsewhere by more than they spread.
        """
        pair = self._pair(found)
        if pair is None:
            # Pictures of so short a stretch alone say nothing.
            return replace(found, likeness=0.0, agreement=0.0)
        # Turned round within the stretch: beyond it there may be silence.
        frames = pair[0].shape[1]
        share = min(1.0, frames / _LEAST_FRAMES)
        elsewhere = [
            _drifts(np.roll(pair[0], round(share * shift), axis=1) * pair[1])
            for shift in _ELSEWHERE
        ]
        chance = np.mean([each.mean(0) for each in elsewhere], axis=0)
        drifts = _drifts(pair[0] * pair[1])
        here = self._heights(drifts / chance)
        others = np.stack([self._heights(each / chance) for each in elsewhere])
        best = int(np.argmax(here - others.mean(0)))
        pitch = found.pitch * (1.0 + float(self._offsets[best]))
        agreement = _above(here[best], others[:, best])
        evenly = self._evenly(drifts / chance, best)
        others_evenly = np.array([self._evenly(each / chance, best) for each in elsewhere])
        agreement = min(agreement, _MOST_BY_FEW * _above(evenly, others_evenly))
        return replace(found, pitch=pitch, agreement=agreement)

    def nearby(self, found: Match, watch: Watch = UNWATCHED) -> Match:
        """The same of the best match close by: what pictures say is too coarse for phases.

        Raises Unwanted where the watch does.
        """
        middle = 0.5 * self._frames * self._hop
        best, height = found, self._plain(found)
        for steps in (_PITCH_STEPS, _STRETCH_STEPS, _LAG_STEPS):
            centre = best
            for step in steps:
                go_on(watch.wanted)
                if steps is _PITCH_STEPS:
                    tried = replace(centre, pitch=centre.pitch * 2.0 ** (step / 1200))
                elif steps is _STRETCH_STEPS:
                    # Turned about the middle, which stays where it is.
                    lag = centre.lag - step * middle
                    tried = replace(centre, stretch=centre.stretch + step, lag=lag)
                else:
                    tried = replace(centre, lag=centre.lag + step)
                reached = self._plain(tried)
                if reached > height:
                    best, height = tried, reached
        return self.agreed(best)

    def _plain(self, found: Match) -> float:
        """How far the best pitch of a match stands above the usual one."""
        pair = self._pair(found)
        if pair is None:
            return -math.inf
        drifts = _drifts(pair[0] * pair[1])
        heights = self._heights(drifts / (drifts.mean(0) + 1e-20))
        return float(heights.max() - np.median(heights))

    def _pair(self, found: Match) -> tuple[np.ndarray, np.ndarray] | None:
        """Both files' spectra where both sound, (bins, frames), the first one's conjugate."""
        first = max(0, math.floor(-found.lag / found.stretch / self._hop))
        heard = (self._second.duration - found.lag) / found.stretch
        last = min(self._frames, math.ceil(heard / self._hop))
        if last - first < 2 * _COMPARED_FRAMES:
            return None
        placement = Placement(found.lag, found.stretch, found.pitch)
        view = View(self._second, placement, self._rate, self._settings)
        two = _whitened(view.forward(first, last).numpy()[self._usable])
        return two, self._one[:, first:last]

    def _evenly(self, drifts: np.ndarray, pitch: int) -> float:
        """The same for one of the pitches where no bin may say more than a little."""
        within = self._within[:, pitch]
        values = drifts[np.arange(len(drifts)), self._places[:, pitch]] - 1.0
        clipped = np.minimum(values[within], _LOUDEST_BIN)
        return float(clipped.sum()) / math.sqrt(max(1, len(clipped)))

    def _heights(self, drifts: np.ndarray) -> np.ndarray:
        """For every pitch how strong its drifts are, in standard deviations."""
        values = np.take_along_axis(drifts, self._places, axis=1) - 1.0
        count = np.maximum(self._within.sum(0), 1)
        heights: np.ndarray = np.where(self._within, values, 0.0).sum(0) / np.sqrt(count)
        return heights


def _above(here: float, elsewhere: np.ndarray) -> float:
    """How far a height stands above those elsewhere by more than they spread; at least 0."""
    return max(0.0, float(here - 2.0 * elsewhere.max() + elsewhere.mean()))


def _drifts(cross: np.ndarray) -> np.ndarray:
    """How strongly each bin's phase drifts at each speed: (bins, speeds), mean over moments."""
    n_fft = 8 * _COMPARED_FRAMES
    window = np.hanning(_COMPARED_FRAMES)
    starts = range(0, cross.shape[1] - _COMPARED_FRAMES + 1, _COMPARED_FRAMES // 2)
    summed = np.zeros((len(cross), n_fft))
    for start in starts:
        block = cross[:, start : start + _COMPARED_FRAMES] * window
        drifts = fft.fft(block, n_fft)
        summed += np.square(drifts.real) + np.square(drifts.imag)
    return summed / len(starts)


def _whitened(spectrum: np.ndarray) -> np.ndarray:
    """Over the level around each bin, so that loud moments do not decide alone."""
    level = ndimage.uniform_filter(np.abs(spectrum), (9, 9))
    whitened: np.ndarray = spectrum / (level + 1e-3 * level.mean() + 1e-12)
    return whitened
