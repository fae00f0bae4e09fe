"""KL-NMF (Lee & Seung 2001) of a recording, from templates at random or from given ones."""

from __future__ import annotations

import torch

from engine.propagation.kernels import TINY

_ITERATIONS = 40
# Of a long recording the templates are fitted to at most about so many evenly spaced frames.
_FITTED_FRAMES = 2400


def factorise(
    magnitude: torch.Tensor, components: int, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Templates (bins, components), activations (components, frames) from a random start."""
    templates = torch.rand(len(magnitude), components, generator=generator) + 0.1
    return fit(magnitude, templates, generator, _ITERATIONS)


def fit(
    magnitude: torch.Tensor,
    templates: torch.Tensor,
    generator: torch.Generator,
    iterations: int,
    *,
    followed: int = 1,
    sparsity: float = 0.0,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Templates and activations that start from these templates (bins, components).

    followed: at every so many iterations the templates follow the recording. sparsity: added to
    what each activation costs.
    """
    frames, components = magnitude.shape[1], templates.shape[1]
    stride = -(-frames // _FITTED_FRAMES)
    fitted = magnitude[:, ::stride]
    activations = torch.rand(components, fitted.shape[1], generator=generator) + 0.1
    activations *= fitted.mean() / components
    for iteration in range(1, iterations + 1):
        activations = _activate(fitted, templates, activations, sparsity)
        if iteration % followed == 0:
            ratio = fitted / (templates @ activations + TINY)
            templates = templates * (ratio @ activations.T) / (activations.sum(1) + TINY)
    if stride > 1:
        activations = activations.repeat_interleave(stride, dim=1)[:, :frames] + TINY
        for _ in range(_ITERATIONS // 4):
            activations = _activate(magnitude, templates, activations, sparsity)
    return templates, activations


def _activate(
    magnitude: torch.Tensor, templates: torch.Tensor, activations: torch.Tensor, sparsity: float
) -> torch.Tensor:
    ratio = magnitude / (templates @ activations + TINY)
    cost = templates.sum(0)[:, None] + sparsity + TINY
    return activations * (templates.T @ ratio) / cost
