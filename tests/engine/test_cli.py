"""The command line: arguments, files, streams and exit status."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from engine import cli, separate_command
from engine.devices import DeviceChoice, DeviceError
from engine.separators.base import SeparationError
from engine.terminal import Terminal, duration_text
from tests.stubs import SteppedSeparator

RATE = 8000
Run = Callable[..., int]
Make = Callable[..., Path]


@pytest.fixture
def separator(monkeypatch: pytest.MonkeyPatch) -> SteppedSeparator:
    """A quick method in the place of every method."""
    stub = SteppedSeparator(iterations=4)
    stub.allow(1000)
    monkeypatch.setattr(separate_command, "load_separator", lambda name: stub)
    return stub


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(name: str = "dog.wav", level: float = 0.3, **options: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        channels, samples = options.pop("channels", 1), options.pop("samples", RATE)
        rate = options.pop("rate", RATE)
        sound = level * np.random.default_rng(1).uniform(-1, 1, (samples, channels))
        soundfile.write(path, sound, rate, **options)
        return path

    return make


@pytest.fixture
def stems(tmp_path: Path) -> Path:
    return tmp_path / "stems"


@pytest.fixture
def separate(stems: Path) -> Run:
    def separate(*arguments: object) -> int:
        return cli.main(["separate", "-o", str(stems), *map(str, arguments)])

    return separate


def boxes_file(folder: Path, *boxes: dict[str, Any], names: tuple[str, ...] = ()) -> Path:
    path = folder / "boxes.json"
    path.write_text(json.dumps({"version": 1, "sources": names, "boxes": boxes}))
    return path


def box(source: int = 0, start: float = 0.1, end: float = 0.4) -> dict[str, Any]:
    edges = {"start": start, "end": end, "low": 100.0, "high": 900.0}
    return {"source": source, "kind": "activate", **edges}


def only_files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.mark.parametrize(("channels", "rate"), [(1, 8000), (2, 44100), (8, 48000)])
def test_stems_are_written_and_sum_to_the_input(
    separator: SteppedSeparator, make: Make, separate: Run, stems: Path, channels: int, rate: int
) -> None:
    path = make(channels=channels, rate=rate, subtype="FLOAT", level=1.7)
    assert separate(path) == 0
    assert only_files(stems) == {"dog_source1.wav", "dog_source2.wav"}
    mixture = soundfile.read(path, always_2d=True)[0]
    written = [soundfile.SoundFile(stems / f"dog_source{k}.wav") for k in (1, 2)]
    assert {(file.samplerate, file.channels, file.subtype) for file in written} == {
        (rate, channels, "FLOAT")
    }
    total = sum(file.read(always_2d=True) for file in written)
    assert np.abs(total - mixture).max() < 1e-5


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("PCM_16", "PCM_16"),
        ("PCM_24", "PCM_24"),
        ("FLOAT", "FLOAT"),
        ("DOUBLE", "FLOAT"),
        ("PCM_32", "PCM_24"),
        ("PCM_U8", "PCM_24"),
        ("ULAW", "PCM_24"),
    ],
)
def test_default_subtype_is_the_inputs_or_the_nearest(
    separator: SteppedSeparator, make: Make, separate: Run, stems: Path, given: str, expected: str
) -> None:
    assert separate(make(subtype=given)) == 0
    assert soundfile.info(stems / "dog_source1.wav").subtype == expected
    assert separate(make(subtype=given), "--subtype", "PCM_16", "--overwrite") == 0
    assert soundfile.info(stems / "dog_source1.wav").subtype == "PCM_16"


def test_json_has_one_object_per_input(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second = make("a.wav"), make("b.flac", channels=2)
    missing = tmp_path / "missing.wav"
    options = ("--json", "--masks", "--residual", "--seed", 7, "--preset", "draft")
    assert separate(first, missing, second, *options) == 1
    streams = capsys.readouterr()
    documents = {Path(entry["input"]).name: entry for entry in map(json.loads, lines(streams.out))}
    assert set(documents) == {"a.wav", "b.flac", "missing.wav"}
    assert documents["missing.wav"]["outputs"] == []
    assert "missing.wav" in documents["missing.wav"]["error"]
    document = documents["b.flac"]
    assert document["outputs"] == [str(stems / f"b_source{k}.wav") for k in (1, 2)]
    assert document["residual"] == str(stems / "b_residual.wav")
    assert document["masks"] == str(stems / "b_masks.npz")
    assert (document["method"], document["preset"], document["seed"]) == ("dap", "draft", 7)
    assert (document["sample_rate"], document["channels"], document["samples"]) == (RATE, 2, RATE)
    assert document["iterations"] == 4
    assert document["sources"] == ["source1", "source2"]
    assert 0 <= document["first_result_seconds"] <= document["seconds"]
    assert document["device"] == "cpu"
    assert document["device_reason"]
    assert (document["gain"], document["clipped"]) == (1.0, 0)
    assert document["notices"] == ["the first"]
    assert [line for line in lines(streams.err) if "missing.wav" in line]


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def test_masks_file_holds_masks_on_the_analysis_grid(
    separator: SteppedSeparator, make: Make, separate: Run, stems: Path
) -> None:
    assert separate(make(), "--masks", "--sources", 3) == 0
    assert "dog_source3.wav" in only_files(stems)
    with np.load(stems / "dog_masks.npz") as stored:
        assert stored["masks"].dtype == np.float32
        sources, bins, frames = stored["masks"].shape
        assert sources == 3
        assert stored["times"].shape == (frames,)
        assert stored["frequencies"].shape == (bins,)
        np.testing.assert_allclose(stored["masks"].sum(axis=0), 1.0, atol=1e-6)


def test_box_file_names_and_counts_the_sources(
    separator: SteppedSeparator, make: Make, separate: Run, stems: Path, tmp_path: Path
) -> None:
    boxes = boxes_file(tmp_path, box(source=2), names=("dog", "a/b: c", ""))
    assert separate(make(), "--boxes", boxes) == 0
    assert only_files(stems) == {"dog_dog.wav", "dog_a_b_ c.wav", "dog_source3.wav"}
    assert separate(make(), "--boxes", boxes, "--sources", 4, "--overwrite") == 0
    assert "dog_source4.wav" in only_files(stems)


def test_boxes_are_moved_to_the_clock_of_the_span(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    boxes = boxes_file(tmp_path, box(start=0.1, end=0.2), box(start=0.4, end=3.0))
    options = ("--boxes", boxes, "--start", 0.25, "--end", 0.75, "--json")
    assert separate(make(), *options) == 0
    (inside,) = separator.seen[0].boxes
    assert (inside.start, inside.end) == pytest.approx((0.15, 0.5))
    document = json.loads(capsys.readouterr().out)
    assert document["samples"] == soundfile.info(stems / "dog_source1.wav").frames == RATE // 2
    assert document["start"] == 0.25
    assert "1 of 2 boxes lie outside" in " ".join(document["notices"])


def test_span_past_the_end_is_cut_there_and_said(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert separate(make(), "--start", 0.5, "--end", 9) == 0
    assert soundfile.info(stems / "dog_source1.wav").frames == RATE // 2
    assert "lasts 1.000 s" in capsys.readouterr().err


def test_iterations_replace_the_presets(
    separator: SteppedSeparator, make: Make, separate: Run
) -> None:
    assert separate(make(), "--iterations", 2) == 0
    assert len(separator.seen) == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--start", "1", "--end", "0.5"], "--end 0.5 must be after --start 1"),
        (["--end", "0"], "--end 0 must be after"),
        (["--start", "-1"], "from 0 on"),
        (["--start", "nan"], "from 0 on"),
        (["--sources", "1"], "from 2 to 6"),
        (["--sources", "7"], "from 2 to 6"),
        (["--sources", "two"], "whole number"),
        (["--iterations", "0"], "at least 1"),
        (["--seed", "-1"], "from 0 to"),
        (["--device", "gpu"], "auto, cpu, cuda or cuda:n"),
        (["--method", "magic"], "magic"),
        (["--preset", "quick"], "quick"),
        (["--subtype", "PCM_U8"], "PCM_U8"),
        (["--level", "loud"], "loud"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_usage_is_exit_status_2(
    make: Make,
    separate: Run,
    stems: Path,
    arguments: list[str],
    word: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert separate(make(), *arguments) == 2
    streams = capsys.readouterr()
    assert word in streams.err
    assert streams.out == ""
    assert not stems.exists()


@pytest.mark.parametrize("arguments", [[], ["separate"], ["separate", "x.wav"], ["dance"]])
def test_missing_arguments_are_wrong_usage(arguments: list[str]) -> None:
    assert cli.main(arguments) == 2


@pytest.mark.parametrize("arguments", [["--help"], ["separate", "--help"], ["--version"]])
def test_help_and_version_are_done(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 0
    assert "unbraid" in capsys.readouterr().out


def failure(capsys: pytest.CaptureFixture[str], path: Path) -> str:
    """The one line on stderr, which must name the path."""
    streams = capsys.readouterr()
    (line,) = lines(streams.err)
    assert str(path) in line
    assert streams.out == ""
    return line


def test_existing_outputs_stop_the_work_before_it_begins(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = make()
    stems.mkdir()
    (stems / "dog_source2.wav").write_text("precious")
    assert separate(path) == 1
    assert "--overwrite" in failure(capsys, path)
    assert separator.seen == []
    assert (stems / "dog_source2.wav").read_text() == "precious"
    assert separate(path, "--overwrite") == 0
    assert soundfile.info(stems / "dog_source2.wav").frames == RATE


def test_an_input_is_never_replaced_by_a_stem(
    separator: SteppedSeparator, make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, other = make("dog.wav"), make("dog_source1.wav")
    before = other.read_bytes()
    arguments = ["separate", str(path), str(other), "-o", str(tmp_path), "--overwrite"]
    assert cli.main(arguments) == 1
    assert "would replace the input" in capsys.readouterr().err
    assert other.read_bytes() == before


def test_two_inputs_with_the_same_stems_are_refused(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second = make("a/x.wav"), make("b/x.wav")
    assert separate(first, second) == 2
    assert str(second) in failure(capsys, first)
    assert separator.seen == []
    assert not stems.exists()


def test_span_outside_the_recording(
    separator: SteppedSeparator, make: Make, separate: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make()
    assert separate(path, "--start", 1) == 1
    assert "lasts 1.000 s" in failure(capsys, path)
    assert separate(path, "--start", 0.5, "--end", 0.50001) == 1
    assert "not a single sample" in failure(capsys, path)
    assert separator.seen == []


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{", "JSON"),
        ('{"version": 2}', "version"),
        (json.dumps({"version": 1, "boxes": [box(start=2.0)]}), "box 1"),
        (json.dumps({"version": 1, "boxes": [box(source=9)]}), "10 sources"),
    ],
)
def test_bad_box_file(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    tmp_path: Path,
    content: str,
    word: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "boxes.json"
    path.write_text(content)
    assert separate(make(), "--boxes", path) == 1
    line = failure(capsys, path)
    assert word in line
    assert separate(make(), "--boxes", tmp_path / "none.json") == 1
    assert "No such file" in failure(capsys, tmp_path / "none.json")


def test_what_the_method_cannot_separate_is_one_sentence(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = make()
    separator.error = SeparationError("the recording is silent")
    assert separate(path) == 1
    assert failure(capsys, path).endswith("dog.wav: the recording is silent")
    separator.error, separator.error_at = RuntimeError("CUDA out of memory"), 3
    assert separate(path) == 1
    assert "memory does not suffice" in capsys.readouterr().err
    assert only_files(stems) == set()


def test_a_programming_error_is_not_swallowed(
    separator: SteppedSeparator, make: Make, separate: Run
) -> None:
    separator.error = RuntimeError("shapes do not match")
    with pytest.raises(RuntimeError, match="shapes"):
        separate(make())


def test_one_bad_input_does_not_stop_the_others(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    noise = tmp_path / "noise.wav"
    noise.write_bytes(bytes(range(256)) * 8)
    empty = make("empty.wav", samples=0)
    assert separate(noise, tmp_path, empty, make("good.wav")) == 1
    assert only_files(stems) == {"good_source1.wav", "good_source2.wav"}
    errors = capsys.readouterr().err
    for path in (noise, tmp_path, empty):
        assert f"{path}" in errors


@pytest.mark.parametrize("name", ["two words.wav", 'quote"d.wav', "it's.wav", "狗 и кот.wav"])
def test_names_with_spaces_quotes_and_other_letters(
    separator: SteppedSeparator, make: Make, separate: Run, stems: Path, name: str
) -> None:
    assert separate(make(name)) == 0
    assert len(only_files(stems)) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
@pytest.mark.parametrize("as_json", [False, True])
def test_a_name_that_is_no_text(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    as_json: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = make().rename(make().with_name(os.fsdecode(b"dog\xff.wav")))
    assert os.fsencode(path).endswith(b"dog\xff.wav")
    command = ["separate", str(path), "-o", str(stems), *(["--json"] if as_json else [])]
    assert cli.main(command) == 0
    assert len(only_files(stems)) == 2
    assert capsys.readouterr().out.isascii()


def test_more_inputs_than_are_kept_open(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(separate_command, "KEPT_OPEN", 1)
    assert separate(*(make(f"{count}.ogg") for count in range(3))) == 0
    assert len(only_files(stems)) == 6


def test_output_folder_that_is_a_file(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = make()
    stems.write_text("not a folder")
    assert separate(path) == 1
    assert "is a file" in failure(capsys, stems)
    assert separator.seen == []


def test_output_folder_below_a_file_is_found_out_before_the_work(
    separator: SteppedSeparator,
    make: Make,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = make()
    assert cli.main(["separate", str(path), "-o", str(path / "deeper")]) == 1
    assert "cannot be written" in failure(capsys, path)
    assert separator.seen == []


def test_an_output_folder_with_too_long_a_name_is_refused_with_what_to_do(
    separator: SteppedSeparator,
    make: Make,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / ("w" * 300)
    assert cli.main(["separate", str(make()), "-o", str(folder)]) == 1
    assert "the name is too long; choose a shorter one" in failure(capsys, folder)
    assert separator.seen == []


@pytest.mark.parametrize("level", ["scale", "clip", "refuse"])
def test_stems_beyond_full_scale(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    level: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = make(level=2.5, subtype="FLOAT")
    options = ("--subtype", "PCM_16", "--level", level, "--json")
    assert separate(path, *options) == (1 if level == "refuse" else 0)
    streams = capsys.readouterr()
    document = json.loads(streams.out)
    if level == "refuse":
        assert "beyond full scale" in document["error"]
        assert only_files(stems) == set()
    elif level == "scale":
        assert 0 < document["gain"] < 1
        assert document["clipped"] == 0
        assert "scaled by" in streams.err
    else:
        assert document["gain"] == 1.0
        assert document["clipped"] > 0
        assert "clipped" in streams.err


def test_a_device_that_is_not_there(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(request: str) -> DeviceChoice:
        raise DeviceError("no NVIDIA GPU was found; choose the device cpu or auto")

    monkeypatch.setattr(separate_command, "choose_device", refuse)
    assert separate(make(), "--device", "cuda") == 1
    assert "no NVIDIA GPU was found" in failure(capsys, Path("cuda"))
    assert separator.seen == []


def test_without_json_the_files_are_listed(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert separate(make(), "--masks") == 0
    streams = capsys.readouterr()
    written = {Path(line).name for line in lines(streams.out)}
    assert written == {"dog_source1.wav", "dog_source2.wav", "dog_masks.npz"} == only_files(stems)
    assert "iteration 2 of 4" in streams.err
    assert " left" in streams.err
    assert "\r" not in streams.err


def test_interrupt_leaves_nothing(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    separator.error, separator.error_at = KeyboardInterrupt(), 3  # type: ignore[assignment]
    assert separate(make(), "--masks") == 130
    assert "stopped" in capsys.readouterr().err
    assert only_files(stems) == set()
    assert separator.closed == 1


def test_failure_while_writing_leaves_no_masks(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(separate_command, "export_stems", interrupted)
    assert separate(make(), "--masks") == 130
    assert only_files(stems) == set()


def test_a_full_disk_is_one_sentence(
    separator: SteppedSeparator,
    make: Make,
    separate: Run,
    stems: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(file: io.BufferedWriter, **arrays: np.ndarray) -> None:
        file.write(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "savez_compressed", full)
    assert separate(make(), "--masks") == 1
    assert f"{stems / 'dog_masks.npz'} cannot be written: the disk is full" in (
        capsys.readouterr().err
    )
    assert only_files(stems) == set()


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_progress_updates_one_line() -> None:
    out, err = io.StringIO(), Screen()
    terminal = Terminal(out, err)
    terminal.progress("first", 0.0)
    terminal.progress("too soon", 0.1)
    terminal.progress("x" * 1000, 1.0)
    terminal.say("said")
    terminal.close()
    assert err.getvalue().startswith("\rfirst\x1b[K\rxxx")
    assert "too soon" not in err.getvalue()
    assert err.getvalue().endswith("x\x1b[K\r\x1b[Ksaid\n")
    assert len(err.getvalue()) < 300
    assert out.getvalue() == ""


def test_elsewhere_progress_is_few_lines() -> None:
    err = io.StringIO()
    terminal = Terminal(io.StringIO(), err)
    for count in range(1001):
        terminal.progress(f"line {count}", count / 1000)
    assert len(lines(err.getvalue())) == 11


def test_durations_are_readable() -> None:
    texts = [duration_text(seconds) for seconds in (0.4, 59.4, 200, 7500)]
    assert texts == ["0 s", "59 s", "3 min 20 s", "2 h 05 min"]


def test_info_names_versions_devices_and_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["info", "--json"], lambda: ["speakers"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["sound_devices"] == ["speakers"]
    assert document["libraries"]["torch"][0].isdigit()
    assert document["devices"][0]["device"] == "cpu"
    assert document["device_reason"]
    assert cli.main(["info"], lambda: ["speakers"]) == 0
    text = capsys.readouterr().out
    assert "speakers" in text
    assert document["device_reason"] in text


def test_info_says_why_there_is_no_sound(capsys: pytest.CaptureFixture[str]) -> None:
    def missing() -> list[str]:
        raise OSError("PortAudio is missing; install libportaudio2")

    assert cli.main(["info"], missing) == 0
    assert "install libportaudio2" in capsys.readouterr().out
    assert cli.main(["info"], list) == 0
    assert "no sound device was found" in capsys.readouterr().out
    assert cli.main(["info"]) == 0
    assert "plays no sound" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["interaction", "crash"])
def test_benchmarks_of_the_window_are_the_editors(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["benchmark", name]) == 2
    assert "belongs to the editor" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["universal150"],
        ["speed", "--items", "3-"],
        ["speed", "--items", "5-3"],
        ["speed", "--jobs", "0"],
    ],
)
def test_wrong_usage_of_benchmarks(arguments: list[str]) -> None:
    assert cli.main(["benchmark", *arguments]) == 2


def test_benchmark_writes_json_only_into_a_folder_that_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "none" / "out.json"
    assert cli.main(["benchmark", "speed", "--json", str(target)]) == 1
    failure(capsys, target)


def process(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "editor", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_usage_errors_come_without_torch(tmp_path: Path) -> None:
    code = (
        "import sys; from engine.cli import main; status = main(sys.argv[1:]);"
        "sys.exit(99 if 'torch' in sys.modules else status)"
    )
    for arguments, status in ((["separate"], 2), (["separate", "no.wav", "-o", "x"], 1)):
        command = [sys.executable, "-c", code, *arguments]
        finished = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert finished.returncode == status, finished.stderr
    assert only_files(tmp_path) == set()


def test_a_process_exits_with_the_status(tmp_path: Path) -> None:
    finished = process("separate", "no such file.wav", "-o", "x", cwd=tmp_path)
    assert finished.returncode == 1
    assert "no such file.wav" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert process("separate", cwd=tmp_path).returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize(("number", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_ends_a_process_cleanly(make: Make, stems: Path, number: str, status: int) -> None:
    path = make(samples=20 * RATE)
    command = [sys.executable, "-m", "editor", "separate", path, "-o", stems]
    command += ["--method", "nmf", "--iterations", "1000000", "--device", "cpu"]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # A test run in a shell's background inherits that SIGINT is ignored.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as child:
        assert child.stderr is not None
        try:
            assert "iteration" in child.stderr.readline()
            child.send_signal(getattr(signal, number))
            _, errors = child.communicate(timeout=60)
        finally:
            child.kill()
    assert child.returncode == status, errors
    assert "Traceback" not in errors
    assert only_files(stems) == set()
