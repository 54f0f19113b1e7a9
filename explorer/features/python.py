"""The Python that a person would write with transformers for each action of the window.

Every snippet is complete: it runs in a fresh process and gives the same numbers, bit for bit.
"""

from __future__ import annotations

from explorer import features
from explorer.features.ablation import code as ablation_code
from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching import code as activation_patching_code
from explorer.features.activation_patching.protocol import PatchApplied
from explorer.features.answers import code as answers_code
from explorer.features.answers.protocol import Answer
from explorer.features.architecture.protocol import (
    ModuleTreeRequest,
)
from explorer.features.compare.protocol import (
    ComparedHeadsResult,
    ComparedHiddenStatesResult,
    ComparisonResult,
)
from explorer.features.create.protocol.config import CheckConfig
from explorer.features.generation.code import generated
from explorer.features.generation.protocol import Generated
from explorer.features.hub.protocol.page import ReadConfig
from explorer.features.hub.protocol.transfer import Download
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
    AblatedHeads,
    InspectionResult,
    RunResult,
    Tokenize,
)
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
    if summary is None or isinstance(request, _WITHOUT_MODEL):
        return [own]
    if isinstance(request, ModuleTreeRequest) and request.edit is not None:
        return [own]
    if isinstance(request, GETTING):
        return [_getting(request, summary)]
    if isinstance(request, Tokenize):
        return [tokenizer(summary, named=False), own]
    settings = with_threads(threads) if computes(result) else Fragment()
    return [settings, obtain(summary), *preparation(result, summary), own]


def computes(result: object) -> bool:
    """Whether the model ran for this result, so that the number of threads matters."""
    both = (ComparisonResult, ComparedHeadsResult, ComparedHiddenStatesResult)
    return isinstance(result, (RunResult, InspectionResult, Generated, Answer, *both))


def preparation(result: object, summary: ModelSummary) -> list[Fragment]:
    """What has to be there besides the model: heads off, and the inputs of the run looked into."""
    parts = []
    if not isinstance(result, AblationResult):
        parts.append(silence(silenced(result), summary))
    if isinstance(result, InspectionResult):
        parts.append(answers_code.looked_into(result, summary))
        ran = answers_code.ran_of(result)
        if ran is not None and not isinstance(result, (PatchApplied, AblationResult)):
            parts.append(activation_patching_code.put_in(result.patch, ran, summary))
    return parts


def silenced(result: object) -> tuple[AblatedHeads, ...]:
    """The heads that were off for a result."""
    if isinstance(result, Answer):
        return result.run.silenced
    return result.silenced if isinstance(result, (RunResult, InspectionResult, Generated)) else ()


def action(request: Request, result: object, summary: ModelSummary | None) -> Fragment:
    """The action alone; `model` and `tokenizer` are there already (unless it gets them)."""
    if summary is not None and isinstance(request, AttachTokenizer):
        # `checkpoint` stays where the model came from: a processor or a pooling is read from there.
        return tokenizer(summary, named=True)
    if isinstance(request, GETTING):
        return Fragment() if summary is None else _getting(request, summary)
    if isinstance(result, InspectionResult) and summary is not None:
        return _look(result, summary)
    if isinstance(result, Generated) and summary is not None:
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
        return obtain(summary) + fragment(['print(f"{len(tokenizer):,} tokens")'])
    return obtain(summary) + fragment(['print(f"{model.num_parameters():,} parameters")'])


# -- Looking inside --------------------------------------------------------------------------


def _look(result: InspectionResult, summary: ModelSummary) -> Fragment:
    """A look into the last run; a comment where that run was not made by Run."""
    if isinstance(result, AblationResult):
        return ablation_code.heads(result, summary)
    write = features.find("code_of_result", type(result))
    if write is None:
        return fragment(["# There is no Python for this step yet."])
    ran = answers_code.ran_of(result)
    if ran is None:
        return fragment(["# This look belongs to a run that has no Python here yet."])
    written: Fragment = write(result, ran, summary)
    return written


_WITHOUT_MODEL = (Prepare, CheckConfig, Download, ReadConfig)


def has_python(step: Step) -> bool:
    """Whether a step has Python of its own."""
    request, result = step.request, step.result
    if isinstance(result, InspectionResult):
        return features.find("code_of_result", type(result)) is not None or isinstance(
            result, AblationResult
        )
    if isinstance(result, Generated):
        return True
    return features.find("code", type(request)) is not None or isinstance(request, GETTING)
