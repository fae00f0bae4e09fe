"""Several methods on the same mixtures: bounds, gains, what is kept in the file and goes on."""

from __future__ import annotations

import json
import struct
import xml.etree.ElementTree as ElementTree
import zlib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import cli
from engine.benchmark import ablation, contenders, stored
from engine.benchmark.charts import png
from engine.benchmark.comparison import average, gain, improved, mean_of, summary_of
from engine.benchmark.contenders import Contender, contenders_of, is_known, known_names
from engine.benchmark.dataset import CHOSEN_ON, open_dataset, read_sounds
from engine.benchmark.measuring import operations, score, separate
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, jsonable
from engine.benchmark.synthetic import gap, summarise
from engine.benchmark.synthetic_sounds import SAMPLE_RATE, SOUNDS, make_sources
from engine.guidance import Guidance
from engine.recording import Recording
from engine.separators.base import SeparatorSettings, Steps
from engine.separators.dap_settings import DapSettings
from tests.engine.conftest import Dataset
from tests.stubs import CountedSeparator

CPU = BenchmarkOptions(device="cpu")


def run(name: str, *arguments: object) -> int:
    return cli.main(["benchmark", name, *map(str, arguments), "--device", "cpu"])


def document(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


# ---------------------------------------------------------------------- who is compared


def test_a_method_may_name_its_preset_and_all_are_known() -> None:
    named = contenders_of(replace(CPU, methods=("dap:draft", "kam", "mixture"), preset="best"))
    # KAM has no preset "best".
    assert [c.label for c in named] == ["dap draft", "kam standard", "mixture"]
    everything = contenders_of(replace(CPU, methods=("all", "nmf")))
    assert len(everything) == len(set(everything))
    assert {"plca"} == set(contenders.separator_names()) - {c.name for c in everything}
    assert all(is_known(name) for name in known_names())
    assert not is_known("mixture:draft")
    assert not is_known("dap:thorough")
    with pytest.raises(BenchmarkError, match="no preset 'best'"):
        contenders_of(replace(CPU, methods=("kam:best",)))


def test_a_wrong_method_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("universal150", ".", "--method", "nmf,magic") == 2
    assert "'magic' is none of dap, nmf" in capsys.readouterr().err


def test_the_consensus_is_where_the_deep_prior_starts(dataset: Dataset) -> None:
    mixture, references = read_sounds(open_dataset(dataset()).items[0])
    outcome = separate(Contender("consensus"), mixture, references, CPU, 0)
    assert outcome.iterations == 0
    assert outcome.masks is not None
    assert np.ptp(outcome.masks.values) > 0.5


# ---------------------------------------------------------------------- bounds and scores


def test_each_oracle_is_above_what_knows_less(dataset: Dataset) -> None:
    mixture, references = read_sounds(open_dataset(dataset()).items[0])
    scores = {
        name: np.mean(
            score(
                references, separate(Contender(name), mixture, references, CPU, 0).stems, mixture
            )["si_sdr"]
        )
        for name in ("mixture", *contenders.ORACLES)
    }
    # Two steady tones: frequency tells them apart, time does not.
    assert scores["mixture"] == pytest.approx(0.0, abs=0.1)
    assert scores["oracle-time"] < 1.0
    assert min(scores[f"oracle-{name}"] for name in ("frequency", "ratio", "wiener")) > 20


@pytest.mark.parametrize("item", [1, 36])
def test_the_oracle_is_the_published_one(shared_data: Path, item: int) -> None:
    universal = open_dataset(shared_data / "universal150")
    mixture, references = read_sounds(universal.items[item])
    outcome = separate(Contender("oracle-wiener"), mixture, references, CPU, 0)
    found = score(references, outcome.stems, mixture)
    for metric, theirs in universal.published["oracle Wiener mask"][item].items():
        assert np.mean(found[metric]) == pytest.approx(theirs, abs=0.1)


def test_operations_are_torchs_and_what_a_fit_says_of_itself(dataset: Dataset) -> None:
    mixture, _ = read_sounds(open_dataset(dataset()).items[0])
    few, many = (
        operations(Contender("nmf", "standard"), mixture, 2, replace(CPU, iterations=count), 0)
        for count in (2, 6)
    )
    assert few is not None
    assert many == 3 * few
    assert operations(Contender("rpca", "draft"), mixture, 2, replace(CPU, iterations=2), 0)
    assert operations(Contender("kam", "draft"), mixture, 2, CPU, 0) is None
    assert operations(Contender("mixture"), mixture, 2, CPU, 0) is None


def row(item: int, scores: list[float | None], **more: Any) -> dict[str, Any]:
    both = dict.fromkeys(("si_sdr", "sdr", "sir", "sar", "lsd"), scores)
    plain = {"mixture_si_sdr": [3.0, -3.0], "energy": [2.0, 1.0], "seconds": 1.0, "seed": 0}
    counts = {"cpu_seconds": 1.0, "silent_estimates": 0, "silent_references": 0, "flop": None}
    return {"item": item, **both, **plain, **counts, **more}


def test_the_stronger_source_is_the_one_with_more_energy() -> None:
    summary = summary_of([row(0, [1.0, 5.0]), row(1, [9.0, 5.0], energy=[1.0, 2.0])], {})
    assert summary["stronger"]["si_sdr"]["mean"] == pytest.approx((1.0 + 5.0) / 2)
    assert summary["stronger"]["gain"]["mean"] == pytest.approx((-2.0 + 8.0) / 2)
    assert summary["weaker"]["gain"]["mean"] == pytest.approx((8.0 + 6.0) / 2)
    assert summary["both_sources_improved"] == 0.5
    assert not improved(row(0, [None, 5.0]))


def test_seeds_are_averaged_before_mixtures_and_nothing_undefined_is_hidden() -> None:
    rows = [row(0, [1.0, 1.0]), row(0, [3.0, 3.0], seed=1), row(1, [8.0, 8.0])]
    clips = {0: (0, 1), 1: (2, 3)}
    assert summary_of(rows, clips)["si_sdr"] == pytest.approx((2.0 + 8.0) / 2)
    assert np.isnan(mean_of(row(0, [None, 1.0]), "si_sdr"))
    assert average({0: float("nan"), 1: 1.0}, clips)["interval"] is None
    ahead = gain({0: 2.0, 1: 8.0}, {1: 5.0}, clips)
    assert ahead is not None
    assert (ahead["count"], ahead["mean"], ahead["better"]) == (1, 3.0, 1.0)
    assert gain({0: 1.0}, {1: 1.0}, clips) is None


def test_universal150_compares_methods_with_each_other_and_with_the_published(
    dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    json_path, picture = tmp_path / "out.json", tmp_path / "chart.svg"
    methods = "nmf,kam,mixture,oracle-wiener"
    arguments = (dataset(), "--method", methods, "--iterations", 2, "--seeds", "0,1")
    assert run("universal150", *arguments, "--json", json_path, "--picture", picture) == 0
    found = document(json_path)
    assert list(found["methods"]) == ["nmf standard", "kam standard", "mixture", "oracle-wiener"]
    # Bounds have no chance in them: one seed.
    assert [found["methods"][name]["count"] for name in found["methods"]] == [6, 6, 3, 3]
    ahead = found["gains"]["kam standard"]["nmf standard"]
    kam, nmf = (found["methods"][name]["si_sdr"] for name in ("kam standard", "nmf standard"))
    assert ahead["mean"] == pytest.approx(kam - nmf)
    assert ahead["interval"][0] <= ahead["mean"] <= ahead["interval"][1]
    assert "DAP, as published" in found["gains"]["nmf standard"]
    assert "mixture" not in found["gains"]
    assert found["methods"]["nmf standard"]["flop"] > 0
    assert found["methods"]["nmf standard"]["parts"]["all others"]["count"] == 3
    labels = [node.text for node in ElementTree.parse(picture).iter() if node.text]
    assert {"nmf standard", "oracle-wiener"} <= set(labels)
    assert "Unbraid, kam standard" in capsys.readouterr().out


def test_the_items_that_settings_were_chosen_on_are_told_apart(
    separator: CountedSeparator, dataset: Dataset, tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    assert run("universal150", dataset(items=9), "--items", "0,7,8", "--json", target) == 0
    parts = document(target)["summary"]["parts"]
    assert {name: part["count"] for name, part in parts.items()} == {
        "settings chosen on these": 2,
        "all others": 1,
    }
    assert {7, 8} <= CHOSEN_ON


# ---------------------------------------------------------------------- going on


def test_a_run_goes_on_from_its_file(
    separator: CountedSeparator,
    dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root, target = dataset(), tmp_path / "out.json"
    monkeypatch.setattr(separator, "steps", broken_off(separator, 2))
    with pytest.raises(ZeroDivisionError):
        run("universal150", root, "--json", target)
    assert document(target)["unfinished"]
    monkeypatch.undo()
    monkeypatch.setattr(contenders, "load_separator", lambda name: separator)
    separator.runs.clear()
    assert run("universal150", root, "--json", target) == 0
    assert len(separator.runs) == 1
    assert "2 of 3 are in" in capsys.readouterr().err
    whole = document(target)
    assert [entry["item"] for entry in whole["rows"]] == [0, 1, 2]
    assert "unfinished" not in whole
    # The operations of the first item are counted in a run of their own.
    for arguments, runs in ((("--seeds", "0,1"), 4), (("--iterations", 5), 4), (("--fresh",), 4)):
        separator.runs.clear()
        assert run("universal150", root, "--json", target, *arguments) == 0
        assert len(separator.runs) == runs - (arguments[0] == "--seeds")
    separator.runs.clear()
    assert run("universal150", root, "--json", tmp_path / "another.json") == 0
    assert len(separator.runs) == 4


def test_what_is_broken_off_says_how_it_goes_on(
    separator: CountedSeparator,
    dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "out.json"
    monkeypatch.setattr(separator, "steps", broken_off(separator, 2, KeyboardInterrupt))
    assert run("universal150", dataset(), "--json", target) == cli.INTERRUPTED
    assert f"is in {target}, and the same command goes on" in capsys.readouterr().err


def broken_off(
    separator: CountedSeparator, after: int, error: type[BaseException] = ZeroDivisionError
) -> Any:
    """Its steps, which fail with the first run after so many; counting is a run too."""
    steps = separator.steps

    def failing(*arguments: Any, **options: Any) -> Any:
        if len(separator.runs) > after:
            raise error
        return steps(*arguments, **options)

    return failing


def test_other_rows_stay_in_the_file(
    separator: CountedSeparator, dataset: Dataset, tmp_path: Path
) -> None:
    root, target = dataset(), tmp_path / "out.json"
    assert run("universal150", root, "--json", target) == 0
    assert run("universal150", root, "--json", target, "--method", "mixture") == 0
    assert len(document(target)["other_rows"]) == 3
    separator.runs.clear()
    assert run("universal150", root, "--json", target) == 0
    assert separator.runs == []


def test_only_a_file_of_the_same_benchmark_is_gone_on_from(
    separator: CountedSeparator,
    dataset: Dataset,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target, root = tmp_path / "out.json", dataset()
    target.write_text('{"benchmark": "speed"}', encoding="utf-8")
    assert run("universal150", root, "--json", target) == 1
    assert "not a file of the benchmark universal150" in capsys.readouterr().err
    target.write_text("[", encoding="utf-8")
    assert run("universal150", root, "--json", target) == 1
    assert "add --fresh" in capsys.readouterr().err
    assert run("universal150", root, "--json", target, "--fresh") == 0


def test_a_row_depends_on_the_code_that_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stored.code_of("engine.separators.nmf") != stored.code_of("engine.separators.kam")
    imported = stored._imported

    def changed(module: str) -> Any:
        source, names = imported(module)
        return (source + b"#" if module == "engine.spectrogram" else source), names

    before = {name: stored.code_of(name) for name in ("engine.separators.nmf", "engine.metrics")}
    stored.code_of.cache_clear()
    monkeypatch.setattr(stored, "_imported", changed)
    # NMF stands on the spectrogram, three imports away; the metrics do not.
    assert stored.code_of("engine.separators.nmf") != before["engine.separators.nmf"]
    assert stored.code_of("engine.metrics") == before["engine.metrics"]
    stored.code_of.cache_clear()


# ---------------------------------------------------------------------- ablation


def test_every_switch_of_the_settings_is_left_out_once() -> None:
    variants = ablation.variants_of(Contender("dap", "draft"), CPU)
    switches = {field.name for field in fields(DapSettings) if field.default is True}
    networks, *without, start = variants
    assert {ablation.element_of(variant) for variant in (*without, start)} == switches
    # Beside the blind start the networks are not heard: nothing could be told of their elements.
    assert networks.changes == (("consensus_start", False),)
    assert all(variant.changes[0] == networks.changes[0] for variant in without)
    assert start == Contender("consensus")
    assert {"temporal_noise", "activation_masks", "exclusion"} <= switches
    with pytest.raises(BenchmarkError, match="no element"):
        ablation.variants_of(Contender("kam", "draft"), CPU)


@dataclass(frozen=True, kw_only=True)
class SwitchedSettings(SeparatorSettings):
    """Two elements that are on, and one that is not."""

    iterations: int = 1
    sharp: bool = True
    useless: bool = True
    harmful: bool = False


class SwitchedSeparator(CountedSeparator):
    """Separates less well without `sharp`; `useless` does nothing."""

    def preset(self, name: str, *, sources: int, device: str = "auto") -> SeparatorSettings:
        return SwitchedSettings(sources=sources, device=device)

    def steps(self, mixture: Recording, guidance: Guidance, settings: Any, **options: Any) -> Steps:
        for step in super().steps(mixture, guidance, settings, **options):
            masks = step.masks()
            values = masks.values if settings.sharp else 0.25 + 0.5 * masks.values
            yield replace(step, masks=lambda: replace(masks, values=values))  # noqa: B023


def test_ablation_compares_and_draws_every_variant(
    dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(contenders, "load_separator", lambda name: SwitchedSeparator())
    target, picture = tmp_path / "out.json", tmp_path / "montage.svg"
    assert run("ablation", dataset(), "--json", target, "--picture", picture) == 0
    found = document(target)
    full, sharp, useless = found["summary"].values()
    assert (sharp["element"], useless["element"]) == ("sharp", "useless")
    assert (full["count"], sharp["count"]) == (9, 9)
    assert sharp["worth"]["mean"] == pytest.approx(full["si_sdr"] - sharp["si_sdr"])
    assert sharp["worth"]["interval"][0] > 5.0
    assert useless["worth"]["mean"] == 0.0
    images = [node for node in ElementTree.parse(picture).iter() if node.tag.endswith("image")]
    assert len(images) == 1 + 2 * 3 + 2
    printed = capsys.readouterr().out
    assert "helps: sharp" in printed
    assert "cannot be told from no effect: useless" in printed


def test_a_picture_is_an_svg(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("synthetic", "--picture", tmp_path / "chart.png") == 1
    assert "ends in .svg" in capsys.readouterr().err


def test_png_holds_the_pixels() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (3, 5, 3), np.uint8)
    written = png(pixels)
    assert written.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">2I", written[16:24]) == (5, 3)
    start = written.index(b"IDAT") + 4
    length = struct.unpack(">I", written[start - 8 : start - 4])[0]
    raw = np.frombuffer(zlib.decompress(written[start : start + length]), np.uint8)
    np.testing.assert_array_equal(raw.reshape(3, 16)[:, 1:].reshape(3, 5, 3), pixels)


# ---------------------------------------------------------------------- sounds made by code


@pytest.mark.parametrize("name", SOUNDS)
def test_made_sounds_differ_by_seed_and_are_separable(name: str) -> None:
    first, again, other = (make_sources(name, seed) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)
    assert first.shape == (2, 6 * SAMPLE_RATE)
    assert 0.01 < np.abs(first).max() < 2.0
    levels = 20 * np.log10(first.std(axis=1))
    assert abs(levels[0] - levels[1]) < 9.0


def test_a_tone_passes_only_from_25_db_on() -> None:
    def made(kind: str, stems: list[float], oracle: float) -> dict[str, Any]:
        plain = {"method": "x", "seed": 0, "seconds": 1.0}
        return {"item": kind, "si_sdr": stems, "oracle": [oracle, oracle], **plain}

    assert gap(made("two tones", [24.0, 40.0], 30.0)) == pytest.approx(1.0)
    assert gap(made("crossing chirps", [20.0, 21.0], 30.0)) == 0.0
    rows = [
        made("crossing chirps", [20.0, 12.0], 30.0),
        made("crossing chirps", [25.0, 25.0], 30.0),
    ]
    (line,) = summarise(rows)
    assert (line["passed"], line["mixtures"], line["missed_by"]) == (1, 2, 8.0)
    assert line["worst"] == 12.0


def test_synthetic_reports_every_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target, picture = tmp_path / "out.json", tmp_path / "chart.svg"
    arguments = ("--method", "oracle-ratio", "--seeds", "0,1")
    assert run("synthetic", *arguments, "--json", target, "--picture", picture) == 0
    summary = document(target)["summary"]
    assert [line["kind"] for line in summary] == list(SOUNDS)
    assert all(line["passed"] == line["mixtures"] == 2 for line in summary)
    assert "2 of 2" in capsys.readouterr().out
    assert ElementTree.parse(picture)
    assert jsonable(summary) == summary
