"""Integrated gradients, direct attribution and heads off, against captum and TransformerLens.

    python3 -m venv .venv-cross && .venv-cross/bin/pip install -r tests/cross_check/requirements.txt
    python -m tests.cross_check --python .venv-cross/bin/python

Tiny BERT, GPT-2, Llama and T5 models are built here, saved, and asked by the program; then
`theirs.py` asks the same of the same weights with the other libraries in their own environment.
Prints how far apart they are; ends with 1 where that is more than 1e-4. Where the program says
that a model's parts are no sum, that is printed instead. The T5 is one with gated GELU, as since
version 1.1: at the jumps of ReLU's gradient no two ways of integrating agree so closely.
"""

from __future__ import annotations

import argparse
import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch

from explorer.features.why.compute import gradients
from explorer.features.why.protocol import AnswerChoice, WhyContributions, WhyGradients, WhyParts
from tests.model import tiny
from tests.model.tiny import Holder, ask

MODELS = {
    "bert": "BertForMaskedLM",
    "gpt2": "GPT2LMHeadModel",
    "llama": "LlamaForCausalLM",
    "t5": "T5ForConditionalGeneration",
}
IDS = [5, 9, 4, 21, 8, 30, 44]
"""The third is the mask token."""

WITHIN = 1e-4
"""How far apart numbers may be, as a share of the largest of them or of 1."""

CHOICE = AnswerChoice()


def ours(folder: Path) -> dict[str, dict[str, Any]]:
    """What the program says of each model; the models and `asked.json` go to `folder`."""
    results: dict[str, dict[str, Any]] = {}
    asked = {}
    for name, class_name in MODELS.items():
        tokenizer = tiny.tokenizer()
        loaded = tiny.load(class_name, tokenizer)
        if name == "t5":
            loaded.model = _gated(loaded.model)
        loaded.model.save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)
        tiny.run(loaded, [IDS])
        holder = Holder(loaded)
        parts = ask(holder, WhyParts(CHOICE))
        slopes = ask(holder, WhyGradients(CHOICE))
        sums = ask(holder, WhyContributions(CHOICE))
        question = parts.question
        results[name] = {"heads": parts, "gradients": slopes, "contributions": sums}
        asked[name] = {
            "class": class_name,
            "ids": IDS,
            "decoder_ids": [0] if name == "t5" else [],
            "place": question.position if question.kind == "mask" else -1,
            "answer": question.id,
            "attentions": [(row.kind, row.layer, row.heads) for row in parts.rows],
            "contributions": sums.question is not None,
            "centred": name != "llama" and name != "t5",
        }
    (folder / "asked.json").write_text(json.dumps(asked))
    return results


def _gated(model: Any) -> Any:
    """A T5 as this one, but with gated GELU."""
    config = copy.deepcopy(model.config)
    config.feed_forward_proj = "gated-gelu"
    config.dense_act_fn, config.is_gated_act = "gelu_new", True
    torch.manual_seed(7)
    made = type(model)(config).eval()
    with torch.no_grad():
        for parameter in made.parameters():
            if parameter.dim() > 1:
                parameter.mul_(2)
    return made


def told(name: str, result: Any, own: Any, theirs: Any) -> bool:
    """One line of the table; whether both agree."""
    if result.question is None:
        print(f"  {name:22} {result.note}")
        return True
    own, theirs = np.asarray(own, np.float64), np.asarray(theirs, np.float64)
    largest = max(1.0, float(np.abs(own).max()))
    apart = float(np.abs(own - theirs).max()) / largest
    good = apart <= WITHIN
    print(f"  {name:22} {own.size:3} numbers, {apart:.1e} apart: {'agree' if good else 'DIFFER'}")
    return good


def named(result: Any) -> dict[str, float]:
    """What each part adds, by the names that the other side uses."""
    found = {}
    for part, value in zip(result.parts, result.values, strict=True):
        where = "" if part.where == "self" or part.layer < 0 else f"{part.where} "
        name = where + part.kind + "".join(f" {n}" for n in (part.layer, part.head) if n >= 0)
        found[name] = float(value)
    return found


def main() -> int:
    """Compare and print; 1 where something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.cross_check", description=__doc__)
    parser.add_argument("--python", required=True, help="the environment of requirements.txt")
    given = parser.parse_args()
    good = True
    # To compare with another sum, each must be nearer to the integral than the difference allowed.
    gradients.WITHIN, gradients.PIECES_WITHIN = WITHIN / 10, WITHIN
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        results = ours(folder)
        script = Path(__file__).with_name("theirs.py")
        subprocess.run([given.python, str(script), str(folder)], check=True, cwd=folder)
        theirs = json.loads((folder / "theirs.json").read_text())
    for name, result in results.items():
        print(MODELS[name])
        other = theirs[name]
        heads = result["heads"]
        own = [shares[: row.heads] for row, shares in zip(heads.rows, heads.heads, strict=True)]
        slopes, sums = result["gradients"], result["contributions"]
        good &= told("heads off", heads, np.concatenate(own), np.concatenate(other["heads"]))
        good &= told("integrated gradients", slopes, slopes.parts, other["gradients"])
        if sums.question is None:
            good &= told("direct attribution", sums, (), ())
            continue
        mine = named(sums)
        both = [part for part in mine if part != "biases"]
        good &= told(
            "direct attribution",
            sums,
            [mine[part] for part in both],
            [other["contributions"][part] for part in both],
        )
    return 0 if good else 1


if __name__ == "__main__":
    torch.set_num_threads(1)
    sys.exit(main())
