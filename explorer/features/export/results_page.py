"""What a result shows on a page: tokens, tables and pictures, out of the result alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.features.ablation.protocol import AblationResult
from explorer.features.answers import export as answers_export
from explorer.features.answers.protocol import (
    AnswerChosen,
    QuestionAnswered,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.features.attention.protocol import AttentionResult, HeadResult
from explorer.features.checkpoints import export as checkpoints_export
from explorer.features.compare import export as compare_export
from explorer.features.compare.protocol import (
    ComparedHeadsResult,
    ComparedHiddenStatesResult,
    ComparisonResult,
)
from explorer.features.create.protocol.config import ModuleTree, WeightView
from explorer.features.export import inspection_page
from explorer.features.generation.protocol import Generated
from explorer.features.hidden_states.protocol import (
    HiddenStatesResult,
    SimilarityResult,
    VectorResult,
)
from explorer.features.logit_lens.protocol import LogitLensResult
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
    Generated: answers_export.generated,
    AttentionResult: inspection_page.attention,
    HeadResult: inspection_page.head,
    LogitLensResult: inspection_page.lens,
    HiddenStatesResult: inspection_page.hidden,
    SimilarityResult: inspection_page.similarity,
    VectorResult: inspection_page.vector,
    AblationResult: inspection_page.switched,
    SliceRead: inspection_page.piece,
    ModelReady: checkpoints_export.ready,
    ModelSaved: checkpoints_export.saved,
    ModuleTree: checkpoints_export.modules,
    WeightView: checkpoints_export.weight,
    ComparisonResult: compare_export.ran,
    ComparedHeadsResult: compare_export.looked,
    ComparedHiddenStatesResult: compare_export.hidden,
}
