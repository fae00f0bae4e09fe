"""A texture extended: a generator fitted to a stretch, and new sound of any length made with it.

The generator (latent noise in, envelopes out) plans what comes when; patches of the given
envelopes after this plan bring attacks and decays; fresh noise brings the phases; a descent brings
the statistics of McDermott & Simoncelli 2011. Of impulses, whose phases are what they are, the
patches' own waveforms are laid instead, each with a sign of its own, and the descent only nudges
them. Sound comes in blocks, each beginning with the end of the one before, so that memory does not
grow with the length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.texture.carrier import Carrier
from engine.texture.filterbank import frame_hop, padded_length
from engine.texture.generator import MARGIN, SEGMENT, Fit, LatentNoise
from engine.texture.imposing import STEPS, Imposing
from engine.texture.limits import sounding
from engine.texture.patches import Waveforms
from engine.texture.tone_continuation import Continuation
from engine.texture.tones import steady_tones
from engine.texture.views import COMPRESSION, View
from engine.texture.weaving import Envelopes, Weaving

ITERATIONS = 80
# The generator's memory of a long stretch: the rest tells it little more.
FITTED_SECONDS = 12.0
JOINT_SECONDS = 0.3
# What stands before and after tells where steady tones are: so much of it is worth giving.
CONTEXT_SECONDS = 4.0
# A channel that is nowhere louder than this stays silent.
_SILENT = 1e-7
_DRAFT_STEPS = 6
# In units of the sound's spread; noise of seconds has hardly as much by chance.
_LEAST_OFFSET = 0.1
# A channel so much softer than the loudest is learnt as loud: all share one measure of loudness.
_SOFT = 0.5


@dataclass(frozen=True)
class FitStep:
    """One iteration of the fit: its number from 1, of how many, and its loss."""

    iteration: int
    total: int
    loss: float


@dataclass(frozen=True)
class Parts:
    """What takes part, for ablations: without the generator plans are noise, without patches the
    envelopes are the generator's own."""

    generator: bool = True
    patches: bool = True
    statistics: bool = True
    tones: bool = True


