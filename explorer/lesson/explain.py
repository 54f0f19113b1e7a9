"""What just happened, in plain words with this run's own numbers; and what will happen.

Every number is computed from the result or the summary. A result that nobody wrote words for
gets an honest neutral sentence, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.lesson.explanations import (
    attention,
    comparing,
    config,
    hidden_states,
    hub,
    lens,
    model,
    patching,
    running,
    switching,
    tasks,
    tensors,
    tokens,
    writing,
)
from explorer.lesson.explanations.beforehand import before
from explorer.messages.compare import BothHeadsSeen, BothHiddenSeen, BothRan, OtherReady
from explorer.messages.config import ConfigVerdict, ModuleTree, WeightView
from explorer.messages.generation import Generated
from explorer.messages.hub.page import ConfigRead
from explorer.messages.hub.transfer import Downloaded, Plan
from explorer.messages.inference import Ran, Tokenized
from explorer.messages.lesson import Explanation
from explorer.messages.model import (
    ModelReady,
    ModelSaved,
    ModelSummary,
    ModelUnloaded,
    Prepared,
)
from explorer.messages.views.attention import AttentionSeen, HeadSeen
from explorer.messages.views.hidden import HiddenSeen, SimilaritySeen, VectorSeen
from explorer.messages.views.lens import LensSeen
from explorer.messages.views.patching import PatchRestored, RunPatched
from explorer.messages.views.switches import HeadsSwitched, SwitchesSeen
from explorer.messages.views.tensors import SliceRead, TensorExported, TensorsListed
from explorer.messages.weights import WeightExported
from explorer.texts import tr

__all__ = ["after", "before", "nothing_yet"]

Teller = Callable[[Any, ModelSummary | None], Explanation]

_TELLERS: dict[type, Teller] = {
    Prepared: model.prepared,
    ModelReady: model.ready,
    ModelSaved: model.saved,
    ModelUnloaded: model.unloaded,
    Tokenized: tokens.tokenized,
    Ran: running.ran,
    ConfigVerdict: config.verdict,
    ModuleTree: config.modules,
    WeightView: config.weight,
    WeightExported: tensors.weight_exported,
    Plan: hub.plan,
    Downloaded: hub.downloaded,
    ConfigRead: hub.config_read,
    Generated: writing.generated,
    AttentionSeen: attention.overview,
    HeadSeen: attention.head,
    HiddenSeen: hidden_states.lengths,
    SimilaritySeen: hidden_states.similarity,
    VectorSeen: hidden_states.vector,
    LensSeen: lens.layers,
    SwitchesSeen: switching.possible,
    HeadsSwitched: switching.switched,
    RunPatched: patching.patched,
    PatchRestored: patching.taken_out,
    TensorsListed: tensors.listed,
    SliceRead: tensors.table,
    TensorExported: tensors.exported,
    OtherReady: comparing.ready,
    BothRan: comparing.both,
    BothHeadsSeen: comparing.heads,
    BothHiddenSeen: comparing.hidden,
    **tasks.TELLERS,
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
