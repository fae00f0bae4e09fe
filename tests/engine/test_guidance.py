"""Marks: what they cover, in which order they count, and their file."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.guidance import (
    Band,
    Box,
    Guidance,
    GuidanceError,
    Harmonics,
    Lasso,
    Mark,
    Patch,
    Span,
    Stroke,
    parse_guidance,
    rasterise,
    read_guidance,
    write_guidance,
)

TIMES = np.arange(0.0, 4.0, 0.02)
FREQUENCIES = np.concatenate([np.arange(0.0, 1000.0, 20.0), np.geomspace(1000.0, 8000.0, 60)])
DURATION, NYQUIST = 4.0, 8000.0
VIBRATO = tuple(440.0 + 12.0 * math.sin(6.0 * n * 0.05 * math.pi) for n in range(21))

BOX = Box(0, "activate", 1.0, 2.0, 200.0, 800.0)
STROKE = Stroke(1, "activate", ((1.0, 300.0), (2.0, 1200.0)), 0.1, radius_octaves=0.25)
FLAT_STROKE = Stroke(0, "deactivate", ((0.5, 500.0),), 0.2, radius_hz=100.0)
LASSO = Lasso(0, "activate", ((1.0, 200.0), (3.0, 200.0), (3.0, 3200.0)), strength=0.4)
SPAN = Span(1, "deactivate", 0.5, 0.75)
BAND = Band(0, "activate", 50.0, 120.0, exact=True)
TONE = Harmonics(1, "activate", tuple(1.0 + 0.05 * n for n in range(21)), VIBRATO, 6, 40.0)
ERASED = replace(STROKE, kind="release")
PATCH = Patch(1, "activate", ((1.0, 1.5, 200.0, 900.0), (2.0, 2.001, 1500.0, 1501.0)))
EVERY = (BOX, STROKE, FLAT_STROKE, LASSO, SPAN, BAND, TONE, ERASED, PATCH)


def inside(mark: Mark) -> np.ndarray:
    """Bool (bins, frames): what a mark covers of the whole grid."""
    area = mark.area(TIMES, FREQUENCIES)
    whole = np.zeros((len(FREQUENCIES), len(TIMES)), bool)
    whole[area.part] = area.inside
    return whole


def nearest(seconds: float, hz: float) -> tuple[int, int]:
    return int(np.abs(FREQUENCIES - hz).argmin()), int(np.abs(TIMES - seconds).argmin())


def evidence(*marks: Mark) -> Any:
    return rasterise(Guidance(marks), 2, TIMES, FREQUENCIES)


# --- what is said -----------------------------------------------------------------------------


@pytest.mark.parametrize("mark", EVERY, ids=lambda mark: type(mark).__name__)
def test_saying_something_else_is_replacing_it(mark: Mark) -> None:
    for said in ({"kind": "release"}, {"source": 1, "strength": 0.25}, {"exact": not mark.exact}):
        assert mark.saying(**said) == replace(mark, **said)
    for wrong in ({"kind": "solo"}, {"source": -1}, {"strength": 2.0}):
        with pytest.raises(GuidanceError):
            mark.saying(**wrong)
    with pytest.raises(TypeError):
        mark.saying(start=0.0)


# --- what is drawn ----------------------------------------------------------------------------

seconds = st.floats(0.0, 3.98)
hertz = st.floats(20.0, 8000.0)
places = st.tuples(seconds, hertz)
kinds = st.sampled_from(("activate", "deactivate", "release"))


def ranges(values: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[float, float]]:
    return st.tuples(values, values).filter(lambda pair: pair[0] < pair[1])


def not_flat(points: list[tuple[float, float]]) -> bool:
    return all(len(set(values)) > 1 for values in zip(*points, strict=True))


@st.composite
def marks(draw: st.DrawFn) -> Mark:
    """Any mark that can be drawn in the recording."""
    common: dict[str, Any] = {
        "source": draw(st.integers(0, 1)),
        "kind": draw(kinds),
        "exact": draw(st.booleans()),
        "strength": draw(st.floats(0.01, 1.0)),
    }
    times, heights = draw(ranges(seconds)), draw(ranges(hertz))
    radius = draw(st.floats(0.001, 0.5))
    shape = draw(st.integers(0, 6))
    if shape == 0:
        return Box(start=times[0], end=times[1], low=heights[0], high=heights[1], **common)
    if shape == 1:
        upwards = draw(st.sampled_from(({"radius_octaves": 0.3}, {"radius_hz": 90.0})))
        points = tuple(draw(st.lists(places, min_size=1, max_size=6)))
        return Stroke(points=points, radius_seconds=radius, **upwards, **common)
    if shape == 2:
        points = tuple(draw(st.lists(places, min_size=3, max_size=8).filter(not_flat)))
        return Lasso(points=points, **common)
    if shape == 3:
        return Span(start=times[0], end=times[1], **common)
    if shape == 4:
        return Band(low=heights[0], high=heights[1], **common)
    if shape == 5:
        tiles = ((*times, *heights), (times[0] / 2, times[1], heights[0], 1.5 * heights[1]))
        return Patch(rectangles=tiles[: draw(st.integers(1, 2))], **common)
    course = draw(st.tuples(hertz, hertz))
    return Harmonics(
        times=times, frequencies=course, partials=draw(st.integers(1, 20)), width=30.0, **common
    )


@given(st.lists(marks(), max_size=8))
def test_what_is_written_is_read_again(tmp_path_factory: Any, drawn: list[Mark]) -> None:
    path = tmp_path_factory.mktemp("boxes") / "boxes.json"
    names = ("dog", "a “violin”")
    write_guidance(path, names, Guidance(tuple(drawn)))
    assert read_guidance(path) == (names, Guidance(tuple(drawn)))
    assert [found.name for found in path.parent.iterdir()] == ["boxes.json"]


@given(marks())
def test_every_mark_covers_something_and_nothing_outside_its_extent(mark: Mark) -> None:
    found = inside(mark)
    bins, frames = np.nonzero(found)
    assert len(bins)
    extent, slack = mark.extent, 140.0
    assert TIMES[frames].min() >= extent.start - 0.02
    assert TIMES[frames].max() <= extent.end + 0.02
    assert FREQUENCIES[bins].min() >= extent.low - slack
    assert FREQUENCIES[bins].max() <= extent.high + slack


@given(st.lists(marks(), min_size=1, max_size=5))
def test_the_last_mark_wins(drawn: list[Mark]) -> None:
    found, last = evidence(*drawn), drawn[-1]
    area = inside(last)
    if last.kind == "release":
        assert not found.known[:, area].any()
        assert not found.exact[:, area].any()
        assert (found.box[area] == -1).all()
        assert not found.strength[area].any()
        return
    assert (found.target[last.source, area] == (last.kind == "activate")).all()
    assert found.known[last.source, area].all()
    assert (found.exact[last.source, area] == last.exact).all()
    assert (found.box[area] == len(drawn) - 1).all()
    assert (found.strength[area] == np.float32(last.strength)).all()


@given(st.lists(marks(), max_size=5))
def test_evidence_is_one_truth_for_each_bin(drawn: list[Mark]) -> None:
    found = evidence(*drawn)
    assert found.target.sum(axis=0).max() <= 1.0
    assert not found.target[~found.known].any()
    assert (found.known | ~found.exact).all()


@given(st.lists(places, min_size=1, max_size=6), st.floats(0.0005, 0.3), st.floats(0.001, 1.0))
def test_a_stroke_covers_its_points_and_leaves_no_gap(
    points: list[tuple[float, float]], across: float, upwards: float
) -> None:
    stroke = Stroke(0, "activate", tuple(points), across, radius_octaves=upwards)
    found = inside(stroke)
    for one, other in zip(points, [*points[1:], points[-1]], strict=True):
        height = np.abs(np.log2(np.maximum(FREQUENCIES, 20.0)) - np.log2(one[1]))
        columns = np.abs(TIMES - one[0]) < 0.01 + 1e-9
        assert found[np.isclose(height, height.min())][:, columns].any()
        first, last = sorted((one[0], other[0]))
        between = (first < TIMES) & (last > TIMES)
        assert found[:, between].any(axis=0).all()


def test_a_brush_is_round_on_its_picture() -> None:
    dab = Stroke(0, "activate", ((2.0, 2000.0),), 0.5, radius_octaves=1.0)
    found = inside(dab)
    for hz, reach in ((2000.0, 0.5), (2000.0 * 2**0.6, 0.4), (2000.0 / 2**0.8, 0.3)):
        row = int(np.abs(FREQUENCIES - hz).argmin())
        covered = TIMES[found[row]]
        assert covered.min() == pytest.approx(2.0 - reach, abs=0.06)
        assert covered.max() == pytest.approx(2.0 + reach, abs=0.06)


def test_many_short_steps_cover_what_one_long_step_does() -> None:
    steps = np.linspace(0.0, 1.0, 5000)
    points = tuple((1.0 + float(s), 300.0 * 4.0 ** float(s)) for s in steps)
    found = inside(replace(STROKE, points=points))
    assert np.mean(found != inside(STROKE)) < 1e-3


def test_a_lasso_holds_what_lies_inside_and_loops_count_once_or_twice() -> None:
    corners = ((1.0, 200.0), (3.0, 200.0), (3.0, 800.0), (1.0, 800.0))
    square = Lasso(0, "activate", corners)
    drawn_twice = Lasso(0, "activate", corners * 2)
    backwards = Lasso(0, "activate", corners[::-1])
    box = inside(Box(0, "activate", 1.0, 3.0, 200.0, 800.0))
    for lasso in (square, drawn_twice, backwards):
        assert np.mean(inside(lasso) != box) < 0.01
    triangle = inside(LASSO)
    assert triangle[nearest(2.9, 400.0)]
    assert triangle[nearest(2.0, 700.0)]
    assert not triangle[nearest(2.0, 900.0)]


def test_a_lasso_between_the_bins_covers_the_nearest() -> None:
    points = ((1.001, 205.0), (1.002, 205.0), (1.002, 207.0))
    found = inside(Lasso(0, "activate", points))
    assert found[nearest(1.0, 205.0)]
    assert found.sum() < 4


def test_a_tone_covers_its_partials_and_not_what_lies_between() -> None:
    found = inside(TONE)
    for second in TIMES[(TIMES >= 1.0) & (TIMES <= 2.0)]:
        hz = float(np.interp(second, TONE.times, TONE.frequencies))
        for number in range(1, 7):
            assert found[nearest(second, number * hz)]
            assert not found[nearest(second, (number + 0.5) * hz)]
    assert not found[nearest(1.5, 7 * 440.0)]
    assert not found[:, TIMES < 0.98].any()
    assert not inside(replace(TONE, partials=200))[:, TIMES > 2.02].any()


def test_spans_and_bands_reach_from_edge_to_edge() -> None:
    found = inside(SPAN)
    assert found.all(axis=0).sum() == found.any(axis=0).sum() == 13
    found = inside(BAND)
    assert found.all(axis=1).sum() == found.any(axis=1).sum() == 4


def test_of_two_contradicting_spans_the_later_wins() -> None:
    early, late = Span(0, "activate", 1.0, 3.0), Span(1, "activate", 2.0, 3.5)
    found = evidence(early, late)
    shared = inside(early) & inside(late)
    assert (found.target[1, shared] == 1.0).all()
    assert (found.target[0, inside(early) & ~shared] == 1.0).all()


def test_an_erased_place_can_be_drawn_on_again() -> None:
    again = evidence(STROKE, ERASED, replace(STROKE, source=0))
    assert (again.target[0, inside(STROKE)] == 1.0).all()
    assert not evidence(STROKE, ERASED).known.any()


@pytest.mark.parametrize("mark", EVERY, ids=lambda mark: type(mark).__name__)
def test_marks_move_with_the_clock_and_go_where_nothing_of_them_is_inside(mark: Mark) -> None:
    assert mark.clipped(DURATION, NYQUIST) is not None
    moved = mark.shifted(0.3).shifted(-0.3)
    np.testing.assert_array_equal(inside(moved), inside(mark))
    if not isinstance(mark, Band):
        assert mark.shifted(-5.0).clipped(DURATION, NYQUIST) is None
        assert mark.shifted(5.0).clipped(DURATION, NYQUIST) is None
    if not isinstance(mark, Span):
        assert mark.clipped(DURATION, 20.0) is None


def test_a_tone_is_cut_at_the_ends_of_the_recording() -> None:
    cut = TONE.clipped(1.52, NYQUIST)
    assert cut is not None
    assert (cut.times[0], cut.times[-1]) == (1.0, 1.52)
    between = np.interp(1.52, TONE.times, TONE.frequencies)
    assert cut.frequencies[-1] == pytest.approx(between)


def test_within_a_span_guidance_is_on_its_clock() -> None:
    inside_span = Guidance((BOX, SPAN, FLAT_STROKE)).within(0.6, 1.0, 500.0)
    box, span, stroke = inside_span.marks
    assert box == replace(BOX, start=BOX.start - 0.6, end=1.0, high=500.0)
    assert (span.extent.start, span.extent.end) == (0.0, pytest.approx(0.15))
    assert stroke.extent.start == pytest.approx(-0.3)


# --- the file ---------------------------------------------------------------------------------


def entry(mark: Mark, key: str, tmp_path: Path) -> dict[str, Any]:
    """A mark as its file has it."""
    write_guidance(tmp_path / "one.json", (), Guidance((mark,)))
    (found,) = json.loads((tmp_path / "one.json").read_text())[key]
    return dict(found)


def test_a_file_of_boxes_is_as_it_always_was(tmp_path: Path) -> None:
    path = tmp_path / "boxes.json"
    write_guidance(path, ("dog", "violin"), Guidance((BOX,)))
    edges = {"start": 1.0, "end": 2.0, "low": 200.0, "high": 800.0}
    assert json.loads(path.read_text()) == {
        "version": 1,
        "sources": ["dog", "violin"],
        "boxes": [{"source": 0, "kind": "activate", **edges, "exact": False}],
    }


def test_order_is_written_only_where_the_lists_do_not_tell_it(tmp_path: Path) -> None:
    path = tmp_path / "boxes.json"
    write_guidance(path, (), Guidance((BOX, STROKE, SPAN)))
    assert "order" not in path.read_text()
    write_guidance(path, (), Guidance((SPAN, BOX)))
    assert read_guidance(path)[1].marks == (SPAN, BOX)


def test_without_order_entries_count_as_listed_boxes_first(tmp_path: Path) -> None:
    span, box = entry(SPAN, "spans", tmp_path), entry(BOX, "boxes", tmp_path)
    document = {"version": 1, "spans": [span], "boxes": [box]}
    assert parse_guidance(document)[1].marks == (BOX, SPAN)
    document["spans"] = [span | {"order": -1}]
    assert parse_guidance(document)[1].marks == (SPAN, BOX)


@pytest.mark.parametrize(
    ("mark", "key", "change", "words"),
    [
        (BOX, "boxes", {"order": 1.5}, "box 1: order must be a whole number"),
        (BOX, "boxes", {"strength": 0}, "box 1: strength must be above 0"),
        (BOX, "boxes", {"strength": "much"}, "box 1: strength must be a number"),
        (BOX, "boxes", {"kind": "delete"}, "box 1: kind is 'delete'"),
        (BOX, "boxes", {"points": []}, 'box 1 has an unknown key "points"'),
        (STROKE, "strokes", {"radius_octaves": None}, "radius_octaves must be a number"),
        (STROKE, "strokes", {"radius_hz": 20.0}, "stroke 1: its radius upwards must be given in"),
        (STROKE, "strokes", {"radius_octaves": 1e308}, "may be at most 64 octaves"),
        (STROKE, "strokes", {"radius_seconds": 0.0}, "its radius must be above 0"),
        (STROKE, "strokes", {"points": []}, "it has 0 points and needs at least 1"),
        (STROKE, "strokes", {"points": [[1.0]]}, r"point 1 must be \[seconds, Hz\]"),
        (STROKE, "strokes", {"points": [[1.0, float("nan")]]}, "finite numbers"),
        (STROKE, "strokes", {"points": [[1.0, 9.0]] * 20_001}, "20000 is the most"),
        (LASSO, "lassos", {"points": [[1.0, 9.0], [2.0, 10.0]]}, "needs at least 3"),
        (LASSO, "lassos", {"points": [[1.0, 9.0]] * 5}, "lasso 1: it encloses nothing"),
        (SPAN, "spans", {"end": 0.5}, "span 1: it is empty or inverted"),
        (BAND, "bands", {"low": 1e400}, "band 1: its edges must be finite"),
        (BAND, "bands", {"start": 1.0}, 'band 1 has an unknown key "start"'),
        (TONE, "harmonics", {"partials": 0}, "harmonics 1: partials must be from 1 to 200"),
        (TONE, "harmonics", {"partials": 2.0}, "partials must be a whole number"),
        (TONE, "harmonics", {"width": -3}, "its width must be above 0"),
        (TONE, "harmonics", {"times": [1.0]}, "as many times as frequencies"),
        (TONE, "harmonics", {"frequencies": [0.0] * 21}, "its frequencies must be above 0"),
        (TONE, "harmonics", {"times": [1.0] * 21}, "its times must increase"),
        (PATCH, "patches", {"rectangles": []}, "patch 1: it has 0 rectangles"),
        (PATCH, "patches", {"rectangles": [[1.0, 2.0, 9.0]]}, "rectangle 1 must be"),
        (PATCH, "patches", {"rectangles": [[1.0, 1.0, 9.0, 20.0]]}, "empty or inverted"),
        (PATCH, "patches", {"rectangles": [[1.0, float("nan"), 9.0, 20.0]]}, "finite numbers"),
    ],
)
def test_entries_that_are_refused(
    tmp_path: Path, mark: Mark, key: str, change: dict[str, Any], words: str
) -> None:
    document = {"version": 1, key: [entry(mark, key, tmp_path) | change]}
    with pytest.raises(GuidanceError, match=words):
        parse_guidance(document)


def test_unknown_keys_and_sources_are_named(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match='unknown key "circles"'):
        parse_guidance({"version": 1, "circles": []})
    named = {"version": 1, "sources": ["dog"], "spans": [entry(SPAN, "spans", tmp_path)]}
    with pytest.raises(GuidanceError, match="span 1 is for source 1, but only 1 sources"):
        parse_guidance(named)
    with pytest.raises(GuidanceError, match='"strokes" must be a list'):
        parse_guidance({"version": 1, "strokes": {}})


def test_an_erasing_mark_needs_no_source(tmp_path: Path) -> None:
    erased = entry(ERASED, "strokes", tmp_path)
    del erased["source"]
    assert parse_guidance({"version": 1, "strokes": [erased]})[1].marks == (ERASED,)


def test_a_file_that_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    taken = tmp_path / "folder"
    taken.mkdir()
    with pytest.raises(GuidanceError, match=r"folder: cannot be written"):
        write_guidance(taken, (), Guidance())
    assert list(tmp_path.iterdir()) == [taken]
