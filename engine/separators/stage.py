"""What every separator stands on: the mixture on its analysis grid, and what boxes do to masks."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from engine.answering import always
from engine.devices import free_memory, memory_text
from engine.guidance import Evidence, Guidance, rasterise
from engine.masks import Masks, equal_masks, normalised
from engine.propagation import Answer, Features, prepare, propagate
from engine.recording import Recording
from engine.sentences import Sentence
from engine.separators.base import MAX_SOURCES, MIN_SOURCES, SeparationError
from engine.separators.refinement import Refinement
from engine.spectrogram import AnalysisGrid

# Quieter than one step of 24 bit: nothing that a mask could divide.
_SILENCE = 2.0**-24
# Share of a box's energy by which another order of the sources must fit better.
_CLEARLY = 0.1
# Sample rates that no sound has leave fewer bands than there may be sources.
FEWEST_BANDS = 16
# How much a blind result counts beside everything else that makes bins alike, once boxes judge
# it. Chosen on mixtures outside the benchmark (0.1 to 0.3 did equally well there), and low
# because blind results are worse on sounds that nothing was chosen on.
HINT = 0.15
# Measured at ten minutes, at the peak; where it is no more than this, nobody asks.
_BYTES_PER_BIN = 180
_ASKED_FROM = 2**31
# The run and the answerer may be at one guidance each.
_KEPT = 2


class _Said(NamedTuple):
    """Guidance, its evidence on a stage's grid, and whether it tells of each source."""

    guidance: Guidance
    evidence: Evidence
    all_told: bool


class _Answered(NamedTuple):
    """An instant answer, and to what evidence from which masks."""

    evidence: Evidence
    base: np.ndarray
    answer: Answer


