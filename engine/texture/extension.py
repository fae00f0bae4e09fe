"""A texture extended: a generator fitted to a stretch, and new sound of any length made with it.

The generator (latent noise in, envelopes out) plans what comes when; patches of the given
envelopes after this plan bring attacks and decays; fresh noise brings the phases; a descent brings
the statistics of McDermott & Simoncelli 2011. Of impulses, whose phases are what they are, the
patches' own waveforms are laid instead, each with a sign of its own, and the descent only nudges
them. Sound comes in blocks, each beginning with the end of the one before, so that memory does not
grow with the length.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.texture.carrier import Carrier
from engine.texture.filterbank import frame_hop, padded_length
from engine.texture.generator import MARGIN, SEGMENT, Fit, LatentNoise
from engine.texture.imposing import GENTLE_RATE, RATE, STEPS, Imposing
from engine.texture.limits import sounding
from engine.texture.matching import Matching
from engine.texture.patches import HOP, OVERLAP, Quilter, Waveforms, laid
from engine.texture.tone_continuation import Continuation
from engine.texture.tones import steady_tones
from engine.texture.views import COMPRESSION, View

ITERATIONS = 80
# The generator's memory of a long stretch: the rest tells it little more.
FITTED_SECONDS = 12.0
BLOCK_SECONDS = 10.0
JOINT_SECONDS = 0.3
# What stands before and after tells where steady tones are: so much of it is worth giving.
CONTEXT_SECONDS = 4.0
_SAMPLE_SEGMENTS = 48
# A channel that is nowhere louder than this stays silent.
_SILENT = 1e-7
_SHAPING = 3
# The last block is no shorter, so that its statistics are not chance.
_LAST_SECONDS = 3.0
_DRAFT_STEPS = 6


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
        self.tones = steady_tones(fitted, sample_rate) if parts.tones else None
        self._hum = None if self.tones is None else self.tones.heard(fitted.shape[1])
        self.given = fitted if self._hum is None else fitted - self._hum
        self.seed = seed
        self.joint = (
            2
            * frame_hop(sample_rate)
            * round(JOINT_SECONDS * sample_rate / (2 * frame_hop(sample_rate)))
        )
        self._plain = View(self.given, sample_rate)
        self._views = [self._plain]
        self._carrier = Carrier(self.given, sample_rate)
        # Impulses' phases stand in one order; two views of them would quarrel.
        if len(given) > 1 and self._carrier.density is None and parts.patches:
            self._views.insert(0, View(self.given, sample_rate, rotated=True))
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
        made = self._made(noise, 0, -(-frames // SEGMENT))[:, :frames]
        level = (made * self._plain.spread + self._plain.mean).clamp(min=1e-4)
        grouped = level.unflatten(0, (self._plain.channels, self._plain.bands)).mean(0)
        return (10 * torch.log10(grouped.pow(2 / COMPRESSION) + self._hum_power())).numpy()

    def _hum_power(self) -> Tensor:
        """The steady tones' power in the bands (bands, 1), which the generator knows nothing of."""
        if self._hum is None:
            return torch.zeros((self._plain.bands, 1))
        mean = View(self._hum, self.sample_rate).mean
        return mean.pow(2 / COMPRESSION).unflatten(0, (self._plain.channels, -1)).mean(0)

    def _made(self, noise: LatentNoise, first: int, last: int) -> Tensor:
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
    ) -> Iterator[np.ndarray]:
        """`samples` of new sound by blocks: float32 (channels, any), empty ones between them.

        The empty ones are chances to stop within a second.

        before, after: what the sound begins and ends with (channels, joint); it starts from the
        former as it is and arrives at the latter as it is, so that joining it to the recording
        there is seamless. They count among the `samples`. They may be longer, up to
        CONTEXT_SECONDS: what lies beyond the joint only tells how steady tones go on.
        draft: sooner and less exact.
        """
        hum = None
        if self.tones is not None:
            random = np.random.default_rng([self.seed, variation + 1, 4])
            hum = Continuation(self.tones, samples, self.joint, before, after, random)
        before = None if before is None else before[:, -self.joint :]
        after = None if after is None else after[:, : self.joint]
        if hum is not None:
            before = None if before is None else before - hum.head
            after = None if after is None else after - hum.tail
        ends = [end for end in (self.given, before, after) if end is not None]
        sounds = np.any([np.abs(end).max(1) > _SILENT for end in ends], 0)[:, None]
        weaving = _Weaving(self, samples, before, after, variation)
        for block in weaving.blocks(_DRAFT_STEPS if draft else STEPS):
            sound = block if sounds.all() else block * sounds
            yield self._limited(sound if hum is None else sound + hum.read(block.shape[1]))

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
        return self._carrier.density is not None and self.parts.patches

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
        return Envelopes(self, noise, self._views, seed=self.seed * 4096 + variation + 1)


