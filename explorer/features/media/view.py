"""The picture or the sound to run: chosen, dropped or the example, shown small with its recipe."""

from __future__ import annotations

import os

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer import resources
from explorer.app.theme import Theme
from explorer.features.media.protocol import FilePreview, FilePreviewRequest, SmallView
from explorer.protocol.media_kinds import PICTURES, SOUNDS
from explorer.protocol.model import ModelSummary
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.file_dialog import begin_in
from explorer.widgets.flow_layout import FlowLayout

_HEIGHT = 110
_EXAMPLE = {"picture": "shapes.png", "sound": "chord.wav"}


def ask_file(parent: QWidget, medium: str, folder: str) -> str:
    """Let a person choose a picture or a sound; empty when they did not."""
    endings = " ".join(f"*{picture}" for picture in (PICTURES if medium == "picture" else SOUNDS))
    what = tr("Pictures") if medium == "picture" else tr("Sounds")
    every = tr("All files")
    text, _ = QFileDialog.getOpenFileName(
        parent, _choose(medium), begin_in(folder), f"{what} ({endings});;{every} (*)"
    )
    return text


def _choose(medium: str) -> str:
    return tr("Choose a picture") if medium == "picture" else tr("Choose a sound")


class SmallPicture(QWidget):
    """A picture as it is, or a sound as its wave; as high as a few lines of text."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._view: SmallView | None = None
        self._image = QImage()
        self.setObjectName("fileView")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_view(self, view: SmallView | None, name: str = "") -> None:
        """Show this file, or nothing."""
        self._view = view
        self._image = QImage()
        if view is not None and view.picture is not None:
            height, width, _ = view.picture.shape
            data = view.picture.tobytes()
            image = QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888)
            self._image = image.copy()
        if view is None:
            self.setAccessibleName(tr("No file"))
        elif view.medium == "picture":
            self.setAccessibleName(tr("picture: {file}", file=name))
        else:
            self.setAccessibleName(tr("sound: {file}", file=name))
        self.setAccessibleDescription(view.facts if view is not None else "")
        self.setVisible(view is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a few lines; as wide as its shape asks, within bounds."""
        high = _HEIGHT
        if self._image.isNull():
            return QSize(2 * high, high)
        wide = round(high * self._image.width() / max(1, self._image.height()))
        return QSize(min(max(wide, 20), 2 * high), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in its shape; a wave from its lowest to its highest values."""
        with QPainter(self) as painter:
            if not self._image.isNull():
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
                left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
                painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)
            elif self._view is not None and self._view.wave is not None:
                painter.fillRect(self.rect(), self._look.colour("track"))
                painter.setPen(self._look.colour("accent"))
                low, high = self._view.wave
                middle, half = self.height() / 2, self.height() / 2 - 2
                for x in range(self.width()):
                    at = min(len(low) - 1, x * len(low) // max(1, self.width()))
                    top, foot = middle - high[at] * half, middle - low[at] * half
                    painter.drawLine(x, int(top), x, max(int(foot), int(top) + 1))


class MediaInput(QWidget):
    """`wanted` carries FilePreviewRequest, `changed` fires when another file is chosen, or none.

    Hidden for models that read text alone, and so are the `buttons`, which are apart: what a
    chosen file shows grows downwards and moves neither them nor Run.
    """

    wanted = Signal(object)
    changed = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("mediaInput")
        self.path = ""
        self.fit = False
        self.medium = ""
        self._text_alone = False
        row = packed(QHBoxLayout(self), gap=12)
        self.picture = SmallPicture(look)
        self.picture.hide()
        self._row = row
        self.put_picture_back()
        column = QVBoxLayout()
        column.setSpacing(4)
        row.addLayout(column, 1)
        self.buttons = QWidget()
        flow = FlowLayout(self.buttons)
        self.choose = button("", name="chooseFileButton")
        self.choose.clicked.connect(self._choose)
        self.example = button(tr("Take the example"), "link", name="exampleFileButton")
        self.example.clicked.connect(self._take_example)
        self.without = button(tr("Without it"), "link", name="removeFileButton")
        self.without.clicked.connect(self._remove)
        for push_button in (self.choose, self.example, self.without):
            flow.addWidget(push_button)
        self.facts = label(wrap=True, name="fileFacts")
        self.steps = label(role="muted", wrap=True, name="fileSteps")
        self.problem = label(role="error", wrap=True, name="fileProblem")
        self.problem.hide()
        self.fit_button = button("", name="fitFileButton")
        self.fit_button.clicked.connect(self._fit)
        action = QAction(tr("Make the picture as large as the model reads it"), self)
        action.setObjectName("fitFileAction")  # the button of a failure
        action.triggered.connect(self._fit)
        self.fit_button.hide()
        fits = FlowLayout()
        fits.addWidget(self.fit_button)
        column.addWidget(self.facts)
        column.addWidget(self.steps)
        column.addWidget(self.problem)
        column.addLayout(fits)
        column.addStretch(1)
        self.hide()
        self.buttons.hide()

    def put_picture_back(self) -> None:
        """Show the file here, first; also again, after it was shown elsewhere."""
        self._row.insertWidget(0, self.picture, 0, Qt.AlignmentFlag.AlignTop)

    def show_model(self, summary: ModelSummary | None) -> None:
        """Ask for what this model reads; a file that fits stays chosen."""
        reads = summary.reads if summary is not None else ("text",)
        medium = next((read for read in reads if read != "text"), "")
        self.setVisible(bool(medium))
        self.buttons.setVisible(bool(medium))
        self._text_alone = "text" in reads
        self.without.hide()
        self._show_problem("", "")
        if medium != self.medium:
            self.path = ""
        self.medium = medium
        if not medium:
            return
        self.without.setAccessibleName(
            tr("Without the picture") if medium == "picture" else tr("Without the sound")
        )
        self.without.setToolTip(tr("Run on text alone"))
        self.choose.setText(
            tr("Choose a picture…") if medium == "picture" else tr("Choose a sound…")
        )
        self.choose.setAccessibleName(_choose(medium))
        if self.path:
            self.wanted.emit(FilePreviewRequest(self.path))
        else:
            self._remove()

    def set_file(self, path: str) -> None:
        """Have this file as the one to run."""
        self.wanted.emit(FilePreviewRequest(path))

    def restore(self, path: str, *, fit: bool) -> bool:
        """Have the file of a session again; False where it is not there any more."""
        if not os.path.isfile(path):
            return False
        # A run may be asked for before the file was read for its preview.
        self.path, self.fit = path, fit
        self.wanted.emit(FilePreviewRequest(path, fit=fit))
        self.changed.emit()
        return True

    def show_file(self, preview: FilePreview) -> None:
        """Show a file that was read, how it becomes a tensor, and why it cannot be run so."""
        path, view, recipe = preview.request.path, preview.view, preview.recipe
        self.path, self.fit = path, preview.request.fit
        self._show_problem(preview.problem, preview.fit)
        self.without.setVisible(self._text_alone)
        self.picture.show_view(view, os.path.basename(path))
        self.facts.setText(f"{os.path.basename(path)}: {view.facts}")
        self.steps.setText(tr("For the model it is {steps}.", steps="; ".join(recipe.steps)))
        self.steps.show()
        self.changed.emit()

    def _show_problem(self, sentence: str, fit: str) -> None:
        self.problem.say(sentence)
        self.fit_button.setText(fit)
        self.fit_button.setAccessibleName(fit)
        self.fit_button.setVisible(bool(fit))

    @Slot()
    def _fit(self) -> None:
        """Have the processor make the picture as large as the model reads it."""
        self.wanted.emit(FilePreviewRequest(self.path, fit=True))

    @Slot()
    def _remove(self) -> None:
        self.path, self.fit = "", False
        self._show_problem("", "")
        self.without.hide()
        self.picture.show_view(None)
        self.facts.setText(
            tr("No picture yet: choose one, drop one here, or take the example.")
            if self.medium == "picture"
            else tr("No sound yet: choose one, drop one here, or take the example.")
        )
        self.steps.hide()
        self.changed.emit()

    @Slot()
    def _choose(self) -> None:
        chosen = ask_file(self, self.medium, os.path.dirname(self.path))
        if chosen:
            self.set_file(chosen)

    @Slot()
    def _take_example(self) -> None:
        self.set_file(str(resources.path("examples", _EXAMPLE[self.medium])))
