"""The list of the bundled models is read like any other file: within limits, and whole or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer import resources
from explorer.features.checkpoints.view.local_pane import bundled

_GOOD = {"architectures": ["GPT2LMHeadModel"]}


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the bundled models, with one good one in it."""
    real = resources.path
    monkeypatch.setattr(
        resources, "path", lambda *names: tmp_path if names == ("models",) else real(*names)
    )
    _put(tmp_path, "good", json.dumps(_GOOD))
    return tmp_path


def _put(models: Path, name: str, text: str) -> None:
    (models / name).mkdir()
    (models / name / "config.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "{broken",
        "[1, 2]",
        '"text"',
        '{"architectures": "BertForMaskedLM"}',
        '{"architectures": [7]}',
        '{"architectures": {"0": "BertForMaskedLM"}}',
        "[" * 200_000,
        '{"a": ' + "9" * 5_000 + "}",
        '{"a": "' + "x" * 6_000_000 + '"}',
    ],
    ids=lambda text: text[:20],
)
def test_one_that_cannot_be_read_is_left_out(models: Path, text: str) -> None:
    _put(models, "bad", text)
    assert [row.name for row in bundled()] == ["good"]


def test_a_folder_in_the_place_of_a_config_is_left_out(models: Path) -> None:
    (models / "bad" / "config.json").mkdir(parents=True)
    assert [row.name for row in bundled()] == ["good"]


@pytest.mark.parametrize("config", [{}, {"architectures": []}, {"architectures": None}])
def test_one_of_another_kind_comes_last(models: Path, config: dict[str, object]) -> None:
    _put(models, "another", json.dumps(config))
    _put(models, "a-bert", json.dumps({"architectures": ["BertForMaskedLM"]}))
    assert [row.name for row in bundled()] == ["a-bert", "good", "another"]
