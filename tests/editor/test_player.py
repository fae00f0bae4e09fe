"""The player over a card that the test itself pulls: what is heard, and what is said of it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from editor.feeder import AHEAD_SECONDS
from editor.mixing import BLOCK_SECONDS, Mixer, Voice, Wanted
from editor.player import Player
from editor.sound_output import Fill, OutputError
from engine.masks import Masks, equal_masks
from engine.recording import Recording
from tests.sound_card import PulledCard, PulledOutput

RATE = 8000
SAMPLES = 3 * RATE
BLOCK = round(BLOCK_SECONDS * RATE)
# Nothing older than this may still come after an order: the buffer and a block.
REACTION = round(AHEAD_SECONDS * RATE) + 6 * BLOCK


def ramp(start: int, stop: int) -> np.ndarray:
    """The test sound: every sample tells where it is."""
    return 0.9 * np.arange(start, stop, dtype=np.float32) / np.float32(SAMPLES)


@pytest.fixture
def card() -> PulledCard:
    return PulledCard()


@pytest.fixture
def player(qapp: object, card: PulledCard) -> Iterator[Player]:
    player = Player(output=card.open)
    yield player
    player.shutdown()


@pytest.fixture
def ramped(player: Player) -> Recording:
    recording = Recording.from_samples(np.stack([ramp(0, SAMPLES), -ramp(0, SAMPLES)]), RATE)
    player.set_recording(recording)
    return recording


def start(qtbot: QtBot, player: Player, card: PulledCard) -> PulledOutput:
    count = len(card.outputs)
    player.play()
    qtbot.waitUntil(lambda: len(card.outputs) > count and card.output.started, timeout=60000)
    return card.output


def hear(qtbot: QtBot, output: PulledOutput, frames: int) -> np.ndarray:
    """So many frames, as soon as they are mixed."""
    parts: list[np.ndarray] = []

    def heard_enough() -> bool:
        left = frames - sum(part.shape[1] for part in parts)
        while left > 0 and (part := output.pull(min(left, 160))).shape[1]:
            parts.append(part)
            left -= part.shape[1]
        return left <= 0

    qtbot.waitUntil(heard_enough, timeout=60000)
    return np.concatenate(parts, axis=1)


def split_masks() -> Masks:
    """Below 1 kHz source 0, above source 1, with a soft edge."""
    values = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]], np.float32)[:, :, None]
    return Masks(values, np.array([0.0]), np.array([0.0, 900.0, 1100.0, 4000.0]))


def noise() -> Recording:
    samples = np.random.default_rng(1).uniform(-0.4, 0.4, (2, SAMPLES)).astype(np.float32)
    return Recording.from_samples(samples, RATE)


def rendered(recording: Recording, masks: Masks) -> np.ndarray:
    from engine.stems import StemRenderer

    return StemRenderer(recording, masks).render(0, recording.samples)


def test_the_original_is_played_to_its_end_without_torch(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    output = start(qtbot, player, card)
    heard = hear(qtbot, output, SAMPLES)
    np.testing.assert_array_equal(heard, ramped.read(0, SAMPLES))
    with qtbot.waitSignal(player.playing_changed, check_params_cb=lambda playing: not playing):
        pass
    assert player.position == pytest.approx(3.0)
    qtbot.waitUntil(lambda: output.closed)


def test_listening_to_the_original_does_not_import_torch() -> None:
    program = (
        "import sys; import editor.player, editor.transport, editor.stem_panel;"
        "import editor.export_dialog;"
        "assert not {'torch', 'scipy', 'sounddevice'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_position_is_what_is_heard_not_what_is_mixed(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    output = start(qtbot, player, card)
    output.latency = 400
    hear(qtbot, output, 4000)
    qtbot.waitUntil(lambda: player.position == pytest.approx((4000 - 400) / RATE))


def test_a_soloed_stem_is_the_rendered_stem(qtbot: QtBot, player: Player, card: PulledCard) -> None:
    recording, masks = noise(), split_masks()
    player.set_recording(recording)
    player.set_masks(masks)
    player.set_gains(np.array([0.0, 1.0]))
    heard = hear(qtbot, start(qtbot, player, card), SAMPLES)
    np.testing.assert_allclose(heard, rendered(recording, masks)[1], atol=2e-6)


def test_all_stems_null_against_the_original(
    qtbot: QtBot, player: Player, card: PulledCard
) -> None:
    recording = noise()
    player.set_recording(recording)
    player.set_masks(split_masks())
    player.set_gains([1.0, 1.0])
    output = start(qtbot, player, card)
    heard = [hear(qtbot, output, RATE)]
    player.set_bypass(True)
    heard.append(hear(qtbot, output, SAMPLES - RATE))
    np.testing.assert_allclose(np.concatenate(heard, 1), recording.read(0, SAMPLES), atol=1e-5)


def mixed_gains(player: Player) -> list[float]:
    """The gains of what was mixed last."""
    run = player._feeder._run
    weights = None if run is None else run.state.voice.weights
    return [] if weights is None else weights[1:, 0].tolist()


def newest_is_mixed(player: Player) -> bool:
    return player.mixed_generation == player.generation


def test_pans_and_levels_of_stems_are_those_of_what_is_heard(
    qtbot: QtBot, player: Player, card: PulledCard
) -> None:
    recording, masks = noise(), split_masks()
    player.set_recording(recording)
    player.set_masks(masks)
    player.set_gains([0.5, 0.25])
    player.set_pans([-1.0, 0.4])
    levels: list[np.ndarray] = []
    player.stem_levels_changed.connect(levels.append)
    output = start(qtbot, player, card)
    heard = hear(qtbot, output, 8000)
    stems = rendered(recording, masks)[:, :, :8000]
    stems = stems * np.array([[[0.5], [0.0]], [[0.25 * 0.6], [0.25]]], np.float32)
    np.testing.assert_allclose(heard, stems.sum(axis=0), atol=1e-5)
    qtbot.waitUntil(lambda: len(levels) > 0 and levels[-1].shape == (2, 2))
    largest = np.max([found for found in levels if len(found)], axis=0)
    assert largest[0, 1] == 0.0
    assert (largest <= np.abs(stems).max(axis=2) + 1e-5).all()
    assert (largest.max(axis=1) > 0.5 * np.abs(stems).max(axis=(1, 2))).all()
    player.stop()
    assert len(levels[-1]) == 0


def test_levels_are_told_of_a_card_that_takes_much_sound_seldom(
    qtbot: QtBot, player: Player, card: PulledCard
) -> None:
    player.set_recording(noise())
    player.set_masks(split_masks())
    levels: list[np.ndarray] = []
    player.stem_levels_changed.connect(levels.append)
    output = start(qtbot, player, card)
    for _ in range(6):
        levels.clear()
        # All of it within one turn of the window's loop: most polls find nothing new.
        hear(qtbot, output, 2000)
        qtbot.waitUntil(lambda: any(len(found) and found.min() > 0.1 for found in levels))


def test_gains_take_effect_while_playing(qtbot: QtBot, player: Player, card: PulledCard) -> None:
    recording, masks = noise(), split_masks()
    player.set_recording(recording)
    player.set_masks(masks)
    player.set_gains([1.0, 0.0])
    output = start(qtbot, player, card)
    hear(qtbot, output, 2000)
    player.set_gains([0.0, 0.5])
    # On a busy machine the mixing thread may be late; here only what it does then is asked.
    qtbot.waitUntil(lambda: mixed_gains(player) == [0.0, 0.5])
    heard = hear(qtbot, output, REACTION + 2000)
    expected = 0.5 * rendered(recording, masks)[1]
    np.testing.assert_allclose(
        heard[:, REACTION:], expected[:, 2000 + REACTION : 4000 + REACTION], atol=2e-6
    )


def test_orders_are_obeyed_where_a_card_takes_sound_as_fast_as_it_is_mixed(
    qtbot: QtBot, player: Player, card: PulledCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted_then: list[tuple[float, ...]] = []
    mix = Mixer.mix

    def mix_for_a_fast_card(mixer: Mixer, voice: Voice, wanted: Wanted) -> object:
        if card.outputs and card.output.started:
            wanted_then.append(wanted.gains)
            card.output.pull(SAMPLES)
            if len(wanted_then) == 10:
                player.set_gains([0.0, 0.5])
        return mix(mixer, voice, wanted)

    monkeypatch.setattr(Mixer, "mix", mix_for_a_fast_card)
    player.set_recording(noise())
    player.set_masks(split_masks())
    player.set_gains([1.0, 0.0])
    start(qtbot, player, card).pull(SAMPLES)
    qtbot.waitUntil(lambda: len(wanted_then) > 10)
    assert wanted_then[9:11] == [(1.0, 0.0), (0.0, 0.5)]


def test_masks_replaced_while_playing_are_heard_without_a_gap(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    times, frequencies = np.array([0.0, 3.0]), np.array([0.0, 4000.0])
    player.set_gains([1.0, 0.0])
    player.set_masks(equal_masks(2, times, frequencies))
    output = start(qtbot, player, card)
    heard = [hear(qtbot, output, 4000)]
    np.testing.assert_allclose(heard[0][0], 0.5 * ramp(0, 4000), atol=1e-5)
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):  # only the newest counts
        values = np.empty((2, 2, 2), np.float32)
        values[0], values[1] = share, 1 - share
        player.set_masks(Masks(values, times, frequencies))

    def newest_is_heard() -> bool:
        # The newest are made in a thread that gives way: some sound is kept until they are there.
        if sum(part.shape[1] for part in heard) < SAMPLES // 2 or newest_is_mixed(player):
            heard.append(output.pull(400))
        sound = np.concatenate(heard, axis=1)[0]
        last = sound.shape[0] - 1
        return abs(sound[-1] - 0.9 * ramp(last, last + 1)[0]) < 1e-4

    qtbot.waitUntil(newest_is_heard, timeout=60000)
    sound = np.concatenate(heard, axis=1)[0]
    assert np.abs(np.diff(sound)).max() < 0.02
    assert (sound >= 0.499 * ramp(0, len(sound)) - 1e-6).all()


def test_a_seek_while_playing_jumps_softly_and_the_cursor_does_not_go_back(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    output = start(qtbot, player, card)
    heard = [hear(qtbot, output, 2000)]
    positions: list[float] = []
    player.position_changed.connect(positions.append)
    player.seek(2.0)
    assert player.position == 2.0
    # Until the sound there is read what is mixed goes on, in the end past that very place.
    cache = player._orders.cache
    qtbot.waitUntil(lambda: cache.original(2 * RATE // cache.chunk) is not None)
    target = ramp(2 * RATE, 2 * RATE + 1)[0]

    def there() -> bool:
        heard.append(output.pull(160))
        return heard[-1].max(initial=0.0) >= target

    qtbot.waitUntil(there)
    heard.append(hear(qtbot, output, 800))
    sound = np.concatenate(heard, axis=1)[0]
    assert np.abs(np.diff(sound)).max() < 0.9 / 40
    jumped = int(np.argmax(sound >= target))
    tail = sound[jumped + 45 :]
    first = round(float(tail[0]) / 0.9 * SAMPLES)
    np.testing.assert_allclose(tail, ramp(first, first + len(tail)), atol=1e-6)
    qtbot.waitUntil(lambda: player.position > 2.05)
    assert min(positions) >= 2.0


class Gate:
    """Lets a recording be read only up to a moment, until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, recording: Recording, last: float) -> None:
        self._read, self._last = recording.read, round(last * recording.sample_rate)
        self.opened, self.waiting = threading.Event(), threading.Event()
        monkeypatch.setattr(recording, "read", self.read)

    def read(self, start: int, stop: int) -> np.ndarray:
        if stop > self._last:
            self.waiting.set()
            assert self.opened.wait(60.0)
        return self._read(start, stop)


