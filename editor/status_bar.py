"""The status bar: what is under the pointer, what is open, and what is going on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from editor.document import Document
from editor.elided_label import ElidedLabel
from editor.key_texts import tip_with_keys
from editor.local_number import LocalNumber
from editor.separator_panel import clock_text
from editor.steady_label import SteadyLabel
from editor.translation import tr
from engine.recording import Recording

_CHANNELS = {1: tr("mono"), 2: tr("stereo")}
BUSY_WIDTH = 110
SURE_TIP = tr(
    "How sure the separation is: over the energy of the recording, how near the masks are to one "
    "source each. Where they are unsure they are wrong most: over the 50 mixtures of "
    "Universal-150 this doubt and the true error of a bin correlate by 0.69 after 4 boxes and by "
    "0.65 after 8. Show where it is unsure: {key:doubt}"
)


def facts_text(recording: Recording) -> str:
    """Rate, channels, kind and length of a recording in one line."""
    rate = f"{LocalNumber(recording.sample_rate / 1000):g} kHz"
    channels = _CHANNELS.get(
        recording.channels, tr("{count} channels").format(count=recording.channels)
    )
    subtype = recording.subtype
    depth = (
        tr("{bits} bit").format(bits=subtype[4:]) if subtype.startswith("PCM_") else subtype.lower()
    )
    kind = f"{recording.container} {depth}"
    whole, thousandths = divmod(round(recording.duration * 1000), 1000)
    return "  ·  ".join((rate, channels, kind, f"{clock_text(whole)}.{thousandths:03}"))


class StatusBar(QStatusBar):
    """Pointer at the left; recording, work and device at the right."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.pointer = SteadyLabel()
        self.pointer.setAccessibleName(tr("Under the pointer"))
        self.hint = ElidedLabel()
        self.hint.setAccessibleName(tr("What a drag does"))
        self.hint.setProperty("faint", True)
        self.selection = QLabel()
        self.selection.setAccessibleName(tr("Selection"))
        self.facts = QLabel()
        self.facts.setAccessibleName(tr("Recording"))
        self.sure = SteadyLabel()
        self.sure.setAccessibleName(tr("How sure the separation is"))
        tip_with_keys(self.sure, SURE_TIP)
        self.device = QLabel()
        self.device.setAccessibleName(tr("Device"))
        self.busy_text = QLabel()
        self.busy = QProgressBar()
        self.busy.setAccessibleName(tr("Loading"))
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedWidth(BUSY_WIDTH)
        self.addWidget(self.pointer)
        self.addWidget(self.hint, 1)
        for widget in (
            self.busy_text,
            self.busy,
            self.selection,
            self.sure,
            self.facts,
            self.device,
        ):
            self.addPermanentWidget(widget)
        # Names are the user's: what looks like markup is none.
        for label in (self.pointer, self.selection, self.busy_text):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._work: dict[str, str] = {}
        self._show_work()
        document.recording_changed.connect(self._show_facts)

    def set_busy(self, work: str, text: str) -> None:
        """Say what a kind of work is doing; "" when it is done."""
        self._work.pop(work, None)
        if text:
            self._work[work] = text
        self._show_work()

    def _show_work(self) -> None:
        self.busy_text.setText(next(iter(self._work.values()), ""))
        self.busy_text.setVisible(bool(self._work))
        self.busy.setVisible(bool(self._work))

    def set_selection(self, text: str, tip: str) -> None:
        """What is selected, in a few words and in full."""
        self.selection.setText(text)
        self.selection.setToolTip(tip)

    def set_sure(self, sure: float | None) -> None:
        """How sure the masks are, in [0, 1]; None where there are none."""
        self.sure.setText(
            "" if sure is None else tr("sure: {value:.0f} %").format(value=100 * sure)
        )

    def set_device(self, device: str, reason: str) -> None:
        """Where separations run, and why there."""
        self.device.setText(device.upper() if device == "cpu" else device)
        self.device.setToolTip(reason)

    def _show_facts(self) -> None:
        recording = self._document.recording
        self.facts.setText("" if recording is None else facts_text(recording))
