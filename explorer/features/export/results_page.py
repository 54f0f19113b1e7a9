"""What a result shows on a page: tokens, tables and pictures, out of the result alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.features.ablation import export as ablation_export
from explorer.features.ablation.protocol import AblationResult
from explorer.features.answers import export as answers_export
from explorer.features.answers.protocol import (
    AnswerChosen,
    QuestionAnswered,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.features.architecture.protocol import ModuleTree, WeightView
from explorer.features.attention import export as attention_export
from explorer.features.attention.protocol import AttentionResult, HeadResult
from explorer.features.checkpoints import export as checkpoints_export
from explorer.features.compare import export as compare_export
from explorer.features.compare.protocol import (
    ComparedHeadsResult,
    ComparedHiddenStatesResult,
    ComparisonResult,
)
from explorer.features.generation import export as generation_export
from explorer.features.generation.protocol import Generated
from explorer.features.hidden_states import export as hidden_states_export
from explorer.features.hidden_states.protocol import (
    HiddenStatesResult,
    SimilarityResult,
    VectorResult,
)
from explorer.features.logit_lens import export as logit_lens_export
from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.features.tensors import export as tensors_export
from explorer.features.tensors.protocol import SliceRead
from explorer.protocol.model import ModelReady, ModelSaved
from explorer.protocol.run import RunResult


def shown(result: object) -> str:
    """What there is to see of a result, as markup; empty where words say it all."""
    draw = _DRAWN.get(type(result))
    return draw(result) if draw is not None else ""


_DRAWN: dict[type, Callable[[Any], str]] = {
    RunResult: answers_export.ran,
    TokensLabelled: answers_export.labelled,
    QuestionAnswered: answers_export.answered,
    AnswerChosen: answers_export.chosen,
    TargetRan: answers_export.target,
    TextsCompared: answers_export.texts,
    Generated: generation_export.generated,
    AttentionResult: attention_export.attention,
    HeadResult: attention_export.head,
    LogitLensResult: logit_lens_export.lens,
    HiddenStatesResult: hidden_states_export.hidden,
    SimilarityResult: hidden_states_export.similarity,
    VectorResult: hidden_states_export.vector,
    AblationResult: ablation_export.switched,
    SliceRead: tensors_export.piece,
    ModelReady: checkpoints_export.ready,
    ModelSaved: checkpoints_export.saved,
    ModuleTree: checkpoints_export.modules,
    WeightView: checkpoints_export.weight,
    ComparisonResult: compare_export.ran,
    ComparedHeadsResult: compare_export.looked,
    ComparedHiddenStatesResult: compare_export.hidden,
}
