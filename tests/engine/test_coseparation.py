"""Co-separation: places found, parts that sum to their files, and what cannot be parted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
import torchaudio

from engine import cli
from engine.benchmark.coseparate import correlation, paper_mixtures
from engine.benchmark.shared_sounds import Shelf, make_scene
from engine.coseparation import (
    Alignment,
    CoseparationError,
    Drawn,
    Placement,
    Result,
    Watch,
    align,
    coseparate,
    long_waveforms,
    parse_drawn,
    read_material,
)
from engine.coseparation.agreement import first_gains_and_turns
from engine.coseparation.material import Resampler
from engine.coseparation.performances import varied_exactly
from engine.coseparation.view import View
from engine.guidance import Box, Guidance, GuidanceError
from engine.metrics import si_sdr
from engine.recording import Recording
from engine.spectrogram import StftSettings

RATE = 8000
LAGS = (0.31, 0.9, 0.0)
Write = Callable[..., list[Path]]


def melody(seed: int, seconds: float = 4.0, rate: int = RATE) -> np.ndarray:
    """Decaying tones at random pitches: what is private."""
    random = np.random.default_rng(seed)
    times = np.arange(int(seconds * rate)) / rate
    sound = 0.003 * random.standard_normal(len(times))
    for start in random.uniform(0.0, seconds, int(5 * seconds)):
        since = np.maximum(times - start, 0.0)
        pitch, turn = random.uniform(150, 1200), random.uniform(0, 6)
        for partial in (1, 2, 3):
            tone = np.sin(2 * np.pi * pitch * partial * since + turn * partial) / partial
            sound += 0.1 * tone * np.minimum(since * 200, 1.0) * np.exp(-6 * since)
    return sound


def voice(seconds: float = 2.5, rate: int = RATE) -> np.ndarray:
    """A gliding buzz with pauses: what is shared."""
    times = np.arange(int(seconds * rate)) / rate
    phase = 2 * np.pi * np.cumsum(140 + 40 * np.sin(5 * times)) / rate
    buzz = sum(np.sin(k * phase) / k for k in range(1, 20))
    buzz = buzz + 0.2 * np.random.default_rng(9).standard_normal(len(times))
    syllables = np.clip(np.sin(2 * np.pi * 3 * times), 0, None)
    return np.asarray(0.06 * buzz * syllables)


def mixtures(gains: Sequence[float] = (1.0, 0.7, 1.4)) -> tuple[np.ndarray, np.ndarray]:
    """Private and shared parts of three files: (files, samples) each."""
    private = np.stack([melody(seed) for seed in range(3)])
    shared = np.zeros_like(private)
    sound = voice()
    for index, (lag, gain) in enumerate(zip(LAGS, gains, strict=True)):
        first = round(lag * RATE)
        shared[index, first : first + len(sound)] = gain * sound
    return private, shared


def parted(recordings: Sequence[Recording], drawn: Drawn | None = None) -> tuple[Alignment, Result]:
    materials = [read_material(recording) for recording in recordings]
    alignment = align(materials)
    *_, last = coseparate(materials, alignment, drawn)
    assert last.iteration == last.total
    assert last.result is not None
    return alignment, last.result()


@pytest.fixture(scope="module")
def scene() -> tuple[np.ndarray, np.ndarray, Alignment, Result]:
    private, shared = mixtures()
    recordings = [Recording.from_samples(sound, RATE) for sound in private + shared]
    return private, shared, *parted(recordings)


def test_the_same_waveform_is_found_and_taken_out(
    scene: tuple[np.ndarray, np.ndarray, Alignment, Result],
) -> None:
    private, shared, alignment, result = scene
    assert alignment.kind == "same"
    assert [place.lag for place in alignment.placements] == pytest.approx(LAGS, abs=1e-4)
    for clean, part, estimate in zip(private, shared, result.in_files, strict=True):
        before = si_sdr(clean, clean + part)
        assert si_sdr(clean, clean + part - estimate) > before + 12
        assert si_sdr(part, estimate) > 10


def test_the_same_seed_gives_the_same_parts(
    scene: tuple[np.ndarray, np.ndarray, Alignment, Result],
) -> None:
    private, shared, _, result = scene
    recordings = [Recording.from_samples(sound, RATE) for sound in private + shared]
    _, again = parted(recordings)
    for one, other in zip(result.in_files, again.in_files, strict=True):
        assert np.array_equal(one, other)


def test_what_is_said_to_be_clean_keeps_nothing_shared(
    scene: tuple[np.ndarray, np.ndarray, Alignment, Result],
) -> None:
    private, shared, _, result = scene
    recordings = [Recording.from_samples(sound, RATE) for sound in private + shared]
    box = Box(0, "activate", 0.8, 1.6, 0.0, 4000.0, exact=True)
    drawn = Drawn((Guidance((box,)), Guidance(), Guidance()))
    _, guided = parted(recordings, drawn)
    inside = slice(int(1.0 * RATE), int(1.4 * RATE))
    power = [float(np.square(r.in_files[0][inside]).sum()) for r in (result, guided)]
    assert power[1] < 1e-3 * power[0]
    # The sound is shared: what is none of it here is none of it in the others.
    later = slice(inside.start + round((LAGS[1] - LAGS[0]) * RATE), None)
    later = slice(later.start, later.start + int(0.4 * RATE))
    power = [float(np.square(r.in_files[1][later]).sum()) for r in (result, guided)]
    assert power[1] < 0.3 * power[0]


def test_newer_guidance_begins_the_fit_again() -> None:
    private, shared = mixtures()
    materials = [read_material(Recording.from_samples(s, RATE)) for s in private + shared]
    steps = coseparate(materials, align(materials))
    first = next(steps)
    box = Box(0, "activate", 0.0, 4.0, 0.0, 4000.0, exact=True)
    second = steps.send(Drawn((Guidance((box,)), Guidance(), Guidance())))
    assert second.iteration == first.iteration + 1
    assert second.total == first.total + 1
    assert not second.shares()[0, :, 20:-20].any()
    steps.close()


def test_a_shared_sound_longer_than_a_file_is_taken_out_of_what_there_is() -> None:
    """The second file begins and ends within the shared sound, at another rate."""
    private, shared = mixtures()
    inside = slice(round((LAGS[1] + 0.4) * RATE), round((LAGS[1] + 2.2) * RATE))
    clean = [private[0], private[1, inside]]
    mixed = [private[0] + shared[0], (private[1] + shared[1])[inside]]
    faster = torchaudio.functional.resample(torch.from_numpy(mixed[1]).float(), RATE, 11025)
    recordings = [
        Recording.from_samples(mixed[0], RATE),
        Recording.from_samples(faster.numpy(), 11025),
    ]
    alignment, result = parted(recordings)
    lags = [place.lag for place in alignment.placements]
    assert lags[0] - lags[1] == pytest.approx(LAGS[0] + 0.4, abs=1e-3)
    second = torchaudio.functional.resample(torch.from_numpy(result.in_files[1]), 11025, RATE)
    rest = mixed[1] - second.numpy()[: len(mixed[1])]
    assert si_sdr(clean[1], rest) > si_sdr(clean[1], mixed[1]) + 6
    # Where the second file is silent nothing is known to be shared.
    assert not np.any(result.in_files[0][: int(0.3 * RATE)])


def test_a_file_that_is_not_there_in_a_stretch_takes_no_gain_from_it() -> None:
    spectra = torch.randn((3, 40, 60), dtype=torch.complex64)
    spectra[1] = 2.0 * spectra[0]
    sounding = torch.ones((3, 40, 60), dtype=torch.bool)
    sounding[2] = False
    gains, turns = first_gains_and_turns(spectra, sounding, torch.ones(3), (5, 9))
    assert torch.isfinite(gains).all()
    assert torch.isfinite(turns.abs()).all()
    torch.testing.assert_close(gains[1] / gains[0], torch.full((40,), 2.0), rtol=0.02, atol=0.0)


def test_unrelated_files_are_refused_with_what_was_measured() -> None:
    materials = [read_material(Recording.from_samples(melody(seed), RATE)) for seed in (5, 6)]
    with pytest.raises(CoseparationError, match=r"share no sound .* \d+\.\d"):
        align(materials)


def test_a_stretched_and_repitched_performance_is_found_and_taken_out() -> None:
    sound = torch.from_numpy(voice(5.0)).float()
    faster = torchaudio.functional.resample(sound, 8000, 7800).double().numpy()
    recordings, private = [], []
    for seed, (lag, part) in enumerate(((0.4, sound.double().numpy()), (0.9, faster))):
        private.append(0.5 * melody(seed, 6.5))
        mixture = private[-1].copy()
        first = round(lag * RATE)
        mixture[first : first + len(part)] += part
        recordings.append(Recording.from_samples(mixture, RATE))
    materials = [read_material(recording) for recording in recordings]
    alignment = align(materials)
    assert alignment.kind == "varied"
    assert not alignment.notices
    one, two = alignment.placements
    assert two.pitch / one.pitch == pytest.approx(8000 / 7800, rel=1e-3)
    assert two.stretch / one.stretch == pytest.approx(7800 / 8000, rel=0.004)
    middle = one.common_time(0.4 + 2.5)
    assert two.file_time(middle) == pytest.approx(0.9 + 2.5 * 7800 / 8000, abs=0.012)
    *_, last = coseparate(materials, alignment)
    assert last.result is not None
    result = last.result()
    assert not result.doubt
    for clean, recording, part in zip(private, recordings, result.in_files, strict=True):
        mixture = recording.read(0, recording.samples)[0]
        assert si_sdr(clean, mixture - part) > si_sdr(clean, mixture) + 4


def test_a_wrong_place_harms_no_file() -> None:
    """Two noises that share nothing, placed at random; and a person who says so nevertheless."""
    sounds = [np.random.default_rng(seed).standard_normal(3 * RATE) for seed in (5, 6)]
    materials = [read_material(Recording.from_samples(sound, RATE)) for sound in sounds]
    wrong = Alignment((Placement(0.0), Placement(0.5)), "varied", (12.0, 12.0))
    losses = []
    for given in (True, False):
        *_, last = coseparate(materials, replace(wrong, given=given))
        assert last.iteration == last.total
        assert last.result is not None
        result = last.result()
        assert bool(result.doubt) is not given
        pairs = zip(sounds, result.in_files, strict=True)
        losses.append(max(np.square(part).sum() / np.square(s).sum() for s, part in pairs))
    assert losses[1] < 0.25 * losses[0]


def test_one_tone_that_agrees_by_chance_is_doubted() -> None:
    """Two melodies in which one tone of each can be made to lie alike."""
    recordings = [Recording.from_samples(0.3 * melody(seed, 5.0), RATE) for seed in (40, 41)]
    alignment, result = parted(recordings)
    assert alignment.kind == "varied"
    assert re.search(r"agree lasts about 0\.\d s", result.doubt)


def test_long_files_are_placed_by_the_stretch_in_which_they_agree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(long_waveforms, "LONG_SECONDS", 15.0)
    sound = torch.from_numpy(voice(5.0)).float()
    faster = torchaudio.functional.resample(sound, 8000, 7800).double().numpy()
    materials = []
    for seed, (lag, part) in enumerate(((20.0, sound.double().numpy()), (21.0, faster))):
        mixture = 0.5 * melody(seed, 30.0)
        first = round(lag * RATE)
        mixture[first : first + len(part)] += part
        materials.append(read_material(Recording.from_samples(mixture, RATE)))
    # As it is found roughly: 50 ms and 0.3 % away.
    rough = Placement(21.05 - 0.978 * 20.0, 0.978, 8000 / 7800)
    found = varied_exactly(
        Alignment((Placement(0.0), rough), "varied", (20.0, 20.0)), materials, RATE
    )
    agreeing = re.search(r"by the (\d+) s in which they agree most", found.notices[0])
    assert agreeing
    assert int(agreeing[1]) < 15
    one, two = found.placements
    middle = one.common_time(22.5)
    assert two.file_time(middle) == pytest.approx(21.0 + 2.5 * 0.975, abs=0.012)
    assert two.stretch / one.stretch == pytest.approx(0.975, rel=0.004)


@pytest.mark.parametrize("kind", ["same", "varied"])
def test_some_seconds_that_long_files_share_are_found(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At one end of one file, and at the other one of another."""
    monkeypatch.setattr(long_waveforms, "LONG_SECONDS", 15.0)
    lags, seconds, faster = (2.0, 21.0), 6.0, 1.0 if kind == "same" else 8000 / 7800
    materials = []
    for seed, (lag, speed) in enumerate(zip(lags, (1.0, faster), strict=True)):
        whole = torch.from_numpy(voice(seconds)).float()
        sound = torchaudio.functional.resample(whole, 8000, round(8000 / speed)).double().numpy()
        mixture = 0.5 * np.concatenate([melody(20 * seed + part) for part in range(7)])
        first = round(lag * RATE)
        mixture[first : first + len(sound)] += sound
        materials.append(read_material(Recording.from_samples(mixture, RATE)))
    told: list[float] = []
    alignment = align(materials, watch=Watch(told=told.append))
    assert alignment.kind == kind
    assert told == sorted(told)
    one, two = alignment.placements
    middle = one.common_time(lags[0] + 3.0)
    assert two.file_time(middle) == pytest.approx(lags[1] + 3.0 / faster, abs=0.012)
    assert two.pitch / one.pitch == pytest.approx(faster, rel=1e-3)


