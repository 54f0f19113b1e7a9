"""The glossary in the window: hover, click and F1 open one term; the list finds them all."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.explain_pane import ExplainPane
from explorer.app.glossary_controller import GlossaryController
from explorer.app.glossary_list import GlossaryList
from explorer.app.term_text import with_terms
from explorer.app.theme import Theme
from explorer.protocol.explanation import Explanation, Term, TextPiece, TextSpan
from explorer.text.glossary import Glossary
from explorer.widgets.blocks import Card, label
from tests.afresh import now

TERMS = (
    Term("logits", "logits", "Scores before softmax.", "The scores of every token.", ("logit",)),
    Term("token", "token", "A piece of text.", "Texts are cut into tokens.", ("tokens",)),
)


class Words:
    """A glossary of two terms."""

    @property
    def terms(self) -> tuple[Term, ...]:
        return TERMS

    def find(self, term: str) -> Term | None:
        return next((one for one in TERMS if term.lower() in (one.key, *one.aliases)), None)

    def terms_in(self, text: str, *, once: bool = True) -> tuple[TextSpan, ...]:
        found = []
        for term in TERMS:
            for name in (*term.aliases, term.title):
                place = text.lower().find(name)
                if place >= 0:
                    found.append(TextSpan(place, place + len(name), term.key))
                    break
        return tuple(sorted(found, key=lambda one: one.start))

    def with_numbers(self, key: str, summary: object, ran: object = None) -> str:
        return ""


class Window(QMainWindow):
    """As much of the main window as the door needs."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.explain_pane = ExplainPane(look)
        self.card = Card("Tokens and their IDs")
        self.edit = QLineEdit()
        self.edit.setAccessibleName("Text for the model")
        self.card.add(self.edit)
        self.caption = label("Top 5 logits", "muted")
        self.sentence = label(
            "A long sentence about logits that is no name at all, it is.", "muted"
        )
        self.named = label("Edges", "heading")
        self.named.setProperty("term", "token")
        self.silent = label("logits", "heading")
        self.silent.setProperty("term", "")
        self.other = QLineEdit()
        inner = QWidget()
        column = QVBoxLayout(inner)
        for one in (
            self.explain_pane, self.card, self.caption, self.sentence, self.named, self.silent,
            self.other,
        ):  # fmt: skip
            column.addWidget(one)
        self.setCentralWidget(inner)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Window]:
    look = Theme(qapp)
    look.choose("light", 100)
    window = Window(look)
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    qtbot.waitExposed(window)
    window.door = GlossaryController(  # type: ignore[attr-defined]
        look,
        Words(),
        lambda key: f"numbers of {key}",
        window,
        window.explain_pane.words,
    )
    yield window
    look.deleteLater()
    qapp.setStyleSheet("")


def door(window: Window) -> GlossaryController:
    return window.door  # type: ignore[attr-defined, no-any-return]


def test_names_offer_their_term_and_sentences_do_not(window: Window) -> None:
    door(window).offer()
    assert window.card.title.property("glossary") == "token"
    assert window.caption.property("glossary") == "logits"
    assert window.named.property("glossary") == "token"
    assert not window.sentence.property("glossary")
    assert not window.silent.property("glossary")
    window.caption.setText("Nothing")
    door(window).offer()
    assert not window.caption.property("glossary")


def test_a_click_opens_the_term_and_esc_gives_the_focus_back(window: Window, qtbot: QtBot) -> None:
    door(window).offer()
    window.edit.setFocus()
    qtbot.mouseClick(window.caption, Qt.MouseButton.LeftButton)
    popup = door(window).popup
    assert popup.term is TERMS[0]
    shown = popup.body.toPlainText()
    for text in (TERMS[0].line, TERMS[0].paragraph, "In your model: numbers of logits"):
        assert text in shown
    assert "logits: Scores" in popup.accessibleName()
    assert window.rect().contains(popup.geometry())
    popup.body.anchorClicked.emit(QUrl("glossary:token"))
    assert now(popup.term) is TERMS[1]
    qtbot.keyClick(popup.body, Qt.Key.Key_Escape)
    assert now(popup.term) is None
    assert window.focusWidget() is window.edit


def test_it_closes_after_what_had_the_focus_is_gone(window: Window, qtbot: QtBot) -> None:
    door(window).offer()
    fleeting = QLineEdit(window)
    fleeting.show()
    fleeting.setFocus()
    qtbot.mouseClick(window.caption, Qt.MouseButton.LeftButton)
    popup = door(window).popup
    assert popup.term is TERMS[0]
    shiboken6.delete(fleeting)
    popup.leave()
    assert popup.term is None


def test_hover_tells_the_one_line(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: told.append(text))
    door(window).offer()
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), window.caption.mapToGlobal(QPoint(2, 2)))
    assert door(window).eventFilter(window.caption, event)
    assert "Scores before softmax." in told[0]
    window.caption.setToolTip("Its own")
    assert not door(window).eventFilter(window.caption, event)


