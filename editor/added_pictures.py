"""Pictures of added stems, which have spectrograms of their own; for a background job."""

from __future__ import annotations

from dataclasses import replace

from editor.axes import FrequencyMap
from editor.background import JobContext
from editor.picture import Look, Picture, Stretch, render_stems
from editor.tiles import LevelPyramid, compute_levels
from engine.recording import Recording


class _Last:
    """Keeps the last levels that were published instead of handing them on."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self.levels: LevelPyramid | None = None

    def superseded(self) -> bool:
        return self._context.superseded()

    def publish(self, kind: str, value: object) -> None:
        assert isinstance(value, tuple)
        self.levels = value[1]


class AddedPictures:
    """Levels of sounds, worked out once for as long as they are shown."""

    def __init__(self) -> None:
        self._known: dict[Recording, LevelPyramid] = {}

    def prepare(self, sounds: tuple[Recording, ...], context: JobContext) -> bool:
        """Work out what is missing; False where something else is wanted meanwhile."""
        self._known = {sound: found for sound, found in self._known.items() if sound in sounds}
        for sound in sounds:
            if sound not in self._known:
                last = _Last(context)
                compute_levels(sound, last)
                if context.superseded() or last.levels is None:
                    return False
                self._known[sound] = last.levels
        return True

    def render(
        self,
        sounds: tuple[Recording, ...],
        look: Look,
        scale: FrequencyMap,
        stretch: Stretch,
        width: int,
        height: int,
    ) -> list[Picture]:
        """A picture of each that is prepared."""
        plain = replace(look, masks=None)
        return [
            render_stems(self._known[sound], plain, scale, stretch, width, height)[0]
            for sound in sounds
            if sound in self._known
        ]
