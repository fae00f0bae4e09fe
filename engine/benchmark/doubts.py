"""Which measure of doubt foretells best where masks are wrong: candidates and their correlation.

Correlations are Pearson's, weighted by the mixture's energy, over bins or over regions of a
quarter of a second by a third of an octave.
"""

from __future__ import annotations

import numpy as np
import torch

from engine.asking import doubt
from engine.guidance import Guidance
from engine.propagation import Features
from engine.propagation.kernels import Points
from engine.propagation.regression import (
    Labels,
    evidence_of,
    label,
    solve,
    uncertainty_of,
    with_noise,
)

_REGION_SECONDS, _REGION_OCTAVES = 0.25, 1 / 3
_LOWEST = 100.0
# The variance is computed from so many labelled bins, at every so many frames.
_VARIANCE_POINTS, _VARIANCE_STRIDE = 96, 4
_COMMITTEE = 8


@torch.no_grad()
def candidates(features: Features, masks: np.ndarray, guidance: Guidance) -> dict[str, np.ndarray]:
    """Each measure of doubt, float (bins, frames); those of the regression need boxes."""
    measured = {
        "impurity of the masks": doubt(masks),
        "distance to the largest mask": uncertainty_of(masks),
        "entropy of the masks": -(masks * np.log(masks + 1e-9)).sum(axis=0) / np.log(len(masks)),
    }
    even = np.full_like(masks, 1.0 / len(masks))
    labels = label(features, even, evidence_of(features, len(masks), guidance))
    if labels is None:
        return measured
    measured["variance of the regression"] = _variance(features, labels)
    measured["spread with boxes left out"] = _spread_without_boxes(features, labels)
    measured["spread of the kernels"] = _spread_of_kernels(features, labels)
    both = (measured["impurity of the masks"], measured["variance of the regression"])
    measured["impurity and variance"] = np.add(*(_standardised(v, features) for v in both))
    return measured


def _variance(features: Features, labels: Labels) -> np.ndarray:
    """Less of it is explained by the labels: minus the explained variance."""
    points = labels.points
    count = len(points.bins)
    some = torch.linspace(0, count - 1, min(count, _VARIANCE_POINTS)).long()
    chosen = Points(points.bins[some], points.frames[some])
    noisy = with_noise(features.kernel.gram(chosen), labels._replace(counts=labels.counts[some]))
    values, directions = torch.linalg.eigh(noisy.double())
    whiten = (directions / values.clamp(min=1e-6).sqrt()).T.float()
    spread = features.kernel.spread(chosen, whiten, slice(None, None, _VARIANCE_STRIDE))
    explained = spread.square().sum(dim=0).numpy()
    frames = np.arange(features.magnitude.shape[1])
    return -np.stack([np.interp(frames, frames[::_VARIANCE_STRIDE], row) for row in explained])


def _spread_without_boxes(features: Features, labels: Labels) -> np.ndarray:
    """How far regressions that each lack some of the boxes lie apart."""
    boxes = labels.box.unique()
    gram = features.kernel.gram(labels.points)
    answers = []
    for member in range(min(_COMMITTEE, len(boxes))):
        kept = torch.nonzero(~torch.isin(labels.box, boxes[member::_COMMITTEE])).flatten()
        part = labels._replace(counts=labels.counts[kept])
        points = Points(labels.points.bins[kept], labels.points.frames[kept])
        weights = solve(gram[kept][:, kept], part, labels.scores[:-1, kept])
        answers.append(features.kernel.spread(points, weights, slice(None)).clamp(-1.0, 1.0))
    spread: np.ndarray = torch.stack(answers).std(dim=0, correction=0).mean(dim=0).numpy()
    return spread


def _spread_of_kernels(features: Features, labels: Labels) -> np.ndarray:
    """How far regressions with one kernel each lie apart."""
    answers = []
    for part in features.kernel.parts:
        gram = part.kernel.gram(labels.points)
        scale = 1.0 / max(float(gram.diagonal().mean()), 1e-9)
        weights = scale * solve(scale * gram, labels, labels.scores[:-1])
        answers.append(part.kernel.spread(labels.points, weights, slice(None)).clamp(-1.0, 1.0))
    spread: np.ndarray = torch.stack(answers).std(dim=0, correction=0).mean(dim=0).numpy()
    return spread


def _standardised(values: np.ndarray, features: Features) -> np.ndarray:
    energy = np.square(features.magnitude)
    centred = values - np.average(values, weights=energy)
    scaled: np.ndarray = centred / (np.sqrt(np.average(centred**2, weights=energy)) + 1e-12)
    return scaled


def correlations(
    measured: dict[str, np.ndarray], error: np.ndarray, features: Features
) -> dict[str, tuple[float, float]]:
    """Of each measure its correlation with the error (bins, frames), by bin and by region; NaN
    where the measure says the same of everything."""
    energy = np.square(features.magnitude.astype(np.float64))
    regions = _regions(features)
    weights = np.bincount(regions, energy.ravel())

    def by_region(values: np.ndarray) -> np.ndarray:
        sums = np.bincount(regions, (values * energy).ravel())
        return sums / np.maximum(weights, 1e-30)

    return {
        name: (
            weighted_correlation(values.ravel(), error.ravel(), energy.ravel()),
            weighted_correlation(by_region(values), by_region(error), weights),
        )
        for name, values in measured.items()
    }


def _regions(features: Features) -> np.ndarray:
    """Number of the region of every bin: int (bins * frames,)."""
    pitch = np.log2(np.maximum(features.frequencies, _LOWEST) / _LOWEST) / _REGION_OCTAVES
    rows = pitch.astype(np.int64)
    columns = (features.times / _REGION_SECONDS).astype(np.int64)
    numbers: np.ndarray = rows[:, None] * (columns.max() + 1) + columns[None]
    return numbers.ravel()


def weighted_correlation(first: np.ndarray, second: np.ndarray, weights: np.ndarray) -> float:
    """Pearson's correlation of two arrays (n,) with weights (n,); NaN for a constant one."""
    share = weights / weights.sum()
    one, other = first - share @ first, second - share @ second
    scale = float(np.sqrt((share @ one**2) * (share @ other**2)))
    return float(share @ (one * other)) / scale if scale > 1e-9 else float("nan")
