"""What boxes say, spread at once to the similar bins of a recording, and refined in steps."""

from engine.propagation.ensemble import Ensemble
from engine.propagation.features import Features, prepare
from engine.propagation.regression import Answer, propagate

__all__ = ["Answer", "Ensemble", "Features", "prepare", "propagate"]
