"""Is any text in sight still English while the program speaks another language?

In the language of `tests/pseudo.py` whatever has no accent was not translated; in one that has a
catalogue, whatever has a word that only English texts have. What the models and the Hub say, and
names of the code, are the same in every language.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from babel.messages.pofile import read_po
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from explorer import resources
from explorer.text.translation import DOMAIN
from tests.pseudo import CODE, both_forms, gather, is_pseudo
from tests.surveys.walk.findings import Findings, visible
from tests.surveys.walk.fitting import bare
from tests.surveys.walk.painted import look_at, paints_itself
from tests.surveys.walk.places import FRANCE
from tests.window import fake_hub

_ROWS = 25
_NAMES = re.compile(r"\{[^{}]*\}|\]\([a-z]+:[^)]*\)|<[^<>]*>")
_ENGLISH_WORD = re.compile(r"(?<![\w./\-])[A-Za-z][a-z]+(?![\w/\-]|[.][\w])")
_GIVEN = re.compile(
    r"“[^”]*”|\"[^\"]*\"|`[^`]*`|\[[A-Z]+\]"  # quoted
    r"|^\d+: .*"  # a token by its position
    r"|(?:Ctrl|Alt|Shift|Meta)\+(?:Return|\S+)|F\d+"  # keys
    r"|\b\w+(?:\[\d+\])?\s+(?:float|int|bool)\d*.*"  # a tensor by its name
    r"|^\S+\s+[\d.]+\s%$"  # an answer and its share
    r"|(?<= · )(?:intermediate|output)\b"  # parts of one kind, by the names of their modules
)
"""What comes from the model, the person or the keyboard."""
_DATA = (
    *("TokenStrip", "WordGrid", "HeatMap", "GeneratedText", "FilledSentence", "TintedSentence"),
    *(
        "RowsView",
        "PointPlot",
        "Bars",
        "PairBars",
        "EffectGrid",
        "CodeView",
        "CardView",
        "ChoiceBox",
    ),
    *("PartsBar", "PartsLegend", "ArchitectureBox", "historyList", "hubTask"),
    *("resultsRuns", "LearnersTable", "learnerRuns", "learnerText", "learnerWritten"),
    "classHeads",
    *("writtenTokens", "trainExam", "trainFormerExam", "trainAnswer", "allTokensTable"),
    "glossaryEntry",
)
"""Widgets of tokens, texts of the person, Python, cards from the Hub, parts by their names."""
_FOREIGN = (
    "glossaryEntry",
    "CardView",
    "CodeView",
    "ChoiceBox",
    "Caption",
    "classAbout",
    "learnerNote",
)
"""Those that have sentences of others beside ours: cards, columns, what transformers says."""
_SAME = {
    "hub",
    "attentions",
    "negative",
    "positive",
    "dtype",
    "bert",
    "logits",
    "json",
    "cpu",
    "encoder",
    "embeddings",
    "pooler",
    "main",
    "safe",
}
"""Names that are the same in every language."""


@cache
def _said() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words of the bundled models, and texts of the stand-in for the Hub, the longest first."""
    words: set[str] = set()
    for file in resources.path("models").glob("*/tokenizer.json"):
        vocabulary = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
        words.update(piece.strip("Ġ").lower() for piece in vocabulary)
    tree = ast.parse(inspect.getsource(fake_hub))
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 3
    }
    return frozenset(words), tuple(sorted(texts, key=len, reverse=True))


@dataclass(frozen=True)
class Spoken:
    """Words of the program's texts that only English has, and those that only its language has.

    In small letters. The language of `tests/pseudo.py` is known by its accents.
    """

    english: frozenset[str]
    others: frozenset[str] = frozenset()

    @classmethod
    def of(cls, code: str) -> Spoken:
        """Of the language with this code."""
        texts = (text for message in gather()["template"]() for text in both_forms(message))
        english = _words(texts)
        if code == CODE:
            return cls(english)
        catalogue = resources.path("translations", code, "LC_MESSAGES", f"{DOMAIN}.po")
        strings = [one.string or "" for one in read_po(BytesIO(catalogue.read_bytes())) if one.id]
        others = _words(
            text for each in strings for text in ([each] if isinstance(each, str) else each)
        )
        return cls(english - others, others - english)

    def has(self, text: str) -> bool:
        """Whether a text, or a part of it, is in that language."""
        return is_pseudo(text) or any(word in self.others for word in _words((text,)))


