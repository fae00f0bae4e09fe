"""What making a texture does in the background; nothing here touches the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.recording import Recording, RecordingWriter
from engine.separate_plan import output_subtype

if TYPE_CHECKING:  # torch is loaded in the background
    from engine.texture.extension import Texture
    from engine.texture.steadiness import Steadiness

Kind = Literal["extend", "fill"]
SURROUNDINGS_SECONDS = 6.0
# Of the progress shown; for some seconds of sound.
_FIT_SHARE = 0.25
_PICTURE_EVERY = 5
_PICTURE_SECONDS = 12.0
_PICTURE_COLUMNS = 900
_COPY_SECONDS = 10.0
_STEM_FADE_SECONDS = 0.02
# Drafts of a filling to listen to: of the first one something can be told, all cost time.
_DRAFTS = (8, 20, 35, 50, 65)
_DRAFT_SECONDS = 10.0


@dataclass(frozen=True)
class Wish:
    """What is to be made of the stretch [start, stop) in samples of a recording.

    extend: the stretch and more of it, `duration` seconds together. fill: the recording with the
    stretch replaced by what surrounds it. variation: other sound from the same fit.
    """

    recording: Recording
    kind: Kind
    start: int
    stop: int
    duration: float
    seed: int = 0
    variation: int = 0

    @property
    def learnt(self) -> tuple[int, int]:
        """The samples from which the texture is learnt; of a gap the longer side of it."""
        if self.kind == "extend":
            return self.start, self.stop
        most = round(SURROUNDINGS_SECONDS * self.recording.sample_rate)
        before, after = min(most, self.start), min(most, self.recording.samples - self.stop)
        if before >= after:
            return self.start - before, self.start
        return self.stop, self.stop + after


@dataclass(frozen=True, eq=False)
class Picture:
    """What the generator makes: levels in dB (bands, columns) and where its parts end.

    segment: columns of each given and interpolated piece in turn, up to `given` columns; the rest
    is extrapolated. seconds: of the whole.
    """

    levels: np.ndarray
    segment: float
    given: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Progress:
    """iteration of total while fitting; then the share that is made."""

    iteration: int
    total: int
    loss: float
    written: float | None = None

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1: making takes most of the time."""
        if self.written is None:
            return _FIT_SHARE * self.iteration / self.total
        return _FIT_SHARE + (1 - _FIT_SHARE) * self.written


@dataclass(frozen=True, eq=False)
class Made:
    """A finished texture in a file of its own."""

    wish: Wish
    path: Path
    picture: Picture


@dataclass(frozen=True, eq=False)
class Draft:
    """A filling as it is so far: the whole recording as it would sound up to sample `stop`."""

    wish: Wish
    sound: Recording
    stop: int


@dataclass(frozen=True)
class StemSpan:
    """Samples [first, last) of a made texture, as a stem that begins at `start` of the recording.

    Only what is new: the given stretch sounds in the recording already.
    """

    first: int
    last: int
    start: int


class Cancelled(Exception):
    """The user has had enough."""


def measured(wish: Wish) -> Steadiness:
    """How steady the stretch is that would be learnt. Raises TextureError."""
    from engine.texture.limits import check_stretch

    first, last = wish.learnt
    return check_stretch(wish.recording.read(first, last), wish.recording.sample_rate)