def is_full(player: Player) -> bool:
    """Whether as much is mixed as is ever mixed ahead."""
    run = player._feeder._run
    return run.buffer.room - run._unused < run._largest


def waits_for_its_jump(player: Player, *, silent: bool) -> bool:
    """Whether what plays on is mixed as far ahead as can be while the jump's sound is not there."""
    run, serial = player._feeder._run, player._orders.wanted.jump.serial
    is_silent = run.state.voice.weights is None
    return run.state.voice.jump != serial and is_full(player) and is_silent == silent


def test_a_jump_that_waited_for_its_sound_is_heard_before_what_was_mixed_meanwhile(
    qtbot: QtBot,
    player: Player,
    card: PulledCard,
    ramped: Recording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = Gate(monkeypatch, ramped, 2.4)
    output = start(qtbot, player, card)
    hear(qtbot, output, 1600)
    player.seek(2.6)
    assert gate.waiting.wait(60.0)
    qtbot.waitUntil(lambda: waits_for_its_jump(player, silent=False))
    gate.opened.set()
    serial = player._orders.wanted.jump.serial
    qtbot.waitUntil(lambda: player._feeder._run.state.voice.jump == serial)
    sound = output.pull(1600)[0]
    assert np.abs(np.diff(sound)).max() < 0.9 / 40
    there = int(np.argmax(sound >= ramp(round(2.6 * RATE), SAMPLES)[0]))
    assert 0 < there < round(0.04 * RATE) + 2 * BLOCK
    np.testing.assert_allclose(sound[0], ramp(1600, 1601), atol=1e-6)


def test_a_jump_whose_sound_takes_long_is_waited_for_in_silence(
    qtbot: QtBot,
    player: Player,
    card: PulledCard,
    ramped: Recording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = Gate(monkeypatch, ramped, 2.4)
    output = start(qtbot, player, card)
    heard = [hear(qtbot, output, 1600)]
    player.seek(2.6)
    assert gate.waiting.wait(60.0)
    qtbot.waitUntil(lambda: waits_for_its_jump(player, silent=False))
    heard.append(hear(qtbot, output, 1600))  # longer than the old place is heard
    qtbot.waitUntil(lambda: waits_for_its_jump(player, silent=True))
    heard.append(hear(qtbot, output, 2400))
    assert not heard[-1][:, 1600:].any()
    qtbot.waitUntil(lambda: waits_for_its_jump(player, silent=True))
    assert player.position == 2.6
    gate.opened.set()
    serial = player._orders.wanted.jump.serial
    qtbot.waitUntil(lambda: player._feeder._run.state.voice.jump == serial)
    heard.append(output.pull(1600))
    sound = np.concatenate(heard, axis=1)[0]
    assert np.abs(np.diff(sound)).max() < 0.9 / 40
    last = int(np.argmax(heard[-1][0] > 0.0))
    assert last < round(0.04 * RATE) + 2 * BLOCK
    tail = heard[-1][0, last + BLOCK :]
    first = round(2.6 * RATE) + BLOCK
    np.testing.assert_allclose(tail, ramp(first, first + len(tail)), atol=1e-4)


def test_a_seek_to_the_end_while_playing_ends(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    output = start(qtbot, player, card)
    hear(qtbot, output, 1600)
    player.seek(3.0)

    def ended() -> bool:
        output.pull(160)
        return not player.is_playing

    qtbot.waitUntil(ended)
    assert player.position == 3.0
    qtbot.waitUntil(lambda: output.closed)


def test_a_loop_repeats_its_stretch_exactly(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    player.set_loop((1.0, 1.25))
    assert player.loop == (1.0, 1.25)
    heard = hear(qtbot, start(qtbot, player, card), 4 * 2000)[0]
    place = np.arange(len(heard)) % 2000
    expected = ramp(8000, 10000)[place]
    steady = (place >= 40) & (np.arange(len(heard)) >= BLOCK)
    np.testing.assert_array_equal(heard[steady], expected[steady])
    player.set_loop(None)
    later = hear(qtbot, card.output, REACTION + 2000)[0]
    assert later[-1] > ramp(10000, 10001)[0]


def test_stop_fades_out_and_play_goes_on_from_there(
    qtbot: QtBot,
    player: Player,
    card: PulledCard,
    ramped: Recording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    output = start(qtbot, player, card)
    hear(qtbot, output, 8000)
    qtbot.waitUntil(lambda: player.position == pytest.approx(1.0))
    # There is something to fade out, and time to do it in.
    qtbot.waitUntil(lambda: player._feeder._run.buffer.unread > RATE // 4)
    monkeypatch.setattr("editor.feeder._DRAIN_SECONDS", 60.0)
    player.stop()
    assert not player.is_playing
    rest = [np.zeros((2, 0), np.float32)]

    def closed() -> bool:
        rest.append(output.pull(80))
        return output.closed

    qtbot.waitUntil(closed)
    sound = np.concatenate(rest, axis=1)[0]
    assert sound.shape[0] < REACTION
    assert sound[-1] == 0.0
    assert np.abs(np.diff(sound)).max() < 0.9 / 40
    again = hear(qtbot, start(qtbot, player, card), 800)
    np.testing.assert_array_equal(again[0, BLOCK:], ramp(8000 + BLOCK, 8800))


def pulled_until_closed(qtbot: QtBot, output: PulledOutput) -> np.ndarray:
    """What a card that is stopped still plays."""
    parts = [np.zeros((2, 0), np.float32)]

    def closed() -> bool:
        parts.append(output.pull(80))
        return output.closed

    qtbot.waitUntil(closed)
    return np.concatenate(parts, axis=1)


@pytest.mark.parametrize("unread", [0.1, 0.02, 0.0])
def test_stop_is_without_a_click_also_where_the_sound_is_not_ready(
    qtbot: QtBot,
    player: Player,
    card: PulledCard,
    ramped: Recording,
    monkeypatch: pytest.MonkeyPatch,
    unread: float,
) -> None:
    gate = Gate(monkeypatch, ramped, 1.0)
    monkeypatch.setattr("editor.feeder._DRAIN_SECONDS", 60.0)
    output = start(qtbot, player, card)
    run = player._feeder._run
    heard = [hear(qtbot, output, round((0.99 - unread) * RATE))]
    # All that can be read is mixed.
    qtbot.waitUntil(lambda: run.state.voice.position >= RATE and gate.waiting.is_set())
    rest = run.buffer.unread - round(unread * RATE)
    heard.append(hear(qtbot, output, rest))
    if not unread:
        assert output.pull(80).shape[1] == 0
    # From here on the mixing thread finds nothing in what it keeps.
    monkeypatch.setattr(player._orders.cache, "_originals", {})
    player.stop()
    sound = pulled_until_closed(qtbot, output)[0]
    gate.opened.set()
    if not unread:
        assert not sound.any()
        return
    whole = np.append(heard[-1][0], sound)
    assert abs(whole[-1]) < 0.9 / 40
    assert np.abs(np.diff(whole)).max() < 0.9 / 40


def test_play_at_the_end_begins_at_the_start(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    player.seek(99.0)
    assert player.position == 3.0
    heard = hear(qtbot, start(qtbot, player, card), 400)
    np.testing.assert_array_equal(heard[0], ramp(0, 400))


def test_masks_that_come_as_the_end_is_heard_do_not_begin_anew(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    player.seek(2.5)
    output = start(qtbot, player, card)
    player._timer.stop()  # the window is busy: it has not heard of the end yet
    hear(qtbot, output, RATE // 2)
    qtbot.waitUntil(lambda: output.closed)
    player.set_masks(split_masks())
    player.set_gains([1.0, 0.5])
    player._timer.start()
    with qtbot.waitSignal(player.playing_changed):
        pass
    assert not player.is_playing
    assert player.position == 3.0
    assert len(card.outputs) == 1
    assert hear(qtbot, start(qtbot, player, card), 400).any()


def test_another_recording_stops_the_first(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    output = start(qtbot, player, card)
    hear(qtbot, output, 800)
    player.set_recording(Recording.from_samples(np.full((1, 400), 0.25, np.float32), RATE))
    assert not player.is_playing
    assert player.position == 0.0

    def closed() -> bool:
        output.pull(160)
        return output.closed

    qtbot.waitUntil(closed)
    heard = hear(qtbot, start(qtbot, player, card), 400)
    np.testing.assert_array_equal(heard, np.full((2, 400), 0.25, np.float32))


@pytest.mark.parametrize("device_rate", [11025, 6000])
def test_a_device_with_another_rate_gets_resampled_sound(qtbot: QtBot, device_rate: int) -> None:
    card = PulledCard(sample_rate=device_rate)
    player = Player(output=card.open)
    try:
        tone = 0.5 * np.sin(2 * np.pi * 500 * np.arange(RATE) / RATE)
        player.set_recording(Recording.from_samples(tone.astype(np.float32), RATE))
        heard = hear(qtbot, start(qtbot, player, card), device_rate)
        expected = 0.5 * np.sin(2 * np.pi * 500 * np.arange(device_rate) / device_rate)
        np.testing.assert_allclose(heard[0, 200:-200], expected[200:-200], atol=5e-3)
        qtbot.waitUntil(lambda: not player.is_playing)
        assert player.position == pytest.approx(1.0)
    finally:
        player.shutdown()


def test_a_device_with_one_channel_hears_both(qtbot: QtBot) -> None:
    card = PulledCard(channels=1)
    player = Player(output=card.open)
    try:
        sides = np.stack([np.full(800, 0.5, np.float32), np.full(800, 0.25, np.float32)])
        player.set_recording(Recording.from_samples(sides, RATE))
        heard = hear(qtbot, start(qtbot, player, card), 800)
        np.testing.assert_allclose(heard, np.full((1, 800), 0.375), atol=1e-7)
    finally:
        player.shutdown()


def test_levels_are_those_of_what_is_heard(qtbot: QtBot, player: Player, card: PulledCard) -> None:
    sides = np.stack([np.full(RATE, 0.5, np.float32), np.full(RATE, -1.5, np.float32)])
    player.set_recording(Recording.from_samples(sides, RATE))
    output = start(qtbot, player, card)
    seen: list[np.ndarray] = []
    player.levels_changed.connect(seen.append)
    heard = hear(qtbot, output, 4000)
    assert heard[1].min() == -1.0
    qtbot.waitUntil(lambda: any(levels.max() > 0 for levels in seen))
    np.testing.assert_allclose(np.max(seen, axis=0), [0.5, 1.5])
    player.stop()
    assert not seen[-1].any()


def test_without_a_device_it_says_so_and_stays_usable(qtbot: QtBot, card: PulledCard) -> None:
    there = False

    def opened(rate: int, fill: Fill) -> PulledOutput:
        if not there:
            raise OutputError("No sound output was found.")
        return card.open(rate, fill)

    player = Player(output=opened)
    try:
        player.set_recording(Recording.from_samples(np.full((1, 800), 0.5, np.float32), RATE))
        with qtbot.waitSignal(player.unavailable) as signal:
            player.play()
        assert signal.args == ["No sound output was found."]
        assert not player.is_playing
        there = True
        heard = hear(qtbot, start(qtbot, player, card), 800)
        np.testing.assert_array_equal(heard, np.full((2, 800), 0.5, np.float32))
    finally:
        player.shutdown()


def test_a_device_unplugged_while_playing_stops_and_tells(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    output = start(qtbot, player, card)
    hear(qtbot, output, 4000)
    qtbot.waitUntil(lambda: player.position > 0.0)
    with qtbot.waitSignal(player.unavailable) as signal:
        output.problem = "The sound device stopped."
    assert signal.args == ["The sound device stopped."]
    assert not player.is_playing
    assert 0.0 < player.position <= 0.5


def test_a_recording_that_cannot_be_read_any_more_tells(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording, monkeypatch
) -> None:
    def gone(start: int, stop: int) -> np.ndarray:
        raise OSError("the disk is gone")

    monkeypatch.setattr(ramped, "read", gone)
    with qtbot.waitSignal(player.unavailable) as signal:
        player.play()
    assert signal.args == ["The sound cannot be played: the disk is gone"]


def test_shutdown_while_playing_leaves_no_thread(
    qtbot: QtBot, player: Player, card: PulledCard, ramped: Recording
) -> None:
    output = start(qtbot, player, card)
    player.shutdown()
    assert output.closed
    assert not [t for t in threading.enumerate() if t.name.startswith("unbraid")]
    player.play()
    assert len(card.outputs) == 1


def test_nothing_to_play_is_no_error(qtbot: QtBot, player: Player, card: PulledCard) -> None:
    player.play()
    player.seek(1.0)
    player.set_loop((0.0, 1.0))
    player.set_recording(Recording.from_samples(np.zeros((1, 0), np.float32), RATE))
    player.toggle()
    assert not player.is_playing
    assert player.position == 0.0
    assert not card.outputs
