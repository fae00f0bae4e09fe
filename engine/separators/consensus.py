"""The blind start: the average of the most plausible of some 150 hypotheses, in about a second.

Simple splits vote: the leading eigenvector of the energy-weighted Gram matrix of their values gives
each one's sign and share. Their vote, cuts and clusters of the graph of similar bins are further
hypotheses. All are judged without a reference, turned the same way round and averaged with weights
that grow with their plausibility. Half of the result is what the same graph makes of it: bins that
differ from all that they are like give way. More than two sources come from splitting the loudest
part again.

A thorough start goes on from there: further cuts, and intersections of the most plausible
hypotheses, some 400 in all, are judged and averaged in the same way, and both results are averaged.
Where the recording is looked at through other windows as well, half of the result is the average of
all these starts. For the other half all their hypotheses are judged together: brought to the bins
that stand for the mixture, they count beside the others.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from engine.propagation import Features
from engine.separators.hypotheses import STRETCH, Probe
from engine.separators.plausibility import Judge
from engine.separators.pool import Pool, form_pool, widen
from engine.separators.scene import Scene
from engine.separators.splits import SPLITS

# The average of hypotheses is stretched so much: they agree less the worse they are.
CONTRAST = 1.3
# Decibels by which a hypothesis must be more plausible to count e times as much.
_TEMPERATURE = 0.6
_ROUNDS = 3
_FIRST_PICTURE = "harmonic 33/17"


class Consensus(NamedTuple):
    """masks: float32 (sources, bands, frames). windows: how many of them the hypotheses of the
    last split are from; 0 while sources are split off and until the start is thorough."""

    masks: np.ndarray
    windows: int


class Lens(Protocol):
    """The same recording on the grid of another window."""

    def scene(self, part: np.ndarray) -> Scene:
        """A part of it, a mask (bands, frames) on the usual grid."""

    def features(self, magnitude: np.ndarray) -> Features:
        """What makes the bins of a magnitude on this grid alike."""

    def places(self, probe: Probe) -> tuple[np.ndarray, np.ndarray]:
        """Where the bins of a probe on the usual grid lie on this one: bands, frames."""

    def back(self, values: np.ndarray) -> np.ndarray:
        """Values (bands, frames) of this grid on the usual one."""


_Shown = tuple[np.ndarray, int]
_Made = TypeVar("_Made")


def consensus_steps(
    scene: Scene,
    features: Callable[[np.ndarray], Features],
    sources: int,
    *,
    thorough: bool = False,
    lenses: Sequence[Lens] = (),
) -> Iterator[Consensus]:
    """A first picture, then the same while hypotheses are formed; the last is the consensus.

    features: what makes a magnitude's (bands, frames) features. lenses: what else a thorough start
    is looked at through. Sources that are not yet split off have an empty mask.
    """
    parts: list[np.ndarray] = [np.ones_like(scene.magnitude)]
    while len(parts) < sources:
        loudest = int(np.argmax([np.square(part * scene.magnitude).sum() for part in parts]))
        part, others = parts[loudest], parts[:loudest] + parts[loudest + 1 :]
        view = Scene(part * scene.magnitude, scene.frequencies, scene.seed) if others else scene
        last = len(others) == sources - 2
        known: np.ndarray | None = None
        for mask, windows in _halves(view, features, part, lenses if thorough else None):
            if mask is not known:
                known = mask
                parts = [part * mask, part * (1 - mask), *others]
                masks = np.zeros((sources, *scene.magnitude.shape), np.float32)
                masks[: len(parts)] = parts
                found = Consensus(masks, windows if last else 0)
            yield found


def _halves(
    scene: Scene,
    features: Callable[[np.ndarray], Features],
    part: np.ndarray,
    lenses: Sequence[Lens] | None,
) -> Iterator[_Shown]:
    """The mask of the first of two parts (bands, frames), ever better, and from how many windows.

    lenses: None where the start shall not be thorough.
    """
    first = next(split for split in SPLITS if split.name == _FIRST_PICTURE)
    shown = np.broadcast_to(first.make(scene), scene.magnitude.shape).astype(np.float32), 0
    yield shown
    steps = _start(scene, features, thorough=lenses is not None)
    own = yield from _meanwhile(shown, steps)
    if lenses:
        yield from _through(lenses, own, part)


class _Start(NamedTuple):
    """What the hypotheses of one window lead to.

    shares: their signed weights. average: of them, float32 (bands, frames). mask: what was made of
    it. counts: logarithm of all that they count, each as much as it is plausible.
    """

    pool: Pool
    judge: Judge
    shares: np.ndarray
    average: np.ndarray
    mask: np.ndarray
    counts: float


def _start(
    scene: Scene, features: Callable[[np.ndarray], Features], *, thorough: bool
) -> Generator[_Shown | None, None, _Start]:
    """The draft, then the thorough start where that is wanted; None where nothing is new."""
    pool = yield from form_pool(scene, features)
    judge = Judge(pool.probe, pool.values)
    yield None
    plausible = judge.common
    shares = _shares(pool.probe, pool.values, plausible)
    average = yield from pool.averaged(shares)
    yield None
    mask = _smoothed(pool.probe, average)
    yield mask, 0
    if thorough:
        before = shares @ pool.values
        pool, plausible = yield from widen(pool, judge)
        shares = _shares(pool.probe, pool.values, plausible)
        # The parts do not change places before a person's eyes.
        shares *= _sign((shares @ pool.values * pool.probe.shares) @ before)
        average = yield from pool.averaged(shares)
        yield None
        # Half of it: where more hypotheses mislead, the draft holds against it.
        mask = (mask + _smoothed(pool.probe, average)) / 2
        yield mask, 1
    return _Start(pool, judge, shares, average, mask, _log_sum(plausible))


def _through(lenses: Sequence[Lens], own: _Start, part: np.ndarray) -> Iterator[_Shown]:
    """The masks once the recording was looked at through one lens after the other."""
    probe, shown = own.pool.probe, (own.mask, 1)
    loudly = own.pool.scene.magnitude * (own.mask - 0.5)
    together, mean = _Weighed(own.average, own.counts), own.mask
    for windows, lens in enumerate(lenses, 2):
        heard, mask = yield from _meanwhile(shown, _seen(lens, own, part), quietly=True)
        together = together.joined(heard)
        yield shown
        turned = mask if np.vdot(mask - 0.5, loudly) >= 0 else 1 - mask
        mean = mean + (turned - mean) / windows
        shown = (mean + _smoothed(probe, together.average)) / 2, windows
        yield shown


def _seen(
    lens: Lens, own: _Start, part: np.ndarray
) -> Generator[_Shown | None, None, tuple[_Weighed, np.ndarray]]:
    """The average of what arises through a lens, judged on the usual grid, and the mask that it
    leads to by itself (bands, frames), either way round."""
    start = yield from _start(lens.scene(part), lens.features, thorough=True)
    probe, told = own.pool.probe, own.shares @ own.pool.values
    values = start.pool.told_at(*lens.places(probe))
    yield None
    plausible = own.judge.of(values)
    yield None
    shares = _softmax(plausible) * _signs(probe, values, told)
    average = yield from start.pool.averaged(shares)
    return _Weighed(lens.back(average), _log_sum(plausible)), lens.back(start.mask)


class _Weighed(NamedTuple):
    """The average (bands, frames) of hypotheses, each counting as much as it is plausible, and the
    logarithm of all that they count."""

    average: np.ndarray
    counts: float

    def joined(self, other: _Weighed) -> _Weighed:
        """With others."""
        total = float(np.logaddexp(self.counts, other.counts))
        share = np.float32(np.exp(other.counts - total))
        return _Weighed(self.average + share * (other.average - self.average), total)


def _meanwhile(
    shown: _Shown, steps: Generator[_Shown | None, None, _Made], *, quietly: bool = False
) -> Generator[_Shown, None, _Made]:
    """The newest while steps are taken; what these lead to. quietly: the same all the while."""
    while True:
        try:
            newer = next(steps)
        except StopIteration as end:
            made: _Made = end.value
            return made
        shown = shown if quietly or newer is None else newer
        yield shown


def _log_sum(plausible: np.ndarray) -> float:
    return float(np.logaddexp.reduce(plausible / _TEMPERATURE))


def _softmax(plausible: np.ndarray) -> np.ndarray:
    weights: np.ndarray = np.exp((plausible - plausible.max()) / _TEMPERATURE)
    weights /= weights.sum()
    return weights


def _signs(probe: Probe, values: np.ndarray, average: np.ndarray) -> np.ndarray:
    """-1 for hypotheses (hypotheses, points) that are turned the other way, else 1."""
    return np.where((values * probe.shares) @ average < 0, -1.0, 1.0)


def _shares(probe: Probe, values: np.ndarray, plausible: np.ndarray) -> np.ndarray:
    """Signed weights of the hypotheses, absolute values summing to one: (hypotheses,)."""
    weights = _softmax(plausible)
    average = values[int(plausible.argmax())]
    for _ in range(_ROUNDS):
        signs = _signs(probe, values, average)
        average = (weights * signs) @ values
    # The same way round for the same recording, whatever sign an eigenvector came with.
    return weights * signs * _sign(average @ (probe.bins * probe.shares))


def _sign(value: float) -> float:
    return -1.0 if value < 0 else 1.0


def _smoothed(probe: Probe, average: np.ndarray) -> np.ndarray:
    """The mask of an average in [-1, 1]: half of it is what the similarities make of it."""
    average = np.clip(CONTRAST * average, -1.0, 1.0)
    alike = probe.spread(STRETCH * probe.solve(average[probe.bins, probe.frames][None])[0])
    mask: np.ndarray = (0.5 + 0.25 * (average + np.clip(alike, -1.0, 1.0))).astype(np.float32)
    return mask
