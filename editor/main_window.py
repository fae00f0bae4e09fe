"""The window: composes views, panels and actions, and says good-bye properly. Nothing else."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from editor import questions
from editor.actions import Actions
from editor.activation_view import ActivationView
from editor.asking import Asking
from editor.bar_rows import BarRows
from editor.command_palette import CommandPalette
from editor.comparison import Comparison
from editor.conditions import conditions_of
from editor.coseparation_desk import CoseparationDesk
from editor.display_panel import DisplayPanel
from editor.document import Document
from editor.doubt import Doubt
from editor.effects import Effects
from editor.engine_loader import EngineFacts, EngineLoader
from editor.export_dialog import ExportDialog
from editor.guidance_files import GuidanceFiles
from editor.guidance_panel import GuidancePanel
from editor.guided_tour import GuidedTour
from editor.jobs import JobRunner
from editor.logs import log_file
from editor.messages import MessageBar
from editor.opener import dropped_files
from editor.output_choice import OutputChoice, OutputMenu, SoundCard
from editor.overview import Overview
from editor.panel_docks import PanelDocks
from editor.picture_stack import PictureStack
from editor.player import Player
from editor.preferences import Preferences
from editor.preferences_dialog import PreferencesDialog
from editor.recent_menu import RecentMenu
from editor.selection_panel import SelectionPanel
from editor.separation import Separation
from editor.separator_panel import SeparatorPanel
from editor.session_desk import SessionDesk
from editor.session_opener import state_folder
from editor.shortcut_sheet import ShortcutSheet
from editor.source_commands import SourceCommands
from editor.spectrogram_view import SpectrogramView
from editor.status_bar import StatusBar
from editor.stem_panel import StemPanel
from editor.stems_view import StemsView
from editor.task_bar import follow_window
from editor.texture_panel import TexturePanel
from editor.texturing import Texturing
from editor.theme import follow_theme
from editor.tool_bar import ToolBar
from editor.tour_steps import tour_steps
from editor.translation import told, tr
from editor.transport import Transport
from editor.version_panel import VersionPanel
from editor.version_store import VersionStore
from editor.view_commands import ViewCommands
from editor.view_state import ViewState
from editor.windows import windows
from engine.session import Version

log = logging.getLogger(__name__)
# The import of torch stalls the window once: not while the recording is still appearing.
LOAD_DELAY_MS = 200
EMPTY = tr("Open a recording or a session: File → Open, Open recent, or drop files here.")
DOCK_WIDTH = 330
SAID_MS = 6000
# More files at once open a window each only where that is wanted: each takes memory.
UNASKED = 6

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MainWindow(QMainWindow):
    """One document and everything to see, hear and change it."""

    first_painted = Signal()
    closed = Signal()

    def __init__(self, player: Player | None = None) -> None:
        """player: another one than that of the sound card."""
        super().__init__()
        self.preferences = Preferences()
        self.document = Document(self)
        self.view_state = ViewState(self)
        self.runner = JobRunner(self)
        sound_card = SoundCard(self.preferences.output_device)
        self.player = player or Player(self, output=sound_card.open)
        self.output_choice = OutputChoice(sound_card, self.player, self.preferences, self)
        self.separation = Separation(self.document, self.runner, self.preferences, self)
        self.runner.hurried.connect(self.player.expect_masks)
        self.coseparation = CoseparationDesk(self.document, self)
        self.guidance_files = GuidanceFiles(self.document, self.preferences, self)
        self.engine_loader = EngineLoader(self)
        self.view_commands = ViewCommands(self.document, self.view_state)
        self.source_commands = SourceCommands(self.document, self.view_state, self)
        self.setWindowTitle("Unbraid[*]")
        self._sheet: ShortcutSheet | None = None
        self._painted = self._closed = False
        self._asks = True
        self._compose()
        self.sessions = SessionDesk(
            self.document, self.separation, self.view_state, self.spectrogram_view, self.overview,
            self.preferences, self,
        )  # fmt: skip
        self.version_store = VersionStore(self.document, state_folder() / "versions", self)
        self.sessions.files.settle_first(self.coseparation.settle)
        self.opener = self.sessions.opener
        self.actions_table = Actions(self, self.preferences)
        self._compose_bars()
        self.spectrogram_view.setFocus()
        self.actions_table["follow"].setChecked(self.view_state.follows_playhead)
        self._start_with_preferences()
        self._connect()
        self._restore_layout()
        self._refresh()

    # --- composition --------------------------------------------------------------------------

    def _compose(self) -> None:
        document, view_state = self.document, self.view_state
        self.spectrogram_view = SpectrogramView(document, view_state)
        self.overview = Overview(document, view_state, self.spectrogram_view)
        self.activation_view = ActivationView(document, view_state, self.spectrogram_view)
        self.messages = MessageBar()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.stems_view = StemsView(document, view_state, self.spectrogram_view)
        self.pictures = PictureStack(self.spectrogram_view, self.stems_view, view_state)
        for part in (self.overview, self.pictures, self.activation_view):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setCollapsible(1, False)
        self.splitter.setSizes([80, 560, 110])
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.messages)
        self.setCentralWidget(centre)
        self.separator_panel = SeparatorPanel(document, self.separation)
        self.stem_panel = StemPanel(document, view_state, self.player, self.source_commands)
        view = self.spectrogram_view
        self.effects = Effects(document, view.grounds, self.separation.answering, self)
        self.guidance_panel = GuidancePanel(document, view_state, view.mark_commands, self.effects)
        self.transport = Transport(document, view_state, self.player)
        self.transport.setObjectName("transport")
        self.comparison = Comparison(
            document, self.separation, view_state, self.transport.listening, self
        )
        self.version_panel = VersionPanel(document, self.separation, self.comparison)
        self.asking = Asking(document, view_state, view, self.player, self)
        self.doubt = Doubt(document, view, self)
        self.display_panel = DisplayPanel(view_state, view, self.preferences)
        self.texturing = Texturing(document, view_state, self.player, self)
        self.texture_panel = TexturePanel(
            document, view_state, self.texturing, self._open_file, self.preferences
        )
        self.selection_panel = SelectionPanel(document, view_state, self.separation)
        self.tour = GuidedTour(self, document, self.preferences, tour_steps(self))
        self.panel_docks = PanelDocks(
            self,
            [
                ("separation", tr("Separation"), self.separator_panel),
                ("stems", tr("Stems"), self.stem_panel),
                ("guidance", tr("Guidance"), self.guidance_panel),
                ("selection", tr("Selection"), self.selection_panel),
                ("display", tr("Display"), self.display_panel),
                ("versions", tr("Versions"), self.version_panel),
                ("texture", tr("Texture"), self.texture_panel),
            ],
        )
        self.docks = self.panel_docks.all
        # The status bar tells the essentials; six tabs would cut each other's names.
        self.panel_docks.of(self.selection_panel).hide()

    def _compose_bars(self) -> None:
        self.setAcceptDrops(True)
        self.tool_bar = ToolBar(self.actions_table, self.document, self.view_state)
        self.addToolBar(self.tool_bar)
        self.selection_panel.add_actions(self.actions_table)
        self.addToolBar(self.transport)
        BarRows(self, self.tool_bar, self.transport)
        menus = self.actions_table.fill(self.menuBar())
        self.recent_menu = RecentMenu(self.preferences, self.opener)
        menus["File"].insertMenu(self.actions_table["open_demo"], self.recent_menu)
        self.output_menu = OutputMenu(self.output_choice, self)
        menus["Play"].addSeparator()
        menus["Play"].addMenu(self.output_menu)
        menus["View"].addSeparator()
        for dock in self.docks:
            menus["View"].addAction(dock.toggleViewAction())
        self.status_bar = StatusBar(self.document)
        self.setStatusBar(self.status_bar)

    def _connect(self) -> None:
        document, separation = self.document, self.separation
        stack, show = document.undo_stack, self.messages.show_message
        document.recording_changed.connect(self.messages.dismiss_all)
        document.recording_changed.connect(self._show_name)
        document.file_changed.connect(self._show_name)
        sessions = self.sessions
        sessions.files.changed.connect(self._show_name)
        sessions.busy.connect(lambda text: self.status_bar.set_busy("file", text))
        sessions.failed.connect(lambda sentence: show(sentence, "error"))
        sessions.noticed.connect(lambda sentence: show(sentence, "warning"))
        stack.cleanChanged.connect(self._show_modified)
        stack.undoTextChanged.connect(self._show_undo_texts)
        stack.redoTextChanged.connect(self._show_undo_texts)
        for changed in (
            stack.indexChanged, separation.changed, document.sources_changed,
            self.view_state.selection_changed, self.view_state.mask_view_changed,
            self.view_state.frequency_scale_changed, self.view_state.marks.changed,
            self.comparison.changed, document.added_stems.changed,
        ):  # fmt: skip
            changed.connect(self._refresh)
        self.guidance_files.failed.connect(lambda sentence: show(sentence, "error"))
        self.guidance_files.noticed.connect(lambda sentence: show(sentence, "warning"))
        separation.failed.connect(lambda sentence: show(sentence, "error"))
        self.overview.noticed.connect(lambda sentence: show(sentence, "warning"))
        self.texturing.failed.connect(lambda sentence: show(sentence, "error"))
        self.texturing.noticed.connect(lambda sentence: show(sentence, "warning"))
        follow_window(self)
        separation.noticed.connect(lambda sentence: show(sentence, "info"))
        separation.progressed.connect(
            lambda preview: self.status_bar.set_device(preview.device, told(preview.device_reason))
        )
        self.version_panel.list.itemSelectionChanged.connect(self._compare_selected)
        self.pictures.stems_shown.connect(self.actions_table["stems"].setChecked)
        self.transport.loop_changed.connect(self.actions_table["loop"].setChecked)
        self.transport.bypass_changed.connect(self.actions_table["bypass"].setChecked)
        self.player.unavailable.connect(lambda sentence: show(sentence, "warning"))
        self.player.noticed.connect(lambda sentence: show(sentence, "info"))
        self.engine_loader.loaded.connect(self._take_facts)
        self.engine_loader.failed.connect(self._engine_missing)
        self.asking.looking.connect(lambda text: self.status_bar.set_busy("asking", text))
        self.asking.noticed.connect(lambda sentence: show(sentence, "info"))
        self.asking.failed.connect(lambda sentence: show(sentence, "error"))
        self.doubt.sure_changed.connect(self.status_bar.set_sure)
        self.selection_panel.summary.connect(self.status_bar.set_selection)
        self.spectrogram_view.readout.connect(self.status_bar.pointer.setText)
        self.spectrogram_view.drag_hint.connect(self.status_bar.hint.setText)
        self.comparison.said.connect(lambda said: self.status_bar.showMessage(said, SAID_MS))
        self.version_store.noticed.connect(lambda sentence: show(sentence, "warning"))
        self.version_store.moved.connect(self.version_panel.show_places)
        self.version_panel.export_wanted.connect(self.export_stems)
        self.guidance_panel.chosen.connect(self.spectrogram_view.bring_selected_into_view)
        self.spectrogram_view.guidance_preview.connect(separation.preview_guidance)
        for commands in (self.spectrogram_view.mark_commands, self.source_commands):
            commands.said.connect(lambda said: show(said, "info"))

    # --- what is shown of the document ---------------------------------------------------------

    def _show_name(self) -> None:
        self.setWindowTitle(self.sessions.title)
        self._refresh()

    def _show_modified(self, clean: bool) -> None:
        self.setWindowModified(not clean)

    def _show_undo_texts(self) -> None:
        stack, table = self.document.undo_stack, self.actions_table
        for name, step, alone, with_step in (
            ("undo", stack.undoText(), tr("&Undo"), tr("&Undo {step}")),
            ("redo", stack.redoText(), tr("&Redo"), tr("&Redo {step}")),
        ):
            table[name].setText(with_step.format(step=step) if step else alone)

    def _refresh(self) -> None:
        separation, view_state = self.separation, self.view_state
        self.actions_table.enable(conditions_of(self))
        self.actions_table.choose("heard", self.comparison.place)
        self.actions_table["refine"].setChecked(separation.refine_while_drawing)
        self.actions_table["embed"].setChecked(self.sessions.files.embeds)
        self.actions_table.choose("mask_view", view_state.mask_view)
        self.actions_table.choose("frequency_scale", view_state.frequency_scale)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever gives the keys back to the window gives them to the picture.

        A focus proxy would do the same, and end every walk with the Tab key there.
        """
        self.pictures.setFocus(event.reason())

    def focusNextPrevChild(self, following: bool) -> bool:
        """The Tab key passes by what panels in front cover: Qt leaves it beside the window."""
        while super().focusNextPrevChild(following):
            if not self.panel_docks.covers(QApplication.focusWidget()):
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keys, as Space plays."""
        focus = QApplication.focusWidget()
        if event.key() in _ENTER and isinstance(focus, QAbstractButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def _compare_selected(self) -> None:
        """Differences are shown to the version that is selected."""
        version = self.version_panel.selected
        self.view_state.compared_version = "" if version is None else version.id

    # --- start --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def begin(self, argument: Path | None) -> None:
        """After the first paint: the recording first, then the engine."""
        self.sessions.begin(argument)
        QTimer.singleShot(LOAD_DELAY_MS, self, self._load_engine)

    def begin_beside(self, path: Path | None) -> None:
        """After the first paint of a window that has others beside it: this file, or nothing."""
        if path is None:
            self.messages.show_message(EMPTY, "info")
        else:
            self.opener.open(path)
        QTimer.singleShot(LOAD_DELAY_MS, self, self._load_engine)

    def _load_engine(self) -> None:
        self.status_bar.set_busy("engine", tr("Starting the engine …"))
        self.engine_loader.start()

    def _take_facts(self, facts: EngineFacts) -> None:
        self.status_bar.set_busy("engine", "")
        self.separator_panel.set_facts(facts)
        device, _, reason = facts.reasons["auto"].partition(": ")
        self.status_bar.set_device(device, reason)

    def _engine_missing(self, sentence: str) -> None:
        self.status_bar.set_busy("engine", "")
        self.messages.show_message(
            tr("The engine did not start ({sentence}); install Unbraid again to separate.").format(
                sentence=sentence
            ),
            "error",
        )

    # --- targets of the action table -----------------------------------------------------------

    def export_stems(self, version: Version | None = None) -> None:
        """Ask what to export – the stems as they are, or those of a version – and do it."""
        dialog = ExportDialog(self.document, self, version=version)
        if dialog.exec() == QDialog.DialogCode.Accepted and version is None:
            self.document.mark_exported()
        dialog.deleteLater()

    def show_guidance(self) -> None:
        """The list of everything drawn, before whatever covers it."""
        self.panel_docks.show(self.guidance_panel, self.guidance_panel.list)

    def show_display(self) -> None:
        """How the picture is shown, before whatever covers it."""
        self.panel_docks.show(self.display_panel, self.display_panel.top)

    def show_selection(self) -> None:
        """The selection in numbers, before whatever covers it."""
        self.panel_docks.show(self.selection_panel, self.selection_panel.edges["start"])

    def _open_file(self, path: Path) -> None:
        self.opener.open(path)

    def show_texture(self) -> None:
        """More of a selected stretch, before whatever covers it."""
        self.panel_docks.show(self.texture_panel, self.texture_panel.kind)

    def show_preferences(self) -> None:
        """Ask for preferences, and follow them."""
        facts = self.engine_loader.facts
        presets = {} if facts is None else facts.presets
        dialog = PreferencesDialog(self.preferences, self.output_choice, presets, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.separation.set_refine_while_drawing(dialog.refine.isChecked())
            self._follow_preferences()
            follow_theme(self.preferences.theme)
        dialog.deleteLater()

    def _follow_preferences(self) -> None:
        self.view_state.wheel_scrolls = self.preferences.wheel == "scroll"
        self.transport.listening.scrubs = self.preferences.scrubs
        self.sessions.autosave.set_delay(self.preferences.autosave_seconds)
        self.player.set_cache_bytes(self.preferences.cache_megabytes * 2**20)

    def _start_with_preferences(self) -> None:
        """Before anything can be undone."""
        self._follow_preferences()
        wanted = {"method": self.preferences.method, "preset": self.preferences.preset}
        chosen = {name: value for name, value in wanted.items() if value}
        self.document.set_choice(sources=self.preferences.sources, **chosen)
        self.document.undo_stack.clear()

    def show_palette(self) -> None:
        """Every command, found by its words."""
        palette = CommandPalette(self.actions_table, self)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.open()

    def show_versions(self) -> None:
        """The versions and the history, before whatever covers them."""
        self.panel_docks.show(self.version_panel, self.version_panel.list)

    def show_shortcuts(self) -> None:
        """The sheet of keys and gestures."""
        if self._sheet is None:
            self._sheet = ShortcutSheet(self.actions_table.bindings, self)
        self._sheet.show()
        self._sheet.raise_()

    def show_about(self) -> None:
        """What this is."""
        questions.show_about(self)

    def show_log(self) -> None:
        """The folder of the log, in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file().parent)))

    # --- drops --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        paths = dropped_files(event.mimeData())
        if paths and (len(paths) <= UNASKED or questions.may_open_windows(self, len(paths))):
            windows().open_each(self, paths)

    # --- windows and good-bye -----------------------------------------------------------------

    def new_window(self) -> None:
        """Another window, for other work."""
        windows().open_beside(self)

    def quit(self) -> None:
        """Close all windows; each asks about its own unsaved work."""
        windows().quit(self)

    def close_keeping(self) -> None:
        """Close without a question: the next start offers what was not saved."""
        self._asks = False
        self.close()

    def _close_again(self) -> None:
        """Once the work is saved."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed and self._asks and not self.sessions.may_close(self._close_again):
            event.ignore()
            return
        if not self._closed and not self._asks:
            self.sessions.say_good_bye(keep=True)
        self._shut_down()
        event.accept()

    def _shut_down(self) -> None:
        """Cancel everything first, then wait for it."""
        if self._closed:
            return
        self._closed = True
        self._save_layout()
        self.hide()
        self.runner.discard()
        self.coseparation.shutdown()
        self.player.shutdown()
        self.output_choice.shutdown()
        self.texturing.shutdown()
        self.asking.shutdown()
        self.comparison.shutdown()
        self.doubt.shutdown()
        self.stems_view.shutdown()
        self.spectrogram_view.shutdown()
        self.overview.shutdown()
        self.activation_view.shutdown()
        self.guidance_panel.shutdown()
        self.selection_panel.shutdown()
        self.guidance_files.shutdown()
        self.engine_loader.shutdown()
        self.version_store.shutdown()
        if not self.runner.shutdown():
            log.warning("an iteration is still going on; the program ends when it is over")
        self.closed.emit()

    def _save_layout(self) -> None:
        self.preferences.set_layout("geometry", self.saveGeometry())
        self.preferences.set_layout("state", self.saveState())
        self.preferences.set_layout("splitter", self.splitter.saveState())
        self.preferences.sync()

    def _restore_layout(self) -> None:
        screen = self.screen().availableGeometry()
        self.resize(min(1400, screen.width()), min(880, screen.height()))
        self.resizeDocks(self.docks, [DOCK_WIDTH] * len(self.docks), Qt.Orientation.Horizontal)
        self.resizeDocks(self.docks[:2], [430, 280], Qt.Orientation.Vertical)
        self.restoreGeometry(self.preferences.layout("geometry"))
        self.restoreState(self.preferences.layout("state"))
        self.splitter.restoreState(self.preferences.layout("splitter"))
