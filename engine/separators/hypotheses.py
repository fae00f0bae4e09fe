"""Hypotheses about what belongs together, told at some bins: simple splits and kernel cuts.

A few hundred bins stand for the mixture. There every hypothesis is a number from -1 (second part)
to 1 (first part). Besides the simple splits these are cuts of the graph whose edges are the
similarities that also spread boxes (normalised cut, Shi & Malik 2000; several eigenvectors, several
borders), and clusters of its bins, alone and in pairs, against the rest (Ng, Jordan & Weiss 2001).
These reach every bin by that regression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from scipy.linalg import eigh, solve
from scipy.linalg.lapack import dpotrf, dpotri

from engine.propagation import Features
from engine.propagation.kernels import Points
from engine.propagation.regression import even_walk
from engine.separators.factorisation import EPSILON
from engine.separators.splits import parted

POINTS = 500
# How far the regression's answers are stretched before they end at -1 and 1.
STRETCH = 1.3
_VECTORS = 6
_FINE_SHARES = (0.08, 0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.85, 0.92)
_COARSE_SHARES = (0.15, 0.3, 0.5, 0.7, 0.85)
_FINE_VECTORS = 3
# The further cuts: of the similarities one by one, and of clusters up to three together.
_FURTHER_VECTORS, _FURTHER_SHARES = 2, (0.3, 0.5, 0.7)
_FURTHER_CLUSTERS = {5: 2, 8: 3}
_EVERY_THIRD = 3
# Numbers of clusters; of four and of six, pairs are a side of a split too.
_CLUSTERS, _PAIRED = (3, 4, 6), (4, 6)
_RESTARTS, _ROUNDS = 4, 20


class Probe:
    """The bins that stand for a mixture, and how alike they are.

    counts: how often the walk met each bin, float64 (points,). grams: similarities by kernel and
    their sum under "all", float64 (points, points). level: magnitude of the bins.
    """

    def __init__(self, features: Features) -> None:
        magnitude = features.magnitude
        self.features = features
        self.shape = magnitude.shape
        met, counts = even_walk(magnitude.ravel(), POINTS)
        self.bins, self.frames = np.unravel_index(met, self.shape)
        self.counts = counts.astype(np.float64)
        self.level = magnitude[self.bins, self.frames].astype(np.float64)
        self.points = Points(torch.from_numpy(self.bins), torch.from_numpy(self.frames))
        with torch.no_grad():
            self.grams = {
                part.name: (part.weight * part.kernel.gram(self.points)).double().numpy()
                for part in features.kernel.parts
            }
        self.grams["all"] = np.sum(list(self.grams.values()), axis=0)
        self._precisions: dict[tuple[str, float], np.ndarray] = {}

    @property
    def shares(self) -> np.ndarray:
        """Share of the magnitude that each bin stands for: (points,), sum 1."""
        return self.counts / self.counts.sum()

    @property
    def energies(self) -> np.ndarray:
        """Share of the energy that each bin stands for: (points,), sum 1."""
        energy = self.counts * self.level
        return energy / energy.sum()

    def take(self, mask: np.ndarray) -> np.ndarray:
        """A mask of shape (bands, frames), (bands, 1) or (1, frames) at the bins, as -1 to 1."""
        return self.take_at(mask, self.bins, self.frames)

    def take_at(self, mask: np.ndarray, bins: np.ndarray, frames: np.ndarray) -> np.ndarray:
        """The same at other bins: (bins,)."""
        whole = np.broadcast_to(mask, self.shape)
        # What is divided in single precision may end a little beyond 1.
        return np.clip(2.0 * whole[bins, frames].astype(np.float64) - 1.0, -1.0, 1.0)

    def _unit(self, name: str) -> np.ndarray:
        """A kernel's similarities, those of the bins to themselves 1 in the mean."""
        unit: np.ndarray = self.grams[name] / (
            np.average(np.diag(self.grams[name]), weights=self.counts) + EPSILON
        )
        return unit

    def precision(self, name: str, noise: float = 1.0) -> np.ndarray:
        """The inverse of a kernel's similarities with noise, (points, points), worked out once."""
        if (name, noise) not in self._precisions:
            noises = np.diag(noise * self.counts.mean() / self.counts)
            self._precisions[name, noise] = _inverse(self._unit(name) + noises)
        return self._precisions[name, noise]

    def solve(self, labels: np.ndarray) -> np.ndarray:
        """Weights (labels, points) of the regression on labels (labels, points).

        Kernels with negative parts cut need not be positive definite.
        """
        noisy = self.grams["all"] + np.diag(1.0 / self.counts)
        weights: np.ndarray = solve(noisy, labels.T, assume_a="sym").T
        return weights

    @torch.no_grad()
    def across(self, bins: np.ndarray, frames: np.ndarray) -> np.ndarray:
        """Similarity of its bins to others: (points, bins)."""
        both = Points(
            torch.cat([self.points.bins, torch.from_numpy(bins)]),
            torch.cat([self.points.frames, torch.from_numpy(frames)]),
        )
        count = len(self.bins)
        alike: np.ndarray = self.features.kernel.gram(both)[:count, count:].double().numpy()
        return alike

    @torch.no_grad()
    def spread(self, weights: np.ndarray) -> np.ndarray:
        """What weights (points,) of the regression say of every bin: float32 (bands, frames)."""
        row = torch.from_numpy(weights[None].astype(np.float32))
        spread: np.ndarray = self.features.kernel.spread(self.points, row, slice(None))[0].numpy()
        return spread


