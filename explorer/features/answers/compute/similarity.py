"""How alike texts are: each one's hidden states pooled into a vector, and those compared."""

from __future__ import annotations

from typing import Any

import torch

from explorer.engine.inside import skip_lm_head
from explorer.engine.inside.arrays import floats
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.weights.sentence_modules import SentenceModules, Tensors
from explorer.features.answers.protocol import CompareTexts, TextsCompared
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Check, Report
from explorer.protocol.task_run import PoolingStep
from explorer.text.translation import tr


def compare_texts(
    holder: ModelHolder, request: CompareTexts, check: Check, report: Report
) -> TextsCompared:
    """Make a vector of each text's last hidden states as the checkpoint says; compare by cosine."""
    loaded = holder.loaded
    runner = Runner(loaded, check)
    inputs, rows = runner.encode(request.texts, request.input_ids, request.by_hand)
    run = runner.run(inputs, rows, report)
    # Of two stacks the encoder has read the texts; the decoder has only its start.
    states = loaded.run_outputs.get(
        "encoder_last_hidden_state", loaded.run_outputs.get("last_hidden_state")
    )
    how = tr("the model's last hidden states")
    # Classes with a head return no last hidden state unless they are asked for all of them.
    if states is None:
        outputs, _ = skip_lm_head.tried(
            loaded.model,
            lambda logits: runner.again("output_hidden_states", logits=logits),
        )
        result: Any = outputs.get("hidden_states") or outputs.get("encoder_hidden_states")
        if not result:
            raise BadInput(
                tr(
                    "{name} returns no hidden states, so texts cannot be compared with it.",
                    name=type(loaded.model).__name__,
                )
            )
        states = result[-1]
    if states.dim() != 3 or states.shape[:2] != inputs["input_ids"].shape:
        raise BadInput(tr("{name} has no vector for each token.", name=type(loaded.model).__name__))
    # [texts, tokens]; a model that is given no mask counts every token.
    mask = inputs.get("attention_mask", torch.ones_like(inputs["input_ids"])).float()
    own = loaded.sentence_modules
    mode = "mean" if request.pooling == "own" else request.pooling
    steps: tuple[PoolingStep, ...] = (PoolingStep("pooling", modes=(mode,)),)
    if request.pooling == "own" and own is not None and not own.disabled_reason:
        steps = own.steps
    vectors = _vectors(states.float(), mask, steps, own.tensors if own is not None else {})
    # [texts, size] by [size, texts] is [texts, texts].
    # Rounding may bring a product of two unit vectors a little above 1, hence the clamp.
    unit = torch.nn.functional.normalize(vectors, dim=-1)
    return TextsCompared(
        request,
        run,
        floats((unit @ unit.T).clamp(-1, 1)),
        floats(vectors),
        " ".join(_in_words(request, how, steps, own, mask, created=loaded.report is None)),
        steps,
    )


def _vectors(
    states: torch.Tensor, mask: torch.Tensor, steps: tuple[PoolingStep, ...], tensors: Tensors
) -> torch.Tensor:
    """[texts, size] out of hidden states [texts, tokens, size]; padding counts nowhere.

    The order and the formulas are those of sentence-transformers 5. Raises BadInput where the
    sizes of two steps do not fit together.
    """
    functions = torch.nn.functional
    vectors = states
    for step in steps:
        if step.kind == "pooling":
            # Several ways of pooling side by side: [texts, modes × size].
            vectors = torch.cat([_pooled(states, mask, mode) for mode in step.modes], -1)
        elif step.kind == "normalize":
            vectors = functions.normalize(vectors, dim=-1)
        else:
            if vectors.dim() != 2 or vectors.shape[-1] != step.sizes[0]:
                raise BadInput(
                    tr(
                        "The checkpoint's own {file} takes vectors of {size} values, and here "
                        "they have {other}.",
                        file=step.file,
                        size=step.sizes[0],
                        other=vectors.shape[-1],
                    )
                )
            # A dense layer or a layer norm with weights of its own, as sentence-transformers
            # saved it.
            own = tensors[step.file]
            if step.kind == "dense":
                vectors = functions.linear(vectors, own["linear.weight"], own.get("linear.bias"))
                vectors = getattr(torch.nn, step.activation)()(vectors)
            else:
                size = (step.sizes[0],)
                vectors = functions.layer_norm(
                    vectors, size, own["norm.weight"], own.get("norm.bias")
                )
    if vectors.dim() != 2:
        raise BadInput(tr("The checkpoint's own modules.json has no step that pools the tokens."))
    return vectors


