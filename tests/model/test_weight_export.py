"""A whole weight as a file: what NumPy itself would have written, in pieces that can be stopped."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from explorer.engine import tensor_file
from explorer.features.architecture.compute import handlers
from explorer.features.architecture.protocol import ExportWeight
from explorer.protocol.failures import BadInput, WeightGone, WeightNotWritable
from explorer.protocol.job import Stopped
from tests.model.tiny import no_check, no_report


class _Part(torch.nn.Module):
    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(weight, requires_grad=False)


def _export(weight: torch.Tensor, path: Path, check: Any = no_check, name: str = "weight") -> Any:
    engine = SimpleNamespace(loaded=SimpleNamespace(model=_Part(weight)))
    request = ExportWeight(name, str(path))
    return handlers.export_weight(engine, request, check, no_report)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensor_file, "BLOCK", 7)


@pytest.mark.parametrize(
    "weight",
    [
        torch.randn(5, 4),
        torch.randn(4, 5).T,
        torch.randn(2, 30, 3).transpose(0, 2),
        torch.randn(3, 4, dtype=torch.float64),
        torch.randn(40).half(),
        torch.tensor(2.5),
        torch.zeros(0, 3),
        torch.arange(20).reshape(4, 5) > 7,
        torch.arange(20, dtype=torch.int8),
        torch.randn(3, dtype=torch.complex64),
    ],
)
def test_the_file_is_the_one_that_numpy_writes(weight: torch.Tensor, tmp_path: Path) -> None:
    done = _export(weight, tmp_path / "ours.npy")
    np.save(tmp_path / "theirs.npy", weight.contiguous().numpy())
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "theirs.npy").read_bytes()
    assert done.written == done.dtype
    assert done.bytes == (tmp_path / "theirs.npy").stat().st_size


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float8_e4m3fn])
def test_what_numpy_lacks_becomes_float32_and_is_told(dtype: torch.dtype, tmp_path: Path) -> None:
    weight = torch.randn(5, 6).to(dtype)
    done = _export(weight, tmp_path / "made.npy")
    read = np.load(tmp_path / "made.npy")
    assert read.dtype == np.float32
    assert torch.equal(torch.from_numpy(read).to(dtype).float(), weight.float())
    assert (done.dtype, done.written) == (str(dtype).removeprefix("torch."), "float32")


def test_a_table_reads_back_as_the_same_numbers(tmp_path: Path) -> None:
    weight = torch.randn(2, 3, 4)
    _export(weight, tmp_path / "made.csv")
    head, *lines = csv.reader(io.StringIO((tmp_path / "made.csv").read_text("utf-8")))
    assert head == ["axis 0", "axis 1", "0", "1", "2", "3"]
    assert [line[:2] for line in lines] == [[str(i), str(j)] for i in range(2) for j in range(3)]
    read = np.array([line[2:] for line in lines], np.float32).reshape(2, 3, 4)
    assert np.array_equal(read, weight.numpy())


def test_a_stop_leaves_the_former_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "made.npy"
    file.write_bytes(b"former")
    seen = []

    def check() -> None:
        seen.append(1)
        if len(seen) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        _export(torch.randn(50), file, check)
    assert file.read_bytes() == b"former"
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weight = torch.randn(3)
    with pytest.raises(BadInput, match="endings"):
        _export(weight, tmp_path / "made.txt")
    with pytest.raises(WeightNotWritable, match="the folder is not there"):
        _export(weight, tmp_path / "no such folder" / "made.npy")
    with pytest.raises(WeightGone):
        _export(weight, tmp_path / "made.npy", name="bias")
    monkeypatch.setattr("explorer.features.architecture.compute.weight_export.MOST_CSV", 2)
    with pytest.raises(BadInput, match="3 numbers"):
        _export(weight, tmp_path / "made.csv")
    assert not list(tmp_path.iterdir())
