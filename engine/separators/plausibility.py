"""How plausible each hypothesis is, judged without any reference.

A weighted sum of the evidence. The weights maximise, by gradient descent from ridge regression on
the SI-SDR of single hypotheses, the SI-SDR of what the plausible ones average to, on 890 mixtures
of other recordings, of sounds made by code and of the clips of 24 of the benchmark's 50. None
holds a clip of the other 26.
"""

from __future__ import annotations

import numpy as np

from engine.separators.evidence import evidence
from engine.separators.hypotheses import Probe

# Evidence: (weight, its usual spread within a mixture).
WEIGHTS: dict[str, tuple[float, float]] = {
    "foretold, pitch": (0.59, 0.249),
    "foretold, neighbourhood": (0.81, 0.448),
    "foretold, comodulation and frame": (0.19, 0.362),
    "foretold, 8 components": (0.28, 0.26),
    "foretold, 30 components": (0.35, 0.245),
    "foretold, 60 components": (0.15, 0.243),
    "foretold, texture": (0.98, 0.274),
    "foretold, all": (-0.72, 0.131),
    "foretold wrongly, magnitude": (-0.26, 0.165),
    "foretold wrongly, energy": (-0.92, 0.178),
    "envelopes, magnitude, 60": (0.64, 0.321),
    "overlap in frequency, magnitude": (0.97, 0.134),
    "steadiness": (0.62, 0.083),
    "unequal steadiness, magnitude": (0.26, 0.0808),
    "unequal size, magnitude": (0.22, 0.255),
    "squared sureness, magnitude": (0.09, 0.213),
    "unequal level, magnitude": (-0.13, 0.605),
    "envelopes, energy, 20": (0.45, 0.372),
    "log envelopes, 20": (-0.44, 0.357),
    "envelopes, energy, 60": (-0.14, 0.315),
    "log envelopes, 60": (0.23, 0.3),
    "overlap in frequency, energy": (-1.01, 0.156),
    "unequal steadiness, energy": (0.37, 0.0824),
    "unequal size, energy": (-0.17, 0.285),
    "sureness": (-0.08, 0.202),
    "squared sureness, energy": (-0.35, 0.231),
    "unequal level, energy": (0.54, 0.528),
    "alike across, pitch": (-1.44, 0.143),
    "unequal within, pitch": (0.33, 0.216),
    "alike across, neighbourhood": (0.16, 0.203),
    "alike within, neighbourhood": (-1.03, 0.486),
    "unequal within, neighbourhood": (0.38, 0.542),
    "alike across, pitch and frame": (1.28, 0.195),
    "unequal within, pitch and frame": (0.1, 0.305),
    "alike across, comodulation": (-0.23, 0.148),
    "alike within, comodulation": (1.29, 0.31),
    "unequal within, comodulation": (-0.3, 0.316),
    "alike within, comodulation and frame": (-1.73, 0.337),
    "unequal within, comodulation and frame": (0.44, 0.348),
    "alike across, comodulation and change": (-0.29, 0.372),
    "alike within, comodulation and change": (-0.31, 0.699),
    "alike across, 8 components": (-0.27, 0.187),
    "alike within, 30 components": (-0.16, 0.399),
    "alike across, 60 components": (-0.42, 0.171),
    "alike within, texture": (0.54, 0.267),
    "unequal within, texture": (0.52, 0.258),
    "alike across, all": (0.37, 0.131),
    "alike within, all": (1.23, 0.271),
    "unequal within, all": (-1, 0.267),
    "surprise, all": (0.7, 0.0433),
    "agreement with all": (0.24, 0.0825),
    "width in frequency, energy": (-0.68, 0.0581),
    "unequal width": (-0.3, 0.0483),
    "distance in frequency": (-0.6, 0.104),
    "width in frequency, magnitude": (0.1, 0.0574),
    "modulation": (-0.43, 0.769),
    "unequal modulation": (0.25, 0.654),
    "surprise, comodulation": (0.45, 0.0684),
    "surprise, 60 components": (-1.33, 0.0641),
    "told by region, 12": (0.25, 0.23),
    "told by time, 12": (-0.63, 0.158),
    "told by region, 30": (-0.25, 0.228),
    "told by time, 30": (0.49, 0.181),
    "variance": (0.56, 0.204),
}
_FARTHEST = 4.0


class Judge:
    """Judges hypotheses (hypotheses, points) in [-1, 1] of a mixture beside the common ones.

    common: how good these are thought to be, relative to each other: (hypotheses,), in dB.
    """

    def __init__(self, probe: Probe, common: np.ndarray) -> None:
        self._probe = probe
        self._others = common
        found = evidence(probe, common, common)
        self._means = {name: float(found[name].mean()) for name in WEIGHTS}
        self.common = self._total(found)

    def of(self, values: np.ndarray) -> np.ndarray:
        """How good others (hypotheses, points) are thought to be: (hypotheses,), in dB."""
        return self._total(evidence(self._probe, values, self._others))

    def _total(self, found: dict[str, np.ndarray]) -> np.ndarray:
        total = np.zeros(len(found["variance"]))
        for name, (weight, spread) in WEIGHTS.items():
            deviation = (found[name] - self._means[name]) / spread
            total += weight * np.clip(deviation, -_FARTHEST, _FARTHEST)
        return total
