"""The blind start: the average of the most plausible of some 150 hypotheses, in about a second.

Simple splits vote: the leading eigenvector of the energy-weighted Gram matrix of their values gives
each one's sign and share. Their vote, cuts and clusters of the graph of similar bins are further
hypotheses. All are judged without a reference, turned the same way round and averaged with weights
that grow with their plausibility. Half of the result is what the same graph makes of it: bins that
differ from all that they are like give way. More than two sources come from splitting the loudest
part again.

A thorough start goes on from there: further cuts, and intersections of the most plausible
hypotheses, some 400 in all, are judged and averaged in the same way, and both results are averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from engine.propagation import Features
from engine.separators.factorisation import EPSILON
from engine.separators.hypotheses import STRETCH, Hypotheses, Probe, form, form_further
from engine.separators.intersections import Intersections, intersect
from engine.separators.plausibility import Judge
from engine.separators.scene import Scene
from engine.separators.splits import SPLITS, Split

# Spread of the vote that becomes a full mask: softer masks lose less when wrong.
_VOTE_CONTRAST = 0.8
# The average of hypotheses is stretched so much: they agree less the worse they are.
CONTRAST = 1.3
# Decibels by which a hypothesis must be more plausible to count e times as much.
_TEMPERATURE = 0.6
_ROUNDS = 3
# Hypotheses with a smaller share than this are not worth making their mask again.
_LEAST_SHARE = 0.002
_FIRST_PICTURE = "harmonic 33/17"


class Consensus(NamedTuple):
    """masks: float32 (sources, bands, frames). agreement: of the last split's hypotheses, from 0
    to 1: the share of their power that their average keeps."""

    masks: np.ndarray
    agreement: float


def consensus_steps(
    scene: Scene,
    features: Callable[[np.ndarray], Features],
    sources: int,
    *,
    thorough: bool = False,
) -> Iterator[Consensus]:
    """A first picture, then the same while hypotheses are formed; the last is the consensus.

    features: what makes a magnitude's (bands, frames) features. Sources that are not yet split off
    have an empty mask.
    """
    parts: list[np.ndarray] = [np.ones_like(scene.magnitude)]
    while len(parts) < sources:
        loudest = int(np.argmax([np.square(part * scene.magnitude).sum() for part in parts]))
        part, others = parts[loudest], parts[:loudest] + parts[loudest + 1 :]
        view = Scene(part * scene.magnitude, scene.frequencies, scene.seed) if others else scene
        for mask, agreement in _halves(view, features, thorough):
            parts = [part * mask, part * (1 - mask), *others]
            masks = np.zeros((sources, *scene.magnitude.shape), np.float32)
            masks[: len(parts)] = parts
            yield Consensus(masks, agreement)


def _halves(
    scene: Scene, features: Callable[[np.ndarray], Features], thorough: bool
) -> Iterator[tuple[np.ndarray, float]]:
    """The mask of the first of two parts (bands, frames) and the agreement, ever better."""
    first = next(split for split in SPLITS if split.name == _FIRST_PICTURE)
    shown = np.broadcast_to(first.make(scene), scene.magnitude.shape).astype(np.float32)
    yield shown, 0.0
    probe = Probe(features(scene.magnitude))
    yield shown, 0.0
    told = []
    for split in SPLITS:
        told.append(probe.take(split.make(scene)))
        yield shown, 0.0
    simple = np.array(told)
    voted, voices = vote(probe, simple)
    hypotheses = form(probe, np.concatenate([simple, voted[None]]))
    yield shown, 0.0
    judge = Judge(probe, hypotheses.values)
    yield shown, 0.0
    shares = _shares(probe, hypotheses.values, judge.common)
    found = _Found(scene, probe, hypotheses, shares, voices)
    draft = shown, 0.0
    for draft in _made(found, shown):
        yield draft
    if thorough:
        yield from _further(found, judge, *draft)


def _further(
    found: _Found, judge: Judge, shown: np.ndarray, agreement: float
) -> Iterator[tuple[np.ndarray, float]]:
    """The same once further hypotheses and intersections are judged as well.

    shown, agreement: the draft's mask (bands, frames) and agreement.
    """
    probe, common = found.probe, len(found.hypotheses.values)
    hypotheses = form_further(probe, found.hypotheses)
    yield shown, agreement
    added = judge.of(hypotheses.values[common:])
    plausible = np.concatenate([judge.common, added])
    both = intersect(hypotheses.values, plausible, probe.shares)
    yield shown, agreement
    values = np.concatenate([hypotheses.values, both.values])
    plausible = np.concatenate([plausible, judge.of(both.values)])
    shares = _shares(probe, values, plausible)
    # The parts do not change places before a person's eyes.
    before = found.shares @ found.hypotheses.values
    shares *= np.sign((shares @ values * probe.shares) @ before) or 1.0
    yield shown, agreement
    thorough = found._replace(hypotheses=hypotheses, shares=shares, intersections=both)
    # Half of it: where more hypotheses mislead, the draft holds against it.
    for mask, agreement in _made(thorough, shown):
        yield (shown + mask) / 2, agreement


def vote(probe: Probe, simple: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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


def _shares(probe: Probe, values: np.ndarray, plausible: np.ndarray) -> np.ndarray:
    """Signed weights of the hypotheses, absolute values summing to one: (hypotheses,)."""
    weights = np.exp((plausible - plausible.max()) / _TEMPERATURE)
    weights /= weights.sum()
    average = values[int(plausible.argmax())]
    for _ in range(_ROUNDS):
        signs = np.where((values * probe.shares) @ average < 0, -1.0, 1.0)
        average = (weights * signs) @ values
    # The same way round for the same recording, whatever sign an eigenvector came with.
    return weights * signs * (np.sign(average @ (probe.bins * probe.shares)) or 1.0)


class _Found(NamedTuple):
    """Hypotheses at the probe's bins and their shares in the average: those of the intersections
    follow those of the hypotheses. voices: of the splits in the vote."""

    scene: Scene
    probe: Probe
    hypotheses: Hypotheses
    shares: np.ndarray
    voices: np.ndarray
    intersections: Intersections | None = None

    def agreement(self) -> float:
        """Share of the hypotheses' power that their average keeps, from 0 to 1."""
        values = self.hypotheses.values
        if self.intersections is not None:
            values = np.concatenate([values, self.intersections.values])
        power = np.abs(self.shares) @ np.square(values) @ self.probe.shares
        return float(np.square(self.shares @ values) @ self.probe.shares / (power + EPSILON))


