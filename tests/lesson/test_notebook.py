"""A session as one script and as a notebook: both run, and give the last run's numbers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from explorer.features.export.notebook import notebook
from explorer.features.export.session_script import session_script, worth_keeping
from explorer.protocol.model import CreateRandomCopy, LoadModel, Prepare, SaveModel, UnloadModel
from explorer.protocol.run import OutputRead, ReadOutput, Run, Tokenize
from tests.lesson.conftest import THREADS, Bench, Checkpoints, quiet
from tests.lesson.execute import execute


def test_a_whole_session(desk: Bench, checkpoints: Checkpoints, tmp_path: Path) -> None:
    text = "the capital of france is [MASK] ."
    for request in (
        Prepare(),
        LoadModel(checkpoints.gpt2),
        Run(("a cat",)),
        LoadModel(checkpoints.bert, "tiny-bert"),
        Tokenize((text[:5],)),
        Tokenize((text,)),
        Run((text,)),
        SaveModel(str(tmp_path / "saved")),
        LoadModel(str(tmp_path / "saved")),
        CreateRandomCopy(seed=9),
        Run((text, "the sky is [MASK] .")),
    ):
        desk.do(request)
    expected = desk.engine(ReadOutput("logits"), lambda: None, quiet)
    assert isinstance(expected, OutputRead)
    kept = worth_keeping(desk.steps)
    assert not any(isinstance(step.request, (Prepare, Tokenize)) for step in kept)

    script = session_script(desk.steps, threads=THREADS)
    data = json.loads(notebook(desk.steps, threads=THREADS, title="Two models"))
    cells = [cell for cell in data["cells"] if cell["cell_type"] == "code"]
    joined = "\n".join("".join(cell["source"]) for cell in cells)
    for done in execute([script, joined]):
        np.testing.assert_array_equal(done.arrays["outputs.logits"], expected.values)
    assert len(cells) == len(kept) + 1


def test_the_notebook_is_well_formed(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert))
    desk.do(Run(("the [MASK] is _blue_ $5 .",)))
    desk.do(UnloadModel())
    data = json.loads(notebook(desk.steps))
    assert (data["nbformat"], data["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in data["cells"]}) == len(data["cells"])
    for cell in data["cells"]:
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        assert ("outputs" in cell) == (cell["cell_type"] == "code")
    words = "".join(
        "".join(cell["source"]) for cell in data["cells"] if cell["cell_type"] == "markdown"
    )
    assert "glossary:" not in words
    assert "\\[MASK\\]" in words


def test_an_empty_session_is_an_empty_script() -> None:
    assert session_script([]) == "\n"
    assert json.loads(notebook([]))["cells"]
