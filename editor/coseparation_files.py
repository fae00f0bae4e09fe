"""What the co-separation window writes: the parts of all files, and the set itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from editor.background import JobContext, NewestWorker
from editor.coseparation_document import CoseparationDocument
from editor.coseparation_set import ENDING, write_set
from editor.translation import told, tr
from engine.coseparate_command import write_parts
from engine.coseparate_plan import Outputs, output_paths
from engine.coseparation import CoseparationError, Kind
from engine.coseparation.names import briefly
from engine.coseparation.parts import Parts
from engine.coseparation.placement import Alignment
from engine.file_names import proposed_name
from engine.recording import RecordingError

SOUND_FILES = tr(
    "Sound files (*.wav *.flac *.ogg *.mp3 *.aiff *.aif *.caf *.w64 *.rf64);;All files (*)"
)
SETS = tr("Sets of files that share a sound (*{ending})").format(ending=ENDING)


class CoseparationFiles(QObject):
    """Asks where, and writes in the background. said: a sentence and its level."""

    said = Signal(str, str)

    def __init__(self, document: CoseparationDocument, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._window = document, parent
        self._worker = NewestWorker("co-separation export", self)
        self._worker.published.connect(lambda kind, sentence: self.said.emit(sentence, kind))
        self._worker.failed.connect(lambda sentence: self.said.emit(sentence, "error"))

    def shutdown(self) -> None:
        """Cancel and join."""
        self._worker.shutdown()

    def ask_for_sounds(self) -> list[Path]:
        """Files to add."""
        title = tr("Files that share a sound")
        names, _ = QFileDialog.getOpenFileNames(self._window, title, "", SOUND_FILES)
        return [Path(name) for name in names]

    def ask_for_set(self) -> Path | None:
        """A set to open."""
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open a set of files"), "", SETS)
        return Path(name) if name else None

    def ask_to_save(self, kind: Kind | None, seed: int) -> None:
        """Choose where the set goes: files, corrections, boxes, kind and seed."""
        files = [file.material.recording.path for file in self._document.files]
        proposed = proposed_name(files[0].stem if files and files[0] else "shared", ENDING)
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save the set"), proposed, SETS)
        if name:
            path = Path(name)
            self.save(path if path.suffix else path.with_suffix(ENDING), kind, seed)

    def save(self, path: Path, kind: Kind | None, seed: int) -> None:
        """Write the set."""
        document = self._document
        files = tuple(Path(f.material.recording.path or "") for f in document.files)
        parted = document.parts is not None
        corrections = document.corrections

        def job(context: JobContext) -> None:
            try:
                write_set(path, files, corrections, kind, seed, parted)
            except CoseparationError as error:
                context.publish("error", told(error))
            else:
                context.publish("info", tr("{name} holds this set.").format(name=path.name))

        self._worker.submit(job)

    def ask_to_export(self, parts: Sequence[Parts]) -> None:
        """Choose where the parts of all files go."""
        title = tr("Folder for the parts of all files")
        folder = QFileDialog.getExistingDirectory(self._window, title)
        if folder:
            self.export(Path(folder), parts)

    def export(self, folder: Path, parts: Sequence[Parts]) -> None:
        """Write all parts; what is there already is not overwritten."""
        alignment = self._document.alignment
        if not parts or alignment is None:
            return
        outputs = output_paths([part.recording.name for part in parts], folder)
        self._worker.submit(partial(_export, list(parts), alignment, outputs))


def _export(
    parts: list[Parts], alignment: Alignment, outputs: Outputs, context: JobContext
) -> None:
    try:
        write_parts(parts, alignment, outputs, overwrite=False)
    except RecordingError as error:
        written = (path for pair in outputs.parts for path in pair)
        raise RecordingError(briefly(str(error), (*written, outputs.shared))) from error
    count = 2 * len(outputs.parts) + 1
    context.publish(
        "info",
        tr("{count} files are in {folder}.").format(count=count, folder=outputs.shared.parent),
    )
