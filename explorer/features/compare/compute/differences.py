"""In what two models differ, and what that did to the same input: all of it computed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import torch

from explorer.engine import numbers
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.token_text import Words
from explorer.features.compare.compute import both_heads, difference_words
from explorer.features.compare.compute.vocabularies import same_vocabulary, vocabulary
from explorer.features.compare.protocol import (
    AnswerPair,
    ComparedRun,
    ComparisonResult,
    OutputChange,
    PredictionPair,
    RunBoth,
)
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Check
from explorer.protocol.run import AblatedHeads, Candidate, Prediction, RunResult, Token
from explorer.text import numbers as words
from explorer.text.translation import tr


def with_heads_off(ran: RunResult, silenced: tuple[AblatedHeads, ...]) -> RunResult:
    """The run with the heads that were off meanwhile."""
    return dataclasses.replace(ran, silenced=silenced)


def compared(
    request: RunBoth,
    other: LoadedModel,
    main: LoadedModel,
    other_ran: ComparedRun,
    main_ran: ComparedRun,
    off: tuple[HeadPlace, ...],
    check: Check,
) -> ComparisonResult:
    """Everything that can be said about two runs; `off` are the main model's heads."""
    rows = other_ran.ran.rows, main_ran.ran.rows
    same = _ids(rows[0]) == _ids(rows[1])
    reason = _refusal(other, main, same)
    pairs = tuple(
        _pair(other, main, place, prediction, place_main, two, reason)
        for place, prediction, place_main, two in _places(other_ran.ran, main_ran.ran)
    )
    texts = request.texts or ("",) * len(rows[0])
    aligned = tuple(align(*each) for each in zip(*rows, texts, strict=True))
    look = request.look.text_index
    return ComparisonResult(
        request=request,
        model_serial=main.serial,
        other=other_ran,
        main=main_ran,
        aligned=aligned,
        same_tokens=same,
        predictions=pairs,
        outputs=_outputs(other, main, reason, check),
        sentence=difference_words.sentence(main, other, request.other.kind, off, same, check),
        disabled_reason=reason,
        attention=both_heads.change(other_ran.head, main_ran.head, aligned[look]),
    )


def _ids(rows: Sequence[Sequence[Token]]) -> list[list[int]]:
    return [[token.id for token in row] for row in rows]


# -- tokens --------------------------------------------------------------------------------------


def align(
    first_row: Sequence[Token], two: Sequence[Token], text: str = ""
) -> tuple[tuple[int, int], ...]:
    """Pairs of places whose tokens stand for the same characters, -1 where a token is alone.

    Tokens of the text meet by their characters, special ones by what they are. Both rows keep
    their order, so a pair never crosses another. Spaces at a token's ends do not count: some
    tokenizers take the space before a word into it.
    """
    if [token.id for token in first_row] == [token.id for token in two]:
        return tuple((place, place) for place in range(len(first_row)))
    # A merge of two ordered rows: each key of the first meets the same key of the second.
    keys = {key: place for place, key in enumerate(_keys(two, text))}
    met = [(place, keys[key]) for place, key in enumerate(_keys(first_row, text)) if key in keys]
    pairs: list[tuple[int, int]] = []
    here = there = 0
    for first, second in [*met, (len(first_row), len(two))]:
        if second < there:
            continue  # special tokens in another order: the later one stays alone
        pairs += [(place, -1) for place in range(here, first)]
        pairs += [(-1, place) for place in range(there, second)]
        if first < len(first_row):
            pairs.append((first, second))
        here, there = first + 1, second + 1
    return tuple(pairs)


def _keys(row: Iterable[Token], text: str) -> list[tuple[object, ...]]:
    """What each token stands for; the bytes of one character are told apart by their order."""
    counts: Counter[tuple[object, ...]] = Counter()
    keys = []
    for token in row:
        if token.mask:
            key: tuple[object, ...] = ("mask",)
        elif token.start >= 0:
            key = _without_spaces(token.start, token.end, text)
        else:
            key = ("special", token.piece)
        # Several tokens of one character share its span: they are told apart by their count.
        keys.append((*key, counts[key]))
        counts[key] += 1
    return keys


def _without_spaces(start: int, end: int, text: str) -> tuple[int, int]:
    piece = text[start:end]
    if not piece.strip():
        return start, end
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


# -- outputs -------------------------------------------------------------------------------------


def _refusal(other: LoadedModel, main: LoadedModel, same_tokens: bool) -> str:
    """Why outputs cannot be subtracted from each other; empty where they can."""
    if not same_vocabulary(other, main):
        sizes = [words.count(vocabulary(loaded)) for loaded in (other, main)]
        return tr(
            "The two have different vocabularies ({first_size} and {second_size} tokens): the "
            "same input ID means another token, so their outputs cannot be compared number by "
            "number.",
            first_size=sizes[0],
            second_size=sizes[1],
        )
    if not same_tokens:
        return tr(
            "The two cut the text into different tokens, so their outputs belong to "
            "different positions and cannot be compared number by number."
        )
    if type(other.model) is not type(main.model):
        shared = set(other.run_outputs) & set(main.run_outputs)
        if not any(
            other.run_outputs[name].shape == main.run_outputs[name].shape for name in shared
        ):
            return tr(
                "{first_class} and {second_class} return tensors of different kinds, so there is "
                "nothing to subtract.",
                first_class=type(other.model).__name__,
                second_class=type(main.model).__name__,
            )
    return ""


