"""`unbraid benchmark dropouts`: is every sample heard while a separation takes the machine?

A window plays a recording through a virtual sound card (PulseAudio's null sink, in real time)
while a separation runs; what the card got is compared with the recording sample by sample. Case
1 plays the original, case 2 the stems, whose masks the run renews all the time: under equal gains
they must sum to the recording as well.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from editor.benchmark_desk import application, await_that, opened, wait_ms
from editor.main_window import MainWindow
from editor.sound_output import OutputError, open_output
from editor.virtual_sound_card import has_pulse, pulse_card, read_raw
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report
from engine.benchmark.speed import make_clip

RATE = 44100
SECONDS = 60.0
WHAT = ("original", "stems")
# PulseAudio loses the first 45 to 90 ms of a stream; from here on every sample counts.
LEAD_SECONDS = 0.3
# A stem's float32 transform there and back, far below 16 bits.
TOLERANCE = 2e-4
_BLOCK = 1024
_MELODY_SECONDS = 8.0
_REACH_SECONDS = 2.0
_ATTEMPTS = 3


@dataclass(frozen=True)
class Heard:
    """What came of one case, in samples of each channel.

    compared: how many were. missing: of the recording, never heard. doubled: heard though they
    were not next, silence included. wrong: at their place with another value. gaps: how often.
    """

    compared: int
    missing: int
    doubled: int
    wrong: int
    gaps: int


@dataclass(frozen=True)
class Played:
    """One case. latency_ms: as the device tells; reaction_ms: from the order to stop to silence
    in the recording; previews: how often the masks were renewed while it played."""

    what: str
    seconds: float
    heard: Heard
    latency_ms: float
    reaction_ms: float
    previews: int


def run(options: BenchmarkOptions, report: Report, seconds: float = SECONDS) -> dict[str, Any]:
    """Play both cases, or those of the options' items (1, 2)."""
    if not has_pulse():
        raise BenchmarkError("the virtual sound card needs PulseAudio: install pulseaudio")
    if "sounddevice" in sys.modules:
        raise BenchmarkError("the virtual sound card has to be there before sound is used")
    chosen = [WHAT[number - 1] for number in _items(options)]
    played: list[Played] = []
    with tempfile.TemporaryDirectory() as folder, application() as screen:
        report.progress(f"on {screen}")
        path = _write_sound(seconds + 2.0, Path(folder))
        with _card(Path(folder)) as raw, opened(path, open_output) as window:
            for what in chosen:
                report.progress(f"{seconds:g} s of the {what}")
                played.append(_play(window, what, seconds, raw, path, options))
    report.table(
        ("heard", "s", "samples compared", "missing", "doubled", "wrong", "gaps", "latency",
         "stopped after", "masks renewed"),
        [_line(one) for one in played],
    )  # fmt: skip
    report.result(
        "While a separation runs; both channels are compared, the first "
        f"{LEAD_SECONDS * 1000:.0f} ms left out, which PulseAudio may lose. Latency as the device "
        "tells; stopped after: from the order to silence in the recording, in ms."
    )
    return {"screen": screen, "rate": RATE, "played": [asdict(one) for one in played]}


def _write_sound(seconds: float, folder: Path) -> Path:
    """A melody over and over, in noise that never repeats: every sample tells where it is."""
    clip = make_clip(_MELODY_SECONDS, RATE)
    count = round(seconds * RATE)
    melody = np.resize(clip.read(0, clip.samples)[0], count)
    noise = np.random.default_rng(0).normal(0.0, 0.02, (2, count))
    sound = 0.4 * melody / np.abs(melody).max() + noise
    path = folder / "played.wav"
    soundfile.write(path, sound.T, RATE, "PCM_16")
    return path


def _items(options: BenchmarkOptions) -> Sequence[int]:
    items = options.items or (1, 2)
    unknown = [number for number in items if not 1 <= number <= len(WHAT)]
    if unknown:
        raise BenchmarkError(f"there is no case {unknown[0]}; they are 1 to {len(WHAT)}")
    return items


def _line(one: Played) -> tuple[str, ...]:
    heard = one.heard
    counts = (heard.compared, heard.missing, heard.doubled, heard.wrong, heard.gaps)
    times = (one.latency_ms, one.reaction_ms)
    return (
        one.what, f"{one.seconds:g}", *map(str, counts), *(f"{t:.0f}" for t in times),
        str(one.previews),
    )  # fmt: skip


@contextmanager
def _card(folder: Path) -> Iterator[Path]:
    """The virtual card for this process; its recording."""
    before = dict(os.environ)
    with pulse_card(folder, RATE) as (variables, raw):
        os.environ.update(variables)
        try:
            yield raw
        finally:
            for name in variables:
                os.environ.pop(name, None)
            os.environ.update({n: v for n, v in before.items() if n in variables})