def _words(texts: Iterable[str]) -> frozenset[str]:
    """Names of values in braces and of links are no words."""
    bare_texts = (_NAMES.sub(" ", text) for text in texts)
    return frozenset(
        word.lower() for text in bare_texts for word in re.findall(r"[^\W\d_]{2,}", text)
    )


def check_translated(root: QWidget, place: str, spoken: Spoken, found: Findings) -> None:
    """Look at all texts of a window, also those that are only spoken or pop up."""
    for widget in visible(root):
        for text in set(texts_of(widget)):
            if not text.strip():
                continue
            found.seen += 1
            left = _left(text, spoken)
            kinds = {type(widget).__name__, widget.objectName()}
            foreign = kinds & {*_FOREIGN} or (kinds & {*_DATA} and not spoken.has(text))
            if left and not foreign:
                kind = "half" if spoken.has(text) else "all"
                found.add(
                    f"{kind} English: {' '.join(left[:6])!r} in {text[:160]!r}", widget, place
                )


def check_menu_translated(menu: QMenu, place: str, spoken: Spoken, found: Findings) -> None:
    """Every entry of a menu and of those within it."""
    for action in menu.actions():
        found.seen += 1
        for text in (action.text().replace("&", ""), action.toolTip()):
            left = _left(text, spoken)
            if left:
                found.add(f"English: {text!r}", menu, place)
        inner = action.menu()
        if isinstance(inner, QMenu):
            check_menu_translated(inner, f"{place} > {action.text()}", spoken, found)


def _left(text: str, spoken: Spoken) -> list[str]:
    """The English words of a text that nobody but the program can have written."""
    text = text.replace("\u200b", "")  # a place where a line may end
    vocabulary, from_hub = _said()
    for given in (FRANCE, *from_hub):
        text = text.replace(given, " ")
    found = _ENGLISH_WORD.findall(_GIVEN.sub(" ", text))
    left = [word for word in found if word.lower() in spoken.english and word.lower() not in _SAME]
    # A word of a model may be said in any sentence.
    return [word for word in left if not (spoken.has(text) and word.lower() in vocabulary)]


def texts_of(widget: QWidget) -> Iterator[str]:
    """All texts of a control: written, drawn, spoken, and those that pop up."""
    yield from (bare(widget.toolTip()), widget.accessibleName(), widget.accessibleDescription())
    if widget.isWindow():
        yield widget.windowTitle()
    match widget:
        case QLabel():
            yield bare(_html(widget.text()))
        case QAbstractButton():
            yield widget.text().replace("&", "")
        case QGroupBox():
            yield widget.title()
        case QTabBar():
            for place in range(widget.count()):
                yield from (widget.tabText(place), bare(widget.tabToolTip(place)))
        case QComboBox():
            yield from (widget.itemText(place) for place in range(widget.count()))
        case QAbstractSpinBox():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QPlainTextEdit():
            yield widget.placeholderText()
        case QTextEdit():
            yield widget.placeholderText()
            if widget.isReadOnly():
                yield widget.toPlainText()
        case QHeaderView():
            model = widget.model()
            for section in range(min(_ROWS, widget.count())):
                yield str(model.headerData(section, widget.orientation()) or "")
        case QAbstractItemView():
            model = widget.model()
            for row in range(min(_ROWS, model.rowCount(QModelIndex()) if model else 0)):
                columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
                for column in range(min(_ROWS, columns)):
                    index = model.index(row, column, QModelIndex())
                    for role in (
                        Qt.ItemDataRole.DisplayRole,
                        Qt.ItemDataRole.ToolTipRole,
                        Qt.ItemDataRole.AccessibleTextRole,
                    ):
                        value = index.data(role)
                        yield bare(value) if isinstance(value, str) else ""
    if paints_itself(widget) and not widget.size().isEmpty():
        yield from (each.text for each in look_at(widget)[0])


def _html(text: str) -> str:
    return f"<html>{text}" if "<" in text else text
