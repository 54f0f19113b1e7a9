"""What can be taken along of each view: its picture, its tables, its numbers; and when it cannot.

A view is known by the objectName of its widget. Each source answers with what is to be written,
or with a sentence that says what has to be done first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from PySide6.QtWidgets import QWidget

from explorer import features
from explorer.app.inference.inspection_view import InspectionView
from explorer.features.answers import export as answers_export
from explorer.features.answers.protocol import TextsCompared
from explorer.features.architecture import export as architecture_export
from explorer.features.attention import export as attention_export
from explorer.features.class_results import export as class_export
from explorer.features.compare import export as compare_export
from explorer.features.create import export as create_export
from explorer.features.generation import export as generation_export
from explorer.features.hidden_states import export as hidden_states_export
from explorer.features.hub import export as hub_export
from explorer.features.logit_lens import export as logit_lens_export
from explorer.features.nearest import export as nearest_export
from explorer.features.tensors import export as tensors_export
from explorer.features.text_table import export as text_table_export
from explorer.features.text_table.protocol import confusion
from explorer.features.tokenizer_lab import export as lab_export
from explorer.features.training import export as training_export
from explorer.protocol.feature import Feature
from explorer.text.table import Table
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.app.shell import Shell
    from explorer.features.generation.protocol import Generated
    from explorer.features.training.view.train_tab import TrainTab
    from explorer.features.training.view.training_run import TrainingRun


@dataclass(frozen=True)
class Tensor:
    """A whole tensor of the last run, which the engine writes itself."""

    name: str


@dataclass(frozen=True)
class Weight:
    """A whole weight of the model, which the engine writes itself; `numbers` counts them."""

    name: str
    numbers: int


@dataclass(frozen=True)
class ExportPlace:
    """A view: the objectName of its widget, its title, and that of the page it is on.

    `drawing` is the objectName of the one picture in it that is all of what it shows, if any: that
    paints itself, and can be an SVG as well.
    """

    name: str
    title: str
    page: str
    drawing: str = ""

    @property
    def tip(self) -> str:
        """What can be had."""
        if self.drawing:
            return tr("As a PNG, as a PDF in which text stays text, or its drawing alone as an SVG")
        return tr("As a PNG, or as a PDF in which text stays text")

    @property
    def view(self) -> str:
        """The objectName of its widget."""
        return self.name

    @property
    def action(self) -> str:
        """The objectName of the action that exports it."""
        return f"exportPicture.{self.name}"


@dataclass(frozen=True)
class TableOf:
    """A table of a view; `make` answers with it, or says why there is none."""

    tip: ClassVar[str] = tr("As a CSV file, with every number as it was computed")
    key: str
    title: str
    view: str
    make: Callable[[Shell], Table | str]

    @property
    def action(self) -> str:
        """The objectName of the action that exports it."""
        return f"exportTable.{self.key}"


@dataclass(frozen=True)
class NumbersOf:
    """Numbers of a view for NumPy: an array, a tensor of the engine, or why there is none."""

    tip: ClassVar[str] = tr("As an NPY file for NumPy")
    key: str
    title: str
    view: str
    make: Callable[[Shell], NDArray[np.generic] | Tensor | Weight | str]

    @property
    def action(self) -> str:
        """The objectName of the action that exports it."""
        return f"exportNumbers.{self.key}"


@dataclass(frozen=True)
class AnimationOf:
    """A run that plays in a browser; `make` answers with its page, or None before a look."""

    tip: ClassVar[str] = tr("As one HTML page that plays in any browser, without the internet")
    key: str
    title: str
    view: str
    make: Callable[[Shell], str | None]

    @property
    def action(self) -> str:
        """The objectName of the action that exports it."""
        return f"exportAnimation.{self.key}"


VIEWS: tuple[ExportPlace, ...] = (
    ExportPlace("tokenStrip", tr("Tokens and their IDs"), "inferenceTab"),
    ExportPlace("predictions", tr("What it says"), "inferenceTab"),
    ExportPlace("attentionView", tr("Attention"), "inferenceTab"),
    ExportPlace("headMap", tr("One attention head"), "inferenceTab", "headMap"),
    ExportPlace("headGrid", tr("All attention heads"), "inferenceTab", "headGrid"),
    ExportPlace("lensView", tr("Layer by layer"), "inferenceTab"),
    ExportPlace("hiddenView", tr("Hidden states"), "inferenceTab"),
    ExportPlace("rawView", tr("Raw tensors"), "inferenceTab"),
    ExportPlace("generatedText", tr("Generated text"), "inferenceTab"),
    ExportPlace("candidates", tr("Candidates of a step"), "inferenceTab"),
    ExportPlace("textTable", tr("Table of texts"), "inferenceTab"),
    ExportPlace("tokenizerLab", tr("Tokens of several tokenizers"), "inferenceTab"),
    ExportPlace("classPage", tr("A class"), "inferenceTab"),
    ExportPlace("inferenceTab", tr("The whole Inference page"), "inferenceTab"),
    ExportPlace("moduleTree", tr("Architecture"), "architectureTab"),
    ExportPlace(
        "architecturePicture",
        tr("Architecture as a picture"),
        "architectureTab",
        "architecturePicture",
    ),
    ExportPlace("weightView", tr("One tensor of weights"), "architectureTab"),
    ExportPlace("fileTable", tr("Files of the checkpoint"), "checkpointTab"),
    ExportPlace("compareTab", tr("Two models side by side"), "compareTab"),
    ExportPlace("trainTab", tr("Training"), "trainTab"),
    ExportPlace("configForm", tr("Settings of a new model"), "createPane"),
    ExportPlace("footprintDetails", tr("Size of a new model"), "createPane"),
    ExportPlace("mainWindow", tr("The whole window"), ""),
)

_EXPORTED = tuple(feature for feature in features.records() if feature.table)
"""Features whose record says how their page becomes a table."""
_DRAWINGS = {"flowView": "flowCanvas", "nearestView": "vectorMap"}
VIEWS += tuple(
    ExportPlace(
        feature.view_name,
        feature.title,
        "inferenceTab",
        _DRAWINGS.get(feature.view_name, ""),
    )
    for feature in _EXPORTED
)

_NO_MODEL = tr("Open or create a model first.")
_NO_RUN = tr("Run the model first.")
_NO_PAGE = tr("Open the page of a checkpoint first.")
_NO_HEADERS = tr("No headers of weight files were read for this page.")
_NO_WEIGHT = tr("Choose a tensor in the Architecture tab first.")
_NO_TREE = tr("Open the Architecture tab first.")
_NO_FORM = tr("Open the Create tab first.")
_NOT_COMPARED = tr("Run two models in Compare first.")
LOOK_FIRST = tr("Open this view first: what it shows is exported.")
_NO_TEXT = tr("Let a model write a text first.")
_NO_TRAINING = tr("Let a model learn in Train first.")
_NO_SEEDS = tr("Train with several seeds first.")
_NO_SNAPSHOTS = tr("Run a text through the snapshots of a training first.")
_NOT_COUNTED = tr("The size of the new model is not counted yet.")
_NO_LABELS = tr("A confusion matrix needs labels: none of the rows that ran has one.")
_ASIDES = {
    "textTable": tr("Run many texts first (Many texts…)."),
    "tokenizerLab": tr("Compare tokenizers first (Model ▸ Tokenizer lab)."),
    "classPage": tr("Open a class first (File ▸ Open a class)."),
}
"""Pages in the place of a run, and what has to be done before they have something to give."""
LOOKS = (
    "attentionView",
    "headMap",
    "headGrid",
    "lensView",
    "hiddenView",
    "rawView",
    *(feature.view_name for feature in _EXPORTED),
)
ON_BACK = ("inferenceTab", *_ASIDES, "compareTab", "configForm")
"""Views that are on the window's back, and not on a card."""
LOOKED_AT = (*LOOKS, "moduleTree")
"""Views that ask the engine when they are shown, and not before."""


