"""The lens: what the model would say if it stopped after each layer.

Each layer's hidden state goes through the model's own final norm and head (`unembedding` finds
them). The last row must then be the logits of the run; that is checked on every look.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import torch

from explorer.engine import numbers
from explorer.engine.inside import hidden_states as inside_hidden_states
from explorer.engine.inside import last_run
from explorer.engine.inside.arrays import floats, integers
from explorer.engine.inside.hidden_states import States
from explorer.engine.inside.inspection import Inspection
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.tensors import form_of
from explorer.engine.token_text import Words
from explorer.features.logit_lens.protocol import LogitLensRequest, LogitLensResult
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import Kind, SelfCheck
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Token
from explorer.text import numbers as words
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.engine.inside.unembedding import UnembeddingPath

CHUNK_BYTES = 256 * 1024 * 1024
"""Logits that exist at once; longer inputs go through the head in pieces."""


def lens(
    holder: ModelHolder, request: LogitLensRequest, check: Check, report: Report
) -> LogitLensResult:
    """The best tokens after each layer at the positions asked for, with the self-check.

    An empty result with a note where the class cannot be asked. Raises BadInput for positions
    outside the text.
    """
    loaded, states = holder.part(Inspection).states(request.text_index, check, report)
    started = time.perf_counter()
    kind: Kind = "decoder" if "decoder" in states.stacks else "self"
    logits = states.outputs.get("logits")
    # Without a head there is no vocabulary to ask.
    head = loaded.model.get_output_embeddings()
    if head is None or states.path is None or logits is None or kind not in states.stacks:
        return _nothing(loaded, request, _why(loaded, states, logits))
    # Where a class predicts from streams of its own, those are asked, and not its hidden states.
    every = states.speaking or states.stacks[kind]
    last = len(every) - 1
    # The last state is always readable: the model itself gave it to the head.
    readable = [n for n, row in enumerate(every) if n == last or states.path.reads(row, every[-1])]
    rows = [every[n] for n in readable]
    left = [row for n, row in enumerate(every) if n not in readable]
    sentence = states.odd.get(kind, "")
    if left:
        sentence = tr(
            "{sentence} {left_out} of the hidden states have a shape that the head cannot read "
            "({shapes}) and are left out.",
            sentence=sentence,
            left_out=len(left),
            shapes=form_of(left[0]),
        ).strip()
    if len(rows) < 2:
        return _nothing(
            loaded,
            request,
            tr(
                "{class_name} carries states between its layers that its head cannot read. "
                "{reason}",
                class_name=type(loaded.model).__name__,
                reason=sentence,
            ),
        )
    length = rows[-1].shape[1]
    stop = request.stop or length
    if not 0 <= request.start < stop <= length:
        raise BadInput(
            words.ntr(
                "The text has {count} token: there are no positions {first}-{last}.",
                "The text has {count} tokens: there are no positions {first}-{last}.",
                length,
                first=request.start,
                last=stop,
            )
        )
    read = last_run.decoder_tokens if kind == "decoder" else last_run.input_tokens
    tokens = read(loaded, request.text_index)[request.start : stop]
    top = max(1, min(request.top, logits.shape[-1]))
    final = logits[request.text_index, request.start : stop].float()  # [positions, vocabulary]
    answer = final.argmax(-1)  # [positions]: what the model really says
    ids, values, probabilities, finals = [], [], [], []
    with torch.inference_mode(), states.path.at_hand():
        for place, row in enumerate(rows):
            check()
            report(tr("Asking every layer"), place / len(rows))
            tensor = _row_logits(states.path, row, request, stop, last=place == len(rows) - 1)
            check()
            chance = torch.softmax(tensor, -1)  # [positions, vocabulary]
            check()
            best = chance.topk(top, dim=-1)  # [positions, top]
            ids.append(best.indices)
            values.append(tensor.gather(-1, best.indices))
            probabilities.append(best.values)
            # How much each layer thinks of the final answer, also where it is not among its best.
            # [positions, 1] → [positions]
            finals.append(chance.gather(-1, answer[:, None])[:, 0])
        checks = (_last_row(states.path, rows[-1], logits, request.text_index, check),)
    all_ids = torch.stack(ids)  # [layers, positions, top]
    seen_ids = sorted(set(all_ids.flatten().tolist()))
    spelled = Words(loaded.tokenizer).of(seen_ids)
    return LogitLensResult(
        request=request,
        model_serial=loaded.serial,
        names=tuple(inside_hidden_states.names(states, kind)[n] for n in readable),
        stream=states.stream,
        start=request.start,
        tokens=tokens,
        ids=integers(all_ids),
        probabilities=floats(torch.stack(probabilities)),
        logits=floats(torch.stack(values)),
        final=floats(torch.stack(finals)),  # [layers, positions]
        words=dict(zip(seen_ids, spelled, strict=True)),
        how=states.path.words(),
        note=sentence,
        checks=checks,
        seconds=time.perf_counter() - started,
        path=states.path.describe(),
        at_once=_positions_at_once(states.path),
        places=tuple(states.places[kind][n] for n in readable) if sentence else (),
    )


def _row_logits(
    path: UnembeddingPath, row: torch.Tensor, request: LogitLensRequest, stop: int, *, last: bool
) -> torch.Tensor:
    """Logits float32 [positions, vocabulary] of one row."""
    pieces = []
    size = _positions_at_once(path)
    for start in range(request.start, stop, size):
        # [1, positions of this piece, size]: the head takes a batch.
        piece = row[request.text_index : request.text_index + 1, start : min(stop, start + size)]
        pieces.append(path.logits(piece, last=last)[0].float())
    return torch.cat(pieces)


def _positions_at_once(path: UnembeddingPath) -> int:
    # 4 bytes for each number of the vocabulary.
    return max(1, CHUNK_BYTES // (4 * path.vocab_size))


def _last_row(
    path: UnembeddingPath, row: torch.Tensor, logits: torch.Tensor, text_index: int, check: Check
) -> SelfCheck:
    """The last row through the same way, in the shape of the run: equal to its logits?

    In one call like the model's own, because other shapes round in another order; where that
    would be too large, one text or one position stands for it and rounding is allowed.
    """
    steps = " → ".join(step.name for step in path.steps)
    whole = row.shape[0] * row.shape[1] <= _positions_at_once(path)
    if whole:
        last_logits, wanted = path.logits(row, last=True), logits
    else:
        last_state = row[text_index : text_index + 1, -1:]  # [1, 1, size]
        last_logits, wanted = (
            path.logits(last_state, last=True),
            logits[text_index : text_index + 1, -1:],
        )
    check()
    same = bool(torch.equal(last_logits, wanted))
    difference = 0.0 if same else numbers.farthest(last_logits, wanted, torch.float32, check)
    # Rounding in float32 over a sum of hidden_size products, relative to the largest logit.
    passed = same or difference <= 1e-4 * max(1.0, _largest(wanted, check))
    sentence = (
        tr("The last row is equal to the model's logits, bit for bit.")
        if same
        else tr(
            "The last row differs from the model's logits by at most {difference}.",
            difference=words.rounded(difference),
        )
    )
    compared = tr(
        "Compared: what {modules} makes of the last hidden state, and the logits that the run "
        "returned: {numbers} numbers, {shape}.",
        modules=steps,
        numbers=words.count(wanted.numel()),
        shape=form_of(wanted),
    )
    return SelfCheck(tr("last lens row = logits"), passed, sentence, compared)


def _largest(values: torch.Tensor, check: Check) -> float:
    low, high = numbers.finite_range(values, check)
    return max(abs(low or 0.0), abs(high or 0.0))


def _why(loaded: LoadedModel, states: States, logits: object) -> str:
    name = type(loaded.model).__name__
    if states.note:
        return states.note
    if loaded.model.get_output_embeddings() is None:
        return tr(
            "{name} has no head over the vocabulary, so no layer can be asked "
            "for a word. A class for masked words or for text generation has "
            "one.",
            name=name,
        )
    if logits is None:
        return tr(
            "{name} returned no logits, so there is nothing to compare the layers with.", name=name
        )
    return tr(
        "{name} does something between its last layer and its logits that "
        "cannot be repeated for the other layers.",
        name=name,
    )


def _nothing(loaded: LoadedModel, request: LogitLensRequest, note: str) -> LogitLensResult:
    empty = torch.zeros((0, 0, 0))  # [layers, positions, top], all 0
    none: tuple[Token, ...] = ()
    return LogitLensResult(
        request=request,
        model_serial=loaded.serial,
        names=(),
        start=0,
        tokens=none,
        ids=integers(empty),
        probabilities=floats(empty),
        logits=floats(empty),
        final=floats(torch.zeros((0, 0))),
        words={},
        how="",
        note=note,
        checks=(),
        seconds=0.0,
    )
