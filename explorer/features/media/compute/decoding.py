"""What a decoder says about a picture or a sound: its first token, and the ones after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import decoder_inputs, forward, tokenization
from explorer.engine.decoding import ends, next_token
from explorer.engine.inside import rerun
from explorer.engine.loaded_model import summary
from explorer.engine.media import processor
from explorer.engine.token_text import Words
from explorer.features.media.protocol import RunOnFile
from explorer.protocol.failures import RunFailed
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Prediction
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.engine.loaded_model import LoadedModel


def begun(loaded: LoadedModel, request: RunOnFile) -> list[int]:
    """The IDs that the decoder reads: its start, then what it has written already.

    Raises BadInput for IDs outside the vocabulary and for more than it reads, NoTokenizer.
    """
    target = list(request.target_ids)
    if not target and request.target:
        tokenizer = tokenization.need(loaded)
        tokenization.check_text(request.target)
        target = tokenizer.ids(request.target)
    read = [decoder_inputs.start(loaded.model), *target]
    forward.ids_tensor([read], summary(loaded).vocab_size, forward.max_length(loaded.model))
    return read


def write(
    loaded: LoadedModel,
    inputs: Mapping[str, torch.Tensor],
    read: list[int],
    wanted: int,
    check: Check,
    report: Report,
) -> list[int]:
    """Up to `wanted` more IDs, the likeliest each time, as greedy decoding does.

    The encoder runs once where the class takes its output back. Raises Stopped, RunFailed.
    """
    new: list[int] = []
    stops, longest = ends(loaded), forward.max_length(loaded.model)
    heard: Any = None
    while len(new) < wanted and not (longest and len(read) + len(new) >= longest):
        check()
        rows = torch.tensor([[*read, *new]], device=loaded.model.device)  # [1, tokens]
        passed = forward.arguments(loaded.model, {**inputs, "decoder_input_ids": rows})
        outputs, heard = _step(loaded, passed, heard, check)
        # [1, tokens, vocabulary]: the last place says what comes next.
        new.append(int(outputs["logits"][0, -1].argmax()))
        report(
            tr("Wrote {made} of {wanted} tokens", made=len(new), wanted=wanted), len(new) / wanted
        )
        if new[-1] in stops:
            break
    return new


def _step(
    loaded: LoadedModel, passed: dict[str, Any], heard: Any, check: Check
) -> tuple[Mapping[str, Any], Any]:
    """One run; what the encoder made is handed on, or False where the class does not take it."""
    from transformers.modeling_outputs import BaseModelOutput

    if heard:
        # What only the encoder reads: its output stands for it now.
        names = {*processor.FROM_FILE, "input_ids", "bbox"}
        rest = {name: value for name, value in passed.items() if name not in names}
        try:
            outputs, _ = rerun.call(loaded.model, {**rest, "encoder_outputs": heard}, check)
            return outputs, heard
        # Tried once: some classes take no encoder_outputs, or need the picture again.
        except RunFailed:
            heard = False
    outputs, _ = rerun.call(loaded.model, passed, check)
    encoder_state = outputs.get("encoder_last_hidden_state")
    if heard is None and isinstance(encoder_state, torch.Tensor):
        heard = BaseModelOutput(last_hidden_state=encoder_state)
    return outputs, heard


def predictions(
    loaded: LoadedModel, outputs: Mapping[str, torch.Tensor], top: int, check: Check
) -> tuple[Prediction, ...]:
    """What would come after each token that the decoder was given in a run with these outputs."""
    logits = outputs.get("logits")
    if logits is None or logits.dim() != 3:
        return ()
    words = Words(loaded.tokenizer)
    rows, last = logits[0].float(), logits.shape[1] - 1  # [tokens, vocabulary]
    answers = []
    for place in range(last + 1):
        check()
        answers.append(next_token(rows[place], place, place == last, words, top))
    return tuple(answers)
