"""The Python that a person would write with transformers for each action of the window.

Every snippet is complete: it runs in a fresh process and gives the same numbers, bit for bit.
"""

from __future__ import annotations

from explorer import features
from explorer.features.ablation import code as ablation_code
from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching import code as activation_patching_code
from explorer.features.answers import code as answers_code
from explorer.features.architecture.protocol import (
    ModuleTreeRequest,
)
from explorer.features.conditions import Conditions, conditions
from explorer.features.create.protocol.config import CheckConfig
from explorer.features.generation.code import generated
from explorer.features.generation.protocol import Generated
from explorer.features.hub.protocol.page import ReadConfig
from explorer.features.hub.protocol.transfer import Download
from explorer.protocol.config import ConfigEdit
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    ModelSummary,
    Prepare,
)
from explorer.protocol.run import (
    InspectionResult,
    Tokenize,
)
from explorer.protocol.task_run import Answer
from explorer.text.python.ablation import silence
from explorer.text.python.fragment import Fragment, fragment, source
from explorer.text.python.model import obtain, tokenizer


def code(
    request: Request, result: object, summary: ModelSummary | None, *, threads: int = 0
) -> str:
    """The Python of one action, ready to run; a comment where an action has none.

    `summary` is the model in memory afterwards (for `UnloadModel`, the one that was unloaded).
    `threads` is `Prepared.threads`: torch adds up in another order with another number of
    threads, and the last digits change; 0 leaves it out.
    """
    return source(_parts(request, result, summary, threads))


def _parts(
    request: Request, result: object, summary: ModelSummary | None, threads: int
) -> list[Fragment]:
    own = action(request, result, summary)
    if summary is None:
        return [own]
    match request:
        case CheckConfig() | CreateModel() | CreateRandomCopy() | LoadModel():
            return [own]
        case Prepare() | Download() | ReadConfig() | ModuleTreeRequest(edit=ConfigEdit()):
            return [own]
        case AttachTokenizer():
            return [obtain(summary), fragment(['print(f"{len(tokenizer):,} tokens")'])]
        case Tokenize():
            return [tokenizer(summary, named=False), own]
    under = conditions(result)
    settings = with_threads(threads) if under.computed else Fragment()
    return [settings, obtain(summary), *_preparation(under, summary), own]


def _preparation(under: Conditions, summary: ModelSummary) -> list[Fragment]:
    """What has to be there besides the model: heads off, and the inputs of the run looked into."""
    parts = []
    if not under.sets_heads:
        parts.append(silence(under.silenced or (), summary))
    if under.look is not None:
        parts.append(answers_code.looked_into(under.look, summary))
        if under.ran is not None and not under.sets_patch:
            parts.append(activation_patching_code.put_in(under.patch, under.ran, summary))
    return parts


def action(request: Request, result: object, summary: ModelSummary | None) -> Fragment:
    """The action alone; `model` and `tokenizer` are there already (unless it gets them)."""
    if type(request) in GETTING:
        return _getting(request, summary) if summary is not None else Fragment()
    match result:
        case AblationResult() if summary is not None:
            return ablation_code.heads(result, summary)
        case InspectionResult() if summary is not None:
            return _look(result, summary)
        case Generated() if summary is not None:
            return generated(request, result, summary)
    write = features.find("code", type(request))
    if write is None:
        return fragment(["# There is no Python for this step yet."])
    written: Fragment = write(request, result, summary)
    return written


def with_threads(threads: int) -> Fragment:
    if not threads:
        return Fragment()
    return fragment(
        [
            "# As many threads as the program: the same last digits",
            f"torch.set_num_threads({threads})",
        ],
        torch=True,
    )


# -- Getting a model -------------------------------------------------------------------------

GETTING = (CreateModel, CreateRandomCopy, LoadModel, AttachTokenizer)


def _getting(request: Request, summary: ModelSummary) -> Fragment:
    if isinstance(request, AttachTokenizer):
        # `checkpoint` stays where the model came from: a processor or a pooling is read from there.
        return tokenizer(summary, named=True)
    return obtain(summary) + fragment(['print(f"{model.num_parameters():,} parameters")'])


# -- Looking inside --------------------------------------------------------------------------


def _look(result: InspectionResult, summary: ModelSummary) -> Fragment:
    """A look into the last run; a comment where that run was not made by Run."""
    write = features.find("code_of_result", type(result))
    if write is None:
        return fragment(["# There is no Python for this step yet."])
    ran = answers_code.ran_of(result)
    if ran is None:
        return fragment(["# This look belongs to a run that has no Python here yet."])
    written: Fragment = write(result, ran, summary)
    return written


def has_python(step: Step) -> bool:
    """Whether a step has Python of its own."""
    match step.result:
        case AblationResult() | Generated():
            return True
        case InspectionResult() as look:
            return features.find("code_of_result", type(look)) is not None
    request = type(step.request)
    return request in GETTING or features.find("code", request) is not None