def picture_of(texture: Texture, wish: Wish) -> Picture:
    """The generator's picture of the given stretch and what follows it."""
    from engine.texture.generator import SEGMENT

    seconds = min(
        _PICTURE_SECONDS, max(wish.duration, 2 * texture.given_frames * texture.frame_seconds)
    )
    frames = max(round(seconds / texture.frame_seconds), texture.given_frames + SEGMENT)
    levels = texture.picture(frames, wish.variation)
    stride = max(1, -(-frames // _PICTURE_COLUMNS))
    kept = frames // stride * stride
    columns = levels[:, :kept].reshape(len(levels), -1, stride).mean(2)
    return Picture(
        columns.astype(np.float32),
        SEGMENT / stride,
        texture.given_frames / stride,
        frames * texture.frame_seconds,
    )


def fitted(
    wish: Wish,
    check: Callable[[], None],
    tell: Callable[[str, object], None],
    listens: Callable[[], bool] = lambda: False,
) -> Texture:
    """Fit to the stretch, showing how it goes. check raises Cancelled.

    listens: whether a draft of a filling is wanted now, to be heard while it becomes.
    """
    from engine.texture.extension import Texture

    first, last = wish.learnt
    given = wish.recording.read(first, last)
    texture = Texture(given, wish.recording.sample_rate, seed=wish.seed)
    for step in texture.fit():
        check()
        tell("progress", Progress(step.iteration, step.total, step.loss))
        if step.iteration % _PICTURE_EVERY == 1 or step.iteration == step.total:
            tell("picture", picture_of(texture, wish))
        if wish.kind == "fill" and step.iteration in _DRAFTS and listens():
            tell("draft", drafted(wish, texture, check))
    return texture


class _Patched:
    """A recording with other sound from sample `first` on; until `last` nothing else is heard."""

    def __init__(self, recording: Recording, first: int, last: int, sound: np.ndarray) -> None:
        self._recording, self._first, self._last, self._sound = recording, first, last, sound

    def read(self, start: int, stop: int) -> np.ndarray:
        """Samples [start, stop), float32 (channels, samples)."""
        read = np.array(self._recording.read(start, stop))
        read[:, max(0, self._first - start) : max(0, self._last - start)] = 0.0
        begin = max(start, self._first)
        end = max(begin, min(stop, self._first + self._sound.shape[1]))
        read[:, begin - start : end - start] = self._sound[
            :, begin - self._first : end - self._first
        ]
        return read

    def close(self) -> None:
        """The recording stays open."""


def drafted(wish: Wish, texture: Texture, check: Callable[[], None]) -> Draft:
    """A filling by the generator as it is now, of long gaps the beginning."""
    recording = wish.recording
    gap = _gap(wish, texture.joint)
    most = max(round(_DRAFT_SECONDS * recording.sample_rate), 3 * texture.joint)
    whole = gap.last - gap.first <= most
    blocks = []
    filling = texture.extend(
        min(gap.last - gap.first, most),
        before=gap.before,
        after=gap.after if whole else None,
        variation=wish.variation,
        draft=True,
    )
    for block in _faded(wish, gap, filling, texture.joint):
        check()
        blocks.append(block)
    sound = np.concatenate(blocks, 1)
    patched = _Patched(recording, gap.first, gap.last, sound)
    heard = Recording(
        patched,
        sample_rate=recording.sample_rate,
        channels=recording.channels,
        samples=recording.samples,
    )
    return Draft(wish, heard, wish.stop if whole else gap.first + sound.shape[1])


def write(
    wish: Wish,
    texture: Texture,
    path: Path,
    check: Callable[[], None],
    tell: Callable[[float], None],
) -> None:
    """Make the sound and write it. Raises RecordingError, and Cancelled through check."""
    recording = wish.recording
    rate = recording.sample_rate
    total = round(wish.duration * rate) if wish.kind == "extend" else recording.samples
    with RecordingWriter(
        path,
        sample_rate=rate,
        channels=recording.channels,
        subtype=output_subtype(recording),
        overwrite=True,
        dither_seed=wish.seed,
        samples=total,
    ) as writer:
        for block in _sound(wish, texture, total, tell):
            check()
            writer.write(block)


def _sound(
    wish: Wish, texture: Texture, total: int, tell: Callable[[float], None]
) -> Iterator[np.ndarray]:
    from engine.texture.extension import CONTEXT_SECONDS

    recording, joint = wish.recording, texture.joint
    around = max(joint, round(CONTEXT_SECONDS * recording.sample_rate))
    if wish.kind == "extend":
        kept = max(wish.start, wish.stop - joint)
        yield from _read(recording, wish.start, kept)
        known = recording.read(max(wish.start, wish.stop - around), wish.stop)
        yield from texture.extend(
            total - (kept - wish.start),
            before=known if wish.stop - kept == joint else None,
            variation=wish.variation,
            tell=tell,
        )
        return
    gap = _gap(wish, joint)
    yield from _read(recording, 0, gap.first)
    made = texture.extend(
        gap.last - gap.first,
        before=gap.before,
        after=gap.after,
        variation=wish.variation,
        tell=tell,
    )
    yield from _faded(wish, gap, made, joint)
    yield from _read(recording, gap.last, recording.samples)


@dataclass(frozen=True, eq=False)
class _Gap:
    """What is made anew, [first, last) with the joints; before, after: what is around it.

    None where that is shorter than a joint: then it is made anew to the recording's end.
    """

    first: int
    last: int
    before: np.ndarray | None
    after: np.ndarray | None


def _gap(wish: Wish, joint: int) -> _Gap:
    from engine.texture.extension import CONTEXT_SECONDS

    recording = wish.recording
    around = max(joint, round(CONTEXT_SECONDS * recording.sample_rate))
    first, last = wish.start - joint, wish.stop + joint
    before = recording.read(max(0, wish.start - around), wish.start) if first >= 0 else None
    end = min(recording.samples, wish.stop + around)
    after = recording.read(wish.stop, end) if last <= recording.samples else None
    return _Gap(max(0, first), min(recording.samples, last), before, after)


def _faded(wish: Wish, gap: _Gap, blocks: Iterator[np.ndarray], joint: int) -> Iterator[np.ndarray]:
    """The blocks of a filling, faded to what lies beside it where that is no joint long."""
    recording, at = wish.recording, gap.first
    before = 0 if gap.before is not None else min(wish.start, joint // 2)
    after = 0 if gap.after is not None else min(recording.samples - wish.stop, joint // 2)
    for block in blocks:
        place = at + np.arange(block.shape[1]) + 0.5
        share = np.ones(block.shape[1])
        if before:
            share = np.clip((place - (wish.start - before)) / before, 0, 1)
        if after:
            share = np.minimum(share, np.clip((wish.stop + after - place) / after, 0, 1))
        old = np.flatnonzero(share < 1)
        if len(old):
            kept = recording.read(at, at + block.shape[1])[:, old]
            turn = share[old] * (np.pi / 2)
            block[:, old] = block[:, old] * np.sin(turn) + kept * np.cos(turn)
        at += block.shape[1]
        yield block


def _read(recording: Recording, start: int, stop: int) -> Iterator[np.ndarray]:
    block = round(_COPY_SECONDS * recording.sample_rate)
    for at in range(start, stop, block):
        yield recording.read(at, min(at + block, stop))


def _writer(path: Path, like: Recording, samples: int) -> RecordingWriter:
    """For a file of that many samples with this recording's rate, channels and subtype."""
    return RecordingWriter(
        path,
        sample_rate=like.sample_rate,
        channels=like.channels,
        subtype=like.subtype,
        overwrite=True,
        samples=samples,
    )


def copied(source: Path, target: Path) -> None:
    """Save a made texture under a name of the user's. Raises RecordingError."""
    recording = Recording.open(source)
    try:
        with _writer(target, recording, recording.samples) as writer:
            for block in _read(recording, 0, recording.samples):
                writer.write(block)
    finally:
        recording.close()


def stem_span(made: Made, at: float | None) -> StemSpan | None:
    """What of a texture becomes a stem that begins after the stretch, or at so many seconds.

    None where nothing of it lies within the recording.
    """
    wish = made.wish
    recording = wish.recording
    rate = recording.sample_rate
    if wish.kind == "fill":
        first, last, start = wish.start, wish.stop, wish.start
    else:
        first, last, start = wish.stop - wish.start, round(wish.duration * rate), wish.stop
    if at is not None:
        start = min(max(0, round(at * rate)), recording.samples)
    last = min(last, first + recording.samples - start)
    return (
        StemSpan(first, last, start) if last - first >= round(_STEM_FADE_SECONDS * rate) else None
    )


def write_stem(made: Made, span: StemSpan, path: Path) -> None:
    """The new part of a texture into a file, faded in and out. Raises RecordingError."""
    recording = Recording.open(made.path)
    fade = round(_STEM_FADE_SECONDS * recording.sample_rate)
    try:
        with _writer(path, recording, span.last - span.first) as writer:
            for block in _read(recording, span.first, span.last):
                place = writer.written + np.arange(block.shape[1])
                ends = np.minimum(place + 1, span.last - span.first - place)
                writer.write(block * np.minimum(1.0, ends / (fade + 1)).astype(np.float32))
    finally:
        recording.close()
