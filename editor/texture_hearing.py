"""What is heard of a texture: one that was made, or a filling as it becomes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from editor.player import Player
from editor.texture_work import Draft, Made, Wish
from editor.translation import told
from engine.recording import Recording, RecordingError

# So much before a gap and after it tells how the filling fits.
AROUND_SECONDS = 1.5


class TextureHearing(QObject):
    """Plays the made texture, or while a gap is filled its newest draft in its place.

    A draft that comes while another is heard is faded to, and the finished filling to follow.
    """

    failed = Signal(str)

    def __init__(self, main_player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._main_player = main_player
        self.player = main_player.another(self)
        self._made: Made | None = None
        self._opened: Recording | None = None
        self._draft: Draft | None = None
        self._plays_drafts = False
        self.player.playing_changed.connect(self._silence_main)
        main_player.playing_changed.connect(self._silence_own)

    def _silence_main(self, playing: bool) -> None:
        if playing:
            self._main_player.stop()

    def _silence_own(self, playing: bool) -> None:
        if playing:
            self.player.stop()

    @property
    def is_live(self) -> bool:
        """Whether a draft is there to be heard."""
        return self._draft is not None

    @property
    def hears_drafts(self) -> bool:
        """Whether somebody listens to the filling as it becomes; asked from any thread."""
        return self._plays_drafts and self.player.is_playing

    def take_draft(self, draft: Draft) -> None:
        """A newer state of what is being made; heard at once if the last one is."""
        self._draft = draft
        if self.hears_drafts:
            self.player.set_masks(None, added=(draft.sound,))

    def end_drafts(self) -> None:
        """Nothing is being made any more, and nothing has come of it."""
        self._draft = None
        if self._plays_drafts:
            self._forget()

    def show(self, made: Made | None) -> None:
        """Another finished texture, or none; one that was heard as it became is heard on."""
        if self._draft is not None and (made is None or made.wish is not self._draft.wish):
            # Another one is undone or redone while this one is still being made.
            if not self.hears_drafts:
                self._forget()
            self._made = made
            return
        goes_on, self._draft = self._draft is not None and self.hears_drafts, None
        if not goes_on:
            self._forget()
        self._made = made
        if goes_on and self._open():
            assert self._opened is not None
            self.player.set_masks(None, added=(self._opened,))

    def toggle(self) -> None:
        """Hear the newest draft, or what was made, or stop."""
        if self.player.is_playing:
            self.player.stop()
        elif self._draft is not None:
            self._play_draft(self._draft)
        elif self._made is not None:
            self._play_made(self._made)

    def _play_draft(self, draft: Draft) -> None:
        self._forget()
        self._plays_drafts = True
        self.player.set_recording(draft.wish.recording)
        # The recording itself is silent: the draft has it all.
        self.player.set_gains((0.0, 1.0))
        self.player.set_masks(None, added=(draft.sound,))
        rate = draft.wish.recording.sample_rate
        start = max(0.0, draft.wish.start / rate - AROUND_SECONDS)
        self.player.set_loop((start, min(draft.stop / rate + AROUND_SECONDS, self.player.duration)))
        self.player.seek(start)
        self.player.play()

    def _play_made(self, made: Made) -> None:
        if self._plays_drafts or self._opened is None:
            self._forget()
            if not self._open():
                return
            self.player.set_recording(self._opened)
        self.player.seek(_beginning(made.wish))
        self.player.play()

    def _open(self) -> bool:
        assert self._made is not None
        try:
            self._opened = Recording.open(self._made.path)
        except RecordingError as error:
            self.failed.emit(told(error))
            return False
        return True

    def _forget(self) -> None:
        self._plays_drafts = False
        self.player.set_recording(None)
        self.player.set_masks(None)
        self.player.set_gains(())
        self._close()

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def shutdown(self) -> None:
        """Silence, and no more files open."""
        self.player.shutdown()
        self._close()


def _beginning(wish: Wish) -> float:
    """Where a made texture is heard from, in seconds: of a filling shortly before the gap."""
    if wish.kind == "extend":
        return 0.0
    return max(0.0, wish.start / wish.recording.sample_rate - AROUND_SECONDS)
