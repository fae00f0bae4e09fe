"""Stems made audible: the gains of a mix, and stems written to files block by block.

Free of torch until something is rendered, so that a window can import it at once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.file_names import check_pattern, stem_name, untaken
from engine.masks import Masks
from engine.recording import Recording, RecordingError, RecordingWriter
from engine.recording_writer import BYTES_PER_SAMPLE, writing_error
from engine.sound_files import shown

SUFFIXES = {"WAV": ".wav", "FLAC": ".flac"}
LEVELS = ("scale", "clip", "refuse")
RESIDUAL = "residual"
# Values (stems × channels × samples) in one block: some 100 MB with the spectra behind them.
BLOCK_VALUES = 2**20

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


class ExportCancelled(Exception):
    """The export was given up as `cancelled` asked; no file is left of it."""


def mix_gains(gains_db: Sequence[float], solo: Sequence[bool], mute: Sequence[bool]) -> np.ndarray:
    """Linear gain of every source in the mix: float32 (sources,).

    While any source is soloed only soloed ones sound. Mute wins over solo. -inf dB is silence.
    """
    gains = np.asarray(gains_db, np.float64)
    soloed, muted = np.asarray(solo, bool), np.asarray(mute, bool)
    if gains.ndim != 1 or gains.shape != soloed.shape or gains.shape != muted.shape:
        raise ValueError("gains_db, solo and mute need one value per source")
    if np.isnan(gains).any() or np.isposinf(gains).any():
        raise ValueError("gains_db must be numbers or -inf")
    audible = ~muted & (soloed if soloed.any() else True)
    return np.where(audible, 10.0 ** (gains / 20.0), 0.0).astype(np.float32)


@dataclass(frozen=True)
class ExportOptions:
    """What to write, where and how.

    directory: made if missing. stems: indices of the sources (then of the added stems) to write;
    None writes all.
    subtype: PCM_16, PCM_24 or FLOAT. container: WAV or FLAC.
    pattern: file name without its ending; {recording}, {source} and {number} (from 1) are filled.
    level: what becomes of PCM stems beyond full scale: "scale" gives all stems one common gain,
    "clip" clips and counts, "refuse" raises RecordingError. FLOAT is never touched.
    residual: also write the mixture minus the sum of the stems that are written.
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


@dataclass(frozen=True)
class ExportReport:
    """What was written.

    paths: the files in the order of the stems, the residual last. gain: linear, the common gain.
    clipped: samples clipped over all files. peak: largest |sample| before the gain.
    notices: sentences on what the files could not hold.
    """

    paths: tuple[Path, ...]
    gain: float
    clipped: int
    peak: float
    notices: tuple[str, ...] = field(default=())


def export_paths(
    mixture: Recording, names: Sequence[str], options: ExportOptions
) -> tuple[Path, ...]:
    """The files that an export will write, in order; names that collide get numbers.

    Raises RecordingError for a pattern or container that cannot be used.
    """
    check_pattern(options.pattern)
    if options.container not in SUFFIXES:
        known = " or ".join(SUFFIXES)
        raise RecordingError(f"Stems cannot be written as {options.container}; choose {known}.")
    chosen = range(len(names)) if options.stems is None else options.stems
    wanted = [(names[index], index + 1) for index in chosen]
    if options.residual:
        wanted.append((RESIDUAL, len(names) + 1))
    paths: list[Path] = []
    taken: set[str] = set()
    for source, number in wanted:
        name = stem_name(options.pattern, mixture.name, source, number)
        name = untaken(name, taken)
        paths.append(Path(options.directory) / (name + SUFFIXES[options.container]))
    return tuple(paths)


