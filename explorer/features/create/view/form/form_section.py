"""A fold of the form: its heading, its rows, and the folds inside it, built when it is opened."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.create.protocol.config import FormField, Problem
from explorer.features.create.view import overrides
from explorer.features.create.view.form.field_row import MARK, FieldChange, FieldRow, describe
from explorer.features.create.view.form.field_values import Reading
from explorer.features.create.view.form.form_plan import FormPlan
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import label, packed, with_names
from explorer.widgets.small_controls import ChoiceBox, ElidedButton


class SectionFacts(Protocol):
    """What rows show: the form's present state, asked for whenever a row is built or refreshed."""

    given: dict[str, object]
    broken: Collection[str]
    changed: set[str]
    wanted: set[str] | None
    problems: dict[str, tuple[Problem, ...]]
    computed: dict[str, str]
    opened: dict[str, bool]

    def adopt(self, row: FieldRow) -> None:
        """Connect a new row."""

    def build(self, section: Section) -> None:
        """Have a section's rows built, in slices."""


class Section(QWidget):
    """`edited` carries a FieldChange: another model type in the slot of a sub-config."""

    edited = Signal(object)

    def __init__(self, look: Theme, plan: FormPlan, facts: SectionFacts, parent: QWidget) -> None:
        super().__init__(parent)  # a widget without a parent would be shown as a window
        self.plan = plan
        self.rows: dict[str, FieldRow] = {}
        self.sections: list[Section] = []
        self._look, self._facts = look, facts
        self._steps: Iterator[None] | None = None
        self._begun = False
        self.slot: ChoiceBox | None = None
        column = packed(QVBoxLayout(self), gap=6)
        self.head: ElidedButton | None = None
        if plan.key:
            self.head = with_names(ElidedButton(plan.title, "fold"), f"fold.{plan.key}")
            self.head.setCheckable(True)
            self.head.clicked.connect(self._clicked)
            column.addWidget(self.head)
        self._body = QFrame()
        inner = self._inner = QVBoxLayout(self._body)
        inner.setSpacing(8)
        if plan.key:
            self._body.setProperty("role", "nest")
            inner.setContentsMargins(8, 2, 0, 4)
        else:
            inner.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._body)
        self.refresh()

    # -- open and closed ---------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether its rows are wanted: it was opened, or a filter finds something in it."""
        if self._facts.wanted is not None and self.plan.key:
            return bool(self.plan.paths & self._facts.wanted)
        return self._facts.opened.get(self.plan.key, self.plan.open)

    def step(self) -> bool:
        """Build one more row or fold; False when there is none left."""
        if not self._begun:
            self._begun = True
            self._steps = self._build()
        if self._steps is None:
            return False
        try:
            next(self._steps)
        except StopIteration:
            self._steps = None
            self._say()
            return False
        return True

    def _build(self) -> Iterator[None]:
        field = self.plan.field
        if field is not None and (field.model_types or field.optional):
            self._inner.addLayout(self._slot_row(field))
            yield
        for form_field in self.plan.rows:
            row = FieldRow(self._look, form_field)
            self.rows[form_field.path] = row
            self._inner.addWidget(row)
            self.refresh_row(row)
            self._facts.adopt(row)
            yield
        for fold in self.plan.folds:
            section = Section(self._look, fold, self._facts, self._body)
            section.edited.connect(self.edited)
            self.sections.append(section)
            self._inner.addWidget(section)
            if section.is_open:
                self._facts.build(section)
            yield

    @Slot()
    def _clicked(self) -> None:
        assert self.head is not None
        self._facts.opened[self.plan.key] = self.head.isChecked()
        if self._facts.wanted is None:
            self.refresh()
        else:
            self._body.setVisible(self.head.isChecked())
            self._say()

    def retire(self) -> None:
        """Give the names up: another form is shown, and this one is being deleted in slices.

        Taking it out of its parent instead would restyle every widget in it.
        """
        if self.head is not None:
            self.head.setObjectName("")
        if self.slot is not None:
            self.slot.setObjectName("")
        for row in self.rows.values():
            row.retire()
        for section in self.sections:
            section.retire()

    # -- showing the present state -----------------------------------------------------------

    def refresh(self) -> None:
        """Take values, problems and visibility from the facts, here and in the folds inside."""
        wanted = self._facts.wanted
        opened = self.is_open
        self._body.setVisible(opened)
        if opened and not self._begun:
            self._facts.build(self)
        for row in self.rows.values():
            self.refresh_row(row)
        for section in self.sections:
            section.refresh()
        if self.plan.key:
            self.setVisible(wanted is None or bool(self.plan.paths & wanted))
        if self.slot is not None and self.plan.field is not None:
            self._show_slot(self.slot, self.plan.field)
        self._say()

    def refresh_row(self, row: FieldRow) -> None:
        """Show in one row what its field holds now."""
        facts, field = self._facts, row.field
        if field.path not in facts.broken:  # what somebody typed is mended by them, not wiped
            row.set_value(overrides.value_of(field, facts.given), field.path in facts.changed)
        row.judge(facts.problems.get(field.path, ()))
        row.hint(facts.computed.get(field.path, ""))
        row.setVisible(facts.wanted is None or field.path in facts.wanted)

    def judge(self) -> None:
        """Show problems, marks and computed values without touching what is being typed."""
        facts = self._facts
        for path, row in self.rows.items():
            row.judge(facts.problems.get(path, ()))
            row.hint(facts.computed.get(path, ""))
            row.set_changed(path in facts.changed)
        for section in self.sections:
            section.judge()
        self._say()

    def _say(self) -> None:
        if self.head is None:
            return
        paths, facts = self.plan.paths, self._facts
        opened = not self._body.isHidden()
        parts = [self.plan.title]
        bad = sum(len(facts.problems[path]) for path in paths & facts.problems.keys())
        changed = len(paths & facts.changed)
        if bad:
            parts.append(f"✕ {bad}")
        if changed:
            parts.append(f"{MARK} {changed}")
        if self.plan.field is not None and self.plan.field.model_type:
            parts.append(self.plan.field.model_type)
        sign = "▾" if opened else "▸"
        self.head.say(f"{sign} " + " · ".join(parts))
        self.head.setToolTip(describe(self.plan.field) if self.plan.field else self.plan.hint)
        self.head.setChecked(opened)
        spoken = [self.plan.title, numbers.ntr("{count} setting", "{count} settings", len(paths))]
        if changed:
            spoken.append(numbers.ntr("{count} changed", "{count} changed", changed))
        if bad:
            spoken.append(numbers.ntr("{count} problem", "{count} problems", bad))
        self.head.setAccessibleName(", ".join(spoken))
        self.head.setAccessibleDescription(tr("open") if opened else tr("closed"))

    # -- the slot of a sub-config ------------------------------------------------------------

    def _slot_row(self, field: FormField) -> QHBoxLayout:
        box = self.slot = ChoiceBox()
        box.setObjectName(f"field.{field.path}")
        box.setToolTip(tr("Model type of {path}", path=field.path))
        if field.optional:
            box.addItem("empty", None)
        types = field.model_types or ((field.model_type,) if field.model_type else ())
        for name in types:
            box.addItem(name, name)
        box.activated.connect(self._choose)
        self._show_slot(box, field)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(label(tr("model type"), "small"))
        line.addWidget(box, 1)
        return line

    def _show_slot(self, box: ChoiceBox, field: FormField) -> None:
        given = overrides.value_of(field, self._facts.given)
        if isinstance(given, dict):
            name = given.get("model_type") or field.model_type
        else:
            name = field.model_type if overrides.loads(field.value) is not None else None
        place = box.findData(name)
        if place < 0 and name:
            box.addItem(name, name)
            place = box.count() - 1
        box.setCurrentIndex(place)

    @Slot()
    def _choose(self) -> None:
        assert self.slot is not None
        assert self.plan.field is not None
        name = self.slot.currentData()
        value = None if name is None else {"model_type": name}
        self.edited.emit(FieldChange(self.plan.field.path, Reading(value)))

    @property
    def focusables(self) -> Iterator[QWidget]:
        """What Tab stops at, in order."""
        if self.head is not None:
            yield self.head
        if self.slot is not None:
            yield self.slot
        for row in self.rows.values():
            yield from row.focusables
        for section in self.sections:
            yield from section.focusables
