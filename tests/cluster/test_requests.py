"""Every request of the model's lane gives the same there as here, over TLS between two homes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from explorer import features, resources
from explorer.engine.engine import Engine
from explorer.features.ablation.protocol import AblationTargetsRequest
from explorer.features.activation_patching.protocol import (
    PatchTargetsRequest,
)
from explorer.features.architecture.protocol import ExportWeight, ModuleTreeRequest, WeightRequest
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.checkpoints.protocol import (
    CompareSaved,
    PreviewModel,
    PreviewSave,
)
from explorer.features.compare.protocol import ForgetOther, LoadOther, RunBoth
from explorer.features.create.protocol.config import StartFromPreset
from explorer.features.flow.protocol import FlowRequest
from explorer.features.generation.protocol import Generate
from explorer.features.head_finder.protocol import FindHeads
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    SimilarityRequest,
    VectorRequest,
)
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.sessions.protocol import HashWeights
from explorer.features.steering.protocol import SteeringTargetsRequest
from explorer.features.surprise.protocol import SurpriseRequest
from explorer.features.tensors.protocol import ExportTensor, ListTensors
from explorer.features.tokenizer_lab.protocol import CompareTokenizers, ShowSteps, TokenizerSource
from explorer.features.training.protocol import (
    BundledData,
    DataFile,
    DescribeTraining,
    ReadTrainingData,
)
from explorer.protocol.job import Request
from explorer.protocol.model import (
    AttachTokenizer,
    CreateRandomCopy,
    LoadModel,
    ModelReady,
    Prepared,
    SaveModel,
    UnloadModel,
)
from explorer.protocol.run import ReadOutput, Run, RunResult, Tokenize
from tests.cluster.conftest import There, never_stopped, unheard

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
        return re.sub(r"\d+\.\d+ (s|seconds)|\d+ ms", "", value)
    return value


@pytest.fixture(scope="module")
def here() -> Iterator[Engine]:
    features.load("compute")
    torch.set_num_threads(1)
    engine = Engine(Prepared(str(torch.__version__), "", ("cpu",), 1, 0.0))
    yield engine
    engine.replace(None)


Both = Callable[[Request], Any]


@pytest.fixture(scope="module")
def both(here: Engine, there: There) -> Both:
    """Ask both, compare, and give the result of the other computer."""

    def ask(request: Request) -> Any:
        one = here(request, never_stopped, unheard)
        other = there(request)
        assert values(one) == values(other), type(request).__name__
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
