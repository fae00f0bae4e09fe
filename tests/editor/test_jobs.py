"""JobRunner: one worker, newest masks, guidance between iterations, a clean end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from editor.answers import Answer, Asked
from editor.document import SeparationChoice
from editor.job_worker import FASTEST_PREVIEW, Job, Preview, Worker
from editor.jobs import JobRunner
from editor.loss_curve import LossCurve
from engine.answering import Unwanted
from engine.guidance import Box, Guidance
from engine.masks import Masks
from engine.recording import Recording, RecordingError
from engine.separators.base import SeparationError, Step
from tests.stubs import SteppedSeparator

CHOICE = SeparationChoice()
NOTHING = Guidance()
DRAFT = Guidance((Box(1, "activate", 0.2, 0.5, 500.0, 2500.0),))
BOX = Guidance((Box(1, "activate", 0.2, 0.6, 500.0, 2500.0),))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a thread ends is asked, and not how soon: a busy machine takes its time."""
    monkeypatch.setattr("editor.jobs.JOIN_SECONDS", 60.0)


@pytest.fixture
def runner(qtbot: Any, separator: SteppedSeparator) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    separator.allow(100)
    assert made.shutdown()


@pytest.fixture
def recording() -> Recording:
    return Recording.from_samples(np.zeros((1, 8000)), 8000)


