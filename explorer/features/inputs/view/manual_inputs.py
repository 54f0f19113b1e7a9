"""Input IDs, mask, token types and positions as editable lists of lists."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.app.theme import Theme
from explorer.features.inputs.view.ids_text import (
    MOST_CHARACTERS,
    Rows,
    counted,
    ones,
    padded,
    ragged,
    read_ids,
    read_rows,
    rows_of,
    same_form,
    too_long,
    written,
)
from explorer.protocol.run import ManualInputs, Token
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import set_bad


class IdsEdit(QPlainTextEdit):
    """A list of lists, a few lines high; Tab leaves it. `refused` carries why a paste was not."""

    refused = Signal(str)

    def __init__(
        self,
        look: Theme,
        name: str = "idsEdit",
        spoken: str = tr("Input IDs, as lists of numbers"),
        hint: str = "[[101, 7592, 999, 102]]",
        lines: int = 3,
    ) -> None:
        super().__init__()
        self._look, self._lines = look, lines
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._size)
        self._size()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste, unless it is so long that the window would stand still."""
        length = len(source.text())
        if length > MOST_CHARACTERS:
            self.refused.emit(tr("Nothing was pasted. {length}", length=too_long(length)))
        else:
            super().insertFromMimeData(source)

    @Slot()
    def _size(self) -> None:
        self.setFixedHeight(self.fontMetrics().height() * self._lines + self._look.units(16))


class ManualInputField(QWidget):
    """All that a person may write instead of text. `problem` carries a sentence, or nothing."""

    problem = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.pad_id = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.ids = IdsEdit(look)
        self.attended = IdsEdit(
            look, "maskEdit", tr("Attention mask, as lists of 0 and 1"), tr("Empty: all 1"), 2
        )
        self.types = IdsEdit(
            look,
            "typesEdit",
            tr("Token types, as lists of numbers"),
            tr("Empty: as the model has it"),
            2,
        )
        self.positions = IdsEdit(
            look,
            "positionsEdit",
            tr("Position IDs, as lists of numbers"),
            tr("Empty: 0, 1, 2, … from the first token that the mask shows"),
            2,
        )
        column.addWidget(self.ids)
        column.addLayout(self._padding())
        named = (
            (self.attended, tr("Attention mask: 1 is read, 0 is hidden"), self._fill_mask),
            (self.types, tr("Token type IDs: 0 for text A, 1 for text B"), self._fill_types),
            (self.positions, tr("Position IDs: where each token stands"), self._fill_positions),
        )
        for edit, text, fill in named:
            column.addLayout(self._line(edit, text, fill))
            column.addWidget(edit)
        for ids_edit in (self.ids, self.attended, self.types, self.positions):
            ids_edit.refused.connect(self.problem)
            ids_edit.textChanged.connect(self._edited)

    def _padding(self) -> FlowLayout:
        flow = FlowLayout()
        self.pad_right = button(tr("Pad on the right"), "link", name="padRightButton")
        self.pad_left = button(tr("Pad on the left"), "link", name="padLeftButton")
        self.pad_right.clicked.connect(self._pad_right)
        self.pad_left.clicked.connect(self._pad_left)
        for push_button in (self.pad_right, self.pad_left):
            push_button.setToolTip(
                tr("Fill the shorter rows up to one length, and hide that with the mask")
            )
            flow.addWidget(push_button)
        return flow

    def _line(self, edit: IdsEdit, text: str, fill: Callable[[], None]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(label(text, "muted", wrap=True), 1)
        push_button: QPushButton = button(tr("Fill in"), "link", name=f"{edit.objectName()}.fill")
        push_button.setAccessibleName(tr("Fill in: {text}", text=text.partition(":")[0]))
        push_button.setToolTip(tr("Write the usual values for these input IDs, to change them"))
        push_button.clicked.connect(fill)
        line.addWidget(push_button)
        return line

    # -- reading -----------------------------------------------------------------------------

    def read(self) -> tuple[Rows, ManualInputs, str]:
        """Input IDs, what stands beside them, and a sentence where something is impossible."""
        entries = []
        problem = ""
        for edit, what in (
            (self.ids, ""),
            (self.attended, tr("numbers of the attention mask")),
            (self.types, tr("token types")),
            (self.positions, tr("position IDs")),
        ):
            text = edit.toPlainText()
            rows, wrong = read_rows(text, what) if what else read_ids(text)
            set_bad(edit, bool(wrong))
            problem = problem or wrong
            entries.append(rows)
        if not problem:
            problem = ragged(entries[0])
            set_bad(self.ids, bool(problem))
        self.problem.emit(problem)
        return entries[0], ManualInputs(*entries[1:]), problem

    def write(self, rows: tuple[tuple[Token, ...], ...]) -> None:
        """Show what these tokens were given as; what is usual stays empty."""
        self.ids.setPlainText(written(tuple(tuple(token.id for token in row) for row in rows)))
        mask = tuple(tuple(int(item.attended) for item in row) for row in rows)
        types = tuple(tuple(max(0, entry.type) for entry in row) for row in rows)
        self.attended.setPlainText(written(mask) if any(0 in row for row in mask) else "")
        self.types.setPlainText(written(types) if any(any(row) for row in types) else "")
        self.positions.setPlainText("")

    # -- filling in --------------------------------------------------------------------------

    @Slot()
    def _edited(self) -> None:
        edit = self.sender()
        if isinstance(edit, IdsEdit):
            set_bad(edit, bad=False)
        self.problem.emit("")

    def _usual(self, edit: IdsEdit, values: Callable[[Rows], Rows]) -> None:
        rows, wrong = read_ids(self.ids.toPlainText())
        if wrong:
            self.problem.emit(wrong)
            return
        edit.setPlainText(written(values(rows)))

    @Slot()
    def _fill_mask(self) -> None:
        self._usual(self.attended, ones)

    @Slot()
    def _fill_types(self) -> None:
        self._usual(self.types, lambda rows: tuple((0,) * len(row) for row in rows))

    @Slot()
    def _fill_positions(self) -> None:
        masks, _ = read_rows(self.attended.toPlainText(), "mask")
        self._usual(
            self.positions, lambda rows: counted(masks if same_form(masks, rows) else ones(rows))
        )

    @Slot()
    def _pad_right(self) -> None:
        self._pad(left=False)

    @Slot()
    def _pad_left(self) -> None:
        self._pad(left=True)

    def _pad(self, *, left: bool) -> None:
        rows, wrong = read_ids(self.ids.toPlainText())
        if wrong:
            self.problem.emit(wrong)
            return
        entries = [read_rows(edit.toPlainText(), "")[0] for edit in (self.types, self.positions)]
        entries = [each if same_form(each, rows) else () for each in entries]
        masks, _ = read_rows(self.attended.toPlainText(), "mask")
        if same_form(masks, rows):  # take the old padding off first, so that it can move
            rows = rows_of(rows, masks)
            entries = [rows_of(each, masks) for each in entries]
        filled, mask = padded(rows, self.pad_id, left=left)
        self.ids.setPlainText(written(filled))
        self.attended.setPlainText(written(mask) if any(0 in row for row in mask) else "")
        for edit, each in zip((self.types, self.positions), entries, strict=True):
            edit.setPlainText(written(padded(each, 0, left=left)[0]) if each else "")
