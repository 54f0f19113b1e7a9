"""The Python of the same training with several seeds: one loop around the loop of a training."""

from __future__ import annotations

import textwrap
from dataclasses import replace

from explorer.features.training import code
from explorer.features.training.protocol import Integers, SeedsTrained, TrainSeeds
from explorer.protocol.model import ModelSummary
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.translation import tr

_WIDE = 76


class _Named(int):
    """A seed that is written as the name of the variable that runs through all of them."""

    def __format__(self, form: str) -> str:
        return "seed"

    __str__ = __repr__ = lambda self: "seed"


def seeds(request: TrainSeeds, result: SeedsTrained, summary: ModelSummary | None) -> Fragment:
    """Each seed from the same weights, and how what came of it is judged."""
    settings = replace(result.started.settings, seed=_Named())
    started = replace(result.started, settings=settings)
    before = code.before_training(started)
    inside = code.one_training(started) + _judged(result)
    looped = replace(
        inside,
        lines=(
            *layout.comment(tr("Each begins with the same weights; the seed alone differs")),
            "results = []",
            f"for seed in {list(request.seeds)}:",
            *(textwrap.indent(line, "    ") for line in inside.lines),
        ),
    )
    return before + _held_out(result) + looped


def _held_out(result: SeedsTrained) -> Fragment:
    """The texts that none of them learns from, as tokens."""
    if not result.held_out:
        return Fragment()
    lines = [
        *layout.comment(tr("Texts that none of them learns from; -100 is not judged")),
        "held_out = {",
    ]
    for name, values in result.held_out:
        lines += [f'    "{name}": torch.tensor(', *_literal(values), "    ),"]
    return fragment([*lines, "}"], torch=True)


def _literal(values: Integers) -> list[str]:
    text = str(values.tolist()).replace("], [", "],\n[")
    return [
        line
        for row in text.split("\n")
        for line in textwrap.wrap(
            row, _WIDE, initial_indent="        ", subsequent_indent="         "
        )
    ]


def _judged(result: SeedsTrained) -> Fragment:
    lines = []
    judged = "losses[-1]"
    if result.held_out:
        shifted = result.started.objective == "next token"
        lines = [
            "with torch.no_grad():",
            "    outputs = student(**held_out)",
            *(
                ['wanted = held_out["labels"][:, 1:]', "logits = outputs.logits[:, :-1]"]
                if shifted
                else ['wanted = held_out["labels"]', "logits = outputs.logits"]
            ),
            "known = wanted != -100",
            "right = logits.argmax(-1)[known] == wanted[known]",
            "right = right.float().mean().item()",
        ]
        judged = "losses[-1], outputs.loss.item(), right"
    return fragment([*lines, f"results.append((seed, {judged}))", "print(results[-1])"], torch=True)
