"""What a search is narrowed by: boxes for task and order, chips for the rest, a menu to add one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QInputDialog, QMenu, QSizePolicy, QWidget

from explorer.features.hub.protocol.hub_terms import Sort
from explorer.features.hub.protocol.search import SearchHub
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, set_role, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import ChoiceBox

TASKS = (
    "fill-mask",
    "text-generation",
    "text-classification",
    "token-classification",
    "question-answering",
    "summarization",
    "translation",
    "feature-extraction",
    "sentence-similarity",
    "zero-shot-classification",
    "image-classification",
    "image-text-to-text",
    "automatic-speech-recognition",
)
"""The Hub's own words for the tasks of transformers."""

SORTS: tuple[tuple[Sort, str], ...] = (
    ("trending", tr("Trending")),
    ("downloads", tr("Downloads")),
    ("likes", tr("Likes")),
    ("newest", tr("Newest")),
)

_LIBRARIES = ("transformers", "sentence-transformers", "timm", "peft", "gguf")
_LANGUAGES = (
    *(("en", tr("English")), ("de", tr("German")), ("fr", tr("French")), ("es", tr("Spanish"))),
    *(("it", tr("Italian")), ("pt", tr("Portuguese")), ("nl", tr("Dutch")), ("pl", tr("Polish"))),
    *(("ru", tr("Russian")), ("tr", tr("Turkish")), ("ar", tr("Arabic")), ("hi", tr("Hindi"))),
    *(
        ("zh", tr("Chinese")),
        ("ja", tr("Japanese")),
        ("ko", tr("Korean")),
        ("multilingual", tr("Multilingual")),
    ),
)
_LICENCES = ("apache-2.0", "mit", "bsd-3-clause", "cc-by-4.0", "cc-by-sa-4.0", "openrail")
_SIZES: tuple[tuple[int | None, int | None], ...] = (
    (None, 10_000_000),
    (None, 100_000_000),
    (100_000_000, 1_000_000_000),
    (1_000_000_000, 7_000_000_000),
    (7_000_000_000, None),
)


@dataclass(frozen=True)
class Filters:
    """The part of a search that is not its text."""

    task: str = ""
    sort: Sort = "trending"
    fits_only: bool = False
    author: str = ""
    library: str = ""
    language: str = ""
    licence: str = ""
    min_parameters: int | None = None
    max_parameters: int | None = None
    safetensors_only: bool = False
    not_gated: bool = False

    @property
    def any(self) -> bool:
        """Whether anything is left out; the order leaves out nothing."""
        return replace(self, sort="trending") != Filters()

    def narrow(self, request: SearchHub) -> SearchHub:
        """The same search, narrowed by these."""
        return replace(request, **{field.name: getattr(self, field.name) for field in fields(self)})

    def chips(self) -> tuple[tuple[str, str], ...]:
        """(name of the filter, what its chip says), in the order of the menu."""
        rows = [
            (name, f"{spoken}: {getattr(self, name)}")
            for name, spoken in (
                ("author", "author"),
                ("library", "library"),
                ("language", "language"),
                ("licence", "licence"),
            )
            if getattr(self, name)
        ]
        if self.min_parameters is not None or self.max_parameters is not None:
            rows.append(("parameters", size_words(self.min_parameters, self.max_parameters)))
        if self.safetensors_only:
            rows.append(("safetensors_only", "safetensors"))
        if self.not_gated:
            rows.append(("not_gated", tr("not gated")))
        return tuple(rows)

    def without(self, name: str) -> Filters:
        """The same without one filter."""
        if name == "parameters":
            return replace(self, min_parameters=None, max_parameters=None)
        return replace(self, **{name: getattr(Filters(), name)})

    def loosened(self) -> tuple[tuple[str, str], ...]:
        """Every filter that could be taken away: (name, what it is called)."""
        rows = [("task", self.task)] if self.task else []
        if self.fits_only:
            rows.append(("fits_only", tr("“Fits”")))
        return (*rows, *self.chips())