def _inverse(covariance: np.ndarray) -> np.ndarray:
    """Of a symmetric matrix: by Cholesky, half the work, wherever it is positive definite."""
    factor, failed = dpotrf(covariance, lower=1)
    if failed:
        return np.linalg.inv(covariance)
    lower = np.tril(dpotri(factor, lower=1)[0])
    inverse: np.ndarray = lower + np.tril(lower, -1).T
    return inverse


@dataclass(frozen=True)
class Hypotheses:
    """values: (hypotheses, points) in [-1, 1]. splits: the first of them are the simple splits.

    weights: of the others, in the regression that spreads them, (hypotheses - splits, points).
    """

    values: np.ndarray
    splits: int
    weights: np.ndarray


def form(probe: Probe, splits: np.ndarray) -> Hypotheses:
    """All hypotheses from the simple splits' values at the bins, (splits, points)."""
    return _with(probe, Hypotheses(splits, len(splits), np.zeros((0, splits.shape[1]))), _cuts)


def form_further(probe: Probe, hypotheses: Hypotheses) -> Hypotheses:
    """These hypotheses and further ones after them."""
    return _with(probe, hypotheses, _further_cuts)


def _with(
    probe: Probe, known: Hypotheses, make: Callable[[Probe], Iterator[np.ndarray]]
) -> Hypotheses:
    """The known ones and those whose labels the regression spreads."""
    weights = STRETCH * probe.solve(np.array(list(make(probe))))
    spread = np.clip(weights @ probe.grams["all"], -1.0, 1.0)
    return Hypotheses(
        np.concatenate([known.values, spread]),
        known.splits,
        np.concatenate([known.weights, weights]),
    )


def _embedding(gram: np.ndarray, counts: np.ndarray, vectors: int) -> np.ndarray:
    """Leading eigenvectors of the graph of these similarities but the first: (points, vectors)."""
    affinity = np.maximum(gram, 0) * np.sqrt(np.outer(counts, counts))
    degree = affinity.sum(1) + EPSILON**2
    size = len(affinity)
    _, found = eigh(
        affinity / np.sqrt(np.outer(degree, degree)),
        subset_by_index=[max(0, size - vectors - 1), size - 1],
    )
    embedding: np.ndarray = found[:, ::-1][:, 1:] / np.sqrt(degree)[:, None]
    return embedding


def _further_cuts(probe: Probe) -> Iterator[np.ndarray]:
    """Labels (points,) by each of the similarities alone, and of more and smaller clusters."""
    counts = probe.counts
    for name, gram in probe.grams.items():
        if name != "all":
            for vector in _embedding(gram, counts, _FURTHER_VECTORS).T:
                for share in _FURTHER_SHARES:
                    yield 2.0 * parted(vector, counts, share) - 1.0
    embedding = _embedding(probe.grams["all"], counts, max(_FURTHER_CLUSTERS))
    for count, most in _FURTHER_CLUSTERS.items():
        cluster = _clustered(embedding[:, : count - 1], counts, count)
        for together in range(1, most + 1):
            # Of the many triples a third is enough.
            step = _EVERY_THIRD if together > 2 else 1
            for chosen in list(combinations(range(count), together))[::step]:
                yield np.where(np.isin(cluster, chosen), 1.0, -1.0)


def _cuts(probe: Probe) -> Iterator[np.ndarray]:
    """Labels (points,) by the leading eigenvectors of the graph."""
    counts = probe.counts
    embedding = _embedding(probe.grams["all"], counts, _VECTORS)
    for number, vector in enumerate(embedding.T):
        for share in _FINE_SHARES if number < _FINE_VECTORS else _COARSE_SHARES:
            yield 2.0 * parted(vector, counts, share) - 1.0
    for count in _CLUSTERS:
        yield from _sides(_clustered(embedding[:, : count - 1], counts, count), count)


def _sides(cluster: np.ndarray, count: int) -> Iterator[np.ndarray]:
    """Labels -1 and 1 (points,): each cluster against the rest, and where wanted each pair."""
    for one in range(count):
        yield np.where(cluster == one, 1.0, -1.0)
    if count in _PAIRED:
        for one, other in combinations(range(count), 2):
            # Of an even split both sides are pairs.
            if one == 0 or count > _PAIRED[0]:
                yield np.where((cluster == one) | (cluster == other), 1.0, -1.0)


def _clustered(places: np.ndarray, counts: np.ndarray, count: int) -> np.ndarray:
    """The cluster of each place (points, dimensions): k-means, the best of a few starts."""
    random = np.random.default_rng(0)
    power = counts / counts.sum()
    places = places / np.sqrt(power @ np.square(places) + EPSILON**2)
    best, least = np.zeros(len(places), int), np.inf
    for _ in range(_RESTARTS):
        centres = places[random.choice(len(places), count, len(places) < count, p=power)]
        for _ in range(_ROUNDS):
            distances = np.square(places[:, None] - centres).sum(2)
            members = np.eye(count)[distances.argmin(1)] * power[:, None]
            held = members.sum(0)[:, None]
            centres = np.where(held > 0, members.T @ places / (held + EPSILON), centres)
        cost = float(power @ distances.min(1))
        if cost < least:
            best, least = distances.argmin(1), cost
    return best
