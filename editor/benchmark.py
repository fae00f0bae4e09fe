"""`unbraid benchmark interaction`: how soon the real window answers a person who draws boxes.

A window is opened on recordings made by code, and boxes are drawn in it by mouse events while a
separation runs and sound is played, and then with no separation running. Measured are the
intervals between paints while the mouse moves, how long the event loop was kept from coming
round, and the seconds from a move or release of the mouse to the first painted masks that hold
the box, to its sound in the player's buffer, and to the refined answer.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from editor.benchmark_desk import Case, application, await_that, opened, wait_ms, write_clip
from editor.benchmark_probe import BEAT_MS, Probe, Seen, first_after
from editor.benchmark_table import HEADER, Measured, line, pooled
from editor.benchmark_views import HEADER as VIEWS_HEADER
from editor.benchmark_views import LONG, Moved, measure_views
from editor.benchmark_views import line as views_line
from editor.main_window import MainWindow
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report
from engine.guidance import Guidance

MOVES = 16
MOVE_MS = 16
RUNNING, AT_REST = "while it runs", "at rest"


CASES = (Case(6.0, 22050, 1), Case(15.0, 44100, 2), Case(60.0, 44100, 2))


@dataclass(frozen=True)
class _Stroke:
    """One drawn box: when the mouse moved and how far (s of the recording), when it let go."""

    moves: tuple[tuple[float, float], ...]
    released: float
    boxes: int


def run(
    options: BenchmarkOptions, report: Report, cases: Sequence[Case] = CASES, long: Case = LONG
) -> dict[str, Any]:
    """Measure all cases, or those whose numbers (from 1) are among the options' items.

    The number after theirs is the long recording, on which the view is moved.
    """
    if options.iterations is not None:
        raise BenchmarkError("the window knows presets only; leave --iterations out")
    chosen = _chosen((*cases, long), options)
    measured: list[Measured] = []
    moved: list[Moved] = []
    with application() as screen, tempfile.TemporaryDirectory() as folder:
        report.progress(f"on {screen}")
        for case in chosen:
            if case is long:
                report.progress(f"{case.name}, moving the view")
                moved += measure_views(case, Path(folder), options, (RUNNING, AT_REST))
                continue
            path = write_clip(case, Path(folder))
            for seed in options.seeds:
                report.progress(f"{case.name}, seed {seed}")
                measured += measure_boxes(case, path, seed, options)
    if measured:
        report.result(f"Milliseconds, refined answers in seconds; on {screen}.")
        report.table(HEADER, [line(of_one) for of_one in pooled(measured)])
        report.result(
            "frame: between two paints while the mouse moves; stall: the event loop kept waiting; "
            "move, release: to painted masks that hold the box; sound: from the release to the "
            "player's buffer; refined: from the release."
        )
    if moved:
        report.result(f"The view moved by wheel and hand; milliseconds, on {screen}.")
        report.table(VIEWS_HEADER, [views_line(of_one) for of_one in moved])
    return {
        "screen": screen,
        "method": options.method,
        "preset": options.preset,
        "cases": [asdict(case) for case in chosen],
        "measured": [asdict(of_one) for of_one in measured],
        "moved": [asdict(of_one) for of_one in moved],
    }


def _chosen(cases: Sequence[Case], options: BenchmarkOptions) -> list[Case]:
    if options.items is None:
        return list(cases)
    unknown = [number for number in options.items if not 1 <= number <= len(cases)]
    if unknown:
        raise BenchmarkError(f"there is no recording {unknown[0]}; they are 1 to {len(cases)}")
    return [cases[number - 1] for number in options.items]


# ---------------------------------------------------------------------------------- one recording


def measure_boxes(case: Case, path: Path, seed: int, options: BenchmarkOptions) -> list[Measured]:
    """Draw the boxes of a case in a window of its own."""
    with opened(path) as window:
        probe = Probe(window)
        try:
            _prepare(window, seed, options)
            probe.start()
            return [_draw_all(window, probe, case, state, seed) for state in (RUNNING, AT_REST)]
        finally:
            probe.stop()


def _prepare(window: MainWindow, seed: int, options: BenchmarkOptions) -> None:
    window.separation.set_refine_while_drawing(True)
    window.document.set_choice(
        method=options.method, preset=options.preset, seed=seed, device=options.device
    )
    window.transport.set_loop(True)
    window.view_state.tool = "activate"
    window.player.play()


def _draw_all(window: MainWindow, probe: Probe, case: Case, state: str, seed: int) -> Measured:
    measured = Measured(case.name, state, seed)
    for number in range(case.boxes):
        if state == RUNNING:
            _set_going(window, probe)
        else:
            _bring_to_rest(window)
        stroke = _draw_box(window, number, case.boxes, state)
        _await_answers(window, probe, stroke)
        _take(measured, probe, stroke)
    _bring_to_rest(window)
    window.spectrogram_view.select_all_marks()
    window.spectrogram_view.delete_selected_marks()
    _bring_to_rest(window)
    return measured


def _set_going(window: MainWindow, probe: Probe) -> None:
    """A run that has come to its iterations."""
    separation = window.separation
    if separation.is_running:
        return
    if separation.can_continue:
        separation.resume()
    else:
        separation.separate()
    count = len(probe.seen.previews)
    await_that(
        lambda: any(iteration > 0 for _, _, iteration in probe.seen.previews[count:]),
        "the first iteration",
    )


def _bring_to_rest(window: MainWindow) -> None:
    window.separation.stop()
    await_that(lambda: not window.separation.is_running, "the end of the run")


def _draw_box(window: MainWindow, number: int, count: int, state: str) -> _Stroke:
    """Draw a box with the mouse, the two sources in turn, at another place each time."""
    view = window.spectrogram_view
    window.view_state.active_source = number % 2
    duration = window.player.duration
    start = (number + (0.1 if state == RUNNING else 0.5)) / count * duration
    end = start + min(1.0, 0.35 * duration / count)
    low = (250.0, 2500.0)[number % 2]
    corner = view.canvas.to_viewport(start, low).toPoint()
    opposite = view.canvas.to_viewport(end, 2.2 * low).toPoint()
    left, button = corner.x(), Qt.MouseButton.LeftButton
    moves: list[tuple[float, float]] = []
    before = len(window.document.guidance.boxes)
    QTest.mousePress(view.viewport(), button, pos=corner)
    for step in range(1, MOVES + 1):
        wait_ms(MOVE_MS)
        share = step / MOVES
        point = QPoint(
            round(left + share * (opposite.x() - left)),
            round(corner.y() + share * (opposite.y() - corner.y())),
        )
        now = time.perf_counter()
        QTest.mouseMove(view.viewport(), point)
        reach = view.canvas.seconds_at(view.canvas.from_viewport(QPointF(point)).x())
        moves.append((now, min(reach, duration)))
    released = time.perf_counter()
    QTest.mouseRelease(view.viewport(), button, pos=opposite)
    boxes = len(window.document.guidance.boxes)
    if boxes != before + 1:
        raise BenchmarkError("the window took a drag of the mouse for something else than a box")
    return _Stroke(tuple(moves), released, boxes)


def _await_answers(window: MainWindow, probe: Probe, stroke: _Stroke) -> None:
    seen, wanted = probe.seen, window.document.guidance

    def answered() -> bool:
        return (
            first_after(seen.shown, stroke.released, lambda shown: shown == wanted) is not None
            and first_after(probe.mixed(), stroke.released, lambda mixed: mixed == wanted)
            is not None
            and _refined(seen, stroke, wanted) is not None
        )

    await_that(answered, "the answers to a box", must=False)


def _refined(seen: Seen, stroke: _Stroke, wanted: Guidance) -> float | None:
    """Seconds until the run went on to another iteration after its answer to the box."""
    with_it = [
        (when, iteration) for when, guidance, iteration in seen.previews if guidance == wanted
    ]
    later = (when for when, iteration in with_it if iteration > with_it[0][1])
    found = next(later, None)
    return None if found is None else max(0.0, found - stroke.released)


def _take(measured: Measured, probe: Probe, stroke: _Stroke) -> None:
    seen, wanted = probe.seen, stroke.boxes
    began, released = stroke.moves[0][0], stroke.released

    def holds(reach: float) -> Callable[[Guidance], bool]:
        return lambda guidance: (
            len(guidance.boxes) >= wanted and guidance.boxes[wanted - 1].end >= reach - 1e-9
        )

    measured.boxes += 1
    for moment, reach in stroke.moves:
        measured.moves.append(first_after(seen.shown, moment, holds(reach)))
    final = holds(stroke.moves[-1][1])
    measured.releases.append(first_after(seen.shown, released, final))
    measured.sounds.append(first_after(probe.mixed(), released, final))
    guidance = next((g for _, g in reversed(seen.shown) if final(g)), Guidance())
    measured.refined.append(_refined(seen, stroke, guidance))
    paints = [when for when in seen.paints if began <= when <= released]
    measured.frames += np.diff(paints).tolist()
    beats = np.array([when for when in seen.beats if when >= began])
    measured.stalls += np.maximum(np.diff(beats) - BEAT_MS / 1000, 0.0).tolist()
