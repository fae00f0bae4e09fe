"""Kernel additive modelling: each source is alike along a direction of its own.

Liutkus, FitzGerald, Rafii, Pardo & Daudet 2014, "Kernel additive models for source separation".
By back-fitting, each source's spectrogram becomes the median over its kernel of what it has of
the mixture; all together divide the mixture as a ratio mask. The sources are, in this order:
steady tones, clicks and bursts, what repeats after the recording's own period, what is smooth in
both directions, what stays for seconds, and wide bursts. Two sources are the first two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from engine.separators.base import SavedState, SeparatorSettings
from engine.separators.fit import Fit, FittingSeparator
from engine.separators.scene import running_median
from engine.separators.stage import Stage

_TINY = 1e-12
_STEADY_SECONDS, _LASTING_SECONDS, _SMOOTH_SECONDS = 0.3, 1.5, 0.1
_CLICK_HZ, _BURST_HZ, _SMOOTH_HZ = 500.0, 2000.0, 150.0
_REPEATS = 2
_SHORTEST_PERIOD, _LONGEST_PERIOD = 0.4, 8.0
Kernel = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, kw_only=True)
class KamSettings(SeparatorSettings):
    """Settings of KAM; an iteration fits every source anew."""

    iterations: int = 5


_PRESETS = {
    "draft": KamSettings(iterations=2),
    "standard": KamSettings(iterations=5),
}


def repeating_period(magnitude: np.ndarray, seconds_per_frame: float) -> int:
    """Frames after which a magnitude (bins, frames) repeats best, at least one.

    From the autocorrelation of all bands' envelopes, as REPET does (Rafii & Pardo 2013).
    """
    frames = magnitude.shape[1]
    centred = magnitude - magnitude.mean(axis=1, keepdims=True)
    spectrum = np.abs(np.fft.rfft(centred, 2 * frames, axis=1)) ** 2
    likeness = np.fft.irfft(spectrum.sum(axis=0))[:frames] / np.arange(frames, 0, -1)
    first = max(1, round(_SHORTEST_PERIOD / seconds_per_frame))
    last = min(frames // 2, round(_LONGEST_PERIOD / seconds_per_frame))
    if last <= first:
        return first
    return first + int(np.argmax(likeness[first:last]))


def kernels(magnitude: np.ndarray, times: np.ndarray, frequencies: np.ndarray) -> list[Kernel]:
    """What each source is alike to itself along, in the order of the sources."""
    step = float(times[1] - times[0]) if len(times) > 1 else 1.0
    spacing = float(np.median(np.diff(frequencies)))

    def lasting(frames: int) -> Kernel:
        return lambda power: running_median(power, frames)

    def wide(bins: int) -> Kernel:
        return lambda power: running_median(power.T, bins).T

    def smooth(bins: int, frames: int) -> Kernel:
        # The median of medians: a tenth of the time of one over the rectangle.
        return lambda power: running_median(running_median(power, frames).T, bins).T

    def odd(width: float) -> int:
        return 2 * round(width / 2) + 1

    period = repeating_period(magnitude, step)
    lags = [repeat * period for repeat in range(-_REPEATS, _REPEATS + 1)]

    def repeated(power: np.ndarray) -> np.ndarray:
        frames = np.arange(power.shape[1])
        # Beyond the ends a period is counted from the other side.
        places = [(frames + lag) % power.shape[1] for lag in lags]
        return np.median(np.stack([power[:, place] for place in places]), axis=0)

    return [
        lasting(odd(_STEADY_SECONDS / step)),
        wide(odd(_CLICK_HZ / spacing)),
        repeated,
        smooth(odd(_SMOOTH_HZ / spacing), odd(_SMOOTH_SECONDS / step)),
        lasting(odd(_LASTING_SECONDS / step)),
        wide(odd(_BURST_HZ / spacing)),
    ]


class _Run(Fit):
    """The sources' spectrograms of one mixture."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.power = np.square(stage.magnitude)
        self._kernels = kernels(stage.magnitude, stage.times, stage.frequencies)[: stage.sources]
        self.models = np.stack([self.power / stage.sources] * stage.sources)

    def fit(self, iterations: int) -> Iterator[float]:
        """Back-fitting; losses are the share of the energy that changed its source."""
        for _ in range(iterations):
            before = self.values()
            for source, kernel in enumerate(self._kernels):
                self.models[source] = kernel(np.square(before[source]) * self.power)
            self.iteration += 1
            moved = np.abs(self.values() - before).sum(axis=0) / 2
            yield float((moved * self.power).sum() / (self.power.sum() + _TINY))

    def values(self) -> np.ndarray:
        """Masks (sources, bins, frames) that sum to one."""
        models = self.models + _TINY * self.power.max() + 1e-30
        masks: np.ndarray = models / models.sum(axis=0)
        return masks.astype(np.float32)

    def arrays(self) -> Mapping[str, np.ndarray]:
        return {"models": self.models}

    def take_arrays(self, saved: SavedState) -> None:
        self.models = saved.array("models", self.models.shape, self.models.dtype)


class KernelAdditiveModel(FittingSeparator):
    """KAM: sources told apart by the direction in which they are alike."""

    name: ClassVar[str] = "kam"
    title: ClassVar[str] = "KAM"
    summary: ClassVar[str] = (
        "Steady tones, clicks, what repeats, what is smooth, what lasts, wide bursts: in this "
        "order, as many as there are sources."
    )
    Settings: ClassVar[type[SeparatorSettings]] = KamSettings
    settings_of_presets: ClassVar[Mapping[str, SeparatorSettings]] = _PRESETS

    def begin(self, stage: Stage, settings: Any, seed: int) -> Fit:
        return _Run(stage)
