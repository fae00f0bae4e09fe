"""New sound in blocks: envelopes planned and laid, noise shaped after them, joints, statistics."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from engine.texture.filterbank import frame_hop, padded_length
from engine.texture.generator import SEGMENT, LatentNoise
from engine.texture.imposing import GENTLE_RATE, RATE
from engine.texture.matching import Matching
from engine.texture.patches import HOP, OVERLAP, Quilter, laid
from engine.texture.views import View

if TYPE_CHECKING:
    from engine.texture.extension import Texture

BLOCK_SECONDS = 10.0
_SAMPLE_SEGMENTS = 48
_SHAPING = 3
# The last block is no shorter, so that its statistics are not chance.
_LAST_SECONDS = 3.0


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
        sample = texture.planned(noise, 0, max(_SAMPLE_SEGMENTS, noise.fitted))
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
        made = self._texture.planned(self._noise, self._segment - 2, last + 2)
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


class Weaving:
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
        self._done, self._length = 0, 0
        self._turn, self._turns = 0, 1

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        block = self._length * min(1.0, self._turn / self._turns)
        return min(1.0, (self._done + block) / self._samples)

    def _pause(self) -> np.ndarray:
        """A chance to stop, given back after every turn of work on a block."""
        self._turn += 1
        return self._nothing

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
            self._done, self._turn = made, 0
            self._length = length if final else length - joint
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
        self._turns = steps + (0 if texture.has_waveforms else _SHAPING * len(texture.views)) + 1
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
        yield self._pause()
        descent = imposing.descent(
            sound,
            frames,
            lambda made: self._joined(made, length, after),
            self._random,
            steps,
            RATE if self._laid is None else GENTLE_RATE,
        )
        for _ in range(steps):
            yield self._pause()
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
        sound = torch.from_numpy(self._texture.carrier.block(size, self._random))
        views = self._texture.views
        last = _SHAPING * len(views) - 1
        for number in range(last + 1):
            which = number % len(views)
            yield self._pause()
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
