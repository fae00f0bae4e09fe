"""The thread between the player and the sound card: it mixes a little ahead of what is heard.

It owns the output stream from opening to closing, so that a slow device never holds the window.
Orders come as immutable values; what happened goes back as `Heard` and as events.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from editor.mixing import Mixer, Voice, Wanted
from editor.playback_buffer import Piece, PlaybackBuffer
from editor.resampling import Resampler, ResamplerState
from editor.sound_output import Fill, Output, OutputError
from editor.stem_cache import Renderer, StemCache
from editor.translation import told, tr

# A device that starts takes all of its latency at once: as much again must be there then.
AHEAD_SECONDS = 0.5
# Once it goes, less is enough, and less has to be mixed anew when masks or gains change.
_GOING_SECONDS = 0.3
# What the callback will take before newly mixed blocks can be there.
_MARGIN_SECONDS = 0.04
_CYCLE_SECONDS = 0.01
# So much of the old place is heard while a jump's sound is made ready; then it is silent.
_PATIENCE_SECONDS = 0.15
# What is mixed anew is no shorter, unless what it replaces is: the rest comes meanwhile.
_LEAD_SECONDS = 0.1
_ATTEMPTS = 3
_DRAIN_SECONDS = 1.0

OpenOutput = Callable[[int, Fill], Output]


@dataclass(frozen=True)
class Orders:
    """What the player asks of the feeder; `cache` is the recording's, None without one.

    opening: another number has the sound card opened anew.
    """

    cache: StemCache | None = None
    wanted: Wanted = field(default_factory=Wanted)
    playing: bool = False
    opening: int = 0


@dataclass(frozen=True)
class Heard:
    """What comes out of the loudspeaker now.

    position: sample of the recording. jump: number of the last jump obeyed. peaks: per channel
    since the last question. stem_peaks: float32 (sources, 2), of each stem since then; None where
    nothing was heard since then.
    """

    position: float
    jump: int
    peaks: tuple[float, ...]
    stem_peaks: np.ndarray | None


@dataclass(frozen=True)
class _State:
    voice: Voice
    resampler: ResamplerState | None
    ended: bool = False


class _Run:
    """One stretch of playing: from play to stop or to the end."""

    def __init__(self, cache: StemCache, wanted: Wanted, open_output: OpenOutput, ahead: float):
        self.cache = cache
        self.mixer = Mixer(cache)
        rate = cache.sample_rate
        # Nothing is asked of `_fill` before start(): the buffer is made for the device found.
        self.output = open_output(rate, self._fill)
        self.resampler = (
            None if self.output.sample_rate == rate else Resampler(rate, self.output.sample_rate)
        )
        capacity = round(ahead * self.output.sample_rate) + 4 * self.mixer.block
        self.buffer = PlaybackBuffer[_State](capacity, self.output.channels)
        self._largest = self.mixer.block + 1
        if self.resampler:
            self._largest = round(2 * self.mixer.block / self.resampler.ratio) + 2
        carried = self.resampler.begin(2) if self.resampler else None
        self.state = _State(self.mixer.begin(wanted), carried)
        self._capacity = capacity
        self._spare = max(0, round((ahead - _GOING_SECONDS) * self.output.sample_rate))
        self._margin = round(_MARGIN_SECONDS * self.output.sample_rate)
        self._lead = round(_LEAD_SECONDS * self.output.sample_rate)
        self._patience = round(_PATIENCE_SECONDS * self.output.sample_rate)
        # Number of the last jump asked for, and the frames read by then.
        self._jump = (wanted.jump.serial, 0)
        self._silent = wanted, wanted
        self.started = False
        self._asked = 0.0

    def _fill(self, out: np.ndarray) -> int:
        return self.buffer.read_into(out)

    def remix(self, wanted: Wanted) -> bool:
        """Mix what the callback will not need at once as is wanted now; whether that was done.

        The old mix stays until the new one is whole: this thread may have to wait for its turn,
        and the callback does not.
        """
        margin = self._margin if self.started else 0
        for _ in range(_ATTEMPTS):
            found = self.buffer.replaceable(margin)
            if found is None:
                return True
            first, room = found
            pieces, state = self._pieces(first.before, wanted, room - self._unused)
            enough = min(self._lead, self.buffer.written_frames - first.start)
            if sum(len(piece.samples) for piece in pieces) < enough and not state.ended:
                return False  # its sound is not ready: what is mixed goes on
            if self.buffer.replace(first, pieces):
                self.state = state
                return True
            margin *= 2
        return False

    def _pieces(
        self, state: _State, wanted: Wanted, room: int
    ) -> tuple[list[Piece[_State]], _State]:
        """What follows a state, as much as there is room for, and the state after it."""
        pieces: list[Piece[_State]] = []
        while room >= self._largest and not state.ended:
            found = self._next(state, wanted)
            if found is None:
                break
            piece, state = found
            if piece is not None:
                pieces.append(piece)
                room -= len(piece.samples)
        return pieces, state

    def outdated(self, wanted: Wanted) -> bool:
        """Whether newer stems than those in use are ready where the mix goes on."""
        voice = self.state.voice
        index = min(voice.position, self.cache.samples - 1) // self.cache.chunk
        return voice.generation < self.cache.newest(index) and wanted.generation > 0

    def can_jump(self, wanted: Wanted) -> bool:
        """Whether a jump that waited for its sound can be heard earlier than all that is mixed."""
        found = self.buffer.replaceable(self._margin if self.started else 0)
        if found is None or found[0].seek == wanted.jump.serial:
            return False
        return self.mixer.can_jump(found[0].before.voice, wanted)

    def waiting(self, wanted: Wanted) -> Wanted:
        """What is wanted, in silence where a jump has waited for its sound long enough.

        Most sound is ready before that, and one place fades into the other.
        """
        serial, read = wanted.jump.serial, self.buffer.read_frames
        if serial != self._jump[0]:
            self._jump = serial, read
        obeyed = serial == self.state.voice.jump
        if wanted.hold or obeyed or read - self._jump[1] < self._patience:
            return wanted
        if self._silent[0] is not wanted:
            self._silent = wanted, replace(wanted, hold=True)
        return self._silent[1]

    def fill(self, wanted: Wanted, outdated: Callable[[], bool]) -> None:
        """Mix until the buffer is full, the sound is not ready, or the end is reached.

        outdated: whether something else is wanted by now. It ends this, too: a device may take
        the sound as fast as it is mixed, and then the buffer is never full.
        """
        while self.buffer.room - self._unused >= self._largest and not self.state.ended:
            found = self._next(self.state, wanted)
            if found is None:
                return
            self._take(*found)
            if outdated():
                return

    @property
    def _unused(self) -> int:
        """Frames of the buffer that are left empty: none until the device has begun for sure."""
        return self._spare if self.buffer.read_frames > self._capacity else 0

    def _take(self, piece: Piece[_State] | None, state: _State) -> None:
        self.state = state
        if piece is not None:
            self.buffer.append(piece)

    def _next(self, state: _State, wanted: Wanted) -> tuple[Piece[_State] | None, _State] | None:
        """What follows a state, and the state after it; None while its sound is not ready."""
        if self.mixer.ended(state.voice, wanted):
            return self._rest(state)
        mixed = self.mixer.mix(state.voice, wanted)
        return None if mixed is None else self._piece(*mixed, state)

    def _piece(
        self, sound: np.ndarray, began: Voice, after: Voice, before: _State, ended: bool = False
    ) -> tuple[Piece[_State] | None, _State]:
        carried, step, position = before.resampler, 1.0, float(began.position)
        if self.resampler and carried:
            step = self.resampler.ratio
            position -= (carried.first + carried.history.shape[1]) - carried.produced * step
            sound, carried = self.resampler.process(carried, sound)
        out = sound.T if self.output.channels == 2 else sound.mean(axis=0, keepdims=True).T
        piece = Piece(out, position, step, before, began.jump, after.peaks) if len(out) else None
        return piece, _State(after, carried, ended)

    def _rest(self, state: _State) -> tuple[Piece[_State] | None, _State]:
        """The end: let the resampler say what it still holds."""
        if self.resampler is None:
            return None, replace(state, ended=True)
        rest = np.zeros((2, self.resampler.delay), np.float32)
        return self._piece(rest, state.voice, state.voice, state, ended=True)

    def fade_out(self, wanted: Wanted) -> None:
        """Replace what is not yet needed by a short fade into silence.

        What is mixed stays until that is there, as in `remix`.
        """
        silent, margin = replace(wanted, silent=True), self._margin
        for _ in range(_ATTEMPTS):
            found = self.buffer.replaceable(margin)
            before = self.state if found is None else found[0].before
            pieces = [] if before.ended else self._last_pieces(before, silent)
            if found is None:
                # Where it is silent for want of sound, there is nothing to fade out.
                for piece in () if self.buffer.ran_dry else pieces:
                    self.buffer.append(piece)
            elif not self.buffer.replace(found[0], pieces):
                margin *= 2
                continue
            break
        self.state = replace(self.state, ended=True)

    def _last_pieces(self, state: _State, silent: Wanted) -> list[Piece[_State]]:
        """A fade into silence, also where the sound that would fade is not ready."""
        pieces: list[Piece[_State]] = []
        while not self.mixer.ended(state.voice, silent):
            mixed = self.mixer.mix(state.voice, silent) or self.mixer.pause(state.voice, silent)
            piece, state = self._piece(*mixed, state)
            if piece is not None:
                pieces.append(piece)
            if state.voice.weights is None or not state.voice.weights.any():
                break
        return pieces

    @property
    def primed(self) -> bool:
        """Whether enough is mixed to begin."""
        return self.state.ended or self.buffer.room < self._largest

    def start(self) -> None:
        """Let the callback begin."""
        self.output.start()
        self.started = True

    @property
    def drained(self) -> bool:
        """Whether everything mixed has left the loudspeaker."""
        return self.buffer.unread == 0 and (
            not self.started or self.output.heard_frames() >= self.buffer.written_frames
        )

    def heard(self) -> Heard | None:
        """What comes out now; None before the first sound."""
        frame = max(self.output.heard_frames(), self._asked)
        block = self.buffer.heard(frame)
        if block is None or not self.started:
            return None
        peaks = self.buffer.peaks(self._asked, frame)
        stem_peaks = self.buffer.stem_peaks(self._asked, frame)
        self._asked = frame
        within = min(max(frame - block.start, 0.0), block.frames)
        position = block.position + within * block.step
        return Heard(position, block.seek, peaks, stem_peaks)


def _sounds_alike(before: Wanted, after: Wanted) -> bool:
    """Whether at most newer masks are wanted: they are heard as soon as their sound is ready."""
    if before is after:
        return True
    known = before.generation > 0 and after.generation > 0
    return known and replace(after, masks=before.masks, generation=before.generation) == before


class Feeder:
    """Runs the mixing thread and, through it, the renderer. Made and ended by the player."""

    def __init__(self, open_output: OpenOutput, *, ahead: float = AHEAD_SECONDS) -> None:
        self._open_output, self._ahead = open_output, ahead
        self._condition = threading.Condition()
        self._orders = Orders()
        self._revision = 0
        self._closing = False
        self._events: deque[tuple[str, str]] = deque()
        self._run: _Run | None = None
        self._thread: threading.Thread | None = None
        self._renderer = Renderer(self._wake, self._on_render_failed)
        self._planned: object = None

    def order(self, orders: Orders) -> None:
        """Replace what is asked for; taken up within a cycle. Events of before play go.

        To play begins with a jump: without one, as with newer masks or gains, what has come to
        its end meanwhile is not begun again.
        """
        with self._condition:
            if orders.playing and not self._orders.playing:
                if orders.wanted.jump.serial == self._orders.wanted.jump.serial:
                    orders = replace(orders, playing=False)
                else:
                    self._events.clear()
            if orders.cache is not self._orders.cache:
                self._renderer.look_at(None)
            self._orders = orders
            self._revision += 1
            if self._thread is None and orders.playing and not self._closing:
                self._thread = threading.Thread(target=self._work, name="unbraid-feeder")
                self._thread.start()
            self._condition.notify()

    def heard(self) -> Heard | None:
        """What comes out of the loudspeaker now, or None while nothing does."""
        run = self._run
        return None if run is None else run.heard()

    @property
    def output(self) -> Output | None:
        """What plays now."""
        run = self._run
        return None if run is None else run.output

    @property
    def mixed_generation(self) -> int:
        """Number of the masks whose sound was mixed last; 0 for the original, or when silent."""
        run = self._run
        return 0 if run is None else run.state.voice.generation

    def take_event(self) -> tuple[str, str] | None:
        """The next event, oldest first: ("ended", ""), ("unavailable", sentence), ("opened", "")
        or ("noticed", sentence)."""
        return self._events.popleft() if self._events else None

    def close(self) -> None:
        """Silence at once; both threads are gone afterwards."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        if self._thread is not None:
            self._thread.join()
        self._renderer.close()

    def _wake(self) -> None:
        with self._condition:
            self._condition.notify()

    def _on_render_failed(self, sentence: str) -> None:
        self._events.append(("unavailable", sentence))

    def _work(self) -> None:
        while self._await_play():
            orders = self._orders
            try:
                self._play(orders)
            except OutputError as error:
                self._give_up(told(error))
            except (RuntimeError, ValueError, MemoryError) as error:
                self._give_up(tr("Playing stopped: {error}.").format(error=error))
            finally:
                self._end_run()

    def _await_play(self) -> bool:
        with self._condition:
            self._condition.wait_for(
                lambda: self._closing or (self._orders.playing and self._orders.cache is not None)
            )
            return not self._closing

    def _give_up(self, sentence: str) -> None:
        with self._condition:
            self._orders = replace(self._orders, playing=False)
        self._events.append(("unavailable", sentence))

    def _end_run(self) -> None:
        run, self._run = self._run, None
        self._planned = None
        if run is not None:
            run.output.close()

    def _play(self, first: Orders) -> None:
        """Play until stopped, over or closing. Raises OutputError."""
        cache = first.cache
        if cache is None:
            return
        self._renderer.look_at(cache)
        run = self._run = _Run(cache, first.wanted, self._open_output, self._ahead)
        revision, wanted, done = -1, first.wanted, True
        while not self._closing:
            with self._condition:
                orders, newest = self._orders, self._revision
            if orders.cache is not cache or not orders.playing or orders.opening != first.opening:
                self._fade_away(run, wanted)
                return
            newer = run.waiting(orders.wanted)
            done = done and _sounds_alike(wanted, newer)
            wanted = newer
            if not done or run.outdated(wanted) or run.can_jump(wanted):
                done = run.remix(wanted)
            revision = newest
            self._advance(run, wanted, newest)
            if run.state.ended and run.drained:
                self._on_end(run)
                return
            with self._condition:
                if self._revision == revision and not self._closing:
                    self._condition.wait(_CYCLE_SECONDS)

    def _advance(self, run: _Run, wanted: Wanted, revision: int) -> None:
        self._plan(run, wanted)
        run.fill(wanted, lambda: self._revision != revision or self._closing)
        if run.primed and not run.started:
            run.start()
            self._events.append(("opened", ""))
            if run.output.notice:
                self._events.append(("noticed", run.output.notice))
        if trouble := run.output.trouble():
            raise OutputError(trouble)

    def _on_end(self, run: _Run) -> None:
        with self._condition:
            if self._orders.wanted.jump.serial == run.state.voice.jump:
                self._orders = replace(self._orders, playing=False)
                self._events.append(("ended", ""))

    def _fade_away(self, run: _Run, wanted: Wanted) -> None:
        if not run.started:
            return
        run.fade_out(wanted)
        with self._condition:
            deadline = time.monotonic() + _DRAIN_SECONDS
            while not (self._closing or run.drained or time.monotonic() > deadline):
                self._condition.wait(_CYCLE_SECONDS)

    def _plan(self, run: _Run, wanted: Wanted) -> None:
        voice, chunk = run.state.voice, run.cache.chunk
        positions = [voice.position]
        if wanted.jump.serial != voice.jump:
            positions.insert(0, wanted.jump.target)
        plan = ([p // chunk for p in positions], wanted.loop, wanted.generation)
        if plan != self._planned:
            self._planned = plan
            run.cache.plan(positions, wanted.loop, wanted.masks, wanted.generation)
            self._renderer.look_at(run.cache)
