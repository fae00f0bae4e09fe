"""What is like what has been told, looked at in some hundred bins of equal energy.

A Gaussian process with the kernel of the propagation: what is told lowers the variance of all that
is like it (Rasmussen & Williams 2006, eq. 2.26).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import torch

from engine.guidance import Guidance
from engine.propagation import Features
from engine.propagation.kernels import Points
from engine.propagation.regression import even_walk, evidence_of, label, with_noise

_PROBES = 900


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
