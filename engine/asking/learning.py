"""What the answer about a box would teach, and how likely the box holds one source only.

A Gaussian process with the kernel of the propagation, looked at in some hundred bins of equal
energy: knowing the mean of a box lowers the variance of all that is like it (the A-optimal
design; Rasmussen & Williams 2006, eq. 2.26; Krause, Singh & Guestrin 2008).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import torch

from engine.guidance import Guidance
from engine.propagation import Features
from engine.propagation.features import comodulation
from engine.propagation.kernels import TINY, Points
from engine.propagation.regression import even_walk, evidence_of, label, with_noise

_PROBES = 900
# Variance of one answer: people's boxes are never quite pure.
_ANSWER_NOISE = 0.05
_FLOOR = 1e-3


class Probes:
    """Bins met by even steps through the energy of a recording, and how alike they are.

    shares: (probes,), the share of the energy for which each stands.
    """

    def __init__(self, features: Features) -> None:
        self._features = features
        energy = np.square(features.magnitude).ravel()
        met, counts = even_walk(energy, _PROBES)
        self.bins, self.frames = np.divmod(met, features.magnitude.shape[1])
        self.shares = counts / _PROBES

    @cached_property
    def _points(self) -> Points:
        return Points(torch.from_numpy(self.bins), torch.from_numpy(self.frames))

    @cached_property
    def alike(self) -> np.ndarray:
        """How alike the probes are: float32 (probes, probes)."""
        similarities: np.ndarray = self._features.kernel.gram(self._points).numpy()
        return similarities

    @cached_property
    def bands_alike(self) -> np.ndarray:
        """How the levels of the probes' bands move together: float (probes, probes)."""
        magnitude = torch.from_numpy(self._features.magnitude)
        log = (magnitude / magnitude.max().clamp(min=TINY)).clamp(min=_FLOOR).log()
        bands: np.ndarray = comodulation(log).numpy()
        return bands[np.ix_(self.bins, self.bins)]

    @torch.no_grad()
    def covariance(self, masks: np.ndarray, guidance: Guidance) -> np.ndarray:
        """What is unknown of the probes once the guidance is known: float32 (probes, probes)."""
        evidence = evidence_of(self._features, len(masks), guidance)
        labels = label(self._features, masks, evidence)
        if labels is None:
            return self.alike
        drawn = torch.nonzero(labels.box >= 0).flatten()
        points = Points(
            torch.cat([labels.points.bins[drawn], self._points.bins]),
            torch.cat([labels.points.frames[drawn], self._points.frames]),
        )
        gram = self._features.kernel.gram(points)
        told = len(drawn)
        noisy = with_noise(gram[:told, :told], labels._replace(counts=labels.counts[drawn]))
        across = gram[:told, told:]
        explained = across.T.double() @ torch.linalg.solve(noisy.double(), across.double())
        rest: np.ndarray = (self.alike - explained.numpy()).astype(np.float32)
        return rest


def lessons(covariance: np.ndarray, boxes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """By how much knowing each box lowers the weighted variance of all probes: (boxes,).

    covariance: (probes, probes). boxes: (boxes, probes), the weights of each box's mean.
    weights: (probes,).
    """
    across = boxes @ covariance
    own = np.maximum(np.einsum("bp,bp->b", across, boxes), 0.0)
    lowered: np.ndarray = np.square(across) @ weights / (own + _ANSWER_NOISE)
    return lowered


def coherence(alike: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """How much the probes of each box are one thing: (boxes,) in (0, 1].

    alike: similarities (probes, probes). boxes: (boxes, probes), the weights of each box's mean.
    """
    common = np.einsum("bp,bp->b", boxes @ alike, boxes)
    return np.clip(common / np.maximum(boxes @ np.diag(alike), TINY), _FLOOR, 1.0)
