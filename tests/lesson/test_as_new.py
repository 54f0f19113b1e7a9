"""The script of a session undoes what a run leaves in a model, as the program does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import BigBirdConfig, BigBirdForMaskedLM, LlamaConfig, LlamaForCausalLM

from explorer.features.export.session_script import session_script
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import THREADS, Bench
from tests.lesson.execute import execute

SHORT, MIDDLE, LONG = ((tuple(5 + place % 50 for place in range(count)),) for count in (10, 30, 60))


def _models(folder: Path) -> list[tuple[str, tuple[Any, ...]]]:
    sizes: dict[str, Any] = {
        "vocab_size": 64,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
    }
    bird = BigBirdConfig(**sizes, block_size=4, num_random_blocks=1, max_position_embeddings=128)
    rope = {"rope_type": "dynamic", "rope_theta": 10_000.0, "factor": 4.0}
    stretched = LlamaConfig(**sizes, max_position_embeddings=16, rope_parameters=rope)
    torch.manual_seed(1)
    BigBirdForMaskedLM(bird).save_pretrained(folder / "bird")
    LlamaForCausalLM(stretched).save_pretrained(folder / "stretched")
    return [
        (str(folder / "bird"), (SHORT, LONG)),
        (str(folder / "stretched"), (LONG, MIDDLE)),
    ]


@pytest.mark.usefixtures("_engine_settings")
def test_the_script_of_two_runs_gives_the_second_as_if_it_were_alone(tmp_path: Path) -> None:
    scripts, wanted = [], []
    for path, texts in _models(tmp_path):
        desk = Bench()
        desk.do(LoadModel(path))
        for one in texts:
            desk.do(Run(input_ids=one))
        wanted.append(desk.engine.loaded.run_outputs["logits"].numpy())
        scripts.append(session_script(desk.steps, threads=THREADS))
    for logits, done in zip(wanted, execute(scripts), strict=True):
        np.testing.assert_array_equal(done.arrays["outputs.logits"], logits)
