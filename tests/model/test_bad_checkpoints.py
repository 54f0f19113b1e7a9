"""Every wrong checkpoint has its own sentence, and the model that was loaded stays as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from explorer import resources
from explorer.engine.engine import Engine
from explorer.protocol.failures import Failure, OutOfMemory, UnexpectedFailure, WrongArchitecture
from explorer.protocol.model import LoadModel, ModelReady, Prepared
from explorer.protocol.run import OutputRead, ReadOutput, Run, RunResult
from explorer.text.python import model as python_of
from explorer.text.python.fragment import fragment, source
from tests.conftest import ROOT
from tests.fresh_python import run_fresh
from tests.model.bad_checkpoints import CANARY, MAKERS

SENTENCE = ("The capital of France is [MASK].",)


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


@pytest.fixture(scope="module")
def engine() -> Engine:
    """One engine with a good model in memory for the whole file."""
    torch.set_num_threads(1)
    made = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    made(LoadModel(str(resources.path("models", "mini-world-bert"))), nothing, nothing)
    made(Run(SENTENCE), nothing, nothing)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good checkpoint to be spoilt, in a folder whose name is no plain ASCII."""
    target = tmp_path / "modèle 模型 🦊"
    shutil.copytree(resources.path("models", "mini-world-bert"), target)
    return target


def logits(engine: Engine) -> np.ndarray:
    engine(Run(SENTENCE), nothing, nothing)
    read = engine(ReadOutput("logits"), nothing, nothing)
    assert isinstance(read, OutputRead)
    return read.values


def load_as_the_lane(engine: Engine, path: str) -> None:
    try:
        engine(LoadModel(path), nothing, nothing)
    except MemoryError as error:
        raise OutOfMemory(LoadModel.title) from error


@pytest.mark.parametrize("name", MAKERS)
def test_each_is_told_in_its_own_sentence_and_changes_nothing(
    engine: Engine, folder: Path, name: str
) -> None:
    maker, said = MAKERS[name]
    before = logits(engine)
    serial = engine.loaded.serial
    path = maker(folder) or folder
    with pytest.raises(Failure) as caught:
        load_as_the_lane(engine, str(path))
    failure = caught.value
    assert not isinstance(failure, UnexpectedFailure)
    assert said in failure.sentence
    assert failure.remedy is not None
    for word in ("Traceback", "Error:", "Exception", "HF_", "0x"):
        assert word not in failure.sentence
    assert failure.sentence.rstrip()[-1] in ".?"
    assert engine.loaded.serial == serial
    assert np.array_equal(logits(engine), before)
    assert not (folder / CANARY).exists()


def test_there_are_at_least_fifty_of_them() -> None:
    assert len(MAKERS) >= 50


# -- those that load, and say what is wrong ---------------------------------------------------


