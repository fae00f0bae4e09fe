"""Sound files made by code: usual, odd and broken ones, for all rings of tests."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

RATE = 44100


def sound(channels: int = 2, samples: int = RATE, rate: int = RATE, seed: int = 0) -> np.ndarray:
    """Tones in noise, float32 (channels, samples), peak below 0.7."""
    noise = np.random.default_rng(seed).standard_normal((channels, samples))
    time = np.arange(samples) / rate
    tones = np.stack([np.sin(2 * np.pi * 220 * (1 + c) * time) for c in range(channels)])
    return np.clip(0.4 * tones + 0.05 * noise, -0.69, 0.69).astype(np.float32)


def write(
    path: Path,
    samples: np.ndarray,
    rate: int = RATE,
    *,
    container: str | None = None,
    subtype: str | None = None,
) -> Path:
    """Write samples (channels, samples) with soundfile itself, not with our writer."""
    with soundfile.SoundFile(
        str(path), "w", rate, samples.shape[0], subtype=subtype, format=container
    ) as file:
        for start in range(0, samples.shape[1], 4096):
            file.write(samples.T[start : start + 4096])
    return path


@dataclass(frozen=True)
class Format:
    """A kind of file; `tolerance`: how far samples may be off after a round trip (None: far)."""

    suffix: str
    container: str
    subtype: str
    tolerance: float | None = None
    rate: int = RATE

    def __str__(self) -> str:
        return f"{self.container}-{self.subtype}"

    def write(self, folder: Path, samples: np.ndarray) -> Path:
        path = folder / f"{self}{self.suffix}"
        return write(path, samples, self.rate, container=self.container, subtype=self.subtype)


FORMATS = (
    Format(".wav", "WAV", "PCM_16", 2**-15),
    Format(".wav", "WAV", "PCM_24", 2**-22),
    Format(".wav", "WAV", "PCM_32", 2**-22),
    Format(".wav", "WAV", "FLOAT", 0.0),
    Format(".wav", "WAV", "DOUBLE", 0.0),
    Format(".wav", "WAVEX", "PCM_24", 2**-22),
    Format(".rf64", "RF64", "PCM_24", 2**-22),
    Format(".flac", "FLAC", "PCM_16", 2**-15),
    Format(".flac", "FLAC", "PCM_24", 2**-22),
    Format(".ogg", "OGG", "VORBIS"),
    Format(".opus", "OGG", "OPUS", rate=48000),
    Format(".mp3", "MP3", "MPEG_LAYER_III"),
    Format(".aiff", "AIFF", "PCM_16", 2**-15),
    Format(".caf", "CAF", "PCM_24", 2**-22),
    Format(".caf", "CAF", "ALAC_24", 2**-22),
    Format(".w64", "W64", "PCM_16", 2**-15),
)


def cut(path: Path, share: float) -> Path:
    """Cut the file's end off, leaving that share of its bytes."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def truncated_wav(folder: Path, name: str = "truncated.wav") -> Path:
    """A 16-bit stereo WAV of one second of which 60 % are there."""
    return cut(write(folder / name, sound(), subtype="PCM_16"), 0.6)


def damaged_flac(folder: Path) -> Path:
    """Three seconds of FLAC, one bit flipped in the middle."""
    path = write(folder / "damaged.flac", sound(samples=3 * RATE), subtype="PCM_16")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 16
    path.write_bytes(data)
    return path


def endless_flac(folder: Path) -> Path:
    """A FLAC as a stream writes it: its header does not tell the length (1 s, stereo)."""
    path = write(folder / "endless.flac", sound(), subtype="PCM_16")
    data = bytearray(path.read_bytes())
    data[8 + 13] &= 0xF0
    data[8 + 14 : 8 + 18] = bytes(4)
    path.write_bytes(data)
    return path


def endless_wav(folder: Path) -> Path:
    """A WAV as a pipe writes it: both sizes say 4 GiB, nothing is missing (1 s, stereo)."""
    path = write(folder / "endless.wav", sound(), subtype="PCM_16")
    data = bytearray(path.read_bytes())
    data[4:8] = data[40:44] = struct.pack("<I", 2**32 - 1)
    path.write_bytes(data)
    return path


def mp3_with_tag_only(folder: Path) -> Path:
    """An MP3 behind a large ID3 tag, without a length: libsndfile guesses a far too long one."""
    path = write(folder / "tagged.mp3", sound(1, 11025, 11025), 11025)
    frames = path.read_bytes()
    first = frames.index(b"\xff", 2)
    while frames[first + 1] & 0xE0 != 0xE0:
        first = frames.index(b"\xff", first + 1)
    path.write_bytes(b"ID3\x03\x00\x00" + bytes([0, 0, 64, 0]) + bytes(8192) + frames[first:])
    return path


