"""The exported Python gives the engine's numbers, bit for bit, in a process of its own."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from transformers import BertConfig, BertForMaskedLM

from explorer.features.architecture.protocol import ModuleTreeRequest, WeightRequest
from explorer.features.create.protocol.config import CheckConfig
from explorer.features.export.session_script import session_script
from explorer.features.python import code
from explorer.protocol.config import ConfigEdit
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
from explorer.protocol.run import OutputRead, ReadOutput, Run, RunResult, Tokenize
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import Executed, execute
from tests.lesson.made import WEIGHT, verdict

MASKED = "the capital of france is [MASK] ."
EDIT = ConfigEdit(
    "bert",
    "BertForMaskedLM",
    json.dumps(
        {
            "vocab_size": 22,
            "hidden_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "intermediate_size": 96,
            "hidden_act": "relu",
            "layer_norm_eps": 1e-6,
            "initializer_range": 0.3,
        }
    ),
)


@dataclass
class Case:
    """A snippet and what the engine had at that moment."""

    name: str
    code: str
    result: object
    outputs: dict[str, NDArray[np.generic]] = field(default_factory=dict)
    weights: dict[str, NDArray[np.generic]] = field(default_factory=dict)
    executed: Executed | None = None


class Recorder:
    """Does requests at a desk, and writes down each snippet with the engine's own numbers."""

    def __init__(self, desk: Bench) -> None:
        self.desk = desk
        self.cases: dict[str, Case] = {}

    def do(self, name: str, request: Request) -> object:
        """One request, kept as a case of that name."""
        result = self.desk.do(request)
        written = code(request, result, self.desk.summary, threads=THREADS)
        case = Case(name, written, result)
        if isinstance(result, RunResult):
            for info in (*result.inputs, *result.outputs):
                read = self.desk.engine(ReadOutput(info.name), lambda: None, _silent)
                assert isinstance(read, OutputRead)
                case.outputs[info.name] = read.values
        if self.desk.engine._loaded is not None and not isinstance(request, (Prepare, Tokenize)):
            state = self.desk.engine.loaded.model.state_dict()
            case.weights = {name: value.float().numpy().copy() for name, value in state.items()}
        self.cases[name] = case
        return result


def _silent(text: str, fraction: float | None = None, partial: object = None) -> None:
    pass


