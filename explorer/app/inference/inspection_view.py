"""One page of the views: asks the engine when it is looked at, and says why it is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from explorer.app.app_state import AppState, Results
from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblateHeads, AblationResult
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved, RemovePatch
from explorer.protocol.inspection import ANSWERS
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Prediction, RunResult, Token
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.focus import tab_into
from explorer.widgets.small_controls import set_tip
from explorer.widgets.timer import single_shot


def as_named(ran: RunResult, now: tuple[Prediction, ...]) -> tuple[Prediction, ...]:
    """Answers computed after a change, as many of each as the run named: for a comparison more
    are asked for."""
    if len(now) != len(ran.predictions):
        return now
    return tuple(
        replace(was, candidates=new.candidates[: len(was.candidates)])
        for was, new in zip(ran.predictions, now, strict=True)
    )


AGAIN, RUN_WRITTEN, OPEN_FORMER = "again", "written", "former"
"""What the button beside a sentence does: ask once more, run the text that was written, or open the
model of the former run that is shown."""


TAKE_OUT, HEADS_ON = "take out", "heads on"
"""The same: make the model whole again, where a question is about a whole one."""


class InspectionView(QFrame):
    """Empty until it is shown for the first time; then `build` makes what it shows.

    `wanted` carries a request for the engine, `remedy_wanted` the objectName of a control that
    helps where there is nothing to show; `detail_wanted` the objectName of a view and what to show
    there, as its `restore_state` understands it; `text_wanted` a text that is to be run. `in_sight`
    carries `asks` when this page comes
    into sight, before it asks anything; `seen_again` carries `answered` afterwards when this page
    comes back into sight and still shows what it was last given, `python_wanted` those whose Python
    somebody asks for.
    """

    wanted = Signal(object)
    in_sight = Signal(object)
    seen_again = Signal(object)
    python_wanted = Signal(object)
    remedy_wanted = Signal(str)
    detail_wanted = Signal(str, object)
    text_wanted = Signal(str)
    asks: tuple[type[Request], ...] = ()
    parts_have_links = False
    """Whether each part has a link to its Python, and the whole none."""
    offers_run = True
    """Whether an empty page has a button that runs: Run itself may be far above it."""
    offers_written = True
    """Whether it has one that runs what was written: of the pages below each other only the first.
    """

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__()
        self._look = look
        self.ran: RunResult | None = None
        self._rows_before: tuple[tuple[Token, ...], ...] | None = None
        self.answers: tuple[Prediction, ...] = ()
        self.no_answers = ""
        """What the run says, also where another task than a plain run made it."""
        self.summary: ModelSummary | None = None
        self._stale = False
        self._past = ""
        self.wrote: Callable[[], bool] = lambda: False
        """Whether the model in memory has written a text that is still there."""
        self._lacking = ""
        self.past_remedy: tuple[str, str] | None = None
        """The button beside a former run, and what it does; None for Run."""
        self.tab_from: QWidget | None = None
        """What Tab goes on from into this page; None where the page need not be led into."""
        self._leading = single_shot(self, 0, self._lead_into)
        self._content: QWidget | None = None
        self._empty: QWidget | None = None
        with_names(self, name, spoken)

    # -- what a view is ----------------------------------------------------------------------

    def build(self) -> QWidget:
        """Make what is shown once there is something to show."""
        raise NotImplementedError

    @staticmethod
    def column() -> tuple[QWidget, QVBoxLayout]:
        """An empty content, and the column that its parts go into."""
        widget = QWidget()
        column = packed(QVBoxLayout(widget), gap=6)
        return widget, column

    def choices(self, *boxes: ComboBox) -> FlowLayout:
        """A row of boxes; choosing in any of them calls `choice_made`."""
        row = FlowLayout(gap=8)
        for box in boxes:
            box.activated.connect(self.choice_made)
            row.addWidget(box)
        return row

    @Slot()
    def choice_made(self) -> None:
        """Something was chosen in a box of `choices`."""

    def ask(self) -> None:
        """Send the first request of a look."""
        raise NotImplementedError

    def forget(self) -> None:
        """Another model came: nothing that was chosen holds any more."""

    def forget_token(self) -> None:
        """Another text came: a token that was chosen in the one before is not meant in it."""

    def show_alone(self, on: bool) -> None:
        """Show the picture and nothing beside it; only views that are a mode of their own do."""

    def begin_playing(self) -> None:
        """Play from the beginning, where a view can and nothing forbids motion."""

    def results(self) -> Results:
        """What this view receives of the engine's answers."""
        return {}

    def subscribe(self, state: AppState) -> None:
        """Receive what this view shows, and what became of its questions."""
        state.subscribe(
            self.results(),
            failures=dict.fromkeys(self.asks, self.failed),
            stops=dict.fromkeys(self.asks, self.stopped),
        )

    def saved_state(self) -> dict[str, Any]:
        """What was chosen here, as JSON values that `restore_state` understands."""
        return {}

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Choose again what was kept; values that do not fit are passed over."""

    def choose_ahead(self, mapping: dict[str, Any]) -> None:
        """The same, for the text that runs next."""
        self._rows_before = None
        self.restore_state(mapping)

    # -- when it looks -----------------------------------------------------------------------

    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model, or none: there is no run of it yet."""
        self.summary, self.ran, self._stale, self._past = summary, None, True, ""
        self._rows_before = None
        self.forget()
        if self.isVisible():
            self.look()

    def show_unrecorded(self, request: Request) -> None:
        """A former run is shown again, and this part of the view was not looked at then."""

    def show_run(self, ran: RunResult) -> None:
        """A new run is there; it is looked at now or when this page is shown."""
        self.ran, self.answers, self._past = ran, ran.predictions, ""
        self.no_answers = ran.note
        if self._rows_before not in (None, ran.rows):
            self.forget_token()
        self._rows_before = ran.rows
        self.outdated()

    def show_past(self, why: str) -> None:
        """A former run is shown again: the engine keeps only the last, so there is no look in."""
        self.ran, self._past = None, why
        self.outdated()

    def show_ablation(self, result: AblationResult) -> None:
        """Heads went off or on: what is shown was computed without that."""
        self.outdated()

    def show_patch(self, result: PatchApplied | PatchRemoved) -> None:
        """Vectors were put in or taken out: what is shown was computed without that."""
        self.outdated()

    def outdated(self) -> None:
        """What is shown no longer is what the model computes: look again when shown."""
        self._stale = True
        if self.isVisible():
            self.look()

    @property
    def answered(self) -> tuple[type[Request], ...]:
        """The requests whose answers are shown now."""
        return self.asks

    @property
    def stale(self) -> bool:
        """Whether something was run since this page looked."""
        return self._stale

    def look(self) -> None:
        """Ask the engine, or say that there is nothing to ask yet."""
        self._stale = False
        if self.ran is None and not self._past and self.offers_written and self.wrote():
            self.say(
                tr("What the model wrote can be looked into once it has run as one text."),
                tr("Look inside what it wrote"),
                RUN_WRITTEN,
            )
            return
        if self.ran is None:
            why = self._past or (
                tr("Nothing has run yet: the model has no tokenizer, and no input IDs were given.")
                if self.summary is not None
                and "text" in self.summary.reads
                and not self.summary.tokenizer
                else tr("Nothing has run yet. Run the model to fill this page.")
            )
            run = (tr("Run"), "run") if self.offers_run else ("", "")
            former = self.past_remedy if self._past else None
            self.say(why, *(run if former is None else former))
            return
        if self._content is None:
            self.say(tr("Asking the model …"))
        self.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Look, where something new is there; else the words about it are wanted back."""
        super().showEvent(event)
        if not event.spontaneous():
            self.in_sight.emit(self.asks)
        empty = self._content is None and self._empty is None
        # Something may have been written since it said that nothing has run.
        if self._stale or empty or (self.ran is None and not self._past):
            self.look()
        elif self.ran is not None and not self.sentence and not event.spontaneous():
            self.seen_again.emit(self.answered)

    def current(self, result: Any) -> bool:
        """Whether a result is about the model in memory, and something of it was run."""
        return (
            self.ran is not None
            and self.summary is not None
            and result.model_serial == self.summary.serial
        )

    def failed(self, failed: Failed) -> None:
        """What this view asked could not be answered."""
        if self.ran is not None:
            self.say(failed.sentence, tr("Look again"), AGAIN)

    def stopped(self, cancelled: Cancelled) -> None:
        """What this view asked was stopped by hand."""
        if self.ran is not None:
            self.say(tr("You stopped it."), tr("Look again"), AGAIN)

    # -- what is in sight --------------------------------------------------------------------

    def content(self) -> QWidget:
        """What is shown, built now if it was not yet, and brought into sight."""
        if self._content is None:
            self._content = self.build()
            self._column().addWidget(self._content)
        if self._empty is not None:
            self._empty.hide()
        self._content.show()
        self._leading.start()
        return self._content

    @Slot()
    def _lead_into(self) -> None:
        """Tab goes from the titles into the page, also into what a result brought."""
        if self.tab_from is not None and self.isVisible():
            tab_into(self.tab_from, self)

    def say(self, sentence: str, remedy: str = "", action: str = "") -> None:
        """Show a sentence instead, with a button that helps: `run`, or an objectName."""
        if self._empty is None:
            self._empty = QWidget()
            column = packed(QVBoxLayout(self._empty), margins=(0, 6, 0, 6))
            self._sentence = label(role="muted", wrap=True, name=f"{self.objectName()}.empty")
            self._remedy = button("", name=f"{self.objectName()}.remedy")
            self._remedy.clicked.connect(self._mend)
            column.addWidget(self._sentence)
            column.addWidget(self._remedy, 0, Qt.AlignmentFlag.AlignLeft)
            column.addStretch(1)  # the page may be higher
            self._column().addWidget(self._empty)
        self._sentence.setText(sentence)
        self._remedy.setText(remedy)
        self._remedy.setAccessibleName(remedy)
        self._remedy.setProperty("action", action)
        self._remedy.setVisible(bool(remedy))
        self.allow_run(self._lacking)
        if self._content is not None:
            self._content.hide()
        self._empty.show()
        self.setAccessibleDescription(sentence)

    def allow_run(self, missing: str) -> None:
        """Offer Run beside that sentence; or grey, with what is `missing`."""
        self._lacking = missing
        if self._empty is not None:
            why = missing if self._remedy.property("action") == "run" else ""
            self._remedy.setEnabled(not why)
            set_tip(self._remedy, why)

    @property
    def sentence(self) -> str:
        """Why there is nothing to see; empty where there is something."""
        if self._empty is None or self._empty.isHidden():
            return ""
        return self._sentence.text()

    @property
    def remedy(self) -> QPushButton | None:
        """The button beside that sentence."""
        return self._remedy if self.sentence else None

    @Slot()
    def _mend(self) -> None:
        action = self._remedy.property("action")
        if action == AGAIN:
            self.outdated()
        elif action == TAKE_OUT:
            self.wanted.emit(RemovePatch(ANSWERS))
        elif action == HEADS_ON:
            self.wanted.emit(AblateHeads((), ANSWERS))
        else:
            self.remedy_wanted.emit(action)

    def _column(self) -> QVBoxLayout:
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            return layout
        return packed(QVBoxLayout(self), gap=0, margins=(0, 8, 0, 0))

    # A stack of pages is as high as its highest one; a page out of sight asks for no room.

    def hasHeightForWidth(self) -> bool:
        """Words and pictures need the more height the narrower they are."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels; nothing while another page is shown."""
        column = self.layout()
        if self.isHidden() or column is None:
            return 0
        return column.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """Nothing while another page is shown."""
        return QSize(1, 0) if self.isHidden() else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Nothing while another page is shown."""
        return QSize(1, 0) if self.isHidden() else QSize(1, super().minimumSizeHint().height())
