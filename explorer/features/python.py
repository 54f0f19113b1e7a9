"""The Python that a person would write with transformers for each action of the window.

Every snippet is complete: it runs in a fresh process and gives the same numbers, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.features.ablation import code as ablation_code
from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching import code as activation_patching_code
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.features.answers import code as answers_code
from explorer.features.answers.protocol import Answer
from explorer.features.architecture.protocol import ExportWeight, WeightExported
from explorer.features.attention import code as attention_code
from explorer.features.attention.protocol import AttentionResult, HeadResult
from explorer.features.checkpoints import code as checkpoints_code
from explorer.features.compare import code as compare_code
from explorer.features.compare.protocol import (
    ComparedHeadsRequest,
    ComparedHeadsResult,
    ComparedHiddenStatesRequest,
    ComparedHiddenStatesResult,
    ComparisonResult,
    LoadOther,
    RunBoth,
)
from explorer.features.create.protocol.config import (
    CheckConfig,
    ConfigVerdict,
    ModuleTreeRequest,
    WeightRequest,
    WeightView,
)
from explorer.features.generation.code import generated
from explorer.features.generation.protocol import Generated
from explorer.features.hidden_states import code as hidden_states_code
from explorer.features.hidden_states.protocol import (
    HiddenStatesResult,
    SimilarityResult,
    VectorResult,
)
from explorer.features.hub.protocol.page import ConfigRead, ReadConfig
from explorer.features.hub.protocol.transfer import Download
from explorer.features.logit_lens import code as logit_lens_code
from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.features.tensors import code as tensors_code
from explorer.features.tensors.protocol import SliceRead, TensorExported, TensorsListed
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    ModelSaved,
    ModelSummary,
    Prepare,
    SaveModel,
    UnloadModel,
)
from explorer.protocol.run import (
    AblatedHeads,
    InspectionResult,
    Run,
    RunResult,
    Tokenize,
    Tokenized,
)
from explorer.text.python import layout
from explorer.text.python.ablation import silence
from explorer.text.python.fragment import Fragment, fragment, source
from explorer.text.python.inputs import inputs, run
from explorer.text.python.model import edited_config, obtain, tokenizer


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
    return [settings, obtain(summary), *beforehand(result, summary), own]


def computes(result: object) -> bool:
    """Whether the model ran for this result, so that the number of threads matters."""
    both = (ComparisonResult, ComparedHeadsResult, ComparedHiddenStatesResult)
    return isinstance(result, (RunResult, InspectionResult, Generated, Answer, *both))


def beforehand(result: object, summary: ModelSummary) -> list[Fragment]:
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
    write = _ACTIONS.get(type(request))
    if write is None:
        return fragment(["# There is no Python for this step yet."])
    return write(request, result, summary)


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
    write = _LOOKS.get(type(result))
    if write is None:
        return fragment(["# There is no Python for this step yet."])
    ran = answers_code.ran_of(result)
    if ran is None:
        return fragment(["# This look belongs to a run that has no Python here yet."])
    return write(result, ran, summary)


_LOOKS: dict[type, Callable[[Any, RunResult, ModelSummary], Fragment]] = {
    AttentionResult: attention_code.attention,
    HeadResult: attention_code.head,
    HiddenStatesResult: hidden_states_code.hidden,
    SimilarityResult: hidden_states_code.similarity,
    VectorResult: hidden_states_code.vector,
    LogitLensResult: logit_lens_code.lens,
    PatchApplied: activation_patching_code.run_patched,
    PatchRemoved: activation_patching_code.run_restored,
    TensorsListed: tensors_code.listed,
    SliceRead: tensors_code.table,
    TensorExported: tensors_code.exported,
}


# -- Everything else -------------------------------------------------------------------------


def _prepare(request: Prepare, result: object, summary: ModelSummary | None) -> Fragment:
    return fragment(
        [
            "import torch",
            "import transformers",
            "",
            "print(torch.__version__, transformers.__version__)",
        ]
    )


def _save(request: SaveModel, result: object, summary: ModelSummary | None) -> Fragment:
    own = isinstance(result, ModelSaved) and result.own_names
    return checkpoints_code.saved(request, summary, own_names=own)


def _unload(request: UnloadModel, result: object, summary: ModelSummary | None) -> Fragment:
    note = "# Python frees the memory once nothing uses the model"
    return fragment([note, "del model"] if summary is not None else [note])


def _tokenize(request: Tokenize, result: object, summary: ModelSummary | None) -> Fragment:
    if summary is None or not summary.tokenizer:
        return fragment(["# This model has no tokenizer."])
    rows = result.rows if isinstance(result, Tokenized) else ()
    return inputs(request.texts, rows, request.pairs) + fragment(
        [
            "for row in inputs.input_ids:",
            "    print(tokenizer.convert_ids_to_tokens(row))",
            "    print(row)",
        ]
    )


def _run(request: Run, result: object, summary: ModelSummary | None) -> Fragment:
    if not isinstance(result, RunResult) or summary is None:
        return Fragment()
    return run(request, result, summary)


def _check(request: CheckConfig, result: object, summary: ModelSummary | None) -> Fragment:
    edit = request.edit
    if not isinstance(result, ConfigVerdict) or result.footprint is None:
        return edited_config("", edit)
    name = edit.class_name or result.footprint.class_name
    build = f"{name}.from_config(config)" if name.startswith("Auto") else f"{name}(config)"
    return edited_config("", edit) + fragment(
        [
            "# On the meta device a model has shapes, but no numbers",
            'with torch.device("meta"):',
            f"    empty = {build}",
            'print(f"{empty.num_parameters():,} parameters")',
        ],
        name,
        torch=True,
    )


def _modules(request: ModuleTreeRequest, result: object, summary: ModelSummary | None) -> Fragment:
    model = "model" if request.edit is None else "empty"
    looked = fragment(
        [
            f"print({model})",
            f"for name, weight in {model}.named_parameters():",
            "    print(name, tuple(weight.shape))",
        ]
    )
    if request.edit is None:
        return looked
    name = request.edit.class_name or "AutoModel"
    build = f"{name}.from_config(config)" if name.startswith("Auto") else f"{name}(config)"
    built = fragment(['with torch.device("meta"):', f"    empty = {build}"], name, torch=True)
    return edited_config("", request.edit) + built + looked


def _weight(request: WeightRequest, result: object, summary: ModelSummary | None) -> Fragment:
    lines = [
        *layout.assigned("name", request.name),
        "weight = model.state_dict()[name]",
        "print(weight.shape, weight.dtype)",
    ]
    axes = len(result.shape) if isinstance(result, WeightView) else 0
    first = f"{request.row}:{request.row + request.rows}"
    if axes == 1:
        lines.append(f"print(weight[{first}])")
    elif axes > 1:
        second = f"{request.column}:{request.column + request.columns}"
        table = "weight" if axes == 2 else "weight.flatten(1)"
        lines.append(f"print({table}[{first}, {second}])")
    return fragment(lines)


def _weight_saved(request: ExportWeight, result: object, summary: ModelSummary | None) -> Fragment:
    if not isinstance(result, WeightExported):
        return Fragment()
    lines = [
        *layout.assigned("name", request.name),
        "weight = model.state_dict()[name]",
    ]
    if result.written != result.dtype:
        lines.append(f"# NumPy has no {result.dtype}; float32 holds it exactly")
        lines.append("weight = weight.float()")
    values = "values = weight.cpu().numpy()"
    return fragment([*lines, values]).then(tensors_code.written(request.path))


def _download(request: Download, result: object, summary: ModelSummary | None) -> Fragment:
    plan = request.plan
    lines = [
        *layout.assigned("checkpoint", plan.checkpoint),
        *layout.assigned("revision", plan.commit),
        "# Only the files that loading opens; kept in the cache",
        *layout.assigned_list("files", [file.path for file in plan.files]),
        *layout.called(
            "folder = snapshot_download",
            ["checkpoint", "revision=revision", "allow_patterns=files"],
        ),
        "print(folder)",
    ]
    return Fragment(tuple(lines), hub=frozenset({"snapshot_download"}))


def _read_config(request: ReadConfig, result: object, summary: ModelSummary | None) -> Fragment:
    assert isinstance(result, ConfigRead)
    lines = [
        *layout.assigned("checkpoint", result.checkpoint),
        *layout.assigned("revision", result.commit),
        *layout.called("config = AutoConfig.from_pretrained", ["checkpoint", "revision=revision"]),
        "print(config)",
    ]
    return fragment(lines, "AutoConfig")


_WITHOUT_MODEL = (Prepare, CheckConfig, Download, ReadConfig)


def has_python(step: Step) -> bool:
    """Whether a step has Python of its own."""
    request, result = step.request, step.result
    if isinstance(result, InspectionResult):
        return type(result) in _LOOKS or isinstance(result, AblationResult)
    if isinstance(result, Generated):
        return True
    return type(request) in _ACTIONS or isinstance(request, GETTING)


_ACTIONS: dict[type[Request], Callable[[Any, object, ModelSummary | None], Fragment]] = {
    Prepare: _prepare,
    SaveModel: _save,
    UnloadModel: _unload,
    Tokenize: _tokenize,
    Run: _run,
    CheckConfig: _check,
    ModuleTreeRequest: _modules,
    WeightRequest: _weight,
    ExportWeight: _weight_saved,
    Download: _download,
    ReadConfig: _read_config,
    LoadOther: compare_code.load_other,
    RunBoth: compare_code.run_both,
    ComparedHeadsRequest: compare_code.both_heads,
    ComparedHiddenStatesRequest: compare_code.both_hidden,
    **answers_code.ACTIONS,
}
