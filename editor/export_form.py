"""The form of the export dialog: which stems, in what format, where and under which names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from editor.document import SourceState
from editor.export_settings import DEFAULT_PATTERN, SUBTYPES, ExportSettings
from editor.translation import tr
from engine.exported import ExportOptions

_SUBTYPE_TITLES = {"PCM_16": tr("16 bit"), "PCM_24": tr("24 bit"), "FLOAT": tr("32 bit float")}
_LEVEL_TITLES = {
    "scale": tr("Turn all stems down together"),
    "clip": tr("Clip them"),
    "refuse": tr("Do not export; tell me"),
}


class ExportForm(QWidget):
    """Asks for everything that ExportOptions needs, except whether files may be overwritten."""

    changed = Signal()

    def __init__(
        self,
        sources: Sequence[SourceState],
        settings: ExportSettings,
        folder: Path,
        parent: QWidget | None = None,
        *,
        kept: bool = False,
    ) -> None:
        """kept: the stems are a version's, with the gains and pans that it was kept with."""
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._make_stems(sources, settings)
        self._make_sound(settings, kept)
        self._make_format(settings)
        self._base = folder
        self._make_names(settings, folder)
        self._offer_subtypes(settings.subtype)
        self._connect()

    @property
    def settings(self) -> ExportSettings:
        """What to remember."""
        return ExportSettings(
            container=self.container.currentData(),
            subtype=self.subtype.currentData(),
            level=self.level.currentData(),
            pattern=self.pattern.text(),
            folder=self._directory(),
            residual=self.residual.isChecked(),
            making=self.making.isChecked(),
            mixed=self.mixed.currentData(),
            mix=self.mix.isChecked(),
        )

    def options(self, *, overwrite: bool) -> ExportOptions:
        """The options that are chosen now."""
        settings = self.settings
        chosen = (index for index, stem in enumerate(self.stems) if stem.isChecked())
        return ExportOptions(
            directory=Path(settings.folder),
            stems=tuple(chosen),
            subtype=settings.subtype,
            container=settings.container,
            pattern=settings.pattern.strip() or DEFAULT_PATTERN,
            overwrite=overwrite,
            level=settings.level,
            residual=settings.residual,
        )

    def _directory(self) -> str:
        """Where to write, "" where nothing is said; a relative path counts from what was proposed.

        The folder in which the program happens to have been started is known to nobody.
        """
        wanted = self.folder.text().strip()
        return str(self._base.absolute() / os.path.expanduser(wanted)) if wanted else ""

    def _make_stems(self, sources: Sequence[SourceState], settings: ExportSettings) -> None:
        self.stems: list[QCheckBox] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        for index, source in enumerate(sources):
            box = QCheckBox(source.name.replace("&", "&&"))
            box.setAccessibleName(tr("Export {name}").format(name=source.name))
            box.setIcon(_dot(source.colour))
            box.setIconSize(QSize(12, 12))
            box.setChecked(True)
            self.stems.append(box)
            grid.addWidget(box, index // 2, index % 2)
        grid.setColumnStretch(1, 1)
        self.residual = QCheckBox(tr("Residual: the recording minus the chosen stems"))
        self.residual.setAccessibleName(tr("Export the residual"))
        self.residual.setChecked(settings.residual)
        self.mix = QCheckBox(tr("The mix as heard: gain, pan, solo and mute, in one file"))
        self.mix.setAccessibleName(tr("Export the mix as heard"))
        self.mix.setChecked(settings.mix)
        column = QVBoxLayout()
        column.addLayout(grid)
        column.addWidget(self.residual)
        column.addWidget(self.mix)
        self.making = QCheckBox(tr("How they were made, to make them again (JSON)"))
        self.making.setAccessibleName(tr("Export how the stems were made"))
        self.making.setToolTip(tr("unbraid separate --from that file makes the same stems again"))
        self.making.setChecked(settings.making)
        column.addWidget(self.making)
        self._form.addRow(tr("Stems"), column)

    def _make_sound(self, settings: ExportSettings, kept: bool) -> None:
        self.mixed = QComboBox()
        self.mixed.addItem(tr("As separated: they sum to the recording"), False)
        title = (
            tr("As mixed: with the gain and pan they were kept with")
            if kept
            else tr("As mixed: with gain and pan of the mixer")
        )
        self.mixed.addItem(title, True)
        self.mixed.setCurrentIndex(int(settings.mixed))
        self.mixed.setAccessibleName(tr("Sound of the stems"))
        self.mixed.setToolTip(
            tr("Mixed stems are stereo, as they are heard; mono where nothing is panned")
        )
        self._form.addRow(tr("&Sound"), self.mixed)

    def _make_format(self, settings: ExportSettings) -> None:
        self.container, self.subtype, self.level = QComboBox(), QComboBox(), QComboBox()
        for name in SUBTYPES:
            self.container.addItem(name, name)
        self.container.setCurrentIndex(self.container.findData(settings.container))
        for name, title in _LEVEL_TITLES.items():
            self.level.addItem(title, name)
        self.level.setCurrentIndex(self.level.findData(settings.level))
        self.container.setAccessibleName(tr("File format"))
        self.subtype.setAccessibleName(tr("Bit depth"))
        self.level.setAccessibleName(tr("Stems beyond full scale"))
        line = QHBoxLayout()
        line.addWidget(self.container, 1)
        line.addWidget(self.subtype, 1)
        self._form.addRow(tr("&Format"), line)
        self._form.labelForField(line).setBuddy(self.container)  # type: ignore[attr-defined]
        self._form.addRow(tr("&Beyond full scale"), self.level)

    def _make_names(self, settings: ExportSettings, folder: Path) -> None:
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName(tr("Folder"))
        self.browse = QPushButton(tr("Choose …"))
        self.browse.setAccessibleName(tr("Choose the folder"))
        line = QHBoxLayout()
        line.addWidget(self.folder, 1)
        line.addWidget(self.browse)
        self._form.addRow(tr("F&older"), line)
        self._form.labelForField(line).setBuddy(self.folder)  # type: ignore[attr-defined]
        self.pattern = QLineEdit(settings.pattern)
        self.pattern.setAccessibleName(tr("Name pattern"))
        self.pattern.setPlaceholderText(DEFAULT_PATTERN)
        self.pattern.setToolTip(
            tr("{recording} is the recording's name, {source} the source's, {number} its number")
        )
        self._form.addRow(tr("&Names"), self.pattern)

    def _connect(self) -> None:
        for box in (*self.stems, self.residual, self.mix, self.making):
            box.toggled.connect(self.changed)
        self.mixed.currentIndexChanged.connect(self.changed)
        self.container.currentIndexChanged.connect(self._on_container)
        self.subtype.currentIndexChanged.connect(self._on_subtype)
        self.level.currentIndexChanged.connect(self.changed)
        self.folder.textChanged.connect(self.changed)
        self.pattern.textChanged.connect(self.changed)
        self.browse.clicked.connect(self._browse)

    def _on_container(self) -> None:
        self._offer_subtypes(self.subtype.currentData())

    def _offer_subtypes(self, wanted: str) -> None:
        self.subtype.blockSignals(True)
        self.subtype.clear()
        for name in SUBTYPES[self.container.currentData()]:
            self.subtype.addItem(_SUBTYPE_TITLES[name], name)
        index = self.subtype.findData(wanted)
        self.subtype.setCurrentIndex(index if index >= 0 else self.subtype.findData("PCM_24"))
        self.subtype.blockSignals(False)
        self._on_subtype()

    def _on_subtype(self) -> None:
        is_float = self.subtype.currentData() == "FLOAT"
        self.level.setEnabled(not is_float)
        self.level.setToolTip(
            tr("Float files hold any level; nothing is changed")
            if is_float
            else tr("What becomes of stems that are louder than the format can hold")
        )
        self.changed.emit()

    def _browse(self) -> None:
        dialog = QFileDialog(self, tr("Folder for the stems"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()


def _dot(colour: str) -> QIcon:
    pixmap = QPixmap(12, 12)
    pixmap.fill(QColor(colour))
    return QIcon(pixmap)
