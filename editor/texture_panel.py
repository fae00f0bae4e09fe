"""The texture panel: more of a selected stretch, or a gap filled with what is around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from editor.document import Document
from editor.enabling import enable
from editor.local_number import LocalNumber
from editor.number_box import DecimalBox, NumberBox
from editor.panel_docks import reveal
from editor.preferences import Preferences
from editor.texture_picture import TexturePicture
from editor.texture_work import Progress, Wish
from editor.texturing import Made, Texturing
from editor.translation import told, tr
from editor.view_state import ViewState
from engine.file_names import proposed_name

KINDS = {"extend": tr("Make it longer"), "fill": tr("Fill it from around")}
MAX_SEED = 2**31 - 1
MAX_SECONDS = 7200.0
LEAST_SECONDS = 0.5
_FILTER = tr("WAV (*.wav);;FLAC (*.flac);;AIFF (*.aiff)")


class TexturePanel(QWidget):
    """Choices, start, picture and result."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        texturing: Texturing,
        open_file: Callable[[Path], None],
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._texturing = texturing
        self._open_file = open_file
        self._preferences = preferences
        self._open_saved = False
        self._refusal = "-"
        self._steady = True
        self._measured: object = None
        self._seen: Made | None = None
        self._make_form()
        self._make_result()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addLayout(self._form)
        layout.addWidget(self.anyway)
        layout.addLayout(self._buttons)
        layout.addWidget(self.bar)
        layout.addWidget(self.progress)
        layout.addWidget(self.picture)
        layout.addWidget(self.result)
        layout.addLayout(self._result_buttons)
        layout.addLayout(self._stem_buttons)
        layout.addStretch(1)
        self._connect()
        self._show_stretch()
        self._show_state()

    def _make_form(self) -> None:
        self.stretch = QLabel()
        self.steadiness = QLabel()
        for shown, name in (
            (self.stretch, tr("Selected stretch")),
            (self.steadiness, tr("Steadiness")),
        ):
            shown.setWordWrap(True)
            shown.setAccessibleName(name)
            shown.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Its place is kept, so that no button moves under a click.
        self.steadiness.setMinimumHeight(3 * self.steadiness.fontMetrics().height())
        self.kind = QComboBox()
        for kind, title in KINDS.items():
            self.kind.addItem(title, kind)
        self.length = DecimalBox()
        # More may be typed than can be made: then it is said.
        self.length.setRange(LEAST_SECONDS, 1e6)
        self.length.setSuffix(tr(" s"))
        self.length.setValue(12.0)
        self.seed = NumberBox()
        self.seed.setRange(0, MAX_SEED)
        self.variation = NumberBox()
        self.variation.setRange(0, 4000)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows = (
            (
                tr("Stretch"),
                self.stretch,
                tr("Drag across the picture with the arrow tool to select"),
            ),
            ("", self.steadiness, tr("Rain, crowds and room tone hardly change; speech does")),
            (
                tr("Selection"),
                self.kind,
                tr("More of the selected stretch, or other sound in its place"),
            ),
            (tr("Length"), self.length, tr("Of the whole, the selected stretch included")),
            (tr("Seed"), self.seed, tr("Another seed fits anew; the same one repeats it")),
            (tr("Variation"), self.variation, tr("Other sound from the same fit, at once")),
        )
        for label, widget, tip in rows:
            widget.setToolTip(tip)
            if label and not isinstance(widget, QLabel):
                widget.setAccessibleName(label)
            self._form.addRow(label, widget)
        self.anyway = QCheckBox(tr("Go on although it is &not steady"))
        self.make = QPushButton(tr("Make"))
        self.make.setObjectName("primary")
        self.make.setToolTip(tr("Fit a generator to the stretch and make new sound with it"))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setToolTip(tr("Stop; what was made before stays"))
        self._buttons = _row(self.make, self.cancel)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Progress of the texture"))
        self.bar.setFormat("%p %")
        self.bar.setRange(0, 100)
        self.progress = QLabel()
        self.progress.setProperty("faint", True)
        self.picture = TexturePicture()

    def _make_result(self) -> None:
        self.result = QLabel()
        self.result.setWordWrap(True)
        self.play = QPushButton(tr("Play"))
        self.play.setToolTip(tr("Hear what was made"))
        self.save = QPushButton(tr("Save…"))
        self.save.setToolTip(tr("Save it as a recording of its own"))
        self.save_and_open = QPushButton(tr("Save, open…"))
        self.save_and_open.setToolTip(tr("Save it and go on with it in this window"))
        self.add_stem = QPushButton(tr("Add as stem"))
        self.add_stem.setToolTip(
            tr("Hear, mix and export what is new in it beside the recording’s stems")
        )
        menu = QMenu(self.add_stem)
        self.after_stretch = menu.addAction(tr("After the stretch"))
        self.from_playhead = menu.addAction(tr("From the playhead on"))
        self.add_stem.setMenu(menu)
        self._result_buttons = _row(self.play, self.save, self.save_and_open)
        self._stem_buttons = _row(self.add_stem)

    def _connect(self) -> None:
        texturing = self._texturing
        self._view_state.selection_changed.connect(self._show_stretch)
        self._document.recording_changed.connect(self._show_stretch)
        self.kind.currentIndexChanged.connect(self._show_stretch)
        self.length.valueChanged.connect(self._show_state)
        self.anyway.toggled.connect(self._show_state)
        self.make.clicked.connect(self._begin)
        self.cancel.clicked.connect(texturing.cancel)
        self.play.clicked.connect(texturing.play)
        self.save.clicked.connect(lambda: self._save(then_open=False))
        self.save_and_open.clicked.connect(lambda: self._save(then_open=True))
        self.after_stretch.triggered.connect(lambda: texturing.add_as_stem())
        self.from_playhead.triggered.connect(
            lambda: texturing.add_as_stem(self._view_state.position)
        )
        texturing.changed.connect(self._show_state)
        texturing.measured.connect(self._take_steadiness)
        texturing.pictured.connect(self.picture.show_picture)
        texturing.progressed.connect(self._show_progress)
        texturing.saved.connect(self._after_saving)
        texturing.restored.connect(self._take_restored)
        texturing.player.playing_changed.connect(
            lambda playing: self.play.setText(tr("Stop") if playing else tr("Play"))
        )

    def _wish(self) -> Wish | None:
        return self._texturing.wish(
            self.kind.currentData(), self.length.value(), self.seed.value(), self.variation.value()
        )

    def _show_stretch(self) -> None:
        wish = self._wish()
        self.length.setEnabled(self.kind.currentData() == "extend")
        self._steady = True
        self._measured = None
        self.steadiness.clear()
        if wish is None:
            self._refusal = "-"
            self.stretch.setText(tr("Select a stretch of time first"))
        else:
            rate = wish.recording.sample_rate
            self._refusal = "measuring"
            self.stretch.setText(
                tr("{value:.2f} s to {value2:.2f} s, {value3:.2f} s long").format(
                    value=LocalNumber(wish.start / rate),
                    value2=LocalNumber(wish.stop / rate),
                    value3=LocalNumber((wish.stop - wish.start) / rate),
                )
            )
            first, last = wish.learnt
            if last - first + 1 < LEAST_SECONDS * rate:
                self._refusal = "short"
                self.steadiness.setText(
                    tr("At least {least_seconds:g} s are needed").format(
                        least_seconds=LEAST_SECONDS
                    )
                    + (tr(" before or after it") if wish.kind == "fill" else "")
                )
                reveal(self.steadiness)
            else:
                self._texturing.measure(wish)
        self._show_state()

    def _take_steadiness(self, found: object) -> None:
        if self._refusal == "short" or self._wish() is None:
            return
        if isinstance(found, str):
            self._refusal = found
            self.steadiness.setText(found)
        else:
            self._refusal = ""
            self._measured = found
            self._steady = found.steady  # type: ignore[attr-defined]
            sentence = told(found.sentence)  # type: ignore[attr-defined]
            around = tr("Around it: ") if self.kind.currentData() == "fill" else ""
            text = around + sentence if around else sentence[:1].upper() + sentence[1:]
            self.steadiness.setText(text)
        if self._refusal or not self._steady:
            reveal(self.steadiness)
        self._show_state()

    @property
    def _length_refusal(self) -> str:
        """What is wrong with the length that was chosen; "" where nothing is."""
        wish = self._wish()
        if wish is None or wish.kind == "fill":
            return ""
        if wish.duration > MAX_SECONDS:
            return tr("{hours} h is too long; at most {most} h can be made").format(
                hours=f"{wish.duration / 3600:.3g}", most=f"{MAX_SECONDS / 3600:g}"
            )
        if wish.duration * wish.recording.sample_rate <= wish.stop - wish.start:
            return tr("Choose a greater length than that of the stretch")
        return ""

    def _show_state(self) -> None:
        running, made = self._texturing.is_running, self._texturing.made
        self.anyway.setVisible(not self._steady)
        may = not self._refusal and (self._steady or self.anyway.isChecked())
        refusal = self._length_refusal
        enable(
            (self.make, may and not running and not refusal),
            (self.cancel, running),
            (self.play, self._texturing.can_be_heard),
        )
        self.make.setToolTip(
            refusal or tr("Fit a generator to the stretch and make new sound with it")
        )
        self.play.setToolTip(
            tr("Hear the filling in its place while it becomes better")
            if self._texturing.is_live
            else tr("Hear what was made")
        )
        for button in (self.save, self.save_and_open):
            button.setEnabled(made is not None)
        self.add_stem.setEnabled(self._texturing.can_add_stem)
        if not running:
            self.bar.setValue(100 if made is not None else 0)
            self.progress.setText(refusal)
            if made is None:
                self.picture.show_picture(None)
        self.result.setText("" if made is None else _described(made.wish))
        if made is not None and made is not self._seen:
            reveal(self.add_stem)
        self._seen = made

    def _take_restored(self, wish: Wish) -> None:
        """The choices that made what a session has kept."""
        self.kind.setCurrentIndex(self.kind.findData(wish.kind))
        self.length.setValue(wish.duration)
        self.seed.setValue(wish.seed)
        self.variation.setValue(wish.variation)
        if self._view_state.selection is None:
            rate = wish.recording.sample_rate
            self._view_state.selection = (wish.start / rate, wish.stop / rate)

    def _begin(self) -> None:
        wish = self._wish()
        if wish is not None:
            self.bar.setValue(0)
            self.progress.setText(tr("Starting …"))
            self._texturing.make(wish)
            reveal(self.picture)

    def _show_progress(self, progress: Progress) -> None:
        self.bar.setValue(round(100 * progress.share))
        if progress.written is None:
            self.progress.setText(
                tr("Fitting {iteration} of {total}").format(
                    iteration=progress.iteration, total=progress.total
                )
            )
        else:
            self.progress.setText(tr("Making sound"))

    def _save(self, *, then_open: bool) -> None:
        made = self._texturing.made
        if made is None:
            return
        proposal = self._preferences.open_folder / proposed_name(
            made.wish.recording.name, "_texture.wav"
        )
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the texture"), str(proposal), _FILTER)
        if name:
            self._open_saved = then_open
            path = Path(name)
            self._texturing.save(path if path.suffix else path.with_suffix(".wav"))

    def _after_saving(self, path: Path) -> None:
        self.progress.setText(tr("Saved {name}").format(name=path.name))
        if self._open_saved:
            self._open_file(path)


def _described(wish: Wish) -> str:
    if wish.kind == "fill":
        rate = wish.recording.sample_rate
        span = tr("{value:.2f} s to {value2:.2f} s").format(
            value=LocalNumber(wish.start / rate), value2=LocalNumber(wish.stop / rate)
        )
        return tr("Filled {span}; seed {seed}, variation {variation}").format(
            span=span, seed=wish.seed, variation=wish.variation
        )
    return tr("{duration:g} s made; seed {seed}, variation {variation}").format(
        duration=wish.duration, seed=wish.seed, variation=wish.variation
    )


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in buttons:
        button.setAutoDefault(True)
        row.addWidget(button)
    return row
