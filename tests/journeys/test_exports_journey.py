"""Everything that the window exports runs in a fresh process and gives the window's numbers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import resources
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import ApplyPatch, RemovePatch
from explorer.features.answers.protocol import (
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    RunWithTarget,
)
from explorer.features.architecture.protocol import WeightRequest
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.compare.protocol import (
    ComparedHeadsRequest,
    ComparedHiddenStatesRequest,
    HeadChoice,
    LoadOther,
    RunBoth,
)
from explorer.features.generation.protocol import ContinueText, Generate, PickToken, StepBack
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    SimilarityRequest,
    VectorRequest,
)
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.media.protocol import RunOnFile
from explorer.features.tensors.protocol import ExportTensor, ReadSlice
from explorer.protocol.config import ConfigEdit
from explorer.protocol.inspection import AVERAGE, HeadPlace
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    SaveModel,
    SaveOptions,
    UnloadModel,
)
from explorer.protocol.run import ManualInputs, Run
from explorer.protocol.sampling import Sampling
from tests.journeys.compare_exports import differences
from tests.journeys.conftest import Person
from tests.journeys.exports import Journal, run_exports
from tests.sampling import sampled

FRANCE, JAPAN = "The capital of France is [MASK].", "The capital of Japan is [MASK]."
BERT, GPT2, MOOD = (
    str(resources.path("models", f"mini-world-{one}")) for one in ("bert", "gpt2", "sentiment")
)
Walk = Callable[[Journal, Path], None]
SIZES = {
    "vocab_size": 1000,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
}
T5 = {"vocab_size": 1000, "d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4}


def edit(model_type: str, class_name: str, **sizes: object) -> ConfigEdit:
    return ConfigEdit(model_type, class_name, json.dumps({**SIZES, **sizes}))


def look_everywhere(journal: Journal, *, cross: bool = False) -> None:
    """Every way of looking into the last run."""
    journal.do(AttentionRequest())
    journal.do(HeadRequest("cross" if cross else "self", 1, 2))
    journal.do(HeadRequest("decoder" if cross else "self", AVERAGE, AVERAGE))
    journal.do(HiddenStatesRequest())
    journal.do(SimilarityRequest("encoder" if cross else "self", 1))
    journal.do(VectorRequest("decoder" if cross else "self", 1, 0))
    journal.do(LogitLensRequest())
    journal.do(ReadSlice("input_ids"))


def look_again(journal: Journal) -> None:
    """The three that capture something."""
    journal.do(AttentionRequest())
    journal.do(HiddenStatesRequest())
    journal.do(LogitLensRequest())


def masked(journal: Journal, folder: Path) -> None:
    journal.do(LoadModel(BERT, "mini-world-bert"))
    journal.do(Run((FRANCE,)))
    look_everywhere(journal)
    journal.do(ReadSlice("logits", row_start=2, row_count=3, column_start=10, column_count=7))
    journal.do(ReadSlice("attentions[1]", rows=2, columns=3, at=(0, 1, 0, 0)))
    journal.do(ReadSlice("hidden_states[1]"))
    journal.do(ExportTensor("logits", str(folder / "logits.npy")))
    journal.do(ExportTensor("logits", str(folder / "logits.csv")))
    journal.do(Run((FRANCE, "a [MASK] says [MASK].", "the sky"), top=3))
    look_everywhere(journal)
    journal.do(LogitLensRequest(text_index=1, top=2, start=1, stop=4))
    journal.do(HeadRequest("self", 0, AVERAGE, text_index=1))
    journal.do(Run(("the dog says", "the"), pairs=("woof [MASK]", "big cat")))
    look_again(journal)
    rows = ((2, 17, 9, 3), (2, 44, 4, 3))
    journal.do(
        Run(input_ids=rows, by_hand=ManualInputs(((1, 1, 0, 1), (1, 1, 1, 1)), position_ids=rows))
    )
    look_again(journal)
    journal.do(Run(input_ids=rows))
    look_again(journal)
    journal.do(Run((FRANCE,)))
    journal.do(AblateHeads((HeadPlace("self", 0, 1), HeadPlace("self", 1, -1))))
    look_everywhere(journal)
    journal.do(Run((JAPAN,)))
    journal.do(ApplyPatch(FRANCE, layers=(1,)))
    journal.do(HeadRequest("self", 1, 0, compare_original=True))
    journal.do(AblateHeads(()))
    journal.do(ApplyPatch(FRANCE, layers=(0, 1), positions=(4,), part="attention"))
    look_everywhere(journal)
    journal.do(HeadRequest("self", 1, 0, compare_original=True))
    journal.do(AblateHeads((HeadPlace("self", 0, 3),)))
    journal.do(HiddenStatesRequest())
    journal.do(RemovePatch())
    journal.do(HiddenStatesRequest())
    journal.do(WeightRequest("bert.embeddings.word_embeddings.weight"))
    journal.end("masked")


def compared(journal: Journal, folder: Path) -> None:
    journal.do(LoadModel(BERT, "mini-world-bert"))
    journal.do(Run((FRANCE,)))
    journal.do(RunBoth(LoadOther("twin", seed=7), (JAPAN,)))
    journal.do(Run((JAPAN,)))
    journal.do(HiddenStatesRequest())
    journal.do(RunBoth(LoadOther("twin", seed=7), (JAPAN,)))
    journal.do(ComparedHiddenStatesRequest())
    journal.do(ComparedHeadsRequest(HeadChoice("self", 1, -1)))
    journal.do(RunBoth(LoadOther("twin", seed=7), (FRANCE, "I see [MASK].")))
    journal.do(ComparedHeadsRequest(HeadChoice("self", -1, 2, 1)))
    journal.do(LoadOther("dtype", dtype="bfloat16"))
    journal.do(RunBoth(LoadOther("dtype", dtype="bfloat16"), (JAPAN,)))
    journal.do(AttentionRequest())
    journal.do(AblateHeads((HeadPlace("self", 0, 1),)))
    journal.do(RunBoth(LoadOther("heads"), (FRANCE,)))
    journal.do(ComparedHeadsRequest(HeadChoice("self", 1, 3)))
    journal.do(Run((FRANCE,)))
    journal.do(AblateHeads(()))
    journal.do(RunBoth(LoadOther("checkpoint", path=MOOD, name="mood"), ("a good film.",)))
    journal.do(ComparedHeadsRequest(HeadChoice("self", 1, 1)))
    journal.do(Run((FRANCE,)))
    journal.do(CreateRandomCopy(5))
    journal.do(Run((FRANCE,)))
    journal.do(RunBoth(LoadOther("dtype", dtype="bfloat16"), (JAPAN,)))
    journal.do(HiddenStatesRequest())
    journal.end("compared")


def filed(journal: Journal, folder: Path) -> None:
    journal.do(CreateModel(edit("bert", "BertForMaskedLM", hidden_act="relu"), 3))
    journal.do(Run(input_ids=((2, 17, 9, 3),)))
    look_again(journal)
    journal.do(AttachTokenizer(BERT, "mini-world-bert"))
    journal.do(Run((FRANCE,)))
    journal.do(SaveModel(str(folder / "made here")))
    journal.do(LoadModel(str(folder / "made here")))
    journal.do(Run((FRANCE,)))
    journal.do(SaveModel(str(folder / "half"), options=SaveOptions(dtype="bfloat16")))
    journal.do(LoadModel(str(folder / "half")))
    journal.do(Run((FRANCE,)))
    look_again(journal)
    journal.do(SaveModel(str(folder / "old"), options=SaveOptions(format="pickle")))
    journal.do(LoadModel(str(folder / "old"), class_name="BertModel", dtype="float32"))
    journal.do(Run((FRANCE,)))
    journal.do(UnloadModel())
    for class_name in ("AutoModel", "BertForSequenceClassification", "AutoModelForMaskedLM"):
        journal.do(LoadModel(BERT, class_name=class_name))
        journal.do(Run((FRANCE,)))
    journal.do(LoadModel(BERT, dtype="bfloat16"))
    journal.do(Run((FRANCE, JAPAN)))
    look_everywhere(journal)
    journal.do(LoadModel(MOOD))
    journal.do(Run(("a good film.", "boring")))
    look_again(journal)
    journal.end("filed")


def written(journal: Journal, folder: Path) -> None:
    journal.do(LoadModel(GPT2, "mini-world-gpt2"))
    journal.do(Run(("Once upon a time",)))
    look_everywhere(journal)
    journal.do(Run(("Once upon a time", "The dog")))
    greedy, draw = Sampling(), Sampling(True, 0.8, 20, 0.9, 1.2, 11)
    journal.do(Generate("Once upon a time", max_new_tokens=8, sampling=greedy))
    journal.do(Generate("Once upon a time", max_new_tokens=8, sampling=draw))
    journal.do(PickToken(3, 60, draw))
    journal.do(StepBack(2, draw))
    journal.do(PickToken(1, 71, greedy))
    journal.do(ContinueText(4, greedy))
    journal.do(Generate(input_ids=(40, 50, 60), max_new_tokens=0))
    journal.do(Run(("Once upon a time",)))
    journal.do(AblateHeads((HeadPlace("self", 0, 0),)))
    journal.do(Generate("Once upon a time", max_new_tokens=5, sampling=greedy))
    look_everywhere(journal)
    journal.do(AblateHeads(()))
    journal.end("written")


def answered(journal: Journal, folder: Path) -> None:
    def with_words(class_name: str, **sizes: object) -> None:
        journal.do(CreateModel(edit("bert", class_name, **sizes), 4))
        journal.do(AttachTokenizer(BERT, "mini-world-bert"))

    off = (HeadPlace("self", 0, 1),)
    with_words("BertForTokenClassification", num_labels=4)
    journal.do(LabelTokens(("France is big", "the dog says [MASK]")))
    look_everywhere(journal)
    journal.do(AblateHeads(off))
    journal.do(LabelTokens(input_ids=((2, 9, 8, 3),)))
    look_again(journal)
    journal.do(AblateHeads(()))
    with_words("BertForQuestionAnswering")
    journal.do(AskQuestion("what does the dog say", "the dog says woof and the cat says meow"))
    look_everywhere(journal)
    journal.do(AblateHeads(off))
    with_words("BertForMultipleChoice")
    journal.do(ChooseAnswer("the dog says", ("meow", "woof woof", "paris")))
    look_everywhere(journal)
    with_words("BertModel")
    for pooling in ("own", "mean", "cls", "lasttoken"):
        journal.do(CompareTexts(("a dog", "the big cat says", "Paris"), pooling=pooling))
    look_again(journal)
    journal.do(AblateHeads(off))
    journal.do(CompareTexts(("a dog", "Paris")))
    t5 = ConfigEdit("t5", "T5ForConditionalGeneration", json.dumps(T5))
    journal.do(CreateModel(t5, 3))
    journal.do(RunWithTarget(input_ids=(5, 6, 7, 1), target_ids=(8, 9)))
    look_everywhere(journal, cross=True)
    journal.do(AttachTokenizer(BERT, "mini-world-bert"))
    journal.do(RunWithTarget("the dog says", target="woof"))
    look_everywhere(journal, cross=True)
    journal.do(CompareTexts(("a dog", "Paris")))
    journal.do(Run(input_ids=((5, 6, 7, 1),)))
    look_everywhere(journal, cross=True)
    journal.do(Generate(input_ids=(5, 6, 7), max_new_tokens=4))
    journal.do(PickToken(2, 9))
    journal.end("answered")


def pictured(journal: Journal, folder: Path) -> None:
    """A picture and a sound, and tasks on models of other families and dtypes."""
    picture = str(resources.path("examples", "shapes.png"))
    vit = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
    vit |= {"intermediate_size": 64, "image_size": 32, "patch_size": 8}
    for name in ("ViTForImageClassification", "ViTModel"):
        journal.do(CreateModel(ConfigEdit("vit", name, json.dumps(vit)), 2))
        journal.do(RunOnFile(picture))
        look_again(journal)
    sound: dict[str, object]
    sound = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
    sound |= {"intermediate_size": 64, "conv_dim": (16, 16), "conv_stride": (5, 4)}
    sound |= {"conv_kernel": (10, 3), "num_conv_pos_embeddings": 16}
    sound |= {"num_conv_pos_embedding_groups": 4}
    journal.do(CreateModel(ConfigEdit("wav2vec2", "Wav2Vec2Model", json.dumps(sound)), 2))
    journal.do(RunOnFile(str(resources.path("examples", "chord.wav"))))
    journal.do(HiddenStatesRequest())
    gpt2 = {"vocab_size": 1100, "n_embd": 32, "n_layer": 2, "n_head": 4}
    journal.do(CreateModel(ConfigEdit("gpt2", "GPT2ForTokenClassification", json.dumps(gpt2)), 1))
    journal.do(AttachTokenizer(GPT2, "mini-world-gpt2"))
    journal.do(LabelTokens(("Once upon a time", "The dog")))
    look_again(journal)
    journal.do(SaveModel(str(folder / "tags"), options=SaveOptions(dtype="bfloat16")))
    journal.do(LoadModel(str(folder / "tags")))
    journal.do(LabelTokens(("Once upon a time",)))
    look_again(journal)
    journal.do(CreateModel(ConfigEdit("gpt2", "GPT2ForQuestionAnswering", json.dumps(gpt2)), 1))
    journal.do(AttachTokenizer(GPT2, "mini-world-gpt2"))
    journal.do(AskQuestion("who", "Once upon a time there was a dog"))
    look_again(journal)
    bart = {"vocab_size": 1000, "d_model": 32, "encoder_layers": 2, "decoder_layers": 3}
    bart |= {"encoder_attention_heads": 4, "decoder_attention_heads": 4}
    bart |= {"encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 64}
    for name in ("BartForConditionalGeneration", "BartForQuestionAnswering", "BartModel"):
        journal.do(CreateModel(ConfigEdit("bart", name, json.dumps(bart)), 1))
        journal.do(AttachTokenizer(BERT, "mini-world-bert"))
        if name == "BartModel":
            journal.do(CompareTexts(("a dog", "the big cat says", "Paris")))
        elif name == "BartForQuestionAnswering":
            journal.do(AskQuestion("what does it say", "the dog says woof"))
        else:
            journal.do(RunWithTarget("the dog says", target="woof"))
            journal.do(AblateHeads((HeadPlace("cross", 1, 1),)))
        look_again(journal)
    journal.end("pictured")


@pytest.fixture
def journal(person: Person) -> Journal:
    return Journal(person)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    place.mkdir()
    return place


@pytest.mark.here("it reads every tensor in the memory of the process with the model")
@pytest.mark.timeout(300)  # two journeys, and every export of each in a fresh process
@pytest.mark.parametrize(
    "journeys",
    sampled([[masked, compared], [filed, written], [answered, pictured]], 3),
    ids=lambda them: them[0].__name__,
)
def test_every_export_gives_the_numbers_of_the_window(
    journal: Journal, folder: Path, tmp_path: Path, journeys: list[Walk]
) -> None:
    for journey in journeys:
        journey(journal, folder)
    kept = {one: one.read_bytes() for one in folder.glob("logits.*")}
    for one in journal.journeys:  # what comes with the program is found by its package
        assert str(resources.path()) not in one.script + one.notebook
    shutil.rmtree(folder)  # the exports make their own folders and files
    folder.mkdir()
    wrong = run_exports(journal.journeys, tmp_path)
    for one in journal.journeys:
        for shown in one.shown:
            assert len(shown.exported) >= 3 or wrong, shown
            wrong += [f"{one.name}: {difference}" for difference in differences(shown)]
    assert not wrong, "\n".join(wrong)
    for file, content in kept.items():
        if file.suffix == ".npy":
            assert file.read_bytes() == content
