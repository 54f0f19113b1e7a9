"""Layer by layer, hidden states, raw tensors: what they ask, and what is drawn of the answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFileDialog, QSpinBox
from pytestqt.qtbot import QtBot

from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.features.hidden_states.protocol import (
    HiddenStack,
    HiddenStatesRequest,
    HiddenStatesResult,
    SimilarityRequest,
    SimilarityResult,
    VectorRequest,
    VectorResult,
)
from explorer.features.hidden_states.view import HiddenStatesView
from explorer.features.logit_lens.protocol import LogitLensRequest, LogitLensResult
from explorer.features.logit_lens.view import LogitLensView
from explorer.features.tensors.protocol import (
    ExportTensor,
    ListTensors,
    ReadSlice,
    SliceRead,
    TensorsListed,
)
from explorer.features.tensors.view import raw_view
from explorer.features.tensors.view.raw_view import RawView
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.run import TensorInfo
from explorer.widgets import picture
from explorer.widgets.word_grid import _light, readable, shade
from tests.window.made_runs import Engine, frozen, ran, summary, tokens
from tests.window.subscribed import Replies

NAMES = ("embeddings", "layer 1", "layer 2", "layer 3")
TENSORS = (
    TensorInfo("input_ids", "int64", (1, 9), "…"),
    TensorInfo("logits", "float32", (1, 9, 600), "…"),
    TensorInfo("attentions[0]", "float32", (2, 4, 9, 9), "…"),
)


def lens(request: LogitLensRequest) -> LogitLensResult:
    stop = request.stop or 9
    places = stop - request.start
    ids = np.tile(np.arange(5, dtype=np.int64), (4, places, 1))
    ids[2:, :, 0] = 7
    shares = np.tile(np.array([0.6, 0.2, 0.1, 0.05, 0.01], np.float32), (4, places, 1))
    words = {n: f"word{n}" for n in range(5)} | {7: "paris"}
    return LogitLensResult(
        request, 1, NAMES, request.start, tokens()[request.start : stop], ids, shares, shares * 9,
        shares[:, :, 0], words, "Each layer goes through the head.", "",
        (SelfCheck("last lens row = logits", True, "Bit for bit."),), 0.1,
    )  # fmt: skip


def hidden(request: HiddenStatesRequest) -> HiddenStatesResult:
    norms = frozen(np.arange(36, dtype=np.float32).reshape(4, 9) + 1)
    return HiddenStatesResult(
        request, 1, (HiddenStack("self", "Hidden states", NAMES, tokens(), norms, 32, ""),), ""
    )


def similarity(request: SimilarityRequest) -> SimilarityResult:
    return SimilarityResult(request, 1, NAMES[request.row], tokens(), np.eye(9, dtype=np.float32))


def vector(request: VectorRequest) -> VectorResult:
    values = np.linspace(-1, 1, 32, dtype=np.float32)
    return VectorResult(
        request, 1, NAMES[request.row], tokens()[request.position], values, float(values.std())
    )


def listed(request: ListTensors) -> TensorsListed:
    return TensorsListed(request, 1, TENSORS)


def read(request: ReadSlice) -> SliceRead:
    info = next(one for one in TENSORS if one.name == request.name)
    axes = len(info.shape)
    shape = (info.shape[request.rows % axes], info.shape[request.columns % axes])
    rows = np.arange(request.row_start, min(shape[0], request.row_start + request.row_count))
    columns = np.arange(
        request.column_start, min(shape[1], request.column_start + request.column_count)
    )
    values = (rows[:, None] * 1000 + columns[None]).astype(np.float32)
    counts = np.arange(64, dtype=np.int64)
    edges = np.linspace(0, 64, 65, dtype=np.float32)
    return SliceRead(
        request, 1, info.shape, info.dtype, shape, values, np.zeros((9, 50), np.uint8), counts,
        edges, 0.0, 64.0, 32.0, 5.0, 0,
    )  # fmt: skip


@pytest.fixture
def engine() -> Engine:
    return Engine(
        {
            LogitLensRequest: lens,
            HiddenStatesRequest: hidden,
            SimilarityRequest: similarity,
            VectorRequest: vector,
            ListTensors: listed,
            ReadSlice: read,
        }
    )


def shown(view: InspectionView, qtbot: QtBot, engine: Engine, config: str = "{}") -> None:
    qtbot.addWidget(view)
    engine.replies = Replies(view)
    view.wanted.connect(engine.take)
    view.resize(460, 800)
    view.show_model(summary(config_json=config))
    view.show_run(ran(tokens()))
    assert engine.asked == []
    view.show()


# -- layer by layer --------------------------------------------------------------------------


def test_the_lens_begins_at_the_mask_and_asks_few_places(
    qtbot: QtBot, look: Theme, engine: Engine
) -> None:
    view = LogitLensView(look)
    shown(view, qtbot, engine)
    (request,) = engine.asked
    assert isinstance(request, LogitLensRequest)
    assert request.stop - request.start <= 12
    assert view.position == 6
    assert view.ladder.cells[-1][0].text == "paris"
    assert view.ladder.cells[0][0].text == "word0"
    assert "paris" in view.title.text()
    assert "from layer 2 on" in view.title.text()
    assert view.checks.checks[0].passed
    assert view.how.text().startswith("Each layer")
    view.grab()


def test_another_place_is_chosen_by_column_by_step_and_by_box(
    qtbot: QtBot, look: Theme, engine: Engine
) -> None:
    view = LogitLensView(look)
    shown(view, qtbot, engine)
    view.before.click()
    assert view.position == 5
    view.around.chosen.emit(0)
    assert view.position == engine.asked[-2].start  # type: ignore[attr-defined]
    view.places.setCurrentIndex(1)
    view.places.activated.emit(1)
    assert view.position == 1
    view.show_run(ran(tokens()))
    assert view.position == 1, "a choice stays over runs of its text"
    view.show_run(ran(tokens(("[CLS]", "another", "text", "[MASK]", "of", "more", "words", "."))))
    assert view.position == 3, "of another text the answer is asked about"
    view.choose_ahead({"position": 2, "text": 0})
    view.show_run(ran(tokens()))
    assert view.position == 2, "what is chosen for the text to come is kept"
    view.show_model(summary(2))
    assert view.position == -1


def test_a_model_of_two_stacks_is_asked_for_what_its_decoder_reads(
    qtbot: QtBot, look: Theme, engine: Engine
) -> None:
    view = LogitLensView(look)
    shown(view, qtbot, engine, '{"is_encoder_decoder": true}')
    request = engine.asked[0]
    assert isinstance(request, LogitLensRequest)
    assert (request.start, request.stop) == (0, 0)
    assert view.position == 8


def test_where_no_layer_can_be_asked_the_reason_is_told(
    qtbot: QtBot, look: Theme, engine: Engine
) -> None:
    def nothing(request: LogitLensRequest) -> LogitLensResult:
        empty = np.zeros((1, 0, 0), np.float32)
        return LogitLensResult(
            request, 1, (), 0, (), empty.astype(np.int64), empty, empty, empty[0], {}, "",
            "BertModel has no head over the vocabulary.", (), 0.0,
        )  # fmt: skip

    engine.answers[LogitLensRequest] = nothing
    view = LogitLensView(look)
    shown(view, qtbot, engine)
    assert view.sentence == "BertModel has no head over the vocabulary."


def test_words_on_shades_are_readable_in_both_themes(look: Theme) -> None:
    for theme in ("light", "dark"):
        look.choose(theme, 100)
        for percent in range(101):
            back = QColor.fromRgb(picture.ramp(look.theme.ramp)[shade(percent / 100)])
            first, second = sorted((_light(readable(back, look)), _light(back)))
            assert (second + 0.05) / (first + 0.05) >= 4.5, (theme, percent)


# -- hidden states ---------------------------------------------------------------------------


def test_norms_lead_to_a_vector_and_to_similarities(
    qtbot: QtBot, look: Theme, engine: Engine
) -> None:
    view = HiddenStatesView(look)
    shown(view, qtbot, engine)
    assert [type(one) for one in engine.asked] == [
        HiddenStatesRequest,
        SimilarityRequest,
        VectorRequest,
    ]
    assert view.norms.values is not None
    assert view.norms.values.shape == (4, 9)
    assert "[MASK] after layer 3" in view.vector_title.text()
    view.norms.chosen.emit(1, 4)
    request = engine.of(VectorRequest)[-1]
    assert (request.row, request.position) == (1, 4)
    assert "france after layer 1" in view.vector_title.text()
    assert "after layer 1" in view.similar_title.text()
    assert "embeddings" not in view.told.text()
    view.grab()
    view.show_run(ran(tokens()))
    assert (view.rows.currentIndex(), view.places.currentIndex()) == (1, 4)


@pytest.mark.parametrize(
    ("norms", "said"),
    [
        ([8.0, 8.000001, 8.000002], "All norms here are 8 to four digits"),
        ([7.5, 8, 8.5], "go from"),
    ],
)
def test_norms_that_hardly_differ_are_said_to_be_the_same(
    qtbot: QtBot, look: Theme, engine: Engine, norms: list[float], said: str
) -> None:
    view = HiddenStatesView(look)
    shown(view, qtbot, engine)
    stack, seen = view.stack, view._seen
    assert stack is not None
    assert seen is not None
    changed = replace(stack, norms=frozen(np.resize(np.array(norms, np.float32), (4, 9))))
    view._seen = replace(seen, stacks=(changed,))
    view._draw_norms()
    assert said in view.shades.text()


def test_keys_walk_over_the_norms(qtbot: QtBot, look: Theme, engine: Engine) -> None:
    view = HiddenStatesView(look)
    shown(view, qtbot, engine)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view.norms, key)
    request = engine.of(VectorRequest)[-1]
    assert (request.row, request.position) == (1, 1)
    assert "layer 1, the: norm" in view.norms.accessibleDescription()


# -- raw tensors -----------------------------------------------------------------------------


def test_a_tensor_is_listed_sliced_and_drawn(qtbot: QtBot, look: Theme, engine: Engine) -> None:
    view = RawView(look)
    shown(view, qtbot, engine)
    assert [type(one) for one in engine.asked] == [ListTensors, ReadSlice]
    assert view.tensor is TENSORS[1]
    assert "9 × 600 numbers, from 0 to 64" in view.facts.text()
    assert view.table.text_at(3, 5) == "3005.0000"
    assert view.histogram.values is not None
    view.grab()


def test_axes_are_chosen_and_a_place_on_each_other_axis(
    qtbot: QtBot, look: Theme, engine: Engine
) -> None:
    view = RawView(look)
    shown(view, qtbot, engine)
    view.tensors.setCurrentIndex(2)
    view.tensors.activated.emit(2)
    spins = {spin.objectName(): spin for spin in view.findChildren(QSpinBox) if not spin.isHidden()}
    assert set(spins) == {"rawAt.0", "rawAt.1"}
    # One rule for axes, rows and columns: from 0, as in Python, and it is said.
    assert view.down.itemText(0).startswith("axis 0 (")
    assert spins["rawAt.1"].accessibleName() == "Position on axis 1"
    assert "counted from 0" in view.facts.text()
    spins["rawAt.1"].setValue(3)
    request = engine.of(ReadSlice)[-1]
    assert request.at == (0, 3, 0, 0)
    view.across.setCurrentIndex(2)  # the axis that goes down: the two change places
    view.across.activated.emit(2)
    request = engine.of(ReadSlice)[-1]
    assert {request.rows, request.columns} == {2, 3}
    view.show_run(ran(tokens()))
    request = engine.of(ReadSlice)[-1]
    assert request.name == "attentions[0]"
    assert request.at == (0, 3, 0, 0)


def test_a_part_that_comes_into_sight_is_asked_for(
    qtbot: QtBot, look: Theme, engine: Engine
) -> None:
    view = RawView(look)
    shown(view, qtbot, engine)
    asked = len(engine.of(ReadSlice))
    view.table.scrollTo(view.table.model().index(0, 590))
    view.table.grab()
    qtbot.waitUntil(lambda: len(engine.of(ReadSlice)) > asked)
    assert view.table.text_at(2, 590) == "2590.0000"


def test_export_asks_for_a_file_and_adds_the_ending(
    qtbot: QtBot, look: Theme, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = RawView(look)
    shown(view, qtbot, engine)
    monkeypatch.setattr(raw_view, "ask_export_file", lambda parent, start: str(tmp_path / start))
    view.export.click()
    assert engine.asked[-1] == ExportTensor("logits", str(tmp_path / "logits.npy"))
    monkeypatch.undo()
    answer = str(tmp_path / "mine"), "Table (*.csv)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: answer)
    assert raw_view.ask_export_file(view, "x").endswith("mine.csv")
