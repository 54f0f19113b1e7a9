"""Why: one answer, and what became of it when words, heads, blocks and vectors were taken away."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from explorer.app.app_state import AppState, Results
from explorer.app.inference.checks_row import ChecksRow
from explorer.app.inference.inspection_view import HEADS_ON, TAKE_OUT, InspectionView
from explorer.app.theme import Theme
from explorer.features.why import explain, summary
from explorer.features.why.protocol import (
    LIKELIEST,
    AnswerChoice,
    ContributionsResult,
    GradientsResult,
    Intervention,
    MapResult,
    PartsResult,
    Question,
    SharedResult,
    SwapsResult,
    TriedAgain,
    TryAgain,
    WhyContributions,
    WhyGradients,
    WhyMap,
    WhyParts,
    WhyResult,
    WhySwaps,
    WhyWords,
    WordsResult,
)
from explorer.features.why.summary import Claim, Findings
from explorer.features.why.view.claim_row import ClaimRow
from explorer.features.why.view.effect_grid import EffectCell, EffectGrid
from explorer.features.why.view.signed_bars import Share, SignedBars
from explorer.features.why.view.tinted_sentence import TintedSentence, TintedWord
from explorer.features.why.view.why_cards import WhyCards
from explorer.features.why.view.word_bars import LeftOver, WordBars
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.run import Prediction, RunResult, Token, is_live
from explorer.text import numbers
from explorer.text.phrases import apart, bare, head_place
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import Card, button, label, with_names
from explorer.widgets.combo_box import ComboBox, TextChoice
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.hinted_line import HintedLine
from explorer.widgets.responsive_pair import ResponsivePair
from explorer.widgets.small_controls import set_tip
from explorer.widgets.timer import single_shot
from explorer.widgets.workers_box import WorkersBox

_AFTER_TYPING_MS = 500
"""Pause after a run that followed the typing: the next letter would throw all of it away."""

_SAY_COST = 4.0
"""Seconds of forward passes above which a person is asked first."""

_BATCHED = 0.45
"""What a text costs in a batch, as a share of what it costs alone: measured on GPT-2."""

_MOST_WORDS = 200
_MOST_ANSWERS = 12
_CLAIMS = 5

_MOST_SHARES = 16
"""Parts that have a bar of their own; all others together have one."""

_MORE: tuple[type[Request], ...] = (WhyContributions, WhyGradients)
"""What is measured where somebody asks for it."""

_REQUESTS: tuple[type[Request], ...] = (WhyWords, WhySwaps, WhyParts, WhyMap, *_MORE)


def lines_of(parts: int) -> int:
    """How many parts have a line of their own: one left over takes the line that counts it."""
    return parts if parts <= _MOST_SHARES + 1 else _MOST_SHARES


class WhyView(InspectionView):
    """Asks for the words first, then other words, parts and the map; each is shown as it comes."""

    asks = (*_REQUESTS, TryAgain)
    offers_run = False

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "whyView", tr("Why"))
        self._found = Findings()
        self._choice = AnswerChoice()
        self._replacing = False
        self._typed_counterpart = ""
        self._trying: ClaimRow | None = None
        self._map_ids: tuple[int, ...] = ()
        self._shown_map: MapResult | None = None
        self._places: tuple[AnswerChoice, ...] = ()
        self._python: dict[type[Request], QPushButton] = {}
        self._before_typed = self._choice, self._found
        self._workers = 1
        self._soon = single_shot(self, _AFTER_TYPING_MS, self._start)

    def results(self) -> Results:
        """What was measured."""
        return {
            WordsResult: self._on_words,
            SwapsResult: self._on_swaps,
            PartsResult: self._on_parts,
            MapResult: self._on_map,
            TriedAgain: self._on_tried,
            GradientsResult: self._on_gradients,
            ContributionsResult: self._on_contributions,
        }

    def subscribe(self, state: AppState) -> None:
        """Receive results, and how far they have come."""
        super().subscribe(state)
        self._state = state
        state.subscribe(
            partials={
                WordsResult: self._part_of(self._show_words),
                PartsResult: self._part_of(self._show_parts),
                MapResult: self._part_of(self._show_map),
            }
        )

    @property
    def result(self) -> Findings | None:
        """What was measured so far."""
        return self._found if self._found.words is not None else None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The sentences of the summary."""
        return summary.claims(self._found)

    @property
    def answered(self) -> tuple[type[Request], ...]:
        """What was measured of the answer in question, and not of the one before."""
        found = self._found
        results = (
            found.words, found.swaps, found.parts, found.map, found.contributions, found.gradients,
            found.tried,
        )  # fmt: skip
        kinds = zip(self.asks, results, strict=True)
        return tuple(kind for kind, result in kinds if result is not None)

    # -- building --------------------------------------------------------------------------------

    def build(self) -> QWidget:
        """The question, the sentence, four cards, and the caption below."""
        content, column = self.column()
        look = self._look
        self.sentence_picture = TintedSentence(look)
        self.asked = label(role="muted", wrap=True, name="whyAsked")
        column.addWidget(self.sentence_picture)
        column.addWidget(self.asked)
        column.addLayout(self._build_question())
        self.notice = label(role="muted", wrap=True, name="whyNotice")
        self.start_button = button(tr("Measure"), "primary", name="whyStart")
        self.start_button.clicked.connect(self._start)
        self.workers = WorkersBox("whyWorkers")
        column.addWidget(self.notice)
        line = FlowLayout(gap=8)
        line.addWidget(self.start_button)
        line.addWidget(self.workers)
        column.addLayout(line)
        self.cards = WhyCards(
            look,
            self._build_words(),
            self._build_map(),
            self._build_parts(),
            self._build_summary(),
        )
        column.addWidget(self.cards)
        more = self._build_more()
        column.addWidget(more)
        self.caption = label(role="title", wrap=True, name="whyCaption")
        caption = Card()
        caption.add(label(tr("Why"), "small"))
        caption.add(self.caption)
        column.addWidget(caption)
        self._of_answer = (self.cards, more, caption)
        self._offer(None)
        self.cost = label(role="small", wrap=True, name="whyCost")
        column.addWidget(self.cost)
        column.addStretch(1)
        return content

    def _offer(self, notice: str | None, start: str = "") -> None:
        """Say why nothing is measured now, and offer to begin; None hides that."""
        for widget in (self.notice, self.start_button):
            widget.setVisible(notice is not None)
        self.workers.setVisible(notice is not None and self.workers.offered)
        waits = notice is not None and self._found.words is None
        for part in self._of_answer:
            part.setVisible(not waits)  # nothing of it is measured, and nothing on its way
        if notice is not None:
            self.notice.setText(notice)
            self.start_button.setText(start)

    def _build_question(self) -> FlowLayout:
        self.texts = TextChoice("whyText")
        self.place = ComboBox("whyPlace", tr("What is asked about"), 24)
        self.answer = ComboBox("whyAnswer", tr("The answer in question"), 30)
        self.typed = with_names(EntryLine(), "whyTyped", tr("Another answer, typed"))
        self.typed.setPlaceholderText(tr("another answer"))
        self.typed.setToolTip(self.typed.placeholderText())
        self.typed.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.removal = ComboBox("whyRemoval", tr("What is done to each word"), 34)
        self.removal.offer([tr("each word taken out"), tr("each word replaced")], 0)
        self.texts.activated.connect(self._other_text)
        self.place.activated.connect(self._other_place)
        self.answer.activated.connect(self._other_answer)
        self.typed.returnPressed.connect(self._typed_answer)
        self.removal.activated.connect(self._other_removal)
        row = FlowLayout(gap=8)
        self.question = label(role="muted", name="whyQuestion")
        for widget in (
            self.question,
            self.texts,
            self.place,
            self.answer,
            self.typed,
            self.removal,
        ):
            row.addWidget(widget)
        return row

    def _card(self, title: str, hint: str, kind: type[Request] | None) -> Card:
        card = Card(title, hint)
        if kind is not None:
            python = button(tr("In Python"), "link", name=f"whyPython.{kind.__name__}")
            python.setAccessibleName(tr("In Python: {title}", title=title))
            python.setProperty("kind", kind.__name__)
            python.clicked.connect(self._show_python)
            self._python[kind] = python
            card.head.add_right(python)
        return card

    def _build_words(self) -> Card:
        self.bars = WordBars(self._look)
        self.bars.picked.connect(self._try_word)
        self.words_note = label(role="small", wrap=True, name="whyWordsNote")
        card = self._card(
            tr("Which words mattered"), tr("each word taken out and the model run again"), WhyWords
        )
        self._words_hint = card.hint
        card.add(self.bars)
        card.add(self.words_note)
        card.body.addStretch(1)
        return card

    def _build_map(self) -> Card:
        self.map = EffectGrid(
            self._look, "whyMap", tr("The answer with one vector put in"), solid=True
        )
        self.map.chosen.connect(self._try_patch)
        self.map_note = label(role="muted", wrap=True, name="whyMapNote")
        self.map_sentence = label(role="heading", wrap=True, name="whyMapSentence")
        self.counterpart = HintedLine(
            "whyCounterpart",
            tr("A counterpart of equal length"),
            tr("another word, or a whole text of as many tokens"),
            tr("another word"),
        )
        self.counterpart.returnPressed.connect(self._typed_other)
        card = self._card(tr("Where the information is, layer by layer"), "", WhyMap)
        for widget in (self.map_note, self.map, self.map_sentence, self.counterpart):
            card.add(widget)
        card.body.addStretch(1)
        return card

    def _build_parts(self) -> Card:
        self.parts = EffectGrid(
            self._look, "whyParts", tr("Points the answer gains or loses with one part off")
        )
        self.parts.chosen.connect(self._open_part)
        self.parts_note = label(role="small", wrap=True, name="whyPartsNote")
        card = self._card(
            tr("Which heads carry it"), tr("each one switched off alone, in points"), WhyParts
        )
        card.add(self.parts)
        card.add(self.parts_note)
        card.body.addStretch(1)
        return card

    def _build_summary(self) -> Card:
        card = with_names(
            self._card(tr("Summary: each sentence was tested just now"), "", None), "whySummary"
        )
        self.rows = tuple(ClaimRow(number + 1) for number in range(_CLAIMS))
        for row in self.rows:
            row.wanted.connect(self._try_claim)
            row.hide()
            card.add(row)
        self.summary_note = label(role="muted", wrap=True, name="whySummaryNote")
        self.tried = label(role="small", wrap=True, name="whyTried")
        card.add(self.summary_note)
        card.add(self.tried)
        card.body.addStretch(1)
        return card

    def _build_more(self) -> ResponsivePair:
        """What contributed, and integrated gradients: both where somebody asks for them."""
        look = self._look
        self.shares = SignedBars(look, "whyShares", tr("What each part adds to the logit"))
        self.slopes = SignedBars(look, "whySlopes", tr("What each token adds to the logit"))
        self.shares_note = label(role="muted", wrap=True, name="whySharesNote")
        self.slopes_note = label(role="muted", wrap=True, name="whySlopesNote")
        self.shares_checks, self.slopes_checks = ChecksRow(), ChecksRow()
        self.shares_start = button(tr("Add up the parts"), name="whySharesStart")
        self.slopes_start = button(tr("Integrate the gradients"), name="whySlopesStart")
        self.shares_start.clicked.connect(self._ask_shares)
        self.slopes_start.clicked.connect(self._ask_slopes)
        cards = []
        for title, hint, kind, widgets in (
            (
                tr("What contributed"),
                tr("what each part adds to the logit by itself"),
                WhyContributions,
                (self.shares_start, self.shares_note, self.shares, self.shares_checks),
            ),
            (
                tr("Integrated gradients"),
                tr("what each token adds to the logit, from zero vectors on"),
                WhyGradients,
                (self.slopes_start, self.slopes_note, self.slopes, self.slopes_checks),
            ),
        ):
            card = self._card(title, hint, kind)
            card.body.addWidget(widgets[0], 0, Qt.AlignmentFlag.AlignLeft)
            for widget in widgets[1:]:
                card.add(widget)
            card.body.addStretch(1)
            cards.append(card)
        self._clear_more()
        return ResponsivePair(look, cards[0], cards[1], 62)

    def _clear_more(self) -> None:
        for bars in (self.shares, self.slopes):
            bars.show_rows(())
        for checks in (self.shares_checks, self.slopes_checks):
            checks.show_checks(())
        self.shares_note.setText(
            tr("Where a model only adds and normalises, its parts add up to the logit.")
        )
        self.slopes_note.setText(
            tr(
                "At least 32 runs with gradients, each about three times as long as a plain run; "
                "more until the parts add up: some hundreds with RMS norms, thousands with T5."
            )
        )
        for start in (self.shares_start, self.slopes_start):
            start.setEnabled(False)
            set_tip(start, "")
            start.show()

    # -- asking ----------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another model: nothing that was chosen holds any more."""
        self._found, self._choice = Findings(), AnswerChoice()
        self._typed_counterpart, self._map_ids, self._shown_map = "", (), None
        self._soon.stop()

    def show_run(self, ran: RunResult) -> None:
        """Another text: what was measured of the one before goes at once."""
        self._soon.stop()
        self._found = Findings()
        self._typed_counterpart, self._map_ids, self._shown_map = "", (), None
        self._choice = AnswerChoice(self._choice.text_index)
        super().show_run(ran)

    def show_past(self, why: str) -> None:
        """A former run is shown again."""
        self._soon.stop()
        self._found = Findings()
        super().show_past(why)

    def ask(self) -> None:
        """Measure, after a pause where the run followed the typing; or say first what it costs."""
        assert self.ran is not None
        self._found = Findings()
        self._map_ids, self._shown_map, self._workers = (), None, 1
        text = max(0, min(self._choice.text_index, len(self.ran.rows) - 1))
        self._choice = replace(self._choice, text_index=text)
        if self._content is not None:
            self._clear()
        runs = self._expected_runs()
        seconds = runs * self.ran.seconds * _BATCHED
        if seconds > _SAY_COST and not is_live(self.ran.request):
            self.content()
            self._clear()
            self.workers.show_model(self.summary, self._state.prepared)
            cost = numbers.ntr(
                "Asking why takes about {count} run of the model: about {seconds}.",
                "Asking why takes about {count} runs of the model: about {seconds}.",
                runs,
                seconds=numbers.seconds(seconds),
            )
            self._offer(cost, tr("Measure"))
        elif is_live(self.ran.request):
            self._soon.start()
        else:
            self._start()

    def _expected_runs(self) -> int:
        assert self.ran is not None
        rows = self.ran.rows
        tokens = len(rows[self._choice.text_index]) if rows else 0
        layers = self.summary.layers if self.summary is not None else 0
        heads = self.summary.heads if self.summary is not None else 0
        return tokens + layers * (heads + 2) + (layers + 1) * tokens

    @Slot()
    def _start(self) -> None:
        """Measure what is not measured yet."""
        if self.ran is None:
            return
        if self._content is not None:
            if self.workers.isVisibleTo(self):
                self._workers = self.workers.workers
            had_keyboard = self.start_button.hasFocus()
            self._offer(None)
            if had_keyboard:
                self.bars.setFocus()
        if self._found.words is None:
            self.wanted.emit(WhyWords(self._choice, "replace" if self._replacing else "remove"))
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Ask for the next thing; the summary is complete where there is none."""
        result = self._found
        question = result.question
        if result.words is None or question is None:
            return
        if result.swaps is None and summary.asked_swaps(result.words):
            self.wanted.emit(WhySwaps(self._choice, summary.asked_swaps(result.words)))
        elif result.parts is None:
            self.wanted.emit(WhyParts(self._choice, self._workers))
        elif result.map is None and (self._typed_counterpart or self._proposed()):
            typed = self._typed_counterpart
            ids = () if typed else self._proposed()
            self.wanted.emit(WhyMap(self._choice, ids, typed, self._workers))
        else:
            if result.map is None:
                self.map_note.setText(summary.no_counterpart(result.swaps))
            self._found = replace(result, complete=True)
            self._show_summary()

    def _proposed(self) -> tuple[int, ...]:
        return summary.counterpart(self._found.swaps)

    def _again(self) -> None:
        """Measure again with what is chosen now."""
        self._found = Findings()
        self._clear()
        self._start()

    # -- what came -------------------------------------------------------------------------------

    def _part_of(self, show: Callable[[Any], None]) -> Callable[[Any], None]:
        def receive(result: WhyResult) -> None:
            if self._wanted(result):
                self.content()
                show(result)

        return receive

    def _wanted(self, result: Any) -> bool:
        """Whether a result is about the answer that is in question now."""
        return self.current(result) and not self._stale and result.request.choice == self._choice

    def _on_words(self, result: WordsResult, request: object) -> None:
        if not self._wanted(result):
            return
        if result.question is None:
            self._found = Findings(words=result)
            if result.patch is not None:
                self.say(result.note, tr("Take the patch out"), TAKE_OUT)
            elif result.silenced:
                self.say(result.note, tr("Switch all heads on"), HEADS_ON)
            else:
                self.say(result.note)
            return
        self.content()
        self._found = Findings(words=result)
        self._show_words(result)
        self._show_question(result.question)
        self._show_summary()
        self._offer_more(self.shares_start, self.shares_note, result.no_parts)
        self._offer_more(self.slopes_start, self.slopes_note, result.no_gradients)
        self._go_on()

    @staticmethod
    def _offer_more(start: QPushButton, note: QLabel, reason: str) -> None:
        """Offer what can be measured besides; else say why not, before anybody asks."""
        start.setEnabled(not reason)
        set_tip(start, reason)
        if reason:
            note.setText(reason)

    def _on_swaps(self, result: SwapsResult, request: object) -> None:
        if self._wanted(result) and self._found.words is not None:
            self._found = replace(self._found, swaps=result)
            self._show_summary()
            self._go_on()

    def _on_parts(self, result: PartsResult, request: object) -> None:
        if self._wanted(result) and self._found.words is not None:
            self._found = replace(self._found, parts=result)
            self._show_parts(result)
            self._show_summary()
            self._go_on()

    def _on_map(self, result: MapResult, request: object) -> None:
        if self._wanted(result) and self._found.words is not None:
            self._found = replace(self._found, map=result, complete=True)
            self._shown_map = result
            self._show_map(result)
            self._show_summary()

    def failed(self, failed: Failed) -> None:
        """What was measured stays; the card in question says why there is no more."""
        request = failed.request
        if self.ran is None or self._content is None:
            super().failed(failed)
        elif isinstance(request, WhyMap):
            self.map_note.setText(failed.sentence)
            announce(self.map_note, failed.sentence)
            self._found = replace(self._found, complete=True)
            self._show_summary()
        elif isinstance(request, TryAgain):
            self.tried.setText(failed.sentence)
        elif isinstance(request, _MORE):
            self._more_note(request).setText(failed.sentence)
        elif isinstance(request, WhyWords) and request.choice.typed:
            self._choice, self._found = self._before_typed  # its numbers are still in sight
            if not self.typed.text():  # else the next is typed already
                self.typed.setText(request.choice.typed)
                self.typed.selectAll()
            self.asked.setText(failed.sentence)
            announce(self.asked, failed.sentence)
            self._go_on()
        else:
            super().failed(failed)

    def stopped(self, cancelled: Cancelled) -> None:
        """What was measured stays, and the rest can be asked for."""
        if self.ran is None or self._content is None or self._found.words is None:
            super().stopped(cancelled)
            return
        if isinstance(cancelled.request, TryAgain):
            return
        if isinstance(cancelled.request, _MORE):
            self._more_note(cancelled.request).setText(tr("You stopped it."))
            return
        self._offer(tr("You stopped it. What is shown was measured."), tr("Measure the rest"))

    # -- showing ---------------------------------------------------------------------------------

    def _clear(self) -> None:
        """Nothing is measured yet: no number of another question stays."""
        self._allow_python()
        self._ask_about(known=False)
        self.bars.show_rows(())
        self.parts.show_cells((), (), ())
        self.map.show_cells((), (), ())
        for text in (
            self.asked, self.words_note, self.map_note, self.map_sentence, self.parts_note,
            self.tried, self.caption, self.cost,
        ):  # fmt: skip
            text.setText("")
        for row in self.rows:
            row.hide()
        self.summary_note.setText(tr("Sentences come as soon as they are measured."))
        self.summary_note.show()
        self._offer(None)
        self._clear_more()
        self.sentence_picture.show_words(self._plain(), 1.0)

    def _ask_about(self, *, known: bool) -> None:
        """Offer what else can be asked, once it is known which answer is in question."""
        self.question.setText(tr("Why does it say") if known else tr("Nothing is measured yet."))
        for widget in (self.texts, self.place, self.answer, self.typed, self.removal):
            widget.setVisible(known)

    def _plain(self) -> list[TintedWord]:
        texts = self.ran.texts if self.ran is not None else ()
        index = self._choice.text_index
        text = texts[index] if index < len(texts) else ""
        return [TintedWord(word) for word in text.split()[:_MOST_WORDS]]

    def _show_question(self, question: Question) -> None:
        """The answer in question, and the others that could be asked about."""
        assert self.ran is not None
        self._ask_about(known=True)
        self.texts.offer_texts(self.ran.row_names, question.text_index)
        index = self._choice.text_index
        predictions = [p for p in self.answers if p.text_index == index]
        self._offer_places(predictions, question)
        here = self._prediction(predictions, question)
        candidates = here.candidates[:_MOST_ANSWERS] if here is not None else ()
        names = [f"{c.text}  {numbers.percent(c.probability)}" for c in candidates]
        ids = [c.id for c in candidates]
        if question.id not in ids:
            names.append(f"{question.name}  {numbers.percent(question.probability)}")
            ids.append(question.id)
        self._ids = ids
        self.answer.offer(names, ids.index(question.id))
        words = self._found.words
        kinds = words.kinds_of_removal if words is not None else ("remove",)
        self.removal.setEnabled("replace" in kinds)
        self.removal.setToolTip(
            tr("Taken out, or replaced by the mask token or the one for unknown words")
            if "replace" in kinds
            else tr("This tokenizer has no token to put in a word's place")
        )
        self.removal.offer(
            [tr("each word taken out"), tr("each word replaced")], int(self._replacing)
        )
        sentence = explain.asked(words) if words is not None else ""
        self.asked.setText(
            tr("{name}: {numbers}", name=summary.quoted(question.name), numbers=sentence)
        )
        if words is not None:
            self.setAccessibleDescription(self.asked.text())

    def _prediction(
        self, predictions: Sequence[Prediction], question: Question
    ) -> Prediction | None:
        """The answers that are shown of the run where the question is about."""
        if question.kind in ("start", "end"):
            return None
        fitting = [p for p in predictions if p.kind == question.kind and not math.isnan(_first(p))]
        if question.kind in ("mask", "label") and question.position >= 0:
            fitting = [p for p in fitting if p.position == question.position]
        return fitting[-1] if fitting else None

    def _offer_places(self, predictions: Sequence[Prediction], question: Question) -> None:
        index = self._choice.text_index
        row = self.ran.rows[index] if self.ran is not None and index < len(self.ran.rows) else ()
        places: list[tuple[str, AnswerChoice]] = []
        if question.kind in ("start", "end"):
            places = [
                (tr("where the answer starts"), AnswerChoice(index, "start")),
                (tr("where the answer ends"), AnswerChoice(index, "end")),
            ]
            current = int(question.kind == "end")
        else:
            places = [
                (_place_name(p, row), AnswerChoice(index, p.kind, p.position))  # type: ignore[arg-type]
                for p in predictions[:_MOST_WORDS]
                if p.kind in ("mask", "label") and p.position >= 0
            ]
            current = next(
                (n for n, (_, item) in enumerate(places) if item.position == question.position), 0
            )
        self._places = tuple(choice for _, choice in places)
        self.place.offer([name for name, _ in places] or [tr("the answer")], current)
        self.place.setVisible(len(places) > 1)

    def _show_words(self, result: WordsResult) -> None:
        question = result.question
        if question is None:
            return
        rows, tints = [], {}
        digits = summary.digits_of(question.probability, result.probabilities)
        for n, word in enumerate(result.words[:_MOST_WORDS]):
            share = float(result.probabilities[n])
            name = summary.word_name(result, n)
            without = tr("without {word}", word=name)
            decides = summary.stands_out(question.probability, share)
            then = result.names.get(int(result.best[n]), "")
            about = tr(
                "{change}: {share}. Likeliest then: {likeliest}. Click to do it again.",
                change=numbers.capital(without),
                share="…" if math.isnan(share) else digits.share(share),
                likeliest=summary.quoted(then) if then else "…",
            )
            answers_here = math.isnan(share) and self._found.words is result
            if summary.leaves_nothing(result):
                about = explain.removal(result)
            elif answers_here:
                about = tr("{word} is where the answer itself is.", word=name)
            number = "" if math.isnan(share) else digits.share(share)
            rows.append(LeftOver(without, share, about, decides, answers_here, number))
            tints[word.positions[0]] = TintedWord(word.text, share - question.probability)
        self.bars.show_rows(rows)
        self._words_hint.setText(
            tr("each word taken out and the model run again")
            if result.filler < 0
            else tr("each word replaced by {filler}", filler=result.filler_name)
        )
        more = len(result.words) - _MOST_WORDS
        note = tr("Bars: how likely {name} still is.", name=summary.quoted(question.name))
        if digits.decimals:
            note += " " + tr(
                "Now it is {share}: the changes are too small to be seen with fewer digits.",
                share=digits.share(question.probability),
            )
        if more > 0:
            note += " " + numbers.ntr(
                "{count} more word is in the CSV.",
                "{count} more words are in the CSV.",
                more,
            )
        removed = explain.removal(result)
        self.words_note.setText(removed if summary.leaves_nothing(result) else f"{note} {removed}")
        self.sentence_picture.show_words(
            self._tinted(result, question, tints), question.probability
        )

    def _tinted(
        self, result: WordsResult, question: Question, tints: dict[int, TintedWord]
    ) -> list[TintedWord]:
        """The words in order, with the answer in its gap or at the end."""
        name = bare(question.name)
        words: list[TintedWord] = []
        covered = {p for word in result.words for p in word.positions[1:]}
        for place, token in enumerate(result.tokens):
            if question.kind == "mask" and place == question.position:
                words.append(TintedWord(name, is_answer=True))
            elif place in tints:
                words.append(tints[place])
            elif token.mask and place not in covered:
                words.append(TintedWord(token.shown))
        if question.kind in ("next", "label"):
            words.append(TintedWord(name, is_answer=True))
        return words

    def _show_parts(self, result: PartsResult) -> None:
        question = result.question
        if question is None:
            self.parts_note.setText(result.note)
            return
        before = question.probability
        most = result.heads.shape[1] if result.heads.ndim == 2 else 0
        blocks = len(result.attention)
        columns = [tr("head {head}", head=head + 1) for head in range(most)]
        named = (
            (result.attention_modules, tr("attention")),
            (result.feed_modules, tr("feed-forward")),
        )
        # No column for what no layer has, or has where it cannot be switched off.
        extra = [title for modules, title in named if any(modules)]
        scale = max(
            0.05,
            *(
                abs(before - float(share))
                for row in result.heads
                for share in row
                if not math.isnan(share)
            ),
            0.0,
        )
        every = [*np.ravel(result.heads), *result.attention, *result.feed_forward]
        digits = summary.decimals_of_points([float(share) - before for share in every])
        rows, cells = [], []
        of_blocks = self._row_of_blocks(result)
        for n, row in enumerate(result.rows):
            line = [
                _part_cell(
                    float(result.heads[n, h]), before, scale, _head_name(result, n, h), digits
                )
                if h < row.heads
                else EffectCell("", math.nan, "")
                for h in range(most)
            ]
            layer = of_blocks.get(n, -1)
            if layer >= 0:
                line += self._block_cells(result, layer, before, scale, digits)
            rows.append(summary.row_name(row))
            cells.append(tuple(line))
        if not result.rows:
            for layer in range(blocks):
                rows.append(tr("Layer {layer}", layer=layer + 1))
                cells.append(tuple(self._block_cells(result, layer, before, scale, digits)))
        spoken = " ".join(claim.sentences for claim in summary.part_claims(result)[:1])
        self.parts.show_cells(tuple(cells), tuple(rows), (*columns, *extra), spoken=spoken)
        self.parts.setVisible(bool(cells))
        notes = [
            tr("Click a head to open it.") if result.rows else "",
            result.heads_note,
            result.blocks_note,
        ]
        self.parts_note.setText(" ".join(note for note in notes if note))

    def _row_of_blocks(self, result: PartsResult) -> dict[int, int]:
        """The layer of each row of heads that has its blocks beside it."""
        modules = result.attention_modules
        matches = {}
        for n, row in enumerate(result.rows):
            own = row.mixes or row.module
            if row.kind == "cross":
                continue
            if row.layer < len(modules) and (
                not modules[row.layer] or own == modules[row.layer] or row.kind == "self"
            ):
                matches[n] = row.layer
        return matches

    @staticmethod
    def _block_cells(
        result: PartsResult, layer: int, before: float, scale: float, digits: int
    ) -> list[EffectCell]:
        return [
            _part_cell(float(shares[layer]), before, scale, words.format(layer=layer + 1), digits)
            for modules, shares, words in (
                (result.attention_modules, result.attention, tr("The attention of layer {layer}")),
                (
                    result.feed_modules,
                    result.feed_forward,
                    tr("The feed-forward block of layer {layer}"),
                ),
            )
            if any(modules)
        ]

    def _show_map(self, result: MapResult) -> None:
        question = result.question
        if question is None:
            self.map_note.setText(result.note)
            self.map.hide()
            return
        self.map.show()
        differing = result.differing
        other = numbers.joined([summary.token_quoted(result.counterpart, p) for p in differing[:4]])
        own = numbers.joined([summary.token_quoted(result.tokens, p) for p in differing[:4]])
        name = summary.quoted(question.name)
        self.map_note.setText(
            tr(
                "Activation patching: the text with {replacement} in place of {word} gets one "
                "vector of your text's own run. Filled cells: it says {answer} again.",
                replacement=other or "…",
                word=own or "…",
                answer=name,
            )
        )
        cells = []
        tokens = [
            summary.token_quoted(result.counterpart, place)
            for place in range(len(result.counterpart))
        ]
        low = result.without if not math.isnan(result.without) else 0.0
        span = question.probability - low
        for n, values in enumerate(result.values):
            line = []
            for place, value in enumerate(values):
                share = float(value)
                back = (share - low) / span if abs(span) > 1e-9 else 0.0
                about = tr(
                    "{row}, {token}: {name} has {share}. Click to do it again.",
                    row=summary.layer_of(result, n),
                    token=tokens[place],
                    name=name,
                    share="…" if math.isnan(share) else numbers.percent(share),
                )
                known = not math.isnan(share)
                strength = max(0.0, min(1.0, back)) if known else 0.0
                text = numbers.percent_apart(share, 0) if known and strength >= 0.25 else ""
                line.append(EffectCell(text, strength, about, strong=strength >= 0.5))
            cells.append(tuple(line))
        names = tuple(summary.layer_of(result, n) for n in range(len(result.values)))
        columns = tuple(bare(t.shown) or str(t.id) for t in result.counterpart)
        bold = frozenset(differing) | {question.position}
        sentence = summary.map_sentence(result)
        self.map.show_cells(tuple(cells), names, columns, bold, spoken=sentence)
        self.map_sentence.setText(sentence)
        self._map_ids = tuple(token.id for token in result.counterpart)

    def _allow_python(self) -> None:
        """Offer the Python of each card that something was measured for."""
        answered = self.answered
        for kind, python in self._python.items():
            python.setEnabled(kind in answered)
            set_tip(
                python,
                tr("Show the words and the Python of this card")
                if kind in answered
                else tr("Nothing of it is measured yet."),
            )

    def _show_summary(self) -> None:
        self._allow_python()
        claims = self.claims
        for row, claim in zip(self.rows, claims, strict=False):
            row.show_claim(claim)
        for n, row in enumerate(self.rows):
            row.setVisible(n < len(claims))
        self.summary_note.setVisible(not claims)
        noise = self.summary is not None and self.summary.is_noise
        text = summary.caption(self._found, random=noise)
        if text != self.caption.text():
            self.caption.setText(text)
            if self._found.complete:
                announce(self.caption, text)
        cost = numbers.ntr(
            "{count} run in {seconds} · every number can be rerun: In Python",
            "{count} runs in {seconds} · every number can be rerun: In Python",
            self._found.runs,
            seconds=numbers.seconds(self._found.seconds),
        )
        shared = (result for result in (self._found.map, self._found.parts) if result is not None)
        notes = (line for result in shared for line in _about_workers(result))
        self.cost.setText("\n".join(dict.fromkeys((cost, *notes))))

    # -- choosing --------------------------------------------------------------------------------

    @Slot(int)
    def _other_text(self, text: int) -> None:
        self._choice = AnswerChoice(text)
        self._again()

    @Slot(int)
    def _other_place(self, place: int) -> None:
        if 0 <= place < len(self._places):
            self._choice = self._places[place]
            self._again()

    @Slot(int)
    def _other_answer(self, place: int) -> None:
        question = self._found.question
        if question is None or not 0 <= place < len(self._ids):
            return
        self._choice = replace(summary.choice_of(question), id=self._ids[place])
        self._again()

    @Slot()
    def _typed_answer(self) -> None:
        text = self.typed.text().strip()
        if text:
            self._before_typed = self._choice, self._found
            self._choice = replace(self._choice, id=LIKELIEST, typed=text)
            self.typed.clear()
            self._found = Findings()
            self._start()

    @Slot(int)
    def _other_removal(self, place: int) -> None:
        self._replacing = place == 1
        self._again()

    @Slot()
    def _typed_other(self) -> None:
        text = self.counterpart.text().strip()
        if text and self._found.words is not None:
            texts = self.ran.request.texts if self.ran is not None else ()
            own = "".join(texts[self._choice.text_index : self._choice.text_index + 1])
            text = summary.with_word(self._found.words, self._shown_map, own, text)
            self._typed_counterpart = text
            self._found = replace(self._found, map=None, complete=False)
            self.wanted.emit(WhyMap(self._choice, (), text, self._workers))

    # -- trying again ----------------------------------------------------------------------------

    @Slot(object)
    def _try_claim(self, claim: Claim) -> None:
        self._trying = self.sender()  # type: ignore[assignment]
        self._try(claim.intervention, claim.measured)

    def _try(self, intervention: Intervention, measured: float) -> None:
        question = self._found.question
        if question is not None:
            self.wanted.emit(TryAgain(self._choice, intervention, measured))

    @Slot(int)
    def _try_word(self, place: int) -> None:
        words = self._found.words
        if words is None or place >= len(words.words):
            return
        share = float(words.probabilities[place])
        if not math.isnan(share):
            self._trying = None
            self._try(summary._left_out(words, place), share)

    @Slot(int, int)
    def _try_patch(self, row: int, column: int) -> None:
        result = self._found.map
        if result is not None and not math.isnan(result.values[row, column]):
            self._trying = None
            done = Intervention("patched", part=(row, column), ids=self._map_ids)
            self._try(done, float(result.values[row, column]))

    @Slot(int, int)
    def _open_part(self, row: int, column: int) -> None:
        """A head is opened where all of it is shown; a block is switched off again."""
        result = self._found.parts
        if result is None:
            return
        if row < len(result.rows) and column < result.rows[row].heads:
            head = result.rows[row]
            place = {
                "kind": head.kind, "row": head.layer, "head": column,
                "text": self._choice.text_index,
            }  # fmt: skip
            self.detail_wanted.emit("attentionView", place)
            return
        most = result.heads.shape[1] if result.heads.ndim == 2 else 0
        layer = self._row_of_blocks(result).get(row, row) if result.rows else row
        kind, shares = (
            ("attention", result.attention)
            if column == most
            else ("feed-forward", result.feed_forward)
        )
        if layer < len(shares) and not math.isnan(shares[layer]):
            self._trying = None
            done = Intervention(kind, part=(layer, -1))  # type: ignore[arg-type]
            self._try(done, float(shares[layer]))

    def _on_tried(self, result: TriedAgain, request: object) -> None:
        if not self._wanted(result):
            return
        self._found = replace(self._found, tried=result)
        sentence = explain.tried(result)
        row = self._trying
        if (
            row is not None
            and row.claim is not None
            and (row.claim.intervention == result.request.intervention)
        ):
            row.show_tried(sentence)
            self.tried.setText("")
        else:
            done = explain.done(result)
            self.tried.setText(f"{done} {sentence}")
            announce(self.tried, self.tried.text())

    # -- what contributed, and gradients ---------------------------------------------------------

    def _more_note(self, request: Request) -> QLabel:
        return self.shares_note if isinstance(request, WhyContributions) else self.slopes_note

    @Slot()
    def _ask_shares(self) -> None:
        self.wanted.emit(WhyContributions(self._choice))

    @Slot()
    def _ask_slopes(self) -> None:
        self.wanted.emit(WhyGradients(self._choice))

    def _on_contributions(self, result: ContributionsResult, request: object) -> None:
        if not self._wanted(result) or self._found.words is None:
            return
        if result.question is None:
            self.shares_note.setText(result.note)
            self.shares_start.hide()
            return
        self._found = replace(self._found, contributions=result)
        self._allow_python()
        order = sorted(range(len(result.values)), key=lambda n: -abs(float(result.values[n])))
        most = lines_of(len(order))
        shown = sorted(order[:most])
        rows = [Share(explain.part_name(result, n), float(result.values[n])) for n in shown]
        rest = order[most:]
        if rest:
            others = numbers.ntr("the other {count} part", "the other {count} parts", len(rest))
            rows.append(Share(others, sum(float(result.values[n]) for n in rest), True))
        self.shares.show_rows(rows)
        self.shares_note.setText(
            tr(
                "All bars add up to the logit of {name}, {logit:.3f}. {what_is_fixed}",
                name=summary.quoted(result.question.name),
                logit=result.question.logit,
                what_is_fixed=explain.norms_fixed(result),
            )
        )
        self.shares_checks.show_checks(result.checks)
        self.shares_start.hide()

    def _on_gradients(self, result: GradientsResult, request: object) -> None:
        if not self._wanted(result) or self._found.words is None:
            return
        if result.question is None:
            self.slopes_note.setText(result.note)
            self.slopes_start.hide()
            return
        self._found = replace(self._found, gradients=result)
        self._allow_python()
        names = [bare(token.shown) or str(token.id) for token in result.tokens]
        rows = [Share(apart(names, place), float(part)) for place, part in enumerate(result.parts)]
        if len(rows) > 2 * _MOST_SHARES:
            rest = rows[2 * _MOST_SHARES :]
            others = numbers.ntr("the other {count} token", "the other {count} tokens", len(rest))
            total = sum(row.value for row in rest)
            rows = [*rows[: 2 * _MOST_SHARES], Share(others, total, True)]
        self.slopes.show_rows(rows)
        self.slopes_note.setText(
            tr(
                "All bars add up to {total:.3f}. They should give {difference:.3f}: the logit of "
                "{answer} here, {end:.3f}, minus that of zero vectors, {start:.3f}. {steps} points "
                "of the line.",
                total=float(sum(result.parts)),
                difference=result.end - result.start,
                answer=summary.quoted(result.question.name),
                end=result.end,
                start=result.start,
                steps=numbers.count(result.steps),
            )
        )
        self.slopes_checks.show_checks(result.checks)
        self.slopes_start.hide()

    @Slot()
    def _show_python(self) -> None:
        name = self.sender().property("kind")
        self.python_wanted.emit(tuple(kind for kind in self.answered if kind.__name__ == name))


def _first(prediction: Prediction) -> float:
    return prediction.candidates[0].probability if prediction.candidates else math.nan


def _place_name(prediction: Prediction, row: Sequence[Token]) -> str:
    if prediction.kind == "mask":
        return tr("the gap at token {position}", position=prediction.position + 1)
    if prediction.position < len(row):
        return tr("the answer for {token}", token=summary.quoted(row[prediction.position].shown))
    return tr("token {position}", position=prediction.position + 1)


def _head_name(result: PartsResult, row: int, head: int) -> str:
    heads = result.rows[row]
    return numbers.capital(head_place(HeadPlace(heads.kind, heads.layer, head)))


def _part_cell(share: float, before: float, scale: float, name: str, digits: int) -> EffectCell:
    if math.isnan(share):
        return EffectCell("", math.nan, tr("{name}: not measured", name=name))
    change = share - before
    about = tr(
        "{name} off: {share}, {points} points",
        name=name,
        share=numbers.percent(share),
        points=summary.points(change, digits),
    )
    return EffectCell(summary.points(change, digits), change / scale, about, abs(change) >= 0.025)


def _about_workers(result: SharedResult) -> list[str]:
    """How many workers measured it, and why there were no more; nothing for one of one."""
    shared = numbers.ntr("{count} worker shared it.", "{count} workers shared it.", result.workers)
    return [shared] * (result.workers > 1) + [result.workers_note] * bool(result.workers_note)
