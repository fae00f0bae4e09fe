"""What is heard follows the document and the view: the one place that gives the player orders."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from editor.document import Document
from editor.passage import PassageListening
from editor.player import Player
from editor.source_state import SourceState
from editor.view_state import ViewState
from engine.recording import Recording
from engine.render import mix_gains

_AS_IT_IS = SourceState("", "")


class Listening(QObject):
    """Recording, masks, gains, loop and playhead of document and view, brought to the player.

    The playhead goes both ways: it moves with what is heard, and moving it seeks.
    """

    loop_changed = Signal(bool)
    bypass_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        player: Player,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._view_state, self._player = document, view_state, player
        self._loops = False
        self._following = False
        self.scrubs = True
        """Whether the sound under the playhead is heard while it is dragged."""
        self.trim = 1.0
        """Linear gain under which masks that come are heard; see Comparison."""
        self.gains: tuple[float, ...] = ()
        """Gains of the sources' stems, without what was added."""
        self.pans: tuple[float, ...] = ()
        """Pans of the same."""
        self._sounds: tuple[Recording, ...] = ()
        document.recording_changed.connect(self._take_recording)
        document.masks_changed.connect(self._take_masks)
        document.sources_changed.connect(self._take_gains)
        document.added_stems.changed.connect(self._take_added)
        view_state.selection_changed.connect(self._take_loop)
        self.passage = PassageListening(view_state, player, self)
        view_state.position_changed.connect(self._seek)
        view_state.dragging_playhead_changed.connect(self._scrub)
        player.position_changed.connect(self._follow)
        self._take_recording()
        self._take_masks()
        self._take_gains()

    @property
    def loops(self) -> bool:
        """Whether the selection, or everything without one, is repeated."""
        return self._loops

    def set_loop(self, loops: bool) -> None:
        """Repeat the selection, or everything without one; or do not."""
        if loops != self._loops:
            self._loops = loops
            self._take_loop()
            self.loop_changed.emit(loops)

    def set_bypass(self, bypass: bool) -> None:
        """Hear the original instead of the stems; or the stems."""
        if bypass != self._player.bypass:
            self._player.set_bypass(bypass)
            self.bypass_changed.emit(bypass)

    def trim_now(self) -> None:
        """Hear the stems of the present masks under `trim`, not only those that come next."""
        self._player.set_trim(self.trim)

    def set_original_trim(self, trim: float) -> None:
        """Hear the original in the place of the stems under another linear gain."""
        self._player.set_original_trim(trim)

    def _take_recording(self) -> None:
        self._player.set_recording(self._document.recording)
        self._take_loop()

    def _take_masks(self) -> None:
        self._take_gains()
        self._player.set_masks(self._document.masks, self.trim, self._sounds)

    def _take_added(self) -> None:
        if self._document.added_stems.sounds == self._sounds:
            self._take_gains()
        else:
            self._take_masks()

    def _take_gains(self) -> None:
        document = self._document
        sources, added = document.sources, document.added_stems.states
        gains, self.pans = _gains((*sources, *added)), tuple(source.pan for source in sources)
        self.gains = gains[: len(sources)]
        pans = (*self.pans, *(stem.pan for stem in added))
        if document.masks is None and added:
            # Without stems the recording itself is heard beside what was added.
            gains, pans = _gains((_AS_IT_IS, *added)), (0.0, *(stem.pan for stem in added))
        # Until the sound is mixed anew, what was taken away is silent.
        rest = (0.0,) * max(0, len(self._sounds) - len(added))
        self._sounds = document.added_stems.sounds
        self._player.set_gains((*gains, *rest))
        self._player.set_pans(pans)

    def _take_loop(self, _: object = None) -> None:
        if not self._loops or self._document.recording is None:
            self._player.set_loop(None)
            return
        self._player.set_loop(self._view_state.selection or (0.0, self._player.duration))

    def _scrub(self, begins: bool) -> None:
        if not begins:
            self._player.end_scrub()
        elif self.scrubs:
            self._player.begin_scrub()

    def _seek(self, seconds: float) -> None:
        if self._following:
            return
        if self._player.is_scrubbing:
            self._player.scrub(seconds)
        else:
            self._player.seek(seconds)

    def _follow(self, seconds: float) -> None:
        self._following = True
        try:
            self._view_state.position = seconds
        finally:
            self._following = False


def _gains(states: Sequence[SourceState]) -> tuple[float, ...]:
    gains = mix_gains(
        [state.gain_db for state in states],
        [state.solo for state in states],
        [state.mute for state in states],
    )
    return tuple(gains.tolist())
