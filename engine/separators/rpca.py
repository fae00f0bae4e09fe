"""Robust principal component analysis: a repeating background and a sparse foreground.

Huang, Chen, Smaragdis & Hasegawa-Johnson 2012, "Singing-voice separation from monaural
recordings using robust principal component analysis"; the magnitude is a low-rank plus a sparse
matrix, found by the inexact augmented Lagrange multipliers of Lin, Chen & Ma 2010. Both divide
the mixture as a ratio mask. For more than two sources the sparse part is taken apart again: each
source is the repeating part of what the ones before it left over, the last one is what remains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from scipy.linalg import eigh

from engine.separators.base import UNFIT_STATE, SavedState, SeparationError, SeparatorSettings
from engine.separators.fit import Fit, FittingSeparator
from engine.separators.stage import Stage

_TINY = 1e-12
# The published penalty's growth, and its start relative to the largest singular value.
_GROWTH, _PENALTY = 1.5, 1.25
# Directions followed from one iteration to the next: at least, beyond half as many again as are
# wanted, and the share of all from which on all are worked out at once.
_FEWEST_COLUMNS, _SPARE_COLUMNS, _MOST_COLUMNS = 16, 8, 0.6
_SUBSPACE_ROUNDS = 2


@dataclass(frozen=True, kw_only=True)
class RpcaSettings(SeparatorSettings):
    """Settings of RPCA."""

    iterations: int = 20
    sparsity: float = field(
        default=1.0,
        metadata={"label": "Weight of the sparse part", "minimum": 0.1, "maximum": 10.0},
    )


_PRESETS = {
    "draft": RpcaSettings(iterations=12),
    "standard": RpcaSettings(iterations=20),
}


class LowRankSparse:
    """matrix = low_rank + sparse, nearer with every iteration. All float32 (bins, frames)."""

    def __init__(self, matrix: np.ndarray, sparsity: float) -> None:
        self.matrix = matrix
        self._weight = np.float32(sparsity / np.sqrt(max(matrix.shape)))
        largest = float(np.sqrt(max(np.linalg.eigvalsh(self._gram(matrix))[-1], 0.0)))
        loudest = float(np.abs(matrix).max() / self._weight)
        self._multiplier = matrix / np.float32(max(largest, loudest, _TINY))
        self._penalty = np.float32(_PENALTY / max(largest, _TINY))
        self.sparse = np.zeros_like(matrix)
        self.low_rank = np.zeros_like(matrix)
        # Directions (the smaller side, columns) that held most of the last matrix.
        self._leading = np.zeros((min(matrix.shape), 0), np.float32)
        self.operations = 0

    def iterate(self) -> float:
        """One alternation; returns the share of the matrix that the two parts do not add up to."""
        offset = self._multiplier / self._penalty
        self.low_rank = self._thresholded_rank(self.matrix - self.sparse + offset)
        rest = self.matrix - self.low_rank + offset
        threshold = self._weight / self._penalty
        self.sparse = rest - np.clip(rest, -threshold, threshold)
        error = self.matrix - self.low_rank - self.sparse
        self._multiplier = self._multiplier + self._penalty * error
        self._penalty *= np.float32(_GROWTH)
        return float(np.linalg.norm(error) / (np.linalg.norm(self.matrix) + _TINY))

    def _thresholded_rank(self, matrix: np.ndarray) -> np.ndarray:
        """Singular values less the threshold, by eigenvectors of the smaller Gram matrix."""
        wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
        threshold = 1.0 / self._penalty
        values, vectors = self._eigenvectors(self._gram(wide), float(threshold))
        singular = np.sqrt(np.maximum(values, 0.0))
        kept = np.maximum(singular - threshold, 0.0) / np.maximum(singular, _TINY)
        used = kept > 0
        basis = vectors[:, used].astype(np.float32)
        # The Gram matrix, and the projection on the basis and back.
        self.operations += 2 * wide.size * (wide.shape[0] + 2 * basis.shape[1])
        result = (basis * kept[used].astype(np.float32)) @ (basis.T @ wide)
        return result if wide is matrix else result.T

    def _eigenvectors(self, gram: np.ndarray, threshold: float) -> tuple[np.ndarray, np.ndarray]:
        """Values (few,) and vectors (size, few) of all singular values above the threshold.

        By subspace iteration (Halko, Martinsson & Tropp 2011) from the directions of the iteration
        before, which are nearly these; all are worked out only where most are wanted.
        """
        size = len(gram)
        columns = max(_FEWEST_COLUMNS, self._leading.shape[1])
        while columns < size * _MOST_COLUMNS:
            values, vectors = self._iterated(gram, columns)
            wanted = int((values > threshold**2).sum())
            if wanted < columns:
                self._leading = vectors[:, -(wanted + wanted // 2 + _SPARE_COLUMNS) :]
                return values, vectors
            columns = 2 * columns
        self._leading = np.zeros((size, size), np.float32)
        values, vectors = eigh(gram, driver="evd", check_finite=False)
        return values, vectors

    def _iterated(self, gram: np.ndarray, columns: int) -> tuple[np.ndarray, np.ndarray]:
        known = self._leading[:, -columns:]
        new = np.random.default_rng(0).standard_normal((len(gram), columns - known.shape[1]))
        vectors = np.concatenate([new.astype(np.float32), known], 1)
        for _ in range(_SUBSPACE_ROUNDS):
            vectors = np.linalg.qr(gram @ vectors)[0]
        values, within = np.linalg.eigh(vectors.T @ gram @ vectors)
        self.operations += 2 * gram.size * columns * (_SUBSPACE_ROUNDS + 1)
        return values, vectors @ within

    @staticmethod
    def _gram(matrix: np.ndarray) -> np.ndarray:
        wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
        gram: np.ndarray = wide @ wide.T
        return gram

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that an iteration changes or looks at."""
        return {
            "matrix": self.matrix,
            "multiplier": self._multiplier,
            "penalty": np.array(self._penalty),
            "sparse": self.sparse,
            "low_rank": self.low_rank,
            "leading": self._leading,
        }

    def take(self, saved: SavedState, prefix: str) -> None:
        """Go on from arrays whose names begin so."""
        shape = self.matrix.shape
        self.matrix = saved.array(f"{prefix}matrix", shape)
        self._multiplier = saved.array(f"{prefix}multiplier", shape)
        self._penalty = np.float32(saved.array(f"{prefix}penalty", ()))
        self.sparse = saved.array(f"{prefix}sparse", shape)
        self.low_rank = saved.array(f"{prefix}low_rank", shape)
        # Older states have none: a few digits of what follows are others then.
        leading = saved.arrays.get(f"{prefix}leading", self._leading)
        if leading.ndim != 2:
            raise SeparationError(UNFIT_STATE)
        columns = min(leading.shape[1], min(shape))
        self._leading = (
            saved.array(f"{prefix}leading", (min(shape), columns))
            if columns
            else (np.zeros((min(shape), 0), np.float32))
        )


