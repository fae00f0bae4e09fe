"""What boxes say, spread at once to the similar bins of a recording, and refined in steps."""

from engine.propagation.features import Features, prepare
from engine.propagation.refiner import Refiner
from engine.propagation.regression import Answer, propagate

__all__ = ["Answer", "Features", "Refiner", "prepare", "propagate"]
