"""The demo recording, made from nothing: a plucked guitar (left) and a blackbird (right) in a room.

`python -m resources.synthesise_demo` writes demo.flac; `--stems DIR` also writes what it is made
of. The guitar is an extended Karplus–Strong string (Jaffe & Smith 1983) with body resonances, the
bird a gliding whistle with weak overtones and breath, the room sparse early reflections and noise
that decays faster in the treble.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy import signal
from scipy.interpolate import PchipInterpolator

SAMPLE_RATE = 44100
DURATION = 12.0
SAMPLES = int(DURATION * SAMPLE_RATE)
PEAK = 10 ** (-3 / 20)
SEED = 20

Samples = NDArray[np.float64]

# Broken chords as MIDI notes, one every EIGHTH seconds; None is a rest.
EIGHTH = 0.29
PHRASE: tuple[int | None, ...] = (
    *(45, 52, 57, 60, 64, 60, 57, 52),
    *(41, 53, 57, 60, 65, 60, 57, 53),
    *(48, 55, 60, 64, 67, 64, 60, 55),
    *(43, 55, 59, 62, None, None, None, None),
    *(45, 52, 57, 60, 64),
)
LAST_CHORD = (45, 52, 57, 60, 64, 69)

# Resonances of a guitar's body: Hz, Hz of bandwidth, level.
BODY = ((102.0, 9.0, 1.0), (196.0, 12.0, 0.8), (242.0, 16.0, 0.5), (405.0, 24.0, 0.4))

# The bird's phrases: when each begins (s) and its syllables (pause before, length, level, Hz …).
Syllable = tuple[float, float, float, tuple[float, ...]]
FLUTED: tuple[Syllable, ...] = (
    (0.00, 0.24, 0.8, (1750, 1980, 1900)),
    (0.05, 0.34, 1.0, (2350, 2150, 2480, 2420)),
    (0.04, 0.20, 0.9, (1850, 1620)),
    (0.07, 0.10, 0.5, (4200, 5900, 4700)),
    (0.02, 0.09, 0.5, (5200, 6600, 5000)),
    (0.02, 0.12, 0.4, (6200, 4400, 5600)),
)
ANSWER: tuple[Syllable, ...] = (
    (0.00, 0.16, 0.9, (2600, 2250)),
    (0.06, 0.16, 0.9, (2600, 2250)),
    (0.06, 0.38, 1.0, (1980, 2050, 1500, 1560)),
    (0.10, 0.07, 0.4, (3800, 5600)),
    (0.03, 0.07, 0.4, (4000, 5800)),
    (0.03, 0.07, 0.45, (4200, 6100)),
    (0.03, 0.08, 0.4, (4300, 6300)),
)
CALL: tuple[Syllable, ...] = (
    (0.00, 0.45, 1.0, (2050, 2120, 2720, 2680)),
    (0.08, 0.22, 0.8, (1820, 1790)),
)
SONG = ((1.25, FLUTED), (3.45, ANSWER), (5.55, CALL), (7.20, FLUTED), (8.95, ANSWER), (10.65, CALL))


def synthesise_stems() -> dict[str, Samples]:
    """The sources, each (2, samples), at the level at which their sum peaks at −3 dBFS."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    stems = {
        "guitar": _in_room(_guitar(rng), pan=-0.45, wet=0.22, rng=rng),
        "blackbird": _in_room(_blackbird(rng), pan=0.5, wet=0.45, rng=rng),
    }
    gain = PEAK / np.abs(stems["guitar"] + stems["blackbird"]).max()
    return {name: stem * gain for name, stem in stems.items()}


def synthesise_demo() -> NDArray[np.int16]:
    """The demo as it lies in the file: int16 (samples, 2), dithered."""
    mixture = np.sum(list(synthesise_stems().values()), axis=0).T
    rng = np.random.Generator(np.random.PCG64(SEED + 1))
    dither = rng.random(mixture.shape) - rng.random(mixture.shape)
    return np.round(mixture * 32767 + dither).astype(np.int16)


def _noise(rng: np.random.Generator, length: int) -> Samples:
    return 2 * rng.random(length) - 1


def _add(into: Samples, start: float, sound: Samples) -> None:
    first = round(start * SAMPLE_RATE)
    place = into[first : first + len(sound)]
    place += sound[: len(place)]


def _guitar(rng: np.random.Generator) -> Samples:
    dry = np.zeros(SAMPLES)
    time = 0.12
    for position, note in enumerate(PHRASE):
        if note is not None:
            late = 0.012 * rng.random()
            accent = 1.0 if position % 8 == 0 else 0.62 + 0.2 * rng.random()
            _add(dry, time + late, accent * _pluck(note, 1.5, rng))
        time += EIGHTH
    for position, note in enumerate(LAST_CHORD):
        _add(dry, time + 0.035 * position, 0.6 * _pluck(note, 3.0, rng))
    return dry + 0.35 * _body(dry)


def _pluck(note: int, length: float, rng: np.random.Generator) -> Samples:
    """One note: two polarisations of the string, which beat slowly, damped by the hand at last."""
    frequency = 440.0 * 2 ** ((note - 69) / 12)
    samples = int(length * SAMPLE_RATE)
    across = _string(frequency, samples, 0.9965, rng)
    along = _string(frequency * 1.0007, samples, 0.9985, rng)
    release = np.ones(samples)
    damped = int(0.18 * SAMPLE_RATE)
    release[-damped:] = 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, damped))
    return (across + 0.5 * along) * release


