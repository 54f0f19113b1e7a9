"""Outputs into predictions: what the model says at each mask, next, or about the whole text."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import numbers, tasks, tokenization
from explorer.protocol.job import Check
from explorer.protocol.run import Candidate, Prediction, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig

    from explorer.engine.sandbox.tokenizer import Tokenizer

Rows = Sequence[Sequence[Token]]

_OTHERWISE = {
    tasks.TOKEN_CLASSIFICATION: tr("This class gives every token a label."),
    tasks.QUESTION_ANSWERING: tr("This class finds the answer to a question inside a text."),
    tasks.MULTIPLE_CHOICE: tr("This class chooses among several endings of a text."),
    tasks.TEXT_TO_TEXT: tr("This class answers a text with another, token by token."),
    tasks.SENTENCE_SIMILARITY: tr("This class gives every token a vector, and texts are compared."),
}
"""Tasks that are answered by another request than `Run`."""


def otherwise(task: str) -> str:
    """What a class does whose answers need more than its outputs; empty for the others."""
    return _OTHERWISE.get(task, "")


def predictions(
    task: str,
    outputs: Mapping[str, torch.Tensor],
    rows: Rows,
    attention_mask: torch.Tensor | None,
    tokenizer: Tokenizer | None,
    config: PreTrainedConfig,
    top: int,
    check: Check = numbers.go_on,
) -> tuple[tuple[Prediction, ...], str]:
    """What the model says, and a sentence why it says nothing where it does not.

    Probabilities are the softmax of the logits in float32 (the sigmoid for several labels at
    once), over the whole vocabulary or all labels.
    """
    logits = outputs.get("logits", outputs.get("prediction_logits"))
    if otherwise(task):
        return (), (
            tr(
                "{sentence} The Inference tab does that; here you see only its output tensors.",
                sentence=otherwise(task),
            )
        )
    if logits is None or task == tasks.OUTPUTS:
        return (), (
            tr(
                "This class has no head that answers in words: it returns tensors, which "
                "other models or a head of your own can use."
            )
        )
    if task in tasks.LABELS:
        of_medium = {
            tasks.IMAGE_CLASSIFICATION: tr("Class of the picture"),
            tasks.AUDIO_CLASSIFICATION: tr("Class of the sound"),
        }
        title = of_medium.get(task, tr("Class of the text"))
        return _labels(logits, config, title, check), ""
    if task == tasks.NEXT_SENTENCE:
        return _follows(logits), ""
    if task == tasks.TEXT_GENERATION:
        return next_token(logits, rows, attention_mask, tokenizer, top, check), ""
    mask_predictions = _masks(logits, rows, tokenizer, top, check)
    if mask_predictions:
        return mask_predictions, ""
    if tokenizer is None or not tokenizer.mask_token:
        return (), (
            tr(
                "Without a tokenizer it is not known which input ID marks a gap, so there is "
                "nothing to fill in. The model returned its tensors."
            )
        )
    mask = str(tokenizer.mask_token)
    return (), (
        tr(
            "There is no {mask} in the text, so there is nothing to fill in. "
            "Write {mask} in place of a word.",
            mask=mask,
        )
    )


def _masks(
    logits: torch.Tensor,
    rows: Rows,
    tokenizer: Tokenizer | None,
    top: int,
    check: Check,
) -> tuple[Prediction, ...]:
    answers = []
    for text, row in enumerate(rows):
        # logits are [texts, tokens, vocabulary].
        for position, token in enumerate(row):
            if token.mask:
                check()
                caption = tr("Top {top} for {piece}", top=top, piece=token.piece)
                answer = _of_vocabulary(
                    "mask", text, position, caption, logits[text, position], tokenizer, top
                )
                answers.append(dataclasses.replace(answer, piece=token.piece))
    return tuple(answers)


def next_token(
    logits: torch.Tensor,
    rows: Rows,
    attention_mask: torch.Tensor | None,
    tokenizer: Tokenizer | None,
    top: int,
    check: Check,
) -> tuple[Prediction, ...]:
    """What comes after each text: `logits` float [texts, tokens, vocabulary]."""
    answers = []
    for text, row in enumerate(rows):
        check()
        last = len(row) - 1
        if attention_mask is not None:  # padding on the right is not what comes next
            # [tokens] → [seen, 1]
            last = int(attention_mask[text].nonzero().max())  # the last place that the mask shows
        answers.append(
            _of_vocabulary("next", text, last, tr("Next token"), logits[text, last], tokenizer, top)
        )
    return tuple(answers)


def _of_vocabulary(
    kind: str,
    text: int,
    position: int,
    caption: str,
    logits: torch.Tensor,
    tokenizer: Tokenizer | None,
    top: int,
) -> Prediction:
    """`logits` are one position's: float [vocabulary]."""
    # In float32 also for a model in half precision: 50,000 shares would not add up to 1.
    probabilities = logits.float().softmax(-1)
    # Sorted by falling value, [top].
    best = probabilities.topk(min(top, probabilities.numel()))
    ids = best.indices.tolist()
    words = tokenization.words_of(tokenizer, ids)
    candidates = tuple(
        Candidate(
            text=word,
            id=id_,
            probability=probability,
            logit=float(logits[id_]),
        )
        for word, id_, probability in zip(words, ids, best.values.tolist(), strict=True)
    )
    return Prediction(kind, text, position, caption, candidates, probabilities.numel())


