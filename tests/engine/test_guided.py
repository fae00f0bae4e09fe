"""The simulated user draws what the issue says; the guided benchmark counts and compares."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.benchmark import choir
from engine.benchmark.answer_times import Length
from engine.benchmark.guided import (
    COUNTS,
    PLAYED,
    USER_STFT,
    USERS,
    Scene,
    run,
    session,
    summarise,
)
from engine.benchmark.guided_methods import METHODS, Painting
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report, json_text
from engine.benchmark.simulated_user import (
    CARELESS,
    GENEROUS,
    SimulatedUser,
    UserSettings,
    frequency_edges,
)
from engine.guidance import Box, Guidance
from engine.masks import Masks, normalised
from engine.recording import Recording
from tests.make_files import benchmark_mixtures

RATE = 8000
TIMES = np.arange(190) * 0.0156
FREQUENCIES = np.linspace(0.0, 4000.0, 513)


def energies() -> np.ndarray:
    """Source 0 in a loud low and a soft high block, source 1 in the middle: (2, bins, frames)."""
    values = np.full((2, len(FREQUENCIES), len(TIMES)), 1e-6)
    put(values[0], 0.5, 1.0, 100.0, 200.0, 10.0)
    put(values[0], 2.0, 2.5, 2016.0, 2540.0, 0.01)
    put(values[1], 1.0, 2.0, 640.0, 1000.0, 0.1)
    return values


def put(values: np.ndarray, start: float, end: float, low: float, high: float, to: float) -> None:
    values[Box(0, "activate", start, end, low, high).area(TIMES, FREQUENCIES).part] = to


def user(settings: UserSettings | None = None, seed: int = 0) -> SimulatedUser:
    return SimulatedUser(energies(), TIMES, FREQUENCIES, settings or UserSettings(), seed)


HALF = np.full((2, len(FREQUENCIES), len(TIMES)), 0.5)


def test_edges_are_those_of_the_protocol() -> None:
    edges = frequency_edges(4000.0)
    np.testing.assert_allclose(edges[:5], [0, 100, 200, 300, 400])
    np.testing.assert_allclose(edges[6:-1] / edges[5:-2], 2 ** (1 / 3))
    assert edges[-1] == 4000.0


def test_the_first_box_is_where_most_energy_is_to_be_won() -> None:
    drawn = user().next_box(HALF, Guidance())
    assert drawn is not None
    assert (drawn.source, drawn.kind) == (0, "activate")
    assert drawn.low <= 100.0
    assert drawn.high >= 200.0
    assert drawn.start <= 0.5 + 1e-9
    assert drawn.end >= 1.0 - 1e-9


def test_a_source_without_a_box_comes_first() -> None:
    first = user().next_box(HALF, Guidance())
    assert first is not None
    second = user().next_box(HALF, Guidance((first,)))
    assert second is not None
    assert second.source == 1


def test_served_energy_wins_nothing() -> None:
    masks = HALF.copy()
    masks[0, FREQUENCIES < 300] = 1.0
    masks[1, FREQUENCIES < 300] = 0.0
    other = Box(1, "activate", 1.0, 1.5, 640.0, 1000.0)
    drawn = user().next_box(masks, Guidance((other,)))
    assert drawn is not None
    assert drawn.source == 0
    assert drawn.low > 1500.0


def test_no_box_where_all_is_right() -> None:
    ideal = energies() / energies().sum(0)
    assert user().next_box((ideal > 0.4).astype(float), Guidance()) is None


@pytest.mark.parametrize("settings", [UserSettings(), GENEROUS, CARELESS])
def test_boxes_keep_to_the_rules(settings: UserSettings) -> None:
    random = np.random.default_rng(0)
    values = random.gamma(0.3, 1.0, (2, len(FREQUENCIES), len(TIMES)))
    values[0] *= 1 + 30 * (np.sin(TIMES * 3) > 0)
    values[1] *= 1 + 30 * (np.sin(TIMES * 5) > 0.5) * (FREQUENCIES > 700)[:, None]
    drawing = SimulatedUser(values, TIMES, FREQUENCIES, settings)
    guidance = Guidance()
    for _ in range(8):
        drawn = drawing.next_box(HALF, guidance)
        if drawn is None:
            break
        spare = 1 + 2 * settings.slip
        assert drawn.end - drawn.start <= settings.seconds * spare + 1e-9
        assert drawn.end - drawn.start >= settings.shortest * (1 - 2 * settings.slip) - 1e-9
        if settings.slip == 0:
            area = (slice(None), *drawn.area(TIMES, FREQUENCIES).part)
            inside = values[area].sum(axis=(1, 2))
            assert inside[drawn.source] / inside.sum() >= settings.purity - 0.02
            ratio = drawn.high / max(drawn.low, 1e-9)
            assert ratio <= 2**settings.octaves * 1.001 or drawn.high - drawn.low <= 210
        guidance = Guidance((*guidance.boxes, drawn))
    assert len(guidance.boxes) >= 4


def test_no_box_covers_more_than_half_of_an_earlier_one() -> None:
    guidance = Guidance()
    drawing = user()
    for _ in range(6):
        drawn = drawing.next_box(HALF, guidance)
        if drawn is None:
            break
        for earlier in guidance.boxes:
            if earlier.source == drawn.source:
                width = min(drawn.end, earlier.end) - max(drawn.start, earlier.start)
                height = min(drawn.high, earlier.high) - max(drawn.low, earlier.low)
                area = (earlier.end - earlier.start) * (earlier.high - earlier.low)
                assert max(width, 0) * max(height, 0) <= 0.5 * area + 1e-6
        guidance = Guidance((*guidance.boxes, drawn))
    assert len(guidance.boxes) >= 3


def test_a_careless_user_differs_by_seed_and_repeats_by_seed() -> None:
    one, same, other = (user(CARELESS, seed).next_box(HALF, Guidance()) for seed in (1, 1, 2))
    assert one == same
    assert one != other


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two mixtures of a chord and noise bursts, as the benchmark's data."""
    return benchmark_mixtures(tmp_path_factory.mktemp("guided"), 1.5, RATE)


