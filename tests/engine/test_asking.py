"""Where masks are unsure, where an answer would help, and the benchmark of a user who is asked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from engine.asking import Asker, Place, doubt, sureness
from engine.asking.candidates import Candidates
from engine.asking.ensemble import Ensemble
from engine.asking.sets import in_cells, rectangles
from engine.benchmark import asking
from engine.benchmark.asking import run, summarise, whose
from engine.benchmark.doubts import candidates, correlations, weighted_correlation
from engine.benchmark.guided import Scene
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report, json_text
from engine.guidance import Box, Guidance, Span
from engine.masks import normalised
from engine.propagation import Features, prepare, propagate
from engine.recording import Recording
from tests.make_files import benchmark_mixtures

SECONDS = 6.0
TIMES = np.arange(0.0, SECONDS, 0.016)
FREQUENCIES = np.linspace(0.0, 4000.0, 160)


def parts(sources: int = 2) -> np.ndarray:
    """Magnitudes (sources, bins, frames): each source a comb of tones with a rhythm of its own."""
    random = np.random.default_rng(1)
    made = np.full((sources, len(FREQUENCIES), len(TIMES)), 1e-3)
    for source in range(sources):
        rhythm = 0.5 + 0.5 * np.sign(np.sin((3.0 + 2.2 * source) * TIMES + source))
        for partial in range(1, 4):
            place = int((8 + 11 * source) * partial)
            made[source, place : place + 2] += rhythm / partial
    return made * random.uniform(0.9, 1.1, made.shape)


def features(sources: int = 2) -> Features:
    return prepare(parts(sources).sum(axis=0).astype(np.float32), TIMES, FREQUENCIES)


def equal(sources: int = 2) -> np.ndarray:
    return np.full((sources, len(FREQUENCIES), len(TIMES)), 1.0 / sources, np.float32)


def bins_of(place: Place) -> np.ndarray:
    """Bool (bins, frames)."""
    covered = np.zeros((len(FREQUENCIES), len(TIMES)), bool)
    area = place.mark(0).area(TIMES, FREQUENCIES)
    covered[area.part] = area.inside
    return covered


def inside(place: Place, sources: int = 2) -> np.ndarray:
    """Energy of each source in a place."""
    area = place.mark(0).area(TIMES, FREQUENCIES)
    here = np.square(parts(sources))[:, *area.part] * area.inside
    energies: np.ndarray = here.sum(axis=(1, 2))
    return energies


# --- confidence -------------------------------------------------------------------------------


@given(st.integers(2, 6), st.integers(0, 5))
def test_doubt_is_none_where_one_source_has_all_and_full_at_equal_shares(
    sources: int, owner: int
) -> None:
    masks = np.zeros((sources, 3, 4), np.float32)
    masks[owner % sources] = 1.0
    masks[:, 0] = 1.0 / sources
    unsure = doubt(masks)
    np.testing.assert_allclose(unsure[0], 1.0, atol=1e-5)
    np.testing.assert_allclose(unsure[1:], 0.0, atol=1e-5)


def test_sureness_counts_what_can_be_heard() -> None:
    masks = np.zeros((2, 2, 5), np.float32)
    masks[0] = 1.0
    masks[:, 1] = 0.5
    magnitude = np.ones((2, 5), np.float32)
    assert sureness(masks, magnitude) == pytest.approx(0.5)
    magnitude[1] = 1e-4
    assert sureness(masks, magnitude) == pytest.approx(1.0, abs=1e-6)
    assert np.isnan(sureness(masks, np.zeros((2, 5), np.float32)))


# --- candidates -------------------------------------------------------------------------------


def test_candidates_are_as_a_person_draws_and_their_sums_are_of_the_bins_inside() -> None:
    random = np.random.default_rng(0)
    values = random.random((len(FREQUENCIES), len(TIMES)))
    made = Candidates(TIMES, FREQUENCIES)
    sums = made.sums(values).ravel()
    assert sums.shape == (made.shape[0] * made.shape[1],)
    every = made.edges(np.arange(sums.size))
    length, ratio = every.end - every.start, every.high / np.maximum(every.low, 1e-9)
    assert length.min() > 0.2 - 1e-9
    assert length.max() < 1.5 + 1e-9
    assert np.all((ratio <= 2.001) | (every.high - every.low <= 210.0))
    for number in random.integers(0, sums.size, 30):
        one = made.edges(np.array([number]))
        rows = slice(int(one.first_bin[0]), int(one.last_bin[0]))
        columns = slice(int(one.first_frame[0]), int(one.last_frame[0]))
        assert sums[number] == pytest.approx(values[rows, columns].sum())


def test_a_long_recording_has_not_many_more_candidates() -> None:
    minutes = Candidates(np.arange(0.0, 1800.0, 0.5), FREQUENCIES)
    assert minutes.shape[1] < 20_000


# --- proposals --------------------------------------------------------------------------------


@pytest.mark.parametrize("sources", [2, 3])
def test_a_few_answers_cover_the_sources_and_make_the_masks_right(sources: int) -> None:
    known = features(sources)
    asker, values, guidance = Asker(known), equal(sources), Guidance()
    truth = np.square(parts(sources)) / np.square(parts(sources)).sum(axis=0)
    energy = np.square(known.magnitude)
    start = float((np.abs(values - truth).mean(axis=0) * energy).sum())
    for _ in range(2 * sources):
        place = asker.next_place(values, guidance)
        if place is None:
            break
        held = inside(place, sources)
        guidance = Guidance((*guidance.marks, place.mark(int(held.argmax()))))
        values = propagate(known, equal(sources), guidance).masks
    assert {mark.source for mark in guidance.marks} == set(range(sources))
    assert float((np.abs(values - truth).mean(axis=0) * energy).sum()) < 0.5 * start


def test_the_same_is_asked_again_and_never_the_same_place_twice() -> None:
    known, values = features(), equal()
    first = Asker(known).next_place(values, Guidance())
    assert first is not None
    assert first == Asker(known).next_place(values, Guidance())
    refused: list[Place] = []
    asker, drawn = Asker(known), first.mark(0)
    energy = np.square(known.magnitude)
    for _ in range(5):
        place = asker.next_place(values, Guidance((drawn,)), refused)
        assert place is not None
        assert 0.0 <= place.purity <= 1.0
        here = bins_of(place)
        assert (here & bins_of(first)).sum() < 0.1 * here.sum()
        for other in map(bins_of, refused):
            assert (energy * (here & other)).sum() < 0.8 * (energy * (here | other)).sum()
        refused.append(place)


def test_nothing_is_asked_where_all_is_told_or_sure() -> None:
    known = features()
    told = Guidance((Span(0, "activate", 0.0, SECONDS),))
    assert Asker(known).next_place(equal(), told) is None
    sure = np.zeros_like(equal())
    sure[0] = 1.0
    both = Guidance(tuple(Box(source, "activate", 0.0, 0.1, 0.0, 50.0) for source in (0, 1)))
    assert Asker(known).next_place(sure, both) is None
    # What the blind start is sure of is asked about all the same: it may be wrong.
    assert Asker(known).next_place(sure, Guidance()) is not None


def test_a_recording_shorter_than_a_box_can_be_asked_about() -> None:
    made = parts().sum(axis=0)[:, :10].astype(np.float32)
    known = prepare(made, TIMES[:10], FREQUENCIES)
    place = Asker(known).next_place(equal()[:, :, :10], Guidance())
    assert place is not None
    assert place.start == 0.0


# --- benchmark --------------------------------------------------------------------------------

RATE = 8000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two mixtures of a chord and noise bursts, as the benchmark's data."""
    return benchmark_mixtures(tmp_path_factory.mktemp("asking"), 2.5, RATE)