def _play(
    window: MainWindow, what: str, seconds: float, raw: Path, path: Path, options: BenchmarkOptions
) -> Played:
    previews: list[object] = []
    latencies: list[float] = []
    window.separation.progressed.connect(previews.append)
    window.player.opened.connect(lambda _, __, latency: latencies.append(latency))
    window.document.set_choice(
        method=options.method, preset=options.preset, seed=options.seeds[0], device=options.device
    )
    window.transport.return_to_start()
    _keep_going(window)
    await_that(lambda: window.document.masks is not None, "the first masks")
    window.transport.set_bypass(what == "original")
    count, first = len(previews), _recorded(raw)
    _start(window)
    deadline = time.monotonic() + 2 * seconds + 30.0
    while window.player.position < seconds and window.player.is_playing:
        if time.monotonic() > deadline:
            raise BenchmarkError("the virtual sound card stands still")
        wait_ms(20)
        _keep_going(window)
    asked = _recorded(raw)
    if not window.player.is_playing:
        raise OutputError("the player stopped before its time")
    window.player.stop()
    renewed = len(previews) - count
    window.separation.stop()
    await_that(lambda: not window.separation.is_running, "the end of the run")
    wait_ms(1500)  # until all of it has been recorded
    sound = read_raw(raw)[:, first:]
    sounding = np.flatnonzero(sound.any(axis=0))
    if not sounding.size:
        raise BenchmarkError("nothing was recorded of what was played")
    reference = soundfile.read(path, dtype="float32", always_2d=True)[0].T
    heard = compare(sound[:, sounding[0] : asked - first], reference, RATE)
    reaction = (first + sounding[-1] - asked) / RATE * 1000
    latency = latencies[-1] * 1000 if latencies else float("nan")
    return Played(what, seconds, heard, latency, float(reaction), renewed)


def _start(window: MainWindow) -> None:
    """Play; a card that is busy starting may refuse the first attempts."""
    troubles: list[str] = []
    window.player.unavailable.connect(troubles.append)
    for _ in range(_ATTEMPTS):
        troubles.clear()
        window.player.play()
        await_that(lambda: window.player.position > 0.0 or bool(troubles), "the first sound")
        if window.player.position > 0.0:
            return
    raise BenchmarkError(troubles[-1])


def _keep_going(window: MainWindow) -> None:
    """A separation runs, or is set going again."""
    separation = window.separation
    if not separation.is_running and separation.can_separate:
        separation.separate()


def _recorded(raw: Path) -> int:
    """Samples of each channel in the recording so far."""
    return raw.stat().st_size // 8


# ------------------------------------------------------------------------------- sample by sample


def compare(heard: np.ndarray, reference: np.ndarray, rate: int) -> Heard:
    """What of reference (2, samples) was heard (2, samples), from LEAD_SECONDS after its start on.

    Where a block differs, the place is sought at which the recording goes on: samples skipped
    until then are missing, samples heard in between are doubled.
    """
    lead = round(LEAD_SECONDS * rate)
    at = _place(heard[:, lead : lead + _BLOCK], reference, 0, reference.shape[1])
    if at is None:
        raise BenchmarkError("what was heard is nowhere in what was played")
    here, there, missing, doubled, wrong, gaps = lead, at, 0, 0, 0, 0
    while here + _BLOCK <= heard.shape[1] and there + _BLOCK <= reference.shape[1]:
        block, expected = heard[:, here : here + _BLOCK], reference[:, there : there + _BLOCK]
        differs = np.flatnonzero((np.abs(block - expected) > TOLERANCE).any(axis=0))
        if not differs.size:
            here, there = here + _BLOCK, there + _BLOCK
            continue
        gaps += 1
        here, there = here + int(differs[0]), there + int(differs[0])
        on = _goes_on(heard, reference, here, there, rate)
        if on is None:
            doubled += heard.shape[1] - here
            break
        extra, skipped = on[0] - here, on[1] - there
        wrong += max(0, min(extra, skipped))
        doubled, missing = doubled + max(0, extra - skipped), missing + max(0, skipped - extra)
        here, there = on
    return Heard(here - lead, missing, doubled, wrong, gaps)


def _goes_on(
    heard: np.ndarray, reference: np.ndarray, here: int, there: int, rate: int
) -> tuple[int, int] | None:
    """The next samples of both that are followed by the same block."""
    reach = round(_REACH_SECONDS * rate)
    for start in range(here, heard.shape[1] - _BLOCK, _BLOCK // 4):
        block = heard[:, start : start + _BLOCK]
        low = max(0, there - reach)
        place = _place(block, reference, low, there + (start - here) + reach)
        if place is not None:
            return _back_to_the_seam(heard, reference, (here, there), (start, place))
    return None


def _back_to_the_seam(
    heard: np.ndarray, reference: np.ndarray, least: tuple[int, int], found: tuple[int, int]
) -> tuple[int, int]:
    """From the beginning of a block that agrees to the first sample that does."""
    here, there = found
    while here > least[0] and there > 0:
        if (np.abs(heard[:, here - 1] - reference[:, there - 1]) > TOLERANCE).any():
            break
        here, there = here - 1, there - 1
    return here, there


def _place(block: np.ndarray, reference: np.ndarray, low: int, high: int) -> int | None:
    """Where in reference[low:high] a block stands, or None; silence stands nowhere."""
    from scipy.signal import fftconvolve

    stretch = reference[:, low:high]
    if stretch.shape[1] < block.shape[1] or np.abs(block).max(initial=0.0) < 10 * TOLERANCE:
        return None
    # The squared distance at every place, but for the block's own energy.
    products = fftconvolve(stretch[0], block[0, ::-1], "valid")
    energies = np.concatenate([[0.0], np.cumsum(stretch[0].astype(np.float64) ** 2)])
    distances = energies[block.shape[1] :] - energies[: -block.shape[1]] - 2 * products
    place = int(np.argmin(distances))
    found = stretch[:, place : place + block.shape[1]]
    return low + place if (np.abs(found - block) <= TOLERANCE).all() else None
