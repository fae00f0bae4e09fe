"""Non-negative matrix factorisation with the Kullback-Leibler divergence.

Lee & Seung 2001, "Algorithms for non-negative matrix factorization"; components are grouped
into sources by the likeness of their templates and activations (average linkage), and the
groups' models divide the mixture as a ratio mask (Virtanen 2007).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment

from engine.separators.base import UNFIT_STATE, SavedState, SeparationError, SeparatorSettings
from engine.separators.factorisation import update
from engine.separators.fit import Fit, FittingSeparator
from engine.separators.stage import Stage


@dataclass(frozen=True, kw_only=True)
class NmfSettings(SeparatorSettings):
    """Settings of NMF."""

    iterations: int = 120
    components: int = field(
        default=4,
        metadata={"label": "Components per source", "minimum": 1, "maximum": 32},
    )


_PRESETS = {
    "draft": NmfSettings(iterations=30),
    "standard": NmfSettings(iterations=120),
    "best": NmfSettings(iterations=400),
}


class _Run(Fit):
    """Templates W (bands, components) and activations H (components, frames) of one mixture."""

    def __init__(self, stage: Stage, settings: NmfSettings, seed: int) -> None:
        super().__init__(stage)
        self.groups: np.ndarray | None = None
        random = np.random.default_rng(seed)
        count = settings.components * settings.sources
        magnitude = stage.magnitude
        self.target = magnitude + np.float32(1e-6 * magnitude.max())
        self.templates = random.random((magnitude.shape[0], count), np.float32) + np.float32(0.1)
        self.activations = random.random((count, magnitude.shape[1]), np.float32) + np.float32(0.1)
        self.activations *= self.target.mean() / (self.templates @ self.activations).mean()

    def fit(self, iterations: int) -> Iterator[float]:
        """Multiplicative updates; losses are the divergence per energy."""
        for _ in range(iterations):
            yield self._iterate()

    def _iterate(self) -> float:
        self.templates, self.activations = update(self.target, self.templates, self.activations)
        self.iteration += 1
        # Four products in the update, one for the loss.
        self.operations += 10 * self.templates.size * self.activations.shape[1]
        self._regroup()
        model = self.templates @ self.activations
        divergence = self.target * np.log(self.target / (model + 1e-12)) - self.target + model
        return float(divergence.sum() / self.target.sum())

    def _regroup(self) -> None:
        """Group anew with every iteration, whether anybody looks or not: a seed reproduces.

        Grouping knows no names: the order of the sources is that of the groups before.
        """
        found = group_components(self.templates, self.activations, self.stage.sources)
        if self.groups is not None:
            energy = self.templates.sum(0) * self.activations.sum(1)
            found = _closest_order(found, self.groups, energy, self.stage.sources)
        self.groups = found

    def values(self) -> np.ndarray:
        """Masks (sources, bins, frames) of the groups."""
        groups = self.groups
        models = np.stack(
            [
                self.templates[:, groups == source] @ self.activations[groups == source]
                for source in range(self.stage.sources)
            ]
        )
        masks: np.ndarray = models / (models.sum(0) + 1e-12)
        return masks

    def arrays(self) -> Mapping[str, np.ndarray]:
        found = {"templates": self.templates, "activations": self.activations}
        return found if self.groups is None else {**found, "groups": self.groups.astype(np.int64)}

    def take_arrays(self, saved: SavedState) -> None:
        self.templates = saved.array("templates", self.templates.shape)
        self.activations = saved.array("activations", self.activations.shape)
        if "groups" in saved.arrays:
            groups = saved.array("groups", self.templates.shape[1:], np.int64)
            if not np.array_equal(np.unique(groups), np.arange(self.stage.sources)):
                raise SeparationError(UNFIT_STATE)
            self.groups = groups


def group_components(templates: np.ndarray, activations: np.ndarray, groups: int) -> np.ndarray:
    """Group of each component, int (components,), from 0; likeness of templates × activations."""
    loud = templates.sum(0) * activations.sum(1)
    features = []
    for rows in (templates.T, activations):
        logs = np.log(rows / (rows.max(1, keepdims=True) + 1e-12) + 1e-3)
        logs = logs - logs.mean(1, keepdims=True)
        features.append(logs / (np.linalg.norm(logs, axis=1, keepdims=True) + 1e-12))
    found = fcluster(linkage(np.hstack(features), "average"), groups, "maxclust") - 1
    # Fewer clusters than sources (alike components): the loudest members stand on their own.
    for empty in range(int(found.max()) + 1, groups):
        crowded = np.bincount(found).argmax()
        members = np.flatnonzero(found == crowded)
        found[members[loud[members].argmax()]] = empty
    return found


def _closest_order(
    found: np.ndarray, previous: np.ndarray, energy: np.ndarray, sources: int
) -> np.ndarray:
    """The groups found (components,), renumbered to share the most energy with the previous."""
    shared = np.zeros((sources, sources))
    np.add.at(shared, (found, previous), energy)
    renumbered: np.ndarray = linear_sum_assignment(-shared)[1][found]
    return renumbered


class NonnegativeMatrixFactorisation(FittingSeparator):
    """NMF (KL) with grouped components."""

    name: ClassVar[str] = "nmf"
    title: ClassVar[str] = "NMF"
    summary: ClassVar[str] = "Repeating spectra, grouped; fast, best for notes and loops."
    Settings: ClassVar[type[SeparatorSettings]] = NmfSettings
    settings_of_presets: ClassVar[Mapping[str, SeparatorSettings]] = _PRESETS

    def begin(self, stage: Stage, settings: Any, seed: int) -> Fit:
        return _Run(stage, settings, seed)
