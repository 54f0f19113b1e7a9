"""The Create pane: choose an architecture and a class, edit the config, create the model."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer import resources
from explorer.messages.catalogue import Catalogue
from explorer.messages.config import (
    CheckConfig,
    ConfigEdit,
    ConfigForm,
    ConfigStart,
    ConfigVerdict,
    DescribeConfig,
    Problem,
    StartFromJson,
    StartFromPreset,
)
from explorer.messages.job import Failed, Request
from explorer.messages.model import CreateModel, ModelSummary
from explorer.window import config_files, overrides
from explorer.window.architecture_card import ArchitectureCard
from explorer.window.blocks import Page
from explorer.window.config_draft import Draft
from explorer.window.create_foot import CreateFoot
from explorer.window.field_row import FieldChange
from explorer.window.footprint_details import FootprintDetails
from explorer.window.look import Look
from explorer.window.settings_card import SettingsCard
from explorer.window.why_not import why_not

_TYPING_PAUSE_MS = 150
_FIRST_TYPE = "bert"


class CreatePane(QWidget):
    """`wanted` carries requests for the model's lane; `twin_wanted` asks for an untrained twin.

    `told` carries a sentence for the message bar; `parts_wanted` a ConfigEdit whose tree of
    modules is asked for.
    """

    wanted = Signal(object)
    twin_wanted = Signal()
    told = Signal(str)
    parts_wanted = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("createPane")
        self.draft = Draft()
        self.verdict: ConfigVerdict | None = None
        self._look = look
        self._begun = False
        self._allowed = True
        self._summary: ModelSummary | None = None
        self._asked_form: Request | None = None
        self._asked_check: CheckConfig | None = None
        self._check_failed = ""
        self._from_json = False
        self._start_problems: tuple[Problem, ...] = ()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._check)
        self.head = ArchitectureCard(look)
        self.settings = SettingsCard(look)
        self.form = self.settings.form
        self.json = self.settings.json
        self.tools = self.settings.tools
        self.details = FootprintDetails(look)
        self._lay_out()
        self._connect()
        self._size()
        self._show_state()

    # -- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.page = Page(gap=8)
        self.page.add(self.head)
        self.page.add(self.settings, 1)
        self.page.add(self.details)
        self.details.hide()
        self.foot = CreateFoot(self._look)
        self.footprint = self.foot.footprint
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.page, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self._look.changed.connect(self._size)
        self.head.architecture.chosen.connect(self._choose_type)
        self.head.class_chosen.connect(self._choose_class)
        form, tools = self.form, self.tools
        form.edited.connect(self._edited)
        form.suggested.connect(self._put)
        form.reset_wanted.connect(self._reset)
        form.built.connect(self._order_tabs)
        self.settings.notes.suggested.connect(self._put)
        self.settings.notes.removed.connect(self._reset)
        self.settings.again.clicked.connect(self._ask_form)
        self.json.applied.connect(self._apply_json)
        self.json.changed.connect(self._show_state)
        tools.narrowed.connect(self._narrow)
        tools.json_toggled.connect(self._toggle_json)
        tools.preset_wanted.connect(self._preset)
        tools.reset.clicked.connect(self._reset_all)
        tools.undo_action.triggered.connect(self._undo)
        tools.redo_action.triggered.connect(self._redo)
        tools.from_file.triggered.connect(self._from_file)
        tools.from_model.triggered.connect(self._from_model)
        tools.save.triggered.connect(self._save)
        self.addActions([tools.undo_action, tools.redo_action])
        self.footprint.hint_wanted.connect(self._put)
        self.footprint.details.toggled.connect(self._toggle_details)
        self.details.hint_wanted.connect(self._put)
        self.details.run_changed.connect(self._check_soon)
        self.details.parts_wanted.connect(self._want_parts)
        self.foot.field_wanted.connect(self.reveal)
        self.foot.create_button.clicked.connect(self._create)
        self.foot.twin.clicked.connect(self.twin_wanted)

    @Slot()
    def _size(self) -> None:
        self.settings.setMinimumHeight(self._look.units(380))

    def showEvent(self, event: QShowEvent) -> None:
        """The first time that the pane is seen, it fills itself, after that paint."""
        super().showEvent(event)
        if not self._begun:
            QTimer.singleShot(0, self.begin)

    @Slot()
    def begin(self) -> None:
        """Read the catalogue and begin with BERT; once."""
        if self._begun:
            return
        self._begun = True
        text = resources.path("catalogue.json").read_text(encoding="utf-8")
        self.head.show_catalogue(Catalogue.from_json(text))
        self._choose_type(_FIRST_TYPE)

    # -- what the window asks and tells ------------------------------------------------------

    @property
    def seed(self) -> int:
        """The seed that random weights are drawn from."""
        return self.foot.seed.value()

    @property
    def edit(self) -> ConfigEdit:
        """What a model would be created from now."""
        return self.draft.edit

    def results(self) -> dict[type, Callable[[Any, Request], None]]:
        """Which results of the model's lane belong to this pane, and what takes them."""
        return {
            ConfigForm: self._on_form,
            ConfigStart: self._on_start,
            ConfigVerdict: self._on_verdict,
        }

    def failed(self, failed: Failed) -> None:
        """A request failed; the message bar tells it, the pane only tidies up after its own."""
        if failed.request == self._asked_form:
            self._asked_form = None
            if self._from_json:
                self._from_json = False
                self.json.refuse(failed.sentence)
            elif self.draft.form is None or self.draft.needs_form:
                self.settings.say(failed.sentence, again=True)
        elif failed.request == self._asked_check:
            self._asked_check = None
            self._check_failed = failed.sentence
            self.footprint.say("Could not be counted")
        self._show_state()

    def show_model(self, summary: ModelSummary | None) -> None:
        """A model came into memory, or left it."""
        self._summary = summary
        self.foot.twin.setVisible(summary is not None)
        self.tools.from_model.setEnabled(summary is not None)

    def allow(self, allowed: bool) -> None:
        """Whether a model may be created now."""
        self._allowed = allowed
        self._show_state()

    # -- results in --------------------------------------------------------------------------

    def _on_form(self, form: ConfigForm, request: Request) -> None:
        if request == self._asked_form:
            self._asked_form = None
            self._show_form(form)

    def _on_start(self, start: ConfigStart, request: Request) -> None:
        if request != self._asked_form:
            return
        self._asked_form = None
        errors = [one for one in start.problems if one.source == "json" and one.level == "error"]
        if self._from_json and errors and not any(one.path for one in errors):
            self._from_json = False
            self.json.refuse(errors[0].sentence)
            return
        self._from_json = False
        self.json.settle()
        self._start_problems = start.problems
        self.draft.begin(start.edit)
        self.head.show_edit(start.edit)
        self._show_form(start.form)
        self._changed()

    def _show_form(self, form: ConfigForm) -> None:
        self.draft.take_form(form)
        self.settings.show_form(form, self.draft.given)
        self.tools.offer(form.presets, len(self.draft.fields))
        self._show_state()

    def _on_verdict(self, verdict: ConfigVerdict, request: Request) -> None:
        if request != self._asked_check:
            return
        self._asked_check = None
        self._check_failed = ""
        self._start_problems = ()
        self.verdict = verdict
        self.settings.show_verdict(verdict)
        self.footprint.show_verdict(verdict)
        self.details.show_verdict(verdict)
        self._show_json()
        self._order_tabs()
        self._show_state()

    # -- a person edits ----------------------------------------------------------------------

    @Slot(str)
    def _choose_type(self, name: str) -> None:
        self._begin(ConfigEdit(name, self.head.default_class(name)))

    @Slot(str)
    def _choose_class(self, name: str) -> None:
        self._begin(ConfigEdit(self.edit.model_type, name, self.edit.overrides))

    def _begin(self, edit: ConfigEdit) -> None:
        self.draft.begin(edit)
        self._show_edit()

    @Slot(object)
    def _edited(self, change: FieldChange) -> None:
        if change.reading.problem:
            self.draft.broken[change.path] = change.reading.problem
            self._show_state()
        elif self.draft.type_in(change.path, change.reading.value):
            if self.draft.needs_form:
                self._show_edit()
            else:
                self.form.note_values(self.draft.given)
                self._changed()
        else:
            self._show_state()

    @Slot(str, str)
    def _put(self, path: str, text: str) -> None:
        if self.draft.put(path, overrides.loads(text)):
            self._show_edit()
        else:
            self.form.show_values(self.draft.given)
            self._show_state()

    @Slot(str)
    def _reset(self, path: str) -> None:
        self.draft.reset(path)
        self._show_edit()

    @Slot()
    def _reset_all(self) -> None:
        self._begin(ConfigEdit(self.edit.model_type, self.edit.class_name))

    @Slot()
    def _undo(self) -> None:
        if self.draft.history.can_undo:
            self.draft.undo()
            self._show_edit()

    @Slot()
    def _redo(self) -> None:
        if self.draft.history.can_redo:
            self.draft.redo()
            self._show_edit()

    def _show_edit(self) -> None:
        """Show the draft everywhere: in the boxes, in the form, in the numbers."""
        self.head.show_edit(self.edit)
        if self.draft.needs_form:
            self._ask_form()
        else:
            self._asked_form = None
            self.form.show_values(self.draft.given)
        self._changed()

    def _changed(self) -> None:
        self.footprint.show_counting(True)
        self._show_json()
        self._check_soon()

    # -- asking ------------------------------------------------------------------------------

    def _ask(self, request: Request) -> None:
        self._asked_form = request
        self.wanted.emit(request)

    @Slot()
    def _ask_form(self) -> None:
        if self.draft.form is None or self.draft.form.edit.model_type != self.edit.model_type:
            self.settings.say("The settings appear here as soon as transformers is ready.")
        self._ask(DescribeConfig(self.edit))

    @Slot()
    def _check_soon(self) -> None:
        self._asked_check = None
        self._typing.start()
        self._show_state()

    @Slot()
    def _check(self) -> None:
        batch, length = self.details.run_size
        self._asked_check = CheckConfig(self.edit, batch, length)
        self.wanted.emit(self._asked_check)
        self._show_state()

    @property
    def is_checked(self) -> bool:
        """Whether the last verdict is about what is in the form now."""
        waiting = self._typing.isActive() or self._asked_check is not None
        return not waiting and self.verdict is not None and self.verdict.edit == self.edit

    # -- where the settings come from --------------------------------------------------------

    @Slot(str)
    def _preset(self, preset: str) -> None:
        self._ask(StartFromPreset(self.edit.model_type, self.edit.class_name, preset))

    @Slot()
    def _from_file(self) -> None:
        path = config_files.ask_open_config(self)
        if path:
            text, problem = config_files.read_config(path)
            if problem:
                self.told.emit(problem)
            else:
                self._ask(StartFromJson(text))

    @Slot()
    def _from_model(self) -> None:
        if self._summary is not None:
            one = self._summary
            self._ask(StartFromJson(one.config_json, one.model_type, one.class_name))

    @Slot()
    def _save(self) -> None:
        if not self.is_checked or self.verdict is None or self.verdict.config_json is None:
            return
        path = config_files.ask_save_config(self)
        if path:
            problem = config_files.write_config(path, self.verdict.config_json)
            self.told.emit(problem or f"The config is saved in {path}.")

    # -- the JSON view -----------------------------------------------------------------------

    @Slot(bool)
    def _toggle_json(self, on: bool) -> None:
        if not on and self.json.is_dirty:
            if not isinstance(self.json.read(), dict):
                self.tools.json.setChecked(True)
                self.json.apply()
                return
            self.json.apply()
        self.settings.show_json(on)
        self._show_json()
        self._order_tabs()

    @Slot(str)
    def _apply_json(self, text: str) -> None:
        self._from_json = True
        edit = self.edit
        self._ask(StartFromJson(text, edit.model_type, edit.class_name))

    def _show_json(self) -> None:
        if not self.tools.json.isChecked():
            return
        verdict = self.verdict if self.is_checked else None
        only = self.tools.changes.isChecked()
        found = None
        if verdict is not None:
            found = verdict.differences_json if only else verdict.config_json
        unknown = verdict.unknown_keys if verdict is not None else ()
        if found is not None or verdict is not None or not self.json.text:
            self.json.show_text(found or self.edit.overrides, unknown)

    @Slot()
    def _narrow(self) -> None:
        self.settings.narrow(self.tools.filter.text(), self.tools.changes.isChecked())
        self._show_json()

    # -- showing the state -------------------------------------------------------------------

    @Slot()
    def _show_state(self) -> None:
        history = self.draft.history
        self.tools.allow_history(history.can_undo, history.can_redo)
        self.tools.reset.setEnabled(self.edit.overrides != "{}")
        verdict = self.verdict if self.is_checked else None
        self.tools.save.setEnabled(verdict is not None and verdict.config_json is not None)
        reason = why_not(self.draft, verdict, self._check_failed, self.json.is_dirty, self._allowed)
        self.foot.show_reason(reason)

    @Slot(str)
    def reveal(self, path: str) -> None:
        """Bring a setting into sight and focus its editor."""
        self.tools.json.setChecked(False)
        self.tools.filter.clear()
        self.tools.changes.setChecked(False)
        if self.form.reveal(path):
            self.page.ensureWidgetVisible(self.settings)

    @Slot(bool)
    def _toggle_details(self, on: bool) -> None:
        self.details.setVisible(on)
        if on:
            self.page.column.activate()
            self.page.ensureWidgetVisible(self.details)
        self._order_tabs()

    @Slot()
    def _order_tabs(self) -> None:
        """Tab goes down the pane, whenever the rows of the form were made."""
        stops = [
            self.head.architecture,
            self.head.classes,
            *self.tools.widgets,
            *self.form.focusables,
            self.json.edit,
            self.json.drop_button,
            self.json.apply_button,
            self.details.parts_button,
            self.details.batch,
            self.details.length,
            *self.foot.stops,
        ]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    @Slot()
    def _want_parts(self) -> None:
        self.parts_wanted.emit(self.edit)

    @Slot()
    def _create(self) -> None:
        self.wanted.emit(CreateModel(self.edit, self.seed))