_FOLLOWS = (tr("text B follows text A"), tr("text B comes from elsewhere"))
"""What the two logits of next-sentence prediction stand for, in their order (BERT's training)."""


def _follows(logits: torch.Tensor) -> tuple[Prediction, ...]:
    # In float32 for the same reason as a vocabulary's.
    """`logits` are [texts, 2]."""
    answers = []
    for text, row in enumerate(logits.float()):
        chances = row.softmax(-1)
        candidates = tuple(
            Candidate(_FOLLOWS[label], label, float(chances[label]), float(row[label]))
            for label in chances.argsort(descending=True).tolist()
        )
        answers.append(
            Prediction("label", text, -1, tr("Do the two belong together?"), candidates, 2)
        )
    return tuple(answers)


_AT_A_TIME = 5_000
"""Labels between two looks at the stop switch: 20 ms."""


def _labels(
    logits: torch.Tensor, config: PreTrainedConfig, title: str, check: Check
) -> tuple[Prediction, ...]:
    names: dict[Any, Any] = config.id2label or {}
    answers = []
    # logits [texts, labels]
    for text, row in enumerate(logits.float()):
        count = row.numel()
        several = config.problem_type == "multi_label_classification"
        # transformers trains one label, and any number of them called regression, with MSELoss.
        if config.problem_type == "regression" or (count == 1 and not several):
            never = [math.nan] * count
            scores = _named(names, range(count), never, row.tolist(), check, is_score=True)
            caption = tr("Score") if count == 1 else tr("Scores, each on its own scale")
            answers.append(Prediction("score", text, -1, caption, scores, count))
            continue
        # Sigmoids are independent and need not add up to 1; softmaxed labels exclude each other.
        probabilities = row.sigmoid() if several else row.softmax(-1)
        order = probabilities.argsort(descending=True).tolist()
        # As lists: to take 100,000 numbers out of a tensor one by one took 1.9 s, and this 0.4 s.
        candidates = _named(names, order, probabilities.tolist(), row.tolist(), check)
        caption = tr("Labels, each judged on its own") if several else title
        answers.append(Prediction("label", text, -1, caption, candidates, count, several))
    return tuple(answers)


def _named(
    names: Mapping[Any, Any],
    labels: Sequence[int],
    probabilities: Sequence[float],
    logits: Sequence[float],
    check: Check,
    *,
    is_score: bool = False,
) -> tuple[Candidate, ...]:
    """An answer for each of `labels`, in their order; the numbers are by label."""
    answers: list[Candidate] = []
    for first in range(0, len(labels), _AT_A_TIME):
        check()
        answers += [
            Candidate(
                str(names.get(label, f"LABEL_{label}")),
                label,
                probabilities[label],
                logits[label],
                is_score,
            )
            for label in labels[first : first + _AT_A_TIME]
        ]
    return tuple(answers)
