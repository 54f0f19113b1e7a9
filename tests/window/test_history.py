"""The runs of a session: kept up to a bound, renamed, removed, exported, shown again."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.inference.inference_tab import InferenceTab
from explorer.app.start_page import StartPage
from explorer.app.theme import Theme
from explorer.features.generation.protocol import (
    ContinueText,
    Generate,
    Generated,
    GeneratedToken,
    PickToken,
    StepBack,
    StepCandidate,
)
from explorer.features.generation.view.text_branches import Written
from explorer.features.history.view import history_dialog, history_export
from explorer.features.history.view.history_button import HistoryButton
from explorer.features.history.view.history_compare import HistoryCompare
from explorer.features.history.view.history_dialog import HistoryDialog
from explorer.features.history.view.run_history import MOST_RUNS, RunHistory
from explorer.protocol.run import Candidate, Run, Token
from tests.window.made_runs import prediction, ran, summary, tokens
from tests.window.subscribed import idle_state


def made(text: str = "text") -> object:
    return replace(ran(tokens()), request=Run((text,)))


@pytest.fixture
def history(qtbot: QtBot) -> RunHistory:
    kept = RunHistory()
    for number in range(3):
        kept.keep(made(f"text {number}"), summary())  # type: ignore[arg-type]
    return kept


def test_it_is_bounded_and_the_newest_is_first(qtbot: QtBot) -> None:
    kept = RunHistory()
    for number in range(MOST_RUNS + 5):
        kept.keep(made(f"text {number}"), summary())  # type: ignore[arg-type]
    assert len(kept.runs) == MOST_RUNS
    assert kept.runs[0].name == f"text {MOST_RUNS + 4}"
    assert kept.runs[-1].number == 6


def test_an_empty_text_has_a_name(qtbot: QtBot) -> None:
    """Its IDs are those of special tokens, and nobody typed them."""
    runs = RunHistory()
    kept = runs.keep(replace(ran(tokens()), request=Run(("",))), summary())
    assert kept.name == "An empty text"
    kept = runs.keep(replace(ran(tokens()), request=Run(input_ids=((2, 3),))), summary())
    assert kept.name.startswith("IDs ")


def test_renaming_and_removing(history: RunHistory) -> None:
    history.rename(2, "  the good one ")
    history.rename(1, " ")
    assert [one.name for one in history.runs] == ["text 2", "the good one", "text 0"]
    history.remove(2)
    assert [one.number for one in history.runs] == [3, 1]
    assert history.find(2) is None
    assert history.find(3) is not None


def test_a_run_of_a_snapshot_says_its_step(look: Theme, qtbot: QtBot) -> None:
    kept = RunHistory()
    kept.step_of = lambda model: {2: 1500}.get(model.serial)
    for serial in (1, 2):
        kept.keep(made(), summary(serial))  # type: ignore[arg-type]
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = HistoryDialog(parent, look, kept, serial=2)
    said = [dialog.list.item(row).data(history_dialog._ABOUT) for row in (0, 1)]
    assert said == ["made at step 1,500 · “paris”", "made · “paris”"]
    assert "made at step 1,500" in dialog.about.text()
    table = list(csv.DictReader(io.StringIO(history_export.as_csv(kept.runs))))
    assert {row["model"] for row in table} == {"made at step 1,500", "made"}


def test_what_people_are_guessing_is_not_in_the_list(look: Theme, qtbot: QtBot) -> None:
    kept = RunHistory()
    for text in ("first", "second"):
        kept.keep(made(text), summary())  # type: ignore[arg-type]
    newest = kept.runs[0]
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = HistoryDialog(parent, look, kept, 1, lambda run: run is newest)
    said = [dialog.list.item(row).data(history_dialog._ABOUT) for row in (0, 1)]
    assert said == ["made", "made · “paris”"]
    assert "paris" not in dialog.about.text()
    assert "paris" not in dialog.list.item(0).toolTip()


def test_exports_hold_every_answer(history: RunHistory, tmp_path: Path) -> None:
    file = tmp_path / "runs.csv"
    history_export.write(history.runs, str(file))
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert len(rows) == 3 * 6
    assert rows[0]["answer"] == "paris"
    assert float(rows[0]["probability"]) == 0.9
    assert rows[0]["position"] == "7"
    file = tmp_path / "runs.json"
    history_export.write(history.runs, str(file))
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found[0]["answers"][0]["candidates"][0]["answer"] == "paris"
    assert found[2]["texts"] == ["text 0"]
    assert found[0]["input_ids"] == [list(range(9))]


def test_the_list_shows_renames_removes_and_exports(
    history: RunHistory,
    look: Theme,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = HistoryDialog(parent, look, history, serial=2)
    assert dialog.list.objectName() == "historyList"
    assert dialog.list.count() == 3
    assert "another model" in dialog.about.text()
    item = dialog.list.item(0)
    dialog.show()
    dialog.list.setCurrentItem(item)
    for _ in range(2):  # a second press while the name is being written says nothing new
        dialog._rename()
    item.setText("renamed")
    assert history.runs[0].name == "renamed"
    file = tmp_path / "one.json"
    monkeypatch.setattr(history_dialog, "ask_history_file", lambda parent, name: str(file))
    dialog.export_button.click()
    assert [one["name"] for one in json.loads(file.read_text(encoding="utf-8"))] == ["renamed"]
    dialog.remove_button.click()
    assert len(history.runs) == 2
    assert not dialog.open_button.isEnabled()
    dialog.list.setCurrentRow(1)
    opened: list[object] = []
    dialog.opened.connect(opened.append)
    dialog.open_button.click()
    assert opened == [history.runs[1]]


def test_only_the_last_run_can_be_looked_into(look: Theme, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    button = HistoryButton(look, parent)
    assert not button.isEnabled()
    button.keep(made("one"), summary())  # type: ignore[arg-type]
    button.keep(made("two"), summary())  # type: ignore[arg-type]
    assert button.isEnabled()
    newest, oldest = button.runs.runs
    assert button.why_past(newest) == ""
    assert "Nothing was run." in button.why_past(oldest)
    button.show_model(summary(2))
    assert "not to the model in memory" in button.why_past(newest)


def test_shown_again_without_running(look: Theme, qtbot: QtBot) -> None:
    tab = InferenceTab(look, cast(StartPage, QWidget()))
    tab.subscribe(idle_state())
    qtbot.addWidget(tab)
    asked: list[object] = []
    tab.wanted.connect(asked.append)
    tab.resize(1000, 800)
    tab.show()
    tab.pages.show_run(True)  # as once a model came
    tab.show_model(summary())
    for text in ("first", "second"):
        one = replace(ran(tokens()), request=Run((text,)))
        tab.show_run(one)
        tab.keep(one)
    asked.clear()
    tab.show_again(tab.history.runs.runs[1])
    assert asked == []
    assert tab._rows.texts == ("first",)
    assert "Nothing was run." in tab._again.text()
    assert "Run it again to look inside" in tab.views.view("flow").sentence
    assert tab.bars[0].candidates[0].text == "paris"
    tab.show_run(one)
    assert not tab._again.isVisible()


def test_two_runs_are_compared(history: RunHistory, look: Theme, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = HistoryDialog(parent, look, history, serial=1)
    assert not dialog.compare_button.isEnabled()
    dialog.list.selectAll()
    assert not dialog.compare_button.isEnabled()
    dialog.list.item(2).setSelected(False)
    assert dialog.compare_button.isEnabled()
    compared = HistoryCompare(parent, look, *dialog.chosen)
    assert [one.accessibleName() for one in (compared.left, compared.right)] == ["text 1", "text 2"]
    assert (
        compared.bars[0].pairs[0].description == "90.0\N{NO-BREAK SPACE}% → 90.0\N{NO-BREAK SPACE}%"
    )


def written(*ids: int, text: str = "once") -> Generated:
    tokens_ = tuple(
        GeneratedToken(
            Token(f"·w{n}", f"·w{n}", n, False, False, -1, -1),
            0.5,
            0.6,
            (StepCandidate(f"·w{n}", n, 1.0, 0.5, 0.6), StepCandidate("·z", 99, 0.5, 0.2, 0.1)),
        )
        for n in ids
    )
    return Generated(
        Generate(text), 1, tokens((text,)), tokens_, (), " ".join(f"w{n}" for n in ids), "asked",
        "", len(ids), 0.1, 1.0, 41.0, 0, 0, 50, "",
    )  # fmt: skip


def test_a_text_with_its_branches_is_one_entry(look: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    kept = RunHistory()
    kept.keep_text(written(1, 2, 3), summary())
    for request, ids in (
        (ContinueText(1), (1, 2, 3, 4)),
        (StepBack(2), (1, 2)),
        (PickToken(2, 7), (1, 2, 7)),
        (ContinueText(2), (1, 2, 7, 8, 9)),
        (PickToken(3, 5), (1, 2, 7, 5)),
    ):
        kept.keep_text(replace(written(*ids), request=request), summary())
    (entry,) = kept.runs
    assert entry.name == "Written: once"
    assert isinstance(entry.result, Written)
    texts = [one.text for one in entry.result.branches]
    assert texts == ["w1 w2 w3 w4", "w1 w2 w7 w8 w9", "w1 w2 w7 w5"]
    assert entry.result.tree == (
        "w1 w2 w3 w4",
        "    ↳ from token 3: w7 w8 w9",
        "        ↳ from token 4: w5",
    )
    kept.keep_text(written(1, 2, 6), summary())
    assert len(kept.runs) == 2
    file = tmp_path / "texts.json"
    history_export.write(kept.runs, str(file))
    found = json.loads(file.read_text(encoding="utf-8"))
    assert [one["text"] for one in found[1]["branches"]] == texts
    assert found[0]["branches"][0]["tokens"][2]["candidates"][1]["token"] == "·z"
    file = tmp_path / "texts.csv"
    history_export.write(kept.runs, str(file))
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert [row["answer"] for row in rows[:3]] == ["·w1", "·w2", "·w6"]
    parent = QWidget()
    qtbot.addWidget(parent)
    compared = HistoryCompare(parent, look, *kept.runs)
    assert "They differ from token 4 on" not in compared.told.text()
    assert (
        "They differ from token 3 on: “w7” on the left, “w6” on the right" in compared.told.text()
    )


def test_a_dash_beside_an_answer_is_explained(look: Theme, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    kept = RunHistory()
    for number, answer in enumerate(("paris", "the")):
        said = replace(prediction(), candidates=(Candidate(answer, number, 0.9, 5.0),))
        kept.keep(replace(ran(tokens()), predictions=(said,)), summary())
    compared = HistoryCompare(parent, look, *reversed(kept.runs))
    assert any(math.isnan(pair.after) for pair in compared.bars[0].pairs)
    assert "not among the answers kept" in compared.told.text()


def test_an_answer_is_named_without_the_dot_of_its_space(history: RunHistory) -> None:
    run = replace(ran(tokens()), predictions=(prediction("·too"),))
    history.keep(run, summary())
    assert history.runs[0].best == "too"


def test_a_row_says_model_and_answer_and_one_thing_scrolls(
    history: RunHistory, look: Theme, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1024, 700)
    for number in range(20):
        history.keep(made(f"text {number}"), summary())  # type: ignore[arg-type]
    dialog = HistoryDialog(parent, look, history, serial=1)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.list.verticalScrollBar().maximum() > 0)
    assert dialog.page.verticalScrollBar().maximum() == 0, "two bars would be beside each other"
    option = QStyleOptionViewItem()
    index = dialog.list.indexFromItem(dialog.list.item(0))
    dialog.list.itemDelegate().initStyleOption(option, index)  # type: ignore[attr-defined]
    name, about = option.text.splitlines()
    assert name == history.runs[0].name == index.data()
    assert history.runs[0].summary.name in about
    assert history.runs[0].best in about
    dialog.close()