def _made(found: _Found, shown: np.ndarray) -> Iterator[tuple[np.ndarray, float]]:
    """The weighted average at every bin; the splits' masks are made again, none is held."""
    probe, agreement = found.probe, found.agreement()
    count = len(found.hypotheses.values)
    shares, rest = found.shares[:count], found.shares[count:]
    average = probe.spread(shares[found.hypotheses.splits :] @ found.hypotheses.weights)
    for part in _simple(found, shares[: found.hypotheses.splits]):
        average += part
        yield shown, agreement
    if found.intersections is not None:
        both = found.intersections
        members = np.empty((len(both.members), *average.shape), np.float16)
        for place, member in enumerate(both.members):
            members[place] = _whole(found, int(member))
            yield shown, agreement
        average += both.averaged(rest).of(members)
        yield shown, agreement
    average = np.clip(CONTRAST * average, -1.0, 1.0)
    yield shown, agreement
    alike = probe.spread(STRETCH * probe.solve(average[probe.bins, probe.frames][None])[0])
    average += np.clip(alike, -1.0, 1.0)
    yield (0.5 + 0.25 * average).astype(np.float32), agreement


def _simple(found: _Found, shares: np.ndarray) -> Iterator[np.ndarray]:
    """What the simple splits (and their vote, whose share is the last) add to an average."""
    simple = shares[: len(SPLITS)] + shares[len(SPLITS)] * found.voices
    for split, share in zip(SPLITS, simple, strict=True):
        if np.abs(share) >= _LEAST_SHARE:
            yield _value(split, found.scene, share)


def _whole(found: _Found, number: int) -> np.ndarray:
    """One hypothesis at every bin: float32 (bands, frames) in [-1, 1]."""
    hypotheses = found.hypotheses
    if number >= hypotheses.splits:
        whole = found.probe.spread(hypotheses.weights[number - hypotheses.splits])
    else:
        whole = np.zeros(found.probe.shape, np.float32)
        alone = np.zeros(hypotheses.splits)
        alone[number] = 1.0
        for part in _simple(found, alone):
            whole += part
    return np.clip(whole, -1.0, 1.0)


def _value(split: Split, scene: Scene, share: float) -> np.ndarray:
    return np.float32(share) * (2.0 * split.make(scene).astype(np.float32) - 1.0)
