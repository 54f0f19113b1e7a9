"""Questions of an exam and their answers as bands: whole words, at any width."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.export.view.pictures import pdf
from explorer.text.numbers import percent
from explorer.widgets.answer_bands import AnswerBands, Band, BandAnswer, BandRow
from tests.pdf_text import runs
from tests.surveys.walk.colours import TEXT, contrast

QUESTION = "If you visit Germany, you should see its capital, it is called"


def bands(qtbot: QtBot, width: int) -> AnswerBands:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made = AnswerBands(Theme(application), "exam", "Exam")
    qtbot.addWidget(made)
    made.resize(width, 400)
    made.show_questions((BandRow(QUESTION, (BandAnswer(0, "berlin", 0.9, True),)),), 10, 20)
    return made


def test_a_question_that_is_wider_than_its_place_takes_more_lines(qtbot: QtBot) -> None:
    wide, narrow = bands(qtbot, 1200), bands(qtbot, 200)
    line = QFontMetrics(wide._look.font(bold=True)).height()
    assert wide.bar_area(0).top() < 2 * line, "question and answer share a line"
    lines = (narrow.bar_area(0).top() - wide.bar_area(0).top()) / line
    room = 200 - 2 * narrow._look.units(4)
    needed = QFontMetrics(wide._look.font(bold=True)).horizontalAdvance(QUESTION) / room
    assert lines >= needed, "all of the question, and its answer below"
    assert narrow.heightForWidth(200) > narrow.bar_area(0).bottom()


def test_the_right_answer_can_be_read_on_its_band_in_every_theme(qtbot: QtBot) -> None:
    made = bands(qtbot, 600)
    for theme in ("light", "dark"):
        made._look.choose(theme, 100)
        band = made.band_colour(Band(0, 10, "berlin", right=True)).name()
        assert contrast(made._look.colour("text").name(), band) >= TEXT
    made._look.choose("light", 100)


def test_the_right_answer_is_known_without_its_colour(qtbot: QtBot) -> None:
    made = bands(qtbot, 600)
    made.show_questions(
        (
            BandRow(
                QUESTION, (BandAnswer(0, "paris", 0.5, False), BandAnswer(5, "berlin", 0.9, True))
            ),
        ),
        10,
        20,
    )
    drawn = set(runs(pdf(made, QColor("white"))))
    assert {"paris", "✓ berlin", f"✓ berlin  {percent(0.9)}"} <= drawn
    # In a band too narrow for the word its sign stays.
    made.show_questions((BandRow(QUESTION, (BandAnswer(0, "berlin", 0.9, True),)),), 1, 20)
    assert "✓" in runs(pdf(made, QColor("white")))
