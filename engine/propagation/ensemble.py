"""The refined answer: several regressions averaged, each taken over by its own criterion.

Members differ in their factorisations and landmarks and in what they weigh. A member joins
where leave-one-box-out loss does not rise by it: each box is predicted from the others, and
compared with what the person said (Rasmussen & Williams 2006, section 5.4.2, a box at a time).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from scipy.ndimage import gaussian_filter

from engine.guidance import Evidence, Guidance, Mark, pin_exact
from engine.propagation.features import Features, prepare
from engine.propagation.kernels import KernelSum
from engine.propagation.regression import (
    CONTRAST,
    Answer,
    Labels,
    evidence_of,
    from_masks,
    label,
    propagate,
    scores_of,
    to_masks,
    uncertainty_of,
    with_noise,
)

MEMBERS = 2
POINTS_PER_BOX = 120
MOST_POINTS = 960
# Smoothing by energy next to a bin, less a wide one; fitted on mixtures outside the benchmark.
_SMOOTHING = 0.5
_SHARPNESS = 1.2
# Whose a bin is: the number of the only mark that covers it, or one of these.
_NOBODY, _SEVERAL = -1, -2


class _Candidate(NamedTuple):
    """Scores (sources, bins, frames) and what they predict of each box from the others,
    (sources, points), or None where that says nothing."""

    scores: torch.Tensor
    held_out: torch.Tensor | None


class Ensemble:
    """Refines the instant answers of one recording.

    hint: blind masks (sources, bins, frames) of the recording in any order of the sources, or
    None; it joins where boxes can judge it. Members are prepared when first needed and kept.
    loss: leave-one-box-out loss of the last answer; 0 where nothing can tell.
    """

    def __init__(self, features: Features, hint: np.ndarray | None = None) -> None:
        self._features = features
        self.hint = hint
        self.loss = 0.0
        self._members = [features]

    def improve(self, base: np.ndarray, guidance: Guidance) -> Iterator[Answer]:
        """The instant answer first, then after each member what holds by then.

        base: float32 (sources, bins, frames), summing to one. No answer has less of a source in
        its activate box, nor more in its deactivate box, than the instant one.
        """
        base = np.asarray(base, np.float32)
        evidence = evidence_of(self._features, len(base), guidance)
        instant = propagate(self._features, base, evidence)
        yield instant
        labels = label(self._features, base, evidence, per_box=POINTS_PER_BOX, most=MOST_POINTS)
        if labels is None:
            return
        best: list[_Candidate] = []
        for number in range(MEMBERS):
            candidate = self._candidate(number, torch.from_numpy(base), labels)
            best = self._joined(best, candidate, labels)
            self.loss = _loss(_mean(best), labels)
            yield self._answer(best, instant, guidance, evidence)

    def _member(self, number: int) -> Features:
        if number == len(self._members):
            first = self._features
            seed = first.seed + 1009 * number
            self._members.append(
                prepare(first.magnitude, first.times, first.frequencies, seed=seed)
            )
        return self._members[number]

    @torch.no_grad()
    def _candidate(self, number: int, base: torch.Tensor, labels: Labels) -> _Candidate:
        kernel = self._member(number).kernel
        plain = _fitted(kernel, labels, base, 1.0)
        if self.hint is None or plain.held_out is None:
            return plain
        hint = torch.from_numpy(np.asarray(self.hint, np.float32))
        hinted = _fitted(kernel, labels, hint, 1.0)
        return hinted if _loss(hinted, labels) <= _loss(plain, labels) else plain

    def _joined(
        self, members: list[_Candidate], candidate: _Candidate, labels: Labels
    ) -> list[_Candidate]:
        joined = [*members, candidate]
        if not members or _loss(_mean(joined), labels) <= _loss(_mean(members), labels):
            return joined
        return members

    @torch.no_grad()
    def _answer(
        self,
        members: list[_Candidate],
        instant: Answer,
        guidance: Guidance,
        evidence: Evidence,
    ) -> Answer:
        scores = _mean(members).scores.clamp(-1.0, 1.0)
        drawn = smoothed(scores.numpy(), self._features.magnitude)
        masks = to_masks(torch.from_numpy(drawn)).numpy()
        masks = no_worse_inside(masks, instant.masks, self._features, guidance)
        masks = pin_exact(masks, evidence)
        return Answer(masks, uncertainty_of(masks))


def _fitted(kernel: KernelSum, labels: Labels, similar: torch.Tensor, trust: float) -> _Candidate:
    scores = scores_of(kernel, labels, similar, trust)
    return _Candidate(scores, held_out_scores(kernel, labels, similar, trust))


def _mean(members: list[_Candidate]) -> _Candidate:
    scores = torch.stack([member.scores for member in members]).mean(0)
    held_out = [member.held_out for member in members if member.held_out is not None]
    return _Candidate(scores, torch.stack(held_out).mean(0) if held_out else None)


def _loss(candidate: _Candidate, labels: Labels) -> float:
    """Mean square error of boxes predicted from the others; 0 where that says nothing."""
    if candidate.held_out is None:
        return 0.0
    error = (candidate.held_out.clamp(-1.0, 1.0) - labels.scores).square().sum(0)
    return float((error * labels.counts).sum() / labels.counts.sum())


def held_out_scores(
    kernel: KernelSum, labels: Labels, similar: torch.Tensor, trust: float
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
    share = trust * (1.0 - 1.0 / len(similar))
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
