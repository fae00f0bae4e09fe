"""Intersections of hypotheses: a part may be what two of them have in common.

Of the most plausible hypotheses that are unlike each other every two are put together in four ways
(this part or that of either), and what both say is a part against all the rest. With values a and b
from -1 to 1 and either sign these are (1 ± a)(1 ± b) / 2 - 1: the average of any number of them
is a quadratic form of the few hypotheses that they are made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from engine.separators.evidence import agreements

# So many hypotheses are put together, found among the most plausible, none more alike than this.
_MEMBERS, _RANKED, _ALIKE = 10, 60, 0.7
_BLOCK_FRAMES = 2048


@dataclass(frozen=True)
class Intersections:
    """members: indices of the hypotheses put together, (members,).

    pairs: places of two of them among the members, and signs: -1 or 1 of each, both
    (intersections, 2). values: (intersections, points) in [-1, 1].
    """

    members: np.ndarray
    pairs: np.ndarray
    signs: np.ndarray
    values: np.ndarray

    def of(self, told: np.ndarray) -> np.ndarray:
        """Their values (intersections, points) where the members are told, (members, points)."""
        return _both(told, self.pairs, self.signs)

    def averaged(self, shares: np.ndarray) -> Average:
        """The sum of all of them, weighted by shares (intersections,)."""
        count = len(self.members)
        linear, products = np.zeros(count), np.zeros((count, count))
        np.add.at(linear, self.pairs, shares[:, None] * self.signs / 2)
        first, second = self.pairs.T
        np.add.at(products, (first, second), shares * self.signs.prod(1) / 2)
        return Average(-float(shares.sum()) / 2, linear, products)


@dataclass(frozen=True)
class Average:
    """A quadratic form of members: constant, linear (members,), products (members, members)."""

    constant: float
    linear: np.ndarray
    products: np.ndarray

    def of(self, members: np.ndarray) -> np.ndarray:
        """Its value everywhere, float32 (bands, frames) of members (members, bands, frames).

        A stretch of time after another: members of long recordings are half as precise.
        """
        _, bands, frames = members.shape
        found = np.empty((bands, frames), np.float32)
        linear, products = self.linear.astype(np.float32), self.products.astype(np.float32)
        for start in range(0, frames, _BLOCK_FRAMES):
            part = members[:, :, start : start + _BLOCK_FRAMES].astype(np.float32)
            rows = part.reshape(len(part), -1)
            total = self.constant + ((products @ rows + linear[:, None]) * rows).sum(0)
            found[:, start : start + _BLOCK_FRAMES] = total.reshape(bands, -1)
        return found


def intersect(values: np.ndarray, plausible: np.ndarray, shares: np.ndarray) -> Intersections:
    """The intersections of hypotheses (hypotheses, points), the most plausible first.

    plausible: of each hypothesis. shares: what each point stands for, (points,), sum 1.
    """
    members = _unlike(values, plausible, shares)
    ways = [
        (pair, signs)
        for pair in combinations(range(len(members)), 2)
        for signs in product((1, -1), repeat=2)
    ]
    pairs = np.array([pair for pair, _ in ways], int).reshape(-1, 2)
    signs = np.array([signs for _, signs in ways], float).reshape(-1, 2)
    return Intersections(members, pairs, signs, _both(values[members], pairs, signs))


def _both(told: np.ndarray, pairs: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """What both say of members (members, points): (pairs, points)."""
    sides = (1 + signs.T[:, :, None] * told[pairs.T]) / np.sqrt(2)
    values: np.ndarray = sides.prod(0) - 1
    return values


def _unlike(values: np.ndarray, plausible: np.ndarray, shares: np.ndarray) -> np.ndarray:
    ranked = np.argsort(-plausible, kind="stable")[:_RANKED]
    alike = agreements(values[ranked], values[ranked], shares)
    found = [0]
    for one in range(1, len(ranked)):
        if len(found) < _MEMBERS and alike[one, found].max() < _ALIKE:
            found.append(one)
    members: np.ndarray = ranked[found]
    return members