def size_words(least: int | None, most: int | None) -> str:
    """A range of parameters: `under 100 M parameters`, `1 B to 7 B parameters`."""
    return tr("{size_range} parameters", size_range=size_range(least, most))


def size_range(least: int | None, most: int | None) -> str:
    """Two numbers in words: `under 100 M`, `1 B to 7 B`, `over 7 B`."""

    def size(n: int) -> str:
        return numbers.short_count(n).replace(".0", "")

    if least is None:
        return tr("under {size}", size=size(most or 0))
    if most is None:
        return tr("over {least}", least=size(least))
    return tr("{least} to {most}", least=size(least), most=size(most))


def read_size(text: str) -> tuple[int | None, int | None] | None:
    """`10M-200M`, `-1B`, `7B-` as a range of parameters; None where it cannot be read."""
    first, dash, last = text.replace(" ", "").lower().replace("–", "-").partition("-")
    if not dash:
        first, last = "", first
    ends: list[int | None] = []
    for name in (first, last):
        scale = {"k": 1e3, "m": 1e6, "b": 1e9}.get(name[-1:], 1.0)
        digits = name[:-1] if scale > 1 else name
        try:
            ends.append(round(float(digits) * scale) if name else None)
        except (ValueError, OverflowError):
            return None
    least, most = ends
    if (least is None and most is None) or (
        least is not None and most is not None and least > most
    ):
        return None
    return least, most


def _key(value: object) -> str:
    """A value of a filter in an objectName; what asks for another value has none."""
    match value:
        case None:
            return "other"
        case (least, most):
            return f"{least or ''}-{most or ''}"
        case _:
            return str(value)


def ask_text(parent: QWidget, title: str, question: str) -> str:
    """Let a person type a filter; empty when they change their mind."""
    text, accepted = QInputDialog.getText(parent, title, question)
    return text.strip() if accepted else ""


