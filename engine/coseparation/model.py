"""The statistical model of files that share a sound, and its fit to one stretch of them.

On the common grid file i is X_i = a_i S + P_i: the shared sound S and the private ones P_i are
complex Gaussians, independent in every bin, with variances that change slowly over neighbouring
bins and are, in the second half of the fit, products of few templates and activations. Then the
best estimate of S is known in closed form from all files, and expectation-maximisation improves
the variances (factor analysis in local neighbourhoods; Févotte et al. 2009 for the templates).
a_i is one gain a band where the waveform is the same. Where it is a performance of its own, its
phase drifts against that of the others, but slowly along each partial; it is followed there.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from engine.coseparation.agreement import (
    banded,
    directions_of,
    first_gains_and_turns,
    smoothed,
    smoothed_complex,
    squared,
)
from engine.coseparation.factors import Factors
from engine.coseparation.placement import Kind

NEIGHBOURHOOD = (3, 5)
FINE_NEIGHBOURHOOD = (3, 3)
# Of performances the likeliest sound and the masked file are averaged: their errors differ.
MASK_NEIGHBOURHOOD, _MASK_SHARE = (9, 5), 0.3
_FLOOR = 1e-10
# A file that does not sound says nothing about the shared sound.
_SILENT = 1e6
# How far a gain may go from where it began, as a factor.
_MOST_CHANGE = 2.0
_AGREEING = (5, 9)
_TINY = 1e-20


@dataclass(frozen=True)
class Schedule:
    """Iterations with smoothed variances, with factors, and to refine; components per sound.

    drift_frames: over how many frames a drifting phase is taken as constant.
    """

    smooth: int = 30
    factors: int = 40
    refine: int = 3
    components: int = 40
    drift_frames: int = 17

    @property
    def iterations(self) -> int:
        """All of them."""
        return self.smooth + self.factors + self.refine


@dataclass(frozen=True)
class Claims:
    """What was drawn on the stretch: float32 (files, bins, frames), from 0 (nothing) to 1.

    shared, clean: the energy there is the shared sound's, or is none of it.
    pinned: where the claim is to be met bin by bin, bool.
    """

    shared: torch.Tensor
    clean: torch.Tensor
    pinned: torch.Tensor


class Model:
    """The fit to one stretch: call `iterate` as often as the schedule says, then `shared`."""

    def __init__(
        self,
        spectra: torch.Tensor,
        sounding: torch.Tensor,
        gains: torch.Tensor,
        kind: Kind,
        schedule: Schedule,
        seed: int,
    ) -> None:
        """spectra: complex64 (files, bins, frames). sounding: bool, of the same shape.

        gains: float32 (files,), real and perhaps negative, to start from.
        """
        self._spectra, self._sounding = spectra, sounding
        self._kind, self._schedule = kind, schedule
        self._generator = torch.Generator().manual_seed(seed)
        self._done = 0
        self._claims: Claims | None = None
        power = squared(spectra)
        self._power = power
        self._floor = _FLOOR * float(power.mean()) + 1e-15
        self._together = sounding.sum(0) >= 2
        size = (1, schedule.drift_frames) if kind == "varied" else _AGREEING
        amounts, turns = first_gains_and_turns(spectra, sounding, torch.sign(gains), size)
        self._gains, self._turns = amounts[:, :, None], turns[:, :, None]
        self._first_gains = self._gains
        local = smoothed(power, NEIGHBOURHOOD)
        self._private = 0.5 * local + self._floor
        per_file = torch.where(sounding, local / self._gains.square(), torch.inf)
        self._shared = self._possible(per_file.amin(0).nan_to_num(posinf=0.0))
        self._factors: list[Factors] = []
        if kind == "varied":
            self._turns = self._first_turns(local)

    @property
    def iterations(self) -> int:
        """How many have been done."""
        return self._done

    def set_claims(self, claims: Claims | None) -> None:
        """What was drawn; heeded from the next iteration on."""
        self._claims = claims

    def iterate(self) -> float:
        """One iteration; returns the mean negative log-likelihood of a bin in nats."""
        schedule = self._schedule
        factored = schedule.smooth <= self._done < schedule.smooth + schedule.factors
        if factored and not self._factors:
            self._factors = [
                Factors(power, schedule.components, self._generator)
                for power in (*self._private, self._shared)
            ]
        shared_power, private_power, loss = self._expect()
        if factored:
            targets = (*private_power, shared_power)
            for factors, power in zip(self._factors, targets, strict=True):
                factors.update(power + self._floor)
            variances = torch.stack([factors.variance() for factors in self._factors])
        else:
            refining = self._done >= schedule.smooth + schedule.factors
            size = FINE_NEIGHBOURHOOD if refining else NEIGHBOURHOOD
            variances = smoothed(torch.cat([private_power, shared_power[None]]), size)
        self._private = variances[:-1] + self._floor
        self._shared = self._possible(variances[-1])
        self._done += 1
        return loss

    def estimate(self) -> torch.Tensor:
        """The likeliest shared sound in each file, no mask or pin: complex64 like `shared`."""
        amounts = self._gains * self._turns
        return amounts * self._estimate(amounts)[0]

    def shared(self) -> torch.Tensor:
        """The shared sound as it is in each file: complex64 (files, bins, frames)."""
        parts = self.estimate()
        if self._kind == "varied":
            parts = (1.0 - _MASK_SHARE) * parts + _MASK_SHARE * self._mask() * self._spectra
        if self._claims is None:
            return parts
        pinned = self._claims.pinned
        parts = torch.where(pinned & (self._claims.clean > 0), 0.0, parts)
        return torch.where(pinned & (self._claims.shared > 0), self._spectra, parts)

    def _mask(self) -> torch.Tensor:
        """How much of each file's power is shared in every neighbourhood: (files, bins, frames)."""
        amounts = self._gains * self._turns
        mean, variance, _ = self._estimate(amounts)
        spread = self._gains.square() * variance
        shared = smoothed(self._gains.square() * squared(mean) + spread, MASK_NEIGHBOURHOOD)
        private = smoothed(squared(self._spectra - amounts * mean) + spread, MASK_NEIGHBOURHOOD)
        return shared / (shared + private + self._floor)

    # --- expectation ---------------------------------------------------------------------------

    def _possible(self, shared: torch.Tensor) -> torch.Tensor:
        """No sound is shared where fewer than two files sound."""
        return torch.where(self._together, shared, 0.0) + self._floor

    def _variances(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Private and shared variances as what was drawn has them."""
        private = torch.where(self._sounding, self._private, _SILENT)
        if self._claims is None:
            return private, self._shared
        private = private * (1.0 - 0.999 * self._claims.shared)
        shared = self._shared * (1.0 - 0.999 * self._claims.clean.amax(0))
        return private, shared

    def _estimate(self, amounts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Mean and variance of S given the files, and the log-likelihood's terms per bin."""
        private, shared = self._variances()
        agreed = (amounts.conj() * self._spectra / private).sum(0)
        precision = (squared(amounts) / private).sum(0)
        variance = 1.0 / (precision + 1.0 / shared)
        mean = agreed * variance
        cost = (self._power / private + private.log()).sum(0)
        cost = cost + (1.0 + shared * precision).log() - squared(agreed) * variance
        return mean, variance, cost

    def _expect(self) -> tuple[torch.Tensor, torch.Tensor, float]:
        """Expected powers of S (bins, frames) and of each P (files, bins, frames), and the loss."""
        mean, variance, cost = self._estimate(self._gains * self._turns)
        power = squared(mean) + variance
        self._follow(mean, power)
        amounts = self._gains * self._turns
        private = squared(self._spectra - amounts * mean)
        private = private + self._gains.square() * variance
        return power, private, float(cost.mean())

    # --- gains and phases ----------------------------------------------------------------------

    def _follow(self, mean: torch.Tensor, power: torch.Tensor) -> None:
        """Improve the gains of the bands and the phases for this estimate of S."""
        loud = self._gains.square() * self._shared
        dominant = (loud / (loud + self._private)).prod(0)
        weight = torch.where(self._sounding, dominant / self._private, 0.0)
        agreement = self._spectra * mean.conj() * weight
        if self._kind == "varied":
            turns = smoothed_complex(agreement, (1, self._schedule.drift_frames))
            self._turns = directions_of(turns)
        else:
            summed = agreement.sum(2)
            turns = torch.complex(banded(summed.real), banded(summed.imag))[:, :, None]
            self._turns = directions_of(turns)
        agreed = (agreement * self._turns.conj()).real.sum(2)
        gains = banded(agreed) / (banded((power * weight).sum(2)) + _TINY)
        known = self._first_gains[:, :, 0]
        gains = torch.minimum(torch.maximum(gains, known / _MOST_CHANGE), known * _MOST_CHANGE)
        level = gains.log().mean(0, keepdim=True).exp()
        self._gains = (gains / level)[:, :, None]

    def _first_turns(self, local: torch.Tensor) -> torch.Tensor:
        """Phases that agree best with each other within every neighbourhood in time."""
        size = (1, self._schedule.drift_frames)
        plain = self._spectra / (local + self._floor).sqrt()
        agreed = plain[0]
        turns = torch.zeros_like(plain)
        for _ in range(5):
            turns = smoothed_complex(plain * agreed.conj(), size)
            turns = directions_of(turns)
            agreed = (turns.conj() * plain).sum(0)
        return turns