def test_f1_explains_what_has_the_focus(window: Window) -> None:
    window.edit.setFocus()
    door(window).open_here()
    assert door(window).popup.term is TERMS[1], "the card's title says tokens"
    door(window).popup.leave()
    window.other.setFocus()
    door(window).open_here()
    found = door(window).list
    assert isinstance(found, GlossaryList)
    found.close()


def test_terms_in_the_explanation_are_underlined_once_and_open(window: Window) -> None:
    pane = window.explain_pane
    pane.set_terms(Words().terms_in)
    pane.term_wanted.connect(door(window).open_from_words)
    pane.show_words(Explanation("Done", ("One token and its logits.", "Another token.")))
    anchors = []
    block = pane.words.document().begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            drawn = iterator.fragment().charFormat()
            if drawn.isAnchor():
                assert drawn.underlineStyle() == drawn.UnderlineStyle.DotLine
                anchors.append(drawn.anchorHref())
            iterator += 1
        block = block.next()
    assert anchors == ["glossary:token", "glossary:logits"]
    pane.words.anchorClicked.emit(QUrl("glossary:logits"))
    assert door(window).popup.term is TERMS[0]


@pytest.mark.parametrize(("width", "height", "zoom"), [(1024, 700, 200), (480, 360, 100)])
def test_the_panel_stays_inside_a_small_window(
    window: Window, width: int, height: int, zoom: int
) -> None:
    popup = door(window).popup
    popup._look.choose("dark", zoom)
    window.resize(width, height)
    door(window).open("token", QRect(width - 20, height - 20, 10, 10))
    assert window.rect().contains(popup.geometry())
    if zoom == 200:
        assert not popup.body.verticalScrollBar().isVisible(), "all of a short entry is in sight"
    window.resize(width - 60, height - 60)
    assert window.rect().contains(popup.geometry())


@pytest.mark.parametrize("zoom", [100, 200, 300])
@pytest.mark.parametrize(("x", "y"), [(20, 20), (500, 330), (940, 660), (940, 20)])
def test_the_panel_never_covers_the_term_that_it_explains(
    window: Window, x: int, y: int, zoom: int
) -> None:
    near = QRect(x, y, 60, 20)
    popup = door(window).popup
    popup._look.choose("light", zoom)
    window.resize(1024, 700)
    door(window).open("logits", near)
    for _ in range(2):
        assert window.rect().contains(popup.geometry())
        assert not popup.geometry().intersects(near)
        popup.body.anchorClicked.emit(QUrl("glossary:token"))  # which opens where that one was
    door(window).open("token", window.rect())  # such as a table that is as large as the window
    assert window.rect().contains(popup.geometry())


def test_the_list_is_searched_in_names_first(window: Window, qtbot: QtBot) -> None:
    door(window).open_list()
    found = door(window).list
    assert found is not None
    assert found.list.count() == 2
    found.search.setText("token")
    assert found.current is TERMS[1], "the name goes before a mention"
    assert found.list.item(0).text() == "token", "and is the first of the list"
    assert found.count.text() == "2\N{NO-BREAK SPACE}terms"
    found.search.setText("bicycle")
    assert "No term" in found.count.text()
    found.search.clear()
    found.choose("logits")
    assert "numbers of logits" in found.body.toPlainText()
    assert "Also: logit" in found.body.toPlainText()
    gone = SimpleNamespace(told=False)
    found.destroyed.connect(lambda: setattr(gone, "told", True))
    found.close()
    qtbot.waitUntil(lambda: gone.told)
    assert door(window).list is None


def test_an_attention_head_is_not_the_models_head() -> None:
    def terms_in(text: str) -> tuple[TextSpan, ...]:
        return (TextSpan(0, 4, "head"), TextSpan(5, 11, "weight")) if text == "head weight" else ()

    plain = [TextPiece("head weight")]
    assert [one.key for one in with_terms(plain, terms_in, set())] == ["head", "", "weight"]
    assert [one.key for one in with_terms(plain, terms_in, {"attention-head"})] == ["", "weight"]
    assert [one.key for one in with_terms(plain, terms_in, {"attention"})] == ["head", ""]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("pipeline", "pipeline"),
        ("AutoTokenizer", "auto-class"),
        ("BertModel", "class"),
        ("GPT2LMHeadModel", "class"),
        ("BertForMaskedLM", "class"),
        ("BertConfig", "config"),
        ("BertTokenizerFast", "tokenizer"),
    ],
)
def test_a_name_of_the_code_leads_to_what_it_is(
    typed: str, key: str, look: Theme, qtbot: QtBot
) -> None:
    glossary = Glossary.load()
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = GlossaryList(look, glossary.terms, glossary.terms_in, lambda term: "", parent)
    shown.search.setText(typed)
    assert shown.current is not None
    assert shown.current.key == key
    shown.search.setText("zebra")
    assert "No term" in shown.count.text()
    shown.close()
