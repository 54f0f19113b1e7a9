"""Weights pour in: the tree fills while a model is loaded, and is the former one after a stop."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from explorer.features.architecture.protocol import ModuleTreeRequest
from explorer.features.architecture.view.architecture_tab import ArchitectureTab
from explorer.features.architecture.view.module_rows import SHAPE
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel, ModelReady
from explorer.protocol.module_tree import ModuleTree, WeightsArriving
from tests.window import fake_weights, made_runs
from tests.window.subscribed import Replies

COMING = fake_weights.tree(real=False)
EXPECTED = (5, 3, 2)


def pour(tab: ArchitectureTab, found: WeightsArriving) -> None:
    """Tell it, and do not wait for the pause between two looks."""
    tab.show_arriving(found)
    tab._soon.stop()
    tab._pour()


def arriving(*arrived: int, tree: ModuleTree = COMING) -> WeightsArriving:
    return WeightsArriving(tree, EXPECTED, arrived)


@pytest.fixture
def tab(architecture_tab: ArchitectureTab) -> ArchitectureTab:
    return architecture_tab


def cells(tab: ArchitectureTab, role: int = Qt.ItemDataRole.DisplayRole) -> list[str]:
    indexes = [tab.rows.index_of(number) for number in range(3)]
    return [tab.rows.data(one.siblingAtColumn(SHAPE), role) for one in indexes]


def head(tab: ArchitectureTab) -> str:
    return str(tab.rows.headerData(SHAPE, Qt.Orientation.Horizontal))


def note(tab: ArchitectureTab) -> str:
    found = tab.findChild(QLabel, "architectureNote")
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


def test_the_modules_stand_there_before_their_weights(tab: ArchitectureTab) -> None:
    pour(tab, arriving(0, 0, 0))
    assert tab.view.isVisible()
    assert cells(tab) == ["○ waiting"] * 3
    assert head(tab) == "Weights"
    assert "0 of 5" in note(tab)
    pour(tab, arriving(4, 3, 1))
    assert cells(tab) == ["◐ 4 of 5", "● arrived", "◐ 1 of 2"]
    assert cells(tab, Qt.ItemDataRole.AccessibleTextRole)[1] == "Weights: ● arrived"


def test_what_was_chosen_and_opened_stays_when_the_tree_is_whole(tab: ArchitectureTab) -> None:
    asked: list[Request] = []
    tab.wanted.connect(asked.append)
    replies = Replies(tab)
    pour(tab, arriving(1, 1, 0))
    tab.view.collapse(tab.rows.index_of(0))
    tab.view.setCurrentIndex(tab.rows.index_of(0))
    replies.answer(ModelReady(made_runs.summary(), "loaded"), LoadModel("somewhere"))
    replies.state.finish()
    assert asked == [ModuleTreeRequest()]
    assert tab.rows.rowCount() == 1  # no empty tree between the two
    tab.show_tree(fake_weights.tree())
    assert not tab.view.isExpanded(tab.rows.index_of(0))
    assert tab.view.currentIndex().internalId() == 0
    assert head(tab) == "Output shape"
    assert cells(tab) == ["[1, n, 768]"] * 3
    assert note(tab) == ""


def test_after_a_stop_the_former_model_is_shown_again(tab: ArchitectureTab) -> None:
    replies = Replies(tab)
    tab.show_model(made_runs.summary())
    former = fake_weights.tree()
    tab.show_tree(former)
    pour(tab, arriving(2, 2, 0))
    # Its tree was asked for before the load began and answers now: it waits behind the new one.
    tab.show_tree(former)
    assert head(tab) == "Weights"
    replies.stop(LoadModel("somewhere"))
    assert head(tab) == "Output shape"
    assert cells(tab) == ["[1, n, 768]"] * 3
    replies.stop(LoadModel("somewhere"))
    assert head(tab) == "Output shape"


def test_after_a_stop_without_a_former_model_nothing_is_left(tab: ArchitectureTab) -> None:
    replies = Replies(tab)
    pour(tab, arriving(2, 2, 0))
    replies.stop(LoadModel("somewhere"))
    assert not tab.view.isVisible()
    assert "Open or create" in note(tab)


def test_a_tab_that_is_looked_at_later_shows_the_newest(tab: ArchitectureTab) -> None:
    tab.hide()
    tab.show_arriving(arriving(1, 1, 0))
    tab.show_arriving(arriving(3, 3, 0))
    assert tab.rows.rowCount() == 0  # nothing is drawn that nobody sees
    tab.show()
    assert cells(tab) == ["◐ 3 of 5", "● arrived", "○ waiting"]


def test_many_reports_are_drawn_once(tab: ArchitectureTab, qtbot: QtBot) -> None:
    drawn: list[int] = []
    tab.rows.headerDataChanged.connect(lambda *words: drawn.append(1))
    for arrived in range(5):
        tab.show_arriving(arriving(arrived, 0, 0))
    assert drawn == []
    qtbot.waitUntil(lambda: bool(drawn))
    assert len(drawn) == 1
    assert cells(tab)[0] == "◐ 4 of 5"
