"""Lags of the same waveform in several files, from the peaks of all pairs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.coseparation.correlation import Correlator, Peak
from engine.coseparation.long_waveforms import is_long, long_peak, slowed
from engine.coseparation.material import Material
from engine.coseparation.placement import Alignment, CoseparationError, Placement
from engine.coseparation.watch import UNWATCHED, Watch
from engine.sentences import Sentence
from engine.sound_files import shown

# Of 300 pairs of unrelated clips of 3 to 30 s none passed 8.22.
LEAST_PEAK = 8.3
SAME_FILE = 0.995


class SameWaveform:
    """The peaks of all pairs of files: measured once, told of and asked for as often as needed."""

    def __init__(
        self,
        materials: Sequence[Material],
        lags: Sequence[float] | None = None,
        watch: Watch = UNWATCHED,
    ) -> None:
        """lags: seconds, as a person gave them; only close to their differences is looked.

        Raises Unwanted where the watch does.
        """
        self._materials, self._given = materials, lags is not None
        slow = slowed(materials) if is_long(materials) else None
        self._correlator = Correlator(slow or materials)
        self._peaks: dict[tuple[int, int], Peak] = {}
        pairs = list(itertools.combinations(range(len(materials)), 2))
        for (first, second), here in watch.over(pairs):
            near = None if lags is None else lags[second] - lags[first]
            if slow is None:
                peak = self._correlator.peak(first, second, near)
            else:
                both = materials[first], materials[second]
                peak = long_peak(both, (slow[first], slow[second]), near, here)
            self._peaks[first, second] = peak
            self._peaks[second, first] = replace(peak, seconds=-peak.seconds)

    def heights(self) -> list[float]:
        """For each file its highest correlation with any other, in standard deviations."""
        return [
            max(peak.height for pair, peak in self._peaks.items() if pair[0] == number)
            for number in range(len(self._materials))
        ]

    def alignment(self) -> Alignment | None:
        """Where the same waveform lies in all files; None where no lags stand out.

        Raises CoseparationError where a file is there twice.
        """
        placed, heights = _joined(self._peaks, len(self._materials))
        if min(heights) < LEAST_PEAK and not self._given:
            return None
        _refuse_copies(self._materials, self._correlator, placed)
        earliest = min(placement.lag for placement in placed)
        shifted = tuple(replace(p, lag=p.lag - earliest) for p in placed)
        return Alignment(shifted, "same", tuple(heights))


def _joined(
    peaks: Mapping[tuple[int, int], Peak], count: int
) -> tuple[list[Placement], list[float]]:
    """Placements along the strongest tree of pairs, and each file's link to it."""
    start = max(peaks, key=lambda pair: peaks[pair].height)[0]
    placements: dict[int, Placement] = {start: Placement(0.0)}
    heights: dict[int, float] = {}
    while len(placements) < count:
        links = [pair for pair in peaks if pair[0] in placements and pair[1] not in placements]
        first, second = max(links, key=lambda pair: peaks[pair].height)
        peak, known = peaks[first, second], placements[first]
        placements[second] = Placement(known.lag + peak.seconds, gain=known.gain * peak.sign)
        heights[second] = peak.height
        heights.setdefault(first, peak.height)
    return [placements[i] for i in range(count)], [heights[i] for i in range(count)]


def _refuse_copies(
    materials: Sequence[Material], correlator: Correlator, placed: Sequence[Placement]
) -> None:
    """Raise CoseparationError where two files are alike all along: nothing would be private."""
    for second in range(len(materials)):
        for first in range(second):
            lag = round((placed[second].lag - placed[first].lag) * correlator.rate)
            a, b = correlator.sounds[first], correlator.sounds[second]
            a, b = a[max(0, -lag) :], b[max(0, lag) :]
            length = min(len(a), len(b))
            shorter = min(len(correlator.sounds[first]), len(correlator.sounds[second]))
            if length < 0.5 * shorter:
                continue
            a, b = a[:length], b[:length]
            likeness = abs(float(a @ b)) / (float(np.linalg.norm(a) * np.linalg.norm(b)) or 1.0)
            if likeness > SAME_FILE:
                names = [
                    shown(materials[i].recording.path or materials[i].recording.name)
                    for i in (first, second)
                ]
                raise CoseparationError(
                    Sentence(
                        "{names} and {names2} hold the same sound throughout (correlation "
                        "{likeness:.3f}), so nothing in them is private; leave one of them out",
                        names=names[0],
                        names2=names[1],
                        likeness=likeness,
                    )
                )