class Stage:
    """One mixture on one analysis grid, for a number of sources.

    magnitude: float32 (bands, frames); times (frames,) in s; frequencies (bands,) in Hz.
    """

    def __init__(
        self, mixture: Recording, sources: int, *, seed: int, divisions: float = 12.0
    ) -> None:
        if not MIN_SOURCES <= sources <= MAX_SOURCES:
            raise SeparationError(
                Sentence(
                    "the number of sources must be from {min_sources} to {max_sources}, not "
                    "{sources}",
                    min_sources=MIN_SOURCES,
                    max_sources=MAX_SOURCES,
                    sources=sources,
                )
            )
        self.sources = sources
        self.seed = seed
        self._preparing = threading.Lock()
        self._features: Features | None = None
        self._listening = threading.Lock()
        self._heard: deque[_Said] = deque(maxlen=_KEPT)
        self._hint: np.ndarray | None = None
        self._answered: _Answered | None = None
        self.grid = AnalysisGrid.for_rate(mixture.sample_rate, divisions)
        if self.grid.bands < FEWEST_BANDS:
            raise SeparationError(
                Sentence(
                    "{name} has a sample rate of {sample_rate} Hz, which is too low to be "
                    "separated; convert it to 8000 Hz or more",
                    name=_label(mixture),
                    sample_rate=mixture.sample_rate,
                )
            )
        if mixture.samples < self.grid.settings.n_fft // 2:
            raise SeparationError(
                Sentence(
                    "{name} is too short to be separated: its number of samples is {samples} and "
                    "must be at least {value}.",
                    name=_label(mixture),
                    samples=mixture.samples,
                    value=self.grid.settings.n_fft // 2,
                )
            )
        self.times = self.grid.times(mixture.samples)
        _require_memory(mixture, self.grid.bands * len(self.times))
        self.magnitude: np.ndarray = self.grid.magnitude(mixture).numpy()
        if not np.isfinite(self.magnitude).all():
            raise SeparationError(
                Sentence(
                    "{name} holds samples far too large for sound; scale it down first",
                    name=_label(mixture),
                )
            )
        if not self.magnitude.max() > _SILENCE:
            raise SeparationError(
                Sentence("{name} is silent: there is nothing to separate.", name=_label(mixture))
            )
        self.frequencies = self.grid.frequencies

    @property
    def features(self) -> Features:
        """What the propagation of boxes needs, prepared when the first box comes.

        Asked for in two threads at once, it is prepared by one and awaited by the other.
        """
        with self._preparing:
            if self._features is None:
                self._features = prepare(
                    self.magnitude, self.times, self.frequencies, seed=self.seed
                )
            return self._features

    def get_ready_for_boxes(self) -> None:
        """Prepare the features now, so that the first box is answered at once."""
        _ = self.features

    @cached_property
    def refinement(self) -> Refinement:
        """The refined answers to the boxes."""
        return Refinement(self.features)

    def all_told(self, guidance: Guidance) -> bool:
        """Whether what is drawn, as far as it still counts, tells something of each source."""
        return bool(guidance) and self._said(guidance).all_told

    def _said(self, guidance: Guidance) -> _Said:
        """What the guidance says on this grid; kept, because an answer asks several times."""
        with self._listening:
            known = next((said for said in self._heard if said.guidance == guidance), None)
        if known is None:
            evidence = rasterise(guidance, self.sources, self.times, self.frequencies)
            known = _Said(guidance, evidence, _tells_all(evidence, self.sources))
            with self._listening:
                self._heard.append(known)
        return known

    @cached_property
    def equal(self) -> np.ndarray:
        """Masks that share everything equally, (sources, bands, frames)."""
        return equal_masks(self.sources, self.times, self.frequencies).values

    def order(self, values: np.ndarray, guidance: Guidance, present: np.ndarray) -> np.ndarray:
        """Which of the values' sources each source is: int (sources,), fitting the boxes best.

        A blind method knows no names: what a box calls source 2 may have come out as source 1.
        The present order stays while nothing speaks clearly for another, and once every source
        has been told of.
        """
        if not guidance or self.all_told(guidance):
            return present
        gain = np.zeros((self.sources, self.sources))
        for mark in guidance.marks:
            if mark.kind == "release":
                continue
            area = mark.area(self.times, self.frequencies)
            energy = np.square(self.magnitude[area.part]) * area.inside
            share = (values[:, *area.part] * energy).sum((1, 2)) / (energy.sum() + 1e-20)
            gain[mark.source] += share if mark.kind == "activate" else -share
        gain[np.arange(self.sources), present] += _CLEARLY
        order: np.ndarray = linear_sum_assignment(-gain)[1]
        return order

    def take_hint(self, masks: np.ndarray) -> None:
        """Let a blind result (sources, bands, frames) say what may belong together.

        From its distance to equal shares comes one more similarity of bins; which source is which
        it does not say.
        """
        self._hint = self.equal + np.float32(np.sqrt(HINT)) * (normalised(masks) - self.equal)

    def base(self, values: np.ndarray, guidance: Guidance) -> np.ndarray:
        """Masks from which boxes depart: `values` made to sum to one until each source has been
        told of.

        From then on boxes start from equal shares: the blind result is a hint that they judge.
        """
        if not self.all_told(guidance):
            return normalised(values)
        return self.equal if self._hint is None else self._hint

    def masks(
        self, values: np.ndarray, guidance: Guidance, activations: np.ndarray | None = None
    ) -> Masks:
        """Masks of these values (sources, bands, frames) once the boxes have spoken.

        The refined answer where there is one for just these boxes, else the instant one.
        """
        refined = self.refinement.masks_for(guidance) if guidance else None
        if refined is None:
            return self.answer(values, guidance, activations)
        return Masks(refined, self.times, self.frequencies, activations)

    def instant(
        self, base: np.ndarray, guidance: Guidance, wanted: Callable[[], bool] = always
    ) -> Answer:
        """What boxes make of masks (sources, bands, frames).

        The newest is kept: the answerer and the run ask for the same one after the other.
        """
        evidence, known = self._said(guidance).evidence, self._answered
        if known is None or known.evidence is not evidence or known.base is not base:
            answer = propagate(self.features, base, evidence, wanted)
            known = self._answered = _Answered(evidence, base, answer)
        return known.answer

    def answer(
        self,
        values: np.ndarray,
        guidance: Guidance,
        activations: np.ndarray | None = None,
        wanted: Callable[[], bool] = always,
    ) -> Masks:
        """The instant answer to the boxes; may be asked for in several threads at once.

        Raises Unwanted where it is not `wanted` any more.
        """
        if guidance:
            values = self.instant(self.base(values, guidance), guidance, wanted).masks
        else:
            values = normalised(values)
        return Masks(values, self.times, self.frequencies, activations)


def _require_memory(mixture: Recording, bins: int) -> None:
    """Raise SeparationError where so many bins would fill the memory: many systems end a program
    for that, without a word."""
    needed, free = bins * _BYTES_PER_BIN, free_memory("cpu")
    if needed > _ASKED_FROM and 0 < free < needed:
        raise SeparationError(
            Sentence(
                "Separating {name} takes about {needed} of memory, and {free} are free. Close "
                "other programs, or separate a shorter part of it.",
                name=_label(mixture),
                needed=memory_text(needed),
                free=memory_text(free),
            )
        )


def _tells_all(evidence: Evidence, sources: int) -> bool:
    claimed = np.any(evidence.target > 0.5, axis=(1, 2))
    if sources == 2:
        denied = np.any(evidence.known & (evidence.target < 0.5), axis=(1, 2))
        claimed = np.logical_or(claimed, np.flip(denied))
    return bool(np.all(claimed))


def _label(mixture: Recording) -> str:
    return str(mixture.path) if mixture.path else "the recording"