def extended(
    texture: Texture, given: np.ndarray, samples: int, *, variation: int = 0
) -> Iterator[np.ndarray]:
    """The given sound as it is, then more of it: blocks of `samples` together."""
    joint = min(texture.joint, given.shape[1])
    kept = given.shape[1] - joint
    yield given[:, :kept]
    known = given[:, -max(joint, round(CONTEXT_SECONDS * texture.sample_rate)) :]
    yield from texture.extend(samples - kept, before=known, variation=variation)


class Envelopes:
    """The rows of all views, read in order: for each view (rows, frames)."""

    def __init__(
        self, texture: Texture, noise: LatentNoise, views: list[View], *, seed: int
    ) -> None:
        self._texture = texture
        self._noise = noise
        self._views = views
        plain = views[-1]
        self._quilter = Quilter(plain.rows, seed=seed)
        self._last = plain.rows.shape[1] - (HOP + OVERLAP)
        sample = texture._made(noise, 0, max(_SAMPLE_SEGMENTS, noise.fitted))
        self._matching = Matching(sample, plain.target)
        self._random = torch.Generator().manual_seed(seed)
        self._segment = noise.fitted
        self._plan = plain.rows[:, :0]
        self._ready = [view.rows[:, :0] for view in views]
        self._sounds = texture.waveforms(seed)

    def read(self, frames: int) -> tuple[list[Tensor], Tensor | None]:
        """The next so many frames, and for impulses the waveforms that go with them."""
        while self._ready[0].shape[1] < frames:
            self._more()
        read = [rows[:, :frames] for rows in self._ready]
        self._ready = [rows[:, frames:] for rows in self._ready]
        return read, self._sounds.read(frames) if self._sounds is not None else None

    def _more(self) -> None:
        last = self._segment + 8
        # Matched with what is around, whose filter reaches over the joints.
        made = self._texture._made(self._noise, self._segment - 2, last + 2)
        plan = self._matching(made)[:, 2 * SEGMENT : -2 * SEGMENT]
        self._segment = last
        if not self._texture.parts.generator:
            plan = torch.randn(plan.shape, generator=self._random)
        if not self._texture.parts.patches:
            self._ready = [torch.cat([self._ready[0], plan], 1)]
            return
        self._plan = torch.cat([self._plan, plan], 1)
        places = self._quilter.places(self._plan)
        self._plan = self._plan[:, len(places) * HOP :]
        self._ready = [
            torch.cat([ready, laid(view.rows, self._last, places)], 1)
            for ready, view in zip(self._ready, self._views, strict=True)
        ]
        if self._sounds is not None:
            self._sounds.lay(self._last, places)
        self._last = places[-1]


