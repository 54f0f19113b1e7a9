"""The Python of looking inside gives the engine's numbers, bit for bit, in another process."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import ApplyPatch, RemovePatch
from explorer.features.attention.protocol import AttentionRequest, HeadRequest, HeadResult
from explorer.features.export.session_script import session_script
from explorer.features.flow.protocol import FlowRequest, TextFlowRequest
from explorer.features.generation.protocol import (
    ContinueText,
    Generate,
    Generated,
    PickToken,
    StepBack,
)
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    SimilarityRequest,
    VectorRequest,
)
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.python import code
from explorer.features.surprise.protocol import SurpriseRequest
from explorer.features.tensors.protocol import ExportTensor, ListTensors, ReadSlice
from explorer.protocol.inspection import AVERAGE, HeadPlace
from explorer.protocol.job import Request
from explorer.protocol.model import CreateRandomCopy, LoadModel
from explorer.protocol.run import ReadOutput, Run
from explorer.protocol.sampling import Sampling
from explorer.text import translation
from tests.lesson.conftest import THREADS, Bench, Checkpoints, quiet
from tests.lesson.execute import Executed, execute

MASKED = "the capital of france is [MASK] ."
OTHER = "the capital of sky is [MASK] ."
DRAWN = Sampling(True, temperature=0.8, top_k=20, top_p=0.9, repetition_penalty=1.2, seed=3)
Proof = Callable[[Any, Executed], None]


@dataclass
class Case:
    name: str
    code: str
    result: Any
    test: Proof
    logits: Any = None


class Recorder:
    """Does requests at a desk and keeps each snippet with what it has to give."""

    def __init__(self) -> None:
        self.desk = Bench()
        self.cases: list[Case] = []

    def do(self, name: str, request: Request, test: Proof | None = None) -> Any:
        result = self.desk.do(request)
        if test is not None:
            written = code(request, result, self.desk.summary, threads=THREADS)
            self.cases.append(Case(name, written, result, test))
        return result

    def logits(self) -> Any:
        """The logits of the last run, as the engine has them now."""
        return self.desk.engine(ReadOutput("logits"), lambda: None, quiet).values  # type: ignore[attr-defined]


def _same(name: str, read: Callable[[Any], Any]) -> Proof:
    def test(result: Any, done: Executed) -> None:
        np.testing.assert_array_equal(done.arrays[f"own.{name}"], read(result))

    return test


def _logits(values: Any) -> Proof:
    def test(result: Any, done: Executed) -> None:
        np.testing.assert_array_equal(done.arrays["outputs.logits"], values)

    return test


def _printed(*texts: str) -> Proof:
    def test(result: Any, done: Executed) -> None:
        for text in texts:
            assert text in done.printed

    return test


WEIGHTS = _same("weights", lambda result: result.weights)
HIGHEST = _same("highest", lambda result: result.maps[-1].highest[-1])
NORMS = _same("norms", lambda result: result.stacks[-1].norms[-1])
TABLE = _same("table", lambda result: result.values)


def _lens(result: Any, done: Executed) -> None:
    assert result.checks[0].passed
    np.testing.assert_array_equal(done.arrays["best"], result.probabilities[-1])
    printed = done.printed.splitlines()
    assert len(printed) == len(result.names)
    if "[MASK]" in {token.piece for token in result.tokens}:  # byte pairs are spelled otherwise
        assert printed == [
            _shares(result, ids[:, 0], shares[:, 0])
            for ids, shares in zip(result.ids, result.probabilities, strict=True)
        ]


def _shares(result: Any, ids: Any, shares: Any) -> str:
    """One layer's likeliest tokens with the shares that the screen shows."""
    pairs = zip(ids, shares, strict=True)
    return ", ".join(f"{result.words[int(id_)]!r} {share:.1%}" for id_, share in pairs)


def _wrote(result: Generated, done: Executed) -> None:
    own = done.arrays["own.written"][0].astype(int).tolist()
    start = result.start if len(own) < len(result.prompt) else [t.id for t in result.prompt]
    assert own == [*start, *(one.token.id for one in result.tokens)]


def _could_come(result: Generated, done: Executed) -> None:
    assert done.arrays["best"].tolist() == [one.probability for one in result.next][:20]


