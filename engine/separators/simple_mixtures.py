"""Mixtures so simple that one spectrum and one activation a source explain them.

Tones, hums and modulated cosines: there a factorisation is right and a soft vote is not. The
sign is a low residual of the rank-one models of the candidates' parts (real recordings have
0.4 and more) together with parts that do not overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.masks import normalised
from engine.separators.consensus import Scene, factorise, wiener

# Residual plus overlap below which a candidate is believed.
SIMPLE = 0.2
_NMF_SEEDS = 4
_ITERATIONS = 100


@dataclass(frozen=True)
class Candidate:
    """Masks (sources, bands, frames) and their cost: rank-one residual plus overlap."""

    masks: np.ndarray
    cost: float


def simplest(scene: Scene, sources: int) -> Candidate:
    """The candidate that explains the mixture best by one template and activation a source."""
    magnitude = scene.sampled
    seeds = range(scene.seed, scene.seed + _NMF_SEEDS)
    found = [
        _rank_one(factorise(magnitude, sources, _ITERATIONS, seed=seed), magnitude)
        for seed in seeds
    ]
    costs = [cost_of(masks, magnitude) for masks, _ in found]
    best = int(np.argmin(costs))
    if costs[best] >= SIMPLE:
        return Candidate(found[best][0], costs[best])
    templates = found[best][1]
    activations = _activations(templates, scene.magnitude)
    return Candidate(_masks(templates, activations), costs[best])


def _rank_one(
    model: tuple[np.ndarray, np.ndarray], magnitude: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Masks and templates once each template keeps only the bands in which it leads.

    A factorisation is not unique when one source never rests; disjoint templates are the
    solution with the least overlap.
    """
    templates, _ = model
    share = wiener(templates, templates.sum(1, keepdims=True) - templates, power=4.0)
    disjoint = templates * share
    candidates = [templates, disjoint]
    scored = [(_masks(t, _activations(t, magnitude)), t) for t in candidates]
    return min(scored, key=lambda pair: cost_of(pair[0], magnitude))


def _activations(templates: np.ndarray, magnitude: np.ndarray) -> np.ndarray:
    """Activations (sources, frames) of fixed templates, KL divergence."""
    total = templates.sum(0)[:, None] + 1e-9
    activations = np.full(
        (templates.shape[1], magnitude.shape[1]), magnitude.mean() + 1e-9, np.float32
    )
    for _ in range(30):
        activations *= (templates.T @ (magnitude / (templates @ activations + 1e-9))) / total
    return activations


def _masks(templates: np.ndarray, activations: np.ndarray) -> np.ndarray:
    parts = templates.T[:, :, None] * activations[:, None, :]
    return normalised(np.square(parts))


def cost_of(masks: np.ndarray, magnitude: np.ndarray) -> float:
    """Rank-one residual of the parts plus their overlap, both relative to the mixture."""
    power = np.square(magnitude)
    overlap = (power * (1 - np.square(masks).sum(0))).sum() / (power.sum() + 1e-12)
    residual = 0.0
    for mask in masks:
        part = mask * magnitude
        profile = part.sum(1, keepdims=True) * part.sum(0, keepdims=True) / (part.sum() + 1e-12)
        residual += np.abs(part - profile).sum()
    return float(overlap + residual / (magnitude.sum() + 1e-12))
