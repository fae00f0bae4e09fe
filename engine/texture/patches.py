"""Envelopes laid from patches of the given ones, each the likest to what the generator made.

Image quilting (Efros & Freeman 2001) on envelopes: the generator decides what comes when, the
patches bring the given sound's own attacks and decays. Phases are no part of it.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

PATCH = 64
OVERLAP = 16
HOP = PATCH - OVERLAP
# Frames at the ends of a stretch that know of the silence around it: rows begin after them.
EDGE = 8
# One of so many is drawn; none comes again (nor its neighbours) within so many patches.
_CANDIDATES = 6
_REST = 4
_APART = 8
_NEIGHBOURS = 24
# Only this part of the places, the least used so far, may come next.
_RAREST = 0.1


class Quilter:
    """Chooses places in normalised rows (rows, frames) after plans.

    Plans come in order: the choice goes on where it stood, at first from the end of the rows.
    """

    def __init__(self, rows: Tensor, *, seed: int) -> None:
        self._rows = rows
        self._places = rows.shape[1] - PATCH + 1
        self._patches = _flat(rows, PATCH, self._places)
        self._heads = _flat(rows, OVERLAP, self._places)
        self._patch_power = self._patches.square().sum(1)
        self._head_power = self._heads.square().sum(1)
        self._rest = min(_REST, max(0, self._places // (2 * _NEIGHBOURS) - 1))
        self._random = np.random.default_rng([seed, 20_201])
        self._used = np.full(self._places, -np.inf)
        self._laid = np.zeros(rows.shape[1])
        self._count = 0
        self._last = self._places - 1

    def places(self, plan: Tensor) -> list[int]:
        """A place for every HOP frames of a plan (rows, n * HOP + OVERLAP)."""
        count = (plan.shape[1] - OVERLAP) // HOP
        return [self._choose(plan[:, at * HOP : at * HOP + PATCH]) for at in range(count)]

    def _choose(self, plan: Tensor) -> int:
        end = self._rows[:, self._last + HOP : self._last + PATCH].reshape(-1)
        cost = (self._patch_power - 2 * self._patches @ plan.reshape(-1)) / PATCH
        cost = cost + (self._head_power - 2 * self._heads @ end) / OVERLAP
        costs = cost.double().numpy()
        costs[self._used > self._count - self._rest] = np.inf
        # What was laid less often so far comes first, or the plan's taste would change the sound.
        free = np.isfinite(costs)
        if free.any():
            often = np.convolve(self._laid, np.full(PATCH, 1 / PATCH), "valid")
            costs[often > np.quantile(often[free], _RAREST)] = np.inf
        place = int(self._random.choice(_distinct(costs)))
        self._used[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1] = self._count
        self._count += 1
        self._laid[place : place + PATCH] += 1.0
        self._last = place
        return place


def laid(rows: Tensor, last: int, places: list[int]) -> Tensor:
    """Patches of the rows at the places, faded from the end of the patch at `last`: HOP each."""
    fade = torch.sin(torch.linspace(0, torch.pi / 2, OVERLAP + 2)[1:-1]).square()
    parts = []
    for place in places:
        patch = rows[:, place : place + HOP].clone()
        end = rows[:, last + HOP : last + PATCH]
        patch[:, :OVERLAP] = end * (1 - fade) + patch[:, :OVERLAP] * fade
        parts.append(patch)
        last = place
    return torch.cat(parts, 1)


class Waveforms:
    """The sound of the patches themselves, for impulses: their waveforms are what they are.

    Each patch comes with a sign of its own, so that none is ever repeated sample by sample in step
    with its neighbours.
    """

    def __init__(self, given: np.ndarray, hop: int, *, seed: int) -> None:
        """given: float32 (channels, samples), of which rows begin EDGE frames in. hop: samples."""
        self._given, self._hop = torch.from_numpy(given), hop
        self._random = np.random.default_rng([seed, 20_202])
        self._sign = 1.0
        self._ready = self._given[:, :0]

    def lay(self, last: int, places: list[int]) -> None:
        """Go on with these patches after the one at `last`."""
        fade = OVERLAP * self._hop
        turn = torch.linspace(0, torch.pi / 2, fade + 2)[1:-1]
        parts = [self._ready]
        for place in places:
            sign = float(self._random.choice((-1.0, 1.0)))
            patch = sign * self._stretch(place, HOP)
            patch[:, :fade] *= torch.sin(turn)
            patch[:, :fade] += self._sign * self._stretch(last + HOP, OVERLAP) * torch.cos(turn)
            parts.append(patch)
            last, self._sign = place, sign
        self._ready = torch.cat(parts, 1)

    def read(self, frames: int) -> Tensor:
        """The sound of the next so many frames: (channels, frames * hop)."""
        samples = frames * self._hop
        read, self._ready = self._ready[:, :samples], self._ready[:, samples:]
        return read

    def _stretch(self, row: int, rows: int) -> Tensor:
        first = (row + EDGE) * self._hop
        return self._given[:, first : first + rows * self._hop].clone()


def _distinct(costs: np.ndarray) -> list[int]:
    """The cheapest places that stand apart from each other."""
    chosen: list[int] = []
    for place in np.argsort(costs, kind="stable")[: _CANDIDATES * 4 * _APART]:
        if all(abs(place - other) > _APART for other in chosen):
            chosen.append(int(place))
        if len(chosen) == _CANDIDATES:
            break
    return chosen


def _flat(rows: Tensor, length: int, places: int) -> Tensor:
    windows = rows.unfold(1, length, 1)[:, :places]
    return windows.transpose(0, 1).reshape(places, -1).contiguous()
