"""A sound card for measurements: PulseAudio's null sink in real time, recorded as it plays.

ALSA and PulseAudio read their settings when PortAudio starts, so the variables given here are for
another process, or for this one before anything has imported sounddevice.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

ALSA_CONF = Path("/usr/share/alsa/alsa.conf")


def has_pulse() -> bool:
    """Whether a PulseAudio daemon can be started and recorded."""
    return all(shutil.which(tool) for tool in ("pulseaudio", "parec"))


@contextmanager
def pulse_card(folder: Path, sample_rate: int = 44100) -> Iterator[tuple[dict[str, str], Path]]:
    """A running null sink of PulseAudio: variables for its users, and its recording (raw)."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    conf = folder / "asound.conf"
    conf.write_text(
        f"<{ALSA_CONF}>\npcm.!default {{ type pulse }}\nctl.!default {{ type pulse }}\n"
    )
    variables = {
        "XDG_RUNTIME_DIR": str(runtime),
        "PULSE_RUNTIME_PATH": str(runtime / "pulse"),
        "PULSE_SERVER": f"unix:{runtime}/pulse/native",
        "ALSA_CONFIG_PATH": str(conf),
    }
    environment = os.environ | variables
    sink = f"sink_name=ci rate={sample_rate} format=float32le channels=2"
    daemon = subprocess.Popen(
        [
            *("pulseaudio", "-n", "--exit-idle-time=-1", "--disallow-exit=no", "--daemonize=no"),
            *("-L", "module-native-protocol-unix", "-L", f"module-null-sink {sink}"),
        ],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    raw = folder / "heard.raw"
    try:
        _await(lambda: (runtime / "pulse" / "native").exists(), "PulseAudio did not start")
        with raw.open("wb") as file:
            recorder = subprocess.Popen(
                [
                    *("parec", "-d", "ci.monitor", "--format=float32le", f"--rate={sample_rate}"),
                    *("--channels=2", "--raw", "--latency-msec=20"),
                ],
                env=environment,
                stdout=file,
            )
            try:
                _await(lambda: raw.stat().st_size > 0, "PulseAudio records nothing")
                yield variables, raw
            finally:
                _end(recorder)
    finally:
        _end(daemon)


def read_raw(path: Path) -> np.ndarray:
    """What a card has recorded: float32 (2, samples)."""
    samples = np.fromfile(path, np.float32)
    return samples[: len(samples) // 2 * 2].reshape(-1, 2).T


def _await(condition: Callable[[], bool], message: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(message)
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
