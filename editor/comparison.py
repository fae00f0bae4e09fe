"""A/B/C: the present stems, versions and the mixture, heard in turn and equally loud.

Another version is played like newer masks of a run: the old stems go on until the new ones are
rendered, then one fades into the other. Loudness is that of ITU-R BS.1770, of what is heard with
the present gains, pans, solo and mute, over the selection or else the stretch around the
playhead; every other thing is made as loud as the present stems.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.gain_slider import gain_text
from editor.listening import Listening
from editor.mixing import Wanted
from editor.separation import Separation
from editor.translation import tr
from editor.view_state import ViewState
from engine.downmix import downmix, downmixed
from engine.loudness import SILENCE, integrated_loudness
from engine.masks import Masks
from engine.recording import Recording
from engine.session import Version

PRESENT, MIXTURE = "present", "mixture"
LETTERS = "ABCD"
MIXTURE_PLACE = 9
AROUND_SECONDS = 20.0
_PIECE_SECONDS = 5.0
_SHORTEST_SECONDS = 0.4
# What is hardly heard is not lifted to the skies.
_MOST_DB = 20.0


@dataclass(frozen=True)
class _Measured:
    """Loudness in LUFS, and the largest absolute value."""

    loudness: float
    peak: float


@dataclass(frozen=True)
class _Mix:
    """How everything is heard: what loudness depends on beside the masks."""

    recording: Recording
    start: int
    stop: int
    gains: tuple[float, ...]
    pans: tuple[float, ...]


@dataclass(frozen=True)
class _Found:
    """What was measured of a mix, by the id of its masks, which are kept with it."""

    mix: _Mix
    measured: dict[int, tuple[Masks | None, _Measured]]


class Comparison(QObject):
    """What is heard in the place of the present stems, and by how many dB it is changed."""

    changed = Signal()
    said = Signal(str)

    def __init__(
        self,
        document: Document,
        separation: Separation,
        view_state: ViewState,
        listening: Listening,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._separation = document, separation
        self._view_state, self._listening = view_state, listening
        self.heard = PRESENT
        self.gain_db = 0.0
        self._compared: Version | None = None
        self._wanted = PRESENT
        self._switching = False
        self._span: tuple[float, float] | None = None
        self._measured: dict[int, tuple[Masks | None, _Measured]] = {}
        self._mix: _Mix | None = None
        self._worker = NewestWorker("unbraid-loudness", self)
        self._worker.published.connect(self._take_measured)
        self._worker.failed.connect(self.said)
        document.masks_changed.connect(self._end_where_masks_changed)
        document.recording_changed.connect(self._forget_span)
        document.sources_changed.connect(self._match_again)
        document.versions.changed.connect(self.changed)
        view_state.selection_changed.connect(self._forget_span)
        listening.bypass_changed.connect(self._end_where_bypassed)

    @property
    def lettered(self) -> tuple[Version, ...]:
        """The versions that have letters: the newest that are not the present stems."""
        found = (v for v in reversed(self._document.versions.items) if not self.problem_of(v))
        present = self._document.result.masks
        return tuple(v for v in found if v.result.masks is not present)[: len(LETTERS)]

    def letter_of(self, version: Version) -> str:
        """The letter by which a version is called, or ""."""
        ids = [lettered.id for lettered in self.lettered]
        return LETTERS[ids.index(version.id)] if version.id in ids else ""

    def problem_of(self, version: Version) -> str:
        """Why a version cannot be heard beside the present stems, as a sentence, or ""."""
        masks = version.result.masks
        if masks is None:
            return tr("“{name}” has no stems to be heard.").format(name=version.name)
        count = len(self._document.sources)
        if masks.sources != count:
            return tr("“{name}” has {sources} sources, the present stems {count}.").format(
                name=version.name, sources=masks.sources, count=count
            )
        return ""

    @property
    def place(self) -> int:
        """Of what is heard: 0 for the present stems, 1 and on for A …, MIXTURE_PLACE; -1 else."""
        if self.heard in (PRESENT, MIXTURE):
            return 0 if self.heard == PRESENT else MIXTURE_PLACE
        ids = [version.id for version in self.lettered]
        return 1 + ids.index(self.heard) if self.heard in ids else -1

    @property
    def text(self) -> str:
        """What is heard, and what its loudness was changed by, in a line."""
        name = {PRESENT: tr("the present stems"), MIXTURE: tr("the mixture")}.get(self.heard, "")
        if self._compared is not None and not name:
            letter = self.letter_of(self._compared)
            name = f"{letter} “{self._compared.name}”".strip()
        if abs(self.gain_db) < 0.05:
            return tr("Heard: {name}").format(name=name)
        return tr("Heard: {name}, {gain_text} to be as loud as the present stems").format(
            name=name, gain_text=gain_text(self.gain_db)
        )

    def hear_place(self, place: int) -> None:
        """Hear the present stems (0), the version of a letter (1 …) or the mixture, by a key."""
        if place in (0, MIXTURE_PLACE):
            self.hear(MIXTURE if place else PRESENT)
        elif place <= len(self.lettered):
            self.hear(self.lettered[place - 1].id)

    def hear(self, what: str) -> None:
        """Hear PRESENT, MIXTURE or the version of that id, as soon as it is known how loud."""
        version = self._document.versions.find(what)
        problem = "" if version is None else self.problem_of(version)
        if version is not None and self._separation.is_running:
            problem = tr("Versions are compared when the separation has ended: stop it first.")
        if problem:
            self.said.emit(problem)
            self.changed.emit()
            return
        self._wanted = what
        self._bring()

    def shutdown(self) -> None:
        """Cancel, and wait for it."""
        self._worker.shutdown()

    # --- switching ------------------------------------------------------------------------------

    def _masks_of(self, what: str) -> Masks | None:
        """The stems' masks, None for the mixture."""
        if what == MIXTURE:
            return None
        version = self._document.versions.find(what)
        return self._document.result.masks if version is None else version.result.masks

    def _bring(self) -> None:
        """Switch to what is wanted, or first have it measured."""
        mix = self._present_mix()
        if mix is None:
            return
        if mix != self._mix:
            self._mix = mix
            self._measured.clear()
        wanted, present = self._masks_of(self._wanted), self._masks_of(PRESENT)
        if _is_whole(mix) or wanted is present:
            self._switch(0.0)
            return
        missing = [m for m in (present, wanted) if id(m) not in self._measured]
        if missing:
            self._worker.submit(_measuring(mix, missing))
            return
        self._switch(_gain_db(self._measured[id(present)][1], self._measured[id(wanted)][1]))

    def _switch(self, gain_db: float) -> None:
        self._switching = True
        try:
            self._show(gain_db)
        finally:
            self._switching = False
        self.changed.emit()
        self.said.emit(self.text)

    def _show(self, gain_db: float) -> None:
        document, listening = self._document, self._listening
        version = document.versions.find(self._wanted)
        was_version = self._compared is not None
        self.heard, self.gain_db, self._compared = self._wanted, gain_db, version
        trim = 10.0 ** (gain_db / 20.0)
        if self.heard == MIXTURE:
            listening.set_original_trim(trim)
        listening.trim = 1.0 if version is None else trim
        shown = document.result.masks if version is None else version.result.masks
        if (version is not None or was_version) and document.masks is not shown:
            document.show_masks(shown)
        else:
            listening.trim_now()
        listening.set_bypass(self.heard == MIXTURE)
        if self.heard != MIXTURE:
            listening.set_original_trim(1.0)  # by its own key it is heard as it is

    def _take_measured(self, _: str, found: object) -> None:
        assert isinstance(found, _Found)
        if found.mix == self._mix:
            self._measured.update(found.measured)
            self._bring()

    def _match_again(self) -> None:
        """Another gain, pan, solo or mute: what is compared is matched anew."""
        if self.heard != PRESENT:
            self._bring()

    def _end_where_masks_changed(self) -> None:
        """Newer masks end a comparison."""
        compared = self._compared
        if self._switching or compared is None:
            return
        masks = compared.result.masks
        if self._document.masks is not masks or self._document.result.masks is masks:
            self._end()

    def _end_where_bypassed(self, bypassed: bool) -> None:
        """The original by its own key is heard as it is."""
        if self._switching or self.heard == PRESENT:
            return
        was_version = self._compared is not None
        self._end()
        if was_version:
            self._document.show_masks(self._document.result.masks)

    def _end(self) -> None:
        self.heard = self._wanted = PRESENT
        self.gain_db, self._compared = 0.0, None
        self._listening.trim = 1.0
        self._listening.trim_now()
        self._listening.set_original_trim(1.0)
        self.changed.emit()

    # --- loudness -------------------------------------------------------------------------------

    def _forget_span(self, _: object = None) -> None:
        self._span = None
        self._match_again()

    def _present_mix(self) -> _Mix | None:
        recording, listening = self._document.recording, self._listening
        if recording is None:
            return None
        if self._span is None:
            self._span = self._view_state.selection or _around(
                self._view_state.position, recording.duration
            )
        start, end = self._span
        end = max(end, start + _SHORTEST_SECONDS)
        rate = recording.sample_rate
        stop = min(round(end * rate), recording.samples)
        return _Mix(recording, round(start * rate), stop, listening.gains, listening.pans)


