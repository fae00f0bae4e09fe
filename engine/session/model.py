"""What a session holds. All values are immutable, so that a thread may write them in peace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.guidance import Guidance
from engine.masks import Masks
from engine.separators.base import SavedState


class SessionError(RuntimeError):
    """A session that cannot be read or written; the message is a sentence for the user."""


@dataclass(frozen=True)
class SeparationChoice:
    """What the user chose in the separator panel; names as in engine.separators."""

    method: str = "dap"
    preset: str = "standard"
    sources: int = 2
    seed: int = 0
    device: str = "auto"


@dataclass(frozen=True)
class SourceState:
    """How one source is called, shown and heard; pan from -1 (left) to 1 (right)."""

    name: str
    colour: str
    gain_db: float = 0.0
    solo: bool = False
    mute: bool = False
    pan: float = 0.0


@dataclass(frozen=True)
class MarkState:
    """hidden: not drawn on the picture. locked: neither moved nor changed nor deleted by hand."""

    hidden: bool = False
    locked: bool = False


@dataclass(frozen=True, eq=False)
class Leg:
    """One run of a method, from its start to where it ended: enough to do it again.

    start: masks that it began from, or None. goes_on: from where the leg before it ended.
    heard: (steps done before it, iteration then, guidance), the first at 0 steps.
    steps, iteration: how many steps it made, and which iteration the last one was.
    settings: the method's, field by field. device: where it ran.
    """

    choice: SeparationChoice
    settings: Mapping[str, Any]
    device: str
    heard: tuple[tuple[int, int, Guidance], ...]
    steps: int
    iteration: int
    start: Masks | None = None
    goes_on: bool = False


@dataclass(frozen=True, eq=False)
class Result:
    """Masks that a separation reached, the guidance that it had then, and how it came to them.

    recipe: the runs one after the other; empty where nobody noted them.
    """

    masks: Masks | None = None
    guidance: Guidance = field(default_factory=Guidance)
    recipe: tuple[Leg, ...] = ()


@dataclass(frozen=True, eq=False)
class Version:
    """A result put by, with everything that belongs to it.

    id: tells it from all others. time: seconds since 1970. automatic: put by when a run ended,
    not because somebody asked.
    """

    id: str
    name: str
    time: float
    automatic: bool
    sources: tuple[SourceState, ...]
    guidance: Guidance
    mark_states: tuple[MarkState, ...]
    choice: SeparationChoice
    result: Result


@dataclass(frozen=True)
class RecordingReference:
    """Which recording a session is about.

    path: where it was. relative: from the session's folder, "" where that says nothing. size:
    bytes of the file; sha256: of them, "" where nobody has looked yet. samples per channel.
    """

    path: Path
    relative: str
    size: int
    sha256: str
    sample_rate: int
    channels: int
    samples: int

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


@dataclass(frozen=True)
class Embedded:
    """The recording's own samples inside a session: a member's name, and the file that has it."""

    member: str
    session: Path


@dataclass(frozen=True, eq=False)
class Network:
    """A run's state as it stands, of this choice."""

    choice: SeparationChoice
    state: SavedState


@dataclass(frozen=True, eq=False)
class Extra:
    """What another part of the program keeps: anything that JSON holds, and arrays by name."""

    document: Any
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Session:
    """All of the work on one recording.

    reference: None where the recording has no file. embedded: where its samples are too, once it
    was opened. view: what was on the screen, any JSON. extras: by the name of their owner, such
    as "texture".
    """

    reference: RecordingReference | None = None
    sources: tuple[SourceState, ...] = ()
    guidance: Guidance = field(default_factory=Guidance)
    mark_states: tuple[MarkState, ...] = ()
    choice: SeparationChoice = field(default_factory=SeparationChoice)
    result: Result = field(default_factory=Result)
    versions: tuple[Version, ...] = ()
    network: Network | None = None
    view: Mapping[str, Any] = field(default_factory=dict)
    extras: Mapping[str, Extra] = field(default_factory=dict)
    embedded: Embedded | None = None
    saved_at: float = 0.0
