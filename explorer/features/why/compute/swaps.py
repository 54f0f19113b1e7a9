"""Other words in the place of one: is it this word that matters, or only that there is one?

The proposals are the model's own guesses for that place where it writes tokens, and else the tokens
with the most similar embeddings. Where none of them takes the answer away, the next ones are tried
at the first place: what is most similar may be a synonym. The swap that leaves least of the answer
is the counterpart.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import torch

from explorer.engine import long_steps, tasks
from explorer.engine.model_holder import ModelHolder
from explorer.engine.token_text import Words
from explorer.engine.weights.on_disk import weight_of
from explorer.features.why.compute.question import Asked, NoQuestion, ask
from explorer.features.why.protocol import Swap, SwapsResult, WhySwaps
from explorer.features.why.summary import stands_out
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

PROPOSALS = 5
"""Words that are tried in each place."""

MOST_PROPOSALS = 128
"""Words that are tried in the first place until one takes the answer away."""

_NO_LETTER = "\N{REPLACEMENT CHARACTER}"
"""What bytes of a token that make no letter by themselves decode to: that is no word to try."""

_LOOKED_AT = 200
"""Tokens among which proposals are looked for, best first."""


def swaps(holder: ModelHolder, request: WhySwaps, check: Check, report: Report) -> SwapsResult:
    """The probability of the answer with other words in each place. Raises as `ask`."""
    started = time.perf_counter()
    try:
        asked = ask(holder, request.choice, check)
    except NoQuestion as why:
        return SwapsResult(request=request, model_serial=holder.loaded.serial, note=str(why))
    report(tr("Trying other words"))
    places = [place for place in request.positions if 0 <= place < asked.length]
    guesses = _guesses(asked, places)
    by = "model" if guesses is not None else "embeddings"
    pairs: list[tuple[int, int]] = []
    further: list[tuple[int, int]] = []
    for number, place in enumerate(places):
        check()
        scores = guesses[number] if guesses is not None else _similar(asked, place)
        if scores is not None:
            most = PROPOSALS if number else MOST_PROPOSALS
            every = [(place, id_) for id_ in _proposals(asked, place, scores, most)]
            pairs += every[:PROPOSALS]
            further += every[PROPOSALS:]
    before = asked.question.probability
    result: list[Swap] = []
    for some in _batches(pairs, asked.at_once):
        result += _tried(asked, some)
        report(tr("Trying other words"), min(1.0, len(result) / len(pairs)))
    for some in _batches(further, asked.at_once):
        if any(stands_out(before, swap.probability) for swap in result):
            break
        check()
        result += _tried(asked, some)
    return SwapsResult(
        request=request,
        **asked.facts(started),
        swaps=tuple(result),
        proposed_by=by if result else "",  # type: ignore[arg-type]
        at_once=asked.at_once,
        counterpart=_counterpart(asked, result),
    )


def _batches(pairs: Sequence[tuple[int, int]], size: int) -> list[Sequence[tuple[int, int]]]:
    return [pairs[start : start + size] for start in range(0, len(pairs), size)]


def _tried(asked: Asked, pairs: Sequence[tuple[int, int]]) -> list[Swap]:
    """What is left of the answer with each (position, ID) put in, all in one batch."""
    shares = asked.answers(asked.replaced([[pair] for pair in pairs])).probabilities.tolist()
    words = Words(asked.loaded.tokenizer).of([id_ for _, id_ in pairs])
    return [
        Swap(place, id_, name, share)
        for (place, id_), name, share in zip(pairs, words, shares, strict=True)
    ]


def _counterpart(asked: Asked, swaps: Sequence[Swap]) -> tuple[int, ...]:
    """The IDs of the text with another word where no other word keeps the answer, or least does.

    Of the words tried there it is the one that leaves least of the answer. Places where one takes
    the answer away go before those where none does.
    """
    if not swaps:
        return ()
    before = asked.question.probability
    taking = {swap.position for swap in swaps if stands_out(before, swap.probability)}
    by_place: dict[int, list[float]] = {}
    for swap in swaps:
        if taking and swap.position not in taking:
            continue
        by_place.setdefault(swap.position, []).append(swap.probability)
    place = min(by_place, key=lambda place: max(by_place[place]))
    least = min(
        (swap for swap in swaps if swap.position == place), key=lambda swap: swap.probability
    )
    ids: list[int] = asked.inputs["input_ids"][0].tolist()
    ids[least.position] = least.id
    return tuple(ids)


def _guesses(asked: Asked, places: Sequence[int]) -> torch.Tensor | None:
    """What the model would write in each place: logits [places, vocabulary]; None where it does
    not write tokens of its text."""
    task = tasks.of_model(asked.loaded.model)
    tokenizer = asked.loaded.tokenizer
    logits: torch.Tensor
    if task == tasks.TEXT_GENERATION:
        logits = asked.outputs["logits"]
        if min(places, default=0) < 1 or logits.dim() != 3 or logits.shape[1] != asked.length:
            return None
        return logits[0, [place - 1 for place in places]].float()
    mask = tokenizer.mask_token_id if tokenizer is not None else None
    if task != tasks.FILL_MASK or mask is None or not places:
        return None
    copies = asked.replaced([[(place, mask)] for place in places])
    asked.runs += len(places)
    outputs, _ = asked.runner.forward(copies)
    logits = outputs["logits"] if "logits" in outputs else outputs["prediction_logits"]
    return logits[range(len(places)), list(places)].float()


def _similar(asked: Asked, place: int) -> torch.Tensor | None:
    """How similar each token's embedding is to that of the token there: cosines [vocabulary]."""
    try:
        table = asked.loaded.model.get_input_embeddings().weight
    except (NotImplementedError, AttributeError):
        return None
    id_ = int(asked.inputs["input_ids"][0, place])
    if not isinstance(table, torch.Tensor) or table.dim() != 2 or id_ >= table.shape[0]:
        return None
    table = weight_of(table, asked.runner.check)
    with torch.inference_mode():
        similar: torch.Tensor = long_steps.apart(
            asked.runner.check,
            lambda: torch.cosine_similarity(table.float(), table[id_].float()[None], dim=-1),
        )
        return similar


def _proposals(asked: Asked, place: int, scores: torch.Tensor, most: int = PROPOSALS) -> list[int]:
    """The best IDs of the same form as the token there: a word for a word, a piece for a piece."""
    own = int(asked.inputs["input_ids"][0, place])
    best = scores.topk(min(_LOOKED_AT, scores.numel())).indices.tolist()
    tokenizer = asked.loaded.tokenizer
    if tokenizer is None:
        return [id_ for id_ in best if id_ != own][:most]
    known = tokenizer.names([own, *best])
    (own_piece, _), pieces = known[0], known[1:]
    proposals = []
    for id_, (piece, text) in zip(best, pieces, strict=True):
        form = piece is not None and _form(piece) == _form(own_piece or "")
        whole = _NO_LETTER not in text
        same = text.strip().casefold() == (known[0][1] or "").strip().casefold()
        if form and whole and id_ != own and not same and id_ not in tokenizer.all_special_ids:
            proposals.append(id_)
        if len(proposals) == most:
            break
    return proposals


def _form(piece: str) -> tuple[bool, bool, bool]:
    """Whether a piece continues a word, begins one with its space, and has letters."""
    return piece.startswith("##"), piece[:1] in ("\u0120", "\u2581"), piece[-1:].isalnum()
