"""What every separator is: a generator of steps that improves masks.

    generator = separator.steps(mixture, guidance, settings, seed=0)
    for step in generator: ...            # stop = stop asking
    generator.send(new_guidance)          # taken up before the next iteration

The command line, the tests, the benchmarks and the window iterate the same generator.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from engine.guidance import Guidance
from engine.masks import Masks
from engine.recording import Recording

PRESETS = ("draft", "standard", "best", "published")
MIN_SOURCES, MAX_SOURCES = 2, 6


class SeparationError(RuntimeError):
    """A mixture or setting that cannot be separated; the message is a sentence for the user."""


@dataclass(frozen=True)
class Step:
    """One iteration's result.

    iteration: count of iterations done, from 1, running on through warm starts.
    total: the iteration at which the run ends by itself, or None.
    loss: the method's own training loss (method-specific unit, lower is better).
    masks: makes the present masks on demand (may be slow; call it only for what is shown).
    state: everything needed to go on, given back as `start`; opaque, held in memory.
    device: where the iteration ran, as torch names it ("cpu", "cuda:0").
    notice: one sentence for the user when something noteworthy happened, else "".
    blank: nothing is known yet, the masks share everything equally.
    answer: makes the instant answer to newer guidance, on top of the present masks and without
    waiting for the next step: it may be called in another thread while the run goes on. None
    where a method answers only by its next step.
    """

    iteration: int
    total: int | None
    loss: float
    masks: Callable[[], Masks]
    state: Any = None
    device: str = "cpu"
    notice: str = ""
    blank: bool = False
    answer: Callable[[Guidance], Masks] | None = None


Steps = Generator[Step, Guidance | None, None]


@dataclass(frozen=True, kw_only=True)
class SeparatorSettings:
    """Settings that every method shares; methods add their own fields.

    Each field's metadata may hold "label" and "help" (text), "choices", "minimum" and "maximum";
    form, command line and session derive from the fields.
    """

    sources: int = 2
    iterations: int = 100
    device: str = "auto"


class Separator(ABC):
    """One algorithm. Stateless: everything of a run lives in its generator."""

    name: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    Settings: ClassVar[type[SeparatorSettings]]
    settings_of_presets: ClassVar[Mapping[str, SeparatorSettings]]
    # Whether `start` may also be Masks, from which a run then goes on.
    starts_from_masks: ClassVar[bool] = False

    @property
    def presets(self) -> tuple[str, ...]:
        """The presets that this method has, cheapest first."""
        return tuple(self.settings_of_presets)

    def preset(self, name: str, *, sources: int, device: str = "auto") -> SeparatorSettings:
        """Settings of a preset (one of `presets`). Raises SeparationError for an unknown one."""
        if name not in self.settings_of_presets:
            known = ", ".join(self.presets)
            raise SeparationError(f"{self.title} has no preset {name!r}; choose from {known}")
        return replace(self.settings_of_presets[name], sources=sources, device=device)

    @abstractmethod
    def steps(
        self,
        mixture: Recording,
        guidance: Guidance,
        settings: Any,
        *,
        seed: int = 0,
        start: Any = None,
    ) -> Steps:
        """Improve masks of `mixture` step by step.

        guidance is on the mixture's clock (seconds from its first sample). Sent guidance
        replaces it from the next iteration on. `start` is the `state` of an earlier step of the
        same mixture and source count: the run goes on from there for `settings.iterations` more
        iterations. Where `starts_from_masks`, it may also be Masks of the mixture that a person
        has before them, as after a change of the sources. Raises SeparationError for a mixture
        that holds nothing to separate.
        """
