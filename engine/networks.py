"""The small networks that are fitted to one recording, their noise inputs, and shared losses.

After Deep Audio Prior (Tian, Xu & Li 2019, arXiv 1912.10292): a generator's structure is the
prior; its input noise carries the prior over time. Every random number comes from one
torch.Generator, so that a seed reproduces and two jobs do not disturb each other.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

Padding = Literal["zeros", "reflect"]


class _Block(nn.Module):
    """Convolution, batch norm over this one image, LeakyReLU 0.2."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, stride: int = 1, padding: Padding = "zeros"
    ) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(
            inputs, outputs, kernel, stride, kernel // 2, bias=False, padding_mode=padding
        )
        self.norm = nn.BatchNorm2d(outputs, track_running_stats=False)

    def forward(self, x: Tensor) -> Tensor:
        return functional.leaky_relu(self.norm(self.convolution(x)), 0.2)


class EncoderDecoder(nn.Module):
    """A U-Net-like generator: (1, inputs, bands, frames) to (1, 1, bands, frames), linear output.

    channels: width of each level; stride-2 convolutions down, bilinear up, a 1×1 convolution
    after each up block, and a 1×1 skip of `skip` channels at the deepest level only (more skips
    let noise through). padding: "zeros", or "reflect" as published.
    """

    def __init__(
        self,
        inputs: int,
        channels: Sequence[int],
        *,
        kernel: int = 3,
        skip: int = 4,
        padding: Padding = "zeros",
    ) -> None:
        super().__init__()
        widths = [inputs, *channels]
        self.down = nn.ModuleList(
            nn.Sequential(_Block(a, b, kernel, 2, padding), _Block(b, b, kernel, 1, padding))
            for a, b in itertools.pairwise(widths)
        )
        self.skip = _Block(widths[-2], skip, 1)
        below = [*channels[1:], channels[-1] + skip]
        self.up = nn.ModuleList(
            nn.Sequential(_Block(b, a, kernel, 1, padding), _Block(a, a, 1))
            for a, b in reversed(list(zip(channels, below, strict=True)))
        )
        self.output = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        sizes, skipped = [], x
        for down in self.down:
            sizes.append(x.shape[-2:])
            skipped, x = x, down(x)
        for number, up in enumerate(self.up):
            x = functional.interpolate(x, size=sizes.pop(), mode="bilinear", align_corners=False)
            if number == 0:
                x = torch.cat([x, self.skip(skipped)], 1)
            x = up(x)
        out: Tensor = self.output(x)
        return out


def initialise(module: nn.Module, random: torch.Generator) -> None:
    """He-uniform weights from this generator (nn's own initialisation is global)."""
    for part in module.modules():
        if isinstance(part, nn.Conv1d | nn.Conv2d):
            fan_in = part.weight[0].numel()
            bound = math.sqrt(3.0 / fan_in)
            with torch.no_grad():
                part.weight.copy_((torch.rand(part.weight.shape, generator=random) * 2 - 1) * bound)
                if part.bias is not None:
                    part.bias.zero_()


def exclusion_loss(products: Sequence[Tensor], scales: int = 3) -> Tensor:
    """How much the gradients of the sources coincide; each product is (1, 1, bands, frames).

    Mean (g1² g2²)^¼ over three scales and both axes, gradients squashed by 2σ(g) − 1, mean over
    all pairs of sources (the two-source loss of the paper, generalised).
    """
    total = products[0].new_zeros(())
    pairs = 0
    for i in range(len(products)):
        for j in range(i + 1, len(products)):
            total = total + _pair_exclusion(products[i], products[j], scales)
            pairs += 1
    return total / max(pairs, 1)


def _pair_exclusion(a: Tensor, b: Tensor, scales: int) -> Tensor:
    total = a.new_zeros(())
    for scale in range(scales):
        for axis in (-1, -2):
            ga = 2 * torch.sigmoid(a.diff(dim=axis)) - 1
            gb = 2 * torch.sigmoid(b.diff(dim=axis)) - 1
            # The small constant keeps the root's gradient finite where both stand still.
            total = total + ((ga.square() * gb.square() + 1e-8).mean()).pow(0.25)
        if scale + 1 < scales:
            a, b = functional.avg_pool2d(a, 2), functional.avg_pool2d(b, 2)
    return total / (scales * 9) / 2


def time_gradient_loss(sounds: Sequence[Tensor]) -> Tensor:
    """Mean |∂ₜ S_k|, summed over the sources."""
    return torch.stack([sound.diff(dim=-1).abs().mean() for sound in sounds]).sum()


def nonzero_mask_loss(activations: Tensor, mixture: Tensor) -> Tensor:
    """Some source must be active where the mixture sounds.

    activations (sources, frames), mixture (bands, frames): mean(w / min(Σ A, 1)) with
    w = min(log(1 + X), 1).
    """
    weight = torch.log1p(mixture).clamp(0, 1)
    return (weight / activations.sum(0).clamp(1e-3, 1.0)).mean()


def binary_loss(activations: Tensor) -> Tensor:
    """Activations should be on or off: mean over sources of 1 / mean |A − ½|."""
    return (1.0 / ((activations - 0.5).abs().mean(-1) + 1e-3)).mean()
