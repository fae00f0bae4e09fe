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

import numpy as np

from engine.answering import Answering
from engine.guidance import Guidance
from engine.masks import Masks
from engine.recording import Recording
from engine.sentences import Sentence

PRESETS = ("draft", "standard", "best", "published")
MIN_SOURCES, MAX_SOURCES = 2, 6


class SeparationError(RuntimeError):
    """A mixture or setting that cannot be separated; the message is a sentence for the user."""


@dataclass(frozen=True)
class Step:
    """One iteration's result.

    iteration: count of iterations done, from 1, running on through warm starts.
    skipped: how many of these were counted without being done, as nobody would hear them.
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
    answer: Answering | None = None
    skipped: int = 0

    @property
    def done(self) -> int:
        """The iterations that there really were."""
        return self.iteration - self.skipped

    @property
    def planned(self) -> int | None:
        """The iterations that there will have been at the end, as far as is known; or None."""
        return None if self.total is None else self.total - self.skipped


Steps = Generator[Step, Guidance | None, None]


@dataclass(frozen=True, eq=False)
class SavedState:
    """A run's state as plain data that a file can hold; the run changes nothing of it any more.

    numbers: what JSON can hold. arrays: by name, of numbers or truth values.
    """

    numbers: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]

    def array(self, name: str, shape: tuple[int, ...], dtype: Any = np.float32) -> np.ndarray:
        """One of the arrays, a copy. Raises SeparationError where it is not as expected."""
        found = self.arrays.get(name)
        if found is None or found.shape != shape or found.dtype != np.dtype(dtype):
            raise SeparationError(UNFIT_STATE)
        return np.array(found)

    def number(self, name: str) -> float:
        """One of the numbers; NaN for null. Raises SeparationError where it is none."""
        value = self.numbers.get(name, "")
        if value is None:
            return float("nan")
        if isinstance(value, str | Mapping | list):
            raise SeparationError(UNFIT_STATE)
        return float(value)


UNFIT_STATE = Sentence("The saved networks do not fit this recording and method.")


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
            raise SeparationError(
                Sentence(
                    "{title} has no preset {name!r}; choose from {known}",
                    title=self.title,
                    name=name,
                    known=known,
                )
            )
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

    def save_state(self, state: Any) -> SavedState | None:
        """A step's `state` as plain data; None where the method cannot put it into a file."""
        return None

    def load_state(self, saved: SavedState, mixture: Recording, settings: Any, *, seed: int) -> Any:
        """The state that was saved, for `start`: the run goes on exactly as it would have.

        Takes the mixture, settings and seed of the run. Raises SeparationError for data that no
        such run has saved.
        """
        raise SeparationError(UNFIT_STATE)