def nan_wav(folder: Path) -> Path:
    """Float mono of one second at 8 kHz: a NaN at 0.25 s, an infinity at 0.5 s."""
    samples = sound(1, 8000, 8000)
    samples[0, 2000], samples[0, 4000] = np.nan, np.inf
    return write(folder / "nan.wav", samples, 8000, subtype="FLOAT")


def benchmark_mixtures(root: Path, seconds: float, rate: int) -> Path:
    """A folder laid out as Universal-150: mixtures 3 and 8, of a chord and noise bursts."""
    time = np.arange(int(seconds * rate)) / rate
    random = np.random.default_rng(0)
    for number in (3, 8):
        chord = sum(np.sin(2 * np.pi * (100 * number + k) * time) for k in (0, 130, 410))
        noise = random.normal(0, 0.7, len(time)) * (np.sin(2 * np.pi * 2 * time) > 0.2)
        item = root / "Audios" / str(number)
        item.mkdir(parents=True)
        for name, samples in (("gt1", chord), ("gt2", noise), ("mix", chord + noise)):
            soundfile.write(item / f"{name}.wav", samples.astype(np.float32), rate, "FLOAT")
    (root / "clips.csv").write_text("mixture,clip_of_gt1,clip_of_gt2\n3,0,1\n8,2,3\n")
    return root


def _bytes(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return make


def _missing(folder: Path) -> Path:
    return folder / "missing.wav"


def _folder(folder: Path) -> Path:
    path = folder / "a folder.wav"
    path.mkdir()
    return path


def _zero_length(folder: Path) -> Path:
    return write(folder / "zero.wav", np.zeros((2, 0), np.float32), subtype="PCM_16")


def _damaged_header(folder: Path) -> Path:
    return cut(write(folder / "header.wav", sound(), subtype="PCM_16"), 0.0001)


def _fifo(folder: Path) -> Path:
    path = folder / "pipe.wav"
    os.mkfifo(path)
    return path


_NOISE = np.random.default_rng(5).bytes(20000)
_M4A = b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0" + bytes(3000)

# What cannot be opened, and words of the sentence that must come.
UNREADABLE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (_missing, "does not exist"),
    "below a file": (lambda folder: _bytes("a", b"x")(folder) / "b.wav", "does not exist"),
    "folder": (_folder, "is a folder"),
    "pipe": (_fifo, "is a device"),
    "empty": (_bytes("empty.wav", b""), "is empty"),
    "zero length": (_zero_length, "length is zero"),
    "text": (_bytes("text.txt", b"Lorem ipsum\n" * 99), "is a text file"),
    "text called wav": (_bytes("text.wav", "Grüße\n".encode() * 999), "is a text file"),
    "text called au": (_bytes("text.au", b"Lorem ipsum\n" * 99), "is a text file"),
    "text called raw": (_bytes("text.raw", b"Lorem ipsum\n" * 99), "is a text file"),
    "noise": (_bytes("noise.wav", _NOISE), "is not a sound file"),
    "noise called mp3": (_bytes("noise.mp3", _NOISE), "is not a sound file"),
    "noise called au": (_bytes("noise.au", _NOISE), "has no header"),
    "noise called vox": (_bytes("noise.vox", _NOISE), "has no header"),
    "m4a": (_bytes("song.m4a", _M4A), "MPEG-4"),
    "m4a called mp3": (_bytes("song.mp3", _M4A), "MPEG-4"),
    "damaged header": (_damaged_header, "damaged or incomplete header"),
    "start of a flac": (_bytes("start.flac", b"fLaC" + bytes(20)), "damaged"),
    "zip": (_bytes("archive.wav", b"PK\x03\x04" + _NOISE), "zip archive"),
}

# What is unusual and must work as any other file.
ODD: dict[str, Callable[[Path], Path]] = {
    "silent": lambda folder: write(folder / "silent.wav", np.zeros((2, 4410), np.float32)),
    "one sample": lambda folder: write(folder / "one.wav", sound(samples=1), subtype="PCM_24"),
    "eight channels": lambda folder: write(folder / "eight.wav", sound(8, 9000)),
    "8 kHz": lambda folder: write(folder / "8k.wav", sound(1, 8000, 8000), 8000),
    "192 kHz": lambda folder: write(folder / "192k.wav", sound(2, 19200, 192000), 192000),
    "beyond full scale": lambda folder: write(
        folder / "loud.wav", 4 * sound(samples=9000), subtype="FLOAT"
    ),
    "spaces": lambda folder: write(folder / " my  take 1 .wav", sound(samples=4410)),
    "quotes": lambda folder: write(folder / 'it\'s "this".wav', sound(samples=4410)),
    "non-Latin letters": lambda folder: write(folder / "録音 Zürich Привет 🎻.wav", sound(1, 4410)),
    "no ending": lambda folder: write(folder / "take", sound(1, 4410), container="WAV"),
    "wrong ending": lambda folder: write(folder / "take.mp3", sound(1, 4410), container="FLAC"),
}
