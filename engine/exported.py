"""What an export consists of: its options, and the sound of each of its files, block by block.

Free of torch until something is rendered, so that a window can import it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.downmix import downmix
from engine.masks import Masks
from engine.recording import Recording

# Values (stems × channels × samples) in one block: some 100 MB with the spectra behind them.
BLOCK_VALUES = 2**20

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
Weights = tuple[tuple[float, float], ...]


class ExportCancelled(Exception):
    """The export was given up as `cancelled` asked; no file is left of it."""


@dataclass(frozen=True)
class ExportOptions:
    """What to write, where and how.

    directory: made if missing. stems: indices of the sources (then of the added stems) to write;
    None writes all.
    subtype: PCM_16, PCM_24 or FLOAT. container: WAV or FLAC.
    pattern: file name without its ending; {recording}, {source} and {number} (from 1) are filled.
    level: what becomes of PCM stems beyond full scale: "scale" gives all stems one common gain,
    "clip" clips and counts, "refuse" raises RecordingError. FLOAT is never touched.
    gain: that common gain, linear, where it is known already; None finds it.
    residual: also write the mixture minus the sum of the stems that are written, as separated.
    weights: linear gains of left and right of each stem, for stems as a mixer makes them; None
    writes them as separated.
    mix: the same of each part of a sum of all stems that is written as one file more; None writes
    none. Without masks the first part is the recording itself.
    """

    directory: Path
    stems: tuple[int, ...] | None = None
    subtype: str = "PCM_24"
    container: str = "WAV"
    pattern: str = "{recording}_{source}"
    overwrite: bool = False
    level: str = "scale"
    residual: bool = False
    dither_seed: int = 0
    weights: Weights | None = None
    mix: Weights | None = None
    gain: float | None = None


@dataclass(frozen=True)
class Shape:
    """channels: of each file, in the order of the files. dithers: the number of its dither.

    What was added is dithered last: the other files are the same without it.
    """

    channels: tuple[int, ...]
    dithers: tuple[int, ...]


def mixed_channels(channels: int, weights: Sequence[tuple[float, float]]) -> int:
    """Channels of what a mixer makes: two, as it is heard; one where mono is panned nowhere."""
    return 1 if channels == 1 and all(left == right for left, right in weights) else 2


def weighted(sound: np.ndarray, weight: tuple[float, float], channels: int) -> np.ndarray:
    """Sound (channels, samples) as the mixer makes it: float32 (1 or 2, samples)."""
    if channels == 1:
        return sound * np.float32(weight[0])
    return downmix(sound, sound.shape[1]) * np.asarray(weight, np.float32)[:, None]


class ExportedSound:
    """The sound of every file of one export, rendered span by span.

    masks: None without sources. added: stems beside those of the masks, as long as the mixture.
    """

    def __init__(
        self,
        mixture: Recording,
        masks: Masks | None,
        added: Sequence[Recording],
        options: ExportOptions,
    ) -> None:
        sources = 0 if masks is None else masks.sources
        count = sources + len(added)
        self._mixture, self._options, self._added = mixture, options, added
        self._sources, self._least, self._renderer = sources, 1, None
        self._stems = tuple(range(count)) if options.stems is None else options.stems
        # Without masks the mix begins with the recording itself.
        self._mix = dict(enumerate(options.mix or (), start=0 if masks is not None else -1))
        heard = [stem for stem, weight in self._mix.items() if any(weight) and stem >= 0]
        wanted = [*self._stems, *(stem for stem in heard if stem not in self._stems)]
        self._own = [stem for stem in wanted if stem < sources]
        self._extra = [stem for stem in wanted if stem >= sources]
        if masks is not None and self._own:
            from engine.stems import StemRenderer

            masks = Masks(masks.values[self._own], masks.times, masks.frequencies)
            self._renderer = StemRenderer(mixture, masks)
            self._least = 4 * self._renderer.settings.n_fft
        self._mixed_channels = mixed_channels(
            mixture.channels, (*(options.weights or ()), *(options.mix or ()))
        )

    @property
    def shape(self) -> Shape:
        """How many channels each file has, and which dither."""
        options, mixed, whole = self._options, self._mixed_channels, self._mixture.channels
        channels = [whole if options.weights is None else mixed] * len(self._stems)
        own = sum(stem < self._sources for stem in self._stems)
        numbers, last = {True: 0, False: own + 2}, []
        for stem in self._stems:
            is_own = stem < self._sources
            last.append(numbers[is_own])
            numbers[is_own] += 1
        if options.residual:
            channels.append(whole)
            last.append(own)
        if options.mix is not None:
            channels.append(mixed)
            last.append(own + 1)
        return Shape(tuple(channels), tuple(last))

    @property
    def block_length(self) -> int:
        """Samples in a block that is worth its while; the same with and without added stems."""
        count = len(self._own) or len(self._extra) or 1
        return max(BLOCK_VALUES // (count * self._mixture.channels), self._least)

    def render(self, start: int, stop: int) -> list[np.ndarray]:
        """Float32 (channels, samples) of each file: the stems, the residual, the mix."""
        options = self._options
        none = np.zeros((0, self._mixture.channels, stop - start), np.float32)
        own = none if self._renderer is None else self._renderer.render(start, stop)
        sounds = dict(zip(self._own, own, strict=True))
        for stem in self._extra:
            sounds[stem] = self._added[stem - self._sources].read(start, stop)
        files = [self._as_wanted(stem, sounds[stem]) for stem in self._stems]
        if options.residual:
            chosen = sum(stem < self._sources for stem in self._stems)
            files.append(self._mixture.read(start, stop) - own[:chosen].sum(axis=0))
        if options.mix is not None:
            if -1 in self._mix:
                sounds[-1] = self._mixture.read(start, stop)
            files.append(self._sum(sounds, stop - start))
        return files

    def _as_wanted(self, stem: int, sound: np.ndarray) -> np.ndarray:
        weights = self._options.weights
        return sound if weights is None else weighted(sound, weights[stem], self._mixed_channels)

    def _sum(self, sounds: dict[int, np.ndarray], samples: int) -> np.ndarray:
        total = np.zeros((self._mixed_channels, samples), np.float32)
        for stem, weight in self._mix.items():
            if any(weight):
                total += weighted(sounds[stem], weight, self._mixed_channels)
        return total


class Passes:
    """Blocks of all files of an export, for one or two passes over the mixture."""

    def __init__(
        self,
        mixture: Recording,
        sound: ExportedSound,
        passes: int,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self._samples, self._sound = mixture.samples, sound
        self._progress = progress or (lambda fraction: None)
        self._cancelled = cancelled or (lambda: False)
        self._total = max(1, passes * mixture.samples)
        self._done = 0
        self._length = sound.block_length

    def blocks(self) -> Iterator[list[np.ndarray]]:
        """As ExportedSound.render."""
        for start in range(0, self._samples, self._length):
            self.check()
            stop = min(start + self._length, self._samples)
            yield self._sound.render(start, stop)
            self._done += stop - start
            self._progress(self._done / self._total)

    def check(self) -> None:
        """Raises ExportCancelled where the export is to be given up."""
        if self._cancelled():
            raise ExportCancelled("the export was cancelled; no file was written")
