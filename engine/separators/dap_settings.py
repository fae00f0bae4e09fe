"""Settings of Deep Audio Prior and its presets, defined by iterations, never by the clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.separators.base import SeparatorSettings
from engine.separators.dap_model import PUBLISHED, ModelSettings


@dataclass(frozen=True, kw_only=True)
class DapSettings(SeparatorSettings):
    """Settings of Deep Audio Prior; the switches are the elements of the published ablations.

    thorough_start: the blind start judges more hypotheses, and networks that nobody would hear
    beside it rest: the run ends with it. further_windows: a thorough start also
    looks at the recording through other lengths of the analysis window.
    """

    iterations: int = 150
    consensus_start: bool = field(default=True, metadata={"label": "Blind consensus as the start"})
    thorough_start: bool = field(default=False, metadata={"label": "Thorough blind start"})
    further_windows: bool = field(default=False, metadata={"label": "Further windows as well"})
    activation_masks: bool = field(default=True, metadata={"label": "1-D activation masks"})
    temporal_noise: bool = field(default=True, metadata={"label": "Temporal noise"})
    dynamic_noise: bool = field(default=True, metadata={"label": "Dynamic noise"})
    abrupt_change: bool = field(default=True, metadata={"label": "Abrupt change of the noise"})
    exclusion: bool = field(default=True, metadata={"label": "Exclusion loss"})
    time_gradient: bool = field(default=True, metadata={"label": "Time-gradient loss"})
    nonzero_mask: bool = field(default=True, metadata={"label": "Non-zero-mask loss"})
    binary: bool = field(default=True, metadata={"label": "Binary-mask loss"})
    restart_dead_source: bool = field(default=True, metadata={"label": "Restart a dead source"})
    published: bool = field(default=False, metadata={"label": "Published configuration"})

    def model(self) -> ModelSettings:
        """The networks' settings with these switches."""
        base = PUBLISHED if self.published else ModelSettings(schedule=max(self.iterations, 1))
        switches = {
            name: getattr(self, name)
            for name in (
                "activation_masks",
                "temporal_noise",
                "dynamic_noise",
                "abrupt_change",
                "exclusion",
                "time_gradient",
                "nonzero_mask",
                "binary",
                "restart_dead_source",
            )
        }
        return replace(base, **switches)


PRESETS = {
    # The blind start alone.
    "draft": DapSettings(iterations=0),
    # Networks only where they are heard: in simple mixtures, and from masks that were taken over.
    "standard": DapSettings(iterations=150, thorough_start=True),
    # Elsewhere what five lengths of the window lead to.
    "best": DapSettings(iterations=300, thorough_start=True, further_windows=True),
    "published": DapSettings(iterations=5000, published=True, consensus_start=False),
}