def _string(frequency: float, samples: int, loss: float, rng: np.random.Generator) -> Samples:
    """A plucked string: noise of one period, lowpassed, round a delay with a lossy loop."""
    damping = 0.42
    period = SAMPLE_RATE / frequency - damping
    delay = int(period - 0.3)
    fraction = period - delay
    allpass = (1 - fraction) / (1 + fraction)
    loop = loss * np.convolve([1 - damping, damping], [allpass, 1.0])
    denominator = np.zeros(delay + 3)
    denominator[:2] = 1.0, allpass
    denominator[delay:] -= loop
    excitation = np.zeros(samples)
    excitation[: delay + 1] = signal.lfilter([0.3], [1, -0.7], _noise(rng, delay + 1))
    position = max(1, int(0.17 * delay))
    excitation[position:] -= 0.9 * excitation[:-position]
    return signal.lfilter([1.0, allpass], denominator, excitation)


def _body(dry: Samples) -> Samples:
    wet = np.zeros_like(dry)
    for frequency, bandwidth, level in BODY:
        numerator, denominator = signal.iirpeak(
            frequency, Q=frequency / bandwidth, fs=float(SAMPLE_RATE)
        )
        wet += level * signal.lfilter(numerator, denominator, dry)
    return wet


def _blackbird(rng: np.random.Generator) -> Samples:
    dry = np.zeros(SAMPLES)
    for start, phrase in SONG:
        time = start
        for pause, length, level, contour in phrase:
            time += pause
            detune = 1 + 0.03 * (rng.random() - 0.5)
            _add(dry, time, level * _whistle(np.array(contour) * detune, length, rng))
            time += length
    return dry


def _whistle(contour: Samples, length: float, rng: np.random.Generator) -> Samples:
    """A syllable: a tone along the contour (Hz at equal steps) with overtones and breath."""
    samples = int(length * SAMPLE_RATE)
    time = np.arange(samples) / SAMPLE_RATE
    glide = PchipInterpolator(np.linspace(0, length, len(contour)), contour)(time)
    flutter = 1 + 0.004 * np.sin(2 * np.pi * (24 + 8 * rng.random()) * time)
    phase = 2 * np.pi * np.cumsum(glide * flutter) / SAMPLE_RATE
    tone = np.sin(phase) + 0.12 * np.sin(2 * phase + 0.4) + 0.05 * np.sin(3 * phase + 1.1)
    slow = signal.lfilter([0.03], [1, -0.97], _noise(rng, samples))
    breath = 0.9 * slow * np.sin(phase)
    envelope = np.sin(np.pi * np.clip(time / length, 0, 1)) ** 0.7
    return 0.36 * (tone * (1 + 0.1 * np.sin(2 * np.pi * 31 * time)) + breath) * envelope


def _in_room(dry: Samples, *, pan: float, wet: float, rng: np.random.Generator) -> Samples:
    """The source at a place from left (−1) to right (1), with the room's answer: (2, samples)."""
    angle = (pan + 1) * np.pi / 4
    levels = np.cos(angle), np.sin(angle)
    sound = np.empty((2, SAMPLES))
    for channel, level in enumerate(levels):
        response = _room_response(rng)
        reverberation = signal.oaconvolve(dry, response)[:SAMPLES]
        behind = round(0.0003 * SAMPLE_RATE * max(0.0, pan if channel == 0 else -pan))
        direct = np.concatenate([np.zeros(behind), dry])[:SAMPLES]
        sound[channel] = level * direct + wet * reverberation
    fade = int(0.35 * SAMPLE_RATE)
    sound[:, -fade:] *= 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, fade))
    return sound


def _room_response(rng: np.random.Generator) -> Samples:
    """Eight early reflections, then noise whose bass rings 0.9 s and whose treble 0.4 s (RT60)."""
    samples = int(0.9 * SAMPLE_RATE)
    time = np.arange(samples) / SAMPLE_RATE
    low = signal.butter(1, 1800, fs=SAMPLE_RATE)
    noise = _noise(rng, samples)
    bass = signal.lfilter(*low, noise)
    tail = bass * 10 ** (-3 * time / 0.9) + 0.5 * (noise - bass) * 10 ** (-3 * time / 0.4)
    tail *= np.clip((time - 0.012) / 0.03, 0, 1)
    response = 0.09 * tail
    for moment in np.sort(0.006 + 0.05 * rng.random(8)):
        response[int(moment * SAMPLE_RATE)] += 0.5 * (rng.random() - 0.3) * np.exp(-moment / 0.03)
    return response


def main() -> None:
    parser = argparse.ArgumentParser(description="Synthesise the demo recording.")
    parser.add_argument("--stems", type=Path, metavar="DIR", help="also write the sources here")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("demo.flac"))
    arguments = parser.parse_args()
    soundfile.write(arguments.output, synthesise_demo(), SAMPLE_RATE, subtype="PCM_16")
    if arguments.stems:
        arguments.stems.mkdir(parents=True, exist_ok=True)
        for name, stem in synthesise_stems().items():
            path = arguments.stems / f"{name}.wav"
            soundfile.write(path, stem.T, SAMPLE_RATE, subtype="FLOAT")


if __name__ == "__main__":
    main()