def test_a_file_that_shares_nothing_is_named_and_the_others_can_go_on() -> None:
    """Two performances of one sound and a third file that has none of it."""
    sound = voice(5.0)
    mixed = [0.4 * melody(seed, 6.5) for seed in range(3)]
    faster = torchaudio.functional.resample(torch.from_numpy(sound).float(), 8000, 7800)
    for sounds, part in zip(mixed[:2], (sound, faster.double().numpy()), strict=True):
        sounds[RATE // 2 : RATE // 2 + len(part)] += part
    recordings = [Recording.from_samples(m, RATE, Path(f"{i}.wav")) for i, m in enumerate(mixed)]
    with pytest.raises(CoseparationError, match=r"2\.wav.* shares no sound with") as said:
        align([read_material(recording) for recording in recordings])
    assert said.value.lonely == (2,)


@pytest.mark.parametrize(("rate", "place"), [(8000, Placement(0.1)), (11025, Placement(0.25))])
def test_a_view_gives_back_what_it_shows(rate: int, place: Placement) -> None:
    sound = melody(1, 2.0, rate)
    material = read_material(Recording.from_samples(sound, rate))
    view = View(material, place, RATE, StftSettings(512, 128))
    frames = round(3.0 * RATE / 128)
    back = view.inverse(view.forward(-40, frames), -40) * material.scale
    kept = Resampler(len(sound), RATE / rate)
    assert si_sdr(kept.back(kept.there(sound))[200:-200], back[200:-200]) > 60


def test_boxes_name_their_mixture() -> None:
    box = {"source": 1, "kind": "activate", "start": 0, "end": 1, "low": 0, "high": 100}
    names = ["a.wav", "b.wav"]
    drawn = parse_drawn({"version": 1, "boxes": [{**box, "mixture": "b"}]}, names)
    assert not drawn.of_files[0]
    assert drawn.of_files[1].boxes[0].source == 1
    for wrong in ({}, {"mixture": "c.wav"}, {"mixture": 2}, {"mixture": 0, "source": 2}):
        with pytest.raises(GuidanceError, match=r"mixture|source 2"):
            parse_drawn({"version": 1, "boxes": [{**box, **wrong}]}, names)


def test_correlation_ignores_a_lag_and_turned_phases() -> None:
    sound = np.random.default_rng(0).standard_normal(8000)
    assert correlation(sound, -np.roll(sound, 40), 40) == pytest.approx(1.0, abs=0.05)
    other = np.random.default_rng(1).standard_normal(8000)
    assert correlation(sound, other, 0) < 0.1


def test_the_papers_three_files_share_their_watermark_and_nothing_else(shared_data: Path) -> None:
    pairs = paper_mixtures(shared_data / "examples")
    assert len(pairs) == 3
    for pair in pairs:
        assert pair["shared"] >= 0.95, pair
        # Masked from each file on its own.
        assert pair["masked"] >= 0.75, pair
        assert pair["clean"] <= 0.1, pair


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Three files of different rates, lengths and channels, PCM 16."""

    def write() -> list[Path]:
        private, shared = mixtures()
        paths = []
        for index, sound in enumerate(private + shared):
            path = tmp_path / f"take{index + 1}.wav"
            rate = RATE
            data = sound[: len(sound) - 3000 * index]
            if index == 1:
                rate = 11025
                tensor = torch.from_numpy(data).float()
                data = torchaudio.functional.resample(tensor, RATE, rate).numpy()
            columns = data if index != 2 else np.stack([data, 0.6 * data], axis=1)
            soundfile.write(path, 0.5 * columns, rate, subtype="PCM_16")
            paths.append(path)
        return paths

    return write


def coseparate_command(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, str, str]:
    status = cli.main(["coseparate", *[str(argument) for argument in arguments]])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_parts_sum_to_every_file(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = write()
    out = tmp_path / "out"
    status, stdout, _ = coseparate_command(capsys, *paths, "-o", out, "--json")
    assert status == 0
    document = json.loads(stdout)
    lags = [entry["lag"] for entry in document["inputs"]]
    assert np.array(lags) - lags[2] == pytest.approx(LAGS, abs=1e-3)
    for path, entry in zip(paths, document["inputs"], strict=True):
        sound, rate = soundfile.read(path, dtype="float32")
        clean, clean_rate = soundfile.read(entry["clean"], dtype="float32")
        shared, shared_rate = soundfile.read(entry["shared"], dtype="float32")
        assert clean_rate == shared_rate == rate
        assert Path(entry["clean"]) == out / f"{path.stem}_clean.wav"
        assert np.array_equal(clean + shared, sound)
        assert 0.1 < np.linalg.norm(shared) / np.linalg.norm(sound) < 0.95
    # The sound is 0.6 times as loud in the third file's right channel.
    right = np.linalg.norm(shared[:, 1]) / np.linalg.norm(shared[:, 0])
    assert right == pytest.approx(0.6, abs=0.02)
    assert soundfile.info(document["shared"]).frames > 0
    status, _, stderr = coseparate_command(capsys, *paths, "-o", out)
    assert status == 1
    assert "take1_clean.wav exists already" in stderr
    assert str(tmp_path) not in stderr


def test_one_damaged_file_is_named_and_the_others_are_done(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = write()
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF\x10\x00\x00\x00WAVEjunk")
    out = tmp_path / "out"
    status, stdout, stderr = coseparate_command(
        capsys, paths[0], broken, paths[2], "-o", out, "--lags", "0.31,0,0"
    )
    assert status == 1
    assert "broken.wav" in stderr
    assert len(stdout.splitlines()) == 5
    assert (out / "take3_clean.wav").exists()
    assert not (out / "broken_clean.wav").exists()


def test_what_cannot_be_parted_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, sound in (
        ("one.wav", melody(1)),
        ("two.wav", melody(4)),
        ("six.wav", melody(6)),
        ("copy.wav", melody(1)),
        ("silent.wav", np.zeros(RATE)),
        ("short.wav", melody(3)[:900]),
    ):
        soundfile.write(tmp_path / name, 0.5 * sound, RATE)
    out = tmp_path / "out"
    for inputs, options, status, said in (
        (["one.wav"], [], 1, "two files or more"),
        (["one.wav", "one.wav"], [], 1, "given twice"),
        (["one.wav", "copy.wav"], [], 1, "same sound throughout"),
        (["one.wav", "two.wav"], [], 1, "share no sound"),
        (["one.wav", "silent.wav"], [], 1, "silent"),
        (["one.wav", "short.wav"], [], 1, "too short"),
        (["one.wav", "missing.wav"], [], 1, "missing.wav"),
        (["one.wav", "two.wav"], ["--lags", "0.3"], 2, "one for each"),
        (["one.wav", "two.wav"], ["--lags", "a,b"], 2, "must look like"),
        (["one.wav", "two.wav"], ["--lags", "0,50"], 1, "together"),
        (["one.wav", "two.wav", "six.wav"], ["--lags", "0,0,50"], 1, "six.wav: with these lags"),
        (["one.wav", "two.wav"], ["--boxes", tmp_path / "no.json"], 1, "no.json"),
    ):
        paths = [tmp_path / name for name in inputs]
        got, stdout, stderr = coseparate_command(capsys, *paths, "-o", out, *options)
        assert (got, said in stderr, stdout) == (status, True, ""), stderr
        assert str(tmp_path) not in stderr or "no.json" in said
    # Only a path tells two files of one name apart.
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / "one.wav"
    soundfile.write(twin, 0.5 * melody(1), RATE)
    _, _, stderr = coseparate_command(capsys, tmp_path / "one.wav", twin, "-o", out)
    assert f"{tmp_path / 'one.wav'} and {twin} hold the same" in stderr
    assert not out.exists() or not list(out.iterdir())


def test_made_mixtures_are_the_same_every_time(shared_data: Path) -> None:
    scenes = [make_scene(Shelf(shared_data, "reported"), 0, 2, -6.0, "varied") for _ in range(2)]
    assert np.array_equal(scenes[0].mixtures, scenes[1].mixtures)
    assert len(set(scenes[0].clips)) == 3
    assert np.abs(scenes[0].shared).max() > 0.01
