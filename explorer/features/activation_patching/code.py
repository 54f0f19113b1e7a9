"""The Python of patching: vectors of another run in the last one, and out again."""

from __future__ import annotations

import json

from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.protocol.inspection import SHOWN_ANSWERS
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Patched, Prediction, RunResult
from explorer.text.python import inputs, layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.run_facts import first_answers
from explorer.text.translation import tr


def put_in(patch: Patched | None, ran: RunResult, summary: ModelSummary) -> Fragment:
    """Hooks on `model` that put the vectors in; they are kept in `patches`."""
    if patch is None:
        return Fragment()
    source = inputs.forward(inputs.without_decoder(ran), summary, to="source", given="other")
    places = json.dumps(list(patch.positions)) if patch.positions else "slice(None)"
    return (
        remark(tr("Vectors of another run are put into this one"))
        + _other(patch)
        + fragment(
            [
                *layout.assigned_list("modules", patch.modules),
                f"places = {places}",
                "kept = {}",
                "",
                "",
                "def keep(name):",
                "    def hook(module, args, output):",
                # Layers return a tuple that begins with the hidden states, or the states alone.
                "        tuples = isinstance(output, tuple | list)",
                "        kept[name] = (output[0] if tuples else output).clone()",
                "",
                "    return hook",
                "",
                "",
                "def put(name):",
                "    def hook(module, args, output):",
                "        tuples = isinstance(output, tuple | list)",
                "        state = (output[0] if tuples else output).clone()",
                # state and kept[name] are [1, tokens, size].
                "        state[:, places] = kept[name][:, places]",
                "        return (state, *output[1:]) if tuples else state",
                "",
                "    return hook",
                "",
                "",
                "def hooked(make):",
                *layout.comment(tr("Before other hooks, so that hidden states show it"), 4),
                "    return [",
                "        model.get_submodule(name).register_forward_hook(",
                "            make(name), prepend=True",
                "        )",
                "        for name in modules",
                "    ]",
                "",
                "",
                "patches = hooked(keep)",
                *source.lines,
                "for hook in patches:",
                "    hook.remove()",
                "patches = hooked(put)",
            ],
            torch=True,
        )
    )


def _other(patch: Patched) -> Fragment:
    if patch.input_ids:
        return fragment(
            [
                *layout.rows_of_numbers("other_ids", [patch.input_ids]),
                "other = {",
                '    "input_ids": other_ids,',
                '    "attention_mask": torch.ones_like(other_ids),',
                "}",
            ],
            torch=True,
        )
    return fragment(
        [
            *layout.assigned("other_text", patch.text),
            *layout.called("other = tokenizer", ["other_text", 'return_tensors="pt"']),
        ]
    )


def take_out(patch: Patched | None) -> Fragment:
    """Take the hooks away again: the run is whole, every bit as it was."""
    if patch is None:
        return Fragment()
    return fragment(["for hook in patches:", "    hook.remove()"])


def run_patched(result: PatchApplied, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The last run, with vectors of a run on another text."""
    return put_in(result.patch, ran, summary) + _again(ran, result.patched, summary)


def run_restored(result: PatchRemoved, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The last run without the patch."""
    return _again(ran, result.predictions, summary)


def _again(ran: RunResult, predictions: tuple[Prediction, ...], summary: ModelSummary) -> Fragment:
    first = first_answers(predictions, SHOWN_ANSWERS)
    return inputs.forward(ran, summary) + inputs.answers(ran, first, summary)
