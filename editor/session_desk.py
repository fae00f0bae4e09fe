"""Everything that keeps the work of one window: saving, opening, autosave, recovery, good-bye."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from editor import questions
from editor.autosave import Autosave
from editor.document import Document
from editor.opener import Opener
from editor.preferences import Preferences
from editor.recovery_offer import RecoveryOffer
from editor.separation import Separation
from editor.session_files import SessionFiles
from editor.session_opener import Loaded, SessionOpener
from editor.session_state import References, SessionState
from editor.spectrogram_view import SpectrogramView
from editor.translation import tr
from editor.view_state import ViewState


class SessionDesk(QObject):
    """failed and noticed carry a sentence, busy what is being done ("" when it is done)."""

    failed = Signal(str)
    noticed = Signal(str)
    busy = Signal(str)

    def __init__(
        self,
        document: Document,
        separation: Separation,
        view_state: ViewState,
        view: SpectrogramView,
        pictured: QWidget,
        preferences: Preferences,
        window: QWidget,
    ) -> None:
        """pictured: the widget that is to be seen when recovery is offered."""
        super().__init__(window)
        self._document, self._separation, self._window = document, separation, window
        references = References()
        state = SessionState(document, separation, view_state, view)
        self.files = SessionFiles(document, state, references, preferences, window)
        self.session_opener = SessionOpener(state, references, self.files, window)
        self.opener = Opener(document, preferences, self.session_opener, self.leave, window)
        self.autosave = Autosave(document, state, references, pictured, self)
        self.offer = RecoveryOffer(window)
        for teller in (self.files, self.session_opener, self.autosave, self.opener):
            teller.failed.connect(self.failed)
        for teller in (self.files, self.session_opener, self.opener):
            teller.noticed.connect(self.noticed)
        self.opener.opening.connect(
            lambda name: self.busy.emit(tr("Opening {name} …").format(name=name))
        )
        self.opener.idle.connect(lambda: self.busy.emit(""))
        self.files.saving.connect(
            lambda name: self.busy.emit(tr("Saving {name} …").format(name=name) if name else "")
        )
        self.files.saved.connect(lambda path: self.busy.emit(""))
        self.offer.chosen.connect(self.opener.recover)
        self.session_opener.shown.connect(self._take_recovered)

    @property
    def title(self) -> str:
        """What the window is called: the session's file or the recording, "[*]" for unsaved."""
        recording, file = self._document.recording, self._document.file
        name = recording.path.name if recording is not None and recording.path else tr("Recording")
        name = (file.name if file is not None else name).replace("[*]", "[*][*]")
        return f"{name}[*]{tr(' (read-only)') if self.files.is_read_only else ''} – Unbraid"

    def begin(self, argument: Path | None) -> None:
        """At the start: what a crash left behind is offered, else this opens, or the last file."""
        self.offer.at_start(partial(self.opener.open_at_start, argument))

    def leave(self, then: Callable[[], None]) -> None:
        """Ask what becomes of work that no file holds, and go on unless the user stays."""
        wish = self._ask()
        if wish == "save":  # and ask again where there is newer work by then
            self.files.save(partial(self._leave_saved, partial(self.leave, then)))
        elif wish != "cancel":
            if wish == "discard":
                self.autosave.set_aside()
            then()

    def may_close(self, close: Callable[[], None]) -> bool:
        """Whether the window may close now; where the work is saved first, `close` comes later."""
        wish = self._ask()
        if wish == "save":
            self.files.save(partial(self._leave_saved, close))
        elif wish != "cancel":
            self.say_good_bye(keep=wish == "discard", declined=True)
        return wish in ("", "discard")

    def say_good_bye(self, *, keep: bool, declined: bool = False) -> None:
        """Bring to the disk what is to be kept, and end all work.

        declined: the next start does not offer it, but the menu has it for a week.
        """
        self.autosave.say_good_bye(keep=keep, declined=declined)
        for part in (self.opener, self.session_opener, self.files, self.offer):
            part.shutdown()

    def _leave_saved(self, then: Callable[[], None]) -> None:
        """The work is saved, with the state of a run that is going on."""
        if not self._document.has_unsaved_work:
            self._separation.drop()
        then()

    def _ask(self) -> str:
        """What to do with the present work: nothing "", or as in questions.save_first."""
        document = self._document
        if not (document.has_unsaved_work or document.has_live_masks):
            return ""
        recording, file = document.recording, document.file
        name = file.name if file is not None else recording.name if recording is not None else ""
        return questions.save_first(self._window, name)

    def _take_recovered(self, loaded: Loaded) -> None:
        if loaded.is_recovery:
            self._document.mark_unsaved()
            self.autosave.recovered(loaded.path)