class Texture:
    """A texture learnt from float32 (channels, samples); the same seed gives the same sound."""

    def __init__(
        self,
        given: np.ndarray,
        sample_rate: int,
        *,
        seed: int = 0,
        parts: Parts = Parts(),
    ) -> None:
        self.sample_rate = sample_rate
        self.parts = parts
        fitted = sounding(given[:, : round(FITTED_SECONDS * sample_rate)], sample_rate)
        fitted = np.asarray(fitted, np.float32)
        self._ceiling = max(1.0, float(np.abs(fitted).max()))
        self._offset = _offset(fitted)
        fitted = fitted - self._offset
        self.tones = steady_tones(fitted, sample_rate) if parts.tones else None
        self._hum = None if self.tones is None else self.tones.heard(fitted.shape[1])
        noise = fitted if self._hum is None else fitted - self._hum
        self._scale = _scale(noise)
        self.given = noise / self._scale
        self.seed = seed
        self.joint = (
            2
            * frame_hop(sample_rate)
            * round(JOINT_SECONDS * sample_rate / (2 * frame_hop(sample_rate)))
        )
        self._plain = View(self.given, sample_rate)
        self.views = [self._plain]
        self.carrier = Carrier(self.given, sample_rate)
        # Impulses' phases stand in one order; two views of them would quarrel.
        if len(given) > 1 and self.carrier.density is None and parts.patches:
            self.views.insert(0, View(self.given, sample_rate, rotated=True))
        self._fit: Fit | None = None
        self._imposing: Imposing | None = None

    @property
    def frequencies(self) -> np.ndarray:
        """Centres of the picture's bands in Hz."""
        return self._plain.bank(padded_length(self.given.shape[1], self.sample_rate)).frequencies

    @property
    def frame_seconds(self) -> float:
        """Seconds between two frames of the picture."""
        return frame_hop(self.sample_rate) / self.sample_rate

    @property
    def given_frames(self) -> int:
        """Frames to which the generator is fitted: every second SEGMENT of them."""
        return self._begun().segments * SEGMENT

    def _begun(self, iterations: int = ITERATIONS) -> Fit:
        if self._fit is None:
            self._fit = Fit(self._plain.rows, seed=self.seed, iterations=iterations)
        return self._fit

    def fit(self, iterations: int = ITERATIONS) -> Iterator[FitStep]:
        """Fit the generator, step by step."""
        fit = self._begun(iterations)
        for number in range(iterations):
            yield FitStep(number + 1, iterations, fit.step())

    def picture(self, frames: int, variation: int = 0) -> np.ndarray:
        """What the generator makes from the stretch's beginning on: level in dB (bands, frames).

        The first given_frames are alternately given to the fit and interpolated, the rest is
        extrapolated.
        """
        fit = self._begun()
        noise = LatentNoise(fit.segments, seed=self.seed, variation=variation)
        made = self.planned(noise, 0, -(-frames // SEGMENT))[:, :frames]
        level = (made * self._plain.spread + self._plain.mean).clamp(min=1e-4)
        scale = torch.from_numpy(self._scale[:, :, None]).pow(COMPRESSION)
        grouped = level.unflatten(0, (self._plain.channels, self._plain.bands)) * scale
        power = grouped.mean(0).pow(2 / COMPRESSION)
        return (10 * torch.log10(power + self._hum_power())).numpy()

    def _hum_power(self) -> Tensor:
        """The steady tones' power in the bands (bands, 1), which the generator knows nothing of."""
        if self._hum is None:
            return torch.zeros((self._plain.bands, 1))
        mean = View(self._hum, self.sample_rate).mean
        return mean.pow(2 / COMPRESSION).unflatten(0, (self._plain.channels, -1)).mean(0)

    def planned(self, noise: LatentNoise, first: int, last: int) -> Tensor:
        """The generator's rows of segments [first, last)."""
        margin = MARGIN // SEGMENT
        with torch.no_grad():
            rows = self._begun().network(noise.levels(first - margin, last + margin))[0]
        return rows[:, MARGIN : rows.shape[1] - MARGIN]

    def extend(
        self,
        samples: int,
        *,
        before: np.ndarray | None = None,
        after: np.ndarray | None = None,
        variation: int = 0,
        draft: bool = False,
        tell: Callable[[float], None] = lambda share: None,
    ) -> Iterator[np.ndarray]:
        """`samples` of new sound by blocks: float32 (channels, any), empty ones between them.

        The empty ones are chances to stop within a second.

        before, after: what the sound begins and ends with (channels, joint); it starts from the
        former as it is and arrives at the latter as it is, so that joining it to the recording
        there is seamless. They count among the `samples`. They may be longer, up to
        CONTEXT_SECONDS: what lies beyond the joint only tells how steady tones go on.
        draft: sooner and less exact. tell: is told how much of it is done, from 0 to 1.
        """
        head = np.zeros((len(self.given), 0)) if before is None else before[:, -self.joint :]
        tail = np.zeros((len(self.given), 0)) if after is None else after[:, : self.joint]
        known = _Known(head[:, : self.joint - self.joint // 2], tail[:, self.joint // 2 :], samples)
        before = None if before is None else before - self._offset
        after = None if after is None else after - self._offset
        hum = None
        if self.tones is not None:
            random = np.random.default_rng([self.seed, variation + 1, 4])
            hum = Continuation(self.tones, samples, self.joint, before, after, random)
        before = None if before is None else before[:, -self.joint :]
        after = None if after is None else after[:, : self.joint]
        if hum is not None:
            before = None if before is None else before - hum.head
            after = None if after is None else after - hum.tail
        before = None if before is None else before / self._scale
        after = None if after is None else after / self._scale
        ends = [end for end in (self.given, before, after) if end is not None]
        sounds = np.any([np.abs(end).max(1) > _SILENT for end in ends], 0)[:, None]
        weaving = Weaving(self, samples, before, after, variation)
        for block in weaving.blocks(_DRAFT_STEPS if draft else STEPS):
            tell(weaving.share)
            sound = block * (self._scale * sounds) + self._offset
            sound = sound if hum is None else sound + hum.read(block.shape[1])
            yield known.kept(self._limited(sound))

    def _limited(self, sound: np.ndarray) -> np.ndarray:
        """The sound bent softly under full scale, or what the given sound peaks at if higher."""
        if not sound.size or float(np.abs(sound).max()) <= self._ceiling:
            return sound
        knee = 0.9 * self._ceiling
        over = np.maximum(np.abs(sound) - knee, 0) / (self._ceiling - knee)
        bent = np.sign(sound) * (knee + (self._ceiling - knee) * np.tanh(over))
        out: np.ndarray = np.where(over > 0, bent, sound)
        return out

    @property
    def has_waveforms(self) -> bool:
        """Whether it consists of impulses: their own waveforms are laid, at other times."""
        return self.carrier.density is not None and self.parts.patches

    def waveforms(self, seed: int) -> Waveforms | None:
        """For impulses, what is laid of their own waveforms; None for what is made of noise."""
        if not self.has_waveforms:
            return None
        return Waveforms(self.given, frame_hop(self.sample_rate), seed=seed)

    def imposing(self) -> Imposing:
        """What brings sounds to the stretch's statistics, made once."""
        if self._imposing is None:
            self._imposing = Imposing(self.given, self.sample_rate)
        return self._imposing

    def envelopes(self, variation: int) -> Envelopes:
        """The planned envelopes of a variation, one after the other."""
        noise = LatentNoise(self._begun().segments, seed=self.seed, variation=variation)
        return Envelopes(self, noise, self.views, seed=self.seed * 4096 + variation + 1)


class _Known:
    """Puts the ends of a sound that comes in blocks to what they are, to the last bit."""

    def __init__(self, head: np.ndarray, tail: np.ndarray, samples: int) -> None:
        self._ends = ((0, head), (samples - tail.shape[1], tail))
        self._read = 0

    def kept(self, block: np.ndarray) -> np.ndarray:
        """The next block, with what is known of it as it is."""
        for at, end in self._ends:
            first = max(0, at - self._read)
            last = min(block.shape[1], at + end.shape[1] - self._read)
            if last > first:
                shift = self._read - at
                block[:, first:last] = end[:, first + shift : last + shift]
        self._read += block.shape[1]
        return block


def _scale(given: np.ndarray) -> np.ndarray:
    """How loud each channel is beside the loudest, 1 where that hardly differs: (channels, 1)."""
    level = given.astype(np.float64).std(1, keepdims=True)
    beside = level / max(float(level.max()), _SILENT)
    soft = (beside < _SOFT) & (np.abs(given).max(1, keepdims=True) > _SILENT)
    return np.where(soft, beside, 1.0).astype(np.float32)


def _offset(given: np.ndarray) -> np.ndarray:
    """The constant that stands beside a sound, where there is one: float32 (channels, 1)."""
    mean = given.mean(1, keepdims=True)
    stands = np.abs(mean) > _LEAST_OFFSET * given.std(1, keepdims=True)
    return np.where(stands, mean, 0.0).astype(np.float32)


def extended(
    texture: Texture,
    given: np.ndarray,
    samples: int,
    *,
    variation: int = 0,
    tell: Callable[[float], None] = lambda share: None,
) -> Iterator[np.ndarray]:
    """The given sound as it is, then more of it: blocks of `samples` together."""
    joint = min(texture.joint, given.shape[1])
    kept = given.shape[1] - joint
    yield given[:, :kept]
    known = given[:, -max(joint, round(CONTEXT_SECONDS * texture.sample_rate)) :]
    yield from texture.extend(samples - kept, before=known, variation=variation, tell=tell)
