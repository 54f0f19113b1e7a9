"""The truth run sees what is wrong, and classes that once gave other numbers give the same."""

from __future__ import annotations

import json
import pickle
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.conftest import ROOT
from tests.fresh_python import run_fresh
from tests.surveys.truth import exported, inside, small, spoken
from tests.surveys.truth.classes import TASKS, classes, sample, types
from tests.surveys.truth.fresh import difference, run_case

LOOP = """
import torch
for number in range(3):
    best = torch.tensor([number, number + 1.0]).topk(1)
    print(best)
"""

ODD = {
    "BartForQuestionAnswering": "answer in a context",  # its decoder reads the text as well
    "T5ForSequenceClassification": "run",  # and its config names no token to begin with
    "UltrabertForMaskedLM": "lens",  # its head calls one activation twice
    "MobileBertForMaskedLM": "head off",  # its heads are normed before they are mixed
    "CanineModel": "run on IDs",  # it has no table of tokens
    "FunnelModel": "self average",  # its layers shorten the text
    "BigBirdForMaskedLM": "flow",  # only its second run gives weights
    "DbrxModel": "flow",  # a part of its config names no attention
    "Inkling2ForCausalLM": "head off",  # it attends over its layers too; since 5.24
}
_KNOWN = {one.name for one in classes()}
ODD = {name: piece for name, piece in ODD.items() if name in _KNOWN}
"""Classes that were found wrong once, and the piece of Python that was."""

SAYING = {
    "Speech2TextForConditionalGeneration": "written about a file",
    "UdopForConditionalGeneration": "lens",
}
"""Classes whose decoder says words about a sound or a picture."""


def test_one_unit_in_the_last_place_is_a_difference() -> None:
    one = np.array([0.1, -0.0], np.float32)
    assert difference(one, one.copy()) == ""
    assert "differs" in difference(np.nextafter(one, np.float32(1)), one)
    assert "shape" in difference(one[:1], one)
    assert "dtype" in difference(one.astype(np.float64), one)
    assert "differs" in difference(np.array([0.1, 0.0], np.float32), one)


def test_every_turn_of_a_loop_is_compared() -> None:
    right = np.array([[1], [2], [3]], np.float32)
    read = "[one.values for one in seen['best']]"
    assert run_case(LOOP, [("values", read, right)], 1) == []
    wrong = np.array([[1], [3], [3]], np.float32)
    (told,) = run_case(LOOP, [("values", read, wrong)], 1)
    assert told.startswith("values: d")


def test_code_that_fails_or_lacks_a_name_is_told() -> None:
    (told,) = run_case("1 / 0", [], 1)
    assert "ZeroDivisionError" in told
    (told,) = run_case("outputs = {}", [("logits", "outputs.logits", np.zeros(1))], 1)
    assert "AttributeError" in told


def test_a_sample_is_spread_over_families_and_tasks() -> None:
    chosen = sample(classes(), 40)
    assert {one.family for one in chosen} == {kind.family for kind in types().types}
    tasks = Counter(one.task for one in chosen[:120])
    assert set(tasks) == {*TASKS.values(), "exact"}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """What was wrong with each of the odd classes, by its piece of Python."""
    folder = tmp_path_factory.mktemp("truth")
    torch.set_num_threads(1)  # as in the process that runs the Python: sums are in that order
    cases = []
    for name in (*ODD, *SAYING):
        (one,) = [one for one in classes() if one.name == name]
        (folder / name).mkdir()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what small sizes make transformers say
            if name in SAYING:
                made, file = spoken.build(one, folder / name)
                assert file
                keep = spoken.collect(made, file, folder / name)
            else:
                made = small.build(one.kind, one.family, name, folder / name)
                keep = exported.collect(made, folder / name)
            said = inside.measure(made)
        assert not [word for word in said.values() if word.startswith(("CRASH", "BLANK", "CHECK"))]
        cases += [(f"{name} {piece}", code, checks) for piece, code, checks in keep.cases]
    (folder / "cases.pickle").write_bytes(pickle.dumps(cases))
    code = (
        "import sys; from pathlib import Path; from tests.surveys.truth.fresh import run_folder\n"
        "run_folder(Path(sys.argv[1]))\n"
    )
    done = run_fresh(code, ROOT, str(folder), timeout=110)
    assert done.returncode == 0, done.stderr
    found = json.loads(Path(folder, "wrong.json").read_text())
    return {
        name: {piece.removeprefix(f"{name} "): told for piece, told in found.items()
               if piece.startswith(f"{name} ")}
        for name in (*ODD, *SAYING)
    }  # fmt: skip


@pytest.mark.parametrize("name", [*ODD, *SAYING])
def test_a_class_of_its_own_kind_gives_the_same_numbers(
    odd: dict[str, dict[str, list[str]]], name: str
) -> None:
    assert (ODD | SAYING)[name] in odd[name]
    assert not {piece: told for piece, told in odd[name].items() if told}
