"""Separating a selection alone: a run on a cut-out of the recording, whose masks go back there.

Outside the stretch and the band everything stays as it was; where nothing had been separated
yet, all sources share equally. Whoever iterates the run sees masks of the whole recording.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.answering import always
from engine.guidance import Guidance
from engine.masks import Masks
from engine.recording import Recording
from engine.separators.base import Separator, Step, Steps

_SPACING_SECONDS = 0.0156


@dataclass(frozen=True, eq=False)
class Cutout:
    """What is separated alone: from start to end in seconds, from low to high in Hz.

    before: the masks of the whole recording before the run, or None.
    """

    start: float
    end: float
    low: float
    high: float
    before: Masks | None

    def steps(
        self, separator: Separator, recording: Recording, guidance: Guidance, settings: Any,
        seed: int,
    ) -> Steps:  # fmt: skip
        """The separator's steps on the cut-out, with masks and guidance of the whole recording.

        They have no state to go on from: what follows goes on from the masks. Where there are
        masks and the method can, it starts from them, so that the sources keep their order.
        """
        rate = recording.sample_rate
        first = self._on_grid(recording)
        last = min(max(round(self.end * rate), first + 1), recording.samples)
        part, offset = recording.span(first, last), first / rate
        target = _Target(self, recording, offset, part.duration)
        start = None
        # Without iterations a start from masks would give them back as they are.
        if self.before is not None and separator.starts_from_masks and settings.iterations:
            start = _cut(self.before, offset, part.duration)
        guided = target.part_of(guidance)
        steps = separator.steps(part, guided, settings, seed=seed, start=start)
        try:
            step = next(steps, None)
            while step is not None:
                sent = yield _widened(step, target)
                try:
                    step = steps.send(None if sent is None else target.part_of(sent))
                except StopIteration:
                    step = None
        finally:
            steps.close()

    def _on_grid(self, recording: Recording) -> int:
        """The first sample: on a frame of the masks there are, so that the frames coincide."""
        rate, times = recording.sample_rate, None if self.before is None else self.before.times
        spacing = _SPACING_SECONDS
        if times is not None and len(times) > 1:
            spacing = float(times[1] - times[0])
        hop = max(1, round(spacing * rate))
        return min(round(self.start * rate) // hop * hop, recording.samples - 1)


class _Target:
    """The whole recording's masks, in which a part is replaced."""

    def __init__(self, cutout: Cutout, recording: Recording, offset: float, length: float) -> None:
        self._cutout, self._duration = cutout, recording.duration
        self._offset, self._length = offset, length
        self._nyquist = recording.sample_rate / 2

    def part_of(self, guidance: Guidance) -> Guidance:
        """What is drawn of the part, on its own clock."""
        return guidance.within(self._offset, self._length, self._nyquist)

    def widened(self, part: Masks) -> Masks:
        """Masks of the whole recording with a part's in their place."""
        whole = self._cutout.before
        if whole is None or whole.sources != part.sources:
            whole = self._equal(part)
        cutout = self._cutout
        columns = slice(*np.searchsorted(whole.times, (cutout.start, cutout.end)))
        rows = slice(*np.searchsorted(whole.frequencies, (cutout.low, cutout.high)))
        new = _resampled(part.values, part.times, whole.times[columns] - self._offset, 2)
        values = np.array(whole.values)
        values[:, rows, columns] = _resampled(new, part.frequencies, whole.frequencies[rows], 1)
        return Masks(values, whole.times, whole.frequencies)

    def _equal(self, part: Masks) -> Masks:
        spacing = float(part.times[1] - part.times[0]) if len(part.times) > 1 else self._length
        times = np.arange(int(np.ceil(self._duration / spacing)) + 1) * spacing
        shape = (part.sources, len(part.frequencies), len(times))
        return Masks(np.full(shape, 1.0 / part.sources, np.float32), times, part.frequencies)


def _widened(step: Step, target: _Target) -> Step:
    masks, answer = step.masks, step.answer

    def answered(guidance: Guidance, wanted: Callable[[], bool] = always, /) -> Masks:
        assert answer is not None
        return target.widened(answer(target.part_of(guidance), wanted))

    return replace(
        step,
        masks=lambda: target.widened(masks()),
        answer=None if answer is None else answered,
        state=None,
    )


def _cut(masks: Masks, start: float, duration: float) -> Masks | None:
    """The frames of a stretch on its own clock; None where there are too few."""
    times = masks.times - start
    inside = (times >= -1e-6) & (times <= duration + 1e-6)
    if np.count_nonzero(inside) < 2:
        return None
    return Masks(masks.values[:, :, inside], times[inside], masks.frequencies)


def _resampled(
    values: np.ndarray, centres: np.ndarray, wanted: np.ndarray, axis: int
) -> np.ndarray:
    """Values (sources, bins, frames) at other places along an axis, linear between centres."""
    if len(centres) == 1:
        return values.take(np.zeros(len(wanted), int), axis)
    left = np.clip(np.searchsorted(centres, wanted, side="right") - 1, 0, len(centres) - 2)
    share = np.clip((wanted - centres[left]) / (centres[left + 1] - centres[left]), 0.0, 1.0)
    share = share.astype(np.float32).reshape([-1 if a == axis else 1 for a in range(3)])
    below, above = values.take(left, axis), values.take(left + 1, axis)
    return np.asarray(below + (above - below) * share, np.float32)
