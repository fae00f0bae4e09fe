"""Sound files as they are on disk: opened with care, and what went wrong put into a sentence."""

from __future__ import annotations


class RecordingError(Exception):
    """A file that cannot be read or written; the message is a sentence for the user."""
