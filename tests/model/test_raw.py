"""Raw tensors: slices, pictures, histograms and files, against numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from explorer.features.attention.protocol import AttentionRequest
from explorer.features.tensors.protocol import ExportTensor, ListTensors, ReadSlice
from explorer.protocol.failures import BadInput, ExportNotWritable, NothingRun
from tests.model import tiny
from tests.model.tiny import IDS, Holder, ask


@pytest.fixture
def table() -> Holder:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, [IDS[0], IDS[0][::-1]])
    return Holder(loaded)


def _logits(table: Holder) -> np.ndarray:
    return table.loaded.run_outputs["logits"].numpy()


def test_a_slice_is_the_tensors_own_numbers(table: Holder) -> None:
    logits = _logits(table)
    seen = ask(table, ReadSlice("logits", at=(1, 0, 0), row_start=2, row_count=3, column_count=10))
    assert np.array_equal(seen.values, logits[1, 2:5, :10])
    assert seen.slice_shape == (8, 64)
    assert (seen.low, seen.high) == (logits[1].min(), logits[1].max())
    assert seen.mean == pytest.approx(float(logits[1].mean()), abs=1e-6)
    counts, edges = np.histogram(logits[1], 64, (seen.low, seen.high))
    assert seen.counts.sum() == logits[1].size == counts.sum()
    assert np.abs(seen.counts - counts).max() <= 1  # a value on an edge may round either way
    assert np.allclose(seen.edges, edges, atol=1e-6)


def test_any_two_axes_may_be_shown(table: Holder) -> None:
    logits = _logits(table)
    seen = ask(table, ReadSlice("logits", rows=2, columns=0, at=(0, 4, 0)))
    assert np.array_equal(seen.values, logits[:, 4, :].T)
    with pytest.raises(BadInput):
        ask(table, ReadSlice("logits", rows=1, columns=1))
    with pytest.raises(BadInput):
        ask(table, ReadSlice("logits", at=(9, 0, 0)))


def test_integers_stay_integers(table: Holder) -> None:
    seen = ask(table, ReadSlice("input_ids"))
    assert seen.values.dtype == np.int64
    assert seen.values[0].tolist() == IDS[0]
    assert not seen.values.flags.writeable


def test_the_picture_spans_the_range(table: Holder) -> None:
    seen = ask(table, ReadSlice("logits", at=(0, 0, 0), picture_side=16))
    assert seen.picture.shape == (8, 16)
    assert {int(seen.picture.min()), int(seen.picture.max())} <= {0, 255, *range(255)}
    assert 255 in seen.picture or 0 in seen.picture


def test_infinite_values_are_counted_and_left_out(table: Holder) -> None:
    loaded = table.loaded
    loaded.run_outputs["odd"] = torch.tensor([[1.0, float("-inf"), float("nan"), 3.0]])
    seen = ask(table, ReadSlice("odd"))
    assert seen.not_finite == 2
    assert (seen.low, seen.high) == (1.0, 3.0)
    assert seen.counts.sum() == 2


def test_captured_tensors_join_the_list(table: Holder) -> None:
    names = [info.name for info in ask(table, ListTensors()).tensors]
    assert names == ["input_ids", "attention_mask", "logits"]
    ask(table, AttentionRequest())
    names = [info.name for info in ask(table, ListTensors()).tensors]
    assert names[3:] == ["attentions[0]", "attentions[1]", "attentions[2]"]
    assert ask(table, ReadSlice("attentions[1]", at=(0, 2, 0, 0))).slice_shape == (8, 8)


def test_npy_and_csv_read_back_the_same(table: Holder, tmp_path: Path) -> None:
    logits = _logits(table)
    done = ask(table, ExportTensor("logits", str(tmp_path / "a.npy")))
    assert np.array_equal(np.load(tmp_path / "a.npy"), logits)
    assert done.bytes == (tmp_path / "a.npy").stat().st_size
    ask(table, ExportTensor("logits", str(tmp_path / "a.csv")))
    rows = np.loadtxt(tmp_path / "a.csv", delimiter=",", skiprows=1, dtype=np.float64)
    assert np.array_equal(rows[:, 2:].astype(np.float32).reshape(logits.shape), logits)
    assert rows[9, :2].tolist() == [1, 1]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "a.npy"]


def test_what_cannot_be_written_is_told(table: Holder, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        ask(table, ExportTensor("logits", str(tmp_path / "a.txt")))
    with pytest.raises(ExportNotWritable):
        ask(table, ExportTensor("logits", str(tmp_path / "missing" / "a.npy")))
    with pytest.raises(NothingRun):
        ask(table, ExportTensor("nothing", str(tmp_path / "a.npy")))


@pytest.mark.parametrize("ending", [".npy", ".csv"])
def test_a_name_under_a_file_or_too_long_is_told_and_the_longest_one_works(
    table: Holder, tmp_path: Path, ending: str
) -> None:
    (tmp_path / "file").write_text("kept")
    for name in (f"file/under{ending}", "n" * 300 + ending):
        with pytest.raises(ExportNotWritable):
            ask(table, ExportTensor("logits", str(tmp_path / name)))
    longest = tmp_path / ("n" * 251 + ending)
    ask(table, ExportTensor("logits", str(longest)))
    assert sorted(tmp_path.iterdir()) == [tmp_path / "file", longest]