def spoil(folder: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    file = folder / "model.safetensors"
    state = {name: value.clone() for name, value in load_file(file).items()}
    change(state)
    save_file(state, file, {"format": "pt"})


def loaded(engine: Engine, folder: Path, **more: Any) -> ModelReady:
    ready = engine(LoadModel(str(folder), **more), nothing, nothing)
    assert isinstance(ready, ModelReady)
    return ready


@pytest.fixture
def own() -> Engine:
    """An engine of the test's own: these checkpoints do load."""
    torch.set_num_threads(1)
    return Engine(Prepared("", "", ("cpu",), 1, 0.0))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_loaded_with_a_warning(
    own: Engine, folder: Path, value: float
) -> None:
    spoil(folder, lambda state: next(iter(state.values())).view(-1)[:3].fill_(value))
    report = loaded(own, folder).summary.report
    assert report is not None
    assert "not a number" in report.sentence


def test_a_missing_head_is_called_partly_random(own: Engine, folder: Path) -> None:
    spoil(folder, lambda state: [state.pop(one) for one in list(state) if one.startswith("cls")])
    summary = loaded(own, folder).summary
    assert summary.state == "partly"
    assert summary.report is not None
    assert "cls" in summary.report.sentence
    assert 0 < summary.report.trained < summary.report.total


def test_missing_weights_are_the_same_random_ones_at_each_load(own: Engine, folder: Path) -> None:
    spoil(folder, lambda state: [state.pop(one) for one in list(state) if one.startswith("cls")])
    loaded(own, folder)
    first = logits(own)
    loaded(own, folder)
    assert np.array_equal(logits(own), first)


def test_weights_of_another_shape_are_named(own: Engine, folder: Path) -> None:
    def change(state: dict[str, torch.Tensor]) -> None:
        name = "bert.encoder.layer.0.output.dense.bias"
        state[name] = torch.zeros(7)

    spoil(folder, change)
    summary = loaded(own, folder).summary
    assert summary.state == "partly"
    assert summary.report is not None
    assert summary.report.mismatched[0][0] == "bert.encoder.layer.0.output.dense.bias"
    # Without the argument for it from_pretrained refuses such a checkpoint.
    own(Run(SENTENCE), nothing, nothing)
    script = source(
        (
            python_of.obtain(summary),
            fragment(['torch.save(model.state_dict(), "loaded.pt")'], torch=True),
        )
    )
    ran = run_fresh(script, folder)
    assert ran.returncode == 0, ran.stderr
    theirs = torch.load(folder / "loaded.pt", weights_only=True)
    ours = own.loaded.model.state_dict()
    assert [name for name, value in ours.items() if not torch.equal(value, theirs[name])] == []


def test_prefixed_names_never_look_like_success(own: Engine, folder: Path) -> None:
    def change(state: dict[str, torch.Tensor]) -> None:
        for name in list(state):
            state[f"strange.{name}"] = state.pop(name)

    spoil(folder, change)
    summary = loaded(own, folder).summary
    assert summary.state == "random"
    assert summary.report is not None
    # Nothing was found, and the reason, a prefix of every name, is said with the counts.
    assert "“strange.”" in summary.report.sentence
    assert "74 of 74 tensors were not found and are random" in summary.report.sentence


def test_a_class_of_another_architecture_is_refused(engine: Engine, folder: Path) -> None:
    with pytest.raises(WrongArchitecture, match="GPT2LMHeadModel"):
        loaded(engine, folder, class_name="GPT2LMHeadModel")


def test_another_class_of_the_same_architecture_has_a_new_head(own: Engine, folder: Path) -> None:
    summary = loaded(own, folder, class_name="BertForTokenClassification").summary
    assert summary.state == "partly"
    assert summary.report is not None
    assert "classifier" in summary.report.sentence


@pytest.mark.parametrize("damage", ["absent", "corrupt", "empty vocabulary"])
def test_without_a_usable_tokenizer_the_model_still_runs_on_ids(
    own: Engine, folder: Path, damage: str
) -> None:
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        (folder / name).unlink(missing_ok=True)
    if damage == "corrupt":
        (folder / "tokenizer.json").write_text("{")
    if damage == "empty vocabulary":
        (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}')
    summary = loaded(own, folder).summary
    assert summary.tokenizer == ""
    ran = own(Run(input_ids=((2, 5, 3),)), nothing, nothing)
    assert isinstance(ran, RunResult)
    with pytest.raises(Failure, match="tokenizer"):
        own(Run(SENTENCE), nothing, nothing)


def test_a_tokenizer_of_another_model_is_told_at_the_token(own: Engine, folder: Path) -> None:
    for file in resources.path("models", "mini-world-gpt2").glob("tokenizer*"):
        shutil.copy(file, folder)
    loaded(own, folder)
    tokenizer = own.loaded.tokenizer
    assert tokenizer is not None
    beyond = tokenizer.decode(list(range(len(tokenizer) - 20, len(tokenizer))))
    with pytest.raises(Failure, match="vocabulary"):
        own(Run((beyond,)), nothing, nothing)


def test_code_beside_a_known_model_type_is_ignored(own: Engine, folder: Path) -> None:
    import json

    (folder / "code.py").write_text(f"open({str(folder / CANARY)!r}, 'w')\n")
    file = folder / "config.json"
    data = json.loads(file.read_text())
    data["auto_map"] = {"AutoModelForMaskedLM": "code.MyModel"}
    file.write_text(json.dumps(data))
    assert loaded(own, folder).summary.class_name == "BertForMaskedLM"
    assert not (folder / CANARY).exists()


def test_a_pickle_of_plain_weights_loads(own: Engine, folder: Path) -> None:
    file = folder / "model.safetensors"
    torch.save(dict(load_file(file)), folder / "pytorch_model.bin")
    file.unlink()
    assert loaded(own, folder).summary.state == "file"


@pytest.mark.parametrize("how", ["truncate", "delete", "overwrite"])
def test_what_happens_to_the_file_afterwards_does_not_end_the_program(
    folder: Path, how: str
) -> None:
    """In a process of its own: a mapped file that is cut short kills it with SIGBUS."""
    code = """
import sys, os, torch
from pathlib import Path
from explorer.protocol.run import Run
from explorer.protocol.model import LoadModel, Prepared
from explorer.engine.engine import Engine
torch.set_num_threads(1)
nothing = lambda *words, **more: None
folder, how = Path(sys.argv[1]), sys.argv[2]
engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
engine(LoadModel(str(folder)), nothing, nothing)
file = folder / "model.safetensors"
if how == "truncate":
    os.truncate(file, 100)
elif how == "delete":
    file.unlink()
else:
    with file.open("r+b") as stream:
        stream.write(bytes(file.stat().st_size))
ran = engine(Run(("The capital of France is [MASK].",)), nothing, nothing)
print(ran.predictions[0].candidates[0].text)
"""
    done = run_fresh(code, ROOT, str(folder), how)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "paris"