def scene(folder: Path) -> Scene:
    parts = [soundfile.read(folder / f"Audios/3/gt{k}.wav", dtype="float32")[0] for k in (1, 2)]
    return Scene(Recording.from_samples(sum(parts), RATE), np.stack(parts))


def test_the_ideal_mask_scores_far_above_the_mixture(folder: Path) -> None:
    playing = scene(folder)
    method = Painting()
    equal = method.start(playing.mixture, 2, 0)
    ideal = Masks(
        normalised(playing.energies),
        playing.times,
        playing.frequencies,
    )
    assert equal.values.shape[1] == USER_STFT.bins
    assert abs(playing.score(equal)) < 3.0
    assert playing.score(ideal) > 12.0


@pytest.mark.parametrize("method", list(METHODS))
def test_every_method_gains_by_boxes(folder: Path, method: str) -> None:
    row = session(scene(folder), method, USERS["careful"], 0, ("painting",))
    assert len(row["scores"]) == len(COUNTS)
    assert len(row["seconds"]) == row["boxes"]
    assert row["scores"][-1] > row["scores"][0] + 3.0
    assert all(len(scores) == len(COUNTS) for scores in row["same_boxes"].values())


def test_painting_replayed_on_its_own_boxes_is_itself(folder: Path) -> None:
    row = session(scene(folder), "painting", USERS["careful"], 0, ("painting",))
    assert row["same_boxes"]["painting"] == row["scores"]


