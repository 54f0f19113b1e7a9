"""The further tasks in words and in Python: a fresh process gets the same numbers."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np

from explorer import resources
from explorer.features import explanations, python
from explorer.features.answers.protocol import (
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    RunWithTarget,
)
from explorer.features.media.protocol import RunOnFile
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Request
from explorer.protocol.model import AttachTokenizer, CreateModel, LoadModel
from explorer.protocol.run import ManualInputs, Run
from explorer.text.numbers import percent
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import execute

TEXT = "the capital of france is paris ."


def _ask(desk: Bench, folder: str, class_name: str, request: Request) -> tuple[object, str]:
    desk.do(LoadModel(folder, "tiny", class_name=class_name))
    result = desk.do(request)
    told = explanations.after(result, desk.summary)
    assert told.title != "Done"
    assert desk.summary is not None
    assert desk.summary.is_noise == ("noise" in told.paragraphs[-1])
    assert len(told.paragraphs) == 2 + desk.summary.is_noise
    return result, python.code(request, result, desk.summary, threads=THREADS)


def test_each_task_in_a_fresh_process(desk: Bench, checkpoints: Checkpoints) -> None:
    bert = checkpoints.bert
    labels, first = _ask(desk, bert, "BertForTokenClassification", LabelTokens((TEXT, "a cat")))
    asked = AskQuestion("capital ?", TEXT)
    answer, second = _ask(desk, bert, "BertForQuestionAnswering", asked)
    chosen = ChooseAnswer("the sky is", ("blue .", "a cat ."))
    choice, third = _ask(desk, bert, "BertForMultipleChoice", chosen)
    alike, fourth = _ask(desk, bert, "BertModel", CompareTexts((TEXT, "the sky is blue .")))
    one, two, three, four = execute([first, second, third, fourth])
    assert percent(labels.tokens[0][0].probability).replace("\xa0%", "%") in one.printed  # type: ignore[attr-defined]
    best = answer.answers[0]  # type: ignore[attr-defined]
    assert f"{best.probability:.1%}" in two.printed
    for candidate in choice.choices:  # type: ignore[attr-defined]
        assert f"{candidate.text:30} {candidate.probability:.1%}" in three.printed
    assert np.allclose(four.arrays["own.cosine"], alike.cosine, atol=1e-6)  # type: ignore[attr-defined]


def test_text_to_text_in_a_fresh_process(desk: Bench, checkpoints: Checkpoints) -> None:
    sizes = {"vocab_size": 330, "d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2}
    edit = ConfigEdit("t5", "T5ForConditionalGeneration", json.dumps(sizes | {"num_heads": 4}))
    assert desk.do(CreateModel(edit, 3)).summary.task == "text-to-text"
    ready = desk.do(AttachTokenizer(checkpoints.gpt2, "tiny-gpt2"))
    request = RunWithTarget("the sky", (), "a cat")
    result = desk.do(request)
    (made,) = execute([python.code(request, result, ready.summary, threads=THREADS)])
    best = result.predictions[-1].candidates[0]
    assert made.arrays["best"][0] == best.probability
    assert f"{best.probability:.1%}" in made.printed.splitlines()[0]
    assert "Text to text" in explanations.after(result, ready.summary).title


def test_pairs_and_input_by_hand_in_a_fresh_process(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.classifier, "tiny"))
    pair = Run((TEXT, "a cat"), pairs=("a cat says meow .", "the sky is blue ."))
    beside = ManualInputs(((1, 1, 1, 0),), ((0, 0, 1, 1),), ((3, 2, 1, 0),))
    hand = Run(input_ids=((2, 7, 9, 3),), by_hand=beside)
    codes, wanted = [], []
    for request in (pair, hand):
        result = desk.do(request)
        wanted.append(desk.engine.loaded.run_outputs["logits"].numpy())
        codes.append(python.code(request, result, desk.summary, threads=THREADS))
        told = " ".join(explanations.after(result, desk.summary).paragraphs)
        assert ("text B" in told) == (request is pair)
        assert ("hid one" in told) == (request is hand)
    for logits, made in zip(wanted, execute(codes), strict=True):
        assert np.array_equal(made.arrays["outputs.logits"], logits)


def test_files_in_a_fresh_process(desk: Bench, tmp_path: Path) -> None:
    picture = str(resources.path("examples", "shapes.png"))
    sound = str(tmp_path / "low.wav")
    with wave.open(sound, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(11_025)
        file.writeframes(np.arange(-9_000, 9_000, dtype="<i2").tobytes())
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1}
    sizes |= {"num_attention_heads": 4}
    vit = sizes | {"image_size": 32, "patch_size": 8}
    ear = sizes | {"conv_dim": [16, 16], "conv_stride": [5, 4], "conv_kernel": [10, 3]}
    ear |= {"num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2}
    ear |= {"num_feat_extract_layers": 2}
    codes, wanted = [], []
    for kind, class_name, fields, path in (
        ("vit", "ViTForImageClassification", vit, picture),
        ("wav2vec2", "Wav2Vec2Model", ear, sound),
        ("clip_vision_model", "CLIPVisionModel", vit, picture),
    ):
        desk.do(CreateModel(ConfigEdit(kind, class_name, json.dumps(fields)), 3))
        for again in (False, True):
            if again and kind == "vit":  # the same with the steps done by the program itself
                settings = {"image_processor_type": "Sam2ImageProcessor", "size": 32}
                files = {"preprocessor_config.json": json.dumps(settings)}
                desk.engine.loaded.processor_files = files
            elif again:
                continue
            request = RunOnFile(path)
            result = desk.do(request)
            codes.append(python.code(request, result, desk.summary, threads=THREADS))
            outputs = desk.engine.loaded.run_outputs
            wanted.append({name: one.numpy() for name, one in outputs.items()})
            told = explanations.after(result, desk.summary)
            assert "pixel_values" in told.paragraphs[0] or "input_values" in told.paragraphs[0]
    for tensors, made in zip(wanted, execute(codes), strict=True):
        for name, values in tensors.items():
            if name.isidentifier():
                assert np.array_equal(made.arrays[f"outputs.{name}"], values)
