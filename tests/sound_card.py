"""Virtual sound cards for tests: one without PortAudio, one bit-exact.

PulledOutput is driven by the test itself. The file card is an ALSA device that writes what it
gets into a file, faster than real time; ALSA reads its settings when PortAudio starts, so it is
used from another process. A card in real time is `editor.virtual_sound_card`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from editor.sound_output import Fill
from editor.virtual_sound_card import ALSA_CONF


class PulledOutput:
    """An output whose sound is asked for by the test: `pull` is the audio callback."""

    title, notice, latency_seconds = "pulled", "", 0.1

    def __init__(self, sample_rate: int, fill: Fill, channels: int = 2) -> None:
        self.sample_rate, self.channels = sample_rate, channels
        self.fill = fill
        self.started = self.closed = False
        self.frames = 0
        self.latency = 0
        self.problem = ""

    def start(self) -> None:
        self.started = True

    def close(self) -> None:
        self.closed = True

    def heard_frames(self) -> float:
        return max(0.0, float(self.frames - self.latency))

    def trouble(self) -> str:
        return self.problem

    def pull(self, frames: int) -> np.ndarray:
        """What the card would play next: float32 (channels, n), n < frames where not ready."""
        out = np.full((frames, self.channels), np.nan, np.float32)
        copied = self.fill(out)
        assert not out[copied:].any()
        self.frames += copied
        return out[:copied].T.copy()


class PulledCard:
    """Opens PulledOutputs; hand its `open` to a Player."""

    def __init__(self, sample_rate: int | None = None, channels: int = 2) -> None:
        self.sample_rate, self.channels = sample_rate, channels
        self.outputs: list[PulledOutput] = []

    def open(self, sample_rate: int, fill: Fill) -> PulledOutput:
        """As editor.sound_output.open_output."""
        self.outputs.append(PulledOutput(self.sample_rate or sample_rate, fill, self.channels))
        return self.outputs[-1]

    @property
    def output(self) -> PulledOutput:
        """The output opened last."""
        return self.outputs[-1]


def file_card_environment(folder: Path) -> tuple[dict[str, str], Path]:
    """Variables under which the default device writes raw float32 into a file, and that file."""
    raw = folder / "card.raw"
    conf = folder / "asound.conf"
    conf.write_text(
        f"<{ALSA_CONF}>\n"
        "pcm.!default { type file slave.pcm { type null } "
        f'file "{raw}" format "raw" }}\n'
    )
    return {"ALSA_CONFIG_PATH": str(conf)}, raw


def has_file_card() -> bool:
    """Whether ALSA's own configuration is here to build the file card on."""
    return ALSA_CONF.is_file()


def without_priming(samples: np.ndarray) -> np.ndarray:
    """Samples (channels, n) from the first one that is not zero on."""
    sounding = np.flatnonzero(samples.any(axis=0))
    return samples[:, sounding[0] :] if len(sounding) else samples[:, :0]
