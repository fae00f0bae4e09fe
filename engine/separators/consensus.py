"""A consensus of cheap masks: the blind start, in about a second.

Two-way splits of a magnitude spectrogram vote: harmonic against percussive (Fitzgerald 2010,
four sizes), static splits of the bands (frequency, modulation depth, crest, normalised cuts
after Shi & Malik 2000), floor against excess, and clustered NMF components (Lee & Seung 2001).
The leading eigenvector of the power-weighted Gram matrix of (mask − ½) gives each split's sign
and share. More than two sources come from splitting the loudest part again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.ndimage import median_filter

from engine.spectrogram import erb_number

EPSILON = 1e-9
# Spread of the averaged vote that becomes a full mask: softer masks lose less when wrong.
CONTRAST = 0.4
_MAX_FRAMES_FOR_STATISTICS = 2000


class Scene:
    """A magnitude spectrogram (bands, frames) and what several splits need of it."""

    def __init__(self, magnitude: np.ndarray, frequencies: np.ndarray, seed: int) -> None:
        self.magnitude = magnitude
        self.frequencies = frequencies
        self.seed = seed

    @cached_property
    def sampled(self) -> np.ndarray:
        """Evenly spaced frames, few enough for statistics over bands."""
        stride = -(-self.magnitude.shape[1] // _MAX_FRAMES_FOR_STATISTICS)
        return self.magnitude[:, ::stride]

    @cached_property
    def band_power(self) -> np.ndarray:
        """Power of each band, mean over time: (bands,)."""
        return np.square(self.sampled).mean(1) + EPSILON * np.square(self.sampled).mean()

    @cached_property
    def log_envelopes(self) -> np.ndarray:
        """Log magnitude with a floor 60 dB below the peak."""
        return np.log(self.sampled + 1e-3 * self.sampled.max() + EPSILON)

    @cached_property
    def modulation_depth(self) -> np.ndarray:
        """Log of spread over mean of each band's envelope: (bands,)."""
        spread = self.sampled.std(1) + EPSILON
        return np.log(spread / (self.sampled.mean(1) + EPSILON))

    @cached_property
    def nmf_magnitude(self) -> tuple[np.ndarray, np.ndarray]:
        """KL-NMF of the magnitude with 8 components."""
        return factorise(self.magnitude, 8, 60, seed=self.seed)

    @cached_property
    def nmf_root(self) -> tuple[np.ndarray, np.ndarray]:
        """Euclidean NMF of the root of the magnitude with 8 components."""
        return factorise(np.sqrt(self.magnitude), 8, 60, seed=self.seed, euclidean=True)


@dataclass(frozen=True)
class Split:
    """One voter: a name, its weight, and what makes its mask of the first part."""

    name: str
    weight: float
    make: Callable[[Scene], np.ndarray]


def running_median(rows: np.ndarray, size: int) -> np.ndarray:
    """Median over `size` (odd) neighbours along the last axis of (rows, columns), mirrored edges.

    The rows pass as one line: scipy's one-dimensional filter is 20 times as fast as its other.
    """
    half = size // 2
    padded = np.pad(rows, ((0, 0), (half, half)), mode="symmetric")
    filtered: np.ndarray = median_filter(padded.ravel(), size=size, mode="nearest")
    return filtered.reshape(padded.shape)[:, half : half + rows.shape[1]]


def wiener(a: np.ndarray, b: np.ndarray, power: float = 2.0) -> np.ndarray:
    """Ratio mask a^p / (a^p + b^p)."""
    a, b = a**power, b**power
    return a / (a + b + EPSILON)


def _correlation(rows: np.ndarray) -> np.ndarray:
    rows = rows - rows.mean(1, keepdims=True)
    rows = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + EPSILON)
    return rows @ rows.T


def _normalised_cut(affinity: np.ndarray) -> np.ndarray:
    affinity = np.maximum(affinity, 0) + 1e-3
    degree = affinity.sum(1)
    _, vectors = np.linalg.eigh(affinity / np.sqrt(np.outer(degree, degree)))
    cut: np.ndarray = vectors[:, -2] / np.sqrt(degree)
    return cut


