"""What a determined person found: each of these once ended in a traceback or a wrong file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine import cli
from engine.guidance import Guidance, GuidanceError, read_guidance
from engine.recording import Recording, RecordingWriter
from engine.separators import load_separator
from engine.separators.base import SeparationError
from tests.make_files import sound, write

BOX = '{"source": 0, "kind": "activate", "start": 0, "end": %s, "low": 0, "high": 900}'


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write(tmp_path / "take.wav", sound(1, 8000, 8000), 8000, subtype="PCM_16")


def separate(recording: Path, folder: Path, *arguments: object) -> int:
    command = ["separate", recording, "-o", folder, "--method", "nmf", "--iterations", 2]
    return cli.main([*map(str, command), "--device", "cpu", *map(str, arguments)])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"version": 1, "boxes": [' + BOX % ("9" * 5000) + "]}", "too many digits"),
        ('{"version": 1, "boxes": [' + BOX % ("9" * 400) + "]}", "finite"),
        ('{"version": true, "boxes": []}', "version"),
        ('{"version": 1, "boxes": [], "boxes": []}', '"boxes" is given twice'),
        ('{"version": 1, "boxes": [{"source": 0, "source": 1}]}', '"source" is given twice'),
    ],
)
def test_box_files_that_are_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "boxes.json"
    path.write_text(content)
    with pytest.raises(GuidanceError, match=words) as refusal:
        read_guidance(path)
    assert str(path) in str(refusal.value)


def test_a_box_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "boxes.json"
    path.write_text('{"version": 1, "boxes": [' + BOX % 1 + "]}", encoding="utf-8-sig")
    assert len(read_guidance(path)[1].boxes) == 1


def test_seconds_beyond_all_numbers(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert separate(recording, tmp_path / "a", "--end", "1e308") == 0
    assert separate(recording, tmp_path / "b", "--start", "1e308") == 1
    assert "nothing is left" in capsys.readouterr().err


def test_the_largest_seed_works_with_every_method(recording: Path) -> None:
    mixture = Recording.open(recording)
    for name in ("dap", "nmf", "plca"):
        separator = load_separator(name)
        settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=1)
        *_, last = separator.steps(mixture, Guidance(), settings, seed=2**48 - 1)
        assert last.masks().sources == 2


def test_a_seed_beyond_the_largest_is_wrong_usage(recording: Path, tmp_path: Path) -> None:
    assert separate(recording, tmp_path / "x", "--seed", 2**48) == 2


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_an_output_folder_that_leads_in_a_circle(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert separate(recording, tmp_path / "a") == 1
    assert "cannot be written" in capsys.readouterr().err


def test_masks_whose_name_is_a_folder_leave_no_stems(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "out" / "take_masks.npz"
    taken.mkdir(parents=True)
    assert separate(recording, taken.parent, "--masks", "--overwrite") == 1
    assert f"{taken} is a folder" in capsys.readouterr().err
    assert list(taken.parent.iterdir()) == [taken]


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_an_output_folder_whose_name_is_no_text(recording: Path, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"out\xff")
    assert separate(recording, folder, "--masks") == 0
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("rate", [1, 40])
def test_a_rate_that_no_sound_has(rate: int) -> None:
    mixture = Recording.from_samples(sound(1, 4000), rate)
    separator = load_separator("dap")
    settings = separator.preset("draft", sources=2, device="cpu")
    with pytest.raises(SeparationError, match="too low"):
        next(separator.steps(mixture, Guidance(), settings))


def test_samples_whose_power_is_no_number() -> None:
    mixture = Recording.from_samples(1e25 * sound(1, 8000, 8000), 8000)
    separator = load_separator("nmf")
    settings = separator.preset("draft", sources=2, device="cpu")
    with pytest.raises(SeparationError, match="far too large"):
        next(separator.steps(mixture, Guidance(), settings))


def test_looking_at_masks_does_not_change_what_comes() -> None:
    mixture = Recording.from_samples(sound(1, 16000, 8000), 8000)
    separator = load_separator("nmf")
    settings = replace(separator.preset("draft", sources=3, device="cpu"), iterations=12)
    for seed in range(4):
        *_, unseen = separator.steps(mixture, Guidance(), settings, seed=seed)
        for step in separator.steps(mixture, Guidance(), settings, seed=seed):
            seen = step.masks()
        assert np.array_equal(seen.values, unseen.masks().values)


def test_float_files_hold_no_time_of_writing(tmp_path: Path) -> None:
    samples = sound(2, 1000)
    path = tmp_path / "a.wav"
    with RecordingWriter(
        path, sample_rate=44100, channels=2, subtype="FLOAT", samples=1000
    ) as writer:
        writer.write(samples)
    assert np.array_equal(soundfile.read(path, dtype="float32")[0].T, samples)
    data = path.read_bytes()
    assert data[data.index(b"PEAK") + 12 :][:4] == bytes(4)


def run(code: str, *arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    shell = ["sh", "-c", code, "sh", sys.executable, *map(str, arguments)]
    return subprocess.run(shell, capture_output=True, text=True, cwd=cwd)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a shell and /dev/full")
def test_stdout_without_room_is_one_sentence(tmp_path: Path) -> None:
    finished = run('"$1" -m editor info >/dev/full', cwd=tmp_path)
    assert finished.returncode == 1
    assert finished.stderr.count("\n") == 1
    assert "stdout cannot be written" in finished.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_closed_streams_take_nothing_and_hurt_nothing(recording: Path, tmp_path: Path) -> None:
    command = '"$1" -m editor separate "$2" -o out --method nmf --iterations 1 <&- >&- 2>&-'
    assert run(command, recording, cwd=tmp_path).returncode == 0
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_noise_called_mp3_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "noise.mp3"
    path.write_bytes(np.random.default_rng(5).bytes(20000))
    command = [sys.executable, "-m", "engine.cli", "separate", str(path), "-o", "out"]
    finished = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert finished.returncode == 1
    assert finished.stderr.count("\n") == 1, finished.stderr


def test_the_draft_preset_writes_stems_without_an_iteration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times = np.arange(8_000) / 8_000
    noise = np.random.default_rng(5).standard_normal(times.size) * (np.sin(9 * times) > 0)
    path = tmp_path / "tone and noise.wav"
    mixture = 0.3 * np.sin(2764.6 * times) + 0.1 * noise
    soundfile.write(path, mixture, 8_000, subtype="FLOAT")
    assert (
        cli.main(["separate", str(path), "-o", str(tmp_path), "--preset", "draft", "--json"]) == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told["iterations"] == 0
    total = sum(soundfile.read(stem)[0] for stem in told["outputs"])
    assert np.abs(total - soundfile.read(path)[0]).max() < 1e-5
