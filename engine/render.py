"""Stems made audible: the gains of a mix, and stems written to files block by block.

Free of torch until something is rendered, so that a window can import it at once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.exported import (
    Cancelled,
    ExportedSound,
    ExportOptions,
    Passes,
    Progress,
    Shape,
)
from engine.file_names import check_pattern, stem_name, untaken
from engine.masks import Masks
from engine.recording import Recording, RecordingError, RecordingWriter
from engine.recording_writer import BYTES_PER_SAMPLE, writing_error
from engine.sentences import Sentence
from engine.sound_files import shown

SUFFIXES = {"WAV": ".wav", "FLAC": ".flac"}
LEVELS = ("scale", "clip", "refuse")
RESIDUAL = "residual"
MIX = "mix"


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
class ExportReport:
    """What was written.

    paths: the files in the order of the stems, then the residual, then the mix. gain: linear, the
    common gain. clipped: samples clipped over all files. peak: largest |sample| before the gain.
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
        raise RecordingError(
            Sentence(
                "Stems cannot be written as {container}; choose {known}.",
                container=options.container,
                known=known,
            )
        )
    chosen = range(len(names)) if options.stems is None else options.stems
    wanted = [(names[index], index + 1) for index in chosen]
    if options.residual:
        wanted.append((RESIDUAL, len(names) + 1))
    if options.mix is not None:
        wanted.append((MIX, len(names) + 2))
    paths: list[Path] = []
    taken: set[str] = set()
    for source, number in wanted:
        name = stem_name(options.pattern, mixture.name, source, number)
        name = untaken(name, taken)
        paths.append(Path(options.directory) / (name + SUFFIXES[options.container]))
    return tuple(paths)


def _check_options(
    mixture: Recording, masks: Masks | None, added: int, names: Sequence[str], o: ExportOptions
) -> None:
    stems = (masks.sources if masks else 0) + added
    if len(names) != stems:
        raise ValueError(f"{stems} stems need as many names, not {len(names)}")
    if o.level not in LEVELS:
        raise ValueError(f"level must be one of {LEVELS}, not {o.level!r}")
    if o.stems is not None and (
        len(set(o.stems)) != len(o.stems) or not set(o.stems) <= set(range(stems))
    ):
        raise ValueError(f"stems {o.stems} are not indices of {stems} stems")
    parts = stems + (masks is None)  # without masks the mix begins with the recording itself
    for weights, count in ((o.weights, stems), (o.mix, parts)):
        if weights is not None and len(weights) != count:
            raise ValueError(f"{count} parts need as many weights, not {len(weights)}")
    if o.stems == () and o.mix is None and not o.residual:
        raise RecordingError(Sentence("Nothing is chosen for export; choose at least one stem."))
    if o.subtype not in BYTES_PER_SAMPLE or (o.container == "FLAC" and o.subtype == "FLOAT"):
        raise RecordingError(
            Sentence(
                "{container} does not hold {subtype}; choose PCM_24 or WAV.",
                container=o.container,
                subtype=o.subtype,
            )
        )


def _is_same_file(path: Path, other: Path | None) -> bool:
    if other is None or not (os.path.exists(path) and os.path.exists(other)):
        return False
    return os.path.samefile(path, other)


def _check_targets(paths: Sequence[Path], mixture: Recording, options: ExportOptions) -> None:
    for path in paths:
        if _is_same_file(path, mixture.path):
            raise RecordingError(
                Sentence(
                    "{path} is the open recording itself, which is never written; choose another "
                    "folder or name.",
                    path=shown(path),
                )
            )
    existing = [path.name for path in paths if os.path.lexists(path)]
    if existing and not options.overwrite:
        files = ", ".join(existing)
        if len(existing) == 1:
            raise RecordingError(
                Sentence(
                    "{files} exists already in {path}; choose another folder or name, or allow "
                    "overwriting.",
                    files=files,
                    path=shown(options.directory),
                )
            )
        raise RecordingError(
            Sentence(
                "{files} exist already in {path}; choose another folder or name, or allow "
                "overwriting.",
                files=files,
                path=shown(options.directory),
            )
        )


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.2f} MB"


def _check_channels(shape: Shape, options: ExportOptions) -> None:
    most = max(shape.channels)
    if options.container == "FLAC" and most > 8:
        raise RecordingError(
            Sentence("FLAC holds no more than 8 channels, not {most}; choose WAV.", most=most)
        )


def _check_space(mixture: Recording, shape: Shape, options: ExportOptions) -> None:
    """Refuse before hours of work what cannot fit; FLAC is taken at a third of its plain size."""
    size = mixture.samples * sum(shape.channels) * BYTES_PER_SAMPLE[options.subtype]
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
            Sentence(
                "{path} has {size} free and the stems need about {size2}; free some space or "
                "choose another folder.",
                path=shown(options.directory),
                size=_size(free),
                size2=_size(needed),
            )
        )


def _scan_gain(passes: Passes, options: ExportOptions) -> float:
    """The common gain for PCM; with "refuse" an error where any gain would be needed."""
    blocks = passes.blocks()
    peak = max(float(np.abs(file).max(initial=0.0)) for block in blocks for file in block)
    if peak <= 1.0:
        return 1.0
    if options.level == "refuse":
        raise RecordingError(
            Sentence(
                "The stems reach {value:+.2f} dB, beyond full scale; scale them down together, or "
                "export FLOAT.",
                value=20 * np.log10(peak),
            )
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
    _check_options(mixture, masks, len(added), names, options)
    paths = export_paths(mixture, names, options)
    _check_targets(paths, mixture, options)
    sound = ExportedSound(mixture, masks, added, options)
    _check_channels(sound.shape, options)
    _check_space(mixture, sound.shape, options)
    scan = options.subtype != "FLOAT" and options.level != "clip" and options.gain is None
    passes = Passes(mixture, sound, 2 if scan else 1, progress, cancelled)
    gain = _scan_gain(passes, options) if scan else (options.gain or 1.0)
    with ExitStack() as stack:
        writers = []
        for path, channels, dither in zip(
            paths, sound.shape.channels, sound.shape.dithers, strict=True
        ):
            writers.append(_writer(path, mixture, options, gain, channels, dither))
            stack.callback(writers[-1].discard)
        for block in passes.blocks():
            for writer, file in zip(writers, block, strict=True):
                writer.write(file)
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
    path: Path, mixture: Recording, options: ExportOptions, gain: float, channels: int, dither: int
) -> RecordingWriter:
    return RecordingWriter(
        path,
        sample_rate=mixture.sample_rate,
        channels=channels,
        subtype=options.subtype,
        container=options.container,
        metadata=mixture.metadata,
        overwrite=options.overwrite,
        gain=gain,
        dither_seed=options.dither_seed + dither,
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
