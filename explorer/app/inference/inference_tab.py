"""The Inference tab: text, tokens and IDs, tensors, and what the model says, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from explorer import features
from explorer.app.app_state import AppState
from explorer.app.inference.aside_pages import AsidePages
from explorer.app.inference.checks_row import ChecksRow
from explorer.app.inference.guess_cover import GuessCover
from explorer.app.inference.inspection_tabs import InspectionTabs
from explorer.app.inference.inspection_view import (
    OPEN_FORMER,
    RUN_WRITTEN,
    InspectionView,
    as_named,
)
from explorer.app.inference.live_runs import LiveRuns
from explorer.app.inference.mode_switch import Mode, why_no_writing
from explorer.app.inference.section_card import SectionCard
from explorer.app.inference.words_in_sight import WordsInSight
from explorer.app.start_page import StartPage
from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblationResult
from explorer.features.ablation.view.answer_comparison import AblationAnswerCard
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.features.answers.protocol import (
    MOST_CHECKED,
    CheckRows,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    RowsChecked,
)
from explorer.features.answers.view.answer_blocks import AnswerBlocks
from explorer.features.chat.view.no_chat import NoChatCard, why_no_chat
from explorer.features.flow.explain import all_filled, prediction_at
from explorer.features.flow.view.filled_sentence import FilledSentence
from explorer.features.generation.protocol import (
    Generate,
    Generated,
    GeneratedSoFar,
    RenderChat,
    beginning,
)
from explorer.features.generation.view.text_branches import Written
from explorer.features.history.view.history_button import HistoryButton
from explorer.features.history.view.run_again import texts_given
from explorer.features.inputs.view.example_menu import examples_of, first_example
from explorer.features.inputs.view.task_examples import TaskExample
from explorer.features.inputs.view.tensor_card import TensorCard
from explorer.features.inputs.view.text_card import WRITTEN, TextCard
from explorer.features.inputs.view.text_rows import TextRows
from explorer.features.inputs.view.tokens_card import TokensCard
from explorer.features.inputs.view.without_tokenizer import EXAMPLE_IDS, NOTHING_TO_RUN
from explorer.features.media.protocol import FilePreview, RunOnFile
from explorer.features.why.protocol import refusal
from explorer.protocol.job import Failed, Request
from explorer.protocol.model import ModelSummary, another_step
from explorer.protocol.run import (
    Prediction,
    Run,
    RunResult,
    TextRun,
    Token,
    Tokenize,
    Tokenized,
    is_live,
)
from explorer.protocol.task_run import Answer
from explorer.text import numbers, phrases
from explorer.text.translation import tr
from explorer.widgets.bars import Bars
from explorer.widgets.blocks import CARD_MARGINS, Card, Page, button, packed, set_role
from explorer.widgets.fading import Veil
from explorer.widgets.responsive_pair import ResponsivePair
from explorer.widgets.scroll_into_view import bring_into_sight

if TYPE_CHECKING:
    from explorer.features.chat.view.chat_pane import ChatPane, Talk
    from explorer.features.flow.view.written_flow import WrittenFlow
    from explorer.features.generation.view.generation_pane import GenerationPane, TextUnderWay
    from explorer.features.history.view.run_history import PastRun

_TWO_COLUMNS = 72
"""Widths of body text (em) from which the views are beside what the model says."""
_TYPING_PAUSE_MS = 150

_LATE_MS = 250
"""A run that follows the typing is awaited for so long before the picture fades: it would flicker
at every letter."""
_CHAT_HEIGHT = 18
"""The least height of a conversation and its field, in em, where the page has as much."""
_WRITERS = ("AutoModelForSeq2SeqLM",)
FILLING: tuple[Mode, ...] = ("flow", "write")
"""Modes that fill the window before an audience."""
_WITH_SECTIONS: tuple[Mode, ...] = ("look", "why")
"""Modes below which the views are that can be opened."""


class InferenceTab(QWidget):
    """Runs the model in memory and shows every step. `wanted` carries a request for the engine.

    `start` is what it shows while there is no model; `shown_again` carries a PastRun; `faded`
    whether what is shown of a run belongs to another input than the one in sight. `run_allowed`
    fires when Run was offered or became grey. `chat_model_wanted` asks for a model to talk with;
    `chats` is whether the one in memory is such.
    """

    wanted = Signal(object)
    stop_wanted = Signal()
    tokenizer_wanted = Signal()
    own_tokenizer_wanted = Signal()
    message_wanted = Signal(str)
    run_allowed = Signal()
    shown_again = Signal(object)
    faded = Signal(bool)
    chat_model_wanted = Signal()
    generation: GenerationPane | None = None
    chat: ChatPane | None = None
    picture: WrittenFlow | None = None
    _writes = _full = chats = False

    def __init__(self, look: Theme, start: StartPage) -> None:
        super().__init__()
        self.setObjectName("inferenceTab")
        self._look = look
        self.lent = False
        self._picture_card: Card | None = None
        self._page = Page()
        self.pages = AsidePages(start, self._page)
        packed(QVBoxLayout(self), self.pages, gap=0)
        self._lay_text()
        self._lay_answers()
        self._lay_tokens()
        self._lay_sections()
        self._summary: ModelSummary | None = None
        self._typed_for: ModelSummary | None = None  # the last model that was open
        self._ran: RunResult | None = None
        self._answer: Answer | None = None
        self._changed: tuple[Prediction, ...] = ()
        self._outdated = self._why_past = self._looked_into = ""
        self._past: PastRun | None = None
        self._to_show: PastRun | None = None
        self._of_look: tuple[str, str] | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._tokenize)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_LATE_MS)
        self._late.timeout.connect(self._mark_previous)
        self._words = WordsInSight(self, look)
        self.live = LiveRuns(self)
        self.live.changed.connect(self._show_live)
        self._connect_text()
        self._connect_answers()

    # -- what is laid out ----------------------------------------------------------------------

    def add_above(self, line: QWidget) -> None:
        """Put a line above all that is shown of a model; the start page shows none."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        above = QWidget()
        packed(QVBoxLayout(above), line)
        layout.insertWidget(0, above)
        self.pages.start_shown.connect(above.setHidden)

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
        self.answer_line = FilledSentence(self._look, "answerLine")
        self._answer_card = Card()
        self._answer_card.add(self.answer_line)
        self._page.add(self._answer_card)
        self.cover, self.no_chat = GuessCover(), NoChatCard()
        self._page.add(self.cover)
        self._page.add(self.no_chat)

    def fill_with(self, mode: Mode | None) -> None:
        """Leave the line of text, and the picture of Flow or the text that Write writes, as high
        as the page; or all as it was."""
        self._full, flow = mode is not None, mode == "flow"
        if self._full:
            self._page.column.insertWidget(0, self._text.give_line())
            self.line.show()  # a layout would in a later event, and it may get the keyboard now
            right = Qt.AlignmentFlag.AlignRight
            self._page.column.insertWidget(1, self._text.previous, 0, right)
        else:
            self._text.put_line_back()
        self._text.setHidden(self._full)
        if self.generation is not None:
            self.generation.fill(mode == "write")
        self._page.column.setStretchFactor(self.flow, 1)
        set_role(self.flow, "" if flow else "card")
        if self._looked_into:
            self._switch_mode(self.mode.mode)
        self.flow.body.setContentsMargins(*((0, 0, 0, 0) if flow else CARD_MARGINS))

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
    def room(self) -> int:
        """Pixels of height of the page."""
        return self._page.viewport().height()

    @property
    def bar_room(self) -> int:
        """Pixels of width that the page keeps free for its scroll bar."""
        return self._page.verticalScrollBar().sizeHint().width()

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
        self.tensor_card = TensorCard(self._look)
        self._page.add(self.tensor_card)

    def _lay_answers(self) -> None:
        answers = self.said = Card(tr("What it says"))
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
        # The views first: what a click in them changes grows below the pointer, and not above it.
        self._said = ResponsivePair(self._look, inside, answers, _TWO_COLUMNS, (2, 1))
        self._page.add(self._said, 1)
        self._plain.say(tr("Press Run to see what the model says."))
        self._veils = [Veil(each) for each in (*self.views.modes, *self._of_run())]

    def _lay_sections(self) -> None:
        self.sections = tuple(
            SectionCard(self._look, self.views.view(feature.name), feature.title, feature.hint)
            for feature in features.records()
            if feature.hint
        )
        for section in self.sections:
            self._page.add(section)
        self._page.column.addStretch(0)  # where nothing in sight fills the page

    def lay_picture(self, picture: QWidget, above: QWidget | None) -> None:
        """Put the picture of a text above that text; it fades beside another one."""
        card = self._picture_card = Card()
        card.add(picture)
        column = self._page.column
        column.insertWidget(column.indexOf(above) if above is not None else -1, card)
        self._veils.append(Veil(picture))

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
        self.pages.show_run(not self.lent)

    def close_aside(self) -> None:
        """Show the run again."""
        if self.pages.aside is not None:
            self._turn_back()
            self.pages.turned.emit()

    # -- what the parts tell -------------------------------------------------------------------

    def _connect_text(self) -> None:
        self.history.opened.connect(self.show_again)
        self.history.message_wanted.connect(self.message_wanted)
        self.history.again.connect(self._run_again)
        self.examples.chosen.connect(self._take_example)
        self.mode.changed.connect(self._switch_mode)
        look_inside = self.mode.run
        look_inside.clicked.connect(self.bring_map)
        self._rows.changed.connect(self._follow)
        self.inputs.changed.connect(self._follow)
        self.media.changed.connect(self._mark_previous)
        by_hand, follows = self._tokens.hand, self._text.live
        by_hand.changed.connect(self._mark_previous)
        by_hand.entered.connect(self._entered)
        follows.toggled.connect(self.live.want)
        self._rows.entered.connect(self._entered_text)
        self.edit_ids.clicked.connect(self._clicked_ids)
        self._rows.pointed.connect(self._point_at)
        self._rows.message_wanted.connect(self.message_wanted)
        self.run_button.clicked.connect(self._run)
        text = self._text
        text.previous.clicked.connect(self._entered)
        text.write_button.clicked.connect(self._write_about_file)
        without = text.without
        without.choose_wanted.connect(self.tokenizer_wanted)
        without.again_wanted.connect(self.own_tokenizer_wanted)
        without.type_wanted.connect(self._type_ids)
        without.example_wanted.connect(self._take_example_ids)
        self.media.wanted.connect(self.wanted)
        self.inputs.entered.connect(self._entered)
        no_chat = self.no_chat
        no_chat.write_wanted.connect(self._show_write)
        no_chat.tokenizer_wanted.connect(self.tokenizer_wanted)
        no_chat.find_wanted.connect(self.chat_model_wanted)
        self.tensor_card.whole_wanted.connect(self._open_tensor)
        self._tokens.toggled.connect(self._toggle_ids)
        self._tokens.pointed.connect(self._mark_text)

    def _connect_answers(self) -> None:
        self.switched.compares.connect(self._plain.setHidden)
        self.views.wanted.connect(self.wanted)
        self.views.run_wanted.connect(self._run)
        self.views.currentChanged.connect(self._words.stop)
        flow = self.views.view("flow")
        flow.moved.connect(self._arrange_cover)
        flow.guess_changed.connect(self._arrange_cover)
        self.cover.reveal_wanted.connect(flow.reveal)
        self.cover.flow_wanted.connect(self.show_flow)
        self.views.written_wanted.connect(self._look_inside_written)
        self.views.former_wanted.connect(self._open_former)
        for view in self.views.views:
            view.wrote = self._wrote
        for view in self.views.modes:
            view.remedy_wanted.connect(self._open_view)
            view.detail_wanted.connect(self._open_detail)
            view.text_wanted.connect(self._run_here)
        self.views.switched.connect(self.switched.show_switched)
        self.views.switched.connect(self.history.keep_switched)
        self.views.switched.connect(self._show_changed)
        self.views.patched.connect(self.switched.show_patched)
        self.views.patched.connect(self._show_changed)
        self.views.patched.connect(self.history.keep_patched)
        self.views.patching.sources = self.history.past
        history = self.history
        history.guessed, history.refusal = self._is_guessed, self._why_not_again
        history.runs.changed.connect(self.views.patching.offer_sources)
        self.switched.restore_wanted.connect(self.views.attention.restore_all)
        self.switched.out_wanted.connect(self.views.patching.take_out)

    # -- what the window tells ---------------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive tokens, runs, answers, and what the pages below them show."""
        self._state = state
        self.live.subscribe(state)  # first: what comes next asks whether runs are quick
        state.model_changed.connect(self.show_model)
        state.subscribe(
            {
                RunResult: self._on_ran,
                Tokenized: self._on_tokenized,
                FilePreview: self._on_file,
                RowsChecked: self._on_rows_checked,
                Answer: self._on_answer,
            },
            {Request: self._on_failed},
        )
        self.views.subscribe(state)

    def _on_ran(self, ran: RunResult, request: Request) -> None:
        if self._summary is not None and ran.model_serial == self._summary.serial:
            self.show_run(ran)
            self.keep(ran)

    def _on_tokenized(self, tokenized: Tokenized, request: Request) -> None:
        self.show_tokens(tokenized)

    def _on_file(self, preview: FilePreview, request: Request) -> None:
        if self._summary is not None and preview.model_serial == self._summary.serial:
            self.media.show_file(preview)
            if self._ran is None and not preview.problem:  # it asked for a file until now
                self._plain.say(tr("Press Run to see what the model says."))

    def _check_rows(self, ran: RunResult, request: Request) -> None:
        """Have each text of a small batch run alone, after all that this run is asked for."""
        self.alone.show_checks(())
        apart = isinstance(request, (Run, LabelTokens, CompareTexts, ChooseAnswer))
        if apart and 1 < len(ran.rows) <= MOST_CHECKED and not self._why_past:
            self.wanted.emit(CheckRows(ran.model_serial, request))

    def _on_rows_checked(self, result: RowsChecked, request: Request) -> None:
        shown = self._answer if self._answer is not None else self._ran
        if shown is not None and shown.request == result.request.of:
            self.alone.show_checks(result.checks)

    def _on_failed(self, failed: Failed) -> None:
        if failed.no_answer and failed.request.replaces == "run":
            self._show_no_answer(failed.sentence)
        elif failed.request.replaces == "run" and not self.edit_ids.isChecked():
            self._typing.start()  # what could not run has tokens: one sees how many
        self._mark_previous()
        if is_live(failed.request) and failed.request == self._text.asked():
            self._rows.refused.say("" if failed.no_answer else failed.sentence)

    def _show_no_answer(self, sentence: str) -> None:
        """Say everywhere why there is none; the tokens stay, the run before does not."""
        self._ran = self._answer = None
        self._changed = ()
        self.alone.show_checks(())
        self.switched.forget()
        self.tensor_card.show_time(None)
        self._show_answer_line()
        self._plain.say(sentence)
        self.views.show_past(sentence)

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """Prepare for a model: its examples, a first text, and what it can be given."""
        before, self._summary = self._summary, summary
        self._rows.refused.say("")
        self._typed_for = before or self._typed_for
        # An event of its own: to lay out the page of a run takes as long as to fill it.
        QTimer.singleShot(0, self, self._turn_from_start)
        self._show_generation(summary)  # first: pages ask whether this model has written anything
        self.views.show_model(summary)
        # After the pages: one that comes into sight would ask about a run of the model before.
        self.mode.offer_writing(why_no_writing(summary, writes=self._writes))
        self._show_chat(summary, self._writes)
        self.media.show_model(summary)
        self.history.show_model(summary)
        self.mode.offer_why(refusal(summary.task, summary.reads) if summary is not None else "")
        if summary is None:
            self._clear()  # nothing of a model that has gone stays in memory, or comes back
            return
        self._text.show_model(summary)
        self.said.hint.setText(summary.caution)
        reads_text = "text" in summary.reads
        self.split.setVisible(bool(summary.tokenizer))
        self._tokens.show_model(summary)
        if before is None or not (before.serial == summary.serial or another_step(before, summary)):
            self._words.stop()
            self._page.verticalScrollBar().setValue(0)  # its input is what comes first
        if before is None or _kind(before) != _kind(summary):
            self.mode.begin(reads_text=reads_text, writes=self._writes, chats=self.chats)
        self._switch_mode(self.mode.mode)
        # A snapshot has its own copy of the tokenizer: the text that is in the box stays.
        new_words = before is None or (
            before.tokenizer != summary.tokenizer and not another_step(before, summary)
        )
        # Also where no model was open in between: a person's text outlives a lost connection.
        former_model = self._typed_for
        if (new_words or before is None or before.task != summary.task) and not (
            former_model is not None and self._is_own_text(former_model, summary)
        ):
            self._show_example(first_example(summary))
        self._clear()
        if before is not None and before.serial == summary.serial and not before.tokenizer:
            self._rows.first.setFocus()  # the button that attached a tokenizer is gone
        no_text = reads_text and not summary.tokenizer
        self.edit_ids.setChecked(no_text and bool(self.ids.toPlainText().strip()))
        if not reads_text:
            self._plain.say(
                tr("Choose a picture, then press Run to see what the model says.")
                if self.media.medium == "picture"
                else tr("Choose a sound, then press Run to see what the model says.")
            )
        elif not no_text:
            self._tokenize()
        former, self._to_show = self._to_show, None
        if former is not None and not self.history.other_model(former):
            self.show_again(former)

    def _is_own_text(self, before: ModelSummary, now: ModelSummary) -> bool:
        """Whether a person wrote what is in the box, and the next model reads it alike."""
        alike = (before.task, before.mask_token) == (now.task, now.mask_token)
        readable = bool(before.tokenizer and now.tokenizer) and "text" in now.reads
        given = {example.texts for example in examples_of(before)}
        return alike and readable and any(self._rows.texts) and self._rows.texts not in given

    @Slot(object)
    def _show_example(self, example: TaskExample) -> None:
        self.inputs.set_more(example.more)
        self.show_texts(example.texts, example.pairs)

    def show_tokens(self, tokenized: Tokenized) -> None:
        """Show the tokens of the text that is being typed."""
        if tokenized.texts != self._rows.texts or self.edit_ids.isChecked():
            return
        ran = self._ran
        if ran is not None and self._shows_input(ran):  # what came out belongs to this text again
            self._show_tensors(ran)
        else:
            self._tokens.show_rows(
                tokenized.rows, tokenized.texts, tokenized.pairs, tokenized.length
            )
            self.tensor_card.show_tensors(tokenized.tensors)
            self.tensor_card.show_time(None)  # nothing ran with these
        self._tokens.write(tokenized.rows)

    def _show_tensors(self, ran: RunResult) -> None:
        """What a run was given and what came out, and how long it took."""
        self._tokens.show_rows(ran.rows, ran.request.texts, ran.request.pairs)
        self.tensor_card.show_tensors(ran.inputs, ran.outputs)
        self.tensor_card.show_time(ran.seconds)

    def show_texts(self, texts: tuple[str, ...], pairs: tuple[str, ...] = ()) -> None:
        """Show these texts as those that are run, alone or with their texts B."""
        self._text.show_texts(texts, pairs)
        self._mark_previous()

    def show_run(self, ran: RunResult) -> None:
        """Show one run from tokens to answers."""
        self._show_steps(ran)
        self._plain.show_run(ran)
        self._check_rows(ran, ran.request)

    def _show_steps(self, ran: RunResult, answer: Answer | None = None) -> None:
        self._ran, self._answer, self._changed, self._outdated = ran, answer, (), ""
        note = self._why_past or phrases.empty_texts(ran.request.texts, ran.rows)
        self._again.setText(note)
        self._again.setVisible(bool(note))
        self.switched.show_run()
        if self._why_past:
            self._show_past()
        else:
            self.views.show_run(ran, self.answers)
        self._arrange_cover()
        self._show_tensors(ran)
        if self._why_past or not ran.request.input_ids:
            self._tokens.write(ran.rows)
        self._show_answer_line()
        self._mark_previous()

    @Slot(object)
    def _show_changed(self, result: AblationResult | PatchApplied | PatchRemoved) -> None:
        """The sentence and the answers are what the model computes now: the run that is shown may
        have been made with other heads on."""
        ran = self._ran
        about = result.answer if result.answer is not None else result.ran
        if ran is None or about is not self.shown:
            return  # a former run is shown again
        if self._answer is None:
            self._changed = as_named(ran, result.answers_now)
            if self._changed:
                self._plain.show_run(replace(ran, predictions=self._changed))
        else:
            self._show_outdated(result, self._answer, ran)
        self.views.take_answers(self.answers, self._outdated or ran.note)
        self._show_answer_line()

    def _show_outdated(
        self, result: AblationResult | PatchApplied | PatchRemoved, answer: Answer, ran: RunResult
    ) -> None:
        """What another request than Run's own answers is not known of a changed model."""
        if isinstance(result, PatchApplied):
            self._outdated = tr(
                "What the model says with the patch is not computed for this class."
            )
        elif result.silenced != ran.silenced:
            self._outdated = tr("Press Run to see what the model says now.")
        else:
            self._outdated = ""
            self._plain.show_answer(answer)
        if self._outdated:
            self._plain.say(self._outdated)

    def _show_answer_line(self) -> None:
        """The first text with its answer directly below the text box, above all details."""
        ran = self._ran
        first = prediction_at(self.answers, -1) if ran is not None else None
        looking = self.mode.mode == "look" and not self._covers
        self._answer_card.setVisible(looking and first is not None and first.text_index == 0)
        if ran is not None and first is not None:
            text = ran.texts[0] if ran.texts else ""
            row = ran.rows[0] if ran.rows else ()
            parts = all_filled(text, row, first, self.answers, ran.pair_of(0))
            self.answer_line.show_parts(parts, numbers.amount(first.candidates[0]))

    @property
    def answer_is_guessed(self) -> bool:
        """Whether people are guessing what the run in sight says: nothing gives it away."""
        return self.mode.reads and self.hides_answer

    def hides_answer_to(self, texts: tuple[str, ...]) -> bool:
        """Whether people are guessing what the model says to these texts, whatever is in sight."""
        ran = self._ran
        return ran is not None and ran.texts == texts and self.hides_answer

    @property
    def hides_answer(self) -> bool:
        """Whether the answer of the last run is to be guessed still, whatever is in sight."""
        return bool(self.views.view("flow").hiding)

    @property
    def run_is_previous(self) -> bool:
        """Whether the last run belongs to another input than the one in sight."""
        return self._ran is not None and not self._shows_input(self._ran)

    def _is_guessed(self, past: PastRun) -> bool:
        return self.hides_answer and past.result is self.shown

    @property
    def _covers(self) -> bool:
        return self._ran is not None and self.mode.mode in _WITH_SECTIONS and self.answer_is_guessed

    @Slot()
    def _arrange_cover(self) -> None:
        """Cover what says the answer, or show it: another run, or it was revealed."""
        if self.cover.isHidden() == self._covers:
            focused = self.cover.isAncestorOf(self.focusWidget() or self)
            self._switch_mode(self.mode.mode)
            if focused:  # the button that revealed it is gone; in a text, arrows move the cursor
                self.mode.take_focus()

    @Slot()
    def _show_write(self) -> None:
        self.mode.choose_mode("write")
        self._rows.first.setFocus()

    @Slot()
    def show_flow(self) -> None:
        """Have the picture in sight, with the keyboard: Space and the arrows play it."""
        self.mode.choose_mode("flow")
        self.views.view("flow").canvas.setFocus()

    @property
    def has_steps(self) -> bool:
        """Whether a text that was written is in sight, to go through token by token."""
        pane = self.generation
        return pane is not None and self.mode.mode == "write" and bool(pane.text.tokens)

    def step_text(self, by: int) -> bool:
        """Go to another token of that text; whether there is one."""
        pane = self.generation
        return self.has_steps and pane is not None and not pane.busy and pane.text.step_by(by)

    def play(self) -> None:
        """Play the picture from the beginning, unless nothing shall move."""
        for view in self.views.modes:
            view.begin_playing()

    @property
    def live_button(self) -> QPushButton:
        """The button that says whether runs follow the typing."""
        return self._text.live

    @property
    def picture_button(self) -> QPushButton:
        """The button that draws the text while it is written."""
        return self._text.picture

    def run_live(self) -> None:
        """Run what is in the text box without being asked: as if it had been typed."""
        asked = self._text.asked()
        if isinstance(asked, TextRun):
            self._send_run(replace(asked, live=True))

    def _show_past(self) -> None:
        past = self._past
        if past is None or not self.history.other_model(past):
            self.views.show_past(
                tr("Only the last run can be looked into. Run it again to look inside.")
            )
            return
        opens = self.history.opening(past) is not None
        self.views.show_past(
            tr(
                "This run was of {model}. Open that model and run it again to look inside.",
                model=past.model,
            )
            if opens
            else tr("This run was of {model}, which was not saved.", model=past.model),
            (tr("Open {model}", model=past.summary.name), OPEN_FORMER) if opens else ("", ""),
        )

    @Slot()
    def _open_former(self) -> None:
        """Open the model of the former run that is shown; then that run is shown again."""
        self._to_show = self._past
        opening = self.history.opening(self._past) if self._past is not None else None
        if opening is not None:
            self.wanted.emit(opening)

    @Slot()
    def _follow(self) -> None:
        """Run what is being typed where the model keeps up; else its tokens are shown."""
        if self._looked_into and self.ids.toPlainText() == self._looked_into:
            self.edit_ids.setChecked(False)  # the IDs were filled in for one look at a text
        by_hand = self.edit_ids.isChecked() or self._reads_file
        asked = None if by_hand or not self.mode.reads else self._text.asked()
        if self.live.on and isinstance(asked, TextRun):
            self._typing.stop()
            self._send_run(replace(asked, live=True))
            self._late.start()
        else:
            self._typing.start()
            self._mark_previous()

    @Slot()
    def _mark_previous(self) -> None:
        """Fade what a run shows beside an input that it does not belong to, and say so."""
        self._late.stop()
        if self.edit_ids.isChecked():
            self._tokens.read()  # says what is wrong beside it
        missing = self._missing
        self._text.allow_run(missing)
        self.views.allow_run(missing)
        self.run_allowed.emit()
        if self.mode.mode == "write" and self.generation is not None:
            self.fade(self.generation.outdated)
            if self.generation.awaited:
                self.faded.emit(True)  # the words are still about the text before
        else:
            self.fade(self.run_is_previous)

    def fade(self, is_previous: bool) -> None:
        """Fade what belongs to another input; the words and the Python fade as well."""
        self._text.show_previous(is_previous=is_previous)
        if not is_previous and self._ran is not None:
            self._rows.refused.say("")
        for veil in self._veils:
            veil.lay(is_previous)
        self.faded.emit(is_previous)

    def _shows_input(self, ran: RunResult) -> bool:
        """Whether the controls show what a run was given."""
        request = self._answer.request if self._answer is not None else ran.request
        if isinstance(request, RunOnFile):
            return self._text.asked_about_file(request.write) == request
        if self._reads_file:
            return False
        by_hand = self.edit_ids.isChecked()
        if by_hand and not self._tokens.belongs_to(ran):
            return False
        if ran.request.input_ids:
            return by_hand
        return self._text.asked() == request

    def show_answer(self, answer: Answer) -> None:
        """Show the run of another task, from tokens to its answer."""
        ran = answer.as_run()
        self._show_steps(ran, answer)
        self._plain.show_answer(answer)
        self._check_rows(ran, answer.request)

    def _on_answer(self, answer: Answer, request: Request) -> None:
        if self._summary is not None and answer.run.model_serial == self._summary.serial:
            self.show_answer(answer)
            self.keep(answer)

    def keep(self, result: RunResult | Answer) -> None:
        """Keep a run in the history; the model that made it is the one in memory."""
        if self._summary is not None:
            self.history.keep(result, self._summary)

    @Slot(object)
    def show_again(self, past: PastRun) -> None:
        """Show a former run, or a text, without running anything."""
        if isinstance(past.result, Written):
            self._show_written(past, past.result)
            return
        self._why_past, self._past = self.history.why_past(past), past
        self._show_past()  # before a view comes into sight and asks
        self.mode.choose_mode("look")  # tokens, tensors and answers are kept of it, and no picture
        request = past.result.request
        texts, more = texts_given(request)
        self.inputs.set_more(more, getattr(request, "target_ids", ()))
        if any(texts):
            pairs: tuple[str, ...] = getattr(request, "pairs", ())
            self.show_texts(texts, pairs)
        if isinstance(past.result, RunResult):
            self.show_run(past.result)
        else:
            self.show_answer(past.result)
        self._why_past = ""
        self.shown_again.emit(past)

    @Slot(object)
    def _run_again(self, request: Request) -> None:
        """Show what a request of the history gave to the model, and send it once more."""
        self.mode.choose(isinstance(request, Generate))
        texts, more = texts_given(request)
        if any(texts):
            pairs: tuple[str, ...] = getattr(request, "pairs", ())
            self.edit_ids.setChecked(False)
            self.show_texts(texts, pairs)
        if more:
            self.inputs.set_more(more, getattr(request, "target_ids", ()))
        if isinstance(request, Generate) and self.generation is not None:
            settings = {**asdict(request.sampling), "max_new_tokens": request.max_new_tokens}
            self.generation.restore_state(settings)
            if request.chat:
                self._chat_again(request)
                return
            if request.text:
                self.generation.start()
                return
        self.wanted.emit(request)

    def _why_not_again(self, request: Request) -> str:
        """Why the model in memory cannot do what one of the history did; empty where it can."""
        if not isinstance(request, Generate):
            return ""
        if self.generation is None or not self._writes:
            return tr("This run wrote text, but the model in memory cannot write text.")
        return "" if self.chats or not request.chat else self.mode.chat.accessibleDescription()

    def _chat_again(self, request: Generate) -> None:
        """Have the conversation before a message, and send that message again."""
        if self.chat is None:
            return
        self.mode.choose_mode("chat")
        self.chat.take_request(request)
        self.chat.send.click()

    @property
    def rows(self) -> TextRows:
        """The lines of text."""
        return self._rows

    def _show_written(self, past: PastRun, written: Written) -> None:
        if self.generation is None or self._summary is None or not self._writes:
            self.message_wanted.emit(
                tr(
                    "This text was written by {name}. Open a model that writes text, "
                    "and it can be seen here again.",
                    name=past.model,
                )
            )
            return
        talks = written.request.chat and self.chats
        if talks and self.chat is not None and not self.history.foreign(past):
            self.mode.choose_mode("chat")
            self.chat.show_written(written, past.number)
        else:
            if written.request.text:
                self._rows.set_texts((written.request.text,))
            self.generation.reopen(written, self.history.foreign(past), past.number)
        self.history.runs.go_on_with(past.number)
        self.shown_again.emit(past)

    @property
    def written(self) -> Unsaved:
        """The text and the conversation under way, for `put_written_back`."""
        return Unsaved(
            self.generation.under_way if self.generation is not None else None,
            self.chat.under_way if self.chat is not None else None,
        )

    @property
    def given(self) -> GivenInput:
        """What a person is giving to the model, for `give_again`."""
        ids, cursor = self.ids.toPlainText(), self._rows.first.cursorPosition()
        return GivenInput(self.edit_ids.isChecked(), ids, self._looked_into, cursor)

    def give_again(self, given: GivenInput) -> None:
        """Have the same input IDs by hand, where some were, and continue to type where it was."""
        self._rows.first.setCursorPosition(given.cursor)
        if given.by_hand:
            self.ids.setPlainText(given.ids)
            self.edit_ids.setChecked(True)
            self._looked_into = given.of_look
            self._switch_mode(self.mode.mode)

    def put_written_back(self, written: Unsaved) -> None:
        """Show the text and the conversation again that were under way."""
        if self.generation is not None and written.text is not None:
            self.generation.put_back(written.text)
        if self.chat is not None and written.talk is not None:
            self.chat.put_back(written.talk)

    def show_written(self, result: Generated, request: Request, why: str = "") -> None:
        """Show what a model wrote before; nothing is run, and nothing is kept of it. `why` it
        cannot continue is said where another model wrote it."""
        begun = beginning(request)
        if begun is None:
            begun = Generate(input_ids=tuple(token.id for token in result.prompt))
        written = Written(begun, (result,))
        if begun.chat and self.chat is not None and self.chats:
            self.mode.choose_mode("chat")
            self.chat.show_written(written, 0)
        elif self.generation is not None:
            if begun.text:
                self.show_texts((begun.text,))
            self.generation.reopen(written, why, 0)

    @Slot(object)
    def _text_kept(self, past: PastRun) -> None:
        if not isinstance(past.result, Written):
            return
        if past.result.request.chat and self.chat is not None:
            self.chat.keep_number(past.number, past.result.result)
        elif self.generation is not None:
            self.generation.show_branches(past.result, past.number)

    @property
    def bars(self) -> tuple[Bars, ...]:
        """The answers that are shown, in order."""
        return self._plain.bars

    @property
    def shown(self) -> RunResult | Answer | None:
        """What is shown of the model's answers: a run, or the answer of another task."""
        return self._answer if self._answer is not None else self._ran

    @property
    def ran(self) -> RunResult | None:
        """The run that is shown, from tokens to tensors."""
        return self._ran

    @property
    def no_answers(self) -> str:
        """Why it is not known what the model says now; empty where nothing was changed in it."""
        return self._outdated

    @property
    def answers(self) -> tuple[Prediction, ...]:
        """What the model says, as it is shown, with everything that was named."""
        if self._changed:
            return self._changed
        if self._answer is not None:
            return () if self._outdated else self._answer.ranked()
        return self._ran.predictions if self._ran is not None else ()

    # -- generation --------------------------------------------------------------------------

    def _show_generation(self, summary: ModelSummary | None) -> None:
        """Offer to generate where the model writes text; what shows it is built at the first."""
        writes = summary is not None and (
            summary.task == "text-generation" or summary.auto_class in _WRITERS
        )
        if writes and self.generation is None:
            from explorer.features.generation.view.generation_pane import GenerationPane

            pane = self.generation = GenerationPane(self._look, self._source)
            pane.subscribe(self._state)
            pane.wanted.connect(self.wanted)
            pane.stop_wanted.connect(self.stop_wanted)
            pane.begun.connect(self._generate)
            pane.generated.connect(self.history.keep_text)
            pane.resumed.connect(self.history.runs.go_on_with)
            pane.look_wanted.connect(self._look_inside_text)
            pane.changed.connect(self._mark_previous)
            pane.changed.connect(self._draw_text)
            pane.continued.connect(self._follow_words)
            pane.text.filled.connect(self._words.again)
            pane.drawn.connect(self._on_drawn)
            picture = self._text.picture
            picture.toggled.connect(self._show_picture)
            self.history.text_kept.connect(self._text_kept)
            self._rows.changed.connect(pane.follow_text)
            self._rows.changed.connect(self._show_typing)
            pane.hide()
            pane.buttons.hide()
            self.line.add(pane.buttons)
            self._page.add(pane, 1)
        if self.picture is not None:
            self.picture.show_model(summary if writes else None)
        if self.generation is not None:
            self.generation.show_model(summary if writes else None)
        self._writes = writes

    def _show_chat(self, summary: ModelSummary | None, writes: bool) -> None:
        """Offer a conversation where the checkpoint has a chat template, and say why not elsewhere;
        built at the first such checkpoint."""
        why = why_no_chat(summary, writes=writes) if summary is not None else ""
        self.chats = summary is not None and not why
        if summary is not None:
            self.no_chat.show_model(summary, writes=writes)
        if self.chats and self.chat is None and self.generation is not None:
            from explorer.features.chat.view.chat_pane import ChatPane

            chat = self.chat = ChatPane(self._look, self.generation.sampling)
            chat.subscribe(self._state)
            chat.wanted.connect(self.wanted)
            chat.wanted.connect(self._follow_chat)
            chat.stop_wanted.connect(self.stop_wanted)
            chat.generated.connect(self.history.keep_text)
            chat.generated.connect(self._words.end)
            chat.resumed.connect(self.history.runs.go_on_with)
            chat.look_wanted.connect(self._look_inside_text)
            chat.write_wanted.connect(self._write_without_template)
            chat.message_wanted.connect(self.message_wanted)
            chat.hide()
            bar = self._page.verticalScrollBar()
            bar.rangeChanged.connect(self._keep_message_in_sight)
            self._text.add_chat(chat.head, chat.tools)
            self._page.add(chat, 1)
        if self.chat is not None:
            self.chat.show_model(summary if self.chats else None)
        self.mode.offer_chat(why)

    @Slot(bool)
    def _show_picture(self, on: bool) -> None:
        """Draw the text under way above it, or do not any more; built when it is first wanted."""
        pane = self.generation
        if on and self.picture is None:
            from explorer.features.flow.view.written_flow import WrittenFlow

            picture = self.picture = WrittenFlow(self._look)
            picture.subscribe(self._state)
            picture.wanted.connect(self.wanted)
            picture.detail_wanted.connect(self._open_text_detail)
            if pane is not None:
                picture.token_wanted.connect(pane.text.go_to)
            self.views.switched.connect(picture.outdated)
            picture.show_model(self._summary)
            self.lay_picture(picture, pane)
        if pane is not None:
            pane.draws = on
        self._switch_mode(self.mode.mode)
        self._draw_text()

    @Slot()
    def _draw_text(self) -> None:
        """What does not change is drawn as it is; what grows brings its own pictures."""
        picture, pane = self.picture, self.generation
        if pane is not None and not pane.busy:
            self._words.end()
        if picture is None or pane is None:
            return
        if pane.busy:
            picture.begin_writing()
        else:
            picture.show_text(pane.to_draw, pane.text.words, pane.text.step)

    @Slot(object)
    def _on_drawn(self, far: GeneratedSoFar) -> None:
        if self.picture is not None and self.generation is not None and far.drawn is not None:
            self.picture.show_drawn(far.drawn, self.generation.text.words, far.drawn_step)

    @Slot(str, object)
    def _open_text_detail(self, name: str, place: dict[str, Any]) -> None:
        """The view that has more of a picture is about a run: the text is run for it."""
        text = self.generation.written if self.generation is not None else None
        if text is not None:
            self._look_inside_text(text)
            self._open_detail(name, place, ahead=True)

    def _wrote(self) -> bool:
        """Whether a text is there that the model in memory wrote, with nothing under way."""
        return self._writes and self.generation is not None and self.generation.is_text_of_model

    @property
    def text_in_sight(self) -> Generated | None:
        """What the model wrote in Write, or last in the conversation, where that is shown."""
        mode = self.mode.mode
        if mode == "write" and self.generation is not None:
            return self.generation.written
        return self.chat.written if mode == "chat" and self.chat is not None else None

    @Slot()
    def _look_inside_written(self) -> None:
        if self.generation is not None and self.generation.written is not None:
            self._look_inside_text(self.generation.written)

    @Slot(object)
    def _look_inside_text(self, written: Generated) -> None:
        """Run a text with all that the model wrote, as the tokens that it read and wrote."""
        ends = set(written.ends)
        new = [generated.token for generated in written.tokens]
        words = written.text
        while new and new[-1].id in ends:
            words = words.removesuffix(new.pop().shown)
        self.mode.choose(False)
        self._looked_into = ""
        if self.inputs.task == "text-to-text":
            self._look_at_answer(written, words, new)
            return
        whole = (*written.prompt, *new)
        self._tokens.fill_in((tuple(token.id for token in whole),))
        self.edit_ids.setChecked(True)
        before = self._of_look[0] if self._of_look is not None else self._rows.texts[0]
        self._rows.set_texts((f"{self._begun(written)}{words}",))
        self._of_look = before, self._rows.texts[0]
        self._looked_into = self.ids.toPlainText()
        self._switch_mode(self.mode.mode)
        self._run()

    def _look_at_answer(self, written: Generated, words: str, new: list[Token]) -> None:
        """An encoder reads the text alone; what was written belongs into the decoder."""
        pane = self.generation
        typed = pane is not None and pane.written is written and bool(pane.begun_with)
        if typed:
            self._rows.set_texts((self._begun(written),))
        else:
            self._tokens.fill_in((tuple(token.id for token in written.prompt),))
        self.edit_ids.setChecked(not typed)
        ids = (*written.start[1:], *(token.id for token in new))  # the decoder brings the first
        # An empty line must not stand for tokens: those without words are spelled.
        self.inputs.set_more((words.strip() or "".join(token.shown for token in new),), ids)
        self._switch_mode(self.mode.mode)
        self._run()

    def _begun(self, written: Generated) -> str:
        """The text that was continued; where nobody typed it, as its tokens spell it."""
        pane = self.generation
        if pane is not None and pane.written is written and pane.begun_with:
            return pane.begun_with
        return "".join(token.shown for token in written.prompt).replace("·", " ").strip()

    def _end_look(self) -> None:
        """The IDs and the text of one look go, unless a person changed them."""
        if self._looked_into and self.ids.toPlainText() == self._looked_into:
            self.edit_ids.setChecked(False)
        self._looked_into = ""
        if self.inputs.target_ids:
            self.inputs.set_more(())
        of_look, self._of_look = self._of_look, None
        if of_look is not None and self._rows.texts == (of_look[1],):
            self._rows.set_texts((of_look[0],))

    @Slot(str)
    def _write_without_template(self, text: str) -> None:
        self.mode.choose_mode("write")
        self._take_text(text)

    def _source(self) -> tuple[str, tuple[int, ...]]:
        if not self.edit_ids.isChecked():
            return self._rows.texts[0], ()
        rows, _, _ = self._tokens.read()
        return "", rows[0] if rows else ()

    @Slot(str)
    def _take_text(self, text: str) -> None:
        """Have this in the box, ready to be changed."""
        self._rows.set_texts((text,))
        self._rows.first.setFocus()
        if self.generation is not None:
            self.generation.follow_text()

    @Slot()
    def _generate(self) -> None:
        self.mode.choose(True)
        picture, pane = self.picture, self.generation
        if picture is not None and self._text.picture.isChecked():
            self._words.follow(picture, picture.newest_words)
        elif pane is not None:
            self._words.follow(pane, pane.newest_words)

    @Slot()
    def _follow_words(self) -> None:
        """What continues was asked for below the text: there it is looked at."""
        if self.generation is not None:
            self._words.follow(self.generation, self.generation.newest_words)

    @Slot(object)
    def _follow_chat(self, request: Request) -> None:
        """An answer is seen whole, and what is typed next, not what is above both."""
        if self.chat is not None and not isinstance(request, RenderChat):
            self._words.follow(self.chat, self.chat.rect)

    @Slot()
    def _show_typing(self) -> None:
        """Who types the next text sees it, also where what was written is further down."""
        line = self._rows.first
        if self.mode.mode == "write" and line.hasFocus():
            self._words.stop()
            bring_into_sight(line, line.rect(), self._look.units(8))

    @Slot(str)
    def _switch_mode(self, mode: Mode) -> None:
        generating, looking, chats = mode == "write", mode == "look", mode == "chat"
        if not self.mode.reads:
            self._end_look()
        covers = self._covers
        self.cover.setVisible(covers)
        with self._state.reaction():  # the words are about the view above them, which comes last
            for section in self.sections:
                section.setVisible(mode in _WITH_SECTIONS and not covers)
        for part in (self.tensor_card, self._said):
            part.setVisible(looking and not covers)
        self.many.setHidden(chats or self.lent)  # a table of runs
        self.flow.setVisible(mode == "flow")
        self.why.setVisible(mode == "why" and not covers)
        self._show_answer_line()
        self.live.show_mode(mode)
        self._text.show_mode(mode, talks=self.chats)
        by_hand = self.edit_ids.isChecked() and not chats
        # The text of one look is in the box: an audience needs no IDs above the picture of it.
        by_hand = by_hand and not (self._full and self._looked_into)
        self._tokens.setVisible(by_hand or (looking and self._reads_text))
        self._tokens.show_brief(not looking)
        self._place_tokens(looking=looking)
        steps = (self._tokens, self.tensor_card)
        for number, step in enumerate((step for step in steps if not step.isHidden()), 2):
            step.number(number)
        if self.generation is not None:
            self.generation.setVisible(generating)
            self.generation.buttons.setVisible(generating)
        self.show_text_picture(generating and self._text.picture.isChecked())
        self.no_chat.setVisible(chats and not self.chats)
        if self.chat is not None:
            self.chat.setVisible(chats and self.chats)
        if chats and self.chats and self.chat is not None:
            self._fit_chat()
            self.chat.hold_settings()
            self.chat.text.setFocus()
        elif generating and self.generation is not None:
            self.generation.hold_settings()
        self._mark_previous()

    def _place_tokens(self, *, looking: bool) -> None:
        """Input IDs are above what is shown of a run; in Look inside the views come first."""
        column, tokens = self._page.column, self._tokens
        column.removeWidget(tokens)
        below = self.tensor_card if looking else self.flow
        column.insertWidget(column.indexOf(below), tokens)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the conversation into the page again."""
        super().resizeEvent(event)
        self._fit_chat()

    def _fit_chat(self) -> None:
        """A conversation has room for some lines: in a small page what is above it scrolls away."""
        if self.chat is not None:
            room = self._page.viewport().height()
            self.chat.setMinimumHeight(min(room, _CHAT_HEIGHT * self._look.em))

    @Slot()
    def _keep_message_in_sight(self) -> None:
        if self.chat is not None and self.mode.mode == "chat" and self.chat.text.hasFocus():
            bar = self._page.verticalScrollBar()
            bar.setValue(bar.maximum())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who is led to this tab can type at once."""
        field: QWidget = self._rows.first
        if self.mode.mode == "chat":
            field = self.no_chat.search_hub
            if self.chats and self.chat is not None:
                field = self.chat.text
        field.setFocus(event.reason())

    def mode_of(self, widget: QWidget, now: Mode) -> Mode:
        """The mode that a control belongs to; `now` where it is in sight in that one."""
        looked_at = (self._tokens, self.tensor_card, self._said)
        pane = self.generation
        if any(card is widget or card.isAncestorOf(widget) for card in looked_at):
            return "look"
        if self.flow.isAncestorOf(widget):
            return "flow"
        if self.why is widget or self.why.isAncestorOf(widget):
            return "why"
        if self.mode.isAncestorOf(widget) and now in FILLING and self._look.presenting:
            return "look"  # before an audience these fill the screen: there are no modes to choose
        if any(section.isAncestorOf(widget) for section in self.sections):
            return now if now in _WITH_SECTIONS else "look"
        if pane is not None and any(
            part is widget or part.isAncestorOf(widget)
            for part in (pane, pane.buttons, self.picture, self._text.picture)
            if part is not None
        ):
            return "write"
        chat = self.chat
        if chat is not None and any(
            part is widget or part.isAncestorOf(widget) for part in (chat, chat.head, *chat.tools)
        ):
            return "chat"
        if self.no_chat.isAncestorOf(widget):
            return "chat"
        if now == "chat" and self.line.isAncestorOf(widget):
            return self.mode.reading
        if now == "write" and self._text.only_runs(widget):
            return self.mode.reading
        return now

    @Slot(str)
    def _run_here(self, text: str) -> None:
        """Run one text for a view that stays in sight."""
        self.edit_ids.setChecked(False)
        self.show_texts((text,))
        self._run()

    def show_start(self, on: bool) -> None:
        """Show the start page in the place of all else, or what was there before it."""
        if on:
            self.close_aside()
            self.pages.show_run(False)
        else:
            self._turn_back()

    @Slot()
    def _turn_from_start(self) -> None:
        if self.pages.aside is None:
            self._turn_back()

    def _turn_back(self) -> None:
        self.pages.show_run(self._summary is not None and not self.lent)

    def run_text(self, text: str) -> None:
        """Show and run one text, as a picture where it was being written."""
        self.close_aside()
        self.mode.choose(False)
        self.edit_ids.setChecked(False)
        self.show_texts((text,))
        self._rows.first.setFocus()
        self._run()

    def show_page_of(self, widget: QWidget) -> None:
        """Bring the page into sight that a control is on: the run, or one in its place."""
        if self._page.isAncestorOf(widget):
            self.close_aside()
        self.pages.open_page_of(widget)

    def show_mode_of(self, widget: QWidget) -> None:
        """Bring the mode into sight that a control belongs to."""
        self.show_page_of(widget)
        self.mode.choose_mode(self.mode_of(widget, self.mode.mode))
        for section in self.sections:
            if section.view is widget or section.view.isAncestorOf(widget):
                section.open(True)

    @Slot(str)
    def _open_view(self, name: str) -> None:
        """The picture leads to the view that has all about one of its parts."""
        if name not in ("run", RUN_WRITTEN, OPEN_FORMER):
            self.mode.choose_mode("look")
            self.views.open_view(name)
            self._bring_views()

    @Slot(str, object)
    def _open_detail(self, name: str, place: dict[str, Any], *, ahead: bool = False) -> None:
        self.views.show_place(name, place, ahead=ahead)
        self.mode.choose_mode("look")
        self._bring_views()

    @Slot(str)
    def _open_tensor(self, name: str) -> None:
        """Every number of a tensor of the run, from the first one on."""
        self._open_detail("rawView", {"name": name, "rows": -2, "columns": -1, "at": []})

    def _bring_views(self) -> None:
        """Have in sight what a click on the picture opened, from its upper end on, also while it
        is still coming."""
        self._words.follow(self.views, self._views_part)
        self._words.end()

    def _views_part(self) -> QRect:
        room = max(self._page.viewport().height(), self.views.height())
        return QRect(0, 0, self.views.width(), room)

    def bring_part(self, part: QWidget) -> None:
        """Have a part of the page in sight, and keep it there while other parts come."""
        self._words.follow(part, part.rect)
        self._words.end()

    def release_part(self) -> None:
        """Keep no part in sight any more: another is to be, whatever a later run brings."""
        self._words.stop()

    @Slot()
    def bring_map(self) -> None:
        """Have the picture of the view in sight, also while it is still coming; the modes with it,
        where both have room."""
        # Of what is above the modes nothing is in sight, rather than the feet of its letters.
        self._words.follow(self._page.inner, self._map_part, margin=0)
        self._words.end()

    @property
    def map_in_sight(self) -> bool:
        """Whether the picture of a view is in sight, or a part of it."""
        picture = self.views.picture
        return picture is not None and not picture.visibleRegion().isEmpty()

    def _map_part(self) -> QRect:
        """From the modes, or from the titles of the views, down to the end of the first picture."""
        page, room = self._page.inner, self._page.viewport().height()
        picture = self.views.picture
        shown: QWidget = picture if picture is not None else self.views.tabBar()
        top = self.mode.mapTo(page, QPoint(0, 0)).y()
        begins = shown.mapTo(page, QPoint(0, 0)).y()
        height = min(shown.height(), room)
        if room - (begins - top) < height / 2:
            top = self.views.mapTo(page, QPoint(0, 0)).y()
        return QRect(0, top, page.width(), begins + height - top)

    @Slot()
    def _entered_text(self) -> None:
        if self.edit_ids.isChecked() and self._reads_text and any(self._rows.texts):
            self.message_wanted.emit(
                tr(
                    "What ran are the IDs by hand, and not the text. Switch Edit by hand off, and "
                    "the text runs."
                )
            )
        self._entered()

    @Slot(bool)
    def _clicked_ids(self, on: bool) -> None:
        """The text counts again: it runs at once where runs follow the typing."""
        if not on:
            self._follow()

    def enter(self) -> bool:
        """Do what Return does in the text, where its line is in sight; False where it is not."""
        if not self.line.isVisible():
            return False
        self._entered()
        return True

    @Slot()
    def _entered(self) -> None:
        if self.mode.generating and self.generation is not None:
            self.generation.start()
        else:
            self._run()

    # -- what a person does ------------------------------------------------------------------

    @Slot(object)
    def _take_example(self, example: TaskExample) -> None:
        self._show_example(example)
        self._entered()

    @Slot()
    def _tokenize(self) -> None:
        if self._summary is not None and self._summary.tokenizer:
            pairs = self._rows.pairs
            whole = all(pair.strip() for pair in pairs)
            self.wanted.emit(Tokenize(self._rows.texts, pairs if whole else ()))

    @property
    def _missing(self) -> str:
        """What a run needs before it can start; empty where nothing is missing."""
        if self._reads_file:
            return self._text.missing_file or self._text.missing_beginning()
        if not self._reads_text and not self.ids.toPlainText().strip():
            return NOTHING_TO_RUN
        if self.edit_ids.isChecked() or not self._reads_text:
            return self._tokens.hand.wrong
        asked = self._text.asked()
        return asked.missing if isinstance(asked, TextRun) else ""

    def _asked(self, write: int) -> Request | None:
        """What Run would ask of the model now; None where something is missing."""
        if self._reads_file:
            return self._text.asked_about_file(write)
        if not self.edit_ids.isChecked():
            return self._text.asked() if self._reads_text else None
        rows, inputs, problem = self._tokens.read()
        if problem:
            return None
        return self.inputs.request((), rows, inputs) or Run(input_ids=rows, by_hand=inputs)

    @property
    def _reads_text(self) -> bool:
        summary = self._summary
        return summary is not None and "text" in summary.reads and bool(summary.tokenizer)

    @property
    def lacks_input(self) -> bool:
        """Whether nothing has run, and nothing can before there is a tokenizer, or IDs."""
        given = (
            not self._text.missing_file
            if self._reads_file
            else self._reads_text or bool(self.ids.toPlainText().strip())
        )
        return self.ran is None and self._summary is not None and not given

    @property
    def _reads_file(self) -> bool:
        summary = self._summary
        return bool(self.media.path) or (summary is not None and "text" not in summary.reads)

    @Slot()
    def _run(self) -> None:
        self._ask(0)

    @Slot()
    def _write_about_file(self) -> None:
        self._ask(WRITTEN)

    def _ask(self, write: int) -> None:
        if self._summary is None:
            return
        self._typing.stop()
        if self.mode.mode == "look":  # whoever runs a text wants what it says; the map comes second
            self._words.follow(self.answer_line, self.answer_line.rect)
            self._words.end()
        if not self._reads_file and not self._reads_text and self.ids.toPlainText().strip():
            self.edit_ids.setChecked(True)  # IDs that were written are what runs: in sight
        asked = self._asked(write)
        if self._missing:
            if self._reads_file:
                field = self.inputs.target if self.media.path else self.media.choose
                field.setFocus()
            self.message_wanted.emit(self._missing)
        elif asked is not None:
            self._send_run(asked)

    def offer_tokenizers(self, bundled: Iterable[QAction]) -> None:
        """Offer these beside a model that has none; each action attaches one."""
        self._text.without.offer(bundled)

    @Slot()
    def _type_ids(self) -> None:
        self.edit_ids.setChecked(True)
        self.ids.setFocus()

    @Slot()
    def _take_example_ids(self) -> None:
        self._tokens.fill_in(EXAMPLE_IDS)
        self._type_ids()

    def _send_run(self, request: Request) -> None:
        self.live.begin()
        self.wanted.emit(request)

    @Slot(bool)
    def _toggle_ids(self, on: bool) -> None:
        if not on:
            self._looked_into = ""
            if self.edit_ids.hasFocus() and self.mode.mode != "look":
                self._rows.first.setFocus()  # the button goes with its card
            self._tokenize()
        self._switch_mode(self.mode.mode)
        self._mark_previous()

    @Slot()
    def _show_live(self) -> None:
        self._text.show_live(quick=self.live.quick, on=self.live.on)

    @Slot(int, object)
    def _mark_text(self, row: int, token: Token | None) -> None:
        """Mark the characters of the token under the mouse, where they still are in the box."""
        same = self._ran is None or self._ran.request.texts == self._rows.texts
        self._rows.mark(row, token if same else None)

    @Slot(int, int, int)
    def _point_at(self, row: int, text: int, place: int) -> None:
        self.strip.point_at(row, text, place)

    # -- emptying ----------------------------------------------------------------------------

    def _clear(self) -> None:
        self._ran = self._answer = None
        self._changed, self._outdated = (), ""
        self.alone.show_checks(())
        self._again.hide()
        self.switched.forget()
        self._tokens.show_rows(())
        self.tensor_card.show_tensors(())
        self.tensor_card.show_time(None)
        self._plain.say(tr("Press Run to see what the model says."))
        self._show_answer_line()
        self._mark_previous()


@dataclass(frozen=True)
class GivenInput:
    """Input IDs where they are given `by_hand`, those of one look at a text, and the place in the
    text at which somebody types."""

    by_hand: bool
    ids: str
    of_look: str
    cursor: int


@dataclass(frozen=True)
class Unsaved:
    """What was being written, in Write and in Chat."""

    text: TextUnderWay | None
    talk: Talk | None


def _kind(summary: ModelSummary) -> tuple[object, ...]:
    """What chooses the mode that a model opens in."""
    return summary.task, summary.reads, bool(summary.chat_templates)
