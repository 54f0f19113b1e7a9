"""The sentence of Why: of a long text what leads to the answer stays in sight."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.why.compute.leave_one_out import in_words
from explorer.features.why.view.tinted_sentence import TintedSentence, TintedWord
from explorer.protocol.run import Token


def test_a_long_text_is_cut_before_what_leads_to_the_answer(qtbot: QtBot, look: Theme) -> None:
    view = TintedSentence(look)
    qtbot.addWidget(view)
    view.resize(300, 200)
    words = [TintedWord(f"word{n}", 0.3) for n in range(60)]
    view.show_words([*words, TintedWord("answer", is_answer=True)], 1.0)
    shown = [word.text for word, *_ in view._shown()]
    assert shown[0] == "…"
    assert shown[-2:] == ["word59", "answer"]
    assert max(line for *_, line in view._shown()) <= 3
    view.show_words([TintedWord("answer", is_answer=True), *words], 1.0)
    shown = [word.text for word, *_ in view._shown()]
    assert shown[0] == "answer"
    assert shown[-1] == "…"
    view.show_words(words[:3], 1.0)
    assert [word.text for word, *_ in view._shown()] == ["word0", "word1", "word2"]


def test_a_token_that_is_a_space_is_no_number() -> None:
    space = Token("Ġ", "·", 221, False, False, -1, -1)
    cat = Token("Ġcat", "·cat", 7, False, False, -1, -1)
    assert [word.text for word in in_words((space, cat), ())] == ["·", "cat"]
