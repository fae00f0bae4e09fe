"""The networks of Deep Audio Prior, fitted to one mixture on one grid of bands.

One generator per source makes a sound S_k, a second, smaller one its activation A_k (averaged
over the bands: a 1-D mask); the products A_k S_k are to sum to the mixture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

# The first optimiser would import this, a second late: better while the program starts.
import torch._dynamo
from torch import Tensor, nn
from torch.nn import functional

from engine.networks import (
    EncoderDecoder,
    Padding,
    binary_loss,
    exclusion_loss,
    initialise,
    nonzero_mask_loss,
    time_gradient_loss,
)

SEGMENT = 32
_EVIDENCE_WEIGHT = 2.0
_START_WEIGHT = 2.0
_DEAD = 1e-3


@dataclass(frozen=True, kw_only=True)
class ModelSettings:
    """Shape, inputs and losses of the networks; every element of the ablations is a switch.

    segmented: the frames are cut into segments that pass as a batch (the published layout).
    schedule: iterations after which the noise has changed from shared to independent.
    """

    bands: int = 64
    channels: tuple[int, ...] = (8, 16, 32)
    mask_channels: tuple[int, ...] = (4, 8, 16)
    kernel: int = 3
    padding: Padding = "zeros"
    segmented: bool = False
    rectified: bool = False
    compression: float = 0.5
    noise_channels: int = 4
    learning_rate: float = 1e-2
    schedule: int = 150
    mask_noise: float = 1.0
    time_gradient_weight: float = 0.1
    nonzero_mask_weight: float = 0.1
    activation_masks: bool = True
    temporal_noise: bool = True
    dynamic_noise: bool = True
    abrupt_change: bool = True
    exclusion: bool = True
    time_gradient: bool = True
    nonzero_mask: bool = True
    binary: bool = True
    restart_dead_source: bool = True


PUBLISHED = ModelSettings(
    bands=512,
    channels=(16, 32, 64),
    mask_channels=(16, 32, 64),
    kernel=5,
    padding="reflect",
    segmented=True,
    rectified=True,
    compression=1.0,
    noise_channels=1,
    learning_rate=3e-4,
    schedule=5000,
    mask_noise=0.05,
    time_gradient_weight=1.0,
    nonzero_mask_weight=1.0,
)


@dataclass(frozen=True)
class Targets:
    """What a window is fitted to; all on the networks' bands.

    mixture: (bands, frames), compressed and scaled. start: (sources, bands, frames) masks to
    stay near, or None. start_weight: how strongly. wanted, known: evidence of boxes, float
    (sources, bands, frames), or None.
    """

    mixture: Tensor
    start: Tensor | None
    start_weight: float
    wanted: Tensor | None
    known: Tensor | None


@dataclass(frozen=True)
class Fitted:
    """ratios: (sources, bands, frames) masks; activations: (sources, frames) or None."""

    ratios: Tensor
    activations: Tensor | None
    loss: float
    residual: float
    dead: tuple[int, ...]


class NoiseInputs:
    """Structured noise of one window; the same numbers for the same seed, window and device.

    shared: (sources, channels, bands, frames), one image repeated from segment to segment with
    a small drift. free: independent noise. mask: the mask networks' input.
    """

    def __init__(
        self, sources: int, settings: ModelSettings, frames: int, *, seed: int, window: int
    ) -> None:
        common = torch.Generator().manual_seed(seed)
        own = torch.Generator().manual_seed(seed * 7919 + window + 1)
        shape = (sources, settings.noise_channels, settings.bands)
        count = math.ceil(frames / SEGMENT)
        image = torch.rand((*shape, 1, SEGMENT), generator=common)
        steps = (torch.rand((*shape, count, SEGMENT), generator=own) * 2 - 1) / 2000
        shared = (image + steps.cumsum(3)).reshape(*shape, -1)[..., :frames]
        self.free = torch.rand((*shape, frames), generator=own)
        self.shared = shared.contiguous() if settings.temporal_noise else self.free
        self.mask = torch.rand((*shape, frames), generator=own) * settings.mask_noise

    def to(self, device: str) -> NoiseInputs:
        """The same noise on another device."""
        self.free, self.shared, self.mask = (
            part.to(device) for part in (self.free, self.shared, self.mask)
        )
        return self


class DapModel:
    """The networks of all sources and their optimiser."""

    def __init__(self, sources: int, settings: ModelSettings, *, seed: int, device: str) -> None:
        self.settings = settings
        self.sources = sources
        self.device = device
        self.random = torch.Generator().manual_seed(seed)
        self.sounds = nn.ModuleList(self._network(settings.channels) for _ in range(sources))
        self.masks = nn.ModuleList(self._network(settings.mask_channels) for _ in range(sources))
        for network in (*self.sounds, *self.masks):
            self._initialise(network)
        self.to(device)
        parameters = [*self.sounds.parameters(), *self.masks.parameters()]
        self.optimiser = torch.optim.Adam(parameters, lr=settings.learning_rate)

    def _network(self, channels: tuple[int, ...]) -> EncoderDecoder:
        settings = self.settings
        return EncoderDecoder(
            settings.noise_channels, channels, kernel=settings.kernel, padding=settings.padding
        )

    def _initialise(self, network: nn.Module) -> None:
        initialise(network, self.random)
        if network in list(self.sounds):
            nn.init.constant_(network.output.bias, 0.5)  # type: ignore[arg-type, union-attr]

    def to(self, device: str) -> None:
        """Move networks and optimiser."""
        self.device = device
        self.sounds.to(device)
        self.masks.to(device)
        if hasattr(self, "optimiser"):
            for state in self.optimiser.state.values():
                for key, value in state.items():
                    if isinstance(value, Tensor) and key != "step":
                        state[key] = value.to(device)

    def restart(self, source: int) -> None:
        """Fresh weights for a source that died."""
        for network in (self.sounds[source], self.masks[source]):
            network.to("cpu")
            self._initialise(network)
            network.to(self.device)
            for parameter in network.parameters():
                self.optimiser.state.pop(parameter, None)

    def fit(self, noise: NoiseInputs, targets: Targets, iteration: int) -> Fitted:
        """One optimisation step on one window; iteration counts from 0."""
        sounds, activations = self._forward(noise, iteration)
        products = activations * sounds
        loss = self._loss(sounds, activations, products, targets, iteration)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        with torch.no_grad():
            return self._fitted(products, activations, loss, targets)

    def _forward(self, noise: NoiseInputs, iteration: int) -> tuple[Tensor, Tensor]:
        """Sounds (sources, bands, frames), activations (sources, 1 or bands, frames)."""
        share = self._independence(iteration)
        inputs = noise.shared if share == 0 else (1 - share) * noise.shared + share * noise.free
        sounds = torch.stack([self._apply(n, x) for n, x in zip(self.sounds, inputs, strict=True)])
        logits = torch.stack(
            [self._apply(n, x) for n, x in zip(self.masks, noise.mask, strict=True)]
        )
        if self.settings.activation_masks:
            logits = logits.mean(1, keepdim=True)
        positive = functional.relu if self.settings.rectified else functional.softplus
        return positive(sounds), torch.sigmoid(logits)

    def _independence(self, iteration: int) -> float:
        """Share of independent noise: 0, from 2/5 of the schedule on growing (with a jump to ½
        of its course as published), from 4/5 on 1."""
        if not self.settings.dynamic_noise:
            return 0.0
        progress = iteration / self.settings.schedule
        if progress >= 0.8:
            return 1.0
        if not self.settings.abrupt_change:
            return progress / 0.8
        return progress / 0.8 if progress >= 0.4 else 0.0

    def _apply(self, network: nn.Module, noise: Tensor) -> Tensor:
        """noise (channels, bands, frames) to (bands, frames)."""
        if not self.settings.segmented:
            out: Tensor = network(noise[None])[0, 0]
            return out
        channels, bands, frames = noise.shape
        count = math.ceil(frames / SEGMENT)
        padded = functional.pad(noise, (0, count * SEGMENT - frames))
        batch = padded.reshape(channels, bands, count, SEGMENT).permute(2, 0, 1, 3)
        joined: Tensor = network(batch)[:, 0].permute(1, 0, 2).reshape(bands, -1)[:, :frames]
        return joined

    def _loss(
        self,
        sounds: Tensor,
        activations: Tensor,
        products: Tensor,
        targets: Targets,
        iteration: int,
    ) -> Tensor:
        settings = self.settings
        loss = (products.sum(0) - targets.mixture).abs().mean()
        if settings.time_gradient:
            loss = loss + settings.time_gradient_weight * time_gradient_loss(list(sounds))
        if settings.exclusion:
            loss = loss + exclusion_loss([product[None, None] for product in products])
        if settings.nonzero_mask and settings.activation_masks:
            loss = loss + settings.nonzero_mask_weight * nonzero_mask_loss(
                activations[:, 0], targets.mixture
            )
        if settings.binary and settings.activation_masks and iteration >= 0.9 * settings.schedule:
            loss = loss + 0.01 * binary_loss(activations[:, 0])
        if targets.start is not None and targets.start_weight > 0:
            share = targets.start.pow(settings.compression)
            distance = (products - share * targets.mixture).abs().mean()
            loss = loss + _START_WEIGHT * targets.start_weight * distance
        if targets.wanted is not None and targets.known is not None:
            loss = loss + _EVIDENCE_WEIGHT * self._evidence_loss(products, targets)
        return loss

    def _evidence_loss(self, products: Tensor, targets: Targets) -> Tensor:
        """Cross-entropy of the ratio masks in the boxes, weighted by the mixture."""
        assert targets.known is not None
        assert targets.wanted is not None
        ratios = self._ratios(products).clamp(1e-4, 1 - 1e-4)
        entropy = functional.binary_cross_entropy(ratios, targets.wanted, reduction="none")
        weight = targets.known * targets.mixture
        return (weight * entropy).sum() / weight.sum().clamp(min=1e-6)

    def _ratios(self, products: Tensor) -> Tensor:
        """Power ratio masks (sources, bands, frames) of compressed magnitudes."""
        powers = products.clamp(min=1e-6).pow(2.0 / self.settings.compression)
        return powers / powers.sum(0)

    def _fitted(
        self, products: Tensor, activations: Tensor, loss: Tensor, targets: Targets
    ) -> Fitted:
        means = products.mean((1, 2)) / targets.mixture.mean().clamp(min=1e-9)
        residual = (products.sum(0) - targets.mixture).abs().sum() / targets.mixture.sum()
        return Fitted(
            ratios=self._ratios(products.detach()),
            activations=activations[:, 0].detach() if self.settings.activation_masks else None,
            loss=float(loss.detach()),
            residual=float(residual),
            dead=tuple(i for i, mean in enumerate(means.tolist()) if mean < _DEAD),
        )
