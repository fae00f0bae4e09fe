"""What boxes say, spread at once to the similar bins of a recording."""

from engine.propagation.features import Features, prepare
from engine.propagation.regression import Answer, propagate

__all__ = ["Answer", "Features", "prepare", "propagate"]
