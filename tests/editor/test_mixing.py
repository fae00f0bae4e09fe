"""The mixer alone: exact where nothing changes, smooth where something does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from editor.mix_parts import MixParts
from editor.mixing import Jump, Mixer, Voice, Wanted
from engine.masks import equal_masks

RATE, CHUNK = 1000, 250
MASKS = equal_masks(2, np.array([0.0, 1.0]), np.array([0.0, 1.0]))


@dataclass
class ReadySounds:
    """Everything is there: sample n of the original is n / samples, stems share it 1 : 3."""

    samples: int = 2000
    sample_rate: int = RATE
    chunk: int = CHUNK
    generations: dict[int, int] = field(default_factory=dict)
    shares: dict[int, tuple[float, ...]] = field(default_factory=lambda: {1: (0.25, 0.75)})
    missing: set[int] = field(default_factory=set)

    def original(self, index: int) -> np.ndarray | None:
        if index in self.missing:
            return None
        start, stop = index * self.chunk, min((index + 1) * self.chunk, self.samples)
        ramp = np.arange(start, stop, dtype=np.float32) / self.samples
        return np.stack([ramp, -ramp])

    def stems(self, index: int, generation: int) -> np.ndarray | None:
        original = self.original(index)
        if original is None or generation > self.newest(index) or generation == 0:
            return None
        shares = np.asarray(self.shares[generation], np.float32)
        return shares[:, None, None] * original

    def newest(self, index: int) -> int:
        return self.generations.get(index, 0)


def ramp(start: int, stop: int) -> np.ndarray:
    return np.arange(start, stop, dtype=np.float32) / 2000


def all_ready(generation: int = 1, **more: object) -> ReadySounds:
    return ReadySounds(generations=dict.fromkeys(range(8), generation), **more)


def play(
    mixer: Mixer, voice: Voice, wanted: Wanted, frames: int
) -> tuple[np.ndarray, Voice, list[int]]:
    parts, positions = [np.zeros((2, 0), np.float32)], []
    while sum(part.shape[1] for part in parts) < frames:
        mixed = mixer.mix(voice, wanted)
        if mixed is None:
            break
        sound, began, voice = mixed
        parts.append(sound)
        positions.append(began.position)
    return np.concatenate(parts, axis=1), voice, positions


def test_the_original_is_played_sample_by_sample() -> None:
    mixer = Mixer(ReadySounds())
    heard, voice, _ = play(mixer, mixer.begin(Wanted()), Wanted(), 5000)
    np.testing.assert_array_equal(heard[0], np.arange(2000, dtype=np.float32) / 2000)
    np.testing.assert_array_equal(heard[1], -heard[0])
    assert mixer.ended(voice, Wanted())
    assert not mixer.ended(voice, Wanted(jump=Jump(1, 5)))
    assert not mixer.ended(voice, Wanted(loop=(0, 100)))


def test_stems_under_gains_and_the_original_nulls_against_their_sum() -> None:
    mixer = Mixer(all_ready())
    wanted = Wanted(gains=(1.0, 0.0), masks=MASKS, generation=1)
    heard, _, _ = play(mixer, mixer.begin(wanted), wanted, 2000)
    np.testing.assert_allclose(heard[0], 0.25 * np.arange(2000) / 2000, atol=1e-7)
    both = replace(wanted, gains=(1.0, 1.0))
    summed, _, _ = play(mixer, mixer.begin(both), both, 2000)
    original, _, _ = play(mixer, mixer.begin(both), replace(both, bypass=True), 2000)
    np.testing.assert_allclose(summed, original, atol=1e-6)


def test_a_gain_moves_within_one_block_and_without_a_step() -> None:
    mixer = Mixer(all_ready())
    before = Wanted(gains=(1.0, 1.0), masks=MASKS, generation=1)
    first, voice, _ = play(mixer, mixer.begin(before), before, 1000)
    after = replace(before, gains=(0.0, 0.0))
    second, _, _ = play(mixer, voice, after, 100)
    heard = np.concatenate([first, second], axis=1)[0]
    assert np.abs(np.diff(heard)).max() < 0.5 / mixer.block + 0.01
    assert not second[:, mixer.block :].any()


@pytest.mark.parametrize("left", [1, 2, 4])
def test_a_gain_moves_without_a_step_also_where_a_block_is_cut_short(left: int) -> None:
    mixer = Mixer(all_ready())
    before = Wanted(gains=(1.0, 1.0), masks=MASKS, generation=1)
    voice = replace(mixer.begin(before), position=1250 - left)
    voice = replace(voice, weights=before.weights(1, 2))
    heard, voice, _ = play(mixer, voice, replace(before, gains=(0.0, 0.0)), 100)
    assert np.abs(np.diff(np.append(ramp(1249 - left, 1250 - left), heard[0]))).max() < 0.2
    assert not heard[:, mixer.block + left :].any()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1900), st.integers(20, 700), st.integers(0, 1999))
@example(249, 137, 0)  # it begins one sample before the end of a chunk: the fade goes on behind it
def test_a_loop_repeats_with_exactly_its_period(start: int, length: int, position: int) -> None:
    end = min(start + length, 2000)
    if end - start < 20:
        return
    mixer = Mixer(ReadySounds())
    wanted = Wanted(loop=(start, end), jump=Jump(1, min(position, end - 1)))
    lead = max(0, end - wanted.jump.target)
    heard, _, _ = play(mixer, mixer.begin(wanted), wanted, lead + 3 * (end - start) + 50)
    rounds = heard[0, lead:]
    expected = np.resize(np.arange(start, end, dtype=np.float32) / 2000, rounds.shape)
    place = np.arange(len(rounds)) % (end - start)
    np.testing.assert_array_equal(rounds[place >= mixer.fade], expected[place >= mixer.fade])
    if end < 2000 - mixer.fade:  # at the recording's end there is nothing to fade from
        # Begun just before the loop's end it still fades in behind it.
        rise = start if lead < mixer.fade else 0
        step = max(end - start, rise) / 2000 / mixer.fade + 0.02
        assert np.abs(np.diff(rounds)).max() < step


def test_the_whole_recording_loops_without_losing_a_sample() -> None:
    mixer = Mixer(ReadySounds())
    wanted = Wanted(loop=(0, 2000))
    heard, _, _ = play(mixer, mixer.begin(wanted), wanted, 6000)
    np.testing.assert_array_equal(
        heard[0], np.tile(np.arange(2000, dtype=np.float32) / 2000, 3)[: heard.shape[1]]
    )


def test_a_start_in_the_middle_fades_in() -> None:
    mixer = Mixer(ReadySounds())
    wanted = Wanted(jump=Jump(1, 1000))
    heard, _, positions = play(mixer, mixer.begin(wanted), wanted, 100)
    assert positions[0] == 1000
    assert abs(heard[0, 0]) < 0.1
    np.testing.assert_array_equal(heard[0, mixer.block : 100], ramp(1000 + mixer.block, 1100))


def test_playing_until_a_sample_fades_out_there_and_loops_nowhere() -> None:
    mixer = Mixer(ReadySounds())
    wanted = Wanted(loop=(0, 1500), jump=Jump(1, 1000), until=1333)
    heard, voice, _ = play(mixer, mixer.begin(wanted), wanted, 333)
    assert voice.position == 1333
    assert mixer.ended(voice, wanted)
    whole = slice(mixer.block, 333 - 2 * mixer.fade)
    np.testing.assert_array_equal(heard[0, whole], ramp(1000, 1333)[whole])
    assert abs(heard[0, -1]) < 1.0 / mixer.fade
    assert np.abs(np.diff(heard[0, mixer.block :])).max() < 1.0 / mixer.fade
    beyond = Wanted(jump=Jump(2, 1600), until=1333)
    rest, voice, _ = play(mixer, mixer.begin(beyond), beyond, 400)
    assert voice.position == 2000
    np.testing.assert_array_equal(rest[0, mixer.block :], ramp(1600, 2000)[mixer.block :])


def test_a_jump_crossfades_and_waits_for_its_sound() -> None:
    sounds = ReadySounds(missing={6, 7})
    mixer = Mixer(sounds)
    _, voice, _ = play(mixer, mixer.begin(Wanted()), Wanted(), 100)
    wanted = Wanted(jump=Jump(1, 1600))
    heard, voice, positions = play(mixer, voice, wanted, 3 * mixer.block)
    assert positions == [100 + n * mixer.block for n in range(3)]  # goes on meanwhile
    sounds.missing.clear()
    jumped, voice, positions = play(mixer, voice, wanted, 60)
    assert positions[0] == 1600
    whole = np.concatenate([heard, jumped], axis=1)[0]
    assert np.abs(np.diff(whole)).max() < 0.8 / mixer.fade + 0.02
    np.testing.assert_array_equal(jumped[0, mixer.fade :], ramp(1600 + mixer.fade, 1660))
    assert voice.jump == 1


def test_a_jump_that_waits_for_its_sound_is_not_lost_at_the_end_of_a_loop() -> None:
    sounds = ReadySounds(missing={6, 7})
    mixer = Mixer(sounds)
    wanted = Wanted(loop=(100, 300))
    _, voice, _ = play(mixer, mixer.begin(wanted), wanted, 100)
    wanted = replace(wanted, jump=Jump(1, 1600), loop=(100, 300))
    _, voice, positions = play(mixer, voice, wanted, 400)
    assert max(positions) < 300
    assert voice.jump == 0
    sounds.missing.clear()
    _, voice, positions = play(mixer, voice, replace(wanted, loop=None), mixer.block)
    assert positions == [1600]
    assert voice.jump == 1


def test_a_jump_to_the_end_fades_out_and_is_the_end() -> None:
    mixer = Mixer(ReadySounds())
    first, voice, _ = play(mixer, mixer.begin(Wanted()), Wanted(), 1000)
    wanted = Wanted(jump=Jump(1, 2000))
    assert not mixer.ended(voice, wanted)
    rest, voice, positions = play(mixer, voice, wanted, 100)
    assert positions == [2000]
    assert mixer.ended(voice, wanted)
    assert not rest[:, mixer.fade :].any()
    heard = np.concatenate([first, rest], axis=1)[0]
    assert np.abs(np.diff(heard)).max() < 0.6 / mixer.fade


def test_the_original_goes_on_until_the_first_stems_are_ready_and_fades_into_them() -> None:
    sounds = ReadySounds()
    mixer = Mixer(sounds)
    _, voice, _ = play(mixer, mixer.begin(Wanted()), Wanted(), 1000)
    wanted = Wanted(gains=(0.0, 0.0), masks=MASKS, generation=1)
    heard, voice, _ = play(mixer, voice, wanted, 100)
    np.testing.assert_array_equal(heard[0], ramp(1000, 1100))
    sounds.generations = dict.fromkeys(range(8), 1)
    faded, voice, _ = play(mixer, voice, wanted, 100)
    assert np.abs(np.diff(faded[0])).max() < 0.6 / mixer.fade
    assert not faded[:, mixer.fade :].any()


def test_newer_masks_take_over_with_a_crossfade_and_older_ones_bridge_a_chunk() -> None:
    sounds = all_ready(shares={1: (0.25, 0.75), 2: (1.0, 0.0), 3: (0.2, 0.3, 0.5)})
    mixer = Mixer(sounds)
    wanted = Wanted(gains=(1.0, 0.0, 0.0), masks=MASKS, generation=1)
    first, voice, _ = play(mixer, mixer.begin(wanted), wanted, 1000)
    sounds.generations[4] = 2
    wanted = replace(wanted, generation=2)
    second, voice, _ = play(mixer, voice, wanted, 250 + 3 * mixer.block)
    heard = np.concatenate([first, second], axis=1)[0]
    np.testing.assert_allclose(heard[1010:1245], ramp(1010, 1245), atol=1e-6)
    np.testing.assert_allclose(heard[1260:], 0.25 * ramp(1260, 1310), atol=1e-6)
    assert np.abs(np.diff(heard)).max() < 0.75 / mixer.fade
    sounds.generations = dict.fromkeys(range(8), 3)  # another number of sources
    third, _, _ = play(mixer, voice, replace(wanted, generation=3), 100)
    np.testing.assert_allclose(third[0, 10:], 0.2 * np.arange(1320, 1410) / 2000, atol=1e-6)


class Forgetful(ReadySounds):
    """Has each chunk's stems of the newest masks only."""

    def stems(self, index: int, generation: int) -> np.ndarray | None:
        return super().stems(index, generation) if generation == self.newest(index) else None


