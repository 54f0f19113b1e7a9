"""The Train tab: what it learns from and how, beside what comes of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.features.training import explain
from explorer.features.training.protocol import (
    BundledData,
    DescribeTraining,
    EstimateTraining,
    ForgetTraining,
    OpenSnapshot,
    ReadTrainingData,
    ResumeTraining,
    RunSnapshots,
    SeedsTrained,
    SnapshotsRun,
    StartTraining,
    TokenizerTrained,
    TrainingData,
    TrainingEstimate,
    TrainingForgotten,
    TrainingOffer,
    TrainingResumed,
    TrainingsFound,
    TrainSeeds,
    TrainTokenizer,
)
from explorer.features.training.view.data_cards import OWN
from explorer.features.training.view.data_form import DataForm
from explorer.features.training.view.left_trainings import LeftTrainings
from explorer.features.training.view.preview_card import PreviewCard
from explorer.features.training.view.progress_cards import ExamCard, LossCard, SamplesCard
from explorer.features.training.view.seeds_card import SeedsCard
from explorer.features.training.view.timeline_card import TimelineCard
from explorer.features.training.view.tokenizer_card import LearnTokenizerCard
from explorer.features.training.view.train_actions import TrainActions
from explorer.features.training.view.training_run import TrainingRun
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import AttachTokenizer, ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import CARD_MARGINS, Card, Page, button, label, packed, with_names
from explorer.widgets.fit_scroll_area import FitScrollArea
from explorer.widgets.flow_line import FlowLine
from explorer.widgets.timer import single_shot

_SIDE_BY_SIDE, _LEFT = 60, 25
"""Widths of body text (em): from which both columns have room, and that of the left one."""
_LOW = 28
"""The height, in em, below which loss and exam are not seen together with the curve."""
_REDRAW_MS = 100
"""Reports come more often than anybody can see; each drawing takes time from the training."""
_PAUSE_MS = 400


class TrainTab(QWidget):
    """`wanted` carries a request for the engine.

    `open_wanted` and `teach_wanted` are what it offers while there is no model. `look_wanted`
    carries a text to run once a snapshot is in memory, `save_wanted` that it is to be saved.
    `remedy_wanted` carries the objectName of what can be done about a model that cannot learn.
    `tokenizer_wanted` asks for another tokenizer, `lab_wanted` for the lab with a text to cut.
    `room_wanted` says whether it is in sight and needs the width of the window. `state_changed`
    carries what the banner says of the model while it learns, empty otherwise.
    """

    wanted = Signal(object)
    open_wanted = Signal()
    teach_wanted = Signal()
    look_wanted = Signal(str)
    save_wanted = Signal()
    room_wanted = Signal(bool)
    remedy_wanted = Signal(str)
    tokenizer_wanted = Signal()
    lab_wanted = Signal(str)
    state_changed = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        with_names(self, "trainTab", tr("Train the model"))
        self._look = look
        self._summary: ModelSummary | None = None
        self._offer: TrainingOffer | None = None
        self._read: TrainingData | None = None
        self._asked: ReadTrainingData | None = None
        self._wanted_set = self._refused = ""
        self._focus_start = self._editing = self._tokenizing = False
        self._after: tuple[str, int] | None = None
        self.run = TrainingRun(self)
        self.run.wanted.connect(self.wanted)
        self._build()
        self._redraw = single_shot(self, _REDRAW_MS, self._show_progress)
        self._trial = single_shot(self, _PAUSE_MS, self._estimate)
        self.run.changed.connect(self._on_stage)
        self.run.progressed.connect(self._on_progress)
        self.run.opened.connect(self._on_opened)
        look.changed.connect(self._arrange)
        self._arrange()
        self._on_stage()

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing())
        outer = packed(QVBoxLayout(self), gap=0)
        self.left_over = LeftTrainings()
        self.left_over.resume_wanted.connect(self._resume)
        self.left_over.delete_wanted.connect(self._delete)
        outer.addWidget(self.left_over)
        outer.addWidget(self._stack)
        work = QWidget()
        self._work = packed(QVBoxLayout(work), gap=8)
        self._stack.addWidget(work)
        self._work.addWidget(self._switch())
        both = QHBoxLayout()
        both.setSpacing(12)
        preview = self.preview = PreviewCard()
        preview.remedy.clicked.connect(self._mend)
        form = self.form = DataForm(preview.own)
        form.data_changed.connect(self._read_data)
        form.settings_changed.connect(self._settings_changed)
        form.cards.chosen.connect(self._show_field)
        form.tokenizer.other_wanted.connect(self.tokenizer_wanted)
        form.tokenizer.own_wanted.connect(self._open_tokenizer)
        self._left = QFrame()
        self._left.setProperty("role", "card")
        self._left.setAccessibleName(tr("What it learns from, and how"))
        self._left_column = packed(QVBoxLayout(self._left), margins=CARD_MARGINS)
        self._left_column.addWidget(self.form, 1)
        both.addWidget(self._left)
        both.addWidget(self._progress(), 1)
        self._work.addLayout(both, 1)
        self.foot = TrainActions(self.run)
        self.foot.start_wanted.connect(self.start)

    def _nothing(self) -> QWidget:
        card = Card(tr("A model learns in front of you"))
        card.add(
            label(
                tr(
                    "Teach a model that knows nothing, from the first step on: watch its errors "
                    "fall and its answers change. Or load a model and teach it something new."
                ),
                "muted",
                wrap=True,
            )
        )
        self.teach = button(tr("Teach one yourself"), "primary", name="trainTeach")
        self.teach.clicked.connect(self.teach_wanted)
        self.open = button(tr("Choose a model"), name="trainOpen")
        self.open.clicked.connect(self.open_wanted)
        row = FlowLine(self.teach)
        row.add(self.open)
        row.show_wide(True)
        card.add(row)
        page = Page()
        page.add(card)
        page.column.addStretch(1)
        return page

    def _switch(self) -> QFrame:
        """Which of both columns is shown where one has room."""
        self._pages = with_names(QFrame(), "trainPages")
        self._pages.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pages.setAccessibleName(tr("What is shown"))
        row = packed(QHBoxLayout(self._pages))
        self.show_form = button(tr("Settings"), "segment", name="trainShowSettings")
        self.show_progress = button(tr("Data and progress"), "segment", name="trainShowProgress")
        for push_button in (self.show_form, self.show_progress):
            push_button.setCheckable(True)
            push_button.setAutoExclusive(True)
            row.addWidget(push_button)
        self.show_form.setChecked(True)
        self.show_progress.toggled.connect(self._arrange)
        return self._pages

    def _progress(self) -> QWidget:
        self._right = QWidget()
        self.scroll_area = FitScrollArea(gap=10, least=self._high)
        self.whose = label(role="warning", wrap=True, name="trainWhose")
        self.loss, self.exam = LossCard(self._look), ExamCard(self._look)
        self.samples, self.timeline = SamplesCard(), TimelineCard(self._look, self.run)
        self.timeline.wanted.connect(self.wanted)
        self.timeline.look_wanted.connect(self._look_inside)
        self.timeline.save_wanted.connect(self._save)
        self.tokenizer = LearnTokenizerCard(self._look)
        self.tokenizer.train_wanted.connect(self._train_tokenizer)
        self.tokenizer.lab_wanted.connect(self._open_lab)
        self.tokenizer.closed.connect(self._close_tokenizer)
        self.seeds = SeedsCard(self._look)
        self.seeds.wanted.connect(self._train_seeds)
        # Whose numbers they are is in sight however far they are scrolled.
        packed(QVBoxLayout(self._right), self.whose, self.scroll_area, gap=8)
        column = self.scroll_area.column
        column.addWidget(self.tokenizer)
        column.addWidget(self.preview)
        column.addWidget(self.loss, 1)
        self.curve = Card(tr("Loss over time"))
        for card in (self.exam, self.curve, self.samples, self.timeline, self.seeds):
            column.addWidget(card)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)
        return self._right

    def _high(self) -> int:
        """What the cards need: Qt gives those whose height depends on the width no less."""
        return self.scroll_area.column.totalHeightForWidth(self.scroll_area.viewport().width())

    # -- what the window tells ---------------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive what this model can learn, what was read, and all about the training."""
        self._state = state
        state.model_changed.connect(self.show_model)
        self.run.subscribe(state)
        state.subscribe(
            {
                TrainingOffer: self._on_offer,
                TrainingData: self._on_data,
                TokenizerTrained: self._on_tokenizer,
                TrainingEstimate: self._on_estimate,
                SnapshotsRun: self._on_through,
                SeedsTrained: self._on_seeds,
                TrainingsFound: self._on_found,
                TrainingForgotten: self._on_forgotten,
                TrainingResumed: self._on_resumed,
            },
            {
                DescribeTraining: self._on_no_offer,
                ReadTrainingData: self._on_no_data,
                OpenSnapshot: self._on_not_opened,
                RunSnapshots: self._on_not_through,
            },
            {OpenSnapshot: self._on_not_opened, RunSnapshots: self._on_not_through},
            {SeedsTrained: self._on_some_seeds},
        )

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model: what can it learn?"""
        before, self._summary = self._summary, summary
        self.seeds.show_model(summary, self._state.prepared)
        self._show_seeds()
        has_run = self.run.started is not None
        self._stack.setCurrentIndex(0 if summary is None and not has_run else 1)
        if self.isVisible():
            self._want_room()
        if self.run.opening and before and summary and before.class_name == summary.class_name:
            return  # a snapshot of it: it learns the same, in the same way
        self._offer = self._read = self._asked = None
        self._refused = ""
        if before is None or summary is None or before.serial != summary.serial:
            self.tokenizer.forget()
        self.preview.show_data(None)
        self.form.show_estimate(None)
        self._allow()
        self._show_whose()
        self._show_progress()  # the questions of another model are none of this one
        self._describe()

    def begin_with(self, name: str) -> None:
        """Have this bundled set chosen, and the start button the focus, once it can be learned."""
        self._wanted_set = name
        self._focus_start = True
        if self._offer is not None:
            self.form.choose(name)

    def take_file(self, path: str) -> None:
        """Learn from this file."""
        if self._offer is None:
            self._wanted_set = OWN
        self.form.choose(OWN)
        self.show_progress.setChecked(True)
        self.preview.own.set_file(path)

    @Slot(str)
    def _show_field(self, name: str) -> None:
        """One's own text is written beside the settings, or on the other page."""
        if name == OWN:
            self.show_progress.setChecked(True)
            self._editing = True
            self._show_progress()
            self.preview.own.focus()

    def showEvent(self, event: QShowEvent) -> None:
        """In sight: ask what was not asked before."""
        super().showEvent(event)
        if not event.spontaneous():
            self._want_room()
            self._describe()
            self._show_progress()

    def _want_room(self) -> None:
        self.room_wanted.emit(self._stack.currentIndex() == 1)

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.room_wanted.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again at what fits."""
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Both columns where they have room, else the chosen one; the buttons always in sight."""
        self.left_over.present(self._look.presenting)
        wide = self.width() >= _SIDE_BY_SIDE * self._look.em
        progress = self.show_progress.isChecked()
        self._pages.setVisible(not wide)
        for card in (self.loss, self.exam, self.timeline):
            card.hint.setVisible(wide)  # else the numbers would be below the fold
        self._left.setVisible(wide or not progress)
        self._right.setVisible(wide or progress)
        self._left.setMaximumWidth(_LEFT * self._look.em if wide else 16_777_215)
        self._left.setMinimumWidth(_LEFT * self._look.em if wide else 1)
        # In a low page the exam comes before the curve; the loss itself is a line above both.
        low = self.height() < _LOW * self._look.em
        chart_home = self.curve if low else self.loss
        if not chart_home.isAncestorOf(self.loss.chart):
            chart_home.add(self.loss.chart, 1)
        self.curve.setVisible(low and self.run.started is not None)
        home = self._left_column if wide else self._work
        self.foot.be_brief(low and not wide)
        self.foot.keep_to_top(not wide)
        if home.indexOf(self.foot) < 0:
            focused = (
                self.foot.focusWidget()
                if self.foot.isAncestorOf(self.focusWidget() or self)
                else None
            )
            # Above the page where that scrolls as a whole, with large text.
            home.insertWidget(home.count() if wide else 1, self.foot)
            if focused is not None:
                focused.setFocus()

    # -- what can be learned -----------------------------------------------------------------

    def _describe(self) -> None:
        """Ask what the model can learn; nobody waits for it while the page is out of sight."""
        if self._summary is not None and self._offer is None and self.isVisible():
            self.wanted.emit(DescribeTraining())

    def _on_offer(self, offer: TrainingOffer, request: Request) -> None:
        if self._summary is None or offer.serial != self._summary.serial:
            return
        self._offer = offer
        self.form.setEnabled(self._may_choose)
        self.form.show_offer(offer, self._wanted_set)
        trained = self.tokenizer.result
        is_trained = trained is not None and trained.folder == self._summary.tokenizer
        title = trained.name if trained is not None and is_trained else ""
        self.form.tokenizer.show_choice(offer.tokenizer, title)
        self._offer_tokenizer()
        if not self._wanted_set:
            self._show_settings_of_run()
        self._wanted_set = ""
        if offer.disabled_reason:
            self._refused = offer.disabled_reason
            self.preview.show_own(self.form.is_own)
            self.preview.say(offer.disabled_reason, offer.remedy_label)
        else:
            self._read_data()
        self._allow()

    def _show_settings_of_run(self) -> None:
        """A training that was left, whether it continues or has ended, is shown with its own data
        and settings."""
        started = self.run.started
        if started is not None and (self.run.busy or self.run.owns(self._summary)):
            data = started.request.data
            if isinstance(data, BundledData):
                self.form.choose(data.name)
            else:
                self.preview.own.show_choice(data, started.title)
                self.form.choose(OWN)
            self.form.form.show_settings(started.settings)

    def _on_no_offer(self, failed: Failed) -> None:
        self.preview.say(failed.sentence)

    @Slot()
    def _read_data(self) -> None:
        """Have the chosen data read as this model will see them."""
        self._read, self._refused, data = None, "", self.form.data
        self.preview.show_own(self.form.is_own)
        self.form.show_estimate(None)
        self._trial.stop()
        if data is None:
            self._asked = None
            self.preview.show_data(None)
        elif self._offer is not None and self._offer.disabled_reason:
            # A tokenizer is missing; there may be one as soon as it is trained on these data.
            self._asked, self._refused = None, self._offer.disabled_reason
            self.preview.say(self._offer.disabled_reason, self._offer.remedy_label)
        else:
            objective = self.form.objective or ""
            self._asked = ReadTrainingData(data, objective, self.form.settings.length)
            self.wanted.emit(self._asked)
        self._offer_tokenizer()
        self._allow()
        self._show_progress()

    def _on_data(self, data: TrainingData, request: Request) -> None:
        if data.request == self._asked:
            self._read = data
            self.form.show_data(data)
            self.preview.show_data(data)
            self._trial.start()
            self._allow()
            self._show_progress()
            if self._focus_start:
                self._focus_start = False
                self.foot.main.setFocus()

    def _on_no_data(self, failed: Failed) -> None:
        if failed.request == self._asked:
            self._read, self._refused = None, failed.sentence
            self.preview.say(failed.sentence)
            self._allow()

    @Slot()
    def _mend(self) -> None:
        if self._offer is not None:
            self.remedy_wanted.emit(self._offer.remedy)

    @Slot()
    def _settings_changed(self) -> None:
        self.form.show_estimate(None)
        self._trial.start()

    @Slot()
    def _estimate(self) -> None:
        """Try a few steps, where nobody waits for anything else."""
        request = self._request()
        if request is not None and self.isVisible() and not self.run.busy:
            self.wanted.emit(EstimateTraining(request.data, request.objective, request.settings))

    def _on_estimate(self, estimate: TrainingEstimate, request: Request) -> None:
        wanted = self._request()
        asked = estimate.request
        if wanted is not None and (asked.data, asked.settings) == (wanted.data, wanted.settings):
            self.form.show_estimate(estimate)

    # -- a tokenizer of the text -------------------------------------------------------------

    @property
    def _may_choose(self) -> bool:
        """Whether this model can learn, or only lacks a tokenizer."""
        offer = self._offer
        return offer is None or not offer.disabled_reason or offer.lacks_tokenizer

    def _offer_tokenizer(self) -> None:
        if self._offer is not None:
            has_data = self.form.data is not None and not self.run.busy
            self.tokenizer.show_choice(self._offer.tokenizer, allowed=has_data)

    @Slot()
    def _open_tokenizer(self) -> None:
        self.show_progress.setChecked(True)
        self._tokenizing = True
        self._show_progress()
        self._offer_tokenizer()
        self.tokenizer.tokens.setFocus()
        QTimer.singleShot(0, self, self._bring_tokenizer)  # once it has its height

    @Slot()
    def _bring_tokenizer(self) -> None:
        """With large text the card is higher than the page: what matters now is in sight."""
        card = self.tokenizer
        trained = card.result is not None
        self.scroll_area.ensureWidgetVisible(card.table if trained else card.train, 0, 8)

    @Slot()
    def _close_tokenizer(self) -> None:
        self._tokenizing = False
        self._show_progress()
        tokenizer = self.form.tokenizer
        tokenizer.own.setFocus()

    @Slot(int)
    def _train_tokenizer(self, tokens: int) -> None:
        if (data := self.form.data) is not None:
            self.wanted.emit(TrainTokenizer(data, self.form.objective or "", tokens))

    def _on_tokenizer(self, trained: TokenizerTrained, request: Request) -> None:
        """It is there: the model reads with it from now on."""
        if self._summary is not None and trained.serial == self._summary.serial:
            self.tokenizer.show_result(trained)
            QTimer.singleShot(0, self, self._bring_tokenizer)
            self.wanted.emit(AttachTokenizer(trained.folder, trained.name))

    @Slot()
    def _open_lab(self) -> None:
        rows = self._read.rows if self._read is not None else ()
        self.lab_wanted.emit(rows[0].text if rows else "")

    # -- training ----------------------------------------------------------------------------

    def _request(self) -> StartTraining | None:
        read = self._read
        if read is None or self._summary is None:
            return None
        return StartTraining(read.request.data, read.objective, self.form.settings)

    @Slot()
    def start(self) -> None:
        """Begin to train with what is chosen."""
        request = self._request()
        if request is not None and not self.run.busy:
            self._trial.stop()
            self._editing = self._tokenizing = False
            self.show_progress.setChecked(True)
            self.run.start(request)

    @Slot(int, int)
    def _train_seeds(self, count: int, workers: int) -> None:
        """Train with the seed that is set and those after it, from where the training began."""
        request, summary = self._request(), self._summary
        if request is not None and summary is not None and not self.run.busy:
            first = min(request.settings.seed, 2**63 - count)
            seeds = tuple(range(first, first + count))
            self.seeds.show_result(None)
            self.wanted.emit(
                TrainSeeds(
                    summary.serial,
                    request.data,
                    request.objective,
                    request.settings,
                    seeds,
                    workers,
                    self._later_of,
                )
            )

    @property
    def _later_of(self) -> int:
        """The training of which the weights in memory are a later step; 0 where they are none."""
        started, step = self.run.started, self.run.step_of(self._summary)
        return started.training if started is not None and step else 0

    @Slot(object)
    def _on_some_seeds(self, result: SeedsTrained) -> None:
        self.seeds.show_result(result)
        QTimer.singleShot(0, self, self._bring_seeds)  # once they have their height

    @Slot()
    def _bring_seeds(self) -> None:
        """What came of the seeds grows below the button that began it."""
        if self.seeds.start.hasFocus():
            self.scroll_area.ensureWidgetVisible(self.seeds, 0, 8)

    def _on_seeds(self, result: SeedsTrained, request: Request) -> None:
        self.seeds.show_result(result)
        QTimer.singleShot(0, self, self._bring_seeds)
        self._show_seeds()

    def _show_seeds(self) -> None:
        """What they begin with, and whether those in sight are of the model in memory."""
        summary, result = self._summary, self.seeds.result
        about = ""
        if summary is not None and self._later_of:
            about = tr(
                "Each begins with the weights of step 0; the model in memory stays as it is."
            )
        elif summary is not None and self.run.started is not None and not self.run.owns(summary):
            about = tr(
                "Each begins with the model in memory, which is another one than the one of this "
                "training: {origin_of_weights}.",
                origin_of_weights=summary.state_text,
            )
        elif summary is not None:
            about = tr(
                "Each begins with the model in memory: {origin_of_weights}.",
                origin_of_weights=summary.state_text,
            )
        self.seeds.allow(self._request() is not None and not self.run.busy, about)
        own = (
            summary is not None
            and result is not None
            and (
                result.started.serial == summary.serial
                or (self.run.owns(summary) and self.run.has_had(result.started.serial))
            )
        )
        self.seeds.show_whose(result is not None and not own)

    def _allow(self) -> None:
        note, may_start = "", self._request() is not None
        never = self._offer.disabled_reason if self._offer is not None else ""
        if not may_start and (never or self._refused):
            note = never or self._refused
        elif not may_start and self.form.is_own and self.form.data is None:
            note = tr("Paste a text or open a file first.")
        elif self._summary is not None and not self.run.busy:
            note = tr(
                "It starts from the model in memory: {origin_of_weights}.",
                origin_of_weights=self._summary.state_text,
            )
        self.foot.allow(may_start, note)
        self._show_seeds()

    @Slot()
    def _on_stage(self) -> None:
        """Something else may be done now."""
        busy = self.run.busy
        self.form.setEnabled(not busy and self._may_choose)
        self._offer_tokenizer()
        self.preview.own.setEnabled(not busy)
        started = self.run.started
        if started is not None and self.run.stage == "paused" and self.run.progress is None:
            # It has just been made: another timeline.
            self.timeline.begin(started.exam[0].text if started.exam else "")
        self._show_whose()
        if self.run.stage in ("paused", "ended") and self.run.progress is not None:
            self.timeline.follow()
        self._allow()
        self._tell_state()
        self._show_progress()

    def _show_whose(self) -> None:
        """Say where the numbers are of another model than the one in memory."""
        started, now = self.run.started, self._summary
        foreign = started is not None and not self.run.owns(now)
        self.whose.setVisible(foreign)
        name = (started.model_name or started.class_name) if started is not None else ""
        if foreign:
            self.whose.setText(
                tr(
                    "This training is of another model that is called {name} as well, not of the "
                    "one in memory now.",
                    name=name,
                )
                if now is not None and name == (now.name or now.class_name)
                else tr(
                    "This training is of {name}, which is not the model in memory now.", name=name
                )
            )

    @Slot()
    def _on_progress(self) -> None:
        self._tell_state()
        if not self._redraw.isActive():
            self._redraw.start()

    def _tell_state(self) -> None:
        progress = self.run.progress
        if progress is not None and self.run.busy and self.run.owns(self._summary):
            text = tr(
                "In training · step {step} of {steps}",
                step=numbers.count(progress.step),
                steps=numbers.count(progress.steps),
            )
            self.state_changed.emit(text)
        else:
            self.state_changed.emit("")

    @Slot()
    def _show_progress(self) -> None:
        """Draw how far it came."""
        if not self.isVisible():
            return
        started, progress, read = self.run.started, self.run.progress, self._read
        same = (
            started is not None and read is not None and (started.request.data == read.request.data)
        )
        # What it learned from makes room for what came of it, until somebody edits it.
        wanted = self._summary is not None and (self._editing or not same)
        self.preview.setVisible(wanted and not self.run.busy)
        self.tokenizer.setVisible(self._tokenizing and not self.run.busy)
        self.loss.setVisible(started is not None)
        self.curve.setVisible(started is not None and self.curve.isAncestorOf(self.loss.chart))
        self._rest.setVisible(started is None)
        # The model that learned may be gone from memory, or another one be there.
        own = started.model if started is not None else None
        asked = own if own is not None else self._summary
        mask = asked.mask_token if asked is not None else ""
        if started is not None:
            outcome = (
                progress.outcome(len(started.labels))
                if progress is not None and self.run.stage == "ended"
                else "unknown"
            )
            verdict = explain.verdict(outcome) if outcome != "unknown" else ""
            self.loss.show_progress(progress, started.settings.steps, verdict)
            self.exam.show_progress(started, progress, mask)
        elif read is not None:
            self.exam.show_questions(read, mask)
        else:
            self.exam.hide()
        self.samples.show_progress(progress)
        self.timeline.refresh()
        # Once there is something to compare with: a first training says what such numbers mean.
        self.seeds.setVisible(started is not None or self.seeds.result is not None)

    # -- what was left -----------------------------------------------------------------------

    def _on_found(self, results: TrainingsFound, request: Request) -> None:
        self.left_over.show_left(results.trainings)

    def _on_forgotten(self, forgotten: TrainingForgotten, request: Request) -> None:
        self.left_over.drop(forgotten.folder)

    def _on_resumed(self, resumed: TrainingResumed, request: Request) -> None:
        """It is held at the step where it was; the button continues it."""
        if isinstance(request, ResumeTraining):
            self.left_over.drop(request.folder)
        self._show_settings_of_run()
        exam = resumed.started.exam
        self.timeline.begin(exam[0].text if exam else "")
        self.timeline.follow()
        self.show_progress.setChecked(True)
        # Of one that has ended, Return must not begin another in its place.
        (self.timeline.moments if resumed.ended else self.foot.main).setFocus()

    @Slot(str)
    def _resume(self, folder: str) -> None:
        self.wanted.emit(ResumeTraining(folder))

    @Slot(str)
    def _delete(self, folder: str) -> None:
        self.wanted.emit(ForgetTraining(folder=folder))

    # -- snapshots ---------------------------------------------------------------------------

    def _on_through(self, through: SnapshotsRun, request: Request) -> None:
        self.timeline.answered()

    @Slot(int)
    def _look_inside(self, step: int) -> None:
        self._have_in_memory(step, "look")

    @Slot(int)
    def _save(self, step: int) -> None:
        self._have_in_memory(step, "save")

    def _have_in_memory(self, step: int, then: str) -> None:
        self._after = (then, step)
        if self.run.step_in_memory == step and self.run.owns(self._summary):
            self._on_opened(step)
        else:
            self.run.open(step)

    @Slot(int)
    def _on_opened(self, step: int) -> None:
        after, self._after = self._after, None
        self.timeline.show_step(step)
        if after == ("look", step):
            self.look_wanted.emit(self.timeline.line.text())
        elif after == ("save", step):
            self.save_wanted.emit()

    def _on_not_opened(self, ended: Failed | Cancelled) -> None:
        self._after = None

    def _on_not_through(self, ended: Failed | Cancelled) -> None:
        self.timeline.answered()