class FilterBar(QWidget):
    """Boxes, chips and the menu. `changed` fires when a person changed something."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.filters = Filters()
        self._flow = FlowLayout(self, gap=6)
        self.task = _chip_box("hubTask", tr("Task"))
        self.task.addItem(tr("Any task"), "")
        for task in TASKS:
            self.task.addItem(task, task)
        self.task.activated.connect(self._task)
        self.fits = button(tr("Fits"), "filter", name="hubFits")
        self.fits.setAccessibleName(tr("Only what fits in memory"))
        self.fits.setToolTip(tr("Leave out what is too large for the memory that is free now"))
        self.fits.setCheckable(True)
        self.fits.toggled.connect(self._fits)
        self.add = button(tr("+ filter"), "filter", name="hubFilter")
        self.add.setAccessibleName(tr("Add a filter"))
        self._actions: dict[str, Any] = {}
        self.add.setMenu(self._menu())
        self.sort = _chip_box("hubSort", tr("Order of the results"))
        for name, spoken in SORTS:
            self.sort.addItem(spoken, name)
        self.sort.activated.connect(self._sort)
        for widget in (self.task, self.fits, self.add, self.sort):
            self._flow.addWidget(widget)
        self._chips: list[QWidget] = []

    def _menu(self) -> QMenu:
        menu = QMenu(self.add)
        menu.setObjectName("hubFilterMenu")
        choices: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
            ("library", tr("Library"), tuple((library, library) for library in _LIBRARIES)),
            ("language", tr("Language"), _LANGUAGES),
            ("licence", tr("Licence"), tuple((licence, licence) for licence in _LICENCES)),
        )
        for name, title, values in choices:
            below = menu.addMenu(title)
            for value, text in values:
                self._action(below, text, name, value)
            below.addSeparator()
            self._action(below, tr("Another…"), name, None)
        below = menu.addMenu(tr("Parameters"))
        for least, most in _SIZES:
            text = numbers.capital(size_range(least, most))
            self._action(below, text, "parameters", (least, most))
        below.addSeparator()
        self._action(below, tr("Another range…"), "parameters", None)
        menu.addSeparator()
        self._action(menu, tr("Author…"), "author", None)
        self._action(menu, tr("Safetensors only"), "safetensors_only", True)
        self._action(menu, tr("Not gated"), "not_gated", True)
        return menu

    def _action(self, menu: QMenu, text: str, name: str, value: object) -> None:
        action = menu.addAction(text)
        action.setObjectName(f"hubFilter.{name}.{_key(value)}")
        action.setData((name, value))
        action.triggered.connect(self._chosen)

    @Slot()
    def _chosen(self) -> None:
        name, value = cast(Any, self.sender()).data()
        if value is None:
            value = self._ask(name)
            if value is None:
                return
        if name == "parameters":
            least, most = value
            self.set_filters(replace(self.filters, min_parameters=least, max_parameters=most))
        else:
            self.set_filters(replace(self.filters, **{name: value}))

    def _ask(self, name: str) -> object:
        questions = {
            "library": (tr("Library"), tr("The Hub's name of the library, like transformers:")),
            "language": (tr("Language"), tr("The language's code, like sv or fi:")),
            "licence": (tr("Licence"), tr("The Hub's name of the licence, like gemma:")),
            "author": (tr("Author"), tr("The name before the slash, like google-bert:")),
            "parameters": (tr("Parameters"), tr("A range, like 10M-200M, -1B or 7B-:")),
        }
        text = ask_text(self, *questions[name])
        if name == "parameters":
            return read_size(text) if text else None
        return text or None

    @Slot()
    def _task(self) -> None:
        self.set_filters(replace(self.filters, task=self.task.currentData()))

    @Slot()
    def _sort(self) -> None:
        self.set_filters(replace(self.filters, sort=self.sort.currentData()))

    @Slot(bool)
    def _fits(self, on: bool) -> None:
        self.set_filters(replace(self.filters, fits_only=on))

    @Slot()
    def _remove(self) -> None:
        self.set_filters(self.filters.without(cast(Any, self.sender()).property("filter")))
        self.add.setFocus()

    def set_filters(self, filters: Filters) -> None:
        """Narrow by these from now on, and tell it."""
        if filters == self.filters:
            return
        self.filters = filters
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        filters = self.filters
        self.task.setCurrentIndex(max(0, self.task.findData(filters.task)))
        self.sort.setCurrentIndex(max(0, self.sort.findData(filters.sort)))
        self.fits.setChecked(filters.fits_only)
        set_role(self.task, "filter-on" if filters.task else "filter")
        for old in self._chips:
            self._flow.removeWidget(old)
            old.setObjectName("")  # it lives until the event loop turns: nobody may find it
            old.hide()
            old.deleteLater()
        self._chips = []
        for name, text in filters.chips():
            chip = button(
                f"{text}  ×",
                "filter",
                name=f"hubChip.{name}",
                tip=tr("Remove this filter"),
            )
            chip.setAccessibleName(tr("Remove the filter {filter}", filter=text))
            chip.setChecked(True)
            set_role(chip, "filter-on")
            chip.setProperty("filter", name)
            chip.clicked.connect(self._remove)
            self._flow.addWidget(chip)
            chip.show()
            self._chips.append(chip)
        previous: QWidget = self.sort
        for widget in self._chips:
            QWidget.setTabOrder(previous, widget)
            previous = widget


def _chip_box(name: str, spoken: str) -> QComboBox:
    box = with_names(_Box(), name, spoken)
    box.setToolTip(spoken)
    box.setProperty("role", "filter")
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    box.setMaxVisibleItems(16)
    box.currentIndexChanged.connect(box.updateGeometry)
    return box


class _Box(ChoiceBox):
    """As wide as what it shows, not as its widest item; the wheel scrolls the page instead."""

    def sizeHint(self) -> Any:
        hint = super().sizeHint()
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count()))
        hint.setWidth(hint.width() - widest + metrics.horizontalAdvance(self.currentText()) + 6)
        return hint
