"""The instant answer: what boxes say, spread to similar bins by kernel regression.

Bins inside the boxes are labelled; a Gaussian-process mean predicts how far every bin departs
from the present masks (Rasmussen & Williams 2006, eq. 2.25, several outputs at once).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch

from engine.answering import always
from engine.guidance import Evidence, Guidance, pin_exact, rasterise
from engine.propagation.features import Features
from engine.propagation.kernels import KernelSum, Points, stretches

POINTS_PER_BOX = 64
MOST_POINTS = 640
NOISE = 3.0
CONTRAST = 2.0
BACKGROUND_LEAN = 0.35
HEEDED = 0.8
# Quiet boxes speak with a lower voice: (energy of the box / of the loudest box) to this power.
LOUDNESS = 0.25
QUIETEST_VOICE = 0.05
# Scores nearer to zero than this come from masks at equal shares.
_EQUAL = 1e-6


class Answer(NamedTuple):
    """masks: float32 (sources, bins, frames), summing to one. uncertainty: float32 (bins, frames)
    in [0, 1]: 0 where the masks are sure, 1 where nothing is known."""

    masks: np.ndarray
    uncertainty: np.ndarray


class Labels(NamedTuple):
    """Labelled points.

    box: which box each comes from, -1 for those of the background (points,).
    scores: wanted scores (sources, points). counts: how many draws each stands for (points,).
    all_told: whether every source has a box that claims energy for it.
    """

    points: Points
    box: torch.Tensor
    scores: torch.Tensor
    counts: torch.Tensor
    all_told: bool


def propagate(
    features: Features,
    base: np.ndarray,
    guidance: Guidance | Evidence,
    wanted: Callable[[], bool] = always,
) -> Answer:
    """Masks that follow the boxes and, where these say nothing, the present masks.

    base: float32 (sources, bins, frames), summing to one. wanted: asked now and then, whether the
    answer still is. Raises Unwanted where it is not.
    """
    base = np.asarray(base, np.float32)
    evidence = evidence_of(features, len(base), guidance)
    labels = label(features, base, evidence)
    if labels is None:
        return Answer(base, uncertainty_of(base))
    with torch.no_grad():
        at = regression(features.kernel, labels, torch.from_numpy(base), wanted)
        masks = np.empty_like(base)
        for frames in stretches(base.shape[2]):
            masks[:, :, frames] = to_masks(at(frames)).numpy()
    masks = pin_exact(heed(masks, features.magnitude, evidence), evidence)
    return Answer(masks, uncertainty_of(masks))


def evidence_of(features: Features, sources: int, guidance: Guidance | Evidence) -> Evidence:
    """The guidance on the features' grid, if it is not there yet."""
    if isinstance(guidance, Evidence):
        return guidance
    return rasterise(guidance, sources, features.times, features.frequencies)


def heed(masks: np.ndarray, magnitude: np.ndarray, evidence: Evidence) -> np.ndarray:
    """Masks that meet at least `HEEDED` of what each box says, on average over its energy, and
    less of a weaker one.

    Where boxes contradict each other about alike sound the regression may fall short of that.
    """
    masks, sources = np.ascontiguousarray(masks), len(masks)
    held = masks.reshape(sources, -1)  # a view: what is written there changes the masks
    targets, knowns = evidence.target.reshape(sources, -1), evidence.known.reshape(sources, -1)
    for part in evidence.parts:
        energy = np.square(magnitude.ravel().take(part)) + 1e-12
        known, target, present = (of.take(part, axis=1) for of in (knowns, targets, held))
        wrong = np.abs((target - present) * known).max(axis=0)
        missed = float((wrong * energy).sum() / energy.sum())
        forgiven = 1.0 - HEEDED * float(evidence.strength.ravel().take(part).mean())
        if missed > forgiven:
            wanted = wanted_masks(target, known, present)
            held[:, part] += (1.0 - forgiven / missed) * (wanted - present)
    return masks


