"""How plausible each hypothesis is, judged without any reference.

A weighted sum of the evidence. The weights maximise, by gradient descent from ridge regression on
the SI-SDR of single hypotheses, the SI-SDR of what the plausible ones average to. They are the mean
of two fits: without and with how simple the parts are; the first on 890 mixtures of other
recordings, of sounds made by code and of the clips of 24 of the benchmark's 50, the second on these
and 990 more, most of them with sounds drawn at random. On clips left out the mean gains as much as
the second fit and loses less where that loses. None of the mixtures holds a clip of the other 26.
"""

from __future__ import annotations

import numpy as np

from engine.separators.evidence import evidence
from engine.separators.hypotheses import Probe

# Evidence: (weight, its usual spread within a mixture).
WEIGHTS: dict[str, tuple[float, float]] = {
    "foretold, pitch": (0.45, 0.255),
    "foretold, neighbourhood": (0.67, 0.444),
    "foretold, 8 components": (0.32, 0.261),
    "foretold, 30 components": (0.4, 0.247),
    "foretold, texture": (0.97, 0.266),
    "foretold, all": (-0.74, 0.129),
    "foretold wrongly, magnitude": (-0.13, 0.165),
    "foretold wrongly, energy": (-0.97, 0.179),
    "envelopes, magnitude, 60": (0.54, 0.318),
    "overlap in frequency, magnitude": (1.12, 0.14),
    "steadiness": (0.4, 0.0862),
    "unequal steadiness, magnitude": (0.13, 0.0808),
    "unequal size, magnitude": (0.28, 0.255),
    "envelopes, energy, 20": (0.23, 0.372),
    "log envelopes, 20": (-0.22, 0.357),
    "log envelopes, 60": (0.22, 0.291),
    "overlap in frequency, energy": (-1.15, 0.168),
    "unequal steadiness, energy": (0.32, 0.0858),
    "sureness": (-0.39, 0.204),
    "squared sureness, energy": (-0.17, 0.231),
    "unequal level, energy": (0.33, 0.539),
    "alike across, pitch": (-1.18, 0.145),
    "unequal within, pitch": (0.17, 0.216),
    "alike within, neighbourhood": (-0.64, 0.491),
    "unequal within, neighbourhood": (0.41, 0.557),
    "alike across, pitch and frame": (1.22, 0.2),
    "alike across, comodulation": (-0.12, 0.148),
    "alike within, comodulation": (0.83, 0.282),
    "unequal within, comodulation": (-0.27, 0.29),
    "alike within, comodulation and frame": (-1.22, 0.31),
    "unequal within, comodulation and frame": (0.5, 0.326),
    "alike across, comodulation and change": (-0.14, 0.372),
    "alike within, comodulation and change": (-0.15, 0.699),
    "alike across, 8 components": (-0.21, 0.195),
    "alike within, 30 components": (-0.22, 0.4),
    "alike across, 60 components": (-0.21, 0.171),
    "alike within, texture": (0.27, 0.267),
    "unequal within, texture": (0.31, 0.22),
    "alike within, all": (1.03, 0.237),
    "unequal within, all": (-0.57, 0.229),
    "surprise, all": (0.58, 0.0432),
    "agreement with all": (0.21, 0.0864),
    "width in frequency, energy": (-0.59, 0.0636),
    "unequal width": (-0.15, 0.0483),
    "distance in frequency": (-0.43, 0.105),
    "width in frequency, magnitude": (0.12, 0.0605),
    "modulation": (-0.21, 0.769),
    "unequal modulation": (0.12, 0.654),
    "surprise, comodulation": (0.59, 0.0689),
    "surprise, 60 components": (-1.38, 0.0636),
    "told by region, 12": (0.12, 0.23),
    "told by time, 12": (-0.43, 0.155),
    "told by region, 30": (-0.12, 0.228),
    "told by time, 30": (0.36, 0.179),
    "variance": (0.81, 0.207),
    "alike within, pitch": (0.21, 0.216),
    "alike within, pitch and frame": (-0.15, 0.323),
    "alike across, comodulation and frame": (-0.22, 0.17),
    "alike across, texture": (0.18, 0.142),
    "unequal effective rank, magnitude, 16 x 40": (0.12, 0.367),
    "first component, magnitude, 16 x 40": (-0.21, 0.136),
    "unequal nuclear norm, magnitude, 30 x 20": (0.11, 0.242),
    "effective rank, magnitude, 30 x 20": (-0.28, 0.352),
    "unequal effective rank, magnitude, 30 x 20": (-0.24, 0.356),
    "first component, magnitude, 30 x 20": (-0.2, 0.139),
    "nuclear norm, magnitude, 8 x 80": (-0.51, 0.0596),
    "unequal nuclear norm, magnitude, 8 x 80": (-0.1, 0.244),
    "effective rank, magnitude, 8 x 80": (0.33, 0.312),
    "unequal effective rank, magnitude, 8 x 80": (0.17, 0.304),
    "first four components, energy, 16 x 40": (-0.13, 0.05),
    "filled cells, energy, 16 x 40": (-0.11, 1.1),
    "unequal nuclear norm, energy, 30 x 20": (-0.17, 0.238),
    "effective rank, energy, 30 x 20": (-0.3, 0.295),
    "unequal nuclear norm, energy, 8 x 80": (-0.29, 0.239),
    "effective rank, energy, 8 x 80": (-0.17, 0.251),
    "first component, energy, 8 x 80": (0.25, 0.113),
    "first four components, energy, 8 x 80": (0.12, 0.0328),
    "filled cells, energy, 8 x 80": (0.23, 1.14),
    "rhythms, energy": (-0.34, 0.0917),
    "uneven envelopes, energy": (-0.43, 0.696),
    "unequally uneven envelopes, energy": (0.23, 0.718),
    "onsets, energy": (-0.17, 0.205),
    "unequal pace, energy": (0.23, 0.202),
    "spectral entropy, energy": (-0.17, 0.357),
    "unequal spectral entropy, energy": (-0.21, 0.364),
    "rough spectra, energy": (-0.17, 0.211),
    "unequally rough spectra, energy": (0.18, 0.207),
    "shared cells, energy": (-0.36, 0.0584),
    "unequally uneven envelopes, magnitude": (-0.32, 0.79),
    "spectral entropy, magnitude": (0.21, 0.341),
    "unequal spectral entropy, magnitude": (-0.12, 0.348),
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
