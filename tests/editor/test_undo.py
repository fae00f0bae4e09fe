"""Whatever a person does: undone to the start it is the start, redone it is the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.document import Document
from editor.recounting import merging, removing, splitting
from engine.guidance import Band, Box, Guidance, Harmonics, Lasso, Mark, Patch, Span, Stroke
from engine.masks import Masks, equal_masks
from engine.recording import Recording
from engine.separators.base import MAX_SOURCES, MIN_SOURCES

# The recording of these tests: one second, up to 4 kHz. Some marks lie outside, or stick out.
TIMES = st.floats(-0.3, 1.2)
PITCHES = st.floats(20.0, 5000.0)
LENGTHS = st.floats(0.01, 0.5)
COMMON: dict[str, Any] = {
    "source": st.integers(0, 1),
    "kind": st.sampled_from(["activate", "deactivate"]),
    "exact": st.booleans(),
    "strength": st.floats(0.1, 1.0),
}
POINTS = st.lists(st.tuples(TIMES, PITCHES), min_size=1, max_size=4).map(tuple)
MARKS: st.SearchStrategy[Mark] = st.one_of(
    st.tuples(TIMES, LENGTHS, PITCHES, PITCHES).flatmap(
        lambda e: st.builds(
            Box,
            start=st.just(e[0]),
            end=st.just(e[0] + e[1]),
            low=st.just(e[2]),
            high=st.just(e[2] + e[3]),
            **COMMON,
        )
    ),
    st.tuples(TIMES, LENGTHS).flatmap(
        lambda e: st.builds(Span, start=st.just(e[0]), end=st.just(e[0] + e[1]), **COMMON)
    ),
    st.tuples(PITCHES, PITCHES).flatmap(
        lambda e: st.builds(Band, low=st.just(e[0]), high=st.just(e[0] + e[1]), **COMMON)
    ),
    st.builds(Stroke, points=POINTS, radius_seconds=LENGTHS, radius_octaves=LENGTHS, **COMMON),
    st.tuples(TIMES, LENGTHS, PITCHES).flatmap(
        lambda e: st.builds(
            Lasso,
            points=st.just(((e[0], e[2]), (e[0] + e[1], e[2]), (e[0], 2 * e[2]))),
            **COMMON,
        )
    ),
    st.tuples(TIMES, LENGTHS, PITCHES).flatmap(
        lambda e: st.builds(
            Patch,
            rectangles=st.just(((e[0], e[0] + e[1], e[2], 2 * e[2]),)),
            **COMMON,
        )
    ),
    st.tuples(TIMES, LENGTHS, PITCHES).flatmap(
        lambda e: st.builds(
            Harmonics,
            times=st.just((e[0], e[0] + e[1])),
            frequencies=st.just((e[2], 1.1 * e[2])),
            partials=st.integers(1, 9),
            width=st.floats(5.0, 90.0),
            **COMMON,
        )
    ),
)
SOME = st.integers(0, 9)
# What a person does, with numbers that are taken modulo what there is.
EDITS = st.one_of(
    st.tuples(st.just("draw"), st.lists(MARKS, min_size=1, max_size=3)),
    st.tuples(st.just("change"), st.lists(SOME, min_size=1, max_size=3, unique=True), MARKS),
    st.tuples(st.just("delete"), st.sets(SOME, max_size=4)),
    st.tuples(st.just("state"), SOME, st.sampled_from(["hidden", "locked"]), st.booleans()),
    st.tuples(st.just("open guidance"), st.lists(MARKS, max_size=3)),
    st.tuples(st.just("name"), SOME, st.text(max_size=3)),
    st.tuples(st.just("gain"), SOME, st.floats(-60.0, 12.0)),
    st.tuples(st.just("pan"), SOME, st.floats(-1.0, 1.0)),
    st.tuples(st.just("hear"), SOME, st.sampled_from(["mute", "solo"]), st.booleans()),
    st.tuples(st.just("count"), st.integers(MIN_SOURCES, MAX_SOURCES)),
    st.tuples(st.just("settings"), st.sampled_from(["nmf", "dap"]), st.integers(0, 3)),
    st.tuples(st.just("remove source"), SOME),
    st.tuples(st.just("split"), SOME),
    st.tuples(st.just("merge"), SOME, SOME),
    st.tuples(st.just("separate")),
    st.tuples(st.just("refine")),
    st.tuples(st.just("keep"), st.text(max_size=3)),
    st.tuples(st.just("rename version"), SOME, st.text(max_size=3)),
    st.tuples(st.just("delete version"), SOME),
    st.tuples(st.just("go back"), SOME),
    st.tuples(st.just("undo"), st.integers(1, 4)),
    st.tuples(st.just("redo"), st.integers(1, 4)),
)


class User:
    """Does what a sequence says, where it can be done."""

    def __init__(self) -> None:
        self.document = Document()
        self.document.open_recording(Recording.from_samples(np.zeros((1, 8000)), 8000))

    def does(self, edit: tuple[Any, ...]) -> None:
        kind, *rest = edit
        getattr(self, f"_{kind.replace(' ', '_')}")(*rest)

    @property
    def contents(self) -> tuple[Any, ...]:
        """All that undo is to bring back."""
        document = self.document
        return (
            document.sources,
            document.guidance,
            document.mark_states,
            document.choice,
            document.result,
            document.masks,
            document.versions.items,
        )

    def _masks(self) -> Masks:
        frequencies = np.array([100.0, 200.0, 400.0])
        return equal_masks(len(self.document.sources), np.arange(5) * 0.01, frequencies)

    def _own(self, mark: Mark) -> int:
        return mark.source % len(self.document.sources)

    def _draw(self, marks: list[Mark]) -> None:
        self.document.add_marks(marks, "Draw")

    def _change(self, which: list[int], mark: Mark) -> None:
        count = len(self.document.guidance.marks)
        if count:
            self.document.replace_marks({index % count: mark for index in which}, run="nudge")

    def _delete(self, which: set[int]) -> None:
        self.document.remove_marks(which)

    def _state(self, which: int, name: str, value: bool) -> None:
        count = len(self.document.guidance.marks)
        if count:
            self.document.set_mark_states([which % count], "State", **{name: value})

    def _open_guidance(self, marks: list[Mark]) -> None:
        self.document.undo_stack.beginMacro("Open guidance")
        self.document.set_choice(sources=3)
        self.document.set_guidance(Guidance(tuple(marks)), "Open guidance")
        self.document.undo_stack.endMacro()

    def _name(self, which: int, name: str) -> None:
        self.document.set_source(which % len(self.document.sources), name=name)

    def _gain(self, which: int, gain: float) -> None:
        self.document.set_source(which % len(self.document.sources), gain_db=gain)

    def _pan(self, which: int, pan: float) -> None:
        self.document.set_source(which % len(self.document.sources), pan=pan)

    def _hear(self, which: int, name: str, value: bool) -> None:
        self.document.set_source(which % len(self.document.sources), **{name: value})

    def _count(self, count: int) -> None:
        self.document.set_choice(sources=count)

    def _settings(self, method: str, seed: int) -> None:
        self.document.set_choice(method=method, seed=seed)

    def _recount(self, more: int, change: Callable[..., Any], *which: int) -> None:
        sources = self.document.sources
        indices = [index % len(sources) for index in which]
        possible = MIN_SOURCES <= len(sources) + more <= MAX_SOURCES
        if possible and len(set(indices)) == len(indices):
            self.document.change_sources(change(sources, *indices), "Recount")

    def _remove_source(self, which: int) -> None:
        self._recount(-1, lambda sources, index: removing(sources, [index]), which)

    def _split(self, which: int) -> None:
        self._recount(1, splitting, which)

    def _merge(self, one: int, other: int) -> None:
        self._recount(-1, merging, one, other)

    def _separate(self) -> None:
        self.document.commit_masks(self.document.result.masks, self._masks(), "Separate")

    def _refine(self) -> None:
        """A result belongs to the last edit of the guidance; without one there is no run."""
        texts = self.document.undo_stack
        if texts.index() and texts.command(texts.index() - 1).text() == "Draw":
            self.document.settle_masks(self._masks(), self.document.guidance)

    def _keep(self, name: str) -> None:
        self.document.versions.keep(self.document.version(name))

    def _with_version(self, which: int, act: Callable[..., None], *rest: Any) -> None:
        items = self.document.versions.items
        if items:
            act(items[which % len(items)], *rest)

    def _rename_version(self, which: int, name: str) -> None:
        self._with_version(which, self.document.versions.rename, name)

    def _delete_version(self, which: int) -> None:
        self._with_version(which, self.document.versions.delete)

    def _go_back(self, which: int) -> None:
        self._with_version(which, self.document.go_back_to)

    def _undo(self, steps: int) -> None:
        for _ in range(steps):
            self.document.undo_stack.undo()

    def _redo(self, steps: int) -> None:
        for _ in range(steps):
            self.document.undo_stack.redo()


@settings(max_examples=120, deadline=None, derandomize=True)
@given(sequence=st.lists(EDITS, min_size=3, max_size=15))
def test_undoing_and_redoing_everything_is_exact(qapp: Any, sequence: list[Any]) -> None:
    user = User()
    stack = user.document.undo_stack
    initial = user.contents
    for edit in sequence:
        user.does(edit)
    while stack.canRedo():
        stack.redo()
    final = user.contents
    states = [final]
    while stack.canUndo():
        stack.undo()
        states.append(user.contents)
    assert user.contents == initial
    while stack.canRedo():
        states.pop()
        stack.redo()
        assert user.contents == states[-1]
    assert user.contents == final
    # Commands made in Python are let go while their stack is there to hear of it.
    stack.clear()
