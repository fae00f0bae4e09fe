"""Powers of complex subbands whose gradients cost a third of what is put together of parts."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def power(values: Tensor) -> Tensor:
    """|values|² of complex values."""
    out: Tensor = _Power.apply(values)
    return out


def cross_power(first: Tensor, second: Tensor) -> Tensor:
    """The real part of first times the conjugate of second, complex both."""
    out: Tensor = _CrossPower.apply(first, second)
    return out


def raised(values: Tensor, exponent: float) -> Tensor:
    """Positive values to the power of an exponent."""
    out: Tensor = _Raised.apply(values, exponent)
    return out


class _Power(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        ctx.save_for_backward(values)
        parts = torch.view_as_real(values)
        return parts[..., 0].square().add_(parts[..., 1].square())

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (values,) = ctx.saved_tensors
        return values * (2 * gradients[0])


class _CrossPower(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, first: Tensor, second: Tensor) -> Tensor:
        ctx.save_for_backward(first, second)
        one, other = torch.view_as_real(first), torch.view_as_real(second)
        return (one[..., 0] * other[..., 0]).addcmul_(one[..., 1], other[..., 1])

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor]:
        first, second = ctx.saved_tensors
        return second * gradients[0], first * gradients[0]


class _Raised(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor, exponent: float) -> Tensor:
        out = values.pow(exponent)
        ctx.save_for_backward(values, out)
        ctx.exponent = exponent
        return out

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        values, out = ctx.saved_tensors
        return (gradients[0] * out).div_(values).mul_(ctx.exponent), None
