"""Textures of which the beginning is given: two recordings, three made by code; and baselines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import signal

from engine.benchmark.report import BenchmarkError
from engine.recording import Recording, RecordingError

GIVEN_SECONDS = 3.0
SECONDS = 12.0
RATE = 44100
RECORDINGS = ("water_texture_12s.wav", "texture_input.mp3")
_FADE_SECONDS = 0.05
_GRAIN_SECONDS = 0.25


@dataclass(frozen=True)
class Item:
    """sound: float32 (channels, samples), of which the first `given` samples are given."""

    name: str
    sound: np.ndarray
    sample_rate: int
    given: int


def made_items() -> dict[str, Callable[[], Item]]:
    """The textures made by code, 12 s of 44.1 kHz stereo: the same in every run."""
    makers = {"modulated noise": _modulated, "impulses": _impulses, "crackle": _crackle}
    return {
        name: lambda name=name, make=make: Item(  # type: ignore[misc]
            name, _levelled(make(np.random.default_rng(0))), RATE, round(GIVEN_SECONDS * RATE)
        )
        for name, make in makers.items()
    }


def recorded_item(folder: Path, name: str) -> Item:
    """A recording of the folder; of one shorter than twice the 3 s, half is given."""
    try:
        recording = Recording.open(folder / name)
        sound = recording.read(0, recording.samples)
    except RecordingError as error:
        raise BenchmarkError(str(error)) from error
    given = min(round(GIVEN_SECONDS * recording.sample_rate), recording.samples // 2)
    return Item(name, sound, recording.sample_rate, given)


def _levelled(sound: np.ndarray) -> np.ndarray:
    return (0.1 * sound / sound.std()).astype(np.float32)


def _filtered(sound: np.ndarray, order: int, edges: float | list[float], kind: str) -> np.ndarray:
    filters = signal.butter(order, edges, kind, fs=RATE, output="sos")
    out: np.ndarray = signal.sosfilt(filters, sound)
    return out


def _modulated(random: np.random.Generator) -> np.ndarray:
    """Nine bands of noise, each modulated at a rate of its own and at a place of its own."""
    count = round(SECONDS * RATE)
    out = np.zeros((2, count))
    for number, hertz in enumerate(np.geomspace(200.0, 9000.0, 9)):
        rate = 2.0 + 1.7 * number
        slow = _filtered(random.standard_normal(count), 2, [0.6 * rate, 1.5 * rate], "band")
        envelope = np.exp(0.8 * slow / slow.std()) / (1 + 0.3 * number)
        common, right = random.standard_normal(count), 0.2 + 0.075 * number
        for channel, share in enumerate((1 - right, right)):
            noise = 0.7 * common + 0.7 * random.standard_normal(count)
            band = _filtered(noise, 2, [hertz / 1.25, hertz * 1.25], "band")
            out[channel] += share * envelope * band / band.std()
    return out


def _impulses(random: np.random.Generator) -> np.ndarray:
    """Some 60 damped tones a second at random times, pitches and places, over faint noise."""
    count = round(SECONDS * RATE)
    out = np.zeros((2, count))
    for start in random.integers(0, count - 2000, random.poisson(60 * SECONDS)):
        pitch, decay = (
            np.exp(random.uniform(np.log(600), np.log(6000))),
            random.uniform(0.002, 0.02),
        )
        time = np.arange(min(round(6 * decay * RATE), count - start)) / RATE
        ring = np.exp(-time / decay) * np.sin(2 * np.pi * pitch * time + random.uniform(0, 6))
        ring *= np.exp(random.normal(0, 0.8))
        right = random.uniform(0, 1)
        out[:, start : start + len(time)] += np.sqrt([[1 - right], [right]]) * ring
    return out + 0.02 * out.std() * random.standard_normal(out.shape)


def _crackle(random: np.random.Generator) -> np.ndarray:
    """Sharp impulses of very different strength over rumble that breathes."""
    count = round(SECONDS * RATE)
    rumble = _filtered(random.standard_normal((2, count)), 1, 400.0, "low")
    breath = _filtered(random.standard_normal(count), 2, 5.0, "low")
    rumble = rumble * (1 + 0.3 * breath / breath.std())
    strength = np.exp(random.normal(0, 1.0, count)) * random.choice([-1, 1], count)
    ticks = (random.random(count) < 25 / RATE) * strength
    sharp = np.stack([_filtered(ticks, 1, [low, 9000.0], "band") for low in (1000.0, 1100.0)])
    return sharp / sharp.std() + 0.7 * rumble / rumble.std()


def looped(item: Item, samples: int, seed: int) -> np.ndarray:
    """The given stretch again and again, with crossfades of equal power."""
    given = item.sound[:, : item.given]
    return _joined(item, samples, lambda: given)


def shuffled(item: Item, samples: int, seed: int) -> np.ndarray:
    """Grains of a quarter of a second from anywhere in the given stretch."""
    random = np.random.default_rng(seed)
    length = round(_GRAIN_SECONDS * item.sample_rate)

    def grain() -> np.ndarray:
        start = int(random.integers(0, item.given - length))
        return item.sound[:, start : start + length]

    return _joined(item, samples, grain)


def _joined(item: Item, samples: int, piece: Callable[[], np.ndarray]) -> np.ndarray:
    fade = round(_FADE_SECONDS * item.sample_rate)
    rise = np.sin(np.linspace(0, np.pi / 2, fade))
    out = np.zeros((len(item.sound), samples + item.given), np.float32)
    out[:, : item.given] = item.sound[:, : item.given]
    end = item.given
    while end < samples:
        following = piece()
        start = end - fade
        out[:, start:end] = out[:, start:end] * rise[::-1] + following[:, :fade] * rise
        end = start + following.shape[1]
        out[:, start + fade : end] = following[:, fade:]
    return out[:, :samples]