def _pooled(states: torch.Tensor, mask: torch.Tensor, mode: str) -> torch.Tensor:
    """[texts, size] out of [texts, tokens, size]."""
    tensor = mask[..., None]  # (texts, tokens, 1)
    if mode == "mean":
        # clamp_min(1): an empty row divides by 1, and not by 0.
        return (states * tensor).sum(1) / tensor.sum(1).clamp_min(1)
    if mode == "mean_sqrt_len_tokens":
        return (states * tensor).sum(1) / tensor.sum(1).clamp_min(1).sqrt()
    if mode == "max":
        # Padding must never be the largest, also where all values are below 0.
        return states.masked_fill(tensor == 0, -torch.inf).amax(1)
    first = mask.argmax(1)  # (texts,): the first token that counts
    if mode == "weightedmean":  # the n-th token n times
        # counted from the first token that counts: padding may be left
        # Places 1, 2, 3, … of the text: [1, tokens] minus [texts, 1].
        places = torch.arange(1, mask.shape[1] + 1) - first[:, None]
        tensor = (mask * places)[..., None]
        return (states * tensor).sum(1) / tensor.sum(1).clamp_min(1)
    if mode == "lasttoken":
        first = mask.shape[1] - 1 - mask.flip(1).argmax(1)
    return states[torch.arange(len(states)), first]  # [texts, size]


_MODES = {
    "mean": tr("averaged over the tokens"),
    "mean_sqrt_len_tokens": tr("added up over the tokens and divided by the root of their number"),
    "max": tr("the largest value over the tokens in each dimension"),
    "weightedmean": tr("averaged over the tokens, where later tokens count more"),
    "cls": tr("taken from the first token"),
    "lasttoken": tr("taken from the last token"),
}


def _in_words(
    request: CompareTexts,
    how: str,
    steps: tuple[PoolingStep, ...],
    own: SentenceModules | None,
    mask: torch.Tensor,
    *,
    created: bool,
) -> list[str]:
    """Sentences: what a text's vector is, who says so, and what sentence-transformers would add.

    A model that was `created` has no checkpoint.
    """
    parts = [_MODES[mode] for step in steps for mode in step.modes]
    sentences = [
        tr("Each text's vector is {vectors}, {pooling}.", vectors=how, pooling=parts[0])
        if len(parts) == 1
        else tr(
            "Each text's vector is {vectors}, pooled in several ways that are set side by side: "
            "{poolings}.",
            vectors=how,
            poolings="; ".join(parts),
        )
    ]
    for step in steps:
        if step.kind == "dense":
            sentences.append(
                tr(
                    "A dense layer turns its {first} values into {last}, followed by {activation}.",
                    first=step.sizes[0],
                    last=step.sizes[-1],
                    activation=step.activation,
                )
            )
        elif step.kind == "layer_norm":
            sentences.append(tr("A layer norm evens out its values."))
        elif step.kind == "normalize":
            sentences.append(tr("It is scaled to length 1."))
    if request.pooling != "own":
        return sentences
    if own is None:
        says_nothing = (
            tr("Nothing says how to pool, so the mean is used.")
            if created
            else tr("The checkpoint does not say how to pool, so the mean is used.")
        )
        return [*sentences, says_nothing]
    if own.disabled_reason:
        why = tr(
            "The checkpoint has its own pooling, which is not used here: {reason}.",
            reason=own.disabled_reason,
        )
        return [*sentences, why]
    sentences.append(tr("This is the checkpoint's own pooling, as its modules.json says."))
    return sentences + _not_done(own, request, mask)


def _not_done(own: SentenceModules, request: CompareTexts, mask: torch.Tensor) -> list[str]:
    """What sentence-transformers would do to these texts besides, and this program does not."""
    rows = []
    if own.most_tokens and int(mask.sum(1).max()) > own.most_tokens:
        rows.append(
            tr(
                "sentence-transformers would read only the first {most} tokens of a text; here "
                "all are read.",
                most=own.most_tokens,
            )
        )
    if own.prompt:
        rows.append(
            tr(
                "sentence-transformers would put “{prompt}” before each text; here you write it "
                "yourself.",
                prompt=own.prompt[:200],
            )
        )
    if own.lower and any(text != text.lower() for text in request.texts):
        rows.append(
            tr(
                "sentence-transformers would write the texts in lower case; here they are read as "
                "they are."
            )
        )
    return rows
