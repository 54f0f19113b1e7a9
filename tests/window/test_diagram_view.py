"""The picture of a model: bars as large as the parameters, the way to the tree and its weights."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QTreeView
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.architecture.diagram import Block, Stack
from explorer.features.architecture.protocol import ModuleTreeRequest, WeightRequest
from explorer.features.architecture.view.architecture_tab import ArchitectureTab
from explorer.features.architecture.view.diagram_view import DiagramView
from explorer.features.architecture.view.module_rows import HEADS, ModuleRows
from explorer.protocol.job import Request
from explorer.protocol.module_tree import ModuleRow, ModuleTree
from explorer.protocol.run import TensorInfo
from tests.surveys.walk.painted import look_at
from tests.window import fake_weights
from tests.window.made_runs import Engine, ran, summary, tokens
from tests.window.subscribed import Replies


def row(
    path: str, role: str, parameters: int, parent: int, depth: int, repeats: int = 1, own: int = 0
) -> ModuleRow:
    name = path.rpartition(".")[2]
    label = f"{name} … {repeats - 1}  ×{repeats}" if repeats > 1 else name
    weights = (f"{path}.weight",) if own else ()
    return ModuleRow(
        path, label, "Module", role, "[1, n, 8]", parameters, own, parameters / 1000, "float32",
        depth, parent, repeats, weights,
    )  # fmt: skip


TREE = ModuleTree(
    "Made",
    (
        row("", "the whole model", 1000, -1, 0),
        row("embed_tokens", "one row for each token", 300, 0, 1, own=300),
        row("layers", "the stack of layers", 600, 0, 1),
        row("layers.0", "one layer: attention, then feed-forward", 600, 2, 2, repeats=3),
        row("layers.0.attn", "attention", 50, 3, 3),
        row("layers.0.attn.query", "what each token looks for", 50, 4, 4, own=50),
        row("layers.0.mlp", "feed-forward: each token alone", 150, 3, 3, own=150),
        row("lm_head", "scores every token of the vocabulary", 100, 0, 1, own=100),
        row("dropout", "does nothing now", 0, 0, 1),
    ),
    1000,
    real=True,
)


class Shown:
    """The tab with the tree above, and what it asks."""

    def __init__(self, tab: ArchitectureTab) -> None:
        self.tab, self.engine = tab, Engine({})
        tab.wanted.connect(self.engine.take)
        self.replies = Replies(tab)
        tab.show_model(summary())
        tab.show_tree(TREE)

    @property
    def picture(self) -> DiagramView:
        picture = self.tab.findChild(DiagramView, "architecturePicture")
        assert picture is not None
        return picture

    @property
    def selected(self) -> str:
        tree = self.tab.findChild(QTreeView, "moduleTree")
        assert tree is not None
        chosen = self.tab.rows.row_of(tree.currentIndex())
        return chosen.path if chosen is not None else ""

    def asked(self, kind: type[Request]) -> list[Request]:
        return self.engine.of(kind)


@pytest.fixture
def shown(architecture_tab: ArchitectureTab) -> Shown:
    return Shown(architecture_tab)


def test_the_bars_are_as_large_as_the_parameters(shown: Shown) -> None:
    spots = shown.picture.spots
    items = [item for item, _, _ in spots]
    assert [type(item) for item in items] == [Block, Stack, Block, Block, Block]
    bars = {item.title: bar for item, _, bar in spots if isinstance(item, Block)}
    sizes = {item.title: item.parameters for item, _, _ in spots if isinstance(item, Block)}
    assert sizes == {"Embeddings": 300, "Attention": 150, "Feed-forward": 450, "Head": 100}
    for title, bar in bars.items():
        ratio = bar.width() * bar.height() / (bars["Head"].width() * bars["Head"].height())
        assert ratio == pytest.approx(sizes[title] / sizes["Head"])
    # From top to bottom; the layer's blocks are inside its frame.
    tops = [area.top() for _, area, _ in spots]
    assert tops == sorted(tops)
    frame = spots[1][1]
    assert all(frame.contains(area) for _, area, _ in spots[2:4])
    assert not frame.intersects(spots[4][1])


def test_a_head_that_has_no_room_is_a_shorter_one(shown: Shown) -> None:
    picture = shown.picture
    heads = []
    for width in (900, 170):
        picture.resize(width, 1200)
        texts = [drawn.text.replace("\xa0", " ") for drawn in look_at(picture)[0]]
        heads += [text for text in texts if text.startswith("3 layers")]
    assert heads == ["3 layers, one after the other", "3 layers"]


def test_a_click_leads_to_the_part_and_its_weights(shown: Shown, qtbot: QtBot) -> None:
    picture = shown.picture
    (area,) = [area for item, area, _ in picture.spots if isinstance(item, Block) and item.row == 4]
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    assert shown.selected == "layers.0.attn"
    # It has none of its own: those inside it are offered.
    (asked,) = shown.asked(WeightRequest)
    assert isinstance(asked, WeightRequest)
    assert asked.name == "layers.0.attn.query.weight"


@pytest.mark.parametrize("width", [600, 1400], ids=["weight below", "weight beside"])
def test_nothing_moves_under_the_pointer(shown: Shown, width: int, qtbot: QtBot) -> None:
    """The first choice lets the weights in, and picture and tree still begin where they did;
    another one, and a part without weights, leave all where it was."""
    tab, picture = shown.tab, shown.picture
    tab.resize(width, 900)
    qtbot.waitUntil(lambda: tab.view.viewport().height() > 0)
    QApplication.processEvents()
    assert not tab.weight.isVisible()
    assert tab.both.width() > 0.9 * tab.width(), "all the room until a part is chosen"
    assert tab.both.mapTo(tab, tab.both.rect().bottomLeft()).y() > 0.9 * tab.height()
    tops = [part.mapTo(tab, QPoint(0, 0)) for part in (picture, tab.pictures, tab.view)]

    def places() -> list[QRect]:
        return [
            QRect(widget.mapTo(tab, QPoint(0, 0)), widget.size())
            for widget in (picture, tab.pictures, tab.view, tab.view.viewport(), tab.weight)
        ]

    before: list[QRect] = []
    for number in (1, 7, 4, 6):
        (area,) = [
            area
            for item, area, _ in picture.spots
            if isinstance(item, Block) and item.row == number
        ]
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
        asked = shown.asked(WeightRequest)[-1]
        assert isinstance(asked, WeightRequest)
        tab.show_weight(fake_weights.weight(asked, (30, 40)), asked)
        qtbot.waitUntil(lambda: tab.weight.isVisible() and not tab._settling.isActive())
        QApplication.processEvents()
        assert tab.weight.weight is not None
        before = before or places()
        assert [place.topLeft() for place in before[:3]] == tops
        assert places() == before
    tab.view.setCurrentIndex(tab.rows.index_of(8))
    QApplication.processEvents()
    assert tab.weight.weight is None
    assert places() == before


def test_the_keyboard_walks_through_it_and_a_screen_reader_hears_it(
    shown: Shown, qtbot: QtBot
) -> None:
    picture = shown.picture
    picture.setFocus()
    heard = []
    for _ in range(5):
        qtbot.keyClick(picture, Qt.Key.Key_Down)
        heard.append(picture.accessibleDescription())
    assert len(set(heard)) == 5
    assert "3 layers" in heard[1]
    assert "450" in heard[3]
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert shown.selected == "lm_head"


def test_it_shows_the_shapes_of_the_run_in_sight(shown: Shown) -> None:
    result = ran(tokens(), tokens())
    shown.replies.answer(result, result.request)
    asked = shown.asked(ModuleTreeRequest)
    assert asked[-1] == ModuleTreeRequest(None, 2, 9)
    shapes = ModuleTree(
        "Made",
        tuple(
            ModuleRow(**{**vars(each), "shape": each.shape.replace("[1", "[2")})
            for each in TREE.rows
        ),
        1000,
        real=True,
    )
    selected = shown.selected
    shown.replies.answer(shapes, asked[-1])
    assert "[2, 9, 8]" in shown.picture.say(shown.picture.spots[0][0])
    note = shown.tab.findChild(QLabel, "architectureShapes")
    assert note is not None
    assert re.search(r"2.texts of 9.tokens", note.text())
    assert shown.selected == selected, "the tree stays as it is"


def test_a_decoder_is_shown_with_the_tokens_that_it_read(shown: Shown) -> None:
    result = ran(tokens())
    given = (*result.inputs, TensorInfo("decoder_input_ids", "int64", (1, 2), "…"))
    result = replace(result, inputs=given)
    shown.replies.answer(result, result.request)
    asked = shown.asked(ModuleTreeRequest)[-1]
    assert asked == ModuleTreeRequest(None, 1, 9, 2)
    shown.replies.answer(TREE, asked)
    note = shown.tab.findChild(QLabel, "architectureShapes")
    assert note is not None
    assert re.search(r"1.text of 9.tokens. The decoder read 2.tokens.", note.text())


@pytest.mark.parametrize("zoom", [100, 190])
@pytest.mark.parametrize("width", [420, 900])
def test_what_a_part_is_in_words_is_never_cut(
    shown: Shown, look: Theme, width: int, zoom: int, qtbot: QtBot
) -> None:
    """At 190 % "the whole model" was one word short, on one line."""
    look.choose("light", zoom)
    shown.tab.resize(width, 900)
    tree = shown.tab.findChild(QTreeView, "moduleTree")
    assert tree is not None

    def whole() -> bool:
        for number, each in enumerate(TREE.rows):
            index = shown.tab.rows.index_of(number).siblingAtColumn(1)
            area = tree.visualRect(index)
            need = tree.fontMetrics().boundingRect(
                QRect(0, 0, max(1, area.width() - look.units(8) - 4), 10_000),
                int(Qt.TextFlag.TextWordWrap),
                each.role,
            )
            if area.height() < need.height():
                return False
        return True

    qtbot.waitUntil(whole)


def test_a_part_of_one_of_several_layers_says_that_it_is_counted_once() -> None:
    """The layers had 84 %, their attention 7 % beside it: nobody could add that up."""

    def row(label: str, parent: int, count: int, repeats: int = 1) -> ModuleRow:
        return ModuleRow(
            label, label, "Module", "", "", count, 0, count / 1000, "float32", 0, parent, repeats
        )

    rows = ModuleRows()
    tree = ModuleTree(
        "Model",
        (row("model", -1, 1000), row("0 … 3  ×4", 0, 800, 4), row("attention", 1, 150)),
        1000,
        real=True,
    )
    rows.show(tree)

    def cells(number: int) -> list[str]:
        index = rows.index_of(number)
        return [index.siblingAtColumn(column).data() for column in (3, 4)]

    assert cells(1) == ["800", "80.0\N{NO-BREAK SPACE}%"]
    assert cells(2) == ["150 each", "15.0\N{NO-BREAK SPACE}% each"]


def test_a_part_is_named_once(shown: Shown) -> None:
    """It said "Attention", and beside it again "attention: 4 heads"."""
    said = {item.title: item.words for item, _, _ in shown.picture.spots if isinstance(item, Block)}
    assert said["Feed-forward"] == "each token alone"
    assert said["Embeddings"] == "one row for each token"


def test_where_not_all_columns_have_room_the_shares_are_in_sight(
    shown: Shown, look: Theme, qtbot: QtBot
) -> None:
    """At large text they could only be reached sideways; the picture says the shapes too."""
    tab = shown.tab
    header = tab.view.header()
    words, shape, share = map(HEADS.index, ("What it is", "Output shape", "Share"))
    tab.resize(1200, 700)
    tab.show()
    qtbot.waitUntil(lambda: header.visualIndex(shape) == shape)
    others = [column for column in range(len(HEADS)) if column not in (shape, words)]
    least = sum(map(tab.view.columnWidth, others)) + look.units(120)
    tab.resize(least + 10 + tab.width() - tab.view.viewport().width(), 700)
    qtbot.waitUntil(lambda: header.visualIndex(shape) == len(HEADS) - 1)
    right = header.sectionViewportPosition(share) + header.sectionSize(share)
    assert right <= tab.view.viewport().width()
    tab.resize(1200, 700)
    qtbot.waitUntil(lambda: header.visualIndex(shape) == shape)
