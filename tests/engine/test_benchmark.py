"""Benchmarks: their data, their statistics and what they print and write."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch

from engine import benchmark_command, cli
from engine.benchmark import BENCHMARKS, demonstration, load_benchmark, speed
from engine.benchmark import dataset as universal
from engine.benchmark.report import (
    BenchmarkError,
    BenchmarkOptions,
    Report,
    json_text,
    resampled_interval,
    table_lines,
)
from engine.metrics import si_sdr
from tests.engine.conftest import RATE, Dataset
from tests.stubs import CountedSeparator


def run(name: str, *arguments: object) -> int:
    return cli.main(["benchmark", name, *map(str, arguments)])


def test_every_benchmark_that_is_listed_is_there() -> None:
    for name in BENCHMARKS:
        assert callable(load_benchmark(name))


def test_universal150_scores_the_best_permutation(
    separator: CountedSeparator, dataset: Dataset, tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    assert run("universal150", dataset(), "--seeds", "0,3", "--json", target) == 0
    document = json.loads(target.read_text())
    assert [(row["item"], row["seed"]) for row in document["rows"]] == [
        (item, seed) for item in range(3) for seed in (0, 3)
    ]
    for row in document["rows"]:
        # 0.95 and 0.05 of the amplitude: 20 log10(19) dB.
        assert row["si_sdr"] == pytest.approx([25.6, 25.6], abs=0.5)
        assert row["mixture_si_sdr"] == pytest.approx([0, 0], abs=0.5)
        assert min(row["sdr"]) > 20
        assert row["iterations"] == 20
    summary = document["summary"]
    assert summary["count"] == 6
    assert summary["both_sources_improved"] == 1.0
    assert summary["published"]["DAP, as published"]["si_sdr"] == pytest.approx(1.5)
    ahead = summary["si_sdr"] - 1.5
    assert summary["published"]["DAP, as published"]["ours_ahead_si_sdr"] == pytest.approx(ahead)
    low, high = summary["si_sdr_interval"]
    assert low <= summary["si_sdr"] <= high
    assert {seed for _, seed, _ in separator.runs} == {0, 3}
    assert document["device"]
    assert document["device_reason"]


def test_universal150_prints_items_means_and_published_scores(
    separator: CountedSeparator, dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("universal150", dataset(), "--items", "0,2", "--iterations", 3) == 0
    streams = capsys.readouterr()
    assert "Unbraid, dap standard" in streams.out
    assert "DAP, as published" in streams.out
    assert "95 %, by clips" in streams.out
    assert "Ahead of DAP, as published" in streams.out
    assert "Both sources improved in 100%" in streams.out
    assert len([line for line in streams.err.splitlines() if line.startswith("item ")]) == 2
    # Of the first item the operations are counted, in another run.
    assert [iterations for *_, iterations in separator.runs] == [3, 3, 3]


def test_universal150_needs_only_the_audios(
    separator: CountedSeparator, dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("universal150", dataset(tables=False) / "Audios", "--items", "1") == 0
    assert "No interval" in capsys.readouterr().out


def test_universal150_finds_the_tables_beside_the_audios(dataset: Dataset) -> None:
    root = dataset()
    assert universal.open_dataset(root) == universal.open_dataset(root / "Audios")
    assert universal.open_dataset(root).clips[2] == (2, 3)


def test_universal150_in_several_processes_gives_the_same(dataset: Dataset, tmp_path: Path) -> None:
    root, rows = dataset(items=2), []
    for jobs in (1, 2):
        target = tmp_path / f"{jobs}.json"
        options = ("--method", "nmf", "--iterations", 3, "--jobs", jobs, "--device", "cpu")
        assert run("universal150", root, *options, "--json", target) == 0
        rows.append([row["si_sdr"] for row in json.loads(target.read_text())["rows"]])
    np.testing.assert_allclose(rows[0], rows[1], atol=0.01)


def test_universal150_says_what_is_wrong_with_its_data(
    separator: CountedSeparator,
    dataset: Dataset,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def sentence(*arguments: object) -> str:
        assert run("universal150", *arguments) == 1
        return capsys.readouterr().err

    root = dataset()
    assert "is not a folder" in sentence(tmp_path / "nowhere")
    assert "no mixture 7" in sentence(root, "--items", "7")
    (root / "Audios" / "0" / "gt2.wav").unlink()
    assert "holds no references" in sentence(root, "--items", "0")
    soundfile.write(root / "Audios" / "1" / "gt1.wav", np.ones(7), RATE)
    assert "not as long as the mixture" in sentence(root, "--items", "1")
    (root / "Audios" / "2" / "mix.wav").write_bytes(b"nonsense")
    assert "mix.wav" in sentence(root, "--items", "2")
    shutil.rmtree(root / "Audios")
    assert "holds no mixtures" in sentence(root)


def test_universal150_reads_the_real_data(shared_data: Path) -> None:
    dataset = universal.open_dataset(shared_data / "universal150")
    assert len(dataset.items) == len(dataset.clips) == 50
    assert len({clip for pair in dataset.clips.values() for clip in pair}) == 17
    mixture, references = universal.read_sounds(dataset.items[1])
    assert references.shape == (2, mixture.samples)
    published = dataset.published["mixture itself"][1]["si_sdr"]
    samples = mixture.read(0, mixture.samples)[0]
    ours = np.mean([si_sdr(reference, samples) for reference in references])
    assert ours == pytest.approx(published, abs=0.01)


def test_speed_compares_whole_runs(
    separator: CountedSeparator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(speed, "METHODS_SECONDS", 0.5)
    monkeypatch.setattr(speed, "_PRODUCT", 256)
    target = tmp_path / "speed.json"
    assert run("speed", "--json", target) == 0
    document = json.loads(target.read_text())
    ours, published = document["ours"], document["published"]
    assert ours["flop_per_iteration"] == 2 * 10 * 5 * 7
    assert ours["flop"] == 20 * 2 * 10 * 5 * 7
    assert (ours["iterations"], ours["measured"]) == (20, 20)
    assert published["iterations"] == 2000
    assert published["measured"] >= 10
    assert document["ratios"]["flop"] == pytest.approx(1000.0)
    assert document["ratios"]["seconds"] > 1
    assert document["clip"]["seconds"] == 12.0
    methods = document["methods"]
    names = [row["name"] for row in methods["rows"]]
    assert names == ["dap draft", "dap standard", "dap best", "nmf standard"] + [
        f"{name} standard" for name in ("rpca", "kam")
    ]
    for row in methods["rows"]:
        assert row["flop"] == 20 * 2 * 10 * 5 * 7
        assert row["share"] == pytest.approx(
            row["flop"] / methods["flop_per_second"] / row["seconds"]
        )
    assert methods["flop_per_second"] > 1e8
    assert "1000 times fewer operations" in capsys.readouterr().out


def test_speed_counts_backward_passes_too() -> None:
    import torch

    class Backward(CountedSeparator):
        def steps(self, *arguments: Any, **options: Any) -> Any:
            weight = torch.ones(5, 7, requires_grad=True)
            for step in super().steps(*arguments, **options):
                (torch.ones(10, 5) @ weight).sum().backward()
                yield step

    mixture = speed.make_clip(0.5, 8000)
    cost = speed.measure(Backward(), mixture, BenchmarkOptions(), "standard", None)
    assert cost.flop_per_iteration == 3 * 2 * 10 * 5 * 7


@pytest.mark.parametrize("measured", [None, 10])
def test_speed_counts_iterations_and_not_steps(measured: int | None) -> None:
    """Steps before the first iteration and within one belong to it."""

    class Windowed(CountedSeparator):
        def steps(self, *arguments: Any, **options: Any) -> Any:
            for step in super().steps(*arguments, **options):
                for _ in range(3):
                    yield replace(step, iteration=step.iteration - 1)
                yield step

    mixture = speed.make_clip(0.5, 8000)
    cost = speed.measure(Windowed(), mixture, BenchmarkOptions(), "standard", measured)
    assert cost.flop_per_iteration == 2 * 10 * 5 * 7
    assert cost.flop == 20 * cost.flop_per_iteration
    assert cost.iterations == 20
    assert cost.measured == (20 if measured is None else 11)


def test_speed_times_a_method_that_needs_no_iteration() -> None:
    class AtOnce(CountedSeparator):
        def steps(self, *arguments: Any, **options: Any) -> Any:
            step = next(super().steps(*arguments, **options))
            torch.ones(50, 5) @ torch.ones(5, 7)
            yield replace(step, iteration=0, total=0)

    mixture = speed.make_clip(0.5, 8000)
    cost = speed.measure(AtOnce(), mixture, BenchmarkOptions(), "standard", None)
    assert (cost.measured, cost.iterations, cost.seconds_per_iteration) == (0, 0, 0.0)
    assert cost.flop >= 2 * 50 * 5 * 7
    assert cost.seconds > 0


def test_speed_refuses_to_compare_the_published_with_itself(
    separator: CountedSeparator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("speed", "--preset", "published") == 1
    assert "name another" in capsys.readouterr().err
    assert run("speed", "--method", "mixture") == 1
    assert "mixture cannot be timed" in capsys.readouterr().err


def test_the_clip_is_always_the_same() -> None:
    first, second = speed.make_clip(2.0), speed.make_clip(2.0)
    assert np.array_equal(first.read(0, first.samples), second.read(0, second.samples))
    assert first.duration == 2.0
    assert 0.1 < np.abs(first.read(0, first.samples)).max() < 1.5


def test_interval_covers_the_mean_of_independent_clips() -> None:
    """About 95 of 100 intervals must hold the true mean when every value has clips of its own."""
    random = np.random.default_rng(3)
    groups = [(number,) for number in range(40)]
    hits = 0
    for _ in range(200):
        interval = resampled_interval(random.standard_normal(40), groups, rounds=400)
        assert interval is not None
        hits += interval[0] <= 0.0 <= interval[1]
    assert 180 <= hits <= 198


def test_interval_is_wider_where_mixtures_share_clips() -> None:
    """Values that are their clips' sum: 45 mixtures of 10 clips tell no more than the clips."""
    clips = np.random.default_rng(5).standard_normal(10)
    groups = [(one, two) for one in range(10) for two in range(one)]
    values = [clips[one] + clips[two] for one, two in groups]
    shared = resampled_interval(values, groups)
    apart = resampled_interval(values, [(number,) for number in range(45)])
    assert shared is not None
    assert apart is not None
    assert shared[1] - shared[0] > 1.5 * (apart[1] - apart[0])


