"""What marks and edits of them are called in menus, undo texts and lists."""

from __future__ import annotations

from collections.abc import Sequence

from editor.translation import tr
from engine.guidance import Band, Box, Harmonics, Lasso, Mark, Patch, Span, Stroke

_NAMES: dict[type[Mark], tuple[str, str]] = {
    Box: (tr("box"), tr("boxes")),
    Stroke: (tr("brush stroke"), tr("brush strokes")),
    Lasso: (tr("lasso"), tr("lassos")),
    Span: (tr("time span"), tr("time spans")),
    Band: (tr("band"), tr("bands")),
    Harmonics: (tr("tone"), tr("tones")),
    Patch: (tr("patch"), tr("patches")),
}


def mark_name(mark: Mark) -> str:
    """What one mark is called."""
    return _NAMES[type(mark)][0]


def marks_name(marks: Sequence[Mark]) -> str:
    """What some marks are called together, with their number: "box", "2 boxes", "3 marks"."""
    if len(marks) == 1:
        return mark_name(marks[0])
    alike = len({type(mark) for mark in marks}) == 1
    return f"{len(marks)} {_NAMES[type(marks[0])][1] if alike else tr('marks')}"


def drawn_text(mark: Mark) -> str:
    """The undo text of drawing a mark."""
    if mark.kind == "release":
        return tr("Erase")
    if isinstance(mark, Span):
        return tr("Solo a time span") if mark.kind == "activate" else tr("Silence a time span")
    return tr("Draw {mark_name}").format(mark_name=mark_name(mark))


def edit_text(old: Mark, new: Mark) -> str:
    """The undo text of changing a mark."""
    return f"{_verb(old, new)} {mark_name(old)}"


def _verb(old: Mark, new: Mark) -> str:
    said = [(m.source, m.kind, m.exact, m.strength) for m in (old, new)]
    if said[0] != said[1]:
        return tr("Change")
    before, after = old.extent, new.extent
    same_length = abs((before.end - before.start) - (after.end - after.start)) < 1e-6
    moved_up = abs((before.high - before.low) - (after.high - after.low)) < 1e-6
    ratio = abs(before.high * after.low - after.high * before.low) < 1e-6 * before.high * after.high
    return tr("Move") if same_length and (moved_up or ratio) else tr("Resize")


def beginning(text: str) -> str:
    """The same at the beginning of a sentence; unlike capitalize it leaves German nouns alone."""
    return text[:1].upper() + text[1:]
