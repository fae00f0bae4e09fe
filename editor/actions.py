"""One table of everything the user can do: menus, tool bar and shortcut sheet are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from editor import key_texts
from editor.comparison import LETTERS, MIXTURE_PLACE
from editor.icons import icon
from editor.key_bindings import KeyBindings
from editor.preferences import Preferences
from editor.tools import TOOL_SPECS
from editor.translation import tr
from engine.separators.base import MAX_SOURCES

MENUS = ("File", "Edit", "Draw", "Marks", "View", "Separate", "Play", "Help")
_MARKS = "spectrogram_view.mark_commands"


@dataclass(frozen=True, kw_only=True)
class ActionSpec:
    """One thing to do.

    slot: path to a callable from the window, such as "separation.stop"; it gets `value` where
    one is given, and whether it is checked where it is checkable and in no group.
    keys: shortcuts, the first is shown. group: exclusive with the others of that name.
    needs: the name of a condition under which it is enabled, "" for always.
    new_section: a separator before it in its menu.
    """

    id: str
    menu: str
    text: str
    slot: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    icon: str = ""
    checkable: bool = False
    group: str = ""
    value: Any = None
    needs: str = ""
    new_section: bool = False


def _file() -> list[ActionSpec]:
    return [
        ActionSpec(
            id="new_window", menu="File", text="&New window", slot="new_window",
            keys=("Ctrl+N",), tip="Another window, for other work beside this",
        ),
        ActionSpec(
            id="open", menu="File", text="&Open …", slot="opener.ask", keys=("Ctrl+O",),
            tip="Open a recording or a session; or drop one on the window",
        ),
        ActionSpec(
            id="open_demo", menu="File", text="Open the &demo", slot="opener.open_demo",
            tip="Open the recording that comes with Unbraid",
        ),
        ActionSpec(
            id="recover", menu="File", text="Recover &unsaved work …", slot="sessions.offer.ask",
            tip="What was not saved in the last week, after a crash or because you did not want it",
        ),
        ActionSpec(
            id="save", menu="File", text="&Save", slot="sessions.files.save", keys=("Ctrl+S",),
            needs="recording", new_section=True,
            tip="Save everything – what is drawn, stems, versions – as a session",
        ),
        ActionSpec(
            id="save_as", menu="File", text="Save &as …", slot="sessions.files.save_as",
            keys=("Ctrl+Shift+S",), needs="recording", tip="Save the session to another file",
        ),
        ActionSpec(
            id="embed", menu="File", text="Save with the re&cording inside", checkable=True,
            slot="sessions.files.set_embeds", needs="recording",
            tip="The session's file holds the recording too: larger, but complete on its own",
        ),
        ActionSpec(
            id="open_guidance", menu="File", text="Open &guidance …",
            slot="guidance_files.ask_open", keys=("Ctrl+Shift+O",), needs="recording",
            new_section=True, tip="Replace everything drawn by what a file of guidance says",
        ),
        ActionSpec(
            id="save_guidance", menu="File", text="Save guidance &to …",
            slot="guidance_files.ask_save", keys=("Ctrl+Shift+G",), needs="marks",
            tip="Write everything drawn to a file, for the command line or to be opened again",
        ),
        ActionSpec(
            id="export", menu="File", text="&Export stems …", slot="export_stems",
            keys=("Ctrl+Shift+E",), needs="stems", new_section=True,
            tip="Write the stems to sound files",
        ),
        ActionSpec(
            id="close_window", menu="File", text="Close &window", slot="close", keys=("Ctrl+W",),
            new_section=True, tip="Close this window",
        ),
        ActionSpec(
            id="quit", menu="File", text="&Quit", slot="quit", keys=("Ctrl+Q",),
            tip="Close all windows; each asks about work that is not saved",
        ),
    ]  # fmt: skip


def _edit() -> list[ActionSpec]:
    return [
        ActionSpec(
            id="undo", menu="Edit", text="&Undo", slot="document.undo_stack.undo",
            keys=("Ctrl+Z",), needs="undo",
        ),
        ActionSpec(
            id="redo", menu="Edit", text="&Redo", slot="document.undo_stack.redo",
            keys=("Ctrl+Shift+Z", "Ctrl+Y"), needs="redo",
        ),
        ActionSpec(
            id="cut", menu="Edit", text="Cu&t marks", slot=f"{_MARKS}.cut", keys=("Ctrl+X",),
            needs="selected", new_section=True, tip="Copy the selected marks, and delete them",
        ),
        ActionSpec(
            id="copy", menu="Edit", text="&Copy marks", slot=f"{_MARKS}.copy", keys=("Ctrl+C",),
            needs="selected", tip="Put the selected marks on the clipboard, as text",
        ),
        ActionSpec(
            id="paste", menu="Edit", text="&Paste marks", slot=f"{_MARKS}.paste",
            keys=("Ctrl+V",), needs="recording",
            tip="Add the marks on the clipboard, the first of them at the playhead",
        ),
        ActionSpec(
            id="duplicate", menu="Edit", text="Dupl&icate marks", slot=f"{_MARKS}.duplicate",
            keys=("Ctrl+D",), needs="selected", tip="Copy the selected marks beside themselves",
        ),
        ActionSpec(
            id="delete", menu="Edit", text="De&lete marks",
            slot="spectrogram_view.delete_selected_marks", keys=("Del", "Backspace"),
            needs="selected",
        ),
        ActionSpec(
            id="select_all", menu="Edit", text="Select all m&arks", new_section=True,
            slot="spectrogram_view.select_all_marks", keys=("Ctrl+A",), needs="marks",
        ),
        ActionSpec(
            id="select_nothing", menu="Edit", text="Select &nothing", keys=("Ctrl+Shift+A",),
            slot="view_commands.clear_selection", needs="selection",
            tip="Take the selected time or region away; Esc does the same",
        ),
        ActionSpec(
            id="preferences", menu="Edit", text="Pre&ferences …", slot="show_preferences",
            keys=("Ctrl+,",), new_section=True, tip="Look, sound, wheel and defaults",
        ),
    ]  # fmt: skip


def _marks() -> list[ActionSpec]:
    specs = [
        ActionSpec(
            id="opposite", menu="Marks", text="Say the &opposite", slot=f"{_MARKS}.toggle_kind",
            keys=("K",), needs="selected",
            tip="Between: this is the source's, and: this is not",
        ),
        ActionSpec(
            id="exact", menu="Marks", text="&Exact, or soft", slot=f"{_MARKS}.toggle_exact",
            keys=("X",), needs="selected", tip="Pin the masks inside the selected marks, or not",
        ),
        ActionSpec(
            id="lock", menu="Marks", text="&Lock, or unlock", slot=f"{_MARKS}.toggle_locked",
            keys=("Ctrl+L",), needs="selected", new_section=True,
            tip="A locked mark is not moved, changed or deleted by hand",
        ),
        ActionSpec(
            id="hide", menu="Marks", text="&Hide, or show", slot=f"{_MARKS}.toggle_hidden",
            keys=("Ctrl+H",), needs="selected",
            tip="A hidden mark is not drawn on the picture; it still counts",
        ),
        ActionSpec(
            id="show_all", menu="Marks", text="&Show all", slot=f"{_MARKS}.show_all",
            keys=("Ctrl+Shift+H",), needs="hidden", tip="Show every hidden mark again",
        ),
    ]  # fmt: skip
    for index in range(MAX_SOURCES):
        specs.append(
            ActionSpec(
                id=f"copy_to_{index + 1}", menu="Marks", text=f"Copy to source &{index + 1}",
                slot=f"{_MARKS}.copy_to_source", value=index, keys=(f"Ctrl+{index + 1}",),
                needs=f"copy_to_{index}", new_section=index == 0,
                tip=f"Say the same of source {index + 1}, in the same place",
            )
        )  # fmt: skip
    return specs


def _draw() -> list[ActionSpec]:
    specs = [
        ActionSpec(
            id=f"tool_{name}", menu="Draw", text=tool.text, slot="view_commands.choose_tool",
            value=name, keys=(tool.key,), tip=tool.tip, icon=name, checkable=True, group="tool",
            new_section=tool.new_section,
        )
        for name, tool in TOOL_SPECS.items()
    ]  # fmt: skip
    for number, (name, text, key, factor) in enumerate(
        (("larger", "La&rger brush", "]", 1.25), ("smaller", "Smaller br&ush", "[", 0.8))
    ):
        specs.append(
            ActionSpec(
                id=f"brush_{name}", menu="Draw", text=text, slot="view_commands.scale_brush",
                value=factor, keys=(key,), new_section=number == 0,
                tip="Of brush and eraser; Ctrl or Alt and the wheel do the same",
            )
        )  # fmt: skip
    specs.append(
        ActionSpec(
            id="ask", menu="Draw", text="&Where would a box help most?", slot="asking.ask",
            keys=("Q",), needs="recording", new_section=True,
            tip="Goes to the place and plays it; a number key says whose it is",
        )
    )  # fmt: skip
    for index in range(MAX_SOURCES):
        specs.append(
            ActionSpec(
                id=f"source_{index + 1}", menu="Draw", text=f"Source &{index + 1}",
                slot="asking.choose_source", value=index, keys=(str(index + 1),),
                tip=f"Draw for source {index + 1}", checkable=True, group="source",
                needs=f"source_{index}", new_section=index == 0,
            )
        )  # fmt: skip
    return specs


def _view() -> list[ActionSpec]:
    masks = (
        ("tint", "Masks as &tint", "F5"), ("single", "Active mask &alone", "F6"),
        ("off", "&No masks", "F7"), ("stem", "Acti&ve stem", "Shift+F6"),
        ("difference", "Diffe&rence to a version", "Shift+F5"),
    )  # fmt: skip
    scales = (
        ("log", "Frequencies &logarithmic"), ("linear", "Frequencies lin&ear"),
        ("mel", "Frequencies in &mel"),
    )  # fmt: skip
    specs = [
        ActionSpec(
            id="fit", menu="View", text="&Fit", slot="spectrogram_view.fit", keys=("Ctrl+F",),
            needs="recording", tip="Show the whole recording",
        ),
        ActionSpec(
            id="zoom_selection", menu="View", text="Zoom to &selection", keys=("Ctrl+E",),
            slot="spectrogram_view.zoom_to_selection", needs="selection",
            tip="Show the selected stretch of time, or the selected region",
        ),
        ActionSpec(
            id="zoom_in", menu="View", text="Zoom &in", slot="spectrogram_view.zoom_in",
            keys=("Ctrl++", "Ctrl+="), needs="recording",
        ),
        ActionSpec(
            id="zoom_out", menu="View", text="Zoom o&ut", slot="spectrogram_view.zoom_out",
            keys=("Ctrl+-",), needs="recording",
        ),
        ActionSpec(
            id="view_back", menu="View", text="&Back", slot="spectrogram_view.back",
            keys=("Ctrl+[",), needs="recording", tip="Show what was shown before",
        ),
        ActionSpec(
            id="view_forward", menu="View", text="F&orward", slot="spectrogram_view.forward",
            keys=("Ctrl+]",), needs="recording", tip="Show what was shown before going back",
        ),
    ]  # fmt: skip
    specs.append(
        ActionSpec(
            id="doubt", menu="View", text="Show &where it is unsure", slot="doubt.set_shown",
            keys=("U",), checkable=True, new_section=True,
            tip="Hatch what the present separation is unsure of",
        )
    )  # fmt: skip
    specs.append(
        ActionSpec(
            id="stems", menu="View", text="Stems side b&y side", slot="pictures.show_stems",
            keys=("F4",), checkable=True, needs="recording",
            tip="The mixture and every stem above each other, on one time axis",
        )
    )  # fmt: skip
    specs.append(
        ActionSpec(
            id="show_guidance", menu="View", text="List of &guidance", slot="show_guidance",
            keys=("F8",), new_section=True, tip="Everything drawn, as a list with numbers",
        )
    )  # fmt: skip
    specs.append(
        ActionSpec(
            id="show_versions", menu="View", text="Versions and &history", slot="show_versions",
            keys=("F10",), tip="Versions to come back to, compare and export, and every step",
        )
    )  # fmt: skip
    specs.append(
        ActionSpec(
            id="show_display", menu="View", text="&Display of the picture", slot="show_display",
            keys=("F9",), tip="Brightness, range, colours, frequency axis and window length",
        )
    )  # fmt: skip
    specs.append(
        ActionSpec(
            id="show_texture", menu="View", text="Extend a te&xture", slot="show_texture",
            keys=("F11",), tip="More rain, crowd or room tone from a selected stretch",
        )
    )  # fmt: skip
    specs.append(
        ActionSpec(
            id="show_selection", menu="View", text="Sele&ction", slot="show_selection",
            keys=("F12",), tip="The selection in numbers: edges, level, centroid",
        )
    )  # fmt: skip
    for number, (name, text, key) in enumerate(masks):
        specs.append(
            ActionSpec(
                id=f"masks_{name}", menu="View", text=text, value=name, checkable=True,
                slot="view_commands.choose_mask_view", group="mask_view",
                keys=(key,), new_section=number == 0,
            )
        )  # fmt: skip
    for number, (name, text) in enumerate(scales):
        specs.append(
            ActionSpec(
                id=f"scale_{name}", menu="View", text=text, value=name, checkable=True,
                slot="view_commands.choose_scale", group="frequency_scale",
                new_section=number == 0,
            )
        )  # fmt: skip
    return specs


def _separate() -> list[ActionSpec]:
    return [
        ActionSpec(
            id="separate", menu="Separate", text="&Separate", slot="separation.separate",
            keys=("Ctrl+R",), needs="can_separate", tip="Separate afresh, with all boxes drawn",
        ),
        ActionSpec(
            id="separate_selection", menu="Separate", text="S&eparate the selection",
            slot="selection_panel.separate", keys=("Ctrl+Alt+R",), needs="can_separate_selection",
            tip="Only the selected time, and band; everything else stays as it is",
        ),
        ActionSpec(
            id="stop", menu="Separate", text="S&top", slot="separation.stop", keys=("Ctrl+.",),
            needs="running", tip="Stop and keep what is reached",
        ),
        ActionSpec(
            id="continue", menu="Separate", text="&Continue", slot="separation.resume",
            keys=("Ctrl+Shift+R",), needs="can_continue",
            tip="Go on from where the last run stands",
        ),
        ActionSpec(
            id="keep_version", menu="Separate", text="&Keep a version", slot="version_panel.keep",
            keys=("Ctrl+K",), needs="result", tip="Put the stems as they are now by, under a name",
        ),
        ActionSpec(
            id="refine", menu="Separate", text="&Refine while drawing", checkable=True,
            slot="separation.set_refine_while_drawing", new_section=True,
            tip="Drawing or changing a box sets the separation going by itself",
        ),
        ActionSpec(
            id="add_source", menu="Separate", text="&Add a source", slot="source_commands.add",
            keys=("Ctrl+Shift+N",), needs="can_add_source", new_section=True,
            tip="One source more; a running separation goes on with it",
        ),
        ActionSpec(
            id="split_source", menu="Separate", text="S&plit the active source",
            slot="source_commands.split_active", needs="can_add_source",
            tip="Two of one, with half of its sound each until they are told apart",
        ),
        ActionSpec(
            id="remove_source", menu="Separate", text="Re&move the active source",
            slot="source_commands.remove_active", needs="can_remove_source",
            tip="Take it away with its marks; its sound goes to the others",
        ),
        ActionSpec(
            id="coseparate", menu="Separate", text="Sound that several &files share …",
            slot="coseparation.show", new_section=True,
            tip="Take a watermark, jingle or hum out of two or more files together",
        ),
    ]  # fmt: skip


def _play() -> list[ActionSpec]:
    return [
        ActionSpec(
            id="play", menu="Play", text="&Play / stop", slot="player.toggle", keys=("Space",),
            needs="recording",
            tip="Play, or stop; a selected region is heard alone, from its start to its end",
        ),
        ActionSpec(
            id="play_once", menu="Play", text="Play on&ce", slot="transport.play_once",
            keys=("Shift+Space",), needs="recording",
            tip="Play the selection, or from the playhead on, once, and come back",
        ),
        ActionSpec(
            id="home", menu="Play", text="To the s&tart", slot="transport.return_to_start",
            keys=("Home",), needs="recording",
        ),
        ActionSpec(
            id="end", menu="Play", text="To the &end", slot="transport.go_to_end",
            keys=("End",), needs="recording",
        ),
        ActionSpec(
            id="follow", menu="Play", text="&Follow the playhead",
            slot="view_commands.set_following", keys=("Ctrl+Shift+F",), checkable=True,
            tip="Turn the page when the playhead leaves the picture",
        ),
        ActionSpec(
            id="loop", menu="Play", text="&Loop the selection", slot="transport.set_loop",
            keys=("L",), checkable=True, needs="recording",
            tip="Repeat the selected stretch of time, or the whole recording",
        ),
        ActionSpec(
            id="bypass", menu="Play", text="&Original", slot="transport.set_bypass", keys=("B",),
            checkable=True, needs="recording", new_section=True,
            tip="Hear the original instead of the stems, to compare",
        ),
        *_heard(),
        ActionSpec(
            id="solo", menu="Play", text="&Solo the active source", keys=("S",),
            slot="view_commands.toggle_solo",
        ),
        ActionSpec(
            id="mute", menu="Play", text="&Mute the active source", keys=("M",),
            slot="view_commands.toggle_mute",
        ),
    ]  # fmt: skip


def _heard() -> list[ActionSpec]:
    places = [("present", "Hear the prese&nt stems", 0, "result")]
    places += [
        (f"version_{letter.lower()}", f"Hear version {letter}", number, f"version_{number - 1}")
        for number, letter in enumerate(LETTERS, 1)
    ]
    places.append(("mixture", "Hear the mi&xture, as loud", MIXTURE_PLACE, "result"))
    return [
        ActionSpec(
            id=f"hear_{name}", menu="Play", text=text, slot="comparison.hear_place", value=place,
            keys=(f"Alt+{place}",), checkable=True, group="heard", needs=needs,
            new_section=place == 0,
            tip="To compare while it plays: versions and mixture as loud as the present stems",
        )
        for name, text, place, needs in places
    ]  # fmt: skip


def _help() -> list[ActionSpec]:
    return [
        ActionSpec(
            id="palette", menu="Help", text="&Find a command …", slot="show_palette",
            keys=("Ctrl+Shift+P",), tip="Type a few letters of what you want to do",
        ),
        ActionSpec(
            id="shortcuts", menu="Help", text="&Keys and gestures", slot="show_shortcuts",
            keys=("F1",),
        ),
        ActionSpec(
            id="tour", menu="Help", text="&Tour in five steps", slot="tour.begin",
            tip="What is where, beside the things themselves",
        ),
        ActionSpec(
            id="show_log", menu="Help", text="Show the &log", slot="show_log",
            tip="Open the folder with the log, for a report of a mistake",
        ),
        ActionSpec(id="about", menu="Help", text="&About Unbraid", slot="show_about"),
    ]  # fmt: skip


def _translated(spec: ActionSpec) -> ActionSpec:
    if spec.group == "tool":  # its own table has done it
        return spec
    return replace(spec, text=tr(spec.text), tip=tr(spec.tip) if spec.tip else "")


def menu_title(menu: str) -> str:
    """A menu's name in the user's language, with its mnemonic."""
    return tr(f"&{menu}")


ACTIONS: tuple[ActionSpec, ...] = tuple(
    _translated(spec)
    for specs in (_file, _edit, _draw, _marks, _view, _separate, _play, _help)
    for spec in specs()
)


class Actions(QObject):
    """The table's QActions, bound to a window."""

    def __init__(self, window: Any, preferences: Preferences) -> None:
        super().__init__(window)
        self.bindings = KeyBindings(preferences, {spec.id: spec.keys for spec in ACTIONS}, self)
        self._groups: dict[str, QActionGroup] = {}
        self._by_id = {spec.id: self._make(spec, window) for spec in ACTIONS}
        self.bindings.changed.connect(self._take_keys)
        key_texts.follow(self.bindings)

    def __getitem__(self, name: str) -> QAction:
        """The action of that id."""
        return self._by_id[name]

    def _make(self, spec: ActionSpec, window: Any) -> QAction:
        action = QAction(spec.text, window)
        action.setObjectName(spec.id)
        self._give_keys(spec, action)
        action.setCheckable(spec.checkable)
        action.setStatusTip(spec.tip)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        if spec.group:
            group = self._groups.setdefault(spec.group, QActionGroup(self))
            group.addAction(action)
        action.triggered.connect(_bound(spec, attrgetter(spec.slot)(window)))
        window.addAction(action)
        return action

    def _give_keys(self, spec: ActionSpec, action: QAction) -> None:
        keys = [QKeySequence(key) for key in self.bindings.keys(spec.id)]
        action.setShortcuts(keys)
        tip = spec.tip or spec.text.replace("&", "")
        shown = f" ({keys[0].toString(QKeySequence.SequenceFormat.NativeText)})" if keys else ""
        action.setToolTip(tip + shown)

    def _take_keys(self) -> None:
        for spec in ACTIONS:
            self._give_keys(spec, self._by_id[spec.id])

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """The table's menus, by name."""
        menus = {name: bar.addMenu(menu_title(name)) for name in MENUS}
        for spec in ACTIONS:
            if spec.new_section:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(self._by_id[spec.id])
        return menus

    def enable(self, conditions: Mapping[str, bool]) -> None:
        """Enable what the conditions allow."""
        for spec in ACTIONS:
            if spec.needs:
                self._by_id[spec.id].setEnabled(conditions[spec.needs])

    def choose(self, group: str, value: Any) -> None:
        """Check the action of a group that stands for a value."""
        for spec in ACTIONS:
            if spec.group == group and spec.value == value:
                self._by_id[spec.id].setChecked(True)


def _bound(spec: ActionSpec, slot: Callable[..., Any]) -> Callable[[bool], None]:
    def run(checked: bool = False) -> None:
        if spec.value is not None:
            slot(spec.value)
        elif spec.checkable:
            slot(checked)
        else:
            slot()

    return run
