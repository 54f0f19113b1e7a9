"""The words and the Python of comparing: a fresh process gives the same difference."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import BertConfig, BertForMaskedLM, T5Config, T5ForConditionalGeneration

from explorer import resources
from explorer.features import explanations, python
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.compare.protocol import (
    ComparedFlowRequest,
    ComparedHeadsRequest,
    ComparedHiddenStatesRequest,
    ComparisonResult,
    HeadChoice,
    LoadOther,
    RunBoth,
)
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import THREADS, VOCABULARY, Bench, Checkpoints
from tests.lesson.execute import execute

TEXT = ("the capital of france is [MASK] .",)


def _code(desk: Bench, request: RunBoth) -> tuple[Any, str]:
    result = desk.do(request)
    assert isinstance(result, ComparisonResult)
    return result, python.code(request, result, desk.summary, threads=THREADS)


def test_a_fresh_process_finds_the_same_difference(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert, "tiny-bert"))
    made = [
        _code(desk, RunBoth(LoadOther("twin", 7), TEXT)),
        _code(desk, RunBoth(LoadOther("dtype", dtype="bfloat16"), TEXT)),
        _code(desk, RunBoth(LoadOther("checkpoint", path=checkpoints.classifier), TEXT)),
    ]
    desk.do(Run(TEXT))
    desk.do(AblateHeads((HeadPlace("self", 1, 2),)))
    made.append(_code(desk, RunBoth(LoadOther("heads"), TEXT)))
    made.append(_code(desk, RunBoth(LoadOther("twin", 8), TEXT)))
    executed = execute([code for _, code in made])
    for (result, code), one in zip(made, executed, strict=True):
        largest = result.outputs[0].largest
        assert max(len(line) for line in code.splitlines()) <= 100
        if largest is None:
            assert "logits " not in one.printed
        else:
            assert f"logits {largest}" in one.printed


def test_a_fresh_process_finds_the_same_hidden_states(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    desk.do(LoadModel(checkpoints.bert, "tiny-bert"))
    found = []
    for request in (
        RunBoth(LoadOther("twin", 7), TEXT),
        RunBoth(LoadOther("twin", 7), (*TEXT, "sky")),
        RunBoth(LoadOther("checkpoint", path=checkpoints.classifier), TEXT),
    ):
        desk.do(request)
        look = ComparedHiddenStatesRequest(len(request.texts) - 1)
        result = desk.do(look)
        found.append((result, python.code(look, result, desk.summary, threads=THREADS)))
        told = explanations.after(result, desk.summary)
        assert told.title == "The vectors of both, layer by layer"
    executed = execute([code for _, code in found])
    for (result, _), one in zip(found, executed, strict=True):
        if result.both.same_tokens:
            np.testing.assert_array_equal(one.arrays["own.cosine"], result.stacks[0].cosine[-1])


def test_pictures_of_both_are_the_same_in_a_fresh_process(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    desk.do(LoadModel(checkpoints.bert, "tiny-bert"))
    found = []
    for request in (
        RunBoth(LoadOther("twin", 7), (*TEXT, "sky")),
        RunBoth(LoadOther("checkpoint", path=checkpoints.gpt2), TEXT),
        RunBoth(LoadOther("heads"), TEXT),
    ):
        desk.do(request)
        look = ComparedFlowRequest(len(request.texts) - 1, head=1)
        result = desk.do(look)
        found.append((result, python.code(look, result, desk.summary, threads=THREADS)))
    for (result, _), one in zip(found, execute([code for _, code in found]), strict=True):
        pictures = [result.main, result.other]
        if result.request and result.both.request.other.kind == "heads":
            pictures.reverse()  # heads are put back on for the first run
        first, second = (picture.answering for picture in pictures)
        np.testing.assert_array_equal(one.arrays["own.first_weights"], first.layers[-1].weights)
        np.testing.assert_array_equal(one.arrays["own.first_vectors"], first.vectors)
        np.testing.assert_array_equal(one.arrays["own.weights"], second.layers[-1].weights)
        np.testing.assert_array_equal(one.arrays["own.vectors"], second.vectors)


def test_attention_that_differs_is_the_same_in_a_fresh_process(
    desk: Bench, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    bare = tmp_path / "without a tokenizer"
    bare.mkdir()
    for name in ("config.json", "model.safetensors"):
        shutil.copy(Path(checkpoints.bert) / name, bare)
    reader = str(tmp_path / "an encoder of another kind")
    sizes: dict[str, Any] = {"d_model": 64, "d_kv": 8, "d_ff": 64, "num_layers": 1}
    sizes |= {"num_heads": 2, "decoder_start_token_id": 0}
    config = T5Config(vocab_size=len(VOCABULARY), **sizes)
    T5ForConditionalGeneration(config).save_pretrained(reader)
    desk.do(LoadModel(checkpoints.bert, "tiny-bert"))
    found = []
    for other in (
        LoadOther("checkpoint", path=checkpoints.classifier),
        LoadOther("checkpoint", path=checkpoints.gpt2),
        LoadOther("checkpoint", path=str(bare)),
        LoadOther("checkpoint", path=reader),
        LoadOther("dtype", dtype="bfloat16"),
    ):
        request = RunBoth(other, (*TEXT, "the sky"))
        found.append(_code(desk, request))
        look = ComparedHeadsRequest(HeadChoice("self", -1, 1, 1))
        seen = desk.do(look)
        found.append((seen, python.code(look, seen, desk.summary, threads=THREADS)))
        told = explanations.after(seen, desk.summary)
        assert "There is nothing" not in told.paragraphs[0]
    executed = execute([code for _, code in found])
    for (result, _), one in zip(found, executed, strict=True):
        assert result.attention.change.size
        np.testing.assert_array_equal(one.arrays["own.change"], result.attention.change)


def test_words_tell_the_difference(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert, "tiny-bert"))
    ready = desk.do(LoadOther())
    told = explanations.after(ready, desk.summary)
    assert "Untrained twin of tiny-bert" in told.paragraphs[0]
    result, _ = _code(desk, RunBoth(LoadOther(), TEXT))
    told = explanations.after(result, desk.summary)
    # The model of this test was never trained, and its twin is drawn from another seed.
    assert "random numbers that the weights were drawn as" in told.paragraphs[0]
    assert "distributions differ by" in told.paragraphs[1]
    same = explanations.after(desk.do(RunBoth(LoadOther("heads"), TEXT)), desk.summary)
    assert "Every number that they returned is the same." in same.paragraphs
    desk.do(LoadModel(str(resources.path("models", "mini-world-bert")), "mini-world-bert"))
    trained = desk.do(RunBoth(LoadOther(), ("The capital of France is [MASK].",)))
    assert (
        "trained on one side, random on the other"
        in explanations.after(trained, desk.summary).plain
    )


def test_a_twin_of_the_same_seed_is_the_saved_model_itself(desk: Bench, tmp_path: Path) -> None:
    # transformers alone draws and saves it; 42 is the seed that the program draws twins with
    sizes: dict[str, Any] = {
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "vocab_size": 20,
    }
    torch.manual_seed(42)
    BertForMaskedLM(BertConfig(**sizes)).save_pretrained(tmp_path)
    desk.do(LoadModel(str(tmp_path), "drawn"))
    assert desk.do(LoadOther(seed=42)).sentence.endswith("so nothing differs.")
    assert "the random numbers" in desk.do(LoadOther(seed=43)).sentence
    assert "nothing differs" in desk.do(LoadOther("checkpoint", path=str(tmp_path))).sentence
