"""The Compare tab: the same input through two models, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.inference.guess_cover import GuessCover
from explorer.app.settings import Settings
from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblationResult
from explorer.features.attention.protocol import HeadResult
from explorer.features.checkpoints.view import folder_dialogs
from explorer.features.checkpoints.view.local_pane import Bundled
from explorer.features.compare.protocol import (
    AttentionChange,
    ComparedFlowRequest,
    ComparedFlowResult,
    ComparedHeadsRequest,
    ComparedHeadsResult,
    ComparedHiddenStatesRequest,
    ComparedHiddenStatesResult,
    ComparedRun,
    ComparisonResult,
    ForgetOther,
    HeadChoice,
    LoadOther,
    OtherForgotten,
    OtherReady,
)
from explorer.features.compare.view import compare_words
from explorer.features.compare.view.attention_change import AttentionChangeCard
from explorer.features.compare.view.compare_input import CompareInput
from explorer.features.compare.view.compare_side import CompareSide
from explorer.features.compare.view.flow_pair import FlowPair
from explorer.features.compare.view.head_choice import HeadChoiceRow
from explorer.features.compare.view.hidden_card import HiddenCard
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text import numbers, phrases
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, Page, button, label, packed, with_names
from explorer.widgets.fading import Veil
from explorer.widgets.flow_line import FlowLine
from explorer.widgets.more_tokens import MoreTokens
from explorer.widgets.responsive_pair import ResponsivePair
from explorer.widgets.scroll_into_view import bring_into_sight
from explorer.widgets.token_strip import TokenStrip

_T = TypeVar("_T")
_TWO_COLUMNS = 46
"""Widths of body text (em) from which the two models are side by side."""
_STALE = tr("Heads were switched after this run. Run both again to see the effect.")


class CompareTab(QWidget):
    """`wanted` carries a request for the engine, `message_wanted` a sentence for the message bar.

    `open_wanted` is what it offers while there is no model, `picture_wanted` once both ran; `faded`
    says whether what both made of a text belongs to another one than is here. `shown` tells that
    it came into sight.
    """

    wanted = Signal(object)
    message_wanted = Signal(str)
    open_wanted = Signal()
    picture_wanted = Signal()
    faded = Signal(bool)
    shown = Signal()
    ready_changed = Signal()

    def __init__(self, look: Theme, profile: Settings, bundled: Sequence[Bundled]) -> None:
        super().__init__()
        with_names(self, "compareTab", tr("Compare two models"))
        self._look, self._profile, self._bundled = look, profile, tuple(bundled)
        self._summary: ModelSummary | None = None
        self._asked: LoadOther | None = None
        self._other: ModelSummary | None = None
        self._result: ComparisonResult | None = None
        self._heads: ComparedHeadsResult | None = None
        self._swapped = False
        self._text_index = 0
        self.hides_answer_to: Callable[[tuple[str, ...]], bool] = lambda texts: False
        """Whether people are guessing what the model in memory says to these texts."""
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing())
        self._page = Page()
        self._stack.addWidget(self._page)
        packed(QVBoxLayout(self), self._stack)
        self.input = CompareInput(self._places)
        self.input.run_wanted.connect(self._run)
        self.input.swap_wanted.connect(self._swap)
        self.rows, self.choice, self.swap = self.input.rows, self.input.choice, self.input.swap
        self.run_button, self.problem = self.input.run_button, self.input.problem
        self.choice.wanted.connect(self.choose)
        self.choice.folder_wanted.connect(self._choose_folder)
        self.choice.forget_wanted.connect(self._forget)
        self._page.add(self.input)
        self.cover = GuessCover("compareGuess")
        self.cover.hide()
        self._page.add(self.cover)
        self._results = QWidget()
        self._column = packed(QVBoxLayout(self._results), gap=self._page.column.spacing())
        self._page.add(self._results)
        self._build_difference()  # first what came of it, then how
        self._build_tokens()
        self.flows = FlowPair(look)
        self.flows.wanted.connect(self.wanted)
        self._column.addWidget(self.flows)
        self.left, self.right = CompareSide(look, "left"), CompareSide(look, "right")
        self._sides = ResponsivePair(look, self.left, self.right, _TWO_COLUMNS)
        self._column.addWidget(self._sides)
        self.attention_change = AttentionChangeCard(look)
        self._column.addWidget(self.attention_change)
        self.hidden = HiddenCard(look)
        self.hidden.wanted.connect(self.wanted)
        self._column.addWidget(self.hidden)
        self._page.column.addStretch(1)
        results = (
            self._tokens, self.flows, self._sides, self._difference, self.attention_change,
            self.hidden,
        )  # fmt: skip
        self._veils = {widget: Veil(widget) for widget in results}
        self.input.changed.connect(self._mark_previous)
        look.changed.connect(self._fit_audience)
        self._arrange()

    @property
    def text(self) -> QLineEdit:
        """The first line of text, or the input IDs where there is no tokenizer."""
        return self.input.text

    # -- building ----------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether there are two models to run."""
        return self.run_button.isEnabled()

    def _nothing(self) -> QWidget:
        card = Card(tr("The same text through two models"))
        card.add(
            label(
                tr(
                    "Load a model first. Then one click makes its untrained twin, and one more "
                    "runs the same text through both."
                ),
                "muted",
                wrap=True,
            )
        )
        self.open_button = button(tr("Choose a model"), "primary", name="compareOpenButton")
        self.open_button.clicked.connect(self.open_wanted)
        row = FlowLine(QWidget())
        row.add(self.open_button)
        card.add(row)
        page = Page()
        page.add(card)
        page.column.addStretch(1)
        return page

    def _build_tokens(self) -> None:
        self._tokens = Card()
        self.strip = TokenStrip(self._look, "compareStrip")
        self._tokens.add(self.strip)
        self.all_tokens = MoreTokens(self._look, self.strip)
        self._tokens.add(self.all_tokens)
        self.heads = HeadChoiceRow()
        self.heads.chosen.connect(self._look_at)
        self._tokens.add(self.heads)
        self._column.addWidget(self._tokens)

    def _build_difference(self) -> None:
        card = self._difference = Card()
        self.sentence = label(role="heading", wrap=True, name="compareSentence")
        self.save = button(tr("Save picture…"), "link", name="saveComparisonButton")
        self.save.clicked.connect(self.picture_wanted)
        line = FlowLine(self.sentence)
        line.add(self.save)
        card.add(line)
        self.numbers = label(role="muted", wrap=True, name="compareNumbers")
        card.add(self.numbers)
        self._column.addWidget(card)

    # -- what the window tells ---------------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive the second model, what both made of a text, and what other pages had run."""
        state.model_changed.connect(self.show_model)
        ended = {
            LoadOther: self._on_ended,
            ForgetOther: self._on_ended,
            ComparedFlowRequest: self._on_no_flow,
            ComparedHiddenStatesRequest: self._on_no_hidden,
        }
        state.subscribe(
            {
                OtherReady: self._on_ready,
                OtherForgotten: self._on_forgotten,
                ComparisonResult: self._on_ran,
                ComparedHeadsResult: self._on_heads,
                ComparedHiddenStatesResult: self._on_hidden,
                ComparedFlowResult: self._on_flow,
                RunResult: self._on_other_run,
                AblationResult: self._on_switched,
            },
            ended,
            ended,
        )

    def _on_no_flow(self, reply: Failed | Cancelled) -> None:
        self.flows.forget()

    def _on_no_hidden(self, reply: Failed | Cancelled) -> None:
        self.hidden.forget()

    @Slot()
    def _mark_previous(self) -> None:
        """Fade what belongs to another text, and looks into the run before until theirs come."""
        shown = self._result
        is_previous = shown is not None and not self.input.shows(shown.request)
        self.input.previous.setVisible(is_previous)
        late = {
            card
            for card in (self.flows, self.hidden)
            if card.result is not None and card.result.both is not shown
        }
        for widget, veil in self._veils.items():
            veil.lay(is_previous or widget in late)
        self.faded.emit(is_previous)

    @property
    def result(self) -> ComparisonResult | None:
        """What both models made of the text, where they ran."""
        return self._result

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model, or none: the second one went with the first."""
        before, self._summary = self._summary, summary
        self._stack.setCurrentIndex(0 if summary is None else 1)
        self.choice.show_model(summary)
        self.choice.allow(True)
        self._drop_result()
        if summary is None or before is None or before.serial != summary.serial:
            self._asked = self._other = None
            self.choice.whole.hide()
        if summary is None:
            return
        self.input.show_model(summary, before)
        self._arrange()

    def _on_other_run(self, result: RunResult, request: Request) -> None:
        self.input.follow(result.request.texts)
        self.choice.whole.setVisible(bool(result.silenced))

    def _on_switched(self, result: AblationResult, request: Request) -> None:
        self.choice.whole.setVisible(bool(result.off))
        if self._result is not None:
            self.sentence.setText(_STALE)

    def showEvent(self, event: QShowEvent) -> None:
        """In sight: whoever knows what another page holds may put it here."""
        super().showEvent(event)
        if not event.spontaneous():
            self.shown.emit()

    def follow(self, texts: tuple[str, ...]) -> None:
        """Another page holds these texts: they are here too, unless a person wrote something."""
        if self._summary is not None and self._summary.tokenizer and any(map(str.strip, texts)):
            self.input.follow(texts)

    @property
    def asked(self) -> LoadOther | None:
        """What the second model was asked for with; None without one."""
        return self._asked

    @property
    def swapped(self) -> bool:
        """Whether left and right have changed places."""
        return self._swapped

    def put_back(self, texts: tuple[str, ...], *, swapped: bool) -> None:
        """The texts and the order as they were kept."""
        self.input.put_back(texts)
        self._swapped = swapped

    @Slot(object)
    def choose(self, request: LoadOther) -> None:
        """Get this second model."""
        self._asked, self._other = request, None
        self._drop_result()
        self.choice.allow(False)
        self.choice.told.setText(tr("Getting the second model …"))
        self.wanted.emit(request)

    def _on_ended(self, reply: Failed | Cancelled) -> None:
        """A request of this tab did not end well; the message bar says why."""
        if isinstance(reply.request, LoadOther):
            self._asked = self._other = None
        self._arrange()

    # -- what a person does ------------------------------------------------------------------

    def _places(self) -> list[tuple[str, str]]:
        names_by_path = {model.path: model.name for model in self._bundled}
        for recent in self._profile.recent():
            names_by_path.setdefault(recent.path, recent.name)
        own = self._summary.source if self._summary is not None else ""
        return [(path, name) for path, name in names_by_path.items() if path != own]

    @Slot()
    def _choose_folder(self) -> None:
        chosen = folder_dialogs.ask_open_folder(self, self._profile.text("folder"))
        if chosen:
            self.choose(LoadOther("checkpoint", path=chosen))

    @Slot()
    def _forget(self) -> None:
        self.wanted.emit(ForgetOther())

    @Slot()
    def _run(self) -> None:
        summary, asked = self._summary, self._asked
        if summary is None or asked is None or self._other is None:
            return
        request = self.input.request(asked, summary, self.heads.look)
        if request is not None:
            self.wanted.emit(request)

    @Slot(object)
    def _look_at(self, look: HeadChoice) -> None:
        self.wanted.emit(ComparedHeadsRequest(look))
        if self._result is not None and look.text_index != self._text_index:
            self._text_index = look.text_index
            self.flows.ask(look.text_index)
            self.hidden.ask(look.text_index)

    @Slot()
    def _swap(self) -> None:
        self._swapped = not self._swapped
        self._arrange()

    # -- answers -----------------------------------------------------------------------------

    def _on_ready(self, result: OtherReady, request: Request) -> None:
        if self._summary is not None and result.model_serial == self._summary.serial:
            self._asked, self._other = result.request, result.summary
            self._drop_result()
            self._arrange()
            self.choice.told.setText(result.sentence)

    def _on_forgotten(self, result: OtherForgotten, request: Request) -> None:
        self._asked = self._other = None
        self._drop_result()
        self._arrange()
        if result.freed:
            self.message_wanted.emit(
                tr(
                    "The second model was removed; {freed} are free again.",
                    freed=numbers.bytes_(result.freed),
                )
            )

    def _on_ran(self, result: ComparisonResult, request: Request) -> None:
        if self._summary is None or result.model_serial != self._summary.serial:
            return
        self._result, self._other, self._heads = result, result.other.summary, None
        self.heads.offer(result)
        self._arrange()
        self._text_index = result.request.look.text_index
        self.flows.ask(self._text_index)
        self.hidden.ask(self._text_index)
        QTimer.singleShot(0, self, self._show_difference)  # once it has been laid out

    @Slot()
    def _show_difference(self) -> None:
        card = self._difference
        bring_into_sight(card, card.rect(), self._look.units(8))

    def _on_heads(self, both_heads: ComparedHeadsResult, request: Request) -> None:
        if self._result is not None and both_heads.both is self._result:
            self._heads = both_heads
            self._show_heads(both_heads.other, both_heads.main, both_heads.attention)

    def _on_hidden(self, both_hidden: ComparedHiddenStatesResult, request: Request) -> None:
        if self._result is not None and both_hidden.both is self._result:
            self.hidden.show_seen(both_hidden, swapped=self._swapped)
            self._mark_previous()

    def _on_flow(self, both_flows: ComparedFlowResult, request: Request) -> None:
        if self._result is not None and both_flows.both is self._result:
            self.flows.show_result(both_flows, swapped=self._swapped)
            self._mark_previous()

    def _show_heads(
        self, other: HeadResult, main: HeadResult, change: AttentionChange | None
    ) -> None:
        first, second = self._ordered(other, main)
        self.left.show_head(first)
        self.right.show_head(second)
        self.attention_change.show_change(change, other, main, swapped=self._swapped)

    # -- what is in sight --------------------------------------------------------------------

    def _drop_result(self) -> None:
        self._result = self._heads = None
        self.hidden.forget()
        self.flows.forget()
        self.attention_change.forget()

    def _ordered(self, other: _T, main: _T) -> tuple[_T, _T]:
        return (main, other) if self._swapped else (other, main)

    def _arrange(self) -> None:
        """Show all that is known now."""
        summary, other, result = self._summary, self._other, self._result
        self._mark_previous()
        self.choice.allow(True)
        self.choice.show_chosen(self._asked if other is not None else None)
        self.input.allow(other is not None)
        self.ready_changed.emit()
        self.swap.setEnabled(other is not None)
        self.choice.told.setVisible(result is None)
        noise = summary is not None and summary.is_noise
        self.choice.told.setText(
            tr(
                "Choose a second model. Your model has random weights: an untrained twin differs "
                "from it by chance alone, and with the same seed not at all."
            )
            if noise
            else tr(
                "Choose a second model. The untrained twin has the same config and random weights: "
                "where your model was trained, what differs is what training taught it."
            )
        )
        self._sides.setVisible(other is not None)
        self._tokens.setVisible(result is not None)
        self._difference.setVisible(result is not None)
        self._fit_audience()
        if result is None:
            self.arrange_cover()
            if summary is not None and other is not None:
                first, second = self._ordered(other, summary)
                self.left.show_model(first)
                self.right.show_model(second)
            return
        self._show_result(result)

    @Slot()
    def arrange_cover(self) -> None:
        """Cover what both said while people guess what one of them says."""
        result = self._result
        covers = result is not None and self.hides_answer_to(result.main.ran.texts)
        focused = covers != self.cover.isVisible() and self.cover.isAncestorOf(
            self.focusWidget() or self
        )
        self.cover.setVisible(covers)
        self._results.setHidden(covers)
        said = "" if covers or result is None else f"{result.sentence} {self.numbers.text()}"
        self.setAccessibleDescription(said)
        if focused:  # the button that revealed it is gone
            self.run_button.setFocus()

    @Slot()
    def _fit_audience(self) -> None:
        """Before an audience, what came of it is on the first screen."""
        self.input.be_brief(self._look.presenting and self._result is not None)

    def _show_result(self, result: ComparisonResult) -> None:
        same = result.same_tokens
        self.strip.setVisible(same)
        if not same:
            self.all_tokens.hide()
        if same:
            self.all_tokens.show_texts(result.request.texts)
            self.strip.show_rows(result.main.ran.rows)
        alone = compare_words.alone(result, 0), compare_words.alone(result, 1)
        sides: tuple[tuple[ComparedRun, frozenset[tuple[int, int]]], ...] = self._ordered(
            (result.other, alone[0]), (result.main, alone[1])
        )
        for column, (side, marked) in zip((self.left, self.right), sides, strict=True):
            column.show_side(side, marked, tokens=not same)
        if self._heads is None:
            self._show_heads(result.other.head, result.main.head, result.attention)
        else:
            self._show_heads(self._heads.other, self._heads.main, self._heads.attention)
        if self.hidden.result is not None:
            self.hidden.show_seen(self.hidden.result, swapped=self._swapped)
        if self.flows.result is not None and self.flows.result.both is result:
            self.flows.show_result(self.flows.result, swapped=self._swapped)
        self.heads.setVisible(self.heads.any)
        self._tokens.setVisible(same or self.heads.any)
        read = phrases.empty_texts(result.request.texts, result.main.ran.rows)
        self.sentence.setText(f"{read} {result.sentence}" if read else result.sentence)
        self.numbers.setText(compare_words.in_numbers(result, swapped=self._swapped))
        self.arrange_cover()