def _check_options(mixture: Recording, stems: int, names: Sequence[str], o: ExportOptions) -> None:
    if len(names) != stems:
        raise ValueError(f"{stems} stems need as many names, not {len(names)}")
    if o.level not in LEVELS:
        raise ValueError(f"level must be one of {LEVELS}, not {o.level!r}")
    if o.stems is not None and (
        len(set(o.stems)) != len(o.stems) or not set(o.stems) <= set(range(stems))
    ):
        raise ValueError(f"stems {o.stems} are not indices of {stems} stems")
    if o.stems == ():
        raise RecordingError("Nothing is chosen for export; choose at least one stem.")
    if o.subtype not in BYTES_PER_SAMPLE or (o.container == "FLAC" and o.subtype == "FLOAT"):
        raise RecordingError(f"{o.container} does not hold {o.subtype}; choose PCM_24 or WAV.")
    if o.container == "FLAC" and mixture.channels > 8:
        raise RecordingError(
            f"FLAC holds no more than 8 channels, not {mixture.channels}; choose WAV."
        )


def _is_same_file(path: Path, other: Path | None) -> bool:
    if other is None or not (os.path.exists(path) and os.path.exists(other)):
        return False
    return os.path.samefile(path, other)


def _check_targets(paths: Sequence[Path], mixture: Recording, options: ExportOptions) -> None:
    for path in paths:
        if _is_same_file(path, mixture.path):
            raise RecordingError(
                f"{shown(path)} is the open recording itself, which is never written; "
                "choose another folder or name."
            )
    existing = [path.name for path in paths if os.path.lexists(path)]
    if existing and not options.overwrite:
        files = ", ".join(existing)
        verb = "exist" if len(existing) > 1 else "exists"
        raise RecordingError(
            f"{files} {verb} already in {shown(options.directory)}; choose another folder or name, "
            "or allow overwriting."
        )


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.2f} MB"


def _check_space(paths: Sequence[Path], mixture: Recording, options: ExportOptions) -> None:
    """Refuse before hours of work what cannot fit; FLAC is taken at a third of its plain size."""
    size = mixture.samples * mixture.channels * BYTES_PER_SAMPLE[options.subtype] * len(paths)
    needed = size // 3 if options.container == "FLAC" else size
    folder = Path(options.directory).absolute()
    while not os.path.isdir(folder) and folder != folder.parent:
        folder = folder.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise writing_error(options.directory, error) from error
    if needed > free:
        raise RecordingError(
            f"{shown(options.directory)} has {_size(free)} free and the stems need about "
            f"{_size(needed)}; free some space or choose another folder."
        )


