"""The stem panel: a row for every source, and how masks are shown."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QColorDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from editor import theme
from editor.added_rows import AddedRows, drop_rows
from editor.document import Document
from editor.key_texts import tip_with_keys
from editor.panel_docks import reveal
from editor.patterns import swatch
from editor.player import Player
from editor.source_commands import SourceCommands
from editor.stem_row import StemRow
from editor.translation import tr
from editor.view_state import ViewState

DIFFERENCE_TIP = tr(
    "What the active source has more or less of than in another version: the one that is selected "
    "in Versions, or the newest ({key:masks_difference})"
)
_MASK_VIEWS = (
    ("tint", tr("Tint"), tr("Colour the mixture by the masks of all sources ({key:masks_tint})")),
    (
        "single",
        tr("Mask"),
        tr("The mask of the active source as a picture of its own ({key:masks_single})"),
    ),
    ("stem", tr("Stem"), tr("The stem of the active source as a spectrogram ({key:masks_stem})")),
    ("difference", tr("Diff"), DIFFERENCE_TIP),
    ("off", tr("Off"), tr("The mixture alone ({key:masks_off})")),
)


class StemPanel(QWidget):
    """Shows the document's sources and writes what the user changes into it."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        player: Player,
        commands: SourceCommands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._view_state = document, view_state
        self._player = player
        self._commands = commands
        self.rows: list[StemRow] = []
        self._ground = QWidget()
        self._list = QVBoxLayout(self._ground)
        self._list.setContentsMargins(4, 4, 4, 4)
        self._list.setSpacing(2)
        self.added = AddedRows(document, player)
        self._list.addWidget(self.added)
        self._list.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its rows are reached, and scrolled to
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._ground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(self._make_mask_line())
        self._connect()
        self._show_sources()
        self._show_masks()

    def _make_mask_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(12, 6, 12, 8)
        line.setSpacing(3)
        self._view_group = QButtonGroup(self)
        self.mask_views: dict[str, QToolButton] = {}
        for name, text, tip in _MASK_VIEWS:
            button = QToolButton()
            button.setText(text)
            button.setProperty("narrow", True)
            tip_with_keys(button, tip)
            button.setAccessibleName(tr("Masks: {text}").format(text=text))
            button.setCheckable(True)
            self._view_group.addButton(button)
            self.mask_views[name] = button
            line.addWidget(button)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(10)
        self.opacity.setMinimumWidth(44)
        self.opacity.setAccessibleName(tr("Opacity of the masks"))
        line.addSpacing(4)
        line.addWidget(self.opacity, 1)
        self.add_source = QToolButton()
        self.add_source.setText("+")
        self.add_source.setProperty("tool", True)
        self.add_source.setAccessibleName(tr("Add source"))
        tip_with_keys(
            self.add_source,
            tr(
                "One source more: it has little of everything until it is drawn for "
                "({key:add_source})"
            ),
        )
        line.addSpacing(4)
        line.addWidget(self.add_source)
        return line

    def _connect(self) -> None:
        document, view_state = self._document, self._view_state
        document.sources_changed.connect(self._show_sources)
        document.added_stems.changed.connect(self._show_sources)
        self.added.grown.connect(reveal)
        document.guidance_changed.connect(self._show_boxes)
        self._player.stem_levels_changed.connect(self._show_levels)
        self.add_source.clicked.connect(lambda: self._commands.add())
        view_state.active_source_changed.connect(self._show_active)
        theme.changes.happened.connect(self._show_sources)
        view_state.mask_view_changed.connect(self._show_masks)
        view_state.mask_opacity_changed.connect(self._show_masks)
        for name, button in self.mask_views.items():
            button.clicked.connect(lambda _, name=name: setattr(view_state, "mask_view", name))
        self.opacity.valueChanged.connect(
            lambda value: setattr(view_state, "mask_opacity", value / 100)
        )

    def _show_sources(self) -> None:
        sources = self._document.sources
        drop_rows(self._list, self.rows, len(sources))
        while len(self.rows) < len(sources):
            self._add_row()
        self.add_source.setEnabled(self._commands.can_add)
        soloed = any(state.solo for state in (*sources, *self._document.added_stems.states))
        self.added.show_stems(soloed=soloed)
        for row, source in zip(self.rows, sources, strict=True):
            row.show_source(source, audible=not source.mute and (source.solo or not soloed))
        if self._view_state.active_source >= len(sources):
            self._view_state.active_source = len(sources) - 1
        self._show_boxes()
        self._show_active()

    def _add_row(self) -> None:
        row = StemRow(len(self.rows), self._ground)
        row.chosen.connect(self._choose)
        row.edited.connect(self._edit)
        row.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        row.customContextMenuRequested.connect(lambda at, row=row: self._show_menu(row, at))
        self._list.insertWidget(len(self.rows), row)
        self.rows.append(row)

    def _show_levels(self, peaks: np.ndarray) -> None:
        heard = len(peaks) == len(self.rows) + len(self.added.rows)
        for row in self.rows:
            row.show_level(peaks[row.index] if heard else np.zeros(2, np.float32))

    def _show_boxes(self) -> None:
        for row in self.rows:
            row.show_boxes(len(self._document.marks_of(row.index)))

    def _show_active(self, _: object = None) -> None:
        for row in self.rows:
            row.show_active(row.index == self._view_state.active_source)

    def _show_masks(self, _: object = None) -> None:
        view = self._view_state.mask_view
        self.mask_views[view].setChecked(True)
        self.opacity.setEnabled(view == "tint")
        percent = round(self._view_state.mask_opacity * 100)
        self.opacity.setToolTip(
            tr("How strongly the masks colour the mixture: {percent} %").format(percent=percent)
        )
        with QSignalBlocker(self.opacity):
            self.opacity.setValue(percent)

    def _choose(self, index: int) -> None:
        self._view_state.active_source = index

    def _edit(self, index: int, changes: dict[str, object]) -> None:
        self._document.set_source(index, **changes)

    def _show_menu(self, row: StemRow, at: QPoint) -> None:
        self.row_menu(row).popup(row.mapToGlobal(at))

    def row_menu(self, row: StemRow) -> QMenu:
        """What can be done with one source."""
        menu = QMenu(row)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Rename"), row.rename)
        menu.addAction(tr("Colour …"), lambda: self._ask_colour(row.index))
        menu.addAction(tr("Gain to 0 dB"), lambda: self._edit(row.index, {"gain_db": 0.0}))
        own = self._document.marks_of(row.index)
        menu.addAction(tr("Pan to the middle"), lambda: self._edit(row.index, {"pan": 0.0}))
        delete = menu.addAction(tr("Delete its boxes"), lambda: self._document.remove_marks(own))
        delete.setEnabled(bool(own))
        menu.addSeparator()
        self._add_source_actions(menu, row.index)
        return menu

    def _add_source_actions(self, menu: QMenu, index: int) -> None:
        commands = self._commands
        split = menu.addAction(tr("Split in two"), lambda: commands.split(index))
        split.setEnabled(commands.can_add)
        merge = menu.addMenu(tr("Merge into"))
        for other, source in enumerate(self._document.sources):
            if other != index:
                text = source.name.replace("&", "&&")
                merge.addAction(swatch(other, source.colour), text).triggered.connect(
                    lambda _, other=other: commands.merge(other, index)
                )
        merge.setEnabled(commands.can_remove)
        remove = menu.addAction(tr("Remove source"), lambda: commands.remove(index))
        remove.setEnabled(commands.can_remove)

    def _ask_colour(self, index: int) -> None:
        dialog = QColorDialog(QColor(self._document.sources[index].colour), self)
        dialog.setWindowTitle(
            tr("Colour of {name}").format(name=self._document.sources[index].name)
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self._edit(index, {"colour": colour.name()}))
        dialog.open()
