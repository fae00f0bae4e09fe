"""The generator of a texture: noise in, envelopes of the ear's bands out, fitted to one stretch.

After Deep Audio Prior's texture (Tian, Xu & Li 2019, arXiv 1912.10292, science.md D.7): the fit is
to every second segment (L1 and time gradient); between them the slow latent noise is interpolated,
beyond them it goes on as a cumulative drift. Here the noise has a level for each time scale and
the generator is convolutional in time alone, so that it runs on for any length; what it makes of
noise that was not fitted is held to the stretch's statistics (as texture networks are, Ulyanov et
al. 2016, arXiv 1603.03417), because a fit alone says nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks import initialise, time_gradient_loss

LEVELS = 6
SEGMENT = 2**LEVELS
CHANNELS = 48
NOISE_CHANNELS = 8
LEARNING_RATE = 4e-3
# How much of the slow latent noise stays from segment to segment.
_DRIFT = 0.6
# Frames of noise on either side that the generator sees: its coarse steps are SEGMENT long.
MARGIN = 6 * SEGMENT
_FRESH = 2
_LAGS = (0, 1, 2, 4, 8, 16, 32, 64, 128)
_QUANTILES = 64
_WEIGHTS = {"quantiles": 1.0, "covariance": 1.0, "onsets": 0.05, "modulation": 0.2}


class _Block(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(inputs, outputs, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return functional.leaky_relu(self.convolution(x), 0.2)


class Network(nn.Module):
    """Coarse to fine: noise of each level (batch, NOISE_CHANNELS, frames / 2^n) to envelopes.

    These are (batch, rows, frames).
    """

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.start = _Block(NOISE_CHANNELS, CHANNELS)
        self.join = nn.ModuleList(
            _Block(CHANNELS + NOISE_CHANNELS, CHANNELS) for _ in range(LEVELS)
        )
        self.refine = nn.ModuleList(_Block(CHANNELS, CHANNELS) for _ in range(LEVELS))
        self.output = nn.Conv1d(CHANNELS, rows, 3, padding=1)

    def forward(self, noise: list[Tensor]) -> Tensor:
        x = self.start(noise[0])
        for join, refine, finer in zip(self.join, self.refine, noise[1:], strict=True):
            x = functional.interpolate(x, scale_factor=2.0, mode="linear", align_corners=False)
            x = join(torch.cat([x, finer], 1))
            x = x + refine(x)
        out: Tensor = self.output(x)
        return out


class LatentNoise:
    """The noise of one variation, the same numbers for the same place however it is asked for.

    Segments 0 to `fitted` are those that the generator was fitted with; what comes after differs
    from variation to variation.
    """

    def __init__(self, fitted: int, *, seed: int, variation: int) -> None:
        self.fitted = fitted
        self._seed = seed
        self._variation = variation
        self._slow: list[Tensor] = []

    def levels(self, first: int, last: int) -> list[Tensor]:
        """The noise of segments [first, last), coarse to fine; first may be negative."""
        segments = [self._fast(number) for number in range(first, last)]
        slow = torch.stack([self._slow_at(number) for number in range(first, last)], 1)
        fine = [torch.cat([one[level] for one in segments], 1)[None] for level in range(LEVELS)]
        return [slow[None], *fine]

    def _random(self, number: int, kind: int) -> torch.Generator:
        inside = 0 <= number < self.fitted
        variation = 0 if inside else self._variation + 1
        mixed = (self._seed * 1_000_003 + variation * 7_919 + number + 1_000_000) * 2 + kind
        return torch.Generator().manual_seed(mixed % 2**63)

    def _fast(self, number: int) -> list[Tensor]:
        random = self._random(number, 0)
        return [
            torch.randn((NOISE_CHANNELS, 2 ** (level + 1)), generator=random)
            for level in range(LEVELS)
        ]

    def _slow_at(self, number: int) -> Tensor:
        """A drift over the segments; inside the fitted ones every second is interpolated."""
        if number < 0:
            return torch.randn(NOISE_CHANNELS, generator=self._random(number, 1))
        while len(self._slow) <= number + 1:
            at = len(self._slow)
            step = torch.randn(NOISE_CHANNELS, generator=self._random(at, 1))
            before = self._slow[-1] if self._slow else step
            self._slow.append(_DRIFT * before + (1 - _DRIFT**2) ** 0.5 * step)
        if number % 2 and number < self.fitted - 1:
            # Scaled so that what lies between varies as much as the rest.
            return (self._slow[number - 1] + self._slow[number + 1]) / (2 + 2 * _DRIFT**2) ** 0.5
        return self._slow[number]


@dataclass(frozen=True)
class _Statistics:
    quantiles: Tensor
    covariance: Tensor
    onsets: Tensor
    modulation: Tensor


class Fit:
    """A generator being fitted to normalised envelopes (rows, frames).

    rows: mean 0 and variance 1 over the frames. step() makes one iteration and returns the loss.
    """

    def __init__(self, envelopes: Tensor, *, seed: int, iterations: int) -> None:
        self.segments = max(2, envelopes.shape[1] // SEGMENT)
        length = self.segments * SEGMENT
        # A stretch shorter than two segments goes on as its mirror.
        while envelopes.shape[1] < length:
            envelopes = torch.cat([envelopes, envelopes.flip(1)], 1)
        self._target = envelopes[None, :, :length]
        self.network = Network(envelopes.shape[0])
        initialise(self.network, torch.Generator().manual_seed(seed))
        self._optimiser = torch.optim.Adam(self.network.parameters(), LEARNING_RATE)
        self._rate = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, LEARNING_RATE, total_steps=iterations + 1
        )
        self._random = torch.Generator().manual_seed(seed + 1)
        self._noise = LatentNoise(self.segments, seed=seed, variation=0).levels(0, self.segments)
        given = torch.arange(length) // SEGMENT % 2 == 0
        self._given = given.float()
        self._wanted = _statistics(self._target)

    def step(self) -> float:
        """One iteration: the given segments, and the statistics of fresh noise."""
        noise = [
            torch.cat([own, torch.randn((_FRESH, *own.shape[1:]), generator=self._random)])
            for own in self._noise
        ]
        made = self.network(noise)
        loss = self._reconstruction(made[:1]) + self._unlikeness(made[1:])
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._optimiser.step()
        self._rate.step()
        return float(loss.detach())

    def _reconstruction(self, made: Tensor) -> Tensor:
        off = ((made - self._target).abs() * self._given).mean() * 2
        return off + 0.05 * time_gradient_loss([made])

    def _unlikeness(self, made: Tensor) -> Tensor:
        found = _statistics(made)
        total = made.new_zeros(())
        for name, weight in _WEIGHTS.items():
            off = getattr(found, name) - getattr(self._wanted, name)
            size = off.square().mean().sqrt() if name == "covariance" else off.abs().mean()
            total = total + weight * size
        return total


def _statistics(rows: Tensor) -> _Statistics:
    """Of (batch, rows, frames): marginals, covariances over lags, asymmetry, modulation power."""
    batch, count, frames = rows.shape
    flat = rows.transpose(0, 1).reshape(count, -1)
    quantiles = functional.adaptive_avg_pool1d(flat.sort(1)[0], _QUANTILES)
    centred = rows - rows.mean((0, 2), keepdim=True)
    covariance = [
        torch.einsum("bit,bjt->ij", centred[..., : frames - lag], centred[..., lag:])
        / (batch * (frames - lag))
        for lag in _LAGS
        if lag < frames // 2
    ]
    onsets = torch.stack([_asymmetry(rows, lag) for lag in (1, 4)])
    power = torch.fft.rfft(rows * torch.hann_window(frames)).abs().square().mean(0) / frames
    bins = torch.log2(torch.arange(power.shape[1]).clamp(min=0.5))
    octaves = torch.arange(float(bins[-1]))
    near = (1 - (bins[:, None] - octaves).abs()).clamp(min=0)
    modulation = torch.log(power @ (near / near.sum(0)) + 1e-3)
    return _Statistics(quantiles, torch.stack(covariance), onsets, modulation)


def _asymmetry(rows: Tensor, lag: int) -> Tensor:
    """Skewness of the differences: steep beginnings and slow ends."""
    difference = rows[..., lag:] - rows[..., :-lag]
    spread = difference.square().mean((0, 2)).pow(1.5)
    return difference.pow(3).mean((0, 2)) / (spread + 1e-3)