def regression(
    kernel: KernelSum,
    labels: Labels,
    base: torch.Tensor,
    wanted: Callable[[], bool] = always,
) -> Callable[[slice], torch.Tensor]:
    """A regression with this kernel on these labels: what gives the scores of some frames,
    (sources, bins, frames).

    While a source has not been told anything, the present masks are the mean from which boxes
    depart. Later they are one more similarity: boxes decide how far they are to be trusted.
    Both raise Unwanted as soon as they are not `wanted` any more.
    """
    points = labels.points
    at_points = from_masks(base[:, points.bins, points.frames])
    # Scores sum to zero over the sources, so the last one follows from the others.
    if labels.all_told:
        share = 1.0 - 1.0 / len(base)
        gram = kernel.gram(points, wanted).addmm_(at_points.T, at_points, alpha=share)
        weights = CONTRAST * solve(gram, labels, labels.scores[:-1])
        toward = torch.einsum("op,sp->os", weights, at_points)
        hinted = bool(at_points.abs().max() > _EQUAL)

        def told(frames: slice) -> torch.Tensor:
            departure = kernel.spread(points, weights, frames, wanted)
            if hinted:
                prior = from_masks(base[:, :, frames])
                departure += share * torch.einsum("os,sbf->obf", toward, prior)
            return _completed(departure)

        return told
    gram = kernel.gram(points, wanted)
    weights = CONTRAST * solve(gram, labels, (labels.scores - at_points)[:-1])

    def departing(frames: slice) -> torch.Tensor:
        prior = from_masks(base[:, :, frames])
        departure = _completed(kernel.spread(points, weights, frames, wanted))
        # A sure mask resists: the better the present masks, the more one-sided boxes would spoil.
        return prior + (1.0 - prior.abs().amax(dim=0)) * departure

    return departing


def scores_of(kernel: KernelSum, labels: Labels, base: torch.Tensor) -> torch.Tensor:
    """Scores (sources, bins, frames) of a regression with this kernel on these labels."""
    at, scores = regression(kernel, labels, base), torch.empty_like(base)
    for frames in stretches(base.shape[2]):
        scores[:, :, frames] = at(frames)
    return scores


def _completed(scores: torch.Tensor) -> torch.Tensor:
    return torch.cat([scores, -scores.sum(dim=0, keepdim=True)])


def solve(gram: torch.Tensor, labels: Labels, wanted: torch.Tensor) -> torch.Tensor:
    """Weights (outputs, points) of the regression on wanted (outputs, points).

    A kernel with negative parts cut need not be positive definite: then the slower solver.
    """
    noisy = with_noise(gram, labels)
    factor, failed = torch.linalg.cholesky_ex(noisy)
    if failed:
        return torch.linalg.solve(noisy.double(), wanted.T.double()).T.float()
    return torch.cholesky_solve(wanted.T, factor).T


def with_noise(gram: torch.Tensor, labels: Labels) -> torch.Tensor:
    """Covariance of the labels: similarities, and the noise of each point's draws."""
    return gram + torch.diag(NOISE / labels.counts)


def from_masks(masks: torch.Tensor) -> torch.Tensor:
    """Masks (sources, ...) as scores: 1 where a source has all, 0 at equal shares."""
    share = 1.0 / masks.shape[0]
    return (masks - share) / (1.0 - share)


def to_masks(scores: torch.Tensor) -> torch.Tensor:
    """Scores (sources, ...) as masks that sum to one."""
    share = 1.0 / scores.shape[0]
    masks = ((1.0 - share) * scores).add_(share).clamp_(0.0, 1.0)
    return masks.div_(masks.sum(dim=0, keepdim=True).clamp_(min=1e-9))


def uncertainty_of(masks: np.ndarray) -> np.ndarray:
    """How undecided masks are: 0 where one source has all, 1 at equal shares."""
    share = 1.0 / masks.shape[0]
    uncertainty = np.empty(masks.shape[1:], np.float32)
    for frames in stretches(masks.shape[2]):
        decided = (masks[:, :, frames].max(axis=0) - share) / (1.0 - share)
        uncertainty[:, frames] = np.clip(1.0 - decided, 0.0, 1.0)
    return uncertainty