def view(name: str) -> ExportPlace:
    """The view with this objectName."""
    return next(place for place in VIEWS if place.name == name)


def widget_of(window: Shell, name: str) -> QWidget | None:
    """The widget of a view; None where it is not built yet."""
    return window if name == window.objectName() else window.findChild(QWidget, name)


def drawing_of(window: Shell, place: ExportPlace) -> Picture | None:
    """The picture of a view that can be an SVG; None where it has none, or shows none now."""
    view = widget_of(window, place.name) if place.drawing else None
    if view is None or isinstance(view, Picture):
        return view
    drawing = view.findChild(Picture, place.drawing)
    return drawing if drawing is not None and drawing.isVisibleTo(view) else None


def disabled_reason(window: Shell, name: str) -> str:
    """Why nothing can be taken along of a view now; empty where it can, or a look will make it."""
    inference, card = window.inference, window.checkpoint.files
    if name in (*LOOKS, "tokenStrip", "predictions", "tensorTable", "inferenceTab"):
        if window.summary is None:
            return _NO_MODEL
        return "" if inference.ran is not None or name == "inferenceTab" else _NO_RUN
    if name in _ASIDES:
        return "" if _aside(window, name) is not None else _ASIDES[name]
    if name in ("generatedText", "candidates"):
        return "" if _written(window) is not None else _NO_TEXT
    if name in ("moduleTree", "architecturePicture"):
        return "" if window.summary is not None or window.architecture.tree else _NO_MODEL
    if name == "weightView":
        return "" if window.architecture.weight.weight is not None else _NO_WEIGHT
    if name == "fileTable":
        return "" if card.files.rows.rows else _NO_PAGE
    if name == "headerTable":
        return "" if card.tensors.rows.rows else _NO_HEADERS
    if name == "compareTab":
        return "" if window.compare.result is not None else _NOT_COMPARED
    if name == "configForm":
        return "" if window.create_pane.draft.form is not None else _NO_FORM
    if name == "trainTab":
        return "" if _training(window).progress is not None else _NO_TRAINING
    if name == "footprintDetails":
        return "" if isinstance(_footprint(window), Table) else _NOT_COUNTED
    if name == "history":
        return "" if inference.history.runs.runs else _NO_RUN
    return ""


