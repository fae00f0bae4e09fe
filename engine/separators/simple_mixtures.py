"""Mixtures so simple that one spectrum and one activation a source, or a few tracks, explain them.

Tones, hums and modulated cosines: there grouped spectral peaks or a factorisation are right and
a soft vote is not. The sign is a low residual of the rank-one models of the candidates' parts
together with parts that do not overlap: made tones and cosines have 0.05 to 0.2, real
recordings 0.36 and more. Whistles and chirps that no one spectrum explains are followed as
sinusoidal tracks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.ndimage import convolve1d
from scipy.signal import find_peaks
from scipy.spatial.distance import pdist

from engine.masks import normalised
from engine.separators.factorisation import factorise, update
from engine.separators.scene import Scene, wiener
from engine.separators.tracks import find_tracks, masks_of

# Residual plus overlap below which a candidate is believed.
SIMPLE = 0.27
_NMF_SEEDS = 6
_ITERATIONS = 100
_PLAIN_HANDICAP = 0.01
# The best templates are fitted further where they are nearly believed, by so many updates.
_WORTH_FITTING = 1.3
_FITS = (10, 50)
# What is believed is fitted a little further: what a loud tone's start and end leave near the peak
# of another is the loud one's again. More updates would take from the others what is theirs, and so
# what explains the mixture less well is not taken over.
_LAST_FIT = (5,)
_AS_GOOD = 1.01
# Constant tones together are of rank one too: what then leaves a source with less than this share
# of the power must explain the mixture clearly better.
_LITTLE_POWER = 0.02
# After so many tries a mixture with so many times the cost of a simple one is not simple.
_ENOUGH_TRIES, _HOPELESS = 6, 1.7
_EMPTY_HANDICAP = 4.0
_WING_BANDS = 6
# Spectral peaks stand out by so many dB, and lie within so many of the highest.
_PROMINENCE = 10.0
_PEAK_RANGE = 50.0
_MOST_PEAKS = 32


@dataclass(frozen=True)
class Candidate:
    """Masks (sources, bands, frames) and their cost: rank-one residual plus overlap.

    tracked: they follow sinusoids whose pitch moves, so that `cost_of` does not tell their cost.
    """

    masks: np.ndarray
    cost: float
    tracked: bool = False


def simplest_steps(scene: Scene, sources: int) -> Iterator[Candidate]:
    """The best candidate after each try; the last one explains the mixture best.

    One template and activation a source. While no candidate is simple its masks cover only the
    frames of `scene.sampled`.
    """
    magnitude = scene.sampled
    best: Candidate | None = None
    tries = enumerate(_templates(magnitude, sources, scene.seed), start=1)
    for number, (templates, handicap) in tries:
        tried = _tried(scene, templates, handicap)
        if best is None or tried.cost < best.cost:
            best, leading = tried, templates
        yield best
        if number >= _ENOUGH_TRIES and best.cost > _HOPELESS * SIMPLE:
            break
    assert best is not None
    if best.cost < _WORTH_FITTING * SIMPLE:
        for templates in _fitted(leading, magnitude, _FITS):
            tried = _tried(scene, templates, _PLAIN_HANDICAP)
            if tried.cost < best.cost:
                best, leading = tried, templates
            yield best
    if best.cost >= SIMPLE:
        yield _tracked(scene, sources) or best
        return
    for templates in _fitted(leading, magnitude, _LAST_FIT):
        fitted = _tried(scene, templates, 0.0)
        if fitted.cost < _AS_GOOD * best.cost:
            yield fitted


def _tried(scene: Scene, templates: np.ndarray, handicap: float) -> Candidate:
    """What templates (bands, sources) make of the scene; the handicap adds to the cost."""
    magnitude = scene.sampled
    masks = _masks(templates, _activations(templates, magnitude))
    cost = handicap + cost_of(masks, magnitude)
    if _emptiest(masks, magnitude) < _LITTLE_POWER:
        cost *= _EMPTY_HANDICAP
    if cost < SIMPLE:
        masks = _masks(templates, _activations(templates, scene.magnitude))
    return Candidate(masks, cost)


def _fitted(
    templates: np.ndarray, magnitude: np.ndarray, fits: tuple[int, ...]
) -> Iterator[np.ndarray]:
    """The same templates after so many updates: each band may have two leaders again, and none of
    a factorisation's ambiguity is left once it begins with the right ones."""
    activations = _activations(templates, magnitude)
    templates = templates + 1e-6 * templates.max(0)
    done = 0
    for updates in fits:
        for _ in range(updates - done):
            templates, activations = update(magnitude, templates, activations)
        done = updates
        yield templates


def _tracked(scene: Scene, sources: int) -> Candidate | None:
    """Sinusoids whose pitch moves: no one spectrum explains them, their tracks do."""
    tracks = find_tracks(scene.magnitude, sources)
    found = masks_of(tracks, scene.magnitude, scene.frequencies, sources)
    if found is None:
        return None
    masks, beside = found
    cost = overlap_of(masks, scene.magnitude) + float(np.sqrt(beside))
    return Candidate(masks, cost, tracked=True) if cost < SIMPLE else None


