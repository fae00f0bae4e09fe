"""Extend a texture (rain, crowd, fire, room tone) by a generator fitted to a stretch of it."""