def test_a_run_shows_previews_and_ends_with_the_last_one(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    shown: list[Preview] = []
    runner.preview.connect(shown.append)
    separator.allow(5)
    with qtbot.waitSignal(runner.finished) as ended:
        runner.start(recording, NOTHING, CHOICE)
        assert runner.is_running
    assert not runner.is_running
    last = ended.args[0]
    assert (last.iteration, last.total, last.remaining) == (5, 5, 0.0)
    assert shown[-1] is last
    np.testing.assert_allclose(last.losses, [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5])
    assert last.elapsed > 0
    assert last.device == "cpu"
    assert last.device_reason


def test_time_left_counts_iterations_and_not_steps() -> None:
    recording = Recording.from_samples(np.zeros((1, 8)), 8)
    job = Job(recording, Asked(0, NOTHING), CHOICE, None, LossCurve())
    worker = Worker(job)
    steps = [(0, np.nan, 0.0), (0, np.nan, 9.0), (0, 1.0, 20.0), (1, 1.0, 21.0), (1, 1.0, 22.0)]
    for iteration, loss, now in steps:
        worker._tick(Step(iteration, 10, loss, lambda: None), now)  # type: ignore[arg-type]
        if iteration == 0:
            assert worker._remaining(Step(iteration, 10, loss, lambda: None)) is None  # type: ignore[arg-type]
    worker._tick(Step(2, 10, 1.0, lambda: None), 24.0)  # type: ignore[arg-type]
    assert worker._remaining(Step(2, 10, 1.0, lambda: None)) == 8 * 2.0  # type: ignore[arg-type]


def test_previews_cannot_be_changed_by_anyone(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    separator.allow(5)
    with qtbot.waitSignal(runner.finished) as ended:
        runner.start(recording, NOTHING, CHOICE)
    masks = ended.args[0].masks
    for values in (masks.values, masks.times, masks.activations, ended.args[0].losses):
        assert not values.flags.writeable


def test_signals_arrive_in_the_gui_thread(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    threads: list[threading.Thread] = []
    runner.preview.connect(lambda _: threads.append(threading.current_thread()))
    separator.allow(5)
    with qtbot.waitSignal(runner.finished):
        runner.start(recording, NOTHING, CHOICE)
    assert set(threads) == {threading.main_thread()}


def test_guidance_is_taken_up_between_two_iterations(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    runner.start(recording, NOTHING, CHOICE)
    separator.allow(2)
    qtbot.waitUntil(lambda: len(separator.seen) == 2)
    runner.set_guidance(NOTHING)
    runner.set_guidance(BOX)
    with qtbot.waitSignal(runner.finished) as ended:
        separator.allow(3)
    assert separator.seen[:2] == [NOTHING, NOTHING]
    assert separator.seen[-1] == BOX
    assert ended.args[0].guidance == BOX
    assert ended.args[0].masks.values[1].max() == 1.0


def begin_answering(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> list[Preview]:
    """A run in the middle of its second iteration, which waits; collects its previews."""
    separator.answers = True
    shown: list[Preview] = []
    runner.preview.connect(shown.append)
    runner.start(recording, NOTHING, CHOICE)
    separator.allow(1)
    # The first preview comes before the second iteration takes up what is drawn by then.
    qtbot.waitUntil(lambda: len(shown) == 1 and separator.begun == 2)
    return shown


def test_newer_guidance_is_answered_in_the_middle_of_an_iteration(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    begin_answering(qtbot, runner, separator, recording)
    with qtbot.waitSignal(runner.answered) as answered:
        runner.set_guidance(BOX)
    answer: Answer = answered.args[0]
    assert separator.seen == [NOTHING]
    assert answer.asked.guidance == BOX
    assert answer.masks.values[1].max() == 1.0
    assert not answer.masks.values.flags.writeable


def test_letting_go_gives_up_the_answers_to_earlier_drafts(
    qtbot: Any,
    runner: JobRunner,
    separator: SteppedSeparator,
    recording: Recording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, made = threading.Event(), separator._answer

    def slow(
        mixture: Recording, sources: int, iteration: int, guidance: Guidance, wanted: Any
    ) -> Masks:
        if guidance == BOX:
            return made(mixture, sources, iteration, guidance)
        begun.set()
        deadline = time.monotonic() + 60
        while wanted() and time.monotonic() < deadline:
            time.sleep(0.001)
        raise Unwanted

    monkeypatch.setattr(separator, "_answer", slow)
    begin_answering(qtbot, runner, separator, recording)
    hurried: list[bool] = []
    runner.hurried.connect(lambda: hurried.append(True))
    runner.set_guidance(DRAFT, drawing=True)
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(runner.answered) as answered:
        runner.set_guidance(BOX, drawing=True)  # waits for the answer to the draft
        assert not hurried
        runner.set_guidance(BOX)
        assert len(hurried) == 1
    assert answered.args[0].asked.guidance == BOX
    runner.set_guidance(BOX)  # that is answered: nobody waits for anything
    assert len(hurried) == 1


def test_a_preview_older_than_an_answer_shows_the_answer(
    qtbot: Any,
    runner: JobRunner,
    separator: SteppedSeparator,
    recording: Recording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("editor.job_worker.FASTEST_PREVIEW", 0.0)
    monkeypatch.setattr("editor.job_worker.PREVIEW_SHARE", float("inf"))
    shown = begin_answering(qtbot, runner, separator, recording)
    with qtbot.waitSignal(runner.answered) as answered:
        runner.set_guidance(BOX)
    separator.allow(1)  # begun before the box: it hears of it afterwards
    qtbot.waitUntil(lambda: shown[-1].iteration == 2)
    assert shown[-1].masks is answered.args[0].masks
    assert shown[-1].guidance == BOX
    with qtbot.waitSignal(runner.finished) as ended:
        separator.allow(3)
    assert ended.args[0].guidance == BOX
    assert ended.args[0].masks is not answered.args[0].masks


@pytest.mark.parametrize("never", [False, True])
def test_an_answer_that_comes_late_or_never_does_not_hold_the_run_up(
    qtbot: Any,
    runner: JobRunner,
    separator: SteppedSeparator,
    recording: Recording,
    monkeypatch: pytest.MonkeyPatch,
    never: bool,
) -> None:
    heard, made = threading.Event(), separator._answer

    def late(mixture: Recording, *asked: Any) -> Masks:
        assert heard.wait(60)
        if never:
            raise ValueError("no answer")
        return made(mixture, *asked)

    monkeypatch.setattr(separator, "_answer", late)
    monkeypatch.setattr("editor.job_worker.HOLD_SECONDS", 0.01)
    shown = begin_answering(qtbot, runner, separator, recording)
    runner.set_guidance(BOX)
    separator.allow(2)
    qtbot.waitUntil(lambda: shown[-1].guidance == BOX)
    monkeypatch.setattr("editor.job_worker.HOLD_SECONDS", 600.0)
    heard.set()
    with qtbot.waitSignal(runner.finished) as ended:
        separator.allow(2)
    assert ended.args[0].iteration == 5


def test_the_result_is_the_methods_own_and_never_an_answer(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    begin_answering(qtbot, runner, separator, recording)
    with qtbot.waitSignal(runner.answered):
        runner.set_guidance(BOX)
    with qtbot.waitSignal(runner.finished) as ended:
        runner.stop()
        separator.allow(1)
    assert ended.args[0].guidance == NOTHING
    assert ended.args[0].masks.values[1].max() < 1.0


def test_going_on_with_a_new_box_is_answered_before_the_first_iteration(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    separator.answers = True
    separator.allow(5)
    with qtbot.waitSignal(runner.finished):
        runner.start(recording, NOTHING, CHOICE)
    state = runner.state_for(recording, CHOICE)
    with qtbot.waitSignal(runner.answered) as answered:
        runner.start(recording, BOX, CHOICE, state)
    assert len(separator.seen) == 5
    assert answered.args[0].asked.guidance == BOX


def test_a_discarded_run_answers_no_more(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    begin_answering(qtbot, runner, separator, recording)
    heard: list[Answer] = []
    runner.answered.connect(heard.append)
    runner.set_guidance(BOX)
    runner.discard()
    made = separator.masks_made
    separator.allow(1)
    qtbot.waitUntil(lambda: separator.masks_made > made and separator.closed == 1)
    runner.start(recording, NOTHING, CHOICE)
    with qtbot.waitSignal(runner.finished):
        separator.allow(5)
    assert heard == []


def test_empty_guidance_that_was_sent_replaces_the_boxes(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    runner.start(recording, BOX, CHOICE)
    runner.set_guidance(NOTHING)
    with qtbot.waitSignal(runner.finished) as ended:
        separator.allow(5)
    assert ended.args[0].guidance == NOTHING


def test_stop_keeps_what_is_reached_and_continue_goes_on(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    runner.start(recording, NOTHING, CHOICE)
    separator.allow(2)
    qtbot.waitUntil(lambda: len(separator.seen) == 2)
    with qtbot.waitSignal(runner.finished) as ended:
        runner.stop()
        separator.allow(1)
    reached = ended.args[0].iteration
    assert reached in (2, 3)
    assert separator.closed == 1
    state = runner.state_for(recording, CHOICE)
    separator.allow(5)
    with qtbot.waitSignal(runner.finished) as ended:
        runner.start(recording, NOTHING, CHOICE, state)
    assert separator.runs == [None, reached]
    assert ended.args[0].iteration == reached + 5
    assert len(ended.args[0].losses) == reached + 5


def test_a_state_is_only_for_its_recording_and_choice(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    separator.allow(5)
    with qtbot.waitSignal(runner.finished):
        runner.start(recording, NOTHING, CHOICE)
    assert runner.state_for(recording, CHOICE) == 5
    assert runner.state_for(recording, SeparationChoice(sources=3)) is None
    assert runner.state_for(recording, SeparationChoice(method="nmf")) is None
    assert runner.state_for(Recording.from_samples(np.zeros(9), 8000), CHOICE) is None
    runner.forget()
    assert runner.state_for(recording, CHOICE) is None


def test_a_run_stopped_before_its_first_step_ends_with_nothing(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    separator.iterations = 0
    with qtbot.waitSignal(runner.finished) as ended:
        runner.start(recording, NOTHING, CHOICE)
    assert ended.args == [None]


@pytest.mark.parametrize("error", [SeparationError("It is silent."), RecordingError("Gone.")])
def test_a_sentence_of_the_engine_reaches_the_user_as_it_is(
    qtbot: Any,
    runner: JobRunner,
    separator: SteppedSeparator,
    recording: Recording,
    error: Exception,
) -> None:
    separator.error = error
    separator.allow(1)
    said: list[str] = []
    runner.failed.connect(said.append)
    with qtbot.waitSignal(runner.finished):
        runner.start(recording, NOTHING, CHOICE)
    assert said == [str(error)]
    assert not runner.is_running


def test_any_other_failure_is_logged_and_keeps_what_was_reached(
    qtbot: Any,
    runner: JobRunner,
    separator: SteppedSeparator,
    recording: Recording,
    caplog: pytest.LogCaptureFixture,
) -> None:
    separator.error, separator.error_at = ZeroDivisionError("oops"), 3
    separator.allow(3)
    said: list[str] = []
    runner.failed.connect(said.append)
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(runner.finished) as ended:
        runner.start(recording, NOTHING, CHOICE)
    assert said == ["The separation failed (ZeroDivisionError: oops); see the log."]
    assert "ZeroDivisionError" in caplog.text
    assert ended.args[0].iteration in (1, 2)


def test_masks_are_made_only_for_what_is_shown(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    shown: list[Preview] = []
    runner.preview.connect(shown.append)
    separator.iterations = 300
    separator.allow(300)
    with qtbot.waitSignal(runner.finished):
        runner.start(recording, NOTHING, CHOICE)
    assert shown[-1].iteration == 300
    assert shown[-1].notice == "" or len(shown) == 1
    assert shown[0].notice == "the first"
    # The first and the last, and as many in between as the run took time for.
    assert len(shown) <= 2 + shown[-1].elapsed / FASTEST_PREVIEW


def test_a_second_start_is_refused(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    runner.start(recording, NOTHING, CHOICE)
    with pytest.raises(RuntimeError, match="running already"):
        runner.start(recording, NOTHING, CHOICE)


def test_a_discarded_run_says_nothing_and_the_next_one_waits_for_its_end(
    qtbot: Any, runner: JobRunner, separator: SteppedSeparator, recording: Recording
) -> None:
    ends: list[Any] = []
    runner.finished.connect(ends.append)
    runner.start(recording, NOTHING, CHOICE)
    qtbot.waitUntil(lambda: separator.runs == [None])
    runner.discard()
    assert not runner.is_running
    runner.start(recording, BOX, CHOICE)
    assert separator.runs == [None]
    separator.allow(6)
    qtbot.waitUntil(lambda: len(ends) == 1)
    assert separator.seen[0] == NOTHING
    assert separator.seen[1:] == [BOX] * 5


def test_shutdown_ends_the_thread_while_it_runs(
    qtbot: Any, separator: SteppedSeparator, recording: Recording
) -> None:
    runner = JobRunner()
    runner.start(recording, NOTHING, CHOICE)
    separator.allow(1)
    qtbot.waitUntil(lambda: len(separator.seen) == 1)
    separator.allow(1)
    assert runner.shutdown()
    assert not [thread for thread in threading.enumerate() if thread.name == "separation"]


def test_a_loss_curve_has_one_value_an_iteration() -> None:
    curve = LossCurve()
    for iteration, loss in [(0, float("nan")), (1, 4.0), (1, 2.0), (1, 3.0), (2, 1.0), (3, 0.5)]:
        curve.add(iteration, loss)
    np.testing.assert_allclose(curve.values(), [3.0, 1.0, 0.5])
