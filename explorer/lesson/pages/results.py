"""What a result shows on a page: tokens, tables and pictures, out of the result alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.lesson.pages import both, looks, models, runs
from explorer.messages.answers import (
    AnswerChosen,
    QuestionAnswered,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.messages.compare import BothHeadsSeen, BothHiddenSeen, BothRan
from explorer.messages.config import ModuleTree, WeightView
from explorer.messages.generation import Generated
from explorer.messages.inference import Ran
from explorer.messages.model import ModelReady, ModelSaved
from explorer.messages.views.attention import AttentionSeen, HeadSeen
from explorer.messages.views.hidden import HiddenSeen, SimilaritySeen, VectorSeen
from explorer.messages.views.lens import LensSeen
from explorer.messages.views.switches import HeadsSwitched
from explorer.messages.views.tensors import SliceRead


def shown(result: object) -> str:
    """What there is to see of a result, as markup; empty where words say it all."""
    draw = _DRAWN.get(type(result))
    return draw(result) if draw is not None else ""


_DRAWN: dict[type, Callable[[Any], str]] = {
    Ran: runs.ran,
    TokensLabelled: runs.labelled,
    QuestionAnswered: runs.answered,
    AnswerChosen: runs.chosen,
    TargetRan: runs.target,
    TextsCompared: runs.texts,
    Generated: runs.generated,
    AttentionSeen: looks.attention,
    HeadSeen: looks.head,
    LensSeen: looks.lens,
    HiddenSeen: looks.hidden,
    SimilaritySeen: looks.similarity,
    VectorSeen: looks.vector,
    HeadsSwitched: looks.switched,
    SliceRead: looks.piece,
    ModelReady: models.ready,
    ModelSaved: models.saved,
    ModuleTree: models.modules,
    WeightView: models.weight,
    BothRan: both.ran,
    BothHeadsSeen: both.looked,
    BothHiddenSeen: both.hidden,
}
