"""What just happened, in plain words with this run's own numbers; and what will happen.

Every number is computed from the result or the summary. A result that nobody wrote words for
gets an honest neutral sentence, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.features.ablation import explain as ablation_explain
from explorer.features.ablation.protocol import AblationResult, AblationTargets
from explorer.features.activation_patching import explain as activation_patching_explain
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.features.answers import explain as answers_explain
from explorer.features.architecture import explain as architecture_explain
from explorer.features.architecture.protocol import ModuleTree, WeightExported, WeightView
from explorer.features.attention import explain as attention_explain
from explorer.features.attention.protocol import AttentionResult, HeadResult
from explorer.features.checkpoints import explain as checkpoints_explain
from explorer.features.checkpoints.explain_preview import before
from explorer.features.compare import explain as compare_explain
from explorer.features.compare.protocol import (
    ComparedHeadsResult,
    ComparedHiddenStatesResult,
    ComparisonResult,
    OtherReady,
)
from explorer.features.create import explain as create_explain
from explorer.features.create.protocol.config import ConfigVerdict
from explorer.features.generation import explain as generation_explain
from explorer.features.generation.protocol import Generated
from explorer.features.hidden_states import explain as hidden_states_explain
from explorer.features.hidden_states.protocol import (
    HiddenStatesResult,
    SimilarityResult,
    VectorResult,
)
from explorer.features.hub import explain as hub_explain
from explorer.features.hub.protocol.page import ConfigRead
from explorer.features.hub.protocol.transfer import Downloaded, DownloadPlan
from explorer.features.inputs import explain as inputs_explain
from explorer.features.inputs import explain_run
from explorer.features.logit_lens import explain as logit_lens_explain
from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.features.tensors import explain as tensors_explain
from explorer.features.tensors.protocol import SliceRead, TensorExported, TensorsListed
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelReady, ModelSaved, ModelSummary, ModelUnloaded, Prepared
from explorer.protocol.run import RunResult, Tokenized
from explorer.text.translation import tr

__all__ = ["after", "before", "nothing_yet"]

Teller = Callable[[Any, ModelSummary | None], Explanation]

_TELLERS: dict[type, Teller] = {
    Prepared: checkpoints_explain.prepared,
    ModelReady: checkpoints_explain.ready,
    ModelSaved: checkpoints_explain.saved,
    ModelUnloaded: checkpoints_explain.unloaded,
    Tokenized: inputs_explain.tokenized,
    RunResult: explain_run.ran,
    ConfigVerdict: create_explain.verdict,
    ModuleTree: architecture_explain.modules,
    WeightView: architecture_explain.weight,
    WeightExported: architecture_explain.weight_exported,
    DownloadPlan: hub_explain.plan,
    Downloaded: hub_explain.downloaded,
    ConfigRead: hub_explain.config_read,
    Generated: generation_explain.generated,
    AttentionResult: attention_explain.overview,
    HeadResult: attention_explain.head,
    HiddenStatesResult: hidden_states_explain.lengths,
    SimilarityResult: hidden_states_explain.similarity,
    VectorResult: hidden_states_explain.vector,
    LogitLensResult: logit_lens_explain.layers,
    AblationTargets: ablation_explain.possible,
    AblationResult: ablation_explain.switched,
    PatchApplied: activation_patching_explain.patched,
    PatchRemoved: activation_patching_explain.taken_out,
    TensorsListed: tensors_explain.listed,
    SliceRead: tensors_explain.table,
    TensorExported: tensors_explain.exported,
    OtherReady: compare_explain.ready,
    ComparisonResult: compare_explain.both,
    ComparedHeadsResult: compare_explain.heads,
    ComparedHiddenStatesResult: compare_explain.hidden,
    **answers_explain.TELLERS,
}


def after(result: object, summary: ModelSummary | None) -> Explanation:
    """Explain a result; `summary` is the model in memory now, None where there is none."""
    tell = _TELLERS.get(type(result))
    if tell is None:
        return Explanation(
            tr("Done"), (tr("This step is done. There is nothing more to tell about it."),)
        )
    return tell(result, summary)


def nothing_yet() -> Explanation:
    """What stands in the pane before anything was done."""
    return Explanation(
        tr("What just happened"),
        (
            tr(
                "Nothing yet. Open a model on the left, or create one; then type a text and run it."
            ),
            tr("After each step this place tells what happened, with the numbers of that step."),
        ),
    )