def why_empty(window: Shell, name: str) -> str:
    """What a view that was looked at says in the place of something to see."""
    widget = widget_of(window, name)
    while widget is not None and not isinstance(widget, InspectionView):
        widget = widget.parentWidget()
    return widget.sentence if widget is not None else ""


# -- tables ----------------------------------------------------------------------------------


def _tokens(window: Shell) -> Table | str:
    ran = window.inference.ran
    return answers_export.tokens_table(ran.rows) if ran is not None else _NO_RUN


def _tensors(window: Shell) -> Table | str:
    ran = window.inference.ran
    return answers_export.run_table(ran) if ran is not None else _NO_RUN


def _predictions(window: Shell) -> Table | str:
    predictions = window.inference.answers
    if window.inference.ran is None:
        return _NO_RUN
    if window.inference.no_answers:
        return window.inference.no_answers
    shown = window.inference.shown
    if isinstance(shown, TextsCompared):
        return answers_export.alike_table(shown)
    return (
        answers_export.predictions_table(predictions)
        if predictions
        else tr("This run returned tensors and no answers.")
    )


def _written(window: Shell) -> Generated | None:
    pane = window.inference.generation
    return pane.written if pane is not None else None


def _text(window: Shell) -> Table | str:
    text = _written(window)
    return generation_export.candidates_table(text) if text is not None else _NO_TEXT


def _why(window: Shell, feature: str) -> str:
    """Why a look has nothing, or nothing of this run."""
    if window.inference.ran is None:
        return _NO_RUN
    # What a page said before the run is not about the run.
    return (_fresh(window, feature) and _view(window, feature).sentence) or LOOK_FIRST


def _view(window: Shell, feature: str) -> Any:
    """The page of a feature among the views of the run."""
    return window.inference.views.view(feature)


def _fresh(window: Shell, feature: str) -> bool:
    """Whether a look shows the run that is shown, and not one before it."""
    return not _view(window, feature).stale


def _head(window: Shell) -> Table | str:
    result = _view(window, "attention").head if _fresh(window, "attention") else None
    return (
        attention_export.head_table(result)
        if result is not None and result.weights.size
        else _why(window, "attention")
    )


def _heads(window: Shell) -> Table | str:
    maps = _view(window, "attention").maps if _fresh(window, "attention") else None
    return attention_export.heads_table(maps) if maps is not None else _why(window, "attention")


def _lens(window: Shell) -> Table | str:
    result = _view(window, "logit_lens").result if _fresh(window, "logit_lens") else None
    return (
        logit_lens_export.lens_table(result)
        if result is not None and result.ids.size
        else _why(window, "logit_lens")
    )


def _norms(window: Shell) -> Table | str:
    stack = _view(window, "hidden_states").stack if _fresh(window, "hidden_states") else None
    return (
        hidden_states_export.norms_table(stack)
        if stack is not None
        else _why(window, "hidden_states")
    )


