"""Every request of the model's lane gives the same there as here, over TLS between two homes."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import logging

from explorer import features, resources
from explorer.engine.engine import Engine
from explorer.features.ablation.protocol import AblateHeads, AblationTargetsRequest
from explorer.features.activation_patching.protocol import (
    ApplyPatch,
    PatchTargetsRequest,
    RemovePatch,
)
from explorer.features.answers.protocol import (
    AskQuestion,
    CheckRows,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    RunWithTarget,
)
from explorer.features.architecture.protocol import ExportWeight, ModuleTreeRequest, WeightRequest
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.checkpoints.protocol import (
    CheckModel,
    CompareSaved,
    PreviewModel,
    PreviewSave,
)
from explorer.features.compare.protocol import (
    ComparedFlowRequest,
    ComparedHeadsRequest,
    ComparedHiddenStatesRequest,
    ForgetOther,
    LoadOther,
    RunBoth,
)
from explorer.features.create.protocol.config import (
    CheckConfig,
    DescribeConfig,
    StartFromJson,
    StartFromPreset,
)
from explorer.features.flow.protocol import FlowRequest, TextFlowRequest
from explorer.features.generation.protocol import (
    ContinueText,
    Generate,
    PickToken,
    ReadWritten,
    RenderChat,
    ReopenText,
    StepBack,
    StepRequest,
)
from explorer.features.head_finder.protocol import FindHeads
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    SimilarityRequest,
    VectorRequest,
)
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.media.protocol import FilePreviewRequest, RunOnFile
from explorer.features.nearest.protocol import FindNearest, MapVectors
from explorer.features.sessions.protocol import (
    HashWeights,
    ReadSession,
    SaveSession,
    SessionModel,
    SessionState,
)
from explorer.features.steering.protocol import (
    Steer,
    SteeringTargetsRequest,
    SteeringVector,
    WriteSteered,
)
from explorer.features.surprise.protocol import SurpriseRequest
from explorer.features.tensors.protocol import ExportTensor, ListTensors, ReadSlice
from explorer.features.text_table.protocol import ReadTexts, RunTexts
from explorer.features.tokenizer_lab.protocol import CompareTokenizers, ShowSteps, TokenizerSource
from explorer.features.training.compute.requests import TrainingPart
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    DataFile,
    DescribeSnapshots,
    DescribeTraining,
    EstimateTraining,
    FindTrainings,
    ForgetTraining,
    KeepSnapshots,
    OpenSnapshot,
    OpenTraining,
    PauseTraining,
    ReadTrainingData,
    ResumeTraining,
    RunSnapshots,
    StartTraining,
    StopTraining,
    TrainingSettings,
    TrainingStarted,
    TrainSeed,
    TrainSeeds,
    TrainTokenizer,
)
from explorer.features.why.protocol import (
    AnswerChoice,
    Intervention,
    TryAgain,
    WhyContributions,
    WhyGradients,
    WhyMap,
    WhyParts,
    WhySwaps,
    WhyWords,
)
from explorer.protocol.config import ConfigEdit
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Request
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    ModelReady,
    Prepare,
    Prepared,
    SaveModel,
    UnloadModel,
)
from explorer.protocol.run import ReadOutput, Run, RunResult, Tokenize
from tests.cluster.conftest import Shared, There, never_stopped, unheard
from tests.model import tiny

BERT = str(resources.path("models", "mini-world-bert"))
"""There its folder is another one as far as the other computer knows."""
TIMES = (
    "seconds",
    "serial",
    "model_serial",
    "created",
    "free",
    "free_bytes",
    "tokens_per_second",
    "first_seconds",
    "step_seconds",
    "steps_per_second",
    "seconds_left",
    "training",
    "folder",
    "saved",
    "process",
)
"""What differs from run to run, or from computer to computer."""


def values(value: object) -> object:
    """A result as plain values that can be compared: arrays by their bytes, no times."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            "": type(value).__name__,
            **{key: values(item) for key, item in vars(value).items() if key not in TIMES},
        }
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, (tuple, list)):
        return [values(item) for item in value]
    if isinstance(value, dict):
        return {key: values(item) for key, item in value.items()}
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, str):
        return re.sub(r"\d+\.\d+ (s|seconds)|\d+ ms|\S*/trainings/[^/]+", "", value)
    return value