class _Run(Fit):
    """The decompositions of one mixture, one after the other."""

    def __init__(self, stage: Stage, settings: RpcaSettings) -> None:
        super().__init__(stage)
        self.settings = settings
        shape = (stage.sources, *stage.magnitude.shape)
        # Where a run that was interrupted stands: the source being taken off, and its iterations.
        self._place = (0, 0)
        self._parts: list[LowRankSparse] = []
        self._values = np.full(shape, 1.0 / stage.sources, np.float32)

    def values(self) -> np.ndarray:
        """Masks (sources, bins, frames) that sum to one."""
        return self._values

    def left(self, iterations: int) -> int:
        source, done = self._place
        return max(0, iterations - done) + (self.stage.sources - 2 - source) * iterations

    def fit(self, iterations: int) -> Iterator[float]:
        """Take the sources off, one by one, or go on where that stands; losses as reached."""
        left = np.ones_like(self.stage.magnitude)
        first, already = self._place
        for source in range(self.stage.sources - 1):
            if source == len(self._parts):
                matrix = self.stage.magnitude * left
                self._parts.append(LowRankSparse(matrix, self.settings.sparsity))
            parts = self._parts[source]
            taken = _taken(left, parts)
            done_before = already if source == first else 0
            for done in range(done_before, iterations if source >= first else 0):
                loss = parts.iterate()
                self.operations = sum(part.operations for part in self._parts)
                taken = _taken(left, parts)
                # Replaced as a whole: another thread may be reading the old ones.
                values = self._values.copy()
                values[source] = taken
                values[source + 1 :] = (left - taken) / (self.stage.sources - 1 - source)
                self._values = values
                self.iteration += 1
                self._place = self._next(source, done + 1, iterations)
                yield loss
            left = left - taken

    def _next(self, source: int, done: int, iterations: int) -> tuple[int, int]:
        """The place after so many iterations of a source; after the last one the first again.

        With two sources there is one to take off, and every place is like the first.
        """
        rounds = self.stage.sources - 1
        if done < iterations and rounds > 1:
            return source, done
        return (source + 1) % rounds, 0

    def arrays(self) -> Mapping[str, np.ndarray]:
        found = {"values": self._values, "place": np.array(self._place, np.int64)}
        for number, parts in enumerate(self._parts):
            found |= {f"{number}.{name}": array for name, array in parts.arrays().items()}
        return found

    def take_arrays(self, saved: SavedState) -> None:
        self._values = saved.array("values", self._values.shape)
        self._parts = []
        if "place" in saved.arrays:
            source, done = saved.array("place", (2,), np.int64).tolist()
            if not (0 <= source < self.stage.sources - 1 and done >= 0):
                raise SeparationError(UNFIT_STATE)
            self._place = source, done
        for number in range(self.stage.sources - 1):
            if f"{number}.matrix" in saved.arrays:
                parts = LowRankSparse(self.stage.magnitude, self.settings.sparsity)
                parts.take(saved, f"{number}.")
                self._parts.append(parts)


def _taken(left: np.ndarray, parts: LowRankSparse) -> np.ndarray:
    """What the low rank takes of what is left, both shares of the mixture (bins, frames)."""
    low, sparse = np.abs(parts.low_rank), np.abs(parts.sparse)
    taken: np.ndarray = left * low / (low + sparse + _TINY)
    return taken


class RobustPrincipalComponents(FittingSeparator):
    """RPCA: the repeating background first, the sparse foreground last."""

    name: ClassVar[str] = "rpca"
    title: ClassVar[str] = "RPCA"
    summary: ClassVar[str] = (
        "Repeating background first, sparse foreground last; more sources take the foreground "
        "apart again."
    )
    Settings: ClassVar[type[SeparatorSettings]] = RpcaSettings
    settings_of_presets: ClassVar[Mapping[str, SeparatorSettings]] = _PRESETS

    def begin(self, stage: Stage, settings: Any, seed: int) -> Fit:
        return _Run(stage, settings)
