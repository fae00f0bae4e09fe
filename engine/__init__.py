"""Unbraid's engine: everything that separates, with no window and no sound card."""