def _halved(values: np.ndarray, power: np.ndarray) -> np.ndarray:
    """Values to (0, 1) around their power-weighted median, by a tanh of their spread."""
    order = np.argsort(values)
    cumulative = np.cumsum(power[order])
    middle = values[order][np.searchsorted(cumulative, cumulative[-1] / 2)]
    spread = np.sqrt((power * np.square(values - middle)).sum() / power.sum()) + EPSILON
    return 0.5 + 0.5 * np.tanh(2 * (values - middle) / spread)


def _static(scene: Scene, values: np.ndarray) -> np.ndarray:
    """A mask that is the same in every frame: (bands, 1)."""
    return _halved(values, scene.band_power)[:, None]


def _standardised(values: np.ndarray, power: np.ndarray) -> np.ndarray:
    centred = values - (power * values).sum() / power.sum()
    return centred / (np.sqrt((power * np.square(centred)).sum() / power.sum()) + EPSILON)


def _harmonic(frames: int, bands: int) -> Callable[[Scene], np.ndarray]:
    def make(scene: Scene) -> np.ndarray:
        harmonic = running_median(scene.magnitude, frames)
        percussive = running_median(scene.magnitude.T, bands).T
        return wiener(harmonic, percussive, power=1.0)

    return make


def _floor(quantile: float) -> Callable[[Scene], np.ndarray]:
    def make(scene: Scene) -> np.ndarray:
        level = np.quantile(scene.sampled, quantile, axis=1, keepdims=True)
        floor = np.minimum(level, scene.magnitude)
        return wiener(floor, scene.magnitude - floor)

    return make


def _frequency(scene: Scene) -> np.ndarray:
    return _static(scene, erb_number(scene.frequencies))


def _modulation(scene: Scene) -> np.ndarray:
    return _static(scene, scene.modulation_depth)


def _crest(scene: Scene) -> np.ndarray:
    fourth = (scene.sampled**4).mean(1)
    return _static(scene, np.log(fourth / np.square(scene.band_power) + EPSILON))


def _frequency_with_modulation(scene: Scene) -> np.ndarray:
    depth = _standardised(scene.modulation_depth, scene.band_power)
    pitch = _standardised(erb_number(scene.frequencies), scene.band_power)
    sign = np.sign((scene.band_power * depth * pitch).sum()) or 1.0
    return _static(scene, depth + sign * pitch)


def _band_cut(*kinds: str, emphasis: float = 0.25) -> Callable[[Scene], np.ndarray]:
    def make(scene: Scene) -> np.ndarray:
        affinity = sum(np.maximum(_AFFINITIES[kind](scene), 0) for kind in kinds)
        loudness = scene.band_power / scene.band_power.max()
        weighted = affinity * np.sqrt(np.outer(loudness, loudness)) ** emphasis
        return _static(scene, _normalised_cut(weighted))

    return make


def _near(scene: Scene) -> np.ndarray:
    position = erb_number(scene.frequencies)
    return np.exp(-np.abs(position[:, None] - position) / 3)


def _alike_modulation(scene: Scene) -> np.ndarray:
    depth = scene.modulation_depth
    return np.exp(-np.square((depth[:, None] - depth) / 0.3))


_AFFINITIES: dict[str, Callable[[Scene], np.ndarray]] = {
    "log": lambda scene: _correlation(scene.log_envelopes),
    "root": lambda scene: _correlation(np.sqrt(scene.sampled)),
    "near": _near,
    "modulation": _alike_modulation,
}


def _components(which: str, side: str) -> Callable[[Scene], np.ndarray]:
    def make(scene: Scene) -> np.ndarray:
        templates, activations = getattr(scene, which)
        rows = templates.T if side == "templates" else activations
        affinity = np.square(np.maximum(_correlation(np.log(rows + 1e-3 * rows.max())), 0))
        share = _halved(_normalised_cut(affinity), templates.sum(0) * activations.sum(1))
        return ((templates * share) @ activations) / (templates @ activations + EPSILON)

    return make


