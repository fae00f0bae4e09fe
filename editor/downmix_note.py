"""The sentence that says so where not every channel is heard as it is."""

from __future__ import annotations

from editor.translation import tr


def downmix_note(channels: int) -> str:
    """A sentence for the user where not every channel is heard as it is, else ""."""
    if channels <= 2:
        return ""
    return tr("The {channels} channels are heard as a stereo mix; exports keep them all.").format(
        channels=channels
    )
