"""Steering: a difference of hidden states added to a layer while the model answers.

Turner et al. 2023, "Activation Addition: Steering Language Models Without Optimization". Their two
texts are filled up to one length; here each text's vectors are averaged over its tokens, as in
Rimsky et al. 2024, "Steering Llama 2 via Contrastive Activation Addition", so that any two texts
have a difference. It is added at every token.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from explorer.engine import decoder_inputs, input_ids, tasks
from explorer.engine.decoding import ends
from explorer.engine.inside import intervention_effect
from explorer.engine.inside.inspection import Inspection
from explorer.engine.inside.patching import module_outputs, replace_output
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.tensors import Tensors
from explorer.features.steering.protocol import (
    Steer,
    Steered,
    SteeredAnswer,
    SteeredText,
    SteeringTargets,
    SteeringTargetsRequest,
    SteeringVector,
    WriteSteered,
    WrittenText,
)
from explorer.features.why.compute.question import Asked, NoQuestion, ask, names
from explorer.features.why.protocol import AnswerChoice
from explorer.protocol.failures import BadInput, RunFailed
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

_WRITES = (tasks.TEXT_GENERATION, tasks.TEXT_TO_TEXT)


def targets(
    holder: ModelHolder, request: SteeringTargetsRequest, check: Check, report: Report
) -> SteeringTargets:
    """Which layers a vector can be added to. Raises NothingRun and RunFailed."""
    report(tr("Looking for what can be steered"))
    loaded = holder.loaded
    try:
        layers = _layers(holder, ask(holder, AnswerChoice(), check), check)
    except NoQuestion as why:
        return SteeringTargets(request, loaded.serial, disabled_reason=str(why))
    writes = tasks.of_model(loaded.model) in _WRITES
    reason = "" if writes else tr("This model gives an answer and does not write text.")
    return SteeringTargets(request, loaded.serial, len(layers), no_writing=reason)


def steer(holder: ModelHolder, request: Steer, check: Check, report: Report) -> Steered:
    """The answers of the last run with the vector added. Raises as `ask`, and BadInput."""
    serial = holder.loaded.serial
    try:
        asked = ask(holder, request.choice, check)
        added = _added(holder, asked, request.vector, check, report)
    except NoQuestion as why:
        return Steered(request=request, model_serial=serial, note=str(why))
    report(tr("Running with the vector added"))
    try:
        with added.installed(asked.loaded.model):
            outputs, _ = asked.runner.judged(asked.inputs)
    except RunFailed as failure:  # Reformer's layers return more than a plain tuple
        return Steered(request=request, model_serial=serial, note=failure.sentence)
    return Steered(
        request=request,
        answers=_answers(asked, outputs, request.top),
        checks=_unchanged(asked, outputs) if not request.vector.strength else (),
        **added.facts(asked),
    )


def write(holder: ModelHolder, request: WriteSteered, check: Check, report: Report) -> SteeredText:
    """What the model writes without and with the vector. Raises as `steer`."""
    loaded = holder.loaded
    try:
        asked = ask(holder, request.choice, check)
        if tasks.of_model(loaded.model) not in _WRITES:
            raise NoQuestion(tr("This model gives an answer and does not write text."))
        added = _added(holder, asked, request.vector, check, report)
    except NoQuestion as why:
        return SteeredText(request=request, model_serial=loaded.serial, note=str(why))
    two_stacks = tasks.of_model(loaded.model) == tasks.TEXT_TO_TEXT
    start = decoder_inputs.start(loaded.model) if two_stacks else -1

    def so_far(plain: WrittenText, steered: WrittenText) -> SteeredText:
        return SteeredText(
            request=request,
            plain=plain,
            steered=steered,
            ends=tuple(sorted(ends(loaded))),
            start=start,
            **added.facts(asked),
        )

    plain = steered = WrittenText()
    title, twice = tr("Writing"), 2 * max(1, request.most)
    for plain in _written(asked, request.most, start):
        report(title, len(plain.ids) / twice, so_far(plain, steered))
    with added.installed(loaded.model):
        for steered in _written(asked, request.most, start):
            report(title, 0.5 + len(steered.ids) / twice, so_far(plain, steered))
    return so_far(plain, steered)


# -- the vector ------------------------------------------------------------------------------------


@dataclass
class _Added:
    """The vector [size] of a layer, and how often it is added."""

    module: str
    strength: float
    vector: torch.Tensor
    toward_tokens: int
    away_tokens: int
    state_lengths: list[float] = field(default_factory=list)

    @contextmanager
    def installed(self, model: Any) -> Iterator[None]:
        """Every run inside has the vector in it; with strength 0 nothing is touched."""
        if not self.strength:
            yield
            return

        def add(state: torch.Tensor) -> torch.Tensor:
            if not self.state_lengths:
                self.state_lengths.append(float(state[0].float().norm(dim=-1).mean()))
            return state + self.strength * self.vector  # [1, tokens, size] + [size]

        with replace_output(model.get_submodule(self.module), add):
            yield

    def facts(self, asked: Asked) -> dict[str, Any]:
        """What every result says of it."""
        return {
            "model_serial": asked.loaded.serial,
            "question": asked.question,
            "tokens": asked.tokens,
            "module": self.module,
            "toward_tokens": self.toward_tokens,
            "away_tokens": self.away_tokens,
            "length": float((self.strength * self.vector.float()).norm()),
            "state_length": self.state_lengths[0] if self.state_lengths else 0.0,
        }


def _layers(holder: ModelHolder, asked: Asked, check: Check) -> dict[int, str]:
    """The layers by number. Raises NoQuestion where there are none."""
    if not asked.whole_row:
        raise NoQuestion(tr("Steering is about one text; the last run had several. Run one alone."))
    if asked.loaded.tokenizer is None:
        raise NoQuestion(tr("Without a tokenizer no text can be read to steer by."))
    places = holder.part(Inspection).patch_positions(check)
    if places.why_none:
        raise NoQuestion(places.why_none)
    return places.modules["residual"]


def _added(
    holder: ModelHolder, asked: Asked, wanted: SteeringVector, check: Check, report: Report
) -> _Added:
    """The vector of two texts. Raises BadInput for an empty text or a layer that is not there."""
    layers = _layers(holder, asked, check)
    if wanted.layer not in layers:
        raise BadInput(tr("This model has layers 1 to {layers}.", layers=len(layers)))
    if not (wanted.toward.strip() and wanted.away.strip()):
        raise BadInput(tr("Type two texts: one to steer towards, and one to steer away from."))
    module = layers[wanted.layer]
    # Kept for as long as this is the last run: the slider then costs one run and no more.
    stored = holder.part(Inspection).cache.results
    means = []
    for text in (wanted.toward, wanted.away):
        key = f"steering {module} {text}"
        if key not in stored:
            report(tr("Running the two texts"))
            stored[key] = _mean(asked.runner, module, text)
        means.append(stored[key])
    (toward, tokens), (away, others) = means
    return _Added(module, wanted.strength, toward - away, tokens, others)


def _mean(runner: Runner, module: str, text: str) -> tuple[torch.Tensor, int]:
    """The mean vector [size] over all tokens of a text after a layer, and how many it has."""
    inputs, (row,) = runner.encode((text,))
    states, _ = module_outputs(runner.loaded, (module,), inputs, runner.check)
    if module not in states:
        raise BadInput(tr("This layer returns no hidden states, so there is nothing to add to."))
    return states[module][0].mean(0), len(row)  # [1, tokens, size] → [size]


# -- what it does ----------------------------------------------------------------------------------


def _answers(asked: Asked, outputs: Tensors, top: int) -> tuple[SteeredAnswer, ...]:
    every = [list(range(asked.length))]
    # The one in question is asked for alone, as the exported Python does, for the same bits.
    with torch.inference_mode():
        before, after = (
            (
                rows[0].float().sigmoid()
                if asked.question.independent
                else rows.float().softmax(-1)[0]
            )
            for rows in (asked.rows_of(some, every)[0] for some in (asked.outputs, outputs))
        )  # [answers] each
        most = min(top, int(torch.isfinite(before).sum()))
        best = [*after.topk(most).indices.tolist(), *before.topk(most).indices.tolist()]
    ids = sorted({*best, asked.question.id}, key=lambda id_: -float(after[id_]))
    named = names(asked, ids)
    return tuple(
        SteeredAnswer(id_, named[id_], float(before[id_]), float(after[id_])) for id_ in ids
    )


def _unchanged(asked: Asked, outputs: Tensors) -> tuple[SelfCheck, ...]:
    same = intervention_effect.restored(asked.outputs, outputs)
    return (
        SelfCheck(tr("strength 0 = the run itself"), same.passed, same.sentence, same.compared),
    )


def _written(asked: Asked, most: int, start: int) -> Iterator[WrittenText]:
    """The text after each new token, the likeliest one each time.

    The whole text is read again at each step, so that the exported Python needs no cache.
    """
    runner, loaded = asked.runner, asked.loaded
    ids = torch.tensor([[start]]) if start >= 0 else asked.inputs["input_ids"]  # [1, read]
    last, longest = ends(loaded), input_ids.max_length(loaded.model)
    new: list[int] = []
    tokenizer = loaded.tokenizer
    assert tokenizer is not None
    text, ended = "", False
    yield WrittenText()
    while len(new) < most and not ended and not (longest and ids.shape[-1] >= longest):
        inputs: Tensors = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        if start >= 0:
            inputs = {**asked.inputs, "decoder_input_ids": ids}
        outputs, _ = runner.forward(inputs)
        best = int(outputs["logits"][0, -1].argmax())
        ended = best in last
        if not ended:
            new.append(best)
            ids = torch.cat([ids, torch.tensor([[best]])], -1)
            text = tokenizer.decode(new)
        yield WrittenText(tuple(new), text, ended)
