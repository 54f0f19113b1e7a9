"""The Create pane: choose an architecture and a class, edit the config, create the model."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.features.create.protocol.config import (
    ConfigForm,
    ConfigStart,
    ConfigVerdict,
    DescribeConfig,
    StartFromJson,
)
from explorer.features.create.view import overrides
from explorer.features.create.view.architecture_card import ArchitectureCard
from explorer.features.create.view.config_check import ConfigCheck
from explorer.features.create.view.config_draft import ConfigDraft
from explorer.features.create.view.config_sources import ConfigSources
from explorer.features.create.view.create_foot import CreateFoot
from explorer.features.create.view.disabled_reason import reason_of
from explorer.features.create.view.footprint_details import FootprintDetails
from explorer.features.create.view.form.field_row import FieldChange, FieldRow
from explorer.features.create.view.form.settings_card import SettingsCard
from explorer.features.create.view.model_types import ModelTypes
from explorer.protocol.computer import Connected, Disconnected
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Failed, Request
from explorer.protocol.model import CreateModel, ModelSummary
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, Page, packed

_FIRST_TYPE = "bert"
_LOW = 450
"""Height of the pane, in units, below which the foot scrolls with the settings: never by what the
foot says, which would move its buttons."""
_ROOMY = 640
"""Height of the pane, in units, below which all but the settings says only what it must."""


class CreatePane(QWidget):
    """`wanted` carries requests for the model's lane; `twin_wanted` asks for an untrained twin.

    `message_wanted` carries a sentence for the message bar; `parts_wanted` a ConfigEdit whose
    tree of modules is asked for; `hub_config_wanted` the name of a checkpoint to take the config
    of."""

    wanted = Signal(object)
    twin_wanted = Signal()
    message_wanted = Signal(str)
    parts_wanted = Signal(object)
    hub_config_wanted = Signal(str)
    judged = Signal(object, object)

    def __init__(self, look: Theme, types: ModelTypes) -> None:
        super().__init__()
        self._lay_out(look)
        self.types = types
        self.setObjectName("createPane")
        self.draft = ConfigDraft()
        self.form.broken = self.draft.broken
        self._begun = False
        self._allowed = True
        self._asked_form: Request | None = None
        self._from_json = False
        self._start: ConfigStart | None = None
        self._handed_over: Request | None = None
        self._left = ("", 0)  # the first row in sight, and where it was, when the JSON was opened
        self._kept: ConfigEdit | None = None
        self._instead: ConfigEdit | None = None  # begun with, as the kept type was not known yet
        self.sources = ConfigSources(self, self.tools, self.draft)
        self.check = ConfigCheck(self.draft, self.details, self)
        self._connect()
        self.setFocusProxy(self.head.architecture)
        self._show_state()

    def _lay_out(self, look: Theme) -> None:
        self._look = look
        self.head = ArchitectureCard(look)
        self.settings = SettingsCard(look)
        self.form = self.settings.form
        self.json = self.settings.json
        self.tools = self.settings.tools
        self.details = FootprintDetails(look)
        self.page = Page(gap=8)
        self.page.add(self.head)
        self.page.add(self.settings, 1)
        self.page.add(self.details)
        self.details.hide()
        self.foot = CreateFoot(look)
        self.footprint = self.foot.footprint
        # The JSON scrolls by itself, so it is beside the page that scrolls, never in it.
        self.text = Card()
        self.text.add(self.json, 1)
        self.text.hide()
        self._outer = packed(QVBoxLayout(self), gap=8, margins=(0, 4, 0, 0))
        for widget, stretch in ((self.page, 1), (self.text, 1), (self.foot, 0)):
            self._outer.addWidget(widget, stretch)
        look.changed.connect(self._arrange)
        self.form.built.connect(self.order_tabs)
        self.settings.turned.connect(self._turn)
        footprint = self.footprint
        footprint.details.toggled.connect(self._toggle_details)
        self.foot.field_wanted.connect(self.reveal)
        # Where more or less room is needed than before, such as for a problem below a field.
        self.page.verticalScrollBar().rangeChanged.connect(self._follow_problems_soon)

    @property
    def shows_json(self) -> bool:
        """Whether the config is shown as JSON."""
        return self.tools.json.isChecked()

    @Slot()
    def _turn(self) -> None:
        """Show the form, or the JSON, with the tools over it."""
        on = self.shows_json
        if on == self.text.isHidden():
            had_focus = self.tools.json.hasFocus()
            if on:
                self.footprint.details.setChecked(False)
            if on:
                self._left = self._first_row()
            body = self.text.body if on else self.settings.body
            body.insertWidget(0, self.tools)
            self.text.setVisible(on)
            self.page.setHidden(on)
            if had_focus:
                self.tools.json.setFocus()
            self._arrange()
            if not on:
                self._return_to(*self._left)
        else:
            self._arrange()
        self.order_tabs()

    def _first_row(self) -> tuple[str, int]:
        """The path of the first setting in sight, and where it begins, in pixels of what is in
        sight; where none is, and at the top, no path and how far the page is scrolled."""
        port, scrolled = self.page.viewport(), self.page.verticalScrollBar().value()
        tops = ((row.mapTo(port, QPoint(0, 0)).y(), row.field.path) for row in self.form.rows)
        shown = [(top, path) for top, path in tops if 0 <= top < port.height()]
        if not scrolled or not shown:
            return "", scrolled
        top, path = min(shown)
        return path, top

    def _return_to(self, path: str, place: int) -> None:
        """Have the same setting in sight again, where it was."""
        # Its place is right once all is laid out, and nothing is to be painted before.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        bar, row = self.page.verticalScrollBar(), self.form.row(path)
        if row is not None:
            place = bar.value() + row.mapTo(self.page.viewport(), QPoint(0, 0)).y() - place
        bar.setValue(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the foot in sight where it leaves room for the settings."""
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """The foot stays below the page; in a low pane it is the page's end instead."""
        brief = self.height() < self._look.units(_ROOMY)
        self.head.be_brief(brief)
        self.foot.be_brief(brief)
        low = self.height() < self._look.units(_LOW)
        inside = self.page.isAncestorOf(self.foot)
        if low != inside:
            (self.page.column if low else self._outer).addWidget(self.foot)
        self.tools.show_few(json=self.shows_json, low=low)
        self.tools.allow_changes(not (self.shows_json and self.json.is_printed))

    @Slot(str)
    def reveal(self, path: str) -> None:
        """Bring a setting into sight and focus its editor."""
        row = self.settings.reveal(path)
        if row is not None:
            self.page.column.activate()
            self.page.ensureWidgetVisible(row, 0, self._look.units(30))
            row.focus()

    @Slot()
    def _follow_problems_soon(self) -> None:
        QTimer.singleShot(0, self, self._follow_problems)  # once the rows have their places

    @Slot()
    def _follow_problems(self) -> None:
        """Have what is wrong with the field that is being edited in sight, and what would do."""
        row: QObject | None = self.page.focusWidget()
        while row is not None and not isinstance(row, FieldRow):
            row = row.parent()
        if row is not None and row.has_problems and row.isAncestorOf(self.window().focusWidget()):
            self.page.ensureWidgetVisible(row, 0, 0)

    @Slot(bool)
    def _toggle_details(self, on: bool) -> None:
        if on and self.shows_json:  # they are on the side of the form
            self.tools.json.setChecked(False)
            if self.shows_json:  # the JSON has to be mended first
                self.footprint.details.setChecked(False)
                return
        self.details.setVisible(on)
        if on:
            self.page.column.activate()
            self.page.ensureWidgetVisible(self.details)
        self.order_tabs()

    @Slot()
    def order_tabs(self) -> None:
        """Tab goes down the pane, whenever the rows of the form were made."""
        stops = [
            *(self.head.architecture, self.head.classes),
            *self.settings.stops,
            *(self.details.parts_button, self.details.batch, self.details.length),
            *self.foot.stops,
        ]
        for stop, following in pairwise(stops):
            QWidget.setTabOrder(stop, following)

    def _connect(self) -> None:
        self.types.changed.connect(self._show_types)
        self.check.wanted.connect(self.wanted)
        head = self.head
        head.architecture.chosen.connect(self._choose_type)
        head.class_chosen.connect(self._choose_class)
        form, tools, details = self.form, self.tools, self.details
        form.edited.connect(self._edited)
        form.finished.connect(self._finished)
        form.suggested.connect(self._accept)
        form.reset_wanted.connect(self._reset)
        settings = self.settings
        settings.notes.suggested.connect(self._put)
        settings.notes.removed.connect(self._reset)
        settings.again.clicked.connect(self._ask_form)
        self.json.applied.connect(self._apply_json)
        self.json.changed.connect(self._show_state)
        which_text = self.json.form
        which_text.activated.connect(self._arrange)
        settings.turned.connect(self._show_json)
        self.sources.asked.connect(self._ask)
        self.sources.message_wanted.connect(self.message_wanted)
        self.sources.hub_wanted.connect(self.hub_config_wanted)
        tools.reset.clicked.connect(self._reset_all)
        tools.undo_action.triggered.connect(self._undo)
        tools.redo_action.triggered.connect(self._redo)
        self.addActions([tools.undo_action, tools.redo_action])
        self.footprint.hint_wanted.connect(self._put)
        details.hint_wanted.connect(self._put)
        details.run_changed.connect(self._check_soon)
        details.parts_wanted.connect(self._want_parts)
        foot = self.foot
        foot.create_button.clicked.connect(self._create)
        foot.twin.clicked.connect(self.twin_wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """The first time that the pane is seen, it fills itself, after that paint."""
        super().showEvent(event)
        if not self._begun:
            QTimer.singleShot(0, self, self.begin)

    @Slot()
    def begin(self) -> None:
        """Read the catalogue and begin with BERT; once."""
        if self._begun:
            return
        self._begun = True
        self.head.show_catalogue(self.types.catalogue)
        if self._kept is not None and self.head.knows(self._kept.model_type):
            self._begin(self._kept)
        else:
            self._choose_type(_FIRST_TYPE)
            self._instead = self.edit

    @Slot()
    def _show_types(self) -> None:
        """Other model types are known now than when the pane began."""
        if not self._begun:
            return
        self.head.show_catalogue(self.types.catalogue)
        saved_edit = self._kept
        if (
            saved_edit is not None
            and self.edit == self._instead
            and self.head.knows(saved_edit.model_type)
        ):
            self._begin(saved_edit)
        else:
            self.head.show_edit(self.edit)

    @property
    def saved_state(self) -> ConfigEdit | None:
        """The edit, also one that was kept and not looked at since; None before there is any."""
        return self.edit if self.edit.model_type else self._kept

    def restore_state(self, edit: ConfigEdit, seed: int) -> None:
        """Continue with an edit that was kept; it is read once the pane is looked at."""
        self.foot.seed.setValue(min(max(0, seed), self.foot.seed.maximum()))
        self._kept = edit
        if self._begun and self.head.knows(edit.model_type):
            self._begin(edit)

    # -- what the window asks and tells ------------------------------------------------------

    @property
    def seed(self) -> int:
        """The seed that random weights are drawn from."""
        return self.foot.seed.value()

    @property
    def edit(self) -> ConfigEdit:
        """What a model would be created from now."""
        return self.draft.edit

    def subscribe(self, state: AppState) -> None:
        """Receive a form, where to begin, and what is said of a config."""
        state.model_changed.connect(self.show_model)
        state.subscribe(
            {
                ConfigForm: self._on_form,
                ConfigStart: self._on_start,
                ConfigVerdict: self._on_verdict,
                Connected: self._on_moved,
                Disconnected: self._on_moved,
            },
            {Request: self._on_failed},
        )

    def _on_moved(self, result: Connected | Disconnected, request: Request) -> None:
        """Another computer does the work: it has another amount of memory."""
        if self.is_checked:
            self._check_soon()

    def _on_failed(self, failed: Failed) -> None:
        """The message bar tells it, the pane only tidies up after its own."""
        if failed.request == self._asked_form:
            self._asked_form = None
            if self._from_json:
                self._from_json = False
                self.json.refuse(failed.sentence)
            elif self.draft.form is None or self.draft.needs_form:
                self.settings.say(failed.sentence, again=True)
        elif self.check.failed(failed):
            self.footprint.say(tr("Could not be counted"))
        self._show_state()

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """A model came into memory, or left it."""
        self.sources.show_model(summary)
        self.foot.twin.setEnabled(summary is not None)

    def allow(self, allowed: bool) -> None:
        """Whether a model may be created now."""
        self._allowed = allowed
        self._show_state()

    def start_from(self, text: str) -> None:
        """Begin from the text of a config.json, as the page of a checkpoint hands it over."""
        self.begin()
        self._ask(StartFromJson(text))
        self._handed_over = self._asked_form

    def start_from_file(self, path: str) -> None:
        """Begin from a config.json on this computer, or say why it cannot be read."""
        self.begin()
        before = self._asked_form
        self.sources.start_from_file(path)
        if self._asked_form is not before:  # else it could not be read
            self._handed_over = self._asked_form

    # -- results in --------------------------------------------------------------------------

    def _on_form(self, form: ConfigForm, request: Request) -> None:
        if request == self._asked_form:
            self._asked_form = None
            self._show_form(form)

    def _on_start(self, start: ConfigStart, request: Request) -> None:
        if request != self._asked_form:
            return
        self._asked_form = None
        errors = [
            problem
            for problem in start.problems
            if problem.source == "json" and problem.level == "error"
        ]
        if self._from_json and errors and not any(error.path for error in errors):
            self._from_json = False
            self.json.refuse(errors[0].sentence)
            return
        self._from_json = False
        self.json.settle()
        self._start = start
        self.draft.begin(start.edit)
        self.head.show_edit(start.edit)
        self._show_form(start.form)
        self._changed()
        if request == self._handed_over:  # who asked for a model from it would wait for one
            self._handed_over = None
            self.message_wanted.emit(
                tr(
                    "Create has the settings of this config now. “Create model” makes a model from "
                    "them."
                )
            )

    def _show_form(self, form: ConfigForm) -> None:
        self.draft.take_form(form)
        self.settings.show_form(form, self.draft.given)
        self.tools.offer(form.presets, len(self.draft.fields))
        self._show_state()

    def _on_verdict(self, verdict: ConfigVerdict, request: Request) -> None:
        verdict = self.draft.relocated(verdict)
        if not self.check.receive(verdict, request):
            return
        start = self._start if self._start and self._start.edit == verdict.edit else None
        self.settings.show_verdict(verdict, start.problems if start is not None else ())
        self._show_footprint()
        self.details.show_verdict(verdict)
        self._show_json()
        self.order_tabs()
        self._show_state()
        if self.isVisible() and verdict is self.check.current:
            self.judged.emit(CreateModel(verdict.edit, self.seed), verdict)

    def _show_footprint(self) -> None:
        """What the model would take, unless a value in sight is none that could be counted."""
        if self.draft.broken:
            self.footprint.say(tr("Not counted yet"))
        elif self.check.verdict is not None:
            self.footprint.show_verdict(self.check.verdict)

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
            self._show_footprint()
            self._show_state()
        elif self.draft.type_in(change.path, change.reading.value):
            if self.draft.needs_form:
                self._show_edit()
            else:
                self.form.note_values(self.draft.given)
                self._changed()
        else:
            self._show_footprint()
            self._show_state()

    @Slot()
    def _finished(self) -> None:
        self.draft.history.pause()  # what is typed after this is a step of its own

    @Slot(str, str)
    def _put(self, path: str, text: str) -> None:
        if self.draft.put(path, overrides.loads(text)):
            self._show_edit()
        else:
            self.form.show_values(self.draft.given)
            self._show_state()

    @Slot(str, str)
    def _accept(self, path: str, text: str) -> None:
        """Put a suggested value; its button goes, and the keyboard belongs to the field then."""
        self._put(path, text)
        self.reveal(path)

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
        self.json.settle()
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

    @Slot(object)
    def _ask(self, request: Request) -> None:
        self._asked_form = request
        self.wanted.emit(request)

    @Slot()
    def _ask_form(self) -> None:
        draft = self.draft
        if draft.form is None or draft.form.edit.model_type != self.edit.model_type:
            self.settings.say(tr("The settings appear here as soon as transformers is ready."))
        self._ask(DescribeConfig(self.edit))

    @Slot()
    def _check_soon(self) -> None:
        self.check.soon()
        self._show_state()

    @property
    def is_checked(self) -> bool:
        """Whether the last verdict is about what is in the form now."""
        return self.check.current is not None

    # -- the JSON view -----------------------------------------------------------------------

    @Slot(str)
    def _apply_json(self, text: str) -> None:
        self._from_json = True
        edit = self.edit
        self._ask(StartFromJson(text, edit.model_type, edit.class_name))

    @Slot()
    def _show_json(self) -> None:
        if not self.tools.json.isChecked():
            return
        verdict = self.check.current
        only = self.tools.changes.isChecked()
        config_json = None
        if verdict is not None:
            config_json = verdict.differences_json if only else verdict.config_json
        unknown = verdict.unknown_keys if verdict is not None else ()
        if config_json is not None or verdict is not None or not self.json.text:
            printed = verdict.printed if verdict is not None else ""
            text = config_json or self.edit.overrides
            self.json.show_text(text, unknown, printed, self.draft.fields.keys())

    # -- showing the state -------------------------------------------------------------------

    @Slot()
    def _show_state(self) -> None:
        history = self.draft.history
        self.tools.allow_history(history.can_undo, history.can_redo)
        self.tools.reset.setEnabled(self.edit.overrides != "{}" or bool(self.draft.broken))
        verdict = self.check.current
        self.sources.show_config(verdict.config_json if verdict is not None else None)
        reason = reason_of(
            self.draft, verdict, self.check.failure, self.json.is_dirty, self._allowed
        )
        self.foot.show_reason(reason)

    @Slot()
    def _want_parts(self) -> None:
        self.parts_wanted.emit(self.edit)

    @Slot()
    def _create(self) -> None:
        self.wanted.emit(CreateModel(self.edit, self.seed))
