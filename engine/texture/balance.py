"""The picture between the channels of each band: levels and correlations, measured and imposed."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.texture.filterbank import Filterbank

# Of a band's power: less than this in one direction is not told from silence.
_FLOOR = 1e-4


def cross_power(bank: Filterbank, subbands: list[Tensor], frames: int) -> Tensor:
    """Mean power and cross-power of the channels in each band: Hermitian (bands, channels,
    channels), of the first so many frames."""
    channels = len(subbands[0])
    cross = torch.zeros((bank.bands, channels, channels), dtype=torch.complex64)
    for group, values in zip(bank.groups, subbands, strict=True):
        part = values[:, :, : max(1, round(group.size * frames / bank.frames))]
        cross[group.bands] = torch.einsum("cbs,dbs->bcd", part, part.conj()) / part.shape[2]
    return cross


def balance(bank: Filterbank, subbands: list[Tensor], frames: int, wanted: Tensor) -> None:
    """Mix the channels of each band so that their powers' shares and correlations are the wanted.

    In place, the band's whole power stays. Of all such mixtures the one that changes least
    (optimal transport of Gaussians, Olkin & Pukelsheim 1982).
    """
    if len(subbands[0]) == 1:
        return
    floor = _FLOOR * torch.eye(len(subbands[0]))
    found = _shares(cross_power(bank, subbands, frames)) + floor
    root = _power(_shares(wanted) + floor, 0.5)
    mixing = root @ _power(root @ found @ root, -0.5) @ root
    for group, values in zip(bank.groups, subbands, strict=True):
        values.copy_(torch.einsum("bcd,dbs->cbs", mixing[group.bands], values))


def _shares(cross: Tensor) -> Tensor:
    power = cross.diagonal(dim1=1, dim2=2).real.sum(1)
    return cross / power.clamp(min=1e-14)[:, None, None]


def _power(matrices: Tensor, exponent: float) -> Tensor:
    values, vectors = torch.linalg.eigh(matrices)
    raised = values.clamp(min=_FLOOR**2 / 2).pow(exponent)[:, None].to(vectors.dtype)
    return (vectors * raised) @ vectors.mH