def test_the_benchmark_prints_and_returns_every_user_and_method(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.benchmark.guided.COUNTS", (0, 1, 2))
    monkeypatch.setattr("engine.benchmark.guided.LENGTHS", (Length(2.0, 8000, 2),))
    lines: list[str] = []
    document = run(
        BenchmarkOptions(path=folder, items=(3, 8)), Report(lines.append, lambda line: None)
    )
    pairs = {(line["user"], line["method"]) for line in document["summary"]}
    assert pairs == {(name, method) for name in USERS for method in PLAYED[name]}
    assert len(document["rows"]) == 2 * len(pairs)
    assert json.loads(json_text(document))["counts"] == [0, 1, 2]
    text = "\n".join(lines)
    assert "careless user, 2 runs" in text
    assert "refined of instant" in text
    (answer,) = document["answers"]
    assert answer["recording"] == "2 s stereo 8 kHz"
    assert answer["recording"] in text
    assert 0 < answer["instant"] < answer["first_refined"]


def test_the_summary_pairs_a_method_with_others_on_its_boxes() -> None:
    def row(item: int, gain: float) -> dict:
        return {
            "user": "careful",
            "method": "refined",
            "item": item,
            "seed": 0,
            "scores": [1.0 + gain] * len(COUNTS),
            "same_boxes": {
                "painting": [0.0] * len(COUNTS),
                "plca": [0.5] * len(COUNTS),
                "instant": [1.0] * len(COUNTS),
            },
            "seconds": [0.5, 1.5],
            "start_seconds": 0.1,
        }

    clips = {1: (0, 1), 2: (2, 3)}
    (line,) = summarise([row(1, 0.5), row(2, 1.5)], clips)
    assert line["answer_seconds"] == 1.0
    assert line["ahead"]["instant"]["mean"][0] == pytest.approx(1.0)
    assert line["ahead"]["instant"]["least"][0] == pytest.approx(0.5)
    low, high = line["ahead"]["instant"]["interval"][0]
    assert 0.5 <= low <= high <= 1.5


def test_stereo_items_are_refused_with_a_sentence(folder: Path, tmp_path: Path) -> None:
    item = tmp_path / "Audios" / "1"
    item.mkdir(parents=True)
    for name in ("gt1", "gt2", "mix"):
        soundfile.write(item / f"{name}.wav", np.zeros((4000, 2), np.float32), RATE)
    with pytest.raises(BenchmarkError, match="several channels"):
        run(BenchmarkOptions(path=tmp_path), Report(lambda line: None, lambda line: None))


def test_every_combination_of_voices_is_played_and_a_resting_voice_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.benchmark.guided.COUNTS", (0, 2))
    monkeypatch.setattr("engine.benchmark.choir.COUNTS", (0, 2))
    clock = np.arange(12 * RATE) / RATE
    for name, pitch in (("alto", 440.0), ("bass", 110.0), ("tenor", 207.0)):
        voice = 0.1 * np.sin(2 * np.pi * pitch * clock)
        if name == "bass":
            voice[6 * RATE :] = 0.0
        soundfile.write(tmp_path / f"{name}.wav", voice, RATE, subtype="FLOAT")
    lines: list[str] = []
    report = Report(lines.append, lambda line: None)
    document = choir.run(BenchmarkOptions(path=tmp_path), report)
    played = {(tuple(row["voices"]), row["stretch"]) for row in document["rows"]}
    assert played == {
        (("alto", "bass"), 0),
        (("alto", "tenor"), 0),
        (("alto", "tenor"), 1),
        (("bass", "tenor"), 0),
        (("alto", "bass", "tenor"), 0),
    }
    text = "\n".join(lines)
    assert "2 voices, 4 runs" in text
    assert "3 voices, 1 runs" in text
    with pytest.raises(BenchmarkError, match="only 2 stretches"):
        choir.run(BenchmarkOptions(path=tmp_path, items=(2,)), report)


def test_a_folder_without_voices_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="holds no voices"):
        choir.run(BenchmarkOptions(path=tmp_path), Report(print, print))