@pytest.mark.parametrize("added", [False, True])
def test_where_older_stems_are_gone_equal_gains_are_exact_and_others_smooth(added: bool) -> None:
    shares = {1: (0.25, 0.75), 2: (0.6, 0.4)}
    sounds = Forgetful(generations={0: 1} | dict.fromkeys(range(1, 8), 2), shares=shares)
    mixer = Mixer(sounds)
    masks = MixParts(MASKS, ()) if added else MASKS

    def played(*gains: float) -> np.ndarray:
        wanted = Wanted(gains=gains, masks=masks, generation=1)
        first, voice, _ = play(mixer, mixer.begin(wanted), wanted, CHUNK)
        second, _, _ = play(mixer, voice, replace(wanted, generation=2), 750)
        return np.concatenate([first, second], axis=1)[0]

    heard, whole = played(0.5, 0.5), 0.5 * ramp(0, 1000)
    # With sounds that were added the stems are not the recording: the step is spread instead.
    place = slice(CHUNK, CHUNK + mixer.fade)
    assert np.allclose(heard[place], whole[place], atol=1e-7) != added
    np.testing.assert_allclose(np.delete(heard, place), np.delete(whole, place), atol=1e-7)
    heard = played(1.0, 0.0)
    assert heard[place.stop] == pytest.approx(0.6 * place.stop / 2000)
    assert np.abs(np.diff(heard)).max() < 0.1 / mixer.fade


