"""Saving as a person sees it: a name, a few choices, and what will be written, before it is."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from explorer.features.checkpoints.protocol import PreviewSave, SavePreview
from explorer.features.checkpoints.view.folder_dialogs import ask_save_folder
from explorer.features.checkpoints.view.questions import first_of
from explorer.protocol.job import Failed
from explorer.protocol.model import SHARD_BYTES, ModelSummary, SaveModel, SaveOptions
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, set_role, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.elsewhere import ELSEWHERE
from explorer.widgets.facts_grid import FactsGrid
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.timer import single_shot

_PAUSE_MS = 150
_FORMATS = (
    ("safetensors", tr("safetensors: model.safetensors")),
    ("pickle", tr("pickle: pytorch_model.bin")),
)
_DTYPES = ("float32", "bfloat16", "float16")
_SHARDS = (
    (SHARD_BYTES, tr("one file, up to 50 GB")),
    (5_000_000_000, tr("files of up to 5 GB")),
    (1_000_000_000, tr("files of up to 1 GB")),
    (100_000_000, tr("files of up to 100 MB")),
    (1_000_000, tr("files of up to 1 MB")),
)
_SHOWN_FILES = 12


class SaveDialog(FramedDialog):
    """`wanted` carries a PreviewSave after each change, and a SaveModel at the end."""

    wanted = Signal(object)

    def __init__(self, summary: ModelSummary, folder: str, parent: QWidget) -> None:
        super().__init__(parent, "saveDialog", tr("Save the model as a folder"))
        self._summary = summary
        self._preview: SavePreview | None = None
        self._entered = False
        self._pause = single_shot(self, _PAUSE_MS, self._ask)
        self.folder = with_names(QLineEdit(folder), "saveFolder", tr("Folder to save into"))
        self.folder.textChanged.connect(self._edited)
        self.folder.returnPressed.connect(self._enter)
        self.browse = button(tr("Choose a folder…"), name="saveBrowse")
        self.browse.clicked.connect(self._browse)
        line = QHBoxLayout()
        line.addWidget(self.folder, 1)
        line.addWidget(self.browse)
        title = label(tr("Folder"), "heading")
        title.setBuddy(self.folder)
        self.page.add(title)
        self.page.column.addLayout(line)
        self.page.add(self._build_options())
        self.preview = Card(tr("What will be written"))
        self.preview.hint.setObjectName("saveTotal")
        self.files = FactsGrid()
        for place in range(_SHOWN_FILES + 1):
            self.files.row(f"file{place}", "")
        self.preview.add(self.files)
        self.note = label("", "small", wrap=True, name="saveNote")
        self.preview.add(self.note)
        self.page.add(self.preview)
        self.problem = label("", "warning", wrap=True, name="saveProblem")
        self.page.add(self.problem)
        self.cancel = button(tr("Cancel"), name="saveCancel")
        self.save = button(tr("Save"), "primary", name="saveButton")
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        for push_button in (self.cancel, self.browse):
            push_button.setAutoDefault(False)
        self.save.setDefault(True)
        self.finish((), (self.cancel, self.save))
        self.fit(92, 46)
        self._allow()

    def _build_options(self) -> Card:
        card = Card(tr("Options"))
        grid = FactsGrid()
        self.format_box = ComboBox("saveFormat", tr("Format of the weights"), most=40)
        self.format_box.offer([text for _, text in _FORMATS], 0)
        self.dtype_box = ComboBox("saveDtype", tr("dtype of the weights in the file"), most=40)
        own = self._summary.dtype
        self._dtypes = ("", *(dtype for dtype in _DTYPES if dtype != own))
        self.dtype_box.offer([tr("{dtype}, as in memory", dtype=own), *self._dtypes[1:]], 0)
        self.shard_box = ComboBox("saveShards", tr("Largest file of weights"), most=40)
        self.shard_box.offer([text for _, text in _SHARDS], 0)
        grid.control(tr("Format"), self.format_box)
        grid.control("dtype", self.dtype_box)
        grid.control(tr("Split into"), self.shard_box)
        card.add(grid)
        row = FlowLayout(gap=14)
        self.tokenizer = self._check("saveTokenizer", tr("Include the tokenizer"))
        self.generation = self._check("saveGeneration", tr("Include the generation config"))
        self.card = self._check("saveCard", tr("Include a model card"))
        # What the model does not have is not written: no tick may promise it.
        for check_box, there, reason in (
            (self.tokenizer, bool(self._summary.tokenizer_class), tr("It has no tokenizer.")),
            (
                self.generation,
                self._summary.generates,
                tr("Its class writes no text, so it has no generation config."),
            ),
        ):
            check_box.setEnabled(there)
            check_box.setChecked(there)
            check_box.setToolTip("" if there else reason)
        for check_box in (self.tokenizer, self.generation, self.card):
            check_box.toggled.connect(self._edited)  # not before: there is nothing yet to say again
            row.addWidget(check_box)
        card.add_layout(row)
        for box in (self.format_box, self.dtype_box, self.shard_box):
            box.activated.connect(self._edited)
        return card

    def _check(self, name: str, text: str) -> QCheckBox:
        box = with_names(QCheckBox(text), name, text)
        box.setChecked(True)
        return box

    @property
    def path(self) -> str:
        """The folder as it is typed, made whole; empty without one."""
        text = self.folder.text().strip()
        return ELSEWHERE.absolute(text) if text else ""

    @property
    def options(self) -> SaveOptions:
        """What is chosen."""
        return SaveOptions(
            format="pickle" if self.format_box.currentIndex() else "safetensors",
            shard_bytes=_SHARDS[max(0, self.shard_box.currentIndex())][0],
            dtype=self._dtypes[max(0, self.dtype_box.currentIndex())],
            tokenizer=self.tokenizer.isChecked() or not self.tokenizer.isEnabled(),
            generation_config=self.generation.isChecked() or not self.generation.isEnabled(),
            card=self.card.isChecked(),
        )

    def begin(self) -> None:
        """Ask what would be written now."""
        self.folder.setFocus()
        self.folder.selectAll()
        self._ask()

    @Slot()
    def _edited(self) -> None:
        self._preview, self._entered = None, False
        self._allow()
        self._pause.start()

    @Slot()
    def _enter(self) -> None:
        """Return before it is known what will be written counts as soon as it is."""
        self._entered = self._preview is None and bool(self.path)

    @Slot()
    def _ask(self) -> None:
        if self.path:
            self.wanted.emit(PreviewSave(self.path, self.options))

    @Slot()
    def _browse(self) -> None:
        chosen = ask_save_folder(self, self.path.replace("\0", ""))  # no path has one
        if chosen:
            self.folder.setText(chosen)

    # -- what was found out ------------------------------------------------------------------

    def show_preview(self, preview: SavePreview, request: PreviewSave) -> None:
        """Show what would be written, unless something was changed meanwhile."""
        if (request.folder, request.options) != (self.path, self.options):
            return
        self._preview = preview
        self.preview.hint.setText(
            numbers.ntr(
                "{count} file, {bytes} · {free} free on this disk",
                "{count} files, {bytes} · {free} free on this disk",
                len(preview.files),
                bytes=numbers.bytes_(preview.bytes),
                free=numbers.bytes_(preview.free),
            )
        )
        rows = preview.files[:_SHOWN_FILES]
        for place in range(_SHOWN_FILES + 1):
            text = ""
            if place < len(rows):
                text = f"{rows[place].name} · {numbers.bytes_(rows[place].bytes)}"
            elif place == _SHOWN_FILES and len(preview.files) > _SHOWN_FILES:
                text = numbers.ntr(
                    "{count} more file",
                    "{count} more files",
                    len(preview.files) - _SHOWN_FILES,
                )
            self.files.tell(f"file{place}", text)
        self.note.setText(self._noted(preview, request.options))
        self._allow()
        if self._entered and self.save.isEnabled():
            self._save()
        self._entered = False

    def _noted(self, preview: SavePreview, options: SaveOptions) -> str:
        notes = []
        if not preview.exact:
            notes.append(
                tr(
                    "The numbers in the files are rounded to {dtype}; the model in "
                    "memory stays as it is.",
                    dtype=options.dtype,
                )
            )
        if options.format == "pickle":
            notes.append(
                tr("A pickle can hold code, so careful people open only safetensors from others.")
            )
        report = self._summary.report
        if self._summary.adapter == "off":
            notes.append(
                tr("The adapter is switched off, so it is not saved: the weights are its base's.")
            )
        elif report is not None and report.base:
            notes.append(
                tr(
                    "The adapter is saved as part of the weights. Its own small file is not "
                    "copied: it stays where it is."
                )
            )
        if self._summary.is_noise or self._summary.state == "partly":
            notes.append(tr("A note beside the weights still says that they are random."))
        elif self._summary.state == "taught":
            notes.append(tr("A note beside the weights says how they were trained."))
        return " ".join(notes)

    def failed(self, failed: Failed) -> None:
        """What would be written could not be found out."""
        self.problem.setText(failed.sentence)
        set_role(self.problem, "error")

    def _allow(self) -> None:
        preview = self._preview
        text, role = "", "warning"
        if not self.path:
            text = tr("Name a folder.")
        elif preview is not None and preview.problem:
            text, role = (
                tr("This cannot be the folder: {problem}.", problem=preview.problem),
                "error",
            )
        elif preview is not None and preview.bytes > preview.free:
            text, role = tr("There is not enough room on this disk."), "error"
        elif preview is not None and preview.there:
            names = first_of(preview.there, 6)
            text = (
                tr(
                    "The folder already holds a saved model: {files}. All of it will be "
                    "replaced, and you will be asked first.",
                    files=names,
                )
                if preview.is_model
                else tr(
                    "The folder already holds something: {files}. All of it will be replaced, "
                    "and you will be asked first.",
                    files=names,
                )
            )
        self.problem.say(text)
        set_role(self.problem, role)
        self.save.setEnabled(preview is not None and role != "error" and bool(self.path))

    @Slot()
    def _save(self) -> None:
        preview = self._preview
        if preview is None:
            return
        if preview.there and not self.ask_replace(preview):
            return
        request = SaveModel(self.path, bool(preview.there), self.options)
        self.accept()
        self.wanted.emit(request)

    def ask_replace(self, preview: SavePreview) -> bool:
        """Ask whether everything in the folder may go; no is the default."""
        from explorer.features.checkpoints.view.questions import ask_replace

        return ask_replace(self, preview)
