"""The loss of the running separation, as a small curve."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from editor import theme
from editor.translation import tr

MAX_POINTS = 600
LEAST_HEIGHT, HEIGHT = 64, 120


def thinned(values: np.ndarray, points: int = MAX_POINTS) -> tuple[np.ndarray, np.ndarray]:
    """Indices from 1 and values (n,) of a curve, reduced to about `points` by plain picking."""
    stride = max(1, -(-len(values) // points))
    picked = np.arange(len(values) - 1, -1, -stride)[::-1]
    return picked + 1, values[picked]


class LossView(pg.PlotWidget):
    """Loss over iterations; scales itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Loss curve"))
        self.setToolTip(tr("The method's training loss; lower fits the recording better"))
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setMaximumHeight(HEIGHT)
        self.setMenuEnabled(False)
        self.setMouseEnabled(False, False)
        self.hideButtons()
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setStyle(tickLength=-4, maxTickLevel=0)
        self.getAxis("left").setWidth(46)
        self.getPlotItem().layout.setContentsMargins(2, 6, 6, 2)
        self.hide()
        self._curve = self.plot()
        theme.changes.happened.connect(self._take_colours)
        self._take_colours()

    def _take_colours(self) -> None:
        self.setBackground(theme.GROUND)
        for side in ("left", "bottom"):
            self.getAxis(side).setPen(theme.BORDER)
            self.getAxis(side).setTextPen(theme.FAINT)
        self._curve.setPen(pg.mkPen(theme.ACCENT, width=1.5))

    def set_losses(self, losses: np.ndarray, last: int = 0) -> None:
        """Show the losses (n,) of the n iterations up to `last`; without any nothing is seen."""
        numbers, values = thinned(losses)
        self.setVisible(len(values) > 0)
        self._curve.setData(numbers + (last - len(losses)), values)

    def sizeHint(self) -> QSize:
        """As narrow as the panel likes; a plot of its own would ask for half the window."""
        return QSize(240, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A low panel has a low curve, and need not scroll."""
        return QSize(120, LEAST_HEIGHT)

    @property
    def shown_losses(self) -> np.ndarray:
        """The values of the curve as drawn."""
        shown = self._curve.getData()[1]
        return np.empty(0) if shown is None else shown
