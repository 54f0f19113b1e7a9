"""Explanations of real results: this run's own numbers, and never a random model called trained."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from explorer import resources
from explorer.features import explanations
from explorer.features.checkpoints.explain import _name_of
from explorer.features.create.protocol.config import Problem
from explorer.protocol.config import ConfigEdit
from explorer.protocol.explanation import Explanation, escaped, marked
from explorer.protocol.job import Request
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    Prepare,
    SaveModel,
    UnloadModel,
)
from explorer.protocol.run import Run, Tokenize
from explorer.text.numbers import JOIN, bytes_, count, percent, seconds
from tests.lesson.conftest import VOCABULARY, Bench, Checkpoints
from tests.lesson.made import FOOTPRINT, WEIGHT, verdict

MASKED = "the capital of france is [MASK] ."


def told(desk: Bench, request: Request) -> Explanation:
    explanation = explanations.after(desk.do(request), desk.summary)
    assert explanation.title
    assert 1 <= len(explanation.paragraphs) <= 4
    assert "!" not in explanation.plain
    assert "**" not in explanation.plain
    assert "glossary:" not in explanation.plain
    assert not re.search(r"\b1 (?:tokens|layers|texts|threads)\b", explanation.plain)
    return explanation


def plain(explanation: Explanation) -> str:
    return explanation.plain.replace(JOIN, " ")


def test_prepared(desk: Bench) -> None:
    desk.summary = None
    text = plain(explanations.after(desk.prepared, None))
    assert desk.prepared.torch_version in text
    assert "1 thread." in text
    assert plain(told(desk, Prepare())) == text


def test_loaded_and_run(desk: Bench, checkpoints: Checkpoints) -> None:
    loaded = plain(told(desk, LoadModel(checkpoints.bert, "tiny-bert")))
    summary = desk.summary
    assert summary is not None
    assert summary.report is not None
    assert f"{count(summary.parameters)} parameters" in loaded
    assert f"All {summary.report.total} tensors of weights came from the checkpoint" in loaded
    result = desk.do(Run((MASKED,)))
    text = plain(explanations.after(result, summary))
    best = result.predictions[0].candidates[0]
    assert "The text became 9 tokens. Two of them, [CLS] and [SEP], were added" in text
    assert f"“{best.text}” got {percent(best.probability)} of the".replace(JOIN, " ") in text
    assert seconds(result.seconds).replace(JOIN, " ") in text
    assert "so this is noise" in text  # this little checkpoint was saved as it was drawn


def test_a_batch(desk: Bench, checkpoints: Checkpoints) -> None:
    told(desk, LoadModel(checkpoints.bert))
    text = plain(told(desk, Run((MASKED, "a cat says [MASK] .", "[MASK] sky"))))
    assert "The three texts became a batch of 3 × 9 tokens" in text
    assert "Two tokens of each text, [CLS] and [SEP]," in text
    assert "Seven positions only fill up the shorter texts" in text
    assert "(token 5 of text 2)" in text
    assert text.count("of its vocabulary") == 1


def test_many_answers_are_not_all_told(desk: Bench, checkpoints: Checkpoints) -> None:
    told(desk, LoadModel(checkpoints.bert))
    text = plain(told(desk, Run(("[MASK] [MASK] [MASK] [MASK]",))))
    assert "The list shows one more answer." in text


def test_no_mask_and_bare_outputs(desk: Bench, checkpoints: Checkpoints) -> None:
    told(desk, LoadModel(checkpoints.bert))
    assert "There is no [MASK] in the text" in plain(told(desk, Run(("the sky",))))
    told(desk, LoadModel(checkpoints.classifier, class_name="BertModel"))
    text = plain(told(desk, Run(("the sky",))))
    assert "last_hidden_state, a tensor of shape [1, 4, 64]: for each token a vector of 64" in text


def test_next_token(desk: Bench, checkpoints: Checkpoints) -> None:
    told(desk, LoadModel(checkpoints.gpt2))
    result = desk.do(Run(("a cat says", "a")))
    text = plain(explanations.after(result, desk.summary))
    best = result.predictions[0].candidates[0]
    assert f"of {result.predictions[0].out_of} tokens, " in text
    assert percent(best.probability).replace(JOIN, " ") in text
    assert "added for the model" not in text, "this tokenizer adds nothing"
    assert "“says” in text 1" in text


def test_labels(desk: Bench, checkpoints: Checkpoints) -> None:
    told(desk, LoadModel(checkpoints.classifier))
    result = desk.do(Run(("the sky is blue .", "a cat")))
    text = plain(explanations.after(result, desk.summary))
    for prediction in result.predictions:
        for candidate in prediction.candidates:
            assert percent(candidate.probability).replace(JOIN, " ") in text


def test_input_ids(desk: Bench, checkpoints: Checkpoints) -> None:
    told(desk, LoadModel(checkpoints.bert))
    assert "The 3 input IDs went straight into the model" in plain(
        told(desk, Run(input_ids=((2, 5, 3),)))
    )
    assert "The two rows of 1 input ID" in plain(told(desk, Run(input_ids=((2,), (3,)))))


def test_the_twin_is_noise(desk: Bench, checkpoints: Checkpoints) -> None:
    told(desk, LoadModel(checkpoints.bert, "tiny-bert"))
    twin = plain(told(desk, CreateRandomCopy(seed=7)))
    assert "“tiny-bert” with new random weights" in twin, "the original may be random itself"
    assert "before it learned" not in twin
    assert "seed 7" in twin
    result = desk.do(Run((MASKED,)))
    text = plain(explanations.after(result, desk.summary))
    best = result.predictions[0].candidates[0].probability
    assert "so this is noise" in text
    assert f"each would get {percent(1 / len(VOCABULARY))}".replace(JOIN, " ") in text
    assert f"{best * len(VOCABULARY):.1f} times that" in text
    # The same answers of weights that have learned something since.
    assert desk.summary is not None
    for state in ("taught", "trained", "file"):
        taught = dataclasses.replace(desk.summary, state=state)
        assert "noise" not in plain(explanations.after(result, taught))


def test_partly_random_says_so(desk: Bench, checkpoints: Checkpoints) -> None:
    bert = str(resources.path("models", "mini-world-bert"))
    loaded = told(desk, LoadModel(bert, class_name="BertForSequenceClassification"))
    report = desk.summary.report if desk.summary else None
    assert report is not None
    assert "partly random" in loaded.title
    share = percent(report.trained_parameters / report.total_parameters)
    assert f"{share} of the parameters came from the checkpoint" in loaded.plain
    text = plain(told(desk, Run(("the sky",))))
    assert f"of {report.total} tensors of weights are random, so do not rely on this answer" in text


def test_nothing_fits(desk: Bench, checkpoints: Checkpoints, tmp_path: Path) -> None:
    weights = load_file(f"{checkpoints.bert}/model.safetensors")
    shutil.copy(f"{checkpoints.bert}/config.json", tmp_path)
    renamed = {f"module.{name}": value for name, value in weights.items()}
    save_file(renamed, tmp_path / "model.safetensors", metadata={"format": "pt"})
    loaded = told(desk, LoadModel(str(tmp_path)))
    assert desk.summary is not None
    assert desk.summary.state == "random"
    assert loaded.title == "A model that knows nothing"


def test_saved_random_weights_stay_random(
    desk: Bench, checkpoints: Checkpoints, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = str(tmp_path_factory.mktemp("twin") / "saved")
    told(desk, LoadModel(checkpoints.bert))
    told(desk, CreateRandomCopy())
    result = desk.do(SaveModel(folder))
    text = plain(explanations.after(result, desk.summary))
    assert folder in text
    assert bytes_(sum(file.bytes for file in result.files)).replace(JOIN, " ") in text
    assert "still random" in text
    loaded = told(desk, LoadModel(folder))
    assert loaded.title == "A model that knows nothing"
    assert "random numbers that were saved" in loaded.plain
    assert "training taught" not in loaded.plain


def test_a_tokenizer_of_the_cache_has_the_name_of_its_checkpoint() -> None:
    folder = f"/home/ada/hub/models--ada--tiny/snapshots/{'a' * 40}"
    assert _name_of(folder) == "ada/tiny"
    assert _name_of("/home/ada/models/mine") == "mine"


def test_created_and_lent_a_tokenizer(desk: Bench, checkpoints: Checkpoints) -> None:
    sizes = {"vocab_size": 22, "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    edit = ConfigEdit("bert", "BertForMaskedLM", json.dumps(sizes))
    text = plain(told(desk, CreateModel(edit, seed=3)))
    assert "1 layer with 2 attention heads." in text
    assert "seed 3" in text
    assert "has no tokenizer yet" in text
    words = told(desk, AttachTokenizer(checkpoints.bert))
    assert words.title == "A tokenizer was attached", "it says what happened"
    lent = plain(words)
    assert "the tokenizer of tiny-bert" in lent
    assert "mean little" not in lent, "a random model has learned no tokenizer"


def test_of_two_stacks_both_are_said(desk: Bench, checkpoints: Checkpoints) -> None:
    sizes = {"vocab_size": 330, "d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2}
    edit = ConfigEdit("t5", "T5Model", json.dumps(sizes | {"num_heads": 4}))
    text = plain(told(desk, CreateModel(edit, seed=3)))
    assert "in an encoder of 2 layers with 4 attention heads each, and a decoder" in text
    told(desk, AttachTokenizer(checkpoints.gpt2))
    text = plain(told(desk, Run(("the sky",))))
    assert "went through the encoder and the decoder" in text


def test_tokenized_and_unloaded(desk: Bench, checkpoints: Checkpoints) -> None:
    told(desk, LoadModel(checkpoints.bert, "tiny-bert"))
    text = plain(told(desk, Tokenize(("the sky",))))
    assert f"“the” is number {VOCABULARY.index('the')}." in text
    result = desk.do(UnloadModel())
    gone = plain(explanations.after(result, None))
    assert "“tiny-bert” was removed" in gone
    assert bytes_(result.freed).replace(JOIN, " ") in gone


def test_verdicts() -> None:
    good = plain(explanations.after(verdict(), None))
    assert "1,004,288 parameters: 4.0 MB in float32, of 8.0 GB free" in good
    assert "75.0 %, are in encoder" in good
    problem = Problem("num_attention_heads", "12 does not divide 64.", ("8", "16"))
    bad = explanations.after(verdict(problems=(problem,), footprint=None), None)
    assert bad.title == "This would not work"
    assert "num_attention_heads 8 would work" in bad.plain
    missing = explanations.after(verdict(missing_packages=("detectron2",), footprint=None), None)
    assert "detectron2" in missing.plain
    large = verdict().footprint
    assert large is not None
    large = dataclasses.replace(large, fits=False)
    assert "Too large" in explanations.after(verdict(footprint=large), None).title


def test_one_weight() -> None:
    text = plain(explanations.after(WEIGHT, None))
    assert "a tensor of shape [18, 64]: 1,152 numbers in float32, 4.6 kB." in text
    odd = dataclasses.replace(WEIGHT, bad_values=1, zero_share=0.5, tied_to=("head.weight",))
    text = plain(explanations.after(odd, None))
    assert "One value is not a number" in text
    assert "50.0 % of them are exactly zero" in text
    assert "head.weight" in text


def test_an_unknown_result_is_no_error() -> None:
    assert explanations.after(object(), None).paragraphs
    assert explanations.nothing_yet().paragraphs


def test_beforehand(desk: Bench, checkpoints: Checkpoints) -> None:
    request = CreateModel(verdict().edit, seed=5)
    text = explanations.before(request, verdict())
    assert text is not None
    assert "1,004,288 parameters" in plain(text)
    assert "random numbers" not in plain(text)  # LayerNorm and biases begin at one and zero
    assert "as the seed, 5, decides" in plain(text)
    desk.do(LoadModel(checkpoints.bert, "tiny"))
    for costly in (CreateRandomCopy(), LoadModel("x"), SaveModel("somewhere", True), UnloadModel()):
        said = explanations.before(costly, desk.summary)
        assert said is not None
        assert said.title == "What will happen"
    assert explanations.before(Run(("cheap",)), desk.summary) is None


def test_why_nothing_can_be_built_yet() -> None:
    bad = Problem("hidden_size", "hidden_size 770 cannot be split over 12 heads.", ("768",))
    mild = Problem("vocab_size", "vocab_size is odd.", level="warning")
    request = CreateModel(verdict().edit, seed=5)
    wrong = verdict(problems=(mild, bad), footprint=None)
    told = explanations.before(request, wrong)
    assert told is not None
    assert told.title == "Nothing can be built yet"
    assert "cannot be split" in plain(told)
    assert "In the form, click a suggested value" in plain(told)  # beside the JSON there is none
    assert "odd" not in plain(told)
    large = dataclasses.replace(FOOTPRINT, fits=False, sentence="It does not fit: 1 TB.")
    told = explanations.before(request, verdict(footprint=large))
    assert told is not None
    assert "It does not fit" in plain(told)
    told = explanations.before(request, verdict(footprint=None, missing_packages=("timm",)))
    assert told is not None
    assert "timm" in plain(told)
    assert explanations.before(request, verdict(footprint=None)) is None, "it is not known yet"


def test_what_people_typed_is_never_a_mark() -> None:
    nasty = "**bold** [x](glossary:token) \\* [MASK]"
    assert "".join(piece.text for piece in marked(escaped(nasty))) == nasty
    assert not any(piece.bold or piece.key for piece in marked(escaped(nasty)))
    assert [piece.text for piece in marked("a **b** [c](glossary:d-e) f")] == [
        *("a ", "b", " ", "c", " f")
    ]