def _around(position: float, duration: float) -> tuple[float, float]:
    start = min(max(0.0, position - AROUND_SECONDS / 2), max(0.0, duration - AROUND_SECONDS))
    return start, min(start + AROUND_SECONDS, duration)


def _is_whole(mix: _Mix) -> bool:
    """Whether all stems sound alike: they then sum to the mixture, whatever the masks."""
    return mix.gains == (1.0,) * len(mix.gains) and not any(mix.pans)


def _gain_db(present: _Measured, other: _Measured) -> float:
    """What makes the other as loud as the present one, without going beyond full scale."""
    if SILENCE in (present.loudness, other.loudness):
        return 0.0
    room = -20.0 * math.log10(max(other.peak, 1e-9))
    return float(min(present.loudness - other.loudness, max(room, 0.0), _MOST_DB))


def _measuring(mix: _Mix, wanted: list[Masks | None]) -> Callable[[JobContext], None]:
    def job(context: JobContext) -> None:
        found: dict[int, tuple[Masks | None, _Measured]] = {}
        for masks in wanted:
            sound = _heard(mix, masks, context)
            if sound is None:
                return
            peak = float(np.abs(sound).max(initial=0.0))
            loudness = integrated_loudness(sound, mix.recording.sample_rate)
            found[id(masks)] = (masks, _Measured(loudness, peak))
        context.publish("measured", _Found(mix, found))

    return job


def _heard(mix: _Mix, masks: Masks | None, context: JobContext) -> np.ndarray | None:
    """What is heard of the stretch, (2, samples); None where it is not wanted any more."""
    piece = round(_PIECE_SECONDS * mix.recording.sample_rate)
    parts = [np.zeros((2, 0), np.float32)]
    for start in range(mix.start, mix.stop, piece):
        if context.superseded():
            return None
        parts.append(_piece(mix, masks, start, min(start + piece, mix.stop)))
    return np.concatenate(parts, axis=1)


def _piece(mix: _Mix, masks: Masks | None, start: int, stop: int) -> np.ndarray:
    if masks is None:
        return downmix(mix.recording.read(start, stop), stop - start)
    from engine.stems import StemRenderer  # torch: only when stems are heard

    stems = StemRenderer(downmixed(mix.recording), masks).render(start, stop)
    weights = Wanted(gains=mix.gains, pans=mix.pans).weights(1, masks.sources)[1:]
    return np.asarray(np.einsum("sc,scn->cn", weights, downmix(stems, stop - start)))