class _Weaving:
    """Blocks of sound for planned envelopes."""

    def __init__(
        self,
        texture: Texture,
        samples: int,
        before: np.ndarray | None,
        after: np.ndarray | None,
        variation: int,
    ) -> None:
        self._texture = texture
        self._samples = samples
        self._after = None if after is None else torch.from_numpy(np.array(after, np.float32))
        self._end = None if before is None else torch.from_numpy(np.array(before, np.float32))
        self._envelopes = texture.envelopes(variation)
        self._random = np.random.default_rng([texture.seed, variation + 1, 3])
        self._hop = frame_hop(texture.sample_rate)
        self._rows: list[Tensor] | None = None
        self._laid: Tensor | None = None
        self._nothing = np.zeros((len(texture.given), 0), np.float32)

    def blocks(self, steps: int) -> Iterator[np.ndarray]:
        """steps: of the descent by which the statistics are imposed."""
        joint, made = self._texture.joint, 0
        rate = self._texture.sample_rate
        longest = round(BLOCK_SECONDS * rate) // self._hop * self._hop
        while made < self._samples:
            # A block begins with the joint that the one before ended with.
            length = min(longest, self._samples - made)
            left = self._samples - made - length
            if 0 < left < round(_LAST_SECONDS * rate):
                length = (self._samples - made + joint) // 2 // self._hop * self._hop
            final = made + length == self._samples
            sound = yield from self._block(length, steps, final=final)
            if final:
                yield sound.numpy()
                return
            self._end = sound[:, -joint:]
            # The last half of the joint is the next block's to change.
            yield sound[:, : length - joint].numpy()
            made += length - joint

    def _block(
        self, length: int, steps: int, *, final: bool
    ) -> Generator[np.ndarray, None, Tensor]:
        """The block, returned; yields nothing but chances to stop."""
        texture = self._texture
        frames = -(-length // self._hop)
        size = padded_length(frames * self._hop, texture.sample_rate)
        after = self._after if final else None
        first = self._rows is None
        rows = self._planned(frames)
        if self._laid is not None:
            laid_ = torch.nn.functional.pad(self._laid, (0, size - self._laid.shape[1]))
            sound = self._joined(laid_, length, after, laid=True, first=first)
        else:
            sound = yield from self._shaped(rows, size, length, after)
        if not texture.parts.statistics:
            return sound[:, :length]
        imposing = texture.imposing()
        yield self._nothing
        descent = imposing.descent(
            sound,
            frames,
            lambda made: self._joined(made, length, after),
            self._random,
            steps,
            RATE if self._laid is None else GENTLE_RATE,
        )
        for _ in range(steps):
            yield self._nothing
            descent.step()
        sound = descent.sound()
        if self._laid is not None:
            # The next block's joint is this one's end.
            self._laid = sound[:, : self._laid.shape[1]]
        return sound[:, :length]

    def _shaped(
        self, rows: list[Tensor], size: int, length: int, after: Tensor | None
    ) -> Generator[np.ndarray, None, Tensor]:
        """Noise with the planned envelopes (channels, size); joined unless a descent follows."""
        sound = torch.from_numpy(self._texture._carrier.block(size, self._random))
        views = self._texture._views
        last = _SHAPING * len(views) - 1
        for number in range(last + 1):
            which = number % len(views)
            yield self._nothing
            sound = views[which].imposed(sound, rows[which], rows[which].shape[1])
            if number < last or not self._texture.parts.statistics:
                sound = self._joined(sound, length, after)
        return sound

    def _planned(self, frames: int) -> list[Tensor]:
        """The block's envelopes; those of the joint are the last block's."""
        if self._rows is None:
            rows, laid_ = self._envelopes.read(frames)
        else:
            fresh, laid_ = self._envelopes.read(frames - self._rows[0].shape[1])
            rows = [torch.cat(pair, 1) for pair in zip(self._rows, fresh, strict=True)]
            if laid_ is not None and self._laid is not None:
                joint = self._rows[0].shape[1] * self._hop
                laid_ = torch.cat([self._laid[:, -joint:], laid_], 1)
        self._laid = laid_
        kept = self._texture.joint // self._hop
        self._rows = [one[:, frames - kept :] for one in rows]
        return rows

    def _joined(
        self,
        sound: Tensor,
        length: int,
        after: Tensor | None,
        *,
        laid: bool = False,
        first: bool = False,
    ) -> Tensor:
        """The sound with the known ends: as they are, then fading to it.

        laid: made without knowing the ends, but for the last block's unless it is the first.
        """
        joint = self._texture.joint
        sound = sound.clone()
        if self._end is not None:
            sound[:, :joint] = _faded(self._end, sound[:, :joint], other=laid and first)
        if after is not None:
            part = slice(length - joint, length)
            sound[:, part] = _faded(after.flip(1), sound[:, part].flip(1), other=laid).flip(1)
        return sound


def _faded(known: Tensor, sound: Tensor, *, other: bool) -> Tensor:
    """Half of the known sound as it is, then fading to the other (channels, joint).

    With equal power if they have nothing to do with each other. What was made on from their joint
    is much like the known sound: so faded it would swell there by up to 5 dB.
    """
    joint = known.shape[1]
    kept = joint - joint // 2
    turn = torch.linspace(0, torch.pi / 2, joint // 2)
    exponent = 1 if other else 2
    rise = torch.cat([torch.zeros(kept), turn.sin().pow(exponent)])
    fall = torch.cat([torch.ones(kept), turn.cos().clamp(min=0).pow(exponent)])
    return known * fall + sound * rise
