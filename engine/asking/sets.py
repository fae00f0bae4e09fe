"""Sets of bins that may be one thing: what hypotheses and components hold most clearly.

A set need not be a box: a person hears it alone and says whose it is, as of any sound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from engine.asking.ensemble import Ensemble
from engine.guidance.marks import Rectangles, as_rectangles
from engine.propagation import Features
from engine.propagation.kernels import Components, Points

# How sure a hypothesis must be of a bin that belongs to one of its sets.
_LEVELS = (0.0, 0.4, 0.8)
_DOMINATES = 0.5
# Sets are made of cells of so many bands and frames, so that they can be seen and kept as marks.
_CELL = (2, 4)
# Cells with less than this share of the loudest one's energy cannot be heard beside it.
_QUIETEST = 1e-6


@dataclass(frozen=True)
class _OfHypothesis:
    number: int
    sign: int
    level: float


@dataclass(frozen=True)
class _OfComponent:
    kernel: Components
    number: int


class Sets:
    """Sets of bins, known at some of them. inside: bool (sets, points)."""

    def __init__(
        self, features: Features, ensemble: Ensemble, bins: np.ndarray, frames: np.ndarray
    ) -> None:
        self._ensemble = ensemble
        self._kinds: list[_OfHypothesis | _OfComponent] = []
        found = []
        for inside, hypothesis in self._of_hypotheses():
            found.append(inside)
            self._kinds.append(hypothesis)
        for inside, component in _of_components(features, bins, frames):
            found.append(inside)
            self._kinds.append(component)
        self.inside = np.array(found)

    def _of_hypotheses(self) -> Iterator[tuple[np.ndarray, _OfHypothesis]]:
        for number, values in enumerate(self._ensemble.values):
            for level in _LEVELS:
                for sign in (1, -1):
                    yield sign * values > level, _OfHypothesis(number, sign, level)

    def whole(self, number: int) -> np.ndarray:
        """All bins of one set: bool (bins, frames)."""
        kind = self._kinds[number]
        if isinstance(kind, _OfHypothesis):
            return np.asarray(kind.sign * self._ensemble.whole(kind.number) > kind.level)
        templates, activations = kind.kernel.templates, kind.kernel.activations
        own = torch.outer(templates[:, kind.number], activations[kind.number])
        most: np.ndarray = (own > _DOMINATES * (templates @ activations)).numpy()
        return most


@torch.no_grad()
def _of_components(
    features: Features, bins: np.ndarray, frames: np.ndarray
) -> Iterator[tuple[np.ndarray, _OfComponent]]:
    points = Points(torch.from_numpy(bins), torch.from_numpy(frames))
    for part in features.kernel.parts:
        if isinstance(part.kernel, Components):
            for number, shares in enumerate(part.kernel.shares(points).T.numpy()):
                yield shares > _DOMINATES, _OfComponent(part.kernel, number)


def in_cells(inside: np.ndarray, energy: np.ndarray) -> np.ndarray:
    """The set made of whole cells: the audible ones of whose energy it holds at least half.

    inside: bool (bins, frames); energy: (bins, frames).
    """
    rows, columns = (
        np.arange(0, size, step) for size, step in zip(inside.shape, _CELL, strict=True)
    )

    def sums(values: np.ndarray) -> np.ndarray:
        by_rows = np.add.reduceat(values, rows, axis=0)
        added: np.ndarray = np.add.reduceat(by_rows, columns, axis=1)
        return added

    all_of_it = sums(energy)
    full = sums(energy * inside) > np.maximum(0.5 * all_of_it, _QUIETEST * all_of_it.max())
    whole = full.repeat(_CELL[0], axis=0).repeat(_CELL[1], axis=1)
    cut: np.ndarray = whole[: inside.shape[0], : inside.shape[1]]
    return cut


def rectangles(inside: np.ndarray, times: np.ndarray, frequencies: np.ndarray) -> Rectangles:
    """Few rectangles that cover just these bins (bins, frames): equal runs of rows together."""
    seconds, hz = _edges(times), _edges(frequencies)
    found: list[tuple[float, float, float, float]] = []
    begun: dict[tuple[int, int], int] = {}
    for row in range(inside.shape[0] + 1):
        runs = _runs(inside[row]) if row < inside.shape[0] else []
        for run in [run for run in begun if run not in runs]:
            low = begun.pop(run)
            found.append((seconds[run[0]], seconds[run[1]], hz[low], hz[row]))
        for run in runs:
            begun.setdefault(run, row)
    return as_rectangles(np.array(sorted(found)))


def _runs(row: np.ndarray) -> list[tuple[int, int]]:
    change = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    return list(zip(change[::2].tolist(), change[1::2].tolist(), strict=True))


def _edges(centres: np.ndarray) -> np.ndarray:
    """Borders between increasing centres, and the first and the last centre themselves."""
    if len(centres) < 2:
        return np.array([centres[0], centres[0] + 1.0])
    middles = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([centres[:1], middles, centres[-1:]])
