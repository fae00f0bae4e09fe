"""A run of Deep Audio Prior as plain data, and back: it goes on as if it had not been interrupted.

What follows from mixture, settings and seed is made again: grid, noise, features. The refined
answer to boxes is too, by the run's next steps.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from engine.guidance import GuidanceError, guidance_text, parse_guidance
from engine.separators.base import UNFIT_STATE, SavedState, SeparationError

if TYPE_CHECKING:
    from engine.separators.dap import Run

_MOMENTS = ("exp_avg", "exp_avg_sq", "step")


def saved_run(run: Run) -> SavedState:
    """Everything of a run that its mixture, settings and seed do not say; all copied."""
    numbers = {
        "iteration": run.iteration,
        "skipped": run.skipped,
        "simple": run.simple,
        "share": run.share,
        "loss": run.loss if np.isfinite(run.loss) else None,
        "order": run.order.tolist(),
        "taken_over": run.taken_over,
        "prepared": run.prepared,
        "window": run.networks.window,
        "heard": json.loads(guidance_text((), run.heard)),
    }
    arrays = {
        "activations": _array(run.networks.activations),
        "random": _array(run.networks.model.random.get_state()),
    }
    if run.start is not None:
        arrays["start"] = np.array(run.start)
    if run.networks.average is not None:
        arrays["average"] = _array(run.networks.average)
    for number, parameter in enumerate(_parameters(run)):
        arrays[f"weight.{number}"] = _array(parameter)
        for name, value in run.networks.model.optimiser.state.get(parameter, {}).items():
            arrays[f"{name}.{number}"] = _array(value)
    return SavedState(numbers, arrays)


def take_saved(run: Run, saved: SavedState) -> None:
    """Make a run that has done nothing yet the saved one. Raises SeparationError for other data."""
    sources = run.stage.sources
    frames = len(run.stage.times)
    order = saved.numbers.get("order")
    if not isinstance(order, list) or sorted(order) != list(range(sources)):
        raise SeparationError(UNFIT_STATE)
    try:
        _, run.heard = parse_guidance(saved.numbers.get("heard"))
    except GuidanceError as error:
        raise SeparationError(UNFIT_STATE) from error
    run.order = np.array(order)
    run.iteration, run.share = int(saved.number("iteration")), saved.number("share")
    # Older states do not tell.
    run.skipped = int(saved.number("skipped")) if "skipped" in saved.numbers else 0
    run.loss = saved.number("loss")
    run.simple, run.taken_over = bool(saved.number("simple")), bool(saved.number("taken_over"))
    # Older states do not tell: they were saved once the blind start was done.
    run.prepared = bool(saved.numbers.get("prepared", True))
    run.networks.window = int(saved.number("window")) if "window" in saved.numbers else 0
    if not 0 <= run.networks.window < len(run.networks.windows):
        raise SeparationError(UNFIT_STATE)
    run.networks.activations = torch.from_numpy(saved.array("activations", (sources, frames)))
    random = saved.array("random", tuple(run.networks.model.random.get_state().shape), np.uint8)
    run.networks.model.random.set_state(torch.from_numpy(random))
    if "start" in saved.arrays:
        run.start = saved.array("start", (sources, run.bins, frames))
    if "average" in saved.arrays:
        average = saved.array("average", (sources, run.networks.settings.bands, frames))
        run.networks.average = torch.from_numpy(average).to(run.networks.device)
    if run.prepared:
        run.end_preparation()
    _take_networks(run, saved)


def _take_networks(run: Run, saved: SavedState) -> None:
    for number, parameter in enumerate(_parameters(run)):
        shape = tuple(parameter.shape)
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(saved.array(f"weight.{number}", shape)))
        if f"step.{number}" not in saved.arrays:
            continue
        moments = {name: _moment(run, saved, name, number, shape) for name in _MOMENTS}
        run.networks.model.optimiser.state[parameter] = moments


def _moment(
    run: Run, saved: SavedState, name: str, number: int, shape: tuple[int, ...]
) -> torch.Tensor:
    """Adam keeps its count of steps on the CPU."""
    values = torch.from_numpy(saved.array(f"{name}.{number}", () if name == "step" else shape))
    return values if name == "step" else values.to(run.networks.device)


def _parameters(run: Run) -> list[Any]:
    return [*run.networks.model.sounds.parameters(), *run.networks.model.masks.parameters()]


def _array(values: torch.Tensor) -> np.ndarray:
    return np.array(values.detach().cpu().numpy())