@pytest.fixture(scope="module")
def here() -> Iterator[Engine]:
    features.load("compute")
    torch.set_num_threads(1)
    engine = Engine(Prepared(str(torch.__version__), "", ("cpu",), 1, 0.0))
    yield engine
    engine.replace(None)


class Side:
    """One of the two computers, with the numbers that it gave to its model and its training."""

    def __init__(self, engine: Callable[[Request], Any]) -> None:
        self._engine = engine
        self.serial = self.training = 0

    def __call__(self, asked: Asked) -> Any:
        result = self._engine(asked(self) if callable(asked) else asked)
        if isinstance(result, ModelReady):
            self.serial = result.summary.serial
        started = getattr(result, "started", result)
        if isinstance(started, TrainingStarted):
            self.training = started.training
        return result


Asked = Request | Callable[[Side], Request]
Both = Callable[[Asked], Any]


@pytest.fixture(scope="module")
def both(here: Engine, there: There) -> Both:
    """Ask both, compare, and give the result of the other computer."""

    sides = Side(lambda asked: here(asked, never_stopped, unheard)), Side(there)

    def ask(asked: Asked) -> Any:
        one, other = (side(asked) for side in sides)
        assert values(one) == values(other), type(other).__name__
        return other

    return ask


@pytest.mark.timeout(400)
def test_what_can_be_asked_of_a_model_that_fills_in_words(both: Both, tmp_path: Path) -> None:
    ready = both(LoadModel(BERT, "mini-world-bert"))
    assert ready.summary.source == BERT
    both(Tokenize(("Paris is big.",)))
    ran = both(Run(texts=("The capital of France is [MASK].",)))
    array = both(ReadOutput("logits")).values
    assert not array.flags.writeable
    for request in (
        AttentionRequest(),
        HeadRequest(row=0, head=1),
        FlowRequest(),
        HiddenStatesRequest(),
        SimilarityRequest(),
        VectorRequest(row=1, position=2),
        LogitLensRequest(),
        SurpriseRequest(),
        ListTensors(),
        AblationTargetsRequest(),
        PatchTargetsRequest(),
        SteeringTargetsRequest(),
        ModuleTreeRequest(),
        WeightRequest("bert.embeddings.word_embeddings.weight"),
        FindHeads(),
        HashWeights(),
        PreviewModel(BERT, "mini-world-bert"),
        DescribeTraining(),
        ReadTrainingData(BundledData("capitals")),
        CompareTokenizers("Paris", (TokenizerSource("own"), TokenizerSource("its", BERT))),
        ShowSteps(TokenizerSource("own"), "capital"),
        Run(texts=("The capital of Spain is [MASK].",)),
    ):
        both(request)
    assert isinstance(ran, RunResult)


def test_a_result_is_about_the_very_run(there: There) -> None:
    there(LoadModel(BERT, "mini-world-bert"))
    ran: Any = there(Run(texts=("Paris is in [MASK].",)))
    look: Any = there(AttentionRequest())
    assert look.ran is ran


def test_two_models_and_an_untrained_one(both: Both) -> None:
    both(LoadModel(BERT, "mini-world-bert"))
    both(LoadOther("twin", 1))
    both(RunBoth(LoadOther("twin", 1), texts=("Rome is in [MASK].",)))
    both(ForgetOther())
    both(CreateRandomCopy(3))
    both(AttachTokenizer(BERT, "mini-world-bert"))
    both(UnloadModel())


def test_writing_on(both: Both) -> None:
    stories = next(
        path
        for path in sorted(resources.path("models").iterdir())
        if path.is_dir() and "LMHeadModel" in (path / "config.json").read_text("utf-8")
    )
    both(LoadModel(str(stories), stories.name))
    both(Generate("Once upon a time", max_new_tokens=5))


def test_creating(both: Both) -> None:
    started = both(StartFromPreset("bert", "AutoModel", "tiny"))
    assert started is not None
    edit = ConfigEdit("bert", "BertForMaskedLM", '{"hidden_size": 32, "num_attention_heads": 4}')
    both(DescribeConfig(edit))
    both(CheckConfig(edit, free_bytes=10**9))
    both(StartFromJson('{"model_type": "bert", "hidden_size": 48}'))
    both(CreateModel(edit, 7))


