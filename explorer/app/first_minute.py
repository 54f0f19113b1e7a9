"""The first minute: a bundled model is opened and run on the start page before anybody clicks.

It is the model in memory like any other. As soon as a person goes anywhere else, its text and its
picture are in the Inference tab, where they belong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from explorer.features.flow.protocol import FlowResult
from explorer.protocol.job import Cancelled, Failed
from explorer.protocol.model import LoadModel, ModelReady, ModelSummary, Prepare

if TYPE_CHECKING:
    from explorer.app.inference.inference_tab import InferenceTab
    from explorer.app.shell import Shell
    from explorer.features.checkpoints.view.local_pane import Bundled


class FirstMinute(QObject):
    """`on` from the first paint until a person goes elsewhere, or something else is opened."""

    def __init__(self, window: Shell, inference: InferenceTab, models: tuple[Bundled, ...]) -> None:
        super().__init__(window)
        self._window, self._inference, self._models = window, inference, models
        self._request: LoadModel | None = None
        self._started: LoadModel | None = None
        self._plays = self._shown = self._returned = False
        self.on = False
        actions = window.actions_
        actions.start_page.triggered.connect(self.come_back)
        state = window.state
        state.model_changed.connect(self._on_model)
        state.subscribe(
            {ModelReady: self._on_ready, FlowResult: self._on_drawn},
            failures={LoadModel: self._on_ended, Prepare: self._on_ended},
            stops={LoadModel: self._on_ended, Prepare: self._on_ended},
        )
        inference.mode.changed.connect(self.end)
        page = window.start_page
        page.wanted.connect(self.start)
        page.folder_wanted.connect(window.actions_.open.trigger)
        page.hub_wanted.connect(self._search)
        page.create_wanted.connect(self._create)
        page.recent_wanted.connect(window.open_recent)
        page.back_wanted.connect(self.end)
        self._show_recent()
        window.profile.recent_changed.connect(self._show_recent)

    @Slot()
    def _show_recent(self) -> None:
        if not self.on:  # no card moves while a person looks at them
            self._window.start_page.show_recent(self._window.profile.recent())

    def wait(self) -> None:
        """Show the start page alone until torch is there, which takes seconds; before an audience
        the model comes all the same."""
        if self._models and self._window.look.presenting:
            self._started = self._first
        elif self._models:
            self.on = True
            self._window.columns.show_alone(True)
            self._window.centre.show_titles(False)
            self._window.start_page.say_waiting(loading=True)

    @Slot()
    def come_back(self) -> None:
        """Show the start page again; what is open stays open."""
        window, summary = self._window, self._window.summary
        if self.on:
            return
        if window.look.presenting:
            window.actions_.present.trigger()
        window.bring(self._inference)
        self.on = self._returned = True
        self._request = None  # whatever comes now is for the workbench
        self._inference.show_start(True)
        window.columns.show_alone(True)
        window.centre.show_titles(False)
        if summary is not None:
            window.start_page.say_open(summary.name or summary.class_name)
            window.start_page.back.setFocus()
        elif window.start_page.buttons:
            window.start_page.buttons[0].setFocus()

    @Slot()
    def begin(self) -> None:
        """Open the first bundled model, unless somebody went elsewhere meanwhile."""
        if self.on:
            self._request = self._first
            self._window.send(self._first)
        elif self._started == self._first:
            self._window.send(self._first)

    @property
    def _first(self) -> LoadModel:
        return LoadModel(self._models[0].path, self._models[0].name)

    @Slot(str)
    def start(self, name: str) -> None:
        """Go to the workbench with this bundled model. Who cannot wait for the first picture gets
        that of this model: it runs as soon as it is open."""
        model = next(LoadModel(each.path, each.name) for each in self._models if each.name == name)
        hasty, here = self.on, self.on and self._request == model
        self.end()
        if here and self._shown:
            return  # it has run already, or does
        if hasty:
            self._started = model
        if not here:
            self._window.send(model)

    def asked_for(self, request: object) -> bool:
        """Whether the program itself, and no person, asked for this model."""
        return request in (self._request, self._started)

    @property
    def follows(self) -> bool:
        """Whether the first model comes, though nobody waits for it on the start page."""
        return self._started == self._first

    def carry_on(self) -> None:
        """Go to the workbench, and have the first model run there as it would have here."""
        if self.on and not self._shown and not self._returned:
            self._started = self._first
            self._window.start_page.say_opening(True)
        self.end()

    @Slot()
    def end(self) -> None:
        """Go to the workbench; nothing happens where somebody is there already."""
        if self.on:
            self.on = False
            if self._shown:
                self._inference.lend(None)
            if self._returned:
                self._inference.show_start(False)
            self._returned = False
            self._window.columns.show_alone(False)
            self._window.centre.show_titles(True)
            self._window.start_page.say_waiting()

    @Slot(object)
    def _on_model(self, summary: ModelSummary | None) -> None:
        """Before anybody shows the new model: another one than ours is for the workbench."""
        self._window.start_page.show_recent(self._window.profile.recent())
        if not self.on:
            return
        wanted = self._request.path if self._request is not None else ""
        if self._shown or self._returned or summary is None or summary.source != wanted:
            self.end()
        else:
            self._shown = True
            self._inference.lend(self._window.start_page)

    def _on_ready(self, ready: ModelReady, request: object) -> None:
        if request == self._started or (self.on and request == self._request):
            self._started = None
            opened = [job.request for job in self._window.model.jobs]
            another = any(isinstance(each, LoadModel) and each != request for each in opened)
            if self._inference.mode.reads and not another:
                self._plays = True
                self._inference.run_live()

    def _on_drawn(self, result: FlowResult, request: object) -> None:
        if self._plays:
            self._plays = False
            self._inference.play()

    def _on_ended(self, ended: Failed | Cancelled) -> None:
        """Nothing comes any more of what the page waits for."""
        self._started = None
        if isinstance(ended.request, Prepare) or ended.request == self._request:
            self.end()

    @Slot()
    def _search(self) -> None:
        self._go_to("hubSearch")

    @Slot()
    def _create(self) -> None:
        self._go_to("architectureBox")

    def _go_to(self, name: str) -> None:
        self.end()
        control = self._window.findChild(QWidget, name)
        if control is not None:
            self._window.reveal(control)
