"""Before a checkpoint is loaded: what it is, whether it fits, and how to load it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QWidget

from explorer.features.checkpoints.protocol import ModelPreview, PreviewModel
from explorer.features.create.protocol.catalogue import Catalogue
from explorer.protocol.model import LoadModel, Prepared
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.facts_grid import FactsGrid

DTYPES = ("auto", "float32", "bfloat16", "float16")
_DEVICES = (
    ("cpu", "CPU", ""),
    (
        "cuda",
        tr("CUDA (NVIDIA or AMD GPU)"),
        tr("torch finds no GPU that it can use through CUDA here"),
    ),
    ("mps", tr("MPS (Apple GPU)"), tr("torch finds no Apple GPU here")),
)
_STATES = {
    "taught": tr("The note beside the weights says that they were trained in this program."),
    "random": tr(
        "The note beside the weights says that they are random: the model has not "
        "learned anything yet."
    ),
    "fresh": tr("The note beside the weights says that they appear randomly initialised."),
    "partly": tr("The note beside the weights says that some are random."),
}


class OpenDialog(FramedDialog):
    """`wanted` carries a PreviewModel first, and a LoadModel once a person agreed."""

    wanted = Signal(object)

    def __init__(
        self,
        request: PreviewModel,
        catalogue: Catalogue,
        prepared: Prepared,
        parent: QWidget,
        asked: LoadModel | None = None,
    ) -> None:
        super().__init__(parent, "openDialog", tr("Open a checkpoint"))
        self.request = request
        self._asked = asked
        self._catalogue = catalogue
        self._preview: ModelPreview | None = None
        self._classes: tuple[str, ...] = ("",)
        self.title = label(request.name or request.path, "title", wrap=True, name="openTitle")
        self.where = label(request.path, "muted", wrap=True)
        self.status = label(tr("Looking at the checkpoint…"), "muted", wrap=True, name="openStatus")
        self.facts = FactsGrid()
        for key, name in (
            ("kind", tr("What")),
            ("parameters", tr("Parameters")),
            ("files", tr("Files")),
            ("tokenizer", tr("Tokenizer")),
            ("state", tr("Weights")),
            ("memory", tr("Memory")),
            ("revision", tr("Revision")),
        ):
            self.facts.row(key, name)
        self.choices = Card(tr("How to open it"))
        self.choices.hint.setText(tr("the usual settings are nearly always right"))
        grid = FactsGrid()
        self.class_box = ComboBox("openClass", tr("Class to load into"), most=48)
        self.dtype_box = ComboBox("openDtype", tr("dtype of the weights in memory"), most=40)
        self.device_box = ComboBox("openDevice", tr("Device to compute on"), most=40)
        grid.control(tr("Class"), self.class_box)
        grid.control("dtype", self.dtype_box)
        grid.control(tr("Device"), self.device_box)
        self.choices.add(grid)
        self.purpose = label("", "small", wrap=True, name="openPurpose")
        self.choices.add(self.purpose)
        self._offer_devices(prepared)
        for box in (self.class_box, self.dtype_box, self.device_box):
            box.activated.connect(self._changed)
        for widget in (self.title, self.where, self.status, self.facts, self.choices):
            self.page.add(widget)
        self.cancel = button(tr("Cancel"), name="openCancel")
        self.usual = button(tr("Usual settings"), "link", name="openReset")
        self.usual.setToolTip(tr("Choose the usual class, dtype and device again"))
        self.open_button = button(tr("Open"), "primary", name="openCheckpoint")
        self.cancel.clicked.connect(self.reject)
        self.usual.clicked.connect(self._reset)
        self.open_button.clicked.connect(self._open)
        for push_button in (self.cancel, self.usual):
            push_button.setAutoDefault(False)
        self.open_button.setDefault(True)
        self.finish((self.usual,), (self.cancel, self.open_button))
        self.facts.hide()
        self.choices.hide()
        self.fit(92, 34)
        self._allow()

    def begin(self) -> None:
        """Ask what the checkpoint holds."""
        self.wanted.emit(self.request)

    def _offer_devices(self, prepared: Prepared) -> None:
        texts, reasons = [], []
        for name, text, reason in _DEVICES:
            there = name in prepared.devices
            texts.append(text if there else tr("{text}: not available here", text=text))
            if not there:
                reasons.append(f"{text}: {reason}.")
        self.device_box.offer(texts, 0)
        model = self.device_box.model()
        assert isinstance(model, QStandardItemModel)
        for place, (name, _, reason) in enumerate(_DEVICES):
            if name not in prepared.devices:
                model.item(place).setEnabled(False)
                model.item(place).setToolTip(reason)
        if reasons:
            self.device_box.setToolTip(" ".join(reasons))

    def show_preview(self, preview: ModelPreview) -> None:
        """Say what was found, and let it be opened."""
        self._preview = preview
        kind = self._catalogue.type(preview.model_type)
        self.status.hide()
        self.facts.show()
        self.choices.show()
        named = f"{preview.class_name} · " if preview.class_name else ""
        title = kind.title if kind is not None else preview.model_type
        self.facts.tell("kind", f"{named}{title} ({preview.model_type})")
        if preview.unknown_class:
            self.facts.tell(
                "kind",
                tr(
                    "{title} ({model_type}). It names the class {unknown_class}, which "
                    "transformers does not have: choose one that may hold its weights.",
                    title=title,
                    model_type=preview.model_type,
                    unknown_class=preview.unknown_class,
                ),
                "warning",
            )
        dtypes = ", ".join(
            name
            if len(preview.dtypes) == 1
            else tr("{count} in {name}", count=numbers.short_count(count), name=name)
            for name, count in preview.dtypes
        )
        self.facts.tell(
            "parameters",
            _counted(preview, dtypes)
            if preview.parameters
            else tr("known once the file is opened: pickled weights have no header"),
        )
        files = numbers.joined([file.name for file in preview.files[:3]])
        if len(preview.files) > 3:
            files = numbers.ntr(
                "{count} file of weights", "{count} files of weights", len(preview.files)
            )
        self.facts.tell("files", f"{files} · {numbers.bytes_(preview.bytes)}")
        if preview.pickled:
            self.facts.tell(
                "files",
                tr(
                    "{files}. A pickle: only its numbers are read, no code in it runs. Saved again "
                    "as safetensors it is safer to pass on.",
                    files=self.facts.text("files"),
                ),
            )
        if preview.converted:
            self.facts.tell(
                "files",
                tr(
                    "{files}. A GGUF file: its weights are converted into plain numbers, which "
                    "takes more memory than the file has bytes. The program ends if the file is "
                    "changed or its disk is unplugged while it opens.",
                    files=self.facts.text("files"),
                ),
            )
        if preview.tokenizer:
            self.facts.tell("tokenizer", f"{preview.tokenizer} · {preview.tokenizer_note}")
        else:
            role = "warning" if preview.reads_text else ""
            self.facts.tell("tokenizer", preview.tokenizer_note, role)
        if preview.rounded:
            self.facts.tell(
                "state",
                tr(
                    "Approximate: the file holds the weights rounded to {types}. What rounding "
                    "lost does not come back.",
                    types=preview.rounded,
                ),
                "warning",
            )
        if preview.base:
            self.facts.tell(
                "state",
                tr(
                    "An adapter for {base}, whose facts these are: its changes are merged into "
                    "the weights when it is opened.",
                    base=preview.base,
                ),
            )
        if preview.state in _STATES:
            self.facts.tell("state", _STATES[preview.state], "warning")
        more = f"{preview.revision[:12]} " if preview.revision else ""
        self.facts.tell("revision", more + (f"({preview.variant})" if preview.variant else ""))
        self._offer_classes(preview)
        self.dtype_box.offer(
            [
                (
                    (tr("as converted") if preview.converted else tr("as stored"))
                    if dtype == "auto"
                    else dtype
                )
                + f" · {numbers.bytes_(preview.need(dtype))}"
                for dtype in DTYPES
            ],
            0,
        )
        if self._asked is not None:
            self._choose(self._asked)
        self._changed()
        self.open_button.setFocus()

    def _choose(self, asked: LoadModel) -> None:
        """Choose what was asked for before, as far as it is offered."""
        if asked.class_name in self._classes:
            self.class_box.setCurrentIndex(self._classes.index(asked.class_name))
        if asked.dtype in DTYPES:
            self.dtype_box.setCurrentIndex(DTYPES.index(asked.dtype))
        self.device_box.setCurrentIndex([name for name, *_ in _DEVICES].index(asked.device))

    def _offer_classes(self, preview: ModelPreview) -> None:
        """The checkpoint's own class, then the Auto classes that fit, then the exact ones."""
        kind = self._catalogue.type(preview.model_type)
        texts, names = [], []
        if preview.class_name:
            texts.append(tr("{class_name} (the checkpoint's own)", class_name=preview.class_name))
            names.append("")
        if kind is not None:
            autos: dict[str, str] = {}
            for class_name in kind.classes:
                for auto in class_name.auto:
                    autos.setdefault(auto, class_name.name)
            texts += [f"{auto} → {name}" for auto, name in autos.items()]
            names += list(autos)
            texts += [model_class.name for model_class in kind.classes]
            names += [item.name for item in kind.classes]
        if not names:
            texts, names = ["AutoModel"], ["AutoModel"]
        self._classes = tuple(names)
        self.class_box.offer(texts, 0)

    # -- what a person chooses ---------------------------------------------------------------

    def _request(self, *, usual: bool) -> LoadModel:
        place = max(0, self.class_box.currentIndex())
        dtype = "auto" if usual else DTYPES[max(0, self.dtype_box.currentIndex())]
        fits = self._preview.fits(dtype) if self._preview is not None else "beside"
        return LoadModel(
            path=self.request.path,
            name=self.request.name,
            class_name=self._classes[0 if usual else place],
            revision=self.request.revision,
            dtype=dtype,
            variant=self._preview.variant if self._preview is not None else "",
            device="cpu" if usual else _DEVICES[max(0, self.device_box.currentIndex())][0],
            release_first=fits in ("instead", "on disk"),
            prefix=self._asked.prefix if self._asked is not None else "",
            on_disk=fits == "on disk",
        )

    @Slot()
    def _changed(self) -> None:
        preview = self._preview
        if preview is None:
            return
        request = self._request(usual=False)
        self._tell_memory(preview, request.dtype, request.device)
        kind = self._catalogue.type(preview.model_type)
        wanted = request.class_name or preview.class_name
        classes = kind.classes if kind is not None else ()
        chosen, usual = (
            next((each for each in classes if name == each.name or name in each.auto), None)
            for name in (wanted, preview.class_name)
        )
        purpose = f"{chosen.purpose}." if chosen is not None else ""
        # AutoModel and BertModel are one class by two names.
        is_usual = wanted == preview.class_name or (chosen is not None and chosen is usual)
        if request.class_name and preview.class_name and not is_usual:
            purpose += " " + tr(
                "Weights that the checkpoint does not have for it will be random; a report says "
                "which."
            )
        self.purpose.setText(purpose.strip())
        self._allow()

    def _tell_memory(self, preview: ModelPreview, dtype: str, device: str) -> None:
        need, free = numbers.bytes_(preview.need(dtype)), numbers.bytes_(preview.free)
        about = tr("the weights need {need}, {free} are free", need=need, free=free)
        match preview.fits(dtype):
            case "beside":
                self.facts.tell("memory", about)
            case "instead":
                self.facts.tell(
                    "memory",
                    tr(
                        "{about}. It fits once the model in memory is unloaded ({frees}): "
                        "opening does that first. If loading then fails or is stopped, no model "
                        "is left in memory.",
                        about=about,
                        frees=numbers.bytes_(preview.frees),
                    ),
                    "warning",
                )
            case "on disk" if device != "cpu":
                self.facts.tell(
                    "memory",
                    tr(
                        "{about}: it does not fit. Weights can stay on disk only where the CPU "
                        "computes.",
                        about=about,
                    ),
                    "error",
                )
            case "on disk":
                self.facts.tell("memory", self._split_words(about, preview, dtype), "warning")
            case "no":
                self.facts.tell(
                    "memory", tr("{about}: it does not fit in this dtype.", about=about), "error"
                )

    @staticmethod
    def _split_words(about: str, preview: ModelPreview, dtype: str) -> str:
        split = preview.split(dtype)
        assert split is not None, "it fits so"
        words = tr(
            "{about}: it does not fit as a whole. {in_memory} of the weights stay in memory. "
            "{on_disk} stay on disk and are read again in each run, which takes about {seconds}. "
            "The numbers are the same.",
            about=about,
            in_memory=numbers.bytes_(split.in_memory),
            on_disk=numbers.bytes_(split.on_disk),
            seconds=numbers.seconds(split.seconds),
        )
        if not preview.frees:
            return words
        return words + " " + tr("The model in memory is unloaded first.")

    def _allow(self) -> None:
        preview = self._preview
        usual, chosen = self._request(usual=True), self._request(usual=False)
        fits = preview.fits(chosen.dtype) if preview is not None else "no"
        leaves = fits == "on disk"
        self.open_button.setEnabled(fits != "no" and (chosen.device == "cpu" or not leaves))
        self.open_button.setText(tr("Leave weights on disk") if leaves else tr("Open"))
        self.usual.setEnabled(preview is not None and chosen != usual)

    @Slot()
    def _reset(self) -> None:
        for box in (self.class_box, self.dtype_box, self.device_box):
            box.setCurrentIndex(0)
        self._changed()
        self.open_button.setFocus()

    @Slot()
    def _open(self) -> None:
        request = self._request(usual=False)
        self.accept()
        self.wanted.emit(request)


def _counted(preview: ModelPreview, dtypes: str) -> str:
    """How many parameters, in which dtypes; both counts where files and config differ."""
    stored = numbers.count(preview.parameters)
    if preview.built_parameters in (0, preview.parameters):
        return f"{stored} · {dtypes}"
    return tr(
        "{stored} in its files · {dtypes}. The model that its config makes has {built}.",
        stored=stored,
        dtypes=dtypes,
        built=numbers.count(preview.built_parameters),
    )
