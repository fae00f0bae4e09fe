"""The first-run tour: five cards beside what they tell of, over a window that stays usable.

It is offered once, with the demo; skipped or finished it comes back only from the Help menu.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from editor import theme
from editor.document import Document
from editor.key_texts import label_with_keys
from editor.preferences import Preferences
from editor.translation import tr
from resources import demo_path

_WIDTH, _SIDE, _GAP, _FRAME = 390, 14, 12, 3


@dataclass(frozen=True)
class Step:
    """One card: what it says, and the widget that it tells of."""

    title: str
    text: str
    target: Callable[[], QWidget]


class GuidedTour(QObject):
    """Shows the steps one after the other."""

    def __init__(
        self,
        window: QMainWindow,
        document: Document,
        preferences: Preferences,
        steps: tuple[Step, ...],
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self.steps = steps
        self.index = 0
        self.card = TourCard(window, len(steps))
        self.frame = TourFrame(window)
        self.card.next.clicked.connect(lambda: self.go(self.index + 1))
        self.card.back.clicked.connect(lambda: self.go(self.index - 1))
        self.card.skip.clicked.connect(self.end)

    @property
    def is_shown(self) -> bool:
        """Whether a card is on the window."""
        return self.card.isVisible()

    def offer(self) -> None:
        """Begin as soon as the demo is open, if nobody has seen the tour yet.

        Whoever opens a file of their own knows what they came for.
        """
        if self._preferences.tour_seen:
            return
        if self._document.recording is not None:
            self._begin_with_demo()
        else:
            self._document.recording_changed.connect(
                self._begin_with_demo, Qt.ConnectionType.SingleShotConnection
            )

    def _begin_with_demo(self) -> None:
        recording = self._document.recording
        if recording is not None and recording.path == demo_path():
            self.begin()

    def begin(self) -> None:
        """From the first step on."""
        self._window.installEventFilter(self)
        self.go(0)

    def go(self, index: int) -> None:
        """Show a step; behind the last one the tour is over."""
        if index >= len(self.steps):
            self.end()
            return
        self.index = max(0, index)
        step = self.steps[self.index]
        _bring_forward(step.target())
        self.card.show_step(step, self.index)
        self._place()
        self.card.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Never again by itself."""
        self._window.removeEventFilter(self)
        self.card.hide()
        self.frame.hide()
        self._preferences.tour_seen = True
        self._window.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        """Frame the target, and put the card where it hides least of it."""
        target = self.steps[self.index].target()
        place = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
        self.frame.setGeometry(place.adjusted(-_FRAME, -_FRAME, _FRAME, _FRAME))
        self.card.adjustSize()
        self.card.move(_beside(place, self.card.size(), self._window.rect()))
        self.frame.show()
        self.card.show()
        self.frame.raise_()
        self.card.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        moved = event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest)
        if moved and watched is self._window and self.is_shown:
            self._place()
        return False


def _beside(place: QRect, size: QSize, room: QRect) -> QPoint:
    """Left of the target, right of it, below, above, or in its lower right corner."""
    width, height = size.width(), size.height()
    tries = (
        QPoint(place.left() - width - _GAP, place.top()),
        QPoint(place.right() + _GAP, place.top()),
        QPoint(place.left(), place.bottom() + _GAP),
        QPoint(place.left(), place.top() - height - _GAP),
    )
    corner = QPoint(place.right() - width - 4 * _GAP, place.bottom() - height - 4 * _GAP)
    inside = room.adjusted(_GAP, _GAP, -_GAP, -_GAP)
    for point in tries:
        kept = QPoint(
            min(max(point.x(), inside.left()), inside.right() - width),
            min(max(point.y(), inside.top()), inside.bottom() - height),
        )
        if not QRect(kept, size).intersects(place):
            return kept
    return corner


def _bring_forward(target: QWidget) -> None:
    """Show and raise the dock that holds the target."""
    widget: QWidget | None = target
    while widget is not None:
        if isinstance(widget, QDockWidget):
            widget.show()
            widget.raise_()
        widget = widget.parentWidget()


class TourFrame(QWidget):
    """A frame around what a step tells of; clicks go through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.ACCENT), _FRAME))
        half = _FRAME // 2 + 1
        painter.drawRoundedRect(self.rect().adjusted(half, half, -half, -half), 5, 5)
        painter.end()


class TourCard(QFrame):
    """Title, text and the three buttons of a step; Esc skips."""

    def __init__(self, parent: QWidget, count: int) -> None:
        super().__init__(parent)
        self._count = count
        self.setObjectName("tourCard")
        self.setAccessibleName(tr("Tour"))
        self.setFixedWidth(_WIDTH)
        self.setAutoFillBackground(True)
        self.title = QLabel()
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.15)
        self.title.setFont(font)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.number = QLabel()
        self.number.setProperty("faint", True)
        self.skip = QPushButton(tr("Skip the tour"))
        self.back = QPushButton(tr("Back"))
        self.next = QPushButton()
        self.next.setObjectName("primary")
        line = QHBoxLayout()
        line.addWidget(self.number)
        line.addStretch(1)
        for button in (self.skip, self.back, self.next):
            button.setAutoDefault(True)
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE, 12, _SIDE, 12)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        layout.addLayout(line)
        self.hide()

    def show_step(self, step: Step, index: int) -> None:
        """Say what a step says."""
        last = index == self._count - 1
        self.title.setText(step.title)
        label_with_keys(self.text, step.text)
        self.setAccessibleDescription(self.text.text())
        # A wrapped text asks for its height only when its width is known.
        self.text.setMinimumHeight(self.text.heightForWidth(_WIDTH - 2 * _SIDE))
        self.number.setText(tr("{number} of {count}").format(number=index + 1, count=self._count))
        self.next.setText(tr("Done") if last else tr("Next"))
        self.back.setVisible(index > 0)
        self.skip.setVisible(not last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc skips, Enter goes on."""
        if event.key() == Qt.Key.Key_Escape:
            self.skip.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            (focus if isinstance(focus, QPushButton) else self.next).click()
        else:
            super().keyPressEvent(event)
