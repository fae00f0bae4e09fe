"""Simple ways to split a magnitude spectrogram in two: what the blind start chooses among.

Harmonic against percussive (Fitzgerald 2010), static splits of the bands (frequency, modulation
depth, crest, normalised cuts after Shi & Malik 2000), splits of the frames, floor against excess,
tonal against broad, and grouped NMF components (Lee & Seung 2001); each also with its border moved,
because two sources seldom are equally loud.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from engine.separators.factorisation import EPSILON
from engine.separators.scene import Scene, running_median, wiener

Maker = Callable[[Scene], np.ndarray]
_FLOOR = 1e-3
_MOST_FRAMES_TO_CUT = 600


@dataclass(frozen=True)
class Split:
    """A name, the weight of its vote (0: none), and what makes its mask of the first part.

    Masks have the shape (bands, frames), (bands, 1) or (1, frames).
    """

    name: str
    make: Maker
    vote: float = 0.0


def _db(gain: float) -> float:
    return float(10.0 ** (gain / 20.0))


def _once(values: Maker) -> Maker:
    """Values that several splits use, worked out once for a scene."""
    return lambda scene: scene.once(values)


def correlation(rows: np.ndarray) -> np.ndarray:
    """Correlation of all pairs of rows: (rows, rows)."""
    rows = rows - rows.mean(1, keepdims=True)
    rows = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + EPSILON)
    return rows @ rows.T


def _normalised_cut(affinity: np.ndarray) -> np.ndarray:
    affinity = np.maximum(affinity, 0) + 1e-3
    degree = affinity.sum(1)
    wanted = (len(degree) - 2, len(degree) - 2)
    _, vectors = eigh(affinity / np.sqrt(np.outer(degree, degree)), subset_by_index=wanted)
    cut: np.ndarray = vectors[:, 0] / np.sqrt(degree)
    return cut


def parted(values: np.ndarray, weights: np.ndarray, share: float = 0.5) -> np.ndarray:
    """Values to (0, 1) by a tanh of their spread, 0.5 where `share` of the weights lies below."""
    order = np.argsort(values)
    cumulative = np.cumsum(weights[order])
    place = min(int(np.searchsorted(cumulative, share * cumulative[-1])), len(order) - 1)
    mean = (weights * values).sum() / weights.sum()
    spread = np.sqrt((weights * np.square(values - mean)).sum() / weights.sum()) + EPSILON
    return 0.5 + 0.5 * np.tanh(2 * (values - values[order][place]) / spread)


def _halved(values: np.ndarray, power: np.ndarray) -> np.ndarray:
    """Values to (0, 1) around their power-weighted median, by a tanh of their spread."""
    order = np.argsort(values)
    cumulative = np.cumsum(power[order])
    middle = values[order][np.searchsorted(cumulative, cumulative[-1] / 2)]
    spread = np.sqrt((power * np.square(values - middle)).sum() / power.sum()) + EPSILON
    return 0.5 + 0.5 * np.tanh(2 * (values - middle) / spread)


# ---------------------------------------------------------------------- of the bands


def _frequency(scene: Scene) -> np.ndarray:
    return scene.positions


def _modulation(scene: Scene) -> np.ndarray:
    return scene.modulation_depth


def _crest(scene: Scene) -> np.ndarray:
    fourth = (scene.sampled**4).mean(1)
    return np.log(fourth / np.square(scene.band_power) + EPSILON)


def _standardised(values: np.ndarray, power: np.ndarray) -> np.ndarray:
    centred = values - (power * values).sum() / power.sum()
    return centred / (np.sqrt((power * np.square(centred)).sum() / power.sum()) + EPSILON)


def _frequency_with_modulation(scene: Scene) -> np.ndarray:
    depth = _standardised(scene.modulation_depth, scene.band_power)
    pitch = _standardised(scene.positions, scene.band_power)
    sign = np.sign((scene.band_power * depth * pitch).sum()) or 1.0
    return depth + sign * pitch


def _cut(*kinds: str, emphasis: float = 0.25, level: str = "band_power") -> Maker:
    def cut(scene: Scene) -> np.ndarray:
        affinity = sum(np.maximum(_AFFINITIES[kind](scene), 0) for kind in kinds)
        loudness = getattr(scene, level) / getattr(scene, level).max()
        return _normalised_cut(affinity * np.sqrt(np.outer(loudness, loudness)) ** emphasis)

    return _once(cut)


def _near(scene: Scene) -> np.ndarray:
    return np.exp(-np.abs(scene.positions[:, None] - scene.positions) / 3)


def _alike_modulation(scene: Scene) -> np.ndarray:
    depth = scene.modulation_depth
    return np.exp(-np.square((depth[:, None] - depth) / 0.3))


_AFFINITIES: dict[str, Maker] = {
    "log": lambda scene: correlation(scene.log_envelopes),
    "root": lambda scene: correlation(np.sqrt(scene.sampled)),
    "near": _near,
    "modulation": _alike_modulation,
}


def _static(values: Maker) -> Maker:
    """The bands in two halves of equal power."""
    return lambda scene: _halved(values(scene), scene.band_power)[:, None]


def _bands(values: Maker, share: float) -> Maker:
    """The bands in two parts of unequal level."""
    return lambda scene: parted(values(scene), scene.band_level, share)[:, None]


# ---------------------------------------------------------------------- of the frames


def _loudness(scene: Scene) -> np.ndarray:
    loudness: np.ndarray = np.log(scene.magnitude + _FLOOR * scene.magnitude.max() + 1e-30).mean(0)
    return loudness


def _alike_frames(scene: Scene) -> np.ndarray:
    """A normalised cut of the (sampled) frames by their spectra, held for those between."""
    frames = scene.magnitude.shape[1]
    places = np.arange(0, frames, -(-frames // _MOST_FRAMES_TO_CUT))
    spectra = np.log(scene.magnitude[:, places] + _FLOOR * scene.magnitude.max() + EPSILON)
    spectra -= spectra.mean(1, keepdims=True)
    cut = _normalised_cut(np.square(np.maximum(correlation(spectra.T), 0)))
    return np.interp(np.arange(frames), places, cut)


def _frames(values: Maker, share: float) -> Maker:
    return lambda scene: parted(values(scene), scene.magnitude.mean(0), share)[None]


# ---------------------------------------------------------------------- of all bins


def _harmonic(frames: int, bands: int, gain: float = 0.0, power: float = 1.0) -> Maker:
    def make(scene: Scene) -> np.ndarray:
        harmonic, percussive = scene.medians(frames, bands)
        return wiener(harmonic, percussive * _db(gain), power)

    return make


def _floor(quantile: float, gain: float = 0.0) -> Maker:
    def make(scene: Scene) -> np.ndarray:
        level = scene.quantile(quantile)
        floor = np.minimum(level, scene.magnitude)
        return wiener(floor * _db(gain), scene.magnitude - floor)

    return make


def _excess(scene: Scene) -> np.ndarray:
    """By how much a steady bin stands out of its neighbourhood, as a logarithm."""
    level = np.log(running_median(scene.magnitude, 9) + _FLOOR * scene.magnitude.max() + EPSILON)
    excess: np.ndarray = level - (np.roll(level, 3, 0) + np.roll(level, -3, 0)) / 2
    return excess


def _tonal(share: float) -> Maker:
    def make(scene: Scene) -> np.ndarray:
        excess = scene.once(_excess)
        mask = parted(excess.ravel(), scene.magnitude.ravel(), share)
        return mask.reshape(scene.magnitude.shape)

    return make


def _components(which: str, values: Callable[..., np.ndarray], share: float | None) -> Maker:
    """NMF components grouped by a value of each; `share` None: in halves."""

    def make(scene: Scene) -> np.ndarray:
        templates, activations = getattr(scene, which)
        level = templates.sum(0) * activations.sum(1)
        found = values(scene, templates, activations)
        group = _halved(found, level) if share is None else parted(found, level, share)
        return ((templates * group) @ activations) / (templates @ activations + EPSILON)

    return make


def _alike_rows(rows: np.ndarray) -> np.ndarray:
    logs = np.log(rows + _FLOOR * rows.max())
    return _normalised_cut(np.square(np.maximum(correlation(logs), 0)))


def _by_template(scene: Scene, templates: np.ndarray, activations: np.ndarray) -> np.ndarray:
    return _alike_rows(templates.T)


def _by_activation(scene: Scene, templates: np.ndarray, activations: np.ndarray) -> np.ndarray:
    return _alike_rows(activations)


def _by_centre(scene: Scene, templates: np.ndarray, activations: np.ndarray) -> np.ndarray:
    centre: np.ndarray = (templates * scene.positions[:, None]).sum(0) / templates.sum(0)
    return centre


def _by_sparsity(scene: Scene, templates: np.ndarray, activations: np.ndarray) -> np.ndarray:
    return np.log(np.square(activations).mean(1) / np.square(activations.mean(1)) + EPSILON)


def _by_narrowness(scene: Scene, templates: np.ndarray, activations: np.ndarray) -> np.ndarray:
    return np.log(np.square(templates).mean(0) / np.square(templates.mean(0)) + EPSILON)


_ALL = ("log", "root", "near", "modulation")
_VOTERS = (
    Split("harmonic 17/5", _harmonic(17, 5), 1.0),
    Split("harmonic 33/9", _harmonic(33, 9), 1.0),
    Split("harmonic 33/17", _harmonic(33, 17), 1.0),
    Split("harmonic 65/17", _harmonic(65, 17), 1.0),
    Split("frequency", _static(_frequency), 0.45),
    Split("modulation depth", _static(_modulation), 0.45),
    Split("crest", _static(_crest), 0.45),
    Split("frequency with modulation", _static(_frequency_with_modulation), 0.45),
    Split("cut of all", _static(_cut(*_ALL, emphasis=0.5)), 0.45),
    Split("cut by modulation", _static(_cut("modulation")), 0.45),
    Split("cut by log envelopes", _static(_cut("log")), 0.45),
    Split("cut by envelopes", _static(_cut("root")), 0.45),
    Split("floor at half", _floor(0.5), 0.45),
    Split("floor at 0.7", _floor(0.7), 0.45),
    Split("NMF templates", _components("nmf_magnitude", _by_template, None), 0.45),
    Split("NMF activations", _components("nmf_magnitude", _by_activation, None), 0.45),
    Split("root NMF templates", _components("nmf_root", _by_template, None), 0.45),
    Split("root NMF activations", _components("nmf_root", _by_activation, None), 0.45),
)


def _moved() -> list[Split]:
    """The same kinds with their borders moved, and those that need no vote."""
    found = [Split(f"harmonic {g} dB", _harmonic(33, 17, g)) for g in (-9, -5, 5, 9)]
    found += [Split(f"harmonic, sharp {g} dB", _harmonic(33, 17, g, 2.0)) for g in (-4, 4)]
    found += [Split(f"harmonic, short {g} dB", _harmonic(17, 5, g)) for g in (-6, 6)]
    cut = _cut(*_ALL, emphasis=0.5, level="band_level")
    kinds = (("frequency", _frequency), ("modulation", _modulation), ("crest", _crest))
    for name, values in (*kinds, ("cut", cut)):
        found += [Split(f"{name} {q}", _bands(values, q)) for q in (0.12, 0.3, 0.7, 0.88)]
    for quantile in (0.3, 0.5, 0.85):
        found += [Split(f"floor {quantile} {g} dB", _floor(quantile, g)) for g in (0, 8)]
    found += [Split(f"loudness {q}", _frames(_loudness, q)) for q in (0.2, 0.4, 0.6, 0.8)]
    alike = _once(_alike_frames)
    found += [Split(f"frames {q}", _frames(alike, q)) for q in (0.3, 0.5, 0.7)]
    for which in ("nmf_magnitude", "nmf_root"):
        for by in (_by_template, _by_activation):
            found += [
                Split(f"{which}{by.__name__} {q}", _components(which, by, q)) for q in (0.2, 0.8)
            ]
        for by in (_by_centre, _by_sparsity, _by_narrowness):
            found += [
                Split(f"{which}{by.__name__} {q}", _components(which, by, q)) for q in (0.35, 0.65)
            ]
    found += [Split(f"tonal {q}", _tonal(q)) for q in (0.35, 0.65)]
    return found


SPLITS: tuple[Split, ...] = (*_VOTERS, *_moved())
