"""Virtual sound cards for tests: one without PortAudio, one bit-exact, one in real time.

PulledOutput is driven by the test itself. The file card is an ALSA device that writes what it
gets into a file, faster than real time. The PulseAudio card runs in real time and is recorded.
ALSA and PulseAudio read their settings when PortAudio starts, so those two are used from
another process, or before anything has imported sounddevice.
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

from editor.sound_output import Fill

ALSA_CONF = Path("/usr/share/alsa/alsa.conf")


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


def without_priming(samples: np.ndarray) -> np.ndarray:
    """Samples (channels, n) from the first one that is not zero on."""
    sounding = np.flatnonzero(samples.any(axis=0))
    return samples[:, sounding[0] :] if len(sounding) else samples[:, :0]


def _await(condition: Callable[[], bool], message: str, seconds: float = 20.0) -> None:
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
