"""Non-negative matrix factorisation by multiplicative updates (Lee & Seung 2001)."""

from __future__ import annotations

import numpy as np

EPSILON = 1e-9
MAX_FRAMES_FOR_STATISTICS = 2000


def factorise(
    magnitude: np.ndarray,
    components: int,
    iterations: int,
    *,
    seed: int,
    euclidean: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """NMF by multiplicative updates (Lee & Seung 2001): W (bins, K), columns sum 1, H (K, frames).

    Minimises the generalised Kullback-Leibler divergence, or the squared error. Of a long
    recording the templates are fitted to evenly spaced frames, then every frame's activations.
    """
    stride = -(-magnitude.shape[1] // MAX_FRAMES_FOR_STATISTICS)
    if stride > 1:
        templates, few = factorise(
            magnitude[:, ::stride], components, iterations, seed=seed, euclidean=euclidean
        )
        activations = np.repeat(few, stride, axis=1)[:, : magnitude.shape[1]]
        for _ in range(5):
            activations = update_activations(magnitude, templates, activations, euclidean=euclidean)
        return templates, activations
    random = np.random.default_rng(seed)
    bins, frames = magnitude.shape
    target = magnitude.astype(np.float32) + np.float32(1e-6 * magnitude.max() + 1e-20)
    templates = random.random((bins, components), np.float32) + np.float32(0.1)
    activations = random.random((components, frames), np.float32) + np.float32(0.1)
    activations *= target.mean() / (templates @ activations).mean()
    for _ in range(iterations):
        templates, activations = update(target, templates, activations, euclidean=euclidean)
    total = templates.sum(0) + EPSILON
    return templates / total, activations * total[:, None]


def update(
    target: np.ndarray, templates: np.ndarray, activations: np.ndarray, *, euclidean: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """One multiplicative update of the activations, then of the templates."""
    activations = update_activations(target, templates, activations, euclidean=euclidean)
    tiny = np.float32(EPSILON)
    if euclidean:
        templates = templates * (
            (target @ activations.T) / (templates @ (activations @ activations.T) + tiny)
        )
    else:
        ratio = target / (templates @ activations + tiny)
        templates = templates * ((ratio @ activations.T) / (activations.sum(1) + tiny))
    return np.maximum(templates, tiny), activations


def update_activations(
    target: np.ndarray, templates: np.ndarray, activations: np.ndarray, *, euclidean: bool = False
) -> np.ndarray:
    """One multiplicative update of the activations.

    They keep a floor: what shrinks towards zero would become subnormal, 15 times as slow.
    """
    tiny = np.float32(EPSILON)
    if euclidean:
        activations = activations * (
            (templates.T @ target) / ((templates.T @ templates) @ activations + tiny)
        )
    else:
        ratio = target / (templates @ activations + tiny)
        activations = activations * ((templates.T @ ratio) / (templates.sum(0)[:, None] + tiny))
    return np.maximum(activations, tiny)
