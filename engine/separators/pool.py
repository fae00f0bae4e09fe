"""All hypotheses about a mixture seen through one window, and their average at every bin."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from engine.propagation import Features
from engine.separators.factorisation import EPSILON
from engine.separators.hypotheses import Hypotheses, Probe, form, form_further
from engine.separators.intersections import Intersections, intersect
from engine.separators.plausibility import Judge
from engine.separators.scene import Scene
from engine.separators.splits import SPLITS, Split

# Spread of the vote that becomes a full mask: softer masks lose less when wrong.
_VOTE_CONTRAST = 0.8
# Hypotheses with a smaller share than this are not worth making their mask again.
_LEAST_SHARE = 0.002


@dataclass(frozen=True)
class Pool:
    """Hypotheses about a scene at its probe's bins; intersections follow the others.

    voices: shares of the splits in their vote, (splits,); the vote comes after the splits.
    """

    scene: Scene
    probe: Probe
    hypotheses: Hypotheses
    voices: np.ndarray
    intersections: Intersections | None = None

    @cached_property
    def values(self) -> np.ndarray:
        """Of all hypotheses, in [-1, 1]: (hypotheses, points)."""
        if self.intersections is None:
            return self.hypotheses.values
        return np.concatenate([self.hypotheses.values, self.intersections.values])

    def told_at(self, bins: np.ndarray, frames: np.ndarray) -> np.ndarray:
        """The values at other places of the same grid, bins and frames (places,): (hypotheses,
        places)."""
        simple = np.array(
            [self.probe.take_at(split.make(self.scene), bins, frames) for split in SPLITS]
        )
        voted = np.clip(self.voices @ simple, -1.0, 1.0)
        alike = self.probe.across(bins, frames)
        spread = np.clip(self.hypotheses.weights @ alike, -1.0, 1.0)
        told = np.concatenate([simple, voted[None], spread])
        if self.intersections is None:
            return told
        return np.concatenate([told, self.intersections.of(told[self.intersections.members])])

    def averaged(self, shares: np.ndarray) -> Generator[None, None, np.ndarray]:
        """Step by step the sum at every bin, float32 (bands, frames), weighted by shares.

        The splits' masks are made again, none is held.
        """
        count = len(self.hypotheses.values)
        shares, rest = shares[:count], shares[count:]
        splits = self.hypotheses.splits
        average = self.probe.spread(shares[splits:] @ self.hypotheses.weights)
        for split, share in self._voiced(shares[:splits]):
            average += _value(split, self.scene, share)
            yield
        if self.intersections is not None:
            members = np.empty((len(self.intersections.members), *average.shape), np.float16)
            for place, member in enumerate(self.intersections.members):
                members[place] = self.whole(int(member))
                yield
            average += self.intersections.averaged(rest).of(members)
            yield
        return average

    def _voiced(self, shares: np.ndarray) -> list[tuple[Split, float]]:
        """The splits that count in a sum of the simple splits, and of their vote, by shares."""
        simple = shares[: len(SPLITS)] + shares[len(SPLITS)] * self.voices
        pairs = zip(SPLITS, simple.tolist(), strict=True)
        return [(split, share) for split, share in pairs if abs(share) >= _LEAST_SHARE]

    def whole(self, number: int) -> np.ndarray:
        """One hypothesis at every bin: float32 (bands, frames) in [-1, 1]."""
        splits = self.hypotheses.splits
        if number >= splits:
            whole = self.probe.spread(self.hypotheses.weights[number - splits])
        else:
            whole = np.zeros(self.probe.shape, np.float32)
            for split, share in self._voiced(np.eye(splits)[number]):
                whole += _value(split, self.scene, share)
        return np.clip(whole, -1.0, 1.0)


Made = TypeVar("Made")


def done(steps: Generator[None, None, Made]) -> Made:
    """What steps lead to, all of them taken at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: Made = end.value
            return made


def form_pool(
    scene: Scene, features: Callable[[np.ndarray], Features]
) -> Generator[None, None, Pool]:
    """Step by step the simple splits of a scene, their vote, and cuts and clusters of its graph.

    features: what makes a magnitude's (bands, frames) features.
    """
    probe = Probe(features(scene.magnitude))
    yield
    told = []
    for split in SPLITS:
        told.append(probe.take(split.make(scene)))
        yield
    simple = np.array(told)
    voted, voices = _vote(probe, simple)
    hypotheses = form(probe, np.concatenate([simple, voted[None]]))
    yield
    return Pool(scene, probe, hypotheses, voices)


def widen(pool: Pool, judge: Judge) -> Generator[None, None, tuple[Pool, np.ndarray]]:
    """Step by step the same pool with further cuts and intersections, and how plausible its
    judge finds all of them: (hypotheses,)."""
    common = len(pool.values)
    hypotheses = form_further(pool.probe, pool.hypotheses)
    yield
    plausible = np.concatenate([judge.common, judge.of(hypotheses.values[common:])])
    both = intersect(hypotheses.values, plausible, pool.probe.shares)
    yield
    plausible = np.concatenate([plausible, judge.of(both.values)])
    yield
    return replace(pool, hypotheses=hypotheses, intersections=both), plausible


def _vote(probe: Probe, simple: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The voters' average (points,) in [-1, 1], and the share of each split in it (splits,)."""
    power = probe.energies * probe.level
    power = power / power.sum()
    norms = np.sqrt(np.square(simple) @ power) + EPSILON
    loud = simple * (np.sqrt([split.vote for split in SPLITS]) / norms)[:, None]
    leading = np.linalg.eigh((loud * power) @ loud.T)[1][:, -1]
    mean = leading @ loud
    scale = _VOTE_CONTRAST / (np.sqrt(np.square(mean) @ power) + EPSILON)
    voices = scale * leading * np.sqrt([split.vote for split in SPLITS]) / norms
    return np.clip(scale * mean, -1.0, 1.0), voices


def _value(split: Split, scene: Scene, share: float) -> np.ndarray:
    return np.float32(share) * (2.0 * split.make(scene).astype(np.float32) - 1.0)