def test_the_benchmark_sets_the_asked_user_beside_the_searching_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "COUNTS", (0, 2, 4))
    monkeypatch.setattr(asking, "DOUBTED", (2, 4))
    lines: list[str] = []
    document = run(BenchmarkOptions(path=folder), Report(lines.append, lambda line: None))
    assert [line["user"] for line in document["summary"]] == ["searching", "asked", "answers"]
    for row in document["rows"]:
        assert row["asked"][-1] > row["asked"][0] + 2.0
        assert row["escapes"] <= row["presses"]
    assert json.loads(json_text(document))["counts"] == [0, 2, 4]
    text = "\n".join(lines)
    assert "share of the gain" in text
    assert "were Escape" in text
    assert "impurity of the masks, 4 boxes" in text


def test_shares_and_distances_are_of_the_searching_users_gain() -> None:
    def row(item: int, reached: float) -> dict:
        scores = {"searching": [0.0, 8.0], "asked": [0.0, reached], "answers": [0.0, 8.0]}
        return {"item": item, **scores}

    searching, asked, answers = summarise([row(1, 4.0), row(2, 8.0)], {1: (0, 1), 2: (2, 3)})
    assert searching["share"] == [None, 1.0]
    assert asked["share"][1] == pytest.approx(0.75)
    assert asked["ahead"][1] == pytest.approx(-2.0)
    assert answers["ahead_interval"][1] == (0.0, 0.0)


