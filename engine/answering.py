"""Answering guidance at once: what is asked for, and how it is given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from engine.guidance import Guidance
from engine.masks import Masks


class Unwanted(Exception):
    """Nobody waits for this answer any more."""


def always() -> bool:
    """An answer that is wanted whatever comes."""
    return True


def go_on(wanted: Callable[[], bool]) -> None:
    """Raise Unwanted where nobody waits any more."""
    if not wanted():
        raise Unwanted


class Answering(Protocol):
    """Makes the instant answer to guidance.

    wanted is asked now and then whether the answer still is; Unwanted is raised where it is not.
    """

    def __call__(self, guidance: Guidance, wanted: Callable[[], bool] = ..., /) -> Masks: ...
