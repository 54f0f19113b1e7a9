"""One field of the form: its name and meaning, its editor, a mark when changed, its problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.app.theme import Theme
from explorer.features.create.protocol.config import FormField, Problem
from explorer.features.create.view import overrides
from explorer.features.create.view.form.field_editors import (
    LineEditor,
    as_widget,
    is_wide,
    make_editor,
)
from explorer.features.create.view.form.field_values import Reading, shown_number
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import set_bad, set_tip, tip

_MOST_SUGGESTIONS = 4
MARK = "●"
_MAY_BREAK = "\N{ZERO WIDTH SPACE}"
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_SMALLER = 13, 12, 11
"""Sizes of a changed name that has no room in bold."""
_ONE_LINE = 10_000
"""Pixels that are wide enough for any name and its meaning."""


@dataclass(frozen=True)
class FieldChange:
    """A person changed an editor: what it holds now, or why that is no value."""

    path: str
    reading: Reading


class Caption(QWidget):
    """A name over what it means, painted: a form of labels would be built twice as slowly.

    What does not fit on a line continues below; a name breaks after its underscores.
    """

    def __init__(self, look: Theme, name: str, plain: str) -> None:
        super().__init__()
        self._look, self._plain = look, plain
        self._name = name.replace("_", f"_{_MAY_BREAK}")
        self._changed = False
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_changed(self, changed: bool) -> None:
        """Show the mark, or take it away."""
        if changed != self._changed:
            self._changed = changed
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size takes another height."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """As high as both texts; with room for the mark, so that a change moves nothing."""
        plain = self._height(width, self._plain_font)
        return max(plain, self._height(width, self._marked(width), changed=True))

    def sizeHint(self) -> QSize:
        """One line each; where that does not do, `heightForWidth` says more."""
        return QSize(1, self.heightForWidth(_ONE_LINE))

    def minimumSizeHint(self) -> QSize:
        """Never clipped in height."""
        return self.sizeHint()

    @property
    def _plain_font(self) -> QFont:
        return self._look.font(13)

    def _marked(self, width: int) -> QFont:
        """Of a changed field: smaller before its name takes another line, for which an unchanged
        one would have to keep a gap."""
        least = self._height(width, self._plain_font)
        fonts = (self._look.font(13, bold=True), *map(self._look.font, _SMALLER))

        def fits(font: QFont) -> bool:
            return self._height(width, font, changed=True) <= least

        return next((font for font in fonts if fits(font)), fonts[0])

    def _height(self, width: int, font: QFont, *, changed: bool = False) -> int:
        return sum(rect.height() for rect in self._lines(width, font, changed))

    def _lines(self, width: int, font: QFont, changed: bool) -> tuple[QRect, QRect]:
        """Where the name is, right of its mark, and its meaning."""
        metrics = QFontMetrics(font)
        mark = metrics.horizontalAdvance(f"{MARK} ") if changed else 0
        room = QRect(0, 0, max(1, width), 10_000)
        name_room = QRect(mark, 0, max(1, width - mark), room.height())
        name = metrics.boundingRect(name_room, _WRAPPED, self._name)
        name.setHeight(max(name.height(), QFontMetrics(self._plain_font).height()))
        if not self._plain:
            return name, QRect()
        plain = QFontMetrics(self._look.font(11)).boundingRect(room, _WRAPPED, self._plain)
        return name, plain.translated(0, name.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The name, bold and with a mark when changed, and the meaning."""
        look = self._look
        with QPainter(self) as painter:
            font = self._marked(self.width()) if self._changed else self._plain_font
            name, plain = self._lines(self.width(), font, self._changed)
            painter.setFont(font)
            painter.setPen(look.colour("text"))
            name.setRight(self.width())
            painter.drawText(name, _WRAPPED, self._name)
            if self._changed:
                painter.setPen(look.colour("accent"))
                painter.drawText(QRect(0, 0, name.left(), name.height()), _WRAPPED, MARK)
            painter.setFont(look.font(11))
            painter.setPen(look.colour("muted"))
            plain.setWidth(self.width())
            painter.drawText(plain, _WRAPPED, self._plain)