def _look(keep: Recorder, name: str, lens: LogitLensRequest, row: int = 1) -> None:
    """Everything that can be looked at in the last run of a model of one stack."""
    keep.do(f"{name} attention", AttentionRequest(), HIGHEST)
    keep.do(f"{name} head", HeadRequest(row=row, head=2), WEIGHTS)
    keep.do(f"{name} layer's average", HeadRequest(row=row, head=AVERAGE), WEIGHTS)
    keep.do(f"{name} average", HeadRequest(row=AVERAGE, head=AVERAGE), WEIGHTS)
    keep.do(f"{name} head 1 in all", HeadRequest(row=AVERAGE, head=1), WEIGHTS)
    keep.do(f"{name} hidden", HiddenStatesRequest(), NORMS)
    keep.do(f"{name} alike", SimilarityRequest(row=1), _same("cosine", lambda one: one.cosine))
    keep.do(f"{name} vector", VectorRequest(position=1), _same("vector", lambda one: one.values))
    keep.do(f"{name} lens", lens, _lens)
    keep.do(f"{name} surprise", SurpriseRequest(), _surprise)
    keep.do(f"{name} flow", FlowRequest(), _flow)
    keep.do(f"{name} flow of a head", FlowRequest(position=1, head=2), _flow)


def _flow(result: Any, done: Executed) -> None:
    stack = result.answering
    np.testing.assert_array_equal(done.arrays["own.weights"], stack.layers[-1].weights)
    np.testing.assert_array_equal(done.arrays["own.vectors"], stack.vectors)
    np.testing.assert_array_equal(done.arrays["best"][:, 0], stack.layers[-1].probabilities)
    lens = done.printed.splitlines()[-len(stack.layers) :]
    if "[MASK]" in {token.piece for token in stack.tokens}:  # byte pairs are spelled otherwise
        assert lens == [_shares(result, one.ids, one.probabilities) for one in stack.layers]


def _text_flow(result: Any, done: Executed) -> None:
    """Attention and vectors as of a run, and what comes next by the same pass."""
    stack = result.answering
    np.testing.assert_array_equal(done.arrays["own.weights"], stack.layers[-1].weights)
    np.testing.assert_array_equal(done.arrays["own.vectors"], stack.vectors)
    following = result.ran.predictions[0].candidates
    assert done.arrays["best"].tolist() == [one.probability for one in following]


def _surprise(result: Any, done: Executed) -> None:
    assert result.scored
    own = result.probabilities[list(result.scored)]
    assert np.array_equal(done.arrays["own.probabilities"], own)
    assert f"perplexity {result.perplexity:.2f}" in done.printed
    lines = [line.split()[0] for line in done.printed.splitlines() if "bits" in line]
    assert lines == [str(place + 1) for place in result.scored], "as the screen counts"