SPLITS: tuple[Split, ...] = (
    Split("harmonic 17/5", 1.0, _harmonic(17, 5)),
    Split("harmonic 33/9", 1.0, _harmonic(33, 9)),
    Split("harmonic 33/17", 1.0, _harmonic(33, 17)),
    Split("harmonic 65/17", 1.0, _harmonic(65, 17)),
    Split("frequency", 0.45, _frequency),
    Split("modulation depth", 0.45, _modulation),
    Split("crest", 0.45, _crest),
    Split("frequency with modulation", 0.45, _frequency_with_modulation),
    Split("cut of all", 0.45, _band_cut("log", "root", "near", "modulation", emphasis=0.5)),
    Split("cut by modulation", 0.45, _band_cut("modulation")),
    Split("cut by log envelopes", 0.45, _band_cut("log")),
    Split("cut by envelopes", 0.45, _band_cut("root")),
    Split("floor at half", 0.45, _floor(0.5)),
    Split("floor at 0.7", 0.45, _floor(0.7)),
    Split("NMF templates", 0.45, _components("nmf_magnitude", "templates")),
    Split("NMF activations", 0.45, _components("nmf_magnitude", "activations")),
    Split("root NMF templates", 0.45, _components("nmf_root", "templates")),
    Split("root NMF activations", 0.45, _components("nmf_root", "activations")),
)


class Vote:
    """The running consensus of two-way splits of one part of the mixture."""

    def __init__(self, magnitude: np.ndarray) -> None:
        power = np.square(magnitude, dtype=np.float32)
        self._weight = (power / (power.sum() + EPSILON)).astype(np.float32)
        self._votes: list[np.ndarray] = []
        self._gram = np.zeros((0, 0))

    def hear(self, mask: np.ndarray, weight: float) -> None:
        """Take in one split's mask of the first part, (bands, frames) or (bands, 1)."""
        vote = np.broadcast_to(mask - 0.5, self._weight.shape).astype(np.float32)
        norm = np.sqrt((self._weight * vote * vote).sum()) + EPSILON
        vote *= np.sqrt(weight) / norm
        row = [float((self._weight * vote * other).sum()) for other in self._votes]
        size = len(row) + 1
        gram = np.zeros((size, size))
        gram[:-1, :-1] = self._gram
        gram[-1, :-1] = gram[:-1, -1] = row
        gram[-1, -1] = weight
        self._votes.append(vote)
        self._gram = gram

    def result(self) -> tuple[np.ndarray, float]:
        """The mask of the first part (bands, frames) and the agreement in (0, 1]."""
        values, vectors = np.linalg.eigh(self._gram)
        leading = vectors[:, -1]
        # The first voter is always heard positively: the sign does not flip as others join.
        leading = leading * (np.sign(leading[0]) or 1.0)
        mean = sum(np.float32(u) * vote for u, vote in zip(leading, self._votes, strict=True))
        spread = np.sqrt((self._weight * mean * mean).sum()) + EPSILON
        mask = np.clip(0.5 + CONTRAST * mean / spread, 0.0, 1.0)
        return mask, float(values[-1] / values.sum())


class Consensus(NamedTuple):
    """masks: float32 (sources, bands, frames). agreement: in (0, 1], of the last split's voters."""

    masks: np.ndarray
    agreement: float


def consensus_steps(
    magnitude: np.ndarray, frequencies: np.ndarray, sources: int, seed: int
) -> Iterator[Consensus]:
    """The state of the vote after each split heard; the last is the consensus.

    magnitude: float32 (bands, frames); frequencies (bands,) in Hz. Sources that are not yet
    split off have an empty mask.
    """
    parts: list[np.ndarray] = [np.ones_like(magnitude)]
    while len(parts) < sources:
        loudest = int(np.argmax([np.square(part * magnitude).sum() for part in parts]))
        part, others = parts[loudest], parts[:loudest] + parts[loudest + 1 :]
        scene = Scene(part * magnitude, frequencies, seed)
        vote = Vote(scene.magnitude)
        for split in SPLITS:
            vote.hear(split.make(scene), split.weight)
            mask, agreement = vote.result()
            parts = [part * mask, part * (1 - mask), *others]
            masks = np.zeros((sources, *magnitude.shape), np.float32)
            masks[: len(parts)] = parts
            yield Consensus(masks, agreement)


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
    stride = -(-magnitude.shape[1] // _MAX_FRAMES_FOR_STATISTICS)
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