class Problems(QWidget):
    """Sentences about one field, each with buttons for values that would do."""

    suggested = Signal(str, str)

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        if any(problem.level == "error" for problem in problems):
            self.setObjectName("fieldErrors")
        column = packed(QVBoxLayout(self), gap=3, margins=(0, 0, 0, 4))
        for problem in problems:
            bad = problem.level == "error"
            sign = "✕" if bad else "⚠"
            problem_label = label(
                f"{sign} {problem.sentence}", "error" if bad else "warning", wrap=True
            )
            if problem.details:
                set_tip(problem_label, problem.details[:2000])
            column.addWidget(problem_label)
            if problem.suggestions or problem.elsewhere:
                row = FlowLayout(gap=4)
                for text in problem.suggestions[:_MOST_SUGGESTIONS]:
                    row.addWidget(self._suggestion(problem.path, text))
                for way in problem.elsewhere[:_MOST_SUGGESTIONS]:
                    row.addWidget(self._suggestion(way.path, way.value, named=True))
                column.addLayout(row)

    def _suggestion(self, path: str, text: str, *, named: bool = False) -> QWidget:
        shown = shown_number(overrides.loads(text)) or tr("empty")
        shown = shown if len(shown) <= 28 else shown[:27] + "…"
        name = path.rpartition(".")[2]
        suggestion_button = with_names(
            button(f"{name} {shown}" if named else shown, "suggestion"),
            f"suggest.{path}",
            tr("Set {field} to {value}", value=shown, field=path),
        )
        set_tip(suggestion_button, tr("Set {field} to {value}", value=shown, field=path))
        suggestion_button.setProperty("path", path)
        suggestion_button.setProperty("json", text)
        suggestion_button.clicked.connect(self._clicked)
        return suggestion_button

    @Slot()
    def _clicked(self) -> None:
        suggestion_button = self.sender()
        self.suggested.emit(suggestion_button.property("path"), suggestion_button.property("json"))


