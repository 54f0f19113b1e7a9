"""The Inference tab: the four steps of a run as cards, and the views beside."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer import features
from explorer.app.inference.checks_row import ChecksRow
from explorer.app.inference.inspection_tabs import InspectionTabs
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.inference.section_card import SectionCard
from explorer.app.start_page import StartPage
from explorer.app.theme import Theme
from explorer.features.ablation.view.answer_comparison import AblationAnswerCard
from explorer.features.answers.view.answer_blocks import AnswerBlocks
from explorer.features.flow.view.filled_sentence import FilledSentence
from explorer.features.history.view.history_button import HistoryButton
from explorer.features.inputs.view.tensor_card import TensorCard
from explorer.features.inputs.view.text_card import TextCard
from explorer.features.inputs.view.tokens_card import TokensCard
from explorer.protocol.job import Request
from explorer.text.translation import tr
from explorer.widgets.blocks import CARD_MARGINS, Card, Page, button, packed, set_role
from explorer.widgets.fading import fading
from explorer.widgets.responsive_pair import ResponsivePair

_TWO_COLUMNS = 72
"""Widths of body text (em) from which the views are beside what the model says."""


class AsidePage(Protocol):
    """Who keeps a page that is shown in the place of the run, and its part of a session."""

    def saved_state(self) -> dict[str, Any]:
        """What is on the page, as JSON values; empty where it was never opened."""

    def restore_state(self, saved: dict[str, Any]) -> None:
        """Put it back; values that do not fit are passed over."""


class InferencePage(QWidget):
    """Lays the cards out; what they do is the tab's. `start` is shown while there is no model.

    `turned` tells that another page is shown in the place of the run, or the run again.
    """

    turned = Signal()

    def __init__(self, look: Theme, start: StartPage) -> None:
        super().__init__()
        self._look = look
        self.lent = False
        self._picture_card: Card | None = None
        self._asides: dict[QWidget, tuple[type[Request], ...]] = {}
        self.kept_asides: dict[str, AsidePage] = {}
        """By the name of its feature, who keeps each page of this kind for a session."""
        self._stack = QStackedWidget()
        self._stack.addWidget(start)
        self._page = Page()
        self._stack.addWidget(self._page)
        packed(QVBoxLayout(self), self._stack)
        self._lay_text()
        self._lay_tokens()
        self.tensor_card = TensorCard(self._look)
        self._page.add(self.tensor_card)
        self._lay_answers()

    def add_above(self, line: QWidget) -> None:
        """Put a line above all that is shown of a model."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, line)

    def _lay_text(self) -> None:
        self.history = HistoryButton(self._look, self)
        card = self._text = TextCard(self._look, self.history)
        self.examples, self.mode, self.pairs = card.examples, card.mode, card.pairs
        self._rows, self.media, self.inputs = card.rows, card.media, card.inputs
        self.run_button, self.line, self._again = card.run_button, card.line, card.again
        self.many = button(
            tr("Many texts…"), "link", name="manyTextsButton", tip=tr("A table of texts, all run")
        )
        card.head.add_control(self.many)
        self._page.add(card)
        # Flow has its own, in which a step or the guessing may hide the answer.
        self.answer_line = FilledSentence(self._look, "answerLine", least=2)
        self._answer_card = Card()
        self._answer_card.add(self.answer_line)
        self._page.add(self._answer_card)

    def fill_with_flow(self, on: bool) -> None:
        """Leave the line of text and the picture, as high as the page; or all as it was."""
        if on:
            self._page.column.insertWidget(0, self.line)
            self.line.show()  # a layout would in a later event, and it may get the keyboard now
            right = Qt.AlignmentFlag.AlignRight
            self._page.column.insertWidget(1, self._text.previous, 0, right)
        else:
            self._text.put_line_back()
        self._text.setHidden(on)
        self._page.column.setStretchFactor(self.flow, 1)
        set_role(self.flow, "" if on else "card")
        self.flow.body.setContentsMargins(*((0, 0, 0, 0) if on else CARD_MARGINS))

    def show_line(self, on: bool) -> None:
        """Show the line of text above a picture that fills the page, or give it its room."""
        self.line.setVisible(on)

    @property
    def spare(self) -> int:
        """Pixels of height that the page has left; below 0 so many are missing, and it scrolls."""
        room, column = self._page.viewport().size(), self._page.column
        self.flow.updateGeometry()
        return room.height() - column.totalHeightForWidth(room.width())

    @property
    def scrolls(self) -> bool:
        """Whether the page is higher than its place."""
        return self._page.verticalScrollBar().maximum() > 0

    def _lay_tokens(self) -> None:
        card = self._tokens = TokensCard(self._look)
        self.split = button(
            tr("How was this split?"),
            "link",
            name="howSplitButton",
            tip=tr("The tokenizer lab: each word step by step, and other tokenizers"),
        )
        card.head.add_control(self.split)
        self.edit_ids, self.ids = card.edit_ids, card.hand.ids
        self.strip = card.strip
        self._page.add(card)

    def _lay_answers(self) -> None:
        answers = self.said = Card(tr("What it says"), number="4")
        answers.setObjectName("predictions")
        self.switched = AblationAnswerCard(self._look)
        answers.add(self.switched)
        self._plain = AnswerBlocks(self._look)
        answers.add(self._plain)
        self.alone = ChecksRow()
        answers.add(self.alone)
        answers.body.addStretch(1)
        self.views = InspectionTabs(self._look)
        self.flow = Card()
        self.flow.add(self.views.view("flow"))
        self._page.add(self.flow, 1)
        self.why: InspectionView = self.views.view("why")
        self._page.add(self.why, 1)
        inside = Card()
        inside.add(self.views)
        inside.body.addStretch(1)
        self._said = ResponsivePair(self._look, answers, inside, _TWO_COLUMNS, (1, 2))
        self._page.add(self._said, 1)
        self.sections = tuple(
            SectionCard(self.views.view(feature.name), feature.title, feature.hint)
            for feature in features.records()
            if feature.hint
        )
        for section in self.sections:
            self._page.add(section)
        self._page.column.addStretch(0)  # where nothing in sight fills the page
        self._plain.say(tr("Press Run to see what the model says."))
        self._fading = [fading(each) for each in (*self.views.modes, *self._of_run())]

    def lay_picture(self, picture: QWidget, above: QWidget | None) -> None:
        """Put the picture of a text above that text; it fades beside another one."""
        card = self._picture_card = Card()
        card.add(picture)
        column = self._page.column
        column.insertWidget(column.indexOf(above) if above is not None else -1, card)
        self._fading.append(fading(picture))

    def show_text_picture(self, on: bool) -> None:
        """Show that picture, where it was laid, or hide it."""
        if self._picture_card is not None:
            self._picture_card.setVisible(on)

    def _of_run(self) -> tuple[QWidget, ...]:
        """What is shown of a run beside the picture."""
        return self.switched, self._plain, self.alone, self.views, self.answer_line

    def lend(self, page: StartPage | None) -> None:
        """Show text and picture on the start page; None brings them back."""
        self.lent = page is not None
        self._text.show_alone(self.lent)
        self.many.setHidden(self.lent)
        for view in self.views.modes:
            view.show_alone(self.lent)
        if page is not None:
            page.hold(self._text, self.flow)
            self._rows.first.setFocus()
        else:
            column = self._page.column
            column.insertWidget(0, self._text)
            column.insertWidget(column.indexOf(self._said), self.flow)
        self._stack.setCurrentIndex(0 if self.lent else 1)

    @property
    def aside(self) -> QWidget | None:
        """The page that is shown in the place of the run; None where the run is."""
        return self._stack.currentWidget() if self._stack.currentIndex() > 1 else None

    @property
    def aside_asks(self) -> tuple[type[Request], ...]:
        """What the page asks that is shown in the place of the run."""
        page = self.aside
        return self._asides[page] if page is not None else ()

    def open_aside(self, page: QWidget, *asks: type[Request]) -> None:
        """Show a page, which asks `asks`, in the place of the run, until `close_aside`."""
        if page not in self._asides:
            self._stack.addWidget(page)
            self._asides[page] = asks
        self._stack.setCurrentWidget(page)
        self.turned.emit()

    def show_aside_of(self, widget: QWidget) -> None:
        """Show the page again that a widget is on, where it is one in the place of the run."""
        for page, asks in self._asides.items():
            if page is widget or page.isAncestorOf(widget):
                self.open_aside(page, *asks)

    def close_aside(self) -> None:
        """Show the run again."""
        if self.aside is not None:
            self._turn_back()
            self.turned.emit()

    def _turn_back(self) -> None:
        self._stack.setCurrentIndex(1)

    def fade(self, is_previous: bool) -> None:
        """Fade all that is shown of a run, beside an input that it does not belong to."""
        self._text.show_previous(is_previous=is_previous)
        for effect in self._fading:
            effect.setEnabled(is_previous)
