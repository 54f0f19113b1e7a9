"""The config as JSON, to read and to edit: slips and unknown keys are marked with a sentence."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.boundary.plain_json import JsonProblem, key_pattern, read_object
from explorer.text import numbers
from explorer.text.numbers import ntr
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.small_controls import set_bad
from explorer.widgets.timer import single_shot
from explorer.widgets.untrusted_text import plain_tip

_PAUSE_MS = 250
_MOST_MARKS = 200


class JsonEdit(QPlainTextEdit):
    """The text. Ctrl+Return fires `applied`."""

    applied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Return applies; everything else is typed."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.applied.emit()
        else:
            super().keyPressEvent(event)


class JsonView(QWidget):
    """`applied` carries the text of a well-formed object that a person wants to use.

    `changed` fires when there begins or ends to be something that was not applied yet.
    """

    applied = Signal(str)
    changed = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._shown = ""
        self._whole = "{}"
        self._dirty = False
        self._unknown: tuple[str, ...] = ()
        self._fields: Collection[str] = ()
        self.edit = with_names(JsonEdit(), "configJson", tr("The config as JSON"))
        self.edit.setTabChangesFocus(True)
        self.edit.setMinimumWidth(1)
        self.edit.applied.connect(self.apply)
        self.edit.textChanged.connect(self._typed)
        self._printed = ""
        self.form = ComboBox("jsonForm", tr("Which text of the config is shown"), most=34)
        self.form.offer([tr("As a dictionary, to edit"), "print(config)"], 0)
        self.form.activated.connect(self._turn)
        self.told = label("", "small", wrap=True, name="jsonStatus")
        self.apply_button = button(
            tr("Apply"), name="applyJson", tip=tr("Use this text as the settings (Ctrl+Return)")
        )
        self.apply_button.clicked.connect(self.apply)
        self.drop_button = button(
            tr("Discard"), "link", name="discardJson", tip=tr("Back to the settings as they are")
        )
        self.drop_button.clicked.connect(self.discard)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.drop_button)
        line.addStretch(1)
        line.addWidget(self.apply_button)
        column = packed(QVBoxLayout(self), self.form, gap=6)
        column.addWidget(self.edit, 1)
        column.addWidget(self.told)
        column.addLayout(line)
        self._pause = single_shot(self, _PAUSE_MS, self._judge)
        look.changed.connect(self._restyle)
        self._restyle()
        self._allow()

    @property
    def is_dirty(self) -> bool:
        """Whether there is text that was not applied."""
        return self._dirty

    @property
    def is_printed(self) -> bool:
        """Whether the config is shown as Python prints it, to read and not to edit."""
        return self.form.currentIndex() == 1

    @Slot()
    def _turn(self) -> None:
        """Show the other text of the same settings."""
        self.show_text(self._whole, self._unknown, self._printed, self._fields)

    @property
    def text(self) -> str:
        """What is written now."""
        return self.edit.toPlainText()

    def show_text(
        self,
        text: str,
        unknown: tuple[str, ...] = (),
        printed: str = "",
        fields: Collection[str] = (),
    ) -> None:
        """Show the settings, unless a person is in the middle of changing them.

        `printed` is what `print(config)` shows of them, where a config could be built; `fields` are
        the paths that the form has, without which every key is a setting.
        """
        self._unknown, self._printed, self._fields = unknown, printed, fields
        if self._dirty:
            return
        self._whole = text
        as_printed = self.is_printed
        self.edit.setReadOnly(as_printed)
        pretty = (
            (printed or tr("There is no config to print yet.")) if as_printed else _pretty(text)
        )
        self._shown = pretty
        if pretty != self.text:
            place = self.edit.verticalScrollBar().value()
            self.edit.setPlainText(pretty)
            self.edit.verticalScrollBar().setValue(place)
        self._pause.stop()
        self._set_dirty(False)
        self._judge()

    def settle(self) -> None:
        """What was applied became the settings: the text may be replaced again."""
        self._set_dirty(False)

    def refuse(self, sentence: str) -> None:
        """Tell why an applied text cannot be used; it stays to be mended."""
        self._set_dirty(True)
        self._tell(sentence, bad=True)

    @Slot()
    def apply(self) -> None:
        """Use the text, if it is well formed; else put the cursor where it is not."""
        self._pause.stop()
        if self._judge():
            self.applied.emit(self.text)
        elif marks := self.edit.extraSelections():
            cursor = self.edit.textCursor()
            cursor.setPosition(marks[0].cursor.selectionStart())
            self.edit.setTextCursor(cursor)
            self.edit.setFocus()

    @Slot()
    def discard(self) -> None:
        """Back to the settings as they are."""
        self._set_dirty(False)
        self.show_text(self._whole, self._unknown, self._printed, self._fields)

    def read(self) -> dict[str, Any] | JsonProblem:
        """The object that is written, or what is wrong with it."""
        return read_object(self.text)

    @Slot()
    def _typed(self) -> None:
        self._set_dirty(self.text != self._shown)
        self._pause.start()

    @Slot()
    def _judge(self) -> bool:
        if self.is_printed:
            self._mark([])
            self._tell(
                tr(
                    "What print(config) shows: the settings of this class, the common ones that "
                    "were changed, and the version of transformers."
                ),
                bad=False,
            )
            return False
        read = self.read()
        if isinstance(read, JsonProblem):
            self._tell(read.sentence, bad=True)
            self._mark([(read.start, read.end)] if read.end else [])
            return False
        spots = self._spots(self._unknown)
        self._mark(spots)
        if spots:
            names = numbers.joined([f'"{path}"' for path in self._unknown[:4]])
            self._tell(
                ntr(
                    "{field} is not a setting of this config. transformers would store it and do "
                    "nothing with it.",
                    "{field} are not settings of this config. transformers would store them and "
                    "do nothing with them.",
                    len(self._unknown),
                    field=names,
                ),
                bad=True,
            )
        elif self._dirty:
            self._tell(tr("Apply uses this text as the settings."), bad=False)
        else:
            self._count(read)
        return True

    def _count(self, read: dict[str, Any]) -> None:
        """Say how many settings there are, by the form's count, and what the JSON has besides."""
        known, others = _sorted_keys(read, self._fields)
        settings = ntr("{count} setting", "{count} settings", known)
        self._mark(self._spots(others), quiet=True)
        if not others:
            self._tell(settings, bad=False)
            return
        more = ntr(
            "Only the JSON has the {count} entry with a dotted line: transformers keeps it by "
            "itself.",
            "Only the JSON has the {count} entries with a dotted line: transformers keeps them by "
            "itself.",
            len(others),
        )
        sentence = tr("{settings}, as in the form. {more}", settings=settings, more=more)
        self._tell(sentence, bad=False)
        self.told.setToolTip(plain_tip(numbers.joined(others)))

    def _spots(self, paths: Sequence[str]) -> list[tuple[int, int]]:
        """Where these keys are in the text."""
        text = self.text
        names = dict.fromkeys(path.rpartition(".")[2] for path in paths)
        return [match.span() for name in names for match in key_pattern(name).finditer(text)]

    def _tell(self, sentence: str, *, bad: bool) -> None:
        self.told.setText(f"✕ {sentence}" if bad else sentence)
        self.told.setToolTip("")
        if self.told.property("role") != ("error" if bad else "small"):
            self.told.setProperty("role", "error" if bad else "small")
            self.told.style().unpolish(self.told)
            self.told.style().polish(self.told)
        self.edit.setAccessibleDescription(sentence)
        set_bad(self.edit, bad)

    def _mark(self, spots: list[tuple[int, int]], *, quiet: bool = False) -> None:
        """Mark what is wrong, or quietly what is only here."""
        mark = QTextCharFormat()
        if quiet:
            mark.setForeground(self._look.colour("muted"))
            mark.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            mark.setUnderlineColor(self._look.colour("muted"))
        else:
            mark.setBackground(self._look.colour("bad_back"))
            mark.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            mark.setUnderlineColor(self._look.colour("bad"))
        selections = []
        for start, end in spots[:_MOST_MARKS]:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.edit.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format = mark
            selections.append(selection)
        self.edit.setExtraSelections(selections)

    def _set_dirty(self, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self._allow()
            self.changed.emit()

    def _allow(self) -> None:
        self.form.setEnabled(not self._dirty)  # first use the text, or discard it
        self.apply_button.setEnabled(self._dirty)
        self.drop_button.setEnabled(self._dirty)

    @Slot()
    def _restyle(self) -> None:
        self.edit.setFont(self._look.font(12, fixed=True))


def _sorted_keys(
    values: dict[str, Any], fields: Collection[str], prefix: str = ""
) -> tuple[int, list[str]]:
    """How many keys are fields, those of sub-configs included, and the paths of the others."""
    known, others = 0, list[str]()
    for key, value in values.items():
        path = f"{prefix}{key}"
        if fields and path not in fields:
            others.append(path)
            continue
        known += 1
        if isinstance(value, dict) and any(each.startswith(f"{path}.") for each in fields):
            more, beyond = _sorted_keys(value, fields, f"{path}.")
            known += more
            others += beyond
    return known, others


def _pretty(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
