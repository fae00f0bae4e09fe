"""The refined answer: a better regression, taken over as far as its own criterion allows.

Besides what the instant answer looks at, it knows partials of one pitch, the course of that
pitch in time and the look of a bin's surroundings. The criterion needs no reference: each box is
predicted from the others and compared with what the person said (Rasmussen & Williams 2006,
section 5.4.2, a box at a time).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
import torch
from scipy.ndimage import gaussian_filter

from engine.guidance import Evidence, Guidance, Mark, pin_exact
from engine.propagation.features import LONG_FRAMES, Features, refined_kernel
from engine.propagation.kernels import KernelSum
from engine.propagation.regression import (
    CONTRAST,
    Answer,
    Labels,
    evidence_of,
    from_masks,
    heed,
    label,
    propagate,
    scores_of,
    to_masks,
    uncertainty_of,
    with_noise,
)

# How far the better regression is followed where leave-one-box-out loss speaks for it, and
# where there are too few boxes to ask; and how far a mask moves at most. Chosen on mixtures
# outside the benchmark.
_FOLLOWED, _UNASKED = 0.9, 0.35
_FARTHEST = 0.1
# The loss may rise by so many standard errors of its change.
_TOLERANCE = 1.5
# Smoothing by energy next to a bin, less a wide one; fitted on mixtures outside the benchmark.
_SMOOTHING = 0.8
_SHARPNESS = 1.2
# Whose a bin is: the number of the only mark that covers it, or one of these.
_NOBODY, _SEVERAL = -1, -2


class Refiner:
    """Refines the instant answers of one recording, unless it is long.

    Its kernel is prepared when first needed, in about a second for ten of sound, and kept.
    """

    def __init__(self, features: Features) -> None:
        self._features = features

    @cached_property
    def _kernel(self) -> KernelSum:
        return refined_kernel(self._features)

    def improve(
        self,
        base: np.ndarray,
        guidance: Guidance,
        instant_answer: Callable[[], Answer] | None = None,
    ) -> Iterator[Answer]:
        """The instant answer first, then the refined one.

        base: float32 (sources, bins, frames), summing to one. instant_answer: works out the first
        of them, for where somebody may have asked for it already. No answer has less of a source in
        its activate box, nor more in its deactivate box, than the instant one.
        """
        base = np.asarray(base, np.float32)
        evidence = evidence_of(self._features, len(base), guidance)
        if instant_answer is None:
            instant = propagate(self._features, base, evidence)
        else:
            instant = instant_answer()
        yield instant
        labels = label(self._features, base, evidence)
        # Before each source has been told of, the present masks are the best that is known.
        if labels is None or not labels.all_told or base.shape[2] > LONG_FRAMES:
            return
        share = self._share(labels, torch.from_numpy(base))
        if share > 0:
            yield self._refined(share, base, labels, instant, guidance, evidence)

    @torch.no_grad()
    def _share(self, labels: Labels, base: torch.Tensor) -> float:
        """How far to follow the better regression."""
        plain = held_out_losses(self._features.kernel, labels, base)
        refined = held_out_losses(self._kernel, labels, base)
        if plain is None or refined is None:
            return _UNASKED
        gain = plain - refined
        slack = _TOLERANCE * gain.std() / np.sqrt(len(gain))
        return _FOLLOWED if gain.mean() > -slack else 0.0

    @torch.no_grad()
    def _refined(
        self,
        share: float,
        base: np.ndarray,
        labels: Labels,
        instant: Answer,
        guidance: Guidance,
        evidence: Evidence,
    ) -> Answer:
        magnitude = self._features.magnitude
        scores = scores_of(self._kernel, labels, torch.from_numpy(base)).clamp(-1.0, 1.0)
        wanted = to_masks(torch.from_numpy(smoothed(scores.numpy(), magnitude))).numpy()
        step = share * (wanted - instant.masks)
        # One scale for all sources of a bin: the masks go on summing to one.
        far = np.abs(step).max(axis=0)
        masks = instant.masks + step * np.minimum(1.0, _FARTHEST / np.maximum(far, 1e-6))
        masks = heed(masks, magnitude, evidence)
        masks = no_worse_inside(masks, instant.masks, self._features, guidance)
        masks = pin_exact(masks.astype(np.float32), evidence)
        return Answer(masks, uncertainty_of(masks))


def held_out_losses(kernel: KernelSum, labels: Labels, similar: torch.Tensor) -> np.ndarray | None:
    """Mean square error of each box predicted from the others (boxes,); None where none can be."""
    scores = held_out_scores(kernel, labels, similar)
    if scores is None:
        return None
    error = (scores.clamp(-1.0, 1.0) - labels.scores).square().sum(0) * labels.counts
    boxes = [labels.box == number for number in labels.box.unique()]
    return np.array([float(error[box].sum() / labels.counts[box].sum()) for box in boxes])


def held_out_scores(
    kernel: KernelSum, labels: Labels, similar: torch.Tensor
) -> torch.Tensor | None:
    """Scores (sources, points) of each box's points when that box is left out.

    None while a source has fewer than two boxes: without its only box nobody knows of it. In
    closed form from one inverse (Rasmussen & Williams 2006, eq. 5.12, a block at a time).
    """
    boxes = [labels.box == number for number in labels.box.unique()]
    leading = torch.stack([labels.scores[:, box].mean(dim=1) for box in boxes]).argmax(dim=1)
    if not labels.all_told or torch.bincount(leading, minlength=len(similar)).min() < 2:
        return None
    prior = from_masks(similar)[:, labels.points.bins, labels.points.frames]
    share = 1.0 - 1.0 / len(similar)
    covariance = with_noise(kernel.gram(labels.points) + share * (prior.T @ prior), labels)
    inverse = torch.linalg.inv(covariance.double())
    weights = inverse @ labels.scores.T.double()
    predicted = labels.scores.double().clone()
    for box in boxes:
        block = inverse[box][:, box]
        predicted[:, box] -= torch.linalg.solve(block, weights[box]).T
    return CONTRAST * predicted.float()


def smoothed(scores: np.ndarray, magnitude: np.ndarray) -> np.ndarray:
    """Scores (sources, bins, frames) drawn to their strong neighbours, away from the wide mean."""
    level = magnitude / max(float(magnitude.max()), 1e-20)
    near, wide = np.square(level) + 1e-6, np.sqrt(level) + 1e-6
    near_total, wide_total = gaussian_filter(near, 1.0), gaussian_filter(wide, 4.0)
    result = np.empty_like(scores)
    for source, score in enumerate(scores):
        close = gaussian_filter(near * score, 1.0) / near_total
        far = gaussian_filter(wide * score, 4.0) / wide_total
        drawn = _SHARPNESS * (0.1 * score + 0.98 * close - 0.225 * far)
        result[source] = (1.0 - _SMOOTHING) * score + _SMOOTHING * drawn
    return result


def no_worse_inside(
    masks: np.ndarray, instant: np.ndarray, features: Features, guidance: Guidance
) -> np.ndarray:
    """Masks that say in no box less of what it says than the instant ones.

    Compared are means over a box, weighted by energy. Where boxes overlap the instant masks stay;
    elsewhere a source that falls short in a box is raised or lowered in all of it.
    """
    areas = [mark.area(features.times, features.frequencies) for mark in guidance.marks]
    owner = np.full(masks.shape[1:], _NOBODY, np.int32)
    for number, (mark, area) in enumerate(zip(guidance.marks, areas, strict=True)):
        held = owner[area.part]
        alone = _NOBODY if mark.kind == "release" else number
        shared = _NOBODY if mark.kind == "release" else _SEVERAL
        held[area.inside] = np.where(held == _NOBODY, alone, shared)[area.inside]
    masks = np.where(owner == _SEVERAL, instant, masks)
    for number, (mark, area) in enumerate(zip(guidance.marks, areas, strict=True)):
        energy = np.square(features.magnitude[area.part]) + 1e-12
        energy = np.where(owner[area.part] == number, energy, 0.0)
        if energy.any():
            part = (slice(None), *area.part)
            masks[part] = _as_told(masks[part], instant[part], mark, energy / energy.sum())
    return masks


def _as_told(masks: np.ndarray, instant: np.ndarray, mark: Mark, weights: np.ndarray) -> np.ndarray:
    """Masks (sources, bins, frames) of one mark, moved where weights are positive."""
    own = masks[mark.source]
    reached, wanted = float((own * weights).sum()), float((instant[mark.source] * weights).sum())
    if mark.kind == "activate" and reached < wanted:
        moved = own + (wanted - reached) / (1.0 - reached) * (1.0 - own)
    elif mark.kind == "deactivate" and reached > wanted:
        moved = own * (wanted / reached)
    else:
        return masks
    # The other sources share what is left in their old proportions, or equally.
    others = np.delete(np.arange(len(masks)), mark.source)
    rest = masks[others]
    total = rest.sum(axis=0)
    shares = np.where(total > 1e-6, rest / np.maximum(total, 1e-6), 1.0 / len(others))
    result = np.empty_like(masks)
    result[mark.source], result[others] = moved, shares * (1.0 - moved)
    return np.where(weights > 0, result, masks)
