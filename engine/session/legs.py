"""The runs that led to results, as a table: what one run heard is told by how it differs from what
was heard before, so that a thousand changes of a hundred marks stay small."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from engine.guidance import Guidance, Mark, guidance_text
from engine.masks import Masks
from engine.session.model import Leg
from engine.session.values import (
    Damaged,
    bounded_list,
    choice_of,
    count_of,
    guidance_of,
    mapping,
    text_of,
    truth_of,
)

MOST_LEGS, MOST_HEARD, MOST_HEARD_MARKS = 10_000, 100_000, 5_000_000


def guidance_document(guidance: Guidance) -> Any:
    """Guidance as in a box file, parsed."""
    return json.loads(guidance_text((), guidance))


class LegTable:
    """Entries of a table of legs; masks: makes the entry of the masks that a leg began from."""

    def __init__(self, masks: Callable[[Masks | None], Any]) -> None:
        self._masks = masks
        self._places: dict[int, int] = {}
        self._before: tuple[Mark, ...] = ()
        self.entries: list[dict[str, Any]] = []

    def index(self, leg: Leg) -> int:
        """The leg's place in the table, where it is put if it is not there yet."""
        if id(leg) not in self._places:
            self._places[id(leg)] = len(self.entries)
            self.entries.append(self._entry(leg))
        return self._places[id(leg)]

    def _entry(self, leg: Leg) -> dict[str, Any]:
        return {
            "choice": asdict(leg.choice),
            "settings": dict(leg.settings),
            "device": leg.device,
            "goes_on": leg.goes_on,
            "start": self._masks(leg.start),
            "steps": leg.steps,
            "iteration": leg.iteration,
            "heard": [self._event(*event) for event in leg.heard],
        }

    def _event(self, steps: int, iteration: int, guidance: Guidance) -> dict[str, Any]:
        before, now = self._before, guidance.marks
        first = _alike(before, now)
        last = _alike(before[first:][::-1], now[first:][::-1])
        self._before = now
        return {
            "steps": steps,
            "iteration": iteration,
            "same_first": first,
            "same_last": last,
            "between": guidance_document(Guidance(now[first : len(now) - last])),
        }


def _alike(one: Sequence[Mark], other: Sequence[Mark]) -> int:
    """How many marks at the beginning are the same."""
    for number, (mark, its) in enumerate(zip(one, other, strict=False)):
        if mark is not its and mark != its:
            return number
    return min(len(one), len(other))


def legs_of(entries: Any, masks: Callable[[Any], Masks | None]) -> tuple[Leg, ...]:
    """The legs of a table. Raises ValueError and GuidanceError; masks: reads a start's entry."""
    reader = _LegReader(masks)
    return tuple(reader.leg(entry) for entry in bounded_list(entries, MOST_LEGS))


class _LegReader:
    def __init__(self, masks: Callable[[Any], Masks | None]) -> None:
        self._masks = masks
        self._before: tuple[Mark, ...] = ()
        self._total = 0

    def leg(self, entry: Any) -> Leg:
        entry = mapping(entry)
        heard = tuple(self._event(event) for event in bounded_list(entry["heard"], MOST_HEARD))
        times = [steps for steps, _, _ in heard]
        if not heard or times[0] != 0 or times != sorted(set(times)):
            raise Damaged("a run that heard nothing, or not in order")
        return Leg(
            choice=choice_of(entry["choice"]),
            settings=mapping(entry["settings"]),
            device=text_of(entry["device"]),
            heard=heard,
            steps=count_of(entry["steps"]),
            iteration=count_of(entry["iteration"]),
            start=self._masks(entry["start"]),
            goes_on=truth_of(entry["goes_on"]),
        )

    def _event(self, event: Any) -> tuple[int, int, Guidance]:
        event = mapping(event)
        first, last = count_of(event["same_first"]), count_of(event["same_last"])
        before = self._before
        if first + last > len(before):
            raise Damaged("a run that refers to marks that there were not")
        between = guidance_of(event["between"]).marks
        self._before = (*before[:first], *between, *before[len(before) - last :])
        self._total += len(self._before)
        if self._total > MOST_HEARD_MARKS:
            raise Damaged("runs that heard more than anybody can say")
        return count_of(event["steps"]), count_of(event["iteration"]), Guidance(self._before)
