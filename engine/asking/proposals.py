"""The place about which one answer, "that is source n", would teach most.

First come the surest parts of what the blind start has found: its answer names the sources. Then
sets of bins and boxes compete: the one with most doubtful energy is asked about that, by all
hypotheses together, is most likely of one source. Every answer weighs the hypotheses anew, and a
place that is mixed is asked about in parts (compare Dasgupta & Hsu 2008, Hierarchical Sampling for
Active Learning).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from engine.asking.candidates import Candidates
from engine.asking.confidence import doubt
from engine.asking.ensemble import Ensemble
from engine.asking.learning import Probes
from engine.asking.sets import Sets, in_cells, rectangles
from engine.guidance import Box, Guidance, Mark, Patch
from engine.guidance.marks import Rectangles
from engine.propagation import Features, prepare
from engine.propagation.regression import evidence_of
from engine.separators.consensus import consensus_steps
from engine.separators.scene import Scene

# Boxes that compete: evenly taken from those with most doubtful energy.
_BOXES, _EVERY = 1200, 6
# What is smaller than this share of the energy, or met by fewer probes, is not worth a question.
_SMALLEST, _FEWEST_PROBES = 0.004, 4
_LEAST_DOUBT = 1e-3
# How much a candidate's agreement counts against the logarithm of its doubtful energy, before and
# after each source has been told of; and how much, in between, its being unlike what is told. The
# gain in decibels on mixtures outside the benchmark went about like that.
_AGREEMENT, _LATER_AGREEMENT, _NOVELTY = 12.0, 12.0, 1.9
# Masks nearer to equal shares than this are undecided.
_UNDECIDED = 0.3
_MOST_ALIKE = 0.7
# Candidates tried in turn: one may turn out to be what was refused, once it is made of cells.
_TRIES = 20
# A core of the blind start is where a source has this much of what equal shares leave open.
_CORE = 0.5
_HALVED = 2
# Of longer recordings one passage is asked about, so that it can be heard at once.
_LONGEST_SECONDS, _PASSAGE_SECONDS = 20.0, 12.0
_SURE_SHARE = 0.7
# What a set told is asked about again in parts where the masks follow it less than this.
_FOLLOWED = 0.75
# Where they do not waver, only about parts of at most this share of the energy.
_LARGEST_AGAIN = 0.1


@dataclass(frozen=True)
class Place:
    """What to ask about: the rectangle around it in seconds and Hz, and the rectangles of which it
    consists, none where it is a box. likely: the source that it seems to be. purity: how likely it
    holds one source only, in [0, 1]."""

    start: float
    end: float
    low: float
    high: float
    likely: int = 0
    purity: float = 1.0
    rectangles: Rectangles = ()

    def mark(self, source: int) -> Mark:
        """The user's answer that this is that source."""
        if self.rectangles:
            return Patch(source, "activate", self.rectangles)
        return Box(source, "activate", self.start, self.end, self.low, self.high)


class _Found(NamedTuple):
    """Candidates. inside: bool (candidates, probes). numbers: which set, or which box counted from
    -1 downwards. within: to which of the parts each is cut."""

    inside: np.ndarray
    numbers: np.ndarray
    within: np.ndarray


