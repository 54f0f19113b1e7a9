"""The bundled sets are what their script writes, and nothing held out is trained on."""

from __future__ import annotations

import json
import runpy

import pytest

from tests.conftest import ROOT

FOLDER = ROOT / "resources" / "training"
MAKE = runpy.run_path(str(FOLDER / "make.py"))
NAMES = sorted(MAKE["SETS"])


@pytest.mark.parametrize("name", NAMES)
def test_a_set_is_what_its_script_writes(name: str) -> None:
    assert (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8") == MAKE["written"](name)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_is_never_trained_on(name: str) -> None:
    text = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    training = {row["text"] for row in rows if not row.get("held_out")}
    held_out = [row["text"] for row in rows if row.get("held_out")]
    exam = [row for row in rows if row.get("exam")]
    assert len(held_out) == len(set(held_out)) > 50
    assert not training & set(held_out)
    assert 3 <= len(exam) <= 6
    assert all(row["held_out"] for row in exam)
