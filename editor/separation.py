"""Separation: between the document and the job runner.

Says when a run begins, what it is told while it runs, and what its result becomes: a run that
the user asked for is an undo step of its own; a run that an edit of the boxes set off belongs to
that edit, so undoing the edit brings the masks of before back at once.
"""

from __future__ import annotations

from concurrent.futures import Future
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from editor.answers import Answer
from editor.cutout import Cutout
from editor.document import Document, Result
from editor.job_worker import Preview, Reached
from editor.jobs import JobRunner
from editor.preferences import Preferences
from editor.translation import told, tr
from engine.answering import Answering
from engine.guidance import Guidance
from engine.masks import Masks
from engine.session import Network, Version

SEPARATE, CONTINUE, REFINE = tr("Separate"), tr("Continue separation"), tr("Refine")
# A run that went on with other sources; like refining it belongs to the edit that set it off.
RECOUNT = tr("Go on with other sources")
SELECTION = tr("Separate the selection")
_OWN_STEPS = (SEPARATE, CONTINUE, SELECTION)


class Separation(QObject):
    """The user's separate, stop and continue, and refining while boxes are drawn.

    changed: what can be done is different now; progressed carries a Preview.
    """

    changed = Signal()
    progressed = Signal(object)
    failed = Signal(str)
    noticed = Signal(str)

    def __init__(
        self, document: Document, runner: JobRunner, preferences: Preferences, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._runner = runner
        self._preferences = preferences
        self._purpose = ""
        self._previewed: Guidance | None = None
        self._held: Preview | None = None
        self._answer: Answer | None = None
        self._reached: WeakKeyDictionary[Result, Preview] = WeakKeyDictionary()
        self._sources = len(document.sources)
        self._gave_up = self._stopping = False
        self._stopped_with = Guidance()
        self._has_progress = False
        # Whether to go on from the masks: they are not those that the last run has reached.
        self._recounted = False
        self._shown: Preview | None = None
        runner.preview.connect(self._show)
        runner.answered.connect(self._show_answer)
        runner.finished.connect(self._finish)
        runner.failed.connect(self._fail)
        document.recording_changed.connect(self._forget)
        document.guidance_changed.connect(self._take_drawn)
        document.sources_about_to_change.connect(self._settle_run)
        document.choice_changed.connect(self._take_choice)
        document.masks_changed.connect(self.changed)

    @property
    def is_running(self) -> bool:
        """Whether a separation is running."""
        return self._runner.is_running

    @property
    def is_stopping(self) -> bool:
        """Whether the run was asked to stop and its present iteration is still going on."""
        return self.is_running and self._stopping

    @property
    def can_separate(self) -> bool:
        """Whether a fresh run can begin."""
        return self._document.recording is not None and not self.is_running

    @property
    def can_continue(self) -> bool:
        """Whether the last run can go on from where it stands."""
        return self.can_separate and self._state() is not None

    @property
    def refine_while_drawing(self) -> bool:
        """Whether drawing sets a run off by itself."""
        return self._preferences.refine_while_drawing

    @property
    def has_progress(self) -> bool:
        """Whether the running separation has shown masks yet."""
        return self.is_running and self._has_progress

    @property
    def reached(self) -> Preview | None:
        """How far the separation came whose result the document holds; None without one."""
        return self._reached.get(self._document.result)

    def set_refine_while_drawing(self, value: bool) -> None:
        """Choose it, for this and later starts."""
        if value == self.refine_while_drawing:
            return
        self._preferences.refine_while_drawing = value
        self.changed.emit()
        if value:
            self._take_guidance()

    def separate(self) -> None:
        """Begin afresh, with everything that is drawn."""
        if self.can_separate:
            self._put_by()
            self._runner.forget()
            self._recounted = False
            self._start(SEPARATE)

    def separate_part(self, cutout: Cutout) -> None:
        """Separate a stretch and a band alone; everything else stays as it is."""
        if self.can_separate:
            self._put_by()
            self._runner.forget()
            self._recounted = True
            self._start(SELECTION, cutout)

    def resume(self) -> None:
        """Go on from where the last run stands."""
        if self.can_continue:
            self._start(CONTINUE)

    def stop(self) -> None:
        """End the run after its present iteration and keep what is reached."""
        self._gave_up = self._stopping = self.is_running
        self._stopped_with = self._guidance
        self._runner.stop()
        self.changed.emit()

    def present_result(self) -> Result:
        """What there is to keep: the document's result, or what a run has reached since."""
        shown, masks = self._shown, self._document.masks
        if not self.is_running or shown is None or masks is None:
            return self._document.result
        answer = self._answer
        if answer is not None and answer.masks is masks:
            return Result(masks, answer.asked.guidance)
        return Result(shown.masks, shown.guidance, shown.recipe)

    def network(self) -> Network | None:
        """The state from which the next Continue goes on exactly; None while a run is going on,
        and where it goes on from the masks."""
        if self._recounted:
            return None
        return self._runner.network_for(self._document.recording, self._document.choice)

    def moment(self) -> Future[Reached | None] | None:
        """What a run under way has reached after its present step, masks and state of one moment,
        for a session; None where none is going on."""
        return self._runner.moment()

    def adopt(self, network: Network | None) -> None:
        """Go on later from what the session that was just opened has kept of its run."""
        recording, result = self._document.recording, self._document.result
        self._recounted = network is None and result.masks is not None
        if recording is not None and network is not None:
            self._runner.adopt(recording, network, result.masks, result.recipe)
        self.changed.emit()

    def go_back_to(self, version: Version) -> None:
        """Make everything as it was in a version; what a run has reached is settled before."""
        self._settle_run()
        self._runner.discard()
        self._runner.forget()
        self._recounted = True
        self._document.go_back_to(version)
        self.changed.emit()

    def drop(self) -> None:
        """End a run at once, with nothing of what it has reached: that is in a file."""
        if self.is_running:
            self._drop_run()

    def preview_guidance(self, guidance: Guidance | None) -> None:
        """Guidance with a box that is being dragged; None when the drag ended."""
        self._previewed = guidance
        self._take_guidance()

    def answering(self) -> Answering | None:
        """How the present separation answers guidance; None where it cannot be asked."""
        return self._runner.answering_for(self._document.recording, self._document.choice)

    def _state(self) -> object:
        masks = self._document.result.masks
        if masks is None:
            return None
        if self._recounted:
            return masks
        return self._runner.state_for(self._document.recording, self._document.choice)

    @property
    def _guidance(self) -> Guidance:
        return self._document.guidance if self._previewed is None else self._previewed

    def _start(self, purpose: str, cutout: Cutout | None = None) -> None:
        recording = self._document.recording
        if recording is None:
            return
        self._purpose = purpose
        self._held = self._answer = self._shown = None
        self._gave_up = self._stopping = False
        state = None if purpose in (SEPARATE, SELECTION) else self._state()
        self._has_progress = state is not None and not isinstance(state, Masks)
        self._runner.start(recording, self._guidance, self._document.choice, state, cutout)
        self.changed.emit()

    def _take_drawn(self) -> None:
        """What is drawn at last, before the drag that drew it says that it is over."""
        self._previewed = None
        self._take_guidance()

    def _take_guidance(self) -> None:
        """Tell the run what is drawn now; begin one where that is wanted and needed.

        Where marks went or came with sources, `_take_choice` follows, and that begins no run.
        """
        if self._sources != len(self._document.sources):
            return
        self._settle_held()
        drawn, settled_with = self._document.guidance, self._document.result.guidance
        settled = self._previewed is None and drawn == settled_with
        if self.is_running:
            if settled and self._purpose == REFINE:
                self._drop_run()  # an undo or redo brought the result of just this guidance back
            else:
                drawing = self._previewed is not None
                self._runner.set_guidance(self._guidance, drawing=drawing)
        elif self.can_separate and self._wants_refining():
            self._start(REFINE)

    def _wants_refining(self) -> bool:
        reached = self._document.result if self._held is None else self._held
        return self.refine_while_drawing and self._guidance != reached.guidance

    def _settle_held(self) -> None:
        """The drag ended, or went on, after a run had finished with what was dragged then."""
        held, document = self._held, self._document
        if held is None or self._previewed is not None:
            return
        self._held = None
        if held.guidance == document.guidance:
            document.settle_masks(held.masks, held.guidance, held.recipe)
            self._note_reached(held)
        else:
            document.show_masks(document.result.masks)

    def _drop_run(self) -> None:
        """Nothing that a run has reached is wanted: the result stays as it is."""
        self._runner.discard()
        self._document.show_masks(self._document.result.masks)
        self.changed.emit()

    def _settle_run(self) -> None:
        """The sources are about to change: what a run has reached becomes what it would have
        become if it had been stopped, and the run is gone on with by `_take_choice`."""
        document, shown, masks = self._document, self._shown, self._document.masks
        if not self.is_running or shown is None or masks is None:
            return
        answer = self._answer
        guidance = shown.guidance
        if answer is not None and answer.masks is masks:
            guidance = answer.asked.guidance
        if self._purpose in _OWN_STEPS:
            before = document.result.masks
            document.commit_masks(before, masks, self._purpose, guidance, shown.recipe)
        else:
            document.settle_masks(masks, guidance, shown.recipe)
        self._note_reached(shown)

    def _take_choice(self) -> None:
        """With other sources a running separation goes on from the masks that there are now."""
        recounted = self._sources != len(self._document.sources)
        self._sources = len(self._document.sources)
        if recounted:
            was_running, shown = self.is_running and not self._stopping, self._shown
            self._runner.discard()
            self._runner.forget()
            self._recounted = True
            if was_running and self._purpose != SELECTION:
                self._start(self._purpose if shown is None else RECOUNT)
        self.changed.emit()

    def _forget(self) -> None:
        self._runner.discard()
        self._runner.forget()
        self._recounted = False
        self._previewed = self._held = None
        self.changed.emit()

    def _show(self, preview: Preview) -> None:
        if preview.masks.sources != len(self._document.sources):
            return
        self._has_progress = True
        self._shown = preview
        self._document.show_masks(preview.masks)
        if preview.notice:
            self.noticed.emit(told(preview.notice))
        self.progressed.emit(preview)

    def _show_answer(self, answer: Answer) -> None:
        if answer.masks.sources == len(self._document.sources):
            self._answer = answer
            self._document.show_masks(answer.masks)

    def _fail(self, sentence: str) -> None:
        self._gave_up, self._stopping = True, False
        self.failed.emit(sentence)

    def _finish(self, preview: Preview | None) -> None:
        document, answer = self._document, self._answer
        on = self._purpose == SELECTION or preview is None
        self._recounted = self._recounted and on
        if preview is None or preview.masks.sources != len(document.sources):
            document.show_masks(document.result.masks)
        elif self._purpose in _OWN_STEPS:
            before = document.result.masks
            document.commit_masks(
                before, preview.masks, self._purpose, preview.guidance, preview.recipe
            )
            self._note_reached(preview)
            name = self._purpose
            if preview.done:
                name = tr("{purpose}, {count} iterations").format(purpose=name, count=preview.done)
            document.versions.note(document.version(name, automatic=True))
        elif self._previewed is not None:
            self._held = preview
        else:
            document.settle_masks(preview.masks, preview.guidance, preview.recipe)
            self._note_reached(preview)
        drawn_since = self._stopping and self._guidance != self._stopped_with
        if (drawn_since or not self._gave_up) and self._wants_refining():
            self._start(REFINE)  # something was drawn after the last iteration had begun
            if answer is not None and answer.asked.guidance == self._guidance:
                self._show_answer(answer)
        self.changed.emit()

    def _put_by(self) -> None:
        """A result that boxes have refined since is no version yet, and a fresh run replaces it."""
        document = self._document
        known = [version.result for version in document.versions.items]
        if document.result.masks is not None and document.result not in known:
            document.versions.note(document.version(tr("Before separating again"), automatic=True))

    def _note_reached(self, preview: Preview) -> None:
        self._reached[self._document.result] = preview
