"""Classes that give scores: nowhere a percentage, and the same numbers as bare transformers."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification, BertConfig
from transformers.models.bert import BertForSequenceClassification, BertTokenizer

from explorer import resources
from explorer.features import explanations, python
from explorer.features.ablation.view.answer_comparison import pairs
from explorer.features.answers import export as answers_export
from explorer.features.export.results_page import shown
from explorer.features.media.protocol import RunOnFile
from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import CreateModel, LoadModel
from explorer.protocol.run import Run, RunResult
from explorer.text.numbers import percent
from explorer.text.translation import localized
from tests.lesson.conftest import THREADS, VOCABULARY, Bench
from tests.lesson.execute import execute
from tests.pseudo import pseudo

TEXTS = ("the cat", "a sky is blue .")
KINDS: dict[str, dict[str, Any]] = {
    "one label": {"num_labels": 1},
    "regression": {"num_labels": 1, "problem_type": "regression"},
    "three scores": {"num_labels": 3, "problem_type": "regression"},
}


def saved(folder: Path, **fields: Any) -> str:
    config = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, **fields,
    )  # fmt: skip
    torch.manual_seed(4)
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.bias.add_(4.4)  # 440 % of a probability
    model.save_pretrained(folder)
    BertTokenizer(vocab={word: n for n, word in enumerate(VOCABULARY)}).save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_score_is_never_a_percentage(kind: str, desk: Bench, tmp_path: Path) -> None:
    folder = saved(tmp_path, **KINDS[kind])
    desk.do(LoadModel(folder, "scores"))
    request = Run(TEXTS)
    ran = desk.do(request)
    assert isinstance(ran, RunResult)
    bare = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    wanted = []
    for text in TEXTS:  # each by itself, so that no padding is in it
        ids = BertTokenizer.from_pretrained(folder)(text, return_tensors="pt")
        with torch.inference_mode():
            wanted.append(bare(**ids).logits[0].tolist())
    found = [[one.logit for one in said.candidates] for said in ran.predictions]
    assert np.allclose(found, wanted, atol=1e-5)
    assert {said.kind for said in ran.predictions} == {"score"}
    told = explanations.after(ran, desk.summary)
    whole = told.plain + shown(ran)
    assert "%" not in whole.replace("100%", "")
    assert localized(f"{found[0][0]:.4g}") in told.plain
    (made,) = execute([python.code(request, ran, desk.summary, threads=THREADS)])
    printed = [float(word) for word in made.printed.split() if "." in word]
    assert np.allclose(printed, np.ravel(found), atol=6e-4)
    for row in answers_export.predictions_table(ran.predictions).rows:
        assert row[6] == ""
    before = ran.predictions[0]
    after = dataclasses.replace(before, candidates=ran.predictions[1].candidates)
    for pair in pairs(before, after):
        assert "%" not in pair.description
        assert pair.description.startswith(localized(f"{pair.before:.4g}"))


def test_several_labels_at_once_stay_probabilities_of_their_own(
    desk: Bench, tmp_path: Path
) -> None:
    folder = saved(tmp_path, num_labels=1, problem_type="multi_label_classification")
    desk.do(LoadModel(folder, "one of many"))
    ran = desk.do(Run(TEXTS[:1]))
    assert isinstance(ran, RunResult)
    (candidate,) = ran.predictions[0].candidates
    assert not candidate.is_score
    assert candidate.probability == pytest.approx(torch.sigmoid(torch.tensor(candidate.logit)))
    assert percent(candidate.probability) in explanations.after(ran, desk.summary).plain


@pytest.mark.usefixtures("other_language")
def test_several_labels_stay_probabilities_of_their_own_in_another_language(
    desk: Bench, tmp_path: Path
) -> None:
    folder = saved(tmp_path, num_labels=3, problem_type="multi_label_classification")
    desk.do(LoadModel(folder, "three of many"))
    request = Run(TEXTS[:1])
    ran = desk.do(request)
    assert isinstance(ran, RunResult)
    assert pseudo("Above one half") in explanations.after(ran, desk.summary).plain
    assert ".sigmoid()" in python.code(request, ran, desk.summary, threads=THREADS)


@pytest.mark.usefixtures("other_language")
def test_several_labels_of_a_picture_are_judged_one_by_one_in_another_language(
    desk: Bench,
) -> None:
    fields: dict[str, Any] = {
        "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1,
        "num_attention_heads": 4, "image_size": 32, "patch_size": 8,
        "problem_type": "multi_label_classification",
    }  # fmt: skip
    desk.do(CreateModel(ConfigEdit("vit", "ViTForImageClassification", json.dumps(fields)), 3))
    request = RunOnFile(str(resources.path("examples", "shapes.png")))
    ran = desk.do(request)
    assert ran.predictions[0].independent
    code = python.code(request, ran, desk.summary, threads=THREADS)
    assert ".sigmoid()" in code
    assert ".softmax(-1)" not in code
