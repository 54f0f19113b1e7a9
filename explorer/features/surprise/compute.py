"""Surprisal: −log p of each token that is really there.

A causal model gives it in the run that was made: the logits at a place are about the next token.
A masked model is asked once for each token, with that token masked (Salazar et al. 2020,
"Masked Language Model Scoring", whose sum is the pseudo-log-likelihood).
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import torch

from explorer.engine import long_steps, tasks
from explorer.engine.inside import last_run
from explorer.engine.inside.arrays import floats, integers
from explorer.engine.inside.inspection import Inspection
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.token_text import Words
from explorer.features.surprise.protocol import Method, SurpriseRequest, SurpriseResult
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Token
from explorer.text.translation import tr

_CHUNK_BYTES = 256_000_000
"""Logits of masked copies that are held at once: copies × tokens × vocabulary × 4 bytes."""


def surprise(
    holder: ModelHolder, request: SurpriseRequest, check: Check, report: Report
) -> SurpriseResult:
    """Each token's probability, its rank, and the model's first choice there.

    Raises BadInput for a text that the last run has not, NothingRun, Stopped, and RunFailed.
    """
    loaded = holder.part(Inspection).need_text(request.text_index)
    started = time.perf_counter()
    task = tasks.of_model(loaded.model)
    if task == tasks.FILL_MASK:
        return _masked(loaded, request, started, check, report)
    if "decoder_input_ids" in loaded.run_inputs:
        return _next_token(loaded, request, "target", started, check)
    if tasks.sees_later_tokens(loaded.model):
        return _nothing(loaded, request, _sees_them(loaded))
    if task == tasks.TEXT_GENERATION:
        return _next_token(loaded, request, "next token", started, check)
    return _nothing(loaded, request, _why(loaded, task))


def _why(loaded: LoadedModel, task: str) -> str:
    name = type(loaded.model).__name__
    if task == tasks.TEXT_TO_TEXT:
        return tr(
            "{class_name} writes with a separate decoder. Type in “What the decoder has written "
            "already” how its answer begins: each token of that is asked about.",
            class_name=name,
        )
    return tr(
        "{name} says nothing about single tokens. A model that fills in masks or continues a "
        "text does.",
        name=name,
    )


def _sees_them(loaded: LoadedModel) -> str:
    return tr(
        "{name} sees the tokens that it would be asked for: is_decoder is off in its config.",
        name=type(loaded.model).__name__,
    )


def _nothing(loaded: LoadedModel, request: SurpriseRequest, note: str) -> SurpriseResult:
    empty = torch.zeros(0)  # [tokens]
    return SurpriseResult(
        request=request,
        model_serial=loaded.serial,
        method="next token",
        tokens=(),
        probabilities=floats(empty),
        ranks=integers(empty.long()),
        best=integers(empty.long()),
        best_probabilities=floats(empty),
        words={},
        note=note,
    )


def _next_token(
    loaded: LoadedModel, request: SurpriseRequest, method: Method, started: float, check: Check
) -> SurpriseResult:
    """The logits of the last run, [batch, tokens, vocabulary], one place ahead of the tokens."""
    key = "decoder_input_ids" if method == "target" else "input_ids"
    ids = loaded.run_inputs.get(key)
    logits = loaded.run_outputs.get("logits")
    if ids is None or logits is None or logits.shape[:2] != ids.shape:
        return _nothing(loaded, request, tr("This run has no logits for single tokens."))
    row, text = ids[request.text_index], request.text_index
    if method == "target" and len(row) < 2:  # the token that every text of a decoder starts with
        return _nothing(loaded, request, _why(loaded, tasks.TEXT_TO_TEXT))
    read = last_run.decoder_tokens if method == "target" else last_run.input_tokens
    mask = loaded.run_inputs.get("attention_mask") if method == "next token" else None
    real = (
        mask[text].bool() if mask is not None else torch.ones_like(row, dtype=torch.bool)
    )  # [tokens]
    # A place says something about the next one only where neither is filled up.
    known = [place for place in range(1, len(row)) if real[place] and real[place - 1]]
    judged = _Judged(len(row))
    if known:
        places = torch.tensor(known)
        # [known, vocabulary] and [known]: the place before each token, and the token's ID.
        with torch.inference_mode():
            judged.put(known, logits[text, places - 1], row[places], check)
    return judged.result(loaded, request, method, read(loaded, text), started)


def _masked(
    loaded: LoadedModel, request: SurpriseRequest, started: float, check: Check, report: Report
) -> SurpriseResult:
    """Mask each token in turn: several copies of the text go through the model at once."""
    tokens = last_run.input_tokens(loaded, request.text_index)
    mask_id = loaded.tokenizer.mask_token_id if loaded.tokenizer is not None else None
    if mask_id is None:
        return _nothing(
            loaded,
            request,
            tr("Masking each token needs the mask token of a tokenizer, and this model has none."),
        )
    text = slice(request.text_index, request.text_index + 1)
    inputs = {name: value[text] for name, value in loaded.run_inputs.items()}  # [1, ...]
    row = inputs["input_ids"][0]
    mask = inputs.get("attention_mask")
    known = [
        place
        for place, token in enumerate(tokens)
        # Tokens that only steer the model are not part of the text; a mask hides what was there.
        if not token.special and (mask is None or bool(mask[0, place]))
    ]
    runner, judged = Runner(loaded, check), _Judged(len(tokens))
    vocabulary = int(getattr(loaded.model.config, "vocab_size", 0) or 50_000)
    # Copies times tokens times vocabulary: as many as fit into that many bytes.
    at_once = max(1, _CHUNK_BYTES // (4 * vocabulary * len(row)))
    for places in _chunks(known, at_once):
        report(tr("Masking each token in turn"), places[0] / max(1, len(row)))
        copies = {
            name: value.repeat_interleave(len(places), 0) for name, value in inputs.items()
        }  # [copies, ...]
        # repeat_interleave of one row may return the input itself.
        copies["input_ids"] = copies["input_ids"].clone()
        # Two lists as an index pick pairs: copy r at its place r.
        copies["input_ids"][range(len(places)), places] = mask_id
        with runner.patched():
            outputs, _ = runner.forward(copies)
        logits = outputs["logits"] if "logits" in outputs else outputs["prediction_logits"]
        with torch.inference_mode():
            judged.put(places, logits[range(len(places)), places], row[places], check)
    return judged.result(loaded, request, "masked", tokens, started, at_once)


def _chunks(places: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(places), size):
        yield places[start : start + size]


class _Judged:
    """What was found out about each token so far."""

    def __init__(self, count: int) -> None:
        self._probabilities = torch.full((count,), torch.nan)
        self._best_probabilities = torch.full((count,), torch.nan)
        self._ranks = torch.zeros(count, dtype=torch.long)
        self._best = torch.full((count,), -1)

    def put(self, places: list[int], logits: torch.Tensor, ids: torch.Tensor, check: Check) -> None:
        """Judge tokens `ids` [places] by their logits [places, vocabulary]."""

        def judge() -> tuple[torch.Tensor, ...]:
            # float32, also for a model in half precision: its own softmax would round small shares
            shares = logits.float().softmax(-1)
            own = shares.gather(-1, ids[:, None])  # [places, 1]
            best = shares.max(-1)
            # The rank counts how many tokens are likelier; equal ones share a rank.
            return own[:, 0], (shares > own).sum(-1) + 1, best.values, best.indices

        own, ranks, shares, best = long_steps.apart(check, judge)
        self._probabilities[places] = own
        self._ranks[places] = ranks
        self._best_probabilities[places] = shares
        self._best[places] = best

    def result(
        self,
        loaded: LoadedModel,
        request: SurpriseRequest,
        method: Method,
        tokens: tuple[Token, ...],
        started: float,
        at_once: int = 0,
    ) -> SurpriseResult:
        """All of it, for the tokens of one text."""
        choices = sorted({id_ for id_ in self._best.tolist() if id_ >= 0})
        words = dict(zip(choices, Words(loaded.tokenizer).of(choices), strict=True))
        return SurpriseResult(
            request=request,
            model_serial=loaded.serial,
            method=method,
            tokens=tokens,
            probabilities=floats(self._probabilities),
            ranks=integers(self._ranks),
            best=integers(self._best),
            best_probabilities=floats(self._best_probabilities),
            words=words,
            seconds=time.perf_counter() - started,
            at_once=at_once,
        )
