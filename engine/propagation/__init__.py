"""What boxes say, spread at once to the similar bins of a recording, and refined in steps."""

from engine.propagation.features import LONG_FRAMES, Features, prepare
from engine.propagation.refiner import Refiner
from engine.propagation.regression import Answer, propagate

__all__ = ["LONG_FRAMES", "Answer", "Features", "Refiner", "prepare", "propagate"]