@pytest.fixture(scope="module")
def cases(checkpoints: Checkpoints, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """Every kind of action, done by the engine and then by its snippet."""
    keep = Recorder(Bench())
    folder = tmp_path_factory.mktemp("saved")
    long = "the cat says meow . " * 5 + 'it said: "[MASK]" \\ \N{NO-BREAK SPACE}\ttwice .'
    keep.do("prepare", Prepare())
    keep.do("load bert", LoadModel(checkpoints.bert, "tiny-bert"))
    keep.do("tokenize", Tokenize((MASKED,)))
    keep.do("run mask", Run((MASKED,)))
    keep.do("run two masks", Run((MASKED, "a [MASK] says [MASK] .", "the sky"), top=3))
    keep.do("run long", Run((long,)))
    keep.do("run no mask", Run(("the sky is blue .",)))
    ids = (*range(5, 18), *(4, 7) * 6)
    keep.do("run ids", Run(input_ids=(ids, ids[::-1])))
    keep.do("save", SaveModel(str(folder / "a folder with a rather long name that has to break")))
    keep.do("reload", LoadModel(str(folder / "a folder with a rather long name that has to break")))
    keep.do("run reloaded", Run((MASKED,)))
    keep.do("twin", CreateRandomCopy(seed=7))
    keep.do("run twin", Run((MASKED,)))
    keep.do("save twin", SaveModel(str(folder / "twin")))
    keep.do("load half", LoadModel(checkpoints.bert, dtype="bfloat16"))
    keep.do("run half", Run((MASKED,)))
    keep.do("load bare", LoadModel(checkpoints.classifier, class_name="BertModel"))
    keep.do("run bare", Run((MASKED,)))
    keep.do("load gpt2", LoadModel(checkpoints.gpt2))
    keep.do("run next", Run(("the capital of france is",)))
    keep.do("run next batch", Run(("the capital of france is", "a cat")))
    keep.do("run next same length", Run(("a cat", "a cat")))
    keep.do("load mood", LoadModel(checkpoints.classifier))
    keep.do("run mood", Run(("the sky is blue .",)))
    keep.do("run moods", Run(("the sky is blue .", "a cat says meow .")))
    keep.do("load score", LoadModel(checkpoints.scorer))
    keep.do("run score", Run(("the sky is blue .", "a cat")))
    keep.do("load tags", LoadModel(checkpoints.tagger))
    keep.do("run tags", Run(("the sky is blue .",)))
    keep.do("load t5", LoadModel(checkpoints.translator))
    keep.do("run t5", Run(input_ids=((5, 6, 7, 1), (8, 9, 2, 1))))
    keep.do("unload", UnloadModel())
    for case, done in zip(
        keep.cases.values(), execute([one.code for one in keep.cases.values()]), strict=True
    ):
        case.executed = done
    return keep.cases


@pytest.fixture(scope="module")
def created(checkpoints: Checkpoints) -> dict[str, Case]:
    """The actions that begin with an edited config."""
    keep = Recorder(Bench())
    keep.do("create", CreateModel(EDIT, seed=11))
    keep.do("run created ids", Run(input_ids=((2, 17, 9, 4, 3),)))
    keep.do("borrow", AttachTokenizer(checkpoints.bert))
    keep.do("run created", Run((MASKED,)))
    keep.do("twin of created", CreateRandomCopy(seed=12))
    keep.do("run twin of created", Run((MASKED,)))
    codes = [one.code for one in keep.cases.values()]
    script = session_script(keep.desk.steps, threads=THREADS)
    keep.cases["session"] = Case("session", script, keep.cases["run twin of created"].result)
    last = keep.cases["run twin of created"]
    keep.cases["session"].outputs, keep.cases["session"].weights = last.outputs, last.weights
    for case, done in zip(keep.cases.values(), execute([*codes, script]), strict=True):
        case.executed = done
    return keep.cases


def _compare(case: Case) -> None:
    done = case.executed
    assert done is not None
    for name, value in case.weights.items():
        np.testing.assert_array_equal(done.arrays[f"weights.{name}"], value, err_msg=case.name)
    if not isinstance(case.result, RunResult):
        return
    assert not done.arrays["training"]
    assert case.result.outputs
    for info in case.result.outputs:
        np.testing.assert_array_equal(
            done.arrays[f"outputs.{info.name}"], case.outputs[info.name], err_msg=case.name
        )
    for info in case.result.inputs:
        np.testing.assert_array_equal(
            done.arrays[f"inputs.{info.name}"], case.outputs[info.name], err_msg=case.name
        )
    if case.result.predictions and case.result.predictions[0].kind == "score":
        assert [float(line.split()[0]) for line in done.printed.splitlines()] == [
            one.candidates[0].logit for one in case.result.predictions
        ]
    elif case.result.predictions:
        last = [one.probability for one in case.result.predictions[-1].candidates]
        assert done.arrays["best"].tolist() == last, case.name


def test_every_snippet_gives_the_engines_numbers(cases: dict[str, Case]) -> None:
    for case in cases.values():
        _compare(case)


def test_snippets_of_created_models(created: dict[str, Case]) -> None:
    for case in created.values():
        _compare(case)


def test_looking_without_building(checkpoints: Checkpoints, desk: Bench) -> None:
    """The snippets of the config editor and of the module tree run, and count alike."""
    exact, auto = EDIT, ConfigEdit("bert", "AutoModelForMaskedLM", EDIT.overrides)
    counted = BertForMaskedLM(BertConfig(**json.loads(EDIT.overrides))).num_parameters()
    desk.do(LoadModel(checkpoints.bert))
    name = "bert.embeddings.word_embeddings.weight"
    seen = dataclasses.replace(WEIGHT, name=name, shape=(18, 64))
    codes = [
        code(CheckConfig(exact), verdict(), None),
        code(CheckConfig(auto), verdict(), None),
        code(ModuleTreeRequest(auto), None, desk.summary),
        code(ModuleTreeRequest(), None, desk.summary),
        code(WeightRequest(name, row=4, column=2, rows=2, columns=3), seen, desk.summary),
        code(CheckConfig(exact), None, None),
    ]
    done = execute(codes)
    assert done[0].printed == done[1].printed == f"{counted:,} parameters\n"
    assert "BertForMaskedLM(" in done[2].printed
    assert "(18, 64)" in done[3].printed
    table = done[3].arrays[f"weights.{name}"]
    assert f"{table[4, 2]:.4f}" in done[4].printed


def test_a_dropped_seed_or_override_is_noticed(created: dict[str, Case]) -> None:
    case = created["run created"]
    dropped = ["torch.manual_seed(11)\n", *(f"    {key}=" for key in json.loads(EDIT.overrides))]
    codes = []
    for start in dropped:
        at = case.code.index(start)
        end = case.code.index("\n", at) + 1
        codes.append(case.code[:at] + case.code[end:])
    # Without num_attention_heads the model cannot be built at all: 12 does not divide 64.
    broken = [one for one in codes if "num_attention_heads" in one]
    assert len(broken) == len(codes) - 1
    for text, done in zip(broken, execute(broken), strict=True):
        with pytest.raises((AssertionError, KeyError)):
            _compare(Case(text, text, case.result, case.outputs, case.weights, done))


def test_saving_keeps_the_tokenizer_too(cases: dict[str, Case]) -> None:
    assert "model.save_pretrained(folder)" in cases["save"].code
    assert "tokenizer.save_pretrained(folder)" in cases["save"].code


def test_words_are_printed_with_their_probabilities(cases: dict[str, Case]) -> None:
    case = cases["run mask"]
    assert isinstance(case.result, RunResult)
    assert case.executed is not None
    for candidate in case.result.predictions[0].candidates:
        assert candidate.text in case.executed.printed
        assert f"{candidate.probability:.1%}" in case.executed.printed


def test_nothing_is_typed_that_was_not_chosen(cases: dict[str, Case]) -> None:
    everything = "".join(one.code for one in cases.values())
    assert "token=" not in everything
    assert "trust_remote_code" not in everything
    assert str(Path.home()) not in everything.replace("/tmp", "")


def test_narrow_and_clean(cases: dict[str, Case], created: dict[str, Case], tmp_path: Path) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    assert ruff, "ruff is part of the test extra"
    for place, case in enumerate((*cases.values(), *created.values())):
        compile(case.code, case.name, "exec")
        assert max(len(line) for line in case.code.splitlines()) <= 64, case.code
        (tmp_path / f"snippet_{place:02}.py").write_text(case.code, encoding="utf-8")
    rules = ["--isolated", "--line-length", "64", "--target-version", "py311"]
    selected = ["--select", "E,F,W,I,UP", "--ignore", "RUF"]
    lint = subprocess.run(
        [ruff, "check", *rules, *selected, str(tmp_path)], capture_output=True, text=True
    )
    assert lint.returncode == 0, lint.stdout
    check = [ruff, "format", *rules[:-2], "--diff", str(tmp_path)]
    laid_out = subprocess.run(check, capture_output=True, text=True)
    assert laid_out.returncode == 0, laid_out.stdout


def test_an_unknown_request_is_a_comment() -> None:
    class Strange(Request):
        pass

    assert code(Strange(), object(), None).startswith("# There is no Python")