class FieldRow(QWidget):
    """`edited` carries a FieldChange, `suggested` a path and JSON, `reset_wanted` the path.

    `finished` fires when a person leaves a line.
    """

    edited = Signal(object)
    finished = Signal()
    suggested = Signal(str, str)
    reset_wanted = Signal(str)

    def __init__(self, look: Theme, field: FormField) -> None:
        super().__init__()
        self.field = field
        self._look = look
        self._reset: QToolButton | None = None
        self._problems: Problems | None = None
        self._told: tuple[Problem, ...] = ()
        self._judged: tuple[Problem, ...] = ()
        self.caption = Caption(look, field.name, field.plain)
        self.caption.setToolTip(describe(field))
        self.editor = make_editor(field)
        self._widget = with_names(as_widget(self.editor), f"field.{field.path}", field.path)
        self._widget.setAccessibleDescription(field.plain or field.description)
        self.editor.edited.connect(self._edited)
        if isinstance(self.editor, LineEditor):
            self.editor.editingFinished.connect(self.finished)
        self._wide = is_wide(field)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 12)
        grid.setColumnStretch(1, 7)
        grid.addWidget(self.caption, 0, 0)
        self._beside = QHBoxLayout()  # the way back takes its room from the editor alone
        self._beside.setSpacing(2)
        grid.addLayout(self._beside, 0, 1, Qt.AlignmentFlag.AlignTop)
        if self._wide:
            grid.addWidget(self._widget, 1, 0, 1, 2)
        else:
            self._beside.addWidget(self._widget, 1)

    def set_value(self, value: Any, changed: bool) -> None:
        """Show a value, and whether it is another than the default."""
        self.editor.set_value(value)
        self._told = ()
        self.set_changed(changed)
        self._show_problems()

    def set_changed(self, changed: bool) -> None:
        """Mark the row as changed, with a way back."""
        self.caption.set_changed(changed)
        if changed and self._reset is None:
            self._reset = self._make_reset()
            self._beside.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignRight)
        if self._reset is not None:
            self._reset.setVisible(changed)

    def hint(self, text: str) -> None:
        """What the class computes where the editor is empty."""
        self.editor.hint(text or ("empty" if self.field.optional else ""))

    def retire(self) -> None:
        """Give the name up to the row of another form."""
        self._widget.setObjectName("")
        if self._reset is not None:
            self._reset.setObjectName("")

    def judge(self, problems: tuple[Problem, ...]) -> None:
        """Show what the last check said of this field."""
        if problems != self._judged:
            self._judged = problems
            self._show_problems()

    @property
    def focusables(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in order."""
        inside = self._problems.findChildren(QWidget) if self._problems is not None else []
        stops = [widget for widget in inside if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
        return (self._widget, *((self._reset,) if self._reset is not None else ()), *stops)

    @Slot()
    def _edited(self) -> None:
        reading = self.editor.read()
        problems: tuple[Problem, ...] = ()
        if reading.problem:
            offered = tuple(dict.fromkeys((*reading.suggestions, self.field.default)))
            problems = (Problem(self.field.path, reading.problem, offered, source="json"),)
        if problems != self._told:
            self._told = problems
            self._show_problems()
        self.edited.emit(FieldChange(self.field.path, reading))

    @Slot()
    def _want_reset(self) -> None:
        self._widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reset_wanted.emit(self.field.path)

    def _make_reset(self) -> QToolButton:
        reset_button = QToolButton()
        reset_button.setText("↺")
        reset_button.setProperty("role", "link")
        reset_button.setObjectName(f"reset.{self.field.path}")
        default = shown_number(overrides.loads(self.field.default)) or tr("empty")
        set_tip(reset_button, tr("Back to the default: {default}", default=default[:200]))
        reset_button.setAccessibleName(tr("Reset {path}", path=self.field.path))
        reset_button.clicked.connect(self._want_reset)
        return reset_button

    def _show_problems(self) -> None:
        problems = self._told or self._judged
        if self._problems is not None:
            self._problems.hide()
            self._problems.deleteLater()
            self._problems = None
        set_bad(self._widget, any(problem.level == "error" for problem in problems))
        description = " ".join(item.sentence for item in problems)
        self._widget.setAccessibleDescription(
            description or self.field.plain or self.field.description
        )
        if problems:
            self._problems = Problems(problems)
            self._problems.suggested.connect(self.suggested)
            self._grid.addWidget(self._problems, 2, 0, 1, 2)

    @property
    def has_problems(self) -> bool:
        """Whether something is said below the editor."""
        return self._problems is not None

    def focus(self) -> None:
        """Put the cursor into the editor."""
        self._widget.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.editor, LineEditor):
            self.editor.selectAll()


def describe(field: FormField) -> str:
    """The tool tip of a field: everything that is known about it."""
    default = shown_number(overrides.loads(field.default)) or tr("empty")
    facts = [tr("Default: {default}", default=default[:200])]
    if field.type_text:
        facts.append(tr("type: {type_text}", type_text=field.type_text))
    if field.low is not None and field.high is not None:
        facts.append(tr("from {low:g} to {high:g}", low=field.low, high=field.high))
    elif field.low is not None:
        facts.append(tr("at least {low:g}", low=field.low))
    elif field.high is not None:
        facts.append(tr("at most {high:g}", high=field.high))
    if field.choices and field.kind in ("rope", "list"):
        facts.append(tr("may be {choices}", choices=numbers.either(field.choices)))
    if field.aliases:
        facts.append(tr("also called {aliases}", aliases=numbers.joined(field.aliases)))
    meaning = field.description if field.description != field.plain else ""
    return tip(field.path, field.plain, meaning[:1500], " · ".join(facts))