def label(features: Features, base: np.ndarray, evidence: Evidence) -> Labels | None:
    """Labelled points of all boxes, or None where no box covers a bin.

    Per box the strong bins stand for it: an even walk through the cumulative energy, of
    `POINTS_PER_BOX` steps and of fewer where all together would have more than `MOST_POINTS`.
    """
    parts = evidence.parts
    draws = max(1, min(POINTS_PER_BOX, MOST_POINTS // max(1, len(parts))))
    energies = [np.square(features.magnitude.ravel()[part]) for part in parts]
    loudest = max((float(energy.sum()) for energy in energies), default=0.0) + 1e-20
    bins, boxes, counts = [], [], []
    for part, energy in zip(parts, energies, strict=True):
        chosen, count = even_walk(energy, draws)
        bins.append(part[chosen])
        boxes.append(evidence.box.ravel()[bins[-1]])
        share = max(QUIETEST_VOICE, (float(energy.sum()) / loudest) ** LOUDNESS)
        strength = evidence.strength.ravel()[bins[-1]]
        counts.append(count * strength * (POINTS_PER_BOX / draws * share))
    if not bins:
        return None
    row, column = np.divmod(np.concatenate(bins), features.magnitude.shape[1])
    targets = wanted_masks(
        evidence.target[:, row, column], evidence.known[:, row, column], base[:, row, column]
    )
    told = (targets > 0.5).any(axis=1)
    labels = Labels(
        Points(torch.from_numpy(row), torch.from_numpy(column)),
        torch.from_numpy(np.concatenate(boxes)),
        from_masks(torch.from_numpy(targets)),
        torch.from_numpy(np.concatenate(counts).astype(np.float32)),
        bool(told.all()),
    )
    return labels if labels.all_told else _with_background(features, base, labels)


def _with_background(features: Features, base: np.ndarray, labels: Labels) -> Labels:
    """Labels that also hold the rest of the recording to the present masks.

    One class alone would spread everywhere. What is unlike its boxes is less likely to be of the
    told sources than it seemed. The rest has as much weight as all boxes, so that many of one
    source do not outvote it.
    """
    probes = features.background
    present = from_masks(torch.from_numpy(base[:, probes.bins, probes.frames]))
    lean = torch.sign((labels.scores * labels.counts).sum(dim=1, keepdim=True))
    lean = lean - lean.mean()
    count = len(probes.bins)
    weight = POINTS_PER_BOX * len(labels.box.unique()) / count
    return Labels(
        Points(
            torch.cat([labels.points.bins, probes.bins]),
            torch.cat([labels.points.frames, probes.frames]),
        ),
        torch.cat([labels.box, torch.full((count,), -1)]),
        torch.cat([labels.scores, present - BACKGROUND_LEAN * lean], dim=1),
        torch.cat([labels.counts, torch.full((count,), weight)]),
        False,
    )


def even_walk(weights: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices met by `steps` even steps through the cumulative weights, and how often each."""
    cumulative = np.cumsum(weights.astype(np.float64) + 1e-12 * (weights.max() + 1e-30))
    marks = (np.arange(steps) + 0.5) / steps * cumulative[-1]
    met = np.minimum(np.searchsorted(cumulative, marks), len(weights) - 1)
    return np.unique(met, return_counts=True)


def wanted_masks(target: np.ndarray, known: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Complete masks (sources, points) from evidence that may leave sources open.

    What known sources leave over goes to the open ones in the proportions of the base masks.
    """
    free = np.where(known, 0.0, base + 1e-6)
    fixed = np.where(known, target, 0.0)
    room = np.clip(1.0 - fixed.sum(axis=0), 0.0, 1.0)
    total = free.sum(axis=0)
    filled = fixed + free / np.maximum(total, 1e-12) * room
    sums = filled.sum(axis=0)
    usable = np.where(sums > 1e-6, filled / np.maximum(sums, 1e-6), base)
    return usable.astype(np.float32)
