"""What benchmarks compare: methods with a preset, and bounds that no method is.

`dap:draft` is a method with a preset; `consensus` is where the deep prior starts; `mixture`
leaves everything as it is; the oracles divide the mixture by masks made of the references.
A PLCA without boxes is the same fit as NMF with components that nothing assigns to sources (Ding,
Li & Peng 2008), so "all" leaves it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from engine.benchmark.report import BenchmarkError, BenchmarkOptions
from engine.separators import load_separator, separator_names
from engine.separators.base import PRESETS, Separator, SeparatorSettings

CONSENSUS, MIXTURE = "consensus", "mixture"
ORACLES = ("oracle-ratio", "oracle-wiener", "oracle-time", "oracle-frequency")
BOUNDS = (MIXTURE, *ORACLES)
_ALL = ("dap:draft", "dap:standard", "dap:best", "nmf", "rpca", "kam", CONSENSUS, *BOUNDS)
_SHORT = {"all": _ALL, "oracles": ORACLES}
_DEFAULT = "standard"


@dataclass(frozen=True)
class Contender:
    """One row of a comparison. preset: "" for bounds. changes: settings other than the preset's."""

    name: str
    preset: str = ""
    changes: tuple[tuple[str, Any], ...] = ()

    @property
    def label(self) -> str:
        """As tables name it."""
        plain = f"{self.name} {self.preset}".strip()
        changed = [
            f"without {field}" if value is False else f"with {field}={value}"
            for field, value in self.changes
        ]
        return ", ".join([plain, *changed])

    @property
    def is_bound(self) -> bool:
        """Whether it is no method: it knows the references, or does nothing."""
        return self.name in BOUNDS


def known_names() -> tuple[str, ...]:
    """Everything that may stand before the colon."""
    return (*separator_names(), CONSENSUS, *BOUNDS, *_SHORT)


def is_known(text: str) -> bool:
    """Whether text is a name, or a method's name with a preset: `dap:draft`."""
    name, colon, preset = text.partition(":")
    if colon:
        return name in separator_names() and preset in PRESETS
    return name in known_names()


def contenders_of(options: BenchmarkOptions, default: Sequence[str] = ()) -> list[Contender]:
    """The contenders that the options name, each once, else the default's.

    A method named without a preset takes the options', or standard where it has none such.
    Raises BenchmarkError for a preset that a method does not have.
    """
    texts = options.methods or tuple(default) or (options.method,)
    found = [
        _contender(each, options.preset) for text in texts for each in _SHORT.get(text, (text,))
    ]
    return list(dict.fromkeys(found))


def _contender(text: str, preset: str) -> Contender:
    name, colon, named = text.partition(":")
    if name in (CONSENSUS, *BOUNDS):
        return Contender(name)
    presets = load_separator(name).presets
    if colon and named not in presets:
        raise BenchmarkError(f"{name} has no preset {named!r}; choose from {', '.join(presets)}")
    return Contender(name, named or (preset if preset in presets else _DEFAULT))


def separator_of(contender: Contender) -> Separator:
    """The method that makes its masks. Raises BenchmarkError for a bound."""
    if contender.is_bound:
        raise BenchmarkError(f"{contender.name} is not a method")
    return load_separator("dap" if contender.name == CONSENSUS else contender.name)


def settings_of(contender: Contender, sources: int, options: BenchmarkOptions) -> SeparatorSettings:
    """The settings of one run. The consensus is a deep prior of no iteration."""
    separator = separator_of(contender)
    preset = contender.preset or _DEFAULT
    settings = separator.preset(preset, sources=sources, device=options.device)
    if contender.name == CONSENSUS:
        return replace(settings, iterations=0)
    if options.iterations is not None:
        settings = replace(settings, iterations=options.iterations)
    return replace(settings, **dict(contender.changes))


def switches_of(settings: SeparatorSettings) -> tuple[str, ...]:
    """The names of the settings' elements that are on and can be left out."""
    return tuple(field.name for field in fields(settings) if getattr(settings, field.name) is True)
