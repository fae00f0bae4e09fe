"""How sources are called and shown before anyone changes it."""

from __future__ import annotations

from collections.abc import Sequence

from editor.translation import tr
from engine.session import SourceState

# Told apart by colour-blind people, on a dark ground (Okabe and Ito 2008).
SOURCE_COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00")

DRAGGED = {"gain_db", "pan", "colour"}
"""Fields that are changed by dragging: neighbouring changes are one undo step."""


def default_source(index: int) -> SourceState:
    """The state of source `index` before anyone changes it."""
    return SourceState(
        tr("Source {number}").format(number=index + 1), SOURCE_COLOURS[index % len(SOURCE_COLOURS)]
    )


def new_source(sources: Sequence[SourceState]) -> SourceState:
    """The state of a source beside these: the next name and colour that none of them has."""
    names, colours = ({getattr(s, part) for s in sources} for part in ("name", "colour"))
    places = [len(sources), *range(len(sources))]
    name = next(default_source(i).name for i in (*places, len(sources) + 1) if _free(i, names))
    colour = next(
        (default_source(i).colour for i in places if default_source(i).colour not in colours),
        default_source(len(sources)).colour,
    )
    return SourceState(name, colour)


def _free(index: int, names: set[str]) -> bool:
    return default_source(index).name not in names


def source_edit_text(old: SourceState, new: SourceState) -> str:
    """What a change of one source is called in the undo history."""
    if old.name != new.name:
        return tr("Rename {name}").format(name=old.name)
    if old.colour != new.colour:
        return tr("Change colour of {name}").format(name=old.name)
    if old.gain_db != new.gain_db:
        return tr("Change gain of {name}").format(name=old.name)
    if old.pan != new.pan:
        return tr("Pan {name}").format(name=old.name)
    if old.solo != new.solo:
        return (tr("Solo {name}") if new.solo else tr("Unsolo {name}")).format(name=old.name)
    return (tr("Mute {name}") if new.mute else tr("Unmute {name}")).format(name=old.name)
