"""The box about which one answer, "that is source n", would teach most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.asking.candidates import Candidates
from engine.asking.confidence import doubt
from engine.asking.learning import Probes, coherence, lessons
from engine.guidance import Box, Guidance, rasterise
from engine.propagation import Features

# Candidates that are looked at closely: those with most doubtful energy.
_LOOKED_AT = 1000
_QUIETEST = 1e-4
# Share of the smaller of two boxes that may lie in both.
_MOST_COMMON = 0.1
_MOST_SPREAD = 0.1
# Log-odds that at least 85 % of a box is one source: a constant, and factors of the logarithm of
# its bands' common movement, of the masks' spread inside, and of their indecision. Fitted on
# mixtures outside the benchmark.
_PURITY = (7.3, 3.4, -10.9, -4.4)
# How strongly places that are unlike everything told are preferred while a source is untold:
# the loudest source alone has most energy to ask about.
_NOVELTY = 3.0


@dataclass(frozen=True)
class Place:
    """A box to ask about: seconds and Hz. likely: the source that it seems to be. purity: how
    likely it holds one source only, in [0, 1]."""

    start: float
    end: float
    low: float
    high: float
    likely: int = 0
    purity: float = 1.0

    def box(self, source: int) -> Box:
        """The user's answer that this is that source."""
        return Box(source, "activate", self.start, self.end, self.low, self.high)


class Asker:
    """Asks about one recording; what does not change with the answers is kept."""

    def __init__(self, features: Features) -> None:
        self._features = features
        self._energy = np.square(features.magnitude.astype(np.float64))
        self._energy /= max(float(self._energy.sum()), 1e-30)
        self._candidates = Candidates(features.times, features.frequencies)
        self._loudness = self._candidates.sums(self._energy)
        self._probes = Probes(features)

    def next_place(
        self, masks: np.ndarray, guidance: Guidance, refused: Sequence[Place] = ()
    ) -> Place | None:
        """Where to ask next, or None where nothing is left to ask.

        masks: the present ones, float32 (sources, bins, frames) on the features' grid. refused:
        places that hold several sources, by the user.
        """
        looks = _Looks(self._candidates, self._energy, self._loudness, masks)
        worth = self._allowed(guidance, refused) * self._loudness * looks.indecision
        worth = np.where(looks.spread < _MOST_SPREAD, worth, 0.0).ravel()
        chosen = np.argsort(-worth, kind="stable")[:_LOOKED_AT]
        chosen = chosen[worth[chosen] > 0]
        boxes = self._means(chosen)
        chosen, boxes = chosen[boxes.any(axis=1)], boxes[boxes.any(axis=1)]
        if not len(chosen):
            return None
        probes = self._probes
        weights = (probes.shares * doubt(masks)[probes.bins, probes.frames]).astype(np.float32)
        covariance = probes.covariance(masks, guidance)
        gains = lessons(covariance, boxes, weights)
        together = coherence(probes.bands_alike, boxes)
        purity = _purity(together, looks.spread.ravel()[chosen], looks.indecision.ravel()[chosen])
        shares = looks.shares.reshape(len(masks), -1)[:, chosen]
        value = gains * purity * self._novelty(boxes, covariance, guidance, len(masks))
        best = int(np.argmax(value))
        edges = self._candidates.edges(chosen[best : best + 1])
        start, end, low, high = (float(edge[0]) for edge in edges[:4])
        return Place(start, end, low, high, int(shares[:, best].argmax()), float(purity[best]))

    def _allowed(self, guidance: Guidance, refused: Sequence[Place]) -> np.ndarray:
        """Whether each candidate can be heard and was neither answered nor refused before."""
        candidates, features = self._candidates, self._features
        allowed = self._loudness > _QUIETEST
        for place in refused:
            shares = candidates.overlaps(place.start, place.end, place.low, place.high)
            allowed &= shares <= _MOST_COMMON
        for box in guidance.boxes:
            shares = candidates.overlaps(box.start, box.end, box.low, box.high)
            allowed &= shares <= _MOST_COMMON
        if len(guidance.boxes) < len(guidance.marks):
            evidence = rasterise(guidance, guidance.sources, features.times, features.frequencies)
            told = candidates.sums(self._energy * (evidence.box >= 0))
            allowed &= told <= 0.5 * self._loudness
        return allowed

    def _means(self, chosen: np.ndarray) -> np.ndarray:
        """Weights of each box's mean over the probes: float32 (boxes, probes); 0 without any."""
        edges, probes = self._candidates.edges(chosen), self._probes
        rows, columns = probes.bins[None], probes.frames[None]
        inside = (rows >= edges.first_bin[:, None]) & (rows < edges.last_bin[:, None])
        inside &= (columns >= edges.first_frame[:, None]) & (columns < edges.last_frame[:, None])
        weights = inside * probes.shares
        total = weights.sum(axis=1, keepdims=True)
        return (weights / np.maximum(total, 1e-12)).astype(np.float32)

    def _novelty(
        self, boxes: np.ndarray, covariance: np.ndarray, guidance: Guidance, sources: int
    ) -> np.ndarray:
        """How little of each box is explained by what is told, while not every source is: (boxes,).

        boxes: (boxes, probes). covariance: what is unknown of the probes, (probes, probes).
        """
        told = {mark.source for mark in guidance.marks if mark.kind == "activate"}
        if not told or len(told) == sources:
            return np.ones(len(boxes))
        unknown = np.einsum("bp,bp->b", boxes @ covariance, boxes)
        before = np.einsum("bp,bp->b", boxes @ self._probes.alike, boxes)
        left: np.ndarray = np.clip(unknown / np.maximum(before, 1e-9), 1e-4, 1.0)
        return left**_NOVELTY


class _Looks:
    """How masks look inside every candidate, weighted by energy.

    shares: (sources, heights, lengths), means of the masks. indecision: (heights, lengths), 1
    where these are equal, 0 where one source has all. spread: variance of the masks inside.
    """

    def __init__(
        self,
        candidates: Candidates,
        energy: np.ndarray,
        loudness: np.ndarray,
        masks: np.ndarray,
    ) -> None:
        total = np.maximum(loudness, 1e-30)
        self.shares = np.stack([candidates.sums(energy * mask) for mask in masks]) / total
        squares = np.stack([candidates.sums(energy * np.square(mask)) for mask in masks]) / total
        variance = np.maximum(squares - np.square(self.shares), 0.0)
        even = 1.0 - 1.0 / len(masks)
        self.spread = variance.sum(axis=0) / 2.0
        self.indecision = np.clip((1.0 - np.square(self.shares).sum(axis=0)) / even, 0.0, 1.0)


def _purity(together: np.ndarray, spread: np.ndarray, indecision: np.ndarray) -> np.ndarray:
    constant, of_bands, of_spread, of_indecision = _PURITY
    odds = constant + of_bands * np.log(together)
    odds = odds + of_spread * np.sqrt(spread) + of_indecision * indecision
    likely: np.ndarray = 1.0 / (1.0 + np.exp(-odds))
    return likely
