"""The whole glossary, searchable, in a separate window beside the work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from explorer.app.term_text import Paragraph, TermsIn, TermText, with_terms, write
from explorer.app.theme import Theme
from explorer.protocol.explanation import Term, TextPiece
from explorer.text import numbers as words
from explorer.text.glossary import of_class
from explorer.text.search_rank import rank
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import label, with_names
from explorer.widgets.hinted_line import HintedLine


class GlossaryList(QDialog):
    """Search at the top, terms at the left, the chosen one at the right."""

    def __init__(
        self,
        look: Theme,
        terms: tuple[Term, ...],
        terms_in: TermsIn,
        numbers: Callable[[str], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("glossaryDialog")
        self.setWindowTitle(tr("Glossary"))
        self._look, self._terms_in, self._numbers = look, terms_in, numbers
        self._terms = {term.key: term for term in terms}
        column = QVBoxLayout(self)
        self.search = HintedLine(
            "glossarySearch",
            tr("Find a term"),
            tr("Find a term, or a word of its explanation"),
            tr("Find a term"),
        )
        self.search.setClearButtonEnabled(True)
        name_inner(self.search)
        column.addWidget(self.search)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.list = with_names(QListWidget(), "glossaryTerms", tr("Terms"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.body = with_names(TermText(), "glossaryEntry", tr("What the term means"))
        self.body.setProperty("role", "words")
        self.body.setOpenLinks(False)
        split.addWidget(self.list)
        split.addWidget(self.body)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 2)
        column.addWidget(split, 1)
        foot = QHBoxLayout()
        self.count = label("", "muted", name="glossaryCount")
        foot.addWidget(self.count, 1)
        column.addLayout(foot)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self.list.setFocus)
        self.list.currentItemChanged.connect(self._show)
        self.body.anchorClicked.connect(self._follow)
        look.changed.connect(self._show)
        wide = min(look.units(720), parent.width() - 40)
        self.resize(wide, min(look.units(480), parent.height() - 60))
        self._filter("")
        self.search.setFocus()

    @property
    def current(self) -> Term | None:
        """The term that is shown."""
        item = self.list.currentItem()
        return self._terms.get(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    def choose(self, key: str) -> None:
        """Show a term."""
        for _ in range(2):
            for row in range(self.list.count()):
                if self.list.item(row).data(Qt.ItemDataRole.UserRole) == key:
                    self.list.setCurrentRow(row)
                    return
            self.search.clear()  # it may be left out by what was searched

    @Slot(str)
    def _filter(self, text: str) -> None:
        """The terms that have the words, those whose name begins with them first."""
        current = self.current
        ranked = [
            (fits, place, term)
            for place, term in enumerate(self._terms.values())
            for fits in [rank(text, (term.title,), (*term.aliases, term.line, term.paragraph))]
            if fits is not None
        ]
        shown = [term for _, _, term in sorted(ranked, key=lambda row: row[:2])]
        if not shown and (key := of_class(text)) in self._terms:
            shown = [self._terms[key]]
        self.list.clear()
        for term in shown:
            item = QListWidgetItem(term.title)
            item.setData(Qt.ItemDataRole.UserRole, term.key)
            item.setToolTip(term.line)
            self.list.addItem(item)
        self.count.setText(
            words.ntr("{count} term", "{count} terms", len(shown))
            if shown
            else tr("No term has this word.")
        )
        keep = not text.strip() and current in shown
        self.list.setCurrentRow(shown.index(current) if keep and current is not None else 0)

    @Slot()
    def _show(self) -> None:
        term = self.current
        if term is None:
            self.body.clear()
            return
        text_pieces = with_terms([TextPiece(term.paragraph)], self._terms_in, {term.key})
        paragraphs = [
            Paragraph([TextPiece(term.title, bold=True)], size=16),
            Paragraph([TextPiece(term.line, bold=True)]),
            Paragraph(text_pieces),
        ]
        numbers = self._numbers(term.key)
        if numbers:
            pieces = [TextPiece(tr("In your model:") + " ", bold=True), TextPiece(numbers)]
            paragraphs.append(Paragraph(pieces, "accent"))
        if term.aliases:
            paragraphs.append(
                Paragraph(
                    [TextPiece(tr("Also: {aliases}", aliases=", ".join(term.aliases)))], "muted"
                )
            )
        write(self.body, self._look, paragraphs)

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "glossary":
            self.choose(url.path())
