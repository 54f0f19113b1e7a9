"""The Python of batches fills rows up as the program does: a fresh process gets the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import (
    AutoTokenizer,
    GPT2Config,
    GPT2DoubleHeadsModel,
    GPT2ForSequenceClassification,
    PreTrainedModel,
)

from explorer.features.export.session_script import session_script
from explorer.features.hidden_states.protocol import VectorRequest
from explorer.features.python import code
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel
from explorer.protocol.run import ManualInputs, ReadOutput, Run
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import Executed, execute

TEXTS = ("the capital of france is paris .", "a cat")


def _checkpoint(
    checkpoints: Checkpoints, folder: Path, model: type[PreTrainedModel], **fields: Any
) -> str:
    """A GPT-2 of another class beside the tokenizer without padding token, which likes the left."""
    tokenizer = AutoTokenizer.from_pretrained(checkpoints.gpt2)
    config = GPT2Config(vocab_size=len(tokenizer), n_embd=64, n_layer=2, n_head=4, **fields)
    torch.manual_seed(2)
    model(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    file = folder / "tokenizer_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "padding_side": "left"}))
    return str(folder)


def _asked(desk: Bench, request: Request) -> tuple[str, dict[str, Any]]:
    """The Python of a run, and the tensors that it must give."""
    result = desk.do(request)
    tensors = {
        **{f"inputs.{one.name}": one.name for one in result.inputs},
        **{f"outputs.{one.name}": one.name for one in result.outputs},
    }
    values = {name: _values(desk, one) for name, one in tensors.items()}
    return code(request, result, desk.summary, threads=THREADS), values


def _values(desk: Bench, name: str) -> Any:
    result: Any = desk.engine(ReadOutput(name), _go_on, _quiet)
    return result.values


def _go_on() -> None:
    """Never stopped."""


def _quiet(text: str, fraction: float | None = None, partial: object = None) -> None:
    """Nobody listens."""


def _equal(executed: Executed, values: dict[str, Any]) -> bool:
    return all(np.array_equal(executed.arrays[name], value) for name, value in values.items())


def test_batches_in_a_fresh_process(desk: Bench, checkpoints: Checkpoints, tmp_path: Path) -> None:
    by_hand = ManualInputs(attention_mask=((1, 1, 1, 1), (0, 0, 1, 1)))
    written = Run(input_ids=((5, 9, 13, 21), (0, 0, 44, 17)), by_hand=by_hand)
    cases = []
    for name, model, fields in (
        ("double", GPT2DoubleHeadsModel, {}),
        ("classes", GPT2ForSequenceClassification, {"num_labels": 3, "pad_token_id": None}),
        ("other", GPT2ForSequenceClassification, {"num_labels": 3, "pad_token_id": 7}),
    ):
        folder = _checkpoint(checkpoints, tmp_path / name, model, **fields)
        desk.do(LoadModel(folder, name, class_name=model.__name__))
        ends = (TEXTS[0], "a cat<|endoftext|>")
        for request in (Run(TEXTS), Run(ends), Run(TEXTS[:1] * 2), Run(TEXTS[1:]), written):
            cases.append((name, request, *_asked(desk, request)))
    desk.do(LoadModel(checkpoints.gpt2, "tiny"))
    cases.append(("next", written, *_asked(desk, written)))
    codes = [text for _, _, text, _ in cases]
    for (name, request, text, values), executed in zip(cases, execute(codes), strict=True):
        assert _equal(executed, values), f"{name} {request}\n{text}"
    assert 'padding_side="right"' in codes[5]
    assert 'padding_side="left"' in codes[0]
    assert "position_ids" in codes[-1]
    assert "pad_token_id" not in codes[8]  # one text is read without it


def test_a_session_reads_one_text_without_the_padding_of_several(
    desk: Bench, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    folder = _checkpoint(
        checkpoints, tmp_path / "classes", GPT2ForSequenceClassification, pad_token_id=None
    )
    desk.do(LoadModel(folder, "classes", class_name="GPT2ForSequenceClassification"))
    end = Run(("a cat<|endoftext|>",))
    desk.do(Run(TEXTS))
    desk.do(end)
    wanted = _values(desk, "logits")
    (executed,) = execute([session_script(desk.steps, threads=THREADS)])
    assert np.array_equal(executed.arrays["outputs.logits"], wanted)
    desk.do(Run(TEXTS))
    seen = desk.do(VectorRequest("self", 2, 1, text_index=1))
    (executed,) = execute([session_script(desk.steps, threads=THREADS)])
    assert np.array_equal(executed.arrays["own.vector"], seen.values)