def _templates(
    magnitude: np.ndarray, sources: int, seed: int
) -> Iterator[tuple[np.ndarray, float]]:
    """Templates (bands, sources) to try, and what is added to their cost.

    Of grouped spectral peaks, then of factorisations; these as they are only where they explain
    the mixture clearly better than with one leader a band.
    """
    profile = np.sqrt(np.square(magnitude).mean(1))
    for grouped in _grouped_peaks(magnitude, profile, sources):
        yield _divided(grouped, profile), 0.0
    for number in range(seed, seed + _NMF_SEEDS):
        factorised, _ = factorise(magnitude, sources, _ITERATIONS, seed=number)
        yield _divided(factorised, factorised.sum(1)), 0.0
        yield factorised, _PLAIN_HANDICAP


def _grouped_peaks(
    magnitude: np.ndarray, profile: np.ndarray, sources: int
) -> Iterator[np.ndarray]:
    """Peaks of the mean spectrum, grouped by the course of their envelopes, then by pitch."""
    decibels = 20 * np.log10(profile + 1e-9)
    peaks, _ = find_peaks(decibels, prominence=_PROMINENCE, height=decibels.max() - _PEAK_RANGE)
    peaks = peaks[np.argsort(-profile[peaks])[:_MOST_PEAKS]]
    if len(peaks) < sources:
        return
    for features, metric in ((magnitude[peaks], "correlation"), (peaks[:, None], "euclidean")):
        distances = np.nan_to_num(pdist(features, metric), nan=1.0)
        groups = fcluster(linkage(distances, "average"), sources, "maxclust") - 1
        if groups.max() + 1 == sources:
            templates = np.zeros((len(profile), sources), np.float32)
            templates[peaks, groups] = profile[peaks]
            yield templates


def _divided(templates: np.ndarray, profile: np.ndarray) -> np.ndarray:
    """Templates of this common profile (bands,) in which each band has one leader.

    A factorisation is not unique when one source never rests, and the wings that a tone gets
    where it starts and ends land anywhere: bands near a peak belong to that peak.
    """
    smoothed = _smoothed(templates)
    share = wiener(smoothed, smoothed.sum(1, keepdims=True) - smoothed, power=4.0)
    divided: np.ndarray = profile[:, None] * share
    return divided.astype(np.float32)


def _smoothed(templates: np.ndarray) -> np.ndarray:
    """Templates spread over neighbouring bands by a kernel as wide as a window's wings."""
    distance = np.arange(-_WING_BANDS * 7, _WING_BANDS * 7 + 1)
    kernel = 1.0 / (1.0 + np.square(distance / _WING_BANDS))
    return convolve1d(templates, kernel / kernel.sum(), axis=0, mode="nearest")


def _activations(templates: np.ndarray, magnitude: np.ndarray) -> np.ndarray:
    """Activations (sources, frames) of fixed templates, KL divergence."""
    total = templates.sum(0)[:, None] + 1e-9
    activations = np.full(
        (templates.shape[1], magnitude.shape[1]), magnitude.mean() + 1e-9, np.float32
    )
    for _ in range(30):
        activations *= (templates.T @ (magnitude / (templates @ activations + 1e-9))) / total
        np.maximum(activations, 1e-9, out=activations)
    return activations


def _masks(templates: np.ndarray, activations: np.ndarray) -> np.ndarray:
    parts = templates.T[:, :, None] * activations[:, None, :]
    return normalised(np.square(parts))


def _emptiest(masks: np.ndarray, magnitude: np.ndarray) -> float:
    """Share of the power of the quietest source."""
    powers = (masks * np.square(magnitude)).sum((1, 2))
    return float(powers.min() / (powers.sum() + 1e-20))


def cost_of(masks: np.ndarray, magnitude: np.ndarray) -> float:
    """Rank-one residual of the parts (relative, in amplitude) plus their overlap (in power)."""
    total = float(np.square(magnitude).sum()) + 1e-20
    left = sum(_power_beyond_rank_one(mask * magnitude) for mask in masks)
    return overlap_of(masks, magnitude) + float(np.sqrt(max(left, 0.0) / total))


def overlap_of(masks: np.ndarray, magnitude: np.ndarray) -> float:
    """Share of the power that masks (sources, bands, frames) do not give to one source alone."""
    power = np.square(magnitude)
    return float((power * (1 - np.square(masks).sum(0))).sum() / (power.sum() + 1e-20))


def _power_beyond_rank_one(part: np.ndarray) -> float:
    """Power that the best rank-one model (by power iteration) leaves of part (bands, frames)."""
    profile = part.sum(1)
    for _ in range(8):
        profile = part @ (part.T @ profile)
        profile /= np.linalg.norm(profile) + 1e-20
    return float(np.square(part).sum() - np.square(part.T @ profile).sum())
