"""Patching in words and in Python: vectors of another run in the last one, and out again."""

from __future__ import annotations

import json

from explorer.lesson.explanations.phrases import bold, named, noun, term
from explorer.lesson.explanations.views import change, word
from explorer.lesson.snippets import layout, running
from explorer.lesson.snippets.fragment import Fragment, fragment
from explorer.messages.inference import Patched, Prediction, Ran
from explorer.messages.lesson import Explanation
from explorer.messages.model import ModelSummary
from explorer.messages.views.patching import PatchRestored, RunPatched
from explorer.texts import tr
from explorer.words import joined, percent

# -- in words ----------------------------------------------------------------------------------


def patched(result: RunPatched, summary: ModelSummary | None) -> Explanation:
    """Vectors of another run were put in: what that does to the answer."""
    asked = result.request
    where = tr("all tokens")
    if asked.positions:
        some = [word(result.source_tokens[place]) for place in asked.positions[:4]]
        more = ["others"] if len(asked.positions) > 4 else []
        where = f"{noun(len(asked.positions), 'token')} ({joined([*some, *more])})"
    told = [
        f"{_what(result)} of {where} {_layers(result)} were taken from the other text's "
        f"run; everything else is the run that you see. This is called "
        f"{term(tr('activation patching'), 'activation-patching')}."
    ]
    told += change(result.original, result.patched, tr("with the patch"))
    if result.source and result.source[0].candidates:
        best = result.source[0].candidates[0]
        told.append(
            tr(
                "The other text by itself says “{text}” with {probability}.",
                text=named(best.text.strip("·")),
                probability=percent(best.probability),
            )
        )
    if not result.original:
        told.append(
            tr(
                "The largest change of any output is {bold}.",
                bold=bold(f"{result.largest_change:.3g}"),
            )
        )
    told += [named(one.sentence) for one in result.checks]
    told.append(
        tr("The patch stays in for every view until you take it out or run something else.")
    )
    return Explanation(tr("A run with a patch"), tuple(told[:5]))


def _what(result: RunPatched) -> str:
    match result.request.part:
        case "attention":
            return tr("What {term} adds to the vectors", term=term("attention", "attention"))
        case "mlp":
            return tr(
                "What the {term} adds to the vectors",
                term=term(tr("feed-forward part"), "feed-forward"),
            )
        case _:
            return tr("The {term}", term=term(tr("hidden states"), "hidden-states"))


def _layers(result: RunPatched) -> str:
    numbers = [str(one + 1) for one in sorted(result.request.layers)]
    where = "after" if result.request.part == "residual" else "in"
    many = "layer" if len(numbers) == 1 else "layers"
    return f"{where} {many} {joined(numbers)}"


def taken_out(result: PatchRestored, summary: ModelSummary | None) -> Explanation:
    """The patch was taken out."""
    told = [tr("The run is whole again: nothing of another text is in it. No weight was touched.")]
    told += [named(one.sentence) for one in result.checks]
    return Explanation(tr("The patch is out"), tuple(told))


# -- in Python ---------------------------------------------------------------------------------


def put_in(patch: Patched | None, ran: Ran, summary: ModelSummary) -> Fragment:
    """Hooks on `model` that put the vectors in; they are kept in `patches`."""
    if patch is None:
        return Fragment()
    source = running.forward(ran, summary, to="source", given="other")
    places = json.dumps(list(patch.positions)) if patch.positions else "slice(None)"
    return (
        fragment(["# Vectors of another run are put into this one"])
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
                "        tuples = isinstance(output, tuple)",
                "        kept[name] = (output[0] if tuples else output).clone()",
                "",
                "    return hook",
                "",
                "",
                "def put(name):",
                "    def hook(module, args, output):",
                "        tuples = isinstance(output, tuple)",
                "        state = (output[0] if tuples else output).clone()",
                "        state[:, places] = kept[name][:, places]",
                "        return (state, *output[1:]) if tuples else state",
                "",
                "    return hook",
                "",
                "",
                "def hooked(make):",
                "    # Before other hooks, so that hidden states show it",
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


def run_patched(result: RunPatched, ran: Ran, summary: ModelSummary) -> Fragment:
    """The last run, with vectors of a run on another text."""
    return put_in(result.patch, ran, summary) + _again(ran, result.patched, summary)


def run_restored(result: PatchRestored, ran: Ran, summary: ModelSummary) -> Fragment:
    """The last run without the patch."""
    return _again(ran, result.predictions, summary)


def _again(ran: Ran, said: tuple[Prediction, ...], summary: ModelSummary) -> Fragment:
    return running.forward(ran, summary) + running.answers(ran, said, summary)