def test_interval_needs_two_clips() -> None:
    assert resampled_interval([1.0, 2.0], [(0,), (0,)]) is None


def test_tables_align_their_columns() -> None:
    lines = table_lines(("name", "dB"), [("first", 1.234), ("x", -10.0), ("none", None)])
    assert lines == ["name       dB", "first    1.23", "x      -10.00", "none        –"]


def test_json_has_no_undefined_numbers() -> None:
    document = {"a": np.array([1.0, np.nan]), "b": (np.float32(2), -np.inf), "c": np.int64(3)}
    assert json.loads(json_text(document)) == {"a": [1.0, None], "b": [2.0, None], "c": 3}


def test_a_benchmark_error_is_a_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
        raise BenchmarkError("the data is gone")

    monkeypatch.setattr(benchmark_command, "load_benchmark", lambda name: fail)
    assert run("speed") == 1
    assert "unbraid: the data is gone" in capsys.readouterr().err


def test_the_demonstration_gains_by_boxes_and_names_the_stems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rate, random = 11_000, np.random.default_rng(0)
    clock = np.arange(12 * rate) / rate
    tones = sum(np.sin(2 * np.pi * 440.0 * n * clock) / n for n in (1, 2, 3, 5, 8))
    barks = random.standard_normal(len(clock)) * (np.sin(2 * np.pi * 1.7 * clock) > 0.7)
    path = tmp_path / "pair.wav"
    soundfile.write(path, 0.1 * np.stack([tones, barks], 1), rate, subtype="FLOAT")
    shown = demonstration.demonstrate(path, "draft")
    assert [box.kind for box in shown.guidance.boxes] == ["deactivate"] * len(demonstration.LEAKS)
    assert np.mean(shown.scores_after) > 5.0
    soundfile.write(path, clock, rate, subtype="FLOAT")
    assert run("demonstration", path) == 1
    assert "two channels" in capsys.readouterr().err