def _similarity(window: Shell) -> Table | str:
    result = _view(window, "hidden_states").similarity if _fresh(window, "hidden_states") else None
    return (
        hidden_states_export.similarity_table(result)
        if result is not None
        else _why(window, "hidden_states")
    )


def _vector(window: Shell) -> Table | str:
    result = _view(window, "hidden_states").vector_seen if _fresh(window, "hidden_states") else None
    return (
        hidden_states_export.vector_table(result)
        if result is not None
        else _why(window, "hidden_states")
    )


def _aside(window: Shell, name: str) -> Any:
    """What a page in the place of a run shows; None where it was never opened."""
    page = widget_of(window, name)
    return getattr(page, "result", None)


def _texts(window: Shell) -> Table | str:
    result = _aside(window, "textTable")
    return text_table_export.rows_table(result) if result is not None else _ASIDES["textTable"]


def _class(window: Shell) -> Table | str:
    result = _aside(window, "classPage")
    return class_export.class_table(result) if result is not None else _ASIDES["classPage"]


def _confusion(window: Shell) -> Table | str:
    result = _aside(window, "textTable")
    if result is None:
        return _ASIDES["textTable"]
    if not result.judged:
        return _NO_LABELS
    return text_table_export.confusion_table(confusion(result))


def _tokenizers(window: Shell) -> Table | str:
    result = _aside(window, "tokenizerLab")
    return lab_export.tokens_table(result) if result is not None else _ASIDES["tokenizerLab"]


def _nearest(window: Shell) -> Table | str:
    result = _view(window, "nearest").nearest if _fresh(window, "nearest") else None
    return nearest_export.nearest_table(result) if result is not None else _why(window, "nearest")


def _history(window: Shell) -> Table | str:
    from explorer.features.history.view import history_export

    inference = window.inference
    runs = inference.history.runs.runs
    return history_export.as_table(runs) if runs else _NO_RUN


def _modules(window: Shell) -> Table | str:
    tree = window.architecture.tree
    return architecture_export.modules_table(tree) if tree is not None else _NO_TREE


def _weight(window: Shell) -> Table | str:
    view = window.architecture.weight.weight
    return architecture_export.weight_table(view) if view is not None else _NO_WEIGHT


def _files(window: Shell) -> Table | str:
    files = window.checkpoint.files
    rows = files.files.rows.rows
    return hub_export.files_table(rows) if rows else _NO_PAGE


def _headers(window: Shell) -> Table | str:
    files = window.checkpoint.files
    rows = files.tensors.rows.rows
    return hub_export.headers_table(rows) if rows else _NO_HEADERS


def _config(window: Shell) -> Table | str:
    draft = window.create_pane.draft
    if draft.form is None:
        return _NO_FORM
    return create_export.config_table(draft.form, draft.given)


def _footprint(window: Shell) -> Table | str:
    verdict = window.create_pane.check.verdict
    footprint = verdict.footprint if verdict is not None else None
    return create_export.footprint_table(footprint) if footprint is not None else _NOT_COUNTED


def _training(window: Shell) -> TrainingRun:
    return _train_tab(window).run


def _train_tab(window: Shell) -> TrainTab:
    return cast("TrainTab", widget_of(window, "trainTab"))


def _losses(window: Shell) -> Table | str:
    progress = _training(window).progress
    return training_export.losses_table(progress) if progress is not None else _NO_TRAINING


def _seeds(window: Shell) -> Table | str:
    result = _train_tab(window).seeds.result
    return training_export.seeds_table(result) if result is not None else _NO_SEEDS


def _exam(window: Shell) -> Table | str:
    run = _training(window)
    if run.started is None or run.progress is None:
        return _NO_TRAINING
    return training_export.exam_table(run.started.exam, run.progress)


def _snapshots(window: Shell) -> Table | str:
    through = _training(window).through
    return training_export.snapshots_table(through) if through is not None else _NO_SNAPSHOTS


def _snapshot_heads(window: Shell) -> Table | str:
    tab = _train_tab(window)
    through, answers = tab.run.through, tab.timeline.answers
    if through is None or answers is None:
        return _NO_SNAPSHOTS
    if not answers.attention.size:
        return tr("This class returns no attention.")
    return training_export.snapshot_heads_table(answers, through.tokens)


def _slice(window: Shell) -> Table | str:
    read = _view(window, "tensors").read if _fresh(window, "tensors") else None
    return tensors_export.slice_table(read) if read is not None else _why(window, "tensors")


