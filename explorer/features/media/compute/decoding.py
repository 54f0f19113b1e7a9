"""What a decoder writes about a picture or a sound, token by token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from explorer.engine import input_ids
from explorer.engine.decoding import ends
from explorer.engine.media import processor
from explorer.engine.runner import Runner
from explorer.protocol.failures import RunFailed
from explorer.protocol.job import Report
from explorer.text.numbers import ntr


def write(
    runner: Runner,
    inputs: Mapping[str, torch.Tensor],
    read: list[int],
    wanted: int,
    report: Report,
) -> list[int]:
    """Up to `wanted` more IDs, the likeliest each time, as greedy decoding does.

    The encoder runs once where the class takes its output back. Raises Stopped, RunFailed.
    """
    new: list[int] = []
    stops, longest = ends(runner.loaded), input_ids.max_length(runner.model)
    heard: Any = None
    while len(new) < wanted and not (longest and len(read) + len(new) >= longest):
        runner.check()
        rows = torch.tensor([[*read, *new]])  # [1, tokens]
        outputs, heard = _step(runner, {**inputs, "decoder_input_ids": rows}, heard)
        # [1, tokens, vocabulary]: the last place says what comes next.
        new.append(int(outputs["logits"][0, -1].argmax()))
        report(
            ntr(
                "Wrote {written} of {count} token",
                "Wrote {written} of {count} tokens",
                wanted,
                written=len(new),
            ),
            len(new) / wanted,
        )
        if new[-1] in stops:
            break
    return new


def _step(
    runner: Runner, inputs: dict[str, torch.Tensor], heard: Any
) -> tuple[Mapping[str, Any], Any]:
    """One run; what the encoder made is handed on, or False where the class does not take it."""
    from transformers.modeling_outputs import BaseModelOutput

    if heard:
        # What only the encoder reads: its output stands for it now.
        names = {*processor.FROM_FILE, "input_ids", "bbox"}
        rest = {name: value for name, value in inputs.items() if name not in names}
        try:
            return runner.forward(rest, encoder_outputs=heard)[0], heard
        # Tried once: some classes take no encoder_outputs, or need the picture again.
        except RunFailed:
            heard = False
    outputs, _ = runner.forward(inputs)
    encoder_state = outputs.get("encoder_last_hidden_state")
    if heard is None and isinstance(encoder_state, torch.Tensor):
        heard = BaseModelOutput(last_hidden_state=encoder_state)
    return outputs, heard
