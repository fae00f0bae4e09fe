"""Where a separation is unsure, and where one more answer of the user would teach it most."""

from engine.asking.confidence import doubt, sureness
from engine.asking.proposals import Asker, Place

__all__ = ["Asker", "Place", "doubt", "sureness"]
