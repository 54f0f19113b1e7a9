"""One forward pass: inputs checked beforehand, stoppable at every layer, outputs by name."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from explorer.engine import decoder_inputs, long_steps, padding
from explorer.engine.config_values import text_part
from explorer.engine.reset_state import as_new
from explorer.engine.tensors import modules_of, tensors_in
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Check
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def max_length(model: PreTrainedModel) -> int:
    """The longest input in tokens, 0 where the model sets no limit.

    Learned position tables set a hard limit; models that compute positions (RoPE, relative
    biases) run on beyond their `max_position_embeddings`, and are not limited here.
    """
    config = text_part(model.config)
    # Some configs hold None where there is no limit.
    limit = getattr(config, "max_position_embeddings", 0) or 0
    # RoBERTa's table has 514 rows for 512 positions: it counts from after the padding ID.
    # BART's and OPT's have two more than positions, which is why the config's own number still
    # counts.
    tables = [
        module.num_embeddings - (module.padding_idx + 1 if module.padding_idx else 0)
        for name, module in modules_of(model, nn.Embedding)
        if name.rsplit(".", 1)[-1] in ("position_embeddings", "wpe", "embed_positions")
    ]
    return min([int(limit), *tables]) if tables and limit else min(tables, default=0)


def ids_tensor(rows: Sequence[Sequence[int]], vocab_size: int, longest: int) -> torch.Tensor:
    """int64 [rows, length] from lists of IDs; every impossible value is told before the call.

    `vocab_size` 0 is a model without a table of tokens: CANINE reads the number of any letter.
    Raises BadInput for no IDs, ragged rows, an ID outside the vocabulary, too many tokens.
    """
    if not rows or not any(len(row) for row in rows):
        raise BadInput(tr("There is no token to run. Type some text, or at least one input ID."))
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise BadInput(
            tr(
                "The rows of input IDs have different lengths ({value}). A tensor "
                "needs rows of one length: pad the shorter ones.",
                value=", ".join(str(length) for length in sorted(lengths)),
            )
        )
    # Without a table the IDs are code points, and 0x10FFFF is Unicode's last.
    last = vocab_size - 1 if vocab_size else 0x10FFFF
    _within(rows, 0, last, tr("The input ID {} is not in the vocabulary: this model knows"))
    check_length(len(rows[0]), longest)
    return torch.tensor([list(row) for row in rows], dtype=torch.int64)


def _within(rows: Sequence[Sequence[int]], low: int, high: int, sentence: str) -> None:
    """Raises BadInput for the first value outside `low`..`high`."""
    for number, row in enumerate(rows, start=1):
        if row and not (low <= min(row) and max(row) <= high):
            place, value = next((n, v) for n, v in enumerate(row, 1) if not low <= v <= high)
            where = (
                tr("place {place} of row {number}", place=place, number=number)
                if len(rows) > 1
                else tr("place {place}", place=place)
            )
            raise BadInput(
                tr(
                    "{value} {low} to {high}. It stands at {where}.",
                    value=sentence.format(value),
                    low=low,
                    high=high,
                    where=where,
                )
            )


_CALLED = {
    "attention_mask": tr("attention mask"),
    "token_type_ids": tr("token types"),
    "position_ids": tr("position IDs"),
}


def by_hand(
    model: PreTrainedModel, ids: torch.Tensor, written: Mapping[str, Sequence[Sequence[int]]]
) -> dict[str, torch.Tensor]:
    """Inputs of a run from IDs [rows, length] and from what was written beside them.

    Raises BadInput where the class does not take one of them, a shape differs from that of the
    IDs, or a value is impossible. The mask is all ones where none was written.
    """
    known = inspect.signature(model.forward).parameters
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    for name, rows in written.items():
        called = _CALLED[name]
        if name not in known:
            raise BadInput(
                tr(
                    "{name} takes no {called} ({name2}). Empty that field, and it runs.",
                    name=type(model).__name__,
                    called=called,
                    name2=name,
                )
            )
        # One length where the rows are even, several where they are ragged, which fits no shape.
        shape = (len(rows), *sorted({len(row) for row in rows}))
        if shape != tuple(ids.shape):
            raise BadInput(
                tr(
                    "The {called} must have a number for each input ID: {shape} rows "
                    "of {shape2}, and not {rows} of {value}.",
                    called=called,
                    shape=ids.shape[0],
                    shape2=ids.shape[1],
                    rows=len(rows),
                    value=", ".join(map(str, shape[1:])) or 0,
                )
            )
        if name == "attention_mask":
            _within(rows, 0, 1, tr("{} means nothing in an attention mask, which holds"))
            hidden = [place for place, row in enumerate(rows, start=1) if not any(row)]
            if hidden:
                raise BadInput(
                    tr(
                        "The attention mask hides every token of row {hidden}, so nothing "
                        "is left to read there.",
                        hidden=hidden[0],
                    )
                )
        elif name == "token_type_ids":
            # Classes that take token types and name no number of them have BERT's two.
            types = int(getattr(text_part(model.config), "type_vocab_size", 0) or 2)
            _within(rows, 0, types - 1, tr("There is no token type {}: this model has types"))
        else:
            # A class without a longest input has no table of positions that could be left.
            last = (max_length(model) or 1_000_000) - 1
            _within(rows, 0, last, tr("There is no position {}: this model has positions"))
        inputs[name] = torch.tensor([list(row) for row in rows], dtype=torch.int64)
    return inputs


def check_length(length: int, longest: int) -> None:
    """Raises BadInput when an input is longer than the model reads."""
    if longest and length > longest:
        raise BadInput(
            tr(
                "The text is {length} tokens long, and this model reads at most "
                "{longest}. Shorten it by {length2} tokens.",
                length=length,
                longest=longest,
                length2=length - longest,
            )
        )


def arguments(model: PreTrainedModel, inputs: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """The arguments of a run on `inputs`.

    Only those that the class knows: transformers ignores a misspelt one silently. Models with
    encoder and decoder get their start token as the decoder's input where none is given.
    """
    known = inspect.signature(model.forward).parameters
    call_arguments: dict[str, Any] = {
        name: value.to(model.device) for name, value in inputs.items() if name in known
    }
    if "use_cache" in known:
        # One run reads everything at once: a cache would only hold memory.
        call_arguments["use_cache"] = False
    if "lang_ids" in known and getattr(model.config, "default_language", None) is None:
        # X-MOD has an adapter for each language and runs with none unless it is told which.
        count = next(iter(inputs.values())).shape[0]
        call_arguments["lang_ids"] = torch.zeros(count, dtype=torch.int64, device=model.device)
    if "decoder_input_ids" not in call_arguments and decoder_inputs.takes_decoder_ids(model):
        read = decoder_inputs.tensor(model, next(iter(inputs.values())).to(model.device))
        if read is not None:
            call_arguments["decoder_input_ids"] = read
    return call_arguments


def decoder_ids(model: PreTrainedModel, inputs: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """The IDs [batch, length] that the decoder reads in a run on `inputs`."""
    passed = arguments(model, inputs)
    if "decoder_input_ids" in passed:
        given: torch.Tensor = passed["decoder_input_ids"]
        return given
    if "input_ids" not in inputs:  # a picture or a sound: no text was read
        batch = next(iter(inputs.values())).shape[0]
        return torch.full((batch, 1), decoder_inputs.start(model))  # [batch, 1]
    return decoder_inputs.shifted(model, inputs["input_ids"])


def forward(
    model: PreTrainedModel, inputs: Mapping[str, torch.Tensor], check: Check
) -> tuple[dict[str, torch.Tensor], float]:
    """Run the model once without gradients; tensors by output name, and the seconds it took.

    The stop switch is looked at before each layer and inside it.
    """
    passed = arguments(model, inputs)
    with torch.inference_mode(), checked_at_layers(model, check):
        # perf_counter never steps back, as the wall clock may.
        started = time.perf_counter()
        outputs = model(**passed, return_dict=True)
        seconds = time.perf_counter() - started
    return named_tensors(outputs), seconds


@contextmanager
def checked_at_layers(model: PreTrainedModel, check: Check) -> Iterator[None]:
    """Call `check` before each layer, every element of every module list, and inside them.

    Inside, before each multiplication, and while a long one is computed (`long_steps`). What the
    model remembers of former runs does not count (`as_new`).
    """

    def hook(module: nn.Module, arguments: object) -> None:
        check()

    handles = [
        # A stack's layers are in a ModuleList, whatever a class calls them.
        layer.register_forward_pre_hook(hook)
        for _, layers in modules_of(model, nn.ModuleList)
        for layer in layers
        if layer is not None  # Informer's last layer has no convolution after it
    ]
    try:
        with long_steps.stoppable(check), as_new(model), padding.named(model):
            yield
    finally:
        for handle in handles:
            handle.remove()


def named_tensors(outputs: Mapping[str, object]) -> dict[str, torch.Tensor]:
    """Every tensor of a model's output; the elements of a tuple become `name[0]`, `name[1]`."""
    return dict(tensor for name, value in outputs.items() for tensor in tensors_in(value, name))
