"""What the window teaches: words and Python after each step, the glossary, scripts, presenting.

Built after the first paint. It keeps the steps of the session, so that they can be saved as a
script or a notebook, and shown again before an audience.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from explorer import features
from explorer.app import save_code
from explorer.app.actions import Requirement
from explorer.app.focus_keeper import returned
from explorer.app.glossary_controller import GlossaryController
from explorer.app.presenting import Presenting
from explorer.app.save_file import save_file
from explorer.app.session_record import SessionRecord, only_sharper
from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.features.architecture.protocol import ModuleTreeRequest
from explorer.features.checkpoints.protocol import SavedCompared
from explorer.features.compare.protocol import ComparisonLook, ComparisonResult
from explorer.features.flow.protocol import FlowRequest, FlowResult
from explorer.features.generation.protocol import Generated
from explorer.features.training.protocol import TrainingPaused, TrainingResumed
from explorer.protocol.explanation import Explanation, Step, Term
from explorer.protocol.job import Done, Request
from explorer.protocol.model import (
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    ModelReady,
    ModelSaved,
    ModelSummary,
    ModelUnloaded,
    SaveModel,
    another_step,
)
from explorer.protocol.module_tree import ModuleTree
from explorer.protocol.run import InspectionResult, RunResult
from explorer.protocol.task_run import Answer
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.file_dialog import HTML, ask_file

if TYPE_CHECKING:
    from explorer.app.shell import Shell
    from explorer.features.flow.view.flow_view import FlowView
    from explorer.features.history.view.run_history import PastRun
    from explorer.features.training.view.training_run import TrainingRun

_COSTLY = (CreateModel, CreateRandomCopy, LoadModel, SaveModel)
_WORTH_READING_MS = 400
"""A job that lasts longer than this is explained beforehand; a shorter one would only flicker."""

_LOOK_MS = 50
"""After so long a pause labels are searched for terms of the glossary."""

_SETTLED_MS = 120
"""Words and Python of a run that follows the typing wait for so long a pause: they cost as much as
its picture, and nobody reads them between two letters."""


_ABOUT_HUB = Explanation(
    tr("Finding a checkpoint"),
    (
        tr(
            "The Hugging Face Hub has checkpoints that others have trained. Search by a name, or "
            "choose a task; the fit says whether one has room in memory."
        ),
        tr("Nothing is downloaded before you press Download, and no code of a checkpoint runs."),
    ),
)

_ABOUT_LOCAL = Explanation(
    tr("Models on this computer"),
    (
        tr(
            "These models need no network: some came with the program, others were downloaded or "
            "saved here. A double click opens one."
        ),
    ),
)
_ABOUT_ASIDE = {
    "text_table": Explanation(
        tr("Many texts at once"),
        (
            tr(
                "The model in memory answers every text of a table. With a right answer beside "
                "each text, it is counted how often the model says it."
            ),
            tr("Nothing runs before you press Run."),
        ),
    ),
    "tokenizer_lab": Explanation(
        tr("Trying tokenizers"),
        (tr("One text is cut into tokens step by step, by the tokenizers that you choose."),),
    ),
    "class_results": Explanation(
        tr("The results of a class"),
        (tr("Files with the results of learners are read here and put side by side."),),
    ),
}
"""By feature, what a page in the place of the run is for, while nothing was done on it."""

_IN_MEMORY = Explanation(
    tr("The checkpoint of the model in memory"),
    (
        tr(
            "The model in memory came from these files. The model card is "
            "what its authors wrote about it."
        ),
        tr("The numbers on the other pages are computed by the model, not read from here."),
    ),
)
_ABOUT_PAGES = {
    "inferenceTab": Explanation(
        tr("Running the model"),
        (
            tr(
                "Nothing has run on this model yet. Give it a text and press Run: what it answers "
                "is explained here, with the Python that computes the same."
            ),
        ),
    ),
    "checkpointTab": Explanation(
        tr("Before a checkpoint is opened"),
        (
            tr(
                "The model card is what its authors wrote about it; the "
                "files are what loading reads."
            ),
            tr("Nothing is loaded before you press the button, and no code that it brings runs."),
        ),
    ),
    "compareTab": Explanation(
        tr("Comparing two models"),
        (
            tr(
                "One text runs through the model in memory and through a second one: an untrained "
                "twin, another checkpoint, or the same weights in another dtype."
            ),
            tr("With a second model chosen, run both. How far apart they are is said here."),
        ),
    ),
    "trainTab": Explanation(
        tr("Teaching the model"),
        (
            tr(
                "In every step the model reads some texts, guesses, and every weight moves a "
                "little towards the right answers."
            ),
            tr(
                "It learns on a copy: the model in memory stays as it is until the training ends, "
                "or you open a snapshot."
            ),
        ),
    ),
}
"""What a page of the centre is for, while nothing was done on it."""
_TO_GUESS = Explanation(
    tr("Everybody guesses first"),
    (
        tr(
            "What the model said is written here as soon as its answer is shown: at the last step, "
            "or with a click on the gap."
        ),
    ),
)
"""Instead of words about a run whose answer the picture beside them hides."""
_COVERED = Explanation(
    tr("Everybody guesses first"),
    (
        tr(
            "What the model said, and why, is written here as soon as its answer is shown: with "
            "the button on the page, or in Flow."
        ),
    ),
)
"""The same beside a page that is covered."""
_GUESSED_IN_FLOW = Explanation(
    tr("Everybody guesses first"),
    (tr("What the model said is written here as soon as its answer is shown in Flow."),),
)
"""The same beside a page that says nothing of the run."""
_GUESSED = (_TO_GUESS, _COVERED, _GUESSED_IN_FLOW)
_NO_CHAT = Explanation(
    tr("What a model needs to chat"),
    (
        tr(
            "A model chats if it writes, if it has a tokenizer, and if it brings a chat template: "
            "the form in which questions and answers were written when it was trained to chat."
        ),
        tr("The page says which of these is missing here, and what to do instead."),
    ),
)
"""Instead of words about a run, beside the page of a model that does not chat."""
_FEATURE_OF = {
    "architectureTab": "architecture",
    "checkpointTab": "hub",
    "compareTab": "compare",
    "trainTab": "training",
}
_SOURCES = ("createPane", "hubPane")
"""The pages at the left that have words of their own."""


class ExplanationController(QObject):
    """`record` is what was done; `words` are the terms, `glossary` the one door to them."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window, self._teacher = window, window.teacher
        self._pane = window.explain_pane
        self.words = self._teacher.glossary()
        self.record = SessionRecord()
        self.glossary = GlossaryController(
            window.look, self.words, self._numbers, window, self._pane.words
        )
        self.presenting = Presenting(
            window, self.record, self.show, lambda: self._shown, self._put_back
        )
        self._automatic: set[int] = set()
        self._costly: tuple[int, Explanation] | None = None
        self._shown: Step | None = None
        self._is_previous = self._both_previous = False
        self._coming: Step | None = None
        self._training: TrainingRun | None = None
        self._instead: Explanation | None = None
        self._beside: tuple[type[Request], ...] = ()
        self._before_aside: Step | None = None
        self._aside_asks: tuple[type[Request], ...] = ()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED_MS)
        self._settling.timeout.connect(self._show_coming)
        self._saved, self._saved_serial = "", 0
        self._last_ran: RunResult | None = None
        self._last_looks: dict[type[Request], Step] = {}
        self._last_shown: dict[type[Request], None] = {}
        self._page: tuple[type[Request], ...] = ()
        self._in_words: Step | None = None
        self._of_feature: dict[str, Step] = {}
        self._ahead = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_WORTH_READING_MS)
        self._soon.timeout.connect(self._explain_preview)
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        # Once for all results that come together: it looks at every label of the window.
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._offer_terms)
        self._pane.set_terms(self.words.terms_in)
        self._pane.term_wanted.connect(self.glossary.open_from_words)
        self._pane.save_wanted.connect(self._save_step)
        self._pane.message_wanted.connect(window.message_bar.tell)
        actions = window.actions_
        actions.script.triggered.connect(self._save_script)
        actions.notebook.triggered.connect(self._save_notebook)
        actions.explain_term.triggered.connect(self.glossary.open_here)
        actions.glossary.triggered.connect(self.glossary.open_list)
        actions.present.triggered.connect(self.presenting.toggle)
        window.completed.connect(self._follow_focus)
        for tabs in (window.sources, window.centre):
            tabs.currentChanged.connect(self._looking.start)
        window.sources.currentChanged.connect(self._turn_source)
        window.centre.currentChanged.connect(self._turn_page)
        self._subscribe()
        self._allow()
        self._looking.start()

    def _subscribe(self) -> None:
        state = self._window.state
        state.model_changed.connect(self.presenting.model_changed)
        state.model_changed.connect(self._mark)
        state.finished.connect(self._on_finished)
        state.subscribe(
            {
                ModelReady: self._on_ready,
                ModelUnloaded: self._on_step,
                ModelSaved: self._on_saved,
                RunResult: self._on_ran,
            }
        )

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every entry of the glossary."""
        return self.words.terms

    @property
    def shown(self) -> Step | None:
        """The step whose words and Python are shown."""
        return self._shown

    @property
    def _threads(self) -> int:
        prepared = self._window.prepared
        return prepared.threads if prepared is not None else 0

    def _numbers(self, key: str) -> str:
        return self.words.with_numbers(key, self._window.summary, self._last_ran)

    def add_picture(self, view: FlowView) -> None:
        """While its answer is to be guessed, the words beside it do not give it away either."""
        view.moved.connect(self._keep_back)
        view.guess_changed.connect(self._keep_back)
        mode = self._window.inference.mode
        mode.changed.connect(self._keep_back)
        mode.changed.connect(self._turn_to_text)

    def add_training(self, run: TrainingRun) -> None:
        """Knows which models are steps of one training, also where it put another head on."""
        self._training = run
        run.changed.connect(self._follow_training)

    @Slot()
    def _follow_training(self) -> None:
        """Once it goes on, what was said while it was held is over."""
        run, shown = self._training, self._shown
        is_held = shown is not None and isinstance(shown.result, TrainingPaused | TrainingResumed)
        if is_held and run is not None and run.started is not None and run.stage == "running":
            self.show(Step(run.started.request, run.started, self._window.summary))
        self._mark()

    # -- what goes out -----------------------------------------------------------------------

    def sent(self, request: Request, job_id: int) -> None:
        """A request went out: by a person, or by a page in answer to a result."""
        # The end of a long job is explained, whoever began it: a training makes steps by itself.
        if self._window.state.reacting and not request.yields:
            self._automatic.add(job_id)
        if isinstance(request, _COSTLY):
            explanation = self._teacher.before(request, self._facts(request))
            if explanation is not None:
                self._costly = (job_id, explanation)
                self._soon.start()

    def _facts(self, request: Request) -> object:
        if isinstance(request, CreateModel):
            window = self._window
            return window.create_pane.check.current
        return self._window.summary

    @Slot()
    def _explain_preview(self) -> None:
        under_way = {job.id for job in self._window.model.jobs}
        if self._costly is not None and self._costly[0] in under_way:
            self._show_ahead(self._costly[1])

    # -- what comes in -----------------------------------------------------------------------

    def _on_ready(self, ready: ModelReady, request: Request) -> None:
        self._costly = None  # what it would bring needs no telling any more
        self.tell(request, ready)

    def _on_step(self, result: ModelUnloaded, request: Request) -> None:
        self.tell(request, result)

    def _on_saved(self, result: ModelSaved, request: Request) -> None:
        self.tell(request, result)
        summary = self._window.summary
        if self._saved == result.folder:
            self._saved = ""  # another model is there now
        if summary is not None and result.is_whole and summary.is_snapshot:
            self._saved, self._saved_serial = result.folder, summary.serial

    @property
    def _model(self) -> ModelSummary | None:
        """The model in memory, for Python that lasts: a snapshot of a training goes after some
        days, and the folder that a person saved it in stays."""
        summary = self._window.summary
        if summary is None or not self._saved or summary.serial != self._saved_serial:
            return summary
        return summary.read_from(self._saved)

    def _on_ran(self, result: RunResult, request: Request) -> None:
        summary = self._window.summary
        if summary is not None and result.model_serial == summary.serial:
            self.tell(request, result)

    @Slot(object)
    def _on_finished(self, done: Done) -> None:
        request, result = done.request, done.result
        automatic = done.job_id in self._automatic
        self._automatic &= {job.id for job in self._window.model.jobs}
        if isinstance(result, InspectionResult):
            self.record.keep_look(request, result)
        step = Step(request, result, self._model)
        awaited = type(request) in self._page or self._lacks_words(request)
        first = awaited and features.find("explain", type(result)) is not None
        if _is_explained_at_once(result):
            before = self._last_looks.pop(type(request), None)  # the newest come last
            self._last_looks[type(request)] = step
            # Heads that a session switches off change the answer in sight, whoever asked for it.
            wanted = first or not automatic or _answers(result)
            if automatic and type(request) in self._beside:
                self._beside = ()
                self._show_beside(step)
            elif wanted and not (before and only_sharper(before.result, result)):
                self.tell(request, result)
        elif isinstance(result, ModuleTree):
            self._on_tree(step, first=first)
        elif first and not isinstance(result, InspectionResult):
            self._last_looks[type(request)] = step  # what a page can do, before anything is done
            self.show(step)
        if isinstance(result, FlowResult):
            self._keep_back()
        self._looking.start()

    def _on_tree(self, step: Step, *, first: bool) -> None:
        """Explain what a model is made of, when its page came into sight or it is none yet."""
        assert isinstance(step.result, ModuleTree)
        if step.request == ModuleTreeRequest():  # not the one that only asks for a run's shapes
            self._last_looks[ModuleTreeRequest] = step
        if not step.result.real or first:
            self.show(step)
        elif not _same_model(self._of_feature.get("architecture"), step.summary):
            self._of_feature["architecture"] = step  # for whoever turns to the page later

    @Slot(object, object)
    def show_preview(self, request: Request, facts: object) -> None:
        """What a request would do, or why it cannot, before anybody sends it."""
        explanation = self._teacher.before(request, facts)
        if explanation is not None:
            self._show_ahead(explanation)

    @Slot(object, object)
    def show_judged(self, request: Request, facts: object) -> None:
        """What Create would do, where somebody is there, or where nothing was done yet.

        A session that puts its form back tells nobody that a model will be built.
        """
        focus = QApplication.focusWidget()
        used = focus is not None and self._window.sources.isAncestorOf(focus)
        if used or self._shown is None or self._ahead == "createPane":
            self.show_preview(request, facts)
            self._ahead = "createPane"

    def _show_ahead(self, explanation: Explanation) -> None:
        """Words about what nobody did yet: they are about no text."""
        self._pane.show_words(explanation, ahead=True)
        self._pane.mark_previous("")

    @Slot(object, object)
    def tell(self, request: Request, result: object) -> None:
        """Say what happened, show its Python, and keep the step."""
        compares = isinstance(result, SavedCompared)  # the snapshot, with what was saved of it
        summary = self._window.summary if compares else self._model
        step = self.record.keep(request, result, summary)
        self._beside = ()
        if isinstance(result, RunResult):
            self._last_ran = result
            page = self._window.centre.currentWidget().objectName()
            if page in ("architectureTab", "checkpointTab"):
                self._of_feature[_home(step)] = step  # for whoever turns to the run later
                self._allow()
                return
            self._page = ()
        if self._is_behind(request, result):
            self._before_aside = step  # its words come when the run is in sight again
            self._tell_aside(step)
            self._allow()
            return
        page = self._window.centre.currentWidget().objectName()
        if isinstance(result, RunResult) and page in _FEATURE_OF:
            # A desk is put back, and another page is in front: the run is told once it is seen.
            self._of_feature[_home(step)] = step
            self._turn_page()
            self._allow()
            return
        shown = self._shown.request if self._shown is not None else None
        moved = type(shown) is type(request) and shown.superseded_by((request,))
        if isinstance(result, InspectionResult) and self._is_out_of_sight(step):
            self._remember(step)
            self._allow()
            return
        if isinstance(result, RunResult):
            self._beside = self._asked_beside()
        if request.in_passing or moved:  # typing, or a slider under way
            self._of_feature[_home(step)] = step  # a run may come before it is shown
            self._coming = step
            self._settling.start()
        else:
            self.show(step)
        self._allow()

    def _is_out_of_sight(self, step: Step) -> bool:
        """Whether a look came when one had turned away from its view: its words wait there."""
        inference, kind = self._window.inference, type(step.request)
        views = [view for view in inference.views.views if kind in view.asks]
        return bool(views) and not any(view.isVisibleTo(inference) for view in views)

    def _asked_beside(self) -> tuple[type[Request], ...]:
        """What the view in sight asks about a new run: its words follow those of the run.

        Where the words were about one of its questions, they stay about that one; after a change
        to the model the run's own tell what it did. In Flow the run itself is what is in sight.
        """
        inference, shown = self._window.inference, self._shown
        changed = AblationResult | PatchApplied | PatchRemoved
        if inference.mode.mode == "flow" or (shown and isinstance(shown.result, changed)):
            return ()
        views = [view for view in inference.views.views if view.isVisible()]
        kind = type(shown.request) if shown is not None else None
        if kind is not None and any(kind in view.asks for view in views):
            return (kind,)
        return views[0].asks if views else ()

    def _show_beside(self, step: Step) -> None:
        """What the view in sight shows of the run that has just been told."""
        if self._window.centre.currentWidget() is not self._window.inference:
            self._of_feature[_home(step)] = step  # for whoever turns to the run later
        elif self._settling.isActive():
            self._coming = step
        else:
            self.show(step)

    @property
    def _aside_in_front(self) -> bool:
        """Whether a page that is in the place of the run is what one looks at."""
        window = self._window
        inference = window.inference
        return inference.pages.aside is not None and window.centre.currentWidget() is inference

    def _is_behind(self, request: Request, result: object) -> bool:
        """Whether a model came, or ran, under a page that is in the place of the run."""
        about_run = isinstance(result, ModelReady | RunResult | Answer | InspectionResult)
        return about_run and type(request) not in self._aside_asks and self._aside_in_front

    def _lacks_words(self, request: Request) -> bool:
        """Whether the words beside such a page are not about it yet, and this answer's would be."""
        shown = self._shown
        others = shown is None or type(shown.request) not in self._aside_asks
        return others and type(request) in self._aside_asks and self._aside_in_front

    @Slot()
    def _show_coming(self) -> None:
        if self._picture_comes:
            self._settling.start()  # on a slow machine the next one takes longer than the pause
        elif self._coming is not None:
            self.show(self._coming)

    @property
    def _picture_comes(self) -> bool:
        """Whether a run that follows typing or a slider, or its picture, is under way."""
        requests = [job.request for job in self._window.model.jobs]
        return any(item.in_passing or isinstance(item, FlowRequest) for item in requests)

    @Slot()
    def _offer_terms(self) -> None:
        if self._picture_comes:
            self._looking.start()
        else:
            self.glossary.offer()

    @Slot(object)
    def show_look(self, asks: tuple[type[Request], ...]) -> None:
        """A page that asks `asks` is in sight again, as it was: so are the words about it."""
        looks = [step for kind, step in reversed(self._last_looks.items()) if kind in asks]
        if not looks:
            return
        ran = getattr(looks[0].result, "ran", None)
        same = [step for step in looks if getattr(step.result, "ran", None) is ran]
        # What was told last, not what was computed last: a view asks several things by itself.
        read = [step for step in same if type(step.request) in self._last_shown]
        order = list(self._last_shown)
        self.show(max(read, key=lambda step: order.index(type(step.request)), default=looks[0]))

    def turn(self, asks: tuple[type[Request], ...]) -> None:
        """A page that asks `asks` is in the place of the run; without any, the run is there again.

        The words go along: those of the page as it was left, or those of the run before.
        """
        if asks:
            if not self._aside_asks:
                self._before_aside = self._shown
            self._aside_asks = asks
            self._forget_answers_of_others(asks)
            self.show_look(asks)
            self._tell_aside(self._shown)
            return
        step, shown = self._before_aside, self._shown
        about = shown is not None and type(shown.request) in self._aside_asks
        if step is not None and (about or self._ahead == "inferenceTab"):
            self.show(step)
        self._before_aside, self._aside_asks = None, ()

    def _forget_answers_of_others(self, asks: tuple[type[Request], ...]) -> None:
        """A page that was out of sight when another model came no longer shows what the former
        one answered."""
        summary = self._window.summary
        now = summary.serial if summary is not None else None
        for kind in asks:
            step = self._last_looks.get(kind)
            if step is not None and getattr(step.result, "model_serial", now) != now:
                del self._last_looks[kind]

    @Slot()
    def forget_aside(self) -> None:
        """What the page in the place of the run showed is gone: its words and Python go too."""
        for kind in self._aside_asks:
            self._last_looks.pop(kind, None)
        shown = self._shown
        if shown is not None and type(shown.request) in self._aside_asks:
            self._shown = self._before_aside
            self._tell_aside(self._before_aside)

    def _tell_aside(self, last: Step | None) -> None:
        """What the page in the place of the run is for, while nothing that it did is explained.

        The Python is then that of `last`, the last step: a model may have come under the page.
        """
        shown, asks = self._shown, self._aside_asks
        about = _ABOUT_ASIDE.get(_feature(asks[0])) if asks else None
        if about is None or (shown is not None and type(shown.request) in asks):
            return
        code = self._python(last) if last is not None else ""
        if last is not None and code:
            other = self._teacher.other(last.request, last.result, last.summary)
            self._pane.show_code(code, other)
        self._show_ahead(about)
        self._ahead = "inferenceTab"

    @Slot()
    def _turn_to_text(self) -> None:
        """Write or Chat is in sight again: the words are about the text that is there."""
        inference = self._window.inference
        written = inference.text_in_sight
        if written is None or self._window.centre.currentWidget() is not inference:
            return
        step = next((s for s in reversed(self.record.steps) if s.result is written), None)
        if step is not None and step is not self._shown:
            self.show(step)

    @Slot(object)
    def page_in_sight(self, asks: tuple[type[Request], ...]) -> None:
        """The first answer of a page that came into sight is explained, whoever asked for it."""
        self._page = asks

    # -- before anything is done -----------------------------------------------------------

    @Slot()
    def _follow_focus(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """While Create or the Hub is used the words are about that; then again about the run."""
        if before is None or now is None or returned(now):
            return
        sources = self._window.sources
        if sources.isAncestorOf(now):
            name = sources.currentWidget().objectName()
            if not sources.isAncestorOf(before) or name != self._ahead:
                self._tell_ahead(name)
        elif self._window.centre.isAncestorOf(now):
            page = self._window.centre.currentWidget().objectName()
            if self._ahead in ("", page):
                return
            if page in _FEATURE_OF:
                self._turn_page()
            elif self._shown is not None:
                self.show(self._shown)

    @Slot()
    def _turn_source(self) -> None:
        """Words about a page at the left go with it, whatever has the focus."""
        name = self._window.sources.currentWidget().objectName()
        if self._ahead in _SOURCES and name != self._ahead:
            self._tell_ahead(name)

    @Slot()
    def _turn_page(self) -> None:
        """The words are about the page that is turned to: what was done there last, or can be."""
        page = self._window.centre.currentWidget().objectName()
        if page not in (*_FEATURE_OF, "inferenceTab"):
            return
        if self._coming is not None:  # its words wait on its own page
            self._of_feature[_home(self._coming)] = self._coming
            self._settling.stop()
            self._coming = None
        if page == "checkpointTab":
            self._tell_checkpoint()
            return
        if page == "inferenceTab" and self._aside_asks and self._aside_in_front:
            self.show_look(self._aside_asks)
            self._tell_aside(self._before_aside)
            return
        summary = self._window.summary
        wanted = _FEATURE_OF.get(page, "")
        step = self._of_feature.get(wanted)
        ready = None if wanted or _same_model(step, summary) else self._ready
        if ready is not None:
            # It came on another page, such as Train, whose words stay what they are.
            homes = self._of_feature | {"": ready}
            self.show(ready)
            self._of_feature = homes
        elif step is not None and (
            not wanted
            or _same_model(step, summary)
            or (wanted == "training" and self._same_training(step, summary))
        ):
            other = self._words_instead(step) is not self._instead
            if step is not self._shown or self._ahead or other:
                self.show(step)
        elif page == "architectureTab":
            self._page = (ModuleTreeRequest,)  # it is being asked for
        else:
            self._show_ahead(_ABOUT_PAGES[page])
            self._ahead = page

    @Slot()
    def checkpoint_changed(self) -> None:
        """The Checkpoint tab is about another one: so are the words, where it is in front."""
        if self._window.centre.currentWidget() is self._window.checkpoint:
            self._tell_checkpoint()

    def _tell_checkpoint(self) -> None:
        """What opening the checkpoint in sight would do, or that it is the one in memory."""
        tab, summary = self._window.checkpoint, self._window.summary
        request, step = tab.opening, self._of_feature.get("hub")
        if step is not None and step.request == request:
            self.show(step)
            return
        # A page that could not be read is about nothing, as a created model came from nothing.
        loaded = summary is not None and not summary.twin_of and summary.source == tab.subject != ""
        if request is None or loaded:
            self._show_ahead(_IN_MEMORY if loaded else _ABOUT_PAGES["checkpointTab"])
        else:
            self.show_preview(request, summary)
        self._ahead = "checkpointTab"

    def _put_back(self, step: Step) -> None:
        """The words as they were before an audience; a page that has its own keeps the newest."""
        if self._window.centre.currentWidget().objectName() in _FEATURE_OF:
            self._turn_page()
        else:
            self.show(step)

    @property
    def _ready(self) -> Step | None:
        """How the model came that is in memory, while nothing has run on it."""
        if self._window.inference.ran is not None:
            return None
        summary = self._window.summary
        came = (step for step in self.record.steps if isinstance(step.result, ModelReady))
        return next((step for step in reversed(list(came)) if _same_model(step, summary)), None)

    def _tell_ahead(self, name: str) -> None:
        pane = self._window.create_pane
        verdict = pane.check.current if name == "createPane" else None
        if verdict is not None:
            self.show_preview(CreateModel(verdict.edit, pane.seed), verdict)
            self._ahead = name
        elif name == "hubPane":
            self._show_ahead(_ABOUT_HUB)
            self._ahead = name
        elif self._ahead in _SOURCES and self._ahead != name:
            self._ahead = ""
            self._tell_centre()

    def _tell_centre(self) -> None:
        """Words about a page at the left go: those of the page in the centre come back."""
        on_page = self._window.centre.currentWidget().objectName() in _FEATURE_OF
        if on_page or (self._aside_asks and self._aside_in_front):
            self._turn_page()
        elif self._shown is not None:
            self.show(self._shown)
        else:
            self._show_ahead(_ABOUT_LOCAL)

    @Slot(object)
    def tell_again(self, past: PastRun) -> None:
        """The words and the Python of a former run that is shown again."""
        self.show(past.step)

    @Slot(bool)
    def mark_previous(self, is_previous: bool) -> None:
        """The last run belongs to another input than the one in sight, or to that one again."""
        self._is_previous = is_previous
        self._mark()

    @Slot(bool)
    def mark_both_previous(self, is_previous: bool) -> None:
        """The same for the last run of both models, and the input shown in Compare."""
        self._both_previous = is_previous
        self._mark()

    @Slot()
    def _mark(self) -> None:
        """Say above the words what they are about, where that is not what is in sight."""
        step = self._shown
        other = step is not None and not self._ahead and self._instead is not _NO_CHAT
        self._pane.mark_previous(self._other_subject(step) if step is not None and other else "")

    def _other_subject(self, step: Step) -> str:
        summary = self._window.summary
        if isinstance(step.result, ModelUnloaded) and summary is None:
            return ""  # that no model is there is what the words say
        others = step.summary is not None and not (
            _same_model(step, summary) or self._same_training(step, summary)
        )
        if others and _home(step) != "hub":
            return tr("About another model")
        if isinstance(step.result, (ComparisonResult, ComparisonLook)):
            is_previous = self._both_previous
        else:
            inference = self._window.inference
            mode = inference.mode.mode
            if isinstance(step.result, Generated):
                # A conversation has no text in the box.
                is_previous = self._is_previous and mode != "chat"
            else:
                # In Write it is said of the text that was written.
                of_run = inference.run_is_previous if mode == "write" else self._is_previous
                is_previous = of_run and _is_of_run(step.result)
        return tr("About the previous input") if is_previous else ""

    def _same_training(self, step: Step, summary: ModelSummary | None) -> bool:
        """Whether a step was about another step of the training that this model is of."""
        run = self._training
        owned = {run is not None and run.owns(each) for each in (step.summary, summary)}
        # A model that was made anew has the same shape, and is no step of what came before it.
        return owned == {True} or (owned == {False} and another_step(step.summary, summary))

    def show(self, step: Step) -> None:
        """The words and the Python of a step."""
        self._shown, self._coming, self._page, self._ahead = step, None, (), ""
        self._remember(step)
        self._of_feature[_home(step)] = step
        self._settling.stop()
        self._show_words(step)
        self._mark()
        self._show_code(step)

    def _remember(self, step: Step) -> None:
        """The words about this are the newest of its view."""
        self._last_shown.pop(type(step.request), None)  # the newest come last
        self._last_shown[type(step.request)] = None

    def _show_code(self, step: Step) -> None:
        if self._instead in _GUESSED:
            # Of the run: the Python of a view may name the answer that it asks about.
            ran = (each for each in reversed(self.record.steps) if _is_run(each.result))
            step = next((each for each in ran if _same_model(each, step.summary)), step)
        code = self._python(step)
        if code:
            other = self._teacher.other(step.request, step.result, step.summary)
            self._pane.show_code(code, other, step.request.title)

    def _show_words(self, step: Step) -> None:
        self._instead = self._words_instead(step)
        self._in_words = self._picture_of(step) or step
        about = self._in_words
        self._pane.show_words(self._instead or self._teacher.explain(about.result, about.summary))

    def _picture_of(self, step: Step) -> Step | None:
        """The picture in sight, where Flow draws nothing of this answer, as of one that is vectors.

        The words are then about the picture, and the Python stays that of the answer.
        """
        answer = step.result
        in_flow = self._window.inference.mode.mode == "flow"
        picture = self._last_looks.get(FlowRequest)
        if not in_flow or picture is None or not isinstance(answer, Answer) or answer.ranked():
            return None
        drawn = picture.result
        return picture if isinstance(drawn, FlowResult) and drawn.answer is answer else None

    def _words_instead(self, step: Step) -> Explanation | None:
        """Words about the page in sight, where it shows nothing of a step or hides it."""
        inference = self._window.inference
        in_front = self._window.centre.currentWidget() is inference and not self._aside_in_front
        if in_front and inference.mode.mode == "chat" and not inference.chats:
            return None if inference.no_chat.isHidden() else _NO_CHAT
        if not self._gives_away(step.result):
            return None
        if not in_front or not inference.cover.isHidden():
            return _COVERED
        return _TO_GUESS if inference.mode.reads else _GUESSED_IN_FLOW

    def _gives_away(self, result: object) -> bool:
        """Whether words about this say the answer that people are guessing."""
        inference = self._window.inference
        both = result.both if isinstance(result, ComparisonLook) else result
        if isinstance(both, ComparisonResult):
            return inference.hides_answer_to(both.main.ran.texts)
        return _is_of_run(result) and inference.hides_answer

    @Slot()
    def _keep_back(self) -> None:
        """The answer is hidden now, or shown, or another mode is in front: so are the words."""
        step = self._shown
        if step is None or self._ahead:
            return
        other = self._in_words not in (None, self._picture_of(step) or step)
        if other or self._words_instead(step) is not self._instead:
            self._show_words(step)
            self._mark()
            self._show_code(step)

    def _python(self, step: Step) -> str:
        """The Python of a step; of one that only says what a page can do, that of the answer.

        The answer may be newer than the run: heads were switched since, or a patch put in.
        """
        if isinstance(step.result, InspectionResult) and step.result.computed_in is not None:
            whole = self._last_looks.get(step.result.computed_in)
            if whole is not None and getattr(whole.result, "ran", None) is step.result.ran:
                step = whole
        if not features.has_python(step):
            answered = (
                earlier
                for earlier in reversed(self.record.steps)
                if _answers(earlier.result) and _same_model(earlier, step.summary)
            )
            step = next(answered, step)
        return self._teacher.python(step.request, step.result, step.summary, self._threads)

    def _allow(self) -> None:
        self._window.actions_.meet({Requirement.STEPS: bool(self.record.steps)})

    # -- saving ------------------------------------------------------------------------------

    @Slot()
    def _save_step(self) -> None:
        step = self._shown
        if step is None:
            return
        name = save_code.file_name(step.request.title)
        path = save_code.ask_code_file(self._window, tr("Save the Python"), name)
        if save_code.is_notebook(path):
            step = msgspec.structs.replace(step, other_way=self._pane.in_other_way)
            self._write(path, self._teacher.notebook([step], self._threads), "saveCode")
        elif path:
            self._write(path, self._pane.python, "saveCode")

    @Slot()
    def _save_script(self) -> None:
        self._save_session(notebook=False)

    @Slot()
    def _save_notebook(self) -> None:
        self._save_session(notebook=True)

    def _save_session(self, *, notebook: bool) -> None:
        title = (
            tr("Save the session as a notebook") if notebook else tr("Save the session as a script")
        )
        path = save_code.ask_code_file(self._window, title, "session", notebook=notebook)
        if not path:
            return
        write = self._teacher.notebook if save_code.is_notebook(path) else self._teacher.script
        action = "notebookAction" if notebook else "scriptAction"
        self._write(path, write(self.record.steps, self._threads), action)

    @Slot()
    def save_page(self) -> None:
        """The session as one page for any browser."""
        from datetime import date

        path = ask_file(self._window, tr("Save the session as a page"), "session.html", (HTML,))
        if path:
            when = date.today().isoformat()
            record = self.record
            text = self._teacher.page(record.steps, record.looks, self._threads, when)
            self._write(path, text, "pageAction")

    def _write(self, path: str, text: str, action: str) -> None:
        if save_file(self._window, path, text, action) is not None:
            lines = numbers.ntr("{count} line", "{count} lines", text.count("\n"))
            self._window.message_bar.tell(tr("Saved {path}: {lines}.", path=path, lines=lines))


def _same_model(step: Step | None, summary: ModelSummary | None) -> bool:
    """Whether a step was about this model."""
    then = step.summary if step is not None else None
    return then is not None and summary is not None and then.serial == summary.serial


def _answers(result: object) -> bool:
    """Whether a result is what the model says to the last run, with heads off and patch as now, or
    the text that it wrote, which a session has it read again."""
    changed = AblationResult | PatchApplied | PatchRemoved
    return isinstance(result, RunResult | Answer | Generated | changed)


def _is_run(result: object) -> bool:
    return isinstance(result, RunResult | Answer)


def _is_of_run(result: object) -> bool:
    """Whether words about this are about the last run, its answer, or a look into it."""
    return isinstance(result, RunResult | Answer | InspectionResult)


def _home(step: Step) -> str:
    """The page of the centre that a step belongs to, by its feature; empty for Inference."""
    feature = _feature(type(step.request))
    return feature if feature in _FEATURE_OF.values() else ""


def _feature(request: type[Request]) -> str:
    return request.__module__.removeprefix("explorer.features.").split(".")[0]


def _is_explained_at_once(result: object) -> bool:
    if isinstance(result, InspectionResult):
        return not result.fills_choices
    return type(result) in features.explained_at_once()
