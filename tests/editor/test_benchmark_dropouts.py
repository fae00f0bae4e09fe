"""The drop-out benchmark: what it counts, and that it counts what a virtual card really got."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from editor.benchmark_dropouts import LEAD_SECONDS, Heard, compare
from editor.virtual_sound_card import ALSA_CONF, has_pulse

RATE = 8000
LEAD = round(LEAD_SECONDS * RATE)
# PortAudio reads ALSA's settings only once, so the card is for a process of its own.
PROGRAM = """
import json
from editor.benchmark_dropouts import run
from engine.benchmark.report import BenchmarkOptions, Report
print(json.dumps(run(BenchmarkOptions(items=(2,)), Report(print, print), seconds=4.0)))
"""


def noise(seconds: float = 4.0) -> np.ndarray:
    random = np.random.default_rng(5)
    return random.uniform(-0.5, 0.5, (2, int(seconds * RATE))).astype(np.float32)


def test_what_is_whole_is_whole_also_where_the_card_lost_the_start() -> None:
    sound = noise()
    found = compare(sound[:, 600:], sound, RATE)
    assert found.compared > 3 * RATE
    assert found == Heard(found.compared, 0, 0, 0, 0)


@pytest.mark.parametrize("at", [LEAD + 4000, LEAD + 4096 + 1])
def test_missing_doubled_and_wrong_samples_are_counted(at: int) -> None:
    sound = noise()
    missing = np.delete(sound, slice(at, at + 37), axis=1)
    doubled = np.concatenate([sound[:, :at], sound[:, at - 53 :]], axis=1)
    silence = np.concatenate([sound[:, :at], np.zeros((2, 441), np.float32), sound[:, at:]], axis=1)
    wrong = sound.copy()
    wrong[0, at : at + 5] += 0.25
    for heard, expected in (
        (missing, (37, 0, 0, 1)),
        (doubled, (0, 53, 0, 1)),
        (silence, (0, 441, 0, 1)),
        (wrong, (0, 0, 5, 1)),
    ):
        found = compare(heard, sound, RATE)
        assert (found.missing, found.doubled, found.wrong, found.gaps) == expected
        assert found.compared > 2 * RATE


@pytest.mark.skipif(
    not (ALSA_CONF.is_file() and has_pulse()), reason="PulseAudio or ALSA's files are not here"
)
def test_the_window_is_played_recorded_and_compared_while_it_separates() -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True,
        timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    played = json.loads(done.stdout.splitlines()[-1])["played"][0]
    # How many are lost tells of the machine; that all are accounted for tells of the program.
    heard = played["heard"]
    assert heard["compared"] > 2.5 * 44100
    assert heard["missing"] + heard["wrong"] < heard["compared"] / 2
    assert played["previews"] > 0
    assert 0 < played["latency_ms"] < 1000