class _Chosen:
    """The stems to write, rendered span by span: the sources' first, then the added ones."""

    def __init__(
        self,
        mixture: Recording,
        masks: Masks | None,
        added: Sequence[Recording],
        options: ExportOptions,
    ) -> None:
        sources = 0 if masks is None else masks.sources
        stems = range(sources + len(added)) if options.stems is None else options.stems
        own = [index for index in stems if index < sources]
        self._added = [added[index - sources] for index in stems if index >= sources]
        self._channels, self._renderer, self._least = mixture.channels, None, 1
        self.count = len(own) + len(self._added)
        if masks is not None and own:
            from engine.stems import StemRenderer

            masks = Masks(masks.values[own], masks.times, masks.frequencies)
            self._renderer = StemRenderer(mixture, masks)
            self._least = 4 * self._renderer.settings.n_fft

    @property
    def block_length(self) -> int:
        """Samples in a block that is worth its while."""
        return max(BLOCK_VALUES // (self.count * self._channels), self._least)

    def render(self, start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
        """Float32 (stems, channels, samples) of the sources, and of what was added."""
        none = np.zeros((0, self._channels, stop - start), np.float32)
        own = none if self._renderer is None else self._renderer.render(start, stop)
        return own, np.stack(
            [each.read(start, stop) for each in self._added]
        ) if self._added else none


class _Passes:
    """Blocks of the chosen stems and the residual, for one or two passes over the mixture."""

    def __init__(
        self,
        mixture: Recording,
        chosen: _Chosen,
        options: ExportOptions,
        passes: int,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self._mixture, self._chosen = mixture, chosen
        self._residual = options.residual
        self._progress = progress or (lambda fraction: None)
        self._cancelled = cancelled or (lambda: False)
        self._total = max(1, passes * mixture.samples)
        self._done = 0
        self._length = chosen.block_length

    def blocks(self) -> Iterator[np.ndarray]:
        """Float32 (stems, channels, samples), the residual as the last stem."""
        for start in range(0, self._mixture.samples, self._length):
            self.check()
            stop = min(start + self._length, self._mixture.samples)
            own, added = self._chosen.render(start, stop)
            parts = [own, added]
            if self._residual:
                parts.append((self._mixture.read(start, stop) - own.sum(axis=0))[None])
            yield np.concatenate(parts)
            self._done += stop - start
            self._progress(self._done / self._total)

    def check(self) -> None:
        if self._cancelled():
            raise ExportCancelled("the export was cancelled; no file was written")


def _scan_gain(passes: _Passes, options: ExportOptions) -> float:
    """The common gain for PCM; with "refuse" an error where any gain would be needed."""
    peak = max(float(np.abs(block).max()) for block in passes.blocks())
    if peak <= 1.0:
        return 1.0
    if options.level == "refuse":
        raise RecordingError(
            f"The stems reach {20 * np.log10(peak):+.2f} dB, beyond full scale; scale them down "
            "together, or export FLOAT."
        )
    steps = 2.0 ** (8 * BYTES_PER_SAMPLE[options.subtype] - 1)
    return (1.0 - 2.0 / steps) / peak  # room for the dither


def export_stems(
    mixture: Recording,
    masks: Masks | None,
    names: Sequence[str],
    options: ExportOptions,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    added: Sequence[Recording] = (),
) -> ExportReport:
    """Write the chosen stems of a mixture, all or none of them.

    added: stems beside those of the masks, each as long as the mixture; their names come last, and
    they are no part of the residual.
    progress is called with the fraction done, rising to 1; cancelled is asked before each block,
    and ExportCancelled raised when it answers True. Memory is bounded by blocks, whatever the
    length. Raises RecordingError with a sentence.
    """
    _check_options(mixture, (masks.sources if masks else 0) + len(added), names, options)
    paths = export_paths(mixture, names, options)
    _check_targets(paths, mixture, options)
    _check_space(paths, mixture, options)
    scan = options.subtype != "FLOAT" and options.level != "clip"
    chosen = _Chosen(mixture, masks, added, options)
    passes = _Passes(mixture, chosen, options, 2 if scan else 1, progress, cancelled)
    gain = _scan_gain(passes, options) if scan else 1.0
    with ExitStack() as stack:
        writers = []
        for index, path in enumerate(paths):
            writers.append(_writer(path, mixture, options, gain, index))
            stack.callback(writers[-1].discard)
        for block in passes.blocks():
            for writer, stem in zip(writers, block, strict=True):
                writer.write(stem)
        for writer in writers:
            writer.finish()
        passes.check()
        _commit(writers)
    return ExportReport(
        paths,
        gain,
        clipped=sum(writer.clipped for writer in writers),
        peak=max(writer.peak for writer in writers),
        notices=tuple(dict.fromkeys(notice for writer in writers for notice in writer.notices)),
    )


def _writer(
    path: Path, mixture: Recording, options: ExportOptions, gain: float, index: int
) -> RecordingWriter:
    return RecordingWriter(
        path,
        sample_rate=mixture.sample_rate,
        channels=mixture.channels,
        subtype=options.subtype,
        container=options.container,
        metadata=mixture.metadata,
        overwrite=options.overwrite,
        gain=gain,
        dither_seed=options.dither_seed + index,
        samples=mixture.samples,
    )


def _commit(writers: Sequence[RecordingWriter]) -> None:
    """Rename all; should one fail, take back those that replaced nothing."""
    with ExitStack() as undo:
        for writer in writers:
            replaced = os.path.lexists(writer.path)
            writer.commit()
            if not replaced:
                undo.callback(writer.path.unlink, missing_ok=True)
        undo.pop_all()