def _outputs(
    other: LoadedModel, main: LoadedModel, reason: str, check: Check
) -> tuple[OutputChange, ...]:
    changes = []
    for name, value in main.run_outputs.items():
        second = other.run_outputs.get(name)
        if reason:
            changes.append(OutputChange(name, None, reason))
        elif second is None:
            changes.append(
                OutputChange(name, None, tr("{name} does not return it.", name=other.name))
            )
        elif second.shape != value.shape:
            shapes = tr(
                "{first_shape} and {second_shape}",
                first_shape=words.shape(second.shape),
                second_shape=words.shape(value.shape),
            )
            changes.append(
                OutputChange(name, None, tr("The shapes differ: {shapes}.", shapes=shapes))
            )
        elif value.numel():
            # In double: float32 would round the difference that is being measured.
            most = numbers.farthest(value, second, torch.float64, check)
            changes.append(OutputChange(name, most))
    return tuple(changes)


# -- predictions ---------------------------------------------------------------------------------


def _places(other: RunResult, main: RunResult) -> Iterable[tuple[int, Prediction, int, Prediction]]:
    """Predictions of both about the same: the nth of its kind of a text."""

    def keyed(ran: RunResult) -> dict[tuple[object, ...], tuple[int, Prediction]]:
        counts: Counter[tuple[object, ...]] = Counter()
        predictions: dict[tuple[object, ...], tuple[int, Prediction]] = {}
        for place, prediction in enumerate(ran.predictions):
            key = (prediction.text_index, prediction.kind)
            predictions[(*key, counts[key])] = (place, prediction)
            counts[key] += 1
        return predictions

    first = keyed(other)
    for key, (place, item) in keyed(main).items():
        if key in first:
            yield *first[key], place, item


def _pair(
    other: LoadedModel,
    main: LoadedModel,
    other_place: int,
    other_prediction: Prediction,
    main_place: int,
    main_prediction: Prediction,
    reason: str,
) -> PredictionPair:
    rows = [
        _row(loaded, prediction)
        for loaded, prediction in ((other, other_prediction), (main, main_prediction))
    ]
    other_row, two = rows
    comparable = (
        not reason
        and other_row is not None
        and two is not None
        and other_row.shape == two.shape
        and (
            other_prediction.kind != "label"
            or other.model.config.id2label == main.model.config.id2label
        )
    )
    if not comparable or other_row is None or two is None:
        return PredictionPair(
            main_prediction.caption,
            other_place,
            main_place,
            _by_text(other_prediction, main_prediction),
            None,
        )
    ids = [candidate.id for candidate in main_prediction.candidates]
    ids += [item.id for item in other_prediction.candidates if item.id not in ids]
    named = {
        # The main model's names last, so that its own spelling stays where both have one.
        entry.id: entry.text
        for entry in (*other_prediction.candidates, *main_prediction.candidates)
    }
    names: Any = Words(main.tokenizer)
    answers = tuple(
        AnswerPair(named.get(id_) or names[id_], float(other_row[id_]), float(two[id_]))
        for id_ in ids
    )
    sums = [float(row.sum()) for row in (other_row, two)]
    shared = all(abs(total - 1) < 1e-2 for total in sums)  # not so for labels each on its own
    moved = (
        # Total variation distance: half of the sum of differences is the share that is elsewhere.
        float((other_row.double() - two.double().to(other_row.device)).abs().sum() / 2)
        if shared
        else None
    )
    return PredictionPair(main_prediction.caption, other_place, main_place, answers, moved)


def _row(loaded: LoadedModel, prediction: Prediction) -> torch.Tensor | None:
    """The probabilities that a prediction's candidates were taken from: float [answers]."""
    logits = loaded.run_outputs.get("logits", loaded.run_outputs.get("prediction_logits"))
    if logits is None or prediction.kind == "score":
        return None
    if prediction.position >= 0:
        return logits[prediction.text_index, prediction.position].float().softmax(-1)  # [answers]
    row = logits[prediction.text_index].float()
    return row.sigmoid() if prediction.independent else row.softmax(-1)


def _by_text(other: Prediction, main: Prediction) -> tuple[AnswerPair, ...]:
    """Answers of different vocabularies meet by their words; unnamed ones have no number."""

    def plain(text: str) -> str:
        return text.strip("· ").removeprefix("##").casefold()

    def value(candidate: Candidate) -> float:
        return candidate.logit if candidate.is_score else candidate.probability

    # Reversed, so that of two pieces with the same letters the likelier one stays.
    first = {plain(item.text): value(item) for item in reversed(other.candidates)}
    pairs = [
        AnswerPair(entry.text, first.pop(plain(entry.text), None), value(entry), entry.is_score)
        for entry in main.candidates
    ]
    rest = [
        AnswerPair(element.text, value(element), None, element.is_score)
        for element in other.candidates
        if plain(element.text) in first
    ]
    return (*pairs, *rest)
