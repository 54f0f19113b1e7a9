"""All tokens of a long text: a bounded strip, and a list that is searched."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.inputs.view.tokens_card import TokensCard
from explorer.protocol.run import Token
from explorer.widgets.all_tokens import AllTokens
from explorer.widgets.token_strip import MOST

TEXT = " ".join(f"word{n}" for n in range(3_000))


def _tokens() -> tuple[Token, ...]:
    found, start = [Token("[CLS]", "[CLS]", 2, True, False, -1, -1)], 0
    for n, one in enumerate(TEXT.split(" ")):
        found.append(Token(one, one, n + 100, False, False, start, start + len(one)))
        start += len(one) + 1
    return tuple(found)


def test_a_long_text_shows_its_first_tokens_and_a_way_to_all(qtbot: QtBot, look: Theme) -> None:
    card = TokensCard(look)
    qtbot.addWidget(card)
    card.show_rows((_tokens(),), (TEXT,))
    assert card.strip.shown == MOST
    assert not card.more.isHidden()
    assert "3,001 tokens" in card.more.count.text().replace("\N{NO-BREAK SPACE}", " ")
    card.show()
    card.more.all.click()
    dialog = card.window().findChild(AllTokens)
    assert dialog is not None
    assert len(dialog.matches) == 3_001
    dialog.close()
    card.show_rows((_tokens()[:20],), (TEXT,))
    assert card.more.isHidden()


def test_tokens_are_found_by_piece_and_by_id(qtbot: QtBot, look: Theme) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AllTokens(parent, look, (_tokens(),), ((TEXT,), ()))
    qtbot.keyClicks(dialog.search, "WORD299")
    assert [one.token.id for one in dialog.matches] == [399, *range(3_090, 3_100)]
    assert "11 of" in dialog.count.text()
    dialog.table.selectRow(1)
    assert "Token 2,992: ID 3090" in dialog.told.text()
    assert "word2989 ⟦word2990⟧ word2991" in dialog.told.text()
    dialog.search.clear()
    qtbot.keyClicks(dialog.search, "2")
    assert dialog.matches[0].token.piece == "[CLS]"  # an ID counts whole
    dialog.search.clear()
    qtbot.keyClicks(dialog.search, "nothing like it")
    assert dialog.matches == []
    assert "No token" in dialog.told.text()
