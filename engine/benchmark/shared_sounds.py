"""Made mixtures with one shared sound: every private and shared part is known.

Two splits that have no recording in common: "reported" (the clips, and one karaoke singer's songs)
is what the tables show, "development" (the other singer's) is what methods were tuned on.
Everything is mono at 16 kHz.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torchaudio

from engine.benchmark.report import BenchmarkError
from engine.recording import Recording, RecordingError

RATE = 16_000
FILE_SECONDS = 9.0
SHARED_SECONDS = 6.0
EDGE_SECONDS = 0.2
CASES = ("identical", "varied")
LARGEST_STRETCH = 0.03
LARGEST_CENTS = 20.0
EQUALISER_DB = 6.0
LOUDNESS = 0.1
_SINGERS = {"development": "abjones", "reported": "amy"}
_MUSIC = ("brahms_strings", "nutcracker", "humpback")
_SHARED = ("speech_1", "trumpet")


@dataclass(frozen=True)
class Scene:
    """Files that share a sound: private + shared = mixture, each float64 (files, samples).

    sound: the shared sound as it was before lags, gains and variations, (samples,).
    lags: seconds from a file's start to the sound's. stretches, pitches: how much longer it lasts
    and how much higher it sounds in each file, as factors. clips: names of what was mixed.
    """

    private: np.ndarray
    shared: np.ndarray
    sound: np.ndarray
    lags: np.ndarray
    stretches: np.ndarray
    pitches: np.ndarray
    clips: tuple[str, ...]

    @property
    def mixtures(self) -> np.ndarray:
        """The files, (files, samples)."""
        return self.private + self.shared


class Shelf:
    """The sounds of one split, read once."""

    def __init__(self, folder: Path, split: str) -> None:
        """Raises BenchmarkError where the folder holds no such sounds."""
        karaoke = sorted((folder / "karaoke").glob("*.flac"))
        self._karaoke = [path for path in karaoke if path.stem.startswith(_SINGERS[split])]
        self._music, self._shared = [], []
        if split == "reported":
            self._music = [folder / "clips" / f"{name}.ogg" for name in _MUSIC]
            self._shared = [folder / "clips" / f"{name}.ogg" for name in _SHARED]
        if len(self._karaoke) < 8:
            raise BenchmarkError(f"{folder}: holds no karaoke/*.flac; give the folder of the data")
        self._read: dict[Path, np.ndarray] = {}

    def private(self, count: int, random: np.random.Generator) -> list[tuple[str, np.ndarray]]:
        """Names and sounds of that many clips, no two of one song: (samples,) each."""
        songs: dict[str, list[Path]] = {}
        for path in self._karaoke:
            songs.setdefault(path.stem.rpartition("_")[0], []).append(path)
        kinds: list[Sequence[Path]] = [[path] for path in self._music]
        kinds += [songs[name] for name in sorted(songs)]
        chosen = random.permutation(len(kinds))[:count]
        paths = [kinds[index][random.integers(len(kinds[index]))] for index in chosen]
        return [(path.stem, self._samples(path).mean(axis=0)) for path in paths]

    def sound(self, number: int, random: np.random.Generator) -> tuple[str, np.ndarray]:
        """Name and samples of a sound to share: spoken or sung, and tonal, in turn."""
        if self._shared:
            path = self._shared[number % len(self._shared)]
            return path.stem, self._samples(path).mean(axis=0)
        if number % 2:
            return "chime", _chime(random)
        path = self._karaoke[random.integers(len(self._karaoke))]
        return path.stem + "_voice", self._samples(path)[-1]

    def _samples(self, path: Path) -> np.ndarray:
        if path not in self._read:
            try:
                recording = Recording.open(path)
                samples = recording.read(0, recording.samples)
                recording.close()
            except RecordingError as error:
                raise BenchmarkError(str(error)) from error
            tensor = torch.from_numpy(samples)
            at_rate = torchaudio.functional.resample(tensor, recording.sample_rate, RATE)
            self._read[path] = at_rate.double().numpy()
        return self._read[path]


def _chime(random: np.random.Generator) -> np.ndarray:
    """A melody of decaying harmonic tones."""
    times = np.arange(int(SHARED_SECONDS * RATE)) / RATE
    sound = np.zeros(len(times))
    for start in np.arange(0.0, SHARED_SECONDS, 0.45):
        pitch = 220.0 * 2 ** (random.integers(0, 24) / 12)
        since = np.maximum(times - start, 0.0)
        for partial in range(1, 7):
            tone = np.sin(2 * np.pi * pitch * partial * since) / partial
            sound += tone * np.exp(-since * (2 + partial)) * (since > 0)
    return sound


def make_scene(shelf: Shelf, number: int, files: int, level_db: float, case: str) -> Scene:
    """Mixture `number` of its kind: the shared sound lies level_db over each private one."""
    random = np.random.default_rng([number, files, CASES.index(case)])
    samples = int(FILE_SECONDS * RATE)
    privates = shelf.private(files, random)
    name, long_sound = shelf.sound(number, random)
    sound = _excerpt(long_sound, int(SHARED_SECONDS * RATE), random)
    fade = np.minimum(1.0, np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / 160)
    sound = sound * fade
    room = FILE_SECONDS - SHARED_SECONDS * (1 + LARGEST_STRETCH) - 2 * EDGE_SECONDS
    lags = EDGE_SECONDS + room * random.random(files)
    gains = 10 ** (random.uniform(-3, 3, files) / 20)
    private, shared = np.zeros((files, samples)), np.zeros((files, samples))
    stretches, pitches = np.ones(files), np.ones(files)
    for index, (_, clip) in enumerate(privates):
        excerpt = _excerpt(clip, samples, random)
        private[index] = excerpt * (LOUDNESS / _rms(excerpt))
        performed = sound
        if case == "varied":
            stretches[index] = 1.0 + LARGEST_STRETCH * random.uniform(-1, 1)
            pitches[index] = 2 ** (LARGEST_CENTS * random.uniform(-1, 1) / 1200)
            performed = _performance(sound, stretches[index], pitches[index], random)
        placed = _delayed(performed, lags[index] * RATE, samples)
        first = int(lags[index] * RATE)
        span = slice(first, first + len(performed))
        shared[index] = placed * (_rms(private[index, span]) / _rms(placed[span]))
        shared[index] *= 10 ** (level_db / 20)
    clips = (name, *(clip for clip, _ in privates))
    scaled = (private * gains[:, None], shared * gains[:, None])
    return Scene(*scaled, sound, lags, stretches, pitches, clips)


def _rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples)))) or 1.0


def _excerpt(sound: np.ndarray, samples: int, random: np.random.Generator) -> np.ndarray:
    """A stretch of the sound; a short one is played again and again."""
    if len(sound) < samples:
        sound = np.tile(sound, -(-samples // len(sound)))
    start = int(random.integers(len(sound) - samples + 1))
    return sound[start : start + samples]


def _delayed(sound: np.ndarray, delay: float, samples: int) -> np.ndarray:
    """The sound put `delay` samples (not whole) into silence of that length."""
    n_fft = 2 * max(samples, len(sound))
    spectrum = np.fft.rfft(sound, n_fft)
    spectrum *= np.exp(-2j * np.pi * np.arange(len(spectrum)) * delay / n_fft)
    return np.fft.irfft(spectrum, n_fft)[:samples]


def _performance(
    sound: np.ndarray, stretch: float, pitch: float, random: np.random.Generator
) -> np.ndarray:
    """The sound performed again: stretched, re-pitched and filtered."""
    stretched = _phase_vocoder(sound, stretch * pitch)
    places = np.arange(0, len(stretched) - 1, pitch)
    played = np.interp(places, np.arange(len(stretched)), stretched)
    return _equalised(played, random)


def _phase_vocoder(sound: np.ndarray, longer: float) -> np.ndarray:
    n_fft, hop = 1024, 256
    window = torch.hann_window(n_fft)
    tensor = torch.from_numpy(sound).float()
    spectrum = torch.stft(tensor, n_fft, hop, window=window, return_complex=True)
    advance = torch.linspace(0, np.pi * hop, n_fft // 2 + 1)[:, None]
    stretched = torchaudio.functional.phase_vocoder(spectrum, 1 / longer, advance)
    length = round(len(sound) * longer)
    return torch.istft(stretched, n_fft, hop, window=window, length=length).double().numpy()


def _equalised(sound: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Through a smooth filter of zero phase with gains of up to EQUALISER_DB an octave."""
    spectrum = np.fft.rfft(sound)
    hertz = np.arange(len(spectrum)) * RATE / len(sound)
    octaves = np.log2(np.maximum(hertz, 60.0) / 60.0)
    gains = random.uniform(-EQUALISER_DB, EQUALISER_DB, 8)
    response = np.interp(octaves, np.arange(8), gains)
    return np.fft.irfft(spectrum * 10 ** (response / 20), len(sound))