@pytest.fixture(scope="module")
def recorded(checkpoints: Checkpoints, tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    """Every kind of look, done by the engine and then by its snippet."""
    keep = Recorder()
    files = tmp_path_factory.mktemp("tensors")
    keep.do("load", LoadModel(checkpoints.bert))
    keep.do("run", Run((MASKED,)))
    _look(keep, "bert", LogitLensRequest())
    keep.do("tensors", ListTensors(), _printed("input_ids torch.int64 (1, 9)"))
    keep.do("slice", ReadSlice("logits", row_start=2, row_count=3, column_count=7), TABLE)
    turned = ReadSlice("attentions[1]", rows=3, columns=1, at=(0, 0, 4, 0))
    keep.do("slice turned", turned, TABLE)
    keep.do("slice hidden", ReadSlice("hidden_states[1]"), TABLE)
    keep.do("slice input", ReadSlice("input_ids"), TABLE)
    npy, table = str(files / "logits.npy"), str(files / "state.csv")
    keep.do("export", ExportTensor("logits", npy), _printed())
    keep.do("export table", ExportTensor("hidden_states[2]", table), _printed())
    whole = keep.logits()
    patched = keep.do("patch", ApplyPatch(OTHER, layers=(0,), positions=(3, 4)), _patched)
    assert patched.patch.modules == ("bert.encoder.layer.0",)
    keep.do("head while patched", HeadRequest(row=1, head=2), WEIGHTS)
    keep.do("head beside the whole", HeadRequest(row=1, head=2, compare_original=True), _beside)
    keep.do("hidden while patched", HiddenStatesRequest(), NORMS)
    keep.do("lens while patched", LogitLensRequest(), _lens)
    keep.do("patch attention", ApplyPatch(OTHER, layers=(0, 1), part="attention"), _patched)
    keep.do("patch mlp", ApplyPatch(OTHER, layers=(0,), positions=(2,), part="mlp"), _patched)
    keep.do("patch out", RemovePatch(), _logits(whole))
    keep.do("patch all", ApplyPatch(OTHER, layers=(1,)), _patched)
    keep.do("patch all out", RemovePatch(), _logits(whole))
    keep.do("heads off", AblateHeads((HeadPlace("self", 0, 1), HeadPlace("self", 1, 3))))
    keep.cases.append(
        Case(
            "heads off",
            code(*_last(keep), threads=THREADS),
            keep.desk.steps[-1].result,
            _logits(keep.logits()),
        )
    )
    keep.do("head while off", HeadRequest(row=1, head=0), WEIGHTS)
    keep.do("lens while off", LogitLensRequest(top=3), _lens)
    keep.do("run while off", Run((OTHER,)))
    off = keep.logits()
    keep.cases.append(
        Case("run while off", code(*_last(keep), threads=THREADS), None, _logits(off))
    )
    keep.do("heads on", AblateHeads())
    on = keep.logits()
    assert not np.array_equal(off, on)
    keep.cases.append(Case("heads on", code(*_last(keep), threads=THREADS), None, _logits(on)))
    assert whole.shape == on.shape
    keep.do("two texts", Run((MASKED, "a cat says [MASK] .")))
    keep.do("lens of the second", LogitLensRequest(text_index=1, start=1, stop=4, top=3), _lens)
    keep.do("head of the second", HeadRequest(text_index=1), WEIGHTS)
    keep.do("twin", CreateRandomCopy(seed=7))
    keep.do("run twin", Run(input_ids=((2, 5, 9, 3),)))
    keep.do("twin's lens", LogitLensRequest(), _lens)
    keep.do("load half", LoadModel(checkpoints.bert, dtype="bfloat16"))
    keep.do("run half", Run((MASKED,)))
    _look(keep, "half", LogitLensRequest(top=4))
    keep.do("half slice", ReadSlice("logits", column_count=5), TABLE)
    _writing(keep, checkpoints)
    codes = [one.code for one in keep.cases]
    scripts = [session_script(keep.desk.steps, threads=THREADS)]
    scripts.append(session_script(keep.desk.steps[-4:], threads=THREADS))  # its start forgotten
    try:
        assert translation.use_language("es")
        scripts.append(session_script(keep.desk.steps, threads=THREADS))
    finally:
        translation.use(None)
    keep.done = execute([*codes, *scripts])  # type: ignore[attr-defined]
    return keep


def _last(keep: Recorder) -> tuple[Request, object, Any]:
    step = keep.desk.steps[-1]
    return step.request, step.result, step.summary


def _beside(result: Any, done: Executed) -> None:
    assert result.whole is not None
    assert not np.array_equal(result.whole, result.weights)
    WEIGHTS(result, done)
    np.testing.assert_array_equal(done.arrays["own.whole"], result.whole)


def _patched(result: Any, done: Executed) -> None:
    best = result.patched[-1].candidates
    assert done.arrays["best"].tolist() == [one.probability for one in best]
    assert result.original[-1].candidates != best


def _writing(keep: Recorder, checkpoints: Checkpoints) -> None:
    keep.do("load gpt2", LoadModel(checkpoints.gpt2))
    keep.do("run next", Run(("the capital of france is",)))
    _look(keep, "gpt2", LogitLensRequest(top=2), row=0)
    keep.do("what next", Generate("a cat", max_new_tokens=0), _could_come)
    keep.do("text as a picture", TextFlowRequest((40, 7, 12, 9, 33), head=1), _text_flow)
    keep.do("greedy", Generate("the capital", max_new_tokens=8), _wrote)
    keep.do("go on", ContinueText(3), _wrote)
    keep.do("pick", PickToken(2, 40), _could_come)
    keep.do("go on after it", ContinueText(4, sampling=DRAWN), _wrote)
    keep.do("back", StepBack(3), _could_come)
    keep.do("drawn", Generate("a cat says", max_new_tokens=12, sampling=DRAWN), _wrote)
    keep.do("too long", Generate("the sky", max_new_tokens=200, sampling=DRAWN), _wrote)
    keep.do("gpt2 heads off", AblateHeads((HeadPlace("self", 0, -1),)))
    keep.do("written while off", Generate("the capital", max_new_tokens=8), _wrote)
    keep.do("load t5", LoadModel(checkpoints.translator))
    ids = (5, 6, 7, 1)
    keep.do("translation as a picture", TextFlowRequest(ids, (0, 9, 4)), _text_flow)
    keep.do("run t5", Run(input_ids=(ids, ids[::-1])))
    keep.do("t5 attention", AttentionRequest(text_index=1), HIGHEST)
    keep.do("t5 cross", HeadRequest("cross", 1, 3, text_index=1), WEIGHTS)
    keep.do("t5 encoder", HeadRequest("encoder", 0, AVERAGE), WEIGHTS)
    keep.do("t5 hidden", HiddenStatesRequest(), NORMS)
    keep.do("t5 lens", LogitLensRequest(text_index=1), _lens)
    keep.do("t5 written", Generate(input_ids=ids, max_new_tokens=6), _wrote)
    keep.do("t5 goes on", ContinueText(2), _wrote)
    keep.do("t5 next", Generate(input_ids=ids, max_new_tokens=0), _could_come)
    keep.do("last run", Run(input_ids=(ids,)))
    keep.do("last look", HeadRequest("encoder", 1, 1), WEIGHTS)


def test_every_snippet_gives_the_engines_numbers(recorded: Recorder) -> None:
    done: list[Executed] = recorded.done  # type: ignore[attr-defined]
    wrong = []
    for case, executed in zip(recorded.cases, done[:-3], strict=True):
        try:
            case.test(case.result, executed)
        except (AssertionError, KeyError) as error:
            wrong.append(f"--- {case.name}: {error}\n{case.code}")
    assert not wrong, "\n".join(wrong)


def test_a_whole_session_gives_them_too(recorded: Recorder) -> None:
    """Also one whose beginning was forgotten, which gets the model first; and one in Spanish."""
    last = recorded.desk.steps[-1].result
    assert isinstance(last, HeadResult)
    for executed in recorded.done[-3:]:  # type: ignore[attr-defined]
        np.testing.assert_array_equal(executed.arrays["own.weights"], last.weights)


def test_exported_files_are_equal(recorded: Recorder, tmp_path: Path) -> None:
    """The snippet wrote over what the program had written: the same numbers."""
    paths = [one.result.path for one in recorded.cases if one.name.startswith("export")]
    step = next(one for one in recorded.desk.steps if isinstance(one.request, ExportTensor))
    assert np.load(paths[0]).shape == step.result.shape  # type: ignore[attr-defined]
    assert np.loadtxt(paths[1], delimiter=",").shape == (9, 64)


def test_narrow_and_clean(recorded: Recorder, tmp_path: Path) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    assert ruff
    for place, case in enumerate(recorded.cases):
        compile(case.code, case.name, "exec")
        assert max(len(line) for line in case.code.splitlines()) <= 64, case.code
        (tmp_path / f"snippet_{place:02}.py").write_text(case.code, encoding="utf-8")
    rules = ["--isolated", "--line-length", "64", "--target-version", "py311"]
    select = ["--select", "E,F,W,I,UP"]
    lint = subprocess.run(
        [ruff, "check", *rules, *select, str(tmp_path)], capture_output=True, text=True
    )
    assert lint.returncode == 0, lint.stdout
    laid_out = subprocess.run(
        [ruff, "format", *rules[:-2], "--diff", str(tmp_path)], capture_output=True, text=True
    )
    assert laid_out.returncode == 0, laid_out.stdout
