"""The registry of methods: a name, and the class that is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

from engine.separators.base import Separator

_REGISTRY = {
    "dap": ("engine.separators.dap", "DeepAudioPrior"),
    "nmf": ("engine.separators.nmf", "NonnegativeMatrixFactorisation"),
    "rpca": ("engine.separators.rpca", "RobustPrincipalComponents"),
    "kam": ("engine.separators.kam", "KernelAdditiveModel"),
    "plca": ("engine.separators.plca", "PosteriorRegularisedPlca"),
}
_TITLES = {"dap": "Deep audio prior", "nmf": "NMF", "rpca": "RPCA", "kam": "KAM", "plca": "PLCA"}


def separator_names() -> tuple[str, ...]:
    """Names of all methods, the default first."""
    return tuple(_REGISTRY)


def separator_title(name: str) -> str:
    """The name that a user reads, without importing the method."""
    return _TITLES[name]


def load_separator(name: str) -> Separator:
    """The method of that name, imported on demand. Raises KeyError for an unknown one."""
    module, attribute = _REGISTRY[name]
    separator: Separator = getattr(import_module(module), attribute)()
    return separator
