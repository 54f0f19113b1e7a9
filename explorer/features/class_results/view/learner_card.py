"""One learner's page in the window: what was done, as data; nothing of the page itself is run."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget

from explorer.app.theme import Theme
from explorer.features.answers.view.answer_blocks import AnswerBlocks
from explorer.features.class_results.protocol import KeptLesson, KeptRun, Results, ResultsRead
from explorer.features.class_results.results_page import (
    about_run,
    left_out,
    lesson_heading,
    picked,
    run_heading,
    summary,
    title_of,
)
from explorer.protocol.run import Run, RunResult
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, with_names
from explorer.widgets.fitted_picture import FittedPicture
from explorer.widgets.untrusted_text import plain_tip

_LONGEST, _MOST_TEXT = 120, 5_000
"""Letters of a text in the list, and of one that is shown."""
_ROWS = 6
"""Runs of the list that are in sight at once."""


class PngPicture(FittedPicture):
    """A picture out of a page, no larger than it is; a damaged one is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(name, tr("The picture of the run"))
        self._image = QImage()

    def show_png(self, data: bytes, description: str) -> bool:
        """Show this; whether it is a picture at all."""
        # The format is named: Qt would try its readers of other kinds too.
        self._image = QImage.fromData(data, "PNG")  # type: ignore[arg-type]
        self.describe(description)
        self.updateGeometry()
        self.update()
        return not self._image.isNull()

    def heightForWidth(self, width: int) -> int:
        """As high as the picture is at that width."""
        if self._image.isNull():
            return 1
        return round(self._image.height() * self._wide(width) / self._image.width())

    def _wide(self, width: int) -> float:
        return min(width, self._image.width() / 2)  # it was drawn with twice the pixels

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture at the left."""
        if self._image.isNull():
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            wide = self._wide(self.width())
            painter.drawImage(QRectF(0, 0, wide, self.heightForWidth(self.width())), self._image)


class LearnerCard(Card):
    """`closed` tells that a person goes back to the class."""

    closed = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("A learner's page"))
        with_names(self, "learnerCard")
        self._read: ResultsRead | None = None
        self.back = button(
            tr("‹ The class"), "link", name="learnerBack", tip=tr("Back to all learners")
        )
        self.back.clicked.connect(self.closed)
        self.head.add_control(self.back)
        self.about = label(role="muted", wrap=True, name="learnerAbout")
        self.lessons = label(wrap=True, name="learnerLessons")
        self.runs = with_names(QListWidget(), "learnerRuns", tr("The learner's runs"))
        self.runs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.runs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.runs.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.runs.currentRowChanged.connect(self._show_run)
        self.run = label(role="heading", wrap=True, name="learnerRun")
        self.text = label(wrap=True, name="learnerText")
        self.model = label(role="muted", wrap=True, name="learnerModel")
        self.written = label(wrap=True, name="learnerWritten")
        self.answers = with_names(AnswerBlocks(look), "learnerAnswers")
        self.left_out = label(role="small", wrap=True, name="learnerLeftOut")
        self.note = label(wrap=True, name="learnerNote")
        self.picture = PngPicture("learnerPicture")
        for widget in (
            self.about, self.lessons, self.runs, self.run, self.text, self.model, self.written,
            self.answers, self.left_out, self.note, self.picture,
        ):  # fmt: skip
            self.add(widget)
        self.body.addStretch(1)

    def show_learner(self, read: ResultsRead) -> None:
        """Show this page, the newest run first."""
        self._read, results = None, read.results  # while the list is filled nothing is shown
        self.title.setText(title_of(results))
        self.about.setText(f"{results.saved}. {summary(results)}")
        self.lessons.say("\n".join(map(_lesson, results.lessons)))
        self.runs.clear()
        for run in results.runs:
            text = numbers.shortened(" · ".join(run.texts), _LONGEST)
            item = QListWidgetItem(f"{run.number}. {text}")
            item.setToolTip(plain_tip(item.text()))
            self.runs.addItem(item)
        rows = min(self.runs.count(), _ROWS)
        self.runs.setFixedHeight(self.runs.sizeHintForRow(0) * rows + 2 * self.runs.frameWidth())
        self.runs.setVisible(bool(results.runs))
        self.runs.setCurrentRow(0 if results.runs else -1)
        self._read = read
        self._show_run(self.runs.currentRow())

    @property
    def results(self) -> Results | None:
        """What is shown."""
        return self._read.results if self._read is not None else None

    @Slot(int)
    def _show_run(self, place: int) -> None:
        if self._read is None:
            return
        runs = self._read.results.runs
        run = runs[place] if 0 <= place < len(runs) else None
        of_run: tuple[QWidget, ...] = (self.run, self.text, self.model, self.answers, self.written)
        if run is None:
            for widget in (*of_run, self.left_out, self.note, self.picture):
                widget.hide()
            return
        for widget in (self.run, self.text, self.model):
            widget.show()
        self.run.setText(run_heading(run))
        self.text.setText(
            "\n".join(f"“{numbers.beginning(text, _MOST_TEXT)}”" for text in run.texts)
        )
        self.model.setText(about_run(run))
        written = tr("It wrote: {text}", text=numbers.beginning(run.written, _MOST_TEXT))
        self.written.say(f"{written}\n{picked(run)}".strip() if run.written else "")
        self._show_answers(run)
        self.left_out.say(left_out(run))
        self.note.say(tr("Note: {note}", note=run.note) if run.note else "")
        png = self._read.pictures.get(run.number)
        self.picture.setVisible(png is not None and self.picture.show_png(png, run.picture))

    def _show_answers(self, run: KeptRun) -> None:
        predictions = tuple(item.prediction for item in run.predictions)
        self.answers.setVisible(bool(predictions))
        rows = ((),) * len(run.texts)
        self.answers.show_run(RunResult(Run(run.texts), 0, rows, (), (), predictions, "", 0.0))


def _lesson(lesson: KeptLesson) -> str:
    """How much of a lesson is done, and what of it."""
    lines = [lesson_heading(lesson)]
    for page in lesson.pages:
        done = [task.outcome or task.ask for task in page.tasks if task.done]
        if done:
            lines.append(f"    ✓ {page.title}: {' '.join(done)}")
    return "\n".join(lines)
