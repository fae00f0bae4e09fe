"""Room tones with hum, fans and generators made by code: how steady their tones are when extended.

Flutter: how much the envelope of a narrow band around each true partial changes, standard
deviation in dB over the held-back continuation and over the extension. Noise makes its share of
it in both; a tone remade as noise flutters by more than 5 dB.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import signal

from engine.benchmark.report import Cell, Report
from engine.benchmark.texture_items import GIVEN_SECONDS, RATE, SECONDS
from engine.texture.extension import Parts, Texture, extended

_BAND_HZ = 6.0
_EVERY = 441
_SETTLED_SECONDS = 20


@dataclass(frozen=True)
class Room:
    """Harmonics 1 to `partials` of `hertz`, `level` dB above the noise together.

    tilt: amplitudes fall with this power of the number. drift: of the fundamental, and swell: of
    the loudness as a natural logarithm, both standard deviations of slow changes.
    """

    name: str
    hertz: float
    partials: int
    level: float
    tilt: float = 1.0
    drift: float = 0.0
    swell: float = 0.0


ROOMS = (
    Room("mains 50 Hz, loud", 50.01, 12, 8.0),
    Room("mains 50 Hz, soft", 49.98, 8, -5.0),
    Room("mains 60 Hz, drifting", 60.0, 10, 0.0, drift=0.03),
    Room("fan 183 Hz, swelling", 183.4, 4, -2.0, swell=0.1),
    Room("generator 27 Hz, drifting", 27.3, 16, 4.0, tilt=0.5, drift=0.04),
    Room("buzz 120 Hz", 120.02, 30, 0.0, tilt=0.3),
)


@dataclass(frozen=True)
class ToneRow:
    """Flutter in dB: the original's, the extension's and that of one that knows of no tones.

    Means over the partials and channels. off: mean difference of the extension's from the
    original's, partial by partial. found: tones that were continued, of `partials`.
    """

    room: str
    seed: int
    partials: int
    found: int
    original: float
    extension: float
    without: float
    off: float
    off_without: float


def tone_rows(seeds: tuple[int, ...], report: Report) -> Iterator[ToneRow]:
    """Every room extended from its first 3 s, and held against what really follows."""
    given = round(GIVEN_SECONDS * RATE)
    for number, room in enumerate(ROOMS):
        for seed in seeds:
            report.progress(f"{room.name}, seed {seed}")
            sound = made(room, np.random.default_rng([seed, number, 77]))
            hertz = room.hertz * np.arange(1, room.partials + 1)
            original = flutter(sound[:, given:], RATE, hertz)
            found, extension = _extended(sound, given, seed, Parts(), hertz)
            _, without = _extended(sound, given, seed, Parts(tones=False), hertz)
            yield ToneRow(
                room=room.name,
                seed=seed,
                partials=room.partials,
                found=found,
                original=float(original.mean()),
                extension=float(extension.mean()),
                without=float(without.mean()),
                off=float(np.abs(extension - original).mean()),
                off_without=float(np.abs(without - original).mean()),
            )


def print_tones(rows: list[ToneRow], report: Report) -> None:
    """The table of them, means over the seeds."""
    lines: list[list[Cell]] = []
    for name in dict.fromkeys(row.room for row in rows):
        same = [row for row in rows if row.room == name]
        mean = [
            float(np.mean([getattr(row, column) for row in same]))
            for column in ("original", "extension", "without", "off", "off_without", "found")
        ]
        lines.append([name, *mean[:5], f"{mean[5]:.1f} of {same[0].partials}"])
    header = (
        "room tone",
        "original",
        "extension",
        "tones as noise",
        "off",
        "off as noise",
        "found",
    )
    report.table(header, lines)
    report.result(
        f"flutter of the partials' envelopes within {_BAND_HZ:g} Hz in dB; off: mean difference "
        "from the original's"
    )


def _extended(
    sound: np.ndarray, given: int, seed: int, parts: Parts, hertz: np.ndarray
) -> tuple[int, np.ndarray]:
    texture = Texture(sound[:, :given], RATE, seed=seed, parts=parts)
    for _ in texture.fit():
        pass
    longer = np.concatenate(list(extended(texture, sound[:, :given], sound.shape[1])), 1)
    found = 0 if texture.tones is None else len(texture.tones.frequencies)
    return found, flutter(longer[:, given:], RATE, hertz)


def made(room: Room, random: np.random.Generator, seconds: float = SECONDS) -> np.ndarray:
    """Float32 (2, samples): rumble and hiss, and the tones, a little apart in the channels."""
    count = round(seconds * RATE)
    noise = _low(random.standard_normal((2, count)), 300.0)
    noise = noise / noise.std() + 0.15 * random.standard_normal((2, count))
    hertz = room.hertz + room.drift * _slow(random, count, 0.1)
    turned = 2 * np.pi * np.cumsum(hertz) / RATE
    tones = np.zeros((2, count))
    for order in range(1, room.partials + 1):
        swell = np.exp(room.swell * _slow(random, count, 0.3))
        sides = np.array([[1.0], [random.uniform(0.4, 1.0)]])
        phase = random.uniform(0, 2 * np.pi) + np.array([[0.0], [random.uniform(0, 1)]])
        tones += sides * swell * order**-room.tilt * np.sin(order * turned + phase)
    tones *= 10 ** (room.level / 20) / tones.std()
    return (0.02 * (noise / noise.std() + tones)).astype(np.float32)


def _low(sound: np.ndarray, hertz: float) -> np.ndarray:
    out: np.ndarray = signal.sosfilt(signal.butter(1, hertz, "low", fs=RATE, output="sos"), sound)
    return out


def _slow(random: np.random.Generator, count: int, hertz: float) -> np.ndarray:
    """Slow noise of variance 1, settled."""
    before = _SETTLED_SECONDS * RATE
    sections = signal.butter(2, hertz, "low", fs=RATE, output="sos")
    slow = signal.sosfilt(sections, random.standard_normal(count + before))[before:]
    out: np.ndarray = slow / slow.std()
    return out


def flutter(sound: np.ndarray, sample_rate: int, hertz: np.ndarray) -> np.ndarray:
    """Of each frequency (tones,): the standard deviation in dB of its narrow band's envelope."""
    spectrum = np.fft.fft(sound.astype(np.float64), axis=1)
    bins = np.fft.fftfreq(sound.shape[1], 1 / sample_rate)
    edge = sample_rate // 4
    found = []
    for centre in hertz:
        # A Gaussian so wide at half its height.
        window = np.exp(-4 * np.log(2) * ((bins - centre) / _BAND_HZ) ** 2)
        envelope = np.abs(np.fft.ifft(spectrum * window, axis=1))[:, edge:-edge:_EVERY]
        found.append((20 * np.log10(envelope + 1e-9)).std(1).mean())
    return np.array(found)