@pytest.mark.timeout(400)
def test_what_is_done_to_a_run(both: Both) -> None:
    both(LoadModel(BERT, "mini-world-bert"))
    both(Run(texts=("The capital of France is [MASK].",)))
    for request in (
        ReadSlice("logits"),
        AblateHeads((HeadPlace("self", 0, 1),)),
        AblateHeads(),
        ApplyPatch("The capital of Spain is [MASK].", layers=(1,)),
        RemovePatch(),
        FindNearest(position=6),
        MapVectors(),
        Steer(SteeringVector("Rome is big.", "Paris is big.", 2, 2.0)),
        WhyWords(),
        WhySwaps(),
        WhyMap(text="The capital of Spain is [MASK]."),
        WhyParts(),
        WhyContributions(),
        WhyGradients(),
        TryAgain(AnswerChoice(), Intervention("without", (4,)), 0.5),
        LabelTokens(("Paris is big.",)),
        CompareTexts(("Paris is big.", "Rome is big.")),
        lambda side: CheckRows(side.serial, CompareTexts(("Paris is big.", "Rome is big."))),
        lambda side: CheckModel(side.serial),
    ):
        both(request)
    table = ReadTexts(pasted="Rome is in [MASK].\nParis is in [MASK].\n")
    read: Any = Engine(Prepared("", "", ("cpu",), 1, 0.0))(table, never_stopped, unheard)
    both(lambda side: RunTexts(side.serial, read))


def test_both_models_of_a_comparison(both: Both) -> None:
    both(LoadModel(BERT, "mini-world-bert"))
    both(RunBoth(LoadOther("twin", 1), texts=("Rome is in [MASK].",)))
    both(ComparedFlowRequest())
    both(ComparedHeadsRequest())
    both(ComparedHiddenStatesRequest())


@pytest.mark.timeout(400)
def test_a_text_that_grows(both: Both, tmp_path: Path) -> None:
    talks = tmp_path / "talks"
    shutil.copytree(resources.path("models", "mini-world-gpt2"), talks)
    template = "{% for message in messages %}{{ message.role }}: {{ message.content }}{% endfor %}"
    (talks / "chat_template.jinja").write_text(template, "utf-8")
    both(LoadModel(str(talks), "talks"))
    written = both(Generate("Once upon a time", max_new_tokens=5))
    both(StepRequest(2))
    both(StepBack(3))
    both(ContinueText(2))
    both(PickToken(1, 20))
    begun = tuple(token.id for token in written.prompt)
    ids = tuple(each.token.id for each in written.tokens)
    both(ReopenText(begun, written.tokens))
    both(ReadWritten(Generate("Once upon a time"), ids))
    both(TextFlowRequest((*begun, *ids)))
    both(RenderChat("Hello"))
    both(Run(texts=("Once upon a time",)))
    both(WriteSteered(SteeringVector("good", "bad", 1, 1.0), most=4))


def test_other_questions(both: Both, tmp_path: Path) -> None:
    def folder(name: str, processor: Any) -> str:
        place = tmp_path / name
        logging.disable_progress_bar()  # its monitor is a thread that stays
        tiny.load(name).model.save_pretrained(place)
        processor.save_pretrained(place)
        return str(place)

    words = tiny.tokenizer()
    both(LoadModel(folder("BertForQuestionAnswering", words), "asked"))
    both(AskQuestion("Where is Paris?", "Paris is in France."))
    both(LoadModel(folder("BertForMultipleChoice", words), "choosing"))
    both(ChooseAnswer("Paris is in", ("France.", "Spain.")))
    both(LoadModel(folder("T5ForConditionalGeneration", words), "translating"))
    both(RunWithTarget("Paris is big.", target="Paris"))
    small = {"hidden_size": 32, "num_attention_heads": 4, "intermediate_size": 64}
    sizes = small | {"num_hidden_layers": 2, "image_size": 32, "patch_size": 8}
    both(CreateModel(ConfigEdit("vit", "ViTForImageClassification", json.dumps(sizes)), 5))
    picture = tmp_path / "grey.png"
    Image.new("L", (40, 40), 90).save(picture)
    both(FilePreviewRequest(str(picture)))
    both(RunOnFile(str(picture)))


def test_a_session_file(both: Both, tmp_path: Path) -> None:
    file = str(tmp_path / "lesson.explorer-session")
    both(SaveSession(file, SessionState(SessionModel((LoadModel(BERT, "mini-world-bert"),)))))
    both(ReadSession(file))