class Asker:
    """Asks about one recording; what does not change with the answers is kept."""

    def __init__(self, features: Features) -> None:
        self._features = features
        self._energy = np.square(features.magnitude.astype(np.float64))
        self._energy /= max(float(self._energy.sum()), 1e-30)
        self._probes = Probes(features)
        self._known_cores: dict[int, list[np.ndarray]] = {}

    @cached_property
    def _boxes(self) -> Candidates:
        return Candidates(self._features.times, self._features.frequencies)

    @cached_property
    def _ensemble(self) -> Ensemble:
        return Ensemble(self._features, self._probes.bins, self._probes.frames)

    def _cores(self, sources: int) -> list[np.ndarray]:
        """Where the blind start is sure of each source, the loudest first: bool (bins, frames)."""
        if sources not in self._known_cores:
            features = self._features
            scene = Scene(features.magnitude, features.frequencies, features.seed)
            *_, found = consensus_steps(scene, self._features_of, sources)
            least = (1.0 + _CORE * (sources - 1)) / sources
            cores = [mask > least for mask in found.masks]
            cores.sort(key=lambda core: -float(self._energy[core].sum()))
            self._known_cores[sources] = cores
        return self._known_cores[sources]

    def _features_of(self, magnitude: np.ndarray) -> Features:
        features = self._features
        if magnitude is features.magnitude:
            return features
        return prepare(magnitude, features.times, features.frequencies, seed=features.seed)

    @cached_property
    def _sets(self) -> Sets:
        return Sets(self._features, self._ensemble, self._probes.bins, self._probes.frames)

    def next_place(
        self, masks: np.ndarray, guidance: Guidance, refused: Sequence[Place] = ()
    ) -> Place | None:
        """Where to ask next, or None where nothing is left to ask.

        masks: the present ones, float32 (sources, bins, frames) on the features' grid. refused:
        places that hold several sources, by the user.
        """
        evidence = evidence_of(self._features, len(masks), guidance)
        told = evidence.box >= 0
        mixed = [self._inside(place) for place in refused]
        unsure = doubt(masks)
        free = ~told & self._passage(self._energy * unsure * ~told)
        core = self._core(masks, guidance, free, mixed)
        if core is not None:
            return core
        # Sets are rarely pure: what they told is asked about again in parts, where the masks waver
        # first, and where they do not once nothing else is left.
        again = self._answered_once(guidance) & told
        followed = np.einsum("sbf,sbf->bf", masks, evidence.target)
        for wavering, largest in ((again & (followed < _FOLLOWED), 1.0), (again, _LARGEST_AGAIN)):
            worth = self._energy * np.where(wavering, np.maximum(unsure, 1.0 - followed), unsure)
            worth[told & ~wavering] = 0.0
            place = self._best(worth, wavering, masks, guidance, mixed, largest)
            if place is not None:
                return place
        return None

    def _best(
        self,
        doubtful: np.ndarray,
        wavering: np.ndarray,
        masks: np.ndarray,
        guidance: Guidance,
        mixed: Sequence[np.ndarray],
        largest: float,
    ) -> Place | None:
        """The best set or box of at most this share of the energy.

        doubtful: energy that is doubted, (bins, frames), 0 where nothing is asked. wavering: which
        of it was told of already.
        """
        free = (doubtful > 0) & self._passage(doubtful)
        parts = [free]
        if guidance.marks:
            parts.append(free & (masks.max(axis=0) - 1.0 / len(masks) < _UNDECIDED))
            parts.append(free & wavering)
        parts += [free & inside for inside in mixed[-_HALVED:]]
        probes = self._probes
        at = probes.bins, probes.frames
        found = self._candidates(parts, doubtful * free)
        sizes = found.inside @ probes.shares
        doubted = found.inside @ (
            probes.shares * (doubtful[at] / np.maximum(self._energy[at], 1e-30))
        )
        allowed = (sizes > _SMALLEST) & (sizes <= largest) & (doubted > _LEAST_DOUBT)
        allowed &= found.inside.sum(axis=1) >= _FEWEST_PROBES
        for inside in mixed:
            allowed &= _alike(found.inside, inside[at], probes.shares) < _MOST_ALIKE
        if not allowed.any():
            return None
        found = _Found(*(part[allowed] for part in found))
        means = found.inside * probes.shares / sizes[allowed, None]
        likely, agreement = self._judged(means, masks, guidance, mixed)
        value = np.log(doubted[allowed]) + self._urged(means, agreement, masks, guidance)
        for best in np.argsort(-value, kind="stable")[:_TRIES].tolist():
            place = self._place(found, best, parts, masks, float(likely[best]))
            inside = self._inside(place)
            if not any(_shared(self._energy, inside, other) for other in mixed):
                return place
        return None

    def _core(
        self,
        masks: np.ndarray,
        guidance: Guidance,
        free: np.ndarray,
        mixed: Sequence[np.ndarray],
    ) -> Place | None:
        """A sure part of the blind start that says more of the sources, while one is untold."""
        sources = len(masks)
        if len({mark.source for mark in guidance.marks if _tells(mark)}) == sources:
            return None
        for core in self._cores(sources):
            kept = core & free
            loud = float(self._energy[kept].sum())
            heard = loud > max(
                _SMALLEST, 0.5 * float(self._energy[core].sum()) * free.any(0).mean()
            )
            if not heard:
                continue
            # What is asked is made of cells, and so is what was refused.
            place = self._patch(kept, masks, 1.0)
            inside = self._inside(place)
            if not any(_shared(self._energy, inside, other) for other in mixed):
                return place
        return None

    def _answered_once(self, guidance: Guidance) -> np.ndarray:
        """What just one mark gives to a source, a set of bins: bool (bins, frames).

        Whoever draws a shape means it, and is not asked about it again.
        """
        times_told, by_sets = np.zeros((2, *self._energy.shape), int)
        for mark in guidance.marks:
            if _tells(mark):
                inside = self._inside(mark)
                times_told += inside
                by_sets += inside & isinstance(mark, Patch)
        answered: np.ndarray = (times_told == 1) & (by_sets == 1)
        return answered

    def _inside(self, area: Place | Mark) -> np.ndarray:
        """All bins of a place or mark: bool (bins, frames)."""
        mark = area.mark(0) if isinstance(area, Place) else area
        inside = np.zeros(self._energy.shape, bool)
        covered = mark.area(self._features.times, self._features.frequencies)
        inside[covered.part] = covered.inside
        return inside

    def _passage(self, doubtful: np.ndarray) -> np.ndarray:
        """Which frames are asked about, bool (frames,): of a long recording those of the passage
        with most doubtful energy (bins, frames)."""
        times = self._features.times
        if times[-1] <= _LONGEST_SECONDS:
            return np.ones(len(times), bool)
        frames = int(np.searchsorted(times, times[0] + _PASSAGE_SECONDS))
        sums = np.concatenate([[0.0], doubtful.sum(axis=0).cumsum()])
        first = int(np.argmax(sums[frames:] - sums[:-frames]))
        here = np.zeros(len(times), bool)
        here[first : first + frames] = True
        return here

    def _candidates(self, parts: Sequence[np.ndarray], doubtful: np.ndarray) -> _Found:
        """All sets, cut to each part, and the boxes with most doubtful energy; each once."""
        probes, sets = self._probes, self._sets
        at = probes.bins, probes.frames
        inside = [sets.inside & part[at] for part in parts]
        numbers = [np.arange(len(sets.inside))] * len(parts)
        within = [np.full(len(sets.inside), number) for number in range(len(parts))]
        worth = self._boxes.sums(doubtful).ravel()
        boxes = np.argsort(-worth, kind="stable")[:_BOXES:_EVERY]
        edges = self._boxes.edges(boxes)
        rows, columns = probes.bins[None], probes.frames[None]
        boxed = (rows >= edges.first_bin[:, None]) & (rows < edges.last_bin[:, None])
        boxed &= (columns >= edges.first_frame[:, None]) & (columns < edges.last_frame[:, None])
        every = np.concatenate([*inside, boxed & parts[0][at]])
        _, first = np.unique(np.packbits(every, axis=1), axis=0, return_index=True)
        first.sort()
        return _Found(
            every[first],
            np.concatenate([*numbers, -1 - boxes])[first],
            np.concatenate([*within, np.zeros(len(boxes), int)])[first],
        )

    def _judged(
        self,
        means: np.ndarray,
        masks: np.ndarray,
        guidance: Guidance,
        mixed: Sequence[np.ndarray],
    ) -> tuple[np.ndarray, np.ndarray]:
        """How likely each candidate is of one source, and how one-sided hypotheses think it is on
        average: (candidates,) both. means: (candidates, probes)."""
        ensemble, probes = self._ensemble, self._probes
        answers = [(mark.source, self._inside(mark)) for mark in guidance.marks if _tells(mark)]
        answers += [(-1, inside) for inside in mixed]
        # The hypotheses are of two parts: what is said of more sources does not tell them apart.
        met = [
            (source, inside[probes.bins, probes.frames] * probes.shares)
            for source, inside in answers
            if len(masks) == 2
        ]
        met = [(source, weights / weights.sum()) for source, weights in met if weights.any()]
        told = np.array([weights for _, weights in met]).reshape(-1, len(probes.bins))
        sources = np.array([source for source, _ in met], int)
        weights = ensemble.weights(ensemble.first_share(told), sources)
        shares = ensemble.first_share(means)
        one_sided = np.abs(2.0 * shares - 1.0)
        return weights @ (one_sided > 2.0 * _SURE_SHARE - 1.0), weights @ one_sided

    def _urged(
        self, means: np.ndarray, agreement: np.ndarray, masks: np.ndarray, guidance: Guidance
    ) -> np.ndarray:
        """What counts beside the logarithm of the doubtful energy: (candidates,)."""
        told = {mark.source for mark in guidance.marks if mark.kind == "activate"}
        if len(told) == len(masks):
            return _LATER_AGREEMENT * agreement
        if not told:
            return _AGREEMENT * agreement
        covariance = self._probes.covariance(masks, guidance)
        unknown = np.einsum("cp,cp->c", means @ covariance, means)
        before = np.einsum("cp,cp->c", means @ self._probes.alike, means)
        left = np.clip(unknown / np.maximum(before, 1e-9), 1e-4, 1.0)
        urged: np.ndarray = _AGREEMENT * agreement + _NOVELTY * np.log(left)
        return urged

    def _place(
        self,
        found: _Found,
        chosen: int,
        parts: Sequence[np.ndarray],
        masks: np.ndarray,
        purity: float,
    ) -> Place:
        number = int(found.numbers[chosen])
        if number < 0:
            edges = self._boxes.edges(np.array([-1 - number]))
            start, end, low, high = (float(edge[0]) for edge in edges[:4])
            inside = self._inside(Box(0, "activate", start, end, low, high))
        else:
            inside = self._sets.whole(number)
        kept = inside & parts[found.within[chosen]]
        if number < 0 and kept.sum() == inside.sum():
            return Place(start, end, low, high, self._likely(masks, kept), purity)
        return self._patch(kept, masks, purity)

    def _likely(self, masks: np.ndarray, kept: np.ndarray) -> int:
        return int((masks * (self._energy * kept)).sum(axis=(1, 2)).argmax())

    def _patch(self, kept: np.ndarray, masks: np.ndarray, purity: float) -> Place:
        features = self._features
        tidy = in_cells(kept, self._energy)
        tiles = rectangles(tidy if tidy.any() else kept, features.times, features.frequencies)
        extent = Patch(0, "activate", tiles).extent
        return Place(*extent, self._likely(masks, kept), purity, tiles)


def _tells(mark: Mark) -> bool:
    return mark.kind == "activate"


def _shared(energy: np.ndarray, one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two sets of bins are nearly the same, by their energy."""
    return float(energy[one & other].sum()) >= _MOST_ALIKE * float(energy[one | other].sum())


def _alike(inside: np.ndarray, other: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Energy that lies in a set and another one, over that in either: (sets,)."""
    both = (inside & other) @ shares
    either: np.ndarray = np.maximum((inside | other) @ shares, 1e-12)
    return np.asarray(both / either)