def _slice_histogram(window: Shell) -> Table | str:
    read = _view(window, "tensors").read if _fresh(window, "tensors") else None
    return tensors_export.histogram_table(read) if read is not None else _why(window, "tensors")


def _attention_change(window: Shell) -> Table | str:
    change, head = _change_numbers(window), window.compare.attention_change
    if isinstance(change, str):
        return change
    assert head.result is not None
    assert head.main_head is not None
    return compare_export.attention_change_table(head.result, head.main_head)


def _far(window: Shell) -> Table | str:
    stack = window.compare.hidden.stack
    far = _far_numbers(window)
    if isinstance(far, str) or stack is None:
        return str(far)
    return compare_export.hidden_table(stack)


def _compared(window: Shell) -> Table | str:
    result = window.compare.result
    return compare_export.answers_table(result) if result is not None else _NOT_COMPARED


def _table_of(feature: Feature) -> Callable[[Shell], Table | str]:
    def make(window: Shell) -> Table | str:
        result = _view(window, feature.name).result if _fresh(window, feature.name) else None
        if result is None:
            return _why(window, feature.name)
        function, _ = feature.load(feature.table)
        table: Table = function(result)
        return table

    return make


TABLES: tuple[TableOf, ...] = (
    *(TableOf(item.name, item.title, item.view_name, _table_of(item)) for item in _EXPORTED),
    TableOf("tokens", tr("Tokens and their IDs"), "tokenStrip", _tokens),
    TableOf("tensors", tr("Tensors given and returned"), "tensorTable", _tensors),
    TableOf("predictions", tr("What it says"), "predictions", _predictions),
    TableOf("candidates", tr("Candidates of every step"), "candidates", _text),
    TableOf("head", tr("Weights of the head shown"), "attentionView", _head),
    TableOf("heads", tr("All heads"), "attentionView", _heads),
    TableOf("lens", tr("Answers after each layer"), "lensView", _lens),
    TableOf("norms", tr("Norms of the hidden states"), "hiddenView", _norms),
    TableOf("similarity", tr("Similarity of the tokens"), "hiddenView", _similarity),
    TableOf("vector", tr("The vector shown"), "hiddenView", _vector),
    TableOf("texts", tr("Table of texts"), "textTable", _texts),
    TableOf("confusion", tr("Confusion matrix"), "textTable", _confusion),
    TableOf("tokenizers", tr("Tokens of several tokenizers"), "tokenizerLab", _tokenizers),
    TableOf("nearestTokens", tr("The nearest tokens"), "nearestView", _nearest),
    TableOf("class", tr("A class"), "classPage", _class),
    TableOf("history", tr("History of runs"), "history", _history),
    TableOf("modules", tr("Tree of modules"), "moduleTree", _modules),
    TableOf("weight", tr("Histogram of the tensor shown"), "weightView", _weight),
    TableOf("files", tr("Files of the checkpoint"), "fileTable", _files),
    TableOf("headers", tr("Tensors of the checkpoint"), "headerTable", _headers),
    TableOf("compare", tr("Answers of both models"), "compareTab", _compared),
    TableOf("attentionChange", tr("How much attention differs"), "compareTab", _attention_change),
    TableOf("bothStates", tr("Hidden states of both"), "compareTab", _far),
    TableOf("slice", tr("The slice shown"), "rawView", _slice),
    TableOf("sliceHistogram", tr("How often each value occurs"), "rawView", _slice_histogram),
    TableOf("trainLoss", tr("Loss of each step"), "trainTab", _losses),
    TableOf("trainSeeds", tr("Trainings with several seeds"), "trainTab", _seeds),
    TableOf("trainExam", tr("Answers in the exam"), "trainTab", _exam),
    TableOf("trainSnapshots", tr("Answers at each snapshot"), "trainTab", _snapshots),
    TableOf("trainHeads", tr("Attention at the chosen snapshot"), "trainTab", _snapshot_heads),
    TableOf("config", tr("Settings of a new model"), "configForm", _config),
    TableOf("footprint", tr("Size by part"), "footprintDetails", _footprint),
)


# -- animations ------------------------------------------------------------------------------


def _animation_of(feature: Feature) -> Callable[[Shell], str | None]:
    def make(window: Shell) -> str | None:
        result = _view(window, feature.name).result if _fresh(window, feature.name) else None
        if result is None:
            return None
        function, _ = feature.load(feature.animation)
        page: str = function(result, window.summary)
        return page

    return make


