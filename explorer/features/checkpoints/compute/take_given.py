"""Taking the model and the tokenizer that a script or a notebook holds."""

from __future__ import annotations

import time
from typing import Any

from explorer.engine import tokenization
from explorer.engine.engine import Engine
from explorer.engine.loaded_model import LoadedModel, UnreadTokenizer, summary
from explorer.engine.sandbox.tokenizer import Tokenizer
from explorer.engine.script_model import TakenModel
from explorer.engine.weights import fresh_weights
from explorer.protocol import model_handover
from explorer.protocol.failures import BadInput, NoModel, TokenizerBroken, TokenizerUnread
from explorer.protocol.job import Check, Report
from explorer.protocol.model import FROM_PYTHON, ModelReady, ShowModel
from explorer.protocol.model_handover import Handover
from explorer.text.translation import tr

_PROBE = "The capital of France is Paris: été, 12.5 %, 東京 🙂\n\tdef f(x): return x"
"""A text of many kinds of signs, on which two tokenizers that differ hardly agree."""


def show_model(engine: Engine, request: ShowModel, check: Check, report: Report) -> ModelReady:
    """Take the very model, put into evaluation mode; raises NoModel where it was taken back."""
    started = time.monotonic()
    given = model_handover.find(request.number)
    if given is None:
        raise NoModel
    model = given.model
    former = engine.model.given if engine.model is not None else None
    # Before anything of it is changed.
    taken = TakenModel(model, former if isinstance(former, TakenModel) else None)
    report(tr("Looking at the weights"))
    names = {name for name, _ in model.named_parameters()}
    looks_fresh = fresh_weights.looks_fresh(model, names, check) is not None
    report(tr("Reading the tokenizer"))
    tokenizer, unread = _read(given)
    check()
    loaded = LoadedModel(
        serial=engine.next_serial(),
        model=model,
        tokenizer=tokenizer,
        state="fresh" if looks_fresh else "given",
        name=request.name or tr("from Python"),
        tokenizer_source=FROM_PYTHON if tokenizer is not None else "",
        unread_tokenizer=unread,
        from_python=True,
        given=taken,
    )
    loaded.write_config(check)
    loaded.seconds = time.monotonic() - started
    about = summary(loaded)  # it may refuse a class of somebody's own: before anything is changed
    engine.replace(loaded)
    given.taken = taken
    model.eval()
    return ModelReady(about, "given")


def _read(given: Handover) -> tuple[Tokenizer | None, UnreadTokenizer | None]:
    """The tokenizer as the process for tokenizers reads it, or why it cannot."""
    if given.tokenizer is None:
        return None, None
    try:
        given.tokenizer.save_pretrained(given.folder)
        tokenizer = tokenization.read_tokenizer(str(given.folder))
        if tokenizer is None or not _same(given.tokenizer, tokenizer):
            raise TokenizerBroken(
                tr("Saved and read again, it cuts text otherwise than the one in Python.")
            )
    except TokenizerBroken as broken:
        again = isinstance(broken, TokenizerUnread)
        return None, UnreadTokenizer(broken.sentence, broken.details, again)
    except Exception as error:  # its class may be anybody's
        sentence = TokenizerBroken(tr("It cannot be saved.")).sentence
        return None, UnreadTokenizer(sentence, f"{type(error).__name__}: {error}", False)
    return tokenizer, None


def _same(own: Any, read: Tokenizer) -> bool:
    """Whether both make the same IDs of a text, and know as many tokens."""
    try:
        ids = read.encode((_PROBE,)).inputs["input_ids"][0].tolist()
    except BadInput:
        return False
    return len(own) == len(read) and list(own(_PROBE)["input_ids"]) == ids
