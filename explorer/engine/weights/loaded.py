"""What is kept of a loaded checkpoint: its name, its tokenizer, what was drawn at random."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from explorer.engine import tokenization
from explorer.engine.loaded_model import LoadedModel, UnreadTokenizer
from explorer.engine.weights import load
from explorer.protocol.failures import TokenizerBroken, TokenizerUnread
from explorer.protocol.model import LoadReport, WeightState

if TYPE_CHECKING:
    from transformers import PreTrainedModel


class CheckpointRequest(Protocol):
    """A request for the weights of a checkpoint, whichever feature sent it."""

    @property
    def path(self) -> str:
        """The folder, or the id of a cached checkpoint."""

    @property
    def name(self) -> str:
        """What it is called; empty for the folder's own name."""

    @property
    def revision(self) -> str:
        """The commit of a cached checkpoint."""


def record(
    serial: int,
    request: CheckpointRequest,
    model: PreTrainedModel,
    report: LoadReport,
    state: WeightState,
) -> LoadedModel:
    """A model that `load.load` gave, with its tokenizer.

    A tokenizer that cannot be read counts as none, and the reason is kept for whoever asks for it:
    the model still runs on input IDs.
    """
    unread = None
    source = request.path
    try:
        tokenizer = tokenization.read_tokenizer(request.path, request.revision)
        if tokenizer is None and report.base:  # an adapter's folder need not have its own
            source = report.base
            tokenizer = tokenization.read_tokenizer(report.base, report.base_revision)
    except TokenizerBroken as broken:
        tokenizer = None
        # Not the failure itself: its traceback would hold the frames of the load, and so the model.
        again = isinstance(broken, TokenizerUnread)
        unread = UnreadTokenizer(broken.sentence, broken.details, again)
    return LoadedModel(
        serial=serial,
        model=model,
        tokenizer=tokenizer,
        state=state,
        name=request.name or Path(request.path).name,
        source=request.path,
        revision=request.revision,
        tokenizer_source=source if tokenizer is not None else "",
        unread_tokenizer=unread,
        report=report,
        seed=load.SEED if report.trained < report.total else None,
    )
