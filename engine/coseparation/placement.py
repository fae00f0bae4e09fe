"""Where the shared sound lies in each file, and what can go wrong in finding it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["same", "varied"]
KINDS: tuple[Kind, ...] = ("same", "varied")


class CoseparationError(RuntimeError):
    """Files that cannot be parted together; the message is a sentence for the user.

    lonely: numbers of the files that share nothing with the others, where some others do.
    """

    def __init__(self, message: str, lonely: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.lonely = lonely


@dataclass(frozen=True)
class Placement:
    """The shared sound in one file: second `t` of the common clock is heard there at
    lag + stretch * t seconds, `pitch` times as high and `gain` times as loud (negative: inverted).
    """

    lag: float
    stretch: float = 1.0
    pitch: float = 1.0
    gain: float = 1.0

    def file_time(self, seconds: float) -> float:
        """A moment of the common clock on the file's clock, both in seconds."""
        return self.lag + self.stretch * seconds

    def common_time(self, seconds: float) -> float:
        """A moment of the file's clock on the common clock, both in seconds."""
        return (seconds - self.lag) / self.stretch


@dataclass(frozen=True)
class Alignment:
    """How the files lie to each other.

    kind: "same" where all hold the same waveform, "varied" where they hold performances of it.
    peaks: for each file how far the peak that placed it stands above chance.
    notices: sentences on how far the places can be trusted.
    given: whether a person said where the sound lies, or that it is performances of one.
    """

    placements: tuple[Placement, ...]
    kind: Kind
    peaks: tuple[float, ...]
    notices: tuple[str, ...] = ()
    given: bool = False

    def overlap(self, durations: tuple[float, ...]) -> tuple[float, float]:
        """The stretch of the common clock, in s, in which two files or more sound."""
        starts = sorted(p.common_time(0.0) for p in self.placements)
        ends = sorted(p.common_time(d) for p, d in zip(self.placements, durations, strict=True))
        return starts[1], ends[-2]
