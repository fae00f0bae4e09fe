"""Somebody who waits while places are looked for: told how far it is, and free to give up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from engine.answering import always, go_on

Item = TypeVar("Item")


def _nobody(part: float) -> None:
    """Told where nobody listens."""


@dataclass(frozen=True)
class Watch:
    """Asked and told between the steps of a search.

    wanted: whether the places still are. told: takes the part that is done, from 0 to 1.
    first, last: what of the whole the steps told here are.
    """

    wanted: Callable[[], bool] = always
    told: Callable[[float], None] = _nobody
    first: float = 0.0
    last: float = 1.0

    def at(self, part: float) -> None:
        """So much is done, from 0 to 1. Raises Unwanted where nobody waits any more."""
        go_on(self.wanted)
        self.told(self.first + (self.last - self.first) * part)

    def between(self, first: float, last: float) -> Watch:
        """The same for steps that are this part of those told here."""
        length = self.last - self.first
        return replace(self, first=self.first + length * first, last=self.first + length * last)

    def over(self, items: Sequence[Item]) -> Iterator[tuple[Item, Watch]]:
        """Each item with its own part of the way. Raises Unwanted like `at`."""
        for number, item in enumerate(items):
            self.at(number / len(items))
            yield item, self.between(number / len(items), (number + 1) / len(items))


UNWATCHED = Watch()
