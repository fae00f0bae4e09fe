"""Steady tones that go on where those of a sound stop: without a click, at any length.

What comes after is read from the changes of gain and frequency in the given stretch, forwards and
backwards with turns at random places, so that it never jumps and never comes again in step.
"""

from __future__ import annotations

import numpy as np

from engine.texture.tones import Tones

# Within so many seconds a gain measured at a joint becomes that of the stretch.
_SETTLING_SECONDS = 4.0
_LOUDEST_OFFSET = 0.7


class Continuation:
    """The tones of a sound that begins with the end of `before` and ends with the start of `after`.

    before, after: float32 (channels, at least `joint`), None where nothing is to be joined. They
    share `joint` samples with it; what is longer than that tells more exactly where tones stand.
    """

    def __init__(
        self,
        tones: Tones,
        samples: int,
        joint: int,
        before: np.ndarray | None,
        after: np.ndarray | None,
        random: np.random.Generator,
    ) -> None:
        self._tones = tones
        rate = tones.sample_rate
        self._step = tones.step
        self._read = 0
        begun = joint if before is not None else 0
        self._middle = samples - begun - (joint if after is not None else 0)
        given = tones.track
        self.head = self.tail = np.zeros((given.gain.shape[1], 0), np.float32)
        last = given.seconds[-1]
        start = given.at(last[None])[:, :, 0] * self._turned(last)
        if before is not None:
            own = tones.followed(before)
            length = before.shape[1]
            first = length - joint
            times = np.arange(first, length + self._step, self._step) / rate
            self.head = tones.sung(own.at(np.minimum(times, length / rate)), first, joint)
            start = own.at(np.array([length / rate]))[:, :, 0] * self._turned(length / rate)
        self._wander = _Wander(tones, self._step, -(-self._middle // self._step) + 1, random)
        self._start = start
        self._offsets = [self._offset(start, 0)]
        self._detour = np.zeros(start.shape)
        if after is not None:
            own = tones.followed(after)
            times = np.arange(0, joint + self._step, self._step) / rate
            self.tail = tones.sung(own.at(times), 0, joint)
            end = own.at(np.zeros(1))[:, :, 0]
            steps = -(-self._middle // self._step)
            self._offsets.append(self._offset(end, steps))
            reached = self._start * self._turned(self._middle / rate)
            reached = reached * np.exp(1j * self._wander.at(np.array([steps]))[1])
            self._detour = np.angle(end * reached.conj())

    def _turned(self, seconds: float) -> np.ndarray:
        return np.exp(2j * np.pi * self._tones.frequencies * seconds)[:, None]

    def _offset(self, measured: np.ndarray, step: int) -> np.ndarray:
        """How much louder the measured amplitudes are than what the stretch says."""
        usual = self._tones.track.gain + self._wander.at(np.array([step]))[0]
        return np.minimum(np.log(np.abs(measured) + 1e-9) - usual, _LOUDEST_OFFSET)

    def read(self, samples: int) -> np.ndarray:
        """The next so many samples: float32 (channels, samples)."""
        first, last = self._read, self._read + samples
        self._read = last
        begun, ended = self.head.shape[1], self.head.shape[1] + self._middle
        parts = [self.head[:, first:last]]
        start, stop = max(0, first - begun), min(last, ended) - begun
        if stop > start:
            parts.append(self._between(start, stop))
        parts.append(self.tail[:, max(0, first - ended) : max(0, last - ended)])
        return np.concatenate(parts, 1)

    def _between(self, start: int, stop: int) -> np.ndarray:
        whole = start // self._step
        steps = np.arange(whole, -(-stop // self._step) + 1)
        loudness, turn = self._wander.at(steps)
        part = np.clip(steps * self._step / max(1, self._middle), 0, 1)
        gain = self._tones.track.gain[:, :, None] + loudness[:, None]
        seconds = min(_SETTLING_SECONDS, self._middle / self._tones.sample_rate)
        share = seconds * self._tones.sample_rate / max(1, self._middle)
        for offset, way in zip(self._offsets, (part, 1 - part), strict=False):
            gain = gain + offset[:, :, None] * _eased(1 - way / max(share, 1e-9))
        phase = np.angle(self._start)[:, :, None] + turn[:, None]
        phase = phase + self._detour[:, :, None] * _eased(part)
        first = whole * self._step
        sung = self._tones.sung(np.exp(gain + 1j * phase), first, stop - first)
        return sung[:, start - first :]


def _eased(part: np.ndarray) -> np.ndarray:
    """From 0 to 1 without a corner."""
    part = np.clip(part, 0, 1)
    return part * part * (3 - 2 * part)


class _Wander:
    """A way to and fro through the changes in the stretch, from its end, a control a step."""

    def __init__(self, tones: Tones, step: int, steps: int, random: np.random.Generator) -> None:
        given = tones.track
        places = max(2, int(given.seconds[-1] * tones.sample_rate / step))
        times = np.linspace(0, given.seconds[-1], places)
        self._loudness = np.array([np.interp(times, given.seconds, row) for row in given.loudness])
        self._turn = np.array([np.interp(times, given.seconds, row) for row in given.turn])
        turns, at, now = [places - 1], [0], 0
        while now < steps:
            # Back as far as there is room, less often close to where it came from.
            room = (0, turns[-1]) if len(turns) % 2 else (turns[-1], places - 1)
            far = max(1, round((room[1] - room[0]) * random.uniform(0.4, 1.0)))
            turns.append(turns[-1] + (-far if len(turns) % 2 else far))
            turns[-1] = int(np.clip(turns[-1], 0, places - 1))
            now += max(1, abs(turns[-1] - turns[-2]))
            at.append(now)
        self._at, self._turns = np.array(at), np.array(turns)
        way = np.sign(np.diff(self._turns))
        legs = way * np.diff(self._turn[:, self._turns], axis=1)
        self._turned = np.concatenate([np.zeros((len(legs), 1)), np.cumsum(legs, 1)], 1)

    def at(self, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Loudness and turn, each (tones, steps), of rising or single steps from 0 on."""
        leg = np.clip(np.searchsorted(self._at, steps, side="right") - 1, 0, len(self._at) - 2)
        way = np.sign(self._turns[leg + 1] - self._turns[leg])
        gone = np.minimum(steps - self._at[leg], np.abs(self._turns[leg + 1] - self._turns[leg]))
        place = self._turns[leg] + way * gone
        turn = self._turned[:, leg] + way * (self._turn[:, place] - self._turn[:, self._turns[leg]])
        return self._loudness[:, place], turn
