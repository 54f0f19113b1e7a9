"""The Python of changing a run from inside: heads off, hidden states put in from another run."""

from __future__ import annotations

import dataclasses
import json

from explorer.lesson import layout, running
from explorer.lesson.fragment import Fragment, fragment
from explorer.lesson.silencing import silence
from explorer.lesson.task_python import ran_of
from explorer.messages.inference import Ran
from explorer.messages.model import ModelSummary
from explorer.messages.views.switches import HeadsSwitched, RunPatched


def heads(result: HeadsSwitched, summary: ModelSummary) -> Fragment:
    """Heads off (or all on), and the last run again."""
    off = silence(result.silenced, summary)
    ran = ran_of(result)
    if ran is None:
        return off or fragment(["# All heads are on"])
    again = running.forward(ran, summary)
    return off + again + running.answers(ran, result.after, summary)


def patched(result: RunPatched, ran: Ran, summary: ModelSummary) -> Fragment:
    """The last run, with hidden states of a run on another text."""
    request = result.request
    if request.input_ids:
        other = fragment(
            [
                *layout.rows_of_numbers("other_ids", [request.input_ids]),
                "other = {",
                '    "input_ids": other_ids,',
                '    "attention_mask": torch.ones_like(other_ids),',
                "}",
            ],
            torch=True,
        )
    else:
        arguments = ["other_text", 'return_tensors="pt"']
        other = fragment(
            [
                *layout.assigned("other_text", request.text),
                *layout.called("other = tokenizer", arguments),
            ]
        )
    places = f"[:, {json.dumps(list(request.positions))}]" if request.positions else "[:]"
    keep = fragment(
        [
            "",
            "def keep(module, args, output):",
            "    global kept",
            "    kept = output[0] if isinstance(output, tuple) else output",
            "",
            "",
            "def put(module, args, output):",
            "    state = output[0] if isinstance(output, tuple) else output",
            "    state = state.clone()",
            f"    state{places} = kept{places}",
            "    if isinstance(output, tuple):",
            "        return (state, *output[1:])",
            "    return state",
            "",
        ]
    )
    layer = layout.called("layer = model.get_submodule", [layout.string(result.module)])
    source = running.forward(ran, summary, to="source")
    # The other run reads the other inputs, and has its own number of rows: always one.
    source = dataclasses.replace(
        source, lines=tuple(line.replace("**inputs", "**other") for line in source.lines)
    )
    run = fragment(
        [
            *layer,
            "hook = layer.register_forward_hook(keep)",
            *source.lines,
            "hook.remove()",
            "hook = layer.register_forward_hook(put)",
            *running.forward(ran, summary).lines,
            "hook.remove()",
        ],
        torch=True,
    )
    return other + keep + run + running.answers(ran, result.patched, summary)
