"""The right side of a checkpoint's page: its files, its tensors, its config."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.hub.protocol.checkpoint_page import CheckpointPage, HubFile, TensorHeader
from explorer.features.hub.protocol.transfer import DownloadPlan, TransferProgress
from explorer.features.hub.view import hub_texts
from explorer.text import numbers
from explorer.text.letters import plain_letters
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import Card, button, label, packed, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.lazy_table import LazyTable, Rows
from explorer.widgets.tabs import Tabs

_MOST_FILES = 5_000  # rows beside those that are needed: 40,000 took 0.3 s each time
_MOST_CONFIG = 60_000  # characters; 3.5 MB kept the window waiting for 3 s


@dataclass(frozen=True)
class FileRow:
    """A file as the table shows it; `why` is why loading needs it, or why it does not."""

    path: str
    size: int
    on_disk: str
    why: str
    needed: bool


def file_rows(files: tuple[HubFile, ...], plan: DownloadPlan | None) -> list[FileRow]:
    """The files of a page, those that loading opens first, as a plan knows them."""
    needed = (
        {planned_file.path: planned_file for planned_file in plan.files} if plan is not None else {}
    )
    skipped = (
        {skipped_file.path: skipped_file.why for skipped_file in plan.skipped}
        if plan is not None
        else {}
    )
    rows = []
    # Of tens of thousands, those that loading opens and the first of the others.
    others = [file for file in files if file.path not in needed]
    shown_files = [*(file for file in files if file.path in needed), *others[:_MOST_FILES]]
    for file in shown_files if len(others) > _MOST_FILES else files:
        item = needed.get(file.path)
        here = HubFile(file.path, file.size, item.on_disk, item.have) if item is not None else file
        why = item.why if item is not None else skipped.get(file.path, "")
        shown = hub_texts.on_disk(here)
        if file.path in skipped:
            why = tr("not needed: {why}", why=why) if why else tr("not needed")
            shown = tr("not needed") if shown == "no" else shown
        rows.append(FileRow(file.path, file.size, shown, why, item is not None))
    return sorted(rows, key=lambda row: not row.needed)


def _file_cell(row: FileRow, column: int) -> str:
    return (row.path, numbers.bytes_(row.size), row.on_disk)[column]


def _file_tip(row: FileRow) -> str:
    return (
        f"{row.path}, {numbers.ntr('{count} byte', '{count} bytes', row.size)}\n{row.why}".strip()
    )


def _tensor_cell(row: TensorHeader, column: int) -> str:
    return (row.name, row.dtype, numbers.shape(row.shape))[column]


def _tensor_tip(row: TensorHeader) -> str:
    what = f"{row.dtype} {numbers.shape(row.shape)}, {numbers.bytes_(row.bytes)}"
    return tr("{name}\n{description}, in {file}", name=row.name, description=what, file=row.file)


class CheckpointFiles(Card):
    """`edit_wanted` carries the text of the config that should be edited in Create, `part_wanted`
    the name of a tensor of the model in memory that should be shown in Architecture, and
    `message_wanted` a sentence."""

    edit_wanted = Signal(str)
    part_wanted = Signal(str)
    message_wanted = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("checkpointFiles")
        self._look = look
        self._rows: list[FileRow] = []
        self._tensors: tuple[TensorHeader, ...] = ()
        self.files = LazyTable(
            look,
            Rows((tr("File"), tr("Size"), tr("On disk")), _file_cell, _file_tip),
            "fileTable",
            tr("Files of the checkpoint"),
        )
        self.why = label("", "small", wrap=True, name="fileWhy")
        self.files.selectionModel().currentRowChanged.connect(self._tell_why)
        self.filter = with_names(
            QLineEdit(), "tensorFilter", tr("Filter the tensors by name, dtype or shape")
        )
        self.filter.setPlaceholderText(tr("Filter tensors…"))
        self.filter.setClearButtonEnabled(True)
        name_inner(self.filter)
        self.filter.setMinimumWidth(1)
        self.filter.textChanged.connect(self._narrow)
        self.tensor_note = label("", "small", wrap=True, name="tensorNote")
        self.tensors = LazyTable(
            look,
            Rows((tr("Tensor"), "dtype", tr("Shape")), _tensor_cell, _tensor_tip),
            "headerTable",
            tr("Tensors of the checkpoint"),
            dotted=True,
        )
        # As a link: one click leads there, and so does Return.
        self.tensors.clicked.connect(self._show_weight)
        self.tensors.activated.connect(self._show_weight)
        self.config = with_names(
            QPlainTextEdit(), "checkpointConfig", tr("config.json of the checkpoint")
        )
        self.config.setReadOnly(True)
        self.config.setTabChangesFocus(True)
        self.edit = button(tr("Edit this config in Create"), name="editConfigButton")
        self.edit.setToolTip(tr("Begin a new model with random weights from this config"))
        self.edit.clicked.connect(self._edit)
        self.config_note = label("", "small", wrap=True, name="configNote")
        self.tabs = Tabs("checkpointViews", tr("Parts of the checkpoint"))
        below = FlowLayout(gap=6)
        below.addWidget(self.edit)
        for title, parts in (
            (tr("Files"), (self.files, self.why)),
            (tr("Tensors"), (self.filter, self.tensor_note, self.tensors)),
            (tr("Config"), (self.config_note, self.config, below)),
        ):
            page = QWidget()
            column = packed(QVBoxLayout(page), gap=6, margins=(0, 6, 0, 0))
            for part in parts:
                if isinstance(part, FlowLayout):
                    column.addLayout(part)
                else:
                    is_long = part in (self.files, self.tensors, self.config)
                    column.addWidget(part, 1 if is_long else 0)
            self.tabs.addTab(page, title)
        self.add(self.tabs, 1)
        look.changed.connect(self._fonts)
        self._fonts()
        self.clear()

    @Slot()
    def _fonts(self) -> None:
        self.config.setFont(self._look.font(12, fixed=True))

    def clear(self) -> None:
        """Nothing is known of the files."""
        self._rows, self._tensors = [], ()
        self.files.show_rows(())
        self.tensors.show_rows(())
        self.tensor_note.setText("")
        self.config.clear()
        self.config_note.setText("")
        self.edit.setEnabled(False)

    def show_page(self, page: CheckpointPage, plan: DownloadPlan | None) -> None:
        """Show what a page lists."""
        self.show_files(page.files, plan)
        self.show_tensors(page.tensors)
        self.show_config(page.config_json)

    def show_files(self, files: tuple[HubFile, ...], plan: DownloadPlan | None) -> None:
        """Show files, and what a plan says of them."""
        self._listed = len(files)
        self._rows = file_rows(files, plan)
        self.files.show_rows(self._rows)
        self._tell_why()

    @Slot()
    def _tell_why(self) -> None:
        place = self.files.currentIndex().row()
        row = self._rows[place] if 0 <= place < len(self._rows) else None
        left_out = self._listed - len(self._rows)
        note = (
            numbers.ntr(
                "{count} more file is not listed.", "{count} more files are not listed.", left_out
            )
            if left_out > 0
            else ""
        )
        self.why.say(f"{row.path}: {row.why}" if row is not None and row.why else note)

    def show_config(self, text: str) -> None:
        """Show the text of a config.json."""
        self._config = text
        self.config.setPlainText(text[:_MOST_CONFIG])
        self.edit.setEnabled(bool(text))
        note = "" if text else tr("This checkpoint has no config.json.")
        if len(text) > _MOST_CONFIG:
            note = numbers.ntr(
                "It has {count} character and only its beginning is shown; all of it can be "
                "edited in Create.",
                "It has {count} characters and only its beginning is shown; all of it can be "
                "edited in Create.",
                len(text),
            )
        self.config_note.say(note)

    def show_progress(self, progress: TransferProgress) -> None:
        """Show how much of each file is here now."""
        have = {file.path: file for file in progress.files}
        rows = []
        for row in self._rows:
            file_progress = have.get(row.path)
            if file_progress is not None:
                shown = (
                    tr("yes")
                    if file_progress.state == "done"
                    else hub_texts.share(file_progress.have, file_progress.size)
                )
                if file_progress.state == "waiting" and not file_progress.have:
                    shown = tr("no")
                row = replace(row, on_disk=shown)
            rows.append(row)
        self._rows = rows
        self.files.rows.change(rows)

    def show_tensors(self, tensors: tuple[TensorHeader, ...]) -> None:
        """Show what the headers of the weights list."""
        self._tensors = tensors
        self._narrow()

    def note_tensors(self, note: str) -> None:
        """Say why there are no tensors, or where they are from."""
        self._note = note
        self._narrow()

    def show_loaded(self, loaded: bool) -> None:
        """Whether the model in memory is of this checkpoint, so that its weights can be shown."""
        if loaded != self._loaded:
            self._loaded = loaded
            self._narrow()

    @property
    def _way(self) -> str:
        if self._loaded:
            return tr("A click on a tensor shows its numbers in Architecture.")
        return tr("Load this checkpoint, and a click on a tensor shows its numbers.")

    @Slot(QModelIndex)
    def _show_weight(self, index: QModelIndex) -> None:
        header = self._shown[index.row()]
        if self._loaded:
            self.part_wanted.emit(header.name)
        else:
            self.message_wanted.emit(self._way)

    _note = _config = ""
    _listed = 0
    _loaded = False
    _shown: Sequence[TensorHeader] = ()

    @Slot()
    def _narrow(self) -> None:
        asked = plain_letters(self.filter.text().strip())
        shown = (
            [
                tensor
                for tensor in self._tensors
                if asked in plain_letters(f"{tensor.name} {_spoken(tensor)}")
            ]
            if asked
            else self._tensors
        )
        self._shown = shown
        self.tensors.show_rows(shown)
        note = self._note
        if self._tensors:
            parameters = sum(_size(header.shape) for header in shown)
            note = tr(
                "{tensors} with {parameters}, read from the headers.",
                tensors=numbers.ntr("{count} tensor", "{count} tensors", len(shown)),
                parameters=numbers.ntr("{count} number", "{count} numbers", parameters),
            )
            note += f" {self._way}"
        self.tensor_note.setText(note)

    @Slot()
    def _edit(self) -> None:
        self.edit_wanted.emit(self._config)


def _spoken(header: TensorHeader) -> str:
    return f"{header.dtype} {numbers.shape(header.shape)}"


def _size(shape: tuple[int, ...]) -> int:
    total = 1
    for number in shape:
        total *= number
    return total