def test_a_mixed_answer_is_followed_by_questions_about_its_parts() -> None:
    """Who says that all is mixed is asked about parts of it, and both answers weigh the splits."""
    known = features()
    everything = Place(0.0, SECONDS, 0.0, 4000.0)
    boxes = (Box(0, "activate", 0.0, 0.2, 0.0, 100.0), Box(1, "activate", 0.0, 0.2, 3900.0, 4000.0))
    place = Asker(known).next_place(equal(), Guidance(boxes), [everything])
    assert place is not None
    assert bins_of(place).sum() < 0.5 * bins_of(everything).sum()
    ensemble = Ensemble(known, np.array([8, 19]), np.array([50, 50]))
    split = ensemble.first_share(np.eye(2))
    prior = ensemble.weights(split[:, :0], np.zeros(0, int))
    after = ensemble.weights(split, np.array([0, 1]))
    apart = split[:, 0] != split[:, 1]
    assert after[apart].sum() > prior[apart].sum()
    assert after.sum() == pytest.approx(1.0)


def test_a_set_of_bins_becomes_few_rectangles_that_cover_just_it() -> None:
    chosen = np.random.default_rng(2).random((len(FREQUENCIES), len(TIMES))) < 0.3
    tiles = rectangles(chosen, TIMES, FREQUENCIES)
    place = Place(0.0, SECONDS, 0.0, 4000.0, rectangles=tiles)
    np.testing.assert_array_equal(bins_of(place), chosen)
    assert len(tiles) <= chosen.sum()
    tidy = in_cells(chosen, np.ones(chosen.shape))
    assert len(rectangles(tidy, TIMES, FREQUENCIES)) < 0.2 * len(tiles)


def test_who_is_asked_refuses_a_mixed_place() -> None:
    time = np.arange(2 * RATE) / RATE
    low, high = np.sin(2 * np.pi * 300 * time), np.sin(2 * np.pi * 2000 * time)
    scene = Scene(
        Recording.from_samples((low + high).astype(np.float32), RATE),
        np.stack([low, high]).astype(np.float32),
    )
    assert whose(scene, Place(0.5, 1.0, 200.0, 400.0)) == 0
    assert whose(scene, Place(0.5, 1.0, 1600.0, 2400.0)) == 1
    assert whose(scene, Place(0.5, 1.0, 100.0, 3000.0)) is None


def test_every_measure_of_doubt_is_compared_with_the_error() -> None:
    known = features()
    guidance = Guidance(
        (
            Box(0, "activate", 0.0, 1.0, 150.0, 300.0),
            Box(1, "activate", 1.0, 2.0, 400.0, 600.0),
            Box(0, "activate", 3.0, 4.0, 350.0, 480.0),
        )
    )
    masks = propagate(known, equal(), guidance).masks
    truth = normalised(np.square(parts()))
    error = np.abs(masks - truth).mean(axis=0)
    found = correlations(candidates(known, masks, guidance), error, known)
    assert len(found) == 7
    assert all(-1.0 <= value <= 1.0 for pair in found.values() for value in pair)
    at_start = correlations(candidates(known, equal(), Guidance()), error, known)
    assert all(np.isnan(value) for pair in at_start.values() for value in pair)
    assert weighted_correlation(error.ravel(), 3.0 * error.ravel(), np.ones(error.size)) > 0.999


def test_stereo_items_are_refused_with_a_sentence(tmp_path: Path) -> None:
    item = tmp_path / "Audios" / "1"
    item.mkdir(parents=True)
    for name in ("gt1", "gt2", "mix"):
        soundfile.write(item / f"{name}.wav", np.zeros((4000, 2), np.float32), RATE)
    with pytest.raises(BenchmarkError, match="several channels"):
        run(BenchmarkOptions(path=tmp_path), Report(lambda line: None, lambda line: None))
