"""Writes the session that a format's fixture is: run once for each new format, and kept for ever.

python tests/engine/make_session_fixture.py tests/engine/sessions/formatN.unbraid
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.guidance import Box, Guidance, Span
from engine.masks import Masks, normalised
from engine.separators.base import SavedState
from engine.session import (
    Extra,
    Leg,
    MarkState,
    Network,
    RecordingReference,
    Result,
    SeparationChoice,
    Session,
    SourceState,
    Version,
    save_session,
)


def fixture() -> Session:
    """Something in every place that there is."""
    guidance = Guidance(
        (Box(0, "activate", 0.1, 1.2, 80.0, 1200.0), Span(1, "deactivate", 2.0, 3.0, exact=True))
    )
    values = normalised(np.random.default_rng(1).random((2, 6, 9)))
    masks = Masks(values, np.arange(9) / 64, 50.0 * np.arange(1, 7), values.mean(1))
    choice = SeparationChoice(seed=3)
    first = Leg(choice, {"iterations": 9}, "cpu", ((0, 0, Guidance()), (4, 3, guidance)), 9, 9)
    second = replace(first, heard=((0, 0, guidance),), goes_on=True)
    sources = (SourceState("guitar", "#56B4E9"), SourceState("blackbird", "#E69F00", -3.0, True))
    result = Result(masks, guidance, (first, second))
    states = (MarkState(hidden=True), MarkState(locked=True))
    version = Version(
        "a" * 32, "before the boxes", 1.8e9, False, sources, Guidance(), (), choice, result
    )
    state = SavedState({"iteration": 9}, {"weight": np.ones((3, 4), np.float32)})
    reference = RecordingReference(
        Path("/music/demo.flac"), "../demo.flac", 1234, "ab" * 32, 44_100, 2, 529_200
    )
    return Session(
        reference, sources, guidance, states, choice, result, (version,), Network(choice, state),
        {"position": 1.5}, {"texture": Extra({"seconds": 20}, {"noise": np.arange(4.0)})},
    )  # fmt: skip


if __name__ == "__main__":
    save_session(Path(sys.argv[1]), fixture())
