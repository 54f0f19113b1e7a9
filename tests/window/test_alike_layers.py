"""Every weight of every layer is reached, though alike layers are one row of the tree."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import transformers
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.architecture.compute.module_tree import tree_of_model
from explorer.features.architecture.diagram import Block
from explorer.features.architecture.protocol import WeightRequest
from explorer.features.architecture.view.architecture_tab import ArchitectureTab
from explorer.protocol.job import Request
from tests.back_translation import english
from tests.window.made_runs import summary


def _quiet(*args: Any, **more: Any) -> None:
    """A check that never stops, a report that nobody reads."""


SMALL: dict[str, dict[str, Any]] = {
    "BertForMaskedLM": {
        "hidden_size": 8, "num_hidden_layers": 12, "num_attention_heads": 2,
        "intermediate_size": 12, "vocab_size": 30,
    },
    # Layers inside of blocks of alike layers.
    "T5ForConditionalGeneration": {
        "d_model": 8, "num_layers": 3, "num_heads": 2, "d_kv": 4, "d_ff": 12, "vocab_size": 30,
    },
    "SwinForImageClassification": {
        "image_size": 16, "patch_size": 2, "embed_dim": 8, "depths": [2, 4], "num_heads": [2, 2],
        "window_size": 2,
    },
}  # fmt: skip


class Tab:
    """The tab of a small model, and the weights that it asked for."""

    def __init__(self, tab: ArchitectureTab, name: str) -> None:
        cls = getattr(transformers, name)
        torch.manual_seed(0)
        self.model = cls(cls.config_class(**SMALL[name])).eval()
        self.tab, self.asked = tab, list[Request]()
        tab.wanted.connect(self.asked.append)
        tab.show_model(summary())
        tab.show_tree(tree_of_model(self.model, 1, 16, _quiet, _quiet))

    @property
    def weight(self) -> str:
        request = self.asked[-1]
        assert isinstance(request, WeightRequest)
        return request.name

    def search(self, text: str) -> None:
        box = self.tab.findChild(QLineEdit, "moduleSearch")
        assert box is not None
        box.setText(text)


@pytest.mark.parametrize("name", SMALL)
def test_every_weight_is_found_by_its_full_name(
    architecture_tab: ArchitectureTab, name: str
) -> None:
    shown = Tab(architecture_tab, name)
    names = [name for name, _ in shown.model.named_parameters(remove_duplicate=False)]
    assert any(".1." in name for name in names)
    for name in names:
        shown.search(name)
        assert shown.weight == name
        assert shown.tab.weight.box.currentData() == name


@pytest.mark.parametrize("name", SMALL)
def test_every_weight_is_reached_by_the_boxes(architecture_tab: ArchitectureTab, name: str) -> None:
    """Of the whole model first, then in each of the alike parts."""
    shown = Tab(architecture_tab, name)
    tree = shown.tab.tree
    assert tree is not None
    reached = set[str]()

    def pick(left: int) -> None:
        boxes = shown.tab.weight.layer_boxes
        if left == len(boxes):
            weights = shown.tab.weight.box
            reached.update(weights.itemData(place) for place in range(weights.count()))
            return
        for place in range(boxes[left].count()):
            box = shown.tab.weight.layer_boxes[left]
            box.setCurrentIndex(place)
            box.activated.emit(place)
            pick(left + 1)

    for number in range(len(tree.rows)):
        shown.tab.view.setCurrentIndex(shown.tab.rows.index_of(number))
        pick(0)
    wanted = {name for name, _ in shown.model.named_parameters(remove_duplicate=False)}
    assert reached == wanted


def test_another_layer_keeps_the_weight_and_the_focus(
    architecture_tab: ArchitectureTab, qtbot: QtBot
) -> None:
    shown = Tab(architecture_tab, "BertForMaskedLM")
    picture = shown.tab.picture
    (block,) = [
        item for item, _, _ in picture.spots if isinstance(item, Block) and item.kind == "attention"
    ]
    picture.chosen.emit(block.row)
    panel = shown.tab.weight
    panel.box.setCurrentIndex(3)
    (box,) = panel.layer_boxes
    assert [box.itemText(0), box.itemText(11)] == ["layer.0 · 1 of 12", "layer.11 · 12 of 12"]
    box.setCurrentIndex(11)
    box.activated.emit(11)
    assert panel.layer_boxes == (box,)
    assert shown.weight == "bert.encoder.layer.11.attention.self.key.bias"
    shown.tab.view.setCurrentIndex(shown.tab.rows.index_of(1))
    shown.search("11.output dense.weight")
    assert shown.weight == "bert.encoder.layer.11.output.dense.weight"


def test_what_was_searched_for_goes_with_the_model(architecture_tab: ArchitectureTab) -> None:
    shown = Tab(architecture_tab, "BertForMaskedLM")
    shown.search("pred")
    architecture_tab.show_model(summary())
    assert not architecture_tab.search.text()


def test_a_name_that_nothing_has_is_said_and_a_message_leads_to_a_weight(
    architecture_tab: ArchitectureTab,
) -> None:
    shown = Tab(architecture_tab, "BertForMaskedLM")
    note = shown.tab.findChild(QLabel, "moduleSearchNote")
    assert note is not None
    shown.search("zzz")
    assert "“zzz”" in english(note.text())
    assert not note.isHidden()
    shown.search("pred")
    assert note.isHidden()
    shown.tab.show_part("bert.encoder.layer.7.output.LayerNorm.bias")
    assert shown.weight == "bert.encoder.layer.7.output.LayerNorm.bias"
    # Before the tree is there it waits for it.
    tree = shown.tab.tree
    assert tree is not None
    shown.tab.show_model(summary())
    shown.tab.show_part("bert.encoder.layer.2.output.dense.bias")
    shown.tab.show_tree(tree)
    assert shown.weight == "bert.encoder.layer.2.output.dense.bias"


def test_a_row_of_the_tree_shows_what_the_same_part_of_the_picture_shows(
    architecture_tab: ArchitectureTab,
) -> None:
    shown = Tab(architecture_tab, "BertForMaskedLM")
    picture, view = shown.tab.picture, shown.tab.view
    for item, _, _ in picture.spots:
        if item.row:
            view.setCurrentIndex(shown.tab.rows.index_of(0))
            picture.chosen.emit(item.row)
            by_picture = shown.weight
            view.setCurrentIndex(shown.tab.rows.index_of(0))
            view.setCurrentIndex(shown.tab.rows.index_of(item.row))
            assert shown.weight == by_picture
            framed = [area for each, area, _ in picture.spots if each.row == item.row]
            assert picture.chosen_area in [area.toRect() for area in framed], "the frame follows"
    # A part that is not drawn itself: the one around it is framed.
    shown.search("layer.3.attention.self.query.bias")
    (attention,) = [
        area
        for item, area, _ in picture.spots
        if isinstance(item, Block) and item.kind == "attention"
    ]
    assert picture.chosen_area == attention.toRect()


@pytest.mark.parametrize("zoom", [100, 150])
def test_the_tree_keeps_some_rows_beside_a_weight_and_does_not_move(
    architecture_tab: ArchitectureTab, look: Theme, qtbot: QtBot, zoom: int
) -> None:
    """One row of it was left at 1440 × 900."""
    tab, view = architecture_tab, architecture_tab.view
    look.choose("light", zoom)
    tab.resize(780, 750)
    Tab(tab, "BertForMaskedLM")
    qtbot.waitUntil(lambda: not tab._parted.isActive())
    top = view.mapTo(tab, QPoint(0, 0))
    view.setCurrentIndex(tab.rows.index_of(3))
    qtbot.waitUntil(lambda: tab.weight.isVisible() and not tab._settling.isActive())
    QApplication.processEvents()
    assert view.mapTo(tab, QPoint(0, 0)) == top
    assert view.height() >= look.units(150)
    assert tab.weight.height() >= look.units(200 if zoom == 100 else 110)


def test_a_part_of_the_picture_and_facts_of_a_weight_are_in_sight_in_a_low_window(
    architecture_tab: ArchitectureTab, look: Theme, qtbot: QtBot
) -> None:
    """Little more than one box was, at 1024 × 700 and 200 %; the facts were below the fold."""
    tab = architecture_tab
    look.choose("light", 200)
    tab.resize(600, 520)
    Tab(tab, "BertForMaskedLM")
    qtbot.waitUntil(lambda: not tab._parted.isActive())
    boxes = [area for item, area, _ in tab.picture.spots if isinstance(item, Block)]
    assert tab.pictures.height() > 2 * boxes[0].height()
    assert tab.pictures.height() <= tab.height()
    look.choose("light", 100)
    tab.resize(780, 750)
    tab.view.setCurrentIndex(tab.rows.index_of(3))
    qtbot.waitUntil(lambda: tab.weight.isVisible() and not tab._settling.isActive())
    assert tab.weight.height() >= look.units(200)
