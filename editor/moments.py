"""Days and times as they are written in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QDateTime

from editor.local_number import window_language
from editor.translation import tr

# The year 2096: what is later, or before 1970, comes from a broken clock or a broken file.
_LATEST_SECONDS = 4e9


def told_moment(seconds: float) -> str:
    """Day and time of day of a moment, in seconds since 1970, on this machine's clock."""
    if not 0.0 <= seconds <= _LATEST_SECONDS:
        return tr("at an unknown time")
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    return window_language().toString(moment, tr("d MMMM yyyy, HH:mm:ss"))
