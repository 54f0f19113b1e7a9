"""Giving back the pages of files that are mapped while a model is copied out of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from explorer.model import release

BIG = 600_000
"""Floats: more bytes than are worth giving back."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nothing is given back")
def test_only_pages_of_mapped_files_are_given_back(tmp_path: Path) -> None:
    folder = tmp_path / "модель 🦊"
    folder.mkdir()
    numbers = torch.arange(BIG, dtype=torch.float32)
    save_file({"a": numbers, "b": numbers + 1}, folder / "model.safetensors")
    tensors = load_file(folder / "model.safetensors")
    mapped = release.MappedFiles(folder)
    before = _resident(folder)
    for one in tensors.values():
        _ = one.sum()  # brings its pages in
    assert _resident(folder) > before
    own = numbers.clone()
    for one in (*tensors.values(), own):
        mapped.give_back(one)
    assert _resident(folder) <= before
    assert torch.equal(tensors["a"], numbers)
    assert torch.equal(tensors["b"], numbers + 1)
    assert torch.equal(own, numbers)
    assert not release.MappedFiles(tmp_path / "elsewhere")._pieces


def _resident(folder: Path) -> int:
    """Kilobytes of the folder's files that are in this process's memory."""
    found, counts = 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        head = line.split()[0]
        if "-" in head and not head.endswith(":"):
            counts = str(folder) in line
        elif counts and head == "Rss:":
            found += int(line.split()[1])
    return found
