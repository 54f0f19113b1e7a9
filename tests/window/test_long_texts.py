"""What the window shows of long texts is bounded, and nothing of it is out of reach."""

from __future__ import annotations

import dataclasses
import random

from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.ablation.view.answer_comparison import AblationAnswerCard
from explorer.features.answers.view.answer_blocks import AnswerBlocks
from explorer.features.generation.protocol import GeneratedToken
from explorer.features.generation.view.generated_text import MOST_PROMPT, GeneratedText
from explorer.protocol.run import Token
from explorer.text.run_facts import split_word
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.pager import MOST
from tests.afresh import now
from tests.window.made_runs import prediction, ran, tokens


def test_many_answers_come_in_pages_and_all_can_be_reached(qtbot: QtBot, look: Theme) -> None:
    shown = AnswerBlocks(look)
    qtbot.addWidget(shown)
    shown.show()
    said = tuple(prediction(f"word{place}", 0.5) for place in range(2 * MOST + 3))
    shown.show_run(dataclasses.replace(ran(tokens()), predictions=said))
    assert len(shown.bars) == MOST
    assert shown.pager.pages.currentText() == f"1 to {MOST} of {2 * MOST + 3}"
    shown.pager.after.click()
    shown.pager.after.click()
    assert len(shown.bars) == 3
    assert not shown.pager.after.isEnabled()
    assert shown.bars[0].prediction is said[2 * MOST]
    shown.pager.pages.setCurrentIndex(0)
    shown.pager.pages.activated.emit(0)
    assert shown.bars[0].prediction is said[0]
    shown.show_run(ran(tokens()))
    assert shown.pager.isHidden()
    assert len(shown.bars) == 1


def test_answers_before_and_after_come_in_pages_too(qtbot: QtBot, look: Theme) -> None:
    card = AblationAnswerCard(look)
    qtbot.addWidget(card)
    card.show()
    said = tuple(prediction(f"word{place}", 0.5) for place in range(MOST + 1))
    card._show_both(said, said)
    assert len(card.bars) == MOST
    card.pager.after.click()
    assert len(card.bars) == 1
    card.show_run()
    assert now(card.bars) == ()
    assert card.pager.isHidden()


def test_of_a_long_prompt_the_end_is_shown_and_every_new_token(qtbot: QtBot, look: Theme) -> None:
    shown = GeneratedText(look)
    qtbot.addWidget(shown)
    shown.resize(600, 400)
    shown.show()
    prompt = tokens([f"p{place}" for place in range(4000)])
    new = tuple(
        GeneratedToken(one, 0.5, 0.5, (), False) for one in tokens([f"n{n}" for n in range(30)])
    )
    shown.show_tokens(prompt, new)
    texts = [chip.text for chip in shown._chips]
    assert texts[0] == f"{4000 - MOST_PROMPT:,}\N{NO-BREAK SPACE}tokens before"
    assert texts[1] == f"p{4000 - MOST_PROMPT}"
    assert texts[-30:] == [f"n{n}" for n in range(30)]
    assert [shown.step_of(chip) for chip in shown._chips[-2:]] == [28, 29]
    assert shown.step_of(shown._chips[0]) == -1
    assert shown.spoken_text(shown._chips[0]) == ""


def test_a_box_of_thousands_is_as_wide_as_its_longest_entry_up_to_its_limit(
    qtbot: QtBot, look: Theme
) -> None:
    few, many = ComboBox("few", "Few"), ComboBox("many", "Many")
    for box in (few, many):
        qtbot.addWidget(box)
    few.offer(["1: word", "2: words"], 0)
    many.offer([f"{place}: word" for place in range(5000)], 4711)
    assert many.currentText() == "4711: word"
    assert 0 < many.sizeHint().width() <= few.sizeHint().width() * 3


def test_the_word_that_was_cut_up_most_is_found_as_by_asking_every_token() -> None:
    chance = random.Random(7)
    for _ in range(60):
        text, row, place = "", [], 0
        while len(text) < 120:
            word = "".join(chance.choice("abc") for _ in range(chance.randint(1, 9)))
            start = len(text)
            text += word + " "
            while start < len(text) - 1:
                end = min(len(text) - 1, start + chance.randint(1, 5))
                piece = "[UNK]" if chance.random() < 0.05 else text[start:end]
                row.append(Token(piece, piece, place, False, chance.random() < 0.05, start, end))
                start, place = end, place + 1
        row.insert(0, Token("[CLS]", "[CLS]", 0, True, False, -1, -1))
        found = split_word(text, tuple(row))["run.split_pieces"]
        longest: list[str] = []
        start = 0
        for word in text.split():
            inside = [
                one.piece for one in row
                if not one.mask and one.start < start + len(word) and one.end > start
            ]  # fmt: skip
            if (len(inside) > 1 or "[UNK]" in inside) and len(inside) > len(longest):
                longest = inside
            start += len(word) + 1
        assert found == (", ".join(longest) or None)
