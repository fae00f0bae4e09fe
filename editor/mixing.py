"""Mixing of stems into what is heard: gains, original, loops and jumps, always without clicks.

A mix is a chain of short blocks. Each is made from a `Voice` (where the last one ended and how
it sounded) and a `Wanted` (what the user asks for now); every difference is ramped or
crossfaded. Nothing here knows threads or sound cards.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from editor.mix_parts import MixParts
from editor.playback_buffer import NO_PEAKS
from engine.masks import Masks

BLOCK_SECONDS = 0.02
FADE_SECONDS = 0.005
SHORTEST_LOOP_SECONDS = 0.02
ORIGINAL = 0


class Sounds(Protocol):
    """Where a mixer finds its sound; every answer is at once, None where nothing is ready."""

    samples: int
    sample_rate: int
    chunk: int

    def original(self, index: int) -> np.ndarray | None: ...
    def stems(self, index: int, generation: int) -> np.ndarray | None: ...
    def newest(self, index: int) -> int: ...


@dataclass(frozen=True)
class Jump:
    """A jump of the user: serial number and target in samples."""

    serial: int = 0
    target: int = 0


@dataclass(frozen=True)
class Wanted:
    """What the user asks for.

    gains: linear, one a stem. pans: -1 (left) to 1 (right), one a stem; missing ones are 0.
    trims: (generation, linear gain of all that is heard of it), 1 where there is none.
    original_trim: the same of the original. bypass: the original instead of the stems.
    loop: [start, end) in samples or None. masks, generation: the newest masks and their number;
    0 without masks.
    silent: fade out to nothing. until: the sample at which playing ends, faded out, instead of
    looping; None for the recording's end. It does not count where playing is behind it already.
    hold: at `until`, and where a jump's sound is not ready, wait in silence for the next jump.
    """

    gains: tuple[float, ...] = ()
    pans: tuple[float, ...] = ()
    trims: tuple[tuple[int, float], ...] = ()
    original_trim: float = 1.0
    bypass: bool = False
    loop: tuple[int, int] | None = None
    jump: Jump = Jump()
    masks: Masks | MixParts | None = None
    generation: int = ORIGINAL
    silent: bool = False
    until: int | None = None
    hold: bool = False

    def weights(self, generation: int, sources: int) -> np.ndarray:
        """float32 (1 + sources, 2): weight of the original, then of each stem, on either side."""
        weights = np.zeros((1 + sources, 2), np.float32)
        if self.silent:
            return weights
        if generation == ORIGINAL or self.bypass:
            weights[0] = self.original_trim if self.bypass else 1.0
            return weights
        gains = np.ones(sources, np.float32)
        known = min(sources, len(self.gains))
        gains[:known] = self.gains[:known]
        weights[1:] = dict(self.trims).get(generation, 1.0) * gains[:, None]
        for source, pan in enumerate(self.pans[:sources]):
            weights[1 + source] *= balance(pan)
        return np.nan_to_num(weights, nan=0.0, posinf=0.0, neginf=0.0)


def balance(pan: float) -> tuple[float, float]:
    """Linear gains of left and right for a pan from -1 to 1.

    In the middle both are one, so that the stems still sum to the mixture; to a side the other
    one only gets quieter, as the balance of a stereo sound does.
    """
    return min(1.0, 1.0 - pan), min(1.0, 1.0 + pan)


@dataclass(frozen=True)
class Voice:
    """How the mix stands between two blocks.

    position: the recording's next sample. generation: masks in use, 0 for the original alone.
    weights: as in Wanted.weights, None before the first block (fade in from silence).
    jump: number of the last jump obeyed. tail: the voice that this one takes over from, of whose
    fade `faded` samples are over: a block may be shorter than the fade.
    last: the sample heard last on either side. peaks: float32 (sources, 2), the largest absolute
    value of each stem in the block before, as loud as it was heard.
    """

    position: int
    generation: int = ORIGINAL
    weights: np.ndarray | None = None
    jump: int = 0
    tail: Voice | None = None
    faded: int = 0
    last: tuple[float, float] = (0.0, 0.0)
    peaks: np.ndarray = field(default_factory=lambda: NO_PEAKS)


class Mixer:
    """Makes blocks (2, n) of what is heard, from sounds of one recording."""

    def __init__(self, sounds: Sounds) -> None:
        self.sounds = sounds
        self.block = max(1, round(BLOCK_SECONDS * sounds.sample_rate))
        self.fade = max(1, round(FADE_SECONDS * sounds.sample_rate))
        self._shortest = max(2, round(SHORTEST_LOOP_SECONDS * sounds.sample_rate))
        self._weights: tuple[Wanted, int, np.ndarray] | None = None

    def begin(self, wanted: Wanted) -> Voice:
        """The voice of a fresh start at the wanted position."""
        position = min(max(0, wanted.jump.target), self.sounds.samples)
        return Voice(position, wanted.generation, jump=wanted.jump.serial)

    def ended(self, voice: Voice, wanted: Wanted) -> bool:
        """Whether nothing follows: the recording is over, nothing loops and nobody jumped."""
        if wanted.hold or wanted.jump.serial != voice.jump:
            return False
        over = voice.position >= self._limit(voice.position, wanted)
        return over and self._loop(wanted) is None

    def can_jump(self, voice: Voice, wanted: Wanted) -> bool:
        """Whether a jump is still to be obeyed, and its sound ready."""
        return wanted.jump.serial != voice.jump and self._jumped(voice, wanted) is not None

    def mix(self, voice: Voice, wanted: Wanted) -> tuple[np.ndarray, Voice, Voice] | None:
        """The next block, float32 (2, n); the voice it began with and the one after it.

        None where its sound is not ready. The first voice tells position and jump of the block.
        """
        began = self._redirected(voice, wanted)
        if wanted.hold and began is not None:
            pending = began.jump != wanted.jump.serial
            if pending or began.position >= self._limit(began.position, wanted):
                return self._silence(began, wanted, began if pending else None)
        frames = self._frames(began, wanted) if began else 0
        if began is not None and frames <= 0 and began.jump != voice.jump:
            return self._silence(began, wanted, began.tail)  # a jump to where all is over
        if began is None or frames <= 0:
            return None
        mixed = self._sound(began, wanted, frames)
        if mixed is None:
            return None
        sound, weights, peaks = mixed
        over = True
        if began.tail is not None:
            over = self._crossfade(sound, began.tail, wanted, began.faded)
        faded = self._fade_at_limit(sound, began.position, wanted)
        after = Voice(
            position=began.position + frames,
            generation=began.generation,
            weights=None if faded else weights,
            jump=began.jump,
            tail=None if over else began.tail,
            faded=0 if over else began.faded + frames,
            last=(float(sound[0, -1]), float(sound[1, -1])),
            peaks=peaks,
        )
        return sound, began, after

    def pause(self, voice: Voice, wanted: Wanted) -> tuple[np.ndarray, Voice, Voice]:
        """As `mix`, where the sound is not ready: a block that fades from where it was left."""
        return self._silence(voice, wanted, voice)

    def _silence(
        self, voice: Voice, wanted: Wanted, tail: Voice | None
    ) -> tuple[np.ndarray, Voice, Voice]:
        """A block into which `tail` fades, and after which the voice stands where it stood."""
        sound = np.zeros((2, self.block), np.float32)
        if tail is not None:
            self._crossfade(sound, tail, wanted)
        after = Voice(voice.position, voice.generation, jump=voice.jump)
        return sound, voice, after

    def _loop(self, wanted: Wanted) -> tuple[int, int] | None:
        if wanted.loop is None or wanted.silent or wanted.until is not None:
            return None
        start = max(0, min(wanted.loop[0], self.sounds.samples))
        end = min(max(wanted.loop[1], start + self._shortest), self.sounds.samples)
        return (start, end) if end > start else None

    def _limit(self, position: int, wanted: Wanted) -> int:
        """Where playing ends that is at this position now."""
        samples = self.sounds.samples
        if wanted.until is None or position > wanted.until:
            return samples
        return min(wanted.until, samples)

    def _fade_at_limit(self, sound: np.ndarray, position: int, wanted: Wanted) -> bool:
        """Fade sound (2, n) out, in place, towards an end that is not the recording's.

        Returns whether it has come to that end: nothing sounds on then.
        """
        left = self._limit(position, wanted) - position
        if left + position < self.sounds.samples and left < sound.shape[1] + self.fade:
            ahead = left - np.arange(sound.shape[1], dtype=np.float32)
            sound *= np.clip(ahead / np.float32(self.fade + 1), 0.0, 1.0)
        return left + position < self.sounds.samples and left <= sound.shape[1]

    def _frames(self, voice: Voice, wanted: Wanted) -> int:
        """A block ends at the end of its chunk, of the loop and of the recording."""
        chunk_end = (voice.position // self.sounds.chunk + 1) * self.sounds.chunk
        ends = [voice.position + self.block, chunk_end, self._limit(voice.position, wanted)]
        loop = self._loop(wanted)
        if loop and voice.position < loop[1]:
            ends.append(loop[1])
        return min(ends) - voice.position

    def _redirected(self, voice: Voice, wanted: Wanted) -> Voice | None:
        """Obey a jump, the loop's end and newer masks, as far as their sound is ready."""
        if wanted.jump.serial != voice.jump:
            voice = self._jumped(voice, wanted) or voice
        loop = self._loop(wanted)
        if loop and voice.position >= loop[1]:
            wrapped = self._moved(voice, loop[0], wanted, voice.jump)
            # At the loop's end there is nothing to go on with; farther on the sound goes on.
            if wrapped is not None or voice.position in (loop[1], self.sounds.samples):
                return wrapped
        generation = self._generation(voice, wanted)
        if voice.weights is None:
            return replace(voice, generation=generation)
        if generation == voice.generation:
            return voice
        return replace(voice, generation=generation, weights=None, tail=voice)

    def _jumped(self, voice: Voice, wanted: Wanted) -> Voice | None:
        """The voice where the user jumped, or None while the sound there is not ready."""
        target = min(max(0, wanted.jump.target), self.sounds.samples)
        return self._moved(voice, target, wanted, wanted.jump.serial)

    def _moved(self, voice: Voice, target: int, wanted: Wanted, jump: int) -> Voice | None:
        """The voice at another place, or None while the sound there is not ready.

        jump: number of the last jump obeyed by then. A loop's end obeys none: one that waits for
        its sound would be lost.
        """
        old = voice if voice.weights is not None else voice.tail
        moved = Voice(target, voice.generation, jump=jump, tail=old)
        moved = replace(moved, generation=self._generation(moved, wanted))
        frames = self._frames(moved, wanted)
        if frames > 0 and self._sound(moved, wanted, frames) is None:
            return None
        return moved

    def _generation(self, voice: Voice, wanted: Wanted) -> int:
        """The newest masks ready at the voice's position.

        A start waits for the masks of that moment, or newer ones; an original that plays goes
        on until some are ready.
        """
        if wanted.generation == ORIGINAL:
            return ORIGINAL
        newest = self.sounds.newest(voice.position // self.sounds.chunk)
        starting = voice.weights is None and voice.tail is None
        if newest != ORIGINAL and not (starting and newest < voice.generation):
            return newest
        if voice.generation == ORIGINAL:
            return ORIGINAL
        return voice.generation if starting else wanted.generation

    def _sound(
        self, voice: Voice, wanted: Wanted, frames: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        """Sound (2, frames) from the voice's position, the weights it ends with, and its peaks."""
        index = voice.position // self.sounds.chunk
        stems = self._stems(index, voice.generation)
        before = voice.weights
        if stems is None and voice.generation != ORIGINAL and not wanted.bypass:
            if before is None or before[1:].any():
                return None
            target = before[:1]
        else:
            if stems is None and before is not None and len(before) > 1:
                # The original takes over from stems that are not ready here, as loud as these.
                before = before[:1] + before[1:].mean(axis=0, keepdims=True)
            target = self._wanted_weights(wanted, voice.generation, stems)
        if before is None:
            fresh = voice.tail is None and voice.position > 0
            before = np.zeros_like(target) if fresh else target
        missing = max(0, len(target) - len(before))
        before = np.pad(before, ((0, missing), (0, 0)))[: len(target)]
        if frames < self.fade and not np.array_equal(before, target):
            # At the end of a chunk or loop a block may have one sample: the next goes on.
            target = before + (target - before) * np.float32(frames / self.fade)
        weighted = self._weighted(voice.position, frames, stems, before, target)
        return None if weighted is None else (weighted[0], target, weighted[1])

    def _wanted_weights(
        self, wanted: Wanted, generation: int, stems: np.ndarray | None
    ) -> np.ndarray:
        """As Wanted.weights; the same array while nothing changes."""
        sources, known = 0 if stems is None else len(stems), self._weights
        same = known is not None and known[0] is wanted and known[1] == generation
        if known is None or not same or len(known[2]) != 1 + sources:
            known = self._weights = wanted, generation, wanted.weights(generation, sources)
        return known[2]

    def _stems(self, index: int, generation: int) -> np.ndarray | None:
        return None if generation == ORIGINAL else self.sounds.stems(index, generation)

    def _weighted(
        self,
        position: int,
        frames: int,
        stems: np.ndarray | None,
        before: np.ndarray,
        target: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Original and stems of one chunk under weights that move from `before` to `target`.

        Returns the sound (2, frames) and the stems' peaks (sources, 2).
        """
        index, offset = divmod(position, self.sounds.chunk)
        part = slice(offset, offset + frames)
        weights = target[:, :, None]
        if before is not target and not np.array_equal(before, target):
            ramp = np.arange(1, frames + 1, dtype=np.float32) / np.float32(frames)
            weights = before[:, :, None] + (target - before)[:, :, None] * ramp
        mixed = np.zeros((2, frames), np.float32)
        if weights[0].any():
            original = self.sounds.original(index)
            if original is None:
                return None
            mixed += weights[0] * original[:, part]
        if stems is None or not weights[1:].any():
            return mixed, np.zeros((len(target) - 1, 2), np.float32)
        heard = weights[1:] * stems[:, :, part]
        mixed += heard.sum(axis=0)
        return mixed, np.abs(heard).max(axis=2)

    def _crossfade(self, sound: np.ndarray, tail: Voice, wanted: Wanted, faded: int = 0) -> bool:
        """Fade from what would have followed `tail` into sound (2, n), in place; whether the fade,
        of which `faded` samples were over, is over.

        Where that is not ready any more, the step between the two is spread over the fade. At
        the recording's end nothing would follow: a loop of everything wraps as it is.
        """
        whole = min(self.fade, self.sounds.samples - tail.position)
        frames = min(whole - faded, sound.shape[1])
        if frames <= 0:
            return True
        ramp = np.arange(faded + 1, faded + frames + 1, dtype=np.float32) / np.float32(whole + 1)
        new, sums = sound[:, :frames], not isinstance(wanted.masks, MixParts)
        there = replace(tail, position=tail.position + faded)
        old = self._following(there, frames, stems_sum=sums)
        if old is None and faded:
            return True
        if old is None:
            old = new + (np.asarray(tail.last, np.float32)[:, None] - new[:, :1])
        sound[:, :frames] = old + (new - old) * ramp
        return faded + frames >= whole

    def _following(self, voice: Voice, frames: int, *, stems_sum: bool) -> np.ndarray | None:
        """What the voice would go on with, (2, frames), also across a chunk's end.

        stems_sum: whether stems that are equally loud are the recording, also where they are gone.
        """
        if voice.weights is None:
            return None
        index, offset = divmod(voice.position, self.sounds.chunk)
        here = min(frames, self.sounds.chunk - offset)
        stems, weights = self._stems(index, voice.generation), voice.weights
        if stems is None and weights[1:].any():
            if not stems_sum or (weights[1:] != weights[1]).any():
                return None
            weights = weights[:1] + weights[1:2]
        weighted = self._weighted(voice.position, here, stems, weights, weights)
        if weighted is None:
            return None
        sound = weighted[0]
        if here == frames:
            return sound
        later = replace(voice, position=voice.position + here)
        rest = self._following(later, frames - here, stems_sum=stems_sum)
        return None if rest is None else np.concatenate([sound, rest], axis=1)
