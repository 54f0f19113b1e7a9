"""The Python that a person would write with transformers for each action of the window.

Every snippet is complete: it runs in a fresh process and gives the same numbers, bit for bit.
"""

from __future__ import annotations

from explorer import features
from explorer.features.activation_patching import code as activation_patching_code
from explorer.features.answers import code as answers_code
from explorer.features.checkpoints.code import open_saved
from explorer.protocol.explanation import OtherPython, Step
from explorer.protocol.job import Request
from explorer.protocol.model import GETS_MODEL, AttachTokenizer, ModelSaved, ModelSummary
from explorer.protocol.run import InspectionResult, ModelResult, Tokenize
from explorer.text.python import layout
from explorer.text.python.ablation import silence
from explorer.text.python.fragment import Fragment, OtherWay, fragment, remark, source
from explorer.text.python.model import obtain, tokenizer
from explorer.text.translation import tr


def code(
    request: Request, result: object, summary: ModelSummary | None, *, threads: int = 0
) -> str:
    """The Python of one action, ready to run; a comment where an action has none.

    `summary` is the model in memory afterwards (for `UnloadModel`, the one that was unloaded).
    `threads` is `Prepared.threads`: torch adds up in another order with another number of
    threads, and the last digits change; 0 leaves it out.
    """
    return source(_parts(request, result, summary, threads))


def other_code(
    request: Request, result: object, summary: ModelSummary | None
) -> OtherPython | None:
    """The second way to write an action, complete; None where there is only one."""
    write = features.find("other_code", type(request))
    if write is None:
        return None
    way: OtherWay = write(request, result, summary)
    return OtherPython(way.usual, way.title, way.note, source([way.fragment]))


def _parts(
    request: Request, result: object, summary: ModelSummary | None, threads: int
) -> list[Fragment]:
    own = action(request, result, summary)
    if summary is None or not request.needs_model:
        return [own]
    if isinstance(request, GETS_MODEL):
        return [_getting(request, summary)]
    if isinstance(request, Tokenize):
        return [tokenizer(summary, named=False), own]
    if isinstance(result, ModelSaved) and result.is_whole and summary.is_snapshot:
        return [open_saved(result)]
    if not isinstance(result, ModelResult):
        return [obtain(summary), own]
    return [with_threads(threads), obtain(summary), *preparation(result, summary), own]


def preparation(result: ModelResult, summary: ModelSummary) -> list[Fragment]:
    """What has to be there besides the model: heads off, and the inputs of the run looked into."""
    parts = []
    if not result.switches_heads:
        parts.append(silence(result.silenced, summary))
    if isinstance(result, InspectionResult):
        parts.append(answers_code.looked_into(result, summary))
        ran = answers_code.ran_of(result)
        if ran is not None and not result.patches:
            parts.append(activation_patching_code.put_in(result.patch, ran, summary))
    return parts


def step_action(step: Step) -> Fragment:
    """The action of a step alone, in the way that was chosen for it."""
    write = features.find("other_code", type(step.request)) if step.other_way else None
    if write is not None:
        way: OtherWay = write(step.request, step.result, step.summary)
        return way.fragment
    return action(step.request, step.result, step.summary)


def action(request: Request, result: object, summary: ModelSummary | None) -> Fragment:
    """The action alone; `model` and `tokenizer` are there already (unless it gets them)."""
    if summary is not None and isinstance(request, AttachTokenizer):
        # `checkpoint` stays where the model came from: a processor or a pooling is read from there.
        return tokenizer(summary, named=True)
    if isinstance(request, GETS_MODEL):
        return Fragment() if summary is None else _getting(request, summary)
    look = features.find("code_of_result", type(result))
    if look is not None and isinstance(result, InspectionResult) and summary is not None:
        ran = answers_code.ran_of(result)
        if ran is None:
            return remark(tr("This look belongs to a run that has no Python here yet."))
        looked: Fragment = look(result, ran, summary)
        return looked
    write = features.find("code", type(request))
    if write is None:
        return remark(tr("There is no Python for this step yet."))
    written: Fragment = write(request, result, summary)
    return written


def with_threads(threads: int) -> Fragment:
    if not threads:
        return Fragment()
    return fragment(
        [
            *layout.comment(tr("As many threads as the program: the same last digits")),
            f"torch.set_num_threads({threads})",
        ],
        torch=True,
    )


# -- Getting a model -------------------------------------------------------------------------


def _getting(request: Request, summary: ModelSummary) -> Fragment:
    if isinstance(request, AttachTokenizer):
        return obtain(summary) + fragment(
            layout.printed(tr("{count} tokens"), count="len(tokenizer):,")
        )
    return obtain(summary) + fragment(
        layout.printed(tr("{count} parameters"), count="model.num_parameters():,")
    )
