"""How unsure masks are, bin by bin and in one number."""

from __future__ import annotations

import numpy as np


def doubt(masks: np.ndarray) -> np.ndarray:
    """Impurity of masks (Gini): 0 where one source has all, 1 at equal shares.

    masks: float32 (sources, bins, frames), summing to one. Returns float32 (bins, frames). Of
    what `unbraid benchmark asking` compares it foretells the true error best.
    """
    even = 1.0 - 1.0 / len(masks)
    squares = np.einsum("sbf,sbf->bf", masks, masks)
    impurity: np.ndarray = np.clip((1.0 - squares) / even, 0.0, 1.0).astype(np.float32)
    return impurity


def sureness(masks: np.ndarray, magnitude: np.ndarray) -> float:
    """Mean certainty of masks (sources, bins, frames) over the energy, in [0, 1].

    magnitude: (bins, frames), not negative; NaN where it is silent everywhere.
    """
    energy = np.square(magnitude.astype(np.float64))
    total = float(energy.sum())
    return 1.0 - float((doubt(masks) * energy).sum()) / total if total > 0 else float("nan")
