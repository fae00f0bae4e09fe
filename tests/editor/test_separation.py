"""What begins a run, what it is told, and what its result becomes in the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject

from editor.document import Document
from editor.jobs import JobRunner
from editor.preferences import Preferences
from editor.separation import Separation
from engine.guidance import Box, Guidance
from engine.recording import Recording
from engine.separators.base import SeparationError
from tests.stubs import SteppedSeparator

BOX = Box(1, "activate", 0.2, 0.6, 500.0, 2500.0)
LATER = Box(0, "activate", 0.7, 0.9, 500.0, 2500.0)


class Bench(QObject):
    """A document, a separation, and a separator that waits for the test."""

    def __init__(self, separator: SteppedSeparator) -> None:
        super().__init__()
        self.separator = separator
        self.document = Document(self)
        self.runner = JobRunner(self)
        self.preferences = Preferences()
        self.separation = Separation(self.document, self.runner, self.preferences, self)
        self.document.open_recording(Recording.from_samples(np.zeros((1, 8000)), 8000))

    @property
    def steps(self) -> list[str]:
        stack = self.document.undo_stack
        return [stack.text(index) for index in range(stack.count())]


@pytest.fixture
def bench(
    qtbot: Any, separator: SteppedSeparator, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bench]:
    # A separation gives way to everything else: on a busy machine it ends late.
    monkeypatch.setattr("editor.jobs.JOIN_SECONDS", 60.0)
    made = Bench(separator)
    yield made
    separator.allow(1000)
    assert made.runner.shutdown()


def idle(bench: Bench) -> bool:
    return not bench.separation.is_running


def run_to_end(qtbot: Any, bench: Bench) -> None:
    bench.separator.allow(5)
    qtbot.waitUntil(lambda: idle(bench))


def test_separating_is_one_step_that_undoes(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    assert bench.separation.is_running
    assert not bench.separation.can_separate
    run_to_end(qtbot, bench)
    assert bench.steps == ["Separate"]
    assert bench.document.result_is_current
    bench.document.undo_stack.undo()
    assert bench.document.masks is None
    assert not bench.separation.can_continue


def test_the_first_box_starts_a_separation_and_undoing_it_takes_the_masks_away(
    qtbot: Any, bench: Bench
) -> None:
    bench.document.add_mark(BOX)
    assert bench.separation.is_running
    run_to_end(qtbot, bench)
    assert bench.steps == ["Draw box"]
    masks = bench.document.masks
    assert masks is not None
    bench.document.undo_stack.undo()
    assert bench.document.masks is None
    assert idle(bench)
    bench.document.undo_stack.redo()
    assert bench.document.masks is masks
    assert idle(bench)


def test_a_box_resumes_a_finished_run_from_where_it_stands(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    run_to_end(qtbot, bench)
    before = bench.document.masks
    bench.document.add_mark(BOX)
    run_to_end(qtbot, bench)
    assert bench.separator.runs == [None, 5]
    assert bench.document.masks is not before
    assert bench.steps == ["Separate", "Draw box"]
    bench.document.undo_stack.undo()
    assert bench.document.masks is before
    assert idle(bench)


def test_without_refining_a_box_only_waits(qtbot: Any, bench: Bench) -> None:
    bench.separation.set_refine_while_drawing(False)
    bench.document.add_mark(BOX)
    assert idle(bench)
    bench.separation.set_refine_while_drawing(True)
    assert bench.separation.is_running


def test_a_box_drawn_while_it_runs_is_taken_up(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: len(bench.separator.seen) == 1)
    bench.document.add_mark(BOX)
    bench.separator.allow(4)
    qtbot.waitUntil(lambda: idle(bench))
    assert bench.separator.seen[0] == Guidance()
    assert bench.separator.seen[-1] == Guidance((BOX,))
    assert bench.separator.runs == [None]


def test_a_box_drawn_after_the_last_iteration_began_is_not_forgotten(
    qtbot: Any, bench: Bench
) -> None:
    bench.separation.separate()
    bench.separator.allow(5)
    qtbot.waitUntil(lambda: bench.separator.closed == 1)
    bench.document.add_mark(BOX)
    bench.separator.allow(5)
    qtbot.waitUntil(lambda: bench.document.result_is_current and idle(bench))
    assert bench.separator.runs == [None, 5]


def test_stopping_keeps_what_is_reached_and_does_not_start_again(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: bench.document.masks is not None)
    bench.separation.stop()
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: idle(bench))
    assert bench.steps == ["Separate"]
    assert bench.document.result.masks is not None
    assert bench.separation.can_continue
    bench.separation.resume()
    run_to_end(qtbot, bench)
    assert bench.steps == ["Separate", "Continue separation"]


def test_a_box_drawn_while_a_stopped_run_still_ends_is_not_forgotten(
    qtbot: Any, bench: Bench
) -> None:
    bench.separation.separate()
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: bench.document.masks is not None)
    bench.separation.stop()
    bench.document.add_mark(BOX)
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: len(bench.separator.runs) == 2)
    run_to_end(qtbot, bench)
    assert bench.document.result_is_current


def test_dragging_a_box_steers_and_its_release_is_one_step(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    run_to_end(qtbot, bench)
    before = bench.document.masks
    bench.separation.preview_guidance(Guidance((LATER,)))
    bench.separation.preview_guidance(Guidance((BOX,)))
    assert bench.separation.is_running
    run_to_end(qtbot, bench)
    assert bench.document.undo_stack.count() == 1
    live = bench.document.masks
    assert live is not before
    bench.document.add_mark(BOX)
    bench.separation.preview_guidance(None)
    assert idle(bench)
    assert bench.document.masks is live
    assert bench.document.result_is_current
    bench.document.undo_stack.undo()
    assert bench.document.masks is before
    assert bench.document.result_is_current


def test_a_cancelled_drag_brings_the_masks_of_before_back(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    run_to_end(qtbot, bench)
    before = bench.document.masks
    bench.separation.preview_guidance(Guidance((BOX,)))
    bench.separator.allow(2)
    qtbot.waitUntil(lambda: bench.document.masks is not before)
    bench.separation.preview_guidance(None)
    assert idle(bench)
    assert bench.document.masks is before


def test_a_cancelled_drag_after_its_run_had_finished(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    run_to_end(qtbot, bench)
    before = bench.document.masks
    bench.separation.preview_guidance(Guidance((BOX,)))
    run_to_end(qtbot, bench)
    bench.separation.preview_guidance(None)
    assert idle(bench)
    assert bench.document.masks is before


def test_undoing_a_box_while_it_is_refined_ends_the_refining(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    run_to_end(qtbot, bench)
    before = bench.document.masks
    bench.document.add_mark(BOX)
    assert bench.separation.is_running
    bench.document.undo_stack.undo()
    assert idle(bench)
    assert bench.document.masks is before


def test_undoing_the_box_that_began_it_all_ends_the_run(qtbot: Any, bench: Bench) -> None:
    bench.document.add_mark(BOX)
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: bench.document.masks is not None)
    bench.document.undo_stack.undo()
    assert idle(bench)
    assert bench.document.masks is None
    bench.separator.allow(1)  # for the run that was dropped in the middle of an iteration
    bench.document.undo_stack.redo()
    run_to_end(qtbot, bench)
    assert bench.document.result_is_current


def test_a_run_goes_on_with_another_number_of_sources(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    bench.separator.allow(2)
    qtbot.waitUntil(lambda: len(bench.separator.seen) == 2)
    qtbot.waitUntil(lambda: bench.document.masks is not None)
    live = bench.document.masks
    bench.document.set_choice(sources=3)
    assert bench.steps == ["Separate", "Change number of sources"]
    at_once = bench.document.masks
    assert at_once is not None
    assert at_once.sources == 3
    assert at_once.values.sum(axis=0) == pytest.approx(1.0, abs=1e-6)
    assert bench.separation.is_running
    bench.separator.allow(1)  # for the run that was given up in the middle of an iteration
    run_to_end(qtbot, bench)
    assert bench.separator.runs[0] is None
    assert bench.separator.runs[1] is at_once
    assert bench.document.masks is not None
    assert bench.document.masks.sources == 3
    assert bench.steps == ["Separate", "Change number of sources"]
    bench.document.undo_stack.undo()
    assert bench.document.masks is live
    assert idle(bench)
    assert bench.separation.can_continue


def test_undoing_a_change_of_the_sources_goes_on_with_those_of_before(
    qtbot: Any, bench: Bench
) -> None:
    bench.document.add_mark(BOX)
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: bench.document.masks is not None)
    bench.document.set_choice(sources=3)
    bench.separator.allow(2)
    qtbot.waitUntil(lambda: bench.separation.has_progress)
    bench.document.undo_stack.undo()
    assert bench.separation.is_running
    bench.separator.allow(1)
    run_to_end(qtbot, bench)
    assert bench.document.masks is not None
    assert bench.document.masks.sources == 2
    assert bench.steps == ["Draw box", "Change number of sources"]
    bench.document.undo_stack.redo()
    assert bench.document.masks.sources == 3


def test_a_method_that_cannot_go_on_from_masks_says_that_it_begins_afresh(
    qtbot: Any, bench: Bench
) -> None:
    said: list[str] = []
    bench.separation.noticed.connect(said.append)
    bench.separator.starts_from_masks = False
    bench.separation.separate()
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: bench.document.masks is not None)
    bench.document.set_choice(sources=3)
    bench.separator.allow(1)
    run_to_end(qtbot, bench)
    assert bench.separator.runs == [None, None]
    assert "the first" in said


def test_another_recording_ends_a_run(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    bench.document.open_recording(Recording.from_samples(np.zeros((1, 4000)), 8000))
    assert idle(bench)
    assert bench.separation.can_separate
    assert not bench.separation.can_continue


def test_a_failed_run_says_so_once_and_keeps_the_last_result(qtbot: Any, bench: Bench) -> None:
    said: list[str] = []
    bench.separation.failed.connect(said.append)
    bench.separator.error = SeparationError("It is silent.")
    bench.document.add_mark(BOX)
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: idle(bench))
    assert said == ["It is silent."]
    assert bench.document.masks is None


def test_the_preference_is_remembered(qtbot: Any, bench: Bench) -> None:
    bench.separation.set_refine_while_drawing(False)
    assert not Preferences().refine_while_drawing


def test_a_box_changes_the_masks_before_the_running_iteration_ends(
    qtbot: Any, bench: Bench
) -> None:
    bench.separator.answers = True
    bench.separation.separate()
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: bench.document.masks is not None)
    bench.document.add_mark(BOX)
    qtbot.waitUntil(lambda: says_box(bench))
    assert bench.separator.seen == [Guidance()]
    bench.document.undo_stack.undo()
    qtbot.waitUntil(lambda: not says_box(bench))
    assert bench.separator.seen == [Guidance()]


def test_a_dragged_box_changes_the_masks_at_once_and_undo_brings_the_old_ones_back(
    qtbot: Any, bench: Bench
) -> None:
    bench.separator.answers = True
    bench.separation.separate()
    run_to_end(qtbot, bench)
    before = bench.document.masks
    bench.separation.preview_guidance(Guidance((BOX,)))
    qtbot.waitUntil(lambda: says_box(bench))
    assert len(bench.separator.seen) == 5
    bench.document.add_mark(BOX)
    bench.separation.preview_guidance(None)
    run_to_end(qtbot, bench)
    bench.document.undo_stack.undo()
    assert bench.document.masks is before
    assert idle(bench)


def test_a_run_that_ends_without_the_newest_box_does_not_take_its_answer_away(
    qtbot: Any, bench: Bench
) -> None:
    bench.separator.answers = True
    bench.separation.separate()
    bench.separator.allow(4)
    # The last iteration is under way: it hears nothing of the box.
    qtbot.waitUntil(lambda: bench.separator.begun == 5 and bench.document.masks is not None)
    bench.document.add_mark(BOX)
    qtbot.waitUntil(lambda: says_box(bench))
    bench.separator.allow(1)
    qtbot.waitUntil(lambda: bench.document.undo_stack.count() == 2)
    assert bench.separation.is_running
    assert says_box(bench)


def says_box(bench: Bench) -> bool:
    """Whether the shown masks give source 1 all of something, as the box asks."""
    masks = bench.document.masks
    return masks is not None and masks.values[1].max() == 1.0


def test_what_is_reached_is_undone_and_redone_with_its_result(qtbot: Any, bench: Bench) -> None:
    bench.separation.separate()
    run_to_end(qtbot, bench)
    first = bench.separation.reached
    assert first is not None
    assert first.iteration == 5
    bench.separation.resume()
    run_to_end(qtbot, bench)
    again = bench.separation.reached
    assert again is not None
    assert again.iteration == 10
    bench.document.undo_stack.undo()
    assert bench.separation.reached is first
    bench.document.undo_stack.undo()
    assert bench.separation.reached is None
    bench.document.undo_stack.redo()
    bench.document.undo_stack.redo()
    assert bench.separation.reached is again


def test_another_number_of_sources_begins_no_run_whatever_it_does_to_boxes(
    qtbot: Any, bench: Bench
) -> None:
    bench.separation.set_refine_while_drawing(False)
    bench.document.set_choice(sources=6)
    bench.document.add_mark(BOX)
    bench.document.add_mark(Box(5, "activate", 0.7, 0.9, 500.0, 2500.0))
    bench.separation.separate()
    run_to_end(qtbot, bench)
    bench.separation.set_refine_while_drawing(True)
    assert idle(bench)
    bench.document.set_choice(sources=2)
    assert bench.document.guidance.boxes == (BOX,)
    assert idle(bench)
    bench.document.undo_stack.undo()
    assert idle(bench)
    bench.document.set_choice(sources=2)
    bench.document.add_mark(LATER)
    assert bench.separation.is_running
