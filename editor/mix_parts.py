"""What is mixed: the stems of masks, and sounds that were added beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from editor.threads import stay_on_one_core
from engine.downmix import downmix, downmixed
from engine.masks import Masks
from engine.recording import Recording

if TYPE_CHECKING:
    from engine.stems import StemRenderer


@dataclass(frozen=True, eq=False)
class MixParts:
    """masks: None for the recording as it is, which then is the first part.

    added: sounds as long as the recording, the parts that follow.
    """

    masks: Masks | None
    added: tuple[Recording, ...]


def parts_of(masks: Masks | None, added: tuple[Recording, ...]) -> Masks | MixParts | None:
    """What is to be mixed; None for nothing but the original."""
    return MixParts(masks, added) if added else masks


class PartsRenderer:
    """Renders the parts of one recording for listening."""

    def __init__(
        self,
        recording: Recording,
        parts: Masks | MixParts,
        shaped: Callable[[Recording], Recording],
    ) -> None:
        """recording: shaped already. shaped: gives added sounds its shape, such as a band."""
        if not isinstance(parts, MixParts):
            parts = MixParts(parts, ())
        self._recording = downmixed(recording)
        self._added = [downmixed(shaped(sound)) for sound in parts.added]
        self._stems: StemRenderer | None = None
        if parts.masks is not None:
            from engine.stems import StemRenderer  # torch: only when stems are heard

            stay_on_one_core()
            self._stems = StemRenderer(self._recording, parts.masks)

    def render(self, start: int, stop: int) -> np.ndarray:
        """float32 (parts, 2, stop - start)."""
        if self._stems is None:
            first = self._recording.read(start, stop)[None]
        else:
            first = self._stems.render(start, stop)
        added = [sound.read(start, stop)[None] for sound in self._added]
        return downmix(np.concatenate([first, *added]), stop - start)
