"""Input IDs, mask, token types and positions as editable lists of lists."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
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
    unpadded,
    written,
)
from explorer.protocol.model import BESIDE_IDS
from explorer.protocol.run import NOTHING_BY_HAND, ManualInputs, Token
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import ElidedButton, set_bad


class IdsEdit(QPlainTextEdit):
    """A list of lists, a few lines high; Tab leaves it. `refused` carries why a paste was not.

    `entered` is Return where the list is whole; in the middle of one it begins a line, and so does
    Shift+Return anywhere.
    """

    refused = Signal(str)
    entered = Signal()

    def __init__(
        self,
        look: Theme,
        name: str = "idsEdit",
        spoken: str = tr("Input IDs, as lists of numbers"),
        hint: str = "[[1, 2, 3]]",  # small: every model knows these
        lines: int = 3,
    ) -> None:
        super().__init__()
        self._look, self._lines = look, lines
        with_names(self, name, spoken)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._size)
        self._size()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste, unless it is so long that the window would freeze."""
        length = len(source.text())
        if length > MOST_CHARACTERS:
            self.refused.emit(tr("Nothing was pasted. {length}", length=too_long(length)))
        else:
            super().insertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return enters what is whole."""
        written = self.toPlainText()
        is_whole = bool(written.strip()) and written.count("[") == written.count("]")
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enters and is_whole and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _size(self) -> None:
        self.setFixedHeight(self.fontMetrics().height() * self._lines + self._look.units(16))


def as_written(rows: tuple[tuple[Token, ...], ...]) -> tuple[Rows, ManualInputs]:
    """What a person would write by hand for these tokens; what is usual stays empty."""
    mask = tuple(tuple(int(token.attended) for token in row) for row in rows)
    types = tuple(tuple(max(0, token.type) for token in row) for row in rows)
    return tuple(tuple(token.id for token in row) for row in rows), ManualInputs(
        attention_mask=mask if any(0 in row for row in mask) else (),
        token_type_ids=types if any(any(row) for row in types) else (),
    )


class ManualInputField(QWidget):
    """All that a person may write instead of text. `problem` carries a sentence, or nothing.

    `pad_id` is what the model is padded with, -1 where nothing says so: 0 fills up then.
    """

    problem = Signal(str)
    changed = Signal()
    entered = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.pad_id = -1
        self._offered: tuple[str, ...] = BESIDE_IDS
        column = packed(QVBoxLayout(self), gap=4)
        self.ids = IdsEdit(look)
        self.attended = IdsEdit(
            look, "maskEdit", tr("Attention mask, as lists of 0 and 1"), tr("Empty: all 1"), 2
        )
        self.types = IdsEdit(
            look,
            "typesEdit",
            tr("Token types, as lists of numbers"),
            tr("Empty: the model's default"),
            2,
        )
        self.positions = IdsEdit(
            look,
            "positionsEdit",
            tr("Position IDs, as lists of numbers"),
            tr("Empty: 0, 1, 2, … from the first token that the mask shows"),
            2,
        )
        self._column = column
        column.addWidget(self.ids)
        column.addLayout(self._padding())
        self.more = with_names(ElidedButton("", "fold"), "moreInputsButton")
        self.more.setCheckable(True)
        self.others = QWidget()
        self.more.toggled.connect(self._show_others)
        column.addWidget(self.more)
        column.addWidget(self.others)
        below = packed(QVBoxLayout(self.others), gap=4)
        named = (
            (self.attended, tr("Attention mask: 1 is read, 0 is hidden"), self._fill_mask),
            (self.types, tr("Token type IDs: 0 for text A, 1 for text B"), self._fill_types),
            (self.positions, tr("Position IDs: the position of each token"), self._fill_positions),
        )
        self._beside: dict[str, tuple[IdsEdit, QWidget]] = {}
        for name, (edit, text, fill) in zip(BESIDE_IDS, named, strict=True):
            line = self._line(edit, text, fill)
            below.addWidget(line)
            below.addWidget(edit)
            self._beside[name] = edit, line
            edit.textChanged.connect(self._open_written)
        for ids_edit in (self.ids, self.attended, self.types, self.positions):
            ids_edit.refused.connect(self.problem)
            ids_edit.entered.connect(self.entered)
            ids_edit.textChanged.connect(self._edited)
            ids_edit.textChanged.connect(self.changed)
        self._show_others(False)

    @Slot(bool)
    def _show_others(self, on: bool) -> None:
        """Show what goes with the input IDs, which most people leave as it is."""
        self.others.setVisible(on)
        names = (tr("attention mask"), tr("token types"), tr("positions"))
        offered = (
            name for name, key in zip(names, BESIDE_IDS, strict=True) if key in self._offered
        )
        what = numbers.capital(", ".join(offered))
        self.more.say(f"{'▾' if on else '▸'} {what}")
        self.more.setAccessibleName(what)
        self.more.setAccessibleDescription(tr("open") if on else tr("closed"))

    def offer(self, names: tuple[str, ...]) -> None:
        """Offer those of BESIDE_IDS that the model takes; what was in the others goes."""
        self._offered = names
        for name, (edit, line) in self._beside.items():
            edit.setVisible(name in names)
            line.setVisible(name in names)
            if name not in names:
                edit.clear()
        self.more.setVisible(bool(names))
        self._show_others(self.more.isChecked() and bool(names))

    @Slot()
    def _open_written(self) -> None:
        """What is written is never hidden."""
        if any(edit.toPlainText() for edit in (self.attended, self.types, self.positions)):
            self.more.setChecked(True)

    def add_below_ids(self, widget: QWidget) -> None:
        """Show a widget directly below the input IDs."""
        self._column.insertWidget(self._column.indexOf(self.ids) + 1, widget)

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

    def _line(self, edit: IdsEdit, text: str, fill: Callable[[], None]) -> QWidget:
        holder = QWidget()
        line = packed(QHBoxLayout(holder))
        line.addWidget(label(text, "muted", wrap=True), 1)
        push_button: QPushButton = button(tr("Fill in"), "link", name=f"{edit.objectName()}.fill")
        push_button.setAccessibleName(tr("Fill in: {inputs}", inputs=text.partition(":")[0]))
        push_button.setToolTip(tr("Write the usual values for these input IDs, to change them"))
        push_button.clicked.connect(fill)
        line.addWidget(push_button)
        return holder

    # -- reading -----------------------------------------------------------------------------

    def read(self) -> tuple[Rows, ManualInputs, str]:
        """Input IDs, what goes with them, and a sentence where something is impossible: shown."""
        entries = self._entries()
        for edit, _, wrong in entries:
            set_bad(edit, bool(wrong))
        problem = next((wrong for _, _, wrong in entries if wrong), "")
        if not problem:
            problem = ragged(entries[0][1])
            set_bad(self.ids, bool(problem))
        self.problem.emit(problem)
        ids, *others = (rows for _, rows, _ in entries)
        return ids, ManualInputs(*others), problem

    @property
    def wrong(self) -> str:
        """Why what is written cannot run, as a sentence; nothing is marked for it."""
        entries = self._entries()
        return next((wrong for _, _, wrong in entries if wrong), "") or ragged(entries[0][1])

    def shows(self, ids: Rows, inputs: ManualInputs) -> bool:
        """Whether exactly this is written here."""
        entries = self._entries()
        written_rows, *others = (rows for _, rows, _ in entries)
        return not any(wrong for _, _, wrong in entries) and (
            (written_rows, ManualInputs(*others)) == (ids, inputs)
        )

    def _entries(self) -> list[tuple[IdsEdit, Rows, str]]:
        """Each editor, its rows, and what is wrong with them."""
        named = (
            (self.attended, tr("numbers of the attention mask")),
            (self.types, tr("token types")),
            (self.positions, tr("position IDs")),
        )
        others = [(edit, *read_rows(edit.toPlainText(), what)) for edit, what in named]
        return [(self.ids, *read_ids(self.ids.toPlainText())), *others]

    def write(self, rows: tuple[tuple[Token, ...], ...]) -> None:
        """Show what these tokens were given as; what is usual stays empty."""
        self.write_ids(*as_written(rows))

    def write_ids(self, ids: Rows, inputs: ManualInputs = NOTHING_BY_HAND) -> None:
        """Show these input IDs, and what goes with them."""
        self.ids.setPlainText(written(ids))
        for edit, values in (
            (self.attended, inputs.attention_mask),
            (self.types, inputs.token_type_ids),
            (self.positions, inputs.position_ids),
        ):
            edit.setPlainText(written(values) if values else "")

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
        self._usual(self.attended, self._padding_hidden)

    def _padding_hidden(self, rows: Rows) -> Rows:
        """The usual mask: it hides what fills the rows up, as far as that is known."""
        usual, filler = unpadded(rows, self.pad_id), max(0, self.pad_id)
        masks, _ = read_rows(self.attended.toPlainText(), "mask")
        if not same_form(masks, rows):
            return usual
        return tuple(
            tuple(
                int(bool(shown) and (bool(was) or number != filler))
                for number, shown, was in zip(*three, strict=True)
            )
            for three in zip(rows, usual, masks, strict=True)
        )

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
        # Take the old padding off first, so that it can move: also where the mask shows it.
        masks, _ = read_rows(self.attended.toPlainText(), "mask")
        usual = unpadded(rows, self.pad_id)
        if same_form(masks, rows):
            usual = tuple(
                tuple(map(min, pair[0], pair[1])) for pair in zip(masks, usual, strict=True)
            )
        entries = [rows_of(each, usual) for each in entries]
        rows = rows_of(rows, usual)
        filled, mask = padded(rows, max(0, self.pad_id), left=left)
        self.ids.setPlainText(written(filled))
        self.attended.setPlainText(written(mask) if any(0 in row for row in mask) else "")
        for edit, each in zip((self.types, self.positions), entries, strict=True):
            edit.setPlainText(written(padded(each, 0, left=left)[0]) if each else "")
