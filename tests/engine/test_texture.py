"""A texture extended: the filterbank, the generator, the sound, the statistics, the command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from engine import cli
from engine.benchmark.texture_items import Item, looped, shuffled
from engine.benchmark.texture_statistics import (
    distances,
    repetition,
    sharpest,
    statistics,
)
from engine.texture.expected import expected
from engine.texture.extension import Texture, extended
from engine.texture.filterbank import Filterbank, padded_length
from engine.texture.generator import SEGMENT, LatentNoise
from engine.texture.imposing import Imposing
from engine.texture.limits import LOWEST_RATE, TextureError, check_duration, check_stretch, sounding
from engine.texture.matching import Matching, Target
from engine.texture.patches import PATCH, Quilter
from engine.texture.quick_gradients import cross_power, power, raised

RATE = 8000


def rain(seconds: float = 2.0, channels: int = 2, seed: int = 0) -> np.ndarray:
    """Noise under a slow swell with drops at random times; the second channel is softer."""
    random = np.random.default_rng(seed)
    count = round(seconds * RATE)
    noise = random.standard_normal((channels, count)) + random.standard_normal(count)
    drops = (random.random(count) < 40 / RATE) * random.exponential(6.0, count)
    ring = np.exp(-np.arange(200) / 40) * np.sin(np.arange(200) * 0.9)
    sound = 0.5 * noise + np.convolve(drops, ring)[:count]
    return (0.05 * sound * np.array([[1.0], [0.5]])[:channels]).astype(np.float32)


def grown(given: np.ndarray, seconds: float, seed: int = 0, iterations: int = 8) -> np.ndarray:
    texture = Texture(given, RATE, seed=seed)
    for _ in texture.fit(iterations):
        pass
    return np.concatenate(list(extended(texture, given, round(seconds * RATE))), 1)


@pytest.mark.parametrize(
    ("rate", "samples", "shift"), [(8000, 2**14, 0.0), (11025, 2**15, 0.5), (44100, 2**17, 0.0)]
)
def test_the_filterbank_inverts(rate: int, samples: int, shift: float) -> None:
    bank = Filterbank(rate, samples, shift=shift)
    sound = torch.randn((2, samples), generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(bank.synthesise(bank.analyse(sound)), sound, atol=1e-4, rtol=0)


def test_a_tone_stands_in_its_band() -> None:
    bank = Filterbank(RATE, 2**14)
    tone = torch.sin(2 * torch.pi * 1000 / RATE * torch.arange(2**14))[None]
    levels = bank.envelopes(bank.analyse(tone), 2.0)[0].mean(1)
    nearest = int(np.argmin(np.abs(bank.frequencies - 1000)))
    assert int(levels.argmax()) in (nearest - 1, nearest, nearest + 1)
    assert levels.sum() == pytest.approx(1.0, rel=0.05)  # the squared amplitude


def test_matched_rows_have_the_targets_statistics() -> None:
    random = torch.Generator().manual_seed(0)
    mixing = torch.randn((6, 6), generator=random)
    target = (mixing @ torch.randn((6, 2000), generator=random)).pow(3)
    target = (target - target.mean(1, keepdim=True)) / target.std(1, keepdim=True)
    sample = torch.randn((6, 3000), generator=random)
    matched = Matching(sample, Target(target))(sample)
    wanted, found = torch.corrcoef(target), torch.corrcoef(matched)
    unmatched = torch.corrcoef(sample)
    assert (found - wanted).abs().mean() < 0.5 * (unmatched - wanted).abs().mean()
    for share in (0.1, 0.5, 0.9):
        torch.testing.assert_close(
            matched.quantile(share, dim=1), target.quantile(share, dim=1), atol=0.05, rtol=0
        )


def test_every_stretch_of_a_block_is_brought_to_the_given_statistics() -> None:
    given = rain(2.0)
    block = padded_length(8 * RATE, RATE)
    noise = np.random.default_rng(3).standard_normal((2, block)).astype(np.float32)
    swelling = torch.from_numpy(noise * np.linspace(0.02, 0.06, block, dtype=np.float32))
    frames = 8 * RATE // Filterbank(RATE, block).hop

    random = np.random.default_rng(0)
    descent = Imposing(given, RATE).descent(swelling, frames, lambda x: x, random, 20)
    for _ in range(20):
        descent.step()
    made, wanted = descent.sound().numpy(), statistics(given, RATE)
    for start in (0, 3 * RATE, 6 * RATE):
        part = slice(start, start + 2 * RATE)
        before = distances(statistics(swelling.numpy()[:, part], RATE), wanted)
        after = distances(statistics(made[:, part], RATE), wanted)
        assert np.mean([after[name] / before[name] for name in after]) < 0.85, start
        assert all(after[name] < before[name] for name in after), start
    assert sharpest(made) < 1.1 * sharpest(given)


def test_a_block_of_silence_stays_silent() -> None:
    silence = torch.zeros((2, padded_length(4 * RATE, RATE)))
    random = np.random.default_rng(0)
    descent = Imposing(rain(2.0), RATE).descent(silence, 900, lambda x: x, random)
    descent.step()
    assert not descent.sound().any()


def test_statistics_are_told_from_chance_by_the_stretchs_halves() -> None:
    random = torch.Generator().manual_seed(0)
    true = torch.linspace(-1, 1, 40).repeat(2, 1)

    def measured(spread: float) -> dict[str, torch.Tensor]:
        return {"skewness": true + spread * torch.randn(true.shape, generator=random)}

    whole, halves = measured(0.5), (measured(0.7), measured(0.7))
    believed, chance = expected(whole, halves, channels=2)
    raw = (whole["skewness"] - true).square().mean()
    assert (believed["skewness"] - true).square().mean() < 0.4 * raw
    assert chance["skewness"] == pytest.approx(0.25, rel=0.4)
    # Where both halves say the same, nothing is chance.
    same, _ = expected(whole, (whole, whole), channels=2)
    torch.testing.assert_close(same["skewness"], whole["skewness"])


def test_latent_noise_is_the_same_however_it_is_asked_for() -> None:
    whole = LatentNoise(8, seed=3, variation=1).levels(0, 20)
    part = LatentNoise(8, seed=3, variation=1).levels(12, 20)
    other = LatentNoise(8, seed=3, variation=2).levels(0, 20)
    for level, (a, b, c) in enumerate(zip(whole, part, other, strict=True)):
        width = max(1, 2**level)
        torch.testing.assert_close(a[..., 12 * width :], b)
        torch.testing.assert_close(a[..., : 8 * width], c[..., : 8 * width])
        assert not torch.equal(a[..., 9 * width :], c[..., 9 * width :])


def test_the_given_sound_stays_and_the_rest_is_new() -> None:
    given = rain()
    made = grown(given, 6.0)
    assert made.shape == (2, 6 * RATE)
    assert made.dtype == np.float32
    kept = given.shape[1] - RATE // 3
    np.testing.assert_array_equal(made[:, :kept], given[:, :kept])
    # A copy of any part would correlate with the given sound at some lag.
    fresh = made[0, given.shape[1] :]
    assert repetition(made, RATE) < 0.3
    correlation = np.correlate(fresh, given[0, : RATE // 2], "valid")
    scale = np.linalg.norm(given[0, : RATE // 2]) * np.sqrt(RATE / 2) * fresh.std()
    assert np.abs(correlation).max() / scale < 0.5


def test_the_same_seed_repeats_and_variations_differ() -> None:
    given = rain(1.5, channels=1)
    first, again, other = (grown(given, 3.0, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    texture = Texture(given, RATE, seed=1)
    list(texture.fit(8))
    varied = np.concatenate(list(extended(texture, given, 3 * RATE, variation=1)), 1)
    assert not np.array_equal(first, varied)


def test_the_extension_keeps_loudness_channels_and_has_no_clicks() -> None:
    given = rain(3.0)
    made = grown(given, 9.0)[:, given.shape[1] :]
    level, wanted = (10 * np.log10(np.square(x).mean(1)) for x in (made, given))
    np.testing.assert_allclose(level, wanted, atol=1.0)
    assert abs(np.corrcoef(made)[0, 1] - np.corrcoef(given)[0, 1]) < 0.15
    assert sharpest(made) < 1.5 * sharpest(given)
    own = distances(statistics(made[:, : given.shape[1]], RATE), statistics(given, RATE))
    noise = np.random.default_rng(5).standard_normal(given.shape) * given.std(1, keepdims=True)
    plain = distances(statistics(noise, RATE), statistics(given, RATE))
    for name in ("level", "variance", "correlation", "stereo"):
        assert own[name] < plain[name], name


def test_impulses_keep_their_waveforms_and_come_at_other_times() -> None:
    random = np.random.default_rng(4)
    ticks = (random.random(3 * RATE) < 30 / RATE) * np.exp(random.normal(0, 1.0, 3 * RATE))
    shape = np.exp(-np.arange(40) / 6.0) * np.sin(0.9 * np.arange(40))
    given = np.convolve(ticks, shape)[None, : 3 * RATE] + 1e-3 * random.standard_normal(3 * RATE)
    given = (0.1 * given / np.abs(given).max()).astype(np.float32)
    texture = Texture(given, RATE, seed=0)
    assert texture.has_waveforms
    assert not Texture(rain(2.0), RATE).has_waveforms
    list(texture.fit(4))
    made = np.concatenate(list(extended(texture, given, 12 * RATE)), 1)[:, given.shape[1] :]
    peakedness = [float(np.mean(x**4) / np.mean(x**2) ** 2) for x in (given, made)]
    assert peakedness[1] == pytest.approx(peakedness[0], rel=0.4)
    assert 10 * np.log10(np.mean(made**2) / np.mean(given**2)) == pytest.approx(0.0, abs=1.5)
    assert sharpest(made) < 1.05 * sharpest(given)
    assert repetition(made, RATE) < 0.4


def test_no_part_of_the_given_sound_is_laid_much_more_often_than_another() -> None:
    random = torch.Generator().manual_seed(0)
    rows = torch.randn((5, 900), generator=random)
    quilter = Quilter(rows, seed=0)
    # A plan that is nearest to one place only.
    plan = rows[:, 300 : 300 + PATCH].repeat(1, 60)
    laid = np.zeros(900)
    for place in quilter.places(plan):
        laid[place : place + PATCH] += 1
    middle = laid[PATCH:-PATCH]
    assert middle.min() > 0
    assert middle.max() <= 3 * middle.mean()


def test_a_long_extension_comes_in_blocks_that_join() -> None:
    given = rain(1.0, channels=1)
    texture = Texture(given, RATE, seed=0)
    list(texture.fit(4))
    shares: list[float] = []
    sound = extended(texture, given, 25 * RATE, tell=shares.append)
    blocks = [block for block in sound if block.size]
    assert shares == sorted(shares)
    assert np.diff([0.0, *shares]).max() < 0.05
    assert shares[-1] == pytest.approx(1.0, abs=0.02)
    assert sum(block.shape[1] for block in blocks) == 25 * RATE
    assert len(blocks) > 3
    whole = np.concatenate(blocks, 1)
    assert sharpest(whole) < 1.5 * sharpest(given)
    # No swelling and no hole where blocks join.
    power = np.square(whole[0, : 25 * RATE // 400 * 400]).reshape(-1, 400).mean(1)
    ends = np.cumsum([block.shape[1] for block in blocks])[:-1]
    joints = np.mean([power[at // 400 - 1 : at // 400 + 8].mean() for at in ends])
    assert 10 * np.log10(joints / power.mean()) == pytest.approx(0.0, abs=1.5)


def test_a_filling_begins_and_ends_as_the_recording_does() -> None:
    given = rain(2.0)
    texture = Texture(given, RATE, seed=0)
    list(texture.fit(4))
    joint = texture.joint
    before, after = given[:, :joint], given[:, -joint:]
    filled = np.concatenate(list(texture.extend(3 * RATE, before=before, after=after)), 1)
    assert filled.shape == (2, 3 * RATE)
    half = joint // 2
    np.testing.assert_array_equal(filled[:, :half], before[:, :half])
    np.testing.assert_array_equal(filled[:, -half:], after[:, -half:])


def test_the_picture_covers_what_is_given_and_what_is_beyond() -> None:
    texture = Texture(rain(), RATE, seed=0)
    list(texture.fit(4))
    frames = texture.given_frames + 5 * SEGMENT + 7
    picture = texture.picture(frames)
    assert picture.shape == (len(texture.frequencies), frames)
    assert np.isfinite(picture).all()


def spoken(seconds: float = 3.0) -> np.ndarray:
    """Syllables with pauses, high and low in turn: what no texture is."""
    time = np.arange(round(seconds * RATE)) / RATE
    syllable = np.sin(2 * np.pi * 2.1 * time) > 0.1
    pitch = np.where(np.sin(2 * np.pi * 0.9 * time) > 0, 300.0, 1500.0)
    return (0.3 * syllable * np.sign(np.sin(2 * np.pi * pitch * time)))[None].astype(np.float32)


def test_steadiness_tells_rain_from_speech() -> None:
    assert check_stretch(rain(), RATE).steady
    assert not check_stretch(spoken(), RATE).steady
    assert check_stretch(rain(), RATE).percent > 70


@pytest.mark.parametrize(
    ("given", "sentence"),
    [(rain(0.3), "too short"), (np.zeros((1, RATE), np.float32), "silent")],
)
def test_stretches_that_cannot_be_extended(given: np.ndarray, sentence: str) -> None:
    with pytest.raises(TextureError, match=sentence):
        check_stretch(given, RATE)


def test_a_rate_with_too_few_bands_is_refused_and_the_lowest_taken() -> None:
    noise = np.random.default_rng(0).standard_normal((1, 40 * LOWEST_RATE)).astype(np.float32)
    with pytest.raises(TextureError, match="100 Hz is too low; convert it to 8000 Hz or more"):
        check_stretch(noise, 100)
    assert 0 <= check_stretch(noise, LOWEST_RATE).percent <= 100


@pytest.mark.parametrize(("duration", "sentence"), [(36000.0, "10 h is too long"), (2.0, "longer")])
def test_lengths_that_cannot_be_made(duration: float, sentence: str) -> None:
    with pytest.raises(TextureError, match=sentence):
        check_duration(duration, 3.0)


def test_a_constant_beside_the_sound_stays_one() -> None:
    given = rain(2.0) + np.float32(0.2)
    made = grown(given, 5.0)[:, given.shape[1] :]
    np.testing.assert_allclose(made.mean(1), 0.2, atol=0.01)
    np.testing.assert_allclose(made.std(1), given.std(1), rtol=0.2)


@pytest.mark.parametrize("share", [0.0, 1e-3])
def test_a_channel_much_softer_than_the_other_stays_so_and_does_not_spoil_it(share: float) -> None:
    given = rain(2.0) * np.array([[1.0], [2 * share]], np.float32)
    made = grown(given, 6.0)[:, given.shape[1] :]
    level, wanted = (10 * np.log10(np.square(x).mean(1) + 1e-12) for x in (made, given))
    np.testing.assert_allclose(level, wanted, atol=0.9)
    assert sharpest(made) < 1.5 * sharpest(given)
    pieces = np.square(made[0, : made.shape[1] // 400 * 400]).reshape(-1, 400).mean(1)
    own = np.square(given[0]).reshape(-1, 400).mean(1)
    assert 10 * np.log10(pieces.max() / own.max()) < 2.0


def test_what_is_given_is_kept_to_the_last_bit_where_it_peaks_hums_and_stands_off_zero() -> None:
    hum = 0.1 * np.sin(2 * np.pi * 100 * np.arange(2 * RATE) / RATE)
    given = np.clip(8 * rain(2.0) + hum + 0.2, -1.0, 1.0).astype(np.float32)
    assert (np.abs(given) == 1.0).any()
    made = grown(given, 4.0, iterations=2)
    kept = given.shape[1] - Texture(given, RATE).joint // 2
    np.testing.assert_array_equal(made[:, :kept], given[:, :kept])
    assert np.abs(made).max() <= 1.0


def test_half_a_second_is_enough_at_rates_that_do_not_halve() -> None:
    given = rain(1.0)[:, : round(0.5 * 11025)]
    assert given.shape[1] / 11025 < 0.5
    assert check_stretch(given, 11025).steady


def test_quick_gradients_are_the_true_ones() -> None:
    random = torch.Generator().manual_seed(0)
    first, second = torch.randn((2, 3, 5), dtype=torch.complex128, generator=random)
    for values in (first, second):
        values.requires_grad_(True)
    assert torch.autograd.gradcheck(power, (first,))
    assert torch.autograd.gradcheck(cross_power, (first, second))
    assert torch.autograd.gradcheck(lambda values: raised(power(values) + 0.1, 0.15), (first,))
    torch.testing.assert_close(cross_power(first, second), (first * second.conj()).real)


def test_silent_ends_are_no_part_of_the_texture() -> None:
    given = rain(2.0)
    padded = np.pad(given, ((0, 0), (800, 400)))
    np.testing.assert_allclose(sounding(padded, RATE).shape[1], given.shape[1], atol=160)
    np.testing.assert_array_equal(sounding(given, RATE), given)
    made = grown(padded, 8.0)[:, padded.shape[1] :]
    level = np.square(made[:, : made.shape[1] // 400 * 400]).reshape(2, -1, 400).mean((0, 2))
    assert level.min() > 0.05 * np.square(given).mean()


def test_a_loop_repeats_and_clicks_are_found() -> None:
    sound = rain(2.0, channels=1)
    item = Item("rain", sound, RATE, 2 * RATE)
    assert repetition(looped(item, 8 * RATE, 0), RATE) > 0.8
    assert repetition(rain(8.0, channels=1), RATE) < 0.3
    assert shuffled(item, 8 * RATE, 0).shape == (1, 8 * RATE)
    clicked = sound.copy()
    clicked[0, 500] += 3.0
    assert sharpest(clicked) > 2 * sharpest(sound)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rain.wav"
    soundfile.write(path, rain(2.0).T, RATE, subtype="PCM_24")
    return path


def test_the_command_writes_the_stretch_and_more(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "long.wav"
    arguments = ["texture", str(file), "-o", str(out), "--duration", "4", "--json"]
    assert cli.main([*arguments, "--start", "0.5"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["output"] == str(out)
    assert document["samples"] == 4 * RATE
    assert document["steady"]
    sound, rate = soundfile.read(out)
    assert (sound.shape, rate) == ((4 * RATE, 2), RATE)
    assert soundfile.info(out).subtype == "PCM_24"
    original, _ = soundfile.read(file)
    np.testing.assert_allclose(sound[:RATE], original[RATE // 2 :][:RATE], atol=1e-6)
    assert cli.main(arguments) == 1
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sound", "arguments", "sentence"),
    [
        (rain(0.3), ["--duration", "4"], "too short"),
        (np.zeros((1, RATE)), ["--duration", "4"], "silent"),
        (spoken(), ["--duration", "9"], "not steady"),
        (rain(2.0), ["--duration", "1"], "not longer"),
        (rain(2.0), ["--duration", "36000"], "10 h is too long"),
        (rain(2.0), ["--duration", "9", "--start", "5"], "choose a --start"),
    ],
)
def test_the_command_refuses_in_one_sentence(
    tmp_path: Path,
    sound: np.ndarray,
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "bad.wav"
    soundfile.write(path, sound.T, RATE)
    out = tmp_path / "out.wav"
    assert cli.main(["texture", str(path), "-o", str(out), *arguments]) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert not said.out
    assert [entry.name for entry in tmp_path.iterdir()] == ["bad.wav"]


def test_an_ending_that_cannot_be_written_is_told_before_the_work(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "long.mp3"
    assert cli.main(["texture", str(file), "-o", str(out), "--duration", "4"]) == 1
    said = capsys.readouterr().err
    assert "its ending must be one of" in said
    assert "steady" not in said  # the stretch was not even read
