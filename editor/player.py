"""Listening: one mix of the stems, or the original, from the playhead on.

The player lives in the window's thread and only gives orders; mixing, rendering and the sound
card have threads of their own (feeder.py, stem_cache.py). Position and levels are those of the
sound that leaves the loudspeaker, not of the sound being made.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from editor.feeder import AHEAD_SECONDS, Feeder, Heard, OpenOutput, Orders
from editor.mix_parts import parts_of
from editor.mixing import Jump, Wanted
from editor.passage import Passage
from editor.playback_buffer import NO_PEAKS
from editor.sound_output import open_output
from editor.stem_cache import DEFAULT_BUDGET_BYTES, StemCache
from engine.masks import Masks
from engine.recording import Recording

POLL_MS = 30
_LEVELS_EVERY = 2
_TRIMS = 8
# For so long at most stems wait for masks that are being made.
EXPECTED_SECONDS = 0.3
GRAIN_SECONDS = 0.12
_GRAIN_TICKS = 2


class Player(QObject):
    """Plays one recording's stems. Times in seconds on the recording's clock."""

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    unavailable = Signal(str)
    noticed = Signal(str)
    opened = Signal(str, int, float)
    """The device's name, its rate in Hz, and its latency in seconds, when it begins to play."""
    levels_changed = Signal(object)
    """float array (2,): peaks (1.0 is full scale) of what was heard since the last one."""
    stem_levels_changed = Signal(object)
    """float array (sources, 2): the same of each stem; without rows where none is heard."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        output: OpenOutput = open_output,
        ahead: float = AHEAD_SECONDS,
    ) -> None:
        """output opens the sound card; ahead: seconds mixed before they are heard."""
        super().__init__(parent)
        self._output, self._ahead = output, ahead
        self._feeder = Feeder(output, ahead=ahead)
        self._recording: Recording | None = None
        self._orders = Orders()
        self._position = 0.0
        self._came_from = 0.0
        self._is_playing = False
        self._scrubs = self._grain_rings = False
        self._grain_waits: float | None = None
        self._generations = 0
        self._cache_bytes = DEFAULT_BUDGET_BYTES
        self._plain: StemCache | None = None
        self._passage: Passage | None = None
        self._levels = np.zeros(2, np.float32)
        self._stem_levels = NO_PEAKS
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    def another(self, parent: QObject | None = None) -> Player:
        """A second player through the same sound card."""
        return Player(parent, output=self._output, ahead=self._ahead)

    @property
    def is_playing(self) -> bool:
        """Whether sound is coming, or about to."""
        return self._is_playing

    @property
    def is_scrubbing(self) -> bool:
        """Whether grains are heard in the place of playing."""
        return self._scrubs

    @property
    def position(self) -> float:
        """What is heard now, or where play will begin."""
        return self._position

    @property
    def duration(self) -> float:
        """Length of the recording, 0 without one."""
        return self._recording.duration if self._recording else 0.0

    @property
    def bypass(self) -> bool:
        """Whether the original is heard instead of the stems."""
        return self._orders.wanted.bypass

    @property
    def generation(self) -> int:
        """Number of the masks that are to be heard; 0 without masks."""
        return self._orders.wanted.generation

    @property
    def mixed_generation(self) -> int:
        """Number of the masks whose sound reached the player's buffer last; 0 without any."""
        return self._feeder.mixed_generation

    @property
    def loop(self) -> tuple[float, float] | None:
        """The stretch that is repeated, or None."""
        loop = self._orders.wanted.loop
        if loop is None or self._recording is None:
            return None
        return loop[0] / self._recording.sample_rate, loop[1] / self._recording.sample_rate

    def set_recording(self, recording: Recording | None) -> None:
        """Change the recording: stops, forgets masks and loop, and returns to the start."""
        self.stop()
        self._recording = recording
        old = self._orders.wanted
        wanted = Wanted(
            gains=old.gains, pans=old.pans, bypass=old.bypass, jump=Jump(old.jump.serial + 1)
        )
        self._passage = None
        cache = self._plain = StemCache(recording, self._cache_bytes) if recording else None
        self._order(replace(self._orders, cache=cache, wanted=wanted, playing=False))
        self._set_position(0.0)

    def set_masks(
        self, masks: Masks | None, trim: float = 1.0, added: tuple[Recording, ...] = ()
    ) -> None:
        """Play the stems of these masks from now on, under a linear gain; None: the original.

        added: sounds as long as the recording, heard as further stems.
        """
        self._generations += 1
        parts = parts_of(masks, added)
        generation = self._generations if parts is not None else 0
        # What is still heard of older masks keeps its own.
        trims = self._orders.wanted.trims
        if trim != 1.0:
            trims = (*trims[-_TRIMS:], (generation, trim))
        self._want(masks=parts, generation=generation, trims=trims)

    def expect_masks(self) -> None:
        """Newer masks are about to come: the stems of the present ones are not made anew until
        then."""
        if self._orders.cache is not None:
            self._orders.cache.await_newer(EXPECTED_SECONDS)

    def set_trim(self, trim: float) -> None:
        """Another linear gain of all stems of the present masks."""
        wanted = self._orders.wanted
        self._want(trims=(*wanted.trims[-_TRIMS:], (wanted.generation, trim)))

    def set_original_trim(self, trim: float) -> None:
        """The linear gain under which the original is heard in the place of the stems."""
        self._want(original_trim=trim)

    def set_gains(self, gains: Sequence[float] | np.ndarray) -> None:
        """Linear gain of every stem, (sources,); heard within a fraction of a second."""
        wanted = tuple(float(gain) for gain in gains)
        if wanted != self._orders.wanted.gains:
            self._want(gains=wanted)

    def set_pans(self, pans: Sequence[float]) -> None:
        """Where every stem is heard, (sources,): -1 left, 0 as it is, 1 right."""
        wanted = tuple(min(max(float(pan), -1.0), 1.0) for pan in pans)
        if wanted != self._orders.wanted.pans:
            self._want(pans=wanted)

    def set_bypass(self, bypass: bool) -> None:
        """Hear the original (True) or the stems, at the same level."""
        self._want(bypass=bool(bypass))

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Repeat [start, end) in seconds, or nothing."""
        if loop is None or self._recording is None:
            self._want(loop=None)
            return
        start, end = sorted(self._sample(edge) for edge in loop)
        self._want(loop=(start, end))

    @property
    def passage(self) -> Passage | None:
        """The only stretch and band that is heard, or None for everything."""
        return self._passage

    def set_passage(self, passage: Passage | None) -> None:
        """Hear a band (Hz) of a stretch (s) alone, also while it plays; None: everything."""
        if self._recording is None or passage == self._passage:
            return
        old, self._passage = self._passage, passage
        orders, cache = self._orders, self._plain
        if passage is not None:
            cache = orders.cache
            if old is None or (passage.band, passage.only) != (old.band, old.only):
                part = passage.banded(self._recording)
                cache = StemCache(part, self._cache_bytes, passage.banded)
        wanted = orders.wanted
        if self._is_playing:
            until = None if passage is None else self._sample(passage.end)
            jump = self._next_jump(self._sample(self._position))
            wanted = replace(wanted, until=until, jump=jump)
        self._order(replace(orders, cache=cache, wanted=wanted))

    def play(self) -> None:
        """Play from the position on; from the loop's start where that is elsewhere.

        A passage that is heard alone is played from its start, once or looped.
        """
        if self._recording is None or self._is_playing or self._recording.samples == 0:
            return
        if self._passage is not None and self._orders.wanted.loop is None:
            self.play_once(self._passage.start, self._passage.end)
            return
        start = self._sample(self._position)
        loop = self._orders.wanted.loop
        if loop and not loop[0] <= start < loop[1]:
            start = loop[0]
        elif start >= self._recording.samples:
            start = 0
        self._begin(start)

    def play_once(self, start: float, end: float) -> None:
        """Play from start to end (s) without looping, then come back to the start."""
        if self._recording is None or not start < end:
            return
        self.stop()
        self._set_position(min(max(0.0, start), self.duration))
        self._came_from = self._position
        self._begin(self._sample(start), self._sample(end))

    def _begin(self, start: int, until: int | None = None) -> None:
        self._is_playing = True
        self._scrubs = self._grain_rings = False
        jump = self._next_jump(start)
        wanted = replace(self._orders.wanted, jump=jump, until=until, hold=False)
        self._order(replace(self._orders, wanted=wanted, playing=True))
        self._timer.start()
        self.playing_changed.emit(True)

    def stop(self) -> None:
        """Stop; the position stays where it was heard last."""
        if not self._is_playing:
            if self._grain_rings:
                self._end_grains()
            return
        self._is_playing = False
        self._end_grains()
        self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play, or stop."""
        if self._is_playing:
            self.stop()
        else:
            self.play()

    def begin_scrub(self) -> None:
        """From now on `scrub` is heard, in the place of what plays."""
        self._scrubs = self._recording is not None
        self._grain_waits = None

    def scrub(self, seconds: float) -> None:
        """Put the playhead there and let a grain of the sound there be heard.

        While it moves on, the next grain begins where it is two polls later.
        """
        if self._recording is None or not self._scrubs or not math.isfinite(seconds):
            return
        self._set_position(min(max(0.0, seconds), self.duration))
        if self._grain_rings:
            self._grain_waits = self._position
        else:
            self._ring(self._position)

    def end_scrub(self) -> None:
        """Go on playing from the playhead if it played before; else let the last grain end."""
        if not self._scrubs or self._recording is None:
            return
        self._scrubs = False
        if self._is_playing:
            self._begin(self._sample(self._position))
        elif self._grain_rings:
            self._want(hold=False)

    def _ring(self, seconds: float) -> None:
        """Begin a grain."""
        assert self._recording is not None
        start, self._grain_rings, self._grain_waits = self._sample(seconds), True, None
        grain = round(GRAIN_SECONDS * self._recording.sample_rate)
        end = min(start + grain, self._recording.samples)
        wanted = replace(self._orders.wanted, jump=self._next_jump(start), until=end, hold=True)
        self._ticks = 0
        self._order(replace(self._orders, wanted=wanted, playing=True))
        self._timer.start()

    def _end_grains(self) -> None:
        """Nothing plays any more."""
        self._scrubs = self._grain_rings = False
        self._timer.stop()
        self._order(replace(self._orders, playing=False))
        self._silence_levels()

    def _silence_levels(self) -> None:
        self._levels[:] = 0.0
        self._stem_levels = NO_PEAKS
        self.levels_changed.emit(self._levels.copy())
        self.stem_levels_changed.emit(NO_PEAKS)

    def seek(self, seconds: float) -> None:
        """Go on from another moment; clamped to the recording."""
        if self._recording is None or not math.isfinite(seconds):
            return
        seconds = min(max(0.0, seconds), self.duration)
        if self._is_playing:
            self._want(jump=self._next_jump(self._sample(seconds)))
        self._set_position(seconds)

    def set_cache_bytes(self, count: int) -> None:
        """Keep about so much sound ready; what is more is let go as other sound is needed."""
        self._cache_bytes = count
        if self._orders.cache is not None:
            self._orders.cache.budget_bytes = count
        if self._plain is not None:
            self._plain.budget_bytes = count

    def reopen(self) -> None:
        """Go on playing through the sound card as it would be opened now."""
        wanted = self._orders.wanted
        if self._is_playing:
            wanted = replace(wanted, jump=self._next_jump(self._sample(self._position)))
        opening = self._orders.opening + 1
        self._order(replace(self._orders, wanted=wanted, opening=opening))

    def shutdown(self) -> None:
        """Silence at once and end all threads; the player cannot be used afterwards."""
        self.stop()
        self._feeder.close()

    def _sample(self, seconds: float) -> int:
        assert self._recording is not None
        if not math.isfinite(seconds):
            return 0
        return min(max(0, round(seconds * self._recording.sample_rate)), self._recording.samples)

    def _next_jump(self, target: int) -> Jump:
        return Jump(self._orders.wanted.jump.serial + 1, target)

    def _want(self, **changes: object) -> None:
        wanted = replace(self._orders.wanted, **changes)  # type: ignore[arg-type]
        self._order(replace(self._orders, wanted=wanted))

    def _order(self, orders: Orders) -> None:
        self._orders = orders
        self._feeder.order(orders)

    def _set_position(self, seconds: float) -> None:
        if seconds != self._position:
            self._position = seconds
            self.position_changed.emit(seconds)

    def _poll(self) -> None:
        while (event := self._feeder.take_event()) is not None:
            kind, sentence = event
            if kind in ("opened", "noticed"):
                self._tell(kind, sentence)
                continue
            if kind == "ended" and self._is_playing:
                once = self._orders.wanted.until is not None
                self._set_position(self._came_from if once else self.duration)
            self.stop()
            if kind == "unavailable":
                self.unavailable.emit(sentence)
            return
        heard = self._feeder.heard()
        if heard is None or self._recording is None:
            return
        if self._grain_rings:
            self._next_grain()
        elif heard.jump == self._orders.wanted.jump.serial:
            seconds = heard.position / self._recording.sample_rate
            self._set_position(min(max(0.0, seconds), self.duration))
        self._report(heard)

    def _next_grain(self) -> None:
        if self._scrubs and self._grain_waits is not None and self._ticks >= _GRAIN_TICKS:
            self._ring(self._grain_waits)

    def _tell(self, kind: str, sentence: str) -> None:
        output = self._feeder.output
        if kind == "noticed":
            self.noticed.emit(sentence)
        elif output is not None:
            self.opened.emit(output.title, output.sample_rate, output.latency_seconds)

    def _report(self, heard: Heard) -> None:
        self._levels = np.maximum(self._levels, np.resize(np.asarray(heard.peaks, np.float32), 2))
        if heard.stem_peaks is not None:
            self._stem_levels = _with(self._stem_levels, heard.stem_peaks)
        self._ticks += 1
        if self._ticks % _LEVELS_EVERY == 0:
            self.levels_changed.emit(self._levels)
            self.stem_levels_changed.emit(self._stem_levels)
            self._levels = np.zeros(2, np.float32)
            self._stem_levels = np.zeros_like(self._stem_levels)


def _with(levels: np.ndarray, peaks: np.ndarray) -> np.ndarray:
    """The larger of both, or the peaks where there are other stems than before."""
    return np.maximum(levels, peaks) if len(levels) == len(peaks) else peaks
