"""Train in the window: its tab, the ways to it, and what it asks of the window around it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from explorer import resources
from explorer.features.training.protocol import (
    ContinueTraining,
    FindTrainings,
    OpenSnapshot,
    StopTraining,
    TrainingsFound,
    TrainTokenizer,
)
from explorer.features.training.view.left_trainings import sentence
from explorer.features.training.view.snapshot_bar import SnapshotBar
from explorer.features.training.view.train_tab import TrainTab
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Cancelled, Failed, Remedy, Request
from explorer.protocol.media_kinds import TEXTS
from explorer.protocol.model import AttachTokenizer, CreateModel, ModelReady, Prepared
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_BUNDLED = "mini-world-bert"
"""Whose config and tokenizer a model gets that knows nothing."""
_LAYERS = 2
"""Half of its layers: with four the capitals take 60 s, with two 8 s (measured on one core)."""
_NOT_SET = ("architectures", "model_type", "transformers_version", "dtype")


class TrainController(QObject):
    """`tab` is the page; the rest of the window is reached through the Shell.

    `seen_again` carries the requests of the page whose words are to be shown once more.
    """

    seen_again = Signal(object)

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self._teaching: Request | None = None
        self._runs_again = False
        tab = self.tab = TrainTab(window.look)
        tab.wanted.connect(window.send)
        tab.open_wanted.connect(self._show_local)
        tab.teach_wanted.connect(self.teach)
        tab.look_wanted.connect(self._look)
        tab.save_wanted.connect(self._save)
        tab.remedy_wanted.connect(self._mend)
        tab.tokenizer_wanted.connect(window.actions_.choose_tokenizer.trigger)
        tab.lab_wanted.connect(self._open_lab)
        tab.room_wanted.connect(window.columns.spare_left)
        tab.room_wanted.connect(self._drop_offer)
        tab.run.settling.connect(self._note_run)
        tab.run.settled.connect(self._tell_end)
        tab.state_changed.connect(window.banner.say_state)
        tab.subscribe(window.state)
        bar = self.bar = SnapshotBar(window.look, tab.run)
        bar.opened.connect(window.inference.run_live)
        bar.back_wanted.connect(self._show_tab)
        inference = window.inference
        inference.add_above(bar)
        runs = inference.history.runs
        runs.step_of = tab.run.step_of
        window.state.model_changed.connect(bar.show_model)
        window.state.subscribe(
            {
                Prepared: self._on_prepared,
                TrainingsFound: self._on_found,
                ModelReady: self._on_model,
            },
            {OpenSnapshot: self._on_not_opened},
            {OpenSnapshot: self._on_not_opened},
        )
        teach = window.actions_.teach
        teach.triggered.connect(self.teach)
        # As the cards beside it: behind a model that is just being opened.
        window.start_page.teach_wanted.connect(self.teach)

    @Slot()
    def teach(self) -> None:
        """Create a small model that knows nothing, and offer to teach it the capitals."""
        self._teaching = CreateModel(untaught())
        self._window.send(self._teaching)

    def _on_model(self, ready: ModelReady, request: Request) -> None:
        trained = self.tab.tokenizer.result
        if isinstance(request, AttachTokenizer) and trained and trained.folder == request.path:
            # How it was trained says more than that the model has it.
            self.seen_again.emit((TrainTokenizer,))
        if self._teaching is None or request != self._teaching:
            return
        if isinstance(request, CreateModel):
            folder = str(resources.path("models", _BUNDLED))
            self._teaching = AttachTokenizer(folder, _BUNDLED)
            self._window.send(self._teaching)
        else:
            self._teaching = None
            self.tab.begin_with("capitals")
            self._window.reveal(self.tab)

    @Slot()
    def _note_run(self) -> None:
        """The model in memory is about to be another one: a run in sight goes with it."""
        inference = self._window.inference
        self._runs_again = inference.isVisible() and inference.ran is not None

    @Slot()
    def _tell_end(self) -> None:
        """What it learned says more than that its last snapshot was opened; who looked at a run
        sees what it says to the same text."""
        if self._runs_again:
            self._window.inference.run_live()
        else:
            self.seen_again.emit((ContinueTraining, StopTraining))

    def _on_prepared(self, prepared: Prepared, request: Request) -> None:
        self._window.model.send(FindTrainings())

    def _on_found(self, results: TrainingsFound, request: Request) -> None:
        """A former start did not finish a training: tell once nothing else is going on."""
        if results.trainings:
            lane = self._window.model
            lane.changed.connect(self._tell_left)

    @Slot()
    def _tell_left(self) -> None:
        """Offer it once the crash notice, or a failure that is still unread, is gone."""
        window, left_over = self._window, self.tab.left_over
        waits = window.look.presenting or window.message_bar.failure is not None
        if window.model.jobs or waits:
            return
        window.model.changed.disconnect(self._tell_left)
        if left_over.newest is not None and not self.tab.isVisible():
            remedy = Remedy(tr("Show it"), left_over.resume.objectName())
            window.message_bar.tell(sentence(left_over.newest), remedy)

    @Slot()
    def _drop_offer(self) -> None:
        """What was left stands at the head of the page: a message need not lead there."""
        bar, left_over = self._window.message_bar, self.tab.left_over
        if self.tab.isVisible():
            bar.drop(left_over.resume.objectName())

    def takes(self, path: str) -> bool:
        """Whether a dropped file is a text that the model in memory may learn from."""
        if self._window.summary is None or not path.lower().endswith(TEXTS):
            return False
        self._window.bring(self.tab)
        self.tab.take_file(path)
        return True

    @Slot(str)
    def _look(self, text: str) -> None:
        """The weights of a snapshot are in memory: run the text with them."""
        if text:
            self._window.inference.show_texts((text,))
        actions = self._window.actions_
        actions.run.trigger()

    @Slot()
    def _save(self) -> None:
        """Save the snapshot in memory; right after it was opened, as soon as that job is over."""
        save = self._window.actions_.save
        if save.isEnabled():
            save.trigger()
        else:
            save.enabledChanged.connect(save.trigger, Qt.ConnectionType.SingleShotConnection)

    @Slot(str)
    def _open_lab(self, text: str) -> None:
        """Show how the tokenizer of the model cuts a text."""
        if text:
            self._window.inference.show_texts((text,))
        actions = self._window.actions_
        actions.tokenizer_lab.trigger()

    @Slot(str)
    def _mend(self, name: str) -> None:
        """Do what makes the model able to learn: an action of the window, or a control."""
        target = self._window.findChild(QObject, name)
        if isinstance(target, QAction):
            target.trigger()
        elif isinstance(target, QWidget):
            self._window.reveal(target)

    def _on_not_opened(self, ended: Failed | Cancelled) -> None:
        self.bar.give_up()

    @Slot()
    def _show_tab(self) -> None:
        self._window.reveal(self.tab.timeline.moments)

    @Slot()
    def _show_local(self) -> None:
        self._window.reveal(self._window.local_pane.list)


def untaught() -> ConfigEdit:
    """The config of a bundled model with fewer layers, to create one with random weights."""
    text = resources.path("models", _BUNDLED, "config.json").read_text(encoding="utf-8")
    values = {name: value for name, value in json.loads(text).items() if name not in _NOT_SET}
    values["num_hidden_layers"] = _LAYERS
    return ConfigEdit("bert", "BertForMaskedLM", json.dumps(values))
