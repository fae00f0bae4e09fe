"""Sentences with names in them that no line can hold."""

from __future__ import annotations

import re

LONGEST = 40
_BREAK = "\u200b"  # a space of no width: a line may end there
# Qt ends lines after the strokes of a path by itself, and who copies a path wants just that.
_TOO_LONG = re.compile(rf"[^\s/\\]{{{LONGEST}}}(?=[^\s/\\])")


def breakable(text: str) -> str:
    """The text with places to break in words so long that a label would widen its window."""
    return _TOO_LONG.sub(lambda found: found[0] + _BREAK, text)
