"""What statistics a texture has, told from one stretch of it, chance taken out.

Of a few seconds every statistic is half chance, and what is made would hold that chance for ever.
So the detail of each class over the bands, scale by scale, is believed as far as one half of the
stretch tells it of the other (the reliability of two halves: Spearman 1910, Brown 1910), and else
gives way to what neighbouring bands have together, as in James & Stein 1961.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.texture.statistics import Statistics

# Bands over which is smoothed, coarser and coarser.
_WIDTHS = (1.0, 2.5, 6.0)
_RATES = 1.0


def expected(
    whole: Statistics, halves: tuple[Statistics, Statistics], channels: int
) -> tuple[Statistics, dict[str, float]]:
    """Each class as it is believed, and the variance of chance in it.

    whole, halves: statistics without windows, of a stretch and of its halves. Modulations too slow
    for the halves may be missing there.
    """
    believed, chance = {}, {}
    for name, values in whole.items():
        first, second = (_filled(half[name], values) for half in halves if name in half)
        believed[name] = (
            values if values.ndim < 2 else _believed(name, values, first, second, channels)
        )
        chance[name] = float((first - second).square().mean()) / 4
    return believed, chance


def _filled(half: Tensor, whole: Tensor) -> Tensor:
    """With zeros for the slow modulations that are missing."""
    if half.shape == whole.shape:
        return half
    axis = next(at for at in range(half.ndim) if half.shape[at] != whole.shape[at])
    missing = list(half.shape)
    missing[axis] = whole.shape[axis] - half.shape[axis]
    return torch.cat([half.new_zeros(missing), half], axis)


def _believed(name: str, whole: Tensor, first: Tensor, second: Tensor, channels: int) -> Tensor:
    scales = [_scales(name, values, channels) for values in (whole, first, second)]
    out = scales[0][-1]
    for finer in range(len(scales[0]) - 1):
        detail, one, other = (scale[finer] - scale[finer + 1] for scale in scales)
        power = (one.square().sum() + other.square().sum()) / 2
        share = float(((one * other).sum() / power.clamp(min=1e-12)).clamp(0, 1))
        # The whole tells twice as much as each half.
        out = out + detail * (2 * share / (1 + share))
    return out


def _scales(name: str, values: Tensor, channels: int) -> list[Tensor]:
    """The values, and smoother and smoother ones."""
    if name == "correlation":
        square = (channels, values.shape[0] // channels)
        pairs = values.unflatten(0, square).unflatten(2, square).transpose(1, 2)
        smooth = [_along_diagonals(pairs, width) for width in _WIDTHS]
        return [values, *(one.transpose(1, 2).flatten(2).flatten(0, 1) for one in smooth)]
    if name == "co-modulation":
        smooth = [_along_diagonals(values, width) for width in _WIDTHS]
        return [values, *smooth, _smoothed(smooth[-1], 1, _RATES)]
    smooth = [_smoothed(values, 1, width) for width in _WIDTHS]
    if name == "modulation":
        smooth.append(_smoothed(smooth[-1], 2, _RATES))
    return [values, *smooth]


def _smoothed(values: Tensor, axis: int, width: float) -> Tensor:
    """Smoothed along an axis by a Gaussian of this standard deviation."""
    number = torch.arange(values.shape[axis])
    near = torch.exp(-0.5 * ((number - number[:, None]) / width) ** 2)
    return torch.tensordot(values, near / near.sum(0), ([axis], [0])).movedim(-1, axis)


def _along_diagonals(values: Tensor, width: float) -> Tensor:
    """Matrices (..., bands, bands) smoothed along their diagonals: pairs equally far apart."""
    bands = values.shape[-1]
    total, weights = torch.zeros_like(values), torch.zeros(bands, bands)
    for shift in range(-int(3 * width), int(3 * width) + 1):
        if abs(shift) >= bands:
            continue
        weight = float(torch.exp(torch.tensor(-0.5 * (shift / width) ** 2)))
        to = slice(max(0, -shift), bands - max(0, shift))
        of = slice(max(0, shift), bands - max(0, -shift))
        total[..., to, to] += weight * values[..., of, of]
        weights[to, to] += weight
    return total / weights
