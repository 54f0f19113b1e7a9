"""The form of a config, drawn from its fields, built in slices so that nothing ever stalls."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.create.protocol.config import ConfigForm, ConfigVerdict, Problem
from explorer.features.create.view import overrides
from explorer.features.create.view.form.field_row import FieldRow
from explorer.features.create.view.form.field_values import shown_number
from explorer.features.create.view.form.form_plan import Index, plan
from explorer.features.create.view.form.form_section import Section
from explorer.text.translation import tr
from explorer.widgets.blocks import packed, with_names

_SLICE_SECONDS = 0.008
"""Building continues for this long at a time; a row takes about a tenth of it."""

_DELETED_AT_ONCE = 20
"""Rows of a former form that go in one slice: 600 at once took 87 ms."""


class ConfigFormView(QWidget):
    """Shows a config and reports what a person changes; what it shows comes from outside.

    `edited` carries a FieldChange, `suggested` a path and JSON, `reset_wanted` a path; `finished`
    fires when a person leaves a line, `built` when every open fold has its rows.
    """

    edited = Signal(object)
    finished = Signal()
    suggested = Signal(str, str)
    reset_wanted = Signal(str)
    built = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        with_names(self, "configForm", tr("Settings"))
        self.column = packed(QVBoxLayout(self), gap=8)
        self.given: dict[str, object] = {}
        self.broken: Collection[str] = ()  # fields whose editors hold what is no value
        self.changed: set[str] = set()
        self.wanted: set[str] | None = None
        self.problems: dict[str, tuple[Problem, ...]] = {}
        self.computed: dict[str, str] = {}
        self.opened: dict[str, bool] = {}
        self.index = Index(())
        self.longest_slice = 0.0
        self._look = look
        self._root: Section | None = None
        self._rows: dict[str, FieldRow] = {}
        self._queue: deque[Section] = deque()
        self._told_built = True
        self._old: list[QWidget] = []
        self._filter, self._only_changes = "", False
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)
        self.column.addStretch(1)

    # -- a new form --------------------------------------------------------------------------

    def show_form(self, form: ConfigForm | None, given: dict[str, object]) -> None:
        """Draw another form; folds with the same names stay open."""
        if self._root is not None:
            self.setMinimumHeight(self.height())  # until it is built: the page keeps its place
            self._root.hide()
            self.column.removeWidget(self._root)
            self._root.retire()
            self._old += [*self._rows.values(), self._root]
            self._timer.start()
            self._root = None
        self._queue.clear()
        self._rows = {}
        self.problems = {}
        self.index = Index(form.fields if form is not None else ())
        self.computed = {
            path: _computed(form_field.value)
            for path, form_field in self.index.fields.items()
            if form_field.optional and form_field.default == "null" and form_field.value != "null"
        }
        self.given = given
        self.changed = self.index.changed(given)
        self.wanted = self._found()
        if form is None:
            return
        root = Section(self._look, plan(form.fields), self, self)
        root.edited.connect(self.edited)
        self._root = root
        self.column.insertWidget(self.column.count() - 1, root)

    def adopt(self, row: FieldRow) -> None:
        """Connect a new row."""
        self._rows[row.field.path] = row
        row.edited.connect(self.edited)
        row.finished.connect(self.finished)
        row.suggested.connect(self.suggested)
        row.reset_wanted.connect(self.reset_wanted)

    def build(self, section: Section) -> None:
        """Have a section's rows built, in slices."""
        if section not in self._queue:
            self._queue.append(section)
            self._told_built = False
            self._timer.start()

    @property
    def is_built(self) -> bool:
        """Whether every open fold has its rows."""
        return not self._queue

    @Slot()
    def _slice(self) -> None:
        began = time.perf_counter()
        while self._queue and time.perf_counter() - began < _SLICE_SECONDS:
            if not self._queue[0].step():
                self._queue.popleft()
        self.longest_slice = max(self.longest_slice, time.perf_counter() - began)
        if self._queue:
            return
        for row in self._old[:_DELETED_AT_ONCE]:
            row.deleteLater()
        del self._old[:_DELETED_AT_ONCE]
        if not self._old:
            self._timer.stop()
        if not self._told_built:
            self._told_built = True
            self.setMinimumHeight(0)
            self.built.emit()

    # -- its state ---------------------------------------------------------------------------

    def show_values(self, given: dict[str, object]) -> None:
        """Show other values in the same form."""
        self.note_values(given)
        self.problems = {}
        if self._root is not None:
            self._root.refresh()

    def note_values(self, given: dict[str, object]) -> None:
        """A person typed: marks follow, the editors are left alone."""
        self.given = given
        self.changed = self.index.changed(given)
        if self._root is not None:
            self._root.judge()

    def show_verdict(self, verdict: ConfigVerdict) -> tuple[Problem, ...]:
        """Show problems at their fields; answers those that have no field here."""
        homeless = []
        problems_by_path: dict[str, list[Problem]] = {}
        for problem in verdict.problems:
            home = self.index.home(problem.path)
            if home and self.index.fields[home].kind != "config":
                problems_by_path.setdefault(home, []).append(problem)
            else:
                homeless.append(problem)
        self.problems = {path: tuple(several) for path, several in problems_by_path.items()}
        for path, value in verdict.resolved:
            field = self.index.fields.get(path)
            if field is not None and field.optional:
                self.computed[path] = _computed(value)
        if self._root is not None:
            self._root.judge()
        return tuple(homeless)

    # -- finding -----------------------------------------------------------------------------

    def narrow(self, text: str, only_changes: bool) -> int:
        """Show only fields that are found and, where asked, changed; answers how many."""
        self._filter, self._only_changes = text, only_changes
        self.wanted = self._found()
        if self._root is not None:
            self._root.hide()  # rows that appear one by one in sight are laid out one by one
            self._root.refresh()
            self._root.show()
        return len(self.index.fields) if self.wanted is None else len(self.wanted)

    def _found(self) -> set[str] | None:
        if not self._filter.strip() and not self._only_changes:
            return None
        matches = self.index.find(self._filter)
        return matches & self.changed if self._only_changes else matches

    def reveal(self, path: str) -> FieldRow | None:
        """Open the folds around a field and build it now: its row."""
        home = self.index.home(path)
        if not home or self._root is None:
            return None
        section: Section | None = self._root
        while section is not None:
            self.opened[section.plan.key] = True
            section.refresh()
            while section.step():
                pass
            section = next(
                (candidate for candidate in section.sections if home in candidate.plan.paths), None
            )
        return self._rows.get(home)

    def row(self, path: str) -> FieldRow | None:
        """The row of a field, if it is built."""
        return self._rows.get(path)

    @property
    def rows(self) -> tuple[FieldRow, ...]:
        """The rows that are shown, in sight or not."""
        return tuple(row for row in self._rows.values() if row.isVisibleTo(self))

    @property
    def focusables(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in order."""
        return tuple(self._root.focusables) if self._root is not None else ()


def _computed(text: str) -> str:
    """What an empty editor says when the class fills it in: `= 64`."""
    return "" if text == "null" else f"= {shown_number(overrides.loads(text))}"[:60]
