"""What the cards report and the tests recompute: the answers of a loaded model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

TOP_P = 0.95  # at each token the most probable choices that make up this share


@torch.no_grad()
def fill_mask(
    model: Any, tokenizer: Any, texts: Sequence[str], top: int = 1
) -> list[list[tuple[str, float]]]:
    """For each text with one [MASK], the `top` most probable (token, probability) pairs."""
    answers = []
    for start in range(0, len(texts), 256):
        batch = tokenizer(list(texts[start : start + 256]), padding=True, return_tensors="pt")
        at_mask = batch["input_ids"] == tokenizer.mask_token_id
        probabilities = model(**batch).logits[at_mask].softmax(-1)
        best = probabilities.topk(top)
        for values, ids in zip(best.values.tolist(), best.indices.tolist(), strict=True):
            tokens = tokenizer.convert_ids_to_tokens(ids)
            answers.append(list(zip(tokens, values, strict=True)))
    return answers


@torch.no_grad()
def classify(model: Any, tokenizer: Any, texts: Sequence[str]) -> list[tuple[int, float]]:
    """For each text the predicted class and its probability."""
    answers: list[tuple[int, float]] = []
    for start in range(0, len(texts), 256):
        batch = tokenizer(list(texts[start : start + 256]), padding=True, return_tensors="pt")
        best = model(**batch).logits.softmax(-1).max(-1)
        answers += zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return answers


@torch.no_grad()
def copies(model: Any, tokenizer: Any, lists: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Of lists of one length, each said twice: how many words are copied right, and of how many.

    The first word of the second list is given.
    """
    length = len(lists[0])
    batch = tokenizer([" ".join([*words, *words]) for words in lists], return_tensors="pt")
    ids = batch["input_ids"]  # [lists, 2 × length]
    said = model(**batch).logits[:, length:-1].argmax(-1)  # [lists, length - 1]
    return int((said == ids[:, length + 1 :]).sum()), said.numel()


@torch.no_grad()
def head_scores(
    model: Any, tokenizer: Any, lists: Sequence[Sequence[str]]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Scores of every head [layers, heads] on lists of one length that are said twice.

    Previous token: mean attention to the token before. Induction: mean attention from the second
    list to the token after the same word in the first.
    """
    length = len(lists[0])
    batch = tokenizer([" ".join([*words, *words]) for words in lists], return_tensors="pt")
    model.set_attn_implementation("eager")
    maps = torch.stack(model(**batch, output_attentions=True).attentions)
    second = torch.arange(length, 2 * length)
    later = torch.arange(1, 2 * length)
    # [layers, lists, heads, from, to] at pairs of places, averaged over lists and places.
    return (
        maps[..., later, later - 1].mean((1, 3)),
        maps[..., second, second - length + 1].mean((1, 3)),
    )


@torch.no_grad()
def continue_texts(
    model: Any, tokenizer: Any, prompts: Sequence[str], seed: int, top_p: float = TOP_P
) -> list[str]:
    """Each prompt with a continuation sampled at temperature 1 within `top_p`, to its end.

    A continuation that fills the longest input without coming to its end is returned as it is.
    """
    texts = []
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        for start in range(0, len(prompts), 100):
            batch = tokenizer(
                list(prompts[start : start + 100]),
                padding=True,
                padding_side="left",
                return_tensors="pt",
            )
            ids = model.generate(
                **batch,
                do_sample=True,
                temperature=1.0,
                top_k=0,
                top_p=top_p,
                max_length=model.config.max_position_embeddings,
                pad_token_id=tokenizer.eos_token_id,
            )
            texts += tokenizer.batch_decode(ids, skip_special_tokens=True)
    return texts