@pytest.mark.timeout(600)
def test_training(both: Both, here: Engine, shared: Shared, tmp_path: Path) -> None:
    both(LoadModel(BERT, "mini-world-bert"))
    data = BundledData("capitals")
    settings = TrainingSettings(steps=6, batch_size=6, length=32, exam_every=3, snapshot_every=3)
    both(EstimateTraining(data, "", settings))
    both(StartTraining(data, "", settings))
    both(lambda side: ContinueTraining(side.training))
    both(lambda side: PauseTraining(side.training))
    both(lambda side: StopTraining(side.training))
    both(DescribeSnapshots())
    both(lambda side: OpenSnapshot(side.training, 3))
    both(lambda side: RunSnapshots(side.training, "The capital of France is [MASK]."))
    both(lambda side: TrainSeeds(side.serial, data, "", settings, (1, 2)))
    both(TrainSeed(data, "", settings, 3))
    both(FindTrainings())
    # What a program that has ended left on the disk of each.
    session = here.part(TrainingPart)._session
    assert session is not None
    left = session.left.path
    there_too = shared.home / "data" / left.parent.relative_to(left.parents[2])
    places = [parent / "20200101-000000-000000-0" for parent in (left.parent, there_too)]
    for place in places:
        shutil.copytree(left, place)
        record = place / "training.json"
        text = record.read_text("utf-8")
        record.write_text(text.replace('"process":', '"process":0,"was":'), "utf-8")
    resumed = iter(places)
    both(lambda side: ResumeTraining(str(next(resumed))))
    here(KeepSnapshots(str(tmp_path / "kept")), never_stopped, unheard)
    both(OpenTraining(str(tmp_path / "kept"), 3))
    both(lambda side: ForgetTraining(side.training))
    both(StartFromPreset("bert", "BertForMaskedLM", "tiny"))
    both(CreateModel(ConfigEdit("bert", "BertForMaskedLM"), 1))
    both(TrainTokenizer(data, "", 300))


def test_each_kind_that_the_other_computer_may_do_is_asked() -> None:
    """Those that stay here, and those that are refused there with a reason, say so themselves."""
    source = inspect.getsource(sys.modules[__name__])
    kinds = [
        kind
        for kind in features.table("compute")
        if issubclass(kind, Request) and not kind.stays_here and not kind.refused_there
    ]
    kinds.remove(Prepare)  # asked while it is connected: the versions and the memory of that one
    assert len(kinds) > 80
    assert [kind.__name__ for kind in kinds if f"{kind.__name__}(" not in source] == []


def test_a_file_of_this_computer_comes_back(there: There, here: Engine, tmp_path: Path) -> None:
    request = Run(texts=("Rome is in [MASK].",))
    for engine in (there, lambda asked: here(asked, never_stopped, unheard)):
        engine(LoadModel(BERT, "mini-world-bert"))
        engine(request)
    one, other = tmp_path / "one.npy", tmp_path / "other.npy"
    here(ExportTensor("logits", str(one)), never_stopped, unheard)
    result: Any = there(ExportTensor("logits", str(other)))
    assert result.path == str(other)
    assert one.read_bytes() == other.read_bytes()
    weight = tmp_path / "weight.npy"
    there(ExportWeight("cls.predictions.bias", str(weight)))
    assert np.load(weight).ndim == 1


def test_a_file_of_this_computer_goes_along(there: There, tmp_path: Path) -> None:
    there(LoadModel(BERT, "mini-world-bert"))
    file = tmp_path / "own.txt"
    file.write_text("Paris is in France.\nRome is in Italy.\n" * 20, "utf-8")
    read: Any = there(ReadTrainingData(DataFile(str(file))))
    assert read.request.data == DataFile(str(file))


def test_saving_is_on_the_other_disk(there: There, shared: Any) -> None:
    there(LoadModel(BERT, "mini-world-bert"))
    folder = shared.home / "saved"
    there(PreviewSave(str(folder)))
    there(SaveModel(str(folder)))
    assert (folder / "config.json").is_file()
    compared: Any = there(CompareSaved(str(folder)))
    assert compared.folder == str(folder)
    ready: Any = there(LoadModel(str(folder), "saved"))
    assert isinstance(ready, ModelReady)