ANIMATIONS = tuple(
    AnimationOf(feature.name, feature.title, feature.view_name, _animation_of(feature))
    for feature in features.records()
    if feature.animation
)


# -- numbers ---------------------------------------------------------------------------------

_HIDDEN = {
    "self": "hidden_states",
    "encoder": "encoder_hidden_states",
    "decoder": "decoder_hidden_states",
}
"""Names of the tensors by stack, as the engine and transformers call them."""


def _head_numbers(window: Shell) -> NDArray[np.generic] | Tensor | str:
    result = _view(window, "attention").head if _fresh(window, "attention") else None
    return (
        result.weights if result is not None and result.weights.size else _why(window, "attention")
    )


def _layer_numbers(window: Shell) -> NDArray[np.generic] | Tensor | str:
    result = _view(window, "attention").head if _fresh(window, "attention") else None
    if result is None or not result.weights.size:
        return _why(window, "attention")
    if not result.tensor:
        return tr("An average is not a tensor of the model: choose a layer and a head.")
    return Tensor(result.tensor)


def _state_numbers(window: Shell) -> NDArray[np.generic] | Tensor | str:
    hidden = _view(window, "hidden_states")
    stack = hidden.stack if _fresh(window, "hidden_states") else None
    if stack is None or stack.kind not in _HIDDEN:
        return _why(window, "hidden_states")
    return Tensor(f"{_HIDDEN[stack.kind]}[{hidden.row}]")


def _norm_numbers(window: Shell) -> NDArray[np.generic] | Tensor | str:
    stack = _view(window, "hidden_states").stack if _fresh(window, "hidden_states") else None
    return stack.norms if stack is not None else _why(window, "hidden_states")


def _similarity_numbers(window: Shell) -> NDArray[np.generic] | Tensor | str:
    result = _view(window, "hidden_states").similarity if _fresh(window, "hidden_states") else None
    return result.cosine if result is not None else _why(window, "hidden_states")


def _logits(window: Shell) -> NDArray[np.generic] | Tensor | str:
    ran = window.inference.ran
    names = [output.name for output in ran.outputs] if ran is not None else []
    if not names:
        return _NO_RUN
    return Tensor("logits" if "logits" in names else names[0])


def _change_numbers(window: Shell) -> NDArray[np.generic] | Tensor | str:
    change = window.compare.attention_change.result
    if window.compare.result is None:
        return _NOT_COMPARED
    if change is None or not change.change.size:
        return tr(
            "The two have no attention map of the same tokens here, so there is no "
            "difference to export."
        )
    return change.change


def _far_numbers(window: Shell) -> NDArray[np.generic] | Tensor | str:
    stack = window.compare.hidden.stack
    if window.compare.result is None:
        return _NOT_COMPARED
    if stack is None or not stack.cosine.size:
        return tr("The two have no hidden states whose directions can be compared.")
    return stack.cosine


def _weight_numbers(window: Shell) -> NDArray[np.generic] | Tensor | Weight | str:
    view = window.architecture.weight.weight
    return Weight(view.name, view.elements) if view is not None else _NO_WEIGHT


NUMBERS = (
    NumbersOf("logits", tr("Logits (or the first output)"), "predictions", _logits),
    NumbersOf("head", tr("The head shown"), "attentionView", _head_numbers),
    NumbersOf("layer", tr("All heads of this layer"), "attentionView", _layer_numbers),
    NumbersOf("hidden", tr("Hidden states of the chosen layer"), "hiddenView", _state_numbers),
    NumbersOf("norms", tr("Norms of the hidden states"), "hiddenView", _norm_numbers),
    NumbersOf("similarity", tr("Similarity of the tokens"), "hiddenView", _similarity_numbers),
    NumbersOf("weight", tr("The whole tensor shown"), "weightView", _weight_numbers),
    NumbersOf("attentionChange", tr("How much attention differs"), "compareTab", _change_numbers),
    NumbersOf("bothStates", tr("Hidden states of both"), "compareTab", _far_numbers),
)


def of_view(name: str) -> Sequence[AnimationOf | TableOf | NumbersOf]:
    """The animations, tables and numbers of a view."""
    sources: tuple[AnimationOf | TableOf | NumbersOf, ...] = (*ANIMATIONS, *TABLES, *NUMBERS)
    return [source for source in sources if source.view == name]
