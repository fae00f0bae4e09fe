"""The document: every edit is one step that undoes and redoes exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from editor.document import Document
from editor.recounting import adding, merging, removing
from editor.source_state import SOURCE_COLOURS
from engine.guidance import Box, Guidance, GuidanceError, Lasso, Span
from engine.masks import Masks, equal_masks
from engine.recording import Recording


def some_masks(sources: int = 2, frames: int = 5) -> Masks:
    return equal_masks(sources, np.arange(frames) * 0.01, np.array([100.0, 200.0, 400.0]))


def a_box(source: int = 0, start: float = 0.1, low: float = 100.0) -> Box:
    return Box(source, "activate", start, start + 0.2, low, low + 100.0)


@pytest.fixture
def document(qapp: Any) -> Document:
    made = Document()
    made.open_recording(Recording.from_samples(np.zeros((2, 8000)), 8000))
    return made


def test_signals_say_what_changed_and_nothing_else(document: Document, qtbot: Any) -> None:
    heard: list[str] = []
    for name in ("recording", "sources", "guidance", "choice", "masks"):
        signal = getattr(document, f"{name}_changed")
        signal.connect(lambda name=name: heard.append(name))
    document.add_mark(a_box())
    document.set_source(0, solo=True)
    document.set_choice(seed=4)
    document.show_masks(some_masks())
    assert heard == ["guidance", "sources", "choice", "masks"]
    heard.clear()
    document.set_source(0, solo=True)
    document.set_choice(seed=4)
    assert heard == []


def test_a_slider_drag_is_one_step_and_two_drags_are_two(qapp: Any) -> None:
    now = [0.0]
    document = Document(clock=lambda: now[0])
    for gain in (-1.0, -2.0, -3.0):
        now[0] += 0.1
        document.set_source(0, gain_db=gain)
    assert document.undo_stack.count() == 1
    now[0] += 5.0
    document.set_source(0, gain_db=-9.0)
    document.set_source(1, gain_db=-9.0)
    assert document.undo_stack.count() == 3
    for _ in range(2):
        document.undo_stack.undo()
    assert document.sources[0].gain_db == -3.0
    document.undo_stack.undo()
    assert document.sources[0].gain_db == 0.0


def test_a_drag_back_to_where_it_began_leaves_no_step(qapp: Any) -> None:
    document = Document(clock=lambda: 0.0)
    document.set_source(0, gain_db=-6.0)
    document.set_source(0, gain_db=0.0)
    assert document.undo_stack.count() == 0


def test_live_masks_are_no_step_and_a_commit_is_one(document: Document) -> None:
    document.show_masks(some_masks())
    assert document.undo_stack.count() == 0
    after = some_masks()
    document.commit_masks(None, after, "Separate")
    assert document.masks is after
    assert document.undo_stack.undoText() == "Separate"
    document.undo_stack.undo()
    assert document.masks is None


def test_undoing_a_box_brings_back_the_masks_of_before(document: Document) -> None:
    first, refined = some_masks(), some_masks()
    document.commit_masks(None, first, "Separate")
    document.add_mark(a_box())
    assert not document.result_is_current
    document.set_source(0, mute=True)
    document.settle_masks(refined, document.guidance)
    assert document.result_is_current
    document.undo_stack.undo()
    assert document.masks is refined
    document.undo_stack.undo()
    assert document.masks is first
    assert document.result_is_current
    document.undo_stack.redo()
    assert document.masks is refined
    assert document.result_is_current


def test_a_result_settles_into_a_macro_too(document: Document) -> None:
    document.add_mark(a_box())
    document.add_mark(a_box(1))
    first, refined = some_masks(), some_masks()
    document.settle_masks(first, document.guidance)
    document.undo_stack.beginMacro("Move boxes")
    document.replace_marks({0: a_box(0, 0.3)})
    document.replace_marks({1: a_box(1, 0.4)})
    document.undo_stack.endMacro()
    document.settle_masks(refined, document.guidance)
    document.undo_stack.undo()
    assert document.masks is first
    assert document.result_is_current
    document.undo_stack.redo()
    assert document.masks is refined
    assert document.result_is_current


def test_a_box_drawn_while_running_keeps_the_live_masks(document: Document) -> None:
    live = some_masks()
    document.show_masks(live)
    document.add_mark(a_box())
    assert document.masks is live


def test_fewer_sources_drop_their_boxes_and_give_their_sound_to_the_others(
    document: Document,
) -> None:
    document.set_choice(sources=3)
    assert [source.colour for source in document.sources] == list(SOURCE_COLOURS[:3])
    document.set_source(2, name="Robin")
    document.add_mark(a_box(0))
    document.add_mark(a_box(2))
    document.set_mark_states([0], "Lock box", locked=True)
    masks = some_masks(3)
    document.commit_masks(None, masks, "Separate")
    document.set_choice(sources=2)
    assert [box.source for box in document.guidance.boxes] == [0]
    assert [state.locked for state in document.mark_states] == [True]
    assert document.masks is not None
    assert document.masks.values == pytest.approx(0.5)
    document.undo_stack.undo()
    assert document.sources[2].name == "Robin"
    assert [box.source for box in document.guidance.boxes] == [0, 2]
    assert [state.locked for state in document.mark_states] == [True, False]
    assert document.masks is masks


def test_boxes_are_clipped_to_the_recording(document: Document) -> None:
    document.add_mark(Box(0, "activate", -1.0, 0.5, 1000.0, 9000.0))
    assert document.guidance.boxes == (Box(0, "activate", 0.0, 0.5, 1000.0, 4000.0),)
    document.add_mark(Box(0, "activate", 5.0, 6.0, 100.0, 200.0))
    assert len(document.guidance.boxes) == 1


def test_a_box_of_a_missing_source_is_refused_and_leaves_no_step(document: Document) -> None:
    with pytest.raises(ValueError, match="no source 5"):
        document.add_mark(a_box(5))
    assert document.undo_stack.count() == 0


def test_texts_of_box_edits(document: Document) -> None:
    document.add_mark(Box(0, "activate", 0.1, 0.3, 100.0, 200.0))
    document.replace_marks({0: Box(0, "activate", 0.2, 0.4, 200.0, 400.0)})
    assert document.undo_stack.undoText() == "Move box"
    document.replace_marks({0: Box(0, "activate", 0.2, 0.5, 200.0, 400.0)})
    assert document.undo_stack.undoText() == "Resize box"
    document.replace_marks({0: Box(1, "activate", 0.2, 0.5, 200.0, 400.0)})
    assert document.undo_stack.undoText() == "Change box"
    document.remove_marks([0])
    assert document.undo_stack.undoText() == "Delete box"


def test_what_is_lost_on_closing(document: Document) -> None:
    assert not document.has_unsaved_work
    document.add_mark(a_box())
    assert document.has_unsaved_work
    document.mark_exported()
    assert not document.has_unsaved_work
    assert document.undo_stack.isClean()
    document.add_mark(a_box(1))
    assert document.has_unsaved_work


def test_opening_forgets_everything_but_the_choice(document: Document) -> None:
    document.set_choice(sources=4)
    document.add_mark(a_box())
    document.set_source(0, name="x")
    document.open_recording(Recording.from_samples(np.zeros(100), 8000))
    assert document.guidance == Guidance()
    assert len(document.sources) == 4
    assert document.sources[0].name == "Source 1"
    assert document.undo_stack.count() == 0


def test_old_results_are_forgotten_when_they_take_too_much_memory(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = [some_masks() for _ in range(4)]
    monkeypatch.setattr("editor.document.UNDO_BYTES", 2 * results[0].values.nbytes)
    for masks in results:
        document.commit_masks(document.masks, masks, "Separate")
    document.undo_stack.undo()
    assert document.masks is results[2]
    document.undo_stack.undo()
    assert document.masks is results[2]


def test_removing_a_source_in_the_middle_renumbers_the_others(document: Document) -> None:
    document.set_choice(sources=3)
    for source in (0, 1, 2):
        document.add_mark(a_box(source, 0.1 * source))
    document.change_sources(removing(document.sources, [1]), "Remove Source 2")
    assert [source.name for source in document.sources] == ["Source 1", "Source 3"]
    assert [(box.source, box.start) for box in document.guidance.boxes] == [(0, 0.0), (1, 0.2)]
    document.change_sources(adding(document.sources), "Add Source 2")
    assert [source.name for source in document.sources] == ["Source 1", "Source 3", "Source 2"]
    assert len({source.colour for source in document.sources}) == 3


def test_merging_keeps_the_marks_of_both_but_for_what_is_no_longer_true(
    document: Document,
) -> None:
    document.set_choice(sources=3)
    denied = Box(2, "deactivate", 0.1, 0.3, 100.0, 200.0)
    for mark in (a_box(0), a_box(1, 0.2), a_box(2, 0.3), denied):
        document.add_mark(mark)
    document.change_sources(merging(document.sources, 2, 0), "Merge")
    assert [source.name for source in document.sources] == ["Source 2", "Source 3"]
    assert document.guidance.boxes == (a_box(1), a_box(0, 0.2), a_box(1, 0.3))
    document.undo_stack.undo()
    assert document.guidance.boxes[-1] == denied


def test_what_was_denied_of_both_merged_sources_stays_where_both_were(document: Document) -> None:
    document.set_choice(sources=3)
    loop = ((0.25, 300.0), (0.3, 500.0), (0.35, 300.0))
    for mark in (
        Box(0, "deactivate", 0.1, 0.5, 100.0, 900.0, strength=0.5),
        Box(2, "deactivate", 0.3, 0.9, 400.0, 2000.0),
        Lasso(2, "deactivate", loop),
        Span(2, "deactivate", 0.6, 0.8),
        Box(0, "deactivate", 0.92, 0.98, 100.0, 900.0),
        Box(1, "activate", 0.94, 0.95, 100.0, 900.0),
        Box(2, "deactivate", 0.92, 0.98, 100.0, 900.0),
    ):
        document.add_mark(mark)
    document.set_mark_states([1], "Lock box", locked=True)
    recount = merging(document.sources, 0, 2)
    lost = recount.lost(document.guidance.marks)
    drawn = document.guidance.marks
    assert lost == [*drawn[3:5], drawn[6]]
    document.change_sources(recount, "Merge")
    assert document.guidance.marks == (
        Box(0, "deactivate", 0.3, 0.5, 400.0, 900.0, strength=0.5),
        Lasso(0, "deactivate", loop, strength=0.5),
        Box(1, "activate", 0.94, 0.95, 100.0, 900.0),
    )
    assert [state.locked for state in document.mark_states] == [True, False, False]
    document.undo_stack.undo()
    assert len(document.guidance.marks) == len(document.mark_states) == 7


def test_what_many_marks_say_changes_in_one_step_but_for_locked_ones(document: Document) -> None:
    document.add_marks([a_box(0, 0.1 * n) for n in range(3)], "")
    document.set_mark_states([1], "", locked=True)
    before, steps = document.guidance, document.undo_stack.count()
    document.say_of_marks(range(3), source=1, strength=0.5)
    said = [(mark.source, mark.strength) for mark in document.guidance.marks]
    assert said == [(1, 0.5), (0, 1.0), (1, 0.5)]
    assert document.undo_stack.count() == steps + 1
    with pytest.raises(GuidanceError):
        document.say_of_marks([0], strength=0.0)
    with pytest.raises(ValueError, match="no source 2"):
        document.say_of_marks([0], source=2)
    document.undo_stack.undo()
    assert document.guidance == before
