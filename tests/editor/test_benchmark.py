"""The interaction benchmark: a real window, real boxes, and every number that it promises."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from editor import benchmark_marks, benchmark_views, virtual_screen
from editor.__main__ import main
from editor.benchmark import AT_REST, RUNNING, Case, run
from editor.benchmark_probe import first_after
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report, json_text
from engine.guidance import Box, Guidance

ONE = Guidance((Box(0, "activate", 0.2, 0.6, 500.0, 2500.0),))
SHORT = (Case(2.0, 16000, 1, boxes=2),)


def test_boxes_are_drawn_and_their_answers_painted_mixed_and_refined(qtbot: QtBot) -> None:
    lines: list[str] = []
    report = Report(lines.append, lambda line: None)
    document = run(BenchmarkOptions(preset="standard", items=(1,)), report, SHORT)
    assert "offscreen" in document["screen"]
    assert [one["state"] for one in document["measured"]] == [RUNNING, AT_REST]
    for one in document["measured"]:
        assert one["boxes"] == 2
        assert len(one["releases"]) == len(one["sounds"]) == len(one["refined"]) == 2
        for name in ("moves", "releases", "sounds", "refined"):
            assert all(value is not None and value >= 0 for value in one[name])
        assert one["frames"]
        assert one["stalls"]
    assert json.loads(json_text(document))["cases"][0]["seconds"] == 2.0
    header, *rows = lines[1:4]
    assert header.startswith("recording")
    assert [row.startswith("2 s mono 16 kHz") for row in rows] == [True, True]
    assert "–" not in rows[0] + rows[1]


def test_the_view_is_moved_on_both_views_and_each_frame_is_timed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark_views, "STEPS", 4)
    lines: list[str] = []
    long = Case(3.0, 16000, 1, boxes=0)
    options = BenchmarkOptions(preset="draft", items=(2,))
    document = run(options, Report(lines.append, lambda line: None), SHORT, long)
    assert document["measured"] == []
    moved = document["moved"]
    assert {(one["state"], one["view"]) for one in moved} == {
        (state, view) for state in (RUNNING, AT_REST) for view in ("spectrogram", "stems")
    }
    assert len(moved) == len(lines) - 2 == 12
    assert all(one["frames"] and one["cpu"] > 0 for one in moved)


def test_marks_are_drawn_changed_and_deleted_and_all_of_it_is_timed(qtbot: QtBot) -> None:
    lines: list[str] = []
    report = Report(lines.append, lambda line: None)
    document = benchmark_marks.run(BenchmarkOptions(), report, count=40, times=1)
    assert document["marks"] == 40
    assert len(document["done"]) == len(lines) - 2
    assert all(one["shown"] >= one["call"] > 0 for one in document["done"])
    with pytest.raises(BenchmarkError, match="--items"):
        benchmark_marks.run(BenchmarkOptions(items=(1,)), report)


def test_what_the_window_cannot_do_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benchmark", "interaction", "--iterations", "3"]) == 1
    assert "presets" in capsys.readouterr().err
    with pytest.raises(BenchmarkError, match="1 to 2"):
        run(BenchmarkOptions(items=(3,)), Report(print, print), SHORT)


def test_an_answer_that_was_there_before_took_no_time() -> None:
    def holds(guidance: Guidance) -> bool:
        return len(guidance.boxes) == 1

    shown = [(1.0, Guidance()), (2.0, ONE), (3.0, Guidance())]
    assert first_after(shown, 1.5, holds) == 0.5
    assert first_after(shown, 2.5, holds) == 0.0
    assert first_after(shown, 3.5, holds) is None


def test_without_xvfb_there_is_still_something_to_paint_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Xvfb is not installed" in virtual_screen.ensure_screen()
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    assert virtual_screen.ensure_screen() == "the screen :7"
