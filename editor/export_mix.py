"""Gain, pan, solo and mute of the mixer, as an export takes them over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from editor.mixing import Wanted
from editor.source_state import SourceState
from engine.exported import ExportOptions, Weights
from engine.render import mix_gains

_RECORDING = SourceState("", "")


@dataclass(frozen=True)
class ExportMix:
    """How the mixer stands: the stems of the separation, then what was added beside them."""

    sources: tuple[SourceState, ...]
    added: tuple[SourceState, ...]

    def options(self, options: ExportOptions, *, mixed: bool, mix: bool) -> ExportOptions:
        """mixed: stems with gain and pan. mix: also the sum of what solo and mute let sound."""
        states = (*self.sources, *self.added)
        # Without stems the recording itself is heard beside what was added.
        parts = states if self.sources else (_RECORDING, *states)
        return replace(
            options,
            weights=_weights([replace(s, solo=False, mute=False) for s in states])
            if mixed
            else None,
            mix=_weights(parts) if mix else None,
        )

    def repeatable(
        self, options: ExportOptions, names: Sequence[str], gain: float
    ) -> tuple[ExportOptions, tuple[str, ...]]:
        """What a recipe can make again, and the names of what it cannot: added stems.

        names: of the files of `options`, in their order. gain: the common one that was applied.
        """
        own = len(self.sources)
        stems = tuple(range(own + len(self.added))) if options.stems is None else options.stems
        lost = [name for stem, name in zip(stems, names, strict=False) if stem >= own]
        mix = options.mix
        if mix is not None and any(any(weight) for weight in mix[own:]):
            mix = None
            lost.append(names[-1])
        kept = replace(
            options,
            stems=tuple(stem for stem in stems if stem < own),
            weights=None if options.weights is None else options.weights[:own],
            mix=None if mix is None else mix[:own],
            gain=gain,
        )
        return kept, tuple(lost)


def _weights(states: Sequence[SourceState]) -> Weights:
    """As the player takes them: linear gains of left and right."""
    gains = mix_gains(
        [state.gain_db for state in states],
        [state.solo for state in states],
        [state.mute for state in states],
    )
    wanted = Wanted(gains=tuple(gains.tolist()), pans=tuple(state.pan for state in states))
    weights = wanted.weights(1, len(states))[1:].astype(float)
    return tuple((left, right) for left, right in weights.tolist())