def test_a_start_waits_for_the_masks_of_that_moment() -> None:
    sounds = all_ready(1, shares={1: (0.25, 0.75), 2: (1.0, 0.0)})
    mixer = Mixer(sounds)
    wanted = Wanted(gains=(1.0, 0.0), masks=MASKS, generation=2)
    voice = mixer.begin(wanted)
    assert mixer.mix(voice, wanted) is None
    assert mixer.mix(voice, replace(wanted, bypass=True)) is not None
    sounds.generations[0] = 2
    heard, _, _ = play(mixer, voice, wanted, mixer.block)
    np.testing.assert_array_equal(heard[0], ramp(0, mixer.block))


def test_the_original_by_choice_needs_no_stems_and_leaving_it_waits_for_them() -> None:
    sounds = ReadySounds()
    mixer = Mixer(sounds)
    wanted = Wanted(gains=(0.0, 0.0), masks=MASKS, generation=1, bypass=True)
    heard, voice, _ = play(mixer, mixer.begin(wanted), wanted, 100)
    np.testing.assert_array_equal(heard[0], ramp(0, 100))
    heard, voice, _ = play(mixer, voice, replace(wanted, bypass=False), 100)
    np.testing.assert_array_equal(heard[0], ramp(100, 200))
    sounds.generations = dict.fromkeys(range(8), 1)
    heard, _, _ = play(mixer, voice, replace(wanted, bypass=False), 100)
    assert not heard[:, mixer.block :].any()


@pytest.mark.parametrize("gain", [np.nan, np.inf, -np.inf])
def test_a_gain_that_is_no_number_is_silence(gain: float) -> None:
    mixer = Mixer(all_ready())
    wanted = Wanted(gains=(gain, 1.0), masks=MASKS, generation=1)
    heard, _, _ = play(mixer, mixer.begin(wanted), wanted, 100)
    np.testing.assert_allclose(heard[0], 0.75 * np.arange(100) / 2000, atol=1e-6)


def test_silence_on_demand_ends_at_zero() -> None:
    mixer = Mixer(ReadySounds())
    _, voice, _ = play(mixer, mixer.begin(Wanted()), Wanted(), 1000)
    sound, _, after = mixer.mix(voice, Wanted(silent=True))
    assert sound[0, -1] == 0.0
    assert sound[0, 0] > 0.3
    assert not after.weights.any()
